"""The whole plant through time: what `judge` makes of every case."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from board_gen.finding import Finding
from board_gen.model.case import InvalidCase
from board_gen.model.plant import Plant
from board_gen.model.rules import Rules
from board_gen.rules.digest import CaseDigest, digest_of
from board_gen.rules.tracks import CaseTracks


@dataclass(frozen=True)
class JudgedPlant:
    """Every valid case (by id), every invalid one, and all findings of sources and rules.

    A case stands in `cases` with its tracks, or in `settled` as a digest only: nothing of it changes any more.
    """

    plant: Plant
    cases: tuple[CaseTracks, ...]
    invalid: tuple[InvalidCase, ...]
    findings: tuple[Finding, ...]
    settled: tuple[CaseDigest, ...] = ()

    @property
    def rules(self) -> Rules:
        """The plant's rules."""
        return self.plant.rules

    def digests(self, at: datetime) -> tuple[CaseDigest, ...]:
        """Every valid case in short, as it is at an instant, by id."""
        digests = [*self.settled, *(digest_of(tracks, at) for tracks in self.cases)]
        return tuple(sorted(digests, key=lambda digest: digest.id))

    @cached_property
    def addresses(self) -> Mapping[str, tuple[int, str]]:
        """The pages of all cases by `name_key` of their ids and addresses: whose goes before whose, and where it is."""
        named = sorted(
            [
                *((tracks.case.id, tracks.case.address) for tracks in self.cases),
                *((digest.id, digest.address) for digest in self.settled),
            ]
        )
        named += [(invalid.id, invalid.address) for invalid in self.invalid if invalid.address is not None]
        found: dict[str, tuple[int, str]] = {}
        for order, (case_id, address) in enumerate(named):
            for name in (case_id, address):
                found.setdefault(name_key(name), (order, address))
        return found

    def on_board(self, at: datetime) -> tuple[CaseTracks, ...]:
        """The valid cases that the meeting walks at an instant, in the board's order (contract §5)."""
        rows = [tracks for tracks in self.cases if tracks.is_on_board(at)]
        return tuple(sorted(rows, key=lambda tracks: board_key(tracks, at)))


def name_key(name: str) -> str:
    """A case's id or address for comparison."""
    return unicodedata.normalize("NFC", name).casefold()


_RANK = {"R": 0, "Y": 1, "G": 2}
_NEVER = datetime.max.replace(tzinfo=UTC)


def board_key(tracks: CaseTracks, at: datetime) -> tuple[int, int, datetime, str]:
    """What orders the board: escalation, letter, the earliest deadline of what is not met, id."""
    head, due = tracks.head.at(at), tracks.next_due.at(at)
    return (-head.escalation, _RANK[head.status], due or _NEVER, tracks.case.id)
