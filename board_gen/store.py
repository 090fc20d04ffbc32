"""The store: what a former build knew, so that the next one makes only what changed.

One file, written in one step, in a folder that may be thrown away at any time (`.cache/board_gen` beside mkdocs.yml).
It opens with a line that names the program and the digest of what follows. What does not fit, is cut short, damaged or
of another version is not trusted and not read: the build makes everything anew and says so.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from logging import Logger
from pathlib import Path
from typing import NamedTuple, cast

from board_gen.made import Made
from board_gen.packed import Damaged, packed, unpacked
from board_gen.site_folder import Written
from board_gen.sources.digests import Known

_NAME = b"board_gen store 1"


class Published(NamedTuple):
    """The site that a build published: what it was made of in one digest, and the files that are no case's own."""

    key: bytes
    files: tuple[Written, ...]


_Kept = tuple[dict[str, Made], dict[str, Known], Published | None]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a build leaves to the next: every case that was made, by its name, and the digests of the plant's files."""

    made: Mapping[str, Made] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    published: Published | None = None


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
        made, known, published = cast(_Kept, unpacked(content))
    except (Damaged, TypeError, ValueError) as error:
        return Ledger(), f"{path}: {error}"
    return Ledger(made, known, published), ""


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Leave a ledger in one step; nowhere to write is no fault, only a slower next build."""
    content = packed((dict(ledger.made), dict(ledger.known), ledger.published))
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(b"%s\n%s" % (_head_of(content), content))
        fresh.replace(path)


def _head_of(content: bytes) -> bytes:
    return b"%s %s" % (_NAME, blake2b(content, digest_size=16).hexdigest().encode())
