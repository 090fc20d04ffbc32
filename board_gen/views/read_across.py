"""Read-across over all cases: which like product still has to be checked, by whom, by when (contract §7).

It is made of digests alone, so that a closed case whose checks go on is not lost. Rows stand by product, and products
by their most urgent row, so that what is late comes first; time changes no row's place.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.terms import Affected, Letter, Phase
from board_gen.rules.across import Across
from board_gen.rules.digest import CaseDigest
from board_gen.rules.judged import JudgedPlant
from board_gen.views.case_clock import CaseClock, Timing
from board_gen.views.live import LiveCase
from board_gen.views.live_line import Json, json_of, second_of
from board_gen.views.names import person_of
from board_gen.views.reader import Reader
from board_gen.wording import times
from board_gen.wording.report_terms import AFFECTED
from board_gen.wording.terms import PHASES

DONE_MOST = 200
"""So many rows of what is done are shown, the latest."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class AcrossLine(NamedTuple):
    """A like product of a case. `key` is its own among all rows; `is_again`: the row above is of the same product.

    `answer` says in words whether it is affected. `ended` says how its case left the board, empty while it has not.
    """

    key: str
    product: str
    is_again: bool
    answer: str
    is_answered: bool
    action: str
    owner: str
    timing: Timing
    is_late: bool
    case: str
    address: str
    title: str
    area: str
    ended: str

    @property
    def url(self) -> str:
        """The address of the case's page from the site's root, not percent-encoded."""
        return f"cases/{self.address}/"


@dataclass(frozen=True, slots=True)
class AcrossView:
    """The page: what is open, by product; what was done lately, the latest first, as far as it is shown."""

    open: tuple[AcrossLine, ...]
    done: tuple[AcrossLine, ...]
    done_count: int

    @property
    def late_count(self) -> int:
        """How many rows are late."""
        return sum(line.is_late for line in self.open)

    @property
    def unanswered_count(self) -> int:
        """How many like products nobody has answered for."""
        return sum(not line.is_answered for line in self.open)


class Found(NamedTuple):
    """A like product, and the case that names it."""

    across: Across
    case: CaseDigest


class AllFound(NamedTuple):
    """The like products of all cases in the page's order: what is open, and what was done lately."""

    open: tuple[Found, ...]
    done: tuple[Found, ...]


def found_in(judged: JudgedPlant, at: datetime) -> AllFound:
    """The like products at an instant."""
    every = [Found(across, case) for case in judged.digests(at) if case.opened <= at for across in case.across]
    just_done = [found for found in every if found.across.is_just_done(at)]
    just_done.sort(key=lambda found: (found.across.done or _NEVER, found.case.id, found.across.number), reverse=True)
    return AllFound(_by_product([found for found in every if found.across.is_open(at)]), tuple(just_done))


def _by_product(rows: Iterable[Found]) -> tuple[Found, ...]:
    """Rows of one product together; products by their most urgent row, and so the rows of each."""
    named = sorted(((_name_of(found.across), found) for found in rows), key=lambda one: (one[0], *_urgency_of(one[1])))
    products = [[found for _, found in same] for _, same in groupby(named, key=itemgetter(0))]
    products.sort(key=lambda same: _urgency_of(same[0]))
    return tuple(found for same in products for found in same)


def read_across_of(found: AllFound, reader: Reader) -> AcrossView:
    """The page at the reader's instant."""
    clock = _clock_of(reader)
    return AcrossView(
        open=tuple(_lines_of(found.open, clock)),
        done=tuple(_lines_of(found.done[:DONE_MOST], clock)),
        done_count=len(found.done),
    )


def _clock_of(reader: Reader) -> CaseClock:
    year = times.full_moment(reader.at, reader.zone)[:4]
    return CaseClock(reader, reader.at, reader.zone, year, is_ended=False)


def _name_of(across: Across) -> str:
    """A product for comparison."""
    return " ".join(unicodedata.normalize("NFKC", across.product).casefold().split())


def _urgency_of(found: Found) -> tuple[datetime, str, int]:
    return (found.across.due or _NEVER, found.case.id, found.across.number)


def _lines_of(rows: Iterable[Found], clock: CaseClock) -> Iterator[AcrossLine]:
    former = None
    for found in rows:
        name = _name_of(found.across)
        yield _line_of(found, clock, is_again=bool(name) and name == former)
        former = name


def _line_of(found: Found, clock: CaseClock, *, is_again: bool) -> AcrossLine:
    across, case, words = found.across, found.case, clock.reader.words
    is_answered = across.affected in (Affected.YES, Affected.NO)
    answer = words(AFFECTED[across.affected]) if across.affected and is_answered else words(N_("still to be answered"))
    return AcrossLine(
        key=key_of(found),
        product=across.product.strip() or words(N_("not recorded")),
        is_again=is_again,
        answer=answer,
        is_answered=is_answered,
        action=across.action,
        owner=person_of(across.owner, clock.reader),
        timing=clock.timing(across.due, across.done),
        is_late=across.is_late(clock.at),
        case=case.id,
        address=case.address,
        title=case.title,
        area=case.area,
        ended=words(PHASES[case.ending.phase]) if case.ending and case.ending.phase is Phase.CLOSED else "",
    )


def key_of(found: Found) -> str:
    """`FR-2026-0102/2`: the case, and the place in its list."""
    return f"{found.case.id}/{found.across.number}"


def live_rows_of(rows: Iterable[Found], at: datetime) -> tuple[LiveCase, ...]:
    """What keeps the open rows true: each turns red at its deadline, and goes when it is said to be done later."""
    return tuple(LiveCase(key_of(found), json_of(_live_row(found, at, rank))) for rank, found in enumerate(rows))


def _live_row(found: Found, at: datetime, rank: int) -> Json:
    """A row as live.js walks it: in the place of a case, with a letter for whether it is late."""
    across = found.across
    letter = Letter.RED if across.is_late(at) else Letter.YELLOW
    frames: list[Json] = [
        {"t": second_of(at), "s": letter, "p": Phase.OPEN, "e": 0, "m": [], "k": [0, 0, 0, rank]},
    ]
    for instant in sorted(across.turns(at)):
        if instant == across.done:
            frames.append({"t": second_of(instant), "p": Phase.CLOSED})
        elif across.is_open(instant):
            frames.append({"t": second_of(instant), "s": Letter.RED})
    return {"id": key_of(found), "opened": second_of(found.case.opened), "frames": frames}
