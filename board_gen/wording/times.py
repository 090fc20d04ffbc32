"""Instants and spans in words: short, the two largest units, the year only where it is not this one (design.md)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from board_gen.messages import N_
from board_gen.wording.catalogue import Wording

_DAY, _HOUR, _MINUTE = 86400, 3600, 60


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


def span(length: timedelta, words: Wording) -> str:
    """A length of time in its two largest units: `1 d 04 h`, `3 h 20 m`, `35 m`; never negative."""
    seconds = max(0, int(length.total_seconds()))
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        return words(N_("{days} d {hours} h"), days=days, hours=f"{hours:02}")
    if hours:
        return words(N_("{hours} h {minutes} m"), hours=hours, minutes=f"{minutes:02}")
    return words(N_("{minutes} m"), minutes=minutes)
