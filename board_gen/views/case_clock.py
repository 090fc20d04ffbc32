"""CaseClock: the instants of one case as its page shows them.

The page of an ended case (closed, rejected) is read at its end for ever and names the year of every instant, so that
it never changes again; a case that opens later is read at its opening.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from board_gen.messages import N_
from board_gen.rules.tracks import CaseTracks
from board_gen.views.reader import Reader
from board_gen.wording import times

_INSTANT = timedelta(seconds=1)


class Moment(NamedTuple):
    """An instant and how readers see it."""

    text: str
    instant: datetime


class Timing(NamedTuple):
    """Something that is due: when, how it stands, in words.

    `tone` is met, late (done late, or not done and past), open, or empty. `clock` is the deadline that the words
    count to, None where they will never change.
    """

    due: Moment | None
    done: Moment | None
    words: str
    tone: str
    clock: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseClock:
    """`at` is the instant at which the case is read, `reader` the reader standing there.

    `year` is the one that needs no telling (None: every instant is told with its year). `is_to_come`: the true reader
    stands before the opening.
    """

    reader: Reader
    at: datetime
    zone: ZoneInfo
    year: str | None
    is_ended: bool
    is_to_come: bool = False

    @classmethod
    def of(cls, tracks: CaseTracks, reader: Reader) -> "CaseClock":
        """The clock of a case for a reader."""
        is_ended = tracks.end is not None and tracks.end <= reader.at
        at = tracks.end if tracks.end is not None and is_ended else reader.at
        at, zone = max(at, tracks.case.opened), reader.zone
        year = None if is_ended else times.full_moment(at, zone)[:4]
        standing = Reader(at, reader.rules, reader.words, reader.pinned)
        return cls(standing, at, zone, year, is_ended, is_to_come=tracks.case.opened > reader.at)

    def moment(self, instant: datetime) -> Moment:
        """`11-23 07:55`; a local midnight is a date that was written without a time, so its day alone."""
        return Moment(self._shown(*times.local_of(instant, self.zone)), instant)

    def deadline(self, instant: datetime) -> Moment:
        """A deadline; one at a local midnight is the end of the day before, and shown as that day."""
        text, is_midnight = times.local_of(instant, self.zone)
        if is_midnight:
            text = times.full_moment(instant - _INSTANT, self.zone)
        return Moment(self._shown(text, is_midnight), instant)

    def _shown(self, text: str, is_day: bool) -> str:
        """A moment in full as the page shows it; `is_day`: without its time."""
        start, end = 5 if text[:4] == self.year else 0, -6 if is_day else None
        return text[start:end]

    def optional(self, instant: datetime | None) -> Moment | None:
        """The moment of an instant that may not be given."""
        return self.moment(instant) if instant is not None else None

    def timing(self, due: datetime | None, done: datetime | None) -> Timing:
        """How something stands that is due at or before `due`, and was done at `done` if that is not after now."""
        shown_due = self.deadline(due) if due is not None else None
        if done is not None and done <= self.at:
            words, tone = self._done_words(due, done)
            return Timing(shown_due, self.moment(done), words, tone)
        shown_done = self.optional(done)
        if due is None:
            return Timing(None, shown_done, "", "")
        return Timing(shown_due, shown_done, *self._open_words(due), None if self.is_ended else due)

    def _done_words(self, due: datetime | None, done: datetime) -> tuple[str, str]:
        words = self.reader.words
        if due is None:
            return words(N_("done")), "met"
        if done < due:
            return words(N_("{span} before the deadline"), span=self.reader.span(due - done)), "met"
        return words(N_("{span} late"), span=self.reader.span(done - due)), "late"

    def _open_words(self, due: datetime) -> tuple[str, str]:
        words = self.reader.words
        if self.is_ended:
            return words(N_("not done")), "late" if due <= self.at else "open"
        if due <= self.at:
            return words(N_("overdue {span}"), span=self.reader.span(self.at - due)), "late"
        return words(N_("due in {span}"), span=self.reader.span(due - self.at)), "open"
