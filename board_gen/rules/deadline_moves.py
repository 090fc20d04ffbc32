"""Moves of deadlines: what was gained by them, and the reasons that were given."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from board_gen.model.case import Revision
from board_gen.model.terms import Letter
from board_gen.rules.tracks import CaseTracks, CriterionTrack

_SECOND = timedelta(seconds=1)


class Postponed(NamedTuple):
    """A deadline was moved: since when that holds, whose it is, the seconds that it came later (negative: earlier)
    than the one in force until then, and the reason as written.
    """

    at: datetime
    criterion: str
    gained: int
    reason: str


def postponed_of(tracks: CaseTracks, at: datetime) -> tuple[Postponed, ...]:
    """Every move of a deadline that was in force by `at`, in order.

    Left out are lines that move nothing: of criteria that do not apply, or dated after the case's end. One dated before
    the opening holds from the opening on.
    """
    case = tracks.case
    if not case.revisions:
        return ()
    last = at if tracks.end is None else min(at, tracks.end)
    known = [revision for revision in case.revisions if revision.at <= last]
    found = [move for cell in tracks.criteria for move in _of_criterion(cell, known, case.opened)]
    return tuple(sorted(found, key=lambda move: move.at))


def _of_criterion(cell: CriterionTrack, known: Iterable[Revision], opened: datetime) -> Iterator[Postponed]:
    first = cell.rulings.steps[0][1]
    if first.letter is Letter.NOT_APPLICABLE:
        return
    due = first.first_due
    for revision in known:
        if revision.criterion == cell.criterion.id:
            gained = (revision.to - due) // _SECOND
            yield Postponed(max(revision.at, opened), cell.criterion.id, gained, revision.reason)
            due = revision.to


def folded(reason: str) -> str:
    """A reason for comparison: without case, width, runs of white space, and punctuation at its end."""
    words = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", reason).casefold()).split()
    text = " ".join(words)
    while text and (text[-1].isspace() or unicodedata.category(text[-1]).startswith("P")):
        text = text[:-1]
    return text


def reason_names(reasons: Iterable[str]) -> Mapping[str, str]:
    """What stands for each reason as written: of those that are folded alike the most frequent, then the first by code
    points. One without a word is "".
    """
    keys = {reason: (folded(reason), count) for reason, count in Counter(reasons).items()}
    spelled = defaultdict[str, Counter[str]](Counter)
    for reason, (key, count) in keys.items():
        spelled[key][" ".join(reason.split())] += count
    names = {key: min(counts, key=lambda text: (-counts[text], text)) if key else "" for key, counts in spelled.items()}
    return {reason: names[key] for reason, (key, _) in keys.items()}
