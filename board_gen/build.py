"""The whole program on one screen: a folder of files in, a site out (architecture.md).

begun       the rules, the sheet, where the case files stand; what a host needs to render its frames
finished    every case made, each by itself; the pages and files that are about all of them
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b, sha256
from itertools import chain
from pathlib import Path

from board_gen.crew import all_made
from board_gen.finding import Finding, sorted_findings
from board_gen.judging import has_broken_rules, instant_of_build
from board_gen.known_then import NOT_ASKED, KnownThen
from board_gen.made import Bench, Made, restored
from board_gen.making import Making, cases_made
from board_gen.model.plant import Plant
from board_gen.pages.about_all import AboutAll, navigation
from board_gen.pages.assets import STYLESHEET
from board_gen.pages.full_text import Document, Indexed, case_document, page_document, put_full_text
from board_gen.pages.lasting import Lasting, Lastings
from board_gen.pages.live import SCRIPT as LIVE_SCRIPT
from board_gen.pages.past_data import Pasts
from board_gen.pages.shells import Shell
from board_gen.pages.site import Chrome
from board_gen.pages.stamp import Frames
from board_gen.pages.written import SCRIPTED, put_file, put_host_files, put_page, put_sitemap
from board_gen.piece_file import KEY, read_pieces, write_pieces
from board_gen.rules.digest import CaseDigest
from board_gen.rules.judged import JudgedPlant
from board_gen.site_folder import SiteFolder, Written, remove_all_but, standing_in
from board_gen.sources.digests import digests_of, known_of
from board_gen.sources.merge import rows_by_key
from board_gen.sources.plant_folder import BOARD_FILE, Outline, Progress, read_outline
from board_gen.sources.readings import Readings
from board_gen.store import Ledger, Published, bucket_of, going_of, ledger_after, lesson_of, past_of, tracks_of
from board_gen.version import version_digest
from board_gen.views.lessons import Lesson, Lessons
from board_gen.views.pieces import Pieces
from board_gen.views.reader import Reader
from board_gen.wording import Wording

SHARED = ((1, None), (2, None), (2, "cases/"), (2, "lessons/"))
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
    """What the host has rendered: the frames, its own files in `folder`; of the user's own `pages` the paths there, and
    the absolute `addresses` where those are known.
    """

    frames: Frames
    shells: tuple[Shell, ...]
    folder: Path
    pages: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """A site that stands in its folder, ready to be published, and what the host has to know of it.

    `cases` counts every case, invalid ones too; `unread` the case files and sheets
    that stand there where none of them could be read (else 0): what publishing is refused on (contract §9).
    `is_published`: the published site is this very one; `standing`: the new one's files, each with its number.
    `ledger` is what the next build may know.
    """

    findings: tuple[Finding, ...]
    cases: int
    unread: int
    is_published: bool
    standing: Mapping[str, int]
    ledger: Ledger


def begun(
    folder: Path,
    name: str,
    at: str | None,
    *,
    site_url: str | None = None,
    offline: bool = False,
    readings: Readings | None = None,
) -> Begun:
    """Read the rules and the sheet of a plant's folder; `name` is the folder as findings print it.

    `at` pins the instant (plant time without an offset); None builds for now. `readings` stand in for sheets that can't
    be read. FileNotFoundError for a missing folder, ValueError for an instant that can't be read.
    """
    outline = read_outline(folder, name, readings)
    language, instant = outline.rules.language, instant_of_build(at, outline.rules.zone)
    nav = navigation(Wording(language))
    chrome = Chrome(language, nav, SHARED, (STYLESHEET,), (LIVE_SCRIPT,), offline=offline)
    return Begun(folder, name, outline.at(instant), instant, at is not None, chrome, site_url)


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a build works with: the host's frames, the folder for the site, what the former build left, what was known
    of the cases when.

    `pieces` is the file of what pages were put together of (None: it is not kept). `jobs`: how many workers, None for
    one on each core. `patience`: for so long a case that has not settled need not be made again for the time alone.
    """

    hosted: Hosted
    folder: SiteFolder
    former: Ledger
    known: KnownThen = NOT_ASKED
    jobs: int | None = None
    progress: Progress | None = None
    patience: timedelta = timedelta(0)
    pieces: Path | None = None


def finished(build: Begun, place: Workplace) -> Finished:
    """Make the site, and nothing twice: neither what a former build made, nor what stands published."""
    folder, former = place.folder, place.former
    digests = {**digests_of(build.outline.files, former.known), **build.outline.sheets.used}
    digests[f"{build.name}/.git"] = place.known.digest
    bench = bench_of(build, place, digests)
    known = partial(going_of, former=former)
    making = Making(build.outline, bench, digests, former.made, known, place.jobs, place.progress, place.patience)
    cases = cases_made(making)
    of_plant = (*build.outline.findings, *place.known.findings)
    findings = sorted_findings((*of_plant, *(finding for case in cases for finding in case.findings)))
    of_cases = tuple(file for case in cases for file in case.files)
    key = key_of(build, place.hosted, digests, bench)
    published = still_published(former, key, folder)
    is_published = published is not None and folder.holds((*published.files, *of_cases))
    if published is None or not is_published:
        standing = standing_in(folder.new)
        folder.keep((*of_cases, *(published.files if published else ())), standing)
        if published is None:
            of_all = about_all_made(
                build, judged_of(build, cases, findings, digests, former), cases, place, bench.version
            )
            published = Published(key, *of_all)
        remove_all_but(folder.new, standing, {file.path for file in (*published.files, *of_cases)})
    return Finished(
        findings=findings,
        cases=len(cases),
        unread=unread_of(build.outline, cases),
        is_published=is_published,
        standing={file.path: file.number for file in (*published.files, *of_cases)},
        ledger=ledger_after(former, cases, known_of(build.outline.files, digests), published),
    )


def bench_of(build: Begun, place: Workplace, digests: Mapping[str, str]) -> Bench:
    """What every case is made with."""
    rules = build.outline.rules
    settings = (digests.get(f"{build.name}/{BOARD_FILE}"), build.name, build.folder.resolve(), build.pinned)
    version = blake2b(version_digest(), digest_size=20)
    version.update(repr((*settings, build.chrome.offline, place.hosted.frames)).encode(errors="backslashreplace"))
    return Bench(
        plant=Plant(rules, (), (), ()),
        reader=build.reader,
        frames=place.hosted.frames,
        folder=place.folder,
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
    tracks = [restored(tracks).tracks for _, tracks in going_of_all(valid, former)]
    settled = [case.digest or former.digests[case.name] for case in valid if not case.is_going]
    return JudgedPlant(
        Plant(outline.rules, (), (), (), outline.meetings, outline.metrics, digests, old_rows=outline.sheets.old_rows),
        tuple(sorted((one for one in tracks if one), key=lambda one: one.case.id)),
        tuple(sorted((case.invalid for case in cases if case.invalid), key=lambda one: (one.id, one.place))),
        findings,
        tuple(sorted(settled, key=lambda one: one.id)),
    )


def going_of_all(valid: Iterable[Made], former: Ledger) -> Iterator[tuple[Made, bytes]]:
    """The cases that something can still change in, each with its packed tracks, in the order of the ledger."""
    for case in sorted((case for case in valid if case.is_going), key=lambda case: bucket_of(case.name)):
        yield case, tracks_of(case, former)


def about_all_made(
    build: Begun, judged: JudgedPlant, cases: Iterable[Made], place: Workplace, version: bytes
) -> tuple[tuple[Written, ...], tuple[Indexed, ...], tuple[Lasting, ...]]:
    """Make all that is about the whole plant, and take over the host's own files: all files, the shards, what lasts."""
    hosted, folder, offline = place.hosted, place.folder, build.chrome.offline
    former = place.former.published or Published(b"", ())
    told_twice = SCRIPTED if offline else ()  # with its script beside it: made together, or not at all
    lasting_still = [each for each in former.lasting if not each.file.path.startswith(told_twice)]
    lastings = Lastings(folder, lasting_still, version, keys_of(cases), partial(digests_before, place.former))
    lessons, pasts = lessons_of(cases, place.former), pasts_of(cases, place.former)
    known = place.known.told(build.reader)
    keeps = place.pieces if build.pinned else None  # else no build comes at the same instant
    key = pieces_key(build, version)
    pieces = Pieces(marks_of(cases, place.former), read_pieces(keeps, key)) if keeps else Pieces()
    about_all = AboutAll(
        judged, build.reader, build.site_url, lastings, lessons, pasts=pasts, known=known, pieces=pieces
    )
    files = list(put_host_files(folder, hosted.folder, hosted.shells))
    indexed: tuple[Indexed, ...] = ()
    if not offline:  # from the file system nothing can be asked for by need: there the compact list is the search
        documents = (*documents_of(cases, judged, build.reader), *documents_of_host(hosted, folder))
        indexed, index = indexed_of(documents, build, place)  # first: its workers are forks of a builder that is small
        files += (index, *(file for shard in indexed for file in shard.files))
    files += lastings.put(put_page(folder, hosted.frames, page) for page in about_all.pages())
    of_files = (put_file(folder, file, offline=offline) for file in about_all.files())
    files += lastings.put(chain.from_iterable(of_files))
    if build.site_url:
        files += put_sitemap(folder, (*about_all.addresses(), *hosted.addresses), build.at.date())
    for part in (about_all.standing, about_all):  # they know themselves by what they made: nothing else would free
        vars(part).clear()  # the whole plant for what follows
    lasting = tuple(lastings.now.values())
    files = list({file.path: file for file in (*files, *(each.file for each in lasting))}.values())
    folder.keep((file for file in files if folder.published(file.path) == file), {})
    if keeps:
        write_pieces(keeps, key, pieces.kept())
    return tuple(files), indexed, lasting


def indexed_of(documents: Iterable[Document], build: Begun, place: Workplace) -> tuple[tuple[Indexed, ...], Written]:
    """Make the full-text index, and nothing of it that stands: its shards, and the file of them all."""
    former = place.former.published.indexed if place.former.published else ()
    make_all = partial(all_made, jobs=place.jobs, handful=1)
    return put_full_text(place.folder, documents, build.reader.year, {shard.name: shard for shard in former}, make_all)


def lessons_of(cases: Iterable[Made], former: Ledger) -> Lessons:
    """What each valid case teaches, by its id, as it was told when the case was made."""
    made = {case.id: case for case in cases if case.invalid is None}

    def told(case_id: str) -> Lesson | None:
        return lesson_of(made[case_id], former)

    return told


def pasts_of(cases: Iterable[Made], former: Ledger) -> Pasts:
    """The steps of each valid case's row on the board of any day, by its id."""
    made = {case.id: case for case in cases if case.invalid is None}
    return lambda case_id: past_of(made[case_id], former)


def pieces_key(build: Begun, version: bytes) -> bytes:
    """What stands for all that a piece is made of beside its case: the instant, and what every case is made with."""
    return blake2b(version + repr(build.at).encode(), digest_size=KEY).digest()


def marks_of(cases: Iterable[Made], former: Ledger) -> Mapping[str, bytes]:
    """The digest of the tracks of each valid case that something can still change in, as they are packed, by id."""
    valid = (case for case in cases if case.invalid is None)
    return {case.id: sha256(tracks).digest() for case, tracks in going_of_all(valid, former)}


def keys_of(cases: Iterable[Made]) -> Mapping[str, bytes]:
    """What stands for each valid case, by id."""
    return {case.id: case.key for case in cases if case.invalid is None}


def digests_before(former: Ledger) -> Iterable[CaseDigest]:
    """Every valid case in short, as the former build knew it."""
    return former.digests.values()


def documents_of(cases: Iterable[Made], judged: JudgedPlant, reader: Reader) -> Iterator[Document]:
    """Every valid case that has a page, as the search's index wants it."""
    digests = {digest.address: digest for digest in judged.digests(reader.at)}
    for case in cases:
        if case.invalid is None and case.address is not None:
            yield case_document(digests[case.address], case.key, reader.zone)


def documents_of_host(hosted: Hosted, folder: SiteFolder) -> Iterator[Document]:
    """The plant's own pages, as the search's index wants them."""
    for path in hosted.pages:
        yield page_document(path, Path(folder.new, path).read_bytes())


def key_of(build: Begun, hosted: Hosted, digests: Mapping[str, str], bench: Bench) -> bytes:
    """One short name for all that the site is made of."""
    key = blake2b(bench.version, digest_size=20)
    for part in (build.at, build.site_url, hosted.addresses, sorted(digests.items()), build.outline.findings):
        key.update(repr(part).encode(errors="backslashreplace"))
    for path in sorted(path for path in hosted.folder.rglob("*") if path.is_file()):
        key.update(str(path.relative_to(hosted.folder)).encode(errors="surrogateescape"))
        key.update(path.read_bytes())
    return key.digest()


def still_published(former: Ledger, key: bytes, folder: SiteFolder) -> Published | None:
    """What a former build published about the whole plant, if it was made of the same and stands."""
    if former.published is None or former.published.key != key:
        return None
    files = folder.still(former.published.files)
    return None if files is None else former.published._replace(files=files)


def unread_of(outline: Outline, cases: Iterable[Made]) -> int:
    """How many case files and sheets there are, where none of them can be read; 0 where one can.

    A sheet shown as it could be read last is what publishing goes on with where sheets are all that a plant keeps; it
    is no reason to publish where every case file has become unreadable too.
    """
    own = [case.is_readable for case in cases if case.is_of_file]
    is_shown = bool(outline.sheets.read or (outline.sheets.old_rows and not own))
    return 0 if any(own) or is_shown else len(own) + outline.sheets.seen
