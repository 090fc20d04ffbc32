"""`/q-charts/`: twelve months of the letter Q on a sheet for the plant and each area, kept true by the clock.

The fields of a ring are drawn once as symbols; each day of each sheet is one use of its own, so that twenty areas stay
light.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup, escape

from board_gen.messages import N_
from board_gen.pages.api import build_id
from board_gen.pages.assets import script_url
from board_gen.pages.live import live_element
from board_gen.pages.q_chart import FIELDS, Shape, point_of, shape_of
from board_gen.pages.render import rendered
from board_gen.pages.site import Page, SiteFile, link_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.q_chart import DayColour
from board_gen.views.cases import bare_live_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.q_chart import QField
from board_gen.views.q_year import DayField, MonthView, q_year_of
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing
from board_gen.views.trend_panels import as_of_text

URL = "q-charts/"
STYLESHEET = "assets/q_charts.css"
CODES = {DayColour.GREEN: "g", DayColour.YELLOW: "y", DayColour.RED: "r"}
"""The class of a field by its colour; a day that has not begun is `b`, a day that the month lacks `v`."""
_LIST = link_of(URL, "cases/")
_OFF, _UNTRACKED, _SIZE = 91.0, 165.0, 8.0


@dataclass(frozen=True, slots=True)
class Symbol:
    """What is drawn for a day of a month: its field, and where its marks stand: inside the ring, and outside it."""

    number: int
    shape: Shape
    off: tuple[float, float]
    untracked: tuple[float, float]


@cache
def symbols() -> tuple[Symbol, ...]:
    """For each day of a month."""
    middles = [(number, (number - 0.5) / FIELDS) for number in range(1, FIELDS + 1)]
    return tuple(
        Symbol(number, shape_of(number), point_of(_OFF, turn), point_of(_UNTRACKED, turn)) for number, turn in middles
    )


def q_charts_page(judged: JudgedPlant, reader: Reader, standing: Standing | None = None) -> Page:
    """All sheets at the reader's instant."""
    calendar = (standing or Standing(judged, reader.at)).q_calendar
    html = rendered(
        "q_charts.html",
        reader,
        year=q_year_of(calendar, reader),
        symbols=symbols(),
        size=_SIZE,
        ring_of=ring_of,
        live=live_element(bare_live_of(judged, reader), build_id(judged, reader)),
        as_of=as_of_text(reader),
        page_url=URL,
        old_rows=old_rows_words(judged, reader),
    )
    title = reader.words(N_("Q-charts"))
    return Page(url=URL, title=title, html=html, styles=(STYLESHEET,), scripts=(script_url("q_charts.js"),))


def q_charts_files() -> tuple[SiteFile, ...]:
    """What only this page loads: its sheets of paper lie crosswise, which a stylesheet says of a whole page."""
    style = resources.files("board_gen.pages") / "assets" / "q" / "q_charts.css"
    return (SiteFile(STYLESHEET, style.read_bytes()),)


def ring_of(view: MonthView) -> Markup:
    """The fields of a month, those that it lacks too. Plain text: twenty areas have 7,440, too many for a template."""
    lacking = [f'<use href="#d{number}" class="v"/>' for number in range(len(view.days) + 1, FIELDS + 1)]
    return Markup("".join([*map(_field, view.days), *lacking]))  # noqa: S704 - escaped in `_field`


def _field(day: DayField) -> str:
    """A day's use of its symbol; within a link to its problems where it had any."""
    field = day.field
    steps = f' data-steps="{steps_of(field)}"' if field.later else ""
    drawn = f'<use href="#d{field.number}" class="{code_of(field)}"{steps}/>'
    if not day.query:
        return drawn
    mark = f'<use href="#u{field.number}"/>' if day.is_untracked else ""
    return f'<a href="{_LIST}?{escape(day.query)}"><title>{escape(day.words)}</title>{drawn}{mark}</a>'


def code_of(field: QField) -> str:
    """The class of a field."""
    return CODES[field.colour] if field.colour else "b"


def steps_of(field: QField) -> str:
    """The colours to come as the script reads them: `1795392000:g 1795400000:r`."""
    return " ".join(f"{int(at.timestamp())}:{CODES[colour]}" for at, colour in field.later)
