"""The meeting's page: the order of the walk, and what is told of each problem."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from board_gen.model.case import Closing, CriterionFacts, NextReport, Recurrence
from board_gen.model.label import Label, Language
from board_gen.model.report import (
    Action,
    Cause,
    Document,
    Option,
    ReadAcross,
    Report,
    RiskStock,
    Why,
    WhyChain,
)
from board_gen.model.rules import Meeting, Source
from board_gen.model.terms import Affected, Branch, CauseKind, DocumentKind, Location, QColour, SourceGroup
from board_gen.pages.meeting import meeting_page
from board_gen.views.five_things import SHOWN
from board_gen.views.meeting import Screen, Station, meeting_of, starts_of
from board_gen.views.meeting import screen_of as screen_told_of
from board_gen.views.standing import Standing
from tests.pages.builders import (
    AT,
    DAY,
    HOUR,
    SECOND,
    all_done,
    case_of,
    facts_of,
    framed,
    plant_of,
    reader_of,
    rules_of,
)
from tests.pages.looks import letters_in, parsed, text_of

MINUTE = timedelta(minutes=1)


def view_of(judged, language=Language.EN, at=AT):
    return meeting_of(Standing(judged, at), reader_of(judged, language, at), screen_told_of)


def walked(judged, at=AT):
    return [screen.row.id for screen in view_of(judged, at=at).screens]


def tree_of(judged, language=Language.EN, at=AT):
    return parsed(framed(meeting_page(judged, reader_of(judged, language, at)).html, language=str(language)))


def screen_of(case, at=AT) -> Screen:
    (screen,) = view_of(plant_of([case], [], []), at=at).screens
    assert isinstance(screen, Screen)
    return screen


def thing_of(name, report, **given):
    """One of the five, of a case three days old that holds this report."""
    screen = screen_of(case_of("FR-1", "leak", AT - 3 * DAY, report=report, **given))
    return next(thing for thing in screen.things if thing.name == name)


def said(thing):
    return [(one.text, one.aside, one.standing) for one in thing.statements]


# ---- order

GROUPS = {
    "PRR": SourceGroup.CUSTOMER,
    "GP12": SourceGroup.QUALITY,
    "LPA": SourceGroup.SYSTEM,
    "line": SourceGroup.OTHER,
}
RULES = rules_of(
    sources={code: Source(code, Label.plain(code), group, QColour.YELLOW) for code, group in GROUPS.items()}
)

ORDER = [
    ("new ones come by the group of their source", {
        "A": {"source": "line", "age": HOUR},
        "B": {"source": "LPA", "age": HOUR},
        "C": {"source": "GP12", "age": HOUR},
        "D": {"source": "PRR", "age": 23 * HOUR},
    }, "DCBA"),
    ("a source that the rules do not know is of the others", {
        "A": {"source": "rumour", "age": HOUR},
        "B": {"source": "LPA", "age": HOUR},
    }, "BA"),
    ("new ones come before late reports, at the last second too", {
        "A": {"source": "PRR", "age": 5 * DAY, "report": -DAY},
        "B": {"source": "line", "age": DAY - SECOND},
    }, "BA"),
    ("what is 24 hours old is new no more", {
        "A": {"source": "line", "age": DAY},
        "B": {"source": "line", "age": 2 * DAY, "report": DAY},
    }, "BA"),
    ("late reports come first, then by the next", {
        "A": {"age": 5 * DAY, "report": 3 * DAY},
        "B": {"age": 5 * DAY, "report": -2 * DAY},
        "C": {"age": 5 * DAY, "report": HOUR},
    }, "BCA"),
    ("without a date they stand in the board's order, at the end", {
        "A": {"age": 2 * DAY, "source": "line"},
        "B": {"age": 9 * DAY, "source": "line"},
        "C": {"age": 2 * DAY, "source": "line", "report": 30 * DAY},
    }, "CBA"),
    ("of one date they stand in the board's order", {
        "A": {"age": 2 * DAY, "source": "line", "report": DAY},
        "B": {"age": 9 * DAY, "source": "line", "report": DAY},
    }, "BA"),
]  # fmt: skip


@pytest.mark.parametrize(("cases", "expected"), [given[1:] for given in ORDER], ids=[given[0] for given in ORDER])
def test_the_walk_is_in_the_meetings_order(cases, expected):
    """New ones by source group, then by next report, then the board's order."""
    made = [
        case_of(
            name,
            "leak",
            AT - given["age"],
            source=given.get("source", "PRR"),
            facts=facts_of({"containment": AT - given["age"]}),
            next_report=NextReport(AT + given["report"]) if "report" in given else None,
        )
        for name, given in cases.items()
    ]
    assert "".join(walked(plant_of(made, [], [], RULES))) == expected


def test_the_walk_tells_every_row_of_the_board_once():
    """Nothing that stands on the board is left out of the meeting, and nothing else is told."""
    judged = plant_of()
    on_board = [tracks.case.id for tracks in judged.on_board(AT)] + [case.id for case in judged.invalid]
    assert sorted(walked(judged)) == sorted(on_board)


def test_what_cant_be_judged_stands_where_the_board_has_it():
    """Invalid problems come before those without a report date, after all that has one."""
    stations = [stretch.station for stretch in view_of(plant_of()).stretches if stretch.screens]
    assert stations.index(Station.REPORT) < stations.index(Station.INVALID) < stations.index(Station.BOARD)


def test_a_case_that_opens_later_waits_unseen():
    """It has no screen and no letter in the page, but the page brings it along."""
    judged = plant_of([case_of("FR-LATER", "later", AT + HOUR)], [], [])
    assert walked(judged) == []
    assert [(screen.row.id, screen.opens) for screen in view_of(judged).to_come] == [("FR-LATER", AT + HOUR)]
    assert letters_in(tree_of(judged)) == set()
    assert walked(judged, at=AT + HOUR) == ["FR-LATER"]


# ---- the page


@pytest.mark.parametrize("language", list(Language))
def test_the_letters_are_those_of_the_rules(language):
    """Every letter of every case on the board stands in the page as the rules give it, and no other."""
    judged, expected = plant_of(), set()
    for tracks in judged.on_board(AT):
        expected.add((tracks.case.id, "overall", str(tracks.head.at(AT).status)))
        expected |= {(tracks.case.id, c.criterion.id, str(c.rulings.at(AT).letter)) for c in tracks.criteria}
    assert letters_in(tree_of(judged, language)) == expected


def test_each_problem_has_its_address_phase_and_escalation():
    """`#FR-…` leads to the problem's section, which says its phase and escalation."""
    judged = plant_of()
    sections = {item.get("id"): item for item in tree_of(judged).iter("section") if item.get("data-screen")}
    for tracks in judged.on_board(AT):
        section, head = sections[tracks.case.address], tracks.head.at(AT)
        assert (section.get("data-phase"), section.get("data-escalation")) == (str(head.phase), str(head.escalation))


def test_no_id_stands_twice():
    """Every id of the page is one element's alone, so that addresses lead where they say."""
    ids = [element.get("id") for element in tree_of(plant_of()).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_what_was_not_updated_is_said():
    """A case whose owner has said nothing since the last meeting is marked so in words, another is not."""
    silent = screen_of(case_of("FR-1", "leak", AT - 9 * DAY))
    heard = screen_of(case_of("FR-1", "leak", AT - 9 * DAY, updated=AT - MINUTE))
    assert (silent.is_silent, heard.is_silent) == (True, False)


def test_hostile_text_stays_text():
    """Markup in a title, an owner, a measure or a cause is shown, not run."""
    bad = "</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"
    report = Report(actions=(Action("D3", bad, bad),), causes=(Cause(CauseKind.ESCAPE, Branch.MAN, bad, True),))
    later = case_of("FR-2", bad, AT + HOUR, report=report)
    page = tree_of(plant_of([case_of("FR-1", bad, AT - HOUR, owner=bad, report=report), later], [], []))
    assert list(page.iter("img")) == []
    assert bad in next(text_of(heading) for heading in page.iter("h2") if heading.get("class") == "screen-title")


def test_an_empty_board_says_so():
    """With nothing to walk the page says that nothing is open."""
    assert "No open problem" in text_of(tree_of(plant_of([], [], [])).find("body"))


# ---- the five things


ACTION = Action("D3", "sort all stock", "李伟", due=AT + DAY, done=AT - HOUR, result="12 rejected")
THINGS = [
    ("interim", Report(), [], "not said yet"),
    ("interim", Report(actions=(ACTION,)), [("sort all stock", "Li Wei · 12 rejected", "done 11-23 07:12")], ""),
    (
        "interim",
        Report(actions=(replace(ACTION, done=None, result=""),)),
        [("sort all stock", "Li Wei", "due 11-24 08:12")],
        "",
    ),
    (
        "interim",
        Report(risk_stock=(RiskStock(Location.WIP, quantity=240, sorted=200, rejected=3), RiskStock(Location.TRANSIT))),
        [("Risk stock: 200 of 240 sorted", "3 rejected", "")],
        "",
    ),
    ("cause", Report(), [], "not said yet"),
    (
        "cause",
        Report(causes=(Cause(CauseKind.OCCURRENCE, Branch.MAN, "new hand"),)),
        [],
        "not verified yet: occurrence, escape",
    ),
    (
        "cause",
        Report(causes=(Cause(CauseKind.OCCURRENCE, None, "wrong oil", True),)),
        [("wrong oil", "occurrence", "verified")],
        "not verified yet: escape",
    ),
    (
        "cause",
        Report(
            causes=(Cause(CauseKind.OCCURRENCE, None, "wrong oil", True),),
            whys=(
                WhyChain(CauseKind.OCCURRENCE, (Why("why", "not told: it is verified"),)),
                WhyChain(CauseKind.ESCAPE, (Why("why", "spot check"), Why("why", "plan of 2023"))),
            ),
        ),
        [("wrong oil", "occurrence", "verified"), ("plan of 2023", "escape", "last why, not verified")],
        "not verified yet: escape",
    ),
    ("corrective", Report(), [], "not said yet"),
    ("corrective", Report(options=(Option("A"), Option("B"))), [], "2 options compared, none chosen yet"),
    (
        "corrective",
        Report(
            options=(Option("A"), Option("B", effect="0 leaks", chosen=True)),
            actions=(Action("D6", "trial lot"), Action("D3", "not here"), Action("D7", "not here")),
        ),
        [("B", "0 leaks", "chosen"), ("trial lot", "", "")],
        "",
    ),
    ("prevention", Report(), [], "not said yet"),
    (
        "prevention",
        Report(
            documents=(Document(DocumentKind.PFMEA, "welding", "C", AT - HOUR), Document(DocumentKind.SOP, "S1")),
            actions=(Action("D7", "train all shifts"),),
            read_across=(ReadAcross("333935", Affected.UNKNOWN, "check 200"), ReadAcross("333960")),
        ),
        [
            ("PFMEA welding C", "", "done 11-23 07:12"),
            ("SOP S1", "", "not done"),
            ("train all shifts", "", ""),
            ("333935", "not known yet · check 200", ""),
        ],
        "",
    ),
    ("verification", Report(), [], "not said yet"),
]


@pytest.mark.parametrize(("name", "report", "expected", "lacking"), THINGS)
def test_the_five_things_are_told_as_the_case_says_them(name, report, expected, lacking):
    """Each is read from its fields of the report; what is not said is said to be missing."""
    thing = thing_of(name, report)
    assert (said(thing), thing.lacking) == (expected, lacking)


def test_all_five_are_there_in_their_order():
    """Every problem has all five, said or not."""
    names = [thing.name for thing in screen_of(case_of("FR-1", "leak", AT - DAY)).things]
    assert names == ["interim", "cause", "corrective", "prevention", "verification"]


def test_what_does_not_fit_is_counted():
    """Of many statements the first stand on the screen, and the page says how many more there are."""
    thing = thing_of("interim", Report(actions=tuple(Action("D3", f"measure {n}") for n in range(SHOWN + 3))))
    assert (len(thing.statements), thing.more) == (SHOWN, 3)


def test_a_criterion_met_without_a_word_is_told_so():
    """Where a criterion is met but nobody wrote what was done, both are said."""
    facts = {"containment": CriterionFacts("containment", done=(AT - DAY,), approved_by="陈刚")}
    thing = thing_of("interim", Report(), facts=facts)
    assert said(thing) == [("Containment", "approved by Chen Gang", "done 11-22 08:12")]
    assert thing.lacking == "what was done is not said"


VERDICTS = [
    ({}, ()),
    ({"na": "no effect to verify"}, (("Verified", "does not apply: no effect to verify", ""),)),
    ({"done": (AT - DAY,)}, (("Verified", "said to be done, but the evidence is missing", ""),)),
    ({"done": (AT - DAY,), "evidence": ("x.jpg", "y.pdf")}, (("Verified", "x.jpg, y.pdf", "done 11-22 08:12"),)),
    ({"done": (AT + DAY,), "evidence": ("x.jpg",)}, ()),
]


@pytest.mark.parametrize(("facts", "expected"), VERDICTS)
def test_verification_says_what_the_criterion_says(facts, expected):
    """Done with its evidence, claimed without, not applicable with the reason; nothing of what is to come."""
    thing = thing_of("verification", Report(), facts={"verified": CriterionFacts("verified", **facts)})
    assert tuple(said(thing)) == expected


def test_verification_tells_recurrence_and_watch():
    """A recurrence and the criterion that failed by it are told, or until when it is watched."""
    case = case_of("FR-1", "leak", AT - 20 * DAY, facts=all_done(AT - 3 * DAY))
    watched = next(thing for thing in screen_of(case).things if thing.name == "verification")
    assert watched.statements[-1].text == "Watched for a recurrence until 11-27 08:12."
    again = replace(case, recurrences=(Recurrence(AT - DAY, "two parts"), Recurrence(AT + DAY)))
    failed = next(thing for thing in screen_of(again).things if thing.name == "verification")
    assert said(failed) == [
        ("Verified", "failed: the problem came again", ""),
        ("It came again on 11-22 08:12.", "two parts", ""),
    ]


def test_next_moves_come_by_deadline_with_who():
    """Every unmet criterion names its next move and by whom; a red one without is told, a yellow one waits quietly."""
    facts = facts_of(
        {"containment": AT - 3 * DAY},
        corrective_action=CriterionFacts("corrective_action", next="trial lot", by="陈刚"),
    )
    moves = screen_of(case_of("FR-1", "leak", AT - 3 * DAY, facts=facts)).moves
    told = [(move.criterion, move.what, move.by, move.is_quiet) for move in moves]
    assert told[:3] == [
        ("root_cause", "", "", False),
        ("corrective_action", "trial lot", "Chen Gang", False),
        ("error_proofing", "", "", True),
    ]


# ---- the meetings ahead


def test_starts_are_the_meetings_from_today_on():
    """Today's meeting counts even when it is over; holiday (a Friday here) and weekend have none."""
    thursday_evening = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    assert list(starts_of(rules_of(), thursday_evening))[:3] == [
        datetime(2026, 11, 26, 0, 30, tzinfo=UTC),
        datetime(2026, 11, 30, 0, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 0, 30, tzinfo=UTC),
    ]


def test_a_meeting_at_midnight_is_todays():
    """The local day's first second counts as today."""
    rules = rules_of(meeting=Meeting(time=time(0, 0)))
    assert next(starts_of(rules, AT)) == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def test_a_plant_that_never_meets_has_no_starts():
    """Without a day to meet on there is nothing to count from."""
    assert list(starts_of(rules_of(meeting=Meeting(days=frozenset())), AT)) == []


def test_closed_cases_are_not_walked():
    """What was closed by then has left the meeting, at the very instant."""
    case = case_of("FR-1", "leak", AT - 30 * DAY, facts=all_done(AT - 20 * DAY), closed=Closing(AT))
    judged = plant_of([case], [], [])
    assert (walked(judged, AT - SECOND), walked(judged, AT)) == (["FR-1"], [])
