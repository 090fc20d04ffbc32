"""Every case there is, on the board or not, and what they can be narrowed to (contract §7 `/cases/`).

The list goes by opening on the plant's clock, newest first; what can't be judged stands before all. The page itself
shows the first rows; the months, and the parts of `views/compact_list.py`, hold all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.model.local_time import day_of
from board_gen.model.terms import Letter, Phase
from board_gen.rules.digest import CaseDigest, ending_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.frames import new_years
from board_gen.views.live import LiveCase, LiveList, live_of
from board_gen.views.live_line import Json, json_of, second_of
from board_gen.views.names import customer_of, person_of, source_of
from board_gen.views.reader import Reader
from board_gen.views.standing import cadence_of
from board_gen.wording.terms import INVALID, LETTERS, PHASES

INVALID_PHASE = "invalid"
PLANNED_PHASE = "planned"
"""The phase of a case whose opening lies ahead: it has no letter yet."""
FIRST = 100
"""So many rows stand in the page itself."""
CHOICES_MOST = 400
"""So many values a filter offers, the most frequent ones; the search finds the others."""


class Entry(NamedTuple):
    """A valid case in the list: its opening as the plant's clock showed it (naive), and the case in short."""

    opened: datetime
    digest: CaseDigest

    @property
    def has_ended(self) -> bool:
        """True for what has left the board: its row never changes any more."""
        return self.digest.head is not None and not self.digest.head.phase.is_on_board

    @property
    def month(self) -> str:
        """The local month of its opening: `2026-11`."""
        return f"{self.opened.year:04}-{self.opened.month:02}"


_DIGEST = attrgetter("digest")


@dataclass(frozen=True, slots=True)
class CaseList:
    """All cases: those that can't be judged, then the others by opening, newest first, then id."""

    invalid: tuple[InvalidCase, ...]
    entries: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many cases there are."""
        return len(self.invalid) + len(self.entries)

    def months(self) -> tuple["Month", ...]:
        """The valid cases by the month of their opening, newest first."""
        return tuple(Month(name, tuple(opened)) for name, opened in groupby(self.entries, lambda entry: entry.month))


@dataclass(frozen=True, slots=True)
class Month:
    """The cases opened in one local month, newest first; `name` is `2026-11`."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def url(self) -> str:
        """The address of its page; addresses below `cases/` are the cases' own."""
        return f"months/{self.name}/"

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its cases."""
        return tuple(entry.digest.id for entry in self.entries)

    @property
    def year(self) -> int:
        """Dates of other years name theirs on the month's page."""
        return int(self.name[:4])

    @property
    def has_ended(self) -> bool:
        """True where every case has left the board: the month's page never changes any more."""
        return all(entry.has_ended for entry in self.entries)


class CaseLine(NamedTuple):
    """One case in the list. `opened` is naive, on the plant's clock; `ended` the local day on which it left the board.

    `letter` is None where it can't be judged or has not begun. `also` holds what the search finds it by beside what
    is shown: the part's name and lots, and names as they were written. `address` is None where it has no page.
    """

    id: str
    address: str | None
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
    ended: date | None

    @property
    def url(self) -> str | None:
        """The address of the case's page from the site's root, not percent-encoded."""
        return f"cases/{self.address}/" if self.address is not None else None

    @property
    def is_quiet(self) -> bool:
        """True for what has left the board."""
        return self.phase in (Phase.CLOSED, Phase.REJECTED)

    @property
    def is_live(self) -> bool:
        """True for what may still change while a page is open."""
        return not self.is_quiet and self.phase != INVALID_PHASE


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that the list can be narrowed to, in words, and how many cases have it."""

    value: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class CasesView:
    """The page of all cases: its first rows, the choices of each filter, and how many cases each month has.

    `months` are by year, newest first; none where the page shows every case itself.
    """

    count: int
    year: int
    lines: tuple[CaseLine, ...]
    phases: tuple[Choice, ...]
    letters: tuple[Choice, ...]
    areas: tuple[Choice, ...]
    owners: tuple[Choice, ...]
    customers: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    months: tuple[tuple[str, tuple[Choice, ...]], ...]


def case_list_of(judged: JudgedPlant, reader: Reader) -> CaseList:
    """All cases at the reader's instant, in the list's order."""
    zone = reader.zone
    by_id = (Entry(given.opened.astimezone(zone).replace(tzinfo=None), given) for given in judged.digests(reader.at))
    return CaseList(judged.invalid, tuple(sorted(by_id, key=lambda entry: entry.opened, reverse=True)))


def cases_of(listed: CaseList, reader: Reader) -> CasesView:
    """The page of the list as `reader` sees it."""
    lines = [invalid_line_of(case, reader) for case in listed.invalid[:FIRST]]
    lines += [line_of(entry, reader) for entry in islice(listed.entries, FIRST - len(lines))]
    return CasesView(
        count=listed.count,
        year=reader.at.astimezone(reader.zone).year,
        lines=tuple(lines),
        phases=_phases(listed, reader),
        letters=_letters(listed, reader),
        areas=_choices(listed, attrgetter("area"), str),
        owners=_choices(listed, attrgetter("owner"), lambda name: person_of(name, reader)),
        customers=_choices(listed, attrgetter("customer"), lambda code: customer_of(code, reader)),
        sources=_choices(listed, attrgetter("source"), lambda code: source_of(code, reader)),
        months=_months(listed) if len(lines) < listed.count else (),
    )


def line_of(entry: Entry, reader: Reader) -> CaseLine:
    """A valid case at the reader's instant."""
    case = entry.digest
    phase = str(case.head.phase) if case.head else PLANNED_PHASE
    owner, customer = person_of(case.owner, reader), customer_of(case.customer, reader)
    return CaseLine(
        id=case.id,
        address=case.address,
        title=case.title,
        customer=customer,
        part=case.part,
        also=_also(
            (case.part_name, case.part),
            *((lot, "") for lot in case.lots),
            (case.owner, owner),
            (case.customer, customer),
        ),
        owner=owner,
        area=case.area,
        source=source_of(case.source, reader),
        letter=case.head.status if case.head else None,
        phase=phase,
        phase_words=phase_words(phase, reader),
        escalation=case.head.escalation if case.head else 0,
        opened=entry.opened,
        ended=day_of(case.ending.at, reader.zone) if case.ending and case.ending.at else None,
    )


def invalid_line_of(case: InvalidCase, reader: Reader) -> CaseLine:
    """An invalid case, with what could be read of it."""
    owner, customer = person_of(case.owner, reader), customer_of(case.customer, reader)
    return CaseLine(
        id=case.id,
        address=case.address,
        title=case.title,
        customer=customer,
        part=case.part,
        also=_also((case.owner, owner), (case.customer, customer)),
        owner=owner,
        area=case.area,
        source=source_of(case.source, reader),
        letter=None,
        phase=INVALID_PHASE,
        phase_words=reader.words(INVALID),
        escalation=0,
        opened=case.opened.astimezone(reader.zone).replace(tzinfo=None) if case.opened else None,
        ended=None,
    )


def _also(*names: tuple[str, str]) -> str:
    """Names as they were written, each where it is not shown just so."""
    return " ".join(written for written, shown in names if written and written != shown)


def bare_live_of(judged: JudgedPlant, reader: Reader) -> LiveList:
    """What keeps a page of the list true, without any case."""
    nobody = replace(judged, cases=(), settled=())
    return replace(live_of(nobody, reader), cadence=cadence_of(judged, reader.at), title="", quiet=())


def live_lines_of(
    entries: Iterable[Entry], tracks: Mapping[str, CaseTracks], reader: Reader, year: int | None = None
) -> tuple[LiveCase, ...]:
    """What keeps the rows of these cases true, as far as they may change. `year`: see `_texts_at`."""
    living = [tracks[entry.digest.id] for entry in entries if not entry.has_ended]
    return tuple(LiveCase(of.case.id, json_of(_live_line(of, reader, rank, year))) for rank, of in enumerate(living))


def _live_line(tracks: CaseTracks, reader: Reader, rank: int, year: int | None) -> Json:
    """A case as live.js walks it: the heads of its row and what the row says of them, nothing of its criteria."""
    start = max(reader.at, tracks.case.opened)
    years = new_years(start, reader.zone) if tracks.end and year is None else ()
    told: dict[str, str] = {}
    frames: list[Json] = []
    for at in sorted({start, *(at for at, _ in tracks.head.changes(start)), *years}):
        head, texts = tracks.head.at(at), _texts_at(tracks, at, reader, year)
        frame: Json = {"t": second_of(at), "s": head.status, "p": head.phase, "e": head.escalation}
        if changed := {name: text for name, text in texts.items() if told.get(name) != text}:
            frame["x"] = changed
        told.update(texts)
        frames.append(frame)
    frames[0] |= {"m": [], "k": [0, 0, 0, rank]}
    return {"id": tracks.case.id, "opened": second_of(tracks.case.opened), "frames": frames}


def _texts_at(tracks: CaseTracks, at: datetime, reader: Reader, year: int | None) -> dict[str, str]:
    """What a row says at an instant. `year`: whose dates go without it; None: that of the instant."""
    ending = ending_of(tracks, at)
    day = day_of(ending.at, reader.zone) if ending and ending.at else None
    shown = year or at.astimezone(reader.zone).year
    return {
        "phase": phase_words(str(tracks.head.at(at).phase), reader),
        "ended": day_words(day, shown) if day else "",
    }


def day_words(day: date, year: int) -> str:
    """`11-20`; `2025-11-20` where that is not the year."""
    return f"{day.month:02}-{day.day:02}" if day.year == year else f"{day.year:04}-{day.month:02}-{day.day:02}"


def phase_words(phase: str, reader: Reader) -> str:
    """A phase of the list in words."""
    if phase == INVALID_PHASE:
        return reader.words(INVALID)
    if phase == PLANNED_PHASE:
        return reader.words(N_("not opened yet"))
    return reader.words(PHASES[Phase(phase)])


def all_phases() -> tuple[str, ...]:
    """Every phase that a row of the list may have, in the order in which they are offered."""
    return (INVALID_PHASE, *(str(phase) for phase in Phase), PLANNED_PHASE)


def _phases(listed: CaseList, reader: Reader) -> tuple[Choice, ...]:
    heads = (entry.digest.head for entry in listed.entries)
    counted = Counter(str(head.phase) if head else PLANNED_PHASE for head in heads)
    counted[INVALID_PHASE] = len(listed.invalid)
    return tuple(Choice(phase, phase_words(phase, reader), counted[phase]) for phase in all_phases() if counted[phase])


def _letters(listed: CaseList, reader: Reader) -> tuple[Choice, ...]:
    heads = (entry.digest.head for entry in listed.entries)
    counted = Counter(head.status for head in heads if head)
    order = (Letter.RED, Letter.YELLOW, Letter.GREEN)
    return tuple(Choice(str(given), reader.words(LETTERS[given]), counted[given]) for given in order if counted[given])


def _choices(
    listed: CaseList, field: Callable[[CaseDigest | InvalidCase], str], words_of: Callable[[str], str]
) -> tuple[Choice, ...]:
    """The most frequent values of a field by their words: what is written in two ways may be one name."""
    written = Counter(map(field, map(_DIGEST, listed.entries))) + Counter(map(field, listed.invalid))
    counted = Counter[str]()
    for value, count in written.items():
        counted[words_of(value)] += count
    del counted[""]
    return tuple(Choice(words, words, count) for words, count in sorted(counted.most_common(CHOICES_MOST)))


def _months(listed: CaseList) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """How many cases each month has, by year."""
    counted = Counter([(entry.opened.year, entry.opened.month) for entry in listed.entries])
    months = [Choice(f"{year:04}-{month:02}", f"{month:02}", count) for (year, month), count in counted.items()]
    return tuple((year, tuple(choices)) for year, choices in groupby(months, lambda choice: choice.value[:4]))
