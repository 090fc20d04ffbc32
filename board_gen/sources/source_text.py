"""SourceText: a text and the places of its characters in the file that it was taken from."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from board_gen.finding import Place


@dataclass(frozen=True)
class SourceText:
    """A text that begins at `first_line` of `file`; its newlines are plain ones, without CR.

    It holds none of the other line breaks that the YAML parser would count and editors do not.
    """

    text: str
    file: str
    first_line: int = 1

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The index at which each line begins."""
        return (0, *(newline.end() for newline in re.finditer("\n", self.text)))

    def position(self, index: int) -> tuple[int, int]:
        """Line and column in the file."""
        row = bisect_right(self.line_starts, index) - 1
        return self.first_line + row, index - self.line_starts[row] + 1

    def place(self, index: int) -> Place:
        """The place of a character."""
        line, column = self.position(index)
        return Place(self.file, line, column)

    def place_of(self, mark: "Mark") -> Place:
        """The place of a mark."""
        return Place(self.file, self.first_line + mark.line, mark.column + 1)

    def rest_of_line(self, index: int) -> str:
        """What follows on the line from `index` on."""
        end = self.text.find("\n", index)
        return self.text[index:] if end < 0 else self.text[index:end]


class Mark(Protocol):
    """A place as the YAML parser marks it: line and column count from 0. `name` is the text that it read."""

    @property
    def name(self) -> SourceText: ...  # noqa: D102
    @property
    def line(self) -> int: ...  # noqa: D102
    @property
    def column(self) -> int: ...  # noqa: D102


class LineMark(NamedTuple):
    """A mark of our own."""

    name: SourceText
    line: int
    column: int


class SourceStream:
    """A source text as the parser takes it. What it calls the stream's name stands in all its marks: the source."""

    def __init__(self, source: SourceText) -> None:
        self.name = source
        self._rest = source.text

    def read(self, _size: int = -1, /) -> str:
        """All of it, then nothing."""
        text, self._rest = self._rest, ""
        return text
