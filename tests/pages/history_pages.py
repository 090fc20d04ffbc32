"""The board of any day in Chromium: the page with its file of pasts, what it shows, and what Python says it has to."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, Route, expect

from board_gen.model.label import Language
from board_gen.model.terms import Letter
from board_gen.pages.history import URL, history_page
from board_gen.pages.past_data import (
    KNOWN,
    NOW,
    KnownPast,
    line_of,
    line_of_digest,
    past_file_of,
    path_of,
    site_file_of,
    steps_text,
)
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.past import PastRow, columns_of, past_of
from board_gen.views.board import board_of
from board_gen.views.reader import Reader
from board_gen.views.row import Row
from board_gen.wording import Wording
from board_gen.wording.terms import LETTERS
from tests.pages.builders import framed

HOST = "http://board.test/"

AT_ONCE = """(() => {
  const later = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = act => act.name === "draw" ? act() || 0 : later(act);
})()"""
"""The page draws with each choice, not with the screen's next picture."""

SEEN = """() => {
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const counts = {};
  all(document, "[data-count]").forEach(e => { counts[e.dataset.count] = +e.textContent; });
  return {
    rows: all(document, "#history-rows tr").map(row => ({
      id: row.dataset.case,
      head: [row.dataset.phase, row.dataset.status, +row.dataset.escalation],
      letters: all(row, "[data-letter]").map(e => [e.dataset.case, e.dataset.criterion, e.dataset.letter, e.textContent,
        e.getAttribute("aria-label")]),
      texts: [row.querySelector(".title").textContent, row.querySelector(".owner").textContent,
        row.querySelector(".problem .under").textContent, row.querySelector("time").textContent],
      level: row.querySelector(".tag").textContent,
      next: [row.querySelector(".what").textContent, row.querySelector(".left").textContent,
        row.querySelector(".left").title, row.querySelector(".next").className],
    })),
    counts: counts,
    isEmpty: document.getElementById("history-filled").hidden,
  };
}"""
"""What a reader sees of the board, as plain values."""

GO = """instants => instants.map(at => {
  const form = document.getElementById("history-choice").elements;
  form.day.value = at.slice(0, 10);
  form.time.value = at.slice(11);
  form.time.dispatchEvent(new Event("change"));
  return (%s)();
})"""
"""Chooses each of the instants, told in plant time, by the calendar, and tells what is shown."""


def pasts_of(judged: JudgedPlant, reader: Reader) -> str:
    """The file of pasts, as a build writes it."""
    columns = columns_of(judged.rules)
    rows = {tracks.case.id: past_of(tracks, columns) for tracks in judged.cases}
    digests = [digest for digest in judged.digests(reader.at) if rows[digest.id].was_ever_shown]
    return past_file_of(line_of_digest(each, steps_text(rows[each.id].shown), reader) for each in digests).text


@contextmanager
def opened(
    browser: Browser,
    judged: JudgedPlant,
    at: datetime,
    *,
    language: Language = Language.ZH,
    known: Iterable[PastRow] | None = None,
    since: datetime | None = None,
    address: str = "",
) -> Iterator[Page]:
    """The page in a tab, drawn; with `known` rows it has both ways of looking. No error of its script is forgiven."""
    reader = Reader(at, judged.rules, Wording(language), pinned=True)
    files = {f"{HOST}{path_of(NOW)}": site_file_of(NOW, pasts_of(judged, reader)).content}
    told = KnownPast(since=since, note="no history")
    if known is not None:
        lines = past_file_of(line_of(row, reader) for row in known)
        files[f"{HOST}{path_of(KNOWN)}"] = site_file_of(KNOWN, lines.text).content
    versions = dict.fromkeys((NOW, KNOWN) if known is not None else (NOW,), "1")
    page = history_page(judged, reader, versions, told)
    files[HOST + URL] = framed(page.html, language=language.value, scripts=("history.js",)).encode()
    with tab_of(browser, files) as tab:
        tab.goto(f"{HOST}{URL}{address}")
        expect(tab.locator("#history-counts")).to_be_visible()
        yield tab


@contextmanager
def tab_of(browser: Browser, files: Mapping[str, object]) -> Iterator[Page]:
    """A tab that is answered with these files, and with 404 for all else; it draws at once."""

    def answer(route: Route) -> None:
        content = files.get(route.request.url.split("?")[0].split("#")[0])
        kind = "text/javascript" if ".js" in route.request.url else "text/html; charset=utf-8"
        if isinstance(content, bytes):
            route.fulfill(body=content, content_type=kind)
        else:
            route.fulfill(status=404)

    tab = browser.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.route("**/*", answer)
    tab.add_init_script(AT_ONCE)
    try:
        yield tab
    finally:
        tab.close()
    assert faults == []


def expected(judged: JudgedPlant, at: datetime, language: Language = Language.ZH) -> dict[str, object]:
    """What `SEEN` has to be at an instant: the board of a build `--at` it, without what can't be judged."""
    reader = Reader(at, judged.rules, Wording(language), pinned=True)
    view = board_of(judged, reader)
    counts = view.counts
    told = {"R": counts.red, "Y": counts.yellow, "G": counts.green, "new": counts.new}
    told |= {"watch": counts.watch, "ready": counts.ready, "invalid": 0}
    rows = [_row(row, reader) for row in view.rows]
    return {"rows": rows, "counts": told, "isEmpty": not rows}


def _row(row: Row, reader: Reader) -> dict[str, object]:
    cells = [cell for cell in (*row.cells, row.answer) if cell]
    letters = [("overall", row.status), *((cell.criterion, cell.letter) for cell in cells)]
    return {
        "id": row.id,
        "head": [row.phase.value, row.status.value, row.escalation],
        "letters": [[row.id, name, letter.value, *_told(letter, reader)] for name, letter in letters],
        "texts": [row.title, row.owner, reader.moment(row.opened), row.age],
        "level": f"▲L{row.escalation}" if row.escalation else "",
        "next": [row.next.what, row.next.words, row.next.until_words, f"next tone-{row.next.tone}"],
    }


def _told(letter: Letter, reader: Reader) -> tuple[str, str]:
    sign = "–" if letter is Letter.NOT_APPLICABLE else letter.value
    return sign, reader.words(LETTERS[letter])


def seen_at(tab: Page, judged: JudgedPlant, instants: Iterable[datetime]) -> list[dict[str, object]]:
    """What the page shows at each instant, chosen by its calendar."""
    zone = judged.rules.zone
    walls = [f"{at.astimezone(zone):%Y-%m-%dT%H:%M:%S}" for at in instants]
    found: list[dict[str, object]] = tab.evaluate(GO % SEEN, walls)
    return found


def seen_by_address(tab: Page, at: datetime) -> dict[str, object]:
    """What the page shows at the instant that its address names."""
    go_to(tab, f"at={at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    found: dict[str, object] = tab.evaluate(SEEN)
    return found


def go_to(tab: Page, fragment: str) -> None:
    """Changes the page's address, and waits until the page has heard of it; nothing where that is its address."""
    tab.evaluate(
        """fragment => new Promise(done => {
          if (location.hash === "#" + fragment) { done(); return; }
          addEventListener("hashchange", () => done(), { once: true });
          location.hash = fragment;
        })""",
        fragment,
    )
