"""`/meeting/`: the walk on a projector, one problem after the other, with the clock (contract §7)."""

from dataclasses import dataclass

from markupsafe import Markup

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.assets import script_url
from board_gen.pages.live import live_element
from board_gen.pages.render import macro_of, rendered
from board_gen.pages.site import Page
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.changes import changes_told_of
from board_gen.views.live import live_of
from board_gen.views.meeting import Station, Tell, meeting_of, screen_of, station_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing

URL = "meeting/"
SCRIPT = script_url("meeting.js")


@dataclass(frozen=True, slots=True)
class DrawnStop:
    """A case of the walk, laid out: its item of the agenda, and its screen."""

    id: str
    anchor: str
    station: Station
    item: Markup
    screen: Markup


def meeting_page(judged: JudgedPlant, reader: Reader, standing: Standing | None = None) -> Page:
    """The walk at the reader's instant: all of its screens in one page, which a script shows one at a time.

    `standing` is what the pages of a build share.
    """
    standing = standing or Standing(judged, reader.at)
    live = live_element(live_of(judged, reader, standing), build_id(judged, reader))
    view, old_rows = meeting_of(standing, reader, drawn_by(reader)), old_rows_words(judged, reader)
    shown = {"view": view, "changed": changes_told_of(judged, reader), "old_rows": old_rows}
    html = rendered("meeting.html", reader, live=live, page_url=URL, **shown)
    return Page(url=URL, title=reader.words(N_("Meeting")), html=html, scripts=(SCRIPT,))


def drawn_by(reader: Reader) -> Tell[DrawnStop]:
    """What lays out the cases of the walk for a reader, each once."""
    draw_item = macro_of("meeting_case.html", "agenda_item", reader)
    draw_screen = macro_of("meeting_case.html", "screen_of", reader)

    def tell(tracks: CaseTracks, standing: Standing, there: Reader) -> DrawnStop:
        def drawn(tracks: CaseTracks) -> tuple[str, str]:
            screen = screen_of(tracks, standing, there)
            return str(draw_item(screen)), str(draw_screen(screen, reader, URL))

        item, screen = standing.piece(tracks, f"meeting {reader.words.language}", drawn)
        station = station_of(tracks, reader.rules, there.at)
        return DrawnStop(tracks.case.id, tracks.case.address, station, Markup(item), Markup(screen))  # noqa: S704 - made by templates that escape

    return tell
