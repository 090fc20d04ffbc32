"""Metrics as series: what counts by an instant, targets, and the attendance of meetings."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from statistics import median

import pytest

from board_gen.model.label import Label
from board_gen.model.plant import MeetingHeld, Metric, Plant
from board_gen.model.rules import Meeting, MetricRules
from board_gen.model.terms import Better, ChartKind
from board_gen.rules.metrics import Series, metric_groups_of
from tests.pages.builders import AT, rules_of


def metric(day: int, value: float, *, name="FTQ", scope="Line 3", target=None, chart=None) -> Metric:
    return Metric(date(2026, 11, day), name, scope, value, target, chart)


def told(name: str, **given: object) -> MetricRules:
    return MetricRules(name, Label.plain(name), Label.plain("%"), **given)  # type: ignore[arg-type]


def plant(*metrics: Metric, meetings=(), **rules: object) -> Plant:
    return Plant(rules_of(**rules), (), (), (), tuple(meetings), tuple(metrics))


def only(plant: Plant, at: datetime = AT) -> Series:
    [group] = metric_groups_of(plant, at)
    [series] = group.series
    return series


def test_values_stand_by_day_and_the_last_of_a_day_counts():
    """The file's order makes no difference but within a day."""
    series = only(plant(metric(15, 3), metric(8, 1), metric(15, 4)))
    assert [(point.day.day, point.value) for point in series.points] == [(8, 1), (15, 4)]
    assert series.change == 3


def test_a_value_counts_from_its_local_day_on():
    """What is dated tomorrow is left out and counted; at the first instant of its local day it is in."""
    series = (metric(22, 1), metric(24, 2))
    assert (len(only(plant(*series)).points), only(plant(*series)).later) == (1, 1)
    midnight = datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert len(only(plant(*series), midnight).points) == 2
    assert metric_groups_of(plant(metric(24, 1)), AT) == ()


def test_scopes_are_series_and_names_differ_where_more_than_case_does():
    """One metric, two lines; ftq is FTQ."""
    [group] = metric_groups_of(plant(metric(1, 1), metric(2, 2, scope="Line 4"), metric(3, 3, name="ftq")), AT)
    assert [(series.scope, len(series.points)) for series in group.series] == [("Line 3", 2), ("Line 4", 1)]


@pytest.mark.parametrize(
    ("better", "value", "missed"),
    [
        (Better.HIGHER, 97.9, True),
        (Better.HIGHER, 98.0, False),
        (Better.LOWER, 98.0, False),
        (Better.LOWER, 98.1, True),
        (None, 1.0, None),
    ],
)
def test_a_target_is_missed_on_its_worse_side(better, value, missed):
    """On the target it is met; where nobody says which side is better nothing is said."""
    series = only(plant(metric(1, value, target=98.0), metrics={"ftq": told("ftq", better=better)}))
    assert series.misses(series.points[0]) is missed


def test_a_target_of_board_yml_holds_where_the_row_has_none():
    """The row's own goes before it."""
    rules = {"FTQ": told("FTQ", target=95.0)}
    series = only(plant(metric(1, 1), metric(2, 1, target=90.0), metrics=rules))
    assert [point.target for point in series.points] == [95.0, 90.0]


@pytest.mark.parametrize(
    ("rows", "of_board", "expected"),
    [
        ((None, None), ChartKind.RUN, ChartKind.RUN),
        ((None, None), ChartKind.CONTROL, ChartKind.CONTROL),
        ((ChartKind.CONTROL, None), ChartKind.RUN, ChartKind.CONTROL),
        ((ChartKind.CONTROL, ChartKind.RUN), ChartKind.RUN, ChartKind.RUN),
        ((ChartKind.RUN, None), ChartKind.CONTROL, ChartKind.RUN),
    ],
)
def test_the_last_row_that_names_a_chart_decides(rows, of_board, expected):
    """Rows go before board.yml, later days before earlier ones."""
    given = [metric(day, 1, chart=chart) for day, chart in enumerate(rows, start=1)]
    series = only(plant(*given, metrics={"FTQ": told("FTQ", chart=of_board)}))
    assert (series.chart, series.control is not None) == (expected, expected is ChartKind.CONTROL)


def test_named_metrics_come_first_in_the_order_of_board_yml():
    """The others follow by name."""
    rows = [metric(1, 1, name=name) for name in ("zeta", "alpha", "beta", "FTQ")]
    rules = {name: told(name) for name in ("FTQ", "beta")}
    assert [group.rules.name for group in metric_groups_of(plant(*rows, metrics=rules), AT)] == [
        "FTQ",
        "beta",
        "alpha",
        "zeta",
    ]


@pytest.mark.parametrize("values", [(1,), (1, 2), (3, 1, 2), (0.1, 0.2, 0.4, 0.3)])
def test_the_median_is_the_middle(values):
    """Of an even number of values the mean of the two in the middle."""
    series = only(plant(*(metric(day, value) for day, value in enumerate(values, start=1))))
    assert series.median == pytest.approx(median(values))


def meeting(day: int, present: str, absent: str = "") -> MeetingHeld:
    return MeetingHeld(date(2026, 11, day), time(8, 30), 25, tuple(present.split()), tuple(absent.split()))


def attendance(*meetings: MeetingHeld, roster=("李伟", "王芳")) -> list[tuple[int, float]]:
    groups = metric_groups_of(plant(meetings=meetings, meeting=Meeting(roster=tuple(roster))), AT)
    return [(point.day.day, point.value) for group in groups for point in group.series[0].points]


def test_attendance_is_of_those_named_by_week():
    """Those who came of those named, over the meetings of a week, at its last meeting."""
    week = (meeting(16, "a b c", "d"), meeting(17, "a b c d"), meeting(18, "a", "b"), meeting(11, "a"))
    assert attendance(*week) == [(11, 100.0), (18, 80.0)]


def test_attendance_is_of_the_roster_where_nobody_is_ever_named_absent():
    """A plant that writes down only who came is measured by its roster; names come once."""
    assert attendance(meeting(16, "李伟 李伟"), meeting(17, "李伟 王芳 Adams")) == [(17, 80.0)]


def test_a_meeting_to_come_or_without_names_is_not_counted():
    """Nobody knows who was there."""
    assert attendance(meeting(24, "a"), meeting(17, "")) == []


def test_attendance_that_is_written_down_goes_before_the_computed():
    """A metric of that name in metrics.csv is the plant's own."""
    [group] = metric_groups_of(plant(metric(1, 88, name="Attendance"), meetings=[meeting(16, "a")]), AT)
    assert [(point.value, group.series[0].made_of) for point in group.series[0].points] == [(88, None)]


def test_no_series_for_a_plant_without_ledgers():
    """Nothing is made of nothing."""
    assert metric_groups_of(replace(plant(), metrics=()), AT) == ()
