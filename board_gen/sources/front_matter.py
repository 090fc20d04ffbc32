"""The two halves of a case file: front matter between `---` lines, Markdown below."""

import re
from dataclasses import dataclass

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.sources.source_text import LineMark, SourceText
from board_gen.sources.yaml_nodes import MapNode, Node, TextNode, text_node

_NO_FRONT_MATTER = Kind(
    "BG106", Level.ERROR, N_("the file does not begin with front matter"), N_("begin the first line with ---")
)
_NEVER_ENDS = Kind(
    "BG107", Level.ERROR, N_("the front matter begins and never ends"), N_("put a line --- between it and the text")
)
_FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_END = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_PLAIN_LINE = re.compile(r"([a-z_]{1,20}):[ \t]+(.{1,500})")
_STRUCTURE = tuple("{[&*!|>%@`")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML text and the body, with the line of the file at which each begins."""

    yaml: str
    body: str
    body_line: int
    yaml_line: int = 2


def split_front_matter(text: str, name: str) -> FrontMatter | Finding:
    """The halves of a file that begins with a line `---`; the next line `---` or `...` ends the front matter."""
    begin = _FENCE.match(text)
    if begin is None:
        return Finding(_NO_FRONT_MATTER, Place(name, 1, 1))
    end = _END.search(text, begin.end() - 1)
    if end is None:
        return Finding(_NEVER_ENDS, Place(name, 1, 1))
    yaml, body = text[begin.end() : end.start()], text[end.end() + 1 :]
    return FrontMatter(yaml, body, text.count("\n", 0, end.end()) + 2)


def rescued_from(text: str, name: str) -> MapNode:
    """The plain `key: value` lines at the left edge of a file whose YAML can't be read, the first of each key.

    Good enough to name a row: it is shown as invalid, and never judged by them.
    """
    source = SourceText(text, name)
    values: dict[str, Node] = {}
    keys: dict[str, TextNode] = {}
    for row, line in enumerate(text.split("\n")[:2000]):
        if row and _END.fullmatch(f"\n{line}"):
            break
        match = _PLAIN_LINE.fullmatch(line.rstrip())
        if match and not match[2].startswith(_STRUCTURE) and match[1] not in keys:
            value = re.sub(r"""^(["'])(.*)\1$""", r"\2", match[2])
            keys[match[1]] = text_node(match[1], LineMark(source, row, 0))
            values[match[1]] = text_node(value, LineMark(source, row, match.start(2)))
    return MapNode.of(values, list(keys.values()), LineMark(source, 0, 0))
