"""Counts: the board in numbers (contract §8 `counts`)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from board_gen.model.terms import Letter, Mark, Phase
from board_gen.rules.digest import last_red_of
from board_gen.rules.judged import JudgedPlant


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows the board has; red, yellow and green count what is valid, in all three phases."""

    board: int
    red: int
    yellow: int
    green: int
    open: int
    watch: int
    ready: int
    new: int
    invalid: int


def counts_of(judged: JudgedPlant, at: datetime) -> Counts:
    """The board's numbers at an instant."""
    rows = judged.on_board(at)
    heads = [tracks.head.at(at) for tracks in rows]
    letters, phases = Counter(head.status for head in heads), Counter(head.phase for head in heads)
    return Counts(
        board=len(rows) + len(judged.invalid),
        red=letters[Letter.RED],
        yellow=letters[Letter.YELLOW],
        green=letters[Letter.GREEN],
        open=phases[Phase.OPEN],
        watch=phases[Phase.WATCH],
        ready=phases[Phase.READY],
        new=sum(Mark.NEW in tracks.marks.at(at) for tracks in rows),
        invalid=len(judged.invalid),
    )


def days_without_red(judged: JudgedPlant, at: datetime) -> int | None:
    """Whole days of 24 hours since a case on the board was last red; 0 while one is, None where none ever was."""
    ends = [end for digest in judged.digests(at) if (end := last_red_of(digest, at)) is not None]
    return (at - max(ends)) // timedelta(days=1) if ends else None
