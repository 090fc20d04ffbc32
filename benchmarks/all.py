"""All benchmarks of docs/performance.md: `make bench`, or `python -m benchmarks.all [part …]`.

Prints each part as it ends; `--write` also puts it in its place in docs/performance.md. On an idle machine it takes the
better part of an hour and 30 GB of disk; `--quick` stays at 1,000 cases and takes some minutes.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.board import HERE
from benchmarks.cold import cold_section
from benchmarks.flame import flame_section
from benchmarks.growth import growth_section
from benchmarks.report import Section, write_section
from benchmarks.serve import serve_section
from benchmarks.spent import delete_spent
from benchmarks.warm import warm_section
from benchmarks.workshop import FOLDER, Workshop

PROGRAMS: Mapping[str, Sequence[str]] = {
    "trends": ("trends",),
    "lists": ("lists", "10000", "--browser"),
    "board": ("board_paint",),
    "tv": ("tv_paint",),
    "sheets": ("sheets",),
}
"""Benchmarks that print by themselves: the part, and how `python -m benchmarks.…` is called for it."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many cases: of warm builds and `serve`, of cold builds, of growth; how many runs; how many saves."""

    cases: int
    cold: Sequence[int]
    growth: Sequence[int]
    runs: int
    saves: int


FULL = Sizes(cases=10_000, cold=(1000, 10_000), growth=(1000, 10_000, 100_000), runs=3, saves=15)
QUICK = Sizes(cases=1000, cold=(1000,), growth=(250, 1000), runs=1, saves=5)
FLAME = 1000
"""So many cases tell where the time goes."""


def _program(name: str) -> Callable[[Workshop, Sizes], Section]:
    return lambda _workshop, _sizes: program_section(name)


PARTS: Mapping[str, Callable[[Workshop, Sizes], Section]] = {
    "machine": lambda _, sizes: machine_section(sizes),
    "cold": lambda workshop, sizes: cold_section(workshop, sizes.cold, sizes.runs),
    "warm": lambda workshop, sizes: warm_section(workshop, sizes.cases, sizes.runs),
    "serve": lambda workshop, sizes: serve_section(workshop, sizes.cases, sizes.saves),
    "flame": lambda workshop, _: flame_section(workshop, FLAME),
    "growth": lambda workshop, sizes: growth_section(workshop, sizes.growth, sizes.runs),
    **{name: _program(name) for name in PROGRAMS},
}


def machine_section(sizes: Sizes) -> Section:
    """What was measured, when, and on what."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    processor = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")
    revision = _printed(["git", "describe", "--always", "--dirty"]).stdout.strip()
    told = (
        f"{datetime.now(UTC):%Y-%m-%d}, revision {revision or '?'}, Python {platform.python_version()}",
        f"{os.cpu_count()} cores of {processor}, load {os.getloadavg()[0]:.1f} at the start",
        f"medians of {sizes.runs} runs",
    )
    return Section("machine", printed="; ".join(told))


def program_section(name: str) -> Section:
    """What a benchmark that prints by itself has printed."""
    command = [sys.executable, "-m", f"benchmarks.{PROGRAMS[name][0]}", *PROGRAMS[name][1:]]
    told = _printed(command)
    failed = f"\nended with {told.returncode}:\n{told.stderr}" if told.returncode else ""
    return Section(name, printed=told.stdout + failed)


def _printed(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, cwd=HERE, check=False)  # noqa: S603 - ourselves


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="All benchmarks of docs/performance.md.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--quick", action="store_true", help="1,000 cases, one run")
    parser.add_argument("--write", action="store_true", help="put the outcome into docs/performance.md")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to work")
    parser.add_argument("--tree", type=Path, default=HERE, help="a checkout of another version to measure")
    given = parser.parse_args()
    if unknown := [part for part in given.parts if part not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}")
    workshop = Workshop(given.folder.resolve(), given.tree.resolve())
    for part in given.parts or PARTS:
        section = PARTS[part](workshop, QUICK if given.quick else FULL)
        print(f"\n## {part}\n\n{section.markdown()}", flush=True)
        if given.write:
            write_section(section)
    delete_spent(workshop.folder)


if __name__ == "__main__":
    main()
