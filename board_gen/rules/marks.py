"""Marks: what is noted beside a status, through time (contract §5 "Marks")."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from board_gen.model.case import Case
from board_gen.model.rules import Rules
from board_gen.model.terms import Letter, Mark
from board_gen.rules.escalation import has_recurred
from board_gen.rules.meetings import end_of_first_meeting_after
from board_gen.rules.track import Track
from board_gen.rules.tracks import CriterionTrack, ReportTrack, Ruling

SOON = timedelta(hours=24)
"""How long a case is new, and how long before its instant a deadline or report is due soon."""


def silences_of(case: Case, rules: Rules) -> list[tuple[datetime, datetime | None]]:
    """The spans without news: from the end of the first meeting that began after the opening, or after the owner's
    last update, until the update (None: for ever). Only the last update is known; it counts from its instant on.
    """
    updated = max(case.updated or case.opened, case.opened)
    spans = ((case.opened, updated), (updated, None))
    ends = [(end_of_first_meeting_after(news, rules), until) for news, until in spans]
    return [(end, until) for end, until in ends if end is not None]


@dataclass(frozen=True, slots=True)
class Noted:
    """What a case's marks depend on; one predicate a mark, each true from its instant (inclusive) to its end."""

    case: Case
    cells: Sequence[CriterionTrack]
    rulings: Track[tuple[Ruling, ...]]
    reports: Sequence[ReportTrack]
    status: Track[Letter]
    silences: Sequence[tuple[datetime, datetime | None]]

    def is_new(self, at: datetime) -> bool:
        """Opened less than 24 hours ago."""
        return at < self.case.opened + SOON

    def is_due_soon(self, at: datetime) -> bool:
        """An unmet deadline lies less than or just 24 hours ahead."""
        return any(ruling.letter is Letter.YELLOW and ruling.due - SOON <= at for ruling in self.rulings.at(at))

    def is_moved(self, at: datetime) -> bool:
        """A deadline has been moved."""
        return any(ruling.moved for ruling in self.rulings.at(at))

    def is_claimed(self, at: datetime) -> bool:
        """Something is said to be done, without the evidence that it wants."""
        return any(ruling.claimed for ruling in self.rulings.at(at))

    def has_no_next(self, at: datetime) -> bool:
        """A red criterion names neither countermeasure nor next move."""
        ruled = zip(self.cells, self.rulings.at(at), strict=True)
        return any(ruling.letter is Letter.RED and not cell.facts.next for cell, ruling in ruled)

    def is_not_updated(self, at: datetime) -> bool:
        """The last meeting that is over began after the owner's last update (or the opening)."""
        return any(begin <= at and (end is None or at < end) for begin, end in self.silences)

    def is_report_due(self, at: datetime) -> bool:
        """The next report, or a named one that is not done, falls due within 24 hours."""
        return any(due - SOON <= at < due for due in self._reports_owed(at))

    def is_report_late(self, at: datetime) -> bool:
        """The day of the next report has passed, or the clock of a named one that is not done."""
        return any(due <= at for due in self._reports_owed(at))

    def _reports_owed(self, at: datetime) -> list[datetime]:
        owed = [report.due for report in self.reports if not report.done.at(at)]
        return owed + ([self.case.next_report.at] if self.case.next_report else [])

    def has_no_report(self, at: datetime) -> bool:  # noqa: ARG002 - one signature for all marks
        """The row needs a case file and has none."""
        return self.case.no_report

    def has_recurred(self, at: datetime) -> bool:
        """A criterion is red because of a recurrence."""
        return has_recurred(self.rulings.at(at))

    def is_on_hold(self, at: datetime) -> bool:
        """Somebody put the case on hold; its clocks run on."""
        hold = self.case.on_hold
        return hold is not None and hold.start <= at and (hold.until is None or at < hold.until)

    def differs(self, at: datetime) -> bool:
        """Sheet and case file disagree, or a letter typed in the sheet and the one that the rules give."""
        ruled = zip(self.cells, self.rulings.at(at), strict=True)
        typed = [(cell.facts.typed, ruling.letter) for cell, ruling in ruled]
        typed.append((self.case.typed_status, self.status.at(at)))
        return self.case.differs or any(letter is not None and letter is not given for letter, given in typed)

    @property
    def instants(self) -> list[datetime]:
        """Every instant at which a mark may come or go."""
        case, hold = self.case, self.case.on_hold
        instants = [case.opened + SOON, *self.rulings.instants()]
        for cell in self.cells:
            instants += [ruling.due - SOON for _, ruling in cell.rulings.steps]
        for report in self.reports:
            instants += [report.due - SOON, report.due, *report.done.instants()]
        if case.next_report:
            instants += [case.next_report.at - SOON, case.next_report.at]
        if hold:
            instants += [hold.start, hold.until or hold.start]
        return instants + [instant for silence in self.silences for instant in silence if instant is not None]


_PREDICATES: dict[Mark, Callable[[Noted, datetime], bool]] = {
    Mark.NEW: Noted.is_new,
    Mark.DUE_SOON: Noted.is_due_soon,
    Mark.MOVED: Noted.is_moved,
    Mark.CLAIMED: Noted.is_claimed,
    Mark.NO_NEXT: Noted.has_no_next,
    Mark.NOT_UPDATED: Noted.is_not_updated,
    Mark.REPORT_DUE: Noted.is_report_due,
    Mark.REPORT_LATE: Noted.is_report_late,
    Mark.NO_REPORT: Noted.has_no_report,
    Mark.RECURRED: Noted.has_recurred,
    Mark.ON_HOLD: Noted.is_on_hold,
    Mark.DIFFERS: Noted.differs,
}


def marks_at(noted: Noted, at: datetime) -> tuple[Mark, ...]:
    """The marks of a case that is on the board at an instant, in the order of their publication."""
    return tuple(mark for mark in Mark if _PREDICATES[mark](noted, at))
