"""A progress bar for those who wait at a terminal; nothing at all in a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Shown = Callable[[int, int], None]
"""Is told how many of how many are done."""
EVERY = 25
"""The bar moves after so many."""


@contextmanager
def shown_progress() -> Iterator[Shown]:
    """A function that is told how many of how many are done, and shows it on standard error."""
    if sys.stderr.isatty():
        with _bar() as shown:
            yield shown
    else:
        yield lambda _done, _total: None


@contextmanager
def _bar() -> Iterator[Shown]:
    from rich.console import Console  # here: where nobody looks, 40 ms need not be spent on it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress

    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        auto_refresh=False,  # no thread: a builder with threads has no workers
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total, refresh=done % EVERY == 0)
