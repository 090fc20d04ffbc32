"""Which files of a plant's folder are read, and which of them are cases (contract §1)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, or a folder that is named like a case file; `name` is how findings print it."""

    path: Path
    name: str
    is_named_well: bool = True

    @property
    def suffix(self) -> str:
        """The name's suffix, without case."""
        return self.path.suffix.casefold()


@dataclass(slots=True)
class Walk:
    """What lies in a folder: all `files`, and the `cases` among them, both sorted by name."""

    files: list[FoundFile] = field(default_factory=list)
    cases: list[FoundFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    visited: set[Path] = field(default_factory=set)


def walk_of(folder: Path, name: str) -> Walk:
    """Everything in a folder, at any depth; `name` is the folder as findings print it."""
    walk = Walk()
    _visit(walk, folder, name, among_attachments=False)
    walk.files.sort(key=lambda file: file.name)
    walk.cases.sort(key=lambda file: file.name)
    return walk


def _visit(walk: Walk, folder: Path, name: str, *, among_attachments: bool) -> None:
    """One folder. A link that leads back into a folder already visited is not followed again."""
    try:
        real = folder.resolve()
        entries = sorted(path for path in folder.iterdir() if not path.name.startswith(LEFT_OUT))
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        walk.findings.append(Finding(FOLDER_UNREADABLE, Place(name), {"reason": reason}))
        return
    if real in walk.visited:
        return
    walk.visited.add(real)
    stems = {path.stem for path in _cases_of(entries, among_attachments=among_attachments)}
    for path in entries:
        entry = _found(path, name)
        if path.is_dir():
            in_attachments = among_attachments or path.name in stems
            _visit(walk, path, entry.name, among_attachments=in_attachments)
        else:
            walk.files.append(entry)
    walk.cases += [_found(path, name) for path in _cases_of(entries, among_attachments=among_attachments)]


def _cases_of(entries: list[Path], *, among_attachments: bool) -> Iterator[Path]:
    """The case files of a folder; among attachments only what begins as one does."""
    for path in entries:
        if path.suffix.casefold() == CASE_SUFFIX and (not among_attachments or _begins_as_case(path)):
            yield path


def _begins_as_case(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.readline(16).removeprefix(b"\xef\xbb\xbf").rstrip() == b"---"
    except OSError:
        return False


def _found(path: Path, folder_name: str) -> FoundFile:
    """The file under its printed name, in which bytes that are no UTF-8 are shown as such."""
    printed = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return FoundFile(path, f"{folder_name}/{printed}", is_named_well=printed == path.name)
