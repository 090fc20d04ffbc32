"""D4 as a reader sees it: the fishbone, its causes with their evidence, and the ladders of whys (contract §3, §6)."""

import itertools
import re
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.report import Cause, Report, WhyChain
from board_gen.model.terms import Branch, CauseKind
from board_gen.rules.gates import ENOUGH_WHYS, FEW_WHYS, NO_ESCAPE, NO_OCCURRENCE, NO_WHYS, depth_of
from board_gen.views.case_clock import CaseClock
from board_gen.views.criterion_card import Evidence, evidence_of
from board_gen.views.fishbone import BoneText, BranchTexts, Fishbone, HeadTexts, fishbone_of
from board_gen.views.gaps import Gaps, gap_words
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import BRANCHES, KINDS, WHY_IT

ABOVE = (Branch.MAN, Branch.MACHINE, Branch.MATERIAL)
BELOW = (Branch.METHOD, Branch.MEASUREMENT, Branch.ENVIRONMENT)
"""The branches over and under the spine, from its tail to its head."""
_CLAUSE = re.compile(r"[，。；;]|[,.] ")
"""What stands between the clauses of an answer."""
_DIGIT = re.compile(r"\d")


class CauseLine(NamedTuple):
    """One bone of the fishbone, with the name of its branch."""

    text: str
    kind: str
    is_escape: bool
    is_verified: bool
    evidence: tuple[Evidence, ...]
    branch: str


class Rung(NamedTuple):
    """A question and its answer, numbered from 1. `is_root`: the last answer of a ladder that is deep enough."""

    number: int
    why: str
    because: str
    evidence: Evidence | None
    is_root: bool = False


class Ladder(NamedTuple):
    """A ladder of whys; `reason` says why it has fewer than five rungs, `gap` that this was not said."""

    title: str
    rungs: tuple[Rung, ...]
    reason: str
    gap: str = ""


class CauseSteps(NamedTuple):
    """D4. `causes` are all of them, verified ones first; where there is none, there is no drawing.

    `cause_gaps` say which kinds of cause nobody verified, `whys_gap` that there is no ladder of whys.
    """

    causes: tuple[CauseLine, ...]
    fishbone: Fishbone | None
    cause_gaps: tuple[str, ...]
    ladders: tuple[Ladder, ...]
    whys_gap: str


def cause_steps_of(case: Case, clock: CaseClock, gaps: Gaps) -> CauseSteps:
    """What the fields of D4 say."""
    report, reader = case.report, clock.reader
    found = _found_in(case, reader)
    return CauseSteps(
        causes=tuple(sorted(itertools.chain(*found.values()), key=lambda cause: not cause.is_verified)),
        fishbone=_drawn(case, found, reader) if found else None,
        cause_gaps=gaps.texts(NO_OCCURRENCE, NO_ESCAPE) if found else (),
        ladders=tuple(_ladder_of(case, chain, reader, gaps) for chain in report.whys),
        whys_gap=gaps.text(NO_WHYS) if found else "",
    )


def told_causes(report: Report) -> tuple[Cause, ...]:
    """The causes of which something is said."""
    return tuple([cause for cause in report.causes if cause.text.strip() or cause.evidence])


def _found_in(case: Case, reader: Reader) -> dict[Branch | None, list[CauseLine]]:
    """Every branch with its causes, verified ones first, and those of no branch where there are any."""
    told = told_causes(case.report)
    if not told:
        return {}
    found: dict[Branch | None, list[CauseLine]] = {branch: [] for branch in Branch}
    for cause in sorted(told, key=lambda cause: not cause.verified):
        found.setdefault(cause.branch, []).append(_cause_of(case, cause, reader))
    return found


def branch_name(branch: Branch | None, reader: Reader) -> str:
    """What a branch is called, and what has none."""
    return reader.words(BRANCHES[branch] if branch else N_("No branch"))


def _cause_of(case: Case, cause: Cause, reader: Reader) -> CauseLine:
    return CauseLine(
        cause.text,
        reader.words(KINDS[cause.kind]),
        cause.kind is CauseKind.ESCAPE,
        cause.verified,
        evidence_of(case, cause.evidence),
        branch_name(cause.branch, reader),
    )


def _drawn(case: Case, found: dict[Branch | None, list[CauseLine]], reader: Reader) -> Fishbone:
    """The drawing of the causes; those without a branch have a rib of their own at the tail."""
    upper: tuple[Branch | None, ...] = (None, *ABOVE) if None in found else ABOVE
    part = " ".join(filter(None, (case.part.number, case.part.name)))
    head = HeadTexts(part, case.title, amount_of(case.report.problem.how_much))
    return fishbone_of(
        [_texts_of(branch, found, reader) for branch in upper],
        [_texts_of(branch, found, reader) for branch in BELOW],
        head,
    )


def amount_of(how_much: str) -> str:
    """The clause of an answer that holds its number, else the first one; a number and its `%` are one word."""
    clauses = _CLAUSE.split(how_much)
    found = next((clause for clause in clauses if _DIGIT.search(clause)), clauses[0])
    return found.strip().replace(" %", "%")


def _texts_of(branch: Branch | None, found: dict[Branch | None, list[CauseLine]], reader: Reader) -> BranchTexts:
    bones = tuple([_bone_of(cause, reader) for cause in found[branch] if cause.text.strip()])
    return BranchTexts(branch_name(branch, reader), bones)


def _bone_of(cause: CauseLine, reader: Reader) -> BoneText:
    """A cause with the signs that tell it without colour: a word where it let the fault escape, ✓ where verified."""
    text = cause.text
    if cause.is_escape:
        text = reader.words(N_("{kind}: {text}"), kind=cause.kind, text=text)
    return BoneText(f"✓ {text}" if cause.is_verified else text, cause.is_escape, cause.is_verified)


def _ladder_of(case: Case, chain: WhyChain, reader: Reader, gaps: Gaps) -> Ladder:
    rungs = [why for why in chain.chain if why.why or why.because]
    is_deep = len(rungs) >= ENOUGH_WHYS or bool(chain.reason_fewer)
    return Ladder(
        reader.words(WHY_IT[chain.kind]),
        tuple(
            Rung(
                number,
                why.why,
                why.because,
                next(iter(evidence_of(case, (why.evidence,))), None),
                is_root=is_deep and number == len(rungs) and bool(why.because),
            )
            for number, why in enumerate(rungs, 1)
        ),
        chain.reason_fewer,
        _few_of(chain, reader, gaps),
    )


def _few_of(chain: WhyChain, reader: Reader, gaps: Gaps) -> str:
    """What the gate says of a ladder that is not deep enough; empty of any other."""
    if chain.reason_fewer or depth_of(chain) >= ENOUGH_WHYS:
        return ""
    mine = (gap for gap in gaps.of(FEW_WHYS) if gap.names == (chain.kind.value,) and gap.count == depth_of(chain))
    return next((gap_words(gap, reader) for gap in mine), "")
