"""One row of the sheet, read cell by cell (contract §4)."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TypeVar

from board_gen.finding import Finding, Kind, Level, Value
from board_gen.messages import N_
from board_gen.model.terms import Letter
from board_gen.sources.board_file import names_of
from board_gen.sources.case_shapes import is_usable_id
from board_gen.sources.faults import shown
from board_gen.sources.instants import BadDate, WrittenDate
from board_gen.sources.row_cells import RowCells, day_or_time, line_of, without_decimals
from board_gen.sources.row_layout import address_of
from board_gen.sources.sheet_names import folded
from board_gen.sources.sheet_row import CriterionCell, SheetRow
from board_gen.sources.sheet_words import (
    ANSWERS,
    LETTERS,
    SEVERITIES,
    STATUSES,
    SheetStatus,
    is_not_given,
)
from board_gen.sources.table import Cell

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
EXTRA_CELLS = Kind(
    "BG437",
    Level.WARNING,
    N_("the row has more cells than the header has columns"),
    N_("a text that holds the delimiter must be quoted; else give the column a name"),
)
CLOSED_AND_NOT = Kind(
    "BG455",
    Level.WARNING,
    N_("closed: “{text}”, while the status says closed; neither is read"),
    N_("write the closing date, or correct the status"),
)

_CLOSED_ANSWERS = {word: SheetStatus.CLOSED if answer else SheetStatus.OPEN for word, answer in ANSWERS.items()}
_T = TypeVar("_T")


class RowReading(RowCells):
    """One row, field by field."""

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
        written = day_or_time(text, self._order) if text else None
        if isinstance(written, BadDate):
            finding = self._date_fault(written, text, "opened", self.places.pop("opened"))
            self.lacking.append(replace(finding, level_override=Level.ERROR))
            return None
        return written

    def _closed(self, status: SheetStatus | None) -> tuple[WrittenDate | None, SheetStatus | None]:
        """The closing date, and the status; the word alone (`yes`, `已关闭`) in the place of the date closes too."""
        column = self.layout.fields.get("closed")
        word = folded(self._mapped("closed", line_of(self.row.cell(column)))) if column else ""
        said = STATUSES.get(word) or _CLOSED_ANSWERS.get(word)
        if said is SheetStatus.OPEN:
            if status is not SheetStatus.CLOSED:
                return None, status
            self._note(CLOSED_AND_NOT, "closed", text=shown(line_of(self.row.cell(column or 1))))
            return None, None
        if said is SheetStatus.CLOSED and status in (None, said):
            self.places.setdefault("status", self._cell_place("closed"))
            return None, said
        return self._date("closed"), status

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
        if cell is not None and line_of(cell):
            yield replace(self._criterion(criterion, cell), due=due, due_place=due_place)
        elif due is not None:
            yield CriterionCell(criterion, due_place, due=due, due_place=due_place)

    def _deadline(self, criterion: str, column: int | None) -> WrittenDate | None:
        """A criterion's own deadline, None where not given or not readable."""
        if column is None:
            return None
        cell = self.row.cell(column)
        text = self._mapped(f"{criterion} due", line_of(cell))
        key = f"{criterion} due"
        is_none = is_not_given(text) or self._is_unusable(key, cell, text)
        return None if is_none else self._date_in(cell, key, text)

    def _criterion(self, criterion: str, cell: Cell) -> CriterionCell:
        """What a criterion's cell says: not applicable, a letter, or the date on which it was done."""
        found = CriterionCell(criterion, self.table.place(cell))
        text = self._mapped(criterion, line_of(cell))
        if self._is_unusable(criterion, cell, text):
            return found
        if is_not_given(text):
            return replace(found, na=text)
        letter = LETTERS.get(folded(text))
        return replace(found, typed=letter) if letter else replace(found, done=self._date_in(cell, criterion, text))

    def _lack(self, kind: Kind, key: str, /, **values: Value) -> None:
        self.lacking.append(Finding(kind, self._cell_place(key), values, self.id))
