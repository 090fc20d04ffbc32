"""Templates of plain values: Jinja without what only changing templates and untyped values need.

A page calls hundreds of macros and puts out a thousand values, so what Jinja does for each of them is most of a page's
cost. Here a macro is a Python function, a message is a constant of the compiled template (one environment a language)
with its fields put between its words, attributes and items are read as Python reads them (a name that a record
lacks is an AttributeError), and a text without markup is put out as it is.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from board_gen.pages.code_points import clean

_UNREADY = re.compile("[^\t\n !#$%(-;=?-~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]")
"""A character that may not stand in a page as it is: markup, what HTML may not hold, what is above the first plane."""
_NUMBERS = frozenset({int, float})
_FIELD = re.compile(r"%\((\w+)\)s")
_PARAMETER = "l_1_"
"""What Jinja's compiler sets before the names of a macro's parameters: macros stand at the top of their template."""


def put(value: object) -> str:
    """A value as it is put into the page: escaped, unless it is markup, and without what no page may hold."""
    if type(value) is str:
        return value if value.isalnum() or not _UNREADY.search(value) else clean(escape(value))
    if type(value) in _NUMBERS:
        return str(value)
    if isinstance(value, Markup):
        return clean(value)
    text = str(value)
    return clean(escape(text)) if _UNREADY.search(text) else text


class _PlainCode(CodeGenerator):
    """Compiles a template as the module says."""

    _macros: frozenset[str] = frozenset()
    _shown: nodes.Expr | None = None

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - the host's name
        self._macros = frozenset(_macros_of(node))
        self.writeline("put = environment.put")
        self.writeline("as_function = environment.as_function")
        super().visit_Template(node, frame)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:  # noqa: ARG002
        self.write(f"as_function(macro, {len(macro_ref.node.args)})")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        match node.node:
            case nodes.EnvironmentAttribute(name=element):
                self.write("" if node is self._shown else "Markup")
                self._write_call(f"(environment.{element}", node, frame)
                self.write(")")
            case nodes.Name(name=macro) if macro in self._macros:
                self.write("" if node is self._shown else "Markup")
                self._write_call(f"({frame.symbols.ref(macro)}", node, frame, _PARAMETER)
                self.write(")")
            case _:
                super().visit_Call(node, frame, forward_caller=forward_caller)

    def _write_call(self, function: str, node: nodes.Call, frame: Frame, prefix: str = "") -> None:
        self.write(f"{function}(")
        for value in node.args:
            self.visit(value, frame)
            self.write(", ")
        for keyword in node.kwargs:
            self.write(f"{prefix}{keyword.key}=")
            self.visit(keyword.value, frame)
            self.write(", ")
        self.write(")")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """The module of the template that macros come from: without a context it is the same for every page."""
        if node.with_context or not isinstance(node.template, nodes.Const):
            super()._import_common(node, frame)
        else:
            self.write(f"environment.module_of({node.template.value!r})")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802
        super().visit_CondExpr(nodes.CondExpr(node.test, node.expr1, node.expr2 or nodes.Const("")), frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        self.visit(node.node, frame)
        self.write("[")
        self.visit(node.arg, frame)
        self.write("]")

    def _output_child_pre(self, node: nodes.Expr, *_: object) -> None:
        self._shown = node
        self.write("(" if _is_ready(node, self._macros) else "put(")


def _macros_of(template: nodes.Template) -> Iterator[str]:
    """The names by which a template calls macros: its own, and those it imports (nothing else is imported)."""
    yield from (macro.name for macro in template.find_all(nodes.Macro))
    for imported in template.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in imported.names)


def _is_ready(node: nodes.Expr | None, macros: frozenset[str]) -> bool:
    """True for what can stand in a page as it is: what macros and elements make, and the template's own plain texts."""
    match node:
        case None | nodes.Call(node=nodes.EnvironmentAttribute()):
            return True
        case nodes.Call(node=nodes.Name(name=name)):
            return name in macros
        case nodes.Const(value=str(text)):
            return isinstance(text, Markup) or _UNREADY.search(text) is None
        case nodes.CondExpr(expr1=first, expr2=second):
            return _is_ready(first, macros) and _is_ready(second, macros)
    return False


class _Filled(NodeTransformer):
    """Puts into a template, before it is compiled, what its environment knows: its messages and its elements."""

    def __init__(self, translations: NullTranslations, elements: Iterable[str]) -> None:
        self._translations = translations
        self._elements = frozenset(elements)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - the host's name
        """What is put out, each `{% trans %}` and `_("from %(day)s", day=…)` as its words and fields."""
        self.generic_visit(node)
        node.nodes = [part for child in node.nodes for part in self._parts_of(child)]
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        """`_("Owner")` as a constant, the call of an element as that of a function of the environment."""
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(message))], kwargs=[]):
                return nodes.Const(self._markup(self._translations.gettext(message)), lineno=node.lineno)
            case nodes.Call(node=nodes.Name(name=element)) if element in self._elements:
                node.node = nodes.EnvironmentAttribute(element, lineno=node.lineno)
        return self.generic_visit(node)

    def _parts_of(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        match node:
            case nodes.Call(node=nodes.Name(name="gettext" | "_"), args=[nodes.Const() as message], kwargs=fields):
                values = {field.key: field.value for field in fields}
                for place, part in enumerate(_FIELD.split(self._translations.gettext(message.value))):
                    yield values[part] if place % 2 else nodes.TemplateData(self._markup(part), lineno=node.lineno)
            case _:
                yield node

    def _markup(self, words: str) -> Markup:
        return Markup(words.replace("%%", "%"))  # noqa: S704 - a message of ours


class _PlainContext(Context):
    """Calls functions without asking each which context it wants: none of them does."""

    def call(self, called: Callable[..., object], /, *args: object, **values: object) -> object:
        values.pop("_loop_vars", None)
        values.pop("_block_vars", None)
        return called(*args, **values)


def as_function(macro: Callable[..., str], parameters: int) -> Callable[..., str]:
    """A macro's function as templates call it: what a call leaves out takes the default that the macro names."""
    macro.__defaults__ = (missing,) * parameters
    return macro


class PlainEnvironment(Environment):
    """The environment of such templates, in one language: everything is escaped, an undefined name is an error.

    `elements` are functions that templates call by their names to make a piece of HTML, complete and clean.
    """

    code_generator_class = _PlainCode
    context_class = _PlainContext
    put = staticmethod(put)
    as_function = staticmethod(as_function)

    def __init__(
        self, translations: NullTranslations, elements: Mapping[str, Callable[..., str]], **options: Any
    ) -> None:
        super().__init__(**options)
        vars(self).update(elements)
        self.translations = translations
        self.elements = elements
        self.globals["ngettext"] = self.ngettext

    def _generate(self, source: nodes.Template, *args: Any, **values: Any) -> str:
        return super()._generate(_Filled(self.translations, self.elements).visit(source), *args, **values)

    @cache  # noqa: B019 - one environment a language, kept
    def module_of(self, template: str) -> TemplateModule:
        """The macros of a template."""
        return self.get_template(template).module

    def ngettext(self, one: str, many: str, num: int, /, **values: object) -> str:
        """The form of a message that fits a number, with its values escaped."""
        said = Markup(self.translations.ngettext(one, many, num))  # noqa: S704 - a message of ours
        return said % {"num": num, **values}
