"""YAML text to nodes: what is refused unread, the quick way for a text without anything odd, and the careful way."""

import re

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.sources.source_text import SourceText
from board_gen.sources.yaml_composed import composed_root
from board_gen.sources.yaml_events import root_of_events
from board_gen.sources.yaml_nodes import MapNode
from board_gen.sources.yaml_plain import plain_root

MOST_BYTES = 256 * 1024

_TOO_LARGE = Kind(
    "BG110",
    Level.ERROR,
    N_("the YAML has {size} KB; at most {most} KB are read"),
    N_("move long texts below the front matter"),
)
_CONTROL_CHARACTER = Kind(
    "BG111", Level.ERROR, N_("a control character ({name}) stands here"), N_("delete it; the file may be damaged")
)
_OTHER_BREAKS = re.compile("[\\x85\u2028\u2029]")
"""What YAML takes for line breaks and no editor does."""
_UNREADABLE = re.compile("[^\t\n\r\\x20-\\x7e\\x85\\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no YAML may hold; none of it is printable in Unicode's sense."""


def read_nodes(text: str, file: str, first_line: int = 1) -> tuple[MapNode | None, tuple[Finding, ...]]:
    """The mapping that a YAML text holds; None with an error where it can't be read, None alone where it is empty.

    `first_line` is the line of the file at which the text begins; its newlines are plain ones, without CR.
    """
    is_printable = text.replace("\n", "").isprintable()
    # The parser drops a byte order mark at the beginning without counting it, and then so do we.
    text = text if is_printable else _OTHER_BREAKS.sub(" ", text).removeprefix("\ufeff")
    source = SourceText(text, file, first_line)
    refusal = _size_refusal(source) or (None if is_printable else _sign_refusal(source))
    if refusal is not None:
        return None, (refusal,)
    root = composed_root(source)
    return (root, ()) if root is not None else root_of_events(source)


def read_plain_nodes(text: str, file: str, first_line: int = 1) -> MapNode | None:
    """The same mapping where the text is plain enough to be read without the parser; None where it is not.

    Who asks its texts where they stand gets `Unplaced`, and calls `read_nodes`.
    """
    return plain_root(SourceText(text, file, first_line)) if text.replace("\n", "").isprintable() else None


def _size_refusal(source: SourceText) -> Finding | None:
    """That the text is too large to be read; a character has up to four bytes."""
    if 4 * len(source.text) <= MOST_BYTES:
        return None
    size = len(source.text.encode("utf-8", "replace"))
    values: dict[str, Value] = {"size": -(-size // 1024), "most": MOST_BYTES // 1024}
    return Finding(_TOO_LARGE, Place(source.file, source.first_line, 1), values) if size > MOST_BYTES else None


def _sign_refusal(source: SourceText) -> Finding | None:
    """The first sign that the parser would stumble over."""
    odd = _UNREADABLE.search(source.text)
    return odd and Finding(_CONTROL_CHARACTER, source.place(odd.start()), {"name": f"U+{ord(odd[0]):04X}"})
