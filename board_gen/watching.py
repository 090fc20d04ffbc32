"""How `serve` notices that something was saved: from the kernel at once, where MkDocs would look every half second.

Looking at 10,000 files costs 75 ms of CPU each time, a tenth of a core for as long as the server runs, and a save is
noticed half a second late. Linux tells of it within milliseconds; other systems and shares of the network, whose
changes the kernel does not see, are looked at as before.
"""

import os
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


class Watching:
    """An observer in the place of MkDocs' own: what was given to that one stays there, folders go to the kernel's."""

    def __init__(self, looking: _Looking, kernel: BaseObserver) -> None:
        self.looking = looking
        self.kernel = kernel
        self.told: set[ObservedWatch] = set()

    def schedule(self, event_handler: FileSystemEventHandler, path: str, *, recursive: bool = False) -> ObservedWatch:
        """Watch a file or a folder."""
        if not is_told_by_kernel(Path(path)):
            return self.looking.schedule(event_handler, path, recursive=recursive)
        watch = self.kernel.schedule(event_handler, path, recursive=recursive, event_filter=list(SAVED))
        self.told.add(watch)
        return watch

    def unschedule(self, watch: ObservedWatch) -> None:
        """Watch it no longer."""
        observer = self.kernel if watch in self.told else self.looking
        self.told.discard(watch)
        observer.unschedule(watch)

    def start(self) -> None:
        """Begin."""
        self.looking.start()
        self.kernel.start()

    def stop(self) -> None:
        """End soon."""
        self.looking.stop()
        self.kernel.stop()

    def join(self) -> None:
        """Wait for the end."""
        self.looking.join()
        self.kernel.join()


def watch_closely(server: LiveReloadServer, folder: Path) -> None:
    """Let MkDocs' server build again as soon as something in `folder` is saved."""
    kernel = _kernel_observer()
    if kernel is not None:
        server.observer = Watching(server.observer, kernel)  # type: ignore[assignment]  # all of it that MkDocs uses
        server.build_delay = SETTLED
    server.watch(str(folder))


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
