"""The two halves of a case file: front matter between `---` lines, Markdown below."""

import re
from dataclasses import dataclass

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.sources.yaml_nodes import MapNode, TextNode

_NO_FRONT_MATTER = Kind(
    "BG106", Level.ERROR, N_("the file does not begin with front matter"), N_("begin the first line with ---")
)
_NEVER_ENDS = Kind(
    "BG107", Level.ERROR, N_("the front matter begins and never ends"), N_("put a line --- between it and the text")
)
_FENCE = re.compile(r"---[ \t]*")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*")
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
    lines = text.split("\n")
    if _FENCE.fullmatch(lines[0]) is None:
        return Finding(_NO_FRONT_MATTER, Place(name, 1, 1))
    end = next((row for row, line in enumerate(lines) if row and _END.fullmatch(line)), None)
    if end is None:
        return Finding(_NEVER_ENDS, Place(name, 1, 1))
    return FrontMatter("\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2)


def rescued_from(text: str, name: str) -> MapNode:
    """The plain `key: value` lines at the left edge of a file whose YAML can't be read, the first of each key.

    Good enough to name a row: it is shown as invalid, and never judged by them.
    """
    entries: dict[str, tuple[TextNode, TextNode]] = {}
    for row, line in enumerate(text.split("\n")[:2000], 1):
        match = _PLAIN_LINE.fullmatch(line.rstrip())
        if row > 1 and _END.fullmatch(line):
            break
        if match and not match[2].startswith(_STRUCTURE):
            value = re.sub(r"""^(["'])(.*)\1$""", r"\2", match[2])
            key = TextNode(match[1], True, name, row, 1)
            entries.setdefault(match[1], (key, TextNode(value, True, name, row, match.start(2) + 1)))
    return MapNode(tuple(entries.values()), name, 1, 1)
