"""YAML text to nodes that know where they stand, and nothing that YAML itself would guess.

Read from the parser's events: no types (`NO`, `0123`, `12:30:00` and `1.10` stay texts; the shapes give types), no
recursion (200 KB of `[` end a composer's process), and none of the features that make a text mean something other
than it says: aliases, anchors, tags, merge keys, duplicate keys, second documents.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import yaml

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.sources.faults import shown
from board_gen.sources.source_text import SourceText
from board_gen.sources.yaml_syntax import syntax_finding

MOST_BYTES = 256 * 1024
MOST_NODES = 20_000
DEEPEST = 20

_TOO_LARGE = Kind(
    "BG110",
    Level.ERROR,
    N_("the YAML has {size} KB; at most {most} KB are read"),
    N_("move long texts below the front matter"),
)
_CONTROL_CHARACTER = Kind(
    "BG111", Level.ERROR, N_("a control character ({name}) stands here"), N_("delete it; the file may be damaged")
)
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


class TextNode(NamedTuple):
    """A scalar as written. `is_plain`: without quotes. Line and column count from 1 in the file.

    Nodes are named tuples: a case has hundreds, and a frozen dataclass takes four times as long to make.
    """

    text: str
    is_plain: bool
    file: str
    line: int
    column: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.line, self.column)

    @property
    def is_null(self) -> bool:
        """True for what YAML calls null: nothing, `~` and `null` without quotes."""
        return self.is_plain and self.text in ("", "~", "null")


class ListNode(NamedTuple):
    """A sequence."""

    items: tuple["Node", ...]
    file: str
    line: int
    column: int

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.file, self.line, self.column)


class MapNode(NamedTuple):
    """A mapping, in the order of the file; no key stands twice."""

    entries: tuple[tuple[TextNode, "Node"], ...]
    file: str
    line: int
    column: int

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.file, self.line, self.column)

    def by_key(self) -> dict[str, "Node"]:
        """The values by their keys."""
        return {name.text: value for name, value in self.entries}

    def value(self, key: str) -> "Node | None":
        """The value of a key, None where it is not given."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> TextNode | None:
        """The key itself, for its place."""
        return next((name for name, _ in self.entries if name.text == key), None)


Node: TypeAlias = TextNode | ListNode | MapNode


def is_null(node: Node | None) -> bool:
    """True for a key that is not given, or given as null."""
    return node is None or (isinstance(node, TextNode) and node.is_null)


def plain_data_of(node: Node) -> object:
    """The node as texts, lists and dicts, its nulls None."""
    if isinstance(node, MapNode):
        return {key.text: plain_data_of(value) for key, value in node.entries}
    if isinstance(node, ListNode):
        return [plain_data_of(item) for item in node.items]
    return None if node.is_null else node.text


def read_nodes(text: str, file: str, first_line: int = 1) -> tuple[MapNode | None, tuple[Finding, ...]]:
    """The mapping that a YAML text holds; None with an error where it can't be read, None alone where it is empty.

    `first_line` is the line of the file at which the text begins; its newlines are plain ones, without CR.
    """
    source = SourceText(_OTHER_BREAKS.sub(" ", text), file, first_line)
    refusal = _refusal_of(source)
    if refusal is not None:
        return None, (refusal,)
    tree = _Tree(source)
    try:
        for event in yaml.parse(source.text, Loader=yaml.CBaseLoader):
            if not tree.takes(event):
                break
    except yaml.YAMLError as error:
        tree.findings.append(syntax_finding(error, source))
    return tree.root_and_findings()


_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
"""What YAML takes for line breaks and no editor does."""
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TRAILING_COMMENT = re.compile(r"[ \t]+(#.*)")
_COMMENT_AS_VALUE = re.compile(r"[ \t]*:?[ \t]+(#.*)")


def _refusal_of(source: SourceText) -> Finding | None:
    """What is refused before the parser sees it."""
    size = len(source.text.encode("utf-8", "replace"))
    if size > MOST_BYTES:
        values: dict[str, Value] = {"size": -(-size // 1024), "most": MOST_BYTES // 1024}
        return Finding(_TOO_LARGE, Place(source.file, source.first_line, 1), values)
    odd = _UNREADABLE.search(source.text)
    if odd is not None:
        return Finding(_CONTROL_CHARACTER, source.place(odd.start()), {"name": f"U+{ord(odd[0]):04X}"})
    return None


@dataclass
class _Open:
    """A list or mapping whose end has not come yet; `key` waits for its value."""

    is_map: bool
    line: int
    column: int
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[TextNode, Node]] = field(default_factory=dict)
    key: TextNode | None = None


def _start_of(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


class _Tree:
    """Takes events and grows nodes; what it does not like it notes and goes on, so that all is reported at once."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.has_comments = "#" in source.text
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.documents = 0
        self.nodes = 0

    def takes(self, event: yaml.Event) -> bool:
        """Take one event; False where reading must stop."""
        if isinstance(event, yaml.NodeEvent):
            return self._takes_node(event, _start_of(event))
        if isinstance(event, yaml.CollectionEndEvent):
            self._ends()
        elif isinstance(event, yaml.DocumentStartEvent):
            return self._begins_document(_start_of(event))
        return True

    def _takes_node(self, event: yaml.NodeEvent, start: int) -> bool:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            return self._stops(_TOO_MANY, start, most=MOST_NODES)
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            self._notes_references(event, start)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._begins(isinstance(event, yaml.MappingStartEvent), start)
        self._adds_scalar(event, start)
        return True

    def root_and_findings(self) -> tuple[MapNode | None, tuple[Finding, ...]]:
        """What was read: no root where anything in it is an error."""
        root = self.root
        if root is not None and not isinstance(root, MapNode) and not is_null(root) and not self._is_broken():
            self.findings.append(Finding(_NOT_A_MAPPING, root.place))
        good = root if isinstance(root, MapNode) and not self._is_broken() else None
        return good, tuple(self.findings)

    def _is_broken(self) -> bool:
        return any(finding.level is Level.ERROR for finding in self.findings)

    def _stops(self, kind: Kind, index: int, **values: Value) -> bool:
        self.findings.append(Finding(kind, self.source.place(index), values))
        return False

    def _begins_document(self, start: int) -> bool:
        self.documents += 1
        return self.documents == 1 or self._stops(_SECOND_DOCUMENT, start)

    def _notes_references(self, event: yaml.NodeEvent, start: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._stops(_ALIAS, start, name=shown(event.anchor or ""))
        elif event.anchor is not None:
            self._stops(_ANCHOR, start, name=shown(event.anchor))
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self._stops(_TAG, start, tag=shown(event.tag))

    def _begins(self, is_map: bool, start: int) -> bool:
        if len(self.open) >= DEEPEST:
            return self._stops(_TOO_DEEP, start, most=DEEPEST)
        self.open.append(_Open(is_map, *self.source.position(start)))
        return True

    def _ends(self) -> None:
        ended = self.open.pop()
        spot = (self.source.file, ended.line, ended.column)
        if ended.is_map:
            self._adds(MapNode(tuple(ended.entries.values()), *spot))
        else:
            self._adds(ListNode(tuple(ended.items), *spot))

    def _adds_scalar(self, event: yaml.NodeEvent, start: int) -> None:
        """Add a scalar; an alias, noted already, stands as nothing."""
        scalar = event if isinstance(event, yaml.ScalarEvent) else None
        text, is_plain = (scalar.value, scalar.implicit[0]) if scalar else ("", True)
        node = TextNode(text, is_plain, self.source.file, *self.source.position(start))
        if self.has_comments and scalar and is_plain and not self._expects_key():
            end: int = scalar.end_mark.index if text and scalar.end_mark else start
            self._notes_comment(self.open[-1].key if self.open else None, end, has_text=bool(text))
        self._adds(node)

    def _expects_key(self) -> bool:
        return bool(self.open) and self.open[-1].is_map and self.open[-1].key is None

    def _notes_comment(self, key: TextNode | None, end: int, *, has_text: bool) -> None:
        """Note a comment that may have been meant as part of the value; in a title any that does not stand apart."""
        pattern = _TRAILING_COMMENT if has_text else _COMMENT_AS_VALUE
        match = pattern.match(self.source.rest_of_line(end))
        if match is None:
            return
        is_title = key is not None and key.text == "title" and len(self.open) == 1
        is_apart = has_text and match.start(1) >= 2
        if (is_title and not is_apart) or match[1][1:2].strip(" \t#"):
            kind = _CUT_TITLE if is_title else _CUT
            self._stops(kind, end + match.start(1), key=shown(key.text if key else "-"), comment=shown(match[1], 30))

    def _adds(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if not parent.is_map:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key_of(node)
        else:
            parent.entries.setdefault(parent.key.text, (parent.key, node))
            parent.key = None

    def _key_of(self, node: Node) -> TextNode:
        """The node as a key; what can't be one is noted."""
        if not isinstance(node, TextNode) or node.is_null:
            self.findings.append(Finding(_NO_KEY, node.place))
            return TextNode("", True, self.source.file, node.line, node.column)
        if node.is_plain and node.text == "<<":
            self.findings.append(Finding(_MERGE, node.place))
        former = self.open[-1].entries.get(node.text)
        if former is not None:
            self.findings.append(Finding(_DUPLICATE, node.place, {"key": shown(node.text), "line": former[0].line}))
        return node
