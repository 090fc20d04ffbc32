"""The past, compared: what was written of a case may be added to, and is never rewritten (contract §5).

A deadline moves by a line in `revisions` that all can see; whoever edits `due`, or takes a revision out, changes what
the board said on days that have gone by.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar
from unicodedata import normalize

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Case, CriterionFacts, Revision
from board_gen.model.plant import Plant

GONE = Kind(
    "BG690",
    Level.ERROR,
    N_("the case {case} was there before, and is gone"),
    N_("bring it back; what is no problem of yours is marked `rejected`"),
)
OPENED = Kind(
    "BG691", Level.ERROR, N_("opened was changed, and every deadline with it"), N_("write it as it was: {before}")
)
DUE = Kind(
    "BG692",
    Level.ERROR,
    N_("{criterion}: the first deadline was edited (before: {before})"),
    N_("write it as it was, and move the deadline with a line in `revisions`"),
)
REVISION = Kind(
    "BG693",
    Level.ERROR,
    N_("{criterion}: the revision of {before} was edited or taken out"),
    N_("write it as it was; a further move is a further line"),
)
DONE = Kind(
    "BG694",
    Level.ERROR,
    N_("{criterion}: `done` was {before}, and is not any more"),
    N_("write it as it was; what failed later is a line in `recurrences`"),
)
RECURRENCE = Kind(
    "BG695", Level.ERROR, N_("the recurrence of {before} was edited or taken out"), N_("write it as it was")
)
T = TypeVar("T")
_NOWHERE = Place("")


def edited_past(before: Plant, now: Plant) -> tuple[Finding, ...]:
    """Everything in `now` that contradicts what `before` said; a case that is invalid in either is not compared."""
    present = {_key(case.id): case for case in now.cases}
    invalid = {_key(case.id) for case in now.invalid}
    found: list[Finding] = []
    for case in before.cases:
        after = present.get(_key(case.id))
        if after is not None:
            found.extend(_edits_of(case, after))
        elif _key(case.id) not in invalid:
            found.append(Finding(GONE, case.place, {"case": case.id}, case=case.id))
    return tuple(found)


def _key(case_id: str) -> str:
    return normalize("NFC", case_id).casefold()


def _edits_of(before: Case, now: Case) -> Iterator[Finding]:
    if before.opened != now.opened:
        yield _finding(OPENED, now, now.place_of("opened"), before=str(before.opened))
    for criterion in {**before.facts, **now.facts}:
        nothing = CriterionFacts(criterion)
        yield from _criterion_edits(before.facts.get(criterion, nothing), now.facts.get(criterion, nothing), now)
    for revision in _lost(_revisions_of(before), _revisions_of(now)):
        yield _finding(REVISION, now, now.place_of("revisions"), criterion=revision.criterion, before=str(revision.at))
    kept = [recurrence.at for recurrence in now.recurrences]
    for at in _lost([recurrence.at for recurrence in before.recurrences], kept):
        yield _finding(RECURRENCE, now, now.place_of("recurrences"), before=str(at))


def _revisions_of(case: Case) -> list[Revision]:
    return [replace(revision, place=_NOWHERE) for revision in case.revisions]


def _criterion_edits(before: CriterionFacts, now: CriterionFacts, case: Case) -> Iterator[Finding]:
    place = now.place if now.place.file else case.place_of("criteria")
    if before.due != now.due:
        yield _finding(DUE, case, place, criterion=before.criterion, before=str(before.due or "–"))
    for done in _lost(before.done, now.done):
        yield _finding(DONE, case, place, criterion=before.criterion, before=str(done))


def _lost(before: Sequence[T], now: Sequence[T]) -> list[T]:
    """What stood before and does not any more; of equals, so many as are missing."""
    return list((Counter(before) - Counter(now)).elements())


def _finding(kind: Kind, case: Case, place: Place, **values: str) -> Finding:
    return Finding(kind, place, values, case=case.id)
