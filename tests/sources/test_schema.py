"""The published JSON Schemas say what the reader reads."""

from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from board_gen.sources.board_file import default_rules, read_board
from board_gen.sources.front_matter import FrontMatter, split_front_matter
from board_gen.sources.schema import board_schema, case_schema
from board_gen.sources.yaml_nodes import plain_data_of
from board_gen.sources.yaml_reader import read_nodes

FULL = Path(__file__).with_name("full_case.md")
PROJECT = Path(__file__).parents[2]


def data_of(text: str) -> object:
    """A YAML text as plain data."""
    root, findings = read_nodes(text, "x")
    assert root is not None, findings
    return plain_data_of(root)


def front_matter_of(path: Path) -> object:
    """A case file's front matter as plain data."""
    halves = split_front_matter(path.read_text("utf-8"), "x")
    assert isinstance(halves, FrontMatter)
    return data_of(halves.yaml)


@pytest.mark.parametrize("schema", [board_schema(), case_schema(), case_schema(default_rules())])
def test_schemas_are_schemas(schema):
    """Each schema is one by the standard's own schema."""
    Draft202012Validator.check_schema(schema)


def test_defaults_fit():
    """The defaults fit the schema of board.yml, and so does an empty file."""
    text = resources.files("board_gen.sources").joinpath("board_defaults.yml").read_text("utf-8")
    validator = Draft202012Validator(board_schema())
    assert list(validator.iter_errors(data_of(text))) == []
    assert validator.is_valid(None)


@pytest.mark.parametrize("rules", [None, default_rules()])
def test_full_case_fits(rules):
    """A case with every field fits the schema, with a plant's rules and without."""
    assert list(Draft202012Validator(case_schema(rules)).iter_errors(front_matter_of(FULL))) == []


@pytest.mark.skipif(not (PROJECT / "cases" / "board.yml").exists(), reason="the demonstration plant is not here")
def test_demonstration_fits():
    """The demonstration's rules fit the schema."""
    text = (PROJECT / "cases" / "board.yml").read_text("utf-8")
    assert list(Draft202012Validator(board_schema()).iter_errors(data_of(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "tilte: x",
        "language: fr",
        "profiles: {x: {watch: 5wd}}",
        "profiles: {x: {criteria: {a: soon}}}",
        "gates: {teem: off}",
        "escalation: [{level: 1}]",
        "calendar: {weekend: [funday]}",
    ],
)
def test_broken_boards_do_not_fit(text, tmp_path):
    """What the reader refuses in board.yml the schema refuses too."""
    (tmp_path / "board.yml").write_text(text, "utf-8")
    assert read_board(tmp_path / "board.yml", "x")[1]
    assert not Draft202012Validator(board_schema()).is_valid(data_of(text))


@pytest.mark.parametrize(
    "more",
    [
        "sevrity: major",
        "severity: huge",
        "closed: yes",
        "opened: 2026/11/3",
        "criteria: {containment: {doen: 2026-11-21}}",
        "revisions: [{at: 2026-11-21}]",
        "actions: [{step: D4}]",
        "diamond: {tool: perhaps}",
    ],
)
def test_broken_cases_do_not_fit(more):
    """What the reader finds fault with the schema does too."""
    lines = {"id": "a", "title": "b", "opened": "2026-11-20", "source": "PRR"}
    head = "".join(f"{key}: {value}\n" for key, value in lines.items() if not more.startswith(key))
    assert not Draft202012Validator(case_schema()).is_valid(data_of(head + more))


def test_criteria_are_known_by_the_rules():
    """With a plant's rules the schema knows the criteria's ids; without, any id may stand."""
    text = "id: a\ntitle: b\nopened: 2026-11-20\nsource: PRR\ncriteria: {containmnt: {done: 2026-11-21}}\n"
    assert Draft202012Validator(case_schema()).is_valid(data_of(text))
    assert not Draft202012Validator(case_schema(default_rules())).is_valid(data_of(text))
