"""The board as files for a spreadsheet: what they hold, that they can be read as a sheet, that nothing in them runs."""

import csv
import json
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.model.case import CriterionFacts, NextReport, Part, Revision
from board_gen.model.label import Label, Language
from board_gen.model.rules import SheetRules
from board_gen.model.terms import Letter
from board_gen.pages import board_xlsx as workbooks
from board_gen.pages.api import spreadsheet_files
from board_gen.pages.assets import stylesheet
from board_gen.pages.board import board_page
from board_gen.pages.board_csv import board_csv, csv_cell
from board_gen.pages.board_xlsx import board_xlsx
from board_gen.pages.cases import cases_page
from board_gen.pages.cell_text import LONGEST, cell_text, is_formula, is_number
from board_gen.rules.judged import JudgedPlant
from board_gen.sources.csv_table import csv_table_of
from board_gen.sources.sheet import SheetRead, read_sheet
from board_gen.sources.sheet_columns import UNKNOWN_COLUMNS, read_columns
from board_gen.sources.sheet_file import read_table
from board_gen.sources.sheet_names import BUILT_IN, ColumnKey
from board_gen.sources.table import Table
from board_gen.views.about_board import AboutBoard, about_board_of
from board_gen.views.board_table import BoardTable, Holds, TableColumn, TableRow, board_table_of
from board_gen.views.standing import Standing
from tests.pages.builders import AT, DAY, HOUR, case_of, plant_of, reader_of, rules_of
from tests.pages.full_case import CORPORA
from tests.pages.looks import tokens_of

SITE = "https://plant.example/board/"
SOFFICE = shutil.which("soffice")
XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1:A2)",
    "＝1+1",
    "＋1",
    "－2+3",
    "＠x",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    '"=1+1"',
    "a\n=1+1",
    'a";=1+1',
    "a;=1+1",
    'a; "=1+1"',
    '=HYPERLINK("http://evil.example","x")',
    "http://evil.example/",
    "internal:Sheet1!A1",
    "<r><t>x</t></r>",
    '<r></r></is></c><c r="A9"><f>1+1</f></c><c><is><r></r>',
    "_x003D_1+1",
    "nul \x00 bell \x07 delete \x7f",
    "lone \ud800 surrogate, \ufffe and \uffff",
    "{=1+1}",
)
"""Texts that a spreadsheet would run, or that a file can't hold."""


def corpus() -> tuple[str, ...]:
    """Other people's lists of hostile texts; empty where they are not there."""
    strings = json.loads((CORPORA / "naughty_strings/blns.json").read_text("utf-8"))
    return (*strings, *(CORPORA / "xss/payloads.txt").read_text("utf-8", "surrogateescape").split("\n"))


needs_corpus = pytest.mark.skipif(not CORPORA.is_dir(), reason=f"{CORPORA} is not there: not tested with other texts")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here: not looked at with a real spreadsheet")


def table_of(judged: JudgedPlant, language: Language = Language.ZH) -> BoardTable:
    return board_table_of(judged, reader_of(judged, language), Standing(judged, AT))


def workbook_of(judged: JudgedPlant, site_url: str | None = SITE, language: Language = Language.ZH) -> bytes:
    reader = reader_of(judged, language)
    return board_xlsx(table_of(judged, language), about_board_of(judged, reader, site_url), reader, site_url)


def table_with(texts: tuple[str, ...]) -> BoardTable:
    """A table of two columns in which the texts are ids and titles."""
    columns = (TableColumn("ID", Holds.ID, True), TableColumn("T", Holds.TITLE), TableColumn("S", Holds.LETTER))
    return BoardTable(columns, tuple(TableRow("cases/x/", (text, text, Letter.RED)) for text in texts))


def workbook_with(texts: tuple[str, ...]) -> bytes:
    return board_xlsx(table_with(texts), AboutBoard((), (), ()), reader_of(plant_of([], [], [])), SITE)


def parts_of(workbook: bytes) -> dict[str, str]:
    """Every part of a workbook, each well-formed where it is XML."""
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    for text in parts.values():
        ElementTree.fromstring(text.encode())
    return parts


def read_back(content: bytes, name: str, tmp_path: Path) -> Table:
    """A file as the sheet's reader sees it."""
    path = tmp_path / name
    path.write_bytes(content)
    told = read_table(path, f"cases/{name}", SheetRules())
    assert told.table is not None, told.findings
    return told.table


def records_of(judged: JudgedPlant, language: Language = Language.ZH) -> list[dict[str, str]]:
    """The rows of board.csv by column."""
    return list(csv.DictReader(StringIO(board_csv(table_of(judged, language)).decode("utf-8-sig"))))


class Typed(NamedTuple):
    """What a row of a sheet says."""

    id: str
    title: str
    status: Letter | None
    letters: dict[str, Letter]
    not_applicable: set[str]
    deadlines: dict[str, datetime]


def typed_in(read: SheetRead, judged: JudgedPlant) -> list[Typed]:
    zone = judged.rules.zone
    return [
        Typed(
            row.id,
            row.title,
            row.typed_status,
            {cell.criterion: cell.typed for cell in row.criteria if cell.typed},
            {cell.criterion for cell in row.criteria if cell.na is not None},
            {cell.criterion: cell.due.end(zone) for cell in row.criteria if cell.due},
        )
        for row in read.rows
    ]


def told_by(judged: JudgedPlant) -> list[Typed]:
    """The same of what is on the board."""
    typed = [Typed(case.id, case.title, None, {}, set(), {}) for case in judged.invalid]
    columns = {criterion.id for criterion in judged.rules.criteria}
    for tracks in judged.on_board(AT):
        rulings = {cell.criterion.id: cell.rulings.at(AT) for cell in tracks.criteria if cell.criterion.id in columns}
        apply = {name: ruling for name, ruling in rulings.items() if ruling.letter is not Letter.NOT_APPLICABLE}
        typed.append(
            Typed(
                tracks.case.id,
                tracks.case.title,
                tracks.head.at(AT).status,
                {name: ruling.letter for name, ruling in apply.items()},
                set(rulings) - set(apply),
                {name: ruling.due for name, ruling in apply.items()},
            )
        )
    return typed


# ------------------------------------------------------------------------------------------------- what they hold


@pytest.mark.parametrize("language", list(Language))
def test_every_name_that_the_sheet_has_is_understood(language):
    """All fields but those of closed cases have a column whose name the sheet's reader knows, and so have criteria."""
    judged = plant_of()
    table = csv_table_of(board_csv(table_of(judged, language)), "issues.csv").table
    assert table is not None
    read = read_columns(table, judged.rules, SheetRules())
    assert read.columns is not None
    fields = {ColumnKey(name) for name in BUILT_IN} - {ColumnKey(name) for name in ("profile", "tracked", "closed")}
    criteria = {
        ColumnKey(criterion.id, criterion=True, deadline=deadline)
        for criterion in judged.rules.criteria
        for deadline in (False, True)
    }
    assert set(read.columns.columns) == fields | criteria
    assert [finding.kind for finding in read.findings] == [UNKNOWN_COLUMNS]


@pytest.mark.parametrize("name", ["issues.csv", "issues.xlsx"])
def test_what_was_exported_can_be_read_as_a_sheet(name, tmp_path):
    """Ids, titles, letters and deadlines of every row are those of the board, in its order."""
    judged = plant_of()
    content = board_csv(table_of(judged)) if name.endswith("csv") else workbook_of(judged)
    read = read_sheet(read_back(content, name, tmp_path), judged.rules, SheetRules())
    assert typed_in(read, judged) == told_by(judged)
    assert {finding.kind for row in read.rows for finding in row.findings} == set()
    (listed,) = [row for row in read.rows if row.id == "IL-0457"]
    assert listed.due is not None
    assert listed.due.end(judged.rules.zone) == AT + 4 * HOUR


def test_a_title_like_a_formula_is_read_as_it_was(tmp_path):
    """The sign that keeps a spreadsheet from running a text is no part of it."""
    titles = ("=1+1", "-2 mm on the left", "@home", "－3", "'=quoted", "-5")
    judged = plant_of([case_of(f"FR-{n}", title, AT - DAY) for n, title in enumerate(titles)], [], [])
    for content, name in ((board_csv(table_of(judged)), "i.csv"), (workbook_of(judged), "i.xlsx")):
        read = read_sheet(read_back(content, name, tmp_path), judged.rules, SheetRules())
        expected = [title.removeprefix("'") if name == "i.csv" else title for title in titles]
        assert [row.title for row in sorted(read.rows, key=lambda row: row.id)] == expected


def test_a_row_tells_all_of_its_case():
    """Each column holds what the case says of it, in plant time and the plant's words."""
    case = case_of(
        "FR-1",
        "Leak",
        AT - 3 * DAY,
        owner="李伟",
        department="焊接",
        area="Line 3",
        customer="SGM-DY",
        part=Part("0012345"),
        updated=AT - HOUR,
        next_report=NextReport(AT + 16 * HOUR - timedelta(minutes=12), date(2026, 11, 23)),
        revisions=(Revision(AT - DAY, "root_cause", AT + 2 * DAY + timedelta(minutes=30), "late"),),
        facts={"root_cause": CriterionFacts("root_cause", next="DOE", by="陈刚")},
    )
    (record,) = records_of(plant_of([case], [], []), Language.EN)
    expected = {
        "ID": "FR-1",
        "Problem": "Leak",
        "Status": "R",
        "Phase": "open",
        "Containment": "R",
        "Root cause": "Y",
        "Next deadline": "2026-11-21 08:12",
        "Owner": "Li Wei",
        "Next": "DOE (Chen Gang)",
        "Next report": "2026-11-23",
        "Age, days": "3",
        "Escalation": "2",
        "Escalated to": "supervisor",
        "Customer": "SGM-DY",
        "Part": "0012345",
        "Source": "PRR",
        "Area": "Line 3",
        "Department": "焊接",
        "Date opened": "2026-11-20 08:12",
        "Updated": "2026-11-23 07:12",
        "Due": "",
        "Containment due": "2026-11-21 08:12",
        "Root cause due": "2026-11-25 08:42",
        "Moved, days": "3",
        "First deadlines": "Root cause 2026-11-22 08:12",
    }
    assert {name: record[name] for name in expected} == expected
    assert "deadline moved" in record["Marks"]


def test_different_next_moves_are_told_with_their_criterion():
    """Of several, each names its criterion, the earliest deadline first."""
    facts = {name: CriterionFacts(name, next=f"do {name}") for name in ("lessons", "root_cause")}
    (record,) = records_of(plant_of([case_of("FR-1", "Leak", AT - DAY, facts=facts)], [], []), Language.EN)
    assert record["Next"] == "Root cause: do root_cause; Lessons: do lessons"


def test_deadlines_at_midnight_are_the_day_that_they_end():
    """A deadline at the end of a day is that day, as on the pages; it is read back as the same instant."""
    midnight = datetime.fromisoformat("2026-11-25T16:00:00+00:00")
    facts = {"containment": CriterionFacts("containment", due=midnight)}
    (record,) = records_of(plant_of([case_of("FR-1", "Leak", AT - DAY, facts=facts)], [], []), Language.EN)
    assert record["Containment due"] == "2026-11-25"


def test_invalid_rows_stand_first_and_say_what_is_wrong():
    """A case that can't be judged has no letter, and its faults with their places."""
    first, *others = records_of(plant_of(), Language.EN)
    assert (first["ID"], first["Status"], first["Phase"]) == ("FR-2026-0130", "", "invalid")
    assert first["Marks"] == "cases/2026/FR-2026-0130.md:14:3: This line can't be read: 2026-13-01"
    assert all(other["Status"] for other in others)


def test_a_label_that_means_something_else_gives_way_to_the_id():
    """A criterion called like a field is named by its id, a source that shares its label by its code."""
    rules = rules_of()
    first, *others = rules.criteria
    sources = {**rules.sources, "GCA": replace(rules.sources["PRR"], code="GCA", label=Label.plain("PRR"))}
    rules = replace(rules, criteria=(replace(first, label=Label.plain("状态")), *others), sources=sources)
    judged = plant_of([case_of("FR-1", "Leak", AT - DAY, source="GCA")], [], [], rules)
    (record,) = records_of(judged)
    assert (record["containment"], record["来源"]) == ("R", "GCA")


def test_an_empty_board_is_a_header():
    """Where nothing is open, both files stand all the same."""
    judged = plant_of([], [], [])
    assert len(board_csv(table_of(judged)).splitlines()) == 1
    assert "<autoFilter" in parts_of(workbook_of(judged))["xl/worksheets/sheet1.xml"]


def test_both_are_published_and_linked():
    """Board and list lead to the files that are published."""
    judged = plant_of()
    reader = reader_of(judged)
    paths = [file.path for file in spreadsheet_files(judged, reader, Standing(judged, AT), SITE)]
    assert paths == ["api/board.csv", "api/board.xlsx"]
    for html, root in ((board_page(judged, reader).html, "./"), (cases_page(judged, reader).html, "../")):
        assert [f'href="{root}{path}" download' in html for path in paths] == [True, True]


# ------------------------------------------------------------------------------------------------------- the CSV


def test_csv_is_made_for_excel():
    """UTF-8 with its mark, lines that end in CR LF and nowhere else, as many cells in each as there are columns."""
    content = board_csv(table_of(plant_of([case_of("FR-1", 'two\nlines, “quoted” "so"', AT - DAY)], [], [])))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.replace(b"\r\n", b"").count(b"\n") == 0
    header, row = csv.reader(StringIO(content.decode("utf-8-sig")))
    assert (len(row), row[1]) == (len(header), 'two lines, “quoted” "so"')


def would_run(text: str) -> list[str]:
    """The cells of a CSV, however its lines are cut, that a spreadsheet would run."""
    lines = text.removeprefix("\ufeff").split("\r\n")
    cells = [cell for delimiter in ",;\t" for line in csv.reader(lines, delimiter=delimiter) for cell in line]
    return [cell for cell in cells if is_formula(cell) and not is_number(cell)]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_the_csv_runs(text):
    """No cell begins like a formula, whether lines are cut at commas, semicolons or tabs."""
    assert would_run(board_csv(table_with((text,))).decode("utf-8-sig")) == []


@needs_corpus
def test_nothing_of_other_peoples_lists_runs_in_the_csv():
    """Nor does any of 4,000 hostile texts."""
    content = board_csv(table_with(corpus())).decode("utf-8-sig")
    assert would_run(content) == []
    assert len(list(csv.reader(StringIO(content)))) == len(corpus()) + 1


@given(st.text())
def test_no_text_at_all_runs(text):
    """Whatever the text, its cell stands on one line and is none that runs."""
    cell = csv_cell(text)
    assert not set(cell) & set("\r\n\t\0")
    assert not is_formula(cell) or is_number(cell)
    cell.encode()


@pytest.mark.parametrize(("text", "cell"), [("-5", "-5"), ("+3.2", "+3.2"), ("-1e3", "-1e3"), ("-5 mm", "'-5 mm")])
def test_numbers_stay_numbers(text, cell):
    """A sign before a number is no formula."""
    assert csv_cell(text) == cell


@pytest.mark.parametrize("sign", ["字", "😀"])
def test_no_text_is_longer_than_a_cell(sign):
    """A text is cut where a cell ends, counted as Excel counts, and never within a character."""
    text = cell_text(sign * 40_000)
    assert len(text.encode("utf-16-le")) // 2 in (LONGEST - 1, LONGEST)
    assert set(text) == {sign, "…"}
    assert cell_text(sign * 16_000) == sign * 16_000


# -------------------------------------------------------------------------------------------------- the workbook


def test_cells_of_the_workbook_are_typed(tmp_path):
    """Dates are dates, numbers are numbers, a part's number keeps its zeros."""
    case = case_of("FR-1", "Leak", AT - 3 * DAY, part=Part("0012345"), next_report=NextReport(AT, date(2026, 11, 24)))
    judged = plant_of([case], [], [])
    names = [column.name for column in table_of(judged, Language.EN).columns]
    header, row = read_back(workbook_of(judged, language=Language.EN), "x.xlsx", tmp_path).rows
    assert header.values == tuple(names)
    values = dict(zip(names, row.values, strict=False))
    assert values["Date opened"] == datetime.fromisoformat("2026-11-20 08:12")
    assert values["Next report"] == date(2026, 11, 24)
    assert (values["Age, days"], values["Escalation"], values["Part"]) == (3.0, 2.0, "0012345")


def test_the_workbook_is_laid_out_for_work_and_paper():
    """The header stays in sight, every column can be filtered, a page is landscape, one wide, with the header."""
    parts = parts_of(workbook_of(plant_of()))
    sheet, book = parts["xl/worksheets/sheet1.xml"], parts["xl/workbook.xml"]
    assert '<pane xSplit="2" ySplit="1" topLeftCell="C2"' in sheet
    assert f'<autoFilter ref="A1:{sheet_end(sheet)}"' in sheet
    assert 'fitToPage="1"' in sheet
    assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"' in sheet
    assert "_xlnm.Print_Titles" in book
    assert "_xlnm.Print_Area" in book


def sheet_end(sheet: str) -> str:
    match = re.search(r'<dimension ref="A1:([A-Z]+\d+)"', sheet)
    assert match is not None
    return match[1]


def test_letters_look_as_on_the_site():
    """Each letter's cell has the site's ground and edge, and holds the letter."""
    tokens = tokens_of(stylesheet().decode(), "default")
    names = {Letter.GREEN: "green", Letter.YELLOW: "yellow", Letter.RED: "red", Letter.NOT_APPLICABLE: "na"}
    grounds = {letter: tokens[f"letter-{name}"] for letter, name in names.items()}
    edges = {letter: tokens[f"letter-{name}-edge"] for letter, name in names.items()}
    inks = tokens["letter-ink"], tokens["ground-red"], tokens["ground-invalid"], tokens["link"]
    assert (grounds, edges) == (workbooks.GROUNDS, workbooks.EDGES)
    assert inks == (workbooks.INK, workbooks.GROUND_RED, workbooks.GROUND_INVALID, workbooks.LINK)
    styles = parts_of(workbook_of(plant_of()))["xl/styles.xml"]
    assert [ground[1:].upper() in styles for ground in grounds.values()] == [True] * 4


@pytest.mark.parametrize(("most", "count"), [(65_530, 8), (3, 3)])
def test_ids_lead_to_their_pages(most, count, monkeypatch):
    """An id is an absolute link, percent-encoded, for as many as a sheet may have."""
    monkeypatch.setattr(workbooks, "MOST_LINKS", most)
    links = parts_of(workbook_of(plant_of()))["xl/worksheets/_rels/sheet1.xml.rels"]
    assert links.count(f'Target="{SITE}cases/') == count


def test_without_an_address_ids_are_text():
    """Where nobody says where the site stands there is no link: a relative one would lead nowhere."""
    parts = parts_of(workbook_of(plant_of(), None))
    assert not [name for name in parts if "worksheets/_rels" in name]
    assert "FR-2026-0118" in parts["xl/worksheets/sheet1.xml"]


def test_the_second_sheet_says_what_it_is():
    """Plant, instant, zone, counts and the meaning of the letters stand beside the board."""
    about = about_board_of(plant_of(), reader_of(plant_of(), Language.EN), SITE)
    facts = dict(about.facts)
    assert (facts["Plant"], facts["Time zone"]) == ("Dongyue", "Asia/Shanghai")
    assert facts["As of"] == datetime.fromisoformat("2026-11-23 08:12")
    assert (facts["on the board"], facts["red"], facts["invalid"]) == (8, 2, 1)
    sheet = parts_of(workbook_of(plant_of(), language=Language.EN))["xl/worksheets/sheet2.xml"]
    texts = {node.text for node in ElementTree.fromstring(sheet).iter(f"{XML}t")}
    assert {text for _, text in about.letters} | set(about.remarks) <= texts


def test_the_same_board_is_the_same_bytes():
    """A workbook holds no time but that of the board."""
    first, second = workbook_of(plant_of()), workbook_of(plant_of())
    assert first == second
    assert "2026-11-23T00:12:00Z" in parts_of(first)["docProps/core.xml"]
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 31, 0, 0, 0)}


def test_nothing_in_the_workbook_runs(tmp_path):
    """Hostile texts are texts: there is no formula, no link to where they lead, and they are read as they were."""
    content = workbook_with(HOSTILE)
    parts = parts_of(content)
    assert "<f>" not in parts["xl/worksheets/sheet1.xml"]
    assert "evil.example" not in parts["xl/worksheets/_rels/sheet1.xml.rels"]
    rows = read_back(content, "x.xlsx", tmp_path).rows[1:]
    assert [str(row.values[1]).strip() for row in rows] == [cell_text(text) for text in HOSTILE]


def test_what_begins_like_a_formula_stays_a_text_when_it_is_edited():
    """The cells of such texts, and no others, are marked as text for good."""
    parts = parts_of(workbook_with(("=1+1", "plain")))
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    forms = [form.get("quotePrefix") == "1" for form in styles.iterfind(f"{XML}cellXfs/{XML}xf")]
    cells = ElementTree.fromstring(parts["xl/worksheets/sheet1.xml"]).iter(f"{XML}c")
    quoted = {str(cell.get("r")) for cell in cells if forms[int(cell.get("s") or 0)]}
    assert quoted == {"A2", "B2"}


@needs_corpus
def test_nothing_of_other_peoples_lists_runs_in_the_workbook(tmp_path):
    """4,000 hostile texts make a sound workbook without a formula, which is read as they were."""
    content = workbook_with(corpus())
    assert "<f>" not in parts_of(content)["xl/worksheets/sheet1.xml"]
    rows = {row.number: row.values for row in read_back(content, "x.xlsx", tmp_path).rows}
    expected = {number: cell_text(text) for number, text in enumerate(corpus(), 2)}
    assert {number: str(rows[number][1]).strip() for number in expected} == expected


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(), max_size=5).map(tuple))
def test_any_texts_make_a_sound_workbook(texts):
    """Whatever the texts, every part is well-formed."""
    assert "<f>" not in parts_of(workbook_with(texts))["xl/worksheets/sheet1.xml"]


def test_dates_that_excel_does_not_know_are_text(tmp_path):
    """A date before 1900 stands as it is written."""
    columns = (TableColumn("ID", Holds.ID, True), TableColumn("D", Holds.DATE), TableColumn("S", Holds.LETTER))
    table = BoardTable(columns, (TableRow(None, ("1", date(1850, 1, 2), None)),))
    content = board_xlsx(table, AboutBoard((), (), ()), reader_of(plant_of([], [], [])), SITE)
    assert read_back(content, "x.xlsx", tmp_path).rows[1].values[1] == "1850-01-02"


def test_the_library_is_loaded_for_a_workbook_alone():
    """Who makes no workbook does not wait for what would write it."""
    code = "import sys, board_gen.build; sys.exit('xlsxwriter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -------------------------------------------------------------------------------------------------- LibreOffice


def converted(content: bytes, name: str, tmp_path: Path) -> list[list[str]]:
    """A file's first sheet as LibreOffice sees it, formulas reckoned."""
    assert SOFFICE is not None
    (tmp_path / name).write_bytes(content)
    told = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *(["--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,0,true"] if name.endswith("csv") else []),
            "--convert-to",
            f"csv:{told}",
            "--outdir",
            str(tmp_path / "out"),
            str(tmp_path / name),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (out,) = (tmp_path / "out").glob(f"{Path(name).stem}*.csv")
    rows = list(csv.reader(StringIO(out.read_text("utf-8"), newline="")))
    shutil.rmtree(tmp_path / "out")
    return rows


@needs_soffice
def test_libreoffice_runs_nothing(tmp_path):
    """LibreOffice, which runs the same texts where nobody saw to them, shows each as it was written."""
    texts = tuple(text for text in HOSTILE if text.isprintable())
    unguarded = "﻿ID\r\n=1+1\r\n".encode()
    assert converted(unguarded, "unguarded.csv", tmp_path)[1] == ["2"]
    shown = [row[1].strip() for row in converted(workbook_with(texts), "board.xlsx", tmp_path)[1:]]
    assert shown == [cell_text(text) for text in texts]
    shown = [row[1] for row in converted(board_csv(table_with(texts)), "board.csv", tmp_path)[1:]]
    assert [cell.removeprefix("'") for cell in shown] == [csv_cell(text).removeprefix("'") for text in texts]


@needs_soffice
def test_libreoffice_reads_the_board(tmp_path):
    """What LibreOffice shows of the workbook is what the CSV says."""
    judged = plant_of()
    shown = converted(workbook_of(judged), "board.xlsx", tmp_path)
    told = list(csv.reader(StringIO(board_csv(table_of(judged)).decode("utf-8-sig"))))
    assert [[re.sub(r":\d\d:00$", lambda match: match[0][:-3], cell) for cell in row] for row in shown] == told
