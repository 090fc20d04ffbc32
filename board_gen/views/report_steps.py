"""D0 to D8 as a reader sees them: every field of the report in its step, and what is missing (contract §3, §6)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.report import Action, Cause, Report, RiskStock, WhyChain
from board_gen.model.terms import Branch, CauseKind, Location
from board_gen.rules.gates import STEPS, Missing, claims_of, missing_in
from board_gen.rules.tracks import CaseTracks
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.criterion_card import CriterionCard, Evidence, evidence_of
from board_gen.views.names import person_of
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import (
    AFFECTED,
    BRANCHES,
    DIAMOND,
    DOCUMENTS,
    KINDS,
    LOCATIONS,
    NAMES,
    QUESTIONS,
    TRIGGERS,
    WHY_IT,
)

_PLACES = {location: place for place, location in enumerate(Location)}
"""Where each place stands in the table of the risk stock."""


class Person(NamedTuple):
    """Somebody of the team and what they bring."""

    name: str
    role: str


class Answer(NamedTuple):
    """A question and what was said to it; `answer` is empty where nothing was."""

    question: str
    answer: str


class Check(NamedTuple):
    """One of the diamond's checks: `is_good` is None where it was not answered."""

    question: str
    answer: str
    is_good: bool | None


class StockLine(NamedTuple):
    """Risk stock at one place; numbers as written, empty where not given. `share` sorted is in percent, or None."""

    place: str
    lots: str
    quantity: str
    sorted: str
    rejected: str
    share: int | None
    disposition: str
    clean_from: Moment | None
    is_total: bool = False


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


class Contents(NamedTuple):
    """What the fields of the report say, all steps together.

    `answers`, `checks` and `branches` are whole, or none where nothing stands in any of them.
    """

    triggers: tuple[str, ...]
    champion: str
    leader: str
    members: tuple[Person, ...]
    answers: tuple[Answer, ...]
    stock: tuple[StockLine, ...]
    checks: tuple[Check, ...]
    branches: tuple[BranchBox, ...]
    ladders: tuple[Ladder, ...]
    options: tuple[OptionLine, ...]
    documents: tuple[DocumentLine, ...]
    like_products: tuple[LikeProduct, ...]


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
    claims, gaps, actions = claims_of(tracks, clock.at), _gaps_of(tracks, clock), _actions_of(tracks.case.report, clock)
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
        yield from _unsorted(report.risk_stock, reader)


def _actions_of(report: Report, clock: CaseClock) -> defaultdict[str, list[ActionLine]]:
    """The actions by step."""
    found: defaultdict[str, list[ActionLine]] = defaultdict(list)
    for action in report.actions:
        found[action.step].append(_action_of(action, clock))
    return found


def anchor_of(step: str) -> str:
    """`d3`: the fragment that leads to a step; other steps than D0-D8 have none of their own."""
    return step.lower() if step in STEPS else ""


def gap_words(gap: Missing, reader: Reader) -> str:
    """What is missing, in the reader's words."""
    words = reader.words
    names = words(N_(", ")).join(words(NAMES.get(name, name)) for name in gap.names)
    return words(gap.kind.text, names=names, what=gap.what, count=gap.count)


def _unsorted(stock: Iterable[RiskStock], reader: Reader) -> Iterator[str]:
    words = reader.words
    for line in stock:
        left = (line.quantity or 0) - (line.sorted or 0)
        if left > 0:
            yield words(N_("{place}: {count} pieces not sorted"), place=words(LOCATIONS[line.location]), count=left)
        if line.quantity and line.clean_from is None:
            yield words(N_("{place}: no clean date"), place=words(LOCATIONS[line.location]))


def contents_of(case: Case, clock: CaseClock) -> Contents:
    """Every field of the report in words."""
    report, reader = case.report, clock.reader
    words, team = reader.words, report.team
    return Contents(
        triggers=tuple(words(TRIGGERS[trigger]) for trigger in report.trigger),
        champion=person_of(team.champion, reader),
        leader=person_of(team.leader, reader),
        members=tuple(Person(person_of(member.name, reader), member.role) for member in team.members),
        answers=_answers_of(report, reader),
        stock=tuple(_stock_of(report, clock)),
        checks=_checks_of(report, reader),
        branches=tuple(_branches_of(case, reader)) if report.causes else (),
        ladders=tuple(_ladder_of(case, chain, reader) for chain in report.whys),
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
                person_of(like.owner, reader),
                clock.timing(like.due, like.done),
            )
            for like in report.read_across
        ),
    )


def _answers_of(report: Report, reader: Reader) -> tuple[Answer, ...]:
    """5W2H with what was said to each; nothing where nothing was."""
    answers = tuple(Answer(reader.words(text), getattr(report.problem, key)) for key, text in QUESTIONS.items())
    return answers if any(answer.answer for answer in answers) else ()


def _checks_of(report: Report, reader: Reader) -> tuple[Check, ...]:
    """The diamond's checks; nothing where none was answered."""
    answers = {key: getattr(report.diamond, key) for key in DIAMOND}
    if all(answer is None for answer in answers.values()):
        return ()
    return tuple(_check_of(reader.words(text), answers[key], reader) for key, text in DIAMOND.items())


def _stock_of(report: Report, clock: CaseClock) -> Iterator[StockLine]:
    """The places in the order customer to supplier, then their total."""
    lines = sorted(report.risk_stock, key=lambda stock: _PLACES[stock.location])
    for stock in lines:
        place = clock.reader.words(LOCATIONS[stock.location])
        yield _stock_line(place, stock, clock.optional(stock.clean_from))
    if len(lines) > 1:
        total = RiskStock(
            Location.CUSTOMER,
            quantity=_sum(stock.quantity for stock in lines),
            sorted=_sum(stock.sorted for stock in lines),
            rejected=_sum(stock.rejected for stock in lines),
        )
        yield _stock_line(clock.reader.words(N_("Total")), total, None, is_total=True)


def _sum(numbers: Iterable[int | None]) -> int | None:
    given = [number for number in numbers if number is not None]
    return sum(given) if given else None


def _stock_line(place: str, stock: RiskStock, clean: Moment | None, *, is_total: bool = False) -> StockLine:
    lots = ", ".join(stock.lots)
    return StockLine(
        place,
        lots,
        _number(stock.quantity),
        _number(stock.sorted),
        _number(stock.rejected),
        _share(stock),
        stock.disposition,
        clean,
        is_total,
    )


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _share(stock: RiskStock) -> int | None:
    if stock.quantity is None or stock.sorted is None:
        return None
    if stock.quantity <= 0:
        return 100
    return max(0, min(100, 100 * stock.sorted // stock.quantity))


def _check_of(question: str, is_good: bool | None, reader: Reader) -> Check:
    answer = {True: N_("yes"), False: N_("no"), None: ""}[is_good]
    return Check(question, reader.words(answer) if answer else "", is_good)


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


def _action_of(action: Action, clock: CaseClock) -> ActionLine:
    return ActionLine(
        action.what,
        person_of(action.owner, clock.reader),
        clock.optional(action.start),
        clock.timing(action.due, action.done),
        action.result,
    )
