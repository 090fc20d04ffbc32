"""Escalation 逐级报警: how high a case has been raised (contract §5 "Escalation")."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from board_gen.model.rules import EscalationLevel
from board_gen.model.terms import Letter
from board_gen.rules.phase import Standing
from board_gen.rules.track import Span, Track


def escalation_track(
    opened: datetime, levels: Sequence[EscalationLevel], standings: Track[Standing], status: Track[Letter]
) -> Track[int]:
    """The highest level of which any condition holds, 0 for none; it counts only while the phase is open."""
    spans = [span for level in levels for span in _reached(level, opened, standings, status)]
    return Track.of_spans(opened, spans).map(lambda reached: max(reached, default=0))


def _reached(
    level: EscalationLevel, opened: datetime, standings: Track[Standing], status: Track[Letter]
) -> Iterator[Span[int]]:
    """When the conditions of a level hold: red without a break, age (bounds inclusive), red because of a recurrence."""
    if level.red_for is not None:
        for begin, end, letter in status.spans():
            if letter is Letter.RED:
                yield begin + level.red_for, end, level.level
    if level.age is not None:
        yield opened + level.age, None, level.level
    if level.recurred:
        for begin, end, standing in standings.spans():
            if standing.has_recurred:
                yield begin, end, level.level
