"""The fishbone as a browser draws it, with the fonts that are there: its texts keep clear of one another."""

import pytest
from playwright.sync_api import Browser

from board_gen.model.label import Language
from board_gen.pages.assets import stylesheet
from board_gen.pages.render import macro_of
from tests.pages.builders import plant_of, reader_of
from tests.views.test_fishbone import LAYOUTS, causes, drawn

MEASURE = """() => {
    const svg = document.querySelector("svg.fishbone"), view = svg.viewBox.baseVal;
    const boxes = [...svg.querySelectorAll("text")].map(text => {
        const box = text.getBBox();
        return {words: text.textContent, left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height,
                middle: box.y + box.height / 2};
    });
    const over = [];
    boxes.forEach((one, i) => boxes.slice(i + 1).forEach(other => {
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (across > 0.5 && down > 5) over.push(one.words + " ~ " + other.words);
    }));
    const head = svg.querySelector("rect.h").getBBox();
    return {
        texts: boxes.length,
        over,
        outside: boxes.filter(box => box.left < 0 || box.right > view.width || box.top < 0 || box.bottom > view.height)
            .map(box => box.words),
        "out of the head": [...svg.querySelectorAll("text.h")].filter(text => {
            const box = text.getBBox();
            return box.x < head.x || box.x + box.width > head.x + head.width ||
                box.y < head.y || box.y + box.height > head.y + head.height;
        }).map(text => text.textContent),
    };
}"""
"""Lines of one height may touch where a font is taller than its letters: five px of it hold no ink."""


@pytest.mark.parametrize("language", list(Language))
def test_no_text_lies_over_another_in_a_browser(browser: Browser, language: Language) -> None:
    """For 3, 12 and 40 causes, however they are spread, no text lies over another or leaves the drawing or its head."""
    fishbone = macro_of("case/cause_steps.html", "fishbone", reader_of(plant_of([]), language))
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    style = stylesheet().decode()
    found = {}
    for layout, (count, branches) in LAYOUTS.items():
        drawing = drawn(
            causes(count, branches, language), language, "焊接到膜盒上的毛细管泄漏 capillary weld leak " * 6
        )
        page.set_content(
            f'<html data-md-color-scheme="default"><style>{style}</style><body><div class="bg-page">{fishbone(drawing)}'
        )
        found[layout] = page.evaluate(MEASURE)
    page.close()
    assert [seen.pop("texts") > LAYOUTS[layout][0] for layout, seen in found.items()] == [True] * len(LAYOUTS)
    assert found == {layout: {"over": [], "outside": [], "out of the head": []} for layout in LAYOUTS}
