"""A case file and its row of the sheet side by side: what the row adds, and where the two disagree (contract §4)."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Case, CriterionFacts, NextReport, Part
from board_gen.model.local_time import day_of, start_of_day
from board_gen.model.rules import Rules
from board_gen.model.terms import Letter
from board_gen.sources.board_file import customer_of
from board_gen.sources.faults import shown
from board_gen.sources.instants import WrittenDate, iso_text_of
from board_gen.sources.sheet_case import next_report_of
from board_gen.sources.sheet_row import CriterionCell, SheetRow
from board_gen.sources.sheet_words import SheetStatus

DIFFERS = Kind(
    "BG510",
    Level.WARNING,
    N_("{key}: the sheet says “{sheet}”, the case file at {place} says “{file}”; the case file is used"),
    N_("correct the one that is wrong"),
)
DONE_DIFFERS = Kind(
    "BG511",
    Level.WARNING,
    N_("{key}: done on {sheet} by the sheet, on {file} by the case file at {place}; the case file is used"),
    N_("correct the one that is wrong"),
)
NOT_DONE = Kind(
    "BG512",
    Level.WARNING,
    N_("{key}: done on {sheet} by the sheet, but the case file at {place} does not say so; the case file is used"),
    N_("write `done` into the case file, or delete the date in the sheet"),
)
DUE_DIFFERS = Kind(
    "BG514",
    Level.WARNING,
    N_("{key}: due on {sheet} by the sheet, on {file} by the case file at {place}; the case file is used"),
    N_("correct the one that is wrong; a deadline is moved by a line in `revisions` of the case file"),
)
STATE_DIFFERS = Kind(
    "BG513",
    Level.WARNING,
    N_("the sheet says {sheet}, the case file at {place} says {file}; the case file is used"),
    N_("correct the one that is wrong"),
)


@dataclass(frozen=True, slots=True)
class _Pair:
    """One field as the case file and as the sheet give it, both as text; `agree` where they mean the same."""

    key: str
    file: str
    sheet: str
    agree: bool


def compared(case: Case, row: SheetRow, rules: Rules) -> tuple[Case, tuple[Finding, ...]]:
    """The case with what its row adds, marked `differs` where both give a field and disagree."""
    faults = (
        *(_difference(case, row, pair) for pair in _pairs(case, row, rules) if not pair.agree),
        *_state_faults(case, row),
        *_done_faults(case, row, rules.zone),
        *_due_faults(case, row, rules.zone),
    )
    return replace(_with_letters(_filled(case, row, rules.zone), row), differs=case.differs or bool(faults)), faults


def _filled(case: Case, row: SheetRow, zone: ZoneInfo) -> Case:
    """The case with the plain fields that its file lacks; nothing that a letter depends on."""
    filled = replace(
        case,
        customer=case.customer or row.customer,
        area=case.area or row.area,
        department=case.department or row.department,
        part=case.part if case.part.text else Part(row.part),
        owner=case.owner or row.owner,
        severity=case.severity or row.severity,
        next_report=case.next_report or (next_report_of(row.next_report, zone) if row.next_report else None),
        updated=case.updated or (row.updated.start(zone) if row.updated else None),
    )
    keys = ("customer", "area", "department", "part", "owner", "severity", "next_report", "updated", "status")
    added = {key: row.places[key] for key in keys if key in row.places and key not in case.places}
    return replace(filled, places={**case.places, **added})


def _with_letters(case: Case, row: SheetRow) -> Case:
    """The case with the letters that somebody typed into the sheet, for the rules to compare."""
    facts = dict(case.facts)
    for cell in row.criteria:
        typed = Letter.NOT_APPLICABLE if cell.na is not None else cell.typed
        if typed is not None:
            known = facts.get(cell.criterion, CriterionFacts(cell.criterion, place=cell.place))
            facts[cell.criterion] = replace(known, typed=typed)
    return replace(case, facts=facts, typed_status=row.typed_status)


def _pairs(case: Case, row: SheetRow, rules: Rules) -> Iterator[_Pair]:
    """Every field that both give."""
    yield from _text_pairs(case, row, rules)
    yield from _date_pairs(case, row, rules.zone)
    if case.next_report and row.next_report:
        yield _next_report_pair(case.next_report, row.next_report, rules.zone)


def _text_pairs(case: Case, row: SheetRow, rules: Rules) -> Iterator[_Pair]:
    texts = [
        ("title", case.title, row.title),
        ("source", case.source, row.source or row.source_text),
        ("customer", _customer_code(case.customer, rules), row.customer),
        ("area", case.area, row.area),
        ("department", case.department, row.department),
        ("owner", case.owner, row.owner),
        ("severity", str(case.severity or ""), str(row.severity or "")),
        ("profile", case.profile or "", row.profile or ""),
    ]
    for key, file, sheet in texts:
        if file and sheet:
            yield _Pair(key, file, sheet, _even(file) == _even(sheet))
    if case.part.text and row.part:
        names = {_even(case.part.number), _even(case.part.name)} - {""}
        yield _Pair("part", case.part.text, row.part, _even(row.part) in names)


def _date_pairs(case: Case, row: SheetRow, zone: ZoneInfo) -> Iterator[_Pair]:
    dates = [
        ("opened", case.opened, row.opened),
        ("updated", case.updated, row.updated),
        ("closed", case.closed.at if case.closed else None, row.closed),
    ]
    for key, file, sheet in dates:
        if file and sheet:
            yield _Pair(key, _shown_instant(file, zone), iso_text_of(sheet), _is_same(file, sheet, zone))


def _next_report_pair(file: NextReport, sheet: WrittenDate, zone: ZoneInfo) -> _Pair:
    if file.day is None:
        return _Pair("next_report", _shown_instant(file.at, zone), iso_text_of(sheet), _is_same(file.at, sheet, zone))
    return _Pair("next_report", file.day.isoformat(), iso_text_of(sheet), file.day == _local_day(sheet, zone))


def _is_same(file: datetime, sheet: WrittenDate, zone: ZoneInfo) -> bool:
    """True for the same minute; where either was written without a time, for the same local day."""
    on_same_day = day_of(file, zone) == _local_day(sheet, zone)
    if sheet.is_day or file == start_of_day(day_of(file, zone), zone):
        return on_same_day
    return file.replace(second=0) == sheet.start(zone).replace(second=0)


def _local_day(sheet: WrittenDate, zone: ZoneInfo) -> object:
    return day_of(sheet.start(zone), zone)


def _state_faults(case: Case, row: SheetRow) -> Iterator[Finding]:
    """Open, closed or rejected, where the sheet says so by a word or by a closing date."""
    sheet = SheetStatus.CLOSED if row.status is None and row.closed else row.status
    if sheet is None:
        return
    file = SheetStatus.REJECTED if case.rejected else SheetStatus.CLOSED if case.closed else SheetStatus.OPEN
    if (SheetStatus.OPEN if sheet is SheetStatus.ON_HOLD else sheet) is file:
        return
    key = "closed" if row.status is None else "status"
    values = {"sheet": str(sheet), "file": str(file), "place": str(_place_of_state(case, file))}
    yield Finding(STATE_DIFFERS, row.place_of(key), values, case.id)


def _place_of_state(case: Case, state: SheetStatus) -> Place:
    return case.place_of("rejected" if state is SheetStatus.REJECTED else "closed")


def _done_faults(case: Case, row: SheetRow, zone: ZoneInfo) -> Iterator[Finding]:
    """Criteria whose date in the sheet is not the day on which the case file says they were last done."""
    for cell in row.criteria:
        facts = case.facts.get(cell.criterion)
        done = facts.done[-1] if facts and facts.done else None
        if cell.done is not None and not (done and _is_same(done, cell.done, zone)):
            yield _done_fault(case, cell, facts, _shown_instant(done, zone) if done else "")


def _done_fault(case: Case, cell: CriterionCell, facts: CriterionFacts | None, done: str) -> Finding:
    place = facts.place if facts else case.place_of("criteria")
    sheet = iso_text_of(cell.done) if cell.done else ""
    values = {"key": cell.criterion, "sheet": sheet, "file": done, "place": str(place)}
    return Finding(DONE_DIFFERS if done else NOT_DONE, cell.place, values, case.id)


def _due_faults(case: Case, row: SheetRow, zone: ZoneInfo) -> Iterator[Finding]:
    """Criteria whose deadline in the sheet is none that the case file gives: neither the first nor the last."""
    for cell in row.criteria:
        given = _deadlines_of(case, cell.criterion)
        if cell.due is not None and given and not any(_is_due(at, cell.due, zone) for at in given):
            facts = case.facts.get(cell.criterion)
            place = str(facts.place if facts else case.place_of("revisions"))
            file, sheet = _shown_end(given[-1], zone), iso_text_of(cell.due)
            values = {"key": cell.criterion, "sheet": sheet, "file": file, "place": place}
            yield Finding(DUE_DIFFERS, cell.due_place, values, case.id)


def _deadlines_of(case: Case, criterion: str) -> list[datetime]:
    """What the case file itself gives a criterion: its first deadline, and where that was moved to last."""
    facts = case.facts.get(criterion)
    moves = [revision.to for revision in case.revisions if revision.criterion == criterion]
    return [*([facts.due] if facts and facts.due else []), *moves[-1:]]


def _is_due(file: datetime, sheet: WrittenDate, zone: ZoneInfo) -> bool:
    """True for the same instant; where the sheet has no time, for one within its day too."""
    return file == sheet.end(zone) or (sheet.is_day and _last_day(file, zone) == sheet.day)


def _shown_end(end: datetime, zone: ZoneInfo) -> str:
    """A deadline as it is written: at a midnight the day that ends then."""
    is_midnight = end == start_of_day(day_of(end, zone), zone)
    return _last_day(end, zone).isoformat() if is_midnight else _shown_instant(end, zone)


def _last_day(end: datetime, zone: ZoneInfo) -> date:
    """The local day that a deadline still leaves."""
    return day_of(end - timedelta(seconds=1), zone)


def _difference(case: Case, row: SheetRow, pair: _Pair) -> Finding:
    place = str(case.place_of(pair.key))
    values = {"key": pair.key, "sheet": shown(pair.sheet), "file": shown(pair.file), "place": place}
    return Finding(DIFFERS, row.place_of(pair.key), values, case.id)


def _shown_instant(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return local.date().isoformat() if local == start_of_day(local.date(), zone) else f"{local:%Y-%m-%d %H:%M}"


def _even(text: str) -> str:
    """A text without differences of width and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _customer_code(text: str, rules: Rules) -> str:
    known = customer_of(text, rules) if text else None
    return known.code if known else text
