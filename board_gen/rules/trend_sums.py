"""Sums: what the trends say of some of the rows, in a range of days (docs/charts.md says the same for readers).

Every number is an integer, or made of integers by the operations named here, so that a browser that sums the same rows
gets the same. The sums cost a step per change of a case, not one per day and case.

The plant's cases are filtered first (area, customer, source). Then each sum takes what is its own of the range:

* by day - what is on the board at its end, what was opened, closed, rejected, moved, what came again in it;
* by opening - the cases opened in the range: times, shares in time, classes;
* neither - how old the open cases are at the instant of the build.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from board_gen.rules.pareto import Classes, classes_of
from board_gen.rules.punctuality import Share
from board_gen.rules.selection import Selection, opened_in, selected
from board_gen.rules.trend_days import Days, Period, Qsb, days_of, month_of, periods_of, qsb_of, week_of
from board_gen.rules.trend_rows import GREEN, RED, YELLOW, State, TimedPattern, TrendRow, TrendTable
from board_gen.rules.trend_times import MilestoneTimes, OpenTime, open_time_of, times_of

AGE_BOUNDS = (1, 3, 7, 14, 30, 60)
"""Upper bounds, inclusive, of the age classes in days of 24 hours; the last class has none."""
_DAY = 86_400


class OnTimeRow(NamedTuple):
    """A criterion (its number) of the cases opened in the range, against its first deadline and against the one in
    force when it was done (else at the instant of the build).
    """

    criterion: int
    by_first: Share
    by_current: Share


class OnTimeSums(NamedTuple):
    """The criteria of `cases`, in the board's order, those without a case left out. Left out and told: `rejected`
    cases, `undated` closings.
    """

    criteria: tuple[OnTimeRow, ...]
    cases: int
    rejected: int
    undated: int


class MovedMonth(NamedTuple):
    """The moves of deadlines made in a month, of how many cases, and the seconds gained by them, signed."""

    month: int
    moves: int
    cases: int
    gained: int


class MovedSums(NamedTuple):
    """The moves of deadlines made in the range: by month (months without one left out), all together, and their
    reasons by number of moves. `cases` counts a case once, so it is not the sum of the months'. Rejected cases too.
    """

    months: tuple[MovedMonth, ...]
    moves: int
    cases: int
    gained: int
    reasons: Classes


class RecurredMonth(NamedTuple):
    """How often problems came again in a month, and in how many cases."""

    month: int
    recurrences: int
    cases: int


class ParetoSums(NamedTuple):
    """The cases opened in the range by class; `rejected` ones are left out."""

    source: Classes
    area: Classes
    part: Classes
    cause: Classes
    department: Classes
    rejected: int


class AgeRow(NamedTuple):
    """The open cases older than `over` days and at most `to` (None: no bound), days of 24 hours, by letter."""

    over: int
    to: int | None
    red: int
    yellow: int
    green: int


class AgeSums(NamedTuple):
    """How old the open cases are at the instant of the build, whatever the range: by class; the median (nearest rank)
    and the oldest in seconds, None without a case. `in_watch` are on the board but not open any more.
    """

    classes: tuple[AgeRow, ...]
    median: int | None
    oldest: int | None
    in_watch: int


class TrendSums(NamedTuple):
    """All that the trends say of a selection. `undated` closings are among those `opened` in the range."""

    selection: Selection
    days: Days
    weeks: tuple[Period, ...]
    months: tuple[Period, ...]
    qsb: Qsb
    open_time: OpenTime
    times: tuple[MilestoneTimes, ...]
    on_time: OnTimeSums
    moved: MovedSums
    recurred: tuple[RecurredMonth, ...]
    pareto: ParetoSums
    ages: AgeSums
    opened: int
    undated: int


def sums_of(table: TrendTable, selection: Selection) -> TrendSums:
    """Everything summed, of a selection."""
    rows = selected(table, selection)
    opened = opened_in(rows, selection)
    days = days_of(rows, selection)
    return TrendSums(
        selection=selection,
        days=days,
        weeks=tuple(periods_of(days, week_of)),
        months=tuple(periods_of(days, month_of)),
        qsb=qsb_of(rows, days, selection),
        open_time=open_time_of(opened),
        times=times_of(opened),
        on_time=on_time_of(opened, table.timed),
        moved=moved_of(rows, selection),
        recurred=recurred_of(rows, selection),
        pareto=pareto_of(opened),
        ages=ages_of(rows),
        opened=len(opened),
        undated=sum([row.state == State.UNDATED for row in opened]),
    )


def on_time_of(opened: Sequence[TrendRow], patterns: Sequence[TimedPattern]) -> OnTimeSums:
    """The shares in time of these cases; `patterns` are the table's `timed`."""
    states = Counter([row.state for row in opened])
    kept = Counter([row.timed for row in opened if row.state not in (State.REJECTED, State.UNDATED)])
    first, current = defaultdict[int, list[int]](lambda: [0, 0, 0]), defaultdict[int, list[int]](lambda: [0, 0, 0])
    for number, count in kept.items():
        for criterion, by_first, by_current in patterns[number]:
            first[criterion][by_first] += count
            current[criterion][by_current] += count
    criteria = [OnTimeRow(name, Share(*first[name]), Share(*current[name])) for name in sorted(first)]
    rejected, undated = states[State.REJECTED], states[State.UNDATED]
    return OnTimeSums(tuple(criteria), len(opened) - rejected - undated, rejected, undated)


def moved_of(rows: Sequence[TrendRow], selection: Selection) -> MovedSums:
    """The moves of deadlines made in the range."""
    first, last = selection.first, selection.last
    months = defaultdict[int, list[int]](list)
    cases = Counter[int]()
    reasons: list[int] = []
    moved_cases = 0
    for row in [row for row in rows if row.moved]:
        made = [move for move in row.moved if first <= move.day <= last]
        moved_cases += bool(made)
        cases.update({month_of(move.day) for move in made})
        for move in made:
            months[month_of(move.day)].append(move.gained)
            reasons.append(move.reason)
    by_month = [MovedMonth(month, len(gains), cases[month], sum(gains)) for month, gains in sorted(months.items())]
    gained = sum(one.gained for one in by_month)
    return MovedSums(tuple(by_month), len(reasons), moved_cases, gained, classes_of(reasons))


def recurred_of(rows: Sequence[TrendRow], selection: Selection) -> tuple[RecurredMonth, ...]:
    """How often problems came again in the range, by month; months without one left out."""
    first, last = selection.first, selection.last
    times, cases = Counter[int](), Counter[int]()
    for row in [row for row in rows if row.recurred]:
        months = [month_of(day) for day in row.recurred if first <= day <= last]
        times.update(months)
        cases.update(set(months))
    return tuple([RecurredMonth(month, count, cases[month]) for month, count in sorted(times.items())])


def pareto_of(opened: Sequence[TrendRow]) -> ParetoSums:
    """These cases by class."""
    kept = [row for row in opened if row.state != State.REJECTED]
    return ParetoSums(
        source=classes_of([row.source for row in kept]),
        area=classes_of([row.area for row in kept]),
        part=classes_of([row.part for row in kept]),
        cause=classes_of([row.cause for row in kept]),
        department=classes_of([row.department for row in kept]),
        rejected=len(opened) - len(kept),
    )


def ages_of(rows: Sequence[TrendRow]) -> AgeSums:
    """How old those of these cases are that are open."""
    open_rows = [row for row in rows if row.state == State.OPEN]
    counts = Counter([(_class_of(row.span), row.letters[-1][1]) for row in open_rows])
    bounds = zip((0, *AGE_BOUNDS), (*AGE_BOUNDS, None), strict=True)
    classes = [AgeRow(over, to, *(counts[over, letter] for letter in (RED, YELLOW, GREEN))) for over, to in bounds]
    ages = sorted(row.span for row in open_rows)
    median = ages[(len(ages) - 1) // 2] if ages else None
    in_watch = sum([row.state == State.WATCHED for row in rows])
    return AgeSums(tuple(classes), median, max(ages, default=None), in_watch)


def _class_of(age: int) -> int:
    """The lower bound, in days, of the class that an age in seconds belongs to."""
    return max([bound for bound in AGE_BOUNDS if age > bound * _DAY], default=0)
