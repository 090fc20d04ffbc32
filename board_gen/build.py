"""The whole program on one screen: a folder of files in, a site out (architecture.md).

begun       the rules, the sheet, where the case files stand; what a host needs to render its frames
finished    every case made, each by itself; the pages and files that are about all of them
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import chain
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Level
from board_gen.made import Bench, Made, restored, sorted_findings
from board_gen.making import Making, cases_made
from board_gen.messages import N_
from board_gen.model.plant import Plant
from board_gen.pages.api import api_files
from board_gen.pages.assets import STYLESHEET, asset_files
from board_gen.pages.board import board_page
from board_gen.pages.case import markdown_findings, url_of
from board_gen.pages.cases import Listing
from board_gen.pages.findings import FindingsSection
from board_gen.pages.live import SCRIPT as LIVE_SCRIPT
from board_gen.pages.meeting import meeting_page
from board_gen.pages.rules_page import rules_page
from board_gen.pages.shells import Shell
from board_gen.pages.site import Chrome, NavItem, Page, SiteFile, href_of
from board_gen.pages.stamp import Frames
from board_gen.pages.trends import trends_files, trends_page
from board_gen.pages.tv import tv_files
from board_gen.pages.written import put_file, put_host_files, put_page, put_sitemap
from board_gen.rules.gates import gate_findings
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.verdicts import findings_at
from board_gen.site_folder import SiteFolder, Written, remove_all_but, standing_in
from board_gen.sources.digests import digests_of, known_of
from board_gen.sources.instants import BadDate, read_date
from board_gen.sources.merge import rows_by_key
from board_gen.sources.plant_folder import BOARD_FILE, Outline, Progress, read_outline
from board_gen.store import Ledger, Published, ledger_after
from board_gen.version import version_digest
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing
from board_gen.wording import Wording

SHARED = ((1, None), (2, None), (2, "cases/"))
"""The frames of pages outside the navigation: how deep they stand, and to which of its pages they belong."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A build that has begun: the plant but for its cases, the instant, and what every page looks like.

    `site_url` is where the site will stand, None where nobody says.
    """

    folder: Path
    name: str
    outline: Outline
    at: datetime
    pinned: bool
    chrome: Chrome
    site_url: str | None = None

    @property
    def reader(self) -> Reader:
        """Who looks, and when."""
        rules = self.outline.rules
        return Reader(self.at, rules, Wording(rules.language), self.pinned)

    @property
    def is_broken(self) -> bool:
        """True where board.yml can't be used: nothing may be published by rules that nobody wrote."""
        return has_broken_rules(self.outline.findings)


@dataclass(frozen=True, slots=True)
class Hosted:
    """What the host has rendered: the frames, its own files in `folder`, and the absolute addresses of its pages."""

    frames: Frames
    shells: tuple[Shell, ...]
    folder: Path
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """A site that stands in its folder, ready to be published, and what the host has to know of it.

    `paths` are those of all its files. `cases` counts every case, invalid ones too; `unread` the case files and sheets
    that stand there where none of them could be read (else 0): what publishing is refused on (contract §9).
    `is_published`: the published site is this very one. `ledger` is what the next build may know.
    """

    paths: frozenset[str]
    findings: tuple[Finding, ...]
    cases: int
    unread: int
    is_published: bool
    ledger: Ledger


def begun(folder: Path, name: str, at: str | None, *, site_url: str | None = None, offline: bool = False) -> Begun:
    """Read the rules and the sheet of a plant's folder; `name` is the folder as findings print it.

    `at` pins the instant (plant time without an offset); None builds for now. FileNotFoundError for a missing folder,
    ValueError for an instant that can't be read.
    """
    outline = read_outline(folder, name)
    language, instant = outline.rules.language, instant_of_build(at, outline.rules.zone)
    nav = navigation(Wording(language))
    chrome = Chrome(language, nav, SHARED, (STYLESHEET,), (LIVE_SCRIPT,), offline=offline)
    return Begun(folder, name, outline, instant, at is not None, chrome, site_url)


def finished(
    build: Begun,
    hosted: Hosted,
    folder: SiteFolder,
    former: Ledger,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    patience: timedelta = timedelta(0),
) -> Finished:
    """Make the site in `folder`, and nothing twice: neither what a former build made, nor what stands published."""
    digests = digests_of(build.outline.files, former.known)
    bench = bench_of(build, hosted, folder, digests)
    cases = cases_made(Making(build.outline, bench, digests, former.made, jobs, progress, patience))
    findings = sorted_findings((*build.outline.findings, *(finding for case in cases for finding in case.findings)))
    key = key_of(build, hosted, digests, bench)
    files = published_files(former, key, folder)
    is_known = files is not None
    if files is None:
        files = tuple(written(build, hosted, judged_of(build, cases, findings, digests, former), folder))
    made = (*files, *(file for case in cases for file in case.files))
    is_published = is_known and is_standing(made, folder)
    if not is_published:
        settle(made, folder)
    return Finished(
        paths=frozenset(file.path for file in made),
        findings=findings,
        cases=len(cases),
        unread=unread_of(build.outline, cases),
        is_published=is_published,
        ledger=ledger_after(former, cases, known_of(build.outline.files, digests), Published(key, files)),
    )


def bench_of(build: Begun, hosted: Hosted, folder: SiteFolder, digests: Mapping[str, str]) -> Bench:
    """What every case is made with."""
    rules = build.outline.rules
    settings = (digests.get(f"{build.name}/{BOARD_FILE}"), build.name, build.folder.resolve(), build.pinned)
    version = blake2b(version_digest(), digest_size=20)
    version.update(repr((*settings, build.chrome.offline, hosted.frames)).encode(errors="backslashreplace"))
    return Bench(
        plant=Plant(rules, (), (), ()),
        reader=build.reader,
        frames=hosted.frames,
        folder=folder,
        rows=rows_by_key(build.outline.rows),
        addresses={},
        version=version.digest(),
        offline=build.chrome.offline,
    )


def judged_of(
    build: Begun, cases: Iterable[Made], findings: tuple[Finding, ...], digests: Mapping[str, str], former: Ledger
) -> JudgedPlant:
    """The whole plant, as the pages that are about all of it see it."""
    cases, outline = tuple(cases), build.outline
    valid = [case for case in cases if case.invalid is None]
    tracks = [restored(case.tracks).tracks for case in valid if case.tracks]
    settled = [case.digest or former.digests[case.name] for case in valid if not case.tracks]
    return JudgedPlant(
        Plant(outline.rules, (), (), (), outline.meetings, outline.metrics, digests),
        tuple(sorted((one for one in tracks if one), key=lambda one: one.case.id)),
        tuple(sorted((case.invalid for case in cases if case.invalid), key=lambda one: (one.id, one.place))),
        findings,
        tuple(sorted(settled, key=lambda one: one.id)),
    )


def written(build: Begun, hosted: Hosted, judged: JudgedPlant, folder: SiteFolder) -> Iterator[Written]:
    """Write the pages and files that are about the whole plant, and take over the host's own."""
    yield from put_host_files(folder, hosted.folder, hosted.shells)
    listing, found = Listing(judged, build.reader), FindingsSection(judged, build.reader)
    standing = Standing(judged, build.reader.at)
    pages = chain(site_pages(judged, build.reader, standing), (listing.page(), found.page()), listing.month_pages())
    for page in pages:
        yield put_page(folder, hosted.frames, page)
    for file in chain(site_files(standing, build.reader, build.site_url), listing.files(), found.files()):
        yield from put_file(folder, file, offline=build.chrome.offline)
    if build.site_url:
        months = (build.site_url + href_of(month.url) for month in listing.months)
        addresses = (*addresses_of(judged, build.site_url), *months, *hosted.addresses)
        yield from put_sitemap(folder, addresses, build.at.date())


def site_pages(judged: JudgedPlant, reader: Reader, standing: Standing) -> Iterator[Page]:
    """The pages that stand once in a site, but for those of the list of cases and of the findings."""
    yield board_page(judged, reader, standing)
    yield meeting_page(judged, reader, standing)
    yield trends_page(judged, reader)
    yield rules_page(judged, reader)


def site_files(standing: Standing, reader: Reader, site_url: str | None) -> Iterator[SiteFile]:
    """All that is no page and no case's own."""
    yield from asset_files()
    yield from trends_files()
    yield from tv_files(standing.judged, reader, standing, site_url=site_url)
    yield from api_files(standing.judged, reader)


def addresses_of(judged: JudgedPlant, site_url: str) -> Iterator[str]:
    """The absolute addresses of the site's pages."""
    for url in (*(item.url for item in navigation(Wording(judged.rules.language))), *case_urls(judged)):
        yield site_url + href_of(url)


def case_urls(judged: JudgedPlant) -> Iterator[str]:
    """Where the pages of all cases stand."""
    for address in {address for _, address in judged.addresses.values()}:
        yield url_of(address)


def key_of(build: Begun, hosted: Hosted, digests: Mapping[str, str], bench: Bench) -> bytes:
    """One short name for all that the site is made of."""
    key = blake2b(bench.version, digest_size=20)
    for part in (build.at, build.site_url, hosted.addresses, sorted(digests.items()), build.outline.findings):
        key.update(repr(part).encode(errors="backslashreplace"))
    for path in sorted(path for path in hosted.folder.rglob("*") if path.is_file()):
        key.update(str(path.relative_to(hosted.folder)).encode(errors="surrogateescape"))
        key.update(path.read_bytes())
    return key.digest()


def published_files(former: Ledger, key: bytes, folder: SiteFolder) -> tuple[Written, ...] | None:
    """The files about the whole plant that a former build published, if it was made of the same and they stand."""
    if former.published is None or former.published.key != key:
        return None
    return folder.still(former.published.files)


def is_standing(files: Iterable[Written], folder: SiteFolder) -> bool:
    """True where the published site is made of these very files."""
    return folder.old is not None and standing_in(folder.old) == {file.path: file.number for file in files}


def settle(files: Iterable[Written], folder: SiteFolder) -> None:
    """Let the new site hold these files and no others; those that stand published are taken over."""
    files = tuple(files)
    standing = standing_in(folder.new)
    remove_all_but(folder.new, standing, {file.path for file in files})
    folder.keep(files, standing)


def unread_of(outline: Outline, cases: Iterable[Made]) -> int:
    """How many case files and sheets there are, where none of them can be read; 0 where one can."""
    own = [case.is_readable for case in cases if case.is_of_file]
    return 0 if any(own) or outline.sheets_read else len(own) + outline.sheets


def instant_of_build(at: str | None, zone: ZoneInfo) -> datetime:
    """The instant that the site is built for, to the second: the one given, else now (the program's only clock)."""
    return instant_given(at, zone) if at else datetime.now(UTC).replace(microsecond=0)


def judged_at(plant: Plant, at: datetime) -> JudgedPlant:
    """Every case of a plant through time, and all that is wrong as seen from `at`; for who builds no site."""
    judged = judge_plant(plant)
    return replace(judged, findings=sorted_findings((*judged.findings, *_findings_at(judged, at))))


def _findings_at(judged: JudgedPlant, at: datetime) -> Iterator[Finding]:
    for tracks in judged.cases:
        yield from findings_at(tracks, at)
        yield from gate_findings(tracks, judged.rules, at)
        yield from markdown_findings(tracks.case, judged)


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


def has_broken_rules(findings: Iterable[Finding]) -> bool:
    """True where board.yml can't be used."""
    return any(f.level is Level.ERROR and PurePath(f.place.file).name == BOARD_FILE for f in findings)


def instant_given(text: str, zone: ZoneInfo) -> datetime:
    """An instant as `--at` gives it: plant time without an offset. ValueError for anything else."""
    written = read_date(text)
    if isinstance(written, BadDate):
        raise ValueError(text)  # noqa: TRY004 - the text is wrong, not its type
    return written.start(zone)
