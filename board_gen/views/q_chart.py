"""The letter Q for readers: a month's days with their colours, and those that the days to come will take.

A screen that nobody rebuilds stays true: every day that has not begun carries the instants at which it begins (green)
and at which a problem that the files already know is opened in it. The rule stays in `rules/q_chart.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from board_gen.model.local_time import day_of, start_of_day
from board_gen.rules.q_chart import NO_PROBLEM, DayColour, DayTally, LaterOpening, QCalendar
from board_gen.views.reader import Reader


@dataclass(frozen=True, slots=True)
class QField:
    """A day of the month: its colour now (None: still to come), when it begins, and its colours to come, in order.

    `tally`: what was opened in it by now.
    """

    number: int
    begins: datetime
    colour: DayColour | None
    later: tuple[tuple[datetime, DayColour], ...] = ()
    tally: DayTally = NO_PROBLEM


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


def q_months_of(calendar: QCalendar, reader: Reader, area: str | None = None) -> tuple[QMonth, QMonth]:
    """The month of the reader's instant and the next one; `area` None is the whole plant."""
    today = day_of(reader.at, reader.zone)
    following = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return q_month_of(calendar, reader, area, today.year, today.month), q_month_of(calendar, reader, area, *following)


def q_month_of(calendar: QCalendar, reader: Reader, area: str | None, year: int, month: int) -> QMonth:
    """Any month as the reader sees it, with what is known of its days to come; the calendar is of the same instant."""
    zone, days, later = reader.zone, calendar.days_of(area), calendar.later_of(area)
    first = date(year, month, 1).toordinal()
    after = date(year + month // 12, month % 12 + 1, 1).toordinal()
    starts = _starts_of(first, after, zone)
    fields = []
    for number, (day, start) in enumerate(zip(range(first, after), starts[:-1], strict=True), start=1):
        tally = days.get(day, NO_PROBLEM)
        colour = tally.colour if start <= reader.at else None
        to_come = [opening for opening in later if opening.day == day]
        begins = (start,) if start > reader.at else ()
        fields.append(QField(number, start, colour, tuple(_colours_of(begins, to_come, tally, colour)), tally))
    return QMonth(year, month, starts[0], starts[-1], tuple(fields))


@lru_cache(maxsize=64)
def _starts_of(first: int, after: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """When each day of a month begins, and the month after it: the same for all areas."""
    return tuple(start_of_day(date.fromordinal(day), zone) for day in range(first, after + 1))


def _colours_of(
    begins: Sequence[datetime], to_come: Sequence[LaterOpening], tally: DayTally, colour: DayColour | None
) -> Iterator[tuple[datetime, DayColour]]:
    """The steps of one day after now; a day that begins without a problem begins green."""
    opened = [(opening.at, opening) for opening in to_come]
    for instant in sorted({*begins, *(at for at, _ in opened)}):
        for at, opening in opened:
            if at == instant:
                tally = tally.with_one(opening.q, is_tracked=opening.is_tracked)
        if tally.colour is not colour:
            colour = tally.colour
            yield instant, colour
