"""D0 to D8 as a reader sees them: every field of the report in its step, and what is missing (contract §3, §6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team and what they bring."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what was said to it; `answer` is empty where nothing was."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Check:
    """One of the diamond's checks: `is_good` is None where it was not answered."""

    question: str
    answer: str
    is_good: bool | None


@dataclass(frozen=True, slots=True)
class StockLine:
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


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One bone of the fishbone."""

    text: str
    kind: str
    is_escape: bool
    is_verified: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class BranchBox:
    """A branch of the fishbone with its causes, possibly none."""

    name: str
    causes: tuple[CauseLine, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """A question and its answer, numbered from 1."""

    number: int
    why: str
    because: str
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """A ladder of whys; `reason` says why it has fewer than five rungs."""

    title: str
    rungs: tuple[Rung, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One way to mend it."""

    what: str
    effect: str
    cost: str
    side_effects: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Who does what by when."""

    what: str
    owner: str
    start: Moment | None
    timing: Timing
    result: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document that the measure went into."""

    kind: str
    name: str
    revision: str
    done: Moment | None


@dataclass(frozen=True, slots=True)
class LikeProduct:
    """A like product or process, and whether it has the problem too."""

    product: str
    affected: str
    action: str
    owner: str
    timing: Timing


@dataclass(frozen=True, slots=True)
class Contents:
    """What the fields of the report say, all steps together."""

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


@dataclass(frozen=True, slots=True)
class StepView:
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
    claims, missing = claims_of(tracks, clock.at), missing_in(tracks, clock.reader.rules)
    return tuple(
        _step_of(
            step, tracks.case.report, cards, [gap for gap in missing if gap.step == step], clock, counts=step in claims
        )
        for step in (*STEPS, *others)
    )


def _step_of(
    step: str,
    report: Report,
    cards: tuple[CriterionCard, ...],
    missing: Iterable[Missing],
    clock: CaseClock,
    *,
    counts: bool,
) -> StepView:
    """One step; `counts`: its gate asks already for what is missing."""
    reader = clock.reader
    label = reader.rules.steps.get(step)
    gaps = tuple(gap_words(gap, reader) for gap in missing)
    if step == "D3" and counts:
        gaps += tuple(_unsorted(report.risk_stock, reader))
    return StepView(
        id=step,
        anchor=anchor_of(step),
        label=reader.label(label) if label else "",
        cards=tuple(card for card in cards if card.step == step),
        actions=tuple(_action_of(action, clock) for action in report.actions if action.step == step),
        missing=gaps if counts else (),
        to_come=() if counts or clock.is_ended else gaps,
    )


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
        answers=tuple(Answer(words(text), getattr(report.problem, key)) for key, text in QUESTIONS.items()),
        stock=tuple(_stock_of(report, clock)),
        checks=tuple(_check_of(words(text), getattr(report.diamond, key), reader) for key, text in DIAMOND.items()),
        branches=tuple(_branches_of(case, reader)),
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


def _stock_of(report: Report, clock: CaseClock) -> Iterator[StockLine]:
    """The places in the order customer to supplier, then their total."""
    order = list(Location)
    lines = sorted(report.risk_stock, key=lambda stock: order.index(stock.location))
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
    causes = case.report.causes
    for branch in Branch:
        yield BranchBox(reader.words(BRANCHES[branch]), _causes_of(case, causes, branch, reader))
    unsorted = _causes_of(case, causes, None, reader)
    if unsorted:
        yield BranchBox(reader.words(N_("No branch given")), unsorted)


def _causes_of(case: Case, causes: Iterable[Cause], branch: Branch | None, reader: Reader) -> tuple[CauseLine, ...]:
    return tuple(
        CauseLine(
            cause.text,
            reader.words(KINDS[cause.kind]),
            cause.kind is CauseKind.ESCAPE,
            cause.verified,
            evidence_of(case, cause.evidence),
        )
        for cause in sorted(causes, key=lambda cause: not cause.verified)
        if cause.branch is branch
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
