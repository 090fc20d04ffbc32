"""Instants are told on the plant's clock, in every zone and on both sides of its changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_gen.wording.times import day, full_moment, local_of, moment

ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "UTC")]
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - of hypothesis


@given(INSTANTS, st.sampled_from(ZONES))
def test_moments_are_local_times(instant, zone) -> None:
    """A moment is what the plant's clocks show, to the minute, cut short and with a year of four digits."""
    local = instant.astimezone(zone)
    assert local_of(instant, zone).text == f"{local.year:04}-{local:%m-%d %H:%M}"
    assert full_moment(instant, zone) == local_of(instant, zone).text


@given(INSTANTS, INSTANTS, st.sampled_from(ZONES))
def test_the_year_is_told_where_it_is_another(instant, at, zone) -> None:
    """The year stands only where it is not the year in which the reader looks."""
    is_this_year = instant.astimezone(zone).year == at.astimezone(zone).year
    full = full_moment(instant, zone)
    assert moment(instant, at, zone) == (full[5:] if is_this_year else full)
    assert day(instant, at, zone) == moment(instant, at, zone).partition(" ")[0]


@pytest.mark.parametrize(
    ("late", "is_midnight"),
    [
        (timedelta(), True),
        (timedelta(microseconds=1), False),
        (timedelta(seconds=1), False),
        (timedelta(minutes=1), False),
        (timedelta(hours=12), False),
        (timedelta(days=1), True),
        (-timedelta(seconds=1), False),
    ],
)
@pytest.mark.parametrize("zone", ZONES)
def test_only_midnight_is_midnight(zone, late, is_midnight) -> None:
    """A local midnight is known to the microsecond: it stands for a day that was written without a time."""
    midnight = datetime(2026, 11, 23, tzinfo=zone).astimezone(UTC)
    assert local_of(midnight + late, zone).is_midnight is is_midnight
