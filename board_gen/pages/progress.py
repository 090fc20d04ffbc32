"""A progress bar for those who wait at a terminal; nothing at all in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress

EVERY = 25
"""The bar moves after so many."""


@contextmanager
def shown_progress() -> Iterator[Callable[[int, int], None]]:
    """A function that is told how many of how many are done, and shows it on standard error."""
    console = Console(stderr=True)
    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        auto_refresh=False,  # no thread: a builder with threads has no workers
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total, refresh=done % EVERY == 0)
