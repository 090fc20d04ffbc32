"""Pareto: which classes of problems come up most."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from board_gen.model.terms import Phase
from board_gen.rules.digest import CaseDigest


@dataclass(frozen=True, slots=True)
class ParetoBar:
    """A class of problems, how many there are, and the share (0 to 1) of it and all before it."""

    name: str
    count: int
    cumulative: float


@dataclass(frozen=True, slots=True)
class Pareto:
    """Classes by size, largest first, then by name; `rejected` problems are left out."""

    bars: tuple[ParetoBar, ...]
    rejected: int

    @property
    def count(self) -> int:
        """All problems counted."""
        return sum(bar.count for bar in self.bars)


def pareto_of(cases: Sequence[CaseDigest], class_of: Callable[[CaseDigest], str]) -> Pareto:
    """These cases, listed rows too, by `class_of`."""
    kept = [digest for digest in cases if not is_rejected(digest)]
    sizes = sorted(Counter(map(class_of, kept)).items(), key=lambda item: (-item[1], item[0]))
    totals = accumulate(count for _, count in sizes)
    bars = (ParetoBar(name, count, total / len(kept)) for (name, count), total in zip(sizes, totals, strict=True))
    return Pareto(tuple(bars), len(cases) - len(kept))


def is_rejected(digest: CaseDigest) -> bool:
    """True for what turned out to be no problem of ours."""
    return digest.ending is not None and digest.ending.phase is Phase.REJECTED
