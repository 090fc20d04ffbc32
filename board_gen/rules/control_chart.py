"""Individuals and moving-range chart (I-MR) 单值-移动极差控制图: is a series of single values stable?

Limits are those of Shewhart, with the constants for ranges of two (NIST/SEMATECH e-Handbook 6.3.2.2): the spread is the
mean moving range over 1.128, so that 3 sigma are 2.66 mean ranges, and no range of two exceeds 3.267 of them. They are
fixed on the first `BASELINE` values, later values are judged by them. The rules are the first four of Western Electric.

Values are taken as the decimals that were written and reckoned exactly, so that what stands on a line stands on it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import pairwise

BASELINE = 20
"""So many values fix the limits; fewer are all taken."""
FEWEST = 8
"""Fewer values have no limits: they would be guessed."""
_D2, _D4 = Fraction("1.128"), Fraction("3.267")
"""The mean range of two values of a normal distribution, in sigmas; its own upper limit, in mean ranges."""


class Sign(IntEnum):
    """Why a value is out of control: the first four rules of Western Electric, and the range before it."""

    BEYOND_3 = 1
    TWO_OF_THREE_BEYOND_2 = 2
    FOUR_OF_FIVE_BEYOND_1 = 3
    EIGHT_ON_ONE_SIDE = 4
    RANGE = 5


_RUNS = (
    (Sign.TWO_OF_THREE_BEYOND_2, 2, 3, 2),
    (Sign.FOUR_OF_FIVE_BEYOND_1, 4, 5, 1),
    (Sign.EIGHT_ON_ONE_SIDE, 8, 8, 0),
)
"""Of so many values in a row (second number) so many (first) lie on one side, beyond so many sigmas (third)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the values of a stable process keep to. `sigma` and `range_limit` are above 0."""

    centre: Fraction
    sigma: Fraction
    mean_range: Fraction
    range_limit: Fraction
    count: int

    def at(self, sigmas: int) -> Fraction:
        """The line so many sigmas above the centre (negative: below)."""
        return self.centre + sigmas * self.sigma

    @property
    def lower(self) -> Fraction:
        """The lower control limit."""
        return self.at(-3)

    @property
    def upper(self) -> Fraction:
        """The upper control limit."""
        return self.at(3)


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A series with its moving ranges (one fewer), its limits and, for each value, why it is out of control.

    `limits` is None for fewer than `FEWEST` values, and where those that would fix them do not differ at all.
    """

    values: tuple[Fraction, ...]
    ranges: tuple[Fraction, ...]
    limits: Limits | None
    signs: tuple[tuple[Sign, ...], ...]


def control_chart_of(given: Sequence[float]) -> ControlChart:
    """The chart of a series in its order."""
    values = tuple(Fraction(repr(value)) for value in given)
    ranges = tuple(abs(after - before) for before, after in pairwise(values))
    limits = limits_of(values)
    if limits is None:
        return ControlChart(values, ranges, None, ((),) * len(values))
    return ControlChart(values, ranges, limits, tuple(_signs_of(values, ranges, limits)))


def limits_of(values: Sequence[Fraction]) -> Limits | None:
    """The limits that the first values fix."""
    first = values[:BASELINE]
    if len(first) < FEWEST:
        return None
    mean_range = sum((abs(after - before) for before, after in pairwise(first)), Fraction()) / (len(first) - 1)
    if not mean_range:
        return None
    centre = sum(first, Fraction()) / len(first)
    return Limits(centre, mean_range / _D2, mean_range, _D4 * mean_range, len(first))


def _signs_of(values: Sequence[Fraction], ranges: Sequence[Fraction], limits: Limits) -> Iterator[tuple[Sign, ...]]:
    """Of each value the rules that it completes: those of a run speak at its last value, which lies beyond itself."""
    for place, value in enumerate(values):
        found = []
        if abs(value - limits.centre) > 3 * limits.sigma:
            found.append(Sign.BEYOND_3)
        found += [
            sign
            for sign, least, length, sigmas in _RUNS
            if _ends_run(values[max(0, place + 1 - length) : place + 1], least, sigmas, limits)
        ]
        if place and ranges[place - 1] > limits.range_limit:
            found.append(Sign.RANGE)
        yield tuple(found)


def _ends_run(last: Sequence[Fraction], least: int, sigmas: int, limits: Limits) -> bool:
    """True where at least so many of these values lie beyond the line on the side on which the last one does."""
    side = 1 if last[-1] > limits.centre else -1
    beyond = [side * (value - limits.centre) > sigmas * limits.sigma for value in last]
    return beyond[-1] and sum(beyond) >= least
