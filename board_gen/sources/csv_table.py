"""A CSV file as a table, whatever its encoding and delimiter (contract §4).

Nothing is guessed in silence: an encoding other than UTF-8 is a note, what can't be decoded is an error, and no
character is ever replaced. Rows count as a spreadsheet shows them: a quoted line break does not begin a row, an
empty line is one, a `sep=` line is none.
"""

import csv
import errno
import os
import re
import stat
from collections import Counter
from io import StringIO
from pathlib import Path

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.sources.table import Cell, Row, Table, TableRead
from board_gen.sources.text_encoding import UTF_8, decoded_text

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes; ten years of a plant's problems are less than two megabytes."""
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000

DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"""sep=([^\w\s"]|\t)[ ]*(?:\r\n|\r|\n|\Z)""", re.IGNORECASE)
_QUOTED = re.compile(r'(?:(?<=[,;\t|\r\n])|\A)"(?:[^"]|"")*+"')
_AS_TEXT = re.compile(r'\s*="([^"]*)"\s*')
_SAMPLE = 65_536
_FORMULA_SIGNS = tuple("=+-@＝＋－＠")

UNREADABLE = Kind(
    "BG400",
    Level.ERROR,
    N_("the file can't be read: {reason}"),
    N_("check that it is a file, is not open elsewhere and that its permissions allow reading"),
)
TOO_LARGE = Kind(
    "BG401",
    Level.ERROR,
    N_("the file has {size} MB; more than {most} MB are not read"),
    N_("move old rows into another file"),
)
EMPTY = Kind("BG402", Level.ERROR, N_("the file is empty"), N_("save it again, or delete it"))
UNKNOWN_ENCODING = Kind(
    "BG403",
    Level.ERROR,
    N_("the text is neither UTF-8, UTF-16 nor GB18030"),
    N_("save it as “CSV UTF-8”"),
)
OTHER_ENCODING = Kind(
    "BG404", Level.NOTE, N_("the file was read as {encoding}"), N_("saved as “CSV UTF-8” nothing has to be told apart")
)
NUL_BYTES = Kind(
    "BG405",
    Level.ERROR,
    N_("the file holds NUL bytes, so it is no CSV text, or was written only in part"),
    N_("save it as “CSV UTF-8”"),
)
UNCLOSED_QUOTE = Kind(
    "BG406",
    Level.ERROR,
    N_("a quote that is opened in row {row} is never closed; this row and all after it were not read"),
    N_('close it with `"`; a `"` inside of a quoted cell is written twice'),
)
BROKEN_QUOTING = Kind(
    "BG409",
    Level.ERROR,
    N_("a quoted cell in row {row} goes on after its closing quote; this row and all after it were not read"),
    N_('a `"` inside of a quoted cell is written twice, and nothing stands between the closing one and the delimiter'),
)
LONG_CELL = Kind(
    "BG410",
    Level.ERROR,
    N_("a cell in row {row} is longer than {most} characters; this row and all after it were not read"),
    N_("shorten it, or look for a quote that is not closed"),
)
TOO_MANY_ROWS = Kind(
    "BG407",
    Level.ERROR,
    N_("more than {most} rows: what follows was not read"),
    N_("move old rows into another file"),
)
TOO_MANY_COLUMNS = Kind(
    "BG408",
    Level.ERROR,
    N_("more than {most} columns: what follows was not read"),
    N_("delete what stands far to the right by mistake"),
)


def read_csv_table(path: Path, name: str, *, by_first_line: bool = False) -> TableRead:
    """The CSV file at `path` as a table; `name` is the file as findings print it.

    `by_first_line`: the first line is the header and alone tells the delimiter.
    """
    try:
        status = path.stat()
        if stat.S_ISFIFO(status.st_mode):  # it would be waited for
            return _refused(name, UNREADABLE, reason=os.strerror(errno.ENOTSUP))
        if status.st_size > LARGEST_FILE:
            return _refused(name, TOO_LARGE, size=-(-status.st_size // 1024**2), most=LARGEST_FILE // 1024**2)
        content = path.read_bytes()
    except OSError as error:
        return _refused(name, UNREADABLE, reason=error.strerror or str(error))
    return csv_table_of(content, name, by_first_line=by_first_line)


def csv_table_of(content: bytes, name: str, *, by_first_line: bool = False) -> TableRead:
    """The bytes of a CSV file as a table."""
    if len(content) > LARGEST_FILE:
        return _refused(name, TOO_LARGE, size=-(-len(content) // 1024**2), most=LARGEST_FILE // 1024**2)
    decoded = decoded_text(content)
    if decoded is None:
        return _refused(name, UNKNOWN_ENCODING)
    text, encoding = decoded
    if not text.strip():
        return _refused(name, EMPTY)
    if "\0" in text:
        return _refused(name, NUL_BYTES)
    rows, faults = _rows_of(text, name, by_first_line)
    if encoding != UTF_8:
        faults = (Finding(OTHER_ENCODING, Place(name), {"encoding": encoding}), *faults)
    return TableRead(Table(name, rows), faults)


def _refused(name: str, kind: Kind, **values: str | int) -> TableRead:
    return TableRead(None, (Finding(kind, Place(name), values),))


def _rows_of(text: str, name: str, by_first_line: bool) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The records of the text, as far as its quoting holds and the bounds allow."""
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        text = text[declared.end() :]
    delimiter = declared[1] if declared else _delimiter_of(text, by_first_line)
    text = _without_padding(text, delimiter)
    is_marked = "'" in text or '="' in text
    rows: list[Row] = []
    faults: list[Finding] = []
    try:
        for number, values in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if number > MOST_ROWS:
                faults.append(_at_cell(TOO_MANY_ROWS, name, number, 1, most=MOST_ROWS))
                break
            if len(values) > MOST_COLUMNS and not faults:
                faults.append(_at_cell(TOO_MANY_COLUMNS, name, number, MOST_COLUMNS + 1, most=MOST_COLUMNS))
            given = values[:MOST_COLUMNS]
            rows.append(Row(number, tuple(map(_as_meant, given) if is_marked else given)))
    except csv.Error as error:
        number = len(rows) + 1
        faults.append(_at_cell(_kind_of(error), name, number, 1, row=number, most=csv.field_size_limit()))
    return tuple(rows), tuple(faults)


def _as_meant(value: str) -> str:
    """A value without the marks of exporters: `'` before what a spreadsheet would run (board.csv is one that writes
    it), `="0012"` around what Excel would take for a number.
    """
    if quoted := _AS_TEXT.fullmatch(value):
        return quoted[1]
    return value[1:] if value[:1] == "'" and value[1:].lstrip().startswith(_FORMULA_SIGNS) else value


def _without_padding(text: str, delimiter: str) -> str:
    """The text without the blanks behind a closing quote, with which exporters pad numbers."""
    if '"\t' not in text and '" ' not in text:
        return text
    sign, blanks = re.escape(delimiter), " \t".replace(delimiter, "")
    cell = rf'((?:(?<=[{sign}\r\n])|\A)"(?:[^"]|"")*+")(?:[{blanks}]++(?=[{sign}\r\n]|\Z))?'
    return re.sub(cell, r"\1", text)


def _kind_of(error: csv.Error) -> Kind:
    """What the csv module found, which it tells by its words alone."""
    if "unexpected end" in str(error):
        return UNCLOSED_QUOTE
    return LONG_CELL if "field limit" in str(error) else BROKEN_QUOTING


def _at_cell(kind: Kind, name: str, row: int, column: int, /, **values: str | int) -> Finding:
    return Finding(kind, Place(name, cell=Cell("", row, column).name), values)


def _delimiter_of(text: str, by_first_line: bool) -> str:
    """The delimiter on whose count per line most lines agree, quoted text left out; a comma where none is seen."""
    lines = [line for line in _QUOTED.sub("", text[:_SAMPLE]).splitlines() if line.strip()]
    if by_first_line:
        del lines[1:]
    return max(DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))


def _agreement(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many delimiters stand where most lines agree on their number; in doubt, how many in all."""
    counts = [line.count(delimiter) for line in lines]
    agreed = Counter(count for count in counts if count)
    best = max((count * lines_of_it for count, lines_of_it in agreed.items()), default=0)
    return best, sum(counts)
