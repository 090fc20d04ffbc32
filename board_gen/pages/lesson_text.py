"""What a case has to teach, as plain text: its D8 section, laid out as Markdown, without thanks and boxes.

Read of the HTML that the case's own page shows (`pages/sections.py`), so that what is no markup there is none here.
"""

import re
from collections.abc import Iterator
from html import unescape

from board_gen.model.case import Case
from board_gen.pages.markdown import clean_sections_of
from board_gen.rules.gates import GATES, has_lessons
from board_gen.views.lessons import LearnedCause, Lesson

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>')
"""nh3 writes every attribute in double quotes, and `<` in a text as `&lt;`."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"p", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "div", "pre", "details", "summary"}
_LEFT_OUT = frozenset({"table", "figure"})
_BOX = 'class="admonition'
_BREAKS = _BLOCKS | _LEFT_OUT | {"br", "hr"}
"""What stands before and behind one of these is not one text."""
_VOID = frozenset({"br", "hr", "img"})
_THANKS = re.compile(
    r"\W*(?:(?:衷心|特别|非常|诚挚)?(?:感谢|致谢|鸣谢|谢谢)|(?:many |special |our )?thank(?:s|\b))", re.IGNORECASE
)
_LABEL = re.compile(r"(?:经验教训|经验|教训|lessons? learned|lessons?)\s*(?:[:：.。-]\s*|$)", re.IGNORECASE)


def lesson_of(case: Case) -> Lesson | None:
    """The lesson that a case tells, whether it counts already or not; None where D8 holds none."""
    if not has_lessons(case.report.body):
        return None
    sections = clean_sections_of(case.report.body) or ()
    html = "\n".join(section.html for section in sections if section.step == GATES["closure"])
    paragraphs = tuple(_lessons_among(_blocks_of(html)))
    causes = (LearnedCause(cause.kind, cause.branch, cause.text) for cause in case.report.causes if cause.verified)
    return Lesson(paragraphs, tuple(causes)) if paragraphs else None


def _lessons_among(blocks: Iterator[tuple[str, str]]) -> Iterator[str]:
    """What is no thanks, without the word *lesson* before it. Thanks may have a heading of their own."""
    is_thanks = False
    for tag, text in blocks:
        if tag in _HEADINGS:
            is_thanks = _THANKS.match(text) is not None
        lesson = _unlabelled(text)
        if lesson and not is_thanks and not _THANKS.match(lesson):
            yield f"– {lesson}" if tag == "li" else lesson


def _unlabelled(text: str) -> str:
    """A text without the word *lesson* before it: all of them are."""
    label = _LABEL.match(text)
    rest = text[label.end() :] if label else text
    return rest[:1].upper() + rest[1:] if label else rest


def _blocks_of(html: str) -> Iterator[tuple[str, str]]:
    """The texts of clean HTML, each with the tag of the block in which it stands."""
    texts: list[str] = []
    block = "p"
    for text, closes, tag in _pieces_of(html):
        texts.append(text)
        if tag not in _BREAKS:
            continue
        if told := " ".join(unescape("".join(texts)).split()):
            yield block, told
        texts.clear()
        is_in_item = block == "li" and tag == "p" and not closes
        block = "p" if closes else block if is_in_item or tag not in _BLOCKS else tag


def _pieces_of(html: str) -> Iterator[tuple[str, bool, str]]:
    """Each text, and the tag behind it (whether it closes, and its name), outside of boxes, tables and pictures."""
    left_out, start = 0, 0
    for match in _TAG.finditer(html):
        closes, tag = match[1] == "/", match[2]
        if not left_out:
            yield html[start : match.start()], closes, tag
            left_out = int(not closes and (tag in _LEFT_OUT or _BOX in match[3]))
        elif tag not in _VOID:
            left_out += -1 if closes else 1
        start = match.end()
    yield html[start:], True, "p"
