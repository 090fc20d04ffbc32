"""The demonstration site as it is published: every link, every head, valid HTML, no other host."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from playwright.sync_api import Browser, Request

BASE = "https://intranet.example/some/base/"
LINKING = {"href", "src", "action", "data", "poster"}
KINDS_OF_PAGES = ("", "cases/", "trends/", "rules/", "findings/", "guide/")
"""One address of each kind of page; a case page and a listed one come from the board."""
NOT_AN_ADDRESS = {"article", "section", "div", "tr", "td", "th", "li", "span"}


@dataclass(frozen=True)
class Document:
    """What a page says of itself, and what it points at."""

    links: tuple[tuple[str, str], ...]
    anchors: frozenset[str]
    title: str
    language: str
    canonical: str | None
    topic: str
    headings: int


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.anchors: set[str] = set()
        self.texts = {"title": "", "topic": ""}
        self.language, self.canonical, self.headings = "", None, 0
        self.into: str | None = None
        self.topics = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.anchors.update(value for key, value in attrs if key in {"id", "name"} and value)
        self.links += [(tag, value) for key, value in attrs if key in LINKING and value is not None]
        if given.get("srcset"):
            self.links += [(tag, part.split()[0]) for part in given["srcset"].split(",")]
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given.get("href")
        self.headings += tag == "h1"
        if tag == "title" and not self.texts["title"]:
            self.into = "title"
        if given.get("class") == "md-header__topic":
            self.topics += 1
            self.into = "topic" if self.topics == 2 else None

    def handle_endtag(self, tag):
        if tag in {"title", "span"}:
            self.into = None

    def handle_data(self, data):
        if self.into:
            self.texts[self.into] += data


@cache
def document(path: Path) -> Document:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    topic = " ".join(reader.texts["topic"].split())
    return Document(
        tuple(reader.links),
        frozenset(reader.anchors),
        " ".join(reader.texts["title"].split()),
        reader.language,
        reader.canonical,
        topic,
        reader.headings,
    )


def pages(site: Path) -> Iterator[tuple[str, Path]]:
    """Every page with its address relative to the site; the 404 page stands at no address of its own."""
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if name != "404.html":
            yield name.removesuffix("index.html"), path


def dead_links(site: Path, *, names_files: bool) -> Iterator[str]:
    """Links that lead nowhere. `names_files`: a folder is no answer, as from the file system."""
    for url, path in pages(site):
        here = BASE + ("" if not names_files else path.relative_to(site).parent.as_posix() + "/")
        here = urljoin(BASE, path.relative_to(site).as_posix()) if names_files else BASE + url
        for tag, link in document(path).links:
            target = urljoin(here, link)
            if urlsplit(target).scheme not in {"http", "https"} or not target.startswith("https://intranet.example/"):
                continue
            if not target.startswith(BASE):
                yield f"{url}: <{tag}> {link} leaves the site"
            elif trouble := trouble_with(site, target.removeprefix(BASE), names_files=names_files):
                yield f"{url}: <{tag}> {link}: {trouble}"


def trouble_with(site: Path, target: str, *, names_files: bool) -> str | None:
    """What is wrong with an address of the site; None where it can be followed to its fragment."""
    parts = urlsplit(target)
    path = site / unquote(parts.path)
    if path.is_dir() and not names_files and (parts.path.endswith("/") or not parts.path):
        path = path / "index.html"
    if not path.is_file():
        return "there is no such file"
    fragment = unquote(parts.fragment)
    if fragment and path.suffix == ".html" and fragment not in document(path).anchors:
        return f"there is no #{fragment}"
    return None


def test_no_link_is_dead_under_any_base_path(demo_site):
    """Every link, source and fragment of every page leads somewhere, and none leaves the site's base path."""
    assert list(dead_links(demo_site, names_files=False)) == []


def test_no_link_is_dead_from_the_file_system(offline_site):
    """In the offline site every link names a file that is there."""
    assert list(dead_links(offline_site, names_files=True)) == []


def test_addresses_in_board_json_lead_to_pages(demo_site):
    """`url` of every case on the board is the address of its page."""
    cases = json.loads((demo_site / "api/board.json").read_bytes())["cases"]
    assert cases
    assert [case["url"] for case in cases if trouble_with(demo_site, case["url"], names_files=False)] == []


def test_every_page_is_valid_html(demo_site):
    """A strict parser of HTML 5 finds no error on any page."""
    found = {}
    for url, path in pages(demo_site):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_bytes(), transport_encoding="utf-8")
        if parser.errors:
            found[url] = [(place, code) for place, code, _ in parser.errors[:3]]
    assert found == {}


def framed_pages(site):
    """The pages inside the theme's frame: all but the screens for televisions, which are plain pages of their own."""
    return [(url, path) for url, path in pages(site) if not url.startswith("tv/")]


def test_a_screen_says_its_language_and_its_title(demo_site):
    """A television's page has the language that its address names, and a title."""
    screens = [(url, document(path)) for url, path in pages(demo_site) if url.startswith("tv/")]
    assert {(url.endswith("en.html"), page.language) for url, page in screens} == {(True, "en"), (False, "zh")}
    assert all(page.title for _, page in screens)


def test_every_page_says_what_it_is(demo_site):
    """Language, a title that no other page has, the same in the header, exactly one main heading, no slot left."""
    titles: dict[str, str] = {}
    for url, path in framed_pages(demo_site):
        page = document(path)
        assert page.language == "zh", url
        name, _, site_name = page.title.rpartition(" - ")
        assert site_name == "快速响应板 · board_gen", url
        assert name, url
        assert page.topic == name, url
        assert page.headings == 1, url
        assert titles.setdefault(name, url) == url
        assert not re.search(r"bg[a-z]+slot", path.read_text(encoding="utf-8")), url
        assert page.canonical is None, url


def test_a_case_page_is_named_by_its_case(demo_site):
    """The title of a case page begins with the case's id."""
    for case in json.loads((demo_site / "api/board.json").read_bytes())["cases"]:
        assert document(demo_site / unquote(case["url"]) / "index.html").title.startswith(case["id"])


def test_no_shell_is_published(demo_site):
    """Frames are gone from the finished site."""
    assert [path.name for path in demo_site.iterdir() if path.name.startswith("bg")] == []


def addresses(site: Path) -> list[str]:
    """One page of each kind, and one case page of each: tracked, listed, invalid."""
    cases = json.loads((site / "api/board.json").read_bytes())["cases"]
    kinds = {(case["tracked"], case["phase"] == "invalid"): case["url"] for case in cases}
    return [*(url for url in KINDS_OF_PAGES if (site / url / "index.html").is_file()), *kinds.values()]


def looked_at(browser: Browser, address: str) -> tuple[list[Request], list[str]]:
    """Open a page; what it asked for, and what it complained of."""
    page = browser.new_page(locale="zh-CN")
    requests: list[Request] = []
    complaints: list[str] = []

    def note(request: Request) -> None:  # Playwright marks the function it is given: a list's own append won't do
        requests.append(request)

    page.on("request", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url}: {request.failure}"))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(address, wait_until="networkidle")
    page.close()
    return requests, complaints


@pytest.mark.xdist_group("browser")
def test_no_page_asks_another_host(demo_site, demo_url, browser):
    """With every request recorded, each kind of page asks its own server alone, and no script fails."""
    for url in addresses(demo_site):
        requests, complaints = looked_at(browser, demo_url + url)
        assert requests
        assert [request.url for request in requests if not request.url.startswith((demo_url, "data:", "blob:"))] == []
        assert complaints == [], url


@pytest.mark.xdist_group("browser")
def test_the_offline_site_works_from_files(offline_site, browser):
    """From `file://` nothing is asked of any server, and no script fails."""
    for url in addresses(offline_site):
        requests, complaints = looked_at(browser, (offline_site / unquote(url) / "index.html").as_uri())
        assert [request.url for request in requests if not request.url.startswith(("file:", "data:", "blob:"))] == []
        assert complaints == [], url


@pytest.mark.xdist_group("browser")
def test_slash_goes_to_the_search_and_enter_asks_the_list(demo_url, browser):
    """`/` focuses the form in the header from any page; what is typed is asked of the list of cases."""
    page = browser.new_page()
    page.goto(demo_url + "trends/")
    page.keyboard.press("/")
    page.keyboard.type("FR-2026-0118")
    assert page.evaluate("document.activeElement.name") == "q"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == demo_url + "cases/?q=FR-2026-0118"
    page.close()


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("scheme", "expected"), [("light", "default"), ("dark", "slate")])
def test_the_site_follows_the_systems_light_and_dark(demo_url, browser, scheme, expected):
    """Without a choice of the reader's own the palette is the system's."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(demo_url)
    page.wait_for_function(f"document.body.dataset.mdColorScheme === '{expected}'")
    page.close()


def test_no_sitemap_without_a_site_url(demo_site):
    """Without `site_url` there is nothing to list addresses of."""
    assert not (demo_site / "sitemap.xml").exists()
    assert not (demo_site / "sitemap.xml.gz").exists()


@pytest.fixture(scope="module")
def addressed_site(tmp_path_factory, request) -> Path:
    """A small plant with site_url, repo_url and hostile names, built."""
    from tests.conftest import PlantFolder

    plant = PlantFolder(tmp_path_factory.mktemp("addressed"))
    plant.mkdocs(
        "site_name: Test\nsite_url: https://q.example/board/\nrepo_url: https://github.com/acme/plant\n"
        "theme: {name: material}\nplugins: [{board_gen: {at: '2026-11-23 08:12'}}]\n"
    )
    plant.case("FR-1", "'</title><script>window.hit=1</script>'")
    plant.case("问题-2", "'{{ config.site_name }} {% raw %} & <b>'")
    plant.write("docs/how to.md", "# How to\n")
    built = plant.run("build")
    assert built.returncode == 0, built.stderr
    return plant.folder / "site"


def test_the_canonical_address_and_the_sitemap_agree(addressed_site):
    """With `site_url` each page names its own full address, and sitemap.xml lists all of them."""
    listed = re.findall(r"<loc>([^<]+)</loc>", (addressed_site / "sitemap.xml").read_text())
    canonical = {document(path).canonical for _, path in framed_pages(addressed_site)}
    assert set(listed) == canonical
    assert len(listed) == len(set(listed))
    assert "https://q.example/board/cases/%E9%97%AE%E9%A2%98-2/" in listed
    assert (
        gzip.decompress((addressed_site / "sitemap.xml.gz").read_bytes())
        == (addressed_site / "sitemap.xml").read_bytes()
    )


def test_every_date_of_the_sitemap_is_the_builds(addressed_site):
    """The dates come from the instant that was built for, not from the clock."""
    assert set(re.findall(r"<lastmod>([^<]+)</lastmod>", (addressed_site / "sitemap.xml").read_text())) == {
        "2026-11-23"
    }


def test_the_edit_link_leads_to_the_case_file(addressed_site):
    """With `repo_url` a case page links its own file, and a page made of many files links none."""
    edit = "https://github.com/acme/plant/edit/master/"
    links = {url: [link for _, link in document(path).links if "/edit/" in link] for url, path in pages(addressed_site)}
    assert links["cases/FR-1/"] == [f"{edit}cases/FR-1.md"]
    assert links["cases/问题-2/"] == [f"{edit}cases/%E9%97%AE%E9%A2%98-2.md"]
    assert links[""] == []
    assert links["how to/"] == [f"{edit}docs/how%20to.md"] or links["how to/"] == [f"{edit}docs/how to.md"]


@pytest.mark.xdist_group("browser")
def test_a_hostile_title_runs_nowhere(addressed_site, browser, serve):
    """A title that is a script stands as text in the tab, the header and the board."""
    address = serve(addressed_site)
    for url in ("", "cases/", "cases/FR-1/"):
        page = browser.new_page()
        page.goto(address + url, wait_until="networkidle")
        assert page.evaluate("window.hit") is None
        page.close()
    assert document(addressed_site / "cases/FR-1/index.html").title == (
        "FR-1 </title><script>window.hit=1</script> - Test"
    )
    assert document(addressed_site / "cases/问题-2/index.html").title == (
        "问题-2 {{ config.site_name }} {% raw %} & <b> - Test"
    )


@pytest.mark.xdist_group("browser")
def test_a_repository_is_linked_but_not_asked(addressed_site, browser, serve):
    """`repo_url` puts a link into the header; no page asks that host for stars and forks."""
    address = serve(addressed_site)
    requests, _ = looked_at(browser, address)
    assert [request.url for request in requests if not request.url.startswith((address, "data:"))] == []
    assert ("a", "https://github.com/acme/plant") in document(addressed_site / "index.html").links
