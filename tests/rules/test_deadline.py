"""Deadlines: where each kind of duration ends."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from board_gen.model.case import Revision
from board_gen.model.duration import Duration
from board_gen.model.rules import CalendarRules
from board_gen.rules.deadline import deadline_of, in_force
from tests.rules.facts import duration, instant, plant_rules

CASES = [
    # zone, opened, duration, ends (plant time, with the offset where the clock shows it twice)
    ("Asia/Shanghai", "2026-11-20 16:30", "30m", "2026-11-20 17:00"),
    ("Asia/Shanghai", "2026-11-20 16:30", "24h", "2026-11-21 16:30"),
    ("Asia/Shanghai", "2026-11-20 16:30", "0d", "2026-11-21 00:00"),
    ("Asia/Shanghai", "2026-11-20 00:00", "1d", "2026-11-22 00:00"),
    ("Asia/Shanghai", "2026-11-20 23:59", "7d", "2026-11-28 00:00"),
    ("Asia/Shanghai", "2026-11-20 16:30", "2w", "2026-12-05 00:00"),
    # National Day 2026: 1-7 October off; Sunday 20 September and Saturday 10 October are worked instead
    ("Asia/Shanghai", "2026-09-30 10:00", "1wd", "2026-10-09 00:00"),
    ("Asia/Shanghai", "2026-09-30 10:00", "3wd", "2026-10-11 00:00"),
    ("Asia/Shanghai", "2026-09-30 10:00", "4wd", "2026-10-13 00:00"),
    # Spring Festival 2026: 15-23 February off; Saturdays 14 and 28 February are worked
    ("Asia/Shanghai", "2026-02-13 10:00", "2wd", "2026-02-25 00:00"),
    # 24 hours across the lost hour and the gained one are 24 hours
    ("Europe/Berlin", "2026-03-28 12:00", "24h", "2026-03-29 13:00"),
    ("Europe/Berlin", "2026-10-24 12:00", "24h", "2026-10-25 11:00"),
    ("Europe/Berlin", "2026-03-28 12:00", "1d", "2026-03-30 00:00"),
    # 4 November 2018 has no midnight in Sao Paulo: the day ends where the next begins, at 01:00
    ("America/Sao_Paulo", "2018-11-02 12:00", "1d", "2018-11-04 01:00"),
]


@pytest.mark.parametrize(("zone", "opened", "text", "ends"), CASES)
def test_durations_end_where_the_contract_says(zone: str, opened: str, text: str, ends: str) -> None:
    """Minutes and hours end at the instant, days at the next local midnight of the last day."""
    there = ZoneInfo(zone)
    country = "CN" if zone == "Asia/Shanghai" else None
    rules = plant_rules(zone=there, calendar=CalendarRules(country=country))
    assert deadline_of(instant(opened, there), duration(text), rules).at == instant(ends, there)


def test_an_unpublished_year_is_counted_in_weekdays_and_said() -> None:
    """2099 is published nowhere: Monday to Friday count, and the deadline says that the calendar is unknown."""
    counted = deadline_of(instant("2099-09-30 10:00"), duration("2wd"), plant_rules())
    assert counted.calendar_unknown
    assert counted.at == instant("2099-10-03 00:00")


def test_calendar_days_never_ask_the_calendar() -> None:
    """`7d` into an unpublished year depends on no holiday, so nothing is unknown."""
    assert not deadline_of(instant("2099-12-30 10:00"), duration("7d"), plant_rules()).calendar_unknown


def test_the_plants_own_days_come_before_the_countrys() -> None:
    """A plant that works on 1 October and rests on the 9th counts so."""
    calendar = CalendarRules(
        extra_workdays=frozenset({date(2026, 10, 1)}), extra_holidays=frozenset({date(2026, 10, 9)})
    )
    rules = plant_rules(calendar=calendar)
    ends = [deadline_of(instant("2026-09-30 10:00"), duration(text), rules).at for text in ("1wd", "3wd")]
    assert ends == [instant("2026-10-02 00:00"), instant("2026-10-11 00:00")]


@pytest.mark.parametrize("text", ["", "24", "h", "1.5h", "-1d", "24 hours", "1000000d", "6000w", "٣d", "1D"])
def test_what_is_no_duration_is_none(text: str) -> None:
    """A typing slip, or more than a century, is never a duration."""
    assert Duration.parse(text) is None


def test_the_last_revision_known_is_in_force() -> None:
    """A move counts from its `at` on (inclusive); of two at one instant the later in the file."""
    first = instant("2026-11-22 16:30")
    moves = [
        Revision(instant(at), "root_cause", instant(to))
        for at, to in [("2026-11-21 10:00", "2026-11-25 00:00"), ("2026-11-21 10:00", "2026-11-26 00:00")]
    ]

    def at(text: str) -> datetime:
        return in_force(first, moves, instant(text))

    assert at("2026-11-21 09:59") == first
    assert at("2026-11-21 10:00") == instant("2026-11-26 00:00")
