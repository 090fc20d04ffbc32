"""`/history/` as it was known then, in Chromium: a site built in a real repository, held against checkouts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from board_gen import known_reading, plugin
from board_gen.host import DONE, FINDINGS, Asked
from board_gen.runner import run_build
from tests.conftest import MKDOCS_YML
from tests.host.git_plants import HOUR, START, GitPlant, Shown, in_force, shown_in
from tests.host.test_git_history import Somebody, begun_by

AT = "2026-03-25 08:00"
"""The page's instant, on the plant's clock; later than all commits."""
SECOND = timedelta(seconds=1)
ROWS = """() => [...document.querySelectorAll("#history-rows tr")].map(row => {
  const letters = [...row.querySelectorAll("[data-letter]")];
  const overall = letters.filter(e => e.dataset.criterion === "overall").map(e => e.dataset.letter);
  const others = letters.filter(e => e.dataset.criterion !== "overall");
  const told = Object.fromEntries(others.map(e => [e.dataset.criterion, e.dataset.letter]));
  const [id, title] = [row.querySelector(".id a"), row.querySelector(".title")].map(e => e.textContent);
  return [id, overall[0] || "", +(row.dataset.escalation || 0), told, title];
})"""


@pytest.fixture
def kept_plant(tmp_path: Path) -> Somebody:
    """A plant in which things happened, over some commits."""
    somebody = begun_by(tmp_path / "plant", 3)
    plant = somebody.plant
    (plant.folder / "mkdocs.yml").write_text(MKDOCS_YML.replace("board_gen", "board_gen: {data: werk/cases}"))
    (plant.folder / ".gitignore").write_text(".cache\n.board_gen\nsite\n")
    for _ in range(8):
        somebody.act()
        somebody.commit()
    return somebody


def built(plant: GitPlant) -> Path:
    """Build in this process; the site's folder."""
    site = plant.folder / "site"
    assert run_build(Asked(plant.folder / "mkdocs.yml", site, at=AT, allow_fewer=True)) in (DONE, FINDINGS)
    return site


def shown_at(tab: Page, url: str, at: datetime) -> dict[str, tuple[object, ...]]:
    """What the page shows of an instant, by id without case."""
    tab.goto("about:blank")
    tab.goto(f"{url}history/#at={at:%Y-%m-%dT%H:%M:%S}Z&as=known")
    expect(tab.locator("#history-counts")).to_be_visible()
    return {str(case_id).casefold().replace(" ", "-"): tuple(others) for case_id, *others in tab.evaluate(ROWS)}


def as_page(shown: dict[str, Shown], columns: tuple[str, ...]) -> dict[str, tuple[object, ...]]:
    """The same of what Python says."""
    return {
        name: (
            one.status or "",
            one.escalation,
            {column: letter for column, letter in zip(columns, one.letters, strict=False) if letter},
            one.title,
        )
        for name, one in shown.items()
    }


def test_the_page_shows_what_a_checkout_of_the_commit_in_force_says(
    kept_plant: Somebody, browser: Browser, serve: Callable[..., str], tmp_path: Path
) -> None:
    """At, before and after every commit: ids, titles, letters, escalation; at its own instant the files as they are."""
    plant = kept_plant.plant
    plant.write("FR-77.md", kept_plant.case("FR-77").replace("opened: 2026", "opened: 2025"))
    url = serve(built(plant))
    checkouts = plant.checkouts(tmp_path / "checkouts")
    columns = (*(criterion.id for criterion in plant.reader.rules.criteria), "answer")
    with browser.new_page() as tab:
        for begin, _ in checkouts:
            for instant in (begin - SECOND, begin, begin + HOUR):
                known = in_force(checkouts, instant)
                expected = as_page(shown_in(known, instant), columns) if known else {}
                assert shown_at(tab, url, instant) == expected, instant
        last = datetime.fromisoformat(f"{AT}+08:00").astimezone(UTC)
        assert "fr-77" not in shown_at(tab, url, last - SECOND)
        assert "fr-77" in shown_at(tab, url, last)


def test_what_is_not_read_yet_is_not_shown(
    kept_plant: Somebody,
    browser: Browser,
    serve: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Where a build had no time for all commits, the page shows a day up to there, and says so of later ones."""
    monkeypatch.setattr(known_reading, "ENOUGH", 1)
    times = iter([True] * 6 + [False])
    monkeypatch.setattr(plugin.BoardGenPlugin, "_patience", lambda _: known_reading.Patience(lambda: next(times)))
    url = serve(built(kept_plant.plant))
    columns = (*(criterion.id for criterion in kept_plant.plant.reader.rules.criteria), "answer")
    checkouts = kept_plant.plant.checkouts(tmp_path / "checkouts")
    with browser.new_page() as tab:
        shown_at(tab, url, START)
        until = tab.evaluate("JSON.parse(document.getElementById('history-outline').textContent).until")
        unread = datetime.fromtimestamp(until, UTC)
        known = in_force(checkouts, unread - SECOND)
        assert known
        assert shown_at(tab, url, unread - SECOND) == as_page(shown_in(known, unread - SECOND), columns) != {}
        assert shown_at(tab, url, unread) == {}
        expect(tab.locator("#history-note")).to_contain_text("is not read yet")


def test_cases_that_were_deleted_are_within_reach_and_no_way_is_shown_as_the_other(
    browser: Browser, serve: Callable[..., str], tmp_path: Path
) -> None:
    """The slider begins with the first commit; where the file as known can't be loaded, none stands below its name."""
    somebody = begun_by(tmp_path / "plant", 3)
    plant = somebody.plant
    (plant.folder / "mkdocs.yml").write_text(MKDOCS_YML.replace("board_gen", "board_gen: {data: werk/cases}"))
    for path in somebody.files():
        path.unlink()
    plant.write("FR-9.md", "---\nid: FR-9\ntitle: Leak\nopened: 2026-03-20 08:00\nsource: line\n---\n")
    plant.commit(START + 500 * HOUR)
    url = serve(built(plant))
    with browser.new_page() as tab:
        tab.goto(f"{url}history/#at=2026-03-24")
        expect(tab.locator("#history-rows tr")).to_have_count(1)
        assert tab.locator("[name=day]").get_attribute("min") == "2026-03-02"
        tab.route("**/known.js*", lambda route: route.abort())
        tab.locator("[name=way][value=known]").check()
        expect(tab.locator("#history-note")).to_contain_text("can't be loaded")
        expect(tab.locator("#history-rows tr")).to_have_count(0)
        expect(tab.locator("#history-counts")).to_be_hidden()
