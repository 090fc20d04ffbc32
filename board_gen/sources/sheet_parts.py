"""The parts of a sheet: tables one below the other (open problems, then closed ones), each under its own header.

A header that only repeats the one above it begins no part. One that says of a column something else does: what stands
below it would be taken for something that it is not. A header without rows, such as the block of a form's number and
date above the real one, is no part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from board_gen.finding import Finding, Kind, Level
from board_gen.messages import N_
from board_gen.model.rules import Rules, SheetRules
from board_gen.sources.sheet_columns import Columns, ColumnsRead, columns_of, vocabulary_of
from board_gen.sources.sheet_header import ENOUGH_NAMES, Vocabulary, header_at, names_in
from board_gen.sources.table import BadValue, Row, Table

ANOTHER_HEADER = Kind(
    "BG448",
    Level.NOTE,
    N_("another header stands here; the rows from {row} on are read by it"),
    N_("one table with one header is safer"),
)

_MOST_PARTS = 100
"""Headers that are followed; a sane sheet has two or three."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table with its header: the rows, the columns, and what was wrong with them."""

    table: Table
    columns: Columns
    findings: tuple[Finding, ...]


def parts_of(table: Table, first: ColumnsRead, rules: Rules, sheet: SheetRules) -> Sequence[Part]:
    """The parts of a table whose first header is known; none where it has none."""
    if first.columns is None:
        return ()
    parts = list(_all_parts(table, first.columns, first.findings, vocabulary_of(rules, sheet)))
    filled = [part for part in parts if part.table.rows[-1].number > part.columns.last_row]
    return filled or parts[:1]


def _all_parts(table: Table, columns: Columns, findings: tuple[Finding, ...], words: Vocabulary) -> Iterator[Part]:
    begin, count = 0, 1
    for index, row in enumerate(table.rows):
        if row.number <= columns.last_row or not _may_be_header(row, columns, words):
            continue
        found = columns_of(table, header_at(table, index, words), words)
        other = found.columns
        if other is None or other.header_row <= columns.last_row or count == _MOST_PARTS:
            continue
        end = index if other.header_row == row.number else index - 1
        if _says_something_else(other, columns, is_below_rows=table.rows[end - 1].number > columns.last_row):
            yield Part(replace(table, rows=table.rows[begin:end]), columns, findings)
            place = table.place(next(row.cells()))
            note = Finding(ANOTHER_HEADER, place, {"row": other.last_row + 1})
            begin, count, columns, findings = end, count + 1, other, (note, *found.findings)
    yield Part(replace(table, rows=table.rows[begin:]), columns, findings)


def _may_be_header(row: Row, columns: Columns, words: Vocabulary) -> bool:
    """True for a row with enough known names that holds no date where the header above has one."""
    opened = columns.column("opened")
    value = row.cell(opened).value if opened else ""
    if not isinstance(value, str | BadValue) or (isinstance(value, str) and value[:1].isdigit()):
        return False
    return len(words.keys_of(names_in(row))) >= ENOUGH_NAMES


def _says_something_else(other: Columns, columns: Columns, *, is_below_rows: bool) -> bool:
    """True where a header contradicts the one above it, or knows more; below rows it need only differ.

    Right below the other it may be the same in another language, of which not all names are known.
    """
    if is_below_rows:
        return other.columns != columns.columns
    if len(other.columns) > len(columns.columns):
        return True
    keys = {column: key for key, column in columns.columns.items()}
    return any(
        columns.columns.get(key, column) != column or keys.get(column, key) != key
        for key, column in other.columns.items()
    )
