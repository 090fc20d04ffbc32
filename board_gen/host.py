"""MkDocs as a board's host: what it is told (theme, navigation, shells), and when a build has to stop.

`plugin.py`, `host.py` and `runner.py` are the only places that know MkDocs; another host is another set of these.
"""

import logging
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key
from mkdocs.utils import nest_paths

from board_gen import publish
from board_gen.build import Begun, Finished
from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.pages import frame
from board_gen.pages.reporters import text_line
from board_gen.pages.shells import Slot
from board_gen.pages.site import Chrome, href_of
from board_gen.sources.readings import FOLDER as READINGS
from board_gen.sources.readings import Readings
from board_gen.version import version_digest
from board_gen.wording import Wording

DONE, FINDINGS, WRONG, REFUSED = 0, 1, 2, 4
"""Exit statuses (contract §9)."""
CONFIG_FILES = ("mkdocs.yml", "mkdocs.yaml")
PLUGIN = "board_gen"
HISTORIES = ("git", "none")
"""What the plugin's option `history` may say."""
CACHE = ".cache/board_gen"
"""Where a build leaves what the next one may know, beside mkdocs.yml; it may be thrown away at any time."""
ERRORS_LOGGED = 20
"""So many findings of level error are printed; all of them stand on the site."""
LEFT_OUT = Kind(
    "BG804", Level.NOTE, N_("this page is left out: its address belongs to the board"), N_("give it another name")
)
log = logging.getLogger("mkdocs.plugins.board_gen")
_THEME_DIR = Path(__file__).with_name("theme")


class Stopped(Abort):
    """The build ends here, with an exit status of its own; `mkdocs` prints the message and exits with it too."""

    code = exit_code = WRONG


class Refused(Stopped):
    """Publishing is refused: the old site stands."""

    code = exit_code = REFUSED


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command line asks for; it goes before what mkdocs.yml says. None and False ask for nothing."""

    config_file: Path | None = None
    site_dir: Path | None = None
    data: str | None = None
    at: str | None = None
    strict: bool = False
    offline: bool = False
    allow_fewer: bool = False


ASKED: ContextVar[Asked] = ContextVar("asked", default=Asked())  # noqa: B039 - frozen
"""What the command line asks for, for the plugin that MkDocs makes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line and mkdocs.yml say together: where the data is, how findings print it, what to make.

    `site_url` is where the site will stand, None where mkdocs.yml does not say. `cache` is the folder of the store,
    `readings` that of the last good readings of sheets. `has_history`: the Git history of the data tells what was known
    when.
    """

    folder: Path
    name: str
    at: str | None
    site_url: str | None = None
    offline: bool = False
    allow_fewer: bool = False
    cache: Path = Path(CACHE)
    readings: Path = Path(READINGS)
    has_history: bool = True


def settings_of(config: MkDocsConfig) -> Settings:
    """The plugin's options in mkdocs.yml, and before them what the command line asks for."""
    asked, options = ASKED.get(), config.plugins[PLUGIN].config
    name = asked.data or options["data"]
    return Settings(
        folder=config_dir_of(config) / name,
        name=Path(name).as_posix(),
        at=asked.at or (str(options["at"]) if options["at"] else None),
        site_url=config.site_url or None,
        offline=asked.offline or options["offline"],
        allow_fewer=asked.allow_fewer or options["allow_fewer"],
        cache=config_dir_of(config) / CACHE,
        readings=config_dir_of(config) / READINGS,
        has_history=options["history"] == HISTORIES[0],
    )


def readings_of(settings: Settings) -> Readings:
    """The last good readings of a plant's sheets."""
    return Readings(settings.readings, version_digest().hex())


def stop_for(error: FileNotFoundError | ValueError, settings: Settings) -> Exception:
    """What to raise where reading a plant failed for what was asked: no such folder, no instant. Else the error."""
    if isinstance(error, FileNotFoundError) and not settings.folder.is_dir():
        return Stopped(f"{settings.name}: there is no such folder; --data, or `data` in mkdocs.yml, names it")
    if isinstance(error, ValueError) and error.args == (settings.at,):
        return Stopped(f"{settings.at}: not an instant; write it as 2026-11-23 08:12")
    return error


def config_dir_of(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml."""
    return Path(config.config_file_path or CONFIG_FILES[0]).resolve().parent


def config_bytes_of(config: MkDocsConfig) -> bytes:
    """What mkdocs.yml says, as it stands; empty where there is none."""
    file = Path(config.config_file_path or "")
    return file.read_bytes() if file.is_file() else b""


def settle(config: MkDocsConfig, chrome: Chrome) -> None:
    """Give MkDocs and its theme what a board wants by itself; what mkdocs.yml says of the same stands."""
    if config.theme.name != "material":
        raise Stopped("the board's pages need `theme: {name: material}`")
    given = _given_theme(config)
    words = frame.words_of(chrome.language)
    settings = frame.theme_settings(chrome.language, has_source=bool(config.edit_uri or config.edit_uri_template))
    for key, value in settings.items():
        config.theme[key] = given.get(key, value)
    features = config.theme["features"] or []
    config.theme["features"] = [feature for feature in features if feature not in frame.FORBIDDEN_FEATURES]
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(_THEME_DIR))
    config.extra.setdefault("generator", False)
    if not config.extra.get("homepage"):
        config.extra["homepage"] = _address(config, "")
    if chrome.search_url is not None:
        config.extra[PLUGIN] = {"url": _address(config, chrome.search_url), "label": words.search}
    config.extra_css = [frame.STYLESHEET, *map(href_of, chrome.styles), *config.extra_css]
    config.extra_javascript = [frame.SCRIPT, *map(href_of, chrome.scripts), *config.extra_javascript]


def _address(config: MkDocsConfig, url: str) -> str:
    """An address of the site as the theme's `url` filter wants it."""
    return (href_of(url) or "./") if config.use_directory_urls else f"{href_of(url)}index.html"


def _given_theme(config: MkDocsConfig) -> Mapping[str, Any]:
    """What mkdocs.yml itself says under `theme`, without the theme's own defaults."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # there is no other way to tell a default from a wish
        given = [given.get("theme") for given in config.user_configs]
    return {key: value for theme in given if isinstance(theme, dict) for key, value in theme.items()}


def shell_file(source: str, config: MkDocsConfig) -> File:
    """A shell as MkDocs sees it: a page that is one slot, which nobody misses in the navigation."""
    file = File.generated(config, source, content=Slot.CONTENT.value, inclusion=InclusionLevel.NOT_IN_NAV)
    try:
        depth = len(Path(config.docs_dir).resolve().relative_to(config_dir_of(config)).parts)
    except ValueError:
        depth = 1
    file.edit_uri = f"{'../' * depth}{Slot.SOURCE.value}"
    return file


def docs_of(files: Files) -> list[str]:
    """The user's own pages that ask for a place in the navigation, as paths inside docs_dir, in MkDocs' order."""
    pages = [file for file in files.documentation_pages() if file.inclusion.is_in_nav()]  # type: ignore[no-untyped-call]
    return [file.src_uri for file in sorted(pages, key=file_sort_key)]


def navigation(chrome: Chrome, docs: Sequence[str]) -> list[Any]:
    """The board's own pages, then the user's under one heading; `docs` are paths inside docs_dir, sorted."""
    ours = [{item.title: f"{item.url}index.md"} for item in chrome.nav]
    return [*ours, {frame.words_of(chrome.language).handbook: _nested(docs)}] if docs else [*ours]


def _nested(docs: Sequence[str]) -> Any:
    return nest_paths(docs)  # type: ignore[no-untyped-call]


def report_left_out(path: str, words: Wording) -> None:
    """Log a page of the user's that gives way to one of the board's."""
    log.info("%s", text_line(Finding(LEFT_OUT, Place(path)), words))


def report_errors(findings: Iterable[Finding], words: Wording) -> None:
    """Log the findings of level error: under `strict` they stop MkDocs, else they are published like all others."""
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    for finding in errors[:ERRORS_LOGGED]:
        log.error("%s", text_line(finding, words))
    if len(errors) > ERRORS_LOGGED:
        log.error("%s", words(N_("… and {count} more errors"), count=len(errors) - ERRORS_LOGGED))


def stop_for_broken_rules(build: Begun) -> None:
    """Stop where board.yml can't be used."""
    words = build.reader.words
    if build.is_broken:
        report_errors(build.outline.findings, words)
        raise Stopped(words(N_("board.yml can't be used: nothing is published")))


def object_to_publishing(site: Finished, target: Path, words: Wording, *, is_fewer_allowed: bool) -> None:
    """Stop where the old site has to stand (contract §9)."""
    objection = publish.objection_to(target, site.cases, site.unread, is_fewer_allowed=is_fewer_allowed)
    if objection:
        raise (Stopped if objection.kind is publish.NOT_A_SITE else Refused)(text_line(objection, words))
