"""The Markdown of a case: it lands in its step, loads nothing from elsewhere, and its names lead somewhere."""

import re
from time import process_time
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from board_gen.finding import Place
from board_gen.model.case import Attachment, Picture
from board_gen.model.label import Language
from board_gen.pages import sections
from board_gen.pages.markdown import body_of, markdown_findings, pictures_in
from board_gen.rules.judged import JudgedPlant
from board_gen.wording import Wording
from tests.pages.builders import AT, case_of, plant_of
from tests.pages.full_case import attachment, full_case, full_report

NAMES = ("weld-cut.png", "log.txt", "检漏 记录.pdf", "sub/a b.svg", "报告 (1).txt")


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
    size = 'width="800" height="600" loading="lazy" decoding="async"'
    assert f'<a href="{source}"><img src="{source}" alt="c" {size}></a>' in html_of(text, judged)
    assert laid_out(text, judged).findings == ()


def img(name: str, alt: str, width: int = 800, height: int = 600) -> str:
    """A picture of the case as the page shows it, in its link."""
    size = f'width="{width}" height="{height}" loading="lazy" decoding="async"'
    return f'<a href="./{name}"><img src="./{name}" alt="{alt}" {size}></a>'


def figure(shown: str, caption: str, style: str = "") -> str:
    """A picture with its caption."""
    return f"<figure{style}>{shown}<figcaption>{caption}</figcaption></figure>"


IN_ROW = ' style="--r:1.33"'
ROW = '<div class="pics">{}{}</div>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![c](weld-cut.png)", figure(img("weld-cut.png", "c"), "c")),
        ("![](weld-cut.png)", f"<figure>{img('weld-cut.png', '')}</figure>"),
        ("a ![c](weld-cut.png)", f"<p>a {img('weld-cut.png', 'c')}</p>"),
        (
            "![is](weld-cut.png) ![not](<sub/a b.svg>)",
            ROW.format(
                figure(img("weld-cut.png", "is"), "is", IN_ROW), figure(img("sub/a%20b.svg", "not"), "not", IN_ROW)
            ),
        ),
        (
            '![a](weld-cut.png)\n<img src="weld-cut.png" alt="b" width="120">',
            ROW.format(
                figure(img("weld-cut.png", "a"), "a", IN_ROW), figure(img("weld-cut.png", "b", 120, 90), "b", IN_ROW)
            ),
        ),
        ("- ![c](weld-cut.png)", f"<ul>\n<li>{img('weld-cut.png', 'c')}</li>\n</ul>"),
        ("![c](log.txt)", '<p><a href="./log.txt" rel="noreferrer">c</a></p>'),
        ("![c](none.png)", '<p><span class="case-absent">picture missing: none.png (c)</span></p>'),
    ],
)
def test_pictures_of_a_paragraph_are_figures(text, expected, judged) -> None:
    """One picture alone has its words as caption, several stand side by side; within a text it stays in the text."""
    assert html_of(text, judged) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (Picture(4032, 3024, is_still=True, copy="_/a.1f.jpg"), ("./_/a.1f.jpg", 'width="1280" height="960" ')),
        (Picture(4032, 3024, is_still=True, copy=""), ("./a.jpg", 'width="1280" height="960" ')),
        (Picture(20000, 10, is_still=True), ("./a.jpg", 'width="1280" height="1" ')),
        (Picture(0, 0), ("./a.jpg", "")),
    ],
)
def test_a_picture_is_shown_by_its_copy(picture, expected, judged) -> None:
    """The page loads the copy where there is one, in its size, and links to the file itself."""
    case = full_case(report=full_report("![x](a.jpg)"), attachments=(Attachment("/a.jpg", "a.jpg", 9, picture),))
    source, size = expected
    shown = f'<a href="./a.jpg"><img src="{source}" alt="x" {size}loading="lazy" decoding="async"></a>'
    assert shown in body_of(case, judged, Wording(Language.EN)).sections[0].html


@pytest.mark.parametrize("name", ["a#1.jpg", "50% ?.jpg", "cut 图 (2).jpg"])
def test_a_file_may_have_any_signs_in_its_name(name, judged) -> None:
    """A file that has exactly the written name is meant, whatever `#`, `?` and `%` mean in an address."""
    attachment = Attachment(f"/{name}", name, 9, Picture(60, 40, is_still=True))
    body = body_of(
        full_case(report=full_report(f"![x](<{name}>)"), attachments=(attachment,)), judged, Wording(Language.EN)
    )
    assert f'<img src="./{quote(name)}"' in body.sections[0].html


def test_small_pictures_side_by_side_stay_small(judged) -> None:
    """A row of pictures is not drawn higher than the highest of them has pixels."""
    small = tuple(
        Attachment(f"/{name}", name, 9, Picture(60, height, is_still=True))
        for name, height in (("a.png", 40), ("b.png", 30))
    )
    case = full_case(report=full_report("![](a.png)![](b.png)"), attachments=small)
    html = body_of(case, judged, Wording(Language.EN)).sections[0].html
    assert html.startswith('<div class="pics" style="--h:40px"><figure style="--r:1.5">')


def test_pictures_of_a_text_are_known(judged) -> None:
    """What the text shows of the case's own pictures, each once, in its order; what is only linked is not among it."""
    text = "![a](<sub/a b.svg>)\n\n![b](weld-cut.png) ![b](weld-cut.png)\n\n[c](log.txt) ![d](https://a.example/x.png)"
    case = full_case(report=full_report(text), attachments=tuple(attachment(name) for name in NAMES))
    assert [shown.name for shown in pictures_in(case)] == ["sub/a b.svg", "weld-cut.png"]


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
    "text", ["<a " * 20000, "<div>" * 20000, "> " * 200, "a\n" + ">" * 50, "!!! note\n    " + ">" * 60], ids=str.strip
)
def test_what_cannot_be_laid_out_is_shown_as_written(text, judged) -> None:
    """Text that would hold the libraries up is shown as it stands, with a finding."""
    body = laid_out(text, judged)
    assert [finding.kind.code for finding in body.findings] == ["BG850"]
    assert [section.html for section in body.sections] == [f"<pre>{escape(text)}</pre>"]
    assert html_of("*fine*", judged) == "<p><em>fine</em></p>"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "<a \n\n" * 9_000,
        "\n".join("    " * depth + "- x" for depth in range(300)),
        "".join("    " * depth + "!!! note\n" for depth in range(300)),
        "\n".join("`" * length for length in range(700, 2, -1)),
        "](a (b) " * 30_000,
        "](a" + " " * 200_000,
        "`a " * 80_000,
        "!!! note\n" * 25_000,
        "a\n-\n\n" * 50_000,
        "> - " * 49,
    ],
    ids=lambda text: text[:6].strip(),
)
def test_no_text_holds_the_build_up(text, judged) -> None:
    """The worst texts that a file may hold (256 KB) are laid out in a few seconds of CPU at the most."""
    began = process_time()
    assert laid_out(text, judged).findings == ()
    assert process_time() - began < 5


@pytest.mark.parametrize("length", [1, 3, 7])
def test_a_case_is_one_document(length, judged) -> None:
    """A link may be defined in another section than the one that uses it."""
    text = "## D2\n\n[log][l]\n\n" + "## D4\n\nx\n\n" * length + "[l]: log.txt"
    assert '<a href="./log.txt" rel="noreferrer">log</a>' in html_of(text, judged)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**抽检：**全部*“a”*后", "<p><strong>抽检：</strong>全部<em>“a”</em>后</p>"),
        ("10~20，30~40", "<p>10~20，30~40</p>"),
        ("a_b_c $x$ [ ] y", "<p>a_b_c $x$ [ ] y</p>"),
        ("a\nb\n---\nc", "<p>a\nb</p>\n<hr>\n<p>c</p>"),
        ("> a\n---\nc", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n<p>c</p>"),
        ("term\n: told", "<dl>\n<dt>term</dt>\n<dd>told</dd>\n</dl>"),
        ("- a\n    - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("```\nopen", "<p>```\nopen</p>"),
        ("a <!-- b\n\nc", "<p>a &lt;!-- b</p>\n<p>c</p>"),
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("`[x](a b.png)`", "<p><code>[x](a b.png)</code></p>"),
        ("| a |\n|---|\n| x \\| y |", "<td>x | y</td>"),
        ("<details><summary>s</summary>\n\n**a**\n\n</details>", "<strong>a</strong>"),
    ],
)
def test_what_plants_write_is_read_as_they_mean_it(text, expected, judged) -> None:
    """Chinese emphasis, ranges, rules under paragraphs, definitions, lists; what is left open stays text."""
    assert expected in html_of(text, judged)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("[x](检漏 记录.pdf)", "./%E6%A3%80%E6%BC%8F%20%E8%AE%B0%E5%BD%95.pdf"),
        ('[x](检漏 记录.pdf "Title")', "./%E6%A3%80%E6%BC%8F%20%E8%AE%B0%E5%BD%95.pdf"),
        ("![x]( sub/a b.svg )", "./sub/a%20b.svg"),
        ("a `b` [x](sub/a b.svg) `c`", "./sub/a%20b.svg"),
        ("[x](报告 (1).txt)", "./%E6%8A%A5%E5%91%8A%20%281%29.txt"),
    ],
)
def test_names_may_hold_spaces(text, href, judged) -> None:
    """A file whose name holds spaces is found without angle brackets, with or without a title."""
    assert f'href="{href}"' in html_of(text, judged)


@pytest.mark.parametrize(
    "text", ["[x](没有 的.pdf)", "[x](%E6%B2%A1%E6%9C%89 的.pdf)", "[x](<没有.pdf>)", "![x](没有.png)"]
)
def test_a_name_is_told_as_it_is_written(text, judged) -> None:
    """A finding tells a missing name as it stands in the file where it stands there, and in plain letters else."""
    (finding,) = laid_out(text, judged).findings
    assert str(finding.values["name"]).startswith("没有")


def test_a_table_keeps_its_alignment(judged) -> None:
    """A table is aligned as it says, and scrolls."""
    table = html_of("| a | b |\n|---|---:|\n| 1 | 2 |", judged)
    assert table.startswith('<div class="scroll"><table class="sheet">')
    assert '<td align="right">2</td>' in table


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ('!!! warning "在途"\n    text', "admonition warning", "在途"),
        ("before\n!!! note\n    text\n\nafter", "admonition note", "Note"),
        ('!!! danger "**x** y"\n\n    text', "admonition danger", "<strong>x</strong> y"),
        ("- item\n\n    !!! tip\n        text", "admonition tip", "Tip"),
        ('!!! unknown-kind "T"\n    text', "admonition", "T"),
        ("> [!NOTE]\n> text", "admonition note", "Note"),
        ("> [!warning] 在途\n> text", "admonition warning", "在途"),
        ('!!! note "a"\n    !!! tip "b"\n        text\n\n    more', "admonition tip", "b"),
    ],
)
def test_admonitions_keep_their_kind(text, kind, title, judged) -> None:
    """`!!! note` and `> [!NOTE]` are boxes of a kind with a title, also in lists and in one another."""
    expected = f'<div class="{kind}">\n<p class="admonition-title">{title}</p>\n<div>\n<p>text</p>'
    assert expected in html_of(text, judged)


def test_an_admonition_may_want_no_title(judged) -> None:
    """`!!! note ""` has no title, and what is not indented stands after the box."""
    html = html_of('!!! note ""\n    text\nafter', judged)
    assert html == '<div class="admonition note">\n<div>\n<p>text</p>\n</div>\n</div>\n<p>after</p>'


PIECES = (
    *(
        "## D4 x",
        "# a",
        "- ",
        "1. ",
        "  - ",
        "> ",
        "    ",
        "\n",
        "\n\n",
        "*",
        "**",
        "***",
        "`",
        "```\n",
        "a",
        "中。",
        "😀",
    ),
    *("| a | b |\n|---|---|\n", "| x |", "|:-:|\n", "[x](y.md)", "[x](", ")", "[", "![a](b.png)", "[x](//e.com/a-b)"),
    *(
        "!!! note\n    ",
        '!!! warning "t"\n    ',
        '!!! x ""\n    ',
        "\n: d",
        "\n---\n",
        "  \n",
        "http://a.b/c",
        "[q]: z.md\n",
    ),
    *(
        "&",
        "&amp;",
        "&lt;p&gt;",
        "&nbsp;",
        "&quot;",
        '"',
        "'",
        "\xa0",
        "\ufeff",
        "\\",
        "\r\n",
        "\t",
        "\u2028",
        ">",
        "<b>",
    ),
)
"""What a text may be made of that CommonMark, this dialect of it or a sanitiser sees something in."""


class Nh3Alone:
    """Takes the place of the pattern of what needs no sanitiser: nothing does without."""

    def fullmatch(self, _part: str) -> None:
        """No match."""


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example("![[[](a.md)c[x](b.md)\u3000x[q](a.md)")
def test_what_needs_no_sanitiser_is_written_as_the_sanitiser_writes_it(text) -> None:
    told = sections.sections_of(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sections, "_PLAIN", Nh3Alone())
        assert told == sections.sections_of(text)


@pytest.mark.parametrize(
    "html",
    [
        *(
            "<p onclick>",
            '<a href="javascript:x">',
            '<a href="x" title="y">',
            "<script>",
            "<p class=x>",
            "<!-- -->",
            "<br>",
        ),
        *("<img src=x>", '<div class="x">', "a<b", "a>b", "&nbsp;", "&#60;", "&", '"', "\xa0", '<a href="&quot;">'),
    ],
)
def test_nothing_else_passes_without_the_sanitiser(html) -> None:
    assert sections._PLAIN.fullmatch("<p>x</p>")
    assert not sections._PLAIN.fullmatch(f"<p>{html}</p>")
