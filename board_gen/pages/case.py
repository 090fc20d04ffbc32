"""A case's own page: the 8D of a tracked one, a short page for a listed row, the faults of an invalid one."""

from board_gen.model.case import Case, InvalidCase
from board_gen.pages.assets import script_url
from board_gen.pages.case_keys import SCRIPT
from board_gen.pages.live import live_element
from board_gen.pages.markdown import body_of, markdown_findings
from board_gen.pages.render import rendered
from board_gen.pages.site import Page, PaperHead
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.audit import audit_view_of
from board_gen.views.case_clock import CaseClock
from board_gen.views.listed import invalid_of, listed_of
from board_gen.views.live_case import live_report_of
from board_gen.views.reader import Reader
from board_gen.views.report import report_of
from board_gen.views.text_width import cut_to

__all__ = ["case_page", "invalid_case_page", "markdown_findings", "url_of"]

DRAWN = ("assets/tv/qr.js", script_url("case_live.js"))
"""What keeps the head and the time line of a valid case true; the QR code is drawn as the screens draw theirs."""
PAPER_TITLE, PAPER_PLANT = 46.0, 15.0
"""How much of a case's name and of the plant's stands at the top of a sheet of paper, in em: a line holds 62."""


def url_of(address: str) -> str:
    """Where the page of a case stands."""
    return f"cases/{address}/"


def case_page(tracks: CaseTracks, judged: JudgedPlant, reader: Reader) -> Page:
    """The page of a valid case: its 8D where it is tracked, else the short page of a row."""
    case, told = tracks.case, live_report_of(tracks, reader)
    live = live_element(told) if told else ""
    if case.tracked:
        body = body_of(case, judged, reader.words)
        audit = audit_view_of(tracks, judged.rules, CaseClock.of(tracks, reader))
        report = report_of(tracks, judged, reader)
        html = rendered("case/report.html", reader, report=report, body=body, live=live, audit=audit)
    else:
        html = rendered("case/listed.html", reader, listed=listed_of(tracks, judged, reader), live=live)
    return _page(case, html, reader, (SCRIPT, *DRAWN))


def invalid_case_page(invalid: InvalidCase, judged: JudgedPlant, reader: Reader) -> Page:
    """The page of a case that can't be judged: what is wrong with it, and where to mend it."""
    html = rendered("case/invalid.html", reader, invalid=invalid_of(invalid, judged, reader))
    return _page(invalid, html, reader, (SCRIPT,))


def _page(case: Case | InvalidCase, html: str, reader: Reader, scripts: tuple[str, ...]) -> Page:
    named = f"{case.id} {case.title}" if case.title and case.title != case.id else case.id
    paper = PaperHead(cut_to(named, PAPER_TITLE), cut_to(reader.label(reader.rules.plant), PAPER_PLANT))
    address = case.address if case.address is not None else case.id
    edit_path = case.place.file if case.tracked else None
    return Page(url_of(address), named, html, scripts=scripts, edit_path=edit_path, paper=paper)
