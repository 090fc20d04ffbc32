"""`/cases/`: all problems, searched, narrowed and sorted in the browser; by month without a script (contract §7).

The page holds the first rows; all of them lie in `api/list/`, in parts that its script loads as they are needed, and
on a page for each month. docs/lists.md tells why, and how large it all is.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256

from markupsafe import Markup

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.assets import script_url
from board_gen.pages.live import live_element
from board_gen.pages.render import rendered
from board_gen.pages.site import Page, SiteFile, root_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.cases import (
    FIRST,
    CaseList,
    Month,
    all_phases,
    bare_live_of,
    case_list_of,
    cases_of,
    day_words,
    line_of,
    live_lines_of,
    phase_words,
)
from board_gen.views.compact_list import PHASE_CODES, Part, lines_of, part_json, parts_of, sign_of
from board_gen.views.live import LiveCase, LiveList
from board_gen.views.live_line import Json
from board_gen.views.old_rows import old_rows_words
from board_gen.views.reader import Reader
from board_gen.wording.terms import LETTERS

SCRIPTS = ("full_text.js", "cases.js")
"""What the page loads, in this order."""
FOLDER = "api/list/"
"""Where the parts lie. They are scripts: a page from the file system can read nothing else."""
SIGNS = "signs"
"""The file with the signs of all parts, which tells a search what to load first."""
SIGNED_FROM = 4
"""Fewer parts than this are loaded without asking which of them to load first."""
_ESCAPED = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&"})


@dataclass(frozen=True, slots=True)
class PartFile:
    """A part as it is published: its version (a hash of its content), its sign, and the JSON of its columns.

    `text` is None where the file stands already and somebody else takes it over.
    """

    name: str
    count: int
    newest: date | None
    version: str
    sign: str
    text: str | None


Kept = Callable[[str, Iterable[str], Callable[[], PartFile]], PartFile]
"""Makes a lasting part, given its name and the ids of its cases, or takes it from a former build."""


def make_anew(name: str, ids: Iterable[str], make: Callable[[], PartFile]) -> PartFile:  # noqa: ARG001 - a `Kept`
    """Keep nothing."""
    return make()


@dataclass(frozen=True)
class Listing:
    """The list of all cases as a part of the site: its page, the pages of its months, and its data."""

    judged: JudgedPlant
    reader: Reader
    kept: Kept = make_anew

    @cached_property
    def listed(self) -> CaseList:
        """All cases."""
        return case_list_of(self.judged, self.reader)

    @cached_property
    def parts(self) -> tuple[PartFile, ...]:
        """All data, in the order in which it is loaded."""
        return tuple(self._file_of(part) for part in parts_of(self.listed))

    @cached_property
    def tracks(self) -> Mapping[str, CaseTracks]:
        """The tracks of all cases that may still change, by id."""
        return {tracks.case.id: tracks for tracks in self.judged.cases}

    @cached_property
    def _bare(self) -> LiveList:
        return bare_live_of(self.judged, self.reader)

    def _live(self, lines: tuple[LiveCase, ...]) -> Markup:
        return live_element(replace(self._bare, cases=lines), build_id(self.judged, self.reader))

    def _file_of(self, part: Part) -> PartFile:
        def make() -> PartFile:
            return part_file(part, self.tracks, self.reader)

        return self.kept(part.name, part.ids, make) if part.is_lasting else make()

    @property
    def is_short(self) -> bool:
        """True where the page itself shows every case: then it holds their data too."""
        return self.listed.count <= FIRST

    def page(self) -> Page:
        """Every case at the reader's instant."""
        reader = self.reader
        view = cases_of(self.listed, reader)
        shown = self.listed.entries[: len(view.lines) - len(self.listed.invalid[:FIRST])]
        live = self._live(live_lines_of(shown, self.tracks, reader))
        outline = _outline_element(self._outline(view.year))
        html = rendered(
            "cases.html",
            reader,
            view=view,
            live=live,
            outline=outline,
            day_words=day_words,
            letters=_letter_words(reader),
            old_rows=old_rows_words(self.judged, reader),
        )
        return Page(
            url="cases/",
            title=reader.words(N_("Cases")),
            html=html,
            scripts=(script_url("full_text.js"), script_url("cases.js")),
        )

    def _outline(self, year: int) -> Json:
        """What the script has to know before any part is there."""
        parts: list[Json] = [
            {"name": part.name, "n": part.count, "v": part.version, "newest": part.newest and part.newest.isoformat()}
            for part in self.parts
        ]
        if self.is_short:
            for told, part in zip(parts, self.parts, strict=True):
                told["data"] = json.loads(part.text or "null")
        return {
            "all": self.listed.count,
            "first": FIRST,
            "year": year,
            "at": int(self.reader.at.timestamp()),
            "folder": root_of("cases/") + FOLDER,
            "parts": parts,
            "signs": self._signs_version,
            "phases": {PHASE_CODES[phase]: [phase, phase_words(phase, self.reader)] for phase in all_phases()},
            "letters": _letter_words(self.reader),
        }

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months that have a page: none where the list shows every case itself."""
        return () if self.is_short else self.listed.months()

    def month_page(self, month: Month) -> Page:
        """The page of a month; that of one that has ended depends on its cases and the rules' names of things alone."""
        lines = live_lines_of(month.entries, self.tracks, self.reader, month.year)
        return month_page(month, None if month.has_ended else self._live(lines), self.reader)

    def month_pages(self) -> Iterator[Page]:
        """The page of each month."""
        return map(self.month_page, self.months)

    def files(self) -> Iterator[SiteFile]:
        """The list's data, where it does not stand in the page itself."""
        if not self.is_short:
            yield from (_script_file(part.name, part.text) for part in self.parts if part.text is not None)
            if self._signs_version:
                yield _script_file(SIGNS, self._signs)

    @cached_property
    def _signs(self) -> str:
        return json_text({part.name: part.sign for part in self.parts})

    @cached_property
    def _signs_version(self) -> str | None:
        return version_of(self._signs) if len(self.parts) >= SIGNED_FROM else None


def cases_page(judged: JudgedPlant, reader: Reader) -> Page:
    """Every case at the reader's instant."""
    return Listing(judged, reader).page()


def part_file(part: Part, tracks: Mapping[str, CaseTracks], reader: Reader) -> PartFile:
    """A part's data; that of a lasting one depends on its cases and on the rules' names of things alone."""
    lines = lines_of(part, reader)
    text = json_text(part_json(part, lines, tracks, reader))
    return PartFile(part.name, part.count, part.newest, version_of(text), sign_of(lines), text)


def month_page(month: Month, live: Markup | None, reader: Reader) -> Page:
    """`/months/2026-11/`: what was opened in a month; where all of it has ended (no `live`), it never changes again.

    Addresses below `/cases/` are the cases' own.
    """
    lines = [line_of(entry, reader) for entry in month.entries]
    shown_by = {"day_words": day_words, "letters": _letter_words(reader)}
    html = rendered("cases_month.html", reader, month=month, lines=lines, live=live, url=month.url, **shown_by)
    return Page(url=month.url, title=month.name, html=html)


def _letter_words(reader: Reader) -> dict[str, str]:
    return {letter.value: reader.words(text) for letter, text in LETTERS.items()}


def json_text(content: object) -> str:
    """JSON that may stand in a script."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def version_of(text: str) -> str:
    """A short name of a file's content, so that no cache answers with an older one."""
    return sha256(text.encode()).hexdigest()[:10]


def _script_file(name: str, text: str) -> SiteFile:
    script = f'(window.boardGenData=window.boardGenData||{{}})["{FOLDER}{name}"]={text};\n'
    return SiteFile(part_path(name), script.encode())


def part_path(name: str) -> str:
    """Where a part lies."""
    return f"{FOLDER}{name}.js"


def _outline_element(outline: Json) -> Markup:
    text = json.dumps(outline, separators=(",", ":")).translate(_ESCAPED)
    return Markup(f'<script type="application/json" id="cases-outline">{text}</script>')  # noqa: S704 - escaped above
