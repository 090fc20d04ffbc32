"""Grid: what the child writes, one JSON text a line, and the bounds it keeps.

The first line names the format and the tabs, each further one is a row, the last has what is known at the end:

    {"format": "XLSX", "tab": "问题", "others": ["Archive"], "hidden": ["Lists"]}
    [3, "FR-2026-0118", ["day", "2026-11-20"], "", 12.0, true]
    {"merged": [[1, 1, 1, 9]], "hidden_rows": 0, "beyond": null, "cut": null}

A row is its number and its cells from column A on, up to the last that holds anything; rows that hold nothing are left
out; the cells of a hidden one stand behind its number with a minus, since merged cells may show them further down. A
cell is a text, a number, a boolean, or a pair: of `day`, `instant` (ISO 8601), `error`, `formula`, and its text.
A workbook that is not read gives one line, {"fault": "password", "values": {}}, whatever was written before it.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from json.encoder import encode_basestring
from typing import BinaryIO

EMPTY = '""'
"""A cell without a value, as it is written."""


class Fault(StrEnum):
    """Why a workbook is not read."""

    PASSWORD = "password"  # noqa: S105 - a word, no secret
    DAMAGED = "damaged"
    UNPACKS_TOO_LARGE = "unpacks too large"
    NO_TAB = "no tab"
    NO_SHEET = "no sheet"
    NO_FORMAT = "no format"
    MEMORY = "memory"


class RefusedError(Exception):
    """This workbook is not read; `values` are what the finding says of it."""

    def __init__(self, fault: Fault, **values: str | int) -> None:
        super().__init__(str(fault))
        self.fault, self.values = fault, values


@dataclass(frozen=True, slots=True)
class Order:
    """What the child is to read: the tab (None: the first that is not hidden), `hidden` rows too or not; its bounds.

    Rows and columns count from 1 and are those of the spreadsheet; `most_cells` and `most_bytes` bound what is written
    of the rows.
    """

    tab: str | None
    hidden: bool
    most_rows: int
    most_columns: int
    most_cells: int
    most_bytes: int
    most_unpacked: int
    most_memory: int
    most_seconds: int


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab that holds cells: its name, whether it is hidden, and where the reader of its format finds it."""

    name: str
    is_hidden: bool
    source: str


def chosen(tabs: Sequence[Tab], wanted: str | None) -> Tab:
    """The tab of that name (else of that name without regard to widths, case and blanks), or the first visible one."""
    if wanted is None:
        visible = [tab for tab in tabs if not tab.is_hidden]
        if not visible:
            raise RefusedError(Fault.NO_SHEET)
        return visible[0]
    exact = [tab for tab in tabs if tab.name == wanted]
    alike = [tab for tab in tabs if _folded(tab.name) == _folded(wanted)]
    if not exact and len(alike) != 1:
        raise RefusedError(Fault.NO_TAB, tab=wanted, names=", ".join(tab.name for tab in tabs))
    return (exact or alike)[0]


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def text_cell(text: str) -> str:
    """A text as a cell is written; line breaks are plain ones."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return encode_basestring(text)


def pair_cell(kind: str, text: str) -> str:
    """A `day`, `instant`, `error` or `formula` as a cell is written."""
    return f'["{kind}",{encode_basestring(text)}]'


@dataclass(slots=True)
class Grid:
    """The rows of the tab as they are read: written at once, within the bounds.

    `beyond` is the first cell (row, column) with a value right of the last column that is read, `cut` the first row
    with a value from which on nothing is read: below the last row, or more than may be written.
    """

    order: Order
    stream: BinaryIO
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    beyond: tuple[int, int] | None = None
    cut: int | None = None
    _row: int = 0
    _is_hidden: bool = False
    _cells: list[str] = field(default_factory=list)
    _count: int = 0
    _bytes: int = 0

    def begin(self, kind: str, tabs: Sequence[Tab], tab: Tab) -> None:
        """Name the format and the tabs."""
        others = [other for other in tabs if other is not tab]
        self._write(
            {
                "format": kind,
                "tab": tab.name,
                "others": [other.name for other in others if not other.is_hidden],
                "hidden": [other.name for other in others if other.is_hidden],
            }
        )

    def begin_row(self, number: int, *, is_hidden: bool) -> None:
        """The cells that follow stand in this row."""
        self._row, self._is_hidden, self._cells = number, is_hidden and not self.order.hidden, []

    def put(self, column: int, cell: str) -> None:
        """A cell of the row that holds a value."""
        cells = self._cells
        gap = column - 1 - len(cells)
        if column > self.order.most_columns:
            self.beyond = self.beyond or (self._row, column)
        elif gap < 0:
            cells[column - 1] = cell
        else:
            cells.extend([EMPTY] * gap)
            cells.append(cell)

    def end_row(self, repeated: int = 1) -> None:
        """Write the row, and as many equal ones as there are."""
        if not self._cells:
            return
        if self._is_hidden:
            self.hidden_rows += repeated
            self._keep_hidden()
            return
        cells = ",".join(self._cells)
        for number in range(self._row, self._row + repeated):
            line = f"[{number},{cells}]\n".encode()
            self._bytes += len(line)
            self._count += len(self._cells)
            if self._is_full(number):
                self.cut = self.cut or number
                return
            self.stream.write(line)

    def _keep_hidden(self) -> None:
        """The hidden row's cells, which merged ones may show in the rows below; few sheets hide more than are kept."""
        line = f"[-{self._row},{','.join(self._cells)}]\n".encode()
        if self._bytes + len(line) <= self.order.most_bytes and self._row <= self.order.most_rows and not self.cut:
            self._bytes += len(line)
            self.stream.write(line)

    def _is_full(self, number: int) -> bool:
        """True where the row of that number is too much."""
        order = self.order
        is_too_much = self._bytes > order.most_bytes or self._count > order.most_cells
        return bool(self.cut) or is_too_much or number > order.most_rows

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """A range of merged cells, unless it lies out of bounds."""
        if row <= self.order.most_rows and column <= self.order.most_columns and rows * columns > 1:
            self.merged.append((row, column, rows, columns))

    def end(self) -> None:
        """Say what is known at the end."""
        self._write(
            {
                "merged": sorted(set(self.merged)),
                "hidden_rows": self.hidden_rows,
                "beyond": self.beyond,
                "cut": self.cut,
            }
        )

    def refuse(self, fault: Fault, values: dict[str, str | int]) -> None:
        """Say why the workbook is not read."""
        self._write({"fault": str(fault), "values": values})

    def _write(self, value: object) -> None:
        self.stream.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
