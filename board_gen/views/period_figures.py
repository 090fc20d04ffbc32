"""The numbers of a week or a month in words: its figures beside those of other periods, the board, deadlines."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.rules.period import Kept, KeptOf, Letters, PeriodSums, ReasonCount
from board_gen.rules.period_ledgers import Attended, Ledgers
from board_gen.rules.profile import ANSWER_CRITERION
from board_gen.views.reader import Reader

DASH = "–"


class Figure(NamedTuple):
    """A line of the sheet's figures: what it is, in this period, in the one before, in the same month last year."""

    name: str
    now: str
    before: str
    year_before: str
    is_part: bool = False


class Sheet(NamedTuple):
    """What a sheet is made of: the period's sums, those it is compared with, the ledgers, and its neighbours.

    `invalid`: those that came up in it, which the Q counts.
    """

    sums: PeriodSums
    before: PeriodSums | None
    year_before: PeriodSums | None
    ledgers: Ledgers
    has_after: bool
    invalid: tuple[InvalidCase, ...]


def figures_of(sheet: Sheet, reader: Reader) -> Iterator[Figure]:
    """The sheet's figures beside those that they are compared with."""

    def line(name: str, told: Callable[[PeriodSums], str], *, is_part: bool = False) -> Figure:
        before, year_before = (told(sums) if sums else DASH for sums in (sheet.before, sheet.year_before))
        return Figure(reader.words(name), told(sheet.sums), before, year_before, is_part)

    def kept(sums: PeriodSums, of: Callable[[PeriodSums], Kept]) -> str:
        return share_words(of(sums)) if sums is sheet.sums else percent(of(sums).share)

    def attended(told: Callable[[Attended], str]) -> Callable[[PeriodSums], str]:
        def of(sums: PeriodSums) -> str:
            found = sheet.ledgers.attended_in(sums.period, sums.stretch)
            return told(found) if found else DASH

        return of

    yield line(N_("Opened"), lambda sums: str(len(sums.opened)))
    yield line(N_("customer complaints"), lambda sums: str(len(sums.complaints)), is_part=True)
    yield line(N_("Closed"), lambda sums: str(len(sums.closed)))
    yield line(N_("median time to closing"), lambda sums: closing_words(sums, reader), is_part=True)
    yield line(N_("Rejected cases"), lambda sums: str(len(sums.rejected)))
    is_over = sheet.sums.stretch.is_over
    yield line(
        N_("On the board at its end") if is_over else N_("On the board now"), lambda sums: str(sums.at_end.on_board)
    )
    yield line(N_("red"), lambda sums: str(sums.at_end.red), is_part=True)
    yield line(N_("escalated above level 1"), lambda sums: str(raised_of(sums)), is_part=True)
    yield line(N_("First deadlines kept"), lambda sums: kept(sums, lambda one: one.kept_first))
    yield line(N_("Deadlines in force kept"), lambda sums: kept(sums, lambda one: one.kept_current))
    yield line(N_("Deadlines moved"), lambda sums: str(len(sums.moves)))
    yield line(N_("Recurrences"), lambda sums: str(len(sums.recurrences)))
    yield line(N_("Meetings held / planned"), attended(lambda found: f"{found.held} / {found.planned}"))
    yield line(N_("attendance"), attended(attendance_words), is_part=True)


def closing_words(sums: PeriodSums, reader: Reader) -> str:
    """The median of what was closed, `4 d 03 h`."""
    return DASH if sums.closing_time is None else reader.span(sums.closing_time)


def raised_of(sums: PeriodSums) -> int:
    """How many open cases were escalated beyond the first level, which each red one has by default."""
    return sum(1 for one in sums.escalated if one.level > 1)


def share_words(kept: Kept) -> str:
    """`78 % (7/9)`."""
    return f"{percent(kept.share)} ({kept.in_time}/{kept.passed})" if kept.passed else DASH


def percent(share: Fraction | None) -> str:
    """A share of 1 in whole percent, ties upwards as on `/trends/`; a dash where there is none."""
    return DASH if share is None else f"{floor(100 * share + Fraction(1, 2))} %"


def attendance_words(found: Attended) -> str:
    """`96.2 %`."""
    return DASH if found.percent is None else f"{found.percent} %"


# ------------------------------------------------------------------------------------------------------- the board
class Segment(NamedTuple):
    """A letter's part of the board: where it lies on a bar 180 units wide, and its text where there is room for it."""

    code: str
    x: float
    width: float
    text: str


class BoardBar(NamedTuple):
    """The board at an instant: its name, the letters as a bar and in words, `R 4 · Y 13 · G 3`, and how many in all."""

    name: str
    segments: tuple[Segment, ...]
    words: str
    letters: str
    on_board: int


_WIDE = 180.0
_ROOM = 17.0
"""Units that a text of two signs takes on the bar."""


def boards_of(sums: PeriodSums, reader: Reader) -> tuple[BoardBar, ...]:
    """The board when the period began and at its end, on one scale."""
    start, end = sums.at_start, sums.at_end
    unit = _WIDE / max(start.on_board, end.on_board, 1)
    names = N_("at its start"), N_("at its end") if sums.stretch.is_over else N_("now")
    return tuple(
        board_bar_of(reader.words(name), letters, unit, reader)
        for name, letters in zip(names, (start, end), strict=True)
    )


def board_bar_of(name: str, letters: Letters, unit: float, reader: Reader) -> BoardBar:
    """One bar; a letter that lacks the room for its number has it beside the bar only."""
    segments, x = [], 0.0
    for code, count in zip("RYG", letters, strict=True):
        width = count * unit
        text = f"{code} {count}" if width >= _ROOM + 6 * len(str(count)) else ""
        segments.append(Segment(code.lower(), round(x, 1), round(width, 1), text))
        x += width
    told = reader.words(
        N_("{red} red, {yellow} yellow, {green} green"), red=letters.red, yellow=letters.yellow, green=letters.green
    )
    plain = " · ".join(f"{code} {count}" for code, count in zip("RYG", letters, strict=True))
    return BoardBar(name, tuple(segments), told, plain, letters.on_board)


# ------------------------------------------------------------------------------------------------------- deadlines
class KeptRow(NamedTuple):
    """How many of a criterion's deadlines were kept: `78 % (7/9)`."""

    name: str
    by_first: str
    by_current: str


class ReasonRow(NamedTuple):
    """A reason for moving deadlines, how often, and how much time it gave."""

    reason: str
    moves: int
    gained: str


def kept_row_of(one: KeptOf, reader: Reader) -> KeptRow:
    """A criterion by its label."""
    return KeptRow(_criterion_words(one.criterion, reader), share_words(one.by_first), share_words(one.by_current))


def _criterion_words(criterion: str, reader: Reader) -> str:
    known = reader.rules.criterion(criterion)
    if known is None and criterion == ANSWER_CRITERION.id:
        known = ANSWER_CRITERION
    return reader.label(known.label) if known else criterion


def moves_words(sums: PeriodSums, reader: Reader) -> str:
    """How many deadlines were moved, of how many cases, and how much time they gained together."""
    if not sums.moves:
        return reader.words(N_("No deadline was moved."))
    return reader.words(
        N_("Moves: {count}, in cases: {cases}; together {gained}."),
        count=len(sums.moves),
        cases=sums.moved_cases,
        gained=days_words(sum(move.gained for move in sums.moves), reader),
    )


def reason_row_of(one: ReasonCount, reader: Reader) -> ReasonRow:
    """A reason, `no reason given` where there was none."""
    return ReasonRow(one.reason or reader.words(N_("no reason given")), one.moves, days_words(one.gained, reader))


def days_words(seconds: int, reader: Reader) -> str:
    """`+3.5 d`: days gained, to one decimal."""
    return reader.words(N_("{days} d"), days=f"{seconds / 86400:+.1f}".replace("-", "−"))
