"""A plant as its folder held it at a Git revision, read by its own readers; what is the same is not read again.

A case file whose bytes have not changed is the reading of now, as long as the rules are the same; so are the sheets.
The last good readings of sheets are of now: of a former sheet only what its file held counts.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from board_gen.sources.merge import merged_of, spelling_of
from board_gen.sources.plant_folder import BOARD_FILE, Outline, plant_with, read_found_case
from board_gen.sources.plant_sheets import SHEET_STEM, Sheets, read_sheets
from board_gen.sources.readings import Readings
from board_gen.sources.revision import FormerFolder, is_same
from board_gen.sources.row_layout import address_key
from board_gen.sources.sheet_row import SheetRow

_ID_LINE = re.compile(rb"""^\s*["']?id["']?\s*:[ \t]*["']?([^"'#\r\n]*[^"'#\s])""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A plant's folder as it stands there, its case files not yet read; `name` is how findings print it."""

    folder: Path
    name: str
    outline: Outline


@dataclass(frozen=True, slots=True)
class TwoPlants:
    """A plant then and now, to be compared.

    The invalid cases of `then` are only those whose file or row is another one now. `unread_then` and `unread_now` are
    places of what could not be read, so that nothing of it can be compared: sheets that differ, links, folders.
    """

    then: Plant
    now: Plant
    unread_then: tuple[Place, ...]
    unread_now: tuple[Place, ...]


class Difference:
    """What differs between a plant's folder and its former state: rules, sheets and case files, by their bytes.

    All names are as findings print them; `raw` gives for each of then what it was called below the folder. `changed`
    are those that were others then, or are none now, or were none then. `ids` are the ids of the case files that are
    the same, as far as a line tells them (else None).
    """

    def __init__(self, former: FormerFolder, standing: Standing) -> None:
        self.former, self.standing = former, standing
        self.outline, self.name = standing.outline, standing.name
        self.board = f"{standing.name}/{BOARD_FILE}"
        self.raw = {self._printed(raw): raw for raw in former.blobs}
        self.ids: dict[str, str | None] = {}
        self.changed = self._changed()

    # ------------------------------------------------------------------------------------------------------- rules
    @cached_property
    def _given(self) -> tuple[Rules, tuple[Finding, ...]]:
        with TemporaryDirectory(prefix="board_gen-") as lent:
            self.lend([name for name in (self.board,) if name in self.raw], Path(lent))
            return read_board(Path(lent) / BOARD_FILE, self.board)

    @cached_property
    def are_rules_known(self) -> bool:
        """True where board.yml could be used then, or there was none."""
        return not any(finding.level is Level.ERROR for finding in self._given[1])

    @cached_property
    def rules(self) -> Rules:
        """The rules of then, but for the time zone: a date that was not rewritten is the same date.

        Where they could not be used those of now.
        """
        rules = self._given[0] if self.are_rules_known else self.outline.rules
        return replace(rules, zone=self.outline.rules.zone)

    @property
    def old_zone(self) -> str | None:
        """The time zone of then where it was another one."""
        zone = self._given[0].zone.key
        return zone if self.are_rules_known and zone != self.outline.rules.zone.key else None

    @cached_property
    def are_rules_same(self) -> bool:
        """True where case files and rows mean the same by both."""
        return self.rules == self.outline.rules

    # ------------------------------------------------------------------------------------------------------- files
    @cached_property
    def sheet_names(self) -> frozenset[str]:
        """The files that could be sheets then."""
        return frozenset(filter(self._is_sheet, self.raw))

    @cached_property
    def are_sheets_same(self) -> bool:
        """True where every row is what it was."""
        is_same_set = self.sheet_names == {file.name for file in self.outline.sheets.files}
        return self.are_rules_same and is_same_set and not self.sheet_names & self.changed

    @cached_property
    def case_names(self) -> frozenset[str]:
        """The files that could be case files then."""
        return frozenset(name for name, raw in self.raw.items() if _is_case(raw))

    def lend(self, names: Iterable[str], folder: Path) -> list[tuple[str, Path]]:
        """Write files of then below a folder: their names, and where they are."""
        raws = {self.raw[name]: name for name in names}
        lent: list[tuple[str, Path]] = []
        for raw, content in self.former.contents(list(raws)):
            path = folder / raw
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            lent.append((raws[raw], path))
        return lent

    def _changed(self) -> frozenset[str]:
        files = (*self.outline.files, *self._board_file())
        paths = {_composed(file.name): file for file in files if self._is_compared(file.name)}
        then = {_composed(name): name for name in self.raw if self._is_compared(name)}
        fresh = (paths[key].name for key in paths.keys() - then.keys())
        gone = (then[key] for key in then.keys() - paths.keys())
        other = (name for key, name in then.items() if key in paths and not self._is_same(paths[key], name))
        return frozenset((*fresh, *gone, *other))

    def _is_same(self, file: FoundFile, name: str) -> bool:
        try:
            data = file.path.read_bytes()
        except OSError:
            return False
        if not is_same(data, self.former.blobs[self.raw[name]]):
            return False
        if name in self.case_names:
            self.ids[file.name] = _id_in(data)
        return file.name == name

    def _board_file(self) -> Iterator[FoundFile]:
        path = self.standing.folder / BOARD_FILE
        if path.is_file():
            yield FoundFile(path, self.board)

    def _is_compared(self, name: str) -> bool:
        return name == self.board or _is_case(name[len(self.name) + 1 :]) or self._is_sheet(name)

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

    def _printed(self, raw: str) -> str:
        """A name below the folder as findings print it; bytes that are no UTF-8 are shown as such."""
        return f"{self.name}/{_printable(raw)}"

    # ---------------------------------------------------------------------------------------------------- narrowed
    def narrowed(self) -> Outline:
        """The outline with the case files alone that have to be read to know what changed.

        Those that changed, and who may have an id with one of them. All of them where rules or sheets differ.
        """
        if not (self.are_rules_same and self.are_sheets_same):
            return self.outline
        unknown = {name for name, case_id in self.ids.items() if case_id is None}
        wanted = self.changed | self.related | unknown
        return replace(self.outline, cases=tuple(file for file in self.outline.cases if file.name in wanted))

    @cached_property
    def related(self) -> frozenset[str]:
        """The case files that are the same, and whose id one that changed has, had, or spells otherwise."""
        raws = [self.raw[name] for name in sorted(self.case_names & self.changed)]
        then = (content for _, content in self.former.contents(raws))
        now = (_bytes_of(file.path) for file in self.outline.cases if file.name in self.changed)
        own = {_spelling(_id_in(data)) for data in (*then, *now)}
        own |= {_spelling(PurePosixPath(name).stem) for name in self.changed}
        return frozenset(name for name, case_id in self.ids.items() if case_id and _spelling(case_id) in own)

    def names(self) -> Iterator[str]:
        """The ids of the case files that are the same, else their stems: what links may lead to."""
        return (case_id or PurePosixPath(name).stem for name, case_id in self.ids.items())


def two_plants_of(difference: Difference, outline: Outline, reads: Sequence[CaseRead], plant: Plant) -> TwoPlants:
    """The plant as it was, beside the one of now, which is made of `reads`: the case files of `outline`.

    That may be narrowed; then both plants are without the case files that it leaves out.
    """
    with TemporaryDirectory(prefix="board_gen-") as lent:
        return _Comparing(difference, outline, reads, plant, Path(lent)).plants()


class _Comparing:
    """A former folder while it is read: of its files only those that differ, in a folder that is lent."""

    def __init__(
        self, difference: Difference, outline: Outline, reads: Sequence[CaseRead], plant: Plant, lent: Path
    ) -> None:
        self.difference, self.outline, self.reads, self.plant, self.lent = difference, outline, reads, plant, lent
        self.name, self.rules, self.changed = difference.name, difference.rules, difference.changed

    def plants(self) -> TwoPlants:
        """Both, and what of them can't be compared."""
        sheets = self._sheets_then()
        now = self._plant_now(is_sheet_changed=sheets is not None)
        return TwoPlants(
            then=self._plant_then(self.outline.rows if sheets is None else sheets.rows),
            now=now,
            unread_then=(*self._unread_then(), *(_broken(sheets) if sheets else ())),
            unread_now=_broken(self.outline.sheets) if sheets else (),
        )

    def _unread_then(self) -> Iterator[Place]:
        """What is not there in a form that can be read, and the rules where they could not be used."""
        yield from (Place(f"{self.name}/{_printable(raw)}") for raw in self.difference.former.unread if _is_ours(raw))
        if not self.difference.raw:
            yield Place(self.name)
        if not self.difference.are_rules_known:
            yield Place(self.difference.board)

    def _sheets_then(self) -> Sheets | None:
        """The sheets of then; None where they are those of now."""
        if self.difference.are_sheets_same:
            return None
        self.difference.lend(sorted(self.difference.sheet_names), self.lent)
        return read_sheets(self.lent, self.name, self.rules, Readings())

    def _plant_now(self, *, is_sheet_changed: bool) -> Plant:
        """The plant of now, without rows that only the last good reading of a sheet still holds."""
        if not (is_sheet_changed and self.outline.sheets.old_rows):
            return self.plant
        sheets = read_sheets(self.difference.standing.folder, self.name, self.outline.rules, Readings())
        return plant_with(replace(self.outline, rows=sheets.rows, sheets=sheets), self.reads)

    def _plant_then(self, rows: Sequence[SheetRow]) -> Plant:
        reads = sorted(self._reads_then(), key=lambda named: named[0])
        merged = merged_of([read for _, read in reads], rows, self.rules)
        rows_now = {address_key(row.address): row for row in self.outline.rows}
        rewritten = {row.row_place for row in rows if row.has_id and not _is_same_row(row, rows_now)}
        invalid = tuple(case for case in merged.invalid if case.place.file in self.changed and case.tracked)
        invalid += tuple(case for case in merged.invalid if case.place in rewritten and not case.tracked)
        return replace(self.plant, rules=self.rules, cases=merged.cases, invalid=invalid)

    def _reads_then(self) -> Iterator[tuple[str, CaseRead]]:
        """Each case file of then, by its name: the reading of now where nothing differs."""
        names = self.difference.case_names
        if self.difference.are_rules_same:
            reads = dict(zip((file.name for file in self.outline.cases), self.reads, strict=True))
            yield from ((name, reads[name]) for name in names - self.changed if name in reads)
            names &= self.changed
        shape = case_shape(self.rules)
        for name, path in self.difference.lend(sorted(names), self.lent):
            if not self._is_among_attachments(name) or _begins_as_case(path):
                file = FoundFile(path, name, name == f"{self.name}/{self.difference.raw[name]}")
                yield name, read_found_case(file, self.rules, shape)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(name[: -len(CASE_SUFFIX)] for name in self.difference.case_names)

    def _is_among_attachments(self, name: str) -> bool:
        return any(str(folder) in self._stems for folder in PurePosixPath(name).parents)


def _is_ours(raw: str) -> bool:
    """True for what a plant reads at all; a name that leads out of the folder is left out, too."""
    return not any(part.startswith(LEFT_OUT) for part in raw.split("/"))


def _is_case(raw: str) -> bool:
    return raw[-len(CASE_SUFFIX) :].casefold() == CASE_SUFFIX and _is_ours(raw)


def _begins_as_case(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(16).removeprefix(b"\xef\xbb\xbf").rstrip() == b"---"


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _id_in(data: bytes) -> str | None:
    """The id as a line of a case file's front matter gives it; None where none does."""
    found = _ID_LINE.search(data)
    return found[1].decode("utf-8", "replace") if found else None


def _spelling(case_id: str | None) -> tuple[str, ...]:
    """What two ids share that are one, or look as if they were."""
    return spelling_of(address_key(case_id)) if case_id else ()


def _printable(raw: str) -> str:
    return os.fsencode(raw).decode("utf-8", "backslashreplace")


def _composed(name: str) -> str:
    """A name as all file systems would compare it."""
    return unicodedata.normalize("NFC", name)


def _is_same_row(row: SheetRow, others: Mapping[str, SheetRow]) -> bool:
    """True where a row says what it said, wherever it stands."""
    other = others.get(address_key(row.address))
    return other is not None and row.bare == other.bare


def _broken(sheets: Sheets) -> tuple[Place, ...]:
    """Sheets that are not read, or not to their end."""
    errors = (finding for finding in sheets.findings if finding.level is Level.ERROR)
    places = {
        Place(finding.place.file, tab=finding.place.tab) for finding in errors if finding.kind != TOO_MANY_COLUMNS
    }
    return tuple(sorted(places))
