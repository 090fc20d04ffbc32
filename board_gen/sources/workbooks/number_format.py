"""Number format: what a workbook shows of a number; it alone tells a day from a number, and `0012` from 12."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache

from board_gen.sources.workbooks.grid import pair_cell, text_cell

_CHINESE_DAY, _CHINESE_TIME = 'yyyy"年"m"月"d"日"', 'h"时"mm"分"'
BUILT_IN: Mapping[int, str] = {
    **dict.fromkeys((14, 15, 16, 17), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "h:mm:ss"),
    22: "yyyy-mm-dd h:mm",
    46: "[h]:mm:ss",
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), _CHINESE_DAY),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), _CHINESE_TIME),
}
"""Formats that a workbook names by number alone, those of Chinese programs too, as far as they are no plain numbers."""

_TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|[_*].|\[([^\]]*)\]|(am/pm|a/p|上午/下午|general|.)', re.IGNORECASE | re.DOTALL)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_LARGEST_DAY = 2_958_466
"""The first serial day after 9999-12-31."""
_SECONDS = 86_400


class Look(Enum):
    """What a format makes of a number."""

    NUMBER = 0
    DAY = 1
    INSTANT = 2
    CLOCK = 3
    ELAPSED = 4
    LITERAL = 5


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a number looks; `pieces` are, for a literal look, texts and (None) places for one digit, `zeros` how many
    digits there are at least.
    """

    look: Look
    pieces: tuple[str | None, ...] = ()
    zeros: int = 0


PLAIN = NumberFormat(Look.NUMBER)


@dataclass(frozen=True, slots=True)
class _Token:
    """A part of a format's code: a literal text, an elapsed unit (`[h]`), or one sign with a meaning."""

    literal: str = ""
    is_elapsed: bool = False
    sign: str = ""


def _tokens_of(code: str) -> Iterator[_Token]:
    """The tokens of the first section, which is that of positive numbers."""
    for match in _TOKEN.finditer(code):
        quoted, escaped, bracket, sign = match.groups()
        if sign == ";":
            return
        if quoted or escaped:
            yield _Token(literal=quoted or escaped)
        elif bracket is not None:
            if _ELAPSED.fullmatch(bracket):
                yield _Token(is_elapsed=True)
        elif sign:
            yield _Token(sign=sign.lower())


@lru_cache(maxsize=4096)
def number_format_of(code: str) -> NumberFormat:
    """What a format's code makes of a number that is not negative."""
    tokens = list(_tokens_of(code))
    signs = "".join(token.sign for token in tokens if token.sign not in {"general", "am/pm", "a/p", "上午/下午"})
    if any(token.is_elapsed for token in tokens):
        return NumberFormat(Look.ELAPSED)
    if set(signs) & set("ymdhs") or ("e" in signs and not set(signs) & set("0#?")):
        return NumberFormat(_look_of_time(signs))
    return _literal_of(tokens)


def _look_of_time(signs: str) -> Look:
    """`m` is a minute where only a time is shown."""
    has_time = bool(set(signs) & set("hs"))
    has_day = bool(set(signs) & set("yde")) or not has_time
    return (Look.INSTANT if has_time else Look.DAY) if has_day else Look.CLOCK


def _literal_of(tokens: list[_Token]) -> NumberFormat:
    """A format of texts and digits, such as `0000` or `"FR-"000`; any other is that of a plain number."""
    pieces: list[str | None] = []
    zeros = 0
    for token in tokens:
        if token.sign in {"0", "#", "general"}:
            zeros += token.sign == "0"
            pieces.append(None)
        elif token.sign in set(".,%@?e"):
            return PLAIN
        else:
            pieces.append(token.literal or token.sign)
    if None not in pieces:
        return PLAIN
    before = "".join(piece or "" for piece in pieces[: pieces.index(None)])
    is_name = any(sign.isalnum() for sign in before)
    return NumberFormat(Look.LITERAL, tuple(pieces), zeros) if is_name or zeros > 1 else PLAIN


def number_cell(value: float, shown: NumberFormat, *, is_1904: bool) -> str:
    """A number as its cell is written: with what its format makes of it."""
    if shown.look is Look.NUMBER or value < 0 or value != value:  # noqa: PLR0124 - NaN
        return _plain(value)
    if shown.look is Look.LITERAL:
        return text_cell(_filled(shown, int(value))) if value.is_integer() and value < 1e15 else _plain(value)
    if value >= _LARGEST_DAY:
        return _plain(value)
    days, seconds = divmod(round(value * _SECONDS), _SECONDS)
    if shown.look is Look.ELAPSED:
        return text_cell(_clock(days * 24 + seconds // 3600, seconds))
    if shown.look is Look.CLOCK and days == 0:
        return text_cell(_clock(seconds // 3600, seconds))
    return _time_cell(days, seconds, shown.look, is_1904=is_1904)


def _plain(value: float) -> str:
    return repr(value) if abs(value) < float("inf") else text_cell(str(value))


def _filled(shown: NumberFormat, value: int) -> str:
    """The digits in their places, from the right; what is left over stands in the first place."""
    digits = list(str(value).rjust(shown.zeros, "0"))
    first = shown.pieces.index(None)
    filled: list[str] = []
    for index in range(len(shown.pieces) - 1, -1, -1):
        piece = shown.pieces[index]
        if piece is not None:
            filled.append(piece)
        elif index == first:
            filled.append("".join(digits))
        else:
            filled.append(digits.pop() if digits else "")
    return "".join(reversed(filled))


def _clock(hours: int, seconds: int) -> str:
    """`08:30`, with seconds where there are any."""
    rest = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{hours:02}:{seconds // 60 % 60:02}{rest}"


def _time_cell(days: int, seconds: int, look: Look, *, is_1904: bool) -> str:
    """A serial day. Before March 1900 Excel shows days that never were (`1900-01-00`, `1900-02-29`): kept as texts."""
    if not is_1904 and days in {0, 60}:
        shown = "1900-01-00" if days == 0 else "1900-02-29"
        return text_cell(f"{shown} {_clock(seconds // 3600, seconds)}" if seconds else shown)
    epoch = date(1904, 1, 1) if is_1904 else date(1899, 12, 31 if days < 60 else 30)
    try:
        day = epoch + timedelta(days=days)
    except OverflowError:
        return _plain(days + seconds / _SECONDS)
    if look is Look.DAY and not seconds:
        return pair_cell("day", day.isoformat())
    instant = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - plant time
    return pair_cell("instant", instant.isoformat())


class Numbers:
    """The numbers of one workbook, told by its cells' styles: `formats` are the formats' codes, style by style."""

    def __init__(self, formats: list[str], *, is_1904: bool) -> None:
        self._formats = [number_format_of(code) for code in formats]
        self._is_1904 = is_1904
        self.cell = lru_cache(maxsize=65_536)(self._cell)

    def _cell(self, style: int, text: str) -> str:
        """A number, in words of the file, as its cell is written."""
        try:
            value = float(text)
        except ValueError:
            return text_cell(text)
        return self.shown(style, value)

    def shown(self, style: int, value: float) -> str:
        """A number as its cell is written."""
        shown = self._formats[style] if 0 <= style < len(self._formats) else PLAIN
        return number_cell(value, shown, is_1904=self._is_1904)
