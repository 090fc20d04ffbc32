"""How wide a text will stand in a drawing that is laid out before any font is known.

Widths are in em of the type's size, and on the wide side: measured with Noto Sans, Noto Sans CJK, DejaVu Sans and
Liberation Sans (Arial), bold ones too, so that what is laid out by them does not overlap in any of these. A drawing
gives its texts as lines and never asks a browser.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WIDTHS = {
    **dict.fromkeys("!'(),.:;I[]fijl| ", 0.47),
    **dict.fromkeys("rt`", 0.64),
    **dict.fromkeys("#&+<=>^~", 0.88),
    **dict.fromkeys("%@WMmw", 1.11),
    **dict.fromkeys("‰℃", 1.45),
}
_LOWER, _UPPER, _OTHER = 0.73, 0.86, 1.0
_WORD = re.compile(r"\s+|[^\s\u2e80-\uffef]+[,.;:!?)\]}%]*|.", re.DOTALL)
"""A run of spaces, a word with the signs that may not begin a line, or one sign of a script without spaces."""
_NOT_FIRST = frozenset("，。、；：？！）】》」』’”…％%,.;:?!)]}")
"""What may not begin a line in Chinese or English."""


@lru_cache(maxsize=4096)
def _sign_width(sign: str) -> float:
    if sign in _WIDTHS:
        return _WIDTHS[sign]
    if unicodedata.combining(sign):
        return 0.0
    if sign.isascii():
        return _UPPER if sign.isupper() else _LOWER
    return _OTHER


def width_of(text: str) -> float:
    """How wide a text stands, in em; 0 for none."""
    return sum(map(_sign_width, text))


def cut_to(text: str, width: float) -> str:
    """The text, or its beginning with `…` where it is wider than `width` em."""
    if width_of(text) <= width:
        return text
    room = width - _sign_width("…")
    kept = ""
    for sign in text:
        room -= _sign_width(sign)
        if room < 0:
            break
        kept += sign
    return kept.rstrip() + "…"


def lines_of(text: str, width: float, most: int) -> tuple[str, ...]:
    """The text in at most `most` (from 1) lines of at most `width` em, the last cut with `…` where more would follow.

    Lines break at spaces and between Chinese signs, and within a word only where it is wider than a line.
    """
    lines = [""]
    for word in _words_of(" ".join(text.split()), width):
        if lines[-1] and width_of(lines[-1] + word.rstrip()) > width:
            lines.append("")
        lines[-1] += word.lstrip() if not lines[-1] else word
    lines = [line.rstrip() for line in lines]
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], cut_to(f"{lines[most - 1]} {lines[most]}", width))


def _words_of(text: str, width: float) -> Iterator[str]:
    """What may not be parted, each no wider than a line."""
    held = ""
    for match in _WORD.finditer(text):
        word = match[0]
        if held and word[0] not in _NOT_FIRST:
            yield from _parts_of(held, width)
            held = ""
        held += word
    if held:
        yield from _parts_of(held, width)


def _parts_of(word: str, width: float) -> Iterator[str]:
    while width_of(word) > width and len(word) > 1:
        end = 1
        while end < len(word) and width_of(word[: end + 1]) <= width:
            end += 1
        yield word[:end]
        word = word[end:]
    yield word
