"""The site's own files: one stylesheet, joined in a fixed order, and the pages' scripts."""

import re
from importlib import resources
from importlib.resources.abc import Traversable

from board_gen.pages.site import SiteFile

STYLESHEET = "assets/board_gen.css"
"""The address of the joined stylesheet."""
_FIRST = ("tokens.css", "letters.css", "frame.css")
"""What the others build on; they follow in the order of their names."""

_COMMENT = re.compile(r"^[ ]*/\*.*?\*/[ ]*$", re.MULTILINE | re.DOTALL)
"""A comment that has its lines for itself."""
_INDENT = re.compile(r"\n\s+")
_UNFINISHED = re.compile(r"(?<=[{;,(|&?:+])\n")
"""The end of a line that goes on in the next, or is a whole statement; only where no `//` comment could swallow it."""


def _folder(name: str) -> Traversable:
    return resources.files("board_gen.pages") / "assets" / name


def stylesheet() -> bytes:
    """All of `assets/css`, joined: tokens, letters, frame, then the pages' own by name."""
    parts = {item.name: item for item in _folder("css").iterdir() if item.name.endswith(".css")}
    rest = sorted(name for name in parts if name not in _FIRST)
    return b"\n".join(parts[name].read_bytes() for name in (*_FIRST, *rest) if name in parts)


def script(name: str) -> bytes:
    """One script of `assets/js`, without what only its reader needs: comments, indents, ends of unfinished lines."""
    text = (_folder("js") / name).read_text(encoding="utf-8")
    lines = _INDENT.sub("\n", _COMMENT.sub("", text)).lstrip()
    return (lines if "//" in lines else _UNFINISHED.sub("", lines)).encode()


def script_url(name: str) -> str:
    """Where a script of `assets/js` is published."""
    return f"assets/{name}"


def asset_files() -> tuple[SiteFile, ...]:
    """The stylesheet and every script, as files of the site."""
    scripts = sorted(item.name for item in _folder("js").iterdir() if item.name.endswith(".js"))
    return (
        SiteFile(STYLESHEET, stylesheet()),
        *(SiteFile(script_url(name), script(name)) for name in scripts),
    )
