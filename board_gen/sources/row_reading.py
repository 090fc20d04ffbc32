"""One row of the sheet, read cell by cell (contract §4)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import TypeVar

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.rules import Customer, Rules, SheetRules, Source
from board_gen.model.terms import Letter
from board_gen.sources.board_file import customer_of, names_of, source_of
from board_gen.sources.case_shapes import is_usable_id
from board_gen.sources.csv_table import MOST_ROWS
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
from board_gen.sources.sheet_columns import Columns
from board_gen.sources.sheet_lines import Line
from board_gen.sources.sheet_names import BUILT_IN, folded
from board_gen.sources.sheet_row import CriterionCell, SheetRow
from board_gen.sources.sheet_words import (
    ANSWERS,
    LETTERS,
    SEVERITIES,
    STATUSES,
    SheetStatus,
    error_in,
    is_not_given,
)
from board_gen.sources.table import Cell, Table

REQUIRED = ("title", "opened", "source")
"""Beside the id: what a row must give."""

PLAIN_TEXTS = frozenset({"id", "title", "source", "customer", "area", "department", "part", "owner", "next"})
"""Fields in which a tick (TRUE, FALSE) says nothing."""

NUMBERS = frozenset({"id", "part"})
"""Fields whose texts Excel takes for dates (`3-11`) and for numbers that it shortens (`2.02611E+15`)."""

MISSING_VALUE = Kind(
    "BG430", Level.ERROR, N_("the row has no {key}"), N_("fill the cell; without it the row is invalid")
)
BAD_ID = Kind(
    "BG431",
    Level.ERROR,
    N_("“{text}” can't be an id"),
    N_("an id has 1 to 64 letters, digits, `.`, `_` or `-`, begins with a letter or digit and is not index.html"),
)
UNKNOWN_SOURCE = Kind(
    "BG432",
    Level.ERROR,
    N_("unknown source “{text}”"),
    N_("did you mean “{nearest}”? Else add it to `sources` of board.yml, or map it in `sheet.words`"),
)
NEW_SOURCE = Kind(
    "BG433",
    Level.ERROR,
    N_("unknown source “{text}”"),
    N_("add it to `sources` of board.yml, or map it in `sheet.words`"),
)
UNKNOWN_WORD = Kind(
    "BG434",
    Level.WARNING,
    N_("{key}: “{text}” is not understood and left out"),
    N_("write one of {known}, or map the word in `sheet.words` of board.yml"),
)
UNKNOWN_PROFILE = Kind(
    "BG435", Level.WARNING, N_("unknown profile “{text}”, left out"), N_("board.yml has the profiles {known}")
)
UNKNOWN_CELL = Kind(
    "BG436",
    Level.WARNING,
    N_("{key}: “{text}” is not understood and left out"),
    N_("write the date on which it was done, a letter G, Y or R, or N/A; other words can be mapped in `sheet.words`"),
)
EXTRA_CELLS = Kind(
    "BG437",
    Level.WARNING,
    N_("the row has more cells than the header has columns"),
    N_("a text that holds the delimiter must be quoted; else give the column a name"),
)
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
CLOSED_AND_NOT = Kind(
    "BG455",
    Level.WARNING,
    N_("closed: “{text}”, while the status says closed; neither is read"),
    N_("write the closing date, or correct the status"),
)
SHORTENED = Kind(
    "BG446",
    Level.WARNING,
    N_("{key}: “{text}” is a long number that lost its last digits"),
    N_("format the column as text and enter the number again; numbers keep 15 digits only"),
)

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
_MOST_EXACT = 1e15
"""A number from here on has more digits than Excel keeps."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DASHES = re.compile(r"\0+")
_MIDNIGHT = re.compile(r"[T\s]0?0:00:00(?:\.0+)?$", re.ASCII)
_WHOLE = re.compile(r"([1-9][0-9]*)\.0")
_CLOSED_ANSWERS = {word: SheetStatus.CLOSED if answer else SheetStatus.OPEN for word, answer in ANSWERS.items()}
_T = TypeVar("_T")


def address_of(written_id: str) -> str:
    """The part of the URL that stands for an id of a sheet: each run of other characters becomes `-`; may be empty."""
    signs = unicodedata.normalize("NFC", written_id)
    address = _DASHES.sub("-", "".join(sign if _is_usable(sign) else "\0" for sign in signs))
    first = next((index for index, sign in enumerate(address) if is_usable_id(sign)), len(address))
    return address[first:]


@lru_cache(maxsize=8192)
def _is_usable(sign: str) -> bool:
    return is_usable_id(f"a{sign}")


def address_key(address: str) -> str:
    """What two equal addresses have in common: NFC, without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())


def without_decimals(text: str) -> str:
    """A whole number as a workbook's export writes it (`98002222.0`) without its `.0`; `0012345` stays."""
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


class Layout:
    """A sheet and how to read it, with what is the same for all its rows."""

    def __init__(self, table: Table, columns: Columns, rules: Rules, sheet: SheetRules) -> None:
        self.table, self.columns, self.rules, self.sheet = table, columns, rules, sheet
        self.fields = {field: column for field in BUILT_IN if (column := columns.column(field))}
        self.criteria, self.deadlines = dict(columns.criteria()), dict(columns.deadlines())
        self.words = {
            key: {folded(word): meaning for word, meaning in reversed(tuple(words.items()))}
            for key, words in sheet.words.items()
        }
        self._prefix = _prefix_of(table, rules)
        self._sources: dict[str, Source | None] = {}
        self._customers: dict[str, Customer | None] = {}

    def name_of(self, row: int) -> str:
        """What a row is called that has no id: `issues-12`."""
        return f"{self._prefix}-{row}"

    def source_of(self, text: str) -> Source | None:
        """The source of that name; sheets say the same ones again and again."""
        if text not in self._sources:
            self._sources[text] = source_of(text, self.rules)
        return self._sources[text]

    def customer_of(self, text: str) -> Customer | None:
        """The customer of that name."""
        if text not in self._customers:
            self._customers[text] = customer_of(text, self.rules)
        return self._customers[text]


class RowReading:
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

    def read(self) -> SheetRow:
        """The row, understood."""
        self._read_id()
        self._check_width()
        source_text, source = self._source()
        status, typed_status = self._status()
        closed, status = self._closed(status)
        row = SheetRow(
            id=self.id,
            address=self.address,
            has_id=self.has_id,
            row_place=self.row_place,
            title=self._required("title"),
            opened=self._opened(),
            source=source,
            source_text=source_text,
            next_report=self._date("next_report"),
            updated=self._date("updated"),
            due=self._date("due"),
            closed=closed,
            status=status,
            typed_status=typed_status,
            criteria=tuple(self._criteria()),
        )
        row = self._with_plain_fields(row)
        return replace(row, places=self.places, findings=tuple(self.findings), lacking=tuple(self.lacking))

    def _with_plain_fields(self, row: SheetRow) -> SheetRow:
        """The row with what no letter depends on, and the profile."""
        return replace(
            row,
            customer=self._customer(),
            area=self._text("area"),
            department=self._text("department"),
            part=without_decimals(self._text("part")),
            owner=self._text("owner"),
            severity=self._choice("severity", SEVERITIES),
            profile=self._profile(),
            tracked=self._choice("tracked", ANSWERS),
            next=self._text("next"),
        )

    def _read_id(self) -> None:
        written = unicodedata.normalize("NFC", without_decimals(self._text("id")))
        address = address_of(written)
        if not written:
            self._miss("id")
        elif not is_usable_id(address):
            self._lack(BAD_ID, "id", text=shown(written))
        else:
            self.id, self.address, self.has_id = written, address, True
        self.findings = [replace(finding, case=self.id) for finding in (*self.findings, *self.left_out)]

    def _check_width(self) -> None:
        """In a CSV cells to the right of the header are mostly a text with an unquoted delimiter."""
        if self.table.tab:
            return
        beyond = next((cell for cell in self.row.cells() if cell.column > self.layout.columns.width), None)
        if beyond is not None:
            self.findings.append(Finding(EXTRA_CELLS, self.table.place(beyond), {}, self.id))

    def _text(self, key: str) -> str:
        """A field's text on one line, mapped by `sheet.words`; empty where not given, or no text can be had."""
        column = self.layout.fields.get(key)
        if column is None:
            return ""
        cell = self.row.cell(column)
        text = self._mapped(key, _line_of(cell))
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
        if (error is None and not is_tick) or text != _line_of(cell):  # sheet.words may say what it means
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

    def _required(self, key: str) -> str:
        """A text without which the row is invalid."""
        text = self._text(key)
        if not text:
            self._miss(key)
        return text

    def _miss(self, key: str) -> None:
        """A value that the row must give and does not; an error in its cell has been told already."""
        if not any(finding.values.get("key") == key for finding in self.lacking):
            self._lack(MISSING_VALUE, key, key=key)

    def _opened(self) -> WrittenDate | None:
        """The date without which the row is invalid: whatever is wrong with it is an error."""
        text = self._required("opened")
        written = _day_or_time(text, self._order) if text else None
        if isinstance(written, BadDate):
            finding = self._date_fault(written, text, "opened", self.places.pop("opened"))
            self.lacking.append(replace(finding, level_override=Level.ERROR))
            return None
        return written

    def _date(self, key: str) -> WrittenDate | None:
        """A date, None where not given or not readable."""
        text = self._text(key)
        written = _day_or_time(text, self._order) if text else None
        if isinstance(written, BadDate):
            self.findings.append(self._date_fault(written, text, key, self.places.pop(key)))
            return None
        return written

    def _date_fault(self, bad: BadDate, text: str, key: str, place: Place) -> Finding:
        """What is wrong with a date, and where that can be told the date that it was meant to be."""
        if bad.fault is DateFault.NOT_A_DATE:
            for kind, meant in ((SERIAL_NUMBER, date_of_serial(text)), (MEANT_DATE, date_meant_by(text))):
                if meant is not None:
                    values = {"key": key, "text": shown(text), "meant": iso_text_of(meant)}
                    return Finding(kind, place, values, self.id)
        return date_finding(bad, text, key, place, self.id)

    def _closed(self, status: SheetStatus | None) -> tuple[WrittenDate | None, SheetStatus | None]:
        """The closing date, and the status; the word alone (`yes`, `已关闭`) in the place of the date closes too."""
        column = self.layout.fields.get("closed")
        word = folded(self._mapped("closed", _line_of(self.row.cell(column)))) if column else ""
        said = STATUSES.get(word) or _CLOSED_ANSWERS.get(word)
        if said is SheetStatus.OPEN:
            if status is not SheetStatus.CLOSED:
                return None, status
            self._note(CLOSED_AND_NOT, "closed", text=shown(_line_of(self.row.cell(column or 1))))
            return None, None
        if said is SheetStatus.CLOSED and status in (None, said):
            self.places.setdefault("status", self._cell_place("closed"))
            return None, said
        return self._date("closed"), status

    @property
    def _order(self) -> Order | None:
        """Which of day and month this sheet writes first."""
        orders: dict[str | None, Order] = {"mdy": "mdy", "dmy": "dmy"}
        return orders.get(self.layout.sheet.dates)

    def _choice(self, key: str, words: Mapping[str, _T]) -> _T | None:
        """A closed set's value by its whole word, None where not given or not known."""
        return self._chosen(key, self._text(key), words)

    def _chosen(self, key: str, text: str, words: Mapping[str, _T]) -> _T | None:
        value = words.get(folded(text))
        if text and value is None:
            self._note(UNKNOWN_WORD, key, key=key, text=shown(text), known=", ".join(words))
            self.places.pop(key)
        return value

    def _status(self) -> tuple[SheetStatus | None, Letter | None]:
        """The status word, or the letter typed in its place."""
        text = self._text("status")
        letter = LETTERS.get(folded(text))
        return (None, letter) if letter else (self._chosen("status", text, STATUSES), None)

    def _source(self) -> tuple[str, str]:
        """The source as written, and its code; a source that nobody knows makes the row invalid."""
        text = self._required("source")
        source = self.layout.source_of(text) if text else None
        if text and source is None:
            near = get_close_matches(text, names_of(self.rules.sources.values()), n=1)
            self._lack(UNKNOWN_SOURCE if near else NEW_SOURCE, "source", text=shown(text), nearest="".join(near))
        return text, source.code if source else ""

    def _customer(self) -> str:
        """The customer's code where board.yml knows it, else the text."""
        text = self._text("customer")
        known = self.layout.customer_of(text) if text else None
        return known.code if known else text

    def _profile(self) -> str | None:
        """The profile named, None where not given or not known."""
        text = self._text("profile")
        found = next((name for name in self.rules.profiles if folded(name) == folded(text)), None)
        if text and found is None:
            self._note(UNKNOWN_PROFILE, "profile", text=shown(text), known=", ".join(self.rules.profiles))
            self.places.pop("profile")
        return found

    def _criteria(self) -> Iterator[CriterionCell]:
        """Each criterion for which the row holds anything, be it only a deadline."""
        cells, deadlines = self.layout.criteria, self.layout.deadlines
        for criterion in (criterion.id for criterion in self.rules.criteria):
            if criterion in cells or criterion in deadlines:
                yield from self._cell_of(criterion, cells.get(criterion), deadlines.get(criterion))

    def _cell_of(self, criterion: str, column: int | None, deadline: int | None) -> Iterator[CriterionCell]:
        """A criterion's cell and its deadline's, where either gives anything."""
        due = self._deadline(criterion, deadline)
        due_place = self.table.place(self.row.cell(deadline or 1))
        cell = self.row.cell(column) if column else None
        if cell is not None and _line_of(cell):
            yield replace(self._criterion(criterion, cell), due=due, due_place=due_place)
        elif due is not None:
            yield CriterionCell(criterion, due_place, due=due, due_place=due_place)

    def _deadline(self, criterion: str, column: int | None) -> WrittenDate | None:
        """A criterion's own deadline, None where not given or not readable."""
        if column is None:
            return None
        cell = self.row.cell(column)
        text = self._mapped(f"{criterion} due", _line_of(cell))
        key = f"{criterion} due"
        is_none = is_not_given(text) or self._is_unusable(key, cell, text)
        return None if is_none else self._date_in(cell, key, text)

    def _criterion(self, criterion: str, cell: Cell) -> CriterionCell:
        """What a criterion's cell says: not applicable, a letter, or the date on which it was done."""
        found = CriterionCell(criterion, self.table.place(cell))
        text = self._mapped(criterion, _line_of(cell))
        if self._is_unusable(criterion, cell, text):
            return found
        if is_not_given(text):
            return replace(found, na=text)
        letter = LETTERS.get(folded(text))
        return replace(found, typed=letter) if letter else replace(found, done=self._date_in(cell, criterion, text))

    def _date_in(self, cell: Cell, key: str, text: str) -> WrittenDate | None:
        """The date in a cell that may also hold letters and words."""
        written = _day_or_time(text, self._order)
        if isinstance(written, WrittenDate):
            return written
        fault = self._date_fault(written, text, key, self.table.place(cell))
        if written.fault is DateFault.NOT_A_DATE and fault.kind not in (SERIAL_NUMBER, MEANT_DATE):
            fault = replace(fault, kind=UNKNOWN_CELL)
        self.findings.append(fault)
        return None

    def _lack(self, kind: Kind, key: str, /, **values: Value) -> None:
        self.lacking.append(Finding(kind, self._cell_place(key), values, self.id))

    def _note(self, kind: Kind, key: str, /, **values: Value) -> None:
        self.findings.append(Finding(kind, self._cell_place(key), values, self.id))

    def _cell_place(self, key: str) -> Place:
        """The cell of a field, be it empty; the row's own place where the sheet has no such column."""
        column = self.layout.fields.get(key)
        return self.table.place(self.row.cell(column)) if column else self.row_place


def _prefix_of(table: Table, rules: Rules) -> str:
    """Before a row's number what it is called that has no id: the file's stem; of several sheets, file and tab."""
    path = PurePosixPath(table.file)
    parts = [path.stem] if len(rules.sheets) < 2 else [*path.parts[1:], *([table.tab] if table.tab else [])]
    prefix = address_of("-".join(parts))
    if is_usable_id(f"{prefix}-{MOST_ROWS}"):
        return prefix
    return f"sheet-{blake2b('/'.join(parts).encode(), digest_size=8).hexdigest()}"


def _day_or_time(text: str, order: Order | None) -> WrittenDate | BadDate:
    """A date; a midnight with its seconds is how programs export a day, and a deadline of that day ends with it."""
    written = read_sheet_date(text, order)
    is_midnight = isinstance(written, WrittenDate) and _MIDNIGHT.search(text) is not None
    return WrittenDate(written.day) if is_midnight and isinstance(written, WrittenDate) else written


def _line_of(cell: Cell) -> str:
    """A cell's text on one line, without control characters."""
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    text = cell.text
    return text if text.isprintable() and "  " not in text else _CONTROL.sub("", " ".join(text.split()))
