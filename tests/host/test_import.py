"""`board-gen import`: rows of a sheet as case files that say the same (contract §3, §4)."""

import csv
import io
import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from board_gen.importing import Importer, Outcome, rehearsed, taken_ids, written
from board_gen.model.label import Language
from board_gen.model.terms import Letter
from board_gen.pages.sections import sections_of
from board_gen.rules.judge import judge, judge_plant
from board_gen.sources.board_file import read_board
from board_gen.sources.case_file import read_case
from board_gen.sources.case_writer import markdown_text
from board_gen.sources.plant_folder import read_plant
from board_gen.sources.sheet_case import row_case_of
from board_gen.wording import Wording
from tests.sources.workbook_files import Sheet, texts, xlsx

PROJECT = Path(__file__).parents[2]
NAUGHTY = PROJECT.parent / "shared/corpora/naughty_strings/blns.json"
HEADER = (
    "id,title,opened,source,severity,tracked,status,closed,updated,next,containment,containment due,root_cause,remark"
)
AT = ("--at", "2026-11-23 08:12")
STATE_CODES = ("BG510", "BG511", "BG512", "BG513", "BG514")
ODD_TEXTS = (
    "- a list",
    "# a comment",
    "@ home",
    '"quoted"',
    "'quoted'",
    "null",
    "~",
    "no",
    "0123",
    "1.10",
    "2026-11-03",
    "a: b",
    "a #b",
    "a, b] {c}",
    "ends with:",
    "*star* & <b>bold</b> | pipe",
    "%percent",
    "!tag",
    "? key",
    "|",
    "---",
    "...",
    "左门：毛刺",
    "ＦＲ－１２：０５",
    "back\\slash",
    "tab\tinside",
    "two\nlines",
    "\u200bzero\u200bwidth\ufeff",
    "\u2028separated\u2029",
    "🚗 leak 👩\u200d🔧",
    "\ue000private\ue001",
    "x" * 300,
    "[link](a b) `code` ![i](x.png)",
    "=cmd|' /C calc'!A0",
)


def sheet_text(header: str, *rows: tuple[str, ...]) -> str:
    """A CSV, quoted where it has to be."""
    out = io.StringIO()
    csv.writer(out).writerows([header.split(","), *rows])
    return out.getvalue()


class Imports:
    """A plant's folder and what an import makes of its sheet."""

    def __init__(self, folder: Path, sheet: str, board: str = "timezone: UTC\n") -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "board.yml").write_text(board, "utf-8")
        (folder / "issues.csv").write_bytes(sheet.encode())

    def run(self, *, takes_all: bool = True, path: Path | None = None):
        """The rows, their case files written."""
        return [written(self.folder, row) for row in self.made(takes_all=takes_all, path=path)]

    def made(self, *, takes_all: bool = True, path: Path | None = None):
        """The rows before anything is written."""
        self.rules, findings = read_board(self.folder / "board.yml", "cases/board.yml")
        assert findings == ()
        words, taken = Wording(Language.EN), taken_ids(self.folder, "cases", self.rules)
        importer = Importer(self.folder, "cases", self.rules, words, taken, takes_all)
        path = path or self.folder / "issues.csv"
        sheets = [importer.import_of(path, sheet) for sheet in importer.sheets_of(path, None)]
        return [row for sheet in sheets for row in sheet.rows]

    def case(self, row):
        """The case of a row's file, read from the disk."""
        read = read_case(self.folder / row.target, row.file, self.rules)
        assert read.case is not None, (row.text, read.findings)
        return read.case


def cells_of(body: str) -> list[str]:
    """The texts of a body's table as a browser shows them, row by row, without the head."""
    (section,) = sections_of(body) or ()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", section.html, re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>", "", cell.replace("<br>", "\n"))) for cell in cells]


# ---- what a case file says ------------------------------------------------------------------------------------


def test_a_row_is_written_with_all_that_it_knows(tmp_path):
    """The front matter has the contract's order; what has no field stands in the table below it."""
    header = f"{HEADER},customer,area,part,owner,department,due,next_report,root_cause due"
    row = ("FR 26/1", "Leak: weld", "2026-11-20 16:30", "PRR", "major", "yes", "R", "", "2026/11/22", "new gasket")
    more = ("2026-11-21 09:10", "2026-11-21", "", "see mail", "SGM", "Line 3", "0333933", "李伟", "Welding")
    (made,) = Imports(
        tmp_path / "cases", sheet_text(header, (*row, *more, "2026-12-01", "2026.11.24", "2026年11月30日"))
    ).run()
    assert (made.outcome, made.file) == (Outcome.WRITTEN, "cases/2026/FR-26-1.md")
    assert made.text == (tmp_path / "cases/2026/FR-26-1.md").read_text("utf-8")
    assert made.text == (
        "---\n"
        "id: FR-26-1\n"
        'title: "Leak: weld"\n'
        "opened: 2026-11-20 16:30\n"
        "source: PRR\n"
        "customer: SGM\n"
        "area: Line 3\n"
        'part: "0333933"\n'
        "owner: 李伟\n"
        "department: Welding\n"
        "severity: major\n"
        "next_report: 2026-11-24\n"
        "updated: 2026-11-22\n"
        "criteria:\n"
        "  containment: {done: 2026-11-21 09:10, due: 2026-11-21}\n"
        "  root_cause:  {due: 2026-11-30, next: new gasket}\n"
        "---\n"
        "## From the sheet\n\n"
        "| Column | Text |\n|---|---|\n"
        "| id | FR 26/1 |\n| status | R |\n| next | new gasket |\n| remark | see mail |\n| due | 2026-12-01 |\n"
    )


def test_a_row_below_another_header_is_written_by_that(tmp_path):
    """What a second table's row knows stands under the names of its own columns."""
    header = "id,title,opened,source,severity,remark"
    second = ("title", "note", "opened", "source", "severity", "id")
    rows = (
        ("FR-1", "Leak", "2026-11-20", "PRR", "major", "see mail"),
        second,
        ("Rust", "by phone", "2026-11-21", "PRR", "major", "FR-2"),
    )
    first, other = Imports(tmp_path / "cases", sheet_text(header, *rows)).run()
    assert "| remark | see mail |" in first.text
    assert (other.row.id, other.outcome) == ("FR-2", Outcome.WRITTEN)
    assert other.text.endswith("| Column | Text |\n|---|---|\n| note | by phone |\n")


@pytest.mark.parametrize(
    ("cell", "facts"),
    [
        ("G", "{done: 2026-11-22}"),
        ("N/A", '{na: "“N/A” in the sheet (cases/issues.csv[K2])"}'),
        ("无", '{na: "“无” in the sheet (cases/issues.csv[K2])"}'),
        ("2026-11-21 08:05", "{done: 2026-11-21 08:05}"),
    ],
)
def test_what_a_criterion_holds(tmp_path, cell, facts):
    """A typed G counts at the update, a date is when it was done, and `N/A` gets a reason that has words."""
    row = ("A-1", "Leak", "2026-11-20", "line", "", "", "", "", "2026-11-22", "", cell)
    imports = Imports(tmp_path / "cases", sheet_text(HEADER, row))
    (made,) = imports.run()
    assert f"\n  containment: {facts}\n" in made.text
    own = row_case_of(made.row, imports.rules).case
    case = imports.case(made)
    assert own is not None
    assert case.facts["containment"].done == own.facts["containment"].done
    assert (case.facts["containment"].na is None) == (own.facts["containment"].na is None)


@pytest.mark.parametrize(
    ("status", "line"), [("rejected", "rejected: {at: 2026-11-22}"), ("on_hold", "on_hold: {from: 2026-11-22}")]
)
def test_states_begin_at_the_update(tmp_path, status, line):
    """Rejected and on hold count from `updated`, as they do in the sheet."""
    row = ("A-1", "Leak", "2026-11-20", "line", "", "", status, "", "2026-11-22", "wait")
    imports = Imports(tmp_path / "cases", sheet_text(HEADER, row))
    (made,) = imports.run()
    assert f"\n{line}\n" in made.text
    assert ("next: wait" in made.text) == (status == "on_hold")
    own = row_case_of(made.row, imports.rules).case
    assert own is not None
    assert (imports.case(made).on_hold, imports.case(made).rejected is None) == (own.on_hold, own.rejected is None)


def odd_rows(odd: list[str]) -> str:
    """A sheet with each text in the fields of a row of its own."""
    header = "id,title,opened,source,owner,area,customer,part,next,remark,containment"
    rows = [
        (f"N-{at}", text, "2026-11-20", "PRR", text, text, text, text, text, text, "R") for at, text in enumerate(odd)
    ]
    return sheet_text(header, *rows)


def assert_all_read_back(imports: Imports, fewest: int) -> None:
    """Every row that could be a case is written, and reads back as the row's own case."""
    rows = imports.run()
    complete = [row for row in rows if row.row.is_complete]
    assert [row.row.id for row in complete if row.outcome is not Outcome.WRITTEN] == []
    assert len(complete) >= fewest
    for made in complete:
        case, row = imports.case(made), made.row
        own = row_case_of(row, imports.rules).case
        assert own is not None
        for key in ("title", "owner", "area", "customer", "part", "opened", "source"):
            assert getattr(case, key) == getattr(own, key), (key, made.text)
        assert [fact.next for fact in case.facts.values()] == ([row.next] if row.next else [])
        said = cells_of(case.report.body)
        assert said[-2:] == ["containment", "R"]
        remark = dict(zip(said[::2], said[1::2], strict=True)).get("remark", "")
        assert shape(remark) == shape(row_text(imports, row.id))


def row_text(imports: Imports, row_id: str) -> str:
    """The remark of a row as it stands in the file, empty where it says that there is none."""
    with (imports.folder / "issues.csv").open(encoding="utf-8", newline="") as file:
        text = next(row["remark"] for row in csv.DictReader(file) if row["id"] == row_id)
    return "" if text.strip().casefold() in ("", "-", "/", "?", "n/a", "na", "无", "–", "—") else text


def shape(text: str) -> str:
    """A text without blanks and signs that nobody sees or that are private."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def test_odd_texts_read_back_the_same(tmp_path):
    """Whatever a cell holds is one value of the case file, and one cell of its table."""
    assert_all_read_back(Imports(tmp_path / "cases", odd_rows(list(ODD_TEXTS))), len(ODD_TEXTS) - 1)


def test_naughty_strings_read_back_the_same(tmp_path):
    """The 515 strings that nobody likes are titles, owners and remarks like any other."""
    if not NAUGHTY.exists():
        pytest.skip(f"{NAUGHTY} is not here")
    strings = [text for text in json.loads(NAUGHTY.read_text("utf-8")) if "\0" not in text]
    assert_all_read_back(Imports(tmp_path / "cases", odd_rows(strings)), 450)


@pytest.mark.parametrize(
    ("written_id", "name"),
    [
        ("ＦＲ－２０２６", "ＦＲ-２０２６"),
        ("null", "null"),
        ("0012", "0012"),
        ("焊接 #7", "焊接-7"),
        ("a" * 64, "a" * 64),
    ],
)
def test_ids_keep_their_address(tmp_path, written_id, name):
    """The file has the row's address as its id, so that the two find one another."""
    row = (written_id, "Leak", "2026-11-20", "PRR")
    imports = Imports(tmp_path / "cases", sheet_text("id,title,opened,source", row))
    (made,) = imports.run()
    assert made.file == f"cases/2026/{name}.md"
    assert imports.case(made).address == made.row.address
    plant = read_plant(imports.folder, "cases")
    assert [case.address for case in plant.cases] == [made.row.address]
    assert (plant.cases[0].tracked, plant.invalid) == (True, ())


def test_the_year_is_the_local_year_of_the_opening(tmp_path):
    """An instant with an offset falls into the plant's own year."""
    row = ("A-1", "Leak", "2025-12-31T20:00Z", "PRR")
    board = "timezone: Asia/Shanghai\n"
    (made,) = Imports(tmp_path / "cases", sheet_text("id,title,opened,source", row), board).run()
    assert made.file == "cases/2026/A-1.md"
    assert "\nopened: 2025-12-31 20:00+00:00\n" in made.text


@pytest.mark.parametrize(
    "text", ["a|b", "a\\|b", "<script>x</script>", "a\n\nb", "_x_ *y* ~~z~~ `q`", "](x y)", "&amp;"]
)
def test_a_cell_of_the_table_says_what_stands_there(text):
    """Nothing in a text is a sign of Markdown or HTML."""
    body = f"| a | b |\n|---|---|\n| x | {markdown_text(text)} |\n"
    assert cells_of(body) == ["x", "\n".join(line for line in text.split("\n") if line)]


# ---- which rows are written -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (("A-1", "Leak", "2026-11-20", "line"), Outcome.LISTED),
        (("A-1", "Leak", "2026-11-20", "line", "", "yes"), Outcome.WRITTEN),
        (("A-1", "Leak", "2026-11-20", "line", "safety"), Outcome.WRITTEN),
        (("A-1", "Leak", "2026-11-20", "PRR"), Outcome.WRITTEN),
        (("A-1", "Leak", "2026-02-31", "PRR"), Outcome.LEFT),
        (("", "Leak", "2026-11-20", "PRR"), Outcome.LEFT),
        (("A-1", "Leak", "2026-11-20", "PRR", "", "", "closed"), Outcome.LEFT),
        (("A-1", "Leak", "2026-11-20", "PRR", "", "", "closed", "2026-11-22"), Outcome.LEFT),
        (("A-1", "Leak", "2026-11-20", "PRR", "", "", "on_hold", "2026-11-22", "", "", "G"), Outcome.LEFT),
    ],
)
def test_rows_that_need_a_case_file(tmp_path, row, outcome):
    """Tracked, major, safety or red rows are written; invalid ones, contradicting ones and closed ones are left."""
    (made,) = Imports(tmp_path / "cases", sheet_text(HEADER, row)).run(takes_all=False)
    assert made.outcome is outcome
    assert list((tmp_path / "cases").rglob("*.md")) == (
        [tmp_path / "cases/2026/A-1.md"] if outcome is Outcome.WRITTEN else []
    )
    assert bool(made.findings) == (outcome is Outcome.LEFT)


@pytest.mark.parametrize("case_id", ["A-1", "a-1", "Ａ-1"])
def test_no_case_file_is_written_twice(tmp_path, case_id):
    """An id that a case file anywhere has, in any case, is left; one of other width is another id."""
    imports = Imports(tmp_path / "cases", sheet_text("id,title,opened,source", ("A-1", "Leak", "2026-11-20", "PRR")))
    other = tmp_path / "cases/old/other.md"
    other.parent.mkdir()
    other.write_text(f"---\nid: {case_id}\ntitle: x\nopened: 2026-01-01\nsource: PRR\n---\n", "utf-8")
    (made,) = imports.run()
    assert made.outcome is (Outcome.WRITTEN if case_id == "Ａ-1" else Outcome.HAS_FILE)
    assert (made.file == "cases/old/other.md") == (made.outcome is Outcome.HAS_FILE)
    assert {row.outcome for row in imports.run()} == {Outcome.HAS_FILE}


def test_of_two_rows_with_one_id_the_first_is_written(tmp_path):
    """The second is left, and the place of the first is told."""
    rows = [("A-1", "Leak", "2026-11-20", "PRR"), ("a-1", "Other", "2026-11-21", "PRR")]
    first, second = Imports(tmp_path / "cases", sheet_text("id,title,opened,source", *rows)).run()
    assert (first.outcome, second.outcome, second.file) == (Outcome.WRITTEN, Outcome.SECOND, "cases/issues.csv[A2]")


def test_what_stands_in_the_way_is_not_overwritten(tmp_path):
    """A file of that name, whatever it is, stays as it is; the finding names it."""
    imports = Imports(tmp_path / "cases", sheet_text("id,title,opened,source", ("A-1", "Leak", "2026-11-20", "PRR")))
    imports.folder.joinpath("2026").mkdir()
    in_the_way = imports.folder / "2026/A-1.md"
    in_the_way.write_text("---\nid: B-1\ntitle: x\nopened: 2026-01-01\nsource: PRR\n---\n")
    before = in_the_way.read_bytes()
    (made,) = imports.run()
    assert [finding.kind.code for finding in made.findings] == ["BG477"]
    assert in_the_way.read_bytes() == before
    assert list(in_the_way.parent.iterdir()) == [in_the_way]


def test_a_link_that_leads_out_is_not_followed(tmp_path):
    """Nothing is written outside of the plant's folder."""
    imports = Imports(tmp_path / "cases", sheet_text("id,title,opened,source", ("A-1", "Leak", "2026-11-20", "PRR")))
    outside = tmp_path / "outside"
    outside.mkdir()
    imports.folder.joinpath("2026").symlink_to(outside)
    (made,) = imports.run()
    assert [finding.kind.code for finding in made.findings] == ["BG478"]
    assert list(outside.iterdir()) == []


# ---- the same letters -----------------------------------------------------------------------------------------


def test_the_demonstration_keeps_its_letters(tmp_path):
    """Rows with criteria keep each letter at each instant but where a case file wants evidence; no end is undone, and
    nothing differs.
    """
    cases = tmp_path / "cases"
    cases.mkdir()
    for name in ("board.yml", "issues.csv"):
        shutil.copy(PROJECT / "cases" / name, cases)
    before = {tracks.case.id: tracks for tracks in judge_plant(read_plant(cases, "cases")).cases}
    imports = Imports.__new__(Imports)
    imports.folder = cases
    rows = {row.row.id: row for row in imports.run()}
    plant = read_plant(cases, "cases")
    assert [finding for finding in plant.findings if finding.kind.code in STATE_CODES] == []
    after = {tracks.case.id: tracks for tracks in judge_plant(plant).cases}
    assert after.keys() == before.keys()
    imported = [name for name, row in rows.items() if row.outcome is Outcome.WRITTEN]
    assert len(imported) >= 15
    judged = 0
    for name in imported:
        old, new = before[name], after[name]
        assert (new.case.tracked, new.case.differs, new.end) == (True, old.case.differs, old.end)
        for cell in old.criteria if not old.case.listed_answer else ():
            found = new.cell(cell.criterion.id)
            assert found is not None
            if not any(ruling.claimed for _, ruling in found.rulings.steps):
                assert letters(found) == letters(cell), name
                judged += 1
    assert judged >= 5
    left = [row for row in rows.values() if row.outcome is Outcome.LEFT and row.row.is_complete]
    assert {finding.kind.code for row in left for finding in row.findings} == {"BG476"}
    assert all(before[row.row.id].end is not None for row in left)


def letters(cell) -> list[tuple[object, Letter]]:
    return [(at, ruling.letter) for at, ruling in cell.rulings.steps]


def test_a_criterion_that_wants_evidence_is_only_claimed(tmp_path):
    """The sheet's word is enough for a row, not for a case file: the difference is told, and nothing is made up."""
    board = "timezone: UTC\ncriteria: [{id: containment, label: C, step: D3, evidence: required}]\n"
    row = ("A-1", "Leak", "2026-11-20", "line", "", "yes", "", "", "", "", "2026-11-20")
    imports = Imports(tmp_path / "cases", sheet_text(HEADER, row), board)
    (made,) = imports.run()
    assert made.outcome is Outcome.WRITTEN
    assert [(finding.kind.code, finding.place.cell) for finding in made.findings] == [("BG479", "K2")]
    assert judge(imports.case(made), imports.rules).criteria[0].rulings.steps[-1][1].claimed


# ---- the command ----------------------------------------------------------------------------------------------

ROWS = sheet_text(
    "id,title,opened,source",
    ("A-1", "Leak", "2026-11-20", "PRR"),
    ("A-2", "Burr", "2026-11-20", "line"),
)


def test_a_rehearsal_writes_nothing(plant):
    """--dry-run says the same and leaves the folder as it was."""
    plant.write("cases/issues.csv", ROWS)
    plant.board("language: en\n")
    told = plant.run("import", "cases/issues.csv", "--dry-run")
    assert told.returncode == 0
    assert told.stdout.splitlines()[-3:] == [
        "cases/2026/A-1.md: would be written from cases/issues.csv[A2]",
        "cases/issues.csv[A3]: A-2 is listed and needs no case file; --all writes one",
        "Rows with a new case file: 1. Rows left: 1.",
    ]
    assert not (plant.folder / "cases/2026").exists()


@pytest.mark.parametrize(
    ("in_the_way", "code"), [("file", "BG477"), ("no folder", "BG477"), ("loop", "BG477"), ("leads out", "BG478")]
)
def test_a_rehearsal_finds_what_stands_in_the_way(tmp_path, in_the_way, code):
    """--dry-run does not promise what import then refuses."""
    imports = Imports(tmp_path / "cases", sheet_text("id,title,opened,source", ("A-1", "Leak", "2026-11-20", "PRR")))
    (made,) = imports.made()
    year = imports.folder / "2026"
    if in_the_way == "file":
        year.mkdir()
        (year / "A-1.md").symlink_to("nowhere")
    elif in_the_way == "no folder":
        year.write_text("")
    else:
        year.symlink_to("2026" if in_the_way == "loop" else tmp_path)
    for outcome in (rehearsed(imports.folder, made), written(imports.folder, made)):
        assert (outcome.outcome, [finding.kind.code for finding in outcome.findings]) == (Outcome.LEFT, [code])
    assert not (tmp_path / "A-1.md").exists()


def test_import_then_check(plant):
    """What was imported has no report missing any more and agrees with its row; a second import has nothing to do."""
    plant.write("cases/issues.csv", ROWS)
    plant.board("language: en\n")
    assert "BG443" in plant.run("check", *AT).stdout
    told = plant.run("import", "cases/issues.csv", "--all")
    assert (told.returncode, told.stderr) == (0, "")
    assert sorted(path.name for path in (plant.folder / "cases/2026").iterdir()) == ["A-1.md", "A-2.md"]
    checked = plant.run("check", *AT)
    assert checked.returncode == 0
    assert not any(code in checked.stdout for code in ("BG443", *STATE_CODES))
    again = plant.run("import", "cases/issues.csv", "--all")
    assert "A-1 has a case file already: cases/2026/A-1.md" in again.stdout
    assert again.stdout.endswith("Rows with a new case file: 0. Rows left: 2.\n")


def test_a_name_that_no_file_can_have(plant):
    """It is wrong usage, told in one line."""
    told = plant.run("import", "x" * 300)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)


def test_a_workbook_outside_the_plant(plant, tmp_path):
    """SHEET may lie anywhere; `--tab` names the tab, and board.yml's sheet without a file says how to read it."""
    plant.board("language: en\nsheet: {columns: {title: [What]}}\n")
    rows = texts(2, "id", "What", "opened", "source") + texts(3, "A-7", "Leak", "2026-11-20", "PRR")
    book = tmp_path / "old.xlsx"
    book.write_bytes(xlsx(Sheet("Cover", texts(1, "Nothing")), Sheet("问题", rows)))
    told = plant.run("import", str(book), "--tab", "问题")
    assert told.returncode == 0, told.stdout
    assert f"cases/2026/A-7.md: written from {book}[问题!A3]" in told.stdout


@pytest.mark.parametrize(
    ("sheet", "board", "status"),
    [
        (ROWS, "", 0),
        (ROWS + "A-3,Bad,2026-13-13,PRR\n", "", 1),
        ("nothing,here\n", "", 1),
        (None, "", 2),
        (ROWS, "profils: {}\n", 2),
    ],
)
def test_exit_status(plant, sheet, board, status):
    """0 done, 1 where a row or the sheet could not be read, 2 for what was asked wrongly; good rows are written."""
    if sheet is not None:
        plant.write("cases/issues.csv", sheet)
    plant.board(board)
    told = plant.run("import", "cases/issues.csv")
    assert told.returncode == status
    assert "Traceback" not in told.stdout + told.stderr
    assert (plant.folder / "cases/2026/A-1.md").exists() == (sheet is not None and "A-1" in sheet and status < 2)
