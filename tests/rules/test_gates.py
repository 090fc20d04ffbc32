"""What the content gates of an 8D ask for, and from when (contract §6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from board_gen.finding import Level
from board_gen.model.case import CriterionFacts
from board_gen.model.report import Action, Document, Member, Option, Problem, ReadAcross, Report, Team, Why, WhyChain
from board_gen.model.terms import Affected, CauseKind
from board_gen.rules.gates import GATES, claims_of, gate_findings, has_lessons, missing_of
from board_gen.rules.judge import judge
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, facts_of, rules_of
from tests.pages.full_case import full_report

COMPLETE = replace(
    full_report("## D8\n\nThanks to all."),
    read_across=(ReadAcross("x", Affected.NO),),
    actions=(Action("D6", "y", "李伟", None, AT, AT, "good"),),
)


def codes(report: Report, approved: bool = True) -> list[str]:
    return [gap.kind.code for gap in missing_of(case_of("X", "x", AT, report=report), approved)]


def test_a_complete_report_lacks_nothing() -> None:
    """Where every gate's content is there, nothing is missing."""
    assert codes(COMPLETE) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"trigger": ()}, ["BG700"]),
        ({"team": replace(COMPLETE.team, champion="")}, ["BG710"]),
        ({"team": replace(COMPLETE.team, leader="")}, ["BG711"]),
        ({"team": Team("A", "B", (Member("A", "x"), Member("C", "y")))}, ["BG712"]),
        ({"team": Team("A", "B", tuple(Member(str(n), str(n)) for n in range(8)))}, []),
        ({"team": Team("A", "B", tuple(Member(str(n), str(n)) for n in range(9)))}, ["BG712"]),
        ({"team": Team("A", "B", (Member("C", "Ｑ"), Member("D", "q ")))}, ["BG713"]),
        ({"problem": replace(COMPLETE.problem, why=" ", how="")}, ["BG720"]),
        ({"problem": replace(COMPLETE.problem, how_much="some")}, ["BG721"]),
        ({"problem": replace(COMPLETE.problem, how_much="三件")}, []),
        ({"problem": Problem()}, ["BG720"]),
        ({"risk_stock": COMPLETE.risk_stock[1:]}, ["BG730"]),
        ({"causes": COMPLETE.causes[:2]}, ["BG741"]),
        ({"causes": ()}, ["BG740", "BG741"]),
        ({"whys": ()}, ["BG742"]),
        ({"whys": (WhyChain(CauseKind.ESCAPE, (Why("a", "b"),) * 4),)}, ["BG743"]),
        ({"whys": (WhyChain(CauseKind.ESCAPE, (Why("a", "b"),) * 4, "physics ends here"),)}, []),
        ({"whys": (WhyChain(CauseKind.ESCAPE, ((*(Why("a", "b"),) * 4, Why("", " ")))),)}, ["BG743"]),
        ({"options": (Option("a"), Option("b"))}, ["BG750"]),
        ({"actions": ()}, ["BG760"]),
        ({"actions": (Action("D6", "a", "", None, AT),)}, ["BG761"]),
        ({"actions": (Action("D5", "a", "b"),)}, ["BG762"]),
        ({"actions": (*COMPLETE.actions, Action("D3", "a", "b", None, AT, AT))}, ["BG763"]),
        ({"documents": (Document(None, "a"),)}, ["BG770"]),
        ({"read_across": ()}, ["BG771"]),
        ({"read_across": (ReadAcross("a"), ReadAcross("b", Affected.UNKNOWN))}, ["BG772", "BG772"]),
        ({"body": "## D7\n\ntext"}, ["BG780"]),
    ],
)
def test_each_gap_is_found(change, expected) -> None:
    """Each thing that a gate asks for is missed when it is not there, and nothing else is."""
    assert codes(replace(COMPLETE, **change)) == expected


def test_a_choice_needs_approval() -> None:
    """A chosen option that nobody approved is a gap."""
    assert codes(COMPLETE, approved=False) == ["BG751"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## D8\ntext", True),
        ("##D8 结案\n\ntext", True),
        ("## Ｄ８\n\n### Lessons\ntext", True),
        ("## D8\n\n## Notes\ntext", False),
        ("## D8\n\n", False),
        ("### D8\ntext", False),
        ("## D80\ntext", False),
        ("", False),
    ],
)
def test_lessons_are_a_section_with_text(body, expected) -> None:
    """D8 asks for a `## D8` section that says something."""
    assert has_lessons(body) is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, set()),
        (facts_of({"containment": AT - HOUR}), {"D0", "D1", "D2", "D3"}),
        (facts_of({"containment": AT}), {"D0", "D1", "D2", "D3"}),
        (facts_of({"containment": AT + timedelta(seconds=1)}), set()),
        ({"verified": CriterionFacts("verified", (AT,))}, {"D0", "D1", "D2", "D6"}),
        ({"lessons": CriterionFacts("lessons", (AT,), na="none")}, set()),
        (all_done(AT - HOUR), {f"D{number}" for number in range(9)}),
    ],
)
def test_a_gate_counts_from_the_claim(facts, expected) -> None:
    """A gate counts from the instant at which a criterion of its step is said to be done; NA claims nothing."""
    rules = rules_of()
    case = case_of("X", "x", AT - 2 * DAY, facts=facts)
    assert claims_of(judge(case, rules), AT) == expected


def test_gates_have_the_plants_level() -> None:
    """A gate's findings have the level of board.yml, warning by default, and none where it is off."""
    case = case_of("X", "x", AT - 2 * DAY, facts=facts_of({"containment": AT - HOUR}))
    rules = rules_of(gates={"team": Level.ERROR, "problem": None})
    levels = {finding.kind.code: finding.level for finding in gate_findings(judge(case, rules), rules, AT)}
    assert levels == {
        "BG700": Level.WARNING,
        "BG710": Level.ERROR,
        "BG711": Level.ERROR,
        "BG712": Level.ERROR,
        "BG713": Level.ERROR,
        "BG730": Level.WARNING,
    }


def test_listed_rows_have_no_gates() -> None:
    """A row without a case file owes no 8D."""
    rules = rules_of()
    row = case_of("X", "x", AT - 2 * DAY, tracked=False, facts=facts_of({"containment": AT - HOUR}))
    assert gate_findings(judge(row, rules), rules, AT) == ()


def test_every_gate_stands_in_the_rules() -> None:
    """board.yml's default gates are those that are judged here."""
    from board_gen.sources import board_shapes

    assert tuple(board_shapes.GATES) == tuple(GATES)
