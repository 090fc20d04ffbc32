"""The browser's sums: what the scripts say of any choice is what Python says, to the last number and length."""

import json

import pytest
from playwright.sync_api import Browser, Page
from plotly import graph_objects

from board_gen.model.label import Language
from board_gen.pages.assets import script
from board_gen.rules.selection import Selection
from board_gen.rules.trend_rows import State, TrendTable
from board_gen.views.trend_plots import Form
from tests.pages.trend_tab import by_python, by_scripts, reader_at, trend_tab
from tests.rules.strategies import Dice, seeded
from tests.rules.trend_plants import ZONES, Drawn, drawn

MANY = 900
SELECTIONS = 40
"""For each zone."""
RANGES = (1, 30, 35, 36, 62, 63, 190, 191, 366, 1826, 3660)
"""Lengths in days, around every bound at which a chart is drawn in another way."""


def large_plant(zone: str) -> Drawn:
    """A random plant of at least 300 cases in a zone."""
    found = (drawn(seed, MANY) for seed in range(1, 200))
    return next(one for one in found if one.judged.rules.zone.key == zone and len(one.table.rows) >= 300)


def any_choice(dice: Dice, table: TrendTable) -> Selection:
    """Any range of any length, of all cases or some."""
    last = table.today - (dice.number(90) if dice.rarely(2) else 0)
    length = dice.one(RANGES) if dice.rarely(2) else 1 + dice.number(400)
    chosen = [
        frozenset(number for number in range(len(names)) if dice.rarely(2)) if dice.rarely(3) else frozenset()
        for names in (table.names.area, table.names.customer, table.names.source)
    ]
    return Selection(last - length + 1, last, *chosen)


@pytest.fixture
def tab(browser: Browser):
    page = trend_tab(browser)
    yield page
    page.close()


@pytest.mark.parametrize(("zone", "language"), list(zip(ZONES, (Language.EN, Language.ZH, Language.EN), strict=True)))
def test_the_browser_says_and_draws_what_a_build_would(tab: Page, zone: str, language: Language) -> None:
    """Random plants of 300 cases and more, in three zones, forty choices each: every title, sentence, note, table,
    plot and piece of every picture is the same.
    """
    plant = large_plant(zone)
    table, dice = plant.table, seeded(len(zone))
    states = {row.state for row in table.rows}
    assert states == set(State)
    assert any(row.moved for row in table.rows)
    assert any(row.recurred for row in table.rows)
    selections = [any_choice(dice, table) for _ in range(SELECTIONS)]
    reader = reader_at(plant.judged, table, language)
    for selection, found in zip(selections, by_scripts(tab, table, reader, selections), strict=True):
        expected = by_python(table, reader, selection)
        for one, other in zip(found["panels"], expected["panels"], strict=True):
            assert one == other, (selection, other["chart"])
        assert found["chosen"] == expected["chosen"]


LOOK = dict.fromkeys(
    ("text", "quiet", "line", "strong", "ground", "letterInk", "R", "Y", "G", "series", "accent"), "#123456"
) | {"font": "sans"}


def test_every_figure_is_one_that_plotly_takes(browser: Browser) -> None:
    """Plotly's own validators accept the figure of each chart of random choices; no text of a user is markup in it."""
    page, plant = trend_tab(browser), large_plant("Asia/Shanghai")
    page.set_content("<div id=trends data-library=x></div><button id=trends-charts></button>")
    page.add_script_tag(content=script("charts.js").decode())
    table, dice = plant.table, seeded(7)
    area = table.names.area.index("Line 1")
    hostile = table._replace(names=table.names._replace(area=("", "<b>x</b>", *table.names.area[2:])))
    assert area == 1
    reader = reader_at(plant.judged, table, Language.EN)
    selections = [any_choice(dice, table) for _ in range(4)]
    seen = set()
    for told in by_scripts(page, hostile, reader, selections):
        for panel in told["panels"]:
            figure = page.evaluate(
                "([plot, look]) => window.boardGenTrends.figureOf(plot, look)", [panel["plot"], LOOK]
            )
            drawn_figure = graph_objects.Figure(figure).to_plotly_json()
            assert drawn_figure["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
            assert "<b>x</b>" not in json.dumps(figure)
            seen.add(panel["plot"]["form"])
    assert seen == set(Form)
    page.close()


def test_no_row_gives_no_number_and_no_fault(tab: Page) -> None:
    """A choice without a case - no source fits - is told as Python tells it."""
    plant = large_plant("Europe/Berlin")
    table = plant.table
    reader = reader_at(plant.judged, table, Language.EN)
    nobody = Selection(table.today - 9, table.today, frozenset({99}))
    (found,) = by_scripts(tab, table, reader, [nobody])
    assert found == by_python(table, reader, nobody)
