"""Which files of a plant's folder are read, which of them are cases, and which are whose attachments (contract §1)."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_

CASE_SUFFIX = ".md"
LEFT_OUT = ("_", ".", "~$")
"""Names that begin so are left out, at every depth."""

FOLDER_UNREADABLE = Kind(
    "BG464",
    Level.ERROR,
    N_("the folder can't be read: {reason}; what lies in it is missing on the board"),
    N_("let the account that builds the site read it"),
)


class Stamp(NamedTuple):
    """What the file system says of a file; whoever writes into it changes it."""

    size: int
    modified_ns: int
    changed_ns: int
    number: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Stamp":
        """The stamp of a file's status."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, or a folder that is named like a case file; `name` is how findings print it.

    `stamp` is None for what is no plain file, or could not be asked.
    """

    path: Path
    name: str
    is_named_well: bool = True
    stamp: Stamp | None = None

    @property
    def suffix(self) -> str:
        """The name's suffix, without case."""
        return self.path.suffix.casefold()

    @property
    def folder_name(self) -> str:
        """The printed name of the folder that holds the attachments of this case file."""
        return self.name[: -len(CASE_SUFFIX)]


@dataclass(slots=True)
class Walk:
    """What lies in a folder: all `files`, and the `cases` among them, both sorted by name."""

    files: list[FoundFile] = field(default_factory=list)
    cases: list[FoundFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    visited: set[tuple[int, int]] = field(default_factory=set)

    def attached(self) -> dict[str, list[FoundFile]]:
        """The files below the folder of each case that has one, by the case file's name."""
        owners = {case.folder_name: case.name for case in self.cases}
        found: dict[str, list[FoundFile]] = {}
        for file in self.files:
            folder = file.name.rpartition("/")[0]
            while folder:
                if folder in owners:
                    found.setdefault(owners[folder], []).append(file)
                folder = folder.rpartition("/")[0]
        return found


def walk_of(folder: Path, name: str) -> Walk:
    """Everything in a folder, at any depth; `name` is the folder as findings print it."""
    walk = Walk()
    _visit(walk, str(folder), name, among_attachments=False)
    walk.files.sort(key=lambda file: file.name)
    walk.cases.sort(key=lambda file: file.name)
    return walk


def _visit(walk: Walk, folder: str, name: str, *, among_attachments: bool) -> None:
    """One folder. A link that leads back into a folder already visited is not followed again."""
    try:
        status = os.stat(folder)  # noqa: PTH116 - ten thousand of them
        with os.scandir(folder) as found:
            entries = sorted(
                (entry for entry in found if not entry.name.startswith(LEFT_OUT)), key=lambda one: one.name
            )
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        walk.findings.append(Finding(FOLDER_UNREADABLE, Place(name), {"reason": reason}))
        return
    if (status.st_dev, status.st_ino) in walk.visited:
        return
    walk.visited.add((status.st_dev, status.st_ino))
    cases = {entry.name: _found(entry, name) for entry in _cases_of(entries, among_attachments=among_attachments)}
    stems = {case[: -len(CASE_SUFFIX)] for case in cases}
    for entry in entries:
        if _is_folder(entry):
            in_attachments = among_attachments or entry.name in stems
            _visit(walk, entry.path, f"{name}/{_printed(entry.name)}", among_attachments=in_attachments)
        else:
            walk.files.append(cases.get(entry.name) or _found(entry, name))
    walk.cases += cases.values()


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _cases_of(entries: "list[os.DirEntry[str]]", *, among_attachments: bool) -> Iterator["os.DirEntry[str]"]:
    """The case files of a folder; among attachments only what begins as one does."""
    for entry in entries:
        is_named_so = entry.name[-len(CASE_SUFFIX) :].casefold() == CASE_SUFFIX
        if is_named_so and (not among_attachments or _begins_as_case(entry)):
            yield entry


def _begins_as_case(entry: "os.DirEntry[str]") -> bool:
    try:
        if not entry.is_file():
            return False
        with Path(entry.path).open("rb") as file:
            return file.readline(16).removeprefix(b"\xef\xbb\xbf").rstrip() == b"---"
    except OSError:
        return False


def _found(entry: "os.DirEntry[str]", folder_name: str) -> FoundFile:
    """The file under its printed name, in which bytes that are no UTF-8 are shown as such."""
    printed = _printed(entry.name)
    try:
        status = entry.stat()
    except OSError:
        status = None
    stamp = Stamp.of(status) if status and S_ISREG(status.st_mode) else None
    return FoundFile(Path(entry.path), f"{folder_name}/{printed}", printed == entry.name, stamp)


def _printed(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
