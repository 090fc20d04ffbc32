"""The page fetches, checks and swaps: it never blanks, never goes back, and says when it is alone."""

import gzip
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from board_gen.finding import Place
from board_gen.model.label import Language
from board_gen.model.plant import OldRows
from board_gen.pages.assets import script
from board_gen.pages.board import board_page
from board_gen.pages.cases import cases_page
from board_gen.pages.live import live_element
from board_gen.rules.judged import JudgedPlant
from board_gen.views.live import live_of
from board_gen.views.reader import Reader
from tests.pages.builders import AT, DAY, HOUR, SECOND, case_of, plant_of
from tests.pages.live_boards import demo_judged, reader_at
from tests.pages.live_server import Wish, misbehaving

MINUTE = timedelta(minutes=1)
FAULTS = ("404", "half", "wrong page", "no rows", "no end", "other build")
TITLES = "() => [...document.querySelectorAll('.board .title')].map(e => e.textContent)"


def whole(html: str, title: str = "Board") -> str:
    """A page as a host makes it: its script from a file of the site."""
    head = '<meta charset="utf-8"><link rel="stylesheet" href="assets/board_gen.css">'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}<title>{title}</title></head><body>'
        f'<nav><a href="./">Board</a> <a href="findings/">Findings</a></nav>{html}'
        '<script src="assets/live.js"></script></body></html>\n'
    )


def site(title: str, at: datetime = AT, pinned: bool = False) -> str:
    """A board with one case of that title, as of an instant."""
    judged = one(title)
    return whole(board_page(judged, reader_of(judged, at, pinned)).html)


def reader_of(judged: JudgedPlant, at: datetime, pinned: bool = False) -> Reader:
    return replace(reader_at(judged, at, Language.EN), pinned=pinned)


def one(title: str) -> JudgedPlant:
    return plant_of([case_of("FR-1", title, AT - DAY)], [], [])


def build_of(page: str) -> str:
    """The build that a page says it is of."""
    return page.split('"build":"', 1)[1].split('"', 1)[0]


def publish(wish: Wish, page: str, at: datetime = AT, **told: object) -> str:
    build = build_of(page)
    wish.publish(page, build, at, **told)
    return build


@pytest.fixture
def server():
    with misbehaving() as (address, wish):
        publish(wish, site("first"))
        yield address, wish


@pytest.fixture
def tab(browser):
    context = browser.new_context()
    page = context.new_page()
    page.clock.install(time=AT)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def opened(tab, address: str) -> None:
    with tab.expect_response("**/api/build.json*"):
        tab.goto(address)
    tab.wait_for_function("!boardGen.net.busy")


def a_minute_later(tab, minutes: int = 1) -> None:
    """The page's clock moves on, and what it asked for has been answered."""
    for _ in range(minutes):
        tab.wait_for_function("!boardGen.net.busy")
        before = tab.evaluate("boardGen.net.looks")
        tab.clock.run_for(61_000)
        tab.wait_for_function(f"boardGen.net.looks > {before} && !boardGen.net.busy")


def test_a_new_build_is_shown_within_a_minute(tab, server):
    """The page asks each minute for the build, and shows a new one when it has it whole, without a reload."""
    address, wish = server
    opened(tab, address)
    tab.evaluate("window.mine = 1")
    build = publish(wish, site("second", AT + MINUTE), AT + MINUTE)
    a_minute_later(tab)
    assert tab.evaluate(TITLES) == ["second"]
    assert tab.evaluate("window.mine") == 1
    assert any(query.endswith(f"?build={build}") for query in wish.queries)


SHAPE = """() => {
  const shape = node => node.nodeType !== 1 ? node.data : [node.tagName,
    [...node.attributes].map(given => given.name + "=" + given.value).sort(),
    [...node.childNodes].filter(child => child.nodeType === 1 || child.data.trim()).map(shape)];
  return shape(document.querySelector("[data-live-root]"));
}"""
"""A page's content as nested lists: the order of attributes and the white space between elements say nothing."""


def first_difference(one: object, other: object) -> tuple[object, object] | None:
    """The innermost parts in which two shapes differ first."""
    if not isinstance(one, list) or not isinstance(other, list) or len(one) != len(other):
        return None if one == other else (one, other)
    return next(filter(None, (first_difference(*pair) for pair in zip(one, other, strict=True))), None)


def boards() -> dict[str, JudgedPlant]:
    """Plants that differ by rows that come, go, change places and change: from none to all of the demonstration."""
    plant, at = demo_judged(), AT + DAY
    edited = tuple(replace(tracks, case=replace(tracks.case, title=f"{tracks.case.title}!")) for tracks in plant.cases)
    return {
        "all": plant,
        "some": replace(plant, cases=plant.cases[::2]),
        "edited": replace(plant, cases=edited[:9], invalid=()),
        "to come": replace(plant, cases=tuple(t for t in plant.cases if t.case.opened > at) + plant.cases[:3]),
        "none": plant_of([], [], []),
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [("all", "some"), ("some", "all"), ("all", "edited"), ("edited", "to come"), ("to come", "all"), ("all", "none"),
     ("none", "all"), ("all", "all")],
)  # fmt: skip
@pytest.mark.parametrize("hours", [0, 30])
def test_a_board_that_was_patched_is_the_new_board(tab, server, before, after, hours):
    """What a new build makes of an open board is what it is to who opens it then, however long the old one ticked."""
    address, wish = server
    at = AT + hours * HOUR + MINUTE
    publish(wish, whole(board_page(boards()[before], reader_of(boards()[before], AT)).html))
    opened(tab, address)
    tab.clock.fast_forward(hours * HOUR // SECOND * 1000)
    build = publish(wish, whole(board_page(boards()[after], reader_of(boards()[after], at)).html), at)
    tab.evaluate("document.querySelector('[data-live-root]').mine = 1")
    a_minute_later(tab)
    assert tab.evaluate("boardGen.list().build") == build
    assert tab.evaluate("document.querySelector('[data-live-root]').mine") == 1
    tab.clock.pause_at(at + 5 * MINUTE)
    tab.evaluate("boardGen.tick()")
    shown = tab.evaluate(SHAPE)
    tab.reload()
    tab.wait_for_function("!boardGen.net.busy")
    tab.evaluate("boardGen.tick()")
    assert first_difference(shown, tab.evaluate(SHAPE)) is None


def test_the_same_build_is_not_fetched_again(tab, server):
    """While the build is the same the page itself is asked for once only."""
    address, wish = server
    opened(tab, address)
    a_minute_later(tab, 3)
    assert wish.asked[""] == 1
    assert wish.asked["api/build.json"] == 4


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_whole_is_not_shown(tab, server, fault):
    """A page that is missing, half, of another build, or without its rows leaves the last good board standing."""
    address, wish = server
    opened(tab, address)
    page = site("second", AT + MINUTE)
    build = publish(wish, page, AT + MINUTE)
    wish.files[""] = {
        "404": None,
        "half": page[: page.index("</table>")].encode(),
        "wrong page": b"<!doctype html><html><body>Sign in</body></html>",
        "no rows": page.replace('<tr class="row" data-live-row="FR-1"', "<tr").encode(),
        "no end": page.replace("</html>", "").encode(),
        "other build": page.replace(build, "0" * 16).encode(),
    }[fault] or b""
    if fault == "404":
        del wish.files[""]
    a_minute_later(tab, 2)
    assert tab.evaluate(TITLES) == ["first"]
    wish.files[""] = page.encode()
    a_minute_later(tab)
    assert tab.evaluate(TITLES) == ["second"]


@pytest.mark.parametrize("answer", [None, b"", b"{", b"[]", b"null", b'{"build": 7}', b"<html>Sign in</html>"])
def test_a_build_that_can_not_be_read_is_no_connection(tab, server, answer):
    """Where build.json is gone or is something else, the board stands and says since when it has no connection."""
    address, wish = server
    wish.at = AT
    opened(tab, address)
    assert not tab.is_visible("[data-live=connection]")
    good = wish.files.pop("api/build.json")
    if answer is not None:
        wish.files["api/build.json"] = answer
    a_minute_later(tab, 2)
    assert tab.inner_text("[data-live=connection]") == "no connection since 08:12"
    assert tab.evaluate("document.documentElement.dataset.connection") == "lost"
    assert tab.evaluate(TITLES) == ["first"]
    wish.files["api/build.json"] = good
    wish.at = AT + 3 * MINUTE
    a_minute_later(tab)
    assert not tab.is_visible("[data-live=connection]")


def test_a_server_that_hangs_is_given_up(tab, server):
    """An answer that never comes is given up after its time; letters go on meanwhile, and the page comes back."""
    address, wish = server
    opened(tab, address)
    tab.evaluate("boardGen.net.patience = 200")
    wish.fault, wish.faulty = "hang", "api/"
    a_minute_later(tab)
    assert tab.inner_text("[data-live=connection]") == "no connection since 08:12"
    tab.clock.run_for(60_000)
    wish.fault = ""
    publish(wish, site("second", AT + MINUTE), AT + MINUTE)
    wish.release.set()
    tab.evaluate("boardGen.net.patience = 20000")
    a_minute_later(tab)
    assert tab.evaluate(TITLES) == ["second"]


def test_days_without_network(tab, server):
    """After three days alone the board has gone on by its own list, says since when it is alone, and that it is old."""
    address, wish = server
    opened(tab, address)
    wish.files.clear()
    tab.clock.fast_forward(3 * 24 * 3600 * 1000)
    a_minute_later(tab)
    letters = tab.evaluate("[...document.querySelectorAll('[data-letter]')].map(e => e.dataset.letter)")
    assert letters[:3] == ["R", "R", "R"]
    assert tab.inner_text("[data-live=connection]") == "no connection since 11-23 08:12"
    assert tab.evaluate("document.documentElement.dataset.stale") == "data build"
    assert "nothing has been changed since 11-22 08:12" in tab.inner_text("[data-live=stale]")


@pytest.mark.parametrize(
    ("ahead", "stale", "words"),
    [
        (2 * HOUR - MINUTE, None, ""),
        (2 * HOUR, "build", "Old page: last built 11-23 08:12"),
        (16 * HOUR, "data build", "Old data: nothing has been changed since 11-22 08:12"),
    ],
)
def test_stale_by_the_cadence(tab, ahead, stale, words):
    """Two hours after its build, and at the end of the working day after the last change, the board says it is old."""
    judged = one("first")
    tab.set_content(
        whole(board_page(judged, reader_of(judged, AT)).html).replace(
            '<script src="assets/live.js"></script>', f"<script>{script('live.js').decode()}</script>"
        )
    )
    tab.clock.fast_forward(int(ahead.total_seconds() * 1000))
    assert tab.evaluate("document.documentElement.getAttribute('data-stale')") == stale
    assert tab.evaluate("document.querySelector('[data-live=stale]').textContent") == words


@pytest.mark.parametrize(
    ("pinned", "ahead", "stale", "span"),
    [
        (False, 0 * HOUR, "rows", "1 d 00 h"),
        (False, 3 * HOUR, "rows build", "1 d 03 h"),
        (True, 3 * HOUR, "rows", "1 d 00 h"),
    ],
)
def test_old_rows_are_told_at_once_and_grow_older(tab, pinned, ahead, stale, span):
    """While a sheet can't be read the board says of when its rows are, before all else, on a pinned page too."""
    judged = one("first")
    judged = replace(judged, plant=replace(judged.plant, old_rows=(OldRows(Place("cases/issues.xlsx"), AT - DAY),)))
    page = whole(board_page(judged, reader_of(judged, AT, pinned)).html)
    words = "Old rows of 11-22 08:12, {} ago: the sheet can't be read"
    assert f">{words.format('1 d 00 h').replace(chr(39), '&#39;')}</span>" in page
    tab.set_content(
        page.replace('<script src="assets/live.js"></script>', f"<script>{script('live.js').decode()}</script>")
    )
    tab.clock.fast_forward(int(ahead.total_seconds() * 1000))
    assert tab.inner_text("[data-live=stale]") == words.format(span)
    assert tab.evaluate("document.documentElement.dataset.stale") == stale


@pytest.mark.parametrize(("off", "says"), [(timedelta(), ""), (-2 * DAY, "2 d 00 h off"), (5 * HOUR, "5 h 00 m off")])
def test_a_wrong_clock_is_corrected_by_the_server(tab, server, off, says):
    """A screen whose clock is days behind or hours ahead counts by the server's, and says so."""
    address, wish = server
    wish.at = AT + HOUR
    tab.clock.set_system_time(AT + HOUR + off)
    opened(tab, address)
    assert abs(tab.evaluate("boardGen.now()") / 1000 - (AT + HOUR).timestamp()) < 5
    assert says in tab.evaluate("document.querySelector('[data-live=connection]').textContent")
    assert tab.evaluate("document.querySelector('[data-letter]').dataset.letter") == "R"


def test_a_clock_that_nobody_tells_can_not_be_checked(tab, server):
    """Without the server's date the page says that the clock can't be checked."""
    address, _ = server
    opened(tab, address)
    assert tab.inner_text("[data-live=connection]") == "this screen's clock can't be checked"


def test_findings_are_counted_in_the_navigation(tab, server):
    """The navigation shows how many findings there are to mend, and nothing where there are none."""
    address, wish = server
    opened(tab, address)
    assert tab.inner_text("nav") == "Board Findings"
    publish(wish, site("first"), findings={"error": 2, "warning": 3, "note": 9})
    a_minute_later(tab)
    assert tab.inner_text("nav a[href='findings/']") == "Findings5"
    publish(wish, site("first"))
    a_minute_later(tab)
    assert tab.inner_text("nav") == "Board Findings"


def test_a_pinned_page_does_not_tick(tab, server):
    """A pinned board says so, shows no clock, and is the same a week later; it still gives way to a new build."""
    address, wish = server
    publish(wish, site("first", pinned=True))
    opened(tab, address)
    before = tab.evaluate("document.querySelector('.board').outerHTML")
    tab.clock.fast_forward(7 * 24 * 3600 * 1000)
    a_minute_later(tab)
    assert tab.evaluate("document.querySelector('.board').outerHTML") == before
    assert "pinned, does not tick" in tab.inner_text(".page-note")
    assert not tab.is_visible("[data-live=clock]")
    publish(wish, site("second", AT + DAY), AT + DAY)
    a_minute_later(tab)
    assert tab.evaluate(TITLES) == ["second"]


def test_a_thousand_refreshes_leave_nothing_behind(tab, server):
    """Over 1,000 builds shown the page keeps one timer, and its nodes and listeners stay as many as they were."""
    address, wish = server
    pages = [site("even"), site("odd", AT + MINUTE)]
    publish(wish, pages[0])
    tab.add_init_script(
        """window.alive = new Set(); const set = window.setTimeout, clear = window.clearTimeout;
        window.setTimeout = (act, ms) => {
          const id = set(() => { alive.delete(id); act(); }, ms);
          alive.add(id);
          return id; };
        window.setInterval = () => { throw Error("an interval"); };"""
    )
    opened(tab, address)
    tab.evaluate(
        """pages => { window.turn = 0;
        window.fake = class { open(m, url) { this.url = url; } getResponseHeader() { return null; } send() {
          this.status = 200; const page = pages[turn % 2];
          this.responseText = this.url.includes("build.json") ? JSON.stringify(page.told) : page.html;
          this.onload(); } };
        window.XMLHttpRequest = fake;
        const line = new MessageChannel(), task = () => new Promise(done => {
          line.port1.onmessage = done; line.port2.postMessage(0); });
        window.refreshes = async n => { for (let i = 0; i < n; i += 1) {
          turn += 1; boardGen.refresh(); while (boardGen.net.busy) { await task(); } } }; }""",
        [
            {"html": page, "told": {"build": build_of(page), "as_of": f"{at:%Y-%m-%dT%H:%M:%SZ}"}}
            for page, at in zip(pages, (AT, AT + MINUTE), strict=True)
        ],
    )
    session = tab.context.new_cdp_session(tab)

    def alive() -> tuple[int, int, int]:
        session.send("HeapProfiler.collectGarbage")
        counted = session.send("Memory.getDOMCounters")
        return counted["nodes"], counted["jsEventListeners"], tab.evaluate("alive.size")

    tab.evaluate("refreshes(500)")  # by then the browser's own one-time listeners are there
    before = alive()
    tab.evaluate("refreshes(1000)")
    assert tab.evaluate(TITLES) == ["even"]
    after = alive()
    assert after[0] <= before[0] * 1.1
    assert after[1:] == before[1:] == (before[1], 1)


def test_the_list_can_not_end_its_element():
    """A title that would close the element of the list stands in it as data."""
    judged = one("</script><!--<script>\u2028&")
    told = live_element(live_of(judged, reader_at(judged)))
    assert told.count("<") == 2
    assert "\u2028" not in told


def test_the_script_is_small():
    """What keeps the pages true is under 6,750 bytes compressed, and speaks the language of old televisions."""
    sent = script("live.js")
    assert len(gzip.compress(sent, 9, mtime=0)) < 6750
    assert not re.search(rb"=>|\b(let|const|class|async|fetch)\b|`|\?\.|Object\.assign|setInterval", sent)


def test_the_filters_of_the_list_outlive_a_new_build(tab, server):
    """On the list of all cases a new build keeps the search that is typed and narrows the new rows by it."""
    address, wish = server
    judged = [plant_of([case_of(f"FR-{n}", f"{word} {n}", AT - DAY) for n in range(3)], [], []) for word in ("a", "b")]
    pages = [
        whole(cases_page(plant, reader_of(plant, AT + n * MINUTE)).html).replace(
            "</body>", f"<script>{script('cases.js').decode()}</script></body>"
        )
        for n, plant in enumerate(judged)
    ]
    publish(wish, pages[0])
    opened(tab, address)
    tab.fill("input[name=q]", "FR-2")
    publish(wish, pages[1], AT + MINUTE)
    a_minute_later(tab)
    assert tab.input_value("input[name=q]") == "FR-2"
    shown = [row.inner_text() for row in tab.locator("#cases tbody tr").all() if row.is_visible()]
    assert len(shown) == 1
    assert "b 2" in shown[0]
