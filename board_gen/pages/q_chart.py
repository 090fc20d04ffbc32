"""The letter Q as a drawing: a ring of 31 fields, one a day, day 1 at the top, clockwise; below right its tail.

A day's colour is a class, so a script can change it; colour is not alone: a red day stands out of the ring, a yellow
one stands in.
"""

import math
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from board_gen.pages.render import rendered
from board_gen.rules.q_chart import DayColour
from board_gen.views.q_chart import QField, QMonth
from board_gen.views.reader import Reader

FIELDS = 31
_OUTER, _INNER, _MIDDLE = 148.0, 102.0, 125.0
_GAP = math.radians(0.9)


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a field lies: its outline, and the middle of its number."""

    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """A field with its day; None where the month has no such day."""

    shape: Shape
    day: QField | None

    @property
    def steps(self) -> str:
        """The colours to come as a script reads them: `1795392000:green 1795400000:red`."""
        later = self.day.later if self.day else ()
        return " ".join(f"{int(at.timestamp())}:{colour}" for at, colour in later)


def q_chart_svg(month: QMonth, reader: Reader) -> Markup:
    """The Q of a month, 320 units wide and high; `is-…` classes give the colours (`tv/tv.css`)."""
    days: list[QField | None] = [*month.fields, *[None] * (FIELDS - len(month.fields))]
    drawn = tuple(DrawnDay(shape_of(number), day) for number, day in enumerate(days, start=1))
    today = max((field.number for field in month.fields if field.begins <= reader.at < month.ends), default=0)
    html = rendered(
        "q_chart.html",
        reader,
        month=month,
        days=drawn,
        today=today,
        red=month.days_of(DayColour.RED),
        yellow=month.days_of(DayColour.YELLOW),
    )
    return Markup(html)  # noqa: S704 - made by a template that escapes


@cache
def shape_of(number: int) -> Shape:
    """The field of a day of the month, from 1; the middle of the drawing is the origin."""
    begin = math.tau * (number - 1) / FIELDS + _GAP
    end = math.tau * number / FIELDS - _GAP
    corners = (_point(_OUTER, begin), _point(_OUTER, end), _point(_INNER, end), _point(_INNER, begin))
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    path = f"M{ax} {ay}A{_OUTER:g} {_OUTER:g} 0 0 1 {bx} {by}L{cx} {cy}A{_INNER:g} {_INNER:g} 0 0 0 {dx} {dy}z"
    x, y = _point(_MIDDLE, (begin + end) / 2)
    return Shape(path, x, y)


def _point(radius: float, angle: float) -> tuple[float, float]:
    """A point at an angle that begins at the top and turns clockwise."""
    return round(radius * math.sin(angle), 1), round(-radius * math.cos(angle), 1)


def point_of(radius: float, turn: float) -> tuple[float, float]:
    """A point so many turns from the top, clockwise."""
    return _point(radius, math.tau * turn)
