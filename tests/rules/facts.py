"""Short ways to say facts in tests: a plant with three criteria, a case, an instant in Shanghai."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from board_gen.finding import Place
from board_gen.model.case import Case, CriterionFacts, Recurrence, Revision
from board_gen.model.duration import Duration
from board_gen.model.label import Label, Language
from board_gen.model.local_time import instant_of
from board_gen.model.rules import (
    Cadence,
    CalendarRules,
    Criterion,
    EscalationLevel,
    Meeting,
    Profile,
    ProfileVersion,
    Rules,
    Source,
    Television,
)
from board_gen.model.terms import EvidenceNeed, QColour, SourceGroup

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENED = "2026-11-20 16:30"
CRITERIA = (
    Criterion("containment", Label("围堵", "Containment"), "D3"),
    Criterion("root_cause", Label("根因", "Root cause"), "D4", evidence=EvidenceNeed.REQUIRED),
    Criterion("verified", Label("验证", "Verified"), "D6", fails_on_recurrence=True),
)
LEVELS = (
    EscalationLevel(1, Label.plain("team leader"), red_for=timedelta()),
    EscalationLevel(2, Label.plain("supervisor"), red_for=timedelta(hours=24)),
    EscalationLevel(3, Label.plain("area manager"), age=timedelta(days=60)),
    EscalationLevel(4, Label.plain("plant manager"), recurred=True),
)


def instant(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """`2026-11-20 16:30` in plant time, as an instant in UTC."""
    return instant_of(datetime.fromisoformat(text), zone)


def duration(text: str) -> Duration:
    """A duration as board.yml writes it."""
    parsed = Duration.parse(text)
    assert parsed is not None, text
    return parsed


def plant_rules(
    *,
    durations: Mapping[str, str] | None = None,
    reports: Mapping[str, str] | None = None,
    watch: str | None = "7d",
    zone: ZoneInfo = SHANGHAI,
    calendar: CalendarRules = CalendarRules(),  # noqa: B008 - frozen
) -> Rules:
    """A plant whose `internal` profile asks for the three criteria."""
    given = durations or {"containment": "24h", "root_cause": "48h", "verified": "7d"}
    version = ProfileVersion(
        {name: duration(text) for name, text in given.items()},
        {name: duration(text) for name, text in (reports or {}).items()},
        watch=duration(watch).elapsed if watch else None,
    )
    return Rules(
        title=Label.plain("Board"),
        plant=Label.plain("Plant"),
        zone=zone,
        language=Language.EN,
        calendar=calendar,
        meeting=Meeting(),
        tv=Television(),
        cadence=Cadence(duration("1wd"), duration("2h")),
        sources={"line": Source("line", Label.plain("line"), SourceGroup.OTHER, QColour.YELLOW)},
        criteria=CRITERIA,
        steps={},
        profiles={"internal": Profile("internal", (version,))},
        customers={},
        escalation=LEVELS,
        sheets=(),
        gates={},
        people={},
    )


def case_of(
    *,
    opened: str = OPENED,
    done: Mapping[str, str | tuple[str, ...]] | None = None,
    evidence: bool = True,
    moves: tuple[tuple[str, str, str], ...] = (),
    recurred: tuple[str, ...] = (),
    zone: ZoneInfo = SHANGHAI,
    **rest: object,
) -> Case:
    """A case: `done` per criterion, `moves` as (at, criterion, to), `recurred` as instants."""
    facts = {}
    for name, given in (done or {}).items():
        texts = (given,) if isinstance(given, str) else given
        proof = ("photo.jpg",) if evidence else ()
        facts[name] = CriterionFacts(name, done=tuple(instant(text, zone) for text in texts), evidence=proof)
    return Case(
        id="FR-1",
        address="FR-1",
        title="Burrs",
        opened=instant(opened, zone),
        source="line",
        place=Place("cases/FR-1.md"),
        facts=facts,
        revisions=tuple(Revision(instant(at, zone), name, instant(to, zone)) for at, name, to in moves),
        recurrences=tuple(Recurrence(instant(at, zone)) for at in recurred),
        **rest,  # type: ignore[arg-type]
    )


def utc(text: str) -> datetime:
    """`2026-11-20T08:30Z` as an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)
