"""Cell: one criterion of a case as a reader sees it at one instant."""

from datetime import datetime, timedelta
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.terms import Letter
from board_gen.rules.tracks import CriterionTrack
from board_gen.views.reader import Reader
from board_gen.wording.sentences import why_of

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


class Cell(NamedTuple):
    """A letter, the sentence that says why, and what is noted beside it.

    `moved` says how far the deadline in force lies past the first one (`+3 d`), empty where it never moved.
    """

    criterion: str
    letter: Letter
    why: str
    moved: str
    is_claimed: bool


def cell_of(track: CriterionTrack, reader: Reader, *, with_why: bool = True) -> Cell:
    """The cell of a criterion at the reader's instant; `why` is empty where nobody is shown it."""
    ruling = track.rulings.at(reader.at)
    return Cell(
        criterion=track.criterion.id,
        letter=ruling.letter,
        why=why_of(track, reader.at, reader.zone, reader.words) if with_why else "",
        moved=moved_words(ruling.due, ruling.first_due, reader) if ruling.moved else "",
        is_claimed=ruling.claimed,
    )


def moved_words(due: datetime, first_due: datetime, reader: Reader) -> str:
    """How far a deadline was moved, in whole days (hours under a day): `+3 d`, `−1 d`, `+5 h`."""
    length = abs(due - first_due)
    sign = "−" if due < first_due else "+"
    if length >= _DAY:
        return sign + reader.words(N_("{count} d"), count=length // _DAY)
    return sign + reader.words(N_("{count} h"), count=length // _HOUR)
