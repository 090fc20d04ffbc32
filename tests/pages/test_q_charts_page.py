"""`/q-charts/`: twelve months of Q for the plant and each area: true, linked, marked, light, a sheet of paper each."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from board_gen.model.case import Case
from board_gen.model.label import Language
from board_gen.pages.assets import script
from board_gen.pages.q_charts import q_charts_files, q_charts_page
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.q_chart import DayColour, q_calendar_of, q_chart_of
from board_gen.views.q_year import MOST_AREAS, Sheet, days_off_of, months_until, q_year_of
from tests.pages.builders import AT, DAY, HOUR, SECOND, case_of, framed, plant_of, reader_of
from tests.pages.live_boards import reader_at, ticking
from tests.pages.looks import parsed

HOSTILE = '</svg><img src=x onerror="alert(1)">&area=1'
LIGHT = 150_000
"""Bytes, compressed: twenty areas of twelve months stay below."""


def plant(*cases: Case) -> JudgedPlant:
    return plant_of(cases, (), ())


def sample() -> JudgedPlant:
    """Two areas; a red row without a case file, a red case, a yellow one, and one to come."""
    return plant(
        case_of("FR-1", "t", AT - 3 * DAY, area="L1"),
        case_of("IL-2", "t", AT - 5 * DAY, area="L2", tracked=False),
        case_of("IL-3", "t", AT - 5 * DAY + HOUR, source="line", area="L2", tracked=False),
        case_of("FR-4", "t", AT - 40 * DAY, source="line", area="L2"),
        case_of("FR-5", "t", AT + 2 * DAY, area="L2"),
    )


def sheets_of(judged: JudgedPlant, at: datetime = AT) -> dict[str, Sheet]:
    year = q_year_of(q_calendar_of(judged, at), reader_of(judged, Language.EN, at))
    return {sheet.title: sheet for sheet in year.sheets}


def page_of(judged: JudgedPlant) -> Element:
    tree: Element = parsed(framed(q_charts_page(judged, reader_of(judged, Language.EN)).html))
    return tree


def test_each_sheet_has_twelve_months_of_true_days():
    """Plant and areas: every day of every month has the colour of the rules, and is counted."""
    judged = sample()
    sheets = sheets_of(judged)
    assert list(sheets) == ["Whole plant", "L1", "L2"]
    for sheet, area in zip(sheets.values(), (None, "L1", "L2"), strict=True):
        assert [view.name for view in sheet.months][::11] == ["2025-12", "2026-11"]
        for view in sheet.months:
            truth = q_chart_of(judged, area, view.month.year, view.month.month, AT).days
            assert [day.field.colour for day in view.days] == [day.colour for day in truth]
            assert view.red == sum(day.colour is DayColour.RED for day in truth)
    assert (sheets["L2"].red, sheets["L2"].yellow, sheets["L2"].opened) == (1, 1, 3)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 23), (2025, 12), (2026, 11)),
        (date(2026, 12, 1), (2026, 1), (2026, 12)),
        (date(2027, 1, 31), (2026, 2), (2027, 1)),
    ],
)
def test_the_months_end_with_the_running_one(day, first, last):
    """Twelve, without a gap."""
    months = months_until(day)
    assert (months[0], months[-1], len(set(months))) == (first, last, 12)


def test_a_day_with_problems_leads_to_them_and_others_lead_nowhere():
    """The list is asked for the day, and for the area where the sheet is one's; the words count the problems."""
    tree = page_of(sample())
    links = [each for each in tree.iter() if each.tag.endswith("a") and "cases/?" in (each.get("href") or "")]
    asked = [parse_qs(urlsplit(link.get("href") or "").query) for link in links]
    days = [query["day"][0] for query in asked if query.get("area") == ["L2"]]
    assert sorted(set(days)) == ["2026-10-14", "2026-11-18"]
    assert sorted({query["day"][0] for query in asked if "area" not in query}) == [
        "2026-10-14",
        "2026-11-18",
        "2026-11-20",
    ]
    assert "2026-11-18: red; problems: 2; red without a case file: 1" in "".join(tree.itertext())


def test_a_red_day_without_a_tracked_case_is_marked_and_named():
    """By a sign at its field and in words above the rings; a tracked red day and a yellow one have none."""
    sheets = sheets_of(sample())
    assert [day.day for day in sheets["L2"].untracked] == ["2026-11-18"]
    assert sheets["L1"].untracked == ()
    html = q_charts_page(sample(), reader_of(sample(), Language.EN)).html
    assert html.count('<use href="#u18"/>') == 2
    assert html.count('<use href="#u') == 2
    assert html.count("Red days without a tracked case (each") == 2


def test_days_off_are_those_of_the_plants_calendar():
    """Weekends and holidays have a dot, a day of a weekend that is worked a plus, a working day nothing."""
    judged = sample()
    november = {day.number: day.is_moved for day in days_off_of(2026, 11, reader_of(judged))}
    assert november == {
        1: False,
        7: False,
        8: False,
        14: False,
        15: False,
        21: False,
        22: False,
        27: False,
        28: False,
        29: False,
    }
    october = {day.number: day.is_moved for day in days_off_of(2026, 10, reader_of(judged))}
    assert october[1] is False
    assert october[10] is True
    assert 9 not in october


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "areas", [[], [""], ["", "L1"], [HOSTILE, "区域" * 60], [f"L{number}" for number in range(MOST_AREAS + 3)]]
)
def test_any_areas_are_a_valid_page(areas, language):
    """None, nameless, hostile, long or too many: no text is markup, and what has no sheet is counted."""
    judged = plant(*(case_of(f"FR-{number}", "t", AT - DAY, area=area) for number, area in enumerate(areas)))
    page = q_charts_page(judged, reader_of(judged, language))
    tree = parsed(framed(page.html))
    assert not [each for each in tree.iter() if each.tag.endswith("img")]
    named = min(len(areas), MOST_AREAS)
    assert page.html.count('class="q-sheet"') == 1 + named
    assert ('href="#q-all"' in page.html) is bool(areas)


def test_twenty_busy_areas_stay_light():
    """A red, a yellow and an untracked problem on most days of twelve months in twenty areas."""
    cases = [
        case_of(
            f"FR-{area}-{day}",
            "t",
            AT - day * DAY,
            area=f"Line {area}",
            tracked=day % 2 == 0,
            source="line" if day % 3 else "PRR",
        )
        for area in range(20)
        for day in range(0, 350, 2)
    ]
    html = q_charts_page(plant(*cases), reader_of(plant())).html
    assert len(gzip.compress(html.encode(), 6)) < LIGHT


def test_days_to_come_take_their_colours_as_time_passes(browser: Browser):
    """On an open page a day turns green at its first instant and red with the problem that comes up, and is counted."""
    judged = sample()
    html = ticking(q_charts_page(judged, reader_at(judged)).html)
    page = browser.new_page()
    page.clock.install(time=AT)
    page.set_content(html.replace("</body>", f"<script>{script('q_charts.js').decode()}</script></body>"))
    last = "#q-0 .q-month:last-child"
    seen = f"day => document.querySelector(`{last} use[href='#d${{day}}']`).getAttribute('class')"
    begins = datetime(2026, 11, 23, 16, tzinfo=UTC)
    steps = (
        (AT, "gbb", "2"),
        (begins - SECOND, "gbb", "2"),
        (begins, "ggb", "2"),
        (begins + DAY, "ggg", "2"),
        (AT + 2 * DAY - SECOND, "ggg", "2"),
        (AT + 2 * DAY, "ggr", "3"),
    )
    for at, expected, red in steps:
        page.clock.set_fixed_time(at)
        page.evaluate("boardGen.tick()")
        assert "".join(page.evaluate(seen, day) for day in (23, 24, 25)) == expected, at
        assert page.text_content(f"{last} [data-q=r]") == red
    page.close()


def test_an_open_page_follows_the_clock_by_itself(browser: Browser):
    """Nobody calls it: within a minute of a day's begin its field is green."""
    judged = sample()
    html = ticking(q_charts_page(judged, reader_at(judged)).html)
    page = browser.new_page()
    page.clock.install(time=AT)
    page.set_content(html.replace("</body>", f"<script>{script('q_charts.js').decode()}</script></body>"))
    page.clock.fast_forward("16:00:00")
    field = page.locator("#q-0 .q-month:last-child use[href='#d24']")
    expect(field).to_have_class("g")
    page.close()


def shown(browser: Browser, judged: JudgedPlant, width: int = 1440, scheme: str = "default") -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    [style] = q_charts_files()
    assert isinstance(style.content, bytes)
    page.set_content(framed(q_charts_page(judged, reader_of(judged)).html, scheme))
    page.add_style_tag(content=style.content.decode())
    return page


@pytest.mark.parametrize("width", [1440, 390])
def test_the_sheets_fit_the_window(browser: Browser, width):
    """Nothing is wider than the window, however long an area's name is."""
    judged = plant(case_of("FR-1", "t", AT - DAY, area="区域" * 60), case_of("FR-2", "t", AT - DAY, area="L1"))
    page = shown(browser, judged, width)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.close()


def test_an_area_is_chosen_by_its_address_alone(browser: Browser):
    """Its link leaves its sheet alone; the first link brings all back; no script is needed."""
    page = shown(browser, sample())
    visible = "[...document.querySelectorAll('.q-sheet')].filter(each => each.offsetParent).map(each => each.id)"
    page.click(".q-areas a[href='#q-2']")
    assert page.evaluate(visible) == ["q-2"]
    page.click(".q-areas a[href='#q-all']")
    assert page.evaluate(visible) == ["q-0", "q-1", "q-2"]
    page.close()


def test_each_sheet_is_one_page_of_paper_crosswise(browser: Browser):
    """As many pages as sheets, A4 landscape, also with a full line of untracked days."""
    cases = [case_of(f"IL-{day}", "t", AT - day * DAY, area="L1", tracked=False) for day in range(200)]
    page = shown(browser, plant(*cases, case_of("FR-1", "t", AT - DAY, area="L2")))
    pages = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(pages) == 3
    assert [round(float(length)) for length in (pages[0].mediabox.width, pages[0].mediabox.height)] == [842, 595]
    page.close()


def test_a_field_leads_to_the_list_of_its_day(browser: Browser, demo_url: str, demo_site: Path):
    """On the demonstration: the list shows the problems of that day alone, as many as the field says."""
    html = (demo_site / "q-charts" / "index.html").read_text("utf-8")
    found = re.search(r'href="\.\./(cases/\?day=([0-9-]+))"><title>[^<]*?([0-9]+) 个', html)
    assert found is not None
    page = browser.new_page()
    page.goto(demo_url + found[1], wait_until="networkidle")
    rows = page.locator("#cases tbody tr")
    assert rows.count() == int(found[3])
    assert {text[-5:] for text in rows.locator("td time").all_inner_texts()} == {found[2][5:]}
    assert page.input_value("input[name=day]") == found[2]
    page.click("button[type=reset]")
    page.wait_for_function("document.querySelectorAll('#cases tbody tr').length > 20")
    page.close()


def test_an_instant_in_another_year_has_its_own_months():
    """At the turn of a year the plant's clock decides."""
    at = datetime(2026, 12, 31, 16, tzinfo=UTC)
    judged = sample()
    months = sheets_of(replace(judged), at)["L2"].months
    assert (months[0].name, months[-1].name, months[-1].days[0].field.colour) == ("2026-02", "2027-01", DayColour.GREEN)
