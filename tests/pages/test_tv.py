"""`/tv/`: sizes and rows computed, the look measured from its stylesheet, and the pages held against their promises."""

import gzip
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
import segno

from board_gen.model.label import Language
from board_gen.model.rules import Television
from board_gen.pages.assets import stylesheet
from board_gen.pages.q_chart import FIELDS, q_chart_svg, shape_of
from board_gen.pages.qr import QUIET_ZONE, qr_svg
from board_gen.pages.tv import broken_label, own_files, tv_files
from board_gen.pages.tv_layout import Layout, layout_of, size_for, type_sizes_of, width_of
from board_gen.rules.q_chart import DayColour, q_calendar_of, q_chart_of
from board_gen.views.q_chart import q_month_of, q_months_of
from board_gen.views.standing import Standing
from board_gen.views.tv import area_address, areas_of_plant, clock_of, due_soon_of
from tests.pages.builders import AT, DAY, HOUR, SECOND, case_of, facts_of, plant_of, reader_of, rules_of
from tests.pages.looks import MACHADO, contrast, distance, letters_in, parsed, text_of, tokens_of
from tests.tv.sites import HOSTILE_TITLES, hostile_plant, many_cases, page_of, wide_plant, write_screens

PROJECT = Path(__file__).resolve().parents[2]
ASSETS = PROJECT / "board_gen" / "pages" / "assets"
CSS = (ASSETS / "tv" / "tv.css").read_text(encoding="utf-8")
SCREENS = [Television(inches=inches, distance=metres) for inches in (43, 55, 65, 75, 98) for metres in (2, 3, 4, 5, 6)]


# --- type and rows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inches", "metres", "pixels"), [(55, 3, 30), (55, 4, 40), (55, 5, 50), (55, 6, 60), (65, 4, 34), (75, 5, 37)]
)
def test_twenty_minutes_of_arc(inches, metres, pixels):
    """A Chinese character's face of 20 minutes of arc has the type size that was measured for that screen."""
    assert round(16 * size_for(20, metres, inches)) == pixels


def test_titles_are_readable_from_six_metres():
    """The default titles have 48 px of 1080 lines: 24 minutes of arc at 4 m, 16 (ISO 9241's least) at 6 m."""
    large = type_sizes_of(Television()).large
    assert round(16 * large) == 48
    assert large >= size_for(16, 6, 55) - 0.005
    assert large >= size_for(24, 4, 55) - 0.005


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen.inches}in-{screen.distance}m")
def test_titles_span_at_least_twenty_minutes_of_arc(screen):
    """On every screen that is not beyond the bounds a title spans 20 minutes of arc at the distance given."""
    sizes = type_sizes_of(screen)
    assert sizes.large >= min(5.0, size_for(20, screen.distance, screen.inches))
    assert sizes.large > sizes.medium > sizes.small


@pytest.mark.parametrize("columns", [1, 5, 9, 10, 11, 14])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen.inches}in-{screen.distance}m")
def test_a_page_holds_its_rows_and_a_title_has_room(screen, columns):
    """Head, names, rows and legend fit the height; titles keep a fifth of the table, however many columns stand."""
    layout = layout_of(screen, columns)
    used = layout.head + layout.names + layout.rows * layout.row + layout.foot
    assert used <= 67.5 * 0.97
    assert used + layout.row > 67.5 * 0.97 - 1.1
    tall = layout.head_tall + layout.names + layout.rows_tall * layout.row_tall + layout.foot + 20 + 3.0
    assert tall <= 120 * 0.97
    assert layout.problem >= 0.2 * layout.table
    assert layout.letter <= layout.cell


def test_the_farther_away_the_larger_and_the_fewer():
    """From farther away type grows and rows get fewer, never the other way round."""
    layouts = [layout_of(Television(distance=metres), 9) for metres in (2, 2.5, 3, 3.5, 4, 5, 6, 7)]
    assert [layout.rows for layout in layouts] == sorted((layout.rows for layout in layouts), reverse=True)
    sizes = [layout.sizes.large for layout in layouts]
    assert sizes == sorted(sizes)
    assert layouts[0].rows > layouts[-1].rows


@pytest.mark.parametrize("screen", [Television(inches=1, distance=90), Television(inches=500, distance=0.1)])
def test_a_slip_in_the_rules_leaves_a_board(screen):
    """A screen that can't be meant still gets type within bounds and at least one row."""
    layout = layout_of(screen, 9)
    assert 2 <= layout.sizes.large <= 5
    assert layout.rows >= 1


def test_the_docs_state_the_computed_sizes():
    """The table of docs/television.md is what the code computes."""
    text = (PROJECT / "docs" / "television.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (\d+)″ \| (\d+) m \| (.*) \|$", text, re.MULTILINE)
    assert len(lines) >= 6
    for inches, metres, told in lines:
        layout = layout_of(Television(inches=int(inches), distance=int(metres)), 9)
        sizes = (round(16 * size) for size in (layout.sizes.large, layout.sizes.medium, layout.sizes.small))
        expected = [*(f"{size} px" for size in sizes), str(layout.rows), str(layout.rows_tall)]
        assert told.split(" | ") == expected, (inches, metres)


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("漏装", 2), ("，", 1), ("iii", 1.02), ("AB", 1.44), ("a\u0301", 0.58), ("ж", 1.0)]
)
def test_the_width_of_a_text_is_estimated(text, width):
    """Chinese counts a full size, narrow Latin letters a third, combining marks nothing."""
    assert width_of(text) == pytest.approx(width)


def test_only_a_title_that_fits_is_set_large():
    """Twelve Chinese characters are one large line on the default screen, thirty are not."""
    layout = layout_of(Television(), 9)
    assert not layout.is_long("漏" * 12)
    assert layout.is_long("漏" * 30)


# --- the look ---------------------------------------------------------------------------------------------------------


def tokens(theme):
    dark, light = CSS.split('[data-theme="light"]', 1)
    declared = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", dark))
    return declared if theme == "dark" else declared | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", light))


TEXTS = [
    ("letter-ink", "letter-green"),
    ("letter-ink", "letter-yellow"),
    ("letter-ink", "letter-red"),
    ("letter-na-ink", "letter-na"),
    *(("text", g) for g in ("ground", "ground-raised", "ground-red", "ground-invalid")),
    *(("text-quiet", g) for g in ("ground", "ground-raised")),
    *(("text-red", g) for g in ("ground", "ground-raised", "ground-red")),
    *(("text-amber", g) for g in ("ground", "ground-raised")),
    ("text-green", "ground"),
    ("tag-text", "tag"),
    ("tag-strong-text", "tag-strong"),
    ("blank-text", "blank"),
    ("stale-text", "stale"),
]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_all_text_has_a_contrast_of_seven(theme, text, ground):
    """Text stands out from every ground that it stands on by at least 7:1."""
    found = tokens(theme)
    assert contrast(found[text], found[ground]) >= 7


def test_no_colour_stands_outside_the_tokens():
    """Every colour of the stylesheet is a token, so the test of contrasts sees them all."""
    rules = CSS[CSS.index("html {") :]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules)


@pytest.mark.parametrize("blindness", MACHADO)
@pytest.mark.parametrize(("one", "other"), [*combinations(("letter-green", "letter-yellow", "letter-red"), 2)])
def test_letters_are_told_apart_by_the_colour_blind(one, other, blindness):
    """The three grounds lie at least 20 dE76 apart for every colour-blindness; their shapes differ besides."""
    assert distance(tokens("dark")[one], tokens("dark")[other], blindness) >= 20


def test_the_letters_look_as_on_the_board():
    """One letter, one look: television and board share ink and grounds."""
    board = tokens_of(stylesheet().decode(), "slate")
    for name in ("letter-ink", "letter-green", "letter-yellow", "letter-red", "letter-red-line"):
        assert tokens("dark")[name] == board[name]


@pytest.mark.parametrize("name", ["tv/tv.js", "tv/qr.js", "js/live.js"])
def test_the_scripts_are_old_enough_for_televisions(name):
    """No script that a television loads uses a word that Chromium 68 or ES5 lacks."""
    script = re.sub(r"/\*.*?\*/", "", (ASSETS / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(
        r"=>|`|\b(?:let|const|class|async|await)\s|\bfetch\(|\bPromise\b|Object\.(?:assign|entries)|\.includes\(|"
        r"\.replaceAll\(|\.append\(|\.replaceChildren\(|\?\.|\?\?",
        script,
    )


def test_the_stylesheet_is_old_enough_for_televisions():
    """No rule needs more than Chromium 68."""
    assert not re.findall(
        r"(?<!-)\bgap:|:is\(|:where\(|\binset:|\bclamp\(|\bmin\(|\bmax\(|aspect-ratio|:focus-visible|"
        r"overflow-wrap:\s*anywhere|subgrid|\bcolor-mix|@layer|@container|\bdvh\b",
        re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL),
    )


def test_the_page_is_small(tmp_path):
    """A page of 30 rows with all that it loads is at most 30 KB compressed, its own QR code included."""
    folder = write_screens(tmp_path / "site", plant_of(many_cases(30), invalid=(), findings=()))
    page = page_of(folder)
    loaded = list(re.findall(r'(?:href|src)="\.\./([^"?]+)', page))
    assert sorted(loaded) == ["assets/live.js", "assets/tv/qr.js", "assets/tv/tv.css", "assets/tv/tv.js"]
    assert page.count('<tr class="row') == 30
    total = len(gzip.compress(page.encode())) + sum(len(gzip.compress((folder / path).read_bytes())) for path in loaded)
    assert total <= 30_000


# --- the pages --------------------------------------------------------------------------------------------------------


def paths_of(judged, **given):
    return [file.path for file in tv_files(judged, reader_of(judged), site_url=None, **given)]


def test_each_area_and_language_has_an_address():
    """The plant and each area have a page in each language; the site's own language has the folder's address."""
    assert paths_of(plant_of()) == [
        "assets/tv/tv.css",
        "assets/tv/tv.js",
        "assets/tv/qr.js",
        *(
            f"tv/{area}{name}"
            for area in ("", *(f"{place.address}/" for place in areas_of_plant(plant_of())))
            for name in ("index.html", "en.html")
        ),
    ]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("焊装", "焊装"),
        ("Line 3", "Line-3"),
        ("冲压/一车间 <A>", "冲压-一车间-A"),
        ("../..", ""),
        ("index.html", "index-html"),
        ("x" * 99, "x" * 64),
    ],
)
def test_an_area_is_one_safe_part_of_an_address(name, address):
    """Whatever an area is called, its address is letters, digits and hyphens."""
    assert area_address(name) == address


def test_areas_never_share_an_address():
    """Areas that differ only in what no address holds get their own; the one that is an address keeps it."""
    names = ("Line 3", "Line-3", "line 3", "Line/3", "..", "//")
    cases = [case_of(f"FR-{n}", "x", AT - HOUR, area=name) for n, name in enumerate(names)]
    places = areas_of_plant(plant_of(cases, invalid=(), findings=()))
    assert sorted(place.name for place in places) == sorted(names)
    folded = {place.address.casefold() for place in places}
    assert len(folded) == len(names)
    assert all(folded)
    assert {place.name: place.address for place in places}["Line-3"] == "Line-3"


def test_the_letters_are_those_of_the_board(tmp_path):
    """Every letter of every case on the board stands on the page, and no other: none in legend, Q or invalid rows."""
    judged = plant_of()
    tree = parsed(page_of(write_screens(tmp_path / "site", judged, pinned=True)))
    expected = set()
    for tracks in judged.on_board(AT):
        expected.add((tracks.case.id, "overall", str(tracks.head.at(AT).status)))
        expected |= {(tracks.case.id, c.criterion.id, str(c.rulings.at(AT).letter)) for c in tracks.criteria}
    assert letters_in(tree) == expected
    rows = [element for element in tree.iter("tr") if element.get("data-phase")]
    assert [row.get("data-case") for row in rows] == [
        *(case.id for case in judged.invalid),
        *(tracks.case.id for tracks in judged.on_board(AT)),
    ]
    assert all(row.get("data-escalation") is not None for row in rows)


def test_an_area_page_holds_its_area_alone(tmp_path):
    """An area's page shows and counts the cases of that area."""
    judged = plant_of()
    folder = write_screens(tmp_path / "site", judged, pinned=True)
    tree = parsed(page_of(folder, area="Line-1"))
    mine = [tracks.case.id for tracks in judged.on_board(AT) if tracks.case.area == "Line 1"]
    assert {case for case, _, _ in letters_in(tree)} == set(mine)
    counts = {e.get("data-count"): int(text_of(e)) for e in tree.iter("b") if e.get("data-count")}
    assert counts["R"] + counts["Y"] + counts["G"] == len(mine) == 2
    told = json.loads(next(e for e in tree.iter("script") if e.get("id") == "bg-live").text)
    assert {case["id"] for case in told["cases"]} == set(mine)
    assert told["invalid"] == 0


def test_the_live_list_has_a_row_for_each_of_its_cases(tmp_path):
    """Also a case that opens later has its row, so that the page can show it at its minute."""
    judged = plant_of([*many_cases(3), case_of("FR-LATER", "下周", AT + 3 * HOUR)], invalid=(), findings=())
    page = page_of(write_screens(tmp_path / "site", judged))
    told = json.loads(page.partition('id="bg-live">')[2].partition("</script>")[0])
    rows = set(re.findall(r'data-live-row="([^"]+)"', page))
    assert rows == {case["id"] for case in told["cases"]} == {case.id for case in many_cases(3)} | {"FR-LATER"}
    assert '<script type="text/html" data-live-row="FR-LATER"><tr' in page
    assert "why" not in told["cases"][0]["frames"][0]


@pytest.mark.parametrize("language", list(Language))
def test_hostile_texts_stay_texts(tmp_path, language):
    """Whatever a title says, the page is well formed and the title stands on it as written."""
    tree = parsed(page_of(write_screens(tmp_path / "site", hostile_plant(), pinned=True), language))
    titles = {text_of(e) for e in tree.iter("p") if (e.get("class") or "").startswith("title")}
    assert {" ".join(title.split()) for title in HOSTILE_TITLES} <= titles
    assert {e.get("src") for e in tree.iter("script")} - {None} == {
        src for e in tree.iter("script") if (src := e.get("src") or "").startswith("../assets/")
    }


def test_the_page_loads_nothing_but_its_own_files(tmp_path):
    """Its policy allows no inline script or style, and it has none."""
    tree = parsed(page_of(write_screens(tmp_path / "site", plant_of())))
    policy = next(e.get("content") for e in tree.iter("meta") if e.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not [e for e in tree.iter() if isinstance(e.tag, str) and (e.tag == "style" or e.get("style"))]
    assert not [e for e in tree.iter("script") if not e.get("src") and e.get("type") != "application/json"]
    assert not [name for e in tree.iter() for name in (e.attrib or {}) if str(name).startswith("on")]


def test_without_a_script_the_first_page_stands(tmp_path):
    """What does not fit the first page is hidden from the start, and the page says that it does not turn."""
    judged = plant_of(many_cases(30), invalid=(), findings=())
    page = page_of(write_screens(tmp_path / "site", judged))
    rows = layout_of(judged.rules.tv, 9).rows
    assert page.count('class="row is-off"') == 30 - rows
    assert "<noscript>" in page


def test_new_contents_have_new_addresses():
    """A television that keeps files never shows a new page with an old stylesheet."""
    one, other = (own_files(layout_of(Television(distance=metres), 9))[0].content for metres in (4, 5))
    assert one != other


@pytest.mark.parametrize(
    ("label", "broken"),
    [
        ("围堵", "围堵"),
        ("Lessons", "Les\u00adsons"),
        ("Containment", "Con\u00adtain\u00adment"),
        ("FMEA/CP", "FMEA/CP"),
        ("D4 LPA", "D4 LPA"),
    ],
)
def test_long_latin_labels_may_break(label, broken):
    """A narrow column breaks a long word with a hyphen; Chinese and short words stay as they are."""
    assert broken_label(label) == broken


def test_fourteen_criteria_have_fourteen_columns(tmp_path):
    """Each criterion of the plant is a column, in its order."""
    judged = wide_plant()
    tree = parsed(page_of(write_screens(tmp_path / "site", judged)))
    assert [e.get("data-column") for e in tree.iter("th") if e.get("data-column")] == [f"c{n}" for n in range(14)]


# --- what falls due ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "is_told"),
    [(-SECOND, False), (timedelta(0), False), (SECOND, True), (24 * HOUR, True), (24 * HOUR + SECOND, False)],
)
def test_what_is_open_and_due_within_a_day_is_told(left, is_told):
    """The list begins 24 hours before a deadline, that instant included, and ends at the deadline."""
    case = case_of("FR-1", "x", AT - 24 * HOUR + left, facts=facts_of({"root_cause": AT - 30 * HOUR}))
    judged = plant_of([case], invalid=(), findings=(), rules=rules_of())
    told = [entry for entry in due_soon_of(Standing(judged, AT), reader_of(judged)) if entry.what == "D3 围堵"]
    assert bool(told) is is_told


def test_what_is_done_or_late_falls_not_due():
    """Only what is open and in time is told, the nearest first."""
    judged = plant_of()
    entries = due_soon_of(Standing(judged, AT), reader_of(judged))
    assert [entry.due for entry in entries] == sorted(entry.due for entry in entries)
    for entry in entries:
        tracks = next(tracks for tracks in judged.cases if tracks.case.id == entry.case)
        assert any(
            cell.rulings.at(AT).letter == "Y" and cell.rulings.at(AT).due == entry.due for cell in tracks.criteria
        )


def test_midnight_is_the_end_of_its_day():
    """A deadline at midnight reads 24:00, as the shop floor says it."""
    reader = reader_of(plant_of())
    assert clock_of(datetime(2026, 11, 23, 16, 0, tzinfo=AT.tzinfo), reader) == "24:00"
    assert clock_of(AT, reader) == "08:12"


# --- Q and QR ---------------------------------------------------------------------------------------------------------


def test_the_q_says_what_the_rules_say():
    """Every day of the month has the colour of the rules, at the instant and at every one that it foresees."""
    later = case_of("FR-L", "later", AT + 2 * DAY + HOUR, source="PRR")
    tomorrow = case_of("FR-M", "at midnight", datetime(2026, 11, 23, 16, 0, tzinfo=AT.tzinfo), source="line")
    judged = plant_of([*many_cases(6), later, tomorrow], invalid=(), findings=())
    month = q_month_of(q_calendar_of(judged, AT), reader_of(judged), None, 2026, 11)
    moments = [AT + step * timedelta(hours=1) for step in range(8 * 24)]
    for at in (*moments, later.opened, tomorrow.opened, tomorrow.opened - SECOND):
        truth = q_chart_of(judged, None, 2026, 11, at)
        for field, day in zip(month.fields, truth.days, strict=True):
            passed = [colour for instant, colour in field.later if instant <= at]
            assert (passed[-1] if passed else field.colour) is day.colour, (at, day.day)


@pytest.mark.parametrize(
    ("at", "months"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=AT.tzinfo), [(2026, 12), (2027, 1)]),
        (datetime(2026, 12, 31, 16, tzinfo=AT.tzinfo), [(2027, 1), (2027, 2)]),
        (AT, [(2026, 11), (2026, 12)]),
    ],
)
def test_a_month_begins_at_local_midnight(at, months):
    """The screen carries this month of the plant's clock and the next one, which follow without a gap."""
    judged = plant_of()
    this, following = q_months_of(q_calendar_of(judged, at), replace(reader_of(judged), at=at))
    assert [(month.year, month.month) for month in (this, following)] == months
    assert this.begins <= at < this.ends == following.begins


def test_the_q_has_thirty_one_fields():
    """A month of 28 days leaves three fields empty; colour is a class, and each day says when it begins."""
    judged = plant_of()
    month = q_month_of(q_calendar_of(judged, AT), reader_of(judged), None, 2027, 2)
    svg = str(q_chart_svg(month, reader_of(judged)))
    assert svg.count('class="q-day is-void"') == FIELDS - 28
    assert svg.count("data-begins=") == 29
    assert len({shape_of(number).path for number in range(1, FIELDS + 1)}) == FIELDS


def test_the_q_counts_its_red_days():
    """The number in the middle is the number of red fields."""
    judged = plant_of(many_cases(9), invalid=(), findings=())
    month = q_month_of(q_calendar_of(judged, AT), reader_of(judged), None, 2026, 11)
    svg = str(q_chart_svg(month, reader_of(judged)))
    assert month.days_of(DayColour.RED) > 0
    assert svg.count("q-day is-red") == month.days_of(DayColour.RED)
    assert f"data-q-red>{month.days_of(DayColour.RED)}</text>" in svg


def test_the_qr_code_is_that_of_the_address():
    """Every dark module of the code is drawn, once, and nothing else."""
    address = "https://quality.example/board/"
    svg = str(qr_svg(address))
    drawn = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        drawn |= {(int(x) + step - QUIET_ZONE, int(y) - QUIET_ZONE) for step in range(int(length))}
    matrix = segno.make_qr(address, error="m").matrix
    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_a_configured_address_is_on_the_page(tmp_path):
    """With a site_url the code is drawn by the build, and no script for it is loaded."""
    page = page_of(write_screens(tmp_path / "site", plant_of(), site_url="https://quality.example/board/"))
    assert 'class="qr"' in page
    assert "https://quality.example/board/" in page
    assert "qr.js" not in page


def test_layout_is_plain_numbers():
    """The lengths that the stylesheet gets are finite and written without an exponent."""
    told = Layout(type_sizes_of(Television()), 9).declarations()
    assert re.fullmatch(r":root\{(--[\w-]+:\d+(\.\d+)?(rem|px);?)+\}\n", told)
