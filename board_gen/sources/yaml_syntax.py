"""What the YAML parser complains of, in words that tell how to mend it."""

import re

import yaml

from board_gen.finding import Finding, Kind, Level
from board_gen.messages import N_
from board_gen.sources.faults import shown
from board_gen.sources.source_text import SourceText

_NOT_YAML = Kind(
    "BG112", Level.ERROR, N_("this is not YAML: {problem}"), N_("compare indentation, brackets and quotes around it")
)
_COLON = Kind(
    "BG113",
    Level.ERROR,
    N_("a second colon followed by a space: YAML can't tell where the value begins"),
    N_('put the value in quotes: key: "value: with colon"'),
)
_TAB = Kind("BG114", Level.ERROR, N_("a tab stands where YAML wants spaces"), N_("indent with spaces"))
_OPEN_QUOTE = Kind("BG115", Level.ERROR, N_("a quoted text begins here and never ends"), N_("close the quotes"))
_ODD_START = Kind("BG116", Level.ERROR, N_("a value can't begin with “{sign}”"), N_("put the whole value in quotes"))
_OPEN_BRACKET = Kind(
    "BG117",
    Level.ERROR,
    N_("a bracket opens here and is not closed"),
    N_("close it, and put commas between the items"),
)
_FULLWIDTH_COLON = Kind(
    "BG118",
    Level.ERROR,
    N_("the key “{key}” is followed by a fullwidth colon “：”"),
    N_("write a plain colon and a space: “{key}: …”"),
)
_AFTER_QUOTE = Kind(
    "BG119",
    Level.ERROR,
    N_("more text stands behind a value or key that has ended"),
    N_("put the whole value in quotes, and begin each key at its own line, as far in as its neighbours"),
)
_FULLWIDTH_KEY = re.compile(r"^[ \t]*(?:-[ \t]+)?([\w .\-]{1,40})：", re.MULTILINE)


def syntax_finding(error: yaml.YAMLError, source: SourceText) -> Finding:
    """The complaint as a finding, where the cause stands and not where the parser noticed it."""
    index = _index_of(getattr(error, "problem_mark", None), source)
    fullwidth = _fullwidth_key(source, index)
    if fullwidth is not None:
        return Finding(_FULLWIDTH_COLON, source.place(fullwidth.start(1)), {"key": shown(fullwidth[1])})
    problem, context = getattr(error, "problem", None) or "", getattr(error, "context", None) or ""
    kind = _kind_of(problem, context, source.text[index : index + 1])
    if kind in (_OPEN_QUOTE, _OPEN_BRACKET):
        index = _index_of(getattr(error, "context_mark", None), source)
    sign = source.text[index : index + 1]
    return Finding(kind, source.place(index), {"problem": shown(problem or context or "?"), "sign": sign})


def _kind_of(problem: str, context: str, sign: str) -> Kind:
    """The kind of fault, told by the parser's own words and by the character at which it stopped."""
    if "mapping values are not allowed" in problem:
        return _COLON
    if "tab character" in problem or "cannot start any token" in problem:
        return _TAB if sign == "\t" or "tab" in problem else _ODD_START
    if "quoted scalar" in context and "end of" in problem:
        return _OPEN_QUOTE
    if "flow" in context:
        return _OPEN_BRACKET
    return _AFTER_QUOTE if "did not find expected" in problem else _NOT_YAML


def _index_of(mark: object, source: SourceText) -> int:
    index = getattr(mark, "index", 0)
    return min(index, len(source.text)) if isinstance(index, int) else 0


def _fullwidth_key(source: SourceText, index: int) -> re.Match[str] | None:
    """The last key with a fullwidth colon on the line of the error or the line before it."""
    row = source.position(index)[0] - source.first_line
    end = index + len(source.rest_of_line(index))
    found = list(_FULLWIDTH_KEY.finditer(source.text, source.line_starts[max(0, row - 1)], end))
    return found[-1] if found else None
