"""Local days of many instants against `day_of`, in every zone of the world."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from itertools import accumulate, pairwise
from struct import unpack_from
from zoneinfo import ZoneInfo, available_timezones

import pytest

from board_gen.model.local_time import day_of
from board_gen.rules.local_days import LocalDays
from tests.rules.strategies import PLACES

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TRAPS = (*PLACES, ("Pacific/Kwajalein", "1993-08-20"), ("Asia/Manila", "1990-05-20"), ("Asia/Pyongyang", "2018-05-04"))


@pytest.mark.parametrize(("zone_name", "day"), TRAPS)
def test_each_minute_around_a_turn_of_the_clock_lies_in_its_local_day(zone_name: str, day: str) -> None:
    """Where clocks turn at or over midnight, or a day is left out, every minute's day is that of `day_of`."""
    zone = ZoneInfo(zone_name)
    days, start = LocalDays(zone), datetime.combine(date.fromisoformat(day), time(), UTC) - DAY
    minutes = [start + timedelta(minutes=number) for number in range(6 * 1440)]
    seconds = [minute + timedelta(seconds=shift) for minute in minutes for shift in (-1, 0)]
    assert [days.ordinal_of(at) for at in seconds] == [day_of(at, zone).toordinal() for at in seconds]


@pytest.mark.parametrize(("zone_name", "day"), TRAPS)
def test_a_day_that_has_begun_is_not_left_again(zone_name: str, day: str) -> None:
    """The latest day by an instant is the largest of the local days until then, minute by minute."""
    zone = ZoneInfo(zone_name)
    days, start = LocalDays(zone), datetime.combine(date.fromisoformat(day), time(), UTC) - DAY
    minutes = [start + timedelta(minutes=number) for number in range(6 * 1440)]
    latest = list(accumulate((day_of(at, zone).toordinal() for at in minutes), max))
    assert [days.begun_by(at) for at in minutes] == latest


def test_every_zone_has_its_own_days() -> None:
    """In each zone, on every third day of a year with turns of the clock, the hours lie in their local days."""
    start = datetime(2011, 1, 1, 0, 30, tzinfo=UTC)
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        days = LocalDays(zone)
        hours = [start + number * DAY + hour * HOUR for number in range(0, 365, 3) for hour in (0, 5, 11, 15, 23)]
        assert [days.day_of(at) for at in hours] == [day_of(at, zone) for at in hours], name


def test_no_zone_turns_its_clock_twice_within_a_day() -> None:
    """What the days of whole zones are taken from: two days at least lie between two changes of any distance."""
    names = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    shortest = min(gap for name in names for gap in gaps_of(name))
    assert 2 * DAY < timedelta(seconds=shortest) < 30 * DAY


def gaps_of(name: str) -> Iterator[int]:
    """The seconds between neighbouring changes of a zone's distance from UTC (RFC 8536: the second block counts)."""
    data = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    flags, standards, leaps, count, types, characters = unpack_from(">6L", data, 20)
    start = 44 + 5 * count + 6 * types + characters + 8 * leaps + standards + flags
    assert data[start : start + 4] == b"TZif"
    count, types = unpack_from(">2L", data, start + 32)
    instants = unpack_from(f">{count}q", data, start + 44)
    kinds = unpack_from(f">{count}B", data, start + 44 + 8 * count)
    distances = [unpack_from(">l", data, start + 44 + 9 * count + 6 * kind)[0] for kind in kinds]
    turns = [at for at, (before, after) in zip(instants[1:], pairwise(distances), strict=True) if before != after]
    yield from (later - earlier for earlier, later in pairwise(turns))
