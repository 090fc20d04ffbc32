"""The findings' page: everything that is wrong, by level and place."""

import pytest

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.model.case import InvalidCase
from board_gen.model.label import Language
from board_gen.pages.findings import findings_page
from board_gen.views.findings import findings_of, urls_of
from tests.pages.builders import AT, BROKEN, case_of, framed, plant_of, reader_of
from tests.pages.looks import parsed, text_of

HINT = Kind("BG998", Level.WARNING, "unknown key {key}", "did you mean {near}?")
NOTE = Kind("BG997", Level.NOTE, "read as {encoding}")
FOUND = (
    Finding(HINT, Place("cases/b.md", 9, 1), {"key": "ownr", "near": "owner"}, case="B"),
    Finding(NOTE, Place("cases/issues.csv"), {"encoding": "GB18030"}),
    Finding(BROKEN, Place("cases/issues.csv", tab="", cell="F12"), {"text": "1/10/2005"}),
    Finding(BROKEN, Place("cases/a.md", 14, 3), {"text": "<b>"}, case="A"),
    Finding(HINT, Place("cases/b.md", 2, 1), {"key": "titel", "near": "title"}, case="B"),
)


@pytest.fixture
def judged():
    return plant_of([case_of("B", "x", AT)], [InvalidCase("A", None, Place("cases/a.md"))], FOUND)


def test_findings_stand_by_level_then_place(judged):
    """Errors come first, then warnings, then notes; within a level by file, line and cell."""
    view = findings_of(judged, reader_of(judged, Language.EN))
    assert [(group.level, [line.place for line in group.lines]) for group in view.groups] == [
        ("error", ["cases/a.md:14:3", "cases/issues.csv[F12]"]),
        ("warning", ["cases/b.md:2:1", "cases/b.md:9:1"]),
        ("note", ["cases/issues.csv"]),
    ]
    assert view.count == 5


def test_a_finding_says_fault_repair_case_and_code(judged):
    """Each line holds the place, the fault with its values, the repair, the case and the code."""
    tree = parsed(framed(findings_page(judged, reader_of(judged, Language.EN)).html))
    lines = [text_of(row) for row in tree.iter("tr")]
    assert "cases/b.md:9:1 unknown key ownr did you mean owner? B BG998" in lines
    assert "cases/a.md:14:3 This line can't be read: <b> write a date such as 2026-11-20 A BG999" in lines


def test_a_finding_links_to_its_case(judged):
    """A case that has a page is linked; one without an address is named only."""
    tree = parsed(framed(findings_page(judged, reader_of(judged, Language.EN)).html))
    links = {link.get("href") for link in tree.iter("a")}
    assert "../cases/B/" in links
    assert "../cases/A/" not in links


def test_of_two_cases_with_one_id_the_one_with_the_page_is_linked():
    """The address is that of the case which holds it."""
    judged = plant_of([case_of("B", "x", AT)], [InvalidCase("B", None, Place("cases/c.md"))], [])
    assert urls_of(judged) == {"B": "cases/B/"}


def test_a_gates_level_is_the_one_in_force():
    """A finding whose level board.yml raised stands among the errors."""
    raised = Finding(HINT, Place("cases/b.md"), {"key": "a", "near": "b"}, level_override=Level.ERROR)
    judged = plant_of([], [], [raised])
    assert [group.level for group in findings_of(judged, reader_of(judged)).groups] == ["error"]


def test_nothing_to_mend_is_said_well():
    """Without findings the page says so, and shows no table."""
    judged = plant_of([], [], [])
    html = findings_page(judged, reader_of(judged, Language.EN)).html
    assert "Nothing to mend" in html
    assert "<table" not in html
