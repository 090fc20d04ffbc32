"""Lately: all cases in which something changed in the last 30 days; those that have settled by their digests."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from board_gen.model.rules import EscalationLevel
from board_gen.rules.changed import LOOK_BACK, Change, changes_of, kept_in
from board_gen.rules.digest import CaseDigest
from board_gen.rules.tracks import CaseTracks


class ChangedCase(NamedTuple):
    """A case in short and what changed in it, oldest first; `levels` are those of its escalation while it is kept."""

    case: CaseDigest
    changes: tuple[Change, ...]
    levels: Sequence[EscalationLevel] = ()


def changed_cases(tracks: Iterable[CaseTracks], digests: Iterable[CaseDigest], at: datetime) -> tuple[ChangedCase, ...]:
    """What changed in the 30 days before `at`, the worst case first. `digests` are those of all cases, by id."""
    living, first = {of.case.id: of for of in tracks}, at - LOOK_BACK
    found = [_changed_case(digest, living.get(digest.id), first, at) for digest in digests if digest.opened <= at]
    return tuple(sorted((one for one in found if one.changes), key=_rank_of))


def _changed_case(digest: CaseDigest, tracks: CaseTracks | None, first: datetime, at: datetime) -> ChangedCase:
    if tracks is not None:
        return ChangedCase(digest, changes_of(tracks, first, at), tracks.levels)
    ended = digest.ending.at if digest.ending is not None else None
    if max(ended or digest.opened, digest.opened) < first:
        return ChangedCase(digest, ())
    return ChangedCase(digest, tuple([change for change in kept_in(digest.news) if first <= change.at <= at]))


_LETTERS = {"R": 0, "Y": 1, "G": 2}


def _rank_of(changed: ChangedCase) -> tuple[bool, int, int, str]:
    """On the board first; there by escalation and letter, as the board is ordered."""
    case = changed.case
    head = case.head if case.ending is None else None
    return (head is None, -(head.escalation if head else 0), _LETTERS[head.status] if head else 0, case.id)
