"""A tab of an .xls file, of any version of its records; the one format that is read by a library."""

import io

import xlrd
from xlrd.sheet import Sheet

from board_gen.sources.workbooks.grid import Fault, Grid, RefusedError, Tab, chosen, pair_cell, text_cell
from board_gen.sources.workbooks.number_format import Numbers

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""The stream of a compound file that holds a newer workbook behind a password."""


def read_xls(content: bytes, grid: Grid) -> None:
    """Write the tab that is wanted into the grid."""
    with _opened(content) as book:
        hidden = book._sheet_visibility  # a sheet that is asked itself is read as a whole first
        tabs = [Tab(name, hidden[index] != 0, str(index)) for index, name in enumerate(book.sheet_names())]
        tab = chosen(tabs, grid.order.tab)
        grid.begin("XLS", tabs, tab)
        formats = [book.format_map[style.format_key].format_str for style in book.xf_list]
        numbers = Numbers(formats, is_1904=book.datemode == 1)
        _read_sheet(book.sheet_by_index(int(tab.source)), numbers, grid)


def _opened(content: bytes) -> xlrd.Book:
    """The workbook, of which no tab is read yet."""
    if _ENCRYPTED_PACKAGE in content:
        raise RefusedError(Fault.PASSWORD)
    try:
        return xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
    except xlrd.XLRDError as error:
        reason = str(error)
        if "encrypted" in reason:
            raise RefusedError(Fault.PASSWORD) from error
        if "Can't find workbook" in reason:
            raise RefusedError(Fault.NO_FORMAT) from error
        raise


def _read_sheet(sheet: Sheet, numbers: Numbers, grid: Grid) -> None:
    for index in range(sheet.nrows):
        info = sheet.rowinfo_map.get(index)
        grid.begin_row(index + 1, is_hidden=bool(info and info.hidden))
        values = sheet.row_values(index)
        for column, kind in enumerate(sheet.row_types(index)):
            if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
                grid.put(column + 1, numbers.shown(sheet.cell_xf_index(index, column), float(values[column])))
            elif kind not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK} and values[column] != "":
                grid.put(column + 1, _written(kind, values[column]))
        grid.end_row()
    for first_row, end_row, first_column, end_column in sheet.merged_cells:
        grid.merge(first_row + 1, first_column + 1, end_row - first_row, end_column - first_column)


def _written(kind: int, value: str | float) -> str:
    """A cell that is no number, as it is written."""
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "true" if value else "false"
    if kind == xlrd.XL_CELL_ERROR:
        return pair_cell("error", xlrd.error_text_from_code.get(int(value), "#ERROR!"))
    return text_cell(str(value))
