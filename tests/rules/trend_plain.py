"""The sums of the trends by a second, plain method: every case is asked, day by day, at instants - no rows.

It shares with the program the tracks of the cases (which have an oracle of their own) and the records of the answers.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from math import ceil, inf

from board_gen.model.case import Case
from board_gen.model.terms import CauseKind, Letter, Phase
from board_gen.rules.deadline_moves import folded
from board_gen.rules.digest import Timing
from board_gen.rules.tracks import CaseTracks, CriterionTrack
from tests.rules.oracle import midnight_of
from tests.rules.trend_plants import Drawn

SECOND = timedelta(seconds=1)
FIRST_DAY = date(1970, 1, 1)


class Plain:
    """The cases of a selection that were opened by the instant, and its days by their first instants."""

    def __init__(self, drawn: Drawn) -> None:
        self.at, self.table, self.selection = drawn.at, drawn.table, drawn.selection
        self.zone = drawn.judged.rules.zone
        self.criteria = [criterion.id for criterion in drawn.judged.rules.criteria]
        self.cases = [
            tracks for tracks in drawn.judged.cases if tracks.case.opened <= self.at and self._takes(tracks.case)
        ]
        self.numbers = range(self.selection.first, self.selection.last + 1)

    def _takes(self, case: Case) -> bool:
        names, chosen = self.table.names, self.selection
        return (
            (not chosen.areas or case.area in {names.area[number] for number in chosen.areas})
            and (not chosen.customers or case.customer in {names.customer[number] for number in chosen.customers})
            and (not chosen.sources or case.source in {names.source[number] for number in chosen.sources})
        )

    def day(self, number: int) -> date:
        return FIRST_DAY + timedelta(days=number)

    def begin(self, number: int) -> datetime:
        """The first instant of a day."""
        return midnight_of(self.day(number), self.zone)

    def is_in(self, instant: datetime, first: int, last: int) -> bool:
        """True for an instant of the days from `first` to `last`."""
        return self.begin(first) <= instant < self.begin(last + 1)

    def day_number(self, instant: datetime) -> int:
        """The day of an instant: the last one that has begun."""
        number = (instant.date() - FIRST_DAY).days + 2
        while self.begin(number) > instant:
            number -= 1
        return number

    def in_range(self, instant: datetime) -> bool:
        return self.is_in(instant, self.selection.first, self.selection.last)

    # ------------------------------------------------------------------------------------------ how cases ended
    def phase(self, tracks: CaseTracks) -> Phase:
        return tracks.head.at(self.at).phase

    def is_undated(self, tracks: CaseTracks) -> bool:
        """True for a row closed without a date."""
        closed = tracks.case.closed
        return self.phase(tracks) is Phase.CLOSED and closed is not None and closed.at is None

    def end(self, tracks: CaseTracks) -> datetime | None:
        """When the case had left the board; None while it is on it, and where nobody knows."""
        is_over = tracks.end is not None and tracks.end <= self.at and not self.is_undated(tracks)
        return tracks.end if is_over else None

    def is_rejected(self, tracks: CaseTracks) -> bool:
        return self.phase(tracks) is Phase.REJECTED

    @property
    def opened(self) -> list[CaseTracks]:
        """The cases opened in the range."""
        return [tracks for tracks in self.cases if self.in_range(tracks.case.opened)]

    # -------------------------------------------------------------------------------------------------- by day
    def stock(self, letter: Letter) -> tuple[int, ...]:
        """How many were of a letter on the board at the end of each day."""
        counts = []
        for number in self.numbers:
            last = min(self.begin(number + 1) - SECOND, self.at)
            shown = [tracks for tracks in self.cases if tracks.is_on_board(last)]
            counts.append(sum(tracks.head.at(last).status is letter for tracks in shown))
        return tuple(counts)

    def openings(self) -> tuple[int, ...]:
        return tuple(sum(self.is_in(tracks.case.opened, n, n) for tracks in self.cases) for n in self.numbers)

    def endings(self, phase: Phase) -> tuple[int, ...]:
        ends = [self.end(tracks) for tracks in self.cases if self.phase(tracks) is phase]
        return tuple(sum(end is not None and self.is_in(end, n, n) for end in ends) for n in self.numbers)

    def on_board_at_all(self) -> int:
        """How many were on the board at any time of the range."""
        begin, end = self.begin(self.selection.first), self.begin(self.selection.last + 1)
        return sum(
            tracks.case.opened < end and not self.is_undated(tracks) and (self.end(tracks) or end) >= begin
            for tracks in self.cases
        )

    def spans_closed(self) -> list[int]:
        """Seconds from opening to the closings in the range."""
        closed = [(tracks, self.end(tracks)) for tracks in self.cases if self.phase(tracks) is Phase.CLOSED]
        return [(end - tracks.case.opened) // SECOND for tracks, end in closed if end and self.in_range(end)]

    # ----------------------------------------------------------------------------------------------- by opening
    def reached(self, tracks: CaseTracks, name: str, step: str) -> int | str | None:
        """Seconds until a milestone, None not yet, "none" where the case has none; read from its facts."""
        cells = {cell.criterion.id: cell for cell in tracks.criteria}
        others = [
            cell
            for cell in tracks.criteria
            if (cell.criterion.fails_on_recurrence if name == "verified" else cell.criterion.step == step)
        ]
        cell = cells.get(name) or next(iter(others), None)
        if cell is None or cell.facts.na is not None:
            return "none"
        done = self.first_done(tracks, cell)
        return None if done is None else (done - tracks.case.opened) // SECOND

    def first_done(self, tracks: CaseTracks, cell: CriterionTrack) -> datetime | None:
        """When a criterion was first done for all to see, by its facts."""
        last, facts, opened = min(self.at, tracks.end or self.at), cell.facts, tracks.case.opened
        if cell.criterion.evidence == "required" and tracks.case.needs_evidence and not facts.evidence:
            return None
        for seen in sorted(max(done, opened) for done in facts.done if done <= last):
            latest = max(done for done in facts.done if done <= seen)
            undone = [one.at for one in tracks.case.recurrences if latest <= one.at <= seen]
            if not (undone and cell.criterion.fails_on_recurrence):
                return seen
        return None

    def timings(self, tracks: CaseTracks) -> list[tuple[str, Timing, Timing]]:
        """How each criterion that applies stands to its first deadline and to the one in force when it was done."""
        found = []
        for cell in tracks.criteria:
            if cell.facts.na is None:
                seen = self.first_done(tracks, cell)
                until = min(self.at, tracks.end or self.at) if seen is None else seen
                dues = [cell.rulings.steps[0][1].first_due] * 2
                for one in tracks.case.revisions:
                    if one.criterion == cell.criterion.id and one.at <= until:
                        dues[1] = one.to
                done = None if seen is None else max(done for done in cell.facts.done if done <= seen)
                found.append((cell.criterion.id, self._timing(done, dues[0]), self._timing(done, dues[1])))
        return found

    def _timing(self, done: datetime | None, due: datetime) -> Timing:
        if done is not None:
            return Timing.IN_TIME if done < due else Timing.LATE
        return Timing.LATE if due <= self.at else Timing.NOT_DUE

    def until_closed(self, tracks: CaseTracks) -> int | str | None:
        """Seconds until the closing, None not yet, "none" where nobody knows."""
        end = self.end(tracks)
        return "none" if self.is_undated(tracks) else None if end is None else (end - tracks.case.opened) // SECOND

    def times(self, time_of: Callable[[CaseTracks], int | str | None]) -> dict[date, tuple[int, int, float, float]]:
        """By month: how many are done, and not yet; median and 90th percentile, infinite where not known."""
        months: dict[date, list[float]] = {}
        for tracks in self.opened:
            time = "none" if self.is_rejected(tracks) else time_of(tracks)
            if not isinstance(time, str):
                month = self.day(self.day_number(tracks.case.opened)).replace(day=1)
                months.setdefault(month, []).append(inf if time is None else time)
        return {
            month: (sum(t < inf for t in times), sum(t == inf for t in times), rank(times, 0.5), rank(times, 0.9))
            for month, times in months.items()
        }

    # ---------------------------------------------------------------------------------------------------- moves
    def moves(self) -> list[tuple[CaseTracks, date, int, str]]:
        """Each move of a deadline in the range: whose, in which month, the seconds gained, the reason folded."""
        found = []
        for tracks in self.cases:
            last = min(self.at, tracks.end or self.at)
            for cell in tracks.criteria:
                own = [one for one in tracks.case.revisions if one.criterion == cell.criterion.id and one.at <= last]
                dues = [cell.rulings.at(tracks.case.opened).first_due, *(one.to for one in own)]
                for one, before, due in zip(own, dues, dues[1:], strict=False):
                    since = max(one.at, tracks.case.opened)
                    if cell.facts.na is None and self.in_range(since):
                        month = self.day(self.day_number(since)).replace(day=1)
                        found.append((tracks, month, (due - before) // SECOND, folded(one.reason)))
        return found

    def recurrences(self) -> list[tuple[CaseTracks, date]]:
        """Each recurrence in the range, with its month."""
        return [
            (tracks, self.day(self.day_number(one.at)).replace(day=1))
            for tracks in self.cases
            for one in tracks.case.recurrences
            if one.at <= min(self.at, tracks.end or self.at) and self.in_range(one.at)
        ]

    # -------------------------------------------------------------------------------------------------- classes
    def classes(self, name_of: Callable[[CaseTracks], str]) -> Counter[str]:
        """The cases opened in the range by class, rejected ones left out."""
        return Counter(name_of(tracks) for tracks in self.opened if not self.is_rejected(tracks))

    @staticmethod
    def cause(tracks: CaseTracks) -> str:
        """The branch of the first verified cause of occurrence that has one."""
        for cause in tracks.case.report.causes:
            if cause.verified and cause.branch and cause.kind is CauseKind.OCCURRENCE:
                return cause.branch.value
        return ""

    def ages(self) -> list[tuple[timedelta, Letter]]:
        """Age and letter of what is open."""
        heads = [(self.at - tracks.case.opened, tracks.head.at(self.at)) for tracks in self.cases]
        return [(age, head.status) for age, head in heads if head.phase is Phase.OPEN]


def rank(times: Sequence[float], share: float) -> float:
    """The nearest rank, counted off."""
    return sorted(times)[ceil(round(share * len(times), 9)) - 1]


def open_share(ended: Sequence[int], censored: Sequence[int], time: int) -> float:
    """The share still open after `time`, by handing on what is lost (Efron 1967): each case begins with the same
    weight, and one that nobody watches any longer leaves its weight to all that come after it, in equal parts.
    """
    watched = sorted([(t, 0) for t in ended] + [(t, 1) for t in censored])
    weights = [1 / len(watched)] * len(watched)
    for place, (_, is_lost) in enumerate(watched):
        after = len(watched) - place - 1
        if is_lost and after:
            for later in range(place + 1, len(watched)):
                weights[later] += weights[place] / after
            weights[place] = 0.0
    return sum(weight for weight, (t, is_lost) in zip(weights, watched, strict=True) if t > time or is_lost)
