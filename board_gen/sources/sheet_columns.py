"""Which column of a sheet holds what: its header, found and understood (contract §4)."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.rules import Rules, SheetRules
from board_gen.sources.table import Cell, Row, Table

ENOUGH_NAMES = 3
"""The header is the first row with so many known names; above it stand banners."""

DUE_SUFFIXES = (" due", " 期限")
"""Behind a criterion's name: its deadline."""

LONGEST_WORD = 40
"""Characters; what is longer is prose, and not kept in mind for the next row."""

BUILT_IN: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "no", "no.", "number", "issue number", "编号", "序号", "问题编号"),
    "opened": ("opened", "date opened", "open date", "date", "日期", "开启日期", "发生日期", "提出日期"),
    "title": ("title", "issue", "issue description", "description", "problem", "问题", "问题描述"),
    "source": ("source", "来源", "问题来源"),
    "customer": ("customer", "客户"),
    "area": ("area", "区域", "车间"),
    "department": ("department", "责任部门", "责任单位"),
    "part": ("part", "part number", "unit i.d. #", "零件号", "零件"),
    "owner": ("owner", "lead", "责任人", "牵头人", "负责人"),
    "severity": ("severity", "严重度", "级别"),
    "profile": ("profile", "规则"),
    "tracked": ("tracked", "跟踪"),
    "next": ("next", "下一步", "对策"),
    "next_report": ("next_report", "next report", "next date", "下次汇报日期", "下次汇报时间"),
    "updated": ("updated", "更新日期"),
    "due": ("due", "期限", "应完成日期"),
    "closed": ("closed", "date closed", "关闭日期"),
    "status": ("status", "overall status", "状态", "总体状态"),
}

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


@dataclass(frozen=True, slots=True, order=True)
class ColumnKey:
    """What a column holds: a field of the row, or (`criterion`) a criterion's cell or (`deadline`) its deadline."""

    name: str
    criterion: bool = False
    deadline: bool = False

    def __str__(self) -> str:
        return f"{self.name} due" if self.deadline else self.name


@dataclass(frozen=True, slots=True)
class Columns:
    """A sheet's header row (its number) and the column, from 1, of each key that it names."""

    header_row: int
    columns: Mapping[ColumnKey, int]
    width: int

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


def folded(text: str) -> str:
    """A name or word for comparison: without case, width, blanks, line breaks and invisible characters."""
    return _folded(text) if len(text) <= LONGEST_WORD else _folded.__wrapped__(text)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in wide if not letter.isspace() and unicodedata.category(letter) != "Cf")


def read_columns(table: Table, rules: Rules, sheet: SheetRules) -> ColumnsRead:
    """The header of a table: the first row that holds at least three known names."""
    known = known_names(rules, sheet)
    for row in table.rows:
        if len({known[name] for name in map(_name_of, row.cells()) if name in known}) >= ENOUGH_NAMES:
            return _columns_of(table, row, known)
    place = Place(table.file, tab=table.tab, cell="A1")
    return ColumnsRead(None, (Finding(NO_HEADER, place, {"names": _examples(rules)}),))


def known_names(rules: Rules, sheet: SheetRules) -> dict[str, ColumnKey]:
    """Every folded header name that is understood: `sheet.columns` first, then the built-in ones, then criteria."""
    names: dict[str, ColumnKey] = {}
    for key, name in (*_own_names(rules, sheet), *_built_in_names(), *_criteria_names(rules)):
        names.setdefault(folded(name), key)
    names.pop("", None)
    return names


def _own_names(rules: Rules, sheet: SheetRules) -> Iterator[tuple[ColumnKey, str]]:
    """What board.yml adds; a key that is neither a field nor a criterion adds nothing."""
    keys = {folded(str(key)): key for key in _all_keys(rules)}
    for written, names in sheet.columns.items():
        key = keys.get(folded(written))
        if key is not None:
            yield from ((key, name) for name in names)


def _all_keys(rules: Rules) -> Iterator[ColumnKey]:
    yield from (ColumnKey(field) for field in BUILT_IN)
    for criterion in rules.criteria:
        yield ColumnKey(criterion.id, criterion=True)
        yield ColumnKey(criterion.id, criterion=True, deadline=True)


def _built_in_names() -> Iterator[tuple[ColumnKey, str]]:
    for field, names in BUILT_IN.items():
        yield from ((ColumnKey(field), name) for name in names)


def _criteria_names(rules: Rules) -> Iterator[tuple[ColumnKey, str]]:
    for criterion in rules.criteria:
        for name in (criterion.id, criterion.label.zh, criterion.label.en):
            yield ColumnKey(criterion.id, criterion=True), name
            for suffix in DUE_SUFFIXES:
                yield ColumnKey(criterion.id, criterion=True, deadline=True), name + suffix


def _columns_of(table: Table, row: Row, known: Mapping[str, ColumnKey]) -> ColumnsRead:
    """The columns of a header row; of two that mean the same the first is read."""
    columns: dict[ColumnKey, int] = {}
    findings: list[Finding] = []
    unknown: list[Cell] = []
    for cell in row.cells():
        key = known.get(_name_of(cell))
        if key is None:
            unknown.append(cell)
        elif key in columns:
            findings.append(_same_column(table, cell, key, row.cell(columns[key])))
        else:
            columns[key] = cell.column
    findings += _unknown_columns(table, unknown, {name: key for name, key in known.items() if key not in columns})
    width = max((cell.column for cell in row.cells()), default=0)
    return ColumnsRead(Columns(row.number, columns, width), tuple(findings))


def _same_column(table: Table, cell: Cell, key: ColumnKey, first: Cell) -> Finding:
    letters = first.name.rstrip("0123456789")
    values = {"name": _shown(cell), "first": _shown(first), "column": letters, "key": str(key)}
    return Finding(SAME_COLUMN, table.place(cell), values)


def _unknown_columns(table: Table, cells: list[Cell], free: Mapping[str, ColumnKey]) -> Iterator[Finding]:
    """A warning for each name that looks like a known one nobody claimed; one note for all others."""
    others = []
    for cell in cells:
        near = get_close_matches(_name_of(cell), free, n=1, cutoff=0.85)
        if near:
            yield Finding(SIMILAR_COLUMN, table.place(cell), {"name": _shown(cell), "nearest": str(free[near[0]])})
        else:
            others.append(cell)
    if others:
        yield Finding(UNKNOWN_COLUMNS, table.place(others[0]), {"names": ", ".join(map(_shown, others))})


def _name_of(cell: Cell) -> str:
    return folded(cell.text)


def _shown(cell: Cell) -> str:
    """A header as it is named in a finding: on one line, not too long."""
    text = " ".join(cell.text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def _examples(rules: Rules) -> str:
    names = ["id / 编号", "title / 问题描述", "opened / 日期", "source / 来源", "owner / 责任人"]
    return ", ".join(names + [criterion.id for criterion in rules.criteria[:2]])
