"""The data files: board.json and a case's object, as other programs read them (contract §7, §8)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import quote

from board_gen.finding import Finding
from board_gen.model.case import Case, InvalidCase
from board_gen.model.terms import Letter, Phase
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, CriterionTrack
from board_gen.rules.verdicts import dated_facts_of
from board_gen.views.counts import counts_of
from board_gen.views.reader import Reader
from board_gen.wording.sentences import why_of
from board_gen.wording.times import utc_text

SCHEMA = "board_gen/1"
Json = dict[str, object]


def instant_text(instant: datetime | None) -> str | None:
    """`2026-11-23T00:12:00Z`: UTC, second precision."""
    return utc_text(instant) if instant else None


def case_url(address: str | None) -> str:
    """The address of a case's page relative to the site, percent-encoded; the findings page where it has none."""
    return f"cases/{quote(address, safe='')}/" if address else "findings/"


def board_json(judged: JudgedPlant, reader: Reader) -> Json:
    """The board at an instant (contract §8)."""
    found = findings_by_case(judged.findings)
    return {
        **board_head_json(judged, reader),
        "cases": [
            *(invalid_json(case, found[case.id], reader) for case in judged.invalid),
            *(case_json(tracks, found[tracks.case.id], reader) for tracks in judged.on_board(reader.at)),
        ],
    }


def board_head_json(judged: JudgedPlant, reader: Reader) -> Json:
    """The board but for its cases."""
    rules = judged.rules
    return {
        "schema": SCHEMA,
        "plant": reader.label(rules.plant),
        "timezone": rules.zone.key,
        "language": rules.language.value,
        "as_of": instant_text(reader.at),
        "pinned": reader.pinned,
        "next_change": instant_text(next_change(judged, reader.at)),
        "counts": counts_json(judged, reader.at),
        "criteria": [{"id": c.id, "label": reader.label(c.label), "step": c.step} for c in rules.criteria],
    }


def counts_json(judged: JudgedPlant, at: datetime) -> Json:
    """How many cases are on the board, by letter, by phase, new, and invalid."""
    letters = {"red": Letter.RED.value, "yellow": Letter.YELLOW.value, "green": Letter.GREEN.value}
    return {letters.get(name, name): count for name, count in asdict(counts_of(judged, at)).items()}


def findings_by_case(findings: Iterable[Finding]) -> defaultdict[str, list[Finding]]:
    """The findings of each case, by its id."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.case is not None:
            found[finding.case].append(finding)
    return found


def case_json(tracks: CaseTracks, findings: Iterable[Finding], reader: Reader) -> Json:
    """A valid case at an instant; one that opens later has neither status nor phase yet.

    `findings` are those of its id; of two cases that claim one id, each gets those of its own file.
    """
    case, at = tracks.case, reader.at
    is_open = case.opened <= at
    head = tracks.head.at(at) if is_open else None
    is_closed = head is not None and head.phase is Phase.CLOSED
    return {
        **_plain_json(case),
        "profile": tracks.profile,
        "phase": head.phase.value if head else None,
        "status": head.status.value if head else None,
        "since": instant_text(tracks.head.map(lambda h: h.status).since(at)) if head else None,
        "escalation": head.escalation if head else 0,
        "next_report": _next_report_text(case),
        "updated": instant_text(case.updated),
        "closed": instant_text(case.closed.at) if is_closed and case.closed else None,
        "watch_until": instant_text(tracks.watch_until.at(at)) if head else None,
        "marks": [mark.value for mark in tracks.marks.at(at)] if head else [],
        "findings": [finding_json(finding, reader) for finding in findings],
        "criteria": [_criterion_json(cell, reader) for cell in tracks.criteria] if head else [],
        "changes": list(changes_of(tracks, at)),
    }


def _plain_json(case: Case) -> Json:
    return {
        "id": case.id,
        "title": case.title,
        "url": case_url(case.address),
        "tracked": case.tracked,
        "opened": instant_text(case.opened),
        "source": case.source,
        "customer": case.customer or None,
        "area": case.area or None,
        "part": case.part.text or None,
        "owner": case.owner or None,
        "department": case.department or None,
        "severity": case.severity.value if case.severity else None,
    }


def _next_report_text(case: Case) -> str | None:
    """The next report as written: a date without a time stays one."""
    if case.next_report is None:
        return None
    return case.next_report.day.isoformat() if case.next_report.day else instant_text(case.next_report.at)


def _criterion_json(cell: CriterionTrack, reader: Reader) -> Json:
    ruling = cell.rulings.at(reader.at)
    return {
        "id": cell.criterion.id,
        "status": ruling.letter.value,
        "due": instant_text(ruling.due),
        "first_due": instant_text(ruling.first_due),
        "done": instant_text(ruling.done),
        "moved": ruling.moved,
        "next": cell.facts.next or None,
        "why": why_of(cell, reader.at, reader.zone, reader.words),
    }


def changes_of(tracks: CaseTracks, after: datetime) -> Iterator[Json]:
    """All steps after an instant: at each, its criteria first, then the case where its head changes."""
    every: tuple[Track[Any], ...] = (tracks.head, *(cell.rulings for cell in tracks.criteria))
    if all(track.steps[-1][0] <= after for track in every):
        return
    letters = [(cell.criterion.id, cell.rulings.map(lambda r: r.letter)) for cell in tracks.criteria]
    heads = dict(tracks.head.changes(after))
    steps = [dict(track.changes(after)) for _, track in letters]
    for instant in sorted({*heads, *(instant for changed in steps for instant in changed)}):
        at = instant_text(instant)
        for (criterion, _), changed in zip(letters, steps, strict=True):
            if instant in changed:
                yield {"at": at, "criterion": criterion, "status": changed[instant].value}
        if head := heads.get(instant):
            yield {"at": at, "status": head.status.value, "phase": head.phase.value, "escalation": head.escalation}


def invalid_json(case: InvalidCase, findings: Iterable[Finding], reader: Reader) -> Json:
    """An invalid case: a row with its findings, without status, criteria or changes."""
    return {
        "id": case.id,
        "title": case.title,
        "url": case_url(case.address),
        "tracked": case.tracked,
        "opened": instant_text(case.opened),
        "source": case.source or None,
        "customer": case.customer or None,
        "area": case.area or None,
        "part": case.part or None,
        "owner": case.owner or None,
        "department": None,
        "severity": None,
        "profile": None,
        "phase": "invalid",
        "status": None,
        "since": None,
        "escalation": 0,
        "next_report": None,
        "updated": None,
        "closed": None,
        "watch_until": None,
        "marks": [],
        "findings": [finding_json(finding, reader) for finding in findings if is_about(finding, case)],
        "criteria": [],
        "changes": [],
    }


def is_about(finding: Finding, case: InvalidCase) -> bool:
    """True for a finding of this very file or row: two invalid rows may share one id."""
    return finding.case == case.id and finding.place.file == case.place.file


def finding_json(finding: Finding, reader: Reader) -> Json:
    """A finding as findings.json and `check --format json` give it."""
    words = reader.words
    return {
        "code": finding.kind.code,
        "level": finding.level.value,
        "place": str(finding.place),
        "text": words(finding.kind.text, **finding.values),
        "hint": words(finding.kind.hint, **finding.values),
        "case": finding.case,
    }


def next_change(judged: JudgedPlant, at: datetime) -> datetime | None:
    """The first instant after `at` at which a letter, a head, a mark, a deadline, a finding or a list changes, or what
    the page of a case says of its measures.
    """
    of_cases = (instant for tracks in judged.cases for instant in _steps_after(tracks, at))
    of_measures = (instant for tracks in judged.cases for instant in _measures_after(tracks, at))
    return min(chain(of_cases, of_measures, _read_across_after(judged, at)), default=None)


def _measures_after(tracks: CaseTracks, at: datetime) -> Iterator[datetime]:
    """When an action turns late, an action or document done: on its case's page, until that is at its end."""
    report = tracks.case.report
    for action in report.actions:
        if action.due is not None and (action.done is None or action.done > action.due):
            yield from _before_the_end(action.due, tracks, at)
    for done in (*(one.done for one in report.actions), *(one.done for one in report.documents)):
        if done is not None:
            yield from _before_the_end(done, tracks, at)


def _before_the_end(instant: datetime, tracks: CaseTracks, at: datetime) -> Iterator[datetime]:
    """The instant, if it is after `at` and the case's page still moves then."""
    if max(at, tracks.case.opened) < instant and (tracks.end is None or instant < tracks.end):
        yield instant


def _read_across_after(judged: JudgedPlant, at: datetime) -> Iterator[datetime]:
    """When `/read-across/` changes: its rows go on when their case has been closed."""
    for digest in judged.digests(at):
        for across in digest.across:
            yield from across.turns(max(at, digest.opened))


def _steps_after(tracks: CaseTracks, at: datetime) -> Iterator[datetime]:
    all_tracks: tuple[Track[Any], ...] = (
        tracks.head,
        tracks.marks,
        tracks.watch_until,
        tracks.next_due,
        *(cell.rulings for cell in tracks.criteria),
        *(report.done for report in tracks.reports),
    )
    for track in all_tracks:
        yield from (instant for instant, _ in track.changes(at)[:1])
    yield from (instant for instant, _, _ in dated_facts_of(tracks.case) if instant > at)
