"""What a period came to by the ledgers: meetings held and who came, metrics against their targets."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from board_gen.model.local_time import day_of
from board_gen.model.plant import MeetingHeld, Plant
from board_gen.rules.meetings import planned_by
from board_gen.rules.metrics import Measured, Series, metric_groups_of
from board_gen.rules.period import Period, Stretch


class Attended(NamedTuple):
    """The meetings of a period: held, and planned by the rules; who came to them, of those who were expected.

    `expected` is 0 where no meeting names anybody present.
    """

    held: int
    planned: int
    came: int
    expected: int

    @property
    def percent(self) -> float | None:
        """The attendance, to one decimal."""
        return float(round(Fraction(100 * self.came, self.expected), 1)) if self.expected else None


class MeasuredIn(NamedTuple):
    """The values of a series in a period, oldest first, at least one."""

    series: Series
    points: tuple[Measured, ...]

    @property
    def missed(self) -> int:
        """How many of them missed their target."""
        return sum(1 for point in self.points if self.series.misses(point))

    @property
    def judged(self) -> int:
        """How many of them have a target, of a metric of which it is said which side of it is the good one."""
        return sum(1 for point in self.points if self.series.misses(point) is not None)


class Ledgers:
    """Meetings and metrics by day, as they stand at an instant; asked for each period of many."""

    def __init__(self, plant: Plant, at: datetime) -> None:
        self.rules = plant.rules
        self._meetings = sorted(plant.meetings, key=lambda meeting: meeting.day)
        self._meeting_days = [meeting.day for meeting in self._meetings]
        named = any(meeting.absent for meeting in plant.meetings)
        self._roster = () if named else plant.rules.meeting.roster
        groups = metric_groups_of(plant, at)
        self._series = [series for group in groups for series in group.series if series.made_of is None]
        self._series_days = [[point.day for point in series.points] for series in self._series]

    def meetings_in(self, period: Period, stretch: Stretch) -> tuple[MeetingHeld, ...]:
        """The meetings held in a period by the last of its instants that is told of."""
        until = min(period.last, day_of(stretch.seen, self.rules.zone))
        days = self._meeting_days
        return tuple(self._meetings[bisect_left(days, period.first) : bisect_right(days, until)])

    def attended_in(self, period: Period, stretch: Stretch) -> Attended | None:
        """Who came in a period; None for one that was over before the ledger's first meeting.

        Expected are who is named present or absent; where no meeting at all names anybody absent, also the roster.
        """
        if not self._has_begun(period.last):
            return None
        held = self.meetings_in(period, stretch)
        told = [meeting for meeting in held if meeting.present]
        return Attended(
            held=len(held),
            planned=planned_by(period.first, period.last, stretch.seen, self.rules),
            came=sum(len(set(meeting.present)) for meeting in told),
            expected=sum(len({*meeting.present, *meeting.absent, *self._roster}) for meeting in told),
        )

    def measured_in(self, period: Period) -> tuple[MeasuredIn, ...]:
        """The series that have a value in a period, in the order of the metrics; attendance by meetings left out."""
        found = []
        for series, days in zip(self._series, self._series_days, strict=True):
            points = series.points[bisect_left(days, period.first) : bisect_right(days, period.last)]
            if points:
                found.append(MeasuredIn(series, points))
        return tuple(found)

    def key_of(self, period: Period, stretch: Stretch) -> tuple[object, ...]:
        """All that they tell of a period, as plain values."""
        measured = [(each.series.rules.name, each.series.scope, each.points) for each in self.measured_in(period)]
        held = [(meeting.present, meeting.absent) for meeting in self.meetings_in(period, stretch)]
        return (self._has_begun(period.last), self._roster, held, measured)

    def _has_begun(self, day: date) -> bool:
        return bool(self._meeting_days) and self._meeting_days[0] <= day
