"""What changes of a case from an instant on, and when: the steps of all its tracks side by side, without words.

A page that stays open is kept true by these frames (contract §7). A case is walked once for all pages and languages.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from board_gen.model.local_time import start_of_day
from board_gen.model.terms import Mark
from board_gen.rules.judged import board_key
from board_gen.rules.tracks import CaseTracks, Head, Ruling
from board_gen.views.next_move import SOON, NextMove, move_of

_NOW = timedelta()


@dataclass(frozen=True, slots=True)
class Frame:
    """A case from `at` on. The first frame of a case is complete; in all others None, or a criterion that is not
    there, is what has not changed.

    `rulings` go by criterion. `decider` is the criterion whose sentence says why the case has its status, told again
    where that criterion's ruling is a new one. `move` is what the case waits for, `place` what orders the board
    before the id does: escalation, letter, the earliest deadline of what is not met.
    """

    at: datetime
    rulings: Mapping[str, Ruling]
    head: Head | None = None
    marks: tuple[Mark, ...] | None = None
    move: NextMove | None = None
    decider: str | None = None
    place: tuple[int, int, datetime] | None = None

    @property
    def is_empty(self) -> bool:
        """True where nothing changes."""
        told = (self.head, self.marks, self.move, self.decider, self.place)
        return not self.rulings and all(value is None for value in told)


def frames_of(tracks: CaseTracks, start: datetime) -> tuple[Frame, ...]:
    """The complete frame of `start` (not before the opening), then one at each later instant that changes it."""
    walk = _Walk(tracks, start)
    first = walk.first()
    later = [walk.step(instant) for instant in walk.instants()]
    return (first, *(frame for frame in later if not frame.is_empty))


class _Walk:
    """A case on its way through time: what holds by now, and the later steps of its tracks by their instants."""

    def __init__(self, tracks: CaseTracks, start: datetime) -> None:
        self.tracks = tracks
        self.start = start
        self.rulings = {cell.criterion.id: cell.rulings.at(start) for cell in tracks.criteria}
        self.head = tracks.head.at(start)
        self.move = move_of(tracks, self.head.phase, self.rulings.values(), start)
        self.place = board_key(tracks, start)[:3]
        self.decider = self._decider()
        self.heads = dict(tracks.head.changes(start))
        self.marks = dict(tracks.marks.changes(start))
        self.dues = dict(tracks.next_due.changes(start))
        self.watches = dict(tracks.watch_until.changes(start))
        self.later: defaultdict[datetime, dict[str, Ruling]] = defaultdict(dict)
        for cell in tracks.criteria:
            for instant, ruling in cell.rulings.changes(start):
                self.later[instant][cell.criterion.id] = ruling

    def first(self) -> Frame:
        """All that holds at the start."""
        marks = self.tracks.marks.at(self.start)
        return Frame(self.start, dict(self.rulings), self.head, marks, self.move, self.decider, self.place)

    def instants(self) -> list[datetime]:
        """The instants of all later steps, and those at which a deadline comes near or passes."""
        steps = {*self.heads, *self.marks, *self.dues, *self.watches, *self.later, *nearing_of(self.tracks)}
        return sorted(instant for instant in steps if instant > self.start)

    def step(self, at: datetime) -> Frame:
        """What changes at the next of the instants."""
        rulings, head = self.later.get(at, {}), self.heads.get(at)
        self.rulings.update(rulings)
        self.head = head or self.head
        is_new = bool(rulings) or head is not None
        place = self._new_place(at) if head is not None or at in self.dues else None
        decider = self._new_decider(rulings) if is_new else None
        move = self._new_move(at) if is_new or at in self.watches or self._is_near(at) else None
        return Frame(at, rulings, head, self.marks.get(at), move, decider, place)

    def _new_place(self, at: datetime) -> tuple[int, int, datetime] | None:
        former, self.place = self.place, board_key(self.tracks, at)[:3]
        return self.place if self.place != former else None

    def _is_near(self, at: datetime) -> bool:
        return self.move.until is not None and self.move.until - at in (SOON, _NOW)

    def _new_move(self, at: datetime) -> NextMove | None:
        former, self.move = self.move, move_of(self.tracks, self.head.phase, self.rulings.values(), at)
        return self.move if self.move != former else None

    def _new_decider(self, rulings: Mapping[str, Ruling]) -> str | None:
        former, self.decider = self.decider, self._decider()
        return self.decider if self.decider != former or self.decider in rulings else None

    def _decider(self) -> str:
        deciding = [(ruling.due, name) for name, ruling in self.rulings.items() if ruling.letter is self.head.status]
        return min(deciding, key=itemgetter(0))[1]


def nearing_of(tracks: CaseTracks) -> Iterator[datetime]:
    """The instants at which each deadline that is ever in force begins to be near, and passes."""
    for cell in tracks.criteria:
        for _, ruling in cell.rulings.steps:
            yield ruling.due - SOON
            yield ruling.due


def instants_of(tracks: CaseTracks) -> Iterator[datetime]:
    """Every instant at which anything that is told of a case may change."""
    for track in (tracks.head, tracks.marks, tracks.watch_until, tracks.next_due):
        yield from track.instants()
    for cell in tracks.criteria:
        yield from cell.rulings.instants()
    for report in tracks.reports:
        yield from report.done.instants()
    yield from nearing_of(tracks)


def is_live(tracks: CaseTracks, at: datetime) -> bool:
    """True for a case that is on the board at an instant, or comes on it later."""
    return tracks.is_on_board(max(at, tracks.case.opened))


def earliest_of(told: Iterable[CaseTracks], at: datetime) -> datetime:
    """The earliest instant that a page of these cases may show."""
    dues = (ruling.due for tracks in told for cell in tracks.criteria for _, ruling in cell.rulings.steps)
    return min((at - timedelta(days=1), *dues)).replace(second=0, microsecond=0)


def new_years(start: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The next two local New Years after an instant: dates are told with their year from then on."""
    year = start.astimezone(zone).year
    return tuple(start_of_day(date(following, 1, 1), zone) for following in (year + 1, year + 2))
