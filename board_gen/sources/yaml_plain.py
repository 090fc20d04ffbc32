"""YAML text to nodes, the plain way: a text of plain lines is taken apart by a few patterns, without the YAML parser.

What people and our own writer put into a case file is nearly always the same small part of YAML: keys with values on
their lines, lists of such, and brackets that end where they began. Of anything else - values over several lines,
comments behind values, references, escapes - this way gives up without a word and leaves the text to the parser, and
so it does wherever the two could differ. What it gives is what the parser gives (tests/sources/test_yaml_plain.py),
but that texts do not know where they stand: who asks for that gets `Unplaced`, and reads the text the other way.
"""

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from board_gen.finding import Place
from board_gen.sources.source_text import LineMark, SourceText
from board_gen.sources.yaml_nodes import ListNode, MapNode, Node, TextNode

_FIRST = r"""[^-?:,\[\]{}#&*!|>'"%@`~\s]"""
"""What a text may begin with: none of YAML's indicators."""
_KEY = "[a-z][a-z0-9_]{0,39}"
_IN_BRACKETS = rf"{_FIRST}[^:,\[\]{{}}]*(?::[\w/][^:,\[\]{{}}]*)*(?<! )"
"""A text within brackets; its last sign is no blank, and a colon in it stands before a word."""
_QUOTED = r""""[^"\\]*"|'[^'\\]*'"""
_LINE = re.compile(rf"^( *)(- )?(?:({_KEY}):(?: |$))?(.*)$", re.MULTILINE)
_TEXT = re.compile(rf"{_FIRST}[^:]*(?::[\w/][^:]*)*(?<! )|{_QUOTED}")
_PAIR = re.compile(rf"({_KEY}): ({_QUOTED}|{_IN_BRACKETS}|\[[^\[\]]*\]|{{[^{{}}\[\]]*}})(?:, |\Z)|.+")
_ITEM = re.compile(rf"({_QUOTED}|{_IN_BRACKETS}|{{[^{{}}\[\]]*}})(?:, |\Z)|.+")
"""What is odd is one match to the end, and an empty text: a search that went on sign by sign could take seconds."""
_NULL = "null"
_SPECIAL = frozenset("[{\"'")
"""What values within brackets begin with that are not texts as they stand."""
_ODD_SIGNS = ("&", "*", "!", " #", "\t")
_MOST_SIGNS = 25_000
"""Longer texts could have more nodes than are read: a node takes a sign and a half at least."""
_FURTHEST_IN = 12
"""Blanks before the deepest line: so no text is nested as deeply as the parser would refuse."""


class Unplaced(Exception):  # noqa: N818 - no error: the parser knows where it stands
    """Somebody asked where a text stands, or for the text as it was written."""


class _Odd(Exception):  # noqa: N818 - no error: the parser knows what it is
    """Something that is not read the plain way."""


class _Somewhere(TextNode):
    """Stands for every text of a tree: what the text says stands in the `data` of what holds it."""

    def __init__(self) -> None:
        """Nothing of its own."""

    def _raise_unplaced(self) -> NoReturn:
        raise Unplaced

    value = style = start_mark = property(_raise_unplaced)


_SOMEWHERE = _Somewhere()


class _Nowhere:
    """The name in marks of what stands within brackets."""

    def place_of(self, _mark: object) -> NoReturn:
        raise Unplaced

    @property
    def file(self) -> NoReturn:
        raise Unplaced


_WITHIN: Any = LineMark(_Nowhere(), 0, 0)  # type: ignore[arg-type]


@dataclass(slots=True, eq=False)
class _LinedMap(MapNode):
    """A mapping whose keys are known as texts only; `rows` are the lines they stand on, counted from 0.

    None where they stand within brackets.
    """

    rows: list[int] | None

    def entries(self) -> NoReturn:
        """Its keys with their places are what the parser gives."""
        raise Unplaced

    def places(self) -> dict[str, Place]:
        """Where its keys stand."""
        if self.rows is None:
            raise Unplaced
        mark = self.start_mark
        first, column, file = mark.name.first_line, mark.column + 1, mark.name.file
        return {key: Place(file, first + row, column) for key, row in zip(self.data, self.rows, strict=True)}


def plain_root(source: SourceText) -> MapNode | None:
    """The mapping that a text of printable signs holds; None where anything is odd, empty or wrong."""
    text = source.text
    if len(text) > _MOST_SIGNS or any(sign in text for sign in _ODD_SIGNS):
        return None
    try:
        return _Lines(source).root()
    except _Odd:
        return None


class _Lines:
    """The lines of a text, and which of them comes next: its row, blanks before it, dash, key, the rest."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.lines = [
            (row, len(blanks), dash, key, value)
            for row, (blanks, dash, key, value) in enumerate(_LINE.findall(source.text))
            if dash or key or (value and value[0] != "#")
        ]
        self.lines.append((0, -1, "", "", ""))
        self.next = 0

    def root(self) -> MapNode | None:
        """The mapping of all lines."""
        _, begin, dash, key, _ = self.lines[0]
        if begin or dash or not key:
            return None
        root = self.map_at(0)
        return root if self.next == len(self.lines) - 1 else None

    def map_at(self, indent: int) -> MapNode:
        """The mapping whose keys stand behind so many blanks."""
        values: dict[str, Node] = {}
        data: dict[str, object] = {}
        rows: list[int] = []
        row, begin, dash, key, value = self.lines[self.next]
        mark = LineMark(self.source, row, indent)
        while begin == indent and key and not dash:
            if key in data or key == _NULL:
                raise _Odd
            self.next += 1
            rows.append(row)
            if value:
                values[key], data[key] = self.value_of(value, row, indent + len(key) + 2)
            else:
                values[key], data[key] = self.below(indent)
            row, begin, dash, key, value = self.lines[self.next]
        if begin >= indent or indent > _FURTHEST_IN:
            raise _Odd
        return _LinedMap(values, [], mark, data, rows)

    def list_at(self, indent: int) -> ListNode:
        """The list whose dashes stand behind so many blanks."""
        items: list[Node] = []
        data: list[object] = []
        row, begin, dash, key, value = self.lines[self.next]
        mark = LineMark(self.source, row, indent)
        while begin == indent and dash:
            if key:
                self.lines[self.next] = (row, indent + 2, "", key, value)
                below = self.map_at(indent + 2)
                items.append(below)
                data.append(below.data)
            else:
                self.next += 1
                item, datum = self.value_of(value, row, indent + 2)
                items.append(item)
                data.append(datum)
            row, begin, dash, key, value = self.lines[self.next]
        if begin > indent or indent > _FURTHEST_IN:
            raise _Odd
        return ListNode(items, mark, data)

    def below(self, indent: int) -> tuple[Node, object]:
        """What stands on the lines below a key; nothing may."""
        _, begin, dash, _, _ = self.lines[self.next]
        if dash and begin >= indent:
            found: ListNode | MapNode = self.list_at(begin)
        elif begin > indent:
            found = self.map_at(begin)
        else:
            return _SOMEWHERE, None
        return found, found.data

    def value_of(self, text: str, row: int, column: int) -> tuple[Node, object]:
        """What stands on the rest of a line."""
        if text[:1] == "{" or text[:1] == "[":
            return _bracketed(text, LineMark(self.source, row, column))
        if _TEXT.fullmatch(text) is None:
            raise _Odd
        return _SOMEWHERE, _unquoted(text)


def _bracketed(text: str, mark: Any) -> tuple[Node, object]:
    """What brackets hold, which end where the text ends."""
    found: ListNode | MapNode
    if text[0] == "{" and text[-1] == "}":
        found = _map_in(text[1:-1], mark)
    elif text[0] == "[" and text[-1] == "]":
        found = _list_in(text[1:-1], mark)
    else:
        raise _Odd
    return found, found.data


def _map_in(text: str, mark: Any) -> MapNode:
    pairs = _PAIR.findall(text)
    data: dict[str, object] = dict(pairs)
    if len(data) < len(pairs) or "" in data or _NULL in data:
        raise _Odd
    values: dict[str, Node] = dict.fromkeys(data, _SOMEWHERE)
    if _holds_more(text):
        for key, value in pairs:
            if value[0] in _SPECIAL or value == _NULL:
                values[key], data[key] = _value_in(value)
    return _LinedMap(values, [], mark, data, None)


def _list_in(text: str, mark: Any) -> ListNode:
    data: list[object] = _ITEM.findall(text)
    if "" in data:
        raise _Odd
    if not _holds_more(text):
        return ListNode([_SOMEWHERE] * len(data), mark, data)
    found = [_value_in(str(value)) for value in data]
    return ListNode([item for item, _ in found], mark, [datum for _, datum in found])


def _holds_more(text: str) -> bool:
    """True where not each text within brackets stands as it is meant."""
    return "[" in text or '"' in text or "{" in text or "'" in text or _NULL in text


def _value_in(text: str) -> tuple[Node, object]:
    if text[0] == "{" or text[0] == "[":
        return _bracketed(text, _WITHIN)
    return _SOMEWHERE, _unquoted(text)


def _unquoted(text: str) -> str | None:
    """A text without its quotes, None for a null."""
    if text[0] == '"' or text[0] == "'":
        return text[1:-1]
    return None if text == _NULL else text
