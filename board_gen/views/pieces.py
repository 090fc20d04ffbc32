"""Pieces: what pages about many cases are put together of, made of one open case each, and kept from build to build.

A case's row, its line of the live list, its screen of the walk hang on nothing but the case's tracks, the instant, and
the rules, words and program that all of them share. The next build at the same instant takes over what was made of a
case whose tracks are the same, byte for byte, as they were packed; at another instant all are made anew.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias, TypeVar, cast

from board_gen.packed import packed, unpacked

MOST = 2_000
"""Of so many open cases pieces are kept, some 30 KB each: with more of them it would cost too much memory."""

T = TypeVar("T")


class KeptCase(NamedTuple):
    """What was made of a case: `mark` is the digest of its tracks, `pieces` those by their names, packed."""

    mark: bytes
    pieces: bytes


KeptPieces: TypeAlias = Mapping[str, KeptCase]
"""What a former build made at the same instant of the same rules, by the ids of the cases."""


class Pieces:
    """The pieces of a build: each is made once, or taken over. `marks` are the digests of the cases' tracks, by id."""

    def __init__(self, marks: Mapping[str, bytes] | None = None, former: KeptPieces | None = None) -> None:
        self._marks = marks or {}
        self._former = {name: kept for name, kept in (former or {}).items() if kept.mark == self._marks.get(name)}
        self._known: dict[str, dict[str, object]] = {}
        self._now: dict[str, dict[str, object]] = {}

    def piece(self, case_id: str, name: str, make: Callable[[], T]) -> T:
        """A piece of a case; `name` tells all that it is made of beside the case and what all share."""
        now = self._now.setdefault(case_id, {})
        if name not in now:
            known = self._known_of(case_id)
            now[name] = known[name] if name in known else make()
        return cast("T", now[name])

    def _known_of(self, case_id: str) -> dict[str, object]:
        if case_id not in self._known:
            kept = self._former.get(case_id)
            self._known[case_id] = cast("dict[str, object]", unpacked(kept.pieces)) if kept else {}
        return self._known[case_id]

    def kept(self) -> KeptPieces:
        """All that this build asked for, of cases whose tracks have a mark; nothing where they are too many."""
        ids = self._now.keys() & self._marks.keys() if len(self._marks) <= MOST else ()
        return {case_id: self._kept_of(case_id) for case_id in sorted(ids)}

    def _kept_of(self, case_id: str) -> KeptCase:
        now, former = self._now[case_id], self._former.get(case_id)
        if former and now.keys() == self._known_of(case_id).keys():
            return former
        return KeptCase(self._marks[case_id], packed(now))
