"""Shells: which frames a host renders, and which pages go into which.

A page of the navigation has a frame of its own, at its own address. All others share frames: one for each depth
(the frame's addresses are relative, so it must stand as deep as its pages), part of the navigation, and name.
A shell's address and content are slots, plain letters and digits: no text of a user reaches the theme.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from board_gen.pages.site import Page, Site, depth_of


class Slot(StrEnum):
    """A place in a rendered shell that the stamp fills."""

    TITLE = "bgtitleslot"
    CONTENT = "bgcontentslot"
    ADDRESS = "bgaddressslot"
    SOURCE = "bgsourceslot"
    HEAD = "bgheadslot"
    FOOT = "bgfootslot"


@dataclass(frozen=True, slots=True)
class Shell:
    """A frame for `pages`, rendered at the address `url`; `section` is the page of the navigation shown as active."""

    url: str
    pages: tuple[Page, ...]
    section: str | None
    is_shared: bool


def shells_of(site: Site) -> tuple[Shell, ...]:
    """Return every frame that the site needs, in the order in which its pages first ask for them."""
    in_nav = {item.url for item in site.nav}
    groups: dict[tuple[str, ...], list[Page]] = {}
    for page in site.pages:
        groups.setdefault(_key_of(page, in_nav), []).append(page)
    return tuple(_shell_of(pages, number, in_nav) for number, pages in enumerate(groups.values(), 1))


def section_of(url: str, in_nav: Iterable[str]) -> str | None:
    """Return the page of the navigation that a page belongs to: the longest that its address begins with."""
    return max((item for item in in_nav if item and url.startswith(item)), key=len, default=None)


def _key_of(page: Page, in_nav: set[str]) -> tuple[str, ...]:
    if page.url in in_nav:
        return (page.url,)
    return (str(depth_of(page.url)), section_of(page.url, in_nav) or "", page.shell or "")


def _shell_of(pages: list[Page], number: int, in_nav: set[str]) -> Shell:
    first = pages[0]
    if first.url in in_nav:
        return Shell(first.url, (first,), first.url, is_shared=False)
    depth = depth_of(first.url)
    url = f"{Slot.ADDRESS}{number}/" + "bg/" * (depth - 1) if depth else ""
    return Shell(url, tuple(pages), section_of(first.url, in_nav), is_shared=bool(depth))


def addresses_of(shells: Iterable[Shell]) -> Mapping[str, Shell]:
    """Return the shells by the source path that a host knows them by (`cases/index.md`)."""
    return {f"{shell.url}index.md": shell for shell in shells}
