"""`/reports/`: each ISO week and each month on one sheet of paper, from the first opening to the running one.

The sheet of a period that is over is told as it stood at its end. So it stands as long as no case that matters in it,
or in those that it is compared with, is edited: a build makes the two running sheets, and those that an edit touched.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib import resources
from itertools import accumulate, groupby
from typing import NamedTuple, TypeAlias

from markupsafe import Markup, escape

from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.pages.lasting import Lastings
from board_gen.pages.q_chart import FIELDS, shape_of
from board_gen.pages.render import rendered
from board_gen.pages.site import Page, SiteFile, link_of
from board_gen.rules.digest import CaseDigest
from board_gen.rules.history import Flow, first_of_month, flows_of, monday_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.period import Length, Period, PeriodSums, Stretch, periods_of, reach_of, stretch_of
from board_gen.rules.period_ledgers import Ledgers
from board_gen.views.lessons import Lessons
from board_gen.views.metric_drawing import Figures
from board_gen.views.old_rows import old_rows_words
from board_gen.views.period_figures import Sheet
from board_gen.views.period_report import QDayField, period_view_of
from board_gen.views.reader import Reader

URL = "reports/"
STYLESHEET = "assets/period_report.css"
_A_YEAR = 12
_MODULUS = 1 << 192

Place: TypeAlias = tuple[Length, int]
"""A period by its place among the weeks, or among the months."""


def url_of(period: Period) -> str:
    """The address of a period's sheet."""
    return f"{URL}{period.name}/"


class Line(NamedTuple):
    """A period in the list of all: its address, its first and last day, what came, went and was left."""

    period: Period
    url: str
    last: str
    flow: Flow
    is_running: bool


class Year(NamedTuple):
    """The months and the ISO weeks of a year, newest first; a week is of the year that its name says."""

    number: int
    months: tuple[Line, ...]
    weeks: tuple[Line, ...]


class Spans(NamedTuple):
    """Of each case, from which place to which it matters; `weights` stands for all that matter at each place."""

    of_cases: tuple[tuple[CaseDigest, int, int], ...]
    weights: tuple[int, ...]


@dataclass(frozen=True)
class PeriodReports:
    """The sheets as a part of the site: the list of them, and each one."""

    judged: JudgedPlant
    reader: Reader
    lessons: Lessons
    lastings: Lastings

    @cached_property
    def periods(self) -> Mapping[Length, tuple[Period, ...]]:
        """Weeks and months, each from the first opening to the running one, oldest first; none for an empty plant."""
        history = self.judged.history(self.reader.at)
        if not history.cases:
            return dict.fromkeys(Length, ())
        first = self.judged.local_days.day_of(min(digest.opened for digest in history.cases))
        return {length: periods_of(length, first, history.today) for length in Length}

    @property
    def urls(self) -> Iterator[str]:
        """The addresses of all sheets."""
        return (url_of(period) for periods in self.periods.values() for period in periods)

    def pages(self) -> Iterator[Page]:
        """The list, and each sheet that does not stand already as it would be made."""
        yield self._list_page()
        every = ((length, number) for length in Length for number in range(len(self.periods[length])))
        wanted = [place for place in every if self._is_running(place) or not self._stands(place)]
        cases = self.cases_in({compared for place in wanted for compared in self._compared(place)})
        for place in wanted:
            yield self._page(place, cases)

    # ------------------------------------------------------------------------------------------- which are to be made
    def _stands(self, place: Place) -> bool:
        """True for the sheet of a period that is over and stands as it would be made."""
        compared = self._compared(place)
        more = (
            [self._spans[length].weights[number] for length, number in compared],
            [self._told_by_ledgers(each) for each in compared],
            [Figures(measured.series).plain(0) for measured in self._ledgers.measured_in(self._period(place))],
            [(one.opened, one.source, one.tracked) for one in self._invalid_in(place)],
        )
        return self.lastings.standing(f"{url_of(self._period(place))}index.html", (), more) is not None

    def _period(self, place: Place) -> Period:
        length, number = place
        return self.periods[length][number]

    def _stretch(self, place: Place) -> Stretch:
        return stretch_of(self._period(place), self.reader.zone, self.reader.at)

    def _is_running(self, place: Place) -> bool:
        length, number = place
        return number == len(self.periods[length]) - 1

    def _before(self, place: Place) -> Place | None:
        length, number = place
        return (length, number - 1) if number else None

    def _year_before(self, place: Place) -> Place | None:
        length, number = place
        return (length, number - _A_YEAR) if length is Length.MONTH and number >= _A_YEAR else None

    def _compared(self, place: Place) -> tuple[Place, ...]:
        """The period itself, and those that its sheet compares it with."""
        return tuple(each for each in (place, self._before(place), self._year_before(place)) if each is not None)

    @cached_property
    def _spans(self) -> Mapping[Length, Spans]:
        """Which cases matter where. What stands for them is a sum of their keys, taken along the cases' first and last
        places, so that a case of a year costs no more than one of a day.
        """
        at, days, keys = self.reader.at, self.judged.local_days, self.lastings.keys
        cases = self.judged.history(at).cases
        reaches = [(digest, *reach_of(digest, at, days), int.from_bytes(keys[digest.id])) for digest in cases]
        return {length: self._spans_of(length, reaches) for length in Length}

    def _spans_of(self, length: Length, reaches: Iterable[tuple[CaseDigest, int, int, int]]) -> Spans:
        periods = self.periods[length]
        last = len(periods) - 1
        origin = _number_of(length, periods[0].first.toordinal()) if periods else 0
        turns, spans = [0] * (len(periods) + 1), []
        for digest, begin, end, weight in reaches:
            first = max(0, _number_of(length, begin) - origin)
            until = min(last, _number_of(length, end) - origin)
            if first <= until:
                turns[first] += weight
                turns[until + 1] -= weight
                spans.append((digest, first, until))
        return Spans(tuple(spans), tuple(total % _MODULUS for total in accumulate(turns[:-1])))

    def cases_in(self, places: set[Place]) -> Mapping[Place, Sequence[CaseDigest]]:
        """The cases that matter in each of these periods."""
        found: dict[Place, list[CaseDigest]] = {place: [] for place in places}
        for length in Length:
            numbers = sorted(number for each, number in places if each is length)
            if not numbers:
                continue
            for digest, first, until in self._spans[length].of_cases:
                for number in range(max(first, numbers[0]), min(until, numbers[-1]) + 1):
                    if (length, number) in found:
                        found[length, number].append(digest)
        return found

    # ------------------------------------------------------------------------------------------------- what they show
    @cached_property
    def _ledgers(self) -> Ledgers:
        return Ledgers(self.judged.plant, self.reader.at)

    def _told_by_ledgers(self, place: Place) -> str:
        """What stands for all that the ledgers tell of a period."""
        if place not in self._told:
            self._told[place] = repr(self._ledgers.key_of(self._period(place), self._stretch(place)))
        return self._told[place]

    @cached_property
    def _told(self) -> dict[Place, str]:
        return {}

    @cached_property
    def _invalid_by_month(self) -> Mapping[date, tuple[InvalidCase, ...]]:
        """The invalid cases by the first day of the month in which they came up."""
        months: dict[date, list[InvalidCase]] = defaultdict(list)
        for one in self.judged.invalid:
            if one.opened is not None and one.opened <= self.reader.at:
                months[first_of_month(self.judged.local_days.day_of(one.opened))].append(one)
        return {month: tuple(found) for month, found in months.items()}

    def _invalid_in(self, place: Place) -> tuple[InvalidCase, ...]:
        """Those that the Q of a month counts; a week has none."""
        length, _ = place
        return self._invalid_by_month.get(self._period(place).first, ()) if length is Length.MONTH else ()

    def _page(self, place: Place, cases: Mapping[Place, Sequence[CaseDigest]]) -> Page:
        """The sheet of a period."""
        before, year_before = self._before(place), self._year_before(place)
        sums = self._sums_of(place, cases)
        sheet = Sheet(
            sums=sums,
            before=self._sums_of(before, cases) if before else None,
            year_before=self._sums_of(year_before, cases) if year_before else None,
            ledgers=self._ledgers,
            has_after=not self._is_running(place),
            invalid=self._invalid_in(place),
        )
        view = period_view_of(sheet, self.lessons, self.reader)
        url = url_of(sums.period)
        old = old_rows_words(self.judged, self.reader) if view.is_running else ""
        html = rendered("period_report.html", self.reader, view=view, page_url=url, ring_of=ring_of, old_rows=old)
        return Page(url=url, title=view.title, html=html, styles=(STYLESHEET,))

    def _sums_of(self, place: Place, cases: Mapping[Place, Sequence[CaseDigest]]) -> PeriodSums:
        """What a period came to, worked out once for its own sheet and those that are compared with it."""
        if place not in self._sums:
            self._sums[place] = PeriodSums(self._period(place), self._stretch(place), cases[place], self.judged.rules)
        return self._sums[place]

    @cached_property
    def _sums(self) -> dict[Place, PeriodSums]:
        return {}

    def _list_page(self) -> Page:
        html = rendered(
            "period_reports.html",
            self.reader,
            years=self._years(),
            invalid=len(self.judged.invalid),
            page_url=URL,
            old_rows=old_rows_words(self.judged, self.reader),
        )
        return Page(url=URL, title=self.reader.words(N_("Reports")), html=html, styles=(STYLESHEET,))

    def _years(self) -> tuple[Year, ...]:
        """Every period, newest first."""
        months, weeks = (dict(_by_year(self._lines(length))) for length in (Length.MONTH, Length.WEEK))
        return tuple(
            Year(year, months.get(year, ()), weeks.get(year, ())) for year in sorted({*months, *weeks}, reverse=True)
        )

    def _lines(self, length: Length) -> list[Line]:
        days = self.judged.history(self.reader.at).every_day
        flows = flows_of(days, monday_of if length is Length.WEEK else first_of_month)
        lines = [
            Line(period, url_of(period), period.last.isoformat(), flow, self._is_running((length, number)))
            for number, (period, flow) in enumerate(zip(self.periods[length], flows, strict=True))
        ]
        return lines[::-1]


def _number_of(length: Length, day: int) -> int:
    """The number of the week or month in which a day, given by its ordinal, lies; the next one's is one more."""
    if length is Length.WEEK:
        return (day - 1) // 7  # the first day of all is a Monday
    that = date.fromordinal(day)
    return 12 * that.year + that.month


def _by_year(lines: Iterable[Line]) -> Iterator[tuple[int, tuple[Line, ...]]]:
    for year, group in groupby(lines, lambda line: int(line.period.name[:4])):
        yield year, tuple(group)


def ring_of(days: Sequence[QDayField], page_url: str) -> Markup:
    """The Q of a month, a field a day, within a link to its problems where it had any."""
    listed = link_of(page_url, "cases/")
    drawn = [_field(day, listed) for day in days]
    drawn += [f'<path class="v" d="{shape_of(number).path}"/>' for number in range(len(days) + 1, FIELDS + 1)]
    return Markup("".join(drawn))  # noqa: S704 - escaped in `_field`


def _field(day: QDayField, listed: str) -> str:
    shape = shape_of(day.number)
    text = f'<text x="{shape.x}" y="{shape.y}">{day.number}</text>'
    field = f'<g class="{day.code}"><path d="{shape.path}"/>{text}</g>'
    if not day.query:
        return field
    return f'<a href="{listed}?{escape(day.query)}"><title>{escape(day.words)}</title>{field}</a>'


def period_files() -> tuple[SiteFile, ...]:
    """What only these pages load: a stylesheet that lays a sheet of paper."""
    style = resources.files("board_gen.pages") / "assets" / "period" / "period_report.css"
    return (SiteFile(STYLESHEET, style.read_bytes()),)
