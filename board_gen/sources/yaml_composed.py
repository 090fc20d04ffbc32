"""YAML text to nodes, the quick way: the parser composes them itself, twice as fast as it hands out events.

It is taken for texts in which nothing is odd, and gives up, without a word, on all others: what is wrong there, and
whether anything is, the careful way (`yaml_events`) tells. Where both give a root it is the same.
"""

from typing import Any

import yaml
from yaml._yaml import CParser

from board_gen.sources.source_text import SourceStream, SourceText
from board_gen.sources.yaml_events import DEEPEST, MOST_NODES
from board_gen.sources.yaml_nodes import NULLS, ListNode, MapNode, Node, TextNode

_ODD_SIGNS = ("&", "*", "!", " #", "\t")
"""Signs of references, comments and other things that are to be looked at more closely."""
_ODD_KEYS = frozenset((*NULLS, "<<"))
"""Texts of keys that without quotes are none; with them they are rare enough."""
_MOST_BRACKETS = 900
_MOST_INDENTED = 40


class _Odd(Exception):  # noqa: N818 - no error: the careful way knows what it is
    """Something that is not read the quick way."""


class _Composer(CParser):
    """The parser, told that nothing has a type."""

    def resolve(self, _kind: type, _value: str | None, _implicit: object) -> None:
        """No tag."""

    def descend_resolver(self, _parent: object, _index: object) -> None:
        """No tags by path either."""

    def ascend_resolver(self) -> None:
        """No tags by path either."""


def composed_root(source: SourceText) -> MapNode | None:
    """The mapping that a text holds; None where anything is odd, empty or wrong."""
    if (
        2 * len(source.text) > MOST_NODES
        or any(sign in source.text for sign in _ODD_SIGNS)
        or _may_be_deep(source.text)
    ):
        return None
    try:
        root = _Composer(SourceStream(source)).get_single_node()
        return _map_of(root, 1) if isinstance(root, yaml.MappingNode) else None
    except (yaml.YAMLError, _Odd):
        return None
    except TypeError:  # a list or mapping stands as a key, which no dict takes
        return None


def _may_be_deep(text: str) -> bool:
    """True where the nesting may be so deep that the parser, which recurses, would end the process.

    Each level has a bracket of its own, or begins further in than the one around it; a list in a mapping may begin at
    the same column. A level takes 270 bytes of the stack, so what passes here takes less than 512 KB.
    """
    if text.count("[") + text.count("{") > _MOST_BRACKETS:
        return True
    indents = text.replace("-", " ").replace("?", " ").replace(":", " ")
    return " " * _MOST_INDENTED in indents


def _map_of(composed: Any, depth: int) -> MapNode:
    """The mapping, `depth` counted from 1, with no key that is odd or stands twice."""
    values: dict[str, Node] = {}
    data: dict[str, object] = {}
    for key, value in composed.value:
        name = key.value
        if type(value) is TextNode:
            text = value.value
            values[name] = value
            data[name] = None if text in NULLS and not value.style else text
        else:
            values[name] = below = _collection_of(value, depth + 1)
            data[name] = below.data
    if len(values) < len(composed.value) or not _ODD_KEYS.isdisjoint(values):
        raise _Odd
    return MapNode(values, [key for key, _ in composed.value], composed.start_mark, data)


def _collection_of(composed: Any, depth: int) -> ListNode | MapNode:
    if depth > DEEPEST:
        raise _Odd
    if isinstance(composed, yaml.MappingNode):
        return _map_of(composed, depth)
    items = [item if type(item) is TextNode else _collection_of(item, depth + 1) for item in composed.value]
    return ListNode.of(items, composed.start_mark)
