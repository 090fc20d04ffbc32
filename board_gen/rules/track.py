"""Track: a value as a function of time, the one idea that everything here is built on.

A track is a step function: from each step's instant on (inclusive) its value holds, until the next step.
Instants are aware datetimes in UTC. A track says nothing of the time before its first step.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
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
    def together(cls, start: datetime, tracks: "Sequence[Track[U]]") -> "Track[tuple[U, ...]]":
        """The track of all values at once, of tracks that all begin at `start`."""
        values = [track.steps[0][1] for track in tracks]
        steps = [(start, tuple(values))]
        changes = [(instant, place, value) for place, track in enumerate(tracks) for instant, value in track.steps[1:]]
        for instant, changed in groupby(sorted(changes, key=_instant_of), _instant_of):
            for _, place, value in changed:
                values[place] = value
            steps.append((instant, tuple(values)))
        return Track(tuple(steps))

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
        holding: Counter[U] = Counter()
        steps: list[tuple[datetime, frozenset[U]]] = [] if start in turns else [(start, frozenset())]
        for instant in sorted(turns):
            for value, turn in turns[instant]:
                holding[value] += turn
            held = frozenset([value for value, count in holding.items() if count])
            if not steps or held != steps[-1][1]:
                steps.append((instant, held))
        return Track(tuple(steps))

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
        return self.steps[self._index(at)][1]

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
        steps: list[tuple[datetime, U]] = []
        for instant, value in self.steps:
            mapped = value_of(value)
            if not steps or mapped != steps[-1][1]:
                steps.append((instant, mapped))
        return Track(tuple(steps))

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
