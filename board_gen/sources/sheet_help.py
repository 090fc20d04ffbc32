"""Help for a sheet that nobody has mapped yet: what was taken for what, what is left, and what it might be.

A guess is told as a question and never used: it stands in the block for board.yml as a comment.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice

from board_gen.model.rules import Rules, SheetRules
from board_gen.sources.board_file import customer_of, source_of
from board_gen.sources.case_shapes import is_usable_id
from board_gen.sources.faults import shown
from board_gen.sources.instants import BadDate, DateFault, Order, WrittenDate, read_sheet_date
from board_gen.sources.plant_sheets import ReadSheet
from board_gen.sources.row_cells import UNKNOWN_CELL
from board_gen.sources.row_reading import NEW_SOURCE, UNKNOWN_SOURCE, UNKNOWN_WORD
from board_gen.sources.sheet_columns import Columns, read_columns
from board_gen.sources.sheet_names import (
    LONGEST_WORD,
    ColumnKey,
    folded,
    known_name_of,
    known_names,
)
from board_gen.sources.sheet_row import SheetRow
from board_gen.sources.sheet_words import ANSWERS, LETTERS, SEVERITIES, STATUSES, gives_something
from board_gen.sources.table import Cell, Row, Table, column_letters

MOST_WORDS = 40
"""So many words of a sheet that are not understood are listed, the commonest first."""
DATE_KEYS = ("opened", "closed", "due", "updated", "next_report")
_SAMPLES = 3
_MOST_LOOKED_AT = 500
"""Rows whose values a guess is made from."""
_CANDIDATE_ROWS = 60
_ENOUGH = 0.6
"""The share of a column's values that must look alike."""
_WORD_KINDS = frozenset({UNKNOWN_WORD, UNKNOWN_CELL, UNKNOWN_SOURCE, NEW_SOURCE})
_YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?!\d)", re.ASCII)
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """A column that is read, by its letters and its name, and what it is read as."""

    letters: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class LeftColumn:
    """A column that is not read: three values that stand in it, and the keys that it might be."""

    letters: str
    name: str
    samples: tuple[str, ...]
    guesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that is not understood in the column of `key`, and how many cells hold it."""

    key: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class TwoWayDates:
    """Dates that `sheet.dates` must tell apart: how many, and a cell that proves each order (empty: none does)."""

    count: int
    mdy: str = ""
    dmy: str = ""

    @property
    def order(self) -> Order | None:
        """The order that the column proves."""
        if bool(self.mdy) == bool(self.dmy):
            return None
        return "mdy" if self.mdy else "dmy"


@dataclass(frozen=True, slots=True)
class SheetHelp:
    """How a sheet was understood. `header_row` is its header or (`has_header` False) the row that looks most like one,
    0 where no row does; `rows` counts the problems; `rules` is how board.yml says to read it.
    """

    file: str
    tab: str
    rules: SheetRules
    has_header: bool
    header_row: int
    rows: int
    taken: tuple[TakenColumn, ...] = ()
    left: tuple[LeftColumn, ...] = ()
    words: tuple[UnknownWord, ...] = ()
    dates: TwoWayDates = TwoWayDates(0)

    @property
    def is_quiet(self) -> bool:
        """True where everything in the sheet is understood."""
        return self.has_header and not (self.left or self.words or self.dates.count)


def sheet_help_of(sheet: ReadSheet, rules: Rules, owners: Iterable[str] = ()) -> SheetHelp:
    """Help for a sheet; `owners` are the people that the plant's cases name."""
    table, asked = sheet.table, sheet.rules
    columns = read_columns(table, rules, asked).columns if sheet.read.is_readable else None
    if columns is None:
        return _without_header(table, rules, asked, frozenset(owners))
    body = [row for row in table.rows if row.number > columns.last_row]
    guess = _Guess(rules, asked, {str(key) for key in columns.columns}, frozenset(owners))
    taken = {column: key for key, column in columns.columns.items()}
    left = _with_different_guesses(_left_columns(columns, taken, body, guess))
    dated = [column for column, key in taken.items() if key.name in DATE_KEYS or key.criterion]
    return SheetHelp(
        table.file,
        table.tab,
        asked,
        has_header=True,
        header_row=columns.header_row,
        rows=len(sheet.read.rows),
        taken=tuple(
            TakenColumn(column_letters(column), columns.names.get(column, ""), str(key))
            for column, key in sorted(taken.items())
        ),
        left=left,
        words=_unknown_words(sheet.read.rows),
        dates=TwoWayDates(0) if asked.dates else _two_way_dates(body, dated),
    )


def _without_header(table: Table, rules: Rules, sheet: SheetRules, owners: frozenset[str]) -> SheetHelp:
    """Help by the row that looks most like a header."""
    known = known_names(rules, sheet)
    row = _best_candidate(table, known)
    if row is None:
        return SheetHelp(table.file, table.tab, sheet, has_header=False, header_row=0, rows=0)
    body = [below for below in table.rows if below.number > row.number]
    keys = {cell.column: known[name] for cell in row.cells() if (name := known_name_of(cell.text, known))}
    guess = _Guess(rules, sheet, {str(key) for key in keys.values()}, owners)
    left = [_left_column(cell.column, cell.text, body, guess) for cell in row.cells() if cell.column not in keys]
    dates = [cell.column for cell in row.cells()]
    return SheetHelp(
        table.file,
        table.tab,
        sheet,
        has_header=False,
        header_row=row.number,
        rows=0,
        taken=tuple(
            TakenColumn(column_letters(column), row.cell(column).text, str(key)) for column, key in sorted(keys.items())
        ),
        left=_with_different_guesses(left),
        dates=TwoWayDates(0) if sheet.dates else _two_way_dates(body, dates),
    )


def _best_candidate(table: Table, known: Mapping[str, ColumnKey]) -> Row | None:
    """The first of the rows with the most different short texts, known names before all."""
    best, most = None, (0, 2)
    for row in islice(table.rows, _CANDIDATE_ROWS):
        texts = {folded(cell.text) for cell in row.cells() if _may_be_name(cell)}
        score = sum(1 for cell in row.cells() if known_name_of(cell.text, known)), len(texts)
        if score[1] > 2 and score > most:
            best, most = row, score
    return best


def _may_be_name(cell: Cell) -> bool:
    is_text = isinstance(cell.value, str) and 0 < len(cell.text) <= LONGEST_WORD
    return is_text and not cell.text[:1].isdigit() and gives_something(cell)


def _left_columns(
    columns: Columns, taken: Mapping[int, ColumnKey], body: list[Row], guess: "_Guess"
) -> Iterator[LeftColumn]:
    """The columns that have a name and are not read."""
    for column, name in sorted(columns.names.items()):
        if column not in taken:
            yield _left_column(column, name, body, guess)


def _left_column(column: int, name: str, body: list[Row], guess: "_Guess") -> LeftColumn:
    cells = (row.cell(column) for row in islice(body, _MOST_LOOKED_AT))
    texts = [cell.text for cell in cells if gives_something(cell)]
    samples = tuple(shown(text, 30) for text in islice(dict.fromkeys(texts), _SAMPLES))
    return LeftColumn(column_letters(column), name, samples, guess.of(name, texts))


def _with_different_guesses(left: Iterable[LeftColumn]) -> tuple[LeftColumn, ...]:
    """The columns, no key the likeliest of two of them: the block names each key once."""
    first: set[str] = set()
    told: list[LeftColumn] = []
    for column in left:
        free = [key for key in column.guesses if key not in first]
        first.update(free[:1])
        told.append(replace(column, guesses=tuple(free)))
    return tuple(told)


def _unknown_words(rows: Iterable[SheetRow]) -> tuple[UnknownWord, ...]:
    """Words that `sheet.words` could map, the commonest first; what is longer than a word is none."""
    findings = (finding for row in rows for finding in (*row.findings, *row.lacking) if finding.kind in _WORD_KINDS)
    words = Counter((str(finding.values.get("key", "source")), str(finding.values["text"])) for finding in findings)
    short = ((key, text, count) for (key, text), count in words.items() if len(text) <= LONGEST_WORD)
    return tuple(UnknownWord(*word) for word in sorted(short, key=lambda word: (-word[2], word[0], word[1])))


def _two_way_dates(body: Iterable[Row], columns: Iterable[int]) -> TwoWayDates:
    """The dates of some columns that can be read in two ways, and the first cell that proves each of them."""
    count, proof = 0, {"mdy": "", "dmy": ""}
    looked_at = list(columns)
    for cell in (row.cell(column) for row in body for column in looked_at):
        if not (isinstance(cell.value, str) and _YEAR_LAST.match(cell.text)):
            continue
        readings = {order: read_sheet_date(cell.text, order) for order in _ORDERS}
        possible = [order for order, written in readings.items() if isinstance(written, WrittenDate)]
        count += bool(possible)
        if len(possible) == 1:
            proof[possible[0]] = proof[possible[0]] or cell.name
    return TwoWayDates(count, proof["mdy"], proof["dmy"])


_ORDERS: tuple[Order, ...] = ("mdy", "dmy")


@dataclass(frozen=True, slots=True)
class _Guess:
    """What a column might be, of the keys that no column of the sheet is read as (`used` are the others)."""

    rules: Rules
    sheet: SheetRules
    used: set[str]
    owners: frozenset[str]

    def of(self, name: str, texts: list[str]) -> tuple[str, ...]:
        """The keys, the likeliest first."""
        if not texts:
            return self._free(self._by_name(name))
        return self._free((*self._by_name(name), *self._by_values(texts)))

    def _free(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(key for key in dict.fromkeys(keys) if key not in self.used)

    def _by_name(self, name: str) -> Iterator[str]:
        """The keys of which a name is much like the column's, or stands in it."""
        wanted = folded(name)
        known = known_names(self.rules, self.sheet)
        for near in get_close_matches(wanted, known, n=1, cutoff=0.7 if len(wanted) > 4 else 0.85):
            yield str(known[near])
        for part in sorted(known, key=len, reverse=True):
            if part in wanted and len(part) >= (2 if part.isascii() is False else 4):
                yield str(known[part])
                return

    def _by_values(self, texts: list[str]) -> Iterator[str]:
        """The keys whose values look like most of these."""
        yield from (key for key, fits in self._values_of_fields() if _most(texts, fits))
        criteria = [criterion.id for criterion in self.rules.criteria]
        if _most(texts, _is_date):
            yield from (*DATE_KEYS, *criteria)
        elif _most(texts, lambda text: folded(text) in LETTERS):
            yield from ("status", *criteria)
        elif _are_ids(texts):
            yield "id"
        elif sum(map(len, texts)) >= 6 * len(texts) and len(set(texts)) > len(texts) // 2:
            yield from ("title", "next")

    def _values_of_fields(self) -> tuple[tuple[str, Callable[[str], bool]], ...]:
        people = {folded(name) for name in (*self.owners, *self.rules.people)}
        return (
            ("source", lambda text: source_of(text, self.rules) is not None),
            ("customer", lambda text: customer_of(text, self.rules) is not None),
            ("owner", lambda text: folded(text) in people),
            ("severity", lambda text: folded(text) in SEVERITIES),
            ("status", lambda text: folded(text) in STATUSES),
            ("tracked", lambda text: folded(text) in ANSWERS and folded(text) not in LETTERS),
        )


def _most(texts: list[str], fits: Callable[[str], bool]) -> bool:
    return sum(map(fits, texts)) >= _ENOUGH * len(texts)


def _is_date(text: str) -> bool:
    written = read_sheet_date(text, None)
    return not isinstance(written, BadDate) or written.fault is DateFault.AMBIGUOUS


def _are_ids(texts: list[str]) -> bool:
    """True for short names with digits, none of them twice."""
    plain = [text for text in texts if len(text) <= 30 and _HAS_DIGIT.search(text) and is_usable_id(text)]
    return len(plain) >= _ENOUGH * len(texts) and len(set(texts)) == len(texts)
