"""A case on paper: what the browser prints of its page, from the site and by `board-gen report`."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from board_gen.model.label import Label, Language
from board_gen.pages.report_asked import ReportAsked
from board_gen.pages.report_pdf import report_pdf
from board_gen.pages.stamp import css_string
from tests.pages.builders import plant_of, reader_of
from tests.pages.full_case import full_case

FULL, CLOSED = "FR-2026-0118", "FR-2026-0009"
WORDS = """() => {
  const shown = element => element.checkVisibility({checkVisibilityCSS: true, opacityProperty: true});
  const walk = document.createTreeWalker(document.querySelector(".case-page"), NodeFilter.SHOW_TEXT);
  const words = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    if (shown(node.parentElement) && !node.parentElement.closest(".visually-hidden, title, desc"))
      words.push(...node.textContent.split(/\\s+/));
  return words.filter(word => word);
}"""
"""Every word of a case's page that is shown on paper."""
CLIPPED = """() => [...document.querySelectorAll(".case-page, .case-page *")].filter(element => {
  const style = getComputedStyle(element);
  return !element.closest(".visually-hidden") && element.clientWidth > 1 && style.overflowX !== "visible"
    && style.textOverflow !== "ellipsis" && style.webkitLineClamp === "none"
    && element.scrollWidth > element.clientWidth + 1;
}).map(element => element.outerHTML.slice(0, 120))"""
"""What is cut off, or would have to be scrolled, which paper cannot; not what ends in `…`, see the words."""
BEYOND = """width => [...document.querySelectorAll(".case-page *")].filter(element => {
  const box = element.getBoundingClientRect();
  return box.width > 1 && !element.closest(".visually-hidden, svg *") && (box.right > width + 1 || box.left < -1);
}).map(element => element.outerHTML.slice(0, 120))"""
"""What stands beyond the edges of the paper."""
A4, LETTER = 794, 816
"""How wide the paper is, in CSS pixels."""
MARGINS = 106
"""How much of that our margins take: twice 14 mm."""
_TWINS = str.maketrans(
    "⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰⻳戶", "见角贝车长门青韦页风飞食马鬼鱼鸟麦黄齐齿龙龟户"
)
"""Signs that share their glyph with a radical: a PDF may name the radical, which NFKC leaves as it is."""
_TOKEN = re.compile(r"[\u2e80-\uffef]{1,2}|[^\s\u2e80-\uffef]+")


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, without white space, in one form of each sign."""
    return [plain(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def plain(text: str) -> str:
    """A text as a PDF may hold it: no white space, one form of each sign."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_TWINS).split())


def lost(words: list[str], pages: list[str]) -> list[str]:
    """The words that no page holds; signs of a script without spaces count two by two."""
    whole = "".join(pages)
    tokens = {plain(token) for word in words for token in _TOKEN.findall(word)}
    return sorted(token for token in tokens if token not in whole)


@pytest.fixture
def paper(browser: Browser, demo_url: str) -> Iterator[Page]:
    """A tab at the site of the demonstration, as a sheet of paper sees it."""
    page = browser.new_page(viewport={"width": A4, "height": 1000}, base_url=demo_url)
    page.emulate_media(media="print")
    yield page
    page.close()


def opened(page: Page, case_id: str) -> Page:
    """The page of a case, whole."""
    page.goto(f"cases/{case_id}/", wait_until="networkidle")
    page.wait_for_function("document.fonts.status === 'loaded'")
    return page


@pytest.mark.parametrize("sheet", ["A4", "Letter"])
@pytest.mark.parametrize("case_id", [FULL, CLOSED, "IL-26-054", "FR-2026-0116"])
def test_each_sheet_says_which_case_it_is(paper: Page, case_id: str, sheet: str) -> None:
    """From the site, on both papers: id and plant at the top and n / m at the foot of each sheet; no sheet is blank."""
    pages = pages_of(opened(paper, case_id).pdf(format=sheet, print_background=True))
    assert 1 <= len(pages) <= 9
    for number, text in enumerate(pages, 1):
        assert text.startswith(case_id)
        assert "Dongyue" in text
        assert f"{number}/{len(pages)}" in text
        assert len(text) > 100


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("case_id", [FULL, CLOSED])
def test_every_word_of_the_page_is_on_paper(browser: Browser, demo_url: str, case_id: str, scheme) -> None:
    """What the page says is printed, each word, and nothing of the theme's frame; the same from the dark theme."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, base_url=demo_url, color_scheme=scheme)
    opened(page, case_id).emulate_media(media="print", color_scheme=scheme)
    words, pages = page.evaluate(WORDS), pages_of(page.pdf(format="A4", print_background=True))
    tabs = page.locator(".md-tabs__link").all_inner_texts()
    page.close()
    assert len(words) > 200
    assert lost(words, pages) == []
    assert tabs
    assert not any(pages[0].startswith(plain(tab)) for tab in tabs)
    assert "Material" not in "".join(pages)


@pytest.mark.parametrize("width", [A4, LETTER])
@pytest.mark.parametrize("case_id", [FULL, CLOSED, "FR-2026-0068", "IL-26-054"])
def test_nothing_is_cut_off_by_the_paper(paper: Page, case_id: str, width: int) -> None:
    """As wide as the paper, no table or drawing is cut, stands beyond the edge or would have to be scrolled."""
    paper.set_viewport_size({"width": width, "height": 1000})
    opened(paper, case_id).add_style_tag(content=f"html {{ width: {width - MARGINS}px }}")
    assert paper.evaluate(CLIPPED) == []
    assert paper.evaluate(BEYOND, width - MARGINS) == []


def test_letters_are_told_apart_without_colour(paper: Page) -> None:
    """On paper every letter is black on white, and its edge differs: a double line for red, a disc for yellow."""
    opened(paper, FULL)
    looks = paper.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".case-page [data-letter]")].map(element => {
          const style = getComputedStyle(element);
          return [element.dataset.letter, [style.color, style.backgroundColor, style.borderTopStyle,
            style.borderTopColor, parseFloat(style.borderTopLeftRadius) > 40]];
        }))"""
    )
    assert sorted(looks) == ["G", "NA", "R", "Y"]
    assert {tuple(look[:2]) for look in looks.values()} == {("rgb(0, 0, 0)", "rgb(255, 255, 255)")}
    assert {look[3] for look in looks.values()} == {"rgb(0, 0, 0)"}
    assert [looks[letter][2] for letter in ("G", "R", "Y")] == ["solid", "double", "solid"]
    assert [looks[letter][4] for letter in ("G", "R", "Y")] == [False, False, True]


def test_the_dark_theme_prints_on_white(browser: Browser, demo_url: str) -> None:
    """A page read in the dark has no ground on paper: frame and boxes are white, texts black or dark grey."""
    page = browser.new_page(base_url=demo_url, color_scheme="dark")
    opened(page, FULL)
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.emulate_media(media="print", color_scheme="dark")
    grounds, inks = page.evaluate(
        """() => {
          const own = ["html", "body", ".md-container", ".md-main", ".md-content", ".case-page"];
          const style = name => getComputedStyle(document.querySelector(name));
          const texts = [...document.querySelectorAll(".case-page h1, .case-page p, .case-page td, .case-page dd")];
          return [own.map(name => style(name).backgroundColor), texts.map(text => getComputedStyle(text).color)];
        }"""
    )
    page.close()
    assert set(grounds) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert set(inks) <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}


def test_what_is_folded_is_open_on_paper(paper: Page) -> None:
    """A box that a reader has to open is open in print."""
    opened(paper, FULL)
    paper.evaluate(
        "document.querySelector('.case-main').insertAdjacentHTML('beforeend', "
        "'<details><summary>Folded</summary><p>Within the box</p></details>')"
    )
    assert "Withinthebox" in "".join(pages_of(paper.pdf(format="A4")))


def report_of_full_case(**changes: object) -> bytes:
    """The PDF of the case in which every field says something, without its pictures."""
    case = replace(full_case(), attachments=(), **changes)  # type: ignore[arg-type]
    judged = plant_of([case])
    made = report_pdf(ReportAsked(judged.cases[0], judged, reader_of(judged, Language.EN)))
    assert made.content is not None
    assert made.findings == ()
    return made.content


def test_drawings_are_vectors_and_fonts_are_embedded() -> None:
    """The PDF of a case without photographs holds no picture of points; each font's outlines stand in the file."""
    reader = PdfReader(io.BytesIO(report_of_full_case()))
    assert [image.name for page in reader.pages for image in page.images] == []
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert fonts
    assert [font["/BaseFont"] for font in fonts if not is_embedded(font)] == []


def is_embedded(font) -> bool:
    """True where a font's glyphs stand in the file: as drawings, or as a font file."""
    if font["/Subtype"] == "/Type3":
        return "/CharProcs" in font
    within = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return any(name.startswith("/FontFile") for name in within["/FontDescriptor"].get_object())


def test_a_hostile_title_stays_in_its_place_at_the_top(browser: Browser) -> None:
    """A title that tries to end the string, the rule or the element is text, in the head as on the page."""
    title = 'a"};*{display:none}</style><h1>b</h1>\\ \\22 c'
    pages = pages_of(report_of_full_case(title=title))
    assert plain(title[:30]) in pages[-1]
    assert all(plain(title[:20]) in text for text in pages)
    page = browser.new_page()
    page.set_content(f"<style>p::before{{content:{css_string(title)}}}</style><p>1</p>")
    assert page.evaluate("JSON.parse(getComputedStyle(document.querySelector('p'), '::before').content)") == title
    page.close()


def test_a_title_of_three_hundred_signs_is_cut_at_the_top() -> None:
    """The head of a sheet stays on one line: a long title is cut there, and the plant still stands beside it."""
    pages = pages_of(report_of_full_case(title="Leak at the weld of the capillary tube " * 8))
    assert all(text.startswith("FR-2026-0118Leakattheweld") and "..." in text[:80] for text in pages)
    assert "Leakattheweldofthecapillarytube" * 8 in "".join(pages)


def test_a_plant_is_named_in_the_readers_language() -> None:
    """The plant's label stands at the top in the language of the report."""
    judged = plant_of([replace(full_case(), attachments=())])
    named = replace(judged.plant, rules=replace(judged.rules, plant=Label("东岳", "Dong Yue Works")))
    judged = replace(judged, plant=named)
    made = report_pdf(ReportAsked(judged.cases[0], judged, reader_of(judged, Language.EN)))
    assert made.content is not None
    assert "DongYueWorks" in pages_of(made.content)[0]
