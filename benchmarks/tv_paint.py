"""How soon a television shows the board: largest paint and bytes of `/tv/` with 30 rows on a 6x slowed processor.

`python -m benchmarks.tv_paint`: the promise is 1.0 s and 30 KB compressed (docs/television.md).
"""

import gzip
import re
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.conftest import BROWSER_ARGUMENTS, CHROMIUM, serving
from tests.pages.builders import plant_of
from tests.tv.sites import many_cases, page_of, write_screens

SLOWER = 6
RUNS = 7
_LARGEST = """() => new Promise(told => {
  new PerformanceObserver(list => told(list.getEntries().pop().startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
})"""


def main() -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        site = write_screens(Path(folder) / "site", plant_of(many_cases(30), invalid=(), findings=()))
        print(f"compressed, all that is loaded: {weight_of(site) / 1000:.1f} KB")
        with serving(site) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(BROWSER_ARGUMENTS))
            paints = sorted(largest_paint(browser, f"{url}tv/") for _ in range(RUNS))
            browser.close()
    median = statistics.median(paints)
    print(f"largest paint at 1/{SLOWER} speed: best {paints[0]:.0f} ms, median {median:.0f} of {RUNS} (idle machine!)")


def weight_of(site: Path) -> int:
    """The bytes of the page and all that it loads, compressed."""
    page = page_of(site)
    loaded = re.findall(r'(?:href|src)="\.\./([^"?]+)', page)
    return len(gzip.compress(page.encode())) + sum(len(gzip.compress((site / path).read_bytes())) for path in loaded)


def largest_paint(browser: Browser, address: str) -> float:
    """Milliseconds from the navigation to the largest paint, with nothing in the cache."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    paint = page.evaluate(_LARGEST)
    context.close()
    return float(paint)


if __name__ == "__main__":
    main()
