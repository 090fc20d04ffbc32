"""A change of a case in one sentence of the reader's, and what stands beside it: who, by whose consent, why."""

from collections.abc import Callable
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.rules import ANSWER
from board_gen.rules.changed import Change, What
from board_gen.rules.lately import ChangedCase
from board_gen.rules.profile import ANSWER_CRITERION
from board_gen.views.case_clock import CaseClock
from board_gen.views.cell import moved_words
from board_gen.views.criterion_card import consent_of
from board_gen.views.names import person_of, source_of
from board_gen.views.reader import Reader


class Told(NamedTuple):
    """A change in words: `what` happened, and who did it, who agreed and why, as far as the file says so."""

    what: str
    aside: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " · ".join((self.what, *self.aside))


def told_of(change: Change, changed: ChangedCase, clock: CaseClock) -> Told:
    """A change of a case as the clock's reader is told it."""
    return Told(_SENTENCES[change.what](change, changed, clock), tuple(_aside_of(change, clock)))


def _aside_of(change: Change, clock: CaseClock) -> list[str]:
    reader, words = clock.reader, clock.reader.words
    told = []
    if change.who:
        told.append(words(N_("by {name}"), name=person_of(change.who, reader)))
    if change.consent and change.what is What.MOVED:
        told.append(words(N_("agreed by {name}"), name=consent_of(change.consent, reader)))
    elif change.consent:
        told.append(words(N_("approved by {name}"), name=person_of(change.consent, reader)))
    if change.text and change.what is not What.OPENED:
        told.append(change.text)
    if change.other:
        told.append(change.other)
    return told


def criterion_words(criterion_id: str, reader: Reader) -> str:
    """`D4 Root cause`; the bare label where it has no step; else the id."""
    criterion = ANSWER_CRITERION if criterion_id == ANSWER else reader.rules.criterion(criterion_id)
    return f"{criterion.step} {reader.label(criterion.label)}".strip() if criterion is not None else criterion_id


def _opened(change: Change, _: ChangedCase, clock: CaseClock) -> str:
    return clock.reader.words(N_("Opened, source {source}"), source=source_of(change.text, clock.reader))


def _done(change: Change, _: ChangedCase, clock: CaseClock) -> str:
    words, criterion = clock.reader.words, criterion_words(change.of, clock.reader)
    if change.before is None:
        return words(N_("{criterion}: done"), criterion=criterion)
    if change.at < change.before:
        due = clock.deadline(change.before).text
        return words(N_("{criterion}: done, in time for {due}"), criterion=criterion, due=due)
    return words(N_("{criterion}: done, {span} late"), criterion=criterion, span=change.at - change.before)


def _claimed(change: Change, _: ChangedCase, clock: CaseClock) -> str:
    criterion = criterion_words(change.of, clock.reader)
    return clock.reader.words(N_("{criterion}: said to be done, but the evidence is missing"), criterion=criterion)


def _held(change: Change, _: ChangedCase, clock: CaseClock) -> str:
    if change.due is None:
        return clock.reader.words(N_("Put on hold; its clocks run on"))
    until = clock.deadline(change.due).text
    return clock.reader.words(N_("Put on hold until {until}; its clocks run on"), until=until)


def _red(change: Change, _: ChangedCase, clock: CaseClock) -> str:
    due = clock.deadline(change.due or change.at).text
    criterion = criterion_words(change.of, clock.reader)
    return clock.reader.words(N_("{criterion}: turned red, was due {due}"), criterion=criterion, due=due)


def _due_soon(change: Change, _: ChangedCase, clock: CaseClock) -> str:
    due = clock.deadline(change.due or change.at).text
    criterion = criterion_words(change.of, clock.reader)
    return clock.reader.words(N_("{criterion}: due within 24 h, by {due}"), criterion=criterion, due=due)


def _escalated(change: Change, changed: ChangedCase, clock: CaseClock) -> str:
    words = clock.reader.words
    to = next((clock.reader.label(level.to) for level in changed.levels if level.level == change.level), "")
    if not to:
        return words(N_("Raised to level {level}"), level=change.level)
    return words(N_("Raised to level {level}, {to}"), level=change.level, to=to)


def _report_late(change: Change, _: ChangedCase, clock: CaseClock) -> str:
    words, due = clock.reader.words, clock.deadline(change.due or change.at).text
    if change.of:
        return words(N_("{name} report: late, was due {due}"), name=change.of, due=due)
    return words(N_("Next report: late, was due {due}"), due=due)


def _moved(change: Change, _: ChangedCase, clock: CaseClock) -> str:
    reader, before, due = clock.reader, change.before or change.at, change.due or change.at
    return reader.words(
        N_("{criterion}: deadline moved from {before} to {due}, {by}"),
        criterion=criterion_words(change.of, reader),
        before=clock.deadline(before).text,
        due=clock.deadline(due).text,
        by=moved_words(due, before, reader),
    )


def _plain(message: str) -> "Callable[[Change, ChangedCase, CaseClock], str]":
    return lambda _, __, clock: clock.reader.words(message)


_SENTENCES: dict[What, Callable[[Change, ChangedCase, CaseClock], str]] = {
    What.OPENED: _opened,
    What.RECURRED: _plain(N_("The problem came again")),
    What.MOVED: _moved,
    What.DONE: _done,
    What.CLAIMED: _claimed,
    What.HELD: _held,
    What.UPDATED: _plain(N_("Updated by the owner")),
    What.CLOSED: _plain(N_("Closed")),
    What.REFUSED: _plain(N_("Closing refused; the findings say why")),
    What.REJECTED: _plain(N_("Rejected")),
    What.RED: _red,
    What.ESCALATED: _escalated,
    What.REPORT_LATE: _report_late,
    What.NOT_UPDATED: _plain(N_("Not updated since before the last meeting")),
    What.DUE_SOON: _due_soon,
    What.READY: _plain(N_("The watch has passed: ready to close")),
    What.RELEASED: _plain(N_("The hold has ended")),
}
