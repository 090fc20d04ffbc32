"""`/cases/`: all problems, searched and filtered in the browser; a plain table without a script (contract §7)."""

from board_gen.messages import N_
from board_gen.pages.assets import script_url
from board_gen.pages.render import rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.cases import cases_of
from board_gen.views.reader import Reader


def cases_page(judged: JudgedPlant, reader: Reader) -> Page:
    """Every case at the reader's instant."""
    html = rendered("cases.html", reader, view=cases_of(judged, reader))
    return Page(url="cases/", title=reader.words(N_("Cases")), html=html, scripts=(script_url("cases.js"),))
