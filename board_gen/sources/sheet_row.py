"""SheetRow: one line of the issue sheet, understood cell by cell, before it becomes a case or meets its case file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from board_gen.finding import Finding, Place
from board_gen.model.terms import Letter, Severity
from board_gen.sources.instants import WrittenDate
from board_gen.sources.sheet_words import SheetStatus


@dataclass(frozen=True, slots=True)
class CriterionCell:
    """What a row holds for one criterion.

    `done` is a date written there, `typed` a letter, `na` the text that says *not applicable*, `due` the deadline of
    its own column, in the cell `due_place`. All are None for a text that could not be understood: the cell does hold
    something.
    """

    criterion: str
    place: Place
    done: WrittenDate | None = None
    typed: Letter | None = None
    na: str | None = None
    due: WrittenDate | None = None
    due_place: Place = Place("")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds more than an id.

    `id` is as written, `address` its part of the URL; both stand for the row (`issues-12`) where no id could be read
    (`has_id` False). Empty texts and None are not given. `source` is a known source's code, `source_text` what is
    written. `lacking` are the findings that make the row invalid unless a case file gives what it lacks.
    `places` holds the cell of each field that is given; `row_place` is the row's own.
    """

    id: str
    address: str
    has_id: bool
    row_place: Place
    title: str = ""
    opened: WrittenDate | None = None
    source: str = ""
    source_text: str = ""
    customer: str = ""
    area: str = ""
    department: str = ""
    part: str = ""
    owner: str = ""
    severity: Severity | None = None
    profile: str | None = None
    tracked: bool | None = None
    next: str = ""
    next_report: WrittenDate | None = None
    updated: WrittenDate | None = None
    due: WrittenDate | None = None
    closed: WrittenDate | None = None
    status: SheetStatus | None = None
    typed_status: Letter | None = None
    criteria: tuple[CriterionCell, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    lacking: tuple[Finding, ...] = ()

    def place_of(self, key: str) -> Place:
        """The cell of a field; the row's own place where it has none."""
        return self.places.get(key, self.row_place)

    @property
    def is_complete(self) -> bool:
        """True where the row can stand for a case by itself."""
        return self.has_id and bool(self.title) and self.opened is not None and bool(self.source)

    @property
    def bare(self) -> "SheetRow":
        """What the row says, wherever it stands: without places and findings."""
        cells = tuple([replace(cell, place=_NOWHERE, due_place=_NOWHERE) for cell in self.criteria])
        return replace(self, row_place=_NOWHERE, criteria=cells, places={}, findings=(), lacking=())


_NOWHERE = Place("")
