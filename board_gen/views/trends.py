"""Trends: the numbers behind the charts, as one reader sees them at their instant."""

from dataclasses import dataclass, replace
from datetime import date

from board_gen.messages import N_
from board_gen.rules.digest import CaseDigest
from board_gen.rules.history import (
    Ages,
    ClosingTime,
    DayCount,
    Flow,
    ages_of,
    closing_times_of,
    first_of_month,
    flows_of,
    monday_of,
    opened_since,
    undated_closings_of,
    year_before,
)
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.pareto import Pareto, ParetoBar, pareto_of
from board_gen.rules.punctuality import Punctuality, punctuality_of
from board_gen.views.reader import Reader

WEEKS = 26
"""So many weeks are charted, the running one included."""
MONTHS = 13
"""So many months are listed: the running one, and the same month last year."""
MOST_BARS = 10
"""A Pareto shows no more classes; the smallest of a longer list are one bar, the last."""


@dataclass(frozen=True, slots=True)
class Trends:
    """The numbers behind all charts. `days` are the last twelve months, from `since` or from the first opening.
    `closing_times` are those of `months`.

    `undated` counts closings without a date, `invalid` the cases that can't be judged: neither is in any average.
    """

    since: date
    today: date
    days: tuple[DayCount, ...]
    weeks: tuple[Flow, ...]
    months: tuple[Flow, ...]
    closing_times: tuple[ClosingTime, ...]
    ages: Ages
    punctuality: Punctuality
    sources: Pareto
    areas: Pareto
    opened: int
    undated: int
    invalid: int

    @property
    def is_empty(self) -> bool:
        """True while no problem was ever opened: there is nothing to chart."""
        return not self.days


def trends_of(judged: JudgedPlant, reader: Reader) -> Trends:
    """Everything counted, as it stands at the reader's instant."""
    history = judged.history(reader.at)
    since = year_before(history.today)
    months, recent = flows_of(history.every_day, first_of_month)[-MONTHS:], opened_since(history, since)
    return Trends(
        since=since,
        today=history.today,
        days=tuple(day for day in history.every_day if day.day >= since),
        weeks=flows_of(history.every_day, monday_of)[-WEEKS:],
        months=months,
        closing_times=closing_times_of(history, months[0].start) if months else (),
        ages=ages_of(history),
        punctuality=punctuality_of(recent, reader.rules),
        sources=shortened(pareto_of(recent, lambda digest: source_name_of(digest, reader)), reader),
        areas=shortened(pareto_of(recent, lambda digest: area_name_of(digest, reader)), reader),
        opened=len(recent),
        undated=undated_closings_of(history),
        invalid=len(judged.invalid),
    )


def source_name_of(digest: CaseDigest, reader: Reader) -> str:
    """The label of a case's source; its code where the rules have none."""
    source = reader.rules.sources.get(digest.source)
    return reader.label(source.label) if source else digest.source


def area_name_of(digest: CaseDigest, reader: Reader) -> str:
    """A case's area, or that it names none."""
    return digest.area or reader.words(N_("no area given"))


def shortened(pareto: Pareto, reader: Reader) -> Pareto:
    """The Pareto with its smallest classes as one bar, the last, where there are more than `MOST_BARS`."""
    if len(pareto.bars) <= MOST_BARS:
        return pareto
    kept, rest = pareto.bars[: MOST_BARS - 1], pareto.bars[MOST_BARS - 1 :]
    name = reader.words(N_("others ({count})"), count=len(rest))
    return replace(pareto, bars=(*kept, ParetoBar(name, sum(bar.count for bar in rest), 1.0)))
