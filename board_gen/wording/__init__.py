"""Words: every text that a reader sees, in the reader's language, from message catalogues (gettext)."""

from board_gen.wording.catalogue import Wording

__all__ = ["Wording"]
