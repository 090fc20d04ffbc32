"""Shells: which frames a host renders, and which pages go into which.

A page of the navigation has a frame of its own, at its own address. All others share frames: one for each depth
(the frame's addresses are relative, so it must stand as deep as its pages), part of the navigation, and name.
A shell's address and content are slots, plain letters and digits: no text of a user reaches the theme.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from board_gen.pages.site import Chrome, depth_of


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
    """A frame at the address `url`: of one page of the navigation, or shared by all others of its depth and section.

    `section` is the page of the navigation shown as active, None for none.
    """

    url: str
    section: str | None
    is_shared: bool


def shells_of(chrome: Chrome) -> tuple[Shell, ...]:
    """Every frame that a site may need: known before a single page is made."""
    own = [Shell(item.url, item.url, is_shared=False) for item in chrome.nav]
    shared = [
        Shell(f"{Slot.ADDRESS}{number}/" + "bg/" * (depth - 1), section, is_shared=True)
        for number, (depth, section) in enumerate(chrome.shared, 1)
    ]
    return (*own, *shared)


def shell_of(url: str, shells: Iterable[Shell]) -> Shell:
    """The frame of the page at an address: its own, else its section's, else that of its depth.

    LookupError where the site has declared none: no page of it stands there.
    """
    fits = [shell for shell in shells if shell.url == url or _shares(shell, url)]
    if not fits:
        raise LookupError(f"no frame stands as deep as {url}")
    return max(fits, key=lambda shell: (not shell.is_shared, len(shell.section or "")))


def _shares(shell: Shell, url: str) -> bool:
    return shell.is_shared and depth_of(shell.url) == depth_of(url) and url.startswith(shell.section or "")


def addresses_of(shells: Iterable[Shell]) -> Mapping[str, Shell]:
    """Return the shells by the source path that a host knows them by (`cases/index.md`)."""
    return {f"{shell.url}index.md": shell for shell in shells}
