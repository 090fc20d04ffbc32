"""Standing: the plant as it stands at the instant of a build; what several of its pages tell is worked out here, once.

Board, meeting, list and televisions tell of the same cases in the same words. Each case is walked once for all of them,
and put into a row and a line of JSON once a language, or taken over from a former build (`pieces.py`). A standing lives
as long as a build; a page that is given none makes its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from board_gen.model.label import Language
from board_gen.rules.deadline import deadline_of
from board_gen.rules.digest import last_red_of, told_at
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.q_chart import QCalendar, q_calendar_of
from board_gen.rules.tracks import CaseTracks
from board_gen.views.frames import Frame, earliest_of, frames_of, is_live
from board_gen.views.live_line import Json, json_of, levels_of, line_of, without_whys
from board_gen.views.pieces import Pieces
from board_gen.views.quiet import Quiet, quiet_of
from board_gen.views.reader import Reader
from board_gen.views.row import Column, Row, columns_of, row_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cadence:
    """When the data was last changed (None: never), and the instants from which data and build are stale.

    `rows`: the instant that rows are of which stand in for a sheet that can't be read (None: there are none). On a
    pinned page only these are told to be old: its clock stands.
    """

    changed: datetime | None
    data: datetime | None
    build: datetime
    rows: datetime | None = None


class Standing:
    """A judged plant at an instant, or the part of it that an area is, and what has been worked out of it by now.

    Its methods take readers of that instant and cases of that plant. A part shares rows and pieces with the `whole`.
    """

    def __init__(
        self,
        judged: JudgedPlant,
        at: datetime,
        area: str | None = None,
        whole: "Standing | None" = None,
        *,
        pieces: Pieces | None = None,
    ) -> None:
        self.judged = judged
        self.at = at
        self.area = area
        self._whole = whole or self
        self._pieces: Pieces = whole._pieces if whole else pieces or Pieces()
        self._frames: dict[str, tuple[Frame, ...]] = {}
        self._columns_made: dict[Language, tuple[Column, ...]] = {}
        self._rows: dict[tuple[str, Language, bool], Row] = {}
        self._told: dict[tuple[str, Language], Json] = {}

    def of_area(self, area: str) -> "Standing":
        """The part of the plant that an area is; empty where nothing names it."""
        part = self._parts.get(area) or replace(self.judged, cases=(), invalid=(), settled=())
        return Standing(part, self.at, area, self)

    @cached_property
    def on_board(self) -> tuple[CaseTracks, ...]:
        """The valid cases on the board, in its order."""
        return self.judged.on_board(self.at)

    @cached_property
    def to_come(self) -> tuple[CaseTracks, ...]:
        """The valid cases that come on the board later, by id."""
        later = (tracks for tracks in self.judged.cases if tracks.case.opened > self.at)
        return tuple(tracks for tracks in later if tracks.is_on_board(tracks.case.opened))

    @cached_property
    def live(self) -> tuple[CaseTracks, ...]:
        """The valid cases that are on the board, or come on it later, by id."""
        return tuple(tracks for tracks in self.judged.cases if is_live(tracks, self.at))

    @cached_property
    def earliest(self) -> datetime:
        """The earliest instant that a page of these cases may show."""
        return earliest_of(self.live, self.at)

    def row(self, tracks: CaseTracks, reader: Reader, *, with_whys: bool = True) -> Row:
        """The case's row at the instant, or at its opening where that lies ahead; `with_whys`: with its sentences."""
        made, language = self._whole._rows, reader.words.language
        for key in ((tracks.case.id, language, True), (tracks.case.id, language, with_whys)):
            if key in made:
                return made[key]
        there = replace(reader, at=max(self.at, tracks.case.opened))
        row = made[tracks.case.id, language, with_whys] = row_of(
            tracks, self._whole._columns(reader), there, with_whys=with_whys
        )
        return row

    def _columns(self, reader: Reader) -> tuple[Column, ...]:
        language = reader.words.language
        if language not in self._columns_made:
            self._columns_made[language] = columns_of(reader)
        return self._columns_made[language]

    def line(self, tracks: CaseTracks, reader: Reader, *, with_whys: bool) -> str:
        """The case's line of the live list, as JSON; `with_whys`: with its sentences."""
        whole = self._whole
        told = f"line {reader.words.language} {whole._ranks[tracks.case.id]}{' with whys' if with_whys else ''}"
        return self.piece(tracks, told, lambda tracks: json_of(whole._told_of(tracks, reader, with_whys=with_whys)))

    def piece(self, tracks: CaseTracks, name: str, make: Callable[[CaseTracks], T]) -> T:
        """What a page puts together of a case, made once, or taken over from a former build (`views/pieces.py`).

        `name` tells all that it is made of beside the case, the instant, and what all cases of a plant share.
        """
        return self._pieces.piece(tracks.case.id, name, lambda: make(tracks))

    def _told_of(self, tracks: CaseTracks, reader: Reader, *, with_whys: bool) -> Json:
        name = (tracks.case.id, reader.words.language)
        if not with_whys and name in self._told:
            return without_whys(self._told[name])
        line = line_of(tracks, self._frames_of(tracks), reader, self._ranks[tracks.case.id], with_whys=with_whys)
        levels = levels_of(tracks.levels, reader)
        if levels != levels_of(reader.rules.escalation, reader):
            line["levels"] = levels
        if with_whys:
            self._told[name] = line
        return line

    def _frames_of(self, tracks: CaseTracks) -> tuple[Frame, ...]:
        name = tracks.case.id
        if name not in self._frames:
            self._frames[name] = frames_of(tracks, max(self.at, tracks.case.opened))
        return self._frames[name]

    @cached_property
    def cadence(self) -> Cadence:
        """How long data and build stay fresh (contract §2 `cadence`); that of a part is the plant's."""
        return cadence_of(self.judged, self.at) if self._whole is self else self._whole.cadence

    @cached_property
    def quiet(self) -> tuple[Quiet, ...]:
        """Since when nothing is red, from the instant on."""
        reds = self._whole._last_reds
        last_red = max(reds.values(), default=None) if self._whole is self else reds.get(self.area or "")
        return quiet_of(self.judged.cases, self.at, last_red)

    @cached_property
    def q_calendar(self) -> QCalendar:
        """The days of every area's Q; that of a part is the plant's."""
        return q_calendar_of(self.judged, self.at) if self._whole is self else self._whole.q_calendar

    @property
    def quiet_days(self) -> int | None:
        """Whole days of 24 hours since a case on the board was last red; 0 while one is, None where none ever was."""
        return self.quiet[0].days(self.at)

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        """The place of each valid case among all ids."""
        ids = [*(tracks.case.id for tracks in self.judged.cases), *(digest.id for digest in self.judged.settled)]
        return {case_id: rank for rank, case_id in enumerate(sorted(ids))}

    @cached_property
    def _last_reds(self) -> Mapping[str, datetime]:
        """By area, when a settled case was last red."""
        found: dict[str, datetime] = {}
        for digest in self.judged.settled:
            last = last_red_of(digest, self.at)
            if last is not None:
                found[digest.area] = max(last, found.get(digest.area, last))
        return found

    @cached_property
    def _parts(self) -> Mapping[str, JudgedPlant]:
        """What each area has of the plant."""
        judged = self.judged
        cases, settled = _by_area(judged.cases, lambda t: t.case.area), _by_area(judged.settled, lambda d: d.area)
        invalid = _by_area(judged.invalid, lambda case: case.area)
        return {
            area: replace(
                judged,
                cases=tuple(cases.get(area, ())),
                invalid=tuple(invalid.get(area, ())),
                settled=tuple(settled.get(area, ())),
            )
            for area in {*cases, *invalid, *settled}
        }


def _by_area(given: Iterable[T], area_of: Callable[[T], str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for one in given:
        found.setdefault(area_of(one), []).append(one)
    return found


def cadence_of(judged: JudgedPlant, at: datetime) -> Cadence:
    """How long data and build of an instant stay fresh (contract §2 `cadence`)."""
    rules = judged.rules
    told = [digest.changed for digest in judged.settled if digest.changed is not None]
    told += [instant for tracks in judged.cases for instant in told_at(tracks.case)]
    changed = max((instant for instant in told if instant <= at), default=None)
    data = deadline_of(changed, rules.cadence.data, rules).at if changed else None
    rows = judged.plant.rows_as_of
    return Cadence(changed, data, deadline_of(at, rules.cadence.build, rules).at, min(rows, at) if rows else None)
