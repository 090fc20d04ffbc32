"""The trends' scripts in a browser's tab, without a page: what they sum, say and draw of a data file."""

import json
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, Page

from board_gen.model.label import Language
from board_gen.pages.assets import script
from board_gen.pages.trend_data import trends_json
from board_gen.pages.trends import words_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.selection import Selection
from board_gen.rules.trend_rows import TrendTable
from board_gen.views.reader import Reader
from board_gen.views.trend_page import chosen_text, questions_of
from board_gen.views.trend_pictures import picture_of
from board_gen.views.trends import chosen_trends
from board_gen.wording import Wording

TOLD = """([data, words, all]) => {
    const trends = window.boardGenTrends, table = trends.tableOf(data);
    trends.tell(words);
    return all.map(selection => {
        const sums = trends.sumsOf(table, selection);
        return {chosen: trends.chosenText(sums, []), panels: trends.panelsOf(table, sums).map(panel =>
            ({...panel, picture: trends.pictureOf(panel.plot)}))};
    });
}"""


def trend_tab(browser: Browser) -> Page:
    """A tab in which the scripts stand, as they are published."""
    page = browser.new_page()
    for name in ("trend_pictures.js", "trend_sums.js", "trend_panels.js"):
        page.add_script_tag(content=script(name).decode())
    return page


def reader_at(judged: JudgedPlant, table: TrendTable, language: Language) -> Reader:
    """Who reads a plant at a table's instant."""
    return Reader(datetime.fromtimestamp(table.at, UTC), judged.rules, Wording(language))


def asked(selection: Selection) -> dict[str, Any]:
    """A selection as the scripts take it."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value for name, value in selection._asdict().items()
    }


def by_scripts(page: Page, table: TrendTable, reader: Reader, selections: list[Selection]) -> list[Any]:
    """What the browser makes of a plant's data file, for each selection."""
    data = json.loads(json.dumps(trends_json(table, reader)))
    found: list[Any] = page.evaluate(TOLD, [data, words_of(reader), list(map(asked, selections))])
    return found


def by_python(table: TrendTable, reader: Reader, selection: Selection) -> Any:
    """What a build would make of it, in the scripts' words: without the last note, the instant."""
    trends = chosen_trends(table, selection)
    panels = []
    for _, group in questions_of(trends, reader):
        for panel in group:
            told = {**panel._asdict(), "tables": [one._asdict() for one in panel.tables], "plot": panel.plot._asdict()}
            told["plot"]["lines"] = [line._asdict() for line in panel.plot.lines]
            picture = picture_of(panel.plot)
            told["picture"] = {"height": picture.height, "marks": [mark._asdict() for mark in picture.marks]}
            panels.append({**told, "notes": panel.notes[:-1]})
    return json.loads(json.dumps({"chosen": chosen_text(trends, reader), "panels": panels}))
