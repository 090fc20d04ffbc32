"""YAML text to nodes, the careful way: by the parser's events, with a finding for all that is refused.

No types (`NO`, `0123`, `12:30:00` and `1.10` stay texts; the shapes give types), no recursion deeper than is read
(200 KB of `[` end a composer's process), and none of the features that make a text mean something other than it says:
aliases, anchors, tags, merge keys, duplicate keys, second documents.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import yaml
from yaml._yaml import CParser

from board_gen.finding import Finding, Kind, Level, Value
from board_gen.messages import N_
from board_gen.sources.faults import shown
from board_gen.sources.source_text import Mark, SourceStream, SourceText
from board_gen.sources.yaml_nodes import (
    ListNode,
    MapNode,
    Node,
    TextNode,
    is_null,
    is_plain,
    mark_of,
    place_of,
    text_node,
)
from board_gen.sources.yaml_syntax import syntax_finding

MOST_NODES = 20_000
DEEPEST = 20

_TOO_DEEP = Kind("BG120", Level.ERROR, N_("nested more than {most} deep"), N_("write it flatter"))
_TOO_MANY = Kind("BG121", Level.ERROR, N_("more than {most} values"), N_("split the file"))
_ALIAS = Kind("BG122", Level.ERROR, N_("“*{name}” refers to another place: that is not read"), N_("write it out"))
_ANCHOR = Kind("BG123", Level.ERROR, N_("“&{name}” names a place: that is not read"), N_("leave it out, or quote it"))
_TAG = Kind("BG124", Level.ERROR, N_("“{tag}” is a type of YAML: that is not read"), N_("leave it out, or quote it"))
_MERGE = Kind("BG125", Level.ERROR, N_("“<<” merges another mapping: that is not read"), N_("write it out"))
_DUPLICATE = Kind(
    "BG126", Level.ERROR, N_("“{key}” stands here a second time; first in line {line}"), N_("keep one of the two")
)
_SECOND_DOCUMENT = Kind("BG127", Level.ERROR, N_("a second document begins here"), N_("delete the line “---”"))
_NO_KEY = Kind("BG128", Level.ERROR, N_("a key must be a plain word"), N_("write “key: value”"))
_NOT_A_MAPPING = Kind(
    "BG129", Level.ERROR, N_("no keys can be read here"), N_("write a line for each key: “key: value”")
)
_CUT = Kind(
    "BG130",
    Level.WARNING,
    N_("{key}: the value ends before “{comment}”, which YAML takes for a comment"),
    N_("put the value in quotes; a comment has a space after its #"),
)
_CUT_TITLE = Kind(
    "BG131",
    Level.WARNING,
    N_("{key}: the title ends before “{comment}”, which YAML takes for a comment"),
    N_("put the title in quotes, or move the comment to a line of its own"),
)
_TRAILING_COMMENT = re.compile(r"[ \t]+(#.*)")
_COMMENT_AS_VALUE = re.compile(r"[ \t]*:?[ \t]+(#.*)")


def root_of_events(source: SourceText) -> tuple[MapNode | None, tuple[Finding, ...]]:
    """The mapping that a text holds; None with an error where it can't be read, None alone where it is empty."""
    return _Tree(source).root_and_findings()


class _Stopped(Exception):  # noqa: N818 - no error: a finding says what it was
    """Nothing more of this text is read."""


class _Tree:
    """Grows nodes of events; what it does not like it notes and goes on, so that all is reported at once."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.has_comments = "#" in source.text
        self.depth = 0
        self.nodes = 0
        # Any: the stubs hold for possible that an event has no marks.
        self.parsed: Callable[[], Any] = CParser(SourceStream(source)).get_event

    def root_and_findings(self) -> tuple[MapNode | None, tuple[Finding, ...]]:
        """What was read: no root where anything in it is an error."""
        root: Node | None = None
        try:
            root = self._root()
        except yaml.YAMLError as error:
            self.findings.append(syntax_finding(error, self.source))
        except _Stopped:
            pass
        if any(finding.level is Level.ERROR for finding in self.findings):
            root = None
        if root is not None and not isinstance(root, MapNode) and not is_null(root):
            self.findings.append(Finding(_NOT_A_MAPPING, place_of(root)))
        return root if isinstance(root, MapNode) else None, tuple(self.findings)

    def _root(self) -> Node | None:
        """The node of the one document."""
        root: Node | None = None
        documents = 0
        while (event := self._next_event()) is not None:
            if isinstance(event, yaml.NodeEvent):
                root = self._node_of(event, None)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stops(_SECOND_DOCUMENT, event)
        return root

    def _node_of(self, event: Any, key: TextNode | None) -> Node:
        """The node that begins with an event; `key` is the one whose value it is, None in a list."""
        if isinstance(event, yaml.CollectionStartEvent):
            return self._collection_of(event)
        node = _text_of(event)
        if self.has_comments and is_plain(node) and isinstance(event, yaml.ScalarEvent):
            self._notes_comment(event, key)
        return node

    def _collection_of(self, event: Any) -> ListNode | MapNode:
        if self.depth == DEEPEST:
            self._stops(_TOO_DEEP, event, most=DEEPEST)
        self.depth += 1
        is_map = isinstance(event, yaml.MappingStartEvent)
        node = self._map_at(event.start_mark) if is_map else self._list_at(event.start_mark)
        self.depth -= 1
        return node

    def _list_at(self, start: Mark) -> ListNode:
        items: list[Node] = []
        while not isinstance(event := self._next_event(), yaml.SequenceEndEvent):
            items.append(self._node_of(event, None))
        return ListNode.of(items, start)

    def _map_at(self, start: Mark) -> MapNode:
        values: dict[str, Node] = {}
        keys: dict[str, TextNode] = {}
        while not isinstance(event := self._next_event(), yaml.MappingEndEvent):
            key = self._key_of(event, keys)
            keys.setdefault(key.value, key)
            values[key.value] = self._node_of(self._next_event(), key)
        return MapNode.of(values, list(keys.values()), start)

    def _key_of(self, event: Any, former: Mapping[str, TextNode]) -> TextNode:
        """The node as a key; what can't be one, or is one already, is noted."""
        if isinstance(event, yaml.CollectionStartEvent):
            return self._no_key(self._collection_of(event))
        key = _text_of(event)
        if is_null(key):
            return self._no_key(key)
        if is_plain(key) and key.value == "<<":
            self.findings.append(Finding(_MERGE, place_of(key)))
        if key.value in former:
            values: dict[str, Value] = {"key": shown(key.value), "line": place_of(former[key.value]).line}
            self.findings.append(Finding(_DUPLICATE, place_of(key), values))
        return key

    def _no_key(self, node: Node) -> TextNode:
        self.findings.append(Finding(_NO_KEY, place_of(node)))
        return text_node("", mark_of(node))

    def _notes_comment(self, event: Any, key: TextNode | None) -> None:
        """Note a comment that may have been meant as part of the value; in a title any that does not stand apart."""
        has_text = bool(event.value)
        end: int = (event.end_mark if has_text else event.start_mark).index
        pattern = _TRAILING_COMMENT if has_text else _COMMENT_AS_VALUE
        match = pattern.match(self.source.rest_of_line(end))
        if match is None:
            return
        is_title = key is not None and key.value == "title" and self.depth == 1
        is_apart = has_text and match.start(1) >= 2
        if (is_title and not is_apart) or match[1][1:2].strip(" \t#"):
            kind = _CUT_TITLE if is_title else _CUT
            place = self.source.place(end + match.start(1))
            key_text = shown(key.value if key else "-")
            self.findings.append(Finding(kind, place, {"key": key_text, "comment": shown(match[1], 30)}))

    def _next_event(self) -> Any:
        """The parser's next event, None after the last; nodes are counted, and references noted."""
        event = self.parsed()
        if not isinstance(event, yaml.NodeEvent):
            return event
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._stops(_TOO_MANY, event, most=MOST_NODES)
        self._notes_references(event)
        return event

    def _notes_references(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._notes(_ALIAS, event, name=shown(event.anchor or ""))
        elif event.anchor is not None:
            self._notes(_ANCHOR, event, name=shown(event.anchor))
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self._notes(_TAG, event, tag=shown(event.tag))

    def _notes(self, kind: Kind, event: Any, **values: Value) -> None:
        self.findings.append(Finding(kind, place_of(event), values))

    def _stops(self, kind: Kind, event: Any, **values: Value) -> NoReturn:
        self._notes(kind, event, **values)
        raise _Stopped


def _text_of(event: Any) -> TextNode:
    """The text of a scalar; nothing for an alias, which is noted already."""
    mark: Mark = event.start_mark
    if isinstance(event, yaml.AliasEvent):
        return text_node("", mark)
    return text_node(event.value, mark, "" if event.implicit[0] else '"')
