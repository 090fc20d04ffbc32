"""The letter of a case as every page shows it: one element, the same everywhere (contract §7; design.md)."""

from collections.abc import Mapping

from board_gen.model.terms import Letter
from board_gen.pages.plain_templates import put
from board_gen.wording import Wording
from board_gen.wording.terms import LETTERS


class LetterElement:
    """Makes the element in one language. Templates know it as `letter_element`; a board of 60 rows calls it 600 times,
    which is why it is no macro.
    """

    def __init__(self, words: Wording) -> None:
        self._labels: Mapping[str, str] = {str(letter): put(words(text)) for letter, text in LETTERS.items()}

    def __call__(self, letter: str, case: str, criterion: str, size: str = "", title: str = "") -> str:
        """The letter of a case's criterion (its id, or `overall`); `size` "", s, l or xl, `title` says why."""
        name = f"letter letter-{size}" if size else "letter"
        why = f' title="{put(title)}"' if title else ""
        glyph = "–" if letter == Letter.NOT_APPLICABLE else letter
        return (
            f'<span class="{name}" role="img" aria-label="{self._labels[letter]}" data-case="{put(case)}"'
            f' data-criterion="{put(criterion)}" data-letter="{letter}"{why}>{glyph}</span>'
        )
