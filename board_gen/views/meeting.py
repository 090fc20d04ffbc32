"""The meeting's walk: every problem of the board in the order in which it is reported (contract §7; domain.md §1).

First what is new in the last 24 hours, by where it comes from; then by the date of the next report, so that what is
late or due today comes first; then, in the board's order, what has named no date. What can't be judged stands first
among the last, as it does on the board.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from board_gen.messages import N_
from board_gen.model.case import Case, InvalidCase
from board_gen.model.local_time import day_of, start_of_day
from board_gen.model.rules import Rules
from board_gen.model.terms import Letter, Mark, SourceGroup
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.meetings import end_of_first_meeting_after
from board_gen.rules.tracks import CaseTracks, CriterionTrack
from board_gen.views.board import InvalidRow, invalid_row_of
from board_gen.views.case_clock import CaseClock, Moment
from board_gen.views.cell import Cell
from board_gen.views.counts import Counts, counts_of
from board_gen.views.five_things import Thing, five_things_of
from board_gen.views.names import person_of, source_of
from board_gen.views.reader import Reader
from board_gen.views.row import Row
from board_gen.views.standing import Standing
from board_gen.wording.terms import GROUPS, SEVERITIES

MEETINGS_AHEAD = 10
"""So many meetings a page knows of that nobody rebuilds."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class Station(StrEnum):
    """A stretch of the walk, in its order."""

    CUSTOMER = "new-customer"
    QUALITY = "new-quality"
    SYSTEM = "new-system"
    OTHER = "new-other"
    REPORT = "report"
    INVALID = "invalid"
    BOARD = "board"


_NEW = dict(zip(SourceGroup, (Station.CUSTOMER, Station.QUALITY, Station.SYSTEM, Station.OTHER), strict=True))


@dataclass(frozen=True, slots=True)
class Move:
    """What comes next for one criterion, and by whom; `what` is empty where a red one names nothing.

    `is_quiet`: it names nothing and does not have to yet.
    """

    criterion: str
    label: str
    what: str
    by: str
    due: Moment
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One criterion in the strip: its cell, when it was done or else is due; `is_met` where nothing has to be done."""

    cell: Cell
    step: str
    label: str
    date: str
    is_met: bool
    is_not_applicable: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """One problem as the meeting sees it. `report` and `updated` are None where no date is given.

    It is told at `new_station` while it is new and at `other_station` afterwards; `station` is where it is told now.
    `is_silent`: the owner has not updated it since the last meeting. `place` is its row where it has no case file.
    `opens` is the instant at which a case comes on the board that is not on it yet, else None.
    """

    row: Row
    anchor: str
    station: Station
    new_station: Station
    other_station: Station
    source: str
    area: str
    department: str
    severity: str
    report: Moment | None
    updated: Moment | None
    is_silent: bool
    strip: tuple[Place, ...]
    moves: tuple[Move, ...]
    things: tuple[Thing, ...]
    place: str
    opens: datetime | None = None


@dataclass(frozen=True, slots=True)
class InvalidScreen:
    """A problem that can't be judged, and what is wrong with its file."""

    row: InvalidRow
    anchor: str
    station: Station = Station.INVALID


class Stop(Protocol):
    """A problem of the walk, as whoever lays the walk out wants it."""

    @property
    def station(self) -> Station:
        """Where it is told."""


S = TypeVar("S", bound=Stop)
Tell = Callable[[CaseTracks, Standing, Reader], S]
"""Makes a stop of a case on the board at the reader's instant; for a case to come, that of its opening."""


@dataclass(frozen=True, slots=True)
class Stretch(Generic[S]):
    """A station of the walk by name and in words, with its problems in their order."""

    station: Station
    label: str
    screens: tuple[S | InvalidScreen, ...]


@dataclass(frozen=True, slots=True)
class MeetingView(Generic[S]):
    """The whole walk. `to_come` are cases that open after the reader's instant; `starts` the meetings from today on.

    `minutes` is how long a meeting is planned, `time` when it begins on the plant's clock.
    """

    stretches: tuple[Stretch[S], ...]
    to_come: tuple[S, ...]
    counts: Counts
    quiet_days: int | None
    starts: tuple[datetime, ...]
    minutes: int
    time: str

    @property
    def screens(self) -> tuple[S | InvalidScreen, ...]:
        """Every problem, in the order of the walk."""
        return tuple(screen for stretch in self.stretches for screen in stretch.screens)


def meeting_of(standing: Standing, reader: Reader, tell: Tell[S]) -> MeetingView[S]:
    """The walk as `reader` sees it, each case as `tell` makes it (`screen_of`: with all that is told of it)."""
    judged, meeting = standing.judged, standing.judged.rules.meeting
    screens = [tell(tracks, standing, reader) for tracks in walk_of(standing)]
    invalid = [_invalid_screen(number, case, judged, reader) for number, case in enumerate(judged.invalid, 1)]
    found: list[S | InvalidScreen] = [*screens, *invalid]
    return MeetingView(
        stretches=tuple(_stretch(station, found, reader) for station in Station),
        to_come=tuple(tell(tracks, standing, replace(reader, at=tracks.case.opened)) for tracks in standing.to_come),
        counts=counts_of(judged, reader.at),
        quiet_days=standing.quiet_days,
        starts=tuple(starts_of(judged.rules, reader.at)),
        minutes=meeting.minutes,
        time=f"{meeting.time:%H:%M}",
    )


def walk_of(standing: Standing) -> tuple[CaseTracks, ...]:
    """The valid cases on the board, in the meeting's order."""
    stations, rules, at = list(Station), standing.judged.rules, standing.at

    def key(tracks: CaseTracks) -> tuple[int, datetime]:
        report = tracks.case.next_report
        return stations.index(station_of(tracks, rules, at)), report.at if report else _NEVER

    return tuple(sorted(standing.on_board, key=key))


def station_of(tracks: CaseTracks, rules: Rules, at: datetime) -> Station:
    """Where in the walk a case on the board is told."""
    if Mark.NEW in tracks.marks.at(at):
        return _NEW[group_of(tracks.case, rules)]
    return _other_station(tracks.case)


def _other_station(case: Case) -> Station:
    return Station.REPORT if case.next_report else Station.BOARD


def group_of(case: Case, rules: Rules) -> SourceGroup:
    """The group of a case's source; a source that the rules do not know is of the others."""
    source = rules.sources.get(case.source)
    return source.group if source else SourceGroup.OTHER


def starts_of(rules: Rules, at: datetime) -> Iterator[datetime]:
    """When the meetings begin, from the local day of `at` on; none for a plant that never meets."""
    before = start_of_day(day_of(at, rules.zone), rules.zone) - timedelta(seconds=1)
    for _ in range(MEETINGS_AHEAD):
        end = end_of_first_meeting_after(before, rules)
        if end is None:
            return
        before = end - timedelta(minutes=rules.meeting.minutes)
        yield before


def screen_of(tracks: CaseTracks, standing: Standing, reader: Reader) -> Screen:
    """A case on the board at the reader's instant, with all that is to be told of it."""
    case, clock, row = tracks.case, CaseClock.of(tracks, reader), standing.row(tracks, reader)
    return Screen(
        row=row,
        anchor=case.address,
        station=station_of(tracks, reader.rules, reader.at),
        new_station=_NEW[group_of(case, reader.rules)],
        other_station=_other_station(case),
        source=source_of(case.source, reader),
        area=case.area,
        department=case.department,
        severity=reader.words(SEVERITIES[case.severity]) if case.severity else "",
        report=clock.deadline(case.next_report.at) if case.next_report else None,
        updated=clock.optional(case.updated),
        is_silent=Mark.NOT_UPDATED in tracks.marks.at(reader.at),
        strip=tuple(place_of(track, cell, clock) for track, cell in zip(tracks.criteria, row.own_cells, strict=True)),
        moves=tuple(_moves_of(tracks, clock)),
        things=five_things_of(tracks, clock),
        place="" if case.tracked else str(case.place),
        opens=case.opened if case.opened > standing.at else None,
    )


def place_of(track: CriterionTrack, cell: Cell, clock: CaseClock) -> Place:
    """A criterion's place in the strip, at the clock's instant."""
    ruling = track.rulings.at(clock.at)
    is_done = ruling.letter is Letter.GREEN and ruling.done is not None
    date = clock.moment(ruling.done) if is_done and ruling.done is not None else clock.deadline(ruling.due)
    label = clock.reader.label(track.criterion.label)
    return Place(cell, track.criterion.step, label, date.text, not ruling.is_unmet, track.facts.na is not None)


def _moves_of(tracks: CaseTracks, clock: CaseClock) -> Iterator[Move]:
    """The next move of everything that is not met, the earliest deadline first."""
    ruled = [(track, track.rulings.at(clock.at)) for track in tracks.criteria]
    for track, ruling in sorted(ruled, key=lambda pair: pair[1].due):
        if not ruling.is_unmet:
            continue
        facts, reader = track.facts, clock.reader
        label = f"{track.criterion.step} {reader.label(track.criterion.label)}".strip()
        is_quiet = not facts.next and ruling.letter is not Letter.RED
        due = clock.deadline(ruling.due)
        yield Move(track.criterion.id, label, facts.next, person_of(facts.by, reader), due, is_quiet)


def _invalid_screen(number: int, case: InvalidCase, judged: JudgedPlant, reader: Reader) -> InvalidScreen:
    return InvalidScreen(invalid_row_of(case, judged, reader), case.address or f"invalid-{number}")


def _stretch(station: Station, screens: list[S | InvalidScreen], reader: Reader) -> Stretch[S]:
    mine = tuple(screen for screen in screens if screen.station is station)
    return Stretch(station, _label_of(station, reader), mine)


def _label_of(station: Station, reader: Reader) -> str:
    words = reader.words
    for group, new in _NEW.items():
        if station is new:
            return words(N_("New in 24 h: {group}"), group=words(GROUPS[group]))
    others = {
        Station.REPORT: N_("By next report"),
        Station.INVALID: N_("Can't be judged"),
        Station.BOARD: N_("Without a report date"),
    }
    return words(others[station])
