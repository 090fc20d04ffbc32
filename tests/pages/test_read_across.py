"""`/read-across/`: what is still to be checked, the most urgent first, kept true by the clock."""

import json
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page

from board_gen.model.case import Case, Closing, Rejection
from board_gen.model.label import Language
from board_gen.model.report import ReadAcross, Report
from board_gen.model.terms import Affected
from board_gen.pages.read_across import read_across_page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.api import next_change
from board_gen.views.case_clock import CaseClock
from board_gen.views.gaps import Gaps
from board_gen.views.prevention import prevention_of
from board_gen.views.read_across import AcrossView, found_in, read_across_of
from tests.pages.builders import AT, DAY, HOUR, SECOND, all_done, case_of, plant_of, reader_of, rules_of
from tests.pages.live_boards import reader_at, ticking


def case_with(case_id: str, *read_across: ReadAcross, **given: object) -> Case:
    return case_of(case_id, f"Leak {case_id}", AT - 60 * DAY, report=Report(read_across=read_across), **given)


def closed_with(case_id: str, *read_across: ReadAcross) -> Case:
    return case_with(case_id, *read_across, facts=all_done(AT - 40 * DAY), closed=Closing(AT - 20 * DAY))


def plant(*cases: Case) -> JudgedPlant:
    return plant_of(cases, [], [])


def view_of(judged: JudgedPlant, at: datetime = AT) -> AcrossView:
    return read_across_of(found_in(judged, at), reader_of(judged, Language.EN, at))


def sample() -> JudgedPlant:
    """Two cases, one of them closed, and a product that both name."""
    return plant(
        case_with(
            "FR-1",
            ReadAcross("Pump", Affected.UNKNOWN, "leak test", "李伟", due=AT + 3 * HOUR),
            ReadAcross("Valve", Affected.YES, "weld again", "陈刚", due=AT + 90 * SECOND),
            ReadAcross("Hose", Affected.NO, "other process"),
            ReadAcross("Tank", None),
            area="Line 3",
        ),
        closed_with(
            "FR-2",
            ReadAcross("ｐｕｍｐ", Affected.UNKNOWN, due=AT - DAY),
            ReadAcross("Lid", Affected.YES, "sealed", due=AT - 10 * DAY, done=AT - 5 * DAY),
            ReadAcross("Cap", Affected.YES, due=AT + 9 * DAY, done=AT + HOUR),
        ),
    )


def test_what_is_late_comes_first_and_a_product_stands_together():
    """By the most urgent row of each product; what has no date comes last; a closed case's checks go on."""
    view = view_of(sample())
    assert [(line.product, line.case, line.is_late, line.is_again) for line in view.open] == [
        ("ｐｕｍｐ", "FR-2", True, False),
        ("Pump", "FR-1", False, True),
        ("Valve", "FR-1", False, False),
        ("Cap", "FR-2", False, False),
        ("Tank", "FR-1", False, False),
    ]
    assert [line.answer for line in view.open][1:3] == ["still to be answered", "affected"]
    assert [line.ended for line in view.open][:2] == ["closed", ""]
    assert (view.late_count, view.unanswered_count) == (1, 3)
    assert [(line.product, line.timing.words) for line in view.done] == [("Lid", "5 d 00 h late")]


def test_rejected_cases_and_those_to_come_have_nothing_to_check():
    """What is no problem of ours is none elsewhere; what nobody has opened yet neither."""
    like = ReadAcross("Pump", Affected.UNKNOWN, due=AT - DAY)
    rejected = case_with("FR-1", like, rejected=Rejection(AT - DAY, "not ours"))
    to_come = case_of("FR-2", "Leak", AT + DAY, report=Report(read_across=(like,)))
    assert view_of(plant(rejected, to_come)).open == ()


def test_the_site_changes_at_each_turn_of_this_page():
    """`next_change` knows the deadline of a like product, also of a closed case, when it is done, and 90 days later."""
    due, done = AT + 30 * DAY + SECOND, AT + 40 * DAY
    judged = plant(closed_with("FR-1", ReadAcross("Pump", Affected.YES, due=due, done=done)))
    assert next_change(judged, AT) == due
    assert next_change(judged, due) == done
    assert next_change(judged, done) == done + 90 * DAY
    assert next_change(judged, done + 90 * DAY) is None


def test_a_product_without_a_name_says_so():
    """It is open all the same; two of them are not one product."""
    lines = view_of(plant(case_with("FR-1", ReadAcross("", Affected.YES), ReadAcross(" ", None)))).open
    assert [(line.product, line.is_again) for line in lines] == [("not recorded", False)] * 2


def test_a_case_s_page_calls_late_what_this_page_does():
    """A product that is not affected has been answered for: nowhere late, and after what is open."""
    likes = (
        ReadAcross("Hose", Affected.NO, "other process", due=AT - 9 * DAY),
        ReadAcross("Pump", Affected.UNKNOWN, due=AT - DAY),
    )
    judged = plant(case_with("FR-1", *likes))
    (tracks,) = judged.cases
    clock = CaseClock.of(tracks, reader_of(judged, Language.EN))
    shown = prevention_of(tracks.case.report, clock, Gaps.of_case(tracks, clock)).like_products
    assert [(like.product, like.timing.tone) for like in shown] == [("Pump", "late"), ("Hose", "")]
    assert [(line.product, line.is_late) for line in view_of(judged).open] == [("Pump", True)]


def html_of(judged: JudgedPlant, language: Language = Language.EN) -> str:
    return read_across_page(judged, reader_of(judged, language)).html


def test_rows_carry_no_letter_of_a_case():
    """A row is no criterion: nothing on the page says data-criterion, data-letter or data-case."""
    html = html_of(sample())
    assert not re.search("data-(criterion|letter|case)", html)
    assert html.count("data-live-row=") == 5
    assert 'href="../cases/FR-2/#d7"' in html


def test_texts_of_users_stay_texts():
    """Markup in a product, an action, an owner or a title is shown as it was written."""
    evil = "<img src=x onerror=alert(1)>"
    like = ReadAcross(evil, Affected.YES, evil, evil, due=AT + DAY)
    html = html_of(plant(case_of("FR-1", evil, AT - DAY, area=evil, report=Report(read_across=(like,)))))
    assert "<img" not in html
    assert html.count("&lt;img") == 5


@pytest.mark.parametrize("language", list(Language))
def test_a_plant_without_like_products_says_so(language):
    """No table, no numbers that mislead: a sentence, and where entries come from."""
    html = html_of(plant(), language)
    assert "<table" not in html
    assert "read_across" in html
    assert 'data-live="empty">' in html


ROWS = """() => [...document.querySelectorAll("tbody[data-live-list] tr")].map(row => [row.dataset.liveRow,
  row.dataset.status, [...row.querySelectorAll(".letter")].filter(e => getComputedStyle(e).display !== "none")
  .map(e => e.textContent).join(), (row.querySelector(".across-due .small") || {}).textContent || ""])"""


def shown(page: Page) -> list[list[str]]:
    return list(page.evaluate(ROWS))


def told(judged: JudgedPlant, at: datetime) -> list[list[str]]:
    """What the page has to show, as Python tells it at that instant."""
    lines = read_across_of(found_in(judged, at), reader_at(judged, at)).open
    return [[line.key, "RY"[not line.is_late], "RY"[not line.is_late], line.timing.words] for line in lines]


def test_a_row_turns_red_at_its_minute_and_goes_when_it_is_done(browser):
    """A second before, at and after each turn the open page shows what a build of that second would, and counts it."""
    judged = sample()
    html = read_across_page(judged, reader_at(judged)).html
    page = browser.new_page()
    page.clock.install(time=AT)
    page.set_content(ticking(html))
    turns = [AT + 90 * SECOND, AT + HOUR, AT + 3 * HOUR]
    for at in [turn + step for turn in turns for step in (-SECOND, timedelta(), SECOND)]:
        page.clock.set_fixed_time(at)
        page.evaluate("boardGen.tick()")
        assert shown(page) == told(judged, at), at
        late = sum(row[1] == "R" for row in told(judged, at))
        assert page.inner_text("[data-count=R]") == str(late)
        assert page.title().startswith(f"({late}) ")
    page.close()


def test_the_list_of_the_page_names_a_row_for_each_entry():
    """So a new build's page is taken over: each of its list has its row, ids with signs of their own too."""
    judged = plant_of([case_with("A.b_c-1", ReadAcross("x", due=AT))], [], [], rules_of())
    html = html_of(judged)
    (element,) = re.findall(r'<script type="application/json" id="bg-live">(.*?)</script>', html)
    assert [item["id"] for item in json.loads(element)["cases"]] == re.findall('data-live-row="([^"]*)"', html)
