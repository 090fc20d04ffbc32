"""Where the time of a cold build goes: py-spy looks into all its processes, and each look is booked to a stage.

`python -m benchmarks.flame --cases 1000` prints CPU milliseconds a case by stage and by function, and leaves the stacks
in FOLDER/flame.txt (for speedscope.app or flamegraph.pl). A look belongs to the innermost of our own functions that a
stage claims; what no stage claims is MkDocs, imports and the garbage collector.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.board import AT, HERE, Board
from benchmarks.cost import cost_of
from benchmarks.report import Section
from benchmarks.workshop import FEW, FOLDER, Workshop

STAGES: Mapping[str, Sequence[str]] = {
    "read": ("board_gen/sources/",),
    "judge": ("board_gen/rules/",),
    "markdown": ("board_gen/pages/markdown", "board_gen/pages/dialect"),
    "stamp": ("board_gen/pages/stamp", "board_gen/pages/shells"),
    "write": ("board_gen/site_folder", "board_gen/pages/written"),
    "store": ("board_gen/store", "board_gen/packed", "board_gen/publish"),
    "search": ("board_gen/pages/full_text", "board_gen/pages/search", "board_gen/views/search"),
    "data": ("board_gen/pages/api", "board_gen/views/api"),
    "pages about all": tuple(
        f"board_gen/{room}/{page}.py"
        for room in ("pages", "views")
        for page in ("board", "cases", "counts", "findings", "listed", "live", "meeting", "q_chart", "trends", "tv")
    ),
    "render": ("board_gen/pages/", "<template>"),
    "view": ("board_gen/views/", "board_gen/wording/"),
    "pipeline": ("board_gen/",),
}
"""The files of each stage, as they begin; the first stage that claims a file has it (`pipeline` takes the rest)."""
OTHER = "MkDocs, imports"
RATE = 200
"""Looks a second."""
TOP = 20
"""So many functions are named."""
_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Looks:
    """How often each stage, and each function of ours, was found at work."""

    stages: Counter[str]
    functions: Counter[str]


def flame_section(workshop: Workshop, count: int) -> Section:
    """What a case costs, shared out among the stages and the functions as often as they were seen."""
    few, many = workshop.board(FEW), workshop.board(count)
    per_case = 1000 * (many.cold().cpu - few.cold().cpu) / (count - FEW)
    fixed, all_looks = _looks_at(workshop, few), _looks_at(workshop, many)
    stages, functions = all_looks.stages - fixed.stages, all_looks.functions - fixed.functions
    per_look = per_case / max(1, stages.total())
    top = Counter(dict(functions.most_common(TOP)))
    lines = (f"{per_case:6.2f} ms CPU a case, of {count:,}", "", *_bars(stages, per_look), "", *_bars(top, per_look))
    return Section("flame", printed="\n".join(lines))


def _looks_at(workshop: Workshop, board: Board) -> Looks:
    """Look at a cold build."""
    board.forget()
    stacks = workshop.folder / "flame.txt"
    spy = (workshop.tools().program("py-spy"), "record", "--subprocesses", "--nonblocking", "--rate", str(RATE))
    output = ("--format", "raw", "--output", str(stacks), "--")
    build = (*board.command, "build", "--at", AT, "--site-dir", str(board.site))
    cost_of((*spy, *output, *build), board.plant, board.env)
    return looks_of(stacks.read_text(encoding="utf-8").splitlines())


def looks_of(stacks: Sequence[str]) -> Looks:
    """Book each line of py-spy's raw format: frames from outermost to innermost, then how often they were seen."""
    stages: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for line in stacks:
        stack, _, times = line.rpartition(" ")
        if not times.isdigit():  # py-spy's own words
            continue
        found = next(_claimed(stack.split(";")), None)
        stages[found[0] if found else OTHER] += int(times)
        if found:
            functions[found[1]] += int(times)
    return Looks(stages, functions)


def _claimed(frames: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The stage and the function of each frame that is ours, innermost first."""
    for frame in reversed(frames):
        function, _, place = frame.partition(" (")
        stage = next((stage for stage, files in STAGES.items() if place.startswith(tuple(files))), None)
        if stage:
            yield stage, f"{stage}: {function} {place.partition(':')[0].removeprefix('board_gen/')}"


def _bars(looks: Counter[str], per_look: float) -> Iterator[str]:
    """A line for each: milliseconds a case, and a bar of its share."""
    most = max(looks.values(), default=1)
    for name, times in looks.most_common():
        yield f"{times * per_look:6.2f} ms  {'█' * round(_WIDTH * times / most):{_WIDTH}}  {name}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Where the time of a cold build goes.")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--tree", type=Path, default=HERE, help="a checkout of another version")
    given = parser.parse_args()
    print(flame_section(Workshop(given.folder.resolve(), given.tree.resolve()), given.cases).markdown())


if __name__ == "__main__":
    main()
