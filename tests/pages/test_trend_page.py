"""The trends page in a browser: pictures first, charts when they are seen, another choice from its data file alone."""

import csv
import json
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from board_gen.model.label import Language
from board_gen.pages.assets import script, stylesheet
from board_gen.pages.trend_data import URL as DATA
from board_gen.pages.trend_data import trends_file
from board_gen.pages.trends import SCRIPTS, library_url, trends_files, trends_page
from board_gen.pages.written import script_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.selection import Selection
from board_gen.views.trend_page import chosen_text, panels_of
from board_gen.views.trends import chosen_trends, trends_of
from tests.conftest import serving
from tests.pages.builders import AT, DAY, case_of, plant_of, reader_of, sample_cases

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'"
)
WIDE = {"width": 1440, "height": 900}
CHARTS = 14


def plant() -> JudgedPlant:
    """One case of every kind, and older ones in an area that a spreadsheet would take for a formula."""
    old = [case_of(f"O-{n}", "t", AT - (400 + 9 * n) * DAY, area="=1+1", customer="<b>C</b>") for n in range(5)]
    return plant_of([*sample_cases(), *old], (), ())


def site(folder: Path, judged: JudgedPlant, *, offline: bool = False, lacking: tuple[str, ...] = ()) -> Path:
    """The page with all that it loads, but for what is `lacking`."""
    reader = reader_of(judged, Language.EN)
    page, data = trends_page(judged, reader), trends_file(judged, reader)
    files: dict[str, bytes] = {f"assets/{name}": script(name) for name in SCRIPTS}
    assert isinstance(data.content, bytes)
    files[data.path.replace(".json", ".js") if offline else data.path] = (
        script_of(data.path, data.content) if offline else data.content
    )
    policy = "" if offline else f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    tags = "".join(f'<script defer src="../{name}"></script>' for name in page.scripts)
    style = f"html{{font-size:125%}}body{{margin:0}}{stylesheet().decode()}"
    files["trends/index.html"] = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{policy}<title>x</title>'
        f'<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">{tags}'
        f'<style>{style}</style></head><body data-md-color-scheme="default">{page.html}</body></html>'
    ).encode()
    for name, content in files.items():
        if name not in lacking:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    (library,) = trends_files()
    if library.path not in lacking and isinstance(library.content, Path):
        (folder / library.path).symlink_to(library.content)
    return folder


class Tab:
    """A tab, with what it complains of and asks for."""

    def __init__(self, browser: Browser, **more: Any) -> None:
        self.context: BrowserContext = browser.new_context(viewport=more.pop("viewport", WIDE), **more)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def count(self, ending: str) -> int:
        """How often a file was asked for."""
        return sum(url.endswith(ending) for url in self.asked)

    def told(self) -> dict[str, Any]:
        """What stands in the page: what is chosen, and every chart's words and picture."""
        found: dict[str, Any] = self.page.evaluate(
            """() => ({chosen: document.getElementById("trends-chosen").textContent,
                panels: [...document.querySelectorAll(".trend")].map(section => [
                    section.querySelector("h3").textContent, section.querySelector(".trend-lead").textContent,
                    section.querySelector(".trend-notes").textContent,
                    section.querySelector(".trend-picture").outerHTML.replace(/\\n/g, "")])})"""
        )
        return found

    def drawn(self) -> None:
        """Scroll to every chart and await its drawing."""
        for section in self.page.locator(".trend").all():
            section.scroll_into_view_if_needed()
        self.page.wait_for_function(f"document.querySelectorAll('[data-drawn] svg.main-svg').length >= {CHARTS - 1}")


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    made = Tab(browser)
    yield made
    made.context.close()


def expected(judged: JudgedPlant, selection: Selection, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a build would say of a choice."""
    reader = reader_of(judged, Language.EN)
    trends = chosen_trends(judged.trend_table(AT), selection)
    panels = [[panel.title, panel.lead, " ".join(panel.notes)] for panel in panels_of(trends, reader)]
    return {"chosen": chosen_text(trends, reader, names), "panels": panels}


def words(told: dict[str, Any]) -> dict[str, Any]:
    """The same without pictures."""
    return {"chosen": told["chosen"], "panels": [panel[:3] for panel in told["panels"]]}


def test_without_javascript_the_page_is_whole(browser: Browser, tmp_path: Path) -> None:
    """Pictures and tables are there, and no control that would do nothing."""
    tab = Tab(browser, java_script_enabled=False)
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/")
        assert tab.page.locator(".trend-picture:visible").count() == CHARTS
        tab.page.locator(".trend-values summary").first.click()
        assert tab.page.locator(".trend-table td:visible").count() > 100
        assert tab.page.locator("button:visible, select:visible").count() == 0
    tab.context.close()


def test_charts_are_drawn_when_they_are_seen_and_nobody_else_is_asked(tab: Tab, tmp_path: Path) -> None:
    """The library comes once; under a strict policy there is no complaint; the data file is not asked for."""
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/")
        tab.drawn()
        assert tab.complaints == []
        assert tab.count(library_url()) == 1
        assert tab.count(DATA) == 0
        assert all(url.startswith((address, "data:", "blob:")) for url in tab.asked)
        assert tab.page.evaluate("window.hit") is None


def test_of_another_choice_what_is_out_of_sight_is_a_picture_until_it_is_seen(tab: Tab, tmp_path: Path) -> None:
    """Fourteen charts drawn anew at once would stop a page of five years for seconds."""
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/")
        tab.drawn()
        tab.page.evaluate("scrollTo(0, 0)")
        tab.page.select_option("select[name=range]", "all")
        expect(tab.page.locator("#trend-board.is-live")).to_have_count(1)
        last = tab.page.locator("#trend-sources")
        expect(tab.page.locator("#trend-sources.is-live")).to_have_count(0)
        expect(last.locator(".trend-picture")).to_be_visible()
        expect(last.locator(".trend-plot")).not_to_be_visible()
        last.scroll_into_view_if_needed()
        expect(tab.page.locator("#trend-sources.is-live")).to_have_count(1)


def test_charts_follow_the_scheme(tab: Tab, tmp_path: Path) -> None:
    """Switching to the dark scheme redraws the charts in its inks."""
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/")
        tab.drawn()
        bar = "document.querySelector('#trend-flow .bars path').style.fill"
        light = tab.page.evaluate(bar)
        tab.page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
        tab.page.wait_for_function(f"{bar} !== '{light}'")
        assert tab.complaints == []


def test_without_the_library_the_pictures_stay(tab: Tab, tmp_path: Path) -> None:
    """Where it can't be loaded, the page says so, and every picture is seen."""
    with serving(site(tmp_path, plant(), lacking=(library_url(),))) as address:
        tab.page.goto(f"{address}trends/")
        expect(tab.page.locator("#trends-state")).to_have_text("The chart library can't be loaded; the pictures stay.")
        expect(tab.page.locator(".trend-picture:visible")).to_have_count(CHARTS)
        expect(tab.page.locator(".trend.is-live")).to_have_count(0)


def test_a_phone_loads_the_library_on_a_tap_only(browser: Browser, tmp_path: Path) -> None:
    """At 390 pixels pictures stand, nothing is wider than the screen, and the heavy library waits for a tap."""
    tab = Tab(browser, viewport={"width": 390, "height": 844})
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/", wait_until="networkidle")
        assert tab.count(library_url()) == 0
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
        tab.page.get_by_role("button", name="Interactive charts").click()
        tab.drawn()
        assert tab.count(library_url()) == 1
        assert tab.complaints == []
    tab.context.close()


def test_another_choice_is_what_a_build_would_show_of_it(tab: Tab, tmp_path: Path) -> None:
    """By form and by address: sums, words and pictures; the data file comes once; the way back leads back."""
    judged = plant()
    table = judged.trend_table(AT)
    line = table.names.area.index("Line 1")
    with serving(site(tmp_path, judged)) as address:
        tab.page.goto(f"{address}trends/")
        begun = tab.told()
        tab.page.select_option("select[name=range]", "all")
        tab.page.select_option("select[name=area]", "Line 1")
        expect(tab.page.locator("#trends-chosen")).to_contain_text("Line 1, ")
        selection = Selection(table.rows[0].day, table.today, frozenset({line}))
        assert words(tab.told()) == expected(judged, selection, ("Line 1",))
        assert tab.page.url.endswith("trends/#range=all&area=Line+1")
        tab.page.go_back()
        expect(tab.page.locator("#trends-chosen")).to_contain_text("The whole plant, 2025-09-")
        assert tab.page.input_value("select[name=area]") == ""
        tab.page.go_back()
        expect(tab.page.locator("#trends-chosen")).to_have_text(begun["chosen"])
        assert tab.told() == begun
        tab.page.go_forward()
        tab.page.go_forward()
        expect(tab.page.locator("#trends-chosen")).to_contain_text("Line 1, ")
        assert tab.count(DATA) == 1
        assert tab.complaints == []


def test_what_the_page_came_with_is_drawn_again_to_the_last_length(tab: Tab, tmp_path: Path) -> None:
    """The browser's picture of the first choice is the one that the build drew."""
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/")
        begun = tab.told()
        tab.page.select_option("select[name=range]", "30d")
        expect(tab.page.locator("#trends-chosen")).to_contain_text("2026-10-25")
        assert tab.told() != begun
        tab.page.get_by_role("button", name="Clear").click()
        expect(tab.page.locator("#trends-chosen")).to_have_text(begun["chosen"])
        assert tab.told() == begun


@pytest.mark.parametrize(
    ("asked", "first", "unknown"),
    [
        ("range=days&from=2026-10-01&to=2026-11-10", "2026-10-01", ""),
        ("from=2026-11-01", "2026-11-01", ""),
        ("range=7y", "2025-11-24", "7y"),
        ("area=Nowhere&range=30d", "2026-10-25", "Nowhere"),
        ("from=2026-02-30&to=2026-11-10", "2025-09-", "2026-02-30"),
        ("from=2026-11-10&to=2026-11-01", "2025-11-24", "2026-11-10 – 2026-11-01"),
        ("colour=red", "2025-11-24", "colour"),
        ("length=3", "2025-11-24", "length"),
        ("constructor=3&__proto__=4", "2025-11-24", "constructor, __proto__"),
        ("to=2000-01-01", "2025-11-24", "… – 2000-01-01"),
    ],
)
def test_an_address_is_understood_or_what_is_not_is_told(
    tab: Tab, tmp_path: Path, asked: str, first: str, unknown: str
) -> None:
    """A link from another year works: what it names that is not there is told and left out."""
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/#{asked}")
        if unknown:
            expect(tab.page.locator("#trends-state")).to_have_text(f"Not known, left out: {unknown}.")
        expect(tab.page.locator("#trends-chosen")).to_contain_text(f", {first}")
        assert tab.page.locator(".trends.is-waiting").count() == 0
        assert tab.complaints == []


def test_what_is_told_of_an_address_stays_on_the_way_forward(tab: Tab, tmp_path: Path) -> None:
    """A browser tells of a way back or forward twice; the second time takes nothing away."""
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/#area=Line+1")
        expect(tab.page.locator("#trends-chosen")).to_contain_text("Line 1")
        for query, told in (("area=Nowhere", "Nowhere"), ("area=Line+1&from=2025-11-01&to=2025-11-03", "No case")):
            tab.page.evaluate(f"location.hash = '{query}'")
            tab.page.wait_for_timeout(200)
            expect(tab.page.locator("#trends-state")).to_contain_text(told)


def test_data_of_a_later_build_say_their_own_instant(tab: Tab, tmp_path: Path) -> None:
    """A page that was left open over night: what it loads then is not as of the evening."""
    folder = site(tmp_path, plant())
    data = json.loads((folder / DATA).read_text(encoding="utf-8"))
    later = {**data, "at": data["at"] + 86_400, "today": data["today"] + 1}
    (folder / DATA).write_text(json.dumps(later), encoding="utf-8")
    with serving(folder) as address:
        tab.page.goto(f"{address}trends/#range=30d")
        expect(tab.page.locator("#trends-chosen")).to_contain_text("2026-10-26")
        shown = f"As of {AT.astimezone(reader_of(plant(), Language.EN).zone) + DAY:%Y-%m-%d %H:%M}."
        notes = tab.page.locator(".trend-notes").all_text_contents()
        assert [note for note in notes if not note.endswith(shown)] == []


def test_a_choice_without_a_case_says_so(tab: Tab, tmp_path: Path) -> None:
    """No axes without anything on them: a sentence."""
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/#from=2025-11-01&to=2025-11-03&area=Line+1")
        expect(tab.page.locator("#trends-state")).to_contain_text("No case of this choice.")
        expect(tab.page.locator(".trend:visible")).to_have_count(0)
        tab.page.get_by_role("button", name="Clear").click()
        expect(tab.page.locator(".trend:visible")).to_have_count(CHARTS)


def test_a_failed_load_says_so_and_is_tried_again(tab: Tab, tmp_path: Path) -> None:
    """Nothing false is shown as chosen; once the file is there, a click is enough."""
    judged = plant()
    folder = site(tmp_path, judged, lacking=(DATA,))
    with serving(folder) as address:
        tab.page.goto(f"{address}trends/#range=5y")
        expect(tab.page.locator("#trends-state")).to_contain_text("The data can't be loaded")
        expect(tab.page.locator("#trends-chosen")).to_contain_text("2025-11-24")
        (folder / "whole").mkdir()
        site(folder / "whole", judged)
        shutil.copytree(folder / "whole/api", folder / "api")
        tab.page.get_by_role("button", name="Try again").click()
        expect(tab.page.locator("#trends-chosen")).to_contain_text("2025-09-")
        expect(tab.page.locator("#trends-state")).to_be_hidden()


def test_from_the_file_system_the_data_come_as_a_script(tab: Tab, tmp_path: Path) -> None:
    """A site built for it chooses without a server."""
    folder = site(tmp_path, plant(), offline=True)
    tab.page.goto((folder / "trends/index.html").as_uri() + "#range=all")
    expect(tab.page.locator("#trends-chosen")).to_contain_text("The whole plant, 2025-09-")
    tab.page.select_option("select[name=range]", "30d")
    expect(tab.page.locator("#trends-chosen")).to_contain_text("2026-10-25")
    assert tab.complaints == []


def test_from_the_file_system_broken_data_are_told(tab: Tab, tmp_path: Path) -> None:
    """Half a script sets nothing; the page does not wait for ever."""
    folder = site(tmp_path, plant(), offline=True)
    file = folder / DATA.replace(".json", ".js")
    file.write_bytes(file.read_bytes()[:-40])
    tab.page.goto((folder / "trends/index.html").as_uri() + "#range=all")
    expect(tab.page.locator("#trends-state")).to_contain_text("The data can't be loaded")


def test_paper_shows_the_pictures_and_what_is_chosen(tab: Tab, tmp_path: Path) -> None:
    """Printed, a chart is its picture in the inks of paper, and the sheet says of what it is."""
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/#range=all")
        tab.drawn()
        tab.page.emulate_media(media="print")
        assert tab.page.locator(".trend-picture:visible").count() == CHARTS
        assert tab.page.locator(".trend-plot:visible").count() == 0
        assert tab.page.locator("button:visible, select:visible").count() == 0
        assert tab.page.locator("#trends-chosen").is_visible()


def test_a_table_is_saved_as_csv_and_no_cell_runs(tab: Tab, tmp_path: Path) -> None:
    """The file holds what the table holds, of any choice; a formula has an apostrophe before it."""
    judged = plant()
    with serving(site(tmp_path, judged)) as address:
        tab.page.goto(f"{address}trends/#range=all")
        expect(tab.page.locator("#trends-chosen")).to_contain_text("2025-09-")
        with tab.page.expect_download() as saved:
            tab.page.locator("#trend-areas .trend-tools button").click()
        text = Path(saved.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline="")))
    assert saved.value.suggested_filename == "trends-areas.csv"
    assert rows[0] == ["Pareto by area: cases opened"]
    assert rows[1][0].startswith("The whole plant, 2025-09-")
    assert rows[2][0].startswith("n = 12 (cases opened in the range")
    assert "As of " in rows[2][0]
    assert rows[5] == ["area", "cases", "share", "cumulative"]
    assert ["'=1+1", "5", "42%", "42%"] in rows
    assert "\r\n" in text


def test_keys_and_names_reach_every_control(tab: Tab, tmp_path: Path) -> None:
    """Every control has a name, every picture is an image with a title and a sentence."""
    with serving(site(tmp_path, plant())) as address:
        tab.page.goto(f"{address}trends/")
        unnamed = tab.page.evaluate(
            """() => [...document.querySelectorAll("button, select, input")].filter(one => !one.hidden &&
                !(one.textContent.trim() && one.tagName === "BUTTON") && !one.getAttribute("aria-label") &&
                !(one.labels && one.labels.length)).length"""
        )
        assert unnamed == 0
        pictures = tab.page.locator(".trend-picture[role=img][aria-labelledby][aria-describedby]")
        assert pictures.count() == CHARTS
        assert json.dumps(tab.complaints) == "[]"
        assert trends_of(plant(), reader_of(plant())).sums.opened > 0
