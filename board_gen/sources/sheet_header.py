"""Where a sheet's header stands, and what its columns are called (contract §4).

The header is the first row that holds three known names, wherever it stands. It may have two levels: group names, each
over several columns, and the columns' own names below them. Then a column's names are both joined (`围堵 期限`), the
lower one, and the upper one, in this order. A group's name reaches over its merged cells; where no cell of its row is
merged (CSV, "centred across") over the blank cells to its right.

Under the name of a criterion the lower names belong to that criterion: `期限` is its deadline, `完成` its cell, and
`责任人` is not the owner of the whole row, but a column that is not read. Under that of a step which is no criterion's
(`D3 临时措施`) none is read by its lower name alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from board_gen.sources.sheet_names import (
    DONE_PARTS,
    DUE_PARTS,
    LETTER_PARTS,
    RUNNING_NUMBERS,
    ColumnKey,
    bare,
    folded,
    known_name_of,
)
from board_gen.sources.table import Cell, Row, Table

ENOUGH_NAMES = 3
"""The header is the first row with so many known names; above it stand banners."""

MOST_UNKNOWN = 100
"""So many rows are looked at for a header of two levels neither of which is known without the other."""

_MOST_MET = 10_000
"""So many texts are kept in mind with what they mean: cells below a header repeat what others say."""

_ROW_FIELDS = frozenset({"id", "title", "opened", "source"})
"""A row with something in one of these columns is no second level of the header."""

OWN, BUILT_IN, WITHIN, WEAK, BY_GROUP = range(5)
"""How well a column's name says what it holds: as board.yml lists it, as is built in, as is built in but within some
group, as a running number or a letter beside a date, or only by the group above it. Of two columns for one key the
better named is read."""

_STEP = re.compile(r"\s*D\s*[3-8](?![0-9A-Za-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ColumnName:
    """What a column is called: `cell` holds its name, `upper` is that of the group above it (empty: none)."""

    cell: Cell
    upper: str = ""

    @property
    def text(self) -> str:
        """The name on one line, with its group's."""
        return " ".join(f"{self.upper} {self.cell.text}".split())


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds, and how well its name says so: one of OWN … BY_GROUP."""

    key: ColumnKey
    rank: int


@dataclass(frozen=True, slots=True)
class Header:
    """The header's rows, one or two, and the columns that have a name, from left to right."""

    rows: tuple[Row, ...]
    names: tuple[ColumnName, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The folded names that are known, and which of them board.yml lists (`own`)."""

    known: Mapping[str, ColumnKey]
    own: frozenset[str]
    _met: dict[str, Meaning | None] = field(default_factory=dict, compare=False, repr=False)

    def meaning_of(self, name: ColumnName) -> Meaning | None:
        """What a column holds by its name, None where nobody knows."""
        if not name.upper:
            return self._by_text(name.cell.text)
        group = self._by_text(name.upper)
        joined = self._by_text(name.text)
        if joined is not None:
            return joined
        if group is not None and group.key.criterion:
            return self._part_of(group.key, name.cell.text)
        if group is None and _STEP.match(unicodedata.normalize("NFKC", name.upper)):
            return None
        lower = self._by_text(name.cell.text)
        if lower is not None:
            return Meaning(lower.key, max(lower.rank, WITHIN))
        return Meaning(group.key, BY_GROUP) if group else None

    def keys_of(self, names: Iterable[ColumnName]) -> set[ColumnKey]:
        """What is known of these columns."""
        return {meaning.key for name in names if (meaning := self.meaning_of(name))}

    def _by_text(self, text: str) -> Meaning | None:
        if text in self._met:
            return self._met[text]
        name = known_name_of(text, self.known)
        meaning = None if name is None else Meaning(self.known[name], self._rank_of(name))
        if len(self._met) < _MOST_MET:
            self._met[text] = meaning
        return meaning

    def _rank_of(self, name: str) -> int:
        return OWN if name in self.own else WEAK if name in RUNNING_NUMBERS else BUILT_IN

    def _part_of(self, group: ColumnKey, text: str) -> Meaning | None:
        """What a name means under that of a criterion."""
        part = bare(folded(text))
        if part in DUE_PARTS:
            return Meaning(ColumnKey(group.name, criterion=True, deadline=True), BUILT_IN)
        if part in DONE_PARTS:
            return Meaning(group, BUILT_IN)
        return Meaning(group, WEAK) if part in LETTER_PARTS else None


def header_of(table: Table, words: Vocabulary) -> Header | None:
    """The header of a table, None where it has none."""
    are_known: list[bool] = []
    for index, row in enumerate(table.rows):
        keys = words.keys_of(names_in(row))
        if len(keys) >= ENOUGH_NAMES:
            return header_at(table, index, words)
        are_known.append(bool(keys))
    for index, (upper, lower) in enumerate(pairwise(table.rows)):
        may_be = are_known[index] or are_known[index + 1] or index < MOST_UNKNOWN
        if may_be and _are_levels(table, upper, lower, words):
            names = tuple(_two_levels(table, upper, lower))
            if len(words.keys_of(names)) >= ENOUGH_NAMES:
                return Header((upper, lower), names)
    return None


def names_in(row: Row) -> Iterator[ColumnName]:
    """What the columns are called where that row alone is the header."""
    return (ColumnName(cell) for cell in row.cells() if isinstance(cell.value, str))


def header_at(table: Table, index: int, words: Vocabulary) -> Header:
    """The header whose names, or most of them, stand in that row: with the level below or above it, if there is one."""
    row = table.rows[index]
    neighbours = [(row, below) for below in table.rows[index + 1 : index + 2]]
    neighbours += [(above, row) for above in table.rows[max(index - 1, 0) : index]]
    for upper, lower in neighbours:
        if _are_levels(table, upper, lower, words):
            return Header((upper, lower), tuple(_two_levels(table, upper, lower)))
    return Header((row,), tuple(names_in(row)))


def _are_levels(table: Table, upper: Row, lower: Row, words: Vocabulary) -> bool:
    """True for two rows that are one header: told by merged cells, else by names that only make sense together."""
    if lower.number != upper.number + 1 or not any(True for _ in upper.cells()) or not any(True for _ in lower.cells()):
        return False
    if _is_data(upper, lower, words):
        return False
    return _are_merged(table, upper, lower, words) or _belong_together(table, upper, lower, words)


def _is_data(upper: Row, lower: Row, words: Vocabulary) -> bool:
    """True where the lower row holds something under a name that is no group's, and it is no name."""
    for cell in lower.cells():
        meaning = words.meaning_of(ColumnName(upper.cell(cell.column)))
        is_field = meaning is not None and meaning.key.name in _ROW_FIELDS and not meaning.key.criterion
        if not isinstance(cell.value, str) or (is_field and upper.cell(cell.column + 1).text):
            return True
    return False


def _are_merged(table: Table, upper: Row, lower: Row, words: Vocabulary) -> bool:
    """True where a known name reaches down over both rows, or a group's over some of the named columns below."""
    named = {cell.column for cell in lower.cells()}
    for area in table.merged:
        if area.row != upper.number or not upper.cell(area.column).text:
            continue
        is_known = words.meaning_of(ColumnName(upper.cell(area.column))) is not None
        covered = named & set(range(area.column, area.column + min(area.columns, 1000)))
        if (area.rows == 2 and is_known) or (area.rows == 1 and len(covered) > 1 and covered < named and is_known):
            return True
    return False


def _belong_together(table: Table, upper: Row, lower: Row, words: Vocabulary) -> bool:
    """True where a group reaches over a blank cell, and half of the lower names - two at least - are known by it."""
    names = [name for name in _two_levels(table, upper, lower) if name.cell.row == lower.number]
    spans = any(not upper.cell(name.cell.column).text for name in names)
    by_group = [name for name in names if name.upper and _is_known_by_group(name, words)]
    return spans and len(by_group) > 1 and 2 * len(words.keys_of(names)) >= len(names)


def _is_known_by_group(name: ColumnName, words: Vocabulary) -> bool:
    meaning, alone = words.meaning_of(name), words.meaning_of(ColumnName(name.cell))
    return meaning is not None and meaning.rank != BY_GROUP and (alone is None or meaning.key != alone.key)


def _two_levels(table: Table, upper: Row, lower: Row) -> Iterator[ColumnName]:
    """The names of a header of two rows: a column without a lower name has the upper one."""
    groups = _groups_of(table, upper, max(len(upper.values), len(lower.values)))
    for column in range(1, max(len(upper.values), len(lower.values)) + 1):
        above, below = upper.cell(column), lower.cell(column)
        group = groups.get(column, "")
        if below.text:
            yield ColumnName(below, "" if folded(group) == folded(below.text) else group)
        elif above.text:
            yield ColumnName(above)


def _groups_of(table: Table, row: Row, width: int) -> Mapping[int, str]:
    """The name over each column."""
    groups = {cell.column: cell.text for cell in row.cells()}
    wide = [area for area in table.merged if area.row == row.number and area.columns > 1]
    for area in wide:
        for column in range(area.column, min(area.column + area.columns, width + 1)):
            groups[column] = row.cell(area.column).text
    if wide:
        return groups
    name = ""
    for column in range(1, width + 1):
        name = groups.setdefault(column, name)
    return groups
