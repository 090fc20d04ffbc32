"""The rules' page: board.yml over the defaults, for people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from board_gen.finding import Level
from board_gen.model.label import Label, Language
from board_gen.model.rules import CalendarRules, Customer, EscalationLevel, Meeting
from board_gen.pages.rules_page import rules_page
from board_gen.views.rules_page import rules_view_of
from board_gen.wording import Wording
from board_gen.wording.terms import elapsed_in_words
from tests.pages.builders import AT, DAY, HOUR, framed, plant_of, reader_of, rules_of
from tests.pages.looks import parsed, text_of


def view_of(language=Language.EN, **changes):
    judged = plant_of([], [], [], rules_of(**changes))
    return rules_view_of(reader_of(judged, language))


def test_each_version_of_a_profile_is_a_column():
    """Versions stand in their order, the one in force today told apart from older ones."""
    columns = [(c.name, c.since, c.is_in_force, c.is_to_come) for c in view_of().profiles]
    assert columns == [
        ("complaint", "2025-01-01", False, False),
        ("complaint", "2026-04-01", True, False),
        ("internal", "", True, False),
        ("packing", "", True, False),
        ("listed", "", True, False),
    ]


def test_a_version_of_a_later_day_is_to_come():
    """Before its first day a version is to come, and the one before it is in force."""
    judged = plant_of([], [], [])
    view = rules_view_of(reader_of(judged, Language.EN, AT - 300 * DAY))
    assert [(c.is_in_force, c.is_to_come) for c in view.profiles[:2]] == [(True, False), (False, True)]


def test_the_matrix_holds_every_duration():
    """Each criterion's row gives every profile's deadline in words, empty where the profile lacks it."""
    rows = {row.name: row.values for row in view_of().matrix}
    assert rows["Containment"] == ("48 h", "24 h", "24 h", "8 h", "")
    assert rows["Root cause"] == ("48 h", "48 h", "7 d", "2 working d", "")
    assert rows["Lessons"] == ("30 d", "30 d", "30 d", "4 wk", "")
    assert rows["Answer"] == ("", "", "", "", "24 h")
    assert rows["4D report"] == ("", "48 h", "", "", "")
    assert rows["Watch"] == ("7 d", "7 d", "7 d", "", "")


def test_criteria_stand_in_the_boards_order_with_their_notes():
    """The rows follow board.yml; what a criterion wants beyond its deadline is said with it."""
    matrix = view_of().matrix
    assert [row.step for row in matrix[:9]] == ["D3", "D4", "D6", "D5", "D6", "D7", "D7", "D7", "D8"]
    assert {row.name: row.notes for row in matrix if row.notes and row.kind == "criterion"} == {
        "Verified": ("evidence required", "red again on recurrence")
    }


def test_escalation_in_words():
    """Each level says whom it calls and on which conditions; a profile's own ladder stands under its name."""
    own = (EscalationLevel(4, Label("厂长", "plant manager"), red_for=DAY, recurred=True),)
    rules = rules_of()
    packing = rules.profiles["packing"]
    steep = replace(packing, versions=(replace(packing.versions[0], escalation=own),))
    ladders = view_of(profiles={**rules.profiles, "packing": steep}).ladders
    assert [ladder.profile for ladder in ladders] == ["", "packing"]
    assert [(line.level, line.to, line.conditions) for line in ladders[0].levels] == [
        (1, "team leader", ("red",)),
        (2, "supervisor", ("red for 24 h",)),
        (3, "area manager", ("red for 3 d", "60 d old")),
        (4, "plant manager", ("red for 7 d", "recurred and red")),
    ]
    assert ladders[1].levels[0].conditions == ("red for 24 h", "recurred and red")


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "0 min"),
        (timedelta(minutes=30), "30 min"),
        (timedelta(minutes=90), "90 min"),
        (8 * HOUR, "8 h"),
        (24 * HOUR, "24 h"),
        (36 * HOUR, "36 h"),
        (72 * HOUR, "3 d"),
        (56 * DAY, "56 d"),
    ],
)
def test_elapsed_time_in_words(length, words):
    """Elapsed time is told exactly, in the largest unit that divides it."""
    assert elapsed_in_words(length, Wording(Language.EN)) == words


def test_customers_sources_and_gates_are_complete():
    """Every customer, source and gate of the rules stands on the page."""
    customers = {"A": Customer("A", watch=None, watch_given=True), "B": Customer("B", label=Label("乙", "Bee"))}
    view = view_of(customers=customers, gates={"team": None, "closure": Level.ERROR})
    assert [(c.code, c.label, c.watch) for c in view.customers] == [("A", "", "no watch"), ("B", "Bee", "")]
    assert [(s.group, s.code, s.q, s.profile) for s in view.sources] == [
        ("Customer", "PRR", "red day", "complaint"),
        ("Other", "line", "yellow day", "internal"),
        ("Other", "logistics", "yellow day", "packing"),
    ]
    assert [(gate.step, gate.level) for gate in view.gates] == [("D1", ""), ("D8 Closure", "error")]


def test_calendar_and_meeting_in_words():
    """Days and people are named in the reader's language; without a country there are no public holidays."""
    facts = {fact.name: fact.text for fact in (*view_of().calendar, *view_of().meeting)}
    assert facts["Public holidays"] == "China"
    assert facts["Weekend"] == "Sat, Sun"
    assert facts["Further days off"] == "2026-11-27"
    assert facts["Days"] == "every working day"
    assert facts["Roster"] == "Li Wei, 王芳"
    odd = view_of(calendar=CalendarRules(country=None, weekend=frozenset()), meeting=Meeting(days=frozenset({0, 2})))
    facts = {fact.name: fact.text for fact in (*odd.calendar, *odd.meeting)}
    assert (facts["Public holidays"], facts["Weekend"], facts["Days"]) == ("none", "none", "Mon, Wed")


@pytest.mark.parametrize(("language", "words"), [(Language.ZH, "2 工作日"), (Language.EN, "2 working d")])
def test_the_page_lays_all_of_it_out(language, words):
    """The matrix stands on the page in the reader's language."""
    judged = plant_of([], [], [])
    tree = parsed(framed(rules_page(judged, reader_of(judged, language)).html, language=str(language)))
    assert words in {text_of(cell) for cell in tree.iter("td")}
