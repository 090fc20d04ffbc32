"""Case files and sheet rows to one list of cases, each with an address of its own (contract §3, §4).

The case file is what counts. The sheet fills plain fields that it lacks, and is compared with it. Nothing vanishes:
a second file or row with an id that is taken stays as an invalid case without an address.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Case, InvalidCase
from board_gen.model.rules import Rules
from board_gen.sources.case_file import CaseRead
from board_gen.sources.comparison import compared
from board_gen.sources.row_reading import MISSING_VALUE, address_key
from board_gen.sources.sheet_case import row_case_of
from board_gen.sources.sheet_row import SheetRow

DUPLICATE = Kind(
    "BG500",
    Level.ERROR,
    N_("the id {id} is taken: it stands at {first} already"),
    N_("give this one another id; until then it is shown as invalid, without a page of its own"),
)


@dataclass(frozen=True, slots=True)
class Merged:
    """What files and rows make together; exactly one of `cases` and `invalid` holds each of them."""

    cases: tuple[Case, ...]
    invalid: tuple[InvalidCase, ...]
    findings: tuple[Finding, ...]


def merged_of(files: Iterable[CaseRead], rows: Iterable[SheetRow], rules: Rules) -> Merged:
    """Case files in the order of their paths, then rows in theirs: of two equal ids the first keeps the address."""
    merge = _Merge(rules)
    for file in files:
        merge.add_file(file)
    for row in rows:
        merge.add_row(row)
    return Merged(tuple(merge.cases.values()), tuple(merge.invalid), tuple(merge.findings))


@dataclass
class _Merge:
    """The merge under way. Keys are addresses, NFC and without case; `taken` says where each stands first."""

    rules: Rules
    cases: dict[str, Case] = field(default_factory=dict)
    invalid: list[InvalidCase] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    taken: dict[str, Place] = field(default_factory=dict)
    invalid_files: dict[str, int] = field(default_factory=dict)
    rows: dict[str, Place] = field(default_factory=dict)

    def add_file(self, file: CaseRead) -> None:
        """A case file: valid, invalid, or with an id that another one has."""
        self.findings += file.findings
        found = file.case or file.invalid
        if found is None:
            return
        key = address_key(found.address or found.id)
        place = found.place_of("id") if isinstance(found, Case) else found.place
        if key in self.taken:
            self._add_duplicate(_invalid_of(found), place, key)
            return
        self.taken[key] = place
        if isinstance(found, Case):
            self.cases[key] = found
        else:
            self.invalid_files[key] = len(self.invalid)
            self.invalid.append(found)

    def add_row(self, row: SheetRow) -> None:
        """A row: the second half of a case file, or a case of its own."""
        key = address_key(row.address)
        if key in self.rows or (key in self.taken and not row.has_id):
            self._add_second_row(row, key)
        elif key in self.cases:
            self._compare(row, key)
        elif key in self.invalid_files:
            self._complete_invalid(row, self.invalid_files[key])
        else:
            self._add_own_case(row, key)
        self.rows.setdefault(key, row.place_of("id"))

    def _add_own_case(self, row: SheetRow, key: str) -> None:
        own = row_case_of(row, self.rules)
        self.taken[key] = row.place_of("id")
        self.findings += own.findings
        if own.case:
            self.cases[key] = own.case
        if own.invalid:
            self.invalid.append(own.invalid)

    def _add_second_row(self, row: SheetRow, key: str) -> None:
        own = row_case_of(row, self.rules)
        found = own.case or own.invalid
        self.findings += own.findings
        if found is not None:
            first = self.rows.get(key, self.taken.get(key, row.row_place))
            self._add_duplicate(_invalid_of(found), row.place_of("id"), key, first)

    def _add_duplicate(self, invalid: InvalidCase, place: Place, key: str, first: Place | None = None) -> None:
        values = {"id": invalid.id, "first": str(first or self.taken[key])}
        self.findings.append(Finding(DUPLICATE, place, values, invalid.id))
        self.invalid.append(replace(invalid, address=None))

    def _compare(self, row: SheetRow, key: str) -> None:
        case, faults = compared(self.cases[key], row, self.rules)
        self.cases[key] = case
        self.findings += (*_beside_file(row, case.id), *faults)

    def _complete_invalid(self, row: SheetRow, index: int) -> None:
        """An invalid case file stays invalid; what it could not give for its row on the board the sheet may."""
        known = self.invalid[index]
        self.findings += _beside_file(row, known.id)
        self.invalid[index] = replace(
            known,
            title=known.title or row.title,
            opened=known.opened or (row.opened.start(self.rules.zone) if row.opened else None),
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


def _invalid_of(found: Case | InvalidCase) -> InvalidCase:
    """A case as a row that can't be judged."""
    if isinstance(found, InvalidCase):
        return found
    return InvalidCase(
        id=found.id,
        address=None,
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
