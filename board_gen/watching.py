"""How `serve` notices that something was saved, and how browsers are told of it.

The kernel tells of a save at once, where MkDocs would look every half second.

Looking at 10,000 files costs 75 ms of CPU each time, a tenth of a core for as long as the server runs, and a save is
noticed half a second late. Linux tells of it within milliseconds; other systems and shares of the network, whose
changes the kernel does not see, are looked at as before.
"""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mkdocs.livereload import LiveReloadServer
from watchdog.events import (
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.utils import UnsupportedLibcError, platform

SAVED: tuple[type[FileSystemEvent], ...] = (FileClosedEvent, FileCreatedEvent, FileDeletedEvent, FileMovedEvent)
"""What is told of: a file is complete, has come or gone. Not that one is read: each build would call for the next."""
SETTLED = 0.05
"""Seconds without a further save after which a build begins."""
_REMOTE = {"9p", "afs", "ceph", "cifs", "fuse", "nfs", "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs"}
_MOUNTS = Path("/proc/self/mounts")
_LIMIT = Path("/proc/sys/fs/inotify/max_user_watches")


class _Looking(Protocol):
    """The part of an observer that MkDocs' server uses."""

    def schedule(self, event_handler: FileSystemEventHandler, path: str, *, recursive: bool = False) -> ObservedWatch:
        """Watch a file or a folder."""

    def unschedule(self, watch: ObservedWatch) -> None:
        """Watch it no longer."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End soon."""

    def join(self) -> None:
        """Wait for the end."""


class Saves:
    """Which files were saved since a build was begun last. An observer's thread notes them, the builder asks.

    A path below `folder` is told as one that begins with `folder` as it was given here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._watched = Path(os.path.abspath(folder))  # noqa: PTH100 - as MkDocs names what it watches
        self._noted: set[Path] = set()
        self._is_fresh = False
        self._last = 0.0
        self._lock = threading.Lock()

    def note(self, event: FileSystemEvent) -> None:
        """Remember what an event tells of."""
        told = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        with self._lock:
            self._noted.update(self._named(Path(path)) for path in told)
            self._is_fresh, self._last = True, time.monotonic()

    def taken(self) -> frozenset[Path]:
        """What was saved since this was asked last: a build begins."""
        with self._lock:
            noted, self._noted, self._is_fresh = frozenset(self._noted), set(), False
        return noted

    def meanwhile(self) -> frozenset[Path]:
        """What was saved since the build began, told once a save that has settled; the next build is told of it too."""
        if not self._is_fresh:
            return frozenset()
        with self._lock:
            if time.monotonic() - self._last < SETTLED:
                return frozenset()
            self._is_fresh = False
            return frozenset(self._noted)

    def _named(self, path: Path) -> Path:
        return self.folder / path.relative_to(self._watched) if path.is_relative_to(self._watched) else path


class _Noting(FileSystemEventHandler):
    """Notes what is told, and tells it on to who would have been told."""

    def __init__(self, saves: Saves, told: FileSystemEventHandler) -> None:
        self.saves = saves
        self.told = told

    def dispatch(self, event: FileSystemEvent) -> None:
        """Note first: who is told may build at once."""
        if not event.is_directory:
            self.saves.note(event)
        self.told.dispatch(event)


class Watching:
    """An observer in the place of MkDocs' own: what was given to that one stays there, folders go to the kernel's.

    `kernel` is None where there is none. What is saved is noted, whoever tells of it.
    """

    def __init__(self, looking: _Looking, kernel: BaseObserver | None, saves: Saves) -> None:
        self.looking = looking
        self.kernel = kernel
        self.saves = saves
        self.told: set[ObservedWatch] = set()

    def schedule(self, event_handler: FileSystemEventHandler, path: str, *, recursive: bool = False) -> ObservedWatch:
        """Watch a file or a folder."""
        noting = _Noting(self.saves, event_handler)
        if self.kernel is None or not is_told_by_kernel(Path(path)):
            return self.looking.schedule(noting, path, recursive=recursive)
        watch = self.kernel.schedule(noting, path, recursive=recursive, event_filter=list(SAVED))
        self.told.add(watch)
        return watch

    def unschedule(self, watch: ObservedWatch) -> None:
        """Watch it no longer."""
        observer = self.kernel if watch in self.told else self.looking
        self.told.discard(watch)
        if observer is not None:
            observer.unschedule(watch)

    def start(self) -> None:
        """Begin."""
        self.looking.start()
        if self.kernel:
            self.kernel.start()

    def stop(self) -> None:
        """End soon."""
        self.looking.stop()
        if self.kernel:
            self.kernel.stop()

    def join(self) -> None:
        """Wait for the end."""
        self.looking.join()
        if self.kernel:
            self.kernel.join()


@dataclass(frozen=True, slots=True)
class Browsers:
    """The browsers that have a page of MkDocs' server open: each knows its page's epoch, and waits for a newer one.

    While the wanted epoch is newer than the visible one, MkDocs lets every request wait: it is building.
    """

    server: LiveReloadServer

    def reload(self) -> None:
        """Let them load their pages anew, and let nobody wait for the build that goes on."""
        with self.server._epoch_cond:
            newer = max(self.server._wanted_epoch, self.server._visible_epoch + 1)
            self.server._visible_epoch = self.server._wanted_epoch = newer
            self.server._epoch_cond.notify_all()

    def expect(self) -> None:
        """Let them wait for what MkDocs tells at the end of its build, once more."""
        with self.server._epoch_cond:
            now = round(time.monotonic() * 1000)  # as MkDocs counts epochs
            self.server._wanted_epoch = max(now, self.server._visible_epoch + 1)


def watch_closely(server: LiveReloadServer, folder: Path) -> Saves:
    """Let MkDocs' server build again as soon as something in `folder` is saved; what it was."""
    kernel, saves = _kernel_observer(), Saves(folder)
    server.observer = Watching(server.observer, kernel, saves)  # type: ignore[assignment]  # all that MkDocs uses
    if kernel is not None:
        server.build_delay = SETTLED
    server.watch(str(folder))
    return saves


def _kernel_observer() -> BaseObserver | None:
    """Linux' inotify; None where there is none, or no more of it for this user."""
    if not platform.is_linux():
        return None
    try:
        from watchdog.observers.inotify import InotifyObserver

        return InotifyObserver()
    except (UnsupportedLibcError, OSError):
        return None


def is_told_by_kernel(path: Path) -> bool:
    """True for a folder whose changes Linux tells of: not on a share, and not with more folders than may be watched."""
    if not path.is_dir() or _file_system_of(path.resolve()) in _REMOTE:
        return False
    folders = 1 + sum(len(names) for _, names, _ in os.walk(path))
    return 2 * folders <= _watches_allowed()


def _watches_allowed() -> int:
    try:
        return int(_LIMIT.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _file_system_of(path: Path) -> str:
    """The kind of file system that a path lies on, as /proc/self/mounts names it; empty where nobody says."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    mounts = [(Path(_unescaped(line.split()[1])), line.split()[2]) for line in lines]
    around = [(len(point.parts), kind) for point, kind in mounts if path.is_relative_to(point)]
    kind = max(around, key=lambda found: found[0], default=(0, ""))[1]
    return kind.partition(".")[0]


def _unescaped(point: str) -> str:
    """A mount point without the octal escapes of /proc/self/mounts."""
    return point.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
