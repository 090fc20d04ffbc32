"""Digest: what lists, sums and trends keep of a case, so that a plant of any size fits in memory (docs/performance.md).

A digest is a case as seen at one instant. Of a case that has settled nothing changes any more, so that its digest is
the same at every later instant (but for `news`, which is left out when it is too old to be told): a build keeps settled
cases as digests only, and the others as tracks.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeVar, cast

from board_gen.model.case import Case
from board_gen.model.report import Cause
from board_gen.model.terms import CauseKind, Letter, Phase
from board_gen.rules.across import Across, across_of
from board_gen.rules.changed import kept_of
from board_gen.rules.course import first_met_of, levels_kept, times_kept
from board_gen.rules.deadline_moves import Postponed, postponed_of
from board_gen.rules.gates import GATES, has_lessons
from board_gen.rules.milestones import reached_of
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Head, Reason, Ruling
from board_gen.rules.verdicts import dated_facts_of

T = TypeVar("T", bound="str | tuple[object, ...] | None")


class Ending(NamedTuple):
    """How and when a case left the board: closed or rejected, at an instant or (closed only) without a date."""

    phase: Phase
    at: datetime | None


class Timing(StrEnum):
    """How a criterion stands to one of its deadlines."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT_DUE = "not_due"


class Timed(NamedTuple):
    """How a criterion that applies stands to its first deadline, and to the one in force when it was done."""

    criterion: str
    by_first: Timing
    by_current: Timing


class Move(NamedTuple):
    """From `at` on a case shows `letter` on the board; None: it is not on the board."""

    at: datetime
    letter: Letter | None


class CaseDigest(NamedTuple):
    """A valid case in short, at an instant. A named tuple: a store of many is read ten times as fast as of dataclasses.

    `head` is None before the opening. `moves` are its letters on the board by then, `ending` how it had left it,
    `timed` its criteria, NA left out. `changed`: when somebody last told something of it. `learned`: from when on what
    it says under D8 counts as a lesson. `across`: the like products that are open, or were done a short time before.
    `repeats`: the cases that its recurrences name. `news`: what changed in its last 30 days, for 30 days after its
    end (`rules/changed.py` reads it). For the trends: `reached`, the milestones (`rules/milestones.py`; empty where it
    has none), `postponed`, the moves of its deadlines, `recurred`, when the problem came again before the case's end,
    and `branch`, that of its verified cause of occurrence ("" while there is none). For the reports of past weeks:
    `times`, the deadlines of `timed` and when they were first met, `levels`, the steps of its escalation (both read by
    `rules/course.py`), and `taught`, since when D8 was first done where it holds a lesson: once there, it stays.
    """

    id: str
    address: str
    title: str
    opened: datetime
    source: str
    customer: str
    area: str
    part: str
    part_name: str
    lots: tuple[str, ...]
    owner: str
    department: str
    severity: str
    profile: str
    is_tracked: bool
    head: Head | None
    moves: tuple[Move, ...]
    ending: Ending | None
    timed: tuple[Timed, ...]
    changed: datetime | None
    learned: datetime | None = None
    across: tuple[Across, ...] = ()
    repeats: tuple[str, ...] = ()
    news: str = ""
    reached: tuple[int, ...] = ()
    postponed: tuple[Postponed, ...] = ()
    recurred: tuple[datetime, ...] = ()
    branch: str = ""
    times: bytes = b""
    levels: bytes = b""
    taught: datetime | None = None


def digest_of(tracks: CaseTracks, at: datetime) -> CaseDigest:
    """The case in short, as it is at an instant."""
    case = tracks.case
    has_begun = case.opened <= at
    ending = ending_of(tracks, at)
    return CaseDigest(
        id=case.id,
        address=case.address,
        title=case.title,
        opened=case.opened,
        source=shared(case.source),
        customer=shared(case.customer),
        area=shared(case.area),
        part=case.part.text,
        part_name=case.part.name,
        lots=tuple(case.part.lots),
        owner=shared(case.owner),
        department=shared(case.department),
        severity=shared(str(case.severity or "")),
        profile=shared(tracks.profile),
        is_tracked=case.tracked,
        head=shared(tracks.head.at(at)) if has_begun else None,
        moves=tuple(moves_of(tracks, at)),
        ending=ending,
        timed=shared(tuple(timed_of(tracks, at))) if has_begun else (),
        changed=max((instant for instant in told_at(case) if instant <= at), default=None),
        learned=learned_at(tracks, at) if has_begun else None,
        across=_across_at(tracks, at),
        repeats=tuple([recurrence.case for recurrence in case.recurrences if recurrence.case]),
        news=kept_of(tracks, at),
        reached=shared(reached_of(tracks, at)) if has_begun else (),
        postponed=postponed_of(tracks, at) if has_begun else (),
        recurred=recurred_of(tracks, at) if has_begun else (),
        branch=branch_of(case.report.causes),
        times=times_kept(tracks, at) if has_begun else b"",
        levels=levels_kept(tracks, at),
        taught=taught_at(tracks, ending, at) if has_begun else None,
    )


def with_shared(digest: CaseDigest) -> CaseDigest:
    """The digest with what many have alike held once, as `shared` does: one that comes from another process holds all
    by itself.
    """
    return digest._replace(
        source=shared(digest.source),
        customer=shared(digest.customer),
        area=shared(digest.area),
        owner=shared(digest.owner),
        department=shared(digest.department),
        severity=shared(digest.severity),
        profile=shared(digest.profile),
        branch=shared(digest.branch),
        head=shared(digest.head),
        timed=shared(digest.timed),
        reached=shared(digest.reached),
    )


def shared(value: T) -> T:
    """The one object that stands for all equal values: of ten thousand digests a few hundred differ in a field, and a
    store that is read holds each once.
    """
    return cast(T, _shared(value))


@lru_cache(maxsize=8192)
def _shared(value: object) -> object:
    return value


def settled_at(tracks: CaseTracks) -> datetime | None:
    """From when on nothing of a case changes, its findings included; None where it never leaves the board.

    Its page is read at its end for ever; what goes on are facts dated later, which are findings until then, and
    deadlines of what is not done, by which it counts as late.
    """
    if tracks.end is None:
        return None
    left = [deciding_ruling_of(cell, tracks.end) for cell in tracks.criteria]
    undone = [ruling for ruling in left if ruling.reason not in (Reason.DONE, Reason.NOT_APPLICABLE)]
    dues = [due for ruling in undone for due in (ruling.first_due, ruling.due)]
    return max(tracks.end, *dues, *told_at(tracks.case))


def moves_of(tracks: CaseTracks, at: datetime) -> Iterator[Move]:
    """Each change of the letter that the board shows of the case, up to `at`."""
    shown: Letter | None = None
    for instant, head in tracks.head.steps:
        letter = head.status if head.phase.is_on_board else None
        if instant <= at and letter is not shown:
            yield Move(instant, letter)
            shown = letter


def ending_of(tracks: CaseTracks, at: datetime) -> Ending | None:
    """How the case had left the board by `at`; None while it is on it."""
    instant, head = tracks.head.steps[-1]
    if head.phase.is_on_board or instant > at:
        return None
    is_undated = head.phase is Phase.CLOSED and tracks.case.closed is not None and tracks.case.closed.at is None
    return Ending(head.phase, None if is_undated else instant)


def learned_at(tracks: CaseTracks, at: datetime) -> datetime | None:
    """Since when, at `at`, the text of D8 counts as a lesson: the closing, else the criteria of D8 turned green."""
    if not has_lessons(tracks.case.report.body):
        return None
    ending = ending_of(tracks, at)
    if ending is not None and ending.phase is Phase.CLOSED:
        return ending.at
    letters = [
        cell.rulings.map(lambda ruling: ruling.letter)
        for cell in tracks.criteria
        if cell.criterion.step == GATES["closure"] and cell.facts.na is None
    ]
    if not letters or any(letter.at(at) is not Letter.GREEN for letter in letters):
        return None
    return max(letter.since(at) for letter in letters)


def taught_at(tracks: CaseTracks, ending: Ending | None, at: datetime) -> datetime | None:
    """Since when, by `at`, the text of D8 was a lesson: the criteria of D8 were first all done, else the closing."""
    if not has_lessons(tracks.case.report.body):
        return None
    met = first_met_of(tracks, GATES["closure"], at)
    return ending.at if met is None and ending is not None and ending.phase is Phase.CLOSED else met


def _across_at(tracks: CaseTracks, at: datetime) -> tuple[Across, ...]:
    """The like products that may still be shown at `at` or later; none once the case was rejected."""
    ending = ending_of(tracks, at)
    if ending is not None and ending.phase is Phase.REJECTED:
        return ()
    is_ended = tracks.end is not None and tracks.end <= at
    return across_of(tracks.case.report, tracks.end if tracks.end and is_ended else at)


def timed_of(tracks: CaseTracks, at: datetime) -> Iterator[Timed]:
    """The case's criteria against their deadlines. What was done more than once counts by its first fulfilment."""
    for cell in tracks.criteria:
        ruling = deciding_ruling_of(cell, at)
        if ruling.letter is not Letter.NOT_APPLICABLE:
            first, current = timing_of(ruling, ruling.first_due, at), timing_of(ruling, ruling.due, at)
            yield shared(Timed(cell.criterion.id, first, current))


def deciding_ruling_of(cell: CriterionTrack, at: datetime) -> Ruling:
    """The ruling that first said done, by `at`; else the one in force at `at`."""
    for instant, ruling in cell.rulings.steps:
        if ruling.reason is Reason.DONE and instant <= at:
            return ruling
    return cell.rulings.at(at)


def timing_of(ruling: Ruling, due: datetime, at: datetime) -> Timing:
    """In time is what was done before `due`: the deadline's own instant is late already (contract §5)."""
    if ruling.reason is Reason.DONE and ruling.done is not None:
        return Timing.IN_TIME if ruling.done < due else Timing.LATE
    return Timing.LATE if due <= at else Timing.NOT_DUE


def recurred_of(tracks: CaseTracks, at: datetime) -> tuple[datetime, ...]:
    """When the problem came again, by `at` and before the case's end, in order; what came later is another case's."""
    last = at if tracks.end is None else min(at, tracks.end)
    return tuple(sorted([recurrence.at for recurrence in tracks.case.recurrences if recurrence.at <= last]))


def branch_of(causes: Iterable[Cause]) -> str:
    """The branch of the fishbone in which the first verified cause of occurrence that names one lies; else ""."""
    found = (cause.branch for cause in causes if cause.verified and cause.kind is CauseKind.OCCURRENCE)
    return next((str(branch) for branch in found if branch is not None), "")


def told_at(case: Case) -> Iterator[datetime]:
    """Every instant at which somebody told something of a case."""
    yield from (instant for instant, _, _ in dated_facts_of(case))
    if case.on_hold is not None and case.on_hold.start is not None:
        yield case.on_hold.start


def last_red_of(digest: CaseDigest, at: datetime) -> datetime | None:
    """The end of the case's last red span on the board by `at` (`at` itself while it is red); None: never red."""
    end = at
    for instant, letter in reversed(digest.moves):
        if letter is Letter.RED:
            return end
        end = instant
    return None
