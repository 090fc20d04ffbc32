"""Why a letter is what it is, in one sentence: the facts of its ruling, put into words (contract §8 `why`)."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from board_gen.messages import N_
from board_gen.rules.tracks import CriterionTrack, Reason, Ruling
from board_gen.wording.catalogue import Wording
from board_gen.wording.times import full_moment


def why_of(cell: CriterionTrack, at: datetime, zone: ZoneInfo, words: Wording) -> str:
    """The sentence for a criterion at an instant; it stays true as long as the ruling stands."""
    ruling = cell.rulings.at(at)
    sentence = _SENTENCES[ruling.reason](cell, ruling, zone, words)
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


def _not_applicable(cell: CriterionTrack, _: Ruling, __: ZoneInfo, words: Wording) -> str:
    return words(N_("{criterion} does not apply: {reason}"), criterion=cell.criterion.label, reason=cell.facts.na or "")


def _done(cell: CriterionTrack, ruling: Ruling, zone: ZoneInfo, words: Wording) -> str:
    if ruling.done is None:
        raise ValueError("a criterion is done at some instant")
    begin = max(ruling.done, cell.rulings.start)
    due = cell.rulings.at(begin).due
    message = (
        N_("{criterion} was done on {done}, in time for {due}")
        if ruling.done < due
        else N_("{criterion} was done on {done}, late for {due}")
    )
    done, promised = full_moment(ruling.done, zone), full_moment(due, zone)
    return words(message, criterion=cell.criterion.label, done=done, due=promised)


def _recurred(cell: CriterionTrack, ruling: Ruling, zone: ZoneInfo, words: Wording) -> str:
    return words(
        N_("{criterion} failed: the problem came again on {recurred}, and it has not been done again since"),
        criterion=cell.criterion.label,
        recurred=full_moment(ruling.recurred_at, zone) if ruling.recurred_at else "",
    )


def _overdue(cell: CriterionTrack, ruling: Ruling, zone: ZoneInfo, words: Wording) -> str:
    message = (
        N_("{criterion} was due on {due}; it is said to be done, but without evidence")
        if ruling.claimed
        else N_("{criterion} was due on {due} and is not done")
    )
    return words(message, criterion=cell.criterion.label, due=full_moment(ruling.due, zone))


def _in_time(cell: CriterionTrack, ruling: Ruling, zone: ZoneInfo, words: Wording) -> str:
    message = (
        N_("{criterion} is due on {due}; it is said to be done, but without evidence")
        if ruling.claimed
        else N_("{criterion} is not done yet and is due on {due}")
    )
    return words(message, criterion=cell.criterion.label, due=full_moment(ruling.due, zone))


def _closed_without_date(_: CriterionTrack, __: Ruling, ___: ZoneInfo, words: Wording) -> str:
    return words(N_("The sheet says that it is closed, but not when"))


_SENTENCES: dict[Reason, Callable[[CriterionTrack, Ruling, ZoneInfo, Wording], str]] = {
    Reason.NOT_APPLICABLE: _not_applicable,
    Reason.DONE: _done,
    Reason.RECURRED: _recurred,
    Reason.OVERDUE: _overdue,
    Reason.IN_TIME: _in_time,
    Reason.CLOSED_WITHOUT_DATE: _closed_without_date,
}
