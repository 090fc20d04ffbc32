"""`/findings/`: everything that is wrong with the data, where, and how to mend it (contract §7).

The page holds the first lines of each kind of fault; the others lie in `api/findings/`, in pieces that its script
loads when somebody asks for them. `api/findings.json` holds all of them for other programs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from urllib.parse import quote

from board_gen.messages import N_
from board_gen.pages.assets import script_url
from board_gen.pages.cases import json_text, version_of
from board_gen.pages.render import rendered
from board_gen.pages.site import Page, SiteFile
from board_gen.rules.judged import JudgedPlant
from board_gen.views.findings import FindingGroup, FindingLine, FindingsView, findings_of
from board_gen.views.reader import Reader

FOLDER = "api/findings/"
"""Where the pieces lie. They are scripts: a page from the file system can read nothing else."""
SHOWN = 20
"""So many lines of a kind stand in the page itself."""
PIECE = 500
"""So many lines are loaded at once."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines that are not in the page: the name of their file without its folder and ending, and its content."""

    name: str
    count: int
    text: str

    @property
    def version(self) -> str:
        """A short name of its content."""
        return version_of(self.text)


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A kind of fault as the page shows it: its first lines, and the pieces that hold the others."""

    group: FindingGroup
    lines: Sequence[FindingLine]
    pieces: tuple[Piece, ...]

    @property
    def more(self) -> int:
        """How many lines are not in the page."""
        return len(self.group.lines) - len(self.lines)

    @property
    def pieces_text(self) -> str:
        """The pieces by name and version, as the script reads them."""
        return " ".join(f"{piece.name}?v={piece.version}" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ShownLevel:
    """A level as the page shows it."""

    level: str
    words: str
    count: int
    ended_count: int
    open: tuple[ShownGroup, ...]
    ended: tuple[ShownGroup, ...]


@dataclass(frozen=True)
class FindingsSection:
    """The findings as a part of the site: their page and its data."""

    judged: JudgedPlant
    reader: Reader

    @cached_property
    def view(self) -> FindingsView:
        """All findings in words."""
        return findings_of(self.judged, self.reader)

    @cached_property
    def levels(self) -> tuple[ShownLevel, ...]:
        """The findings as the page shows them, the worst first."""
        return tuple(
            ShownLevel(
                level.level,
                level.words,
                level.count,
                level.ended_count,
                tuple(shown_group_of(group, f"{level.level}-{group.code}-open") for group in level.open),
                tuple(shown_group_of(group, f"{level.level}-{group.code}-ended") for group in level.ended),
            )
            for level in self.view.levels
        )

    def page(self) -> Page:
        """All findings of a build."""
        html = rendered("findings.html", self.reader, levels=self.levels, folder=FOLDER)
        title = self.reader.words(N_("Findings"))
        return Page(url="findings/", title=title, html=html, scripts=(script_url("findings.js"),))

    def files(self) -> Iterator[SiteFile]:
        """All findings for other programs, and what the page loads of them."""
        yield SiteFile("api/findings.json", (json_text([_record(line) for line in self.view.lines]) + "\n").encode())
        for group in chain.from_iterable((*level.open, *level.ended) for level in self.levels):
            for piece in group.pieces:
                key = f"{FOLDER}{piece.name}"
                script = f'(window.boardGenData=window.boardGenData||{{}})["{key}"]={piece.text};\n'
                yield SiteFile(f"{key}.js", script.encode())


def findings_page(judged: JudgedPlant, reader: Reader) -> Page:
    """All findings of a build."""
    return FindingsSection(judged, reader).page()


def shown_group_of(group: FindingGroup, name: str) -> ShownGroup:
    """A group with its first lines; the rest in pieces whose files are called after `name`."""
    lines = group.lines
    rest = [lines[start : start + PIECE] for start in range(SHOWN, len(lines), PIECE)]
    pieces = tuple(
        Piece(f"{name}-{number}", len(some), json_text([_told(line) for line in some]))
        for number, some in enumerate(rest, 1)
    )
    return ShownGroup(group, lines[:SHOWN], pieces)


def _told(line: FindingLine) -> tuple[str, ...]:
    """A line as the script reads it, with the encoded name of its case's folder."""
    return (line.place, line.text, line.hint, line.case or "", quote(line.url[len("cases/") : -1], safe=""))


def _record(line: FindingLine) -> dict[str, str | None]:
    return {
        "code": line.code,
        "level": line.level,
        "place": line.place,
        "text": line.text,
        "hint": line.hint,
        "case": line.case,
    }
