"""The findings' page: everything that is wrong, by level, kind and place; and how it stays small when there is much."""

import gzip
import json
import time
from dataclasses import replace
from pathlib import Path as File

import pytest

from benchmarks.lists import judged_of as large_plant
from board_gen.finding import Finding, Kind, Level, Place
from board_gen.model.case import Closing, InvalidCase
from board_gen.model.label import Language
from board_gen.pages.findings import PIECE, SHOWN, FindingsSection, findings_page
from board_gen.rules.digest import digest_of
from board_gen.rules.judged import JudgedPlant
from board_gen.views.api import finding_json
from board_gen.views.findings import findings_of, urls_of
from tests.pages.builders import AT, BROKEN, DAY, all_done, case_of, framed, plant_of, reader_of
from tests.pages.looks import parsed, text_of

HINT = Kind("BG998", Level.WARNING, "unknown key {key}", "did you mean {near}?")
NOTE = Kind("BG997", Level.NOTE, "read as {encoding}")
FOUND = (
    Finding(HINT, Place("cases/b.md", 2, 1), {"key": "titel", "near": "title"}, case="B"),
    Finding(BROKEN, Place("cases/a.md", 14, 3), {"text": "<b>"}, case="A"),
    Finding(HINT, Place("cases/b.md", 9, 1), {"key": "ownr", "near": "owner"}, case="B"),
    Finding(NOTE, Place("cases/issues.csv"), {"encoding": "GB18030"}),
    Finding(BROKEN, Place("cases/issues.csv", tab="", cell="F12"), {"text": "1/10/2005"}),
)


@pytest.fixture
def judged():
    return plant_of([case_of("B", "x", AT)], [InvalidCase("A", None, Place("cases/a.md"))], FOUND)


def ended_plant(count: int) -> JudgedPlant:
    """A plant with a closed and an open case, and as many findings of one kind about each."""
    opened = AT - 60 * DAY
    closed = case_of("OLD", "x", opened, facts=all_done(opened + DAY), closed=Closing(opened + 30 * DAY))
    found = [
        Finding(HINT, Place(f"cases/{name}.md", number + 1, 1), {"key": f"k{number}", "near": "key"}, case=name)
        for name in ("NEW", "OLD")
        for number in range(count)
    ]
    return plant_of([closed, case_of("NEW", "x", AT - DAY)], [], found)


def test_findings_stand_by_level_then_kind_then_place(judged):
    """Errors come first, then warnings, then notes; within a kind they go by file, line and cell."""
    view = findings_of(judged, reader_of(judged, Language.EN))
    assert [
        (level.level, group.code, [line.place for line in group.lines]) for level in view.levels for group in level.open
    ] == [
        ("error", "BG999", ["cases/a.md:14:3", "cases/issues.csv[F12]"]),
        ("warning", "BG998", ["cases/b.md:2:1", "cases/b.md:9:1"]),
        ("note", "BG997", ["cases/issues.csv"]),
    ]
    assert sum(level.count for level in view.levels) == len(view.lines) == 5


def test_the_most_frequent_kind_comes_first():
    """Within a level kinds go by how often they were found, then by code."""
    rare, other = replace(HINT, code="BG900"), replace(HINT, code="BG901")
    kinds = (rare, HINT, HINT, other, HINT)
    found = [Finding(kind, Place(f"{n}.md"), {"key": "a", "near": "b"}) for n, kind in enumerate(kinds)]
    judged = plant_of([], [], found)
    (level,) = findings_of(judged, reader_of(judged)).levels
    assert [group.code for group in level.open] == ["BG998", "BG900", "BG901"]


def test_what_has_left_the_board_comes_after_what_is_on_it():
    """Findings about closed cases stand apart, folded up, whether the case is known whole or in short."""
    judged = ended_plant(3)
    closed = tuple(tracks for tracks in judged.cases if tracks.case.id == "OLD")
    short = replace(
        judged,
        cases=tuple(tracks for tracks in judged.cases if tracks not in closed),
        settled=tuple(digest_of(tracks, AT) for tracks in closed),
    )
    pages = []
    for plant in (judged, short):
        (level,) = findings_of(plant, reader_of(plant)).levels
        assert [[line.case for line in group.lines] for group in (*level.open, *level.ended)] == [
            ["NEW"] * 3,
            ["OLD"] * 3,
        ]
        pages.append(findings_page(plant, reader_of(plant)).html)
    assert pages[0] == pages[1]
    (folded_up,) = parsed(framed(pages[0])).iter("details")
    assert "cases/OLD.md:1:1" in text_of(folded_up)
    assert "cases/NEW.md:1:1" not in text_of(folded_up)


def test_a_finding_says_fault_repair_and_case_under_its_kind(judged):
    """Each line holds the place, the fault with its values, the repair and the case, below code and count of its kind;
    the only one of a kind holds the code itself.
    """
    tree = parsed(framed(findings_page(judged, reader_of(judged, Language.EN)).html))
    lines = [text_of(row) for row in tree.iter("tr")]
    at = lines.index("BG998 unknown key … 2")
    assert lines[at + 2] == "cases/b.md:9:1 unknown key ownr did you mean owner? B"
    assert "cases/issues.csv BG997 read as GB18030" in lines
    assert "cases/a.md:14:3 This line can't be read: <b> write a date such as 2026-11-20 A" in lines


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
    assert [level.level for level in findings_of(judged, reader_of(judged)).levels] == ["error"]


def test_nothing_to_mend_is_said_well():
    """Without findings the page says so, and shows no table."""
    judged = plant_of([], [], [])
    html = findings_page(judged, reader_of(judged, Language.EN)).html
    assert "Nothing to mend" in html
    assert "<table" not in html


def files_of(judged: JudgedPlant) -> dict[str, bytes]:
    files = FindingsSection(judged, reader_of(judged, Language.EN)).files()
    return {file.path: file.content for file in files if isinstance(file.content, bytes)}


def test_the_list_for_programs_holds_all_in_the_order_found(judged):
    """api/findings.json is a list of all findings, each with the keys of the contract, as it is told of its case."""
    reader = reader_of(judged, Language.EN)
    expected = [finding_json(finding, reader) for finding in judged.findings]
    assert json.loads(files_of(judged)["api/findings.json"]) == [
        {**record, "hint": record["hint"] if finding.kind.hint else ""}
        for record, finding in zip(expected, judged.findings, strict=True)
    ]


def test_a_page_holds_the_first_of_each_kind_and_pieces_the_rest():
    """What is not in the page lies in pieces of 500 lines, each line in one place only."""
    count = SHOWN + PIECE + 7
    judged = ended_plant(count)
    tree = parsed(framed(findings_page(judged, reader_of(judged, Language.EN)).html))
    places = [text_of(code) for code in tree.iter("code")]
    assert len(places) == 2 * SHOWN
    for path, content in files_of(judged).items():
        if path != "api/findings.json":
            lines = json.loads(content.decode().partition("=[")[2].join("[\n").rpartition(";")[0])
            assert len(lines) <= PIECE
            places += [line[0] for line in lines]
    assert sorted(places) == sorted(str(finding.place) for finding in judged.findings)


def test_fifty_thousand_findings_weigh_and_cost_little():
    """With 50,000 findings the page stays below 400 KB compressed, and all of it is made in some seconds at most."""
    judged = large_plant(50_000)
    start = time.process_time()
    section = FindingsSection(judged, reader_of(judged, Language.ZH))
    page, files = section.page(), list(section.files())
    assert time.process_time() - start < 10
    assert len(gzip.compress(page.html.encode(), 6)) < 400_000
    pieces = [file.content for file in files[1:] if isinstance(file.content, bytes)]
    assert max(len(gzip.compress(content, 6)) for content in pieces) < 50_000


def test_more_is_loaded_on_demand(browser, tmp_path: File):
    """A button under a kind shows how many lines are left, loads the next, and goes when all are there."""
    count = SHOWN + PIECE + 7
    judged = ended_plant(count)
    page = findings_page(judged, reader_of(judged, Language.EN))
    target = tmp_path / "findings/index.html"
    for path, content in files_of(judged).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    target.parent.mkdir(exist_ok=True)
    target.write_text(framed(page.html, language="en", scripts=["findings.js"]), encoding="utf-8")
    tab = browser.new_page()
    tab.goto(target.as_uri())
    table = tab.locator("table.findings").first
    button = table.locator(".rest button")
    for left in (PIECE + 7, 7):
        assert button.inner_text() == f"Show {left} more"
        assert table.locator("code.place").count() == count - left
        button.click()
        tab.wait_for_function(
            "count => document.querySelector('table.findings').querySelectorAll('code').length > count",
            arg=count - left,
        )
    rows = table.locator("code.place").all_inner_texts()
    assert rows == [f"cases/NEW.md:{number + 1}:1" for number in range(count)]
    last = table.locator("tr").last
    assert last.inner_text().split("\t")[1].split("\n")[0].startswith(f"unknown key k{count - 1}")
    assert last.locator("a").get_attribute("href") == "../cases/NEW/"
    assert table.locator(".rest").count() == 0
    tab.close()


def test_without_a_script_the_rest_is_named():
    """Without a script the page says how many lines are not in it, and links the file that holds them."""
    judged = ended_plant(SHOWN + 5)
    tree = parsed(framed(findings_page(judged, reader_of(judged, Language.EN)).html))
    notes = [text_of(row) for row in tree.iter("tr") if row.get("class") == "rest"]
    assert notes == ["5 more are in api/findings.json"] * 2
    assert {"../api/findings.json"} <= {link.get("href") for link in tree.iter("a")}
