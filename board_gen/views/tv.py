"""What hangs on the wall: the board of the plant or of one area, its Q of the month, what falls due (contract §7)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from unicodedata import normalize

from board_gen.messages import N_
from board_gen.model.terms import Letter, Mark
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks, CriterionTrack
from board_gen.views.board import BoardFrame, board_frame_of
from board_gen.views.q_chart import QMonth
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing

WITHIN = timedelta(hours=24)
"""How far the list of what falls due looks ahead."""
_NOT_IN_AN_ADDRESS = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class AreaPlace:
    """An area and its folder below `tv/`, not percent-encoded."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class DueSoon:
    """A deadline of the next 24 hours: whose, which criterion, and at what time of the plant's day (`24:00`)."""

    case: str
    what: str
    due: datetime
    clock: str


@dataclass(frozen=True, slots=True)
class TvView:
    """One screen. `area` is "" for the whole plant; `months` are this one and the next."""

    area: str
    board: BoardFrame
    months: tuple[QMonth, ...]
    due: tuple[DueSoon, ...]


def tv_of(standing: Standing, reader: Reader, months: tuple[QMonth, ...]) -> TvView:
    """The screen of a plant, or of the part of it that an area is; `months` are its Qs, the same in all languages."""
    return TvView(
        area=standing.area or "",
        board=board_frame_of(standing, reader),
        months=months,
        due=due_soon_of(standing, reader),
    )


def due_soon_of(standing: Standing, reader: Reader) -> tuple[DueSoon, ...]:
    """What is open, in time, and due within 24 hours, the nearest first; the bound itself counts."""
    found = (
        DueSoon(tracks.case.id, what_of(cell, reader), due, clock_of(due, reader))
        for tracks in standing.on_board
        if Mark.DUE_SOON in tracks.marks.at(reader.at)
        for cell, due in _open_deadlines(tracks, reader.at)
        if due - reader.at <= WITHIN
    )
    return tuple(sorted(found, key=lambda entry: entry.due))


def _open_deadlines(tracks: CaseTracks, at: datetime) -> Iterator[tuple[CriterionTrack, datetime]]:
    for cell in tracks.criteria:
        ruling = cell.rulings.at(at)
        if ruling.letter is Letter.YELLOW:
            yield cell, ruling.due


def what_of(cell: CriterionTrack, reader: Reader) -> str:
    """A criterion as a deadline names it: `D4 Root cause`."""
    return f"{cell.criterion.step} {reader.label(cell.criterion.label)}".strip()


def clock_of(due: datetime, reader: Reader) -> str:
    """`07:55` on the plant's clock; midnight is the end of its day, `24:00`."""
    text = f"{due.astimezone(reader.zone):%H:%M}"
    return "24:00" if text == "00:00" else text


def areas_of_plant(judged: JudgedPlant) -> tuple[AreaPlace, ...]:
    """Every area that a case, whenever opened, names, by name, each with an address of its own that stays."""
    names = {tracks.case.area for tracks in judged.cases} | {digest.area for digest in judged.settled}
    names |= {case.area for case in judged.invalid}
    return tuple(_placed(sorted(name for name in names if name.strip())))


def _placed(names: list[str]) -> Iterator[AreaPlace]:
    """An area whose address another area has as its very name, or got before, carries a mark made of its own name."""
    own = {_folded(name) for name in names if area_address(name) == name}
    taken: set[str] = set()
    for name in names:
        address = area_address(name)
        key = _folded(address)
        if key in taken or (key in own and address != name) or not address:
            address = f"{address}-{sha256(name.encode()).hexdigest()[:6]}".lstrip("-")
        taken.add(_folded(address))
        yield AreaPlace(name, address)


def area_address(name: str) -> str:
    """An area's name as one part of an address: letters of any script, digits, `_`; all else becomes `-`."""
    return _NOT_IN_AN_ADDRESS.sub("-", normalize("NFC", name)).strip("-")[:64]


def _folded(text: str) -> str:
    return normalize("NFC", text).casefold()


def month_words(month: QMonth) -> str:
    """`2026-11`."""
    return f"{month.year:04}-{month.month:02}"


def quiet_words(view: TvView, reader: Reader) -> str:
    """How long nothing was red, empty where nothing ever was or less than a day ago."""
    days = view.board.quiet_days
    if not days:
        return ""
    return reader.words(N_("{count} day without red") if days == 1 else N_("{count} days without red"), count=days)
