"""History: the daily series against a count day by day."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.model.case import Closing
from board_gen.model.local_time import day_of, end_of_day, start_of_day
from board_gen.model.terms import Letter, Phase
from board_gen.rules.history import DayCount, days_of, first_of_month, flows_of, monday_of, undated_closings_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.selection import years_before
from board_gen.rules.track import Track
from board_gen.rules.tracks import Head
from tests.pages.builders import AT, DAY, all_done, case_of, plant_of, rules_of

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
    """At 23:01 a case stands on the board that was opened at 00:00, before the clock went back: it is still
    the day that had begun.
    """
    opened, zone = datetime(2010, 11, 7, 2, 30, 30, tzinfo=UTC), ZoneInfo("America/St_Johns")
    at = opened + timedelta(minutes=1)
    assert (day_of(opened, zone), day_of(at, zone)) == (date(2010, 11, 7), date(2010, 11, 6))
    openings = [opened, *(opened - 3 * DAY for _ in before)]
    judged = plant_of([case_of(f"J-{n}", "t", at) for n, at in enumerate(openings)], (), (), rules_of(zone=zone))
    days = series_of(judged, at)
    assert (days[-1].day, days[-1].on_board, len(judged.on_board(at))) == (date(2010, 11, 7), *[len(openings)] * 2)


def test_a_closing_without_a_date_is_in_no_day():
    """It counts as opened, and is told apart."""
    listed = case_of("A", "t", AT - 5 * DAY, tracked=False, listed_answer=True, profile="listed")
    undated = replace(listed, id="B", address="B", closed=Closing(None))
    dated = case_of("C", "t", AT - 40 * DAY, facts=all_done(AT - 30 * DAY), closed=Closing(AT - 10 * DAY))
    judged = plant_of([listed, undated, dated], (), ())
    days = series_of(judged, AT)
    assert (sum(day.opened for day in days), sum(day.closed for day in days), days[-1].on_board) == (3, 1, 1)
    assert undated_closings_of(judged.history(AT)) == 1


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
    assert years_before(day, 1) == since
