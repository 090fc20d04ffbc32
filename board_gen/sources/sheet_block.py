"""The `sheet:` block for board.yml: what board.yml says already, and what was seen in the sheets, as comments.

As it is, it means what board.yml means now and the order of dates that a sheet proves; whoever agrees with a comment
takes its `#` away.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from board_gen.model.rules import SheetRules
from board_gen.sources.sheet_help import MOST_WORDS, LeftColumn, SheetHelp, TwoWayDates, UnknownWord
from board_gen.sources.sheet_words import SEVERITIES, STATUSES
from board_gen.sources.yaml_writing import quoted_text, yaml_text

_UNKNOWN = "?"
_MOST_GUESSES = 4


def sheet_block(helps: Sequence[SheetHelp], folder: str, sheets: Sequence[SheetRules] = ()) -> str:
    """The block for all sheets of a plant, whose folder is printed as `folder`.

    `sheets` are all that board.yml names: those that can't be read now stand in the block as they stand there.
    """
    told = [next((help_ for help_ in helps if help_.rules == sheet), _unread(sheet)) for sheet in sheets] or helps
    entries = [entry for help_ in told if (entry := list(_entry_of(help_, folder)))]
    if len(entries) == 1:
        return "sheet:\n" + "".join(f"  {line}\n" for line in entries[0])
    lines = (f"  {'-' if number == 0 else ' '} {line}\n" for entry in entries for number, line in enumerate(entry))
    return "sheet:\n" + "".join(lines)


def _unread(sheet: SheetRules) -> SheetHelp:
    return SheetHelp("", "", sheet, has_header=False, header_row=0, rows=0)


def _entry_of(told: SheetHelp, folder: str) -> Iterator[str]:
    if file := told.rules.file or told.file.removeprefix(f"{folder}/"):
        yield f"file: {yaml_text(file)}"
    if told.tab or told.rules.tab:
        yield f"tab: {yaml_text(told.rules.tab or told.tab)}"
    if told.rules.hidden:
        yield "hidden: yes"
    yield from _dates_of(told.rules.dates, told.dates)
    yield from _columns_of(told.rules.columns, told.left)
    yield from _words_of(told.rules.words, told.words)


def _dates_of(given: str | None, seen: TwoWayDates) -> Iterator[str]:
    if given:
        yield f"dates: {given}"
    elif seen.order:
        yield f"dates: {seen.order}   # {seen.mdy or seen.dmy}"
    elif seen.count:
        proof = f"   # mdy: {seen.mdy}, dmy: {seen.dmy}" if seen.mdy else ""
        yield f"# dates: mdy | dmy{proof}"


def _columns_of(given: Mapping[str, Sequence[str]], left: Iterable[LeftColumn]) -> Iterator[str]:
    lines = [f"  {yaml_text(key)}: {_list_of(names)}" for key, names in given.items()]
    lines += map(_column_question, left)
    if lines:
        yield from ("columns:", *lines)


def _words_of(given: Mapping[str, Mapping[str, str]], unknown: Iterable[UnknownWord]) -> Iterator[str]:
    """By column; of a column that board.yml maps already the new words stand below the old ones."""
    seen = sorted(list(unknown)[:MOST_WORDS], key=lambda word: word.key)
    new = {key: list(words) for key, words in groupby(seen, lambda word: word.key)}
    lines: list[str] = []
    for key in dict.fromkeys((*given, *new)):
        has_any = bool(given.get(key))
        lines.append(f"  {'' if has_any else '# '}{yaml_text(key)}:")
        lines += [f"    {quoted_text(word)}: {yaml_text(meaning)}" for word, meaning in given.get(key, {}).items()]
        lines += [
            f"  {'  # ' if has_any else '#   '}{quoted_text(word.text)}: {_UNKNOWN}   {_remark(word)}"
            for word in new.get(key, [])
        ]
    if lines:
        yield from ("words:", *lines)


def _column_question(left: LeftColumn) -> str:
    """A column that is not read, with the likeliest key, and others behind it."""
    key, *others = left.guesses[:_MOST_GUESSES] or (_UNKNOWN,)
    behind = f"   # {_UNKNOWN} {' | '.join(others)}" if others else ""
    return f"  # {yaml_text(key) if left.guesses else key}: [{quoted_text(left.name)}]{behind}"


def _remark(word: UnknownWord) -> str:
    """How often a word stands there, and what it can mean where that is a closed set."""
    choices = {"status": STATUSES.values(), "severity": SEVERITIES.values()}.get(word.key, ())
    return f"# {word.count} ×{'  ' if choices else ''}{' | '.join(dict.fromkeys(map(str, choices)))}"


def _list_of(names: Sequence[str]) -> str:
    return "[" + ", ".join(map(quoted_text, names)) + "]"
