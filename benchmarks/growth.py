"""How time and memory grow from a thousand cases to a hundred thousand, cold and warm."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import linear_regression

from benchmarks.board import Board
from benchmarks.cost import Cost, median_of
from benchmarks.report import Promise, Section
from benchmarks.workshop import FEW, Workshop

HEAD = ("cases", "cold CPU s", "cold wall s", "cold memory MB", "warm CPU s", "warm wall s", "warm memory MB")
MEMORY_AT = 100_000
_MANY = 20_000
"""From so many cases on a size is measured once."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Builds of so many cases: a cold one, and a warm one after an open case has changed."""

    cases: int
    cold: Cost
    warm: Cost

    def cells(self) -> Sequence[str]:
        """Its row of the table."""
        costs = (f"{cost.cpu:.2f} | {cost.wall:.2f} | {cost.memory:,.0f}" for cost in (self.cold, self.warm))
        return (f"{self.cases:,}", *costs)


def growth_section(workshop: Workshop, sizes: Sequence[int], runs: int) -> Section:
    """Every size, and how fast the times grow beyond the fixed part."""
    few = _measured(workshop, FEW, runs)
    rows = [_measured(workshop, size, runs) for size in sizes]
    return Section("growth", HEAD, [row.cells() for row in (few, *rows)], tuple(_promises_of(few, rows)))


def _measured(workshop: Workshop, count: int, runs: int) -> Measured:
    board = workshop.board(count)
    costs = [_cold_and_warm(board) for _ in range(1 if count >= _MANY else runs)]
    if count >= _MANY:
        board.forget()
    cold, warm = (median_of(column) for column in zip(*costs, strict=True))
    return Measured(count, cold, warm)


def _cold_and_warm(board: Board) -> tuple[Cost, Cost]:
    cold = board.cold(is_memory_seen=True)
    board.edit()
    return cold, board.build(is_memory_seen=True)


def _promises_of(few: Measured, rows: Sequence[Measured]) -> Iterator[Promise]:
    cold = [row.cold.beyond(few.cold) for row in rows]
    warm = [row.warm.beyond(few.warm) for row in rows]
    cases = [row.cases for row in rows]
    if len(rows) > 1:
        yield Promise(
            "cold CPU grows with the cases to the power of", exponent_of(cases, [c.cpu for c in cold]), 1.05, ""
        )
        yield Promise(
            "warm CPU grows with the cases to the power of", exponent_of(cases, [c.cpu for c in warm]), 1.05, ""
        )
    for row in rows:
        if row.cases == MEMORY_AT:
            yield Promise(f"memory of {row.cases:,} cases, cold", row.cold.memory, 1500, "MB")
            yield Promise(f"memory of {row.cases:,} cases, warm", row.warm.memory, 600, "MB")


def exponent_of(sizes: Sequence[int], times: Sequence[float]) -> float:
    """The slope of the straight line through the logarithms: 1 is linear. Times of nothing count as a millisecond."""
    logs = [math.log(max(time, 0.001)) for time in times]
    return linear_regression([math.log(size) for size in sizes], logs).slope
