"""The site's own files: one stylesheet, joined in a fixed order, and the pages' scripts."""

from importlib import resources
from importlib.resources.abc import Traversable

from board_gen.pages.site import SiteFile

STYLESHEET = "assets/board_gen.css"
"""The address of the joined stylesheet."""
_FIRST = ("tokens.css", "letters.css", "frame.css")
"""What the others build on; they follow in the order of their names."""


def _folder(name: str) -> Traversable:
    return resources.files("board_gen.pages") / "assets" / name


def stylesheet() -> bytes:
    """All of `assets/css`, joined: tokens, letters, frame, then the pages' own by name."""
    parts = {item.name: item for item in _folder("css").iterdir() if item.name.endswith(".css")}
    rest = sorted(name for name in parts if name not in _FIRST)
    return b"\n".join(parts[name].read_bytes() for name in (*_FIRST, *rest) if name in parts)


def script(name: str) -> bytes:
    """One script of `assets/js`."""
    return (_folder("js") / name).read_bytes()


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
