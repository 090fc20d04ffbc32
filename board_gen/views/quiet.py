"""How long nothing has been red: the steps at which a list's first case turns red and its last one ceases to be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from board_gen.model.terms import Letter
from board_gen.rules.tracks import CaseTracks

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `at` on: whether a case on the board is red, and when one last ceased to be (None: none ever did)."""

    at: datetime
    since: datetime | None
    is_red: bool

    def days(self, at: datetime) -> int | None:
        """Whole days of 24 hours without red by an instant of this step; 0 while one is, None where none ever was."""
        if self.is_red:
            return 0
        return (at - self.since) // _DAY if self.since is not None else None


def quiet_of(cases: Iterable[CaseTracks], at: datetime, last_red: datetime | None = None) -> tuple[Quiet, ...]:
    """From `at` on, at each instant at which it changes: whether any of the cases is red, else since when none is.

    `last_red` is when a case that has settled, and of which nothing else is known, was last red.
    """
    turns: defaultdict[datetime, int] = defaultdict(int, {at: 0})
    for begin, end in (span for tracks in cases for span in _red_spans(tracks)):
        turns[begin] += 1
        if end is not None:
            turns[end] -= 1
    red, since, quiet = 0, last_red, list[Quiet]()
    for instant in sorted(turns):
        was_red, red = red > 0, red + turns[instant]
        if was_red and not red:
            since = max(instant, last_red or instant)
        step = Quiet(instant, None if red else since, red > 0)
        if not quiet or (step.since, step.is_red) != (quiet[-1].since, quiet[-1].is_red):
            quiet.append(step)
    past = [step for step in quiet if step.at <= at][-1]
    return (replace(past, at=at), *(step for step in quiet if step.at > at))


def _red_spans(tracks: CaseTracks) -> Iterator[tuple[datetime, datetime | None]]:
    """When a case was, is or will be red on the board; None where nothing ends it."""
    begin = None
    for instant, head in tracks.head.steps:
        is_red = head.status is Letter.RED and head.phase.is_on_board
        if is_red and begin is None:
            begin = instant
        elif begin is not None and not is_red:
            yield begin, instant
            begin = None
    if begin is not None:
        yield begin, None
