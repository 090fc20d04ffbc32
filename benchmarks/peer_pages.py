"""The peers' page of a case: head, rail, cards and steps D0 to D8 from the front matter, then the Markdown.

Written once and told in two template languages; about as large as board_gen's page and with the same kinds of parts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

FACTS = ("id", "owner", "customer", "opened", "updated", "closed", "source", "area", "department", "severity")
CRITERIA = {
    "containment": "D3",
    "root_cause": "D4",
    "corrective_action": "D6",
    "error_proofing": "D5",
    "verified": "D6",
    "fmea_cp": "D7",
    "standard_work": "D7",
    "layered_audit": "D7",
    "lessons": "D8",
}
QUESTIONS = ("what", "where", "when", "who", "why", "how", "how_much")
TABLES = {
    "D3": ("risk_stock", ("location", "lots", "quantity", "sorted", "rejected", "disposition", "clean_from")),
    "D4": ("causes", ("kind", "branch", "text", "verified")),
    "D5": ("options", ("what", "effect", "cost", "side_effects", "chosen")),
    "D6": ("actions", ("step", "what", "owner", "start", "due", "done", "result")),
    "D7": ("documents", ("kind", "name", "revision", "done")),
    "D8": ("read_across", ("product", "affected", "action", "owner", "due", "done")),
}
"""The lists of a case as tables: the step they stand in, their key, their columns."""
_FRAME_END = "</article>"


@dataclass(frozen=True, slots=True)
class Language:
    """How a template language says the few things that are needed.

    `page(key)` is a value of the front matter, `field(name)` one of the item that a loop stands at; `show(value)`
    prints a value, `loop(value, inside)` repeats text for each item of a list; `item` is that item itself.
    """

    page: Callable[[str], str]
    field: Callable[[str], str]
    show: Callable[[str], str]
    loop: Callable[[str, str], str]
    item: str
    content: str


GO = Language(
    page=lambda key: f".Params.{key}",
    field=lambda name: f".{name}",
    show=lambda value: f"{{{{ {value} }}}}",
    loop=lambda value, inside: f"{{{{ range {value} }}}}{inside}{{{{ end }}}}",
    item=".",
    content="{{ .Content }}",
)
JINJA = Language(
    page=lambda key: f"page.meta.{key}",
    field=lambda name: f"item['{name}']",
    show=lambda value: f"{{{{ {value} | e }}}}",
    loop=lambda value, inside: f"{{% for item in {value} %}}{inside}{{% endfor %}}",
    item="item",
    content="{{ page.content }}",
)


def hugo_template(page: str, case_id: str) -> str:
    """Hugo's layout: the frame of a page that board_gen wrote for `case_id`, and our body in its slot."""
    start = page.index("<div data-live-root")
    end = page.index(_FRAME_END, start) + len(_FRAME_END)
    title = page[page.index("<h1>", start) + 4 : page.index("</h1>", start)]
    named = f"{case_id} {title}"
    head, foot = page[:start], page[end:]
    return f"{head.replace(named, '{{ .Params.id }} {{ .Title }}')}{body_of(GO)}{foot}"


def material_template() -> str:
    """The override of Material's page: our body as the content of each page that is a case."""
    body = f"{{% if page.meta.id %}}{body_of(JINJA)}{{% else %}}{{{{ super() }}}}{{% endif %}}"
    return f'{{% extends "base.html" %}}\n{{% block content %}}\n{body}\n{{% endblock %}}\n'


def body_of(told: Language) -> str:
    """A case in a template language."""
    parts = (_rail(told), _head(told), _facts(told), _cards(told), *_steps(told), _whys(told))
    text = f'<div class="case-text">{told.content}</div>'
    return "\n".join(('<article class="bg-page case-page">', *parts, text, "</article>"))


def _letter(told: Language, criterion: str, size: str) -> str:
    case_id, done = told.show(told.page("id")), told.show(told.page(f"criteria.{criterion}.done"))
    return (
        f'<span class="letter letter-{size}" role="img" aria-label="green, done" data-case="{case_id}" '
        f'data-criterion="{criterion}" data-letter="G" title="{criterion} done at {done}, before its time.">G</span>'
    )


def _rail(told: Language) -> str:
    items = [
        f'<li><a href="#{step.lower()}"><span class="case-rail-name"><b>{step}</b> <span class="case-rail-label">{name}'
        f'</span></span>\n<span class="case-rail-letters">{_letter(told, name, "s")}</span></a></li>'
        for name, step in CRITERIA.items()
    ]
    return _joined('<nav class="case-rail"><ol>', items, "</ol></nav>")


def _head(told: Language) -> str:
    case_id, title = told.show(told.page("id")), told.show(told.page("title"))
    line = f'<p class="case-sub"><span class="case-id">{case_id}</span></p>'
    return f'<header class="case-head"><h1>{title}</h1>\n{line}</header>'


def _facts(told: Language) -> str:
    rows = [f"<div><dt>{name}</dt><dd>{told.show(told.page(name))}</dd></div>" for name in (*FACTS, "part.number")]
    return _joined('<dl class="case-facts">', rows, "</dl>")


def _cards(told: Language) -> str:
    cards = []
    for name, step in CRITERIA.items():
        done, by = (told.show(told.page(f"criteria.{name}.{key}")) for key in ("done", "by"))
        cards.append(
            f'<li class="case-card" data-step="{step}">\n<span class="case-step small quiet">{step}</span>\n'
            f"{_letter(told, name, 'l')}\n<strong>{name}</strong>\n"
            f'<span class="case-due" data-live="text" data-name="when:{name}">{done}</span>\n'
            f'<span class="small"><span class="case-standing is-met" data-live="text" data-name="standing:{name}">'
            f"{by}</span></span>\n{_bar(told, name)}</li>"
        )
    return _joined('<ol class="case-strip">', cards, "</ol>")


def _criterion(told: Language, name: str) -> str:
    """A criterion where its step is told: who did it, who approved it, and on what evidence."""
    done, by, approved = (told.show(told.page(f"criteria.{name}.{key}")) for key in ("done", "by", "approved_by"))
    evidence = told.loop(told.page(f"criteria.{name}.evidence"), f"<span>evidence {told.show(told.item)}</span>")
    return (
        f'<div class="case-criterion">\n<p>{_letter(told, name, "s")} <strong>{name}</strong>\n'
        f'<span data-live="text" data-name="done:{name}">done <time datetime="{done}">{done}</time></span>\n'
        f'<span data-live="text" data-name="due:{name}">due <time datetime="{done}">{done}</time></span>\n'
        f'<span class="case-standing is-met" data-live="text" data-name="standing:{name}"></span>\n'
        f"<span>approved by {approved}</span>{evidence}</p>\n"
        f'<p class="case-next"> <span class="quiet">{by}</span></p></div>'
    )


def _bar(told: Language, criterion: str) -> str:
    """A line of the case's time line; where it begins and ends is not computed."""
    done = told.show(told.page(f"criteria.{criterion}.done"))
    return (
        f'<svg class="time-line"><g><title>{criterion}: {done}</title>\n'
        '<rect class="time-run is-done" x="0.0%" width="49.26%" y="94" height="10" rx="2"></rect>\n'
        '<line class="time-due" x1="64.18%" x2="64.18%" y1="90" y2="108"></line>\n'
        '<circle class="time-done" cx="49.26%" cy="99" r="4.5"></circle></g></svg>'
    )


def _steps(told: Language) -> Sequence[str]:
    asked = [
        f'<tr><th scope="row">{question}</th><td>{told.show(told.page(f"problem.{question}"))}</td></tr>'
        for question in QUESTIONS
    ]
    return (
        _section("D1", _team(told)),
        _section("D2", _joined('<table class="sheet case-answers"><tbody>', asked, "</tbody></table>")),
        *(_section(step, _step(told, step)) for step in TABLES),
    )


def _team(told: Language) -> str:
    chosen = [(role, told.show(told.page(f"team.{role}"))) for role in ("champion", "leader")]
    people = [f"<div><dt>{role}</dt><dd>{name}</dd></div>" for role, name in chosen]
    name, role = told.show(told.field("name")), told.show(told.field("role"))
    people.append(told.loop(told.page("team.members"), f"<div><dt>{role}</dt><dd>{name}</dd></div>"))
    return _joined('<dl class="case-team">', people, "</dl>")


def _step(told: Language, step: str) -> str:
    key, columns = TABLES[step]
    criteria = (_criterion(told, name) for name, of in CRITERIA.items() if of == step)
    return "\n".join((*criteria, _table(told, key, columns)))


def _table(told: Language, key: str, columns: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    cells = "".join(f'<td data-label="{name}">{told.show(told.field(name))}</td>\n' for name in columns)
    rows = told.loop(told.page(key), f"<tr>\n{cells}</tr>\n")
    table = f'<table class="sheet case-{key}">\n<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>'
    return f'<div class="scroll">{table}</div>'


def _whys(told: Language) -> str:
    why, because, evidence = (told.show(told.field(name)) for name in ("why", "because", "evidence"))
    rung = f'<li><span class="why">{why}</span> <b>{because}</b> <span class="quiet small">{evidence}</span></li>\n'
    ladder = f'<ol class="case-whys">{told.loop(told.field("chain"), rung)}</ol>'
    return _section("whys", told.loop(told.page("whys"), f"<h3>{told.show(told.field('kind'))}</h3>{ladder}"))


def _section(step: str, inside: str) -> str:
    return f'<section class="case-section" id="{step.lower()}">\n<h2><b>{step}</b></h2>\n{inside}\n</section>'


def _joined(start: str, items: Sequence[str], end: str) -> str:
    return "\n".join((start, *items, end))
