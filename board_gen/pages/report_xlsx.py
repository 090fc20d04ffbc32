"""`board-gen report ID --format xlsx`: the 8D as a workbook, or a plant's own form filled (form_xlsx.py).

The sheet "8D" is laid out to be printed on A4: a grid of narrow columns, of which cells are merged. Neither Excel nor
LibreOffice finds the height of merged rows by itself, so that each is reckoned from its texts. The other sheets are
plain tables to go on with: real dates in plant time, real numbers. Texts are texts whatever they begin with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from math import ceil
from typing import Any

from board_gen.messages import N_
from board_gen.model.terms import Letter
from board_gen.pages.board_xlsx import EDGES, FIRST_YEAR, GROUND_HEAD, GROUNDS, INK, LINE, QUIET
from board_gen.pages.cell_text import cell_lines, cell_text, is_formula
from board_gen.pages.report_asked import ReportAsked, Reported
from board_gen.pages.report_fields import ReportFields, Value, text_of_value
from board_gen.pages.report_prose import Grid, Prose, lines_of_prose, text_of
from board_gen.pages.report_sections import WIDTH, Column, Laid, Listing, Section, laid_of
from board_gen.views.text_width import lines_of
from board_gen.wording import Wording

_SIZE = 9
"""Points."""
_GRID_WIDTH = 3.6
"""Characters of one of the 24 columns of the sheet to print: 24 of them fill A4."""
_EMS_PER_COLUMN = 2.42
"""How much of a text of 9 points stands in one of them, in em, on the narrow side."""
_LATIN = 1.25
"""`lines_of` measures Latin letters for the widest of fonts; here they stand in Arial."""
_LINE, _HIGHEST = 12.6, 400.0
"""Points."""
_MOST_LINES = 31
_A4 = 9
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

_Format = Any
_Form = Mapping[str, object]
_PLAIN: _Form = {}
_LINED: _Form = {"border": 1, "border_color": LINE}
_NAMED: _Form = {"bg_color": GROUND_HEAD, **_LINED}
_HEAD: _Form = {"bold": True, "bg_color": GROUND_HEAD}
_Sheet = Any


def report_xlsx(asked: ReportAsked) -> Reported:
    """The report of a case as a workbook: board_gen's own, or the form of a folder, filled."""
    if asked.template is not None:
        from board_gen.pages.form_xlsx import filled_xlsx

        return filled_xlsx(asked, asked.template)
    from xlsxwriter import Workbook

    laid, fields = laid_of(asked)
    words, content = asked.reader.words, BytesIO()
    with Workbook(content, _OPTIONS) as workbook:
        created = asked.reader.at.astimezone(UTC).replace(tzinfo=None)
        workbook.set_properties({"title": cell_text(f"{laid.id} {laid.title}")[:250], "created": created})
        looks = Looks(workbook, words)
        _fill_form(PrintedSheet(workbook.add_worksheet("8D"), looks), laid)
        for name, columns, rows in _tables_of(fields, words):
            _fill_table(workbook.add_worksheet(name), looks, columns, rows)
    return Reported(content.getvalue())


class Looks:
    """How cells look, each way made once."""

    def __init__(self, workbook: Any, words: Wording) -> None:
        self.workbook, self.words = workbook, words
        self.made: dict[tuple[tuple[str, object], ...], _Format] = {}

    def of(self, form: _Form = _PLAIN) -> _Format:
        """A format: 9 points, at the top of its cell, wrapped."""
        key = tuple(sorted(form.items()))
        if key not in self.made:
            base = {"font_name": "Arial", "font_size": _SIZE, "valign": "top", "text_wrap": True, "font_color": INK}
            self.made[key] = self.workbook.add_format({**base, **form})
        return self.made[key]

    def of_value(self, value: Value, form: _Form = _PLAIN) -> _Format:
        """How a value looks by what it is."""
        if isinstance(value, Letter):
            return self.of({**form, **_letter_form(value)})
        if isinstance(value, datetime):
            return self.of({**form, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        if isinstance(value, date):
            return self.of({**form, "num_format": "yyyy-mm-dd", "align": "left"})
        if isinstance(value, str) and is_formula(value):
            return self.of({**form, "quote_prefix": True})
        return self.of(form)

    def put(self, sheet: _Sheet, row: int, column: int, value: Value, form: _Form = _PLAIN) -> None:
        """A value as what it is: a date as a date, a number as a number, all else as text."""
        look = self.of_value(value, form)
        if value is None or value == "":
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(row, column, value, look)
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            sheet.write_datetime(row, column, value, look)
        else:
            sheet.write_string(row, column, self.text(value), look)

    def text(self, value: Value) -> str:
        """A text for a cell, its lines kept. XlsxWriter takes `<r>…</r>` for markup of its own: a blank ends that."""
        text = cell_lines(text_of_value(value, self.words))
        return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _letter_form(letter: Letter) -> dict[str, object]:
    """Colour, letter and frame tell it: red alone is framed thick, what does not apply is quiet."""
    return {
        "bg_color": GROUNDS[letter],
        "font_color": QUIET if letter is Letter.NOT_APPLICABLE else INK,
        "bold": letter is not Letter.NOT_APPLICABLE,
        "align": "center",
        "valign": "vcenter",
        "border": 2 if letter is Letter.RED else 1,
        "border_color": EDGES[letter],
    }


@dataclass(slots=True)
class PrintedSheet:
    """The sheet to print, filled from its first row on; `row` is the next one."""

    sheet: _Sheet
    looks: Looks
    row: int = 0

    def put_row(self, cells: Sequence[tuple[int, Value]], form: _Form = _PLAIN, least: float = 0) -> None:
        """Cells of so many columns each, side by side; the row is as high as the fullest of them."""
        column, lines = 0, 1
        for width, value in cells:
            self._put_cell(column, width, value, form)
            lines = max(lines, self._lines_of(value, width, form))
            column += width
        height = _LINE * lines * _size_of(form) / _SIZE + 3
        self.sheet.set_row(self.row, min(max(height, least), _HIGHEST))
        self.row += 1

    def _put_cell(self, column: int, width: int, value: Value, form: _Form) -> None:
        last = column + width - 1
        if width > 1:
            self.sheet.merge_range(self.row, column, self.row, last, "", self.looks.of_value(value, form))
        self.looks.put(self.sheet, self.row, column, value, form)

    def _lines_of(self, value: Value, width: int, form: _Form) -> int:
        room = width * _EMS_PER_COLUMN * _SIZE / _size_of(form) - 0.6
        texts = self.looks.text(value).split("\n") if isinstance(value, str) else ()
        return sum(len(lines_of(text, max(room, 1) * (_LATIN if text.isascii() else 1), 60)) for text in texts)

    def text(self, text: str, form: _Form = _PLAIN) -> None:
        """Lines across the page; cut into several rows where they are many, since a row has its greatest height."""
        lines = text.split("\n")
        held: list[str] = []
        for line in lines:
            wanted = "\n".join([*held, line])
            if held and self._lines_of(wanted, WIDTH, form) > _MOST_LINES:
                self.put_row([(WIDTH, "\n".join(held))], form)
                held = []
            held.append(line)
        self.put_row([(WIDTH, "\n".join(held))], form)

    def gap(self) -> None:
        """An empty row."""
        self.sheet.set_row(self.row, 6)
        self.row += 1


def _size_of(form: _Form) -> float:
    """The size of type, in points."""
    size = form.get("font_size")
    return float(size) if isinstance(size, (int, float)) else _SIZE


def _fill_form(page: PrintedSheet, laid: Laid) -> None:
    sheet = page.sheet
    sheet.set_column(0, WIDTH - 1, _GRID_WIDTH)
    _set_print(sheet, laid)
    _fill_head(page, laid)
    for listing in laid.overview:
        _fill_listing(page, listing)
    for section in laid.sections:
        _fill_section(page, section, laid)
    sheet.print_area(0, 0, page.row - 1, WIDTH - 1)


def _set_print(sheet: _Sheet, laid: Laid) -> None:
    """A4 upright, as wide as the paper; id and title on each page, and which of how many it is."""
    sheet.set_portrait()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.repeat_rows(0)
    before, between, after = laid.page
    foot = cell_text(laid.foot).replace("&", "&&")[:120]
    sheet.set_footer(f"&L&8{foot}&R&8{before} &P{between}&N{after}")
    sheet.ignore_errors({"number_stored_as_text": "A1:X1048576"})


def _fill_head(page: PrintedSheet, laid: Laid) -> None:
    looks, sheet = page.looks, page.sheet
    page.put_row([(4, laid.id), (20, laid.title)], {"bold": True, "font_size": 12, "bottom": 1, "bottom_color": LINE})
    page.gap()
    row = page.row
    page.put_row([(3, laid.status), (21, laid.below)], {"font_size": 11, "valign": "vcenter"}, least=26)
    letter = looks.of({**_letter_form(laid.status), "font_size": 18})
    sheet.write_string(row, 0, laid.status.value, letter)
    for column in (1, 2):
        sheet.write_blank(row, column, None, letter)
    page.text(f"{laid.headline} {laid.why}".strip(), {"bold": True})
    for text in (laid.next, *laid.notices):
        if text:
            page.text(text)
    page.gap()
    facts = [(name, value) for name, value in laid.facts if value not in (None, "")]
    half = ceil(len(facts) / 2)
    for left, right in zip(facts[:half], [*facts[half:], *[("", "")] * (len(facts) % 2)], strict=True):
        _fill_facts(page, left, right)
    page.gap()


def _fill_facts(page: PrintedSheet, left: tuple[str, Value], right: tuple[str, Value]) -> None:
    """Two facts beside each other."""
    row = page.row
    page.put_row([(4, left[0]), (8, left[1]), (4, right[0]), (8, right[1])], _LINED)
    for column, (name, _) in ((0, left), (12, right)):
        for offset in range(4):
            page.looks.put(page.sheet, row, column + offset, "" if offset else name, _NAMED)


def _fill_section(page: PrintedSheet, section: Section, laid: Laid) -> None:
    page.gap()
    page.put_row([(WIDTH, section.heading)], {"bold": True, "font_size": 12, "bottom": 2, "bottom_color": LINE})
    if section.missing:
        page.text(
            "\n".join((laid.missing, *(f"– {text}" for text in section.missing))), {"left": 5, "left_color": QUIET}
        )
    if section.is_empty:
        page.text(laid.nothing, {"font_color": QUIET})
    for listing in section.listings:
        _fill_listing(page, listing)
    for prose in section.prose:
        _fill_prose(page, prose, section)


def _fill_prose(page: PrintedSheet, prose: Prose, section: Section) -> None:
    """Texts as lines, tables as tables."""
    page.gap()
    if prose.title and not section.heading.endswith(prose.title):
        page.text(prose.title, {"bold": True})
    for block in prose.blocks:
        if isinstance(block, Grid) and len(block.rows[0]) <= WIDTH:
            _fill_grid(page, block)
        else:
            page.text(lines_of_prose([block]))


def _fill_grid(page: PrintedSheet, grid: Grid) -> None:
    count = len(grid.rows[0])
    widths = [WIDTH // count + (place < WIDTH % count) for place in range(count)]
    for number, row in enumerate(grid.rows):
        head = _HEAD if grid.has_head and not number else _PLAIN
        texts = [text_of(cell) for cell in row]
        page.put_row(list(zip(widths, texts, strict=True)), {**_LINED, **head})
    page.gap()


def _fill_listing(page: PrintedSheet, listing: Listing) -> None:
    widths = [column.width for column in listing.columns]
    if listing.title:
        page.gap()
        page.put_row([(WIDTH, listing.title)], {"bold": True})
    if not listing.is_form:
        names = [column.name for column in listing.columns]
        page.put_row(list(zip(widths, names, strict=True)), {**_LINED, **_HEAD})
    for number, row in enumerate(listing.rows, 1):
        bold: _Form = {"bold": True} if listing.has_total and number == len(listing.rows) else {}
        page.put_row(list(zip(widths, row, strict=True)), {**_LINED, **bold})
    if listing.note:
        page.text(listing.note, {"font_color": QUIET})


_Table = tuple[str, Sequence[Column], Sequence[Sequence[Value]]]


def _tables_of(fields: ReportFields, words: Wording) -> Iterable[_Table]:
    """Each plain table: its sheet's name, its columns (`width` in characters), its rows."""
    dates = [Column(words(text), 17) for text in (N_("Start"), N_("Due"), N_("Done"))]
    yield (
        words(N_("Actions")),
        (
            Column(words(N_("Step")), 6),
            Column(words(N_("Action")), 50),
            Column(words(N_("Owner")), 14),
            *dates,
            Column(words(N_("How it stands")), 24),
            Column(words(N_("Result")), 40),
        ),
        fields.actions,
    )
    stock = (N_("Risk stock"), N_("Lots"), N_("Quantity"), N_("Sorted"), N_("Rejected"), N_("Disposition"))
    widths = (18, 24, 10, 10, 10, 40)
    yield (
        words(N_("Risk stock")),
        (
            *(Column(words(text), width) for text, width in zip(stock, widths, strict=True)),
            Column(words(N_("Clean from")), 17),
        ),
        fields.risk_stock,
    )
    yield (
        words(N_("Exit criteria")),
        (
            Column(words(N_("Step")), 6),
            Column(words(N_("Criterion")), 20),
            Column("", 5),
            Column(words(N_("First deadline")), 17),
            *dates[1:],
            Column(words(N_("How it stands")), 24),
            Column(words(N_("Note")), 60),
        ),
        [
            (row.step, row.label, row.letter, row.first_due or row.due, row.due, row.done, row.standing, row.why)
            for row in fields.criteria
        ],
    )


def _fill_table(sheet: _Sheet, looks: Looks, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        looks.put(sheet, 0, number, column.name, {**_HEAD, "bottom": 1, "bottom_color": LINE})
    for number, row in enumerate(rows, 1):
        lines = 1
        for place, (value, column) in enumerate(zip(row, columns, strict=True)):
            looks.put(sheet, number, place, value)
            lines = max(lines, len(lines_of(looks.text(value), column.width * 0.62, 30)))
        sheet.set_row(number, min(_LINE * lines + 3, _HIGHEST))
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
