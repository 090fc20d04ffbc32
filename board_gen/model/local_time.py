"""The plant's clock: wall times and local days against instants (contract §2).

An ambiguous or missing local time (daylight saving) takes the earlier offset, `fold=0`.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the plant's clocks show the naive time `wall`."""
    return wall.replace(tzinfo=zone, fold=0, microsecond=0).astimezone(UTC)


@lru_cache(maxsize=4096)  # ten years and more of one plant: each case asks for a dozen days
def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which the local `day` begins."""
    return instant_of(datetime.combine(day, time()), zone)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The next local midnight: the first instant that is not in `day` any more."""
    return start_of_day(day + timedelta(days=1), zone)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The local day in which an instant lies."""
    return instant.astimezone(zone).date()
