"""The plant's metrics for readers: what each series says, counts and leaves out, its values and its drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.rules.control_chart import BASELINE, FEWEST, ControlChart
from board_gen.rules.judged import JudgedPlant, name_key
from board_gen.rules.metrics import MetricGroup, Series, metric_groups_of
from board_gen.views.metric_drawing import (
    DRAWN,
    Drawing,
    Figures,
    control_drawing_of,
    day_words,
    run_drawing_of,
    signs_words,
)
from board_gen.views.reader import Reader
from board_gen.views.trend_panels import as_of_text

MOST = 120
"""So many series are drawn on the page; the file has all."""
_MOST_ALARMS = 5
_OF_PLANT = frozenset({"", "plant", "工厂", "全厂", "本厂"})


class ValueRow(NamedTuple):
    """A line of a series' table: day, value, target, and what is to be said of it."""

    day: str
    value: str
    target: str
    words: str
    is_missed: bool


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series: its last value with its unit and change, what it says and counts, its drawing and its table.

    `alarm` tells of a control chart which value is out of control by which rule.
    """

    id: str
    scope: str
    last: str
    unit: str
    change: str
    lead: str
    alarm: str
    notes: tuple[str, ...]
    drawing: Drawing
    rows: tuple[ValueRow, ...]
    is_control: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """A metric: its name, and each of its series."""

    id: str
    title: str
    series: tuple[SeriesView, ...]


@dataclass(frozen=True, slots=True)
class MetricsView:
    """All metrics; `left_out` series stand in the file only."""

    groups: tuple[GroupView, ...]
    left_out: int = 0

    @property
    def all(self) -> tuple[SeriesView, ...]:
        """The series of all groups."""
        return tuple(series for group in self.groups for series in group.series)

    @property
    def missed(self) -> int:
        """How many series miss their target with their last value."""
        return sum(series.rows[0].is_missed for series in self.all)

    @property
    def alarms(self) -> int:
        """How many control charts have a sign."""
        return sum(bool(series.alarm) for series in self.all)


def metrics_of(judged: JudgedPlant, reader: Reader) -> MetricsView:
    """Every metric that has a value by the reader's instant."""
    groups, room, left_out = [], MOST, 0
    for place, group in enumerate(metric_groups_of(judged.plant, reader.at), start=1):
        shown = group.series[:room]
        room -= len(shown)
        left_out += len(group.series) - len(shown)
        if shown:
            groups.append(_group_of(group, shown, f"metric-{place}", reader))
    return MetricsView(tuple(groups), left_out)


def _group_of(group: MetricGroup, shown: Sequence[Series], name: str, reader: Reader) -> GroupView:
    views = (series_view_of(series, f"{name}-{place}", reader) for place, series in enumerate(shown, start=1))
    return GroupView(name, reader.label(group.rules.label), tuple(views))


def series_view_of(series: Series, name: str, reader: Reader) -> SeriesView:
    """One series; `name` is its id on the page."""
    figures, chart = Figures(series), series.control
    return SeriesView(
        id=name,
        scope=scope_words(series.scope, reader),
        last=figures.plain(series.points[-1].value),
        unit=reader.label(series.rules.unit),
        change=_change_words(series, figures, reader),
        lead=_control_lead(series, chart, figures, reader) if chart else _run_lead(series, figures, reader),
        alarm=_alarm_words(series, chart, figures, reader) if chart else "",
        notes=tuple(_notes_of(series, reader)),
        drawing=control_drawing_of(series, chart, reader) if chart else run_drawing_of(series, reader),
        rows=tuple(_rows_of(series, figures, reader)),
        is_control=chart is not None,
    )


def scope_words(scope: str, reader: Reader) -> str:
    """The scope as the file names it; the plant in the reader's language."""
    return reader.words(N_("whole plant")) if name_key(scope) in _OF_PLANT else scope


def _change_words(series: Series, figures: Figures, reader: Reader) -> str:
    """`−1.1 since 11-15`; nothing for a single value."""
    if series.change is None:
        return ""
    text = figures.plain(series.change)
    change = text if series.change < 0 else f"+{text}" if series.change else "±0"
    return reader.words(N_("{change} since {day}"), change=change, day=day_words(series.points[-2].day, reader))


def _run_lead(series: Series, figures: Figures, reader: Reader) -> str:
    """What the values say against their median and target."""
    words, target = reader.words, series.points[-1].target
    middle, no_target = words(N_("Median {value}."), value=figures.fine(series.median)), words(N_("No target given."))
    if target is None:
        return f"{middle} {no_target}"
    judged = [missed for point in series.points if (missed := series.misses(point)) is not None]
    if not judged:
        told = words(
            N_("Target {value}; board.yml does not say which side of it is the better one."),
            value=figures.plain(target),
        )
    else:
        told = words(
            N_("Target {value}: missed {missed} times in {count}."),
            value=figures.plain(target),
            missed=sum(judged),
            count=len(judged),
        )
    return f"{middle} {told}"


def _control_lead(series: Series, chart: ControlChart, figures: Figures, reader: Reader) -> str:
    """The limits and what they are made of, or why there are none."""
    words, limits = reader.words, chart.limits
    if limits is None and len(chart.values) < FEWEST:
        return words(
            N_("No limits yet: {count} values, at least {fewest} are needed."), count=len(chart.values), fewest=FEWEST
        )
    if limits is None:
        return words(N_("No limits: the values that would fix them are all alike."))
    fixed = N_(
        "Limits {lower} to {upper} around {centre}, fixed on the first {count} values (to {day}): "
        "± 2.66 × the mean moving range {range}; a single range up to {range_limit}."
    )
    trial = N_(
        "Trial limits {lower} to {upper} around {centre}, of all {count} values so far (to {day}): "
        "± 2.66 × the mean moving range {range}; a single range up to {range_limit}."
    )
    return words(
        fixed if limits.count == BASELINE else trial,
        lower=figures.fine(limits.lower),
        upper=figures.fine(limits.upper),
        centre=figures.fine(limits.centre),
        count=limits.count,
        day=day_words(series.points[limits.count - 1].day, reader),
        range=figures.fine(limits.mean_range),
        range_limit=figures.fine(limits.range_limit),
    )


def _alarm_words(series: Series, chart: ControlChart, figures: Figures, reader: Reader) -> str:
    """The latest values that are out of control, the newest first, each with its rules; nothing where none is."""
    told = [
        f"{day_words(point.day, reader)} ({figures.plain(point.value)}): {signs_words(signs, reader)}"
        for point, signs in zip(reversed(series.points), reversed(chart.signs), strict=True)
        if signs
    ]
    if not told:
        return ""
    more = len(told) - _MOST_ALARMS
    listed = "; ".join(told[:_MOST_ALARMS])
    if more > 0:
        return reader.words(N_("Out of control: {listed}; and {count} earlier"), listed=listed, count=more)
    return reader.words(N_("Out of control: {listed}"), listed=listed)


def _notes_of(series: Series, reader: Reader) -> Iterator[str]:
    """What is counted and left out, and as of when."""
    words, points = reader.words, series.points
    first, last = day_words(points[0].day, reader), day_words(points[-1].day, reader)
    yield words(N_("n = {count} (values, {first} to {last})."), count=len(points), first=first, last=last)
    if series.made_of is not None:
        yield words(N_("A value is a week's; meetings in all: {count} (meetings.csv)."), count=series.made_of)
    if len(points) > DRAWN:
        yield words(N_("Drawn are the latest {count}; the file has all."), count=DRAWN)
    if series.later:
        yield words(N_("Left out as dated later: {count}."), count=series.later)
    yield as_of_text(reader)


def _rows_of(series: Series, figures: Figures, reader: Reader) -> Iterator[ValueRow]:
    """The drawn values, the newest first."""
    chart = series.control
    signs = chart.signs if chart else ((),) * len(series.points)
    for point, out in list(zip(series.points, signs, strict=True))[: -DRAWN - 1 : -1]:
        is_missed = bool(series.misses(point))
        words = [reader.words(N_("target missed"))] if is_missed else []
        target = "" if point.target is None else figures.plain(point.target)
        told = ", ".join([*words, *([signs_words(out, reader)] if out else [])])
        yield ValueRow(point.day.isoformat(), figures.plain(point.value), target, told, is_missed)
