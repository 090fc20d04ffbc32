"""The plain way to read YAML: what it takes is what the parser gives, with the same places, or it gives up."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.sources.board_file import default_rules
from board_gen.sources.case_file import read_case
from board_gen.sources.case_shapes import case_shape
from board_gen.sources.front_matter import FrontMatter, split_front_matter
from board_gen.sources.yaml_nodes import ListNode, MapNode, place_of
from board_gen.sources.yaml_plain import Unplaced
from board_gen.sources.yaml_reader import read_nodes, read_plain_nodes

FILE = "cases/x.md"
CASES = sorted(Path(__file__).parents[2].joinpath("cases").rglob("*.md"))
PLAIN = """\
id: FR-1
title: 左门毛刺 3 pcs, on 2 of them
opened: 2026-06-05 17:44
part: {number: 338683, name: "a: b, c", lots: [L2331-22, null]}
empty:
nothing: null
url: https://x.y/z?q=1
# a comment at the edge

revisions:
- {at: 2026-06-06, to: 2026-06-07}
team:
  members: [{name: 'A', role: q}, {name: B}]
whys:
  - kind: occurrence
    chain:
      - {why: a, because: ""}
      - plain text
  - kind: escape
    chain: []
"""


def is_same(text: str) -> bool:
    """True where the plain way takes a text; fails where it is then not what the parser makes of it."""
    plain = read_plain_nodes(text, FILE, 2)
    if plain is None:
        return False
    root, findings = read_nodes(text, FILE, 2)
    assert findings == ()
    assert root is not None
    assert plain.data == root.data
    assert list(plain.data) == list(root.data)
    compare(plain, root)
    return True


def compare(plain: object, parsed: object) -> None:
    """Assert that two nodes are alike, also in where they and their keys stand if the plain one tells that."""
    if not isinstance(plain, MapNode | ListNode):
        return
    assert type(parsed) is (MapNode if isinstance(plain, MapNode) else ListNode)
    assert isinstance(parsed, MapNode | ListNode)
    assert plain.data == parsed.data
    for told in (place_of, MapNode.places if isinstance(plain, MapNode) else place_of):
        try:
            where = plain.places() if told is MapNode.places else place_of(plain)  # type: ignore[union-attr]
        except Unplaced:
            continue
        assert where == (parsed.places() if told is MapNode.places else place_of(parsed))  # type: ignore[union-attr]
    if isinstance(plain, MapNode) and isinstance(parsed, MapNode):
        assert list(plain.values) == list(parsed.values)
        children = zip(plain.values.values(), parsed.values.values(), strict=True)
    else:
        assert isinstance(plain, ListNode)
        assert isinstance(parsed, ListNode)
        children = zip(plain.items, parsed.items, strict=True)
    for one, other in children:
        compare(one, other)


def test_plain_text_is_taken():
    """A text of all that the plain way knows is read by it, as by the parser."""
    assert is_same(PLAIN)


def test_demonstration_is_taken():
    """Nearly all cases of the demonstration are read the plain way."""
    halves = [split_front_matter(path.read_text("utf-8"), path.name) for path in CASES]
    taken = [is_same(half.yaml) for half in halves if isinstance(half, FrontMatter)]
    assert sum(taken) > 0.8 * len(CASES)


@pytest.mark.parametrize(
    "text",
    [
        *("a: b\n  c\n", "a: b: c\n", "a: b\na: c\n", "a: {b: 1, b: 2}\n", "a: [b, [c]]\n", "a: |\n  b\n", "a: &x b\n"),
        *('a: "b\\n"\n', "a: 'it''s'\n", "a: b # c\n", "a: [b,c]\n", "a: [b\n", "a: {b: c}}\n", "- a\n", "a\n", ""),
        *("a: - b\n", "a:\n  - b\n c: d\n", "a:\n    b: c\n  d: e\n", "a: b \n", "a: {b}\n", "a: [b: c]\n", "a: ~\n"),
        *("a:\n  b: c\n- d\n", "null: a\n", "a: {null: b}\n", "a: ]\n", "a: b\n- c\n", " a: b\n", "a: {b: c:d}\n"),
    ],
)
def test_odd_text_is_left_to_the_parser(text):
    """What the plain way does not know is not taken, unless it is the same."""
    is_same(text)
    assert read_plain_nodes(text, FILE) is None or "c:d" in text


RULES = default_rules()
SIGNS = st.sampled_from(
    [*"ab1:,-[]{}\"'#?|>%@~&*!. \n", ": ", ", ", "- ", "\n- ", "\n  ", "null", "key: ", "：", "毛", "<<", "---", "\t"]
)


@settings(max_examples=400)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN)), st.integers(0, 3), SIGNS), min_size=1, max_size=4))
def test_plain_is_as_parsed(edits):
    """Whatever is written into a plain text, the plain way gives up or gives what the parser gives."""
    text = PLAIN
    for at, length, sign in edits:
        text = text[:at] + sign + text[at + length :]
    is_same(text)


@settings(max_examples=400)
@given(
    st.lists(
        st.one_of(SIGNS, st.sampled_from(["a: b", "k:", "x: {y: z, w: [v]}", "- {a: b}", "- c: d", "  "])), max_size=12
    )
)
def test_any_lines_are_as_parsed(parts):
    """Texts of YAML's signs in any order, too."""
    is_same("id: x\n" + "".join(parts))


@settings(max_examples=100)
@given(st.text(max_size=20))
def test_any_value_is_as_parsed(text):
    """Any signs, alone, within brackets and in quotes."""
    for written in (f"a: {text}\n", f"a: [b, {text}]\n", f"a: {{b: {text}, c: d}}\n", f'a: "{text}"\n'):
        is_same(written)


@pytest.mark.parametrize("text", ["a: [{}: ]\n", "a: {{b: {} }}\n", 'a: ["{}]\n', "a: {} \n"])
def test_long_odd_texts_cost_no_more(text):
    """What can't be read is given up at once, however long it is: 13 s where a pattern begins anew at each sign."""
    begun = process_time()
    assert read_plain_nodes(text.format("x" * 24_000), FILE) is None
    assert process_time() - begun < 2


def test_findings_are_those_of_the_parser(tmp_path, monkeypatch):
    """A plain file in which something is wrong gives the findings, and the case, that the parser's nodes give."""
    path = tmp_path / "FR-1.md"
    for line in ("severity: majr", "owner: [a, b]", "areaa: x", "opened: 2026-13-01", "causes: [{kind: x, text: y}]"):
        path.write_text(f"---\n{PLAIN}{line}\nsource: PRR\n---\n\ntext\n", "utf-8")
        found = read_case(path, FILE, RULES, case_shape(RULES))
        with monkeypatch.context() as patched:
            patched.setattr("board_gen.sources.case_file.read_plain_nodes", lambda *_: None)
            assert found == read_case(path, FILE, RULES, case_shape(RULES))
        assert found.findings
