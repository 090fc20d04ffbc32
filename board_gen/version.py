"""What a result depends on beside its sources: this program's own files, the libraries, the interpreter."""

import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = (
    "babel", "holidays", "jinja2", "markdown", "markupsafe", "nh3", "pillow", "pymdown-extensions", "pyyaml", "tzdata",
    "xlrd", "xlsxwriter",
)  # fmt: skip
"""Libraries whose words, days, zones, markup or files are published."""


@cache
def version_digest() -> bytes:
    """One short name for all of it; another program, library or interpreter gives another."""
    digest = blake2b(sys.version.encode(), digest_size=20)
    for part in (*_libraries(), *_own_files()):
        digest.update(part)
    return digest.digest()


def _libraries() -> Iterator[bytes]:
    for name in LIBRARIES:
        try:
            yield f"{name} {version(name)}\n".encode()
        except PackageNotFoundError:
            yield f"{name} none\n".encode()


def _own_files() -> Iterator[bytes]:
    home = Path(__file__).parent
    for path in sorted(path for path in home.rglob("*") if path.is_file() and path.parent.name != "__pycache__"):
        yield f"{path.relative_to(home)} {path.stat().st_size}\n".encode()
        yield path.read_bytes()
