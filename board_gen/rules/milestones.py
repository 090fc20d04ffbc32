"""Milestones: how long a case took to containment, root cause, verification; and of many, the median and the slow end.

A milestone is reached when its criterion is done for the first time: what was undone by a recurrence and done again
counts once. A case whose criterion does not apply (NA, or not in its profile) has no such milestone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from board_gen.model.terms import Letter
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Reason


class Milestone(StrEnum):
    """What is timed from the opening of a case, in the order of the rows' `reached`; then `closed`, its closing."""

    CONTAINMENT = "containment"
    ROOT_CAUSE = "root_cause"
    VERIFIED = "verified"
    CLOSED = "closed"


BY_CRITERIA = (Milestone.CONTAINMENT, Milestone.ROOT_CAUSE, Milestone.VERIFIED)
"""The milestones that a criterion decides."""
NOT_YET, NONE = -1, -2
"""Instead of a time: the milestone is still to be reached; the case has no such milestone."""
_STEPS = {Milestone.CONTAINMENT: "D3", Milestone.ROOT_CAUSE: "D4"}
_SECOND = timedelta(seconds=1)


def reached_of(tracks: CaseTracks, at: datetime) -> tuple[int, ...]:
    """The seconds from opening to each of `BY_CRITERIA`, by `at`, else `NOT_YET` or `NONE`; empty where it has none."""
    reached = tuple([_reached(cell_of(tracks.criteria, milestone), tracks, at) for milestone in BY_CRITERIA])
    return () if set(reached) == {NONE} else reached


def cell_of(cells: Sequence[CriterionTrack], milestone: Milestone) -> CriterionTrack | None:
    """The criterion that decides a milestone: the one of its name; else the first of D3 or D4 - or, for `verified`,
    the first that a recurrence undoes.
    """
    named = [cell for cell in cells if cell.criterion.id == milestone]
    if milestone is Milestone.VERIFIED:
        named += [cell for cell in cells if cell.criterion.fails_on_recurrence]
    else:
        named += [cell for cell in cells if cell.criterion.step == _STEPS[milestone]]
    return named[0] if named else None


def _reached(cell: CriterionTrack | None, tracks: CaseTracks, at: datetime) -> int:
    if cell is None or cell.rulings.steps[0][1].letter is Letter.NOT_APPLICABLE:
        return NONE
    for instant, ruling in cell.rulings.steps:
        if ruling.reason is Reason.DONE and instant <= at:
            return (instant - tracks.case.opened) // _SECOND
    return NOT_YET


class MonthTimes(NamedTuple):
    """How long the cases opened in a local month took to a milestone.

    `month` is the number of its first day. `done` have reached it, `not_yet` have not; `n` is both. The quantiles are
    in seconds, by nearest rank over all `n`: the ceil(n x 50 %)-th, the ceil(n x 90 %)-th shortest, where those not yet
    there count as longer than all others; None where the rank falls among them. So a number can only become smaller
    once it stands - and only while `can_change`: while a case that is not yet there has waited for less than the 90th
    percentile, or while that is None.
    """

    month: int
    done: int
    not_yet: int
    median: int | None
    slow: int | None
    can_change: bool

    @property
    def n(self) -> int:
        """All that have or had this milestone before them."""
        return self.done + self.not_yet


def month_times_of(month: int, done: Sequence[int], waiting: Sequence[int]) -> MonthTimes:
    """The times of a month: `done` in seconds, and for how long the others have been `waiting`, in any order."""
    times, n = sorted(done), len(done) + len(waiting)
    median, slow = (_at_rank(times, n, percent) for percent in (50, 90))
    can_change = bool(waiting) and (slow is None or min(waiting) < slow)
    return MonthTimes(month, len(done), len(waiting), median, slow, can_change)


def _at_rank(times: Sequence[int], n: int, percent: int) -> int | None:
    """The time at a percentile's nearest rank among `n`, of which `times` are known, shortest first."""
    rank = (n * percent + 99) // 100
    return times[rank - 1] if 0 < rank <= len(times) else None
