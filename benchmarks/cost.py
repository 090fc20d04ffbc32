"""What a command costs: processor time, wall time and memory, of all the processes it starts."""

import ctypes
import os
import resource
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

_PR_SET_CHILD_SUBREAPER = 36
_SAMPLE = 0.25
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU (user and system) and wall seconds, and the most memory in MB; 0.0 where nobody looked."""

    cpu: float
    wall: float
    memory: float = 0.0

    def beyond(self, fixed: "Cost") -> "Cost":
        """What is left without a fixed part; never less than nothing."""
        return Cost(max(0.0, self.cpu - fixed.cpu), max(0.0, self.wall - fixed.wall), self.memory)


class FailedError(Exception):
    """A command that was to be measured did not succeed; with what it printed."""


def cost_of(
    command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None, *, is_memory_seen: bool = False
) -> Cost:
    """Run a command in `folder`, with `env` on top of this process' own, and measure it with all its descendants.

    Memory is the largest sum of the processes' proportional set sizes (PSS: shared pages are counted once), seen every
    0.25 s; looking costs the command a little, so it is only done where asked for.
    """
    _adopt_orphans()
    os.sync()  # the last run's pages are not written to disk at this one's expense
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    with (
        subprocess.Popen(  # noqa: S603 - our own commands
            [*command], cwd=folder, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process,
        _memory_seen() if is_memory_seen else _nothing_seen() as memory,
    ):
        told, _ = process.communicate()
    wall = perf_counter() - start
    if process.returncode != 0:
        raise FailedError(f"{' '.join(command)} ended with {process.returncode}:\n{told.decode(errors='replace')}")
    _await_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, max(memory, default=0.0))


def median_of(costs: Sequence[Cost]) -> Cost:
    """The medians of several measurements; of memory the most."""
    cpu, wall = median(cost.cpu for cost in costs), median(cost.wall for cost in costs)
    return Cost(cpu, wall, max(cost.memory for cost in costs))


def family_of(pid: int) -> set[int]:
    """A process and all its living descendants."""
    parents = dict(_parents())
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def cpu_of(pids: set[int]) -> float:
    """CPU seconds that these living processes have used until now."""
    ticks = sum(int(field) for pid in pids for field in _stat(pid)[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def _adopt_orphans() -> None:
    """Let descendants whose parent ends become children of this process, so that their time is counted too."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _await_orphans() -> None:
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


@contextmanager
def _nothing_seen() -> Iterator[list[float]]:
    yield []


@contextmanager
def _memory_seen() -> Iterator[list[float]]:
    """A list that fills with the memory of all descendants of this process, in MB."""
    seen: list[float] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_SAMPLE):
            seen.append(sum(map(_memory_of, family_of(os.getpid()) - {os.getpid()})))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def _memory_of(pid: int) -> float:
    """The proportional set size of a process in MB; 0.0 where it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _parents() -> Iterator[tuple[int, int]]:
    """Each living process with its parent."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            yield int(entry.name), int(fields[1])


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name, state first; none where the process has just ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
