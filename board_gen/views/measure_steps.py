"""D5 to D7 as a reader sees them: options, actions, documents, read-across (contract §3, §6)."""

from collections import defaultdict
from typing import NamedTuple

from board_gen.model.report import Action, Report
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.names import person_of
from board_gen.wording.report_terms import AFFECTED, DOCUMENTS


class OptionLine(NamedTuple):
    """One way to mend it."""

    what: str
    effect: str
    cost: str
    side_effects: str
    is_chosen: bool


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
    """D5 to D7, but for the actions, which stand in the step that each names."""

    options: tuple[OptionLine, ...]
    documents: tuple[DocumentLine, ...]
    like_products: tuple[LikeProduct, ...]


def measure_steps_of(report: Report, clock: CaseClock) -> MeasureSteps:
    """What the fields of D5 to D7 say."""
    words = clock.reader.words
    return MeasureSteps(
        options=tuple(
            OptionLine(option.what, option.effect, option.cost, option.side_effects, option.chosen)
            for option in report.options
        ),
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
