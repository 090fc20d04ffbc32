"""Label: a text of the plant's own, in the languages that the site can be read in."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language of the site."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Label:
    """A text in both languages; a plain text in board.yml stands for both."""

    zh: str
    en: str

    @classmethod
    def plain(cls, text: str) -> "Label":
        """The same text in every language."""
        return cls(text, text)

    def to(self, language: Language) -> str:
        """The text for a reader of `language`."""
        return self.zh if language is Language.ZH else self.en
