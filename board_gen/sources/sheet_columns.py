"""Which column of a sheet holds what: its header's names, understood (contract §4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.rules import Rules, SheetRules
from board_gen.sources.sheet_header import ColumnName, Header, Meaning, Vocabulary, header_of
from board_gen.sources.sheet_names import ColumnKey, folded, known_names, own_names
from board_gen.sources.table import Table, column_letters

NO_HEADER = Kind(
    "BG420",
    Level.ERROR,
    N_("no header row: none holds three known column names"),
    N_("name the columns, for example {names}, or list their names in `sheet.columns` of board.yml"),
)
SAME_COLUMN = Kind(
    "BG421",
    Level.WARNING,
    N_("the columns “{name}” and “{first}” (column {column}) both mean `{key}`; this one is not read"),
    N_("rename or delete one of them"),
)
UNKNOWN_COLUMNS = Kind(
    "BG422",
    Level.NOTE,
    N_("columns that are not read: {names}"),
    N_("if one of them matters, list its name in `sheet.columns` of board.yml"),
)
SIMILAR_COLUMN = Kind(
    "BG423",
    Level.WARNING,
    N_("the column “{name}” is not read"),
    N_("did you mean “{nearest}”?"),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """A sheet's header and the column, from 1, of each key that it names.

    `header_row` is the header's first row, `last_row` its last (another one where it has two levels), `width` its last
    column; `names` what each column is called, its group's name before its own.
    """

    header_row: int
    columns: Mapping[ColumnKey, int]
    width: int
    last_row: int
    names: Mapping[int, str]

    def column(self, field: str) -> int | None:
        """The column of a field of the row."""
        return self.columns.get(ColumnKey(field))

    def criteria(self) -> Iterator[tuple[str, int]]:
        """Each criterion that has a column, and that column."""
        return ((key.name, column) for key, column in self.columns.items() if key.criterion and not key.deadline)

    def deadlines(self) -> Iterator[tuple[str, int]]:
        """Each criterion that has a column for its deadline, and that column."""
        return ((key.name, column) for key, column in self.columns.items() if key.deadline)


@dataclass(frozen=True, slots=True)
class ColumnsRead:
    """The columns, None where no header was found, and what was wrong with them."""

    columns: Columns | None
    findings: tuple[Finding, ...]


def read_columns(table: Table, rules: Rules, sheet: SheetRules) -> ColumnsRead:
    """The columns by a table's header."""
    words = vocabulary_of(rules, sheet)
    header = header_of(table, words)
    if header is not None:
        return columns_of(table, header, words)
    place = Place(table.file, tab=table.tab, cell="A1")
    return ColumnsRead(None, (Finding(NO_HEADER, place, {"names": _examples(rules)}),))


def vocabulary_of(rules: Rules, sheet: SheetRules) -> Vocabulary:
    """The names that a sheet's columns may have."""
    return Vocabulary(known_names(rules, sheet), own_names(rules, sheet))


def columns_of(table: Table, header: Header, words: Vocabulary) -> ColumnsRead:
    """The columns of a header that has been found."""
    return _Choice(table, words).columns_of(header)


class _Choice:
    """Which column is read for which key: of several the best named, of equally well named ones the first."""

    def __init__(self, table: Table, words: Vocabulary) -> None:
        self.table, self.words = table, words
        self.chosen: dict[ColumnKey, tuple[Meaning, ColumnName]] = {}
        self.findings: list[Finding] = []
        self.unread: list[ColumnName] = []
        self.unknown: list[ColumnName] = []

    def columns_of(self, header: Header) -> ColumnsRead:
        """The columns of a header."""
        for name in header.names:
            meaning = self.words.meaning_of(name)
            if meaning is None:
                self.unknown.append(name)
            else:
                self._choose(name, meaning)
        self.findings += self._unread_columns()
        columns = Columns(
            header.rows[0].number,
            {key: name.cell.column for key, (_, name) in self.chosen.items()},
            max((name.cell.column for name in header.names), default=0),
            header.rows[-1].number,
            {name.cell.column: name.text for name in header.names},
        )
        return ColumnsRead(columns, tuple(self.findings))

    def _choose(self, name: ColumnName, meaning: Meaning) -> None:
        former, first = self.chosen.get(meaning.key, (None, None))
        if former is None or first is None:
            self.chosen[meaning.key] = meaning, name
        elif meaning.rank < former.rank:
            self.chosen[meaning.key] = meaning, name
            self.unread.append(first)
        elif meaning.rank > former.rank:
            self.unread.append(name)
        else:
            self.findings.append(_same_column(self.table, name, meaning.key, first))

    def _unread_columns(self) -> Iterator[Finding]:
        """A warning for each name that looks like a known one nobody claimed; one note for all others."""
        free = {name: key for name, key in self.words.known.items() if key not in self.chosen}
        others = list(self.unread)
        for name in self.unknown:
            near = get_close_matches(folded(name.text), free, n=1, cutoff=0.85)
            if near:
                values = {"name": _shown(name.text), "nearest": str(free[near[0]])}
                yield Finding(SIMILAR_COLUMN, self.table.place(name.cell), values)
            else:
                others.append(name)
        others.sort(key=lambda name: name.cell.column)
        if others:
            names = ", ".join(_shown(name.text) for name in others)
            yield Finding(UNKNOWN_COLUMNS, self.table.place(others[0].cell), {"names": names})


def _same_column(table: Table, name: ColumnName, key: ColumnKey, first: ColumnName) -> Finding:
    values = {
        "name": _shown(name.text),
        "first": _shown(first.text),
        "column": column_letters(first.cell.column),
        "key": str(key),
    }
    return Finding(SAME_COLUMN, table.place(name.cell), values)


def _shown(text: str) -> str:
    """A header as it is named in a finding: not too long."""
    return text if len(text) <= 40 else text[:39] + "…"


def _examples(rules: Rules) -> str:
    names = ["id / 编号", "title / 问题描述", "opened / 日期", "source / 来源", "owner / 责任人"]
    return ", ".join(names + [criterion.id for criterion in rules.criteria[:2]])
