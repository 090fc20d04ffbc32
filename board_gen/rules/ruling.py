"""The one place where a letter is decided (contract §5, "Status")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from board_gen.model.case import CriterionFacts, Recurrence, Revision
from board_gen.model.rules import Criterion
from board_gen.model.terms import EvidenceNeed, Letter
from board_gen.rules.deadline import in_force
from board_gen.rules.track import Track
from board_gen.rules.tracks import Reason, Ruling


@dataclass(frozen=True, slots=True)
class CriterionInput:
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
        wanted = self.needs_evidence and self.criterion.evidence is EvidenceNeed.REQUIRED
        return wanted and not self.facts.evidence

    @property
    def instants(self) -> tuple[datetime, ...]:
        """Every instant at which the ruling may change."""
        moves = [instant for revision in self.revisions for instant in (revision.at, revision.to)]
        return (*self.facts.done, *moves, *(recurrence.at for recurrence in self.recurrences), self.first_due)


def ruling_at(given: CriterionInput, at: datetime) -> Ruling:
    """The letter of a criterion at an instant, and why: the rules of contract §5 in their order."""
    letter, reason, recurred_at = _decided(given, at)
    done = [instant for instant in given.facts.done if instant <= at]
    return Ruling(
        letter,
        reason,
        due=in_force(given.first_due, given.revisions, at),
        first_due=given.first_due,
        done=done[-1] if done else None,
        claimed=bool(done) and given.lacks_evidence and letter is not Letter.NOT_APPLICABLE,
        moved=sum(revision.at <= at for revision in given.revisions),
        recurred_at=recurred_at,
    )


def _decided(given: CriterionInput, at: datetime) -> tuple[Letter, Reason, datetime | None]:
    if given.facts.na is not None:
        return Letter.NOT_APPLICABLE, Reason.NOT_APPLICABLE, None
    if given.closed_without_date:
        return Letter.GREEN, Reason.CLOSED_WITHOUT_DATE, None
    done = [] if given.lacks_evidence else [instant for instant in given.facts.done if instant <= at]
    if done and (recurred_at := _failed_since(given, done, at)):
        return Letter.RED, Reason.RECURRED, recurred_at
    if done:
        return Letter.GREEN, Reason.DONE, None
    if in_force(given.first_due, given.revisions, at) <= at:
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
