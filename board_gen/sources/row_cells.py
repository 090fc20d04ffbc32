"""A row's cells as texts and dates, with what is wrong in each (contract §4)."""

import re
from dataclasses import replace
from datetime import date

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.sources.faults import shown
from board_gen.sources.instants import (
    BadDate,
    DateFault,
    Order,
    WrittenDate,
    date_finding,
    date_meant_by,
    date_of_serial,
    iso_text_of,
    read_sheet_date,
)
from board_gen.sources.row_layout import Layout
from board_gen.sources.sheet_lines import Line
from board_gen.sources.sheet_names import folded
from board_gen.sources.sheet_words import error_in, is_not_given
from board_gen.sources.table import Cell

REQUIRED = ("title", "opened", "source")
"""Beside the id: what a row must give."""

PLAIN_TEXTS = frozenset({"id", "title", "source", "customer", "area", "department", "part", "owner", "next"})
"""Fields in which a tick (TRUE, FALSE) says nothing."""

NUMBERS = frozenset({"id", "part"})
"""Fields whose texts Excel takes for dates (`3-11`) and for numbers that it shortens (`2.02611E+15`)."""

MEANT_DATE = Kind(
    "BG424",
    Level.WARNING,
    N_("{key}: “{text}” is not written as a date of a sheet, and left out"),
    N_("if that is meant, write {meant} and nothing else"),
)
SERIAL_NUMBER = Kind(
    "BG444",
    Level.WARNING,
    N_("{key}: {text} is a number, not a date, and left out"),
    N_("as a day counted by Excel it is {meant}: format the cells as dates, or write the date"),
)
ERROR_CELL = Kind(
    "BG428",
    Level.WARNING,
    N_("{key}: the cell holds the error “{text}”; its value is left out"),
    N_("correct the formula, or clear the cell"),
)
UNCALCULATED = Kind(
    "BG429",
    Level.WARNING,
    N_("{key}: the formula “{text}” was never calculated; its value is left out"),
    N_("open the workbook in Excel or LibreOffice and save it, so that the value is stored"),
)
TICK = Kind(
    "BG439",
    Level.WARNING,
    N_("{key}: “{text}” where a text is wanted; it is left out"),
    N_("write the text, or map the value in `sheet.words`"),
)
TEXT_BECAME_DATE = Kind(
    "BG445",
    Level.WARNING,
    N_("{key}: the workbook holds the date {text}; it is read as it stands"),
    N_("if it was typed as a text such as 3-11, format the cell as text and type it again"),
)
SHORTENED = Kind(
    "BG446",
    Level.WARNING,
    N_("{key}: “{text}” is a long number that lost its last digits"),
    N_("format the column as text and enter the number again; numbers keep 15 digits only"),
)
UNKNOWN_CELL = Kind(
    "BG436",
    Level.WARNING,
    N_("{key}: “{text}” is not understood and left out"),
    N_("write the date on which it was done, a letter G, Y or R, or N/A; other words can be mapped in `sheet.words`"),
)

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
_MOST_EXACT = 1e15
"""A number from here on has more digits than Excel keeps."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MIDNIGHT = re.compile(r"[T\s]0?0:00:00(?:\.0+)?$", re.ASCII)
_WHOLE = re.compile(r"([1-9][0-9]*)\.0")


class RowCells:
    """One row while it is read: collects the places of what is given, and the findings."""

    def __init__(self, layout: Layout, line: Line) -> None:
        self.layout, self.table, self.rules = layout, layout.table, layout.rules
        self.row = row = line.row
        self.left_out = line.left_out
        self.places: dict[str, Place] = {}
        self.findings: list[Finding] = []
        self.lacking: list[Finding] = []
        column = layout.fields.get("id")
        self.row_place = self.table.place(row.cell(column) if column else next(row.cells(), row.cell(1)))
        self.id = self.address = layout.name_of(row.number)
        self.has_id = False

    def _text(self, key: str) -> str:
        """A field's text on one line, mapped by `sheet.words`; empty where not given, or no text can be had."""
        column = self.layout.fields.get(key)
        if column is None:
            return ""
        cell = self.row.cell(column)
        text = self._mapped(key, line_of(cell))
        if is_not_given(text) or self._is_unusable(key, cell, text):
            return ""
        self.places[key] = self.table.place(cell)
        if key in NUMBERS:
            self._check_number(key, cell, text)
        return text

    def _is_unusable(self, key: str, cell: Cell, text: str) -> bool:
        """Tells of a cell that holds an error, or a tick where a text is wanted."""
        fault = self._fault_in(key, cell, text)
        if fault is None:
            return False
        if key in ("id", *REQUIRED):
            self.lacking.append(replace(fault, level_override=Level.ERROR))
        else:
            self.findings.append(fault)
        return True

    def _fault_in(self, key: str, cell: Cell, text: str) -> Finding | None:
        error = error_in(cell)
        is_tick = isinstance(cell.value, bool) and key in PLAIN_TEXTS
        if (error is None and not is_tick) or text != line_of(cell):  # sheet.words may say what it means
            return None
        kind = TICK if error is None else UNCALCULATED if error.is_uncalculated else ERROR_CELL
        return Finding(kind, self.table.place(cell), {"key": key, "text": shown(text)}, self.id)

    def _check_number(self, key: str, cell: Cell, text: str) -> None:
        """What Excel makes of a number that is a name: another name."""
        is_long = isinstance(cell.value, float) and abs(cell.value) >= _MOST_EXACT
        if isinstance(cell.value, date):
            self._note(TEXT_BECAME_DATE, key, key=key, text=text)
        elif is_long or _SCIENTIFIC.fullmatch(text):
            self._note(SHORTENED, key, key=key, text=text)

    def _mapped(self, key: str, text: str) -> str:
        """What `sheet.words` makes of a whole value."""
        words = self.layout.words.get(key)
        return words.get(folded(text), text) if words else text

    def _date(self, key: str) -> WrittenDate | None:
        """A date, None where not given or not readable."""
        text = self._text(key)
        written = day_or_time(text, self._order) if text else None
        if isinstance(written, BadDate):
            self.findings.append(self._date_fault(written, text, key, self.places.pop(key)))
            return None
        return written

    def _date_in(self, cell: Cell, key: str, text: str) -> WrittenDate | None:
        """The date in a cell that may also hold letters and words."""
        written = day_or_time(text, self._order)
        if isinstance(written, WrittenDate):
            return written
        fault = self._date_fault(written, text, key, self.table.place(cell))
        if written.fault is DateFault.NOT_A_DATE and fault.kind not in (SERIAL_NUMBER, MEANT_DATE):
            fault = replace(fault, kind=UNKNOWN_CELL)
        self.findings.append(fault)
        return None

    def _date_fault(self, bad: BadDate, text: str, key: str, place: Place) -> Finding:
        """What is wrong with a date, and where that can be told the date that it was meant to be."""
        if bad.fault is DateFault.NOT_A_DATE:
            for kind, meant in ((SERIAL_NUMBER, date_of_serial(text)), (MEANT_DATE, date_meant_by(text))):
                if meant is not None:
                    values = {"key": key, "text": shown(text), "meant": iso_text_of(meant)}
                    return Finding(kind, place, values, self.id)
        return date_finding(bad, text, key, place, self.id)

    @property
    def _order(self) -> Order | None:
        """Which of day and month this sheet writes first."""
        orders: dict[str | None, Order] = {"mdy": "mdy", "dmy": "dmy"}
        return orders.get(self.layout.sheet.dates)

    def _note(self, kind: Kind, key: str, /, **values: Value) -> None:
        self.findings.append(Finding(kind, self._cell_place(key), values, self.id))

    def _cell_place(self, key: str) -> Place:
        """The cell of a field, be it empty; the row's own place where the sheet has no such column."""
        column = self.layout.fields.get(key)
        return self.table.place(self.row.cell(column)) if column else self.row_place


def without_decimals(text: str) -> str:
    """A whole number as a workbook's export writes it (`98002222.0`) without its `.0`; `0012345` stays."""
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


def day_or_time(text: str, order: Order | None) -> WrittenDate | BadDate:
    """A date; a midnight with its seconds is how programs export a day, and a deadline of that day ends with it."""
    written = read_sheet_date(text, order)
    is_midnight = isinstance(written, WrittenDate) and _MIDNIGHT.search(text) is not None
    return WrittenDate(written.day) if is_midnight and isinstance(written, WrittenDate) else written


def line_of(cell: Cell) -> str:
    """A cell's text on one line, without control characters."""
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    text = cell.text
    return text if text.isprintable() and "  " not in text else _CONTROL.sub("", " ".join(text.split()))
