"""What a plant's repository remembers of its folder: which commit brought which bytes, along HEAD's own line.

Git is only asked for names and bytes, as `revision.py` asks it: no hook, filter or textconv runs, no user's setting has
a say, no replaced object takes another's place, nothing is fetched and nothing is written. A commit counts from the
instant at which it was committed; one that is dated before its parent counts from its parent's instant, so that time
never runs backwards.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, NamedTuple

from board_gen.sources.revision import Git

_BY_ITSELF = (("GIT_NO_REPLACE_OBJECTS", "1"), ("GIT_NO_LAZY_FETCH", "1"))
_FILES = ("100644", "100755", "100664")
"""Modes of what holds bytes; links and other repositories hold none of a case's."""
_AT_ONCE = 1024 * 1024
_LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())
"""Git writes dates that no calendar has; they count from here."""


class Without(StrEnum):
    """Why a plant's folder has no history; none of this is anybody's fault."""

    GIT = "git"
    REPOSITORY = "repository"
    COMMIT = "commit"
    TRACKED = "tracked"


class RefusedError(Exception):
    """Git does not let the repository be read, or has lost something of it; the message is in its own words."""


class Commit(NamedTuple):
    """A commit of the line: it counts from `at` on (seconds since 1970, UTC), never before its `parent` does."""

    id: str
    parent: str | None
    at: int


class Change(NamedTuple):
    """A file of the folder holds the bytes `blob` from a commit on; None: it is gone. `name` is below the folder."""

    name: str
    blob: str | None


class Brought(NamedTuple):
    """A commit that touched the folder, and what it brought."""

    commit: Commit
    changes: tuple[Change, ...]


class Line(NamedTuple):
    """Commits of HEAD's first-parent line, oldest first; `goes_on`: they follow upon the one that was known already."""

    commits: tuple[Commit, ...]
    goes_on: bool


@dataclass(frozen=True, slots=True)
class GitHistory:
    """The history of a folder that lies at `prefix` in its repository; `head` is HEAD's commit.

    `is_shallow`: the clone holds the youngest commits only.
    """

    git: Git
    prefix: bytes
    head: str
    is_shallow: bool

    def line(self, known: Commit | None = None, seconds: float | None = None) -> Line:
        """The commits after `known`, if that is on the line; else the whole line."""
        if known is not None:
            if known.id == self.head:
                return Line((), goes_on=True)
            after = self._listed(seconds, f"^{known.id}", may_be_lost=True)
            if after and after[0].parent == known.id:
                return Line(_in_order(after, known.at), goes_on=True)
        return Line(_in_order(self._listed(seconds), 0), goes_on=False)

    def _listed(self, seconds: float | None, *but: str, may_be_lost: bool = False) -> list[Commit]:
        """Commits as they are dated, oldest first."""
        asked = ("rev-list", "--first-parent", "--parents", "--timestamp", "--reverse", self.head, *but, "--")
        done = self.git.run(*asked, seconds=seconds)
        if done.returncode != 0:
            if may_be_lost:
                return []
            raise RefusedError(words_of(done.stderr))
        lines = (line.decode("ascii").split() for line in done.stdout.splitlines())
        return [Commit(own, parents[0] if parents else None, min(int(at), _LATEST)) for at, own, *parents in lines]

    def dated(self, commit: str) -> int:
        """How a commit is dated, whenever it counts from; 0 where it is lost."""
        done = self.git.run("rev-list", "--timestamp", "--max-count=1", commit, "--")
        return min(int(done.stdout.split()[0]), _LATEST) if done.returncode == 0 else 0

    def has_parent(self, commit: str) -> bool:
        """True where this clone holds a commit and the one before it."""
        done = self.git.run("rev-list", "--parents", "--max-count=1", commit, "--")
        return done.returncode == 0 and len(done.stdout.split()) > 1

    def brought(self, commits: Sequence[Commit], seconds: float | None = None) -> Iterator[Brought]:
        """What each of these commits brought to the folder, compared with its first parent; others are left out."""
        asked = "".join(f"{commit.id} {commit.parent}\n" if commit.parent else f"{commit.id}\n" for commit in commits)
        command = ("diff-tree", "--stdin", "-r", "-z", "--root", "--raw", "--no-abbrev", "--no-renames", "--", ".")
        done = self.git.run(*command, given=asked.encode("ascii"), seconds=seconds)
        if done.returncode != 0:
            raise RefusedError(words_of(done.stderr))
        by_id = {commit.id: commit for commit in commits}
        parts = iter(done.stdout.split(b"\0")[:-1])
        commit, changes = None, list[Change]()
        for part in parts:
            if part.startswith(b":"):
                changes += self._changed(part, next(parts))
            else:
                if commit is not None:
                    yield Brought(commit, tuple(changes))
                commit, changes = by_id[part.decode("ascii")], []
        if commit is not None:
            yield Brought(commit, tuple(changes))

    def _changed(self, entry: bytes, path: bytes) -> Iterator[Change]:
        """A raw entry: `:100644 100644 OLD NEW M`. What was no file and is none is nothing to us."""
        old_mode, mode, _, blob, _ = entry[1:].decode("ascii").split(" ", 4)
        if mode in _FILES:
            yield Change(self._name(path), blob)
        elif old_mode in _FILES:
            yield Change(self._name(path), None)

    def files_at(self, commit: str) -> dict[str, str]:
        """The files of the folder as a commit left it, with their blobs, by name."""
        inside = ("--", os.fsdecode(self.prefix)) if self.prefix else ()
        done = self.git.run("ls-tree", "-r", "-z", "--full-tree", commit, *inside)
        if done.returncode != 0:
            raise RefusedError(words_of(done.stderr))
        found: dict[str, str] = {}
        for entry in done.stdout.split(b"\0")[:-1]:
            head, _, path = entry.partition(b"\t")
            mode, _, blob = head.decode("ascii").split()
            if mode in _FILES:
                found[self._name(path)] = blob
        return found

    def _name(self, path: bytes) -> str:
        return os.fsdecode(path[len(self.prefix) :])

    @contextmanager
    def blobs(self) -> Iterator["Blobs"]:
        """Bytes for who asks for them, one blob after the other, of one process."""
        command = self.git.command("cat-file", "--batch")
        with subprocess.Popen(  # noqa: S603 - no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.git.env
        ) as process:
            if process.stdin is None or process.stdout is None:
                raise RefusedError("git cat-file has no pipes")
            yield Blobs(process.stdin, process.stdout)


class Blobs(NamedTuple):
    """A running `git cat-file --batch`."""

    asking: IO[bytes]
    answers: IO[bytes]

    def read(self, blob: str, most: int) -> bytes:
        """The bytes of a blob; of one that has more than `most` only one more. RefusedError where it is lost."""
        try:
            self.asking.write(f"{blob}\n".encode("ascii"))
            self.asking.flush()
            head = self.answers.readline().split()
        except OSError as error:
            raise RefusedError(f"git cat-file: {error.strerror}") from error
        if len(head) != 3:
            raise RefusedError(f"the repository has lost {blob}; `git fetch --refetch` may bring it")
        size = int(head[2])
        content = self.answers.read(min(size, most + 1))
        left = size - len(content) + 1
        while left > 0 and (passed := self.answers.read(min(left, _AT_ONCE))):
            left -= len(passed)
        return content


def opened_history(folder: Path) -> GitHistory | Without:
    """The history of a plant's folder, or why there is none. RefusedError where Git does not let it be read."""
    program = shutil.which("git")
    if program is None:
        return Without.GIT
    git = Git(program, folder, _BY_ITSELF)
    done = git.run("rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
    if done.returncode != 0:
        if b"not a git repository" in done.stderr:
            return Without.REPOSITORY
        raise RefusedError(words_of(done.stderr))
    is_inside, is_shallow, prefix = done.stdout.split(b"\n", 2)
    if is_inside != b"true":
        return Without.REPOSITORY
    head = git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if head.returncode != 0:
        return Without.COMMIT
    return GitHistory(git, prefix.removesuffix(b"\n"), head.stdout.decode("ascii").strip(), is_shallow == b"true")


def words_of(stderr: bytes) -> str:
    """What Git says of a refusal, in one line."""
    first = stderr.decode(errors="replace").strip().partition("\n")[0]
    return " ".join(first.removeprefix("fatal: ").split()) or "git failed"


def _in_order(commits: Sequence[Commit], since: int) -> tuple[Commit, ...]:
    """The commits, none before its parent; the first not before `since`."""
    ordered: list[Commit] = []
    for commit in commits:
        since = max(since, commit.at)
        ordered.append(commit._replace(at=since))
    return tuple(ordered)
