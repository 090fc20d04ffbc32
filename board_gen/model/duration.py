"""Duration: how long something may take, as board.yml writes it (contract §2)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Unit(StrEnum):
    """Minutes and hours are elapsed time; days, working days and weeks end at a local midnight."""

    MINUTES = "m"
    HOURS = "h"
    DAYS = "d"
    WORKING_DAYS = "wd"
    WEEKS = "w"


_ELAPSED = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.DAYS: timedelta(days=1),
    Unit.WEEKS: timedelta(weeks=1),
}
_TEXT = re.compile(r"([0-9]{1,6})\s*(m|h|d|wd|w)")
LONGEST = timedelta(days=36525)
"""A century: anything longer is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Duration:
    """So many of one unit."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Duration | None":
        """`24h`, `7d`, `5wd` … as a duration; None for anything else, and for more than a century."""
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            return None
        duration = cls(int(match[1]), Unit(match[2]))
        return duration if duration.count * _ELAPSED.get(duration.unit, timedelta(days=2)) <= LONGEST else None

    @property
    def elapsed(self) -> timedelta:
        """The duration as elapsed time: a day is 24 hours. Working days have none (ValueError)."""
        if self.unit is Unit.WORKING_DAYS:
            raise ValueError(f"{self} is not elapsed time")
        return self.count * _ELAPSED[self.unit]

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"
