"""The plant's rules: board.yml over the defaults, as records (contract §2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from board_gen.finding import Level as FindingLevel
from board_gen.model.duration import Duration
from board_gen.model.label import Label, Language
from board_gen.model.terms import Better, ChartKind, EvidenceNeed, QColour, SourceGroup

LISTED = "listed"
"""The built-in profile of a row without a case file; its one criterion is `ANSWER`."""
ANSWER = "answer"
INTERNAL = "internal"
"""The profile of a case for which nothing else names one."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """An exit criterion 退出标准: one column of the board."""

    id: str
    label: Label
    step: str
    evidence: EvidenceNeed = EvidenceNeed.OPTIONAL
    fails_on_recurrence: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where a problem can come from; `q` is the colour that it gives its day of the Q-chart."""

    code: str
    label: Label
    group: SourceGroup
    q: QColour
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class EscalationLevel:
    """A level of escalation 逐级报警: reached when any of its conditions holds (bounds inclusive)."""

    level: int
    to: Label
    red_for: timedelta | None = None
    age: timedelta | None = None
    recurred: bool = False


@dataclass(frozen=True, slots=True)
class ProfileVersion:
    """What a kind of case is judged by, for cases opened on or after the local day `since`.

    `criteria` gives the duration of each criterion's first deadline, in the board's order. `watch` is elapsed
    time, None for no watch. `escalation` is None where the plant's holds.
    """

    criteria: Mapping[str, Duration]
    reports: Mapping[str, Duration] = field(default_factory=dict)
    watch: timedelta | None = None
    escalation: tuple[EscalationLevel, ...] | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile and its versions, oldest first; never empty."""

    name: str
    versions: tuple[ProfileVersion, ...]

    def in_force_on(self, day: date) -> ProfileVersion:
        """The version in force on the local `day`; the earliest judges older cases too."""
        started = [version for version in self.versions if version.since is None or version.since <= day]
        return started[-1] if started else self.versions[0]


@dataclass(frozen=True, slots=True)
class Customer:
    """What a customer asks for: a profile, and a watch that replaces the profile's (`watch_given`)."""

    code: str
    profile: str | None = None
    watch: timedelta | None = None
    watch_given: bool = False
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """Which days are worked. `country` is an ISO code or None; `weekend` holds weekdays, Monday = 0."""

    country: str | None = "CN"
    weekend: frozenset[int] = frozenset({5, 6})
    extra_holidays: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Meeting:
    """The daily meeting, in plant time. `days` is None for every working day, else weekdays, Monday = 0."""

    time: time = time(8, 30)
    days: frozenset[int] | None = None
    minutes: int = 30
    roster: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Television:
    """The screen on the wall: diagonal in inches, distance in metres, seconds per page."""

    inches: float = 55
    distance: float = 4
    seconds: int = 15
    theme: str = "dark"


@dataclass(frozen=True, slots=True)
class Cadence:
    """How old data and build may grow before they are stale."""

    data: Duration
    build: Duration


@dataclass(frozen=True, slots=True)
class SheetRules:
    """How to read one sheet: `columns` adds header names per key, `words` maps cell words per key.

    `file` None is the one issues.* there is, `tab` None the first that is not hidden; `dates` is "mdy", "dmy" or None.
    `hidden`: rows that are hidden are read too.
    """

    file: str | None = None
    tab: str | None = None
    dates: str | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class MetricRules:
    """How a metric of metrics.csv is shown. `better` None: nobody says which side of the target is the good one.

    `target` holds for values without a target of their own.
    """

    name: str
    label: Label
    unit: Label
    chart: ChartKind = ChartKind.RUN
    better: Better | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything in board.yml, complete."""

    title: Label
    plant: Label
    zone: ZoneInfo
    language: Language
    calendar: CalendarRules
    meeting: Meeting
    tv: Television
    cadence: Cadence
    sources: Mapping[str, Source]
    criteria: tuple[Criterion, ...]
    steps: Mapping[str, Label]
    profiles: Mapping[str, Profile]
    customers: Mapping[str, Customer]
    escalation: tuple[EscalationLevel, ...]
    sheets: tuple[SheetRules, ...]
    gates: Mapping[str, FindingLevel | None]
    people: Mapping[str, Label]
    metrics: Mapping[str, MetricRules] = field(default_factory=dict)

    def criterion(self, criterion_id: str) -> Criterion | None:
        """The criterion of that id, None where the plant has none."""
        return next((criterion for criterion in self.criteria if criterion.id == criterion_id), None)
