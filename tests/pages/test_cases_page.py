"""The list of all cases: as a plain table, and as its script searches and filters it in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from board_gen.finding import Place
from board_gen.model.case import InvalidCase, Part
from board_gen.model.label import Language
from board_gen.pages.board import board_page
from board_gen.pages.cases import cases_page
from board_gen.pages.findings import findings_page
from board_gen.pages.rules_page import rules_page
from board_gen.views.cases import cases_of
from tests.pages.builders import AT, DAY, SECOND, case_of, framed, plant_of, reader_of
from tests.pages.looks import letters_in, parsed


def test_every_case_is_in_the_list():
    """Open, watched, ready, closed, rejected, listed, invalid and planned cases all have their row and phase."""
    judged = plant_of([*plant_of().plant.cases, case_of("FR-LATER", "later", AT + SECOND)])
    phases = {line.id: line.phase for line in cases_of(judged, reader_of(judged)).lines}
    assert phases == {
        "FR-2026-0130": "invalid",
        "FR-LATER": "planned",
        "FR-2026-0124": "open",
        "IL-0457": "open",
        "FR-2026-0118": "open",
        "FR-2026-0115": "open",
        "FR-2026-0121": "open",
        "FR-2026-0109": "watch",
        "FR-2026-0102": "ready",
        "FR-2026-0090": "rejected",
        "FR-2026-0088": "closed",
    }


def test_invalid_ones_come_first_then_the_newest():
    """The list begins with what can't be judged; then it goes by opening, newest first."""
    judged = plant_of()
    lines = cases_of(judged, reader_of(judged)).lines
    assert lines[0].phase == "invalid"
    opened = [line.opened for line in lines[1:] if line.opened]
    assert len(opened) == len(lines) - 1
    assert opened == sorted(opened, reverse=True)


def test_each_letter_is_the_cases_own():
    """The letter of a row is its case's status; a closed case keeps the one it ended with."""
    judged = plant_of()
    expected = {(tracks.case.id, "overall", str(tracks.head.at(AT).status)) for tracks in judged.cases}
    assert letters_in(parsed(framed(cases_page(judged, reader_of(judged)).html))) == expected


def test_choices_count_their_cases():
    """Each choice of a filter says how many cases it leaves; values that no case has are not offered."""
    judged = plant_of()
    view = cases_of(judged, reader_of(judged, Language.EN))
    assert {choice.value: choice.count for choice in view.phases} == {
        "invalid": 1,
        "open": 5,
        "watch": 1,
        "ready": 1,
        "closed": 1,
        "rejected": 1,
    }
    assert {choice.value: choice.count for choice in view.letters} == {"R": 3, "Y": 3, "G": 3}
    assert sum(choice.count for choice in view.sources) == len(judged.cases)


def test_an_invalid_case_without_an_address_is_no_link():
    """What has no page of its own is named without a link."""
    judged = plant_of([], [InvalidCase("A", None, Place("cases/a.md"))], [])
    assert not list(parsed(framed(cases_page(judged, reader_of(judged)).html)).iter("a"))


def test_without_a_script_the_table_is_complete():
    """No row is hidden in the page as it is written, and the filters, which need the script, are."""
    judged = plant_of()
    tree = parsed(framed(cases_page(judged, reader_of(judged)).html))
    assert [row for row in tree.iter("tr") if row.get("hidden") is not None] == []
    assert [form.get("hidden") for form in tree.iter("form")] == [""]


def test_an_empty_list_says_so():
    """Without any case the page says how the first one comes."""
    judged = plant_of([], [], [])
    html = cases_page(judged, reader_of(judged, Language.EN)).html
    assert "No case yet" in html
    assert "<table" not in html


def many(count):
    """So many cases with plain names, and one with wide letters, an umlaut and names in two scripts."""
    odd = case_of(
        "FR-ODD",
        "Gehäuse Straße 毛细管 ＡＢＣ",
        AT - DAY,
        owner="李伟",
        part=Part("333933", "Capsule"),
        customer="SGM-DY",
        area="Line 3",
    )
    plain = [case_of(f"FR-{n:05}", f"leak {n}", AT - DAY * 2, owner="Adams", area="Line 1") for n in range(count)]
    return [odd, *plain]


@pytest.fixture(scope="module")
def listed(browser, tmp_path_factory) -> Iterator[Page]:
    """The list of 450 cases, opened from a file; errors of its scripts fail the test that meets them."""
    judged = plant_of(many(449), [], [])
    html = framed(cases_page(judged, reader_of(judged, Language.EN)).html, language="en", scripts=["cases.js"])
    file = tmp_path_factory.mktemp("cases") / "cases.html"
    file.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    yield page
    page.close()


def shown(page: Page) -> list[str]:
    rows = "[...document.querySelectorAll('#cases tbody tr')]"
    return list(page.evaluate(f"{rows}.filter(row => !row.hidden).map(row => row.dataset.case)"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fr-odd", ["FR-ODD"]),
        ("毛细管", ["FR-ODD"]),
        ("细管 李", ["FR-ODD"]),
        ("wei li", ["FR-ODD"]),
        ("abc", ["FR-ODD"]),
        ("ＦＲ－ＯＤＤ", ["FR-ODD"]),
        ("STRASSE", ["FR-ODD"]),
        ("capsule 333", ["FR-ODD"]),
        ("sgm-dy", ["FR-ODD"]),
        ("00123", ["FR-00123"]),
        ("leak 123 adams", ["FR-00123"]),
        ("123 李伟", []),
        ("line", []),
        (".*", []),
    ],
)
def test_the_search_is_a_plain_substring_search(listed, query, expected):
    """All words must occur in id, title, part, owner or customer, in any width or case; none is a pattern."""
    listed.fill("input[name=q]", query)
    assert shown(listed) == expected
    assert listed.is_visible("#cases-none") is (not expected)
    listed.fill("input[name=q]", "")


def test_no_more_than_a_page_is_laid_out_at_a_time(listed):
    """Of 450 rows 200 are shown, then 400, then all."""
    assert len(shown(listed)) == 200
    listed.click("#cases-more button")
    assert len(shown(listed)) == 400
    listed.click("#cases-more button")
    assert len(shown(listed)) == 450
    assert not listed.is_visible("#cases-more")
    listed.fill("input[name=q]", "")


def test_filters_join(listed):
    """Phase, letter, area and source narrow the list together, and clearing brings it back."""
    listed.select_option("select[name=area]", "Line 3")
    assert shown(listed) == ["FR-ODD"]
    listed.check("input[name=letter][value=R]", force=True)
    assert shown(listed) == ["FR-ODD"]
    listed.click("button[type=reset]")
    listed.wait_for_function("document.querySelectorAll('#cases tbody tr:not([hidden])').length === 200")
    assert listed.input_value("select[name=area]") == ""


def test_the_address_asks_and_remembers(browser, tmp_path):
    """`?q=` and the filters are read from the address, and what is typed is written to it."""
    judged = plant_of()
    file = tmp_path / "cases.html"
    html = framed(cases_page(judged, reader_of(judged, Language.EN)).html, language="en", scripts=["cases.js"])
    file.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri() + "?q=%E6%AF%9B&phase=open")
    assert shown(page) == ["FR-2026-0118"]
    page.fill("input[name=q]", "指")
    assert shown(page) == []
    assert "phase=open" in page.url
    assert "q=%E6%8C%87" in page.url
    page.goto(file.as_uri() + "?area=nowhere&nonsense=1&phase=%22%5D")
    assert len(shown(page)) == 10
    page.close()


PAGES = {"board": board_page, "cases": cases_page, "findings": findings_page, "rules": rules_page}
LONG = "A" * 64


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", list(Language))
def test_a_phone_never_scrolls_sideways(browser, name, language):
    """At 390 px no page is wider than the screen, not even with words of 300 letters and ids of 64."""
    fields = dict.fromkeys(("customer", "area", "owner"), "W" * 80)
    long = case_of(LONG, "T" * 300, AT - 3 * DAY, part=Part("9" * 60), **fields)
    judged = plant_of([*plant_of().plant.cases, long], [InvalidCase("B" * 64, "B", Place("c/" + "x" * 200 + ".md"))])
    page = browser.new_page(viewport={"width": 390, "height": 844})
    html = PAGES[name](judged, reader_of(judged, language)).html
    page.set_content(framed(html, language=str(language)))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_ten_thousand_rows_stay_usable(browser):
    """With 10,000 cases the list is searched and lays out no more than a page of rows."""
    judged = plant_of(many(20), [], [])
    html = cases_page(judged, reader_of(judged, Language.EN)).html
    start, end = html.index('<tr class="is-open"'), html.rindex("</tbody>")
    page = browser.new_page()
    page.set_content(framed(html[:start] + html[start:end] * 476 + html[end:], language="en", scripts=["cases.js"]))
    assert page.evaluate("document.querySelectorAll('#cases tbody tr').length") == 9996
    assert len(shown(page)) == 200
    page.fill("input[name=q]", "odd")
    assert len(shown(page)) == 200
    assert "476 of 9996" in page.inner_text("#cases-count")
    page.close()
