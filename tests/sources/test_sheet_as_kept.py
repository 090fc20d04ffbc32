"""The sheet as people really keep it: headers of two levels, merged cells, furniture, and cells that mean nothing."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.finding import Finding, Level
from board_gen.model.case import Case
from board_gen.model.plant import Plant
from board_gen.model.rules import Rules
from board_gen.model.terms import Letter
from board_gen.sources.board_file import read_board
from board_gen.sources.csv_table import csv_table_of
from board_gen.sources.plant_folder import read_plant
from board_gen.sources.sheet import SheetRead, read_sheet
from board_gen.sources.sheet_case import row_case_of
from board_gen.sources.table import BadValue, CellValue, Merged, Row, Table

NAME = "cases/issues.xlsx"
HEADER = ("id", "title", "opened", "source")
GOOD = ("A-1", "Burrs", "2026-11-02", "line")


@pytest.fixture
def rules_of(tmp_path):
    """Rules from the text of a board.yml; the plant's clock is UTC."""

    def rules_of(text: str = "") -> Rules:
        path = tmp_path / "board.yml"
        path.write_text(f"timezone: UTC\n{text}", "utf-8")
        rules, findings = read_board(path, "cases/board.yml")
        assert findings == ()
        return rules

    return rules_of


@pytest.fixture
def plant_of(tmp_path):
    """A plant in UTC from the texts of its files, by name."""

    def plant_of(files: dict[str, str], board: str = "") -> Plant:
        folder = tmp_path / "cases"
        for name, text in {"board.yml": f"timezone: UTC\n{board}", **files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return read_plant(folder, "cases")

    return plant_of


def table_of(*rows: Sequence[CellValue], merged: Sequence[Merged] = (), tab: str = "问题") -> Table:
    """A workbook's tab; an empty row is left out, as its reader does."""
    kept = tuple(Row(number, tuple(row)) for number, row in enumerate(rows, 1) if any(value != "" for value in row))
    return Table(NAME, kept, tab, tuple(merged))


def csv_of(*rows: Sequence[CellValue]) -> Table:
    """The same cells as a CSV file holds them: texts, without what is merged."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    table = csv_table_of(text.getvalue().encode(), "cases/issues.csv").table
    assert table is not None
    return table


def read(table: Table, rules: Rules) -> SheetRead:
    return read_sheet(table, rules, rules.sheets[0])


def told(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Code and cell of each finding, in order of code."""
    return sorted((finding.kind.code, finding.place.cell) for finding in findings)


def findings_of(read: SheetRead) -> list[tuple[str, str]]:
    """Those of the sheet and of its rows, as long as no rule judges."""
    return told([*read.findings, *(finding for row in read.rows for finding in (*row.findings, *row.lacking))])


def columns_of(read: SheetRead) -> set[str]:
    """The fields that were found in any row."""
    return {key for row in read.rows for key in row.places}


def only_case(read: SheetRead, rules: Rules) -> Case:
    (row,) = read.rows
    case = row_case_of(row, rules).case
    assert case is not None
    return case


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ---- where the header stands, and what its columns are called -------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ("* No.", "Issue Description *", "Date Opened:", "Source (required)"),
        ("编号（必填）", "问题描述*", "日期（yyyy-mm-dd）", "★来源"),
        ("编号\nNo.", "问题描述 Issue Description", "日期/Date", "来源（Source）"),
        ("NO.编号", "Problem | 问题", "开启日期\r\nDate opened", "问题来源【必填】"),
        ("I D", "ＴＩＴＬＥ", "open\u200bed", " source\u00a0"),
    ],
)
def test_decorated_and_bilingual_names(names, rules_of):
    """Marks and remarks say nothing, and a name in two languages is known where both halves mean the same."""
    got = read(table_of(names, GOOD), rules_of())
    assert (columns_of(got), findings_of(got)) == ({"id", "title", "opened", "source"}, [])


@pytest.mark.parametrize("name", ["日期 Due", "Date finish", "日期 计划", "ID card", "未结案"])
def test_names_that_are_only_like_known_ones_are_not_read(name, rules_of):
    """A name of which only a part is known, or whose halves disagree, is a column that is not read."""
    got = read(table_of((*HEADER, name), (*GOOD, "2026-11-03")), rules_of())
    assert [code for code, _ in findings_of(got)] in (["BG422"], ["BG423"])
    assert got.rows[0].due is None


def test_a_running_number_beside_an_id_is_not_read(rules_of):
    """`序号` numbers the rows where `问题编号` names the problem; the note says that it is not read."""
    got = read(table_of(("序号", "问题编号", "问题", "日期", "来源"), (1.0, *GOOD)), rules_of())
    assert (got.rows[0].id, findings_of(got)) == ("A-1", [("BG422", "A1")])
    alone = read(table_of(("序号", "问题", "日期", "来源"), (7.0, *GOOD[1:])), rules_of())
    assert (alone.rows[0].id, findings_of(alone)) == ("7", [])


def test_a_name_that_board_yml_lists_is_better_than_a_built_in_one(rules_of):
    """`sheet.columns` decides, wherever its column stands."""
    rules = rules_of("sheet: {columns: {opened: [投诉日期]}}")
    got = read(table_of((*HEADER, "投诉日期"), (*GOOD, "2026-11-05")), rules)
    assert got.rows[0].opened is not None
    assert (got.rows[0].opened.day, findings_of(got)) == (date(2026, 11, 5), [("BG422", "C1")])


@pytest.mark.parametrize("make", [table_of, csv_of])
def test_the_header_wherever_it_stands(make, rules_of):
    """Banners, empty rows and an empty column A are no obstacle, and none of them becomes a case."""
    rows = [
        ("", "Fast Response Tracking 2026", "", "", ""),
        ("", "Plant:", "Dongyue", "Date:", "2026-11-23"),
        ("", "", "", "", ""),
        ("", *HEADER),
        ("", *GOOD),
    ]
    got = read(make(*rows), rules_of())
    assert [(row.id, row.row_place.cell) for row in got.rows] == [("A-1", "B5")]
    assert findings_of(got) == []


def test_phantom_columns_and_numbered_rows_cost_nothing(rules_of):
    """16,384 columns, 85 rows that hold a number alone - or formulas without a result - are no cases."""
    wide = (*GOOD, *[""] * 16380)
    numbered = [(f"A-{number}", "", "", "", *[""] * 16380) for number in range(2, 87)]
    got = read(table_of(HEADER, wide, *numbered, ("A-99", "/", "", False)), rules_of())
    assert ([row.id for row in got.rows], findings_of(got)) == (["A-1"], [])


def test_rows_numbered_in_advance_with_a_preset_word(rules_of):
    """Rows at the end that all hold a number and `Open` are no cases, and a note names them; one alone is a case."""
    header = (*HEADER, "status")
    blanks = [(f"A-{number}", "", "", "", "Open") for number in (2, 3, 4)]
    got = read(table_of(header, (*GOOD, "Open"), *blanks), rules_of())
    assert [row.id for row in got.rows] == ["A-1"]
    (note,) = got.findings
    assert (note.kind.code, note.values["rows"], note.values["text"]) == ("BG427", "3-5", "Open")
    one = read(table_of(header, (*GOOD, "Open"), *blanks[:1]), rules_of())
    assert [row.id for row in one.rows] == ["A-1", "A-2"]
    before = read(table_of(header, *blanks, (*GOOD, "Open")), rules_of())
    assert len(before.rows) == 4


def test_formulas_that_fail_make_no_case(rules_of):
    """A row that holds a number and errors of formulas is no case, and a note names it."""
    error = BadValue("#N/A")
    got = read(table_of(HEADER, GOOD, ("A-2", error, "", error), ("A-3", "", "", "#REF!")), rules_of())
    assert ([row.id for row in got.rows], findings_of(got)) == (["A-1"], [("BG426", "A3")])
    assert got.findings[0].values["rows"] == "3-4"


@pytest.mark.parametrize(
    "row",
    [
        ("合计", "2", "", "1"),
        ("Total: 2 open", "2", "", ""),
        ("", "Total", "", "2"),
        ("共12项", "5", "", ""),
        ("编制：张三", "审核：李四", "", "批准：王五"),
        ("Prepared by: Adams", "Approved by:", "", ""),
    ],
)
def test_totals_and_signatures_are_no_cases(row, rules_of):
    """What stands below the list is no problem, and a note names the row."""
    got = read(table_of(HEADER, GOOD, row), rules_of())
    assert ([found.id for found in got.rows], findings_of(got)) == (["A-1"], [("BG426", "A3")])


@pytest.mark.parametrize(
    "title", ["Total loss of coolant", "合计重量超差", "Summary of audit", "Page torn", "审核发现毛刺"]
)
def test_titles_that_begin_like_a_total(title, rules_of):
    """A row with a date is a problem, whatever its title begins with; without a date it stays too, as invalid."""
    got = read(table_of(HEADER, ("A-1", title, "2026-11-02", "line"), ("A-2", title, "", "line")), rules_of())
    assert [row.title for row in got.rows] == [title, title]


def test_headings_within_the_list(rules_of):
    """A heading over several merged columns is no problem, and a note names it."""
    header = ("title", "opened", "source", "id")
    table = table_of(header, ("November",), ("Burrs", "2026-11-02", "line", "A-1"), merged=[Merged(2, 1, 1, 4)])
    got = read(table, rules_of())
    assert ([row.id for row in got.rows], findings_of(got)) == (["A-1"], [("BG426", "A2")])


def test_banners_and_headers_are_repeated_on_each_printed_page(rules_of):
    """Repeated banners and headers, in another language too, are no cases and need no note."""
    banner = ("Fast Response", "Line 3", "", "")
    chinese = ("编号", "问题描述", "日期", "来源")
    second = ("A-2", "Cracks", "2026-11-03", "line")
    got = read(table_of(banner, chinese, HEADER, GOOD, banner, chinese, HEADER, second), rules_of())
    assert ([row.id for row in got.rows], findings_of(got)) == (["A-1", "A-2"], [])


def test_columns_without_a_name_are_told(rules_of):
    """What stands under no name, within the header or right of it, is not read, and one note says where it begins."""
    got = read(table_of(("id", "", *HEADER[1:]), ("A-1", "x", *GOOD[1:]), ("A-2", "", *GOOD[1:], "", "y")), rules_of())
    (note,) = got.findings
    assert (note.kind.code, note.place.cell, note.values["columns"]) == ("BG425", "B2", "B, G")
    assert note.level is Level.NOTE


# ---- two levels -----------------------------------------------------------------------------------------------

UPPER = ("编号", "问题", "日期", "来源", "围堵", "", "", "根本原因", "", "状态")
LOWER = ("", "", "", "", "责任人", "完成", "期限", "完成日期", "应完成", "")
DOWN = [Merged(1, column, 2, 1) for column in (1, 2, 3, 4, 10)]
ACROSS = [Merged(1, 5, 1, 3), Merged(1, 8, 1, 2)]
LEVELS_ROW = (*GOOD, "陈刚", "2026-11-03", "2026-11-04", "", "2026-11-09", "open")


@pytest.mark.parametrize(
    "table",
    [
        table_of(UPPER, LOWER, LEVELS_ROW, merged=sorted([*DOWN, *ACROSS], key=lambda area: area.column)),
        table_of(UPPER, LOWER, LEVELS_ROW, merged=ACROSS),
        table_of(UPPER, LOWER, LEVELS_ROW),
        csv_of(UPPER, LOWER, LEVELS_ROW),
    ],
    ids=["merged", "merged across", "centred across", "csv"],
)
def test_two_levels_with_the_names_above(table, rules_of):
    """Group names above, `完成` and `期限` below; another's owner under a criterion is not the row's owner."""
    rules = rules_of()
    got = read(table, rules)
    case = only_case(got, rules)
    assert findings_of(got) == [("BG422", "E2")]
    assert got.findings[0].values["names"] == "围堵 责任人"
    assert (case.owner, case.id, case.opened) == ("", "A-1", day("2026-11-02"))
    assert (case.facts["containment"].done, case.facts["containment"].due) == (
        (day("2026-11-03"),),
        day("2026-11-05"),
    )
    assert case.facts["root_cause"].due == day("2026-11-10")


@pytest.mark.parametrize("is_csv", [False, True])
def test_two_levels_with_the_names_below(is_csv, rules_of):
    """Groups above a row that has the names: of the groups only a criterion's matters."""
    upper = ("Problem", "", "", "", "Containment", "", "Closure", "")
    lower = ("No.", "Description", "Date", "Source", "Due", "Done", "Date Closed", "Status")
    row = (*GOOD, "2026-11-04", "2026-11-03", "2026-11-20", "closed")
    merged = [Merged(1, 1, 1, 4), Merged(1, 5, 1, 2), Merged(1, 7, 1, 2)]
    rules = rules_of()
    got = read(csv_of(upper, lower, row) if is_csv else table_of(upper, lower, row, merged=merged), rules)
    case = only_case(got, rules)
    assert findings_of(got) == []
    assert (case.facts["containment"].done, case.facts["containment"].due) == (
        (day("2026-11-03"),),
        day("2026-11-05"),
    )
    assert case.closed is not None
    assert case.closed.at == day("2026-11-20")


@pytest.mark.parametrize(("group", "is_read"), [("D3 临时措施", False), ("D4 Cause", False), ("基本信息", True)])
def test_names_within_a_group(group, is_read, rules_of):
    """Under a step that is no criterion's no name is read alone; under other groups one is, if none is better."""
    upper, merged = (*HEADER, group, ""), [Merged(1, 5, 1, 2), *(Merged(1, column, 2, 1) for column in range(1, 5))]
    lower = ("", "", "", "", "责任人", "车间")
    table = table_of(upper, lower, (*GOOD, "张", "焊装"), merged=sorted(merged, key=lambda area: area.column))
    assert read(table, rules_of()).rows[0].owner == ("张" if is_read else "")
    better = table_of((*upper, "牵头人"), lower, (*GOOD, "张", "焊装", "李伟"), merged=merged)
    assert read(better, rules_of()).rows[0].owner == "李伟"


def test_joined_names_come_first(rules_of):
    """`关闭 | 日期` is the closing date, and `责任 | 部门` the department, though `日期` alone is the opening."""
    upper = ("编号", "问题", "", "来源", "关闭", "", "责任", "")
    lower = ("", "描述", "日期", "", "日期", "状态", "人", "部门")
    merged = [Merged(1, 1, 2, 1), Merged(1, 2, 1, 2), Merged(1, 4, 2, 1), Merged(1, 5, 1, 2), Merged(1, 7, 1, 2)]
    got = read(table_of(upper, lower, (*GOOD, "2026-11-20", "closed", "李伟", "焊装"), merged=merged), rules_of())
    (row,) = got.rows
    assert row.opened is not None
    assert row.closed is not None
    assert (row.opened.day, row.closed.day) == (date(2026, 11, 2), date(2026, 11, 20))
    assert (row.title, row.owner, row.department) == ("Burrs", "李伟", "焊装")
    assert findings_of(got) == []


def test_board_yml_may_list_a_joined_name(rules_of):
    """A column of a group is mapped by both its names."""
    rules = rules_of("sheet: {columns: {owner: [围堵 责任人]}}")
    assert read(csv_of(UPPER, LOWER, LEVELS_ROW), rules).rows[0].owner == "陈刚"


def test_a_letter_and_a_date_under_one_criterion(rules_of):
    """Where a criterion has a column for its letter and one for its date, the date is read."""
    upper = (*HEADER, "Containment", "", "Root cause", "")
    lower = ("", "", "", "", "Status", "Done", "Status", "Due")
    got = read(csv_of(upper, lower, (*GOOD, "G", "2026-11-03", "R", "2026-11-09")), rules_of())
    containment, root_cause = got.rows[0].criteria
    assert containment.done is not None
    assert (containment.done.day, containment.typed, root_cause.typed) == (date(2026, 11, 3), None, Letter.RED)
    assert findings_of(got) == [("BG422", "E2")]


@pytest.mark.parametrize("make", [table_of, csv_of])
def test_the_first_row_of_data_is_no_second_level(make, rules_of):
    """A row that holds names of columns as values, under blank headers too, stays data."""
    header = (*HEADER, "containment", "", "owner")
    row = ("A-1", "Date", "2026-11-02", "line", "G", "due", "Lead")
    got = read(make(header, row), rules_of())
    assert [(found.title, found.owner) for found in got.rows] == [("Date", "Lead")]


def test_a_merged_banner_is_no_group(rules_of):
    """A title over the whole table, and labels with values above the header, change no column's meaning."""
    rows = [("围堵问题清单", "", "", ""), ("Area", "Line 3", "Date", "2026-11-23"), HEADER, GOOD]
    got = read(table_of(*rows, merged=[Merged(1, 1, 1, 4)]), rules_of())
    assert ([row.id for row in got.rows], findings_of(got)) == (["A-1"], [])
    right_above = read(table_of(rows[0], HEADER, GOOD, merged=[Merged(1, 1, 1, 4)]), rules_of())
    assert ([row.id for row in right_above.rows], findings_of(right_above)) == (["A-1"], [])


# ---- cells merged downwards -----------------------------------------------------------------------------------


def test_a_merged_field_holds_in_all_its_rows(rules_of):
    """An area merged over rows is that of all of them, with its one cell as place; empty numbered rows stay none."""
    header = (*HEADER, "area", "owner")
    rows = [
        (*GOOD, "Line 3", "Adams"),
        ("A-2", "Cracks", "2026-11-03", "line", "", ""),
        ("A-3", "", "", "", "", ""),
        ("A-4", "Dents", "2026-11-04", "line", "", "Lee"),
    ]
    got = read(table_of(header, *rows, merged=[Merged(2, 5, 1_000_000, 1), Merged(2, 6, 2, 1)]), rules_of())
    assert [(row.id, row.area, row.owner) for row in got.rows] == [
        ("A-1", "Line 3", "Adams"),
        ("A-2", "Line 3", "Adams"),
        ("A-4", "Line 3", "Lee"),
    ]
    assert [row.place_of("area").cell for row in got.rows] == ["E2", "E2", "E2"]
    assert findings_of(got) == []


def test_a_merged_id_is_one_problem_over_several_lines(rules_of):
    """Of each column the first line that gives anything is read; what another line says otherwise is a finding."""
    header = (*HEADER, "owner", "next", "containment")
    rows = [
        (*GOOD, "Adams", "sort", ""),
        ("", "", "", "", "Adams", "wash", "2026-11-03"),
        ("", "Burrs", "", "", "", "", ""),
        ("A-2", "Cracks", "2026-11-03", "line", "", "", ""),
    ]
    got = read(table_of(header, *rows, merged=[Merged(2, 1, 3, 1)]), rules_of())
    first, second = got.rows
    assert (first.id, first.next, first.owner, second.id) == ("A-1", "sort", "Adams", "A-2")
    assert first.criteria[0].done is not None
    assert str(first.criteria[0].place) == f"{NAME}[问题!G3]"
    (finding,) = first.findings
    assert (finding.kind.code, finding.place.cell, finding.case) == ("BG447", "F3", "A-1")
    assert finding.values == {"first": 2, "last": 4, "cell": "F2", "text": "wash"}
    assert findings_of(got) == [("BG447", "F3")]


@pytest.mark.parametrize(
    ("closings", "statuses", "is_closed", "codes"),
    [
        (("2026-11-03", ""), ("", ""), False, [("BG449", "E3")]),
        (("2026-11-03", ""), ("closed", "open"), False, [("BG449", "F3")]),
        (("", "2026-11-03"), ("open", "closed"), False, [("BG449", "F3")]),
        (("2026-11-03", ""), ("closed", ""), True, []),
        (("2026-11-03", "2026-11-03"), ("", ""), True, []),
        (("", ""), ("closed", "Closed"), True, []),
    ],
)
def test_a_problem_over_several_lines_is_closed_in_all_of_them(closings, statuses, is_closed, codes, rules_of):
    """One action that is done closes no problem of which another line is open."""
    rows = [(*GOOD, closings[0], statuses[0]), ("", "", "", "", closings[1], statuses[1], "wash")]
    got = read(table_of((*HEADER, "closed", "status", "next"), *rows, merged=[Merged(2, 1, 2, 1)]), rules_of())
    (row,) = got.rows
    case = row_case_of(row, rules_of()).case
    assert case is not None
    assert bool(case.closed) is is_closed
    assert findings_of(got) == codes


@pytest.mark.parametrize("word", ["否", "N", False, "未关闭"])
def test_a_row_whose_status_says_closed_and_its_closing_not_yet_is_not_closed(word, rules_of):
    """Which of both is wrong nobody can tell; the row stays on the board."""
    got = read(table_of((*HEADER, "closed", "status"), (*GOOD, word, "结案")), rules_of())
    case = row_case_of(got.rows[0], rules_of()).case
    assert case is not None
    assert case.closed is None
    assert findings_of(got) == [("BG455", "E2")]


@pytest.mark.parametrize("title", ["共3件划伤", "汇总: 三处漏焊", "小计", "Total: 3 leaks", "审核: 未按作业指导书"])
def test_a_problem_whose_title_begins_as_a_total_does_is_a_problem(title, rules_of):
    """Its title stands before its id, and its date is missing: it is invalid, not gone."""
    got = read(table_of(("问题", "日期", "来源", "编号"), (title, "", "line", "A-1")), rules_of())
    assert [row.id for row in got.rows] == ["A-1"]
    assert findings_of(got) == [("BG430", "B2")]


@pytest.mark.parametrize(
    ("text", "is_problem"),
    [
        ("审核发现漏装螺栓", True),
        ("printed label missing", True),
        ("审核：张三", False),
        ("批准 李四", False),
        ("Page 1 of 3", False),
    ],
)
def test_a_signature_is_a_word_and_a_name(text, is_problem, rules_of):
    """A problem found by an audit begins with the same word."""
    got = read(table_of(HEADER, GOOD, ("", text, "", "")), rules_of())
    assert len(got.rows) == 1 + is_problem


def test_rows_of_formulas_over_blank_cells_are_no_problems(rules_of):
    """`=D3+7` of an empty row is the year 1900, and a look-up of nothing is 0: a note names them."""
    empty = [(f"A-{number}", "", "", "", 0.0, date(1900, 1, 7)) for number in (2, 3)]
    got = read(table_of((*HEADER, "owner", "due"), (*GOOD, "Lee", date(2026, 11, 9)), *empty), rules_of())
    assert [row.id for row in got.rows] == ["A-1"]
    assert findings_of(got) == [("BG426", "A3")]
    assert got.findings[0].values == {"rows": "3-4"}


@pytest.mark.parametrize("text", ["2026-11-09 00:00:00", "2026/11/9 0:00:00", "2026-11-09T00:00:00.000"])
def test_a_midnight_as_programs_export_it_is_a_day(text, rules_of):
    """Else a deadline would pass a day too early; `00:00` by hand is an instant."""
    got = read(csv_of((*HEADER, "due"), (*GOOD, text), ("A-2", *GOOD[1:], "2026-11-09 00:00")), rules_of())
    assert [row.due and row.due.is_day for row in got.rows] == [True, False]


# ---- cells that mean nothing ----------------------------------------------------------------------------------

FIELDS = (*HEADER, "closed", "updated", "due", "next report", "containment", "root_cause due")


@pytest.mark.parametrize(
    ("value", "plain", "criterion", "meant"),
    [
        ("2025-13-13", "BG223", "BG223", None),
        ("2020-02-31", "BG224", "BG224", None),
        ("Mar-12-2025", "BG424", "BG424", "2025-03-12"),
        ("12 March 2025", "BG424", "BG424", "2025-03-12"),
        ("30-July-230", "BG220", "BG436", None),
        ("2024-03-19 Delayed", "BG424", "BG424", "2024-03-19"),
        ("2024年3月19日已延期", "BG424", "BG424", "2024-03-19"),
        ("20261103", "BG424", "BG424", "2026-11-03"),
        (20261103.0, "BG424", "BG424", "2026-11-03"),
        ("2026-11-03 ~ 11-05", "BG220", "BG436", None),
        ("waiting for parts", "BG220", "BG436", None),
        ("TBD", "BG220", "BG436", None),
        ("待定", "BG220", "BG436", None),
        ("08:30", "BG220", "BG436", None),
        (45983.0, "BG444", "BG444", "2025-11-22"),
        ("45983.5", "BG444", "BG444", "2025-11-22 12:00"),
        (12.0, "BG220", "BG436", None),
        (True, "BG220", "BG436", None),
        (BadValue("#VALUE!"), "BG428", "BG428", None),
        (BadValue("=TODAY()", is_uncalculated=True), "BG429", "BG429", None),
        ("#N/A", "BG428", "BG428", None),
        ("########", "BG428", "BG428", None),
        ("1/10/2005", "BG222", "BG222", None),
    ],
)
def test_a_value_where_a_date_is_wanted(value, plain, criterion, meant, rules_of):
    """What is no date is a finding at its cell with the text as it stands, and left out, also where it can be told what
    was meant.
    """
    rules = rules_of()
    got = read(table_of(FIELDS, (*GOOD[:2], "2026-11-02", "line", "", *[value] * 5)), rules)
    expected = [(plain, f"{letter}2") for letter in "FGH"] + [(criterion, f"{letter}2") for letter in "IJ"]
    assert findings_of(got) == sorted(expected)
    (row,) = got.rows
    assert (row.updated, row.due, row.next_report) == (None, None, None)
    assert [(cell.done, cell.due) for cell in row.criteria] == [(None, None)]
    for finding in row.findings:
        assert finding.values.get("meant") == meant
        assert str(finding.values["text"]).casefold() == table_of((value,)).rows[0].cell(1).text.casefold()


@pytest.mark.parametrize(
    "value", ["2025-13-13", "TBD", 45983.0, BadValue("#REF!"), BadValue("=A1", is_uncalculated=True), True, "#N/A"]
)
def test_an_opening_date_that_cannot_be_read(value, rules_of):
    """In a required column each of them is an error, one, and the row stays as an invalid one."""
    rules = rules_of()
    (row,) = read(table_of(HEADER, ("A-1", "Burrs", value, "line")), rules).rows
    read_row = row_case_of(row, rules)
    assert read_row.case is None
    assert [(finding.place.cell, finding.level) for finding in read_row.findings] == [("C2", Level.ERROR)]


@pytest.mark.parametrize("key", ["id", "title", "source"])
@pytest.mark.parametrize(
    ("value", "code"),
    [(BadValue("#REF!"), "BG428"), (BadValue("=B1", is_uncalculated=True), "BG429"), (True, "BG439")],
)
def test_required_texts_that_are_none(key, value, code, rules_of):
    """An error, a formula without a value and a tick are no text: one error at the cell, and an invalid row."""
    rules = rules_of()
    values = dict(zip(HEADER, GOOD, strict=True)) | {key: value}
    (row,) = read(table_of(HEADER, tuple(values.values())), rules).rows
    read_row = row_case_of(row, rules)
    assert read_row.invalid is not None
    column = "ABCD"[HEADER.index(key)]
    assert [(f.kind.code, f.place.cell, f.level) for f in read_row.findings] == [(code, f"{column}2", Level.ERROR)]


def test_other_texts_that_are_none_are_left_out(rules_of):
    """In other columns that are read they are warnings; in columns that nobody reads they are nothing."""
    header = (*HEADER, "owner", "area", "status", "tracked", "cost")
    error = BadValue("#N/A")
    got = read(table_of(header, (*GOOD, error, True, error, True, error)), rules_of())
    assert findings_of(got) == [("BG422", "I1"), ("BG428", "E2"), ("BG428", "G2"), ("BG439", "F2")]
    (row,) = got.rows
    assert (row.owner, row.area, row.status, row.tracked, row.is_complete) == ("", "", None, True, True)


def test_words_map_errors_and_ticks_too(rules_of):
    """What `sheet.words` maps is understood: a tick may mean `G`."""
    rules = rules_of('sheet: {words: {containment: {"TRUE": G}, owner: {"#N/A": Adams}}}')
    got = read(table_of((*HEADER, "containment", "owner"), (*GOOD, True, "#N/A")), rules)
    assert (got.rows[0].criteria[0].typed, got.rows[0].owner, findings_of(got)) == (Letter.GREEN, "Adams", [])


def test_what_a_workbook_typed_is_taken_as_it_is(rules_of):
    """Days and instants of a workbook are dates, whatever `sheet.dates` says."""
    rules = rules_of("sheet: {dates: dmy}")
    row = ("A-1", "Burrs", date(2026, 11, 2), "line", datetime(2026, 11, 3, 8, 5), date(2026, 11, 4))  # noqa: DTZ001
    got = read(table_of((*HEADER, "updated", "containment"), row), rules)
    case = only_case(got, rules)
    assert (case.opened, case.updated) == (day("2026-11-02"), day("2026-11-03 08:05"))
    assert (case.facts["containment"].done, findings_of(got)) == ((day("2026-11-04"),), [])


@pytest.mark.parametrize(
    ("value", "code"), [("2.02611E+15", "BG446"), (2026110300012345.0, "BG446"), (date(2026, 11, 3), "BG445")]
)
def test_numbers_that_excel_has_spoilt(value, code, rules_of):
    """An id or a part that became a date, or lost its last digits, is read as it stands, with a finding."""
    got = read(table_of((*HEADER, "part"), (value, *GOOD[1:], value)), rules_of())
    assert findings_of(got) == [(code, "A2"), (code, "E2")]
    assert got.rows[0].has_id


@pytest.mark.parametrize(
    ("closed", "status", "is_closed", "codes"),
    [
        ("yes", "", True, []),
        ("已关闭", "结案", True, []),
        ("未关闭", "", False, []),
        ("no", "", False, []),
        (True, "", True, []),
        ("2026-13-01", "closed", True, ["BG223"]),
        ("yes", "open", False, ["BG220"]),
        ("soon", "", False, ["BG220"]),
    ],
)
def test_closed_without_a_date(closed, status, is_closed, codes, rules_of):
    """A row that says closed, be it in the column for the date, is closed without one."""
    rules = rules_of()
    got = read(table_of((*HEADER, "closed", "status"), (*GOOD, closed, status)), rules)
    case = only_case(got, rules)
    assert (case.closed is not None, [code for code, _ in findings_of(got)]) == (is_closed, codes)
    assert case.closed is None or case.closed.at is None


# ---- several sheets -------------------------------------------------------------------------------------------


def test_each_sheet_is_read_by_its_own_columns_and_words(plant_of):
    """Two files with other columns, words and order of dates are one list."""
    board = (
        "sheet:\n"
        "- {file: issues.csv}\n"
        "- {file: customers/sgm.csv, dates: mdy, columns: {opened: [Complaint], source: [Kind]},"
        " words: {source: {Q: PRR}, status: {done: closed}}}\n"
    )
    files = {
        "issues.csv": "id,title,opened,source,status\nA-1,Burrs,2026-11-02,line,done\n",
        "customers/sgm.csv": "id,title,Complaint,Kind,status\nB-1,Cracks,11/3/2026,Q,done\n",
    }
    plant = plant_of(files, board)
    first, second = sorted(plant.cases, key=lambda case: case.id)
    assert (first.closed, second.source, second.opened) == (None, "PRR", day("2026-11-03"))
    assert second.closed is not None
    assert told(plant.findings) == [("BG434", "E2")]


def test_one_id_in_two_sheets_names_both_places(plant_of):
    """The row of the second sheet is the invalid one, and its finding says where the first stands."""
    sheet = "id,title,opened,source\nA-1,Burrs,2026-11-02,line\n"
    plant = plant_of({"a.csv": sheet, "b.csv": sheet}, "sheet: [{file: a.csv}, {file: b.csv}]\n")
    (finding,) = plant.findings
    assert (finding.kind.code, str(finding.place)) == ("BG500", "cases/b.csv[A2]")
    assert finding.values["first"] == "cases/a.csv[A2]"
    assert (len(plant.cases), [invalid.address for invalid in plant.invalid]) == (1, [None])


def test_rows_without_an_id_in_several_sheets_do_not_collide(plant_of):
    """Each is called by its file, so that none is taken for another; with one sheet by its row alone."""
    sheet = "id,title,opened,source\n,Burrs,2026-11-02,line\n"
    names = ["a/issues.csv", "b/issues.csv", "问题 清单.csv", f"{'x' * 80}.csv"]
    board = "sheet:\n" + "".join(f"- {{file: {name}}}\n" for name in names)
    plant = plant_of(dict.fromkeys(names, sheet), board)
    addresses = [invalid.address for invalid in plant.invalid]
    assert {"a-issues.csv-2", "b-issues.csv-2", "问题-清单.csv-2"} < set(addresses)
    assert len(set(addresses)) == len(names)
    assert all(address and len(address) <= 64 for address in addresses)
    assert {finding.kind.code for finding in plant.findings} == {"BG430"}


def test_rows_without_an_id_in_several_tabs_do_not_collide(rules_of):
    """Tabs of one workbook are told apart too."""
    rules = rules_of("sheet: [{file: issues.xlsx, tab: 焊装}, {file: issues.xlsx, tab: 涂装}]\n")
    ids = [
        read_sheet(table_of(HEADER, ("", *GOOD[1:]), tab=str(sheet.tab)), rules, sheet).rows[0].id
        for sheet in rules.sheets
    ]
    assert ids == ["issues.xlsx-焊装-2", "issues.xlsx-涂装-2"]


# ---- ids in other spellings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["FR-2026-0012", "FR_2026_12", "ＦＲ－２０２６－１２", "fr2026-012", "FR.2026.12"])
def test_an_id_in_another_spelling(other, plant_of):
    """Both are cases; a warning at the later one names the place of the first."""
    sheet = f"id,title,opened,source\nFR-2026-12,Burrs,2026-11-02,line\n{other},Burrs,2026-11-02,line\n"
    plant = plant_of({"issues.csv": sheet})
    (finding,) = plant.findings
    assert (finding.kind.code, finding.level, str(finding.place)) == ("BG501", Level.WARNING, "cases/issues.csv[A3]")
    assert (finding.values["place"], len(plant.cases)) == ("cases/issues.csv[A2]", 2)


@pytest.mark.parametrize("other", ["FR-2026-120", "FR-2026-1-2", "FR-202-612", "FS-2026-12", "FR-2026-12b"])
def test_ids_that_are_others(other, plant_of):
    """Another number or another word is another id."""
    sheet = f"id,title,opened,source\nFR-2026-12,Burrs,2026-11-02,line\n{other},Burrs,2026-11-02,line\n"
    assert plant_of({"issues.csv": sheet}).findings == ()


def test_a_row_and_a_case_file_that_spell_one_id_otherwise(plant_of):
    """The row is taken for a problem of its own, with a warning that names the case file's place; files too."""
    front = "---\nid: {}\ntitle: Burrs\nopened: 2026-11-02\nsource: line\n---\n"
    sheet = "id,title,opened,source\nFR-2026-0012,Burrs,2026-11-02,line\n"
    plant = plant_of({"a.md": front.format("FR-2026-12"), "b.md": front.format("FR-2026-012"), "issues.csv": sheet})
    assert [(f.kind.code, str(f.place), f.values["place"]) for f in plant.findings] == [
        ("BG501", "cases/b.md:2:1", "cases/a.md:2:1"),
        ("BG501", "cases/issues.csv[A2]", "cases/a.md:2:1"),
    ]
    assert len(plant.cases) == 3


# ---- three whole sheets ---------------------------------------------------------------------------------------


def test_an_export_of_a_chinese_erp(plant_of):
    """Banner, unit line, bilingual header, quoted line breaks, totals and signatures: every row and every finding."""
    text = (
        "质量问题台账,,,,,,,,,,\n"
        "导出时间：2026-11-23 08:00:00,,,,,,,,,,\n"
        ",,,,,,,,,,\n"
        '序号,"问题编号\n（必填）",问题描述 Problem,发生日期,问题来源,责任单位,责任人,级别*,状态,关闭日期,备注\n'
        '1,FR-2026-0118,"毛细管泄漏\n共2件",2026/11/20,PRR,焊装,李伟,严重,未结案,/,\n'
        "2,FR-2026-0119,点焊飞溅,2026年11月21日,线上,焊装,/,一般,已结案,2026.11.22,x\n"
        "3,FR-2026-0120,翼子板漏冲,11月21日,line,冲压,郑凯,A,处理中,,\n"
        "4,FR-2026-0121,漆面颗粒,20261122,audit,涂装,刘洋,轻微,结案,,\n"
        "5,FR-2026-0121,重复的编号,2026-11-22,line,涂装,刘洋,,,待定,\n"
        "6,,,,,,,,,,\n"
        "7,,,,,,,,,,\n"
        "合计,,5,,,,,,,,\n"
        "编制：徐静,,审核：王芳,,批准：,,,,,,\n"
    )
    plant = plant_of({"issues.csv": text}, "sheet: {words: {source: {线上: line}}}\n")
    cases = {case.id: case for case in plant.cases}
    assert [(case.id, case.title, case.owner) for case in plant.cases] == [
        ("FR-2026-0118", "毛细管泄漏 共2件", "李伟"),
        ("FR-2026-0119", "点焊飞溅", ""),
    ]
    assert cases["FR-2026-0119"].closed is not None
    assert [(invalid.id, invalid.address) for invalid in plant.invalid] == [
        ("FR-2026-0120", "FR-2026-0120"),
        ("FR-2026-0121", "FR-2026-0121"),
        ("FR-2026-0121", None),
    ]
    assert told(plant.findings) == [
        ("BG220", "D7"),
        ("BG220", "J9"),
        ("BG422", "A4"),
        ("BG424", "D8"),
        ("BG426", "A12"),
        ("BG434", "H7"),
        ("BG443", "B5"),
        ("BG500", "B9"),
    ]


def test_an_american_tracking_sheet(rules_of):
    """A banner with labels, a table from column B, typed dates, errors of formulas and preset rows."""
    error = BadValue("#DIV/0!")
    rows: list[Sequence[CellValue]] = [
        ("", "FAST RESPONSE TRACKING"),
        ("", "Plant", "Dongyue", "", "Date", date(2026, 11, 23), "Area", "Line 3"),
        (),
        ("", "No.", "Issue Description", "Date Opened", "Source", "Unit I.D. #", "Lead", "Next\nDate", "Date Closed",
         "Containment", "Root Cause", "Overall\nStatus", "Days Open"),
        ("", 1.0, "Material Contaminated", date(2026, 10, 1), "line", 333933.0, "McGrath", "11/24", "", "G",
         date(2026, 10, 9), "Y", 53.0),
        ("", 2.0, "Burrs", date(2026, 10, 15), "line", "0098", "Adams", "", date(2026, 10, 23), "G", "n/a", "CLOSED",
         8.0),
        ("", 3.0, "Parts mislocated", "10/21/2026", "Line", error, "McIntosh", "waiting for parts", "", "R", "TBD", "R",
         error),
        ("", 4.0, "", "", "", "", "", "", "", "", "", "Open", error),
        ("", 5.0, "", "", "", "", "", "", "", "", "", "Open", error),
        ("", "Total open: 3"),
    ]  # fmt: skip
    rules = rules_of()
    got = read(table_of(*rows, merged=[Merged(1, 2, 1, 12)]), rules)
    first, second, third = got.rows
    assert [(row.id, row.part, row.owner) for row in got.rows] == [
        ("1", "333933", "McGrath"),
        ("2", "0098", "Adams"),
        ("3", "", "McIntosh"),
    ]
    assert (first.typed_status, third.typed_status, str(second.status)) == (Letter.YELLOW, Letter.RED, "closed")
    assert [cell.na for cell in second.criteria] == [None, "n/a"]
    assert first.criteria[1].done is not None
    assert row_case_of(third, rules).invalid is not None
    assert findings_of(got) == [
        ("BG220", "H5"),
        ("BG220", "H7"),
        ("BG222", "D7"),
        ("BG422", "M4"),
        ("BG427", "A8"),
        ("BG428", "F7"),
        ("BG436", "K7"),
    ]


def test_a_sheet_with_a_merged_header_and_merged_cells(rules_of):
    """Two levels, an area over several problems, one problem over two lines: every row and every finding."""
    rows: list[Sequence[CellValue]] = [
        ("快速响应跟踪表 2026",),
        ("区域", "编号", "问题描述", "开启日期", "问题来源", "D3 围堵", "", "围堵", "", "根本原因", "",
         "牵头人", "状态"),
        ("", "", "", "", "", "措施", "责任人", "完成", "期限", "完成", "期限", "", ""),
        ("焊装", "FR-1", "焊渣", date(2026, 11, 2), "line", "挑选", "张", date(2026, 11, 3), date(2026, 11, 3), "", "",
         "李伟", "打开"),
        ("", "", "", "", "", "返工", "王", "", "", "", "2026-11-16", "", ""),
        ("", "FR-2", "漏焊", date(2026, 11, 5), "line", "", "", "NA", "", "正在分析", "", "陈刚", "打开"),
        ("涂装", "FR-3", "颗粒", date(2026, 11, 6), "audit", "", "", "", "", "", "", "刘洋", "结案"),
    ]  # fmt: skip
    merged = [
        Merged(1, 1, 1, 13),
        *(Merged(2, column, 2, 1) for column in (1, 2, 3, 4, 5, 12, 13)),
        *(Merged(2, column, 1, 2) for column in (6, 8, 10)),
        Merged(4, 1, 3, 1),
        *(Merged(4, column, 2, 1) for column in (2, 3, 4, 5, 12, 13)),
    ]
    rules = rules_of()
    got = read(table_of(*rows, merged=sorted(merged, key=lambda area: (area.row, area.column))), rules)
    assert [(row.id, row.area, row.owner) for row in got.rows] == [
        ("FR-1", "焊装", "李伟"),
        ("FR-2", "焊装", "陈刚"),
        ("FR-3", "涂装", "刘洋"),
    ]
    first, second, third = (row_case_of(row, rules).case for row in got.rows)
    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.facts["containment"].done, first.facts["root_cause"].due) == ((day("2026-11-03"),), day("2026-11-17"))
    assert second.facts["containment"].na == "NA"
    assert third.closed is not None
    assert third.listed_answer
    assert findings_of(got) == [("BG422", "F3"), ("BG436", "J6")]
    assert got.findings[0].values["names"] == "D3 围堵 措施, D3 围堵 责任人"


# ---- several tables under one another ---------------------------------------------------------------------------

LISTED = ("编号", "问题", "日期", "来源", "责任人", "期限")


@pytest.mark.parametrize("made_of", [table_of, csv_of])
def test_a_second_table_is_read_by_its_own_header(made_of, rules_of):
    """Open problems above, closed ones below: the last column is no deadline any more."""
    closed = (*LISTED[:5], "关闭日期")
    got = read(
        made_of(
            LISTED, (*GOOD, "张三", "2026-11-09"), (), ("已关闭",), closed, ("A-2", *GOOD[1:], "李四", "2026-11-08")
        ),
        rules_of(),
    )
    assert [(row.id, row.due is None, row.closed is None) for row in got.rows] == [
        ("A-1", False, True),
        ("A-2", True, False),
    ]
    assert findings_of(got) == [("BG448", "A5")]


def test_a_second_table_may_have_another_order(rules_of):
    """No row of it is read by the columns of the first."""
    got = read(
        table_of(LISTED, GOOD, ("日期", "编号", "来源", "问题"), (date(2026, 11, 3), "A-2", "line", "Noise")),
        rules_of(),
    )
    assert [(row.id, row.title, row.is_complete) for row in got.rows] == [
        ("A-1", "Burrs", True),
        ("A-2", "Noise", True),
    ]


def test_the_block_of_a_forms_number_above_the_header_is_no_header(rules_of):
    """Its three names are no columns: no row stands below them, and the real header knows more."""
    block = ("编号", "QR-07", "日期", date(2026, 11, 23), "责任人", "赵六")
    got = read(table_of(("问题清单",), block, LISTED, GOOD), rules_of())
    assert [(row.id, row.title, row.is_complete) for row in got.rows] == [("A-1", "Burrs", True)]
    assert findings_of(got) == [("BG448", "A3")]


def test_a_header_in_two_languages_begins_no_second_table(rules_of):
    """The lower line knows fewer names, so that the upper one is read."""
    got = read(table_of(LISTED, ("No.", "Issue", "Date", "Source", "Who", "Until"), GOOD), rules_of())
    assert [row.id for row in got.rows] == ["A-1"]
    assert findings_of(got) == []


# ---- anything at all ------------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.sampled_from(["", "编号", "问题", "日期", "来源", "围堵", "完成", "期限", "D3 x", "合计", "Open", "G", "A-1"]),
    st.sampled_from([45983.0, True, False, date(2026, 11, 2), BadValue("#N/A"), BadValue("=A1", is_uncalculated=True)]),
    st.text(max_size=6),
)
AREAS = st.builds(Merged, st.integers(1, 8), st.integers(1, 8), st.integers(1, 2_000_000), st.integers(1, 20_000))


@settings(deadline=None)
@given(rows=st.lists(st.lists(VALUES, max_size=8), max_size=8), areas=st.lists(AREAS, max_size=6), at=st.integers(0, 3))
def test_any_cells_and_any_merges_give_rows_or_findings(rows, areas, at, tmp_path_factory):
    """No cells raise, wherever the header stands and whatever is merged; an invalid row has an error that says why."""
    rules, _ = read_board(tmp_path_factory.getbasetemp() / "missing.yml", "cases/board.yml")
    rows.insert(min(at, len(rows)), ["编号", "问题", "日期", "来源", "围堵", "", "状态"])
    for row in read(table_of(*rows, merged=sorted(areas, key=lambda area: (area.row, area.column))), rules).rows:
        found = row_case_of(row, rules)
        assert (found.case is None) is (found.invalid is not None)
        assert found.case or any(finding.level is Level.ERROR for finding in found.findings)
