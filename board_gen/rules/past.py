"""The past of a case as one row of the board: what it showed, from when on, for `/history/` (docs/any-day.md).

A `PastRow` tells the same of a case in either way of looking. *As the files say now* it is read from the case's tracks
(`past_of`). *As it was known then* it is joined of the rows of all versions of the case's file, each for the time in
which that version was in force (`joined_of`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from board_gen.model.rules import Rules
from board_gen.model.terms import Letter, Phase
from board_gen.rules.profile import ANSWER_CRITERION
from board_gen.rules.track import Track
from board_gen.rules.tracks import UNMET, CaseTracks, Ruling

T = TypeVar("T")


class PastState(NamedTuple):
    """What a row of the board shows from some instant on.

    `letters` are those of the board's columns (`columns_of`), None where the case has no such criterion. `phase` is
    open, watch or ready. In phase open `until` is the earliest deadline in force of what is not met, and `waits_for`
    the column that it is of; in phase watch it is when the watch ends, and `watch` how long that is.

    A state without `phase` is that of a case that could not be judged (`UNREADABLE`): nothing else of it is known.
    """

    letters: tuple[Letter | None, ...]
    status: Letter | None
    phase: Phase | None
    escalation: int = 0
    waits_for: int | None = None
    until: datetime | None = None
    watch: timedelta = timedelta()


UNREADABLE = PastState((), None, None)
"""What stood in force could not be judged: a row without letters."""


class PastText(NamedTuple):
    """What a row says in words, as written; `opened` is None where a version could not be read and did not tell it."""

    title: str
    owner: str
    opened: datetime | None


class PastRow(NamedTuple):
    """A case's whole past, and what is ahead of it as the files stand.

    `shown` holds None while the case is not on the board: before its opening there is no step at all, later ones say
    that it left. `told` begins no later than the first state that is shown.
    """

    id: str
    address: str
    told: Track[PastText]
    shown: Track[PastState | None]

    @property
    def was_ever_shown(self) -> bool:
        """True where the board shows the case at some instant."""
        return any(state is not None for _, state in self.shown.steps)


def columns_of(rules: Rules) -> tuple[str, ...]:
    """The criteria that `PastState.letters` stand for: the board's columns, in order, then a listed row's answer."""
    return (*(criterion.id for criterion in rules.criteria), ANSWER_CRITERION.id)


def past_of(tracks: CaseTracks, columns: Sequence[str]) -> PastRow:
    """The past of a case as its tracks tell it, in `columns` (`columns_of` the rules that judged it)."""
    case = tracks.case
    text = PastText(case.title, case.owner, case.opened)
    return PastRow(case.id, case.address, Track.constant(case.opened, text), _Walk(tracks, columns).shown())


class _Walk:
    """A case on its way through time: what its criteria say by now."""

    def __init__(self, tracks: CaseTracks, columns: Sequence[str]) -> None:
        self.tracks = tracks
        places = {criterion: place for place, criterion in enumerate(columns)}
        self.places = [places[cell.criterion.id] for cell in tracks.criteria]
        self.rulings: dict[int, Ruling] = {}
        self.letters: list[Letter | None] = [None] * len(columns)

    def shown(self) -> Track[PastState | None]:
        """The steps of all that a row shows, put together."""
        tracks = self.tracks
        heads, dues, watches = dict(tracks.head.steps), dict(tracks.next_due.steps), dict(tracks.watch_until.steps)
        turned: defaultdict[datetime, list[tuple[int, Ruling]]] = defaultdict(list)
        for place, cell in zip(self.places, tracks.criteria, strict=True):
            for instant, ruling in cell.rulings.steps:
                turned[instant].append((place, ruling))
        head, due, watch = tracks.head.steps[0][1], None, None
        steps: list[tuple[datetime, PastState | None]] = []
        for instant in sorted({*heads, *dues, *watches, *turned}):
            head, due, watch = heads.get(instant, head), dues.get(instant, due), watches.get(instant, watch)
            for place, ruling in turned.get(instant, ()):
                self.rulings[place] = ruling
                self.letters[place] = ruling.letter
            steps.append((instant, self._state(*head, due, watch)))
        return Track.of_steps(steps)

    def _state(
        self, status: Letter, phase: Phase, escalation: int, due: datetime | None, watch: datetime | None
    ) -> PastState | None:
        if not phase.is_on_board:
            return None
        letters = tuple(self.letters)
        if phase is Phase.OPEN:
            return PastState(letters, status, phase, escalation, self._waits_for(due), due)
        length = self.tracks.version.watch if phase is Phase.WATCH else None
        return PastState(letters, status, phase, escalation, None, watch if length else None, length or timedelta())

    def _waits_for(self, due: datetime | None) -> int | None:
        """The first of the criteria whose deadline is the earliest."""
        for place in self.places:
            ruling = self.rulings[place]
            if ruling.letter in UNMET and ruling.due == due:
                return place
        return None


Versions = Sequence[tuple[datetime, PastRow | None]]
"""The versions of a case in rising order of the instants from which each was in force; None: there was no case."""


def joined_of(versions: Versions) -> PastRow:
    """The past of a case as it was known: of each version what lies in the time in which it was in force.

    Before the first version nothing was known of it. It has the id and the address of its last version. ValueError
    where no version holds a case.
    """
    last = next((row for _, row in reversed(versions) if row is not None), None)
    if last is None:
        raise ValueError("no version holds a case")
    shown: dict[datetime, PastState | None] = {}
    told: dict[datetime, PastText] = {}
    ends: list[datetime | None] = [*(begin for begin, _ in versions[1:]), None]
    for (begin, row), end in zip(versions, ends, strict=True):
        shown[begin] = None
        if row is not None:
            shown.update(_stretch_of(row.shown, begin, end))
            told.update({begin: row.told.steps[0][1], **_stretch_of(row.told, begin, end)})
    return PastRow(last.id, last.address, Track.of_steps(told.items()), Track.of_steps(shown.items()))


def _stretch_of(track: Track[T], begin: datetime, end: datetime | None) -> Mapping[datetime, T]:
    """The steps of a track within a time, with what holds at its begin."""
    steps = {} if begin < track.start else {begin: track.at(begin)}
    steps.update({instant: value for instant, value in track.changes(begin) if end is None or instant < end})
    return steps
