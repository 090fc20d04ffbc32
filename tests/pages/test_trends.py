"""The trends page: figures that Plotly takes, tables that say the same, and charts that a browser draws."""

import ast
import json
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser, Page
from plotly import graph_objects

from board_gen.model.case import Closing
from board_gen.model.label import Label, Language
from board_gen.model.rules import Source
from board_gen.model.terms import QColour, SourceGroup
from board_gen.pages import charts
from board_gen.pages.charts import INKS, figure_of
from board_gen.pages.trends import history_json, library_url, trends_files, trends_page
from board_gen.rules.history import LETTERS
from board_gen.rules.judged import JudgedPlant
from board_gen.views.trend_panels import Chart, panels_of
from board_gen.views.trends import MOST_BARS, trends_of
from board_gen.wording import Wording
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, framed, plant_of, reader_of, rules_of, sample_cases

ROOT = Path(__file__).parents[2]
HOSTILE = '</script><script>window.hit=1</script><b>&amp;"\u2028%{y}'


def drawing(judged: JudgedPlant, chart: Chart, language: Language = Language.ZH) -> Any:
    """A chart's figure as a browser gets it: read back from its JSON."""
    reader = reader_of(judged, language)
    return json.loads(json.dumps(figure_of(chart, trends_of(judged, reader), reader)))


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


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("chart", list(Chart))
@pytest.mark.parametrize("name", PLANTS)
def test_every_figure_is_one_that_plotly_takes(name, chart, language):
    """Plotly's own validators accept every figure: a rich plant, hostile texts, one case, none open."""
    judged = PLANTS[name]()
    assert (
        graph_objects.Figure(drawing(judged, chart, language)).to_plotly_json()["layout"]["paper_bgcolor"]
        == "rgba(0,0,0,0)"
    )


def test_the_colours_of_letters_are_for_letters_alone_and_never_stand_alone():
    """Whatever is drawn in a letter's colour is that letter, with a hatch that no other letter has."""
    hatches: dict[str, set[str]] = {}
    for chart in Chart:
        for trace in drawing(plant_of(), chart)["data"]:
            used = set(re.findall(r"#[0-9a-f]{6}", json.dumps(trace)))
            letters = {letter for letter in "RYG" if INKS[letter] in used}
            assert letters == {trace["meta"]["ink"]} & set("RYG")
            for letter in letters:
                pattern = trace.get("fillpattern") or trace["marker"]["pattern"]
                hatches.setdefault(letter, set()).add(pattern["shape"])
    assert hatches == {"R": {"x"}, "Y": {"/"}, "G": {""}}


def test_the_figures_inks_are_the_pages_tokens():
    """The colours written into figures are those of the stylesheet's light scheme."""
    tokens = (ROOT / "board_gen/pages/assets/css/tokens.css").read_text(encoding="utf-8")
    names = {"R": "letter-red", "Y": "letter-yellow", "G": "letter-green", "series": "series", "accent": "accent"}
    for ink, name in names.items():
        found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", tokens)
        assert found is not None
        assert found[1] == INKS[ink]


def test_the_board_chart_ends_with_the_board_itself():
    """The last point of the first chart, its sentence and its table count what the meeting walks."""
    judged = plant_of()
    reader = reader_of(judged, Language.EN)
    trends = trends_of(judged, reader)
    letters = [tracks.head.at(AT).status for tracks in judged.on_board(AT)]
    expected = [letters.count(letter) for letter in LETTERS]
    assert sum(expected) > 0
    assert [trace["y"][-1] for trace in drawing(judged, Chart.BOARD)["data"]] == expected
    panel = panels_of(trends, reader)[0]
    assert panel.tables[0].rows[0][1:] == (*map(str, expected), str(len(letters)))
    assert str(len(letters)) in panel.lead


def test_tables_hold_every_value_of_their_figures():
    """Each chart's table has a row for each of its points, with the same number."""
    judged = hostile_plant()
    reader = reader_of(judged)
    trends = trends_of(judged, reader)
    panels = {panel.chart: panel for panel in panels_of(trends, reader)}
    figures = {chart: drawing(judged, chart)["data"] for chart in Chart}
    for chart in (Chart.SOURCES, Chart.AREAS):
        rows = panels[chart].tables[0].rows
        assert [row[1] for row in rows] == figures[chart][0]["text"]
        assert len(rows) <= MOST_BARS
    weeks = panels[Chart.FLOW].tables[0].rows
    assert [int(row[2]) for row in reversed(weeks)] == figures[Chart.FLOW][0]["y"]
    shares = [f"{row[4]} ({row[1]}/{int(row[1]) + int(row[2])})" for row in panels[Chart.ON_TIME].tables[0].rows]
    assert [text.replace("– (0/0)", "–") for text in shares] == figures[Chart.ON_TIME][0]["text"]


def test_a_long_pareto_ends_with_the_others():
    """More than ten classes are nine and one bar for the rest, so that nothing is dropped."""
    judged = hostile_plant()
    areas = trends_of(judged, reader_of(judged, Language.EN)).areas
    assert (len(areas.bars), areas.bars[-1].name, areas.count) == (MOST_BARS, "others (5)", 17)
    assert areas.bars[-1].cumulative == 1


def test_what_is_left_out_is_said_with_its_reason_or_not_at_all():
    """Invalid, rejected and undated cases are named under the charts that lack them; without them nothing is said."""
    listed = case_of("L", "t", AT - DAY, tracked=False, listed_answer=True, profile="listed", closed=Closing(None))
    judged = plant_of([*sample_cases(), listed])
    page = trends_page(judged, reader_of(judged, Language.EN)).html
    assert page.count("Left out as invalid (no letter can be given): 1.") == len(Chart)
    assert page.count("Left out as rejected (no problem of ours): 1.") == 3
    assert page.count("Left out of the closings, without a date (nothing says when): 1.") == 2
    assert page.count("As of 11-23 08:12.") == len(Chart)
    assert "Left out" not in trends_page(only_one(), reader_of(only_one(), Language.EN)).html


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
    """No text of a user ends the data's script element, or is markup to Plotly."""
    judged = hostile_plant()
    reader = reader_of(judged)
    html = trends_page(judged, reader).html
    assert "<script>window" not in html
    figures = [json.loads(text) for text in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html)]
    assert len(figures) == len(Chart)
    for figure in figures[-2:]:
        labels = [*figure["layout"]["xaxis"]["ticktext"], *figure["data"][0]["customdata"]]
        assert not any("<" in label for label in labels)
    assert charts.shown("a<b & c") == "a&lt;b &amp; c"


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


def test_the_library_is_published_once_under_its_version():
    """Plotly comes from its own package, and its address changes when it does."""
    (file,) = trends_files()
    assert re.fullmatch(r"assets/plotly-\d+\.\d+\.\d+\.min\.js", file.path)
    assert isinstance(file.content, Path)
    assert file.content.stat().st_size > 1_000_000


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


SOURCES = ("views/trends.py", "views/trend_panels.py", "pages/trends.py", "pages/charts.py")


def messages_of(path: Path) -> Iterator[str]:
    """Every message that a module marks with N_."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
            assert isinstance(node.args[0], ast.Constant)
            yield str(node.args[0].value)


def test_every_message_has_a_chinese_form_with_the_same_fields():
    """A Chinese reader meets no English sentence, and no field is lost."""
    template = (ROOT / "board_gen/pages/templates/trends.html").read_text(encoding="utf-8")
    messages = {message for name in SOURCES for message in messages_of(ROOT / "board_gen" / name)}
    messages |= set(re.findall(r'_\("([^"]+)"\)', template))
    words = Wording(Language.ZH)
    assert len(messages) > 60
    for message in sorted(messages):
        worded = words.translations.gettext(message)
        assert worded != message
        assert fields_of(worded) == fields_of(message), message


def fields_of(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def written(folder: Path, judged: JudgedPlant, *, with_library: bool = True) -> str:
    """The page in a bare frame, on disk, with the files that it loads; its address."""
    page = trends_page(judged, reader_of(judged, Language.EN))
    (folder / "trends").mkdir()
    (folder / "assets").mkdir()
    (folder / "trends/index.html").write_text(framed(page.html, scripts=("charts.js",)), encoding="utf-8")
    (file,) = trends_files()
    if with_library and isinstance(file.content, Path):
        (folder / library_url()).symlink_to(file.content)
    return f"file://{folder}/trends/index.html"


def opened(browser: Browser, address: str) -> tuple[Page, list[str], list[str]]:
    """The page, opened; what it complains of, and all that it asks for."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    return page, complaints, requests


def drawn(page: Page) -> None:
    """Scroll to every chart and await its drawing."""
    for plot in page.locator(".trend-plot").all():
        plot.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelectorAll('.trend-plot[data-drawn] svg.main-svg').length >= 6")


@pytest.mark.parametrize("name", ["sample", "hostile", "one", "closed"])
def test_a_browser_draws_every_chart_and_asks_nobody_else(browser, tmp_path, name):
    """All six charts are drawn, without a complaint and with no request but for the page and its library."""
    page, complaints, requests = opened(browser, written(tmp_path, PLANTS[name]()))
    drawn(page)
    assert complaints == []
    assert {url.rsplit("/", 1)[1] for url in requests} == {"index.html", library_url().removeprefix("assets/")}
    assert page.evaluate("window.hit") is None
    assert page.locator(".trend-failed:visible").count() == 0
    page.close()


def test_charts_follow_the_scheme(browser, tmp_path):
    """Switching to the dark scheme redraws the charts in its inks."""
    page, complaints, _ = opened(browser, written(tmp_path, plant_of()))
    drawn(page)
    bar = "document.querySelector('#trend-flow-plot .bars path').style.fill"
    light = page.evaluate(bar)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    page.wait_for_function(f"{bar} !== '{light}'")
    assert complaints == []
    page.close()


def test_without_the_library_the_tables_open(browser, tmp_path):
    """Where the library can't be loaded, each chart gives way to its table, and says so."""
    page, _, _ = opened(browser, written(tmp_path, plant_of(), with_library=False))
    for panel in page.locator(".trend").all():
        panel.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelectorAll('.trend-values[open]').length === 6")
    assert page.locator(".trend-failed:visible").count() == 6
    page.close()


def test_without_javascript_the_tables_are_there(browser, tmp_path):
    """A browser without scripts reads the same numbers."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(written(tmp_path, plant_of()))
    page.locator(".trend-values summary").first.click()
    assert page.locator(".trend-table td:visible").count() > 100
    assert page.evaluate("document.querySelector('.trend-plot').offsetHeight") == 0
    context.close()


def test_the_longest_series_stays_small():
    """Ten years of cases make no page of megabytes: the page shows twelve months."""
    cases = [case_of(f"Y-{n}", "t", AT - n * 10 * DAY, area=f"Area {n % 30}") for n in range(365)]
    judged = plant_of(cases, (), ())
    reader = reader_of(judged)
    assert len(trends_of(judged, reader).days) == 365
    assert len(trends_page(judged, reader).html) < 150_000
