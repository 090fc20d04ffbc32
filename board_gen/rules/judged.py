"""The whole plant through time: what `judge` makes of every case."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from board_gen.finding import Finding
from board_gen.model.case import InvalidCase
from board_gen.model.plant import Plant
from board_gen.model.rules import Rules
from board_gen.rules.digest import CaseDigest, digest_of
from board_gen.rules.history import History
from board_gen.rules.lately import ChangedCase, changed_cases
from board_gen.rules.local_days import LocalDays
from board_gen.rules.tracks import CaseTracks
from board_gen.rules.trend_rows import TrendTable


@dataclass(frozen=True)
class JudgedPlant:
    """Every valid case (by id), every invalid one, and all findings of sources and rules.

    A case stands in `cases` with its tracks, or in `settled` as a digest only: nothing of it changes any more.
    `named` are the `addresses` where somebody knows them without having all cases.
    """

    plant: Plant
    cases: tuple[CaseTracks, ...]
    invalid: tuple[InvalidCase, ...]
    findings: tuple[Finding, ...]
    settled: tuple[CaseDigest, ...] = ()
    named: Mapping[str, tuple[int, str]] | None = None

    @property
    def rules(self) -> Rules:
        """The plant's rules."""
        return self.plant.rules

    def digests(self, at: datetime) -> tuple[CaseDigest, ...]:
        """Every valid case in short, as it is at an instant, by id; made once for each instant."""
        if at not in self._digests:
            digests = [*self.settled, *(digest_of(tracks, at) for tracks in self.cases)]
            self._digests[at] = tuple(sorted(digests, key=lambda digest: digest.id))
        return self._digests[at]

    def history(self, at: datetime) -> History:
        """What had happened by an instant; made once for each instant."""
        if at not in self._histories:
            opened = tuple(digest for digest in self.digests(at) if digest.opened <= at)
            criteria = tuple([criterion.id for criterion in self.rules.criteria])
            self._histories[at] = History(at, opened, self.local_days, criteria, len(self.invalid))
        return self._histories[at]

    def trend_table(self, at: datetime) -> TrendTable:
        """The rows that the trends are summed from, as they stand at an instant; made once for each instant."""
        return self.history(at).table

    def changed(self, at: datetime) -> tuple[ChangedCase, ...]:
        """The cases in which something changed in the 30 days before an instant, the worst first."""
        if at not in self._changed:
            self._changed[at] = changed_cases(self.cases, self.digests(at), at)
        return self._changed[at]

    @cached_property
    def local_days(self) -> LocalDays:
        """The plant's days, for sums over many instants."""
        return LocalDays(self.rules.zone)

    @cached_property
    def _digests(self) -> dict[datetime, tuple[CaseDigest, ...]]:
        return {}

    @cached_property
    def _changed(self) -> dict[datetime, tuple[ChangedCase, ...]]:
        return {}

    @cached_property
    def _histories(self) -> dict[datetime, History]:
        return {}

    @cached_property
    def inputs(self) -> str:
        """Every file that was read, with its digest, a line each."""
        digests = self.plant.digests
        return "\n".join(f"{name} {digests[name]}" for name in sorted(digests))

    @cached_property
    def addresses(self) -> Mapping[str, tuple[int, str]]:
        """The pages of all cases by `name_key` of id and address: whether it is valid (0) or not (1), and where."""
        if self.named is not None:
            return self.named
        valid = [(tracks.case.id, tracks.case.address) for tracks in self.cases]
        valid += [(digest.id, digest.address) for digest in self.settled]
        return named_of(valid, [(case.id, case.address) for case in self.invalid if case.address is not None])

    def on_board(self, at: datetime) -> tuple[CaseTracks, ...]:
        """The valid cases that the meeting walks at an instant, in the board's order (contract §5)."""
        rows = [tracks for tracks in self.cases if tracks.is_on_board(at)]
        return tuple(sorted(rows, key=lambda tracks: board_key(tracks, at)))


def named_of(valid: Iterable[tuple[str, str]], invalid: Iterable[tuple[str, str]]) -> Mapping[str, tuple[int, str]]:
    """The pages of cases, given as ids and addresses, by `name_key` of either; valid ones (0) go before others (1)."""
    found: dict[str, tuple[int, str]] = {}
    for order, named in enumerate((sorted(valid), invalid)):
        for case_id, address in named:
            for name in {case_id, address}:
                found.setdefault(name_key(name), (order, address))
    return found


def name_key(name: str) -> str:
    """A case's id or address for comparison."""
    return unicodedata.normalize("NFC", name).casefold()


_RANK = {"R": 0, "Y": 1, "G": 2}
_NEVER = datetime.max.replace(tzinfo=UTC)


def board_key(tracks: CaseTracks, at: datetime) -> tuple[int, int, datetime, str]:
    """What orders the board: escalation, letter, the earliest deadline of what is not met, id."""
    head, due = tracks.head.at(at), tracks.next_due.at(at)
    return (-head.escalation, _RANK[head.status], due or _NEVER, tracks.case.id)
