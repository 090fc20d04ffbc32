"""`/findings/`: everything that is wrong with the data, where, and how to mend it (contract §7)."""

from board_gen.messages import N_
from board_gen.pages.render import rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.findings import findings_of
from board_gen.views.reader import Reader


def findings_page(judged: JudgedPlant, reader: Reader) -> Page:
    """All findings of a build."""
    html = rendered("findings.html", reader, view=findings_of(judged, reader))
    return Page(url="findings/", title=reader.words(N_("Findings")), html=html)
