"""Judging: the facts of a case become its tracks, once (contract §5)."""

from dataclasses import replace
from datetime import datetime, timedelta

from board_gen.finding import Finding
from board_gen.model.case import Case, CriterionFacts, InvalidCase
from board_gen.model.plant import Plant
from board_gen.model.rules import Criterion, ProfileVersion, Rules
from board_gen.model.terms import Phase
from board_gen.rules.deadline import deadline_of
from board_gen.rules.escalation import escalation_track
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.marks import marks_track, silences_of
from board_gen.rules.phase import End, Watch, end_of, standings_of
from board_gen.rules.profile import criteria_of, profile_name_of, version_of
from board_gen.rules.reports import report_tracks
from board_gen.rules.ruling import CriterionInput, ruling_track
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Head, Refusal, ReportTrack
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
    cells = tuple([_cell(case, criterion, version, rules) for criterion in criteria_of(version, rules)])
    standings = standings_of(cells)
    status = standings.map(lambda standing: standing.status)
    watch = Watch(status, case.recurrences, version.watch or timedelta())
    end, refusal = end_of(case, watch)
    end_at = end.at if end else None
    levels = rules.escalation if version.escalation is None else version.escalation
    escalation = escalation_track(case.opened, levels, standings, status)
    reports = report_tracks(case, version, cells, standings, rules)
    marks = marks_track(case, cells, reports, status, silences_of(case, rules))
    judged = CaseTracks(
        case=case,
        profile=profile_name_of(case, rules),
        version=version,
        criteria=tuple([_cell_until(end_at, cell) for cell in cells]),
        reports=tuple([ReportTrack(report.name, report.due, report.done.until(end_at)) for report in reports]),
        head=_head_track(watch, escalation, end),
        marks=marks.ended(end_at, ()),
        watch_until=_watch_track(watch).ended(end_at, None),
        next_due=standings.map(lambda standing: standing.next_due).ended(end_at, None),
        levels=tuple(levels),
        end=end_at,
        refusal=_explained(refusal, cells) if refusal else None,
        findings=(),
    )
    findings = tuple(findings_of(judged, rules))
    return replace(judged, findings=findings) if findings else judged


def nothing_applies(case: Case, rules: Rules) -> bool:
    """True where every criterion of the case's profile is marked as not applicable (contract §3 "Invalid")."""
    criteria = criteria_of(version_of(case, rules), rules)
    return all(criterion.id in case.facts and case.facts[criterion.id].na is not None for criterion in criteria)


def _cell(case: Case, criterion: Criterion, version: ProfileVersion, rules: Rules) -> CriterionTrack:
    facts = case.facts.get(criterion.id) or CriterionFacts(criterion.id, place=case.place)
    counted = deadline_of(case.opened, version.criteria[criterion.id], rules)
    moves = case.revisions
    given = CriterionInput(
        criterion,
        facts,
        first_due=facts.due or counted.at,
        revisions=[move for move in moves if move.criterion == criterion.id] if moves else (),
        recurrences=case.recurrences,
        needs_evidence=case.needs_evidence,
        closed_without_date=case.listed_answer and case.closed is not None and case.closed.at is None,
    )
    is_unknown = counted.calendar_unknown and facts.due is None and facts.na is None
    return CriterionTrack(criterion, facts, ruling_track(given, case.opened), is_unknown)


def _cell_until(end: datetime | None, cell: CriterionTrack) -> CriterionTrack:
    """The cell as it stays from the end of its case on."""
    rulings = cell.rulings.until(end)
    return cell if rulings is cell.rulings else replace(cell, rulings=rulings)


def _head_track(watch: Watch, escalation: Track[int], end: End | None) -> Track[Head]:
    def head_at(at: datetime) -> Head:
        if end is not None and at >= end.at:
            return Head(watch.status.at(end.at), end.phase, 0)
        phase = watch.phase_at(at)
        return Head(watch.status.at(at), phase, escalation.at(at) if phase is Phase.OPEN else 0)

    instants = [*watch.instants, *escalation.instants(), *([end.at] if end else [])]
    return Track.sampled(watch.status.start, instants, head_at)


def _watch_track(watch: Watch) -> Track[datetime | None]:
    def until_at(at: datetime) -> datetime | None:
        return watch.until(at) if watch.phase_at(at) is Phase.WATCH else None

    return Track.sampled(watch.status.start, watch.instants, until_at)


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
