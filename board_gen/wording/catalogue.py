"""The catalogues: English stands in the code, Chinese in `zh.po` beside this file."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from board_gen.model.label import Label, Language


@cache
def translations_of(language: Language) -> NullTranslations:
    """The catalogue of a language; English is the language of the messages themselves."""
    if language is Language.EN:
        return NullTranslations()
    folder = resources.files(__package__)
    merged = Catalog(locale=language.value)
    for source in sorted(folder.iterdir(), key=lambda item: item.name):
        if source.name.startswith(str(language)) and source.name.endswith(".po"):
            with source.open("rb") as file:
                for message in read_po(file, locale=language.value):
                    if message.id:
                        merged.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)


class Wording:
    """Puts messages into one language: `words("{n} days late", n=3)`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.translations = translations_of(language)

    def __call__(self, message: str, /, **values: str | int | Label) -> str:
        """`message` in the reader's language, its `{named}` fields filled; a label comes in that language too."""
        return self.filled(self.translations.gettext(message), values)

    def plural(self, one: str, many: str, count: int, /, **values: str | int | Label) -> str:
        """The form of a message that fits `count`, which fills `{count}`."""
        return self.filled(self.translations.ngettext(one, many, count), {"count": count, **values})

    def label(self, label: Label) -> str:
        """One of the plant's own texts."""
        return label.to(self.language)

    def filled(self, text: str, values: dict[str, str | int | Label]) -> str:
        """`text` with its fields filled."""
        if not values:
            return text
        return text.format_map({k: self.label(v) if isinstance(v, Label) else v for k, v in values.items()})
