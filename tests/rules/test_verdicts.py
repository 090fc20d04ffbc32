"""What the rules find wrong with a case, as seen from an instant (contract §4, §5)."""

from dataclasses import replace

import pytest

from board_gen.finding import Place
from board_gen.model.case import CriterionFacts
from board_gen.model.terms import Letter
from board_gen.rules.judge import judge
from board_gen.rules.verdicts import findings_at
from tests.rules.facts import case_of, instant, plant_rules

CELL = Place("cases/issues.csv", cell="F2")
STATUS = Place("cases/issues.csv", cell="E2")


@pytest.mark.parametrize(
    ("at", "places"),
    [("2026-11-21 16:29:59", []), ("2026-11-21 16:30", [STATUS, CELL])],
)
def test_a_typed_letter_that_is_wrong_is_told_at_its_cell(at: str, places: list[Place]) -> None:
    """A letter typed for a criterion or for the whole row is a finding at its own cell from when it is wrong."""
    facts = {"containment": CriterionFacts("containment", typed=Letter.YELLOW, place=CELL)}
    row = replace(case_of(), tracked=False, facts=facts, typed_status=Letter.YELLOW, places={"status": STATUS})
    found = sorted(findings_at(judge(row, plant_rules()), instant(at)), key=lambda finding: finding.place)
    assert [finding.place for finding in found] == places
    assert [(finding.values["typed"], finding.values["letter"]) for finding in found] == [("Y", "R")] * len(places)
