"""Fault: a kind of fault that a value can have wherever it stands, in a case or in board.yml.

A case's code is BG2nn, board.yml's BG3nn with the same nn. In board.yml each is an error (contract §6: a broken
board.yml); in a case it is a warning, unless a letter depends on the value.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from board_gen.finding import Kind, Level

_MOST_NAMES = 300
"""So many known names are compared; the time for a hopeless file stays bounded."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The same fault as a kind of a case's finding and of board.yml's."""

    case: Kind
    board: Kind


def fault(number: int, text: str, hint: str = "", level: Level = Level.WARNING) -> Fault:
    """The fault with the codes BG2nn (at `level`) and BG3nn (an error)."""
    return Fault(Kind(f"BG2{number:02}", level, text, hint), Kind(f"BG3{number:02}", Level.ERROR, text, hint))


def shown(text: str, longest: int = 60) -> str:
    """A text of somebody's file as a message quotes it: on one line, and not endless."""
    flat = " ".join(text[: 4 * longest].split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def folded(text: str) -> str:
    """A name for comparison: case, widths of characters, spaces, `-` and `_` make no difference."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "-_")


def nearest_of(text: str, known: Iterable[str]) -> str | None:
    """The known name that `text` was probably meant to be; None where none is like it."""
    names = {folded(name): name for name in islice(known, _MOST_NAMES)}
    matches = get_close_matches(folded(text[:100]), names, 1, 0.6)
    return names[matches[0]] if matches else None
