"""Selection: which rows the trends sum, and over which days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from board_gen.rules.trend_rows import TrendRow, TrendTable, day_numbered, number_of


class Selection(NamedTuple):
    """Which cases are summed, and over which days: from `first` to `last`, both included, numbers of days.

    `areas`, `customers`, `sources` hold numbers of names; an empty set is all of them. `last` is no later than the
    table's `today`, and no earlier than `first`.
    """

    first: int
    last: int
    areas: frozenset[int] = frozenset()
    customers: frozenset[int] = frozenset()
    sources: frozenset[int] = frozenset()

    def takes(self, row: TrendRow) -> bool:
        """True for a case of these areas, customers and sources, whenever it was opened."""
        return (
            (not self.areas or row.area in self.areas)
            and (not self.customers or row.customer in self.customers)
            and (not self.sources or row.source in self.sources)
        )


def years_before(day: date, years: int) -> date:
    """The first of so many years that end with `day`: the day after the same date then."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - years, 3, 1)
    return day.replace(year=day.year - years) + timedelta(days=1)


def last_year(table: TrendTable) -> Selection:
    """All cases, over the twelve months that end with the day of the build."""
    return Selection(number_of(years_before(day_numbered(table.today), 1)), table.today)


def selected(table: TrendTable, selection: Selection) -> Sequence[TrendRow]:
    """The rows of these areas, customers and sources, whenever they were opened."""
    if not (selection.areas or selection.customers or selection.sources):
        return table.rows
    return [row for row in table.rows if selection.takes(row)]


def opened_in(rows: Sequence[TrendRow], selection: Selection) -> Sequence[TrendRow]:
    """Those of the rows that were opened in the range."""
    first, last = selection.first, selection.last
    return [row for row in rows if first <= row.day <= last]
