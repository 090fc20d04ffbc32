"""YAML to nodes: places, no guessed types, and one readable finding for each way to break it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.finding import Level, Place
from board_gen.sources.front_matter import FrontMatter, split_front_matter
from board_gen.sources.source_text import SourceText
from board_gen.sources.yaml_composed import composed_root
from board_gen.sources.yaml_events import DEEPEST, MOST_NODES, root_of_events
from board_gen.sources.yaml_nodes import ListNode, MapNode, Node, TextNode, is_null, is_plain, place_of, plain_data_of
from board_gen.sources.yaml_reader import MOST_BYTES, read_nodes

FULL = Path(__file__).with_name("full_case.md")
FILE = "cases/x.md"


def codes(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of every finding of a text that begins in line 2 of its file."""
    return [(found.kind.code, found.place.line, found.place.column) for found in read_nodes(text, FILE, 2)[1]]


def root_of(text: str) -> MapNode:
    """The mapping of a text that has no faults."""
    root, findings = read_nodes(text, FILE, 2)
    assert findings == ()
    assert root is not None
    return root


@pytest.mark.parametrize("text", ["NO", "0123", "12:30:00", "1.10", "2026-02-30", "1e3", "0x1F", "yes", "08:30"])
def test_scalars_remain_texts(text):
    """What YAML would turn into a number, a date or a boolean remains the text that was written."""
    assert plain_data_of(root_of(f"key: {text}\n")) == {"key": text}


@pytest.mark.parametrize(
    ("text", "expected"), [("", True), ("~", True), ("null", True), ('""', False), ("'null'", False), ("Nil", False)]
)
def test_null(text, expected):
    """Nothing, `~` and `null` without quotes are null, and nothing else is."""
    assert is_null(root_of(f"key: {text}\n").values["key"]) is expected


def test_places():
    """Every key, value and list knows its line and column in the file, also behind Chinese and odd line breaks."""
    root = root_of("title: 焊接\u2028到\npart: {number: 1, lots: [a, b]}\nnext:\n  - 下一步\n")
    title, part, following = (root.values[key] for key in ("title", "part", "next"))
    assert isinstance(part, MapNode)
    assert isinstance(following, ListNode)
    lots = part.values["lots"]
    assert isinstance(lots, ListNode)
    nodes = (title, root.keys[1], part, lots, lots.items[1])
    assert [(place_of(node).line, place_of(node).column) for node in nodes] == [
        (2, 8),
        (3, 1),
        (3, 7),
        (3, 25),
        (3, 29),
    ]
    assert str(place_of(following.items[0])) == "cases/x.md:5:5"


def test_places_behind_a_byte_order_mark():
    """A byte order mark at the beginning of the YAML is no character, and moves no place."""
    root = root_of("\ufeffid: x\ntitle: y\n")
    assert [place_of(root.values[key]) for key in ("id", "title")] == [Place(FILE, 2, 5), Place(FILE, 3, 8)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: 左门: 毛刺\n", [("BG113", 2, 10)]),
        ("a: b\n\tc: d\n", [("BG114", 3, 1)]),
        ('a: "foo\nb: c\n', [("BG115", 2, 4)]),
        ("a: @foo\n", [("BG116", 2, 4)]),
        ("a: [1, 2\nb: c\n", [("BG117", 2, 4)]),
        ("a：1\nb: 2\n", [("BG118", 2, 1)]),
        ("id: x\na：1\ntitle: y\n", [("BG118", 3, 1)]),
        ("id: x\ntitle: y\na：1\n", [("BG118", 4, 1)]),
        ("a: 'b'c\n", [("BG119", 2, 7)]),
        ('a: "\\q"\n', [("BG112", 2, 5)]),
        ("a: x\nb: y\x00\n", [("BG111", 3, 5)]),
        ("a: *x\n", [("BG122", 2, 4)]),
        ("a: &x 1\n", [("BG123", 2, 4)]),
        ("a: !!str 1\n", [("BG124", 2, 4)]),
        ("a: {<<: {b: 1}}\n", [("BG125", 2, 5)]),
        ("a: 1\nb: 2\na: 3\n", [("BG126", 4, 1)]),
        ("a: {b: 1, b: 2}\n", [("BG126", 2, 11)]),
        ("a: 1\n---\nb: 2\n", [("BG127", 3, 1)]),
        ("[a]: b\n", [("BG128", 2, 1)]),
        ("- a\n", [("BG129", 2, 1)]),
        ("hello\n", [("BG129", 2, 1)]),
        ("a: *x\nb: &y 2\nb: 3\n", [("BG122", 2, 4), ("BG123", 3, 4), ("BG126", 4, 1)]),
    ],
)
def test_refused(text, expected):
    """Each fault is an error at the place where it is to be mended, and no value is read past it."""
    assert codes(text) == expected
    root, findings = read_nodes(text, FILE, 2)
    assert root is None
    assert all(found.level is Level.ERROR for found in findings)


def test_duplicate_names_both_lines():
    """The finding of a duplicate key names the line of the first one too."""
    (finding,) = read_nodes("a: 1\nb: 2\na: 3\n", FILE, 2)[1]
    assert (finding.values["key"], finding.values["line"], finding.place.line) == ("a", 2, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: 左门 #3工位\n", [("BG131", 2, 11)]),
        ("title: 左门 # 3\n", [("BG131", 2, 11)]),
        ("title: 左门  # as the customer calls it\n", []),
        ("title: 左门  #3\n", [("BG131", 2, 12)]),
        ("title: #3\n", [("BG131", 2, 8)]),
        ('title: "左门 #3" # fine\n', []),
        ("area: Line #3\n", [("BG130", 2, 12)]),
        ("area: Line # three\n", []),
        ("area: #3\n", [("BG130", 2, 7)]),
        ("a:\n  - b #c\n  - d # e\n", [("BG130", 3, 7)]),
        ("a: {title: b # c\n  }\n", []),
        ("a: |\n  b #c\n", []),
        ("a: b#c\n", []),
        ("#a\nb: c\n#d\n", []),
    ],
)
def test_values_cut_by_a_comment(text, expected):
    """A comment that was probably meant as text is a warning; in a title each comment is."""
    root, findings = read_nodes(text, FILE, 2)
    assert root is not None
    assert codes(text) == expected
    assert all(found.level is Level.WARNING for found in findings)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 200_000, "BG120"),
        ("{a: " * 50_000, "BG120"),
        ("- " * 100_000, "BG120"),
        ("? " * 100_000, "BG120"),
        ("a: [" + "b," * (MOST_NODES + 1) + "]", "BG121"),
        ("a: " + "b" * MOST_BYTES, "BG110"),
        ("a: '" + "焊" * (MOST_BYTES // 3) + "'", "BG110"),
    ],
)
def test_bombs(text, code):
    """What is too deep, too many or too long is one finding."""
    assert [found[0] for found in codes(text)] == [code]


def test_limits_are_inclusive():
    """The deepest allowed nesting is read."""
    deepest = "a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    assert codes(deepest) == []
    assert [found[0] for found in codes(deepest.replace("[", "[[", 1).replace("]", "]]", 1))] == ["BG120"]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "~\n", "---\n"])
def test_empty(text):
    """A text without content is no mapping and no fault."""
    assert read_nodes(text, FILE) == (None, ())


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab: -#'\"[]{}&*!|>%@`?~,\n\t：焊0\u2028\x85\ufeff\x00"), max_size=60) | st.text())
def test_any_text(text):
    """Any text gives nodes or findings, each placed inside the text, never an exception."""
    root, findings = read_nodes(text.replace("\r", "\n"), FILE, 2)
    lines = text.replace("\r", "\n").count("\n") + 1
    assert all(2 <= found.place.line <= lines + 1 and found.place.column >= 1 for found in findings)
    assert root is None or not any(found.level is Level.ERROR for found in findings)


@settings(deadline=None)
@given(st.dictionaries(st.text("abc焊", min_size=1, max_size=5), st.text("ab焊\"' #:,", max_size=8), max_size=6))
def test_quoted_values_survive(values):
    """A value in quotes is read as it was written, whatever signs it holds."""
    text = "".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in values.items())
    root, findings = read_nodes(text, FILE)
    assert findings == ()
    read = {key: value.value for key, value in root.values.items() if isinstance(value, TextNode)} if root else {}
    assert read == values


Told = tuple[object, ...]


def told(node: Node) -> Told:
    """All that a node says of itself, and of what it holds."""
    if isinstance(node, TextNode):
        return (node.value, is_plain(node), place_of(node))
    if isinstance(node, ListNode):
        return (place_of(node), *map(told, node.items))
    assert [key.value for key in node.keys] == list(node.values)
    return (place_of(node), *((told(key), told(value)) for key, value in node.entries()))


def is_told_alike(text: str) -> bool:
    """True where the quick way reads a text; it must say then what the careful way says."""
    source = SourceText(text, FILE, 2)
    quick = composed_root(source)
    if quick is None:
        return False
    careful, findings = root_of_events(source)
    assert findings == ()
    assert careful is not None
    assert told(quick) == told(careful)
    return True


def full_yaml() -> str:
    """The front matter of a case with every field, without its comments."""
    halves = split_front_matter(FULL.read_text("utf-8"), "x")
    assert isinstance(halves, FrontMatter)
    return "\n".join(line.partition(" #")[0] for line in halves.yaml.replace("&", "+").replace("*", "+").split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n",
        "a: [b, {c: d, e: []}]\nf: {}\ng:\n- h\n-\n  i: j\n",
        "a: 'b'\nc: \"d\"\ne: |\n  f\n  g\nh: >-\n  i\n\n  j\n",
        "a:\nb: ~\nc: null\n焊: 接\n",
        "? a\n: b\n",
        "# a comment at the edge\na: b\n",
        "a: b#c\n",
        "---\na: b\n...\n",
        full_yaml(),
    ],
)
def test_quick_way_is_taken(text):
    """A text without anything odd is read the quick way, and every node is what the careful way makes of it."""
    assert is_told_alike(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "[a]: b\n",
        "{a: b}: c\n",
        "{}: c\n",
        "~: b\n",
        "a: {<<: b}\n",
        "a: *b\n",
        "a: &b c\n",
        "a: !b c\n",
        "a: b # c\n",
        "a: 1\n---\nb: 2\n",
        "a: [b\n",
        "- a\n",
        "a\n",
        "",
        "a: " + "[" * DEEPEST + "]" * DEEPEST,
        "a: " + "[" * 100_000,
        "- " * 100_000,
        "a: [" + "b," * MOST_NODES + "]",
    ],
)
def test_quick_way_gives_up(text):
    """Whatever is odd, empty, wrong or too much is left to the careful way."""
    assert composed_root(SourceText(text, FILE)) is None


_PIECES = ["a", "b", "焊", "title", ": ", ":", "\n", "\n  ", "\n- ", "- ", "? ", "[", "]", "{", "}", ", ", "'", '"']
_PIECES += [
    "|\n",
    ">\n",
    " # ",
    "#",
    "~",
    "null",
    "<<",
    "---\n",
    "...\n",
    "\ufeff",
    "\t",
    "\\n",
    "%",
    "@",
    "=",
    "-",
    "\n\n",
]


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join) | st.text(max_size=40))
def test_quick_way_says_nothing_else(text):
    """Of whatever text the quick way reads, it says what the careful way says."""
    source = SourceText("".join(sign for sign in text if sign == "\n" or sign.isprintable() or sign == "\ufeff"), FILE)
    is_told_alike(source.text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_quick_way_says_nothing_else_of_a_damaged_case(data):
    """A full case with pieces put in or lines left out is read alike both ways."""
    lines = full_yaml().split("\n")
    for _ in range(data.draw(st.integers(0, 3))):
        row = data.draw(st.integers(0, len(lines) - 1))
        column = data.draw(st.integers(0, len(lines[row])))
        piece = data.draw(st.sampled_from(["", *_PIECES]))
        lines[row] = lines[row][:column] + piece + lines[row][column:] if piece else ""
    is_told_alike("\n".join(lines))


def held(node: Node) -> object:
    """What a node holds as plain data, found by walking its nodes."""
    if isinstance(node, MapNode):
        return {key: held(value) for key, value in node.values.items()}
    if isinstance(node, ListNode):
        return [held(item) for item in node.items]
    return None if is_null(node) else node.value


@pytest.mark.parametrize(
    "text", ['a: {b: ~, c: "~"}\nd: [x, null, [y, ""], {e: }]\n', FULL.read_text().split("---\n")[1]]
)
def test_data_is_what_the_nodes_hold(text):
    """The plain data kept on a node is what its nodes hold, read the quick way and the careful way."""
    source = SourceText(text, FILE, 2)
    careful, _ = root_of_events(source)
    for root in (composed_root(source) or root_of(text), careful):
        assert root is not None
        assert root.data == held(root)
