"""A week or a month on one sheet: what came, went and is left, in a reader's words.

Nothing in it depends on the instant of the build where the period is over: all dates name their year. Lists are cut so
that the sheet stays one; what is left out is counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.model.local_time import day_of
from board_gen.model.rules import Rules
from board_gen.rules.digest import CaseDigest
from board_gen.rules.period import (
    Length,
    Period,
    PeriodSums,
)
from board_gen.rules.period_ledgers import MeasuredIn
from board_gen.rules.q_chart import NO_PROBLEM, DayTally
from board_gen.views.lessons import Lessons
from board_gen.views.metric_drawing import Figures
from board_gen.views.metrics import scope_words
from board_gen.views.period_cases import (
    TOP,
    BarTable,
    CaseRows,
    bar_tables_of,
    lessons_of,
    open_rows_of,
    recurrences_of,
)
from board_gen.views.period_figures import (
    DASH,
    BoardBar,
    Figure,
    KeptRow,
    ReasonRow,
    Sheet,
    boards_of,
    figures_of,
    kept_row_of,
    moves_words,
    reason_row_of,
)
from board_gen.views.reader import Reader
from board_gen.wording.times import full_moment

MOST_CRITERIA, MOST_METRICS = 12, 8


class MetricRow(NamedTuple):
    """A metric's last value in the period and its target; how many of the values that have one missed theirs."""

    name: str
    scope: str
    value: str
    target: str
    missed: str
    is_missed: bool


class QDayField(NamedTuple):
    """A day of the month's Q: its code (g, y, r; b: to come), and the words and query of its problems, where any."""

    number: int
    code: str
    words: str
    query: str


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The whole sheet. `before` and `after` are the names of its neighbours, `year_before` that of the same month last
    year, "" where there is none. `state` says as of when.
    """

    name: str
    title: str
    span: str
    state: str
    is_running: bool
    is_month: bool
    before: str
    after: str
    year_before: str
    figures: tuple[Figure, ...]
    boards: tuple[BoardBar, ...]
    bars: tuple[BarTable, ...]
    rejected: int
    kept: tuple[KeptRow, ...]
    kept_more: int
    moves: str
    reasons: tuple[ReasonRow, ...]
    reasons_more: int
    recurrences: CaseRows
    oldest: CaseRows
    escalated: CaseRows
    lessons: CaseRows
    metrics: tuple[MetricRow, ...]
    metrics_more: int
    metrics_more_missed: int
    q_days: tuple[QDayField, ...]
    q_words: str


def period_view_of(sheet: Sheet, lessons: Lessons, reader: Reader) -> PeriodView:
    """A sheet for a reader of the instant that its sums are of."""
    sums, period = sheet.sums, sheet.sums.period
    measured = sheet.ledgers.measured_in(period)
    shown = sorted(enumerate(measured), key=lambda one: (not one[1].missed, one[0]))[:MOST_METRICS]
    is_month = period.length is Length.MONTH
    q_days = tuple(q_days_of(sheet, reader)) if is_month else ()
    return PeriodView(
        name=period.name,
        title=title_of(period, reader),
        span=span_of(period, reader),
        state=state_of(sums, reader),
        is_running=not sums.stretch.is_over,
        is_month=is_month,
        before=sheet.before.period.name if sheet.before else "",
        after=period.after.name if sheet.has_after else "",
        year_before=sheet.year_before.period.name if sheet.year_before else "",
        figures=tuple(figures_of(sheet, reader)),
        boards=boards_of(sums, reader),
        bars=tuple(bar_tables_of(sums, reader)),
        rejected=len(sums.opened) - len(sums.problems),
        kept=tuple(kept_row_of(one, reader) for one in sums.kept[:MOST_CRITERIA]),
        kept_more=max(0, len(sums.kept) - MOST_CRITERIA),
        moves=moves_words(sums, reader),
        reasons=tuple(reason_row_of(one, reader) for one in sums.reasons[:TOP]),
        reasons_more=max(0, len(sums.reasons) - TOP),
        recurrences=recurrences_of(sums, reader),
        oldest=open_rows_of(sums, sums.open_cases, reader),
        escalated=open_rows_of(sums, sums.escalated, reader),
        lessons=lessons_of(sums, lessons),
        metrics=tuple(metric_row_of(one, reader) for _, one in sorted(shown)),
        metrics_more=len(measured) - len(shown),
        metrics_more_missed=sum(1 for one in measured if one.missed) - sum(1 for _, one in shown if one.missed),
        q_days=q_days,
        q_words=q_words_of(q_days, reader),
    )


# ------------------------------------------------------------------------------------------------------- its head
def title_of(period: Period, reader: Reader) -> str:
    """`Weekly report 2026-W47`."""
    message = N_("Weekly report {name}") if period.length is Length.WEEK else N_("Monthly report {name}")
    return reader.words(message, name=period.name)


def span_of(period: Period, reader: Reader) -> str:
    """`ISO week 47, Mon 2026-11-16 to Sun 2026-11-22`."""
    first, last = period.first.isoformat(), period.last.isoformat()
    if period.length is Length.MONTH:
        return reader.words(N_("{first} to {last}"), first=first, last=last)
    week = period.first.isocalendar().week
    return reader.words(N_("ISO week {week}, Mon {first} to Sun {last}"), week=week, first=first, last=last)


def state_of(sums: PeriodSums, reader: Reader) -> str:
    """Until when it tells: its own end, or the instant of the build."""
    if sums.stretch.is_over:
        return reader.words(N_("as it stood at its end"))
    return reader.words(N_("running, until {time}"), time=full_moment(sums.stretch.seen, reader.zone))


# ------------------------------------------------------------------------------------------------------- metrics, Q
def metric_row_of(measured: MeasuredIn, reader: Reader) -> MetricRow:
    """The last value of a series in the period; a unit stands with the value."""
    series, last = measured.series, measured.points[-1]
    figures, unit = Figures(series), reader.label(series.rules.unit)
    return MetricRow(
        name=reader.label(series.rules.label),
        scope=scope_words(series.scope, reader),
        value=f"{figures.plain(last.value)} {unit}".strip(),
        target=DASH if last.target is None else figures.plain(last.target),
        missed=f"{measured.missed} / {measured.judged}" if measured.judged else DASH,
        is_missed=bool(series.misses(last)),
    )


def q_days_of(sheet: Sheet, reader: Reader) -> Iterator[QDayField]:
    """Each day of a month with its colour; one that has not begun is blank."""
    period, sums = sheet.sums.period, sheet.sums
    tallies = day_tallies_of(sums.opened, sheet.invalid, sums.rules)
    today = day_of(sums.stretch.seen, reader.zone)
    for number in range(1, period.last.day + 1):
        day = period.first.replace(day=number)
        tally = tallies.get(day, NO_PROBLEM)
        code = tally.colour.value[0] if day <= today else "b"
        told = reader.words(N_("{day}: problems: {count}"), day=day.isoformat(), count=tally.opened)
        yield QDayField(number, code, told if tally.opened else "", f"day={day.isoformat()}" if tally.opened else "")


def day_tallies_of(
    opened: Sequence[CaseDigest], invalid: Sequence[InvalidCase], rules: Rules
) -> Mapping[date, DayTally]:
    """How many problems were opened on each day that had any, by what they do to it."""
    tallies: dict[date, DayTally] = {}
    came = [(one.opened, one.source, one.is_tracked) for one in opened]
    came += [(one.opened, one.source, one.tracked) for one in invalid if one.opened]
    for at, code, is_tracked in came:
        source = rules.sources.get(code)
        day = day_of(at, rules.zone)
        if source is not None:
            tallies[day] = tallies.get(day, NO_PROBLEM).with_one(source.q, is_tracked=is_tracked)
    return tallies


def q_words_of(days: Sequence[QDayField], reader: Reader) -> str:
    """How many days are red and yellow; nothing of a week."""
    if not days:
        return ""
    red, yellow = (sum(1 for day in days if day.code == code) for code in "ry")
    return reader.words(N_("{red} red days, {yellow} yellow"), red=red, yellow=yellow)
