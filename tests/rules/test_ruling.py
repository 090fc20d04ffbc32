"""The letter of a criterion: contract §5, rule by rule, a second before and at each boundary."""

import pytest

from board_gen.model.case import Case, CriterionFacts
from board_gen.rules.judge import judge
from tests.rules.facts import case_of, instant, plant_rules

NA = CriterionFacts("containment", na="no stock")
TABLE = [
    # what, case, criterion, [(instant, letter)]
    (
        "nothing done",
        case_of(),
        "containment",
        [("11-20 16:30:00", "Y"), ("11-21 16:29:59", "Y"), ("11-21 16:30", "R")],
    ),
    (
        "done in time",
        case_of(done={"containment": "2026-11-21 09:10"}),
        "containment",
        [("11-21 09:09:59", "Y"), ("11-21 09:10", "G"), ("11-30 00:00", "G")],
    ),
    (
        "done late",
        case_of(done={"containment": "2026-11-21 18:00"}),
        "containment",
        [("11-21 16:30", "R"), ("11-21 17:59:59", "R"), ("11-21 18:00", "G")],
    ),
    (
        "done before the case was opened",
        case_of(done={"containment": "2026-11-20 08:00"}),
        "containment",
        [("11-20 16:30", "G")],
    ),
    (
        "moved in time",
        case_of(moves=(("2026-11-21 10:00", "containment", "2026-11-23 00:00"),)),
        "containment",
        [("11-21 16:30", "Y"), ("11-22 23:59:59", "Y"), ("11-23 00:00", "R")],
    ),
    (
        "moved after it was late: red until then, yellow again",
        case_of(moves=(("2026-11-22 10:00", "containment", "2026-11-23 00:00"),)),
        "containment",
        [("11-21 16:30", "R"), ("11-22 09:59:59", "R"), ("11-22 10:00", "Y"), ("11-23 00:00", "R")],
    ),
    (
        "moved to an earlier day",
        case_of(moves=(("2026-11-20 20:00", "containment", "2026-11-21 00:00"),)),
        "containment",
        [("11-20 23:59:59", "Y"), ("11-21 00:00", "R")],
    ),
    (
        "claimed without evidence keeps its letter",
        case_of(done={"root_cause": "2026-11-21 09:00"}, evidence=False),
        "root_cause",
        [("11-21 09:00", "Y"), ("11-22 16:30", "R")],
    ),
    (
        "came again after it was verified",
        case_of(done={"verified": ("2026-11-22 08:00", "2026-11-24 08:00")}, recurred=("2026-11-23 08:00",)),
        "verified",
        [("11-22 08:00", "G"), ("11-23 07:59:59", "G"), ("11-23 08:00", "R"), ("11-24 08:00", "G")],
    ),
    (
        "came again before it was verified: nothing changes",
        case_of(done={"verified": "2026-11-22 08:00"}, recurred=("2026-11-21 08:00",)),
        "verified",
        [("11-21 08:00", "Y"), ("11-22 08:00", "G")],
    ),
    (
        "came again at the very instant of the verification",
        case_of(done={"verified": "2026-11-22 08:00"}, recurred=("2026-11-22 08:00",)),
        "verified",
        [("11-22 07:59:59", "Y"), ("11-22 08:00", "R")],
    ),
    (
        "a criterion that does not fail on recurrence stands",
        case_of(done={"containment": "2026-11-21 08:00"}, recurred=("2026-11-22 08:00",)),
        "containment",
        [("11-22 08:00", "G")],
    ),
]


@pytest.mark.parametrize(("case", "criterion", "letters"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_letters_change_at_their_instant(case: Case, criterion: str, letters: list[tuple[str, str]]) -> None:
    """Each letter holds from its instant on, and not a second before."""
    cell = judge(case, plant_rules()).cell(criterion)
    assert cell is not None
    assert [(at, cell.rulings.at(instant(f"2026-{at}")).letter.value) for at, _ in letters] == letters


def test_what_does_not_apply_has_no_deadline_to_miss() -> None:
    """NA stays NA, and is left out of the overall status."""
    case = case_of(done={"root_cause": "2026-11-21 08:00", "verified": "2026-11-21 08:00"})
    tracks = judge(_with(case, NA), plant_rules())
    assert [track.rulings.at(instant("2026-12-30 00:00")).letter.value for track in tracks.criteria] == ["NA", "G", "G"]
    assert tracks.head.at(instant("2026-11-21 08:00")).status.value == "G"


def test_its_own_due_replaces_the_profiles() -> None:
    """A deadline given when the case was opened is the first deadline; revisions count from it."""
    due = instant("2026-12-04 00:00")
    tracks = judge(_with(case_of(), CriterionFacts("containment", due=due)), plant_rules())
    ruling = tracks.criteria[0].rulings.at(instant("2026-11-25 00:00"))
    assert (ruling.letter.value, ruling.first_due, ruling.due) == ("Y", due, due)


def _with(case: Case, facts: CriterionFacts) -> Case:
    from dataclasses import replace

    return replace(case, facts={**case.facts, facts.criterion: facts})
