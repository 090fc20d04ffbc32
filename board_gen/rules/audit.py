"""The checklist of a closed case: 17 points that an auditor asks, answered from what the case's file says.

How the points are read here (docs/guide.md "Auditors, repeats, keys" tells users the same):
- *Yes* and *no* are said only where a field says so: no means that what is written is incomplete or was not done by
  the end of the case. Where nothing is written the answer is *not recorded*, and where neither the plant's rules ask
  for it nor anything is written, *not asked*. Nothing is guessed from Markdown but that there are lessons in D8.
- A criterion is found by its default id. Where a plant has none of that id, its own criteria of the same step stand in
  for those of D3 to D6 and D8; D7 has several points, so there none does.
- What has no field (alert, training, change request, trial run) counts as done where an action that is done, or a
  document, names it: `audit_words.py` says by which words. A word beside a "no" does not count.
- Actions, documents and answers dated after the end count as not done; a recurrence after it speaks against the watch.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from board_gen.finding import Value
from board_gen.messages import N_
from board_gen.model.report import Action, Document, ReadAcross, Report, RiskStock
from board_gen.model.rules import Rules
from board_gen.model.terms import Affected, CauseKind, DocumentKind, Letter, Location
from board_gen.rules.audit_words import Point, by_point, naming
from board_gen.rules.gates import (
    CHOICE,
    GATES,
    NO_ESCAPE,
    NO_LESSONS,
    NO_OCCURRENCE,
    NO_PLACE,
    NO_RESULT,
    has_lessons,
    level_of,
    missing_in,
)
from board_gen.rules.tracks import CaseTracks, CriterionTrack


class Answer(StrEnum):
    """What the data says to a point."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "na"
    NOT_RECORDED = "unsaid"
    NOT_ASKED = "unasked"

    @property
    def is_recorded(self) -> bool:
        """True where the data does answer."""
        return self in (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE)


class Ground(NamedTuple):
    """What an answer rests on: a message with its values (tuples of texts are the gates' names of things), and when,
    who, with what evidence, in which step.
    """

    text: str
    values: Mapping[str, Value | tuple[str, ...]] = {}
    at: datetime | None = None
    who: str = ""
    evidence: tuple[str, ...] = ()
    step: str = ""


class Answered(NamedTuple):
    """A point with its answer; `grounds` may be empty where nothing is said."""

    point: Point
    answer: Answer
    grounds: tuple[Ground, ...] = ()


Said = tuple[Answer, tuple[Ground, ...]]

_DEFAULT_IDS = frozenset(
    {
        *("containment", "root_cause", "corrective_action", "error_proofing", "verified"),
        *("fmea_cp", "standard_work", "layered_audit", "lessons"),
    }
)

NOT_ASKED_PLANT = N_("not asked by this plant's rules")
NOT_ASKED_CASE = N_("the rules of this case do not ask for it: {criterion}")
NOTHING_MISSING = N_("nothing is missing from D0 to D8")
GATES_OFF = N_("not asked by this plant's rules: {steps}")
DONE = N_("{criterion}: done")
NOT_DONE = N_("{criterion}: not done")
DOES_NOT_APPLY = N_("{criterion}: does not apply: {reason}")
NAMED_IN = N_("named in: “{quote}”")
NAMED_NOT_DONE = N_("named, but not done: “{quote}”")
SAYS_RESULT = N_("“{quote}”: {result}")
FIVE_PLACES = N_("all five places looked at, the last one clean")
NO_CLEAN_DATE = N_("no clean date: {names}")
NO_STOCK = N_("no risk stock is written down")
VERIFIED_OCCURRENCE = N_("cause of occurrence: {quote}")
VERIFIED_ESCAPE = N_("cause of escape: {quote}")
NO_CAUSE = N_("no cause is written down")
ACTION_NOT_DONE = N_("not done: “{quote}”")
NO_ACTIONS = N_("no action of D5 or D6 is written down")
NO_EVIDENCE = N_("no evidence is named")
REVISION = N_("{name}, revision {revision}")
NO_REVISION = N_("{name}, without a revision")
NOT_DONE_BY_THEN = N_("{name}: not done by the end of the case")
NOT_AMONG_DOCUMENTS = N_("not among the documents")
SEGREGATED = N_("every place says what became of its stock; {rejected} of {quantity} pieces rejected")
NO_DISPOSITION = N_("nothing said of what became of the stock: {names}")
WATCHED = N_("watched for {span}, nothing came again")
WATCHED_AGAIN = N_("recurrences before: {count}; watched for {span} after the last")
CAME_AGAIN = N_("it came again after the closing")
NO_WATCH = N_("the rules of this case ask for no watch")
ALL_ANSWERED = N_("like products, each answered: {count}")
NOT_ANSWERED = N_("not answered: {quote}")
STILL_OPEN = N_("answered, but still to be done at the end: {quote}")
NO_READ_ACROSS = N_("no read-across is written down")
LESSONS = N_("lessons are written down")


def audit_of(tracks: CaseTracks, rules: Rules, at: datetime) -> tuple[Answered, ...]:
    """The 17 points of a case as its file answers them; `at` is its end."""
    read = _Read(tracks, rules, at)
    return tuple([Answered(point, *ask(read)) for point, ask in _ASKED.items()])


class _Read:
    """One case as its points are looked up in it."""

    def __init__(self, tracks: CaseTracks, rules: Rules, at: datetime) -> None:
        self.tracks, self.rules, self.at = tracks, rules, at

    @property
    def report(self) -> Report:
        return self.tracks.case.report

    def is_done(self, done: datetime | None) -> bool:
        """True for what was done by the end."""
        return done is not None and done <= self.at

    def cells(self, criterion: str, step: str = "") -> tuple[CriterionTrack, ...]:
        """The case's criterion of that id; where the plant has none, its own ones of the step."""
        if self.rules.criterion(criterion) is not None or not step:
            cell = self.tracks.cell(criterion)
            return (cell,) if cell else ()
        own = (cell for cell in self.tracks.criteria if cell.criterion.step == step)
        return tuple([cell for cell in own if cell.criterion.id not in _DEFAULT_IDS])

    @cached_property
    def texts(self) -> Mapping[Point, list[tuple[str, Action | Document]]]:
        """What actions and documents say, by the points that it may name."""
        texts: list[tuple[str, Action | Document]] = []
        for action in self.report.actions:
            texts += (action.what, action), (action.result, action)
        texts += ((document.name, document) for document in self.report.documents)
        return by_point(texts)


def _report(read: _Read) -> Said:
    off = [step for gate, step in GATES.items() if level_of(gate, read.rules) is None]
    if len(off) == len(GATES):
        return Answer.NOT_ASKED, (Ground(NOT_ASKED_PLANT),)
    gaps = missing_in(read.tracks, read.rules)
    if gaps:
        found = (
            Ground(gap.kind.text, {"names": gap.names, "what": gap.what, "count": gap.count}, step=gap.step)
            for gap in gaps
        )
        return Answer.NO, tuple(found)
    more = (Ground(GATES_OFF, {"steps": ", ".join(off)}),) if off else ()
    return Answer.YES, (Ground(NOTHING_MISSING), *more)


def _containment(read: _Read) -> Said:
    stock = read.report.risk_stock
    if not stock:
        return _unsaid(read, "containment", "D3", NO_STOCK)
    seen = {line.location for line in stock}
    absent = tuple(place.value for place in Location if place not in seen)
    unclean = _places(line for line in stock if line.quantity != 0 and not read.is_done(line.clean_from))
    gaps = [(NO_PLACE.text, absent), (NO_CLEAN_DATE, unclean)]
    if absent or unclean:
        return Answer.NO, tuple(Ground(text, {"names": names}, step="D3") for text, names in gaps if names)
    last = max((line.clean_from for line in stock if line.clean_from), default=None)
    return Answer.YES, (Ground(FIVE_PLACES, at=last, step="D3"),)


def _places(lines: Iterable[RiskStock]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.location.value for line in lines))


def _root_cause(read: _Read) -> Said:
    causes = read.report.causes
    if not causes:
        return _unsaid(read, "root_cause", "D4", NO_CAUSE)
    kinds = (
        (CauseKind.OCCURRENCE, VERIFIED_OCCURRENCE, NO_OCCURRENCE.text),
        (CauseKind.ESCAPE, VERIFIED_ESCAPE, NO_ESCAPE.text),
    )
    grounds, is_whole = [], True
    for kind, text, absent in kinds:
        verified = next((cause for cause in causes if cause.kind is kind and cause.verified), None)
        if verified:
            grounds.append(Ground(text, {"quote": verified.text}, evidence=verified.evidence, step="D4"))
        else:
            is_whole = False
            grounds.append(Ground(absent, step="D4"))
    return Answer.YES if is_whole else Answer.NO, tuple(grounds)


def _action(read: _Read) -> Said:
    actions = [action for action in read.report.actions if action.step in CHOICE]
    if not actions:
        return _unsaid(read, "corrective_action", "D6", NO_ACTIONS)
    faults = [ground for action in actions if (ground := _fault_of(action, read))]
    if faults:
        return Answer.NO, tuple(faults)
    return Answer.YES, tuple([_ground_of(action, SAYS_RESULT) for action in actions])


def _fault_of(action: Action, read: _Read) -> Ground | None:
    if not read.is_done(action.done):
        return _ground_of(action, ACTION_NOT_DONE)
    if not action.result.strip():
        return Ground(NO_RESULT.text, {"what": action.what}, step=action.step)
    return None


def _ground_of(action: Action, text: str) -> Ground:
    values = {"quote": action.what, "result": action.result}
    return Ground(text, values, at=action.done, who=action.owner, step=action.step)


def _verification(read: _Read) -> Said:
    answer, grounds = _by_criterion(read, "verified", "D6")
    if answer is Answer.YES and not any(ground.evidence for ground in grounds):
        return Answer.NOT_RECORDED, (*grounds, Ground(NO_EVIDENCE))
    return answer, grounds


def _error_proofing(read: _Read) -> Said:
    return _by_criterion(read, "error_proofing", "D5", Point.ERROR_PROOFING)


def _layered_audit(read: _Read) -> Said:
    return _by_criterion(read, "layered_audit", "", Point.LAYERED_AUDIT)


def _by_criterion(read: _Read, criterion: str, step: str, named: Point | None = None) -> Said:
    """What the criterion says; where there is none, what names the point."""
    cells = read.cells(criterion, step)
    if not cells:
        said = _named(read, named) if named else None
        return said or _not_asked(read, criterion)
    letters = [cell.rulings.at(read.at).letter for cell in cells]
    grounds = tuple(_cell_ground(cell, read) for cell in cells)
    if all(letter is Letter.NOT_APPLICABLE for letter in letters):
        return Answer.NOT_APPLICABLE, grounds
    is_met = all(letter in (Letter.GREEN, Letter.NOT_APPLICABLE) for letter in letters)
    return Answer.YES if is_met else Answer.NO, grounds


def _cell_ground(cell: CriterionTrack, read: _Read) -> Ground:
    ruling, facts, step = cell.rulings.at(read.at), cell.facts, cell.criterion.step
    label = cell.criterion.label
    if ruling.letter is Letter.NOT_APPLICABLE:
        return Ground(DOES_NOT_APPLY, {"criterion": label, "reason": facts.na or ""}, step=step)
    if ruling.letter is not Letter.GREEN:
        return Ground(NOT_DONE, {"criterion": label}, step=step)
    return Ground(DONE, {"criterion": label}, ruling.done, facts.approved_by or facts.by, facts.evidence, step)


def _not_asked(read: _Read, criterion: str) -> Said:
    known = read.rules.criterion(criterion)
    if known is None:
        return Answer.NOT_ASKED, (Ground(NOT_ASKED_PLANT),)
    return Answer.NOT_ASKED, (Ground(NOT_ASKED_CASE, {"criterion": known.label}),)


def _unsaid(read: _Read, criterion: str, step: str, absent: str) -> Said:
    """The field says nothing: what its criterion says, which is no record of the thing itself."""
    answer, grounds = _by_criterion(read, criterion, step)
    if answer is not Answer.YES:
        return answer, grounds
    return Answer.NOT_RECORDED, (*grounds, Ground(absent, step=step))


def _pfmea(read: _Read) -> Said:
    return _document(read, Point.PFMEA, DocumentKind.PFMEA, "fmea_cp")


def _control_plan(read: _Read) -> Said:
    return _document(read, Point.CONTROL_PLAN, DocumentKind.CONTROL_PLAN, "fmea_cp")


def _standard_work(read: _Read) -> Said:
    return _document(read, Point.STANDARD_WORK, DocumentKind.SOP, "standard_work")


def _document(read: _Read, point: Point, kind: DocumentKind, criterion: str) -> Said:
    """The documents of a kind; where there are none, what names it, else its criterion."""
    documents = [document for document in read.report.documents if document.kind is kind]
    if documents:
        return _documents(documents, read)
    return _named(read, point) or _unsaid(read, criterion, "", NOT_AMONG_DOCUMENTS)


def _documents(documents: Iterable[Document], read: _Read) -> Said:
    found = [_document_ground(document, read) for document in documents]
    answers = [answer for answer, _ in found]
    worst = next((answer for answer in (Answer.NO, Answer.YES) if answer in answers), Answer.NOT_RECORDED)
    return worst, tuple([ground for _, ground in found])


def _document_ground(document: Document, read: _Read) -> tuple[Answer, Ground]:
    """A revision or a date is a record; a date after the end says that it was not done by then."""
    values = {"name": document.name or str(document.kind or ""), "revision": document.revision}
    if document.done is not None and not read.is_done(document.done):
        return Answer.NO, Ground(NOT_DONE_BY_THEN, values, at=document.done, step="D7")
    text = REVISION if document.revision.strip() else NO_REVISION
    answer = Answer.YES if document.revision.strip() or document.done else Answer.NOT_RECORDED
    return answer, Ground(text, values, at=document.done, step="D7")


def _only_named(point: Point, read: _Read) -> Said:
    return _named(read, point) or (Answer.NOT_RECORDED, ())


def _named(read: _Read, point: Point) -> Said | None:
    """What actions and documents name the point; None where none does."""
    grounds, is_done = [], True
    for text, told in naming(point, read.texts.get(point, ())):
        done_by_then = read.is_done(told.done) or (isinstance(told, Document) and told.done is None)
        is_done &= done_by_then
        who, step = ("", "D7") if isinstance(told, Document) else (told.owner, told.step)
        values = {"quote": text}
        grounds.append(Ground(NAMED_IN if done_by_then else NAMED_NOT_DONE, values, told.done, who, step=step))
    return (Answer.YES if is_done else Answer.NO, tuple(grounds)) if grounds else None


def _segregation(read: _Read) -> Said:
    stock = [line for line in read.report.risk_stock if line.quantity != 0]
    silent = _places(line for line in stock if not line.disposition.strip())
    if not stock or len(silent) == len({line.location for line in stock}):
        said = _named(read, Point.SEGREGATION)
        return said or (Answer.NOT_RECORDED, (Ground(NO_DISPOSITION, {"names": silent}, step="D3"),) if silent else ())
    if silent:
        return Answer.NO, (Ground(NO_DISPOSITION, {"names": silent}, step="D3"),)
    values = {
        "rejected": sum(line.rejected or 0 for line in stock),
        "quantity": sum(line.quantity or 0 for line in stock),
    }
    return Answer.YES, (Ground(SEGREGATED, values, step="D3"),)


def _monitoring(read: _Read) -> Said:
    watch = read.tracks.version.watch
    if not watch:
        return Answer.NOT_ASKED, (Ground(NO_WATCH),)
    came = [recurrence.at for recurrence in read.tracks.case.recurrences]
    after = next((at for at in came if at >= read.at), None)
    if after is not None:
        return Answer.NO, (Ground(CAME_AGAIN, at=after),)
    text = WATCHED_AGAIN if came else WATCHED
    return Answer.YES, (Ground(text, {"span": watch, "count": len(came)}, at=_watched_until(read)),)


def _watched_until(read: _Read) -> datetime | None:
    """When the watch that was passed had run."""
    steps = reversed(read.tracks.watch_until.steps)
    return next((until for _, until in steps if until is not None), None)


def _read_across(read: _Read) -> Said:
    lessons = has_lessons(read.report.body)
    told = Ground(LESSONS if lessons else NO_LESSONS.text, step="D8")
    likes = read.report.read_across
    if not likes:
        return Answer.NOT_RECORDED, (Ground(NO_READ_ACROSS, step="D7"), told)
    open_ones = [like.product for like in likes if like.affected in (None, Affected.UNKNOWN)]
    if open_ones:
        return Answer.NO, (*(Ground(NOT_ANSWERED, {"quote": name}, step="D7") for name in open_ones), told)
    left = (
        Ground(STILL_OPEN, {"quote": like.product}, who=like.owner, step="D7") for like in likes if _is_left(like, read)
    )
    grounds = (Ground(ALL_ANSWERED, {"count": len(likes)}, step="D7"), *left, told)
    return Answer.YES if lessons else Answer.NO, grounds


def _is_left(like: ReadAcross, read: _Read) -> bool:
    return like.affected is Affected.YES and not read.is_done(like.done)


_ASKED = {
    Point.REPORT: _report,
    Point.ALERT: lambda read: _only_named(Point.ALERT, read),
    Point.CONTAINMENT: _containment,
    Point.ROOT_CAUSE: _root_cause,
    Point.ACTION: _action,
    Point.ERROR_PROOFING: _error_proofing,
    Point.VERIFICATION: _verification,
    Point.PFMEA: _pfmea,
    Point.CONTROL_PLAN: _control_plan,
    Point.STANDARD_WORK: _standard_work,
    Point.TRAINING: lambda read: _only_named(Point.TRAINING, read),
    Point.LAYERED_AUDIT: _layered_audit,
    Point.SEGREGATION: _segregation,
    Point.MONITORING: _monitoring,
    Point.CHANGE_REQUEST: lambda read: _only_named(Point.CHANGE_REQUEST, read),
    Point.TRIAL_RUN: lambda read: _only_named(Point.TRIAL_RUN, read),
    Point.READ_ACROSS: _read_across,
}
