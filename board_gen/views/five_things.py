"""The five things that a report in the meeting must say, as the case says them (domain.md §1).

Interim measure, root cause, corrective measure, prevention, verification. Each is read from the fields of the report
that hold it; a thing of which the case says nothing, or not all, says so plainly in `lacking`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from board_gen.messages import N_
from board_gen.model.report import Action, Cause, Document, ReadAcross, RiskStock
from board_gen.model.terms import CauseKind, Letter
from board_gen.rules.tracks import CaseTracks, CriterionTrack
from board_gen.views.case_clock import CaseClock
from board_gen.views.names import person_of
from board_gen.wording.report_terms import AFFECTED, DOCUMENTS, KINDS

SHOWN = 4
"""So many statements of a thing stand on the screen; all of them on the case's own page."""
VERIFIED = "verified"
"""The default criterion of verification; any that fails on recurrence is one too."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: `aside` is who, of what kind, or what came of it; `standing` when it was done or falls due.

    `due` is the deadline of what is not done yet: at or after it the statement is late. `is_done`: done by now.
    """

    text: str
    aside: str = ""
    standing: str = ""
    due: datetime | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the five, by `name` and in words: what is said (`more` statements are left out), what is not said yet."""

    name: str
    label: str
    statements: tuple[Statement, ...]
    more: int
    lacking: str


def five_things_of(tracks: CaseTracks, clock: CaseClock) -> tuple[Thing, ...]:
    """All five, in the order in which they are reported."""
    words = clock.reader.words
    return (
        _thing("interim", words(N_("Interim measure")), _interim(tracks, clock), clock, criteria=_of(tracks, "D3")),
        _thing(
            "cause",
            words(N_("Root cause")),
            _causes(tracks, clock),
            clock,
            criteria=_of(tracks, "D4"),
            gap=_cause_gap(tracks, clock),
        ),
        _thing(
            "corrective",
            words(N_("Corrective measure")),
            _corrective(tracks, clock),
            clock,
            criteria=_of(tracks, "D5", "D6"),
            gap=_choice_gap(tracks, clock),
        ),
        _thing(
            "prevention",
            words(N_("Prevention")),
            _prevention(tracks, clock),
            clock,
            criteria=_of(tracks, "D7", "D8"),
        ),
        _thing("verification", words(N_("Verification")), _verification(tracks, clock), clock),
    )


def is_verification(track: CriterionTrack) -> bool:
    """True for a criterion that says whether the measures work."""
    return track.criterion.fails_on_recurrence or track.criterion.id == VERIFIED


def _of(tracks: CaseTracks, *steps: str) -> tuple[CriterionTrack, ...]:
    return tuple(track for track in tracks.criteria if track.criterion.step in steps and not is_verification(track))


def _thing(
    name: str,
    label: str,
    said: Iterable[Statement],
    clock: CaseClock,
    *,
    criteria: Iterable[CriterionTrack] = (),
    gap: str = "",
) -> Thing:
    """A thing of which nothing is said tells at least which of its criteria are met, and that the rest is missing."""
    words, statements = clock.reader.words, tuple(said)
    lacking = gap
    if not statements:
        statements = tuple(_met(criteria, clock))
        lacking = gap or (words(N_("what was done is not said")) if statements else words(N_("not said yet")))
    return Thing(name, label, statements[:SHOWN], max(0, len(statements) - SHOWN), lacking)


def _met(criteria: Iterable[CriterionTrack], clock: CaseClock) -> Iterator[Statement]:
    for track in criteria:
        ruling = track.rulings.at(clock.at)
        if ruling.letter is Letter.GREEN and ruling.done is not None:
            approved = person_of(track.facts.approved_by, clock.reader)
            aside = clock.reader.words(N_("approved by {name}"), name=approved) if approved else ""
            yield Statement(clock.reader.label(track.criterion.label), aside, _done(ruling.done, clock), is_done=True)


def _done(instant: datetime, clock: CaseClock) -> str:
    return clock.reader.words(N_("done {at}"), at=clock.moment(instant).text)


def _acted(actions: Iterable[Action], clock: CaseClock) -> Iterator[Statement]:
    for action in actions:
        yield _stated(action.what, _beside(person_of(action.owner, clock.reader), action.result), action, clock)


def _stated(text: str, aside: str, given: Action | ReadAcross, clock: CaseClock) -> Statement:
    """What has to be done by `due`, and whether it was."""
    if given.done is not None and given.done <= clock.at:
        return Statement(text, aside, _done(given.done, clock), is_done=True)
    if given.due is None:
        return Statement(text, aside)
    due = clock.reader.words(N_("due {at}"), at=clock.deadline(given.due).text)
    return Statement(text, aside, due, given.due)


def _beside(*texts: str) -> str:
    return " · ".join(text for text in texts if text)


def _actions(tracks: CaseTracks, *steps: str) -> tuple[Action, ...]:
    return tuple(action for action in tracks.case.report.actions if action.step in steps)


def _interim(tracks: CaseTracks, clock: CaseClock) -> Iterator[Statement]:
    yield from _stock(tracks.case.report.risk_stock, clock)
    yield from _acted(_actions(tracks, "D3"), clock)


def _stock(stock: tuple[RiskStock, ...], clock: CaseClock) -> Iterator[Statement]:
    """Risk stock of all places in one line; nothing where no quantity is given."""
    words = clock.reader.words
    total = sum(line.quantity or 0 for line in stock)
    if not total:
        return
    checked = sum(line.sorted or 0 for line in stock)
    rejected = sum(line.rejected or 0 for line in stock)
    text = words(N_("Risk stock: {sorted} of {total} sorted"), sorted=checked, total=total)
    aside = words(N_("{count} rejected"), count=rejected)
    yield Statement(text, aside, is_done=checked >= total)


def _causes(tracks: CaseTracks, clock: CaseClock) -> Iterator[Statement]:
    """Verified causes; for a kind that has none, the last answer of its ladder of whys, said to be unverified."""
    words, report = clock.reader.words, tracks.case.report
    for kind in CauseKind:
        verified = _verified(report.causes, kind)
        for cause in verified:
            yield Statement(cause.text, words(KINDS[kind]), words(N_("verified")), is_done=True)
        if verified:
            continue
        for ladder in report.whys:
            if ladder.kind is kind and ladder.chain and ladder.chain[-1].because:
                yield Statement(ladder.chain[-1].because, words(KINDS[kind]), words(N_("last why, not verified")))


def _verified(causes: Iterable[Cause], kind: CauseKind) -> list[Cause]:
    return [cause for cause in causes if cause.kind is kind and cause.verified and cause.text]


def _cause_gap(tracks: CaseTracks, clock: CaseClock) -> str:
    """Which kinds of cause nobody has verified; empty where both are, or where nothing at all is said."""
    words, report = clock.reader.words, tracks.case.report
    if not report.causes and not report.whys:
        return ""
    missing = [kind for kind in CauseKind if not _verified(report.causes, kind)]
    names = words(N_(", ")).join(words(KINDS[kind]) for kind in missing)
    return words(N_("not verified yet: {names}"), names=names) if missing else ""


def _corrective(tracks: CaseTracks, clock: CaseClock) -> Iterator[Statement]:
    words = clock.reader.words
    for option in tracks.case.report.options:
        if option.chosen and option.what:
            yield Statement(option.what, option.effect, words(N_("chosen")), is_done=True)
    yield from _acted(_actions(tracks, "D5", "D6"), clock)


def _choice_gap(tracks: CaseTracks, clock: CaseClock) -> str:
    options = tracks.case.report.options
    if not options or any(option.chosen for option in options):
        return ""
    one, many = N_("{count} option compared, none chosen yet"), N_("{count} options compared, none chosen yet")
    return clock.reader.words.plural(one, many, len(options))


def _prevention(tracks: CaseTracks, clock: CaseClock) -> Iterator[Statement]:
    report = tracks.case.report
    for document in report.documents:
        yield _documented(document, clock)
    yield from _acted(_actions(tracks, "D7", "D8"), clock)
    for like in report.read_across:
        yield _read_across(like, clock)


def _documented(document: Document, clock: CaseClock) -> Statement:
    words = clock.reader.words
    kind = words(DOCUMENTS[document.kind]) if document.kind else ""
    is_done = document.done is not None and document.done <= clock.at
    standing = _done(document.done, clock) if document.done is not None and is_done else words(N_("not done"))
    return Statement(" ".join(filter(None, (kind, document.name, document.revision))), "", standing, is_done=is_done)


def _read_across(like: ReadAcross, clock: CaseClock) -> Statement:
    words = clock.reader.words
    affected = words(AFFECTED[like.affected]) if like.affected else words(N_("not known yet"))
    return _stated(like.product, _beside(affected, like.action, person_of(like.owner, clock.reader)), like, clock)


def _verification(tracks: CaseTracks, clock: CaseClock) -> Iterator[Statement]:
    """What the criteria of verification say, what came of the measures, when it came again, how long it is watched."""
    words = clock.reader.words
    for track in filter(is_verification, tracks.criteria):
        yield from _verdict(track, clock)
    for recurrence in tracks.case.recurrences:
        if recurrence.at <= clock.at:
            yield Statement(words(N_("It came again on {at}."), at=clock.moment(recurrence.at).text), recurrence.note)
    until = tracks.watch_until.at(clock.at)
    if until is not None:
        yield Statement(words(N_("Watched for a recurrence until {until}."), until=clock.moment(until).text))


def _verdict(track: CriterionTrack, clock: CaseClock) -> Iterator[Statement]:
    """Nothing for a criterion of which nobody says anything yet."""
    reader, ruling, facts = clock.reader, track.rulings.at(clock.at), track.facts
    label, evidence = reader.label(track.criterion.label), reader.words(N_(", ")).join(facts.evidence)
    if facts.na is not None:
        yield Statement(label, reader.words(N_("does not apply: {reason}"), reason=facts.na))
    elif ruling.letter is Letter.GREEN and ruling.done is not None:
        yield Statement(label, evidence, _done(ruling.done, clock), is_done=True)
    elif ruling.claimed:
        yield Statement(label, reader.words(N_("said to be done, but the evidence is missing")))
    elif ruling.recurred_at is not None:
        yield Statement(label, reader.words(N_("failed: the problem came again")))
