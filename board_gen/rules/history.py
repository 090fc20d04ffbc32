"""History: all cases as they stand at an instant, and the daily series for other programs (`api/history.json`).

What comes later is not counted. Invalid cases have no digest, so they are in none of these numbers; the pages say how
many they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median

from board_gen.model.rules import ANSWER
from board_gen.model.terms import Letter
from board_gen.rules.digest import CaseDigest
from board_gen.rules.local_days import LocalDays
from board_gen.rules.selection import Selection
from board_gen.rules.trend_days import days_of as days_of_rows
from board_gen.rules.trend_rows import TrendTable, day_numbered, trend_table_of

LETTERS = (Letter.RED, Letter.YELLOW, Letter.GREEN)
"""The letters that a case on the board can have, worst first."""
LONGEST_DAYS = 3660
"""Ten years: the daily series reaches no further back, whatever date somebody typed."""


@dataclass(frozen=True)
class History:
    """What had happened by the instant `at`: the valid cases opened by then, in every phase; `days` are the plant's.

    `criteria` are the ids of the plant's criteria in the board's order, `invalid` how many cases can't be judged.
    """

    at: datetime
    cases: tuple[CaseDigest, ...]
    days: LocalDays
    criteria: tuple[str, ...] = ()
    invalid: int = 0

    @property
    def today(self) -> date:
        """The local day of `at`; one that has begun is not left again where a clock is set back over midnight."""
        return date.fromordinal(self.days.begun_by(self.at))

    @cached_property
    def table(self) -> TrendTable:
        """The rows that all trends are summed from."""
        criteria = tuple(dict.fromkeys((*self.criteria, ANSWER)))
        return trend_table_of(self.cases, self.at, self.days, criteria, self.invalid)

    @cached_property
    def every_day(self) -> "tuple[DayCount, ...]":
        """Every local day from the first opening to today, ten years at most."""
        return days_of(self, LONGEST_DAYS)


@dataclass(frozen=True, slots=True)
class DayCount:
    """One local day. `red`, `yellow`, `green` are on the board at the day's end - just before the next local
    midnight, of the last day at `at` -, the others happened in it. A closing without a date is in no day.
    """

    day: date
    red: int
    yellow: int
    green: int
    opened: int
    closed: int
    rejected: int

    @property
    def on_board(self) -> int:
        """All that the meeting walks: open, in watch, ready."""
        return self.red + self.yellow + self.green


def days_of(history: History, longest: int) -> tuple[DayCount, ...]:
    """Every local day from the first opening to today, at most `longest`; empty for an empty plant.

    Changes before the first of these days are in its stock, not in its openings and endings.
    """
    table = history.table
    if not table.rows:
        return ()
    first = max(table.rows[0].day, table.today - longest + 1)
    counts = zip(*days_of_rows(table.rows, Selection(first, table.today))[1:], strict=True)
    return tuple([DayCount(day_numbered(first + place), *count) for place, count in enumerate(counts)])


@dataclass(frozen=True, slots=True)
class Flow:
    """A week (from Monday) or a month, by its first day: what came, what went, what was left at its end.

    The running one ends at `at`.
    """

    start: date
    opened: int
    closed: int
    rejected: int
    on_board: int


def monday_of(day: date) -> date:
    """The first day of the ISO week."""
    return day - timedelta(days=day.weekday())


def first_of_month(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def flows_of(days: Iterable[DayCount], start_of: Callable[[date], date]) -> tuple[Flow, ...]:
    """The days summed by week (`monday_of`) or month (`first_of_month`), oldest first."""
    groups: dict[date, list[DayCount]] = {}
    for day in days:
        groups.setdefault(start_of(day.day), []).append(day)
    return tuple(
        Flow(
            start,
            sum(day.opened for day in group),
            sum(day.closed for day in group),
            sum(day.rejected for day in group),
            group[-1].on_board,
        )
        for start, group in groups.items()
    )


def median_of(spans: Iterable[timedelta]) -> timedelta:
    """The median, to the second."""
    return timedelta(seconds=int(median(span.total_seconds() for span in spans)))


def undated_closings_of(history: History) -> int:
    """How many are closed without a date: they count as opened, but in no day's closings and in no average."""
    return sum(1 for digest in history.cases if digest.ending is not None and digest.ending.at is None)
