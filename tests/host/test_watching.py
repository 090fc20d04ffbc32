"""What `serve` notices of a save, and how soon."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.inotify import InotifyObserver
from watchdog.observers.polling import PollingObserver

from board_gen import watching
from board_gen.watching import Saves, Watching, is_told_by_kernel, watch_closely

NEVER = 3600.0
"""Seconds between two looks of MkDocs' own observer: whatever is noticed in a test, the kernel told."""
PATIENCE = 20.0


@contextmanager
def watched(folder: Path) -> Iterator[LiveReloadServer]:
    """MkDocs' server as it watches a folder, which by itself would see nothing for an hour."""
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(folder), polling_interval=NEVER)
    watch_closely(server, folder)
    server.observer.start()
    try:
        yield server
    finally:
        server.observer.stop()
        server.observer.join()
        server.server_close()


def wants_to_build(server: LiveReloadServer) -> bool:
    """True as soon as the server has been told of a save."""
    with server._rebuild_cond:
        return server._rebuild_cond.wait_for(lambda: server._want_rebuild, PATIENCE)


class _Noted(FileSystemEventHandler):
    """Notes the names of files that something is told of, until `last` comes."""

    def __init__(self, last: str) -> None:
        self.names: set[str] = set()
        self.last = last
        self.has_ended = threading.Event()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a file."""
        if not event.is_directory:
            self.names.add(Path(str(event.src_path)).name)
        if self.last in self.names:
            self.has_ended.set()


def test_a_saved_case_is_built_without_waiting_for_a_look_at_all_files(tmp_path: Path) -> None:
    """A file that is saved in a folder of cases starts a build though nobody looks for an hour."""
    (tmp_path / "2026").mkdir()
    with watched(tmp_path) as server:
        (tmp_path / "2026/FR-1.md").write_text("saved", encoding="utf-8")
        assert wants_to_build(server)


def test_a_case_in_a_new_folder_is_noticed(tmp_path: Path) -> None:
    """A folder that is made while the server runs is watched too."""
    with watched(tmp_path) as server:
        (tmp_path / "2027").mkdir()
        (tmp_path / "2027/FR-1.md").write_text("saved", encoding="utf-8")
        assert wants_to_build(server)


def test_reading_a_case_starts_no_build(tmp_path: Path) -> None:
    """A build reads every case: that one is read is not told, or builds would never end."""
    (tmp_path / "read.md").write_text("read", encoding="utf-8")
    observer = Watching(PollingObserver(timeout=NEVER), InotifyObserver(), Saves(tmp_path))
    noted = _Noted("saved.md")
    observer.schedule(noted, str(tmp_path), recursive=True)
    observer.start()
    (tmp_path / "read.md").read_bytes()
    (tmp_path / "saved.md").write_text("saved", encoding="utf-8")
    assert noted.has_ended.wait(PATIENCE)
    observer.stop()
    observer.join()
    assert noted.names == {"saved.md"}


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs"])
def test_a_share_is_looked_at(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel tells nothing of what others change on a share: there MkDocs' own observer stays."""
    mounts = tmp_path / "mounts"
    point = str(tmp_path).replace(" ", "\\040")
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver {point} {kind} rw 0 0\n", encoding="utf-8")
    assert is_told_by_kernel(tmp_path)
    monkeypatch.setattr(watching, "_MOUNTS", mounts)
    assert not is_told_by_kernel(tmp_path)


def test_more_folders_than_the_kernel_watches_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders beyond the system's limit would be watched in part and in silence: they are looked at instead."""
    limit = tmp_path / "limit"
    limit.write_text("6\n", encoding="ascii")
    monkeypatch.setattr(watching, "_LIMIT", limit)
    for name in ("one", "two"):
        (tmp_path / "cases" / name).mkdir(parents=True)
    assert is_told_by_kernel(tmp_path / "cases")
    (tmp_path / "cases/three").mkdir()
    assert not is_told_by_kernel(tmp_path / "cases")


def test_without_inotify_mkdocs_looks_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the kernel tells nothing, MkDocs' own observer watches the folder."""
    monkeypatch.setattr(watching, "_kernel_observer", lambda: None)
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    watch_closely(server, tmp_path)
    assert isinstance(server.observer, Watching)
    assert isinstance(server.observer.looking, PollingObserver)
    assert server.observer.kernel is None
    assert [watch.path for watch in server._watch_refs.values()] == [str(tmp_path)]
    server.server_close()
