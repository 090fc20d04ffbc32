"""What the rules make of a case: its tracks. Everything published is read from these records."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from board_gen.finding import Finding
from board_gen.model.case import Case, CriterionFacts
from board_gen.model.rules import Criterion, EscalationLevel, ProfileVersion
from board_gen.model.terms import Letter, Mark, Phase
from board_gen.rules.track import Track


class Reason(StrEnum):
    """Why a criterion has its letter."""

    NOT_APPLICABLE = "not_applicable"
    DONE = "done"
    RECURRED = "recurred"
    OVERDUE = "overdue"
    IN_TIME = "in_time"
    CLOSED_WITHOUT_DATE = "closed_without_date"


UNMET = frozenset({Letter.YELLOW, Letter.RED})
"""The letters of what still has to be done."""


class Ruling(NamedTuple):
    """A criterion's letter at some instant and the facts that decide it.

    `due` is the deadline in force, `first_due` the first one; at or after `due` it is late. `done` is the last
    fulfilment by then, `claimed` that it lacks the evidence it wants. `moved` counts revisions known by then.
    `recurred_at` is the recurrence that turned the criterion red.
    """

    letter: Letter
    reason: Reason
    due: datetime
    first_due: datetime
    done: datetime | None = None
    claimed: bool = False
    moved: int = 0
    recurred_at: datetime | None = None

    @property
    def is_unmet(self) -> bool:
        """True for what still has to be done."""
        return self.letter in UNMET


@dataclass(frozen=True, slots=True)
class CriterionTrack:
    """One cell of the board through time. `calendar_unknown`: its first deadline was counted over days of a
    year whose calendar is not published, as plain weekdays.
    """

    criterion: Criterion
    facts: CriterionFacts
    rulings: Track[Ruling]
    calendar_unknown: bool = False


@dataclass(frozen=True, slots=True)
class ReportTrack:
    """A named report (4D, 8D): late at or after `due` until it is done (`done` is a track of that)."""

    name: str
    due: datetime
    done: Track[bool]


class Head(NamedTuple):
    """What the head of a case's row says: status, phase and escalation (level 0: none)."""

    status: Letter
    phase: Phase
    escalation: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a closing never takes effect: criteria that were not met, or until when the watch had to run."""

    closed: datetime | None
    open_criteria: tuple[Criterion, ...] = ()
    watch_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseTracks:
    """A case through time. All tracks begin at `case.opened`; after `end` (closed, rejected) nothing changes.

    `profile` is the name of the profile and `version` what was in force when the case was opened; `watch` the
    customer's or the profile's watch is in `version.watch` already. `watch_until` holds an instant in phase
    watch only. `next_due` is the earliest deadline in force of what is not met.
    """

    case: Case
    profile: str
    version: ProfileVersion
    criteria: tuple[CriterionTrack, ...]
    reports: tuple[ReportTrack, ...]
    head: Track[Head]
    marks: Track[tuple[Mark, ...]]
    watch_until: Track[datetime | None]
    next_due: Track[datetime | None]
    levels: tuple[EscalationLevel, ...]
    end: datetime | None
    refusal: Refusal | None
    findings: tuple[Finding, ...]

    def is_on_board(self, at: datetime) -> bool:
        """True while the meeting walks the case: opened, and neither closed nor rejected."""
        return self.case.opened <= at and self.head.at(at).phase.is_on_board

    def cell(self, criterion_id: str) -> CriterionTrack | None:
        """The case's cell in that column; None where its profile has none."""
        return next((cell for cell in self.criteria if cell.criterion.id == criterion_id), None)
