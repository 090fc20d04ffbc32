"""`board-gen audit`: some closed cases, drawn at random, on one sheet for an auditor to sign.

The draw can be repeated by anybody: the ids are put in the order of a hash of seed and id, and the first are taken. So
one seed draws the same of the same cases on every machine, and a case more or less moves no other.
"""

import re
import secrets
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.local_time import day_of
from board_gen.model.terms import Phase
from board_gen.pages.audit_sheet import audit_sheet
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.audit_sheet import AuditSample
from board_gen.views.reader import Reader
from board_gen.whole_file import write_whole
from board_gen.wording import Wording

NOT_WRITTEN = Kind(
    "BG640",
    Level.ERROR,
    N_("the audit sheet {file} can't be written: {reason}"),
    N_("name another folder with --out"),
)
FEWER = Kind(
    "BG641",
    Level.NOTE,
    N_("{asked} cases were asked for, and only {count} are closed: the sheet holds all of them"),
    N_("--from and --to say when the cases were closed"),
)
_NOT_IN_NAMES = re.compile(r"[^\w.-]+|^\.+")
_LONGEST_NAME = 60


class AuditWish(NamedTuple):
    """What somebody wants: `size` cases, drawn by `seed`, closed from the local day `first` to `last` (None: no bound),
    on a sheet in `folder`.
    """

    size: int
    seed: str
    first: date | None = None
    last: date | None = None
    folder: Path = Path()


class AuditOutcome(NamedTuple):
    """The sheet that was written (None: none could be), the ids on it, of how many, and what has to be said."""

    written: Path | None
    ids: tuple[str, ...]
    closed: int
    findings: tuple[Finding, ...]


def new_seed() -> str:
    """A seed that nobody can foresee."""
    return secrets.token_hex(4)


def closed_cases(judged: JudgedPlant, reader: Reader, wish: AuditWish) -> tuple[CaseTracks, ...]:
    """The tracked cases that were closed in the days asked for, by the reader's instant."""
    return tuple(
        tracks
        for tracks in judged.cases
        if tracks.case.tracked and tracks.end is not None and _is_asked_for(tracks, reader, wish)
    )


def _is_asked_for(tracks: CaseTracks, reader: Reader, wish: AuditWish) -> bool:
    if tracks.end is None or tracks.end > reader.at or tracks.head.at(tracks.end).phase is not Phase.CLOSED:
        return False
    day = day_of(tracks.end, reader.zone)
    return (wish.first or day) <= day <= (wish.last or day)


def drawn(cases: tuple[CaseTracks, ...], wish: AuditWish) -> tuple[CaseTracks, ...]:
    """The cases that a seed draws, by id."""
    found = sorted(cases, key=lambda tracks: (_rank_of(tracks.case.id, wish.seed), tracks.case.id))
    return tuple(sorted(found[: wish.size], key=lambda tracks: tracks.case.id))


def _rank_of(case_id: str, seed: str) -> bytes:
    return blake2b(f"{seed}\0{case_id}".encode(errors="surrogateescape"), digest_size=16).digest()


def audit_written(
    judged: JudgedPlant, reader: Reader, wish: AuditWish, name: str, site_url: str | None
) -> AuditOutcome:
    """Draw cases and write their sheet; `name` is the plant's folder as findings print it."""
    closed = closed_cases(judged, reader, wish)
    cases = drawn(closed, wish)
    sample = AuditSample(wish.size, wish.seed, len(closed), wish.first, wish.last)
    content = audit_sheet(cases, reader, sample, site_url)
    target = wish.folder / f"audit-{name_of(wish.seed)}.html"
    findings = [Finding(FEWER, Place(name), {"asked": wish.size, "count": len(cases)})]
    findings = findings if len(cases) < wish.size else []
    ids = tuple(tracks.case.id for tracks in cases)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as error:
        told = {"file": str(target), "reason": error.strerror or str(error)}
        return AuditOutcome(None, ids, len(closed), (*findings, Finding(NOT_WRITTEN, Place(str(target)), told)))
    return AuditOutcome(target, ids, len(closed), tuple(findings))


def drawn_words(done: AuditOutcome, wish: AuditWish, words: Wording) -> str:
    """What was drawn, and with which seed it is drawn again."""
    told = N_("{count} of {closed} closed cases, drawn with the seed {seed}: {ids}")
    return words(told, count=len(done.ids), closed=done.closed, seed=wish.seed, ids=", ".join(done.ids) or "—")


def name_of(seed: str) -> str:
    """A seed as a file may be called; one that can't stand there as it is also bears a short hash of itself."""
    plain = _NOT_IN_NAMES.sub("-", seed)[:_LONGEST_NAME]
    if plain == seed:
        return plain
    return f"{plain}-{blake2b(seed.encode(errors='surrogateescape'), digest_size=3).hexdigest()}"
