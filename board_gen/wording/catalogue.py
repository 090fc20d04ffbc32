"""The catalogues: English stands in the code, Chinese in `zh.po` beside this file."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from board_gen.finding import Value
from board_gen.messages import N_
from board_gen.model.label import Label, Language


@cache
def translations_of(language: Language) -> NullTranslations:
    """The catalogue of a language; English is the language of the messages themselves."""
    if language is Language.EN:
        return NullTranslations()
    compiled = BytesIO()
    with resources.files(__package__).joinpath(f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language.value))
    compiled.seek(0)
    return GNUTranslations(compiled)


class Wording:
    """Puts messages into one language: `words("{n} days late", n=3)`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.translations = translations_of(language)
        self._told: dict[str, str] = {}

    def __call__(self, message: str, /, **values: Value) -> str:
        """`message` in the reader's language, its `{named}` fields filled; a label comes in that language too."""
        text = self._told.get(message)
        if text is None:
            text = self._told[message] = self.translations.gettext(message)
        return self.filled(text, values) if values else text

    def plural(self, one: str, many: str, count: int, /, **values: Value) -> str:
        """The form of a message that fits `count`, which fills `{count}`."""
        return self.filled(self.translations.ngettext(one, many, count), {"count": count, **values})

    def label(self, label: Label) -> str:
        """One of the plant's own texts."""
        return label.to(self.language)

    def filled(self, text: str, values: Mapping[str, Value]) -> str:
        """`text` with its fields filled."""
        for value in values.values():
            if type(value) is not str:
                return text.format_map({name: self.worded(value) for name, value in values.items()})
        return text.format_map(values)

    def worded(self, value: Value) -> str | int:
        """A value in the reader's language: labels, lists of labels, spans of time."""
        if isinstance(value, Label):
            return self.label(value)
        if isinstance(value, timedelta):
            return self.span(value)
        if isinstance(value, tuple):
            return self(N_(", ")).join(self.label(label) for label in value)
        return value

    def span(self, length: timedelta) -> str:
        """A length of time in its two largest units: `1 d 04 h`, `3 h 20 m`, `35 m`; never negative."""
        days, seconds = max(0, length.days), length.seconds if length.days >= 0 else 0
        hours, minutes = seconds // 3600, seconds % 3600 // 60
        return self._span(days, hours, 0 if days else minutes)

    @lru_cache(maxsize=4096)  # noqa: B019 - one wording a language, kept
    def _span(self, days: int, hours: int, minutes: int) -> str:
        if days:
            return self(N_("{days} d {hours} h"), days=days, hours=f"{hours:02}")
        if hours:
            return self(N_("{hours} h {minutes} m"), hours=hours, minutes=f"{minutes:02}")
        return self(N_("{minutes} m"), minutes=minutes)
