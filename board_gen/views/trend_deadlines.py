"""Do we keep our deadlines? The panels of what was done on time, of moved deadlines and the reasons given."""

from collections.abc import Iterable

from board_gen.messages import N_
from board_gen.rules.punctuality import Share
from board_gen.rules.trend_sums import MovedMonth, OnTimeSums
from board_gen.views.reader import Reader
from board_gen.views.trend_classes import Named, classes_panel
from board_gen.views.trend_names import criterion_names
from board_gen.views.trend_panels import Chart, Panel, Table, invalid_note, left_out, rejected_note, undated_note
from board_gen.views.trend_plots import Form, Ink, Line, Plot
from board_gen.views.trends import Trends, days_text, month_text, months_between, percent

_DAY = 86_400


def on_time_panel(trends: Trends, reader: Reader) -> Panel:
    """What was done by its deadline, per criterion."""
    words, sums = reader.words, trends.sums.on_time
    names = criterion_names(trends.table, reader)
    shown = tuple(names[line.criterion] for line in sums.criteria)
    return Panel(
        Chart.ON_TIME,
        words(N_("Done on time: % per criterion, by the first and by the current deadline")),
        _on_time_lead(sums, reader),
        (
            words(
                N_("n = {count} (cases opened in the range). In brackets: in time / all that can be judged."),
                count=sums.cases,
            ),
            words(N_("Late and still not done counts as late; not done and not yet due is left out, see the table.")),
            words(N_("The current deadline is the one in force when it was done; moves after that change nothing.")),
            words(N_("Cells that are NA are left out.")),
            *left_out(reader, (rejected_note(sums.rejected), undated_note(sums.undated))),
            *invalid_note(trends, reader),
        ),
        (_on_time_table(sums, shown, reader),),
        Plot(
            Form.ROWS,
            shown,
            (
                _on_time_line(words(N_("by the first deadline")), Ink.SLATE, [line.by_first for line in sums.criteria]),
                _on_time_line(
                    words(N_("by the current deadline")), Ink.BLUE, [line.by_current for line in sums.criteria]
                ),
            ),
        ),
    )


def _on_time_lead(sums: OnTimeSums, reader: Reader) -> str:
    """The shares of all criteria taken together."""
    first = _sum_of(line.by_first for line in sums.criteria)
    current = _sum_of(line.by_current for line in sums.criteria)
    if not first.count or not current.count:
        return reader.words(N_("Nothing was due yet."))
    return reader.words(
        N_("All criteria together: {first} by the first deadline, {current} by the current one."),
        first=share_text(first),
        current=share_text(current),
    )


def _sum_of(shares: Iterable[Share]) -> Share:
    """Several shares as one."""
    listed = tuple(shares)
    return Share(
        sum(share.in_time for share in listed),
        sum(share.late for share in listed),
        sum(share.not_due for share in listed),
    )


def share_text(share: Share) -> str:
    """`85% (34/40)`; a dash where nothing can be judged."""
    return f"{percent(share.in_time, share.count)} ({share.in_time}/{share.count})" if share.count else "–"


def _on_time_line(name: str, ink: Ink, shares: list[Share]) -> Line:
    values = tuple((2000 * one.in_time + one.count) // (2 * one.count) if one.count else None for one in shares)
    return Line(name, ink, values, tuple(map(share_text, shares)))


def _on_time_table(sums: OnTimeSums, names: Iterable[str], reader: Reader) -> Table:
    """The criteria in the board's order."""
    words = reader.words
    first, current = words(N_("first deadline")), words(N_("current deadline"))
    parts = (words(N_("in time")), words(N_("late")), words(N_("not yet due")), words(N_("on time")))
    return Table(
        words(N_("Criteria by deadline")),
        (words(N_("criterion")), *(f"{first}: {part}" for part in parts), *(f"{current}: {part}" for part in parts)),
        tuple(
            (name, *_share_cells(line.by_first), *_share_cells(line.by_current))
            for name, line in zip(names, sums.criteria, strict=True)
        ),
    )


def _share_cells(share: Share) -> tuple[str, ...]:
    """A share in four cells."""
    return str(share.in_time), str(share.late), str(share.not_due), percent(share.in_time, share.count)


def moved_panel(trends: Trends, reader: Reader) -> Panel:
    """What was gained by moving deadlines."""
    words, moved = reader.words, trends.sums.moved
    months = months_between(trends.sums.selection.first, trends.sums.selection.last)
    found = {one.month: one for one in moved.months}
    listed = [found.get(month, MovedMonth(month, 0, 0, 0)) for month in months]
    values = tuple((2 * one.gained + _DAY) // (2 * _DAY) for one in listed)
    lead = words(N_("No deadline was moved."))
    if moved.moves:
        lead = words(
            N_("Moves: {moves}; cases: {cases}; days gained in all: {days}."),
            moves=moved.moves,
            cases=moved.cases,
            days=days_text(moved.gained),
        )
    heads = (N_("month"), N_("moves"), N_("cases"), N_("days gained"))
    return Panel(
        Chart.MOVED,
        words(N_("Moved deadlines: days gained per month")),
        lead,
        (
            words(
                N_(
                    "n = {count} (moves made in the range, of rejected cases too). Earlier deadlines count as negative."
                ),
                count=moved.moves,
            ),
            *invalid_note(trends, reader),
        ),
        (
            Table(
                words(N_("Moves of deadlines per month")),
                tuple(map(words, heads)),
                tuple(
                    (month_text(one.month), str(one.moves), str(one.cases), days_text(one.gained))
                    for one in reversed(listed)
                ),
            ),
        ),
        Plot(
            Form.COLUMNS,
            tuple(map(month_text, months)),
            (
                Line(
                    words(N_("days gained")), Ink.SLATE, values, tuple(str(value).replace("-", "−") for value in values)
                ),
            ),
            words(N_("days gained")),
        ),
    )


def reasons_panel(trends: Trends, reader: Reader) -> Panel:
    """Why deadlines were moved."""
    words, classes = reader.words, trends.sums.moved.reasons
    notes = (
        words(
            N_("n = {count} (moves with a reason). Case, width, blanks and final punctuation make no difference."),
            count=classes.total,
        ),
        *left_out(reader, ((N_("Left out, without a reason: {count}."), classes.unnamed),)),
        *invalid_note(trends, reader),
    )
    title, heads = words(N_("Reasons for moved deadlines: moves")), (words(N_("reason")), words(N_("moves")))
    named = Named(classes, trends.table.names.reason)
    return classes_panel(Chart.REASONS, (title, heads), named, notes, reader)
