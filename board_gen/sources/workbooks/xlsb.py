"""A tab of an .xlsb file: the parts of an .xlsx, of records in the place of XML (MS-XLSB)."""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from board_gen.sources.workbooks.grid import EMPTY, Fault, Grid, RefusedError, Tab, chosen, pair_cell, text_cell
from board_gen.sources.workbooks.number_format import BUILT_IN, Numbers
from board_gen.sources.workbooks.package import Package

BOOK_PART = "xl/workbook.bin"
_ROW, _MERGED, _BOOK_PROPERTIES, _TAB, _TEXT = 0, 176, 153, 156, 19
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
_SHORT = range(12, 19)
"""Cells that stand right beside the one before and do not say their column."""
_RICH_TEXT = 62
_FORMULA_KINDS = {8: 6, 9: 5, 10: 4, 11: 3}
"""Cells with a formula: the kind of cell that its cached value is."""
_IS_1904, _IS_HIDDEN = 0x01, 0x10
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_U16, _U32, _DOUBLE, _AREA = (struct.Struct(f"<{layout}") for layout in ("H", "I", "d", "4I"))


class Record(NamedTuple):
    """One record of a part: its kind and its bytes."""

    kind: int
    data: bytes


def records_of(part: bytes) -> Iterator[Record]:
    """The records of a part, in their order."""
    position = 0
    while position < len(part):
        kind, position = _varying(part, position, 2)
        size, position = _varying(part, position, 4)
        if position + size > len(part):
            raise RefusedError(Fault.DAMAGED, reason="a record ends behind its part")
        yield Record(kind, part[position : position + size])
        position += size


def _varying(part: bytes, position: int, longest: int) -> tuple[int, int]:
    """A number of seven bits a byte, of which all but the last have the eighth; and where it ends."""
    number = 0
    for index in range(longest):
        byte = part[position + index]
        number |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return number, position + index + 1
    return number, position + longest


def _wide_text(data: bytes, position: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends; a length of 0xFFFFFFFF is no text."""
    (length,) = _U32.unpack_from(data, position)
    position += 4
    if length == 0xFFFFFFFF:
        return "", position
    end = position + 2 * length
    if end > len(data):
        raise RefusedError(Fault.DAMAGED, reason="a text ends behind its record")
    return data[position:end].decode("utf-16-le"), end


def read_xlsb(package: Package, grid: Grid) -> None:
    """Write the tab that is wanted into the grid."""
    targets = package.targets(BOOK_PART)
    tabs: list[Tab] = []
    is_1904 = False
    for kind, data in records_of(package.read(BOOK_PART)):
        if kind == _BOOK_PROPERTIES:
            is_1904 = bool(data[0] & _IS_1904)
        elif kind == _TAB:
            tabs += _tab_of(data, targets)
    tab = chosen(tabs, grid.order.tab)
    grid.begin("XLSB", tabs, tab)
    parts = {kind: part for kind, part in targets.values() if package.holds(part)}
    numbers = Numbers(_formats_of(package, parts.get("styles")), is_1904=is_1904)
    _SheetReading(grid, _shared_texts_of(package, parts.get("sharedStrings")), numbers).read(package.read(tab.source))


def _tab_of(data: bytes, targets: dict[str, tuple[str, str]]) -> Iterator[Tab]:
    (state,) = _U32.unpack_from(data)
    reference, position = _wide_text(data, 8)
    kind, part = targets.get(reference, ("", ""))
    if kind == "worksheet":
        yield Tab(_wide_text(data, position)[0], state != 0, part)


def _formats_of(package: Package, part: str | None) -> list[str]:
    """The code of the number format of each cell style."""
    codes = dict(BUILT_IN)
    formats: list[str] = []
    is_cells = False
    for kind, data in records_of(package.read(part)) if part else ():
        if kind == _FORMAT:
            codes[_U16.unpack_from(data)[0]] = _wide_text(data, 2)[0]
        elif kind == _STYLE and is_cells:
            formats.append(codes.get(_U16.unpack_from(data, 2)[0], ""))
        elif kind in {_STYLES_BEGIN, _STYLES_END}:
            is_cells = kind == _STYLES_BEGIN
    return formats


def _shared_texts_of(package: Package, part: str | None) -> list[str]:
    """The texts that cells share, as cells are written."""
    records = records_of(package.read(part)) if part else ()
    return [text_cell(_wide_text(data, 1)[0]) for kind, data in records if kind == _TEXT]


class _SheetReading:
    """One tab while it is read."""

    def __init__(self, grid: Grid, texts: list[str], numbers: Numbers) -> None:
        self.grid, self.texts, self.numbers = grid, texts, numbers
        self.column = 0
        self.written: dict[int, Callable[[int, bytes], str]] = {
            2: lambda style, data: self.numbers.shown(style, _packed_number(data)),
            3: lambda _, data: pair_cell("error", _ERRORS.get(data[0], "#ERROR!")),
            4: lambda _, data: "true" if data[0] else "false",
            5: lambda style, data: self.numbers.shown(style, _DOUBLE.unpack_from(data)[0]),
            6: lambda _, data: text_cell(_wide_text(data, 0)[0]),
            7: lambda _, data: self.texts[_U32.unpack_from(data)[0]],
            _RICH_TEXT: lambda _, data: text_cell(_wide_text(data, 1)[0]),
        }

    def read(self, part: bytes) -> None:
        """The whole part; once the grid is full, only what is merged."""
        for kind, data in records_of(part):
            if kind == _MERGED:
                row, last_row, column, last_column = _AREA.unpack_from(data)
                self.grid.merge(row + 1, column + 1, last_row - row + 1, last_column - column + 1)
            elif self.grid.cut:
                continue
            elif kind == _ROW:
                self.grid.end_row()
                self.grid.begin_row(_U32.unpack_from(data)[0] + 1, is_hidden=bool(data[11] & _IS_HIDDEN))
                self.column = 0
            else:
                self._read_cell(kind, data)
        if not self.grid.cut:
            self.grid.end_row()

    def _read_cell(self, kind: int, data: bytes) -> None:
        """A record, if it is that of a cell."""
        place = 0
        if kind in _SHORT:
            kind -= 11
            self.column += 1
        elif 1 <= kind <= 11 or kind == _RICH_TEXT:
            self.column, place = _U32.unpack_from(data)[0] + 1, 4
        written = self.written.get(_FORMULA_KINDS.get(kind, kind))
        if written is None:
            return
        style = int.from_bytes(data[place : place + 3], "little")
        cell = written(style, data[place + 4 :])
        if cell != EMPTY:
            self.grid.put(self.column, cell)


def _packed_number(data: bytes) -> float:
    """A number in four bytes: the upper ones of a double, or a whole number; either of them perhaps in hundredths."""
    (packed,) = _U32.unpack_from(data)
    if packed & 2:
        whole = packed >> 2
        number = float(whole - (1 << 30) if whole & 1 << 29 else whole)
    else:
        (number,) = _DOUBLE.unpack(b"\0\0\0\0" + _U32.pack(packed & 0xFFFFFFFC))
    return number / 100 if packed & 1 else number
