"""The Markdown that plants write, as the CommonMark that comrak reads (docs/guide.md tells writers what there is).

Cases were written for Python-Markdown. What CommonMark reads in another way is rewritten before it is laid out: text
in, text out. A top heading of level 1 or 2 gets a mark, so that the page can be cut there.
"""

import re

MARK = "\ue000"
"""Begins the text of a heading at which a section begins; no text of a case holds it (private use, taken out)."""
UNTITLED = "\ue001"
"""The title of an admonition that wants none."""
_DEEPEST = 20
"""How deep admonitions lie in one another; deeper ones are code, as all that is indented."""

_FENCED = r"(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*\n(?:.*?\n)??[ ]{0,3}(?P=fence)[`~]*[ ]*$"
_UNCLOSED = r"(?P<unclosed>`{3,}(?=[^`\n]*$)|~{3,})"
_ADMONITION = (
    r"(?P<indent>[ ]*)!!! ?(?P<kind>[\w-]+)(?:[ ]+[\w-]+)*(?:[ ]+\"(?P<title>[^\n]*?)\")?[ ]*$"
    r"(?P<content>(?:\n(?P=indent)[ ]{4}[^\n]*|\n[ ]*$)*)"
)
_HEADING = r"(?P<level>\#{1,2})(?!\#)(?:[ ]+|$|(?<=\#\#)(?=[DdＤｄ][0-8０-８]))"
_UNDERLINED = r"(?<![^\n]\n)(?P<text>(?![-+*>][ ])[^\s>#|][^\n]*)\n(?P<line>=+|-+)[ ]*$"
_BLOCKS = re.compile(f"^(?:{_FENCED}|{_UNCLOSED}|{_ADMONITION})", re.MULTILINE | re.DOTALL)
_TOP_BLOCKS = re.compile(
    f"\n(?:{_FENCED}|{_UNCLOSED}|{_ADMONITION}|{_HEADING}|{_UNDERLINED})", re.MULTILINE | re.DOTALL
)
"""With the line end before it, which is found five times as fast as the beginning of a line."""
_OPEN_COMMENT = re.compile(r"<!--(?!.*?-->)", re.DOTALL)
_CODE_OR_TARGET = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|(?<=\]\()(?P<target>[^()<>\n]{0,300}(?:\([^()<>\n]{0,300}\)[^()<>\n]{0,300}){0,4})(?=\))"
)
"""Code within a line, or what stands in the round brackets of a link or picture; bounded, since it is tried often."""
_SPACED_NAME = re.compile(r"\]\((?!<)(?:[^()\n\"']|\([^()\n]{0,300}\)){0,300} ")
_NAME_AND_TITLE = re.compile(r"(?P<name>.*?)(?P<title> (?:\"[^\"]*\"|'[^']*'))?")


def common_mark_of(text: str) -> str:
    """The text for comrak: top headings marked; `##D4`, underlined headings, `!!!` and names with spaces rewritten."""
    plain = text.replace(MARK, "").replace(UNTITLED, "").expandtabs(4)
    if "<!--" in plain:
        plain = _OPEN_COMMENT.sub(r"\\<!--", plain)
    if _SPACED_NAME.search(plain):
        plain = _CODE_OR_TARGET.sub(_in_brackets, plain)
    return _TOP_BLOCKS.sub(_begun, f"\n{plain}")[1:]


def _begun(match: re.Match[str]) -> str:
    """A block of the text itself, with the line end before it."""
    return match[0] if match["fence"] else f"\n{_rewritten(match, 0)}"


def _in_brackets(match: re.Match[str]) -> str:
    """`](weld cut.png "title")` as `](<weld cut.png> "title")`; what stands in code is left alone."""
    told = _NAME_AND_TITLE.fullmatch((match["target"] or "").strip())
    if match["code"] or told is None or " " not in told["name"].strip():
        return match[0]
    return f"<{told['name'].strip()}>{told['title'] or ''}"


def _rewritten(match: re.Match[str], depth: int) -> str:
    """A block that begins a line, as CommonMark has it; fenced code as it stands."""
    found = match.groupdict()
    if found["unclosed"]:
        return f"\\{found['unclosed']}"
    if found["kind"]:
        return _callout(match, depth)
    if found.get("level"):
        return f"{found['level']} {MARK}"
    if found.get("text"):
        return f"{'#' if found['line'][0] == '=' else '##'} {MARK}{found['text']}"
    return match[0]


def _callout(match: re.Match[str], depth: int) -> str:
    """`!!! note "Title"` and what is indented under it, as a quotation that begins with `[!note] Title`."""
    indent = match["indent"]
    title = "" if match["title"] is None else match["title"].strip() or UNTITLED
    content = "\n".join(line[len(indent) + 4 :] for line in match["content"].split("\n")[1:])
    if depth < _DEEPEST:
        content = _BLOCKS.sub(lambda inner: _rewritten(inner, depth + 1), content)
    quoted = "".join(f"{indent}> {line}\n" for line in content.rstrip().split("\n"))
    return f"\n{indent}> [!{match['kind']}] {title}\n{quoted}"
