"""The plan of a case: each action from its start to what was done or is due, on one scale (contract §3, D6).

Places are in percent of the drawing's width, with one decimal, so that type keeps its size at every width; the
drawing is never narrower than `NARROWEST` pixels, and its dates stand clear of each other even then.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from board_gen.model.local_time import day_of, start_of_day
from board_gen.model.report import Action
from board_gen.views.case_clock import CaseClock
from board_gen.views.names import person_of
from board_gen.views.text_width import width_of

NARROWEST = 420
"""Pixels."""
TYPE = 11
"""Pixels of the dates' type."""
_GAP = 12
_MARGIN = 0.03
_SHORTEST = 86400.0
_MONTH = 28
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
    """An action with its instants, in seconds: `done` only if it is not after now, `start` else the opening's."""

    action: Action
    start: float
    due: float | None
    done: float | None

    @property
    def is_open(self) -> bool:
        """True for what still has to be done by a deadline."""
        return self.done is None and self.due is not None


class _Scale(NamedTuple):
    """From one second to another: places are worked out by the dozen, and an instant takes ten times as long."""

    start: float
    end: float

    def place(self, second: float) -> float:
        share = 100 * (second - self.start) / (self.end - self.start)
        return round(share, 1) if 0 < share < 100 else 0.0 if share <= 0 else 100.0

    def stretch(self, first: float, last: float) -> Stretch:
        start = self.place(first)
        return Stretch(start, max(0.0, round(self.place(last) - start, 1)))


def plan_of(actions: tuple[Action, ...], opened: datetime, clock: CaseClock) -> Plan | None:
    """The plan of a case's actions; None where there are none."""
    if not actions:
        return None
    now = clock.at.timestamp()
    dated = sorted([_dated(action, opened.timestamp(), now) for action in actions], key=_order)
    scale = _scale_of(dated, now)
    is_inside = not clock.is_ended and scale.start <= now <= scale.end
    start, end = (datetime.fromtimestamp(second, UTC) for second in scale)
    return Plan(
        rows=tuple([_row_of(one, scale, now, clock) for one in dated]),
        ticks=tuple(_ticks_of(start, end, scale, clock)),
        start=start,
        end=end,
        now=scale.place(now) if is_inside else None,
        is_live=not clock.is_ended,
    )


def _dated(action: Action, opened: float, now: float) -> _Dated:
    due = action.due.timestamp() if action.due is not None else None
    done = action.done.timestamp() if action.done is not None else None
    if done is not None and done > now:
        done = None
    if action.start is not None:
        return _Dated(action, action.start.timestamp(), due, done)
    return _Dated(action, min(opened, *(second for second in (due, done, opened) if second is not None)), due, done)


def _order(one: _Dated) -> tuple[float, bool, float]:
    """By start, then by deadline, those without one last; else as they stand in the file."""
    return (one.start, one.due is None, one.due or 0)


def _scale_of(dated: list[_Dated], now: float) -> _Scale:
    """From the first start to the last end, in whole seconds; up to now while something is due."""
    seconds = [second for one in dated for second in one[1:] if second is not None]
    if any(one.is_open for one in dated):
        seconds.append(now)
    first, last = min(seconds), max(seconds)
    margin = max(last - first, _SHORTEST) * _MARGIN
    return _Scale(first - margin // 3, max(last, first + _SHORTEST) + margin // 1)


def _row_of(one: _Dated, scale: _Scale, now: float, clock: CaseClock) -> PlanRow:
    action, due, done = one.action, one.due, one.done
    stood = done if done is not None else now
    grows = one.is_open and not clock.is_ended
    late, end = None, done if done is not None else due
    if due is not None and (stood >= due or grows):
        late, end = scale.stretch(max(due, one.start), stood), due
    run = scale.stretch(one.start if end is None else min(one.start, end), scale.end if end is None else end)
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


def _ticks_of(start: datetime, end: datetime, scale: _Scale, clock: CaseClock) -> Iterator[PlanTick]:
    """Dates whose texts stand clear of each other and of both ends, however narrow the drawing is."""
    zone = clock.reader.zone
    first, last = day_of(start, zone), day_of(end, zone)
    stride, months, wide = _stride_of(first, last, (scale.end - scale.start) / 86400, clock)
    half = 50 * wide / NARROWEST
    for day in _months(first, last, months) if months else _days(first, last, stride):
        midnight = start_of_day(day, zone)
        at = scale.place(midnight.timestamp())
        if half <= at <= 100 - half:
            yield PlanTick(at, day.isoformat()[:7] if months else clock.moment(midnight).text)


def _stride_of(first: date, last: date, length: float, clock: CaseClock) -> tuple[int, int, float]:
    """Between the dates of a scale so many days long: days, or months (else 0), and how wide their texts are, in px."""
    wide = TYPE * max(width_of(clock.moment(start_of_day(day, clock.reader.zone)).text) for day in (first, last))
    for days in _DAYS:
        if NARROWEST * days / length >= wide + _GAP:
            return days, 0, wide
    wide = TYPE * width_of("0000-00")
    for months in _MONTHS:
        if NARROWEST * _MONTH * months / length >= wide + _GAP:
            break
    return 0, months, wide


def _days(first: date, last: date, stride: int) -> Iterator[date]:
    """Every so many days; weeks begin on Monday."""
    day = first - timedelta(days=(first - _MONDAY).days % stride)
    while day <= last:
        yield day
        day += timedelta(days=stride)


def _months(first: date, last: date, stride: int) -> Iterator[date]:
    """The first day of every so many months, counted from a January."""
    number = 12 * first.year + first.month - 1
    number -= number % stride
    while (day := date(number // 12, number % 12 + 1, 1)) <= last:
        if day >= first:
            yield day
        number += stride
