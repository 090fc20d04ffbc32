"""Word and Excel files as what they are, zip files: read with bounds, written so that equal input gives equal bytes."""

import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_STAMPED = re.compile(r"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*(</dcterms:)")
_WHO = re.compile(r"(<(?:cp:lastModifiedBy)>)[^<]*(</)")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED = 200_000_000
"""Bytes in all; an empty form of a customer has some hundred thousand."""


def fault_of(content: bytes, inner: str) -> str:
    """In a word, why a file is no Word or Excel file; empty where it is one. `inner`: a file that such a one holds."""
    if content.startswith(_COMPOUND):
        return "protected"
    try:
        with ZipFile(BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                return "huge"
            return "" if inner in packed.namelist() else "other"
    except (BadZipFile, ValueError, NotImplementedError):
        return "other"


def with_fixed_times(content: bytes, at: datetime) -> bytes:
    """The same file, as if everything in it had been written at `at`, by a program of no name."""
    kept = BytesIO()
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with ZipFile(BytesIO(content)) as packed, ZipFile(kept, "w", ZIP_DEFLATED) as made:
        for entry in packed.infolist():
            data = packed.read(entry)
            if entry.filename == _CORE:
                text = _STAMPED.sub(rf"\g<1>{stamp}\g<2>", data.decode("utf-8"))
                data = _WHO.sub(r"\g<1>board_gen\g<2>", text).encode()
            fresh = ZipInfo(entry.filename, _EPOCH)
            fresh.compress_type, fresh.external_attr = ZIP_DEFLATED, 0o600 << 16
            made.writestr(fresh, data)
    return kept.getvalue()
