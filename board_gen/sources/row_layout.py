"""A sheet and how its rows are read: what is the same for all of them, and what a row without an id is called."""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from pathlib import PurePosixPath

from board_gen.model.rules import Customer, Rules, SheetRules, Source
from board_gen.sources.board_file import customer_of, source_of
from board_gen.sources.case_shapes import is_usable_id
from board_gen.sources.csv_table import MOST_ROWS
from board_gen.sources.sheet_columns import Columns
from board_gen.sources.sheet_names import BUILT_IN, folded
from board_gen.sources.table import Table

_DASHES = re.compile(r"\0+")


class Layout:
    """A sheet and how to read it, with what is the same for all its rows."""

    def __init__(self, table: Table, columns: Columns, rules: Rules, sheet: SheetRules) -> None:
        self.table, self.columns, self.rules, self.sheet = table, columns, rules, sheet
        self.fields = {field: column for field in BUILT_IN if (column := columns.column(field))}
        self.criteria, self.deadlines = dict(columns.criteria()), dict(columns.deadlines())
        self.words = {
            key: {folded(word): meaning for word, meaning in reversed(tuple(words.items()))}
            for key, words in sheet.words.items()
        }
        self._prefix = _prefix_of(table, rules)
        self._sources: dict[str, Source | None] = {}
        self._customers: dict[str, Customer | None] = {}

    def name_of(self, row: int) -> str:
        """What a row is called that has no id: `issues-12`."""
        return f"{self._prefix}-{row}"

    def source_of(self, text: str) -> Source | None:
        """The source of that name; sheets say the same ones again and again."""
        if text not in self._sources:
            self._sources[text] = source_of(text, self.rules)
        return self._sources[text]

    def customer_of(self, text: str) -> Customer | None:
        """The customer of that name."""
        if text not in self._customers:
            self._customers[text] = customer_of(text, self.rules)
        return self._customers[text]


def _prefix_of(table: Table, rules: Rules) -> str:
    """Before a row's number what it is called that has no id: the file's stem; of several sheets, file and tab."""
    path = PurePosixPath(table.file)
    parts = [path.stem] if len(rules.sheets) < 2 else [*path.parts[1:], *([table.tab] if table.tab else [])]
    prefix = address_of("-".join(parts))
    if is_usable_id(f"{prefix}-{MOST_ROWS}"):
        return prefix
    return f"sheet-{blake2b('/'.join(parts).encode(), digest_size=8).hexdigest()}"


def address_of(written_id: str) -> str:
    """The part of the URL that stands for an id of a sheet: each run of other characters becomes `-`; may be empty."""
    signs = unicodedata.normalize("NFC", written_id)
    address = _DASHES.sub("-", "".join(sign if _is_usable(sign) else "\0" for sign in signs))
    first = next((index for index, sign in enumerate(address) if is_usable_id(sign)), len(address))
    return address[first:]


@lru_cache(maxsize=8192)
def _is_usable(sign: str) -> bool:
    return is_usable_id(f"a{sign}")


def address_key(address: str) -> str:
    """What two equal addresses have in common: NFC, without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())
