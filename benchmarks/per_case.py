"""What a case costs in a cold build, in CPU milliseconds, stage by stage: `python -m benchmarks.per_case`.

Builds a small plant and a large one several times, each build in a process of its own, and prints the medians of the
difference per case: what a case costs beyond the fixed cost. Only numbers of one run can be compared, so `--before`
names a checkout of another version, whose builds take turns with this one's.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from types import ModuleType

AT = "2026-11-23 08:12"
FEW = 20
HERE = Path(__file__).parents[1]
STAGES = {
    "read": ("build:read_plant", "build:read_outline", "build:digests_of", "made:_read"),
    "judge": (
        *("build:judge_plant", "build:findings_at", "build:gate_findings"),
        *("made:judge", "made:findings_at", "made:gate_findings", "made:digest_of"),
    ),
    "markdown": ("pages.markdown:body_of", "pages.case:body_of"),
    "view": ("pages.case:report_of", "pages.case:live_report_of"),
    "render": ("pages.case:rendered",),
    "data": ("made:case_file",),
    "lists": (
        *("build:site_pages", "build:api_files", "build:trends_files"),
        *("build:site_files", "build:judged_of", "build:put_page", "build:put_file", "build:AboutAll"),
    ),
    "index": ("build:put_full_text",),
    "stamp": ("pages.written:stamped",),
    "write": ("pages.written:write_bytes", "site_folder:_write", "site_folder:_written"),
    "publish": ("publish:publish", "build:settle"),
    "store": ("store:read_ledger", "store:write_ledger", "made:packed"),
}
"""The functions of each stage, where they are called inside board_gen; what is none of them is `else`, MkDocs above
all. Every version has some of them."""


class Stopwatch:
    """CPU time of named functions, each without what it calls of the others."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys([*STAGES, "else"], 0.0)
        self.running = ["else"]
        self.since = process_time()

    def turn(self) -> None:
        """Book the time until now for what runs."""
        now = process_time()
        self.spent[self.running[-1]] += now - self.since
        self.since = now

    @contextmanager
    def timing(self, stage: str) -> Iterator[None]:
        """Book what runs inside for a stage."""
        self.turn()
        self.running.append(stage)
        try:
            yield
        finally:
            self.turn()
            self.running.pop()

    def times(self, stage: str, place: str) -> None:
        """Let a function be timed; one that is not there (any more) is left out."""
        module_name, _, name = place.partition(":")
        module = module_of(module_name)
        function = getattr(module, name, None)
        if function is not None:
            setattr(module, name, self._timed(stage, function))

    def _timed(self, stage: str, function: Callable[..., object]) -> Callable[..., object]:
        def timed(*args: object, **values: object) -> object:
            with self.timing(stage):
                made = function(*args, **values)
                return list(made) if isinstance(made, Iterator) else made

        return timed


def timed_build(plant: Path, site: Path) -> dict[str, float]:
    """Build a site in this process; CPU seconds of each stage, imports left out."""
    runner, host = import_module("board_gen.runner"), import_module("board_gen.host")
    import_module("board_gen.plugin")
    build_alone()
    watch = Stopwatch()
    for stage, places in STAGES.items():
        for place in places:
            watch.times(stage, place)
    watch.since = process_time()
    status = runner.run_build(host.Asked(config_file=plant / "mkdocs.yml", site_dir=site, at=AT))
    watch.turn()
    if status:
        raise SystemExit(f"the build ended with status {status}")
    return watch.spent


def module_of(name: str) -> ModuleType | None:
    """A module of the version that is measured; None where it has none of that name, whatever else is installed."""
    folder = Path(str(import_module("board_gen").__file__)).parent
    is_there = folder.joinpath(*name.split(".")).with_suffix(".py").is_file()
    return import_module(f"board_gen.{name}") if is_there else None


def build_alone() -> None:
    """Let this process make every case itself: only its own time is looked at."""
    if crew := module_of("crew"):
        vars(crew)["_cores"] = lambda: 1


def measured(plant: Path, tree: Path) -> dict[str, float]:
    """The same in a process of its own, by the version in `tree`."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--inside", str(plant), "--site", f"{folder}/site"]
        env = {**os.environ, "PYTHONPATH": str(tree), "NO_MKDOCS_2_WARNING": "1"}
        told = subprocess.run(command, check=True, capture_output=True, text=True, env=env)  # noqa: S603 - ourselves
    spent: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return spent


def costs_of(few: Path, many: Path, cases: int, tree: Path) -> dict[str, float]:
    """Milliseconds a case of each stage, and of all of them, in one run."""
    small, large = measured(few, tree), measured(many, tree)
    costs = {stage: 1000 * (large[stage] - small[stage]) / (cases - FEW) for stage in large}
    return {**costs, "all": sum(costs.values())}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="CPU time a case costs in a cold build.")
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--before", type=Path, help="a checkout to compare with")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--site", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(timed_build(given.inside, given.site)))
        return
    trees = [tree.resolve() for tree in (given.before, HERE) if tree]
    print_table(trees, given.cases, given.runs)


def print_table(trees: Sequence[Path], cases: int, runs: int) -> None:
    """Measure each version and print a column for each."""
    from benchmarks.generate import write_plant

    with TemporaryDirectory() as folder:
        few, many = Path(folder, "few"), Path(folder, "many")
        write_plant(few, FEW)
        write_plant(many, cases)
        rounds = [[costs_of(few, many, cases, tree) for tree in trees] for _ in range(runs)]
    for stage in (*STAGES, "else", "all"):
        medians = [median(costs[stage] for costs in column) for column in zip(*rounds, strict=True)]
        print(f"{stage:10}", *(f"{cost:6.2f} ms" for cost in medians))


if __name__ == "__main__":
    main()
