"""The Markdown under a case's front matter, as clean HTML per step (contract §3; facts.md "Text is hostile").

Three passes: Python-Markdown lays the text out; nh3 keeps what is harmless, section by section, so that a stray tag
never reaches the next step; then links and pictures are resolved in nh3's own, regular output. Nothing here loads
from another host: a picture from elsewhere becomes a link.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import unescape
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from markupsafe import Markup, escape

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.label import Language
from board_gen.pages.code_points import clean
from board_gen.rules.judged import JudgedPlant
from board_gen.views.attached import (
    address_named,
    attachment_of,
    href_of_attachment,
    href_of_case,
    is_picture,
    is_plain_url,
    is_web_url,
    nearest_of,
)
from board_gen.wording import Wording

NOT_LAID_OUT = Kind(
    "BG850",
    Level.WARNING,
    N_("the text can't be laid out and is shown as it is written"),
    N_("nest lists and quotes less deeply, close brackets"),
)
NO_PICTURE = Kind(
    "BG851",
    Level.WARNING,
    N_("the picture {name} is not among the case's files"),
    N_("put it into the folder beside the case file that bears its name"),
)
NEAR_PICTURE = Kind("BG852", Level.WARNING, NO_PICTURE.text, N_("did you mean {nearest}?"))
PICTURE_ELSEWHERE = Kind(
    "BG853",
    Level.WARNING,
    N_("the picture {name} lies on another host and is only linked"),
    N_("put a copy into the case's folder"),
)
DEAD_LINK = Kind(
    "BG854",
    Level.WARNING,
    N_("the link {name} leads to no file and no case here"),
    N_("name a file of the case, another case's id, or a whole address"),
)

_MOST_BRACKETS = 1000
"""Python-Markdown takes quadratic time over unclosed brackets, of links and of tags: 20,000 of them a minute."""
_MARK, _MARK_END = "\ue000", "\ue001"
_SECTION = re.compile(f"<p>{_MARK}([D0-9]*){_MARK_END}([^<]*)</p>")
_STEP = re.compile(r"\s*D\s?([0-8])(?!\d)\s*[:\-–—.、|]*\s*(.*)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*/?>')
_INLINE_SIGN = re.compile(r"[`\\\[\]!<>&*_\x02\x03]|  \n")
"""What any inline pattern of Python-Markdown, or what it has put aside, needs to be there."""
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Section:
    """What the Markdown says for one step (empty: for none of them); `title` is the rest of its heading."""

    step: str
    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Body:
    """The Markdown of a case, laid out; sections in the order in which they stand."""

    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]

    def of_step(self, step: str) -> tuple[Section, ...]:
        """The sections that land in a step."""
        return tuple(section for section in self.sections if section.step == step)


class _Headings(HashHeaderProcessor):
    """A heading needs its space, so that `#3 工位漏油` stays text; only `##D4` may lack it."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6}(?=[ \t])|##(?=[DdＤｄ][0-8０-８]))(?P<header>(?:\\.|[^\\])*?)#*(?:\n|$)")


class _Cuts(Treeprocessor):
    """Puts a mark where a section begins: before a top heading of level 1 or 2; `## D4` itself goes into its mark."""

    def run(self, root: Element) -> None:
        for index, element in reversed(list(enumerate(root))):
            if element.tag in ("h1", "h2"):
                self._cut(root, index, element)

    def _cut(self, root: Element, index: int, element: Element) -> None:
        mark = Element("p")
        text = unicodedata.normalize("NFKC", "".join(element.itertext()))
        match = _STEP.fullmatch(text) if element.tag == "h2" else None
        if match is None:
            mark.text = _MARK + _MARK_END
            root.insert(index, mark)
        else:
            mark.text = f"{_MARK}D{match[1]}{_MARK_END}{match[2].strip()}"
            root[index] = mark


class _Unmarked(Treeprocessor):
    """Spares texts without any sign of Markdown the trial of every inline pattern, which is most of the cost."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and _INLINE_SIGN.search(element.text) is None:
                element.text = AtomicString(element.text)
            if element.tail and _INLINE_SIGN.search(element.tail) is None:
                element.tail = AtomicString(element.tail)


class _Sections(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the host's name
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)
        md.treeprocessors.register(_Unmarked(md), "unmarked", 25)
        md.treeprocessors.register(_Cuts(md), "cuts", 5)


@cache
def _converter() -> Markdown:
    """One converter for all pages; a new one for each takes as long as a short page."""
    return Markdown(
        extensions=[
            TableExtension(use_align_attribute=True),
            "admonition",
            "sane_lists",
            "fenced_code",
            "def_list",
            _Sections(),
        ]
    )


_ALLOWED: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "ol": {"start"},
}
_TAGS = set(_ALLOWED) | {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "div", "span"),
    *("ul", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "figure", "figcaption"),
    *("em", "strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "small", "mark", "kbd", "abbr", "code"),
    *("details", "summary"),
}
_CLASSES = {
    "div": {"admonition", "note", "tip", "info", "warning", "danger", "success", "failure", "example", "quote"},
    "p": {"admonition-title"},
}
_NUMBERS = {"width": 4, "height": 4, "colspan": 2, "rowspan": 2, "start": 6}
_WORDS = {"align": ("left", "right", "center"), "scope": ("row", "col")}


def _filtered(_tag: str, attribute: str, value: str) -> str | None:
    """Values that only harmless texts may take."""
    if attribute in ("href", "src"):
        return value.strip() if is_plain_url(value.strip()) else None
    if attribute in _NUMBERS:
        return value if value.isascii() and value.isdigit() and len(value) <= _NUMBERS[attribute] else None
    if attribute in _WORDS:
        return value if value in _WORDS[attribute] else None
    return value


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style", "textarea", "xmp", "iframe", "noscript", "template", "title"},
        attributes=_ALLOWED,
        attribute_filter=_filtered,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )


def _is_unclosed(text: str) -> bool:
    """True for a text with so many unclosed brackets that laying it out would take for ever."""
    blocks = (block.count("[") for block in re.split(r"\n\s*\n", text))
    tags = (stretch.count("<") for stretch in text.split(">"))
    return any(count > _MOST_BRACKETS for counts in (blocks, tags) for count in counts)


@lru_cache(maxsize=20_000)
def _laid_out(text: str) -> tuple[tuple[str, str, str], ...] | None:
    """(step, title, clean HTML with links unresolved) of each section; None where it can't be laid out."""
    if _is_unclosed(text):
        return None
    converter = _converter()
    try:
        html = converter.reset().convert(clean(text).replace(_MARK, "").replace(_MARK_END, ""))
    except Exception:
        _converter.cache_clear()
        return None
    parts = _SECTION.split(html)
    cut = [("", "", parts[0]), *zip(parts[1::3], parts[2::3], parts[3::3], strict=True)]
    cleaned = [(step, unescape(title), _cleaner().clean(part)) for step, title, part in cut]
    return tuple((step, title, part) for step, title, part in cleaned if part.strip())


@dataclass(slots=True)
class _Resolver:
    """Gives links and pictures of one section their addresses, headings their level, tables their scroller.

    `open_links` holds for each `<a>` that is open what to write at its end.
    """

    case: Case
    judged: JudgedPlant
    words: Wording
    shift: int
    faults: list[tuple[Kind, str, str]] = field(default_factory=list)
    open_links: list[str] = field(default_factory=list)

    def resolved(self, html: str) -> Markup:
        # nh3 writes every attribute in double quotes and escapes `<` and `>`, so each match is a whole tag.
        return Markup(_TAG.sub(self._tag, html))  # noqa: S704 - nh3's output and what is escaped below

    def _tag(self, match: re.Match[str]) -> str:
        closes, tag = bool(match[1]), match[2]
        if tag == "a":
            return self.open_links.pop() if closes and self.open_links else "" if closes else self._link(match[3])
        if tag == "img":
            return str(self._picture({name: unescape(value) for name, value in _ATTRIBUTE.findall(match[3])}))
        if tag == "table":
            return "</table></div>" if closes else '<div class="scroll"><table class="sheet">'
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            level = min(6, max(3, int(tag[1]) + self.shift))
            return f"<{match[1]}h{level}{'' if closes else match[3]}>"
        return match[0].replace(' class=""', "")

    def _link(self, attributes: str) -> str:
        given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
        href = self._href(given.get("href", ""))
        self.open_links.append("</a>" if href else "</span>")
        if not href:
            return '<span class="case-dead">' if given.get("href") else "<span>"
        title = Markup(' title="{}"').format(given["title"]) if given.get("title") else ""
        return str(Markup('<a href="{}"{} rel="noreferrer">').format(href, title))

    def _href(self, written: str) -> str:
        """The address that a link leads to; empty, with a fault, where it leads nowhere."""
        if is_web_url(written) or written.lower().startswith(("mailto:", "tel:")):
            return written
        if re.fullmatch(r"#d[0-8]", written):
            return written
        attachment = attachment_of(self.case, written)
        if attachment is not None:
            return href_of_attachment(attachment)
        address = address_named(self.judged, written) if written and not written.startswith(("#", "//")) else None
        if address is not None:
            return href_of_case(address)
        if written:
            self.faults.append((DEAD_LINK, written, ""))
        return ""

    def _picture(self, given: dict[str, str]) -> Markup:
        written, alt = given.get("src", ""), given.get("alt", "")
        attachment = attachment_of(self.case, written)
        if attachment is None:
            return self._absent(written, alt)
        href = href_of_attachment(attachment)
        if not is_picture(attachment):
            return self._linked(href, alt or attachment.name)
        sizes = [
            Markup('{}="{}"').format(name, given[name]) for name in ("title", "width", "height") if given.get(name)
        ]
        shown = Markup('<img src="{}" alt="{}" loading="lazy"{}>').format(
            href, alt, Markup("").join(Markup(" ") + size for size in sizes)
        )
        return shown if self.open_links else Markup('<a class="case-picture" href="{}">{}</a>').format(href, shown)

    def _linked(self, href: str, text: str) -> Markup:
        if self.open_links:
            return escape(text)
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(href, text)

    def _absent(self, written: str, alt: str) -> Markup:
        if is_web_url(written):
            self.faults.append((PICTURE_ELSEWHERE, written, ""))
            return self._linked(written, alt or written)
        nearest = nearest_of(self.case, written) if written else ""
        self.faults.append((NEAR_PICTURE if nearest else NO_PICTURE, written or alt, nearest))
        told = self.words(N_("picture missing: {name}"), name=written or alt)
        return Markup('<span class="case-absent">{}{}</span>').format(told, f" ({alt})" if alt and written else "")


def body_of(case: Case, judged: JudgedPlant, words: Wording) -> Body:
    """The Markdown of a case as clean HTML, by steps, and what is wrong with its pictures and links."""
    text = case.report.body
    if not text.strip():
        return Body((), ())
    laid_out = _laid_out(text)
    if laid_out is None:
        shown = Markup("<pre>{}</pre>").format(text)
        return Body((Section("", "", shown),), (_finding(case, NOT_LAID_OUT, "", ""),))
    sections: list[Section] = []
    faults: list[tuple[Kind, str, str]] = []
    for step, title, html in laid_out:
        resolver = _Resolver(case, judged, words, 0 if step else 1)
        sections.append(Section(step, title, resolver.resolved(html)))
        faults += resolver.faults
    return Body(tuple(sections), tuple(_findings(case, faults)))


def _findings(case: Case, faults: Iterable[tuple[Kind, str, str]]) -> Iterable[Finding]:
    return (_finding(case, kind, name, nearest) for kind, name, nearest in dict.fromkeys(faults))


def _finding(case: Case, kind: Kind, name: str, nearest: str) -> Finding:
    values: dict[str, Value] = {"name": name, "nearest": nearest}
    return Finding(kind, _place_of(case, name), values, case.id)


def _place_of(case: Case, name: str) -> Place:
    """Where a name first stands in the Markdown; its first line where it is written in another way."""
    body = case.report.body
    found = max(body.find(name), 0)
    column = found - body.rfind("\n", 0, found)
    return Place(case.place.file, case.report.body_line + body.count("\n", 0, found), column)


def markdown_findings(case: Case, judged: JudgedPlant) -> tuple[Finding, ...]:
    """What is wrong with the pictures and links of a case's Markdown (contract §6, warnings)."""
    return body_of(case, judged, Wording(Language.EN)).findings
