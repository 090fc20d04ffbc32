"""Risk stock whose numbers contradict one another: more sorted than there is, more rejected than sorted (domain §6)."""

from collections.abc import Iterator
from typing import NamedTuple

from board_gen.finding import Finding, Kind, Level, Value
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.report import RiskStock

TOO_MANY_SORTED = Kind(
    "BG620",
    Level.WARNING,
    N_("risk stock {place}: {many} sorted of only {few}"),
    N_("count again: sorted is quantity at most"),
)
TOO_MANY_REJECTED = Kind(
    "BG621",
    Level.WARNING,
    N_("risk stock {place}: {many} rejected of only {few}"),
    N_("count again: rejected is sorted at most"),
)


class Contradiction(NamedTuple):
    """Numbers of one place that can't both be true: `many`, which is part of `few`, is more."""

    kind: Kind
    few: int
    many: int


def contradictions_of(stock: RiskStock) -> Iterator[Contradiction]:
    """What can't be true of the numbers of one place; nothing is asked of a number that is not given."""
    quantity, checked, rejected = stock.quantity, stock.sorted, stock.rejected
    if quantity is not None and checked is not None and checked > quantity:
        yield Contradiction(TOO_MANY_SORTED, quantity, checked)
    most = quantity if checked is None else checked
    if most is not None and rejected is not None and rejected > most:
        yield Contradiction(TOO_MANY_REJECTED, most, rejected)


def stock_findings(case: Case) -> Iterator[Finding]:
    """The contradictions in a case's risk stock, each at the list of it."""
    for stock in case.report.risk_stock:
        for kind, few, many in contradictions_of(stock):
            values: dict[str, Value] = {"place": stock.location.value, "few": few, "many": many}
            yield Finding(kind, case.place_of("risk_stock"), values, case.id)
