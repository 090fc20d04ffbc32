"""D0 to D3 as a reader sees them: why an 8D, the team, the seven answers, the risk stock (contract §3, §6)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.report import Report, RiskStock
from board_gen.model.terms import Location
from board_gen.views.case_clock import CaseClock, Moment
from board_gen.views.names import person_of
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import DIAMOND, LOCATIONS, QUESTIONS, TRIGGERS

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


class ProblemSteps(NamedTuple):
    """D0 to D3. `answers` and `checks` are whole, or none where nothing stands in any of them."""

    triggers: tuple[str, ...]
    champion: str
    leader: str
    members: tuple[Person, ...]
    answers: tuple[Answer, ...]
    stock: tuple[StockLine, ...]
    checks: tuple[Check, ...]


def problem_steps_of(report: Report, clock: CaseClock) -> ProblemSteps:
    """What the fields of D0 to D3 say."""
    reader, team = clock.reader, report.team
    return ProblemSteps(
        triggers=tuple(reader.words(TRIGGERS[trigger]) for trigger in report.trigger),
        champion=person_of(team.champion, reader),
        leader=person_of(team.leader, reader),
        members=tuple(Person(person_of(member.name, reader), member.role) for member in team.members),
        answers=_answers_of(report, reader),
        stock=tuple(_stock_of(report, clock)),
        checks=_checks_of(report, reader),
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


def unsorted_of(stock: Iterable[RiskStock], reader: Reader) -> Iterator[str]:
    """What is not sorted yet, place by place, in words."""
    words = reader.words
    for line in stock:
        left = (line.quantity or 0) - (line.sorted or 0)
        if left > 0:
            yield words(N_("{place}: {count} pieces not sorted"), place=words(LOCATIONS[line.location]), count=left)
        if line.quantity and line.clean_from is None:
            yield words(N_("{place}: no clean date"), place=words(LOCATIONS[line.location]))
