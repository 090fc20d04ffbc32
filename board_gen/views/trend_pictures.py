"""Pictures: a plot laid out as a small drawing, made at build, so that the page is read before any script comes.

`trend_pictures.js` is this module in JavaScript, function by function: a test holds both against each other. Lengths
are in units of the drawing, `WIDTH` of them wide, written to a tenth.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import floor
from typing import NamedTuple

from board_gen.rules.trend_rows import day_numbered
from board_gen.views.text_width import cut_to, width_of
from board_gen.views.trend_plots import Form, Line, Plot

WIDTH = 400
TYPE = 12
"""The size of the drawing's type."""
_TOP, _TALL, _FOOT, _RIGHT, _EDGE = 14, 150, 22, 8, 6
"""Above the field, its height, below it for names, right of it, and between its scale's texts and the field."""
_LEGEND = 20
_AIR = 1.08
"""So much higher than the highest value is a scale, for what stands above it."""
_NAMES, _ROW, _PAIR, _BAR = 128, 19, 31, 11
"""The most room for names of lying bars; the height of a row, of a pair of bars, of one bar of a pair."""
_FIELD, _BETWEEN = 42, 26
_DAY = 24
_MOST_TICKS = 5
_BASES = (1, 2, 5)
_GAP = 0.3
"""The share of a column's room that stays empty."""


class Mark(NamedTuple):
    """A piece of a drawing, of a class: a path `d`, or a `text` at `x`, `y`."""

    kind: str
    d: str = ""
    x: str = ""
    y: str = ""
    text: str = ""


class Picture(NamedTuple):
    """A drawing, `height` units high."""

    height: str
    marks: tuple[Mark, ...]


class Tick(NamedTuple):
    """A value of a scale or an axis, and its text."""

    value: float
    text: str


class Field(NamedTuple):
    """Where values stand: between two edges, `low` at the bottom and `high` at the top."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def x(self, part: float, whole: float) -> float:
        """Where a part of the whole ends, from the left."""
        return self.left + part / whole * (self.right - self.left)


def picture_of(plot: Plot) -> Picture:
    """A plot drawn."""
    makers: dict[Form, Callable[[Plot], Picture]] = {
        Form.DAYS: _days_picture,
        Form.COLUMNS: _columns_picture,
        Form.STACK: _columns_picture,
        Form.ROWS: _rows_picture,
        Form.PARETO: _pareto_picture,
        Form.SURVIVAL: _survival_picture,
        Form.SPANS: _spans_picture,
    }
    return makers[plot.form](plot)


def _n(value: float) -> str:
    """A length to a tenth, ties upwards, as JavaScript writes it."""
    return f"{floor(value * 10 + 0.5) / 10:g}"


def _text(kind: str, x: float, y: float, text: str) -> Mark:
    return Mark(kind, x=_n(x), y=_n(y), text=text)


def _box(left: float, top: float, right: float, bottom: float) -> str:
    return f"M{_n(left)} {_n(top)}H{_n(right)}V{_n(bottom)}H{_n(left)}z"


def _wide(text: str) -> float:
    return width_of(text) * TYPE


def step_of(span: float, most: int) -> int:
    """The least of 1, 2, 5, 10, 20 … of which at most `most` make up a span."""
    power = 1
    while True:
        for base in _BASES:
            if span / (base * power) <= most:
                return base * power
        power *= 10


def _scale_of(values: Iterable[int | None]) -> tuple[list[Tick], float, float]:
    """Round values from 0 (or below it) to the highest, and the bounds of a field that holds them."""
    known = [value for value in values if value is not None]
    low, high = min([0, *known]), max([1, *known])
    step = step_of(high - low, _MOST_TICKS)
    numbers = range(-(-low // step), high // step + 1)
    ticks = [Tick(number * step, str(number * step).replace("-", "−")) for number in numbers]
    return ticks, low * _AIR, high * _AIR


def _field_of(ticks: Sequence[Tick], low: float, high: float, *, top: float, right: float) -> Field:
    left = max(_wide(tick.text) for tick in ticks) + _EDGE
    return Field(left, WIDTH - right, top, top + _TALL, low, high)


def _grid(field: Field, ticks: Iterable[Tick]) -> Iterator[Mark]:
    """The lines and numbers of a scale at the left."""
    for tick in ticks:
        y = field.y(tick.value)
        yield Mark("line" if tick.value else "line base", d=f"M{_n(field.left)} {_n(y)}H{_n(field.right)}")
        yield _text("tick end", field.left - _EDGE, y + 4, tick.text)


def _legend(lines: Iterable[Line]) -> Iterator[Mark]:
    """What each series is drawn in, in one line at the top."""
    x = 0.0
    for line in lines:
        yield Mark(f"ink-{line.ink}", d=_box(x, 3, x + 10, 13))
        yield _text("name", x + 15, 12, line.name)
        x += 15 + _wide(line.name) + 14


def _names(field: Field, places: Sequence[Tick], y: float) -> Iterator[Mark]:
    """Names under a field, thinned from the last one on so that they don't touch, within the drawing."""
    least = float(WIDTH + TYPE)
    for place in reversed(places):
        half = _wide(place.text) / 2
        x = min(max(place.value, half), WIDTH - half)
        if x + half + TYPE / 2 <= least:
            yield _text("tick middle", x, y, place.text)
            least = x - half
    yield Mark("line base", d=f"M{_n(field.left)} {_n(field.bottom)}H{_n(field.right)}")


def day_ticks(first: int, count: int) -> list[Tick]:
    """Days with their names, as offsets from the first one: starts of months, or some days of a short time."""
    if count <= 62:
        step = step_of(count, 6)
        days = range(count - 1, -1, -step)
        return [Tick(offset, f"{day_numbered(first + offset):%m-%d}") for offset in reversed(days)]
    starts = [offset for offset in range(count) if day_numbered(first + offset).day == 1]
    months = [day_numbered(first + offset) for offset in starts]
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120) if len(starts) / step <= _MOST_TICKS)
    shown = zip(starts, months, strict=True)
    return [
        Tick(offset, f"{month:%Y-%m}") for offset, month in shown if (month.year * 12 + month.month - 1) % step == 0
    ]


def _days_picture(plot: Plot) -> Picture:
    """Areas stacked by letter, red at the foot; every value holds for its whole day. Letters at their right end."""
    stacks = _stacks_of(plot.lines)
    count = len(stacks[-1])
    ticks, low, high = _scale_of(stacks[-1])
    field = _field_of(ticks, low, high, top=_TOP, right=_RIGHT + 34)
    marks = list(_grid(field, ticks))
    for line, stack in reversed(list(zip(plot.lines, stacks, strict=True))):
        marks.append(Mark(f"area ink-{line.ink}", d=_steps(field, stack)))
    marks += _end_labels(field, plot.lines)
    places = [Tick(field.x(tick.value, count), tick.text) for tick in day_ticks(plot.at[0], count)]
    marks += _names(field, places, field.bottom + 15)
    return Picture(_n(field.bottom + _FOOT), tuple(marks))


def _stacks_of(lines: Sequence[Line]) -> list[list[int]]:
    """The upper edges of series that stand on each other."""
    sums = [0] * len(lines[0].values)
    stacks = []
    for line in lines:
        sums = [total + (value or 0) for total, value in zip(sums, line.values, strict=True)]
        stacks.append(sums)
    return stacks


def _steps(field: Field, values: Sequence[int]) -> str:
    """An area under steps, a step a value, equal neighbours in one."""
    path = f"M{_n(field.left)} {_n(field.bottom)}"
    for place, value in enumerate(values):
        if place and value == values[place - 1]:
            continue
        across = f"H{_n(field.x(place, len(values)))}" if place else ""
        path += f"{across}V{_n(field.y(value))}"
    return f"{path}H{_n(field.right)}V{_n(field.bottom)}z"


def _end_labels(field: Field, lines: Iterable[Line]) -> Iterator[Mark]:
    """`R 3`, `Y 8`, `G 2` beside the right end of their areas, kept apart where areas are thin."""
    foot, highest = 0, field.bottom
    for line in lines:
        value = line.values[-1] or 0
        if value:
            y = min(field.y(foot + value / 2) + 4, highest)
            yield _text("letter", field.right + 5, y, f"{line.ink} {value}")
            highest = y - TYPE - 1
        foot += value


def _columns_picture(plot: Plot) -> Picture:
    """Upright bars, side by side or stacked, with a legend where they are several; texts above where there is room."""
    is_stack = plot.form is Form.STACK
    tops = _stacks_of(plot.lines)[-1:] if is_stack else [line.values for line in plot.lines]
    ticks, low, high = _scale_of(value for values in tops for value in values)
    named = len(plot.lines) > 1 and not is_stack
    top = _TOP + (_LEGEND if named else 0) + (_LEGEND if is_stack else 0)
    field = _field_of(ticks, low, high, top=top, right=_RIGHT)
    marks = [*(_legend(plot.lines) if named else ()), *_grid(field, ticks)]
    marks += _stack_bars(field, plot) if is_stack else _side_bars(field, plot)
    count = len(plot.names)
    places = [Tick(field.x(place + 0.5, count), name) for place, name in enumerate(plot.names)]
    marks += _names(field._replace(bottom=field.y(0)), places, field.bottom + 15)
    return Picture(_n(field.bottom + _FOOT), tuple(marks))


def _side_bars(field: Field, plot: Plot) -> Iterator[Mark]:
    room = (field.right - field.left) / len(plot.names)
    wide, zero = room * (1 - _GAP) / len(plot.lines), field.y(0)
    for at, line in enumerate(plot.lines):
        bars = ""
        for place, value in enumerate(line.values):
            if value:
                left = field.left + room * (place + _GAP / 2) + wide * at
                bars += _box(left, field.y(value), left + wide, zero)
        if bars:
            yield Mark(f"ink-{line.ink}", d=bars)
        yield from _texts_above(field, line, room)


def _texts_above(field: Field, line: Line, room: float) -> Iterator[Mark]:
    """The texts of a series above its bars, if all have room."""
    if not line.texts or max(map(_wide, line.texts)) > room:
        return
    for place, (value, text) in enumerate(zip(line.values, line.texts, strict=True)):
        if value:
            y = field.y(max(value, 0)) - 4
            yield _text("value middle", field.left + room * (place + 0.5), y, text)


def _stack_bars(field: Field, plot: Plot) -> Iterator[Mark]:
    room = (field.right - field.left) / len(plot.names)
    feet = [0] * len(plot.names)
    for line in plot.lines:
        bars = ""
        for place, value in enumerate(line.values):
            left = field.left + room * (place + _GAP / 2)
            if value:
                bars += _box(left, field.y(feet[place] + value), left + room * (1 - _GAP), field.y(feet[place]))
                feet[place] += value
        if bars:
            yield Mark(f"bar ink-{line.ink}", d=bars)
    if room >= 34:
        yield from _letters_above(field, plot, room)


def _letters_above(field: Field, plot: Plot, room: float) -> Iterator[Mark]:
    """What a stack holds, above it, in the order of its parts."""
    for place in range(len(plot.names)):
        y = field.y(sum(line.values[place] or 0 for line in plot.lines)) - 4
        for line in plot.lines:
            if line.values[place]:
                yield _text("letter middle", field.left + room * (place + 0.5), y, f"{line.ink} {line.values[place]}")
                y -= TYPE


def _name_room(names: Iterable[str]) -> float:
    return min(float(_NAMES), max(map(_wide, names), default=0.0))


def _cut(name: str, room: float) -> str:
    return cut_to(name, room / TYPE + 0.001)


def _rows_picture(plot: Plot) -> Picture:
    """Pairs of lying bars, in per mille, each with its text at its end."""
    names = _name_room(plot.names)
    texts = max((_wide(text) for line in plot.lines for text in line.texts), default=0.0)
    top = _TOP + 10
    bottom = top + _PAIR * len(plot.names)
    field = Field(names + _EDGE, WIDTH - texts - _EDGE, top, bottom, 0, 1)
    marks = list(_legend(plot.lines))
    for part in (0, 500, 1000):
        x = _n(field.x(part, 1000))
        marks.append(Mark("line" if part else "line base", d=f"M{x} {_n(top)}V{_n(bottom)}"))
        marks.append(_text("tick middle", field.x(part, 1000), bottom + 15, f"{part // 10}%"))
    for place, name in enumerate(plot.names):
        y = top + _PAIR * place + (_PAIR - 2 * _BAR) / 2
        marks.append(_text("name end", names, y + _BAR + 4, _cut(name, names)))
        for line in plot.lines:
            marks += _row_bar(field, line, place, y)
            y += _BAR
    return Picture(_n(bottom + _FOOT), tuple(marks))


def _row_bar(field: Field, line: Line, place: int, y: float) -> Iterator[Mark]:
    value = line.values[place] or 0
    if value:
        yield Mark(f"ink-{line.ink}", d=_box(field.left, y + 1, field.x(value, 1000), y + _BAR))
    yield _text("value", field.x(value, 1000) + 4, y + _BAR - 1, line.texts[place])


def _pareto_picture(plot: Plot) -> Picture:
    """Lying bars, each with its number; the cumulative sum falls through their rows to the whole at the right."""
    bars, sums = plot.lines
    names, whole = _name_room(plot.names), (sums.values or (0,))[-1] or 1
    counts = max((_wide(str(value)) for value in bars.values), default=0.0)
    bottom = 2 + _ROW * len(plot.names)
    field = Field(names + counts + 2 * _EDGE, WIDTH - _wide("100%") - _EDGE, 2, bottom, 0, 1)
    marks, path, dots = [Mark("line base", d=f"M{_n(field.left)} 2V{_n(bottom)}")], "", ""
    for place, (name, value, total) in enumerate(zip(plot.names, bars.values, sums.values, strict=True)):
        y = 2 + _ROW * place
        x = field.x(total or 0, whole)
        marks.append(_text("name end", names, y + 14, _cut(name, names)))
        marks.append(_text("value end", names + _EDGE + counts, y + 14, str(value)))
        marks.append(Mark(f"ink-{bars.ink}", d=_box(field.left, y + 3, field.x(value or 0, whole), y + _ROW - 3)))
        marks.append(_text("tick end", WIDTH, y + 14, sums.texts[place]))
        path += f"{'L' if path else 'M'}{_n(x)} {_n(y + _ROW / 2)}"
        dots += _dot(x, y + _ROW / 2, 3)
    if path:
        marks += [Mark("curve", d=path), Mark("dot", d=dots)]
    return Picture(_n(bottom + 4), tuple(marks))


def _dot(x: float, y: float, radius: float) -> str:
    half = f"{_n(radius)} {_n(radius)} 0 1 0 "
    return f"M{_n(x - radius)} {_n(y)}a{half}{_n(2 * radius)} 0a{half}{_n(-2 * radius)} 0z"


def _survival_picture(plot: Plot) -> Picture:
    """The share that is still open, by days since the opening; the median with its interval where the half is left."""
    days = max(1, -(-max((*plot.at[-1:], *(mark or 0 for mark in plot.marks))) // _DAY))
    ticks = [Tick(part * 100, f"{part}%") for part in (0, 50, 100)]
    field = _field_of(ticks, 0, 10_000, top=_TOP, right=_RIGHT)
    marks = list(_grid(field, ticks))
    path = f"M{_n(field.left)} {_n(field.y(10_000))}"
    for hours, value in zip(plot.at, plot.lines[0].values, strict=True):
        path += f"H{_n(field.x(hours, days * _DAY))}V{_n(field.y(value or 0))}"
    if plot.at:
        marks.append(Mark("curve", d=f"{path}H{_n(field.right)}"))
    marks += _median_marks(field, plot, days * _DAY)
    step = step_of(days, 6)
    places = [Tick(field.x(day, days), str(day)) for day in range(0, days + 1, step)]
    marks += _names(field, places, field.bottom + 15)
    return Picture(_n(field.bottom + _FOOT), tuple(marks))


def _median_marks(field: Field, plot: Plot, whole: int) -> Iterator[Mark]:
    """A disc at the median, a bar for its interval: open to the right where it has no upper bound."""
    median, low, high = plot.marks
    y = field.y(5_000)
    if median is None:
        return
    left = field.x(median if low is None else low, whole)
    right = field.right if high is None else field.x(high, whole)
    ends = f"M{_n(left)} {_n(y - 5)}V{_n(y + 5)}" if low is not None else ""
    ends += f"M{_n(right)} {_n(y - 5)}V{_n(y + 5)}" if high is not None else ""
    x = field.x(median, whole)
    yield Mark("interval", d=f"M{_n(left)} {_n(y)}H{_n(right)}{ends}")
    yield Mark("dot", d=_dot(x, y, 4))
    yield _text("letter", min(x + 4, WIDTH - _wide(plot.said)), y - 11, plot.said)


def _spans_picture(plot: Plot) -> Picture:
    """A field for each series: medians in a line, above each the 90th percentile; hollow what can still change."""
    scales = [_hours_scale(line) for line in plot.lines]
    left = max(_wide(text) for _, text in scales) + _EDGE
    marks: list[Mark] = []
    top = float(_TOP + 2)
    for line, (high, text) in zip(plot.lines, scales, strict=True):
        field = Field(left, WIDTH - _RIGHT, top, top + _FIELD, 0, high)
        marks.append(_text("name", left, top - 5, line.name))
        marks.append(_text("tick end", left - _EDGE, top + 8, text))
        marks.append(Mark("line base", d=f"M{_n(left)} {_n(field.bottom)}H{_n(field.right)}"))
        marks += _span_marks(field, line)
        top += _FIELD + _BETWEEN
    bottom = top - _BETWEEN
    across = Field(left, WIDTH - _RIGHT, 0, bottom, 0, 1)
    count = len(plot.names)
    places = [Tick(across.x(place + 0.5, count), name) for place, name in enumerate(plot.names)]
    marks += _names(across, places, bottom + 15)
    return Picture(_n(bottom + _FOOT), tuple(marks))


def _hours_scale(line: Line) -> tuple[float, str]:
    """The highest of a series in hours, and how it is written: in days from three on."""
    high = max([1, *(value for value in (*line.values, *line.more) if value is not None)])
    return float(high), f"{high} h" if high < 3 * _DAY else f"{-(-high // _DAY)} d"


def _span_marks(field: Field, line: Line) -> Iterator[Mark]:
    path, hairs, full, hollow, former = "", "", "", "", -2
    for place, (value, more) in enumerate(zip(line.values, line.more, strict=True)):
        if value is None:
            continue
        x, y = field.x(place + 0.5, len(line.values)), field.y(value)
        path += f"{'L' if former == place - 1 else 'M'}{_n(x)} {_n(y)}"
        if more is not None:
            hairs += f"M{_n(x)} {_n(y)}V{_n(field.y(more))}M{_n(x - 3)} {_n(field.y(more))}H{_n(x + 3)}"
        former = place
        if line.open[place]:
            hollow += _dot(x, y, 3)
        else:
            full += _dot(x, y, 3)
    found = (("hair", hairs), ("curve", path), ("dot", full), ("dot is-open", hollow))
    yield from (Mark(kind, d=d) for kind, d in found if d)
