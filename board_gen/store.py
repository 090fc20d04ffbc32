"""The store: what a former build knew, so that the next one makes only what changed.

One file, written in one step, in a folder that may be thrown away at any time (`.cache/board_gen` beside mkdocs.yml).
It opens with a line that names the program and the digest of what follows. What does not fit, is cut short, damaged or
of another version is not trusted and not read: the build makes everything anew and says so. With a hundred thousand
cases it is 200 MB, so that it is never in memory as a whole: its parts stay in the file until somebody asks for them.
"""

import operator
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from io import BufferedRandom
from logging import Logger
from pathlib import Path
from typing import NamedTuple, TypeAlias, cast
from weakref import finalize
from zlib import crc32

from board_gen.made import Going, Made
from board_gen.packed import Damaged, packed, unpacked
from board_gen.pages.full_text import Indexed
from board_gen.pages.lasting import Lasting
from board_gen.rules.digest import CaseDigest
from board_gen.site_folder import Written
from board_gen.sources.digests import Known
from board_gen.views.lessons import Lesson

BUCKETS = 64
_NAME = b"board_gen store 8"
_AT_ONCE = 1024 * 1024
"""So many bytes of a ledger are looked at together."""
_DIGEST, _LENGTH = 16, 8
"""Bytes of a digest, and of the number that says how long the contents of a ledger are."""
_Sizes: TypeAlias = tuple[tuple[int, ...], ...]


class Kept:
    """A ledger's file, open as long as anybody may ask for a part of it: the next build puts another in its place."""

    def __init__(self, path: Path) -> None:
        """OSError where it can't be read."""
        self.file = path.open("rb", buffering=0)
        finalize(self, self.file.close)

    def read(self, start: int, size: int) -> bytes:
        """So many bytes from there on."""
        self.file.seek(start)
        return self.file.read(size)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a ledger that is still in its file."""

    file: Kept
    start: int
    size: int


Part: TypeAlias = bytes | Stretch


def bytes_of(part: Part) -> bytes:
    """A part of a ledger, wherever it is."""
    return part if isinstance(part, bytes) else part.file.read(part.start, part.size)


class Published(NamedTuple):
    """The site that a build published: what it was made of in one digest, and the files that are no case's own.

    `indexed` are the shards of the full-text index, `lasting` what is about ended cases only; their files are among
    `files`.
    """

    key: bytes
    files: tuple[Written, ...]
    indexed: tuple[Indexed, ...] = ()
    lasting: tuple[Lasting, ...] = ()


class Bucket(NamedTuple):
    """A share of a ledger, packed: cases that were made, what they are in short, teach and were, the tracks and the
    front matter of those that something can still change in, the files' digests.

    A ledger is cut into buckets by the names of the cases, so that after one change only one of them is packed again.
    """

    made: Part
    short: Part
    lessons: Part
    pasts: Part
    tracks: Part
    told: Part
    known: Part


@dataclass(frozen=True)
class Ledger:
    """What a build leaves to the next."""

    buckets: tuple[Bucket, ...] = ()
    published: Published | None = None

    @cached_property
    def made(self) -> Mapping[str, Made]:
        """Every case that was made, by its name; without its digest."""
        return {name: case for bucket in self.made_in for name, case in bucket.items()}

    @cached_property
    def known(self) -> Mapping[str, Known]:
        """The digests of the plant's files, by name."""
        return {name: known for bucket in self.known_in for name, known in bucket.items()}

    @cached_property
    def digests(self) -> Mapping[str, CaseDigest]:
        """Every valid case in short, by its name."""
        return {
            name: digest
            for bucket in self.buckets
            for name, digest in cast("dict[str, CaseDigest]", unpacked(bytes_of(bucket.short))).items()
        }

    def lesson_of(self, name: str) -> Lesson | None:
        """What a case teaches, by its name; a bucket's lessons are unpacked when one of them is asked for."""
        return self._lessons_in(bucket_of(name)).get(name)

    def past_of(self, name: str) -> str:
        """The steps of a case's row, by its name; a bucket's pasts are unpacked when one of them is asked for."""
        return self._pasts_in(bucket_of(name)).get(name, "")

    def tracks_of(self, name: str) -> bytes:
        """The tracks of a case that something can still change in. Those of one bucket only are kept, so that all are
        never in memory at once: who wants many asks in the order of `bucket_of`.
        """
        number = bucket_of(name)
        if number not in self._last_tracks:
            self._last_tracks.clear()
            self._last_tracks[number] = self._packed_in(self.buckets[number].tracks)
        return self._last_tracks[number][name]

    def going_of(self, name: str) -> Going:
        """What was judged of a case that something can still change in; a bucket is unpacked when one is asked for."""
        number = bucket_of(name)
        if number not in self._going:
            bucket = self.buckets[number]
            tracks, told = self._packed_in(bucket.tracks), self._packed_in(bucket.told)
            self._going[number] = {name: Going(tracks[name], told[name]) for name in tracks}
        return self._going[number][name]

    @staticmethod
    def _packed_in(part: Part) -> Mapping[str, bytes]:
        return cast("dict[str, bytes]", unpacked(bytes_of(part)))

    @cached_property
    def _last_tracks(self) -> dict[int, Mapping[str, bytes]]:
        return {}

    @cached_property
    def _going(self) -> dict[int, Mapping[str, Going]]:
        return {}

    def _pasts_in(self, number: int) -> Mapping[str, str]:
        if number not in self._pasts:
            self._pasts[number] = cast("dict[str, str]", unpacked(bytes_of(self.buckets[number].pasts)))
        return self._pasts[number]

    @cached_property
    def _pasts(self) -> dict[int, Mapping[str, str]]:
        return {}

    def _lessons_in(self, number: int) -> Mapping[str, Lesson]:
        if number not in self._lessons:
            self._lessons[number] = cast("dict[str, Lesson]", unpacked(bytes_of(self.buckets[number].lessons)))
        return self._lessons[number]

    @cached_property
    def _lessons(self) -> dict[int, Mapping[str, Lesson]]:
        return {}

    @cached_property
    def made_in(self) -> tuple[Mapping[str, Made], ...]:
        """The cases of each bucket."""
        return tuple(cast("dict[str, Made]", unpacked(bytes_of(bucket.made))) for bucket in self.buckets)

    @cached_property
    def known_in(self) -> tuple[Mapping[str, Known], ...]:
        """The files of each bucket."""
        return tuple(cast("dict[str, Known]", unpacked(bytes_of(bucket.known))) for bucket in self.buckets)


def ledger_after(
    former: Ledger, cases: Iterable[Made], known: Mapping[str, Known], published: Published | None
) -> Ledger:
    """What the next build may know; the former ledger itself where nothing in it is different."""
    made_in: list[dict[str, Made]] = [{} for _ in range(BUCKETS)]
    known_in: list[dict[str, Known]] = [{} for _ in range(BUCKETS)]
    for case in cases:
        made_in[bucket_of(case.name)][case.name] = case
    for name, one in known.items():
        known_in[bucket_of(name)][name] = one
    both = zip(made_in, known_in, strict=True)
    buckets = tuple(_bucket_after(former, number, *both) for number, both in enumerate(both))
    if former.buckets and published == former.published and all(map(operator.is_, buckets, former.buckets)):
        return former
    ledger = Ledger(buckets, published)
    vars(ledger).update(made_in=tuple(map(_bare, made_in)), known_in=tuple(known_in))  # need not be unpacked again
    if "digests" in vars(former):
        vars(ledger).update(digests={name: digest for made in made_in for name, digest in _short(made, former).items()})
    return ledger


def _bare(made: Mapping[str, Made]) -> dict[str, Made]:
    """The cases without their digests, tracks, lessons and pasts, which stand by themselves."""
    return {
        name: case._replace(digest=None, going=None, lesson=None, past="") if case.digest else case
        for name, case in made.items()
    }


def _bucket_after(former: Ledger, number: int, made: dict[str, Made], known: dict[str, Known]) -> Bucket:
    """A bucket, the former one where it holds the same."""
    if number < len(former.buckets):
        before = former.made_in[number]
        is_same = len(before) == len(made) and all(before.get(name) is case for name, case in made.items())
        if is_same and known == former.known_in[number]:
            return former.buckets[number]
    lessons = {case.name: lesson for case in made.values() if (lesson := lesson_of(case, former))}
    pasts = {case.name: past for case in made.values() if (past := past_of(case, former))}
    going = {case.name: going for case in made.values() if (going := going_of(case, former))}
    tracks, told = ({name: each[place] for name, each in going.items()} for place in (0, 1))
    parts = (_bare(made), _short(made, former), lessons, pasts, tracks, told, known)
    return Bucket(*map(packed, parts))


def _short(made: Mapping[str, Made], former: Ledger) -> dict[str, CaseDigest]:
    """The valid cases in short."""
    return {name: case.digest or former.digests[name] for name, case in made.items() if case.invalid is None}


def lesson_of(case: Made, former: Ledger) -> Lesson | None:
    """What a case teaches: it knows it itself where it was made just now, else the former ledger does."""
    if case.invalid is not None or case.digest is not None:
        return case.lesson
    return former.lesson_of(case.name)


def past_of(case: Made, former: Ledger) -> str:
    """The steps of a case's row, known as its lesson is."""
    if case.invalid is not None or case.digest is not None:
        return case.past
    return former.past_of(case.name)


def going_of(case: Made, former: Ledger) -> Going | None:
    """What was judged of a case that something can still change in, known as its lesson is."""
    if case.is_going and case.going is None:
        return former.going_of(case.name)
    return case.going


def tracks_of(case: Made, former: Ledger) -> bytes:
    """The tracks of a case that something can still change in; cheap for cases in the order of `bucket_of`."""
    return case.going.tracks if case.going else former.tracks_of(case.name)


def bucket_of(name: str) -> int:
    """The number of the bucket that holds a case."""
    return crc32(name.encode(errors="backslashreplace")) % BUCKETS


@dataclass(frozen=True, slots=True)
class Store:
    """The store in a folder, for the site that is published at `target`."""

    folder: Path
    target: Path

    @property
    def _name(self) -> str:
        return blake2b(str(self.target.resolve()).encode(errors="surrogateescape"), digest_size=6).hexdigest()

    @property
    def spare(self) -> Path:
        """Where the site before the last one is kept."""
        return self.folder / f"{self._name}.site"

    @property
    def path(self) -> Path:
        """Where the ledger is kept."""
        return self.folder / f"{self._name}.ledger"

    @property
    def pieces(self) -> Path:
        """Where is kept what pages were put together of (`piece_file.py`)."""
        return self.folder / f"{self._name}.pieces"

    def read(self, log: Logger) -> Ledger:
        """The ledger of the last build; an empty one, with a word in the log, where it can't be used."""
        ledger, reason = read_ledger(self.path)
        if reason:
            log.info("what the last build knew is not used: %s", reason)
        return ledger

    def write(self, ledger: Ledger) -> None:
        """Leave a ledger to the next build."""
        write_ledger(self.path, ledger)


def read_ledger(path: Path) -> tuple[Ledger, str]:
    """The ledger, and why it is not used: empty where it is, or where there is none."""
    try:
        file = Kept(path)
    except FileNotFoundError:
        return Ledger(), ""
    except OSError as error:
        return Ledger(), f"{path}: {error.strerror}"
    try:
        return _ledger_in(file), ""
    except OSError as error:
        return Ledger(), f"{path}: {error.strerror}"
    except (Damaged, TypeError, ValueError) as error:
        return Ledger(), f"{path}: {error}"


def _ledger_in(file: Kept) -> Ledger:
    """The ledger in a file. Damaged where it is not whole, or another version's."""
    start = len(_head_of(bytes(_DIGEST)))
    if file.read(0, start) != _head_of(_digest_of(file, start)):
        raise Damaged("damaged, cut short, or of another version")
    start += _LENGTH
    size = int.from_bytes(file.read(start - _LENGTH, _LENGTH))
    sizes, published = cast("tuple[_Sizes, Published | None]", unpacked(file.read(start, size)))
    ledger = Ledger(tuple(_buckets_in(file, start + size, sizes)), published)
    _ = ledger.made, ledger.known
    return ledger


def _digest_of(file: Kept, start: int) -> bytes:
    """The digest of all that stands in a file from there on."""
    digest = blake2b(digest_size=_DIGEST)
    while content := file.read(start, _AT_ONCE):
        digest.update(content)
        start += len(content)
    return digest.digest()


def _buckets_in(file: Kept, start: int, sizes: _Sizes) -> Iterator[Bucket]:
    for of_bucket in sizes:
        parts: list[Stretch] = []
        for size in of_bucket:
            parts.append(Stretch(file, start, size))
            start += size
        yield Bucket(*parts)


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Leave a ledger in one step; nowhere to write is no fault, only a slower next build."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb+") as file:
            _write_into(file, ledger)
        fresh.replace(path)


def _write_into(file: BufferedRandom, ledger: Ledger) -> None:
    """Write the head last: its digest is that of all the rest."""
    digest = blake2b(digest_size=_DIGEST)
    file.write(_head_of(digest.digest()))
    for part in _parts_of(ledger):
        content = bytes_of(part)
        digest.update(content)
        file.write(content)
    file.seek(0)
    file.write(_head_of(digest.digest()))


def _parts_of(ledger: Ledger) -> Iterator[Part]:
    """What a ledger's file holds behind its head: the length of the contents, the contents, the buckets' parts."""
    sizes = tuple(tuple(map(_size_of, bucket)) for bucket in ledger.buckets)
    contents = packed((sizes, ledger.published))
    yield len(contents).to_bytes(_LENGTH)
    yield contents
    for bucket in ledger.buckets:
        yield from bucket


def _size_of(part: Part) -> int:
    return len(part) if isinstance(part, bytes) else part.size


def _head_of(digest: bytes) -> bytes:
    return b"%s %s\n" % (_NAME, digest.hex().encode())
