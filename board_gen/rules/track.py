"""Track: a value as a function of time, the one idea that everything here is built on.

A track is a step function: from each step's instant on (inclusive) its value holds, until the next step.
Instants are aware datetimes in UTC. A track says nothing of the time before its first step.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
U = TypeVar("U")

Span: TypeAlias = tuple[datetime, datetime | None, T]
"""From an instant (inclusive) to a later one (exclusive; None: for ever) a value holds."""

_instant_of = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Track(Generic[T]):
    """Steps in rising order of time, no two neighbours of equal value, at least one."""

    steps: tuple[tuple[datetime, T], ...]

    @classmethod
    def sampled(cls, start: datetime, instants: Iterable[datetime], value_at: Callable[[datetime], T]) -> "Track[T]":
        """The track of `value_at` from `start` on; `instants` holds every instant at which it may change."""
        value = value_at(start)
        steps = [(start, value)]
        for instant in sorted({instant for instant in instants if instant > start}):
            former, value = value, value_at(instant)
            if value != former:
                steps.append((instant, value))
        return cls(tuple(steps))

    @classmethod
    def constant(cls, start: datetime, value: T) -> "Track[T]":
        """One value for ever."""
        return cls(((start, value),))

    @classmethod
    def of_steps(cls, steps: "Iterable[tuple[datetime, U]]") -> "Track[U]":
        """The track of steps in rising order of time, those left out that change nothing; at least one."""
        kept: list[tuple[datetime, U]] = []
        for step in steps:
            if not kept or step[1] != kept[-1][1]:
                kept.append(step)
        return Track(tuple(kept))

    @classmethod
    def of_spans(cls, start: datetime, spans: Iterable[Span[U]]) -> "Track[frozenset[U]]":
        """The track of all values that hold; spans may overlap, those of one value too, and an empty one says nothing.

        What of a span lies before `start` is left out.
        """
        turns: defaultdict[datetime, list[tuple[U, int]]] = defaultdict(list)
        for begin, end, value in spans:
            if end is None:
                turns[max(begin, start)].append((value, 1))
            elif end > begin and end > start:
                turns[max(begin, start)].append((value, 1))
                turns[end].append((value, -1))
        holding: defaultdict[U, int] = defaultdict(int)
        steps: list[tuple[datetime, frozenset[U]]] = [] if start in turns else [(start, frozenset())]
        for instant in sorted(turns):
            for value, turn in turns[instant]:
                holding[value] += turn
            steps.append((instant, frozenset([value for value, count in holding.items() if count])))
        return Track.of_steps(steps)

    @property
    def start(self) -> datetime:
        """The first instant of which the track speaks."""
        return self.steps[0][0]

    def _index(self, at: datetime) -> int:
        index = bisect_right(self.steps, at, key=_instant_of) - 1
        if index < 0:
            raise ValueError(f"nothing is known before {self.start}, asked for {at}")
        return index

    def at(self, at: datetime) -> T:
        """The value at an instant; ValueError before the first step."""
        instant, value = self.steps[-1]
        return value if at >= instant else self.steps[self._index(at)][1]

    def step(self, at: datetime) -> tuple[datetime, T]:
        """When the value that holds at an instant began to hold, and the value; ValueError before the first step."""
        return self.steps[self._index(at)]

    def since(self, at: datetime) -> datetime:
        """When the value that holds at `at` began to hold."""
        return self.steps[self._index(at)][0]

    def changes(self, after: datetime) -> tuple[tuple[datetime, T], ...]:
        """The steps later than `after`."""
        return self.steps[bisect_right(self.steps, after, key=_instant_of) :]

    def instants(self) -> tuple[datetime, ...]:
        """The instants of all steps."""
        return tuple([instant for instant, _ in self.steps])

    def spans(self) -> Iterator[Span[T]]:
        """Each value with the time for which it holds, in order; the last holds for ever."""
        begin, value = self.steps[0]
        for end, following in self.steps[1:]:
            yield begin, end, value
            begin, value = end, following
        yield begin, None, value

    def map(self, value_of: Callable[[T], U]) -> "Track[U]":
        """The track of `value_of` each value."""
        return Track.of_steps([(instant, value_of(value)) for instant, value in self.steps])

    def until(self, end: datetime | None) -> "Track[T]":
        """The track that keeps for ever the value which holds at `end` (None: the whole track)."""
        if end is None or self.steps[-1][0] <= end:
            return self
        return Track(self.steps[: self._index(max(end, self.start)) + 1])

    def ended(self, end: datetime | None, value: T) -> "Track[T]":
        """The track that holds `value` from `end` on (None: the whole track)."""
        if end is None:
            return self
        before = tuple([step for step in self.steps if step[0] < end])
        if before and before[-1][1] == value:
            return Track(before)
        return Track((*before, (max(end, self.start), value)))
