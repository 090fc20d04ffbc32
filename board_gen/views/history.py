"""The board of any day: what the page has to know before it draws a day from the cases' pasts (docs/any-day.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from board_gen.messages import N_
from board_gen.model.local_time import day_of
from board_gen.rules.history import LONGEST_DAYS
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.meetings import days_with_meeting
from board_gen.rules.profile import ANSWER_CRITERION
from board_gen.views.live import offsets_of
from board_gen.views.reader import Reader
from board_gen.views.row import Column, columns_of
from board_gen.wording import Wording
from board_gen.wording.terms import LETTERS

FURTHEST = timedelta(days=36_600)
"""A hundred years: a date that was opened earlier is a slip of the pen."""
MEETINGS = timedelta(days=LONGEST_DAYS)
"""So far back the page knows when the meetings were."""

_WORDS = {
    "now": N_("the instant of this page"),
    "before": N_("No case was opened before {moment}."),
    "unknown": N_("What was known before {moment} can't be told: the first commit that holds a case is of then."),
    "unread": N_("What was known from {moment} on is not read yet; the next builds go on."),
    "after": N_("{moment} lies ahead of this page, which forecasts nothing; shown is {at}."),
    "bad": N_("{text} is no day and time of the plant, such as 2026-03-02T08:00; shown is {at}."),
    "one_way": N_("What was known then can't be told on this site; shown is what the files say now."),
    "missing": N_("On this day the clocks skip {text}; shown is {at}."),
    "twice": N_("This day has {text} twice; this is the first. The second is {second}."),
    "sum": N_("{moment}: {board} on the board, {R} red, {Y} yellow, {G} green"),
    "failed": N_("The file with the past of the cases can't be loaded."),
    "unreadable": N_("It could not be judged then."),
    "watching": N_("Watch"),
    "files": N_("as the files say now"),
    "known": N_("as it was known then"),
}
"""What the script says, by the names that it knows."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """What stands on the page and what its script starts from.

    `first` is when the first case of the files was opened; from `begin` on days can be chosen: cases that were deleted
    since may have been known before. `offsets` are the zone's distance from UTC from each instant on. `meetings` are
    the days with a meeting in that time, at most ten years of it; each begins at `meeting`.
    `invalid` counts the cases that can't be judged now: they have no past. `answer` is a listed row's only criterion.
    """

    columns: tuple[Column, ...]
    answer: Column
    first: datetime
    begin: datetime
    offsets: tuple[tuple[datetime, timedelta], ...]
    meeting: time
    meetings: tuple[date, ...]
    invalid: int


def history_view_of(judged: JudgedPlant, reader: Reader, known_since: datetime | None = None) -> HistoryView:
    """It for a reader's plant; `first` is the reader's instant where no case has been opened by then."""
    first = first_instant_of((digest.opened for digest in judged.digests(reader.at)), reader.at)
    begin = min(first, known_since or first)
    rules, since = reader.rules, max(begin, reader.at - MEETINGS)
    return HistoryView(
        columns=columns_of(reader),
        answer=Column(ANSWER_CRITERION.id, ANSWER_CRITERION.step, reader.label(ANSWER_CRITERION.label)),
        first=first,
        begin=begin,
        offsets=offsets_of(reader.zone, begin, reader.at),
        meeting=rules.meeting.time,
        meetings=tuple(days_with_meeting(day_of(since, reader.zone), day_of(reader.at, reader.zone), rules)),
        invalid=len(judged.invalid),
    )


def first_instant_of(openings: Iterable[datetime], at: datetime) -> datetime:
    """When the first case was opened; at most so long ago as the page looks back, and not after `at`."""
    return max(min((opened for opened in openings if opened <= at), default=at), at - FURTHEST)


def history_words_of(words: Wording) -> dict[str, str]:
    """The messages that the script fills, and the letters, by the names it knows."""
    told = {name: words.translations.gettext(message) for name, message in _WORDS.items()}
    return told | {str(letter): words(text) for letter, text in LETTERS.items()}
