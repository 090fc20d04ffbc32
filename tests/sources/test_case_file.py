"""Case files to cases, valid and invalid (contract §3)."""

import json
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board_gen.finding import Level, Place
from board_gen.model.case import Case, Hold, InvalidCase, NextReport, Part, Recurrence, Rejection, Revision
from board_gen.model.report import (
    Action,
    Cause,
    Diamond,
    Document,
    Member,
    Option,
    Problem,
    ReadAcross,
    RiskStock,
    Team,
    Why,
    WhyChain,
)
from board_gen.model.terms import Affected, Branch, CauseKind, DocumentKind, Location, Severity, Trigger
from board_gen.sources.board_file import default_rules, read_board
from board_gen.sources.case_file import CaseRead, read_case
from tests.sources.picture_files import jpeg

NAME = "cases/2026/FR-1.md"
FULL = Path(__file__).with_name("full_case.md")
NAUGHTY = Path(__file__).parents[3] / "shared" / "corpora" / "naughty_strings" / "blns.json"
HEAD = "id: FR-1\ntitle: Leak\nopened: 2026-11-20 16:30\nsource: PRR\n"


def utc(text: str) -> datetime:
    """An instant written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    """Reads bytes or a text as the case file FR-1.md, by the default rules unless others are given."""

    def read(content: str | bytes, rules=None) -> CaseRead:
        path = tmp_path / "FR-1.md"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_case(path, NAME, rules or default_rules())

    return read


@pytest.fixture
def read_more(read):
    """Reads a sound case with further lines of front matter."""
    return lambda more, **options: read(f"---\n{HEAD}{more}\n---\n", **options)


def case_of(result: CaseRead) -> Case:
    """The valid case."""
    assert result.case is not None, result.findings
    return result.case


def invalid_of(result: CaseRead) -> InvalidCase:
    """The invalid case, of which each reading has an error."""
    assert result.invalid is not None
    assert result.case is None
    assert any(found.level is Level.ERROR for found in result.findings)
    return result.invalid


def codes(result: CaseRead) -> list[tuple[str, Level]]:
    """Code and level of each finding."""
    return [(found.kind.code, found.level) for found in result.findings]


def test_full_case(tmp_path):
    """Every field of the contract is read into its place."""
    case_file = tmp_path / "FR-2026-0118.md"
    case_file.write_bytes(FULL.read_bytes())
    pictures = tmp_path / "FR-2026-0118"
    pictures.mkdir()
    (pictures / "sorting.jpg").write_bytes(jpeg(4, 3))
    (pictures / "doe.pdf").write_bytes(b"x")
    result = read_case(case_file, "cases/FR-2026-0118.md", default_rules())
    case = case_of(result)
    assert result.findings == ()
    plain = (case.id, case.address, case.title, case.source, case.customer, case.area, case.owner, case.department)
    assert plain == (
        "FR-2026-0118",
        "FR-2026-0118",
        "焊接到膜盒上的毛细管泄漏",
        "PRR",
        "SGM-DY",
        "Line 3",
        "李伟",
        "Welding",
    )
    assert case.opened == utc("2026-11-20 08:30")
    assert case.part == Part("333933", "capsule", ("L2611-07",))
    assert (case.severity, case.profile, case.tracked) == (Severity.MAJOR, "complaint", True)
    assert case.next_report == NextReport(utc("2026-11-24 16:00"), date(2026, 11, 24))
    assert (case.updated, case.closed, case.rejected) == (utc("2026-11-22 23:55"), None, None)
    assert case.on_hold == Hold(utc("2026-11-21 16:00"), utc("2026-11-23 16:00"), "no samples")


def test_full_case_facts(read):
    """Criteria, revisions and recurrences are facts with places; revisions stand by `at`."""
    case = case_of(read(FULL.read_bytes()))
    containment = case.facts["containment"]
    assert (containment.done, containment.evidence) == ((utc("2026-11-21 01:10"),), ("sorting.jpg",))
    assert (containment.approved_by, containment.place) == ("王芳", Place(NAME, 18, 3))
    assert (case.facts["root_cause"].next, case.facts["root_cause"].by) == ("DOE on detergent concentration", "陈刚")
    assert case.facts["error_proofing"].due == utc("2026-12-04 16:00")
    assert case.facts["layered_audit"].na == "no manual operation in this process"
    assert case.facts["verified"].done == (utc("2026-11-30 00:00"), utc("2026-12-01 16:00"))
    assert case.revisions == (
        Revision(utc("2026-11-20 16:00"), "root_cause", utc("2026-11-24 04:00"), place=Place(NAME, 25, 5)),
        Revision(
            utc("2026-11-22 02:00"),
            "root_cause",
            utc("2026-11-25 16:00"),
            "sample late",
            "customer",
            Place(NAME, 24, 5),
        ),
    )
    assert case.recurrences == (
        Recurrence(utc("2026-12-01 00:00"), "two parts, lot L2611-09", "FR-2026-0131", Place(NAME, 26, 15)),
    )


def test_full_case_report(read):
    """D0 to D8 are read as records."""
    report = case_of(read(FULL.read_bytes())).report
    assert report.trigger == (Trigger.CUSTOMER_REQUEST,)
    assert report.team == Team("赵敏", "李伟", (Member("陈刚", "process"), Member("王芳")))
    assert report.problem == Problem(
        "leak", "weld", "2026-11-20", "customer", "refrigerant lost", "bubbles", "3 of 1200"
    )
    assert report.risk_stock == (
        RiskStock(Location.CUSTOMER, ("L2611-07",), 1200, 1200, 3, "scrap", utc("2026-11-20 16:00")),
    )
    assert report.diamond == Diamond(process=True, tool=True, part=True, part_quality=False)
    assert report.causes == (
        Cause(CauseKind.OCCURRENCE, Branch.MATERIAL, "detergent", verified=True, evidence=("doe.pdf",)),
    )
    assert report.whys == (WhyChain(CauseKind.ESCAPE, (Why("why not found", "no test", "WI-12"),), "obvious"),)
    assert report.options == (Option("new detergent", "high", "low", "none", chosen=True),)
    done = utc("2026-11-28 16:00")
    due = utc("2026-11-30 16:00")
    assert report.actions == (Action("D6", "change it", "陈刚", utc("2026-11-23 16:00"), due, done, "ok"),)
    assert report.documents == (Document(DocumentKind.CONTROL_PLAN, "CP-333933", "07", utc("2026-11-30 16:00")),)
    assert report.read_across == (ReadAcross("333934", Affected.YES, "same", "陈刚", utc("2026-12-10 16:00")),)
    assert (report.body, report.body_line) == ("## D2\n\nText.\n", 42)


def test_report_data(read):
    """The front matter as written comes along as plain texts, nulls as None."""
    case = case_of(read(FULL.read_bytes()))
    assert case.report_data["part"] == {"number": "333933", "name": "capsule", "lots": ["L2611-07"]}
    assert case.report_data["rejected"] == {"at": None, "reason": None}
    assert case.report_data["closed"] is None
    assert json.loads(json.dumps(case.report_data)) == case.report_data


def test_places(read):
    """Each top-level key knows its line."""
    case = case_of(read(FULL.read_bytes()))
    assert case.place_of("title") == Place(NAME, 3, 1)
    assert case.place_of("criteria") == Place(NAME, 17, 1)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "BG105", 0),
        (b" \n\n", "BG105", 0),
        (b"\xef\xbb\xbf", "BG105", 0),
        ("title: 毛刺\n".encode("gb18030"), "BG104", 1),
        ("---\nid: FR-1\ntitle: 毛刺\n---\n".encode("utf-16"), "BG104", 1),
        (b"---\nid: FR-1\ntitle: \xff\n---\n", "BG104", 3),
        (b"a" * 5_000_000, "BG103", 0),
        (b"---\nid: FR-1\ntitle: " + b"a" * 1_500_000 + b"\n---\n", "BG110", 2),
        (b"# A heading\n", "BG106", 1),
        (b"\n---\nid: FR-1\n---\n", "BG106", 1),
        (b"---\nid: FR-1\ntitle: Leak\n", "BG107", 1),
        (b"---\n---\n", "BG132", 1),
        (b"---\n# nothing\n---\n", "BG132", 1),
        (b"---\n- id: FR-1\n---\n", "BG129", 2),
        ("---\nid: FR-1\ntitle: 左门: 毛刺\n---\n".encode(), "BG113", 3),
        (b"---\nid: FR-1\nteam: " + b"[" * 200_000 + b"\n---\n", "BG120", 3),
        (b"---\nid: FR-1\na: &a [x]\nb: *a\n---\n", "BG123", 3),
        (b"---\nid: FR-1\ntitle: a\ntitle: b\n---\n", "BG126", 4),
    ],
)
def test_unreadable_files(read, content, code, line):
    """A file that can't be read is an invalid case under its id or its file's stem, with one place to mend it."""
    result = read(content)
    assert (invalid_of(result).id, invalid_of(result).address) == ("FR-1", "FR-1")
    assert (result.findings[0].kind.code, result.findings[0].place.line) == (code, line)
    assert {found.case for found in result.findings} == {"FR-1"}


def test_unreadable_yaml_keeps_what_can_be_read(read):
    """A row whose YAML is broken is still named: title, area, owner and opening stand on plain lines."""
    text = (
        '---\nid: FR-9\ntitle: 左门: 毛刺\nopened: 2026-11-20\nsource: PRR\narea: "Line 3"\npart: 33\nteam: [a\n---\n'
    )
    invalid = invalid_of(read(text))
    assert (invalid.id, invalid.title, invalid.area, invalid.part) == ("FR-9", "左门: 毛刺", "Line 3", "33")
    assert (invalid.opened, invalid.source) == (utc("2026-11-19 16:00"), "PRR")


def test_a_folder_named_like_a_case(tmp_path):
    """A folder with a case file's name is an invalid case."""
    (tmp_path / "FR-2.md").mkdir()
    result = read_case(tmp_path / "FR-2.md", "cases/FR-2.md", default_rules())
    assert (invalid_of(result).id, codes(result)) == ("FR-2", [("BG101", Level.ERROR)])


def test_a_file_that_is_not_there(tmp_path):
    """A file that went away, or a link to nothing, is an invalid case."""
    (tmp_path / "FR-2.md").symlink_to(tmp_path / "nowhere")
    result = read_case(tmp_path / "FR-2.md", "cases/FR-2.md", default_rules())
    assert (invalid_of(result).id, codes(result)) == ("FR-2", [("BG102", Level.ERROR)])


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [("\ufeff", "\n", "---"), ("", "\r\n", "---"), ("", "\n", "..."), ("", "\r", "--- ")],
)
def test_forms_of_front_matter(read, before, between, after):
    """A byte order mark, any line ends, and either end of the front matter are read alike."""
    text = before + between.join(["---", *HEAD.split("\n")[:-1], after, "## D2", "x"])
    case = case_of(read(text))
    assert (case.title, case.report.body, case.report.body_line) == ("Leak", "## D2\nx", 7)
    assert case.place_of("source") == Place(NAME, 5, 1)


@pytest.mark.parametrize("key", ["id", "title", "opened", "source"])
@pytest.mark.parametrize("given_as", [None, "", '""'])
def test_required_keys(read, key, given_as):
    """Without a required key, or with an empty one, a case is invalid, and everything else of it is kept."""
    lines = [line for line in HEAD.split("\n") if not line.startswith(f"{key}:")]
    text = "\n".join([*lines, f"{key}: {given_as}" if given_as is not None else "", "owner: 李伟"])
    result = read(f"---\n{text}\n---\n")
    assert invalid_of(result).owner == "李伟"
    assert [(found.kind.code, found.values["name"]) for found in result.findings] == [("BG203", key)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FR-1", "FR-1"),
        ("7", "7"),
        ("问题-7.a_b", "问题-7.a_b"),
        ("हिन्दी", "हिन्दी"),
        ("e\u0301a", "\u00e9a"),
        ("a" * 64, "a" * 64),
        ("a" * 65, None),
        ("-a", None),
        (".a", None),
        ("a/b", None),
        ("a b", None),
        ("index.html", None),
        ("Index.HTML", None),
        ("'<b>'", None),
        ("..", None),
    ],
)
def test_ids(read, text, expected):
    """An id is 1 to 64 letters of any script, digits, `.`, `_`, `-`, and compared NFC."""
    result = read(f"---\n{HEAD.replace('id: FR-1', f'id: {text}')}---\n")
    assert (result.case.id if result.case else None) == expected
    if expected is None:
        assert codes(result) == [("BG270", Level.ERROR)]
        assert invalid_of(result).address == "FR-1"


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ("profile: complant", "BG272", "6:10"),
        ("profile: listed", "BG272", "6:10"),
        ("closed: 2026-02-30", "BG224", "6:9"),
        ("closed: yes", "BG220", "6:9"),
        ("closed: 2026/11/23", "BG221", "6:9"),
        ("closed: [2026-11-23]", "BG204", "6:9"),
        ("criteria: done", "BG206", "6:11"),
        ("criteria: {containment: 2026-11-21}", "BG206", "6:25"),
        ("criteria: {containmnt: {done: 2026-11-21}}", "BG273", "6:12"),
        ("criteria: {answer: {done: 2026-11-21}}", "BG273", "6:12"),
        ("criteria: {containment: {done: 1/10/2026}}", "BG222", "6:32"),
        ("criteria: {containment: {done: [2026-11-21, soon]}}", "BG220", "6:45"),
        ("criteria: {containment: {due: 2026-13-01}}", "BG223", "6:31"),
        ("criteria: {containment: {doen: 2026-11-21}}", "BG202", "6:26"),
        ("criteria: {containment: {na: yes}}", "BG274", "6:30"),
        ("criteria: {containment: {na: true}}", "BG274", "6:30"),
        ('criteria: {containment: {na: ""}}', "BG274", "6:30"),
        ('criteria: {containment: {na: "-"}}', "BG274", "6:30"),
        ("criteria: {containment: {na: 无}}", "BG274", "6:30"),
        ("revisions: {at: 2026-11-22}", "BG205", "6:12"),
        ("revisions: [{criterion: root_cause, to: 2026-11-25}]", "BG203", "6:13"),
        ("revisions: [{at: 2026-11-22, criterion: rootcause, to: 2026-11-25}]", "BG273", "6:41"),
        ("revisions: [{at: 2026-11-22, criterion: root_cause, to: }]", "BG203", "6:57"),
        ("revisions: [{at: 2026-11-22 24:00, criterion: root_cause, to: 2026-11-25}]", "BG225", "6:18"),
        ("recurrences: [{note: again}]", "BG203", "6:15"),
        ("recurrences: [{at: 2026-11-31}]", "BG224", "6:20"),
        ("recurrences: [again]", "BG206", "6:15"),
        ("rejected: {reason: not ours}", "BG275", "6:11"),
        ("rejected: {at: 2026-11-31, reason: not ours}", "BG224", "6:16"),
        ("rejected: yes", "BG206", "6:11"),
    ],
)
def test_what_letters_depend_on(read_more, more, code, place):
    """A value that a letter depends on and that can't be read makes the case invalid, with an error at its place."""
    result = read_more(more)
    assert invalid_of(result).title == "Leak"
    found = result.findings[0]
    assert (found.kind.code, found.level, str(found.place)) == (code, Level.ERROR, f"{NAME}:{place}")


@pytest.mark.parametrize(
    ("more", "code", "level"),
    [
        ("sevrity: major", "BG202", Level.WARNING),
        ("xyz: major", "BG201", Level.WARNING),
        ("severity: huge", "BG207", Level.WARNING),
        ("severity: majr", "BG208", Level.WARNING),
        ("updated: 2026-02-30", "BG224", Level.ERROR),
        ("updated: 1/10/2026", "BG222", Level.ERROR),
        ("updated: 2026/11/3", "BG221", Level.WARNING),
        ("next_report: soon", "BG220", Level.WARNING),
        ("owner: [a, b]", "BG204", Level.WARNING),
        ("part: {nmber: 3}", "BG202", Level.WARNING),
        ("part: {number: 3, name: panel, piano black}", "BG215", Level.WARNING),
        ("team: {leadr: a}", "BG202", Level.WARNING),
        ("team: 李伟", "BG206", Level.WARNING),
        ("trigger: [repat]", "BG208", Level.WARNING),
        ("risk_stock: [{location: moon}]", "BG207", Level.WARNING),
        ("risk_stock: [{location: wip, quantity: many}]", "BG209", Level.WARNING),
        ("diamond: {tool: perhaps}", "BG210", Level.WARNING),
        ("causes: [{text: x}]", "BG203", Level.ERROR),
        ("actions: [{step: D4, what: x}]", "BG207", Level.WARNING),
        ("actions: [{step: D6, what: x, due: 2026-11-31}]", "BG224", Level.ERROR),
        ("rejected: {at: 2026-11-22}", "BG276", Level.WARNING),
        ("on_hold: {reason: x}", "BG277", Level.WARNING),
        ("criteria: {containment: {nxt: x}}", "BG202", Level.WARNING),
        ("criteria: {containment: {done: 2026-11-21, doen: x}}", "BG202", Level.WARNING),
        ("criteria: {containment: {next: [a, b]}}", "BG204", Level.WARNING),
        ("criteria: {containment: {evidnce: x.jpg}}", "BG202", Level.WARNING),
        ("revisions: [{at: 2026-11-22, criterion: root_cause, to: 2026-11-25, reson: x}]", "BG202", Level.WARNING),
    ],
)
def test_what_no_letter_depends_on(read_more, more, code, level):
    """Any other fault leaves out that value alone, and names its line."""
    result = read_more(more)
    assert case_of(result).title == "Leak"
    assert codes(result) == [(code, level)]
    assert result.findings[0].place.line == 6


def test_evidence_is_vital_where_it_is_wanted(tmp_path, read_more):
    """A misspelt `evidence` makes a case invalid only where the criterion wants evidence."""
    board = tmp_path / "board.yml"
    board.write_text("criteria:\n  - {id: containment, evidence: required}\n  - {id: root_cause}\n", "utf-8")
    rules = read_board(board, "cases/board.yml")[0]
    assert read_more("criteria: {containment: {evidnce: x.jpg}}", rules=rules).invalid is not None
    assert read_more("criteria: {root_cause: {evidnce: x.jpg}}", rules=rules).invalid is None


@pytest.mark.parametrize(
    "more",
    [
        "closed: null\nprofile: ~\nrejected: {at: , reason: }\non_hold: {from: , reason: , until: }",
        "criteria:\nrevisions:\nrecurrences: []\nteam: {}\nactions:\nseverity:",
        "criteria: {containment: {done: , na: no, due: null, evidence: []}, root_cause: }",
        "criteria: {containment: {na: false}}",
    ],
)
def test_what_is_left_blank(read_more, more):
    """Keys of a template that nobody filled in are not given."""
    result = read_more(more)
    case = case_of(result)
    assert result.findings == ()
    assert (case.closed, case.rejected, case.on_hold, case.profile) == (None, None, None, None)
    assert all((facts.done, facts.na, facts.due) == ((), None, None) for facts in case.facts.values())


def test_closed_and_rejected(read_more):
    """Closing and rejection carry their instant and place."""
    case = case_of(read_more("closed: 2026-12-20\nrejected: {at: 2026-12-01, reason: not ours}"))
    assert case.closed is not None
    assert (case.closed.at, case.closed.place) == (utc("2026-12-19 16:00"), Place(NAME, 6, 1))
    assert case.rejected == Rejection(utc("2026-11-30 16:00"), "not ours", Place(NAME, 7, 11))


@pytest.mark.parametrize(
    ("text", "nearest"), [("PPR", "PRR"), ("Audti", "Audit"), ("客户生产", "客户生产线"), ("zzzz", "DR, DRL, GCA")]
)
def test_unknown_sources(read, text, nearest):
    """A source that nobody knows makes the case invalid, since its profile depends on it; the nearest is named."""
    result = read(f"---\n{HEAD.replace('PRR', text)}---\n")
    assert invalid_of(result).source == text
    assert codes(result) == [("BG271", Level.ERROR)]
    assert str(result.findings[0].values["nearest"]).startswith(nearest)


@pytest.mark.parametrize("text", ["after_sales", "After-sales", "售后", "AFTER SALES"])
def test_sources_are_codes(read, text):
    """However a source is written, the case holds its code."""
    assert case_of(read(f"---\n{HEAD.replace('PRR', text)}---\n")).source == "after_sales"


def test_part_as_text(read_more):
    """A plain part stands as its number, leading zeros and all."""
    assert case_of(read_more("part: 0012345")).part == Part("0012345")


def test_title_cut_by_a_comment(read):
    """A title that a comment cuts off is read, with a warning at the comment."""
    result = read(f"---\n{HEAD.replace('Leak', '左门 #3工位毛刺')}---\n")
    assert (case_of(result).title, codes(result)) == ("左门", [("BG131", Level.WARNING)])


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    ("inner", "is_published"),
    [
        ("<rect width='3' fill='url(#g)'/><use href='#a'/><image href='data:image/png;base64,AA=='/>", True),
        ("<style>.a { fill: red }</style><text>on load</text>", True),
        ("<script>x</script>", False),
        ("<rect onload='x'/>", False),
        ("<a href='javascript:x'/>", False),
        ("<a xlink:href='java&#x09;script:x'/>", False),
        ("<a href='https://example.org'/>", False),
        ("<image href='http://example.org/x.png'/>", False),
        ("<use href='other.svg#a'/>", False),
        ("<image href='data:image/svg+xml;base64,AA=='/>", False),
        ("<foreignObject/>", False),
        ("<set attributeName='href' to='x'/>", False),
        ("<animate attributeName='xlink:href' to='x'/>", False),
        ("<style>@import 'x.css';</style>", False),
        ("<style>.a { fill: url(http://x) }</style>", False),
        ("<style>.a { fill: u\\72l(http://x) }</style>", False),
        ("<rect style='fill:url(//x)'/>", False),
        ("<rect", False),
    ],
)
def test_svg_attachments(tmp_path, inner, is_published):
    """An SVG is published only where it is a drawing and nothing more."""
    folder = tmp_path / "FR-1"
    folder.mkdir()
    (folder / "a.svg").write_text(SVG.format(inner), "utf-8")
    path = tmp_path / "FR-1.md"
    path.write_text(f"---\n{HEAD}---\n", "utf-8")
    result = read_case(path, NAME, default_rules())
    assert [attachment.name for attachment in case_of(result).attachments] == (["a.svg"] if is_published else [])
    assert codes(result) == ([] if is_published else [("BG142", Level.WARNING)])


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE svg [<!ENTITY a 'x'>]>" + SVG.format("<text>&a;</text>"),
        "<?xml-stylesheet href='x.css'?>" + SVG.format(""),
        "",
    ],
)
def test_svg_prologues(tmp_path, text):
    """Entities and style sheets before the drawing are refused too."""
    (tmp_path / "FR-1").mkdir()
    (tmp_path / "FR-1" / "a.svg").write_text(text, "utf-8")
    (tmp_path / "FR-1.md").write_text(f"---\n{HEAD}---\n", "utf-8")
    assert case_of(read_case(tmp_path / "FR-1.md", NAME, default_rules())).attachments == ()


def test_attachments(tmp_path):
    """What stands in the folder named like the case is listed at any depth, sorted; other things are findings."""
    for name in (
        "b.PNG",
        "a/片.jpg",
        "_x.png",
        ".y.png",
        "~$z.docx",
        "_d/e.png",
        "index.html",
        "run.js",
        "n.md",
        "c.md",
    ):
        file = tmp_path / "FR-1" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("---\nid: FR-7\n---\n" if name == "c.md" else "x", "utf-8")
    (tmp_path / "FR-1" / "away.txt").symlink_to("/etc/hostname")
    (tmp_path / "FR-1.md").write_text(f"---\n{HEAD}---\n", "utf-8")
    result = read_case(tmp_path / "FR-1.md", NAME, default_rules())
    attachments = case_of(result).attachments
    assert [(one.name, one.size) for one in attachments] == [("a/片.jpg", 1), ("b.PNG", 1), ("n.md", 1)]
    assert all(Path(one.path).is_absolute() for one in attachments)
    assert [(found.kind.code, str(found.place)) for found in result.findings] == [
        ("BG145", "cases/2026/FR-1/a/片.jpg"),
        ("BG144", "cases/2026/FR-1/away.txt"),
        ("BG145", "cases/2026/FR-1/b.PNG"),
        ("BG141", "cases/2026/FR-1/index.html"),
        ("BG140", "cases/2026/FR-1/run.js"),
    ]


@pytest.mark.parametrize(
    ("entry", "is_missing"),
    [
        ("sorting.jpg", False),
        ("FR-1/sorting.jpg", False),
        ("deep/film.mp4", False),
        ("beside.pdf", False),
        ("sortng.jpg", True),
        ("../FR-1.md", True),
        ("https://intranet/x.pdf", False),
        ("mailto:a@b.cn", False),
        ("WI-12", False),
        ("sorted 1200 parts, 0 bad", False),
        ("DOE 3.5", False),
    ],
)
def test_evidence_files(tmp_path, entry, is_missing):
    """A file named as evidence that stands neither in the case's folder nor beside it is a warning."""
    for name in ("FR-1/sorting.jpg", "FR-1/deep/film.mp4", "beside.pdf"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(jpeg(4, 3))
    (tmp_path / "FR-1.md").write_text(
        f'---\n{HEAD}criteria: {{containment: {{evidence: ["{entry}"]}}}}\n---\n', "utf-8"
    )
    result = read_case(tmp_path / "FR-1.md", NAME, default_rules())
    assert case_of(result).facts["containment"].evidence == (entry,)
    assert codes(result) == ([("BG250", Level.WARNING)] if is_missing else [])
    if entry == "sortng.jpg":
        assert result.findings[0].values["nearest"] == "sorting.jpg"


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("criteria: {containment: {done: 2026-11-21, evidence: [NAME]}}", 6),
        ("causes:\n  - {kind: escape, text: NAME of it, evidence: [WI-12, NAME]}", 7),
        ("whys:\n  - kind: escape\n    chain:\n      - {why: a, because: b}\n      - {why: c, evidence: NAME}", 10),
    ],
)
@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Cut 03é.JPG", "cut 03é.jpg"),
        ("ｃｕｔ０３é.jpg", "cut 03é.jpg"),
        ("cut 03.jpg", "cut 03é.jpg"),
        ("quite another.pdf", "-"),
        ("cut 03é.jpg", None),
        (unicodedata.normalize("NFD", "cut 03é.jpg"), None),
    ],
)
def test_evidence_is_looked_for_wherever_it_is_named(tmp_path, field, line, name, nearest):
    """Evidence of criteria, causes and whys is told at its line with the nearest name; NFC and NFD are one name."""
    (tmp_path / "FR-1").mkdir()
    (tmp_path / "FR-1" / "cut 03é.jpg").write_bytes(jpeg(4, 3))
    assert HEAD.count("\n") == 4
    (tmp_path / "FR-1.md").write_text(f"---\n{HEAD}{field.replace('NAME', name)}\n---\n", "utf-8")
    result = read_case(tmp_path / "FR-1.md", NAME, default_rules())
    told = [(found.kind.code, found.place.line, found.values["nearest"]) for found in result.findings]
    assert told == ([] if nearest is None else [("BG250", line, nearest)])


def test_every_message_can_be_filled(read):
    """Each finding's values fill its text and hint."""
    text = FULL.read_text("utf-8").replace("PRR", "PPR").replace("2026-12-04", "2026-13-04").replace("major", "majr")
    result = read(text)
    assert len(result.findings) == 3
    for found in result.findings:
        assert "{" not in found.kind.text.format_map(found.values) + found.kind.hint.format_map(found.values)


def quoted(text: str) -> str:
    """A text in YAML's double quotes, every sign but the plainest escaped."""
    return '"' + "".join(sign if sign.isascii() and sign.isalnum() else f"\\U{ord(sign):08X}" for sign in text) + '"'


@pytest.mark.skipif(not NAUGHTY.exists(), reason=f"no corpus at {NAUGHTY}")
def test_naughty_titles(read):
    """Every naughty string is a title as it is in quotes, and gives a finding at worst without."""
    for title in json.loads(NAUGHTY.read_text("utf-8")):
        result = read(f"---\n{HEAD.replace('Leak', quoted(title))}---\n")
        expected = " ".join(title.split())
        if expected and not any(0xD800 <= ord(sign) < 0xE000 for sign in title):
            assert case_of(result).title == expected
        plain = read(f"---\n{HEAD.replace('Leak', title)}---\n".encode("utf-8", "replace"))
        assert (plain.case is None) != (plain.invalid is None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    | st.text(st.sampled_from("-:#[]{}'\"&*!|>\n\t ab1，：焊"), max_size=80).map(
        lambda text: f"---\n{HEAD}{text}\n---\n".encode()
    )
)
def test_any_file(read, content):
    """Any bytes give a case or an invalid case with an error, never an exception."""
    result = read(content)
    assert (result.case is None) != (result.invalid is None)
    assert result.case is not None or any(found.level is Level.ERROR for found in result.findings)


_WORDS = (
    "id title opened source customer part number lots profile criteria containment root_cause done evidence na due "
    "next revisions at criterion to recurrences note rejected reason on_hold from until closed team members name "
    "problem risk_stock location quantity diamond tool causes kind whys chain options actions step documents "
    "read_across affected trigger severity doen"
)
_KEYS = st.sampled_from(_WORDS.split())
_LEAVES = st.sampled_from(
    ["", "~", '""', "yes", "no", "-1", "2026-11-23", "2026-02-30", "root_cause", "PRR", "x.jpg", "D6"]
)
_TREES: st.SearchStrategy[str] = st.deferred(
    lambda: (
        _LEAVES
        | st.lists(_TREES, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(_KEYS, _TREES, max_size=4).map(
            lambda entries: "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"
        )
    )
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.dictionaries(_KEYS, _TREES, max_size=8))
def test_any_values(read, entries):
    """Any values under any keys give a case or an invalid case; a valid one has lost nothing that letters need."""
    result = read("---\n" + "".join(f"{key}: {value}\n" for key, value in entries.items()) + "---\n")
    assert (result.case is None) != (result.invalid is None)
    assert result.case is not None or any(found.level is Level.ERROR for found in result.findings)
