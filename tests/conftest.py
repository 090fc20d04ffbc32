"""What all tests share: a plant to write files into, the demonstration site built once, a browser, a web server."""

import fcntl
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MKDOCS_YML = "site_name: Test\ntheme: {name: material}\nplugins: [board_gen]\n"
CASE = """\
---
id: {id}
title: {title}
opened: 2026-11-20 16:30
source: PRR
area: Line 3
owner: 李伟
{more}---
{body}
"""


@dataclass(frozen=True, slots=True)
class PlantFolder:
    """A plant on disk: `folder` holds mkdocs.yml and cases/. Every method returns the path it wrote."""

    folder: Path

    def write(self, path: str, content: str | bytes) -> Path:
        """Any file, with the folders it needs."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def mkdocs(self, text: str = MKDOCS_YML) -> Path:
        """The mkdocs.yml: the three lines that suffice, unless others are given."""
        return self.write("mkdocs.yml", text)

    def board(self, text: str) -> Path:
        """The rules."""
        return self.write("cases/board.yml", text)

    def case(self, case_id: str, title: str = "Leak", more: str = "", body: str = "") -> Path:
        """A valid case file; `more` are further lines of YAML, each with its line end."""
        return self.write(f"cases/{case_id}.md", CASE.format(id=case_id, title=title, more=more, body=body))

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """`board-gen …` in this folder, as a process of its own."""
        return self.run_module("board_gen", *arguments, env=env)

    def run_module(
        self, module: str, *arguments: str, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """`python -m module …` in this folder."""
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.folder,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(PROJECT), **(env or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )


@pytest.fixture
def plant(tmp_path: Path) -> PlantFolder:
    """An empty plant in a folder of its own, with the three-line mkdocs.yml and an empty cases/."""
    made = PlantFolder(tmp_path / "plant")
    made.mkdocs()
    (made.folder / "cases").mkdir()
    return made


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demonstration plant's site, built once for all tests and workers; read it, never write to it."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    return built_once(shared, "demo", ())


@pytest.fixture(scope="session")
def offline_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demonstration plant's site as it works from `file://`; read it, never write to it."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    return built_once(shared, "offline", ("--offline",))


def built_once(shared: Path, name: str, more: tuple[str, ...]) -> Path:
    """Build the project's own site into `shared/name` unless another worker has."""
    site = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not site.exists():
            built = PlantFolder(PROJECT).run("build", "--site-dir", str(site), *more)
            if built.returncode != 0:
                shutil.rmtree(site, ignore_errors=True)
                pytest.fail(f"the demonstration does not build ({built.returncode}):\n{built.stdout}{built.stderr}")
    return site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which asks nobody for anything."""
    if not Path(CHROMIUM).exists():
        pytest.fail("the browser tests need Debian's chromium: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(BROWSER_ARGUMENTS))
        yield started
        started.close()


class _QuietHandler(SimpleHTTPRequestHandler):
    def __init__(self, *args: object, prefix: str = "/", **kwargs: object) -> None:
        self.prefix = prefix
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.prefix):
            return str(Path(self.directory) / "no such file")
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(folder: Path, prefix: str = "/") -> Iterator[str]:
    """The address (with a final `/`) at which a web server of this machine shows `folder` below `prefix`."""
    handler = partial(_QuietHandler, directory=str(folder), prefix=prefix)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
        server.shutdown()
        thread.join()


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """`serve(folder, prefix="/")` → the address of a web server that lives as long as the test."""
    with ExitStack() as stack:
        yield lambda folder, prefix="/": stack.enter_context(serving(folder, prefix))


@pytest.fixture(scope="session")
def demo_url(demo_site: Path) -> Iterator[str]:
    """The demonstration site's address on a web server, below a base path as an intranet would have it."""
    with serving(demo_site, "/quality/board/") as url:
        yield url
