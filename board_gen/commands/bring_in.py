"""`board-gen import`: case files for the rows of a sheet."""

import argparse
import os
import sys

from board_gen.commands.plant import asked_of
from board_gen.finding import Level
from board_gen.host import DONE, FINDINGS, WRONG, Stopped, stop_for
from board_gen.import_report import import_lines
from board_gen.importing import Importer, rehearsed, taken_ids, written
from board_gen.judging import has_broken_rules
from board_gen.pages.reporters import REPORTERS
from board_gen.runner import read_settings
from board_gen.sources.board_file import read_board
from board_gen.sources.plant_folder import BOARD_FILE
from board_gen.wording import Wording


def bring_in(given: argparse.Namespace) -> int:
    """Write a case file for each row that needs one, or say what would be written."""
    settings = read_settings(asked_of(given))
    if not settings.folder.is_dir():
        raise stop_for(FileNotFoundError(settings.folder), settings)
    if not os.path.isfile(given.sheet):  # noqa: PTH113 - unlike Path, it is False for a name that is too long
        raise Stopped(f"{given.sheet}: there is no such file")
    rules, findings = read_board(settings.folder / BOARD_FILE, f"{settings.name}/{BOARD_FILE}")
    words = Wording(rules.language)
    if has_broken_rules(findings):
        print(REPORTERS["text"](findings, words), end="", file=sys.stderr)
        return WRONG
    taken = taken_ids(settings.folder, settings.name, rules)
    importer = Importer(settings.folder, settings.name, rules, words, taken, given.all)
    sheets = [importer.import_of(given.sheet, sheet) for sheet in importer.sheets_of(given.sheet, given.tab)]
    bring = rehearsed if given.dry_run else written
    rows = [bring(settings.folder, made) for sheet in sheets for made in sheet.rows]
    faults = [finding for sheet in sheets for finding in sheet.findings]
    print(REPORTERS["text"](faults, words), end="")
    for line in import_lines(rows, words):
        print(line)
    told = (*faults, *(finding for made in rows for finding in made.findings))
    return FINDINGS if any(finding.level is Level.ERROR for finding in told) else DONE
