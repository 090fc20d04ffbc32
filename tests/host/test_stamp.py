"""Shells and the stamp: what a page brings is put in as it is, and nothing else changes."""

from datetime import UTC, datetime

import pytest

from board_gen.model.label import Language
from board_gen.pages.shells import Slot, addresses_of, shells_of
from board_gen.pages.site import NavItem, Page, Site, depth_of, href_of, link_of, root_of
from board_gen.pages.stamp import TITLE, StampError, frame_of, stamped, with_index_names

AT = datetime(2026, 11, 23, tzinfo=UTC)


def site_with(*urls: str) -> Site:
    nav = (NavItem("Board", ""), NavItem("Cases", "cases/"))
    return Site("Board", Language.EN, AT, pages=tuple(Page(url, "T", "<h1>T</h1>") for url in urls), nav=nav)


def rendered(shell_url: str) -> str:
    """A shell as a theme might render it."""
    return (
        f'<html><head><title>{Slot.TITLE} - Site</title><link rel="canonical" href="https://x.example/{shell_url}">'
        f'</head><body><header>{Slot.TITLE}</header><article><a href="https://git.example/edit/{Slot.SOURCE}" '
        f'title="Edit">E</a>{TITLE}</article></body></html>'
    )


def page_of(page: Page, *, offline: bool = False) -> str:
    shell = shells_of(Site("", Language.EN, AT, pages=(page,)))[0]
    return stamped(frame_of(rendered(shell.url), shell, offline=offline), page)


def test_pages_of_the_navigation_have_frames_of_their_own_and_others_share_by_depth_and_section():
    """Only depth and part of the navigation make a frame: ten cases, one frame, as deep as they are."""
    site = site_with("", "cases/", *(f"cases/{number}/" for number in range(10)), "owners/李伟/", "lessons/")
    shells = shells_of(site)
    assert [(shell.section, len(shell.pages), shell.is_shared) for shell in shells] == [
        ("", 1, False),
        ("cases/", 1, False),
        ("cases/", 10, True),
        (None, 1, True),
        (None, 1, True),
    ]
    for shell in shells:
        assert all(depth_of(page.url) == depth_of(shell.url) for page in shell.pages)


def test_no_text_of_a_user_is_in_a_shells_address():
    """What the host is given of a shared frame is letters, digits and slashes of ours."""
    addresses = addresses_of(shells_of(site_with("owners/<script>/", "areas/三号线/", "a/b/c/{{ 1 }}/")))
    assert all(address.removesuffix("/index.md").replace("/", "").isalnum() for address in addresses)


def test_a_named_shell_is_kept_apart():
    """Two pages of one folder share no frame where one asks for a frame by name."""
    pages = (Page("reports/a/", "A", "", shell="wide"), Page("reports/b/", "B", ""))
    assert len(shells_of(Site("", Language.EN, AT, pages=pages))) == 2


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
    shell = shells_of(site_with(""))[0]
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
