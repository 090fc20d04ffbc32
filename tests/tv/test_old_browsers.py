"""`/tv/` in the browsers that televisions have: real Chromium 71, 79 and 90. `make test-tv` fetches and runs them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests.pages.builders import AT, DAY, HOUR, SECOND, case_of, facts_of, plant_of
from tests.tv.old_browser import IN_ONE_PROCESS, started
from tests.tv.sites import (
    PICTURES,
    SIZES,
    clock_from,
    demo_judged,
    hostile_plant,
    quiet_plant,
    serving_at,
    wide_plant,
    write_screens,
)

TELEVISIONS = os.environ.get("TELEVISIONS")
MAJORS = ("71", "79", "90")
pytestmark = pytest.mark.skipif(not TELEVISIONS, reason="LEFT OUT: Chromium 71, 79 and 90; `make test-tv` runs them")
SCROLLS = """[document.scrollingElement.scrollHeight > innerHeight, document.scrollingElement.scrollWidth > innerWidth,
  innerWidth - document.documentElement.clientWidth]"""
SEEN = """Array.prototype.filter.call(document.querySelectorAll('.row'), function (row) {
  return row.getBoundingClientRect().height > 0; }).length"""
LETTERS = """Array.prototype.map.call(document.querySelectorAll('[data-criterion=containment]'), function (letter) {
  return letter.getAttribute('data-letter') + letter.textContent; }).join()"""


@pytest.fixture(params=MAJORS)
def television(request, tmp_path):
    """A browser of a television, with nothing to complain of at the end."""
    program = Path(str(TELEVISIONS)) / request.param / "chromium"
    with started(program, tmp_path / "profile", IN_ONE_PROCESS if request.param < "90" else ()) as browser:
        version = browser.call("Browser.getVersion")["product"]
        assert f"/{request.param}." in version
        yield browser
        browser.evaluate("0")
        assert browser.complaints == []


@pytest.mark.parametrize("plant", [demo_judged, hostile_plant, quiet_plant, wide_plant], ids=lambda made: made.__name__)
def test_it_runs_and_does_not_scroll(television, plant, tmp_path, request):
    """No exception, no console error, no scroll bar at any size, in both languages and themes; every page is shown."""
    folder = write_screens(tmp_path / "site", plant(), pinned=True)
    major = request.node.callspec.params["television"]
    with serving_at(folder, AT) as url:
        for size, (width, height) in SIZES.items():
            television.size(width, height)
            for query in ("", "?lang=en&theme=light"):
                television.call("Page.navigate", url=f"{url}tv/{query}")
                television.wait_for("document.readyState === 'complete' && window.boardGenTv")
                television.wait_for(f"document.documentElement.lang === '{'en' if query else 'zh'}'")
                television.wait_for("document.documentElement.style.fontSize !== ''")
                assert television.evaluate(SCROLLS) == [False, False, 0], (size, query)
                shown = television.evaluate(SEEN)
                for _ in range(television.evaluate("boardGenTv.pages()") - 1):
                    television.evaluate("boardGenTv.turn()")
                    shown += television.evaluate(SEEN)
                assert shown == television.evaluate("document.querySelectorAll('.row').length")
                television.evaluate("boardGenTv.turn()")
                television.evaluate("document.querySelector('.screen').className = 'screen'")
                name = f"chromium-{major}-{plant.__name__}-{size}-{'en' if query else 'zh'}.png"
                television.picture(PICTURES / name)


def test_letters_turn_at_their_minute(television, tmp_path):
    """A letter is yellow until its deadline and red from it on, by the browser's own running clock and the server's."""
    due = AT + timedelta(minutes=10)
    start = due - 3 * SECOND
    case = case_of("FR-1", "漏装", due - DAY, facts=facts_of({"root_cause": AT - HOUR}))
    folder = write_screens(tmp_path / "site", plant_of([case], invalid=(), findings=()), at=AT)
    with serving_at(folder, start) as url:
        television.open(f"{url}tv/", before=clock_from(start))
        television.wait_for("window.boardGen && boardGen.order().length === 1")
        before = television.evaluate(f"[Date.now() < {int(due.timestamp() * 1000)}, {LETTERS}]")
        assert before == [True, "YY"]
        television.wait_for(f"{LETTERS} === 'RR'")
        assert television.evaluate(f"Date.now() >= {int(due.timestamp() * 1000)}")
        assert television.evaluate("document.querySelector('[data-count=R]').textContent") == "1"


def test_a_new_build_comes_in(television, tmp_path):
    """The page fetches, checks and swaps in an old browser too, and draws its QR code again."""
    folder = write_screens(tmp_path / "site", demo_judged())
    with serving_at(folder, AT) as url:
        television.open(f"{url}tv/", before=clock_from(AT))
        television.wait_for("window.boardGen && document.querySelectorAll('.row').length > 20")
        later = AT + timedelta(minutes=1)
        write_screens(folder, plant_of(at_one(later)), at=later)
        television.evaluate("boardGen.refresh()")
        television.wait_for("document.querySelectorAll('.row').length === 2")
        assert television.evaluate("document.querySelectorAll('.qr').length") == 1


def at_one(at):
    """A single case beside the invalid one."""
    return [case_of("FR-1", "漏装", at - HOUR)]
