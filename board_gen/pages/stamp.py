"""Stamp: puts pages into the frame that a host rendered, and nothing else touches them afterwards."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from board_gen.pages.code_points import clean
from board_gen.pages.shells import Shell, Slot, shell_of
from board_gen.pages.site import Page, PaperHead, href_of, root_of

_SLOTS = re.compile("(" + "|".join(Slot) + ")")
_SOURCE_LINK = re.compile(rf'<a href="[^"]*{Slot.SOURCE}[^"]*"[^>]*>.*?</a>\s*', re.DOTALL)
_NOT_IN_CSS = re.compile(r'[\x00-\x1f\x7f-\x9f"\\<>&]')
_LINK = re.compile(r'(<(?:a|area|form|link)\b(?:[^>"]|"[^"]*")*?\s(?:href|action)=")([^"]*)"')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/|#|$", re.IGNORECASE)
_KEPT_OR_GAP = re.compile(
    r"(<(pre|textarea|script|style)\b.*?</\2\s*>|<!--.*?-->|<[^>]*>)|\s*\n\s*", re.DOTALL | re.IGNORECASE
)
"""What keeps its white space (elements that show or run it, comments, tags), or a gap with a line end in it."""

TITLE = f"<h1>{Slot.CONTENT}</h1>"
"""What stands in a shell where the content goes: a heading, so that the theme adds none of its own."""


class StampError(ValueError):
    """The host's frame lacks a slot: a theme or a plugin has changed the page beyond use."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rendered shell, cut at its slots: with the link to a page's source, and without."""

    with_source: tuple[str, ...]
    without_source: tuple[str, ...]
    offline: bool


def frame_of(html: str, shell: Shell, *, offline: bool = False) -> Frame:
    """Cut a rendered shell at its slots; StampError where title or content have gone.

    Gaps become a line end each: a third of a theme's frame is indentation, and every page carries it.
    """
    html = _KEPT_OR_GAP.sub(lambda found: found[1] or "\n", html.strip()).replace(TITLE, Slot.CONTENT)
    if shell.is_shared:
        html = html.replace(shell.url, Slot.ADDRESS)
    html = html.replace("</head>", f"{Slot.HEAD}</head>", 1)
    html = f"{Slot.FOOT}</body>".join(html.rsplit("</body>", 1))
    missing = [slot for slot in (Slot.TITLE, Slot.CONTENT, Slot.HEAD, Slot.FOOT) if slot not in html]
    if missing:
        raise StampError(", ".join(missing))
    if offline:
        html = with_index_names(html)
    return Frame(tuple(_SLOTS.split(html)), tuple(_SLOTS.split(_SOURCE_LINK.sub("", html))), offline)


@dataclass(frozen=True, slots=True)
class Frames:
    """Every frame of a site, by its shell."""

    by_shell: Mapping[Shell, Frame]

    def of(self, url: str) -> Frame:
        """The frame of the page at an address."""
        return self.by_shell[shell_of(url, self.by_shell)]


def stamped(frame: Frame, page: Page) -> str:
    """Return the whole page. One pass: what a page brings is never looked at again."""
    root = root_of(page.url)
    fills: dict[str, str] = {
        Slot.TITLE: escape(clean(page.title)),
        Slot.CONTENT: with_index_names(page.html) if frame.offline else page.html,
        Slot.ADDRESS: href_of(page.url),
        Slot.SOURCE: quote(page.edit_path or ""),
        Slot.HEAD: "".join(f'<link rel="stylesheet" href="{root}{href_of(style)}">' for style in page.styles)
        + (_paper_style(page.paper) if page.paper else ""),
        Slot.FOOT: "".join(f'<script src="{root}{href_of(script)}" defer></script>' for script in page.scripts),
    }
    parts = frame.with_source if page.edit_path else frame.without_source
    return "".join([fills.get(part, part) for part in parts])


def _paper_style(head: PaperHead) -> str:
    """The words at the top of each sheet of paper: `@page` of the stylesheet reads them from the root element."""
    return f"<style>:root{{--paper-left:{css_string(head.left)};--paper-right:{css_string(head.right)}}}</style>"


def css_string(text: str) -> str:
    """A text as a string of a stylesheet within a page: whatever could end the string or the element is written as a
    number.
    """
    return '"' + _NOT_IN_CSS.sub(lambda match: f"\\{ord(match[0]):x} ", clean(text)) + '"'


def with_index_names(html: str) -> str:
    """Return a page whose links work from `file://`: each link to a folder of this site names its index.html."""
    return _LINK.sub(lambda match: f'{match[1]}{_index_named(match[2])}"', html)


def _index_named(link: str) -> str:
    path = re.split("[?#]", link, maxsplit=1)[0]
    folder = path.removesuffix("/")
    is_folder = path.endswith("/") or folder.rpartition("/")[2] in {".", ".."}
    return f"{folder}/index.html{link[len(path) :]}" if is_folder and not _ELSEWHERE.match(link) else link
