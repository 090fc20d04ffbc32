"""A case's report as a PDF: its page of the site, in a frame for paper, printed by a browser."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import escape, unescape
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from board_gen.chromium import OLDEST, PrintError, printed, version_of
from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.label import Language
from board_gen.pages.assets import STYLESHEET, stylesheet
from board_gen.pages.case import case_page
from board_gen.pages.pictures import with_copies
from board_gen.pages.qr import qr_svg
from board_gen.pages.report_asked import ReportAsked, Reported
from board_gen.pages.shells import Shell, Slot
from board_gen.pages.site import Page, href_of
from board_gen.pages.stamp import TITLE, frame_of, stamped
from board_gen.site_folder import SiteFolder
from board_gen.views.attached import is_picture

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
NO_FORM = Kind(
    "BG634",
    Level.WARNING,
    N_("a PDF is the case's page and fills no form: the template is left out"),
    N_("`--format docx` and `--format xlsx` fill forms; Word and Excel save them as PDF"),
)
THEME_STYLES = "assets/theme.css"
CODE = '<span class="case-qr"></span>'
"""Where a script puts the QR code of the page's address; here nothing runs, and the site's address is known."""
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
_NODE = re.compile(rb"\(node(\d{8})\)")


def report_pdf(asked: ReportAsked) -> Reported:
    """The report as the site shows it, on A4; its date is the instant that it tells of."""
    case = asked.tracks.case
    with TemporaryDirectory(prefix="board_gen-report-") as name:
        folder = SiteFolder(name, None)
        copied = with_copies(case, folder, ())
        shown = asked._replace(tracks=replace(asked.tracks, case=copied.case))
        try:
            pdf = printed(_written(shown, folder))
        except PrintError as error:
            fault = Finding(NOT_PRINTED, case.place, {"reason": str(error)}, case.id)
            return Reported(None, (*copied.findings, fault))
    unused = (Finding(NO_FORM, Place(str(asked.template)), case=case.id),) if asked.template else ()
    return Reported(settled(pdf, asked.reader.at), (*unused, *copied.findings, *_faults_of(pdf, case)))


def paper_of(page: Page, language: Language, site_url: str | None) -> str:
    """A page of a case in a frame for paper; its links lead to the site, or nowhere where nobody says where it is."""
    frame = frame_of(
        _FRAME.format(language=language.value, policy=escape(_POLICY), title=Slot.TITLE, content=TITLE),
        Shell(page.url, None, is_shared=False),
    )
    base = urljoin(site_url, href_of(page.url)) if site_url else None
    html = with_addresses(page.html, base)
    if base:
        html = html.replace(CODE, CODE.replace("><", f">{qr_svg(base)}<"), 1)
    return stamped(frame, replace(page, html=html, styles=(THEME_STYLES, STYLESHEET), scripts=()))


def with_addresses(html: str, base: str | None) -> str:
    """A page whose links to the site name it whole, or are plain text where there is no `base`."""
    return _LINK.sub(lambda match: f"{match[1]}{_address_of(match[2], base)}", html)


def _address_of(link: str, base: str | None) -> str:
    if _ABSOLUTE.match(link):
        return f' href="{link}"'
    return f' href="{escape(urljoin(base, unescape(link)))}"' if base else ""


def _written(asked: ReportAsked, folder: SiteFolder) -> Path:
    """The page with all that it shows in a folder; the page's path."""
    page = case_page(asked.tracks, asked.judged, asked.reader)
    paper = paper_of(page, asked.reader.words.language, asked.site_url)
    folder.put(THEME_STYLES, theme_styles())
    folder.put(STYLESHEET, stylesheet())
    for attachment in filter(is_picture, asked.tracks.case.attachments):
        folder.copy(f"{page.url}{attachment.name}", attachment.path)
    return Path(folder.new, folder.put(f"{page.url}index.html", paper.encode()).path)


def theme_styles() -> bytes:
    """The stylesheet of the frame that the site stands in (the theme's own files are read, nothing of it is run)."""
    folder = resources.files("material") / "templates" / "assets" / "stylesheets"
    parts = sorted(item.name for item in folder.iterdir() if item.name.endswith(".min.css"))
    return b"\n".join((folder / name).read_bytes() for name in parts)


def settled(pdf: bytes, at: datetime) -> bytes:
    """A PDF without what another run of the browser would write otherwise: it was made at the instant `at`, and its
    elements are numbered from 1. Not a byte longer or shorter, so that its own table of places stays true.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%d%H%M%S").encode()
    numbers = {name: b"%08d" % number for number, name in enumerate(sorted(set(_NODE.findall(pdf))), 1)}
    numbered = _NODE.sub(lambda match: b"(node" + numbers[match[1]] + b")", pdf)
    return _DATE.sub(rb"\g<1>" + stamp + rb"+00'00')", numbered)


def _faults_of(pdf: bytes, case: Case) -> tuple[Finding, ...]:
    version = version_of(pdf)
    if version is None or version >= OLDEST:
        return ()
    return (Finding(TOO_OLD, case.place, {"version": version, "oldest": OLDEST}, case.id),)
