"""A plant's folder as it stood at a revision of its Git repository."""

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


class NoRevisionError(ValueError):
    """Git can't give the folder at that revision; the message says why, in Git's words."""


@contextmanager
def folder_at(revision: str, folder: Path) -> Iterator[Path]:
    """Lend a copy of `folder` as it stood at `revision`; NoRevisionError where there is none."""
    archive = _archive_of(revision, folder)
    with TemporaryDirectory(prefix="board_gen-") as name:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            if hasattr(tarfile, "data_filter"):  # Debian 12's Python has none; Git writes no path that leads out
                tar.extraction_filter = tarfile.data_filter
            tar.extractall(name)  # noqa: S202
        yield Path(name)


def _archive_of(revision: str, folder: Path) -> bytes:
    git = shutil.which("git")
    if git is None:
        raise NoRevisionError("git is not installed")
    if not revision or revision.startswith("-"):
        raise NoRevisionError(f"{revision}: not a revision")
    command = [git, "-C", str(folder), "archive", "--format=tar", revision, "."]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, no option from outside
    if done.returncode != 0:
        raise NoRevisionError(done.stderr.decode(errors="replace").strip().removeprefix("fatal: "))
    return done.stdout
