"""Pareto: which classes of problems come up most."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

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


MOST_CLASSES = 10
"""So many classes are told one by one; the others together."""


class Bar(NamedTuple):
    """A class by the number of its name, its size, and the sizes of it and all before it."""

    name: int
    size: int
    cumulative: int


class Classes(NamedTuple):
    """The largest classes, by size and then by name; `others` are in the `other_classes` beyond the tenth. `unnamed`
    say nothing: they are no class, and not in `total`, of which the shares are.
    """

    bars: tuple[Bar, ...]
    others: int
    other_classes: int
    unnamed: int

    @property
    def total(self) -> int:
        """All that name a class."""
        return self.others + (self.bars[-1].cumulative if self.bars else 0)


def classes_of(names: Iterable[int]) -> Classes:
    """Each name's number, of all that are counted, put into classes; 0 names none."""
    counts = Counter(names)
    unnamed = counts.pop(0, 0)
    sizes = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    kept, rest = sizes[:MOST_CLASSES], sizes[MOST_CLASSES:]
    totals = accumulate(count for _, count in kept)
    bars = tuple([Bar(name, count, total) for (name, count), total in zip(kept, totals, strict=True)])
    return Classes(bars, sum(count for _, count in rest), len(rest), unnamed)
