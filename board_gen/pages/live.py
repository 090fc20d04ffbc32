"""The live list inside a page: an element that no browser shows and a script reads (contract §7)."""

from markupsafe import Markup

from board_gen.pages.assets import script, script_url
from board_gen.views.live import LiveList, live_text, words_json
from board_gen.views.live_case import case_words_of
from board_gen.views.live_line import json_of
from board_gen.wording import Wording

SCRIPT = script_url("live.js")
"""The address of the script that every page loads."""
_ESCAPED = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def live_script(words: Wording) -> bytes:
    """The script as a site publishes it: before it the words that the pages of all cases share."""
    return f"window.boardGenWords={json_of(words_json(case_words_of(words)))};\n".encode() + script("live.js")


def live_element(live: LiveList, build: str = "") -> Markup:
    """The element that carries the list.

    `build` is the build's id, for pages that change with every build anyway; a page without it is known by its
    instant, so that it is the same as before where nothing of its own case has changed.
    """
    text = live_text(live, build)
    for sign, escaped in _ESCAPED.items():
        text = text.replace(sign, escaped)
    return Markup(f'<script type="application/json" id="bg-live">{text}</script>')  # noqa: S704 - escaped above
