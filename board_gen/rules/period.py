"""Period: an ISO week or a month of a plant, and what it came to, as it stood at the period's end.

Everything is told as it was known at `seen`, the last second of the period (of the running one: the instant of the
build): what came later is not in it, so that a past period never changes unless a file does. A deadline belongs to the
day that it ends: one at midnight to the day before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from board_gen.model.local_time import start_of_day
from board_gen.model.rules import Rules
from board_gen.model.terms import Letter, Phase, SourceGroup
from board_gen.rules.course import CriterionCourse, Span, courses_due_in, last_of, level_at
from board_gen.rules.deadline_moves import Postponed, reason_names
from board_gen.rules.digest import CaseDigest
from board_gen.rules.history import LONGEST_DAYS, first_of_month, median_of, monday_of
from board_gen.rules.local_days import LocalDays

SECOND = timedelta(seconds=1)


class Length(StrEnum):
    """What a period is."""

    WEEK = "week"
    MONTH = "month"


class Period(NamedTuple):
    """An ISO week (from Monday) or a month, by its first local day."""

    length: Length
    first: date

    @property
    def name(self) -> str:
        """`2026-W47`, `2026-10`: part of its address."""
        if self.length is Length.MONTH:
            return f"{self.first.year:04}-{self.first.month:02}"
        year, week, _ = self.first.isocalendar()
        return f"{year:04}-W{week:02}"

    @property
    def after(self) -> "Period":
        """The next one."""
        return period_of(self.length, self.first + timedelta(days=7 if self.length is Length.WEEK else 31))

    @property
    def before(self) -> "Period":
        """The one before."""
        return period_of(self.length, self.first - timedelta(days=1))

    @property
    def year_before(self) -> "Period | None":
        """The same month of the year before; a week has none."""
        if self.length is Length.WEEK:
            return None
        return Period(Length.MONTH, self.first.replace(year=self.first.year - 1))

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)


def period_of(length: Length, day: date) -> Period:
    """The week or month that a day lies in."""
    return Period(length, monday_of(day) if length is Length.WEEK else first_of_month(day))


def periods_of(length: Length, first: date, today: date) -> tuple[Period, ...]:
    """The periods from that of the first day to the running one, oldest first; ten years at most."""
    oldest = max(first, today - timedelta(days=LONGEST_DAYS - 1))
    found = [period_of(length, min(oldest, today))]
    while found[-1].last < today:
        found.append(found[-1].after)
    return tuple(found)


class Stretch(NamedTuple):
    """The instants of a period: from `begin` to `end`, which is the next one's.

    `seen` is the last one that is told of: a second before the end, or the instant of the build. `is_over`: it has
    ended.
    """

    begin: datetime
    end: datetime
    seen: datetime
    is_over: bool

    def holds(self, at: datetime | None) -> bool:
        """True for something that happened in it, by `seen`."""
        return at is not None and self.begin <= at <= self.seen

    @property
    def passing(self) -> Span:
        """Where a deadline lies that passed in it; midnight belongs to the day that it ends."""
        return Span(self.begin, self.end if self.is_over else self.seen)

    def brings_due(self, due: datetime) -> bool:
        """True for a deadline that passed in it."""
        begin, end = self.passing
        return begin < due <= end


def stretch_of(period: Period, zone: ZoneInfo, at: datetime) -> Stretch:
    """The period's instants as seen from `at`, which is not before it."""
    begin, end = start_of_day(period.first, zone), start_of_day(period.after.first, zone)
    return Stretch(begin, end, min(at, end - SECOND), is_over=end <= at)


# ----------------------------------------------------------------------------------------------------- which cases
class Reach(NamedTuple):
    """The local days, by ordinals, of which a case tells something: from its opening to its end or last deadline."""

    first: int
    last: int


def reach_of(digest: CaseDigest, at: datetime, days: LocalDays) -> Reach:
    """So far a case can be in a period's numbers, at `at` at the latest; it was opened by then."""
    ending, last = digest.ending, at
    if ending is not None:
        ended = digest.opened if ending.at is None else ending.at
        last = min(at, max(ended, last_of(digest.opened, digest.times, digest.postponed)))
    first = days.ordinal_of(digest.opened)
    return Reach(first, max(first, days.ordinal_of(last)))


# ------------------------------------------------------------------------------------------------------ what it says
class Letters(NamedTuple):
    """How many cases were red, yellow and green on the board at an instant."""

    red: int
    yellow: int
    green: int

    @property
    def on_board(self) -> int:
        """All that were on the board."""
        return sum(self)


class Kept(NamedTuple):
    """Of `passed` deadlines so many were kept."""

    in_time: int
    passed: int

    @property
    def share(self) -> Fraction | None:
        """The part that was kept, 0 to 1; None where no deadline passed."""
        return Fraction(self.in_time, self.passed) if self.passed else None


class KeptOf(NamedTuple):
    """A criterion's deadlines that passed: the first ones, and those in force."""

    criterion: str
    by_first: Kept
    by_current: Kept


class ReasonCount(NamedTuple):
    """How often a reason was given for a move ("": none was), and the seconds gained by these moves."""

    reason: str
    moves: int
    gained: int


class Bar(NamedTuple):
    """A class of problems, how many they are, and the share (0 to 1) of it and all before it."""

    name: str
    size: int
    cumulative: Fraction


class Recurred(NamedTuple):
    """The problem of a case came again."""

    at: datetime
    digest: CaseDigest


class OpenCase(NamedTuple):
    """A case in phase open at the end, and how far it was escalated then."""

    digest: CaseDigest
    level: int


@dataclass(frozen=True)
class PeriodSums:
    """What a period came to, of the cases that can be in its numbers."""

    period: Period
    stretch: Stretch
    cases: Sequence[CaseDigest]
    rules: Rules

    @cached_property
    def opened(self) -> tuple[CaseDigest, ...]:
        """The cases opened in it, oldest first."""
        found = [digest for digest in self.cases if self.stretch.holds(digest.opened)]
        return tuple(sorted(found, key=lambda digest: (digest.opened, digest.id)))

    @cached_property
    def problems(self) -> tuple[CaseDigest, ...]:
        """Those opened in it that were not rejected by its end."""
        return tuple(digest for digest in self.opened if not self._is_rejected(digest))

    @cached_property
    def complaints(self) -> tuple[CaseDigest, ...]:
        """The problems whose source is a customer's."""
        return tuple(digest for digest in self.problems if is_complaint(digest, self.rules))

    @cached_property
    def closed(self) -> tuple[CaseDigest, ...]:
        """The cases closed in it; those closed without a date are in no period."""
        return tuple(self._ended(Phase.CLOSED))

    @cached_property
    def rejected(self) -> tuple[CaseDigest, ...]:
        """The cases rejected in it."""
        return tuple(self._ended(Phase.REJECTED))

    @cached_property
    def closing_time(self) -> timedelta | None:
        """The median of opening to closing of what was closed in it; None where nothing was."""
        spans = [digest.ending.at - digest.opened for digest in self.closed if digest.ending and digest.ending.at]
        return median_of(spans) if spans else None

    @cached_property
    def at_start(self) -> Letters:
        """The board when it began: a second before."""
        return letters_at(self.cases, self.stretch.begin - SECOND)

    @cached_property
    def at_end(self) -> Letters:
        """The board at its end, or now."""
        return letters_at(self.cases, self.stretch.seen)

    @cached_property
    def kept(self) -> tuple[KeptOf, ...]:
        """Each criterion of which a deadline passed, in the board's order."""
        first, current = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
        for course in self._courses():
            done, due = course.done_by(self.stretch.seen), course.due_by(self.stretch.seen)
            for tally, deadline in ((first, course.first_due), (current, due)):
                if self.stretch.brings_due(deadline):
                    tally[course.criterion, done is not None and done < deadline] += 1
        named = [criterion.id for criterion in self.rules.criteria]
        others = sorted({name for name, _ in (*first, *current)} - set(named))
        every = (KeptOf(name, _kept_in(first, name), _kept_in(current, name)) for name in (*named, *others))
        return tuple(kept for kept in every if kept.by_first.passed or kept.by_current.passed)

    @property
    def kept_first(self) -> Kept:
        """The first deadlines that passed, of all criteria."""
        return _kept_together(kept.by_first for kept in self.kept)

    @property
    def kept_current(self) -> Kept:
        """The deadlines in force that passed, of all criteria."""
        return _kept_together(kept.by_current for kept in self.kept)

    @cached_property
    def moves(self) -> tuple[Postponed, ...]:
        """The moves of deadlines made in it."""
        return tuple(move for digest in self.cases for move in self._moves_of(digest))

    @cached_property
    def moved_cases(self) -> int:
        """How many cases had a deadline moved."""
        return sum(1 for digest in self.cases if any(True for _ in self._moves_of(digest)))

    @cached_property
    def reasons(self) -> tuple[ReasonCount, ...]:
        """The reasons of the moves, the most frequent first, then by text; those spelled nearly alike together."""
        names = reason_names([move.reason for move in self.moves])
        counts, gained = Counter[str](), Counter[str]()
        for move in self.moves:
            counts[names[move.reason]] += 1
            gained[names[move.reason]] += move.gained
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(ReasonCount(reason, count, gained[reason]) for reason, count in ordered)

    @cached_property
    def recurrences(self) -> tuple[Recurred, ...]:
        """The recurrences in it, oldest first."""
        found = [Recurred(at, digest) for digest in self.cases for at in digest.recurred if self._recurs(digest, at)]
        return tuple(sorted(found, key=lambda one: (one.at, one.digest.id)))

    @cached_property
    def open_cases(self) -> tuple[OpenCase, ...]:
        """The cases that were open - red or yellow - at its end, oldest first."""
        seen = self.stretch.seen
        found = [digest for digest in self.cases if letter_at(digest, seen) in (Letter.RED, Letter.YELLOW)]
        found.sort(key=lambda digest: (digest.opened, digest.id))
        return tuple(OpenCase(digest, level_at(digest.opened, digest.levels, seen)) for digest in found)

    @cached_property
    def escalated(self) -> tuple[OpenCase, ...]:
        """Those of them that were escalated, the highest level first, then the oldest."""
        return tuple(sorted((one for one in self.open_cases if one.level), key=lambda one: -one.level))

    @cached_property
    def taught(self) -> tuple[CaseDigest, ...]:
        """The cases that may have a lesson which came to count in it, oldest first."""
        found = [
            (digest.taught, digest) for digest in self.cases if digest.taught and self.stretch.holds(digest.taught)
        ]
        return tuple(digest for _, digest in sorted(found, key=lambda one: (one[0], one[1].id)))

    def _ended(self, phase: Phase) -> Iterator[CaseDigest]:
        for digest in self.cases:
            if digest.ending is not None and digest.ending.phase is phase and self.stretch.holds(digest.ending.at):
                yield digest

    def _is_rejected(self, digest: CaseDigest) -> bool:
        ending = digest.ending
        return ending is not None and ending.phase is Phase.REJECTED and _by(ending.at, self.stretch.seen)

    def _courses(self) -> Iterator[CriterionCourse]:
        """The criteria of which a deadline may have passed in it: none of rejected cases, nor of undated closings."""
        passing = self.stretch.passing
        for digest in self.cases:
            is_undated = digest.ending is not None and digest.ending.at is None
            if digest.opened <= self.stretch.seen and not is_undated and not self._is_rejected(digest):
                names = [timed.criterion for timed in digest.timed]
                yield from courses_due_in(digest.opened, names, digest.times, digest.postponed, passing)

    def _moves_of(self, digest: CaseDigest) -> Iterator[Postponed]:
        return (move for move in digest.postponed if self.stretch.holds(move.at))

    def _recurs(self, digest: CaseDigest, at: datetime) -> bool:
        return digest.opened <= at and self.stretch.holds(at)


def is_complaint(digest: CaseDigest, rules: Rules) -> bool:
    """True for a problem that a customer brought up."""
    source = rules.sources.get(digest.source)
    return source is not None and source.group is SourceGroup.CUSTOMER


def letter_at(digest: CaseDigest, at: datetime) -> Letter | None:
    """The letter that the board showed of a case at an instant; None: it was not on the board."""
    for move in reversed(digest.moves):
        if move.at <= at:
            return move.letter
    return None


def letters_at(cases: Iterable[CaseDigest], at: datetime) -> Letters:
    """The board at an instant, by letter."""
    counts = Counter(letter_at(digest, at) for digest in cases)
    return Letters(counts[Letter.RED], counts[Letter.YELLOW], counts[Letter.GREEN])


def bars_of(cases: Sequence[CaseDigest], class_of: Callable[[CaseDigest], str]) -> tuple[Bar, ...]:
    """These cases by a class, the largest first, then by name."""
    sizes = sorted(Counter(map(class_of, cases)).items(), key=lambda item: (-item[1], item[0]))
    bars, total = [], 0
    for name, count in sizes:
        total += count
        bars.append(Bar(name, count, Fraction(total, len(cases))))
    return tuple(bars)


def _by(at: datetime | None, seen: datetime) -> bool:
    return at is not None and at <= seen


def _kept_in(tally: Mapping[tuple[str, bool], int], name: str) -> Kept:
    in_time, late = tally.get((name, True), 0), tally.get((name, False), 0)
    return Kept(in_time, in_time + late)


def _kept_together(kept: Iterable[Kept]) -> Kept:
    every = list(kept)
    return Kept(sum(one.in_time for one in every), sum(one.passed for one in every))
