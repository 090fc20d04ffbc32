"""What board.yml may hold, as a whole (contract §2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from board_gen.finding import Level
from board_gen.model.label import Label, Language
from board_gen.model.rules import (
    Cadence,
    Criterion,
    MetricRules,
    SheetRules,
)
from board_gen.model.terms import Better, ChartKind
from board_gen.sources.calendar_shapes import CALENDAR, MEETING, TELEVISION, Zone, cadence_shape
from board_gen.sources.label_shapes import LABEL
from board_gen.sources.profile_shapes import CUSTOMERS, ESCALATION, SOURCES, STEP_LABELS, ProfilesShape, criteria_shape
from board_gen.sources.scalars import (
    Choice,
    Number,
    choice_of,
)
from board_gen.sources.shape import (
    Field,
    MapOf,
    Record,
    Shape,
    given,
)
from board_gen.sources.sheet_shapes import sheets_shape

GATES = (
    "trigger",
    "team",
    "problem",
    "containment",
    "root_cause",
    "action",
    "implementation",
    "prevention",
    "closure",
)
"""The content gates of contract §6, D0 to D8."""


@dataclass(frozen=True)
class _MetricGiven:
    """A metric as board.yml gives it."""

    label: Label | None = None
    unit: Label | None = None
    chart: ChartKind = ChartKind.RUN
    better: Better | None = None
    target: float | None = None

    def metric(self, name: str) -> MetricRules:
        """The metric, under its own name where it has no label."""
        label, unit = self.label or Label.plain(name), self.unit or Label.plain("")
        return MetricRules(name, label, unit, self.chart, self.better, self.target)


_FARTHEST = 1e15
"""Targets lie within as many digits as the values of metrics.csv."""
METRICS: Shape[Mapping[str, MetricRules]] = MapOf(
    Record(
        _MetricGiven,
        (
            Field("label", LABEL),
            Field("unit", LABEL),
            Field("chart", choice_of(ChartKind)),
            Field("better", choice_of(Better)),
            Field("target", Number(-_FARTHEST, _FARTHEST)),
        ),
    )
).then(lambda metrics: {name: metric.metric(name) for name, metric in metrics.items()})


def _gates(**levels: str) -> Mapping[str, Level | None]:
    return {gate: None if level == "off" else Level(level) for gate, level in levels.items()}


GATE_LEVELS = Record(
    _gates, tuple(Field(gate, Choice({word: word for word in ("off", "warning", "error")})) for gate in GATES)
)


def board_shape(
    known: Mapping[str, Criterion], ids: tuple[str, ...] | None, cadence: Cadence | None
) -> Record[dict[str, object]]:
    """The whole of board.yml; the values by the names of the attributes of Rules.

    `known` are the default criteria, `ids` the board's own (None: any), `cadence` the default.
    """
    return Record(
        lambda **values: values,
        (
            Field("title", LABEL),
            Field("plant", LABEL),
            Field("timezone", Zone(), "zone"),
            Field("language", choice_of(Language)),
            Field("calendar", CALENDAR),
            Field("meeting", MEETING),
            Field("tv", TELEVISION),
            Field("cadence", cadence_shape(cadence)),
            Field("sources", SOURCES),
            Field("criteria", criteria_shape(known)),
            Field("steps", STEP_LABELS),
            Field("profiles", ProfilesShape(ids)),
            given("customers", CUSTOMERS, {}),
            given("escalation", ESCALATION, ()),
            given("sheet", sheets_shape(ids), (SheetRules(),), "sheets"),
            Field("gates", GATE_LEVELS),
            given("people", MapOf(LABEL), {}),
            given("metrics", METRICS, {}),
        ),
    )


@cache
def generic_board_shape() -> Record[dict[str, object]]:
    """The shape of any plant's board.yml, whatever its criteria."""
    return board_shape({}, None, None)
