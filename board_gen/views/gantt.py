"""The plan of a case: each action from its start to what was done or is due, on one scale (contract §3, D6).

Places are in percent of the drawing's width, with one decimal, so that type keeps its size at every width; the
drawing is never narrower than `NARROWEST` pixels, and its dates stand clear of each other even then.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from board_gen.model.local_time import day_of, start_of_day
from board_gen.model.report import Action
from board_gen.views.case_clock import CaseClock
from board_gen.views.names import person_of
from board_gen.views.text_width import width_of
from board_gen.views.time_axis import Axis

NARROWEST = 420
"""Pixels."""
TYPE = 11
"""Pixels of the dates' type."""
_GAP = 12
_MARGIN = 0.03
_SHORTEST = timedelta(days=1)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200)
_MONDAY = date(1900, 1, 1)


class Stretch(NamedTuple):
    """A part of the scale: where it begins and how long it is."""

    start: float
    length: float


class PlanRow(NamedTuple):
    """One action. `anchor` leads to the step that it stands in.

    `run` is what was planned or done, up to its deadline; where no start is given, from the opening. `late` is the
    time after the deadline until it was done, or until now while it `grows`: then it is given before the deadline
    too, without length. `due` is given with a deadline, `done` once it is done; an action with neither has an open end.
    """

    step: str
    anchor: str
    what: str
    owner: str
    run: Stretch
    late: Stretch | None
    due: float | None
    done: float | None
    grows: bool


class PlanTick(NamedTuple):
    """A local midnight on the scale."""

    at: float
    text: str


class Plan(NamedTuple):
    """All actions of a case by start, then by deadline, from one instant to another.

    `now` is where the reader stands, None where the drawing does not reach so far or the case has ended. `is_live`: it
    goes on with time.
    """

    rows: tuple[PlanRow, ...]
    ticks: tuple[PlanTick, ...]
    start: datetime
    end: datetime
    now: float | None
    is_live: bool


class _Dated(NamedTuple):
    """An action with its instants: `done` only if it is not after now, `start` the opening's where none is given."""

    action: Action
    start: datetime
    due: datetime | None
    done: datetime | None

    @property
    def is_open(self) -> bool:
        """True for what still has to be done by a deadline."""
        return self.done is None and self.due is not None


def plan_of(actions: tuple[Action, ...], opened: datetime, clock: CaseClock) -> Plan | None:
    """The plan of a case's actions; None where there are none."""
    if not actions:
        return None
    dated = sorted((_dated(action, opened, clock.at) for action in actions), key=_order)
    scale = _scale_of(dated, clock)
    is_inside = not clock.is_ended and scale.reaches(clock.at)
    return Plan(
        rows=tuple(_row_of(one, scale, clock) for one in dated),
        ticks=tuple(_ticks_of(scale, clock)),
        start=scale.start,
        end=scale.end,
        now=scale.place(clock.at) if is_inside else None,
        is_live=not clock.is_ended,
    )


def _dated(action: Action, opened: datetime, at: datetime) -> _Dated:
    done = action.done if action.done is not None and action.done <= at else None
    ends = [instant for instant in (action.due, done) if instant is not None]
    start = action.start if action.start is not None else min([opened, *ends])
    return _Dated(action, start, action.due, done)


def _order(one: _Dated) -> tuple[datetime, bool, float]:
    """By start, then by deadline, those without one last; else as they stand in the file."""
    return (one.start, one.due is None, one.due.timestamp() if one.due else 0)


def _scale_of(dated: list[_Dated], clock: CaseClock) -> Axis:
    """From the first start to the last end; up to now while something is due."""
    instants = [instant for one in dated for instant in (one.start, one.due, one.done) if instant is not None]
    if any(one.is_open for one in dated):
        instants.append(clock.at)
    first, last = min(instants), max(instants)
    margin = max(last - first, _SHORTEST) * _MARGIN
    return Axis(first - margin / 3, max(last, first + _SHORTEST) + margin)


def _stretch(scale: Axis, first: datetime, last: datetime) -> Stretch:
    start = scale.place(first)
    return Stretch(start, max(0.0, round(scale.place(last) - start, 1)))


def _row_of(one: _Dated, scale: Axis, clock: CaseClock) -> PlanRow:
    action, due, done = one.action, one.due, one.done
    stood = done if done is not None else clock.at
    grows = one.is_open and not clock.is_ended
    late, end = None, done if done is not None else due
    if due is not None and (stood >= due or grows):
        late, end = _stretch(scale, max(due, one.start), stood), due
    run = _stretch(scale, min(one.start, end) if end else one.start, end or scale.end)
    return PlanRow(
        step=action.step,
        anchor=action.step.lower(),
        what=action.what,
        owner=person_of(action.owner, clock.reader),
        run=run,
        late=late,
        due=scale.place(due) if due is not None else None,
        done=scale.place(done) if done is not None else None,
        grows=grows,
    )


def _ticks_of(scale: Axis, clock: CaseClock) -> Iterator[PlanTick]:
    """Dates whose texts stand clear of each other and of both ends, however narrow the drawing is."""
    length, zone = scale.end - scale.start, clock.reader.zone
    ends = [clock.moment(start_of_day(day_of(end, zone), zone)).text for end in (scale.start, scale.end)]
    for step in (*(timedelta(days=days) for days in _DAYS), *(timedelta(days=30.4 * months) for months in _MONTHS)):
        is_months = step.days >= 30
        wide = TYPE * max(map(width_of, ["0000-00"] if is_months else ends))
        if NARROWEST * (step / length) >= wide + _GAP:
            break
    half = 50 * wide / NARROWEST
    days = _months(scale, round(step.days / 30.4), clock) if is_months else _days(scale, step.days, clock)
    for day in days:
        at = scale.place(start_of_day(day, zone))
        if half <= at <= 100 - half:
            yield PlanTick(at, day.isoformat()[:7] if is_months else clock.moment(start_of_day(day, zone)).text)


def _days(scale: Axis, stride: int, clock: CaseClock) -> Iterator[date]:
    """Every so many days; weeks begin on Monday."""
    zone = clock.reader.zone
    last = day_of(scale.end, zone)
    day = day_of(scale.start, zone)
    day -= timedelta(days=(day - _MONDAY).days % stride)
    while day <= last:
        yield day
        day += timedelta(days=stride)


def _months(scale: Axis, stride: int, clock: CaseClock) -> Iterator[date]:
    """The first day of every so many months, counted from a January."""
    zone = clock.reader.zone
    first, last = day_of(scale.start, zone), day_of(scale.end, zone)
    number = 12 * first.year + first.month - 1
    number -= number % stride
    while (day := date(number // 12, number % 12 + 1, 1)) <= last:
        if day >= first:
            yield day
        number += stride
