"""Punctuality: how many were in time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """How many were in time and how many late - done late, or still not done; `not_due` ones are in no share."""

    in_time: int = 0
    late: int = 0
    not_due: int = 0

    @property
    def count(self) -> int:
        """All that can be judged: the share's denominator."""
        return self.in_time + self.late

    @property
    def share(self) -> float | None:
        """The part in time, 0 to 1; None where nothing can be judged yet."""
        return self.in_time / self.count if self.count else None
