"""Plant: everything that was read, before any rule looked at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from board_gen.finding import Finding
from board_gen.model.case import Case, InvalidCase
from board_gen.model.rules import Rules


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
    """One line of metrics.csv."""

    day: date
    metric: str
    scope: str
    value: float
    target: float | None


@dataclass(frozen=True, slots=True)
class Plant:
    """A plant's files, read: valid cases and invalid ones, what was wrong with them, and the ledgers.

    `digests` names each input file and the SHA-256 of its bytes; the build id is made of them. `files_seen` counts
    the case files and sheets that stand there, `files_read` those of them that could be read at all.
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
