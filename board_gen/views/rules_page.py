"""The rules in force, as a quality engineer reads them: what is asked, until when, who is called (contract §2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale
from babel.dates import get_day_names

from board_gen.finding import Level
from board_gen.messages import N_
from board_gen.model.local_time import day_of
from board_gen.model.rules import LISTED, Criterion, EscalationLevel, Profile, ProfileVersion, Rules
from board_gen.model.terms import EvidenceNeed, SourceGroup
from board_gen.rules.profile import criteria_of
from board_gen.views.names import person_of, step_of
from board_gen.views.reader import Reader
from board_gen.wording.terms import GROUPS, LEVELS, Q_COLOURS, duration_in_words, elapsed_in_words

_GATES = {
    "trigger": ("D0", N_("why it needs an 8D")),
    "team": ("D1", N_("champion, leader, 4 to 10 people from more than one department")),
    "problem": ("D2", N_("all seven answers, with a number")),
    "containment": ("D3", N_("all five places of risk stock")),
    "root_cause": ("D4", N_("verified causes of occurrence and of escape, five whys")),
    "action": ("D5", N_("an option chosen and approved")),
    "implementation": ("D6", N_("every action with owner and due date, done ones with a result")),
    "prevention": ("D7", N_("a document with its revision, read-across answered")),
    "closure": ("D8", N_("lessons and thanks")),
}


@dataclass(frozen=True, slots=True)
class ProfileColumn:
    """A version of a profile: one column of the matrix. `since` is empty for one that holds from the beginning."""

    name: str
    since: str
    is_in_force: bool
    is_to_come: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A criterion, a report or the watch: what each version of a profile gives it, empty where it has none."""

    name: str
    step: str
    notes: tuple[str, ...]
    values: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level of escalation and the conditions of which any suffices."""

    level: int
    to: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The escalation of the plant (`profile` empty) or of one version of a profile."""

    profile: str
    levels: tuple[LevelLine, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source: how it colours its day of the Q-chart, and the profile that its cases get."""

    group: str
    code: str
    label: str
    q: str
    profile: str


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """What a customer asks for, empty where the profile's own holds."""

    code: str
    label: str
    profile: str
    watch: str


@dataclass(frozen=True, slots=True)
class GateLine:
    """A content gate: the level of its findings, empty where it is off."""

    name: str
    step: str
    asks: str
    level: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what stands for it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class RulesView:
    """board.yml over the defaults, for people."""

    profiles: tuple[ProfileColumn, ...]
    matrix: tuple[MatrixRow, ...]
    ladders: tuple[Ladder, ...]
    sources: tuple[SourceLine, ...]
    customers: tuple[CustomerLine, ...]
    calendar: tuple[Fact, ...]
    meeting: tuple[Fact, ...]
    gates: tuple[GateLine, ...]


def rules_view_of(reader: Reader) -> RulesView:
    """The plant's rules as `reader` sees them."""
    rules = reader.rules
    versions = [(profile, version) for profile in rules.profiles.values() for version in profile.versions]
    return RulesView(
        profiles=tuple(_column_of(profile, version, reader) for profile, version in versions),
        matrix=tuple(_matrix_of([version for _, version in versions], reader)),
        ladders=tuple(_ladders_of(versions, reader)),
        sources=_sources_of(reader),
        customers=tuple(_customers_of(reader)),
        calendar=tuple(_calendar_of(reader)),
        meeting=tuple(_meeting_of(reader)),
        gates=tuple(_gate_of(name, level, reader) for name, level in rules.gates.items()),
    )


def _column_of(profile: Profile, version: ProfileVersion, reader: Reader) -> ProfileColumn:
    today = day_of(reader.at, reader.zone)
    name = reader.words(N_("listed")) if profile.name == LISTED else profile.name
    return ProfileColumn(
        name=name,
        since=version.since.isoformat() if version.since else "",
        is_in_force=profile.in_force_on(today) is version,
        is_to_come=version.since is not None and version.since > today,
    )


def _matrix_of(versions: list[ProfileVersion], reader: Reader) -> Iterable[MatrixRow]:
    words = reader.words
    for criterion in _criteria_in_use(versions, reader.rules):
        given = [version.criteria.get(criterion.id) for version in versions]
        values = tuple(duration_in_words(duration, words) if duration else "" for duration in given)
        yield MatrixRow(
            reader.label(criterion.label), criterion.step, tuple(_notes_of(criterion, reader)), values, "criterion"
        )
    for name in dict.fromkeys(name for version in versions for name in version.reports):
        clocks = [version.reports.get(name) for version in versions]
        values = tuple(duration_in_words(duration, words) if duration else "" for duration in clocks)
        yield MatrixRow(words(N_("{name} report"), name=name), "", (), values, "report")
    watches = tuple(elapsed_in_words(version.watch, words) if version.watch else "" for version in versions)
    if any(watches):
        note = words(N_("without recurrence, before closing"))
        yield MatrixRow(words(N_("Watch")), "", (note,), watches, "watch")


def _criteria_in_use(versions: list[ProfileVersion], rules: Rules) -> list[Criterion]:
    """The plant's criteria in their order, then those that only a profile has (`answer`)."""
    used = {criterion.id: criterion for version in versions for criterion in criteria_of(version, rules)}
    own = [criterion for criterion in rules.criteria if criterion.id in used]
    return own + [criterion for name, criterion in used.items() if rules.criterion(name) is None]


def _notes_of(criterion: Criterion, reader: Reader) -> Iterable[str]:
    if criterion.evidence is EvidenceNeed.REQUIRED:
        yield reader.words(N_("evidence required"))
    if criterion.fails_on_recurrence:
        yield reader.words(N_("red again on recurrence"))


def _ladders_of(versions: list[tuple[Profile, ProfileVersion]], reader: Reader) -> Iterable[Ladder]:
    """The plant's own ladder, then that of each version which replaces it."""
    yield Ladder("", tuple(_level_of(level, reader) for level in reader.rules.escalation))
    for profile, version in versions:
        if version.escalation is not None:
            name = f"{profile.name} {version.since.isoformat() if version.since else ''}".strip()
            yield Ladder(name, tuple(_level_of(level, reader) for level in version.escalation))


def _level_of(level: EscalationLevel, reader: Reader) -> LevelLine:
    words, conditions = reader.words, []
    if level.red_for is not None:
        message = N_("red for {length}") if level.red_for else N_("red")
        conditions.append(words(message, length=elapsed_in_words(level.red_for, words)))
    if level.age is not None:
        conditions.append(words(N_("{length} old"), length=elapsed_in_words(level.age, words)))
    if level.recurred:
        conditions.append(words(N_("recurred and red")))
    return LevelLine(level.level, reader.label(level.to), tuple(conditions))


def _sources_of(reader: Reader) -> tuple[SourceLine, ...]:
    """The sources by group, in the order in which the plant names them."""
    words, order = reader.words, list(SourceGroup)
    ordered = sorted(reader.rules.sources.values(), key=lambda source: order.index(source.group))
    return tuple(
        SourceLine(
            group=words(GROUPS[source.group]),
            code=source.code,
            label=reader.label(source.label),
            q=words(Q_COLOURS[source.q]),
            profile=source.profile or "",
        )
        for source in ordered
    )


def _customers_of(reader: Reader) -> Iterable[CustomerLine]:
    for customer in reader.rules.customers.values():
        watch = ""
        if customer.watch_given:
            no_watch = reader.words(N_("no watch"))
            watch = elapsed_in_words(customer.watch, reader.words) if customer.watch else no_watch
        label = reader.label(customer.label) if customer.label else ""
        yield CustomerLine(customer.code, label, customer.profile or "", watch)


def _calendar_of(reader: Reader) -> Iterable[Fact]:
    words, rules = reader.words, reader.rules
    calendar = rules.calendar
    yield Fact(words(N_("Time zone")), rules.zone.key)
    yield Fact(words(N_("Public holidays")), _country(calendar.country, reader) or words(N_("none")))
    yield Fact(words(N_("Weekend")), _weekdays(calendar.weekend, reader) or words(N_("none")))
    if calendar.extra_holidays:
        yield Fact(words(N_("Further days off")), _days(calendar.extra_holidays))
    if calendar.extra_workdays:
        yield Fact(words(N_("Further working days")), _days(calendar.extra_workdays))


def _meeting_of(reader: Reader) -> Iterable[Fact]:
    words, rules = reader.words, reader.rules
    meeting = rules.meeting
    days = words(N_("every working day")) if meeting.days is None else _weekdays(meeting.days, reader)
    yield Fact(words(N_("Time")), f"{meeting.time:%H:%M}")
    yield Fact(words(N_("Days")), days or words(N_("none")))
    yield Fact(words(N_("Length")), elapsed_in_words(timedelta(minutes=meeting.minutes), words))
    if meeting.roster:
        roster = [person_of(name, reader) for name in meeting.roster]
        yield Fact(words(N_("Roster")), words(N_(", ")).join(roster))
    stale = words(
        N_("data older than {data}, a build older than {build}"),
        data=duration_in_words(rules.cadence.data, words),
        build=duration_in_words(rules.cadence.build, words),
    )
    yield Fact(words(N_("Stale")), stale)


def _gate_of(name: str, level: Level | None, reader: Reader) -> GateLine:
    step, asks = _GATES.get(name, ("", ""))
    return GateLine(
        name=name,
        step=step_of(step, reader) if step else "",
        asks=reader.words(asks) if asks else "",
        level=reader.words(LEVELS[level]) if level else "",
    )


def _country(code: str | None, reader: Reader) -> str:
    """A country's name, its code where babel knows none."""
    if code is None:
        return ""
    return str(Locale.parse(str(reader.words.language)).territories.get(code, code))


def _weekdays(days: Iterable[int], reader: Reader) -> str:
    names = get_day_names("abbreviated", locale=str(reader.words.language))
    return reader.words(N_(", ")).join(names[day] for day in sorted(days))


def _days(days: Iterable[date]) -> str:
    return " · ".join(day.isoformat() for day in sorted(days))
