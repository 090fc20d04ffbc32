"""`board-gen import`: rows of a sheet become case files, each once, none of them saying anything else than its row.

A row is tried before it is written: its case file is read with the project's own reader, compared with the row, and
judged beside it. Where the two would disagree, or an end of the row would be undone, the row is left and said so.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from errno import EEXIST
from functools import cached_property
from pathlib import Path, PurePosixPath

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.rules import Rules, SheetRules
from board_gen.rules.judge import judge, nothing_applies
from board_gen.rules.profile import criteria_of, version_of
from board_gen.rules.tracks import CaseTracks
from board_gen.rules.verdicts import NOTHING_APPLIES
from board_gen.sources.case_file import read_case
from board_gen.sources.case_shapes import CaseFields, case_shape
from board_gen.sources.case_writer import RowFile, case_text_of, done_of, remains_of, year_of
from board_gen.sources.comparison import compared
from board_gen.sources.folder_walk import CASE_SUFFIX, walk_of
from board_gen.sources.merge import claim_of
from board_gen.sources.plant_folder import read_found_case
from board_gen.sources.row_layout import address_key
from board_gen.sources.shape import Record
from board_gen.sources.sheet import read_sheet
from board_gen.sources.sheet_case import needs_report, row_case_of
from board_gen.sources.sheet_columns import Columns, read_columns
from board_gen.sources.sheet_file import read_table
from board_gen.sources.sheet_lines import Line, lines_of
from board_gen.sources.sheet_names import ColumnKey
from board_gen.sources.sheet_parts import parts_of
from board_gen.sources.sheet_row import CriterionCell, SheetRow
from board_gen.wording import Wording

WOULD_DIFFER = Kind(
    "BG475",
    Level.WARNING,
    N_("the row contradicts itself, so no case file can agree with it: it was not imported"),
    N_("correct the row, see below, and import it again"),
)
WOULD_REOPEN = Kind(
    "BG476",
    Level.NOTE,
    N_("the row is closed, and as a case file it would be open again: it was not imported"),
    N_("a case file is closed by a date, and only where all criteria of its profile are met by then"),
)
NOT_WRITTEN = Kind(
    "BG477",
    Level.ERROR,
    N_("the case file {file} can't be written: {reason}"),
    N_("check who may write there, and that no other file stands in its way"),
)
LEADS_OUT = Kind(
    "BG478",
    Level.ERROR,
    N_("the case file {file} was not written: its folder is a link that leads out of the plant's folder"),
    N_("put a real folder in its place"),
)
WANTS_EVIDENCE = Kind(
    "BG479",
    Level.NOTE,
    N_("{key}: done by the sheet; a case file must also name the evidence, until then it counts as claimed"),
    N_("write `evidence: [file]` beside `done`"),
)


class Outcome(StrEnum):
    """What became of a row; WRITABLE ones are written only where nobody asked for a rehearsal."""

    WRITTEN = "written"
    WRITABLE = "writable"
    HAS_FILE = "has_file"
    SECOND = "second"
    LISTED = "listed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row and its outcome; `file` is the case file as printed, or (HAS_FILE, SECOND) where its id stands already.

    `target`, below the plant's folder, and `text` are what is written.
    """

    row: SheetRow
    outcome: Outcome
    file: str = ""
    findings: tuple[Finding, ...] = ()
    target: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class SheetImport:
    """One tab: its rows and what was wrong with the sheet itself."""

    rows: tuple[ImportedRow, ...]
    findings: tuple[Finding, ...]


def taken_ids(folder: Path, name: str, rules: Rules) -> Mapping[str, Place]:
    """Where each id stands that a case file of the plant has, by its `address_key`."""
    shape = case_shape(rules)
    claims = [claim_of(read_found_case(file, rules, shape)) for file in walk_of(folder, name).cases]
    return {claim.key: claim.place for claim in reversed(claims)}


@dataclass
class Importer:
    """Makes case files of rows for a plant whose folder is `folder`, printed as `name`.

    `taken` is where each id stands that has a case file. `takes_all`: also rows that need no case file.
    """

    folder: Path
    name: str
    rules: Rules
    words: Wording
    taken: Mapping[str, Place]
    takes_all: bool = False
    met: dict[str, Place] = field(default_factory=dict)

    @cached_property
    def _shape(self) -> Record[CaseFields]:
        return case_shape(self.rules)

    def sheets_of(self, path: Path, tab: str | None) -> tuple[SheetRules, ...]:
        """How a file is read: as board.yml says of it, else as it says of the sheet without a name, else by default."""
        named = [sheet for sheet in self.rules.sheets if sheet.file and _is_same(self.folder / sheet.file, path)]
        found = named or [sheet for sheet in self.rules.sheets if sheet.file is None]
        if tab is None:
            return tuple(found) or (SheetRules(),)
        fitting = [sheet for sheet in found if sheet.tab in (tab, None)]
        return (replace(fitting[0] if fitting else SheetRules(), tab=tab),)

    def import_of(self, path: Path, sheet: SheetRules) -> SheetImport:
        """What becomes of each row of a tab; nothing is written yet."""
        read = read_table(path, printed_name(path, self.folder, self.name), sheet)
        if read.table is None:
            return SheetImport((), read.findings)
        rows = read_sheet(read.table, self.rules, sheet)
        findings = (*read.findings, *rows.findings)
        parts = parts_of(read.table, read_columns(read.table, self.rules, sheet), self.rules, sheet)
        lines = {
            _number_of(line, part.columns): (line, part.columns)
            for part in parts
            for line in lines_of(part.table, part.columns)
        }
        made = (self._imported(row, *lines[_cell_row(row)]) for row in rows.rows)
        return SheetImport(tuple(made), findings)

    def _imported(self, row: SheetRow, line: Line, columns: Columns) -> ImportedRow:
        key = address_key(row.address)
        former = self.met.setdefault(key, row.row_place)
        if row.has_id and key in self.taken:
            return ImportedRow(row, Outcome.HAS_FILE, self.taken[key].file)
        if former is not row.row_place:
            return ImportedRow(row, Outcome.SECOND, str(former))
        if not (row.is_complete and row.opened):
            return ImportedRow(row, Outcome.LEFT, findings=(*row.lacking, *row.findings))
        if not (self.takes_all or needs_report(row, self.rules)):
            return ImportedRow(row, Outcome.LISTED)
        target = f"{year_of(row.opened, self.rules.zone)}/{row.address}{CASE_SUFFIX}"
        file = self._file_of(row)
        head = self.words(N_("Column")), self.words(N_("Text"))
        text = case_text_of(file, self.words(N_("From the sheet")), head, remains_of(file, line, columns))
        return self._tried(ImportedRow(row, Outcome.WRITABLE, f"{self.name}/{target}", (), target, text))

    def _file_of(self, row: SheetRow) -> RowFile:
        case = row_case_of(row, self.rules).case
        return RowFile(row, self._next_for(row, case) if case and row.next else None, self._reason_of)

    def _next_for(self, row: SheetRow, case: Case) -> str | None:
        """The first criterion still to be met: the sheet does not say whose its next move is. None for an ended row."""
        if case.rejected or case.closed:
            return None
        met = {cell.criterion for cell in row.criteria if cell.na is not None or done_of(cell, row) is not None}
        criteria = criteria_of(version_of(replace(case, listed_answer=False), self.rules), self.rules)
        return next((criterion.id for criterion in criteria if criterion.id not in met), None)

    def _reason_of(self, cell: CriterionCell) -> str:
        return self.words(N_("“{text}” in the sheet ({place})"), text=cell.na or "", place=str(cell.place))

    def _tried(self, made: ImportedRow) -> ImportedRow:
        """The row, left where its case file would not say and mean what the row does."""
        own = row_case_of(made.row, self.rules)
        case, findings = self._read_back(made)
        if own.case is None or case is None:
            return _left(made, *findings)
        if nothing_applies(own.case, self.rules):
            return _left(made, Finding(NOTHING_APPLIES, made.row.row_place, case=made.row.id))
        before, after = judge(own.case, self.rules), judge(case, self.rules)
        if before.end != after.end:
            return _left(made, Finding(WOULD_REOPEN, made.row.row_place, case=made.row.id))
        _, faults = compared(case, made.row, self.rules)
        if faults:
            return _left(made, Finding(WOULD_DIFFER, made.row.row_place, case=made.row.id), *faults)
        return replace(made, findings=tuple(_claimed(after, made)))

    def _read_back(self, made: ImportedRow) -> tuple[Case | None, tuple[Finding, ...]]:
        """The case of the file as the project reads it."""
        with tempfile.TemporaryDirectory(prefix="board_gen-import-") as folder:
            path = Path(folder, PurePosixPath(made.target).name)
            path.write_bytes(made.text.encode())
            read = read_case(path, made.file, self.rules, self._shape)
        return read.case, read.findings


def rehearsed(folder: Path, made: ImportedRow) -> ImportedRow:
    """The row as it would be after its case file was written below `folder`, as far as can be told without writing."""
    if made.outcome is not Outcome.WRITABLE:
        return made
    fault = _hindrance(folder, made)
    return _left(made, fault) if fault else made


def written(folder: Path, made: ImportedRow) -> ImportedRow:
    """The row after its case file has been written below `folder`; what is not WRITABLE stays as it is."""
    if made.outcome is not Outcome.WRITABLE:
        return made
    fault = _write_case(folder, made)
    return _left(made, fault) if fault else replace(made, outcome=Outcome.WRITTEN)


def _write_case(folder: Path, made: ImportedRow) -> Finding | None:
    """Write a case file as a whole or not at all, and over no other; what went wrong, None where nothing did."""
    if fault := _hindrance(folder, made):
        return fault
    try:
        target = folder / made.target
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_new(target.parent.resolve() / target.name, made.text.encode())
    except OSError as error:
        return _not_written(made, error.strerror or str(error))
    return None


def _hindrance(folder: Path, made: ImportedRow) -> Finding | None:
    """What stands in the way of a case file: a year that is no folder or leads out, a file of its name."""
    year, target = (folder / made.target).parent, folder / made.target
    if os.path.lexists(year) and not year.is_dir():
        return _not_written(made, os.strerror(EEXIST))
    if not year.resolve().is_relative_to(folder.resolve()):
        return Finding(LEADS_OUT, made.row.row_place, {"file": made.file}, made.row.id)
    if os.path.lexists(target):
        return _not_written(made, os.strerror(EEXIST))
    return None


def _not_written(made: ImportedRow, reason: str) -> Finding:
    return Finding(NOT_WRITTEN, made.row.row_place, {"file": made.file, "reason": reason}, made.row.id)


def printed_name(path: Path, folder: Path, name: str) -> str:
    """A sheet's file as findings print it: below the plant's folder by the plant's name, else as it was given."""
    within = path.resolve()
    root = folder.resolve()
    given = PurePosixPath(name, within.relative_to(root)) if within.is_relative_to(root) else PurePosixPath(path)
    return str(given).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _write_new(path: Path, content: bytes) -> None:
    """A file that nobody sees half written; FileExistsError where one stands there."""
    draft = path.with_name(f".board_gen-{secrets.token_hex(8)}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _give_name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _give_name(draft: Path, path: Path) -> None:
    """The draft under its name, which nobody else has; a file system without hard links gets a copy."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        with path.open("xb") as file:
            file.write(draft.read_bytes())


def _left(made: ImportedRow, *findings: Finding) -> ImportedRow:
    return ImportedRow(made.row, Outcome.LEFT, made.file, findings)


def _claimed(after: CaseTracks, made: ImportedRow) -> Iterator[Finding]:
    """Criteria that the sheet has done and the case file only claims."""
    places = {cell.criterion: cell.place for cell in made.row.criteria}
    for cell in after.criteria:
        if cell.rulings.steps[-1][1].claimed:
            place = places.get(cell.criterion.id, made.row.row_place)
            yield Finding(WANTS_EVIDENCE, place, {"key": cell.criterion.id}, made.row.id)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _number_of(line: Line, columns: Columns) -> int:
    """The row in which a line's id stands, or its first cell: how its `SheetRow` is placed."""
    column = columns.columns.get(ColumnKey("id"))
    cell = line.row.cell(column) if column else next(line.row.cells(), line.row.cell(1))
    return cell.row


def _cell_row(row: SheetRow) -> int:
    return int(row.row_place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
