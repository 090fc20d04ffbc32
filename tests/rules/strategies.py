"""Random plants and cases, made to sit on the boundaries: clock changes, year ends, several facts at one instant.

All facts stand on whole minutes within a few days, so that a walk over every minute stays cheap. Everything is drawn
through one `Dice`: hypothesis throws it (and shrinks what it finds), or a seeded generator where many cases are wanted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from board_gen.finding import Place
from board_gen.model.case import Case, Closing, CriterionFacts, Hold, NextReport, Recurrence, Rejection, Revision
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

T = TypeVar("T")

DAYS_TO_OPEN = {
    "Asia/Shanghai": ("2026-09-29", "2026-02-12", "2026-12-30", "2011-12-29", "2007-12-27", "2026-06-10"),
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
STEPS = ("D3", "D4", "D6", "D8", "D1", "D0", "Q2")
MEETING_TIMES = (time(8, 30), time(0), time(2, 15), time(13, 1), time(23, 45))
SPANS = (timedelta(0), MINUTE, timedelta(minutes=90), timedelta(hours=6), DAY, 2 * DAY)
WEEKENDS = (frozenset({5, 6}), frozenset({4, 5}), frozenset({6}))
REPORTS = ("3D", "4D", "8D", "PCR", "1D")


@dataclass(frozen=True)
class Scene:
    """A case, the rules it is judged by, and an instant by which all that can happen has happened."""

    case: Case
    rules: Rules
    horizon: datetime


@dataclass(frozen=True)
class Dice:
    """Chance: `number(n)` is any number from 0 to n; 0 is the simplest."""

    number: Callable[[int], int]

    def one(self, values: Sequence[T]) -> T:
        """One of several values, the first of which is the simplest."""
        return values[self.number(len(values) - 1)]

    def rarely(self, one_in: int) -> bool:
        """True once in so many throws."""
        return self.number(one_in - 1) == one_in - 1

    def maybe(self, make: Callable[[], T]) -> T | None:
        """What `make` makes, half of the time."""
        return make() if self.rarely(2) else None

    def some(self, make: Callable[[], T], most: int) -> list[T]:
        """Up to so many of what `make` makes."""
        return [make() for _ in range(self.number(most))]

    def subset(self, values: Sequence[T]) -> list[T]:
        """Some of the values, in their order."""
        return [value for value in values if self.rarely(2)]


@dataclass(frozen=True)
class Pool:
    """The few instants at which a case's facts may stand, so that several often stand at one."""

    dice: Dice
    near: tuple[datetime, ...]

    def instant(self) -> datetime:
        """Any of them, or a minute beside it."""
        return self.dice.one(self.near) + self.dice.one((0, 0, 0, 0, -1, 1)) * MINUTE

    def instants(self, most: int) -> tuple[datetime, ...]:
        """Up to so many, sorted."""
        return tuple(sorted(self.dice.some(self.instant, most)))


# ----------------------------------------------------------------------------------------------------- rules
def any_duration(dice: Dice, days: int) -> Duration:
    """A duration of any unit, most of them shorter than so many days."""
    unit = dice.one(tuple(Unit))
    most = {Unit.MINUTES: days * 1440, Unit.HOURS: days * 24, Unit.WEEKS: 1}.get(unit, days)
    return Duration(dice.one((24, 8, 48, 25)) if unit is Unit.HOURS and dice.rarely(2) else dice.number(most), unit)


def any_criterion(dice: Dice, name: str) -> Criterion:
    """A column of the board."""
    evidence = dice.one((EvidenceNeed.OPTIONAL, EvidenceNeed.OPTIONAL, EvidenceNeed.REQUIRED))
    return Criterion(name, Label.plain(name), dice.one(STEPS), evidence, not dice.rarely(3))


def any_level(dice: Dice, level: int) -> EscalationLevel:
    """An escalation level with at least one condition."""
    red_for, age = dice.maybe(lambda: dice.one(SPANS)), dice.maybe(lambda: dice.one(SPANS))
    recurred = dice.rarely(2) or (red_for is None and age is None)
    return EscalationLevel(level, Label.plain(f"level {level}"), red_for, age, recurred)


def any_escalation(dice: Dice) -> tuple[EscalationLevel, ...]:
    """Up to four levels."""
    return tuple(any_level(dice, level) for level in range(1, dice.number(4) + 1))


def any_version(dice: Dice, columns: Sequence[Criterion], days: int, since: date | None) -> ProfileVersion:
    """A profile's version over some of the columns, in their order."""
    kept = dice.subset(columns) or list(columns[:1])
    return ProfileVersion(
        criteria={column.id: any_duration(dice, days) for column in kept},
        reports={name: any_duration(dice, days) for name in dice.subset(REPORTS)},
        watch=dice.maybe(lambda: dice.one(SPANS)),
        escalation=dice.maybe(lambda: any_escalation(dice)),
        since=since,
    )


def any_calendar(dice: Dice, day: date) -> CalendarRules:
    """A country's calendar or none, a weekend, and the plant's own days around `day`."""
    near = [day + timedelta(days=number) for number in range(6)]
    return CalendarRules(
        country=dice.one(("CN", "CN", "DE", None)),
        weekend=dice.one(WEEKENDS),
        extra_holidays=frozenset(dice.subset(near[:3])),
        extra_workdays=frozenset(dice.subset(near[3:])),
    )


def any_meeting(dice: Dice, zone: ZoneInfo) -> Meeting:
    """A daily meeting, also at hours that a clock change leaves out or repeats.

    In Apia never on a Friday: whether a meeting is held on a day that never was, nobody says.
    """
    days = dice.maybe(lambda: frozenset(dice.subset(range(7))))
    if zone.key == "Pacific/Apia":
        days = (days or frozenset(range(7))) - {4}
    return Meeting(dice.one(MEETING_TIMES), days, dice.one((0, 30, 61)))


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
        "sources": {
            "PRR": Source("PRR", Label.plain("PRR"), SourceGroup.CUSTOMER, QColour.RED, "complaint"),
            "line": Source("line", Label.plain("line"), SourceGroup.OTHER, QColour.YELLOW),
        },
    }
    nothing |= dict.fromkeys(("criteria", "escalation", "sheets"), ())
    nothing |= {name: {} for name in ("steps", "profiles", "customers", "gates", "people")}
    return Rules(**{**nothing, **changed})  # type: ignore[arg-type]


def any_profiles(dice: Dice, columns: Sequence[Criterion], day: date, days: int) -> Mapping[str, Profile]:
    """The profiles; `complaint` may change on the day of opening or the days beside it."""
    starts = dice.subset([day + timedelta(days=number) for number in (-1, 0, 1)]) or [day]
    versions = tuple(any_version(dice, columns, days, since) for since in starts)
    return {
        "internal": Profile("internal", (any_version(dice, columns, days, None),)),
        "listed": Profile("listed", (ProfileVersion({"answer": any_duration(dice, days)}),)),
        "complaint": Profile("complaint", versions),
    }


def any_rules(dice: Dice, zone: ZoneInfo, day: date, days: int) -> Rules:
    """A plant's rules."""
    columns = tuple(any_criterion(dice, name) for name in IDS[: 1 + dice.number(len(IDS) - 1)])
    watch = dice.maybe(lambda: dice.one(SPANS))
    return plain_rules(
        zone=zone,
        calendar=any_calendar(dice, day),
        meeting=any_meeting(dice, zone),
        criteria=columns,
        profiles=any_profiles(dice, columns, day, days),
        customers={"ACME": Customer("ACME", dice.one((None, "internal")), watch, watch_given=dice.rarely(2))},
        escalation=any_escalation(dice),
    )


# ------------------------------------------------------------------------------------------------------ cases
def any_pool(dice: Dice, opened: datetime, rules: Rules, version: ProfileVersion, days: int) -> Pool:
    """Opening, a day later, deadlines, clocks, and random minutes; nothing far outside the days looked at."""
    spans_of = (*version.criteria.values(), *version.reports.values())
    deadlines = {after(opened, span, rules) for span in spans_of}
    minutes = [dice.number(days * 1440) for _ in range(3)]
    named = {opened, opened + DAY, *deadlines, *(opened + minute * MINUTE for minute in minutes)}
    return Pool(dice, tuple(sorted(instant for instant in named if instant <= opened + days * DAY)))


def any_facts(dice: Dice, name: str, pool: Pool, *, finishing: bool) -> CriterionFacts:
    """What may be written of one criterion; a case that is finishing has everything done."""
    done = pool.instants(3) or ((pool.instant(),) if finishing else ())
    return CriterionFacts(
        criterion=name,
        done=done,
        evidence=() if dice.rarely(5 if finishing else 2) else ("photo.jpg",),
        na="no manual operation" if dice.rarely(8) else None,
        due=pool.instant() if dice.rarely(3) else None,
        next=dice.one(("", "sort lot 7")),
        typed=dice.one((None, None, None, Letter.YELLOW, Letter.RED)),
    )


def without_na(facts: CriterionFacts) -> CriterionFacts:
    """The same, applicable: at least one criterion of a case is."""
    return replace(facts, na=None)


def all_facts(dice: Dice, names: Sequence[str], pool: Pool) -> Mapping[str, CriterionFacts]:
    """What is written of a case's criteria: some are not mentioned, some are not the profile's, never all are NA."""
    finishing = not dice.rarely(3)
    told = names if finishing else dice.subset(names)
    facts = {name: any_facts(dice, name, pool, finishing=finishing) for name in (*told, *dice.subset(("unheard_of",)))}
    if all(name in facts and facts[name].na is not None for name in names):
        facts[names[0]] = without_na(facts[names[0]])
    return facts


def any_revisions(dice: Dice, names: Sequence[str], pool: Pool) -> tuple[Revision, ...]:
    """Moves of deadlines, to later and to earlier, several at one instant; one may name what the profile lacks."""
    named = (*names, *names, "unheard_of")
    moves = dice.some(lambda: Revision(pool.instant(), dice.one(named), pool.instant()), 4)
    return tuple(sorted(moves, key=lambda move: move.at))


def any_closing(dice: Dice, case: Case, rules: Rules, pool: Pool) -> Closing | None:
    """A closing at any time, within a minute of the end of the watch as it looks at first sight, or undated."""
    if dice.rarely(2):
        return None
    if dice.rarely(6) and case.rejected is None:
        return Closing(None)
    done = [instant for written in case.facts.values() for instant in written.done]
    recurred = [recurrence.at for recurrence in case.recurrences]
    ready = max([case.opened, *done, *recurred]) + watch_of(case, rules)
    return Closing(dice.one((ready, ready - MINUTE, ready + MINUTE, pool.instant())))


def plain_case(**changed: object) -> Case:
    """A case of which only the required is known, but for what is `changed`."""
    required = {"id": "FR-1", "address": "FR-1", "title": "Burrs", "source": "line", "place": Place("FR-1.md")}
    return Case(**{**required, **changed})  # type: ignore[arg-type]


def any_plain_case(dice: Dice, opened: datetime, name: str) -> Case:
    """The fields that decide by what a case is judged, and the sheet's marks."""
    listed = dice.rarely(8)
    return plain_case(
        id=name,
        address=name,
        opened=opened,
        tracked=not listed,
        listed_answer=listed,
        source=dice.one(("PRR", "line", "hearsay")),
        customer=dice.one(("", "ACME", "nobody")),
        profile=dice.one((None, None, "complaint")),
        needs_evidence=not dice.rarely(3),
        typed_status=dice.one((None, None, Letter.GREEN, Letter.YELLOW, Letter.RED)),
        no_report=dice.rarely(5),
        differs=dice.rarely(5),
    )


def any_case(dice: Dice, rules: Rules, opened: datetime, days: int, name: str = "FR-1") -> Case:
    """One case with any facts."""
    plain = any_plain_case(dice, opened, name)
    version = version_of(plain, rules)
    names = tuple(version.criteria)
    pool = any_pool(dice, opened, rules, version, days)
    case = replace(
        plain,
        facts=all_facts(dice, names, pool),
        revisions=any_revisions(dice, names, pool),
        recurrences=tuple(Recurrence(instant) for instant in pool.instants(2)),
        next_report=dice.maybe(lambda: NextReport(pool.instant())),
        updated=dice.maybe(pool.instant),
        on_hold=dice.maybe(lambda: Hold(pool.instant(), dice.maybe(pool.instant))),
        rejected=Rejection(pool.instant()) if dice.rarely(6) else None,
    )
    return replace(case, closed=any_closing(dice, case, rules, pool))


def any_opening(dice: Dice, zone: ZoneInfo, day: date) -> datetime:
    """A minute of a local day, in UTC; often the first or the last."""
    minute = dice.one((0, 1, 1439, 1410)) if dice.rarely(2) else dice.number(1439)
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) + minute * MINUTE


def any_scene(dice: Dice, days: int) -> Scene:
    """A case somewhere in the world, all of whose facts stand within so many days of its opening."""
    zone_name, day_text = dice.one(PLACES)
    zone, day = ZoneInfo(zone_name), date.fromisoformat(day_text)
    rules = any_rules(dice, zone, day, days)
    opened = any_opening(dice, zone, day)
    return Scene(any_case(dice, rules, opened, days), rules, opened + (days + 3) * DAY)


# ------------------------------------------------------------------------------------------- who throws the dice
@cache
def _numbers(most: int) -> SearchStrategy[int]:
    return st.integers(0, most)


@st.composite
def scenes(draw: DrawFn, days: int = 3) -> Scene:
    """Scenes, thrown and shrunk by hypothesis."""
    return any_scene(Dice(lambda most: draw(_numbers(most))), days)


def seeded(seed: int) -> Dice:
    """Dice that fall the same way each time."""
    random = Random(seed)
    return Dice(lambda most: random.randint(0, most))
