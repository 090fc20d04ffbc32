"""Every case there is, on the board or not, and what they can be filtered by (contract §7 `/cases/`)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.model.terms import Letter, Phase
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.board import url_of
from board_gen.views.live import LiveList, Told, live_of
from board_gen.views.names import customer_of, person_of, source_of
from board_gen.views.reader import Reader
from board_gen.wording.terms import INVALID, LETTERS, PHASES

INVALID_PHASE = "invalid"
PLANNED_PHASE = "planned"
"""The phase of a case whose opening lies ahead: it has no letter yet."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list. `letter` is None where it can't be judged or has not begun; `ended` when it closed.

    `also` holds what the search finds it by beside what is shown: the part's name, and names as they were written.
    """

    id: str
    url: str | None
    title: str
    customer: str
    part: str
    also: str
    owner: str
    area: str
    source: str
    letter: Letter | None
    phase: str
    phase_words: str
    escalation: int
    opened: datetime | None
    ended: datetime | None
    is_tracked: bool

    @property
    def is_quiet(self) -> bool:
        """True for what has left the board."""
        return self.phase in (Phase.CLOSED, Phase.REJECTED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that the list can be narrowed to, in words, and how many cases have it."""

    value: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class CasesView:
    """All cases: invalid ones first, then by opening, newest first; and the choices of each filter."""

    lines: tuple[CaseLine, ...]
    phases: tuple[Choice, ...]
    letters: tuple[Choice, ...]
    areas: tuple[Choice, ...]
    sources: tuple[Choice, ...]


def cases_of(judged: JudgedPlant, reader: Reader) -> CasesView:
    """The list as `reader` sees it."""
    lines = [invalid_line_of(case, reader) for case in judged.invalid]
    newest_first = sorted(judged.cases, key=lambda tracks: (-tracks.case.opened.timestamp(), tracks.case.id))
    lines += [line_of(tracks, reader) for tracks in newest_first]
    return CasesView(
        lines=tuple(lines),
        phases=_phases(lines, reader),
        letters=_letters(lines, reader),
        areas=_choices(line.area for line in lines),
        sources=_choices(line.source for line in lines),
    )


def line_of(tracks: CaseTracks, reader: Reader) -> CaseLine:
    """A valid case at the reader's instant."""
    case = tracks.case
    head = tracks.head.at(reader.at) if case.opened <= reader.at else None
    phase = str(head.phase) if head else PLANNED_PHASE
    has_ended = tracks.end is not None and tracks.end <= reader.at
    return CaseLine(
        id=case.id,
        url=url_of(case),
        title=case.title,
        customer=customer_of(case.customer, reader),
        part=case.part.text,
        also=" ".join((case.part.name, *case.part.lots, case.owner, case.customer)).strip(),
        owner=person_of(case.owner, reader),
        area=case.area,
        source=source_of(case.source, reader),
        letter=head.status if head else None,
        phase=phase,
        phase_words=phase_words(phase, reader),
        escalation=head.escalation if head else 0,
        opened=case.opened,
        ended=tracks.end if has_ended else None,
        is_tracked=case.tracked,
    )


def invalid_line_of(case: InvalidCase, reader: Reader) -> CaseLine:
    """An invalid case, with what could be read of it."""
    return CaseLine(
        id=case.id,
        url=url_of(case) if case.address else None,
        title=case.title,
        customer=customer_of(case.customer, reader),
        part=case.part,
        also=f"{case.owner} {case.customer}".strip(),
        owner=person_of(case.owner, reader),
        area=case.area,
        source=source_of(case.source, reader),
        letter=None,
        phase=INVALID_PHASE,
        phase_words=reader.words(INVALID),
        escalation=0,
        opened=case.opened,
        ended=None,
        is_tracked=case.tracked,
    )


def live_cases_of(judged: JudgedPlant, reader: Reader) -> LiveList:
    """What keeps the list true."""
    return live_of(judged, reader, with_whys=False, page_of=lambda tracks: lambda at: (_told(tracks, at, reader), {}))


def _told(tracks: CaseTracks, at: datetime, reader: Reader) -> dict[str, Told]:
    line = line_of(tracks, replace(reader, at=at))
    ended = replace(reader, at=at).day(line.ended) if line.ended else ""
    return {"phase": Told(line.phase_words), "ended": Told(ended)}


def phase_words(phase: str, reader: Reader) -> str:
    """A phase of the list in words."""
    if phase == INVALID_PHASE:
        return reader.words(INVALID)
    if phase == PLANNED_PHASE:
        return reader.words(N_("not opened yet"))
    return reader.words(PHASES[Phase(phase)])


def _phases(lines: Iterable[CaseLine], reader: Reader) -> tuple[Choice, ...]:
    counted = Counter(line.phase for line in lines)
    order = (INVALID_PHASE, *(str(phase) for phase in Phase), PLANNED_PHASE)
    return tuple(Choice(phase, phase_words(phase, reader), counted[phase]) for phase in order if counted[phase])


def _letters(lines: Iterable[CaseLine], reader: Reader) -> tuple[Choice, ...]:
    counted = Counter(line.letter for line in lines)
    order = (Letter.RED, Letter.YELLOW, Letter.GREEN)
    return tuple(Choice(str(given), reader.words(LETTERS[given]), counted[given]) for given in order if counted[given])


def _choices(values: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, value, count) for value, count in sorted(Counter(values).items()) if value)
