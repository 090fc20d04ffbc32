"""A plant's own Excel form, filled: `{{ field }}` in a cell, alone or within a text, and rows that repeat for a list.

openpyxl reads and writes it. What it can't keep is lost (text boxes, drawn shapes, macros): the documentation says so.
Texts stay texts whatever they begin with.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from board_gen.finding import Finding, Place
from board_gen.model.label import Label
from board_gen.model.terms import Letter
from board_gen.pages.board_xlsx import FIRST_YEAR, GROUNDS
from board_gen.pages.cell_text import cell_lines, is_formula
from board_gen.pages.office_file import with_fixed_times
from board_gen.pages.report_asked import ReportAsked, Reported
from board_gen.pages.report_fields import Value, text_of_value
from board_gen.pages.report_filling import fields_of
from board_gen.pages.report_form import Form, Leaf, Rows, Wanted, broken, form_in, shape_at, shape_of
from board_gen.pages.sheet_rows import insert_rows
from board_gen.views.text_width import lines_of

_INNER = "xl/workbook.xml"
_FIELD = re.compile(r"\{\{\s*([^\W\d][\w-]*(?:\.[\w-]+)*)\s*\}\}")
_LEFT = re.compile(r"\{\{|\}\}|\{%")
_MOST_CELLS = 200_000
_LATIN = 1.25
_MOST_HIGH = 400.0
_LONGEST_MARGIN = 80
"""Characters of a value above or below a page; all of a margin holds 255."""
NOT_A_FIELD = Label("单元格中只能写 {{ 字段 }}", "a cell may hold {{ field }} and texts, nothing else in braces")
TWO_LISTS = Label("一行只能用一个列表的字段", "one row asks for fields of two lists")
IN_FORMULA = Label("字段不能写在公式里", "a field stands within a formula")
TOO_LARGE = Label("工作表的单元格过多", "a sheet has more cells than a form")


def filled_xlsx(asked: ReportAsked, folder: Path) -> Reported:
    """The Excel form of a folder, filled with a case; no content where the form can't be used."""
    found = form_in(folder, ".xlsx", _INNER)
    if isinstance(found, Finding):
        return Reported(None, (found,))
    return _Filler(asked, found).filled()


class _Asking(NamedTuple):
    """A cell that asks for fields, by their paths."""

    cell: Any
    paths: tuple[tuple[str, ...], ...]


class _Origin(NamedTuple):
    """Where the form asks; `row` is which of a list's rows is being filled, from 1."""

    place: Place
    row: int = 0


class _Filler:
    """Fills one form for one case."""

    def __init__(self, asked: ReportAsked, form: Form) -> None:
        self.asked, (self.path, self.bytes) = asked, form
        self.words = asked.reader.words
        self.wanted = Wanted(self.path)
        self.faults: list[Finding] = []
        self.shape = shape_of(tuple(criterion.id for criterion in asked.reader.rules.criteria))
        self.fields = fields_of(asked)

    def filled(self) -> Reported:
        """The workbook, and what it asked for in vain."""
        from openpyxl import load_workbook

        try:
            workbook = load_workbook(BytesIO(self.bytes))
        except Exception as error:  # a library's view of somebody's file: it raises whatever comes to it
            return Reported(None, (broken(self.path, type(error).__name__),))
        for sheet in workbook.worksheets:
            self._fill_sheet(sheet, workbook)
        if self.faults:
            return Reported(None, tuple(self.faults))
        kept = BytesIO()
        try:
            workbook.save(kept)
        except Exception as error:  # what it read and can't write again
            return Reported(None, (broken(self.path, type(error).__name__),))
        content = with_fixed_times(kept.getvalue(), self.asked.reader.at)
        return Reported(content, self.wanted.findings(self.asked))

    def _fill_sheet(self, sheet: Any, workbook: Any) -> None:
        """From the last row up, so that rows that are added move nothing that is still to be filled."""
        if sheet.max_row * sheet.max_column > _MOST_CELLS:
            self.faults.append(broken(self.path, TOO_LARGE, sheet.title))
            return
        asking: dict[int, list[_Asking]] = {}
        for cells in sheet.iter_rows():
            for cell in cells:
                paths = self._paths_in(cell, sheet.title)
                if paths:
                    asking.setdefault(cell.row, []).append(_Asking(cell, paths))
        for row in sorted(asking, reverse=True):
            self._fill_row(sheet, workbook, row, asking[row])
        self._fill_margins(sheet)

    def _paths_in(self, cell: Any, tab: str) -> tuple[tuple[str, ...], ...]:
        """The fields that a cell asks for; what is wrong with it is noted."""
        text = cell.value
        if not isinstance(text, str) or not _LEFT.search(text):
            return ()
        rest = _FIELD.sub("", text)
        if _LEFT.search(rest):
            self.faults.append(broken(self.path, NOT_A_FIELD, tab, cell.coordinate))
        elif cell.data_type == "f":
            self.faults.append(broken(self.path, IN_FORMULA, tab, cell.coordinate))
        else:
            paths = tuple(tuple(name.split(".")) for name in _FIELD.findall(text))
            for path in paths:
                self._check(path, tab, cell.coordinate)
            return paths
        return ()

    def _check(self, path: tuple[str, ...], tab: str, cell: str) -> None:
        found = shape_at(self.shape, path)
        if isinstance(found, str):
            self.wanted.add_unknown(".".join(path), found, tab, cell)
        elif not isinstance(found, Leaf):
            inner = found.row if isinstance(found, Rows) else found
            self.wanted.add_unknown(".".join(path), ".".join((*path, next(iter(inner.fields)))), tab, cell)

    def _fill_row(self, sheet: Any, workbook: Any, row: int, asking: list[_Asking]) -> None:
        lists = dict.fromkeys(path[0] for asked in asking for path in asked.paths if self._is_list(path))
        if len(lists) > 1:
            self.faults.append(broken(self.path, TWO_LISTS, sheet.title, asking[0].cell.coordinate))
            return
        places = [(asked.cell.column, asked.cell.value, self._place(asked.cell)) for asked in asking]
        name = next(iter(lists), "")
        rows: tuple[object, ...] = getattr(self.fields, name) if name else (None,)
        if name and not rows:
            shape = self.shape.fields[name]
            assert isinstance(shape, Rows)  # noqa: S101 - `_is_list` said so
            self.wanted.add_empty(name, shape.about.key, self._place(asking[0].cell))
        insert_rows(workbook, sheet, row, max(0, len(rows) - 1))
        for offset, item in enumerate(rows or (None,)):
            for column, text, place in places:
                self._fill(sheet.cell(row + offset, column), text, item, _Origin(place, offset + 1 if name else 0))
            _heighten(sheet, row + offset)

    def _is_list(self, path: tuple[str, ...]) -> bool:
        return len(path) == 2 and isinstance(self.shape.fields.get(path[0]), Rows)

    def _place(self, cell: Any) -> Place:
        return Place(self.path.name, tab=cell.parent.title, cell=cell.coordinate)

    def _fill(self, cell: Any, text: str, item: object, origin: _Origin) -> None:
        whole = _FIELD.fullmatch(text.strip())
        if whole:
            _put(cell, self._value(whole[1], item, origin), self._text)
        else:
            filled = _FIELD.sub(lambda match: self._text(self._value(match[1], item, origin)), text)
            _put(cell, filled, self._text)

    def _value(self, name: str, item: object, origin: _Origin) -> Value:
        """What a field holds; None, and noted, where there is no such field or nothing was said."""
        path = tuple(name.split("."))
        shape = shape_at(self.shape, path)
        if not isinstance(shape, Leaf):
            return None
        owner: Any = self.fields
        if self._is_list(path):
            owner, path = item, path[1:]
        value = None if owner is None else _at(owner, path)
        if value in (None, "") and owner is not None:
            self.wanted.add_empty(name, shape.about.key, origin.place, origin.row)
        return value

    def _text(self, value: Value) -> str:
        return cell_lines(text_of_value(value, self.words))

    def _fill_margins(self, sheet: Any) -> None:
        """The texts above and below each page."""
        for name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
            margin = getattr(sheet, name)
            for part in (margin.left, margin.center, margin.right):
                if part.text and _FIELD.search(part.text):
                    part.text = self._margin_text(part.text, Place(self.path.name, tab=sheet.title, cell=name))

    def _margin_text(self, text: str, place: Place) -> str:
        for name in _FIELD.findall(text):
            self._check(tuple(name.split(".")), place.tab, place.cell)
        return _FIELD.sub(
            lambda match: self._text(self._value(match[1], None, _Origin(place))).replace("&", "&&")[:_LONGEST_MARGIN],
            text,
        )


def _at(owner: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if owner is None:
            return None
        owner = owner.get(name) if isinstance(owner, Mapping) else getattr(owner, name, None)
    return owner if isinstance(owner, (str, int, date, bool)) else None


def _put(cell: Any, value: Value, text_of: Any) -> None:
    """A value as what it is: a date as a date, a number as a number, all else as text that nothing runs."""
    from openpyxl.styles import PatternFill

    if isinstance(value, date) and value.year >= FIRST_YEAR:
        is_plain = cell.number_format == "General"
        form = cell.number_format
        cell.value = value
        cell.number_format = ("yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd") if is_plain else form
    elif isinstance(value, int) and not isinstance(value, bool):
        cell.value = value
    else:
        text = text_of(value)
        cell.value = text or None
        if text:
            cell.data_type, cell.quotePrefix = "s", is_formula(text)
    if isinstance(value, Letter):
        cell.fill = PatternFill("solid", fgColor=GROUNDS[value][1:])


def _heighten(sheet: Any, row: int) -> None:
    """Make a row with a height of its own high enough for its wrapped texts; Excel finds all other heights itself."""
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges if area.min_row == row}
    wanted = 0.0
    for cell in sheet[row]:
        if isinstance(cell.value, str) and cell.alignment.wrap_text:
            area = merged.get((row, cell.column))
            if area is None or area.max_row == row:
                wanted = max(wanted, _height_of(cell, _width_of(sheet, cell.column, area)))
    is_merged = any(area.max_row == row for area in merged.values())
    given = sheet.row_dimensions[row].height
    if wanted and (given is not None or is_merged) and wanted > (given or 15):
        sheet.row_dimensions[row].height = min(wanted, _MOST_HIGH)


def _width_of(sheet: Any, column: int, area: Any) -> float:
    """How many characters stand in a cell's width."""
    last = area.max_col if area else column
    return sum(_column_width(sheet, number) for number in range(column, last + 1))


def _column_width(sheet: Any, number: int) -> float:
    for dimension in sheet.column_dimensions.values():
        if (
            dimension.min is not None
            and dimension.min <= number <= (dimension.max or dimension.min)
            and dimension.width
        ):
            return float(dimension.width)
    return float(sheet.sheet_format.defaultColWidth or 8.43)


def _height_of(cell: Any, characters: float) -> float:
    size = float(cell.font.sz or 11)
    room = max(1.0, characters * 7 / (size * 96 / 72) - 0.6)
    lines = 0
    for text in str(cell.value).split("\n"):
        lines += len(lines_of(text, room * (_LATIN if text.isascii() else 1), 80))
    return lines * size * 1.35 + 3
