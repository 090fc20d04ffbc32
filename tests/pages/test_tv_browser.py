"""`/tv/` in Chromium: it fits every screen, turns its pages for weeks, and stays true by itself."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import segno
from playwright.sync_api import Browser, Page, expect

from board_gen.model.label import Label
from board_gen.pages.tv_layout import layout_of
from board_gen.rules.q_chart import q_chart_of
from tests.pages.builders import AT, DAY, HOUR, SECOND, case_of, facts_of, plant_of, rules_of
from tests.tv.sites import (
    LONG_TITLE,
    PICTURES,
    SIZES,
    clock_from,
    demo_judged,
    empty_plant,
    hostile_plant,
    many_cases,
    quiet_plant,
    serving_at,
    wide_plant,
    write_screens,
)

MINUTE = timedelta(minutes=1)
PLANTS = {
    "demo": demo_judged,
    "hostile": hostile_plant,
    "quiet": quiet_plant,
    "empty": empty_plant,
    "one": lambda: plant_of(many_cases(1), invalid=(), findings=()),
    "many": lambda: plant_of(many_cases(400)),
    "wide": wide_plant,
}
FITS = """() => {
  const faults = [], box = element => element.getBoundingClientRect();
  const seen = element => element && element.offsetParent !== null && box(element).width > 0;
  const all = selector => [...document.querySelectorAll(selector)].filter(seen);
  const root = document.scrollingElement;
  if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) faults.push("scrolls");
  const edge = 0.0299, inside = element => {
    const b = box(element);
    return b.left >= edge * innerWidth - 1 && b.right <= (1 - edge) * innerWidth + 1 &&
      b.top >= edge * innerHeight - 1 && b.bottom <= (1 - edge) * innerHeight + 1;
  };
  all(".row, .panel section, .foot > span, .clock, .counts, .place, .empty-title, .connection").forEach(element => {
    if (!inside(element)) faults.push("too near the edge: " + element.className);
  });
  const board = box(document.querySelector(".board"));
  all(".row").forEach(row => {
    const b = box(row);
    if (b.bottom > board.bottom + 0.5) faults.push("row below the board: " + row.dataset.case);
    [...row.querySelectorAll(".letter, .title, .under, .next > *, .fault p")].filter(seen).forEach(part => {
      const p = box(part);
      if (p.top < b.top - 1.5 || p.bottom > b.bottom + 1.5 || p.left < b.left - 1 || p.right > b.right + 1)
        faults.push("out of its row: " + row.dataset.case + " " + part.className);
    });
    const title = box(row.querySelector(".problem")), first = row.querySelector(".cell, .fault");
    if (innerWidth > innerHeight && title.right > box(first).left + 1) faults.push("title over letters");
  });
  const boxes = all(".head, .board, .panel, .foot").map(element => [element.className, box(element)]);
  boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      faults.push(one + " over " + other);
  }));
  const parts = all(".place, .counts, .clock, .foot > span, .connection");
  parts.forEach((one, i) => parts.slice(i + 1).forEach(other => {
    const a = box(one), b = box(other);
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      faults.push(one.className + " over " + other.className);
  }));
  return faults;
}"""
"""What does not fit: scroll bars, what leaves its row or comes too near an edge, what lies over another."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """`sites(name)`: the screens of a plant of `PLANTS`, written once."""
    made = {}

    def written(name):
        if name not in made:
            made[name] = write_screens(tmp_path_factory.mktemp(name) / "site", PLANTS[name](), pinned=True)
        return made[name]

    return written


def watched(page: Page) -> list[str]:
    """The list that gathers whatever the page complains of."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    return complaints


@pytest.fixture
def page(browser: Browser):
    """A television that has nothing to complain of."""
    opened = browser.new_page(viewport={"width": 1920, "height": 1080})
    complaints = watched(opened)
    yield opened
    opened.close()
    assert complaints == []


def opened(page: Page, folder, file="tv/index.html", query="", at=AT) -> Page:
    """Open a screen as from a USB stick, at an instant; its clock stands still until the test moves it."""
    page.clock.install(time=at)
    page.clock.pause_at(at + 30 * SECOND)
    page.goto(f"{(folder / file).as_uri()}{query}")
    return page


def rows_seen(page: Page):
    """The rows on the page that is shown, by id, in their order."""
    return page.evaluate(
        "[...document.querySelectorAll('.row')].filter(r => r.offsetParent !== null).map(r => r.dataset.case)"
    )


def turn(page: Page) -> None:
    page.evaluate("boardGenTv.turn()")


# --- it fits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("plant", PLANTS)
def test_it_fits_every_screen(page, sites, plant, size):
    """No scroll bar, nothing near an edge, nothing over another, at every size, in both languages and themes."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    for file, theme in (("index", "dark"), ("en", "light")):
        page.goto(f"{(sites(plant) / f'tv/{file}.html').as_uri()}?theme={theme}")
        for number in range(min(2, page.evaluate("boardGenTv.pages()"))):
            page.screenshot(path=PICTURES / f"{plant}-{size}-{file}-{number}.png")
            assert page.evaluate(FITS) == [], (file, number)
            turn(page)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_it_turns_for_a_screen_that_is_hung_upright(page, sites, degrees):
    """`?rotate=` turns the page about the screen's middle: nothing leaves the screen, and shape and rows follow."""
    page.goto(f"{(sites('demo') / 'tv/index.html').as_uri()}?rotate={degrees}")
    shape = page.evaluate("document.documentElement.dataset.shape")
    assert shape == ("wide" if degrees == 180 else "tall")
    box = page.locator(".screen").bounding_box()
    assert [round(box[name]) for name in ("x", "y", "width", "height")] == [0, 0, 1920, 1080]
    layout = layout_of(demo_judged().rules.tv, 9)
    assert len(rows_seen(page)) == (layout.rows if degrees == 180 else layout.rows_tall)
    page.screenshot(path=PICTURES / f"rotated-{degrees}.png")


def test_there_are_three_sizes_of_type(page, sites):
    """Every text on the screen has one of three sizes, as docs/television.md states; titles have the largest."""
    page.goto((sites("demo") / "tv/index.html").as_uri())
    sizes = page.evaluate("""() => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), sizes = new Set();
      while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement, box = parent.getBoundingClientRect();
        if (walk.currentNode.textContent.trim() && box.width && parent.tagName !== "SCRIPT")
          sizes.add(Math.round(parseFloat(getComputedStyle(parent).fontSize)));
      }
      return [...sizes].sort((a, b) => a - b);
    }""")
    assert sizes == [20, 28, 48]
    assert page.locator(".title:not(.is-long)").first.evaluate("e => getComputedStyle(e).fontSize") == "48px"


def test_the_head_is_a_tenth_and_the_foot_a_twentieth(page, sites):
    """Head and foot take about their shares of the height, so that the rows get the rest."""
    page.goto((sites("demo") / "tv/index.html").as_uri())
    head, foot = (page.locator(name).bounding_box() for name in (".head", ".foot"))
    assert 0.09 <= head["height"] / 1080 <= 0.115
    assert (1080 - foot["y"]) / 1080 <= 0.06


# --- the pages turn ---------------------------------------------------------------------------------------------------


def test_red_rows_come_first_and_every_row_has_its_turn(page, tmp_path):
    """The first page holds as many red rows as fit; one round shows each row exactly once, then begins again."""
    judged = demo_judged()
    late = replace(judged.rules.tv, inches=55, distance=6)
    folder = write_screens(tmp_path / "site", judged, pinned=True, distance=late.distance)
    opened(page, folder)
    first = rows_seen(page)
    reds = [tracks.case.id for tracks in judged.on_board(AT) if tracks.head.at(AT).status == "R"]
    assert first == reds[: layout_of(late, 9).rows]
    shown = list(first)
    for _ in range(page.evaluate("boardGenTv.pages()") - 1):
        turn(page)
        shown += rows_seen(page)
    board = page.evaluate("[...document.querySelectorAll('.row')].map(row => row.dataset.case)")
    assert sorted(shown) == sorted(board)
    assert board == [*(case.id for case in judged.invalid), *(tracks.case.id for tracks in judged.on_board(AT))]
    turn(page)
    assert rows_seen(page) == first


def test_pages_turn_by_themselves_after_the_seconds_of_the_rules(page, tmp_path):
    """A page stays `tv.seconds`, not one second less."""
    folder = write_screens(tmp_path / "site", plant_of(many_cases(20)), seconds=20)
    opened(page, folder)
    page.clock.run_for(18_000)
    assert page.evaluate("boardGenTv.page()") == 0
    page.clock.run_for(2_000)
    assert page.evaluate("boardGenTv.page()") == 1
    assert page.locator("[data-page]").inner_text() == "2 / 3"


def test_one_page_does_not_turn(page, sites):
    """What fits one page stands still: no bar, no number."""
    opened(page, sites("one"))
    page.clock.run_for(60_000)
    assert not page.locator("[data-turning]").is_visible()
    assert page.locator(".turn-a, .turn-b").count() == 0


def test_an_error_does_not_stop_the_turning(browser, tmp_path):
    """When anything in a turn throws, the next turn comes all the same."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    complaints = watched(page)
    opened(page, write_screens(tmp_path / "site", plant_of(many_cases(30))))
    page.evaluate("""() => {
      const ask = document.querySelector.bind(document);
      window.broken = 1;
      document.querySelector = name => {
        if (window.broken && name === ".screen") throw new Error("broken");
        return ask(name);
      };
    }""")
    page.clock.run_for(32_000)
    assert any("broken" in told for told in complaints)
    page.evaluate("window.broken = 0")
    page.clock.run_for(15_000)
    assert page.locator("[data-page]").inner_text() != "1 / 4"
    page.close()


def test_the_page_turns_without_its_live_script(browser, tmp_path):
    """A television that never got live.js still shows every row."""
    folder = write_screens(tmp_path / "site", plant_of(many_cases(30)))
    (folder / "assets" / "live.js").write_text("")
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    opened(page, folder)
    page.clock.run_for(16_000)
    assert page.locator("[data-page]").inner_text() == "2 / 4"
    page.close()


def test_nothing_moves_for_those_who_ask_for_it(browser, tmp_path):
    """With reduced motion pages change without fade and bar."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    opened(page, write_screens(tmp_path / "site", plant_of(many_cases(30))))
    page.evaluate("boardGenTv.turn()")
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("document.getAnimations().length") == 2
    page.close()


def test_ten_thousand_turns_leave_nothing_behind(page, tmp_path):
    """Elements, listeners and timers are as many after 10,000 turns and minutes as before."""
    page.add_init_script("""(() => {
      window.timers = 0;
      for (const name of ["setTimeout", "setInterval"]) {
        const real = window[name];
        window[name] = function () { window.timers += 1; return real.apply(window, arguments); };
      }
    })()""")
    opened(page, write_screens(tmp_path / "site", plant_of(many_cases(60))))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def counted():
        session.send("HeapProfiler.collectGarbage")
        told = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        return {name: told[name] for name in ("Nodes", "JSEventListeners")}, told["JSHeapUsedSize"]

    def turns(number):
        page.evaluate(
            "count => { for (let i = 0; i < count; i++) { boardGenTv.turn(); if (i % 50 === 0) boardGen.tick(); } }",
            number,
        )

    turns(1_000)
    before, timers, heap = counted()[0], page.evaluate("timers"), counted()[1]
    turns(10_000)
    after, heap_after = counted()
    assert after == before
    assert page.evaluate("timers") == timers
    assert heap_after - heap < 200_000


# --- what the address asks for ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["?area=Line 3", "?area=line-3", "?area=Line+3&theme=light"])
def test_an_area_is_chosen_by_its_name(page, sites, query):
    """`?area=` leads to the area's own page, which shows that area alone."""
    page.goto(f"{(sites('demo') / 'tv/index.html').as_uri()}{query}")
    page.wait_for_url("**/tv/Line-3/index.html*")
    mine = [t.case.id for t in demo_judged().on_board(AT) if t.case.area == "Line 3"]
    assert rows_seen(page) == mine
    assert page.evaluate("document.documentElement.dataset.theme") == ("light" if "theme" in query else "dark")


def test_another_area_is_chosen_from_an_area(page, sites):
    """Area and language may be asked for together, from any screen; a Chinese name works as any other."""
    page.goto(f"{(sites('demo') / 'tv/Line-3/index.html').as_uri()}?area=焊装&lang=en")
    page.wait_for_url("**/en.html*")
    assert page.evaluate("decodeURIComponent(location.pathname)").endswith("/tv/焊装/en.html")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_an_area_that_does_not_exist_is_said(page, sites):
    """The board of the plant is shown, with a word that there is no such area."""
    page.goto(f"{(sites('demo') / 'tv/index.html').as_uri()}?area=<b>Nowhere")
    assert page.locator("[data-notice]").inner_text() == "没有这个区域：<b>Nowhere"
    assert len(rows_seen(page)) == 8


@pytest.mark.parametrize("query", ["?lang=fr", "?theme=pink&rotate=45", "?%E0%A4%A", "?area=&lang=&rotate=&theme="])
def test_what_makes_no_sense_is_left_alone(page, sites, query):
    """An unknown wish changes nothing and breaks nothing."""
    page.goto(f"{(sites('demo') / 'tv/index.html').as_uri()}{query}")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dataset.theme]") == ["zh", "dark"]
    assert len(rows_seen(page)) == 8


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_rules_choose_the_ground(page, tmp_path, theme):
    """`tv.theme` holds where the address says nothing."""
    page.goto((write_screens(tmp_path / "site", plant_of(), theme=theme) / "tv/index.html").as_uri())
    expected = {"dark": "rgb(14, 20, 26)", "light": "rgb(255, 255, 255)"}[theme]
    assert page.locator(".screen").evaluate("e => getComputedStyle(e).backgroundColor") == expected


# --- it stays true ----------------------------------------------------------------------------------------------------


def test_letters_turn_at_their_minute(page, tmp_path):
    """One second before a deadline the letter is yellow, at it red; counts, tone and what falls due follow."""
    due = AT + 10 * MINUTE
    case = case_of("FR-1", "漏装", due - 24 * HOUR, facts=facts_of({"root_cause": AT - HOUR}))
    opened(page, write_screens(tmp_path / "site", plant_of([case], invalid=(), findings=()), at=AT))

    def seen():
        return page.evaluate("""() => [
          document.querySelector("[data-criterion=containment]").dataset.letter,
          document.querySelector(".row").dataset.status, document.querySelector("[data-count=R]").textContent,
          document.querySelector(".row .next").className, document.querySelector(".row [data-live=left]").textContent,
          [...document.querySelectorAll("[data-due] li")].filter(e => !e.hidden).map(e => e.textContent.trim())]""")

    page.clock.pause_at(due - SECOND)
    assert seen() == ["Y", "Y", "0", "next tone-soon", "还有 0 分", ["FR-1 D3 围堵 08:22"]]
    page.clock.run_for(1_000)
    assert seen() == ["R", "R", "1", "next tone-late", "超期 0 分", []]


def test_a_case_that_opens_later_comes_by_itself(page, tmp_path):
    """The empty board says how long nothing was red, and gives way to a row at the minute that it opens."""
    later = case_of("FR-NEW", "明天的问题", AT + HOUR)
    judged = quiet_plant()
    judged = replace(judged, cases=(*judged.cases, *plant_of([later], invalid=(), findings=()).cases))
    opened(page, write_screens(tmp_path / "site", judged))
    assert page.locator(".empty").inner_text().split() == ["没有未关闭的问题", "已连续", "12", "天无红"]
    page.clock.pause_at(AT + HOUR)
    assert rows_seen(page) == ["FR-NEW"]
    assert not page.locator(".empty").is_visible()
    assert page.locator("[data-count=new]").inner_text() == "1"


def test_the_q_follows_the_days(page, tmp_path):
    """At every midnight the Q shows what the rules say of that day, into the next month; today's field is outlined."""
    later = case_of("FR-L", "later", AT + 3 * DAY, source="PRR")
    judged = plant_of([*many_cases(6), later], invalid=(), findings=())
    opened(page, write_screens(tmp_path / "site", judged))
    midnight = AT - timedelta(hours=8, minutes=12) + DAY
    for at in (
        midnight - SECOND,
        midnight,
        later.opened,
        AT + 8 * DAY,
    ):
        page.clock.pause_at(at)
        local = at.astimezone(judged.rules.zone)
        truth = q_chart_of(judged, None, local.year, local.month, at)
        shown = page.evaluate("""() => [...document.querySelectorAll("[data-q]:not([hidden]) g[data-begins]")]
          .map(day => [day.getAttribute("class").split(" ")[1], day.classList.contains("is-today")])""")
        expected = [[f"is-{day.colour or 'blank'}", day.day == local.date()] for day in truth.days]
        assert shown == expected, at
        reds = sum(day.colour == "red" for day in truth.days)
        assert page.locator("[data-q]:not([hidden]) [data-q-red]").text_content() == str(reds)


def test_what_falls_due_is_the_plants_view_at_every_hour(page, tmp_path):
    """Through a day of the demonstration plant the list names what Python names, and counts the rest."""
    from board_gen.views.standing import Standing
    from board_gen.views.tv import due_soon_of
    from tests.pages.builders import reader_of

    judged = demo_judged()
    opened(page, write_screens(tmp_path / "site", judged))
    for hours in range(1, 24):
        at = AT + hours * HOUR
        page.clock.pause_at(at)
        due = due_soon_of(Standing(judged, at), reader_of(judged, at=at))
        shown = page.evaluate("""() => [...document.querySelectorAll("[data-due] li")].filter(e => !e.hidden)
          .map(e => [...e.children].map(part => part.textContent))""")
        assert shown == [[entry.case, entry.what, entry.clock] for entry in due[:6]], at
        more = page.locator("[data-more]")
        assert (more.text_content() if more.is_visible() else "") == (f"+{len(due) - 6}" if len(due) > 6 else "")


def test_stale_data_is_said_over_the_whole_frame(page, sites, tmp_path):
    """Past the cadence a frame stands around the screen, with words, and the rows stay to be read."""
    opened(page, write_screens(tmp_path / "site", demo_judged()))
    assert not page.locator(".stale").is_visible()
    page.clock.pause_at(AT + 3 * HOUR)
    box = page.locator(".stale").bounding_box()
    assert [box["width"], box["height"]] == [1920, 1080]
    assert page.locator(".stale").inner_text()
    assert len(rows_seen(page)) == 8
    page.screenshot(path=PICTURES / "stale.png")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("file", ["index", "en"])
def test_a_lost_connection_is_said(browser, tmp_path, size, file):
    """Without a server the last board stands, and a word in a colour of its own says since when; nothing is hidden."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    folder = write_screens(tmp_path / "site", demo_judged())
    with serving_at(folder, AT) as url:
        page.add_init_script(clock_from(AT))
        page.goto(f"{url}tv/{file}.html")
        page.wait_for_function("boardGen.order().length > 20")
    page.evaluate("boardGen.refresh()")
    page.wait_for_selector("[data-connection=lost]")
    page.wait_for_selector(".connection:not([hidden])")
    assert "08:1" in page.locator(".connection").inner_text()
    assert page.locator(".connection").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 176, 32)"
    assert page.evaluate(FITS) == []
    page.screenshot(path=PICTURES / f"lost-{size}-{file}.png")
    page.close()


def test_a_pinned_screen_says_so_and_stands_still(page, sites):
    """Of a pinned build no letter moves, and the head says that it is one."""
    opened(page, sites("demo"))
    before = page.locator(".rows").inner_html()
    page.clock.run_for(14_000)
    page.clock.fast_forward("05:00:00")
    assert page.locator("[data-count=R]").inner_text() == "6"
    assert "固定时刻，不走时" in page.locator(".clock").inner_text()
    assert page.locator("[data-live=clock]").inner_text() == "08:12"
    assert before


def test_a_new_build_is_shown_and_the_page_stays(browser, tmp_path):
    """A new build comes in without a reload: rows, counts and head are new, the page that was shown stays."""
    folder = write_screens(tmp_path / "site", plant_of(many_cases(20), invalid=(), findings=()))
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    complaints = watched(page)
    with serving_at(folder, AT) as url:
        page.add_init_script(clock_from(AT))
        page.goto(f"{url}tv/")
        page.evaluate("window.mine = true; boardGenTv.turn()")
        write_screens(folder, plant_of(many_cases(30), invalid=(), findings=()), at=AT + MINUTE)
        page.evaluate("boardGen.refresh()")
        expect(page.locator(".row")).to_have_count(30)  # the page's policy forbids what `wait_for_function` evaluates
        assert page.locator("[data-page]").inner_text() == "2 / 4"
        assert page.evaluate("window.mine")
        assert page.locator(".qr").count() == 1
    page.close()
    assert complaints == []


def test_a_new_program_is_loaded_anew_once(browser, tmp_path):
    """Where the new build needs other styles, the page is loaded anew, as soon as it answers."""
    folder = write_screens(tmp_path / "site", plant_of(many_cases(20)))
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    with serving_at(folder, AT) as url:
        page.add_init_script(clock_from(AT))
        page.goto(f"{url}tv/?theme=light")
        page.evaluate("window.mine = true")
        write_screens(folder, plant_of(many_cases(20)), at=AT + MINUTE, distance=6)
        with page.expect_navigation():
            page.evaluate("boardGen.refresh()")
        page.wait_for_load_state()
        assert not page.evaluate("window.mine")
        size = page.locator(".title:not(.is-long)").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert round(size) == 72
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.close()


def test_the_rest_of_what_falls_due_is_counted(page, sites):
    """Also on a pinned page, and before anything moved: six are named, the others are a number."""
    from board_gen.views.standing import Standing
    from board_gen.views.tv import due_soon_of
    from tests.pages.builders import reader_of

    judged = PLANTS["many"]()
    page.goto((sites("many") / "tv/index.html").as_uri())
    soon = due_soon_of(Standing(judged, AT), reader_of(judged))
    assert page.locator("[data-more]").inner_text() == f"+{len(soon) - 6}"


# --- the QR code ------------------------------------------------------------------------------------------------------


ADDRESSES = ("http://a/", "http://10.1.2.3/q/", "https://q.example/东岳/", "x" * 17, "x" * 18, "x" * 53, "x" * 106)


def codewords(rows, function):
    """The codewords of a QR code with mask 0, read as a reader reads them: two columns at a time, up and down."""
    size, bits, upward, right = len(rows), [], True, len(rows) - 1
    while right > 0:
        right -= right == 6
        for step in range(size):
            y = size - 1 - step if upward else step
            bits += [rows[y][x] ^ ((x + y) % 2 == 0) for x in (right, right - 1) if not function[y][x]]
        upward, right = not upward, right - 2
    return [int("".join(str(int(bit)) for bit in bits[at : at + 8]), 2) for at in range(0, len(bits) // 8 * 8, 8)]


def function_modules(size):
    """Which modules of versions 1 to 5 hold no data: finders with format, timing lines, the alignment pattern."""
    made = [[x == 6 or y == 6 or min(x, y) < 9 > max(x, y) for x in range(size)] for y in range(size)]
    for one in range(9):
        for other in range(size - 8, size):
            made[one][other] = made[other][one] = True
    for y in range(size - 9, size - 4) if size > 21 else ():
        made[y][size - 9 : size - 4] = [True] * 5
    return made


def syndromes(words, count):
    """The Reed-Solomon syndromes of a block: all zero where it holds no error."""
    exp, value = [], 1
    for _ in range(255):
        exp.append(value)
        value = (value << 1) ^ (0x11D if value & 128 else 0)
    log = {power: index for index, power in enumerate(exp)}
    found = []
    for root in range(count):
        total = 0
        for word in words:
            total = (exp[(log[total] + root) % 255] if total else 0) ^ word
        found.append(total)
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_drawn_qr_code_is_that_of_the_standard(page, sites, address):
    """Patterns and format are segno's; what a reader reads is the address, padded, and holds no error."""
    page.goto((sites("one") / "tv/index.html").as_uri())
    drawn = page.evaluate("address => boardGenQr.modules(address)", address)
    expected = segno.make_qr(address.encode(), error="l", mode="byte", mask=0, boost_error=False)
    function = function_modules(len(drawn))
    assert len(drawn) == len(expected.matrix)
    for y, row in enumerate(expected.matrix):
        assert [drawn[y][x] for x in range(len(row)) if function[y][x]] == [
            int(bool(module)) for x, module in enumerate(row) if function[y][x]
        ]
    words, text = codewords(drawn, function), address.encode()
    correction = {21: 7, 25: 10, 29: 15, 33: 20, 37: 26}[len(drawn)]
    assert syndromes(words, correction) == [0] * correction
    stream = "".join(f"{word:08b}" for word in words[:-correction])
    assert stream[:4] == "0100"
    assert int(stream[4:12], 2) == len(text)
    assert bytes(int(stream[12 + 8 * n : 20 + 8 * n], 2) for n in range(len(text))) == text
    rest = stream[12 + 8 * len(text) :]
    assert rest[:4] == "0000"
    assert rest[4:] == ("1110110000010001" * 60)[: len(rest) - 4]


def test_an_address_that_is_too_long_has_no_code(page, sites):
    """Beyond 106 bytes there is no drawing rather than a wrong one."""
    page.goto((sites("one") / "tv/index.html").as_uri())
    assert page.evaluate("boardGenQr('x'.repeat(107))") is None


def test_the_code_leads_to_the_board_where_the_page_was_opened(browser, sites):
    """Without a site_url the code and the words below it are the site's address as the browser knows it."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    with serving_at(sites("one"), AT) as url:
        page.goto(f"{url}tv/?lang=en")
        page.wait_for_selector(".qr-panel svg")
        assert page.locator("[data-address]").inner_text() == url
        size = len(segno.make_qr(url.encode(), error="l", mode="byte", boost_error=False).matrix) + 8
        assert page.locator(".qr").get_attribute("viewBox") == f"0 0 {size} {size}"
    page.close()


def test_from_a_stick_there_is_no_code(page, sites):
    """Over file:// nothing is drawn that no phone could open."""
    page.goto((sites("one") / "tv/index.html").as_uri())
    assert not page.locator(".qr-panel").is_visible()


def test_the_plants_own_texts_are_in_the_readers_language(page, tmp_path):
    """The English page of a Chinese plant names title, plant and criteria in English, and hostile ones as texts."""
    rules = rules_of(title=Label("快速响应板", LONG_TITLE), plant=Label("东岳", "<i>Dongyue</i>"))
    folder = write_screens(tmp_path / "site", plant_of(rules=rules))
    page.goto((folder / "tv/en.html").as_uri())
    assert page.locator(".place p").inner_text().startswith("<i>Dongyue</i>")
    assert "Root" in page.locator("[data-column=root_cause]").inner_text()
    assert page.evaluate(FITS) == []
    assert json.loads(page.locator("#bg-live").text_content())["lang"] == "en"
