"""A browser of this machine as a printer: a page from the file system in, a PDF out.

Any Chromium will do: Chromium itself, Google Chrome, Microsoft Edge. It runs without a window, in a profile of its own
that is thrown away, finds no other host by any name, and is ended with all its children when its time is over.
"""

import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
"""What it is called on the path, the likeliest first."""
ELSEWHERE = (
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
"""Where it stands on machines that have it on no path."""
VARIABLE = "CHROMIUM"
"""The environment variable that names another one."""
SECONDS = 90
"""So long it may take; a report of thirty pages takes two."""
OLDEST = 131
"""The first version that draws the head and the page numbers of a sheet of paper."""

_ARGUMENTS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-proxy-server",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
_VERSION = re.compile(rb"(?:Chrome|Chromium)/(\d+)")
_NO_SANDBOX = "no usable sandbox"


class NoBrowserError(OSError):
    """There is no browser on this machine, or not where it is said to be; the message says what to do."""


class PrintError(OSError):
    """The browser made no PDF; the message says why, in the browser's words."""


def browser() -> str:
    """The browser's path; NoBrowserError where there is none."""
    wanted = os.environ.get(VARIABLE)
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise NoBrowserError(f"{VARIABLE}={wanted}: there is no such program")
        return found
    places = (*NAMES, *map(os.path.expandvars, ELSEWHERE))
    for place in places:
        if found := shutil.which(place):
            return found
    raise NoBrowserError(
        "a PDF needs Chromium, Google Chrome or Microsoft Edge (Debian: apt install chromium fonts-noto-cjk); "
        f"the variable {VARIABLE} names one that stands elsewhere"
    )


def printed(page: Path, seconds: float = SECONDS) -> bytes:
    """The PDF of a page that stands in the file system; PrintError where the browser makes none in that time."""
    program = browser()
    with TemporaryDirectory(prefix="board_gen-browser-", ignore_cleanup_errors=True) as profile:
        target = Path(profile, "page.pdf")
        arguments = (*_ARGUMENTS, f"--user-data-dir={profile}", f"--print-to-pdf={target}")
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # whom Chromium's sandbox refuses to serve
        status, said = _run(program, (*arguments, *(("--no-sandbox",) if is_root else ())), page, profile, seconds)
        content = target.read_bytes() if target.is_file() else b""
    if not (content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")):
        raise PrintError(_reason_of(status, said, seconds))
    return content


def version_of(pdf: bytes) -> int | None:
    """The version of the browser that made a PDF; None where it does not say."""
    found = _VERSION.search(pdf)
    return int(found[1]) if found else None


def _run(
    program: str, arguments: tuple[str, ...], page: Path, profile: str, seconds: float
) -> tuple[int | None, list[str]]:
    """Let the browser run: its exit status, None where its time was over, and the lines that it wrote."""
    command = [program, *arguments, page.as_uri()]
    environment = {**os.environ, "HOME": profile, "XDG_CONFIG_HOME": profile, "XDG_CACHE_HOME": profile}
    log = Path(profile, "said.txt")
    with log.open("wb") as said:  # no pipe: a child that stays behind would hold it open
        process = subprocess.Popen(  # noqa: S603 - no shell; the program is the user's own choice
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment, start_new_session=True
        )
        try:
            status: int | None = process.wait(seconds)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            _end(process)
    return status, log.read_text(encoding="utf-8", errors="replace").splitlines()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a browser and all its children, whatever they are doing."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _reason_of(status: int | None, said: list[str], seconds: float) -> str:
    if status is None:
        return f"it had not finished after {seconds:g} s"
    if any(_NO_SANDBOX in line.casefold() for line in said):
        return "this machine lets it build no sandbox; allow user namespaces, or install it with its own sandbox"
    last = next((line for line in reversed(said) if line.strip()), "it said nothing")
    return f"it ended with status {status}: {last.strip()[:300]}"
