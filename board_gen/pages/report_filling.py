"""A case as the fields of a report (report_fields.py): what the page says, as values that Word and Excel can hold."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from board_gen.messages import N_
from board_gen.model.report import Action, Cause, Report, RiskStock, WhyChain
from board_gen.model.rules import Criterion
from board_gen.model.terms import CauseKind, Location
from board_gen.pages.board_xlsx import GROUNDS
from board_gen.pages.report_asked import ReportAsked
from board_gen.pages.report_fields import (
    ActionRow,
    CauseRow,
    CriterionRow,
    DiamondFields,
    DocumentRow,
    FileRow,
    MemberRow,
    MissingRow,
    NamedReportRow,
    OptionRow,
    PartFields,
    PictureRow,
    ProblemFields,
    ReadAcrossRow,
    RecurrenceRow,
    ReportFields,
    RevisionRow,
    RootCauseFields,
    StepRow,
    StockRow,
    StockTotal,
    TextFields,
    When,
    WhyRow,
)
from board_gen.pages.report_prose import Grid, Prose, Run, lines_of_prose, prose_of
from board_gen.rules.tracks import CaseTracks
from board_gen.views.attached import attachment_of, is_picture
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.criterion_card import CriterionCard
from board_gen.views.names import customer_of, person_of, source_of
from board_gen.views.reader import Reader
from board_gen.views.report import report_of
from board_gen.wording.report_terms import AFFECTED, BRANCHES, DOCUMENTS, KINDS, LOCATIONS, TRIGGERS
from board_gen.wording.terms import LETTERS, SEVERITIES

_MIDNIGHT, _SECOND = time(0), timedelta(seconds=1)


def fields_of(asked: ReportAsked) -> ReportFields:
    """Everything that a form may ask for, in the reader's language and in plant time."""
    tracks, reader = asked.tracks, asked.reader
    shown = report_of(tracks, asked.judged, reader)
    clock = CaseClock.of(tracks, reader)
    filling = _Filling(tracks, clock)
    case, report, words = tracks.case, tracks.case.report, reader.words
    head, banner, steps = shown.head, shown.banner, shown.steps
    worst = next((card for card in shown.cards if card.cell.why == banner.why), None)
    criteria = tuple(filling.criterion(card) for card in shown.cards)
    stock = tuple(filling.stock(report))
    actions, causes, whys = tuple(filling.actions(report)), tuple(filling.causes(report)), tuple(filling.whys(report))
    prose = prose_of(report.body)
    comma = words(N_(", "))
    return ReportFields(
        id=case.id,
        title=case.title,
        plant=reader.label(reader.rules.plant),
        customer=customer_of(case.customer, reader),
        source=source_of(case.source, reader),
        area=case.area,
        department=case.department,
        severity=words(SEVERITIES[case.severity]) if case.severity else "",
        owner=person_of(case.owner, reader),
        part=_part_of(tracks),
        opened=filling.start(case.opened),
        updated=filling.start(case.updated),
        next_report=filling.next_report(),
        closed=filling.start(tracks.end) if case.closed and clock.is_ended else None,
        issued=_local(reader.at, reader),
        status=head.status,
        status_colour=GROUNDS[head.status][1:],
        status_words=words(LETTERS[head.status]),
        phase=head.phase_words,
        headline=banner.title,
        why=banner.why,
        next=worst.next if worst else "",
        next_by=worst.by if worst else "",
        escalation=f"L{head.level} {head.level_to}".strip() if head.level else "",
        marks=comma.join(mark.text for mark in head.marks),
        notices="\n".join(
            " ".join(text for text in (notice.text, notice.detail, notice.link) if text) for notice in shown.notices
        ),
        trigger=comma.join(words(TRIGGERS[trigger]) for trigger in report.trigger),
        champion=person_of(report.team.champion, reader),
        leader=person_of(report.team.leader, reader),
        team=tuple(MemberRow(person_of(member.name, reader), member.role) for member in report.team.members),
        problem=ProblemFields(*(getattr(report.problem, name) for name in ProblemFields._fields)),
        risk_stock=tuple(row for _, row in stock),
        stock_at={str(place): filling.stock_at(place, report) for place in Location},
        stock_total=_total_of(report),
        diamond=DiamondFields(*(getattr(report.diamond, name) for name in DiamondFields._fields)),
        root_cause=RootCauseFields(
            *(_verified(report, kind, words(N_("; "))) for kind in (CauseKind.OCCURRENCE, CauseKind.ESCAPE))
        ),
        causes=tuple(row for _, row in causes),
        occurrence_causes=tuple(row for kind, row in causes if kind is CauseKind.OCCURRENCE),
        escape_causes=tuple(row for kind, row in causes if kind is CauseKind.ESCAPE),
        whys=tuple(row for _, row in whys),
        occurrence_whys=tuple(row for kind, row in whys if kind is CauseKind.OCCURRENCE),
        escape_whys=tuple(row for kind, row in whys if kind is CauseKind.ESCAPE),
        options=tuple(OptionRow(*(getattr(option, name) for name in OptionRow._fields)) for option in report.options),
        chosen=words(N_("; ")).join(option.what for option in report.options if option.chosen),
        actions=actions,
        actions_d3=tuple(row for row in actions if row.step == "D3"),
        actions_d5=tuple(row for row in actions if row.step == "D5"),
        actions_d6=tuple(row for row in actions if row.step == "D6"),
        actions_d7=tuple(row for row in actions if row.step == "D7"),
        documents=tuple(filling.documents(report)),
        read_across=tuple(filling.read_across(report)),
        criteria=criteria,
        criterion={
            **{c.id: _no_criterion(c, reader) for c in reader.rules.criteria},
            **{row.id: row for row in criteria},
        },
        revisions=tuple(filling.revisions()),
        recurrences=tuple(RecurrenceRow(filling.start(r.at), r.note, r.case) for r in case.recurrences),
        reports=tuple(NamedReportRow(card.name, *filling.timing(card.timing)) for card in shown.reports),
        missing=tuple(MissingRow(step.id, text) for step in steps for text in step.missing),
        text=_texts_of(prose),
        pictures=tuple(_pictures_of(tracks, prose)),
        files=tuple(FileRow(attachment.name, attachment.size) for attachment in case.attachments),
        steps=tuple(StepRow(step.id, step.label) for step in steps),
    )


def _local(instant: datetime, reader: Reader) -> datetime:
    return instant.astimezone(reader.zone).replace(tzinfo=None, microsecond=0)


def _no_criterion(criterion: Criterion, reader: Reader) -> CriterionRow:
    """One of the plant's criteria that the case's profile does not ask for."""
    said = dict.fromkeys(CriterionRow._fields, "")
    none = {"letter": None, "due": None, "first_due": None, "done": None}
    named = {"id": criterion.id, "label": reader.label(criterion.label), "step": criterion.step}
    return CriterionRow(**{**said, **none, **named})  # type: ignore[arg-type]


def _part_of(tracks: CaseTracks) -> PartFields:
    part = tracks.case.part
    named = " ".join(text for text in (part.number, part.name) if text)
    return PartFields(named, part.number, part.name, ", ".join(part.lots))


def _sum(numbers: Iterable[int | None]) -> int | None:
    given = [number for number in numbers if number is not None]
    return sum(given) if given else None


def _total_of(report: Report) -> StockTotal:
    stock = report.risk_stock
    return StockTotal(
        _sum(line.quantity for line in stock),
        _sum(line.sorted for line in stock),
        _sum(line.rejected for line in stock),
    )


def _verified(report: Report, kind: CauseKind, joint: str) -> str:
    return joint.join(cause.text for cause in report.causes if cause.kind is kind and cause.verified)


def _texts_of(prose: tuple[Prose, ...]) -> TextFields:
    texts: dict[str, list[str]] = {}
    for section in prose:
        texts.setdefault(section.step.lower() or "notes", []).append(lines_of_prose(section.blocks))
    return TextFields(*("\n".join(texts.get(name, ())) for name in TextFields._fields))


def _pictures_of(tracks: CaseTracks, prose: tuple[Prose, ...]) -> Iterator[PictureRow]:
    """Each picture once: as the Markdown shows them, then the others in the order of their names."""
    case, seen = tracks.case, set()
    for section in prose:
        for run in _runs_of(section):
            shown = attachment_of(case, run.picture) if run.picture else None
            if shown is not None and is_picture(shown) and shown.name not in seen:
                seen.add(shown.name)
                yield PictureRow(shown.name, run.text, section.step, shown)
    for attachment in case.attachments:
        if is_picture(attachment) and attachment.name not in seen:
            yield PictureRow(attachment.name, "", "", attachment)


def _runs_of(section: Prose) -> Iterator[Run]:
    for block in section.blocks:
        for runs in (cell for row in block.rows for cell in row) if isinstance(block, Grid) else (block.runs,):
            yield from runs


class _Filling:
    """Fills the rows of one case, by its clock."""

    def __init__(self, tracks: CaseTracks, clock: CaseClock) -> None:
        self.tracks, self.clock, self.reader = tracks, clock, clock.reader
        self.words = clock.reader.words

    def start(self, instant: datetime | None) -> When:
        """An instant on the plant's clock; a local midnight was written as a date."""
        if instant is None:
            return None
        local = _local(instant, self.reader)
        return local.date() if local.time() == _MIDNIGHT else local

    def end(self, instant: datetime | None) -> When:
        """A deadline; one at a local midnight is the day before it."""
        if instant is None:
            return None
        local = _local(instant, self.reader)
        return (local - _SECOND).date() if local.time() == _MIDNIGHT else local

    def next_report(self) -> When:
        given = self.tracks.case.next_report
        return self.end(given.at) if given else None

    def timing(self, timing: Timing) -> tuple[When, When, str]:
        """(due, done, how it stands)."""
        return self.end(_instant(timing.due)), self.start(_instant(timing.done)), timing.words

    def criterion(self, card: CriterionCard) -> CriterionRow:
        cell = card.cell
        due, done, standing = self.timing(card.timing)
        return CriterionRow(
            id=cell.criterion,
            label=card.label,
            step=card.step,
            letter=cell.letter,
            colour=GROUNDS[cell.letter][1:],
            words=self.words(LETTERS[cell.letter]),
            why=cell.why,
            due=due if not card.not_applicable else None,
            first_due=self.end(_instant(card.first_due)),
            done=done,
            standing=standing if not card.not_applicable else "",
            next=card.next,
            by=card.by,
            approved_by=card.approved_by,
            evidence=", ".join(piece.text for piece in card.evidence),
            not_applicable=card.not_applicable,
        )

    def stock(self, report: Report) -> Iterator[tuple[Location, StockRow]]:
        for place in Location:
            for line in report.risk_stock:
                if line.location is place:
                    yield place, self.stock_row(line)

    def stock_row(self, line: RiskStock) -> StockRow:
        return StockRow(
            self.words(LOCATIONS[line.location]),
            ", ".join(line.lots),
            line.quantity,
            line.sorted,
            line.rejected,
            line.disposition,
            self.start(line.clean_from),
        )

    def stock_at(self, place: Location, report: Report) -> StockRow:
        """One place; the lines of a place that has several are added up."""
        lines = [line for line in report.risk_stock if line.location is place]
        if len(lines) == 1:
            return self.stock_row(lines[0])
        dates = [line.clean_from for line in lines if line.clean_from]
        return StockRow(
            self.words(LOCATIONS[place]),
            ", ".join(lot for line in lines for lot in line.lots),
            _sum(line.quantity for line in lines),
            _sum(line.sorted for line in lines),
            _sum(line.rejected for line in lines),
            self.words(N_("; ")).join(line.disposition for line in lines if line.disposition),
            self.start(max(dates)) if dates and len(dates) == len(lines) else None,
        )

    def causes(self, report: Report) -> Iterator[tuple[CauseKind, CauseRow]]:
        """Verified ones first."""
        for cause in sorted(report.causes, key=lambda cause: not cause.verified):
            yield cause.kind, self.cause(cause)

    def cause(self, cause: Cause) -> CauseRow:
        branch = self.words(BRANCHES[cause.branch]) if cause.branch else ""
        kind = self.words(KINDS[cause.kind])
        return CauseRow(kind, branch, cause.text, cause.verified, ", ".join(filter(str.strip, cause.evidence)))

    def whys(self, report: Report) -> Iterator[tuple[CauseKind, WhyRow]]:
        for number, ladder in enumerate(report.whys, 1):
            yield from ((ladder.kind, row) for row in self.ladder(number, ladder))

    def ladder(self, ladder_number: int, ladder: WhyChain) -> Iterator[WhyRow]:
        kind, last = self.words(KINDS[ladder.kind]), len(ladder.chain)
        for number, rung in enumerate(ladder.chain, 1):
            reason = ladder.reason_fewer if number == last else ""
            yield WhyRow(ladder_number, kind, number, rung.why, rung.because, rung.evidence, reason)

    def actions(self, report: Report) -> Iterator[ActionRow]:
        yield from (self.action(action) for action in report.actions)

    def action(self, action: Action) -> ActionRow:
        due, done, standing = self.timing(self.clock.timing(action.due, action.done))
        owner, start = person_of(action.owner, self.reader), self.start(action.start)
        return ActionRow(action.step, action.what, owner, start, due, done, standing, action.result)

    def documents(self, report: Report) -> Iterator[DocumentRow]:
        for document in report.documents:
            kind = self.words(DOCUMENTS[document.kind]) if document.kind else ""
            yield DocumentRow(kind, document.name, document.revision, self.start(document.done))

    def read_across(self, report: Report) -> Iterator[ReadAcrossRow]:
        for like in report.read_across:
            affected = self.words(AFFECTED[like.affected]) if like.affected else ""
            timing = self.timing(self.clock.timing(like.due, like.done))
            yield ReadAcrossRow(like.product, affected, like.action, person_of(like.owner, self.reader), *timing)

    def revisions(self) -> Iterator[RevisionRow]:
        """Every move of a deadline, oldest first."""
        deadlines: dict[str, datetime] = {}
        for move in self.tracks.case.revisions:
            cell, criterion = self.tracks.cell(move.criterion), self.reader.rules.criterion(move.criterion)
            first = cell.rulings.steps[0][1].first_due if cell else None
            consent = move.consent
            yield RevisionRow(
                self.start(move.at),
                self.reader.label(criterion.label) if criterion else move.criterion,
                self.end(deadlines.get(move.criterion, first)),
                self.end(move.to),
                move.reason,
                self.words(N_("the customer")) if consent == "customer" else person_of(consent, self.reader),
            )
            deadlines[move.criterion] = move.to


def _instant(moment: Moment | None) -> datetime | None:
    return moment.instant if moment else None
