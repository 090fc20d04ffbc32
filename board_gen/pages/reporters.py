"""Findings for those who read them outside the site: a terminal, a program, GitHub. Reporters know no rules."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from board_gen.finding import Finding, Level
from board_gen.wording import Wording

_RANK = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTE: 2}
_GITHUB = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def text_line(finding: Finding, words: Wording) -> str:
    """`place: level CODE: text (hint)` on one line."""
    record = finding_record(finding, words)
    hint = f" ({record['hint']})" if record["hint"] else ""
    return plain_line(f"{record['place']}: {record['level']} {record['code']}: {record['text']}{hint}")


def finding_record(finding: Finding, words: Wording) -> Mapping[str, str | None]:
    """A finding as `{code, level, place, text, hint, case}`: an entry of api/findings.json."""
    return {
        "code": finding.kind.code,
        "level": finding.level.value,
        "place": str(finding.place),
        "text": words(finding.kind.text, **finding.values),
        "hint": words(finding.kind.hint, **finding.values) if finding.kind.hint else "",
        "case": finding.case,
    }


def as_text(findings: Iterable[Finding], words: Wording) -> str:
    """One line for each finding."""
    return "".join(f"{text_line(finding, words)}\n" for finding in findings)


def as_json(findings: Iterable[Finding], words: Wording) -> str:
    """A list of records; lines sorted as the findings come."""
    records = [finding_record(finding, words) for finding in findings]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def as_github(findings: Iterable[Finding], words: Wording) -> str:
    """Annotations of GitHub's own form, that show beside the line in a pull request.

    The worst come first, else they stay in their order: GitHub shows ten of each level, and no more.
    """
    ordered = sorted(findings, key=lambda finding: _RANK[finding.level])
    return "".join(f"{_annotation(finding, words)}\n" for finding in ordered)


def below(findings: Iterable[Finding], folder: str) -> tuple[Finding, ...]:
    """The findings as somebody sees them who stands above: their files are in `folder`, relative, with `/`."""
    if folder in ("", "."):
        return tuple(findings)
    return tuple(replace(one, place=replace(one.place, file=f"{folder}/{one.place.file}")) for one in findings)


REPORTERS = {"text": as_text, "json": as_json, "github": as_github}
"""The formats of `board-gen check`."""


def _annotation(finding: Finding, words: Wording) -> str:
    record, place = finding_record(finding, words), finding.place
    where = {"file": place.file, "line": place.line or "", "col": place.column or "", "title": finding.kind.code}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in where.items() if value)
    spot = f"[{place.tab}!{place.cell}] " if place.tab else f"[{place.cell}] " if place.cell else ""
    hint = f" ({record['hint']})" if record["hint"] else ""
    text = _data(f"{spot}{record['text']}{hint}")
    return f"::{_GITHUB[finding.level]} {properties}::{text}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def plain_line(text: str) -> str:
    """Without line ends and control characters: one finding, one line, and no terminal is steered by a file."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
