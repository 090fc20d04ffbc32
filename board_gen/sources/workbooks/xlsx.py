"""A tab of an .xlsx or .xlsm file, read in one pass."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time
from functools import lru_cache
from typing import BinaryIO

from board_gen.sources.workbooks.grid import EMPTY, Fault, Grid, RefusedError, Tab, chosen, pair_cell, text_cell
from board_gen.sources.workbooks.number_format import BUILT_IN, Numbers
from board_gen.sources.workbooks.package import PIECE, Attributes, Package, elements_of, parser_of

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PHANTOM_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"(?: [a-z:]+="[^"<>]*")* ?/>')
_PHANTOM_ROW = re.compile(rb'<row r="[0-9]+"(?: [A-Za-z0-9:]+="[^"<>]*")* ?(?:/>|></row>)')
_REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)(?::([A-Za-z]+)([0-9]+))?")
_TRUE = frozenset({"1", "true"})


def book_part_of(package: Package) -> str:
    """The name of the part that the package is about: its workbook."""
    for kind, part in package.targets("").values():
        if kind == "officeDocument":
            return part
    return "xl/workbook.xml"


def read_xlsx(package: Package, book_part: str, grid: Grid) -> None:
    """Write the tab that is wanted into the grid."""
    targets = package.targets(book_part)
    tabs: list[Tab] = []
    is_1904 = False
    for name, attributes in elements_of(package.open(book_part)):
        if name == "workbookPr":
            is_1904 = attributes.get("date1904", "") in _TRUE
        elif name == "sheet":
            tabs += _tab_of(attributes, targets)
    tab = chosen(tabs, grid.order.tab)
    grid.begin("XLSX", tabs, tab)
    parts = {kind: part for kind, part in targets.values() if package.holds(part)}
    numbers = Numbers(_formats_of(package, parts.get("styles")), is_1904=is_1904)
    texts = _shared_texts_of(package.open(parts["sharedStrings"])) if "sharedStrings" in parts else []
    _SheetReading(grid, texts, numbers).read(package.open(tab.source))


def _tab_of(attributes: Attributes, targets: dict[str, tuple[str, str]]) -> Iterator[Tab]:
    """The tab, if it holds cells: charts, dialogs and macros do not."""
    reference = next((value for name, value in attributes.items() if name.endswith(":id")), "")
    kind, part = targets.get(reference, ("", ""))
    if kind == "worksheet":
        yield Tab(attributes.get("name", ""), attributes.get("state", "visible") != "visible", part)


def _formats_of(package: Package, part: str | None) -> list[str]:
    """The code of the number format of each cell style."""
    codes = dict(BUILT_IN)
    formats: list[str] = []
    is_cells = False
    for name, attributes in elements_of(package.open(part)) if part else ():
        if name == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "xf" and is_cells:
            formats.append(codes.get(int(attributes.get("numFmtId") or 0), ""))
        elif name in {"cellStyleXfs", "cellXfs", "cellStyles"}:
            is_cells = name == "cellXfs"
    return formats


def plain_text(text: str) -> str:
    """A text without the escapes (`_x000D_`) by which the format writes control characters."""
    return _ESCAPED.sub(_unescaped, text) if "_x" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)


def _shared_texts_of(stream: BinaryIO) -> list[str]:
    """The texts that cells share, as cells are written; what only tells how to pronounce a text is left out."""
    texts: list[str] = []
    parts: list[str] = []
    buffer: list[str] = []
    spoken = 0

    def start(name: str, _: Attributes) -> None:
        nonlocal spoken
        local = name.rpartition(":")[2]
        if local == "t":
            buffer.clear()
        elif local == "si":
            parts.clear()
        elif local == "rPh":
            spoken += 1

    def end(name: str) -> None:
        nonlocal spoken
        local = name.rpartition(":")[2]
        if local == "t" and not spoken:
            parts.append("".join(buffer))
        elif local == "si":
            texts.append(text_cell(plain_text("".join(parts))))
        elif local == "rPh":
            spoken -= 1

    parser = parser_of()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, buffer.append
    with stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)
    return texts


def without_phantoms(stream: BinaryIO) -> Iterator[bytes]:
    """The XML of a sheet without cells and rows that have a style alone, which are found ten times faster so.

    Outside of comments and CDATA a `<` begins nothing but an element; where there are such, all is left as it is.
    """
    rest, is_plain = b"", True
    while piece := stream.read(PIECE):
        piece = rest + piece
        end = piece.rfind(b">") + 1
        whole, rest = piece[:end], piece[end:]
        is_plain = is_plain and b"<!" not in whole
        if is_plain:
            whole = _PHANTOM_ROW.sub(b"", _PHANTOM_CELL.sub(b"", whole))
        yield whole
    yield rest


class _SheetReading:
    """One tab while it is read: what is known of the cell that the parser stands in."""

    def __init__(self, grid: Grid, texts: list[str], numbers: Numbers) -> None:
        self.grid, self.texts, self.numbers = grid, texts, numbers
        self.parser = parser_of()
        self.row = self.column = 0
        self.columns: dict[str, int] = {}
        self.buffer: list[str] = []
        self.cell: Attributes = {}
        self.value: str | None = None
        self.formula: str | None = None
        self.inline: list[str] = []
        self.spoken = 0

    def read(self, stream: BinaryIO) -> None:
        """The whole part; once the grid is full, only what is merged."""
        self.parser.StartElementHandler = self._start_root
        self.parser.CharacterDataHandler = self.buffer.append
        with stream:
            for piece in without_phantoms(stream):
                self.parser.Parse(piece, False)
        self.parser.Parse(b"", True)

    def _start_root(self, name: str, _: Attributes) -> None:
        """All names have the root's prefix, which most files leave out."""
        prefix = name.removesuffix("worksheet")
        if prefix == name:
            raise RefusedError(Fault.DAMAGED, reason=f"a sheet that is <{name}>")
        self.c, self.v, self.f, self.t = f"{prefix}c", f"{prefix}v", f"{prefix}f", f"{prefix}t"
        self.row_tag, self.spoken_tag, self.merge_tag = f"{prefix}row", f"{prefix}rPh", f"{prefix}mergeCell"
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == self.c:
            self.cell, self.value, self.formula = attributes, None, None
        elif name in (self.v, self.t, self.f):
            self.buffer.clear()
        elif name == self.row_tag:
            self._start_row(attributes)
        elif name == self.spoken_tag:
            self.spoken += 1
        elif name == self.merge_tag:
            self._merge(name, attributes)

    def _start_row(self, attributes: Attributes) -> None:
        self.buffer.clear()
        self.row = int(attributes.get("r") or self.row + 1)
        self.column = 0
        self.grid.begin_row(self.row, is_hidden=attributes.get("hidden", "") in _TRUE)

    def _end(self, name: str) -> None:
        if name == self.v:
            self.value = "".join(self.buffer)
        elif name == self.c:
            self._end_cell()
        elif name == self.t:
            if not self.spoken:
                self.inline.append("".join(self.buffer))
        elif name == self.f:
            self.formula = "".join(self.buffer)
        elif name == self.row_tag:
            self._end_row()
        elif name == self.spoken_tag:
            self.spoken -= 1

    def _end_row(self) -> None:
        self.grid.end_row()
        if self.grid.cut:
            self.parser.EndElementHandler = self.parser.CharacterDataHandler = None
            self.parser.StartElementHandler = self._merge

    def _merge(self, name: str, attributes: Attributes) -> None:
        match = _REFERENCE.fullmatch(attributes.get("ref", "")) if name == self.merge_tag else None
        if match and match[3]:
            column, last = self._column_of(match[1]), self._column_of(match[3])
            self.grid.merge(int(match[2]), column, int(match[4]) - int(match[2]) + 1, last - column + 1)

    def _end_cell(self) -> None:
        reference = self.cell.get("r")
        self.column = self._column_of(reference.rstrip("0123456789")) if reference else self.column + 1
        cell = self._written()
        if cell != EMPTY:
            self.grid.put(self.column, cell)
        self.buffer.clear()
        if self.inline:
            self.inline.clear()

    def _column_of(self, letters: str) -> int:
        column = self.columns.get(letters)
        if column is None:
            column = 0
            for letter in letters.upper():
                column = column * 26 + ord(letter) - ord("A") + 1
            if not 1 <= column <= 16_384:
                raise RefusedError(Fault.DAMAGED, reason=f"a column {letters}")
            self.columns[letters] = column
        return column

    def _written(self) -> str:
        """The cell as it is written: its value, else the formula that nobody has calculated."""
        kind, value = self.cell.get("t", "n"), self.value
        if kind == "s" and value:
            return self.texts[int(value)]
        if kind == "n" and value:
            return self.numbers.cell(int(self.cell.get("s") or 0), value)
        if not value and kind == "n" and self.formula is not None:
            return pair_cell("formula", f"={self.formula or '…'}")
        return self._text_written(kind, value or "")

    def _text_written(self, kind: str, value: str) -> str:
        if kind in {"str", "inlineStr"}:
            return text_cell(plain_text("".join(self.inline) or value))
        if kind == "b" and value:
            return "true" if value.strip() in _TRUE else "false"
        if kind == "e" and value:
            return pair_cell("error", value)
        return iso_cell(value) if kind == "d" and value else EMPTY


@lru_cache(maxsize=65_536)
def iso_cell(text: str) -> str:
    """A day or an instant that the file itself writes in ISO 8601; any other text stays one."""
    with suppress(ValueError):
        instant = datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
        is_day = instant.time() == time() and "T" not in text
        return pair_cell("day", instant.date().isoformat()) if is_day else pair_cell("instant", instant.isoformat())
    return text_cell(text)
