"""Help for a sheet that nobody has mapped yet, as `board-gen check` prints it below the findings."""

from collections.abc import Iterator, Sequence

from board_gen.finding import Value
from board_gen.messages import N_
from board_gen.model.rules import SheetRules
from board_gen.pages.reporters import plain_line
from board_gen.sources.sheet_block import sheet_block
from board_gen.sources.sheet_help import MOST_WORDS, LeftColumn, SheetHelp
from board_gen.wording import Wording

_MOST_GUESSES = 4
_PASTE = N_(
    "To say what they mean, put this in the place of `sheet` in {folder}/board.yml, the # taken off what is right:"
)


def sheet_help_text(helps: Sequence[SheetHelp], folder: str, words: Wording, sheets: Sequence[SheetRules] = ()) -> str:
    """One line for each sheet that is understood; for all others what was taken for what, and the block to paste.

    `sheets` are all that board.yml names, whether they can be read or not.
    """
    lines = [plain_line(line) for told in helps for line in _lines_of(told, words)]
    if any(not told.is_quiet for told in helps):
        lines += ["", words(_PASTE, folder=folder), "", *sheet_block(helps, folder, sheets).splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _lines_of(told: SheetHelp, words: Wording) -> Iterator[str]:
    head = _head(told)
    if told.is_quiet:
        count = len(told.taken)
        yield words(N_("{sheet}: every column is understood ({columns}); problems: {rows}"), columns=count, **head)
        return
    yield ""
    if told.has_header:
        yield words(N_("{sheet}: the header is row {row}; problems: {rows}"), **head)
    elif told.header_row:
        yield words(N_("{sheet}: no header; row {row} looks most like one"), **head)
    else:
        yield words(N_("{sheet}: no header, and no row that looks like one"), **head)
    yield from (f"  {column.letters} {_name(column.name)} = {column.key}" for column in told.taken)
    yield from (_left_line(column, words) for column in told.left)
    yield from (f"  {line}" for line in (*_word_lines(told, words), *_date_lines(told, words)))


def _head(told: SheetHelp) -> dict[str, Value]:
    """What sentences about a sheet are filled with."""
    sheet = f"{told.file}[{told.tab}]" if told.tab else told.file
    return {"sheet": sheet, "row": told.header_row, "rows": told.rows}


def _word_lines(told: SheetHelp, words: Wording) -> Iterator[str]:
    """The words that are not understood, and how often each stands there."""
    for word in told.words[:MOST_WORDS]:
        message = N_("{key}: “{text}” is not understood; cells that hold it: {number}")
        yield words(message, key=word.key, text=word.text, number=word.count)
    if len(told.words) > MOST_WORDS:
        yield words(N_("… and {count} more words"), count=len(told.words) - MOST_WORDS)


def _left_line(column: LeftColumn, words: Wording) -> str:
    """A column that is not read, with what stands in it and the question what it is."""
    samples = " · ".join(column.samples) or words(N_("empty"))
    message = N_("{column} {name} is not read: {samples}")
    line = words(message, column=column.letters, name=_name(column.name), samples=samples)
    if not column.guesses:
        return f"  {line}"
    keys = " / ".join(column.guesses[:_MOST_GUESSES])
    question = words(N_("is it {keys}?"), keys=keys)
    return f"  {line} – {question}"


def _date_lines(told: SheetHelp, words: Wording) -> Iterator[str]:
    """What the dates that can be read in two ways prove."""
    dates = told.dates
    values: dict[str, Value] = {"number": dates.count, "mdy": dates.mdy, "dmy": dates.dmy}
    if dates.order:
        message = N_("dates that want `dates` to be read: {number}; {cell} proves {order}")
        yield words(message, cell=dates.mdy or dates.dmy, order=dates.order, **values)
    elif dates.mdy:
        yield words(N_("dates in both orders: {number}; {mdy} can only be mdy, {dmy} only dmy"), **values)
    elif dates.count:
        yield words(N_("dates that want `dates` to be read: {number}; nothing here tells mdy from dmy"), **values)


def _name(name: str) -> str:
    return f"“{' '.join(name.split())}”"
