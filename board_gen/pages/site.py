"""Site: what the pages hand to a host: complete, clean content, and where it stands.

A host (MkDocs today) renders *shells* only: the theme's frame around a slot. The stamp then puts each page into its
shell, so that no text of a user ever passes Markdown, Jinja or the theme's title and navigation (facts.md).

Addresses (`url`, `path`) are relative to the site's root, `/`-separated, without a leading `/`, **not**
percent-encoded; `href_of` encodes them where they are written as a link. A page's address is `""` or ends in `/`.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from board_gen.model.label import Language


class PaperHead(NamedTuple):
    """What stands at the top of each sheet of paper, at the left and at the right; plain text, on one line."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page inside the theme's frame.

    `title` is plain text, however hostile; the stamp escapes it. `html` is the whole content with its `<h1>`, clean,
    its links relative to the page's own address (`root_of(url)` leads to the root). `styles` and `scripts` are
    addresses of files that only this page loads, scripts deferred, in that order, after the site's. `edit_path` is the
    source file relative to the folder of mkdocs.yml (`cases/2026/FR-2026-0118.md`), for the theme's edit link.
    `paper` is what each of its sheets of paper says at the top, where it is one that people print.
    """

    url: str
    title: str
    html: str
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    edit_path: str | None = None
    paper: PaperHead | None = None


@dataclass(frozen=True, slots=True)
class SiteFile:
    """Any other file of the site: data, an asset, an attachment, a page without the frame (`tv/index.html`).

    `content` is its bytes, or the path of a file to copy.
    """

    path: str
    content: bytes | Path


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the navigation: a title of ours, in the site's language (no user text), and a page's address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Chrome:
    """What a host renders around every page, known before any page is made.

    `shared` are the frames of pages that are not in the navigation: how many folders deep they stand, and the page of
    the navigation that they belong to (None: to none). `styles` and `scripts` are loaded by every page, the user's own
    docs too. `search_url` is the page that answers `?q=`.
    """

    language: Language
    nav: tuple[NavItem, ...] = ()
    shared: tuple[tuple[int, str | None], ...] = ()
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    search_url: str | None = "cases/"
    offline: bool = False


def depth_of(url: str) -> int:
    """How many folders below the root a page or file stands."""
    return url.count("/")


def root_of(url: str) -> str:
    """Return the way from a page or file to the root: `./`, `../`, `../../` …; append any address to it."""
    return "../" * depth_of(url) or "./"


@lru_cache(maxsize=1024)
def href_of(url: str) -> str:
    """Return an address as a link writes it: percent-encoded, `/` kept."""
    return quote(url, safe="/~")


def link_of(page_url: str, target: str) -> str:
    """Return the relative link from a page to an address of the site (`""`: the root page), percent-encoded."""
    return root_of(page_url) + href_of(target)
