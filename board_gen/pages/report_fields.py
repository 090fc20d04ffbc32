"""The fields of a report that a plant's own Word or Excel form may ask for, each with what it means.

One declaration serves all: the names that templates write, the table of docs/report-templates.md, and the reports that
board_gen lays out itself. Instants stand on the plant's clock, without a zone; a date is a whole local day.
An empty text, None and an empty list mean that nothing was said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, NamedTuple

from board_gen.messages import N_
from board_gen.model.case import Attachment
from board_gen.model.terms import Letter
from board_gen.pages.code_points import clean
from board_gen.wording import Wording

When = date | datetime | None
"""A day, or an instant; a `datetime` is naive, in plant time."""
Value = str | int | date | datetime | bool | Letter | None
"""What a field may hold."""


@dataclass(frozen=True, slots=True)
class About:
    """What a field means, and the key of the case file that fills it; no key: it is worked out, and may be empty."""

    meaning: str
    key: str = ""


def text_of_value(value: Value, words: Wording) -> str:
    """A value as people read it: `2026-11-23 07:55`, `2026-11-23`, `yes`, a letter; empty where nothing was said."""
    match value:
        case None:
            return ""
        case bool():
            return words(N_("yes") if value else N_("no"))
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case Letter():
            return value.value
        case _:
            return clean(str(value))


class PartFields(NamedTuple):
    """The part concerned."""

    text: Annotated[str, About("number and name in one", "part")]
    number: Annotated[str, About("its number", "part.number")]
    name: Annotated[str, About("its name", "part.name")]
    lots: Annotated[str, About("the lots, with commas", "part.lots")]


class ProblemFields(NamedTuple):
    """D2: the seven answers."""

    what: Annotated[str, About("what", "problem.what")]
    where: Annotated[str, About("where", "problem.where")]
    when: Annotated[str, About("when", "problem.when")]
    who: Annotated[str, About("who", "problem.who")]
    why: Annotated[str, About("why it is a problem", "problem.why")]
    how: Annotated[str, About("how", "problem.how")]
    how_much: Annotated[str, About("how much", "problem.how_much")]


class DiamondFields(NamedTuple):
    """The diamond method's checks 1-4."""

    process: Annotated[bool | None, About("right process: yes or no", "diamond.process")]
    tool: Annotated[bool | None, About("right tool: yes or no", "diamond.tool")]
    part: Annotated[bool | None, About("right part: yes or no", "diamond.part")]
    part_quality: Annotated[bool | None, About("part quality: yes or no", "diamond.part_quality")]


class RootCauseFields(NamedTuple):
    """D4 in two sentences."""

    occurrence: Annotated[str, About("the verified causes of the occurrence", "causes")]
    escape: Annotated[str, About("the verified causes of the escape", "causes")]


class TextFields(NamedTuple):
    """The Markdown of the case by steps, as plain lines."""

    d0: Annotated[str, About("the section `## D0`", "## D0")]
    d1: Annotated[str, About("the section `## D1`", "## D1")]
    d2: Annotated[str, About("the section `## D2`", "## D2")]
    d3: Annotated[str, About("the section `## D3`", "## D3")]
    d4: Annotated[str, About("the section `## D4`", "## D4")]
    d5: Annotated[str, About("the section `## D5`", "## D5")]
    d6: Annotated[str, About("the section `## D6`", "## D6")]
    d7: Annotated[str, About("the section `## D7`", "## D7")]
    d8: Annotated[str, About("the section `## D8`: lessons and thanks", "## D8")]
    notes: Annotated[str, About("what stands in no step", "")]


class CriterionRow(NamedTuple):
    """One exit criterion."""

    id: Annotated[str, About("its id")]
    label: Annotated[str, About("its name")]
    step: Annotated[str, About("its step, `D3`")]
    letter: Annotated[Letter | None, About("G, Y, R or NA; in Excel with its ground", "profile")]
    colour: Annotated[str, About("the letter's ground, for `{% cellbg … %}` in Word")]
    words: Annotated[str, About("the letter in words")]
    why: Annotated[str, About("the sentence that says why")]
    due: Annotated[When, About("the deadline in force")]
    first_due: Annotated[When, About("the first deadline, where it was moved")]
    done: Annotated[When, About("when it was met", "criteria.{id}.done")]
    standing: Annotated[str, About("in time, late or how long to go")]
    next: Annotated[str, About("the next move, while it is not met")]
    by: Annotated[str, About("who makes the next move")]
    approved_by: Annotated[str, About("who approved it", "criteria.{id}.approved_by")]
    evidence: Annotated[str, About("its evidence, with commas", "criteria.{id}.evidence")]
    not_applicable: Annotated[str, About("why it does not apply")]


class MemberRow(NamedTuple):
    """One of the team, champion and leader left out."""

    name: Annotated[str, About("the name", "team.members[].name")]
    role: Annotated[str, About("department or role", "team.members[].role")]


class StockRow(NamedTuple):
    """Risk stock at one place, or in all."""

    place: Annotated[str, About("the place")]
    lots: Annotated[str, About("the lots, with commas", "risk_stock[].lots")]
    quantity: Annotated[int | None, About("pieces there", "risk_stock[].quantity")]
    sorted: Annotated[int | None, About("pieces sorted", "risk_stock[].sorted")]
    rejected: Annotated[int | None, About("pieces rejected", "risk_stock[].rejected")]
    disposition: Annotated[str, About("what is done with them", "risk_stock[].disposition")]
    clean_from: Annotated[When, About("the clean date", "risk_stock[].clean_from")]


class StockTotal(NamedTuple):
    """The five places together."""

    quantity: Annotated[int | None, About("pieces in all", "risk_stock")]
    sorted: Annotated[int | None, About("pieces sorted in all", "risk_stock")]
    rejected: Annotated[int | None, About("pieces rejected in all", "risk_stock")]


class CauseRow(NamedTuple):
    """One bone of the fishbone."""

    kind: Annotated[str, About("occurrence or escape")]
    branch: Annotated[str, About("man, machine, material …", "causes[].branch")]
    text: Annotated[str, About("the cause", "causes[].text")]
    verified: Annotated[bool, About("verified: yes or no")]
    evidence: Annotated[str, About("its evidence, with commas", "causes[].evidence")]


class WhyRow(NamedTuple):
    """One rung of a 5-why ladder."""

    ladder: Annotated[int, About("the number of the ladder, from 1")]
    kind: Annotated[str, About("occurrence or escape")]
    number: Annotated[int, About("the number of the question, from 1")]
    why: Annotated[str, About("the question", "whys[].chain[].why")]
    because: Annotated[str, About("the answer", "whys[].chain[].because")]
    evidence: Annotated[str, About("its evidence")]
    reason: Annotated[str, About("why the ladder has fewer than five, on its last rung")]


class OptionRow(NamedTuple):
    """D5: one way to mend it."""

    what: Annotated[str, About("the option", "options[].what")]
    effect: Annotated[str, About("its effect", "options[].effect")]
    cost: Annotated[str, About("its cost", "options[].cost")]
    side_effects: Annotated[str, About("its side effects", "options[].side_effects")]
    chosen: Annotated[bool, About("chosen: yes or no")]


class ActionRow(NamedTuple):
    """Who does what by when."""

    step: Annotated[str, About("its step: D3, D5, D6 or D7")]
    what: Annotated[str, About("what is done", "actions[].what")]
    owner: Annotated[str, About("who does it", "actions[].owner")]
    start: Annotated[When, About("from when", "actions[].start")]
    due: Annotated[When, About("by when", "actions[].due")]
    done: Annotated[When, About("when it was done", "actions[].done")]
    standing: Annotated[str, About("in time, late or how long to go")]
    result: Annotated[str, About("what came of it", "actions[].result")]


class DocumentRow(NamedTuple):
    """D7: a document that a measure went into."""

    kind: Annotated[str, About("PFMEA, control plan, SOP …", "documents[].kind")]
    name: Annotated[str, About("its name", "documents[].name")]
    revision: Annotated[str, About("its revision", "documents[].revision")]
    done: Annotated[When, About("when it was changed", "documents[].done")]


class ReadAcrossRow(NamedTuple):
    """D7: a like product or process."""

    product: Annotated[str, About("product or process", "read_across[].product")]
    affected: Annotated[str, About("affected, not affected, not known yet", "read_across[].affected")]
    action: Annotated[str, About("what is done there", "read_across[].action")]
    owner: Annotated[str, About("who does it", "read_across[].owner")]
    due: Annotated[When, About("by when", "read_across[].due")]
    done: Annotated[When, About("when it was done", "read_across[].done")]
    standing: Annotated[str, About("in time, late or how long to go")]


class RevisionRow(NamedTuple):
    """One move of a deadline."""

    at: Annotated[When, About("when it was moved")]
    criterion: Annotated[str, About("whose deadline")]
    before: Annotated[When, About("the deadline before")]
    to: Annotated[When, About("the deadline after")]
    reason: Annotated[str, About("why", "revisions[].reason")]
    consent: Annotated[str, About("who agreed", "revisions[].consent")]


class RecurrenceRow(NamedTuple):
    """The problem came again."""

    at: Annotated[When, About("when")]
    note: Annotated[str, About("what was found", "recurrences[].note")]
    case: Annotated[str, About("the case that tells of it")]


class NamedReportRow(NamedTuple):
    """A report with a clock of its own (4D, 8D)."""

    name: Annotated[str, About("its name")]
    due: Annotated[When, About("by when")]
    done: Annotated[When, About("when it was done")]
    standing: Annotated[str, About("in time, late or how long to go")]


class MissingRow(NamedTuple):
    """What the report lacks now."""

    step: Annotated[str, About("the step")]
    text: Annotated[str, About("what is missing")]


class FileRow(NamedTuple):
    """A file of the case."""

    name: Annotated[str, About("its name")]
    size: Annotated[int, About("bytes")]


class PictureRow(NamedTuple):
    """A picture of the case; `attachment` is no field: a Word template asks for it as `image`."""

    name: Annotated[str, About("its file")]
    caption: Annotated[str, About("what the Markdown calls it")]
    step: Annotated[str, About("the step whose section shows it")]
    attachment: Attachment


class StepRow(NamedTuple):
    """A step of the 8D."""

    id: Annotated[str, About("`D3`")]
    label: Annotated[str, About("its name")]


class ReportFields(NamedTuple):
    """All that a form may ask for."""

    id: Annotated[str, About("the case's id", "id")]
    title: Annotated[str, About("its title", "title")]
    plant: Annotated[str, About("the plant's name, from board.yml")]
    customer: Annotated[str, About("the customer", "customer")]
    source: Annotated[str, About("where it was reported from", "source")]
    area: Annotated[str, About("the area", "area")]
    department: Annotated[str, About("the department responsible", "department")]
    severity: Annotated[str, About("major, minor or safety", "severity")]
    owner: Annotated[str, About("who is accountable", "owner")]
    part: PartFields
    opened: Annotated[When, About("when it was opened", "opened")]
    updated: Annotated[When, About("the owner's last update", "updated")]
    next_report: Annotated[When, About("when the owner reports next", "next_report")]
    closed: Annotated[When, About("when it was closed, if that counts", "closed")]
    issued: Annotated[datetime, About("the instant that this report tells of")]
    status: Annotated[Letter, About("G, Y or R; in Excel with its ground")]
    status_colour: Annotated[str, About("the letter's ground, for `{% cellbg … %}` in Word")]
    status_words: Annotated[str, About("the letter in words")]
    phase: Annotated[str, About("open, watch, ready to close, closed, rejected")]
    headline: Annotated[str, About("why it is red, what is due next, or how it ended")]
    why: Annotated[str, About("the same in a sentence")]
    next: Annotated[str, About("the next move of the criterion that `why` tells of")]
    next_by: Annotated[str, About("who makes it")]
    escalation: Annotated[str, About("the escalation, `L2 supervisor`")]
    marks: Annotated[str, About("the marks, with commas")]
    notices: Annotated[str, About("refused closing, hold, recurrences, in sentences")]
    trigger: Annotated[str, About("why an 8D, with commas", "trigger")]
    champion: Annotated[str, About("D1: the champion", "team.champion")]
    leader: Annotated[str, About("D1: the leader", "team.leader")]
    team: Annotated[tuple[MemberRow, ...], About("D1: the members", "team.members")]
    problem: ProblemFields
    risk_stock: Annotated[tuple[StockRow, ...], About("D3: the places given, customer to supplier", "risk_stock")]
    stock_at: Annotated[
        Mapping[str, StockRow], About("D3: the same by place: customer, finished, wip, transit, supplier")
    ]
    stock_total: StockTotal
    diamond: DiamondFields
    root_cause: RootCauseFields
    causes: Annotated[tuple[CauseRow, ...], About("D4: all causes", "causes")]
    occurrence_causes: Annotated[tuple[CauseRow, ...], About("D4: those of the occurrence", "causes")]
    escape_causes: Annotated[tuple[CauseRow, ...], About("D4: those of the escape", "causes")]
    whys: Annotated[tuple[WhyRow, ...], About("D4: the rungs of all ladders", "whys")]
    occurrence_whys: Annotated[tuple[WhyRow, ...], About("D4: why it happened", "whys")]
    escape_whys: Annotated[tuple[WhyRow, ...], About("D4: why it was not found", "whys")]
    options: Annotated[tuple[OptionRow, ...], About("D5: the options", "options")]
    chosen: Annotated[str, About("D5: the option chosen", "options[].chosen")]
    actions: Annotated[tuple[ActionRow, ...], About("all actions", "actions")]
    actions_d3: Annotated[tuple[ActionRow, ...], About("those of D3", "actions")]
    actions_d5: Annotated[tuple[ActionRow, ...], About("those of D5", "actions")]
    actions_d6: Annotated[tuple[ActionRow, ...], About("those of D6", "actions")]
    actions_d7: Annotated[tuple[ActionRow, ...], About("those of D7", "actions")]
    documents: Annotated[tuple[DocumentRow, ...], About("D7: the documents", "documents")]
    read_across: Annotated[tuple[ReadAcrossRow, ...], About("D7: the like products", "read_across")]
    criteria: Annotated[tuple[CriterionRow, ...], About("the exit criteria, in the board's order")]
    criterion: Annotated[Mapping[str, CriterionRow], About("the same by id: `criterion.containment.done`")]
    revisions: Annotated[tuple[RevisionRow, ...], About("the moves of deadlines")]
    recurrences: Annotated[tuple[RecurrenceRow, ...], About("the recurrences")]
    reports: Annotated[tuple[NamedReportRow, ...], About("the reports with clocks of their own")]
    missing: Annotated[tuple[MissingRow, ...], About("what is still missing, as on the page")]
    text: TextFields
    pictures: Annotated[tuple[PictureRow, ...], About("the pictures, those of the Markdown first")]
    files: Annotated[tuple[FileRow, ...], About("the files of the case")]
    steps: Annotated[tuple[StepRow, ...], About("the steps, D0 to D8, by the plant's names")]
