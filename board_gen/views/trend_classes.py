"""Where does it come from? The Paretos: largest classes first, the others together, and the cumulative share."""

from typing import NamedTuple

from board_gen.messages import N_
from board_gen.rules.pareto import Classes
from board_gen.views.reader import Reader
from board_gen.views.trend_names import cause_names, source_names
from board_gen.views.trend_panels import Chart, Panel, Table, invalid_note, left_out, rejected_note
from board_gen.views.trend_plots import Form, Ink, Line, Plot
from board_gen.views.trends import Trends, percent


class _Subject(NamedTuple):
    """A Pareto of cases: which, its title, the head of its classes, and what is said of cases without one."""

    chart: Chart
    name: str
    title: str
    head: str
    unnamed: str


_SUBJECTS = (
    _Subject(
        Chart.SOURCES,
        "source",
        N_("Pareto by source: cases opened"),
        N_("source"),
        N_("Left out, no source given: {count}."),
    ),
    _Subject(
        Chart.AREAS, "area", N_("Pareto by area: cases opened"), N_("area"), N_("Left out, no area given: {count}.")
    ),
    _Subject(
        Chart.PARTS, "part", N_("Pareto by part: cases opened"), N_("part"), N_("Left out, no part given: {count}.")
    ),
    _Subject(
        Chart.CAUSES,
        "cause",
        N_("Pareto by verified cause: cases opened"),
        N_("cause"),
        N_("Left out, no verified cause yet: {count}."),
    ),
    _Subject(
        Chart.DEPARTMENTS,
        "department",
        N_("Pareto by department: cases opened"),
        N_("department"),
        N_("Left out, no department given: {count}."),
    ),
)


def pareto_panels(trends: Trends, reader: Reader) -> tuple[Panel, ...]:
    """The cases opened in the range by source, area, part, cause, department."""
    return tuple(_pareto_panel(subject, trends, reader) for subject in _SUBJECTS)


def names_of(name: str, trends: Trends, reader: Reader) -> tuple[str, ...]:
    """The names of a table's column as readers see them."""
    if name == "source":
        return source_names(trends.table.names, reader)
    if name == "cause":
        return cause_names(trends.table.names, reader)
    given: tuple[str, ...] = getattr(trends.table.names, name)
    return given


def _pareto_panel(subject: _Subject, trends: Trends, reader: Reader) -> Panel:
    words, sums = reader.words, trends.sums.pareto
    classes: Classes = getattr(sums, subject.name)
    notes = (
        words(
            N_("n = {count} (cases opened in the range, listed rows too). The line is the cumulative share."),
            count=classes.total,
        ),
        *left_out(reader, ((subject.unnamed, classes.unnamed), rejected_note(sums.rejected))),
        *invalid_note(trends, reader),
    )
    told = words(subject.title), (words(subject.head), words(N_("cases")))
    return classes_panel(subject.chart, told, Named(classes, names_of(subject.name, trends, reader)), notes, reader)


class Named(NamedTuple):
    """Classes, and the names that their numbers stand for."""

    classes: Classes
    names: tuple[str, ...]


def classes_panel(
    chart: Chart,
    told: tuple[str, tuple[str, str]],
    named: Named,
    notes: tuple[str, ...],
    reader: Reader,
) -> Panel:
    """A Pareto; `told` are its title and the heads of its classes and of their numbers."""
    words, classes = reader.words, named.classes
    total = classes.total
    bars = [(named.names[bar.name], bar.size, bar.cumulative) for bar in classes.bars]
    if classes.others:
        bars.append((words(N_("others ({count})"), count=classes.other_classes), classes.others, total))
    lead = words(N_("Nothing to count."))
    if bars:
        lead = words(
            N_("Largest: {name}, {count} of {total} ({share})."),
            name=bars[0][0],
            count=bars[0][1],
            total=total,
            share=percent(bars[0][1], total),
        )
    title, heads = told
    shares = tuple(percent(sum_, total) for _, _, sum_ in bars)
    rows = (
        (name, str(count), percent(count, total), share) for (name, count, _), share in zip(bars, shares, strict=True)
    )
    return Panel(
        chart,
        title,
        lead,
        notes,
        (Table(title, (*heads, words(N_("share")), words(N_("cumulative"))), tuple(rows)),),
        Plot(
            Form.PARETO,
            tuple(name for name, _, _ in bars),
            (
                Line(heads[1], Ink.SLATE, tuple(count for _, count, _ in bars)),
                Line(words(N_("cumulative")), Ink.BLUE, tuple(sum_ for _, _, sum_ in bars), shares),
            ),
            heads[1],
        ),
    )
