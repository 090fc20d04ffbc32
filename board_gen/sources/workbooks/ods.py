"""A tab of an .ods file, or of an .fods one, which is the same XML without a zip file around it."""

import re
from collections.abc import Callable
from typing import BinaryIO

from board_gen.sources.workbooks.grid import EMPTY, Fault, Grid, RefusedError, Tab, chosen, pair_cell, text_cell
from board_gen.sources.workbooks.package import PIECE, Attributes, Package, elements_of, parser_of
from board_gen.sources.workbooks.xlsx import iso_cell

MIME_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
_HIDDEN = frozenset({"collapse", "filter"})
_BLANKS = {"text:tab": "\t", "text:line-break": "\n"}
_COVERED = "table:covered-table-cell"
_CELLS = frozenset({"table:table-cell", _COVERED})
_ASIDE = frozenset(
    {"office:annotation", "table:shapes", "table:table", "draw:frame", "draw:custom-shape", "draw:g", "draw:line"}
)
"""What stands in a cell, or beside the rows, and is no value; a table in a table too."""
_DURATION = re.compile(r"PT([0-9]+)H([0-9]+)M([0-9]+)(?:[.,][0-9]+)?S")
_PADDED = re.compile(r"(.*?)([0-9]+)", re.DOTALL)
_LAST_ROW = 2**20


def is_ods(package: Package) -> bool:
    """True for a package of OpenDocument that says to be a spreadsheet."""
    return package.holds("mimetype") and package.read("mimetype").startswith(MIME_TYPE.encode())


def read_ods(package: Package, grid: Grid) -> None:
    """Write the tab that is wanted into the grid."""
    if package.holds(MANIFEST):
        names = {name for name, _ in elements_of(package.open(MANIFEST))}
        if "encryption-data" in names:
            raise RefusedError(Fault.PASSWORD)
    _read_content(lambda: package.open(CONTENT), grid)


def read_fods(file: BinaryIO, grid: Grid) -> None:
    """Write the tab that is wanted into the grid."""

    def opened() -> BinaryIO:
        file.seek(0)
        return file

    _read_content(opened, grid)


def _read_content(opened: Callable[[], BinaryIO], grid: Grid) -> None:
    tabs = _tabs_of(opened())
    tab = chosen(tabs, grid.order.tab)
    grid.begin("ODS", tabs, tab)
    _ContentReading(grid, int(tab.source)).read(opened())


def _tabs_of(stream: BinaryIO) -> list[Tab]:
    """The tabs of the document; what is hidden says the style that a tab names."""
    tabs: list[Tab] = []
    hidden: set[str] = set()
    style, depth = "", 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal style, depth
        if name == "style:style":
            style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            hidden.add(style)
        elif name == "table:table":
            depth += 1
            if depth == 1:
                is_hidden = attributes.get("table:style-name", "") in hidden
                tabs.append(Tab(attributes.get("table:name", ""), is_hidden, str(len(tabs))))

    def end(name: str) -> None:
        nonlocal depth
        depth -= name == "table:table"

    parser = parser_of()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    while piece := stream.read(PIECE):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return tabs


class _ContentReading:
    """The document while it is read: where the parser stands, and what is known of the cell there."""

    def __init__(self, grid: Grid, wanted: int) -> None:
        self.grid, self.wanted = grid, wanted
        self.parser = parser_of()
        self.table, self.depth, self.aside = -1, 0, 0
        self.row, self.repeated, self.column = 1, 1, 1
        self.cell: Attributes = {}
        self.paragraphs: list[str] = []
        self.buffer: list[str] = []

    def read(self, stream: BinaryIO) -> None:
        """The whole document, of which only the wanted tab is looked at."""
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start_outside, self._end_outside
        while piece := stream.read(PIECE):
            self.parser.Parse(piece, False)
        self.parser.Parse(b"", True)

    def _start_outside(self, name: str, _: Attributes) -> None:
        if name == "table:table":
            self.depth += 1
            self.table += self.depth == 1
            if self.depth == 1 and self.table == self.wanted:
                self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
                self.parser.CharacterDataHandler = self.buffer.append

    def _end_outside(self, name: str) -> None:
        self.depth -= name == "table:table"

    def _start(self, name: str, attributes: Attributes) -> None:
        if self.aside:
            self.aside += name in _ASIDE
        elif name in _CELLS:
            self.cell = attributes
        elif name == "text:p":
            self.buffer.clear()
        elif name == "table:table-row":
            self._start_row(attributes)
        elif name in _ASIDE:
            self.aside = 1
        elif name == "text:s":
            self.buffer.append(" " * min(int(attributes.get("text:c") or 1), 1000))
        elif name in _BLANKS:
            self.buffer.append(_BLANKS[name])

    def _start_row(self, attributes: Attributes) -> None:
        self.repeated = int(attributes.get("table:number-rows-repeated") or 1)
        self.column = 1
        self.grid.begin_row(self.row, is_hidden=attributes.get("table:visibility", "visible") in _HIDDEN)

    def _end(self, name: str) -> None:
        if self.aside:
            self.aside -= name in _ASIDE
        elif name == "text:p":
            self.paragraphs.append("".join(self.buffer))
        elif name in _CELLS:
            self._end_cell(is_covered=name == _COVERED)
        elif name == "table:table-row":
            self.grid.end_row(min(self.repeated, _LAST_ROW))
            self.row += self.repeated
        elif name == "table:table":  # the tab itself
            self.parser.StartElementHandler, self.parser.EndElementHandler = self._start_outside, self._end_outside
            self.parser.CharacterDataHandler = None
            self.depth = 0

    def _end_cell(self, *, is_covered: bool) -> None:
        repeated = int(self.cell.get("table:number-columns-repeated") or 1)
        if "table:number-columns-spanned" in self.cell or "table:number-rows-spanned" in self.cell:
            rows = int(self.cell.get("table:number-rows-spanned") or 1)
            columns = int(self.cell.get("table:number-columns-spanned") or 1)
            self.grid.merge(self.row, self.column, rows, columns)
        cell = EMPTY if is_covered else self._written()
        if cell != EMPTY:
            end = min(self.column + repeated, self.grid.order.most_columns + 2)
            for column in range(self.column, end):
                self.grid.put(column, cell)
        self.column += repeated
        self.paragraphs.clear()

    def _written(self) -> str:
        """The cell as it is written: by its type, an error before all.

        A formula without a type gave an empty string: LibreOffice writes it so, and calculates before it saves.
        """
        text = "\n".join(self.paragraphs)
        if self.cell.get("calcext:value-type") == "error":
            return pair_cell("error", text or "#ERROR!")
        kind = self.cell.get("office:value-type")
        return self._typed(kind, text) if kind else text_cell(text)

    def _typed(self, kind: str, text: str) -> str:
        """A value that is no text stands in an attribute; its text is only how it looks."""
        if kind in {"float", "percentage", "currency"}:
            return _number_cell(self.cell.get("office:value", ""), text)
        if kind == "date":
            return iso_cell(self.cell.get("office:date-value", text))
        if kind == "time":
            return text_cell(_clock_of(self.cell.get("office:time-value", ""), text))
        if kind == "boolean":
            return "true" if self.cell.get("office:boolean-value") == "true" else "false"
        return text_cell(text or self.cell.get("office:string-value", ""))


def _number_cell(value: str, text: str) -> str:
    """A number; one that is shown with zeros before it, or behind a name (`FR-0012`), is that text."""
    try:
        number = float(value)
    except ValueError:
        return text_cell(text)
    match = _PADDED.fullmatch(text)
    if match and number.is_integer() and 0 <= number < 1e15 and int(match[2]) == number:
        is_named = any(sign.isalnum() for sign in match[1])
        if is_named or (match[2].startswith("0") and len(match[2]) > 1):
            return text_cell(text)
    return repr(number) if abs(number) < float("inf") else text_cell(text)


def _clock_of(duration: str, text: str) -> str:
    """`08:30` of `PT08H30M00S`, with seconds where there are any."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        return text
    return f"{int(match[1]):02}:{match[2]}" + (f":{match[3]}" if int(match[3]) else "")
