"""The list of all cases and the findings at scale: sizes as sent, CPU of the build, times in a slowed browser.

`python -m benchmarks.lists 10000` makes so many cases (5 % of them open) and as many findings in memory, writes the
pages and data of both, and prints what they weigh and cost; with `--browser` also how long a search takes in Chromium
on a CPU slowed four times.
"""

import argparse
import gzip
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

from benchmarks.generate import OPEN_SHARE, PEOPLE, WORDS, YEARS
from board_gen.finding import Finding, Kind, Level, Place
from board_gen.model.case import Case, Part
from board_gen.model.plant import Plant
from board_gen.model.terms import Letter, Phase
from board_gen.pages.assets import script, stylesheet
from board_gen.pages.cases import Listing
from board_gen.pages.findings import FindingsSection
from board_gen.pages.site import Page, SiteFile
from board_gen.rules.digest import CaseDigest, Ending, Move
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import Head
from board_gen.sources.plant_folder import read_plant
from board_gen.views.reader import Reader
from board_gen.wording import Wording

AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
KINDS = tuple(
    Kind(f"BG{code}", level, "{what} is not what it should be", "write {what} as the others do")
    for code, level in ((901, Level.ERROR), *((number, Level.WARNING) for number in range(910, 940)), (990, Level.NOTE))
)
"""Kinds like the program's own."""


def judged_of(count: int, seed: int = 1) -> JudgedPlant:
    """A plant of so many cases, the ended ones as digests only, with as many findings."""
    random = Random(seed)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder:
        rules = read_plant(Path(folder), "cases").rules
    facts = [_facts(number, random) for number in range(1, count + 1)]
    step = round(1 / OPEN_SHARE)
    cases = [Case(place=Place(f"cases/{given['id']}.md"), **given) for given in facts[::step]]
    ended = [_digest(given, random) for number, given in enumerate(facts) if number % step]
    found = tuple(_finding(number, facts, random) for number in range(count))
    judged = judge_plant(Plant(rules, tuple(cases), (), ()))
    return JudgedPlant(judged.plant, judged.cases, (), tuple(sorted(found, key=lambda f: f.order)), tuple(ended))


def _facts(number: int, random: Random) -> dict[str, Any]:
    days = random.uniform(1, 28) if number % round(1 / OPEN_SHARE) == 1 else random.uniform(60, 365 * YEARS)
    opened = (AT - timedelta(days=days)).replace(second=0, microsecond=0)
    words = WORDS["en" if number % 2 else "zh"]
    joint = ", " if number % 2 else "，"
    part = random.randrange(3000)
    case_id = f"FR-{opened.year}-{number:05}"
    return {
        "id": case_id,
        "address": case_id,
        "title": f"{joint.join(random.sample(words, 2))} {random.randint(2, 480)}",
        "opened": opened,
        "source": random.choice(("PRR", "DR", "GCA", "PDI")),
        "customer": random.choice(("SGM-DY", "SGM-NS", "HX-CS", "NDW")),
        "area": f"Line {random.randint(1, 9)}",
        "part": Part(f"33{part:04}", f"{words[part % len(words)]} {part}", (f"L{random.randint(2100, 2699)}",)),
        "owner": random.choice(PEOPLE),
    }


def _digest(given: dict[str, Any], random: Random) -> CaseDigest:
    part, ended = given["part"], given["opened"] + timedelta(days=random.uniform(38, 55))
    plain = {name: value for name, value in given.items() if name != "part"}
    return CaseDigest(
        **plain,
        part=part.text,
        part_name=part.name,
        lots=part.lots,
        department="",
        severity="",
        profile="complaint",
        is_tracked=True,
        head=Head(Letter.GREEN, Phase.CLOSED, 0),
        moves=(Move(given["opened"], Letter.YELLOW), Move(ended, None)),
        ending=Ending(Phase.CLOSED, ended),
        timed=(),
        changed=ended,
    )


def _finding(number: int, facts: Sequence[dict[str, Any]], random: Random) -> Finding:
    case_id = facts[random.randrange(len(facts))]["id"]
    kind = KINDS[min(int(random.expovariate(0.3)), len(KINDS) - 1)]
    place = Place(f"cases/2026/{case_id}.md", number % 90 + 1, 3)
    return Finding(kind, place, {"what": f"value {number}"}, case=case_id)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print what a stage costs."""
    start = time.process_time()
    yield
    print(f"{name}: {time.process_time() - start:.2f} s CPU")


def sent(content: bytes) -> int:
    """The bytes of a file as a web server sends it."""
    return len(gzip.compress(content, 6, mtime=0))


def whole(page: Page, reader: Reader) -> bytes:
    """A page in a bare frame."""
    scripts = "".join(f'<script src="{name}" defer></script>' for name in ("../assets/live.js", *_own(page)))
    return (
        f'<!doctype html><html lang="{reader.words.language}"><meta charset="utf-8"><title>x</title>'
        f'<link rel="stylesheet" href="../assets/board_gen.css"><body data-md-color-scheme="default">{page.html}'
        f"{scripts}</body></html>"
    ).encode()


def _own(page: Page) -> Iterator[str]:
    return (f"../{name}" for name in page.scripts)


def write(folder: Path, pages: Sequence[Page], files: Sequence[SiteFile], reader: Reader) -> None:
    """The pages and files as a site."""
    contents = {f"{page.url}index.html": whole(page, reader) for page in pages}
    contents |= {file.path: file.content for file in files if isinstance(file.content, bytes)}
    contents |= {f"assets/{name}": script(name) for name in ("live.js", "cases.js", "findings.js")}
    contents["assets/board_gen.css"] = stylesheet()
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Weigh the list of all cases and the findings.")
    parser.add_argument("count", type=int)
    parser.add_argument("--folder", type=Path, help="keep the pages here")
    parser.add_argument("--browser", action="store_true")
    given = parser.parse_args()
    judged = judged_of(given.count)
    reader = Reader(AT, judged.rules, Wording(judged.rules.language))
    listing, findings = Listing(judged, reader), FindingsSection(judged, reader)
    with timed("list: order and choices"):
        listing.listed.months()
    with timed("list: data"):
        files = list(listing.files())
    with timed("list: page"):
        page = listing.page()
    with timed("list: pages of the months"):
        months = list(listing.month_pages())
    with timed("findings: page and data"):
        found, found_files = findings.page(), list(findings.files())
    sizes = [sent(file.content) for file in files if isinstance(file.content, bytes)]
    print(f"/cases/ {sent(page.html.encode()):,} bytes as sent")
    print(f"{len(files)} data files {sum(sizes):,} bytes as sent, the largest {max(sizes, default=0):,}")
    print(
        f"{len(months)} months, largest {max((sent(each.html.encode()) for each in months), default=0):,} bytes as sent"
    )
    print(f"/findings/ {sent(found.html.encode()):,} bytes as sent, {len(found_files)} data files")
    folder = given.folder or Path(tempfile.mkdtemp())
    write(folder, [page, *months, found], [*files, *found_files], reader)
    if given.browser:
        browse(folder, judged)


class _Sent(SimpleHTTPRequestHandler):
    """Serves a folder, compressed, and counts what it sends."""

    log: list[tuple[str, int]] = []  # noqa: RUF012 - one run, one log

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.log.append((self.path, len(body)))
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def browse(folder: Path, judged: JudgedPlant) -> None:
    """Search in Chromium on a CPU slowed four times: what is sent, when the first row comes, how long filters take."""
    from playwright.sync_api import sync_playwright

    handler = partial(_Sent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_address[1]}/"
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-sync"]
        )
        old = judged.settled[len(judged.settled) // 2]
        for query in (old.id, old.title[:12], old.title[3:5], "zzzz"):
            tab = opened_tab(browser, f"{base}cases/")
            before, sent_before = cpu_of(tab), sum(size for _, size in _Sent.log)
            first = tab.evaluate(SEARCHED, query)
            took = cpu_of(tab) - before
            print(f"{query!r}: first row after {first[0]} ms, {took:.0f} ms CPU, {first[1]:,} bytes more")
            tab.wait_for_function("document.querySelector('#cases-state').hidden")
            total = sum(size for _, size in _Sent.log)
            print(f"  {tab.inner_text('#cases-count')} after {total - sent_before:,} bytes more, {total:,} in all")
            tab.close()
        tab = opened_tab(browser, f"{base}cases/?q=zzzz")
        tab.wait_for_function("document.querySelector('#cases-state').hidden")
        for name, value in CHANGES:
            before = cpu_of(tab)
            wall = tab.evaluate(CHANGED, [name, value])
            print(f"  {name}={value}: {wall} ms, {cpu_of(tab) - before:.0f} ms CPU with layout")
        tab.close()
        server.shutdown()


def opened_tab(browser: Any, address: str) -> Any:
    """A tab on a CPU slowed four times, with the page at hand."""
    _Sent.log.clear()
    tab = browser.new_page()
    session = tab.context.new_cdp_session(tab)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.session = session
    tab.goto(address)
    tab.wait_for_function("document.querySelectorAll('#cases tbody tr').length === 100 || location.search")
    tab.wait_for_load_state("load")
    return tab


def cpu_of(tab: Any) -> float:
    """What the page's main thread has cost so far, in ms of CPU: other programs do not count."""
    metrics = {each["name"]: each["value"] for each in tab.session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"]) * 1000


CHANGES = (
    *(("q", "a"), ("q", "le"), ("q", "leak"), ("q", "毛细"), ("q", "leak 12"), ("q", "")),
    *(("area", "Line 3"), ("sort", "owner"), ("sort", "-id"), ("sort", ""), ("area", "")),
)
"""What is typed and chosen, one after the other, when all parts are there."""
SEARCHED = """query => new Promise(done => {
  const body = document.querySelector("#cases tbody"), field = document.querySelector("input[name=q]");
  const sent = () => performance.getEntriesByType("resource").reduce((sum, each) => sum + each.encodedBodySize, 0);
  const former = sent(), start = performance.now();
  const told = () => document.getElementById("cases-count").textContent, before = told();
  const fits = () => body.rows.length && told() !== before;
  const end = () => { watch.disconnect(); done([Math.round(performance.now() - start), sent() - former]); };
  const watch = new MutationObserver(() => { if (fits()) { end(); } });
  watch.observe(body, {childList: true});
  field.value = query;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  if (query === "zzzz") { end(); } })"""
CHANGED = """([name, value]) => { const field = document.getElementById("cases-filters").elements[name];
  field.value = value; const start = performance.now();
  field.dispatchEvent(new Event("input", {bubbles: true}));
  return Math.round(performance.now() - start); }"""

if __name__ == "__main__":
    main()
