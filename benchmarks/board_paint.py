"""The board's page `/` on a weak television: what it weighs, how soon it stands there, and how it bears updates.

`python -m benchmarks.board_paint`: 60 rows in the theme's frame on a processor slowed six times. The promise is under
150 KB in all (compressed), the largest paint within 1 s, and no task over 100 ms while a letter turns or a newer build
is fetched and takes the old one's place (docs/performance.md).
"""

import gzip
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.board import HERE
from benchmarks.generate import cases_of, write_plant
from tests.conftest import BROWSER_ARGUMENTS, CHROMIUM

SLOWER = 6
ROWS = 60
RUNS = 5
WEAK = {"width": 1920, "height": 1080}
_PACKED = {".html", ".css", ".js", ".json", ".svg"}
_WATCH = """
window.paints = []; window.tasks = []; window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => paints.push(entry.startTime)))
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(entry => tasks.push([entry.startTime, entry.duration])))
  .observe({type: "longtask", buffered: true});
const now = Date.now.bind(Date);
Date.now = () => now() + window.shift;
"""
"""Notes paints and long tasks, and lets the page's clock be set."""
_TURN = """() => {
  const later = boardGen.list().cases.flatMap(item => item.frames.slice(1));
  const times = later.filter(frame => frame.l).map(frame => frame.t);
  window.shift += Math.min(...times) * 1000 - boardGen.now() + 1000;
}"""
"""Sets the clock to where the next letter turns."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one visit: bytes that came, the largest paint, the longest tasks at the load, a turn, a swap (ms)."""

    received: int
    paint: float
    load: float
    turn: float
    swap: float


def main() -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sites = sites_in(folder)
        with served(folder / "site") as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(BROWSER_ARGUMENTS))
            seen = [visit(browser, url, folder / "site", sites) for _ in range(RUNS)]
            browser.close()
    print(f"received, compressed: {seen[0].received / 1000:.1f} KB in all, {ROWS} rows")
    for what in ("paint", "load", "turn", "swap"):
        values = sorted(getattr(one, what) for one in seen)
        print(f"{what:6} best {values[0]:.0f} ms, median {statistics.median(values):.0f} of {RUNS}, 1/{SLOWER} speed")


def sites_in(folder: Path) -> tuple[Path, Path]:
    """The site of a plant of open cases, and that of the same plant after one of them was edited."""
    plant = folder / "plant"
    write_plant(plant, ROWS * 20)
    cases = cases_of(ROWS * 20)
    for case in cases:
        if not case.is_open:
            (plant / "cases" / case.path).unlink()
    first = built(plant, folder / "first")
    edited = plant / "cases" / next(case.path for case in cases if case.is_open)
    edited.write_text(edited.read_text(encoding="utf-8").replace("\ntitle: ", "\ntitle: edited ", 1), encoding="utf-8")
    return first, built(plant, folder / "second")


def built(plant: Path, site: Path) -> Path:
    """The plant's site as of now."""
    command = [sys.executable, "-m", "board_gen", "build", "--site-dir", str(site)]
    subprocess.run(command, cwd=plant, env={"PYTHONPATH": str(HERE), "NO_MKDOCS_2_WARNING": "1"}, check=True)  # noqa: S603
    return site


def visit(browser: Browser, url: str, link: Path, sites: tuple[Path, Path]) -> Seen:
    """Open the board with nothing in the cache, let a letter turn, publish another build."""
    show(link, sites[0])
    context = browser.new_context(viewport=WEAK)  # type: ignore[arg-type]
    page = context.new_page()
    session = context.new_cdp_session(page)
    received = bytes_of(session)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(_WATCH)
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(8000)
    weight, paint = sum(received), max(page.evaluate("paints"))
    load = longest_task(page)
    page.evaluate(_TURN)
    page.wait_for_timeout(3000)
    turn = longest_task(page)
    show(link, sites[1])
    page.evaluate("boardGen.refresh()")
    page.wait_for_function("document.querySelector('[data-live-root]').textContent.indexOf('edited') >= 0")
    page.wait_for_timeout(3000)
    seen = Seen(weight, paint, load, turn, longest_task(page))
    context.close()
    return seen


def longest_task(page: Page) -> float:
    """The longest of the tasks of over 50 ms since the last call."""
    return float(page.evaluate("Math.max(0, ...tasks.splice(0).map(task => task[1]))"))


def bytes_of(session: CDPSession) -> list[int]:
    """What every answer will have weighed on its way."""
    received: list[int] = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    return received


def show(link: Path, site: Path) -> None:
    """Let the address show a site."""
    if link.is_symlink():
        link.unlink()
    link.symlink_to(site, target_is_directory=True)


class _PackingHandler(SimpleHTTPRequestHandler):
    """Sends what can be compressed as every web server does."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path.partition("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in _PACKED or not path.is_file():
            super().do_GET()
            return
        sent = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        for name, value in (
            ("Content-Type", self.guess_type(path)),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(sent))),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, compressed."""
    handler = partial(_PackingHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    main()
