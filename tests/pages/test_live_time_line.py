"""The drawings of a case's page stay true while it is open: the time line's now, the watch's ring (contract §7)."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page

from board_gen.model.case import Case
from board_gen.model.label import Language
from board_gen.pages.case import case_page
from board_gen.views.case_clock import CaseClock
from board_gen.views.report import ring_of
from board_gen.views.time_axis import Axis
from board_gen.views.time_line import time_line_of
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, plant_of, reader_of
from tests.pages.full_case import full_case
from tests.pages.live_boards import reader_at, ticking_case

NOW = """() => [document.querySelector(".tn").getAttribute("x"), document.querySelector(".tn text").textContent]"""
SET = "second => { Date.now = () => second * 1000; boardGen.tick(); }"
RED = """() => [...document.querySelectorAll(".tb .late")].filter(part => {
  const cover = document.querySelector(".tn rect").getBoundingClientRect();
  return part.getBoundingClientRect().left < cover.left - 1; }).length"""
"""How many red stretches begin before what lies ahead, and are seen."""


@pytest.fixture
def tab(browser):
    page = browser.new_page()
    yield page
    page.close()


def opened(tab: Page, case: Case, *, pinned: bool = False) -> Axis:
    """Open the page of a case alone, and tell the axis of its time line."""
    judged = plant_of([case], (), ())
    reader = reader_of(judged, Language.EN) if pinned else reader_at(judged, AT, Language.EN)
    tab.clock.install(time=AT)
    tab.set_content(ticking_case(case_page(judged.cases[0], judged, reader).html, Language.EN))
    line = time_line_of(judged.cases[0], CaseClock.of(judged.cases[0], reader))
    return Axis(line.start, line.end)


def shown(tab: Page, at: datetime) -> list[str]:
    tab.evaluate(SET, int(at.timestamp()))
    told: list[str] = tab.evaluate(NOW)
    return told


def test_now_moves_with_time_and_stops_at_the_edge(tab) -> None:
    """The line of now stands where its instant does, says it, stops at the edge years later, and comes back."""
    axis = opened(tab, full_case())
    for at in (AT + HOUR, AT + 2 * DAY, axis.end - HOUR, AT + timedelta(minutes=1)):
        place, words = shown(tab, at)
        assert float(place.rstrip("%")) == pytest.approx(axis.place(at), abs=0.06)
        assert words.startswith("now ")
    assert shown(tab, AT + 1000 * DAY)[0] == "100%"


def test_a_deadline_that_passes_turns_its_row_red(tab) -> None:
    """What is late is seen from the minute of its deadline on, and not before."""
    opened(tab, case_of("A", "x", AT - 20 * HOUR))
    tab.evaluate(SET, int((AT + 3 * HOUR).timestamp()))
    assert tab.evaluate(RED) == 0
    tab.evaluate(SET, int((AT + 6 * HOUR).timestamp()))
    assert tab.evaluate(RED) == 1


def test_a_pinned_page_stands_still(tab) -> None:
    """On a pinned page the line stays where it was and says as of when."""
    axis = opened(tab, full_case(), pinned=True)
    assert shown(tab, AT + 3 * DAY) == [f"{axis.place(AT)}%", "as of 11-23 08:12"]


def test_the_ring_fills_day_by_day(tab) -> None:
    """The ring and its words are those of the page built for that instant; it is full when the case can be closed."""
    case = case_of("A", "x", AT - 20 * DAY, facts=all_done(AT - 3 * DAY - HOUR))
    opened(tab, case)
    judged = plant_of([case], (), ())
    for at in (AT + HOUR, AT + DAY, AT + 3 * DAY, AT + 5 * DAY):
        tab.evaluate(SET, int(at.timestamp()))
        reader = reader_at(judged, at, Language.EN)
        ring = ring_of(judged.cases[0], CaseClock.of(judged.cases[0], reader))
        assert ring is not None
        assert tab.get_attribute(".case-ring circle + circle", "stroke-dasharray") == f"{ring.passed} 100"
        assert tab.inner_text(".case-ring").strip() == ring.words
    assert tab.inner_text(".case-ring").strip() == "ready to close"


def test_a_case_that_never_will_be_watched_has_no_ring() -> None:
    """Where nothing is known of a watch the page holds no ring; a closed one has none either."""
    judged = plant_of([full_case()], (), ())
    assert ring_of(judged.cases[0], CaseClock.of(judged.cases[0], reader_at(judged))) is None


@pytest.mark.parametrize("days", [0, 40])
def test_dates_name_their_year_from_new_year_on(tab, days) -> None:
    """From New Year on the dates of a page name the old year, wherever they stand, and a clock set back unnames it."""
    opened(tab, full_case())
    tab.evaluate(SET, int((AT + 40 * DAY).timestamp()))
    tab.evaluate(SET, int((AT + days * DAY).timestamp()))
    told = tab.evaluate("[...document.querySelectorAll('.case-facts time')].map(e => e.textContent)")
    assert all(text.startswith("2026-") == (days > 0) for text in told)
    assert ("2026" in tab.inner_text("[data-t='when:root_cause']")) == (days > 0)


def test_dates_of_other_years_stay_in_their_cards(tab) -> None:
    """A date with its year is as wide as nine criteria leave it: it breaks before its time, not into its neighbour."""
    tab.set_viewport_size({"width": 1240, "height": 900})
    opened(tab, case_of("A", "x", AT - 1000 * DAY - HOUR))
    outside = """() => [...document.querySelectorAll(".case-card time")].filter(time =>
      time.getBoundingClientRect().right > time.closest("li").getBoundingClientRect().right).length"""
    assert tab.locator(".case-card time").count() == 9
    assert tab.evaluate(outside) == 0
