"""Why a letter is what it is, in one sentence: the facts of its ruling, put into words (contract §8 `why`)."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from board_gen.messages import N_
from board_gen.rules.tracks import CriterionTrack, Reason, Ruling
from board_gen.wording.catalogue import Wording
from board_gen.wording.times import full_moment


class _Grounds(NamedTuple):
    """All that a sentence tells: of which criterion, its ruling, and `promised`, the deadline in force when done.

    `reason` says why it does not apply, where it does not.
    """

    criterion: str
    ruling: Ruling
    promised: datetime
    reason: str


def why_of(cell: CriterionTrack, at: datetime, zone: ZoneInfo, words: Wording) -> str:
    """The sentence for a criterion at an instant; it stays true as long as the ruling stands."""
    ruling = cell.rulings.at(at)
    promised = cell.rulings.at(max(ruling.done, cell.rulings.start)).due if ruling.done else ruling.due
    return _sentence_of(_Grounds(words.label(cell.criterion.label), ruling, promised, cell.facts.na or ""), zone, words)


@lru_cache(maxsize=1024)
def _sentence_of(grounds: _Grounds, zone: ZoneInfo, words: Wording) -> str:
    """The sentence in words. Kept, as a case's page and its data tell the same."""
    ruling = grounds.ruling
    sentence = _SENTENCES[ruling.reason](grounds, zone, words)
    if ruling.moved and ruling.reason is not Reason.NOT_APPLICABLE:
        first = full_moment(ruling.first_due, zone)
        moved = words.plural(
            N_("deadline moved {count} time, first {first}"),
            N_("deadline moved {count} times, first {first}"),
            ruling.moved,
            first=first,
        )
        sentence = words(N_("{sentence} ({aside})"), sentence=sentence, aside=moved)
    return words(N_("{sentence}."), sentence=sentence)


def _not_applicable(grounds: _Grounds, _: ZoneInfo, words: Wording) -> str:
    return words(N_("{criterion} does not apply: {reason}"), criterion=grounds.criterion, reason=grounds.reason)


def _done(grounds: _Grounds, zone: ZoneInfo, words: Wording) -> str:
    done = grounds.ruling.done
    if done is None:
        raise ValueError("a criterion is done at some instant")
    message = (
        N_("{criterion} was done on {done}, in time for {due}")
        if done < grounds.promised
        else N_("{criterion} was done on {done}, late for {due}")
    )
    told, promised = full_moment(done, zone), full_moment(grounds.promised, zone)
    return words(message, criterion=grounds.criterion, done=told, due=promised)


def _recurred(grounds: _Grounds, zone: ZoneInfo, words: Wording) -> str:
    recurred = grounds.ruling.recurred_at
    return words(
        N_("{criterion} failed: the problem came again on {recurred}, and it has not been done again since"),
        criterion=grounds.criterion,
        recurred=full_moment(recurred, zone) if recurred else "",
    )


def _overdue(grounds: _Grounds, zone: ZoneInfo, words: Wording) -> str:
    message = (
        N_("{criterion} was due on {due}; it is said to be done, but without evidence")
        if grounds.ruling.claimed
        else N_("{criterion} was due on {due} and is not done")
    )
    return words(message, criterion=grounds.criterion, due=full_moment(grounds.ruling.due, zone))


def _in_time(grounds: _Grounds, zone: ZoneInfo, words: Wording) -> str:
    message = (
        N_("{criterion} is due on {due}; it is said to be done, but without evidence")
        if grounds.ruling.claimed
        else N_("{criterion} is not done yet and is due on {due}")
    )
    return words(message, criterion=grounds.criterion, due=full_moment(grounds.ruling.due, zone))


def _closed_without_date(_: _Grounds, __: ZoneInfo, words: Wording) -> str:
    return words(N_("The sheet says that it is closed, but not when"))


_SENTENCES: dict[Reason, Callable[[_Grounds, ZoneInfo, Wording], str]] = {
    Reason.NOT_APPLICABLE: _not_applicable,
    Reason.DONE: _done,
    Reason.RECURRED: _recurred,
    Reason.OVERDUE: _overdue,
    Reason.IN_TIME: _in_time,
    Reason.CLOSED_WITHOUT_DATE: _closed_without_date,
}
