"""A first build, against the peers in the same run: what a case costs, and how long one waits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from benchmarks.cost import Cost, median_of
from benchmarks.peers import Peer
from benchmarks.report import Promise, Section
from benchmarks.workshop import FEW, Workshop

OURS = "board_gen"
HEAD = ("cold", "cases", "CPU ms a case", "wall ms a case", "CPU s", "wall s", "memory MB", "KB a page")
INSIDE_AT_MOST = 1000
"""So many pages inside the navigation MkDocs still ends."""
PATIENCE = 20.0
"""What takes longer than so many seconds is run once."""


class Maker(Protocol):
    """Who makes a site: board_gen or a peer."""

    def cold(self, *, is_memory_seen: bool = False) -> Cost:
        """Build into an empty folder, with nothing known."""

    def pages(self) -> tuple[int, float]:
        """How many pages of cases it made, and their mean size in KB."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One maker at one size: a cold build of all cases, one of FEW, and the pages' mean size in KB."""

    name: str
    cases: int
    whole: Cost
    few: Cost
    size: float

    @property
    def cpu_per_case(self) -> float:
        """CPU milliseconds a case costs beyond the fixed part."""
        return 1000 * (self.whole.cpu - self.few.cpu) / (self.cases - FEW)

    @property
    def wall_per_case(self) -> float:
        """Wall milliseconds a case costs beyond the fixed part."""
        return 1000 * (self.whole.wall - self.few.wall) / (self.cases - FEW)

    def cells(self) -> Sequence[str]:
        """Its row of the table."""
        per_case = (f"{self.cpu_per_case:.2f}", f"{self.wall_per_case:.2f}")
        whole = (f"{self.whole.cpu:.1f}", f"{self.whole.wall:.1f}", f"{self.whole.memory:,.0f}")
        return (self.name, f"{self.cases:,}", *per_case, *whole, f"{self.size:.0f}")


def cold_section(workshop: Workshop, sizes: Sequence[int], runs: int) -> Section:
    """Every maker at every size."""
    few = _costs_of(_makers_of(workshop, FEW), runs)
    rows: list[Measured] = []
    for size in sizes:
        makers = _makers_of(workshop, size)
        costs = _costs_of(makers, runs)
        rows += [Measured(name, size, costs[name], few[name], makers[name].pages()[1]) for name in makers]
    return Section("cold", HEAD, [row.cells() for row in rows], tuple(_promises_of(rows)))


def _makers_of(workshop: Workshop, size: int) -> Mapping[str, Maker]:
    """Everybody who takes part at a size, with their projects written."""
    peers = [peer for peer in Peer if peer is not Peer.INSIDE or size <= INSIDE_AT_MOST]
    return {OURS: workshop.board(size), **{peer.value: workshop.peer(peer, size) for peer in peers}}


def _costs_of(makers: Mapping[str, Maker], runs: int) -> Mapping[str, Cost]:
    """The median of each maker's builds; they take turns, so that all meet the same machine."""
    costs: dict[str, list[Cost]] = {name: [] for name in makers}
    for _ in range(runs):
        for name, maker in makers.items():
            if not costs[name] or costs[name][0].wall < PATIENCE:
                costs[name].append(maker.cold(is_memory_seen=True))
    return {name: median_of(taken) for name, taken in costs.items()}


def _promises_of(rows: Sequence[Measured]) -> Iterator[Promise]:
    """What issue 4 promises of a cold build, at the largest size that a peer takes part in."""
    ours = {row.cases: row for row in rows if row.name == OURS}
    largest = ours[max(ours)]
    yield Promise(f"a case costs, of {largest.cases:,}", largest.cpu_per_case, 4.0, "ms CPU")
    bounds = ((Peer.HUGO, 1.0), (Peer.OUTSIDE, 4.0), (Peer.INSIDE, 15.0))
    for peer, bound in bounds:
        theirs = max((row for row in rows if row.name == peer.value), key=lambda row: row.cases)
        same = ours[theirs.cases]
        what = f"{theirs.cases:,} cases against {peer.value}"
        yield Promise(f"{what}, whole build", theirs.whole.wall / same.whole.wall, bound, "times in wall time", True)
        per_case = theirs.wall_per_case / same.wall_per_case
        yield Promise(f"{what}, beyond the fixed part", per_case, bound, "times in wall time", True)
