"""`/changes/` and `changed` of board.json: what changed since the last meeting, in 24 hours, in 7 days."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from board_gen.model.case import Case, Closing, Rejection, Revision
from board_gen.model.label import Language
from board_gen.model.rules import Meeting
from board_gen.pages.api import api_files
from board_gen.pages.changes import changes_page
from board_gen.pages.deadlines_ics import deadlines_file
from board_gen.pages.feed import feed_file
from board_gen.pages.meeting import meeting_page
from board_gen.rules.changed import Group
from board_gen.rules.digest import digest_of, settled_at
from board_gen.rules.judged import JudgedPlant
from board_gen.views.changes import MOST, ChangesView, changes_view_of
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, facts_of, framed, plant_of, reader_of, rules_of
from tests.pages.live_boards import demo_judged, reader_at, ticking
from tests.pages.looks import parsed

MEETING = AT - 2 * DAY - 23 * HOUR - 12 * (HOUR / 60)
"""09:00 on the Friday before."""


def view_of(judged: JudgedPlant, at: datetime = AT, language: Language = Language.EN) -> ChangesView:
    return changes_view_of(judged, reader_of(judged, language, at))


def told(view: ChangesView, group: Group, of_range: str = "meeting") -> list[str]:
    """Each change of a group in a range: its case and its words."""
    cases = next(lines.cases for lines in view.groups if lines.name is group)
    return [f"{case.id} {line.text}" for case in cases for line in case.lines if of_range in line.ranges.split()]


def sample() -> JudgedPlant:
    """A case with everything, one that was closed on Saturday, one rejected on Sunday, one that is to come."""
    leak = case_of(
        "FR-1",
        "Leak <b>",
        AT - 2 * DAY - 15 * HOUR,
        area="Line 3",
        owner="李伟",
        facts=facts_of({"containment": AT - 2 * DAY}),
        revisions=(Revision(AT - DAY, "corrective_action", AT + 11 * DAY, "sample late", "customer"),),
    )
    closed = case_of("FR-2", "Burr", AT - 40 * DAY, facts=all_done(AT - 20 * DAY), closed=Closing(AT - 2 * DAY))
    rejected = case_of("FR-3", "Noise", AT - 5 * DAY, rejected=Rejection(AT - HOUR, "not ours"))
    to_come = case_of("FR-4", "Ahead", AT + DAY)
    return plant_of((leak, closed, rejected, to_come), [], [])


def test_three_groups_since_the_last_meeting():
    """Who did what, what time did, what was moved: the case on the board first, then those that left it."""
    view = view_of(sample())
    assert [(since.range, since.at.instant) for since in view.since][:2] == [("meeting", MEETING), ("day", AT - DAY)]
    assert told(view, Group.DID) == [
        "FR-1 Opened, source PRR",
        "FR-1 D3 Containment: done, in time for 11-21 17:12",
        "FR-2 Closed",
        "FR-3 Rejected",
    ]
    assert "FR-1 D4 Root cause: turned red, was due 11-22 17:12" in told(view, Group.TIME)
    assert told(view, Group.MOVED) == [
        "FR-1 D6 Corrective action: deadline moved from 11-27 to 12-04 08:12, +6 d",
    ]
    moved = view.groups[2].cases[0].lines[0]
    assert moved.aside == ("agreed by the customer", "sample late")


def test_each_range_holds_what_lies_in_it():
    """What is told of 24 hours is a part of what is told of the meeting, and that of 7 days; the counts say so."""
    view = view_of(demo_judged())
    for group in view.groups:
        day, meeting, week = (set(told(view, group.name, each)) for each in ("day", "meeting", "week"))
        assert day <= meeting <= week
        numbers = {count.range.value: count.changes for count in group.counts}
        assert numbers["week"] == len(told(view, group.name, "week"))
        assert numbers["meeting"] == len(told(view, group.name))
    assert all(line.at.instant <= AT for group in view.groups for case in group.cases for line in case.lines)


def test_a_plant_that_never_meets_looks_back_a_day():
    """Without a meeting there is no such range: 24 hours come first, in board.json too."""
    judged = plant_of(rules=rules_of(meeting=Meeting(days=frozenset())))
    assert [since.range for since in view_of(judged).since] == ["day", "week"]
    assert board_json(judged)["since"] == "2026-11-22T00:12:00Z"


def board_json(judged: JudgedPlant, language: Language = Language.EN) -> dict[str, Any]:
    reader = reader_of(judged, language)
    content = next(file.content for file in api_files(judged, reader) if file.path == "api/board.json")
    assert isinstance(content, bytes)
    board: dict[str, Any] = json.loads(content)
    return board


def test_board_json_says_the_same():
    """`changed` is what the page tells since the last meeting, latest first, dates with their year."""
    judged = sample()
    told_there, view = board_json(judged), view_of(judged)
    changed = told_there["changed"]
    assert told_there["since"] == "2026-11-20T01:00:00Z"
    assert len(changed) == sum(len(told(view, group)) for group in Group)
    assert [one["at"] for one in changed] == sorted((one["at"] for one in changed), reverse=True)
    assert {
        "at": "2026-11-22T00:12:00Z",
        "case": "FR-1",
        "group": "moved",
        "what": "moved",
        "criterion": "corrective_action",
        "text": "D6 Corrective action: deadline moved from 2026-11-27 to 2026-12-04 08:12, +6 d"
        " · agreed by the customer · sample late",
    } in changed


def settled(judged: JudgedPlant) -> JudgedPlant:
    """The plant as a warm build knows it: what has settled as digests only."""
    has_settled = {of.case.id: (settled_at(of) or AT + DAY) <= AT for of in judged.cases}
    return replace(
        judged,
        cases=tuple(of for of in judged.cases if not has_settled[of.case.id]),
        settled=tuple(digest_of(of, AT) for of in judged.cases if has_settled[of.case.id]),
    )


def written(judged: JudgedPlant) -> list[object]:
    reader = reader_of(judged, Language.ZH)
    files = (feed_file(judged, reader, "https://q.example/"), deadlines_file(judged, reader, None))
    return [changes_page(judged, reader).html, *(file.content for file in files)]


def test_cases_that_have_settled_are_told_by_their_digests():
    """Page, feed and calendar are the same to the byte where ended cases are kept in short, and they are in them."""
    for judged in (sample(), demo_judged(), plant_of()):
        short = settled(judged)
        assert short.settled
        assert written(short) == written(judged)
    assert "FR-2 Closed" in told(view_of(settled(sample())), Group.DID)


@pytest.mark.parametrize("language", list(Language))
def test_the_page_is_clean(language):
    """Strictly valid, what users wrote escaped; a case on the board has its letter, one that left it has none."""
    judged = sample()
    html = changes_page(judged, reader_of(judged, language)).html
    parsed(framed(html, language=language.value))
    assert "Leak &lt;b&gt;" in html
    assert 'data-case="FR-1" data-criterion="overall" data-letter="R"' in html
    assert 'data-case="FR-2" data-criterion' not in html
    assert 'data-case="FR-2" data-phase="closed"' in html


def test_nothing_to_tell():
    """An empty plant has its three groups, each of which says so."""
    judged = plant_of([], [], [])
    html = changes_page(judged, reader_of(judged, Language.EN)).html
    assert html.count("Nothing in this time.") == 9


def test_a_plant_of_any_size_has_a_page_of_bounded_size():
    """Of more cases than a group shows the page says how many are left out; the worst are in it."""
    cases: list[Case] = [case_of(f"FR-{n:04}", "Leak", AT - 5 * HOUR) for n in range(MOST + 30)]
    cases.append(case_of("ZZ-1", "Old and red", AT - 2 * DAY))
    view = view_of(plant_of(cases, [], []))
    did = view.groups[0]
    assert len(did.cases) == MOST + 1  # the one from before yesterday, and those of a day
    assert did.cases[0].id == "ZZ-1"
    assert [count.hidden for count in did.counts if count.range == "meeting"] == [30]
    judged = plant_of(cases, [], [])
    assert "30 more cases are not shown" in changes_page(judged, reader_of(judged, Language.EN)).html


def test_the_meeting_says_how_much_changed():
    """The walk's first screen leads to the page, with the number of its changes."""
    judged = sample()
    html = meeting_page(judged, reader_of(judged, Language.EN)).html
    count = sum(len(told(view_of(judged), group)) for group in Group)
    assert f'<a href="../changes/">Changed since the last meeting</a> <b>{count}</b>' in html


@pytest.mark.xdist_group("browser")
def test_a_range_is_chosen_without_a_script(browser):
    """A click on a range shows its changes and numbers, no others; a phone needs no scrolling sideways."""
    judged = demo_judged()
    view = view_of(judged)
    context = browser.new_context(java_script_enabled=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_content(framed(changes_page(judged, reader_of(judged, Language.EN)).html, language="en"))
    for since in view.since:
        page.click(f"label[for=_since-{since.range}]")
        seen = page.eval_on_selector_all(".change", "all => all.filter(one => one.offsetParent).length")
        assert seen == sum(len(told(view, group, since.range)) for group in Group)
        numbers = page.eval_on_selector_all(
            ".changes-group h2 span", "all => all.filter(one => one.offsetParent).map(one => +one.textContent)"
        )
        assert numbers == [len(told(view, group, since.range)) for group in Group]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


@pytest.mark.xdist_group("browser")
def test_the_letters_go_on_with_the_clock(browser):
    """A case that is told as yellow turns red at its minute, in each group that names it; its list stands as told."""
    judged = plant_of([case_of("FR-1", "Leak", AT - DAY + HOUR)], [], [])
    page = browser.new_page()
    page.clock.install(time=AT)
    page.set_content(ticking(changes_page(judged, reader_at(judged)).html))
    letters = "all => all.map(one => one.dataset.letter)"
    assert page.eval_on_selector_all("[data-letter]", letters) == ["Y", "Y"]
    lines = page.inner_text(".changes-page")
    page.clock.run_for(3601 * 1000)
    assert page.eval_on_selector_all("[data-letter]", letters) == ["R", "R"]
    assert page.eval_on_selector_all("tr.changed", "all => all.map(one => one.dataset.status)") == ["R", "R"]
    assert page.locator(".change").count() == len(judged.changed(AT)[0].changes)
    assert lines.count("FR-1") == page.inner_text(".changes-page").count("FR-1") == 2
    page.close()
