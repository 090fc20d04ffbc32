"""The board in a terminal: red first, a letter on its colour; in a pipe the same without colour (design.md)."""

from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from board_gen.messages import N_
from board_gen.model.terms import Letter
from board_gen.views.board import BoardView, InvalidRow
from board_gen.views.reader import Reader
from board_gen.views.row import Row

WIDE = 120
"""From so many columns on each criterion has a column of its own with its step, and the long words are shown."""
_GROUNDS = {Letter.GREEN: "#46e09a", Letter.YELLOW: "#ffe14d", Letter.RED: "#ff6b57", Letter.NOT_APPLICABLE: "#8d97a4"}
_INK = "#06090d"
_SHOWN = {Letter.NOT_APPLICABLE: "–"}
_TONES = {"late": Style(bold=True, color="#ff6b57"), "soon": Style(bold=True)}


def print_board(view: BoardView, reader: Reader, console: Console, old_rows: str = "") -> None:
    """Print the board as wide as the terminal is; `old_rows` says that some of its rows are old."""
    words, counts = reader.words, view.counts
    head = words(
        N_("{title} · {red} red, {yellow} yellow, {green} green · as of {moment} {zone}"),
        title=reader.rules.title,
        red=counts.red,
        yellow=counts.yellow,
        green=counts.green,
        moment=reader.moment(reader.at),
        zone=reader.zone.key,
    )
    console.print(_plain(head), style="bold")
    if old_rows:
        console.print(_plain(old_rows), style="bold reverse")
    if not view.rows and not view.invalid:
        console.print(_plain(words(N_("No open problem"))))
        return
    console.print(_table(view, reader, is_wide=console.width >= WIDE))


def _table(view: BoardView, reader: Reader, *, is_wide: bool) -> Table:
    words = reader.words
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim", expand=True)
    table.add_column("", no_wrap=True)
    table.add_column(words(N_("ID")), no_wrap=True, min_width=8)
    table.add_column(words(N_("Problem")), ratio=1, overflow="ellipsis", no_wrap=True, min_width=8)
    table.add_column(words(N_("Owner")), no_wrap=True, overflow="ellipsis", max_width=16 if is_wide else 6)
    if is_wide:
        for column in view.columns:
            table.add_column(_plain(column.step), no_wrap=True)
    else:
        table.add_column("".join(_plain(column.step[-1:]).plain for column in view.columns), no_wrap=True)
    table.add_column(words(N_("Next deadline")), no_wrap=True, overflow="ellipsis")
    for invalid in view.invalid:
        table.add_row(*_invalid_cells(invalid, view, words(N_("invalid")), is_wide=is_wide))
    for row in view.rows:
        table.add_row(*_cells(row, is_wide=is_wide))
    return table


def _cells(row: Row, *, is_wide: bool) -> list[Text]:
    level = f" L{row.escalation}" if row.escalation else ""
    under = f"  {_joined(' · ', row.customer, row.part, *(mark.text for mark in row.marks))}" if is_wide else ""
    letters = _letters_of(row)
    deadline = _plain(_joined(" ", row.next.what if is_wide else "", row.next.words))
    deadline.stylize(_TONES.get(row.next.tone, Style()))
    problem = _plain(row.title)
    problem.append_text(Text(_clean(under), style="dim"))
    return [
        _badge(row.status),
        _plain(f"{row.id}{level}"),
        problem,
        _plain(row.owner),
        *(letters if is_wide else [Text().join(letters)]),
        deadline,
    ]


def _letters_of(row: Row) -> list[Text]:
    if row.answer:
        return [_badge(row.answer.letter, padded=False), *(Text(" ") for _ in row.cells[1:])]
    return [_badge(cell.letter, padded=False) if cell else Text(" ") for cell in row.cells]


def _invalid_cells(row: InvalidRow, view: BoardView, invalid: str, *, is_wide: bool) -> list[Text]:
    fault = row.faults[0] if row.faults else None
    told = f"{fault.place}: {fault.text}" if fault else row.title
    blanks = [Text("") for _ in view.columns] if is_wide else [Text("")]
    return [
        Text(" ! ", style="reverse bold"),
        _plain(row.id),
        _plain(told),
        _plain(row.owner),
        *blanks,
        _plain(invalid),
    ]


def _badge(letter: Letter, *, padded: bool = True) -> Text:
    shown = _SHOWN.get(letter, letter.value)
    style = Style(color=_INK, bgcolor=_GROUNDS[letter], bold=True)
    return Text(f" {shown} " if padded else shown, style=style)


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)


def _plain(text: str) -> Text:
    """A text of the user's: no markup, no control characters, one line."""
    return Text(_clean(text))


def _clean(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
