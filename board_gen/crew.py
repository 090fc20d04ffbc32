"""The crew: many cases made at once, on all cores; the same results in the same order as one after the other.

Workers are forks of the builder, so that they know everything it knows without being told. Where forks are not to be
had (Windows, macOS, a builder with threads), or there is little to do, the builder does it alone.
"""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from typing import TypeVar, cast

T = TypeVar("T")
U = TypeVar("U")

HANDFUL = 50
"""So many are taken at a time; after each the garbage goes."""
ENOUGH = 4
"""From so many handfuls on, workers pay."""

_work: Callable[[object], object] | None = None


def all_made(
    make: Callable[[T], U], sources: Sequence[T], jobs: int | None = None, handful: int = HANDFUL
) -> Iterator[U]:
    """What `make` gives for each source, in their order.

    `jobs`: how many workers, None for one on each core. `handful`: how many sources a worker takes at a time.
    """
    jobs = jobs or _cores()
    handfuls = [sources[start : start + handful] for start in range(0, len(sources), handful)]
    done = 0
    gc.freeze()  # what is there stays: the collector need not look at it again and again
    try:
        if jobs > 1 and len(handfuls) >= ENOUGH and _can_fork():
            with suppress(BrokenProcessPool):  # a worker was killed, for its memory most likely: go on alone
                for results in _by_workers(make, handfuls, jobs):
                    yield from results
                    done += 1
        for rest in handfuls[done:]:
            yield from _all_of(make, rest)
    finally:
        gc.unfreeze()


def _by_workers(make: Callable[[T], U], handfuls: Sequence[Sequence[T]], jobs: int) -> Iterator[list[U]]:
    global _work  # noqa: PLW0603 - what a fork inherits it need not be sent
    _work = make  # type: ignore[assignment]
    try:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), gc.disable) as pool:
            yield from cast("Iterator[list[U]]", pool.map(_made, handfuls))
    finally:
        _work = None


def _made(handful: Sequence[object]) -> list[object]:
    if _work is None:
        raise RuntimeError("a worker has no work")
    return _all_of(_work, handful)


def _all_of(make: Callable[[T], U], handful: Sequence[T]) -> list[U]:
    """Make them; templates leave circles of functions behind, which only the collector finds."""
    made = [make(source) for source in handful]
    gc.collect(1)
    return made


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _can_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


@contextmanager
def without_collector() -> Iterator[None]:
    """Let no search for garbage interrupt: a build makes records by the million, and hardly a cycle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
