"""`board-gen check`: a plant read and judged for what is wrong with it, by itself or against a Git revision."""

from dataclasses import dataclass
from datetime import datetime

from board_gen.against import Comparison
from board_gen.finding import Finding, Level
from board_gen.host import Settings, Stopped, readings_of, stop_for
from board_gen.judging import has_broken_rules, instant_of_build, judged_at
from board_gen.model.plant import Plant
from board_gen.pages.progress import shown_progress
from board_gen.pages.reporters import plain_line
from board_gen.sources.former_plant import Standing
from board_gen.sources.plant_folder import Outline, plant_with, read_cases, read_outline
from board_gen.sources.revision import NoRevisionError


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a plant: `findings` of it as it stands there, `edits` against the revision.

    `is_broken`: board.yml can't be used, and nothing was compared.
    """

    outline: Outline
    plant: Plant
    findings: tuple[Finding, ...]
    edits: tuple[Finding, ...] = ()
    is_broken: bool = False

    @property
    def has_errors(self) -> bool:
        """True where somebody has to act."""
        return any(finding.level is Level.ERROR for finding in (*self.findings, *self.edits))


def checked(settings: Settings, revision: str | None, *, changed_only: bool) -> Checked:
    """What is wrong with the plant in a folder; compared with a revision where one is given.

    `changed_only`: only what is said of files that differ from it. Stopped where there is nothing to read or compare.
    """
    outline, at = _outline_of(settings)
    is_broken = has_broken_rules(outline.findings)
    if revision is None or is_broken:
        plant, findings = _judged(outline, at)
        return Checked(outline, plant, findings, is_broken=is_broken)
    try:
        comparison = Comparison(revision, Standing(settings.folder, settings.name, outline), changed_only=changed_only)
        return _compared(comparison, at)
    except NoRevisionError as error:
        raise Stopped(plain_line(f"--against {revision}: {error}")) from error


def _compared(comparison: Comparison, at: datetime) -> Checked:
    outline = comparison.outline
    with shown_progress() as progress:
        reads = read_cases(outline, progress)
    plant = plant_with(outline, reads)
    findings = comparison.told(judged_at(plant, at, comparison.links).findings)
    return Checked(outline, plant, findings, comparison.edits(reads, plant, at))


def _judged(outline: Outline, at: datetime) -> tuple[Plant, tuple[Finding, ...]]:
    with shown_progress() as progress:
        plant = plant_with(outline, read_cases(outline, progress))
    return plant, judged_at(plant, at).findings


def _outline_of(settings: Settings) -> tuple[Outline, datetime]:
    try:
        outline = read_outline(settings.folder, settings.name, readings_of(settings))
        return outline, instant_of_build(settings.at, outline.rules.zone)
    except (FileNotFoundError, ValueError) as error:
        raise stop_for(error, settings) from error
