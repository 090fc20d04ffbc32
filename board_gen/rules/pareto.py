"""Pareto: which classes of problems come up most."""

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

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
