"""The full-text search: what stands in a text is found, by few and small files, and a change makes one shard anew."""

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from board_gen.pages.assets import script
from board_gen.pages.full_text import (
    INDEX,
    Document,
    Indexed,
    case_document,
    case_text_of,
    page_document,
    page_text_of,
    pile_of,
    put_full_text,
    shards_of,
)
from board_gen.pages.postings import postings_of
from board_gen.rules.digest import digest_of
from board_gen.site_folder import SiteFolder, standing_in
from tests.pages.builders import AT, plant_of
from tests.pages.full_case import full_case

NOW = datetime(2026, 11, 23, 8, 12)  # noqa: DTZ001 - the plant's clock
WRITTEN = st.text(
    st.one_of(
        st.sampled_from(" \n\0，。-_/ab cdXYZ09ＡＢ４ßİıſﬁéΣς不足扭矩漏曲가나ひらカ𠮷😀\u200b\u0301٣"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@dataclass
class Shelf:
    """A site whose cases are texts, built again and again."""

    folder: Path
    texts: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    builds: int = 0
    former: Mapping[str, Indexed] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    @property
    def site(self) -> Path:
        """The site of the last build."""
        return self.folder / str(self.builds)

    def put(self, name: str, text: str, days: float = 0) -> None:
        """A case that was opened so many days ago, and what its Markdown says."""
        self.texts[name] = NOW - timedelta(days), text

    def build(self) -> tuple[Indexed, ...]:
        """Build the index beside the last one; `made` are the shards that were made anew."""
        old = str(self.site) if self.builds else None
        self.builds += 1
        self.made = []
        folder = SiteFolder(str(self.site), old)
        documents = []
        for name, (opened, text) in self.texts.items():
            told = {"id": name, "title": f"about {name}", "report": {"owner": "nobody"}, "text": text}
            content = json.dumps(told).encode()
            path = f"api/cases/{name}.json"
            folder.put(path, content)
            documents.append(Document(f"cases/{name}/", path, content, f"{name} title", opened))
        indexed, _ = put_full_text(folder, documents, NOW.year, self.former, self._make_all)
        folder.keep((file for shard in indexed for file in shard.files), standing_in(folder.new))
        self.former = {shard.name: shard for shard in indexed}
        return indexed

    def _make_all(self, make, shards):
        self.made = [shard.name for shard in shards]
        return map(make, shards)

    def index(self) -> dict[str, bytes]:
        """All files of the index by their paths."""
        top = self.site / "api" / "text"
        return {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def held(texts: list[str]) -> dict[str, set[int]]:
    """By term, the texts that hold it, read back from the postings."""
    found: dict[str, set[int]] = {}
    for term, steps in postings_of(texts):
        assert term not in found
        numbers, number = set(), -1
        for step in steps:
            number += ord(step) - 32
            numbers.add(number)
        found[term] = numbers
    return found


def is_spaceless(character: str) -> bool:
    return any(low <= character <= high for low, high in ("぀ヿ", "㐀\u9fff", "가\ud7af", "豈\ufaff"))


def folded(text: str) -> str:
    wide = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    plain = unicodedata.normalize("NFC", text).translate(wide)
    return "".join("i" if character == "İ" else character.lower() for character in plain)


def expected_terms(text: str) -> Iterator[str]:
    """The terms of a text, character by character."""
    plane = "".join(character if character <= "\uffff" else " " for character in folded(text))
    letters = "".join(character if character.isalnum() else " " for character in plane)
    for one, other in pairwise(letters):
        if " " not in (one, other) and (is_spaceless(one) or is_spaceless(other)):
            yield one + other
    for word in "".join(" " if is_spaceless(character) else character for character in letters).split():
        if len(word) > 2 or (len(word) == 2 and not (word.isascii() and word.isdigit())):
            yield word


# ------------------------------------------------------------------------------------------------------ postings
@settings(deadline=None)
@given(st.lists(WRITTEN, max_size=6))
def test_every_pair_and_word_is_found_in_its_texts(texts) -> None:
    """A text is found by any two characters of it that stand side by side, and by its words; by nothing else."""
    expected: dict[str, set[int]] = {}
    for number, text in enumerate(texts):
        for term in expected_terms(text):
            expected.setdefault(term, set()).add(number)
    assert held(texts) == expected


def test_texts_far_apart_are_told_apart() -> None:
    """The step from one text to another may be as long as an index is large."""
    texts = ["扭矩"] + [""] * 49_998 + ["扭矩 torque"]
    assert held(texts) == {"扭矩": {0, 49_999}, "torque": {49_999}}
    with pytest.raises(ValueError, match="too many"):
        list(postings_of([""] * 60_000))


# ---------------------------------------------------------------------------------------------------------- texts
def test_what_a_case_tells_is_indexed() -> None:
    """Title, problem, causes, actions, lots and Markdown are searched; codes, dates and people are not."""
    report = {
        "problem": {"what": "毛刺", "how_much": "3 pcs"},
        "causes": [{"kind": "occurrence", "text": "worn pin"}],
        "actions": [{"what": "换销", "owner": "李伟", "due": "2026-11-30"}],
        "part": {"lots": ["L2611-07"]},
        "odd": [["deep", None, 3, {"reason": "why not"}]],
    }
    text = case_text_of(json.dumps({"title": "Leak", "report": report, "text": "## D2\nmore"}).encode())
    assert set(text.split("\n")) == {
        "Leak",
        "毛刺",
        "3 pcs",
        "worn pin",
        "换销",
        "L2611-07",
        "why not",
        "## D2",
        "more",
    }
    assert case_text_of(b'{"title": null, "report": null}') == "\n"


def test_the_published_case_holds_what_is_indexed() -> None:
    """The JSON of a case holds its Markdown and the texts of its front matter, and the document leads to it."""
    from board_gen.pages.api import case_file
    from tests.pages.builders import reader_of

    judged = plant_of([full_case()], findings=())
    document = case_document(digest_of(judged.cases[0], AT), b"key", judged.rules.zone)
    file = case_file(judged.cases[0], (), reader_of(judged))
    assert (document.path, document.url) == (file.path, "cases/FR-2026-0118/")
    assert document.opened == judged.cases[0].case.opened
    assert isinstance(file.content, bytes)
    assert "Written before any heading." in case_text_of(file.content)


def test_of_a_page_its_article_is_indexed() -> None:
    """Of the plant's own pages heading and article are searched, not the theme around them."""
    html = "<nav>menu</nav><article><h1>焊接 &amp; more<a>¶</a></h1><p>a<b>b</b></p><script>no()</script></article>"
    assert page_text_of(html) == ("焊接 & more", "焊接 & more a b")
    assert page_text_of("<p>x") == ("", "x")
    assert page_document("guide/a b/index.html", b"x").url == "guide/a%20b/"


# --------------------------------------------------------------------------------------------------------- shards
def test_young_years_are_cut_into_months() -> None:
    """A year lies in one shard until it is long; the young ones are cut sooner; pages come first, newest cases next."""

    def documents(year: int, count: int) -> list[Document]:
        first = datetime(year, 1, 1)  # noqa: DTZ001
        step = timedelta(days=364) / count
        return [Document(f"{year}-{n}", "", b"", "", first + n * step) for n in range(count)]

    given = [*documents(2026, 401), *documents(2025, 400), *documents(2024, 800), *documents(2023, 801)]
    shards = list(shards_of([*given, Document("guide/", "", b"")], 2026))
    names = [shard.name for shard in shards]
    assert names == [
        "pages",
        *(f"2026-{month:02}" for month in range(12, 0, -1)),
        "2025",
        "2024",
        *(f"2023-{month:02}" for month in range(12, 0, -1)),
    ]
    assert sum(len(shard.documents) for shard in shards) == len(given) + 1
    cases = [document.opened for shard in shards[1:] for document in shard.documents]
    assert cases == sorted(cases, reverse=True)  # type: ignore[type-var]


def test_a_change_makes_its_shard_anew_and_no_other(shelf) -> None:
    """A new build makes the shards in which something changed; all others stay the very files that stand."""
    shelf.put("A", "alpha")
    shelf.put("B", "beta", days=800)
    shelf.build()
    assert shelf.made == ["2026", "2024"]
    before = {path: (shelf.site / "api/text" / path).stat().st_ino for path in shelf.index()}
    shelf.build()
    assert shelf.made == []
    shelf.put("B", "changed", days=800)
    shelf.build()
    assert shelf.made == ["2024"]
    after = {path: (shelf.site / "api/text" / path).stat().st_ino for path in shelf.index()}
    same = {path for path in before if after.get(path) == before[path]}
    assert same == {path for path in before if path.startswith("2026")}
    assert not {path for path in after if path.startswith("2024")} & set(before)


def test_a_shard_that_lacks_a_file_is_made_anew(shelf) -> None:
    """What somebody took away from the published index is there again after the next build."""
    shelf.put("A", "alpha")
    shelf.build()
    whole = shelf.index()
    lost = next(path for path in whole if path.endswith(".txt"))
    (shelf.site / "api/text" / lost).unlink()
    shelf.build()
    assert shelf.index() == whole


def test_the_index_is_the_same_for_the_same_texts(tmp_path) -> None:
    """Neither the order of the cases nor what was built before leaves a trace in the index."""
    one, other = Shelf(tmp_path / "one"), Shelf(tmp_path / "other")
    names = ["A", "B", "C"]
    for shelf, order in ((one, names), (other, names[::-1])):
        for name in order:
            shelf.put(name, f"扭矩 {name}", days=300 * names.index(name))
    other.put("D", "later gone")
    other.build()
    del other.texts["D"]
    one.build()
    other.build()
    assert one.index() == other.index()


def test_a_term_lies_in_the_pile_of_its_beginning() -> None:
    """Words that begin alike lie together, so that a beginning is sought in one pile."""
    assert {pile_of(word, 97) for word in ("torque", "to", "total")} == {pile_of("to", 97)}
    assert len({pile_of(chr(0x4E00 + n) + "不", 97) for n in range(97)}) == 97


# ------------------------------------------------------------------------------------------------------ in the browser
PAGE = """<!doctype html><meta charset="utf-8"><title>x</title>
<section id="place" hidden><ol></ol><p><button type="button" hidden>more</button></p></section>
<script src="../assets/full_text.js"></script>"""
FOUND = """async query => { const search = boardGenText.search(query), found = [];
  for (let some = [1]; some.length; found.push(...some.map(one => one.url))) some = await search.next(7);
  return found; }"""


def publish(shelf: Shelf) -> Path:
    """The index with a page that can search it."""
    shelf.build()
    for path, content in {"cases/index.html": PAGE.encode(), "assets/full_text.js": script("full_text.js")}.items():
        target = shelf.site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return shelf.site


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the script failed: {error}"))
    yield page
    page.close()


@pytest.fixture
def opened(shelf: Shelf, tab: Page, serve: Callable[..., str]) -> Callable[[], str]:
    """Build the index and open a page that searches it, below a base path."""

    def open_page() -> str:
        url = serve(publish(shelf), "/quality/board/")
        tab.goto(f"{url}cases/")
        return url

    return open_page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("扭矩不足", ["A"]),
        ("扭矩", ["A", "B"]),
        ("torque", ["B", "C"]),
        ("TOR", ["B", "C"]),
        ("ｔｏｒｑｕｅ 扭矩", ["B"]),
        ("3号线", ["C"]),
        ("l2611 07", ["C"]),
        ("about", ["A", "B", "C"]),
        ("orque", []),
        ("足扭", []),
        ("x", []),
        ("07", []),
        ("", []),
    ],
)
def test_cases_are_found_by_what_stands_in_them(query, found, shelf, opened, tab) -> None:
    """Pieces of Chinese text and beginnings of words are found in both languages, newest first; all must be there."""
    shelf.put("A", "夹具：扭矩不足。")
    shelf.put("B", "Torque too low, 扭矩 12 Nm", days=200)
    shelf.put("C", "3号线 L2611-07 torques", days=900)
    opened()
    assert tab.evaluate(FOUND, query) == [f"cases/{name}/" for name in found]


@settings(deadline=None, max_examples=60)
@given(st.lists(WRITTEN, min_size=1, max_size=8))
@example(["0¹", "٣٤", "12"])
def test_browser_and_builder_fold_alike(browser_terms, texts) -> None:
    """What a reader types has the terms that the same text has in the index, for letters that both know."""
    for text in texts:
        plain = "".join(character for character in text if unicodedata.category(character)[0] in "LNPZ")
        known = {term for term in held([plain]) if all(unicodedata.category(c)[0] in "LN" for c in term)}
        assert set(browser_terms(plain)) == known


@pytest.fixture(scope="module")
def browser_terms(browser: Browser) -> Iterator[Callable[[str], list[str]]]:
    """The terms that the script makes of a query."""
    page = browser.new_page()
    files = {
        "/cases/": (PAGE, "text/html"),
        "/assets/full_text.js": (script("full_text.js").decode(), "text/javascript"),
    }

    def answer(route: Route) -> None:
        body, kind = files[urlsplit(route.request.url).path]
        route.fulfill(body=body, content_type=kind)

    page.route("**/*", answer)
    page.goto("http://board.invalid/cases/")
    yield lambda text: page.evaluate("text => boardGenText.termsOf(text).map(one => one.term)", text)
    page.close()


def test_many_results_come_by_and_by(shelf, opened, tab) -> None:
    """All results come, each once, in the order of opening, over many shards, however many are asked for at once."""
    for number in range(230):
        shelf.put(f"N{number:03}", "漏油 everywhere", days=10 * number)
    opened()
    assert tab.evaluate(FOUND, "漏油 every") == [f"cases/N{number:03}/" for number in range(230)]


def test_nothing_is_loaded_before_somebody_seeks(shelf, opened, tab) -> None:
    """A page loads none of the index; a search loads the list of shards, one pile a term, and the names."""
    for number in range(30):
        shelf.put(f"N{number:03}", f"扭矩不足 {number}", days=100 * number)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    url = opened()
    assert [name for name in asked if "/api/" in name] == []
    asked.clear()
    tab.evaluate("() => boardGenText.search('扭矩不足').next(1)")
    paths = [name.removeprefix(url) for name in asked]
    assert paths[0] == INDEX
    assert len(paths) <= 1 + 3 + 1
    assert all(path.startswith("api/text/2026-") for path in paths[1:])


def test_a_site_published_in_the_middle_is_searched_anew(shelf, opened, tab) -> None:
    """Shards that are gone are looked up again, and no result is shown twice."""
    for number in range(12):
        shelf.put(f"N{number:03}", "漏油", days=200 * number)
    url = opened()
    first = tab.evaluate("async () => { window.cursor = boardGenText.search('漏油'); return cursor.next(1); }")
    served = shelf.site
    shelf.put("N003", "漏油 and more", days=600)
    for number in range(4, 12):
        shelf.put(f"N{number:03}", "漏油 changed", days=200 * number)
    shelf.build()
    for old in sorted((served / "api").rglob("*"), reverse=True):
        old.unlink() if old.is_file() else old.rmdir()
    for path in sorted((shelf.site / "api").rglob("*")):
        if path.is_file():
            target = served / path.relative_to(shelf.site)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    rest = tab.evaluate("() => cursor.next(100)")
    assert [one["url"] for one in (*first, *rest)] == [f"cases/N{number:03}/" for number in range(12)]
    assert url in tab.url


def test_results_are_shown_with_what_stands_around(shelf, opened, tab) -> None:
    """Ten results are shown, each a link with a piece of its text, the rest on demand; texts run nothing."""
    for number in range(12):
        shelf.put(f"N{number:03}", f"前文 <img src=x onerror=alert(1)> 密封圈凹痕，后文 {number}", days=number)
    tab.on("dialog", lambda dialog: pytest.fail("a text ran"))
    url = opened()
    tab.evaluate("() => boardGenText.show('密封圈凹痕', document.getElementById('place'))")
    tab.wait_for_selector("#place li:nth-child(10) mark")
    assert tab.locator("#place li").count() == 10
    assert tab.locator("#place li a").first.get_attribute("href") == f"{url}cases/N000/"
    assert tab.locator("#place li mark").first.inner_text() == "密封圈凹痕"
    assert "<img src=x" in tab.locator("#place li p").first.inner_text()
    tab.click("#place button")
    tab.wait_for_selector("#place li:nth-child(12) mark")
    assert tab.locator("#place button").is_hidden()
    tab.evaluate("() => boardGenText.show('', document.getElementById('place'))")
    tab.wait_for_selector("#place", state="hidden")


def test_the_later_search_counts(shelf, opened, tab) -> None:
    """Who types on sees the results of what stands in the field at last, and of nothing else."""
    shelf.put("A", "alpha beta")
    shelf.put("B", "beta", days=1)
    opened()
    tab.evaluate(
        "() => { for (const q of ['beta', 'alp', 'alpha']) boardGenText.show(q, document.getElementById('place')); }"
    )
    tab.wait_for_selector("#place li mark")
    assert tab.locator("#place li a").all_inner_texts() == ["A title"]


def test_a_missing_index_is_no_fault(shelf, opened, tab) -> None:
    """Where the index can't be loaded the list alone is the search: nothing is shown, nothing fails."""
    shelf.put("A", "alpha")
    opened()
    (shelf.site / INDEX).unlink()
    tab.evaluate("() => boardGenText.show('alpha', document.getElementById('place'))")
    with tab.expect_response(lambda response: response.url.endswith("index.json")) as told:
        pass
    assert told.value.status == 404
    assert tab.evaluate("() => boardGenText.search('alpha').next(1)") == []
    assert tab.locator("#place").is_hidden()


def test_files_are_not_searched(shelf, tab) -> None:
    """From the file system the compact list is the only search."""
    shelf.put("A", "alpha")
    tab.goto((publish(shelf) / "cases/index.html").as_uri())
    assert tab.evaluate("() => window.boardGenText === undefined")
