"""The Markdown under a case's front matter: clean sections whose links and pictures lead somewhere (contract §3).

`pages/sections.py` lays the text out and cleans it; here what it names is looked up: the case's files, other cases.
Nothing here loads from another host: a picture from elsewhere becomes a link.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from markupsafe import Markup, escape

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.case import Attachment, Case
from board_gen.model.label import Language
from board_gen.pages.sections import CleanSection, sections_of
from board_gen.rules.judged import JudgedPlant
from board_gen.views.attached import (
    address_named,
    attachment_of,
    href_of_attachment,
    href_of_case,
    is_picture,
    is_web_url,
    nearest_of,
    shown_size,
    source_of_picture,
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

_ATTRIBUTES = r'(?:\s+[a-z-]+="[^"]*")*'
_IMAGE = re.compile(rf"<img({_ATTRIBUTES})>")
_ANEW = re.compile(
    rf"<p>(?P<pictures>(?:<img{_ATTRIBUTES}>|<br>|\s)+)</p>"
    rf"|<(?P<end>/?)(?P<tag>a|img|table|h[1-6])(?P<given>{_ATTRIBUTES})>"
)
"""What is written anew: a paragraph of nothing but pictures, and tags. nh3 writes every attribute in double quotes, and
`<` in a text as `&lt;`.
"""
_NO_CLASS = re.compile('<(code|p|div) class="">')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_HIGHEST = 384
"""Pixels up to which pictures side by side grow in height."""
_UNKNOWN = (512, 384)
"""What a picture is taken for whose size nobody can tell."""
_STEP_ANCHOR = re.compile(r"#d[0-8]")


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
        return tuple([section for section in self.sections if section.step == step])


@lru_cache(maxsize=64)
def clean_sections_of(text: str) -> tuple[CleanSection, ...] | None:
    """Remembered for a moment: a case's page is made right after its findings."""
    return sections_of(text)


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
        shown = _NO_CLASS.sub(r"<\1>", html) if ' class=""' in html else html
        return Markup(_ANEW.sub(self._anew, shown))  # noqa: S704 - nh3's output and what is escaped below

    def _anew(self, match: re.Match[str]) -> str:
        end, tag, given = match["end"], match["tag"], match["given"]
        if tag is None:
            return self._pictures(match["pictures"])
        if tag == "a":
            return self.open_links.pop() if end and self.open_links else "" if end else self._link(given)
        if tag == "img":
            return str(self._picture(_given(given)))
        if tag == "table":
            return "</table></div>" if end else '<div class="scroll"><table class="sheet">'
        return f"<{end}h{min(6, max(3, int(tag[1]) + self.shift))}>"

    def _link(self, attributes: str) -> str:
        given = _given(attributes)
        href = self._href(given.get("href", ""))
        self.open_links.append("</a>" if href else "</span>")
        if not href:
            return '<span class="case-dead">' if given.get("href") else "<span>"
        title = Markup(' title="{}"').format(given["title"]) if given.get("title") else ""
        return str(Markup('<a href="{}"{} rel="noreferrer">').format(href, title))

    def _href(self, written: str) -> str:
        """The address that a link leads to; empty, with a fault, where it leads nowhere."""
        if is_web_url(written) or written.lower().startswith(("mailto:", "tel:")) or _STEP_ANCHOR.fullmatch(written):
            return written
        attachment = attachment_of(self.case, written)
        if attachment is not None:
            return href_of_attachment(attachment)
        address = address_named(self.judged, written) if written and not written.startswith(("#", "//")) else None
        if address is not None:
            return href_of_case(address)
        if written:
            self.faults.append((DEAD_LINK, self._as_written(written), ""))
        return ""

    def _as_written(self, name: str) -> str:
        """A name as the writer has it, which is percent-encoded by now."""
        return name if name in self.case.report.body else unquote(name)

    def _pictures(self, images: str) -> str:
        """A paragraph of pictures alone: each with its caption, several of them side by side."""
        all_given = [_given(attributes) for attributes in _IMAGE.findall(images)]
        if not all_given:
            return "<p></p>"
        if len(all_given) == 1:
            return str(self._figure(all_given[0], ""))
        sizes = [self._size_in_row(given) for given in all_given]
        figures = [
            self._figure(given, f"--r:{round(width / height, 2):g}")
            for given, (width, height) in zip(all_given, sizes, strict=True)
        ]
        highest = max(height for _, height in sizes)
        style = f' style="--h:{highest}px"' if highest < _HIGHEST else ""
        return f'<div class="pics"{style}>{"".join(figures)}</div>'

    def _figure(self, given: dict[str, str], style: str) -> Markup:
        """A picture with its alternative text as caption; what is not shown stays a paragraph where it is alone."""
        shown = self._picture(given)
        attachment = attachment_of(self.case, given.get("src", ""))
        if not style and (attachment is None or not is_picture(attachment)):
            return Markup("<p>{}</p>").format(shown)
        alt = given.get("alt", "").strip()
        caption = Markup("<figcaption>{}</figcaption>").format(alt) if alt and attachment is not None else ""
        return Markup("<figure{}>{}{}</figure>").format(
            Markup(' style="{}"').format(style) if style else "", shown, caption
        )

    def _size_in_row(self, given: dict[str, str]) -> tuple[int, int]:
        """How wide and high a picture may stand in a row, in pixels; drawings may grow."""
        attachment = attachment_of(self.case, given.get("src", ""))
        width, height = _size_of(attachment, given) if attachment and attachment.picture else (0, 0)
        if not (width and height):
            return _UNKNOWN
        if attachment and attachment.picture and attachment.picture.is_drawn:
            return max(1, round(width * _HIGHEST / height)), _HIGHEST
        return width, height

    def _picture(self, given: dict[str, str]) -> Markup:
        written, alt = given.get("src", ""), given.get("alt", "")
        attachment = attachment_of(self.case, written)
        if attachment is None:
            return self._absent(written, alt)
        href = href_of_attachment(attachment)
        if not is_picture(attachment):
            return self._linked(href, alt or attachment.name)
        width, height = _size_of(attachment, given)
        size = Markup(' width="{}" height="{}"').format(width, height) if width and height else ""
        title = Markup(' title="{}"').format(given["title"]) if given.get("title") else ""
        shown = Markup('<img src="{}" alt="{}"{}{} loading="lazy" decoding="async">').format(
            source_of_picture(attachment), alt, title, size
        )
        return shown if self.open_links else Markup('<a href="{}">{}</a>').format(href, shown)

    def _linked(self, href: str, text: str) -> Markup:
        if self.open_links:
            return escape(text)
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(href, text)

    def _absent(self, written: str, alt: str) -> Markup:
        if is_web_url(written):
            self.faults.append((PICTURE_ELSEWHERE, self._as_written(written), ""))
            return self._linked(written, alt or written)
        nearest = nearest_of(self.case, written) if written else ""
        name = self._as_written(written) or alt
        self.faults.append((NEAR_PICTURE if nearest else NO_PICTURE, name, nearest))
        told = self.words(N_("picture missing: {name}"), name=name)
        return Markup('<span class="case-absent">{}{}</span>').format(told, f" ({alt})" if alt and written else "")


def _given(attributes: str) -> dict[str, str]:
    """The attributes of a tag as nh3 writes them."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}


def _size_of(attachment: Attachment, given: dict[str, str]) -> tuple[int, int]:
    """A picture's width and height in the page, in pixels, so that nothing jumps; 0 where nobody can tell."""
    picture = attachment.picture
    width, height = int(given.get("width") or 0), int(given.get("height") or 0)
    if (width and height) or picture is None or not (picture.width and picture.height):
        return width, height
    if width:
        return width, max(1, round(picture.height * width / picture.width))
    if height:
        return max(1, round(picture.width * height / picture.height)), height
    return shown_size(picture.width, picture.height)


def pictures_in(case: Case) -> tuple[Attachment, ...]:
    """The case's own pictures that its text shows, in their order; none for a text that can't be laid out."""
    if "<img" not in case.report.body and "![" not in case.report.body:
        return ()
    named = (
        attachment_of(case, _given(attributes).get("src", ""))
        for section in clean_sections_of(case.report.body) or ()
        for attributes in _IMAGE.findall(section.html)
    )
    return tuple(dict.fromkeys(attachment for attachment in named if attachment and is_picture(attachment)))


class _Latest:
    """The body that was made last, if it names nothing that is not there and is the same in every language: a page is
    made right after its findings, of a case that looks up the others in the same names.
    """

    def __init__(self) -> None:
        self.case: Case | None = None
        self.named: Mapping[str, tuple[int, str]] | None = None
        self.body = Body((), ())

    def is_of(self, case: Case, judged: JudgedPlant) -> bool:
        return self.case is case and judged.named is not None and self.named is judged.named


_latest = _Latest()


def body_of(case: Case, judged: JudgedPlant, words: Wording) -> Body:
    """The Markdown of a case as clean HTML, by steps, and what is wrong with its pictures and links."""
    if _latest.is_of(case, judged):
        return _latest.body
    body = _body_of(case, judged, words)
    if not body.findings:
        _latest.case, _latest.named, _latest.body = case, judged.named, body
    return body


def _body_of(case: Case, judged: JudgedPlant, words: Wording) -> Body:
    text = case.report.body
    if not text.strip():
        return Body((), ())
    laid_out = clean_sections_of(text)
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
