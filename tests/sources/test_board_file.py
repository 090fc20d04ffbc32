"""board.yml over the defaults (contract §2)."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.finding import Finding, Level
from board_gen.model.duration import Duration
from board_gen.model.label import Label
from board_gen.model.rules import Rules, SheetRules
from board_gen.model.terms import Better, ChartKind, EvidenceNeed, QColour, SourceGroup
from board_gen.rules import gates
from board_gen.sources.board_file import customer_of, default_rules, read_board, source_of
from board_gen.sources.board_shapes import GATES

NAME = "cases/board.yml"
DEMO = Path(__file__).parents[2] / "cases" / "board.yml"


@pytest.fixture
def read(tmp_path):
    """Reads a text as board.yml."""

    def read(text: str) -> tuple[Rules, tuple[Finding, ...]]:
        path = tmp_path / "board.yml"
        path.write_text(text, "utf-8")
        return read_board(path, NAME)

    return read


@pytest.fixture
def rules_of(read):
    """The rules of a text without faults."""

    def rules_of(text: str) -> Rules:
        rules: Rules
        rules, findings = read(text)
        assert findings == ()
        return rules

    return rules_of


def durations(*texts: str) -> list[Duration]:
    """Durations, written."""
    return [duration for text in texts if (duration := Duration.parse(text))]


def test_default_profiles():
    """The default profiles are the contract's, in the board's order."""
    rules = default_rules()
    (complaint,), (internal,), (listed,) = (
        rules.profiles[name].versions for name in ("complaint", "internal", "listed")
    )
    ids = [criterion.id for criterion in rules.criteria]
    assert list(complaint.criteria) == list(internal.criteria) == ids
    assert list(complaint.criteria.values()) == durations("24h", "48h", "7d", "14d", "21d", "21d", "21d", "28d", "30d")
    assert list(internal.criteria.values()) == durations("24h", "7d", "14d", "14d", "28d", "28d", "28d", "30d", "30d")
    assert dict(complaint.reports) == dict(zip(("4D", "8D"), durations("48h", "96h"), strict=True))
    assert complaint.watch == internal.watch == timedelta(days=7)
    assert (dict(listed.criteria), listed.watch, dict(listed.reports)) == ({"answer": durations("24h")[0]}, None, {})


def test_default_criteria():
    """The default columns have the contract's steps, and only `verified` fails on recurrence."""
    criteria = default_rules().criteria
    assert [(criterion.id, criterion.step) for criterion in criteria] == [
        ("containment", "D3"),
        ("root_cause", "D4"),
        ("corrective_action", "D6"),
        ("error_proofing", "D5"),
        ("verified", "D6"),
        ("fmea_cp", "D7"),
        ("standard_work", "D7"),
        ("layered_audit", "D7"),
        ("lessons", "D8"),
    ]
    assert [criterion.id for criterion in criteria if criterion.fails_on_recurrence] == ["verified"]
    assert {criterion.evidence for criterion in criteria} == {EvidenceNeed.OPTIONAL}


def test_other_defaults():
    """Sources, escalation, gates and the rest are complete without a board.yml."""
    rules = default_rules()
    customer = {code for code, source in rules.sources.items() if source.group is SourceGroup.CUSTOMER}
    assert customer == {"DR", "DRL", "GCA", "customer_line", "PDI", "after_sales", "SPA", "PRR", "8D"}
    assert {rules.sources[code].q for code in customer} == {QColour.RED}
    assert {rules.sources[code].profile for code in customer} == {"complaint"}
    others = [rules.sources[code] for code in rules.sources if code not in customer]
    assert {(source.q, source.profile) for source in others} == {(QColour.YELLOW, "internal")}
    assert {"line", "verification", "GP12", "audit", "LPA"} <= {source.code for source in others}
    ladder = [(level.level, level.red_for, level.age, level.recurred) for level in rules.escalation]
    days = [timedelta(), timedelta(days=1), timedelta(days=3), timedelta(days=7)]
    assert ladder == [(number, red_for, None, number == 4) for number, red_for in enumerate(days, 1)]
    assert set(rules.gates.values()) == {Level.WARNING}
    assert (rules.meeting.time, rules.meeting.days, rules.sheets) == (time(8, 30), None, (SheetRules(),))
    assert list(rules.steps) == [f"D{number}" for number in range(9)]


def test_gates_are_the_rules_own():
    """The gates that board.yml knows are those that the rules judge by."""
    assert tuple(gates.GATES) == GATES


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "sources:\ncriteria:\nprofiles:\ngates:\nmeeting:\n"])
def test_an_empty_file_works(rules_of, text):
    """An empty file, and one of empty keys, gives the defaults."""
    assert rules_of(text) == default_rules()


def test_a_missing_file_works(tmp_path):
    """Without a board.yml the defaults hold."""
    assert read_board(tmp_path / "board.yml", NAME) == (default_rules(), ())


def test_mappings_merge_at_every_depth(rules_of):
    """A mapping changes what it names and leaves the rest."""
    rules = rules_of("profiles: {complaint: {criteria: {root_cause: 72h}, watch: 14d}}\nsources: {PRR: {q: yellow}}\n")
    (version,) = rules.profiles["complaint"].versions
    assert version.criteria["root_cause"] == Duration.parse("72h")
    assert version.criteria["containment"] == Duration.parse("24h")
    assert version.watch == timedelta(days=14)
    assert rules.sources["PRR"].q is QColour.YELLOW
    assert rules.sources["PRR"].group is SourceGroup.CUSTOMER


def test_null_takes_a_key_out(rules_of):
    """A null removes a source, a criterion of a profile, its watch and the country."""
    rules = rules_of(
        "sources: {PRR: null}\ncalendar: {country: null}\n"
        "profiles: {complaint: {watch: null, criteria: {root_cause: null}, reports: {8D: null}}}\n"
    )
    (version,) = rules.profiles["complaint"].versions
    assert "PRR" not in rules.sources
    assert rules.calendar.country is None
    assert "root_cause" not in version.criteria
    assert len(version.criteria) == 8
    assert (version.watch, list(version.reports)) == (None, ["4D"])


def test_lists_replace(rules_of):
    """Criteria of the plant's own replace the default ones; what default profiles lack then is dropped in silence."""
    rules = rules_of("criteria:\n  - {id: root_cause}\n  - {id: 试验, label: 试验, step: D6, evidence: required}\n")
    assert [(criterion.id, criterion.step) for criterion in rules.criteria] == [("root_cause", "D4"), ("试验", "D6")]
    assert rules.criteria[0].label == Label("根本原因", "Root cause")
    assert rules.criteria[1].evidence is EvidenceNeed.REQUIRED
    assert list(rules.profiles["internal"].versions[0].criteria) == ["root_cause"]
    assert list(rules.profiles["listed"].versions[0].criteria) == ["answer"]


def test_default_profiles_that_are_left_empty(read):
    """A default profile with none of the board's criteria goes in silence; only the fallback's loss is a warning."""
    rules, (finding,) = read("criteria: [{id: a}]\nprofiles: {mine: {criteria: {a: 1d}}}\n")
    assert set(rules.profiles) == {"mine", "internal", "listed"}
    assert rules.sources["PRR"].profile is None
    assert dict(rules.profiles["internal"].versions[0].criteria) == {}
    assert (finding.kind.code, finding.level, finding.place.line) == ("BG363", Level.WARNING, 1)


def test_versions_of_a_profile(rules_of):
    """Versions stand sorted by `from`; the earliest judges older cases too."""
    rules = rules_of(
        "profiles:\n  audit:\n"
        "    - {from: 2026-07-01, criteria: {containment: 8h}, watch: 14d}\n"
        "    - {from: 2025-01-01, criteria: {containment: 24h}, watch: 7d}\n"
    )
    profile = rules.profiles["audit"]
    watches = [profile.in_force_on(day).watch for day in (date(2024, 1, 1), date(2026, 6, 30), date(2026, 7, 1))]
    assert [watch.days for watch in watches if watch] == [7, 7, 14]


def test_a_version_list_replaces_a_default_profile(rules_of):
    """A list for a default profile leaves nothing of the default."""
    rules = rules_of("profiles: {complaint: [{criteria: {containment: 8h}}]}\n")
    (version,) = rules.profiles["complaint"].versions
    assert (list(version.criteria), version.watch, dict(version.reports)) == (["containment"], None, {})


def test_profile_criteria_stand_in_the_boards_order(rules_of):
    """However a profile lists its criteria, they come in the order of the columns."""
    rules = rules_of("profiles: {x: {criteria: {lessons: 3d, containment: 1d, root_cause: 2d}}}\n")
    assert list(rules.profiles["x"].versions[0].criteria) == ["containment", "root_cause", "lessons"]


def test_customers(rules_of):
    """A customer's watch replaces the profile's only where it is given, also as null: none."""
    rules = rules_of("customers: {SGM-DY: {profile: complaint, watch: 56d}, B: {watch: null}, C: {label: 丙}}\n")
    given_watches = {code: (one.watch_given, one.watch) for code, one in rules.customers.items()}
    assert given_watches == {"SGM-DY": (True, timedelta(days=56)), "B": (True, None), "C": (False, None)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PRR", "PRR"),
        ("prr", "PRR"),
        ("ＰＲＲ", "PRR"),
        ("8D request", "8D"),
        ("customer-line", "customer_line"),
        ("客户 生产线", "customer_line"),
        ("After sales", "after_sales"),
        ("来料检验", "incoming"),
        ("nobody", None),
        ("", None),
    ],
)
def test_sources_by_code_or_label(text, code):
    """A source is known by its code or a label, whatever its case, width, spaces and hyphens."""
    found = source_of(text, default_rules())
    assert (found.code if found else None) == code


def test_customers_by_code_or_label(rules_of):
    """A customer is known by its code before another's label."""
    rules = rules_of("customers: {A: {label: B}, b: {label: 乙厂}}\n")
    codes = [found.code if (found := customer_of(text, rules)) else None for text in ("B", "乙厂", "a", "x")]
    assert codes == ["b", "b", "A", None]


def test_labels(rules_of):
    """A plain text stands for both languages, and a missing language takes the other."""
    rules = rules_of("title: 板\nplant: {zh: 东岳}\npeople: {李伟: {zh: 李伟, en: Li Wei}}\n")
    assert (rules.title, rules.people["李伟"].en) == (Label("板", "板"), "Li Wei")
    assert rules.plant.zh == "东岳"


def test_meeting_and_calendar(rules_of):
    """Weekdays, times and days are read as what they are."""
    rules = rules_of(
        "meeting: {time: 8:05, days: [mon, wed], minutes: 20, roster: 赵敏}\n"
        "calendar: {country: de, weekend: sun, extra_holidays: [2026-11-27]}\n"
    )
    assert (rules.meeting.time, rules.meeting.days, rules.meeting.roster) == (time(8, 5), frozenset({0, 2}), ("赵敏",))
    assert (rules.calendar.country, rules.calendar.weekend) == ("DE", frozenset({6}))
    assert rules.calendar.extra_holidays == frozenset({date(2026, 11, 27)})
    assert rules_of("meeting: {days: daily}\n").meeting.days == frozenset(range(7))


def test_metrics(rules_of):
    """A metric is shown as board.yml says, over what most plants want; one that it names alone is a run chart."""
    metrics = rules_of("metrics: {FTQ: {chart: control}, scrap: {unit: kg, better: lower, target: 12.5}}").metrics
    ftq, scrap = metrics["FTQ"], metrics["scrap"]
    assert (ftq.chart, ftq.better, ftq.unit.en) == (ChartKind.CONTROL, Better.HIGHER, "%")
    assert (scrap.chart, scrap.better, scrap.target) == (ChartKind.RUN, Better.LOWER, 12.5)
    assert (scrap.label, scrap.unit) == (Label.plain("scrap"), Label.plain("kg"))


def test_sheets(rules_of):
    """One sheet or a list of sheets."""
    sheet = (
        "file: a.xlsx, tab: 问题, dates: mdy, "
        "columns: {opened: [投诉日期], root_cause due: RC}, words: {status: {结案: closed}}"
    )
    rules = rules_of(f"sheet: {{{sheet}}}\n")
    expected = SheetRules(
        "a.xlsx", "问题", "mdy", {"opened": ("投诉日期",), "root_cause due": ("RC",)}, {"status": {"结案": "closed"}}
    )
    assert rules.sheets == (expected,)
    assert len(rules_of(f"sheet: [{{{sheet}}}, {{file: b.csv}}]\n").sheets) == 2


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Auckland"])
def test_the_nearest_time_zone_is_named(read, zone):
    """A slip at the end of any zone's name is told with the name that was meant."""
    _, (finding,) = read(f"timezone: {zone[:-2]}{zone[-1]}{zone[-2]}\n")
    assert (finding.kind.code, finding.values["nearest"]) == ("BG340", zone)


def test_gates(rules_of):
    """A gate is off, a warning or an error; those not named keep their default."""
    levels = rules_of("gates: {team: off, problem: error}\n").gates
    assert (levels["team"], levels["problem"], levels["closure"]) == (None, Level.ERROR, Level.WARNING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tilte: x", [("BG302", 1, 1)]),
        ("zzz: x", [("BG301", 1, 1)]),
        ("title: [a]", [("BG306", 1, 8)]),
        ("timezone: Asia/Shanghi", [("BG340", 1, 11)]),
        ("timezone: ../etc/passwd", [("BG340", 1, 11)]),
        ("language: fr", [("BG307", 1, 11)]),
        ("calendar: {country: XX}", [("BG341", 1, 21)]),
        ("calendar: {weekend: [mon, tue, wed, thu, fri, sat, sun]}", [("BG342", 1, 11)]),
        ("calendar: {extra_holidays: [2026-02-30]}", [("BG324", 1, 29)]),
        ("calendar: {extra_holidays: 2026-11-01, extra_workdays: 2026-11-01}", [("BG343", 1, 11)]),
        ("meeting: {time: 25:00}", [("BG313", 1, 17)]),
        ("meeting: {days: [mon, foo]}", [("BG307", 1, 23)]),
        ("meeting: {minutes: 0}", [("BG309", 1, 20)]),
        ("tv: {theme: drak}", [("BG308", 1, 13)]),
        ("cadence: {data: soon}", [("BG311", 1, 17)]),
        ("sources: {X: {group: customr}}", [("BG308", 1, 22)]),
        ("sources: {X: {profile: complant}}", [("BG361", 1, 24)]),
        ("sources: {prr: {q: red}}", [("BG362", 1, 16)]),
        ("customers: {X: {watch: 5wd}}", [("BG312", 1, 24)]),
        ("customers: {X: {profile: listed}}", [("BG361", 1, 26)]),
        ("criteria: []", [("BG346", 1, 11)]),
        ("criteria: [{id: root_cause}, {id: root-cause}]", [("BG344", 1, 11)]),
        ("criteria: [{id: root_cause}, {id: overall}]", [("BG345", 1, 11)]),
        ("criteria: [{id: root_cause}, {label: x}]", [("BG303", 1, 30)]),
        ("criteria: [{id: root_cause, step: D9}]", [("BG307", 1, 35)]),
        ("criteria: [{id: ' '}, {id: root_cause}]", [("BG303", 1, 17)]),
        ("steps: {D9: x}", [("BG301", 1, 9)]),
        ("profiles: {complaint: {criteria: {rootcause: 1d}}}", [("BG347", 1, 35)]),
        ("profiles: {x: {criteria: {containment: 1x}}}", [("BG311", 1, 40), ("BG348", 1, 15)]),
        ("profiles: {x: {}}", [("BG348", 1, 15)]),
        ("profiles: {x: []}", [("BG348", 1, 15)]),
        ("profiles: {x: foo}", [("BG306", 1, 15)]),
        ("profiles: {internal: null}", [("BG360", 1, 11)]),
        ("profiles: {x: {criteria: {containment: 1d}, reports: {9D: 1d}}}", [("BG314", 1, 55)]),
        ("profiles: {x: [{criteria: {containment: 1d}}, {criteria: {containment: 2d}}]}", [("BG349", 1, 15)]),
        ("escalation: [{level: 1, to: a, red_for: 1wd, age: 3d}]", [("BG312", 1, 41)]),
        ("escalation: [{level: 1, to: a, age: 1d}, {level: 1, to: b, age: 1d}]", [("BG350", 1, 13)]),
        ("escalation: [{to: a, age: 1d}]", [("BG303", 1, 14)]),
        ("sheet: {dates: ymd}", [("BG308", 1, 16)]),
        ("sheet: {file: ../x.csv}", [("BG352", 1, 15)]),
        ("sheet: {columns: {opend: x}}", [("BG302", 1, 19)]),
        ("sheet: {words: {status: {结案: done}}}", [("BG307", 1, 30)]),
        ("gates: {teem: off}", [("BG302", 1, 9)]),
        ("gates: {team: loud}", [("BG307", 1, 15)]),
        ("people: [李伟]", [("BG306", 1, 9)]),
        ("- x", [("BG129", 1, 1)]),
        ("a: b: c", [("BG113", 1, 5)]),
    ],
)
def test_faults_break_the_board(read, text, expected):
    """Each fault of board.yml is an error at its place, and the rules remain complete."""
    rules, findings = read(text + "\n")
    assert [(found.kind.code, found.place.line, found.place.column) for found in findings] == expected
    assert {found.level for found in findings} == {Level.ERROR}
    assert {found.place.file for found in findings} == {NAME}
    assert rules.criteria
    assert {"internal", "listed"} <= set(rules.profiles)


def test_a_level_that_is_never_reached(read):
    """A level of escalation without a condition is a warning, and breaks nothing."""
    rules, (finding,) = read("escalation: [{level: 1, to: a}]\n")
    assert (finding.kind.code, finding.level, len(rules.escalation)) == ("BG351", Level.WARNING, 1)


def test_all_faults_are_reported_at_once(read):
    """One run names every fault."""
    findings = read("tilte: x\nlanguage: fr\ntv: {inches: many}\n")[1]
    assert [found.place.line for found in findings] == [1, 2, 3]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a" * 5_000_000, "title: 板".encode("gb18030")])
def test_unreadable_bytes(tmp_path, data):
    """A board.yml that is no text is one error, and the defaults hold."""
    (tmp_path / "board.yml").write_bytes(data)
    rules, findings = read_board(tmp_path / "board.yml", NAME)
    assert rules == default_rules()
    assert [found.level for found in findings] == [Level.ERROR]


def test_a_folder_named_board_yml(tmp_path):
    """A folder of that name is one error."""
    (tmp_path / "board.yml").mkdir()
    assert [found.kind.code for found in read_board(tmp_path / "board.yml", NAME)[1]] == ["BG101"]


@pytest.mark.skipif(not DEMO.exists(), reason="the demonstration plant is not here")
def test_the_demonstration_plant():
    """The demonstration's board.yml has no faults."""
    assert read_board(DEMO, NAME)[1] == ()


_LEAVES = st.sampled_from(["", "~", "x", "24h", "5wd", "2026-11-23", "D3", "yes", "customer", "red", "complaint", "1"])
_WORDS = (
    "title timezone calendar country weekend meeting days sources PRR q profile profiles complaint criteria id label "
    "step containment reports 8D watch from customers escalation level to red_for sheet columns words gates team "
    "people steps D3 cadence data tv inches internal listed answer"
)
_KEYS = st.sampled_from(_WORDS.split())
_TREES: st.SearchStrategy[object] = st.deferred(
    lambda: _LEAVES | st.lists(_TREES, max_size=3) | st.dictionaries(_KEYS, _TREES, max_size=4)
)


def flow(tree: object) -> str:
    """A tree as YAML in brackets."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(flow(item) for item in tree) + "]"
    return str(tree) or '""'


@settings(max_examples=200, deadline=None)
@given(tree=st.dictionaries(_KEYS, _TREES, max_size=6))
def test_any_tree(tmp_path_factory, tree):
    """Any values under any keys give complete rules and findings in the plant's file, never an exception."""
    path = tmp_path_factory.mktemp("board") / "board.yml"
    path.write_text(flow(tree), "utf-8")
    rules, findings = read_board(path, NAME)
    assert {"internal", "listed"} <= set(rules.profiles)
    assert all(
        version.criteria for name in rules.profiles if name != "internal" for version in rules.profiles[name].versions
    )
    assert {found.place.file for found in findings} <= {NAME}


@pytest.mark.parametrize(
    ("written", "days"),
    [("working", None), ("daily", frozenset(range(7))), ("[mon, thu]", frozenset({0, 3})), ("[]", frozenset())],
)
def test_meeting_days(rules_of, written, days):
    """Every working day, every day, some weekdays; an empty list is a plant that never meets."""
    assert rules_of(f"meeting: {{days: {written}}}\n").meeting.days == days
