"""`board-gen report`: one case as a file."""

import argparse
import sys

from board_gen.chromium import NoBrowserError
from board_gen.commands.plant import asked_of, has_told_broken, judged_of
from board_gen.host import DONE, FINDINGS, WRONG, Stopped
from board_gen.pages.reporters import REPORTERS
from board_gen.reporting import NoCaseError, Wish, report_written
from board_gen.runner import read_settings


def report(given: argparse.Namespace) -> int:
    """Write the report, and say where it is."""
    settings = read_settings(asked_of(given))
    judged, reader = judged_of(settings)
    if has_told_broken(judged, reader):
        return WRONG
    wish = Wish(given.id, given.format, given.out, given.language, given.template, settings.site_url)
    try:
        done = report_written(judged, reader, wish)
    except (NoBrowserError, NoCaseError) as error:
        raise Stopped(str(error)) from error
    print(REPORTERS["text"](done.findings, reader.words), end="", file=sys.stderr)
    if done.written:
        print(done.written)
    return FINDINGS if done.is_faulty else DONE
