"""The risk stock of a case as table and bars: five places, their total, and what is missing at each (domain §6)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.report import RiskStock
from board_gen.model.terms import Location
from board_gen.rules.gates import NO_PLACE
from board_gen.rules.risk_stock import TOO_MANY_REJECTED, TOO_MANY_SORTED, contradictions_of
from board_gen.views.case_clock import CaseClock, Moment
from board_gen.views.gaps import Gaps
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import LOCATIONS

_PLACES = {location: place for place, location in enumerate(Location)}
"""Where each place stands in the table."""
_TOO_MANY = {
    TOO_MANY_SORTED.code: N_("{many} sorted of only {few}"),
    TOO_MANY_REJECTED.code: N_("{many} rejected of only {few}"),
}
"""A contradiction beside the numbers of its place."""
BAR = 78.0
"""Percent of a bar's cell that the longest bar takes; behind it stands the share."""
_SEEN = 1.2
"""Percent: no piece of a bar is narrower, so that two rejected of a million can be seen."""
_LONG = 100_000
"""From here on the digits of a number stand in groups of three."""


class StockBar(NamedTuple):
    """The pieces at one place, from the left, each as percent of the cell: rejected, sorted and good, not sorted."""

    rejected: float
    good: float
    unsorted: float

    @property
    def checked(self) -> float:
        """Where what is not sorted begins."""
        return round(self.rejected + self.good, 1)

    @property
    def end(self) -> float:
        """Where the bar ends."""
        return round(self.rejected + self.good + self.unsorted, 1)


class StockLine(NamedTuple):
    """Risk stock at one place; numbers as written, empty where not given. `share` sorted is in percent, or None.

    `is_absent`: nobody looked at the place, though it is time. `gaps` are told beside the numbers, `no_clean_date`
    where the clean date would be. The total holds what is known, `≥` before a sum that lacks a place's number; it is
    clean from the last clean date of all, once every place has one.
    """

    place: str
    lots: str = ""
    quantity: str = ""
    sorted: str = ""
    rejected: str = ""
    share: int | None = None
    disposition: str = ""
    clean_from: Moment | None = None
    is_total: bool = False
    bar: StockBar | None = None
    gaps: tuple[str, ...] = ()
    no_clean_date: bool = False
    is_absent: bool = False


def stock_lines_of(stock: Iterable[RiskStock], clock: CaseClock, gaps: Gaps) -> tuple[StockLine, ...]:
    """The places in the order customer to supplier, those looked at by nobody among them, then their total."""
    stock = tuple(stock)
    absent, is_counted = gaps.names(NO_PLACE), "D3" in gaps.claimed
    scale = max((_length_of(line) for line in stock), default=0)
    lines = [(_PLACES[line.location], _line_of(line, scale, clock, is_counted)) for line in stock]
    lines += [(_PLACES[place], _absent_line(place, clock)) for place in Location if place.value in absent]
    shown = tuple([line for _, line in sorted(lines, key=lambda placed: placed[0])])
    return (*shown, _total_of(stock, bool(absent), clock)) if len(shown) > 1 else shown


def _length_of(line: RiskStock) -> int:
    return max(line.quantity or 0, line.sorted or 0, line.rejected or 0)


def _line_of(line: RiskStock, scale: int, clock: CaseClock, is_counted: bool) -> StockLine:
    words = clock.reader.words
    place = words(LOCATIONS[line.location])
    left = _unsorted(line) if is_counted else 0
    gaps = [words(_TOO_MANY[kind.code], few=few, many=many) for kind, few, many in contradictions_of(line)]
    if left:
        gaps.append(words(N_("{count} not sorted"), count=number_of(left)))
    return StockLine(
        place,
        ", ".join(line.lots),
        number_of(line.quantity),
        number_of(line.sorted),
        number_of(line.rejected),
        _share(line.quantity, line.sorted),
        line.disposition,
        clock.optional(line.clean_from),
        bar=_bar_of(line, scale),
        gaps=tuple(gaps),
        no_clean_date=is_counted and _is_undated(line),
    )


def _absent_line(place: Location, clock: CaseClock) -> StockLine:
    return StockLine(clock.reader.words(LOCATIONS[place]), is_absent=True)


def _total_of(stock: tuple[RiskStock, ...], is_partial: bool, clock: CaseClock) -> StockLine:
    words = clock.reader.words
    quantity = [line.quantity for line in stock]
    checked = [line.sorted for line in stock]
    sums = [_sum_of(numbers, is_partial) for numbers in (quantity, checked, [line.rejected for line in stock])]
    is_known = not is_partial and None not in (*quantity, *checked)
    return StockLine(
        words(N_("Total")),
        quantity=sums[0],
        sorted=sums[1],
        rejected=sums[2],
        share=_share(sum(filter(None, quantity)), sum(filter(None, checked))) if is_known else None,
        disposition=words(N_("≥ where a place gives no number")) if any(text[:1] == "≥" for text in sums) else "",
        clean_from=None if is_partial else clock.optional(clean_from_of(stock)),
        is_total=True,
    )


def _sum_of(numbers: list[int | None], is_partial: bool) -> str:
    """`2900`, `≥ 2900` where a number is not known, empty where none is."""
    given = [number for number in numbers if number is not None]
    if not given:
        return ""
    return f"{'≥ ' if is_partial or len(given) < len(numbers) else ''}{number_of(sum(given))}"


def clean_from_of(stock: Iterable[RiskStock]) -> datetime | None:
    """From when on all is clean: the last clean date of all, None while a place has none or holds unsorted pieces."""
    stock = tuple(stock)
    if any(_unsorted(line) or (line.clean_from is None and line.quantity != 0) for line in stock):
        return None
    return max((line.clean_from for line in stock if line.clean_from is not None), default=None)


def number_of(number: int | None) -> str:
    """A number of pieces: `1200`, `1 200 000` with narrow spaces; empty where not given."""
    if number is None:
        return ""
    return f"{number:,}".replace(",", "\u202f") if number >= _LONG else str(number)


def _share(quantity: int | None, checked: int | None) -> int | None:
    """How much of a quantity is sorted, in percent, rounded down; None of nothing, and where a number is not known."""
    if not quantity or checked is None:
        return None
    return min(100, 100 * checked // quantity)


def _bar_of(line: RiskStock, scale: int) -> StockBar | None:
    """The bar of a place on the scale that all places share; None where there is nothing to draw."""
    length = _length_of(line)
    if not length:
        return None
    rejected = _percent(line.rejected or 0, scale)
    checked = max(_percent(line.sorted or 0, scale), rejected)
    return StockBar(rejected, round(checked - rejected, 1), round(max(0.0, _percent(length, scale) - checked), 1))


def _percent(number: int, scale: int) -> float:
    return round(max(_SEEN, BAR * number / scale), 1) if number else 0.0


def _unsorted(line: RiskStock) -> int:
    return max(0, (line.quantity or 0) - (line.sorted or 0))


def _is_undated(line: RiskStock) -> bool:
    return bool(line.quantity) and line.clean_from is None


def unsorted_of(stock: Iterable[RiskStock], reader: Reader) -> Iterator[str]:
    """What is not sorted yet, place by place, in words."""
    words = reader.words
    for line in stock:
        place = words(LOCATIONS[line.location])
        if _unsorted(line):
            yield words(N_("{place}: {count} pieces not sorted"), place=place, count=_unsorted(line))
        if _is_undated(line):
            yield words(N_("{place}: no clean date"), place=place)
