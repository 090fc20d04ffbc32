"""The store: what a former build knew, so that the next one makes only what changed.

One file, written in one step, in a folder that may be thrown away at any time (`.cache/board_gen` beside mkdocs.yml).
It opens with a line that names the program and the digest of what follows. What does not fit, is cut short, damaged or
of another version is not trusted and not read: the build makes everything anew and says so.
"""

import operator
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from logging import Logger
from pathlib import Path
from typing import NamedTuple, cast
from zlib import crc32

from board_gen.made import Made
from board_gen.packed import Damaged, packed, unpacked
from board_gen.pages.full_text import Indexed
from board_gen.pages.lasting import Lasting
from board_gen.rules.digest import CaseDigest
from board_gen.site_folder import Written
from board_gen.sources.digests import Known

BUCKETS = 64
_NAME = b"board_gen store 4"


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
    """A part of a ledger, each half as bytes: the cases that were made, what they are in short, the files' digests.

    A ledger is cut into buckets by the names of the cases, so that after one change only one of them is packed again.
    """

    made: bytes
    short: bytes
    known: bytes


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
            for name, digest in cast("dict[str, CaseDigest]", unpacked(bucket.short)).items()
        }

    @cached_property
    def made_in(self) -> tuple[Mapping[str, Made], ...]:
        """The cases of each bucket."""
        return tuple(cast("dict[str, Made]", unpacked(bucket.made)) for bucket in self.buckets)

    @cached_property
    def known_in(self) -> tuple[Mapping[str, Known], ...]:
        """The files of each bucket."""
        return tuple(cast("dict[str, Known]", unpacked(bucket.known)) for bucket in self.buckets)


def ledger_after(
    former: Ledger, cases: Iterable[Made], known: Mapping[str, Known], published: Published | None
) -> Ledger:
    """What the next build may know; the former ledger itself where nothing in it is different."""
    made_in: list[dict[str, Made]] = [{} for _ in range(BUCKETS)]
    known_in: list[dict[str, Known]] = [{} for _ in range(BUCKETS)]
    for case in cases:
        made_in[_bucket_of(case.name)][case.name] = case
    for name, one in known.items():
        known_in[_bucket_of(name)][name] = one
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
    """The cases without their digests, which stand by themselves."""
    return {name: case._replace(digest=None) if case.digest else case for name, case in made.items()}


def _bucket_after(former: Ledger, number: int, made: dict[str, Made], known: dict[str, Known]) -> Bucket:
    """A bucket, the former one where it holds the same."""
    if number < len(former.buckets):
        before = former.made_in[number]
        is_same = len(before) == len(made) and all(before.get(name) is case for name, case in made.items())
        if is_same and known == former.known_in[number]:
            return former.buckets[number]
    return Bucket(packed(_bare(made)), packed(_short(made, former)), packed(known))


def _short(made: Mapping[str, Made], former: Ledger) -> dict[str, CaseDigest]:
    """The valid cases in short."""
    return {name: case.digest or former.digests[name] for name, case in made.items() if case.invalid is None}


def _bucket_of(name: str) -> int:
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
        data = path.read_bytes()
    except FileNotFoundError:
        return Ledger(), ""
    except OSError as error:
        return Ledger(), f"{path}: {error.strerror}"
    head, _, content = data.partition(b"\n")
    if head != _head_of(content):
        return Ledger(), f"{path}: damaged, cut short, or of another version"
    try:
        buckets, published = cast("tuple[tuple[Bucket, ...], Published | None]", unpacked(content))
        ledger = Ledger(buckets, published)
        _ = ledger.made, ledger.known
    except (Damaged, TypeError, ValueError) as error:
        return Ledger(), f"{path}: {error}"
    return ledger, ""


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Leave a ledger in one step; nowhere to write is no fault, only a slower next build."""
    content = packed((ledger.buckets, ledger.published))
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(b"%s\n%s" % (_head_of(content), content))
        fresh.replace(path)


def _head_of(content: bytes) -> bytes:
    return b"%s %s" % (_NAME, blake2b(content, digest_size=16).hexdigest().encode())
