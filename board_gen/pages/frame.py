"""The theme's settings that a board has by itself; what mkdocs.yml says of the same stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from board_gen.messages import N_
from board_gen.model.label import Language
from board_gen.wording import Wording

FEATURES = ("navigation.tabs", "navigation.indexes")
"""Not `content.tooltips`: for each of a board's 700 titles its script builds a listener, a second on a weak screen."""
EDIT_FEATURE = "content.action.edit"
FORBIDDEN_FEATURES = frozenset({"navigation.instant", "navigation.instant.prefetch", "navigation.instant.progress"})
"""With these the scripts of the next page never run."""
SCRIPT = "assets/board_gen/search.js"
STYLESHEET = "assets/board_gen/search.css"


@dataclass(frozen=True, slots=True)
class FrameWords:
    """What the frame itself says, in the reader's language."""

    handbook: str
    search: str


def words_of(language: Language) -> FrameWords:
    """Return the frame's own words."""
    words = Wording(language)
    return FrameWords(handbook=words(N_("Handbook")), search=words(N_("Find a case")))


def theme_settings(language: Language, *, has_source: bool) -> Mapping[str, object]:
    """Return the theme's settings, by Material's names; `has_source`: mkdocs.yml tells where sources are edited."""
    return {
        "language": language.value,
        "font": False,
        "palette": _palette(Wording(language)),
        "features": [*FEATURES, EDIT_FEATURE] if has_source else [*FEATURES],
        "icon": {"logo": "material/traffic-light"},
    }


def _palette(words: Wording) -> list[dict[str, object]]:
    modes = (
        ("(prefers-color-scheme)", "default", "material/brightness-auto", words(N_("Switch to light"))),
        ("(prefers-color-scheme: light)", "default", "material/weather-sunny", words(N_("Switch to dark"))),
        ("(prefers-color-scheme: dark)", "slate", "material/weather-night", words(N_("Follow the system"))),
    )
    return [
        {"media": media, "scheme": scheme, "primary": "custom", "accent": "custom", "toggle": {"icon": icon, "name": n}}
        for media, scheme, icon, n in modes
    ]
