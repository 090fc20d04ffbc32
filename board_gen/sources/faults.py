"""Fault: a kind of fault that a value can have wherever it stands, in a case or in board.yml.

A case's code is BG2nn, board.yml's BG3nn with the same nn. In board.yml each is an error (contract §6: a broken
board.yml); in a case it is a warning, unless a letter depends on the value.
"""

from dataclasses import dataclass

from board_gen.finding import Kind, Level


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
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
