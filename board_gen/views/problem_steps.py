"""D0 to D3 as a reader sees them: why an 8D, the team, the seven answers, the risk stock (contract §3, §6)."""

from collections.abc import Iterable
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.report import Member, Report, Team
from board_gen.rules.gates import (
    NO_ANSWER,
    NO_CHAMPION,
    NO_LEADER,
    NO_NUMBER,
    ONE_DEPARTMENT,
    TEAM_SIZE,
    department_key,
    departments_of,
    people_of,
)
from board_gen.views.case_clock import CaseClock
from board_gen.views.gaps import Gaps
from board_gen.views.names import person_of
from board_gen.views.reader import Reader
from board_gen.views.risk_stock import StockLine, stock_lines_of
from board_gen.wording.report_terms import DIAMOND, QUESTIONS, TRIGGERS


class Person(NamedTuple):
    """Somebody of the team and what they bring."""

    name: str
    role: str


class Department(NamedTuple):
    """A department and who comes from it; its name is empty for those who give none."""

    name: str
    people: str


class TeamGaps(NamedTuple):
    """What the team lacks, each empty where it does not: a champion, a leader; `others` is said of it as a whole."""

    champion: str
    leader: str
    others: tuple[str, ...]


class Answer(NamedTuple):
    """A question and what was said to it; `answer` is empty where nothing was. `gap` says what the answer lacks."""

    question: str
    answer: str
    gap: str = ""


class Check(NamedTuple):
    """One of the diamond's checks: `is_good` is None where it was not answered."""

    question: str
    answer: str
    is_good: bool | None


class ProblemSteps(NamedTuple):
    """D0 to D3. `answers` and `checks` are whole, or none where nothing stands in any of them.

    `team_size` counts people and departments, as the gate of D1 does; empty where there is no team. `next_check` says
    what comes where all four checks of the diamond are in order, empty elsewhere.
    """

    triggers: tuple[str, ...]
    champion: str
    leader: str
    members: tuple[Person, ...]
    departments: tuple[Department, ...]
    team_size: str
    team_gaps: TeamGaps
    answers: tuple[Answer, ...]
    stock: tuple[StockLine, ...]
    checks: tuple[Check, ...]
    next_check: str


def problem_steps_of(report: Report, clock: CaseClock, gaps: Gaps) -> ProblemSteps:
    """What the fields of D0 to D3 say."""
    reader, team = clock.reader, report.team
    return ProblemSteps(
        triggers=tuple(reader.words(TRIGGERS[trigger]) for trigger in report.trigger),
        champion=person_of(team.champion, reader),
        leader=person_of(team.leader, reader),
        members=tuple(Person(person_of(member.name, reader), member.role) for member in team.members),
        departments=_departments_of(team.members, reader),
        team_size=_size_of(team, reader),
        team_gaps=TeamGaps(gaps.text(NO_CHAMPION), gaps.text(NO_LEADER), gaps.texts(TEAM_SIZE, ONE_DEPARTMENT)),
        answers=_answers_of(report, gaps),
        stock=stock_lines_of(report.risk_stock, clock, gaps) if report.risk_stock else (),
        checks=_checks_of(report, reader),
        next_check="" if clock.is_ended else _next_check_of(report, reader),
    )


def _departments_of(members: Iterable[Member], reader: Reader) -> tuple[Department, ...]:
    """The members by department, in the order of the file; those who name none stand last."""
    found: dict[str, tuple[str, list[str]]] = {}
    for member in members:
        _, people = found.setdefault(department_key(member.role), (member.role.strip(), []))
        people.append(person_of(member.name, reader))
    ordered = sorted(found.items(), key=lambda item: not item[0])
    between = reader.words(N_(", "))
    return tuple([Department(name, between.join(people)) for _, (name, people) in ordered])


def _size_of(team: Team, reader: Reader) -> str:
    words, people, departments = reader.words, people_of(team), departments_of(team)
    if not people:
        return ""
    told = words.plural(N_("{count} person"), N_("{count} people"), people)
    if departments:
        told += " · " + words.plural(N_("{count} department"), N_("{count} departments"), departments)
    return told


def _answers_of(report: Report, gaps: Gaps) -> tuple[Answer, ...]:
    """5W2H with what was said to each; nothing where nothing was."""
    words = gaps.reader.words
    said = {key: getattr(report.problem, key) for key in QUESTIONS}
    if not any(said.values()):
        return ()
    lacks = {"how_much": gaps.text(NO_NUMBER), **dict.fromkeys(gaps.names(NO_ANSWER), words(N_("not answered")))}
    return tuple(Answer(words(text), said[key], lacks.get(key, "")) for key, text in QUESTIONS.items())


def _checks_of(report: Report, reader: Reader) -> tuple[Check, ...]:
    """The diamond's checks; nothing where none was answered."""
    answers = {key: getattr(report.diamond, key) for key in DIAMOND}
    if all(answer is None for answer in answers.values()):
        return ()
    return tuple(_check_of(reader.words(text), answers[key], reader) for key, text in DIAMOND.items())


def _check_of(question: str, is_good: bool | None, reader: Reader) -> Check:
    answer = {True: N_("yes"), False: N_("no"), None: ""}[is_good]
    return Check(question, reader.words(answer) if answer else "", is_good)


def _next_check_of(report: Report, reader: Reader) -> str:
    """The fifth step of the diamond method: what to do where 1 to 4 are in order and the problem remains."""
    diamond = report.diamond
    if not (diamond.process and diamond.tool and diamond.part and diamond.part_quality):
        return ""
    return reader.words(
        N_(
            "1 to 4 are in order. If the problem remains: 5 process change - improve tooling, method, error-proofing "
            "or environment, by statistical engineering."
        )
    )
