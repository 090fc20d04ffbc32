"""Code points that no HTML page may hold, in whatever a plant's files say."""

import re

_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[^\x00-\uffff]")
"""Code points that no HTML page may hold, and the planes above, of which the last two of each are such too."""
_HARMLESS = re.compile("[\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]*")
"""All that nearly every page holds: one match over a page costs a sixth of a search for what it may not hold."""


def clean(html: str) -> str:
    """The page with what HTML may not hold replaced by U+FFFD: control characters, lone surrogates, non-characters."""
    if _HARMLESS.fullmatch(html):
        return html
    return _NOT_IN_HTML.sub(lambda match: match[0] if _is_allowed(ord(match[0])) else "\ufffd", html)


def _is_allowed(point: int) -> bool:
    return point > 0xFFFF and point & 0xFFFE != 0xFFFE
