"""Overall status, phase and the end of a case (contract §5 "Overall", "Phase")."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from board_gen.model.case import Case, Recurrence
from board_gen.model.terms import Letter, Phase
from board_gen.rules.track import Track
from board_gen.rules.tracks import UNMET, CriterionTrack, Reason, Refusal, Ruling


class Standing(NamedTuple):
    """A case's criteria taken together: the worst letter, what is not applicable left out; the earliest deadline in
    force of what is not met; and whether a criterion is red because of a recurrence.
    """

    status: Letter
    next_due: datetime | None
    has_recurred: bool


_ALL_MET = Standing(Letter.GREEN, None, has_recurred=False)


def standings_of(cells: Sequence[CriterionTrack]) -> Track[Standing]:
    """How criteria of a case stand together, through time."""
    steps = [(instant, place, ruling) for place, cell in enumerate(cells) for instant, ruling in cell.rulings.steps]
    unmet: dict[int, Ruling] = {}
    standings: dict[datetime, Standing] = {}
    for instant, changed in groupby(sorted(steps, key=itemgetter(0)), itemgetter(0)):
        for _, place, ruling in changed:
            if ruling.letter in UNMET:
                unmet[place] = ruling
            else:
                unmet.pop(place, None)
        standings[instant] = standing_of(unmet.values())
    return Track.of_steps(standings.items())


def standing_of(unmet: Collection[Ruling]) -> Standing:
    """How a case stands of which so much is not met."""
    if not unmet:
        return _ALL_MET
    reds = [ruling for ruling in unmet if ruling.letter is Letter.RED]
    return Standing(
        Letter.RED if reds else Letter.YELLOW,
        min([ruling.due for ruling in unmet]),
        Reason.RECURRED in [ruling.reason for ruling in reds],
    )


@dataclass(frozen=True, slots=True)
class Watch:
    """The watch for recurrence: everything is met, and nothing may come back for `length` (zero: no watch)."""

    status: Track[Letter]
    recurrences: Sequence[Recurrence]
    length: timedelta

    def until(self, at: datetime) -> datetime | None:
        """When the watch that runs or has run at `at` ends; None while anything is unmet.

        It runs from the instant at which everything turned G or the last recurrence, whichever is later.
        """
        begun, status = self.status.step(at)
        if status is not Letter.GREEN:
            return None
        return max([begun, *(again.at for again in self.recurrences if again.at <= at)]) + self.length

    def phase_at(self, at: datetime) -> Phase:
        """Open, watch or ready: what the phase is as long as nobody ends the case. Ready from the watch's end on."""
        until = self.until(at)
        if until is None:
            return Phase.OPEN
        return Phase.WATCH if at < until else Phase.READY

    @property
    def instants(self) -> tuple[datetime, ...]:
        """Every instant at which the phase may change."""
        again = [recurrence.at for recurrence in self.recurrences]
        begins = [begin for begin, status in self.status.steps if status is Letter.GREEN] + again
        return (*self.status.instants(), *again, *[begin + self.length for begin in begins])


@dataclass(frozen=True, slots=True)
class End:
    """How a case ends: closed or rejected, from `at` on."""

    phase: Phase
    at: datetime


def end_of(case: Case, watch: Watch) -> tuple[End | None, Refusal | None]:
    """The end of a case, if it has one, and why its closing is refused, if it is.

    A closing takes effect where the case was ready at that instant; a rejection always, but not before the case
    was opened. The earlier of the two ends all tracks; what comes after it takes no effect.
    """
    rejected = End(Phase.REJECTED, max(case.rejected.at, case.opened)) if case.rejected else None
    if case.closed is None:
        return rejected, None
    closed = case.closed.at
    if closed is None and case.listed_answer:
        return End(Phase.CLOSED, case.opened), None
    if closed is None or closed < case.opened or (rejected and rejected.at <= closed):
        return rejected, Refusal(closed)
    if watch.phase_at(closed) is Phase.READY:
        return End(Phase.CLOSED, closed), None
    return rejected, Refusal(closed, watch_until=watch.until(closed))
