"""The whole program on one screen: a folder of files in, a site out (architecture.md)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Level
from board_gen.messages import N_
from board_gen.model.plant import Plant
from board_gen.pages.api import api_files
from board_gen.pages.assets import STYLESHEET, asset_files
from board_gen.pages.board import board_page
from board_gen.pages.case import case_page, invalid_case_page, markdown_findings
from board_gen.pages.cases import cases_page
from board_gen.pages.findings import findings_page
from board_gen.pages.live import SCRIPT as LIVE_SCRIPT
from board_gen.pages.meeting import meeting_page
from board_gen.pages.rules_page import rules_page
from board_gen.pages.site import NavItem, Page, Site, SiteFile
from board_gen.pages.trends import trends_files, trends_page
from board_gen.pages.tv import tv_files
from board_gen.rules.gates import gate_findings
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.verdicts import findings_at
from board_gen.sources.instants import BadDate, read_date
from board_gen.sources.plant_folder import BOARD_FILE, read_plant
from board_gen.views.reader import Reader
from board_gen.wording import Wording

Progress = Callable[[int, int], None]
"""Told how many of how many files have been read."""


def site_of(
    folder: Path, name: str, at: str | None, *, site_url: str | None = None, progress: Progress | None = None
) -> Site:
    """The site of a plant's folder; `name` is the folder as findings print it.

    `at` pins the instant (plant time without an offset); None builds for now. `site_url` is where it will stand, if
    that is known. FileNotFoundError for a missing folder, ValueError for an instant that can't be read.
    """
    plant = read_plant(folder, name, progress)
    instant = instant_of_build(at, plant)
    judged = judged_at(plant, instant)
    return site_at(judged, instant, pinned=at is not None, site_url=site_url)


def instant_of_build(at: str | None, plant: Plant) -> datetime:
    """The instant that the site is built for, to the second: the one given, else now (the program's only clock)."""
    return instant_given(at, plant.rules.zone) if at else datetime.now(UTC).replace(microsecond=0)


def judged_at(plant: Plant, at: datetime) -> JudgedPlant:
    """Every case through time, and all that is wrong as seen from `at`."""
    judged = judge_plant(plant)
    findings = sorted((*judged.findings, *_findings_at(judged, at)), key=lambda f: (f.place, f.kind.code))
    return replace(judged, findings=tuple(findings))


def _findings_at(judged: JudgedPlant, at: datetime) -> Iterator[Finding]:
    for tracks in judged.cases:
        yield from findings_at(tracks, at)
        yield from gate_findings(tracks, judged.rules, at)
        yield from markdown_findings(tracks.case, judged)


def site_at(judged: JudgedPlant, at: datetime, *, pinned: bool, site_url: str | None = None) -> Site:
    """Everything that is published of a judged plant at an instant."""
    rules = judged.rules
    reader = Reader(at, rules, Wording(rules.language), pinned)
    return Site(
        title=reader.label(rules.title),
        language=rules.language,
        at=at,
        pinned=pinned,
        pages=(*site_pages(judged, reader), *case_pages(judged, reader)),
        files=(
            *asset_files(),
            *trends_files(),
            *tv_files(judged, reader, site_url=site_url),
            *api_files(judged, reader),
            *attachment_files(judged),
        ),
        nav=navigation(reader.words),
        styles=(STYLESHEET,),
        scripts=(LIVE_SCRIPT,),
        findings=judged.findings,
        cases=len(judged.cases) + len(judged.invalid),
        files_seen=judged.plant.files_seen,
        files_read=judged.plant.files_read,
        is_broken=is_broken(judged.plant),
    )


def site_pages(judged: JudgedPlant, reader: Reader) -> Iterator[Page]:
    """The pages that stand once in a site."""
    for page in (board_page, meeting_page, cases_page, trends_page, rules_page, findings_page):
        yield page(judged, reader)


def case_pages(judged: JudgedPlant, reader: Reader) -> Iterator[Page]:
    """One page per case; of cases that claim one address only the first has it."""
    for tracks in judged.cases:
        yield case_page(tracks, judged, reader)
    for invalid in judged.invalid:
        if invalid.address is not None:
            yield invalid_case_page(invalid, judged, reader)


def attachment_files(judged: JudgedPlant) -> Iterator[SiteFile]:
    """The cases' pictures and documents, each beside its page."""
    for tracks in judged.cases:
        for attachment in tracks.case.attachments:
            yield SiteFile(f"cases/{tracks.case.address}/{attachment.name}", Path(attachment.path))


def navigation(words: Wording) -> tuple[NavItem, ...]:
    """The navigation, in the reader's language."""
    titles = (
        (N_("Board"), ""),
        (N_("Meeting"), "meeting/"),
        (N_("Cases"), "cases/"),
        (N_("Trends"), "trends/"),
        (N_("Rules"), "rules/"),
        (N_("Findings"), "findings/"),
    )
    return tuple(NavItem(words(title), url) for title, url in titles)


def is_broken(plant: Plant) -> bool:
    """True where board.yml can't be used: nothing may be published by rules that nobody wrote."""
    return any(f.level is Level.ERROR and PurePath(f.place.file).name == BOARD_FILE for f in plant.findings)


def instant_given(text: str, zone: ZoneInfo) -> datetime:
    """An instant as `--at` gives it: plant time without an offset. ValueError for anything else."""
    written = read_date(text)
    if isinstance(written, BadDate):
        raise ValueError(text)  # noqa: TRY004 - the text is wrong, not its type
    return written.start(zone)
