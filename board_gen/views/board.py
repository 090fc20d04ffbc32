"""The board of one instant: invalid rows first, then the cases that the meeting walks, in order (contract §5, §7)."""

from dataclasses import dataclass, fields

from board_gen.finding import Finding, Level
from board_gen.model.case import InvalidCase
from board_gen.rules.judged import JudgedPlant
from board_gen.views.api import is_about
from board_gen.views.counts import Counts, counts_of
from board_gen.views.names import person_of
from board_gen.views.reader import Reader
from board_gen.views.row import Column, Row, columns_of, url_of
from board_gen.views.standing import Standing

SHORTEST_ID, LONGEST_ID = 12, 20
"""Bounds of the id column's width, in characters: marks want to stand below a short id, a longer id is broken."""
FAULTS_SHOWN = 3
"""So many faults of an invalid row stand on the board; all of them under findings."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding in words, with its place."""

    place: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class InvalidRow:
    """A case that can't be judged; `url` is None where another case holds its address, `more` counts faults left."""

    id: str
    url: str | None
    title: str
    owner: str
    faults: tuple[Fault, ...]
    more: int


@dataclass(frozen=True, slots=True)
class BoardFrame:
    """What the board says at one instant beside its valid rows. `ids` are those of the cases on it, or to come.

    `quiet_days` counts the days without red, None if never red.
    """

    columns: tuple[Column, ...]
    invalid: tuple[InvalidRow, ...]
    ids: tuple[str, ...]
    counts: Counts
    quiet_days: int | None

    @property
    def id_length(self) -> int:
        """How many characters the id's column holds in one line: those of the longest id, within bounds."""
        ids = [*(row.id for row in self.invalid), *self.ids]
        return min(LONGEST_ID, max(SHORTEST_ID, *map(len, ids)))


@dataclass(frozen=True, slots=True)
class BoardView(BoardFrame):
    """Everything that the board says at one instant: `later` are the rows of cases that open after it, each as it is
    at its opening.
    """

    rows: tuple[Row, ...]
    later: tuple[Row, ...]


def board_of(judged: JudgedPlant, reader: Reader) -> BoardView:
    """The board as `reader` sees it."""
    standing = Standing(judged, reader.at)
    frame = board_frame_of(standing, reader)
    return BoardView(
        **{field.name: getattr(frame, field.name) for field in fields(frame)},
        rows=tuple(standing.row(tracks, reader) for tracks in standing.on_board),
        later=tuple(standing.row(tracks, reader) for tracks in standing.to_come),
    )


def board_frame_of(standing: Standing, reader: Reader) -> BoardFrame:
    """The board but for its valid rows, at the standing's instant."""
    judged = standing.judged
    return BoardFrame(
        columns=columns_of(reader),
        invalid=tuple(invalid_row_of(case, judged, reader) for case in judged.invalid),
        ids=tuple(tracks.case.id for tracks in (*standing.on_board, *standing.to_come)),
        counts=counts_of(judged, reader.at),
        quiet_days=standing.quiet_days,
    )


def invalid_row_of(case: InvalidCase, judged: JudgedPlant, reader: Reader) -> InvalidRow:
    """An invalid case with the first of its faults; errors come before the rest."""
    found = faults_of_case(case, judged)
    return InvalidRow(
        id=case.id,
        url=url_of(case) if case.address else None,
        title=case.title,
        owner=person_of(case.owner, reader),
        faults=tuple(fault_of(finding, reader) for finding in found[:FAULTS_SHOWN]),
        more=max(0, len(found) - FAULTS_SHOWN),
    )


def faults_of_case(case: InvalidCase, judged: JudgedPlant) -> list[Finding]:
    """The findings that concern an invalid case, errors first."""
    found = [finding for finding in judged.findings if is_about(finding, case)]
    return sorted(found, key=lambda finding: (list(Level).index(finding.level), finding.place))


def fault_of(finding: Finding, reader: Reader) -> Fault:
    """A finding in the reader's words."""
    text = reader.words(finding.kind.text, **finding.values)
    hint = reader.words(finding.kind.hint, **finding.values) if finding.kind.hint else ""
    return Fault(str(finding.place), text, hint)
