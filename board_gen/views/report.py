"""The page of one case: what its head says, its criteria, and the 8D step by step (contract §3, §5, §6; design.md)."""

from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import Attachment, Case
from board_gen.model.terms import Letter, Mark, Phase
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, Reason, Refusal
from board_gen.views.attached import address_named, href_of_attachment, href_of_case
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.cause_steps import CauseSteps, cause_steps_of
from board_gen.views.criterion_card import (
    CriterionCard,
    ReportCard,
    RevisionLine,
    cards_of,
    consent_of,
    report_cards_of,
    revisions_of,
)
from board_gen.views.gaps import Gaps
from board_gen.views.measure_steps import MeasureSteps, approvers_of, measure_steps_of
from board_gen.views.names import customer_of, person_of, source_of
from board_gen.views.next_move import Kind, next_move_of
from board_gen.views.problem_steps import ProblemSteps, problem_steps_of
from board_gen.views.reader import Reader
from board_gen.views.report_steps import StepView, steps_of
from board_gen.views.row import MarkWord, escalation_to, left_words
from board_gen.views.time_line import TimeLine, time_line_of
from board_gen.wording.terms import MARK_MEANINGS, MARKS, PHASES, SEVERITIES, duration_in_words
from board_gen.wording.times import full_moment

CALLING_HERE = frozenset({Mark.NO_NEXT, Mark.REPORT_LATE, Mark.NO_REPORT, Mark.RECURRED, Mark.NOT_UPDATED})
"""Marks that call for somebody on the page of the case itself: they are set strong."""


class Fact(NamedTuple):
    """A fact of the head: its name, what it says, and what is noted beside it in small print.

    `is_minor`: it stands in the line below the others.
    """

    label: str
    text: str
    note: str = ""
    moment: Moment | None = None
    is_minor: bool = False


class Banner(NamedTuple):
    """Why the case stands as it does, in one sentence, and what comes next. `tone` is a letter's or `quiet`.

    `origin` says where the deadline comes from, `left` how late it is or how long still; both in the sentence's wake.
    """

    tone: str
    title: str
    why: str
    next: str = ""
    others: str = ""
    origin: str = ""
    left: Timing | None = None


class Notice(NamedTuple):
    """Something that has to be said plainly; `href` leads to the case that it names."""

    text: str
    detail: str = ""
    href: str = ""
    link: str = ""
    is_strong: bool = False


class FileLine(NamedTuple):
    """A file published with the case; `pixels` of a picture that is made of them."""

    name: str
    href: str
    kind: str
    size: str
    pixels: str = ""


class WatchRing(NamedTuple):
    """How much of a watch for recurrence has passed, 0 to 100, in words too; empty words while none runs."""

    passed: int
    words: str
    until: str


class HeadView(NamedTuple):
    """What every page of a case begins with. `level` is the escalation's number, 0 for none.

    `ring` is given where the case is watched, or will be by what is known.
    """

    id: str
    title: str
    status: Letter
    phase: Phase
    phase_words: str
    level: int
    level_to: str
    level_since: Moment | None
    marks: tuple[MarkWord, ...]
    is_ended: bool
    is_to_come: bool
    ring: WatchRing | None


class ReportView(NamedTuple):
    """All that the page of a tracked case says."""

    head: HeadView
    banner: Banner
    facts: tuple[Fact, ...]
    notices: tuple[Notice, ...]
    cards: tuple[CriterionCard, ...]
    time_line: TimeLine
    reports: tuple[ReportCard, ...]
    revisions: tuple[RevisionLine, ...]
    steps: tuple[StepView, ...]
    problem: ProblemSteps
    causes: CauseSteps
    measures: MeasureSteps
    files: tuple[FileLine, ...]
    zone: str


def report_of(tracks: CaseTracks, judged: JudgedPlant, reader: Reader) -> ReportView:
    """The 8D page of a case as `reader` sees it."""
    clock = CaseClock.of(tracks, reader)
    cards, gaps = cards_of(tracks, clock), Gaps.of_case(tracks, clock)
    return ReportView(
        head=head_of(tracks, clock),
        banner=banner_of(tracks, cards, clock),
        facts=facts_of(tracks, clock),
        notices=notices_of(tracks, judged, clock),
        cards=cards,
        time_line=time_line_of(tracks, clock),
        reports=report_cards_of(tracks, clock),
        revisions=revisions_of(tracks, clock),
        steps=steps_of(tracks, cards, clock, gaps),
        problem=problem_steps_of(tracks.case.report, clock, gaps),
        causes=cause_steps_of(tracks.case, clock, gaps),
        measures=measure_steps_of(tracks.case.report, tracks.case.opened, clock, gaps, approvers_of(cards)),
        files=tuple(_file_of(attachment, clock.reader) for attachment in tracks.case.attachments),
        zone=reader.zone.key,
    )


def head_of(tracks: CaseTracks, clock: CaseClock) -> HeadView:
    """Letter, phase, escalation and marks of a case."""
    reader, head = clock.reader, tracks.head.at(clock.at)
    return HeadView(
        id=tracks.case.id,
        title=tracks.case.title,
        status=head.status,
        phase=head.phase,
        phase_words=reader.words(PHASES[head.phase]),
        level=head.escalation,
        level_to=escalation_to(tracks, head.escalation, reader),
        level_since=clock.moment(levels_of(tracks).since(clock.at)) if head.escalation else None,
        marks=() if clock.is_to_come else tuple(_mark_of(mark, reader) for mark in tracks.marks.at(clock.at)),
        is_ended=clock.is_ended,
        is_to_come=clock.is_to_come,
        ring=ring_of(tracks, clock),
    )


def ring_of(tracks: CaseTracks, clock: CaseClock) -> WatchRing | None:
    """The ring of a case's watch; None where it is not watched and never will be by what is known, or has ended."""
    coming = [head.phase for _, end, head in tracks.head.spans() if end is None or end > clock.at]
    if clock.is_ended or not _WATCHED.intersection(coming):
        return None
    move = next_move_of(tracks, clock.at)
    if move.kind is Kind.READY:
        return WatchRing(100, left_words(move, clock.reader), "")
    if move.kind is not Kind.WATCH or move.until is None or move.start is None:
        return WatchRing(0, "", "")
    passed = 100 * (clock.at - move.start) // (move.until - move.start)
    return WatchRing(passed, left_words(move, clock.reader), clock.reader.moment(move.until))


_WATCHED = frozenset({Phase.WATCH, Phase.READY})


def levels_of(tracks: CaseTracks) -> Track[int]:
    """The escalation level of a case through time."""
    return tracks.head.map(lambda head: head.escalation)


def _mark_of(mark: Mark, reader: Reader) -> MarkWord:
    return MarkWord(str(mark), reader.words(MARKS[mark]), reader.words(MARK_MEANINGS[mark]), mark in CALLING_HERE)


def banner_of(tracks: CaseTracks, cards: tuple[CriterionCard, ...], clock: CaseClock) -> Banner:
    """One sentence: how the case ended, else why it is red or what is due next, else how long it is watched."""
    head = tracks.head.at(clock.at)
    if clock.is_ended:
        return _end_of(tracks, head.phase, clock)
    unmet = [card for card in cards if not card.is_met]
    if not unmet:
        return _watch_of(tracks, clock)
    worst = min(unmet, key=lambda card: (card.cell.letter is not Letter.RED, _due_key(tracks, card, clock)))
    words = clock.reader.words
    title = words(N_("Why it is red")) if worst.cell.letter is Letter.RED else words(N_("What is due next"))
    red = sum(card.cell.letter is Letter.RED for card in unmet) - 1
    others = words.plural(N_("{count} more criterion is red."), N_("{count} more criteria are red."), red)
    return Banner(
        tone=worst.cell.letter.value,
        title=title,
        why=worst.cell.why,
        next=_next_of(worst, clock),
        others=others if red > 0 else "",
        origin=_origin_of(tracks, worst.cell.criterion, clock),
        left=worst.timing,
    )


def _origin_of(tracks: CaseTracks, criterion: str, clock: CaseClock) -> str:
    """Where the deadline of a criterion comes from: the last move, what was set for this case, or the rule."""
    cell, reader = tracks.cell(criterion), clock.reader
    if cell is None:
        return ""
    ruling = cell.rulings.at(clock.at)
    if ruling.reason is Reason.RECURRED:
        return ""
    if ruling.moved:
        return _last_move_of(tracks.case, criterion, clock)
    if cell.facts.due is not None:
        return reader.words(N_("deadline of its own, set for this case"))
    duration = tracks.version.criteria.get(criterion)
    if duration is None:
        return ""
    return reader.words(
        N_("opened {opened} + {duration} by {rules}"),
        opened=full_moment(tracks.case.opened, clock.zone),
        duration=duration_in_words(duration, reader.words),
        rules=_rules_of(tracks, reader),
    )


def _last_move_of(case: Case, criterion: str, clock: CaseClock) -> str:
    words = clock.reader.words
    move = [move for move in case.revisions if move.criterion == criterion and move.at <= clock.at][-1]
    at, why = full_moment(move.at, clock.zone), (move.reason, consent_of(move.consent, clock.reader))
    said = words(N_(", ")).join(filter(None, why))
    return words(N_("moved on {at}: {why}"), at=at, why=said) if said else words(N_("moved on {at}"), at=at)


def _rules_of(tracks: CaseTracks, reader: Reader) -> str:
    since = tracks.version.since
    if since is None:
        return tracks.profile
    return reader.words(N_("{profile}, version of {day}"), profile=tracks.profile, day=since.isoformat())


def _due_key(tracks: CaseTracks, card: CriterionCard, clock: CaseClock) -> float:
    cell = tracks.cell(card.cell.criterion)
    return cell.rulings.at(clock.at).due.timestamp() if cell else 0


def _next_of(card: CriterionCard, clock: CaseClock) -> str:
    words = clock.reader.words
    if card.next and card.by:
        return words(N_("Next: {next} ({by})"), next=card.next, by=card.by)
    if card.next:
        return words(N_("Next: {next}"), next=card.next)
    return words(N_("No next move is named.")) if card.cell.letter is Letter.RED else ""


def _watch_of(tracks: CaseTracks, clock: CaseClock) -> Banner:
    words, until = clock.reader.words, tracks.watch_until.at(clock.at)
    title = words(N_("Every criterion is met"))
    if until is not None:
        told = words(N_("Watched for a recurrence until {until}."), until=full_moment(until, clock.zone))
        return Banner("G", title, told)
    return Banner("G", title, words(N_("The watch has passed: it can be closed.")))


def _end_of(tracks: CaseTracks, phase: Phase, clock: CaseClock) -> Banner:
    words, case = clock.reader.words, tracks.case
    at = full_moment(clock.at, clock.zone)
    if phase is Phase.REJECTED:
        reason = case.rejected.reason if case.rejected else ""
        return Banner("quiet", words(N_("Rejected on {at}"), at=at), reason)
    span = clock.reader.span(clock.at - case.opened)
    return Banner("quiet", words(N_("Closed on {at}"), at=at), words(N_("It took {span}."), span=span))


def facts_of(tracks: CaseTracks, clock: CaseClock) -> tuple[Fact, ...]:
    """Who, whose, what part, since when, and by which rules; nothing for what is not given."""
    case, reader = tracks.case, clock.reader
    words = reader.words
    facts = [
        Fact(words(N_("Owner")), person_of(case.owner, reader) or "—"),
        Fact(words(N_("Customer")), customer_of(case.customer, reader)),
        _part_of(case, reader),
        _opened_of(case, clock),
        _next_report_of(case, clock),
        _updated_of(case, clock),
        Fact(words(N_("Source")), source_of(case.source, reader), is_minor=True),
        Fact(words(N_("Area")), case.area, is_minor=True),
        Fact(words(N_("Department")), case.department, is_minor=True),
        Fact(words(N_("Severity")), words(SEVERITIES[case.severity]) if case.severity else "", is_minor=True),
        Fact(words(N_("Rules")), _rules_of(tracks, reader), is_minor=True),
    ]
    return tuple(fact for fact in facts if fact.text)


def _part_of(case: Case, reader: Reader) -> Fact:
    part = case.part
    number = " ".join(text for text in (part.number, part.name) if text)
    lots = reader.words(N_("lots {lots}"), lots=", ".join(part.lots)) if part.lots else ""
    return Fact(reader.words(N_("Part")), number or lots, lots if number else "")


def _opened_of(case: Case, clock: CaseClock) -> Fact:
    reader, opened = clock.reader, clock.moment(case.opened)
    is_ageing = not (clock.is_ended or clock.is_to_come)
    age = reader.words(N_("{span} ago"), span=reader.span(clock.at - case.opened)) if is_ageing else ""
    return Fact(reader.words(N_("Opened")), opened.text, age, opened)


def _next_report_of(case: Case, clock: CaseClock) -> Fact:
    label = clock.reader.words(N_("Next report"))
    if case.next_report is None:
        return Fact(label, "")
    due = clock.deadline(case.next_report.at)
    return Fact(label, due.text, moment=due)


def _updated_of(case: Case, clock: CaseClock) -> Fact:
    updated = clock.optional(case.updated)
    return Fact(clock.reader.words(N_("Updated")), updated.text if updated else "", moment=updated)


def notices_of(tracks: CaseTracks, judged: JudgedPlant, clock: CaseClock) -> tuple[Notice, ...]:
    """What has to be said plainly: refused closing, rejection to come, hold, recurrences, disagreement."""
    case, words = tracks.case, clock.reader.words
    notices = [_refusal_of(tracks.refusal, clock)] if tracks.refusal else []
    if clock.is_to_come:
        notices.append(Notice(words(N_("It opens on {at}."), at=clock.moment(case.opened).text)))
    if tracks.end is not None and not clock.is_ended:
        notices.append(Notice(words(N_("Its end is dated {at}."), at=clock.moment(tracks.end).text)))
    notices += _holds_of(case, clock)
    notices += _recurrences_of(case, judged, clock)
    if case.differs:
        notices.append(Notice(words(N_("Sheet and case file differ; the case file is used."))))
    if case.no_report:
        notices.append(Notice(words(N_("It has to be tracked, but has no case file.")), is_strong=True))
    return tuple(notices)


def _refusal_of(refusal: Refusal, clock: CaseClock) -> Notice:
    reader, words = clock.reader, clock.reader.words
    if refusal.closed is None:
        return Notice(words(N_("The closing is refused: it has no date.")), is_strong=True)
    at = clock.moment(refusal.closed).text
    told = words(N_("The closing of {at} is refused: it never takes effect."), at=at)
    detail = ""
    if refusal.open_criteria:
        names = words(N_(", ")).join(reader.label(criterion.label) for criterion in refusal.open_criteria)
        detail = words(N_("Not met by then: {names}."), names=names)
    elif refusal.watch_until is not None:
        left = reader.span(refusal.watch_until - refusal.closed)
        until = clock.moment(refusal.watch_until).text
        detail = words(N_("The watch ran until {until}: {left} were missing."), until=until, left=left)
    return Notice(told, detail, is_strong=True)


def _holds_of(case: Case, clock: CaseClock) -> list[Notice]:
    hold, words = case.on_hold, clock.reader.words
    if hold is None:
        return []
    start = clock.moment(hold.start).text
    if hold.until is None:
        told = words(N_("On hold since {start}; the clocks run on."), start=start)
    else:
        until = clock.deadline(hold.until).text
        told = words(N_("On hold from {start} until {until}; the clocks run on."), start=start, until=until)
    return [Notice(told, hold.reason)]


def _recurrences_of(case: Case, judged: JudgedPlant, clock: CaseClock) -> list[Notice]:
    told = []
    for recurrence in case.recurrences:
        address = address_named(judged, recurrence.case) if recurrence.case else None
        said = N_("A recurrence is dated {at}.") if recurrence.at > clock.at else N_("It came again on {at}.")
        text = clock.reader.words(said, at=clock.moment(recurrence.at).text)
        href = href_of_case(address) if address else ""
        told.append(Notice(text, recurrence.note, href, recurrence.case, is_strong=True))
    return told


def _file_of(attachment: Attachment, reader: Reader) -> FileLine:
    kind = attachment.name.rpartition(".")[2].upper()
    picture, size = attachment.picture, _size_of(attachment.size, reader)
    has_pixels = picture is not None and picture.width and not picture.is_drawn
    pixels = f"{picture.width} × {picture.height}" if picture and has_pixels else ""
    return FileLine(attachment.name, href_of_attachment(attachment), kind, size, pixels)


def _size_of(size: int, reader: Reader) -> str:
    if size < 1024:
        return reader.words(N_("{count} bytes"), count=size)
    if size < 1024 * 1024:
        return reader.words(N_("{count} KB"), count=-(-size // 1024))
    return reader.words(N_("{count} MB"), count=f"{size / 1024 / 1024:.1f}")
