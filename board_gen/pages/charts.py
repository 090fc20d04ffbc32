"""Charts: the trends' panels as JSON, for whoever draws or tells them in the browser.

Keys that are empty are left out. Texts of users stand in it as they are: `embedded` makes them safe within a page.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from markupsafe import Markup

from board_gen.views.trend_plots import Line, Plot

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


def plot_json(plot: Plot) -> dict[str, Json]:
    """What one chart shows."""
    told: dict[str, Json] = {**plot._asdict(), "lines": [_line_json(line) for line in plot.lines]}
    return {name: value for name, value in told.items() if value not in ("", ())}


def _line_json(line: Line) -> dict[str, Json]:
    return {name: value for name, value in line._asdict().items() if value != ()}


def embedded(told: Json) -> Markup:
    """A value as JSON inside a script element: nothing in it can end the element."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - every character that HTML could read is escaped above
