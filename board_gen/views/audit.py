"""The audit view of a closed case: 17 points of a closure checklist, each with what the case's file says to it."""

from collections.abc import Mapping
from typing import NamedTuple

from board_gen.finding import Value
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.rules import Rules
from board_gen.model.terms import Phase
from board_gen.rules.audit import Answer, Answered, Ground, audit_of
from board_gen.rules.audit_words import Point
from board_gen.rules.tracks import CaseTracks
from board_gen.views.case_clock import CaseClock
from board_gen.views.criterion_card import Evidence, evidence_of
from board_gen.views.names import person_of
from board_gen.views.report_steps import anchor_of
from board_gen.views.text_width import cut_to
from board_gen.wording import Wording
from board_gen.wording.report_terms import NAMES

POINTS: Mapping[Point, str] = {
    Point.REPORT: N_("8D report complete"),
    Point.ALERT: N_("Quality alert given"),
    Point.CONTAINMENT: N_("Containment sheet: five places, clean dates"),
    Point.ROOT_CAUSE: N_("Root cause verified: occurrence and escape"),
    Point.ACTION: N_("Corrective actions carried out, with results"),
    Point.ERROR_PROOFING: N_("Error-proofing in place"),
    Point.VERIFICATION: N_("Effect verified, with evidence"),
    Point.PFMEA: N_("PFMEA revised"),
    Point.CONTROL_PLAN: N_("Control plan revised"),
    Point.STANDARD_WORK: N_("Standard work (SOP) revised"),
    Point.TRAINING: N_("People trained"),
    Point.LAYERED_AUDIT: N_("On the layered audit"),
    Point.SEGREGATION: N_("Suspect stock segregated and disposed of"),
    Point.MONITORING: N_("Monitored without recurrence"),
    Point.CHANGE_REQUEST: N_("Change requests (PCR, ECR)"),
    Point.TRIAL_RUN: N_("Trial run made"),
    Point.READ_ACROSS: N_("Read-across answered, lessons written"),
}
ANSWERS: Mapping[Answer, str] = {
    Answer.YES: N_("yes"),
    Answer.NO: N_("no"),
    Answer.NOT_APPLICABLE: N_("not applicable"),
    Answer.NOT_RECORDED: N_("not recorded"),
    Answer.NOT_ASKED: N_("not asked"),
}
MOST_GROUNDS = 4
"""So many grounds are told of an answer, and how many more there are."""
LONGEST_QUOTE = 60
"""Em: a longer quotation is cut."""
LONGEST_REVISION = 16
"""Em."""


class AuditGround(NamedTuple):
    """What an answer rests on: in words, when and who, its evidence, and the step of the page that says more."""

    text: str
    about: str
    evidence: tuple[Evidence, ...]
    step: str
    anchor: str


class AuditLine(NamedTuple):
    """One point: its number from 1, what is asked, the answer's name and words, and what it rests on."""

    number: int
    label: str
    answer: str
    words: str
    grounds: tuple[AuditGround, ...]
    more: str


class AuditView(NamedTuple):
    """All points; `summary` counts the answered ones, `noes` those answered no (empty where none is)."""

    summary: str
    noes: str
    lines: tuple[AuditLine, ...]


def audit_view_of(tracks: CaseTracks, rules: Rules, clock: CaseClock) -> AuditView | None:
    """The audit view of a tracked case that is closed; None for any other."""
    if not (tracks.case.tracked and clock.is_ended and tracks.head.at(clock.at).phase is Phase.CLOSED):
        return None
    words, answered = clock.reader.words, audit_of(tracks, rules, clock.at)
    answers = [one.answer for one in answered]
    recorded, noes = len([answer for answer in answers if answer.is_recorded]), answers.count(Answer.NO)
    return AuditView(
        words(N_("{recorded} of {count} recorded"), recorded=recorded, count=len(answered)),
        words(N_("answered no: {count}"), count=noes) if noes else "",
        tuple([_line_of(number, one, tracks.case, clock) for number, one in enumerate(answered, 1)]),
    )


def _line_of(number: int, one: Answered, case: Case, clock: CaseClock) -> AuditLine:
    words, more = clock.reader.words, len(one.grounds) - MOST_GROUNDS
    return AuditLine(
        number,
        words(POINTS[one.point]),
        str(one.answer),
        words(ANSWERS[one.answer]),
        tuple([_ground_of(ground, case, clock) for ground in one.grounds[:MOST_GROUNDS]]),
        words(N_("and {count} more"), count=more) if more > 0 else "",
    )


def _ground_of(ground: Ground, case: Case, clock: CaseClock) -> AuditGround:
    words = clock.reader.words
    values = {name: _told(name, value, words) for name, value in ground.values.items()} if ground.values else {}
    about = (clock.moment(ground.at).text if ground.at else "", person_of(ground.who, clock.reader))
    return AuditGround(
        words(ground.text, **values),
        " · ".join([text for text in about if text]),
        evidence_of(case, ground.evidence) if ground.evidence else (),
        ground.step,
        anchor_of(ground.step),
    )


def _told(name: str, value: Value | tuple[str, ...], words: Wording) -> Value:
    """A value as it stands in a sentence: quotations cut, the names of places and questions in words."""
    if type(value) is str:
        if len(value) <= LONGEST_REVISION // 2:  # too short to be wide, as most are
            return value
        return cut_to(value, LONGEST_REVISION if name == "revision" else LONGEST_QUOTE)
    if isinstance(value, tuple):
        return words(N_(", ")).join([words(NAMES.get(text, text)) for text in value if isinstance(text, str)])
    return value
