"""Lessons: what was learned, newest first, with what it can be found by (contract §7 `/lessons/`).

A lesson is what a case says under D8, without its thanks, once it counts: from the closing on, or while the criteria of
D8 are green (`CaseDigest.learned`). It is shown with the causes that were verified.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.local_time import day_of
from board_gen.model.terms import Branch, CauseKind
from board_gen.rules.digest import CaseDigest
from board_gen.rules.judged import JudgedPlant
from board_gen.views.names import customer_of
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import BRANCHES, KINDS
from board_gen.wording.terms import PHASES

FIRST = 60
"""So many lessons stand in the page itself."""
YEAR_MOST = 500
"""A year with more lessons than this is cut into months."""


class LearnedCause(NamedTuple):
    """A verified cause."""

    kind: CauseKind
    branch: Branch | None
    text: str


class Lesson(NamedTuple):
    """What one case has to teach: at least one paragraph of plain text, and its verified causes."""

    paragraphs: tuple[str, ...]
    causes: tuple[LearnedCause, ...]


Lessons = Callable[[str], Lesson | None]
"""The lesson of a case, by its id; None where it has none."""


class Entry(NamedTuple):
    """A case with a lesson that counts, and the local day from which it does."""

    day: date
    digest: CaseDigest

    @property
    def has_ended(self) -> bool:
        """True where the case has left the board."""
        return self.digest.ending is not None

    @property
    def month(self) -> str:
        """The local month: `2026-11`."""
        return f"{self.day.year:04}-{self.day.month:02}"


class LessonPart(NamedTuple):
    """The lessons of a year, or of a month of a year with many; `name` is `2026` or `2026-11`."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"lessons/{self.name}/"

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its cases."""
        return tuple(entry.digest.id for entry in self.entries)


class CauseWords(NamedTuple):
    """A verified cause in words; `branch` is empty where none is given."""

    kind: str
    branch: str
    text: str


class LessonLine(NamedTuple):
    """One lesson as it is shown. `branches` are the codes of its causes' branches; `day` is its date in full.

    `since` says what happened on that day.
    """

    id: str
    address: str
    title: str
    paragraphs: tuple[str, ...]
    area: str
    part: str
    customer: str
    causes: tuple[CauseWords, ...]
    branches: str
    day: str
    since: str

    @property
    def url(self) -> str:
        """The address of the step in which it stands, from the site's root, not percent-encoded."""
        return f"cases/{self.address}/"


class Choice(NamedTuple):
    """A value that the lessons can be narrowed to, in words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class LessonList:
    """All lessons, newest first, then by id."""

    entries: tuple[Entry, ...]

    @property
    def is_short(self) -> bool:
        """True where the page itself shows all of them."""
        return len(self.entries) <= FIRST

    def parts(self) -> tuple[LessonPart, ...]:
        """The lessons by year, newest first; a long year by month."""
        return tuple(_parts_of(self.entries))


def lesson_list_of(judged: JudgedPlant, reader: Reader, lessons: Lessons) -> LessonList:
    """Every lesson that counts at the reader's instant. Of a settled case its digest tells whether there is one."""
    settled = [digest for digest in judged.settled if digest.learned]
    known = {digest.id for digest in judged.settled}
    others = [digest for digest in judged.digests(reader.at) if digest.learned and digest.id not in known]
    every = [*settled, *(digest for digest in others if lessons(digest.id))]
    entries = [Entry(day_of(digest.learned, reader.zone), digest) for digest in every if digest.learned]
    entries.sort(key=lambda entry: entry.digest.id)
    return LessonList(tuple(sorted(entries, key=lambda entry: entry.day, reverse=True)))


def _parts_of(entries: Iterable[Entry]) -> Iterator[LessonPart]:
    for year, of_year in groupby(entries, lambda entry: entry.day.year):
        group = tuple(of_year)
        if len(group) <= YEAR_MOST:
            yield LessonPart(f"{year:04}", group)
        else:
            yield from (LessonPart(month, tuple(some)) for month, some in groupby(group, lambda entry: entry.month))


def line_of(entry: Entry, lesson: Lesson, reader: Reader) -> LessonLine:
    """A lesson in the reader's language; nothing in it depends on the instant."""
    case = entry.digest
    return LessonLine(
        id=case.id,
        address=case.address,
        title=case.title,
        paragraphs=lesson.paragraphs,
        area=case.area,
        part=" ".join(dict.fromkeys(name for name in (case.part, case.part_name) if name)),
        customer=customer_of(case.customer, reader),
        causes=tuple(_cause_words(cause, reader) for cause in lesson.causes),
        branches=" ".join(dict.fromkeys(str(cause.branch) for cause in lesson.causes if cause.branch)),
        day=entry.day.isoformat(),
        since=reader.words(PHASES[case.ending.phase] if case.ending else N_("met, case still open")),
    )


def _cause_words(cause: LearnedCause, reader: Reader) -> CauseWords:
    branch = reader.words(BRANCHES[cause.branch]) if cause.branch else ""
    return CauseWords(reader.words(KINDS[cause.kind]), branch, cause.text)


def areas_of(entries: Iterable[Entry]) -> tuple[Choice, ...]:
    """The areas that lessons come from."""
    return tuple(Choice(area, area) for area in sorted({entry.digest.area for entry in entries} - {""}))


def customers_of(entries: Iterable[Entry], reader: Reader) -> tuple[Choice, ...]:
    """The customers that lessons are about, by their labels."""
    names = {customer_of(code, reader) for code in {entry.digest.customer for entry in entries}} - {""}
    return tuple(Choice(name, name) for name in sorted(names))


def branches_of(reader: Reader) -> tuple[Choice, ...]:
    """The six branches of causes."""
    return tuple(Choice(str(branch), reader.words(words)) for branch, words in BRANCHES.items())
