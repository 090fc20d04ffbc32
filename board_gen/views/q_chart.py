"""The letter Q for readers: a month's days with their colours, and those that the days to come will take.

A screen that nobody rebuilds stays true: every day that has not begun carries the instants at which it begins (green)
and at which a problem that the files already know is opened in it. The rule stays in `rules/q_chart.py`.
"""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from board_gen.model.case import Case, InvalidCase
from board_gen.model.local_time import day_of, start_of_day
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.q_chart import DayColour, QChart, q_chart_of
from board_gen.views.reader import Reader


@dataclass(frozen=True, slots=True)
class QField:
    """A day of the month: its colour now (None: still to come), when it begins, and its colours to come, in order."""

    number: int
    begins: datetime
    colour: DayColour | None
    later: tuple[tuple[datetime, DayColour], ...] = ()


@dataclass(frozen=True, slots=True)
class QMonth:
    """A month, from `begins` to the instant `ends` (exclusive), with every day of it in order."""

    year: int
    month: int
    begins: datetime
    ends: datetime
    fields: tuple[QField, ...]

    def days_of(self, colour: DayColour) -> int:
        """How many days have that colour now."""
        return sum(field.colour is colour for field in self.fields)


def q_months_of(judged: JudgedPlant, reader: Reader, area: str | None = None) -> tuple[QMonth, QMonth]:
    """The month of the reader's instant and the next one; `area` None is the whole plant."""
    today = day_of(reader.at, reader.zone)
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    this, following = ((today.year, today.month), (year, month))
    return q_month_of(judged, reader, area, *this), q_month_of(judged, reader, area, *following)


def q_month_of(judged: JudgedPlant, reader: Reader, area: str | None, year: int, month: int) -> QMonth:
    """Any month as the reader sees it, with what is known of its days to come."""
    zone = reader.zone
    length = calendar.monthrange(year, month)[1]
    begins = start_of_day(date(year, month, 1), zone)
    after = date(year + month // 12, month % 12 + 1, 1)
    ends = start_of_day(after, zone)
    openings = sorted(instant for instant in _openings_after(judged, area, reader.at) if begins <= instant < ends)
    charts = {instant: q_chart_of(judged, area, year, month, instant) for instant in openings}
    now = q_chart_of(judged, area, year, month, reader.at)
    fields = []
    for index in range(length):
        start = start_of_day(date(year, month, index + 1), zone)
        on_day = [instant for instant in openings if day_of(instant, zone).day == index + 1]
        begin = [start] if start > reader.at else []
        later = tuple(_colours_of(sorted({*begin, *on_day}), charts, index, now.days[index].colour))
        fields.append(QField(index + 1, start, now.days[index].colour, later))
    return QMonth(year, month, begins, ends, tuple(fields))


def _openings_after(judged: JudgedPlant, area: str | None, at: datetime) -> Iterator[datetime]:
    """What the files already know of the time after now: only cases that have not settled, and invalid ones."""
    cases: tuple[Case | InvalidCase, ...] = (*(tracks.case for tracks in judged.cases), *judged.invalid)
    for case in cases:
        if case.opened is not None and case.opened > at and (area is None or case.area == area):
            yield case.opened


def _colours_of(
    instants: Iterable[datetime], charts: dict[datetime, QChart], index: int, colour: DayColour | None
) -> Iterator[tuple[datetime, DayColour]]:
    """The steps of one day after now; a day that begins without a problem begins green."""
    for instant in instants:
        new = charts[instant].days[index].colour if instant in charts else DayColour.GREEN
        if new is not None and new is not colour:
            yield instant, new
            colour = new
