"""Case files and sheet rows to one list of cases, each with an address of its own (contract §3, §4).

The case file is what counts. The sheet fills plain fields that it lacks, and is compared with it. Nothing vanishes:
a second file or row with an id that is taken stays as an invalid case without an address.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Case, InvalidCase
from board_gen.model.rules import Rules
from board_gen.sources.case_file import CaseRead
from board_gen.sources.comparison import compared
from board_gen.sources.row_layout import address_key
from board_gen.sources.row_reading import MISSING_VALUE
from board_gen.sources.sheet_case import row_case_of
from board_gen.sources.sheet_row import SheetRow

DUPLICATE = Kind(
    "BG500",
    Level.ERROR,
    N_("the id {id} is taken: it stands at {first} already"),
    N_("give this one another id; until then it is shown as invalid, without a page of its own"),
)

OTHER_SPELLING = Kind(
    "BG501",
    Level.WARNING,
    N_("the id {id} is written otherwise at {place}; they are taken for two problems"),
    N_("if they are one problem, write the id in one way everywhere"),
)

_RUNS = re.compile(r"[0-9]+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Merged:
    """What files and rows make together; exactly one of `cases` and `invalid` holds each of them."""

    cases: tuple[Case, ...]
    invalid: tuple[InvalidCase, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a case file says that it is: `key` is its address, NFC and without case, `place` where the id stands."""

    key: str
    place: Place


@dataclass(frozen=True, slots=True)
class Alike:
    """Who stands first under an id that another one spells otherwise: its key, and its place."""

    key: str
    place: Place


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is who. Files are numbered in the order of their paths.

    `first_of`: the files whose id another one has, and where that stands. `beside`: the row of a file. `own`: rows
    that stand for a case by themselves; `second`: rows whose id is taken, and where it stands first. `alike`: the files
    whose id another one spells otherwise; a row of `own` has that finding itself.
    """

    first_of: Mapping[int, Place]
    beside: Mapping[int, SheetRow]
    own: tuple[SheetRow, ...]
    second: tuple[tuple[SheetRow, Place], ...]
    alike: Mapping[int, Alike] = field(default_factory=dict)


def claim_of(read: CaseRead) -> Claim:
    """The claim of a case file."""
    found = read.case or read.invalid
    if found is None:
        raise ValueError("a file is a case or an invalid one")
    return Claim(
        address_key(found.address or found.id), found.place_of("id") if isinstance(found, Case) else found.place
    )


def plan_of(claims: Iterable[Claim], rows: Iterable[SheetRow]) -> Plan:
    """Case files in the order of their paths, then rows in theirs: of two equal ids the first keeps the address."""
    holders: dict[str, int] = {}
    taken: dict[str, Place] = {}
    first_of: dict[int, Place] = {}
    spellings = _Spellings()
    alike: dict[int, Alike] = {}
    for number, claim in enumerate(claims):
        if claim.key in taken:
            first_of[number] = taken[claim.key]
        else:
            holders[claim.key], taken[claim.key] = number, claim.place
            found = spellings.first_of(claim.key, claim.place)
            alike |= {number: found} if found else {}
    beside: dict[int, SheetRow] = {}
    own: list[SheetRow] = []
    second: list[tuple[SheetRow, Place]] = []
    met: dict[str, Place] = {}
    for row in rows:
        key = address_key(row.address)
        if key in met or (key in taken and not row.has_id):
            second.append((row, met.get(key) or taken[key]))
        elif key in holders:
            beside[holders[key]] = row
        else:
            found = spellings.first_of(key, row.place_of("id")) if row.has_id else None
            own.append(_with_other_spelling(row, found) if found else row)
            taken[key] = row.place_of("id")
        met.setdefault(key, row.place_of("id"))
    return Plan(first_of, beside, tuple(own), tuple(second), alike)


class _Spellings:
    """Who was met first of those whose ids are the same but for widths, separators and zeros before a number."""

    def __init__(self) -> None:
        self.firsts: dict[tuple[str, ...], Alike] = {}

    def first_of(self, key: str, place: Place) -> Alike | None:
        """Who spells that id otherwise, None where nobody did."""
        first = self.firsts.setdefault(spelling_of(key), Alike(key, place))
        return None if first.key == key else first


def spelling_of(key: str) -> tuple[str, ...]:
    """What `FR-2026-12`, `fr_2026_0012` and `ＦＲ２０２６－１２` have in common: words and numbers."""
    runs = _RUNS.findall(unicodedata.normalize("NFKC", key).casefold())
    return tuple(run.lstrip("0") or "0" if run.isdigit() else run for run in runs) or (key,)


def _with_other_spelling(row: SheetRow, first: Alike) -> SheetRow:
    return replace(row, findings=(*row.findings, other_spelling(row.id, row.place_of("id"), first)))


def other_spelling(case_id: str, place: Place, first: Alike) -> Finding:
    """That an id, which stands at `place`, is spelled otherwise elsewhere."""
    return Finding(OTHER_SPELLING, place, {"id": case_id, "place": str(first.place)}, case_id)


def rows_by_key(rows: Iterable[SheetRow]) -> Mapping[str, SheetRow]:
    """The row that a case file of that key has beside it."""
    found: dict[str, SheetRow] = {}
    for row in rows:
        found.setdefault(address_key(row.address), row)
    return {key: row for key, row in found.items() if row.has_id}


def merged_of(files: Iterable[CaseRead], rows: Iterable[SheetRow], rules: Rules) -> Merged:
    """The cases of a plant: what the plan makes of its files and rows."""
    reads = list(files)
    plan = plan_of(map(claim_of, reads), rows)
    made = [*files_of(reads, plan, rules), *rows_of(plan, rules)]
    return Merged(
        tuple(read.case for read in made if read.case),
        tuple(read.invalid for read in made if read.invalid),
        tuple(finding for read in made for finding in read.findings),
    )


def files_of(reads: Iterable[CaseRead], plan: Plan, rules: Rules) -> Iterator[CaseRead]:
    """Each case file in its place."""
    for number, read in enumerate(reads):
        if number in plan.first_of:
            yield duplicate_of(read, plan.first_of[number])
        else:
            yield spelled(completed(read, plan.beside.get(number), rules), plan.alike.get(number))


def rows_of(plan: Plan, rules: Rules) -> Iterator[CaseRead]:
    """Each row that is not the second half of a file."""
    for row in plan.own:
        yield row_read_of(row, rules)
    for row, first in plan.second:
        yield duplicate_of(row_read_of(row, rules), first, row.place_of("id"))


def completed(read: CaseRead, row: SheetRow | None, rules: Rules) -> CaseRead:
    """A case file and the row beside it: compared, and filled with what only the row gives."""
    if row is None:
        return read
    if read.case:
        case, faults = compared(read.case, row, rules)
        return replace(read, case=case, findings=(*read.findings, *_beside_file(row, case.id), *faults))
    invalid = _completed(read.invalid, row, rules) if read.invalid else None
    beside = _beside_file(row, invalid.id) if invalid else ()
    return replace(read, invalid=invalid, findings=(*read.findings, *beside))


def spelled(read: CaseRead, first: Alike | None) -> CaseRead:
    """A case file, told where its id is spelled otherwise."""
    found = read.case or read.invalid
    if first is None or found is None:
        return read
    return replace(read, findings=(*read.findings, other_spelling(found.id, claim_of(read).place, first)))


def row_read_of(row: SheetRow, rules: Rules) -> CaseRead:
    """A row as a case of its own."""
    own = row_case_of(row, rules)
    return CaseRead(own.case, own.invalid, own.findings)


def duplicate_of(read: CaseRead, first: Place, place: Place | None = None) -> CaseRead:
    """What claims an id that is taken: an invalid row without an address. `place` is where its id stands."""
    found = read.case or read.invalid
    if found is None:
        return read
    invalid = replace(invalid_of(found), address=None)
    finding = Finding(DUPLICATE, place or claim_of(read).place, {"id": invalid.id, "first": str(first)}, invalid.id)
    return replace(read, case=None, invalid=invalid, findings=(*read.findings, finding))


def _completed(known: InvalidCase, row: SheetRow, rules: Rules) -> InvalidCase:
    """An invalid case file stays invalid; what it could not give for its row on the board the sheet may."""
    return replace(
        known,
        title=known.title or row.title,
        opened=known.opened or (row.opened.start(rules.zone) if row.opened else None),
        source=known.source or row.source or row.source_text,
        area=known.area or row.area,
        owner=known.owner or row.owner,
        customer=known.customer or row.customer,
        part=known.part or row.part,
    )


def _beside_file(row: SheetRow, case_id: str) -> Iterable[Finding]:
    """A row's findings where a case file stands for the case: nothing that the row lacks is missing any more."""
    for finding in (*row.findings, *row.lacking):
        if finding.kind is not MISSING_VALUE:
            is_plain = finding.level_override is None and finding in row.lacking
            level = Level.WARNING if is_plain else None
            yield replace(finding, case=case_id, level_override=level)


def invalid_of(found: Case | InvalidCase) -> InvalidCase:
    """A case as one that can't be judged."""
    if isinstance(found, InvalidCase):
        return found
    return InvalidCase(
        id=found.id,
        address=found.address,
        place=found.place,
        title=found.title,
        opened=found.opened,
        source=found.source,
        area=found.area,
        owner=found.owner,
        customer=found.customer,
        part=found.part.text,
        tracked=found.tracked,
    )
