"""A saved case in a preview: its own files at once, before the whole site is made anew.

What the last build knew - rules, frames, where the others stand - holds as long as nothing but case files was saved.
So the saved case alone is made with it, in a twentieth of a second, and its page and data take the place of those that
are served, each in one step. The build that follows makes everything as ever, and trusts nothing of this: it knows
each file by its time, and these have another one than those that it left.

Nothing is shown ahead where it might be wrong: where another kind of file was saved, one has come or gone, where the id
or address is another, or more than one claim it. The build that follows shows it then.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from board_gen.build import Begun
from board_gen.judging import instant_of_build
from board_gen.made import Bench, Made, Source, make
from board_gen.making import addresses_of
from board_gen.pages.pictures import copies_among
from board_gen.site_folder import SiteFolder, Written
from board_gen.sources.folder_walk import LEFT_OUT, FoundFile
from board_gen.sources.merge import plan_of

FEW = 20
"""So many saved cases at most are shown ahead; whoever saves more has fetched a branch, and looks at the board."""


class Attentive(SiteFolder):
    """A site's folder that gives others a turn before each page or data file of a build that may last seconds."""

    turn: Callable[[], None]

    def put(self, path: str, content: bytes) -> Written:
        """Make a file of the site."""
        self.turn()
        return super().put(path, content)


def attentive(folder: SiteFolder, turn: Callable[[], None]) -> SiteFolder:
    """The same folder; `turn` is called before each file that is made in it."""
    slow = Attentive(*folder)
    slow.turn = turn
    return slow


@dataclass(frozen=True)
class Standing:
    """The site as a preview's last build left it in `site`, and what it was made with and of.

    `asked` is the instant that every build is for, None for now. `bench` made its cases, whose names `made` tells.
    """

    build: Begun
    asked: str | None
    bench: Bench
    made: Mapping[str, Made]
    site: Path

    @cached_property
    def cases(self) -> Mapping[Path, FoundFile]:
        """The case files that it was made of, by path."""
        return {file.path: file for file in self.build.outline.cases}

    @cached_property
    def addresses(self) -> Mapping[str, tuple[int, str]]:
        """Where every case has its page."""
        return addresses_of(self.made.values())

    @cached_property
    def contested(self) -> frozenset[str]:
        """The case files whose id others claim too, or spell otherwise, by name: what they show hangs on the others."""
        outline = self.build.outline
        names = [file.name for file in outline.cases]
        claims = [self.made[name].claim for name in names]
        plan = plan_of(claims, outline.rows)
        firsts = {*plan.first_of.values(), *(first for _, first in plan.second)}
        of_plan = (names[number] for number in (*plan.first_of, *plan.alike))
        return frozenset(
            (*of_plan, *(name for name, claim in zip(names, claims, strict=True) if claim.place in firsts))
        )


def is_shown_ahead(standing: Standing, saved: Iterable[Path]) -> bool:
    """Put the pages of the saved cases into the site that stands; False where that is left to the next build.

    OSError where the file system does not allow it: some files may be those of the saved case then, some the old ones.
    """
    files = _saved_cases(standing, frozenset(saved))
    if not files:
        return False
    site = str(standing.site.resolve())
    with TemporaryDirectory(prefix=f"{os.path.basename(site)}.saved-", dir=os.path.dirname(site)) as fresh:  # noqa: PTH119, PTH120
        bench = _bench_now(standing, SiteFolder(fresh, site))
        made = [make(_source_of(file, standing), bench) for file in files]
        if not all(_stands_where_it_stood(case, standing) for case in made):
            return False
        for written in sorted((file for case in made for file in case.files), key=_pages_last):
            _replace(bench.folder, written)
    return True


def _saved_cases(standing: Standing, saved: frozenset[Path]) -> Sequence[FoundFile]:
    """The case files among what was saved; none where anything else was, or they are contested, or many."""
    told = [path for path in saved if _is_read(path, standing)]
    files = [file for path in told if (file := standing.cases.get(path)) and path.is_file()]
    is_plain = len(files) == len(told) <= FEW and not any(file.name in standing.contested for file in files)
    return sorted(files, key=lambda file: file.name) if is_plain else ()


def _is_read(path: Path, standing: Standing) -> bool:
    """False for what no build looks at, and for what an editor makes and takes away while it saves."""
    if not path.is_relative_to(standing.build.folder):
        return True
    if any(part.startswith(LEFT_OUT) for part in path.relative_to(standing.build.folder).parts):
        return False
    return path.exists() or any(file.path == path for file in standing.build.outline.files)


def _bench_now(standing: Standing, folder: SiteFolder) -> Bench:
    """The bench of the last build, at the instant of this save, for files in that folder."""
    now = instant_of_build(standing.asked, standing.build.outline.rules.zone)
    reader = replace(standing.build, at=now).reader
    return replace(standing.bench, reader=reader, folder=folder, addresses=standing.addresses)


def _source_of(file: FoundFile, standing: Standing) -> Source:
    """The case file as it is to be read now; nobody will ask what all its bytes were, since nothing of it is kept."""
    return Source(file.name, "", file=file, copies=copies_among(standing.made[file.name].files))


def _stands_where_it_stood(case: Made, standing: Standing) -> bool:
    """True where the case is who it was, so that nobody else's page says anything else of it but its words."""
    former = standing.made[case.name]
    is_same = (case.id, case.address, case.claim.key) == (former.id, former.address, former.claim.key)
    return is_same and case.address is not None


def _replace(folder: SiteFolder, written: Written) -> None:
    """Put a new file in the place of one that is served: whoever reads that one has it to its end."""
    published = folder.published(written.path)
    if published is None or published.number != written.number:
        target = Path(f"{folder.old}/{written.path}")
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(folder.new, written.path).replace(target)


def _pages_last(written: Written) -> tuple[bool, str]:
    return (written.path.endswith(".html"), written.path)
