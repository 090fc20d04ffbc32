"""Instants in words: short, the year only where it is not this one (design.md)."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Local(NamedTuple):
    """An instant on the plant's clock: `2026-11-23 07:55`, and whether it is a local midnight."""

    text: str
    is_midnight: bool


@lru_cache(maxsize=4096)
def local_of(instant: datetime, zone: ZoneInfo) -> Local:
    """An instant in plant time. Kept, as a case tells each of its instants some four times: page, sentence, data."""
    local = instant.astimezone(zone)
    text = local.isoformat(" ")
    return Local(text[:16], text[10:19] == " 00:00:00" and not local.microsecond)


@lru_cache(maxsize=4096)
def utc_text(instant: datetime) -> str:
    """An instant as machines read it, in UTC to the second: `2026-11-23T00:12:00Z`. Kept like the one of the clock."""
    return instant.astimezone(UTC).isoformat()[:19] + "Z"


def moment(instant: datetime, at: datetime, zone: ZoneInfo) -> str:
    """`11-23 07:55` in plant time, with the year where it is not the year of `at`."""
    text = full_moment(instant, zone)
    return text[5:] if text[:4] == full_moment(at, zone)[:4] else text


def full_moment(instant: datetime, zone: ZoneInfo) -> str:
    """`2026-11-23 07:55` in plant time."""
    return local_of(instant, zone).text


def day(instant: datetime, at: datetime, zone: ZoneInfo) -> str:
    """`11-23`, with the year where it is not the year of `at`."""
    return moment(instant, at, zone)[:-6]
