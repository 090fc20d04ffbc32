"""The one place that knows Jinja: templates get plain values and a reader, and lay them out.

Autoescape is on for everything and an undefined name is an error: a template can neither leak markup nor lose a value.
Messages of templates stand in the same catalogues as those of the code: `_("…")`, `{% trans %}`.
"""

from collections.abc import Callable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from jinja2.ext import InternationalizationExtension
from markupsafe import Markup

from board_gen.compiled import Compiled
from board_gen.model.label import Language
from board_gen.pages.letters import LetterElement
from board_gen.pages.moments import moment_element
from board_gen.pages.plain_templates import PlainEnvironment
from board_gen.pages.site import link_of, root_of
from board_gen.views.reader import Reader
from board_gen.wording import Wording
from board_gen.wording.catalogue import translations_of
from board_gen.wording.times import utc_text


def environment(words: Wording) -> Environment:
    """The templates' environment in the language of `words`; one per language, kept."""
    return _environment(words.language)


@cache
def _environment(language: Language) -> Environment:
    made = PlainEnvironment(
        translations_of(language),
        {"letter_element": LetterElement(Wording(language)), "moment": moment_element},
        loader=PackageLoader("board_gen.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Compiled(f"pages {language}"),
        extensions=[InternationalizationExtension],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.filters["iso"] = utc_text
    made.globals.update(link_of=link_of, root_of=root_of)
    return made


def rendered(template: str, reader: Reader, **values: object) -> str:
    """A template laid out for a reader; it sees `reader` and the values given. No page holds what HTML may not."""
    return _template(template, reader.words.language).render(reader=reader, **values)


@cache
def _template(name: str, language: Language) -> Template:
    """A template as its environment knows it; that one would ask its loader first, for every page."""
    return _environment(language).get_template(name)


def macro_of(template: str, name: str, reader: Reader) -> Callable[..., Markup]:
    """A macro of a template, for who lays out a piece of a page by itself."""
    macro: Callable[..., str] = getattr(environment(reader.words).get_template(template).module, name)
    return lambda *values: Markup(macro(*values))  # noqa: S704 - made by a template that escapes
