"""`/history/`: the board of any day agrees with a build `--at` that instant, in Chromium, at every instant tested."""

import json
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from pypdf import PdfReader

from board_gen.model.case import Rejection
from board_gen.model.label import Language
from board_gen.model.local_time import instant_of
from board_gen.model.plant import Plant
from board_gen.pages.history import history_page
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.past import UNREADABLE, PastRow, PastText, columns_of, joined_of, past_of
from board_gen.rules.track import Track
from board_gen.views.frames import instants_of
from tests.pages.builders import AT, DAY, HOUR, SECOND, case_of, framed, plant_of, reader_of, rules_of
from tests.pages.history_pages import expected, go_to, opened, seen_at, seen_by_address
from tests.pages.live_boards import demo_judged
from tests.pages.looks import parsed
from tests.rules.strategies import PLACES, any_case, any_rules, seeded

HOSTILE = '</script><img src=x onerror="alert(1)">\t&<b>'
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def demo() -> JudgedPlant:
    return demo_judged()


@pytest.fixture(scope="module")
def history(browser: Browser, demo: JudgedPlant) -> Iterator[Tab]:
    """The demonstration's page."""
    with opened(browser, demo, AT) as tab:
        yield tab


def steps_of(judged: JudgedPlant, last: datetime = AT) -> list[datetime]:
    """Every instant up to the last at which something that is told of a case changes."""
    return sorted({at for tracks in judged.cases for at in instants_of(tracks) if tracks.case.opened <= at <= last})


def any_instants(judged: JudgedPlant, count: int, chance: random.Random, last: datetime = AT) -> list[datetime]:
    """So many: two of three at a step, a second before or after it, the others anywhere."""
    steps = steps_of(judged, last)
    length = int((last - steps[0]) / SECOND)
    found = []
    for number in range(count):
        anywhere = steps[0] + timedelta(seconds=chance.randrange(length))
        near = chance.choice(steps) + chance.choice((-SECOND, timedelta(), SECOND))
        found.append(min(last, near if number % 3 else anywhere))
    return found


# ------------------------------------------------------------------------------------------------ it is the board
def test_a_thousand_random_instants(history: Tab, demo: JudgedPlant) -> None:
    """Rows, order, letters, phases, escalations, deadlines, ages, texts and counts are those of the board then."""
    instants = any_instants(demo, 1000, random.Random(20261123))
    steps = set(steps_of(demo))
    assert sum(at in steps for at in instants) > 150
    assert sum(at + SECOND in steps and at not in steps for at in instants) > 150
    for at, seen in zip(instants, seen_at(history, demo, instants), strict=True):
        assert seen == expected(demo, at), at


@pytest.mark.parametrize("seed", range(4))
def test_plants_anywhere_with_any_facts(browser: Browser, seed: int) -> None:
    """The same for random rules and facts in zones that change their clocks, by the address, told in UTC."""
    dice, chance = seeded(seed), random.Random(seed)
    zone_name, day_text = PLACES[seed % len(PLACES)]
    zone, day = ZoneInfo(zone_name), date.fromisoformat(day_text)
    rules = any_rules(dice, zone, day, 6)
    start = datetime.combine(day, datetime.min.time(), tzinfo=zone).astimezone(UTC)
    openings = [start + dice.number(4 * 1440) * timedelta(minutes=1) for _ in range(12)]
    cases = [any_case(dice, rules, opened, 6, f"FR-{number:02}") for number, opened in enumerate(openings)]
    cases = [replace(case, address=case.id) for case in cases]
    judged = judge_plant(Plant(rules, tuple(cases), (), ()))
    last = start + 30 * DAY
    with opened(browser, judged, last, language=Language.EN) as tab:
        for at in any_instants(judged, 40, chance, last):
            assert seen_by_address(tab, at) == expected(judged, at, Language.EN), (seed, at)


def test_what_a_build_at_its_own_instant_shows(browser: Browser, demo_url: str) -> None:
    """On the published site the page begins with the board as it was built: the same letters in the same order."""
    tab = browser.new_page()
    tab.goto(f"{demo_url}history/")
    expect(tab.locator("#history-rows tr").first).to_be_visible()
    told = "rows => rows.map(r => [r.dataset.case, r.dataset.phase, r.dataset.escalation, ...[...r.querySelectorAll("
    told += "'[data-letter]')].map(e => e.dataset.criterion + e.dataset.letter)])"
    shown = tab.eval_on_selector_all("#history-rows tr", told)
    tab.goto(demo_url)
    assert shown == tab.eval_on_selector_all("tr[data-live-row]", told)
    assert len(shown) > 20
    tab.close()


def test_it_works_from_the_file_system(browser: Browser, offline_site: Path) -> None:
    """`--offline`: the data is a script, and a row leads to the case's own file."""
    tab = browser.new_page()
    tab.goto(f"file://{offline_site}/history/index.html#at=2026-11-20T17:00")
    expect(tab.locator("#history-counts")).to_be_visible()
    href = tab.locator("#history-rows tr[data-case='FR-2026-0118'] a.title").get_attribute("href") or ""
    assert (offline_site / "history" / href).resolve().is_file()
    tab.close()


# -------------------------------------------------------------------------------------- instants, and their names
def berlin() -> JudgedPlant:
    """A plant whose clocks were put back on 2026-10-25 and forward on 2026-03-29."""
    opened_at = instant_of(datetime(2026, 3, 1, 8), BERLIN)  # noqa: DTZ001 - a wall time
    return plant_of([case_of("FR-1", "t", opened_at)], (), (), rules_of(zone=BERLIN, calendar=rules_of().calendar))


def told(tab: Tab) -> str:
    return tab.locator("#history-told b").inner_text()


def note(tab: Tab) -> str:
    return tab.locator("#history-note").inner_text() if tab.locator("#history-note").is_visible() else ""


@pytest.mark.parametrize(
    ("address", "shown", "words"),
    [
        ("2026-06-02T08:00", "2026-06-02 08:00", ""),
        ("2026-06-02T08:00:30", "2026-06-02 08:00:30", ""),
        ("2026-06-02", "2026-06-02 00:00", ""),
        ("2026-06-02T06:00Z", "2026-06-02 08:00", ""),
        ("2026-06-02%2008:00", "2026-06-02 08:00", ""),
        ("2026-03-29T02:30", "2026-03-29 03:30", "the clocks skip 02:30"),
        ("2026-10-25T02:30", "2026-10-25 02:30", "twice; this is the first. The second is 2026-10-25 02:30+01:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25 02:30+01:00", ""),
        ("2026-02-30T08:00", "2026-11-23 01:12", "“2026-02-30T08:00”"),
        ("%E0%A4%A", "2026-11-23 01:12", "is no day and time"),
        ("<img src=x>", "2026-11-23 01:12", "is no day and time"),
        ("2027-01-01", "2026-11-23 01:12", "2027-01-01 00:00 lies ahead"),
        ("2026-02-28T08:00", "2026-02-28 08:00", "No case was opened before 2026-03-01 08:00"),
        ("1912-02-28T08:00", "1912-02-28 08:00", "No case was opened before"),
    ],
)
def test_an_address_names_an_instant_on_the_plants_clock(
    browser: Browser, address: str, shown: str, words: str
) -> None:
    """Skipped and doubled times take the earlier offset and say so; what is no instant or ahead shows the build's."""
    with opened(browser, berlin(), AT, language=Language.EN, address=f"#at={address}") as tab:
        assert told(tab) == shown
        assert words.replace("“", "").replace("”", "") in note(tab)
        assert bool(note(tab)) == bool(words)
        assert tab.locator("img").count() == 0


def test_every_wall_time_around_a_change_of_the_clock_is_pythons(browser: Browser) -> None:
    """The browser takes each time of the plant's clock, and gives each instant its time, as Python does."""
    judged = berlin()
    walls = [datetime(2026, 3, 29) + timedelta(minutes=7 * step) for step in range(60)]  # noqa: DTZ001 - wall times
    walls += [datetime(2026, 10, 25) + timedelta(minutes=7 * step) for step in range(60)]  # noqa: DTZ001
    ask = """walls => walls.map(wall => {
      const form = document.getElementById("history-choice").elements;
      form.day.value = wall.slice(0, 10);
      form.time.value = wall.slice(11);
      form.time.dispatchEvent(new Event("change"));
      return document.querySelector("#history-told b").textContent;
    })"""
    with opened(browser, judged, AT) as tab:
        shown = tab.evaluate(ask, [wall.isoformat(timespec="minutes") for wall in walls])
    for wall, text in zip(walls, shown, strict=True):
        assert text == f"{instant_of(wall, BERLIN).astimezone(BERLIN):%Y-%m-%d %H:%M}", wall


def test_buttons_slider_and_keys_choose_an_instant(browser: Browser, demo: JudgedPlant) -> None:
    """A day back and on at the same time, the last meeting again and again, now; each choice stands in the address."""
    with opened(browser, demo, AT, language=Language.EN, address="#at=2026-06-02T08:00") as tab:
        tab.get_by_role("button", name="a day back").click()
        assert told(tab) == "2026-06-01 08:00"
        assert tab.evaluate("location.hash") == "#at=2026-06-01T08:00"
        tab.get_by_role("button", name="a day on").click()
        tab.get_by_role("button", name="a day on").click()
        assert told(tab) == "2026-06-03 08:00"
        tab.get_by_role("button", name="Last meeting").click()
        assert told(tab) == "2026-06-02 08:30"
        tab.get_by_role("button", name="Last meeting").click()
        tab.get_by_role("button", name="Last meeting").click()
        assert told(tab) == "2026-05-29 08:30"
        slider = tab.get_by_role("slider")
        slider.focus()
        slider.press("ArrowRight")
        assert told(tab) == "2026-05-30 08:30"
        assert slider.get_attribute("aria-valuetext") == "2026-05-30 08:30"
        slider.press("End")
        assert told(tab) == "2026-11-23 08:12"
        slider.press("ArrowLeft")
        assert told(tab) == "2026-11-22 08:30"
        tab.get_by_role("button", name="Now", exact=True).click()
        assert told(tab) == "2026-11-23 08:12"
        assert tab.get_by_role("button", name="a day on").is_disabled()
        expect(tab.locator("#history-sum")).to_have_text("2026-11-23 08:12: 23 on the board, 6 red, 14 yellow, 3 green")


# ------------------------------------------------------------------------------------------- as it was known then
def known_rows(judged: JudgedPlant) -> tuple[PastRow, ...]:
    """FR-1 was known two days after its opening under another title, was unreadable for an hour, and is as it is since.
    FR-2 was known until somebody deleted it.
    """
    columns = columns_of(judged.rules)
    row = past_of(judged.cases[0], columns)
    first, text = AT - 8 * DAY, PastText("first title", "陈刚", judged.cases[0].case.opened)
    former = row._replace(told=Track.constant(first, text))
    broken = former._replace(shown=Track.constant(first, UNREADABLE))
    gone = PastRow("FR-2", "FR-2", former.told, row.shown)
    return (
        joined_of([(first, former), (AT - 3 * DAY, broken), (AT - 3 * DAY + HOUR, row)]),
        joined_of([(first, gone), (AT - 2 * DAY, None)]),
    )


def test_the_two_ways_of_looking(browser: Browser) -> None:
    """Each draws its own rows of the same instant; what was known only then has no link, what was broken no letter."""
    judged = plant_of([case_of("FR-1", "title now", AT - 10 * DAY)], (), ())
    rows, first = known_rows(judged), AT - 8 * DAY
    with opened(browser, judged, AT, language=Language.EN, known=rows, since=first) as tab:

        def shown(at: datetime) -> list[str]:
            go_to(tab, f"at={at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}&as=known")
            expect(tab.locator("#history-told")).to_contain_text("as it was known then")
            return [re.sub(r"\s+", " ", text) for text in tab.locator("#history-rows .title").all_inner_texts()]

        assert shown(first + DAY) == ["first title", "first title"]
        assert tab.locator("tr[data-case='FR-2'] a[href]").count() == 0
        assert tab.locator("tr[data-case='FR-1'] a[href]").count() == 2
        assert tab.evaluate("location.hash").endswith("&as=known")
        assert shown(first - SECOND) == []
        assert "can't be told" in note(tab)
        assert tab.locator("#history-empty").is_hidden()
        assert shown(AT - 3 * DAY) == ["first title", "first title"]
        assert tab.locator("tr[data-case='FR-1']").get_attribute("data-phase") == "invalid"
        assert tab.locator("tr[data-case='FR-1'] [data-letter]").count() == 0
        assert shown(AT) == ["title now"]
        tab.get_by_label("as the files say now").check()
        assert tab.evaluate("location.hash") == "#at=2026-11-23T08:12"
        go_to(tab, f"at={first - DAY:%Y-%m-%dT%H:%M:%SZ}")
        expect(tab.locator("#history-rows .title")).to_have_text(["title now"])


def test_without_a_history_there_is_one_way_and_the_reason(browser: Browser) -> None:
    """No switch is offered, an address that asks for it is answered by the files, and the foot says why."""
    judged = plant_of([case_of("FR-1", "t", AT - DAY)], (), ())
    with opened(browser, judged, AT, language=Language.EN, address="#as=known") as tab:
        assert tab.get_by_role("radio").count() == 0
        assert "as the files say now" in tab.locator("#history-told").inner_text()
        assert "can't be told on this site" in note(tab)
        tab.get_by_role("button", name="a day back").click()
        expect(tab.locator("#history-note")).to_be_hidden()
        assert "no history" in tab.locator(".history-foot").inner_text()


# ------------------------------------------------------------------------------------------------- the page itself
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_any_text_stays_text(browser: Browser, language: Language, scheme: str) -> None:
    """Hostile ids, titles, owners and labels are drawn as they are, and the page without its script is valid."""
    case = case_of("IL </b>'\"", HOSTILE, AT - 3 * DAY, owner=HOSTILE, tracked=False)
    judged = plant_of([replace(case, address="IL-b")], (), ())
    page = history_page(judged, reader_of(judged, language), {"now": "1"})
    assert parsed(framed(page.html, scheme, language.value)) is not None
    with opened(browser, judged, AT, language=language) as tab:
        assert tab.locator("#history-rows .title").inner_text() == HOSTILE.replace("\t", " ")
        assert tab.locator("#history-rows img, #history-rows b").count() == 0
        assert (tab.locator("#history-rows a").first.get_attribute("href") or "").endswith("cases/IL-b/")


def test_an_empty_plant_and_a_plant_of_never_shown_cases(browser: Browser) -> None:
    """The board of any day is empty, says so, and nothing breaks."""
    never = case_of("FR-1", "t", AT - DAY, rejected=Rejection(AT - DAY))
    for cases in ([], [never], [case_of("FR-2", "t", AT + DAY)]):
        with opened(browser, plant_of(cases, (), ()), AT, language=Language.EN) as tab:
            assert tab.locator("#history-empty").is_visible()
            assert tab.locator("#history-rows tr").count() == 0
            assert tab.get_by_role("button", name="a day on").is_disabled()


def test_a_file_that_does_not_come_is_told(browser: Browser) -> None:
    """Instead of a board without a row the page says that the file is missing."""
    judged = plant_of([case_of("FR-1", "t", AT - DAY)], (), ())
    page = history_page(judged, reader_of(judged, Language.EN), {"now": "1"})
    tab = browser.new_page()
    tab.route("**/*", lambda route: route.fulfill(status=404))
    tab.set_content(framed(page.html, scripts=("history.js",)))
    expect(tab.locator("#history-note")).to_contain_text("can't be loaded")
    assert tab.locator("#history-empty").is_hidden()
    tab.close()


def test_without_script_the_page_says_what_it_needs(browser: Browser, demo: JudgedPlant) -> None:
    """A link leads to the board as of now; no control stands there that does nothing."""
    page = history_page(demo, reader_of(demo, Language.EN), {"now": "1"})
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.set_content(framed(page.html))
    assert tab.locator("noscript a").get_attribute("href") == "../"
    assert tab.locator("form:visible, table:visible, #history-empty:visible").count() == 0
    context.close()


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_nothing_sticks_out(browser: Browser, demo: JudgedPlant, width: int) -> None:
    """On a phone each row is a card, as on the board; no page scrolls sideways."""
    with opened(browser, demo, AT) as tab:
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.locator("#history-rows tr").first.is_visible()


def test_paper_says_the_instant_and_the_way_of_looking(browser: Browser, demo: JudgedPlant, tmp_path: Path) -> None:
    """In print the controls are gone and the head names day, minute, zone and the way; the rows are there."""
    with opened(browser, demo, AT, language=Language.EN, address="#at=2026-06-02T08:00") as tab:
        tab.pdf(path=tmp_path / "x.pdf", format="A4", landscape=True)
    pages = (page.extract_text() for page in PdfReader(tmp_path / "x.pdf").pages)
    text = unicodedata.normalize("NFKC", "".join(pages))
    assert "2026-06-02 08:00" in text
    assert "as the files say now" in text
    assert "Last meeting" not in text


# ------------------------------------------------------------------------------------------------------- the file
def test_the_file_hangs_on_no_instant(demo: JudgedPlant) -> None:
    """The same plant read at any instant writes the same bytes: time alone changes nothing that a browser has kept."""
    from tests.pages.history_pages import pasts_of

    texts = {pasts_of(demo, reader_of(demo, at=at)) for at in (AT, AT - 200 * DAY, AT + 900 * DAY)}
    assert len(texts) == 1
    lines = json.loads(texts.pop())
    assert lines["steps"].count("\n") == lines["texts"].count("\n") > 50
