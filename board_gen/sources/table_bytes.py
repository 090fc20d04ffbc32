"""A table as read, as bytes and back: lines of JSON, packed by gzip.

    {"file": "cases/issues.xlsx", "tab": "问题", "merged": [[1, 1, 1, 9]], "findings": [[["BG418", …], […], {…}]]}
    ["", "FR-2026-0118", ["day", "2026-11-20"], 12.0, true]
    [3, 4]
    [4, 1]
    [1, 2, 0, 3, 4]

The head; each value that a cell holds, once; the numbers of the rows; how many cells each has; and for each cell of
each row which of the values it is. A value is a text, a number, a boolean, or a pair: of `day`, `instant` (ISO 8601),
`error`, `formula`, and its text. So a million cells are read in half a second.

Equal tables are equal bytes. What is no table is a `DamagedTableError`; nothing in it can be more than such values, and
no text holds half a surrogate pair, which no page could hold.
"""

import gzip
import json
import string
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.sources.table import BadValue, CellValue, Merged, Row, Table, TableRead

MOST_BYTES = 256 * 1024**2
"""Bytes of a table before it is packed; all that is read of a file is less."""
_LEVEL = 3
"""Of gzip: a third of the time that its own level takes, and a tenth more bytes."""
_GZIP = 31


class DamagedTableError(ValueError):
    """These bytes are no table."""


def table_bytes_of(read: TableRead) -> bytes:
    """A table and what was said of it. ValueError where it is larger than is kept."""
    if read.table is None:
        raise ValueError("nothing was read")
    text = "\n".join(_lines_of(read.table, read.findings))
    content = text.encode()
    if len(content) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES // 1024**2} MB")
    return gzip.compress(content, _LEVEL, mtime=0)


def table_of(packed: bytes) -> TableRead:
    """The table that these bytes are. DamagedTableError for all other bytes."""
    try:
        return _read_of(unpacked(packed, MOST_BYTES).decode().split("\n"))
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError) as error:
        raise DamagedTableError(f"{type(error).__name__}: {error}") from error


def unpacked(packed: bytes, most: int) -> bytes:
    """The content of one gzip file and nothing behind it. ValueError for anything else, or more than `most` bytes."""
    content, rest = unpacked_first(packed, most)
    if rest:
        raise ValueError("there is more than was packed")
    return content


def unpacked_first(packed: bytes, most: int) -> tuple[bytes, bytes]:
    """The content of the gzip file that these bytes begin with, and the bytes behind it. ValueError as `unpacked`."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        content = unpacking.decompress(packed, most)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacking.eof:
        raise ValueError("cut short, or too large")
    return content, unpacking.unused_data


# ------------------------------------------------------------------------------------------------------ to lines
def _lines_of(table: Table, findings: Sequence[Finding]) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_pair_of).encode
    yield encode(
        {
            "file": table.file,
            "tab": table.tab,
            "merged": [[area.row, area.column, area.rows, area.columns] for area in table.merged],
            "findings": [_told(finding) for finding in findings],
        }
    )
    values: list[CellValue] = []
    places = list(_places_of(table.rows, values))
    yield encode(values)
    yield encode([row.number for row in table.rows])
    yield encode([len(row.values) for row in table.rows])
    yield encode(places)


def _places_of(rows: Iterable[Row], values: list[CellValue]) -> Iterator[int]:
    """Which of the values each cell is; one that is new is put behind them. 1.0 and true are not the same."""
    known: defaultdict[type, dict[CellValue, int]] = defaultdict(dict)
    for value in chain.from_iterable(row.values for row in rows):
        of_type = known[type(value)]
        place = of_type.get(value)
        if place is None:
            place = of_type[value] = len(values)
            values.append(value)
        yield place


def _pair_of(value: CellValue) -> tuple[str, str]:
    """What JSON does not know, as a pair."""
    if isinstance(value, datetime):
        return ("instant", value.isoformat())
    if isinstance(value, date):
        return ("day", value.isoformat())
    if isinstance(value, BadValue):
        return ("formula" if value.is_uncalculated else "error", value.text)
    raise TypeError(f"a cell holds no {type(value).__name__}")


def _told(finding: Finding) -> list[object]:
    kind, place = finding.kind, finding.place
    where = [place.file, place.line, place.column, place.tab, place.cell]
    return [[kind.code, kind.level, kind.text, kind.hint], where, dict(sorted(finding.values.items()))]


# ---------------------------------------------------------------------------------------------------- from lines
def _read_of(lines: Iterable[str]) -> TableRead:
    head, values, numbers, lengths, places = map(json.loads, lines)
    table = Table(
        file=as_text(head["file"]),
        rows=tuple(_rows_of([_value_of(value) for value in as_list(values)], numbers, lengths, places)),
        tab=as_text(head["tab"]),
        merged=tuple(Merged(*map(_number, as_list(area))) for area in as_list(head["merged"])),
    )
    return TableRead(table, tuple(map(_finding_of, as_list(head["findings"]))))


def _rows_of(
    values: Sequence[CellValue], numbers: Sequence[int], lengths: Sequence[int], places: Sequence[int]
) -> Iterator[Row]:
    if min(places, default=0) < 0 or min(lengths, default=0) < 0 or sum(lengths) != len(places):
        raise ValueError("cells that belong to no row, or have no value")
    cells = tuple(map(values.__getitem__, places))
    end = 0
    for number, length in zip(numbers, lengths, strict=True):
        start, end = end, end + length
        yield Row(_number(number), cells[start:end])


def _value_of(value: object) -> CellValue:
    if isinstance(value, str):
        return _page_text(value)
    if isinstance(value, float | bool):
        return value
    if isinstance(value, int):
        return float(value)
    kind, text = map(_page_text, as_list(value))
    return _MADE[kind](text)


_MADE: Mapping[str, Callable[[str], CellValue]] = {
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "error": BadValue,
    "formula": lambda text: BadValue(text, is_uncalculated=True),
}


def _finding_of(told: object) -> Finding:
    kind, where, values = as_list(told)
    code, level, text, hint = map(as_text, as_list(kind))
    file, line, column, tab, cell = as_list(where)
    place = Place(as_text(file), _count(line), _count(column), as_text(tab), as_text(cell))
    if not isinstance(values, dict) or not all(type(value) in (str, int) for value in values.values()):
        raise ValueError("a finding is filled with texts and numbers")
    _page_text("".join(map(str, values.values())))
    if not _fields_of(text + hint) <= values.keys():
        raise ValueError("a finding's words want more than it tells")
    return Finding(Kind(code, Level(level), text, hint), place, values)


def _fields_of(message: str) -> set[str]:
    """What a message is filled with; it says the name of a value and nothing about how to show it."""
    fields = [(field, form, how) for _, field, form, how in string.Formatter().parse(message) if field is not None]
    if not all(field.isidentifier() and not form and how is None for field, form, how in fields):
        raise ValueError("no message of ours")
    return {field for field, _, _ in fields}


def as_list(value: object) -> list[object]:
    """A value that has to be a list. TypeError for all others."""
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def as_text(value: object) -> str:
    """A value that has to be a text. TypeError for all others."""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _page_text(value: object) -> str:
    """A text that a page can hold: ValueError for one with half a surrogate pair."""
    text = as_text(value)
    text.encode()
    return text


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("no count")
    return value


def _number(value: object) -> int:
    if _count(value) < 1:
        raise ValueError("rows and columns count from 1")
    return _count(value)
