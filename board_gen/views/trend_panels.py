"""The panels of the trends page: what each chart is, says and leaves out, in a reader's words, and its values.

`docs/charts.md` says the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from board_gen.messages import N_
from board_gen.rules.history import AgeClass, Ages, ClosingTime, DayCount, Flow
from board_gen.rules.pareto import Pareto
from board_gen.rules.punctuality import OnTime, Punctuality, Share
from board_gen.views.reader import Reader
from board_gen.views.trends import Trends


class Chart(StrEnum):
    """The charts, in the page's order; each value is part of the ids on the page and stays."""

    BOARD = "board"
    FLOW = "flow"
    AGE = "age"
    ON_TIME = "on-time"
    SOURCES = "sources"
    AREAS = "areas"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of values as readers see them; the first column names the row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart's words: its subject and unit, what it says today, what it counts and leaves out, and its values."""

    chart: Chart
    title: str
    lead: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


def panels_of(trends: Trends, reader: Reader) -> tuple[Panel, ...]:
    """The page's panels, in order; none for an empty plant."""
    if trends.is_empty:
        return ()
    makers = (board_panel, flow_panel, age_panel, on_time_panel, sources_panel, areas_panel)
    return tuple(dated(make(trends, reader), reader) for make in makers)


def dated(panel: Panel, reader: Reader) -> Panel:
    """The panel with its instant as the last note."""
    return replace(panel, notes=(*panel.notes, as_of_text(reader)))


def left_out(
    reader: Reader, rejected: int = 0, undated: int = 0, invalid: int = 0, *, in_watch: int = 0
) -> tuple[str, ...]:
    """A sentence for each kind of case that is left out, with the reason; none for a kind that does not occur."""
    reasons = (
        (in_watch, N_("Left out as in watch or ready (not open any more): {count}.")),
        (rejected, N_("Left out as rejected (no problem of ours): {count}.")),
        (undated, N_("Left out of the closings, without a date (nothing says when): {count}.")),
        (invalid, N_("Left out as invalid (no letter can be given): {count}.")),
    )
    return tuple(reader.words(message, count=count) for count, message in reasons if count)


def as_of_text(reader: Reader) -> str:
    """The instant that everything is counted at, in plant time."""
    return reader.words(N_("As of {time}."), time=reader.moment(reader.at))


def board_panel(trends: Trends, reader: Reader) -> Panel:
    """How many are on the board, by letter, day by day."""
    words, last = reader.words, trends.days[-1]
    return Panel(
        Chart.BOARD,
        words(N_("On the board at each day's end: cases by letter")),
        words(
            N_("Now {count} on the board: {red} red, {yellow} yellow, {green} green."),
            count=last.on_board,
            red=last.red,
            yellow=last.yellow,
            green=last.green,
        ),
        (
            words(N_("n = {count} (days, {first} to {last}; the last one up to now)."), **span_of(trends.days)),
            words(N_("Open, in watch and ready are on the board; closed and rejected are not.")),
            *left_out(reader, invalid=trends.invalid),
        ),
        (board_table(trends, reader),),
    )


def span_of(days: tuple[DayCount, ...]) -> dict[str, str | int]:
    """What fills a message about the days of a series."""
    return {"count": len(days), "first": days[0].day.isoformat(), "last": days[-1].day.isoformat()}


def board_table(trends: Trends, reader: Reader) -> Table:
    """Every day, the newest first."""
    words = reader.words
    return Table(
        words(N_("Cases on the board at the day's end")),
        (words(N_("day")), *letter_heads(reader), words(N_("on the board"))),
        tuple(
            (day.day.isoformat(), str(day.red), str(day.yellow), str(day.green), str(day.on_board))
            for day in reversed(trends.days)
        ),
    )


def letter_heads(reader: Reader) -> tuple[str, str, str]:
    """The letters of the board as heads of columns, worst first."""
    return reader.words(N_("R red")), reader.words(N_("Y yellow")), reader.words(N_("G green"))


def flow_panel(trends: Trends, reader: Reader) -> Panel:
    """What came and what went, week by week and month by month."""
    words, weeks = reader.words, trends.weeks
    opened, closed = sum(week.opened for week in weeks), sum(week.closed for week in weeks)
    return Panel(
        Chart.FLOW,
        words(N_("Opened and closed: cases per week")),
        words(
            N_("Since {since} {opened} opened, {closed} closed, {rejected} rejected."),
            since=weeks[0].start.isoformat(),
            opened=opened,
            closed=closed,
            rejected=sum(week.rejected for week in weeks),
        ),
        (
            words(N_("n = {count} (openings and closings)."), count=opened + closed),
            words(N_("A week begins on Monday; the running one is not over.")),
            *left_out(reader, undated=trends.undated, invalid=trends.invalid),
        ),
        (weeks_table(trends, reader), months_table(trends, reader)),
    )


def weeks_table(trends: Trends, reader: Reader) -> Table:
    """The charted weeks, the newest first."""
    words = reader.words
    return Table(
        words(N_("Cases per week")),
        (words(N_("week")), words(N_("from")), *flow_heads(reader)),
        tuple((week_name(week.start), week.start.isoformat(), *flow_cells(week)) for week in reversed(trends.weeks)),
    )


def months_table(trends: Trends, reader: Reader) -> Table:
    """The last months, the newest first, with how long the cases closed in them had been open."""
    words = reader.words
    times = {time.month: time for time in trends.closing_times}
    return Table(
        words(N_("Cases per month; the median time from opening to closing, of closings with a date")),
        (words(N_("month")), *flow_heads(reader), words(N_("median until closed"))),
        tuple(
            (f"{month.start:%Y-%m}", *flow_cells(month), closing_time_text(times.get(month.start), reader))
            for month in reversed(trends.months)
        ),
    )


def flow_heads(reader: Reader) -> tuple[str, ...]:
    """The heads that weeks and months share."""
    words = reader.words
    return words(N_("opened")), words(N_("closed")), words(N_("rejected")), words(N_("on the board at its end"))


def flow_cells(flow: Flow) -> tuple[str, ...]:
    """The cells under `flow_heads`."""
    return str(flow.opened), str(flow.closed), str(flow.rejected), str(flow.on_board)


def week_name(monday: date) -> str:
    """`2026-W47`."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def closing_time_text(time: ClosingTime | None, reader: Reader) -> str:
    """`4 d 03 h (n = 6)`, or a dash."""
    return f"{reader.span(time.median)} (n = {time.count})" if time else "–"


def age_panel(trends: Trends, reader: Reader) -> Panel:
    """How old the open cases are."""
    words, ages = reader.words, trends.ages
    return Panel(
        Chart.AGE,
        words(N_("Age of the open cases: cases by days since opening")),
        age_lead(ages, reader),
        (
            words(
                N_("n = {count} (open cases). A day is 24 hours; upper bounds belong to their class."), count=ages.count
            ),
            *left_out(reader, in_watch=ages.in_watch, invalid=trends.invalid),
        ),
        (age_table(ages, reader),),
    )


def age_lead(ages: Ages, reader: Reader) -> str:
    """What the ages say."""
    if ages.median is None or ages.oldest is None:
        return reader.words(N_("No case is open."))
    return reader.words(
        N_("Open: {count}; median age {median}, oldest {oldest}."),
        count=ages.count,
        median=reader.span(ages.median),
        oldest=reader.span(ages.oldest),
    )


def age_table(ages: Ages, reader: Reader) -> Table:
    """The classes, youngest first."""
    words = reader.words
    return Table(
        words(N_("Open cases by age")),
        (words(N_("age")), *letter_heads(reader), words(N_("open"))),
        tuple((age_name(one, reader), *map(str, (one.red, one.yellow, one.green, one.count))) for one in ages.classes),
    )


def age_name(one: AgeClass, reader: Reader) -> str:
    """`≤ 1 d`, `1–3 d`, `> 60 d`."""
    if one.to is None:
        return reader.words(N_("> {over} d"), over=one.over)
    if one.over == 0:
        return reader.words(N_("≤ {to} d"), to=one.to)
    return reader.words(N_("{over}–{to} d"), over=one.over, to=one.to)


def on_time_panel(trends: Trends, reader: Reader) -> Panel:
    """What was done by its deadline, per criterion."""
    words, punctuality = reader.words, trends.punctuality
    return Panel(
        Chart.ON_TIME,
        words(N_("Done on time: % per criterion, by the first and by the current deadline")),
        on_time_lead(punctuality, reader),
        (
            words(
                N_("n = {count} (cases opened since {since}). In brackets: in time / all that can be judged."),
                count=punctuality.cases,
                since=trends.since.isoformat(),
            ),
            words(N_("Late and still not done counts as late; not done and not yet due is left out, see the table.")),
            words(N_("The current deadline is the one in force when it was done; moves after that change nothing.")),
            words(N_("Cells that are NA are left out.")),
            *left_out(reader, punctuality.rejected, punctuality.undated, trends.invalid),
        ),
        (on_time_table(punctuality, reader),),
    )


def on_time_lead(punctuality: Punctuality, reader: Reader) -> str:
    """The shares of all criteria taken together."""
    first = sum_of(line.by_first for line in punctuality.criteria)
    current = sum_of(line.by_current for line in punctuality.criteria)
    if first.share is None or current.share is None:
        return reader.words(N_("Nothing was due yet."))
    return reader.words(
        N_("All criteria together: {first} by the first deadline, {current} by the current one."),
        first=share_text(first),
        current=share_text(current),
    )


def sum_of(shares: Iterable[Share]) -> Share:
    """Several shares as one."""
    listed = tuple(shares)
    return Share(
        sum(share.in_time for share in listed),
        sum(share.late for share in listed),
        sum(share.not_due for share in listed),
    )


def share_text(share: Share) -> str:
    """`85% (34/40)`; a dash where nothing can be judged."""
    return "–" if share.share is None else f"{share.share:.0%} ({share.in_time}/{share.count})"


def on_time_table(punctuality: Punctuality, reader: Reader) -> Table:
    """The criteria in the board's order."""
    words = reader.words
    first, current = words(N_("first deadline")), words(N_("current deadline"))
    parts = (words(N_("in time")), words(N_("late")), words(N_("not yet due")), words(N_("on time")))
    return Table(
        words(N_("Criteria by deadline")),
        (words(N_("criterion")), *(f"{first}: {part}" for part in parts), *(f"{current}: {part}" for part in parts)),
        tuple(on_time_row(line, reader) for line in punctuality.criteria),
    )


def on_time_row(line: OnTime, reader: Reader) -> tuple[str, ...]:
    """One criterion's row."""
    return reader.label(line.criterion.label), *share_cells(line.by_first), *share_cells(line.by_current)


def share_cells(share: Share) -> tuple[str, ...]:
    """A share in four cells."""
    percent = "–" if share.share is None else f"{share.share:.0%}"
    return str(share.in_time), str(share.late), str(share.not_due), percent


def sources_panel(trends: Trends, reader: Reader) -> Panel:
    """Where problems come from."""
    title = reader.words(N_("Pareto by source: cases opened in the last 12 months"))
    return pareto_panel(Chart.SOURCES, trends.sources, trends, reader, title=title, head=reader.words(N_("source")))


def areas_panel(trends: Trends, reader: Reader) -> Panel:
    """Where problems come up."""
    title = reader.words(N_("Pareto by area: cases opened in the last 12 months"))
    return pareto_panel(Chart.AREAS, trends.areas, trends, reader, title=title, head=reader.words(N_("area")))


def pareto_panel(chart: Chart, pareto: Pareto, trends: Trends, reader: Reader, *, title: str, head: str) -> Panel:
    """A Pareto's words; `head` is the head of its classes' column."""
    words = reader.words
    return Panel(
        chart,
        title,
        pareto_lead(pareto, reader),
        (
            words(
                N_("n = {count} (cases opened since {since}, listed rows too). The line is the cumulative share."),
                count=pareto.count,
                since=trends.since.isoformat(),
            ),
            *left_out(reader, pareto.rejected, invalid=trends.invalid),
        ),
        (pareto_table(head, pareto, reader),),
    )


def pareto_lead(pareto: Pareto, reader: Reader) -> str:
    """The largest class."""
    if not pareto.bars:
        return reader.words(N_("No case was opened in the last 12 months."))
    largest = pareto.bars[0]
    return reader.words(
        N_("Largest: {name}, {count} of {total} ({share})."),
        name=largest.name,
        count=largest.count,
        total=pareto.count,
        share=f"{largest.count / pareto.count:.0%}",
    )


def pareto_table(head: str, pareto: Pareto, reader: Reader) -> Table:
    """The bars, largest first."""
    words, total = reader.words, pareto.count
    return Table(
        words(N_("Cases opened in the last 12 months")),
        (head, words(N_("cases")), words(N_("share")), words(N_("cumulative"))),
        tuple((bar.name, str(bar.count), f"{bar.count / total:.0%}", f"{bar.cumulative:.0%}") for bar in pareto.bars),
    )
