"""`/reports/`: each week and month on one sheet of paper, whatever the plant; linked, escaped, and made once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from board_gen.model.case import Case, Closing, InvalidCase, Part, Recurrence, Rejection, Revision
from board_gen.model.label import Label, Language
from board_gen.model.plant import MeetingHeld, Metric
from board_gen.model.report import Report
from board_gen.model.rules import Criterion, MetricRules, Profile, ProfileVersion, Source
from board_gen.model.terms import Better, QColour, SourceGroup
from board_gen.pages.lasting import Lastings
from board_gen.pages.period_reports import PeriodReports, period_files
from board_gen.pages.site import Page as SitePage
from board_gen.rules.judged import JudgedPlant
from board_gen.site_folder import SiteFolder
from board_gen.views.lessons import Lesson
from board_gen.views.period_figures import percent
from board_gen.views.trends import percent as trend_percent
from tests.conftest import PROJECT, PlantFolder
from tests.host.test_warm import AT as WARM_AT
from tests.host.test_warm import built, marks
from tests.pages.builders import (
    AT,
    DAY,
    HOUR,
    all_done,
    case_of,
    duration,
    facts_of,
    framed,
    plant_of,
    reader_of,
    rules_of,
)
from tests.pages.looks import parsed

HOSTILE = '</svg><img src=x onerror="alert(1)">&area=1'
LONG = "Leak at the capillary weld of the thermostat capsule, found at the customer's leak bench; " * 3
CHINESE = "焊接到膜盒上的毛细管泄漏客户检漏台报警毛细管根部焊缝气孔贯通" * 8
A4 = (595, 842)
"""Points."""


def reports_of(judged: JudgedPlant, language: Language = Language.EN) -> PeriodReports:
    """The reports of a plant of which nothing stands; each case with a body teaches its title."""
    digests = judged.history(AT).cases
    keys = {digest.id: blake2b(digest.id.encode(), digest_size=20).digest() for digest in digests}
    lessons = {digest.id: Lesson((f"Learned: {digest.title}",), ()) for digest in digests}
    return PeriodReports(
        judged, reader_of(judged, language), lessons.get, Lastings(SiteFolder("", None), (), b"", keys)
    )


def pages_of(judged: JudgedPlant, language: Language = Language.EN) -> dict[str, SitePage]:
    """Every page by its address."""
    return {page.url: page for page in reports_of(judged, language).pages()}


def tree_of(page: SitePage) -> Element:
    tree: Element = parsed(framed(page.html))
    return tree


def text_of(page: SitePage) -> str:
    return " ".join("".join(tree_of(page).itertext()).split())


def figures_in(page: SitePage) -> dict[str, tuple[str, ...]]:
    """The lines of the sheet's figures by name."""
    [table] = [each for each in tree_of(page).iter("table") if "period-figures" in (each.get("class") or "")]
    rows = [["".join(cell.itertext()).strip() for cell in row] for row in table.iter("tr")]
    return {row[0]: tuple(row[1:]) for row in rows[1:]}


def sample() -> JudgedPlant:
    """A month with an opening, a closing, a move, a recurrence and a lesson; the one before with a complaint."""
    closed = case_of(
        "FR-1",
        "Scratch",
        AT - 40 * DAY,
        area="L1",
        facts=all_done(AT - 39 * DAY),
        closed=Closing(AT - 30 * DAY),
        report=Report(body="## D8\n\nLook first.\n"),
    )
    moved = case_of(
        "FR-2",
        "Leak",
        AT - 8 * DAY,
        area="L2",
        facts=facts_of({"containment": AT - 8 * DAY + HOUR}),
        revisions=(Revision(AT - 7 * DAY, "root_cause", AT + DAY, "sample late"),),
        recurrences=(Recurrence(AT - 3 * DAY),),
    )
    other = case_of("IL-3", "Wet box", AT - 6 * DAY, source="line", tracked=False, rejected=Rejection(AT - 5 * DAY))
    judged = plant_of([closed, moved, other], (), ())
    meetings = (MeetingHeld(date(2026, 11, 16), None, 20, ("a", "b"), ("c",)),)
    return replace(judged, plant=replace(judged.plant, meetings=meetings))


def test_each_week_and_month_has_its_sheet() -> None:
    """From the first opening to the running one, and the list of them all."""
    pages = pages_of(sample())
    weeks = [f"reports/2026-W{week}/" for week in range(42, 49)]
    assert list(pages) == ["reports/", *weeks, "reports/2026-10/", "reports/2026-11/"]
    hrefs = {each.get("href") for each in tree_of(pages["reports/"]).iter("a")}
    assert hrefs >= {f"../{url}" for url in pages if url != "reports/"}


def test_a_sheet_says_what_its_period_came_to() -> None:
    """Its figures beside those of the period before, as it stood at its end."""
    figures = figures_in(pages_of(sample())["reports/2026-W47/"])
    assert figures["Opened"] == ("1", "1")
    assert figures["customer complaints"] == ("0", "1")
    assert figures["Rejected cases"] == ("1", "0")
    assert figures["Deadlines moved"] == ("1", "0")
    assert figures["Recurrences"] == ("1", "0")
    assert figures["Meetings held / planned"] == ("1 / 5", "–")
    assert figures["attendance"] == ("66.7 %", "–")
    assert figures["On the board at its end"] == ("1", "1")


def test_a_closing_tells_how_long_it_took_and_what_it_taught() -> None:
    """In the sheets of its week and its month, with a link to the case."""
    page = pages_of(sample())["reports/2026-10/"]
    assert figures_in(page)["Closed"] == ("1", "–", "–")
    assert figures_in(page)["median time to closing"] == ("10 d 00 h", "–", "–")
    assert "Learned: Scratch" in text_of(page)
    assert "../../cases/FR-1/" in {each.get("href") for each in tree_of(page).iter("a")}


def test_a_running_sheet_says_until_when() -> None:
    """The running one carries the instant of the build and no next one; one that is over carries neither clock."""
    pages = pages_of(sample())
    running, over = pages["reports/2026-W48/"], pages["reports/2026-W47/"]
    assert "running, until 2026-11-23 08:12" in text_of(running)
    assert 'rel="next"' not in running.html
    assert "ISO week 47, Mon 2026-11-16 to Sun 2026-11-22 · as it stood at its end · Asia/Shanghai" in text_of(over)
    assert 'rel="next" href="../../reports/2026-W48/"' in over.html
    assert "08:12" not in over.html


def test_a_months_q_counts_invalid_rows_too() -> None:
    """A day has the colour of the worst problem opened in it and leads to the list; days to come are blank."""
    broken = InvalidCase("FR-9", "FR-9", case_of("FR-9", "t", AT).place, opened=AT - 2 * DAY, source="PRR")
    judged = plant_of([case_of("FR-2", "t", AT - 8 * DAY, source="line")], [broken], ())
    page = pages_of(judged)["reports/2026-11/"]
    fields = [each.get("class") or "" for each in tree_of(page).iter() if each.tag.endswith("g")]
    assert [code for code in fields if code in ("g", "y", "r", "b")][-30:] == [
        *"g" * 14,
        "y",
        *"g" * 5,
        "r",
        *"g" * 2,
        *"b" * 7,
    ]
    assert "../../cases/?day=2026-11-21" in page.html
    assert "1 red days, 1 yellow" in text_of(page)
    assert "period-q" not in pages_of(judged)["reports/2026-W47/"].html


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("cases", [(), (case_of("FR-1", HOSTILE, AT - 20 * DAY, area=HOSTILE, owner=HOSTILE),)])
def test_any_plant_is_a_valid_page(language: Language, cases: tuple[Case, ...]) -> None:
    """None or hostile: no text is markup, no element is unknown, and an empty plant has the list alone."""
    for page in pages_of(plant_of(cases, (), ()), language).values():
        assert not [each for each in tree_of(page).iter() if each.tag.endswith("img")]
    assert len(pages_of(plant_of((), (), ()))) == 1


# ---------------------------------------------------------------------------------------------------------- on paper
def heavy() -> JudgedPlant:
    """More of everything than a sheet shows, and all texts as long as they come."""
    names = [f"step_{number}" for number in range(14)]
    criteria = tuple(
        Criterion(name, Label.plain(f"{LONG} {name}"), "D8" if name == names[0] else "D4") for name in names
    )
    spans = {name: duration("12h") for name in names}
    sources = {
        f"S{number}": Source(f"S{number}", Label.plain(f"{CHINESE}{number}"), group, QColour.RED)
        for number, group in enumerate([SourceGroup.CUSTOMER, SourceGroup.OTHER] * 7)
    }
    rules = rules_of(
        criteria=criteria,
        sources=sources,
        profiles={"internal": Profile("internal", (ProfileVersion(spans, watch=timedelta()),))},
        people={},
        plant=Label.plain(CHINESE[:40]),
        metrics={"FTQ": MetricRules("FTQ", Label.plain(LONG), Label.plain("%"), better=Better.HIGHER)},
    )
    return with_ledgers(plant_of([heavy_case(number, names) for number in range(200)], (), (), rules))


def heavy_case(number: int, names: list[str]) -> Case:
    opened = AT - (number // 2) * DAY - HOUR
    return case_of(
        f"FR-{'0123456789' * 4}-{number}",
        LONG if number % 2 else CHINESE,
        opened,
        source=f"S{number % 14}",
        area=f"{number % 9} {LONG}",
        department=f"{number % 8} {CHINESE}",
        owner=LONG,
        part=Part(f"{number % 11}" * 30, CHINESE),
        facts=facts_of({names[0]: opened + HOUR}),
        revisions=(Revision(opened + HOUR, names[1], opened + 400 * DAY, f"{LONG} {number}"),),
        recurrences=(Recurrence(opened + 2 * HOUR),),
        report=Report(body="## D8\n\nLook.\n"),
    )


def with_ledgers(judged: JudgedPlant) -> JudgedPlant:
    days = [AT.date() - timedelta(days=number) for number in range(100)]
    metrics = tuple(
        Metric(day, "FTQ", f"{CHINESE} {scope}", 90.123456, 98.123456) for day in days for scope in range(12)
    )
    meetings = tuple(MeetingHeld(day, None, 20, ("a",), ("b",)) for day in days)
    return replace(judged, plant=replace(judged.plant, metrics=metrics, meetings=meetings))


@pytest.fixture
def paper(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 794, "height": 1123})
    yield page
    page.close()


def shown(page: Page, sheet: SitePage, scheme: str = "default") -> Page:
    [style] = period_files()
    page.set_content(framed(sheet.html, scheme))
    page.add_style_tag(content=cast("bytes", style.content).decode())
    return page


@pytest.mark.parametrize("url", ["reports/2026-W47/", "reports/2026-10/", "reports/2026-11/"])
@pytest.mark.parametrize("language", Language)
def test_a_heavy_period_is_one_sheet_of_paper(paper: Page, url: str, language: Language) -> None:
    """Thirteen criteria, full lists and texts without an end: one A4, upright, and nothing beyond its edges."""
    shown(paper, pages_of(heavy(), language)[url])
    paper.add_style_tag(content="@media print { @page { margin-bottom: 16mm } }")  # room for the frame of the site
    [sheet] = PdfReader(BytesIO(paper.pdf(prefer_css_page_size=True))).pages
    assert tuple(round(float(length)) for length in (sheet.mediabox.width, sheet.mediabox.height)) == A4
    paper.emulate_media(media="print")
    beyond = paper.evaluate(
        "[...document.querySelectorAll('.period-sheet :is(section, table, td, li, svg, p)')]"
        ".filter(each => each.getBoundingClientRect().right > innerWidth).map(each => each.outerHTML.slice(0, 90))"
    )
    assert beyond == []


def test_a_heavy_sheet_counts_what_it_leaves_out() -> None:
    """Each list ends in how many more there are."""
    text = text_of(pages_of(heavy())["reports/2026-11/"])
    for words in ("and 2 more", "and 41 other reasons", "and 4 more, of which 4 missed their targets", "4 others"):
        assert words in text, words


@pytest.mark.parametrize(("part", "whole", "words"), [(1, 8, "13 %"), (5, 8, "63 %"), (29, 200, "15 %"), (0, 3, "0 %")])
def test_a_share_is_rounded_as_on_the_trends(part: int, whole: int, words: str) -> None:
    """Half a percent goes up, on both pages: a manager who compares them finds the same number."""
    assert percent(Fraction(part, whole)) == words
    assert trend_percent(part, whole) == words.replace(" ", "")


def test_a_metric_without_a_good_side_misses_nothing() -> None:
    """`0 / 7` would say that all is well: where nobody says which side is good, or no target, stands a dash."""
    judged = heavy()
    rules = replace(judged.plant.rules, metrics={"FTQ": MetricRules("FTQ", Label.plain("FTQ"), Label.plain("%"))})
    page = pages_of(replace(judged, plant=replace(judged.plant, rules=rules)))["reports/2026-W47/"]
    [table] = [each for each in tree_of(page).iter("table") if "missed" in "".join(each.itertext())]
    assert [row[-1].text for row in table.iter("tr")][1:] == ["–"] * 8
    assert "and 4 more that missed no target" in text_of(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_sheet_fits_the_window(browser: Browser, width: int) -> None:
    """Nothing is wider than the window, however long the names are."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    for url in ("reports/2026-11/", "reports/2026-W47/", "reports/"):
        shown(page, pages_of(heavy())[url])
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), url
    page.close()


def test_every_sheet_of_the_demonstration_is_one_page(browser: Browser, demo_url: str, demo_site: Path) -> None:
    """Each month, and the weeks of this year: one page of paper, printed from the site."""
    page = browser.new_page()
    names = sorted(path.name for path in (demo_site / "reports").iterdir() if path.is_dir())
    asked = [name for name in names if "W" not in name or name >= "2026-W40"]
    assert len(asked) > 20
    for name in asked:
        page.goto(f"{demo_url}reports/{name}/", wait_until="networkidle")
        assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1, name
    page.close()


def test_the_demonstrations_sheets_and_lists_agree(demo_site: Path) -> None:
    """What a sheet says was opened, the list of the reports says too, and the daily series."""
    listed = (demo_site / "reports/index.html").read_text("utf-8")
    rows = re.findall(r'href="[./]*reports/(\d{4}-W?\d\d)/">.*?</td>((?:<td class="number">\d+</td>){4})', listed)
    assert len(rows) > 50
    for name, cells in rows:
        opened, closed, rejected, on_board = re.findall(r">(\d+)<", cells)
        sheet = (demo_site / f"reports/{name}/index.html").read_text("utf-8")
        shown = re.findall(r'<th scope="row">[^<]*</th><td class="number">([^<]*)</td>', sheet)
        assert (shown[0], shown[2], shown[4], shown[5]) == (opened, closed, rejected, on_board), name


# ------------------------------------------------------------------------------------------------------- made once
@pytest.fixture
def five_months(plant: PlantFolder) -> PlantFolder:
    """A closed case a week, from June to October, and an open one."""
    plant.mkdocs("site_name: T\ntheme: {name: material}\nplugins: [board_gen]\n")
    for week in range(20):
        opened = date(2026, 6, 1) + timedelta(days=7 * week)
        plant.write(
            f"cases/IL-{week}.md",
            f"---\nid: IL-{week}\ntitle: Scratch {week}\nopened: {opened} 08:00\nsource: line\n"
            f"rejected: {{at: {opened + timedelta(days=2)} 08:00, reason: ours not}}\n---\n",
        )
    plant.write("cases/FR-1.md", "---\nid: FR-1\ntitle: Leak\nopened: 2026-11-10 08:00\nsource: line\n---\n")
    return plant


def touched(plant: PlantFolder, before: dict[str, tuple[int, int]], at: str) -> set[str]:
    """The sheets that a build put anew."""
    after = marks(built(plant, "site", at))
    changed = {name for name in after if before.get(name) != after[name]}
    return {name.split("/")[1] for name in changed if name.startswith("reports/") and name != "reports/index.html"}


def test_an_edit_touches_the_sheets_in_which_its_case_matters(five_months: PlantFolder) -> None:
    """An open case: from its opening on; a closed one: its weeks, its month, and those compared with them."""
    site = built(five_months, "site")
    before = marks(site)
    path = five_months.folder / "cases/FR-1.md"
    path.write_text(path.read_text().replace("Leak", "Leak at weld"))
    assert touched(five_months, before, WARM_AT) == {"2026-W46", "2026-W47", "2026-W48", "2026-11"}
    before = marks(site)
    path = five_months.folder / "cases/IL-3.md"
    path.write_text(path.read_text().replace("rejected: {at: 2026-06-24", "rejected: {at: 2026-07-01"))
    assert touched(five_months, before, WARM_AT) == {
        "2026-W26",
        "2026-W27",
        "2026-W28",
        "2026-06",
        "2026-07",
        "2026-08",
    }


def test_time_alone_touches_the_running_sheets_only(five_months: PlantFolder) -> None:
    """An hour later the two running ones; after the turn of a week also the one that has ended."""
    before = marks(built(five_months, "site"))
    assert touched(five_months, before, "2026-11-23 09:30") == {"2026-W48", "2026-11"}
    before = marks(five_months.folder / "site")
    assert touched(five_months, before, "2026-11-30 09:30") == {"2026-W48", "2026-W49", "2026-11"}


def test_a_ledger_touches_the_sheets_of_its_days(five_months: PlantFolder) -> None:
    """A meeting of August that is written down later: its week and month, the next ones, and what it begins."""
    five_months.write("cases/meetings.csv", "date,start,minutes,present,absent\n2026-06-02,08:30,20,a;b,\n")
    before = marks(built(five_months, "site"))
    lines = "2026-06-02,08:30,20,a;b,\n2026-08-12,08:30,20,a;b,c\n"
    five_months.write("cases/meetings.csv", f"date,start,minutes,present,absent\n{lines}")
    changed = touched(five_months, before, WARM_AT)
    assert changed >= {"2026-W33", "2026-W34", "2026-08", "2026-09"}
    assert not {"2026-W40", "2026-10"} & (changed - {"2026-W48", "2026-11"})


def test_the_stylesheet_is_a_file_of_its_own() -> None:
    """Its sheet of paper is no other page's."""
    [style] = period_files()
    assert cast("bytes", style.content) == (PROJECT / "board_gen/pages/assets/period/period_report.css").read_bytes()
