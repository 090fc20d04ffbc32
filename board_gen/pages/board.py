"""`/`: the board of today, what the meeting walks (contract §7)."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.live import live_element
from board_gen.pages.render import macro_of, rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.board import board_frame_of
from board_gen.views.live import live_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.reader import Reader
from board_gen.views.row import columns_of
from board_gen.views.standing import Standing


def board_page(judged: JudgedPlant, reader: Reader, standing: Standing | None = None) -> Page:
    """The board at the reader's instant; `standing` is what the pages of a build share."""
    standing = standing or Standing(judged, reader.at)
    live = live_element(live_of(judged, reader, standing), build_id(judged, reader))
    html = rendered(
        "board.html",
        reader,
        view=board_frame_of(standing, reader),
        rows=tuple(drawn_rows(standing.on_board, standing, reader)),
        later=tuple(drawn_rows(standing.to_come, standing, reader)),
        live=live,
        old_rows=old_rows_words(judged, reader),
    )
    return Page(url="", title=reader.words(N_("Board")), html=html)


def drawn_rows(cases: Iterable[CaseTracks], standing: Standing, reader: Reader) -> Iterator[tuple[str, Markup]]:
    """The rows of cases, with their ids."""
    draw, columns, language = macro_of("board_row.html", "board_row", reader), columns_of(reader), reader.words.language

    def drawn(tracks: CaseTracks) -> str:
        return str(draw(standing.row(tracks, reader), columns, reader))

    for tracks in cases:
        row = standing.piece(tracks, f"row {language}", drawn)
        yield tracks.case.id, Markup(row)  # noqa: S704 - made by a template that escapes
