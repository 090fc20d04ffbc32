"""Finding: a fault in somebody's file, with its place, what is wrong and how to mend it.

Faults are values: they are returned and collected, never raised for a user's mistake (contract §6, §9).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from board_gen.model.label import Label


class Level(StrEnum):
    """How bad a finding is (contract §6)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault. `text` and `hint` are English messages with `{named}` fields, marked with `N_`.

    Codes: BG1xx files and YAML · BG2xx values of a case · BG3xx board.yml · BG4xx the sheet and ledgers ·
    BG5xx ids and the merge of sheet and cases · BG6xx rules · BG7xx content gates · BG8xx pages and pictures.
    """

    code: str
    level: Level
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file, and in it a line and column (both from 1), or a sheet's cell (`F12`)."""

    file: str
    line: int = 0
    column: int = 0
    tab: str = ""
    cell: str = ""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """What places are sorted by; as a key it is many times faster than places that compare themselves."""
        return (self.file, self.line, self.column, self.tab, self.cell)

    def __str__(self) -> str:
        """The place as `check` prints it (contract §9)."""
        if self.cell:
            return f"{self.file}[{self.tab}!{self.cell}]" if self.tab else f"{self.file}[{self.cell}]"
        if self.line:
            return f"{self.file}:{self.line}:{self.column or 1}"
        return self.file


Value = str | int | Label | timedelta | tuple[Label, ...]
"""What a finding's message may be filled with."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of `kind` at `place`; `values` fill the messages, `case` is the id of the case concerned."""

    kind: Kind
    place: Place
    values: Mapping[str, Value] = field(default_factory=dict)
    case: str | None = None
    level_override: Level | None = None

    @property
    def order(self) -> tuple[tuple[str, int, int, str, str], str]:
        """What findings are sorted by: place, then code."""
        return (self.place.order, self.kind.code)

    @property
    def level(self) -> Level:
        """The level in force: a gate's comes from board.yml, all others from their kind."""
        return self.level_override or self.kind.level


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By place, then code."""
    return tuple(sorted(findings, key=lambda finding: finding.order))
