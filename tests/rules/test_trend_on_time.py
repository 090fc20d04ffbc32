"""Shares in time, criterion by criterion, at the edges of deadlines."""

from datetime import datetime

import pytest

from board_gen.model.case import CriterionFacts, Rejection, Revision
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.punctuality import Share
from board_gen.rules.selection import last_year
from board_gen.rules.trend_sums import OnTimeSums, sums_of
from tests.pages.builders import AT, DAY, HOUR, SECOND, case_of, facts_of, plant_of


def punctual(judged: JudgedPlant) -> OnTimeSums:
    """The shares of the last twelve months."""
    table = judged.trend_table(AT)
    return sums_of(table, last_year(table)).on_time


def ids_of(judged: JudgedPlant) -> tuple[str, ...]:
    """The criteria by their numbers."""
    return judged.trend_table(AT).criteria


OPENED = AT - 10 * DAY
DUE = OPENED + DAY
"""The first deadline of `containment`: 24 h."""


def moved(at: datetime, to: datetime) -> tuple[Revision, ...]:
    return (Revision(at, "containment", to, "sample late"),)


@pytest.mark.parametrize(
    ("done", "revisions", "by_first", "by_current"),
    [
        (DUE - SECOND, (), (1, 0, 0), (1, 0, 0)),
        (DUE, (), (0, 1, 0), (0, 1, 0)),
        (DUE + SECOND, (), (0, 1, 0), (0, 1, 0)),
        (None, (), (0, 1, 0), (0, 1, 0)),
        (None, moved(OPENED + HOUR, AT + DAY), (0, 1, 0), (0, 0, 1)),
        (None, moved(OPENED + HOUR, AT), (0, 1, 0), (0, 1, 0)),
        (DUE + DAY, moved(OPENED + HOUR, DUE + 2 * DAY), (0, 1, 0), (1, 0, 0)),
        (DUE + DAY, moved(DUE + 2 * DAY, DUE + 5 * DAY), (0, 1, 0), (0, 1, 0)),
        (DUE - HOUR, moved(OPENED + HOUR, OPENED + 2 * HOUR), (1, 0, 0), (0, 1, 0)),
    ],
)
def test_a_criterion_is_in_time_if_done_before_the_deadline(done, revisions, by_first, by_current):
    """First: the first deadline; current: the one in force when it was done. The deadline's own instant is late."""
    facts = facts_of({"containment": done} if done else {})
    judged = plant_of([case_of("A", "t", OPENED, facts=facts, revisions=revisions)], (), ())
    line = punctual(judged).criteria[0]
    assert ids_of(judged)[line.criterion] == "containment"
    assert (line.by_first, line.by_current) == (Share(*by_first), Share(*by_current))


def test_what_is_not_yet_due_is_in_no_share():
    """A fresh case has nothing to judge: no share, not a share of zero."""
    judged = plant_of([case_of("A", "t", AT - HOUR)], (), ())
    lines = punctual(judged).criteria
    assert [line.by_first for line in lines] == [Share(0, 0, 1)] * 9
    assert {line.by_first.share for line in lines} == {None}


def test_on_time_leaves_out_na_claims_rejected_and_older_cases():
    """NA is in no share, a claim without evidence is not done, rejected cases are told apart."""
    old = case_of("A", "t", AT - 400 * DAY)
    gone = case_of("B", "t", OPENED, rejected=Rejection(OPENED + HOUR, "x"))
    claimed = case_of(
        "C",
        "t",
        AT - 40 * DAY,
        facts={
            "verified": CriterionFacts("verified", done=(AT - 39 * DAY,)),
            "root_cause": CriterionFacts("root_cause", na="known"),
        },
    )
    judged = plant_of([old, gone, claimed], (), ())
    found = punctual(judged)
    lines = {ids_of(judged)[line.criterion]: line.by_first for line in found.criteria}
    assert (found.cases, found.rejected) == (1, 1)
    assert "root_cause" not in lines
    assert lines["verified"] == Share(0, 1, 0)


def test_a_second_fulfilment_does_not_undo_the_first():
    """What is done again after a recurrence counts by its first fulfilment."""
    facts = {"containment": CriterionFacts("containment", done=(DUE - HOUR, DUE + 3 * DAY), evidence=("x.jpg",))}
    judged = plant_of([case_of("A", "t", OPENED, facts=facts)], (), ())
    assert punctual(judged).criteria[0].by_first == Share(1, 0, 0)
