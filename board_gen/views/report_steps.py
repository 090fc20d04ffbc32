"""D0 to D8 as a reader sees them: each step's criteria, its actions, and what is missing (contract §3, §6)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.report import Report
from board_gen.rules.gates import STEPS, Missing, claims_of, missing_in
from board_gen.rules.tracks import CaseTracks
from board_gen.views.case_clock import CaseClock
from board_gen.views.criterion_card import CriterionCard
from board_gen.views.measure_steps import ActionLine, actions_by_step
from board_gen.views.problem_steps import unsorted_of
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import NAMES


class StepView(NamedTuple):
    """One step: its criteria's cards, its actions, what is missing now, and what its gate will ask for later."""

    id: str
    anchor: str
    label: str
    cards: tuple[CriterionCard, ...]
    actions: tuple[ActionLine, ...]
    missing: tuple[str, ...]
    to_come: tuple[str, ...]


def steps_of(tracks: CaseTracks, cards: tuple[CriterionCard, ...], clock: CaseClock) -> tuple[StepView, ...]:
    """D0 to D8, then whatever other steps the plant's criteria name."""
    others = dict.fromkeys(card.step for card in cards if card.step not in STEPS)
    claims, gaps, actions = (
        claims_of(tracks, clock.at),
        _gaps_of(tracks, clock),
        actions_by_step(tracks.case.report, clock),
    )
    return tuple(
        StepView(
            id=step,
            anchor=anchor_of(step),
            label=_label_of(step, clock.reader),
            cards=tuple([card for card in cards if card.step == step]),
            actions=tuple(actions[step]),
            missing=tuple(_missing_now(step, gaps[step], tracks.case.report, clock.reader)) if step in claims else (),
            to_come=() if step in claims or clock.is_ended else tuple(gaps[step]),
        )
        for step in (*STEPS, *others)
    )


def _label_of(step: str, reader: Reader) -> str:
    label = reader.rules.steps.get(step)
    return reader.label(label) if label else ""


def _gaps_of(tracks: CaseTracks, clock: CaseClock) -> defaultdict[str, list[str]]:
    """What the gates ask for and the report lacks, by step."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for gap in missing_in(tracks, clock.reader.rules):
        found[gap.step].append(gap_words(gap, clock.reader))
    return found


def _missing_now(step: str, gaps: Iterable[str], report: Report, reader: Reader) -> Iterator[str]:
    """What a step lacks whose gate counts already: sorting begins with the containment."""
    yield from gaps
    if step == "D3":
        yield from unsorted_of(report.risk_stock, reader)


def anchor_of(step: str) -> str:
    """`d3`: the fragment that leads to a step; other steps than D0-D8 have none of their own."""
    return step.lower() if step in STEPS else ""


def gap_words(gap: Missing, reader: Reader) -> str:
    """What is missing, in the reader's words."""
    words = reader.words
    names = words(N_(", ")).join(words(NAMES.get(name, name)) for name in gap.names)
    return words(gap.kind.text, names=names, what=gap.what, count=gap.count)
