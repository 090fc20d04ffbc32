"""What the keys of a case's page need: the board's order, and the words of their help. Loaded when a key is pressed."""

import json

from board_gen.messages import N_
from board_gen.pages.assets import script_url
from board_gen.pages.site import SiteFile, href_of
from board_gen.rules.judged import JudgedPlant
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing

PATH = "api/case-keys.json"
SCRIPT = script_url("case.js")
"""The address of the script that the pages of cases load."""
KEYS = (
    ("j", N_("next case on the board")),
    ("k", N_("former case on the board")),
    ("?", N_("these keys")),
    ("/", N_("search")),
    ("Esc", N_("close")),
)
SAID = {
    "title": N_("Keys"),
    "close": N_("Close"),
    "last": N_("This is the last case on the board."),
    "first": N_("This is the first case on the board."),
    "none": N_("No case is on the board."),
}


def case_keys_file(judged: JudgedPlant, reader: Reader, standing: Standing) -> SiteFile:
    """The addresses of the cases on the board, in its order, relative to the site; and the words of the keys."""
    invalid = (case.address for case in judged.invalid if case.address is not None)
    addresses = (*invalid, *(tracks.case.address for tracks in standing.on_board))
    told = {
        "order": [href_of(f"cases/{address}/") for address in addresses],
        "keys": [(key, reader.words(meaning)) for key, meaning in KEYS],
        **{name: reader.words(text) for name, text in SAID.items()},
    }
    return SiteFile(PATH, (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
