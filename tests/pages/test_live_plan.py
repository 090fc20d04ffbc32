"""The plan of a case's actions stays true while its page is open (contract §7)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page

from board_gen.model.case import Closing
from board_gen.model.label import Language
from board_gen.model.report import Action, Report
from board_gen.pages.case import case_page
from board_gen.views.case_clock import CaseClock
from board_gen.views.gantt import Plan, plan_of
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, plant_of, reader_of
from tests.pages.live_boards import reader_at, ticking_case

ACTIONS = (
    Action("D3", "sort", "李伟", AT - 2 * DAY, AT - DAY, AT - HOUR, "clean"),
    Action("D5", "late already", "", AT - 2 * DAY, AT - HOUR),
    Action("D6", "late tomorrow", "", AT, AT + DAY),
    Action("D7", "in a week", "", AT, AT + 7 * DAY),
)
CASE = replace(case_of("FR-1", "leak", AT - 3 * DAY), report=Report(actions=ACTIONS))
DRAWN = """() => ({now: document.querySelector(".case-plan [data-now]").getAttribute("x"),
  late: [...document.querySelectorAll(".case-plan .l")].map(
    bar => ["x", "width"].map(name => bar.getAttribute(name)))})"""
SET = "second => { Date.now = () => second * 1000; boardGen.tick(); }"


@pytest.fixture
def tab(browser):
    page = browser.new_page()
    yield page
    page.close()


def opened(tab: Page) -> Plan:
    """Open the page of the case, and tell its plan as it was drawn."""
    judged = plant_of([CASE], (), ())
    reader = reader_at(judged, AT, Language.EN)
    tab.clock.install(time=AT)
    tab.set_content(ticking_case(case_page(judged.cases[0], judged, reader).html, Language.EN))
    plan = plan_of(ACTIONS, CASE.opened, CaseClock.of(judged.cases[0], reader))
    assert plan is not None
    return plan


def share(plan: Plan, at: datetime) -> float:
    """Where an instant stands on the drawing's scale, in percent."""
    return min(100.0, 100 * ((at - plan.start) / (plan.end - plan.start)))


def test_now_and_what_is_late_move_with_time(tab) -> None:
    """At each instant the line of now stands there, and each open action is red from its deadline up to it."""
    plan = opened(tab)
    for at in (AT + HOUR, AT + 2 * DAY, AT + 7 * DAY, AT + 400 * DAY, AT + timedelta(minutes=1)):
        tab.evaluate(SET, int(at.timestamp()))
        drawn = tab.evaluate(DRAWN)
        assert float(drawn["now"].rstrip("%")) == pytest.approx(share(plan, at), abs=0.06)
        done, *still_open = [tuple(float(value.rstrip("%")) for value in bar) for bar in drawn["late"]]
        assert done[1] == pytest.approx(share(plan, AT - HOUR) - share(plan, AT - DAY), abs=0.11)
        for (start, length), action in zip(still_open, ACTIONS[1:], strict=True):
            assert action.due is not None
            assert start == pytest.approx(share(plan, action.due), abs=0.06)
            assert length == pytest.approx(max(0.0, share(plan, at) - start), abs=0.06)


def test_the_plan_of_a_closed_case_never_moves() -> None:
    """The page of a closed case holds nothing that a script would move."""
    closed = replace(CASE, facts=all_done(AT - 20 * DAY), opened=AT - 30 * DAY, closed=Closing(AT - DAY))
    judged = plant_of([closed], (), ())
    html = case_page(judged.cases[0], judged, reader_of(judged, Language.EN)).html
    assert 'class="case-plan"' in html
    for mark in ("data-from", "data-now", "data-late"):
        assert mark not in html
