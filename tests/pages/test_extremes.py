"""Empty, huge and odd plants: every page keeps its shape, on a laptop, a phone and a television."""

import json
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import PlantFolder, serving
from tests.pages.pictures import FOLDER, seen, taken

pytestmark = pytest.mark.xdist_group("extremes")

WORDS = ("Leak at the capillary weld of the thermostat capsule, found at the customer's leak bench, twelve of three "
         "hundred, all of one lot; ")  # fmt: skip
TITLES = {
    "FR-LONG": (WORDS * 3)[:300],
    "FR-ONE-WORD": "Dampfdruckleitungshalterung" * 11,
    "FR-ZH": ("焊接到膜盒上的毛细管泄漏客户检漏台报警毛细管根部焊缝气孔贯通" * 10)[:300],
    "FR-RTL": "تسرب عند لحام الأنبوب الشعري (12 من 300) — نمט דליפה בריתוך",
    "FR-EMOJI": "🔥 Leak 💧💧 at 👩‍🔧👨‍👩‍👧‍👦 station 🇨🇳 4️⃣ ❤️‍🔥" + "🚗" * 40,
    "FR-MARKUP": '<b>Leak</b> & "burrs" {{ 7 * 7 }} </title><script>alert(1)</script> 左门: 毛刺',
    "FR-" + "0123456789" * 6 + "1": "An id of sixty-four characters",
}
FULL = """\
customer: {long}
department: {long}
part: {{number: {long}, name: {long}}}
next_report: 2026-11-24
severity: safety
criteria:
  containment: {{done: 2026-11-21 09:10, approved_by: {long}}}
  root_cause: {{next: {text}, by: {long}}}
team: {{champion: {long}, leader: {long}}}
problem: {{what: {text}, how_much: {text}}}
causes: [{{kind: occurrence, branch: man, text: {text}, verified: true}}]
whys: [{{kind: occurrence, chain: [{{why: {text}, because: {text}}}]}}]
actions:
  - {{step: D3, what: {text}, owner: {long}, due: 2026-11-22, result: {text}}}
  - {{step: D6, what: {text}, owner: {long}, due: 2026-11-28}}
documents: [{{kind: PFMEA, name: {text}, revision: C}}]
read_across: [{{product: {text}, affected: yes, action: {text}}}]
"""
FOURTEEN = [f"step_{number}" for number in range(1, 15)]
BOARD = {
    "fourteen": "criteria:\n"
    + "".join(
        f"  - {{id: {name}, label: {{zh: 退出标准第{n}项, en: Exit criterion {n}}}, step: D{n % 9}}}\n"
        for n, name in enumerate(FOURTEEN, 1)
    )
    + "profiles:\n  complaint: {criteria: {"
    + ", ".join(f"{name}: {24 * n}h" for n, name in enumerate(FOURTEEN, 1))
    + "}, watch: 7d}\n"
}
SHOWN = {"texts": "FR-LONG", "none": None, "one": "FR-1", "many": "FR-0007", "fourteen": "FR-1"}
"""Each plant, and the case whose page is looked at."""
WIDTHS = {1440: 900, 390: 844}
PATIENCE = 120_000
"""Milliseconds that a page of 400 cases may take to load on a busy machine; nothing is timed here."""
TELEVISIONS = {1280: 720, 1920: 1080}

OVERLAPS = """() => {
    const found = [], seen = [];
    const isShown = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const isApart = element => {
        for (let up = element; up && up !== document.body; up = up.parentElement) {
            const style = getComputedStyle(up);
            if (/fixed|sticky/.test(style.position) || style.clipPath !== "none") return true;
        }
        return false;
    };
    const clip = (box, element) => {
        for (let up = element; up; up = up.parentElement) {
            if (getComputedStyle(up).overflow === "visible") continue;
            const edge = up.getBoundingClientRect();
            box = {left: Math.max(box.left, edge.left), right: Math.min(box.right, edge.right),
                   top: Math.max(box.top, edge.top), bottom: Math.min(box.bottom, edge.bottom)};
        }
        return box;
    };
    const walker = document.createTreeWalker(document.querySelector(".bg-page, body"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && seen.length < 600) {
        const node = walker.currentNode, element = node.parentElement;
        if (!node.textContent.trim() || !isShown(element) || element.closest("script,svg,title") || isApart(element))
            continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const one of range.getClientRects()) {
            const middle = {left: one.left + 1, right: one.right - 1,
                            top: one.top + one.height * .25, bottom: one.bottom - one.height * .25};
            const box = clip(middle, element);
            if (box.right - box.left > 2 && box.bottom - box.top > 2) seen.push([box, node]);
        }
    }
    for (let i = 0; i < seen.length; i += 1)
        for (let j = i + 1; j < seen.length; j += 1) {
            const [a, one] = seen[i], [b, other] = seen[j];
            if (one !== other && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
                Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
                found.push(one.textContent.trim().slice(0, 40) + " ~ " + other.textContent.trim().slice(0, 40));
        }
    return found;
}"""
"""Texts that lie over one another: the middle halves of their lines, where they are not cut off or fixed."""
OUTSIDE = """() => [...document.querySelectorAll("[data-letter]")].filter(letter => {
    const box = letter.getBoundingClientRect();
    return box.width && (box.left < -1 || box.right > innerWidth + 1);
}).map(letter => letter.dataset.case + " " + letter.dataset.criterion)"""


def quoted(text: str) -> str:
    """A text as YAML takes any text."""
    return json.dumps(text, ensure_ascii=False)


def write_case(plant: PlantFolder, case_id: str, title: str, more: str = "") -> None:
    plant.write(
        f"cases/{case_id}.md",
        f"---\nid: {case_id}\ntitle: {quoted(title)}\nopened: 2026-11-20 16:30\nsource: PRR\narea: Line 3\n"
        f"owner: 李伟\n{more}---\n",
    )


def write_plant(plant: PlantFolder, name: str) -> None:
    """The files of one of the plants."""
    plant.mkdocs()
    plant.board(BOARD.get(name, ""))
    if name == "texts":
        for case_id, title in TITLES.items():
            write_case(plant, case_id, title, FULL.format(text=quoted(title), long=quoted(title[:70])))
        plant.write("cases/FR-BROKEN.md", f"---\nid: FR-BROKEN\ntitle: {quoted(TITLES['FR-ZH'])}\nopened: never\n---\n")
    elif name == "many":
        for number in range(400):
            state = "" if number % 3 else "criteria: {containment: {done: 2026-11-21 09:10}}\n"
            write_case(plant, f"FR-{number:04}", f"毛细管泄漏 leak number {number}", state)
    elif name in ("one", "fourteen"):
        write_case(plant, "FR-1", "毛细管泄漏")


@pytest.fixture(scope="module", params=list(SHOWN))
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Each plant's name, and the address of its site."""
    plant = PlantFolder(tmp_path_factory.mktemp(request.param))
    write_plant(plant, request.param)
    run = plant.run("build", "--at", "2026-11-23 08:12")
    assert run.returncode == 0, run.stdout + run.stderr
    site = plant.folder / "site"
    with serving(site) as url:
        yield request.param, url
    shutil.rmtree(site)


def addresses(name: str) -> dict[str, str]:
    """The pages looked at, by what their pictures are called."""
    found = {"board": "", "agenda": "meeting/"}
    if SHOWN[name]:
        found["case"] = f"cases/{SHOWN[name]}/"
        found["meeting"] = f"meeting/#{SHOWN[name]}"
    return found


def shape_of(page: Page) -> dict[str, object]:
    """Everything that a page must not do."""
    return {
        "scrolls across": page.evaluate("document.documentElement.scrollWidth - innerWidth"),
        "letters outside": page.evaluate(OUTSIDE),
        "texts over one another": page.evaluate(OVERLAPS)[:5],
    }


KEPT = {"scrolls across": 0, "letters outside": [], "texts over one another": []}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_keeps_its_shape(built: tuple[str, str], browser: Browser, width: int) -> None:
    """No page scrolls across, no letter stands outside, no text lies over another, and only an empty plant is empty."""
    name, url = built
    page = browser.new_page(viewport={"width": width, "height": WIDTHS[width]})
    page.set_default_timeout(PATIENCE)
    found = {}
    for shown, address in addresses(name).items():
        page.goto("about:blank")
        page.goto(url + address, wait_until="load")
        found[shown] = shape_of(page)
        picture = taken(page, f"extremes/{name}-{shown}-{width}", 2400 if width < 1000 else None)
        found[shown] |= {"blank": seen(page, picture).is_blank, "says it is empty": page.is_visible(".empty-title")}
    page.close()
    assert found == {shown: {**KEPT, "blank": False, "says it is empty": name == "none"} for shown in found}


@pytest.mark.parametrize("width", TELEVISIONS)
def test_the_television_keeps_its_shape(built: tuple[str, str], browser: Browser, width: int) -> None:
    """On a television nothing scrolls in any direction, and no text lies over another."""
    name, url = built
    page = browser.new_page(viewport={"width": width, "height": TELEVISIONS[width]})
    page.goto(f"{url}tv/", wait_until="load")
    found = shape_of(page)
    found["scrolls down"] = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    found["blank"] = seen(page, taken(page, f"extremes/{name}-tv-{width}")).is_blank
    page.close()
    assert found == {**KEPT, "scrolls down": 0, "blank": False}


def test_pictures_stay_out_of_the_repository() -> None:
    """What a test run draws lies in a folder that Git leaves out."""
    ignored = (FOLDER.parents[1] / ".gitignore").read_text().split()
    assert f"/{FOLDER.parent.name}/" in ignored
