"""A small plant built by hand, judged: what the pages' tests look at."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import (
    Case,
    Closing,
    CriterionFacts,
    Hold,
    InvalidCase,
    NextReport,
    Part,
    Recurrence,
    Rejection,
    Revision,
)
from board_gen.model.duration import Duration
from board_gen.model.label import Label, Language
from board_gen.model.plant import Plant
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
from board_gen.model.terms import EvidenceNeed, QColour, Severity, SourceGroup
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.views.reader import Reader
from board_gen.wording import Wording

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
"""08:12 on the plant's clock."""
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)

BROKEN = Kind("BG999", Level.ERROR, N_("This line can't be read: {text}"), N_("write a date such as 2026-11-20"))
"""A kind for tests alone; its code is no real one's."""
_CRITERIA = (
    ("containment", "围堵", "Containment", "D3", "24h", "24h"),
    ("root_cause", "根因", "Root cause", "D4", "48h", "7d"),
    ("corrective_action", "措施", "Corrective action", "D6", "7d", "14d"),
    ("error_proofing", "防错", "Error-proofing", "D5", "14d", "14d"),
    ("verified", "验证", "Verified", "D6", "21d", "28d"),
    ("fmea_cp", "FMEA/CP", "FMEA/CP", "D7", "21d", "28d"),
    ("standard_work", "标准作业", "Standard work", "D7", "21d", "28d"),
    ("layered_audit", "分层审核", "Layered audit", "D7", "28d", "30d"),
    ("lessons", "经验教训", "Lessons", "D8", "30d", "30d"),
)
_STEPS = ("D3", "围堵", "Containment"), ("D4", "根因", "Root cause"), ("D8", "结案", "Closure")


def duration(text: str) -> Duration:
    """A duration that must be right."""
    parsed = Duration.parse(text)
    assert parsed is not None
    return parsed


def rules_of(**changes: object) -> Rules:
    """The default rules in small: nine criteria, two profiles, three sources; `changes` replace fields."""
    criteria = tuple(
        Criterion(
            name,
            Label(zh, en),
            step,
            evidence=EvidenceNeed.REQUIRED if name == "verified" else EvidenceNeed.OPTIONAL,
            fails_on_recurrence=name == "verified",
        )
        for name, zh, en, step, _, _ in _CRITERIA
    )
    complaint = {name: duration(text) for name, _, _, _, text, _ in _CRITERIA}
    internal = {name: duration(text) for name, _, _, _, _, text in _CRITERIA}
    packing = {"containment": duration("8h"), "root_cause": duration("2wd"), "lessons": duration("4w")}
    week = 7 * DAY
    profiles = {
        "complaint": Profile(
            "complaint",
            (
                ProfileVersion({**complaint, "containment": duration("48h")}, watch=week, since=date(2025, 1, 1)),
                ProfileVersion(complaint, {"4D": duration("48h")}, watch=week, since=date(2026, 4, 1)),
            ),
        ),
        "internal": Profile("internal", (ProfileVersion(internal, watch=week),)),
        "packing": Profile("packing", (ProfileVersion(packing),)),
        "listed": Profile("listed", (ProfileVersion({"answer": duration("24h")}),)),
    }
    sources = {
        "PRR": Source("PRR", Label.plain("PRR"), SourceGroup.CUSTOMER, QColour.RED, "complaint"),
        "line": Source("line", Label("生产线", "Line"), SourceGroup.OTHER, QColour.YELLOW, "internal"),
        "logistics": Source("logistics", Label("物流", "Logistics"), SourceGroup.OTHER, QColour.YELLOW, "packing"),
    }
    rules = Rules(
        title=Label("快速响应板", "Fast-response board"),
        plant=Label("东岳", "Dongyue"),
        zone=ZONE,
        language=Language.ZH,
        calendar=CalendarRules(extra_holidays=frozenset({date(2026, 11, 27)})),
        meeting=Meeting(roster=("李伟", "王芳")),
        tv=Television(),
        cadence=Cadence(duration("1wd"), duration("2h")),
        sources=sources,
        criteria=criteria,
        steps={step: Label(zh, en) for step, zh, en in _STEPS},
        profiles=profiles,
        customers={"SGM-DY": Customer("SGM-DY", "complaint", 56 * DAY, watch_given=True)},
        escalation=(
            EscalationLevel(1, Label("班组长", "team leader"), red_for=timedelta()),
            EscalationLevel(2, Label("主管", "supervisor"), red_for=DAY),
            EscalationLevel(3, Label("区域经理", "area manager"), red_for=3 * DAY, age=60 * DAY),
            EscalationLevel(4, Label("厂长", "plant manager"), red_for=7 * DAY, recurred=True),
        ),
        sheets=(),
        gates={"team": Level.WARNING},
        people={"李伟": Label("李伟", "Li Wei"), "陈刚": Label("陈刚", "Chen Gang")},
    )
    return replace(rules, **changes)  # type: ignore[arg-type]


def case_of(case_id: str, title: str, opened: datetime, **given: object) -> Case:
    """A tracked case; `given` sets any other field."""
    values: dict[str, object] = {"source": "PRR", "place": Place(f"cases/2026/{case_id}.md"), **given}
    return Case(id=case_id, address=case_id, title=title, opened=opened, **values)  # type: ignore[arg-type]


def facts_of(done: Mapping[str, datetime], **others: CriterionFacts) -> dict[str, CriterionFacts]:
    """Facts of criteria: those done, when (with evidence), and any others as given."""
    met = {name: CriterionFacts(name, done=(at,), evidence=("x.jpg",)) for name, at in done.items()}
    return {**met, **others}


def all_done(at: datetime) -> dict[str, CriterionFacts]:
    """Facts with which every criterion is met since one instant."""
    return facts_of({name: at for name, *_ in _CRITERIA})


def sample_cases() -> tuple[Case, ...]:
    """One case of every kind that a board can show at `AT`."""
    leak = case_of(
        "FR-2026-0118",
        "焊接到膜盒上的毛细管泄漏",
        AT - 2 * DAY - 15 * HOUR,
        customer="SGM-DY",
        area="Line 3",
        owner="李伟",
        part=Part("333933", "capsule"),
        severity=Severity.MAJOR,
        facts=facts_of(
            {"containment": AT - 2 * DAY},
            layered_audit=CriterionFacts("layered_audit", na="no manual operation"),
            verified=CriterionFacts("verified", done=(AT - HOUR,)),
        ),
        revisions=(Revision(AT - DAY, "corrective_action", AT + 11 * DAY, "sample late"),),
    )
    specks = case_of(
        "FR-2026-0121",
        "原材料污染（黑点）",
        AT - 9 * DAY,
        source="line",
        area="Line 1",
        owner="McGrath",
        customer="GM <Global>",
        facts=facts_of({"containment": AT - 8 * DAY}, root_cause=CriterionFacts("root_cause", next="FTIR")),
        updated=AT - HOUR,
        recurrences=(Recurrence(AT - 2 * DAY),),
    )
    label = case_of(
        "FR-2026-0124", "标签错贴", AT - 5 * HOUR, source="logistics", area="Packing", owner="赵敏", customer="BYD"
    )
    watched = case_of(
        "FR-2026-0109", "气囊盖缝合线跳针", AT - 20 * DAY, area="Line 2", owner="孙丽", facts=all_done(AT - 3 * DAY)
    )
    ready = case_of(
        "FR-2026-0102", "注塑毛刺", AT - 30 * DAY, source="line", owner="Adams", facts=all_done(AT - 8 * DAY)
    )
    held = case_of(
        "FR-2026-0115",
        "仪表板表皮起皱，A 柱侧，仅在低温环境舱试验后出现，复测三次均可再现",
        AT - 6 * DAY,
        source="line",
        area="Line 1",
        owner="陈刚",
        part=Part("98002222"),
        facts=facts_of({"containment": AT - 6 * DAY + HOUR}),
        on_hold=Hold(AT - DAY, None, "waiting for the chamber"),
        next_report=NextReport(AT + 2 * HOUR),
    )
    listed = case_of(
        "IL-0457",
        "纸箱受潮",
        AT - 20 * HOUR,
        source="logistics",
        area="Packing",
        owner="徐静",
        tracked=False,
        listed_answer=True,
        needs_evidence=False,
        profile="listed",
    )
    closed = case_of(
        "FR-2026-0088",
        "螺钉扭矩不足",
        AT - 60 * DAY,
        area="Line 2",
        owner="陈刚",
        facts=all_done(AT - 40 * DAY),
        closed=Closing(AT - 20 * DAY),
    )
    rejected = case_of(
        "FR-2026-0090", "异响", AT - 50 * DAY, rejected=Rejection(AT - 45 * DAY, "not ours"), area="Line 2"
    )
    return (leak, specks, label, watched, ready, held, listed, closed, rejected)


def sample_invalid() -> tuple[InvalidCase, tuple[Finding, ...]]:
    """A case file that can't be judged, and what is wrong with it."""
    place = Place("cases/2026/FR-2026-0130.md", 14, 3)
    invalid = InvalidCase("FR-2026-0130", "FR-2026-0130", place, title="前大灯起雾", owner="李伟", area="Line 3")
    return invalid, (Finding(BROKEN, place, {"text": "2026-13-01"}, case=invalid.id),)


def plant_of(
    cases: Iterable[Case] | None = None,
    invalid: Iterable[InvalidCase] | None = None,
    findings: Iterable[Finding] | None = None,
    rules: Rules | None = None,
) -> JudgedPlant:
    """A judged plant; without arguments one of every kind of row."""
    broken, faults = sample_invalid()
    return judge_plant(
        Plant(
            rules or rules_of(),
            tuple(sample_cases() if cases is None else cases),
            (broken,) if invalid is None else tuple(invalid),
            faults if findings is None else tuple(findings),
        )
    )


def reader_of(judged: JudgedPlant, language: Language = Language.ZH, at: datetime = AT) -> Reader:
    """A reader of the plant in one language."""
    return Reader(at, judged.rules, Wording(language), pinned=True)


def framed(html: str, scheme: str = "default", language: str = "zh", scripts: Iterable[str] = ()) -> str:
    """A page's content in a bare frame with the site's stylesheet: enough to look at it or to check it."""
    from board_gen.pages.assets import script, stylesheet

    inline = "".join(f"<script>{script(name).decode()}</script>" for name in scripts)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>x</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>html{{font-size:125%}}body{{margin:0;background:var(--ground)}}{stylesheet().decode()}</style></head>"
        f'<body data-md-color-scheme="{scheme}" data-md-color-primary="custom">'
        f'<div style="padding:0 .8rem">{html}</div>{inline}</body></html>'
    )
