"""What board.yml may hold (contract §2), as shapes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from board_gen.finding import Kind, Level
from board_gen.messages import N_
from board_gen.model.duration import Duration
from board_gen.model.label import Label, Language
from board_gen.model.rules import (
    ANSWER,
    LISTED,
    Cadence,
    CalendarRules,
    Criterion,
    Customer,
    EscalationLevel,
    Meeting,
    MetricRules,
    Profile,
    ProfileVersion,
    SheetRules,
    Source,
    Television,
)
from board_gen.model.terms import Better, ChartKind, EvidenceNeed, QColour, SourceGroup
from board_gen.sources.faults import folded, nearest_of, shown
from board_gen.sources.scalars import (
    DAY,
    TEXTS,
    Choice,
    Clock,
    DurationText,
    Number,
    Text,
    Whole,
    YesNo,
    choice_of,
)
from board_gen.sources.shape import (
    ByForm,
    Checked,
    Field,
    ListOf,
    MapOf,
    Reading,
    Record,
    Scalar,
    Schema,
    Shape,
    Spot,
    given,
)
from board_gen.sources.sheet_names import BUILT_IN
from board_gen.sources.yaml_nodes import ListNode, MapNode, Node, TextNode, file_of, is_null

DEFAULTS = "board_defaults.yml"
"""The file name that nodes of the defaults carry."""
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
STEPS = tuple(f"D{number}" for number in range(9))
WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
PLAIN_STEP = "D6"
"""The step of a criterion that names none: something to be carried out."""

_NO_ZONE = Kind("BG340", Level.ERROR, N_("{key}: “{text}” is no time zone"), N_("write an IANA name: {nearest}"))
_NO_COUNTRY = Kind(
    "BG341",
    Level.ERROR,
    N_("{key}: no calendar is known for “{text}”"),
    N_("write an ISO code (CN, DE, US …), or null for none"),
)
_NO_WORKDAY = Kind("BG342", Level.ERROR, N_("{key}: no day of the week is worked"), N_("leave at least one day out"))
_BOTH_DAYS = Kind(
    "BG343", Level.ERROR, N_("{key}: {day} is both a holiday and a working day"), N_("keep it in one of the lists")
)
_SAME_CRITERION = Kind("BG344", Level.ERROR, N_("{key}: “{text}” stands here twice"), N_("give each its own id"))
_RESERVED = Kind(
    "BG345", Level.ERROR, N_("{key}: the id “{text}” has a meaning of its own here"), N_("choose another id")
)
_NO_CRITERIA = Kind("BG346", Level.ERROR, N_("the board has no criteria"), N_("list at least one under criteria"))
_UNKNOWN_CRITERION = Kind(
    "BG347", Level.ERROR, N_("{key}: the board has no criterion “{text}”"), N_("did you mean “{nearest}”?")
)
_EMPTY_PROFILE = Kind(
    "BG348",
    Level.ERROR,
    N_("{key}: a profile without criteria"),
    N_("give each of its criteria a duration, as in {example}"),
)
_SAME_START = Kind(
    "BG349", Level.ERROR, N_("{key}: two versions begin on the same day"), N_("give each version its own `from`")
)
_SAME_LEVEL = Kind("BG350", Level.ERROR, N_("{key}: level {level} stands here twice"), N_("number the levels 1, 2, 3"))
_NEVER_REACHED = Kind(
    "BG351",
    Level.WARNING,
    N_("{key}: level {level} names no condition, so it is never reached"),
    N_("give it red_for, age or recurred"),
)
_OUTSIDE = Kind(
    "BG352", Level.ERROR, N_("{key}: “{text}” is no file of this folder"), N_("write the file's name alone")
)

_ID = r"[^\W_](?:[\w.-]{0,62}\w)?"


def _label(zh: str = "", en: str = "") -> Label:
    """A label of which one language may be missing: the other stands for it."""
    return Label(zh or en, en or zh)


LABEL: Shape[Label] = ByForm(
    text=Text().then(Label.plain), mapping=Record(_label, (Field("zh", Text()), Field("en", Text())))
)
ELAPSED: Shape[timedelta] = DurationText(is_elapsed=True).then(lambda duration: duration.elapsed)
WEEKDAY_SET: Shape[frozenset[int]] = ListOf(Choice(WEEKDAYS), takes_one=True).then(frozenset)


@dataclass(frozen=True)
class _Zone(Scalar[ZoneInfo]):
    """An IANA time zone."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> ZoneInfo | None:
        """The zone."""
        try:
            return ZoneInfo(text)
        except (LookupError, ValueError, OSError):
            alike_first = sorted(available_timezones(), key=lambda name: (name[:2] != text[:2], name))
            nearest = nearest_of(text, alike_first) or "Asia/Shanghai"
            reading.adds(_NO_ZONE, node, spot, text=shown(text), nearest=nearest)
            return None

    def schema(self) -> Schema:
        """Any text: editors do not know the list."""
        return {"type": "string"}


@dataclass(frozen=True)
class _Country(Scalar[str]):
    """An ISO code of a country whose holidays are known."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> str | None:
        """The code, in capitals."""
        from holidays import list_supported_countries

        if text.upper() in list_supported_countries():
            return text.upper()
        reading.adds(_NO_COUNTRY, node, spot, text=shown(text))
        return None

    def schema(self) -> Schema:
        """Letters."""
        return {"type": "string", "pattern": "^[A-Za-z]{2,3}$"}


@dataclass(frozen=True)
class _FileName(Scalar[str]):
    """The name of a file in the plant's folder, or below it."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> str | None:
        """The name."""
        parts = text.split("/")
        if text and "\\" not in text and ":" not in text and not {"", ".", ".."} & set(parts):
            return text
        reading.adds(_OUTSIDE, node, spot, text=shown(text))
        return None

    def schema(self) -> Schema:
        """Any text."""
        return {"type": "string"}


def _checked_calendar(value: CalendarRules, node: Node, reading: Reading, spot: Spot) -> CalendarRules:
    """A week has a working day, and no day is listed as both."""
    if len(value.weekend) == len(WEEKDAYS):
        reading.adds(_NO_WORKDAY, node, spot)
    for day in sorted(value.extra_holidays & value.extra_workdays):
        reading.adds(_BOTH_DAYS, node, spot, day=day.isoformat())
    return value


def _checked_levels(
    levels: tuple[EscalationLevel, ...], node: Node, reading: Reading, spot: Spot
) -> tuple[EscalationLevel, ...]:
    """Each level is numbered once, and can be reached; lowest first."""
    levels = tuple(sorted(levels, key=lambda level: level.level))
    for before, level in pairwise(levels):
        if before.level == level.level:
            reading.adds(_SAME_LEVEL, node, spot, level=level.level)
    for level in levels:
        if level.red_for is None and level.age is None and not level.recurred:
            reading.adds(_NEVER_REACHED, node, spot, level=level.level)
    return levels


def _checked_criteria(
    criteria: tuple[Criterion, ...], node: Node, reading: Reading, spot: Spot
) -> tuple[Criterion, ...] | None:
    """There are criteria, each with an id of its own that means nothing else."""
    if not criteria:
        reading.adds(_NO_CRITERIA, node, spot)
        return None
    seen: set[str] = set()
    for criterion in criteria:
        if folded(criterion.id) in {ANSWER, "overall"}:
            reading.adds(_RESERVED, node, spot, text=criterion.id)
        if folded(criterion.id) in seen:
            reading.adds(_SAME_CRITERION, node, spot, text=criterion.id)
        seen.add(folded(criterion.id))
    return criteria


_WORKING = frozenset({-1})
"""Stands for "every working day", which is no set of weekdays; an empty list is a plant that never meets."""


def _days(days: frozenset[int] = _WORKING, **values: object) -> Meeting:
    return Meeting(days=None if days == _WORKING else days, **values)  # type: ignore[arg-type]


def _calendar(**values: Iterable[date] | frozenset[int] | str | None) -> CalendarRules:
    return CalendarRules(**values)  # type: ignore[arg-type]


DAY_SET: Shape[frozenset[date]] = ListOf(DAY, takes_one=True).then(frozenset)
CALENDAR = Checked(
    Record(
        _calendar,
        (
            given("country", _Country(), None),
            given("weekend", WEEKDAY_SET, frozenset()),
            Field("extra_holidays", DAY_SET),
            Field("extra_workdays", DAY_SET),
        ),
    ),
    _checked_calendar,
)
MEETING = Record(
    _days,
    (
        Field("time", Clock()),
        Field(
            "days",
            ByForm(
                text=Choice(
                    {
                        "working": _WORKING,
                        "daily": frozenset(range(7)),
                        **{name: frozenset({day}) for name, day in WEEKDAYS.items()},
                    }
                ),
                items=WEEKDAY_SET,
            ),
        ),
        Field("minutes", Whole(1, 480)),
        Field("roster", TEXTS),
    ),
)
TELEVISION = Record(
    Television,
    (
        Field("inches", Number(10, 300)),
        Field("distance", Number(0.5, 100)),
        Field("seconds", Whole(3, 3600)),
        Field("theme", Choice({"dark": "dark", "light": "light"})),
    ),
)


def cadence_shape(base: Cadence | None) -> Shape[Cadence]:
    """The cadence; what is not given is the default's."""
    data, build = (base.data, base.build) if base else (None, None)
    return Record(Cadence, (given("data", DurationText(), data), given("build", DurationText(), build)))


@dataclass(frozen=True)
class _SourceGiven:
    """A source as board.yml gives it."""

    label: Label | None = None
    group: SourceGroup = SourceGroup.OTHER
    q: QColour | None = None
    profile: str | None = "-"

    def source(self, code: str) -> Source:
        """The source: what is not given follows its group."""
        is_customer = self.group is SourceGroup.CUSTOMER
        colour = QColour.RED if is_customer else QColour.YELLOW
        profile = ("complaint" if is_customer else "internal") if self.profile == "-" else self.profile or None
        return Source(code, self.label or Label.plain(code), self.group, self.q or colour, profile)


SOURCES: Shape[Mapping[str, Source]] = MapOf(
    Record(
        _SourceGiven,
        (
            Field("label", LABEL),
            Field("group", choice_of(SourceGroup)),
            Field("q", choice_of(QColour)),
            Field("profile", Text(), null=""),
        ),
    )
).then(lambda sources: {code: source.source(code) for code, source in sources.items()})


def criteria_shape(known: Mapping[str, Criterion]) -> Shape[tuple[Criterion, ...]]:
    """The columns; label and step of a `known` criterion need not be written again."""

    def criterion(id: str, label: Label | None = None, step: str | None = None, **values: object) -> Criterion:
        former = known.get(id)
        label = label or (former.label if former else Label.plain(id))
        step = step or (former.step if former else PLAIN_STEP)
        return Criterion(id, label, step, **values)  # type: ignore[arg-type]

    fields = (
        Field("id", Text(_ID, "root_cause"), is_required=True),
        Field("label", LABEL),
        Field("step", Choice({step: step for step in STEPS})),
        Field("evidence", choice_of(EvidenceNeed)),
        Field("fails_on_recurrence", YesNo()),
    )
    return Checked(ListOf(Record(criterion, fields)), _checked_criteria)


STEP_LABELS: Shape[Mapping[str, Label]] = Record(
    lambda **labels: labels, tuple(given(step, LABEL, Label.plain(step)) for step in STEPS)
)


ESCALATION = Checked(
    ListOf(
        Record(
            EscalationLevel,
            (
                Field("level", Whole(1, 9), is_required=True),
                Field("to", LABEL, is_required=True),
                Field("red_for", ELAPSED),
                Field("age", ELAPSED),
                Field("recurred", YesNo()),
            ),
        )
    ),
    _checked_levels,
)


@dataclass(frozen=True)
class _Durations(Shape[Mapping[str, Duration]]):
    """A profile's criteria with the duration of each, in the board's order (`ids`; None: any)."""

    ids: tuple[str, ...] | None

    def read(self, node: Node, reading: Reading, spot: Spot) -> Mapping[str, Duration] | None:
        """The durations; of the defaults only those that the board has a criterion for."""
        if isinstance(node, MapNode) and self.ids is not None:
            known = list(self._known(node, reading, spot))
            node = MapNode.of({key.value: value for key, value in known}, [key for key, _ in known], node.start_mark)
        read = MapOf(DurationText()).read(node, reading, spot)
        if read is None or self.ids is None:
            return read
        return {name: read[name] for name in self.ids if name in read}

    def _known(self, node: MapNode, reading: Reading, spot: Spot) -> Iterator[tuple[TextNode, Node]]:
        for key, value in node.entries():
            if key.value in (self.ids or ()):
                yield key, value
            elif file_of(key) != DEFAULTS and not is_null(value):
                nearest = nearest_of(key.value, self.ids or ()) or ", ".join(self.ids or ())
                reading.adds(_UNKNOWN_CRITERION, key, spot, text=shown(key.value), nearest=nearest)

    def schema(self) -> Schema:
        """An object of durations."""
        return MapOf(DurationText()).schema()


@dataclass(frozen=True)
class ProfilesShape(Shape[Mapping[str, Profile]]):
    """Profiles: each a mapping, or a list of versions told apart by `from`."""

    ids: tuple[str, ...] | None

    def read(self, node: Node, reading: Reading, spot: Spot) -> Mapping[str, Profile] | None:
        """The profiles that have criteria; a default one that is left without any is dropped in silence."""
        if not isinstance(node, MapNode):
            MapOf(Text()).read(node, reading, spot)
            return None
        profiles: dict[str, Profile] = {}
        for key, value in node.values.items():
            below = spot.below(key)
            versions = None if is_null(value) else self._shape(key).read(value, reading, below)
            if versions is not None and self._is_sound(versions, value, reading, below):
                profiles[key] = Profile(key, tuple(sorted(versions, key=_start_of)))
        return profiles

    def _is_sound(self, versions: tuple[ProfileVersion, ...], node: Node, reading: Reading, spot: Spot) -> bool:
        nodes = node.items if isinstance(node, ListNode) else (node,)
        if not versions or not all(version.criteria for version in versions):
            if any(file_of(item) != DEFAULTS for item in nodes) or not nodes:
                reading.adds(_EMPTY_PROFILE, node, spot, example="criteria: {containment: 24h}")
            return False
        starts = {version.since for version in versions}
        if len(starts) < len(versions):
            reading.adds(_SAME_START, node, spot)
        return True

    def _shape(self, name: str) -> Shape[tuple[ProfileVersion, ...]]:
        ids = (ANSWER,) if name == LISTED and self.ids is not None else self.ids
        version = Record(
            ProfileVersion,
            (
                Field("from", DAY, "since"),
                given("criteria", _Durations(ids), {}),
                Field("reports", MapOf(DurationText(), "[1-8]D", "8D")),
                Field("watch", ELAPSED),
                Field("escalation", ESCALATION),
            ),
        )
        return ByForm(mapping=version.then(lambda only: (only,)), items=ListOf(version))

    def schema(self) -> Schema:
        """An object of profiles."""
        anyone = {"anyOf": [self._shape("").schema(), {"type": "null"}]}
        return {"type": "object", "additionalProperties": anyone}


def _start_of(version: ProfileVersion) -> date:
    return version.since or date.min


@dataclass(frozen=True)
class _CustomerGiven:
    """A customer as board.yml gives it; `watch` negative: that there is none."""

    profile: str | None = None
    watch: timedelta | None = None
    label: Label | None = None

    def customer(self, code: str) -> Customer:
        """The customer."""
        watch = None if self.watch == _NO_WATCH else self.watch
        return Customer(code, self.profile, watch, self.watch is not None, self.label)


_NO_WATCH = timedelta(days=-1)
CUSTOMERS: Shape[Mapping[str, Customer]] = MapOf(
    Record(
        _CustomerGiven,
        (Field("profile", Text()), Field("watch", ELAPSED, null=_NO_WATCH), Field("label", LABEL)),
    )
).then(lambda customers: {code: customer.customer(code) for code, customer in customers.items()})


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


@dataclass(frozen=True)
class _ByColumn(Shape[Mapping[str, object]]):
    """A mapping by the keys of a sheet's columns, each with its own shape."""

    ids: tuple[str, ...] | None
    value: Shape[object]
    own: Mapping[str, Shape[object]]

    def read(self, node: Node, reading: Reading, spot: Spot) -> Mapping[str, object] | None:
        """The values by key."""
        return self._record().read(node, reading, spot)

    def _record(self) -> Record[Mapping[str, object]]:
        ids = self.ids or ()
        keys = (*BUILT_IN, *ids, *(f"{name} due" for name in ids))
        fields = tuple(Field(key, self.own.get(key, self.value)) for key in keys)
        return Record(lambda **values: values, fields)

    def schema(self) -> Schema:
        """An object; of any keys where the criteria are not known."""
        return self._record().schema() if self.ids is not None else MapOf(self.value).schema()


_STATUS_WORDS = ("open", "closed", "on_hold", "rejected", "G", "Y", "R")


def sheets_shape(ids: tuple[str, ...] | None) -> Shape[tuple[SheetRules, ...]]:
    """One sheet or several; criteria's columns are named by `ids`."""
    status = MapOf(Choice({word: word for word in _STATUS_WORDS}))
    sheet = Record(
        SheetRules,
        (
            Field("file", _FileName()),
            Field("tab", Text()),
            Field("dates", Choice({"mdy": "mdy", "dmy": "dmy"})),
            given("hidden", YesNo(), default=False),
            Field("columns", _ByColumn(ids, TEXTS, {})),
            Field("words", _ByColumn(ids, MapOf(Text()), {"status": status})),
        ),
    )
    return ByForm(mapping=sheet.then(lambda only: (only,)), items=ListOf(sheet))


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
            Field("timezone", _Zone(), "zone"),
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
