"""Marks: what is noted beside a status, through time (contract §5 "Marks").

Each function here says when some marks hold, as spans: from an instant (inclusive) to another (exclusive).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from board_gen.model.case import Case
from board_gen.model.rules import Rules
from board_gen.model.terms import Letter, Mark
from board_gen.rules.meetings import end_of_first_meeting_after
from board_gen.rules.track import Span, Track
from board_gen.rules.tracks import CriterionTrack, Reason, ReportTrack, Ruling

SOON = timedelta(hours=24)
"""How long a case is new, and how long before its instant a deadline or report is due soon."""

_PLACES = {mark: place for place, mark in enumerate(Mark)}


def marks_track(
    case: Case,
    cells: Sequence[CriterionTrack],
    reports: Sequence[ReportTrack],
    status: Track[Letter],
    silences: Sequence[tuple[datetime, datetime | None]],
) -> Track[tuple[Mark, ...]]:
    """The marks of a case that nobody ends, in the order of their publication."""
    spans = [*_of_case(case), *_of_next_report(case), *_of_typed_status(case, status)]
    for cell in cells:
        spans += _of_criterion(cell)
    for report in reports:
        spans += _of_named_report(report)
    spans += [(begin, end, Mark.NOT_UPDATED) for begin, end in silences]
    return Track.of_spans(case.opened, spans).map(_in_order)


@lru_cache(maxsize=1024)  # the same few sets stand in every case
def _in_order(marks: frozenset[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=_PLACES.__getitem__))


def silences_of(case: Case, rules: Rules) -> list[tuple[datetime, datetime | None]]:
    """The spans without news: from the end of the first meeting that began after the opening, or after the owner's
    last update, until the update (None: for ever). Only the last update is known; it counts from its instant on.
    """
    updated = max(case.updated or case.opened, case.opened)
    spans = ((case.opened, updated), (updated, None))
    ends = [(end_of_first_meeting_after(news, rules), until) for news, until in spans if news != until]
    return [(end, until) for end, until in ends if end is not None]


def _of_case(case: Case) -> Iterator[Span[Mark]]:
    """New for 24 hours; on hold, while its clocks run on; a row that needs a case file and has none; a row and a case
    file that disagree.
    """
    yield case.opened, case.opened + SOON, Mark.NEW
    if case.on_hold is not None:
        yield case.on_hold.start, case.on_hold.until, Mark.ON_HOLD
    if case.no_report:
        yield case.opened, None, Mark.NO_REPORT
    if case.differs:
        yield case.opened, None, Mark.DIFFERS


def _of_next_report(case: Case) -> Iterator[Span[Mark]]:
    """Due for 24 hours before it is late."""
    if case.next_report is not None:
        yield case.next_report.at - SOON, case.next_report.at, Mark.REPORT_DUE
        yield case.next_report.at, None, Mark.REPORT_LATE


def _of_named_report(report: ReportTrack) -> Iterator[Span[Mark]]:
    """As the next report, but only while it is not done."""
    soon = report.due - SOON
    for begin, end, is_done in report.done.spans():
        if not is_done:
            yield max(begin, soon), report.due if end is None else min(end, report.due), Mark.REPORT_DUE
            yield max(begin, report.due), end, Mark.REPORT_LATE


def _of_typed_status(case: Case, status: Track[Letter]) -> Iterator[Span[Mark]]:
    """A letter typed in the sheet differs from the one that the rules give."""
    if case.typed_status is not None:
        for begin, end, letter in status.spans():
            if letter is not case.typed_status:
                yield begin, end, Mark.DIFFERS


def _of_criterion(cell: CriterionTrack) -> Iterator[Span[Mark]]:
    """What each ruling of a criterion is marked with, as long as it stands."""
    for begin, end, ruling in cell.rulings.spans():
        if ruling.letter is Letter.YELLOW:
            yield max(begin, ruling.due - SOON), end, Mark.DUE_SOON
        elif ruling.letter is Letter.RED:
            if not cell.facts.next:
                yield begin, end, Mark.NO_NEXT
            if ruling.reason is Reason.RECURRED:
                yield begin, end, Mark.RECURRED
        if ruling.moved:
            yield begin, end, Mark.MOVED
        if ruling.claimed:
            yield begin, end, Mark.CLAIMED
        if _is_contradicted(cell, ruling):
            yield begin, end, Mark.DIFFERS


def _is_contradicted(cell: CriterionTrack, ruling: Ruling) -> bool:
    """True where a letter typed in the sheet is not the one that the rules give."""
    return cell.facts.typed is not None and cell.facts.typed is not ruling.letter
