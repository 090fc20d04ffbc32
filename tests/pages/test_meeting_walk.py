"""The walk in a browser: hands, clock, and letters that turn while it is shown."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from board_gen.judging import judged_at
from board_gen.model.case import Closing, CriterionFacts, NextReport
from board_gen.model.label import Language
from board_gen.model.report import Action, Report
from board_gen.pages.api import build_id
from board_gen.pages.meeting import meeting_page
from board_gen.rules.judged import JudgedPlant
from board_gen.sources.plant_folder import read_plant
from board_gen.views.meeting import meeting_of, screen_of
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing
from board_gen.wording import Wording
from tests.pages.builders import AT, DAY, HOUR, SECOND, all_done, case_of, facts_of, framed, plant_of

PROJECT = Path(__file__).parents[2]
MINUTE = timedelta(minutes=1)
START = AT + 18 * MINUTE
"""08:30 on the plant's clock: when the meeting begins."""
HOST = "http://meeting.test/"
ADDRESS = f"{HOST}meeting/"


@dataclass
class Server:
    """What the plant's web server shows: it can be given a newer build."""

    judged: JudgedPlant
    at: datetime = AT
    pinned: bool = False

    @property
    def reader(self) -> Reader:
        """An English reader, so that words can be looked for."""
        return Reader(self.at, self.judged.rules, Wording(Language.EN), pinned=self.pinned)

    def answer(self, route: Route) -> None:
        """The page and the build's id; nothing else is there."""
        if "/api/build.json" in route.request.url:
            told = {
                "build": build_id(self.judged, self.reader),
                "as_of": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
                "pinned": self.pinned,
            }
            route.fulfill(status=200, content_type="application/json", body=json.dumps(told))
        elif route.request.url.startswith(ADDRESS):
            html = meeting_page(self.judged, self.reader).html
            body = framed(html, language="en", scripts=("live.js", "meeting.js"))
            route.fulfill(status=200, content_type="text/html", body=body)
        else:
            route.fulfill(status=404, body="")


class Room:
    """A meeting's projector, on a clock that the test moves."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def at(self, instant: datetime) -> None:
        """The projector's clock shows this instant, and the page has seen it."""
        self.page.clock.set_fixed_time(instant)
        self.page.evaluate("boardGen.tick()")

    def look(self) -> None:
        """Let the page's clock look at the time, as it does each second."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def press(self, *keys: str) -> None:
        """Keys of a keyboard or a remote."""
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def shown(self) -> list[str]:
        """The problems that can be seen."""
        found = self.page.eval_on_selector_all("[data-screen]", "all => all.filter(e => e.offsetParent).map(e => e.id)")
        return list(found)

    @property
    def agenda(self) -> list[str]:
        """The problems of the agenda, in its order."""
        found = self.page.eval_on_selector_all(
            "[data-item]:not([hidden])", "all => all.map(e => e.getAttribute('data-item'))"
        )
        return list(found)

    @property
    def place(self) -> str:
        """`3 / 9`, or nothing on the agenda."""
        return "".join(self.page.inner_text(".meeting-place").split(" ")[:3]) if self.is_walking else ""

    @property
    def is_walking(self) -> bool:
        """True while a problem is shown."""
        return self.page.is_visible(".meeting-place")

    def told(self, name: str) -> str:
        """What the bar says, empty where it says nothing."""
        slot = self.page.locator(f'[data-show="{name}"]')
        return slot.inner_text() if slot.is_visible() else ""


Opener = Callable[..., Room]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """`opened(judged, at=AT, fragment="", …)` → the page in a browser whose clock stands at `at`."""
    contexts = []

    def open_page(
        judged: JudgedPlant,
        at: datetime = AT,
        fragment: str = "",
        *,
        built: datetime = AT,
        pinned: bool = False,
        size: tuple[int, int] = (1440, 900),
        js: bool = True,
    ) -> Room:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=js, has_touch=True
        )
        contexts.append(context)
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        setattr(page, "faults", faults)  # noqa: B010
        server = Server(judged, built, pinned)
        context.route(f"{HOST}**", server.answer)
        page.clock.set_fixed_time(at)
        page.goto(ADDRESS + fragment)
        if js:
            page.evaluate("boardGen.tick()")
        return Room(page, server)

    yield open_page
    faults = [fault for context in contexts for page in context.pages for fault in getattr(page, "faults", [])]
    for context in contexts:
        context.close()
    assert faults == []


def three(**given: object) -> JudgedPlant:
    """Three problems, A, B and C, walked in this order."""
    return plant_of(
        [case_of(name, f"problem {name}", AT - 3 * DAY, next_report=NextReport(AT + n * HOUR), **given) for n, name in
         enumerate("ABC", 1)], [], []
    )  # fmt: skip


# ---- hands

KEYS = [
    (["ArrowRight"], "A"),
    (["PageDown"], "A"),
    (["Space"], "A"),
    (["Space", "Space"], "B"),
    (["ArrowRight", "ArrowDown", "PageDown"], "C"),
    (["End"], "C"),
    (["End", "Home"], "A"),
    (["End", "ArrowLeft"], "B"),
    (["End", "ArrowUp"], "B"),
    (["End", "PageUp", "PageUp"], "A"),
    (["End", "Shift+Space"], "B"),
    (["End", "PageDown"], "C"),
    (["Home", "PageUp"], None),
    (["PageUp"], None),
    (["End", "Escape"], None),
    (["Control+ArrowRight"], None),
    (["Alt+ArrowRight"], None),
    (["x"], None),
]


@pytest.mark.parametrize(("keys", "expected"), KEYS)
def test_keys_walk(opened: Opener, keys: list[str], expected: str | None) -> None:
    """Arrows, space, page keys, Home, End and Escape walk as keyboards and remotes send them; others do nothing."""
    room = opened(three())
    room.press(*keys)
    assert room.shown == ([expected] if expected else [])


def test_the_agenda_opens_the_meeting(opened: Opener) -> None:
    """At first the agenda stands there with every problem, its number and the share of each."""
    room = opened(three())
    assert (room.agenda, room.shown) == (["A", "B", "C"], [])
    assert room.told("each") == "10:00 each"


def test_progress_is_told(opened: Opener) -> None:
    """The bar says which of how many, and the foot which come before and after."""
    room = opened(three())
    room.press("ArrowRight", "ArrowRight")
    assert room.place == "2/3"
    assert (room.told("previous"), room.told("next")) == ("problem A", "problem C")


def test_tap_and_jump(opened: Opener) -> None:
    """Buttons walk by a tap, the list leads to any problem, and the list comes back by its button."""
    room = opened(three())
    room.page.tap('.agenda [data-do="next"]')
    assert room.shown == ["A"]
    room.page.tap('.meeting-foot [data-do="next"]')
    assert room.shown == ["B"]
    room.page.tap('[data-do="previous"]')
    assert room.shown == ["A"]
    room.page.tap('[data-do="agenda"]')
    assert room.shown == []
    room.page.tap('[data-item="C"] a')
    assert room.shown == ["C"]


SWIPES = [((600, 300), (300, 320), "B"), ((300, 300), (600, 320), None), ((600, 300), (560, 300), "A"),
          ((600, 300), (400, 600), "A")]  # fmt: skip


@pytest.mark.parametrize(("begin", "end", "expected"), SWIPES)
def test_swipes_walk(opened: Opener, begin: tuple[int, int], end: tuple[int, int], expected: str | None) -> None:
    """A swipe across goes on or back; a short or a steep one is none."""
    room = opened(three())
    room.press("Home")
    session = room.page.context.new_cdp_session(room.page)
    for kind, points in (("touchStart", [begin]), ("touchMove", [end]), ("touchEnd", [])):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})
    room.page.wait_for_function("new Promise(done => requestAnimationFrame(() => done(true)))")
    assert room.shown == ([expected] if expected else [])


def test_typing_does_not_walk(opened: Opener) -> None:
    """Keys pressed in a field stay in it, and a space on a button presses the button alone."""
    room = opened(three())
    room.press("Home")
    room.page.evaluate("document.body.appendChild(document.createElement('input')).focus()")
    room.press("Space", "ArrowRight", "End")
    assert room.shown == ["A"]
    room.page.focus('.meeting-foot [data-do="next"]')
    room.press("Space")
    assert room.shown == ["B"]


def test_addresses_lead_to_a_problem(opened: Opener) -> None:
    """`#B` opens at B; walking writes the address, so that a reload comes back to where the meeting was."""
    room = opened(three(), fragment="#B")
    assert room.shown == ["B"]
    room.press("ArrowRight")
    assert room.page.url == f"{ADDRESS}#C"
    room.page.reload()
    assert room.shown == ["C"]
    room.page.evaluate("location.hash = 'A'")
    room.page.wait_for_function("document.getElementById('A').offsetParent !== null")
    room.page.evaluate("location.hash = '%E0%A4%A'")
    assert room.shown == ["A"]


def test_the_next_one_is_there_at_once(opened: Opener) -> None:
    """Walking asks the network for nothing."""
    room = opened(three())
    asked: list[str] = []
    room.page.on("request", lambda request: asked.append(request.url))
    room.press("ArrowRight", "ArrowRight", "ArrowRight", "Home")
    assert [url for url in asked if "build.json" not in url] == []


def test_without_a_script_it_is_one_long_page(opened: Opener) -> None:
    """Without JavaScript every problem can be read, the list leads to each, and nothing offers what can't be done."""
    room = opened(three(), js=False)
    assert [room.page.is_visible(f"#{name}") for name in "ABC"] == [True, True, True]
    assert room.page.locator("button:visible").count() == 0
    room.page.click('[data-item="C"] a')
    assert room.page.url == f"{ADDRESS}#C"


def test_a_thousand_turns_leave_nothing(opened: Opener) -> None:
    """After a thousand turns and looks at the clock the page has as many elements and timers as before."""
    room = opened(three())
    count = "document.querySelectorAll('*').length"
    room.press("Home")
    before = room.page.evaluate(count)
    room.page.evaluate(
        """() => { const set = window.setInterval;
            window.timers = 0;
            window.setInterval = function () { window.timers += 1; return set.apply(window, arguments); }; }"""
    )
    room.page.evaluate(
        """() => { for (let i = 0; i < 1000; i += 1) {
            document.dispatchEvent(new KeyboardEvent('keydown', {key: i % 2 ? 'PageUp' : 'PageDown'}));
            boardGen.tick(); } }"""
    )
    assert (room.page.evaluate(count), room.page.evaluate("window.timers")) == (before, 0)


# ---- what changes while it is shown


def order_in(judged: JudgedPlant, at: datetime) -> list[str]:
    """The walk as Python has it at an instant."""
    reader = Reader(at, judged.rules, Wording(Language.EN))
    return [screen.row.id for screen in meeting_of(Standing(judged, at), reader, screen_of).screens]


def demonstration() -> JudgedPlant:
    """The demonstration plant at the instant of its pinned site."""
    return judged_at(read_plant(PROJECT / "cases", "cases"), AT)


@pytest.mark.parametrize("made", [plant_of, demonstration], ids=["sample", "demonstration"])
def test_the_order_follows_the_clock(opened: Opener, made: Callable[[], JudgedPlant]) -> None:
    """The agenda at any instant is Python's at that instant: problems come, stop being new, rise, and leave."""
    judged = made()
    room = opened(judged)
    chance = random.Random(3)
    instants = {instant for t in judged.cases for instant in (*t.head.instants(), *t.marks.instants()) if instant > AT}
    some = chance.sample(sorted(instants), min(60, len(instants)))
    for instant in sorted({AT, *some, *(one - SECOND for one in some if one - SECOND >= AT)}):
        room.at(instant)
        assert room.agenda == order_in(judged, instant), instant


def test_letters_turn_at_their_second(opened: Opener) -> None:
    """A letter shown is yellow a second before its deadline and red at it, and so is the whole."""
    case = case_of("A", "leak", AT - DAY + MINUTE)
    room = opened(plant_of([case], [], []), fragment="#A")
    letter = '.screen [data-criterion="{}"][data-letter]'
    for instant, expected in ((AT + MINUTE - SECOND, "Y"), (AT + MINUTE, "R")):
        room.at(instant)
        found = [room.page.get_attribute(letter.format(name), "data-letter") for name in ("containment", "overall")]
        assert found == [expected, expected]
    assert room.page.inner_text(".screen-next b") == "overdue 0 m"


def test_words_that_depend_on_time_follow(opened: Opener) -> None:
    """Not updated since the meeting, no next move, and a measure that is late: each from its second on."""
    measure = Action("D3", "sort", "Li", due=AT + 2 * HOUR)
    case = case_of("A", "leak", AT - DAY + 90 * MINUTE, report=Report(actions=(measure,)))
    room = opened(plant_of([case], [], []), fragment="#A")
    looks = {
        ".silent": AT + 48 * MINUTE,
        '[data-move="containment"]': AT + 90 * MINUTE,
        "[data-due].is-past": AT + 2 * HOUR,
    }
    for selector, instant in looks.items():
        room.at(instant - SECOND)
        assert not room.page.is_visible(selector)
        room.at(instant)
        assert room.page.is_visible(selector)


def test_the_order_stands_still_while_walking(opened: Opener) -> None:
    """What stops being new during the walk keeps its place until the agenda is shown again."""
    young = case_of("A", "young", AT - DAY + HOUR)
    old = case_of("B", "old", AT - 5 * DAY, next_report=NextReport(AT + DAY))
    room = opened(plant_of([young, old], [], []))
    room.press("ArrowRight")
    room.at(AT + 2 * HOUR)
    assert (room.shown, room.place, room.agenda) == (["A"], "1/2", ["A", "B"])
    room.press("Escape")
    assert room.agenda == ["B", "A"]


def test_a_case_that_opens_joins_the_walk(opened: Opener) -> None:
    """At the second of its opening it stands in the agenda, and can be walked to."""
    room = opened(plant_of([*three().plant.cases, case_of("D", "later", AT + HOUR)], [], []))
    room.at(AT + HOUR - SECOND)
    assert (room.agenda, room.page.locator('[data-case="D"]').count()) == (["A", "B", "C"], 0)
    room.at(AT + HOUR)
    assert room.agenda == ["D", "A", "B", "C"]
    room.press("Home")
    assert (room.shown, room.place) == (["D"], "1/4")


def test_a_case_that_closes_leaves_the_walk(opened: Opener) -> None:
    """At the second of its closing the next problem takes its place, and no letter of it is left."""
    done = all_done(AT - 20 * DAY)
    ending = case_of(
        "B", "ending", AT - 30 * DAY, facts=done, closed=Closing(AT + HOUR), next_report=NextReport(AT + 90 * MINUTE)
    )
    room = opened(plant_of([ending, *(t.case for t in three().cases if t.case.id != "B")], [], []), fragment="#B")
    room.at(AT + HOUR - SECOND)
    assert (room.shown, room.place) == (["B"], "2/3")
    room.at(AT + HOUR)
    assert (room.shown, room.place) == (["C"], "2/2")
    assert room.page.locator('.screens [data-case="B"]').count() == 0


def test_when_the_last_problem_closes_nothing_is_open(opened: Opener) -> None:
    """With the last problem gone the page says that nothing is open."""
    only = case_of("A", "leak", AT - 30 * DAY, facts=all_done(AT - 20 * DAY), closed=Closing(AT + HOUR))
    room = opened(plant_of([only], [], []), fragment="#A")
    room.at(AT + HOUR)
    assert room.shown == []
    assert room.page.is_visible("text=No open problem")


def test_a_newer_build_does_not_disturb_the_walk(opened: Opener) -> None:
    """When live.js has put in a newer build, the same problem is shown as before, with what is new in it."""
    room = opened(three(), fragment="#B")
    room.page.wait_for_load_state("networkidle")
    facts = facts_of({}, containment=CriterionFacts("containment", next="sort by hand", by="Li"))
    room.server.judged, room.server.at = three(facts=facts), AT + HOUR
    room.page.clock.set_fixed_time(AT + HOUR)
    room.page.evaluate("boardGen.refresh()")
    room.page.wait_for_selector("#B >> text=sort by hand")
    assert room.shown == ["B"]
    assert room.page.is_visible(".meeting-foot")
    room.press("ArrowRight")
    assert (room.shown, room.place) == (["C"], "3/3")


# ---- the clock


def test_before_the_meeting_it_says_when_it_begins(opened: Opener) -> None:
    """Until its start the bar counts down to the meeting that board.yml names."""
    assert opened(three(), START - 90 * SECOND).told("before") == "begins at 08:30, in 1:30"


CLOCK = [(timedelta(), "0:00"), (11 * MINUTE + 20 * SECOND, "11:20"), (30 * MINUTE, "30:00"),
         (31 * MINUTE + 5 * SECOND, "over by 1:05")]  # fmt: skip


@pytest.mark.parametrize(("passed", "expected"), CLOCK)
def test_the_clock_runs_from_the_planned_start(opened: Opener, passed: timedelta, expected: str) -> None:
    """From the start in board.yml on the bar says how long the meeting has lasted, and by how much it is over."""
    room = opened(three(), START + passed)
    assert (room.told("elapsed"), room.told("planned"), room.told("before")) == (expected, "30:00", "")


def test_long_after_the_meeting_the_clock_rests(opened: Opener) -> None:
    """Twice its length after its start a meeting that nobody started is over; the next is not announced yet."""
    room = opened(three(), START + 60 * MINUTE)
    assert (room.told("elapsed"), room.told("before")) == ("", "")


def test_start_counts_from_the_press(opened: Opener) -> None:
    """Pressing start begins the clock then, leads to the first problem, and outlives a reload."""
    room = opened(three(), START + 3 * HOUR)
    room.page.click('[data-do="start"]')
    assert (room.shown, room.told("elapsed")) == (["A"], "0:00")
    room.at(START + 3 * HOUR + 75 * SECOND)
    room.look()
    assert room.told("elapsed") == "1:15"
    room.page.reload()
    assert room.told("elapsed") == "1:15"


def test_each_problem_has_its_share(opened: Opener) -> None:
    """What is left of the meeting is shared by what is left of the walk; longer than that is told."""
    room = opened(three(), START)
    room.press("Home")
    assert (room.told("spent"), room.told("share")) == ("0:00", "10:00")
    room.at(START + 14 * MINUTE)
    room.look()
    assert room.told("spent") == "14:00"
    assert "is-over" in (room.page.get_attribute('[data-show="share-box"]', "class") or "")
    room.press("ArrowRight")
    assert (room.told("spent"), room.told("share")) == ("0:00", "8:00")
    room.press("ArrowRight")
    assert room.told("share") == "16:00"


def test_a_pinned_page_has_a_stopwatch(opened: Opener) -> None:
    """A pinned page announces no meeting and does not tick; pressing start still counts."""
    room = opened(three(), START, pinned=True)
    assert (room.told("elapsed"), room.told("before")) == ("", "")
    room.page.click('[data-do="start"]')
    room.page.clock.set_fixed_time(START + 2 * MINUTE)
    room.look()
    assert room.told("elapsed") == "2:00"


# ---- what fits

SIZES = [(1920, 1080), (1440, 900), (1280, 720), (1024, 768)]
LONG = "焊接到膜盒上的毛细管泄漏，客户检漏台报警，毛细管根部焊缝泄漏" * 3


@pytest.mark.parametrize("size", SIZES)
def test_a_full_screen_fits_the_projector(opened: Opener, size: tuple[int, int]) -> None:
    """A problem that says much is set in smaller type, so that nobody has to scroll; a short one in the usual."""
    report = Report(actions=tuple(Action(step, LONG, "李伟", result=LONG) for step in ("D3", "D6", "D7") for _ in "12"))
    full, short = case_of("A", LONG, AT - 3 * DAY, report=report), case_of("B", "leak", AT - 3 * DAY)
    room = opened(plant_of([full, short], [], []), size=size)
    heights = """([id]) => { const shown = document.getElementById(id);
        return [shown.scrollHeight - shown.clientHeight, shown.style.fontSize]; }"""
    room.press("Home")
    over, shrunk = room.page.evaluate(heights, ["A"])
    room.press("End")
    assert room.page.evaluate(heights, ["B"]) == [0, ""]
    assert over <= 1
    assert shrunk != ""
    assert room.page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


def test_the_shown_problem_is_replaced_not_moved(opened: Opener) -> None:
    """Each problem begins at its top, however far the one before was scrolled."""
    room = opened(three(), size=(390, 844))
    room.press("Home")
    room.page.evaluate("window.scrollTo(0, 400)")
    room.press("ArrowRight")
    assert room.page.evaluate("document.getElementById('B').getBoundingClientRect().top") >= 0


def test_it_walks_from_a_file(browser: Browser, offline_site: Path) -> None:
    """The offline site's meeting walks from `file://`, keeps its place in the address, and asks for nothing."""
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.goto((offline_site / "meeting/index.html").as_uri())
    page.keyboard.press("End")
    shown = page.locator("[data-screen]:visible")
    last = shown.get_attribute("id")
    assert page.url.endswith(f"/meeting/index.html#{last}")
    page.reload()
    assert shown.get_attribute("id") == last
    page.close()
    assert faults == []
