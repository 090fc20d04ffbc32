"""On the page of a case: j and k along the board, ? for the keys, and cases like it, in a browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from board_gen.pages.assets import script
from board_gen.pages.seen_before import FOLDER, file_of

CASE = "FR-2026-0120"
LIKE = "FR-2026-0056"
ENDED = "FR-2026-0063"


def order_of(site: Path) -> list[str]:
    """The addresses of the board's cases, as board.json has them."""
    cases = json.loads((site / "api/board.json").read_bytes())["cases"]
    return [case["url"] for case in cases if case["url"].startswith("cases/")]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window in which nothing may go wrong."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    yield opened
    opened.close()
    assert faults == []


def opened(page: Page, url: str) -> None:
    """The page of a case with its script at work."""
    page.goto(url)
    page.locator("[data-keys]").wait_for(state="attached")
    page.wait_for_function("!document.querySelector('[data-keys]').hidden")


def test_j_walks_the_board_and_k_back(page: Page, demo_url: str, demo_site: Path) -> None:
    """From any place j leads to the next case of the board's order, k to the former."""
    order = order_of(demo_site)
    at = order.index(f"cases/{CASE}/")
    opened(page, demo_url + order[at])
    page.keyboard.press("j")
    page.wait_for_url(demo_url + order[at + 1])
    page.locator("[data-keys]:not([hidden])").wait_for(state="attached")
    page.keyboard.press("k")
    page.wait_for_url(demo_url + order[at])


def test_at_the_ends_it_says_so(page: Page, demo_url: str, demo_site: Path) -> None:
    """At the last case j stays and says that it is the last, and k does so at the first, an invalid one too."""
    order = order_of(demo_site)
    for address, key, words in ((order[-1], "j", "最后一例"), (order[0], "k", "第一例")):
        page.goto(demo_url + address, wait_until="load")
        page.keyboard.press(key)
        expect(page.locator(".case-said")).to_contain_text(words)
        assert page.url == demo_url + address


def test_a_case_off_the_board_goes_to_the_first(page: Page, demo_url: str, demo_site: Path) -> None:
    """From a closed case both keys lead to the first of the board."""
    for key in "jk":
        opened(page, f"{demo_url}cases/{ENDED}/#d4")
        page.keyboard.press(key)
        page.wait_for_url(demo_url + order_of(demo_site)[0])


def test_the_mouse_can_too(page: Page, demo_url: str, demo_site: Path) -> None:
    """The small buttons do what the keys do."""
    order = order_of(demo_site)
    at = order.index(f"cases/{CASE}/")
    opened(page, demo_url + order[at])
    page.locator("[data-step='1']").click()
    page.wait_for_url(demo_url + order[at + 1])


def test_help_opens_and_closes(page: Page, demo_url: str) -> None:
    """? shows the keys and takes them away, as do Escape and the button; meanwhile j does not walk."""
    url = f"{demo_url}cases/{CASE}/"
    opened(page, url)
    dialog = page.locator("dialog.case-help")
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.keyboard.press("?"),
        lambda: dialog.locator("button").click(),
    ):
        page.keyboard.press("?")
        expect(dialog).to_be_visible()
        page.keyboard.press("j")
        close()
        expect(dialog).to_be_hidden()
    assert page.url == url
    assert dialog.locator("kbd").all_inner_texts() == ["j", "k", "?", "/", "Esc"]


@pytest.mark.parametrize("keys", ["Control+j", "Alt+j", "Meta+j", "J", "n"])
def test_other_keys_stay_the_browser_s(page: Page, demo_url: str, keys: str) -> None:
    """With modifiers, as a capital, and for letters that are not ours, nothing is asked for and nothing is said."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, f"{demo_url}cases/{CASE}/")
    page.keyboard.press(keys)
    page.evaluate("new Promise(requestAnimationFrame)")
    assert [url for url in asked if "case-keys" in url] == []


def test_never_while_typing(page: Page, demo_url: str) -> None:
    """In the search field j and ? are letters."""
    url = f"{demo_url}cases/{CASE}/"
    opened(page, url)
    field = page.locator(".bg-search__input")
    field.focus()
    page.keyboard.type("jk?")
    assert field.input_value() == "jk?"
    assert page.url == url
    assert page.locator("dialog[open]").count() == 0


def test_like_cases_come_beside_the_page(page: Page, demo_url: str, demo_site: Path) -> None:
    """The page shows what its file below api/ tells, before and after, as links; the page itself names no such case."""
    page.goto(f"{demo_url}cases/{CASE}/")
    link = page.locator(".case-seen a", has_text=LIKE)
    expect(link).to_be_visible()
    assert "卡扣漏装" in page.locator(".case-seen li", has_text=LIKE).inner_text()
    link.click()
    page.wait_for_url(f"{demo_url}cases/{LIKE}/")
    expect(page.locator(".case-seen a", has_text=CASE)).to_be_visible()
    assert page.locator(".case-seen h2").all_inner_texts() == ["后来又见"]
    assert CASE not in (demo_site / "cases" / LIKE / "index.html").read_text(encoding="utf-8")


def test_like_cases_come_again_with_a_newer_page(page: Page, demo_url: str) -> None:
    """Where live.js replaces the page's content, they are filled in anew, once."""
    page.goto(f"{demo_url}cases/{CASE}/")
    expect(page.locator(".case-seen a")).to_have_count(1)
    page.evaluate(
        """() => {
          const old = document.querySelector("[data-live-root]"), fresh = old.cloneNode(true);
          fresh.querySelector(".case-seen").textContent = "";
          fresh.querySelector("[data-keys]").hidden = true;
          old.replaceWith(fresh);
        }"""
    )
    expect(page.locator(".case-seen a")).to_have_count(1)
    expect(page.locator("[data-keys]")).to_be_visible()


def test_on_paper_the_audit_is_only_where_it_was_unfolded(page: Page, demo_url: str) -> None:
    """In print neither hint nor like cases are seen, and of the audit view all or nothing, as the reader left it."""
    opened(page, f"{demo_url}cases/{ENDED}/")
    audit = page.locator(".case-audit")
    page.emulate_media(media="print")
    expect(audit).to_be_hidden()
    page.emulate_media(media="screen")
    audit.locator("summary").click()
    page.emulate_media(media="print")
    expect(audit.locator("li").last).to_be_visible()
    expect(page.locator("[data-keys]")).to_be_hidden()
    expect(page.locator(".case-seen")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_audit_view_stays_in_the_page(page: Page, demo_url: str, width: int) -> None:
    """Unfolded it makes no page scroll sideways, and its links lead to steps of the page."""
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, f"{demo_url}cases/{ENDED}/#audit")
    page.locator(".case-audit summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    links = page.locator(".case-audit li a[href^='#']")
    assert links.count() > 10
    assert all(page.locator(link.get_attribute("href") or "").count() == 1 for link in links.all())


def test_offline_all_of_it_works(page: Page, offline_site: Path) -> None:
    """From the file system: like cases, j, and the help."""
    base = offline_site.as_uri()
    order = order_of(offline_site)
    at = order.index(f"cases/{CASE}/")
    page.goto(f"{base}/cases/{CASE}/index.html")
    expect(page.locator(".case-seen a")).to_have_attribute("href", re.compile(f"cases/{LIKE}/index.html$"))
    page.keyboard.press("?")
    expect(page.locator("dialog.case-help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_url(f"{base}/{order[at + 1]}index.html")


def test_the_script_is_small_and_for_cases_alone(demo_site: Path) -> None:
    """Under 4 KB; the pages of cases load it, the others do not."""
    assert len(script("case.js")) < 4096
    assert "assets/case.js" in (demo_site / "cases" / CASE / "index.html").read_text(encoding="utf-8")
    assert "assets/case.js" not in (demo_site / "index.html").read_text(encoding="utf-8")


def test_each_file_holds_its_own_cases(demo_site: Path) -> None:
    """Every case stands in the file that its id leads to, and leads to pages that are there."""
    count = json.loads((demo_site / FOLDER / "index.json").read_bytes())["files"]
    told = {number: json.loads((demo_site / FOLDER / f"{number}.json").read_bytes()) for number in range(count)}
    assert sum(map(len, told.values())) >= 6
    assert all(file_of(case_id, count) == number for number, cases in told.items() for case_id in cases)
    places = {like[0] for cases in told.values() for likes in cases.values() for like in likes}
    assert [place for place in places if not (demo_site / "cases" / place / "index.html").is_file()] == []


def test_the_meeting_knows_the_same_letters(page: Page, demo_url: str) -> None:
    """On /meeting/ j leads to the first problem and on, k back to the agenda."""
    page.goto(f"{demo_url}meeting/")
    page.locator(".is-walk").wait_for()
    shown = page.locator("[data-screen]:visible")
    expect(shown).to_have_count(0)
    page.keyboard.press("j")
    expect(shown).to_have_count(1)
    page.keyboard.press("k")
    expect(shown).to_have_count(0)
