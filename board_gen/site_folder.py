"""The folder that a site is built in: what equals the published site is that site's own file, all else is new.

A build writes every file through here, also from worker processes. Nothing is ever written into a file that stands:
the workshop may hold links to files that are being served.
"""

import filecmp
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Written(NamedTuple):
    """A file of the site, and what the file system said of it when it was finished."""

    path: str
    size: int
    modified_ns: int
    number: int

    def is_like(self, other: "Written | None") -> bool:
        """True where nobody has written since; a site that was packed and unpacked has other numbers."""
        return other is not None and (self.size, self.modified_ns) == (other.size, other.modified_ns)


class SiteFolder(NamedTuple):
    """Where a site is built (`new`), and the published one that it will replace (`old`, None where there is none)."""

    new: str
    old: str | None

    def put(self, path: str, content: bytes) -> Written:
        """Make a file of the site. ValueError for a path that leads out of it."""
        target = self._target(path)
        published = self.published(path)
        if published is not None and published.size == len(content) and _read(f"{self.old}/{path}") == content:
            return self._link(published, target)
        _write(target, content)
        return _written(path, os.stat(target))  # noqa: PTH116 - ten thousand of them

    def copy(self, path: str, source: str) -> Written:
        """Make a file of the site from one of the plant."""
        target = self._target(path)
        if self.old is not None and _are_equal(source, f"{self.old}/{path}"):
            return self._link(_written(path, os.stat(f"{self.old}/{path}")), target)  # noqa: PTH116
        _make_room(target)
        shutil.copyfile(source, target)
        return _written(path, os.stat(target))  # noqa: PTH116

    def published(self, path: str) -> Written | None:
        """What stands at that path of the published site, None for nothing or no plain file."""
        if self.old is None:
            return None
        try:
            return _written(path, os.stat(f"{self.old}/{path}"))  # noqa: PTH116
        except OSError:
            return None

    def still(self, files: Iterable[Written]) -> tuple[Written, ...] | None:
        """The files as they stand published now; None where one of them is not as it was."""
        found: list[Written] = []
        for file in files:
            now = self.published(file.path)
            if now is None or not file.is_like(now):
                return None
            found.append(now)
        return tuple(found)

    def holds(self, files: Iterable[Written]) -> bool:
        """True where the published site is made of these very files."""
        return self.old is not None and is_standing({file.path: file.number for file in files}, self.old)

    def keep(self, files: Iterable[Written], standing: Mapping[str, int]) -> None:
        """Take over files of the published site; `standing` are the numbers of what the workshop holds already."""
        for file in files:
            if standing.get(file.path) != file.number:
                self._link(file, self._target(file.path))

    def _link(self, published: Written, target: str) -> Written:
        """Let a file of the published site stand in the new one too."""
        source = f"{self.old}/{published.path}"
        try:
            os.link(source, target)
        except FileNotFoundError:
            _make_folder(target)
            os.link(source, target)
        except OSError:  # it stands already, or these are two file systems, or one without links
            if _number(target) == published.number:
                return published
            _make_room(target)
            with suppress(OSError):
                os.link(source, target)
                return published
            shutil.copy2(source, target)
        return _written(published.path, os.stat(target))  # noqa: PTH116

    def _target(self, path: str) -> str:
        if path.startswith("/") or ".." in path.split("/"):
            raise ValueError(f"{path} leads out of the site")
        return f"{self.new}/{path}"


def standing_in(folder: str) -> dict[str, int]:
    """Every file below a folder by its path, with its number; what is hidden at the top belongs to somebody else."""
    found: dict[str, int] = {}
    folders = [""]
    while folders:
        inside = folders.pop()
        with os.scandir(f"{folder}/{inside}") as entries:
            for entry in entries:
                if not inside and entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{inside}{entry.name}/")
                else:
                    found[f"{inside}{entry.name}"] = entry.inode()
    return found


def is_standing(files: Mapping[str, int], folder: str) -> bool:
    """True where the folder holds these very files and no other; most often an early one tells that it does not."""
    return all(_number(f"{folder}/{path}") == number for path, number in files.items()) and files == standing_in(folder)


def remove_all_but(folder: str, standing: Iterable[str], wanted: "set[str]") -> None:
    """Remove the files that the site does not want, and the folders that are empty without them."""
    for path in standing:
        if path not in wanted:
            Path(folder, path).unlink(missing_ok=True)
            for parent in Path(path).parents[:-1]:
                with suppress(OSError):  # not empty
                    (Path(folder) / parent).rmdir()


def _written(path: str, status: os.stat_result) -> Written:
    return Written(path, status.st_size, status.st_mtime_ns, status.st_ino)


def _number(target: str) -> int:
    try:
        return os.stat(target).st_ino  # noqa: PTH116
    except OSError:
        return -1


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - ten thousand of them
            return file.read()
    except OSError:
        return None


def _are_equal(source: str, published: str) -> bool:
    try:
        return filecmp.cmp(source, published, shallow=False)
    except OSError:
        return False


def _write(target: str, content: bytes) -> None:
    try:
        file = open(target, "xb", buffering=0)  # noqa: PTH123, SIM115 - never into a file that stands
    except FileNotFoundError:
        _make_folder(target)
        _write(target, content)
    except FileExistsError:
        _make_room(target)
        _write(target, content)
    else:
        with file:
            file.write(content)


def _make_room(target: str) -> None:
    """Take away what stands at a path, and make the folders that lead to it."""
    _make_folder(target)
    if os.path.isdir(target) and not os.path.islink(target):  # noqa: PTH112, PTH114
        shutil.rmtree(target)
    else:
        with suppress(FileNotFoundError):
            os.unlink(target)  # noqa: PTH108


def _make_folder(target: str) -> None:
    parent = target.rpartition("/")[0]
    try:
        os.mkdir(parent)  # noqa: PTH102
    except FileExistsError:
        if not os.path.isdir(parent):  # noqa: PTH112
            os.unlink(parent)  # noqa: PTH108 - a file of the former site where a folder is now
            os.mkdir(parent)  # noqa: PTH102
    except FileNotFoundError:
        _make_folder(parent)
        _make_folder(target)
