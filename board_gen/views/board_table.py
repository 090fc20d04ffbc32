"""The board as one table, for people who go on with it in a spreadsheet (contract §7 `board.csv`, `board.xlsx`).

Its columns are called as the sheet's reader knows them, so that what was exported can be read as a sheet again: a
criterion's column holds its letter, that with “due” behind it the deadline in force, and `due` alone the deadline of a
listed problem, whose only criterion is no column. What a meeting needs stands first and is printed, the rest to the
right of it. Columns depend on the rules alone: who refers to them finds them again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from zoneinfo import ZoneInfo

from board_gen.finding import Finding
from board_gen.messages import N_
from board_gen.model.case import InvalidCase, NextReport
from board_gen.model.rules import Criterion, Customer, Rules, SheetRules, Source
from board_gen.model.terms import Letter
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Ruling
from board_gen.sources import board_file
from board_gen.sources.sheet_names import ColumnKey, folded, known_names
from board_gen.views.api import case_url, findings_by_case, is_about
from board_gen.views.board import fault_of
from board_gen.views.names import customer_of, person_of, source_of
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing
from board_gen.wording.terms import INVALID, MARKS, PHASES, SEVERITIES

Value = str | int | float | date | Letter | None
"""What a cell holds; a `datetime` is plant time, naive, a bare `date` the day that is meant by it."""


class Holds(StrEnum):
    """What a column holds."""

    ID = "id"
    TITLE = "title"
    TEXT = "text"
    WORD = "word"
    LETTER = "letter"
    DATE = "date"
    NUMBER = "number"


_FIRST = (
    (N_("ID"), Holds.ID),
    (N_("Problem"), Holds.TITLE),
    (N_("Status"), Holds.LETTER),
    (N_("Phase"), Holds.WORD),
)
_PRINTED = (
    (N_("Next deadline"), Holds.DATE),
    (N_("Owner"), Holds.WORD),
    (N_("next"), Holds.TEXT),
    (N_("next report"), Holds.DATE),
    (N_("age, days"), Holds.NUMBER),
    (N_("Escalation"), Holds.NUMBER),
    (N_("marks"), Holds.TEXT),
)
_BESIDE = (
    (N_("Customer"), Holds.WORD),
    (N_("Part"), Holds.WORD),
    (N_("Source"), Holds.WORD),
    (N_("Area"), Holds.WORD),
    (N_("Department"), Holds.WORD),
    (N_("Severity"), Holds.WORD),
    (N_("date opened"), Holds.DATE),
    (N_("updated"), Holds.DATE),
    (N_("escalated to"), Holds.WORD),
    (N_("Due"), Holds.DATE),
)
_LAST = ((N_("moved, days"), Holds.NUMBER), (N_("first deadlines"), Holds.TEXT))
"""The columns beside those of the criteria, by the words for them."""
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; `is_printed`: what a meeting needs on paper."""

    name: str
    holds: Holds
    is_printed: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A case: a value for each column; `url` is its page's address, percent-encoded, None where it has none."""

    url: str | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class BoardTable:
    """Every case on the board, in the board's order."""

    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]


def board_table_of(judged: JudgedPlant, reader: Reader, standing: Standing) -> BoardTable:
    """The table at the reader's instant; what the board's page has worked out of a case is not worked out again."""
    found, lines = findings_by_case(judged.findings), _Lines(reader, standing)
    invalid = (lines.of_invalid(case, found[case.id]) for case in judged.invalid)
    valid = (standing.piece(tracks, f"table {reader.words.language}", lines.of_case) for tracks in standing.on_board)
    return BoardTable(columns_of(reader), (*invalid, *valid))


def columns_of(reader: Reader) -> tuple[TableColumn, ...]:
    """The columns, named in the reader's language."""
    return (
        *_columns(_FIRST, reader, is_printed=True),
        *(TableColumn(name, Holds.LETTER, is_printed=True) for name in _criteria_names(reader, deadline=False)),
        *_columns(_PRINTED, reader, is_printed=True),
        *_columns(_BESIDE, reader),
        *(TableColumn(name, Holds.DATE) for name in _criteria_names(reader, deadline=True)),
        *_columns(_LAST, reader),
    )


def _columns(named: Iterable[tuple[str, Holds]], reader: Reader, *, is_printed: bool = False) -> Iterator[TableColumn]:
    for message, holds in named:
        name = reader.words(message)
        yield TableColumn(name[:1].upper() + name[1:], holds, is_printed)


def _criteria_names(reader: Reader, *, deadline: bool) -> Iterator[str]:
    """What the criteria's columns are called: by their labels where the sheet's reader knows them so, else by ids."""
    known = _known_names(reader.rules)
    for criterion in reader.rules.criteria:
        key = ColumnKey(criterion.id, criterion=True, deadline=deadline)
        names = [reader.label(criterion.label), criterion.id]
        if deadline:
            names = [reader.words(N_("{criterion} due"), criterion=name) for name in names]
        yield next((name for name in names if known.get(folded(name)) == key), names[0])


def _known_names(rules: Rules) -> Mapping[str, ColumnKey]:
    """The names that the sheet's reader would know if the table were the plant's sheet."""
    return known_names(rules, rules.sheets[0] if rules.sheets else SheetRules())


class _Lines:
    """Puts cases into lines of the table."""

    def __init__(self, reader: Reader, standing: Standing) -> None:
        self._reader, self._zone, self._criteria = reader, reader.zone, reader.rules.criteria
        self._standing = standing
        self._sources = source_names_of(reader)
        self._customers = customer_names_of(reader)

    def of_case(self, tracks: CaseTracks) -> TableRow:
        """A valid case."""
        case, reader, at = tracks.case, self._reader, self._reader.at
        row = self._standing.row(tracks, reader, with_whys=False)
        cells = {track.criterion.id: (track, track.rulings.at(at)) for track in tracks.criteria}
        own = [cells.get(criterion.id) for criterion in self._criteria]
        rulings = [cell[1] if cell else None for cell in own]
        answer = tracks.criteria[0].rulings.at(at) if not any(own) else None
        values = (
            case.id,
            case.title,
            row.status,
            reader.words(PHASES[row.phase]),
            *(ruling and ruling.letter for ruling in rulings),
            row.next.until and deadline_day(row.next.until, self._zone),
            row.owner,
            next_moves(cells.values(), reader),
            self._next_report(case.next_report),
            (at - case.opened) // _DAY,
            row.escalation,
            self._listed(reader.words(MARKS[mark]) for mark in tracks.marks.at(at)),
            self._customers.get(case.customer, row.customer),
            row.part,
            self._sources.get(case.source, case.source),
            case.area,
            case.department,
            reader.words(SEVERITIES[case.severity]) if case.severity else "",
            self._moment(case.opened),
            self._moment(case.updated),
            row.escalation_to,
            self._deadline(answer),
            *(self._deadline(ruling) for ruling in rulings),
            *self._moves(cells.values()),
        )
        return TableRow(case_url(case.address), values)

    def of_invalid(self, case: InvalidCase, findings: Iterable[Finding]) -> TableRow:
        """A case that can't be judged: what could be read of it, and what is wrong with it."""
        faults = (fault_of(finding, self._reader) for finding in findings if is_about(finding, case))
        none = (None,) * len(self._criteria)
        values = (
            case.id,
            case.title,
            None,
            self._reader.words(INVALID),
            *none,
            None,
            person_of(case.owner, self._reader),
            "",
            None,
            max(self._reader.at - case.opened, timedelta()) // _DAY if case.opened else None,
            None,
            self._listed(f"{fault.place}: {fault.text}" for fault in faults),
            self._customers.get(case.customer, case.customer),
            case.part,
            self._sources.get(case.source, case.source),
            case.area,
            "",
            "",
            self._moment(case.opened),
            None,
            "",
            None,
            *none,
            None,
            "",
        )
        return TableRow(case_url(case.address) if case.address else None, values)

    def _listed(self, texts: Iterable[str]) -> str:
        return self._reader.words(N_("; ")).join(texts)

    def _moment(self, instant: datetime | None) -> date | None:
        return moment_day(instant, self._zone) if instant else None

    def _deadline(self, ruling: Ruling | None) -> date | None:
        """The deadline in force, of what applies."""
        if ruling is None or ruling.letter is Letter.NOT_APPLICABLE:
            return None
        return deadline_day(ruling.due, self._zone)

    def _next_report(self, report: NextReport | None) -> date | None:
        if report is None:
            return None
        return report.day or deadline_day(report.at, self._zone)

    def _moves(self, cells: Iterable[tuple[CriterionTrack, Ruling]]) -> tuple[float | None, str]:
        """By how many days deadlines were moved, the longest move, and what they were at first."""
        moved = [(track, ruling) for track, ruling in cells if ruling.moved and ruling.due != ruling.first_due]
        if not moved:
            return None, ""
        longest = max((ruling.due - ruling.first_due for _, ruling in moved), key=abs)
        first = (
            f"{self._reader.label(track.criterion.label)} {value_text(deadline_day(ruling.first_due, self._zone))}"
            for track, ruling in moved
        )
        days = round(longest / _DAY, 1)
        return int(days) if days.is_integer() else days, self._listed(first)


def next_moves(cells: Iterable[tuple[CriterionTrack, Ruling]], reader: Reader) -> str:
    """What comes next for all that is not met, the earliest deadline first; what is the same for all is said once."""
    unmet = sorted(((ruling.due, track) for track, ruling in cells if ruling.is_unmet), key=itemgetter(0))
    moves = [(track.criterion, _move(track, reader)) for _, track in unmet if track.facts.next]
    if len({move for _, move in moves}) == 1:
        return moves[0][1]
    return reader.words(N_("; ")).join(_of_criterion(criterion, move, reader) for criterion, move in moves)


def _move(track: CriterionTrack, reader: Reader) -> str:
    facts = track.facts
    return f"{facts.next} ({person_of(facts.by, reader)})" if facts.by else facts.next


def _of_criterion(criterion: Criterion, move: str, reader: Reader) -> str:
    return reader.words(N_("{criterion}: {move}"), criterion=reader.label(criterion.label), move=move)


def moment_day(instant: datetime, zone: ZoneInfo) -> date:
    """An instant in plant time; a local midnight is a date that was written without a time, so its day alone."""
    local = instant.astimezone(zone).replace(tzinfo=None)
    return local if local.hour or local.minute or local.second else local.date()


def deadline_day(instant: datetime, zone: ZoneInfo) -> date:
    """A deadline in plant time; one at a local midnight is the end of the day before, so that day alone."""
    local = instant.astimezone(zone).replace(tzinfo=None)
    return local if local.hour or local.minute or local.second else (local - _SECOND).date()


def value_text(value: Value) -> str:
    """A value as a text: `2026-11-23 07:55`, `2026-11-23`, `3`; empty for none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    return str(value)


def source_names_of(reader: Reader) -> Mapping[str, str]:
    """Each source's name by its code: its label, where the sheet's reader knows the source by it, else its code."""
    rules = reader.rules
    named = ((code, source_of(code, reader)) for code in rules.sources)
    return {code: name if _is_of(board_file.source_of(name, rules), code) else code for code, name in named}


def customer_names_of(reader: Reader) -> Mapping[str, str]:
    """Each customer's name by its code, like the sources'."""
    rules = reader.rules
    named = ((code, customer_of(code, reader)) for code in rules.customers)
    return {code: name if _is_of(board_file.customer_of(name, rules), code) else code for code, name in named}


def _is_of(found: Source | Customer | None, code: str) -> bool:
    return found is not None and found.code == code
