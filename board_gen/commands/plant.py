"""What most commands begin with: what was asked for, and the plant as it stands at the instant asked for."""

import argparse
import sys

from board_gen.finding import Level
from board_gen.host import Asked, Settings, readings_of, stop_for
from board_gen.judging import has_broken_rules, instant_of_build, judged_at
from board_gen.pages.progress import shown_progress
from board_gen.pages.reporters import REPORTERS
from board_gen.rules.judged import JudgedPlant
from board_gen.sources.plant_folder import plant_of, read_outline
from board_gen.views.reader import Reader
from board_gen.wording import Wording


def asked_of(given: argparse.Namespace) -> Asked:
    """What the arguments ask for of what every command knows."""
    known = {name: value for name, value in vars(given).items() if name in Asked.__slots__}
    return Asked(**known)


def judged_of(settings: Settings) -> tuple[JudgedPlant, Reader]:
    """The plant, judged at the instant asked for, and its reader; Stopped where nothing is to be read."""
    try:
        with shown_progress() as progress:
            outline = read_outline(settings.folder, settings.name, readings_of(settings))
            plant = plant_of(outline, progress)
        at = instant_of_build(settings.at, plant.rules.zone)
    except (FileNotFoundError, ValueError) as error:
        raise stop_for(error, settings) from error
    judged = judged_at(plant, at)
    return judged, Reader(at, judged.rules, Wording(judged.rules.language))


def has_told_broken(judged: JudgedPlant, reader: Reader) -> bool:
    """True where board.yml can't be used; what is wrong has been printed then."""
    if not has_broken_rules(judged.findings):
        return False
    broken = [finding for finding in judged.findings if finding.level is Level.ERROR]
    print(REPORTERS["text"](broken, reader.words), end="", file=sys.stderr)
    return True
