"""The finished site on disk: pages stamped into the host's frames, all other files, the list of addresses."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from board_gen.pages.shells import Shell
from board_gen.pages.site import Site, href_of
from board_gen.pages.sitemap import compressed, sitemap_of
from board_gen.pages.stamp import frame_of, stamped, with_index_names

BUILD, BUILD_SCRIPT = "api/build.json", "api/build.js"
"""What every page asks of the build, and the same as a script."""


def write_site(site: Site, shells: Iterable[Shell], folder: Path, site_url: str | None, others: Iterable[str]) -> None:
    """Complete the site that the host began in `folder`; `others` are absolute addresses of the host's own pages."""
    write_pages(site, shells, folder)
    write_files(site, folder)
    if site_url:
        write_sitemap(site, site_url, others, folder)


def write_pages(site: Site, shells: Iterable[Shell], folder: Path) -> None:
    """Stamp every page into the frame that the host left in `folder`; shared frames are taken away."""
    for shell in shells:
        rendered = folder / shell.url / "index.html"
        frame = frame_of(rendered.read_text(encoding="utf-8"), shell, offline=site.offline)
        if shell.is_shared:
            shutil.rmtree(folder / shell.url.partition("/")[0])
        for page in shell.pages:
            write_bytes(folder, f"{page.url}index.html", stamped(frame, page).encode())


def write_files(site: Site, folder: Path) -> None:
    """Write all that is no page: data, assets, attachments, pages without a frame."""
    for file in site.files:
        if isinstance(file.content, Path):
            shutil.copyfile(file.content, _ready(folder, file.path))
        elif site.offline and file.path.endswith(".html"):
            write_bytes(folder, file.path, with_index_names(file.content.decode()).encode())
        else:
            write_bytes(folder, file.path, file.content)
            if site.offline and file.path == BUILD:
                write_bytes(folder, BUILD_SCRIPT, script_of(file.content))


def script_of(content: bytes) -> bytes:
    """A data file as a script: a page from the file system can read nothing else."""
    text = content.decode().strip().replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'(window.boardGenData=window.boardGenData||{{}})["{BUILD}"]={text};\n'.encode()


def write_sitemap(site: Site, site_url: str, others: Iterable[str], folder: Path) -> None:
    """Write sitemap.xml and its compressed twin (see `write_site`)."""
    ours = (site_url + href_of(page.url) for page in site.pages if page.is_listed)
    sitemap = sitemap_of((*ours, *others), site.at.date())
    write_bytes(folder, "sitemap.xml", sitemap)
    write_bytes(folder, "sitemap.xml.gz", compressed(sitemap))


def write_bytes(folder: Path, path: str, content: bytes) -> None:
    """Write one file of the site, with the folders that it needs."""
    _ready(folder, path).write_bytes(content)


def _ready(folder: Path, path: str) -> Path:
    if ".." in Path(path).parts or Path(path).is_absolute():
        raise ValueError(f"{path} leads out of the site")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target
