"""Times: how long the cases opened in a range stay open, and take to their milestones."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from board_gen.rules.milestones import NOT_YET, Milestone, MonthTimes, month_times_of
from board_gen.rules.survival import Survival, survival_of
from board_gen.rules.trend_days import month_of
from board_gen.rules.trend_rows import ON_BOARD, State, TrendRow

_CLOSED = tuple(Milestone).index(Milestone.CLOSED)


class OpenTime(NamedTuple):
    """How long the cases opened in the range stay open, those still open counted too (`rules/survival.py`): events are
    accepted closings, censored at the instant of the build is what is on the board, in watch and ready too.

    Left out and told: `rejected` cases - they end because they were no problem, which says nothing of how long it takes
    to solve one - and `undated` closings.
    """

    survival: Survival
    rejected: int
    undated: int


class MilestoneTimes(NamedTuple):
    """The times to a milestone by month of opening: months in which no such case was opened are left out. Rejected
    cases and, for `closed`, undated closings are in none.
    """

    milestone: Milestone
    months: tuple[MonthTimes, ...]


def open_time_of(opened: Sequence[TrendRow]) -> OpenTime:
    """How long these cases stay open."""
    states = Counter(row.state for row in opened)
    ended = [row.span for row in opened if row.state == State.CLOSED]
    watched = [row.span for row in opened if row.state in ON_BOARD]
    return OpenTime(survival_of(ended, watched), states[State.REJECTED], states[State.UNDATED])


def times_of(opened: Sequence[TrendRow]) -> tuple[MilestoneTimes, ...]:
    """The times of these cases to each milestone, by month of opening."""
    done, waiting = defaultdict[tuple[int, int], list[int]](list), defaultdict[tuple[int, int], list[int]](list)
    for row in opened:
        if row.state == State.REJECTED:
            continue
        month = month_of(row.day)
        for place, seconds in enumerate(row.reached):
            if seconds >= 0:
                done[place, month].append(seconds)
            elif seconds == NOT_YET:
                waiting[place, month].append(row.span)
        if row.state == State.CLOSED:
            done[_CLOSED, month].append(row.span)
        elif row.state in ON_BOARD:
            waiting[_CLOSED, month].append(row.span)
    months = sorted({*done, *waiting})
    return tuple(
        [
            MilestoneTimes(
                milestone,
                tuple([month_times_of(key[1], done[key], waiting[key]) for key in months if key[0] == place]),
            )
            for place, milestone in enumerate(Milestone)
        ]
    )
