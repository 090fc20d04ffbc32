"""A plant on disk and the builds of its site, as a command line runs them; nothing is left between two cold ones."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cost import Cost, cost_of
from benchmarks.generate import Case, cases_of, write_plant
from benchmarks.spent import SPENT, put_aside

AT = "2026-11-23 08:12"
AN_HOUR_LATER = "2026-11-23 09:12"
HERE = Path(__file__).parents[1]
_OWN = {"plant", "written", "mkdocs.yml", "cases", SPENT}
"""What a board's folder and its plant hold before anything was built."""


@dataclass(frozen=True, slots=True)
class Touched:
    """How many files of a site a build wrote anew, and how many it took away."""

    written: int
    removed: int


Files = Mapping[str, tuple[int, int]]
"""Each file of a site with its inode and the time of its last change."""


@dataclass(frozen=True, slots=True)
class Board:
    """A generated plant in `folder/plant`, its site in `folder/site`, built by the version in `tree`."""

    folder: Path
    count: int
    tree: Path = HERE

    @property
    def plant(self) -> Path:
        """Where mkdocs.yml is."""
        return self.folder / "plant"

    @property
    def site(self) -> Path:
        """Where the site is published."""
        return self.folder / "site"

    @property
    def command(self) -> tuple[str, ...]:
        """`board-gen`, by this interpreter."""
        return (sys.executable, "-m", "board_gen")

    @property
    def env(self) -> Mapping[str, str]:
        """What the environment has to say: which version, and where anything may be kept from build to build."""
        kept = str(self.folder / "cache")
        return {"PYTHONPATH": str(self.tree), "NO_MKDOCS_2_WARNING": "1", "XDG_CACHE_HOME": kept}

    def write(self) -> None:
        """Make the plant, unless an earlier run has."""
        if not (self.folder / "written").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            write_plant(self.plant, self.count)
            (self.folder / "written").touch()

    def forget(self) -> None:
        """Take away the site and whatever builds have kept: the next build is cold."""
        for folder in (self.folder, self.plant):
            for entry in folder.iterdir():
                if entry.name not in _OWN:
                    put_aside(entry, self.folder / SPENT)

    def build(self, at: str = AT, *, is_memory_seen: bool = False) -> Cost:
        """Build the site."""
        command = (*self.command, "build", "--at", at, "--site-dir", str(self.site))
        return cost_of(command, self.plant, self.env, is_memory_seen=is_memory_seen)

    def cold(self, *, is_memory_seen: bool = False) -> Cost:
        """Build the site where nothing is known of it."""
        self.forget()
        return self.build(is_memory_seen=is_memory_seen)

    def case_id(self, number: int = 0, *, is_open: bool = True) -> str:
        """The id of one of the cases that are open (or of the others), by its place among them."""
        return self._case(number, is_open=is_open).id

    def edit(self, number: int = 0, *, is_open: bool = True) -> str:
        """Give that case a title that no case has had; the title."""
        path = self.plant / "cases" / self._case(number, is_open=is_open).path
        head, _, rest = path.read_text(encoding="utf-8").partition("\ntitle: ")
        title = f"edited {os.urandom(4).hex()}"
        path.write_text(f"{head}\ntitle: {title}\n{rest.partition(chr(10))[2]}", encoding="utf-8")
        return title

    def _case(self, number: int, *, is_open: bool) -> Case:
        return [case for case in cases_of(self.count) if case.is_open is is_open][number]

    def pages(self) -> tuple[int, float]:
        """How many pages of cases there are, and their mean size in KB."""
        return pages_in(self.site)

    def files(self) -> Files:
        """The site's files as they are now."""
        return dict(_files_in(str(self.site), len(str(self.site)) + 1))


def _files_in(folder: str, root: int) -> list[tuple[str, tuple[int, int]]]:
    found: list[tuple[str, tuple[int, int]]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found += _files_in(entry.path, root)
            else:
                stat = entry.stat(follow_symlinks=False)
                found.append((entry.path[root:], (stat.st_ino, stat.st_mtime_ns)))
    return found


def pages_in(site: Path) -> tuple[int, float]:
    """How many pages of cases a site has, and their mean size in KB."""
    sizes = [path.stat().st_size for path in site.glob("cases/FR-*/index.html")]
    return len(sizes), sum(sizes) / max(1, len(sizes)) / 1000


def touched_between(before: Files, after: Files) -> Touched:
    """What a build did to a site."""
    written = sum(before.get(path) != place for path, place in after.items())
    return Touched(written, len(before.keys() - after.keys()))
