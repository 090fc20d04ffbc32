"""`/tv/` and `/tv/AREA/`: the board for a television, a plain page of its own per language (docs/television.md)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import resources

from markupsafe import Markup

from board_gen.model.label import Language
from board_gen.pages.api import build_id
from board_gen.pages.assets import script, script_url
from board_gen.pages.live import live_element
from board_gen.pages.q_chart import q_chart_svg
from board_gen.pages.qr import qr_svg
from board_gen.pages.render import macro_of, rendered
from board_gen.pages.site import SiteFile, root_of
from board_gen.pages.tv_layout import Layout, layout_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.live import live_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.q_chart import QMonth, q_months_of
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing
from board_gen.views.tv import AreaPlace, TvView, areas_of_plant, month_words, quiet_words, tv_of
from board_gen.wording import Wording

FOLDER = "tv/"
DUE_SLOTS = 6
"""So many deadlines of the next 24 hours are named; the rest is counted."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""What the page may load: its own files and nothing else."""
_COMMENT = re.compile(r"^[ ]*/\*.*?\*/[ ]*$", re.MULTILINE | re.DOTALL)
_BETWEEN_LINES = re.compile(r"^[ ]*\n|^[ ]+", re.MULTILINE)
_LONG_WORD = re.compile(r"[A-Za-zÀ-ɏ]{6,}")


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the page's own files stand; a new content has a new address, so no television keeps an old one."""

    style: str
    tv: str
    qr: str
    live: str


@dataclass(frozen=True, slots=True)
class DrawnMonth:
    """A month's Q."""

    words: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class Screens:
    """What all screens of a site share. `site_url` is None where the configuration names none."""

    areas: tuple[AreaPlace, ...]
    layout: Layout
    urls: Urls
    build: str
    site_url: str | None


def tv_files(
    judged: JudgedPlant, reader: Reader, standing: Standing | None = None, *, site_url: str | None
) -> Iterator[SiteFile]:
    """Every screen, of the plant and of each area, in each language, and the files that they load.

    `standing` is what the pages of a build share.
    """
    standing = standing or Standing(judged, reader.at)
    layout = layout_of(judged.rules.tv, len(judged.rules.criteria))
    own = own_files(layout)
    screens = Screens(areas_of_plant(judged), layout, urls_of(own), build_id(judged, reader), site_url)
    readers = [replace(reader, words=Wording(language)) for language in Language]
    drawers = [RowDrawer(theirs, layout) for theirs in readers]
    yield from own
    for place in (AreaPlace("", ""), *screens.areas):
        shown = standing.of_area(place.name) if place.name else standing
        months = q_months_of(standing.q_calendar, reader, place.name or None)
        url = f"{FOLDER}{place.address}/" if place.address else FOLDER
        for theirs, drawer in zip(readers, drawers, strict=True):
            html = screen_html(tv_of(shown, theirs, months), shown, drawer, screens, root_of(url))
            yield SiteFile(f"{url}{page_name(theirs.words.language, judged.rules.language)}", html.encode())


def page_name(language: Language, first: Language) -> str:
    """The file of a screen in a language: the site's own language has the folder's address."""
    return "index.html" if language is first else f"{language.value}.html"


def own_files(layout: Layout) -> tuple[SiteFile, ...]:
    """The stylesheet with this plant's lengths, and the scripts that only screens load."""
    style = layout.declarations().encode() + _asset("tv.css")
    scripts = (SiteFile(f"assets/tv/{name}", _asset(name)) for name in ("tv.js", "qr.js"))
    return (SiteFile("assets/tv/tv.css", style), *scripts)


def _asset(name: str) -> bytes:
    """A file of `assets/tv` without its comments and indentation: every byte counts on a television's processor."""
    text = (resources.files("board_gen.pages") / "assets" / "tv" / name).read_text(encoding="utf-8")
    return _BETWEEN_LINES.sub("", _COMMENT.sub("", text)).encode()


def urls_of(own: tuple[SiteFile, ...]) -> Urls:
    """The addresses of the files that a screen loads, each with a mark of its content."""
    marked = {file.path: _marked(file.path, file.content) for file in own if isinstance(file.content, bytes)}
    return Urls(
        style=marked["assets/tv/tv.css"],
        tv=marked["assets/tv/tv.js"],
        qr=marked["assets/tv/qr.js"],
        live=_marked(script_url("live.js"), script("live.js")),
    )


def _marked(url: str, content: bytes) -> str:
    return f"{url}?v={sha256(content).hexdigest()[:8]}"


class RowDrawer:
    """Draws each row once for all screens of a language."""

    def __init__(self, reader: Reader, layout: Layout) -> None:
        self.reader = reader
        self._layout = layout
        self._macro = macro_of("tv_row.html", "row_of", reader)

    def rows_of(self, standing: Standing, invalid: int) -> Iterator[Markup]:
        """The rows of a screen, below so many of cases that can't be judged; only the first of them are in sight."""
        for number, tracks in enumerate(standing.on_board, invalid + 1):
            yield self._row(tracks, standing, is_off=number > self._layout.rows)

    def later_of(self, standing: Standing) -> Iterator[tuple[str, Markup]]:
        """The rows of cases that open later, with their ids."""
        for tracks in standing.to_come:
            yield tracks.case.id, self._row(tracks, standing, is_off=False)

    def _row(self, tracks: CaseTracks, standing: Standing, *, is_off: bool) -> Markup:
        def drawn(tracks: CaseTracks) -> str:
            row = standing.row(tracks, self.reader, with_whys=False)
            return str(self._macro(row, self._layout.is_long(row.title), is_off))

        name = f"tv {self.reader.words.language}{' off' if is_off else ''}"
        return Markup(standing.piece(tracks, name, drawn))  # noqa: S704 - made by a template that escapes


def screen_html(view: TvView, standing: Standing, drawer: RowDrawer, screens: Screens, root: str) -> str:
    """One screen: the plant, or the part of it that an area is."""
    reader = drawer.reader
    rules = reader.rules
    heading = reader.label(rules.title)
    return rendered(
        "tv.html",
        reader,
        view=view,
        rows=tuple(drawer.rows_of(standing, len(view.board.invalid))),
        later=tuple(drawer.later_of(standing)),
        layout=screens.layout,
        urls=screens.urls,
        version=sha256(repr(screens.urls).encode()).hexdigest()[:8],
        root=root,
        lang=str(reader.words.language),
        theme="light" if rules.tv.theme == "light" else "dark",
        seconds=rules.tv.seconds,
        policy=POLICY,
        heading=heading,
        title=f"{heading} · {view.area}" if view.area else heading,
        plant=reader.label(rules.plant),
        pages=_json({str(language): page_name(language, rules.language) for language in Language}),
        areas=_json({area.name: area.address for area in screens.areas}),
        clock=f"{reader.at.astimezone(reader.zone):%H:%M}",
        quiet=quiet_words(view, reader),
        months=tuple(_drawn(month, reader) for month in view.months),
        slots=(*view.due[:DUE_SLOTS], *[None] * (DUE_SLOTS - len(view.due))),
        qr=qr_svg(screens.site_url) if screens.site_url else "",
        site_url=screens.site_url,
        broken=broken_label,
        old_rows=old_rows_words(standing.judged, reader),
        live=live_element(live_of(standing.judged, reader, standing, with_whys=False), screens.build),
    ).strip()


def _drawn(month: QMonth, reader: Reader) -> DrawnMonth:
    return DrawnMonth(month_words(month), q_chart_svg(month, reader))


def _json(told: Mapping[str, str]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def broken_label(label: str) -> str:
    """A column's label with soft hyphens in its long Latin words: narrow columns, and no dictionary in old browsers."""
    return _LONG_WORD.sub(lambda found: _syllables(found[0]), label)


def _syllables(word: str) -> str:
    """A break between two consonants that stand between vowels (`con-tain-ment`); what is long still, in its middle."""
    parts = re.sub(r"(?<=[aeiouy])([^aeiouy])(?=[^aeiouy\u00ad]+[aeiou])", "\\1\u00ad", word, flags=re.IGNORECASE)
    return "\u00ad".join(_halves(part) for part in parts.split("\u00ad"))


def _halves(part: str) -> str:
    middle = (len(part) + 1) // 2
    return f"{part[:middle]}\u00ad{part[middle:]}" if len(part) > 6 else part
