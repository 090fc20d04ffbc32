"""`/meeting/`: the walk on a projector, one problem after the other, with the clock (contract §7)."""

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.assets import script_url
from board_gen.pages.live import live_element
from board_gen.pages.render import rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.changes import changes_told_of
from board_gen.views.live import live_of
from board_gen.views.meeting import meeting_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing

URL = "meeting/"
SCRIPT = script_url("meeting.js")


def meeting_page(judged: JudgedPlant, reader: Reader, standing: Standing | None = None) -> Page:
    """The walk at the reader's instant: all of its screens in one page, which a script shows one at a time.

    `standing` is what the pages of a build share.
    """
    standing = standing or Standing(judged, reader.at)
    live = live_element(live_of(judged, reader, standing), build_id(judged, reader))
    view, old_rows = meeting_of(judged, reader, standing), old_rows_words(judged, reader)
    shown = {"view": view, "changed": changes_told_of(judged, reader), "old_rows": old_rows}
    html = rendered("meeting.html", reader, live=live, page_url=URL, **shown)
    return Page(url=URL, title=reader.words(N_("Meeting")), html=html, scripts=(SCRIPT,))
