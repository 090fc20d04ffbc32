"""What the rules find wrong with a case, as seen from an instant (contract §4, §5)."""

from dataclasses import replace

import pytest

from board_gen.finding import Place
from board_gen.model.case import Closing, CriterionFacts
from board_gen.model.terms import Letter
from board_gen.rules.judge import judge
from board_gen.rules.verdicts import FAR_OFF, OPENED_LONG_AGO, findings_at
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


@pytest.mark.parametrize(
    ("due", "updated", "facts"),
    [
        ("2036-11-01", "2016-12-01", []),
        ("2062-11-23", "2026-11-21", ["containment.due"]),
        ("1926-11-23", "2026-11-21", ["containment.due"]),
        ("2026-11-23", "2206-11-21", ["updated"]),
        ("2026-11-23", "2016-11-01", ["updated"]),
    ],
)
def test_a_year_more_than_ten_off(due: str, updated: str, facts: list[str]) -> None:
    """Any date more than ten years from the opening is told at its place, whenever one looks."""
    containment = CriterionFacts("containment", due=instant(due), place=CELL)
    case = replace(case_of(), facts={"containment": containment}, updated=instant(updated), places={"updated": STATUS})
    found = [finding for finding in judge(case, plant_rules()).findings if finding.kind is FAR_OFF]
    assert [finding.values["fact"] for finding in found] == facts
    assert {finding.place for finding in found} <= {CELL, STATUS}


@pytest.mark.parametrize(
    ("at", "closed", "is_told"),
    [("2036-11-20", None, False), ("2036-11-22", None, True), ("2036-11-22", "2027-01-04", False)],
)
def test_open_for_more_than_ten_years(at: str, closed: str | None, is_told: bool) -> None:
    """A case that is still on the board after ten years has a wrong year; one that was closed in time has none."""
    done = dict.fromkeys(("containment", "root_cause", "verified"), "2026-11-21")
    case = replace(case_of(done=done if closed else None), closed=Closing(instant(closed)) if closed else None)
    found = [finding.kind for finding in findings_at(judge(case, plant_rules()), instant(at))]
    assert (OPENED_LONG_AGO in found) is is_told
