"""Rows added to a sheet of a form, with all that a spreadsheet moves when somebody adds them by hand.

openpyxl's own `insert_rows` moves cells and nothing else: here heights, merged cells, formulas, formats by condition,
lists to choose from, print areas, pictures and breaks follow, as far as openpyxl knows them.
"""

import re
from collections.abc import Iterable
from copy import copy
from typing import Any

_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d{1,7})(?::(\$?[A-Z]{1,3}\$?)(\d{1,7}))?")
_ROWS = re.compile(r"(\$?)(\d{1,7}):(\$?)(\d{1,7})")


def insert_rows(workbook: Any, sheet: Any, row: int, count: int) -> None:
    """Add `count` rows below `row` that look like it and hold what it holds, its own formulas moved with them."""
    if count < 1:
        return
    heights = {number: copy(dimension) for number, dimension in sheet.row_dimensions.items() if number > row}
    areas = [area.bounds for area in sheet.merged_cells.ranges]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    pattern = [(cell.column, cell.value, copy(cell._style)) for cell in sheet[row]]
    sheet.insert_rows(row + 1, count)
    _move_formulas(workbook, sheet, row, count)
    _move_heights(sheet, row, count, heights)
    _repeat(sheet, row, count, pattern)
    for left, top, right, bottom in areas:
        for first, last in _moved_area(top, bottom, row, count):
            sheet.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)
    _move_ranges(sheet, row, count)
    _move_names(workbook, sheet, row, count)


def _repeat(sheet: Any, row: int, count: int, pattern: Iterable[tuple[int, Any, Any]]) -> None:
    from openpyxl.formula.translate import Translator

    for column, value, style in pattern:
        for number in range(row + 1, row + count + 1):
            cell = sheet.cell(number, column)
            cell._style = copy(style)
            if isinstance(value, str) and value.startswith("="):
                here, there = sheet.cell(row, column).coordinate, cell.coordinate
                cell.value = Translator(value, here).translate_formula(there)
            else:
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"


def _move_heights(sheet: Any, row: int, count: int, heights: dict[int, Any]) -> None:
    given = sheet.row_dimensions[row].height
    for number in heights:
        del sheet.row_dimensions[number]
    for number, dimension in heights.items():
        moved = sheet.row_dimensions[number + count]
        moved.height, moved.hidden = dimension.height, dimension.hidden
    for number in range(row + 1, row + count + 1):
        sheet.row_dimensions[number].height = given


def _moved_area(top: int, bottom: int, row: int, count: int) -> list[tuple[int, int]]:
    """Where a merged area stands afterwards: one on the row itself stands on each of the new ones too."""
    if top == bottom == row:
        return [(number, number) for number in range(row, row + count + 1)]
    return [(moved(top, row, count), moved(bottom, row, count) + (count if bottom == row else 0))]


def moved(number: int, row: int, count: int) -> int:
    """Where a row stands once `count` rows have been added below `row`."""
    return number + count if number > row else number


def moved_reference(text: str, row: int, count: int) -> str:
    """`C12`, `$C$12:D20` or `12:20` after the rows were added; a range that ends with `row` takes the new ones in."""
    whole_rows = _ROWS.fullmatch(text)
    if whole_rows:
        first, last = int(whole_rows[2]), int(whole_rows[4])
        return f"{whole_rows[1]}{moved(first, row, count)}:{whole_rows[3]}{_end(last, row, count)}"
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return text
    if match[3] is None:
        return f"{match[1]}{moved(int(match[2]), row, count)}"
    return f"{match[1]}{moved(int(match[2]), row, count)}:{match[3]}{_end(int(match[4]), row, count)}"


def _end(number: int, row: int, count: int) -> int:
    return number + count if number >= row else number


def moved_formula(formula: str, row: int, count: int, own: str, is_own: bool) -> str:
    """A formula after rows were added to the sheet `own`; `is_own`: it stands on that sheet."""
    from openpyxl.formula.tokenizer import Token, Tokenizer

    parsed = Tokenizer(formula)
    for token in parsed.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            tab, mark, reference = token.value.rpartition("!")
            named = tab.strip("'").replace("''", "'")
            if (mark and named == own) or (not mark and is_own):
                token.value = f"{tab}{mark}{moved_reference(reference, row, count)}"
    return str(parsed.render())


def _move_formulas(workbook: Any, sheet: Any, row: int, count: int) -> None:
    for other in workbook.worksheets:
        for cells in other.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = moved_formula(cell.value, row, count, sheet.title, other is sheet)


def _moved_list(areas: str, row: int, count: int) -> str:
    return " ".join(moved_reference(area, row, count) for area in str(areas).split())


def _move_ranges(sheet: Any, row: int, count: int) -> None:
    """Formats by condition, lists to choose from, the print area, filters, pictures and breaks."""
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.cell_range import MultiCellRange

    kept = ConditionalFormattingList()
    for ruled in sheet.conditional_formatting:
        for rule in ruled.rules:
            rule.formula = [moved_formula(f"={text}", row, count, sheet.title, True)[1:] for text in rule.formula]
            kept.add(_moved_list(ruled.sqref, row, count), rule)
    sheet.conditional_formatting = kept
    for choice in sheet.data_validations.dataValidation:
        choice.sqref = MultiCellRange(_moved_list(choice.sqref, row, count))
    if sheet.print_area:
        areas = re.findall(r"\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+", sheet.print_area)
        sheet.print_area = ",".join(moved_reference(area, row, count).replace("$", "") for area in areas)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = moved_reference(sheet.auto_filter.ref, row, count)
    for drawn in (*sheet._images, *sheet._charts):
        for corner in (getattr(drawn.anchor, "_from", None), getattr(drawn.anchor, "to", None)):
            if corner is not None and corner.row >= row:
                corner.row += count
    for line in sheet.row_breaks.brk:
        line.id = moved(line.id, row, count)


def _move_names(workbook: Any, sheet: Any, row: int, count: int) -> None:
    """Names for cells of the sheet."""
    for name in (*workbook.defined_names.values(), *sheet.defined_names.values()):
        if name.attr_text and "!" in name.attr_text:
            name.attr_text = moved_formula(f"={name.attr_text}", row, count, sheet.title, False)[1:]
