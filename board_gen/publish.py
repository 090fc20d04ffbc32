"""Publishing: a finished folder takes the old site's place in one step (contract §9).

A site is built in a fresh folder beside the one that is served, and is exchanged for it when it is whole, so that
nobody who reads meanwhile finds half a site, and a build that fails leaves the old one standing.
"""

import ctypes
import errno
import filecmp
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.site_folder import is_standing, standing_in

MARKERS = ("api/build.json", "sitemap.xml")
"""A folder that holds one of these is a site, and may be replaced."""
ENOUGH = 10
"""From so many cases on, the share below counts."""
SHARE = 0.8

NOT_A_SITE = Kind(
    "BG801",
    Level.ERROR,
    N_("this folder holds other files, and no site: it is not replaced"),
    N_("name an empty or new folder with --site-dir, or site_dir in mkdocs.yml"),
)
NONE_READABLE = Kind(
    "BG802",
    Level.ERROR,
    N_("publishing refused, the old site stands: of {files} case files and sheets none can be read"),
    N_("mend the findings above; --allow-fewer publishes all the same"),
)
TOO_FEW = Kind(
    "BG803",
    Level.ERROR,
    N_("publishing refused, the old site stands: {cases} cases now, {before} on the last site"),
    N_("bring back the missing files; if they are meant to be gone, use --allow-fewer"),
)

_WORKSHOP = ".building-"
_RETIRED = ".old-"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}
_CANNOT_RENAME = {errno.EXDEV, errno.EBUSY, errno.EACCES, errno.EPERM, errno.EROFS}


def objection_to(site_dir: Path, cases: int, unread: int, *, is_fewer_allowed: bool) -> Finding | None:
    """Why a site of so many cases may not take the place of what is in `site_dir`; None where it may.

    `unread`: how many case files and sheets stand there of which none can be read; 0 where one can.
    """
    if is_foreign(site_dir):
        return Finding(NOT_A_SITE, Place(str(site_dir)))
    if is_fewer_allowed:
        return None
    if unread:
        return Finding(NONE_READABLE, Place(str(site_dir)), {"files": unread})
    before = published_cases(site_dir)
    if before >= ENOUGH and cases < SHARE * before:
        return Finding(TOO_FEW, Place(str(site_dir)), {"cases": cases, "before": before})
    return None


def published_cases(site_dir: Path) -> int:
    """How many cases the site in `site_dir` was made of, by its api/build.json; 0 where nobody knows."""
    try:
        cases = json.loads((site_dir / "api/build.json").read_bytes())["cases"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return cases if isinstance(cases, int) else 0


def is_foreign(site_dir: Path) -> bool:
    """True where `site_dir` may not be replaced at all: it is no folder, or holds files and no site."""
    if not site_dir.exists():
        return False
    if not site_dir.is_dir():
        return True
    is_site = any((site_dir / marker).is_file() for marker in MARKERS)
    return not is_site and any(not entry.name.startswith(".") for entry in site_dir.iterdir())


def open_workshop(site_dir: Path, spare: Path | None = None) -> Path:
    """Take a folder to build in, beside `site_dir` where that is allowed, and sweep up after crashed builds.

    `spare` is where a former build left the site before the last one: most of its files are those of the published
    site (hard links), so that a new site is made by changing few. It may be missing, or lie on another file system.
    """
    target = site_dir.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in _leftovers(target):
            shutil.rmtree(leftover, ignore_errors=True)
        workshop = target.with_name(f"{target.name}{_WORKSHOP}{os.getpid()}")
        if spare and _is_moved(spare, workshop):
            _remove_hidden(workshop)
        else:
            workshop.mkdir()
    except PermissionError:
        workshop = Path(tempfile.mkdtemp(prefix="board_gen-"))
    return workshop


def _remove_hidden(workshop: Path) -> None:
    """Take away what was carried into the site before the last: the next site gets it from the published one."""
    for entry in list(workshop.iterdir()):
        if entry.name.startswith("."):
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


def discard(workshop: Path) -> None:
    """Throw away a site that is not published."""
    shutil.rmtree(workshop, ignore_errors=True)


def publish(
    workshop: Path, site_dir: Path, spare: Path | None = None, standing: Mapping[str, int] | None = None
) -> None:
    """Put the finished site in `workshop` in the place of `site_dir`; the former one becomes the `spare`.

    Where every file is the published one itself (a hard link, see `SiteFolder`), nothing is touched. `standing` says
    what the workshop holds, as `standing_in` does, where somebody knows. Hidden entries of the old folder (`.git`,
    `.htaccess`) stay, as MkDocs leaves them. OSError where nothing helps.
    """
    target = site_dir.resolve()
    if not target.exists():
        _move_or_fill(workshop, target)
        return
    has_hidden = any(entry.name.startswith(".") for entry in workshop.iterdir())
    if not has_hidden and is_standing(standing or standing_in(str(workshop)), str(target)):
        retire(workshop, spare)
        return
    _carry_hidden(target, workshop)
    shutil.copymode(target, workshop)
    _replace(workshop, target, spare)


def retire(folder: Path, spare: Path | None) -> None:
    """Keep a folder as the spare, unless another build has left one meanwhile."""
    if not (spare and _is_moved(folder, spare)):
        discard(folder)


def _is_moved(folder: Path, place: Path) -> bool:
    """Move a folder in one step, if it is there, nothing is at the place yet, and both are on one file system."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(place)
    except OSError:
        return False
    return True


def _leftovers(target: Path) -> Iterator[Path]:
    """Folders of builds of this site whose process has ended."""
    for mark in (_WORKSHOP, _RETIRED):
        for folder in target.parent.glob(f"{_globbed(target.name)}{mark}*"):
            pid = folder.name.rpartition("-")[2]
            if pid.isdigit() and (int(pid) == os.getpid() or not _is_running(int(pid))):
                yield folder


def _globbed(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":  # there, a signal 0 would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_hidden(path: Path, root: Path) -> bool:
    return path.relative_to(root).parts[0].startswith(".")


def _carry_hidden(old: Path, new: Path) -> None:
    for entry in old.iterdir():
        if not entry.name.startswith(".") or (new / entry.name).exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, new / entry.name, symlinks=True)
        else:
            shutil.copy2(entry, new / entry.name, follow_symlinks=False)


def _move_or_fill(workshop: Path, target: Path) -> None:
    try:
        workshop.rename(target)
    except OSError as error:
        if error.errno not in _CANNOT_RENAME:
            raise
        target.mkdir(parents=True)
        _fill(workshop, target)


def _replace(workshop: Path, target: Path, spare: Path | None) -> None:
    try:
        retired = _exchange(workshop, target)
    except OSError as error:
        if error.errno not in _CANNOT_RENAME:
            raise
        _fill(workshop, target)
    else:
        retire(retired, spare)


def _exchange(workshop: Path, target: Path) -> Path:
    """Exchange the two folders, and return where the old one is now."""
    try:
        _rename_exchange(workshop, target)
    except OSError as error:
        if error.errno not in _CANNOT_EXCHANGE:
            raise
    else:
        return workshop
    retired = target.with_name(f"{target.name}{_RETIRED}{os.getpid()}")
    target.rename(retired)
    workshop.rename(target)
    return retired


def _rename_exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step, with Linux' renameat2; OSError ENOSYS where there is none."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if renameat2 is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))


def _fill(workshop: Path, target: Path) -> None:
    """Bring a folder that cannot be moved (a mounted volume) up to date, file by file, each in one step."""
    new_files = {path.relative_to(workshop) for path in workshop.rglob("*") if path.is_file()}
    for path in sorted(new_files, key=_pages_last):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        if not (target / path).is_file() or not filecmp.cmp(workshop / path, target / path, shallow=False):
            fresh = (target / path).with_name(f"{path.name[:40]}{_WORKSHOP}{os.getpid()}")
            shutil.copy2(workshop / path, fresh)
            fresh.replace(target / path)
    _remove_others(target, new_files)
    discard(workshop)


def _pages_last(path: Path) -> tuple[bool, str]:
    return (path.suffix == ".html", path.as_posix())


def _remove_others(target: Path, kept: set[Path]) -> None:
    for path in sorted(target.rglob("*"), reverse=True):
        if _is_hidden(path, target):
            continue
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):  # not empty
                path.rmdir()
        elif path.relative_to(target) not in kept:
            path.unlink()
