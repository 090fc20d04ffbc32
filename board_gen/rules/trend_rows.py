"""Rows: every case as plain numbers, from which all trends are summed - here, and by a reader's browser.

A row is made of a case in short (`rules/digest.py`) as it stands at the instant of the build. What the browser reads
(`pages/trend_data.py`, docs/charts.md "The data file") are these rows and nothing else, so that both give
the same sums.

A day is a local day of the plant, by its number: 0 is 1970-01-01. A day that has begun is not left again, also where a
clock is set back over midnight (`LocalDays.begun_by`), so that the days of a case never fall.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import IntEnum
from operator import attrgetter, itemgetter
from typing import NamedTuple, TypeAlias

from board_gen.model.terms import Branch, Letter, Phase
from board_gen.rules.deadline_moves import Postponed, reason_names
from board_gen.rules.digest import CaseDigest, Move, Timed, Timing
from board_gen.rules.local_days import LocalDays

EPOCH_DAY = date(1970, 1, 1).toordinal()


def number_of(day: date) -> int:
    """The number of a day: 0 is 1970-01-01."""
    return day.toordinal() - EPOCH_DAY


def day_numbered(number: int) -> date:
    """The day of a number."""
    return date.fromordinal(number + EPOCH_DAY)


class State(IntEnum):
    """Where a case stands at the instant of the build. `WATCHED` is in watch or ready; `UNDATED` closed without a
    date: such a row was never on the board, and is in no sum of closings.
    """

    OPEN = 0
    WATCHED = 1
    CLOSED = 2
    REJECTED = 3
    UNDATED = 4


_OPEN, _WATCHED, _CLOSED, _REJECTED, _UNDATED = map(int, State)
ON_BOARD = frozenset({State.OPEN, State.WATCHED})
"""The states of what the meeting still walks."""
OFF, RED, YELLOW, GREEN = range(4)
"""What the board shows of a case: nothing, or its letter."""
TIMINGS = (Timing.IN_TIME, Timing.LATE, Timing.NOT_DUE)
"""The timings in the order of their numbers, 0 to 2."""
BRANCHES = ("", *(str(branch) for branch in Branch))
"""The classes of causes, by their numbers; 0: no verified cause of occurrence yet."""

TimedPattern: TypeAlias = tuple[tuple[int, int, int], ...]
"""How the criteria of a case stand to their deadlines: the criterion's number, `TIMINGS` by first, by current."""


class Moved(NamedTuple):
    """A deadline was moved: on which day, which criterion's, by how many seconds later (negative: earlier), and why
    (the number of the reason; 0: none given).
    """

    day: int
    criterion: int
    gained: int
    reason: int


class TrendRow(NamedTuple):
    """A valid case that was opened by the instant of the build.

    opened     instant of the opening, in seconds since 1970-01-01T00:00Z
    day        its day
    source, area, customer, department, part, cause
               numbers of names in the table's `names`; 0: none given (of `cause`: none found yet)
    state      a `State`
    span       seconds from the opening to its end (closed, rejected), of what is on the board to the instant of the
               build; 0 where `UNDATED`
    ended      the day on which it was closed or rejected; None while it is on the board, and where `UNDATED`
    letters    (day, what the board shows from that day's end on: `OFF`, `RED`, `YELLOW`, `GREEN`), days rising, no two
               neighbours alike, OFF before the first; empty for what came and went within a day
    reached    seconds to containment, root cause, verification (`rules/milestones.py`), else `NOT_YET` or `NONE`;
               empty where all three are `NONE`
    timed      number of a pattern in the table's `timed`
    moved      the moves of its deadlines, days rising
    recurred   the days on which the problem came again, rising
    """

    opened: int
    day: int
    source: int
    area: int
    customer: int
    department: int
    part: int
    cause: int
    state: int
    span: int
    ended: int | None
    letters: tuple[tuple[int, int], ...]
    reached: tuple[int, ...]
    timed: int
    moved: tuple[Moved, ...]
    recurred: tuple[int, ...]


class Names(NamedTuple):
    """The names behind the numbers of the rows, sorted by code points, "" first; those of `cause` are `BRANCHES`."""

    source: tuple[str, ...]
    area: tuple[str, ...]
    customer: tuple[str, ...]
    department: tuple[str, ...]
    part: tuple[str, ...]
    cause: tuple[str, ...]
    reason: tuple[str, ...]


class TrendTable(NamedTuple):
    """All rows, by opening and then by id, and what they speak of.

    `at` is the instant of the build in seconds since 1970, `today` its day; `criteria` the ids of criteria in the
    board's order. `invalid` counts the cases that can't be judged: they are in no row.
    """

    at: int
    today: int
    criteria: tuple[str, ...]
    names: Names
    timed: tuple[TimedPattern, ...]
    rows: tuple[TrendRow, ...]
    invalid: int


def trend_table_of(
    cases: Iterable[CaseDigest], at: datetime, days: LocalDays, criteria: Sequence[str], invalid: int = 0
) -> TrendTable:
    """The rows of these cases, opened by `at` and given as they stand then; `criteria` are the plant's, in order."""
    ordered = sorted(cases, key=attrgetter("id"))
    maker = _RowMaker(ordered, at, days, criteria)
    rows = sorted(map(maker.row_of, ordered), key=itemgetter(0))
    today = days.begun_by(at) - EPOCH_DAY
    return TrendTable(_seconds(at), today, maker.criteria, maker.names, maker.patterns, tuple(rows), invalid)


class _RowMaker:
    """Gives names and patterns their numbers, and makes the rows."""

    def __init__(self, cases: Sequence[CaseDigest], at: datetime, days: LocalDays, criteria: Sequence[str]) -> None:
        self.at, self.begun_by = _seconds(at), days.begun_by
        moves = [move for digest in cases if digest.postponed for move in digest.postponed]
        spelled = reason_names([move.reason for move in moves])
        self.names = Names(
            source=_sorted_names([digest.source for digest in cases]),
            area=_sorted_names([digest.area for digest in cases]),
            customer=_sorted_names([digest.customer for digest in cases]),
            department=_sorted_names([digest.department for digest in cases]),
            part=_sorted_names([digest.part for digest in cases]),
            cause=BRANCHES,
            reason=_sorted_names(spelled.values()),
        )
        *self.numbers, reasons = [_numbers_of(names) for names in self.names]
        self.reasons = {written: reasons[name] for written, name in spelled.items()}
        objects = {id(digest.timed): digest.timed for digest in cases}  # a few hundred: equal ones are mostly shared
        told = {one.criterion for timed in objects.values() for one in timed} | {move.criterion for move in moves}
        self.criteria = (*criteria, *sorted(told - set(criteria)))
        self.criterion_numbers = _numbers_of(self.criteria)
        patterns = {key: self._pattern_of(timed) for key, timed in objects.items()}
        self.patterns = tuple(sorted(set(patterns.values())))
        places = {pattern: place for place, pattern in enumerate(self.patterns)}
        self.timed = {key: places[pattern] for key, pattern in patterns.items()}

    def _pattern_of(self, timed: Iterable[Timed]) -> TimedPattern:
        numbers, timings = self.criterion_numbers, _TIMING_NUMBERS
        return tuple([(numbers[one.criterion], timings[one.by_first], timings[one.by_current]) for one in timed])

    def row_of(self, digest: CaseDigest) -> TrendRow:
        """The row of a case."""
        source, area, customer, department, part, cause = self.numbers
        opened = int(digest.opened.timestamp())
        state, span, ended = self._end_of(digest, opened)
        return TrendRow(
            opened,
            self.begun_by(digest.opened) - EPOCH_DAY,
            source[digest.source],
            area[digest.area],
            customer[digest.customer],
            department[digest.department],
            part[digest.part],
            cause[digest.branch],
            state,
            span,
            ended,
            self._letters_of(digest.moves),
            digest.reached,
            self.timed[id(digest.timed)],
            tuple([self._moved(move) for move in digest.postponed]) if digest.postponed else (),
            tuple([self.begun_by(at) - EPOCH_DAY for at in digest.recurred]) if digest.recurred else (),
        )

    def _end_of(self, digest: CaseDigest, opened: int) -> tuple[int, int, int | None]:
        """State, span and day of the end."""
        ending = digest.ending
        if ending is None:
            is_open = digest.head is not None and digest.head.phase is Phase.OPEN
            return _OPEN if is_open else _WATCHED, self.at - opened, None
        if ending.at is None:
            return _UNDATED, 0, None
        state = _CLOSED if ending.phase is Phase.CLOSED else _REJECTED
        return state, int(ending.at.timestamp()) - opened, self.begun_by(ending.at) - EPOCH_DAY

    def _letters_of(self, moves: Iterable[Move]) -> tuple[tuple[int, int], ...]:
        """What the board shows at the end of the days on which that changed."""
        begun_by, red, yellow = self.begun_by, Letter.RED, Letter.YELLOW
        last = {
            begun_by(at) - EPOCH_DAY: (
                RED if letter is red else YELLOW if letter is yellow else OFF if letter is None else GREEN
            )
            for at, letter in moves
        }
        steps, shown = [], OFF
        for step in last.items():
            if step[1] != shown:
                steps.append(step)
                shown = step[1]
        return tuple(steps)

    def _moved(self, move: Postponed) -> Moved:
        day = self.begun_by(move.at) - EPOCH_DAY
        return Moved(day, self.criterion_numbers[move.criterion], move.gained, self.reasons[move.reason])


_TIMING_NUMBERS = {timing: number for number, timing in enumerate(TIMINGS)}


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _sorted_names(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, by code points; "" first, also where nobody has it."""
    return tuple(sorted({"", *names}))


def _numbers_of(names: Iterable[str]) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(names)}
