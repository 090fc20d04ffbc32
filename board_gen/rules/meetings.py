"""The daily meeting: when it is held (contract §2 `meeting`)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from board_gen.model.local_time import day_of, instant_of
from board_gen.model.rules import Rules
from board_gen.rules.working_days import is_working_day

_LONGEST_BREAK = 400
"""Days within which a plant that meets at all meets again."""


def end_of_first_meeting_after(at: datetime, rules: Rules) -> datetime | None:
    """When the first meeting that begins later than `at` is over; None for a plant that never meets."""
    day = day_of(at, rules.zone)
    for _ in range(_LONGEST_BREAK):
        start = _start_on(day, rules)
        if start > at and _is_held_on(day, rules):
            return start + timedelta(minutes=rules.meeting.minutes)
        day += timedelta(days=1)
    return None


def end_of_last_meeting_by(at: datetime, rules: Rules) -> datetime | None:
    """When the last meeting that is over at `at` ended; None for a plant that never meets."""
    length, day = timedelta(minutes=rules.meeting.minutes), day_of(at, rules.zone)
    for _ in range(_LONGEST_BREAK):
        end = _start_on(day, rules) + length
        if end <= at and _is_held_on(day, rules):
            return end
        day -= timedelta(days=1)
    return None


def planned_by(first: date, last: date, seen: datetime, rules: Rules) -> int:
    """How many meetings the rules plan on the days from first to last, both included, that are over at `seen`."""
    length = timedelta(minutes=rules.meeting.minutes)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(1 for day in days if _start_on(day, rules) + length <= seen and _is_held_on(day, rules))


def days_with_meeting(first: date, last: date, rules: Rules) -> Iterator[date]:
    """The days from first to last, both included, on which the rules plan a meeting."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return (day for day in days if _is_held_on(day, rules))


def _start_on(day: date, rules: Rules) -> datetime:
    return instant_of(datetime.combine(day, rules.meeting.time), rules.zone)


def _is_held_on(day: date, rules: Rules) -> bool:
    days = rules.meeting.days
    return is_working_day(day, rules.calendar) if days is None else day.weekday() in days
