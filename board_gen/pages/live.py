"""The live list inside a page: an element that no browser shows and a script reads (contract §7)."""

import json

from markupsafe import Markup

from board_gen.pages.assets import script_url
from board_gen.views.live import LiveList, live_json

SCRIPT = script_url("live.js")
"""The address of the script that every page loads."""
_ESCAPED = str.maketrans({code: f"\\u{ord(code):04x}" for code in "<>&\u2028\u2029"})


def live_element(live: LiveList, build: str = "") -> Markup:
    """The element that carries the list.

    `build` is the build's id, for pages that change with every build anyway; a page without it is known by its
    instant, so that it is the same as before where nothing of its own case has changed.
    """
    told = live_json(live) | ({"build": build} if build else {})
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return Markup(f'<script type="application/json" id="bg-live">{text}</script>')  # noqa: S704 - escaped above
