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
from board_gen.pages.code_points import clean
from board_gen.pages.live import live_element
from board_gen.pages.q_chart import q_chart_svg
from board_gen.pages.qr import qr_svg
from board_gen.pages.render import rendered
from board_gen.pages.site import SiteFile, root_of
from board_gen.pages.tv_layout import Layout, layout_of
from board_gen.rules.judged import JudgedPlant
from board_gen.views.live import live_of
from board_gen.views.q_chart import QMonth
from board_gen.views.reader import Reader
from board_gen.views.tv import AreaPlace, areas_of_plant, month_words, plant_of_area, quiet_words, tv_of
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

    judged: JudgedPlant
    areas: tuple[AreaPlace, ...]
    layout: Layout
    urls: Urls
    build: str
    site_url: str | None


def tv_files(judged: JudgedPlant, reader: Reader, *, site_url: str | None) -> Iterator[SiteFile]:
    """Every screen, of the plant and of each area, in each language, and the files that they load."""
    layout = layout_of(judged.rules.tv, len(judged.rules.criteria))
    own = own_files(layout)
    urls = urls_of(own)
    screens = Screens(judged, areas_of_plant(judged), layout, urls, build_id(judged, reader), site_url)
    yield from own
    for place in (AreaPlace("", ""), *screens.areas):
        part = plant_of_area(judged, place.name) if place.name else judged
        for language in Language:
            theirs = replace(reader, words=Wording(language))
            url = f"{FOLDER}{place.address}/" if place.address else FOLDER
            html = screen_html(part, place, theirs, screens, root_of(url))
            yield SiteFile(f"{url}{page_name(language, judged.rules.language)}", html.encode())


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


def screen_html(part: JudgedPlant, place: AreaPlace, reader: Reader, screens: Screens, root: str) -> str:
    """One screen: the plant, or the part of it that an area is."""
    view = tv_of(part, reader, place.name)
    rules = reader.rules
    heading = reader.label(rules.title)
    return clean(
        rendered(
            "tv.html",
            reader,
            view=view,
            layout=screens.layout,
            urls=screens.urls,
            version=sha256(repr(screens.urls).encode()).hexdigest()[:8],
            root=root,
            lang=str(reader.words.language),
            theme="light" if rules.tv.theme == "light" else "dark",
            seconds=rules.tv.seconds,
            policy=POLICY,
            heading=heading,
            title=f"{heading} · {place.name}" if place.name else heading,
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
            live=_live_of(part, reader, screens),
        ).strip()
    )


def _drawn(month: QMonth, reader: Reader) -> DrawnMonth:
    return DrawnMonth(month_words(month), q_chart_svg(month, reader))


def _json(told: Mapping[str, str]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _live_of(part: JudgedPlant, reader: Reader, screens: Screens) -> Markup:
    """The list of an area's cases; how old the data is, is the plant's. No sentence of it is shown here."""
    live = live_of(screens.judged, reader, part.cases, with_whys=False)
    return live_element(replace(live, invalid=len(part.invalid)), screens.build)


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
