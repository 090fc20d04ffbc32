"""A plant judged at an instant, for who builds no site: `check`, `status`, and what asks when an instant is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Level, sorted_findings
from board_gen.model.plant import Plant
from board_gen.pages.case import markdown_findings
from board_gen.rules.gates import gate_findings
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.rules.verdicts import findings_at
from board_gen.sources.instants import BadDate, read_date
from board_gen.sources.plant_folder import BOARD_FILE
from board_gen.sources.plant_sheets import old_rows_findings


def judged_at(plant: Plant, at: datetime, named: Mapping[str, tuple[int, str]] | None = None) -> JudgedPlant:
    """Every case of a plant through time, and all that is wrong as seen from `at`; for who builds no site.

    `named`: where links between cases may lead, where not all of them are in the plant.
    """
    judged = replace(judge_plant(plant), named=named)
    now = (finding for tracks in judged.cases for finding in findings_now(tracks, judged, at))
    old = old_rows_findings(plant.old_rows, at, plant.rules.zone)
    return replace(judged, findings=sorted_findings((*judged.findings, *now, *old)))


def findings_now(tracks: CaseTracks, judged: JudgedPlant, at: datetime) -> Iterator[Finding]:
    """What is wrong with a case as seen from an instant, and in its text; `judged` knows where the others stand."""
    yield from findings_at(tracks, at)
    yield from gate_findings(tracks, judged.rules, at)
    yield from markdown_findings(tracks.case, judged)


def instant_of_build(at: str | None, zone: ZoneInfo) -> datetime:
    """The instant that the site is built for, to the second: the one given, else now (the program's only clock)."""
    return instant_given(at, zone) if at else datetime.now(UTC).replace(microsecond=0)


def instant_given(text: str, zone: ZoneInfo) -> datetime:
    """An instant as `--at` gives it: plant time without an offset. ValueError for anything else."""
    written = read_date(text)
    if isinstance(written, BadDate):
        raise ValueError(text)  # noqa: TRY004 - the text is wrong, not its type
    return written.start(zone)


def has_broken_rules(findings: Iterable[Finding]) -> bool:
    """True where board.yml can't be used."""
    return any(f.level is Level.ERROR and PurePath(f.place.file).name == BOARD_FILE for f in findings)
