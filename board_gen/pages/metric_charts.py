"""`/metrics/`: the plant's metrics as run charts and control charts, drawn at build, and `/api/metrics.csv`."""

import csv
from collections.abc import Iterator
from fractions import Fraction
from io import StringIO

from board_gen.messages import N_
from board_gen.pages.board_csv import csv_cell
from board_gen.pages.render import rendered
from board_gen.pages.site import Page, SiteFile
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.metrics import Series, metric_groups_of
from board_gen.views.metric_drawing import TYPE, WIDTH, Figures
from board_gen.views.metrics import metrics_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.reader import Reader

URL = "metrics/"
FILE = "api/metrics.csv"
COLUMNS = (
    "date",
    "metric",
    "scope",
    "value",
    "unit",
    "target",
    "missed",
    "median",
    "chart",
    "centre",
    "lower_limit",
    "upper_limit",
    "moving_range",
    "range_limit",
    "rules",
)
"""The columns of the file; `rules` are the numbers of those that the value breaks, R its moving range."""


def metrics_page(judged: JudgedPlant, reader: Reader) -> Page:
    """Every metric that has a value by the reader's instant."""
    html = rendered(
        "metrics.html",
        reader,
        view=metrics_of(judged, reader),
        page_url=URL,
        file=FILE,
        width=WIDTH,
        type=TYPE,
        old_rows=old_rows_words(judged, reader),
    )
    return Page(url=URL, title=reader.words(N_("Metrics")), html=html)


def metrics_file(judged: JudgedPlant, reader: Reader) -> SiteFile:
    """All values of all series as text for Excel, written as `/api/board.csv` is: no cell runs."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for group in metric_groups_of(judged.plant, reader.at):
        for series in group.series:
            writer.writerows(_lines_of(series, reader))
    return SiteFile(FILE, text.getvalue().encode("utf-8-sig"))


def _lines_of(series: Series, reader: Reader) -> Iterator[list[str]]:
    """A line for each value, in order."""
    figures, chart, unit = _Plain(series), series.control, reader.label(series.rules.unit)
    limits = chart.limits if chart else None
    fixed = [figures.fine(value) for value in (limits.centre, limits.lower, limits.upper)] if limits else ["", "", ""]
    for place, point in enumerate(series.points):
        missed = series.misses(point)
        ranges = chart.ranges[place - 1] if chart and place else None
        signs = chart.signs[place] if chart else ()
        yield [
            point.day.isoformat(),
            *map(csv_cell, (series.rules.name, series.scope)),
            figures.plain(point.value),
            csv_cell(unit),
            "" if point.target is None else figures.plain(point.target),
            "" if missed is None else "yes" if missed else "no",
            figures.fine(series.median),
            series.chart.value,
            *fixed,
            "" if ranges is None else figures.plain(float(ranges)),
            figures.fine(limits.range_limit) if limits else "",
            " ".join("R" if sign > 4 else str(int(sign)) for sign in signs),
        ]


class _Plain(Figures):
    """Numbers as a spreadsheet reads them."""

    def plain(self, value: float) -> str:
        """With the minus of the keyboard."""
        return super().plain(value).replace("−", "-")

    def fine(self, value: float | Fraction) -> str:
        """With the minus of the keyboard."""
        return super().fine(value).replace("−", "-")
