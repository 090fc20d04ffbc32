"""Findings as a terminal, a program and GitHub read them."""

import json

import pytest

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.model.label import Language
from board_gen.pages.reporters import as_github, as_json, as_text, text_line
from board_gen.wording import Wording

KIND = Kind("BG204", Level.ERROR, "not a date: {text}", "write {example}")
BARE = Kind("BG205", Level.NOTE, "read as GB18030")
ENGLISH = Wording(Language.EN)


def finding(place: Place, text: str = "soon") -> Finding:
    return Finding(KIND, place, {"text": text, "example": "2026-11-23"}, case="FR-1")


@pytest.mark.parametrize(
    ("place", "printed"),
    [
        (Place("cases/a.md", 14, 3), "cases/a.md:14:3"),
        (Place("cases/issues.xlsx", tab="问题", cell="F12"), "cases/issues.xlsx[问题!F12]"),
        (Place("cases/issues.csv", cell="F12"), "cases/issues.csv[F12]"),
    ],
)
def test_a_line_says_place_level_code_text_and_hint(place, printed):
    """`place: level CODE: text (hint)`, as contract §9 gives it."""
    line = "error BG204: not a date: soon (write 2026-11-23)"
    assert text_line(finding(place), ENGLISH) == f"{printed}: {line}"


def test_without_a_hint_there_are_no_brackets():
    """A kind that knows no repair ends with its text."""
    assert as_text([Finding(BARE, Place("cases/a.csv"))], ENGLISH) == "cases/a.csv: note BG205: read as GB18030\n"


@pytest.mark.parametrize("text", ["a\nb", "a\x1b[31mb", "a\r\x07b", "a\u2028b"])
def test_one_finding_is_one_line_and_steers_no_terminal(text):
    """Line ends and control characters of a user's file never reach the terminal."""
    line = text_line(finding(Place("a"), text), ENGLISH)
    assert line.isprintable()
    assert len(as_text([finding(Place("a"), text)], ENGLISH).splitlines()) == 1


def test_json_is_a_list_of_the_six_fields():
    """`{code, level, place, text, hint, case}`, with nulls and empties, in the order found."""
    read = json.loads(as_json([finding(Place("a", 2)), Finding(BARE, Place("b"))], ENGLISH))
    assert read == [
        {
            "code": "BG204",
            "level": "error",
            "place": "a:2:1",
            "text": "not a date: soon",
            "hint": "write 2026-11-23",
            "case": "FR-1",
        },
        {"code": "BG205", "level": "note", "place": "b", "text": "read as GB18030", "hint": "", "case": None},
    ]


def test_github_gets_an_annotation_with_everything_escaped():
    """A user's text can neither end the command nor add a property to it."""
    line = as_github([finding(Place("cases/a,b:c.md", 14, 3), "50%\n::error::x")], ENGLISH)
    assert line == (
        "::error file=cases/a%2Cb%3Ac.md,line=14,col=3,title=BG204::not a date: 50%25%0A::error::x (write 2026-11-23)\n"
    )


def test_github_is_told_of_a_cell():
    """A sheet's cell has no line: it stands before the text; a note is GitHub's notice."""
    line = as_github([Finding(BARE, Place("i.xlsx", tab="问题", cell="F12"))], ENGLISH)
    assert line == "::notice file=i.xlsx,title=BG205::[问题!F12] read as GB18030\n"
