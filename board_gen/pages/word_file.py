"""A Word file written piece by piece: headings, tables, prose, pictures, in styles that an engineer can go on with.

python-docx writes it, loaded where a report is made. Chinese has a font of its own (`eastAsia`): Word takes it where
the machine has it, else one that it has.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from board_gen.model.terms import Letter
from board_gen.pages.board_xlsx import EDGES, GROUND_HEAD, GROUNDS, INK, LINE, QUIET
from board_gen.pages.code_points import clean
from board_gen.pages.office_file import with_fixed_times
from board_gen.pages.office_pictures import FittedPicture
from board_gen.pages.report_fields import Value, text_of_value
from board_gen.pages.report_prose import Block, Form, Grid, Paragraph, Run
from board_gen.pages.report_sections import WIDTH, Column
from board_gen.wording import Wording

FONT, CHINESE_FONT, CODE_FONT = "Arial", "Microsoft YaHei", "Consolas"
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 210, 297, 18
"""Millimetres."""
ROOM = PAGE_WIDTH - 2 * MARGIN
_HIGHEST_PICTURE = 130
_CELL_MARGIN = 4
_BESIDE = 2
_KEPT_TOGETHER = 8
"""A table of so many rows stands on one page."""
_SIZES = {"Normal": 9.5, "Title": 17, "Heading 1": 13, "Heading 2": 11, "Heading 3": 10, "Heading 4": 9.5}
_LISTS = {Form.BULLET: "List Bullet", Form.NUMBER: "List Number"}

PictureOf = Callable[[str], FittedPicture | None]
"""The picture that a text names, None where there is none that can be shown."""


class WordFile:
    """The file that is being written. `words` give values their texts."""

    def __init__(self, title: str, words: Wording) -> None:
        from docx import Document

        self.words = words
        self.document: Any = Document()
        self.restarted: dict[tuple[int, int], int] = {}
        self.document.core_properties.title = clean(title)[:250]
        self.document.core_properties.author = "board_gen"
        self.document.core_properties.comments = ""
        self._set_page()
        self._set_styles()

    def _set_page(self) -> None:
        from docx.shared import Mm

        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
        section.left_margin = section.right_margin = Mm(MARGIN)
        section.top_margin, section.bottom_margin = Mm(22), Mm(18)
        section.header_distance = section.footer_distance = Mm(9)

    def _set_styles(self) -> None:
        from docx.shared import Pt

        styles = self.document.styles
        for name, size in _SIZES.items():
            style = styles[name]
            self._set_font(style, name != "Normal")
            style.font.size = Pt(size)
        normal = styles["Normal"].paragraph_format
        normal.space_after, normal.line_spacing = Pt(4), 1.1
        for name, before in (("Title", 0), ("Heading 1", 14), ("Heading 2", 8), ("Heading 3", 6), ("Heading 4", 6)):
            spacing = styles[name].paragraph_format
            spacing.space_before, spacing.space_after, spacing.keep_with_next = Pt(before), Pt(3), True
        _without_line(styles["Title"])
        _tint_lines(styles["Table Grid"])
        _with_line(styles["Heading 1"].element.get_or_add_pPr(), "bottom", LINE, 6)

    def _set_font(self, style: Any, is_heading: bool) -> None:
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        fonts.set(qn("w:eastAsia"), CHINESE_FONT)
        style.font.color.rgb = RGBColor.from_string(INK[1:])
        style.font.bold, style.font.italic = is_heading, False
        if not is_heading:
            language = _element("w:lang", val="en-US", eastAsia="zh-CN")
            style.element.rPr.append(language)

    def set_head_and_foot(self, head: str, foot: str, page: tuple[str, str, str]) -> None:
        """What stands on each page: `head` above, `foot` below, and the page's number; `page`: texts around it."""
        from docx.shared import Mm

        section = self.document.sections[0]
        above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
        for paragraph, style in ((above, "Header"), (below, "Footer")):
            paragraph.style = self.document.styles[style]
            tabs = paragraph.style.paragraph_format.tab_stops
            for place in reversed(range(len(tabs))):
                del tabs[place]
        self._quiet(above.add_run(clean(head)))
        _with_line(above._p.get_or_add_pPr(), "bottom", LINE, 4)
        below.paragraph_format.tab_stops.add_tab_stop(Mm(ROOM), _right_tab())
        before, between, after = page
        self._quiet(below.add_run(f"{clean(foot)}\t{before}"))
        for piece in _field(below, "PAGE"):
            self._quiet(piece)
        self._quiet(below.add_run(between))
        for piece in _field(below, "NUMPAGES"):
            self._quiet(piece)
        self._quiet(below.add_run(after))

    def _quiet(self, run: Any) -> Any:
        from docx.shared import Pt, RGBColor

        run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(QUIET[1:])
        return run

    def heading(self, text: str, level: int) -> None:
        """A heading, from level 1."""
        self.document.add_heading(clean(text), min(level, 4))

    def text(self, text: str, *, lead: str = "", is_quiet: bool = False) -> None:
        """A paragraph; `lead` stands before it in bold."""
        paragraph = self.document.add_paragraph()
        if lead:
            paragraph.add_run(f"{clean(lead)} ").bold = True
        run = paragraph.add_run(clean(text))
        if is_quiet:
            self._quiet(run)

    def missing(self, title: str, texts: Iterable[str]) -> None:
        """What is missing, set off by a line at its side; nothing where nothing is."""
        told = [clean(text) for text in texts]
        if not told:
            return
        for number, text in enumerate((title, *told)):
            paragraph = self.document.add_paragraph(f"– {text}" if number else clean(text))
            paragraph.runs[0].bold = not number
            form = paragraph.paragraph_format
            form.space_after = 0 if number < len(told) else None
            form.left_indent, form.keep_with_next = 114_300, number < len(told)
            _with_line(paragraph._p.get_or_add_pPr(), "left", QUIET, 18, space=6)

    def status(self, letter: Letter, title: str, below: str) -> None:
        """The head of the report: the letter on its ground, the title beside it."""
        from docx.shared import Mm, Pt

        table = self._grid(1, (20, ROOM - 20), "Normal Table")
        cell, beside = table.rows[0].cells
        _put_letter(cell, letter, 26)
        beside.paragraphs[0].style = self.document.styles["Title"]
        beside.paragraphs[0].add_run(clean(title))
        self._quiet(beside.add_paragraph().add_run(clean(below))).font.size = Pt(9.5)
        beside.paragraphs[0].paragraph_format.left_indent = Mm(2)
        beside.paragraphs[1].paragraph_format.left_indent = Mm(2)
        self._gap()

    def facts(self, facts: Sequence[tuple[str, Value]]) -> None:
        """Names and values, two of each beside the other; what is not given is left out."""
        given = [(name, text_of_value(value, self.words)) for name, value in facts]
        given = [(name, text) for name, text in given if text]
        if not given:
            return
        half = -(-len(given) // 2)
        label, value = 26, ROOM / 2 - 26
        table = self._grid(half, (label, value, label, value), "Table Grid")
        for number, (name, text) in enumerate(given):
            row, side = number % half, 2 * (number // half)
            cells = table.rows[row].cells
            _ground(cells[side], GROUND_HEAD)
            self._put(cells[side], name, is_quiet=True)
            self._put(cells[side + 1], text)
        self._gap()

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]], *, has_total: bool = False) -> None:
        """A table whose head stands on every page that it reaches; rows are never cut by a page's end."""
        table = self._grid(len(rows) + 1, tuple(ROOM * column.width / WIDTH for column in columns), "Table Grid")
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            _ground(cell, GROUND_HEAD)
            self._put(cell, column.name, is_bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
        for number, (row, values) in enumerate(zip(table.rows[1:], rows, strict=True), 1):
            for cell, value in zip(row.cells, values, strict=True):
                self._put_value(cell, value, is_bold=has_total and number == len(rows))
        self._gap()

    def form(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> None:
        """Names on the left, what is said on the right."""
        table = self._grid(len(rows), tuple(ROOM * column.width / WIDTH for column in columns), "Table Grid")
        for row, (name, value) in zip(table.rows, rows, strict=True):
            _ground(row.cells[0], GROUND_HEAD)
            self._put(row.cells[0], text_of_value(name, self.words))
            self._put(row.cells[1], text_of_value(value, self.words) or "—")
        self._gap()

    def _put_value(self, cell: Any, value: Value, *, is_bold: bool) -> None:
        if isinstance(value, Letter):
            _put_letter(cell, value, 10)
            return
        self._put(cell, text_of_value(value, self.words), is_bold=is_bold)
        if isinstance(value, int) and not isinstance(value, bool):
            cell.paragraphs[0].alignment = 2

    def _put(self, cell: Any, text: str, *, is_bold: bool = False, is_quiet: bool = False) -> None:
        from docx.shared import Pt

        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = 0
        run = paragraph.add_run(clean(text))
        run.bold = is_bold or None
        if is_quiet:
            self._quiet(run)
        run.font.size = Pt(8.5)

    def _grid(self, rows: int, widths: Sequence[float], style: str) -> Any:
        from docx.shared import Mm

        table = self.document.add_table(rows, len(widths))
        table.style = self.document.styles[style]
        table.autofit = False
        indented = _element("w:tblInd", w="108", type="dxa")
        table._tbl.tblPr.insert_element_before(indented, "w:tblBorders", "w:tblLayout", "w:tblCellMar", "w:tblLook")
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for number, row in enumerate(table.rows, 1):
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
                cell.paragraphs[0].paragraph_format.keep_with_next = number < rows <= _KEPT_TOGETHER or None
        return table

    def _gap(self) -> None:
        """Two tables that follow each other would be one."""
        from docx.shared import Pt

        spacing = self.document.add_paragraph().paragraph_format
        spacing.space_after, spacing.line_spacing = Pt(0), Pt(6)

    def prose(self, blocks: Iterable[Block], picture_of: PictureOf) -> None:
        """Text that was Markdown; its headings stand below the step's."""
        for block in blocks:
            if isinstance(block, Grid):
                self._prose_table(block, picture_of)
            elif len(shown := _pictures_alone(block)) > 1:
                self._pictures(shown, picture_of)
            else:
                self._prose_paragraph(block, picture_of)

    def _pictures(self, shown: Sequence[Run], picture_of: PictureOf) -> None:
        """Pictures that follow each other, two beside each other: what is, and what should be."""
        half = ROOM / _BESIDE
        rows = -(-len(shown) // _BESIDE)
        table = self._grid(rows, (half,) * _BESIDE, "Normal Table")
        cells = [cell for row in table.rows for cell in row.cells]
        for cell, run in zip(cells, shown, strict=False):
            self._put_runs(cell.paragraphs[0], [run], picture_of, half - _CELL_MARGIN)
        self._gap()

    def _prose_paragraph(self, block: Paragraph, picture_of: PictureOf) -> None:
        paragraph = self.document.add_paragraph()
        if block.form is Form.HEADING:
            paragraph.style = self.document.styles[f"Heading {min(max(block.level, 2), 4)}"]
        elif block.form in _LISTS:
            level = f" {block.level}" if block.level > 1 else ""
            paragraph.style = self.document.styles[_LISTS[block.form] + level]
            if block.form is Form.NUMBER:
                self._count_anew(paragraph, block)
        elif block.form is Form.QUOTE:
            paragraph.paragraph_format.left_indent = 228_600
            _with_line(paragraph._p.get_or_add_pPr(), "left", LINE, 12, space=6)
        self._put_runs(paragraph, block.runs, picture_of, ROOM)

    def _count_anew(self, paragraph: Any, block: Paragraph) -> None:
        """A numbered list begins at 1, whatever was counted before it."""
        from docx.oxml.ns import qn

        numbering = self.document.part.numbering_part.numbering_definitions._numbering
        key = (block.list, block.level)
        if key not in self.restarted:
            style_number = paragraph.style.element.pPr.numPr.numId.val
            template = numbering.num_having_numId(style_number)
            fresh = numbering.add_num(template.abstractNumId.get(qn("w:val")))
            fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
            self.restarted[key] = fresh.numId
        number = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        number.get_or_add_ilvl().val = 0
        number.get_or_add_numId().val = self.restarted[key]

    def _prose_table(self, grid: Grid, picture_of: PictureOf) -> None:
        width = len(grid.rows[0])
        share = ROOM / width
        table = self._grid(len(grid.rows), (share,) * width, "Table Grid")
        for number, (row, cells) in enumerate(zip(table.rows, grid.rows, strict=True)):
            is_head = grid.has_head and not number
            for cell, runs in zip(row.cells, cells, strict=True):
                cell.paragraphs[0].paragraph_format.space_after = 0
                if is_head:
                    _ground(cell, GROUND_HEAD)
                shown = [run._replace(is_bold=run.is_bold or is_head) for run in runs]
                self._put_runs(cell.paragraphs[0], shown, picture_of, share - _CELL_MARGIN)
        self._gap()

    def _put_runs(self, paragraph: Any, runs: Iterable[Run], picture_of: PictureOf, room: float) -> None:
        for run in runs:
            if run.picture:
                self._put_picture(paragraph, run, picture_of, room)
                continue
            made = paragraph.add_run(clean(run.text))
            made.bold, made.italic = run.is_bold or None, run.is_italic or None
            if run.is_code:
                made.font.name = CODE_FONT

    def _put_picture(self, paragraph: Any, run: Run, picture_of: PictureOf, room: float) -> None:
        picture = picture_of(run.picture)
        if picture is None:
            paragraph.add_run(f"[{clean(run.text or run.picture)}]").italic = True
            return
        self.put_picture(paragraph, picture, run.text or run.picture, room)
        if run.text:
            made = self._quiet(paragraph.add_run(f"\n{clean(run.text)}"))
            made.italic = True

    def put_picture(self, paragraph: Any, picture: FittedPicture, caption: str, room: float) -> None:
        """A picture in its own width, reduced to `room` mm and a part of a page."""
        from docx.shared import Mm

        width = min(room, picture.millimetres, _HIGHEST_PICTURE * picture.width / picture.height)
        inline = paragraph.add_run().add_picture(BytesIO(picture.content), width=Mm(max(width, 1)))
        inline._inline.docPr.set("descr", clean(caption)[:250])
        for side in ("distT", "distB", "distL", "distR"):
            inline._inline.set(side, "0")

    def content(self, at: datetime) -> bytes:
        """The file's bytes, as written at an instant."""
        kept = BytesIO()
        self.document.save(kept)
        return with_fixed_times(kept.getvalue(), at)


def _pictures_alone(block: Paragraph) -> tuple[Run, ...]:
    """The pictures of a paragraph that holds nothing else."""
    if any(run.text.strip() for run in block.runs if not run.picture):
        return ()
    return tuple(run for run in block.runs if run.picture)


def _element(name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _right_tab() -> Any:
    from docx.enum.text import WD_TAB_ALIGNMENT

    return WD_TAB_ALIGNMENT.RIGHT


def _field(paragraph: Any, code: str) -> Iterator[Any]:
    """A field that Word fills: PAGE, NUMPAGES; the runs that it is made of."""
    for kind in ("begin", "", "separate", "1", "end"):
        run = paragraph.add_run()
        if not kind:
            instruction = _element("w:instrText")
            instruction.text = f" {code} "
            run._r.append(instruction)
        elif kind == "1":
            run.text = kind
        else:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        yield run


def _with_line(properties: Any, side: str, colour: str, eighths: int, *, space: int = 2) -> None:
    """A line at a paragraph's side, in eighths of a point."""
    borders = _element("w:pBdr")
    borders.append(_element(f"w:{side}", val="single", sz=str(eighths), space=str(space), color=colour[1:]))
    properties.insert_element_before(
        borders,
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc"),
        *("w:outlineLvl", "w:rPr"),
    )


def _without_line(style: Any) -> None:
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _tint_lines(style: Any) -> None:
    """Lines of tables in the grey of the page's."""
    from docx.oxml.ns import qn

    for borders in style.element.iter(qn("w:tblBorders")):
        for side in borders:
            side.set(qn("w:color"), LINE[1:])


def _ground(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour[1:]))


def _put_letter(cell: Any, letter: Letter, size: float) -> None:
    """A letter on its ground; red alone is framed thick, so that it is told in black and white too."""
    from docx.shared import Pt, RGBColor

    borders = _element("w:tcBorders")
    width = "18" if letter is Letter.RED else "8"
    for side in ("top", "left", "bottom", "right"):
        borders.append(_element(f"w:{side}", val="single", sz=width, space="0", color=EDGES[letter][1:]))
    cell._tc.get_or_add_tcPr().append(borders)
    _ground(cell, GROUNDS[letter])
    cell.vertical_alignment = 1
    paragraph = cell.paragraphs[0]
    paragraph.alignment = 1
    paragraph.paragraph_format.space_after = 0
    run = paragraph.add_run(letter.value)
    run.bold = letter is not Letter.NOT_APPLICABLE
    run.font.size, run.font.color.rgb = Pt(size), RGBColor.from_string(INK[1:])
