"""`/changes/`: what changed since the last meeting, in 24 hours, in 7 days; as of the build (contract §7)."""

from dataclasses import replace

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.live import live_element
from board_gen.pages.render import rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.changes import changes_view_of
from board_gen.views.live import live_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing

URL = "changes/"


def changes_page(judged: JudgedPlant, reader: Reader, standing: Standing | None = None) -> Page:
    """What changed, for three ranges in one page, of which the reader chooses one without a script.

    The letters of its cases go on with the clock; what happened is told as of the build. `standing` is what the pages
    of a build share.
    """
    view, standing = changes_view_of(judged, reader), standing or Standing(judged, reader.at)
    live = live_of(judged, reader, standing, with_whys=False)
    mine = tuple(case for case in live.cases if case.id in view.shown)
    html = rendered(
        "changes.html",
        reader,
        view=view,
        live=live_element(replace(live, title="", quiet=(), cases=mine), build_id(judged, reader)),
        old_rows=old_rows_words(judged, reader),
        page_url=URL,
    )
    return Page(url=URL, title=reader.words(N_("What changed")), html=html)
