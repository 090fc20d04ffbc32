"""Q-chart: the daily quality status of an area, the letter Q as a calendar of coloured days (contract §5, domain §5).

A day's colour is the worst `q` among the problems that were opened in it: valid cases in every phase, listed rows
too, and invalid ones whose opening and source could be read. What happens to a problem later never changes its day.
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from board_gen.model.case import Case, InvalidCase
from board_gen.model.local_time import day_of
from board_gen.model.terms import QColour
from board_gen.rules.judged import JudgedPlant


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


@dataclass(frozen=True, slots=True)
class Opening:
    """That a problem came up: on which local day, where, and what it does to the day."""

    day: date
    area: str
    q: QColour


def openings_of(judged: JudgedPlant, at: datetime) -> Iterator[Opening]:
    """Every problem opened by `at` whose opening and source could be read, invalid ones too; in no order."""
    rules = judged.rules
    cases: tuple[Case | InvalidCase, ...] = (*(tracks.case for tracks in judged.cases), *judged.invalid)
    for case in cases:
        source = rules.sources.get(case.source)
        if source is not None and case.opened is not None and case.opened <= at:
            yield Opening(day_of(case.opened, rules.zone), case.area, source.q)


def colour_of(openings: tuple[Opening, ...]) -> DayColour:
    """The worst colour that a day's problems give it; one whose source has `q: none` leaves it green."""
    colours = {opening.q for opening in openings}
    if QColour.RED in colours:
        return DayColour.RED
    return DayColour.YELLOW if QColour.YELLOW in colours else DayColour.GREEN


def q_chart_of(judged: JudgedPlant, area: str | None, year: int, month: int, at: datetime) -> QChart:
    """The Q of a month as it stands at `at`; `area` None is the whole plant. A day has begun at its first instant."""
    today = day_of(at, judged.rules.zone)
    by_day: dict[date, list[Opening]] = {}
    for opening in openings_of(judged, at):
        if area is None or opening.area == area:
            by_day.setdefault(opening.day, []).append(opening)
    month_days = (date(year, month, number + 1) for number in range(calendar.monthrange(year, month)[1]))
    days = (q_day_of(day, tuple(by_day.get(day, ())), has_begun=day <= today) for day in month_days)
    return QChart(area, year, month, tuple(days))


def q_day_of(day: date, openings: tuple[Opening, ...], *, has_begun: bool) -> QDay:
    """One day from the problems opened in it."""
    return QDay(day, colour_of(openings) if has_begun else None, len(openings))


def areas_of(judged: JudgedPlant, at: datetime) -> tuple[str, ...]:
    """The areas in which a problem was ever opened by `at`, by name; the nameless one is left out."""
    return tuple(sorted({opening.area for opening in openings_of(judged, at)} - {""}))


def abnormal_days_of(judged: JudgedPlant, at: datetime) -> Mapping[str, Mapping[date, DayColour]]:
    """Per area, by name ("": none named), the days that are not green, in order; each area that had a problem."""
    by_area: dict[str, dict[date, list[Opening]]] = {}
    for opening in openings_of(judged, at):
        by_area.setdefault(opening.area, {}).setdefault(opening.day, []).append(opening)
    return {area: abnormal_of(days) for area, days in sorted(by_area.items())}


def abnormal_of(days: Mapping[date, list[Opening]]) -> Mapping[date, DayColour]:
    """The colours of those days that are not green, in order."""
    colours = {day: colour_of(tuple(openings)) for day, openings in sorted(days.items())}
    return {day: colour for day, colour in colours.items() if colour is not DayColour.GREEN}
