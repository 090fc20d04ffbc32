"""Track: a value as a function of time, the one idea that everything here is built on.

A track is a step function: from each step's instant on (inclusive) its value holds, until the next step.
Instants are aware datetimes in UTC. A track says nothing of the time before its first step.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Track(Generic[T]):
    """Steps in rising order of time, no two neighbours of equal value, at least one."""

    steps: tuple[tuple[datetime, T], ...]
    _instants: tuple[datetime, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_instants", tuple(instant for instant, _ in self.steps))

    @classmethod
    def sampled(cls, start: datetime, instants: Iterable[datetime], value_at: Callable[[datetime], T]) -> "Track[T]":
        """The track of `value_at` from `start` on; `instants` holds every instant at which it may change."""
        steps: list[tuple[datetime, T]] = [(start, value_at(start))]
        for instant in sorted({instant for instant in instants if instant > start}):
            value = value_at(instant)
            if value != steps[-1][1]:
                steps.append((instant, value))
        return cls(tuple(steps))

    @classmethod
    def constant(cls, start: datetime, value: T) -> "Track[T]":
        """One value for ever."""
        return cls(((start, value),))

    @classmethod
    def together(cls, start: datetime, tracks: "Sequence[Track[U]]") -> "Track[tuple[U, ...]]":
        """The track of all values at once, of tracks that all begin at `start`."""
        values = [track.steps[0][1] for track in tracks]
        steps = [(start, tuple(values))]
        changes = [(instant, place, value) for place, track in enumerate(tracks) for instant, value in track.steps[1:]]
        for instant, changed in groupby(sorted(changes, key=itemgetter(0)), itemgetter(0)):
            for _, place, value in changed:
                values[place] = value
            steps.append((instant, tuple(values)))
        return Track(tuple(steps))

    @property
    def start(self) -> datetime:
        """The first instant of which the track speaks."""
        return self.steps[0][0]

    def _index(self, at: datetime) -> int:
        index = bisect_right(self._instants, at) - 1
        if index < 0:
            raise ValueError(f"nothing is known before {self.start}, asked for {at}")
        return index

    def at(self, at: datetime) -> T:
        """The value at an instant; ValueError before the first step."""
        return self.steps[self._index(at)][1]

    def since(self, at: datetime) -> datetime:
        """When the value that holds at `at` began to hold."""
        return self.steps[self._index(at)][0]

    def changes(self, after: datetime) -> tuple[tuple[datetime, T], ...]:
        """The steps later than `after`."""
        return self.steps[bisect_right(self._instants, after) :]

    def instants(self) -> tuple[datetime, ...]:
        """The instants of all steps."""
        return self._instants

    def map(self, value_of: Callable[[T], U]) -> "Track[U]":
        """The track of `value_of` each value."""
        steps: list[tuple[datetime, U]] = []
        for instant, value in self.steps:
            mapped = value_of(value)
            if not steps or mapped != steps[-1][1]:
                steps.append((instant, mapped))
        return Track(tuple(steps))

    def until(self, end: datetime | None) -> "Track[T]":
        """The track that keeps for ever the value which holds at `end` (None: the whole track)."""
        if end is None:
            return self
        return Track(self.steps[: self._index(max(end, self.start)) + 1])

    def ended(self, end: datetime | None, value: T) -> "Track[T]":
        """The track that holds `value` from `end` on (None: the whole track)."""
        if end is None:
            return self
        before = tuple(step for step in self.steps if step[0] < end)
        if before and before[-1][1] == value:
            return Track(before)
        return Track((*before, (max(end, self.start), value)))
