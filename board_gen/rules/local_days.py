"""Local days of many instants: what `day_of` says, at half its cost, for sums over all cases."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from board_gen.model.local_time import day_of, start_of_day


class LocalDays:
    """A zone's days by their ordinals, with the zone's distance from UTC on each UTC day that it was asked of.

    No zone changes its clock twice within a day (a test asks the time zone database), so a UTC day that begins and
    ends at one distance keeps it throughout; on the few days that don't, each instant is asked by itself.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._distances: dict[int, timedelta | None] = {}

    def ordinal_of(self, instant: datetime) -> int:
        """The ordinal of `day_of(instant, zone)`; the instant stands in UTC."""
        day = instant.toordinal()
        try:
            distance = self._distances[day]
        except KeyError:
            distance = self._distances[day] = self._distance_on(day)
        if distance is None:
            return day_of(instant, self.zone).toordinal()
        return (instant + distance).toordinal()

    def begun_by(self, instant: datetime) -> int:
        """The ordinal of the latest local day that has begun by an instant, in UTC.

        It is the day in which the instant lies, but for the minutes after a clock was set back over midnight: a day
        that has begun is not left again, so that later instants never have earlier days.
        """
        distance = self._distances.get(instant.toordinal())
        if distance is not None:
            return (instant + distance).toordinal()
        day = self.ordinal_of(instant)
        return day + (start_of_day(date.fromordinal(day + 1), self.zone) <= instant)

    def day_of(self, instant: datetime) -> date:
        """The local day in which an instant, in UTC, lies."""
        return date.fromordinal(self.ordinal_of(instant))

    def _distance_on(self, day: int) -> timedelta | None:
        """The zone's distance from UTC all through a UTC day; None where it changes."""
        begin = datetime.combine(date.fromordinal(day), time(), UTC)
        first, last = (at.astimezone(self.zone).utcoffset() for at in (begin, begin + timedelta(days=1)))
        return first if first == last else None
