"""The progress bar: seen by who waits at a terminal, and nowhere else."""

import os
import subprocess
import sys

CODE = """
from board_gen.pages.progress import shown_progress
with shown_progress() as shown:
    for done in range(1, 101):
        shown(done, 100)
"""


def test_a_terminal_shows_how_many_are_done() -> None:
    """Who waits sees the count move."""
    ours, theirs = os.openpty()
    env = {**os.environ, "TERM": "xterm"}
    subprocess.run([sys.executable, "-c", CODE], stderr=theirs, check=True, env=env)
    assert b"75/100" in os.read(ours, 65536)
    os.close(ours)
    os.close(theirs)


def test_a_pipe_shows_nothing() -> None:
    """A log of CI holds no bar."""
    told = subprocess.run([sys.executable, "-c", CODE], stderr=subprocess.PIPE, check=True)
    assert told.stderr == b""
