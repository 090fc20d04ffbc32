"""A metric's series laid out as a drawing: a run chart, or individuals above moving ranges.

Lengths are in units of the drawing, `WIDTH` of them wide; the page makes it as wide as its column.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, log10
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.rules.control_chart import ControlChart, Limits, Sign
from board_gen.rules.metrics import Measured, Series
from board_gen.views.reader import Reader
from board_gen.views.text_width import width_of

WIDTH = 400
TYPE = 12
"""The size of the drawing's type."""
DRAWN = 120
"""The latest so many values of a series are drawn and stand in its table; the file has all."""
_TOP, _RUN_HEIGHT, _RANGE_HEIGHT, _BETWEEN, _FOOT = 14, 112, 62, 26, 24
_EDGE, _AIR = 6.0, 0.06
"""Between the scale's texts and the field; above and below the outermost values, as a share of their span."""
_LABEL = 14
"""The least distance between two names of lines, one below the other."""
_FINEST = 6
_SIGNS = {
    Sign.BEYOND_3: N_("beyond 3 sigma (rule 1)"),
    Sign.TWO_OF_THREE_BEYOND_2: N_("2 of 3 beyond 2 sigma on one side (rule 2)"),
    Sign.FOUR_OF_FIVE_BEYOND_1: N_("4 of 5 beyond 1 sigma on one side (rule 3)"),
    Sign.EIGHT_ON_ONE_SIDE: N_("8 in a row on one side of the centre (rule 4)"),
    Sign.RANGE: N_("moving range above its limit"),
}


class Dot(NamedTuple):
    """A value's mark: where, and what it says when it is pointed at.

    `is_missed`: it misses its target, and is a diamond, not a disc. `is_out`: it has a ring, and `sign` beside it.
    """

    x: float
    y: float
    words: str
    is_missed: bool = False
    is_out: bool = False
    sign: str = ""


class Line(NamedTuple):
    """A line of a field, by its path, and its name at the right end, at `label_y`; `kind` is its class."""

    kind: str
    path: str
    label: str = ""
    label_y: float = 0.0


class Tick(NamedTuple):
    """A value or date of a scale, where it stands."""

    at: float
    text: str


class Plot(NamedTuple):
    """One field of a drawing, from `top` to `bottom`: its scale, its lines, the path of its values and their marks."""

    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    path: str
    dots: tuple[Dot, ...]
    name: str = ""


class Drawing(NamedTuple):
    """A series drawn: `height` units high, its fields between `left` and `right`, dates below them."""

    height: float
    left: float
    right: float
    plots: tuple[Plot, ...]
    dates: tuple[Tick, ...]


class Figures:
    """Numbers of a series in words: as many decimals as its values have, one more for what is reckoned of them."""

    def __init__(self, series: Series) -> None:
        given = [point.value for point in series.points]
        given += [point.target for point in series.points if point.target is not None]
        self._decimals = min(_FINEST, max(map(_decimals_of, given)))

    def plain(self, value: float) -> str:
        """A value or target: `98.5`."""
        return _signed(f"{value:.{self._decimals}f}")

    def fine(self, value: float | Fraction) -> str:
        """A median, centre or limit: `98.35`."""
        return _signed(f"{float(value):.{self._decimals + 1}f}")


def _decimals_of(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _signed(text: str) -> str:
    """With a minus that is as wide as a plus."""
    return text.replace("-", "−")


def day_words(day: date, reader: Reader) -> str:
    """`11-22`, with the year where it is not this one."""
    return f"{day:%m-%d}" if day.year == reader.year else day.isoformat()


def signs_words(signs: Iterable[Sign], reader: Reader) -> str:
    """The rules that a value breaks."""
    return ", ".join(reader.words(_SIGNS[sign]) for sign in signs)


class Scale(NamedTuple):
    """Values from `low` to `high`, laid out between two heights of the drawing."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, value: float | Fraction) -> float:
        """Where a value stands."""
        share = (self.high - float(value)) / (self.high - self.low)
        return round(self.top + share * (self.bottom - self.top), 1)


def scale_of(values: Iterable[float], top: float, bottom: float) -> Scale:
    """A scale that holds the values with some air; also where they are all alike."""
    given = list(values)
    low, high = min(given), max(given)
    air = (high - low) * _AIR or abs(high) * _AIR or 1.0
    return Scale(low - air, high + air, top, bottom)


def ticks_of(scale: Scale) -> tuple[Tick, ...]:
    """Two to five round values on a scale."""
    rough = (scale.high - scale.low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(base * power for base in (1, 2, 5, 10) if base * power >= rough)
    decimals = max(0, -floor(log10(step)))
    numbers = range(ceil(scale.low / step), floor(scale.high / step) + 1)
    return tuple(Tick(scale.y(number * step), _signed(f"{number * step:.{decimals}f}")) for number in numbers)


class Across(NamedTuple):
    """The days of a drawing between its left and right edge."""

    first: int
    last: int
    left: float
    right: float

    def x(self, day: date) -> float:
        """Where a day stands; in the middle where there is only one."""
        if self.first == self.last:
            return round((self.left + self.right) / 2, 1)
        share = (day.toordinal() - self.first) / (self.last - self.first)
        return round(self.left + share * (self.right - self.left), 1)


class Pen(NamedTuple):
    """Draws the values of a series from place `begin` on."""

    series: Series
    begin: int
    figures: Figures
    reader: Reader

    @property
    def points(self) -> tuple[Measured, ...]:
        """The values that are drawn."""
        return self.series.points[self.begin :]

    def dots(self, across: Across, scale: Scale) -> tuple[Dot, ...]:
        """Their marks."""
        return tuple(self._dot(point, across, scale) for point in self.points)

    def _dot(self, point: Measured, across: Across, scale: Scale) -> Dot:
        is_missed, reader = bool(self.series.misses(point)), self.reader
        unit = reader.label(self.series.rules.unit)
        told = [f"{point.day.isoformat()}: {self.figures.plain(point.value)} {unit}".rstrip()]
        told += [reader.words(N_("target missed"))] if is_missed else []
        return Dot(across.x(point.day), scale.y(point.value), ", ".join(told), is_missed)


def pen_of(series: Series, reader: Reader) -> Pen:
    """For the latest values of a series."""
    return Pen(series, max(0, len(series.points) - DRAWN), Figures(series), reader)


def _across_of(points: Sequence[Measured], ticks: Iterable[Tick], labels: Iterable[str]) -> Across:
    """As much room as scale and labels leave."""
    left = max((width_of(tick.text) for tick in ticks), default=0) * TYPE + _EDGE + 4
    right = WIDTH - max((width_of(label) for label in labels), default=0) * TYPE - _EDGE - 8
    first, last = points[0].day.toordinal(), points[-1].day.toordinal()
    return Across(first, last, round(left, 1), round(max(right, left + 60), 1))


def run_drawing_of(series: Series, reader: Reader) -> Drawing:
    """Values over time, their median and their target."""
    pen = pen_of(series, reader)
    points = pen.points
    targets = [point.target for point in points if point.target is not None]
    values = [*(point.value for point in points), *targets, series.median]
    scale = scale_of(values, _TOP, _TOP + _RUN_HEIGHT)
    ticks = ticks_of(scale)
    names = [reader.words(N_("median")), *([reader.words(N_("target"))] if targets else [])]
    across = _across_of(points, ticks, names)
    lines = [Line("median", _level(across, scale.y(series.median)), names[0], scale.y(series.median))]
    if targets:
        lines.insert(0, Line("target", _steps(points, across, scale), names[1], scale.y(targets[-1])))
    dots = pen.dots(across, scale)
    plot = Plot(scale.top, scale.bottom, ticks, _apart(lines, scale), _path(dots), dots)
    return Drawing(scale.bottom + _FOOT, across.left, across.right, (plot,), _dates_of(points, across, reader))


def _level(across: Across, y: float) -> str:
    return f"M{across.left:g} {y:g}H{across.right:g}"


def _path(dots: Sequence[Dot]) -> str:
    return "M" + "L".join(f"{dot.x:g} {dot.y:g}" for dot in dots)


def _steps(points: Sequence[Measured], across: Across, scale: Scale) -> str:
    """The target through time: it holds from one value to the next, and is broken where none is given."""
    path, y = "", None
    starts = [across.left, *(across.x(point.day) for point in points[1:])]
    for point, start, end in zip(points, starts, [*starts[1:], across.right], strict=True):
        if point.target is None:
            y = None
            continue
        level = scale.y(point.target)
        path += (f"M{start:g} {level:g}" if y is None else f"V{level:g}" if level != y else "") + f"H{end:g}"
        y = level
    return path


def _apart(lines: Sequence[Line], scale: Scale) -> tuple[Line, ...]:
    """The lines with their names pushed apart, within the field as far as they fit."""
    placed, least = {}, scale.top - _LABEL
    for line in sorted((line for line in lines if line.label), key=lambda line: line.label_y):
        least = placed[line.kind] = max(line.label_y, least + _LABEL)
    over = max(0.0, least - scale.bottom)
    return tuple(line._replace(label_y=round(placed.get(line.kind, 0.0) - over, 1)) for line in lines)


def _dates_of(points: Sequence[Measured], across: Across, reader: Reader) -> tuple[Tick, ...]:
    """The first and the last day, and the one in the middle where it has room."""
    days = list(dict.fromkeys((points[0].day, points[len(points) // 2].day, points[-1].day)))
    ticks = [_date_of(day, across, reader) for day in days]
    if len(ticks) == 3:
        ends = [(tick.at - _half(tick), tick.at + _half(tick)) for tick in ticks]
        if ends[0][1] + TYPE > ends[1][0] or ends[1][1] + TYPE > ends[2][0]:
            del ticks[1]
    return tuple(ticks)


def _date_of(day: date, across: Across, reader: Reader) -> Tick:
    tick = Tick(across.x(day), day_words(day, reader))
    return tick._replace(at=round(min(max(tick.at, _half(tick)), WIDTH - _half(tick)), 1))


def _half(tick: Tick) -> float:
    return width_of(tick.text) * TYPE / 2


def control_drawing_of(series: Series, chart: ControlChart, reader: Reader) -> Drawing:
    """Individuals above, moving ranges below, each with its limits."""
    pen, limits = pen_of(series, reader), chart.limits
    values = [float(value) for value in chart.values[pen.begin :]]
    upper = scale_of([*values, *_limit_values(limits)], _TOP, _TOP + _RUN_HEIGHT)
    below = upper.bottom + _BETWEEN
    spread = [float(value) for value in chart.ranges[max(0, pen.begin - 1) :]]
    lower = scale_of([0.0, *spread, *([float(limits.range_limit)] if limits else [])], below, below + _RANGE_HEIGHT)
    lower = lower._replace(low=0.0)
    names = _names_of(limits, pen)
    across = _across_of(pen.points, (*ticks_of(upper), *ticks_of(lower)), names)
    plots = [_individuals_of(pen, chart, across, upper)]
    if chart.ranges:
        plots.append(_ranges_of(pen, chart, across, lower))
    dates = _dates_of(pen.points, across, reader)
    return Drawing(plots[-1].bottom + _FOOT, across.left, across.right, tuple(plots), dates)


def _limit_values(limits: Limits | None) -> list[float]:
    return [float(limits.lower), float(limits.upper)] if limits else []


def _names_of(limits: Limits | None, pen: Pen) -> tuple[str, ...]:
    """What stands beside the upper limit, the centre, the lower limit, and the limit of ranges."""
    if limits is None:
        return ()
    words, fine = pen.reader.words, pen.figures.fine
    return (
        words(N_("UCL {value}"), value=fine(limits.upper)),
        words(N_("mean {value}"), value=fine(limits.centre)),
        words(N_("LCL {value}"), value=fine(limits.lower)),
        words(N_("UCL {value}"), value=fine(limits.range_limit)),
    )


def _individuals_of(pen: Pen, chart: ControlChart, across: Across, scale: Scale) -> Plot:
    """The values with centre, limits and zones; those out of control have a ring and the numbers of their rules."""
    dots = []
    for dot, signs in zip(pen.dots(across, scale), chart.signs[pen.begin :], strict=True):
        numbers = [str(int(sign)) for sign in signs if sign is not Sign.RANGE]
        words = ", ".join([dot.words, *([signs_words(signs, pen.reader)] if signs else [])])
        dots.append(dot._replace(words=words, is_missed=False, is_out=bool(numbers), sign=" ".join(numbers)))
    lines = _apart(_limit_lines(pen, chart.limits, across, scale), scale) if chart.limits else ()
    name = pen.reader.words(N_("single values"))
    return Plot(scale.top, scale.bottom, ticks_of(scale), lines, _path(dots), tuple(dots), name)


def _limit_lines(pen: Pen, limits: Limits, across: Across, scale: Scale) -> list[Line]:
    lines = [Line("zone", _level(across, scale.y(limits.at(sigmas)))) for sigmas in (-2, -1, 1, 2)]
    for name, kind, sigmas in zip(_names_of(limits, pen), ("upper", "centre", "lower"), (3, 0, -3), strict=False):
        y = scale.y(limits.at(sigmas))
        lines.append(Line(kind, _level(across, y), name, y))
    points = pen.series.points
    if pen.begin < limits.count < len(points):
        before, after = (across.x(point.day) for point in points[limits.count - 1 : limits.count + 1])
        lines.append(Line("base", f"M{round((before + after) / 2, 1):g} {scale.top:g}V{scale.bottom:g}"))
    return lines


def _ranges_of(pen: Pen, chart: ControlChart, across: Across, scale: Scale) -> Plot:
    """The distance of each value from the one before, with their mean and upper limit."""
    limits, lines = chart.limits, list[Line]()
    if limits is not None:
        y = scale.y(limits.range_limit)
        lines = [Line("upper", _level(across, y), _names_of(limits, pen)[3], y)]
        lines.append(Line("centre", _level(across, scale.y(limits.mean_range))))
    first = max(1, pen.begin)
    dots = tuple(
        Dot(
            across.x(point.day),
            scale.y(value),
            f"{point.day.isoformat()}: {pen.figures.plain(float(value))}",
            is_out=limits is not None and value > limits.range_limit,
        )
        for point, value in zip(pen.series.points[first:], chart.ranges[first - 1 :], strict=True)
    )
    name = pen.reader.words(N_("moving range"))
    return Plot(scale.top, scale.bottom, ticks_of(scale), _apart(lines, scale), _path(dots), dots, name)
