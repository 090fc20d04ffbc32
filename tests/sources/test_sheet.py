"""The issue sheet: header, cells, and rows that are cases of their own (contract §4)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.finding import Level
from board_gen.model.case import Case, CriterionFacts, InvalidCase
from board_gen.model.rules import Rules
from board_gen.model.terms import Letter, Severity
from board_gen.sources.board_file import read_board
from board_gen.sources.csv_table import csv_table_of, read_csv_table
from board_gen.sources.row_layout import address_of
from board_gen.sources.sheet import SheetRead, read_sheet
from board_gen.sources.sheet_case import RowCase, row_case_of
from board_gen.sources.table import Row, Table

NAME = "cases/issues.csv"
CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
HEADER = "id,title,opened,source"


@pytest.fixture
def rules_of(tmp_path):
    """Rules from the text of a board.yml; the plant's clock is UTC where the text does not say otherwise."""

    def rules_of(text: str = "") -> Rules:
        path = tmp_path / "board.yml"
        path.write_text(text if "timezone" in text else f"timezone: UTC\n{text}", "utf-8")
        rules, findings = read_board(path, "cases/board.yml")
        assert findings == ()
        return rules

    return rules_of


def sheet_of(text: str, rules: Rules) -> SheetRead:
    read = csv_table_of(text.encode(), NAME)
    assert read.table is not None
    assert read.findings == ()
    return read_sheet(read.table, rules, rules.sheets[0])


def rows_of(text: str, rules: Rules) -> list[RowCase]:
    return [row_case_of(row, rules) for row in sheet_of(text, rules).rows]


def case_of(text: str, rules: Rules) -> Case:
    """The one row of a sheet, which must be valid."""
    (row,) = rows_of(text, rules)
    assert row.case is not None, row.findings
    return row.case


def found_in(*reads: SheetRead | RowCase) -> list[tuple[str, str, str]]:
    """Code, place and level of each finding."""
    return [(f.kind.code, str(f.place).removeprefix(NAME), str(f.level)) for read in reads for f in read.findings]


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ---- header ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "id,title,opened,source",
        "No.,Issue Description,Date Opened,来源",
        "编号,问题描述,日期,问题来源",
        "序号,问题,发生日期,source",
        '" Ｎｏ. ","ISSUE\ndescription","open\r\n date",来 源',
        "问题编号,Problem,提出日期,SOURCE",
        "Issue Number,description,开启日期,source",
    ],
)
def test_headers_in_both_languages(header, rules_of):
    """Names are read in both languages, whatever their case, width, spaces and line breaks."""
    case = case_of(f"{header}\nA-1,毛刺,2026-11-02,PRR\n", rules_of())
    assert (case.id, case.title, case.opened, case.source) == ("A-1", "毛刺", day("2026-11-02"), "PRR")


def test_banner_rows_above_the_header(rules_of):
    """The header is the first row with three known names; rows above it are banners."""
    text = f"Fast response,,,\ndate,2026-11-01,id,\n\n{HEADER}\nA-1,Burrs,2026-11-02,PRR\n"
    case = case_of(text, rules_of())
    assert str(case.place) == f"{NAME}[A5]"


def test_a_repeated_header_is_no_row(rules_of):
    """Where a sheet was printed page by page, its repeated header is no case."""
    text = f"{HEADER}\nA-1,Burrs,2026-11-02,PRR\n{HEADER}\nA-2,Burrs,2026-11-02,PRR\n"
    assert [row.case.id for row in rows_of(text, rules_of()) if row.case] == ["A-1", "A-2"]


def test_no_header_is_an_error_that_names_what_would_do(rules_of):
    """A sheet without three known names is an error, and its hint names columns."""
    read = sheet_of("a,b,c\n1,2,3\n", rules_of())
    assert found_in(read) == [("BG420", "[A1]", "error")]
    assert "title / 问题描述" in str(read.findings[0].values["names"])
    assert not read.is_readable


def test_sheet_columns_add_names(rules_of):
    """board.yml adds names for fields, criteria and their deadlines, exact after folding, and they come first."""
    rules = rules_of(
        "sheet: {columns: {opened: [投诉 日期], containment: [临时措施], containment due: [临时期限], title: [状态]}}"
    )
    case = case_of("id,状态,投诉日期,source,临时措施,临时期限\nA-1,Burrs,2026-11-02,PRR,G,2026-11-03\n", rules)
    assert (case.title, case.opened) == ("Burrs", day("2026-11-02"))
    assert case.facts["containment"].due == day("2026-11-04")


def test_of_two_columns_with_one_meaning_the_first_is_read(rules_of):
    """The second of two columns that mean the same is a warning at its cell."""
    read = sheet_of("id,title,opened,source,date\nA-1,Burrs,2026-11-02,PRR,2026-11-09\n", rules_of())
    assert read.rows[0].opened is not None
    assert read.rows[0].opened.day.day == 2
    assert found_in(read) == [("BG421", "[E1]", "warning")]


def test_unknown_columns_are_left(rules_of):
    """Columns nobody knows are one note; one that looks like a known name is a warning that says which."""
    read = sheet_of(f"{HEADER},remarks,ownr,cost\nA-1,Burrs,2026-11-02,PRR,x,y,z\n", rules_of())
    assert found_in(read) == [("BG423", "[F1]", "warning"), ("BG422", "[E1]", "note")]
    assert read.findings[0].values["nearest"] == "owner"
    assert read.findings[1].values["names"] == "remarks, cost"


def test_a_required_column_that_is_missing_is_named_once(rules_of):
    """Without a column for the source the sheet says so, and each row is invalid."""
    read = sheet_of("id,title,opened\nA-1,Burrs,2026-11-02\n", rules_of())
    assert found_in(read) == [("BG438", "[A1]", "warning")]
    assert [finding.kind.code for finding in read.rows[0].lacking] == ["BG430"]


# ---- cells ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", ["", "/", "-", "?", "N/A", "NA", "na", "无", " ／ ", "？"])
def test_not_given(nothing, rules_of):
    """`/`, `-`, `?`, `N/A`, `NA`, `无` mean that nothing is given, and are no fault."""
    header = f"{HEADER},owner,part,severity,next report,closed,due,status,profile,tracked,updated"
    (row,) = rows_of(f"{header}\nA-1,Burrs,2026-11-02,line{f',{nothing}' * 10}\n", rules_of())
    assert row.findings == ()
    assert row.case is not None
    case = row.case
    assert (case.owner, case.part.text, case.severity, case.next_report, case.closed) == ("", "", None, None, None)
    assert set(case.places) == {"id", "title", "opened", "source"}


@pytest.mark.parametrize("nothing", ["/", "-", "?", "N/A", "NA", "无"])
def test_in_a_criterions_column_they_mean_not_applicable(nothing, rules_of):
    """In a criterion's column the same texts mean NA, with the text as its reason; an empty cell means nothing."""
    facts = case_of(
        f"{HEADER},containment,root_cause,verified\nA-1,Burrs,2026-11-02,line,{nothing},,G\n", rules_of()
    ).facts
    assert facts["containment"].na == nothing
    assert set(facts) == {"containment", "verified"}


def test_a_row_with_nothing_but_an_id_is_no_case(rules_of):
    """Numbered but empty rows, also with slashes in them, are no cases and no faults."""
    read = sheet_of(f"{HEADER},containment\n1,,,,\n2,/,,-,/\n,,,,\n", rules_of())
    assert (read.rows, read.findings) == ((), ())


@pytest.mark.parametrize(
    ("dates", "text", "expected"),
    [
        ("", "2026-11-03", "2026-11-03"),
        ("", "2026/11/3", "2026-11-03"),
        ("", "2026.11.3", "2026-11-03"),
        ("", "2026年11月3日", "2026-11-03"),
        ("", "2026/11/3 16:30", "2026-11-03 16:30"),
        ("mdy", "1/10/2005", "2005-01-10"),
        ("dmy", "1/10/2005", "2005-10-01"),
        ("mdy", "4/23/05", "2005-04-23"),
    ],
)
def test_dates(dates, text, expected, rules_of):
    """Dates are read as sheets write them; which of day and month comes first only sheet.dates tells."""
    rules = rules_of(f"sheet: {{dates: {dates}}}" if dates else "")
    assert case_of(f"{HEADER}\nA-1,Burrs,{text},PRR\n", rules).opened == day(expected)


@pytest.mark.parametrize(("text", "code"), [("1/10/2005", "BG222"), ("2026-02-30", "BG224"), ("soon", "BG220")])
def test_a_bad_opening_date_makes_the_row_invalid(text, code, rules_of):
    """An ambiguous, an impossible and no date at all: an error at the cell, never a guess."""
    (row,) = rows_of(f"{HEADER}\nA-1,Burrs,{text},PRR\n", rules_of())
    assert row.case is None
    assert row.invalid is not None
    assert row.invalid == InvalidCase("A-1", "A-1", row.invalid.place, title="Burrs", source="PRR", tracked=False)
    assert found_in(row) == [(code, "[C2]", "error")]


def test_other_bad_dates_are_left_out(rules_of):
    """A date that no row needs is left out: an error where ambiguous or impossible, a warning where it is none."""
    header = f"{HEADER},closed,updated,next report"
    (row,) = rows_of(f"{header}\nA-1,Burrs,2026-11-02,line,1/10/2005,2026-13-01,tomorrow\n", rules_of())
    assert row.case is not None
    assert (row.case.closed, row.case.updated, row.case.next_report) == (None, None, None)
    assert sorted(found_in(row)) == [
        ("BG220", "[G2]", "warning"),
        ("BG222", "[E2]", "error"),
        ("BG223", "[F2]", "error"),
    ]


def test_local_midnights_of_a_plant_in_china(rules_of):
    """A date without time is the start of that local day, for due and next report the next local midnight."""
    header = f"{HEADER},due,next report,updated"
    case = case_of(
        f"{header}\nA-1,Burrs,2026-11-02,line,2026-11-03,2026-11-04,2026-11-02 08:00\n",
        rules_of("timezone: Asia/Shanghai"),
    )
    assert case.opened == day("2026-11-01 16:00")
    assert case.facts["answer"].due == day("2026-11-03 16:00")
    assert case.next_report is not None
    assert (case.next_report.at, str(case.next_report.day)) == (day("2026-11-04 16:00"), "2026-11-04")
    assert case.updated == day("2026-11-02 00:00")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("98002222.0", "98002222"),
        ("0012345", "0012345"),
        ("0012345.0", "0012345.0"),
        ("12.50", "12.50"),
        ("333933", "333933"),
    ],
)
def test_part_numbers(text, part, rules_of):
    """A whole number loses the `.0` of a workbook; leading zeros stay."""
    assert case_of(f"{HEADER},part\nA-1,Burrs,2026-11-02,line,{text}\n", rules_of()).part.number == part


def test_cells_of_a_workbook(rules_of):
    """Typed cells - numbers, dates, booleans - are read like their texts."""
    header = Row(1, ("id", "title", "opened", "source", "part", "tracked", "closed"))
    row = Row(2, (7.0, "Burrs", datetime(2026, 11, 2, 0, 0), "line", 98002222.0, True, datetime(2026, 11, 3, 8, 5)))  # noqa: DTZ001
    rules = rules_of()
    (read,) = read_sheet(Table(NAME, (header, row), "问题"), rules, rules.sheets[0]).rows
    case = row_case_of(read, rules).case
    assert case is not None
    assert (case.id, case.opened, case.part.number, case.no_report) == ("7", day("2026-11-02"), "98002222", True)
    assert case.closed is not None
    assert (case.closed.at, str(case.closed.place)) == (day("2026-11-03 08:05"), f"{NAME}[问题!G2]")


@pytest.mark.parametrize(
    ("word", "severity"),
    [("major", Severity.MAJOR), ("重大", Severity.MAJOR), ("主要", Severity.MAJOR), ("一般", Severity.MINOR),
     ("次要", Severity.MINOR), ("安全", Severity.SAFETY), ("ＭＩＮＯＲ", Severity.MINOR)],
)  # fmt: skip
def test_severities(word, severity, rules_of):
    """Severities are read in both languages."""
    assert case_of(f"{HEADER},严重度\nA-1,Burrs,2026-11-02,line,{word}\n", rules_of()).severity is severity


def test_words_that_nobody_knows_are_left_out(rules_of):
    """An unknown severity, status, profile or answer is a warning at its cell, and left out."""
    (row,) = rows_of(
        f"{HEADER},severity,status,profile,tracked\nA-1,Burrs,2026-11-02,line,A,maybe,none,perhaps\n", rules_of()
    )
    assert row.case is not None
    assert sorted(found_in(row)) == [
        ("BG434", "[E2]", "warning"),
        ("BG434", "[F2]", "warning"),
        ("BG434", "[H2]", "warning"),
        ("BG435", "[G2]", "warning"),
    ]


def test_sheet_words_map_whole_values(rules_of):
    """sheet.words maps words of any column by whole value: `未结案` is not `结案`."""
    rules = rules_of(
        "sheet: {words: {status: {完成: closed, 绿灯: G}, source: {客诉: PRR}, severity: {A: major},"
        " tracked: {√: yes}, containment: {已完成: G}}}"
    )
    header = f"{HEADER},severity,tracked,status,containment"
    text = (
        f"{header}\n1,x,2026-11-02,客诉,a,√,完成,\n2,x,2026-11-02,客诉,,,未完成,\n3,x,2026-11-02,客诉,,,绿灯,已完成\n"
    )
    first, second, third = rows_of(text, rules)
    assert first.case is not None
    assert second.case is not None
    assert third.case is not None
    assert (first.case.source, first.case.severity) == ("PRR", Severity.MAJOR)
    assert first.case.closed is not None
    assert second.case.closed is None
    assert ("BG434", "[G3]", "warning") in found_in(second)
    assert third.case.typed_status is Letter.GREEN
    assert third.case.facts["containment"].done == (day("2026-11-02"),)


@pytest.mark.parametrize(
    ("word", "is_closed"),
    [
        ("closed", True),
        ("CLOSED", True),
        ("已关闭", True),
        ("结案", True),
        ("未结案", False),
        ("未关闭", False),
        ("open", False),
    ],
)
def test_closed_by_whole_words(word, is_closed, rules_of):
    """`结案` closes, `未结案` does not."""
    (row,) = rows_of(f"{HEADER},status\nA-1,Burrs,2026-11-02,line,{word}\n", rules_of())
    assert row.case is not None
    assert (row.case.closed is not None, row.findings) == (is_closed, ())


# ---- ids ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "address"),
    [("FR-1", "FR-1"), ("FR 2026/118", "FR-2026-118"), ("#12", "12"), ("__a", "a"), ("问题（三）", "问题-三-"),
     ("1.0", "1.0"),
     ("../../x", "x"), ("A<b>", "A-b-"), ("###", "")],
)  # fmt: skip
def test_addresses(written, address):
    """Each run of other characters becomes `-`, and an address begins with a letter or digit."""
    assert address_of(written) == address


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "BG430"), ("###", "BG431"), ("index.html", "BG431"), ("Index.HTML", "BG431"), ("x" * 65, "BG431")],
)
def test_rows_without_a_usable_id(text, code, rules_of):
    """A row whose id can't be used is invalid under its sheet and number, and keeps what could be read."""
    (row,) = rows_of(f"{HEADER},owner\n{text},Burrs,2026-11-02,PRR,Adams\n", rules_of())
    assert row.invalid is not None
    assert (row.invalid.id, row.invalid.address, row.invalid.title) == ("issues-2", "issues-2", "Burrs")
    assert (row.invalid.owner, row.invalid.opened) == ("Adams", day("2026-11-02"))
    assert found_in(row) == [(code, "[A2]", "error")]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("A-1,,2026-11-02,PRR", "BG430", "B2"),
        ("A-1,Burrs,,PRR", "BG430", "C2"),
        ("A-1,Burrs,2026-11-02,", "BG430", "D2"),
        ("A-1,Burrs,2026-11-02", "BG430", "D2"),
        ("A-1,Burrs,2026-11-02,PPR", "BG432", "D2"),
        ("A-1,Burrs,2026-11-02,完全未知的东西", "BG433", "D2"),
    ],
)
def test_what_a_row_must_give(row, code, cell, rules_of):
    """A row without title, date or known source is invalid under its id, with an error at the cell."""
    (read,) = rows_of(f"{HEADER}\n{row}\n", rules_of())
    assert read.invalid is not None
    assert read.invalid.id == "A-1"
    assert found_in(read) == [(code, f"[{cell}]", "error")]


def test_a_cell_beyond_the_header(rules_of):
    """An unquoted delimiter makes a row too long: a warning at the first cell that belongs to no column."""
    (row,) = rows_of(f"{HEADER}\nA-1,Burrs,2026-11-02,PRR,,sharp\n", rules_of())
    assert ("BG437", "[F2]", "warning") in found_in(row)


# ---- what a row is as a case ----------------------------------------------------------------------------------


def test_a_listed_row(rules_of):
    """A row without criteria has the one criterion `answer`: due at `due`, done at `closed`, with `next`."""
    case = case_of(f"{HEADER},due,closed,next\nA-1,Burrs,2026-11-02,line,2026-11-05,2026-11-04,sort\n", rules_of())
    assert (case.listed_answer, case.tracked, case.needs_evidence, case.profile) == (True, False, False, None)
    (answer,) = case.facts.values()
    assert (answer.criterion, answer.due, answer.done) == ("answer", day("2026-11-06"), (day("2026-11-04"),))
    assert answer.next == "sort"
    assert case.closed is not None
    assert (case.closed.at, str(case.closed.place)) == (day("2026-11-04"), f"{NAME}[F2]")


def test_a_row_with_criteria(rules_of):
    """Dates are done, G is done at the update, Y and R are typed, a column of its own gives the deadline."""
    header = (
        f"{HEADER},updated,due,next,profile,containment,root_cause,围堵 期限,corrective_action,fmea_cp,verified due"
    )
    text = "A-1,Burrs,2026-11-02,line,2026-11-05,2026-12-01,DOE,complaint,2026-11-03,G,2026-11-04,R,y,2026-11-20"
    (row,) = rows_of(f"{header}\n{text}\n", rules_of())
    assert row.case is not None
    case, facts = row.case, row.case.facts
    assert (case.listed_answer, case.profile) == (False, "complaint")
    assert (facts["containment"].done, facts["containment"].due) == ((day("2026-11-03"),), day("2026-11-05"))
    assert (facts["root_cause"].done, facts["root_cause"].typed) == ((day("2026-11-05"),), None)
    assert (facts["corrective_action"].typed, facts["fmea_cp"].typed) == (Letter.RED, Letter.YELLOW)
    assert (facts["corrective_action"].done, facts["verified"].due) == ((), day("2026-11-21"))
    assert {fact.next for fact in facts.values()} == {"DOE"}
    assert set(facts) == {criterion.id for criterion in rules_of().criteria}
    assert found_in(row) == [("BG440", "[F2]", "warning")]


def test_criteria_by_their_labels(rules_of):
    """A criterion's column is named by its id or its label in any language."""
    rules = rules_of("criteria:\n- {id: containment, label: {zh: 临时措施, en: Interim}, step: D3}\n")
    for name in ("containment", "ContainMent", "临时措施", "interim"):
        assert case_of(f"{HEADER},{name}\nA-1,Burrs,2026-11-02,line,G\n", rules).facts["containment"].done


def test_a_typed_g_without_update_counts_from_the_opening(rules_of):
    """Where the row has no `updated`, a typed G is done at the opening."""
    case = case_of(f"{HEADER},containment\nA-1,Burrs,2026-11-02,line,Ｇ\n", rules_of())
    assert case.facts["containment"].done == (day("2026-11-02"),)


def test_a_cell_that_nobody_understands_makes_the_row_no_listed_one(rules_of):
    """An odd word in a criterion's column is left out with a finding, but the row is judged by its criteria."""
    (row,) = rows_of(f"{HEADER},containment,root_cause\nA-1,Burrs,2026-11-02,line,done?,1/10/2005\n", rules_of())
    assert row.case is not None
    assert not row.case.listed_answer
    assert row.case.facts["containment"] == CriterionFacts("containment", place=row.case.facts["containment"].place)
    assert found_in(row) == [("BG436", "[E2]", "warning"), ("BG222", "[F2]", "error")]


@pytest.mark.parametrize(
    ("status", "closed", "criteria", "closing", "codes"),
    [
        ("closed", "2026-11-04", "", "2026-11-04", []),
        ("", "2026-11-04", "", "2026-11-04", []),
        ("closed", "", "", "no date", []),
        ("closed", "", "G", "no date", []),
        ("", "2026-11-04", "G", "2026-11-04", []),
        ("open", "2026-11-04", "", None, ["BG441"]),
        ("open", "", "", None, []),
        ("G", "2026-11-04", "", "2026-11-04", []),
        ("", "2026-11-01", "", "2026-11-01", ["BG442"]),
    ],
)
def test_closing(status, closed, criteria, closing, codes, rules_of):
    """A closing date closes, the word alone closes without a date, and `open` beside a date is a contradiction."""
    (row,) = rows_of(
        f"{HEADER},status,closed,containment\nA-1,x,2026-11-02,line,{status},{closed},{criteria}\n", rules_of()
    )
    assert row.case is not None
    assert [code for code, *_ in found_in(row)] == codes
    got = row.case.closed and (row.case.closed.at or "no date")
    assert got == (day(closing) if closing and closing != "no date" else closing)
    assert row.case.differs is ("BG441" in codes)
    if closed and not criteria:
        assert row.case.facts["answer"].done == (day(closed),)


@pytest.mark.parametrize(("updated", "since"), [("2026-11-05", "2026-11-05"), ("", "2026-11-02")])
def test_on_hold_and_rejected_count_from_the_update(updated, since, rules_of):
    """Both count from `updated`, else from the opening."""
    text = f"{HEADER},status,updated\n1,x,2026-11-02,line,暂停,{updated}\n2,x,2026-11-02,line,rejected,{updated}\n"
    hold, rejected = (row.case for row in rows_of(text, rules_of()))
    assert hold is not None
    assert hold.on_hold is not None
    assert (hold.on_hold.start, hold.rejected) == (day(since), None)
    assert rejected is not None
    assert rejected.rejected is not None
    assert (rejected.rejected.at, rejected.on_hold) == (day(since), None)


@pytest.mark.parametrize(
    ("source", "severity", "tracked", "wanted"),
    [
        ("PRR", "", "", True),
        ("line", "", "", False),
        ("line", "major", "", True),
        ("line", "安全", "", True),
        ("line", "minor", "no", False),
        ("line", "", "是", True),
        ("audit", "", "", False),
    ],
)
def test_what_needs_a_case_file(source, severity, tracked, wanted, rules_of):
    """Tracked, major, safety or a Q-chart turned red: without a case file the row is marked, with a warning."""
    (row,) = rows_of(f"{HEADER},severity,tracked\nA-1,x,2026-11-02,{source},{severity},{tracked}\n", rules_of())
    assert row.case is not None
    assert row.case.no_report is wanted
    assert [code for code, *_ in found_in(row)] == (["BG443"] if wanted else [])


def test_the_real_board(rules_of):
    """The three rows of the QSB sample board read right: dates, parts, letters."""
    criteria = (
        "containment,root_cause,corrective_action,error_proofing,verified,fmea_cp,standard_work,layered_audit,lessons"
    )
    text = (
        f"No.,Issue Description,Date Opened,Source,Unit I.D. #,Lead,Next Date,Date Closed,{criteria},Overall Status\n"
        "1,Material Contaminated,1/10/2005,line,333933,McGrath,4/29/2005,,G,G,G,G,G,G,Y,G,Y,Y\n"
        "2,Burrs,2/15/2005,line,98002222,Adams,,4/23/05,G,G,G,G,G,G,G,G,G,CLOSED\n"
        "3,Parts mislocated on assembly,3/21/2005,line,9950560607,McIntosh,4/29/2005,,G,G,G,R,R,R,N/A,G,N/A,R\n"
    )
    rows = rows_of(text, rules_of("sheet: {dates: mdy}"))
    assert [row.findings for row in rows] == [(), (), ()]
    first, second, third = (row.case for row in rows)
    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.title, first.opened, first.part.number) == ("Material Contaminated", day("2005-01-10"), "333933")
    assert first.next_report is not None
    assert (first.owner, str(first.next_report.day), first.typed_status) == ("McGrath", "2005-04-29", Letter.YELLOW)
    assert {key for key, fact in first.facts.items() if fact.done} == {
        key for key in criteria.split(",") if key not in ("standard_work", "lessons")
    }
    assert [first.facts[key].typed for key in ("standard_work", "lessons")] == [Letter.YELLOW, Letter.YELLOW]
    assert (second.part.number, second.opened) == ("98002222", day("2005-02-15"))
    assert second.closed is not None
    assert (second.closed.at, all(fact.done for fact in second.facts.values())) == (day("2005-04-23"), True)
    assert (third.part.number, third.typed_status) == ("9950560607", Letter.RED)
    assert [third.facts[key].na for key in ("standard_work", "lessons")] == ["N/A", "N/A"]
    assert third.facts["verified"].typed is Letter.RED


# ---- anything at all ------------------------------------------------------------------------------------------

CELL = st.one_of(
    st.sampled_from(
        ["G", "N/A", "2026-11-02", "1/10/2005", "closed", "PRR", "line", "A-1", "", '"', "major", "\n", "是"]
    ),
    st.text(st.characters(blacklist_characters='\0"', blacklist_categories=["Cs"]), max_size=12),
)


@settings(deadline=None)
@given(rows=st.lists(st.lists(CELL, max_size=12), max_size=5))
def test_any_cells_give_rows_or_findings(rows, tmp_path_factory):
    """No text in any cell raises; each row is a case or an invalid case, and an invalid one has an error."""
    rules, _ = read_board(tmp_path_factory.getbasetemp() / "missing.yml", "cases/board.yml")
    header = (
        "id",
        "title",
        "opened",
        "source",
        "part",
        "status",
        "closed",
        "due",
        "severity",
        "updated",
        "围堵",
        "root_cause",
    )
    table = Table(NAME, (Row(1, header), *(Row(number, tuple(row)) for number, row in enumerate(rows, 2))))
    for row in read_sheet(table, rules, rules.sheets[0]).rows:
        read = row_case_of(row, rules)
        assert (read.case is None) is (read.invalid is not None)
        assert read.case or any(finding.level is Level.ERROR for finding in read.findings)


def test_sheets_with_a_preamble(rules_of):
    """Exports of banks and shops, with up to two dozen lines above the header, never raise."""
    folder = CORPORA / "sheets_with_preamble"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: not tested against it")
    files = sorted(folder.rglob("*.csv"))
    assert files
    rules = rules_of("sheet: {columns: {id: [交易单号, 交易号], title: [交易对方, 商品名称], source: [商品, 收/支]}}")
    decoded = 0
    for path in files:
        read = read_csv_table(path, path.name)
        assert read.table is not None or read.findings, path
        if read.table:
            decoded += 1
            read_sheet(read.table, rules, rules.sheets[0])
    assert decoded > len(files) / 2
