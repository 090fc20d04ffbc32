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
