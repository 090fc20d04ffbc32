"""One live case in the words of one language, as the list of a page carries it: its frames, told (contract §7)."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast

from board_gen.model.rules import EscalationLevel
from board_gen.model.terms import Mark
from board_gen.rules.tracks import CaseTracks, Head, Ruling
from board_gen.views.cell import moved_words
from board_gen.views.frames import Frame, instants_of
from board_gen.views.next_move import Kind, NextMove
from board_gen.views.reader import Reader
from board_gen.views.row import what_of
from board_gen.wording.sentences import why_of
from board_gen.wording.terms import MARKS

OVERALL = "overall"
DATE = "\ue000"
"""Where a date stands in a text of a page: a sign that no text of a user holds."""
Json = dict[str, object]
Beside = tuple[tuple[Mark, str], ...]
"""Marks that stand beside a cell, with their words."""


class Dated(NamedTuple):
    """An instant within a text of a page, shown as a deadline or as a moment: its words change with the year."""

    instant: datetime
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A text of a page and its tone, a part of a class name; an empty tone leaves that alone. `dates` stand where the
    text holds `DATE`.
    """

    text: str
    tone: str = ""
    dates: tuple[Dated, ...] = ()


Page = Callable[[datetime], tuple[Mapping[str, Told], Mapping[str, datetime | None]]]
"""A page's own texts of a case at an instant, and its clocks: instants that words count to (None: no longer)."""


def line_of(
    tracks: CaseTracks,
    frames: tuple[Frame, ...],
    reader: Reader,
    rank: int,
    *,
    with_whys: bool = True,
    page: Page | None = None,
) -> Json:
    """The case as a script walks it; `rank` is its place among all ids.

    The first frame is complete, but for what the page itself says: why, and its own texts; each later one holds what
    changes: `l` letters,
    `d` deadlines in force, `why` sentences, `b` what stands beside a cell, `x` and `c` the page's own texts and clocks,
    `s` status, `p` phase, `e` escalation, `m` marks, `n` what comes next, `k` the place on the board.
    """
    teller = _Teller(tracks, reader, rank, with_whys=with_whys)
    steps = {frame.at: frame for frame in frames}
    own = _own_changes(page, tracks, frames[0].at) if page else {}
    told = [
        teller.told(steps.get(instant) or Frame(instant, {}), own.get(instant, {}))
        for instant in sorted({*steps, *own})
    ]
    return {
        "id": tracks.case.id,
        "opened": second_of(tracks.case.opened),
        "frames": [frame for frame in (map(_page_frame, told) if page else told) if len(frame) > 1],
    }


def _page_frame(frame: Json) -> Json:
    """A frame without what only lists of cases show: deadlines in cells, what stands beside them, the place."""
    return {key: value for key, value in frame.items() if key not in ("d", "b", "k")}


class _Teller:
    """Tells a case frame by frame, and nothing that it has told already."""

    def __init__(self, tracks: CaseTracks, reader: Reader, rank: int, *, with_whys: bool) -> None:
        self.cells = {cell.criterion.id: cell for cell in tracks.criteria}
        self.reader = reader
        self.rank = rank
        self.with_whys = with_whys
        self.head: Head | None = None
        self.rulings: dict[str, Ruling] = {}
        self.whys: dict[str, str] = {}

    def told(self, frame: Frame, own: Json) -> Json:
        """What a frame changes, and what the page tells of its own from then on."""
        told: Json = {"t": second_of(frame.at), **self._cells(frame), **own}
        if frame.head is not None:
            told |= self._head(frame.head)
        if frame.marks is not None:
            told["m"] = frame.marks
        if frame.move is not None:
            told["n"] = _move_json(frame.move, self.reader)
        if frame.place is not None:
            escalation, letter, due = frame.place
            told["k"] = (escalation, letter, second_of(due), self.rank)
        return told

    def _head(self, head: Head) -> Json:
        former, self.head = self.head, head
        told: Json = {"s": head.status, "p": head.phase, "e": head.escalation}
        if former is None:
            return told
        before = {"s": former.status, "p": former.phase, "e": former.escalation}
        return {key: value for key, value in told.items() if value != before[key]}

    def _cells(self, frame: Frame) -> Json:
        if not frame.rulings and frame.decider is None:
            return {}
        former = self.rulings
        new = frame.rulings.items()
        told: Json = {
            "l": {n: ruling.letter for n, ruling in new if n not in former or former[n].letter is not ruling.letter},
            "d": {n: second_of(ruling.due) for n, ruling in new if n not in former or former[n].due != ruling.due},
            "why": self._whys(frame) if self.with_whys else {},
            "b": self._beside(frame),
        }
        self.rulings = {**former, **frame.rulings}
        return {key: value for key, value in told.items() if value}

    def _whys(self, frame: Frame) -> dict[str, str]:
        """The sentences of new rulings; those of the first frame stand in the page itself."""
        if not self.rulings:
            return {}
        whys = {name: self._why(name, frame.at) for name in frame.rulings}
        if frame.decider is not None:
            whys[OVERALL] = whys.get(frame.decider) or self._why(frame.decider, frame.at)
        told = {name: why for name, why in whys.items() if self.whys.get(name) != why}
        self.whys.update(told)
        return told

    def _why(self, name: str, at: datetime) -> str:
        return why_of(self.cells[name], at, self.reader.zone, self.reader.words)

    def _beside(self, frame: Frame) -> dict[str, Beside]:
        told = {}
        for name, ruling in frame.rulings.items():
            former = self.rulings.get(name)
            if _is_marked(ruling) or (former is not None and _is_marked(former)):
                beside, before = beside_of(ruling, self.reader), beside_of(former, self.reader) if former else ()
                if beside != before:
                    told[name] = beside
        return told


def without_whys(line: Json) -> Json:
    """A case's line without its sentences."""
    frames = cast("list[Json]", line["frames"])
    kept = [{key: value for key, value in frame.items() if key != "why"} for frame in frames]
    return {**line, "frames": [frame for frame in kept if len(frame) > 1]}


def _is_marked(ruling: Ruling) -> bool:
    return bool(ruling.moved or ruling.claimed)


def beside_of(ruling: Ruling, reader: Reader) -> Beside:
    """What stands beside a cell: how far its deadline was moved, and that it is only claimed."""
    moved = ((Mark.MOVED, moved_words(ruling.due, ruling.first_due, reader)),) if ruling.moved else ()
    claimed = ((Mark.CLAIMED, reader.words(MARKS[Mark.CLAIMED])),) if ruling.claimed else ()
    return (*moved, *claimed)


def levels_of(levels: Iterable[EscalationLevel], reader: Reader) -> dict[int, str]:
    """Whom each level of escalation calls."""
    return {given.level: reader.label(given.to) for given in levels}


def _move_json(move: NextMove, reader: Reader) -> Json:
    told: Json = {"kind": move.kind, "tone": move.tone, "what": what_of(move, reader)}
    if move.until is not None:
        told["due" if move.kind is Kind.DEADLINE else "until"] = second_of(move.until)
    if move.start is not None:
        told["from"] = second_of(move.start)
    if move.days is not None:
        told["days"] = move.days
    return told


def _own_changes(page: Page, tracks: CaseTracks, start: datetime) -> dict[datetime, Json]:
    """What changes of a page's own texts, and at which instants after `start`: until then it shows them as built."""
    texts, clocks = (dict(told) for told in page(start))
    found = dict[datetime, Json]()
    for at in sorted({instant for instant in instants_of(tracks) if instant > start}):
        new_texts, new_clocks = page(at)
        told: Json = {
            "x": {name: _text(told) for name, told in new_texts.items() if texts.get(name) != told},
            "c": {
                name: second_of(clock) if clock else None
                for name, clock in new_clocks.items()
                if clocks.get(name) != clock
            },
        }
        texts.update(new_texts)
        clocks.update(new_clocks)
        if told := {key: value for key, value in told.items() if value}:
            found[at] = told
    return found


def _text(told: Told) -> str | list[str | int]:
    """A plain text as it is; else with its tone and its dates, deadlines below zero."""
    if not told.tone and not told.dates:
        return told.text
    seconds = [-second_of(date.instant) if date.is_deadline else second_of(date.instant) for date in told.dates]
    return [told.text, told.tone, *seconds]


def second_of(instant: datetime) -> int:
    """Epoch seconds, UTC."""
    return int(instant.timestamp())


def json_of(value: object) -> str:
    """JSON without a space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
