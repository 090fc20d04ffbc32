"""`/api/board.xlsx`: the board as a workbook that people go on with (contract §7).

XlsxWriter writes it: beside MkDocs it takes 15 ms to load, and 0.2 ms a row (openpyxl: 200 and 0.5), and of the same
table it makes the same bytes. It is loaded where a workbook is made: a build that makes none does without.

A text is written as text whatever it begins with, and marked as one (`quotePrefix`), so that it stays one when somebody
edits it. An id links to its page only where the site's address is known: a relative link would be taken from where the
file was saved to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from board_gen.messages import N_
from board_gen.model.terms import Letter
from board_gen.pages.cell_text import cell_text, is_formula
from board_gen.views.about_board import AboutBoard
from board_gen.views.board_table import BoardTable, Holds, TableColumn, TableRow, Value, value_text
from board_gen.views.reader import Reader
from board_gen.wording.times import full_moment

MOST_LINKS = 65_530
"""So many links a sheet may have; the ids below stand without."""
LONGEST_LINK = 2_000
"""Characters; Excel follows none that is longer than 2,079."""
FIRST_YEAR = 1900
"""Excel knows no earlier date."""

INK, QUIET, LINK = "#06090d", "#566272", "#1f5fbf"
GROUNDS = {Letter.GREEN: "#46e09a", Letter.YELLOW: "#ffe14d", Letter.RED: "#ff6b57", Letter.NOT_APPLICABLE: "#e4e8ed"}
EDGES = {Letter.GREEN: "#0f7a50", Letter.YELLOW: "#8a6a00", Letter.RED: "#b3261a", Letter.NOT_APPLICABLE: "#8d97a4"}
GROUND_RED, GROUND_INVALID, GROUND_HEAD, LINE = "#fff0ed", "#f0f1f3", "#e6ebf1", "#b9c2cd"
"""The colours of the site's light scheme (`tokens.css`)."""

_WIDTHS = {
    Holds.ID: 14.0,
    Holds.TITLE: 36.0,
    Holds.TEXT: 24.0,
    Holds.WORD: 10.0,
    Holds.LETTER: 5.3,
    Holds.DATE: 15.3,
    Holds.NUMBER: 6.3,
}
"""Characters."""
_LINE, _HIGHEST = 13.2, 409.0
"""Points: a line of text, and the highest row that there can be."""
_LONGEST_WORD = 8
"""Characters of a word above a letter; with a longer one among them these names are turned, all of them."""
_FROZEN = 2
"""So many columns stay in sight; behind them stands the overall letter, in column C."""
_LONGEST_PLANT = 80
"""Characters; a footer holds 255."""
_A4 = 9
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

_Format = Any
_Sheet = Any


@dataclass(frozen=True, slots=True)
class _Looks:
    """How cells look: by what their column holds, the same for texts that begin like formulas, each letter, a day."""

    plain: Mapping[Holds, _Format]
    quoted: Mapping[Holds, _Format]
    letters: Mapping[Letter, _Format]
    day: _Format
    head: _Format
    turned: _Format
    name: _Format
    count: _Format
    link: _Format
    red_ground: _Format
    invalid_ground: _Format


def board_xlsx(table: BoardTable, about: AboutBoard, reader: Reader, site_url: str | None) -> bytes:
    """The workbook's bytes; `site_url` is where the site stands, None where nobody says."""
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, _OPTIONS) as workbook:
        title = cell_text(reader.label(reader.rules.title))
        workbook.set_properties({"title": title, "created": reader.at.astimezone(UTC).replace(tzinfo=None)})
        looks = _looks_of(workbook)
        sheet = workbook.add_worksheet(reader.words(N_("Board")))
        _lay_out(sheet, table, looks)
        _set_print(sheet, table, reader)
        filling = _Filling(sheet, looks)
        for number, row in enumerate(table.rows, start=1):
            filling.put_row(number, row, table.columns, site_url)
        _fill_about(_Filling(workbook.add_worksheet(reader.words(N_("About"))), looks), about)
    return content.getvalue()


def _looks_of(workbook: Any) -> _Looks:
    base = {"font_size": 10, "valign": "top"}
    wrapped = {**base, "text_wrap": True}
    centred = {**base, "align": "center"}
    forms = {
        **dict.fromkeys((Holds.ID, Holds.TITLE, Holds.TEXT, Holds.WORD, Holds.LETTER), wrapped),
        Holds.DATE: {**base, "num_format": "yyyy-mm-dd hh:mm", "align": "left"},
        Holds.NUMBER: centred,
    }
    head = {**wrapped, "bold": True, "bg_color": GROUND_HEAD, "bottom": 1, "bottom_color": LINE}
    return _Looks(
        plain={holds: workbook.add_format(form) for holds, form in forms.items()},
        quoted={holds: workbook.add_format({**form, "quote_prefix": True}) for holds, form in forms.items()},
        letters={letter: workbook.add_format({**centred, **_letter_form(letter)}) for letter in Letter},
        day=workbook.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"}),
        head=workbook.add_format(head),
        turned=workbook.add_format({**head, "rotation": 90, "valign": "bottom", "align": "center"}),
        name=workbook.add_format({**base, "font_color": QUIET}),
        count=workbook.add_format({**base, "align": "left"}),
        link=workbook.add_format({**wrapped, "font_color": LINK, "underline": 1}),
        red_ground=workbook.add_format({"bg_color": GROUND_RED}),
        invalid_ground=workbook.add_format({"bg_color": GROUND_INVALID}),
    )


def _letter_form(letter: Letter) -> Mapping[str, object]:
    """Colour, letter and frame tell it: red alone is framed thick, what does not apply is quiet."""
    return {
        "bg_color": GROUNDS[letter],
        "font_color": QUIET if letter is Letter.NOT_APPLICABLE else INK,
        "bold": letter is not Letter.NOT_APPLICABLE,
        "border": 2 if letter is Letter.RED else 1,
        "border_color": EDGES[letter],
    }


def _lay_out(sheet: _Sheet, table: BoardTable, looks: _Looks) -> None:
    """The header, which stays in sight with id and title, what narrows the rows, widths and grounds."""
    words = [_longest_word(column.name) for column in table.columns if column.holds is Holds.LETTER]
    are_turned = max(words) > _LONGEST_WORD
    sheet.set_row(0, 96 if are_turned else 42)
    for index, column in enumerate(table.columns):
        name, width, is_letter = cell_text(column.name), _WIDTHS[column.holds], column.holds is Holds.LETTER
        widened = width if are_turned or not is_letter else max(width, 1.2 * _longest_word(name))
        sheet.set_column(index, index, widened)
        sheet.write_string(0, index, name, looks.turned if is_letter and are_turned else looks.head)
    sheet.freeze_panes(1, _FROZEN)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    if table.rows:
        sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{len(table.rows) + 1}"})
        _tint(sheet, table.columns, len(table.rows), looks)


def _longest_word(name: str) -> int:
    """How long the longest word is that can't be broken: Chinese can be, anywhere."""
    return max((len(word) for word in name.split() if word.isascii()), default=0)


def _tint(sheet: _Sheet, columns: tuple[TableColumn, ...], last_row: int, looks: _Looks) -> None:
    """Red rows and those without a letter stand on a ground of their own, but for the letters, which have theirs."""
    from xlsxwriter.utility import xl_range

    letters = [index for index, column in enumerate(columns) if column.holds is Holds.LETTER]
    between = zip([-1, *letters], [*letters, len(columns)], strict=True)
    ranges = [xl_range(1, left + 1, last_row, right - 1) for left, right in between if right - left > 1]
    for criteria, ground in (('=$C2="R"', looks.red_ground), ('=$C2=""', looks.invalid_ground)):
        rule = {"type": "formula", "criteria": criteria, "format": ground, "multi_range": " ".join(ranges)}
        sheet.conditional_format(ranges[0], rule)


def _set_print(sheet: _Sheet, table: BoardTable, reader: Reader) -> None:
    """What a meeting needs, across the width of a sheet of A4; the header on every page."""
    printed = sum(column.is_printed for column in table.columns)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.print_area(0, 0, len(table.rows), printed - 1)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(0)
    plant = cell_text(reader.label(reader.rules.plant))[:_LONGEST_PLANT].replace("&", "&&")
    as_of = full_moment(reader.at, reader.zone)
    sheet.set_footer(f"&L{plant} · {reader.words(N_('as of'))} {as_of}&R&P / &N")


@dataclass(frozen=True, slots=True)
class _Filling:
    """A sheet that is filled from its first row to its last: what is written above that is lost."""

    sheet: _Sheet
    looks: _Looks

    def put_row(self, number: int, row: TableRow, columns: tuple[TableColumn, ...], site_url: str | None) -> None:
        """A case; its id leads to its page where one can say where that is."""
        lines = max(_lines_of(value, column.holds) for column, value in zip(columns, row.values, strict=True))
        if lines > 1:
            self.sheet.set_row(number, min(_LINE * lines + 2, _HIGHEST))
        for index, (column, value) in enumerate(zip(columns, row.values, strict=True)):
            if value is not None and value != "":
                self.put(number, index, value, column.holds)
        url, text = f"{site_url}{row.url}", _text_of(row.values[0])
        if site_url and row.url and len(url) <= LONGEST_LINK and number <= MOST_LINKS and not is_formula(text):
            self.sheet.write_url(number, 0, url, self.looks.link, text)

    def put(self, row: int, column: int, value: Value, holds: Holds) -> None:
        """A value that is given, as what it is."""
        sheet, looks = self.sheet, self.looks
        if isinstance(value, Letter):
            sheet.write_string(row, column, value.value, looks.letters[value])
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value, looks.plain[Holds.NUMBER])
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            is_day = not isinstance(value, datetime)
            sheet.write_datetime(row, column, value, looks.day if is_day else looks.plain[Holds.DATE])
        else:
            text = _text_of(value)
            sheet.write_string(row, column, text, (looks.quoted if is_formula(text) else looks.plain)[holds])


def _text_of(value: Value) -> str:
    """A text for a cell. XlsxWriter takes one between `<r>` and `</r>` for markup of its own: a blank ends that."""
    text = cell_text(value_text(value))
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _lines_of(value: Value, holds: Holds) -> int:
    """How many lines a text takes in its column: not every program finds a row's height by itself."""
    if type(value) is not str or 2 * len(value) <= _WIDTHS[holds]:
        return 1
    wide = 0 if value.isascii() else sum(east_asian_width(sign) in "FW" for sign in value)
    return ceil((len(value) + wide) / (_WIDTHS[holds] - 1))


def _fill_about(filling: _Filling, about: AboutBoard) -> None:
    """Names and values, then what the letters mean, then what else has to be known."""
    sheet, name = filling.sheet, filling.looks.name
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    for row, (text, value) in enumerate(about.facts):
        sheet.write_string(row, 0, text, name)
        if isinstance(value, int):
            sheet.write_number(row, 1, value, filling.looks.count)
        elif value != "":
            filling.put(row, 1, value, Holds.TEXT)
    first = len(about.facts) + 1
    for row, (letter, meaning) in enumerate(about.letters, start=first):
        filling.put(row, 0, letter, Holds.LETTER)
        filling.put(row, 1, meaning, Holds.TEXT)
    for row, remark in enumerate(about.remarks, start=first + len(about.letters) + 1):
        filling.put(row, 1, remark, Holds.TEXT)
