"""Kinds of findings of this room: their codes and words."""

import importlib
import pkgutil
from collections import defaultdict
from string import Formatter

import pytest

import board_gen.sources
from board_gen.finding import Kind, Level
from board_gen.model.label import Language
from board_gen.sources.faults import Fault, folded, nearest_of, shown
from board_gen.wording.catalogue import translations_of


def kinds() -> list[Kind]:
    """Every kind that a module of the room declares, each once."""
    found: list[Kind] = []
    for module in pkgutil.iter_modules(board_gen.sources.__path__, "board_gen.sources."):
        for thing in vars(importlib.import_module(module.name)).values():
            found += (
                [thing] if isinstance(thing, Kind) else [thing.case, thing.board] if isinstance(thing, Fault) else []
            )
    return list(dict.fromkeys(found))


def fields(text: str) -> set[str]:
    """The names of the fields in a message."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_codes_are_unique():
    """No code stands for two kinds, so that a code in a log leads to one message."""
    by_code: dict[str, set[Kind]] = defaultdict(set)
    for kind in kinds():
        by_code[kind.code].add(kind)
    assert len(by_code) > 100
    assert {code: same for code, same in by_code.items() if len(same) > 1} == {}


def test_kinds_of_board_yml_are_errors():
    """Each BG3xx is an error, but for two that break nothing."""
    mild = {kind.code for kind in kinds() if kind.code.startswith("BG3") and kind.level is not Level.ERROR}
    assert mild == {"BG351", "BG363"}


def test_kinds_are_worded_in_chinese():
    """Every text and hint has a Chinese wording with the same fields."""
    chinese = translations_of(Language.ZH)
    for message in {text for kind in kinds() for text in (kind.text, kind.hint) if text}:
        worded = chinese.gettext(message)
        assert worded != message
        assert fields(worded) == fields(message)


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("doen", ("due", "done"), "done"),
        ("Root Cause", ("root_cause", "containment"), "root_cause"),
        ("ＰＲＲ", ("PRR",), "PRR"),
        ("qqqq", ("root_cause",), None),
        ("", ("root_cause",), None),
        ("a" * 100_000, ("root_cause",), None),
    ],
)
def test_nearest(text, known, expected):
    """The nearest name is found whatever case, width and hyphens; where none is near there is none."""
    assert nearest_of(text, known) == expected


def test_folded_and_shown():
    """Names are compared folded; long texts are shown short, and on one line."""
    assert folded("After-Sales　Ａ_b") == "aftersalesab"
    assert shown("a\n b") == "a b"
    assert (len(shown("a" * 1000)), shown("a" * 60)) == (60, "a" * 60)
