"""A row without a case file as a case of its own (contract §4): *listed*, or judged by its criteria columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.case import Case, Closing, CriterionFacts, Hold, InvalidCase, NextReport, Part, Rejection
from board_gen.model.rules import ANSWER, Rules
from board_gen.model.terms import Letter, QColour, Severity
from board_gen.sources.instants import WrittenDate
from board_gen.sources.sheet_row import CriterionCell, SheetRow
from board_gen.sources.sheet_words import SheetStatus

UNUSED_DUE = Kind(
    "BG440",
    Level.WARNING,
    N_("the deadline in `due` is not used: the row is judged by its criteria"),
    N_("write a deadline into the column of its criterion, such as `containment due`"),
)
CLOSED_BUT_OPEN = Kind(
    "BG441",
    Level.WARNING,
    N_("the row has a closing date, but its status says open; the closing is not taken"),
    N_("correct the status ({status}) or delete the date"),
)
CLOSED_BEFORE_OPENED = Kind(
    "BG442",
    Level.WARNING,
    N_("the row was closed before it was opened"),
    N_("check both; a date without a time is the start of its day"),
)
NO_REPORT = Kind(
    "BG443",
    Level.WARNING,
    N_("this problem needs a case file, and there is none"),
    N_("write cases/…/{address}.md: it is tracked, major, about safety, or came from a customer"),
)


@dataclass(frozen=True, slots=True)
class RowCase:
    """A row by itself: exactly one of `case` and `invalid`, and the findings."""

    case: Case | None
    invalid: InvalidCase | None
    findings: tuple[Finding, ...]


def row_case_of(row: SheetRow, rules: Rules) -> RowCase:
    """A row that has no case file."""
    if not row.is_complete or row.opened is None:
        return RowCase(None, invalid_row_of(row, rules.zone), (*row.findings, *row.lacking))
    case = _case_of(row, row.opened, rules)
    faults = _faults_of(row, case, rules.zone)
    if needs_report(row, rules):
        case = replace(case, no_report=True)
        if not (case.closed or case.rejected):
            faults.append(_finding(row, NO_REPORT, "id", address=row.address))
    return RowCase(case, None, (*row.findings, *faults))


def invalid_row_of(row: SheetRow, zone: ZoneInfo) -> InvalidCase:
    """A row that can't be judged, with what could be read of it."""
    return InvalidCase(
        id=row.id,
        address=row.address,
        place=row.row_place,
        title=row.title,
        opened=row.opened.start(zone) if row.opened else None,
        source=row.source or row.source_text,
        area=row.area,
        owner=row.owner,
        customer=row.customer,
        part=row.part,
        tracked=False,
    )


def needs_report(row: SheetRow, rules: Rules) -> bool:
    """True where the plant wants a case file: tracked, major, safety, or a source that turns the Q-chart red."""
    source = rules.sources.get(row.source)
    is_red = source is not None and source.q is QColour.RED
    return row.tracked is True or row.severity in (Severity.MAJOR, Severity.SAFETY) or is_red


def next_report_of(written: WrittenDate, zone: ZoneInfo) -> NextReport:
    """When the owner reports next; a day without a time ends at the next local midnight."""
    return NextReport(written.end(zone), written.day if written.is_day else None)


def _case_of(row: SheetRow, opened: WrittenDate, rules: Rules) -> Case:
    zone = rules.zone
    opened_at = opened.start(zone)
    updated = row.updated.start(zone) if row.updated else None
    since = updated or opened_at
    place = row.place_of("status")
    closed_but_open = _is_closed_but_open(row)
    return Case(
        id=row.id,
        address=row.address,
        title=row.title,
        opened=opened_at,
        source=row.source,
        place=row.row_place,
        tracked=False,
        listed_answer=not row.criteria,
        customer=row.customer,
        area=row.area,
        part=Part(row.part),
        owner=row.owner,
        department=row.department,
        severity=row.severity,
        profile=row.profile if row.criteria else None,
        next_report=next_report_of(row.next_report, zone) if row.next_report else None,
        updated=updated,
        closed=None if closed_but_open else _closing_of(row, zone),
        rejected=Rejection(since, place=place) if row.status is SheetStatus.REJECTED else None,
        on_hold=Hold(since) if row.status is SheetStatus.ON_HOLD else None,
        facts=_criteria_facts(row, since, rules) if row.criteria else _answer_facts(row, zone),
        typed_status=row.typed_status,
        needs_evidence=False,
        differs=closed_but_open,
        places={**row.places, **dict(_criteria_places(row))},
    )


def _criteria_places(row: SheetRow) -> Iterator[tuple[str, Place]]:
    """The cells of criteria, and those of their own deadlines, by what a case file would call them."""
    for cell in row.criteria:
        yield f"criteria.{cell.criterion}", cell.place
        if cell.due is not None:
            yield f"criteria.{cell.criterion}.due", cell.due_place


def _is_closed_but_open(row: SheetRow) -> bool:
    return row.closed is not None and row.status is SheetStatus.OPEN


def _closing_of(row: SheetRow, zone: ZoneInfo) -> Closing | None:
    """The closing by its date, or by the word `closed` alone."""
    if row.closed is not None:
        return Closing(row.closed.start(zone), row.place_of("closed"))
    return Closing(None, row.place_of("status")) if row.status is SheetStatus.CLOSED else None


def _answer_facts(row: SheetRow, zone: ZoneInfo) -> Mapping[str, CriterionFacts]:
    """The one criterion of a listed row: due at `due`, done at `closed`."""
    facts = CriterionFacts(
        ANSWER,
        done=(row.closed.start(zone),) if row.closed else (),
        due=row.due.end(zone) if row.due else None,
        next=row.next,
        place=row.place_of("due"),
    )
    return {ANSWER: facts}


def _criteria_facts(row: SheetRow, since: datetime, rules: Rules) -> Mapping[str, CriterionFacts]:
    """The facts of the criteria columns; the row's `next` holds for each criterion, also for empty ones."""
    facts = {cell.criterion: _facts_of(cell, since, rules.zone) for cell in row.criteria}
    if not row.next:
        return facts
    place = row.place_of("next")
    every = {criterion.id: CriterionFacts(criterion.id, place=place) for criterion in rules.criteria}
    return {key: replace(fact, next=row.next) for key, fact in {**every, **facts}.items()}


def _facts_of(cell: CriterionCell, since: datetime, zone: ZoneInfo) -> CriterionFacts:
    """A cell's facts; a typed G counts as done `since`, a typed Y or R is compared."""
    is_typed_done = cell.typed is Letter.GREEN
    done = since if is_typed_done else cell.done.start(zone) if cell.done else None
    return CriterionFacts(
        cell.criterion,
        done=(done,) if done else (),
        na=cell.na,
        due=cell.due.end(zone) if cell.due else None,
        typed=None if is_typed_done else cell.typed,
        place=cell.place,
    )


def _faults_of(row: SheetRow, case: Case, zone: ZoneInfo) -> list[Finding]:
    faults = []
    if row.due is not None and row.criteria:
        faults.append(_finding(row, UNUSED_DUE, "due"))
    if _is_closed_but_open(row):
        faults.append(_finding(row, CLOSED_BUT_OPEN, "closed", status=row.place_of("status").cell))
    if row.closed is not None and row.closed.start(zone) < case.opened:
        faults.append(_finding(row, CLOSED_BEFORE_OPENED, "closed"))
    return faults


def _finding(row: SheetRow, kind: Kind, key: str, /, **values: Value) -> Finding:
    return Finding(kind, row.place_of(key), values, row.id)
