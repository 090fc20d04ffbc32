"""The pages of the demonstration's cases are light: a phone on a plant's network loads one at once."""

from pathlib import Path

MOST = 60 * 1024
"""Bytes of HTML of a case's page, without its pictures."""


def test_no_page_of_a_case_is_heavier_than_its_bound(demo_site: Path) -> None:
    """Each page of a case, with the theme's frame, the live list and all drawings, has at most 60 KB of HTML."""
    weights = {page.parent.name: page.stat().st_size for page in demo_site.glob("cases/*/index.html")}
    assert len(weights) > 40
    assert {name: weight for name, weight in weights.items() if weight > MOST} == {}


def test_words_that_all_cases_share_stand_in_the_script_once(demo_site: Path) -> None:
    """No page of a case carries the words of the live list; the script that all pages load brings them."""
    page = (demo_site / "cases/FR-2026-0118/index.html").read_text(encoding="utf-8")
    assert '"words"' not in page
    assert (demo_site / "assets/live.js").read_text(encoding="utf-8").startswith('window.boardGenWords={"words":')
