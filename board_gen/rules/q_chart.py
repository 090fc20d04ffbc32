"""Q-chart: the daily quality status of an area, the letter Q as a calendar of coloured days (contract §5, domain §5).

A day's colour is the worst `q` among the problems that were opened in it: valid cases in every phase, listed rows
too, and invalid ones whose opening and source could be read. What happens to a problem later never changes its day.
"""

import calendar
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from board_gen.model.case import Case, InvalidCase
from board_gen.model.local_time import day_of
from board_gen.model.terms import QColour
from board_gen.rules.digest import CaseDigest
from board_gen.rules.judged import JudgedPlant

_EVER = datetime.min.replace(tzinfo=UTC)
_KEPT = timedelta(days=400)
"""More than twelve months and the running one: so far back a calendar goes."""
_FARTHEST_ZONE = timedelta(days=2)
"""More than any local day begins before the same day in UTC."""


class DayColour(StrEnum):
    """The colour of a day that has begun; a day to come has none (None)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class QDay:
    """One local day: its colour (None: still to come), and how many problems were opened in it by then."""

    day: date
    colour: DayColour | None
    opened: int = 0


@dataclass(frozen=True, slots=True)
class QChart:
    """A month of an area (None: of the whole plant; "": of what names no area): every day of it, in order."""

    area: str | None
    year: int
    month: int
    days: tuple[QDay, ...]


class Opening(NamedTuple):
    """That a problem came up: on which local day (its ordinal), where, and what it does to the day."""

    day: int
    area: str
    q: QColour


def problems_of(judged: JudgedPlant) -> Iterator[Case | CaseDigest | InvalidCase]:
    """Whatever came up or will: valid cases in every phase, listed rows, invalid ones; in no order."""
    yield from (tracks.case for tracks in judged.cases)
    yield from judged.settled
    yield from judged.invalid


def openings_of(judged: JudgedPlant, at: datetime, since: datetime = _EVER) -> Iterator[Opening]:
    """Every problem opened from the instant `since` on and by `at` whose opening and source could be read."""
    sources, days = judged.rules.sources, judged.local_days
    for problem in problems_of(judged):
        opened, source = problem.opened, sources.get(problem.source)
        if source is not None and opened is not None and since <= opened <= at:
            yield Opening(days.ordinal_of(opened), problem.area, source.q)


class DayTally(NamedTuple):
    """How many problems were opened on a day, by what they do to it.

    `untracked` are those of `red` without a case file, which each of them needs (contract §4).
    """

    red: int = 0
    yellow: int = 0
    plain: int = 0
    untracked: int = 0

    @property
    def opened(self) -> int:
        """All of them."""
        return self.red + self.yellow + self.plain

    @property
    def colour(self) -> DayColour:
        """The colour of the day, once it has begun."""
        if self.red:
            return DayColour.RED
        return DayColour.YELLOW if self.yellow else DayColour.GREEN

    def with_one(self, q: QColour, *, is_tracked: bool) -> "DayTally":
        """One more problem."""
        red, yellow, plain, untracked = self
        if q is QColour.RED:
            return DayTally(red + 1, yellow, plain, untracked + (not is_tracked))
        if q is QColour.YELLOW:
            return DayTally(red, yellow + 1, plain, untracked)
        return DayTally(red, yellow, plain + 1, untracked)


NO_PROBLEM = DayTally()


class LaterOpening(NamedTuple):
    """A problem that the files name already and that comes up after the instant of the build."""

    at: datetime
    day: int
    area: str
    q: QColour
    is_tracked: bool


@dataclass(frozen=True, slots=True)
class QCalendar:
    """Each area's days on which a problem was opened by `at`, by their ordinals, and what is known of the time after.

    Made in one pass over all problems, for the Qs of every area, this month and the twelve before. Each area that ever
    had a problem has an entry; "" is what names none.
    """

    at: datetime
    by_area: Mapping[str, Mapping[int, DayTally]]
    plant: Mapping[int, DayTally]
    later: tuple[LaterOpening, ...]

    def days_of(self, area: str | None) -> Mapping[int, DayTally]:
        """The days of an area; None is the whole plant."""
        return self.plant if area is None else self.by_area.get(area, {})

    def later_of(self, area: str | None) -> tuple[LaterOpening, ...]:
        """What comes up in an area after `at`, in order; None is the whole plant."""
        return tuple(opening for opening in self.later if area is None or opening.area == area)


def q_calendar_of(judged: JudgedPlant, at: datetime) -> QCalendar:
    """The days of all areas as they stand at `at`."""
    sources, ordinal_of = judged.rules.sources, judged.local_days.ordinal_of
    by_area = defaultdict[str, dict[int, DayTally]](dict)
    plant: dict[int, DayTally] = {}
    later: list[LaterOpening] = []
    since = at - _KEPT
    for problem in problems_of(judged):
        opened, source = problem.opened, sources.get(problem.source)
        if source is None or opened is None:
            continue
        days = by_area[problem.area]
        if opened < since:
            continue
        is_tracked = problem.is_tracked if isinstance(problem, CaseDigest) else problem.tracked
        if opened > at:
            later.append(LaterOpening(opened, ordinal_of(opened), problem.area, source.q, is_tracked))
            continue
        day = ordinal_of(opened)
        for counted in (plant, days):
            counted[day] = counted.get(day, NO_PROBLEM).with_one(source.q, is_tracked=is_tracked)
    return QCalendar(at, dict(by_area), plant, tuple(sorted(later)))


def colour_of(colours: Collection[QColour]) -> DayColour:
    """The worst colour that a day's problems give it; one whose source has `q: none` leaves it green."""
    if QColour.RED in colours:
        return DayColour.RED
    return DayColour.YELLOW if QColour.YELLOW in colours else DayColour.GREEN


def q_chart_of(judged: JudgedPlant, area: str | None, year: int, month: int, at: datetime) -> QChart:
    """The Q of a month as it stands at `at`; `area` None is the whole plant. A day has begun at its first instant."""
    today = day_of(at, judged.rules.zone)
    by_day = defaultdict[int, list[QColour]](list)
    for opening in openings_of(judged, at, datetime(year, month, 1, tzinfo=UTC) - _FARTHEST_ZONE):
        if area is None or opening.area == area:
            by_day[opening.day].append(opening.q)
    month_days = (date(year, month, number + 1) for number in range(calendar.monthrange(year, month)[1]))
    days = (q_day_of(day, by_day[day.toordinal()], has_begun=day <= today) for day in month_days)
    return QChart(area, year, month, tuple(days))


def q_day_of(day: date, colours: Collection[QColour], *, has_begun: bool) -> QDay:
    """One day from the colours of the problems opened in it."""
    return QDay(day, colour_of(colours) if has_begun else None, len(colours))


def areas_of(judged: JudgedPlant, at: datetime) -> tuple[str, ...]:
    """The areas in which a problem was ever opened by `at`, by name; the nameless one is left out."""
    return tuple(sorted({opening.area for opening in openings_of(judged, at)} - {""}))


def abnormal_days_of(judged: JudgedPlant, at: datetime) -> Mapping[str, Mapping[date, DayColour]]:
    """Per area, by name ("": none named), the days that are not green, in order; each area that had a problem."""
    by_area = defaultdict[str, defaultdict[int, set[QColour]]](lambda: defaultdict(set))
    for day, area, q in openings_of(judged, at):
        by_area[area][day].add(q)
    return {area: abnormal_of(days) for area, days in sorted(by_area.items())}


def abnormal_of(days: Mapping[int, Collection[QColour]]) -> Mapping[date, DayColour]:
    """The colours of those days that are not green, in order."""
    named = ((day, colour_of(colours)) for day, colours in sorted(days.items()))
    return {date.fromordinal(day): colour for day, colour in named if colour is not DayColour.GREEN}
