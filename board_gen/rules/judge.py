"""Judging: the facts of a case become its tracks, once (contract §5)."""

from dataclasses import replace
from datetime import datetime, timedelta

from board_gen.finding import Finding
from board_gen.model.case import Case, CriterionFacts, InvalidCase
from board_gen.model.plant import Plant
from board_gen.model.rules import Criterion, ProfileVersion, Rules
from board_gen.model.terms import Mark, Phase
from board_gen.rules.deadline import deadline_of
from board_gen.rules.escalation import Ladder
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.marks import Noted, marks_at, silences_of
from board_gen.rules.phase import End, Watch, end_of, status_track
from board_gen.rules.profile import criteria_of, profile_name_of, version_of
from board_gen.rules.reports import report_tracks
from board_gen.rules.ruling import CriterionInput, ruling_track
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Head, Refusal, Ruling
from board_gen.rules.verdicts import NOTHING_APPLIES, findings_of


def judge_plant(plant: Plant) -> JudgedPlant:
    """Every valid case through time; a case to which no criterion applies becomes an invalid one."""
    judged: list[CaseTracks] = []
    invalid, findings = list(plant.invalid), list(plant.findings)
    for case in plant.cases:
        if nothing_applies(case, plant.rules):
            invalid.append(_invalid(case))
            findings.append(Finding(NOTHING_APPLIES, case.place_of("criteria"), case=case.id))
            continue
        tracks = judge(case, plant.rules)
        judged.append(tracks)
        findings.extend(tracks.findings)
    judged.sort(key=lambda tracks: tracks.case.id)
    invalid.sort(key=lambda case: (case.id, case.place))
    return JudgedPlant(plant, tuple(judged), tuple(invalid), tuple(findings))


def judge(case: Case, rules: Rules) -> CaseTracks:
    """The tracks of a case to which at least one criterion applies."""
    version = version_of(case, rules)
    cells = tuple(_cell(case, criterion, version, rules) for criterion in criteria_of(version, rules))
    rulings = Track.together(case.opened, [cell.rulings for cell in cells])
    status = status_track(rulings)
    watch = Watch(status, case.recurrences, version.watch or timedelta())
    end, refusal = end_of(case, watch)
    end_at = end.at if end else None
    if refusal is not None:
        refusal = _explained(refusal, cells)
    levels = rules.escalation if version.escalation is None else version.escalation
    ladder = Ladder(levels, case.opened, status, rulings)
    kept = tuple(replace(cell, rulings=cell.rulings.until(end_at)) for cell in cells)
    reports = report_tracks(case, version, kept, rules)
    noted = Noted(case, cells, rulings, reports, status, silences_of(case, rules))
    tracks = CaseTracks(
        case=case,
        profile=profile_name_of(case, rules),
        version=version,
        criteria=kept,
        reports=reports,
        head=_head_track(case, watch, ladder, end),
        marks=_marks_track(noted).ended(end_at, ()),
        watch_until=_watch_track(case, watch).ended(end_at, None),
        next_due=_next_due_track(rulings).ended(end_at, None),
        levels=tuple(ladder.levels),
        end=end_at,
        refusal=refusal,
        findings=(),
    )
    return replace(tracks, findings=tuple(findings_of(tracks, rules)))


def nothing_applies(case: Case, rules: Rules) -> bool:
    """True where every criterion of the case's profile is marked as not applicable (contract §3 "Invalid")."""
    criteria = criteria_of(version_of(case, rules), rules)
    return all(criterion.id in case.facts and case.facts[criterion.id].na is not None for criterion in criteria)


def _cell(case: Case, criterion: Criterion, version: ProfileVersion, rules: Rules) -> CriterionTrack:
    facts = case.facts.get(criterion.id, CriterionFacts(criterion.id, place=case.place))
    counted = deadline_of(case.opened, version.criteria[criterion.id], rules)
    given = CriterionInput(
        criterion,
        facts,
        first_due=facts.due or counted.at,
        revisions=[revision for revision in case.revisions if revision.criterion == criterion.id],
        recurrences=case.recurrences,
        needs_evidence=case.needs_evidence,
        closed_without_date=case.listed_answer and case.closed is not None and case.closed.at is None,
    )
    is_unknown = counted.calendar_unknown and facts.due is None and facts.na is None
    return CriterionTrack(criterion, facts, ruling_track(given, case.opened), is_unknown)


def _head_track(case: Case, watch: Watch, ladder: Ladder, end: End | None) -> Track[Head]:
    def head_at(at: datetime) -> Head:
        if end is not None and at >= end.at:
            return Head(watch.status.at(end.at), end.phase, 0)
        phase = watch.phase_at(at)
        return Head(watch.status.at(at), phase, ladder.level_at(at) if phase is Phase.OPEN else 0)

    instants = [*watch.instants, *ladder.instants, *ladder.rulings.instants(), *([end.at] if end else [])]
    return Track.sampled(case.opened, instants, head_at)


def _marks_track(noted: Noted) -> Track[tuple[Mark, ...]]:
    return Track.sampled(noted.case.opened, noted.instants, lambda at: marks_at(noted, at))


def _watch_track(case: Case, watch: Watch) -> Track[datetime | None]:
    def until_at(at: datetime) -> datetime | None:
        return watch.until(at) if watch.phase_at(at) is Phase.WATCH else None

    return Track.sampled(case.opened, watch.instants, until_at)


def _next_due_track(rulings: Track[tuple[Ruling, ...]]) -> Track[datetime | None]:
    return rulings.map(lambda ruled: min((ruling.due for ruling in ruled if ruling.is_unmet), default=None))


def _explained(refusal: Refusal, cells: tuple[CriterionTrack, ...]) -> Refusal:
    """A refusal that names the criteria which were not met at the instant of the closing."""
    if refusal.closed is None or refusal.closed < cells[0].rulings.start:
        return refusal
    unmet = tuple(cell.criterion for cell in cells if cell.rulings.at(refusal.closed).is_unmet)
    return replace(refusal, open_criteria=unmet)


def _invalid(case: Case) -> InvalidCase:
    return InvalidCase(
        case.id,
        case.address,
        case.place,
        title=case.title,
        opened=case.opened,
        source=case.source,
        area=case.area,
        owner=case.owner,
        customer=case.customer,
        part=case.part.text,
        tracked=case.tracked,
    )
