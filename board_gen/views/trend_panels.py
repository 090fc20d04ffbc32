"""The panels of the trends page: what each chart is, says and leaves out, in a reader's words, and its values.

`trend_panels.js` makes the same of another choice: a test holds both against each other. `docs/charts.md` says what is
counted.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.views.reader import Reader
from board_gen.views.trend_plots import Plot
from board_gen.views.trends import Trends


class Chart(StrEnum):
    """The charts, in the page's order; each value is part of the ids on the page and stays."""

    BOARD = "board"
    FLOW = "flow"
    OPEN_TIME = "open-time"
    TIMES = "times"
    AGE = "age"
    RECURRED = "recurred"
    ON_TIME = "on-time"
    MOVED = "moved"
    REASONS = "reasons"
    SOURCES = "sources"
    AREAS = "areas"
    PARTS = "parts"
    CAUSES = "causes"
    DEPARTMENTS = "departments"


class Table(NamedTuple):
    """A table of values as readers see them; the first column names the row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Panel(NamedTuple):
    """A chart's words: subject and unit, what it says today, what it counts and leaves out; its values and its plot."""

    chart: Chart
    title: str
    lead: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    plot: Plot


LETTER_HEADS = (N_("R red"), N_("Y yellow"), N_("G green"))
"""The letters of the board as heads of columns, worst first."""


def letter_heads(reader: Reader) -> tuple[str, ...]:
    """The letters of the board, worst first, in the reader's words."""
    return tuple(reader.words(head) for head in LETTER_HEADS)


def invalid_note(trends: Trends, reader: Reader) -> tuple[str, ...]:
    """How many cases can't be judged, if any: they are in no chart."""
    return left_out(reader, ((N_("Left out as invalid (no letter can be given): {count}."), trends.table.invalid),))


def left_out(reader: Reader, counts: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """A sentence for each kind of case that is left out; none for a kind that does not occur."""
    return tuple(reader.words(message, count=count) for message, count in counts if count)


def rejected_note(count: int) -> tuple[str, int]:
    """What is said of rejected cases."""
    return N_("Left out as rejected (no problem of ours): {count}."), count


def undated_note(count: int) -> tuple[str, int]:
    """What is said of closings without a date."""
    return N_("Left out of the closings, without a date (nothing says when): {count}."), count


def as_of_text(reader: Reader) -> str:
    """The instant that everything is counted at, in plant time."""
    return reader.words(N_("As of {time}."), time=reader.moment(reader.at))
