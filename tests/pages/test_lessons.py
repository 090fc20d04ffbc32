"""`/lessons/`: what counts as a lesson, and how it is found."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab

from board_gen.model.case import Case, Closing, CriterionFacts, Part, Rejection
from board_gen.model.label import Language
from board_gen.model.report import Cause, Report
from board_gen.model.terms import Branch, CauseKind
from board_gen.pages.assets import asset_files
from board_gen.pages.lasting import Lastings
from board_gen.pages.lesson_text import lesson_of
from board_gen.pages.lessons import LessonSection
from board_gen.pages.site import Page
from board_gen.rules.digest import digest_of
from board_gen.rules.judge import judge_plant
from board_gen.site_folder import SiteFolder
from board_gen.views.lessons import FIRST, YEAR_MOST, LessonPart, lesson_list_of
from tests.pages.builders import AT, DAY, SECOND, all_done, case_of, facts_of, framed, plant_of, reader_of


def told(body: str) -> tuple[str, ...]:
    lesson = lesson_of(case_of("FR-1", "Leak", AT - DAY, report=Report(body=body)))
    return lesson.paragraphs if lesson else ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## D8\n\n**Lesson**: an exchange is a change.\n\nThanks to Zhou Tao.\n", ("An exchange is a change.",)),
        ("## D8\n\n**经验教训**：换牌号就是换材料。\n\n感谢吴洁与材料室。\n", ("换牌号就是换材料。",)),
        ("## D8 Closure\n- Lesson learned: *first*\n- second `x`\n- 感谢李伟\n", ("– First", "– second x")),
        ("## D8\n### Lessons learned\none\n### 致谢\nLi Wei, Chen Gang\n", ("one",)),
        ("## D8\n### Thanks\nLi Wei\n### Rules\ntwo\n", ("Rules", "two")),
        ("## D8\nline one\nline two\n\nnext\n", ("line one line two", "next")),
        ("## D8\n1. a\n\n   more of a\n2. b\n", ("– a", "more of a", "– b")),
        ("## D8\na <b>bold</b> &lt;tag&gt; & [link](x.pdf)\n", ("a bold <tag> & link",)),
        ('## D8\n![photo](x.png "a > b")\n\n| a |\n|---|\n| cell |\n\ntext\n', ("text",)),
        ('## D8\ntext\n\n!!! note "Closing"\n    not a lesson\n\nmore\n', ("text", "more")),
        ("## D8\n> quoted\n", ("quoted",)),
        ("## D8\n<script>alert(1)</script>safe\n", ("safe",)),
        ("## D8\n\nThanks to all.\n", ()),
        ("## D8\n\n**Thank you**, all.\n\nMany thanks to Li.\n\n衷心感谢大家。\n", ()),
        ("## D7\n\n**Lesson**: elsewhere\n", ()),
        ("## D8\n\n**Lesson**:\n", ()),
        ("", ()),
    ],
)
def test_a_lesson_is_the_prose_of_d8_without_thanks_and_boxes(body, expected):
    """Paragraphs and list items as plain text, without the word before them; thanks may have a heading of their own."""
    assert told(body) == expected


def test_only_verified_causes_are_told():
    """With branch and kind; what was only suspected teaches nothing."""
    causes = (
        Cause(CauseKind.OCCURRENCE, Branch.METHOD, "no limit", verified=True),
        Cause(CauseKind.ESCAPE, None, "sampling", verified=True),
        Cause(CauseKind.OCCURRENCE, Branch.MAN, "new operator"),
    )
    lesson = lesson_of(case_of("FR-1", "Leak", AT - DAY, report=Report(body="## D8\nx", causes=causes)))
    assert lesson is not None
    assert [cause.text for cause in lesson.causes] == ["no limit", "sampling"]


LESSON = Report(body="## D8\n\nA counter belongs to the tool.\n\nThanks to Li.\n")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"facts": all_done(AT - 30 * DAY), "closed": Closing(AT - 3 * DAY)}, AT - 3 * DAY),
        ({"facts": facts_of({"lessons": AT - 9 * DAY})}, AT - 9 * DAY),
        ({"facts": facts_of({"lessons": AT})}, AT),
        ({"facts": facts_of({"lessons": AT + SECOND})}, None),
        ({}, None),
        ({"facts": facts_of({}, lessons=CriterionFacts("lessons", na="known"))}, None),
        ({"rejected": Rejection(AT - DAY)}, None),
        ({"facts": facts_of({"lessons": AT - 9 * DAY}), "rejected": Rejection(AT - DAY)}, AT - 9 * DAY),
        ({"facts": facts_of({"lessons": AT - 9 * DAY}), "closed": Closing(AT - DAY)}, AT - 9 * DAY),
        ({"facts": facts_of({"lessons": AT - 9 * DAY}), "report": Report(body="## D7\nx")}, None),
    ],
)
def test_a_lesson_counts_once_d8_is_green_or_the_case_is_closed(given, expected):
    """By the letter at that instant; a refused closing is none."""
    case = case_of("FR-1", "Leak", AT - 60 * DAY, **{"report": LESSON, **given})
    assert digest_of(judge_plant(plant_of([case], [], []).plant).cases[0], AT).learned == expected


def learned(number: int, days: int, text: str = "", **given: object) -> Case:
    """A case whose lesson was met so many days ago."""
    causes = (Cause(CauseKind.OCCURRENCE, Branch.METHOD if number % 2 else Branch.MAN, "no limit", verified=True),)
    report = Report(body=f"## D8\n\n{text or f'Lesson {number} of many'}\n", causes=causes)
    facts = facts_of({"lessons": AT - days * DAY})
    opened = AT - (days + 9) * DAY
    return case_of(f"FR-{number:04}", f"Leak {number}", opened, facts=facts, **{"report": report, **given})


def section_of(cases: Iterable[Case], folder: Path, language: Language = Language.EN) -> LessonSection:
    cases = tuple(cases)
    judged = plant_of(cases, [], [])
    lessons = {case.id: lesson_of(case) for case in cases}
    lastings = Lastings(SiteFolder(str(folder), None), (), b"", {case.id: b"" for case in cases})
    return LessonSection(judged, reader_of(judged, language), lessons.get, lastings)


def page_of(cases: Iterable[Case], folder: Path, language: Language = Language.EN) -> Page:
    return next(section_of(cases, folder, language).pages())


def test_newest_first_with_all_that_it_is_found_by(tmp_path):
    """Each row: day, what happened then, lesson, case, area, customer, part, causes with their branches."""
    old = learned(1, 400, area="Line 3", customer="SGM-DY", part=Part("333933", "capsule"))
    html = page_of([old, learned(2, 3)], tmp_path).html
    assert re.findall(r'href="\.\./cases/(FR-\d+)/#d8"', html) == ["FR-0002", "FR-0001"]
    row = html[html.index("FR-0001") - 900 :]
    for text in (
        "2025-10-19",
        "met, case still open",
        "Lesson 1 of many",
        "Line 3",
        "SGM-DY",
        "333933 capsule",
        "Method",
    ):
        assert text in row, text


def test_only_thanks_are_no_lesson_of_an_open_case(tmp_path):
    """The page of a plant whose only D8 thanks somebody says that there is none yet."""
    html = page_of([learned(1, 3, "Thanks to Li.")], tmp_path).html
    assert "No lesson yet" in html
    assert "## D8" in html


def test_texts_of_users_stay_texts(tmp_path):
    """Markup in any text of a case is shown as it was written."""
    evil = "<img src=x onerror=alert(1)>"
    cause = Cause(CauseKind.ESCAPE, None, evil, verified=True)
    report = Report(body=f"## D8\n\n`{evil}`\n", causes=(cause,))
    told = {"area": evil, "customer": evil, "part": Part(evil), "report": report, "facts": facts_of({"lessons": AT})}
    html = page_of([case_of("FR-1", evil, AT - 9 * DAY, **told), learned(2, 1, area="x", customer="y")], tmp_path).html
    assert "<img" not in html
    assert html.count("&lt;img") >= 6


def parts_of(count_by_month: dict[int, int], folder: Path) -> tuple[LessonPart, ...]:
    cases: list[Case] = []
    for months_ago, count in count_by_month.items():
        cases += [learned(len(cases) + n, 5 + 31 * months_ago) for n in range(count)]
    return section_of(cases, folder).parts


def test_a_long_year_is_cut_into_months(tmp_path):
    """Up to 500 lessons a year has one page, with more one for each month; a short list has none."""
    assert parts_of({0: FIRST}, tmp_path) == ()
    assert [part.name for part in parts_of({0: FIRST, 14: 1}, tmp_path)] == ["2026", "2025"]
    long = parts_of({0: YEAR_MOST, 2: 1, 14: 1}, tmp_path)
    assert [(part.name, len(part.entries)) for part in long] == [("2026-11", YEAR_MOST), ("2026-09", 1), ("2025", 1)]
    assert long[0].url == "lessons/2026-11/"


def test_pages_and_parts_that_stand_are_not_made_again(tmp_path):
    """Nothing is made where the same lessons count; one more makes its year and the list, not the other year."""
    cases = [learned(n, 2 if n < FIRST else 500) for n in range(FIRST + 9)]
    former = section_of(cases, tmp_path)
    site = SiteFolder(str(tmp_path), None)
    made = list(former.lastings.put(site.put(f"{page.url}index.html", page.html.encode()) for page in former.pages()))
    made += former.lastings.put(site.put(file.path, bytes(file.content)) for file in former.files())
    assert {file.path for file in made} == {
        *("lessons/index.html", "lessons/2026/index.html", "lessons/2025/index.html"),
        *("api/lessons/2026.js", "api/lessons/2025.js"),
    }
    for more, expected in (([], []), ([learned(999, 1)], ["lessons/", "lessons/2026/"])):
        fresh = section_of([*cases, *more], tmp_path)
        again = SiteFolder(str(tmp_path / "new"), str(tmp_path))
        lastings = Lastings(again, former.lastings.now.values(), b"", fresh.lastings.keys)
        told_again = LessonSection(fresh.judged, fresh.reader, fresh.lessons, lastings)
        assert [page.url for page in told_again.pages()] == expected
        assert [file.path for file in told_again.files()] == (["api/lessons/2026.js"] if more else [])


def test_what_time_alone_changes_is_nothing(tmp_path):
    """A day later, and with another build, the page of the same lessons is the same."""
    section = section_of([learned(1, 3)], tmp_path)
    later = reader_of(section.judged, Language.EN, AT + DAY + timedelta(hours=7))
    assert list(section.pages()) == list(
        LessonSection(section.judged, later, section.lessons, section.lastings).pages()
    )
    assert lesson_list_of(section.judged, later, section.lessons).is_short


# ------------------------------------------------------------------------------------------------- in the browser
def published(folder: Path, cases: Iterable[Case]) -> Path:
    """The pages, parts and scripts as files; the address of the list."""
    section = section_of(cases, folder)
    for page in section.pages():
        target = folder / page.url / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        scripts = "".join(f'<script src="../{script}" defer></script>' for script in page.scripts)
        target.write_text(framed(page.html).replace("</body>", f"{scripts}</body>"), encoding="utf-8")
    for file in (*section.files(), *asset_files()):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(bytes(file.content))
    return folder / "lessons/index.html"


@pytest.fixture(scope="module")
def listed(browser, tmp_path_factory) -> Iterator[Tab]:
    """A hundred lessons of three years, opened from a file."""
    cases = [learned(n, 4 * n, area=f"Line {n % 3}") for n in range(1, 230)]
    cases.append(learned(777, 700, "毛细管要在清洗后检漏 Gehäuse", area="Line 3", part=Part("333933", "capsule")))
    page = browser.new_page()
    page.goto(published(tmp_path_factory.mktemp("lessons"), cases).as_uri())
    page.wait_for_selector("#lessons-filters")
    yield page
    page.close()


def shown(tab: Tab) -> list[str]:
    tab.wait_for_selector("#lessons-state", state="hidden")
    return [text[:7] for text in tab.locator("#lessons .lesson-of a").all_inner_texts()]


@pytest.mark.parametrize(
    ("field", "query", "expected"),
    [
        ("q", "细管", ["FR-0777"]),
        ("q", "ＧＥＨＡＵＳＥ", ["FR-0777"]),
        ("q", "clean 333933", []),
        ("q", "capsule 333933", ["FR-0777"]),
        ("part", "3339", ["FR-0777"]),
        ("part", "Lesson", []),
        ("q", "leak 201", ["FR-0201"]),
        ("q", ".*", []),
    ],
)
def test_the_search_is_a_plain_substring_search_over_all_years(listed, field, query, expected):
    """Every word as a piece of lesson, title, part, cause …; years that the page does not hold are loaded."""
    listed.fill(f"input[name={field}]", query)
    assert shown(listed) == expected
    assert listed.is_visible("#lessons-none") is (not expected)
    listed.fill(f"input[name={field}]", "")


def test_causes_and_areas_narrow_and_the_count_says_how_far(listed):
    """A chip of a branch and an area leave those that have both; without them the page is as it came."""
    listed.check("input[name=cause][value=man]", force=True)
    listed.select_option("select[name=area]", "Line 2")
    ids = shown(listed)
    assert {int(name[3:]) % 6 for name in ids} == {2}
    assert listed.inner_text("#lessons-count").startswith(f"{len(ids)} of 230")
    listed.click("button[type=reset]")
    listed.wait_for_function(f"document.querySelectorAll('#lessons > li').length === {FIRST}")
    assert listed.inner_text("#lessons-count") == "230"


def test_more_are_shown_on_demand(listed):
    """Page by page, newest first, to the last one."""
    for number in (2 * FIRST, 3 * FIRST, 230):
        listed.click("#lessons-more button")
        listed.wait_for_function(f"document.querySelectorAll('#lessons > li').length === {number}")
    assert not listed.is_visible("#lessons-more")
    ids = shown(listed)
    assert ids[:3] == ["FR-0001", "FR-0002", "FR-0003"]
    assert len(set(ids)) == 230
    listed.reload()


def test_the_address_names_what_is_shown(browser, listed):
    """A search can be sent to somebody: the address brings it back."""
    tab = browser.new_page()
    tab.goto(f"{listed.url.split('?')[0]}?q=%E6%AF%9B%E7%BB%86%E7%AE%A1&cause=method&area=Line+3")
    tab.wait_for_function("document.querySelectorAll('#lessons > li').length === 1")
    assert shown(tab) == ["FR-0777"]
    assert tab.input_value("select[name=area]") == "Line 3"
    tab.close()


def test_a_short_list_is_searched_without_any_file(browser, tmp_path):
    """Up to 60 lessons the page holds them all."""
    tab = browser.new_page()
    tab.goto(published(tmp_path, [learned(n, n) for n in range(1, 9)]).as_uri())
    assert not list((tmp_path / "api").glob("lessons/*"))
    tab.fill("input[name=q]", "leak 3")
    assert shown(tab) == ["FR-0003"]
    tab.close()


def test_without_a_script_years_are_a_click_away(browser, tmp_path):
    """The form is hidden, the newest lessons stand there, and each year's page holds all of its own."""
    address = published(tmp_path, [learned(n, 6 * n) for n in range(1, 100)])
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address.as_uri())
    assert not tab.is_visible("#lessons-filters")
    assert len(shown(tab)) == FIRST
    links = tab.locator(".lesson-years a").all()
    assert [link.inner_text().split() for link in links] == [["2026", "54"], ["2025", "45"]]
    tab.goto((tmp_path / "lessons/2025/index.html").as_uri())
    assert len(tab.locator(".lessons > li").all()) == 45
    context.close()


def test_a_part_that_cannot_be_loaded_is_said(browser, tmp_path):
    """So many lessons are missing; what is there is found."""
    address = published(tmp_path, [learned(n, 6 * n) for n in range(1, 100)])
    (tmp_path / "api/lessons/2025.js").unlink()
    tab = browser.new_page()
    tab.goto(address.as_uri())
    tab.fill("input[name=q]", "Lesson")
    tab.wait_for_function("document.querySelector('#lessons-state').textContent.includes('45')")
    assert tab.inner_text("#lessons-count").startswith("54")
    tab.close()


def test_ten_thousand_lessons_are_a_small_first_view(tmp_path):
    """The page and its outline stay far below 400 KB, whatever the number."""
    section = section_of([learned(n, n % 1800 + 1) for n in range(10_000)], tmp_path)
    page = next(section.pages())
    assert len(page.html.encode()) < 100_000
    (outline,) = re.findall(r'id="lessons-outline">(.*?)</script>', page.html)
    assert sum(part["n"] for part in json.loads(outline)["parts"]) == 10_000
