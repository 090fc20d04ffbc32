"""Case: one quality problem as its file or its row tells it (contract §3, §4).

Instants are aware, in UTC, with second precision. A date without a time has been resolved already: for `due`,
`to`, `next_report` and `until` to the next local midnight, for all else to the start of that local day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from board_gen.finding import Place
from board_gen.model.report import Report
from board_gen.model.terms import Letter, Severity


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """What is written of one criterion.

    `done` is sorted, oldest first. `na` is the reason why it does not apply, None where it applies.
    `typed` is a letter typed in the sheet: compared, never believed. `next` is the countermeasure or next move.
    """

    criterion: str
    done: tuple[datetime, ...] = ()
    evidence: tuple[str, ...] = ()
    na: str | None = None
    due: datetime | None = None
    next: str = ""
    by: str = ""
    approved_by: str = ""
    typed: Letter | None = None
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Revision:
    """One move of a deadline, known from `at` on. In a case they stand sorted by `at`, then by file order."""

    at: datetime
    criterion: str
    to: datetime
    reason: str = ""
    consent: str = ""
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The problem came again at `at`; `case` names the case that tells of it."""

    at: datetime
    note: str = ""
    case: str = ""
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Rejection:
    """Not a problem of ours, from `at` on."""

    at: datetime
    reason: str = ""
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Hold:
    """A mark, not a stop: from `start` (inclusive) until `until` (exclusive; None: no end)."""

    start: datetime
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The part concerned; a plain text stands as its number."""

    number: str = ""
    name: str = ""
    lots: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The part in one word: its number, else its name."""
        return self.number or self.name


@dataclass(frozen=True, slots=True)
class NextReport:
    """When the owner reports next: `at` is the instant it is late, `day` the date as written, if only a date."""

    at: datetime
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """That somebody closed the case: at an instant, or (`at` None) without saying when."""

    at: datetime | None
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page has to know of a picture: its size in pixels as it is seen, 0 where nobody can tell.

    `is_drawn`: lines and no dots (SVG). `is_still`: one picture of dots, which a smaller copy can stand for. `copy` is
    the name of that copy relative to the case's page; empty where the file itself is shown, None until somebody asks.
    """

    width: int
    height: int
    is_still: bool = False
    is_drawn: bool = False
    copy: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file published with the case: `path` is absolute, `name` relative to the case's page, with `/`.

    `picture` is given for what a browser can show in the page.
    """

    path: str
    name: str
    size: int
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One quality problem. `address` is its part of the URL, not percent-encoded.

    `profile` is what the case itself names, None where customer and source decide. `facts` is keyed by
    criterion id. `tracked`: it has a case file. `listed_answer`: a sheet row whose only criterion is `answer`.
    `typed_status` is a letter typed in the sheet. `no_report` and `differs` are the sheet's marks.
    `report_data` is the front matter as read (plain lists, dicts, texts), for /api/cases/ID.json.
    """

    id: str
    address: str
    title: str
    opened: datetime
    source: str
    place: Place
    tracked: bool = True
    listed_answer: bool = False
    customer: str = ""
    area: str = ""
    part: Part = Part()
    owner: str = ""
    department: str = ""
    severity: Severity | None = None
    profile: str | None = None
    next_report: NextReport | None = None
    updated: datetime | None = None
    closed: Closing | None = None
    rejected: Rejection | None = None
    on_hold: Hold | None = None
    facts: Mapping[str, CriterionFacts] = field(default_factory=dict)
    revisions: tuple[Revision, ...] = ()
    recurrences: tuple[Recurrence, ...] = ()
    report: Report = Report()
    report_data: Mapping[str, object] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    typed_status: Letter | None = None
    needs_evidence: bool = True
    no_report: bool = False
    differs: bool = False
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def evidence(self) -> Iterator[str]:
        """All that is named as evidence: of criteria, causes and whys."""
        for facts in self.facts.values():
            yield from facts.evidence
        for cause in self.report.causes:
            yield from cause.evidence
        yield from (rung.evidence for ladder in self.report.whys for rung in ladder.chain)

    def place_of(self, key: str) -> Place:
        """Where the value of a top-level key stands; the case's own place where it has none."""
        return self.places.get(key, self.place)


@dataclass(frozen=True, slots=True)
class InvalidCase:
    """A case or row that can't be judged: it stays on the board as a row with its findings (contract §3).

    `address` is None where another case holds the address already. What could be read is kept.
    """

    id: str
    address: str | None
    place: Place
    title: str = ""
    opened: datetime | None = None
    source: str = ""
    area: str = ""
    owner: str = ""
    customer: str = ""
    part: str = ""
    tracked: bool = True
