"""What a file holds, in one short name: the SHA-256 of its bytes; read again only where somebody wrote into it."""

import hashlib
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from board_gen.sources.folder_walk import FoundFile, Stamp

SETTLING_NS = 2_000_000_000
"""A file written so short before it was read may have been written again in the same tick of the clock."""


class Known(NamedTuple):
    """The digest of a file as it stood when it had that stamp."""

    stamp: Stamp
    digest: str


def digests_of(files: Iterable[FoundFile], known: Mapping[str, Known] | None = None) -> dict[str, str]:
    """Each file's digest by its name, sorted; one that went away or can't be read has none.

    `known` are the digests of a former run: who has the same stamp is not read again.
    """
    known = known or {}
    found: dict[str, str] = {}
    for file in files:
        former = known.get(file.name)
        if former is not None and file.stamp is not None and former.stamp == file.stamp:
            found[file.name] = former.digest
        else:
            digest = digest_of(file)
            if digest is not None:
                found[file.name] = digest
    return dict(sorted(found.items()))


def digest_of(file: FoundFile) -> str | None:
    """The digest of a file's bytes; None for what can't be read, or is no plain file (a pipe would be waited for)."""
    try:
        if file.stamp is None and not file.path.is_file():
            return None
        with file.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return None


def known_of(files: Iterable[FoundFile], digests: Mapping[str, str]) -> dict[str, Known]:
    """What a later run may take for known: not what was written just now."""
    newest = time.time_ns() - SETTLING_NS  # a question about the file system, not about the plant
    return {
        file.name: Known(file.stamp, digests[file.name])
        for file in files
        if file.stamp is not None and file.name in digests and file.stamp.changed_ns < newest
    }
