"""One row of the sheet, read cell by cell (contract §4)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TypeVar

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.rules import Rules, SheetRules
from board_gen.model.terms import Letter
from board_gen.sources.board_file import customer_of, names_of, source_of
from board_gen.sources.case_shapes import is_usable_id
from board_gen.sources.faults import shown
from board_gen.sources.instants import BadDate, DateFault, Order, WrittenDate, date_finding, read_sheet_date
from board_gen.sources.sheet_columns import Columns, folded
from board_gen.sources.sheet_row import CriterionCell, SheetRow
from board_gen.sources.sheet_words import ANSWERS, LETTERS, SEVERITIES, STATUSES, SheetStatus, is_not_given
from board_gen.sources.table import Cell, Row, Table

REQUIRED = ("title", "opened", "source")
"""Beside the id: what a row must give."""

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

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DASHES = re.compile(r"\0+")
_WHOLE = re.compile(r"([1-9][0-9]*)\.0")
_T = TypeVar("_T")


def address_of(written_id: str) -> str:
    """The part of the URL that stands for an id of a sheet: each run of other characters becomes `-`; may be empty."""
    signs = unicodedata.normalize("NFC", written_id)
    address = _DASHES.sub("-", "".join(sign if is_usable_id(f"a{sign}") else "\0" for sign in signs))
    first = next((index for index, sign in enumerate(address) if is_usable_id(sign)), len(address))
    return address[first:]


def address_key(address: str) -> str:
    """What two equal addresses have in common: NFC, without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())


def without_decimals(text: str) -> str:
    """A whole number as a workbook's export writes it (`98002222.0`) without its `.0`; `0012345` stays."""
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


class RowReading:
    """One row while it is read: collects the places of what is given, and the findings."""

    def __init__(self, table: Table, columns: Columns, rules: Rules, sheet: SheetRules, row: Row) -> None:
        self.table, self.columns, self.rules, self.sheet, self.row = table, columns, rules, sheet, row
        self.places: dict[str, Place] = {}
        self.findings: list[Finding] = []
        self.lacking: list[Finding] = []
        first = next(row.cells(), row.cell(1))
        column = columns.column("id")
        self.row_place = table.place(row.cell(column) if column else first)
        self.id = self.address = f"{PurePosixPath(table.file).stem}-{row.number}"
        self.has_id = False

    def read(self) -> SheetRow:
        """The row, understood."""
        self._read_id()
        self._check_width()
        source_text, source = self._source()
        status, typed_status = self._status()
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
            closed=self._date("closed"),
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
            self._lack(MISSING_VALUE, "id", key="id")
        elif not is_usable_id(address):
            self._lack(BAD_ID, "id", text=shown(written))
        else:
            self.id, self.address, self.has_id = written, address, True

    def _check_width(self) -> None:
        """Cells to the right of the header belong to no column: mostly a text with an unquoted delimiter."""
        beyond = next((cell for cell in self.row.cells() if cell.column > self.columns.width), None)
        if beyond is not None:
            self.findings.append(Finding(EXTRA_CELLS, self.table.place(beyond), {}, self.id))

    def _text(self, key: str) -> str:
        """A field's text on one line, mapped by `sheet.words`; empty where not given."""
        column = self.columns.column(key)
        if column is None:
            return ""
        cell = self.row.cell(column)
        text = self._mapped(key, _line_of(cell))
        if is_not_given(text):
            return ""
        self.places[key] = self.table.place(cell)
        return text

    def _mapped(self, key: str, text: str) -> str:
        """What `sheet.words` makes of a whole value."""
        words = self.sheet.words.get(key, {})
        return next((meaning for word, meaning in words.items() if folded(word) == folded(text)), text)

    def _required(self, key: str) -> str:
        """A text without which the row is invalid."""
        text = self._text(key)
        if not text:
            self._lack(MISSING_VALUE, key, key=key)
        return text

    def _opened(self) -> WrittenDate | None:
        """The date without which the row is invalid: whatever is wrong with it is an error."""
        text = self._required("opened")
        written = read_sheet_date(text, self._order) if text else None
        if isinstance(written, BadDate):
            finding = date_finding(written, text, "opened", self.places.pop("opened"), self.id)
            self.lacking.append(replace(finding, level_override=Level.ERROR))
            return None
        return written

    def _date(self, key: str) -> WrittenDate | None:
        """A date, None where not given or not readable."""
        text = self._text(key)
        written = read_sheet_date(text, self._order) if text else None
        if isinstance(written, BadDate):
            self.findings.append(date_finding(written, text, key, self.places.pop(key), self.id))
            return None
        return written

    @property
    def _order(self) -> Order | None:
        """Which of day and month this sheet writes first."""
        orders: dict[str | None, Order] = {"mdy": "mdy", "dmy": "dmy"}
        return orders.get(self.sheet.dates)

    def _choice(self, key: str, words: Mapping[str, _T]) -> _T | None:
        """A closed set's value by its whole word, None where not given or not known."""
        text = self._text(key)
        value = words.get(folded(text))
        if text and value is None:
            self._note(UNKNOWN_WORD, key, key=key, text=shown(text), known=", ".join(words))
            self.places.pop(key)
        return value

    def _status(self) -> tuple[SheetStatus | None, Letter | None]:
        """The status word, or the letter typed in its place."""
        letter = LETTERS.get(folded(self._text("status")))
        return (None, letter) if letter else (self._choice("status", STATUSES), None)

    def _source(self) -> tuple[str, str]:
        """The source as written, and its code; a source that nobody knows makes the row invalid."""
        text = self._required("source")
        source = source_of(text, self.rules) if text else None
        if text and source is None:
            near = get_close_matches(text, names_of(self.rules.sources.values()), n=1)
            self._lack(UNKNOWN_SOURCE if near else NEW_SOURCE, "source", text=shown(text), nearest="".join(near))
        return text, source.code if source else ""

    def _customer(self) -> str:
        """The customer's code where board.yml knows it, else the text."""
        text = self._text("customer")
        known = customer_of(text, self.rules) if text else None
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
        cells = dict(self.columns.criteria())
        deadlines = dict(self.columns.deadlines())
        for criterion in (criterion.id for criterion in self.rules.criteria):
            due = self._deadline(criterion, deadlines.get(criterion))
            due_place = self.table.place(self.row.cell(deadlines.get(criterion, 1)))
            cell = self.row.cell(cells[criterion]) if criterion in cells else None
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
        return None if is_not_given(text) else self._date_in(cell, f"{criterion} due", text)

    def _criterion(self, criterion: str, cell: Cell) -> CriterionCell:
        """What a criterion's cell says: not applicable, a letter, or the date on which it was done."""
        found = CriterionCell(criterion, self.table.place(cell))
        text = self._mapped(criterion, _line_of(cell))
        if is_not_given(text):
            return replace(found, na=text)
        letter = LETTERS.get(folded(text))
        return replace(found, typed=letter) if letter else replace(found, done=self._date_in(cell, criterion, text))

    def _date_in(self, cell: Cell, key: str, text: str) -> WrittenDate | None:
        """The date in a cell that may also hold letters and words."""
        written = read_sheet_date(text, self._order)
        if isinstance(written, WrittenDate):
            return written
        place = self.table.place(cell)
        if written.fault is DateFault.NOT_A_DATE:
            self.findings.append(Finding(UNKNOWN_CELL, place, {"key": key, "text": shown(text)}, self.id))
        else:
            self.findings.append(date_finding(written, text, key, place, self.id))
        return None

    def _lack(self, kind: Kind, key: str, /, **values: Value) -> None:
        self.lacking.append(Finding(kind, self._cell_place(key), values, self.id))

    def _note(self, kind: Kind, key: str, /, **values: Value) -> None:
        self.findings.append(Finding(kind, self._cell_place(key), values, self.id))

    def _cell_place(self, key: str) -> Place:
        """The cell of a field, be it empty; the row's own place where the sheet has no such column."""
        column = self.columns.column(key)
        return self.table.place(self.row.cell(column)) if column else self.row_place


def _line_of(cell: Cell) -> str:
    """A cell's text on one line, without control characters."""
    return _CONTROL.sub("", " ".join(cell.text.split()))
