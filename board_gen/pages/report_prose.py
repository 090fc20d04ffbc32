"""The Markdown of a case for files that are not web pages: paragraphs, lists and tables of runs.

It begins where the page's own text does: with the clean HTML of `sections.py`, so that nothing a browser would not show
gets into a file. Links stay as texts; an address on the web stands behind its text.
"""

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from html.parser import HTMLParser
from typing import NamedTuple

from board_gen.pages.sections import sections_of
from board_gen.views.attached import is_web_url

_BREAKING = {
    *("p", "div", "blockquote", "pre", "li", "ul", "ol", "dl", "dt", "dd", "table", "caption", "tr"),
    *("figure", "figcaption", "details", "summary", "hr", "h1", "h2", "h3", "h4", "h5", "h6"),
}
_BOLD, _ITALIC = {"strong", "b", "dt", "th", "summary", "caption"}, {"em", "i", "figcaption"}
_DEEPEST_LIST = 3


class Form(Enum):
    """What a paragraph is."""

    TEXT = auto()
    HEADING = auto()
    BULLET = auto()
    NUMBER = auto()
    QUOTE = auto()
    CODE = auto()


class Run(NamedTuple):
    """A piece of text that looks the same throughout. `picture`: its name as written; `text` is its caption then."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    picture: str = ""


class Paragraph(NamedTuple):
    """A paragraph. `level`: how deep a heading or an item stands, from 1. `list`: which list a numbered item is of."""

    form: Form
    level: int
    runs: tuple[Run, ...]
    list: int = 0


class Grid(NamedTuple):
    """A table: rows of cells of runs, as wide as its widest row. `has_head`: the first row names the columns."""

    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    has_head: bool


Block = Paragraph | Grid


class Prose(NamedTuple):
    """The text of one section; `step` is empty for what stands in none."""

    step: str
    title: str
    blocks: tuple[Block, ...]


def prose_of(body: str) -> tuple[Prose, ...]:
    """The sections of a case's Markdown, in the order in which they stand; as it is written where it has no layout."""
    if not body.strip():
        return ()
    sections = sections_of(body)
    if sections is None:
        return (Prose("", "", (Paragraph(Form.CODE, 1, (Run(body, is_code=True),)),)),)
    return tuple(Prose(step, title, blocks_of(html)) for step, title, html in sections)


def blocks_of(html: str) -> tuple[Block, ...]:
    """Clean HTML as blocks."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_paragraph()
    return tuple(reader.blocks)


def lines_of_prose(blocks: Iterable[Block]) -> str:
    """The text alone, a line for each paragraph, item and row."""
    return "\n".join(_lines(blocks)).strip()


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    numbers: dict[tuple[int, int], int] = {}
    for block in blocks:
        if isinstance(block, Grid):
            yield from (" | ".join(text_of(cell) for cell in row) for row in block.rows)
            continue
        indent = "  " * (block.level - 1) if block.form in (Form.BULLET, Form.NUMBER) else ""
        if block.form is Form.NUMBER:
            number = numbers[block.list, block.level] = numbers.get((block.list, block.level), 0) + 1
            yield f"{indent}{number}. {text_of(block.runs)}"
        else:
            yield indent + ("• " if block.form is Form.BULLET else "") + text_of(block.runs)


def text_of(runs: Iterable[Run]) -> str:
    """What runs say; a picture is named."""
    return "".join(f"[{run.text or run.picture}]" if run.picture else run.text for run in runs).strip()


class _Reader(HTMLParser):
    """Lays the tags of clean HTML out as blocks; a table within a cell becomes text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.open: list[str] = []
        self.lists: list[tuple[str, int]] = []
        self.links: list[str] = []
        self.rows: list[list[tuple[Run, ...]]] = []
        self.lists_seen = self.tables = 0
        self.has_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BREAKING:
            self.end_paragraph()
        if tag == "img":
            self.runs.append(Run(given.get("alt", ""), picture=given.get("src", "")))
        elif tag == "br":
            self.runs.append(Run("\n"))
        elif tag != "hr":
            self._open(tag, given)

    def _open(self, tag: str, given: dict[str, str]) -> None:
        self.open.append(tag)
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag in ("ul", "ol"):
            self.lists_seen += 1
            self.lists.append((tag, self.lists_seen))
        elif tag == "table":
            self.tables += 1
        elif tag == "tr" and self.tables == 1:
            self.rows.append([])
        elif tag == "thead" and self.tables == 1:
            self.has_head = True

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        if tag in _BREAKING:
            self.end_paragraph()
        self._close(tag)
        del self.open[len(self.open) - 1 - self.open[::-1].index(tag)]

    def _close(self, tag: str) -> None:
        if tag == "a":
            self._end_link(self.links.pop())
        elif tag in ("ul", "ol"):
            self.lists.pop()
        elif tag in ("td", "th") and self.tables == 1 and self.rows:
            self.rows[-1].append(_trimmed(self.runs))
            self.runs = []
        elif tag == "table":
            self.tables -= 1
            if not self.tables:
                self._end_table()

    def _end_link(self, href: str) -> None:
        if is_web_url(href) and all(run.text.strip() != href for run in self.runs[-1:]):
            self.runs.append(self._run(f" ({href})"))

    def _end_table(self) -> None:
        width = max((len(row) for row in self.rows), default=0)
        rows = tuple((*row, *((),) * (width - len(row))) for row in self.rows)
        if width:
            self.blocks.append(Grid(rows, self.has_head))
        self.rows, self.has_head = [], False

    def handle_data(self, data: str) -> None:
        text = data if "pre" in self.open else " ".join(data.split("\n")) if data.strip() else " "
        if text.strip() or self.runs:
            self.runs.append(self._run(text))

    def _run(self, text: str) -> Run:
        tags = set(self.open)
        is_head = "th" in tags and self.has_head
        return Run(text, bool(tags & _BOLD) and not is_head, bool(tags & _ITALIC), bool(tags & {"code", "pre", "kbd"}))

    def end_paragraph(self) -> None:
        """End what is being written, if it says anything; within a table a line of the cell ends."""
        if self.tables:
            if self.runs and self.runs[-1].text != "\n" and {"td", "th"} & set(self.open):
                self.runs.append(Run("\n"))
            return
        runs, self.runs = _trimmed(self.runs), []
        if runs:
            self.blocks.append(self._paragraph(runs))

    def _paragraph(self, runs: tuple[Run, ...]) -> Paragraph:
        heading = next((tag for tag in self.open if tag[0] == "h" and tag[1:].isdigit()), "")
        if heading:
            return Paragraph(Form.HEADING, int(heading[1]), runs)
        if "pre" in self.open:
            return Paragraph(Form.CODE, 1, runs)
        if self.lists and "li" in self.open:
            tag, number = self.lists[-1]
            form = Form.BULLET if tag == "ul" else Form.NUMBER
            return Paragraph(form, min(len(self.lists), _DEEPEST_LIST), runs, number)
        return Paragraph(Form.QUOTE if {"blockquote", "dd"} & set(self.open) else Form.TEXT, 1, runs)


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Runs without blanks at both ends; none where nothing is left."""
    kept = list(runs)
    while kept and not kept[0].picture and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].picture and not kept[-1].text.strip():
        kept.pop()
    if kept and not kept[-1].picture:
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip())
    if kept and not kept[0].picture and not kept[0].is_code:
        kept[0] = kept[0]._replace(text=kept[0].text.lstrip())
    return tuple(kept)
