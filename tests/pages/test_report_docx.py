"""The 8D as a Word file: what stands in it, how it looks, and that it is the same every time."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from board_gen.model.case import Part
from board_gen.model.label import Language
from board_gen.model.report import Action, Problem
from board_gen.pages.report_docx import PICTURE_LEFT_OUT, report_docx
from board_gen.pages.report_prose import Form, Grid, Paragraph, blocks_of, lines_of_prose, prose_of
from tests.pages.builders import AT, DAY, all_done
from tests.pages.full_case import full_case, full_report
from tests.pages.report_cases import HOSTILE, asked_for, bare_case, pictured_case

SOFFICE = shutil.which("soffice")


def written(case: Any, language: Language = Language.EN) -> Any:
    """The Word file of a case, opened again."""
    content = report_docx(asked_for(case, language)).content
    assert content is not None
    return Document(BytesIO(content))


def texts_of(document: Any) -> list[str]:
    """Every text of the file's body, a paragraph each, those of tables too."""
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def rows_of(document: Any) -> Iterator[list[str]]:
    """Every row of every table."""
    for table in document.tables:
        for row in table.rows:
            yield [cell.text for cell in row.cells]


def table_named(document: Any, *names: str) -> list[list[str]]:
    """The rows below the head of the table whose columns are named so."""
    for table in document.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if tuple(rows[0]) == names:
            return rows[1:]
    raise AssertionError(names)


def test_every_fact_of_a_full_case_stands_in_the_file() -> None:
    """Head, team, answers, stock, causes, whys, options, actions, documents, read-across: nothing is lost."""
    report = full_report()
    text = "\n".join(texts_of(written(full_case())))
    wanted = [
        *("capsule leaks", "engine line", "11-20 14:10", "line operator", "valve stays shut", "12 of 300"),
        *(cause.text for cause in report.causes),
        *(rung.because for ladder in report.whys for rung in ladder.chain),
        *(option.what for option in report.options),
        *(action.what for action in report.actions),
        *(document.name for document in report.documents),
        *(like.product for like in report.read_across),
        *(stock.disposition for stock in report.risk_stock),
        *("FR-2026-0118", "焊接到膜盒上的毛细管泄漏", "333933 capsule", "SGM-DY", "Li Wei", "2026-11-24"),
        *("the control plan says so", "600 pieces.", "Anything else.", "sample late", "waiting for samples"),
    ]
    assert [fact for fact in wanted if fact not in text] == []


def test_the_total_of_the_risk_stock_adds_up() -> None:
    """The last row of the table is the sum of the five places."""
    names = ("Risk stock", "Lots", "Quantity", "Sorted", "Rejected", "Disposition", "Clean from")
    rows = table_named(written(full_case()), *names)
    places, total = rows[:-1], rows[-1]
    assert [row[0] for row in places] == [
        *("at the customer", "finished stock", "work in process", "in transit", "at the supplier")
    ]
    assert [total[column] for column in (2, 3, 4)] == [
        str(sum(int(row[column]) for row in places)) for column in (2, 3, 4)
    ]


def test_a_letter_is_told_without_colour() -> None:
    """A letter's cell holds the letter and its ground; red alone is framed thick, and the head says it in words."""
    document = written(full_case())
    letters = {}
    for cell in document.element.body.iter(qn("w:tc")):
        text = "".join(t.text or "" for t in cell.iter(qn("w:t")))
        shade, edge = cell.find(f".//{qn('w:shd')}"), cell.find(f".//{qn('w:tcBorders')}/{qn('w:top')}")
        if text in ("G", "Y", "R", "NA") and edge is not None:
            letters[text] = (shade.get(qn("w:fill")), edge.get(qn("w:sz")))
    assert letters == {"G": ("46e09a", "8"), "Y": ("ffe14d", "8"), "R": ("ff6b57", "18"), "NA": ("e4e8ed", "8")}
    assert any("red, overdue" in text for text in texts_of(document))


def test_a_bare_case_says_that_nothing_is_recorded() -> None:
    """Every optional field absent at once: nine steps, each with its heading and a word, no empty table."""
    document = written(bare_case())
    texts = texts_of(document)
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [heading.split()[0] for heading in headings] == [f"D{number}" for number in range(9)]
    assert texts.count("Nothing is recorded here yet.") == 9
    assert all(any(cell for cell in row) for row in rows_of(document))


def test_a_closed_case_tells_its_end() -> None:
    """A closed case says when it was closed and how long it took."""
    from board_gen.model.case import Closing

    done = all_done(AT - 40 * DAY)
    closed = replace(bare_case(), opened=AT - 60 * DAY, facts=done, closed=Closing(AT - 20 * DAY))
    texts = texts_of(written(closed))
    assert any(text.startswith("Closed on 2026-11-03 08:12") for text in texts)


def test_the_page_is_a4_with_head_and_number() -> None:
    """A4; id and title above, plant, instant and the page's number of all below."""
    section = written(full_case()).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "FR-2026-0118" in section.header.paragraphs[0].text
    foot = section.footer.paragraphs[0]
    assert "2026-11-23 08:12" in foot.text
    codes = [code.text.strip() for code in foot._p.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_chinese_has_a_font_and_words_of_its_own() -> None:
    """In Chinese the file speaks Chinese, and every style names a font for it."""
    document = written(full_case(), Language.ZH)
    assert "风险库存" in [p.text for p in document.paragraphs]
    fonts = [
        document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    ]
    assert fonts == ["Microsoft YaHei"] * 4


def test_texts_stay_texts() -> None:
    """Markup, formulas and fields of templates in a case's texts stand in the file as they were written."""
    actions = tuple(Action("D6", text, "x", None, AT + DAY) for text in HOSTILE)
    case = full_case(report=replace(full_report(), actions=actions))
    document = written(case)
    rows = table_named(document, "Action", "Owner", "Due", "Done")
    assert [row[0] for row in rows] == list(HOSTILE)


def test_huge_values_stay_in_shape() -> None:
    """A title of 300 characters, 60 actions and a control character: a file that opens, with all of it."""
    actions = tuple(Action("D6", f"action {number}", "x", None, AT + DAY) for number in range(60))
    report = replace(full_report(), actions=actions, problem=Problem(what="a\x00b\x0bc"))
    case = replace(full_case(report=report), title="长" * 300, part=Part("9" * 200))
    document = written(case)
    assert len(table_named(document, "Action", "Owner", "Due", "Done")) == 60
    assert "长" * 300 in texts_of(document)
    assert len(document.sections[0].header.paragraphs[0].text) <= 90


def test_pictures_are_embedded_reduced_and_named_where_they_fail(tmp_path: Path) -> None:
    """A photograph is reduced, a drawing becomes pixels; a damaged one and one that asks elsewhere are findings."""
    body = "## D4\n\n![Cut](weld-cut-03.png)\n\n![SEM](sem-deposit.svg)\n\n![bad](broken.png)\n\n![spy](spy.svg)\n"
    made = report_docx(asked_for(pictured_case(tmp_path, report=full_report(body))))
    assert made.content is not None
    with ZipFile(BytesIO(made.content)) as packed:
        media = {name: packed.read(name) for name in packed.namelist() if name.startswith("word/media/")}
    from PIL import Image

    sizes = sorted(Image.open(BytesIO(content)).size for content in media.values())
    assert sizes == [(1600, 800), (1600, 1200)]
    assert [(finding.kind, finding.values["name"]) for finding in made.findings] == [
        (PICTURE_LEFT_OUT, "broken.png"),
        (PICTURE_LEFT_OUT, "spy.svg"),
    ]
    texts = texts_of(Document(BytesIO(made.content)))
    assert "[bad]" in texts
    assert "Cut" in "".join(texts)


def test_pictures_beside_each_other_stay_so(tmp_path: Path) -> None:
    """What is and what should be: two pictures of one paragraph stand in one row, each half as wide."""
    body = "## D2\n\n![is](weld-cut-03.png) ![should be](sem-deposit.svg)\n"
    document = written(pictured_case(tmp_path, report=full_report(body)))
    row = next(row for table in document.tables for row in table.rows if row._tr.xpath(".//pic:pic"))
    assert ["".join(cell.text.split()) for cell in row.cells] == ["is", "shouldbe"]
    widths = [round(shape.width.mm) for shape in document.inline_shapes]
    assert widths == [83, 83]


def test_equal_input_gives_equal_bytes() -> None:
    """Two runs write the same file; its times are the instant asked for."""
    first, second = (report_docx(asked_for(full_case())).content for _ in range(2))
    assert first == second
    assert first is not None
    with ZipFile(BytesIO(first)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = packed.read("docProps/core.xml").decode()
    assert re.findall(r">(2026-11-23T00:12:00Z)<", core) == ["2026-11-23T00:12:00Z"] * 2


def test_a_build_loads_no_word() -> None:
    """Only who asks for a report loads the libraries that write it."""
    heavy = "{'docx', 'docxtpl', 'openpyxl', 'lxml', 'resvg_py'}"
    code = f"import board_gen.cli, board_gen.build, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("case", [full_case(), bare_case()], ids=["full", "bare"])
def test_libreoffice_opens_it(case: Any, tmp_path: Path) -> None:
    """LibreOffice reads the file and prints it."""
    content = report_docx(asked_for(case)).content
    assert content is not None
    (tmp_path / "8d.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    order = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "8d.docx"]
    done = subprocess.run(order, cwd=tmp_path, capture_output=True, text=True, timeout=180, check=False)
    if "source file could not be loaded" in done.stderr:
        pytest.skip("LibreOffice is installed without Writer")
    assert (tmp_path / "8d.pdf").read_bytes().startswith(b"%PDF-")


def test_prose_keeps_lists_tables_and_emphasis() -> None:
    """Markdown's lists, tables, boxes and code become paragraphs of their kind, in order."""
    body = (
        "## D4 Title\n\nA **bold** _word_ and `code`, see [site](https://example.com/x).\n\n- one\n  - two\n\n"
        "1. first\n2. second\n\n| a | b |\n|---|---|\n| 1 | ![p](x.png) |\n\n> said\n\n```\nx  y\n```\n"
    )
    (section,) = prose_of(body)
    assert (section.step, section.title) == ("D4", "Title")
    forms = [block.form if isinstance(block, Paragraph) else "grid" for block in section.blocks]
    assert forms == [Form.TEXT, Form.BULLET, Form.BULLET, Form.NUMBER, Form.NUMBER, "grid", Form.QUOTE, Form.CODE]
    text = section.blocks[0]
    assert isinstance(text, Paragraph)
    assert [(run.text, run.is_bold, run.is_italic, run.is_code) for run in text.runs][:6] == [
        ("A ", False, False, False),
        ("bold", True, False, False),
        (" ", False, False, False),
        ("word", False, True, False),
        (" and ", False, False, False),
        ("code", False, False, True),
    ]
    grid = section.blocks[5]
    assert isinstance(grid, Grid)
    assert grid.has_head
    assert grid.rows[1][1][0].picture == "x.png"
    assert lines_of_prose(section.blocks).splitlines() == [
        *("A bold word and code, see site (https://example.com/x).", "• one", "  • two", "1. first", "2. second"),
        *("a | b", "1 | [p]", "said", "x  y"),
    ]


def test_lists_are_counted_anew() -> None:
    """Each numbered list begins at 1: two lists are two counts, though one style."""
    body = "## D4\n\n1. a\n2. b\n\ntext\n\n1. c\n"
    document = written(full_case(report=full_report(body)))
    counts = [
        paragraph._p.pPr.numPr.numId.val
        for paragraph in document.paragraphs
        if paragraph.style.name == "List Number" and paragraph._p.pPr.numPr is not None
    ]
    assert len(counts) == 3
    assert counts[0] == counts[1] != counts[2]


ORDERS = {
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs highlight u effect "
    "vertAlign lang",
}
"""Which child follows which, in the parts of ISO 29500 that a report uses."""


def test_elements_stand_in_the_order_that_word_wants(tmp_path: Path) -> None:
    """Word refuses, or repairs, a file whose properties stand in another order than the standard's."""
    body = "## D4\n\n> said\n\n1. a\n\n![Cut](weld-cut-03.png)\n\n| a | b |\n|---|---|\n| 1 | **2** |\n"
    document = written(pictured_case(tmp_path, report=full_report(body)))
    parts = (document.element, document.styles.element, document.sections[0].footer._element)
    wrong = set()
    for part in parts:
        for name, order in ORDERS.items():
            ranks = {qn(f"w:{child}"): rank for rank, child in enumerate(order.split())}
            for element in part.iter(qn(f"w:{name}")):
                children = [child.tag for child in element]
                known = [ranks[tag] for tag in children if tag in ranks]
                if known != sorted(known) or (part is document.element and len(known) < len(children)):
                    wrong.add((name, *(tag.rpartition("}")[2] for tag in children)))
    assert wrong == set()


def test_ragged_html_is_laid_out() -> None:
    """A table with rows of different lengths is as wide as its widest; a table in a cell becomes its text."""
    html = "<table><tr><td>1</td></tr><tr><td>2</td><td><table><tr><td>in</td></tr></table></td></tr></table>"
    (grid,) = blocks_of(html)
    assert isinstance(grid, Grid)
    assert [len(row) for row in grid.rows] == [2, 2]
    assert [run.text for run in grid.rows[1][1]] == ["in"]
