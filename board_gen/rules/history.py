"""History: all cases, summed over local days: what the trends count, and exactly how.

Every number here is read from the cases in short (`rules/digest.py`) as they stand at an instant: what comes later is
not counted. Invalid cases have no digest, so they are in none of these numbers; the pages say how many they are.

The sums cost a step per change of a case, not one per day and case: each change adds to the local day it happened in,
and the running total over the days is what stood at each day's end.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from statistics import median

from board_gen.model.local_time import day_of
from board_gen.model.terms import Letter, Phase
from board_gen.rules.digest import CaseDigest
from board_gen.rules.local_days import LocalDays

LETTERS = (Letter.RED, Letter.YELLOW, Letter.GREEN)
"""The letters that a case on the board can have, worst first."""
LONGEST_DAYS = 3660
"""Ten years: the daily series reaches no further back, whatever date somebody typed."""
AGE_BOUNDS = (1, 3, 7, 14, 30, 60)
"""Upper bounds, inclusive, of the age classes in days of 24 hours; the last class has none."""


@dataclass(frozen=True)
class History:
    """What had happened by the instant `at`: the valid cases opened by then, in every phase; `days` are the plant's."""

    at: datetime
    cases: tuple[CaseDigest, ...]
    days: LocalDays

    @property
    def today(self) -> date:
        """The local day of `at`."""
        return day_of(self.at, self.days.zone)

    @cached_property
    def every_day(self) -> "tuple[DayCount, ...]":
        """Every local day from the first opening to today, ten years at most."""
        return days_of(self, LONGEST_DAYS)


def opened_since(history: History, since: date) -> tuple[CaseDigest, ...]:
    """The cases opened from the local day `since` on."""
    first, ordinal_of = since.toordinal(), history.days.ordinal_of
    return tuple(digest for digest in history.cases if ordinal_of(digest.opened) >= first)


def year_before(day: date) -> date:
    """The first of the twelve months that end with `day`: the day after the same date last year."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1) + timedelta(days=1)


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
    if not history.cases:
        return ()
    ordinal_of, today = history.days.ordinal_of, history.today.toordinal()
    opening = ordinal_of(min(digest.opened for digest in history.cases))
    days = range(max(today - longest + 1, min(opening, today)), today + 1)
    opened = Counter(ordinal_of(digest.opened) for digest in history.cases)
    closed = Counter(ordinal_of(ended) for ended in ended_at(history, Phase.CLOSED))
    rejected = Counter(ordinal_of(ended) for ended in ended_at(history, Phase.REJECTED))
    return tuple(
        DayCount(date.fromordinal(day), *letters, opened[day], closed[day], rejected[day])
        for day, letters in zip(days, stock_of(history, days), strict=True)
    )


def ended_at(history: History, phase: Phase) -> Iterator[datetime]:
    """The instants at which cases were closed, or rejected; those without a date left out."""
    endings = (digest.ending for digest in history.cases if digest.ending is not None)
    yield from (ending.at for ending in endings if ending.phase is phase and ending.at is not None)


def stock_of(history: History, days: range) -> Iterator[tuple[int, int, int]]:
    """How many were red, yellow, green on the board at the end of each of these local days, given by ordinals.

    What happened before the first of them counts to it, and to the last what lies in a later day that the clock has
    left again, set back over midnight.
    """
    changes = {letter: [0] * len(days) for letter in (*LETTERS, None)}
    first, last, ordinal_of = days.start, days.stop - 1, history.days.ordinal_of
    for digest in history.cases:
        left = changes[None]
        for instant, letter in digest.moves:
            day = ordinal_of(instant)
            place = min(day, last) - first if day > first else 0
            left[place] -= 1
            left = changes[letter]
            left[place] += 1
    return zip(*(accumulate(changes[letter]) for letter in LETTERS), strict=True)


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


@dataclass(frozen=True, slots=True)
class ClosingTime:
    """How long the cases closed in a month had been open: how many, and the median; undated closings left out."""

    month: date
    count: int
    median: timedelta


def closing_times_of(history: History, since: date) -> tuple[ClosingTime, ...]:
    """Opening to closing, by the local month of the closing, from the day `since` on; months without one left out."""
    spans: dict[date, list[timedelta]] = {}
    first, ordinal_of = since.toordinal(), history.days.ordinal_of
    for digest in history.cases:
        ending = digest.ending
        if ending is not None and ending.phase is Phase.CLOSED and ending.at is not None:
            day = ordinal_of(ending.at)
            if day >= first:
                spans.setdefault(first_of_month(date.fromordinal(day)), []).append(ending.at - digest.opened)
    return tuple(ClosingTime(month, len(group), median_of(group)) for month, group in sorted(spans.items()))


def median_of(spans: Iterable[timedelta]) -> timedelta:
    """The median, to the second."""
    return timedelta(seconds=int(median(span.total_seconds() for span in spans)))


def undated_closings_of(history: History) -> int:
    """How many are closed without a date: they count as opened, but in no day's closings and in no average."""
    return sum(1 for digest in history.cases if digest.ending is not None and digest.ending.at is None)


@dataclass(frozen=True, slots=True)
class AgeClass:
    """The open cases whose age is over `over` and at most `to` days of 24 hours (None: no bound), by letter."""

    over: int
    to: int | None
    red: int
    yellow: int
    green: int

    @property
    def count(self) -> int:
        """All of the class."""
        return self.red + self.yellow + self.green


@dataclass(frozen=True, slots=True)
class Ages:
    """How old the open cases are at `at`; `in_watch` are on the board but not open any more (watch, ready)."""

    classes: tuple[AgeClass, ...]
    median: timedelta | None
    oldest: timedelta | None
    in_watch: int

    @property
    def count(self) -> int:
        """All open cases."""
        return sum(age_class.count for age_class in self.classes)


def ages_of(history: History) -> Ages:
    """The age, from `opened` to `at`, of every case in phase open."""
    on_board = [(digest.opened, digest.head) for digest in history.cases if digest.ending is None]
    ages = [(history.at - opened, head.status) for opened, head in on_board if head and head.phase is Phase.OPEN]
    spans = [age for age, _ in ages]
    counts = Counter((age_class_of(age), letter) for age, letter in ages)
    bounds = zip((0, *AGE_BOUNDS), (*AGE_BOUNDS, None), strict=True)
    return Ages(
        tuple(AgeClass(over, to, *(counts[over, letter] for letter in LETTERS)) for over, to in bounds),
        median_of(spans) if spans else None,
        max(spans, default=None),
        len(on_board) - len(ages),
    )


def age_class_of(age: timedelta) -> int:
    """The lower bound, in days, of the class that an age belongs to."""
    return max((bound for bound in AGE_BOUNDS if age > timedelta(days=bound)), default=0)
