"""The look: measured from the stylesheet, and every page of ours held against what all pages promise."""

import re
from itertools import combinations

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file

from board_gen.model.label import Language
from board_gen.pages.assets import asset_files, stylesheet
from board_gen.pages.board import board_page
from board_gen.pages.cases import cases_page
from board_gen.pages.findings import findings_page
from board_gen.pages.rules_page import rules_page
from board_gen.wording.catalogue import translations_of
from tests.pages.builders import AT, DAY, case_of, facts_of, framed, plant_of, reader_of
from tests.pages.looks import MACHADO, contrast, distance, parsed, tokens_of, without_data

SCHEMES = ("default", "slate")
PAGES = {"board": board_page, "cases": cases_page, "findings": findings_page, "rules": rules_page}
LANGUAGES = tuple(Language)


def tokens(scheme):
    return tokens_of(stylesheet().decode(), scheme)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("letter-ink", "letter-green"),
        ("letter-ink", "letter-yellow"),
        ("letter-ink", "letter-red"),
        ("letter-na-ink", "letter-na"),
    ],
)
def test_letters_are_legible(scheme, ink, ground):
    """A letter stands out from its own ground by at least 7:1, in light and dark."""
    found = tokens(scheme)
    assert contrast(found[ink], found[ground]) >= 7


TEXTS = [
    *(("text", ground) for ground in ("ground", "ground-raised", "ground-red", "ground-invalid", "ground-missing")),
    *(("text-quiet", g) for g in ("ground", "ground-raised", "ground-red", "ground-invalid", "ground-missing")),
    *(("text-red", ground) for ground in ("ground", "ground-red")),
    *(("text-amber", ground) for ground in ("ground", "ground-red")),
    ("text-green", "ground"),
    ("link", "ground"),
    ("link", "ground-invalid"),
    ("link", "ground-red"),
    ("on-accent", "accent"),
    ("tag-text", "tag"),
    ("tag-strong-text", "tag-strong"),
]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_is_legible(scheme, text, ground):
    """Every text stands out from every ground it is set on by at least 4.5:1."""
    found = tokens(scheme)
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("blindness", MACHADO)
@pytest.mark.parametrize(("one", "other"), list(combinations(("green", "yellow", "red"), 2)))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_letters_are_told_apart_by_the_colour_blind(scheme, one, other, blindness):
    """Any two letters lie at least 26 dE76 apart for each of the three colour-blindnesses."""
    found = tokens(scheme)
    assert distance(found[f"letter-{one}"], found[f"letter-{other}"], blindness) >= 26


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["ground", "ground-red"])
@pytest.mark.parametrize("letter", ["green", "yellow", "red"])
def test_a_letters_shape_stands_out_from_the_page(scheme, ground, letter):
    """The edge that gives a letter its shape stands out from the page by at least 3:1."""
    found = tokens(scheme)
    assert contrast(found[f"letter-{letter}-edge"], found[ground]) >= 3


def test_the_stylesheet_asks_no_other_host():
    """No address, import or foreign font stands in the stylesheet."""
    assert not re.search(r"url\((?!\"#)|@import|@font-face|https?:", stylesheet().decode())


def test_every_token_is_defined():
    """Each custom property that is used without a fallback is set somewhere in the stylesheet."""
    css = stylesheet().decode()
    used = {name for name in re.findall(r"var\(--([\w-]+)\)", css) if not name.startswith("md-")}
    assert used - set(re.findall(r"--([\w-]+)\s*:", css)) == set()


def test_assets_are_whole_and_named_once():
    """The stylesheet and each script are published under one name each."""
    names = [file.path for file in asset_files()]
    assert len(names) == len(set(names))
    assert {"assets/board_gen.css", "assets/cases.js"} <= set(names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("is_empty", [False, True])
def test_pages_are_valid_html(name, language, is_empty):
    """Each page, full or empty, parses without an error, has one h1 and no id twice."""
    judged = plant_of([], [], []) if is_empty else plant_of()
    tree = parsed(framed(PAGES[name](judged, reader_of(judged, language)).html, language=str(language)))
    assert len(list(tree.iter("h1"))) == 1
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for row in tree.iter("th"):
        assert row.get("scope") in ("col", "row", "rowgroup")


@pytest.mark.parametrize("name", PAGES)
def test_pages_hold_no_script_handler_or_foreign_address(name):
    """No inline handler, inline script or address of another host stands in a page."""
    judged = plant_of()
    html = without_data(PAGES[name](judged, reader_of(judged)).html)
    assert not re.search(r"<script|\son\w+=|javascript:|https?://|//[a-z]", html, re.IGNORECASE)


HOSTILE = "<img src=x onerror=alert(1)>&amp;{{ 7*7 }}\"'</title><script>"


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_stays_text(name):
    """Markup in any plain field of a case comes out as the text it is."""
    fields = dict.fromkeys(("customer", "area", "owner", "source"), HOSTILE)
    judged = plant_of([case_of("FR-1", HOSTILE, AT - DAY, facts=facts_of({}), **fields)])
    html = without_data(PAGES[name](judged, reader_of(judged)).html)
    assert "<img" not in html
    assert "<script" not in html
    parsed(framed(html))


OWN_TEMPLATES = ("macros.html", "head.html", "board.html", "cases.html", "findings.html", "rules.html")
OWN_MODULES = (
    *(f"views/{name}.py" for name in ("board", "cases", "cell", "rules_page")),
    *(f"pages/{name}.py" for name in ("board", "cases", "findings", "rules_page")),
    "wording/terms.py",
)


def messages():
    """Every message of the pages' own templates and modules."""
    options = {"newstyle_gettext": "true", "trimmed": "true", "extensions": "jinja2.ext.i18n"}
    found = extract_from_dir("board_gen/pages/templates", [("*.html", "jinja2")], options_map={"*.html": options})
    yield from (message for path, _, message, _, _ in found if path in OWN_TEMPLATES)
    for module in OWN_MODULES:
        yield from (found[1] for found in extract_from_file("python", f"board_gen/{module}", keywords={"N_": None}))


@pytest.mark.parametrize("message", sorted({m if isinstance(m, str) else m[0] for m in messages()}))
def test_every_message_has_its_chinese(message):
    """Each text of these pages stands in the Chinese catalogue, with the same fields."""
    found = translations_of(Language.ZH)._catalog  # type: ignore[attr-defined]
    chinese = found.get(message) or found.get((message, 0))
    assert chinese
    fields = re.compile(r"%\(\w+\)s|\{\w+\}")
    assert set(fields.findall(chinese)) == set(fields.findall(message))
