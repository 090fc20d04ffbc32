"""The time line of a case: each criterion from the opening to what was done or is due (design.md).

Places along the line are in percent of its length, with two decimals, so that equal input draws the same picture.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, takewhile
from typing import NamedTuple

from board_gen.model.local_time import day_of, start_of_day
from board_gen.model.terms import Letter
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Ruling
from board_gen.views.case_clock import CaseClock, Moment

_MOST_DATES = 6
_STRIDES = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 3650, 36500)
_MARGIN = 1.04


class Span(NamedTuple):
    """A stretch of the line: where it begins and how long it is."""

    start: float
    length: float


class TimeRow(NamedTuple):
    """One criterion. `run` is the time before its deadline, `late` the time after it; `due` is the deadline in force.

    `first_due` is given where it was moved, with `moved` the stretch between the two; `done` where it is met.
    """

    label: str
    run: Span
    late: Span | None
    due: float
    first_due: float | None
    moved: Span | None
    done: float | None
    why: str


class DateTick(NamedTuple):
    """A local midnight on the line."""

    at: float
    text: str


class TimeLine(NamedTuple):
    """All of it; `now` is where the reader stands, with its instant."""

    rows: tuple[TimeRow, ...]
    ticks: tuple[DateTick, ...]
    now: float
    now_moment: Moment


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    length: timedelta

    def place(self, instant: datetime) -> float:
        share = 100 * ((instant - self.start) / self.length)
        return round(min(share, 100.0), 2) if share > 0 else 0.0


def time_line_of(tracks: CaseTracks, clock: CaseClock, whys: tuple[str, ...]) -> TimeLine:
    """The time line of a case; `whys` are the sentences of its criteria, in order."""
    rulings = [(track, track.rulings.at(clock.at)) for track in tracks.criteria]
    last = max([clock.at, *(instant for _, ruling in rulings for instant in _instants_of(ruling))])
    scale = _Scale(tracks.case.opened, max((last - tracks.case.opened) * _MARGIN, timedelta(hours=1)))
    rows = tuple(
        _row_of(track, ruling, scale, clock, why)
        for (track, ruling), why in zip(rulings, whys, strict=True)
        if ruling.letter is not Letter.NOT_APPLICABLE
    )
    return TimeLine(rows, _ticks_of(scale, clock), scale.place(clock.at), clock.moment(clock.at))


def _instants_of(ruling: Ruling) -> tuple[datetime, ...]:
    if ruling.letter is Letter.NOT_APPLICABLE:
        return ()
    return (ruling.due, ruling.first_due)


def _span(first: float, last: float) -> Span:
    return Span(first, round(last - first, 2))


def _row_of(track: CriterionTrack, ruling: Ruling, scale: _Scale, clock: CaseClock, why: str) -> TimeRow:
    done = ruling.done if ruling.letter is Letter.GREEN else None
    end = done or clock.at
    due, stood = scale.place(ruling.due), scale.place(end)
    first_due = scale.place(ruling.first_due) if ruling.moved and ruling.due != ruling.first_due else None
    return TimeRow(
        label=f"{track.criterion.step} {clock.reader.label(track.criterion.label)}",
        run=Span(0.0, min(due, stood)),
        late=_span(due, stood) if end > ruling.due else None,
        due=due,
        first_due=first_due,
        moved=_span(*sorted((first_due, due))) if first_due is not None else None,
        done=stood if done else None,
        why=why,
    )


def _ticks_of(scale: _Scale, clock: CaseClock) -> tuple[DateTick, ...]:
    zone, end = clock.reader.zone, scale.start + scale.length
    first = day_of(scale.start, zone) + timedelta(days=1)
    stride = next(days for days in _STRIDES if scale.length / timedelta(days=days) <= _MOST_DATES)
    midnights = (start_of_day(first + timedelta(days=stride * number), zone) for number in count())
    return tuple(DateTick(scale.place(at), clock.moment(at).text) for at in takewhile(lambda at: at < end, midnights))
