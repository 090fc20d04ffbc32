"""The trends page, the chart library it loads, and the same history as data (contract §7)."""

import re
from datetime import date
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from board_gen.messages import N_
from board_gen.pages.assets import script_url
from board_gen.pages.charts import Json, embedded, plot_json
from board_gen.pages.render import rendered
from board_gen.pages.site import Page, SiteFile, root_of
from board_gen.rules.history import LONGEST_DAYS, DayCount, undated_closings_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.q_chart import DayColour, abnormal_days_of
from board_gen.views.reader import Reader
from board_gen.views.trend_choice import BEGUN_WITH, RANGE_WORDS, menus_of
from board_gen.views.trend_page import chosen_text, questions_of
from board_gen.views.trend_panels import Panel
from board_gen.views.trend_pictures import WIDTH, Picture, picture_of
from board_gen.views.trends import Trends, trends_of
from board_gen.wording.times import utc_text

URL = "trends/"
SCRIPTS = ("trend_pictures.js", "trend_sums.js", "trend_panels.js", "charts.js", "trends.js")
"""The page's scripts, in the order in which they build on each other."""
SAID = (
    N_("No case of this choice. Choose another area, customer, source or range."),
    N_("Not known, left out: {list}."),
    N_("The data are loaded …"),
    N_("The data can't be loaded; nothing is charted of this choice."),
    N_("The chart library can't be loaded; the pictures stay."),
    N_("Try again"),
    N_("CSV"),
)
"""What the scripts say of themselves; all else is said by the code too."""
_VERSION = re.compile(rb"plotly\.js v([0-9.]+)")
_SAID = re.compile(r'\bsay\(\s*"((?:[^"\\]|\\.)+)"')


class Drawing(NamedTuple):
    """A panel, its picture, and its plot as JSON that can stand in a page."""

    panel: Panel
    picture: Picture
    plot: Markup


class Question(NamedTuple):
    """A question, and the charts that answer it."""

    title: str
    drawings: tuple[Drawing, ...]


def trends_page(judged: JudgedPlant, reader: Reader) -> Page:
    """`/trends/`: the charts with their tables. The chart library is loaded here only, and only when it is needed."""
    trends = trends_of(judged, reader)
    questions = (
        ()
        if trends.is_empty
        else tuple(Question(title, tuple(map(drawing_of, panels))) for title, panels in questions_of(trends, reader))
    )
    title = reader.words(N_("Trends"))
    html = rendered(
        "trends.html",
        reader,
        title=title,
        empty_note=empty_note_of(trends, reader),
        questions=questions,
        chosen=chosen_text(trends, reader),
        ranges=[(str(chosen), reader.words(text)) for chosen, text in RANGE_WORDS.items()],
        begun_with=str(BEGUN_WITH),
        menus=menus_of(trends.table.names, reader),
        words=embedded(words_of(reader)),
        at=trends.table.at,
        width=WIDTH,
        library=root_of(URL) + library_url(),
    )
    return Page(URL, title, html, scripts=tuple(map(script_url, SCRIPTS)) if questions else ())


def drawing_of(panel: Panel) -> Drawing:
    """A panel with its picture."""
    return Drawing(panel, picture_of(panel.plot), embedded(plot_json(panel.plot)))


def words_of(reader: Reader) -> dict[str, Json]:
    """What the scripts say, in the reader's language; their messages are those of the code (`N_`)."""
    return {message: reader.words(message) for message in said_by_scripts()}


@cache
def said_by_scripts() -> tuple[str, ...]:
    """The messages of the page's scripts."""
    folder = resources.files("board_gen.pages") / "assets" / "js"
    texts = [(folder / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return tuple(sorted({message for text in texts for message in _SAID.findall(text)}))


def empty_note_of(trends: Trends, reader: Reader) -> str:
    """Why there is nothing to chart."""
    if trends.table.invalid:
        return reader.words(
            N_("No row can be judged. Invalid: {count}; the findings say how to mend them."), count=trends.table.invalid
        )
    return reader.words(N_("The first charts appear with the first problem."))


@cache
def library_path() -> Path:
    """The chart library's file, as the plotly package brings it along (found without importing plotly)."""
    spec = find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("plotly")
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"


@cache
def library_url() -> str:
    """Its address, with its version, so that browsers may keep it for ever: `assets/plotly-4.1.1.min.js`."""
    with library_path().open("rb") as file:
        found = _VERSION.search(file.read(400))
    return f"assets/plotly-{found[1].decode()}.min.js" if found else "assets/plotly.min.js"


def trends_files() -> tuple[SiteFile, ...]:
    """The files that only the trends page needs: the chart library."""
    return (SiteFile(library_url(), library_path()),)


def history_json(judged: JudgedPlant, reader: Reader) -> dict[str, Json]:
    """`/api/history.json`: the daily series, and the Q-chart's days that are not green, per area and of the plant.

    `days` run without a gap from the first opening to `to`; each says what is on the board at its end (the last: at
    `as_of`) and what was opened, closed, rejected in it. In `q` every day from `from` to `to` that is not named is
    green; `area` null is the whole plant, "" what names no area. Both reach back ten years at most.
    """
    history = judged.history(reader.at)
    days, today = history.every_day, history.today
    oldest = date.fromordinal(today.toordinal() - LONGEST_DAYS + 1)
    colours = abnormal_days_of(judged, reader.at)
    areas = {area: {day: colour for day, colour in named.items() if day >= oldest} for area, named in colours.items()}
    begins = [day for named in areas.values() for day in named] + [day.day for day in days[:1]]
    return {
        "schema": "board_gen.history/1",
        "timezone": reader.zone.key,
        "as_of": utc_text(reader.at),
        "from": min(begins, default=today).isoformat(),
        "to": today.isoformat(),
        "undated_closings": undated_closings_of(history),
        "invalid": len(judged.invalid),
        "days": [day_json(day) for day in days],
        "q": [q_json(None, worst_of(areas)), *(q_json(area, named) for area, named in areas.items())],
    }


def day_json(day: DayCount) -> dict[str, Json]:
    """One day of the series."""
    return {
        "day": day.day.isoformat(),
        "R": day.red,
        "Y": day.yellow,
        "G": day.green,
        "board": day.on_board,
        "opened": day.opened,
        "closed": day.closed,
        "rejected": day.rejected,
    }


def worst_of(areas: dict[str, dict[date, DayColour]]) -> dict[date, DayColour]:
    """The plant's days: the worst colour among its areas."""
    worst: dict[date, DayColour] = {}
    for named in areas.values():
        for day, colour in named.items():
            if worst.get(day) is not DayColour.RED:
                worst[day] = colour
    return dict(sorted(worst.items()))


def q_json(area: str | None, named: dict[date, DayColour]) -> dict[str, Json]:
    """One area's days that are not green."""
    return {
        "area": area,
        "red": [day.isoformat() for day, colour in named.items() if colour is DayColour.RED],
        "yellow": [day.isoformat() for day, colour in named.items() if colour is DayColour.YELLOW],
    }
