"""`board-gen report ID --format docx`: the 8D as a Word file, or a plant's own form filled (form_docx.py)."""

from functools import cache

from board_gen.finding import Finding, Kind, Level
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.pages.office_pictures import FittedPicture, fitted
from board_gen.pages.report_asked import ReportAsked, Reported
from board_gen.pages.report_sections import Laid, Listing, Section, laid_of
from board_gen.pages.word_file import WordFile
from board_gen.views.attached import attachment_of, is_picture

PICTURE_LEFT_OUT = Kind(
    "BG649",
    Level.WARNING,
    N_("the picture {name} can't be put into the file and is only named there"),
    N_("save it as PNG or JPEG, of at most 60 MB"),
)


def report_docx(asked: ReportAsked) -> Reported:
    """The report of a case as a Word file: board_gen's own, or the form of a folder, filled."""
    if asked.template is not None:
        from board_gen.pages.form_docx import filled_docx

        return filled_docx(asked, asked.template)
    laid, _ = laid_of(asked)
    pictures = CasePictures(asked.tracks.case)
    file = WordFile(f"{laid.id} {laid.title}", asked.reader.words)
    file.set_head_and_foot(f"{laid.id} · {laid.title}"[:90], laid.foot, laid.page)
    _put_head(file, laid)
    for section in laid.sections:
        _put_section(file, section, laid, pictures)
    return Reported(file.content(asked.reader.at), pictures.findings())


class CasePictures:
    """The pictures of one case as documents take them; each is read once, and those that can't be are remembered."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.left_out: dict[str, None] = {}
        self.read = cache(self._read)

    def __call__(self, written: str) -> FittedPicture | None:
        """The picture that a text names."""
        attachment = attachment_of(self.case, written)
        return self.read(attachment.name) if attachment is not None and is_picture(attachment) else None

    def _read(self, name: str) -> FittedPicture | None:
        attachment = next(attachment for attachment in self.case.attachments if attachment.name == name)
        picture = fitted(attachment)
        if picture is None:
            self.left_out[name] = None
        return picture

    def findings(self) -> tuple[Finding, ...]:
        """Which of them could not be used."""
        case = self.case
        return tuple(Finding(PICTURE_LEFT_OUT, case.place, {"name": name}, case.id) for name in self.left_out)


def _put_head(file: WordFile, laid: Laid) -> None:
    file.status(laid.status, laid.title, laid.below)
    file.text(laid.why, lead=laid.headline)
    if laid.next:
        file.text(laid.next)
    for notice in laid.notices:
        file.text(notice)
    file.facts(laid.facts)
    for listing in laid.overview:
        file.heading(listing.title, 2)
        file.table(listing.columns, listing.rows)


def _put_section(file: WordFile, section: Section, laid: Laid, pictures: CasePictures) -> None:
    file.heading(section.heading, 1)
    file.missing(laid.missing, section.missing)
    if section.is_empty:
        file.text(laid.nothing, is_quiet=True)
    for listing in section.listings:
        _put_listing(file, listing)
    for prose in section.prose:
        if prose.title and not section.heading.endswith(prose.title):
            file.heading(prose.title, 2)
        file.prose(prose.blocks, pictures)


def _put_listing(file: WordFile, listing: Listing) -> None:
    if listing.title:
        file.heading(listing.title, 2)
    if listing.is_form:
        file.form(listing.columns, listing.rows)
    else:
        file.table(listing.columns, listing.rows, has_total=listing.has_total)
    if listing.note:
        file.text(listing.note, is_quiet=True)
