"""Jinja as forms get it: values, loops over the case's lists and conditions, each of them bounded.

A form comes from others. What it may hold is a list of what may be, not of what may not: nothing in it is called, no
text grows but by what stands in the form, and no loop runs but over rows, few deep. So a form ends, and soon.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import ChainableUndefined, TemplateRuntimeError, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import do_join, do_round
from jinja2.sandbox import SandboxedEnvironment

DEEPEST = 3
"""So many loops may stand within each other."""
FILTERS = frozenset(
    {
        *("abs", "capitalize", "count", "d", "default", "e", "escape", "first", "float", "groupby", "int", "join"),
        *("last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "round", "select"),
        *("selectattr", "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount"),
    }
)
"""Filters whose results are not larger than what they are given; `safe` is none of them."""
_OF_ROWS = frozenset({"groupby", "list", "reject", "rejectattr", "select", "selectattr", "sort", "unique"})
_REFUSED = (
    *(nodes.Call, nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.AssignBlock, nodes.With),
    *(nodes.Extends, nodes.Block, nodes.ScopedEvalContextModifier, nodes.EvalContextModifier),
)
_LONGEST_JOINT, _MOST_DIGITS = 20, 9


class Engine(SandboxedEnvironment):
    """The sandbox: no globals, few filters, sums of numbers; `missed` is told of a value that a sum lacks."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, printed: Callable[[object], object]) -> None:
        super().__init__(autoescape=True, undefined=ChainableUndefined, finalize=printed)
        self.missed = printed
        self.globals.clear()
        self.filters = {name: made for name, made in self.filters.items() if name in FILTERS}
        self.filters |= {"join": _join, "round": _round}

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:  # noqa: ARG002 - Jinja's own signature
        """What lies behind a value is for no form."""
        raise SecurityError(f"{attribute} is unsafe")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Numbers are reckoned with, texts put together; of a value that is not given comes none."""
        if operator == "**":
            raise SecurityError(f"{operator} is not for forms")
        if all(_is_number(side) or _is_missing(side) for side in (left, right)):
            missing = [side for side in (left, right) if _is_missing(side)]
            for side in missing:
                self.missed(side)
            if missing:
                return None
        elif operator != "+":
            raise SecurityError(f"{operator} is not for forms, but with numbers")
        try:
            return super().call_binop(context, operator, left, right)
        except ArithmeticError as error:
            raise TemplateRuntimeError(str(error)) from error


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float))


def _is_missing(value: object) -> bool:
    return value is None or isinstance(value, Undefined) or (isinstance(value, str) and not str(value))


def _join(eval_ctx: Any, value: Any, d: str = "", attribute: Any = None) -> str:
    return str(do_join(eval_ctx, value, str(d)[:_LONGEST_JOINT], attribute))


_join.jinja_pass_arg = do_join.jinja_pass_arg  # type: ignore[attr-defined]


def _round(value: Any, precision: int = 0, method: Any = "common") -> float | None:
    if _is_missing(value):
        return None
    return do_round(value, max(-_MOST_DIGITS, min(int(precision), _MOST_DIGITS)), method)


def check_bounds(tree: nodes.Template) -> None:
    """TemplateSyntaxError where a form holds what has no bound."""
    _check(tree, 0)


def _check(node: nodes.Node, depth: int) -> None:
    if isinstance(node, _REFUSED):
        raise _refusal(node, f"{type(node).__name__.casefold()} is not for forms")
    if isinstance(node, nodes.Assign) and not _is_path(node.node):
        raise _refusal(node, "set takes a field, nothing else")
    if isinstance(node, nodes.For):
        depth += 1
        if depth > DEEPEST:
            raise _refusal(node, f"more than {DEEPEST} loops within each other")
        if not _is_of_rows(node.iter):
            raise _refusal(node, "a loop runs over a list of the case, nothing else")
    for child in node.iter_child_nodes():
        _check(child, depth)


def _refusal(node: nodes.Node, reason: str) -> TemplateSyntaxError:
    return TemplateSyntaxError(reason, node.lineno)


def _is_of_rows(node: nodes.Node | None) -> bool:
    while isinstance(node, nodes.Filter) and node.name in _OF_ROWS:
        node = node.node
    return node is not None and _is_path(node)


def _is_path(node: nodes.Node) -> bool:
    while isinstance(node, nodes.Getattr) or (isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const)):
        node = node.node
    return isinstance(node, nodes.Name)
