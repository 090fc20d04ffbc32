"""The criteria of one case as its page shows them, with every move of their deadlines, and its named reports."""

from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import Case, Revision
from board_gen.model.terms import Letter
from board_gen.rules.tracks import CaseTracks, CriterionTrack, ReportTrack
from board_gen.views.attached import href_of_text
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.cell import Cell, cell_of, moved_words
from board_gen.views.names import person_of
from board_gen.views.reader import Reader


class Evidence(NamedTuple):
    """A piece of evidence; `href` is empty for what is neither a file of the case nor a web address."""

    text: str
    href: str


class CriterionCard(NamedTuple):
    """One criterion: its cell, when it is due and was done, who does what next, and on what grounds.

    `first_due` and `moves` are given where the deadline was moved; `is_ever_moved` also where that is only to come.
    `earlier` are fulfilments that do not
    count: undone by a recurrence, or claimed without evidence. `next` stands only while something has to be done.
    """

    cell: Cell
    step: str
    label: str
    timing: Timing
    first_due: Moment | None
    is_ever_moved: bool
    moves: str
    earlier: tuple[Moment, ...]
    next: str
    by: str
    approved_by: str
    evidence: tuple[Evidence, ...]
    not_applicable: str
    is_calendar_unknown: bool

    @property
    def is_met(self) -> bool:
        """True where nothing has to be done any more."""
        return self.cell.letter in (Letter.GREEN, Letter.NOT_APPLICABLE)


class RevisionLine(NamedTuple):
    """One move of a deadline: from the deadline in force before it. `is_ahead`: it is dated after the instant."""

    criterion: str
    label: str
    at: Moment
    before: Moment | None
    to: Moment
    moved: str
    reason: str
    consent: str
    is_ahead: bool


class ReportCard(NamedTuple):
    """A named report (4D, 8D) and its clock."""

    name: str
    timing: Timing


def evidence_of(case: Case, written: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Each piece with where it leads; none for an empty text."""
    if not written:
        return ()
    return tuple([Evidence(text, href_of_text(case, text)) for text in written if text.strip()])


def cards_of(tracks: CaseTracks, clock: CaseClock) -> tuple[CriterionCard, ...]:
    """A case's criteria, in the board's order."""
    return tuple(card_of(tracks.case, cell, clock) for cell in tracks.criteria)


def card_of(case: Case, track: CriterionTrack, clock: CaseClock) -> CriterionCard:
    """One criterion of a case."""
    reader, facts = clock.reader, track.facts
    ruling = track.rulings.at(clock.at)
    met_at = ruling.done if ruling.letter is Letter.GREEN else None
    due = track.rulings.at(max(met_at, track.rulings.start)).due if met_at else ruling.due
    return CriterionCard(
        cell=cell_of(track, reader),
        step=track.criterion.step,
        label=reader.label(track.criterion.label),
        timing=clock.timing(due, met_at),
        first_due=clock.deadline(ruling.first_due) if ruling.moved else None,
        is_ever_moved=any(move.criterion == track.criterion.id for move in case.revisions),
        moves=_moves(ruling.moved, moved_words(ruling.due, ruling.first_due, reader), clock) if ruling.moved else "",
        earlier=tuple([clock.moment(done) for done in facts.done if done != met_at]),
        next=facts.next,
        by=person_of(facts.by, reader),
        approved_by=person_of(facts.approved_by, reader),
        evidence=evidence_of(case, facts.evidence),
        not_applicable=facts.na or "",
        is_calendar_unknown=track.calendar_unknown,
    )


def _moves(count: int, by: str, clock: CaseClock) -> str:
    return clock.reader.words.plural(N_("moved {count} time, {by}"), N_("moved {count} times, {by}"), count, by=by)


def revisions_of(tracks: CaseTracks, clock: CaseClock) -> tuple[RevisionLine, ...]:
    """Every move of a deadline, oldest first."""
    return tuple(_line_of(tracks, revision, clock) for revision in tracks.case.revisions)


def _line_of(tracks: CaseTracks, revision: Revision, clock: CaseClock) -> RevisionLine:
    reader, cell = clock.reader, tracks.cell(revision.criterion)
    criterion = reader.rules.criterion(revision.criterion)
    before = None
    if cell is not None:
        former = [move for move in tracks.case.revisions if move.criterion == revision.criterion]
        place = former.index(revision)
        before = former[place - 1].to if place else cell.rulings.steps[0][1].first_due
    return RevisionLine(
        criterion=revision.criterion,
        label=reader.label(criterion.label) if criterion else revision.criterion,
        at=clock.moment(revision.at),
        before=clock.deadline(before) if before else None,
        to=clock.deadline(revision.to),
        moved=moved_words(revision.to, before, reader) if before else "",
        reason=revision.reason,
        consent=consent_of(revision.consent, reader),
        is_ahead=revision.at > clock.at,
    )


def consent_of(consent: str, reader: Reader) -> str:
    """Who agreed to a move: the customer, or a person by name."""
    if consent == "customer":
        return reader.words(N_("the customer"))
    return person_of(consent, reader)


def report_cards_of(tracks: CaseTracks, clock: CaseClock) -> tuple[ReportCard, ...]:
    """The named reports of the case's profile and how their clocks stand."""
    return tuple(ReportCard(track.name, report_timing(track, clock)) for track in tracks.reports)


def report_timing(track: ReportTrack, clock: CaseClock) -> Timing:
    """How the clock of a named report stands."""
    return clock.timing(track.due, track.done.since(clock.at) if track.done.at(clock.at) else None)
