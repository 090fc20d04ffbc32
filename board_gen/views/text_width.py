"""How wide a text will stand in a drawing that is laid out before any font is known.

Widths are in em of the type's size, and on the wide side: measured with Noto Sans, Noto Sans CJK, DejaVu Sans and
Liberation Sans (Arial), bold ones too, so that what is laid out by them does not overlap in any of these. A drawing
gives its texts as lines and never asks a browser.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_NOT_FIRST = "，。、；：？！）】》」』’”…％%,.;:?!)]}"
"""What may not begin a line in Chinese or English."""
_PIECE = r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]"
_WORD = re.compile(rf"(?:\s+|{_PIECE})(?:(?=[{re.escape(_NOT_FIRST)}])(?:{_PIECE}))*")
"""A run of spaces, a word, or one sign of a script without spaces, each with what may not begin a line after it."""
_LOWER, _UPPER, _OTHER = 73, 86, 100


class _Widths(dict[str, int]):
    """How wide each sign is, in hundredths of an em, so that sums are exact; a sign is looked into once."""

    def __missing__(self, sign: str) -> int:
        width = _OTHER
        if unicodedata.combining(sign):
            width = 0
        elif sign.isascii():
            width = _UPPER if sign.isupper() else _LOWER
        self[sign] = width
        return width


_width = _Widths(
    {
        **dict.fromkeys("!'(),.:;I[]fijl| ", 47),
        **dict.fromkeys("rt`", 64),
        **dict.fromkeys("#&+<=>^~", 88),
        **dict.fromkeys("%@WMmw", 111),
        **dict.fromkeys("‰℃", 145),
    }
).__getitem__


@lru_cache(maxsize=8192)
def _wide(text: str) -> int:
    """How wide a text stands, in hundredths of an em. Kept: words, dates and names are in one drawing after another."""
    return sum(map(_width, text))


def width_of(text: str) -> float:
    """How wide a text stands, in em; 0 for none."""
    return _wide(text) / 100


def cut_to(text: str, width: float) -> str:
    """The text, or its beginning with `…` where it is wider than `width` em."""
    if width_of(text) <= width:
        return text
    used = _width("…")
    for end, sign in enumerate(text):
        used += _width(sign)
        if used / 100 > width:
            return text[:end].rstrip() + "…"
    return text


def lines_of(text: str, width: float, most: int) -> tuple[str, ...]:
    """The text in at most `most` (from 1) lines of at most `width` em, the last cut with `…` where more would follow.

    Lines break at spaces and between Chinese signs, and within a word only where it is wider than a line.
    """
    text = " ".join(text.split())
    if width_of(text) <= width:
        return (text,)
    lines, used = [""], 0
    for word, wide in _words_of(text, width):
        if lines[-1] and not word.isspace() and (used + wide) / 100 > width:
            if len(lines) > most:
                break
            lines.append("")
            used = 0
        shown = word if lines[-1] else word.lstrip()
        lines[-1] += shown
        used += wide if shown is word else _wide(shown)
    lines = [line.rstrip() for line in lines]
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], cut_to(f"{lines[most - 1]} {lines[most]}", width))


def _words_of(text: str, width: float) -> Iterator[tuple[str, int]]:
    """What may not be parted, each no wider than a line, with its width in hundredths of an em."""
    for word in _WORD.findall(text):
        wide = _wide(word)
        if wide / 100 <= width:
            yield word, wide
        else:
            yield from [(part, _wide(part)) for part in _parts_of(word, width)]


def _parts_of(word: str, width: float) -> Iterator[str]:
    while width_of(word) > width and len(word) > 1:
        end = 1
        while end < len(word) and width_of(word[: end + 1]) <= width:
            end += 1
        yield word[:end]
        word = word[end:]
    yield word
