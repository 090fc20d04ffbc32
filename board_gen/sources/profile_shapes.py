"""What board.yml says of how problems are judged: sources, criteria, escalation, profiles, customers (contract §2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from board_gen.finding import Kind, Level
from board_gen.messages import N_
from board_gen.model.duration import Duration
from board_gen.model.label import Label
from board_gen.model.rules import (
    ANSWER,
    LISTED,
    Criterion,
    Customer,
    EscalationLevel,
    Profile,
    ProfileVersion,
    Source,
)
from board_gen.model.terms import EvidenceNeed, QColour, SourceGroup
from board_gen.sources.faults import folded, nearest_of, shown
from board_gen.sources.label_shapes import ELAPSED, LABEL
from board_gen.sources.scalars import (
    DAY,
    Choice,
    DurationText,
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
    Schema,
    Shape,
    Spot,
    given,
)
from board_gen.sources.yaml_nodes import ListNode, MapNode, Node, TextNode, file_of, is_null

DEFAULTS = "board_defaults.yml"
"""The file name that nodes of the defaults carry."""
STEPS = tuple(f"D{number}" for number in range(9))
PLAIN_STEP = "D6"
"""The step of a criterion that names none: something to be carried out."""

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
_ID = r"[^\W_](?:[\w.-]{0,62}\w)?"


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
