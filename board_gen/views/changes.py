"""What changed since the last meeting, in 24 hours, in 7 days (contract §7 `/changes/`, §8 `changed`).

Three groups: somebody did something, time passed, a deadline was moved; in each the worst case first, and what happened
in a case in the order of time. A state that has ended since (due soon, not updated) is not told any more.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.terms import Phase
from board_gen.rules.changed import LOOK_BACK, Change, Group, What, is_over
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.lately import ChangedCase
from board_gen.rules.meetings import end_of_last_meeting_by
from board_gen.views.case_clock import CaseClock, Moment
from board_gen.views.change_words import told_of
from board_gen.views.names import person_of
from board_gen.views.reader import Reader
from board_gen.wording import times
from board_gen.wording.terms import PHASES

MOST = 100
"""So many cases of a group are shown for each range, the worst."""
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Range(StrEnum):
    """How far back a reader looks."""

    MEETING = "meeting"
    DAY = "day"
    WEEK = "week"


class Since(NamedTuple):
    """A range and where it begins; `is_first` for the one that is chosen until somebody chooses another."""

    range: Range
    label: str
    at: Moment
    is_first: bool


class Line(NamedTuple):
    """A change in words; `ranges` names the ranges that it lies in, `is_bad` where it calls for somebody."""

    what: What
    at: Moment
    text: str
    aside: tuple[str, ...]
    ranges: str
    is_bad: bool


class CaseLines(NamedTuple):
    """What changed in a case. `status` is its letter while it is on the board, else `ended` says how it left."""

    id: str
    url: str
    title: str
    area: str
    owner: str
    status: str
    phase: str
    escalation: int
    ended: str
    ranges: str
    lines: tuple[Line, ...]


class Count(NamedTuple):
    """How many changes a group holds in a range, in how many cases, and how many of these are not shown."""

    range: Range
    changes: int
    cases: int
    hidden: int


class GroupLines(NamedTuple):
    """A group with its cases."""

    name: Group
    label: str
    counts: tuple[Count, ...]
    cases: tuple[CaseLines, ...]


class ChangesView(NamedTuple):
    """The page. `invalid` rows can't be judged, and nothing is known of them."""

    since: tuple[Since, ...]
    groups: tuple[GroupLines, ...]
    invalid: int

    @property
    def shown(self) -> frozenset[str]:
        """The ids of the cases that stand on the page."""
        return frozenset(case.id for group in self.groups for case in group.cases)


def since_of(judged: JudgedPlant, at: datetime) -> dict[Range, datetime]:
    """Where each range begins at an instant, the one chosen first in front; a plant may never meet."""
    meeting = end_of_last_meeting_by(at, judged.rules)
    of_meeting = {} if meeting is None else {Range.MEETING: max(meeting, at - LOOK_BACK)}
    return {**of_meeting, Range.DAY: at - DAY, Range.WEEK: at - WEEK}


def first_since(judged: JudgedPlant, at: datetime) -> datetime:
    """Since when it is told what changed where nobody chooses: the end of the last meeting, else 24 hours ago."""
    return next(iter(since_of(judged, at).values()))


class _Found(NamedTuple):
    """What is still so of a case in one group."""

    case: ChangedCase
    changes: tuple[Change, ...]


def changes_view_of(judged: JudgedPlant, reader: Reader) -> ChangesView:
    """The page at the reader's instant."""
    since = since_of(judged, reader.at)
    clock = clock_of(reader)
    chosen = tuple(_since(one, at, clock, is_first=not number) for number, (one, at) in enumerate(since.items()))
    found = _since_first(judged.changed(reader.at), min(since.values()))
    groups = tuple(_group_of(group, found, since, clock) for group in Group)
    return ChangesView(chosen, groups, len(judged.invalid))


def clock_of(reader: Reader, *, with_years: bool = False) -> CaseClock:
    """The clock that a plant's changes are told by; `with_years`: each date names its year, for ever."""
    year = None if with_years else times.full_moment(reader.at, reader.zone)[:4]
    return CaseClock(reader, reader.at, reader.zone, year, is_ended=False)


def standing_changes(changed: Iterable[ChangedCase], since: datetime) -> Iterator[tuple[ChangedCase, Change]]:
    """What changed since then and is still so, with its case."""
    for one in changed:
        for change in one.changes:
            if change.at >= since and not is_over(change, one.changes):
                yield one, change


class ChangesTold(NamedTuple):
    """What another page says of this one: in words since when, and how many changes."""

    label: str
    number: int


def changes_told_of(judged: JudgedPlant, reader: Reader) -> ChangesTold:
    """How much changed since the last meeting, or in 24 hours where there is none."""
    first, since = next(iter(since_of(judged, reader.at).items()))
    message = N_("Changed since the last meeting") if first is Range.MEETING else N_("Changed in 24 hours")
    return ChangesTold(reader.words(message), len(list(standing_changes(judged.changed(reader.at), since))))


def _since_first(changed: Iterable[ChangedCase], since: datetime) -> tuple[_Found, ...]:
    held: dict[str, _Found] = {}
    for one, change in standing_changes(changed, since):
        former = held.get(one.case.id)
        held[one.case.id] = _Found(one, (*(former.changes if former else ()), change))
    return tuple(held.values())


_LABELS = {
    Range.MEETING: N_("Since the last meeting"),
    Range.DAY: N_("In 24 hours"),
    Range.WEEK: N_("In 7 days"),
}
_GROUPS = {
    Group.DID: N_("Somebody did something"),
    Group.TIME: N_("Time passed"),
    Group.MOVED: N_("A deadline was moved"),
}
_BAD = frozenset({What.RECURRED, What.CLAIMED, What.REFUSED, What.RED, What.ESCALATED, What.REPORT_LATE})


def _since(one: Range, at: datetime, clock: CaseClock, *, is_first: bool) -> Since:
    return Since(one, clock.reader.words(_LABELS[one]), clock.moment(at), is_first)


def _group_of(group: Group, found: Iterable[_Found], since: dict[Range, datetime], clock: CaseClock) -> GroupLines:
    mine = [_Found(one.case, tuple([c for c in one.changes if c.what.group is group])) for one in found]
    mine = [one for one in mine if one.changes]
    within = {each: [one for one in mine if one.changes[-1].at >= at] for each, at in since.items()}
    shown = {one.case.case.id for ones in within.values() for one in ones[:MOST]}
    counts = tuple(_count_of(each, within[each], since[each], shown) for each in since)
    cases = tuple(_case_of(one, since, clock) for one in mine if one.case.case.id in shown)
    return GroupLines(group, clock.reader.words(_GROUPS[group]), counts, cases)


def _count_of(each: Range, ones: list[_Found], since: datetime, shown: set[str]) -> Count:
    changes = sum(change.at >= since for one in ones for change in one.changes)
    return Count(each, changes, len(ones), sum(one.case.case.id not in shown for one in ones))


def _case_of(found: _Found, since: dict[Range, datetime], clock: CaseClock) -> CaseLines:
    case = found.case.case
    head = case.head if case.ending is None else None
    phase = case.ending.phase if case.ending else case.head.phase if case.head else Phase.OPEN
    return CaseLines(
        id=case.id,
        url=f"cases/{case.address}/",
        title=case.title,
        area=case.area,
        owner=person_of(case.owner, clock.reader),
        status=head.status.value if head else "",
        phase=phase.value,
        escalation=head.escalation if head else 0,
        ended="" if head else clock.reader.words(PHASES[phase]),
        ranges=_ranges_of(found.changes[-1].at, since),
        lines=tuple(_line_of(change, found.case, since, clock) for change in found.changes),
    )


def _line_of(change: Change, case: ChangedCase, since: dict[Range, datetime], clock: CaseClock) -> Line:
    told = told_of(change, case, clock)
    at = clock.moment(change.at)
    return Line(change.what, at, told.what, told.aside, _ranges_of(change.at, since), change.what in _BAD)


def _ranges_of(at: datetime, since: dict[Range, datetime]) -> str:
    """The names of the ranges that an instant lies in."""
    return " ".join([each for each, begin in since.items() if begin <= at])


Json = dict[str, object]


def changed_json(judged: JudgedPlant, reader: Reader) -> Json:
    """What `board.json` says of it: `since`, and `changed`, latest first (contract §8)."""
    since, clock = first_since(judged, reader.at), clock_of(reader, with_years=True)
    found = sorted(
        standing_changes(judged.changed(reader.at), since), key=lambda one: (one[1].at, one[0].case.id), reverse=True
    )
    return {
        "since": times.utc_text(since),
        "changed": [_change_json(one, change, clock) for one, change in found],
    }


def _change_json(one: ChangedCase, change: Change, clock: CaseClock) -> Json:
    told: Json = {
        "at": times.utc_text(change.at),
        "case": one.case.id,
        "group": change.what.group.value,
        "what": change.what.value,
    }
    if change.of:
        told["report" if change.what is What.REPORT_LATE else "criterion"] = change.of
    return {**told, "text": told_of(change, one, clock).text}
