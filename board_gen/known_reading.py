"""Reading a repository's history from commit to commit: which versions of each case were in force, and since when.

What a commit brought is taken file by file: which case file claims which id, what the sheet's rows say. Where something
else is in force for an id than before, its case has a new version, judged by the rules of now.
"""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar, cast

from board_gen.crew import all_made
from board_gen.finding import Level
from board_gen.known_kept import (
    BUCKETS,
    Bucket,
    HistoryFolder,
    Holder,
    Index,
    Paths,
    Standing,
    Version,
    bucket_of,
    packed_versions,
    versions_in,
)
from board_gen.model.rules import Rules
from board_gen.packed import Damaged
from board_gen.pages.past_data import PastLine, line_of
from board_gen.rules.judge import judge, nothing_applies
from board_gen.rules.past import UNREADABLE, PastRow, PastState, PastText, columns_of, joined_of, past_of
from board_gen.rules.track import Track
from board_gen.sources.case_file import CaseRead
from board_gen.sources.case_shapes import CaseFields, case_shape
from board_gen.sources.folder_walk import CASE_SUFFIX, LEFT_OUT, FoundFile
from board_gen.sources.git_history import Blobs, Change, Commit, GitHistory
from board_gen.sources.merge import claim_of, completed, row_read_of
from board_gen.sources.plant_folder import read_found_case
from board_gen.sources.plant_sheets import SHEET_STEM, Sheets, read_sheets
from board_gen.sources.readings import Readings
from board_gen.sources.row_layout import address_key
from board_gen.sources.shape import Record
from board_gen.sources.sheet_file import LARGEST_WORKBOOK
from board_gen.sources.sheet_row import SheetRow
from board_gen.sources.text_file import MOST_BYTES
from board_gen.version import version_digest
from board_gen.views.reader import Reader

T = TypeVar("T")

COMMITS_AT_ONCE = 50
"""So many commits are looked at together."""
CHANGES_AT_ONCE = 500
"""A commit that brings more is taken in pieces: the first one brings all that stood there before."""
ENOUGH = 250
"""So many changes are judged together, on all cores; between two handfuls a build looks at the time."""
SHEET_WEIGHT = 25
BYTES_AT_ONCE = 16 * 1024 * 1024
"""So many bytes of case files are in memory at once."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Patience(NamedTuple):
    """How long a build may read history: as long as `has_time` says, and no answer of Git's is waited for longer than
    `seconds` (None: for ever).
    """

    has_time: Callable[[], bool] = lambda: True
    seconds: float | None = None


Former = dict[str, "_InForce | None"]
"""What was in force before a commit for the ids that it touches."""


class _InForce(NamedTuple):
    """What a case is made of: the first case file that claims its id, by the stem of its name and its bytes (empty
    where there is none), and the sheet's row beside or instead.
    """

    stem: str
    blob: str
    row: SheetRow | None


class _Judged(NamedTuple):
    """A case file: the id that it claims, whether it begins as case files do, and its past beside `row`."""

    key: str
    begins: bool
    row: SheetRow | None
    past: PastRow


class _Asked(NamedTuple):
    """The bytes of a case file that is to be judged; `stem` is its name without folder and suffix."""

    stem: str
    content: bytes


@dataclass(frozen=True)
class Judge:
    """Reads and judges versions of cases by the rules of now; findings, which nobody reads, print the folder as `name`.

    `lent` is a folder to write what is read to.
    """

    name: str
    rules: Rules
    lent: Path

    def file(self, asked: _Asked, row_of: Callable[[str], SheetRow | None]) -> _Judged:
        """A case file, beside the row that its id has."""
        path = self.lent / f"{os.getpid()}{CASE_SUFFIX}"
        path.write_bytes(asked.content)
        printed = printed_of(asked.stem)
        found = FoundFile(path, f"{self.name}/{printed}{CASE_SUFFIX}", printed == asked.stem)
        read = read_found_case(found, self.rules, self._shape)
        key = claim_of(read).key
        row = row_of(key)
        begins = io.BytesIO(asked.content).readline(16).removeprefix(b"\xef\xbb\xbf").rstrip() == b"---"
        return _Judged(key, begins, row, self.past(completed(read, row, self.rules)))

    def row(self, row: SheetRow) -> PastRow:
        """A row that stands for a case by itself."""
        return self.past(row_read_of(row, self.rules))

    def past(self, read: CaseRead) -> PastRow:
        """The past of what was read; of what can't be judged only that."""
        if read.case is not None and not nothing_applies(read.case, self.rules):
            return past_of(judge(read.case, self.rules), self._columns)
        found = read.case or read.invalid
        if found is None:
            raise ValueError("a version is a case or an invalid one")
        text = PastText(found.title, found.owner, found.opened)
        shown: Track[PastState | None] = Track.constant(_LONG_AGO, UNREADABLE)
        return PastRow(found.id, found.address or found.id, Track.constant(_LONG_AGO, text), shown)

    @cached_property
    def _shape(self) -> Record[CaseFields]:
        return case_shape(self.rules)

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        return columns_of(self.rules)


class _Piece(NamedTuple):
    """Some of what a commit brought, from its change `start` on; `is_last`: the rest of it."""

    commit: Commit
    start: int
    changes: tuple[Change, ...]
    is_last: bool


class _StartAnewError(Exception):
    """What is kept is no beginning of the line as it is now, and can't be brought back to one."""


class HistoryReading:
    """The history on its way from commit to commit; what was found by former builds is in `kept`."""

    def __init__(self, history: GitHistory, blobs: Blobs, judging: Judge, reader: Reader, kept: HistoryFolder) -> None:
        self.history, self.blobs, self.judging, self.reader, self.kept = history, blobs, judging, reader, kept
        self.version, self.words = version_of(reader.rules, history.prefix, judging.name), words_of(reader)
        self.memo: dict[tuple[str, str], _Judged] = {}
        self.versions: dict[str, list[Version]] = {}
        self.touched: set[str] = set()
        self.changed: set[str] = set()
        self.former = kept.index(self.version)
        self._begin(self.former)

    def _begin(self, index: Index | None) -> None:
        """Go on from what is kept, or from nothing."""
        self.index = index or Index(self.version, self.words)
        self.buckets = [Bucket(self.kept, parts) for parts in self.index.buckets or (None,) * BUCKETS]
        self.memo.clear()
        self.versions.clear()
        self.touched.clear()
        self.changed.clear()
        for part in ("touching", "paths", "sheets", "readings"):
            vars(self).pop(part, None)

    @cached_property
    def touching(self) -> list[Commit]:
        """The commits of the line that touched the folder, as far as they were read."""
        return list(cast("tuple[Commit, ...]", self._part(self.index.touching, ())))

    @cached_property
    def paths(self) -> Paths:
        """The case files."""
        return cast("Paths", self._part(self.index.paths, Paths({}, {})))

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The sheets, bytes by name."""
        return cast("dict[str, str]", self._part(self.index.sheets, {}))

    @cached_property
    def readings(self) -> Readings:
        """The last good readings of the sheets."""
        folder = self.judging.lent / "readings"
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        kept = cast("dict[str, bytes]", self._part(self.index.readings, {}))
        for name, content in kept.items():
            (folder / PurePosixPath(name).name).write_bytes(content)
        return Readings(folder, self.version.hex())

    def _part(self, name: str, nothing: object) -> object:
        return self.kept.part(name) if name else nothing

    def lines(self) -> tuple[PastLine, ...]:
        """What `/history/` says of every case. OSError where another build has written meanwhile."""
        try:
            return tuple(sorted(line for bucket in self.buckets for line in bucket.lines.values()))
        except Damaged as error:
            raise OSError(f"what is kept of the history is not there any more: {error}") from error

    def rows(self) -> Iterator[PastRow]:
        """Every case's past, as far as it was read."""
        keys = sorted(key for bucket in self.buckets for key in bucket.past)
        yield from (row for key in keys if (row := self._row_of(key)) is not None)

    # --------------------------------------------------------------------------------------------------- the line
    def go_on(self, patience: Patience) -> None:
        """Read what is new, as far as time allows, and keep it."""
        try:
            self._go_on(patience)
        except (Damaged, _StartAnewError):
            self._begin(None)
            self._go_on(patience)

    def _go_on(self, patience: Patience) -> None:
        if self.index.cut and self.history.has_parent(self.index.cut):
            raise _StartAnewError  # older commits have been fetched since
        line = self.history.line(self.index.walked, patience.seconds)
        commits = line.commits if line.goes_on else self._rewound(line.commits)
        if self.history.is_shallow and self.index.walked is None:
            self.index = self.index._replace(cut=commits[0].id)
        self._walk(commits, patience)
        self._close()
        self._word()
        self._keep()

    def _walk(self, commits: tuple[Commit, ...], patience: Patience) -> None:
        """Take what the commits brought, a handful at least, then as much as there is time for."""
        self.index = self.index._replace(until=None)
        before = dict(zip([commit.id for commit in commits], (self.index.walked, *commits), strict=False))
        handful: list[_Piece] = []
        for piece in self._pieces(commits, patience):
            if sum(map(self._weight_of, handful)) >= ENOUGH:
                self._take_handful(handful, before)
                handful = []
                if not patience.has_time():
                    self.index = self.index._replace(until=piece.commit.at)
                    return
            handful.append(piece)
        self._take_handful(handful, before)
        if commits:
            self.index = self.index._replace(walked=commits[-1])

    def _pieces(self, commits: tuple[Commit, ...], patience: Patience) -> Iterator["_Piece"]:
        """What is not taken yet, in order. _StartAnewError where the commit that was taken in part is gone."""
        taken, begun = self.index.taken, self.touching[-1] if self.index.taken else None
        for first in range(0, len(commits), COMMITS_AT_ONCE):
            for commit, changes in self.history.brought(commits[first : first + COMMITS_AT_ONCE], patience.seconds):
                if begun is not None and commit != begun:
                    raise _StartAnewError
                for start in range(taken, len(changes), CHANGES_AT_ONCE):
                    end = start + CHANGES_AT_ONCE
                    yield _Piece(commit, start, changes[start:end], is_last=end >= len(changes))
                taken, begun = 0, None

    def _weight_of(self, piece: "_Piece") -> int:
        """How many case files take about as long; to read a sheet takes much longer."""
        return sum(SHEET_WEIGHT if self._is_sheet(change.name) else 1 for change in piece.changes)

    def _take_handful(self, pieces: "list[_Piece]", before: Mapping[str, Commit | None]) -> None:
        """Take some pieces; `before` is the commit of the line before each."""
        self._judge_ahead(change for piece in pieces for change in piece.changes)
        for piece in pieces:
            self._take_piece(piece)
            taken = 0 if piece.is_last else piece.start + len(piece.changes)
            walked = piece.commit if piece.is_last else before[piece.commit.id]
            self.index = self.index._replace(walked=walked, taken=taken)
        self._close()

    def _take_piece(self, piece: "_Piece") -> None:
        if piece.start == 0:
            self.touching.append(piece.commit)
            self.changed.add("touching")
        for key, former in self._take(piece.changes, _instant_of(piece.commit.at)).items():
            now = self._in_force(key)
            if now != former:
                self._add(key, now, piece.commit.at)

    def _judge_ahead(self, changes: Iterable[Change]) -> None:
        """Judge all versions of case files together, each beside the row that its id has by now."""
        self.memo.clear()
        wanted = {(_stem_of(name), blob) for name, blob in changes if blob is not None and is_case(name)}
        if len(wanted) > BUCKETS:  # workers inherit what they would all have to read
            _ = [bucket.standing for bucket in self.buckets]
        judged = partial(self.judging.file, row_of=self._row_beside)
        for some in self._handfuls(sorted(wanted)):
            asked = [_Asked(stem, content) for (stem, _), content in some]
            for (key, _), one in zip(some, all_made(judged, asked), strict=True):
                self.memo[key] = one

    def _handfuls(self, wanted: Iterable[tuple[str, str]]) -> Iterator[list[tuple[tuple[str, str], bytes]]]:
        """Versions with their bytes, no more at once than memory is meant for."""
        some: list[tuple[tuple[str, str], bytes]] = []
        size = 0
        for key in wanted:
            some.append((key, self.blobs.read(key[1], MOST_BYTES)))
            size += len(some[-1][1])
            if size > BYTES_AT_ONCE:
                yield some
                some, size = [], 0
        yield some

    # ------------------------------------------------------------------------------------------------- one commit
    def _take(self, changes: Iterable[Change], at: datetime) -> Former:
        """Take over what changed; what was in force before for the ids that it touches."""
        before: Former = {}
        sheets = dict(self.sheets)
        was_renamed = False
        for name, blob in changes:
            if self._is_sheet(name):
                _put(sheets, name, blob)
            elif is_case(name):
                was_renamed |= blob is None or name not in self.paths.keys
                self._take_file(name, blob, before)
        if was_renamed and self.paths.plain:
            self._look_among_attachments(before)
        if sheets != self.sheets:
            self._take_sheets(sheets, at, before)
        return before

    def _take_file(self, name: str, blob: str | None, before: Former) -> None:
        """A case file that is another one from now on, or gone."""
        self.changed.add("paths")
        former = self.paths.keys.pop(name, None)
        self.paths.plain.pop(name, None)
        if former is not None:
            self._hold(former, name, None, before)
        if blob is None:
            return
        judged = self._judged(_stem_of(name), blob)
        self.paths.keys[name] = judged.key
        if judged.begins:
            self._hold(judged.key, name, blob, before)
        else:
            self.paths.plain[name] = blob
            self._hold(judged.key, name, None if self._is_among_attachments(name) else blob, before)

    def _look_among_attachments(self, before: Former) -> None:
        """A text that does not begin as a case file is one only where it does not lie in a case's folder."""
        for name, blob in self.paths.plain.items():
            is_attached = self._is_among_attachments(name)
            self._hold(self.paths.keys[name], name, None if is_attached else blob, before)

    def _is_among_attachments(self, name: str) -> bool:
        folders = {f"{folder}" for folder in PurePosixPath(name).parents} - {"."}
        return bool(folders) and any(other[: -len(CASE_SUFFIX)] in folders for other in self.paths.keys)

    def _hold(self, key: str, name: str, blob: str | None, before: Former) -> None:
        """A case file claims an id with these bytes, or (None) does not any more."""
        before.setdefault(key, self._in_force(key))
        standing = self._standing(key)
        holders = [holder for holder in standing.holders if holder.name != name]
        if blob is not None:
            holders.append(Holder(name, blob))
        self._stand(key, standing._replace(holders=tuple(sorted(holders, key=_order_of))))

    def _standing(self, key: str) -> Standing:
        return self._bucket(key).standing.get(key) or Standing()

    def _stand(self, key: str, standing: Standing) -> None:
        bucket = self._bucket(key)
        bucket.changed.add("standing")
        _put(bucket.standing, key, standing if standing != Standing() else None)

    def _bucket(self, key: str) -> Bucket:
        return self.buckets[bucket_of(key)]

    # ------------------------------------------------------------------------------------------------- the sheets
    def _is_sheet(self, name: str) -> bool:
        if name in self._named_sheets:
            return True
        stem, _, suffix = name.rpartition(".")
        return "/" not in name and (stem or suffix).casefold() == SHEET_STEM and f".{suffix}" != CASE_SUFFIX

    @cached_property
    def _named_sheets(self) -> frozenset[str]:
        files = (sheet.file for sheet in self.reader.rules.sheets)
        return frozenset(f"{PurePosixPath(file)}" for file in files if file is not None)

    def _take_sheets(self, files: dict[str, str], at: datetime, before: Former) -> None:
        """The sheets are others from now on; one that can't be read has the rows that it had when it could be."""
        self.sheets = files
        self.changed.add("sheets")
        rows: dict[str, SheetRow] = {}
        for row in self._sheets_of(files, at).rows:
            rows.setdefault(address_key(row.address), row.bare)
        standing = {key: one.row for bucket in self.buckets for key, one in bucket.standing.items() if one.row}
        for key in standing.keys() | rows.keys():
            if standing.get(key) != rows.get(key):
                before.setdefault(key, self._in_force(key))
                self._stand(key, self._standing(key)._replace(row=rows.get(key)))

    def _sheets_of(self, files: Mapping[str, str], at: datetime) -> Sheets:
        with TemporaryDirectory(dir=self.judging.lent) as lent:
            for name, blob in files.items():
                path = Path(lent, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(self.blobs.read(blob, LARGEST_WORKBOOK))
            sheets = read_sheets(Path(lent), self.judging.name, self.reader.rules, self.readings)
        self.readings.keep(sheets.good, at)
        return sheets

    def _row_beside(self, key: str) -> SheetRow | None:
        """The row that a case file of this id has beside it."""
        row = self._standing(key).row
        return row if row is not None and row.has_id else None

    # -------------------------------------------------------------------------------------------------- a version
    def _in_force(self, key: str) -> _InForce | None:
        standing = self._standing(key)
        if standing.holders:
            first = standing.holders[0]
            return _InForce(_stem_of(first.name), first.blob, self._row_beside(key))
        return _InForce("", "", standing.row) if standing.row else None

    def _past_of(self, now: _InForce | None) -> PastRow | None:
        if now is None:
            return None
        if now.blob:
            judged = self._judged(now.stem, now.blob)
            return judged.past if judged.row == now.row else self._judged_beside(now).past
        return self.judging.row(now.row) if now.row else None

    def _judged(self, stem: str, blob: str) -> _Judged:
        """A case file, beside a row that may be another one by now."""
        found = self.memo.get((stem, blob))
        if found is None:
            asked = _Asked(stem, self.blobs.read(blob, MOST_BYTES))
            found = self.memo[stem, blob] = self.judging.file(asked, self._row_beside)
        return found

    def _judged_beside(self, now: _InForce) -> _Judged:
        asked = _Asked(now.stem, self.blobs.read(now.blob, MOST_BYTES))
        found = self.memo[now.stem, now.blob] = self.judging.file(asked, lambda _: now.row)
        return found

    def _add(self, key: str, now: _InForce | None, at: int) -> None:
        """A new version; of the one before only the time is kept in which it was in force."""
        version = Version(len(self.touching) - 1, _instant_of(at), self._past_of(now))
        versions = self._versions(key)
        if versions and versions[-1].row is not None:
            former = versions[-1]
            stretch = joined_of(((former.begin, former.row), (version.begin, None)))
            versions[-1] = former._replace(row=stretch)
        versions.append(version)

    def _versions(self, key: str) -> list[Version]:
        """The versions of a case, to be changed."""
        if key not in self.versions:
            kept = self._bucket(key).past.get(key)
            self.versions[key] = list(versions_in(kept)) if kept else []
        return self.versions[key]

    def _close(self) -> None:
        """Pack the versions of the cases that were touched."""
        for key, versions in self.versions.items():
            bucket = self._bucket(key)
            bucket.changed.add("past")
            _put(bucket.past, key, packed_versions(tuple(versions)) if versions else None)
        self.touched |= self.versions.keys()
        self.versions.clear()

    # ------------------------------------------------------------------------------------------ a line rewritten
    def _rewound(self, commits: tuple[Commit, ...]) -> tuple[Commit, ...]:
        """Forget what came after the last commit that the line still has; the commits after that one."""
        places = {commit.id: place for place, commit in enumerate(commits)}
        if self.index.taken:
            raise _StartAnewError
        common = next((place for place, one in reversed(list(enumerate(self.touching))) if one.id in places), None)
        if common is None:
            self._begin(None)
            return commits
        commit = self.touching[common]
        self.index = self.index._replace(walked=commit)
        self._return_to(self.history.files_at(commit.id), _instant_of(commit.at))
        self.touching[common + 1 :] = []
        self.changed.add("touching")
        for key in [key for bucket in self.buckets for key, kept in bucket.past.items() if kept.last > common]:
            versions = [version for version in self._versions(key) if version.place <= common]
            if versions:
                versions[-1] = versions[-1]._replace(row=self._past_of(self._in_force(key)))
            self.versions[key] = versions
        return commits[places[commit.id] + 1 :]

    def _return_to(self, files: Mapping[str, str], at: datetime) -> None:
        """Let the files stand as a commit left them. _StartAnewError where a sheet can't be read there."""
        standing = {
            holder.name: holder.blob for bucket in self.buckets for one in bucket.standing.values() for holder in one[0]
        }
        known = {**standing, **self.paths.plain}
        wanted = {name: blob for name, blob in files.items() if is_case(name) and not self._is_sheet(name)}
        names = sorted(known.keys() | wanted.keys())
        self._take([Change(name, wanted.get(name)) for name in names if known.get(name) != wanted.get(name)], at)
        sheets = {name: blob for name, blob in files.items() if self._is_sheet(name)}
        if self.index.sheets:  # also where they are the same: their rows may be those of a good reading since
            self._forget_readings()
            read = self._sheets_of(sheets, at)
            is_good = all(finding.level is not Level.ERROR for finding in read.findings)
            if not is_good or len(read.good) < len(self.reader.rules.sheets):
                raise _StartAnewError
            self._take_sheets(sheets, at, {})

    def _forget_readings(self) -> None:
        self.index = self.index._replace(readings="")
        vars(self).pop("readings", None)

    # --------------------------------------------------------------------------------------------- words, and keep
    def _word(self) -> None:
        """Write what `/history/` says of the cases that were touched; of all where it says it in other words."""
        if self.index.words != self.words:
            self.touched.update(key for bucket in self.buckets for key in bucket.past)
            self.index = self.index._replace(words=self.words)
        keys = sorted(self.touched)
        for key, line in zip(keys, all_made(self._line_of, keys), strict=True):
            bucket = self._bucket(key)
            bucket.changed.add("lines")
            _put(bucket.lines, key, line)
        self.touched.clear()

    def _line_of(self, key: str) -> PastLine | None:
        row = self._row_of(key)
        return line_of(row, self.reader) if row else None

    def _row_of(self, key: str) -> PastRow | None:
        kept = self._bucket(key).past.get(key)
        versions = versions_in(kept) if kept else ()
        if all(version.row is None for version in versions):
            return None
        return joined_of([(version.begin, version.row) for version in versions])

    def _keep(self) -> None:
        """Leave what is known to the next build, where it is not what the last one left."""
        index = self.index
        if "touching" in self.changed:
            index = index._replace(since=self.touching[0].at, touching=self.kept.keep(tuple(self.touching)))
        if "paths" in self.changed:
            index = index._replace(paths=self.kept.keep(self.paths))
        if "sheets" in self.changed:
            files = sorted((self.judging.lent / "readings").iterdir())
            readings = {path.name: path.read_bytes() for path in files}
            index = index._replace(sheets=self.kept.keep(self.sheets), readings=self.kept.keep(readings))
        self.changed.clear()
        self.index = index._replace(buckets=tuple(bucket.written() for bucket in self.buckets))
        if self.index != self.former:
            self.kept.write(self.index)
            self.former = self.index


def is_case(name: str) -> bool:
    """True for a name below a plant's folder that case files have."""
    is_named_so = name[-len(CASE_SUFFIX) :].casefold() == CASE_SUFFIX
    return is_named_so and not any(part.startswith(LEFT_OUT) for part in name.split("/"))


def printed_of(name: str) -> str:
    """A name as findings print it; bytes that are no UTF-8 are shown as such."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def version_of(rules: Rules, prefix: bytes, name: str) -> bytes:
    """What stands for all that a version's letters depend on beside its bytes."""
    calendar = rules.calendar
    days = (sorted(calendar.weekend), sorted(calendar.extra_holidays), sorted(calendar.extra_workdays))
    judged_by = (rules.criteria, rules.sources, rules.profiles, rules.customers, rules.escalation, rules.sheets)
    parts = (prefix, name, rules.zone, calendar.country, days, judged_by, tuple(rules.steps), rules.language)
    return blake2b(version_digest() + repr(parts).encode(errors="backslashreplace"), digest_size=20).digest()


def words_of(reader: Reader) -> bytes:
    """What stands for all that a line says in a reader's words."""
    return blake2b(repr(reader.rules.people).encode(errors="backslashreplace"), digest_size=20).digest()


def _stem_of(name: str) -> str:
    return name.rpartition("/")[2][: -len(CASE_SUFFIX)]


def _order_of(holder: Holder) -> str:
    return printed_of(holder.name)


def _put(held: "dict[str, T]", key: str, value: "T | None") -> None:
    """Hold a value, or (None) nothing."""
    if value is None:
        held.pop(key, None)
    else:
        held[key] = value


def _instant_of(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
