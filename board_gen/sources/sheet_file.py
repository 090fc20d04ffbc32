"""A sheet's file to a table, whatever its format (contract §4)."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.rules import SheetRules
from board_gen.sources.csv_table import EMPTY, LARGEST_FILE, TOO_LARGE, UNREADABLE, csv_table_of
from board_gen.sources.sheet_kind import LONGEST_BEGIN, SheetKind, sheet_kind_of
from board_gen.sources.table import TableRead
from board_gen.sources.workbook import MEGABYTE, NO_SHEET_FORMAT, read_workbook

TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et"})

LARGEST_WORKBOOK = 100 * MEGABYTE
"""Bytes; most of such a file are photographs, which are not unpacked."""
LOCK_FILE_BEGIN = "~$"

LOCK_FILE = Kind(
    "BG483",
    Level.ERROR,
    N_("this is the file by which Excel marks a workbook as open, not the workbook itself"),
    N_("correct `sheet.file` in board.yml: the name without `~$`"),
)
TEXT_FILE = Kind(
    "BG462",
    Level.NOTE,
    N_("the name ends in {suffix}, but the content is text in columns (CSV or TSV); it was read as that"),
    N_("rename the file to .csv, or save it as a real workbook"),
)
WEB_PAGE = Kind(
    "BG480",
    Level.ERROR,
    N_("this is a web page (HTML), as some programs export their tables, so it was not read"),
    N_("open it in Excel or LibreOffice and save it as .xlsx"),
)
XML_2003 = Kind(
    "BG481",
    Level.ERROR,
    N_("this is an “XML spreadsheet 2003”, so it was not read"),
    N_("open it in Excel or LibreOffice and save it as .xlsx"),
)
NO_WORKBOOK = Kind(
    "BG482",
    Level.ERROR,
    N_("the file is no workbook, or is damaged"),
    N_("if somebody is saving it just now, build again; else open it in Excel or LibreOffice and save it anew"),
)
_REFUSED = {
    SheetKind.EMPTY: EMPTY,
    SheetKind.WEB_PAGE: WEB_PAGE,
    SheetKind.XML_2003: XML_2003,
    SheetKind.OTHER: NO_SHEET_FORMAT,
}


def read_table(path: Path, name: str, sheet: SheetRules, read_elsewhere: frozenset[str] = frozenset()) -> TableRead:
    """The tab of the file at `path` that `sheet` names; `name` is the file as findings print it.

    `read_elsewhere`: tabs of this file that other entries of board.yml name, which no note says to be left out.
    """
    if path.name.startswith(LOCK_FILE_BEGIN):
        return _refused(name, LOCK_FILE)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            return _refused(name, UNREADABLE, reason=os.strerror(errno.EISDIR if path.is_dir() else errno.ENOTSUP))
        with path.open("rb") as file:
            return _table_of(file, name, sheet, read_elsewhere)
    except OSError as error:
        return _refused(name, UNREADABLE, reason=error.strerror or str(error))


def _refused(name: str, kind: Kind, **values: str | int) -> TableRead:
    return TableRead(None, (Finding(kind, Place(name), values),))


def _table_of(file: BinaryIO, name: str, sheet: SheetRules, read_elsewhere: frozenset[str]) -> TableRead:
    size = os.fstat(file.fileno()).st_size
    kind = sheet_kind_of(file.read(LONGEST_BEGIN))
    most = LARGEST_WORKBOOK if kind is SheetKind.WORKBOOK else LARGEST_FILE
    if size > most:
        return _refused(name, TOO_LARGE, size=-(-size // MEGABYTE), most=most // MEGABYTE)
    if kind in _REFUSED:
        return _refused(name, _REFUSED[kind])
    if kind is SheetKind.WORKBOOK:
        return read_workbook(file, name, sheet, read_elsewhere)
    file.seek(0)
    return _text_table(file.read(LARGEST_FILE + 1), name)


def _text_table(content: bytes, name: str) -> TableRead:
    """A text, whatever its name promises; where that is a workbook, what is no text is a damaged one."""
    read = csv_table_of(content, name)
    suffix = Path(name).suffix.casefold()
    if read.table is None:
        is_empty = any(finding.kind is EMPTY for finding in read.findings)
        return _refused(name, NO_WORKBOOK) if suffix in WORKBOOK_SUFFIXES and not is_empty else read
    if suffix in TEXT_SUFFIXES:
        return read
    return TableRead(read.table, (Finding(TEXT_FILE, Place(name), {"suffix": suffix}), *read.findings))
