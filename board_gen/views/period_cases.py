"""The problems of a week or a month: in classes, and those that are named; lists are cut, the rest is counted."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.local_time import day_of
from board_gen.rules.digest import CaseDigest
from board_gen.rules.period import (
    Bar,
    OpenCase,
    PeriodSums,
    bars_of,
    is_complaint,
)
from board_gen.views.lessons import Lessons
from board_gen.views.names import person_of, source_of
from board_gen.views.period_figures import percent
from board_gen.views.reader import Reader

TOP = 5
"""So many classes, reasons and cases each list of a sheet shows."""


class BarRow(NamedTuple):
    """A class of problems: its name, how many, the percentage of it and all before it, its length in percent.

    `is_rest` are all other classes together.
    """

    name: str
    size: int
    cumulative: str
    length: float
    is_rest: bool = False


class BarTable(NamedTuple):
    """The largest classes of the problems opened."""

    title: str
    rows: tuple[BarRow, ...]


def bar_tables_of(sums: PeriodSums, reader: Reader) -> Iterator[BarTable]:
    """What was opened: customer complaints and other problems by source, all by area, department and part."""
    words, rules = reader.words, sums.rules
    others = [digest for digest in sums.problems if not is_complaint(digest, rules)]
    nameless = words(N_("none named"))
    parts = {digest.part: _part_words(digest) for digest in reversed(sums.problems)}
    yield _bar_table(
        N_("Customer complaints by source"), sums.complaints, lambda one: source_of(one.source, reader), reader
    )
    yield _bar_table(N_("Other problems by source"), others, lambda one: source_of(one.source, reader), reader)
    yield _bar_table(N_("Problems by area"), sums.problems, lambda one: one.area or nameless, reader)
    yield _bar_table(N_("Problems by department"), sums.problems, lambda one: one.department or nameless, reader)
    yield _bar_table(N_("Problems by part"), sums.problems, lambda one: parts[one.part] or nameless, reader)


def _bar_table(
    title: str, cases: Sequence[CaseDigest], class_of: Callable[[CaseDigest], str], reader: Reader
) -> BarTable:
    bars = bars_of(cases, class_of)
    widest = bars[0].size if bars else 1
    rows = [BarRow(bar.name, bar.size, percent(bar.cumulative), _length(bar, widest)) for bar in bars[:TOP]]
    rest = bars[TOP:]
    if rest:
        name = reader.words(N_("{count} others"), count=len(rest))
        rows.append(BarRow(name, sum(bar.size for bar in rest), percent(Fraction(1)), 0.0, is_rest=True))
    return BarTable(reader.words(title), tuple(rows))


def _length(bar: Bar, widest: int) -> float:
    return round(100 * bar.size / widest, 1)


def _part_words(digest: CaseDigest) -> str:
    """A part's number and name."""
    return " ".join(dict.fromkeys(name for name in (digest.part, digest.part_name) if name))


# ----------------------------------------------------------------------------------------------------- its cases
class CaseRow(NamedTuple):
    """A case in a list: its page's address from the root, and what is said of it."""

    id: str
    url: str
    title: str
    note: str


class CaseRows(NamedTuple):
    """The first cases of a list, and how many more there are."""

    rows: tuple[CaseRow, ...]
    more: int


def recurrences_of(sums: PeriodSums, reader: Reader) -> CaseRows:
    """Which problems came again, and on which day."""
    rows = [_case_row(one.digest, _day_words(day_of(one.at, reader.zone))) for one in sums.recurrences[:TOP]]
    return CaseRows(tuple(rows), max(0, len(sums.recurrences) - TOP))


def _day_words(day: date) -> str:
    return day.isoformat()


def open_rows_of(sums: PeriodSums, cases: Sequence[OpenCase], reader: Reader) -> CaseRows:
    """Open cases with their level, age and owner."""
    rows = []
    for one in cases[:TOP]:
        told = [reader.words(N_("level {level}"), level=one.level)] if one.level else []
        told.append(age_words(sums.stretch.seen - one.digest.opened, reader))
        told += [person_of(one.digest.owner, reader)] if one.digest.owner else []
        rows.append(_case_row(one.digest, " · ".join(told)))
    return CaseRows(tuple(rows), max(0, len(cases) - TOP))


def age_words(age: timedelta, reader: Reader) -> str:
    """An age in whole days of 24 hours."""
    return reader.words(N_("{days} d"), days=age.days)


def lessons_of(sums: PeriodSums, lessons: Lessons) -> CaseRows:
    """What was learned: the cases whose lesson came to count, with its first words."""
    told = [(digest, lesson) for digest in sums.taught if (lesson := lessons(digest.id))]
    rows = [_case_row(digest, lesson.paragraphs[0]) for digest, lesson in told[:TOP]]
    return CaseRows(tuple(rows), max(0, len(told) - TOP))


def _case_row(digest: CaseDigest, note: str) -> CaseRow:
    return CaseRow(digest.id, f"cases/{digest.address}/", digest.title, note)
