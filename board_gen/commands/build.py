"""`board-gen build` and `board-gen serve`: the site, published or shown."""

import argparse

from board_gen.commands.plant import asked_of
from board_gen.runner import run_build, run_serve


def build(given: argparse.Namespace) -> int:
    """Make the site and publish it."""
    return run_build(asked_of(given))


def serve(given: argparse.Namespace) -> int:
    """Show the site, and make it anew when a file is saved."""
    return run_serve(asked_of(given), given.dev_addr)
