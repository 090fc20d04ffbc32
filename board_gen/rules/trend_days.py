"""Days: what was on the board at each day's end and what happened in it, by day, week and month.

The sums cost a step per change of a case, not one per day and case.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple

from board_gen.rules.selection import Selection
from board_gen.rules.trend_rows import GREEN, OFF, RED, YELLOW, State, TrendRow, day_numbered, number_of


class Days(NamedTuple):
    """The days of the range, one value a day: on the board at the day's end (today: at the instant of the build) by
    letter, and what was opened, closed, rejected in it. Closings without a date are in none.
    """

    first: int
    red: tuple[int, ...]
    yellow: tuple[int, ...]
    green: tuple[int, ...]
    opened: tuple[int, ...]
    closed: tuple[int, ...]
    rejected: tuple[int, ...]


class Period(NamedTuple):
    """The days of the range that lie in one week (from Monday, ISO 8601) or month, by the number of its first day -
    which may lie before the range. `on_board` is what was on the board at the end of the last of these days.
    """

    start: int
    opened: int
    closed: int
    rejected: int
    on_board: int


class Qsb(NamedTuple):
    """The three numbers of Quality System Basics, over the range.

    `red_days` and `yellow_days` are the sums of `Days.red` and `Days.yellow`: a case counts for each day at whose end
    it was red (yellow). `cases` were on the board at any time of the range: opened by its last day, and not closed or
    rejected before its first; undated closings never were. `closed` in the range, with a date, after `seconds_open`
    seconds from opening to closing, all together.
    """

    cases: int
    red_days: int
    yellow_days: int
    closed: int
    seconds_open: int

    @property
    def red_days_per_case(self) -> float | None:
        """Days red of a case that was on the board; None where there was none."""
        return self.red_days / self.cases if self.cases else None

    @property
    def yellow_days_per_case(self) -> float | None:
        """Days yellow of a case that was on the board; None where there was none."""
        return self.yellow_days / self.cases if self.cases else None

    @property
    def mean_open(self) -> float | None:
        """Seconds from opening to closing, on average; None where nothing was closed."""
        return self.seconds_open / self.closed if self.closed else None


def days_of(rows: Sequence[TrendRow], selection: Selection) -> Days:
    """The days of the range, for these rows."""
    first, last = selection.first, selection.last
    size = last - first + 1
    stock = [[0] * size for _ in (OFF, RED, YELLOW, GREEN)]
    opened, closed, rejected = [0] * size, [0] * size, [0] * size
    ends = {State.CLOSED: closed, State.REJECTED: rejected}
    for row in rows:
        ended = row.ended
        if first <= row.day <= last:
            opened[row.day - first] += 1
        if ended is not None and ended < first:
            continue
        if ended is not None and ended <= last:
            ends[State(row.state)][ended - first] += 1
        shown = stock[OFF]
        for day, letter in row.letters:
            if day > last:
                break
            place = day - first if day > first else 0
            shown[place] -= 1
            shown = stock[letter]
            shown[place] += 1
    red, yellow, green = (tuple(accumulate(stock[letter])) for letter in (RED, YELLOW, GREEN))
    return Days(first, red, yellow, green, tuple(opened), tuple(closed), tuple(rejected))


@lru_cache(maxsize=8192)
def month_of(day: int) -> int:
    """The number of the first day of a day's month."""
    return number_of(day_numbered(day).replace(day=1))


def week_of(day: int) -> int:
    """The number of a day's Monday."""
    return day - (day + 3) % 7


def periods_of(days: Days, start_of: Callable[[int], int]) -> Iterator[Period]:
    """The days by week (`week_of`) or month (`month_of`), oldest first."""
    size = len(days.red)
    for start, group in groupby(range(size), lambda place: start_of(days.first + place)):
        places = list(group)
        run, end = slice(places[0], places[-1] + 1), places[-1]
        on_board = days.red[end] + days.yellow[end] + days.green[end]
        yield Period(start, sum(days.opened[run]), sum(days.closed[run]), sum(days.rejected[run]), on_board)


def qsb_of(rows: Sequence[TrendRow], days: Days, selection: Selection) -> Qsb:
    """The three numbers of Quality System Basics; `days` are those of the same rows and selection."""
    first, last = selection.first, selection.last
    ended = [row for row in rows if row.ended is not None and first <= row.ended <= last]
    spans = [row.span for row in ended if row.state == State.CLOSED]
    cases = sum(
        [row.day <= last and row.state != State.UNDATED and (row.ended is None or row.ended >= first) for row in rows]
    )
    return Qsb(cases, sum(days.red), sum(days.yellow), len(spans), sum(spans))
