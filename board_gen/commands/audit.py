"""`board-gen audit`: closed cases drawn at random, as a sheet to sign."""

import argparse
import sys

from board_gen.auditing import AuditWish, audit_written, drawn_words, new_seed
from board_gen.commands.plant import asked_of, has_told_broken, judged_of
from board_gen.host import DONE, FINDINGS, WRONG
from board_gen.pages.reporters import REPORTERS, plain_line
from board_gen.runner import read_settings


def audit(given: argparse.Namespace) -> int:
    """Write the sheet, and say whom the seed has drawn."""
    settings = read_settings(asked_of(given))
    judged, reader = judged_of(settings)
    if has_told_broken(judged, reader):
        return WRONG
    wish = AuditWish(given.sample, given.seed or new_seed(), given.first, given.last, given.out)
    done = audit_written(judged, reader, wish, settings.name, settings.site_url)
    print(REPORTERS["text"](done.findings, reader.words), end="", file=sys.stderr)
    print(plain_line(drawn_words(done, wish, reader.words)))
    if done.written is None:
        return FINDINGS
    print(done.written)
    return DONE
