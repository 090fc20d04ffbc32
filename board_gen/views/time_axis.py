"""The axis of a time line: where an instant stands on it, and which dates stand along it without touching.

Places are in percent of the length, with one decimal, so that equal input draws the same picture. Texts are laid out
for the narrowest drawing there is: whatever is wider only gives them more room.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, pairwise, takewhile
from math import ceil
from typing import NamedTuple
from zoneinfo import ZoneInfo

from board_gen.model.local_time import day_of, start_of_day
from board_gen.views.text_width import cut_to, width_of
from board_gen.wording.times import full_moment

NARROWEST = 560
"""The least width of the drawing, in px: narrower screens scroll it, a sheet of paper gives it a little more."""
TYPE = 12
"""The size of the drawing's type, in px."""
EM = 100 * TYPE / NARROWEST
"""The width of one em, in percent of the narrowest drawing."""
GAP = 0.8 * EM
"""The least distance between two texts, in percent."""
_MINUTE, _DAY, _YEAR = timedelta(minutes=1), timedelta(days=1), timedelta(days=365)
_CLOCK_STRIDES = tuple(minutes * _MINUTE for minutes in (5, 10, 30, 60, 120, 180, 360, 720))
_DAY_STRIDES = (1, 2, 7, 14)
_MONTH_STRIDES = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000, 120000)
_MOST = 100 / (width_of("00-00") * EM + 2 * GAP)
"""So many dates stand along an axis at most."""
_MONDAY = date(2001, 1, 1)


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of time, laid out from 0 to 100."""

    start: datetime
    end: datetime

    def place(self, instant: datetime) -> float:
        """Where an instant stands; what lies before or after the axis stands at its edge."""
        share = 100 * ((instant - self.start) / (self.end - self.start))
        return 0.0 if share <= 0 else 100.0 if share >= 100 else round(share, 1)

    def reaches(self, instant: datetime) -> bool:
        """True where an instant lies on the axis."""
        return self.start <= instant <= self.end


class Text(NamedTuple):
    """A text whose box begins at `start` and is `width` wide at most, in percent. `anchor` says by which part of it the
    text is set: by an edge (start, end) where the edge of its room holds it, else by its middle.
    """

    start: float
    width: float
    text: str
    anchor: str = "middle"

    @property
    def at(self) -> float:
        """Where its anchor stands."""
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return round(self.start + self.width * share, 1)

    @property
    def end(self) -> float:
        """Where its box ends."""
        return self.start + self.width


class Tick(NamedTuple):
    """An instant of the calendar: a thin line over all rows, and its words where there is room for them."""

    at: float
    text: Text | None


def text_at(middle: float, text: str, low: float = 0.0, high: float = 100.0, least: float = 4.0) -> Text | None:
    """A text as near to `middle` as its bounds allow, cut to them; None where less than `least` em would be left."""
    room, wide = (high - low) / EM, width_of(text)
    if room < min(least, wide) or not text:
        return None
    shown = text if wide <= room else cut_to(text, room)
    width = (wide if shown is text else width_of(shown)) * EM
    wanted = middle - width / 2
    start = min(max(wanted, low), high - width)
    return Text(start, width, shown, "start" if start > wanted else "end" if start < wanted else "middle")


def texts_beside(wanted: list[tuple[float, str]], low: float = 0.0) -> list[Text | None]:
    """Texts of one lane, by where their middles are wanted, in rising order: each may reach half of the way to its
    neighbours, the outer ones to the edges; what finds no room is left out.
    """
    if not wanted:
        return []
    middles = [middle for middle, _ in wanted]
    between = [(one + other) / 2 for one, other in pairwise(middles)]
    lows, highs = [low, *(place + GAP / 2 for place in between)], [*(place - GAP / 2 for place in between), 100.0]
    return [text_at(middle, text, first, last) for (middle, text), first, last in zip(wanted, lows, highs, strict=True)]


def ticks_of(axis: Axis, zone: ZoneInfo, first: Text, year: str) -> tuple[Tick, ...]:
    """The instants of the calendar along an axis: hours, days, Mondays, months or years, as dense as they can be told.

    `first` is the text that stands at the opening; `year` the one that needs no telling there, told again where it
    changes.
    """
    told, edge = [], first.end + GAP
    for instant, text in _calendar_of(axis, zone):
        is_new_year, place = text[:4] != year, axis.place(instant)
        words = text if is_new_year and len(text) > len("00:00") else text[-5:]
        shown = text_at(place, words, place - 50, place + 50)
        if shown is None or shown.start < edge or shown.end > 100:
            told.append(Tick(place, None))
            continue
        told.append(Tick(place, shown))
        edge = shown.end + GAP
        year = text[:4] if len(text) > len("00:00") else year
    return tuple(told)


def _calendar_of(axis: Axis, zone: ZoneInfo) -> Iterator[tuple[datetime, str]]:
    """The instants within the axis, each as `2026-11-23` or, within a day, as `09:00`."""
    least = (axis.end - axis.start) / _MOST
    for stride in _CLOCK_STRIDES:
        if least <= stride:
            yield from _clock_ticks(axis, zone, stride)
            return
    for days in _DAY_STRIDES:
        if least <= days * _DAY:
            yield from _within(axis, (start_of_day(day, zone) for day in _days(day_of(axis.start, zone), days)), zone)
            return
    months = next(months for months in _MONTH_STRIDES if least <= months * _YEAR / 12)
    yield from _within(axis, (start_of_day(day, zone) for day in _months(day_of(axis.start, zone), months)), zone)


def _clock_ticks(axis: Axis, zone: ZoneInfo, stride: timedelta) -> Iterator[tuple[datetime, str]]:
    midnight = start_of_day(day_of(axis.start, zone), zone)
    begun = ceil((axis.start - midnight) / stride)
    for instant in takewhile(lambda at: at <= axis.end, (midnight + number * stride for number in count(begun))):
        text = full_moment(instant, zone)
        yield instant, text[:10] if text.endswith("00:00") else text[11:]


def _within(axis: Axis, instants: Iterator[datetime], zone: ZoneInfo) -> Iterator[tuple[datetime, str]]:
    for instant in takewhile(lambda at: at <= axis.end, instants):
        if instant >= axis.start:
            yield instant, full_moment(instant, zone)[:10]


def _days(first: date, stride: int) -> Iterator[date]:
    """Days from about `first` on, always the same ones of a stride: of seven the Mondays."""
    begun = (first - _MONDAY).days // stride
    return (_MONDAY + timedelta(days=number * stride) for number in count(begun))


def _months(first: date, stride: int) -> Iterator[date]:
    """First days of months, always the same ones of a stride; none after the year 9999."""
    begun = (first.year * 12 + first.month - 1) // stride * stride
    numbers = takewhile(lambda number: number < 120000, count(max(begun, 12), stride))
    return (date(number // 12, number % 12 + 1, 1) for number in numbers)
