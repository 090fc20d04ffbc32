"""A plant as its folder held it at a Git revision, read by its own readers; what is the same is not read again.

A case file whose bytes have not changed is the reading of now, as long as the rules are the same; so are the sheets.
The last good readings of sheets are of now: of a former sheet only what its file held counts.
"""

import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from board_gen.finding import Finding, Level, Place
from board_gen.model.plant import Plant
from board_gen.model.rules import Rules
from board_gen.sources.board_file import read_board
from board_gen.sources.case_file import CaseRead
from board_gen.sources.case_shapes import case_shape
from board_gen.sources.csv_table import TOO_MANY_COLUMNS
from board_gen.sources.folder_walk import CASE_SUFFIX, LEFT_OUT, FoundFile
from board_gen.sources.merge import merged_of
from board_gen.sources.plant_folder import BOARD_FILE, Outline, plant_with, read_found_case
from board_gen.sources.plant_sheets import SHEET_STEM, Sheets, read_sheets
from board_gen.sources.readings import Readings
from board_gen.sources.revision import FormerFolder, is_same
from board_gen.sources.row_layout import address_key
from board_gen.sources.sheet_row import SheetRow


@dataclass(frozen=True, slots=True)
class PresentPlant:
    """A plant's folder as it stands there, read: `name` is how findings print it, `reads` its case files."""

    folder: Path
    name: str
    outline: Outline
    reads: Sequence[CaseRead]
    plant: Plant


@dataclass(frozen=True, slots=True)
class TwoPlants:
    """A plant then and now, to be compared.

    The invalid cases of `then` are only those whose file or row is another one now. `changed` are the files that
    differ or are gone, as findings print them. `unread_then` and `unread_now` are places of what could not be read, so
    that nothing of it can be compared: sheets that differ, links, folders. `are_rules_known`: board.yml could be used
    then; else the rules of `then` are those of now. `old_zone` names the time zone of then where it was another one:
    dates are read by that of now.
    """

    then: Plant
    now: Plant
    changed: frozenset[str]
    unread_then: tuple[Place, ...]
    unread_now: tuple[Place, ...]
    are_rules_known: bool
    old_zone: str | None


def two_plants_of(former: FormerFolder, present: PresentPlant) -> TwoPlants:
    """The plant as it was at a revision, beside the one of now."""
    with TemporaryDirectory(prefix="board_gen-") as lent:
        return _Comparing(former, present, Path(lent)).plants()


class _Comparing:
    """A former folder while it is read: of its files only those that differ, in a folder that is lent.

    All names are as findings print them; `raw` gives the name below the folder for each of them.
    """

    def __init__(self, former: FormerFolder, present: PresentPlant, lent: Path) -> None:
        self.former, self.present, self.lent = former, present, lent
        self.outline, self.name = present.outline, present.name
        self.board = f"{present.name}/{BOARD_FILE}"
        self.raw = {self._printed(raw): raw for raw in former.blobs}

    def plants(self) -> TwoPlants:
        """Both, and what of them can't be compared."""
        sheets = self._sheets_then()
        now = self._plant_now(is_sheet_changed=sheets is not None)
        return TwoPlants(
            then=self._plant_then(self.outline.rows if sheets is None else sheets.rows),
            now=now,
            changed=self.changed,
            unread_then=(*self._unread_then(), *(_broken(sheets) if sheets else ())),
            unread_now=_broken(self.outline.sheets) if sheets else (),
            are_rules_known=self.are_rules_known,
            old_zone=self._given[0].zone.key if self._has_other_zone else None,
        )

    def _unread_then(self) -> Iterator[Place]:
        """What is not there in a form that can be read, and the rules where they could not be used."""
        yield from (Place(self._printed(raw)) for raw in self.former.unread if _is_ours(raw))
        if not self.raw:
            yield Place(self.name)
        if not self.are_rules_known:
            yield Place(self.board)

    # ------------------------------------------------------------------------------------------------------- rules
    @cached_property
    def _given(self) -> tuple[Rules, tuple[Finding, ...]]:
        self._lend([name for name in (self.board,) if name in self.raw])
        return read_board(self.lent / BOARD_FILE, self.board)

    @cached_property
    def are_rules_known(self) -> bool:
        """True where board.yml could be used then, or there was none."""
        return not any(finding.level is Level.ERROR for finding in self._given[1])

    @property
    def _has_other_zone(self) -> bool:
        return self.are_rules_known and self._given[0].zone.key != self.outline.rules.zone.key

    @cached_property
    def rules(self) -> Rules:
        """The rules of then, but for the time zone: a date that was not rewritten is the same date."""
        rules = self._given[0] if self.are_rules_known else self.outline.rules
        return replace(rules, zone=self.outline.rules.zone)

    @cached_property
    def _are_rules_same(self) -> bool:
        return self.rules == self.outline.rules

    # ------------------------------------------------------------------------------------------------------ sheets
    def _sheets_then(self) -> Sheets | None:
        """The sheets of then; None where they are those of now."""
        names = {name for name in self.raw if self._is_sheet(name)}
        is_same_set = names == {file.name for file in self.outline.sheets.files}
        if is_same_set and self._are_rules_same and not names & self.changed:
            return None
        self._lend(sorted(names))
        return read_sheets(self.lent, self.name, self.rules, Readings())

    def _is_sheet(self, name: str) -> bool:
        below = name[len(self.name) + 1 :]
        stem, _, suffix = below.casefold().rpartition(".")
        is_any = (stem or suffix) == SHEET_STEM and f".{suffix}" != CASE_SUFFIX
        return is_any or name in self._named_sheets

    @cached_property
    def _named_sheets(self) -> frozenset[str]:
        """What board.yml calls a sheet, or called one then."""
        files = (sheet.file for rules in (self.rules, self.outline.rules) for sheet in rules.sheets)
        return frozenset(f"{self.name}/{PurePosixPath(file)}" for file in files if file is not None)

    def _plant_now(self, *, is_sheet_changed: bool) -> Plant:
        """The plant of now, without rows that only the last good reading of a sheet still holds."""
        if not (is_sheet_changed and self.outline.sheets.old_rows):
            return self.present.plant
        sheets = read_sheets(self.present.folder, self.name, self.outline.rules, Readings())
        return plant_with(replace(self.outline, rows=sheets.rows, sheets=sheets), self.present.reads)

    # ------------------------------------------------------------------------------------------------------- cases
    def _plant_then(self, rows: Sequence[SheetRow]) -> Plant:
        reads = sorted(self._reads_then(), key=lambda named: named[0])
        merged = merged_of([read for _, read in reads], rows, self.rules)
        rows_now = {address_key(row.address): row for row in self.outline.rows}
        rewritten = {row.row_place for row in rows if row.has_id and not _is_same_row(row, rows_now)}
        invalid = tuple(case for case in merged.invalid if case.place.file in self.changed and case.tracked)
        invalid += tuple(case for case in merged.invalid if case.place in rewritten and not case.tracked)
        return replace(self.present.plant, rules=self.rules, cases=merged.cases, invalid=invalid)

    def _reads_then(self) -> Iterator[tuple[str, CaseRead]]:
        """Each case file of then, by its name: the reading of now where nothing differs."""
        reads = dict(zip((file.name for file in self.outline.cases), self.present.reads, strict=True))
        is_known = self._are_rules_same
        same = {name for name in self._case_names if is_known and name in reads and name not in self.changed}
        yield from ((name, reads[name]) for name in same)
        shape = case_shape(self.rules)
        for name, path in self._lend(sorted(self._case_names - same)):
            if not self._is_among_attachments(name) or _begins_as_case(path):
                file = FoundFile(path, name, name == f"{self.name}/{self.raw[name]}")
                yield name, read_found_case(file, self.rules, shape)

    @cached_property
    def _case_names(self) -> frozenset[str]:
        return frozenset(name for name, raw in self.raw.items() if _is_case(raw))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(name[: -len(CASE_SUFFIX)] for name in self._case_names)

    def _is_among_attachments(self, name: str) -> bool:
        return any(str(folder) in self._stems for folder in PurePosixPath(name).parents)

    # ------------------------------------------------------------------------------------------------------- files
    @cached_property
    def changed(self) -> frozenset[str]:
        """Rules, sheets and case files that were others then, or are none now, or were none then."""
        paths = {_composed(file.name): file for file in (*self.outline.files, *self._board_file())}
        then = {_composed(name): name for name in self.raw if self._is_compared(name)}
        fresh = (paths[key].name for key in paths.keys() - then.keys())
        gone = (then[key] for key in then.keys() - paths.keys())
        both = ((then[key], paths[key].path) for key in then.keys() & paths.keys())
        other = (name for name, path in both if not _holds(path, self.former.blobs[self.raw[name]]))
        return frozenset({*filter(self._is_compared, fresh), *gone, *other})

    def _board_file(self) -> Iterator[FoundFile]:
        path = self.present.folder / BOARD_FILE
        if path.is_file():
            yield FoundFile(path, self.board)

    def _is_compared(self, name: str) -> bool:
        below = name[len(self.name) + 1 :]
        return _is_case(below) or name == self.board or self._is_sheet(name)

    def _lend(self, names: Sequence[str]) -> list[tuple[str, Path]]:
        """Files of then, and where they were written."""
        raws = {self.raw[name]: name for name in names}
        lent: list[tuple[str, Path]] = []
        for raw, content in self.former.contents(list(raws)):
            path = self.lent / raw
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            lent.append((raws[raw], path))
        return lent

    def _printed(self, raw: str) -> str:
        """A name below the folder as findings print it; bytes that are no UTF-8 are shown as such."""
        return f"{self.name}/{os.fsencode(raw).decode('utf-8', 'backslashreplace')}"


def _is_ours(raw: str) -> bool:
    """True for what a plant reads at all; a name that leads out of the folder is left out, too."""
    return not any(part.startswith(LEFT_OUT) for part in raw.split("/"))


def _is_case(raw: str) -> bool:
    return raw[-len(CASE_SUFFIX) :].casefold() == CASE_SUFFIX and _is_ours(raw)


def _begins_as_case(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(16).removeprefix(b"\xef\xbb\xbf").rstrip() == b"---"


def _holds(path: Path, blob: str) -> bool:
    try:
        return is_same(path.read_bytes(), blob)
    except OSError:
        return False


def _composed(name: str) -> str:
    """A name as all file systems would compare it."""
    return unicodedata.normalize("NFC", name)


def _is_same_row(row: SheetRow, others: Mapping[str, SheetRow]) -> bool:
    """True where a row says what it said, wherever it stands."""
    other = others.get(address_key(row.address))
    return other is not None and _bare(row) == _bare(other)


def _bare(row: SheetRow) -> SheetRow:
    cells = tuple(replace(cell, place=Place(""), due_place=Place("")) for cell in row.criteria)
    return replace(row, row_place=Place(""), criteria=cells, places={}, findings=(), lacking=())


def _broken(sheets: Sheets) -> tuple[Place, ...]:
    """Sheets that are not read, or not to their end."""
    errors = (finding for finding in sheets.findings if finding.level is Level.ERROR)
    places = {
        Place(finding.place.file, tab=finding.place.tab) for finding in errors if finding.kind != TOO_MANY_COLUMNS
    }
    return tuple(sorted(places))
