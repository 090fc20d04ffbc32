"""The time line of a case: where its time went, from the opening to what is done, late, moved or to come (design.md).

Every row tells its letters through time, those to come too: the page covers what lies after now, and a script that
moves the cover keeps the drawing true without knowing a rule.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import Revision
from board_gen.model.terms import Letter, Mark, Phase
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Reason, ReportTrack, Ruling
from board_gen.views.case_clock import CaseClock
from board_gen.views.cell import moved_words
from board_gen.views.criterion_card import consent_of
from board_gen.views.time_axis import Axis, Text, Tick, text_at, texts_beside, ticks_of
from board_gen.wording.terms import MARKS, PHASES

ROW, LANE = 22, 18
"""Heights in px: of a row's bar, and of the lane above it where the moves of its deadline stand."""
_HEAD, _FOOT = 20, 20
_MARGIN = 1.04
_PAST = 3
"""What lies ahead takes at most so many times the time gone by, unless something has to be seen there."""
_SHORTEST = timedelta(hours=2)


class Stretch(NamedTuple):
    """A part of a row: `tone` is run (not done, in time), late, or watch."""

    start: float
    length: float
    tone: str


class DoneMark(NamedTuple):
    """Something was done: in time or late; `counts` is false where it is only claimed. `is_ahead`: dated after now."""

    at: float
    is_late: bool
    counts: bool = True
    is_ahead: bool = False


class MoveArc(NamedTuple):
    """A deadline moved: from one place to another, either way, with its reason and consent in words."""

    start: float
    end: float
    words: str
    is_ahead: bool

    @property
    def low(self) -> float:
        """The earlier of the two."""
        return min(self.start, self.end)

    @property
    def length(self) -> float:
        """How far they lie apart."""
        return round(abs(self.end - self.start), 1)


class TimeRow(NamedTuple):
    """A criterion, a named report, or the watch. `top` is where its bar stands, in px from the head of the drawing.

    `due` is the deadline in force, `dues` the former ones, `beyond` the words for one that lies after the axis.
    `notes` are the words of the moves, as far as there is room.
    """

    label: str
    top: int
    stretches: tuple[Stretch, ...]
    due: float | None = None
    dues: tuple[float, ...] = ()
    moves: tuple[MoveArc, ...] = ()
    notes: tuple[Text, ...] = ()
    done: tuple[DoneMark, ...] = ()
    beyond: Text | None = None

    @property
    def is_marked(self) -> bool:
        """True where anything stands on the bar or above it."""
        return bool(self.moves or self.done or self.beyond or self.due is not None)

    @property
    def has_lane(self) -> bool:
        """True where something stands above the bar."""
        return bool(self.moves)


class Event(NamedTuple):
    """Something that concerns all rows: a recurrence, a hold. `length` is 0 for an instant, `is_ahead`: it is
    dated after now.
    """

    at: float
    length: float
    kind: str
    words: str
    text: Text | None
    is_ahead: bool = False


class TimeLine(NamedTuple):
    """All of it. `start` and `end` are the instants of its edges, `now` where the reader stands (the end, of a case
    that has ended), `now_words` what stands there. `head` and `height` are in px.
    """

    rows: tuple[TimeRow, ...]
    ticks: tuple[Tick, ...]
    opening: Text
    events: tuple[Event, ...]
    now: float
    now_words: str
    start: datetime
    end: datetime
    head: int
    height: int

    @property
    def start_second(self) -> int:
        """The left edge in epoch seconds."""
        return int(self.start.timestamp())

    @property
    def end_second(self) -> int:
        """The right edge in epoch seconds."""
        return int(self.end.timestamp())

    @property
    def foot(self) -> int:
        """Where the rows end, in px."""
        return self.height - _FOOT


def time_line_of(tracks: CaseTracks, clock: CaseClock) -> TimeLine:
    """The time line of a case."""
    axis = _axis_of(tracks, clock)
    events = _events_of(tracks, axis, clock)
    head = _HEAD + (LANE if any(event.text for event in events) else 0)
    rows = _stacked(_rows_of(tracks, axis, clock), head)
    opened = clock.moment(tracks.case.opened).text
    at = axis.place(tracks.case.opened)
    opening = text_at(at, opened, low=at) or Text(at, 0, "")
    year = opened[:4] if clock.year is None or len(opened) > len("00-00 00:00") else clock.year
    height = (rows[-1].top + ROW if rows else head) + _FOOT
    return TimeLine(
        rows=rows,
        ticks=ticks_of(axis, clock.zone, opening, year),
        opening=opening,
        events=events,
        now=axis.place(clock.at),
        now_words=_now_words(tracks, clock),
        start=axis.start,
        end=axis.end,
        head=head,
        height=height,
    )


def _now_words(tracks: CaseTracks, clock: CaseClock) -> str:
    words, at = clock.reader.words, clock.moment(clock.at).text
    if clock.is_ended:
        return f"{words(PHASES[tracks.head.at(clock.at).phase])} {at}"
    if clock.is_to_come:
        return words(N_("opens {moment}"), moment=at)
    return words(N_("as of {moment}"), moment=at)


def _axis_of(tracks: CaseTracks, clock: CaseClock) -> Axis:
    """From the opening, or a deadline before it, to the last of what has to be seen; and as far ahead as fits. It stops
    at an end that is to come: nothing is late after it.
    """
    opened, deadlines, seen = tracks.case.opened, list[datetime](), [clock.at, tracks.case.opened + _SHORTEST]
    if not clock.is_ended:
        rulings = [(cell, cell.rulings.at(clock.at)) for cell in tracks.criteria]
        applying = [(cell, ruling) for cell, ruling in rulings if ruling.letter is not Letter.NOT_APPLICABLE]
        deadlines = [*(ruling.due for _, ruling in applying), *(report.due for report in tracks.reports)]
        seen += _seen(tracks, applying, clock)
    last = max(seen)
    length = (max(last, min(max(deadlines, default=last), opened + _PAST * (clock.at - opened))) - opened) * _MARGIN
    first = min(deadlines, default=opened)
    end = opened + length
    if tracks.end is not None and tracks.end > clock.at:
        end = min(end, tracks.end)
    return Axis(max(first, opened - length / 4) if first < opened else opened, end)


def _seen(tracks: CaseTracks, applying: list[tuple[CriterionTrack, Ruling]], clock: CaseClock) -> Iterator[datetime]:
    """What the axis has to reach: the next deadline, fulfilments, moves, recurrences, the watch."""
    case, at = tracks.case, clock.at
    unmet = [ruling.due for _, ruling in applying if ruling.is_unmet and ruling.due > at]
    if unmet:
        yield min(unmet)
    moved = {move.criterion for move in case.revisions}
    for cell, ruling in applying:
        yield from cell.facts.done
        if cell.criterion.id in moved:
            yield ruling.first_due
    names = {cell.criterion.id for cell, _ in applying}
    yield from (move.to for move in case.revisions if move.criterion in names)
    yield from (recurrence.at for recurrence in case.recurrences)
    until = tracks.watch_until.at(at)
    if until is not None:
        yield until


def _stacked(rows: Iterable[TimeRow], head: int) -> tuple[TimeRow, ...]:
    """The rows below each other."""
    placed, top = [], head
    for row in rows:
        top += LANE if row.has_lane else 0
        placed.append(TimeRow._make((row.label, top, *row[2:])))  # _replace takes three times as long
        top += ROW
    return tuple(placed)


def _rows_of(tracks: CaseTracks, axis: Axis, clock: CaseClock) -> Iterator[TimeRow]:
    for cell in tracks.criteria:
        if cell.rulings.at(clock.at).letter is not Letter.NOT_APPLICABLE:
            yield _criterion_row(tracks, cell, axis, clock)
    yield from (_report_row(report, axis, clock) for report in tracks.reports)
    watches = tuple(_watch_of(tracks, axis, clock))
    if watches:
        yield TimeRow(clock.reader.words(N_("Watch")), 0, watches)


def _criterion_row(tracks: CaseTracks, cell: CriterionTrack, axis: Axis, clock: CaseClock) -> TimeRow:
    rulings, ruling = cell.rulings, cell.rulings.at(clock.at)
    done = ruling.done if ruling.letter is Letter.GREEN else None
    due = rulings.at(max(done, rulings.start)).due if done else ruling.due
    revisions = [move for move in tracks.case.revisions if move.criterion == cell.criterion.id]
    moves = tuple(_moves_of(revisions, cell, axis, clock)) if revisions else ()
    former = (ruling.first_due, *(move.to for move in revisions if move.at <= clock.at))
    spans = ((start, end, _TONES.get(told.letter, "")) for start, end, told in rulings.spans())
    return TimeRow(
        label=f"{cell.criterion.step} {clock.reader.label(cell.criterion.label)}".strip(),
        top=0,
        stretches=tuple(_stretches_of(spans, axis, clock)),
        due=axis.place(due) if due <= axis.end else None,
        dues=tuple([axis.place(at) for at in dict.fromkeys(former) if at != due and at <= axis.end]),
        moves=moves,
        notes=_notes_of(moves) if moves else (),
        done=tuple(
            [_done_mark(at, cell, axis, clock) for at in cell.facts.done if not clock.is_ended or at <= clock.at]
        ),
        beyond=_beyond(due, axis, clock),
    )


_TONES = {Letter.YELLOW: "run", Letter.RED: "late"}


def _stretches_of(
    spans: Iterable[tuple[datetime, datetime | None, str]], axis: Axis, clock: CaseClock
) -> Iterator[Stretch]:
    """Times with their tones as parts of a row, neighbours of one tone joined; of an ended case up to its end."""
    last = min(axis.end, clock.at) if clock.is_ended else axis.end
    held: tuple[datetime, datetime, str] | None = None
    for start, end, tone in chain(spans, ((last, last, ""),)):
        until = min(end or last, last)
        if held is not None and held[1:] == (start, tone):
            held = (held[0], until, tone)
            continue
        if held is not None and held[1] > held[0]:
            first = axis.place(held[0])
            length = round(axis.place(held[1]) - first, 1)
            if length:
                yield Stretch(first, length, held[2])
        held = (start, until, tone) if tone else None


def _done_mark(at: datetime, cell: CriterionTrack, axis: Axis, clock: CaseClock) -> DoneMark:
    ruling = cell.rulings.at(max(at, cell.rulings.start))
    return DoneMark(axis.place(at), at >= ruling.due, ruling.letter is Letter.GREEN, at > clock.at)


def _moves_of(revisions: list[Revision], cell: CriterionTrack, axis: Axis, clock: CaseClock) -> Iterator[MoveArc]:
    before = cell.rulings.steps[0][1].first_due
    for move in revisions:
        told = (moved_words(move.to, before, clock.reader), move.reason, consent_of(move.consent, clock.reader))
        words = " · ".join([text for text in told if text])
        yield MoveArc(axis.place(before), axis.place(move.to), words, move.at > clock.at)
        before = move.to


def _notes_of(moves: tuple[MoveArc, ...]) -> tuple[Text, ...]:
    wanted = sorted((round(move.low + move.length / 2, 2), move.words) for move in moves)
    return tuple([text for text in texts_beside(wanted) if text])


def _beyond(due: datetime, axis: Axis, clock: CaseClock) -> Text | None:
    return text_at(100, f"{clock.deadline(due).text} →") if due > axis.end and not clock.is_ended else None


def _report_row(report: ReportTrack, axis: Axis, clock: CaseClock) -> TimeRow:
    is_done = report.done.at(clock.at)
    done = report.done.since(clock.at) if is_done else None
    spans = ((start, end, "" if told else "run") for start, end, told in report.done.spans())
    marks = () if done is None else (DoneMark(axis.place(done), done >= report.due),)
    return TimeRow(
        label=clock.reader.words(N_("{name} report"), name=report.name),
        top=0,
        stretches=tuple(_stretches_of(chain.from_iterable(_cut(span, report.due) for span in spans), axis, clock)),
        due=axis.place(report.due) if report.due <= axis.end else None,
        done=marks,
        beyond=_beyond(report.due, axis, clock),
    )


def _cut(span: tuple[datetime, datetime | None, str], due: datetime) -> Iterator[tuple[datetime, datetime | None, str]]:
    """What is not done, parted at its deadline."""
    start, end, tone = span
    if tone and start < due:
        yield start, due if end is None else min(end, due), tone
    if tone and (end is None or end > due):
        yield max(start, due), end, "late"


def _watch_of(tracks: CaseTracks, axis: Axis, clock: CaseClock) -> Iterator[Stretch]:
    """The times for which the case was watched, or is; one that has not begun is not told."""
    for start, end, head in tracks.head.spans():
        if head.phase is Phase.WATCH and start <= clock.at:
            first, last = axis.place(start), axis.place(min(end or axis.end, axis.end))
            yield Stretch(first, round(last - first, 1), "watch")


def _events_of(tracks: CaseTracks, axis: Axis, clock: CaseClock) -> tuple[Event, ...]:
    """Recurrences and a hold, in the order of their middles, with their words as far as there is room."""
    found = [*_recurrences_of(tracks, axis, clock), *_holds_of(tracks, axis, clock)]
    events = sorted(found, key=lambda event: event.at + event.length / 2)
    texts = texts_beside([(event.at + event.length / 2, event.words) for event in events])
    return tuple([event._replace(text=text) for event, text in zip(events, texts, strict=True)])


def _recurrences_of(tracks: CaseTracks, axis: Axis, clock: CaseClock) -> Iterator[Event]:
    reader = clock.reader
    for recurrence in tracks.case.recurrences:
        if not axis.reaches(recurrence.at) or (clock.is_ended and recurrence.at > clock.at):
            continue
        turned = [reader.label(cell.criterion.label) for cell in tracks.criteria if _turned_red(cell, recurrence.at)]
        told = (reader.words(MARKS[Mark.RECURRED]), clock.moment(recurrence.at).text, *turned)
        yield Event(axis.place(recurrence.at), 0.0, "recurred", " ".join(told), None, recurrence.at > clock.at)


def _turned_red(cell: CriterionTrack, at: datetime) -> bool:
    return any(
        start == at and ruling.reason is Reason.RECURRED and ruling.recurred_at == at
        for start, ruling in cell.rulings.steps
    )


def _holds_of(tracks: CaseTracks, axis: Axis, clock: CaseClock) -> Iterator[Event]:
    hold = tracks.case.on_hold
    if hold is None:
        return
    last = min(axis.end, clock.at) if clock.is_ended else axis.end
    start, end = max(hold.start, tracks.case.opened), min(hold.until or last, last)
    if start < end:
        first = axis.place(start)
        yield Event(first, round(axis.place(end) - first, 1), "hold", clock.reader.words(MARKS[Mark.ON_HOLD]), None)
