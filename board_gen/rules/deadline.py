"""Deadlines: the instant at or after which something is late (contract §2 "Durations", §5)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from board_gen.model.case import Revision
from board_gen.model.duration import Duration, Unit
from board_gen.model.local_time import day_of, end_of_day
from board_gen.model.rules import Rules
from board_gen.rules.working_days import is_published, nth_working_day

_EXACT = frozenset({Unit.MINUTES, Unit.HOURS})
"""The units that end at the exact instant."""


class Deadline(NamedTuple):
    """An instant; `calendar_unknown` where working days of an unpublished year were counted as weekdays."""

    at: datetime
    calendar_unknown: bool = False


def deadline_of(opened: datetime, duration: Duration, rules: Rules) -> Deadline:
    """When `duration` from `opened` ends.

    Minutes and hours are elapsed time and end at the exact instant. Days, working days and weeks count from the
    local day after opening and end at the next local midnight of the last day.
    """
    if duration.unit in _EXACT:
        return Deadline(opened + duration.elapsed)
    first = day_of(opened, rules.zone)
    if duration.unit is Unit.WORKING_DAYS:
        last = nth_working_day(first, duration.count, rules.calendar)
        unknown = any(not is_published(year, rules.calendar) for year in _counted_years(first, last))
        return Deadline(end_of_day(last, rules.zone), unknown)
    return Deadline(end_of_day(first + duration.elapsed, rules.zone))


def _counted_years(first: date, last: date) -> range:
    """The years of the days after `first` up to `last`, both ends of the range included."""
    return range((first + timedelta(days=1)).year, last.year + 1)


def in_force(first_due: datetime, revisions: Sequence[Revision], at: datetime) -> datetime:
    """The deadline in force at an instant: the last revision known by then, else the first deadline.

    `revisions` are of one criterion, sorted by `at` and then by their order in the file.
    """
    for revision in reversed(revisions):
        if revision.at <= at:
            return revision.to
    return first_due
