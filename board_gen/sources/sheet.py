"""The issue sheet: a table to rows, each cell understood or named in a finding (contract §4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.rules import Rules, SheetRules
from board_gen.sources.row_reading import REQUIRED, RowReading
from board_gen.sources.sheet_columns import ENOUGH_NAMES, Columns, folded, read_columns
from board_gen.sources.sheet_row import SheetRow
from board_gen.sources.sheet_words import is_not_given
from board_gen.sources.table import Row, Table

MISSING_COLUMN = Kind(
    "BG438",
    Level.WARNING,
    N_("the sheet has no column for {key}"),
    N_("add one: a row without it is invalid unless its case file gives it"),
)


@dataclass(frozen=True, slots=True)
class SheetRead:
    """The rows of one sheet in their order, and what was wrong with the sheet itself; a row has its own findings."""

    rows: tuple[SheetRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_readable: bool = True


def read_sheet(table: Table, rules: Rules, sheet: SheetRules) -> SheetRead:
    """The rows of a sheet below its header; a row with nothing but an id is none."""
    found = read_columns(table, rules, sheet)
    if found.columns is None:
        return SheetRead(findings=found.findings, is_readable=False)
    layout = _Layout(table, found.columns, rules, sheet)
    rows = tuple(layout.row_of(row) for row in layout.rows() if layout.is_case(row))
    return SheetRead(rows, (*found.findings, *layout.missing_columns()))


@dataclass(frozen=True, slots=True)
class _Layout:
    """A sheet and how to read it."""

    table: Table
    columns: Columns
    rules: Rules
    sheet: SheetRules

    def rows(self) -> Iterator[Row]:
        """The rows below the header; a header that is repeated (printed sheets) is none."""
        header = next(row for row in self.table.rows if row.number == self.columns.header_row)
        for row in self.table.rows:
            if row.number > header.number and not self._repeats(header, row):
                yield row

    def _repeats(self, header: Row, row: Row) -> bool:
        names = [(header.cell(column).text, row.cell(column).text) for column in self.columns.columns.values()]
        return sum(folded(name) == folded(again) for name, again in names) >= ENOUGH_NAMES

    def is_case(self, row: Row) -> bool:
        """True for a row that holds anything beside its id, in a column that is read."""
        columns = (column for key, column in self.columns.columns.items() if key.name != "id" or key.criterion)
        return any(not is_not_given(row.cell(column).text) for column in columns)

    def missing_columns(self) -> Iterator[Finding]:
        """What no row can give."""
        place = Place(self.table.file, tab=self.table.tab, cell=f"A{self.columns.header_row}")
        for key in ("id", *REQUIRED):
            if self.columns.column(key) is None:
                yield Finding(MISSING_COLUMN, place, {"key": key})

    def row_of(self, row: Row) -> SheetRow:
        """A row, understood."""
        return RowReading(self.table, self.columns, self.rules, self.sheet, row).read()
