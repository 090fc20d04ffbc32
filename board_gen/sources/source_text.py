"""SourceText: a text and the places of its characters in the file that it was taken from."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from board_gen.finding import Place


@dataclass(frozen=True)
class SourceText:
    """A text that begins at `first_line` of `file`; its newlines are plain ones, without CR.

    Places are found by index, since the YAML parser counts other line breaks than editors do.
    """

    text: str
    file: str
    first_line: int = 1
    line_starts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        starts = (0, *(newline.end() for newline in re.finditer("\n", self.text)))
        object.__setattr__(self, "line_starts", starts)

    def position(self, index: int) -> tuple[int, int]:
        """Line and column in the file."""
        row = bisect_right(self.line_starts, index) - 1
        return self.first_line + row, index - self.line_starts[row] + 1

    def place(self, index: int) -> Place:
        """The place of a character."""
        line, column = self.position(index)
        return Place(self.file, line, column)

    def rest_of_line(self, index: int) -> str:
        """What follows on the line from `index` on."""
        end = self.text.find("\n", index)
        return self.text[index:] if end < 0 else self.text[index:end]
