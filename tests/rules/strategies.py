"""Random plants and cases, made to sit on the boundaries: clock changes, year ends, facts at one instant.

All facts stand on whole minutes within a few days, so that a walk over every minute stays cheap.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from board_gen.finding import Place
from board_gen.model.case import (
    Case,
    Closing,
    CriterionFacts,
    Hold,
    NextReport,
    Recurrence,
    Rejection,
    Revision,
)
from board_gen.model.duration import Duration, Unit
from board_gen.model.label import Label, Language
from board_gen.model.rules import (
    Cadence,
    CalendarRules,
    Criterion,
    Customer,
    EscalationLevel,
    Meeting,
    Profile,
    ProfileVersion,
    Rules,
    Source,
    Television,
)
from board_gen.model.terms import EvidenceNeed, Letter, QColour, SourceGroup
from tests.rules.oracle import DAY, MINUTE, after, version_of, watch_of

DAYS_TO_OPEN = {
    "Asia/Shanghai": ("2026-09-29", "2026-02-12", "2026-12-30", "2011-12-29", "2026-06-10"),
    "Europe/Berlin": ("2026-03-27", "2026-10-23", "2026-12-30"),
    "America/New_York": ("2026-03-06", "2026-10-30"),
    "America/Sao_Paulo": ("2018-11-02", "2018-02-16"),  # the clocks change at midnight: 4 November has none
    "Asia/Beirut": ("2026-03-27", "2026-10-23"),
    "Australia/Lord_Howe": ("2026-04-03", "2026-10-02"),  # half an hour
    "Pacific/Apia": ("2011-12-28", "2011-12-29"),  # there was no 30 December
    "Africa/Cairo": ("2026-04-22", "2026-10-28"),
    "America/Havana": ("2026-10-30",),  # 1 November has two midnights
    "America/St_Johns": ("2010-11-05",),  # the clocks go back from 00:01
}
"""Local days, per zone, after which something happens to the clock or the calendar."""

PLACES = tuple((zone, day) for zone, days in DAYS_TO_OPEN.items() for day in days)
IDS = ("containment", "root_cause", "verified", "lessons")
STEPS = ("D3", "D4", "D6", "D8", "D1", "Q2")
MIDDAYS = (time(0), time(2, 15), time(8, 30), time(13, 1), time(23, 45))


@dataclass(frozen=True)
class Scene:
    """A case, the rules it is judged by, and an instant by which all that can happen has happened."""

    case: Case
    rules: Rules
    horizon: datetime


def durations(days: int) -> SearchStrategy[Duration]:
    """Durations of every unit, most of them shorter than `days`."""
    return st.one_of(
        st.builds(Duration, st.integers(0, days * 1440), st.just(Unit.MINUTES)),
        st.builds(Duration, st.sampled_from((0, 1, 8, 24, 25, 48)), st.just(Unit.HOURS)),
        st.builds(Duration, st.integers(0, days), st.just(Unit.DAYS)),
        st.builds(Duration, st.integers(0, days), st.just(Unit.WORKING_DAYS)),
        st.builds(Duration, st.integers(0, 1), st.just(Unit.WEEKS)),
    )


def spans() -> SearchStrategy[timedelta]:
    """Elapsed time for watches and escalation."""
    return st.sampled_from((timedelta(0), MINUTE, timedelta(minutes=90), timedelta(hours=6), DAY, 2 * DAY))


def criteria() -> SearchStrategy[tuple[Criterion, ...]]:
    """One to four columns."""

    def column(name: str) -> SearchStrategy[Criterion]:
        return st.builds(
            Criterion,
            st.just(name),
            st.just(Label.plain(name)),
            st.sampled_from(STEPS),
            st.sampled_from((EvidenceNeed.OPTIONAL, EvidenceNeed.OPTIONAL, EvidenceNeed.REQUIRED)),
            st.booleans(),
        )

    return st.integers(1, 4).flatmap(lambda count: st.tuples(*(column(name) for name in IDS[:count])))


@st.composite
def escalations(draw: DrawFn) -> tuple[EscalationLevel, ...]:
    """Up to four levels, each with at least one condition, in any order of strictness."""
    levels = []
    for level in range(1, draw(st.integers(0, 4)) + 1):
        red_for = draw(st.none() | spans())
        age = draw(st.none() | spans())
        recurred = draw(st.booleans()) or (red_for is None and age is None)
        levels.append(EscalationLevel(level, Label.plain(f"level {level}"), red_for, age, recurred))
    return tuple(levels)


@st.composite
def versions(draw: DrawFn, columns: tuple[Criterion, ...], days: int, since: date | None) -> ProfileVersion:
    """A profile's version over some of the columns, in their order."""
    names = [column.id for column in columns]
    kept = draw(st.sets(st.sampled_from(names), min_size=1))
    reports = draw(st.sets(st.sampled_from(("3D", "4D", "8D", "PCR", "1D")), max_size=2))
    return ProfileVersion(
        criteria={name: draw(durations(days)) for name in names if name in kept},
        reports={name: draw(durations(days)) for name in sorted(reports)},
        watch=draw(st.none() | spans()),
        escalation=draw(st.none() | escalations()),
        since=since,
    )


@st.composite
def calendars(draw: DrawFn, day: date) -> CalendarRules:
    """The country's calendar, weekend and the plant's own days around `day`."""
    near = [day + timedelta(days=number) for number in range(6)]
    return CalendarRules(
        country=draw(st.sampled_from(("CN", "CN", "DE", None))),
        weekend=draw(st.sampled_from((frozenset({5, 6}), frozenset({4, 5}), frozenset({6})))),
        extra_holidays=frozenset(draw(st.sets(st.sampled_from(near[:3]), max_size=1))),
        extra_workdays=frozenset(draw(st.sets(st.sampled_from(near[3:]), max_size=1))),
    )


@st.composite
def meetings(draw: DrawFn) -> Meeting:
    """A daily meeting, also at hours that a clock change leaves out or repeats."""
    days = draw(st.none() | st.frozensets(st.integers(0, 6)))
    return Meeting(draw(st.sampled_from(MIDDAYS)), days, draw(st.sampled_from((0, 30, 61))))


def plain_rules(**changed: object) -> Rules:
    """Rules with nothing in them but what is `changed`."""
    nothing: dict[str, object] = {
        "title": Label.plain("board"),
        "plant": Label.plain("plant"),
        "zone": ZoneInfo("Asia/Shanghai"),
        "language": Language.EN,
        "calendar": CalendarRules(),
        "meeting": Meeting(),
        "tv": Television(),
        "cadence": Cadence(Duration(1, Unit.WORKING_DAYS), Duration(2, Unit.HOURS)),
        "sources": {},
        "criteria": (),
        "steps": {},
        "profiles": {},
        "customers": {},
        "escalation": (),
        "sheets": (),
        "gates": {},
        "people": {},
    }
    return Rules(**{**nothing, **changed})  # type: ignore[arg-type]


@st.composite
def rules_around(draw: DrawFn, zone: ZoneInfo, day: date, days: int) -> Rules:
    """A plant's rules; its profile `complaint` may change on the day of opening or the days beside it."""
    columns = draw(criteria())
    profiles = {
        "internal": Profile("internal", (draw(versions(columns, days, None)),)),
        "listed": Profile("listed", (ProfileVersion({"answer": draw(durations(days))}),)),
    }
    starts = sorted(draw(st.sets(st.sampled_from([day + timedelta(days=n) for n in (-1, 0, 1)]), min_size=1)))
    profiles["complaint"] = Profile(
        "complaint", tuple(draw(versions(columns, days, since)) for since in starts)
    )
    watch = draw(st.none() | spans())
    return plain_rules(
        zone=zone,
        calendar=draw(calendars(day)),
        meeting=draw(meetings()),
        sources={
            "PRR": Source("PRR", Label.plain("PRR"), SourceGroup.CUSTOMER, QColour.RED, "complaint"),
            "line": Source("line", Label.plain("line"), SourceGroup.OTHER, QColour.YELLOW),
        },
        criteria=columns,
        profiles=profiles,
        customers={
            "ACME": Customer("ACME", draw(st.sampled_from((None, "internal"))), watch, draw(st.booleans())),
        },
        escalation=draw(escalations()),
    )


@dataclass(frozen=True)
class Instants:
    """The few instants at which a case's facts may stand, so that several often stand at one."""

    near: tuple[datetime, ...]

    def one(self) -> SearchStrategy[datetime]:
        """Any of them, or a minute beside it."""
        return st.builds(
            lambda instant, beside: instant + beside * MINUTE,
            st.sampled_from(self.near),
            st.sampled_from((0, 0, 0, 0, -1, 1)),
        )

    def some(self, most: int) -> SearchStrategy[tuple[datetime, ...]]:
        """Up to so many, sorted."""
        return st.lists(self.one(), max_size=most).map(lambda instants: tuple(sorted(instants)))


@st.composite
def pools(draw: DrawFn, opened: datetime, rules: Rules, version: ProfileVersion, days: int) -> Instants:
    """Opening, a day later, deadlines, clocks, and random minutes; nothing far outside the days looked at."""
    spans_of = (*version.criteria.values(), *version.reports.values())
    deadlines = {after(opened, span, rules) for span in spans_of}
    minutes = draw(st.lists(st.integers(0, days * 1440), min_size=2, max_size=4))
    named = {opened, opened + DAY, *deadlines, *(opened + minute * MINUTE for minute in minutes)}
    return Instants(tuple(sorted(instant for instant in named if instant <= opened + days * DAY)))


@st.composite
def facts(draw: DrawFn, name: str, pool: Instants, finishing: bool) -> CriterionFacts:
    """What may be written of one criterion; a case that is finishing has everything done early."""
    if finishing:
        done = (draw(pool.one()), *draw(pool.some(1)))
    else:
        done = draw(pool.some(3))
    return CriterionFacts(
        criterion=name,
        done=tuple(sorted(done)),
        evidence=("photo.jpg",) if draw(st.integers(0, 2)) else (),
        due=draw(st.none() | st.none() | pool.one()),
        next=draw(st.sampled_from(("", "sort lot 7"))),
        typed=draw(st.sampled_from((None, None, None, Letter.YELLOW, Letter.RED))),
    )


@st.composite
def with_reasons(draw: DrawFn, all_facts: dict[str, CriterionFacts], names: tuple[str, ...]) -> dict[str, CriterionFacts]:
    """Some criteria become not applicable, never all of them; some are not mentioned at all."""
    missing = draw(st.sets(st.sampled_from(names), max_size=len(names) - 1)) if draw(st.booleans()) else set()
    kept = dict(all_facts)
    for name in sorted(missing):
        if draw(st.booleans()):
            kept[name] = CriterionFacts(name, all_facts[name].done, na="no manual operation")
        else:
            del kept[name]
    return kept


@st.composite
def revisions(draw: DrawFn, names: tuple[str, ...], pool: Instants) -> tuple[Revision, ...]:
    """Moves of deadlines, to later and to earlier, several at one instant; one may name what the profile lacks."""
    named = st.sampled_from((*names, *names, "unheard_of"))
    moves = draw(st.lists(st.builds(Revision, pool.one(), named, pool.one()), max_size=4))
    return tuple(sorted(moves, key=lambda move: move.at))


def closing_instants(case: Case, rules: Rules, pool: Instants) -> SearchStrategy[datetime]:
    """When somebody may close: any time, or within a minute of the end of the watch as it looks at first sight."""
    done = [instant for written in case.facts.values() for instant in written.done]
    recurred = [recurrence.at for recurrence in case.recurrences]
    ready = max([case.opened, *done, *recurred]) + watch_of(case, rules)
    return st.one_of(pool.one(), st.sampled_from((ready - MINUTE, ready, ready + MINUTE)))


@st.composite
def cases(draw: DrawFn, rules: Rules, opened: datetime, days: int) -> Case:
    """One case with any facts."""
    listed = draw(st.sampled_from((False,) * 7 + (True,)))
    plain = Case(
        id="FR-1",
        listed_answer=listed,
        tracked=not listed,
        address="FR-1",
        title="Burrs",
        opened=opened,
        source=draw(st.sampled_from(("PRR", "line", "hearsay"))),
        customer=draw(st.sampled_from(("", "ACME", "nobody"))),
        profile=draw(st.sampled_from((None, None, "complaint"))),
        place=Place("FR-1.md"),
        needs_evidence=draw(st.sampled_from((True, True, False))),
        typed_status=draw(st.sampled_from((None, None, *list(Letter)[:3]))),
        no_report=draw(st.booleans()),
        differs=draw(st.sampled_from((False,) * 4 + (True,))),
    )
    version = version_of(plain, rules)
    names = tuple(version.criteria)
    pool = draw(pools(opened, rules, version, days))
    finishing = draw(st.booleans())
    written = {name: draw(facts(name, pool, finishing)) for name in names}
    hold_from, hold_until = draw(pool.one()), draw(st.none() | pool.one())
    case = changed(
        plain,
        facts=draw(with_reasons(written, names)),
        revisions=draw(revisions(names, pool)),
        recurrences=tuple(Recurrence(instant) for instant in draw(pool.some(2 if draw(st.booleans()) else 0))),
        next_report=draw(st.none() | st.builds(NextReport, pool.one())),
        updated=draw(st.none() | pool.one()),
        on_hold=draw(st.sampled_from((None, Hold(hold_from, hold_until)))),
        rejected=Rejection(draw(pool.one())) if draw(st.sampled_from((False,) * 5 + (True,))) else None,
    )
    closing = st.none() | st.builds(Closing, closing_instants(case, rules, pool))
    is_undated = case.rejected is None and draw(st.sampled_from((False,) * 5 + (True,)))
    return changed(case, closed=Closing(None) if is_undated else draw(closing))


def changed(case: Case, **values: object) -> Case:
    """The case with other values."""
    from dataclasses import replace

    return replace(case, **values)  # type: ignore[arg-type]


@st.composite
def scenes(draw: DrawFn, days: int = 3) -> Scene:
    """A case somewhere in the world, all of whose facts stand within so many days of its opening."""
    zone_name, day_text = draw(st.sampled_from(PLACES))
    zone, day = ZoneInfo(zone_name), date.fromisoformat(day_text)
    rules = draw(rules_around(zone, day, days))
    minute = draw(st.integers(0, 1439) | st.sampled_from((0, 1, 1439, 1410)))
    opened = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) + minute * MINUTE
    case = draw(cases(rules, opened, days))
    return Scene(case, rules, opened + (days + 3) * DAY)
