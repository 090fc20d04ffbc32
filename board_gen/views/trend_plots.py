"""Plots: what a chart of the trends shows, as plain numbers and words, whoever draws it.

A plot is drawn thrice: as a small picture at build (`views/trend_pictures.py`), as the same picture in the browser when
something else is chosen (`trend_pictures.js`), and by the chart library (`charts.js`). All numbers are whole, so that
Python and JavaScript can't differ in them.
"""

from enum import StrEnum
from typing import NamedTuple


class Form(StrEnum):
    """How a plot is drawn; each value is a word of the plots' JSON.

    `DAYS`: areas by letter over days, `at` the number of the first day. `COLUMNS`: upright bars side by side over
    `names`. `STACK`: the same, stacked by letter. `ROWS`: lying bars in per mille, a pair a name. `PARETO`: lying
    bars with their cumulative sum, the second series. `SURVIVAL`: a falling curve, values in 1/10,000 from `at` (hours)
    on; `marks` are median, lower and upper bound in hours. `SPANS`: one field for each series, medians (hours) with
    their `more`, the 90th percentiles, above.
    """

    DAYS = "days"
    COLUMNS = "columns"
    STACK = "stack"
    ROWS = "rows"
    PARETO = "pareto"
    SURVIVAL = "survival"
    SPANS = "spans"


class Ink(StrEnum):
    """What a series is drawn in: a letter's colour with its hatch, slate, blue, or hatched blue."""

    RED = "R"
    YELLOW = "Y"
    GREEN = "G"
    SLATE = "series"
    BLUE = "accent"
    HATCHED = "hatched"


class Line(NamedTuple):
    """One series of a plot. None: there is no value. `texts` stand at the values; `open` values can still change."""

    name: str
    ink: Ink
    values: tuple[int | None, ...]
    texts: tuple[str, ...] = ()
    more: tuple[int | None, ...] = ()
    open: tuple[bool, ...] = ()


class Plot(NamedTuple):
    """What one chart shows. `unit` is what its values count; `said` names a mark of it (`median 34 d`)."""

    form: Form
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    unit: str = ""
    at: tuple[int, ...] = ()
    marks: tuple[int | None, ...] = ()
    said: str = ""
