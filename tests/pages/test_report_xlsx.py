"""The 8D as a workbook: a sheet to print, tables with real dates and numbers, and texts that stay texts."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from board_gen.model.label import Language
from board_gen.model.report import Action
from board_gen.model.terms import Letter
from board_gen.pages.board_xlsx import GROUNDS
from board_gen.pages.report_xlsx import report_xlsx
from tests.pages.builders import AT, DAY, HOUR, ZONE
from tests.pages.full_case import full_case, full_report
from tests.pages.report_cases import HOSTILE, asked_for, bare_case

LOCAL = AT.astimezone(ZONE).replace(tzinfo=None)
SOFFICE = shutil.which("soffice")


def written(case: Any, language: Language = Language.EN) -> Any:
    """The workbook of a case, opened again."""
    content = report_xlsx(asked_for(case, language)).content
    assert content is not None
    return load_workbook(BytesIO(content))


def values_of(sheet: Any) -> list[list[Any]]:
    """The values of a sheet, row by row."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_tables_hold_dates_and_numbers() -> None:
    """Actions have real dates in plant time, risk stock real numbers, criteria their letters."""
    workbook = written(full_case())
    assert workbook.sheetnames == ["8D", "Actions", "Risk stock", "Exit criteria"]
    actions = values_of(workbook["Actions"])
    assert actions[3][:6] == [
        *("D6", "new formula, 500 pieces", "Li Wei"),
        *(LOCAL - 2 * DAY, LOCAL - DAY, LOCAL - HOUR),
    ]
    stock = values_of(workbook["Risk stock"])
    assert [row[2:5] for row in stock[1:]] == [[1200, 1200, 9], [860, 860, 2], [240, 240, 1], [600, 310, 0], [0, 0, 0]]
    letters = [row[2] for row in values_of(workbook["Exit criteria"])[1:]]
    assert letters == ["G", "R", "Y", "Y", "Y", "Y", "Y", "NA", "Y"]


def test_the_sheet_to_print_fits_a4_and_says_everything() -> None:
    """A4 upright, as wide as the paper, the head on each page; every fact is there; letters stand on their ground."""
    case = full_case()
    sheet = written(case)["8D"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (
        sheet.page_setup.fitToWidth or 1,
        sheet.page_setup.fitToHeight,
        sheet.sheet_properties.pageSetUpPr.fitToPage,
    ) == (*(1, 0, True),)
    assert sheet.print_title_rows == "$1:$1"
    text = "\n".join(str(value) for row in values_of(sheet) for value in row if value is not None)
    report = case.report
    wanted = [
        *(action.what for action in report.actions),
        *(cause.text for cause in report.causes),
        *(rung.because for ladder in report.whys for rung in ladder.chain),
        *(like.product for like in report.read_across),
        *("FR-2026-0118", "333933 capsule", "600 pieces.", "Anything else."),
    ]
    assert [fact for fact in wanted if fact not in text] == []
    grounds = {cell.value: cell.fill.fgColor.rgb[2:] for row in sheet.iter_rows() for cell in row if cell.font.b}
    assert {letter: grounds[letter] for letter in ("G", "Y", "R")} == {
        letter.value: GROUNDS[letter][1:].upper() for letter in (Letter.GREEN, Letter.YELLOW, Letter.RED)
    }


def test_rows_are_as_high_as_their_texts() -> None:
    """A text of ten lines has ten lines' height; no row is higher than a spreadsheet allows."""
    problem = replace(full_report().problem, what="故障现象描述" * 60, who="short")
    sheet = written(full_case(report=replace(full_report(), problem=problem)))["8D"]
    heights = {
        cell.value: sheet.row_dimensions[cell.row].height for row in sheet.iter_rows() for cell in row if cell.value
    }
    assert heights["故障现象描述" * 60] > 8 * 12
    assert heights["short"] < 20
    assert max(dimension.height or 0 for dimension in sheet.row_dimensions.values()) <= 409


def test_a_bare_case_has_its_nine_steps() -> None:
    """Every optional field absent at once: each step says that nothing is recorded."""
    values = [value for row in values_of(written(bare_case())["8D"]) for value in row if value is not None]
    assert values.count("Nothing is recorded here yet.") == 9


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_never_runs(text: str) -> None:
    """What begins like a formula or a link is a text in every sheet."""
    report = replace(full_report(f"## D8\n\n{text}\n"), actions=(Action("D6", text, text, None, AT + DAY),))
    workbook = written(replace(full_case(report=report), title=text))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in cells)
    held = [cell.value.strip() for cell in cells if cell.data_type == "s" and isinstance(cell.value, str)]
    assert held.count(text) >= 4


def test_equal_input_gives_equal_bytes() -> None:
    """Two runs write the same file."""
    first, second = (report_xlsx(asked_for(full_case(), Language.ZH)).content for _ in range(2))
    assert first == second


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """LibreOffice reads the workbook and prints it."""
    content = report_xlsx(asked_for(full_case())).content
    assert content is not None
    (tmp_path / "8d.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    order = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "8d.xlsx"]
    subprocess.run(order, cwd=tmp_path, capture_output=True, timeout=180, check=True)
    assert (tmp_path / "8d.pdf").read_bytes().startswith(b"%PDF-")
