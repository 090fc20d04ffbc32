"""How long does it take? The panels of how long problems stay open, and of the times to their milestones."""

from collections.abc import Sequence

from board_gen.messages import N_
from board_gen.rules.milestones import Milestone
from board_gen.rules.survival import Survival, SurvivalStep
from board_gen.rules.trend_sums import TrendSums
from board_gen.rules.trend_times import MilestoneTimes
from board_gen.views.reader import Reader
from board_gen.views.trend_panels import Chart, Panel, Table, invalid_note, left_out, rejected_note, undated_note
from board_gen.views.trend_plots import Form, Ink, Line, Plot
from board_gen.views.trends import Trends, month_text, months_between, span_text, tenths

DRAWN_STEPS, LISTED_STEPS = 200, 30
"""A curve is drawn with at most so many steps, and listed with so many."""
_HOUR = 3_600
_MILESTONES = {
    Milestone.CONTAINMENT: N_("Containment"),
    Milestone.ROOT_CAUSE: N_("Root cause"),
    Milestone.VERIFIED: N_("Verification"),
    Milestone.CLOSED: N_("Closing"),
}


def open_time_panel(trends: Trends, reader: Reader) -> Panel:
    """How long problems stay open, those still open counted too; beside it QSB's three."""
    words, survival = reader.words, trends.sums.open_time.survival
    median = span_text(survival.median, reader)
    return Panel(
        Chart.OPEN_TIME,
        words(N_("How long problems stay open: % still open by days since opening")),
        _open_time_lead(trends.sums, reader),
        (
            words(
                N_("n = {count} (cases opened in the range): {closed} closed, {open} on the board, counted until now."),
                count=survival.n,
                closed=survival.events,
                open=survival.censored,
            ),
            words(N_("Kaplan-Meier; the bar is the 95 % interval of the median (Greenwood, log-log).")),
            words(
                N_("QSB counts a case for each day at whose end it is red or yellow, and averages the closed alone.")
            ),
            *left_out(
                reader,
                (rejected_note(trends.sums.open_time.rejected), undated_note(trends.sums.open_time.undated)),
            ),
            *invalid_note(trends, reader),
        ),
        (_qsb_table(trends.sums, reader), _survival_table(survival, reader)),
        _survival_plot(survival, words(N_("median {time}"), time=median), words(N_("still open"))),
    )


def _open_time_lead(sums: TrendSums, reader: Reader) -> str:
    """The honest median, and QSB's three beside it."""
    words, qsb = reader.words, sums.qsb
    told = words(
        N_("QSB's three: {red} days red, {yellow} days yellow; {closed} closed, open for {mean} on average."),
        red=qsb.red_days,
        yellow=qsb.yellow_days,
        closed=qsb.closed,
        mean=span_text(qsb.seconds_open // qsb.closed if qsb.closed else None, reader),
    )
    return f"{_median_text(sums.open_time.survival, reader)} {told}"


def _median_text(survival: Survival, reader: Reader) -> str:
    words = reader.words
    if not survival.n:
        return words(N_("No case was opened."))
    if survival.median is None:
        return words(N_("More than half are still open."))
    return words(
        N_("Half are closed after {median} (95 %: {lower} to {upper})."),
        median=span_text(survival.median, reader),
        lower=span_text(survival.lower, reader),
        upper=span_text(survival.upper, reader) if survival.upper is not None else "∞",
    )


def _qsb_table(sums: TrendSums, reader: Reader) -> Table:
    words, qsb = reader.words, sums.qsb
    return Table(
        words(N_("The three numbers of QSB, in the range")),
        (words(N_("number")), words(N_("in all")), words(N_("per case that was on the board"))),
        (
            (words(N_("cases that were on the board")), str(qsb.cases), ""),
            (words(N_("days red")), str(qsb.red_days), tenths(qsb.red_days, qsb.cases)),
            (words(N_("days yellow")), str(qsb.yellow_days), tenths(qsb.yellow_days, qsb.cases)),
            (words(N_("closed")), str(qsb.closed), ""),
            (words(N_("average days open of the closed")), days_text_of(qsb.seconds_open, qsb.closed), ""),
        ),
    )


def days_text_of(seconds: int, cases: int) -> str:
    """Days of 24 hours on average, to a tenth."""
    return tenths(seconds, cases * 86_400)


def thinned(steps: Sequence[SurvivalStep], most: int) -> list[SurvivalStep]:
    """At most so many steps: of each of as many equal spans of hours the last one."""
    if not steps:
        return []
    wide = -(-(steps[-1].time // _HOUR + 1) // most)
    last = {step.time // _HOUR // wide: step for step in steps}
    return list(last.values())


def _survival_table(survival: Survival, reader: Reader) -> Table:
    words = reader.words
    steps = thinned(survival.steps, LISTED_STEPS)
    chosen = {step.time for step in steps}
    rows, closed = [], 0
    for step in survival.steps:
        closed += step.events
        if step.time in chosen:
            rows.append((span_text(step.time, reader), str(step.at_risk), str(closed), _share_text(step.open)))
    heads = (N_("time since opening"), N_("still watched"), N_("closed until then"), N_("still open"))
    return Table(words(N_("Share still open by time since opening")), tuple(map(words, heads)), tuple(rows))


def _share_text(share: float) -> str:
    thousandths = int(share * 1000 + 0.5)
    return f"{thousandths // 10}.{thousandths % 10}%"


def _survival_plot(survival: Survival, said: str, name: str) -> Plot:
    steps = thinned(survival.steps, DRAWN_STEPS)
    at, values = tuple(_hours(step.time) for step in steps), tuple(int(step.open * 10_000 + 0.5) for step in steps)
    if survival.n and not steps:
        at, values = (0,), (10_000,)
    marks = tuple(_hours_of(time) for time in (survival.median, survival.lower, survival.upper))
    return Plot(Form.SURVIVAL, (), (Line(name, Ink.BLUE, values),), at=at, marks=marks, said=said)


def _hours(seconds: int) -> int:
    """Seconds in hours, ties upwards."""
    return (2 * seconds + _HOUR) // (2 * _HOUR)


def times_panel(trends: Trends, reader: Reader) -> Panel:
    """How long it takes to containment, root cause, verification and closing."""
    words, times = reader.words, trends.sums.times
    closed = times[-1].months
    return Panel(
        Chart.TIMES,
        words(
            N_("Time to containment, root cause, verification, closing: median and 90th percentile by month of opening")
        ),
        _times_lead(times, reader),
        (
            words(N_("n = {count} (cases opened in the range)."), count=sum(month.n for month in closed)),
            words(N_("Disc: median; bar: up to the 90th percentile; hollow: can still change.")),
            words(N_("By nearest rank; what is not there yet counts as longer than all others.")),
            *left_out(
                reader,
                (rejected_note(trends.sums.open_time.rejected), undated_note(trends.sums.open_time.undated)),
            ),
            *invalid_note(trends, reader),
        ),
        tuple(_times_table(one, reader) for one in times),
        _times_plot(times, trends.sums, reader),
    )


def _times_lead(times: Sequence[MilestoneTimes], reader: Reader) -> str:
    """The latest median of each milestone."""
    words = reader.words
    told = []
    for one in times:
        known = [month for month in one.months if month.median is not None]
        if known:
            name, span = words(_MILESTONES[one.milestone]), span_text(known[-1].median, reader)
            told.append(words(N_("{name} {span} ({month})"), name=name, span=span, month=month_text(known[-1].month)))
    if not told:
        return words(N_("Nothing was reached yet."))
    return words(N_("Latest medians: {list}."), list=" · ".join(told))


def _times_table(one: MilestoneTimes, reader: Reader) -> Table:
    """A milestone's months, the newest first."""
    words = reader.words
    heads = (N_("month"), N_("median"), N_("90th percentile"), N_("done"), N_("not yet"), N_("can still change"))
    rows = [
        (
            month_text(month.month),
            span_text(month.median, reader),
            span_text(month.slow, reader),
            str(month.done),
            str(month.not_yet),
            words(N_("yes")) if month.can_change else words(N_("no")),
        )
        for month in one.months
    ]
    return Table(words(_MILESTONES[one.milestone]), tuple(map(words, heads)), tuple(reversed(rows)))


def _times_plot(times: Sequence[MilestoneTimes], sums: TrendSums, reader: Reader) -> Plot:
    months = months_between(sums.selection.first, sums.selection.last)
    lines = []
    for one in times:
        by_month = {month.month: month for month in one.months}
        found = [by_month.get(month) for month in months]
        lines.append(
            Line(
                reader.words(_MILESTONES[one.milestone]),
                Ink.BLUE,
                tuple(_hours_of(month.median if month else None) for month in found),
                more=tuple(_hours_of(month.slow if month else None) for month in found),
                open=tuple(bool(month and month.can_change) for month in found),
            )
        )
    return Plot(Form.SPANS, tuple(map(month_text, months)), tuple(lines))


def _hours_of(seconds: int | None) -> int | None:
    return None if seconds is None else _hours(seconds)
