"""The file of pieces: what a build at a pinned instant leaves to the next one at the same instant (`views/pieces.py`).

It stands beside the store's ledger and may be thrown away at any time, too. It is no part of the ledger, since a build
that changes nothing need not even read it: 15 MB with 500 open cases. What does not fit, is cut short or damaged is not
used; two builds at once each leave a whole file.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import cast

from board_gen.packed import Damaged, packed, unpacked
from board_gen.views.pieces import KeptPieces

KEY = 16
"""Bytes of a key and of a digest."""


def read_pieces(path: Path, key: bytes) -> KeptPieces:
    """The pieces in a file, none where they were not made for `key`: the instant, and all that cases share."""
    with suppress(OSError, Damaged), path.open("rb", buffering=0) as file:
        if file.read(KEY) == key:
            digest, content = file.read(KEY), file.read()
            if _digest_of(content) == digest:
                return cast("KeptPieces", unpacked(content))
    return {}


def write_pieces(path: Path, key: bytes, kept: KeptPieces) -> None:
    """Leave pieces to the next build, in one step; nowhere to write is no fault, only a slower next build."""
    fresh, content = path.with_name(f"{path.name}.{os.getpid()}"), packed(kept)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb", buffering=0) as file:
            file.writelines((key, _digest_of(content), content))
        fresh.replace(path)


def _digest_of(content: bytes) -> bytes:
    return sha256(content).digest()[:KEY]  # half the time of BLAKE2 where the processor knows SHA
