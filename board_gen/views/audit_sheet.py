"""The sheet of an audit: which closed cases were drawn and how, and each one's 17 points with room for the auditor."""

import shlex
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import quote

from board_gen.messages import N_
from board_gen.rules.tracks import CaseTracks
from board_gen.views.audit import AuditView, audit_view_of
from board_gen.views.case_clock import CaseClock
from board_gen.views.names import customer_of, person_of
from board_gen.views.reader import Reader


class AuditSample(NamedTuple):
    """How cases were drawn: `size` asked for, by `seed`, of `closed` ones, closed from the local day `first` to `last`
    (None: no bound).
    """

    size: int
    seed: str
    closed: int
    first: date | None = None
    last: date | None = None


class AuditedCase(NamedTuple):
    """A case on the sheet: its facts as names and texts, the address of its page (empty: unknown), its points."""

    id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    href: str
    audit: AuditView


class AuditSheet(NamedTuple):
    """All that the sheet says. `facts` tell the plant, the instant and the draw; `command` draws the same again."""

    title: str
    facts: tuple[tuple[str, str], ...]
    rule: str
    command: str
    cases: tuple[AuditedCase, ...]


def audit_sheet_of(
    cases: Iterable[CaseTracks], reader: Reader, sample: AuditSample, site_url: str | None
) -> AuditSheet:
    """The sheet of the cases that a sample drew."""
    words, audited = reader.words, tuple(_audited(cases, reader, site_url))
    facts = (
        (words(N_("Plant")), reader.label(reader.rules.plant)),
        (words(N_("As of")), f"{_instant_text(reader)} · {reader.zone.key}"),
        (words(N_("Closed 8D reports")), f"{sample.closed}{_days_text(sample)}"),
        (words(N_("Drawn")), _drawn_text(len(audited), sample, reader)),
        (words(N_("Seed")), sample.seed),
    )
    rule = N_(
        "The ids of all these reports are put in the order of a hash (BLAKE2b) of seed and id, and the first are taken:"
        " the same seed draws the same of the same files, on every machine."
    )
    return AuditSheet(words(N_("Audit of closed 8D reports")), facts, words(rule), command_of(reader, sample), audited)


def command_of(reader: Reader, sample: AuditSample) -> str:
    """The command that draws the same cases again."""
    parts = ["board-gen", "audit", "--sample", str(sample.size), "--seed", sample.seed]
    parts += ["--from", sample.first.isoformat()] if sample.first else []
    parts += ["--to", sample.last.isoformat()] if sample.last else []
    return shlex.join([*parts, "--at", _instant_text(reader)])


def _instant_text(reader: Reader) -> str:
    local: datetime = reader.at.astimezone(reader.zone).replace(tzinfo=None, microsecond=0)
    return local.isoformat(" ").removesuffix(":00")


def _days_text(sample: AuditSample) -> str:
    if sample.first is None and sample.last is None:
        return ""
    return f" ({sample.first or '…'} – {sample.last or '…'})"


def _drawn_text(drawn: int, sample: AuditSample, reader: Reader) -> str:
    if drawn == sample.size:
        return str(drawn)
    return reader.words(N_("{drawn}: all there are, {count} were asked for"), drawn=drawn, count=sample.size)


def _audited(cases: Iterable[CaseTracks], reader: Reader, site_url: str | None) -> Iterator[AuditedCase]:
    for tracks in cases:
        clock, case = CaseClock.of(tracks, reader), tracks.case
        audit = audit_view_of(tracks, reader.rules, clock)
        if audit:
            href = f"{site_url}cases/{quote(case.address, safe='~')}/" if site_url else ""
            yield AuditedCase(case.id, case.title, tuple(_facts_of(tracks, clock)), href, audit)


def _facts_of(tracks: CaseTracks, clock: CaseClock) -> Iterator[tuple[str, str]]:
    case, reader = tracks.case, clock.reader
    told = (
        (N_("Opened"), clock.moment(case.opened).text),
        (N_("Closed"), f"{clock.moment(clock.at).text} ({reader.span(clock.at - case.opened)})"),
        (N_("Owner"), person_of(case.owner, reader)),
        (N_("Customer"), customer_of(case.customer, reader)),
        (N_("Part"), " ".join(text for text in (case.part.number, case.part.name) if text)),
        (N_("Area"), case.area),
        (N_("Rules"), tracks.profile),
        (N_("File"), case.place.file),
    )
    return ((reader.words(name), text) for name, text in told if text)
