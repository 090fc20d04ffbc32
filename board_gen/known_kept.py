"""What is kept of a repository's history between two builds, so that each commit is read once (`known_then.py`).

A folder of parts, each named by its content, and an index that names the parts that count. The index is written last,
in one step: who reads sees one build's facts or another's, never a mixture. It is a cache: thrown away, damaged or of
another version it costs one slow build. It is unpacked by nothing but our own records' makers (`packed.py`).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, cast
from zlib import compress, crc32, decompressobj

from board_gen.packed import Damaged, packed, unpacked
from board_gen.pages.past_data import PastLine
from board_gen.rules.past import PastRow
from board_gen.sources.git_history import Commit
from board_gen.sources.sheet_row import SheetRow
from board_gen.whole_file import write_whole

BUCKETS = 64
_MOST = 1 << 30
"""More bytes than that no part has when it is unpacked."""
_NAME = b"board_gen history 1\n"
_DIGEST = 16


class Holder(NamedTuple):
    """A case file that says it is a case: its name below the plant's folder, and its bytes."""

    name: str
    blob: str


class Standing(NamedTuple):
    """What stands for an id after the last commit that was read: case files, by name, and the sheet's first row."""

    holders: tuple[Holder, ...] = ()
    row: SheetRow | None = None


class Version(NamedTuple):
    """A version of a case, in force from `begin` on, which the commit at `place` of the line brought.

    Of all but the last version only the time in which it was in force is kept. `row` None: there was no case.
    """

    place: int
    begin: datetime
    row: PastRow | None


class Kept(NamedTuple):
    """All versions of a case, packed; the last of them was brought by the commit at `last`."""

    last: int
    versions: bytes


class Paths(NamedTuple):
    """The case files after the last commit that was read: the id that each claims; `plain` are those that do not begin
    as case files do, which among attachments are none, with their bytes.
    """

    keys: dict[str, str]
    plain: dict[str, str]


class Parts(NamedTuple):
    """The names of a bucket's parts; `told` stands for what it says of its cases."""

    standing: str
    past: str
    lines: str
    told: bytes


class Index(NamedTuple):
    """What there is: by which rules it was judged (`version`) and worded (`words`), up to which commit the line was
    read (`walked`; `until`: when the first counts that was not), since when anything is known, and the parts.

    Seconds since 1970. `taken`: so many changes of the next commit that touches the folder are taken already. The
    parts: the commits that touched the folder, as far as they were read; case files (`Paths`); sheets after the last of
    them, bytes by name; the last good readings of them. `cut`: the commit at which a shallow clone's line began.
    """

    version: bytes
    words: bytes
    walked: Commit | None = None
    until: int | None = None
    since: int | None = None
    touching: str = ""
    paths: str = ""
    sheets: str = ""
    readings: str = ""
    taken: int = 0
    buckets: tuple[Parts, ...] = ()
    cut: str = ""


def packed_versions(versions: tuple[Version, ...]) -> Kept:
    """The versions of a case, which are never none."""
    return Kept(versions[-1].place, compress(packed(versions), 1))


def versions_in(kept: Kept) -> tuple[Version, ...]:
    """The versions of a case."""
    return cast("tuple[Version, ...]", unpacked(_decompressed(kept.versions)))


def bucket_of(key: str) -> int:
    """In which bucket a case is kept."""
    return crc32(key.encode(errors="backslashreplace")) % BUCKETS


@dataclass
class Bucket:
    """A share of the cases by their keys; each of its parts is read when it is asked for, and written if it changed."""

    folder: "HistoryFolder"
    parts: Parts | None = None
    changed: set[str] = field(default_factory=set)
    _held: dict[str, dict[str, object]] = field(default_factory=dict)

    @property
    def standing(self) -> dict[str, Standing]:
        """What stands for each id."""
        return cast("dict[str, Standing]", self._part("standing"))

    @property
    def past(self) -> dict[str, Kept]:
        """The versions of each case."""
        return cast("dict[str, Kept]", self._part("past"))

    @property
    def lines(self) -> dict[str, PastLine]:
        """What `/history/` says of each case."""
        return cast("dict[str, PastLine]", self._part("lines"))

    def _part(self, kind: str) -> dict[str, object]:
        if kind not in self._held:
            name = getattr(self.parts, kind) if self.parts else ""
            self._held[kind] = cast("dict[str, object]", self.folder.part(name)) if name else {}
        return self._held[kind]

    def written(self) -> Parts:
        """The names of its parts, after those that changed have been written."""
        former = self.parts or Parts("", "", "", b"")
        names = {kind: self.folder.keep(self._part(kind)) for kind in self.changed}
        told = told_digest(self.lines) if "lines" in self.changed else former.told
        self.parts = former._replace(**names, told=told)
        self.changed.clear()
        return self.parts


def told_digest(lines: Mapping[str, PastLine]) -> bytes:
    """What stands for all that lines say; empty where they say nothing."""
    if not lines:
        return b""
    digest = blake2b(digest_size=_DIGEST)
    for key in sorted(lines):
        digest.update(repr(tuple(lines[key])).encode(errors="backslashreplace"))
    return digest.digest()


@dataclass
class HistoryFolder:
    """The folder of parts; None: nothing is read and nothing is kept.

    Parts that an index named which was read here stay until the next time: another build may be reading them.
    """

    path: Path | None
    is_writable: bool = True
    _fresh: dict[str, bytes] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)
    _remembered: Index | None = None

    def index(self, version: bytes) -> Index | None:
        """The index, None where there is none of that version; what was only remembered goes before it."""
        if self._remembered is not None:
            return self._remembered if self._remembered.version == version else None
        try:
            found = unpacked(self._content("index"))
        except (OSError, Damaged):
            return None
        if not isinstance(found, Index) or len(found) != len(Index._fields) or found.version != version:
            return None
        self._read = _names_in(found)
        return found

    def part(self, name: str) -> object:
        """A part. Damaged where it is not there as it was written."""
        if name in self._fresh:
            return unpacked(_decompressed(self._fresh[name]))
        try:
            content = self._content(name)
        except OSError as error:
            raise Damaged(f"{name}: {error.strerror}") from error
        return unpacked(_decompressed(content))

    def keep(self, value: object) -> str:
        """The name of a part that is to be written."""
        content = compress(packed(value), 1)
        name = blake2b(content, digest_size=_DIGEST).hexdigest()
        self._fresh[name] = content
        return name

    def write(self, index: Index) -> None:
        """Leave everything to the next build; nowhere to write is no fault, only a slower next build."""
        if self.path is None or not self.is_writable:
            self._remembered = index
            return
        with suppress(OSError):
            self.path.mkdir(parents=True, exist_ok=True)
            for name, content in self._fresh.items():
                if not (self.path / name).exists():
                    write_whole(self.path / name, _with_digest(content))
            write_whole(self.path / "index", _with_digest(packed(index)))
            self._fresh.clear()
            wanted, self._read = {"index", *_names_in(index), *self._read}, _names_in(index)
            for path in self.path.iterdir():
                if path.name not in wanted and not path.name.startswith("."):
                    path.unlink(missing_ok=True)

    def _content(self, name: str) -> bytes:
        if self.path is None:
            raise Damaged("nothing is kept")
        content = (self.path / name).read_bytes()
        body = content[len(_NAME) + _DIGEST :]
        if content != _with_digest(body):
            raise Damaged(f"{name} is damaged, cut short, or of another version")
        return body


def _names_in(index: Index) -> set[str]:
    return {
        index.touching,
        index.paths,
        index.sheets,
        index.readings,
        *(name for parts in index.buckets for name in parts[:3]),
    }


def _with_digest(body: bytes) -> bytes:
    return _NAME + blake2b(body, digest_size=_DIGEST).digest() + body


def _decompressed(content: bytes) -> bytes:
    """Damaged for what is no whole stream of ours."""
    unpacking = decompressobj()
    try:
        found = unpacking.decompress(content, _MOST)
    except Exception as error:  # zlib.error is no ValueError
        raise Damaged(f"{error}") from error
    if not unpacking.eof:
        raise Damaged("cut short")
    return found
