"""The Markdown of a case: it lands in its step, loads nothing from elsewhere, and its names lead somewhere."""

import re

import pytest
from markupsafe import escape

from board_gen.finding import Place
from board_gen.model.label import Language
from board_gen.pages.markdown import body_of, markdown_findings
from board_gen.rules.judged import JudgedPlant
from board_gen.wording import Wording
from tests.pages.builders import AT, case_of, plant_of
from tests.pages.full_case import attachment, full_case, full_report

NAMES = ("weld-cut.png", "log.txt", "检漏 记录.pdf", "sub/a b.svg")


@pytest.fixture(scope="module")
def judged() -> JudgedPlant:
    other = case_of("CASE-Ä.1", "other", AT)
    return plant_of([case_of("FR-2025-0003", "old", AT), other], findings=())


def laid_out(text: str, judged: JudgedPlant):
    case = full_case(report=full_report(text), attachments=tuple(attachment(name) for name in NAMES))
    return body_of(case, judged, Wording(Language.EN))


def html_of(text: str, judged: JudgedPlant) -> str:
    return "".join(section.html for section in laid_out(text, judged).sections).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [("", "")]),
        ("## D2\na", [("D2", "")]),
        ("##D4\na", [("D4", "")]),
        ("## D4 根因\na", [("D4", "根因")]),
        ("## d8：结案\na", [("D8", "结案")]),
        ("## Ｄ５ – choice\na", [("D5", "choice")]),
        ("D6 text\n-------\na", [("D6", "text")]),
        ("a\n\n## D3\nb\n\n## Other\nc\n\n## D3\nd", [("", ""), ("D3", ""), ("", ""), ("D3", "")]),
        ("## D3\nb\n\n# Top\nc", [("D3", ""), ("", "")]),
        ("## D3\nb\n\n### D4\nc", [("D3", "")]),
        ("## D10\na", [("", "")]),
        ("## D44\na", [("", "")]),
        ("# D4\na", [("", "")]),
        ("```\n## D4\n```", [("", "")]),
        ("> ## D4\n> a", [("", "")]),
        ("## D2\n\n## D4\na", [("D4", "")]),
        ("\ue000D4\ue001", [("", "")]),
        ("", []),
    ],
)
def test_sections_land_in_their_step(text, expected, judged) -> None:
    """`## D2` … `## D8` begin a step's text; any other heading of level 1 or 2 ends it."""
    assert [(section.step, section.title) for section in laid_out(text, judged).sections] == expected


def test_a_stray_tag_stays_in_its_section(judged) -> None:
    """What one section leaves open is closed at its end."""
    sections = laid_out("## D2\n\n<b><div>open\n\n</section></article>\n\n## D4\n\nb", judged).sections
    assert sections[0].step == "D2"
    for section in sections:
        for tag in ("b", "div"):
            assert section.html.count(f"<{tag}>") == section.html.count(f"</{tag}>")
        assert "article" not in section.html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#3 line leaks", "<p>#3 line leaks</p>"),
        ("## D4\n### Detail", "<h3>Detail</h3>"),
        ("## D4\n#### Deeper", "<h4>Deeper</h4>"),
        ("## Other", "<h3>Other</h3>"),
        ("# Top\n\n### Sub", "<h3>Top</h3>\n<h4>Sub</h4>"),
        ("###### Six", "<h6>Six</h6>"),
        ("<h1>raw</h1>", "<h3>raw</h3>"),
        ('<p id="d4" class="md-main" style="position:fixed">x</p>', "<p>x</p>"),
        ("```mermaid\ngraph TD\n```", "<pre><code>graph TD\n</code></pre>"),
        (":smile: $a$", "<p>:smile: $a$</p>"),
        ("[x](https://a.example/b?c=1&d=2)", '<a href="https://a.example/b?c=1&amp;d=2" rel="noreferrer">x</a>'),
        ("[x](mailto:a@b.example)", '<a href="mailto:a@b.example" rel="noreferrer">x</a>'),
        ("[x](log.txt)", '<a href="./log.txt" rel="noreferrer">x</a>'),
        ("[x](#d3)", '<a href="#d3" rel="noreferrer">x</a>'),
        ("[x](FR-2025-0003.md)", '<a href="../FR-2025-0003/" rel="noreferrer">x</a>'),
        ("[x](../2025/FR-2025-0003.md#top)", '<a href="../FR-2025-0003/" rel="noreferrer">x</a>'),
        ("[x](fr-2025-0003)", '<a href="../FR-2025-0003/" rel="noreferrer">x</a>'),
        ("[x](CASE-%C3%84.1.md)", '<a href="../CASE-%C3%84.1/" rel="noreferrer">x</a>'),
        ('<a href="log.txt" target="_blank" onclick="x()">x</a>', '<a href="./log.txt" rel="noreferrer">x</a>'),
    ],
)
def test_text_comes_out_clean(text, expected, judged) -> None:
    """Headings fit the page's outline, links lead where they say, and nothing of a tag stays but what is harmless."""
    assert expected in html_of(text, judged)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("![c](weld-cut.png)", "./weld-cut.png"),
        ("![c](./weld-cut.png)", "./weld-cut.png"),
        ("![c](FR-2026-0118/weld-cut.png)", "./weld-cut.png"),
        ("![c](<sub/a b.svg>)", "./sub/a%20b.svg"),
        ("![c](sub/a%20b.svg)", "./sub/a%20b.svg"),
        (r"![c](sub\\a%20b.svg)", "./sub/a%20b.svg"),
        ('<img src="weld-cut.png" alt="c">', "./weld-cut.png"),
    ],
)
def test_pictures_of_the_case_are_shown(text, source, judged) -> None:
    """A picture is found beside the case file under any way of naming it, loads lazily and links to its original."""
    shown = f'<a class="case-picture" href="{source}"><img src="{source}" alt="c" loading="lazy"></a>'
    assert shown in html_of(text, judged)
    assert laid_out(text, judged).findings == ()


def test_a_file_that_is_no_picture_is_linked(judged) -> None:
    """A PDF given as a picture becomes a link to it."""
    html = html_of("![log](<检漏 记录.pdf>)", judged)
    assert '<a href="./%E6%A3%80%E6%BC%8F%20%E8%AE%B0%E5%BD%95.pdf" rel="noreferrer">log</a>' in html


def test_a_picture_in_a_link_keeps_that_link(judged) -> None:
    """A linked picture is not linked twice."""
    html = html_of("[![c](weld-cut.png)](log.txt)", judged)
    assert html.count("<a ") == html.count("</a>") == 1


@pytest.mark.parametrize(
    ("text", "code", "line", "nearest"),
    [
        ("a\n\n![x](weld_cut.png)", "BG852", 12, "weld-cut.png"),
        ("a\n![x](nothing-like-it.gif)", "BG851", 11, ""),
        ("![x](https://a.example/b.png)", "BG853", 10, ""),
        ('<img src="//a.example/b.png">', "BG851", 10, ""),
        ("![x](data:image/png;base64,AAAA)", "BG851", 10, ""),
        ("[x](nothing.html)", "BG854", 10, ""),
        ("[x](#md-main)", "BG854", 10, ""),
        ("[x](//a.example/b)", "BG854", 10, ""),
        ("[x](../../api/board.json)", "BG854", 10, ""),
    ],
)
def test_names_that_lead_nowhere_are_findings(text, code, line, nearest, judged) -> None:
    """A missing picture or a dead link is a finding at its line, names the nearest, and loads and links nothing."""
    place = Place("cases/2026/FR-2026-0118.md", 14)
    report = full_report(text)
    case = full_case(
        place=place,
        report=type(report)(body=text, body_line=10),
        attachments=tuple(attachment(name) for name in NAMES),
    )
    (finding,) = markdown_findings(case, judged)
    assert (finding.kind.code, finding.place.line, finding.values["nearest"]) == (code, line, nearest)
    html = "".join(section.html for section in body_of(case, judged, Wording(Language.EN)).sections)
    assert "<img" not in html
    assert re.findall('href="([^"]*)"', html) == (["https://a.example/b.png"] if code == "BG853" else [])


@pytest.mark.parametrize(
    "text",
    ["[" * 20000, "<a " * 20000, "<a \n\n" * 20000, "\n".join("  " * 2 * depth + "- x" for depth in range(300))],
)
def test_what_cannot_be_laid_out_is_shown_as_written(text, judged) -> None:
    """Text that breaks the library, or would hold it up, is shown as it stands, with a finding."""
    body = laid_out(text, judged)
    assert [finding.kind.code for finding in body.findings] == ["BG850"]
    assert [section.html for section in body.sections] == [f"<pre>{escape(text)}</pre>"]
    assert html_of("*fine*", judged) == "<p><em>fine</em></p>"


def test_tables_and_admonitions(judged) -> None:
    """A table keeps its alignment and scrolls, an admonition its kind."""
    table = html_of("| a | b |\n|---|---:|\n| 1 | 2 |", judged)
    assert table.startswith('<div class="scroll"><table class="sheet">')
    assert '<td align="right">2</td>' in table
    note = html_of('!!! warning "在途"\n    text', judged)
    assert '<div class="admonition warning">' in note
    assert '<p class="admonition-title">在途</p>' in note
