"""D5 to D7 as a reader sees them: options, actions, documents, read-across (contract §3, §6)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.report import Action, Report
from board_gen.rules.gates import CHOICE, NO_OPTION, NOT_APPROVED
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.criterion_card import CriterionCard
from board_gen.views.gaps import Gaps
from board_gen.views.names import person_of
from board_gen.wording.report_terms import AFFECTED, DOCUMENTS


class OptionLine(NamedTuple):
    """One way to mend it. `approved_by` names who approved the chosen one, `gap` says that nobody did."""

    what: str
    effect: str
    cost: str
    side_effects: str
    is_chosen: bool
    approved_by: str = ""
    gap: str = ""


class ActionLine(NamedTuple):
    """Who does what by when."""

    what: str
    owner: str
    start: Moment | None
    timing: Timing
    result: str


class DocumentLine(NamedTuple):
    """A document that the measure went into."""

    kind: str
    name: str
    revision: str
    done: Moment | None


class LikeProduct(NamedTuple):
    """A like product or process, and whether it has the problem too."""

    product: str
    affected: str
    action: str
    owner: str
    timing: Timing


class MeasureSteps(NamedTuple):
    """D5 to D7, but for the actions, which stand in the step that each names.

    `options_gap` says that none of the options is chosen though the choice is said to be made.
    """

    options: tuple[OptionLine, ...]
    options_gap: str
    documents: tuple[DocumentLine, ...]
    like_products: tuple[LikeProduct, ...]


def measure_steps_of(report: Report, clock: CaseClock, gaps: Gaps, approvers: tuple[str, ...]) -> MeasureSteps:
    """What the fields of D5 to D7 say."""
    words = clock.reader.words
    return MeasureSteps(
        options=_options_of(report, gaps, clock.reader.words(N_(", ")).join(approvers)),
        options_gap=gaps.text(NO_OPTION) if report.options else "",
        documents=tuple(
            DocumentLine(
                words(DOCUMENTS[document.kind]) if document.kind else "",
                document.name,
                document.revision,
                clock.optional(document.done),
            )
            for document in report.documents
        ),
        like_products=tuple(
            LikeProduct(
                like.product,
                words(AFFECTED[like.affected]) if like.affected else "",
                like.action,
                person_of(like.owner, clock.reader),
                clock.timing(like.due, like.done),
            )
            for like in report.read_across
        ),
    )


def approvers_of(cards: Iterable[CriterionCard]) -> tuple[str, ...]:
    """Who approved the choice of a measure: whoever a criterion of D5 or D6 names, each once."""
    named = [card.approved_by for card in cards if card.step in CHOICE and card.approved_by]
    return tuple(dict.fromkeys(named))


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
        for option in report.options
    )


def actions_by_step(report: Report, clock: CaseClock) -> defaultdict[str, list[ActionLine]]:
    """The actions by step."""
    found: defaultdict[str, list[ActionLine]] = defaultdict(list)
    for action in report.actions:
        found[action.step].append(_action_of(action, clock))
    return found


def _action_of(action: Action, clock: CaseClock) -> ActionLine:
    return ActionLine(
        action.what,
        person_of(action.owner, clock.reader),
        clock.optional(action.start),
        clock.timing(action.due, action.done),
        action.result,
    )
