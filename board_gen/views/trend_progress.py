"""Is it getting better? The panels of what is on the board, what comes and goes, how old it is and what came again."""

from collections.abc import Sequence
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.rules.trend_days import Days, Period
from board_gen.rules.trend_sums import AgeRow, TrendSums
from board_gen.views.reader import Reader
from board_gen.views.trend_panels import (
    Chart,
    Panel,
    Table,
    invalid_note,
    left_out,
    letter_heads,
    undated_note,
)
from board_gen.views.trend_plots import Form, Ink, Line, Plot
from board_gen.views.trends import (
    Trends,
    age_text,
    day_text,
    month_text,
    months_between,
    span_text,
    week_text,
)

MOST_DAYS, MOST_WEEKS = 35, 190
"""A range of so many days is charted day by day, a longer one by weeks, and beyond so many days by months."""
_LETTERS = (Ink.RED, Ink.YELLOW, Ink.GREEN)


def board_panel(trends: Trends, reader: Reader) -> Panel:
    """How many are on the board, by letter, day by day."""
    words, days = reader.words, trends.sums.days
    stacks = (days.red, days.yellow, days.green)
    now = {"red": days.red[-1], "yellow": days.yellow[-1], "green": days.green[-1]}
    count, last = sum(now.values()), days.first + len(days.red) - 1
    if last == trends.table.today:
        message = N_("Now {count} on the board: {red} red, {yellow} yellow, {green} green.")
    else:
        message = N_("At the end of {day} {count} on the board: {red} red, {yellow} yellow, {green} green.")
    return Panel(
        Chart.BOARD,
        words(N_("On the board at each day's end: cases by letter")),
        words(message, day=day_text(last), count=count, **now),
        (
            words(
                N_("n = {count} (days, {first} to {last})."),
                count=len(days.red),
                first=day_text(days.first),
                last=day_text(last),
            ),
            words(N_("Open, in watch and ready are on the board; closed and rejected are not.")),
            *invalid_note(trends, reader),
        ),
        (_board_table(days, reader),),
        Plot(
            Form.DAYS,
            (),
            tuple(
                Line(name, ink, stack) for name, ink, stack in zip(letter_heads(reader), _LETTERS, stacks, strict=True)
            ),
            words(N_("cases")),
            at=(days.first,),
        ),
    )


def _board_table(days: Days, reader: Reader) -> Table:
    """Every day, the newest first."""
    words = reader.words
    lines = [
        (day_text(days.first + place), str(red), str(yellow), str(green), str(red + yellow + green))
        for place, (red, yellow, green) in enumerate(zip(days.red, days.yellow, days.green, strict=True))
    ]
    return Table(
        words(N_("Cases on the board at the day's end")),
        (words(N_("day")), *letter_heads(reader), words(N_("on the board"))),
        tuple(reversed(lines)),
    )


class _Flow(NamedTuple):
    """What came and went by days, weeks or months, with their names."""

    title: str
    head: str
    names: tuple[str, ...]
    periods: tuple[Period, ...]


def flow_panel(trends: Trends, reader: Reader) -> Panel:
    """What came and what went."""
    words, flow = reader.words, _flow_of(trends.sums, reader)
    opened, closed, rejected = (
        sum(getattr(one, name) for one in flow.periods) for name in ("opened", "closed", "rejected")
    )
    lines = [
        Line(words(N_("opened")), Ink.SLATE, tuple(one.opened for one in flow.periods)),
        Line(words(N_("closed")), Ink.BLUE, tuple(one.closed for one in flow.periods)),
    ]
    if rejected:
        lines.append(Line(words(N_("rejected")), Ink.HATCHED, tuple(one.rejected for one in flow.periods)))
    return Panel(
        Chart.FLOW,
        flow.title,
        words(
            N_("{opened} opened, {closed} closed, {rejected} rejected."),
            opened=opened,
            closed=closed,
            rejected=rejected,
        ),
        (
            words(N_("n = {count} (openings and closings)."), count=opened + closed),
            words(N_("A week begins on Monday (ISO 8601). The first and the last period hold the range's days only.")),
            *left_out(reader, (undated_note(trends.sums.undated),)),
            *invalid_note(trends, reader),
        ),
        (_flow_table(flow, reader),),
        Plot(Form.COLUMNS, flow.names, tuple(lines), words(N_("cases"))),
    )


def _flow_of(sums: TrendSums, reader: Reader) -> _Flow:
    words, days = reader.words, sums.days
    count = len(days.red)
    if count <= MOST_DAYS:
        stock = zip(days.red, days.yellow, days.green, strict=True)
        lines = zip(days.opened, days.closed, days.rejected, map(sum, stock), strict=True)
        periods = tuple(Period(days.first + place, *line) for place, line in enumerate(lines))
        names = tuple(day_text(one.start)[5:] for one in periods)
        return _Flow(words(N_("Opened and closed: cases per day")), words(N_("day")), names, periods)
    if count <= MOST_WEEKS:
        names = tuple(week_text(one.start) for one in sums.weeks)
        return _Flow(words(N_("Opened and closed: cases per week")), words(N_("week")), names, sums.weeks)
    names = tuple(month_text(one.start) for one in sums.months)
    return _Flow(words(N_("Opened and closed: cases per month")), words(N_("month")), names, sums.months)


def _flow_table(flow: _Flow, reader: Reader) -> Table:
    """The charted periods, the newest first."""
    words = reader.words
    heads = (N_("from"), N_("opened"), N_("closed"), N_("rejected"), N_("on the board at its end"))
    lines = [
        (name, day_text(one.start), str(one.opened), str(one.closed), str(one.rejected), str(one.on_board))
        for name, one in zip(flow.names, flow.periods, strict=True)
    ]
    return Table(flow.title, (flow.head, *map(words, heads)), tuple(reversed(lines)))


def age_panel(trends: Trends, reader: Reader) -> Panel:
    """How old the open cases are."""
    words, ages = reader.words, trends.sums.ages
    count = sum(_count_of(one) for one in ages.classes)
    lead = words(N_("No case is open."))
    if count:
        lead = words(
            N_("Open: {count}; median age {median}, oldest {oldest}."),
            count=count,
            median=span_text(ages.median, reader),
            oldest=span_text(ages.oldest, reader),
        )
    names = tuple(age_text(one.over, one.to, reader) for one in ages.classes)
    stacks = (
        [one.red for one in ages.classes],
        [one.yellow for one in ages.classes],
        [one.green for one in ages.classes],
    )
    return Panel(
        Chart.AGE,
        words(N_("Age of the open cases: cases by days since opening")),
        lead,
        (
            words(
                N_(
                    "n = {count} (open now, whatever the range). A day is 24 hours; upper bounds belong to their class."
                ),
                count=count,
            ),
            *left_out(reader, ((N_("Left out as in watch or ready (not open any more): {count}."), ages.in_watch),)),
            *invalid_note(trends, reader),
        ),
        (_age_table(ages.classes, names, reader),),
        Plot(
            Form.STACK,
            names,
            tuple(
                Line(name, ink, tuple(stack))
                for name, ink, stack in zip(letter_heads(reader), _LETTERS, stacks, strict=True)
            ),
            words(N_("cases")),
        ),
    )


def _count_of(one: AgeRow) -> int:
    return one.red + one.yellow + one.green


def _age_table(classes: Sequence[AgeRow], names: Sequence[str], reader: Reader) -> Table:
    """The classes, youngest first."""
    words = reader.words
    return Table(
        words(N_("Open cases by age")),
        (words(N_("age")), *letter_heads(reader), words(N_("open"))),
        tuple(
            (name, str(one.red), str(one.yellow), str(one.green), str(_count_of(one)))
            for name, one in zip(names, classes, strict=True)
        ),
    )


def recurred_panel(trends: Trends, reader: Reader) -> Panel:
    """How often problems came again."""
    words, found = reader.words, {one.month: one for one in trends.sums.recurred}
    months = months_between(trends.sums.selection.first, trends.sums.selection.last)
    count = sum(one.recurrences for one in found.values())
    values = tuple(found[month].recurrences if month in found else 0 for month in months)
    rows = [
        (month_text(month), str(found[month].recurrences), str(found[month].cases))
        if month in found
        else (month_text(month), "0", "0")
        for month in months
    ]
    return Panel(
        Chart.RECURRED,
        words(N_("Problems that came again: recurrences per month")),
        words(N_("Recurrences in the range: {count}."), count=count) if count else words(N_("No problem came again.")),
        (
            words(N_("n = {count} (recurrences on the day they were found; of one case several count)."), count=count),
            *invalid_note(trends, reader),
        ),
        (
            Table(
                words(N_("Recurrences per month")),
                (words(N_("month")), words(N_("recurrences")), words(N_("cases"))),
                tuple(reversed(rows)),
            ),
        ),
        Plot(
            Form.COLUMNS,
            tuple(map(month_text, months)),
            (Line(words(N_("recurrences")), Ink.SLATE, values, tuple(map(str, values))),),
            words(N_("recurrences")),
        ),
    )
