"""Templates of plain values: Jinja without what only changing templates and untyped values need.

A page calls a thousand macros and puts out more values still, so what Jinja does for each of them is most of a page's
cost. Here a message is a constant of the compiled template (one environment a language), an attribute is read as
Python reads it (a name that a record lacks is an AttributeError), and a text without markup is put out as it is.
"""

import re
from collections.abc import Callable
from gettext import NullTranslations

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>'\"]")


def put(value: object) -> str:
    """A value as it is put into the page: escaped, unless it is markup."""
    if type(value) is str and _SPECIAL.search(value) is None:
        return value
    return value if isinstance(value, Markup) else escape(value)


class _PlainCode(CodeGenerator):
    """Compiles a template as the module says."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - the host's name
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> str:
        message = _message_of(node)
        if message is None:
            return super()._output_child_to_const(node, frame, finalize)
        return str(self.environment.globals["_"](message))  # type: ignore[operator]

    def _output_child_pre(self, *_: object) -> None:
        self.write("environment.put(")


def _message_of(node: nodes.Expr) -> str | None:
    """The message of a call like `_("Owner")`; None for all else."""
    match node:
        case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(message))], kwargs=[]):
            return message
    return None


class _PlainContext(Context):
    """Calls macros and functions without asking each which context it wants: none of them does."""

    def call(self, called: Callable[..., object], /, *args: object, **values: object) -> object:
        values.pop("_loop_vars", None)
        values.pop("_block_vars", None)
        return called(self.eval_ctx, *args, **values) if type(called) is Macro else called(*args, **values)


class PlainEnvironment(Environment):
    """The environment of such templates: everything is escaped, an undefined name is an error."""

    code_generator_class = _PlainCode
    context_class = _PlainContext
    put = staticmethod(put)


def install_messages(environment: Environment, translations: NullTranslations) -> None:
    """Let templates say messages in one language: `_("…")`, `{% trans %}`, with the values escaped."""
    said: dict[str, Markup] = {}

    def gettext(message: str, /, **values: object) -> str:
        if message not in said:
            said[message] = Markup(translations.gettext(message))  # noqa: S704 - a message of ours
        return said[message] % values

    def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
        return Markup(translations.ngettext(one, many, num)) % {"num": num, **values}  # noqa: S704 - a message of ours

    environment.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext})
