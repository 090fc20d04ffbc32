"""Charts: the trends as Plotly figures, made as plain dicts (a `go.Figure` costs a hundred times as much).

A figure carries the light scheme's colours, so it is complete in itself; `charts.js` dresses it for the scheme in
force: each trace says in `meta.ink` which token it is drawn in. Colours of letters are for letters alone, and each
letter has a hatch of its own, so that colour never stands alone. Texts of users are escaped: Plotly reads markup.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TypeAlias

from board_gen.messages import N_
from board_gen.rules.history import AgeClass, Flow
from board_gen.rules.pareto import Pareto
from board_gen.rules.punctuality import OnTime, Share
from board_gen.views.reader import Reader
from board_gen.views.trend_panels import Chart, age_name, share_text, week_name
from board_gen.views.trends import Trends

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
Figure: TypeAlias = dict[str, Json]

INKS = {"R": "#ff6b57", "Y": "#ffe14d", "G": "#46e09a", "series": "#4c6480", "accent": "#2f6fd6"}
"""The inks of tokens.css, light scheme."""
_LETTER_INK = "#06090d"
_HATCHES = {"R": "x", "Y": "/", "G": ""}
_DAY_MS = 86_400_000
_LONGEST_NAME = 14
_MANY_DAYS = 120
_STEPS = tuple(base * 10**power for power in range(12) for base in (1, 2, 5))
_GAP = 0.3
_HALF_BAR = (1 - _GAP) / 2
"""Bars are this wide, where the distance from one to the next is 1."""
_QUIET_AXIS: Figure = {"fixedrange": True, "zeroline": False, "automargin": True, "showgrid": False}


def figure_of(chart: Chart, trends: Trends, reader: Reader) -> Figure:
    """The figure of one chart: `data` and `layout`."""
    makers: Mapping[Chart, Callable[[Trends, Reader], Figure]] = {
        Chart.BOARD: board_figure,
        Chart.FLOW: flow_figure,
        Chart.AGE: age_figure,
        Chart.ON_TIME: on_time_figure,
        Chart.SOURCES: lambda trends, reader: pareto_figure(trends.sources, reader),
        Chart.AREAS: lambda trends, reader: pareto_figure(trends.areas, reader),
    }
    return makers[chart](trends, reader)


def layout_of(**parts: Json) -> Figure:
    """What all charts share: no title (the page has it), no chart junk, room for direct labels."""
    return {
        "margin": {"l": 40, "r": 16, "t": 16, "b": 36},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "showlegend": False,
        "hovermode": "closest",
        "bargap": _GAP,
        **parts,
    }


def count_axis(highest: int, room: float) -> Figure:
    """An axis of whole numbers from 0 to `highest`, and `room` (a share of it) for what stands above."""
    top = max(1, highest)
    step = next(step for step in _STEPS if top / step <= 6)
    return {**_QUIET_AXIS, "showgrid": True, "range": [0, round(top * (1 + room), 3)], "tick0": 0, "dtick": step}


def shown(text: str) -> str:
    """A text of a user as a chart's label: without markup, and no longer than an axis can bear."""
    cut = text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
    return escape(cut, quote=False)


def board_figure(trends: Trends, reader: Reader) -> Figure:
    """Areas stacked by letter, red at the foot, labelled at their right end."""
    days = trends.days
    stacks = {"R": [d.red for d in days], "Y": [d.yellow for d in days], "G": [d.green for d in days]}
    highest = max(day.on_board for day in days)
    data = [board_trace(letter, counts, trends, reader) for letter, counts in stacks.items()]
    return {
        "data": data,
        "layout": layout_of(
            margin={"l": 40, "r": 52, "t": 16, "b": 36},
            hovermode="x unified",
            xaxis={
                **_QUIET_AXIS,
                "type": "date",
                "tickformat": "%m-%d" if len(days) < _MANY_DAYS else "%Y-%m",
                "nticks": 7,
            },
            yaxis=count_axis(highest, 0.08),
            annotations=end_labels({letter: counts[-1] for letter, counts in stacks.items()}, max(1, highest)),
        ),
    }


def board_trace(letter: str, counts: list[int], trends: Trends, reader: Reader) -> Figure:
    """One letter's area; every value holds for its whole day, so the edge is stepped."""
    names = {"R": N_("R red"), "Y": N_("Y yellow"), "G": N_("G green")}
    return {
        "type": "scatter",
        "name": reader.words(names[letter]),
        "x0": trends.days[0].day.isoformat(),
        "dx": _DAY_MS,
        "y": counts,
        "mode": "lines" if len(counts) > 1 else "markers",
        "stackgroup": "board",
        "line": {"shape": "hvh", "width": 1 if len(counts) < _MANY_DAYS else 0.5, "color": _LETTER_INK},
        "marker": {"color": INKS[letter], "size": 12, "line": {"width": 1, "color": _LETTER_INK}},
        "fillcolor": INKS[letter],
        "fillpattern": hatch_of(letter),
        "hovertemplate": "%{y}",
        "meta": {"ink": letter},
    }


def hatch_of(letter: str) -> Figure:
    """The letter's hatch: red crossed, yellow slanted, green plain."""
    return {"shape": _HATCHES[letter], "bgcolor": INKS[letter], "fgcolor": _LETTER_INK, "size": 7, "solidity": 0.16}


def end_labels(values: Mapping[str, int], highest: int) -> list[Json]:
    """`R 3`, `Y 8`, `G 2` beside the right end of their areas, kept apart where areas are thin."""
    gap, foot, lowest = highest * 0.09, 0.0, 0.0
    labels: list[Json] = []
    for letter, value in values.items():
        if value:
            place = max(foot + value / 2, lowest)
            labels.append(end_label(f"{letter} {value}", place))
            lowest = place + gap
        foot += value
    return labels


def end_label(text: str, place: float) -> Figure:
    """One label at the right edge."""
    return {
        "text": f"<b>{text}</b>",
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 6,
        "y": round(place, 3),
        "yanchor": "middle",
        "showarrow": False,
    }


def flow_figure(trends: Trends, reader: Reader) -> Figure:
    """What came and what went, week by week, side by side."""
    words, weeks = reader.words, trends.weeks
    data = [
        flow_trace(words(N_("opened")), "series", [week.opened for week in weeks], weeks),
        flow_trace(words(N_("closed")), "accent", [week.closed for week in weeks], weeks),
    ]
    if any(week.rejected for week in weeks):
        rejected = flow_trace(words(N_("rejected")), "accent", [week.rejected for week in weeks], weeks)
        data.append({**rejected, "marker": {"color": INKS["accent"], "pattern": {"shape": "/", "solidity": 0.3}}})
    return {
        "data": data,
        "layout": layout_of(
            barmode="group",
            showlegend=True,
            legend=top_legend(),
            margin={"l": 40, "r": 16, "t": 32, "b": 36},
            hovermode="x unified",
            xaxis={
                **_QUIET_AXIS,
                "type": "category",
                "tickvals": [week_name(week.start) for week in weeks[::-5]],
                "ticktext": [week_name(week.start)[-3:] for week in weeks[::-5]],
                "tickangle": 0,
            },
            yaxis=count_axis(max(max(week.opened, week.closed, week.rejected) for week in weeks), 0.08),
        ),
    }


def flow_trace(name: str, ink: str, counts: list[int], weeks: tuple[Flow, ...]) -> Figure:
    """One series of bars over the weeks."""
    return {
        "type": "bar",
        "name": name,
        "x": [week_name(week.start) for week in weeks],
        "y": counts,
        "marker": {"color": INKS[ink]},
        "hovertemplate": "%{y}",
        "meta": {"ink": ink},
    }


def top_legend() -> Figure:
    """A legend in one line above the chart; no click hides a series."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1.02,
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
    }


def age_figure(trends: Trends, reader: Reader) -> Figure:
    """Bars stacked by letter, red at the foot; what they hold stands above them."""
    classes = trends.ages.classes
    names = [age_name(one, reader) for one in classes]
    stacks = {"R": [c.red for c in classes], "Y": [c.yellow for c in classes], "G": [c.green for c in classes]}
    return {
        "data": [age_trace(letter, counts, names) for letter, counts in stacks.items() if any(counts)],
        "layout": layout_of(
            barmode="stack",
            xaxis={**_QUIET_AXIS, "type": "category", "categoryorder": "array", "categoryarray": names},
            yaxis=count_axis(max(one.count for one in classes), 0.25),
            annotations=[age_label(name, one) for name, one in zip(names, classes, strict=True) if one.count],
        ),
    }


def age_trace(letter: str, counts: list[int], names: list[str]) -> Figure:
    """One letter's part of the bars."""
    return {
        "type": "bar",
        "name": letter,
        "x": names,
        "y": counts,
        "marker": {
            "color": INKS[letter],
            "line": {"width": 1, "color": _LETTER_INK},
            "pattern": {**hatch_of(letter), "fillmode": "replace"},
        },
        "hovertemplate": f"%{{x}}: {letter} %{{y}}<extra></extra>",
        "meta": {"ink": letter},
    }


def age_label(name: str, one: AgeClass) -> Figure:
    """What a bar holds, above it, in the order of its parts."""
    parts = (("G", one.green), ("Y", one.yellow), ("R", one.red))
    return {
        "text": "<br>".join(f"<b>{letter} {count}</b>" for letter, count in parts if count),
        "x": name,
        "y": one.count,
        "yanchor": "bottom",
        "showarrow": False,
    }


def on_time_figure(trends: Trends, reader: Reader) -> Figure:
    """Two bars per criterion, in the board's order from the top, each labelled with its share and numbers."""
    words, lines = reader.words, trends.punctuality.criteria
    places = list(range(len(lines)))
    first = [line.by_first for line in lines]
    current = [line.by_current for line in lines]
    return {
        "data": [
            on_time_trace(words(N_("by the first deadline")), "series", first),
            on_time_trace(words(N_("by the current deadline")), "accent", current),
        ],
        "layout": layout_of(
            barmode="group",
            bargap=0.25,
            height=max(200, 72 + 34 * len(lines)),
            showlegend=True,
            legend=top_legend(),
            margin={"l": 40, "r": 16, "t": 32, "b": 36},
            xaxis={**_QUIET_AXIS, "showgrid": True, "range": [0, 1.4], "tickformat": ".0%", "tickvals": [0, 0.5, 1]},
            yaxis={
                **_QUIET_AXIS,
                "range": [len(lines) - 0.5, -0.5],
                "tickvals": places,
                "ticktext": [criterion_name_of(line, reader) for line in lines],
            },
        ),
    }


def criterion_name_of(line: OnTime, reader: Reader) -> str:
    """A criterion's label, for an axis."""
    return shown(reader.label(line.criterion.label))


def on_time_trace(name: str, ink: str, shares: list[Share]) -> Figure:
    """One bar per criterion; where nothing can be judged there is a dash, no bar."""
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": [round(share.share or 0, 4) for share in shares],
        "y": list(range(len(shares))),
        "text": [share_text(share) for share in shares],
        "textposition": "outside",
        "textfont": {"size": 10},
        "constraintext": "none",
        "cliponaxis": False,
        "marker": {"color": INKS[ink]},
        "hovertemplate": "%{text}",
        "meta": {"ink": ink},
    }


def pareto_figure(pareto: Pareto, reader: Reader) -> Figure:
    """Bars by size, and the cumulative share above them on the same scale: 100 % is as high as all cases."""
    bars = pareto.bars
    places = list(range(len(bars)))
    return {
        "data": [pareto_bars(pareto, reader), pareto_line(pareto, reader)] if bars else [],
        "layout": layout_of(
            margin={"l": 40, "r": 48, "t": 16, "b": 36},
            xaxis={**_QUIET_AXIS, "tickvals": places, "ticktext": [shown(bar.name) for bar in bars]},
            yaxis=count_axis(pareto.count, 0.08),
            yaxis2={
                **_QUIET_AXIS,
                "overlaying": "y",
                "side": "right",
                "range": [0, 1.08],
                "tickvals": [0, 0.5, 0.8, 1],
                "tickformat": ".0%",
            },
        ),
    }


def pareto_bars(pareto: Pareto, reader: Reader) -> Figure:
    """The classes, labelled with their numbers."""
    return {
        "type": "bar",
        "name": reader.words(N_("cases")),
        "x": list(range(len(pareto.bars))),
        "y": [bar.count for bar in pareto.bars],
        "text": [str(bar.count) for bar in pareto.bars],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "customdata": [escape(bar.name, quote=False) for bar in pareto.bars],
        "marker": {"color": INKS["series"]},
        "hovertemplate": "%{customdata}: %{y}<extra></extra>",
        "meta": {"ink": "series"},
    }


def pareto_line(pareto: Pareto, reader: Reader) -> Figure:
    """The cumulative share, on the right axis; each point stands over the right edge of its bar."""
    return {
        "type": "scatter",
        "name": reader.words(N_("cumulative")),
        "x": [place + _HALF_BAR for place in range(len(pareto.bars))],
        "y": [round(bar.cumulative, 4) for bar in pareto.bars],
        "yaxis": "y2",
        "mode": "lines+markers",
        "customdata": [escape(bar.name, quote=False) for bar in pareto.bars],
        "line": {"color": INKS["accent"], "width": 2},
        "marker": {"color": INKS["accent"], "size": 7},
        "hovertemplate": "%{customdata}: Σ %{y:.0%}<extra></extra>",
        "meta": {"ink": "accent"},
    }
