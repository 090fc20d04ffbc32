"""Texts of people's files on their way into a spreadsheet's cells: what a cell can hold, and what it would run.

A cell of a table holds one line: a line break within it would begin a row for whoever reads the file by another
delimiter. A report's cells keep their lines.
"""

import re
import unicodedata

from board_gen.pages.code_points import clean

LONGEST = 32_767
"""UTF-16 units in a cell; of a longer text Excel says that the file is damaged."""
_PLAIN = re.compile("[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]*")
"""One line without anything that has to be looked at."""
_FORMULA_SIGNS = frozenset("=+-@")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")


def cell_text(text: str) -> str:
    """The text on one line, without characters that no file may hold, not longer than a cell."""
    line = text.strip() if _PLAIN.fullmatch(text) else clean(" ".join(text.split()))
    return _cut(line) if len(line) > LONGEST // 2 else line


def cell_lines(text: str) -> str:
    """The text with its lines, each as `cell_text` has it; where it is longer than a cell it ends with an ellipsis."""
    return _cut("\n".join([cell_text(line) for line in text.splitlines()]))


def _cut(line: str) -> str:
    units = line.encode("utf-16-le")
    return line if len(units) <= 2 * LONGEST else units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def is_formula(text: str) -> bool:
    """True for a text that a spreadsheet may take for a formula: by its first character, whatever its width."""
    for sign in text:
        if sign.isalnum():
            return False
        if not sign.isspace() and unicodedata.category(sign) != "Cf":
            return unicodedata.normalize("NFKC", sign)[0] in _FORMULA_SIGNS
    return False


def is_number(text: str) -> bool:
    """True for what begins with a sign and is a number all the same: `-5`, `+3.2`."""
    return _NUMBER.fullmatch(text) is not None
