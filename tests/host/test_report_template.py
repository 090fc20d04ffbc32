"""A plant's own forms: fields filled in Word and Excel, what is wrong told, nothing taken for more than text."""

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from board_gen.cli import main
from board_gen.finding import Finding, Level
from board_gen.model.label import Language
from board_gen.model.report import Action, RiskStock
from board_gen.model.terms import Location
from board_gen.pages.report_docx import report_docx
from board_gen.pages.report_fields import ReportFields
from board_gen.pages.report_form import Rows, shape_at, shape_of
from board_gen.pages.report_xlsx import report_xlsx
from board_gen.pages.reporters import text_line
from board_gen.wording import Wording
from tests.pages.builders import AT, DAY, ZONE
from tests.pages.full_case import full_case, full_report
from tests.pages.report_cases import HOSTILE, asked_for, bare_case, pictured_case

ROOT = Path(__file__).parents[2]
Filled = tuple[Any, tuple[Finding, ...]]


def word_form(
    folder: Path, *paragraphs: str, name: str = "8d.docx", change: Callable[[Any], None] | None = None
) -> Path:
    """A folder with a Word form of these paragraphs."""
    document: Any = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if change:
        change(document)
    document.save(folder / name)
    return folder


def excel_form(folder: Path, rows: list[list[Any]], change: Callable[[Any], None] | None = None) -> Path:
    """A folder with an Excel form of these rows."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "8D"
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    workbook.save(folder / "8d.xlsx")
    return folder


def filled_word(folder: Path, case: Any, language: Language = Language.EN) -> Filled:
    """The form filled with a case, and the findings."""
    made = report_docx(asked_for(case, language, folder))
    return Document(BytesIO(made.content)) if made.content else None, made.findings


def filled_excel(folder: Path, case: Any) -> Filled:
    """The form filled with a case, and the findings."""
    made = report_xlsx(asked_for(case, Language.EN, folder))
    return load_workbook(BytesIO(made.content))["8D"] if made.content else None, made.findings


def lines(findings: tuple[Finding, ...]) -> list[str]:
    """Findings as the command prints them."""
    return [text_line(finding, Wording(Language.EN)) for finding in findings]


def texts(document: Any) -> list[str]:
    """Every paragraph of a Word file, those of tables too."""
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def values(sheet: Any) -> list[list[Any]]:
    """The values of a sheet."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_word_fields_and_rows_are_filled(tmp_path: Path) -> None:
    """Single fields, choices, loops over paragraphs and rows of tables, in body, header and footer."""

    def build(document: Any) -> None:
        table = document.add_table(3, 2)
        table.cell(0, 0).text = "{%tr for a in actions %}"
        table.cell(1, 0).text, table.cell(1, 1).text = "{{ a.what }}", "{{ a.due }}"
        table.cell(2, 0).text = "{%tr endfor %}"
        document.sections[0].header.paragraphs[0].text = "{{ id }}"

    folder = word_form(
        tmp_path,
        "{{ title }}: {{ part.number }}, {{ stock_total.quantity - stock_total.sorted }} left",
        "{% if diamond.part_quality %}good{% else %}bad{% endif %} {{ criterion.containment.done }}",
        "{%p for c in causes if c.verified %}",
        "{{ loop.index }} {{ c.text }} {{ c.branch }}",
        "{%p endfor %}",
        change=build,
    )
    document, findings = filled_word(folder, full_case())
    assert findings == ()
    assert texts(document)[:4] == [
        "焊接到膜盒上的毛细管泄漏: 333933, 290 left",
        "bad 2026-11-21 09:30",
        "1 detergent does not act Material",
        "2 leak test by sample Measurement",
    ]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[0] for row in rows] == [action.what for action in full_report().actions]
    assert rows[1][1] == "2026-11-25 08:12"
    assert document.sections[0].header.paragraphs[0].text == "FR-2026-0118"


def test_a_word_field_that_there_is_not_is_named_with_its_place_and_the_nearest(tmp_path: Path) -> None:
    """Also in a branch and a loop that this case does not reach; the file is written with an empty place."""
    folder = word_form(
        tmp_path,
        "Customer: {{ costumer }}",
        "{% if closed %}{{ problem.whta }}{% endif %}",
        "{%p for r in revisions %}",
        "{{ r.reson }}",
        "{%p endfor %}",
    )
    document, findings = filled_word(folder, bare_case())
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    assert lines(tuple(errors)) == [
        "8d.docx[Customer: {{ costumer }}]: error BG647: the form asks for the field costumer, which there is not "
        "(did you mean customer? The documentation lists all fields)",
        "8d.docx[{% if closed %}{{ problem.whta }}{% endif %}]: error BG647: the form asks for the field problem.whta, "
        "which there is not (did you mean problem.what? The documentation lists all fields)",
        "8d.docx[{{ r.reson }}]: error BG647: the form asks for the field revisions.reson, which there is not "
        "(did you mean revisions.reason? The documentation lists all fields)",
    ]
    assert texts(document)[0] == "Customer: "
    assert "{{" not in "".join(texts(document))


def test_a_value_that_is_not_given_names_its_key(tmp_path: Path) -> None:
    """A warning at the case file says which key fills the place; what the form itself sees to is none."""
    folder = word_form(
        tmp_path,
        "{{ customer }} {{ owner or 'nobody' }} {% if part.number %}{{ part.number }}{% endif %} {{ escalation }}",
        "{%p for a in actions %}",
        "{{ a.owner }}",
        "{%p endfor %}",
    )
    document, findings = filled_word(folder, bare_case())
    assert lines(findings) == [
        f"cases/2026/MIN-1.md: warning BG648: 8d.docx asks for {field}, which the case does not say "
        f"(fill in {field}; the form has an empty place there)"
        for field in ("actions", "customer")
    ]
    assert "nobody" in texts(document)[0]


def test_rows_that_lack_a_value_are_told_in_one_line(tmp_path: Path) -> None:
    """Three actions without a result are one warning with their numbers."""
    folder = word_form(tmp_path, "{%p for a in actions %}", "{{ a.result }}", "{%p endfor %}")
    _, findings = filled_word(folder, full_case())
    assert [str(finding.values["field"]) for finding in findings] == ["actions.result[2, 4]"]
    assert findings[0].values["key"] == "actions[].result"


@pytest.mark.parametrize(
    ("paragraph", "reason"),
    [
        ("{{ title", "unexpected"),
        ("{% for a in actions %}", "Unexpected end of template"),
        ("{% include 'x' %}", "no loader"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ title * 10 ** 9 }}", "is not for forms"),
        ("{{ id() }}", "call is not for forms"),
        ("{% for x in range(9) %}{% endfor %}", "runs over a list of the case"),
        ("{{ 'x'|center(9000000000) }}", "no filter named"),
        ("{{ title|safe }}", "no filter named"),
        ("{{ '%9000000000d' % 1 }}", "is not for forms"),
        ("{{ '{:9000000000}'.format(1) }}", "call is not for forms"),
        ("{% set a = title ~ title %}{{ a }}", "set takes a field"),
        ("{% for a in 'abc' %}{% endfor %}", "runs over a list of the case"),
        ("{% for a in title %}{% endfor %}", "title is no list"),
        ("{% macro a() %}{% endmacro %}", "macro is not for forms"),
        ("{% for a in actions %}" * 4 + "x" + "{% endfor %}" * 4, "more than 3 loops"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_a_broken_word_form_is_one_finding(paragraph: str, reason: str, tmp_path: Path) -> None:
    """A form that can't be read, or reaches for more than fields, is one plain error and no file."""
    document, findings = filled_word(word_form(tmp_path, paragraph), full_case())
    assert document is None
    assert [finding.kind.code for finding in findings] == ["BG646"]
    assert reason.casefold() in lines(findings)[0].casefold()


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"not a zip", "no such file"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"), (b"", "no such")],
)
def test_a_file_that_is_no_form_is_one_finding(suffix: str, content: bytes, reason: str, tmp_path: Path) -> None:
    """Damaged, empty, protected by a password: one plain error and no file."""
    (tmp_path / f"8d.{suffix}").write_bytes(content)
    made = (report_docx if suffix == "docx" else report_xlsx)(asked_for(full_case(), Language.EN, tmp_path))
    assert made.content is None
    assert len(made.findings) == 1
    assert reason in lines(made.findings)[0]


def _with_part(name: str, content: bytes) -> bytes:
    """A Word file one of whose parts is something else."""
    whole, changed = BytesIO(), BytesIO()
    Document().save(whole)
    with ZipFile(whole) as read, ZipFile(changed, "w") as made:
        for entry in read.infolist():
            made.writestr(entry.filename, content if entry.filename == name else read.read(entry))
    return changed.getvalue()


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
def test_a_word_file_that_is_damaged_within_is_one_finding(part: str, tmp_path: Path) -> None:
    """A zip that holds the right names and no Word file is told as a form that can't be filled."""
    (tmp_path / "8d.docx").write_bytes(_with_part(part, b"<x"))
    document, findings = filled_word(tmp_path, full_case())
    assert document is None
    assert [finding.kind.code for finding in findings] == ["BG646"]


def test_sums_of_what_is_not_given_are_empty_places(tmp_path: Path) -> None:
    """A sum, a difference, a comparison of numbers that are not given leaves its place empty; the report is made."""
    left = "left {{ stock_total.quantity - stock_total.sorted }}"
    more = "{% if stock_total.quantity > 5 %}many{% else %}few{% endif %}"
    shares = "{{ (100 * stock_total.sorted / stock_total.quantity)|round(1) if stock_total.quantity else 'none' }}"
    total = "{{ risk_stock|sum(attribute='quantity') }}"
    word_form(tmp_path, left, more, shares, total)
    document, findings = filled_word(tmp_path, bare_case())
    assert texts(document) == ["left ", "few", "none", "0"]
    assert {"stock_total.quantity", "stock_total.sorted"} <= {finding.values["field"] for finding in findings}
    assert not [finding for finding in findings if finding.level is Level.ERROR]
    stock = (RiskStock(Location.CUSTOMER, quantity=10), RiskStock(Location.WIP))
    document, _ = filled_word(tmp_path, full_case(report=replace(full_report(), risk_stock=stock)))
    assert texts(document) == ["left ", "many", "", "10"]


def test_a_word_form_that_prints_a_list_or_a_group_is_told(tmp_path: Path) -> None:
    """What has fields and no value is an error with one of its fields, as in Excel, and its place stays empty."""
    word_form(tmp_path, "{{ actions }}", "{{ part }}", "{% for a in team %}{{ a }}{% endfor %}")
    document, findings = filled_word(tmp_path, full_case())
    assert texts(document) == ["", "", ""]
    told = {
        (finding.values["field"], finding.values["nearest"]) for finding in findings if finding.level is Level.ERROR
    }
    assert told == {("actions", "actions.step"), ("part", "part.text"), ("team", "team.name")}


def test_the_form_is_8d_or_the_only_one(tmp_path: Path) -> None:
    """`8d.docx` wins; without it the only file of its kind; two others, none, or no folder are an error."""
    word_form(tmp_path, "other {{ id }}", name="Customer Form.DOCX")
    (tmp_path / "~$stomer Form.docx").write_bytes(b"locked")
    assert texts(filled_word(tmp_path, full_case())[0]) == ["other FR-2026-0118"]
    word_form(tmp_path, "second", name="b.docx")
    assert lines(filled_word(tmp_path, full_case())[1]) == [
        f"{tmp_path}: error BG645: no form: the folder {tmp_path} holds 2 files that end in .docx "
        "(put one there, or name the one that is meant 8d.docx)"
    ]
    word_form(tmp_path, "mine")
    assert texts(filled_word(tmp_path, full_case())[0]) == ["mine"]
    assert [finding.kind.code for finding in filled_excel(tmp_path, full_case())[1]] == ["BG645"]
    assert [finding.kind.code for finding in filled_word(tmp_path / "nowhere", full_case())[1]] == ["BG645"]


def test_texts_of_a_case_are_no_part_of_the_form(tmp_path: Path) -> None:
    """Markup, fields and formulas in a case's texts stand in both files as they were written."""
    actions = tuple(Action("D6", text, "x", None, AT + DAY) for text in HOSTILE)
    case = full_case(report=replace(full_report(), actions=actions))
    word_form(tmp_path, "{%p for a in actions %}", "{{ a.what }}", "{%p endfor %}")
    assert texts(filled_word(tmp_path, case)[0]) == list(HOSTILE)
    sheet, _ = filled_excel(excel_form(tmp_path, [["{{ actions.what }}", "as {{ actions.what }}"]]), case)
    assert [row[0].value for row in sheet.iter_rows()] == list(HOSTILE)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["A1"].quotePrefix


def test_pictures_stand_in_a_word_form(tmp_path: Path) -> None:
    """`image` and `small` put the pictures in; one that can't be read is named and a finding."""
    folder = word_form(tmp_path, "{%p for p in pictures %}", "{{ p.small }}", "{{ p.caption }}", "{%p endfor %}")
    document, findings = filled_word(folder, pictured_case(tmp_path))
    assert len(document.inline_shapes) == 2
    assert [round(shape.width.mm) for shape in document.inline_shapes] == [78, 78]
    assert [finding.values["name"] for finding in findings if finding.kind.code == "BG649"] == ["broken.png", "spy.svg"]


def test_lines_of_a_text_stay_lines(tmp_path: Path) -> None:
    """A section's text keeps its lines in Word and in Excel."""
    document, _ = filled_word(word_form(tmp_path, "{{ text.d2 }}"), full_case())
    assert len(list(document.element.body.iter(qn("w:br")))) == 1
    sheet, _ = filled_excel(excel_form(tmp_path, [["{{ text.d2 }}"]]), full_case())
    assert sheet["A1"].value == "item | number\nreported | 12"


def test_excel_cells_hold_dates_numbers_and_letters(tmp_path: Path) -> None:
    """A whole cell takes the value as it is; within a text it is worded; a date keeps the form's own format."""

    def build(sheet: Any) -> None:
        sheet["C1"].number_format = "dd.mm.yyyy"

    rows = [
        ["{{ opened }}", "{{ stock_total.quantity }}", "{{ opened }}", "{{ status }}"],
        ["at {{ opened }}: {{ status }}"],
    ]
    sheet, findings = filled_excel(excel_form(tmp_path, rows, build), full_case())
    opened = full_case().opened.astimezone(ZONE).replace(tzinfo=None)
    assert [cell.value for cell in sheet[1]] == [opened, 2900, opened, "R"]
    assert [sheet["A1"].number_format, sheet["C1"].number_format] == ["yyyy-mm-dd hh:mm", "dd.mm.yyyy"]
    assert sheet["D1"].fill.fgColor.rgb.endswith("FF6B57") or sheet["D1"].fill.fgColor.rgb.endswith("ff6b57")
    assert sheet["A2"].value == "at 2026-11-20 16:30: R"
    assert findings == ()


def test_rows_are_added_with_all_that_hangs_on_them(tmp_path: Path) -> None:
    """Styles, heights, merged cells, formulas, formats by condition, choices, names and print area follow the rows."""

    def build(sheet: Any) -> None:
        sheet["A2"].font = Font(bold=True)
        sheet.row_dimensions[2].height, sheet.row_dimensions[3].height = 30, 44
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("B3:C3")
        sheet.merge_cells("F1:F2")
        sheet.conditional_formatting.add("D2:D3", CellIsRule("greaterThan", ["$E$4"], fill=PatternFill("solid")))
        choice = DataValidation("list", formula1='"a,b"')
        choice.add("A4")
        sheet.add_data_validation(choice)
        sheet.print_area = "A1:F4"
        sheet.parent.defined_names["total"] = DefinedName("total", attr_text="'8D'!$D$3")
        other = sheet.parent.create_sheet("Other")
        other["A1"] = "='8D'!D3+A9"

    rows: list[list[Any]] = [
        ["Place", "Lots", None, "Quantity", None, "x"],
        ["{{ risk_stock.place }}", "{{ risk_stock.lots }}", None, "{{ risk_stock.quantity }}", "=D2*2"],
        ["Total", "t", None, "=SUM(D2:D2)", "=D1+D3"],
        ["end", "", "", "", 100],
    ]
    made = report_xlsx(asked_for(full_case(), Language.EN, excel_form(tmp_path, rows, build)))
    assert made.content is not None
    workbook = load_workbook(BytesIO(made.content))
    sheet: Any = workbook["8D"]
    assert [sheet.cell(row, 4).value for row in range(2, 7)] == [1200, 860, 240, 600, 0]
    assert [sheet.cell(row, 5).value for row in range(2, 7)] == [f"=D{row}*2" for row in range(2, 7)]
    assert [sheet["A7"].value, sheet["D7"].value, sheet["E7"].value, sheet["E8"].value] == [
        *("Total", "=SUM(D2:D6)", "=D1+D7", 100)
    ]
    assert all(sheet.cell(row, 1).font.b for row in range(2, 7))
    assert [sheet.row_dimensions[row].height for row in (2, 6, 7)] == [30, 30, 44]
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        *(f"B{row}:C{row}" for row in range(2, 8)),
        "F1:F6",
    }
    (ruled,) = sheet.conditional_formatting
    assert (str(ruled.sqref), ruled.rules[0].formula) == ("D2:D7", ["$E$8"])
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A8"
    assert sheet.print_area.replace("$", "").endswith("A1:F8")
    assert workbook.defined_names["total"].attr_text == "'8D'!$D$7"
    assert workbook["Other"]["A1"].value == "='8D'!D7+A9"


def test_a_list_without_rows_leaves_an_empty_row(tmp_path: Path) -> None:
    """No item: the form's row stays, empty, and the case is asked for the list."""
    sheet, findings = filled_excel(excel_form(tmp_path, [["a"], ["{{ actions.what }}"], ["b"]]), bare_case())
    assert values(sheet) == [["a"], [None], ["b"]]
    assert lines(findings) == [
        "cases/2026/MIN-1.md: warning BG648: 8d.xlsx[8D!A2] asks for actions, which the case does not say "
        "(fill in actions; the form has an empty place there)"
    ]


def test_two_lists_below_each_other_both_repeat(tmp_path: Path) -> None:
    """Rows added for one list do not disturb another, above or below it."""
    rows = [["{{ options.what }}"], ["-"], ["{{ read_across.product }}"], ["{{ id }}"]]
    sheet, _ = filled_excel(excel_form(tmp_path, rows), full_case())
    assert [row[0] for row in values(sheet)] == [
        *("formula B", "ultrasonic station", "-", "capsule 333935", "capsule 333960", "FR-2026-0118")
    ]


def test_an_excel_field_that_there_is_not_is_named_with_its_cell(tmp_path: Path) -> None:
    """The cell is empty, and the error names it and the nearest field; a list without a field is such a one too."""
    rows = [["{{ costumer }}", "x {{ actions.whta }}"], ["{{ actions }}"], ["{{ part }}"]]
    sheet, findings = filled_excel(excel_form(tmp_path, rows), full_case())
    told = {line.split(": error")[0]: line for line in lines(findings)}
    assert sorted(told) == ["8d.xlsx[8D!A1]", "8d.xlsx[8D!A2]", "8d.xlsx[8D!A3]", "8d.xlsx[8D!B1]"]
    assert "costumer, which there is not (did you mean customer?" in told["8d.xlsx[8D!A1]"]
    assert "did you mean actions.what?" in told["8d.xlsx[8D!B1]"]
    assert "did you mean actions.step?" in told["8d.xlsx[8D!A2]"]
    assert not any("{{" in str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("{{ id", "nothing else in braces"),
        ("{% for a in actions %}", "nothing else in braces"),
        ("{{ id | upper }}", "nothing else in braces"),
        ('=CONCATENATE("{{ id }}")', "within a formula"),
        ("{{ actions.what }} {{ causes.text }}", "two lists"),
    ],
)
def test_a_broken_excel_form_is_told_at_its_cell(cell: str, reason: str, tmp_path: Path) -> None:
    """What a form in Excel may not hold is an error at its cell, and no file."""
    sheet, findings = filled_excel(excel_form(tmp_path, [["x"], [cell]]), full_case())
    assert sheet is None
    (line,) = lines(findings)
    assert line.startswith("8d.xlsx[8D!A2]: error BG646:")
    assert reason in line


def test_wrapped_texts_get_room(tmp_path: Path) -> None:
    """A row with a height of its own grows with a long text, merged or not; one without is left to Excel."""

    def build(sheet: Any) -> None:
        for cell in ("A1", "A2"):
            sheet[cell].alignment = Alignment(wrap_text=True)
        sheet.row_dimensions[1].height = 15
        sheet.merge_cells("A2:B2")

    case = full_case(report=replace(full_report(), problem=replace(full_report().problem, what="故障" * 60)))
    sheet, _ = filled_excel(excel_form(tmp_path, [["{{ problem.what }}"], ["{{ problem.what }}"]], build), case)
    assert sheet.row_dimensions[1].height > sheet.row_dimensions[2].height > 100


def test_a_text_longer_than_a_cell_says_that_it_is_cut(tmp_path: Path) -> None:
    """In a form as in board_gen's own workbook, also where the many lines of a text make it so, or the form's words."""
    long = "line of a text\n" * 3000
    case = full_case(report=replace(full_report(), actions=(Action("D6", long, "x", None, AT + DAY),)))
    sheet, _ = filled_excel(excel_form(tmp_path, [["{{ actions.what }}", "as {{ actions.what }}{{ title }}"]]), case)
    own = load_workbook(BytesIO(report_xlsx(asked_for(case)).content or b""))
    cells = [sheet["A1"], sheet["B1"], *(cell for tab in own for row in tab.iter_rows() for cell in row)]
    cut = [cell.value for cell in cells if isinstance(cell.value, str) and len(cell.value) > 30_000]
    assert len(cut) >= 3
    assert {text[-1] for text in cut} == {"…"}
    assert max(map(len, cut)) <= 32_767


def test_margins_are_filled(tmp_path: Path) -> None:
    """What stands above and below each page is filled too, `&` kept a sign."""

    def build(sheet: Any) -> None:
        sheet.oddFooter.left.text = "{{ title }} &P"

    sheet, _ = filled_excel(excel_form(tmp_path, [["x"]], build), replace(full_case(), title="A & B"))
    assert sheet.oddFooter.left.text == "A && B &P"


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    """A form filled twice is the same file, in Word and in Excel."""
    excel_form(word_form(tmp_path, "{{ title }}"), [["{{ title }}", "{{ opened }}"]])
    for write in (report_docx, report_xlsx):
        first, second = (write(asked_for(full_case(), Language.EN, tmp_path)).content for _ in range(2))
        assert first is not None
        assert first == second


def tool() -> ModuleType:
    """tools/report_forms.py as a module."""
    spec = importlib.util.spec_from_file_location("report_forms", ROOT / "tools" / "report_forms.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_documentation_lists_every_field() -> None:
    """docs/report-templates.md holds the table that tools/report_forms.py writes, and the forms that it makes."""
    made = tool()
    assert made.PAGE.read_text(encoding="utf-8") == made.page_with(made.field_table())
    assert (made.FORMS / "8d.docx").read_bytes() == made.word_form()
    assert (made.FORMS / "8d.xlsx").read_bytes() == made.excel_form()


def test_the_forms_of_the_documentation_ask_for_nothing_unknown(tmp_path: Path) -> None:
    """Both forms fill without an error, with a full case and with a bare one."""
    for case in (full_case(), bare_case()):
        for write in (report_docx, report_xlsx):
            made = write(asked_for(case, Language.EN, ROOT / "docs" / "report-templates"))
            assert made.content is not None
            assert [finding for finding in made.findings if finding.level is Level.ERROR] == []


def test_every_field_can_be_asked_for(tmp_path: Path) -> None:
    """Each field of the table is filled by Word and by Excel without an error."""
    root = shape_of(tuple(criterion.id for criterion in asked_for(full_case()).reader.rules.criteria))
    names = [line.split("`")[1] for line in tool().field_table().splitlines() if line.startswith("| `")]
    assert len(names) > 120
    assert {name.split(".")[0] for name in names} == set(ReportFields._fields)
    rows = [["{{ " + name + " }}"] for name in names if name.split(".")[-1] not in ("image", "small")]
    sheet, findings = filled_excel(excel_form(tmp_path, rows), full_case())
    assert [finding for finding in findings if finding.level is Level.ERROR] == []
    assert sheet is not None
    lists = [name for name, shape in root.fields.items() if isinstance(shape, Rows)]
    single = [f"{{{{ {name} }}}}" for name in names if name.split(".")[0] not in lists]
    loops = [f"{{% for row in {name} %}}{{{{ loop.index }}}}{{% endfor %}}" for name in lists]
    document, findings = filled_word(word_form(tmp_path, *single, *loops), full_case())
    assert [finding for finding in findings if finding.level is Level.ERROR] == []
    assert document is not None


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("costumer", "customer"),
        ("part.nr", "part.number"),
        ("actions.own", "actions.owner"),
        ("criterion.lesson.done", "criterion.lessons"),
    ],
)
def test_the_nearest_name_is_found(path: str, nearest: str) -> None:
    """A misspelt name is answered with the nearest of its own group."""
    assert shape_at(shape_of(("containment", "lessons")), tuple(path.split("."))) == nearest


def test_the_command_fills_a_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """`board-gen report ID --format docx --template FOLDER` writes ID.docx; an unknown field is an exit status of 1."""
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "FR-1.md").write_text(
        "---\nid: FR-1\ntitle: T\nopened: 2026-11-20 16:30\nsource: PRR\n---\n", encoding="utf-8"
    )
    forms = tmp_path / "forms"
    forms.mkdir()
    word_form(forms, "{{ title }} {{ id }}")
    monkeypatch.chdir(tmp_path)
    order = ["report", "FR-1", "--format", "docx", "--template", "forms", "--at", "2026-11-23 08:12"]
    assert main(order) == 0
    assert texts(Document(str(tmp_path / "FR-1.docx"))) == ["T FR-1"]
    word_form(forms, "{{ title }} {{ idd }}")
    assert main(order) == 1
    assert "BG647" in "".join(capsys.readouterr())
    assert texts(Document(str(tmp_path / "FR-1.docx"))) == ["T "]
