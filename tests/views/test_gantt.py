"""The plan of a case: bars, deadlines and dates stand where their instants are, and clear of each other."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.model.label import Language
from board_gen.model.report import Action
from board_gen.views.case_clock import CaseClock
from board_gen.views.gantt import NARROWEST, TYPE, Plan, Stretch, plan_of
from board_gen.views.reader import Reader
from board_gen.views.text_width import width_of
from board_gen.wording import Wording
from tests.pages.builders import AT, DAY, HOUR, ZONE, rules_of

OPENED = AT - 10 * DAY
SPANS = [timedelta(0), HOUR, DAY, 3 * DAY, 12 * DAY, 40 * DAY, 200 * DAY, 730 * DAY, 9000 * DAY]


def clock_at(at: datetime = AT, *, is_ended: bool = False) -> CaseClock:
    """The clock of a case that is read at `at`."""
    year = None if is_ended else str(at.year)
    return CaseClock(Reader(at, rules_of(), Wording(Language.EN), True), at, ZONE, year, is_ended)


def plan(*actions: Action, at: datetime = AT, is_ended: bool = False) -> Plan:
    """The plan of a case's actions."""
    made = plan_of(actions, OPENED, clock_at(at, is_ended=is_ended))
    assert made is not None
    return made


def action(
    what: str = "x", start: datetime | None = None, due: datetime | None = None, done: datetime | None = None
) -> Action:
    """An action of D6."""
    return Action("D6", what, "李伟", start, due, done)


def place(made: Plan, instant: datetime) -> float:
    """Where an instant stands on a plan's scale."""
    return round(100 * ((instant - made.start) / (made.end - made.start)), 1)


def test_no_actions_no_plan():
    """A case without actions has none."""
    assert plan_of((), OPENED, clock_at()) is None


def test_an_action_in_time():
    """A bar runs from its start to where it was done, its deadline stands behind it, and nothing is late."""
    made = plan(action(start=AT - 4 * DAY, due=AT, done=AT - 2 * DAY))
    (row,) = made.rows
    assert (row.step, row.anchor, row.owner) == ("D6", "d6", "Li Wei")
    assert row.run.start == place(made, AT - 4 * DAY)
    assert row.run.start + row.run.length == pytest.approx(place(made, AT - 2 * DAY))
    assert (row.due, row.done, row.late, row.grows) == (place(made, AT), place(made, AT - 2 * DAY), None, False)


def test_an_action_done_late():
    """What was done after its deadline is late from there on; done at the deadline's very instant is late by none."""
    made = plan(action(start=AT - 4 * DAY, due=AT - 3 * DAY, done=AT - DAY), action(due=AT - DAY, done=AT - DAY))
    late, exact = made.rows[1], made.rows[0]
    start, end = place(made, AT - 3 * DAY), place(made, AT - DAY)
    assert late.late == Stretch(start, round(end - start, 1))
    assert late.run.start + late.run.length == pytest.approx(start)
    assert exact.late == Stretch(place(made, AT - DAY), 0.0)


@pytest.mark.parametrize(("before", "is_late"), [(HOUR, True), (timedelta(0), False), (-DAY, False)])
def test_an_open_action(before, is_late):
    """What is not done is late from its deadline to now; before, that stretch waits at the deadline without length."""
    made = plan(action(start=AT - 2 * DAY, due=AT - before))
    (row,) = made.rows
    assert row.late is not None
    assert (row.late.start, row.late.length > 0, row.done, row.grows) == (row.due, is_late, None, True)
    assert made.now == place(made, AT)


def test_an_open_action_of_an_ended_case():
    """It is late up to the end of the case, and grows no more; nobody stands there."""
    made = plan(action(start=AT - 3 * DAY, due=AT - 2 * DAY), is_ended=True)
    (row,) = made.rows
    assert row.late is not None
    assert row.late.start + row.late.length == pytest.approx(place(made, AT))
    assert (row.grows, made.now) == (False, None)


def test_what_is_dated_ahead_is_not_done():
    """A `done` after now counts for nothing yet."""
    assert plan(action(due=AT + DAY, done=AT + HOUR)).rows[0].done is None


def test_an_action_without_dates():
    """Without a start it begins at the opening, without a deadline its end is open."""
    made = plan(action(), action(due=AT + DAY))
    dated, undated = made.rows
    assert (undated.due, undated.done, undated.late) == (None, None, None)
    assert undated.run.start == place(made, OPENED)
    assert undated.run.start + undated.run.length == pytest.approx(100)
    assert dated.run.start == place(made, OPENED)


def test_a_deadline_before_the_opening():
    """A bar without a start never begins behind its own end."""
    (row,) = plan(action(due=OPENED - DAY, done=OPENED - 2 * DAY)).rows
    assert row.run.length >= 0
    assert row.done is not None
    assert row.run.start <= row.done


def test_order():
    """By start, then by deadline, those without one last."""
    made = plan(
        action("late", start=AT, due=AT + DAY),
        action("no deadline", start=OPENED),
        action("second", start=OPENED, due=AT + DAY),
        action("first", due=AT),
    )
    assert [row.what for row in made.rows] == ["first", "second", "no deadline", "late"]


@pytest.mark.parametrize("is_ended", [False, True])
@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("count", [1, 60])
def test_dates_stand_clear(count, span, is_ended):
    """From an instant to 25 years, however narrow the drawing is, dates overlap neither each other nor the ends."""
    actions = [action(start=AT - span, due=AT - span + span * (number + 1) / count) for number in range(count)]
    made = plan(*actions, is_ended=is_ended)
    assert len(made.rows) == count
    boxes = [
        (
            tick.at * NARROWEST / 100 - TYPE * width_of(tick.text) / 2,
            tick.at * NARROWEST / 100 + TYPE * width_of(tick.text) / 2,
        )
        for tick in made.ticks
    ]
    assert all(one[1] < other[0] for one, other in pairwise(boxes))
    assert all(left >= -0.5 and right <= NARROWEST + 0.5 for left, right in boxes)
    assert 1 <= len(made.ticks) <= 8


def test_dates_are_days_then_months():
    """Weeks begin on Monday; a long plan is told by months."""
    weeks = plan(action(start=AT, due=AT + 20 * DAY))
    assert [tick.text for tick in weeks.ticks] == ["11-30", "12-07"]
    years = plan(action(start=AT - 400 * DAY, due=AT + 300 * DAY))
    assert [tick.text for tick in years.ticks] == ["2026-01", "2026-07", "2027-01", "2027-07"]


INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(
            Action,
            step=st.sampled_from(["D3", "D5", "D6", "D7"]),
            what=st.just("x"),
            start=st.none() | INSTANTS,
            due=st.none() | INSTANTS,
            done=st.none() | INSTANTS,
        ),
        min_size=1,
        max_size=5,
    ),
    st.booleans(),
)
def test_every_plan_stands_within_its_drawing(actions, is_ended):
    """Whatever the dates are, each bar, deadline and mark lies on the scale, and no bar is shorter than nothing."""
    made = plan(*actions, is_ended=is_ended)
    assert made.start < made.end
    for row in made.rows:
        for stretch in filter(None, (row.run, row.late)):
            assert 0 <= stretch.start <= 100
            assert 0 <= stretch.length <= 100.1 - stretch.start
        assert all(0 <= at <= 100 for at in (row.due, row.done, made.now) if at is not None)
    assert len(made.ticks) <= 8
