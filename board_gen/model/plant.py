"""Plant: everything that was read, before any rule looked at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from board_gen.finding import Finding, Place
from board_gen.model.case import Case, InvalidCase
from board_gen.model.rules import Rules
from board_gen.model.terms import ChartKind


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """One line of meetings.csv, in plant time."""

    day: date
    start: time | None
    minutes: int | None
    present: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """One line of metrics.csv; `chart` is the chart that it asks for, None where it says nothing."""

    day: date
    metric: str
    scope: str
    value: float
    target: float | None
    chart: ChartKind | None = None


@dataclass(frozen=True, slots=True)
class OldRows:
    """A sheet that can't be read: shown are the rows that it had when it could be read last, at `as_of`."""

    place: Place
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Plant:
    """A plant's files, read: valid cases and invalid ones, what was wrong with them, and the ledgers.

    `digests` names each input file and the SHA-256 of its bytes; the build id is made of them. `files_seen` counts
    the case files and sheets that stand there, `files_read` those of them that could be read at all. `old_rows` are
    the sheets whose last good reading is shown.
    """

    rules: Rules
    cases: tuple[Case, ...]
    invalid: tuple[InvalidCase, ...]
    findings: tuple[Finding, ...]
    meetings: tuple[MeetingHeld, ...] = ()
    metrics: tuple[Metric, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    files_seen: int = 0
    files_read: int = 0
    old_rows: tuple[OldRows, ...] = ()

    @property
    def rows_as_of(self) -> datetime | None:
        """The earliest instant that rows on the board are of, where a sheet can't be read; None where all can."""
        return min((old.as_of for old in self.old_rows), default=None)
