"""Every text that a reader sees stands in the catalogues, in Chinese too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2] / "board_gen"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS: dict[str, object] = {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true"}}


def messages() -> Iterator[tuple[str, str]]:
    """Every message of code and templates, with where it stands."""
    found = extract_from_dir(str(ROOT), METHODS, OPTIONS, KEYWORDS, ())  # type: ignore[arg-type]
    for file, line, message, _, _ in found:
        for text in message if isinstance(message, tuple) else (message,):
            if text:
                yield text, f"{file}:{line}"


def chinese() -> dict[str, str]:
    """Every translated message."""
    translated: dict[str, str] = {}
    with (ROOT / "wording" / "zh.po").open("rb") as file:
        for message in read_po(file, locale="zh"):
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id or ())
            strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if not message.fuzzy and all(strings):
                translated.update({text: str(strings[0]) for text in ids if text})
    return translated


def fields(text: str) -> set[str]:
    """The `{named}` and `%(named)s` fields of a message."""
    return set(re.findall(r"{(\w+)}", text)) | set(re.findall(r"%\((\w+)\)s", text))


def test_every_message_is_translated() -> None:
    """No English word stands on a Chinese page."""
    translated = chinese()
    missing = sorted({f"{where}: {text}" for text, where in messages() if text not in translated})
    assert missing == []


def test_no_translation_is_left_over() -> None:
    """A message that nobody shows any more leaves the catalogue too."""
    used = {text for text, _ in messages()}
    assert sorted(set(chinese()) - used) == []


@pytest.mark.parametrize(("message", "translation"), sorted(chinese().items()))
def test_translations_fill_the_same_fields(message: str, translation: str) -> None:
    """A translation names the fields of its message, no others."""
    assert fields(translation) <= fields(message)
    assert fields(message) - fields(translation) <= {"count"}
