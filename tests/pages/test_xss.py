"""Whatever stands in a case file, its page runs nothing and asks no other host (contract §7; facts.md)."""

import dataclasses
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from board_gen.finding import Place
from board_gen.model.case import Case, InvalidCase, Part
from board_gen.model.label import Label, Language
from board_gen.model.report import Report
from board_gen.pages.case import case_page, invalid_case_page
from tests.pages.builders import AT, BROKEN, case_of, framed, plant_of, reader_of, sample_cases
from tests.pages.full_case import CORPORA, full_case, full_report

PAYLOADS = CORPORA / "xss" / "payloads.txt"
HOSTILE = (
    "<script>pwned()</script>",
    '"><img src=x onerror=pwned()>',
    "' onmouseover='pwned()' x='",
    "javascript:pwned()",
    "</title></style></textarea><svg onload=pwned()>",
    "{{ ''.__class__ }}{% raw %}",
    "&lt;script&gt;pwned()&lt;/script&gt;",
)
HOOK = """
window.__pwned = 0;
for (const name of ["pwned", "alert", "confirm", "prompt", "print", "open"])
  window[name] = () => { window.__pwned += 1; };
"""
STATIC = """() => [...document.body.querySelectorAll(
  "*:not(script[type='application/json']):not(script[type='text/html'])")].flatMap(element => [
  ...(/^(script|style|iframe|object|embed|form|input|textarea|base|meta|link|math|foreignObject|animate|set|use)$/i
      .test(element.localName) ? [element.localName] : []),
  ...[...element.attributes].filter(a => /^on/i.test(a.name) || a.name === "style" || a.name === "srcdoc"
      || (/^(href|src|action|formaction|xlink:href)$/i.test(a.name) && !/^(https?:|mailto:|tel:|\\.|#)/i.test(a.value)))
      .map(a => `${element.localName} ${a.name}=${a.value}`),
]).filter(found => found !== "div style=padding:0 .8rem")"""
"""What a page of ours never holds: active elements, handlers, styles, addresses of other kinds."""


def poisoned(value: Any, text: str) -> Any:
    """A record with every text in it, at any depth, replaced."""
    if isinstance(value, Enum | datetime | bool | int | type(None)):
        return value
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: poisoned(getattr(value, field.name), text) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **changed)
    return value


def hostile_case(text: str) -> Case:
    """The full case with `text` in all its fields and its Markdown; ids of rules stay, so that it can be judged."""
    case = full_case()
    facts = {name: dataclasses.replace(poisoned(fact, text), criterion=name) for name, fact in case.facts.items()}
    facts["layered_audit"] = dataclasses.replace(facts["layered_audit"], na=text)
    report = poisoned(case.report, text)
    assert isinstance(report, Report)
    body = f"{text}\n\n## D4 {text}\n\n[{text}]({text})\n\n![{text}]({text})\n\n| {text} |\n|---|\n| {text} |"
    return dataclasses.replace(
        case,
        id=text,
        address="hostile",
        title=text,
        source=text,
        customer=text,
        area=text,
        owner=text,
        department=text,
        part=Part(text, text, (text,)),
        facts=facts,
        revisions=tuple(dataclasses.replace(move, reason=text, consent=text) for move in case.revisions),
        recurrences=tuple(dataclasses.replace(again, note=text, case=text) for again in case.recurrences),
        on_hold=poisoned(case.on_hold, text),
        attachments=tuple(poisoned(file, text) for file in case.attachments),
        report=dataclasses.replace(report, body=body, actions=with_steps(case.report, report)),
    )


def with_steps(case: Report, poisonous: Report):
    """The poisoned actions in the steps of the others, so that they are shown."""
    return tuple(
        dataclasses.replace(action, step=good.step)
        for action, good in zip(poisonous.actions, case.actions, strict=True)
    )


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A browser's page in which whatever runs is counted, and every request written down."""
    page = browser.new_page()
    page.add_init_script(HOOK)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    yield page
    page.close()


def shown(tab: Page, tmp_path: Path, html: str) -> None:
    """Open a page of ours, wave the mouse over it, press what can be pressed, and find that nothing happened."""
    file = tmp_path / "page.html"
    file.write_text(framed(html), encoding="utf-8")
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    tab.evaluate("""() => { for (const element of document.body.querySelectorAll("*"))
        for (const kind of ["mouseover", "mouseenter", "focus", "pointerover", "toggle", "error", "load"])
            element.dispatchEvent(new Event(kind, {bubbles: true})); }""")
    assert tab.evaluate("window.__pwned") == 0
    assert tab.evaluate(STATIC) == []
    assert [url for url in asked if not url.startswith("file:")] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_field_runs(text, tab, tmp_path) -> None:
    """A script in any field of a case, or in its Markdown, is text on its page."""
    judged = plant_of([hostile_case(text)], findings=())
    page = case_page(judged.cases[0], judged, reader_of(judged))
    shown(tab, tmp_path, page.html)
    assert page.title == f"{text} {text}" or page.title == text
    assert text in tab.inner_text("h1")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_row_runs(text, tab, tmp_path) -> None:
    """Nor does a script in a listed row, or in a case that can't be judged."""
    row = next(case for case in sample_cases() if not case.tracked)
    row = dataclasses.replace(row, id=text, title=text, owner=text, area=text, customer=text, part=Part(text))
    place = Place(text)
    invalid = InvalidCase(text, "x", place, text, None, text, text, text, text, text)
    finding = dataclasses.replace(plant_of().findings[0], kind=BROKEN, values={"text": text}, case=text, place=place)
    judged = plant_of([row], [invalid], [finding])
    listed = case_page(judged.cases[0], judged, reader_of(judged, Language.EN))
    broken = invalid_case_page(invalid, judged, reader_of(judged))
    shown(tab, tmp_path, listed.html + broken.html)


def test_no_label_runs(tab, tmp_path) -> None:
    """Nor does a script in the plant's own words."""
    text = HOSTILE[1]
    judged = plant_of([full_case()], findings=())
    rules = dataclasses.replace(
        judged.rules,
        criteria=tuple(dataclasses.replace(given, label=Label.plain(text)) for given in judged.rules.criteria),
        steps={step: Label.plain(text) for step in ("D0", "D3", "D4")},
        people={"李伟": Label.plain(text)},
        escalation=tuple(dataclasses.replace(level, to=Label.plain(text)) for level in judged.rules.escalation),
    )
    judged = plant_of([full_case()], findings=(), rules=rules)
    shown(tab, tmp_path, case_page(judged.cases[0], judged, reader_of(judged)).html)


def payloads() -> list[str]:
    """The public list, where it stands."""
    if not PAYLOADS.exists():
        return []
    return PAYLOADS.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("part", range(8))
def test_no_public_payload_runs_in_markdown(part, tab, tmp_path) -> None:
    """3,300 public attempts, each as a block, inside a line, as a link and as a picture, run nothing."""
    if not payloads():
        pytest.skip(f"the payloads are not here: {PAYLOADS}")
    mine = payloads()[part::8]
    judged = plant_of([case_of("A", "a", AT)], findings=())
    html = ""
    for start in range(0, len(mine), 60):
        lines = [f"{line}\n\nsaid {line} here\n\n[a]({line})\n\n![b]({line})" for line in mine[start : start + 60]]
        case = full_case(report=full_report("\n\n".join(lines)))
        judged = plant_of([case], findings=())
        html += case_page(judged.cases[0], judged, reader_of(judged)).html
    shown(tab, tmp_path, html)
    assert html.count("said ") > len(mine) // 2
