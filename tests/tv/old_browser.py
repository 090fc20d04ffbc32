"""A television's browser, driven over its debugging protocol: Playwright can't speak to one so old."""

import base64
import itertools
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars=false",
    "--remote-debugging-port=0",
)
IN_ONE_PROCESS = ("--single-process", "--no-zygote")
"""What Chromium 71 and 79 want besides."""
STARTS = 3
PATIENCE = 30.0
"""Seconds after which a browser that does not answer has failed."""


@dataclass
class OldBrowser:
    """One page of one browser. `complaints` gathers exceptions, console errors and failed requests."""

    socket: ClientConnection
    complaints: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def call(self, method: str, *, patience: float = PATIENCE, **parameters: Any) -> Any:
        """Send a command and wait for its answer."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.socket.recv(timeout=patience))
            if told.get("id") == number:
                if "error" in told:
                    raise AssertionError(f"{method}: {told['error']}")
                return told["result"]
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        method, given = told.get("method"), told.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = given["exceptionDetails"]
            self.complaints.append(str(details.get("exception", {}).get("description") or details["text"]))
        elif method == "Runtime.consoleAPICalled" and given["type"] in ("error", "warning", "assert"):
            self.complaints.append(str([a.get("value", a.get("description")) for a in given["args"]]))
        elif method == "Log.entryAdded" and given["entry"]["level"] == "error":
            self.complaints.append(f"{given['entry']['text']} {given['entry'].get('url', '')}")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in told:
            raise AssertionError(f"{expression}: {told['exceptionDetails']}")
        return told["result"].get("value")

    def wait_for(self, expression: str) -> Any:
        """Ask until the expression is true; while a page is being left it may have no document."""
        return until(lambda: self.evaluate(f"document.documentElement ? ({expression}) : false"), expression)

    def size(self, width: int, height: int) -> None:
        """Make the screen so large."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def open(self, address: str, *, before: str = "") -> None:
        """Load a page; `before` is a script that runs before any of its own."""
        if before:
            self.call("Page.addScriptToEvaluateOnNewDocument", source=before)
        self.call("Page.navigate", url=address)
        self.wait_for(f"location.href.indexOf({json.dumps(address)}) === 0 && document.readyState === 'complete'")

    def picture(self, path: Path) -> None:
        """Take a picture of the screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))


def until(ask: Callable[[], Any], what: str) -> Any:
    """What `ask` gives as soon as it is true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"it never came: {what}")


@contextmanager
def started(program: Path, profile: Path, arguments: Iterable[str] = ()) -> Iterator[OldBrowser]:
    """A browser of its own, with its profiles below the folder `profile`.

    In a single process such a browser now and then hangs while it starts: then another one is started.
    """
    with ExitStack() as stack:
        for attempt in range(STARTS):
            try:
                yield stack.enter_context(_running(program, profile / str(attempt), tuple(arguments)))
            except _HungError:
                if attempt == STARTS - 1:
                    raise
            else:
                return


class _HungError(Exception):
    """The browser did not come up."""


@contextmanager
def _running(program: Path, profile: Path, arguments: tuple[str, ...]) -> Iterator[OldBrowser]:
    log = profile / "log"
    profile.mkdir(parents=True)
    command = [str(program), *ARGUMENTS, *arguments, f"--user-data-dir={profile}", "about:blank"]
    with log.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)
    try:
        with connect(_page_address(log, process), max_size=None, ping_interval=None) as socket:
            yield _ready(socket)
    finally:
        process.kill()
        process.wait()


def _ready(socket: ClientConnection) -> OldBrowser:
    browser = OldBrowser(socket)
    try:
        for domain in ("Page", "Runtime", "Log"):
            browser.call(f"{domain}.enable", patience=10)
    except TimeoutError as hung:
        raise _HungError from hung
    return browser


def _page_address(log: Path, process: subprocess.Popen[bytes]) -> str:
    def told() -> str | None:
        if process.poll() is not None:
            raise AssertionError(f"the browser ended: {log.read_text(errors='replace')[-2000:]}")
        found = re.search(r"DevTools listening on ws://([\w.:]+)/", log.read_text(errors="replace"))
        return found[1] if found else None

    host = until(told, "DevTools listening")

    def page() -> str | None:
        with urlopen(f"http://{host}/json/list") as answer:
            pages = [entry for entry in json.load(answer) if entry["type"] == "page"]
        return str(pages[0]["webSocketDebuggerUrl"]) if pages else None

    return str(until(page, "a page"))
