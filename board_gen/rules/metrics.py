"""Metrics 指标 of a plant: what stands in metrics.csv and the attendance of meetings.csv, as series over time.

A series is one metric in one scope (a line, a customer, the plant). A value counts from the start of its local day on;
of two values for one day the last in the file counts. Names differ where more than case does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from statistics import median

from board_gen.model.label import Label
from board_gen.model.local_time import day_of
from board_gen.model.plant import MeetingHeld, Metric, Plant
from board_gen.model.rules import MetricRules, Rules
from board_gen.model.terms import Better, ChartKind
from board_gen.rules.control_chart import ControlChart, control_chart_of
from board_gen.rules.judged import name_key

ATTENDANCE = "attendance"
"""The metric that is made of meetings.csv, unless metrics.csv has it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of a series, with the target that held for it."""

    day: date
    value: float
    target: float | None


@dataclass(frozen=True)
class Series:
    """A metric in a scope ("": none named): its values by day, at least one, and how it is shown.

    `later`: how many values are dated after the instant, and left out. `made_of`: so many meetings, of attendance.
    """

    rules: MetricRules
    scope: str
    points: tuple[Measured, ...]
    chart: ChartKind
    later: int = 0
    made_of: int | None = None

    @cached_property
    def median(self) -> float:
        """The middle of all values; between two, their mean."""
        return float(median(Fraction(repr(point.value)) for point in self.points))

    @cached_property
    def control(self) -> ControlChart | None:
        """Its control chart, of a series that is shown so."""
        return control_chart_of([point.value for point in self.points]) if self.chart is ChartKind.CONTROL else None

    @property
    def change(self) -> float | None:
        """From the last value but one to the last; None for a single value."""
        if len(self.points) < 2:
            return None
        former, last = (Fraction(repr(point.value)) for point in self.points[-2:])
        return float(last - former)

    def misses(self, point: Measured) -> bool | None:
        """True where a value misses its target; None where there is none, or nobody says which side is the good one."""
        if point.target is None or self.rules.better is None:
            return None
        return point.value < point.target if self.rules.better is Better.HIGHER else point.value > point.target


@dataclass(frozen=True, slots=True)
class MetricGroup:
    """All series of a metric, by scope in the order in which the file first names them."""

    rules: MetricRules
    series: tuple[Series, ...]


def metric_groups_of(plant: Plant, at: datetime) -> tuple[MetricGroup, ...]:
    """Every metric that has a value by `at`: those that the rules name in their order, then the others by name."""
    today = day_of(at, plant.rules.zone)
    found = dict(_written(plant.metrics, plant.rules, today))
    if name_key(ATTENDANCE) not in found:
        attendance = attendance_of(plant.meetings, plant.rules, today)
        if attendance is not None:
            found[name_key(ATTENDANCE)] = [attendance]
    order = {name_key(name): place for place, name in enumerate(plant.rules.metrics)}
    names = sorted(found, key=lambda name: (order.get(name, len(order)), name))
    return tuple(MetricGroup(found[name][0].rules, tuple(found[name])) for name in names)


def _written(metrics: Iterable[Metric], rules: Rules, today: date) -> Iterator[tuple[str, list[Series]]]:
    """The series of metrics.csv, by metric."""
    by_metric: dict[str, dict[str, list[Metric]]] = defaultdict(lambda: defaultdict(list))
    for metric in metrics:
        by_metric[name_key(metric.metric)][name_key(metric.scope)].append(metric)
    for name, scopes in by_metric.items():
        series = [made for entries in scopes.values() if (made := _series_of(entries, rules, today))]
        if series:
            yield name, series


def _series_of(entries: Sequence[Metric], rules: Rules, today: date) -> Series | None:
    """The series of one metric and scope; None without a value by today."""
    of_metric = metric_rules_of(entries[0].metric, rules)
    by_day = {entry.day: entry for entry in entries}
    points = [
        Measured(day, entry.value, of_metric.target if entry.target is None else entry.target)
        for day, entry in sorted(by_day.items())
        if day <= today
    ]
    if not points:
        return None
    asked = [entry.chart for _, entry in sorted(by_day.items()) if entry.chart is not None]
    chart = asked[-1] if asked else of_metric.chart
    return Series(of_metric, entries[0].scope, tuple(points), chart, later=len(by_day) - len(points))


def metric_rules_of(name: str, rules: Rules) -> MetricRules:
    """How a metric is shown: as board.yml says, else as a run chart under its own name."""
    known: Mapping[str, MetricRules] = {name_key(key): metric for key, metric in rules.metrics.items()}
    return known.get(name_key(name)) or MetricRules(name, Label.plain(name), Label.plain(""))


def attendance_of(meetings: Iterable[MeetingHeld], rules: Rules, today: date) -> Series | None:
    """How many of those expected came to the meetings of a week, in percent, at the day of its last meeting.

    Expected are who is named present or absent; where no meeting at all names anybody absent, also the roster.
    """
    all_meetings = list(meetings)
    roster = () if any(meeting.absent for meeting in all_meetings) else rules.meeting.roster
    weeks = defaultdict[date, list[MeetingHeld]](list)
    for meeting in all_meetings:
        if meeting.present and meeting.day <= today:
            weeks[meeting.day - timedelta(days=meeting.day.weekday())].append(meeting)
    if not weeks:
        return None
    of_metric = metric_rules_of(ATTENDANCE, rules)
    points = tuple(
        Measured(max(meeting.day for meeting in week), _attendance(week, roster), of_metric.target)
        for _, week in sorted(weeks.items())
    )
    return Series(of_metric, "", points, of_metric.chart, made_of=sum(map(len, weeks.values())))


def _attendance(week: Sequence[MeetingHeld], roster: Sequence[str]) -> float:
    """The percentage of a week, to one decimal."""
    came = sum(len(set(meeting.present)) for meeting in week)
    expected = sum(len({*meeting.present, *meeting.absent, *roster}) for meeting in week)
    return float(round(Fraction(100 * came, expected), 1))
