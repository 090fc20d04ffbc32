"""One case as a row of the board: its letter, what is noted beside it, its cells, what comes next (contract §5, §7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from board_gen.messages import N_
from board_gen.model.case import Case, InvalidCase
from board_gen.model.terms import Letter, Mark, Phase
from board_gen.rules.tracks import CaseTracks, CriterionTrack
from board_gen.views.cell import Cell, cell_of
from board_gen.views.names import customer_of, person_of
from board_gen.views.next_move import Kind, NextMove, next_move_of
from board_gen.views.reader import Reader
from board_gen.wording.terms import MARK_MEANINGS, MARKS

BESIDE_A_CELL = frozenset({Mark.MOVED, Mark.CLAIMED, Mark.DUE_SOON})
"""Marks that stand at their cell or deadline, not as a word of the row."""
CALLING = frozenset({Mark.NO_NEXT, Mark.REPORT_LATE, Mark.NO_REPORT, Mark.RECURRED})
"""Marks that call for somebody: they are set strong."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Column:
    """A criterion of the plant: one narrow column."""

    criterion: str
    step: str
    label: str


@dataclass(frozen=True, slots=True)
class MarkWord:
    """A mark in words; `meaning` is the longer form, `is_strong` where it calls for somebody."""

    name: str
    text: str
    meaning: str
    is_strong: bool


@dataclass(frozen=True, slots=True)
class NextDeadline:
    """What comes next, in words: `what` is the step and its label, `words` how late or how long still.

    `tone` is late, soon, later, watch or ready. `until` is the instant that the words count to, None if ready.
    """

    what: str
    words: str
    tone: str
    until: datetime | None
    until_words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A case on the board.

    `own_cells` are those of the case's criteria; `cells` has one place per column, None where the profile lacks the
    criterion. `answer` is the one cell of a row whose criteria are no columns (a listed problem); then all `cells` are
    None.
    """

    id: str
    url: str
    title: str
    customer: str
    part: str
    owner: str
    opened: datetime
    age: str
    status: Letter
    phase: Phase
    escalation: int
    escalation_to: str
    why: str
    marks: tuple[MarkWord, ...]
    cells: tuple[Cell | None, ...]
    own_cells: tuple[Cell, ...]
    answer: Cell | None
    answer_label: str
    next: NextDeadline


def columns_of(reader: Reader) -> tuple[Column, ...]:
    """The plant's criteria, in their order."""
    return tuple(Column(given.id, given.step, reader.label(given.label)) for given in reader.rules.criteria)


def row_of(tracks: CaseTracks, columns: tuple[Column, ...], reader: Reader, *, with_whys: bool = True) -> Row:
    """A case on the board at the reader's instant; without its sentences where nobody is shown them."""
    case, head = tracks.case, tracks.head.at(reader.at)
    cells = {track.criterion.id: cell_of(track, reader, with_why=with_whys) for track in tracks.criteria}
    placed = tuple(cells.get(column.criterion) for column in columns)
    answer = None if any(placed) else tracks.criteria[0]
    return Row(
        id=case.id,
        url=url_of(case),
        title=case.title,
        customer=customer_of(case.customer, reader),
        part=case.part.text,
        owner=person_of(case.owner, reader),
        opened=case.opened,
        age=age_words(reader.at - case.opened, reader),
        status=head.status,
        phase=head.phase,
        escalation=head.escalation,
        escalation_to=escalation_to(tracks, head.escalation, reader),
        why=cells[deciding_cell(tracks, reader.at).criterion.id].why,
        marks=mark_words(tracks.marks.at(reader.at), reader),
        cells=placed,
        own_cells=tuple(cells.values()),
        answer=cells[answer.criterion.id] if answer else None,
        answer_label=reader.label(answer.criterion.label) if answer else "",
        next=next_deadline_of(tracks, reader),
    )


def url_of(case: Case | InvalidCase) -> str:
    """The address of a case's page from the site's root, not percent-encoded."""
    return f"cases/{case.address}/"


def age_words(age: timedelta, reader: Reader) -> str:
    """How old a case is, in its largest unit: `3 d`, `5 h`, `20 min`."""
    if age >= _DAY:
        return reader.words(N_("{count} d"), count=age // _DAY)
    if age >= timedelta(hours=1):
        return reader.words(N_("{count} h"), count=age // timedelta(hours=1))
    return reader.words(N_("{count} min"), count=max(age, timedelta()) // timedelta(minutes=1))


def escalation_to(tracks: CaseTracks, level: int, reader: Reader) -> str:
    """Whom the level of escalation calls, empty for none."""
    return next((reader.label(given.to) for given in tracks.levels if given.level == level), "")


def deciding_cell(tracks: CaseTracks, at: datetime) -> CriterionTrack:
    """The criterion that decides a case's status: of its letter, the one whose deadline comes first."""
    status = tracks.head.at(at).status
    deciding = [track for track in tracks.criteria if track.rulings.at(at).letter is status]
    return min(deciding, key=lambda track: track.rulings.at(at).due)


def mark_words(marks: tuple[Mark, ...], reader: Reader) -> tuple[MarkWord, ...]:
    """Marks in words, in their order, without those that stand beside a cell."""
    words = reader.words
    return tuple(
        MarkWord(str(mark), words(MARKS[mark]), words(MARK_MEANINGS[mark]), mark in CALLING)
        for mark in marks
        if mark not in BESIDE_A_CELL
    )


def next_deadline_of(tracks: CaseTracks, reader: Reader) -> NextDeadline:
    """What the case waits for: its earliest unmet deadline, the end of its watch, or its closing."""
    move = next_move_of(tracks, reader.at)
    until = reader.moment(move.until) if move.until else ""
    return NextDeadline(what_of(move, reader), left_words(move, reader), move.tone, move.until, until)


def what_of(move: NextMove, reader: Reader) -> str:
    """What is waited for: a criterion with its step, or the watch; nothing for what can be closed."""
    if move.criterion is not None:
        criterion = move.criterion.criterion
        return f"{criterion.step} {reader.label(criterion.label)}".strip()
    return reader.words(N_("Watch")) if move.kind is Kind.WATCH else ""


def left_words(move: NextMove, reader: Reader) -> str:
    """How late it is or how long still; the days of a watch, of 24 hours each, count from 1."""
    words, at = reader.words, reader.at
    if move.kind is Kind.READY:
        return words(N_("ready to close"))
    if move.until is None:
        return ""
    if move.kind is Kind.WATCH and move.days and move.start:
        return words(N_("day {day} of {days}"), day=(at - move.start) // _DAY + 1, days=move.days)
    if move.kind is Kind.WATCH:
        return words(N_("{span} left"), span=reader.span(move.until - at))
    if move.until <= at:
        return words(N_("overdue {span}"), span=reader.span(at - move.until))
    return words(N_("due in {span}"), span=reader.span(move.until - at))
