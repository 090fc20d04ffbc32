"""Writes docs/finding-codes.md from the kinds that the code declares: `python tools/finding_codes.py`."""

import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

import board_gen
from board_gen.finding import Kind

PAGE = Path(__file__).parents[1] / "docs" / "finding-codes.md"
HEAD = """\
# What each finding means

Every fault has a code. **error**: the value is left out and somebody has to act (a case or row may be invalid because
of it); `check` exits with 1. **warning**: somebody should mend it. **note**: what was decided for the reader. Where a
letter depends on a value, its warning is an error. A content gate (BG7xx) has the level that board.yml gives it.

This page is written by `python tools/finding_codes.py`; a test keeps it true.
"""
GROUPS = {
    "BG1": "Files and YAML",
    "BG2": "Values of a case",
    "BG3": "board.yml",
    "BG4": "The sheet and the ledgers",
    "BG5": "Ids, and the sheet against the case files",
    "BG6": "Rules",
    "BG7": "Content of the 8D",
    "BG8": "Pages and publishing",
}


def declared() -> set[Kind]:
    """Every kind of finding that a module of the program declares."""
    found: set[Kind] = set()
    for module in pkgutil.walk_packages(board_gen.__path__, "board_gen."):
        if module.name != "board_gen.__main__":
            for value in vars(import_module(module.name)).values():
                found.update(_kinds_in(value))
    return found


def _kinds_in(value: object) -> Iterator[Kind]:
    if isinstance(value, Kind):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _kinds_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _kinds_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _kinds_in(getattr(value, field.name))


def page() -> str:
    """The page's text."""
    parts = [HEAD]
    kinds = sorted(declared(), key=lambda kind: kind.code)
    for prefix, title in GROUPS.items():
        rows = [kind for kind in kinds if kind.code.startswith(prefix)]
        parts.append(f"\n## {title}\n\n| code | level | what is wrong | how to mend it |\n|---|---|---|---|\n")
        parts += [f"| {k.code} | {k.level} | {_cell(k.text)} | {_cell(k.hint)} |\n" for k in rows]
    return "".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("{", "‹").replace("}", "›")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
