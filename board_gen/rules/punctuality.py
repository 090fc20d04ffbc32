"""Punctuality: what was done by its deadline, per criterion, of the cases opened in a time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from board_gen.model.rules import Criterion, Rules
from board_gen.model.terms import Phase
from board_gen.rules.digest import CaseDigest, Ending, Timing
from board_gen.rules.profile import ANSWER_CRITERION


@dataclass(frozen=True, slots=True)
class Share:
    """How many were in time and how many late - done late, or still not done; `not_due` ones are in no share."""

    in_time: int = 0
    late: int = 0
    not_due: int = 0

    @property
    def count(self) -> int:
        """All that can be judged: the share's denominator."""
        return self.in_time + self.late

    @property
    def share(self) -> float | None:
        """The part in time, 0 to 1; None where nothing can be judged yet."""
        return self.in_time / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class OnTime:
    """One criterion: against its first deadlines, and against those in force when it was done (else now)."""

    criterion: Criterion
    by_first: Share
    by_current: Share


@dataclass(frozen=True, slots=True)
class Punctuality:
    """On-time shares in the board's order, of `cases`; what was left out: rejected cases, undated closings."""

    criteria: tuple[OnTime, ...]
    cases: int
    rejected: int
    undated: int


def punctuality_of(cases: Sequence[CaseDigest], rules: Rules) -> Punctuality:
    """On-time shares of these cases; rejected and undated ones left out.

    What does not apply (NA) is in no share. What was done more than once counts by its first fulfilment, what is
    claimed without the evidence it wants as not done.
    """
    endings = [digest.ending for digest in cases if digest.ending is not None]
    rejected = sum(1 for ending in endings if ending.phase is Phase.REJECTED)
    undated = sum(1 for ending in endings if ending.at is None)
    kept = [digest for digest in cases if digest.ending is None or is_dated_closing(digest.ending)]
    return Punctuality(tuple(on_times_of(kept, rules)), len(kept), rejected, undated)


def is_dated_closing(ending: Ending) -> bool:
    """True for a closing that says when."""
    return ending.phase is Phase.CLOSED and ending.at is not None


def on_times_of(cases: Iterable[CaseDigest], rules: Rules) -> Iterator[OnTime]:
    """The shares per criterion: the plant's columns in their order, then `answer` of the listed rows."""
    first, current = Counter[tuple[str, Timing]](), Counter[tuple[str, Timing]]()
    for timed, count in Counter(timed for digest in cases for timed in digest.timed).items():
        first[timed.criterion, timed.by_first] += count
        current[timed.criterion, timed.by_current] += count
    criteria = {criterion.id: criterion for criterion in rules.criteria}
    criteria.setdefault(ANSWER_CRITERION.id, ANSWER_CRITERION)
    for name, criterion in criteria.items():
        by_first, by_current = share_of(first, name), share_of(current, name)
        if by_first != Share():
            yield OnTime(criterion, by_first, by_current)


def share_of(tally: Counter[tuple[str, Timing]], criterion: str) -> Share:
    """What a tally says of one criterion."""
    return Share(*(tally[criterion, timing] for timing in (Timing.IN_TIME, Timing.LATE, Timing.NOT_DUE)))
