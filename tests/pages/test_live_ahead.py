"""Facts dated ahead: the page turns at their instants into what Python makes of it then, openings and closings too."""

import json
import random
from datetime import datetime, timedelta

import pytest

from board_gen.model.case import Case, Closing, CriterionFacts, Hold, NextReport, Recurrence, Rejection, Revision
from board_gen.model.label import Language
from board_gen.pages.board import board_page
from board_gen.pages.case import case_page
from board_gen.pages.cases import cases_page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.frames import instants_of
from tests.pages.builders import AT, DAY, HOUR, SECOND, all_done, case_of, facts_of, plant_of
from tests.pages.live_boards import SEEN, reader_at, ticking, ticking_case

CASE_SEEN = """(page) => {
  const document = page || window.document;
  const shown = element => !element.hidden && !element.closest("[hidden]");
  const told = selector => [...document.querySelectorAll(selector)].filter(shown)
    .map(e => e.textContent.replace(/\\s+/g, " ").trim());
  const article = document.querySelector("article");
  return {
    head: [article.dataset.phase, article.dataset.escalation],
    letters: [...document.querySelectorAll("[data-letter]")].map(e => [e.dataset.criterion, e.dataset.letter, e.title]),
    fields: told("[data-field=phase], [data-field=escalation], .case-banner, [data-live=ago]"),
    marks: [...document.querySelectorAll("[data-field=marks] [data-mark]")].map(e => [e.dataset.mark, e.textContent,
      e.classList.contains("tag-strong")]),
    tones: [...document.querySelectorAll(".case-banner, .case-standing")].map(e => e.className),
    standing: told(".case-standing"),
    when: told(".case-due, [data-t^='said:']"),
    texts: told("[data-t], .case-moved"),
    dates: told(".case-facts time, .case-revisions time"),
    ring: /watch|ready/.test(article.dataset.phase) &&
      [...document.querySelectorAll(".case-ring circle, .case-ring span")].map(e => e.textContent.trim() +
        e.getAttribute("stroke-dasharray")),
  };
}"""
AT_INSTANT = """([instants, fresh]) => instants.map((second, index) => {
  Date.now = () => second * 1000;
  boardGen.tick();
  const seen = %s;
  return [seen(), seen(new DOMParser().parseFromString(fresh[index], "text/html"))].map(one => {
    delete one.title; return JSON.stringify(one); });
})"""


def eventful() -> list[Case]:
    """One case of every kind of fact that can be dated ahead."""
    done = facts_of({"containment": AT - DAY})
    return [
        case_of("A-later", "opens in five hours", AT + 5 * HOUR),
        case_of("A-much-later", "opens in two days", AT + 2 * DAY, facts=facts_of({"containment": AT + 3 * DAY})),
        case_of(
            "B-done", "done in three hours", AT - 2 * DAY, facts={**done, **facts_of({"root_cause": AT + 3 * HOUR})}
        ),
        case_of(
            "C-moved",
            "moved in four hours",
            AT - 2 * DAY,
            facts=done,
            revisions=(
                Revision(AT + 4 * HOUR, "root_cause", AT + 9 * DAY, "late"),
                Revision(AT + 8 * DAY, "root_cause", AT + 60 * DAY, "later"),
            ),
            on_hold=Hold(AT + HOUR, AT + 2 * DAY),
            next_report=NextReport(AT + 3 * DAY),
        ),
        case_of(
            "D-claimed", "claimed", AT - DAY, facts={"verified": CriterionFacts("verified", done=(AT + 6 * HOUR,))}
        ),
        case_of(
            "E-recurs", "comes again", AT - 20 * DAY, facts=all_done(AT - 3 * DAY), recurrences=(Recurrence(AT + DAY),)
        ),
        case_of("F-closes", "closes", AT - 30 * DAY, facts=all_done(AT - 5 * DAY), closed=Closing(AT + 4 * DAY)),
        case_of("G-rejected", "rejected", AT - DAY, rejected=Rejection(AT + 30 * HOUR, "not ours")),
        case_of("H-updated", "updated", AT - 3 * DAY, updated=AT + 2 * DAY),
        case_of(
            "I-listed",
            "listed",
            AT - HOUR,
            source="logistics",
            tracked=False,
            listed_answer=True,
            needs_evidence=False,
            profile="listed",
            facts=facts_of({"answer": AT + 30 * HOUR}),
            closed=Closing(AT + 30 * HOUR),
        ),
    ]


def instants_for(judged: JudgedPlant, count: int) -> list[datetime]:
    """Around every change, and as many instants more at random, until after New Year, in no order."""
    chance = random.Random(7)
    turns = {at for tracks in judged.cases for at in instants_of(tracks) if at > AT}
    near = [at + step for at in turns for step in (-SECOND, timedelta())]
    far = [AT + timedelta(seconds=chance.randrange(100 * 86400)) for _ in range(count)]
    found = [at for at in (*near, *far) if at >= AT]
    chance.shuffle(found)
    return found


def flat(told: object) -> list[str]:
    """What is told, one value a line: so that a failure says which one differs."""
    return json.dumps(told, ensure_ascii=False, indent=0).splitlines()


def compared(tab, page: str, instants: list[datetime], fresh: list[str], seen: str, dressed=ticking) -> None:
    """Open a page, put its clock at each instant, and compare what it shows with the page built for then."""
    tab.clock.install(time=AT)
    tab.set_content(dressed(page))
    shown = tab.evaluate(AT_INSTANT % seen, [[int(at.timestamp()) for at in instants], fresh])
    for at, (live, built) in zip(instants, shown, strict=True):
        for name, told in json.loads(built).items():
            assert flat(json.loads(live)[name]) == flat(told), f"{name} at {at}"


@pytest.fixture
def tab(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("language", list(Language))
def test_a_board_of_facts_dated_ahead(tab, language):
    """Openings, fulfilments, moves, holds, recurrences, closings and rejections to come: the board is that of then."""
    judged = plant_of(eventful(), [], [])
    instants = instants_for(judged, 60)
    fresh = [board_page(judged, reader_at(judged, at, language)).html for at in instants]
    compared(tab, board_page(judged, reader_at(judged, AT, language)).html, instants, fresh, SEEN)


@pytest.mark.parametrize("case", [case for case in eventful() if case.opened <= AT], ids=lambda case: case.id)
def test_a_case_page_of_facts_dated_ahead(tab, case):
    """Letters, banner, marks, deadlines and standings of a case's page are those of the page built for that instant."""
    judged = plant_of([case], [], [])
    end = judged.cases[0].end
    instants = [at for at in instants_for(judged, 20) if end is None or at < end]
    fresh = [case_page(judged.cases[0], judged, reader_at(judged, at)).html for at in instants]
    page = case_page(judged.cases[0], judged, reader_at(judged)).html
    compared(tab, page, instants, fresh, CASE_SEEN, ticking_case)


def test_a_case_page_knows_its_end(tab):
    """At its closing the page of a case says that it is closed; the list carries nothing after it."""
    case = next(case for case in eventful() if case.id == "F-closes")
    judged = plant_of([case], [], [])
    tab.clock.install(time=AT)
    page = case_page(judged.cases[0], judged, reader_at(judged, AT, Language.EN)).html
    tab.set_content(ticking_case(page, Language.EN))
    tab.clock.fast_forward(4 * 24 * 3600 * 1000)
    assert tab.get_attribute("article", "data-phase") == "closed"
    assert tab.inner_text(".case-banner").startswith("Closed on 2026-11-27 08:12")


def test_an_ended_case_carries_no_list():
    """The page of a closed case carries no list, no clock and no instant of the build."""
    closed = case_of("Z", "closed", AT - 30 * DAY, facts=all_done(AT - 9 * DAY), closed=Closing(AT - DAY))
    judged = plant_of([closed], [], [])
    pages = [case_page(judged.cases[0], judged, reader_at(judged, at)).html for at in (AT, AT + 5 * DAY)]
    assert pages[0] == pages[1]
    assert "bg-live" not in pages[0]


def test_a_case_page_does_not_depend_on_others():
    """The list of one case's page is the same whatever other cases there are."""
    case = eventful()[2]
    pages = set()
    for others in ([], eventful()):
        judged = plant_of([case, *(other for other in others if other.id != case.id)], [], [])
        tracks = next(tracks for tracks in judged.cases if tracks.case.id == case.id)
        pages.add(case_page(tracks, judged, reader_at(judged)).html)
    assert len(pages) == 1


CASES_SEEN = """(page) => {
  const document = page || window.document;
  return { rows: [...document.querySelectorAll("#cases tbody tr")].map(row => [
    row.dataset.case, row.dataset.phase, +row.dataset.escalation,
    [...row.querySelectorAll("[data-letter]")].map(e => e.dataset.letter + e.textContent),
    row.querySelector(".phase").textContent.replace(/ *▲L0| */g, "").trim()]) };
}"""


def test_the_list_of_all_cases(tab):
    """On the list of all cases letters, phases, levels and ends are those of the list built for that instant."""
    judged = plant_of(eventful())
    instants = sorted(instants_for(judged, 20))
    fresh = [cases_page(judged, reader_at(judged, at)).html for at in instants]
    compared(tab, cases_page(judged, reader_at(judged)).html, instants, fresh, CASES_SEEN)
