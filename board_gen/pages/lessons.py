"""`/lessons/`: what was learned, to be searched and narrowed; by year without a script (contract §7).

The page shows the newest lessons, the pages of years (of months where a year has many) all of them. Each year also lies
in `api/lessons/` as a script that the page loads when somebody searches: its rows as HTML, made by the same template.
A page or part is made anew when one of its cases was, or another lesson has come to count; time alone changes none.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from board_gen.messages import N_
from board_gen.pages.assets import script_url
from board_gen.pages.cases import PartFile, json_text, version_of
from board_gen.pages.lasting import Lastings
from board_gen.pages.render import macro_of, rendered
from board_gen.pages.site import Page, SiteFile, root_of
from board_gen.rules.judged import JudgedPlant
from board_gen.views.lessons import (
    FIRST,
    Entry,
    LessonLine,
    LessonList,
    LessonPart,
    Lessons,
    areas_of,
    branches_of,
    customers_of,
    lesson_list_of,
    line_of,
)
from board_gen.views.reader import Reader

URL = "lessons/"
FOLDER = "api/lessons/"
"""Where the parts lie. They are scripts: a page from the file system can read nothing else."""
SCRIPT = script_url("lessons.js")
_ESCAPED = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&"})


@dataclass(frozen=True)
class LessonSection:
    """The lessons as a part of the site: their page, the pages of the years, and their data."""

    judged: JudgedPlant
    reader: Reader
    lessons: Lessons
    lastings: Lastings

    @cached_property
    def listed(self) -> LessonList:
        """All lessons."""
        return lesson_list_of(self.judged, self.reader, self.lessons)

    @cached_property
    def parts(self) -> tuple[LessonPart, ...]:
        """The years that have a page: none where the list shows every lesson itself."""
        return () if self.listed.is_short else self.listed.parts()

    @property
    def urls(self) -> Iterator[str]:
        """The addresses of the pages of years."""
        return (part.url for part in self.parts)

    def pages(self) -> Iterator[Page]:
        """The pages that do not stand already as they would be made."""
        first = self.listed.entries[:FIRST]
        outline = self._outline()
        told = (len(self.listed.entries), outline, self._choices(), _standing_of(first))
        if not self._stands(f"{URL}index.html", first, told):
            yield self._page(first, outline)
        for part in self.parts:
            if not self._stands(f"{part.url}index.html", part.entries, _standing_of(part.entries)):
                yield self._part_page(part)

    def files(self) -> Iterator[SiteFile]:
        """The data of the years, but for what stands."""
        for part in self.files_of_parts:
            if part.text is not None:
                key = f"{FOLDER}{part.name}"
                script = f'(window.boardGenData=window.boardGenData||{{}})["{key}"]={part.text};\n'
                yield SiteFile(f"{key}.js", script.encode())

    @cached_property
    def files_of_parts(self) -> tuple[PartFile, ...]:
        """The parts as they are published, newest first."""
        return tuple(self._file_of(part) for part in self.parts)

    def _file_of(self, part: LessonPart) -> PartFile:
        """A part as it stands, else made."""
        path = f"{FOLDER}{part.name}.js"
        standing = self.lastings.standing(path, part.ids, _standing_of(part.entries))
        if standing and standing.told:
            return standing.told
        rows = macro_of("lessons_rows.html", "rows", self.reader)(self._lines(part.entries), URL)
        text = json_text(str(rows))
        return self.lastings.told(path, PartFile(part.name, len(part.entries), None, version_of(text), "", text))

    def _stands(self, path: str, entries: Iterable[Entry], more: object) -> bool:
        return self.lastings.standing(path, [entry.digest.id for entry in entries], more) is not None

    def _lines(self, entries: Iterable[Entry]) -> list[LessonLine]:
        told = ((entry, self.lessons(entry.digest.id)) for entry in entries)
        return [line_of(entry, lesson, self.reader) for entry, lesson in told if lesson]

    def _choices(self) -> tuple[object, ...]:
        entries = self.listed.entries
        return areas_of(entries), customers_of(entries, self.reader)

    def _outline(self) -> str:
        """What the script has to know before any part is there."""
        parts = [{"name": part.name, "n": part.count, "v": part.version} for part in self.files_of_parts]
        told = {"all": len(self.listed.entries), "first": FIRST, "folder": root_of(URL) + FOLDER, "parts": parts}
        return json.dumps(told, separators=(",", ":")).translate(_ESCAPED)

    def _page(self, first: Iterable[Entry], outline: str) -> Page:
        areas, customers = self._choices()
        html = rendered(
            "lessons.html",
            self.reader,
            count=len(self.listed.entries),
            lines=self._lines(first),
            parts=self.parts,
            areas=areas,
            customers=customers,
            branches=branches_of(self.reader),
            outline=Markup(outline),  # noqa: S704 - escaped
            page_url=URL,
        )
        return Page(url=URL, title=self.reader.words(N_("Lessons")), html=html, scripts=(SCRIPT,))

    def _part_page(self, part: LessonPart) -> Page:
        """The page of a year or month."""
        shown = {"part": part, "lines": self._lines(part.entries), "page_url": part.url}
        html = rendered("lessons_part.html", self.reader, **shown)
        return Page(url=part.url, title=f"{self.reader.words(N_('Lessons'))} {part.name}", html=html)


def _standing_of(entries: Iterable[Entry]) -> list[tuple[str, bool]]:
    """What a row says beside what its case was made of."""
    return [(entry.day.isoformat(), entry.has_ended) for entry in entries]
