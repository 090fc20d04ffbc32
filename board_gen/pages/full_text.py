"""The full-text index: which words stand in the text of which case or page, in files that a browser asks for by need.

Documents lie in shards, by the year of opening, by the month where a year is long or young: a change makes its shard
anew and no other. A shard is a folder below `api/text/`, named by its content, so that what a browser keeps is never
another version's:

    api/text/index.json               the shards, newest first: [name, version, documents, piles] each
    api/text/2026-11-1f0c9a7e/7.txt   a pile of postings: lines of a term, a tab, the documents that hold it
    api/text/2026-11-1f0c9a7e/d0.json  the first hundred documents: [address, title] each

Which pile a term lies in is told by its first two characters, so that words are found by how they begin. What is
indexed of a case is what `/api/cases/ID.json` says: the index is made of what is published, and can be made anew of it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import blake2b
from html import unescape
from itertools import groupby, repeat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from board_gen.pages.case import url_of
from board_gen.pages.site import href_of
from board_gen.rules.digest import CaseDigest
from board_gen.site_folder import SiteFolder, Written

if TYPE_CHECKING:
    from board_gen.pages.postings import Posting

FOLDER = "api/text/"
INDEX = f"{FOLDER}index.json"
"""The list of shards: the one file of the index whose address is always the same."""
PAGES = "pages"
"""The shard of what is no case: the plant's own pages. It is asked first."""
_SHORT_YEAR, _LONG_YEAR = 400, 800
"""So many cases a year may have to lie in one shard: a young year (this one, the last one), any other."""
_LONG_MONTH = 50_000
"""So many cases a month may have; more than that can't be told apart in one shard."""
_PILE = 8 * 1024
"""How large a pile of postings is, in bytes, about: one search reads one of each shard for each of its terms."""
_AT_ONCE = 100
"""How many documents one file names."""

_TOLD = frozenset(
    {
        *("title", "name", "number", "lots", "next", "na", "reason", "consent", "note", "evidence", "reason_fewer"),
        *("what", "where", "when", "who", "why", "how", "how_much", "because", "text", "disposition"),
        *("effect", "cost", "side_effects", "result", "revision", "product", "action", "part"),
    }
)
"""The keys of front matter whose values are texts, or lists of texts; all else is codes, dates and people."""
_MAIN = re.compile(r"<article\b.*?</article>", re.DOTALL)
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_NO_TEXT = re.compile(r"<(script|style|template)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)


class Document(NamedTuple):
    """A case or page that can be found by its text.

    `url` is its address as a link from the site's root writes it. `path` is its published file: the JSON of a case, the
    HTML of a page, whose text is read when its shard is made. `key` stands for that text: as long as it is the same,
    the text is. `opened` is on the plant's clock, None for a page. `title` is what a reader sees; that of a page stands
    in the page itself.
    """

    url: str
    path: str
    key: bytes
    title: str = ""
    opened: datetime | None = None


def case_document(digest: CaseDigest, key: bytes, zone: ZoneInfo) -> Document:
    """A case; `key` stands for what it was made of."""
    path = f"api/cases/{digest.address}.json"
    opened = digest.opened.astimezone(zone)
    return Document(href_of(url_of(digest.address)), path, key, f"{digest.id} {digest.title}", opened)


def page_document(path: str, html: bytes) -> Document:
    """A page of the plant's own, by its file in the site and what that holds."""
    url = path.removesuffix("index.html")
    return Document(href_of(url), path, blake2b(html, digest_size=16).digest())


class Shard(NamedTuple):
    """Documents that are indexed together, newest first; `name` is a year, a month, or PAGES."""

    name: str
    documents: tuple[Document, ...]

    @property
    def key(self) -> bytes:
        """What stands for all that the shard's files are made of."""
        told = [(document.url, document.title, document.key) for document in self.documents]
        return blake2b(repr((self.name, told)).encode(errors="backslashreplace"), digest_size=16).digest()


class Indexed(NamedTuple):
    """A shard as it is published: its version (of its content), how many documents and piles it has, and its files."""

    name: str
    key: bytes
    version: str
    documents: int
    piles: int
    files: tuple[Written, ...]


class Text(NamedTuple):
    """What a document is called and what is indexed of it."""

    title: str
    text: str


MakeAll = Callable[[Callable[[Shard], Indexed], Sequence[Shard]], Iterable[Indexed]]
"""Makes shards, perhaps several at once, in their order."""


# ------------------------------------------------------------------------------------------------------- shards
def put_full_text(
    folder: SiteFolder,
    documents: Iterable[Document],
    this_year: int,
    former: Mapping[str, Indexed],
    make_all: MakeAll = map,
) -> tuple[tuple[Indexed, ...], Written]:
    """Make the index of all documents, and nothing of it that stands published: the shards, and the file of them all.

    `former` are the shards that a former build published, by name; `this_year` is that of the reader's clock.
    """
    shards = tuple(shards_of(documents, this_year))
    known = {shard.name: _standing(shard, former, folder) for shard in shards}
    missing = [shard for shard in shards if known[shard.name] is None]
    if missing:
        import board_gen.pages.postings  # noqa: F401 - numpy is loaded here, by need, before workers are forked
    made = {shard.name: shard for shard in make_all(partial(put_shard, folder=folder), missing)}
    indexed = tuple(known[shard.name] or made[shard.name] for shard in shards)
    told = [[shard.name, shard.version, shard.documents, shard.piles] for shard in indexed]
    return indexed, folder.put(INDEX, _json(told))


def shards_of(documents: Iterable[Document], this_year: int) -> Iterator[Shard]:
    """All documents in shards: the pages, then cases, newest first."""
    ordered = sorted(documents, key=lambda document: document.url)
    pages = tuple(document for document in ordered if document.opened is None)
    if pages:
        yield Shard(PAGES, pages)
    cases = sorted((d for d in ordered if d.opened is not None), key=_opened, reverse=True)
    for year, group in groupby(cases, key=lambda document: _opened(document).year):
        of_year = tuple(group)
        if len(of_year) <= (_SHORT_YEAR if year >= this_year - 1 else _LONG_YEAR):
            yield Shard(f"{year:04}", of_year)
        else:
            for month, of_month in groupby(of_year, key=lambda document: _opened(document).month):
                yield from _bounded(f"{year:04}-{month:02}", tuple(of_month))


def _opened(document: Document) -> datetime:
    if document.opened is None:
        raise ValueError(f"{document.url} is no case")
    return document.opened


def _bounded(name: str, documents: tuple[Document, ...]) -> Iterator[Shard]:
    for number, start in enumerate(range(0, len(documents), _LONG_MONTH)):
        yield Shard(name if number == 0 else f"{name}-{number}", documents[start : start + _LONG_MONTH])


def _standing(shard: Shard, former: Mapping[str, Indexed], folder: SiteFolder) -> Indexed | None:
    """The shard as a former build made it, if it was made of the same and its files stand."""
    known = former.get(shard.name)
    if known is None or known.key != shard.key:
        return None
    files = folder.still(known.files)
    return None if files is None else known._replace(files=files)


# -------------------------------------------------------------------------------------------------------- files
def put_shard(shard: Shard, folder: SiteFolder) -> Indexed:
    """Make the files of a shard, of what is published of its documents."""
    from board_gen.pages.postings import postings_of

    texts = [text_of(document, folder) for document in shard.documents]
    postings = sorted(postings_of([text.text for text in texts]))
    count = 1 + sum(len(posting.term) + len(posting.texts) for posting in postings) // _PILE
    files = {f"{number}.txt": pile for number, pile in enumerate(_piles(postings, count))}
    named = [[document.url, text.title] for document, text in zip(shard.documents, texts, strict=True)]
    for start in range(0, len(named), _AT_ONCE):
        files[f"d{start // _AT_ONCE}.json"] = _json(named[start : start + _AT_ONCE])
    version = blake2b(b"\0".join(files.values()), digest_size=5).hexdigest()
    place = f"{FOLDER}{shard.name}-{version}/"
    written = tuple(folder.put(place + name, content) for name, content in files.items())
    return Indexed(shard.name, shard.key, version, len(texts), count, written)


def _piles(postings: "Iterable[Posting]", count: int) -> Iterator[bytes]:
    """The postings in so many piles, by `pile_of`."""
    piles: list[list[str]] = [[] for _ in range(count)]
    for term, texts in postings:
        piles[pile_of(term, count)].append(f"{term}\t{texts}\n")
    return ("".join(pile).encode() for pile in piles)


def pile_of(term: str, count: int) -> int:
    """The number of the pile, of so many, in which a term lies."""
    return (ord(term[0]) * 31 + ord(term[1])) % count


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


# -------------------------------------------------------------------------------------------------------- texts
def text_of(document: Document, folder: SiteFolder) -> Text:
    """What is indexed of a document, as its file says that was made just now, or stands published."""
    made = Path(folder.new, document.path)
    content = (made if folder.old is None or made.exists() else Path(folder.old, document.path)).read_bytes()
    if document.path.endswith(".json"):
        return Text(document.title, case_text_of(content))
    page = page_text_of(content.decode(errors="replace"))
    return page if page.title else Text(document.title or document.url, page.text)


def case_text_of(content: bytes) -> str:
    """The texts that the JSON of a case holds: its title, what its front matter tells, its Markdown."""
    told = json.loads(content)
    return "\n".join((told.get("title") or "", *_texts_in(told.get("report")), told.get("text") or ""))


def _texts_in(report: object) -> list[str]:
    """All texts under the keys of _TOLD, at any depth; those in a list stand under the list's key."""
    texts: list[str] = []
    waiting: list[tuple[str, object]] = [("", report)]
    for key, found in waiting:
        inside = (
            found.items() if isinstance(found, dict) else zip(repeat(key), found if isinstance(found, list) else ())
        )
        for name, value in inside:
            if not isinstance(value, str):
                waiting.append((name, value))
            elif name in _TOLD:
                texts.append(value)
    return texts


def page_text_of(html: str) -> Text:
    """The heading and the text of a page's article; the theme's frame around it is on every page."""
    main = _MAIN.search(html)
    article = main[0] if main else html
    heading = _HEADING.search(article)
    return Text(_plain(heading[1]) if heading else "", _plain(article))


def _plain(html: str) -> str:
    return " ".join(unescape(_NO_TEXT.sub(" ", html)).replace("¶", " ").split())
