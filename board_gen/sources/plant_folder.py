"""A plant's folder, read as a whole: rules, case files, sheet, ledgers, and their merge (contract §1).

Nothing here stops at a fault: a file that can't be read is a finding, and for a case file an invalid case.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.model.plant import MeetingHeld, Metric, Plant
from board_gen.model.rules import Rules, SheetRules
from board_gen.sources.board_file import read_board
from board_gen.sources.case_file import CaseRead, read_case
from board_gen.sources.case_shapes import CaseFields, case_shape
from board_gen.sources.digests import digests_of
from board_gen.sources.folder_walk import CASE_SUFFIX, FoundFile, walk_of
from board_gen.sources.ledgers import LedgerRead, read_meetings, read_metrics
from board_gen.sources.merge import merged_of
from board_gen.sources.shape import Record
from board_gen.sources.sheet import SheetRead, read_sheet
from board_gen.sources.sheet_file import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, read_table
from board_gen.sources.sheet_row import SheetRow

Progress = Callable[[int, int], None]
"""Told how many of how many case files are read."""

BOARD_FILE, MEETINGS_FILE, METRICS_FILE = "board.yml", "meetings.csv", "metrics.csv"
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
BAD_FILE_NAME = Kind(
    "BG465", Level.ERROR, N_("the file's name is not valid UTF-8"), N_("rename it; the case is shown as invalid")
)
OTHER_BOARD_FILE = Kind(
    "BG466", Level.WARNING, N_("this file is not read: the rules stand in board.yml"), N_("rename it to board.yml")
)


@dataclass(frozen=True, slots=True)
class Outline:
    """A plant's folder before its case files are read: all that is read once, and where the cases stand.

    `attached` are the files in each case's folder, by the case file's name; `files` all that the site is made of.
    """

    rules: Rules
    cases: tuple[FoundFile, ...]
    attached: Mapping[str, Sequence[FoundFile]]
    rows: tuple[SheetRow, ...]
    meetings: tuple[MeetingHeld, ...]
    metrics: tuple[Metric, ...]
    findings: tuple[Finding, ...]
    files: tuple[FoundFile, ...]
    sheets: int
    sheets_read: int


def read_outline(folder: Path, name: str) -> Outline:
    """Everything in a plant's folder but its case files; `name` is the folder as findings print it.

    FileNotFoundError where there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder {folder}")
    rules, rule_findings = read_board(folder / BOARD_FILE, f"{name}/{BOARD_FILE}")
    found = walk_of(folder, name)
    sheets = _read_sheets(folder, name, rules)
    meetings, metrics = _read_ledgers(folder, name)
    findings = (*rule_findings, *_other_board_file(folder, name), *found.findings, *sheets.findings)
    files = {file.name: file for file in (*sheets.files, *found.files)}
    return Outline(
        rules=rules,
        cases=tuple(found.cases),
        attached=found.attached(),
        rows=tuple(row for sheet in sheets.reads for row in sheet.rows),
        meetings=meetings.entries,
        metrics=metrics.entries,
        findings=(*findings, *meetings.findings, *metrics.findings),
        files=tuple(files.values()),
        sheets=len(sheets.reads),
        sheets_read=sum(sheet.is_readable for sheet in sheets.reads),
    )


def read_plant(folder: Path, name: str, progress: Progress | None = None) -> Plant:
    """Everything in a plant's folder, its cases too; `name` is the folder as findings print it.

    FileNotFoundError where there is no such folder.
    """
    outline = read_outline(folder, name)
    reads = tuple(_read_cases(outline.cases, outline.rules, progress))
    merged = merged_of(reads, outline.rows, outline.rules)
    return Plant(
        rules=outline.rules,
        cases=merged.cases,
        invalid=merged.invalid,
        findings=tuple(sorted((*outline.findings, *merged.findings), key=_order_of)),
        meetings=outline.meetings,
        metrics=outline.metrics,
        digests=digests_of(outline.files),
        files_seen=len(reads) + outline.sheets,
        files_read=sum(read.is_readable for read in reads) + outline.sheets_read,
    )


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The sheets as read, their files, and what was wrong with them as files or sheets."""

    reads: tuple[SheetRead, ...] = ()
    files: tuple[FoundFile, ...] = ()
    findings: tuple[Finding, ...] = ()


def _read_cases(files: Sequence[FoundFile], rules: Rules, progress: Progress | None) -> Iterator[CaseRead]:
    shape = case_shape(rules)
    for count, file in enumerate(files, start=1):
        yield read_found_case(file, rules, shape)
        if progress:
            progress(count, len(files))


def read_found_case(file: FoundFile, rules: Rules, shape: Record[CaseFields]) -> CaseRead:
    """A case file that was found; `shape` is the `case_shape` of the rules."""
    return read_case(file.path, file.name, rules, shape) if file.is_named_well else _badly_named(file)


def _badly_named(file: FoundFile) -> CaseRead:
    stem = PurePosixPath(file.name).stem
    finding = Finding(BAD_FILE_NAME, Place(file.name), {}, stem)
    return CaseRead(None, InvalidCase(stem, None, Place(file.name)), (finding,), is_readable=False)


def _read_sheets(folder: Path, name: str, rules: Rules) -> _Sheets:
    """Every sheet that board.yml names; without a name the one issues.* there is."""
    files: dict[Path, FoundFile] = {}
    tabs: set[tuple[Path, str | None]] = set()
    reads: list[SheetRead] = []
    findings: list[Finding] = []
    for sheet in rules.sheets:
        file, faults = _sheet_file(folder, name, sheet)
        findings += faults
        if file is None or (file.path, sheet.tab) in tabs:
            continue
        files[file.path] = file
        tabs.add((file.path, sheet.tab))
        table = read_table(file.path, file.name, sheet)
        read = read_sheet(table.table, rules, sheet) if table.table else SheetRead(is_readable=False)
        findings += (*table.findings, *read.findings)
        reads.append(read)
    return _Sheets(tuple(reads), tuple(files.values()), tuple(findings))


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


def _read_ledgers(folder: Path, name: str) -> tuple[LedgerRead[MeetingHeld], LedgerRead[Metric]]:
    """Both ledgers; one that is not there is empty."""
    meetings, metrics = folder / MEETINGS_FILE, folder / METRICS_FILE
    return (
        read_meetings(meetings, f"{name}/{MEETINGS_FILE}") if meetings.exists() else LedgerRead(),
        read_metrics(metrics, f"{name}/{METRICS_FILE}") if metrics.exists() else LedgerRead(),
    )


def _other_board_file(folder: Path, name: str) -> Iterator[Finding]:
    """The rules under another name are rules that nobody reads."""
    if not (folder / BOARD_FILE).exists() and (folder / "board.yaml").is_file():
        yield Finding(OTHER_BOARD_FILE, Place(f"{name}/board.yaml"))


def _order_of(finding: Finding) -> tuple[str, int, int, str, int, str, str]:
    """By place - rows of a sheet by number, cells by column - then code."""
    place = finding.place
    letters = place.cell.rstrip("0123456789")
    row = int(place.cell[len(letters) :] or 0)
    return (place.file, place.line, place.column, place.tab, row, letters.rjust(4), finding.kind.code)
