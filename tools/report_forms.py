"""Writes what docs/report-templates.md shows: its table of fields, and the two forms to begin with.

`python tools/report_forms.py`. A test keeps all three as they are written here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from board_gen.pages.board_xlsx import GROUND_HEAD, LINE
from board_gen.pages.office_file import with_fixed_times
from board_gen.pages.report_form import Group, Leaf, Rows, Shape, shape_of

PAGE = Path(__file__).parents[1] / "docs" / "report-templates.md"
FORMS = PAGE.parent / "report-templates"
BEGIN, END = "<!-- fields: written by tools/report_forms.py -->\n", "<!-- end of fields -->\n"
_AT = datetime(2026, 11, 23, tzinfo=UTC)
_EXAMPLE = "containment"


def field_table() -> str:
    """Every field that a form may ask for, as a table in Markdown."""
    root = shape_of((_EXAMPLE,))
    single = [
        line for name, shape in root.fields.items() if not isinstance(shape, Rows) for line in _lines(name, shape)
    ]
    parts = ["\n### One value each\n\n| field | what it is | filled by |\n|---|---|---|\n", *single]
    parts.append("\n### Lists\n\nEach has rows; the fields of a row:\n")
    for name, shape in root.fields.items():
        if isinstance(shape, Rows):
            parts.append(
                f"\n**`{name}`**: {shape.about.meaning}\n\n| field | what it is | filled by |\n|---|---|---|\n"
            )
            parts += [line for inner, leaf in shape.row.fields.items() for line in _lines(f"{name}.{inner}", leaf)]
    return "".join(parts)


def _lines(name: str, shape: Shape) -> Iterator[str]:
    if isinstance(shape, Leaf):
        key = f"`{shape.about.key}`" if shape.about.key else ""
        yield f"| `{name}` | {shape.about.meaning} | {key} |\n"
    elif isinstance(shape, Group):
        shown = {"customer": shape.fields["customer"]} if name == "stock_at" else shape.fields
        for inner, each in shown.items():
            yield from _lines(f"{name}.{inner}", each)


def page_with(table: str) -> str:
    """The page of the documentation with this table in its place."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}{table}\n{END}{rest.partition(END)[2]}"


def word_form() -> bytes:
    """A small form in Word: single fields, a choice, rows of a table, texts, pictures."""
    from docx import Document
    from docx.shared import Mm

    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.header.paragraphs[0].text = "8D Report · {{ id }} · {{ customer }}"
    document.add_heading("{{ title }}", 1)
    _word_table(
        document, (("Part", "{{ part.text }}"), ("Opened", "{{ opened }}"), ("Status", "{{ status }} {{ phase }}"))
    )
    document.add_heading("D2 Problem", 2)
    document.add_paragraph("{{ problem.what }} ({{ problem.how_much }})")
    document.add_heading("D3 Containment", 2)
    document.add_paragraph(
        "Pieces at risk: {{ stock_total.quantity }}, of them at the customer: {{ stock_at.customer.quantity }}"
    )
    _word_rows(document, "actions_d3", ("Action", "Owner", "Due", "Done"), ("what", "owner", "due", "done"))
    document.add_heading("D4 Root cause", 2)
    document.add_paragraph("{% if root_cause.occurrence %}{{ root_cause.occurrence }}{% else %}still open{% endif %}")
    _word_rows(document, "whys", ("", "Why", "Because"), ("number", "why", "because"))
    document.add_paragraph("{{ text.d4 }}")
    document.add_paragraph("{%p for p in pictures %}")
    document.add_paragraph("{{ p.small }}")
    document.add_paragraph("{{ p.caption }}")
    document.add_paragraph("{%p endfor %}")
    document.add_heading("D5, D6 Measures", 2)
    document.add_paragraph("Chosen: {{ chosen }}")
    _word_rows(document, "actions_d6", ("Action", "Owner", "Due", "Result"), ("what", "owner", "due", "result"))
    document.add_heading("D8 Closure", 2)
    document.add_paragraph("{{ text.d8 }}")
    document.add_paragraph("Closed: {{ closed }}")
    kept = BytesIO()
    document.save(kept)
    return with_fixed_times(kept.getvalue(), _AT)


def _word_table(document: Any, rows: tuple[tuple[str, str], ...]) -> None:
    table = document.add_table(0, 2, style="Table Grid")
    for name, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, value


def _word_rows(document: Any, name: str, heads: tuple[str, ...], fields: tuple[str, ...]) -> None:
    """A table whose middle row repeats: the rows around it hold nothing but where the loop begins and ends."""
    table = document.add_table(4, len(heads), style="Table Grid")
    texts = (
        heads,
        (f"{{%tr for row in {name} %}}",),
        tuple(f"{{{{ row.{field} }}}}" for field in fields),
        ("{%tr endfor %}",),
    )
    for row, given in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, given, strict=False):
            cell.text = text


def excel_form() -> bytes:
    """A small form in Excel: single fields, rows that repeat, a formula below them, merged cells, a print area."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "8D"
    line = Side("thin", color=LINE[1:])
    rows: tuple[tuple[str, ...], ...] = (
        ("8D Report {{ id }}", "", "", "", "{{ status }}", ""),
        ("Title", "{{ title }}", "", "", "Customer", "{{ customer }}"),
        ("Part", "{{ part.text }}", "", "", "Opened", "{{ opened }}"),
        ("Owner", "{{ owner }}", "", "", "Next report", "{{ next_report }}"),
        ("D2", "{{ problem.what }}", "", "", "", ""),
        ("D3 Risk stock", "Lots", "Quantity", "Sorted", "Rejected", "Clean from"),
        tuple(
            f"{{{{ risk_stock.{name} }}}}" for name in ("place", "lots", "quantity", "sorted", "rejected", "clean_from")
        ),
        ("Total", "", "=SUM(C7:C7)", "=SUM(D7:D7)", "=SUM(E7:E7)", ""),
        ("D4 Root cause", "{{ root_cause.occurrence }}", "", "", "", ""),
        ("Why not found", "{{ root_cause.escape }}", "", "", "", ""),
        ("Actions", "What", "Owner", "Due", "Done", "Result"),
        tuple(f"{{{{ actions.{name} }}}}" for name in ("step", "what", "owner", "due", "done", "result")),
        ("D8 Lessons", "{{ text.d8 }}", "", "", "", ""),
    )
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column, text or None)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(line, line, line, line)
            cell.font = Font("Arial", 9, bold=column == 1 or number in (6, 11))
            if column == 1 or number in (6, 11):
                cell.fill = PatternFill("solid", fgColor=GROUND_HEAD[1:])
    for area in ("A1:D1", "E1:F1", "B2:D2", "B3:D3", "B4:D4", "B5:F5", "B9:F9", "B10:F10", "B13:F13"):
        sheet.merge_cells(area)
    for letter, width in zip("ABCDEF", (16, 30, 14, 14, 14, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.print_area = "A1:F13"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "{{ plant }} {{ issued }}", "&P / &N"
    kept = BytesIO()
    workbook.save(kept)
    return with_fixed_times(kept.getvalue(), _AT)


if __name__ == "__main__":
    FORMS.mkdir(exist_ok=True)
    (FORMS / "8d.docx").write_bytes(word_form())
    (FORMS / "8d.xlsx").write_bytes(excel_form())
    PAGE.write_text(page_with(field_table()), encoding="utf-8")
