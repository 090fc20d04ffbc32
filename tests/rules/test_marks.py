"""Marks: each comes and goes at its instant (contract §5 "Marks")."""

from dataclasses import replace
from datetime import date, time

import pytest

from board_gen.finding import Place
from board_gen.model.case import Case, Hold, NextReport
from board_gen.model.rules import Meeting
from board_gen.model.terms import Letter, Mark
from board_gen.rules.judge import judge
from tests.rules.facts import case_of, instant, plant_rules

DONE = {"containment": "2026-11-21 08:00", "root_cause": "2026-11-22 08:00", "verified": "2026-11-23 08:00"}
REPORT = NextReport(instant("2026-11-25 00:00"), date(2026, 11, 24))
HOLD = Hold(instant("2026-11-21 00:00"), instant("2026-11-23 00:00"), "no parts")
UPDATED = instant("2026-11-23 07:55")

TABLE: list[tuple[str, Case, Mark, list[tuple[str, bool]]]] = [
    (
        "new for 24 hours",
        case_of(),
        Mark.NEW,
        [("11-20 16:30", True), ("11-21 16:29:59", True), ("11-21 16:30", False)],
    ),
    (
        "due soon from 24 hours before until late",
        case_of(done={"containment": "2026-11-20 17:00"}),
        Mark.DUE_SOON,
        [("11-21 16:29:59", False), ("11-21 16:30", True), ("11-22 16:29:59", True), ("11-22 16:30", False)],
    ),
    (
        "moved from the move on, also when met",
        case_of(done=DONE, moves=(("2026-11-21 07:00", "containment", "2026-11-25 00:00"),)),
        Mark.MOVED,
        [("11-21 06:59:59", False), ("11-21 07:00", True), ("11-24 00:00", True)],
    ),
    (
        "claimed from the claim on",
        case_of(done={"root_cause": "2026-11-21 08:00"}, evidence=False),
        Mark.CLAIMED,
        [("11-21 07:59:59", False), ("11-21 08:00", True), ("11-23 00:00", True)],
    ),
    (
        "no next move while something is red",
        case_of(done={"containment": "2026-11-21 18:00"}),
        Mark.NO_NEXT,
        [("11-21 16:29:59", False), ("11-21 16:30", True), ("11-21 18:00", False), ("11-22 16:30", True)],
    ),
    (
        "not updated once Monday's meeting (8:30 to 9:00) is over; opened on Friday after that day's",
        case_of(),
        Mark.NOT_UPDATED,
        [("11-23 08:30", False), ("11-23 08:59:59", False), ("11-23 09:00", True), ("11-29 00:00", True)],
    ),
    (
        "updated on the morning of the meeting: silent until it is over",
        replace(case_of(), updated=UPDATED),
        Mark.NOT_UPDATED,
        [("11-23 07:55", False), ("11-23 08:59:59", False), ("11-23 09:00", True)],
    ),
    (
        "updated in the meeting counts until the next",
        replace(case_of(), updated=instant("2026-11-23 08:30")),
        Mark.NOT_UPDATED,
        [("11-23 09:00", False), ("11-24 08:59:59", False), ("11-24 09:00", True)],
    ),
    (
        "an update dated later counts from its instant on",
        replace(case_of(), updated=instant("2026-11-24 12:00")),
        Mark.NOT_UPDATED,
        [("11-23 09:00", True), ("11-24 11:59:59", True), ("11-24 12:00", False), ("11-25 09:00", True)],
    ),
    (
        "report due in the 24 hours before the day is over",
        replace(case_of(), next_report=REPORT),
        Mark.REPORT_DUE,
        [("11-23 23:59:59", False), ("11-24 00:00", True), ("11-24 23:59:59", True), ("11-25 00:00", False)],
    ),
    (
        "report late afterwards",
        replace(case_of(), next_report=REPORT),
        Mark.REPORT_LATE,
        [("11-24 23:59:59", False), ("11-25 00:00", True), ("12-25 00:00", True)],
    ),
    (
        "recurred while a criterion is red because of it",
        case_of(done=DONE | {"verified": ("2026-11-23 08:00", "2026-11-25 08:00")}, recurred=("2026-11-24 08:00",)),
        Mark.RECURRED,
        [("11-24 07:59:59", False), ("11-24 08:00", True), ("11-25 07:59:59", True), ("11-25 08:00", False)],
    ),
    (
        "on hold from its start until its end",
        replace(case_of(), on_hold=HOLD),
        Mark.ON_HOLD,
        [("11-20 23:59:59", False), ("11-21 00:00", True), ("11-22 23:59:59", True), ("11-23 00:00", False)],
    ),
    (
        "on hold without an end",
        replace(case_of(), on_hold=replace(HOLD, until=None)),
        Mark.ON_HOLD,
        [("11-21 00:00", True), ("12-31 00:00", True)],
    ),
    (
        "a typed letter is compared at every instant",
        replace(case_of(), typed_status=Letter.YELLOW),
        Mark.DIFFERS,
        [("11-21 16:29:59", False), ("11-21 16:30", True)],
    ),
]


@pytest.mark.parametrize(("case", "mark", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_marks_come_and_go_at_their_instant(case: Case, mark: Mark, expected: list[tuple[str, bool]]) -> None:
    """A mark holds from its instant (inclusive) to its end (exclusive)."""
    marks = judge(case, plant_rules()).marks
    assert [(at, mark in marks.at(instant(f"2026-{at}"))) for at, _ in expected] == expected


@pytest.mark.parametrize(
    ("clock", "done", "is_late"),
    [
        ("4D", {"containment": "2026-11-21 08:00", "root_cause": "2026-11-22 16:29"}, False),
        ("4D", {"containment": "2026-11-21 08:00"}, True),
        ("8D", {"containment": "2026-11-21 08:00", "root_cause": "2026-11-22 16:29"}, True),
        ("PPSR", DONE, True),
    ],
)
def test_a_named_report_is_late_past_its_clock(clock: str, done: dict[str, str], is_late: bool) -> None:
    """4D is done when the criteria through D4 are G, 8D and any other name when all are."""
    marks = judge(case_of(done=done), plant_rules(reports={clock: "48h"})).marks
    assert (Mark.REPORT_LATE in marks.at(instant("2026-11-22 16:30"))) == is_late
    assert (Mark.REPORT_DUE in marks.at(instant("2026-11-22 16:29:59"))) == is_late


def test_the_sheets_marks_stand_from_the_opening_on() -> None:
    """`no_report` and `differs` are facts of the sheet, true at every instant."""
    tracks = judge(replace(case_of(), no_report=True, differs=True, place=Place("s")), plant_rules())
    assert {Mark.NO_REPORT, Mark.DIFFERS} <= set(tracks.marks.at(tracks.case.opened))


def test_a_plant_that_never_meets_never_waits_for_news() -> None:
    """No meeting days: nobody can miss an update."""
    rules = replace(plant_rules(), meeting=Meeting(time=time(8, 30), days=frozenset()))
    assert Mark.NOT_UPDATED not in judge(case_of(), rules).marks.at(instant("2027-11-20 16:30"))


def test_marks_stand_in_the_order_of_the_contract() -> None:
    """What is published is always in one order."""
    tracks = judge(replace(case_of(), on_hold=HOLD, next_report=REPORT, no_report=True), plant_rules())
    for _, marks in tracks.marks.steps:
        assert list(marks) == sorted(marks, key=list(Mark).index)
