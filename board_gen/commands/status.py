"""`board-gen status`: the board, in the terminal."""

import argparse

from rich.console import Console

from board_gen.commands.plant import asked_of, has_told_broken, judged_of
from board_gen.host import DONE, WRONG
from board_gen.pages.terminal import print_board
from board_gen.runner import read_settings
from board_gen.views.board import board_of
from board_gen.views.old_rows import old_rows_words


def status(given: argparse.Namespace) -> int:
    """Print the board."""
    judged, reader = judged_of(read_settings(asked_of(given)))
    if has_told_broken(judged, reader):
        return WRONG
    print_board(board_of(judged, reader), reader, Console(), old_rows_words(judged, reader))
    return DONE
