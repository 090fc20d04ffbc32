"""board.json: what other programs rely on (contract §8)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from board_gen.finding import Place
from board_gen.model.case import Case, CriterionFacts, InvalidCase, NextReport, Part, Rejection
from board_gen.model.label import Language
from board_gen.model.plant import Plant
from board_gen.model.report import Action, Document, Report
from board_gen.model.terms import Letter
from board_gen.rules.judge import judge_plant
from board_gen.views.api import board_json, case_json, case_url, next_change
from board_gen.views.reader import Reader
from board_gen.wording import Wording
from tests.rules.facts import case_of, instant, plant_rules

AT = "2026-11-22 10:00"


def board_of(
    *cases: Case, at: str = AT, invalid: tuple[InvalidCase, ...] = (), language: Language = Language.EN
) -> Any:
    rules = plant_rules()
    judged = judge_plant(Plant(rules, cases, invalid, ()))
    return board_json(judged, Reader(instant(at), rules, Wording(language), pinned=True))


def named(case: Case, name: str) -> Case:
    return replace(case, id=name, address=name)


def test_a_case_tells_everything_the_contract_names() -> None:
    """One case, late with its containment, moved once with its root cause."""
    case = replace(
        case_of(done={"verified": "2026-11-21 12:00"}, moves=(("2026-11-21 10:00", "root_cause", "2026-11-25 00:00"),)),
        customer="SGM-DY",
        area="Line 3",
        part=Part("333933", "capsule"),
        owner="李伟",
        next_report=NextReport(instant("2026-11-25 00:00"), date(2026, 11, 24)),
        updated=instant("2026-11-21 07:55"),
    )
    board = board_of(case)
    row = board["cases"][0]
    assert {key: board[key] for key in ("schema", "timezone", "as_of", "pinned", "next_change")} == {
        "schema": "board_gen/1",
        "timezone": "Asia/Shanghai",
        "as_of": "2026-11-22T02:00:00Z",
        "pinned": True,
        "next_change": "2026-11-22T08:30:00Z",  # level 2: red for 24 hours
    }
    assert {key: value for key, value in row.items() if key not in ("criteria", "changes", "findings")} == {
        "id": "FR-1",
        "title": "Burrs",
        "url": "cases/FR-1/",
        "tracked": True,
        "opened": "2026-11-20T08:30:00Z",
        "source": "line",
        "customer": "SGM-DY",
        "area": "Line 3",
        "part": "333933",
        "owner": "李伟",
        "department": None,
        "severity": None,
        "profile": "internal",
        "phase": "open",
        "status": "R",
        "since": "2026-11-21T08:30:00Z",
        "escalation": 1,
        "next_report": "2026-11-24",
        "updated": "2026-11-20T23:55:00Z",
        "closed": None,
        "watch_until": None,
        "marks": ["moved", "no_next"],
    }
    assert row["criteria"][1] == {
        "id": "root_cause",
        "status": "Y",
        "due": "2026-11-24T16:00:00Z",
        "first_due": "2026-11-22T08:30:00Z",
        "done": None,
        "moved": 1,
        "next": None,
        "why": "Root cause is not done yet and is due on 2026-11-25 00:00 "
        "(deadline moved 1 time, first 2026-11-22 16:30).",
    }
    assert row["changes"] == [
        {"at": "2026-11-22T08:30:00Z", "status": "R", "phase": "open", "escalation": 2},
        {"at": "2026-11-24T16:00:00Z", "criterion": "root_cause", "status": "R"},
        {"at": "2027-01-19T08:30:00Z", "status": "R", "phase": "open", "escalation": 3},
    ]


def test_criteria_come_before_their_case_at_one_instant() -> None:
    """Two criteria and the case change at once: the criteria in the board's order, then the case."""
    case = case_of(done={"containment": "2026-11-23 08:00", "root_cause": "2026-11-23 08:00", "verified": "2026-11-21"})
    changes = [c for c in board_of(case)["cases"][0]["changes"] if c["at"] == "2026-11-23T00:00:00Z"]
    assert [change.get("criterion") for change in changes] == ["containment", "root_cause", None]
    assert changes[-1] == {"at": "2026-11-23T00:00:00Z", "status": "G", "phase": "watch", "escalation": 0}


def test_the_last_change_of_a_case_may_be_its_closing() -> None:
    """A closing dated later takes effect at its instant, and then the case is off the board."""
    from board_gen.model.case import Closing

    done = dict.fromkeys(("containment", "root_cause", "verified"), "2026-11-21 08:00")
    case = replace(case_of(done=done), closed=Closing(instant("2026-11-28 08:00")))
    last = board_of(case)["cases"][0]["changes"][-1]
    assert last == {"at": "2026-11-28T00:00:00Z", "status": "G", "phase": "closed", "escalation": 0}
    assert board_of(case, at="2026-11-28 08:00")["cases"] == []


def test_invalid_rows_come_first_and_are_counted_apart() -> None:
    """An invalid case has no status, no criteria and no changes."""
    invalid = InvalidCase("FR-9", "FR-9", Place("cases/FR-9.md"), title="Half written")
    board = board_of(case_of(), invalid=(invalid,))
    assert [row["id"] for row in board["cases"]] == ["FR-9", "FR-1"]
    row = board["cases"][0]
    assert (row["phase"], row["status"], row["criteria"], row["changes"]) == ("invalid", None, [], [])
    assert board["counts"] == {
        "board": 2, "R": 1, "Y": 0, "G": 0, "open": 1, "watch": 0, "ready": 0, "new": 0, "invalid": 1,
    }  # fmt: skip


def test_all_not_applicable_is_invalid() -> None:
    """A case to which nothing applies can't be green: it is an invalid row."""
    facts = {name: CriterionFacts(name, na="none") for name in ("containment", "root_cause", "verified")}
    row = board_of(replace(case_of(), facts=facts))["cases"][0]
    assert row["phase"] == "invalid"
    assert [finding["code"] for finding in row["findings"]] == ["BG608"]


def test_a_case_opened_later_is_not_on_the_board_but_changes_it() -> None:
    """It is under /api/cases/ only, without status, and the board's next change is its opening."""
    case = case_of(opened="2026-12-01 08:00")
    board = board_of(case)
    assert board["cases"] == []
    assert board["next_change"] == "2026-12-01T00:00:00Z"
    rules = plant_rules()
    tracks = judge_plant(Plant(rules, (case,), (), ())).cases[0]
    row: Any = case_json(tracks, (), Reader(instant(AT), rules, Wording(Language.EN)))
    assert (row["phase"], row["status"], row["marks"]) == (None, None, [])
    assert row["changes"][-1]["at"] > "2026-12-01"


def test_a_fact_dated_ahead_changes_the_board_when_it_has_happened() -> None:
    """Until then it is a finding, also where it turns no letter: the site differs at its instant."""
    case = case_of(opened="2026-10-01 08:00", recurred=("2026-11-22 10:07",))
    plain = case_of(opened="2026-10-01 08:00")
    assert board_of(plain)["next_change"] == "2026-11-30T00:00:00Z"  # level 3: 60 days old
    assert board_of(case)["next_change"] == "2026-11-22T02:07:00Z"


def test_nothing_to_come_is_null() -> None:
    """An empty board has no next change."""
    judged = judge_plant(Plant(plant_rules(), (), (), ()))
    assert next_change(judged, instant(AT)) is None
    assert board_of()["next_change"] is None


def test_the_order_is_level_then_letter_then_deadline_then_id() -> None:
    """Highest escalation first, red before yellow before green, the earliest unmet deadline, the id."""
    green = dict.fromkeys(("containment", "root_cause", "verified"), "2026-11-21 08:00")
    cases = [
        named(case_of(done=green), "A-green"),
        named(case_of(opened="2026-11-22 09:00"), "B-yellow-later"),
        named(case_of(opened="2026-11-22 08:00"), "D-yellow"),
        named(case_of(opened="2026-11-22 08:00"), "C-yellow"),
        named(case_of(), "E-red"),
        named(replace(case_of(opened="2026-11-19 08:00"), owner="x"), "F-red-level-2"),
    ]
    rows = [row["id"] for row in board_of(*cases)["cases"]]
    assert rows == ["F-red-level-2", "E-red", "C-yellow", "D-yellow", "B-yellow-later", "A-green"]


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("FR-1", "cases/FR-1/"),
        ("问题-1", "cases/%E9%97%AE%E9%A2%98-1/"),
        (None, "findings/"),
    ],
)
def test_addresses_are_percent_encoded(address: str | None, url: str) -> None:
    """Any script may stand in an id; an address is a link everywhere."""
    assert case_url(address) == url


def test_why_speaks_the_plants_language() -> None:
    """The sentence comes from the catalogues."""
    why = board_of(case_of(), language=Language.ZH)["cases"][0]["criteria"][0]["why"]
    assert why == "围堵应于 2026-11-21 16:30 完成，尚未完成。"


def test_a_typed_letter_that_disagrees_is_only_a_mark() -> None:
    """`G` typed in the sheet's status column turns nothing green."""
    row = board_of(replace(case_of(), typed_status=Letter.GREEN))["cases"][0]
    assert (row["status"], "differs" in row["marks"]) == ("R", True)


def test_next_change_knows_the_measures_on_a_case_s_page() -> None:
    """An action turns late at its deadline, an action and a document are done at their instants; not after the end."""
    moments = ["2026-11-22 10:01", "2026-11-22 10:02", "2026-11-22 10:03", "2026-11-22 10:04"]
    late, second_late, done, document = map(instant, moments)
    actions = (
        Action("D6", "weld", due=late),
        Action("D6", "seal", due=second_late, done=document),
        Action("D6", "look", due=instant("2026-11-24 00:00"), done=done),
        Action("D6", "early", due=instant("2026-11-22 10:05"), done=instant(AT)),
    )
    case = replace(case_of(), report=Report(actions=actions, documents=(Document(None, "CP", done=document),)))
    judged = judge_plant(Plant(plant_rules(), (case,), (), ()))
    turns = [instant(AT)]
    while len(turns) < 5:
        turns.append(next_change(judged, turns[-1]) or turns[-1])
    assert turns[1:] == [late, second_late, done, document]
    rejected = replace(case, rejected=Rejection(late, "no defect"))
    after = next_change(judge_plant(Plant(plant_rules(), (rejected,), (), ())), instant(AT))
    assert after == late
    assert next_change(judge_plant(Plant(plant_rules(), (rejected,), (), ())), late) is None
