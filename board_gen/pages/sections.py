"""Markdown as clean HTML, cut into the sections of a report (contract §3; facts.md "Text is hostile").

comrak lays the text out as one document, so that a link may be defined anywhere in it; nh3 keeps what is harmless,
section by section, so that a stray tag never reaches the next step. Links and pictures still hold what the writer
wrote: `pages/markdown.py` gives them their addresses.
"""

import re
import unicodedata
from functools import cache
from html import unescape
from typing import NamedTuple

import nh3
from comrak import ExtensionOptions, ParseOptions, RenderOptions, markdown_to_html

from board_gen.pages.code_points import clean
from board_gen.pages.dialect import MARK, UNTITLED, common_mark_of
from board_gen.views.attached import is_plain_url

_MOST_TAGS = 10_000
"""nh3 takes quadratic time over tags that stay open: 50,000 of them six seconds, this many a quarter of one."""
_DEEPEST = 50
_TOO_DEEP = re.compile(rf"^(?:[ ]*>){{{_DEEPEST}}}", re.MULTILINE)
"""comrak takes quadratic time over quotations within quotations."""

_CUT = re.compile(rf"<h([12])>{MARK}(.*)</h[12]>\n?")
_STEP = re.compile(r"\s*D\s?([0-8])(?!\d)\s*[:\-–—.、|]*\s*(.*)", re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(r"<[^>]*>")
_CALLOUT = re.compile(
    r'<div class="callout" data-callout="([\w-]*)"[^>]*>\n<div class="callout-title">\s*(.*?)\s*</div>\n'
    r'<div class="callout-content">',
    re.DOTALL,
)

_EXTENSIONS = ExtensionOptions(table=True, description_lists=True, ofm_callouts=True, cjk_friendly_emphasis=True)
_PARSING = ParseOptions(ignore_setext=True)
_RENDERING = RenderOptions(unsafe_=True)
"""`unsafe_`: raw HTML and every address are left as they stand; what is harmless of them is for nh3 to say."""

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
_KINDS = "|".join(sorted(_CLASSES["div"] - {"admonition"}))
_BARE = "p|h[1-6]|ul|ol|li|blockquote|dl|dt|dd|table|thead|tbody|tr|th|td|div|pre|code|em|strong"
_WORDED = r'[^<>&"\r\xa0\ufeff]++'
_PLAIN = re.compile(
    rf'(?:{_WORDED}|</?(?:{_BARE})>|&(?:amp|lt|gt|quot);|<a href="[A-Za-z0-9._/-]++">(?:{_WORDED})?</a>'
    rf'|<p class="admonition-title">|<div class="admonition (?:{_KINDS})">)*+'
)
"""What nh3 leaves as it is, but for `&quot;`: tags without attributes, or with the few that most texts have, and texts
of signs that it writes as they stand. To see that takes a sixth of its time. Links end before the next tag: comrak may
put one into another, which HTML has not.
"""
_NUMBERS = {"width": 4, "height": 4, "colspan": 2, "rowspan": 2, "start": 6}
_WORDS = {"align": ("left", "right", "center"), "scope": ("row", "col")}


class CleanSection(NamedTuple):
    """Clean HTML for one step (empty: for none of them); `title` is the rest of its heading, as plain text."""

    step: str
    title: str
    html: str


def sections_of(text: str) -> tuple[CleanSection, ...] | None:
    """The text as clean sections in the order in which they stand; None where it can't be laid out."""
    if text.count("<") > _MOST_TAGS:
        return None
    written = common_mark_of(clean(text))
    html = None if _is_too_deep(written) else _laid_out(written)
    if html is None:
        return None
    cleaned_by = _cleaner().clean if "<" in written else _cleaned
    cleaned = (CleanSection(step, title, cleaned_by(part)) for step, title, part in _cut(html) if part)
    return tuple(section for section in cleaned if section.html.strip())


def _cleaned(part: str) -> str:
    """A section as nh3 would write it. The text held no `<`: every tag is comrak's, and stands in its place."""
    return part.replace("&quot;", '"') if _PLAIN.fullmatch(part) else _cleaner().clean(part)


def _is_too_deep(written: str) -> bool:
    return written.count(">") >= _DEEPEST and _TOO_DEEP.search(written) is not None


def _laid_out(written: str) -> str | None:
    """CommonMark as HTML, not clean yet; None where the library breaks."""
    try:
        html = markdown_to_html(written, _EXTENSIONS, _PARSING, _RENDERING)
    except BaseException as error:
        # A panic of Rust is no Exception; one case's text must not end the build of all.
        if type(error).__name__ != "PanicException":
            raise
        return None
    return _CALLOUT.sub(_admonition, html) if 'class="callout"' in html else html


def _admonition(match: re.Match[str]) -> str:
    """The beginning of an admonition as the theme draws it."""
    title = "" if UNTITLED in match[2] else f'<p class="admonition-title">{match[2]}</p>\n'
    return f'<div class="admonition {match[1]}">\n{title}<div>'


def _cut(html: str) -> list[tuple[str, str, str]]:
    """(step, title, HTML) of each section: `## D4` itself goes into its step, any other heading stays in the text."""
    parts = _CUT.split(html)
    cut = [("", "", parts[0])]
    for level, heading, part in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        text = unicodedata.normalize("NFKC", unescape(_ANY_TAG.sub("", heading)))
        match = _STEP.fullmatch(text) if level == "2" else None
        if match is None:
            cut.append(("", "", f"<h{level}>{heading}</h{level}>\n{part}"))
        else:
            cut.append((f"D{match[1]}", match[2].strip(), part))
    return [(step, title, part.replace(MARK, "").replace(UNTITLED, "").strip("\n")) for step, title, part in cut]


@cache
def _cleaner() -> nh3.Cleaner:
    """One for all pages: making it takes longer than using it."""
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


def _filtered(_tag: str, attribute: str, value: str) -> str | None:
    """Values that only harmless texts may take."""
    if attribute in ("href", "src"):
        return value.strip() if is_plain_url(value.strip()) else None
    if attribute in _NUMBERS:
        return value if value.isascii() and value.isdigit() and len(value) <= _NUMBERS[attribute] else None
    if attribute in _WORDS:
        return value if value in _WORDS[attribute] else None
    return value
