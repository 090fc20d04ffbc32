"""A week or a month on one sheet: what came, went and is left, in a reader's words.

Nothing in it depends on the instant of the build where the period is over: all dates name their year. Lists are cut so
that the sheet stays one; what is left out is counted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.model.local_time import day_of
from board_gen.model.rules import Rules
from board_gen.rules.digest import CaseDigest
from board_gen.rules.period import (
    Bar,
    Kept,
    KeptOf,
    Length,
    Letters,
    OpenCase,
    Period,
    PeriodSums,
    ReasonCount,
    bars_of,
    is_complaint,
)
from board_gen.rules.period_ledgers import Attended, Ledgers, MeasuredIn
from board_gen.rules.profile import ANSWER_CRITERION
from board_gen.rules.q_chart import NO_PROBLEM, DayTally
from board_gen.views.lessons import Lessons
from board_gen.views.metric_drawing import Figures
from board_gen.views.metrics import scope_words
from board_gen.views.names import person_of, source_of
from board_gen.views.reader import Reader
from board_gen.wording.times import full_moment

TOP = 5
"""So many classes, reasons and cases each list of a sheet shows."""
MOST_CRITERIA, MOST_METRICS = 12, 8
DASH = "–"


class Figure(NamedTuple):
    """A line of the sheet's figures: what it is, in this period, in the one before, in the same month last year."""

    name: str
    now: str
    before: str
    year_before: str
    is_part: bool = False


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


class KeptRow(NamedTuple):
    """How many of a criterion's deadlines were kept: `78 % (7/9)`."""

    name: str
    by_first: str
    by_current: str


class ReasonRow(NamedTuple):
    """A reason for moving deadlines, how often, and how much time it gave."""

    reason: str
    moves: int
    gained: str


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


class MetricRow(NamedTuple):
    """A metric's last value in the period and its target; how many of the values that have one missed theirs."""

    name: str
    scope: str
    value: str
    target: str
    missed: str
    is_missed: bool


class Segment(NamedTuple):
    """A letter's part of the board: where it lies on a bar 180 units wide, and its text where there is room for it."""

    code: str
    x: float
    width: float
    text: str


class BoardBar(NamedTuple):
    """The board at an instant: its name, the letters as a bar and in words, `R 4 · Y 13 · G 3`, and how many in all."""

    name: str
    segments: tuple[Segment, ...]
    words: str
    letters: str
    on_board: int


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


class Sheet(NamedTuple):
    """What a sheet is made of: the period's sums, those it is compared with, the ledgers, and its neighbours.

    `invalid`: those that came up in it, which the Q counts.
    """

    sums: PeriodSums
    before: PeriodSums | None
    year_before: PeriodSums | None
    ledgers: Ledgers
    has_after: bool
    invalid: tuple[InvalidCase, ...]


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


# ----------------------------------------------------------------------------------------------------- its figures
def figures_of(sheet: Sheet, reader: Reader) -> Iterator[Figure]:
    """The sheet's figures beside those that they are compared with."""

    def line(name: str, told: Callable[[PeriodSums], str], *, is_part: bool = False) -> Figure:
        before, year_before = (told(sums) if sums else DASH for sums in (sheet.before, sheet.year_before))
        return Figure(reader.words(name), told(sheet.sums), before, year_before, is_part)

    def kept(sums: PeriodSums, of: Callable[[PeriodSums], Kept]) -> str:
        return share_words(of(sums)) if sums is sheet.sums else percent(of(sums).share)

    def attended(told: Callable[[Attended], str]) -> Callable[[PeriodSums], str]:
        def of(sums: PeriodSums) -> str:
            found = sheet.ledgers.attended_in(sums.period, sums.stretch)
            return told(found) if found else DASH

        return of

    yield line(N_("Opened"), lambda sums: str(len(sums.opened)))
    yield line(N_("customer complaints"), lambda sums: str(len(sums.complaints)), is_part=True)
    yield line(N_("Closed"), lambda sums: str(len(sums.closed)))
    yield line(N_("median time to closing"), lambda sums: closing_words(sums, reader), is_part=True)
    yield line(N_("Rejected cases"), lambda sums: str(len(sums.rejected)))
    yield line(N_("On the board at its end"), lambda sums: str(sums.at_end.on_board))
    yield line(N_("red"), lambda sums: str(sums.at_end.red), is_part=True)
    yield line(N_("escalated above level 1"), lambda sums: str(raised_of(sums)), is_part=True)
    yield line(N_("First deadlines kept"), lambda sums: kept(sums, lambda one: one.kept_first))
    yield line(N_("Deadlines in force kept"), lambda sums: kept(sums, lambda one: one.kept_current))
    yield line(N_("Deadlines moved"), lambda sums: str(len(sums.moves)))
    yield line(N_("Recurrences"), lambda sums: str(len(sums.recurrences)))
    yield line(N_("Meetings held / planned"), attended(lambda found: f"{found.held} / {found.planned}"))
    yield line(N_("attendance"), attended(attendance_words), is_part=True)


def closing_words(sums: PeriodSums, reader: Reader) -> str:
    """The median of what was closed, `4 d 03 h`."""
    return DASH if sums.closing_time is None else reader.span(sums.closing_time)


def raised_of(sums: PeriodSums) -> int:
    """How many open cases were escalated beyond the first level, which each red one has by default."""
    return sum(1 for one in sums.escalated if one.level > 1)


def share_words(kept: Kept) -> str:
    """`78 % (7/9)`."""
    return f"{percent(kept.share)} ({kept.in_time}/{kept.passed})" if kept.passed else DASH


def percent(share: Fraction | None) -> str:
    """A share of 1 in whole percent, ties upwards as on `/trends/`; a dash where there is none."""
    return DASH if share is None else f"{floor(100 * share + Fraction(1, 2))} %"


def attendance_words(found: Attended) -> str:
    """`96.2 %`."""
    return DASH if found.percent is None else f"{found.percent} %"


# ------------------------------------------------------------------------------------------------------- the board
_WIDE = 180.0
_ROOM = 17.0
"""Units that a text of two signs takes on the bar."""


def boards_of(sums: PeriodSums, reader: Reader) -> tuple[BoardBar, ...]:
    """The board when the period began and at its end, on one scale."""
    start, end = sums.at_start, sums.at_end
    unit = _WIDE / max(start.on_board, end.on_board, 1)
    names = N_("at its start"), N_("at its end") if sums.stretch.is_over else N_("now")
    return tuple(
        board_bar_of(reader.words(name), letters, unit, reader)
        for name, letters in zip(names, (start, end), strict=True)
    )


def board_bar_of(name: str, letters: Letters, unit: float, reader: Reader) -> BoardBar:
    """One bar; a letter that lacks the room for its number has it beside the bar only."""
    segments, x = [], 0.0
    for code, count in zip("RYG", letters, strict=True):
        width = count * unit
        text = f"{code} {count}" if width >= _ROOM + 6 * len(str(count)) else ""
        segments.append(Segment(code.lower(), round(x, 1), round(width, 1), text))
        x += width
    told = reader.words(
        N_("{red} red, {yellow} yellow, {green} green"), red=letters.red, yellow=letters.yellow, green=letters.green
    )
    plain = " · ".join(f"{code} {count}" for code, count in zip("RYG", letters, strict=True))
    return BoardBar(name, tuple(segments), told, plain, letters.on_board)


# ----------------------------------------------------------------------------------------------- where it came from
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


# ------------------------------------------------------------------------------------------------------- deadlines
def kept_row_of(one: KeptOf, reader: Reader) -> KeptRow:
    """A criterion by its label."""
    return KeptRow(_criterion_words(one.criterion, reader), share_words(one.by_first), share_words(one.by_current))


def _criterion_words(criterion: str, reader: Reader) -> str:
    known = reader.rules.criterion(criterion)
    if known is None and criterion == ANSWER_CRITERION.id:
        known = ANSWER_CRITERION
    return reader.label(known.label) if known else criterion


def moves_words(sums: PeriodSums, reader: Reader) -> str:
    """How many deadlines were moved, of how many cases, and how much time they gained together."""
    if not sums.moves:
        return reader.words(N_("No deadline was moved."))
    return reader.words(
        N_("Moves: {count}, in cases: {cases}; together {gained}."),
        count=len(sums.moves),
        cases=sums.moved_cases,
        gained=days_words(sum(move.gained for move in sums.moves), reader),
    )


def reason_row_of(one: ReasonCount, reader: Reader) -> ReasonRow:
    """A reason, `no reason given` where there was none."""
    return ReasonRow(one.reason or reader.words(N_("no reason given")), one.moves, days_words(one.gained, reader))


def days_words(seconds: int, reader: Reader) -> str:
    """`+3.5 d`: days gained, to one decimal."""
    return reader.words(N_("{days} d"), days=f"{seconds / 86400:+.1f}".replace("-", "−"))


# ----------------------------------------------------------------------------------------------------- its cases
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
