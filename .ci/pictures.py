"""Take the pictures that README.md and docs/ show, of the demonstration plant, with Debian's Chromium."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
PICTURES = PROJECT / "docs" / "pictures"
SHOTS = (
    ("board", "index.html", 1600, 900, "light"),
    ("case", "cases/FR-2026-0118/index.html", 1440, 1100, "light"),
    ("trends", "trends/index.html", 1440, 900, "light"),
)
"""Name, page, width, height, scheme."""


def main() -> None:
    """Build the site that works from files, and take each picture of it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        command = [sys.executable, "-m", "board_gen", "build", "--offline", "--site-dir", str(site)]
        subprocess.run(command, cwd=PROJECT, check=True)  # noqa: S603
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, page_file, width, height, scheme in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto((site / page_file).as_uri(), wait_until="networkidle")
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
