"""How soon `serve` shows a saved case: saved, and the open browser has the new page in hand.

`python -m benchmarks.serve --cases 10000`. The browser is played as MkDocs' own script plays it: it waits on
`/livereload/…` until something new is told, then asks for the page. First it has the page of the saved case open, and
the next case is saved as soon as this one is seen, while the whole site is still being made; then the board, which is
seen when it has been made, and what that costs. Idle is what watching costs while nobody saves.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.board import HERE, Board
from benchmarks.cost import cpu_of, family_of
from benchmarks.report import Promise, Section
from benchmarks.workshop import FOLDER, Workshop

COMMANDS = {"board-gen serve": ("board_gen", "serve", "--dev-addr"), "mkdocs serve": ("mkdocs", "serve", "--dev-addr")}
HEAD = (
    "serve",
    "cases",
    "saved → seen, median s",
    "worst s",
    "→ on the board, median s",
    "CPU s a save",
    "idle, % of a core",
)
BOARD_SAVES = 5
"""So many saves are waited for on the board."""
IDLE = 4.0
"""Seconds for which the idle server is watched."""
_PATIENCE = 20.0
"""Seconds that a server is given to end."""
_EPOCH = re.compile(rb"livereload\((\d+), (\d+)\)")


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: seconds from each save to the case's new page, to the new board; CPU seconds a save and its build,
    share of a core while idle.
    """

    name: str
    cases: int
    waits: Sequence[float]
    board_waits: Sequence[float]
    cpu: float
    idle: float

    def cells(self) -> Sequence[str]:
        """Its row of the table."""
        times = (median(self.waits), max(self.waits), median(self.board_waits), self.cpu)
        return (self.name, f"{self.cases:,}", *(f"{time:.2f}" for time in times), f"{100 * self.idle:.1f}")


def serve_section(workshop: Workshop, count: int, saves: int) -> Section:
    """Both commands with so many cases and so many saves."""
    board = workshop.board(count)
    rows = [measured(board, name, saves) for name in COMMANDS]
    promises = [Promise(f"{row.name}: a saved case is seen, median", median(row.waits), 1.0, "s") for row in rows]
    return Section("serve", HEAD, [row.cells() for row in rows], promises)


def measured(board: Board, name: str, saves: int) -> Measured:
    """Start the command, save so many times, and wait for each."""
    with _serving(board, COMMANDS[name]) as (url, pid):
        idle = _idle_of(pid)
        waits = [_saved_and_seen(board, url, number, f"cases/{board.case_id(number)}/") for number in range(saves)]
        _saved_and_seen(board, url, 0, "")  # whatever was still under way is done now
        used = cpu_of(family_of(pid))
        board_waits = [_saved_and_seen(board, url, number, "") for number in range(BOARD_SAVES)]
        cpu = (cpu_of(family_of(pid)) - used) / BOARD_SAVES
    return Measured(name, board.count, waits, board_waits, cpu, idle)


@contextmanager
def _serving(board: Board, command: Sequence[str]) -> Iterator[tuple[str, int]]:
    """A running server: its address and process; ready when the first page has come."""
    port = _free_port()
    (board.plant / "docs").mkdir(exist_ok=True)  # plain `mkdocs` wants one
    temporary = board.folder / "temporary"
    temporary.mkdir(exist_ok=True)
    env = {**os.environ, **board.env, "TMPDIR": str(temporary)}
    arguments = [sys.executable, "-m", *command, f"127.0.0.1:{port}"]
    with subprocess.Popen(  # noqa: S603 - ourselves
        arguments, cwd=board.plant, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            url = f"http://127.0.0.1:{port}/"
            _await_start(url, server)
            yield url, server.pid
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _await_start(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait for the first build, which is as long as it is."""
    while server.poll() is None:
        try:
            _page(url)
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the server ended with {server.returncode}")


def _page(url: str) -> bytes:
    with urlopen(url) as answer:  # noqa: S310 - our own server
        return bytes(answer.read())


def _idle_of(pid: int) -> float:
    """The share of a core that the server uses while nothing happens."""
    used = cpu_of(family_of(pid))
    time.sleep(IDLE)
    return (cpu_of(family_of(pid)) - used) / IDLE


def _saved_and_seen(board: Board, url: str, number: int, path: str) -> float:
    """Save a case while a browser has the page at `path` open; seconds until it has that page with the new title."""
    open_page = f"{url}{path}"
    page = _page(open_page)
    start = time.perf_counter()
    title = board.edit(number).encode()
    while title not in page:
        epoch, request = (int(text) for text in _told_in(page))
        _page(f"{url}livereload/{epoch}/{request}")
        page = _page(open_page)
    return time.perf_counter() - start


def _told_in(page: bytes) -> Sequence[bytes]:
    """The epoch and the request's number that MkDocs wrote into a page."""
    found = _EPOCH.search(page)
    if found is None:
        raise SystemExit("the page does not reload by itself")
    return found.groups()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="How soon serve shows a saved case.")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--saves", type=int, default=9)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--tree", type=Path, default=HERE, help="a checkout of another version")
    given = parser.parse_args()
    workshop = Workshop(given.folder.resolve(), given.tree.resolve())
    print(serve_section(workshop, given.cases, given.saves).markdown())


if __name__ == "__main__":
    main()
