"""`board-gen check`: everything that is wrong with the data."""

import argparse
import os
from pathlib import Path

from board_gen.checking import checked
from board_gen.commands.plant import asked_of
from board_gen.host import DONE, FINDINGS, WRONG, Settings, Stopped
from board_gen.model.plant import Plant
from board_gen.pages.reporters import REPORTERS, below
from board_gen.pages.sheet_help import sheet_help_text
from board_gen.runner import read_settings
from board_gen.sources.plant_folder import Outline
from board_gen.sources.sheet_help import sheet_help_of
from board_gen.wording import Wording


def check(given: argparse.Namespace) -> int:
    """List the findings, and what was understood of the sheets."""
    settings = read_settings(asked_of(given))
    if given.changed and given.against is None:
        raise Stopped("--changed goes with --against: files differ from something")
    done = checked(settings, given.against, changed_only=given.changed)
    words, is_github = Wording(done.plant.rules.language), given.format == "github"
    findings = (*done.edits, *done.findings) if is_github else (*done.findings, *done.edits)
    told = below(findings, _folder_in_workspace(settings)) if is_github else findings
    print(REPORTERS[given.format](told, words), end="")
    if given.format == "text" and not done.is_broken and not given.changed:
        print(_sheet_help(done.outline, done.plant, settings, words), end="")
    if done.is_broken:
        return WRONG
    return FINDINGS if done.has_errors else DONE


def _sheet_help(outline: Outline, plant: Plant, settings: Settings, words: Wording) -> str:
    """What was understood of the plant's sheets."""
    owners = {case.owner for case in plant.cases if case.owner}
    helps = [sheet_help_of(sheet, plant.rules, owners) for sheet in outline.sheets.tables]
    return sheet_help_text(helps, settings.name, words, plant.rules.sheets)


def _folder_in_workspace(settings: Settings) -> str:
    """The folder of mkdocs.yml below the repository that GitHub has checked out: its annotations count from there."""
    name, workspace = Path(settings.name), os.environ.get("GITHUB_WORKSPACE")
    if not workspace or name.is_absolute():
        return ""
    base, top = settings.folder.parents[len(name.parts) - 1].resolve(), Path(workspace).resolve()
    return base.relative_to(top).as_posix() if base.is_relative_to(top) else ""
