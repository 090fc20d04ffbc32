"""`/api/board.csv`: the board as text for Excel: UTF-8 with its mark, lines that end in CR LF (contract §7).

No cell runs: a text that begins like a formula gets a `'` before it. Where lists are separated by `;` Excel cuts the
lines there, quoted or not, so that `;` too is never followed by the beginning of a formula.
"""

import csv
import re
from collections.abc import Sequence
from io import StringIO

from board_gen.pages.cell_text import cell_text, is_formula, is_number
from board_gen.views.board_table import BoardTable, Value, value_text

_BEFORE_FORMULA = re.compile(r""";(?=[\s"']*[=+\-@＝＋－＠])""")


def board_csv(table: BoardTable) -> bytes:
    """The file's bytes."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_line([column.name for column in table.columns]))
    writer.writerows(_line(row.values) for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _line(values: Sequence[Value]) -> list[str]:
    """A row's cells. What begins the line begins it however it is cut, so that not even a number begins with a sign."""
    first, *others = map(csv_cell, values)
    return [f"'{first}" if is_formula(first) else first, *others]


def csv_cell(value: Value) -> str:
    """A value as the text of its cell, of which no spreadsheet runs anything."""
    if type(value) is not str:
        return value_text(value)
    text = cell_text(value)
    if ";" in text:
        text = _BEFORE_FORMULA.sub("；", text)
    return f"'{text}" if is_formula(text) and not is_number(text) else text
