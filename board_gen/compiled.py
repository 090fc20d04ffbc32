"""Compiled templates, kept as Python keeps its modules: in this program's own `__pycache__`, for the next run.

Compiling what a build lays out takes half a second, each time. Nothing is kept where the folder can't be written, or
Python was told to write no bytecode; then every process compiles for itself, once.
"""

import sys
from contextlib import suppress
from hashlib import sha1
from pathlib import Path
from typing import ClassVar

from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from board_gen.version import version_digest

FOLDER = Path(__file__).parent / "__pycache__"


class Compiled(FileSystemBytecodeCache):
    """The code of an environment's templates. `name` tells environments of other words or extensions apart.

    A template is compiled again where its text, this program, Jinja or the interpreter is another.
    """

    _known: ClassVar[dict[str, bytes]] = {}

    def __init__(self, name: str, folder: Path = FOLDER) -> None:
        self._salt = version_digest().hex() + name
        super().__init__(str(folder), f"jinja-{sha1(name.encode(), usedforsecurity=False).hexdigest()[:8]}-%s.pyc")

    def get_source_checksum(self, source: str) -> str:
        """What stands for a template's text and for all that its code depends on beside it."""
        return super().get_source_checksum(self._salt + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that it was compiled to; none where that is damaged."""
        name = self._get_cache_filename(bucket)
        if name in self._known:
            bucket.bytecode_from_string(self._known[name])
            return
        with suppress(OSError, EOFError, TypeError, ValueError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._known[self._get_cache_filename(bucket)] = bucket.bytecode_to_string()
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


def language_of(env: Environment) -> str:
    """What the meaning of an environment's templates depends on beside their texts."""
    parts = (sorted(env.extensions), sorted(env.filters), sorted(env.tests), bool(env.autoescape))
    return repr(parts)
