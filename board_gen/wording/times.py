"""Instants in words: short, the year only where it is not this one (design.md)."""

from datetime import datetime
from zoneinfo import ZoneInfo


def moment(instant: datetime, at: datetime, zone: ZoneInfo) -> str:
    """`11-23 07:55` in plant time, with the year where it is not the year of `at`."""
    local = instant.astimezone(zone)
    this_year = local.year == at.astimezone(zone).year
    return f"{local:%m-%d %H:%M}" if this_year else f"{local.year:04}-{local:%m-%d %H:%M}"


def full_moment(instant: datetime, zone: ZoneInfo) -> str:
    """`2026-11-23 07:55` in plant time."""
    local = instant.astimezone(zone)
    return f"{local.year:04}-{local:%m-%d %H:%M}"


def day(instant: datetime, at: datetime, zone: ZoneInfo) -> str:
    """`11-23`, with the year where it is not the year of `at`."""
    return moment(instant, at, zone)[:-6]
