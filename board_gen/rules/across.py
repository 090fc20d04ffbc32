"""Read-across: where else a case may apply, and what is left to find out there (contract §3, domain §6 D7).

A like product is answered for once it is known not to be affected, or what was to do there is done. Until then it is
open, and late from its `due` on: `due <= t`, as for every deadline. The end of its case does not end it, unless the
case was rejected: what is no problem of ours is none elsewhere.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from board_gen.model.report import Report
from board_gen.model.terms import Affected

DONE_SHOWN = timedelta(days=90)
"""For so long what is done is still shown."""


class Across(NamedTuple):
    """One like product of a case; `number` is its place in the case file, from 1. Instants as in the case file."""

    number: int
    product: str
    affected: Affected | None
    action: str
    owner: str
    due: datetime | None
    done: datetime | None

    def is_open(self, at: datetime) -> bool:
        """True while somebody still has to look, or to act."""
        return self.affected is not Affected.NO and (self.done is None or self.done > at)

    def is_late(self, at: datetime) -> bool:
        """True while it is open at or after its deadline."""
        return self.is_open(at) and self.due is not None and self.due <= at

    def is_just_done(self, at: datetime) -> bool:
        """True for so long after it was done as that is still shown."""
        return self.done is not None and self.done <= at < self.done + DONE_SHOWN

    def turns(self, after: datetime) -> Iterator[datetime]:
        """The instants after `after` at which it stands otherwise."""
        if self.done is not None:
            yield from (at for at in (self.done, self.done + DONE_SHOWN) if at > after)
        if self.due is not None and self.due > after and self.is_open(self.due):
            yield self.due


def across_of(report: Report, at: datetime) -> tuple[Across, ...]:
    """The like products that are open at `at`, or were done not so long before, or will be."""
    if not report.read_across:
        return ()
    every = (
        Across(number, like.product, like.affected, like.action, like.owner, like.due, like.done)
        for number, like in enumerate(report.read_across, 1)
    )
    return tuple([one for one in every if one.is_open(at) or (one.done is not None and one.done + DONE_SHOWN > at)])
