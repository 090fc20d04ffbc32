"""The finished site on disk: pages stamped into the host's frames, all other files, the list of addresses."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from board_gen.pages.case_keys import PATH as CASE_KEYS
from board_gen.pages.seen_before import FOLDER as SEEN_BEFORE
from board_gen.pages.shells import Shell
from board_gen.pages.site import Page, SiteFile
from board_gen.pages.sitemap import compressed, sitemap_of
from board_gen.pages.stamp import Frames, frame_of, stamped, with_index_names
from board_gen.pages.trend_data import URL as TREND_DATA
from board_gen.site_folder import SiteFolder, Written

BUILD = "api/build.json"
"""What every page asks of the build."""
SCRIPTED = (BUILD, CASE_KEYS, SEEN_BEFORE, TREND_DATA)
"""What pages ask for that a page from the file system reads as a script: such files, and those of such folders."""


def frames_of(shells: Iterable[Shell], folder: Path, *, offline: bool) -> Frames:
    """The frames that the host left in `folder`; StampError for one that can't be used."""
    return Frames(
        {
            shell: frame_of((folder / shell.url / "index.html").read_text(encoding="utf-8"), shell, offline=offline)
            for shell in shells
        }
    )


def put_page(folder: SiteFolder, frames: Frames, page: Page) -> Written:
    """Make a page of the site, in its frame."""
    return folder.put(f"{page.url}index.html", stamped(frames.of(page.url), page).encode())


def put_file(folder: SiteFolder, file: SiteFile, *, offline: bool) -> Iterator[Written]:
    """Make what is no page: data, an asset, an attachment, a page without a frame."""
    if isinstance(file.content, Path):
        yield folder.copy(file.path, str(file.content))
    elif offline and file.path.endswith(".html"):
        yield folder.put(file.path, with_index_names(file.content.decode()).encode())
    else:
        yield folder.put(file.path, file.content)
        if offline and file.path.startswith(SCRIPTED):
            yield folder.put(f"{file.path.removesuffix('.json')}.js", script_of(file.path, file.content))


def put_host_files(folder: SiteFolder, host: Path, shells: Iterable[Shell]) -> Iterator[Written]:
    """Take over what the host made by itself: the user's own pages and the theme's files, but for the frames."""
    frames = {(host / shell.url / "index.html") for shell in shells}
    for path in sorted(host.rglob("*")):
        if path.is_file() and path not in frames:
            yield folder.copy(path.relative_to(host).as_posix(), str(path))


def put_sitemap(folder: SiteFolder, addresses: Iterable[str], day: date) -> Iterator[Written]:
    """Make sitemap.xml of absolute addresses, and its compressed twin."""
    sitemap = sitemap_of(addresses, day)
    yield folder.put("sitemap.xml", sitemap)
    yield folder.put("sitemap.xml.gz", compressed(sitemap))


def script_of(path: str, content: bytes) -> bytes:
    """A data file as a script: a page from the file system can read nothing else."""
    text = content.decode().strip().replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'(window.boardGenData=window.boardGenData||{{}})["{path}"]={text};\n'.encode()
