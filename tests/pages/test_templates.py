"""Templates put out plain values, clean and in one language, whatever they call to do so."""

from gettext import NullTranslations
from typing import NamedTuple

import pytest
from jinja2 import DictLoader, StrictUndefined
from jinja2.exceptions import UndefinedError
from jinja2.ext import InternationalizationExtension
from markupsafe import Markup

from board_gen.pages.plain_templates import PlainEnvironment, put


class Named(NamedTuple):
    """A record of one field."""

    name: str


class German(NullTranslations):
    """A catalogue of two messages."""

    def gettext(self, message: str) -> str:
        return {"by %(name)s": "von <b>%(name)s</b> zu 100 %%", "Owner": "Verantwortlich & Co."}.get(message, message)


def star(text: str, size: str = "") -> Markup:
    """An element."""
    return Markup(f"<i class='{size}'>{put(text)}</i>")


MACROS = """
{%- macro tag(text, strong=false, title="none") -%}<b{{ " strong" if strong }} title="{{ title }}">{{ text }}</b>
{%- endmacro -%}
{%- macro twice(text) -%}{{ tag(text) }}{{ tag(text, title="two") }}{%- endmacro -%}
"""


def shown(template: str, **values: object) -> str:
    """What a template shows of the values."""
    made = PlainEnvironment(
        German(),
        {"star": star},
        loader=DictLoader({"macros": MACROS, "page": '{% from "macros" import tag, twice %}' + template}),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[InternationalizationExtension],
    )
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    return made.get_template("page").render(**values)


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("{{ tag(x) }}", '<b title="none">&lt;i&gt;</b>'),
        ('{{ tag(x, true, title="a") }}', '<b strong title="a">&lt;i&gt;</b>'),
        ("{{ tag(strong=true, text=x) }}", '<b strong title="none">&lt;i&gt;</b>'),
        ("{{ twice(x) }}", '<b title="none">&lt;i&gt;</b><b title="two">&lt;i&gt;</b>'),
        ("{% set made = tag(x) %}{{ made }}", '<b title="none">&lt;i&gt;</b>'),
        ("{{ tag(tag(1)) }}", '<b title="none"><b title="none">1</b></b>'),
        (
            '{{ star(x, size="l") }}{{ tag(star(1)) }}',
            "<i class='l'>&lt;i&gt;</i><b title=\"none\"><i class=''>1</i></b>",
        ),
    ],
)
def test_macros_are_called_as_functions(template, html) -> None:
    """A macro takes its values by place and by name, knows its defaults, and is escaped once, wherever it is used."""
    assert shown(template, x="<i>") == html


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ('{{ _("Owner") }}', "Verantwortlich & Co."),
        ('{{ tag(_("Owner")) }}', '<b title="none">Verantwortlich & Co.</b>'),
        ('{{ _("Owner") if x else "&" }}', "Verantwortlich & Co."),
        ("{% trans name=x %}by {{ name }}{% endtrans %}", "von <b>&lt;i&gt;</b> zu 100 %"),
        ("{% trans name=tag(x) %}by {{ name }}{% endtrans %}", 'von <b><b title="none">&lt;i&gt;</b></b> zu 100 %'),
        ('{{ _("by %(name)s", name=x) }}', "von <b>&lt;i&gt;</b> zu 100 %"),
    ],
)
def test_messages_are_in_the_readers_language_and_their_values_escaped(template, html) -> None:
    """A message is translated, its own markup stands, and what fills its fields is escaped."""
    assert shown(template, x="<i>") == html


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("a\x00b", "a\ufffdb"),
        ("<\ud800>", "&lt;\ufffd&gt;"),
        ("\U0001ffff\U0001f600", "\ufffd\U0001f600"),
        (Markup("<b>\x0b</b>"), "<b>\ufffd</b>"),
        ("& \" '", "&amp; &#34; &#39;"),
        ("毛刺\u3000\xa0\n", "毛刺\u3000\xa0\n"),
        (7, "7"),
        (0.25, "0.25"),
    ],
)
def test_values_are_escaped_and_clean(value, html) -> None:
    """Nothing that a page is filled with brings markup in, or what HTML may not hold."""
    assert shown("{{ x }}", x=value) == html


def test_names_that_nobody_gave_are_errors() -> None:
    """A template can't lose a value in silence, be it of the page or of a record."""
    with pytest.raises(UndefinedError):
        shown("{{ nobody }}")
    with pytest.raises(UndefinedError):
        shown("{{ tag() }}")
    with pytest.raises(AttributeError):
        shown("{{ x.nobody }}", x=Named("a"))
