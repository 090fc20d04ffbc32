"""NextMove: what a case waits for at an instant, without words: a deadline, the end of its watch, or its closing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter

from board_gen.model.terms import Phase
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Ruling

SOON = timedelta(days=1)
"""From so long before a deadline on (inclusive) it is soon."""


class Kind(StrEnum):
    """What a case waits for."""

    DEADLINE = "deadline"
    WATCH = "watch"
    READY = "ready"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NextMove:
    """What a case waits for.

    `criterion` is the one whose deadline comes first. `until` is the instant that is counted to, `start` the one at
    which a watch began, `days` its length in begun days where that is told (a shorter watch tells what is left).
    `tone` is late, soon, later, watch, ready or none.
    """

    kind: Kind
    tone: str
    criterion: CriterionTrack | None = None
    until: datetime | None = None
    start: datetime | None = None
    days: int | None = None


def next_move_of(tracks: CaseTracks, at: datetime) -> NextMove:
    """What the case waits for at an instant at or after its opening."""
    return move_of(tracks, tracks.head.at(at).phase, (cell.rulings.at(at) for cell in tracks.criteria), at)


def move_of(tracks: CaseTracks, phase: Phase, rulings: Iterable[Ruling], at: datetime) -> NextMove:
    """What the case waits for in a phase, by the rulings of its criteria, in their order."""
    if not phase.is_on_board:
        return NextMove(Kind.NONE, "none")
    if phase is Phase.WATCH:
        return _watch(tracks, at)
    unmet = [(ruling.due, cell) for cell, ruling in zip(tracks.criteria, rulings, strict=True) if ruling.is_unmet]
    if not unmet:
        return NextMove(Kind.READY, "ready")
    return _deadline(*min(unmet, key=itemgetter(0)), at)


def _deadline(due: datetime, cell: CriterionTrack, at: datetime) -> NextMove:
    tone = "late" if due <= at else "soon" if due - at <= SOON else "later"
    return NextMove(Kind.DEADLINE, tone, cell, due)


def _watch(tracks: CaseTracks, at: datetime) -> NextMove:
    until, watch = tracks.watch_until.at(at), tracks.version.watch or timedelta()
    if until is None:
        return NextMove(Kind.WATCH, "watch")
    days = -(-watch // SOON) if watch >= 2 * SOON else None
    return NextMove(Kind.WATCH, "watch", None, until, until - watch, days)
