"""Shells and the stamp: what a page brings is put in as it is, and nothing else changes."""

import pytest

from board_gen.model.label import Language
from board_gen.pages.shells import Slot, addresses_of, shell_of, shells_of
from board_gen.pages.site import Chrome, NavItem, Page, depth_of, href_of, link_of, root_of
from board_gen.pages.stamp import TITLE, StampError, frame_of, stamped, with_index_names

NAV = (NavItem("Board", ""), NavItem("Cases", "cases/"))
SHELLS = shells_of(Chrome(Language.EN, NAV, shared=((1, None), (2, None), (2, "cases/"))))


def rendered(shell_url: str) -> str:
    """A shell as a theme might render it."""
    return (
        f'<html><head><title>{Slot.TITLE} - Site</title><link rel="canonical" href="https://x.example/{shell_url}">'
        f'</head><body><header>{Slot.TITLE}</header><article><a href="https://git.example/edit/{Slot.SOURCE}" '
        f'title="Edit">E</a>{TITLE}</article></body></html>'
    )


def page_of(page: Page, *, offline: bool = False) -> str:
    shell = shell_of(page.url, SHELLS)
    return stamped(frame_of(rendered(shell.url), shell, offline=offline), page)


@pytest.mark.parametrize(
    ("url", "section", "is_shared"),
    [
        ("", "", False),
        ("cases/", "cases/", False),
        ("cases/1/", "cases/", True),
        ("cases/<script>/", "cases/", True),
        ("owners/李伟/", None, True),
        ("lessons/", None, True),
    ],
)
def test_pages_of_the_navigation_have_frames_of_their_own_and_others_share_by_depth_and_section(
    url, section, is_shared
):
    """Only depth and part of the navigation make a frame: ten cases, one frame, as deep as they are."""
    shell = shell_of(url, SHELLS)
    assert (shell.section, shell.is_shared) == (section, is_shared)
    assert depth_of(shell.url) == depth_of(url)


def test_every_frame_is_known_before_any_page_is_made():
    """The navigation's pages and each declared depth: a host renders them, however many cases there are."""
    assert [shell.section for shell in SHELLS] == ["", "cases/", None, None, "cases/"]


def test_a_page_that_stands_where_no_frame_was_declared_is_a_fault_of_ours():
    """Nobody publishes a page whose links lead astray."""
    with pytest.raises(LookupError):
        shell_of("a/b/c/d/", SHELLS)


def test_no_text_of_a_user_is_in_a_shells_address():
    """What the host is given of a shared frame is letters, digits and slashes of ours."""
    assert all(
        address.removesuffix("index.md").replace("/", "").isalnum()
        for address in addresses_of(SHELLS)
        if "/" in address
    )


@pytest.mark.parametrize(
    "text",
    [
        "</title><script>alert(1)</script>",
        "&lt;script&gt;",
        '" onload="alert(1)',
        f"{Slot.CONTENT} {Slot.SOURCE}",
        "左门: 毛刺 {{ config }} {% raw %} \\1 \\g<0>",
    ],
)
def test_a_hostile_title_is_text(text):
    """Wherever the title stands, it is what was written, and brings no markup, slot or template to life."""
    page = page_of(Page("cases/x/", text, "<h1>content</h1>"))
    import html

    title = page.partition("<title>")[2].partition(" - Site</title>")[0]
    assert html.unescape(title) == text
    assert not set("<>\"'") & set(title)
    assert page.count("<h1>") == 1
    assert page.count("<article>") == 1


def test_content_is_put_in_as_it_is():
    """Slots, back references and braces in a page's content stay what they are."""
    content = rf"<h1>T</h1><p>{Slot.TITLE} {Slot.ADDRESS} \1 {{{{ x }}}} $& </body></head></p>"
    assert f"<article>{content}</article>" in page_of(Page("cases/x/", "T", content))


def test_the_canonical_address_is_the_pages_own_percent_encoded():
    """The frame's address is nowhere in the page."""
    page = page_of(Page("cases/问题 1/", "T", "<h1>T</h1>"))
    assert '<link rel="canonical" href="https://x.example/cases/%E9%97%AE%E9%A2%98%201/">' in page
    assert Slot.ADDRESS not in page


@pytest.mark.parametrize(
    ("edit_path", "link"),
    [("cases/2026/a b.md", "https://git.example/edit/cases/2026/a%20b.md"), (None, None)],
)
def test_the_edit_link_names_the_source_or_is_not_there(edit_path, link):
    """A page made of a file links it; one made of many has no such link."""
    page = page_of(Page("cases/x/", "T", "<h1>T</h1>", edit_path=edit_path))
    assert Slot.SOURCE not in page
    assert ('title="Edit"' in page) == (link is not None)
    assert link is None or f'href="{link}"' in page


def test_a_page_loads_its_own_files_after_the_others():
    """Styles end the head, scripts end the body, deferred, addressed from the page."""
    page = page_of(Page("cases/x/", "T", "<h1>T</h1>", styles=("assets/a b.css",), scripts=("assets/p.js",)))
    assert '<link rel="stylesheet" href="../../assets/a%20b.css"></head>' in page
    assert '<script src="../../assets/p.js" defer></script></body>' in page


def test_a_frame_without_its_slots_is_refused():
    """A theme that drops the title or the content is found out before anything is published."""
    shell = SHELLS[0]
    with pytest.raises(StampError, match=Slot.CONTENT):
        frame_of(rendered("").replace(TITLE, ""), shell)


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("../", "../index.html"),
        ("..", "../index.html"),
        (".", "./index.html"),
        ("./", "./index.html"),
        ("../..", "../../index.html"),
        ("../../?q=x", "../../index.html?q=x"),
        ("../cases/a/", "../cases/a/index.html"),
        ("cases/?q=a/b", "cases/index.html?q=a/b"),
        ("cases/#d3", "cases/index.html#d3"),
        ("#d3", "#d3"),
        ("?q=1", "?q=1"),
        ("a.css", "a.css"),
        ("cases/a/picture.jpg", "cases/a/picture.jpg"),
        ("https://x.example/a/", "https://x.example/a/"),
        ("mailto:a@b.c/", "mailto:a@b.c/"),
        ("//x.example/", "//x.example/"),
        ("", ""),
    ],
)
def test_offline_a_link_to_a_folder_names_its_page(link, named):
    """From `file://` there is no index: every link to a folder of this site says index.html, no other changes."""
    assert with_index_names(f'<a title="a > b" class=x href="{link}">') == f'<a title="a > b" class=x href="{named}">'


def test_offline_text_that_looks_like_a_link_stays():
    """Only attributes of elements that link are links."""
    for html in ('<p>href="cases/"</p>', '<img alt="x" src="a/">', '<a title=" href=&quot;a/&quot;">'):
        assert with_index_names(html) == html


def test_links_between_pages_are_relative_and_encoded():
    """A link works under any base path: up to the root, then down."""
    assert root_of("") == "./"
    assert root_of("cases/x/") == "../../"
    assert href_of("cases/问 题#1/") == "cases/%E9%97%AE%20%E9%A2%98%231/"
    assert link_of("cases/x/", "trends/") == "../../trends/"
    assert link_of("", "") == "./"
