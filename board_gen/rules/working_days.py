"""Which days are worked: the country's public holidays and moved working days, and the plant's own (contract §2).

The country's days come from the `holidays` library. Where a government publishes each year anew which days it
moves (China), a year that is not published yet is counted in plain weekdays, and whoever counts is told so.
"""

from datetime import date, timedelta
from functools import cache

import holidays

from board_gen.model.rules import CalendarRules


@cache
def published_years(code: str) -> range:
    """The years for which the country's days are known, not guessed."""
    country = holidays.country_holidays(code)
    if country.has_substituted_holidays:
        moved = [int(year) for year in getattr(country, "special_public_holidays", {})]
        return range(min(moved), max(moved) + 1)
    return range(country.start_year, country.end_year + 1)


@cache
def _special_days(code: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The public holidays of a year, and its weekend days that are worked instead of moved ones.

    Asked together with the next year, whose notice may move the last days of this one.
    """
    country = holidays.country_holidays(code, years=(year, year + 1))
    worked = frozenset(day for day in country.weekend_workdays if day.year == year)
    return frozenset(day for day in country if day.year == year) - worked, worked


def is_published(year: int, calendar: CalendarRules) -> bool:
    """True where the working days of that year are known; always so without a country."""
    return calendar.country is None or year in published_years(calendar.country)


def is_working_day(day: date, calendar: CalendarRules) -> bool:
    """True for a day that is worked: the plant's extra days first, then the country's, then the weekend."""
    if day in calendar.extra_workdays:
        return True
    if day in calendar.extra_holidays:
        return False
    if calendar.country is not None and is_published(day.year, calendar):
        off, worked = _special_days(calendar.country, day.year)
        if day in off or day in worked:
            return day in worked
    return day.weekday() not in calendar.weekend


def nth_working_day(start: date, count: int, calendar: CalendarRules) -> date:
    """The `count`-th working day after `start` (which does not count); `start` itself for 0."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, calendar)
    return day
