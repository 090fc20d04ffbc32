"""`/metrics/`: run charts and control charts with their words, tables and file; whatever the names are."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from playwright.sync_api import Browser

from board_gen.model.label import Label, Language
from board_gen.model.plant import Metric
from board_gen.model.rules import MetricRules
from board_gen.model.terms import Better, ChartKind
from board_gen.pages.metric_charts import COLUMNS, FILE, metrics_file, metrics_page
from board_gen.rules.judged import JudgedPlant
from board_gen.sources.ledgers import read_metrics
from board_gen.views.metric_drawing import DRAWN, WIDTH, scale_of, ticks_of
from board_gen.views.metrics import MOST, metrics_of
from board_gen.views.text_width import width_of
from tests.conftest import PROJECT
from tests.pages.builders import framed, plant_of, reader_of, rules_of
from tests.pages.looks import parsed

HOSTILE = '</svg><img src=x onerror="alert(1)">=1+1'
FIRST = date(2025, 11, 24)
SHEWHART = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)


def weekly(*values: float, name: str = "FTQ", scope: str = "Line 3", **given: object) -> list[Metric]:
    target = given.get("target", 98.0)
    chart = given.get("chart")
    days = (FIRST + timedelta(days=7 * week) for week in range(len(values)))
    return [Metric(day, name, scope, value, target, chart) for day, value in zip(days, values, strict=True)]  # type: ignore[arg-type]


def plant(*metrics: Metric) -> JudgedPlant:
    known = {"FTQ": MetricRules("FTQ", Label("合格率", "FTQ"), Label.plain("%"), better=Better.HIGHER)}
    judged = plant_of((), (), (), rules_of(metrics=known))
    return replace(judged, plant=replace(judged.plant, metrics=metrics))


def page_of(judged: JudgedPlant, language: Language = Language.EN) -> Element:
    tree: Element = parsed(framed(metrics_page(judged, reader_of(judged, language)).html))
    return tree


def plots_of(tree: Element) -> list[list[Element]]:
    """The elements of each drawing."""
    return [list(each.iter()) for each in tree.iter() if each.get("class") == "metric-plot"]


def marks(tree: Element, kind: str) -> int:
    return sum(kind in (each.get("class") or "").split() for plot in plots_of(tree) for each in plot)


def text_of(tree: Element) -> str:
    return " ".join("".join(tree.itertext()).split())


def test_a_run_chart_says_its_last_value_its_change_and_what_it_missed():
    """Values that miss the target are diamonds, and counted; the change is to the value before."""
    judged = plant(*weekly(97.0, 98.5, 98.0, 97.5))
    tree = page_of(judged)
    assert (marks(tree, "dot"), marks(tree, "is-missed"), marks(tree, "is-target")) == (4, 2, 2)
    text = text_of(tree)
    for words in ("97.5 %", "−0.5 since 2025-12-08", "Median 97.75.", "Target 98.0: missed 2 times in 4.", "n = 4"):
        assert words in text


def test_a_control_chart_names_what_is_out_of_control():
    """The limits of the published example stand beside their lines, and a value beyond is named with its rule."""
    judged = plant(*weekly(*SHEWHART, *(50.0, 51.6) * 5, 58.0, target=None, chart=ChartKind.CONTROL))
    [series] = metrics_of(judged, reader_of(judged, Language.EN)).all
    assert series.alarm.startswith("Out of control: 04-13 (58.0): beyond 3 sigma (rule 1), moving range")
    assert "fixed on the first 20 values (to 04-06)" in series.lead
    assert (marks(page_of(judged), "ring"), marks(page_of(judged), "is-missed")) == (2, 0)
    ten = plant(*weekly(*SHEWHART, target=None, chart=ChartKind.CONTROL))
    text = text_of(page_of(ten))
    for words in ("Trial limits 45.82 to 55.80 around 50.81", "UCL 55.80", "LCL 45.82", "range 1.88", "up to 6.13"):
        assert words in text


@pytest.mark.parametrize(
    ("values", "words"),
    [((1, 2, 3), "No limits yet: 3 values, at least 8"), ((5,) * 9, "No limits: the values"), ((4,), "No limits yet")],
)
def test_a_control_chart_without_limits_says_why(values, words):
    """Too few values, or all alike."""
    assert words in text_of(page_of(plant(*weekly(*values, chart=ChartKind.CONTROL))))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "metrics",
    [
        [],
        weekly(5.0),
        weekly(5.0, 5.0, target=None),
        weekly(0.0, 0.0, 0.0, target=0.0),
        weekly(-3.5, 1e15, 2.000001, name=HOSTILE, scope=HOSTILE),
        weekly(*range(400), chart=ChartKind.CONTROL),
        weekly(*range(400)),
        [row for number in range(MOST + 5) for row in weekly(1, 2, scope=f"Line {number}")],
    ],
    ids=["none", "one", "two", "zero", "hostile", "long control", "long", "many"],
)
def test_any_series_is_a_valid_page_within_its_bounds(metrics, language):
    """No text of the file is markup; drawings keep to their width; no more is drawn than is said."""
    judged = plant(*metrics)
    tree = page_of(judged, language)
    assert not list(tree.iter("img"))
    view = metrics_of(judged, reader_of(judged, language))
    plots = plots_of(tree)
    assert len(plots) == len(view.all)
    for plot in plots:
        places = [float(each.get("cx", each.get("x", "0"))) for each in plot]
        assert all(0 <= place <= WIDTH for place in places)
        assert sum("dot" in (each.get("class") or "").split() for each in plot) <= 2 * DRAWN
    assert len(view.all) + view.left_out == len({(row.metric, row.scope) for row in metrics})


def test_names_of_lines_never_lie_upon_each_other():
    """Median and target at one height stand one below the other, and end within the drawing."""
    judged = plant(*weekly(98.0, 98.0, 98.1, target=98.0))
    for language in Language:
        [series] = metrics_of(judged, reader_of(judged, language)).all
        lines = [line for line in series.drawing.plots[0].lines if line.label]
        heights = sorted(line.label_y for line in lines)
        assert heights[1] - heights[0] >= 12
        assert all(series.drawing.right + 10 + 12 * width_of(line.label) <= WIDTH for line in lines)


@pytest.mark.parametrize("values", [(0, 0), (98.1, 98.4), (0, 1e15), (-5, 5), (1e-6, 2e-6), (41, 28, 35)])
def test_a_scale_has_two_to_six_round_values(values):
    """They lie on the scale, in order."""
    scale = scale_of(values, 0, 100)
    ticks = ticks_of(scale)
    assert 2 <= len(ticks) <= 6
    assert all(0 <= tick.at <= 100 for tick in ticks)
    assert len({tick.text for tick in ticks}) == len(ticks)


def lines_of(judged: JudgedPlant) -> list[dict[str, str]]:
    content = metrics_file(judged, reader_of(judged, Language.EN)).content
    assert isinstance(content, bytes)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_file_holds_every_value_and_runs_nothing():
    """All values, not only the drawn ones, in order; a name that begins like a formula is a text; minus is a minus."""
    judged = plant(*weekly(*range(-1, 399), name="=cmd()", scope="@x", chart=ChartKind.CONTROL))
    lines = lines_of(judged)
    assert len(lines) == sum(row.day <= date(2026, 11, 23) for row in judged.plant.metrics)
    assert tuple(lines[0]) == COLUMNS
    assert (lines[0]["metric"], lines[0]["scope"], lines[0]["value"], lines[0]["date"]) == (
        "'=cmd()",
        "'@x",
        "-1",
        "2025-11-24",
    )
    assert (lines[0]["moving_range"], lines[1]["moving_range"]) == ("", "1")
    assert (lines[-1]["rules"], lines[-1]["chart"]) == ("1 2 3 4", "control")


def test_the_demonstration_has_what_a_plant_reviews():
    """FTQ per area, satisfaction by quarter with its target, return visits, attendance; one line on a control chart
    whose only sign is the week of its leak.
    """
    read = read_metrics(PROJECT / "cases" / "metrics.csv", "metrics.csv")
    assert read.findings == ()
    judged = plant(*read.entries)
    view = metrics_of(judged, reader_of(judged, Language.EN))
    assert {"FTQ", "satisfaction", "revisits"} <= {group.title for group in view.groups}
    [control] = [series for series in view.all if series.is_control]
    assert (control.scope, control.alarm) == ("Line 3", "Out of control: 11-22 (98.3): beyond 3 sigma (rule 1)")
    assert len(control.rows) >= 25
    satisfaction = [row for row in read.entries if row.metric == "satisfaction"]
    assert len({row.day for row in satisfaction}) == 5
    assert all(row.target is not None for row in satisfaction)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_charts_fit_the_window_and_ask_nobody(browser: Browser, width, scheme):
    """Nothing is wider than the window; type stays readable on a phone; no request leaves the page."""
    metrics = [*weekly(*SHEWHART, chart=ChartKind.CONTROL), *weekly(97, 98.5, 99, scope="焊装 " * 12)]
    judged = plant(*metrics)
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(framed(metrics_page(judged, reader_of(judged)).html, scheme))
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.metric-plot text')].map(text => text.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 11
    assert not [url for url in asked if url.startswith("http")]
    page.close()


def test_the_page_and_its_file_are_part_of_the_site(demo_site: Path):
    """`/metrics/` and the file stand there, linked from the trends."""
    assert re.search(r'href="\.\./metrics/"', (demo_site / "trends" / "index.html").read_text("utf-8"))
    assert "metric-plot" in (demo_site / "metrics" / "index.html").read_text("utf-8")
    assert (demo_site / FILE).read_bytes().startswith(b"\xef\xbb\xbfdate,metric,scope,value")
