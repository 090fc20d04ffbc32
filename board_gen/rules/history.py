"""History: the tracks of all cases, summed over local days: what the trends count, and exactly how.

Every number here is read from tracks as they stand at an instant `at`: steps later than `at` are not counted.
Invalid cases have no tracks, so they are in none of these numbers; the pages say how many they are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from statistics import median
from zoneinfo import ZoneInfo

from board_gen.model.local_time import day_of
from board_gen.model.rules import Criterion
from board_gen.model.terms import Letter, Phase
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Reason, Ruling

LETTERS = (Letter.RED, Letter.YELLOW, Letter.GREEN)
"""The letters that a case on the board can have, worst first."""
LONGEST_DAYS = 3660
"""Ten years: the daily series reaches no further back, whatever date somebody typed."""
AGE_BOUNDS = (1, 3, 7, 14, 30, 60)
"""Upper bounds, inclusive, of the age classes in days of 24 hours; the last class has none."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """One local day. `red`, `yellow`, `green` are on the board at the day's end - just before the next local
    midnight, of the last day at `at` -, the others happened in it. A closing without a date is in no day.
    """

    day: date
    red: int
    yellow: int
    green: int
    opened: int
    closed: int
    rejected: int

    @property
    def on_board(self) -> int:
        """All that the meeting walks: open, in watch, ready."""
        return self.red + self.yellow + self.green


@dataclass(frozen=True, slots=True)
class Ending:
    """How and when a case left the board: closed or rejected, at an instant or (closed only) without a date."""

    phase: Phase
    at: datetime | None


def ending_of(tracks: CaseTracks, at: datetime) -> Ending | None:
    """How the case had left the board by `at`; None while it is on it."""
    instant, head = tracks.head.steps[-1]
    if head.phase.is_on_board or instant > at:
        return None
    is_undated = head.phase is Phase.CLOSED and tracks.case.closed is not None and tracks.case.closed.at is None
    return Ending(head.phase, None if is_undated else instant)


def opened_by(judged: JudgedPlant, at: datetime) -> tuple[CaseTracks, ...]:
    """The valid cases opened by `at`, in every phase."""
    return tuple(tracks for tracks in judged.cases if tracks.case.opened <= at)


def days_of(judged: JudgedPlant, at: datetime, longest: int = LONGEST_DAYS) -> tuple[DayCount, ...]:
    """Every local day from the first opening to the day of `at`, at most `longest`; empty for an empty plant.

    Steps before the first of these days are in its stock, not in its openings and endings.
    """
    cases, zone = opened_by(judged, at), judged.rules.zone
    if not cases:
        return ()
    today = day_of(at, zone)
    oldest = max(today.toordinal() - longest + 1, day_of(min(case.case.opened for case in cases), zone).toordinal())
    days = [date.fromordinal(ordinal) for ordinal in range(oldest, today.toordinal() + 1)]
    stock = stock_of(cases, at, zone, days)
    opened = Counter(day_of(tracks.case.opened, zone) for tracks in cases)
    ended = Counter(dated_endings_of(cases, at, zone))
    return tuple(
        DayCount(day, *stock[index], opened[day], ended[day, Phase.CLOSED], ended[day, Phase.REJECTED])
        for index, day in enumerate(days)
    )


def dated_endings_of(cases: Iterable[CaseTracks], at: datetime, zone: ZoneInfo) -> Iterator[tuple[date, Phase]]:
    """The local day and kind of every ending that has a date."""
    for tracks in cases:
        ending = ending_of(tracks, at)
        if ending is not None and ending.at is not None:
            yield day_of(ending.at, zone), ending.phase


def stock_of(cases: Iterable[CaseTracks], at: datetime, zone: ZoneInfo, days: list[date]) -> list[tuple[int, int, int]]:
    """How many were red, yellow, green on the board at each day's end: +1 and -1 at each step, summed up once."""
    first = days[0]
    deltas: Counter[tuple[date, Letter]] = Counter()
    for tracks in cases:
        for instant, letter, delta in moves_of(tracks, at):
            deltas[max(first, day_of(instant, zone)), letter] += delta
    red, yellow, green = ([deltas[day, letter] for day in days] for letter in LETTERS)
    return list(zip(accumulate(red), accumulate(yellow), accumulate(green), strict=True))


def moves_of(tracks: CaseTracks, at: datetime) -> Iterator[tuple[datetime, Letter, int]]:
    """Each coming (+1) and going (-1) of the case among the letters of the board, up to `at`."""
    shown: Letter | None = None
    for instant, head in tracks.head.steps:
        letter = head.status if head.phase.is_on_board else None
        if instant > at or letter is shown:
            continue
        if shown is not None:
            yield instant, shown, -1
        if letter is not None:
            yield instant, letter, 1
        shown = letter


@dataclass(frozen=True, slots=True)
class Flow:
    """A week (from Monday) or a month, by its first day: what came, what went, what was left at its end.

    The running one ends at `at`.
    """

    start: date
    opened: int
    closed: int
    rejected: int
    on_board: int


def monday_of(day: date) -> date:
    """The first day of the ISO week."""
    return day - timedelta(days=day.weekday())


def first_of_month(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def flows_of(days: Iterable[DayCount], start_of: Callable[[date], date]) -> tuple[Flow, ...]:
    """The days summed by week (`monday_of`) or month (`first_of_month`), oldest first."""
    groups: dict[date, list[DayCount]] = {}
    for day in days:
        groups.setdefault(start_of(day.day), []).append(day)
    return tuple(
        Flow(
            start,
            sum(day.opened for day in group),
            sum(day.closed for day in group),
            sum(day.rejected for day in group),
            group[-1].on_board,
        )
        for start, group in groups.items()
    )


@dataclass(frozen=True, slots=True)
class ClosingTime:
    """How long the cases closed in a month had been open: how many, and the median; undated closings left out."""

    month: date
    count: int
    median: timedelta


def closing_times_of(judged: JudgedPlant, at: datetime) -> tuple[ClosingTime, ...]:
    """Opening to closing, by the local month of the closing, oldest first; months without one are left out."""
    spans: dict[date, list[timedelta]] = {}
    for tracks in judged.cases:
        ending = ending_of(tracks, at)
        if ending is not None and ending.at is not None and ending.phase is Phase.CLOSED:
            month = first_of_month(day_of(ending.at, judged.rules.zone))
            spans.setdefault(month, []).append(ending.at - tracks.case.opened)
    return tuple(ClosingTime(month, len(group), median_of(group)) for month, group in sorted(spans.items()))


def median_of(spans: Iterable[timedelta]) -> timedelta:
    """The median, to the second."""
    return timedelta(seconds=int(median(span.total_seconds() for span in spans)))


def undated_closings_of(judged: JudgedPlant, at: datetime) -> int:
    """How many are closed without a date: they count as opened, but in no day's closings and in no average."""
    endings = (ending_of(tracks, at) for tracks in opened_by(judged, at))
    return sum(1 for ending in endings if ending is not None and ending.at is None)


@dataclass(frozen=True, slots=True)
class AgeClass:
    """The open cases whose age is over `over` and at most `to` days of 24 hours (None: no bound), by letter."""

    over: int
    to: int | None
    red: int
    yellow: int
    green: int

    @property
    def count(self) -> int:
        """All of the class."""
        return self.red + self.yellow + self.green


@dataclass(frozen=True, slots=True)
class Ages:
    """How old the open cases are at `at`; `in_watch` are on the board but not open any more (watch, ready)."""

    classes: tuple[AgeClass, ...]
    median: timedelta | None
    oldest: timedelta | None
    in_watch: int

    @property
    def count(self) -> int:
        """All open cases."""
        return sum(age_class.count for age_class in self.classes)


def ages_of(judged: JudgedPlant, at: datetime) -> Ages:
    """The age, from `opened` to `at`, of every case in phase open."""
    heads = [(tracks, tracks.head.at(at)) for tracks in opened_by(judged, at)]
    ages = [(at - tracks.case.opened, head.status) for tracks, head in heads if head.phase is Phase.OPEN]
    spans = [age for age, _ in ages]
    counts = Counter((age_class_of(age), letter) for age, letter in ages)
    bounds = zip((0, *AGE_BOUNDS), (*AGE_BOUNDS, None), strict=True)
    return Ages(
        tuple(AgeClass(over, to, *(counts[over, letter] for letter in LETTERS)) for over, to in bounds),
        median_of(spans) if spans else None,
        max(spans, default=None),
        sum(1 for _, head in heads if head.phase in (Phase.WATCH, Phase.READY)),
    )


def age_class_of(age: timedelta) -> int:
    """The lower bound, in days, of the class that an age belongs to."""
    return max((bound for bound in AGE_BOUNDS if age > timedelta(days=bound)), default=0)


class Timing(StrEnum):
    """How a criterion stands to one of its deadlines."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Share:
    """How many were in time and how many late - done late, or still not done; `not_due` ones are in no share."""

    in_time: int = 0
    late: int = 0
    not_due: int = 0

    @property
    def count(self) -> int:
        """All that can be judged: the share's denominator."""
        return self.in_time + self.late

    @property
    def share(self) -> float | None:
        """The part in time, 0 to 1; None where nothing can be judged yet."""
        return self.in_time / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class OnTime:
    """One criterion: against its first deadlines, and against those in force when it was done (else at `at`)."""

    criterion: Criterion
    by_first: Share
    by_current: Share


@dataclass(frozen=True, slots=True)
class Punctuality:
    """On-time shares in the board's order, of `cases`; what was left out: rejected cases, undated closings."""

    criteria: tuple[OnTime, ...]
    cases: int
    rejected: int
    undated: int


@dataclass(slots=True)
class _Tally:
    """The timings of one criterion, while they are being gathered."""

    first: Counter[Timing] = field(default_factory=Counter)
    current: Counter[Timing] = field(default_factory=Counter)


def punctuality_of(judged: JudgedPlant, at: datetime, since: date) -> Punctuality:
    """On-time shares of the cases opened from the local day `since` on; rejected and undated ones left out.

    What does not apply (NA) is in no share. What was done more than once counts by its first fulfilment, what is
    claimed without the evidence it wants as not done.
    """
    cases = opened_since(judged, at, since)
    endings = [ending_of(tracks, at) for tracks in cases]
    rejected = sum(1 for ending in endings if ending is not None and ending.phase is Phase.REJECTED)
    undated = sum(1 for ending in endings if ending is not None and ending.at is None)
    kept = [tracks for tracks, ending in zip(cases, endings, strict=True) if ending is None or is_dated_closing(ending)]
    return Punctuality(on_times_of(judged, kept, at), len(kept), rejected, undated)


def is_dated_closing(ending: Ending) -> bool:
    """True for a closing that says when."""
    return ending.phase is Phase.CLOSED and ending.at is not None


def on_times_of(judged: JudgedPlant, cases: Iterable[CaseTracks], at: datetime) -> tuple[OnTime, ...]:
    """The shares per criterion: the plant's columns in their order, then `answer` of the listed rows."""
    tallies: dict[str, _Tally] = {}
    criteria = {criterion.id: criterion for criterion in judged.rules.criteria}
    for cell in (cell for tracks in cases for cell in tracks.criteria):
        ruling = deciding_ruling_of(cell, at)
        if ruling.letter is not Letter.NOT_APPLICABLE:
            criteria.setdefault(cell.criterion.id, cell.criterion)
            tally = tallies.setdefault(cell.criterion.id, _Tally())
            tally.first[timing_of(ruling, ruling.first_due, at)] += 1
            tally.current[timing_of(ruling, ruling.due, at)] += 1
    return tuple(
        OnTime(criterion, share_of(tallies[name].first), share_of(tallies[name].current))
        for name, criterion in criteria.items()
        if name in tallies
    )


def deciding_ruling_of(cell: CriterionTrack, at: datetime) -> Ruling:
    """The ruling that first said done, by `at`; else the one in force at `at`."""
    first = next((step for step in cell.rulings.steps if step[0] <= at and step[1].reason is Reason.DONE), None)
    return first[1] if first else cell.rulings.at(at)


def timing_of(ruling: Ruling, due: datetime, at: datetime) -> Timing:
    """In time is what was done before `due`: the deadline's own instant is late already (contract §5)."""
    if ruling.reason is Reason.DONE and ruling.done is not None:
        return Timing.IN_TIME if ruling.done < due else Timing.LATE
    return Timing.LATE if due <= at else Timing.NOT_DUE


def share_of(tally: Counter[Timing]) -> Share:
    """A tally as a share."""
    return Share(tally[Timing.IN_TIME], tally[Timing.LATE], tally[Timing.NOT_DUE])


def opened_since(judged: JudgedPlant, at: datetime, since: date) -> list[CaseTracks]:
    """The valid cases opened from the local day `since` on and by `at`."""
    zone = judged.rules.zone
    return [tracks for tracks in opened_by(judged, at) if day_of(tracks.case.opened, zone) >= since]


def year_before(day: date) -> date:
    """The first of the twelve months that end with `day`: the day after the same date last year."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ParetoBar:
    """A class of problems, how many there are, and the share (0 to 1) of it and all before it."""

    name: str
    count: int
    cumulative: float


@dataclass(frozen=True, slots=True)
class Pareto:
    """Classes by size, largest first, then by name; `rejected` problems are left out."""

    bars: tuple[ParetoBar, ...]
    rejected: int

    @property
    def count(self) -> int:
        """All problems counted."""
        return sum(bar.count for bar in self.bars)


def pareto_of(judged: JudgedPlant, at: datetime, since: date, class_of: Callable[[CaseTracks], str]) -> Pareto:
    """The valid cases opened from the local day `since` on, listed rows too, by `class_of`."""
    cases = opened_since(judged, at, since)
    kept = [tracks for tracks in cases if tracks.head.at(at).phase is not Phase.REJECTED]
    sizes = sorted(Counter(map(class_of, kept)).items(), key=lambda item: (-item[1], item[0]))
    totals = accumulate(count for _, count in sizes)
    bars = (ParetoBar(name, count, total / len(kept)) for (name, count), total in zip(sizes, totals, strict=True))
    return Pareto(tuple(bars), len(cases) - len(kept))
