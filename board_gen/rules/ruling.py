"""The one place where a letter is decided (contract §5, "Status")."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from board_gen.model.case import CriterionFacts, Recurrence, Revision
from board_gen.model.rules import Criterion
from board_gen.model.terms import EvidenceNeed, Letter
from board_gen.rules.deadline import in_force
from board_gen.rules.track import Track
from board_gen.rules.tracks import Reason, Ruling


class CriterionInput(NamedTuple):
    """All that a criterion's letter depends on. `revisions` are this criterion's own, sorted."""

    criterion: Criterion
    facts: CriterionFacts
    first_due: datetime
    revisions: Sequence[Revision]
    recurrences: Sequence[Recurrence]
    needs_evidence: bool = True
    closed_without_date: bool = False

    @property
    def lacks_evidence(self) -> bool:
        """True where the criterion wants evidence and none is named: a `done` is only claimed."""
        is_wanted = self.criterion.evidence is EvidenceNeed.REQUIRED and self.needs_evidence
        return is_wanted and not self.facts.evidence

    @property
    def instants(self) -> tuple[datetime, ...]:
        """Every instant at which the ruling may change."""
        moves = [instant for revision in self.revisions for instant in (revision.at, revision.to)]
        undone = [recurrence.at for recurrence in self.recurrences] if self.criterion.fails_on_recurrence else ()
        return (*self.facts.done, *moves, *undone, self.first_due)


def ruling_at(given: CriterionInput, at: datetime) -> Ruling:
    """The letter of a criterion at an instant, and why: the rules of contract §5 in their order."""
    done = [instant for instant in given.facts.done if instant <= at]
    moves = given.revisions
    due = in_force(given.first_due, moves, at) if moves else given.first_due
    is_claimed = bool(done) and given.lacks_evidence
    letter, reason, recurred_at = _decided(given, [] if is_claimed else done, due, at)
    return Ruling(
        letter,
        reason,
        due,
        given.first_due,
        done[-1] if done else None,
        is_claimed and letter is not Letter.NOT_APPLICABLE,
        len([move for move in moves if move.at <= at]) if moves else 0,
        recurred_at,
    )


def _decided(
    given: CriterionInput, done: Sequence[datetime], due: datetime, at: datetime
) -> tuple[Letter, Reason, datetime | None]:
    """What a criterion fulfilled at `done` (what counts of it by `at`) and due at `due` is at an instant."""
    if given.facts.na is not None:
        return Letter.NOT_APPLICABLE, Reason.NOT_APPLICABLE, None
    if given.closed_without_date:
        return Letter.GREEN, Reason.CLOSED_WITHOUT_DATE, None
    if done and (recurred_at := _failed_since(given, done, at)):
        return Letter.RED, Reason.RECURRED, recurred_at
    if done:
        return Letter.GREEN, Reason.DONE, None
    if due <= at:
        return Letter.RED, Reason.OVERDUE, None
    return Letter.YELLOW, Reason.IN_TIME, None


def _failed_since(given: CriterionInput, done: Sequence[datetime], at: datetime) -> datetime | None:
    """The first recurrence, known by `at`, that undid the criterion; None where it stands or was done again since."""
    if not given.criterion.fails_on_recurrence:
        return None
    return min((r.at for r in given.recurrences if done[-1] <= r.at <= at), default=None)


def ruling_track(given: CriterionInput, opened: datetime) -> Track[Ruling]:
    """A criterion through time, from the opening of its case on."""
    return Track.sampled(opened, given.instants, lambda at: ruling_at(given, at))
