"""A row of the sheet as the case file that says the same (contract §3): what a row knows, nothing more.

What a case file has no field for - columns that nobody reads, texts that nobody understood, letters that are only
compared - goes as a table into the Markdown below, so that the row can be deleted and nothing is lost.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from board_gen.model.rules import LISTED
from board_gen.model.terms import Letter
from board_gen.sources.instants import WrittenDate, iso_text_of
from board_gen.sources.sheet_columns import Columns
from board_gen.sources.sheet_lines import Line
from board_gen.sources.sheet_names import ColumnKey
from board_gen.sources.sheet_row import CriterionCell, SheetRow
from board_gen.sources.sheet_words import SheetStatus, gives_something
from board_gen.sources.table import Cell, column_letters
from board_gen.sources.yaml_writing import yaml_text

ReasonOf = Callable[[CriterionCell], str]
"""Why a criterion does not apply whose cell holds `N/A` or the like: a case file wants words."""

_TEXTS = ("customer", "area", "part", "owner", "department")
_DATES = ("next_report", "updated", "closed")
_MARKDOWN_SIGNS = {sign: f"\\{sign}" for sign in "\\`*_[]>&|~^$"} | {"<": "&lt;"}


@dataclass(frozen=True, slots=True)
class Remain:
    """What a row holds and its case file has no field for: the column's name, and the text as it stands."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class RowFile:
    """A row that becomes a case file: `next_for` is the criterion that its `next` is written to, None for none."""

    row: SheetRow
    next_for: str | None
    reason_of: ReasonOf

    def front_matter(self) -> str:
        """The lines between `---`, in the order of the contract's example."""
        criteria = dict(self._criteria())
        lines = [f"{key}: {value}" for key, value in self._plain_values()]
        if criteria:
            width = max(map(len, criteria)) + 1
            lines += ["criteria:", *(f"  {f'{name}:':{width}} {facts}" for name, facts in criteria.items())]
        lines += [f"{key}: {value}" for key, value in self._states()]
        return "".join(f"{line}\n" for line in lines)

    def _plain_values(self) -> Iterator[tuple[str, str]]:
        row = self.row
        yield "id", yaml_text(row.address)
        yield "title", yaml_text(row.title)
        yield from self._dates("opened")
        yield "source", yaml_text(row.source)
        yield from ((key, yaml_text(text)) for key in _TEXTS if (text := str(getattr(row, key))))
        if row.severity:
            yield "severity", str(row.severity)
        if row.profile and row.profile != LISTED:
            yield "profile", yaml_text(row.profile)
        yield from self._dates(*_DATES)

    def _dates(self, *keys: str) -> Iterator[tuple[str, str]]:
        """Dates as they are written: a day stays a day."""
        for key in keys:
            written: WrittenDate | None = getattr(self.row, key)
            if written is not None and (key != "closed" or is_closing_taken(self.row)):
                yield key, iso_text_of(written)

    def _criteria(self) -> Iterator[tuple[str, str]]:
        cells = {cell.criterion: cell for cell in self.row.criteria}
        names = [*cells, *([self.next_for] if self.next_for and self.next_for not in cells else [])]
        for name in names:
            facts = dict(self._facts(name, cells.get(name)))
            if facts:
                yield name, "{" + ", ".join(f"{key}: {value}" for key, value in facts.items()) + "}"

    def _facts(self, name: str, cell: CriterionCell | None) -> Iterator[tuple[str, str]]:
        if cell is not None:
            done = done_of(cell, self.row)
            if done is not None:
                yield "done", iso_text_of(done)
            if cell.na is not None:
                yield "na", yaml_text(self.reason_of(cell))
            if cell.due is not None:
                yield "due", iso_text_of(cell.due)
        if name == self.next_for:
            yield "next", yaml_text(self.row.next)

    def _states(self) -> Iterator[tuple[str, str]]:
        """Rejected and on hold, both since the row's last update, else its opening (contract §4)."""
        since = self.row.updated or self.row.opened
        if since is None:
            return
        if self.row.status is SheetStatus.REJECTED:
            yield "rejected", f"{{at: {iso_text_of(since)}}}"
        if self.row.status is SheetStatus.ON_HOLD:
            yield "on_hold", f"{{from: {iso_text_of(since)}}}"


def case_text_of(file: RowFile, heading: str, head: tuple[str, str], remains: Iterable[Remain]) -> str:
    """The whole case file; `heading` and the table's `head` are in the reader's language."""
    rows = [f"| {markdown_text(remain.name)} | {markdown_text(remain.text)} |\n" for remain in remains]
    table = f"| {head[0]} | {head[1]} |\n|---|---|\n{''.join(rows)}"
    return f"---\n{file.front_matter()}---\n" + (f"## {heading}\n\n{table}" if rows else "")


def remains_of(file: RowFile, line: Line, columns: Columns) -> tuple[Remain, ...]:
    """What the row's lines hold beside what the front matter says, column by column."""
    written = {columns.columns[key] for key in _written_keys(file) if key in columns.columns}
    width = max(len(row.values) for row in (line.row, *line.typed))
    remains = []
    for column in range(1, width + 1):
        first = line.row.cell(column)
        others = [row.cell(column) for row in line.typed]
        said = {first.text} if column in written else set()
        texts = dict.fromkeys(_text_of(cell) for cell in (first, *others) if gives_something(cell))
        left = [text for text in texts if text not in said]
        if left:
            remains.append(Remain(columns.names.get(column) or column_letters(column), "\n".join(left)))
    return tuple(remains)


def year_of(opened: WrittenDate, zone: ZoneInfo) -> int:
    """The local year of an opening."""
    at: datetime = opened.start(zone)
    return at.astimezone(zone).year


def done_of(cell: CriterionCell, row: SheetRow) -> WrittenDate | None:
    """When a criterion was done by its cell; a typed G counts at the row's last update, else at its opening."""
    return (row.updated or row.opened) if cell.typed is Letter.GREEN else cell.done


def is_closing_taken(row: SheetRow) -> bool:
    """True where the row's closing date counts: not where its status says open."""
    return row.closed is not None and row.status is not SheetStatus.OPEN


def markdown_text(text: str) -> str:
    """A text as it stands, in a cell of a Markdown table: nothing in it is a sign of Markdown or HTML."""
    lines = ("".join(map(_shown_sign, line)).strip() for line in text.splitlines())
    return "<br>".join(line for line in lines if line).replace("](", "]\\(")


def _shown_sign(sign: str) -> str:
    if not sign.isprintable():
        return " "
    return _MARKDOWN_SIGNS.get(sign, sign)


def _text_of(cell: Cell) -> str:
    return str(cell.value).upper() if isinstance(cell.value, bool) else cell.text


def _written_keys(file: RowFile) -> Iterator[ColumnKey]:
    """The columns of which the front matter says all that they hold."""
    row = file.row
    said: Mapping[str, bool] = {
        "id": row.id == row.address,
        "profile": row.profile != LISTED,
        "closed": is_closing_taken(row) or row.closed is None,
        "status": row.status is not None,
        "tracked": row.tracked is True,
        "next": file.next_for is not None and not row.criteria,
        "due": False,
    }
    yield from (ColumnKey(key) for key in row.places if said.get(key, True))
    for cell in row.criteria:
        if cell.na is not None or done_of(cell, row) is not None:
            yield ColumnKey(cell.criterion, criterion=True)
        if cell.due is not None:
            yield ColumnKey(cell.criterion, criterion=True, deadline=True)
