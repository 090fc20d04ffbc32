"""Course: when a case's deadlines were, when they were kept, how far it was escalated: what sums over past times need.

A digest says how a case stands at its own instant. Who asks what was due or done in a week of last year needs the
instants. They are kept as seconds from the opening, four bytes each, and read only where somebody asks.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from struct import Struct, unpack
from typing import NamedTuple

from board_gen.model.terms import Letter
from board_gen.rules.deadline_moves import Postponed
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Reason, Ruling

_NEVER = -(2**31)
_LIMIT = 2**31 - 1
"""Seconds, 68 years: what lies further from its opening is kept as so far away."""
_PAIR, _STEP = Struct("<ii"), Struct("<iB")
_SECOND = timedelta(seconds=1)


class Span(NamedTuple):
    """The time after `begin` and up to `end`, which is in it."""

    begin: datetime
    end: datetime


class CriterionCourse(NamedTuple):
    """A criterion that applies: its first deadline, its moves in order, and when it was first done (None: not yet).

    What was done before the case was opened counts from the opening on.
    """

    criterion: str
    opened: datetime
    first_due: datetime
    done: datetime | None
    moves: tuple[Postponed, ...] = ()

    def done_by(self, seen: datetime) -> datetime | None:
        """When it was first done, as known at an instant."""
        return self.done if self.done is not None and max(self.done, self.opened) <= seen else None

    def due_by(self, seen: datetime) -> datetime:
        """The deadline in force when it was done, else at the instant; moves after it was done change nothing."""
        last = seen if self.done is None else min(seen, max(self.done, self.opened))
        return self.first_due + sum((move.gained * _SECOND for move in self.moves if move.at <= last), timedelta())


# ------------------------------------------------------------------------------------------------ as a digest keeps it
def times_kept(tracks: CaseTracks, at: datetime) -> bytes:
    """First deadline and first fulfilment of each criterion that applies, in the order of the digest's `timed`."""
    opened = tracks.case.opened
    pairs = []
    for cell in applying(tracks):
        ruling = first_done_of(cell, at)
        done = _NEVER if ruling is None or ruling.done is None else _seconds(ruling.done - opened)
        pairs.append(_PAIR.pack(_seconds(cell.rulings.steps[0][1].first_due - opened), done))
    return b"".join(pairs)


def levels_kept(tracks: CaseTracks, at: datetime) -> bytes:
    """The steps of the case's escalation by then."""
    former, steps = 0, []
    for instant, head in tracks.head.steps:
        if instant <= at and head.escalation != former:
            former = head.escalation
            steps.append(_STEP.pack(_seconds(instant - tracks.case.opened), min(former, 255)))
    return b"".join(steps)


def first_met_of(tracks: CaseTracks, step: str, at: datetime) -> datetime | None:
    """When all criteria of a step had been done for the first time; None where they have not by then, or none applies.

    Not before the opening.
    """
    rulings = [first_done_of(cell, at) for cell in applying(tracks) if cell.criterion.step == step]
    done = [ruling.done for ruling in rulings if ruling is not None and ruling.done is not None]
    return max(tracks.case.opened, *done) if done and len(done) == len(rulings) else None


def applying(tracks: CaseTracks) -> Iterator[CriterionTrack]:
    """The criteria that are not marked not applicable: what is marked so stays so."""
    return (cell for cell in tracks.criteria if cell.rulings.steps[0][1].letter is not Letter.NOT_APPLICABLE)


def first_done_of(cell: CriterionTrack, at: datetime) -> Ruling | None:
    """The ruling that first said done, by an instant."""
    for instant, ruling in cell.rulings.steps:
        if ruling.reason is Reason.DONE and instant <= at:
            return ruling
    return None


def _seconds(span: timedelta) -> int:
    return max(-_LIMIT, min(_LIMIT, span // _SECOND))


# ------------------------------------------------------------------------------------------------------- as it is read
def courses_due_in(
    opened: datetime, criteria: Sequence[str], times: bytes, postponed: Sequence[Postponed], span: Span
) -> Iterator[CriterionCourse]:
    """What `times_kept` has kept of those criteria of which a deadline may lie in a span; whole seconds tell of most
    others at once that none does.
    """
    begin, end = (span.begin - opened) // _SECOND, (span.end - opened) // _SECOND
    moved = {move.criterion for move in postponed} if postponed else ()
    for name, (due, done) in zip(criteria, _PAIR.iter_unpack(times), strict=True):
        if begin < due <= end or name in moved:
            yield _course_of(name, opened, due, done, postponed)


def _course_of(name: str, opened: datetime, due: int, done: int, postponed: Sequence[Postponed]) -> CriterionCourse:
    met = None if done == _NEVER else opened + done * _SECOND
    moves = tuple([move for move in postponed if move.criterion == name]) if postponed else ()
    return CriterionCourse(name, opened, opened + due * _SECOND, met, moves)


def last_of(opened: datetime, times: bytes, postponed: Sequence[Postponed]) -> datetime:
    """An instant that no deadline and no fulfilment of a case is later than; the opening at the earliest."""
    latest = max(0, *unpack(f"<{len(times) // 4}i", times)) if times else 0
    gained = sum(move.gained for move in postponed if move.gained > 0) if postponed else 0
    return opened + timedelta(seconds=min(latest + gained, _LIMIT))


def level_at(opened: datetime, levels: bytes, seen: datetime) -> int:
    """The escalation at an instant, of what `levels_kept` has kept."""
    seconds, level = (seen - opened) // _SECOND, 0
    for at, step in _STEP.iter_unpack(levels):
        if at > seconds:
            break
        level = step
    return level
