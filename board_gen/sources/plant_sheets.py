"""The sheets of a plant: which files they are, read now or, where one can't be, as they could be read last.

What is no reading failure hides nothing either: a sheet that reads well and has no rows has none. One that board.yml
names and that is not there, or several that could be the one, are shown as read last, with the error; one that nobody
names is simply gone, as a case file would be.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.plant import OldRows
from board_gen.model.rules import Rules, SheetRules
from board_gen.sources.csv_table import TOO_MANY_COLUMNS
from board_gen.sources.folder_walk import CASE_SUFFIX, FoundFile
from board_gen.sources.readings import Asked, GoodRead, Readings, source_of
from board_gen.sources.sheet import SheetRead, read_sheet
from board_gen.sources.sheet_file import LARGEST_WORKBOOK, TEXT_SUFFIXES, WORKBOOK_SUFFIXES, read_table
from board_gen.sources.sheet_row import SheetRow
from board_gen.sources.table import Table, TableRead

SHEET_STEM = "issues"

SEVERAL_SHEETS = Kind(
    "BG460",
    Level.ERROR,
    N_("several files could be the issue sheet: {names}; none was read"),
    N_("say which one with `sheet.file` in board.yml, or put `_` before the names of the others"),
)
SHEET_MISSING = Kind(
    "BG461", Level.ERROR, N_("the sheet that board.yml names is not there"), N_("correct `sheet.file` in board.yml")
)
OLD_ROWS = Kind(
    "BG470",
    Level.WARNING,
    N_("this sheet can't be read now: shown are its rows of {moment}, {age} before this build"),
    N_("mend what is said of it; the next build that can read it shows the new rows"),
)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A tab as it stands there now: how board.yml says to read it, its table, and what was read (without a header
    nothing).
    """

    rules: SheetRules
    table: Table
    read: SheetRead


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of a plant. `files` are those that stand there, `seen` of them stand for sheets, `read` were readable.

    `tables` are those that are tables at all, whether or not they have a header.
    `good` is what was read well, `old_rows` what is shown of an earlier time; `used` are the readings that this is
    taken from, by name, with the SHA-256 of each.
    """

    rows: tuple[SheetRow, ...]
    files: tuple[FoundFile, ...]
    findings: tuple[Finding, ...]
    seen: int
    read: int
    good: tuple[GoodRead, ...]
    old_rows: tuple[OldRows, ...]
    used: Mapping[str, str]
    tables: tuple[ReadSheet, ...] = ()


def read_sheets(folder: Path, name: str, rules: Rules, readings: Readings) -> Sheets:
    """Every sheet that board.yml names; without a name the one issues.* there is."""
    reading = _SheetsReading(folder, name, rules, readings)
    for sheet in rules.sheets:
        reading.take(sheet)
    return Sheets(
        rows=tuple(row for read in reading.reads for row in read.rows),
        files=tuple(reading.files.values()),
        findings=tuple(reading.findings),
        seen=reading.seen,
        read=reading.read,
        good=tuple(reading.good),
        old_rows=tuple(reading.old_rows),
        used=reading.used,
        tables=tuple(reading.tables),
    )


def old_rows_findings(old_rows: Iterable[OldRows], at: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    """What is said at an instant of rows that are of an earlier one."""
    for old in old_rows:
        moment = old.as_of.astimezone(zone).isoformat(" ")[:16]
        yield Finding(OLD_ROWS, old.place, {"moment": moment, "age": at - old.as_of})


@dataclass(slots=True)
class _SheetsReading:
    """The sheets, read one after the other."""

    folder: Path
    name: str
    rules: Rules
    readings: Readings
    reads: list[SheetRead] = field(default_factory=list)
    files: dict[Path, FoundFile] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seen: int = 0
    read: int = 0
    good: list[GoodRead] = field(default_factory=list)
    old_rows: list[OldRows] = field(default_factory=list)
    used: dict[str, str] = field(default_factory=dict)
    tables: list[ReadSheet] = field(default_factory=list)
    taken: set[tuple[Path | None, str, str | None]] = field(default_factory=set)

    def take(self, sheet: SheetRules) -> None:
        """One sheet that board.yml names."""
        asked = self._asked(sheet)
        file, faults = _sheet_file(self.folder, self.name, sheet)
        self.findings += faults
        taken = (file.path if file else None, "" if file else asked.sheet, sheet.tab)
        if taken in self.taken:
            return
        self.taken.add(taken)
        if file is not None:
            self._take_file(file, asked, sheet)
        elif faults:
            self._show_last_good(asked, sheet, faults[0].place)

    def _asked(self, sheet: SheetRules) -> Asked:
        elsewhere = {other.tab for other in self.rules.sheets if other.file == sheet.file and other.tab}
        file = f"{PurePosixPath(sheet.file)}" if sheet.file is not None else f"{SHEET_STEM}.*"
        return Asked(f"{self.name}/{file}", sheet.tab, sheet.hidden, tuple(sorted(elsewhere - {sheet.tab})))

    def _take_file(self, file: FoundFile, asked: Asked, sheet: SheetRules) -> None:
        self.files[file.path] = file
        self.seen += 1
        source, table = self._table(file, asked, sheet)
        read = read_sheet(table.table, self.rules, sheet) if table.table else SheetRead(is_readable=False)
        self.read += read.is_readable
        self.tables += [ReadSheet(sheet, table.table, read)] if table.table else []
        self.findings += table.findings
        is_good = read.is_readable and is_whole(table)
        tab = table.table.tab if table.table else ""
        if not is_good and self._show_last_good(asked, sheet, Place(file.name, tab=tab)):
            self._say_all(() if read.is_readable else read.findings)
            return
        self.findings += read.findings
        self.reads.append(read)
        if is_good and source is not None:
            self.good.append(GoodRead(asked, source, table))

    def _table(self, file: FoundFile, asked: Asked, sheet: SheetRules) -> tuple[str | None, TableRead]:
        """The sheet, and the SHA-256 of the file that it was read from; None where that is not sure."""
        source = source_of(file.path, LARGEST_WORKBOOK)
        known = self.readings.known(asked, source) if source is not None else None
        if known is not None and known.table is not None and known.table.file == file.name:
            return source, known
        table = read_table(file.path, file.name, sheet, frozenset(asked.elsewhere))
        was_saved_meanwhile = source != source_of(file.path, LARGEST_WORKBOOK)
        return None if was_saved_meanwhile else source, table

    def _show_last_good(self, asked: Asked, sheet: SheetRules, place: Place) -> bool:
        """Take the rows that the sheet had when it could be read last; False where there are none."""
        last = self.readings.last_good(asked)
        self.findings += last.findings
        read = read_sheet(last.read.table, self.rules, sheet) if last.read.table else SheetRead(is_readable=False)
        if last.reading is None or not read.is_readable:
            return False
        self._say_all((*last.read.findings, *read.findings))
        self.reads.append(read)
        self.old_rows.append(OldRows(place, last.reading.as_of))
        self.used[last.name] = last.reading.digest
        return True

    def _say_all(self, findings: Iterable[Finding]) -> None:
        """Take findings that are not taken yet: what holds now may have held before."""
        self.findings += [finding for finding in findings if finding not in self.findings]


def is_whole(table: TableRead) -> bool:
    """True where all rows were read: a sheet that breaks off in its middle may be half written."""
    errors = (finding.kind for finding in table.findings if finding.level is Level.ERROR)
    return table.table is not None and all(kind == TOO_MANY_COLUMNS for kind in errors)


def _sheet_file(folder: Path, name: str, sheet: SheetRules) -> tuple[FoundFile | None, tuple[Finding, ...]]:
    if sheet.file is not None:
        file = FoundFile(folder / sheet.file, f"{name}/{PurePosixPath(sheet.file)}")
        return (file, ()) if file.path.is_file() else (None, (Finding(SHEET_MISSING, Place(file.name)),))
    candidates = _sheet_candidates(folder, name)
    if len(candidates) > 1:
        values = {"names": ", ".join(file.path.name for file in candidates)}
        return None, (Finding(SEVERAL_SHEETS, Place(candidates[0].name), values),)
    return (candidates[0] if candidates else None), ()


def _sheet_candidates(folder: Path, name: str) -> list[FoundFile]:
    """The files issues.*; those of no sheet's format only where there is no other."""
    found = sorted(path for path in folder.iterdir() if path.stem.casefold() == SHEET_STEM and path.is_file())
    files = [FoundFile(path, f"{name}/{path.name}") for path in found if path.suffix.casefold() != CASE_SUFFIX]
    return [file for file in files if file.suffix in TEXT_SUFFIXES | WORKBOOK_SUFFIXES] or files
