"""Rows: what is kept of a case for the trends, at its edges."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from board_gen.model.case import Case, Closing, CriterionFacts, Recurrence, Rejection, Revision
from board_gen.model.label import Label
from board_gen.model.report import Cause, Report
from board_gen.model.terms import Branch, CauseKind
from board_gen.rules.deadline_moves import folded, reason_names
from board_gen.rules.milestones import NONE, NOT_YET, month_times_of
from board_gen.rules.trend_rows import (
    GREEN,
    OFF,
    RED,
    YELLOW,
    Moved,
    State,
    TrendRow,
    TrendTable,
    day_numbered,
    number_of,
)
from tests.pages.builders import AT, DAY, HOUR, SECOND, all_done, case_of, facts_of, plant_of, rules_of

TODAY = number_of(date(2026, 11, 23))


def table_of(*cases: Case, at: datetime = AT, **changes: object) -> TrendTable:
    """The table of these cases."""
    return plant_of(list(cases), (), (), rules_of(**changes)).trend_table(at)


def row_of(case: Case, at: datetime = AT, **changes: object) -> TrendRow:
    """The row of the one case."""
    (row,) = table_of(case, at=at, **changes).rows
    return row


def test_days_are_numbered_from_1970() -> None:
    """As `Date` in a browser counts them."""
    assert [day_numbered(number) for number in (0, -1, TODAY)] == [
        date(1970, 1, 1),
        date(1969, 12, 31),
        date(2026, 11, 23),
    ]
    assert datetime(2026, 11, 23, tzinfo=UTC).timestamp() == TODAY * 86_400


def test_of_several_letters_of_a_day_the_last_counts() -> None:
    """Red for some hours in the middle of a day is yellow at its end; green at last, closed a fortnight later."""
    opened = AT - 40 * DAY
    facts = {**all_done(opened + 2 * DAY), **facts_of({"containment": opened + DAY + 2 * HOUR})}
    row = row_of(case_of("A", "t", opened, facts=facts, closed=Closing(opened + 14 * DAY)))
    assert row.letters == ((TODAY - 40, YELLOW), (TODAY - 38, GREEN), (TODAY - 26, OFF))
    assert (row.state, row.ended, row.span) == (State.CLOSED, TODAY - 26, 14 * 86_400)


def test_what_came_and_went_within_a_day_shows_no_letter() -> None:
    """It is opened and rejected, and on the board at no day's end."""
    row = row_of(case_of("A", "t", AT - HOUR, rejected=Rejection(AT - HOUR / 2, "x")))
    assert (row.letters, row.state, row.day, row.ended) == ((), State.REJECTED, TODAY, TODAY)


@pytest.mark.parametrize(
    ("case", "state", "span"),
    [
        (case_of("A", "t", AT - 2 * DAY), State.OPEN, 2 * 86_400),
        (case_of("A", "t", AT - 20 * DAY, facts=all_done(AT - 3 * DAY)), State.WATCHED, 20 * 86_400),
        (case_of("A", "t", AT - 30 * DAY, facts=all_done(AT - 20 * DAY)), State.WATCHED, 30 * 86_400),
        (case_of("A", "t", AT - 3 * DAY, rejected=Rejection(AT - 2 * DAY, "x")), State.REJECTED, 86_400),
        (
            replace(case_of("A", "t", AT - DAY, tracked=False, listed_answer=True), closed=Closing(None)),
            State.UNDATED,
            0,
        ),
        (case_of("A", "t", AT - 2 * DAY, closed=Closing(AT - DAY)), State.OPEN, 2 * 86_400),
    ],
    ids=["open", "watch", "ready", "rejected", "undated", "closing refused"],
)
def test_the_state_of_a_case(case: Case, state: State, span: int) -> None:
    """With the seconds that it was open, up to now where it still is."""
    row = row_of(case)
    assert (row.state, row.span) == (state, span)
    assert (row.ended is None) == (state not in (State.CLOSED, State.REJECTED))


def test_what_is_opened_later_has_no_row() -> None:
    """Rows stand by opening, then by id."""
    cases = [case_of(name, "t", at) for name, at in (("B", AT - DAY), ("A", AT - DAY), ("C", AT), ("D", AT + SECOND))]
    table = table_of(*cases)
    assert [row.opened for row in table.rows] == [int((AT - DAY).timestamp())] * 2 + [int(AT.timestamp())]
    assert (table.at, table.today, table.invalid) == (int(AT.timestamp()), TODAY, 0)


def test_milestones_are_the_first_fulfilments() -> None:
    """In seconds from the opening; -1 not yet; what applies to nobody is -2, all three are nothing."""
    opened = AT - 20 * DAY
    facts = {
        "containment": CriterionFacts("containment", done=(opened - HOUR, opened + DAY), evidence=("x",)),
        "root_cause": CriterionFacts("root_cause", na="known"),
        "verified": CriterionFacts("verified", done=(opened + DAY,)),
    }
    assert row_of(case_of("A", "t", opened, facts=facts)).reached == (0, NONE, NOT_YET)
    listed = case_of("B", "t", opened, tracked=False, listed_answer=True, profile="listed")
    assert row_of(listed).reached == ()


def test_a_plant_with_other_criteria_has_its_milestones_by_their_steps() -> None:
    """The first of D3, the first of D4, the first that a recurrence undoes."""
    rules = rules_of()
    names = {"containment": "stop", "root_cause": "why", "verified": "holds"}
    criteria = tuple(replace(one, id=names.get(one.id, one.id), label=Label.plain("x")) for one in rules.criteria)
    version = rules.profiles["internal"].versions[0]
    durations = {names.get(name, name): span for name, span in version.criteria.items()}
    profile = replace(rules.profiles["internal"], versions=(replace(version, criteria=durations),))
    opened = AT - 20 * DAY
    facts = facts_of({"stop": opened + HOUR, "why": opened + 2 * HOUR, "holds": opened + 3 * HOUR})
    row = row_of(
        case_of("A", "t", opened, facts=facts),
        criteria=criteria,
        profiles={**rules.profiles, "internal": profile, "complaint": profile},
    )
    assert row.reached == (3600, 7200, 10800)


def test_a_move_gains_what_the_deadline_in_force_comes_later() -> None:
    """Each counts from the one before; moves of what is NA, dated ahead or after the end move nothing."""
    opened = AT - 10 * DAY
    due = opened + DAY
    revisions = (
        Revision(opened + HOUR, "containment", due + 2 * DAY, "sample late"),
        Revision(opened + 2 * HOUR, "containment", due + DAY, "Sample late."),
        Revision(opened + 3 * HOUR, "root_cause", due + 9 * DAY, "x"),
        Revision(AT + HOUR, "containment", due + 30 * DAY, "ahead"),
    )
    facts = {"root_cause": CriterionFacts("root_cause", na="known")}
    table = table_of(case_of("A", "t", opened, facts=facts, revisions=revisions))
    day = TODAY - 10
    assert table.names.reason == ("", "Sample late.")
    assert table.rows[0].moved == (Moved(day, 0, 2 * 86_400, 1), Moved(day, 0, -86_400, 1))
    ended = case_of("A", "t", opened, revisions=revisions, rejected=Rejection(opened + HOUR, "x"))
    assert [move.gained for move in row_of(ended).moved] == [2 * 86_400]


def test_recurrences_before_the_end_alone() -> None:
    """One at the very end is the case's own, one after it another's."""
    opened = AT - 10 * DAY
    recurrences = tuple(Recurrence(opened + days * DAY) for days in (3, 1, 5, 12))
    rejected = Rejection(opened + 3 * DAY, "x")
    assert row_of(case_of("A", "t", opened, recurrences=recurrences)).recurred == (TODAY - 9, TODAY - 7, TODAY - 5)
    assert row_of(case_of("A", "t", opened, recurrences=recurrences, rejected=rejected)).recurred == (
        TODAY - 9,
        TODAY - 7,
    )


def test_the_cause_is_the_first_verified_one_of_the_occurrence() -> None:
    """Neither what is only supposed nor why it was not found."""
    causes = (
        Cause(CauseKind.OCCURRENCE, Branch.MAN, "x"),
        Cause(CauseKind.ESCAPE, Branch.MEASUREMENT, "x", verified=True),
        Cause(CauseKind.OCCURRENCE, None, "x", verified=True),
        Cause(CauseKind.OCCURRENCE, Branch.METHOD, "x", verified=True),
        Cause(CauseKind.OCCURRENCE, Branch.MACHINE, "x", verified=True),
    )
    case = replace(case_of("A", "t", AT - DAY), report=Report(causes=causes))
    table = table_of(case)
    assert table.names.cause[table.rows[0].cause] == "method"
    assert row_of(replace(case, report=Report(causes=causes[:3]))).cause == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sample late", "sample  LATE."),
        ("样件未到", "样件未到。"),
        ("样件未到", "样件未到！！"),
        ("（ＤＯＥ）ＡＢ", "(doe)ab"),
        ("a\tb", "a b ;"),
    ],
)
def test_reasons_are_compared_without_case_width_space_and_last_marks(one: str, other: str) -> None:
    """The same reason, written by two people."""
    assert folded(one) == folded(other) != ""


def test_of_reasons_alike_the_most_frequent_spelling_stands() -> None:
    """Of equals the first; nothing but marks is no reason."""
    names = reason_names(["Late.", "late", "late", "LATE", "x!", "X", "…", " "])
    assert names == {"Late.": "late", "late": "late", "LATE": "late", "x!": "X", "X": "X", "…": "", " ": ""}


def test_different_reasons_stay_different() -> None:
    """What is written inside counts."""
    assert folded("late, sample") != folded("late sample")
    assert folded("C") != folded("C++")


@pytest.mark.parametrize(
    ("done", "waiting", "expected"),
    [
        ([], [5], (0, 1, None, None, True)),
        ([3], [], (1, 0, 3, 3, False)),
        ([3, 1], [], (2, 0, 1, 3, False)),
        ([3, 1], [2], (2, 1, 3, None, True)),
        (list(range(1, 10)), [100], (9, 1, 5, 9, False)),
        (list(range(1, 10)), [8], (9, 1, 5, 9, True)),
        (list(range(1, 10)), [9], (9, 1, 5, 9, False)),
        (list(range(1, 101)), [], (100, 0, 50, 90, False)),
    ],
)
def test_quantiles_by_nearest_rank(done, waiting, expected) -> None:
    """Those not yet there rank last; a number that none of them can lower any more is final."""
    assert month_times_of(0, done, waiting)[1:] == expected


def test_a_day_that_has_begun_is_not_left_again() -> None:
    """In St. John's the clock went back from 00:01 to 23:01: the hour that comes twice is of the later day."""
    midnight = datetime(2010, 11, 7, 2, 30, tzinfo=UTC)
    zone = ZoneInfo("America/St_Johns")
    day = number_of(date(2010, 11, 7))
    for minutes, expected in ((-1, day - 1), (0, day), (1, day), (30, day), (62, day)):
        opened = midnight + timedelta(minutes=minutes)
        assert row_of(case_of("A", "t", opened), opened, zone=zone).day == expected, minutes


def test_red_and_off_are_what_the_board_shows() -> None:
    """A rejected case leaves the board; what is overdue is red from the day of its deadline on."""
    opened = AT - 10 * DAY
    row = row_of(case_of("A", "t", opened, rejected=Rejection(opened + 5 * DAY, "x")))
    assert row.letters == ((TODAY - 10, YELLOW), (TODAY - 9, RED), (TODAY - 5, OFF))
