"""`/`: the board of today, what the meeting walks (contract §7)."""

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.live import live_element
from board_gen.pages.render import rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.board import board_of
from board_gen.views.live import live_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing


def board_page(judged: JudgedPlant, reader: Reader, standing: Standing | None = None) -> Page:
    """The board at the reader's instant; `standing` is what the pages of a build share."""
    standing = standing or Standing(judged, reader.at)
    view = board_of(judged, reader, standing)
    live = live_element(live_of(judged, reader, standing), build_id(judged, reader))
    html = rendered("board.html", reader, view=view, live=live, old_rows=old_rows_words(judged, reader))
    return Page(url="", title=reader.words(N_("Board")), html=html)
