"""The issue sheet: a table to rows, each cell understood or named in a finding (contract §4)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.rules import Rules, SheetRules
from board_gen.sources.faults import shown
from board_gen.sources.row_cells import REQUIRED
from board_gen.sources.row_layout import Layout
from board_gen.sources.row_reading import RowReading
from board_gen.sources.sheet_columns import read_columns
from board_gen.sources.sheet_header import ENOUGH_NAMES
from board_gen.sources.sheet_lines import Line, lines_of
from board_gen.sources.sheet_names import ColumnKey, folded, known_names
from board_gen.sources.sheet_parts import parts_of
from board_gen.sources.sheet_row import SheetRow
from board_gen.sources.sheet_words import error_in, gives_something
from board_gen.sources.table import BadValue, Cell, Row, Table, column_letters

MISSING_COLUMN = Kind(
    "BG438",
    Level.WARNING,
    N_("the sheet has no column for {key}"),
    N_("add one: a row without it is invalid unless its case file gives it"),
)
NAMELESS_COLUMNS = Kind(
    "BG425",
    Level.NOTE,
    N_("columns without a name in the header hold something and are not read: {columns}"),
    N_("if one of them matters, give it a name"),
)
NO_PROBLEMS = Kind(
    "BG426",
    Level.NOTE,
    N_("rows that are no problems but totals, headings, signatures or errors of formulas: {rows}"),
    N_("a problem has a date and a title"),
)
ONLY_PRESET = Kind(
    "BG427",
    Level.NOTE,
    N_("rows numbered in advance that hold nothing else but “{text}”, all alike: {rows}; they are no problems"),
    N_("a problem has a date and a title"),
)

CHOICES = frozenset({"status", "severity", "profile", "tracked"})
"""Fields that sheets fill in advance, in rows that wait for a problem."""

_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|累计|汇总|grandtotals?|subtotals?|totals?|sum)"
    r"(?:open|closed|issues|cases|problems|rows)*(?:[:=].*|[\d.,%]*)|共\d+[条项个件行].*"
)
_SIGNATURE = re.compile(
    r"(?:编制|制表|填表|制作|编写|审核|复核|审批|批准|核准|会签|签字|签名|打印|页码)(?:人|者|员|日期|时间)?(?::.*|.{0,3}|[\d./年月日-]*)"
    r"|(?:preparedby|checkedby|reviewedby|approvedby).*|(?:signature|printed|page)(?:[:\d].*)?"
)
"""Behind its word stand a colon and anything, a name, or a date: `审核发现漏装` is a problem."""


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
    rows: list[SheetRow] = []
    findings: list[Finding] = []
    for part in parts_of(table, found, rules, sheet):
        layout = Layout(part.table, part.columns, rules, sheet)
        sorting = _Sorting(layout)
        rows += (RowReading(layout, line).read() for line in sorting.problems())
        findings += (*part.findings, *_missing_columns(layout), *_nameless_columns(layout), *sorting.notes())
    return SheetRead(tuple(rows), tuple(findings))


def _place_of(layout: Layout, row: int, column: int = 1) -> Place:
    """A cell's place."""
    return Place(layout.table.file, tab=layout.table.tab, cell=f"{column_letters(column)}{row}")


def _missing_columns(layout: Layout) -> Iterator[Finding]:
    """What no row can give."""
    for key in ("id", *REQUIRED):
        if key not in layout.fields:
            yield Finding(MISSING_COLUMN, _place_of(layout, layout.columns.header_row), {"key": key})


def _nameless_columns(layout: Layout) -> Iterator[Finding]:
    """Columns in which something stands that nobody has given a name; in a CSV the header's width bounds them."""
    columns, width = layout.columns, layout.columns.width
    nameless = [column for column in range(1, width + 1) if column not in columns.names]
    found: dict[int, int] = {}
    for row in layout.table.rows:
        if row.number > columns.last_row:
            beyond = range(width + 1, len(row.values) + 1) if layout.table.tab else ()
            for column in (*nameless, *beyond):
                if column not in found and row.cell(column).text:
                    found[column] = row.number
    if found:
        first = min(found)
        names = ", ".join(column_letters(column) for column in sorted(found))
        yield Finding(NAMELESS_COLUMNS, _place_of(layout, found[first], first), {"columns": names})


class _Sorting:
    """Which lines of a sheet are problems, and which are furniture: of those that are neither empty nor numbers alone
    a note tells.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        columns, table = layout.columns, layout.table
        self.names = known_names(layout.rules, layout.sheet)
        self.headers = [row for row in table.rows if columns.header_row <= row.number <= columns.last_row]
        self.banners = {tuple(_texts_of(row)) for row in table.rows if row.number < columns.header_row}
        self.contents = [(key, column) for key, column in columns.columns.items() if key != ColumnKey("id")]
        self.headings = {(area.row, area.column) for area in table.merged if area.columns >= ENOUGH_NAMES}
        self.others: list[int] = []
        self.preset: list[int] = []
        self.preset_text = ""

    def problems(self) -> list[Line]:
        """The lines that are problems, in their order."""
        lines = [line for line in lines_of(self.layout.table, self.layout.columns) if self._is_problem(line)]
        self._take_preset(lines)
        return lines

    def notes(self) -> Iterator[Finding]:
        """What was left out that holds something."""
        if self.others:
            yield Finding(NO_PROBLEMS, _place_of(self.layout, self.others[0]), {"rows": _ranges(self.others)})
        if self.preset:
            values = {"rows": _ranges(self.preset), "text": shown(self.preset_text)}
            yield Finding(ONLY_PRESET, _place_of(self.layout, self.preset[0]), values)

    def _is_problem(self, line: Line) -> bool:
        row = line.typed[0]
        if not any(gives_something(typed.cell(column)) for typed in line.typed for _, column in self.contents):
            if any(error_in(line.row.cell(column)) for _, column in self.contents):
                self.others.append(row.number)
            return False
        if self._is_of_nothing(line):
            self.others.append(row.number)
            return False
        if self._has_date(row):
            return True
        if self._is_furniture(row):
            return False
        if self._is_no_problem(row):
            self.others.append(row.number)
            return False
        return True

    def _is_of_nothing(self, line: Line) -> bool:
        """True for a row, numbered in advance, of formulas over blank cells: zeros, and days counted from day zero."""
        cells = [typed.cell(column) for typed in line.typed for _, column in self.contents]
        given = [cell for cell in cells if gives_something(cell)]
        return all(cell.value == 0 or (isinstance(cell.value, date) and cell.value.year == 1900) for cell in given)

    def _has_date(self, row: Row) -> bool:
        """True where something like a date stands in its column: then the row is a problem."""
        column = self.layout.fields.get("opened")
        value = row.cell(column).value if column else ""
        return value[:1].isdigit() if isinstance(value, str) else not isinstance(value, BadValue | bool)

    def _is_furniture(self, row: Row) -> bool:
        """True for a header or banner that is repeated, be it in another language."""
        if self.banners and tuple(_texts_of(row)) in self.banners:
            return True
        same = sum(1 for key, column in self.contents if self._is_name(key, row.cell(column).value))
        if same >= ENOUGH_NAMES - 1 and self._is_name(ColumnKey("id"), self._id_of(row)):
            return True
        return same >= ENOUGH_NAMES or any(_repeats(header, row) for header in self.headers)

    def _is_name(self, key: ColumnKey, value: object) -> bool:
        return isinstance(value, str) and self.names.get(folded(value)) == key

    def _id_of(self, row: Row) -> object:
        column = self.layout.fields.get("id")
        return row.cell(column).value if column else ""

    def _is_no_problem(self, row: Row) -> bool:
        """True for a row of totals, of signatures, or for a heading over several columns.

        What has an id that is no count is none of these, whatever its title begins with.
        """
        cells = list(row.cells())
        if self._has_own_id(row, cells[0]):
            return False
        if len(cells) == 1 and (row.number, cells[0].column) in self.headings:
            return True
        return bool(_TOTAL.fullmatch(folded(cells[0].text))) or all(
            _SIGNATURE.fullmatch(folded(cell.text)) for cell in cells
        )

    def _has_own_id(self, row: Row, first: Cell) -> bool:
        """True where the id is neither the word that makes the row a total or a signature nor a number beside it."""
        column = self.layout.fields.get("id")
        if not column:
            return False
        cell = row.cell(column)
        text = folded(cell.text)
        is_word = cell.column == first.column or _TOTAL.fullmatch(text) or _SIGNATURE.fullmatch(text)
        return gives_something(cell) and not is_word and not re.fullmatch(r"[\d.,%]+", text)

    def _take_preset(self, lines: list[Line]) -> None:
        """Take the rows at the end out, two at least, that all hold a number and the same choices, and nothing else."""
        last: list[Line] = []
        while lines and (choices := self._preset_of(lines[-1])) and choices == (self.preset_text or choices):
            self.preset_text = choices
            last.insert(0, lines.pop())
        if len(last) < 2:
            lines.extend(last)
        else:
            self.preset = [line.row.number for line in last]

    def _preset_of(self, line: Line) -> str:
        """What a row says where that is nothing but choices; empty where it says more."""
        given = [(key, line.row.cell(column)) for key, column in self.contents]
        given = [(key, cell) for key, cell in given if gives_something(cell)]
        is_preset = all(key.name in CHOICES and not key.criterion for key, _ in given)
        return ", ".join(cell.text for _, cell in given) if is_preset else ""


def _texts_of(row: Row) -> Iterator[tuple[int, str]]:
    return ((cell.column, folded(cell.text)) for cell in row.cells())


def _repeats(header: Row, row: Row) -> bool:
    """True where a row says again what the header says, in three columns or all of them."""
    names = dict(_texts_of(header))
    texts = dict(_texts_of(row))
    same = sum(1 for column, text in texts.items() if names.get(column) == text)
    return same >= ENOUGH_NAMES or (same > 1 and texts == names)


def _ranges(numbers: Iterable[int]) -> str:
    """`12, 40-45`."""
    parts: list[tuple[int, int]] = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1] = parts[-1][0], number
        else:
            parts.append((number, number))
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in parts)
