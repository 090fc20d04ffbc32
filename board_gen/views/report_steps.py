"""D0 to D8 as a reader sees them: each step's criteria, its actions, and what is missing (contract §3, §6)."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from board_gen.model.report import Problem, Report, Team
from board_gen.rules import gates
from board_gen.rules.gates import STEPS, Missing
from board_gen.rules.tracks import CaseTracks
from board_gen.views.case_clock import CaseClock
from board_gen.views.cause_steps import told_causes
from board_gen.views.criterion_card import CriterionCard
from board_gen.views.gaps import Gaps, gap_words
from board_gen.views.measure_steps import ActionLine, actions_by_step, told_options
from board_gen.views.reader import Reader
from board_gen.views.risk_stock import unsorted_of


class StepView(NamedTuple):
    """One step: its criteria's cards, its actions, what is missing now, and what its gate will ask for later.

    `unplaced` is what of `missing` stands beside none of the step's fields, and is told at its head.
    """

    id: str
    anchor: str
    label: str
    cards: tuple[CriterionCard, ...]
    actions: tuple[ActionLine, ...]
    missing: tuple[str, ...]
    to_come: tuple[str, ...]
    unplaced: tuple[str, ...]


def _team_of(report: Report) -> bool:
    return report.team != Team()


def _always(report: Report) -> bool:  # noqa: ARG001 - one of many that ask the report
    return True


PLACED: dict[str, Callable[[Report], object]] = {
    gates.NO_CHAMPION.code: _team_of,
    gates.NO_LEADER.code: _team_of,
    gates.TEAM_SIZE.code: _team_of,
    gates.ONE_DEPARTMENT.code: _team_of,
    gates.NO_ANSWER.code: lambda report: report.problem != Problem(),
    gates.NO_NUMBER.code: _always,
    gates.NO_PLACE.code: lambda report: report.risk_stock,
    gates.NO_OCCURRENCE.code: told_causes,
    gates.NO_ESCAPE.code: told_causes,
    gates.NO_WHYS.code: told_causes,
    gates.FEW_WHYS.code: _always,
    gates.NO_OPTION.code: told_options,
    gates.NOT_APPROVED.code: _always,
    gates.NO_OWNER.code: _always,
    gates.NO_DUE.code: _always,
    gates.NO_RESULT.code: _always,
    gates.NO_DOCUMENT.code: lambda report: report.documents,
    gates.NOT_ANSWERED.code: _always,
}
"""By the code of a gap: true of a report that shows the field beside which such a gap stands."""


def steps_of(
    tracks: CaseTracks, cards: tuple[CriterionCard, ...], clock: CaseClock, gaps: Gaps
) -> tuple[StepView, ...]:
    """D0 to D8, then whatever other steps the plant's criteria name."""
    others = dict.fromkeys(card.step for card in cards if card.step not in STEPS)
    actions = actions_by_step(tracks.case.report, clock, gaps)
    report, reader = tracks.case.report, clock.reader
    unplaced = [gap for gap in gaps.now if not is_placed(gap, report)]
    return tuple(
        StepView(
            id=step,
            anchor=anchor_of(step),
            label=_label_of(step, reader),
            cards=tuple([card for card in cards if card.step == step]),
            actions=tuple(actions[step]),
            missing=tuple(_missing_in(step, gaps, report)),
            to_come=() if clock.is_ended else _words_of(step, gaps.later, reader),
            unplaced=_words_of(step, unplaced, reader),
        )
        for step in (*STEPS, *others)
    )


def is_placed(gap: Missing, report: Report) -> bool:
    """True for a gap that stands beside what it is missing in."""
    place = PLACED.get(gap.kind.code)
    return place is not None and bool(place(report))


def _label_of(step: str, reader: Reader) -> str:
    label = reader.rules.steps.get(step)
    return reader.label(label) if label else ""


def _words_of(step: str, gaps: tuple[Missing, ...] | list[Missing], reader: Reader) -> tuple[str, ...]:
    return tuple([gap_words(gap, reader) for gap in gaps if gap.step == step]) if gaps else ()


def _missing_in(step: str, gaps: Gaps, report: Report) -> Iterator[str]:
    """What a step lacks whose gate counts already: sorting begins with the containment."""
    yield from _words_of(step, gaps.now, gaps.reader)
    if step == "D3" and step in gaps.claimed:
        yield from unsorted_of(report.risk_stock, gaps.reader)


def anchor_of(step: str) -> str:
    """`d3`: the fragment that leads to a step; other steps than D0-D8 have none of their own."""
    return step.lower() if step in STEPS else ""
