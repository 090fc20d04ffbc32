"""D5 to D7 as a reader sees them: options, actions, documents, read-across (contract §3, §6)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.report import Action, Option, Report
from board_gen.rules.gates import CHOICE, NO_DUE, NO_OPTION, NO_OWNER, NO_RESULT, NOT_APPROVED
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.criterion_card import CriterionCard
from board_gen.views.gantt import Plan, plan_of
from board_gen.views.gaps import Gaps
from board_gen.views.names import person_of
from board_gen.views.prevention import Prevention, prevention_of


class OptionLine(NamedTuple):
    """One way to mend it. `approved_by` names who approved the chosen one, `gap` says that nobody did."""

    what: str
    effect: str
    cost: str
    side_effects: str
    is_chosen: bool
    approved_by: str = ""
    gap: str = ""


class ActionLacks(NamedTuple):
    """Which of an action's fields the gate of D6 misses."""

    owner: bool
    due: bool
    result: bool


class ActionLine(NamedTuple):
    """Who does what by when; `lacks` is what is missing in its row."""

    what: str
    owner: str
    start: Moment | None
    timing: Timing
    result: str
    lacks: ActionLacks


class MeasureSteps(NamedTuple):
    """D5 to D7, but for the actions, which stand in the step that each names.

    `options_gap` says that none of the options is chosen though the choice is said to be made.
    """

    options: tuple[OptionLine, ...]
    options_gap: str
    plan: Plan | None
    prevention: Prevention


def measure_steps_of(
    report: Report, opened: datetime, clock: CaseClock, gaps: Gaps, approvers: tuple[str, ...]
) -> MeasureSteps:
    """What the fields of D5 to D7 say of a case opened at `opened`."""
    return MeasureSteps(
        options=_options_of(report, gaps, clock.reader.words(N_(", ")).join(approvers)),
        options_gap=gaps.text(NO_OPTION) if told_options(report) else "",
        plan=plan_of(report.actions, opened, clock),
        prevention=prevention_of(report, clock, gaps),
    )


def approvers_of(cards: Iterable[CriterionCard]) -> tuple[str, ...]:
    """Who approved the choice of a measure: whoever a criterion of D5 or D6 names, each once."""
    named = [card.approved_by for card in cards if card.step in CHOICE and card.approved_by]
    return tuple(dict.fromkeys(named))


_NOTHING = Option("")


def told_options(report: Report) -> tuple[Option, ...]:
    """The options of which something is said."""
    return tuple([option for option in report.options if option != _NOTHING])


def _options_of(report: Report, gaps: Gaps, approvers: str) -> tuple[OptionLine, ...]:
    """The options as written; approval is told of what is chosen."""
    gap = gaps.text(NOT_APPROVED)
    return tuple(
        OptionLine(
            option.what,
            option.effect,
            option.cost,
            option.side_effects,
            option.chosen,
            approvers if option.chosen else "",
            gap if option.chosen else "",
        )
        for option in told_options(report)
    )


def actions_by_step(report: Report, clock: CaseClock, gaps: Gaps) -> defaultdict[str, list[ActionLine]]:
    """The actions by step."""
    found: defaultdict[str, list[ActionLine]] = defaultdict(list)
    lacking = [{gap.what for gap in gaps.of(kind)} for kind in (NO_OWNER, NO_DUE, NO_RESULT)]
    for action in report.actions:
        found[action.step].append(_action_of(action, clock, lacking))
    return found


def _action_of(action: Action, clock: CaseClock, lacking: list[set[str]]) -> ActionLine:
    no_owner, no_due, no_result = (action.what in names for names in lacking)
    return ActionLine(
        action.what,
        person_of(action.owner, clock.reader),
        clock.optional(action.start),
        clock.timing(action.due, action.done),
        action.result,
        ActionLacks(
            no_owner and not action.owner.strip(),
            no_due and action.due is None,
            no_result and action.done is not None and not action.result.strip(),
        ),
    )
