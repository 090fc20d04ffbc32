"""Whether an SVG is a drawing and nothing else: opened by itself in a browser, a script in it runs as ours."""

import re
from xml.parsers import expat

MOST_BYTES = 20 * 1024 * 1024

_ACTIVE_TAGS = frozenset(
    {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener", "set"}
)
_LINKS = frozenset({"href", "src", "data", "action", "formaction"})
_INSIDE = re.compile(r"#.*|data:image/(?:png|jpe?g|gif|webp|avif|bmp)[;,].*", re.DOTALL | re.IGNORECASE)
_FETCHES = re.compile(r"""url\(\s*["']?(?!\s*["']?(?:#|data:image/(?:png|jpe?g|gif|webp)))|@import|\\|image-set\(""")
_INVISIBLE = re.compile("[\x00-\x20\x7f-\x9f\u200b-\u200d\ufeff]")


class _ActiveError(Exception):
    """Raised inside the parser to leave it; never leaves this module."""


def active_part_of(data: bytes) -> str | None:
    """What makes the SVG more than a drawing (a tag, an attribute, `XML` where it is none); None for a drawing."""
    if len(data) > MOST_BYTES:
        return "XML"
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _starts
    parser.CharacterDataHandler = _looks_at_style
    parser.EntityDeclHandler = _declares_entity
    parser.ProcessingInstructionHandler = _instructs
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except _ActiveError as active:
        return str(active)
    except (expat.ExpatError, ValueError, LookupError):
        return "XML"
    return None


def _starts(tag: str, attributes: dict[str, str]) -> None:
    name = _local(tag)
    if name in _ACTIVE_TAGS:
        raise _ActiveError(f"<{name}>")
    for key, value in attributes.items():
        if _is_active(_local(key), value):
            raise _ActiveError(_local(key))


def _is_active(key: str, value: str) -> bool:
    """True for an attribute that runs something or fetches from elsewhere."""
    plain = _INVISIBLE.sub("", value).casefold()
    if key.startswith("on") or "javascript:" in plain or _FETCHES.search(plain):
        return True
    if key == "attributename":
        return plain.rpartition(":")[2] in _LINKS or plain.startswith("on")
    return key in _LINKS and _INSIDE.fullmatch(plain) is None


def _looks_at_style(text: str) -> None:
    found = _FETCHES.search(_INVISIBLE.sub("", text).casefold())
    if found is not None:
        raise _ActiveError(found[0])


def _declares_entity(name: str, *_: object) -> None:
    raise _ActiveError(f"<!ENTITY {name}>")


def _instructs(target: str, _: str) -> None:
    raise _ActiveError(f"<?{target}?>")


def _local(name: str) -> str:
    return name.rpartition(" ")[2].casefold()
