"""Texts as YAML that reads back the same, here and in any other program."""

import re

import yaml

_TEXT = "tag:yaml.org,2002:str"
_FIRST_SIGNS = "_(/.+$^;"
_NEVER_PLAIN = re.compile(r":(?:[\s,\[\]{}]|\Z)|\s#|[,\[\]{}\"'`\\]|\A(?:---|\.\.\.)")
_NUMBER = re.compile(r"[-+.]?[0-9][0-9_.,:+-]*(?:[eE][-+]?[0-9]+)?|0[xo][0-9a-fA-F]+")
_RESOLVER = yaml.resolver.Resolver()
_SHORT = {"\n": "\\n", "\t": "\\t", "\\": "\\\\", '"': '\\"'}


def yaml_text(text: str) -> str:
    """A text as one line of YAML, fit for brackets too: plain where nothing can be mistaken, else in double quotes.

    Quoted is also what only other programs would take for a number, a date or a yes. A lone half of a surrogate pair,
    which no file can hold, is written as U+FFFD.
    """
    return text if _is_plain(text) else quoted_text(text)


def quoted_text(text: str) -> str:
    """A text in double quotes on one line; what can't be seen is written by its number."""
    return '"' + "".join(map(_sign_of, text)) + '"'


def _is_plain(text: str) -> bool:
    if not text or text != text.strip() or not text.isprintable() or _NEVER_PLAIN.search(text):
        return False
    if _NUMBER.fullmatch(text):
        return False
    if text[0].isascii() and not text[0].isalnum() and text[0] not in _FIRST_SIGNS:
        return False
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return tag == _TEXT


def _sign_of(sign: str) -> str:
    """A sign as it stands between double quotes."""
    if sign in _SHORT:
        return _SHORT[sign]
    if sign.isprintable():
        return sign
    code = ord(sign)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
