"""The trends page: what it says before any script, its pictures and tables, and the history as data."""

import json
import re
import zlib
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest

from board_gen.model.case import Closing
from board_gen.model.label import Label, Language
from board_gen.model.rules import Source
from board_gen.model.terms import QColour, SourceGroup
from board_gen.pages.assets import script_url
from board_gen.pages.charts import embedded, plot_json
from board_gen.pages.trends import (
    SCRIPTS,
    history_json,
    library_url,
    said_by_scripts,
    trends_files,
    trends_page,
    words_of,
)
from board_gen.rules.history import LETTERS
from board_gen.rules.judged import JudgedPlant
from board_gen.views.trend_page import panels_of
from board_gen.views.trend_panels import Chart, Panel
from board_gen.views.trend_pictures import WIDTH, picture_of
from board_gen.views.trend_plots import Form, Ink, Line, Plot
from board_gen.views.trends import days_text, percent, tenths, trends_of, week_text
from board_gen.wording import Wording
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, framed, plant_of, reader_of, rules_of, sample_cases

HOSTILE = '</script><script>window.hit=1</script><b>&amp;"\u2028%{y}'


def hostile_plant() -> JudgedPlant:
    """Many areas, one of them hostile, and a source whose label is."""
    kept = rules_of()
    bad = Source("bad", Label.plain(HOSTILE), SourceGroup.OTHER, QColour.YELLOW)
    rules = replace(kept, sources={**kept.sources, "bad": bad})
    cases = [case_of(f"A-{n}", HOSTILE, AT - n * DAY, source="bad", area=HOSTILE) for n in range(1, 5)]
    cases += [case_of(f"B-{n}", "t", AT - n * DAY, area=f"Area {n:02}") for n in range(1, 14)]
    return plant_of(cases, (), (), rules)


def only_one() -> JudgedPlant:
    return plant_of([case_of("A", "t", AT - HOUR)], (), ())


def all_closed() -> JudgedPlant:
    closed = case_of("A", "t", AT - 800 * DAY, facts=all_done(AT - 790 * DAY), closed=Closing(AT - 700 * DAY))
    return plant_of([closed], (), ())


PLANTS = {"sample": plant_of, "hostile": hostile_plant, "one": only_one, "closed": all_closed}


def panels(judged: JudgedPlant, language: Language = Language.EN) -> dict[Chart, Panel]:
    """The page's panels by chart."""
    reader = reader_of(judged, language)
    return {panel.chart: panel for panel in panels_of(trends_of(judged, reader), reader)}


def test_every_chart_stands_once_and_in_order():
    """Fourteen charts, in the order in which a manager asks."""
    assert list(panels(plant_of())) == list(Chart)


def test_the_board_chart_ends_with_the_board_itself():
    """The last value of the first chart, its sentence and its table count what the meeting walks."""
    judged = plant_of()
    letters = [tracks.head.at(AT).status for tracks in judged.on_board(AT)]
    expected = [letters.count(letter) for letter in LETTERS]
    panel = panels(judged)[Chart.BOARD]
    assert sum(expected) > 0
    assert [line.values[-1] for line in panel.plot.lines] == expected
    assert panel.tables[0].rows[0][1:] == (*map(str, expected), str(len(letters)))
    assert panel.lead.startswith(f"Now {len(letters)} on the board")


def test_tables_hold_every_value_of_their_plots():
    """Each bar and each share of a plot is a cell of its table."""
    found = panels(hostile_plant())
    for chart in (Chart.SOURCES, Chart.AREAS, Chart.PARTS, Chart.CAUSES, Chart.DEPARTMENTS):
        bars, sums = found[chart].plot.lines
        rows = found[chart].tables[0].rows
        assert [(int(row[1]), row[3]) for row in rows] == list(zip(bars.values, sums.texts, strict=True))
        assert [row[0] for row in rows] == list(found[chart].plot.names)
    weeks = found[Chart.FLOW].tables[0].rows
    assert [int(row[2]) for row in reversed(weeks)] == list(found[Chart.FLOW].plot.lines[0].values)
    shares = [f"{row[4]} ({row[1]}/{int(row[1]) + int(row[2])})" for row in found[Chart.ON_TIME].tables[0].rows]
    assert [text.replace("– (0/0)", "–") for text in shares] == list(found[Chart.ON_TIME].plot.lines[0].texts)


def test_a_long_pareto_ends_with_the_others():
    """Beyond the tenth class all are one bar, so that nothing is dropped."""
    rows = panels(hostile_plant())[Chart.AREAS].tables[0].rows
    assert (len(rows), rows[0][:2], rows[-1]) == (11, (HOSTILE, "4"), ("others (4)", "4", "24%", "100%"))


def test_what_is_left_out_is_said_with_its_reason_or_not_at_all():
    """Invalid, rejected and undated cases are named under the charts that lack them; without them nothing is said."""
    listed = case_of("L", "t", AT - DAY, tracked=False, listed_answer=True, profile="listed", closed=Closing(None))
    judged = plant_of([*sample_cases(), listed])
    notes = [" ".join(panel.notes) for panel in panels(judged).values()]
    assert sum("Left out as invalid (no letter can be given): 1." in note for note in notes) == len(Chart)
    assert sum("Left out as rejected (no problem of ours): 1." in note for note in notes) == 8
    assert sum("Left out of the closings, without a date (nothing says when): 1." in note for note in notes) == 4
    assert all(note.endswith("As of 11-23 08:12.") for note in notes)
    assert all("n = " in note for note in notes)
    alone = [note for panel in panels(only_one()).values() for note in panel.notes]
    assert not any("Left out as" in note for note in alone)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", [*PLANTS, "empty"])
def test_the_page_is_valid_html_with_unique_ids(name, language):
    """html5lib finds no error in it, hostile texts or none, and no id stands twice."""
    judged = PLANTS.get(name, lambda: plant_of((), (), ()))()
    html = framed(trends_page(judged, reader_of(judged, language)).html, language=language.value)
    html5lib.HTMLParser(strict=True).parse(html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_hostile_text_stays_text():
    """No text of a user is markup in the page, or ends the element in which its data stand."""
    judged = hostile_plant()
    html = trends_page(judged, reader_of(judged)).html
    assert "<script>window" not in html
    data = [json.loads(text) for text in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html)]
    assert len(data) == len(Chart) + 1
    assert sum(HOSTILE in plot.get("names", ()) for plot in data[1:]) == 2


def test_an_empty_plant_says_so_and_loads_nothing():
    """Without a single problem there is a designed page, no chart, no script."""
    judged = plant_of((), (), ())
    page = trends_page(judged, reader_of(judged, Language.EN))
    assert "Nothing to chart yet" in page.html
    assert "trend-plot" not in page.html
    assert page.scripts == ()
    broken = plant_of(())
    assert "Invalid: 1;" in trends_page(broken, reader_of(broken, Language.EN)).html


def test_the_same_plant_gives_the_same_bytes():
    """Page and data depend on plant and instant alone, not on the order in which cases were read."""
    one, other = plant_of(), plant_of(tuple(reversed(sample_cases())))
    assert trends_page(one, reader_of(one)) == trends_page(other, reader_of(other))
    assert json.dumps(history_json(one, reader_of(one))) == json.dumps(history_json(other, reader_of(other)))


def test_letters_are_drawn_in_their_colours_and_nothing_else_is():
    """Whatever is drawn in a letter's ink is that letter; each has a hatch of its own, green none."""
    for panel in panels(plant_of()).values():
        letters = {line.ink for line in panel.plot.lines} & {Ink.RED, Ink.YELLOW, Ink.GREEN}
        assert bool(letters) == (panel.plot.form in (Form.DAYS, Form.STACK))
    css = (Path(__file__).parents[2] / "board_gen/pages/assets/css/trends.css").read_text(encoding="utf-8")
    fills = dict(re.findall(r"\.ink-([RYG]) \{ fill: ([^;]+);", css))
    assert fills == {"R": 'url("#hatch-red")', "Y": 'url("#hatch-yellow")', "G": "var(--letter-green)"}
    html = trends_page(plant_of(), reader_of(plant_of())).html
    assert all(html.count(f'id="hatch-{name}"') == 1 for name in ("red", "yellow", "accent"))


def ends_of(path: str) -> list[float]:
    """The upper ends of the bars of a path of boxes."""
    return [float(top) for top in re.findall(r"M[\d.]+ ([\d.]+)H", path)]


def test_a_pictures_bars_are_as_high_as_their_values():
    """Twice the value is twice the height; below zero a bar hangs; nothing is drawn of none."""
    line = Line("x", Ink.SLATE, (2, 4, 0, None, -2), ("2", "4", "0", "", "−2"))
    picture = picture_of(Plot(Form.COLUMNS, ("a", "b", "c", "d", "e"), (line,)))
    (bars,) = [mark.d for mark in picture.marks if mark.kind == "ink-series"]
    two, four, below = ends_of(bars)
    zero = float(re.findall(r"V([\d.]+)H", bars)[0])
    assert zero - four == pytest.approx(2 * (zero - two), abs=0.2)
    assert below - zero == pytest.approx(zero - two, abs=0.2)
    assert [mark.text for mark in picture.marks if mark.kind == "value middle"] == ["2", "4", "−2"]


def test_no_picture_leaves_its_frame():
    """Every length of every picture lies within the drawing, whatever the texts."""
    for judged in (plant_of(), hostile_plant(), only_one(), all_closed()):
        for language in Language:
            for panel in panels(judged, language).values():
                picture = picture_of(panel.plot)
                for mark in picture.marks:
                    places = re.findall(r"[MHL](-?[\d.]+)", mark.d) + ([mark.x] if mark.x else [])
                    assert all(-1 <= float(x) <= WIDTH + 1 for x in places), (panel.chart, mark)
                    assert not mark.y or 0 < float(mark.y) <= float(picture.height)


def test_numbers_are_rounded_alike_everywhere():
    """Halves go up, also below zero; nothing is divided by nothing."""
    assert [percent(1, 8), percent(3, 8), percent(0, 3), percent(0, 0)] == ["13%", "38%", "0%", "–"]
    assert [tenths(1, 4), tenths(-1, 4), tenths(-3, 10), tenths(5, 0)] == ["0.3", "−0.2", "−0.3", "–"]
    assert days_text(-36 * 3600) == "−1.5"


@pytest.mark.parametrize(("day", "week"), [(20780, "2026-W48"), (18624, "2020-W53"), (20087, "2025-W01")])
def test_weeks_are_named_by_iso_8601(day, week):
    """Of the year in which their Thursday lies."""
    assert week_text(day - (day + 3) % 7) == week


def test_the_library_is_published_once_under_its_version():
    """Plotly comes from its own package, and its address changes when it does."""
    (file,) = trends_files()
    assert re.fullmatch(r"assets/plotly-\d+\.\d+\.\d+\.min\.js", file.path)
    assert isinstance(file.content, Path)
    assert file.content.stat().st_size > 1_000_000
    assert library_url() == file.path


def test_the_page_with_its_pictures_is_light():
    """Ten years of cases make no page of megabytes: compressed, it is a third of what it may be."""
    cases = [case_of(f"Y-{n}", "t", AT - n * 10 * DAY, area=f"Area {n % 30}") for n in range(365)]
    judged = plant_of(cases, (), ())
    reader = reader_of(judged)
    trends = trends_of(judged, reader)
    assert len(trends.sums.days.red) == 365
    assert len(zlib.compress(trends_page(judged, reader).html.encode(), 6)) < 50_000


def test_every_message_of_the_scripts_has_a_chinese_form():
    """A Chinese reader meets no English sentence in what is redrawn; each message is one of the code's."""
    words = Wording(Language.ZH)
    messages = said_by_scripts()
    assert len(messages) > 100
    assert [message for message in messages if words.translations.gettext(message) == message] == ["CSV"]
    assert set(words_of(reader_of(plant_of()))) == set(messages)


def test_what_stands_in_the_page_is_safe_and_whole():
    """Nothing in embedded JSON can end its element, and it is read back as it was."""
    told = plot_json(Plot(Form.PARETO, (HOSTILE,), (Line("<x>", Ink.SLATE, (1, None)),)))
    assert not set("<>&\u2028") & set(embedded(told))
    assert json.loads(embedded(told)) == {
        "form": "pareto",
        "names": [HOSTILE],
        "lines": [{"name": "<x>", "ink": "series", "values": [1, None]}],
    }


def test_scripts_are_loaded_in_the_order_in_which_they_build_on_each_other():
    """Pictures, sums, words, charts, the form at last."""
    judged = plant_of()
    assert trends_page(judged, reader_of(judged)).scripts == tuple(map(script_url, SCRIPTS))


def test_history_json_holds_the_daily_series_and_the_q_days():
    """Days run from the first opening to today and end with the board; Q names the days that are not green."""
    judged = plant_of()
    found = json.loads(json.dumps(history_json(judged, reader_of(judged))))
    last = found["days"][-1]
    assert (found["as_of"], found["to"], last["day"]) == ("2026-11-23T00:12:00Z", "2026-11-23", "2026-11-23")
    assert last["board"] == last["R"] + last["Y"] + last["G"] == len(judged.on_board(AT))
    assert sum(day["opened"] for day in found["days"]) == len(judged.cases)
    assert found["invalid"] == 1
    by_area = {line["area"]: line for line in found["q"]}
    assert list(by_area) == [None, "", "Line 1", "Line 2", "Line 3", "Packing"]
    assert by_area["Line 3"] == {"area": "Line 3", "red": ["2026-11-20"], "yellow": []}
    assert set(by_area[None]["red"]) == {day for line in found["q"][1:] for day in line["red"]}


def test_history_json_of_an_empty_plant_is_empty():
    """No problem, no day; the plant's Q is green throughout."""
    judged = plant_of((), (), ())
    found = history_json(judged, reader_of(judged))
    assert (found["days"], found["q"]) == ([], [{"area": None, "red": [], "yellow": []}])
