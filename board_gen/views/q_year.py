"""Twelve months of the letter Q on one sheet, for the plant and each area: `/q-charts/`.

Each day that had problems names the list of them; days off and red days without a tracked case are marked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from board_gen.messages import N_
from board_gen.model.local_time import day_of
from board_gen.rules.q_chart import DayColour, DayTally, QCalendar
from board_gen.rules.working_days import is_working_day
from board_gen.views.q_chart import QField, QMonth, q_month_of
from board_gen.views.reader import Reader

MONTHS = 12
MOST_AREAS = 40
"""So many areas have a sheet: those with the most problems in the twelve months."""
_MOST_NAMED = 8
_COLOURS = {DayColour.GREEN: N_("green"), DayColour.YELLOW: N_("yellow"), DayColour.RED: N_("red")}


class DayOff(NamedTuple):
    """A day of a month, from 1, that is not worked, or (`is_moved`) is worked although it is on a weekend."""

    number: int
    is_moved: bool


class DayField(NamedTuple):
    """A day of a sheet; where it had problems, the words that name them and the query of their list."""

    field: QField
    words: str
    query: str
    is_untracked: bool


class MonthView(NamedTuple):
    """A month of an area: its name (`2026-11`), its days, and how many of them are red, yellow and green by now."""

    name: str
    month: QMonth
    days: tuple[DayField, ...]
    red: int
    yellow: int
    green: int
    opened: int
    untracked: int


class UntrackedDay(NamedTuple):
    """A red day with problems that need a case file and have none."""

    day: str
    problems: int
    query: str


class Sheet(NamedTuple):
    """Twelve months of an area, oldest first; its sums, and its latest red days without a tracked case."""

    id: str
    title: str
    months: tuple[MonthView, ...]
    red: int
    yellow: int
    opened: int
    untracked: tuple[UntrackedDay, ...]
    untracked_more: int


@dataclass(frozen=True, slots=True)
class QYear:
    """The sheets, the whole plant first; the days off of each month by its name; areas that have no sheet."""

    sheets: tuple[Sheet, ...]
    off: Mapping[str, tuple[DayOff, ...]]
    left_out: int


def q_year_of(calendar: QCalendar, reader: Reader) -> QYear:
    """The sheets of the twelve months that end with the reader's; the calendar is of the same instant."""
    months = months_until(day_of(reader.at, reader.zone))
    first = date(*months[0], 1).toordinal()
    areas = areas_by_problems(calendar, first)
    shown = sorted(areas[:MOST_AREAS], key=lambda area: (not area, area))
    places: list[str | None] = [None, *shown] if len(areas) > 1 or areas == [""] else [None, *filter(None, shown)]
    sheets = tuple(_sheet_of(calendar, place, f"q-{number}", months, reader) for number, place in enumerate(places))
    off = {f"{year}-{month:02}": tuple(days_off_of(year, month, reader)) for year, month in months}
    return QYear(sheets, off, len(areas) - len(shown))


def months_until(day: date) -> list[tuple[int, int]]:
    """Year and month of the twelve months that end with the day's, oldest first."""
    last = 12 * day.year + day.month - 1
    return [(number // 12, number % 12 + 1) for number in range(last - MONTHS + 1, last + 1)]


def areas_by_problems(calendar: QCalendar, since: int) -> list[str]:
    """Every area that ever had a problem, also "" for what names none; those with the most since a day first."""

    def count(area: str) -> int:
        return sum(tally.opened for day, tally in calendar.by_area[area].items() if day >= since)

    return sorted(calendar.by_area, key=lambda area: (-count(area), area))


def days_off_of(year: int, month: int, reader: Reader) -> Iterator[DayOff]:
    """The days of a month that are not worked, and those of its weekends that are."""
    rules = reader.rules.calendar
    first = date(year, month, 1).toordinal()
    after = date(year + month // 12, month % 12 + 1, 1).toordinal()
    for number, day in enumerate(map(date.fromordinal, range(first, after)), start=1):
        is_weekend, is_worked = day.weekday() in rules.weekend, is_working_day(day, rules)
        if is_weekend or not is_worked:
            yield DayOff(number, is_moved=is_worked)


def _sheet_of(
    calendar: QCalendar, area: str | None, name: str, months: Sequence[tuple[int, int]], reader: Reader
) -> Sheet:
    asked = "&" + urlencode({"area": area}) if area else ""
    views = tuple(_month_view(q_month_of(calendar, reader, area, *month), asked, reader) for month in months)
    untracked = [
        UntrackedDay(_day_name(view.month, day.field), day.field.tally.untracked, day.query)
        for view in reversed(views)
        for day in reversed(view.days)
        if day.is_untracked
    ]
    return Sheet(
        id=name,
        title=_title_of(area, reader),
        months=views,
        red=sum(view.red for view in views),
        yellow=sum(view.yellow for view in views),
        opened=sum(view.opened for view in views),
        untracked=tuple(untracked[:_MOST_NAMED]),
        untracked_more=max(0, len(untracked) - _MOST_NAMED),
    )


def _title_of(area: str | None, reader: Reader) -> str:
    if area is None:
        return reader.words(N_("Whole plant"))
    return area or reader.words(N_("No area named"))


def _month_view(month: QMonth, area: str, reader: Reader) -> MonthView:
    """`area` is what a query of a day's problems says of it."""
    days = tuple(_day_of(month, field, area, reader) for field in month.fields)
    tallies = [field.tally for field in month.fields]
    return MonthView(
        name=f"{month.year}-{month.month:02}",
        month=month,
        days=days,
        red=month.days_of(DayColour.RED),
        yellow=month.days_of(DayColour.YELLOW),
        green=month.days_of(DayColour.GREEN),
        opened=sum(tally.opened for tally in tallies),
        untracked=sum(tally.untracked for tally in tallies),
    )


def _day_name(month: QMonth, field: QField) -> str:
    return f"{month.year}-{month.month:02}-{field.number:02}"


def _day_of(month: QMonth, field: QField, area: str, reader: Reader) -> DayField:
    tally = field.tally
    if field.colour is None or not tally.opened:
        return DayField(field, "", "", is_untracked=False)
    day = _day_name(month, field)
    words = _words_of(day, field.colour, tally, reader)
    return DayField(field, words, f"day={day}{area}", is_untracked=tally.untracked > 0)


def _words_of(day: str, colour: DayColour, tally: DayTally, reader: Reader) -> str:
    """`2026-11-20: red; problems: 2; without a case file: 1`."""
    words = reader.words
    told = words(N_("{day}: {colour}; problems: {count}"), day=day, colour=words(_COLOURS[colour]), count=tally.opened)
    return told + words(N_("; red without a case file: {count}"), count=tally.untracked) if tally.untracked else told
