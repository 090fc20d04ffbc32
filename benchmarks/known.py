"""What reading a repository's history costs: `python -m benchmarks.known [cases [commits [changes]]]`.

Makes a repository of so many cases, brought by the first commit, and so many commits in each of which some cases
change; reads it as builds do, 60 s at a time, and again with nothing new, with one more commit, and after the last one
was rewritten. Seconds of waiting and, in this process, of processor time.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.generate import write_plant
from board_gen.known_kept import HistoryFolder
from board_gen.known_reading import Patience
from board_gen.known_then import KnownThen, known_then
from board_gen.sources.board_file import read_board
from board_gen.views.reader import Reader
from board_gen.wording import Wording

FIRST, BETWEEN = 1_735_689_600, 4 * 3600
"""The first commit's instant, 2025-01-01, and the seconds between two."""
A_BUILD = 60.0
"""So many seconds a build may read."""


def main() -> None:
    """Make the repository, read it, and print what it took."""
    given = [int(number) for number in sys.argv[1:]]
    cases, commits, changes = (*given, *(10_000, 2000, 10)[len(given) :])
    with TemporaryDirectory(prefix="board_gen-known-") as folder:
        plant = Path(folder, "plant")
        write_plant(plant, cases)
        names = sorted(str(path.relative_to(plant)) for path in (plant / "cases").rglob("*.md"))
        _git(plant, "init", "-q", "-b", "main")
        _import(plant, _stream(plant, names, commits, changes))
        kept = Path(folder, "kept")
        builds, dice = 1, Random(2)  # noqa: S311 - no secret
        while _read(f"build {builds}", plant, kept).until is not None:
            builds += 1
        files = [path.stat().st_size for path in kept.iterdir()]
        print(f"kept: {sum(files) / 1e6:.1f} MB in {len(files)} files")
        _read("nothing new", plant, kept)
        for number in range(3):
            _import(plant, _commit(plant, names[number : number + 1], commits + number + 1, dice, "main^0"))
            _read("one commit more", plant, kept)
        _git(plant, "update-ref", "refs/heads/main", "main~1")
        _import(plant, _commit(plant, names[5:6], commits + 9, dice, "main^0"))
        _read("the last one rewritten", plant, kept)
        begun = perf_counter()
        found = _read("", plant, kept)
        size = sum(len(line.steps) + len(line.texts) for line in found.lines)
        print(f"lines: {perf_counter() - begun:.2f} s, {size / 1e6:.1f} MB")


def _read(what: str, plant: Path, kept: Path) -> KnownThen:
    rules = read_board(plant / "cases/board.yml", "cases/board.yml")[0]
    reader = Reader(datetime.now(UTC), rules, Wording(rules.language))
    begun, used = perf_counter(), process_time()
    end = begun + A_BUILD
    found = known_then(plant / "cases", "cases", reader, HistoryFolder(kept), Patience(lambda: perf_counter() < end))
    if what:
        until = f", up to {found.until:%Y-%m-%d}" if found.until else ""
        print(f"{what}: {perf_counter() - begun:.3f} s, processor {process_time() - used:.3f} s{until}", flush=True)
    return found


def _stream(plant: Path, names: list[str], commits: int, changes: int) -> Iterator[bytes]:
    """The repository as `git fast-import` takes it."""
    yield from _commit(plant, names, 0, None, None)
    dice = Random(1)  # noqa: S311 - no secret
    for number in range(1, commits + 1):
        yield from _commit(plant, dice.sample(names, changes), number, dice, None)


def _commit(plant: Path, names: list[str], number: int, dice: Random | None, parent: str | None) -> Iterator[bytes]:
    """A commit that brings these files: as they are, or with a date moved and another owner."""
    message = f"{number}".encode()
    yield b"commit refs/heads/main\ncommitter b <b@b> %d +0000\n" % (FIRST + number * BETWEEN)
    yield b"data %d\n%s\n" % (len(message), message)
    if parent:
        yield f"from refs/heads/{parent}\n".encode()
    for name in names:
        content = (plant / name).read_bytes()
        if dice is not None:
            content = re.sub(rb"(?m)^owner: .*$", b"owner: P%d" % dice.randrange(5), content, count=1)
            content = re.sub(rb"(containment: {done: \S+) \d\d", b"\\1 %02d" % dice.randrange(24), content, count=1)
            (plant / name).write_bytes(content)
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (os.fsencode(name), len(content), content)


def _import(plant: Path, stream: Iterator[bytes]) -> None:
    _git(plant, "fast-import", "--quiet", given=b"".join(stream))


def _git(plant: Path, *arguments: str, given: bytes = b"") -> None:
    command = ["git", *arguments]
    subprocess.run(command, cwd=plant, input=given, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words


if __name__ == "__main__":
    main()
