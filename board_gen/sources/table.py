"""Table: what a sheet holds, cell by cell, before anybody asks what the columns mean.

A reader of one family of formats (`csv_table.py`, `workbook.py`) makes one; what follows (`sheet_columns.py`,
`sheet.py`) knows no format.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from board_gen.finding import Finding, Place


@dataclass(frozen=True, slots=True)
class BadValue:
    """What stands in a workbook's cell in the place of a value: an error (`#N/A`), or (`is_uncalculated`) a formula
    whose value no program has stored; `text` is the error or the formula.
    """

    text: str
    is_uncalculated: bool = False

    def __str__(self) -> str:
        return self.text


CellValue = str | datetime | date | float | bool | BadValue
"""What a cell may hold: a text (all that CSV knows), or what a workbook typed. Date-times are plant time, naive."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `row` and `column` count from 1, as a spreadsheet shows them."""

    value: CellValue
    row: int
    column: int

    @property
    def name(self) -> str:
        """The cell as a spreadsheet names it: `F12`."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The value as a text: no blanks around it, a whole number without `.0`, a midnight as the day it begins."""
        if isinstance(self.value, str):
            return self.value.strip()
        if isinstance(self.value, float) and self.value.is_integer() and abs(self.value) < 1e16:
            return str(int(self.value))
        if isinstance(self.value, datetime):
            is_day = self.value.time() == time()
            return self.value.date().isoformat() if is_day else self.value.isoformat(sep=" ", timespec="seconds")
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet: its number, and the values of its cells from column A on."""

    number: int
    values: tuple[CellValue, ...]

    def cell(self, column: int) -> Cell:
        """The cell in a column (from 1); a row that ends before it has an empty one there."""
        value = self.values[column - 1] if column <= len(self.values) else ""
        return Cell(value, self.number, column)

    def cells(self) -> Iterator[Cell]:
        """The cells that hold anything, from left to right."""
        for column, value in enumerate(self.values, start=1):
            if not isinstance(value, str) or value.strip():
                yield Cell(value, self.number, column)


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of merged cells: its first row and column (from 1), and how many rows and columns it has.

    Only its first cell has a value. A range may reach far beyond the last row: whole columns can be merged.
    """

    row: int
    column: int
    rows: int
    columns: int

    def holds(self, row: int, column: int) -> bool:
        """True for the cells within it, the first one too."""
        return self.row <= row < self.row + self.rows and self.column <= column < self.column + self.columns


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet that hold anything; `file` is its name as findings print it, `tab` its tab (none in a CSV).

    `merged` are its ranges of merged cells by row and column; a CSV has none.
    """

    file: str
    rows: tuple[Row, ...]
    tab: str = ""
    merged: tuple[Merged, ...] = ()

    def place(self, cell: Cell) -> Place:
        """Where a cell stands."""
        return Place(self.file, tab=self.tab, cell=cell.name)


@dataclass(frozen=True, slots=True)
class TableRead:
    """A sheet as a table, as far as it could be read (None: not at all), and what was wrong with it."""

    table: Table | None
    findings: tuple[Finding, ...] = ()


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """A column's letters: 1 is `A`, 27 is `AA`."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
