"""Content gates of an 8D: what a step must hold once somebody claims it done (contract §6, domain §6).

How the contract's short words are read here:
- A gate counts from the first `done` (at or before the instant) of a criterion of its step, whether or not its
  evidence is there; a criterion marked NA claims nothing. D0 to D2 have no criterion in most plants: without one
  they count from the first `done` of any later step's criterion. A later step whose criteria the profile lacks
  has no gate. What is dated after the end of a case (closed, rejected) counts for nothing.
- D1: people are the different names of champion, leader and members; departments the different roles given.
- D4: a ladder of whys is there, and each ladder is five deep or says why not (`reason`).
- D5: approved means that a criterion of D5 or D6 names who approved (`approved_by`).
- D6: all actions, of whatever step, have owner and due, and done ones a result; one of D5 or D6 must be there.
- D7: `unknown` is no answer to whether a like product is affected.
- D8: lessons and thanks are prose: there is a `## D8` section that is not empty.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache

from board_gen.finding import Finding, Kind, Level
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.report import Action, Problem, Report, Team, WhyChain
from board_gen.model.rules import Rules
from board_gen.model.terms import Affected, CauseKind, Location
from board_gen.rules.tracks import CaseTracks

GATES = {
    "trigger": "D0",
    "team": "D1",
    "problem": "D2",
    "containment": "D3",
    "root_cause": "D4",
    "action": "D5",
    "implementation": "D6",
    "prevention": "D7",
    "closure": "D8",
}
"""Each gate's id in board.yml and its step."""
STEPS = tuple(GATES.values())
_RANKS = {step: rank for rank, step in enumerate(STEPS)}
WITHOUT_CRITERION = ("D0", "D1", "D2")
CHOICE = ("D5", "D6")
"""The steps in which a measure is chosen and carried out."""
ENOUGH_WHYS = 5
SMALLEST_TEAM, LARGEST_TEAM = 4, 10


def _kind(code: str, text: str, hint: str) -> Kind:
    return Kind(code, Level.WARNING, text, hint)


NO_TRIGGER = _kind("BG700", N_("it is not said why this needs an 8D"), N_("give trigger: customer_request, repeat, …"))
NO_CHAMPION = _kind("BG710", N_("the team has no champion"), N_("give team.champion: who owns the resources"))
NO_LEADER = _kind("BG711", N_("the team has no leader"), N_("give team.leader"))
TEAM_SIZE = _kind("BG712", N_("{count} people in the team; it takes 4 to 10"), N_("mend team.members"))
ONE_DEPARTMENT = _kind(
    "BG713", N_("the team does not come from more than one department"), N_("give each member a role: the department")
)
NO_ANSWER = _kind("BG720", N_("5W2H not answered: {names}"), N_("give all seven answers under problem"))
NO_NUMBER = _kind("BG721", N_("how much: no number given"), N_("give a number, a rate or lots in problem.how_much"))
NO_PLACE = _kind(
    "BG730", N_("risk stock not looked at: {names}"), N_("give all five places in risk_stock, with 0 where none is")
)
NO_OCCURRENCE = _kind(
    "BG740", N_("no verified cause of occurrence"), N_("verify a cause of kind occurrence: verified: true")
)
NO_ESCAPE = _kind("BG741", N_("no verified cause of escape"), N_("verify a cause of kind escape: verified: true"))
NO_WHYS = _kind("BG742", N_("no five whys"), N_("give whys, at least five deep"))
FEW_WHYS = _kind(
    "BG743",
    N_("only {count} whys ({names}), and no reason why fewer than five"),
    N_("ask on, or give the ladder a reason"),
)
NO_OPTION = _kind("BG750", N_("no option chosen"), N_("compare options and mark one chosen: true"))
NOT_APPROVED = _kind(
    "BG751", N_("nobody approved the chosen option"), N_("give approved_by at a criterion of D5 or D6")
)
NO_ACTION = _kind("BG760", N_("no corrective action planned"), N_("give actions of step D6: what, owner, due"))
NO_OWNER = _kind("BG761", N_("an action without an owner: {what}"), N_("give the action an owner"))
NO_DUE = _kind("BG762", N_("an action without a due date: {what}"), N_("give the action a due date"))
NO_RESULT = _kind("BG763", N_("an action done without a result: {what}"), N_("say what came of it: result"))
NO_DOCUMENT = _kind("BG770", N_("no document with its revision"), N_("give documents: kind, name, revision"))
NO_READ_ACROSS = _kind("BG771", N_("no read-across"), N_("give read_across: product, affected yes or no"))
NOT_ANSWERED = _kind("BG772", N_("read-across not answered: {what}"), N_("say affected: yes or no"))
NO_LESSONS = _kind("BG780", N_("no lessons and no thanks"), N_("write them under a heading ## D8"))

_QUESTIONS = tuple(field.name for field in fields(Problem))
_NUMBER = re.compile(r"\d|[零〇一二两三四五六七八九十百千万]+[件个台只批起次辆套根箱]")
_D8 = re.compile(r"\n##[ \t]*[DdＤｄ][ \t]?[8８](?!\d).*")
_NEXT_SECTION = re.compile(r"\n##?(?!#)[ \t]*\S")
"""Both begin with signs as they are, not with `^`: so they are found three times as fast."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a step's gate asks for and the report lacks.

    `key` is the top-level key of the case file in which to mend it. `names` are the file's own words for what
    is missing (`transit`, `how_much`), `what` quotes the case, `count` counts what there is.
    """

    gate: str
    kind: Kind
    key: str
    names: tuple[str, ...] = ()
    what: str = ""
    count: int = 0

    @property
    def step(self) -> str:
        """The step whose content is missing."""
        return GATES[self.gate]


def missing_of(case: Case, approved: bool) -> tuple[Missing, ...]:
    """Everything that an 8D of this case still lacks, in the order of the steps, claimed or not.

    `approved`: somebody approved the chosen option.
    """
    report = case.report
    found: list[Missing] = []
    if not report.trigger:
        found.append(Missing("trigger", NO_TRIGGER, "trigger"))
    found += _team_gaps(report)
    found += _problem_gaps(report)
    absent = tuple(place.value for place in Location if place not in {stock.location for stock in report.risk_stock})
    if absent:
        found.append(Missing("containment", NO_PLACE, "risk_stock", absent))
    found += _cause_gaps(report)
    found += _choice_gaps(report, approved)
    found += _action_gaps(report.actions)
    found += _prevention_gaps(report)
    if not has_lessons(report.body):
        found.append(Missing("closure", NO_LESSONS, "closed"))
    return tuple(found)


def _team_gaps(report: Report) -> Iterator[Missing]:
    team = report.team
    if not team.champion:
        yield Missing("team", NO_CHAMPION, "team")
    if not team.leader:
        yield Missing("team", NO_LEADER, "team")
    people = people_of(team)
    if not SMALLEST_TEAM <= people <= LARGEST_TEAM:
        yield Missing("team", TEAM_SIZE, "team", count=people)
    if departments_of(team) < 2:
        yield Missing("team", ONE_DEPARTMENT, "team")


def people_of(team: Team) -> int:
    """How many people a team has: the different names of champion, leader and members."""
    return len({name for name in (team.champion, team.leader, *(member.name for member in team.members)) if name})


def departments_of(team: Team) -> int:
    """From how many departments a team comes: the different roles of its members."""
    return len({department_key(member.role) for member in team.members if member.role.strip()})


def depth_of(ladder: WhyChain) -> int:
    """How deep a ladder of whys goes: its rungs that say something."""
    return sum(bool(rung.why.strip() or rung.because.strip()) for rung in ladder.chain)


def _problem_gaps(report: Report) -> Iterator[Missing]:
    problem = report.problem
    unanswered = tuple([name for name in _QUESTIONS if not getattr(problem, name).strip()])
    if unanswered:
        yield Missing("problem", NO_ANSWER, "problem", unanswered)
    if problem.how_much.strip() and not _NUMBER.search(problem.how_much):
        yield Missing("problem", NO_NUMBER, "problem")


def _cause_gaps(report: Report) -> Iterator[Missing]:
    verified = {cause.kind for cause in report.causes if cause.verified}
    if CauseKind.OCCURRENCE not in verified:
        yield Missing("root_cause", NO_OCCURRENCE, "causes")
    if CauseKind.ESCAPE not in verified:
        yield Missing("root_cause", NO_ESCAPE, "causes")
    if not report.whys:
        yield Missing("root_cause", NO_WHYS, "whys")
    for ladder in report.whys:
        depth = depth_of(ladder)
        if depth < ENOUGH_WHYS and not ladder.reason_fewer.strip():
            yield Missing("root_cause", FEW_WHYS, "whys", (ladder.kind.value,), count=depth)


def _choice_gaps(report: Report, approved: bool) -> Iterator[Missing]:
    if not any(option.chosen for option in report.options):
        yield Missing("action", NO_OPTION, "options")
    elif not approved:
        yield Missing("action", NOT_APPROVED, "criteria")


def _action_gaps(actions: Iterable[Action]) -> Iterator[Missing]:
    actions = tuple(actions)
    if not any(action.step in CHOICE for action in actions):
        yield Missing("implementation", NO_ACTION, "actions")
    for action in actions:
        if not action.owner.strip():
            yield Missing("implementation", NO_OWNER, "actions", what=action.what)
        if action.due is None:
            yield Missing("implementation", NO_DUE, "actions", what=action.what)
        if action.done is not None and not action.result.strip():
            yield Missing("implementation", NO_RESULT, "actions", what=action.what)


def _prevention_gaps(report: Report) -> Iterator[Missing]:
    if not any(document.revision.strip() for document in report.documents):
        yield Missing("prevention", NO_DOCUMENT, "documents")
    if not report.read_across:
        yield Missing("prevention", NO_READ_ACROSS, "read_across")
    for like in report.read_across:
        if like.affected in (None, Affected.UNKNOWN):
            yield Missing("prevention", NOT_ANSWERED, "read_across", what=like.product)


@lru_cache(maxsize=1024)
def department_key(role: str) -> str:
    """By what departments are told apart, however they are spelled."""
    return unicodedata.normalize("NFKC", role).casefold().strip()


@lru_cache(maxsize=64)
def has_lessons(body: str) -> bool:
    """True where a `## D8` section of the Markdown says something. Remembered for a moment: findings and page ask."""
    text = f"\n{body}"
    for heading in _D8.finditer(text):
        rest = text[heading.end() :]
        following = _NEXT_SECTION.search(rest)
        if rest[: following.start() if following else None].strip():
            return True
    return False


def claims_of(tracks: CaseTracks, at: datetime) -> frozenset[str]:
    """The steps whose gates count at an instant: claimed done by then, and before the case's end."""
    by = min(at, tracks.end) if tracks.end else at
    claimed = {
        cell.criterion.step
        for cell in tracks.criteria
        if cell.facts.na is None and cell.facts.done and cell.facts.done[0] <= by
    }
    own = {cell.criterion.step for cell in tracks.criteria}
    latest = max([_RANKS.get(step, -1) for step in claimed], default=-1)
    before = {step for step in WITHOUT_CRITERION if step not in own and _RANKS[step] < latest}
    return frozenset(claimed | before)


class _Latest:
    """What was found missing in the case that was asked last: its findings, its page and its audit ask in turn."""

    def __init__(self) -> None:
        self.tracks: CaseTracks | None = None
        self.rules: Rules | None = None
        self.missing: tuple[Missing, ...] = ()


_latest = _Latest()


def missing_in(tracks: CaseTracks, rules: Rules) -> tuple[Missing, ...]:
    """What the case's report lacks under the gates that the plant has not switched off; nothing for listed rows."""
    if not tracks.case.tracked:
        return ()
    if _latest.tracks is not tracks or _latest.rules is not rules:
        _latest.tracks, _latest.rules, _latest.missing = tracks, rules, _missing_in(tracks, rules)
    return _latest.missing


def _missing_in(tracks: CaseTracks, rules: Rules) -> tuple[Missing, ...]:
    approved = any(cell.criterion.step in CHOICE and cell.facts.approved_by for cell in tracks.criteria)
    return tuple(gap for gap in missing_of(tracks.case, approved) if level_of(gap.gate, rules) is not None)


def level_of(gate: str, rules: Rules) -> Level | None:
    """The level that board.yml gives a gate: warning unless it says otherwise, None for off."""
    return rules.gates.get(gate, Level.WARNING)


def gate_findings(tracks: CaseTracks, rules: Rules, at: datetime) -> tuple[Finding, ...]:
    """What the gates that count at an instant find missing in a tracked case, as findings."""
    counting = claims_of(tracks, at)
    return tuple(
        [
            Finding(
                gap.kind,
                tracks.case.place_of(gap.key),
                {"names": ", ".join(gap.names), "what": gap.what, "count": gap.count},
                tracks.case.id,
                level_of(gap.gate, rules),
            )
            for gap in (missing_in(tracks, rules) if counting else ())
            if gap.step in counting
        ]
    )
