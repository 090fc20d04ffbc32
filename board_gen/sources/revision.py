"""A plant's folder as it stood at a revision of its Git repository, without checking anything out.

Git is only asked for names (`ls-tree`) and bytes (`cat-file`): no hook, filter or textconv of the repository runs, the
index is not looked at, and nothing is written.
"""

import hashlib
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LINK, _REPOSITORY = "120000", "160000"
"""Modes of a tree's entries: a symbolic link, and the commit of another repository (a submodule)."""
_OF_A_CALLER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE")
"""What Git tells its hooks of the repository that they run in; the plant's own may be another."""
_QUIET = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1", "GIT_TERMINAL_PROMPT": "0"}

NO_GIT = "git is not installed; install it, or leave --against out"
SHALLOW = (
    "this clone is shallow and does not hold it; fetch the whole history"
    " (`fetch-depth: 0` of actions/checkout, by hand `git fetch --unshallow`)"
)
UNKNOWN = "this repository holds no such revision; a branch of the server comes by `git fetch`"


class NoRevisionError(ValueError):
    """There is no such revision to be had; the message says in one line why, and what helps."""


@dataclass(frozen=True, slots=True)
class FormerFolder:
    """The folder at `commit`, which was made at `committed` (UTC).

    `blobs` are its files: names below the folder, as the file system of now writes them, and the ids of their bytes.
    `unread` names what holds no bytes there: links that lead nowhere or to a folder, and other repositories.
    """

    commit: str
    committed: datetime
    blobs: Mapping[str, str]
    unread: tuple[str, ...]
    git: "Git"

    def contents(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of files of `blobs`; NoRevisionError where the repository has lost them."""
        if not names:
            return
        answers = self.git.ask("cat-file", "--batch", given=_lines(self.blobs[name] for name in names))
        stream = io.BytesIO(answers)
        for name in names:
            head = stream.readline().split()
            if len(head) != 3:
                raise NoRevisionError(f"the repository has lost {name} of {self.commit}; `git fetch` may bring it")
            yield name, stream.read(int(head[2]))
            stream.read(1)


def former_folder(revision: str, folder: Path) -> FormerFolder:
    """The folder as it stood at a revision: any name of a commit, or `A...B`, where the two parted (B: HEAD).

    NoRevisionError where there is none.
    """
    program = shutil.which("git")
    if program is None:
        raise NoRevisionError(NO_GIT)
    git = Git(program, folder)
    prefix = git.ask("rev-parse", "--show-prefix").removesuffix(b"\n")
    commit = _parted(git, revision) if "..." in revision else _commit_of(git, revision)
    seconds = int(git.ask("rev-list", "--max-count=1", "--timestamp", commit).split()[0])
    blobs, unread = _files_in(git, commit, prefix)
    return FormerFolder(commit, datetime.fromtimestamp(seconds, UTC), blobs, unread, git)


def is_same(data: bytes, blob: str) -> bool:
    """True where a file of now holds the bytes of a blob; what only ends its lines otherwise (Windows) does, too."""
    if _blob_id(data, blob) == blob:
        return True
    return b"\r\n" in data and _blob_id(data.replace(b"\r\n", b"\n"), blob) == blob


def _blob_id(data: bytes, like: str) -> str:
    head = b"blob %d\0" % len(data)
    made = hashlib.sha1(head, usedforsecurity=False) if len(like) == 40 else hashlib.sha256(head)
    made.update(data)
    return made.hexdigest()


class Git(NamedTuple):
    """Git, asked about the repository in which a folder lies; `settings` go into its environment."""

    program: str
    folder: Path
    settings: tuple[tuple[str, str], ...] = ()

    def command(self, *arguments: str) -> list[str]:
        """What to run."""
        return [self.program, "-C", str(self.folder), "-c", "core.fsmonitor=false", *arguments]

    @property
    def env(self) -> dict[str, str]:
        """The environment to run it in."""
        own = {name: value for name, value in os.environ.items() if name not in _OF_A_CALLER}
        return own | _QUIET | dict(self.settings)

    def run(
        self, *arguments: str, given: bytes = b"", seconds: float | None = None
    ) -> "subprocess.CompletedProcess[bytes]":
        """A command's answer, be it a refusal. subprocess.TimeoutExpired where it takes longer than `seconds`."""
        command, env = self.command(*arguments), self.env
        return subprocess.run(  # noqa: S603 - no shell
            command, input=given, capture_output=True, check=False, env=env, timeout=seconds
        )

    def ask(self, *arguments: str, given: bytes = b"") -> bytes:
        """What a command prints; NoRevisionError, in Git's own words, where it refuses."""
        done = self.run(*arguments, given=given)
        if done.returncode != 0:
            words = " ".join(done.stderr.decode(errors="replace").split())
            raise NoRevisionError(words.removeprefix("fatal: ") or f"git {arguments[0]} failed")
        return done.stdout


def _commit_of(git: Git, revision: str) -> str:
    """The commit's id. What begins with a dash would be an option, and never reaches Git."""
    if revision.startswith("-") or not revision.isprintable() or not revision.strip():
        raise NoRevisionError("that is no revision; name a commit, a branch such as origin/main, or a tag")
    done = git.run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    found = done.stdout.decode(errors="replace").strip()
    if done.returncode != 0 or not _ID.fullmatch(found):
        raise NoRevisionError(_remedy(git))
    return found


def _parted(git: Git, revision: str) -> str:
    """The commit at which two branches parted, as Git writes it: `origin/main...`, `main...topic`."""
    left, right = (_commit_of(git, side or "HEAD") for side in revision.split("...", 1))
    done = git.run("merge-base", left, right)
    if done.returncode != 0:
        raise NoRevisionError(_remedy(git))
    return done.stdout.split()[0].decode()


def _remedy(git: Git) -> str:
    return SHALLOW if git.run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true" else UNKNOWN


def _files_in(git: Git, commit: str, prefix: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """The files below `prefix`, and what holds no bytes; links are followed as far as they stay in the repository."""
    inside = ["--", os.fsdecode(prefix)] if prefix else []
    answers = git.ask("ls-tree", "-r", "-z", "--full-tree", commit, *inside)
    blobs: dict[str, str] = {}
    links: list[bytes] = []
    unread: list[bytes] = []
    for entry in answers.split(b"\0")[:-1]:
        head, _, path = entry.partition(b"\t")
        mode, _, blob = head.decode("ascii").split()
        if mode in (_LINK, _REPOSITORY):
            (links if mode == _LINK and b"\n" not in path else unread).append(path)
        else:
            blobs[_name(path, prefix)] = blob
    for path, target in _targets_of(git, commit, links):
        if target is None:
            unread.append(path)
        else:
            blobs[_name(path, prefix)] = target
    return blobs, tuple(sorted(_name(path, prefix) for path in unread))


def _targets_of(git: Git, commit: str, links: Sequence[bytes]) -> Iterator[tuple[bytes, str | None]]:
    """Where links lead: the id of a file's bytes, None where it is none of this repository's files."""
    if not links:
        return
    asked = b"".join(b"%s:%s\n" % (commit.encode(), path) for path in links)
    stream = io.BytesIO(git.ask("cat-file", "--batch-check", "--follow-symlinks", given=asked))
    for path in links:
        first, *others = stream.readline().split()
        if len(others) == 1 and others[0].isdigit():  # `symlink 11`, `loop 9`: below stands what it would lead to
            stream.read(int(others[0]) + 1)
        yield path, first.decode() if len(others) == 2 and others[0] == b"blob" else None


def _name(path: bytes, prefix: bytes) -> str:
    return os.fsdecode(path[len(prefix) :])


def _lines(ids: Iterable[str]) -> bytes:
    return "".join(f"{blob}\n" for blob in ids).encode("ascii")
