"""`/rules/`: the rules in force, written from board.yml (contract §7)."""

from board_gen.messages import N_
from board_gen.pages.render import rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.reader import Reader
from board_gen.views.rules_page import rules_view_of


def rules_page(judged: JudgedPlant, reader: Reader) -> Page:  # noqa: ARG001 - called like every page
    """The plant's rules on the reader's day."""
    html = rendered("rules.html", reader, view=rules_view_of(reader))
    return Page(url="rules/", title=reader.words(N_("Rules")), html=html)
