"""Workbooks as tables: cells, tabs, hidden things, merged cells, bounds, and files that are none (contract §4)."""

import io
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board_gen.finding import Level
from board_gen.model.rules import SheetRules
from board_gen.sources.sheet_file import read_table
from board_gen.sources.table import BadValue, Merged, Table, TableRead
from board_gen.sources.workbook import LIMITS, Limits, read_workbook
from board_gen.sources.workbooks.number_format import BUILT_IN, Look, number_cell, number_format_of
from tests.sources.workbook_files import (
    FORMATS,
    Sheet,
    number,
    ods,
    ods_content,
    row,
    sheet_xml,
    text,
    texts,
    xlsb,
    xlsb_cell,
    xlsb_merged,
    xlsb_row,
    xlsx,
    zipped,
)

NAME = "cases/issues.xlsx"
FIRST = SheetRules()


def read(content: bytes, sheet: SheetRules = FIRST, limits: Limits = LIMITS, name: str = NAME) -> TableRead:
    """A workbook of these bytes, read by the child."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return read_workbook(file, name, sheet, limits=limits)


def table_of(told: TableRead) -> Table:
    assert told.table is not None, told.findings
    return told.table


def rows_of(told: TableRead) -> dict[int, tuple[object, ...]]:
    return {row.number: row.values for row in table_of(told).rows}


def codes_of(told: TableRead) -> list[str]:
    return [finding.kind.code for finding in told.findings]


# ---------------------------------------------------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', "a"),
        ('<c r="A1" t="inlineStr"><is><r><t>毛</t></r><r><t>刺</t></r><rPh sb="0"><t>maoci</t></rPh></is></c>', "毛刺"),
        ('<c r="A1" t="str"><f>A2&amp;"x"</f><v>x</v></c>', "x"),
        ('<c r="A1" t="str"><v>a_x000D_\nb_x005F_x000D_</v></c>', "a\nb_x000D_"),
        ('<c r="A1"><v>333933</v></c>', 333933.0),
        ('<c r="A1"><v>1.5</v></c>', 1.5),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#N/A</v></c>', BadValue("#N/A")),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', BadValue("#DIV/0!")),
        ('<c r="A1"><f>SUM(B1:B9)</f></c>', BadValue("=SUM(B1:B9)", is_uncalculated=True)),
        ('<c r="A1"><f>SUM(B1)</f><v></v></c>', BadValue("=SUM(B1)", is_uncalculated=True)),
        ('<c r="A1"><f>SUM(B1)</f><v>7</v></c>', 7.0),
        ('<c r="A1" t="d"><v>2026-11-03</v></c>', date(2026, 11, 3)),
        ('<c r="A1" t="d"><v>2026-11-03T08:30:00Z</v></c>', datetime.fromisoformat("2026-11-03T08:30")),
    ],
)
def test_what_a_cell_holds(cell, value):
    """Texts, numbers, booleans, errors and formulas by what is stored of them; an uncalculated one is no value."""
    assert rows_of(read(xlsx(Sheet("S", row(1, cell)))))[1] == (value,)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>',
        '<c r="A1" s="1"/>',
        '<c r="A1" t="inlineStr"><is><t></t></is></c>',
        '<c r="A1" t="s"/>',
    ],
)
def test_what_only_looks_filled_is_empty(cell):
    """A formula that gives an empty string, a style, an empty text: such a cell is empty, and its row is none."""
    assert set(rows_of(read(xlsx(Sheet("S", row(1, cell) + texts(2, "x")))))) == {2}


@pytest.mark.parametrize(
    ("value", "look", "is_1904", "seen"),
    [
        (46329, 1, False, date(2026, 11, 3)),
        (44867, 1, True, date(2026, 11, 3)),
        (46329.354166666664, 2, False, datetime.fromisoformat("2026-11-03T08:30")),
        (46329, 2, False, datetime.fromisoformat("2026-11-03")),
        (46329.999999, 2, False, datetime.fromisoformat("2026-11-04")),
        (59, 1, False, date(1900, 2, 28)),
        (60, 1, False, "1900-02-29"),
        (61, 1, False, date(1900, 3, 1)),
        (0, 1, False, "1900-01-00"),
        (0, 1, True, date(1904, 1, 1)),
        (-3, 1, False, -3.0),
        (2958465, 1, False, date(9999, 12, 31)),
        (2958466, 1, False, 2958466.0),
        (0.354166666666667, 3, False, "08:30"),
        (1.5, 4, False, "36:00"),
        (12, 5, False, "0012"),
        (123456, 5, False, "123456"),
        (12.5, 5, False, 12.5),
        (118, 6, False, "FR-2026-118"),
        (7, 6, False, "FR-2026-007"),
        (333933, 7, False, 333933.0),
        (12, 8, False, 12.0),
    ],
)
def test_a_number_is_what_its_format_shows(value, look, is_1904, seen):
    """Days of both epochs, instants, times, durations and padded numbers are told by the format of the cell."""
    told = read(xlsx(Sheet("S", row(1, number(value, "A1", look))), is_1904=is_1904))
    assert rows_of(told)[1] == (seen,), FORMATS[look]


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ("General", Look.NUMBER),
        ("G/通用格式", Look.NUMBER),
        ("#,##0.00_);[Red](#,##0.00)", Look.NUMBER),
        ("0.00E+00", Look.NUMBER),
        ('0"件"', Look.NUMBER),
        ("¥0", Look.NUMBER),
        ("@", Look.NUMBER),
        ("", Look.NUMBER),
        ('"days";"months"', Look.NUMBER),
        ('yyyy"年"m"月"d"日"', Look.DAY),
        ("[$-804]yyyy/m/d;@", Look.DAY),
        ("mmm\\-yy", Look.DAY),
        ("[$-411]e.m.d", Look.DAY),
        ("m/d/yy h:mm AM/PM", Look.INSTANT),
        ("上午/下午h:mm", Look.CLOCK),
        ("mm:ss.0", Look.CLOCK),
        ("[hh]:mm", Look.ELAPSED),
        ("000\\-0000", Look.LITERAL),
        ('"No. "General', Look.LITERAL),
    ],
)
def test_what_a_format_makes_of_a_number(code, look):
    """The code of a format tells days, times, durations and padded numbers from plain ones."""
    assert number_format_of(code).look is look


def test_built_in_formats():
    """The formats that are named by number alone, those of Chinese Excel too, are days and times."""
    looks = {number: number_format_of(code).look for number, code in BUILT_IN.items()}
    assert looks[14] is looks[31] is looks[57] is Look.DAY
    assert (looks[22], looks[32], looks[46]) == (Look.INSTANT, Look.CLOCK, Look.ELAPSED)
    assert set(range(1, 14)) & set(BUILT_IN) == set()


@given(st.floats(allow_nan=True, allow_infinity=True), st.sampled_from(FORMATS), st.booleans())
def test_any_number_in_any_format_is_a_cell(value, code, is_1904):
    """No number makes a format stumble: what is written is JSON."""
    json.loads(number_cell(value, number_format_of(code), is_1904=is_1904))


@given(st.integers(0, 10**14), st.integers(1, 8))
def test_zeros_before_a_number_are_kept(value, zeros):
    """A number in a format of zeros is its digits, filled up to as many."""
    seen = json.loads(number_cell(float(value), number_format_of("0" * zeros), is_1904=False))
    assert str(seen if zeros > 1 else int(seen)) == f"{value:0{zeros}}"


def test_rows_and_cells_have_the_names_of_the_spreadsheet():
    """A table that begins in column B of row 4, with gaps, keeps its rows and columns."""
    rows = row(4, text("id", "B4"), text("title", "D4")) + row(90, text("x", "C90"))
    table = table_of(read(xlsx(Sheet("问题", rows))))
    assert [(cell.name, cell.value) for found in table.rows for cell in found.cells()] == [
        ("B4", "id"),
        ("D4", "title"),
        ("C90", "x"),
    ]
    assert str(table.place(table.rows[0].cell(2))) == "cases/issues.xlsx[问题!B4]"


def test_cells_without_a_name_follow_one_another():
    """Where a file names neither rows nor cells, they stand one behind the other."""
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row><c r="C2"><v>3</v></c><c><v>4</v></c></row>'
    assert rows_of(read(xlsx(Sheet("S", rows)))) == {1: (1.0, 2.0), 2: ("", "", 3.0, 4.0)}


def test_prefixed_names():
    """A file whose elements all have a prefix is read like any other."""
    part = sheet_xml(Sheet("S", texts(1, "a", "b")))
    for name in ("worksheet", "sheetData", "row", "c", "is", "t"):
        part = part.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        part = part.replace(f"</{name}>", f"</x:{name}>")
    part = part.replace("xmlns=", "xmlns:x=")
    told = read(xlsx(Sheet("S", ""), more={"xl/worksheets/sheet1.xml": part.encode()}))
    assert rows_of(told) == {1: ("a", "b")}


# ----------------------------------------------------------------------------------------------- tabs, hidden, merged

TABS = (
    Sheet("Lists", texts(1, "hidden"), state="hidden"),
    Sheet("Line 3", texts(1, "three")),
    Sheet("Ｌｉｎｅ 4", texts(1, "four")),
    Sheet("Secret", texts(1, "very"), state="veryHidden"),
)


def test_the_first_visible_tab_is_read():
    """Without a name the first tab that is not hidden is read; the others are named, hidden ones apart."""
    told = read(xlsx(*TABS))
    assert (table_of(told).tab, rows_of(told)) == ("Line 3", {1: ("three",)})
    assert [(f.kind.code, f.level, dict(f.values)) for f in told.findings] == [
        ("BG418", Level.NOTE, {"names": "Ｌｉｎｅ 4"}),
        ("BG419", Level.NOTE, {"names": "Lists, Secret"}),
    ]


@pytest.mark.parametrize(
    ("name", "tab"), [("Line 3", "Line 3"), ("line4", "Ｌｉｎｅ 4"), ("Lists", "Lists"), ("Secret", "Secret")]
)
def test_a_named_tab_is_read_though_it_be_hidden(name, tab):
    """A tab that is named is read, hidden or not; widths, case and blanks of its name make no difference."""
    told = read(xlsx(*TABS), SheetRules(tab=name))
    assert table_of(told).tab == tab
    assert "BG418" not in codes_of(told)


def test_a_tab_that_is_not_there():
    """A wrong name is one error with the names there are."""
    told = read(xlsx(*TABS), SheetRules(tab="Line 5"))
    (finding,) = told.findings
    assert (told.table, finding.kind.code, finding.level) == (None, "BG415", Level.ERROR)
    assert dict(finding.values) == {"tab": "Line 5", "names": "Lists, Line 3, Ｌｉｎｅ 4, Secret"}


def test_tabs_that_are_read_elsewhere_are_not_called_unread(tmp_path):
    """What another entry of board.yml names is in no note."""
    path = tmp_path / "issues.xlsx"
    path.write_bytes(xlsx(*TABS))
    told = read_table(path, NAME, FIRST, frozenset({"Ｌｉｎｅ 4", "Lists"}))
    assert [dict(finding.values) for finding in told.findings] == [{"names": "Secret"}]


@pytest.mark.parametrize("wanted", [False, True])
def test_hidden_rows_are_read_only_where_that_is_said(wanted):
    """Rows that are hidden or filtered away are left out and counted, empty ones not, unless board.yml wants them."""
    rows = texts(1, "a") + texts(2, "b", more=' hidden="1"') + row(3, more=' hidden="1"') + texts(4, "c")
    told = read(xlsx(Sheet("S", rows)), SheetRules(hidden=wanted))
    assert set(rows_of(told)) == ({1, 2, 4} if wanted else {1, 4})
    assert [(f.kind.code, dict(f.values)) for f in told.findings] == ([] if wanted else [("BG467", {"count": 1})])


def test_a_merged_cell_shows_its_value_below_its_hidden_first_row():
    """A filter hides the first row of a group: the rows that are left show the group's name, as the program does."""
    hidden, under = texts(2, "welding", "b", more=' hidden="1"'), texts(5, "", "e")
    rows = texts(1, "area", "title") + hidden + row(3, text("c", "B3")) + row(4, text("d", "B4")) + under
    behind = '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>'
    told = read(xlsx(Sheet("S", rows, behind)))
    assert [row.cell(1).text for row in table_of(told).rows] == ["area", "welding", "", ""]
    assert table_of(told).merged == (Merged(3, 1, 2, 1),)


def test_merged_cells():
    """Ranges of merged cells are told, and what stands in them but in their first cell is not read: nobody sees it."""
    rows = texts(1, "title", "under") + texts(2, "a", "b", "c") + texts(3, "under", "d")
    behind = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A1:C1"/><mergeCell ref="B9"/></mergeCells>'
    told = read(xlsx(Sheet("S", rows, behind)))
    assert table_of(told).merged == (Merged(1, 1, 1, 3), Merged(2, 1, 2, 1))
    assert rows_of(told) == {1: ("title", ""), 2: ("a", "b", "c"), 3: ("", "d")}
    assert table_of(told).merged[0].holds(1, 3)
    assert not table_of(told).merged[0].holds(2, 1)


def test_a_workbook_without_a_visible_tab_or_without_cells():
    """Nothing to read is one error."""
    assert codes_of(read(xlsx(Sheet("S", texts(1, "a"), state="hidden")))) == ["BG416"]
    assert codes_of(read(xlsx(Sheet("S", "")))) == ["BG417"]


# ------------------------------------------------------------------------------------------------ phantoms and bounds


def test_phantom_cells_cost_nothing():
    """A million styled rows, 16,384 styled columns and a styled last cell are no rows, no finding, and take no time."""
    styled = "".join(f'<row r="{at}" spans="1:9" s="1"><c r="A{at}" s="1"/></row>' for at in range(4, 300_000))
    wide = row(3, text("x", "A3"), '<c r="XFD3" s="1"/>')
    last = row(1_048_576, '<c r="XFD1048576" s="1"/>')
    told = read(xlsx(Sheet("S", wide + styled + last)), limits=replace(LIMITS, seconds=5))
    assert (rows_of(told), told.findings) == ({3: ("x",)}, ())


def test_values_beyond_the_bounds_are_told():
    """A stray value far off is an error at its place, and all within the bounds is read, merged cells too."""
    rows = texts(1, "a", "b") + row(2, text("x", "A2"), text("far", "XFD2")) + texts(1_048_576, "y")
    told = read(xlsx(Sheet("S", rows, '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>')))
    assert rows_of(told) == {1: ("a", "b"), 2: ("",)}
    assert table_of(told).merged == (Merged(1, 1, 2, 1),)
    assert [(f.kind.code, str(f.place)) for f in told.findings] == [
        ("BG408", f"{NAME}[S!XFD2]"),
        ("BG407", f"{NAME}[S!A1048576]"),
    ]


@pytest.mark.parametrize("limits", [replace(LIMITS, cells=5), replace(LIMITS, bytes=30)])
def test_what_is_kept_of_a_tab_is_bounded(limits):
    """More cells, or more text, than is kept is an error that names the first row that is not read."""
    told = read(xlsx(Sheet("S", "".join(texts(at, "abc", "def") for at in range(1, 9)))), limits=limits)
    (finding,) = told.findings
    assert (finding.kind.code, finding.values["row"]) == ("BG468", len(rows_of(told)) + 1)
    assert len(rows_of(told)) < 3


def test_a_zip_bomb_is_refused_unopened():
    """What would unpack to too much, or is packed as only bombs are, is one error, told by the zip file's directory."""
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(40 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert codes_of(read(bomb)) == ["BG413"]
    assert codes_of(read(xlsx(*TABS), limits=replace(LIMITS, unpacked=1000))) == ["BG413"]


def test_a_workbook_that_takes_too_much_memory():
    """A child that may take no more memory is one error, not the end of the build."""
    shared = "".join(f"<si><t>{at}{'x' * 300}</t></si>" for at in range(60_000))
    parts = {"xl/sharedStrings.xml": f"<sst>{shared}</sst>".encode()}
    parts["xl/_rels/workbook.xml.rels"] = (
        b'<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
        b'<Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    content = xlsx(Sheet("S", texts(1, "a")), more={})
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        held = {name: package.read(name) for name in package.namelist()}
    told = read(zipped({**held, **parts}), limits=replace(LIMITS, memory=40 * 1024 * 1024))
    (finding,) = told.findings
    assert (told.table, finding.kind.code, finding.values["memory"]) == (None, "BG414", 40)


def test_a_workbook_that_takes_too_long():
    """A child that does not end in time is ended, and that is one error."""
    rows = "".join(texts(at, *"abcdefghijklmnop") for at in range(1, 30_000))
    for limits in (replace(LIMITS, wall=0.2), replace(LIMITS, seconds=0)):
        told = read(xlsx(Sheet("S", rows)), limits=limits)
        assert (told.table, codes_of(told)) == (None, ["BG414"])


# -------------------------------------------------------------------------------------------------- other formats


def test_binary_workbooks():
    """An .xlsb gives texts, numbers of every packing, days, booleans, errors and formulas' values."""
    rows = [
        xlsb_row(1, xlsb_cell(7, 2, struct.pack("<I", 0)), xlsb_cell(7, 3, struct.pack("<I", 1))),
        xlsb_row(
            3,
            xlsb_cell(2, 1, struct.pack("<I", 12 << 2 | 2)),
            xlsb_cell(2, 2, struct.pack("<i", -5 << 2 | 2)),
            xlsb_cell(2, 3, struct.pack("<I", 150 << 2 | 3)),
            xlsb_cell(5, 4, struct.pack("<d", 46329.0), style=1),
            xlsb_cell(4, 5, b"\1"),
            xlsb_cell(3, 6, b"\x2a"),
            xlsb_cell(8, 7, struct.pack("<I", 2) + "焊漏".encode("utf-16-le") + bytes(6)),
            xlsb_cell(9, 8, struct.pack("<d", 2.5) + bytes(6)),
            xlsb_cell(1, 9, b""),
        ),
        xlsb_row(4, xlsb_cell(4, 1, b"\0"), is_hidden=True),
        xlsb_merged(1, 2, 2, 2),
    ]
    told = read(xlsb(rows), name="issues.xlsb")
    assert rows_of(told) == {
        1: ("", "编号", "title"),
        3: (12.0, -5.0, 1.5, date(2026, 11, 3), True, BadValue("#N/A"), "焊漏", 2.5),
    }
    assert (codes_of(told), table_of(told).merged) == (["BG467"], (Merged(1, 2, 2, 1),))
    told = read(xlsb([xlsb_row(1, xlsb_cell(5, 1, struct.pack("<d", 44867.0), style=1))], is_1904=True))
    assert rows_of(told) == {1: (date(2026, 11, 3),)}


P, END = "<text:p>", "</text:p></table:table-cell>"
CELLS = (
    '<table:table-cell office:value-type="string"><text:p>毛<text:s text:c="2"/>刺</text:p><text:p>b</text:p>'
    "<office:annotation><text:p>note</text:p></office:annotation></table:table-cell>"
    '<table:table-cell office:value-type="float" office:value="12"><text:p>0012</text:p></table:table-cell>'
    '<table:table-cell office:value-type="float" office:value="12"><text:p>12.00</text:p></table:table-cell>'
    f'<table:table-cell office:value-type="date" office:date-value="2026-11-03">{P}3.11.{END}'
    '<table:table-cell office:value-type="date" office:date-value="2026-11-03T08:30:00"/>'
    f'<table:table-cell office:value-type="time" office:time-value="PT08H30M00S">{P}8:30{END}'
    '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>'
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    '<table:table-cell table:formula="of:=&quot;&quot;"/>'
    f'<table:table-cell table:number-columns-repeated="2" office:value-type="string">{P}z{END}'
    '<table:table-cell table:number-columns-repeated="16370"/>'
)
TABLES = (
    '<table:table table:name="Lists" table:style-name="ta2"><table:table-row><table:table-cell '
    'office:value-type="string"><text:p>hidden</text:p></table:table-cell></table:table-row></table:table>'
    '<table:table table:name="问题" table:style-name="ta1">'
    '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    f"<table:table-row>{CELLS}</table:table-row>"
    '<table:table-row table:visibility="filter"><table:table-cell office:value-type="string"><text:p>f</text:p>'
    "</table:table-cell></table:table-row>"
    '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-spanned="2" '
    'office:value-type="string"><text:p>m</text:p></table:table-cell><table:covered-table-cell '
    'office:value-type="string"><text:p>under</text:p></table:covered-table-cell></table:table-row>'
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table>'
)
STYLES = (
    '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


@pytest.mark.parametrize("is_flat", [False, True])
def test_open_document(is_flat):
    """An .ods gives its values, repeated cells and rows at their places, hidden ones not; an .fods is the same."""
    content = ods_content(TABLES, STYLES, "document").encode() if is_flat else ods(TABLES, STYLES)
    told = read(content, name="issues.ods")
    values = (
        "毛  刺\nb", "0012", 12.0, date(2026, 11, 3), datetime.fromisoformat("2026-11-03T08:30"), "08:30", True,
        BadValue("#DIV/0!"), "", "z", "z",
    )  # fmt: skip
    assert rows_of(told) == {3: values, 5: ("m",), 6: ("m",)}
    assert table_of(told).merged == (Merged(5, 1, 1, 2),)
    assert [(f.kind.code, dict(f.values)) for f in told.findings] == [
        ("BG419", {"names": "Lists"}),
        ("BG467", {"count": 1}),
    ]


# -------------------------------------------------------------------------------------------- what is no workbook


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ods("", manifest="<m:file-entry><m:encryption-data/></m:file-entry>"), "BG411"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "BG411"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "BG412"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "BG412"),
        (b"PK\x05\x06" + bytes(18), "BG463"),
        (b"PK\x03\x04 half", "BG412"),
        (zipped({"word/document.xml": b"<x/>"}), "BG463"),
        (zipped({"xl/workbook.xml": b"<workbook><sheets>"}), "BG412"),
        (xlsx(Sheet("S", "<row><c><v>1</v></c></rows>")), "BG412"),
        (xlsx(Sheet("S", ""), more={"xl/worksheets/sheet1.xml": b"<html/>"}), "BG412"),
        (
            xlsx(Sheet("S", ""), more={"xl/worksheets/sheet1.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}),
            "BG412",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_no_workbook_is_one_error(content, code):
    """Encrypted, damaged, empty or other files give one error that says so, and no table."""
    told = read(content)
    assert (told.table, codes_of(told), told.findings[0].level) == (None, [code], Level.ERROR)


BIG = xlsx(Sheet("S", "".join(texts(at, "abc", "毛刺", str(at)) for at in range(1, 400))))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_half_written(share):
    """A workbook without its end is one error, wherever it ends."""
    told = read(BIG[: int(len(BIG) * share)])
    assert (told.table, codes_of(told)) == (None, ["BG412"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.sampled_from(["xlsx", "xlsb", "ods"]))
def test_damaged_bytes_never_bring_the_reader_down(chance, kind):
    """Whatever bytes of a part are overwritten, the outcome is a table or one error."""
    whole = {
        "xlsx": xlsx(*TABS),
        "xlsb": xlsb([xlsb_row(1, xlsb_cell(7, 2, struct.pack("<I", 0)))]),
        "ods": ods(TABLES, STYLES),
    }[kind]
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: bytearray(package.read(name)) for name in package.namelist()}
    name = chance.choice(sorted(parts))
    for _ in range(chance.randrange(1, 6)):
        if parts[name]:
            parts[name][chance.randrange(len(parts[name]))] = chance.randrange(256)
    told = read(zipped({name: bytes(part) for name, part in parts.items()}))
    assert told.table is not None or [f.level for f in told.findings].count(Level.ERROR) == 1


def test_the_parent_imports_no_library_for_workbooks():
    """What reads workbooks is imported by the child alone."""
    script = (
        "import sys, board_gen.sources.sheet_file\n"
        "libraries = ('xlrd', 'openpyxl', 'pyexpat', 'board_gen.sources.workbooks.x')\n"
        "print([name for name in sys.modules if name.startswith(libraries)])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_same_bytes_give_the_same_table():
    """A workbook is read the same way each time."""
    assert read(BIG) == read(BIG)
