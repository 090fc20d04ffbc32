"""A workbook as a table (contract §4): read by a process of its own with limits, so that no file brings a build down.

The child (`workbooks/child.py`) tells the format, reads one tab and writes it row by row; here it is started, and what
it wrote becomes a table and findings. What limits there are stands in `LIMITS` and in docs/architecture.md.
"""

import json
import os
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from threading import Timer
from typing import BinaryIO

import board_gen
from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.rules import SheetRules
from board_gen.sources.csv_table import MOST_COLUMNS, MOST_ROWS, TOO_MANY_COLUMNS, TOO_MANY_ROWS, UNREADABLE
from board_gen.sources.table import BadValue, Cell, CellValue, Merged, Row, Table, TableRead
from board_gen.sources.workbooks.grid import Fault, Order

MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a workbook may take. `cells` and `bytes` bound what is kept of a tab, `unpacked` all parts of a zip
    file; `memory` and `seconds` of processor time are the child's, `wall` seconds end one that waits for a disk.
    """

    rows: int = MOST_ROWS
    columns: int = MOST_COLUMNS
    cells: int = 4_000_000
    bytes: int = 64 * MEGABYTE
    unpacked: int = 1024 * MEGABYTE
    memory: int = 768 * MEGABYTE
    seconds: int = 30
    wall: float = 180.0


LIMITS = Limits()

PASSWORD = Kind(
    "BG411",
    Level.ERROR,
    N_("the workbook is protected by a password, so it can't be read"),
    N_("save it without a password; who may open it is better said by the rights of its folder"),
)
DAMAGED = Kind(
    "BG412",
    Level.ERROR,
    N_("the workbook is damaged, or was written only in part ({reason})"),
    N_("if somebody is saving it just now, build again; else open it in Excel or LibreOffice and save it anew"),
)
UNPACKS_TOO_LARGE = Kind(
    "BG413",
    Level.ERROR,
    N_("the workbook would unpack to {size} MB, more than is read, or is packed as no spreadsheet program does it"),
    N_("copy the sheet's rows into a new workbook"),
)
TOO_COSTLY = Kind(
    "BG414",
    Level.ERROR,
    N_("reading the workbook was stopped: it takes more than {seconds} seconds or {memory} MB"),
    N_("copy the sheet's rows into a new workbook; formatted empty rows and columns are not copied with them"),
)
NO_TAB = Kind(
    "BG415",
    Level.ERROR,
    N_("the workbook has no tab “{tab}”; it has {names}"),
    N_("correct `sheet.tab` in board.yml, or rename the tab"),
)
NO_SHEET = Kind(
    "BG416",
    Level.ERROR,
    N_("the workbook has no visible tab with cells"),
    N_("name the tab with `sheet.tab` in board.yml; a hidden one is read too where it is named"),
)
NO_CELLS = Kind(
    "BG417", Level.ERROR, N_("the tab is empty"), N_("name another with `sheet.tab` in board.yml, or fill this one")
)
OTHER_TABS = Kind(
    "BG418",
    Level.NOTE,
    N_("tabs that are not read: {names}"),
    N_("name the one to read with `sheet.tab` in board.yml; several make a list under `sheet`"),
)
HIDDEN_TABS = Kind(
    "BG419", Level.NOTE, N_("hidden tabs that are not read: {names}"), N_("one is read where `sheet.tab` names it")
)
HIDDEN_ROWS = Kind(
    "BG467",
    Level.NOTE,
    N_("hidden rows that are not read: {count}"),
    N_("clear the filter, or write `hidden: true` under `sheet` in board.yml"),
)
TOO_MUCH = Kind(
    "BG468",
    Level.ERROR,
    N_("the tab holds more than {cells} cells or {most} MB: row {row} and what follows were not read"),
    N_("move old rows into another file"),
)
OTHER_WORKBOOK = Kind(
    "BG469",
    Level.NOTE,
    N_("the name ends in {suffix}, but the content is {format}; it was read as that"),
    N_("rename the file, so that other programs open it too"),
)
NO_SHEET_FORMAT = Kind(
    "BG463",
    Level.ERROR,
    N_("this is no format of a sheet, so it was not read"),
    N_("save the sheet as .xlsx or as “CSV UTF-8”"),
)

_REFUSALS: Mapping[str, Kind] = {
    Fault.PASSWORD: PASSWORD,
    Fault.DAMAGED: DAMAGED,
    Fault.UNPACKS_TOO_LARGE: UNPACKS_TOO_LARGE,
    Fault.NO_TAB: NO_TAB,
    Fault.NO_SHEET: NO_SHEET,
    Fault.NO_FORMAT: NO_SHEET_FORMAT,
    Fault.MEMORY: TOO_COSTLY,
}
_SUFFIXES: Mapping[str, frozenset[str]] = {
    ".xlsx": frozenset({"XLSX"}),
    ".xlsm": frozenset({"XLSX"}),
    ".xlsb": frozenset({"XLSB"}),
    ".xls": frozenset({"XLS"}),
    ".et": frozenset({"XLS", "XLSX"}),
    ".ods": frozenset({"ODS"}),
    ".csv": frozenset(),
    ".tsv": frozenset(),
    ".txt": frozenset(),
}
"""Which formats a name may promise; one that promises none here says nothing."""
_MOST_COVERED = 1_000_000
"""Rows under merged cells that are looked at; a sane workbook has thousands."""


def read_workbook(
    file: BinaryIO, name: str, sheet: SheetRules, read_elsewhere: frozenset[str] = frozenset(), limits: Limits = LIMITS
) -> TableRead:
    """The tab of an open workbook that `sheet` names; `name` is the file as findings print it.

    `read_elsewhere`: tabs that other entries of board.yml name, which no note says to be left out.
    """
    reading = _GridReading(name, limits)
    try:
        _read_by_child(file, sheet, reading)
    except OSError as error:
        return TableRead(None, (Finding(UNREADABLE, Place(name), {"reason": error.strerror or str(error)}),))
    return reading.outcome(sheet, read_elsewhere)


def _read_by_child(file: BinaryIO, sheet: SheetRules, reading: "_GridReading") -> None:
    """Have the child write the grid, and read that as it comes; the child is ended where it takes too long."""
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    with subprocess.Popen(  # noqa: S603 - ourselves
        _command_of(sheet, reading.limits),
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(_paths())},
    ) as process:
        timer = Timer(reading.limits.wall, process.kill)
        timer.start()
        try:
            reading.read(process.stdout or ())
        finally:
            timer.cancel()
            timer.join()
            process.kill()  # it has ended by itself, unless what it wrote could not be read


def _command_of(sheet: SheetRules, limits: Limits) -> Sequence[str]:
    order = Order(
        tab=sheet.tab,
        hidden=sheet.hidden,
        most_rows=limits.rows,
        most_columns=limits.columns,
        most_cells=limits.cells,
        most_bytes=limits.bytes,
        most_unpacked=limits.unpacked,
        most_memory=limits.memory,
        most_seconds=limits.seconds,
    )
    return [sys.executable, "-S", "-P", "-m", "board_gen.sources.workbooks.child", json.dumps(asdict(order))]


def _paths() -> Iterator[str]:
    """Where the child finds this program and its libraries: where this process found them."""
    yield str(Path(board_gen.__file__).resolve().parents[1])
    for path in sys.path:
        yield path or str(Path.cwd())


@dataclass(frozen=True, slots=True)
class _Tabs:
    """What the first line of a grid says: the format, the tab, and the others, visible and hidden."""

    format: str
    tab: str
    others: tuple[str, ...]
    hidden: tuple[str, ...]


@dataclass(slots=True)
class _GridReading:
    """What the child wrote, read line by line; as long as nothing is read, the child died."""

    name: str
    limits: Limits
    tabs: _Tabs | None = None
    rows: list[Row] = field(default_factory=list)
    hidden: dict[int, Row] = field(default_factory=dict)
    merged: tuple[Merged, ...] = ()
    refusal: Finding | None = None
    faults: list[Finding] = field(default_factory=list)
    is_whole: bool = False
    _texts: dict[str, str] = field(default_factory=dict)
    _pairs: dict[tuple[str, str], CellValue] = field(default_factory=dict)

    def read(self, lines: Iterable[bytes]) -> None:
        """All lines, in their order; the last one of a child that was ended may be torn, and is none."""
        for line in lines:
            if not line.endswith(b"\n"):
                return
            said = json.loads(line)
            if isinstance(said, list) and said[0] < 0:
                self.hidden[-said[0]] = Row(-said[0], tuple(map(self._value_of, said[1:])))
            elif isinstance(said, list):
                self.rows.append(Row(said[0], tuple(map(self._value_of, said[1:]))))
            elif "fault" in said:
                self.refusal = self._finding(_REFUSALS[said["fault"]], said["values"])
            elif "format" in said:
                self.tabs = _Tabs(said["format"], said["tab"], tuple(said["others"]), tuple(said["hidden"]))
            else:
                self._read_end(said["merged"], said["hidden_rows"], said["beyond"], said["cut"])

    def _value_of(self, cell: str | float | bool | list[str]) -> CellValue:
        """A cell; equal texts and times are one object, which saves half of the memory."""
        if isinstance(cell, str):
            return self._texts.setdefault(cell, cell)
        if not isinstance(cell, list):
            return cell
        pair = (cell[0], cell[1])
        value = self._pairs.get(pair)
        if value is None:
            value = self._pairs[pair] = _pair_value(*pair)
        return value

    def _read_end(
        self, merged: Sequence[Sequence[int]], hidden_rows: int, beyond: Sequence[int] | None, cut: int | None
    ) -> None:
        self.merged = tuple(Merged(*numbers) for numbers in merged)
        self.rows = _in_order(self.rows)
        self.is_whole = True
        if hidden_rows:
            self.faults.append(self._finding(HIDDEN_ROWS, {"count": hidden_rows}))
        if beyond:
            self.faults.append(self._at(TOO_MANY_COLUMNS, *beyond, most=self.limits.columns))
        if cut and cut > self.limits.rows:
            self.faults.append(self._at(TOO_MANY_ROWS, cut, 1, most=self.limits.rows))
        elif cut:
            most = self.limits.bytes // MEGABYTE
            self.faults.append(self._at(TOO_MUCH, cut, 1, cells=self.limits.cells, most=most, row=cut))

    def _finding(self, kind: Kind, values: Mapping[str, str | int]) -> Finding:
        """About the file as a whole, or about its tab once that is known."""
        if kind is TOO_COSTLY:
            values = {"seconds": self.limits.seconds, "memory": self.limits.memory // MEGABYTE}
        return Finding(kind, Place(self.name, tab=self.tabs.tab if self.tabs and self.is_whole else ""), values)

    def _at(self, kind: Kind, row: int, column: int, /, **values: int) -> Finding:
        tab = self.tabs.tab if self.tabs else ""
        return Finding(kind, Place(self.name, tab=tab, cell=Cell("", row, column).name), values)

    def outcome(self, sheet: SheetRules, read_elsewhere: frozenset[str]) -> TableRead:
        """The table and what is to be said of it."""
        if self.refusal or not self.is_whole or self.tabs is None:
            return TableRead(None, (self.refusal or self._finding(TOO_COSTLY, {}),))
        notes = (*_notes_of(self.tabs, self.name, sheet, read_elsewhere), *self.faults)
        if not self.rows:
            is_told = any(fault.level is Level.ERROR for fault in self.faults)
            return TableRead(None, notes if is_told else (*notes, self._at(NO_CELLS, 1, 1)))
        rows = _without_covered(self.rows, self.merged)
        merged = tuple(_shown_area(area, rows, self.hidden) for area in self.merged)
        return TableRead(Table(self.name, tuple(rows), self.tabs.tab, merged), notes)


def _pair_value(kind: str, text: str) -> CellValue:
    if kind == "day":
        return date.fromisoformat(text)
    if kind == "instant":
        return datetime.fromisoformat(text)
    return BadValue(text, is_uncalculated=kind == "formula")


def _notes_of(tabs: _Tabs, name: str, sheet: SheetRules, read_elsewhere: frozenset[str]) -> Iterator[Finding]:
    """What was left out: of visible tabs only where nobody has chosen one."""
    suffix = Path(name).suffix.casefold()
    if suffix in _SUFFIXES and tabs.format not in _SUFFIXES[suffix]:
        yield Finding(OTHER_WORKBOOK, Place(name), {"suffix": suffix, "format": tabs.format})
    others = [tab for tab in tabs.others if tab not in read_elsewhere]
    if others and sheet.tab is None:
        yield Finding(OTHER_TABS, Place(name), {"names": ", ".join(others)})
    hidden = [tab for tab in tabs.hidden if tab not in read_elsewhere]
    if hidden:
        yield Finding(HIDDEN_TABS, Place(name), {"names": ", ".join(hidden)})


def _in_order(rows: list[Row]) -> list[Row]:
    """The rows by number; hardly any file has them in another order."""
    is_sorted = all(row.number < after.number for row, after in pairwise(rows))
    return rows if is_sorted else sorted(rows, key=lambda row: row.number)


def _without_covered(rows: list[Row], merged: Sequence[Merged]) -> list[Row]:
    """The rows without what stands under merged cells but in their first: nobody sees it."""
    numbers = [row.number for row in rows]
    seen = 0
    for area in merged:
        first, last = bisect_left(numbers, area.row), bisect_left(numbers, area.row + area.rows)
        seen += last - first
        if seen > _MOST_COVERED:
            break
        for index in range(first, last):
            rows[index] = _uncovered(rows[index], area)
    return rows


def _shown_area(area: Merged, rows: list[Row], hidden: Mapping[int, Row]) -> Merged:
    """A merged cell whose first row is hidden shows its value in the first one that is not: there it is put."""
    if area.row not in hidden or area.rows == 1:
        return area
    index = bisect_left(rows, area.row, key=lambda row: row.number)
    value = hidden[area.row].cell(area.column).value
    if value == "" or index == len(rows) or not area.holds(rows[index].number, area.column):
        return area
    row = rows[index]
    values = [*row.values, *[""] * (area.column - len(row.values))]
    values[area.column - 1] = value
    rows[index] = replace(row, values=tuple(values))
    return replace(area, row=row.number, rows=area.row + area.rows - row.number)


def _uncovered(row: Row, area: Merged) -> Row:
    start = area.column if row.number == area.row else area.column - 1
    end = min(area.column - 1 + area.columns, len(row.values))
    if not any(value != "" for value in row.values[start:end]):
        return row
    return replace(row, values=(*row.values[:start], *("",) * (end - start), *row.values[end:]))
