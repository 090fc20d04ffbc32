"""`/meeting/`: the walk on a projector, one problem after the other, with the clock (contract §7)."""

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.assets import script_url
from board_gen.pages.live import live_element
from board_gen.pages.render import rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.live import live_of
from board_gen.views.meeting import meeting_of
from board_gen.views.reader import Reader

URL = "meeting/"
SCRIPT = script_url("meeting.js")


def meeting_page(judged: JudgedPlant, reader: Reader) -> Page:
    """The walk at the reader's instant: all of its screens in one page, which a script shows one at a time."""
    live = live_element(live_of(judged, reader), build_id(judged, reader))
    html = rendered("meeting.html", reader, view=meeting_of(judged, reader), live=live, page_url=URL)
    return Page(url=URL, title=reader.words(N_("Meeting")), html=html, scripts=(SCRIPT,))
