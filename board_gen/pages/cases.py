"""`/cases/`: all problems, searched and filtered in the browser; a plain table without a script (contract §7)."""

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.assets import script_url
from board_gen.pages.live import live_element
from board_gen.pages.render import rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.cases import cases_of, live_cases_of
from board_gen.views.reader import Reader


def cases_page(judged: JudgedPlant, reader: Reader) -> Page:
    """Every case at the reader's instant."""
    live = live_element(live_cases_of(judged, reader), build_id(judged, reader))
    html = rendered("cases.html", reader, view=cases_of(judged, reader), live=live)
    return Page(url="cases/", title=reader.words(N_("Cases")), html=html, scripts=(script_url("cases.js"),))
