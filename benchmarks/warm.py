"""A second build: nothing changed, one case changed, only time passed; and Hugo's after one edit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.board import AN_HOUR_LATER, AT, Board, Touched, touched_between
from benchmarks.cost import Cost, median_of
from benchmarks.peers import Peer
from benchmarks.report import Promise, Section
from benchmarks.workshop import FEW, Workshop

HEAD = (
    "warm",
    "cases",
    "CPU s",
    "wall s",
    "CPU s beyond the fixed part",
    "wall s beyond it",
    "files written",
    "removed",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What happens between two builds: `prepare` is what somebody does, `at` the instant of the second build."""

    name: str
    prepare: Callable[[Board], object]
    at: str = AT


NOTHING = Kind("nothing changed", lambda _: None)
OPEN = Kind("an open case changed", lambda board: board.edit())
CLOSED = Kind("a closed case changed", lambda board: board.edit(is_open=False))
LATER = Kind("an hour passed", lambda _: None, AN_HOUR_LATER)
KINDS = (NOTHING, OPEN, CLOSED, LATER)
HUGO = "Hugo, one case changed"


@dataclass(frozen=True, slots=True)
class Measured:
    """Builds of one kind at one size, of which `fixed` is what the same kind costs with FEW cases."""

    name: str
    cases: int
    whole: Cost
    fixed: Cost
    touched: Touched | None = None

    @property
    def beyond(self) -> Cost:
        """What the cases cost."""
        return self.whole.beyond(self.fixed)

    def cells(self) -> Sequence[str]:
        """Its row of the table."""
        files = (f"{self.touched.written:,}", f"{self.touched.removed:,}") if self.touched else ("", "")
        times = (self.whole.cpu, self.whole.wall, self.beyond.cpu, self.beyond.wall)
        return (self.name, f"{self.cases:,}", *(f"{time:.2f}" for time in times), *files)


def warm_section(workshop: Workshop, count: int, runs: int) -> Section:
    """All kinds of second builds of so many cases, and Hugo's."""
    many, few = workshop.board(count), workshop.board(FEW)
    for board in (many, few):
        board.build()
    rows = [_measured(kind, many, few, runs) for kind in KINDS]
    rows.append(_hugo(workshop, count, runs))
    return Section("warm", HEAD, [row.cells() for row in rows], tuple(_promises_of({row.name: row for row in rows})))


def _measured(kind: Kind, many: Board, few: Board, runs: int) -> Measured:
    """The medians of the builds, and what the last one did to the site."""
    taken = [(rebuilt(kind, many), rebuilt(kind, few)) for _ in range(runs)]
    whole, fixed = (median_of([cost for cost, _ in column]) for column in zip(*taken, strict=True))
    return Measured(kind.name, many.count, whole, fixed, taken[-1][0][1])


def rebuilt(kind: Kind, board: Board) -> tuple[Cost, Touched]:
    """Build the site twice, with what `kind` says in between; the second build."""
    board.build()
    kind.prepare(board)
    before = board.files()
    cost = board.build(kind.at)
    return cost, touched_between(before, board.files())


def _hugo(workshop: Workshop, count: int, runs: int) -> Measured:
    many, few = workshop.peer(Peer.HUGO, count), workshop.peer(Peer.HUGO, FEW)
    costs: Mapping[int, list[Cost]] = {count: [], FEW: []}
    for site in (many, few):
        site.build()
    for _ in range(runs):
        for site in (many, few):
            site.edit()
            costs[site.board.count].append(site.build())
    return Measured(HUGO, count, median_of(costs[count]), median_of(costs[FEW]))


def _promises_of(rows: Mapping[str, Measured]) -> Iterator[Promise]:
    """What issue 4 promises of a warm build."""
    for kind, bound in ((NOTHING, 0.8), (OPEN, 1.5), (CLOSED, 1.5)):
        beyond = rows[kind.name].beyond
        yield Promise(f"{kind.name}, beyond the fixed part", beyond.cpu, bound, "s CPU")
        yield Promise(f"{kind.name}, beyond the fixed part", beyond.wall, bound, "s wall")
    unchanged = rows[NOTHING.name].touched
    yield Promise(
        "files touched where nothing changed", unchanged.written + unchanged.removed if unchanged else 0, 0, "files"
    )
    ratio = rows[HUGO].whole.wall / rows[OPEN.name].whole.wall
    yield Promise("one case changed, whole build against Hugo's", ratio, 5.0, "times in wall time", True)
    ratio = rows[HUGO].beyond.wall / max(0.001, rows[OPEN.name].beyond.wall)
    yield Promise("the same beyond the fixed parts", ratio, 5.0, "times in wall time", True)
