"""Nodes: what a YAML text holds - texts, lists, mappings - each knowing where it stands, none of them typed.

A case has hundreds of nodes, nearly all of which turn out fine. So a text is the parser's own record of it (a copy
would cost as much as the parsing), and a place is made of its mark only where somebody asks for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import yaml

from board_gen.finding import Place
from board_gen.sources.source_text import Mark

NULLS = frozenset(("", "~", "null"))
"""What YAML calls null, unless it stands in quotes."""

TextNode: TypeAlias = yaml.ScalarNode
"""A scalar as written: `value`, the `style` of its quotes (none: plain) and `start_mark`."""


@dataclass(slots=True, eq=False)
class ListNode:
    """A sequence. `data` is the same as plain data: texts, lists and dicts, its nulls None."""

    items: "list[Node]"
    start_mark: Mark
    data: list[object]

    @staticmethod
    def of(items: "list[Node]", start_mark: Mark) -> "ListNode":
        """The sequence of items whose data is known."""
        return ListNode(items, start_mark, [plain_data_of(item) for item in items])


@dataclass(slots=True, eq=False)
class MapNode:
    """A mapping: its values by their keys, in the order of the file, and in the same order the keys themselves.

    `data` is the same as plain data: texts, lists and dicts, its nulls None.
    """

    values: "dict[str, Node]"
    keys: list[TextNode]
    start_mark: Mark
    data: dict[str, object]

    @staticmethod
    def of(values: "dict[str, Node]", keys: list[TextNode], start_mark: Mark) -> "MapNode":
        """The mapping of values whose data is known."""
        return MapNode(values, keys, start_mark, {key: plain_data_of(value) for key, value in values.items()})

    def entries(self) -> "Iterable[tuple[TextNode, Node]]":
        """The keys with their values."""
        return zip(self.keys, self.values.values(), strict=True)

    def places(self) -> dict[str, Place]:
        """Where each of its keys stands."""
        return {key.value: place_of(key) for key in self.keys}


Node: TypeAlias = TextNode | ListNode | MapNode


def text_node(text: str, mark: Mark, quotes: str = "") -> TextNode:
    """A text that stands at a mark."""
    return TextNode("", text, cast(yaml.Mark, mark), None, quotes)


def mark_of(node: Node) -> Mark:
    """Where a node begins, as it was marked: by the parser, or by ourselves in the same words."""
    return cast(Mark, node.start_mark)


def place_of(node: Node) -> Place:
    """Where a node begins."""
    mark: Any = node.start_mark
    place: Place = mark.name.place_of(mark)
    return place


def file_of(node: Node) -> str:
    """The file that a node stands in."""
    return mark_of(node).name.file


def is_plain(node: TextNode) -> bool:
    """True for a text without quotes."""
    return not node.style


def is_null(node: Node | None) -> bool:
    """True for a key that is not given, or given as null."""
    return node is None or (isinstance(node, TextNode) and node.value in NULLS and not node.style)


def plain_data_of(node: Node) -> object:
    """The node as texts, lists and dicts, its nulls None."""
    if isinstance(node, TextNode):
        return None if is_null(node) else node.value
    return node.data
