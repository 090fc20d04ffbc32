"""D4 as a reader sees it: the fishbone's branches and the ladders of whys (contract §3, §6)."""

from collections.abc import Iterator
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.report import Cause, WhyChain
from board_gen.model.terms import Branch, CauseKind
from board_gen.views.criterion_card import Evidence, evidence_of
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import BRANCHES, KINDS, WHY_IT


class CauseLine(NamedTuple):
    """One bone of the fishbone."""

    text: str
    kind: str
    is_escape: bool
    is_verified: bool
    evidence: tuple[Evidence, ...]


class BranchBox(NamedTuple):
    """A branch of the fishbone with its causes, possibly none."""

    name: str
    causes: tuple[CauseLine, ...]


class Rung(NamedTuple):
    """A question and its answer, numbered from 1."""

    number: int
    why: str
    because: str
    evidence: Evidence | None


class Ladder(NamedTuple):
    """A ladder of whys; `reason` says why it has fewer than five rungs."""

    title: str
    rungs: tuple[Rung, ...]
    reason: str


class CauseSteps(NamedTuple):
    """D4. `branches` are whole, or none where no cause is given."""

    branches: tuple[BranchBox, ...]
    ladders: tuple[Ladder, ...]


def cause_steps_of(case: Case, reader: Reader) -> CauseSteps:
    """What the fields of D4 say."""
    report = case.report
    return CauseSteps(
        branches=tuple(_branches_of(case, reader)) if report.causes else (),
        ladders=tuple(_ladder_of(case, chain, reader) for chain in report.whys),
    )


def _branches_of(case: Case, reader: Reader) -> Iterator[BranchBox]:
    """Every branch with its causes, verified ones first, and those of no branch where there are any."""
    found: dict[Branch | None, list[CauseLine]] = {branch: [] for branch in Branch}
    for cause in sorted(case.report.causes, key=lambda cause: not cause.verified):
        found.setdefault(cause.branch, []).append(_cause_of(case, cause, reader))
    for branch, causes in found.items():
        yield BranchBox(reader.words(BRANCHES[branch] if branch else N_("No branch given")), tuple(causes))


def _cause_of(case: Case, cause: Cause, reader: Reader) -> CauseLine:
    return CauseLine(
        cause.text,
        reader.words(KINDS[cause.kind]),
        cause.kind is CauseKind.ESCAPE,
        cause.verified,
        evidence_of(case, cause.evidence),
    )


def _ladder_of(case: Case, chain: WhyChain, reader: Reader) -> Ladder:
    rungs = tuple(
        Rung(number, why.why, why.because, next(iter(evidence_of(case, (why.evidence,))), None))
        for number, why in enumerate(chain.chain, 1)
    )
    return Ladder(reader.words(WHY_IT[chain.kind]), rungs, chain.reason_fewer)
