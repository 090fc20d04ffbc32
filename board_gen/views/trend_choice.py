"""What of the plant is charted: the range of days that the page begins with, and the menus to choose from.

`trends.js` chooses in the browser by the same rules.
"""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.rules.history import LONGEST_DAYS
from board_gen.rules.selection import Selection, years_before
from board_gen.rules.trend_rows import Names, TrendTable, day_numbered, number_of
from board_gen.views.reader import Reader
from board_gen.views.trend_names import customer_names, source_names

NONE_GIVEN = "-"
"""In an address: those that name none; as a name it is read as none given everywhere (contract §4)."""


class Range(StrEnum):
    """Ranges that end today; each value is a word of the page's address and stays."""

    DAYS = "30d"
    MONTHS = "12m"
    YEARS = "5y"
    ALL = "all"


BEGUN_WITH = Range.MONTHS
"""What the page shows until something else is chosen."""
RANGE_WORDS = {
    Range.DAYS: N_("Last 30 days"),
    Range.MONTHS: N_("Last 12 months"),
    Range.YEARS: N_("Last 5 years"),
    Range.ALL: N_("All, ten years at most"),
}


class Option(NamedTuple):
    """An entry of a menu: its word in the address, and as readers see it."""

    value: str
    words: str


class Menu(NamedTuple):
    """A menu of names that cases have; `name` is its word in the address, `all` chooses every case."""

    name: str
    all: str
    options: tuple[Option, ...]


def first_day(chosen: Range, table: TrendTable) -> int:
    """The first day of a range: none before the first opening, and none more than ten years ago."""
    today = day_numbered(table.today)
    firsts = {
        Range.DAYS: today - timedelta(days=29),
        Range.MONTHS: years_before(today, 1),
        Range.YEARS: years_before(today, 5),
        Range.ALL: today - timedelta(days=LONGEST_DAYS - 1),
    }
    opening = table.rows[0].day if table.rows else table.today
    return max(number_of(firsts[chosen]), min(opening, table.today))


def begun_with(table: TrendTable) -> Selection:
    """The whole plant in the range that the page begins with."""
    return Selection(first_day(BEGUN_WITH, table), table.today)


def menus_of(names: Names, reader: Reader) -> tuple[Menu, ...]:
    """Area, customer, source, by their words; a menu with one name chooses nothing and is left out."""
    words = reader.words
    menus = (
        Menu("area", words(N_("All areas")), _options(names.area, names.area, words(N_("no area given")))),
        Menu(
            "customer",
            words(N_("All customers")),
            _options(names.customer, customer_names(names, reader), words(N_("no customer given"))),
        ),
        Menu(
            "source",
            words(N_("All sources")),
            _options(names.source, source_names(names, reader), words(N_("no source given"))),
        ),
    )
    return tuple(menu for menu in menus if len(menu.options) > 2)


def _options(values: tuple[str, ...], shown: tuple[str, ...], unnamed: str) -> tuple[Option, ...]:
    """A menu's entries by what is shown, those without a name last."""
    named = sorted(
        (Option(value, words) for value, words in zip(values, shown, strict=True) if value), key=lambda one: one.words
    )
    return (*named, Option(NONE_GIVEN, unnamed))
