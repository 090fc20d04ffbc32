"""The pictures that README.md and docs/ show, taken of the demonstration plant; `make pictures` keeps them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import PROJECT
from tests.pages.pictures import seen, taken

LARGEST = 300_000
"""Bytes: a picture that is kept in the repository stays below it."""
SHOTS = {
    "board": ("", 1440, 900),
    "case": ("cases/FR-2026-0118/", 1440, 1100),
    "meeting": ("meeting/#FR-2026-0118", 1440, 810),
    "trends": ("trends/", 1440, 900),
}
"""Each picture's page and size."""
TEXTS = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", SHOTS)
def test_pictures_of_the_demonstration(browser: Browser, demo_url: str, name: str) -> None:
    """Each page is drawn whole: letters (charts on the trends page) stand in the window, and the picture is small."""
    address, width, height = SHOTS[name]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
    page.goto(demo_url + address, wait_until="networkidle")
    page.wait_for_function("document.fonts.status === 'loaded'")
    drawn = page.locator(".js-plotly-plot svg.main-svg" if name == "trends" else "[data-letter]:visible")
    drawn.first.wait_for()
    picture = taken(page, name)
    shown = seen(page, picture)
    page.close()
    assert (shown.width, shown.height) == (width, height)
    assert not shown.is_blank
    assert picture.stat().st_size < LARGEST


def test_a_blank_page_is_told_from_a_drawn_one(browser: Browser) -> None:
    """What counts as blank is a page with nothing on it, and not one with a single table."""
    page = browser.new_page(viewport={"width": 400, "height": 300})
    blank = seen(page, taken(page, "blank"))
    page.set_content("<h1>Board</h1>" + "<p style='color:#a21'>red</p><p style='color:#273'>green</p>" * 4)
    drawn = seen(page, taken(page, "drawn"))
    page.close()
    assert (blank.is_blank, drawn.is_blank) == (True, False)


@pytest.mark.parametrize("text", TEXTS, ids=[text.name for text in TEXTS])
def test_every_picture_that_is_shown_is_there(text: Path) -> None:
    """README.md and docs/ show no picture that is missing, and each is one that is taken by a test; code shows none."""
    shown = "\n".join(line for line in text.read_text().splitlines() if not line.startswith("    "))
    for link in re.findall(r"!\[[^]]*]\(([^)]+\.png)\)", shown):
        picture = text.parent / link
        assert picture.is_file()
        assert picture.stem in SHOTS
        assert picture.stat().st_size < LARGEST
