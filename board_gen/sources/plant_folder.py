"""A plant's folder, read as a whole: rules, case files, sheet, ledgers, and their merge (contract §1).

Nothing here stops at a fault: a file that can't be read is a finding, and for a case file an invalid case.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.model.plant import MeetingHeld, Metric, Plant
from board_gen.model.rules import Rules
from board_gen.sources.board_file import read_board
from board_gen.sources.case_file import CaseRead, read_case
from board_gen.sources.case_shapes import CaseFields, case_shape
from board_gen.sources.digests import digests_of
from board_gen.sources.folder_walk import FoundFile, walk_of
from board_gen.sources.ledgers import LedgerRead, read_meetings, read_metrics
from board_gen.sources.merge import merged_of
from board_gen.sources.plant_sheets import Sheets, old_rows_findings, read_sheets
from board_gen.sources.readings import Readings
from board_gen.sources.shape import Record
from board_gen.sources.sheet_row import SheetRow

Progress = Callable[[int, int], None]
"""Told how many of how many case files are read."""

BOARD_FILE, MEETINGS_FILE, METRICS_FILE = "board.yml", "meetings.csv", "metrics.csv"

BAD_FILE_NAME = Kind(
    "BG465", Level.ERROR, N_("the file's name is not valid UTF-8"), N_("rename it; the case is shown as invalid")
)
OTHER_BOARD_FILE = Kind(
    "BG466", Level.WARNING, N_("this file is not read: the rules stand in board.yml"), N_("rename it to board.yml")
)


@dataclass(frozen=True, slots=True)
class Outline:
    """A plant's folder before its case files are read: all that is read once, and where the cases stand.

    `attached` are the files in each case's folder, by the case file's name; `files` all that the site is made of, with
    the readings in `sheets.used`.
    """

    rules: Rules
    cases: tuple[FoundFile, ...]
    attached: Mapping[str, Sequence[FoundFile]]
    rows: tuple[SheetRow, ...]
    meetings: tuple[MeetingHeld, ...]
    metrics: tuple[Metric, ...]
    findings: tuple[Finding, ...]
    files: tuple[FoundFile, ...]
    sheets: Sheets

    def at(self, instant: datetime) -> "Outline":
        """The same with what is wrong with it as seen from an instant: how old rows are that could be read last."""
        told = tuple(old_rows_findings(self.sheets.old_rows, instant, self.rules.zone))
        return replace(self, findings=(*self.findings, *told)) if told else self


def read_outline(folder: Path, name: str, readings: Readings | None = None) -> Outline:
    """Everything in a plant's folder but its case files; `name` is the folder as findings print it.

    `readings` are the last good ones of its sheets; without them a sheet that can't be read has no rows.
    FileNotFoundError where there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder {folder}")
    rules, rule_findings = read_board(folder / BOARD_FILE, f"{name}/{BOARD_FILE}")
    found = walk_of(folder, name)
    sheets = read_sheets(folder, name, rules, readings or Readings())
    meetings, metrics = _read_ledgers(folder, name)
    findings = (*rule_findings, *_other_board_file(folder, name), *found.findings, *sheets.findings)
    files = {file.name: file for file in (*sheets.files, *found.files)}
    return Outline(
        rules=rules,
        cases=tuple(found.cases),
        attached=found.attached(),
        rows=sheets.rows,
        meetings=meetings.entries,
        metrics=metrics.entries,
        findings=(*findings, *meetings.findings, *metrics.findings),
        files=tuple(files.values()),
        sheets=sheets,
    )


def read_plant(folder: Path, name: str, progress: Progress | None = None, readings: Readings | None = None) -> Plant:
    """Everything in a plant's folder, its cases too; `name` and `readings` as `read_outline` takes them.

    FileNotFoundError where there is no such folder.
    """
    return plant_of(read_outline(folder, name, readings), progress)


def plant_of(outline: Outline, progress: Progress | None = None) -> Plant:
    """The plant of an outline: its case files are read now."""
    return plant_with(outline, read_cases(outline, progress))


def read_cases(outline: Outline, progress: Progress | None = None) -> tuple[CaseRead, ...]:
    """The case files of an outline, in their order."""
    return tuple(_read_cases(outline.cases, outline.rules, progress))


def plant_with(outline: Outline, reads: Sequence[CaseRead]) -> Plant:
    """The plant of an outline whose case files are read."""
    merged = merged_of(reads, outline.rows, outline.rules)
    return Plant(
        rules=outline.rules,
        cases=merged.cases,
        invalid=merged.invalid,
        findings=tuple(sorted((*outline.findings, *merged.findings), key=_order_of)),
        meetings=outline.meetings,
        metrics=outline.metrics,
        digests={**digests_of(outline.files), **outline.sheets.used},
        files_seen=len(reads) + outline.sheets.seen,
        files_read=sum(read.is_readable for read in reads) + outline.sheets.read,
        old_rows=outline.sheets.old_rows,
    )


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
