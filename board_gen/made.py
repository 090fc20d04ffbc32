"""Made: what one case gives to the site - its own files, and in short what all other pages say of it.

A case is made by itself: of its file, the row beside it and the files in its folder, and of nothing that only the whole
plant knows. What it takes for granted of the others it notes (`links`, `more`), so that whoever knows all of them can
tell whether that was right, and have it made again where it was not. What is made is also what a later build knows.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from board_gen.finding import Finding, Place, sorted_findings
from board_gen.judging import findings_now
from board_gen.model.case import InvalidCase
from board_gen.model.plant import Plant
from board_gen.packed import Damaged, packed, unpacked
from board_gen.pages.api import case_file, invalid_file
from board_gen.pages.case import case_page, invalid_case_page
from board_gen.pages.lesson_text import lesson_of
from board_gen.pages.past_data import steps_text
from board_gen.pages.pictures import with_copies
from board_gen.pages.site import Page, SiteFile
from board_gen.pages.stamp import Frames
from board_gen.pages.written import put_file, put_page
from board_gen.rules.changed import LOOK_BACK
from board_gen.rules.digest import CaseDigest, digest_of, settled_at
from board_gen.rules.judge import judge, nothing_applies
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.past import columns_of, past_of
from board_gen.rules.tracks import CaseTracks
from board_gen.rules.verdicts import NOTHING_APPLIES
from board_gen.site_folder import SiteFolder, Written
from board_gen.sources.case_file import CaseRead
from board_gen.sources.case_shapes import CaseFields, case_shape
from board_gen.sources.folder_walk import FoundFile
from board_gen.sources.merge import Alike, Claim, claim_of, completed, duplicate_of, invalid_of, row_read_of, spelled
from board_gen.sources.plant_folder import read_found_case
from board_gen.sources.shape import Record
from board_gen.sources.sheet_row import SheetRow
from board_gen.views.lessons import Lesson
from board_gen.views.reader import Reader


class Going(NamedTuple):
    """A judged case in which something can still change, packed. `told`: its front matter as read, which only its own
    data file asks for; it is half of the case, and pages about all cases are made without it.
    """

    tracks: bytes
    told: bytes


class Source(NamedTuple):
    """What a case is made of: a case file, or a row that stands for a case.

    `digest` is that of all bytes that are read for it. `first`: its id is taken, and stands there. `more`: findings
    from elsewhere that name its id. `former`: what a former build judged, `copies`: the smaller copies of
    its pictures that it made. `alike`: who spells the case file's id otherwise.
    """

    name: str
    digest: str
    file: FoundFile | None = None
    row: SheetRow | None = None
    first: Place | None = None
    more: tuple[Finding, ...] = ()
    former: Going | None = None
    alike: Alike | None = None
    copies: tuple[Written, ...] = ()


class Made(NamedTuple):
    """What a case gave to the site at the instant `at`, in the local year `year`; `invalid` where it can't be judged.

    `key` stands for all that it was made of. `settled`: from when on nothing changes (of an invalid one dates name
    their year where it is not this one). `links` are the names
    that it looked up, and what it found; `beside` the files beside the case file that it asked for, and whether they
    stood there. `is_going`: something of a valid case can still change, so that its tracks are kept (`going`). The
    `digest` of a case that a former build made stays with that build's ledger until somebody asks for it, and with it
    `going`, the `lesson` that the case tells and its `past`, the steps of its row on the board of any day ("" where it
    never was on it).
    """

    name: str
    key: bytes
    at: datetime
    year: int
    settled: datetime | None
    claim: Claim
    id: str
    address: str | None
    digest: CaseDigest | None
    invalid: InvalidCase | None
    findings: tuple[Finding, ...]
    links: tuple[tuple[str, tuple[int, str] | None], ...]
    beside: tuple[tuple[str, bool], ...]
    is_of_file: bool
    is_readable: bool
    files: tuple[Written, ...]
    is_going: bool
    going: Going | None = None
    lesson: Lesson | None = None
    past: str = ""

    def holds(self, at: datetime, year: int, patience: timedelta = timedelta(0)) -> bool:
        """True where making it again at `at`, in that local year, of the same sources would give the same.

        With `patience`, also what was made so long before: its page tells by itself what has changed since. Of what
        ended lately a digest made later may have forgotten what changed (`rules/changed.py`).
        """
        if self.settled is not None and self.settled <= min(at, self.at):
            knows_news = self.at <= at or self.settled < at - LOOK_BACK or self.invalid is not None
            return knows_news and (self.invalid is None or year == self.year)
        return self.at <= at <= self.at + patience


@dataclass(frozen=True)
class Bench:
    """What every case is made with: the rules, the reader, the frames, the rows by key, and where others are thought
    to stand. `version` names program and libraries, rules and settings: all that a result depends on beside its source.
    """

    plant: Plant
    reader: Reader
    frames: Frames
    folder: SiteFolder
    rows: Mapping[str, SheetRow]
    addresses: Mapping[str, tuple[int, str]]
    version: bytes
    offline: bool = False

    @cached_property
    def shape(self) -> Record[CaseFields]:
        """The shape of case files under the plant's rules."""
        return case_shape(self.plant.rules)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The criteria that have a letter in a row's past."""
        return columns_of(self.plant.rules)

    def row_of(self, source: Source, claim: Claim) -> SheetRow | None:
        """The row beside a case file."""
        return self.rows.get(claim.key) if source.file and source.first is None else None

    def key_of(self, source: Source, claim: Claim) -> bytes:
        """What stands for all that a case is made of."""
        others = (source.first, source.alike, source.more)
        parts = (source.name, source.digest, source.row, self.row_of(source, claim), *others)
        return blake2b(self.version + repr(parts).encode(errors="backslashreplace"), digest_size=20).digest()


class LookedUp(Mapping[str, tuple[int, str]]):
    """The addresses of all cases, and which of them were asked for."""

    def __init__(self, addresses: Mapping[str, tuple[int, str]]) -> None:
        self.addresses = addresses
        self.asked: dict[str, tuple[int, str] | None] = {}

    def __getitem__(self, name: str) -> tuple[int, str]:
        found = self.asked[name] = self.addresses.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        return self.asked.setdefault(str(name), self.addresses.get(str(name))) is not None

    def __iter__(self) -> Iterator[str]:
        raise TypeError("who asks for all addresses depends on all cases")

    def __len__(self) -> int:
        return len(self.addresses)


class Judged(NamedTuple):
    """A case read and judged: `tracks` of a valid one, else `invalid`; and what was found before any instant."""

    claim: Claim
    tracks: CaseTracks | None
    invalid: InvalidCase | None
    findings: tuple[Finding, ...]
    is_readable: bool


def make(source: Source, bench: Bench) -> Made:
    """Read and judge a case, and write what it gives to the site."""
    known = _wholly_restored(source.former) if source.former else judged_of(source, bench)
    judged, copies = _with_copies(known, source, bench)
    asked = LookedUp(bench.addresses)
    findings = judged.findings
    if judged.tracks:
        now = findings_now(judged.tracks, _alone(judged, (), bench.plant, asked), bench.reader.at)
        findings = sorted_findings((*findings, *now))
    alone = _alone(judged, sorted_findings((*findings, *source.more)), bench.plant, asked)
    files = (*_written(alone, bench), *copies)
    case = judged.tracks.case if judged.tracks else judged.invalid
    if case is None:
        raise ValueError("a case is valid or invalid")
    settled = settled_at(judged.tracks) if judged.tracks else _LONG_AGO
    is_settled = settled is not None and settled <= bench.reader.at
    lesson = lesson_of(judged.tracks.case) if judged.tracks else None
    return Made(
        name=source.name,
        key=bench.key_of(source, judged.claim),
        at=bench.reader.at,
        year=bench.reader.year,
        settled=settled,
        claim=judged.claim,
        id=case.id,
        address=case.address,
        digest=_digest_of(judged.tracks, lesson, bench.reader.at) if judged.tracks else None,
        invalid=judged.invalid,
        findings=findings,
        links=tuple(asked.asked.items()),
        beside=tuple(_asked_beside(source, judged)),
        is_of_file=source.file is not None,
        is_readable=judged.is_readable,
        files=files,
        is_going=not is_settled,
        going=None if is_settled else going_of(judged),
        lesson=lesson,
        past=_past_of(judged.tracks, bench) if judged.tracks else "",
    )


def _past_of(tracks: CaseTracks, bench: Bench) -> str:
    """The steps of the case's row; they hang on no instant."""
    row = past_of(tracks, bench.columns)
    return steps_text(row.shown) if row.was_ever_shown else ""


def _digest_of(tracks: CaseTracks, lesson: Lesson | None, at: datetime) -> CaseDigest:
    """The case in short; where D8 holds nothing but thanks, no lesson has been learned."""
    digest = digest_of(tracks, at)
    return digest if lesson else digest._replace(learned=None, taught=None)


def going_of(judged: Judged) -> Going:
    """What to keep of a case that something can still change in."""
    if judged.tracks is None:
        raise ValueError("what can't be judged changes by an edit only")
    case = judged.tracks.case
    lean = replace(judged.tracks, case=replace(case, report_data={}))
    return Going(packed(judged._replace(tracks=lean)), packed(dict(case.report_data)))


def _wholly_restored(going: Going) -> Judged:
    """The case as it was judged, with its front matter."""
    judged, told = restored(going.tracks), unpacked(going.told)
    if judged.tracks is None or not isinstance(told, dict):
        raise Damaged("no judged case")
    case = replace(judged.tracks.case, report_data=told)
    return judged._replace(tracks=replace(judged.tracks, case=case))


@lru_cache(maxsize=2048)
def restored(data: bytes) -> Judged:
    """What was kept of a case that something can still change in, but for its front matter; Damaged where it is not
    that.

    Remembered, because a preview asks for the same cases with every save.
    """
    judged = unpacked(data)
    if not isinstance(judged, Judged):
        raise Damaged("no judged case")
    return judged


def judged_of(source: Source, bench: Bench) -> Judged:
    """The case that a source holds."""
    rules = bench.plant.rules
    read = _read(source, bench)
    claim = claim_of(read)
    if source.first is not None:
        read = duplicate_of(read, source.first, source.row.place_of("id") if source.row else None)
    else:
        read = spelled(completed(read, bench.row_of(source, claim), rules), source.alike)
    case = read.case
    if case is None:
        return Judged(claim, None, read.invalid, sorted_findings(read.findings), read.is_readable)
    if nothing_applies(case, rules):
        nothing = Finding(NOTHING_APPLIES, case.place_of("criteria"), case=case.id)
        return Judged(claim, None, invalid_of(case), sorted_findings((*read.findings, nothing)), read.is_readable)
    tracks = judge(case, rules)
    return Judged(claim, tracks, None, (*read.findings, *tracks.findings), read.is_readable)


def _with_copies(judged: Judged, source: Source, bench: Bench) -> tuple[Judged, tuple[Written, ...]]:
    """The case with a smaller copy of each large picture that its page shows, and these copies."""
    if judged.tracks is None:
        return judged, ()
    copied = with_copies(judged.tracks.case, bench.folder, source.copies)
    if copied.case is judged.tracks.case:
        return judged, copied.files
    tracks = replace(judged.tracks, case=copied.case)
    return judged._replace(tracks=tracks, findings=(*judged.findings, *copied.findings)), copied.files


def _read(source: Source, bench: Bench) -> CaseRead:
    if source.file is not None:
        return read_found_case(source.file, bench.plant.rules, bench.shape)
    if source.row is None:
        raise ValueError(f"{source.name} is made of nothing")
    return row_read_of(source.row, bench.plant.rules)


def _alone(judged: Judged, findings: tuple[Finding, ...], plant: Plant, asked: LookedUp) -> JudgedPlant:
    """The plant as one case sees it: itself, and where the others stand."""
    cases = (judged.tracks,) if judged.tracks else ()
    invalid = (judged.invalid,) if judged.invalid else ()
    return JudgedPlant(plant, cases, invalid, findings, named=asked)


def _written(alone: JudgedPlant, bench: Bench) -> Iterator[Written]:
    """Write what the case gives: its page, its data, its attachments."""
    for page in _pages_of(alone, bench.reader):
        yield put_page(bench.folder, bench.frames, page)
    for file in _files_of(alone, bench.reader):
        yield from put_file(bench.folder, file, offline=bench.offline)


def _pages_of(alone: JudgedPlant, reader: Reader) -> Iterator[Page]:
    for tracks in alone.cases:
        yield case_page(tracks, alone, reader)
    for invalid in alone.invalid:
        if invalid.address is not None:
            yield invalid_case_page(invalid, alone, reader)


def _files_of(alone: JudgedPlant, reader: Reader) -> Iterator[SiteFile]:
    for tracks in alone.cases:
        yield case_file(tracks, alone.findings, reader)
        for attachment in tracks.case.attachments:
            yield SiteFile(f"cases/{tracks.case.address}/{attachment.name}", Path(attachment.path))
    for invalid in alone.invalid:
        if invalid.address is not None:
            yield invalid_file(invalid, alone.findings, reader)


_MAY_BE_FILE = re.compile(r"[^/]*\.[A-Za-z][A-Za-z0-9]{1,4}")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _asked_beside(source: Source, judged: Judged) -> Iterator[tuple[str, bool]]:
    """The files beside its own that a case names as evidence: they are no part of its folder."""
    if source.file is None or judged.tracks is None:
        return
    folder = source.file.path.parent
    for entry in judged.tracks.case.evidence:
        if _MAY_BE_FILE.fullmatch(entry):
            yield f"{folder}/{entry}", is_file(f"{folder}/{entry}")


def is_file(path: str) -> bool:
    """True for a plain file; False for what no file can be called."""
    try:
        return S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - asked for each case of ten thousand
    except (OSError, ValueError):
        return False
