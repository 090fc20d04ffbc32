"""Escalation 逐级报警: how high a case has been raised (contract §5 "Escalation")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from board_gen.model.rules import EscalationLevel
from board_gen.model.terms import Letter
from board_gen.rules.track import Track
from board_gen.rules.tracks import Reason, Ruling


def has_recurred(rulings: tuple[Ruling, ...]) -> bool:
    """True where a criterion is red because of a recurrence."""
    return any(ruling.reason is Reason.RECURRED for ruling in rulings)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels that a case can be raised to, and what raises it. All bounds are inclusive."""

    levels: Sequence[EscalationLevel]
    opened: datetime
    status: Track[Letter]
    rulings: Track[tuple[Ruling, ...]]

    def level_at(self, at: datetime) -> int:
        """The highest level of which any condition holds, 0 for none; only asked while the phase is open."""
        return max((level.level for level in self.levels if self._is_reached(level, at)), default=0)

    def _is_reached(self, level: EscalationLevel, at: datetime) -> bool:
        return (
            (level.red_for is not None and self._is_red(at) and at >= self.status.since(at) + level.red_for)
            or (level.age is not None and at >= self.opened + level.age)
            or (level.recurred and has_recurred(self.rulings.at(at)))
        )

    def _is_red(self, at: datetime) -> bool:
        return self.status.at(at) is Letter.RED

    @property
    def instants(self) -> tuple[datetime, ...]:
        """Every instant at which the level may change, beside those of status and rulings."""
        reds = [instant for instant, letter in self.status.steps if letter is Letter.RED]
        waits = [level.red_for for level in self.levels if level.red_for is not None]
        ages = [level.age for level in self.levels if level.age is not None]
        return (*(red + wait for red in reds for wait in waits), *(self.opened + age for age in ages))
