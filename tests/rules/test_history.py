"""History: the daily series against a count day by day, and every number of the trends in tables."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.model.case import Closing, CriterionFacts, Rejection, Revision
from board_gen.model.local_time import day_of, end_of_day, start_of_day
from board_gen.model.terms import Letter, Phase
from board_gen.rules.history import (
    AGE_BOUNDS,
    DayCount,
    age_class_of,
    ages_of,
    closing_times_of,
    days_of,
    first_of_month,
    flows_of,
    monday_of,
    opened_since,
    undated_closings_of,
    year_before,
)
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.pareto import pareto_of
from board_gen.rules.punctuality import Punctuality, Share, punctuality_of
from board_gen.rules.track import Track
from board_gen.rules.tracks import Head
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, facts_of, plant_of, rules_of

SECOND = timedelta(seconds=1)
SPAN_MINUTES = 40 * 24 * 60
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
BASES = {
    "Asia/Shanghai": datetime(2026, 1, 20, tzinfo=UTC),
    "Europe/Berlin": datetime(2026, 3, 10, tzinfo=UTC),
    "America/Sao_Paulo": datetime(2018, 10, 20, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 3, 20, tzinfo=UTC),
    "Pacific/Apia": datetime(2011, 12, 15, tzinfo=UTC),
    "UTC": datetime(2028, 2, 10, tzinfo=UTC),
}
ON_BOARD = st.builds(
    Head,
    st.sampled_from([Letter.RED, Letter.YELLOW, Letter.GREEN]),
    st.sampled_from([Phase.OPEN, Phase.WATCH, Phase.READY]),
    st.integers(0, 2),
)


@st.composite
def heads(draw, base: datetime) -> Track[Head]:
    """A random head track: steps on whole minutes, many at local midnights, at last perhaps an end."""
    minutes = st.one_of(st.integers(0, SPAN_MINUTES), st.integers(0, 40 * 24).map(lambda hours: hours * 60))
    instants = sorted(draw(st.sets(minutes, min_size=1, max_size=8)))
    steps = [(base + timedelta(minutes=minute), draw(ON_BOARD)) for minute in instants]
    end = draw(st.sampled_from([None, Phase.CLOSED, Phase.REJECTED]))
    if end is not None:
        steps[-1] = (steps[-1][0], Head(Letter.GREEN, end, 0))
    return Track.sampled(steps[0][0], (instant for instant, _ in steps), Track(tuple(steps)).at)


@st.composite
def plants(draw):
    """A plant in some zone whose cases have random head tracks, and an instant."""
    zone = draw(st.sampled_from(ZONES))
    base = BASES[zone]
    tracks = draw(st.lists(heads(base), max_size=6))
    judged = plant_of(
        [case_of(f"H-{n}", "t", head.start) for n, head in enumerate(tracks)], (), (), rules_of(zone=ZoneInfo(zone))
    )
    cases = tuple(replace(case, head=head) for case, head in zip(judged.cases, tracks, strict=True))
    return replace(judged, cases=cases), base + timedelta(minutes=draw(st.integers(0, SPAN_MINUTES)))


def series_of(judged: JudgedPlant, at: datetime) -> tuple[DayCount, ...]:
    return judged.history(at).every_day


def punctual(judged: JudgedPlant, since: date = date(2026, 1, 1)) -> Punctuality:
    return punctuality_of(opened_since(judged.history(AT), since), judged.rules)


def counted(judged, day: date, at: datetime) -> DayCount:
    """One day, counted naively: every case is asked at the day's last second and at the second before the day."""
    zone = judged.rules.zone
    last, before = min(end_of_day(day, zone) - SECOND, at), start_of_day(day, zone) - SECOND
    opened = [tracks for tracks in judged.cases if tracks.case.opened <= last]
    fresh = [tracks for tracks in opened if tracks.case.opened > before]
    letters = Counter(tracks.head.at(last).status for tracks in opened if tracks.head.at(last).phase.is_on_board)
    ended = Counter(
        tracks.head.at(last).phase
        for tracks in opened
        if tracks in fresh or tracks.head.at(before).phase is not tracks.head.at(last).phase
    )
    return DayCount(
        day,
        letters[Letter.RED],
        letters[Letter.YELLOW],
        letters[Letter.GREEN],
        len(fresh),
        ended[Phase.CLOSED],
        ended[Phase.REJECTED],
    )


@settings(deadline=None, derandomize=True, max_examples=150)
@given(plants())
def test_the_cumulative_sum_is_what_a_count_of_every_day_gives(plant):
    """The series equals a naive count at each local day's end, in any zone and across daylight saving."""
    judged, at = plant
    series = series_of(judged, at)
    opened = [tracks.case.opened for tracks in judged.cases if tracks.case.opened <= at]
    if not opened:
        assert series == ()
        return
    first, last = day_of(min(opened), judged.rules.zone), day_of(at, judged.rules.zone)
    expected = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    assert [day.day for day in series] == expected
    missing = {date(2011, 12, 30)} if judged.rules.zone.key == "Pacific/Apia" else set()
    assert [day for day in series if day.day not in missing] == [
        counted(judged, day, at) for day in expected if day not in missing
    ]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(plants(), st.integers(1, 12))
def test_a_shorter_series_is_the_end_of_the_longer_one(plant, longest):
    """Cutting the series changes no day of it: older steps stand in its stock."""
    judged, at = plant
    assert days_of(judged.history(at), longest) == series_of(judged, at)[-longest:]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(plants(), st.sampled_from([monday_of, first_of_month]))
def test_weeks_and_months_lose_and_invent_nothing(plant, start_of):
    """The flows of all periods add up to those of all days, and each ends with the stock of its last day."""
    judged, at = plant
    days = series_of(judged, at)
    flows = flows_of(days, start_of)
    for name in ("opened", "closed", "rejected"):
        assert sum(getattr(flow, name) for flow in flows) == sum(getattr(day, name) for day in days)
    assert [flow.start for flow in flows] == sorted({start_of(day.day) for day in days})
    last = {start_of(day.day): day.on_board for day in days}
    assert [flow.on_board for flow in flows] == list(last.values())


def test_the_last_day_is_read_at_the_instant_itself():
    """A criterion that turns red later today is still yellow in today's number."""
    judged = plant_of([case_of("A", "t", AT - DAY + SECOND, facts={})], (), ())
    assert (series_of(judged, AT)[-1].red, series_of(judged, AT)[-1].yellow) == (0, 1)
    assert (series_of(judged, AT + SECOND)[-1].red, series_of(judged, AT + SECOND)[-1].yellow) == (1, 0)


@pytest.mark.parametrize("before", [(), (AT,)])
def test_the_last_day_is_the_board_even_while_the_clock_is_back_before_midnight(before):
    """At 23:01 a case stands on the board that was opened at 00:00, before the clock went back over midnight."""
    opened, zone = datetime(2010, 11, 7, 2, 30, 30, tzinfo=UTC), ZoneInfo("America/St_Johns")
    at = opened + timedelta(minutes=1)
    assert (day_of(opened, zone), day_of(at, zone)) == (date(2010, 11, 7), date(2010, 11, 6))
    openings = [opened, *(opened - 3 * DAY for _ in before)]
    judged = plant_of([case_of(f"J-{n}", "t", at) for n, at in enumerate(openings)], (), (), rules_of(zone=zone))
    days = series_of(judged, at)
    assert (days[-1].day, days[-1].on_board, len(judged.on_board(at))) == (date(2010, 11, 6), *[len(openings)] * 2)


def test_closing_times_begin_with_the_day_asked_for():
    """Months before it are left out, and days before it of its own month."""
    closings = (date(2026, 9, 30), date(2026, 10, 3), date(2026, 10, 4))
    ends = [start_of_day(day, rules_of().zone) for day in closings]
    cases = [
        case_of(f"E-{n}", "t", AT - 200 * DAY, facts=all_done(AT - 150 * DAY), closed=Closing(end))
        for n, end in enumerate(ends)
    ]
    history = plant_of(cases, (), ()).history(AT)
    assert [(time.month.month, time.count) for time in closing_times_of(history, date(2026, 10, 4))] == [(10, 1)]
    assert [(time.month.month, time.count) for time in closing_times_of(history, date(2026, 9, 1))] == [(9, 1), (10, 2)]


def test_a_closing_without_a_date_is_in_no_day_and_no_average():
    """It counts as opened, is told apart, and stands neither in the closings nor in the closing times."""
    listed = case_of("A", "t", AT - 5 * DAY, tracked=False, listed_answer=True, profile="listed")
    undated = replace(listed, id="B", address="B", closed=Closing(None))
    dated = case_of("C", "t", AT - 40 * DAY, facts=all_done(AT - 30 * DAY), closed=Closing(AT - 10 * DAY))
    judged = plant_of([listed, undated, dated], (), ())
    days = series_of(judged, AT)
    assert (sum(day.opened for day in days), sum(day.closed for day in days), days[-1].on_board) == (3, 1, 1)
    assert undated_closings_of(judged.history(AT)) == 1
    (time,) = closing_times_of(judged.history(AT), date(2026, 1, 1))
    assert (time.month, time.count, time.median) == (date(2026, 11, 1), 1, 30 * DAY)
    assert punctual(judged).undated == 1


def test_the_median_of_two_closings_lies_between_them():
    """Closing times are medians per month of closing."""
    cases = [
        case_of(f"C-{n}", "t", AT - n * DAY, facts=all_done(AT - 20 * DAY), closed=Closing(AT - 5 * DAY))
        for n in (30, 40)
    ]
    (time,) = closing_times_of(plant_of(cases, (), ()).history(AT), date(2026, 11, 1))
    assert (time.count, time.median) == (2, 30 * DAY)


@pytest.mark.parametrize(
    ("age", "over"),
    [
        (timedelta(0), 0),
        (DAY, 0),
        (DAY + SECOND, 1),
        (3 * DAY, 1),
        (3 * DAY + SECOND, 3),
        (7 * DAY, 3),
        (14 * DAY + SECOND, 14),
        (60 * DAY, 30),
        (60 * DAY + SECOND, 60),
        (900 * DAY, 60),
    ],
)
def test_an_age_belongs_to_the_class_whose_upper_bound_it_does_not_exceed(age, over):
    """Upper bounds are inclusive, to the second."""
    assert age_class_of(age) == over


def test_ages_are_of_what_is_open_alone():
    """Watch and ready are counted apart, closed, rejected and future cases nowhere."""
    cases = [
        case_of("A", "t", AT - 2 * HOUR),
        case_of("B", "t", AT - 10 * DAY),
        case_of("C", "t", AT - 20 * DAY, facts=all_done(AT - 3 * DAY)),
        case_of("D", "t", AT - 30 * DAY, facts=all_done(AT - 20 * DAY)),
        case_of("E", "t", AT - 50 * DAY, rejected=Rejection(AT - 45 * DAY, "x")),
        case_of("F", "t", AT + HOUR),
    ]
    ages = ages_of(plant_of(cases, (), ()).history(AT))
    found = {(one.over, one.to): (one.red, one.yellow, one.green) for one in ages.classes if one.count}
    assert found == {(0, 1): (0, 1, 0), (7, 14): (1, 0, 0)}
    assert [one.to for one in ages.classes] == [*AGE_BOUNDS, None]
    assert (ages.count, ages.in_watch, ages.oldest, ages.median) == (2, 2, 10 * DAY, 5 * DAY + HOUR)


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
    assert line.criterion.id == "containment"
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
    found = punctual(plant_of([old, gone, claimed], (), ()), year_before(date(2026, 11, 23)))
    lines = {line.criterion.id: line.by_first for line in found.criteria}
    assert (found.cases, found.rejected) == (1, 1)
    assert "root_cause" not in lines
    assert lines["verified"] == Share(0, 1, 0)


def test_a_second_fulfilment_does_not_undo_the_first():
    """What is done again after a recurrence counts by its first fulfilment."""
    facts = {"containment": CriterionFacts("containment", done=(DUE - HOUR, DUE + 3 * DAY), evidence=("x.jpg",))}
    judged = plant_of([case_of("A", "t", OPENED, facts=facts)], (), ())
    assert punctual(judged).criteria[0].by_first == Share(1, 0, 0)


def test_a_pareto_is_sorted_and_ends_at_one():
    """Largest first, equals by name, shares cumulated to one; rejected and older cases are left out."""
    openings = {"B": 3, "A": 3, "C": 5}
    cases = [
        case_of(f"{area}-{n}", "t", AT - (n + 1) * DAY, area=area)
        for area, count in openings.items()
        for n in range(count)
    ]
    cases += [
        case_of("old", "t", AT - 365 * DAY, area="Z"),
        case_of("gone", "t", AT - DAY, area="Z", rejected=Rejection(AT - HOUR, "x")),
        case_of("later", "t", AT + HOUR, area="Z"),
    ]
    judged = plant_of(cases, (), ())
    recent = opened_since(judged.history(AT), year_before(date(2026, 11, 23)))
    pareto = pareto_of(recent, lambda digest: digest.area)
    assert [(bar.name, bar.count) for bar in pareto.bars] == [("C", 5), ("A", 3), ("B", 3)]
    assert [bar.cumulative for bar in pareto.bars] == pytest.approx([5 / 11, 8 / 11, 1])
    assert (pareto.count, pareto.rejected) == (11, 1)


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2026, 11, 23), date(2025, 11, 24)),
        (date(2026, 12, 31), date(2026, 1, 1)),
        (date(2028, 2, 29), date(2027, 3, 1)),
        (date(2029, 2, 28), date(2028, 2, 29)),
        (date(2027, 2, 28), date(2026, 3, 1)),
    ],
)
def test_twelve_months_begin_the_day_after_last_years_date(day, since):
    """Twelve months hold each day of the year once."""
    assert year_before(day) == since
