"""Changed: what came to be of a case in a stretch of time, read from its tracks and its dated facts.

Three groups: somebody did something, time passed, a deadline was moved. What is dated later than the stretch or after
the case's end is not in it. What nobody dated can't be: who rewords a title leaves no instant.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

from board_gen.model.terms import Letter, Mark, Phase
from board_gen.rules.marks import SOON
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Head, Reason

LOOK_BACK = timedelta(days=30)
"""So far back it is told what changed."""
_INSTANT = timedelta(seconds=1)


class Group(StrEnum):
    """How something changed: by somebody, by the clock, or because a deadline was moved."""

    DID = "did"
    TIME = "time"
    MOVED = "moved"


class What(StrEnum):
    """What changed; of one instant they are told in this order."""

    OPENED = "opened"
    RECURRED = "recurred"
    MOVED = "moved"
    DONE = "done"
    CLAIMED = "claimed"
    HELD = "held"
    UPDATED = "updated"
    CLOSED = "closed"
    REFUSED = "refused"
    REJECTED = "rejected"
    RED = "red"
    ESCALATED = "escalated"
    REPORT_LATE = "report_late"
    NOT_UPDATED = "not_updated"
    DUE_SOON = "due_soon"
    READY = "ready"
    RELEASED = "released"

    @property
    def group(self) -> Group:
        """The group in which it is told."""
        return Group.MOVED if self is What.MOVED else Group.TIME if self in _BY_TIME else Group.DID


_BY_TIME = frozenset(
    {What.RED, What.ESCALATED, What.REPORT_LATE, What.NOT_UPDATED, What.DUE_SOON, What.READY, What.RELEASED}
)
_ORDER = {what: place for place, what in enumerate(What)}


class Change(NamedTuple):
    """Something that came to be of a case at an instant.

    `of` is the criterion's id or the name of the report; empty where it is about the whole case, or about the next
    report. `who` did it and `consent` agreed, where the file says so; `text` is the note or reason, `other` the case
    that a recurrence names. `before` is the deadline until then (of what was done: the one it had to keep), `due` the
    one from then on. `level` is that of an escalation.
    """

    at: datetime
    what: What
    of: str = ""
    who: str = ""
    consent: str = ""
    text: str = ""
    other: str = ""
    before: datetime | None = None
    due: datetime | None = None
    level: int = 0


_INSTANTS = ("at", "before", "due")


class _Stretch(NamedTuple):
    """The time of which is told: from `first` to `last`, both included."""

    first: datetime
    last: datetime

    def holds(self, at: datetime) -> bool:
        """True for an instant in it."""
        return self.first <= at <= self.last

    def steps(self, track: Track[Head]) -> Iterator[tuple[datetime, Head, Head | None]]:
        """The head's steps in it, each with the head before it."""
        after = self.first - _INSTANT
        former = track.at(after) if track.start <= after else None
        for instant, head in track.changes(after):
            if instant > self.last:
                return
            yield instant, head, former
            former = head


def changes_of(tracks: CaseTracks, first: datetime, last: datetime) -> tuple[Change, ...]:
    """What came to be of a case from `first` to `last`, both included, oldest first."""
    last = last if tracks.end is None else min(last, tracks.end)
    if tracks.case.opened > last or first > last:
        return ()
    stretch = _Stretch(first, last)
    of_cells = chain.from_iterable(_of_criterion(cell, tracks, stretch) for cell in tracks.criteria)
    found = [*of_cells, *_told_of(tracks, stretch), *_ends_of(tracks, stretch), *_turned_of(tracks, stretch)]
    found.sort(key=lambda change: (change.at, _ORDER[change.what]))
    return tuple(found)


_ENDED_BY = {
    What.DUE_SOON: frozenset({What.DONE, What.RED, What.MOVED}),
    What.NOT_UPDATED: frozenset({What.UPDATED}),
}
_ENDS = frozenset({What.CLOSED, What.REJECTED})


def is_over(change: Change, changes: tuple[Change, ...]) -> bool:
    """True for a state that one of the case's changes has ended."""
    enders = _ENDED_BY.get(change.what)
    if enders is None:
        return False
    later = [one for one in changes if one.at > change.at]
    return any(one.what in _ENDS or (one.what in enders and one.of == change.of) for one in later)


# ------------------------------------------------------------------------------------------------ of a criterion
def _of_criterion(cell: CriterionTrack, tracks: CaseTracks, stretch: _Stretch) -> Iterator[Change]:
    if cell.facts.na is not None:
        return
    yield from _done_of(cell, tracks, stretch)
    yield from _moves_of(cell, tracks, stretch)
    yield from _letters_of(cell, stretch)


def _done_of(cell: CriterionTrack, tracks: CaseTracks, stretch: _Stretch) -> Iterator[Change]:
    facts = cell.facts
    for done in facts.done:
        if not stretch.holds(done) or (tracks.case.listed_answer and done == tracks.end):
            continue  # what answers a row of the sheet is its closing
        ruling = cell.rulings.at(max(done, cell.rulings.start))
        what = What.CLAIMED if ruling.claimed else What.DONE
        yield Change(done, what, cell.criterion.id, facts.by, facts.approved_by, before=ruling.due)


def _moves_of(cell: CriterionTrack, tracks: CaseTracks, stretch: _Stretch) -> Iterator[Change]:
    if not tracks.case.revisions:
        return
    before = cell.rulings.steps[0][1].first_due
    for move in tracks.case.revisions:
        if move.criterion != cell.criterion.id:
            continue
        if stretch.holds(move.at):
            told = Change(move.at, What.MOVED, move.criterion, consent=move.consent, text=move.reason)
            yield told._replace(before=before, due=move.to)
        before = move.to


def _letters_of(cell: CriterionTrack, stretch: _Stretch) -> Iterator[Change]:
    """When it came to be overdue, and due within 24 hours."""
    former: Letter | None = None
    soon_for: datetime | None = None
    for begin, end, ruling in cell.rulings.spans():
        if begin > stretch.last:
            return
        is_red = ruling.letter is Letter.RED and ruling.reason is Reason.OVERDUE
        if is_red and former is not Letter.RED and stretch.holds(begin):
            yield Change(begin, What.RED, cell.criterion.id, due=ruling.due)
        former = ruling.letter
        soon = max(begin, ruling.due - SOON)
        if ruling.letter is not Letter.YELLOW:
            soon_for = None
        elif ruling.due != soon_for and (end is None or soon < end):
            soon_for = ruling.due
            if stretch.holds(soon):
                yield Change(soon, What.DUE_SOON, cell.criterion.id, due=ruling.due)


# ------------------------------------------------------------------------------------------------ of the whole case
def _told_of(tracks: CaseTracks, stretch: _Stretch) -> Iterator[Change]:
    """What somebody told of the case while it was open."""
    case, hold = tracks.case, tracks.case.on_hold
    if stretch.holds(case.opened):
        yield Change(case.opened, What.OPENED, text=case.source)
    for again in case.recurrences:
        if stretch.holds(again.at):
            yield Change(again.at, What.RECURRED, text=again.note, other=again.case)
    if hold is not None and stretch.holds(hold.start):
        yield Change(hold.start, What.HELD, text=hold.reason, due=hold.until)
    if case.updated is not None and stretch.holds(case.updated):
        yield Change(case.updated, What.UPDATED)


def _ends_of(tracks: CaseTracks, stretch: _Stretch) -> Iterator[Change]:
    """How it left the board, or did not: a closing that was refused."""
    case, end = tracks.case, tracks.end
    is_closed = end is not None and tracks.head.steps[-1][1].phase is Phase.CLOSED
    closed = case.closed.at if case.closed is not None else None
    if closed is not None and stretch.holds(closed):
        if is_closed:
            yield Change(closed, What.CLOSED)
        elif tracks.refusal is not None and closed != end:
            yield Change(closed, What.REFUSED)
    if case.rejected is not None and end is not None and not is_closed and stretch.holds(end):
        yield Change(end, What.REJECTED, text=case.rejected.reason)


def _turned_of(tracks: CaseTracks, stretch: _Stretch) -> Iterator[Change]:
    """What only the clock did to the whole case."""
    for instant, head, former in stretch.steps(tracks.head):
        if head.escalation > (former.escalation if former else 0):
            yield Change(instant, What.ESCALATED, level=head.escalation)
        if former is not None and former.phase is Phase.WATCH and head.phase is Phase.READY:
            yield Change(instant, What.READY)
    yield from _silences_of(tracks, stretch)
    yield from _late_reports_of(tracks, stretch)
    hold = tracks.case.on_hold
    if hold is not None and hold.until is not None and stretch.holds(hold.until) and hold.until != tracks.end:
        yield Change(hold.until, What.RELEASED)


def _silences_of(tracks: CaseTracks, stretch: _Stretch) -> Iterator[Change]:
    after = stretch.first - _INSTANT
    was_silent = tracks.marks.start <= after and Mark.NOT_UPDATED in tracks.marks.at(after)
    for instant, marks in tracks.marks.changes(after):
        if instant > stretch.last:
            return
        is_silent = Mark.NOT_UPDATED in marks
        if is_silent and not was_silent:
            yield Change(instant, What.NOT_UPDATED)
        was_silent = is_silent


def _late_reports_of(tracks: CaseTracks, stretch: _Stretch) -> Iterator[Change]:
    following = tracks.case.next_report
    if following is not None and stretch.holds(following.at) and tracks.is_on_board(following.at):
        yield Change(following.at, What.REPORT_LATE, due=following.at)
    for report in tracks.reports:
        if stretch.holds(report.due) and tracks.is_on_board(report.due) and not report.done.at(report.due):
            yield Change(report.due, What.REPORT_LATE, report.name, due=report.due)


# ------------------------------------------------------------------------------------------------ as a digest keeps it
def kept_of(tracks: CaseTracks, at: datetime) -> str:
    """The last changes of a case that has ended by `at`, for its digest; nothing where nobody asks for them any more.

    As one text they cost a tenth of the records in memory and time. It is the same at each instant that has it.
    """
    if tracks.end is None or not at - LOOK_BACK <= tracks.end <= at:
        return ""
    changes = changes_of(tracks, tracks.end - LOOK_BACK, tracks.end)
    return json.dumps([_plain_of(change) for change in changes], ensure_ascii=False, separators=(",", ":"))


def kept_in(text: str) -> tuple[Change, ...]:
    """The changes that a digest keeps."""
    return tuple([_change_of(values) for values in json.loads(text)]) if text else ()


def _plain_of(change: Change) -> list[object]:
    """A change as plain values, instants as epoch seconds, without what is empty at its end."""
    values: list[object] = [int(value.timestamp()) if isinstance(value, datetime) else value for value in change]
    while not values[-1]:
        values.pop()
    return values


def _change_of(values: list[Any]) -> Change:
    known = dict(zip(Change._fields, values, strict=False))
    instants = {name: datetime.fromtimestamp(known[name], UTC) for name in _INSTANTS if known.get(name) is not None}
    return Change(**{**known, **instants, "what": What(known["what"])})
