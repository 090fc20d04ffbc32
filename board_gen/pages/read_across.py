"""`/read-across/`: what is still to be checked on like products, kept true by the clock (contract §7)."""

from dataclasses import replace

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.live import live_element
from board_gen.pages.render import rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.cases import bare_live_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.read_across import found_in, live_rows_of, read_across_of
from board_gen.views.reader import Reader

URL = "read-across/"


def read_across_page(judged: JudgedPlant, reader: Reader) -> Page:
    """All like products at the reader's instant. Its live list holds rows, not cases: the tab counts what is late."""
    found = found_in(judged, reader.at)
    rows = live_rows_of(found.open, reader.at)
    live = replace(bare_live_of(judged, reader), title="({R}) ", invalid=0, cases=rows)
    html = rendered(
        "read_across.html",
        reader,
        view=read_across_of(found, reader),
        live=live_element(live, build_id(judged, reader)),
        old_rows=old_rows_words(judged, reader),
        page_url=URL,
    )
    return Page(url=URL, title=reader.words(N_("Read-across")), html=html)
