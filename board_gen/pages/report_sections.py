"""The report as board_gen lays it out itself, in Word and in Excel: what stands where, as values (domain.md §6).

Widths are in twenty-fourths of the page. What is not given is left out; a step of which nothing is known says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.terms import Branch, CauseKind, Letter
from board_gen.pages.report_asked import ReportAsked
from board_gen.pages.report_fields import ActionRow, CriterionRow, ReportFields, Value, WhyRow, text_of_value
from board_gen.pages.report_filling import fields_of
from board_gen.pages.report_prose import Prose, prose_of
from board_gen.wording import Wording
from board_gen.wording.report_terms import BRANCHES, DIAMOND, QUESTIONS, WHY_IT

WIDTH = 24
"""What the widths of a table's columns add up to."""


class Column(NamedTuple):
    """A column: its name, its width, and whether it goes where no row says anything in it."""

    name: str
    width: int
    is_optional: bool = False


class Listing(NamedTuple):
    """A table. `is_form`: it has no head, its first column names what the second says.

    `has_total`: its last row adds up. `note` stands below it.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    is_form: bool = False
    has_total: bool = False
    note: str = ""


class Section(NamedTuple):
    """A step: its heading, what it lacks, what is known of it."""

    heading: str
    missing: tuple[str, ...]
    listings: tuple[Listing, ...]
    prose: tuple[Prose, ...]

    @property
    def is_empty(self) -> bool:
        """True where nothing is known and nothing is missing."""
        return not (self.missing or self.listings or self.prose)


class Laid(NamedTuple):
    """The whole report. `why` is the sentence under the head, `next` the next move; `foot` stands on each page."""

    id: str
    title: str
    status: Letter
    below: str
    headline: str
    why: str
    next: str
    notices: tuple[str, ...]
    facts: tuple[tuple[str, Value], ...]
    overview: tuple[Listing, ...]
    sections: tuple[Section, ...]
    foot: str
    page: tuple[str, str, str]
    nothing: str
    missing: str


def laid_of(asked: ReportAsked) -> tuple[Laid, ReportFields]:
    """The report of a case, laid out, and the fields that it was laid out from."""
    fields, words = fields_of(asked), asked.reader.words
    laying = _Laying(fields, words)
    prose = prose_of(asked.tracks.case.report.body)
    told = [words(N_("Next: {next} ({by})"), next=fields.next, by=fields.next_by) if fields.next_by else ""]
    page, _, rest = words(N_("Page {page} of {pages}")).partition("{page}")
    between, _, after = rest.partition("{pages}")
    laid = Laid(
        id=fields.id,
        title=fields.title,
        status=fields.status,
        below=" · ".join(
            text for text in (fields.id, fields.phase, fields.status_words, fields.escalation, fields.marks) if text
        ),
        headline=fields.headline + (words(N_(":")) if fields.why else ""),
        why=fields.why,
        next=(told[0] or words(N_("Next: {next}"), next=fields.next)) if fields.next else "",
        notices=tuple(fields.notices.splitlines()),
        facts=tuple(laying.facts()),
        overview=tuple(laying.overview()),
        sections=tuple(laying.sections(prose)),
        foot=words(
            N_("{plant} · as of {at}"),
            plant=fields.plant,
            at=f"{fields.issued.isoformat(' ', 'minutes')} {asked.reader.zone.key}",
        ),
        page=(page, between, after),
        nothing=words(N_("Nothing is recorded here yet.")),
        missing=words(N_("Missing")),
    )
    return laid, fields


def _listing(
    title: str, columns: Iterable[Column], rows: Iterable[Sequence[Value]], *, has_total: bool = False, note: str = ""
) -> Listing:
    """A table without the optional columns that say nothing; their width goes to the widest."""
    columns, rows = tuple(columns), tuple(rows)
    kept = [
        index
        for index, column in enumerate(columns)
        if not column.is_optional or any(row[index] not in (None, "") for row in rows)
    ]
    spare = WIDTH - sum(columns[index].width for index in kept)
    widest = max(kept, key=lambda index: columns[index].width)
    shown = tuple(
        columns[index]._replace(width=columns[index].width + (spare if index == widest else 0)) for index in kept
    )
    return Listing(
        title, shown, tuple(tuple(row[index] for index in kept) for row in rows), has_total=has_total, note=note
    )


class _Laying:
    """Lays the fields of one case out."""

    def __init__(self, fields: ReportFields, words: Wording) -> None:
        self.fields, self.words = fields, words

    def facts(self) -> Iterator[tuple[str, Value]]:
        """The head's facts."""
        fields, words = self.fields, self.words
        yield words(N_("Customer")), fields.customer
        yield words(N_("Part")), fields.part.text
        yield words(N_("Lots")), fields.part.lots
        yield words(N_("Owner")), fields.owner
        yield words(N_("Department")), fields.department
        yield words(N_("Area")), fields.area
        yield words(N_("Source")), fields.source
        yield words(N_("Severity")), fields.severity
        yield words(N_("Opened")), fields.opened
        yield words(N_("Updated")), fields.updated
        yield words(N_("Next report")), fields.next_report
        yield words(N_("Closed")), fields.closed

    def overview(self) -> Iterator[Listing]:
        """Criteria, reports, moves of deadlines, recurrences."""
        words, fields = self.words, self.fields
        columns = (
            Column(words(N_("Criterion")), 4),
            Column("", 2),
            Column(words(N_("Due")), 4),
            Column(words(N_("Done")), 4),
            Column(words(N_("How it stands")), 4),
            Column(words(N_("Note")), 6),
        )
        rows = [
            (f"{row.step} {row.label}", row.letter, row.due, row.done, row.standing, self._note(row))
            for row in fields.criteria
        ]
        yield _listing(words(N_("Exit criteria")), columns, rows)
        if fields.reports:
            names = (
                Column(words(N_("Report")), 6),
                Column(words(N_("Due")), 6),
                Column(words(N_("Done")), 6),
                Column(words(N_("How it stands")), 6),
            )
            yield _listing(words(N_("Reports")), names, fields.reports)
        yield from self._moves()

    def _note(self, row: CriterionRow) -> str:
        words = self.words
        told = [
            row.not_applicable,
            words(N_("first due {at}"), at=text_of_value(row.first_due, words)) if row.first_due else "",
            words(N_("approved by {name}"), name=row.approved_by) if row.approved_by else "",
            row.evidence,
            f"{row.next} ({row.by})" if row.next and row.by else row.next,
        ]
        return words(N_("; ")).join(text for text in told if text)

    def _moves(self) -> Iterator[Listing]:
        words, fields = self.words, self.fields
        if fields.revisions:
            columns = (
                Column(words(N_("On")), 4),
                Column(words(N_("Criterion")), 4),
                Column(words(N_("From")), 4),
                Column(words(N_("To")), 4),
                Column(words(N_("Reason")), 5),
                Column(words(N_("Consent")), 3, is_optional=True),
            )
            yield _listing(words(N_("Moves of deadlines")), columns, fields.revisions)

    def sections(self, prose: Iterable[Prose]) -> Iterator[Section]:
        """D0 to D8, any other steps of the plant's, then what stands in no step, and the files."""
        prose, words = tuple(prose), self.words
        for step in self.fields.steps:
            yield Section(
                f"{step.id} {step.label}".strip(),
                tuple(row.text for row in self.fields.missing if row.step == step.id),
                tuple(self._listings(step.id)),
                tuple(section for section in prose if section.step == step.id),
            )
        notes = tuple(section for section in prose if not section.step)
        if notes:
            yield Section(words(N_("Notes")), (), (), notes)
        if self.fields.files:
            columns = Column(words(N_("Name")), 20), Column(words(N_("KB")), 4)
            rows = [(file.name, -(-file.size // 1024)) for file in self.fields.files]
            yield Section(words(N_("Files")), (), (_listing("", columns, rows),), ())

    def _listings(self, step: str) -> Iterator[Listing]:
        match step:
            case "D0" if self.fields.trigger:
                yield self._form("", [(self.words(N_("Why an 8D")), self.fields.trigger)])
            case "D1":
                yield from self._team()
            case "D2" if any(self.fields.problem):
                problem = self.fields.problem._asdict()
                yield self._form("", [(self.words(text), problem[key]) for key, text in QUESTIONS.items()])
            case "D3":
                yield from self._stock()
            case "D4":
                yield from self._causes()
                yield from self._ladders()
            case "D5":
                yield from self._options()
        yield from self._actions([row for row in self.fields.actions if row.step == step])
        if step == "D7":
            yield from self._prevention()

    def _form(self, title: str, rows: Iterable[tuple[str, Value]]) -> Listing:
        return Listing(title, (Column("", 7), Column("", WIDTH - 7)), tuple(rows), is_form=True)

    def _team(self) -> Iterator[Listing]:
        words, fields = self.words, self.fields
        leads = ((fields.champion, words(N_("Champion"))), (fields.leader, words(N_("Leader"))))
        rows = [*((name, role) for name, role in leads if name), *fields.team]
        if rows:
            yield _listing("", (Column(words(N_("Name")), 12), Column(words(N_("Role")), 12)), rows)

    def _stock(self) -> Iterator[Listing]:
        words, fields = self.words, self.fields
        rows: list[Sequence[Value]] = list(fields.risk_stock)
        if len(rows) > 1:
            rows.append((words(N_("Total")), "", *fields.stock_total, "", None))
        columns = (
            Column(words(N_("Risk stock")), 4),
            Column(words(N_("Lots")), 4, is_optional=True),
            Column(words(N_("Quantity")), 3),
            Column(words(N_("Sorted")), 3),
            Column(words(N_("Rejected")), 3),
            Column(words(N_("Disposition")), 4, is_optional=True),
            Column(words(N_("Clean from")), 3),
        )
        if rows:
            yield _listing(words(N_("Risk stock")), columns, rows, has_total=len(rows) > 1)
        if any(answer is not None for answer in fields.diamond):
            answers = fields.diamond._asdict()
            checks = [(words(text), answers[key]) for key, text in DIAMOND.items()]
            yield self._form(words(N_("Diamond method")), checks)._replace(columns=(Column("", 18), Column("", 6)))

    def _causes(self) -> Iterator[Listing]:
        words = self.words
        places = {words(BRANCHES[branch]): place for place, branch in enumerate(Branch)}
        rows = sorted(self.fields.causes, key=lambda row: places.get(row.branch, len(places)))
        columns = (
            Column(words(N_("Branch")), 3),
            Column(words(N_("Cause")), 10),
            Column(words(N_("Kind")), 4),
            Column(words(N_("Verified")), 3),
            Column(words(N_("Evidence")), 4, is_optional=True),
        )
        if rows:
            told = [(row.branch, row.text, row.kind, row.verified, row.evidence) for row in rows]
            yield _listing(words(N_("Causes")), columns, told)

    def _ladders(self) -> Iterator[Listing]:
        kinds = ((CauseKind.OCCURRENCE, self.fields.occurrence_whys), (CauseKind.ESCAPE, self.fields.escape_whys))
        for kind, rungs in kinds:
            for ladder in dict.fromkeys(rung.ladder for rung in rungs):
                yield self._ladder(self.words(WHY_IT[kind]), [rung for rung in rungs if rung.ladder == ladder])

    def _ladder(self, title: str, rungs: Sequence[WhyRow]) -> Listing:
        words, reason = self.words, rungs[-1].reason
        columns = (
            Column(words(N_("No.")), 2),
            Column(words(N_("Question")), 8),
            Column(words(N_("Answer")), 10),
            Column(words(N_("Evidence")), 4, is_optional=True),
        )
        rows = [(rung.number, rung.why, rung.because, rung.evidence) for rung in rungs]
        note = words(N_("Why no deeper: {reason}"), reason=reason) if reason else ""
        return _listing(title, columns, rows, note=note)

    def _options(self) -> Iterator[Listing]:
        words = self.words
        columns = (
            Column(words(N_("Option")), 7),
            Column(words(N_("Effect")), 5, is_optional=True),
            Column(words(N_("Cost")), 5, is_optional=True),
            Column(words(N_("Side effects")), 4, is_optional=True),
            Column(words(N_("Chosen")), 3),
        )
        if self.fields.options:
            yield _listing(words(N_("Options compared")), columns, self.fields.options)

    def _actions(self, actions: Sequence[ActionRow]) -> Iterator[Listing]:
        words = self.words
        columns = (
            Column(words(N_("Action")), 7),
            Column(words(N_("Owner")), 3),
            Column(words(N_("Start")), 3, is_optional=True),
            Column(words(N_("Due")), 3),
            Column(words(N_("Done")), 3),
            Column(words(N_("Result")), 5, is_optional=True),
        )
        rows = [(row.what, row.owner, row.start, row.due, row.done, row.result) for row in actions]
        if rows:
            yield _listing(words(N_("Actions")), columns, rows)

    def _prevention(self) -> Iterator[Listing]:
        words, fields = self.words, self.fields
        if fields.documents:
            names = (
                Column(words(N_("Document")), 6),
                Column(words(N_("Name")), 9),
                Column(words(N_("Revision")), 4),
                Column(words(N_("Done")), 5),
            )
            yield _listing(words(N_("Documents")), names, fields.documents)
        if fields.read_across:
            columns = (
                Column(words(N_("Product or process")), 6),
                Column(words(N_("Affected")), 3),
                Column(words(N_("Action")), 6, is_optional=True),
                Column(words(N_("Owner")), 3, is_optional=True),
                Column(words(N_("Due")), 3),
                Column(words(N_("Done")), 3),
            )
            yield _listing(words(N_("Read-across")), columns, [row[:6] for row in fields.read_across])
