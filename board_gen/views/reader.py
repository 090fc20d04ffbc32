"""Reader: who looks, and when. Every view is a function of the judged plant and a reader."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from board_gen.model.label import Label
from board_gen.model.rules import Rules
from board_gen.wording import Wording, times


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads the plant at the instant `at`, in one language, on the plant's clock.

    `pinned`: the instant was given, so what they see does not tick (contract §9).
    """

    at: datetime
    rules: Rules
    words: Wording
    pinned: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The plant's time zone."""
        return self.rules.zone

    @property
    def year(self) -> int:
        """The year of the instant on the plant's clock: dates of other years name theirs."""
        return self.at.astimezone(self.zone).year

    def moment(self, instant: datetime) -> str:
        """`11-23 07:55`, with the year where it is not this one."""
        return times.moment(instant, self.at, self.zone)

    def day(self, instant: datetime) -> str:
        """`11-23`, with the year where it is not this one."""
        return times.day(instant, self.at, self.zone)

    def span(self, length: timedelta) -> str:
        """`1 d 04 h`, `3 h 20 m`, `35 m`."""
        return self.words.span(length)

    def label(self, label: Label) -> str:
        """One of the plant's own texts in the reader's language."""
        return self.words.label(label)
