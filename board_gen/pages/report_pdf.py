"""A case's report as a PDF: its page of the site, in a frame for paper, printed by a browser."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from html import escape, unescape
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from board_gen.chromium import OLDEST, PrintError, printed, version_of
from board_gen.finding import Finding, Kind, Level
from board_gen.messages import N_
from board_gen.model.label import Language
from board_gen.pages.assets import STYLESHEET, stylesheet
from board_gen.pages.case import case_page
from board_gen.pages.report_asked import ReportAsked, Reported
from board_gen.pages.shells import Shell, Slot
from board_gen.pages.site import Page, SiteFile, href_of
from board_gen.pages.stamp import TITLE, frame_of, stamped

NOT_PRINTED = Kind(
    "BG631",
    Level.ERROR,
    N_("the browser made no PDF: {reason}"),
    N_("open the page of the case in a browser and print it there"),
)
TOO_OLD = Kind(
    "BG632",
    Level.WARNING,
    N_("the browser is version {version}: its pages have no head and no numbers"),
    N_("install version {oldest} or later"),
)
THEME_STYLES = "assets/theme.css"
_POLICY = "default-src 'none'; img-src file: data:; style-src file: 'unsafe-inline'; font-src file: data:"
"""Nothing runs, and nothing is asked of anybody: the page stands in a folder with all that it shows."""
_FRAME = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>@page {{ size: A4 }}</style>
</head>
<body data-md-color-scheme="default" data-md-color-primary="custom">
<main class="md-main"><div class="md-main__inner md-grid"><div class="md-content">
<article class="md-content__inner md-typeset">
{content}
</article>
</div></div></main>
</body>
</html>
"""
_LINK = re.compile(r'(<a\b(?:[^>"]|"[^"]*")*?)\shref="([^"]*)"')
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}\+00'00'\)")


def report_pdf(asked: ReportAsked) -> Reported:
    """The report as the site shows it, on A4; its date is the instant that it tells of."""
    page = case_page(asked.tracks, asked.judged, asked.reader)
    try:
        with TemporaryDirectory(prefix="board_gen-report-") as folder:
            pdf = printed(_written(page, asked, Path(folder)))
    except PrintError as error:
        case = asked.tracks.case
        return Reported(None, (Finding(NOT_PRINTED, case.place, {"reason": str(error)}, case.id),))
    return Reported(dated(pdf, asked.reader.at), tuple(_faults_of(pdf, asked)))


def paper_of(page: Page, language: Language, site_url: str | None) -> str:
    """A page of a case in a frame for paper; its links lead to the site, or nowhere where nobody says where it is."""
    frame = frame_of(
        _FRAME.format(language=language.value, policy=escape(_POLICY), title=Slot.TITLE, content=TITLE),
        Shell(page.url, None, is_shared=False),
    )
    html = with_addresses(page.html, urljoin(site_url, href_of(page.url)) if site_url else None)
    return stamped(frame, replace(page, html=html, styles=(THEME_STYLES, STYLESHEET), scripts=()))


def with_addresses(html: str, base: str | None) -> str:
    """A page whose links to the site name it whole, or are plain text where there is no `base`."""
    return _LINK.sub(lambda match: f"{match[1]}{_address_of(match[2], base)}", html)


def _address_of(link: str, base: str | None) -> str:
    if _ABSOLUTE.match(link):
        return f' href="{link}"'
    return f' href="{escape(urljoin(base, unescape(link)))}"' if base else ""


def _written(page: Page, asked: ReportAsked, folder: Path) -> Path:
    """The page with all that it shows in a folder; the page's path."""
    paper = paper_of(page, asked.reader.words.language, asked.site_url)
    own = Path(folder, page.url, "index.html")
    _put(folder, SiteFile(f"{page.url}index.html", paper.encode()))
    _put(folder, SiteFile(THEME_STYLES, theme_styles()))
    _put(folder, SiteFile(STYLESHEET, stylesheet()))
    for attachment in asked.tracks.case.attachments:
        _put(folder, SiteFile(f"{page.url}{attachment.name}", Path(attachment.path)))
    return own


def _put(folder: Path, file: SiteFile) -> None:
    target = folder / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(file.content, bytes):
        target.write_bytes(file.content)
        return
    try:
        target.symlink_to(file.content.resolve())
    except OSError:  # Windows lets not everybody make links
        shutil.copyfile(file.content, target)


def theme_styles() -> bytes:
    """The stylesheet of the frame that the site stands in (the theme's own files are read, nothing of it is run)."""
    folder = resources.files("material") / "templates" / "assets" / "stylesheets"
    parts = sorted(item.name for item in folder.iterdir() if item.name.endswith(".min.css"))
    return b"\n".join((folder / name).read_bytes() for name in parts)


def dated(pdf: bytes, at: datetime) -> bytes:
    """A PDF that says it was made at an instant; as long as it was, so that its own table of places stays true."""
    stamp = at.astimezone(UTC).strftime("%Y%m%d%H%M%S").encode()
    return _DATE.sub(rb"\g<1>" + stamp + rb"+00'00')", pdf)


def _faults_of(pdf: bytes, asked: ReportAsked) -> list[Finding]:
    version = version_of(pdf)
    if version is None or version >= OLDEST:
        return []
    told = {"version": version, "oldest": OLDEST}
    return [Finding(TOO_OLD, asked.tracks.case.place, told, asked.tracks.case.id)]
