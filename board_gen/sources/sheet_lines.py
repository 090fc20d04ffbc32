"""The lines of a sheet below its header, as a spreadsheet shows them: vertically merged cells hold in all their rows.

A merged id is one problem over several lines: of each column the first line that gives anything is read. What another
line says otherwise is a finding at its cell, so that nothing is left out in silence.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from board_gen.finding import Finding, Kind, Level, Value
from board_gen.messages import N_
from board_gen.sources.faults import shown
from board_gen.sources.sheet_columns import Columns
from board_gen.sources.sheet_names import ColumnKey, folded
from board_gen.sources.table import Cell, CellValue, Merged, Row, Table

_MOST_COVERED = 2_000_000
"""Cells under merged ones that are filled; a sane sheet has thousands."""

FURTHER_LINE = Kind(
    "BG447",
    Level.WARNING,
    N_("the merged number makes rows {first} to {last} one problem: {cell} is read, “{text}” is left out"),
    N_("write it into one cell, or give each line a number of its own"),
)
OPEN_LINE = Kind(
    "BG449",
    Level.WARNING,
    N_(
        "the merged number makes rows {first} to {last} one problem, but what {cell} says does not hold for all of"
        " them: neither status nor closing date is read"
    ),
    N_("say the same in all its lines, or merge the cell over them"),
)

_CLOSED, _STATUS = ColumnKey("closed"), ColumnKey("status")


@dataclass(frozen=True, slots=True)
class ShownRow(Row):
    """A row with the values of merged cells that reach into it; `origins`: the row in which each of them stands."""

    origins: Mapping[int, int] = field(default_factory=dict)

    def cell(self, column: int) -> Cell:
        """The cell in a column, under the name of the cell that holds its value."""
        cell = Row.cell(self, column)
        return Cell(cell.value, self.origins.get(column, self.number), column)


@dataclass(frozen=True, slots=True)
class Line:
    """What may be one problem: its row as shown, the `typed` rows that it is made of, and what was left out of them."""

    row: Row
    typed: tuple[Row, ...]
    left_out: tuple[Finding, ...] = ()


def lines_of(table: Table, columns: Columns) -> Iterator[Line]:
    """The rows below the header, each with what merged cells give it; rows under one merged id together."""
    rows = [row for row in table.rows if row.number > columns.last_row]
    areas = [area for area in table.merged if area.row > columns.last_row and area.rows > 1]
    if not areas:
        yield from (Line(row, (row,)) for row in rows)
        return
    shown_rows = _shown_rows(rows, areas)
    firsts = _first_lines(rows, areas, columns.column("id"))
    groups: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(firsts.get(row.number, row.number), []).append(index)
    for indexes in groups.values():
        typed = tuple(rows[index] for index in indexes)
        yield _line_of(table, columns, [shown_rows[index] for index in indexes], typed)


def _shown_rows(rows: list[Row], areas: Iterable[Merged]) -> list[Row]:
    """The rows, filled from the merged cells that begin above them."""
    numbers = [row.number for row in rows]
    given: dict[int, dict[int, tuple[int, CellValue]]] = {}
    covered = 0
    for area in areas:
        first, last = bisect_left(numbers, area.row), bisect_left(numbers, area.row + area.rows)
        covered += last - first
        if first == last or numbers[first] != area.row or covered > _MOST_COVERED:
            continue
        value = rows[first].cell(area.column).value
        if value != "":
            for index in range(first + 1, last):
                given.setdefault(index, {})[area.column] = area.row, value
    return [_filled(row, given[index]) if index in given else row for index, row in enumerate(rows)]


def _filled(row: Row, given: Mapping[int, tuple[int, CellValue]]) -> ShownRow:
    values = list(row.values) + [""] * (max(given) - len(row.values))
    for column, (_, value) in given.items():
        values[column - 1] = value
    return ShownRow(row.number, tuple(values), {column: number for column, (number, _) in given.items()})


def _first_lines(rows: Iterable[Row], areas: Iterable[Merged], column: int | None) -> Mapping[int, int]:
    """The first row of the problem to which each row under a merged id belongs."""
    first: dict[int, int] = {}
    ids = [area for area in areas if area.column == column]
    filled = {row.number: row for row in rows} if ids else {}
    for area in ids:
        if area.row in filled and filled[area.row].cell(area.column).text:
            within = range(area.row, area.row + area.rows)
            smaller = within if len(within) < len(filled) else [number for number in filled if number in within]
            first.update(dict.fromkeys(smaller, area.row))
    return first


def _line_of(table: Table, columns: Columns, rows: list[Row], typed: tuple[Row, ...]) -> Line:
    """One problem of one row, or of the rows under a merged id."""
    if len(rows) == 1:
        return Line(rows[0], typed)
    head, left_out = rows[0], []
    given: dict[int, Cell] = {}
    open_lines = _open_lines(table, columns, rows)
    for key, column in columns.columns.items():
        if open_lines and key in (_CLOSED, _STATUS):
            continue
        cells = [cell for cell in (row.cell(column) for row in rows) if cell.text]
        for cell in cells:
            first = given.setdefault(column, cell)
            if folded(cell.text) != folded(first.text):
                values: dict[str, Value] = {"first": head.number, "last": rows[-1].number}
                values |= {"cell": first.name, "text": shown(cell.text)}
                left_out.append(Finding(FURTHER_LINE, table.place(cell), values))
    width = max(len(head.values), *given, 1)
    empty = {columns.columns.get(key) for key in (_CLOSED, _STATUS)} if open_lines else set()
    values_of = [
        given[column].value if column in given else "" if column in empty else head.cell(column).value
        for column in range(1, width + 1)
    ]
    origins = {column: cell.row for column, cell in given.items()}
    return Line(ShownRow(head.number, tuple(values_of), origins), typed, (*open_lines, *left_out))


def _open_lines(table: Table, columns: Columns, rows: list[Row]) -> list[Finding]:
    """That the lines of one problem do not agree on its end: then neither a status nor a closing of theirs is read.

    One status for all tells; where there is none, a line without a closing date is not closed.
    """
    statuses, closings = (_cells_of(columns.columns.get(key), rows) for key in (_STATUS, _CLOSED))
    said = [cell for cell in statuses if cell.text]
    if said:
        others = [cell for cell in said if folded(cell.text) != folded(said[0].text)]
        agreeing = said
    else:
        agreeing = [cell for cell in closings if cell.text]
        others = [cell for cell in closings if not cell.text] if agreeing else []
    if not others:
        return []
    values: dict[str, Value] = {"first": rows[0].number, "last": rows[-1].number, "cell": agreeing[0].name}
    return [Finding(OPEN_LINE, table.place(others[0]), values)]


def _cells_of(column: int | None, rows: list[Row]) -> list[Cell]:
    return [row.cell(column) for row in rows] if column else []
