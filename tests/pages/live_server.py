"""A web server that misbehaves on wish, below a base path as an intranet has it."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from board_gen.pages.assets import script, stylesheet

BASE = "/quality/board/"


@dataclass
class Wish:
    """What the server does. `files` stand below `BASE`; what begins with `faulty` hangs where `fault` says so, until
    `release`; `at` is its clock (None: untold). `asked` counts by file, `queries` are whole.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    fault: str = ""
    faulty: str = ""
    at: datetime | None = None
    asked: Counter[str] = field(default_factory=Counter)
    queries: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)

    def publish(self, page: str, build: str, as_of: datetime, **told: object) -> None:
        """A site of one page and its build.json."""
        instant = f"{as_of:%Y-%m-%dT%H:%M:%SZ}"
        findings = {"error": 0, "warning": 0, "note": 0}
        self.files[""] = page.encode()
        self.files["api/build.json"] = json.dumps(
            {"build": build, "as_of": instant, "pinned": False, "findings": findings, **told}
        ).encode()


class _Handler(BaseHTTPRequestHandler):
    wish: Wish

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].removeprefix(BASE).removesuffix("index.html")
        self.wish.asked[name] += 1
        self.wish.queries.append(self.path)
        content = self.wish.files.get(name)
        if self.wish.fault == "hang" and name.startswith(self.wish.faulty):
            self.wish.release.wait(30)
        elif content is None:
            self._answer(404, b"<html><body>gone</body></html>")
        else:
            self._answer(200, content)

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response_only(status)
        if self.wish.at is not None:
            self.send_header("Date", format_datetime(self.wish.at, usegmt=True))
        self.send_header("Content-Type", self._kind())
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _kind(self) -> str:
        path = self.path.partition("?")[0]
        kinds = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
        return next((kind for end, kind in kinds.items() if path.endswith(end)), "text/html") + "; charset=utf-8"

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def misbehaving() -> Iterator[tuple[str, Wish]]:
    """The address of the page and what the server is to do."""
    wish = Wish({"assets/live.js": script("live.js"), "assets/board_gen.css": stylesheet()})
    handler = type("Handler", (_Handler,), {"wish": wish})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}{BASE}", wish
        wish.release.set()
        server.shutdown()
        thread.join()
