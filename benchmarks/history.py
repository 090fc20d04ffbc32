"""What the board of any day costs: `python -m benchmarks.history`.

Makes plants of 1,000 to 100,000 cases over five years whose facts lie at any minute: each criterion done at its own
time, early or late, every fifth deadline moved, every twentieth case recurred. Nothing recurs, so that nothing packs
well. Prints the file's bytes per case, as they are and as a server sends them (gzip, level 6), the CPU time of a case's
steps when it is made, and of the file after a change of one case; with `--browse`, what Chromium needs for it.
"""

import argparse
import gzip
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from time import process_time
from typing import Any

from benchmarks.generate import BOARD, DUE, PEOPLE, WORDS
from board_gen.finding import Place
from board_gen.model.case import Case, Closing, CriterionFacts, Recurrence, Revision
from board_gen.model.plant import Plant
from board_gen.model.rules import Rules
from board_gen.packed import packed, unpacked
from board_gen.pages.assets import script, stylesheet
from board_gen.pages.history import history_page
from board_gen.pages.past_data import line_of_digest, past_file_of, path_of, site_file_of, steps_text
from board_gen.rules.digest import CaseDigest, digest_of
from board_gen.rules.judge import judge
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.past import columns_of, past_of
from board_gen.sources.plant_folder import read_plant
from board_gen.store import BUCKETS
from board_gen.views.reader import Reader
from board_gen.wording import Wording

AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SIZES = (1_000, 10_000, 100_000)
INSTANTS = 200


def case_of(number: int, random: Random) -> Case:
    """A case whose facts lie anywhere."""
    opened = AT - random.randrange(5 * 365 * 1440) * MINUTE
    due = {name: opened + days * DAY for name, days in DUE.items()}
    done = {name: opened + int(days * 1440 * random.uniform(0.2, 1.6)) * MINUTE for name, days in DUE.items()}
    facts = {name: CriterionFacts(name, done=(at,), evidence=("a.jpg",)) for name, at in done.items()}
    moved = [name for name in DUE if random.random() < 0.2]
    moves = [Revision(due[name] - random.randrange(600) * MINUTE, name, due[name] + 5 * DAY, "x") for name in moved]
    again = (max(done.values()) + random.randrange(5000) * MINUTE,) if random.random() < 0.05 else ()
    words = " ".join(random.choice(WORDS[random.choice(("zh", "en"))]) for _ in range(2))
    return Case(
        id=f"FR-{opened.year}-{number:05}",
        address=f"FR-{opened.year}-{number:05}",
        title=f"{words} {random.randrange(10_000)}",
        opened=opened,
        source="PRR",
        place=Place("cases/x.md"),
        owner=random.choice(PEOPLE),
        facts=facts,
        revisions=tuple(sorted(moves, key=lambda move: move.at)),
        recurrences=tuple(Recurrence(at) for at in again),
        closed=Closing(max(done.values()) + random.randrange(11_000, 30_000) * MINUTE),
    )


def made_of(count: int, rules: Rules) -> tuple[list[CaseDigest], dict[str, str], float]:
    """The cases in short, the steps of each, and the CPU time of the steps in ms a case."""
    random, columns = Random(count), columns_of(rules)  # noqa: S311 - no secret
    digests, steps, spent = [], {}, 0.0
    for number in range(count):
        tracks = judge(case_of(number, random), rules)
        begin = process_time()
        text = steps_text(past_of(tracks, columns).shown)
        spent += process_time() - begin
        digests.append(digest_of(tracks, AT))
        steps[tracks.case.id] = text
    return sorted(digests, key=lambda digest: digest.id), steps, 1000 * spent / count


def file_of(digests: Sequence[CaseDigest], kept: Sequence[bytes], reader: Reader) -> str:
    """The file of all lines, the steps of which are still packed, as a build finds them."""
    steps: dict[str, str] = {}
    for part in kept:
        found = unpacked(part)
        steps |= found if isinstance(found, dict) else {}
    return past_file_of(line_of_digest(digest, steps[digest.id], reader) for digest in digests).text


def in_buckets(steps: Mapping[str, str]) -> list[bytes]:
    """The steps as a ledger keeps them."""
    shares: list[dict[str, str]] = [{} for _ in range(BUCKETS)]
    for number, (name, text) in enumerate(steps.items()):
        shares[number % BUCKETS][name] = text
    return [packed(share) for share in shares]


def measure(count: int, plant: Plant, *, browses: bool) -> None:
    """Print a line for a plant of so many cases."""
    reader = Reader(AT, plant.rules, Wording(plant.rules.language), pinned=True)
    digests, steps, per_case = made_of(count, plant.rules)
    kept, times, text = in_buckets(steps), [], ""
    for _ in range(5):
        begin = process_time()
        text = file_of(digests, kept, reader)
        file = site_file_of("now", text)
        times.append(1000 * (process_time() - begin))
    content = file.content if isinstance(file.content, bytes) else b""
    sent = len(gzip.compress(content, 6))
    print(
        f"{count:>9,} {len(content):>12,} {len(content) / count:>8.0f} {sent:>11,} {sent / count:>8.1f}"
        f" {sum(map(len, kept)) / count:>8.0f} {per_case:>8.3f} {median(times):>9.1f}"
    )
    if browses:
        browse(JudgedPlant(plant, (), (), (), tuple(digests)), reader, content)


# --------------------------------------------------------------------------------------------------- in Chromium
LOADED = """() => new Promise(done => {
  const list = document.getElementById("history-counts");
  const end = () => { if (!list.hidden) { done(performance.now()); } else { setTimeout(end, 2); } };
  end();
})"""
DRAWN = """walls => walls.map(wall => {
  const form = document.getElementById("history-choice").elements, start = performance.now();
  form.slider.value = wall;
  form.slider.dispatchEvent(new Event("input"));
  document.body.getBoundingClientRect();
  return performance.now() - start;
})"""


def browse(judged: JudgedPlant, reader: Reader, content: bytes) -> None:
    """Print when the first board stands, and how long the board of another day takes, with its layout."""
    from playwright.sync_api import sync_playwright

    html = history_page(judged, reader, {"now": "1"}).html
    page = (
        f'<!doctype html><html><head><meta charset="utf-8"><style>{stylesheet().decode()}</style></head>'
        f"<body>{html}<script>{script('history.js').decode()}</script></body></html>"
    )
    with TemporaryDirectory() as folder, sync_playwright() as playwright, serving(Path(folder)) as base:
        for path, given in (("history/index.html", page.encode()), (path_of("now"), content)):
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(given)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-sync"]
        )
        tab = browser.new_page()
        tab.add_init_script("window.requestAnimationFrame = act => act() || 0;")
        tab.goto(f"{base}history/")
        first = tab.evaluate(LOADED)
        random, days = Random(1), int(tab.get_attribute("input[name=slider]", "max") or 0)  # noqa: S311 - no secret
        took = sorted(tab.evaluate(DRAWN, [random.randrange(days) for _ in range(INSTANTS)]))
        rows = tab.locator("#history-rows tr").count()
        print(f"          first board after {first:.0f} ms, another day {took[INSTANTS // 2]:.1f} ms", end="")
        print(f" (95 %: {took[INSTANTS * 95 // 100]:.1f}), some {rows} rows")
        browser.close()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The folder, served."""
    handler: Any = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Bytes and CPU time of the board of any day.")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--browse", action="store_true", help="measure Chromium too")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        Path(folder, "board.yml").write_text(BOARD, encoding="utf-8")
        plant = read_plant(Path(folder), "cases")
    print("    cases        bytes   a case        gzip   a case   ledger  ms made   ms file")
    for size in given.sizes:
        measure(size, plant, browses=given.browse)


if __name__ == "__main__":
    main()
