"""What the rules find wrong with a case's facts: refused closings, facts after the end, unknown calendars …"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.label import Label
from board_gen.model.local_time import day_of
from board_gen.model.rules import Rules
from board_gen.model.terms import Letter
from board_gen.rules.risk_stock import stock_findings
from board_gen.rules.tracks import CaseTracks, Refusal
from board_gen.rules.working_days import is_published

REFUSED_OPEN = Kind(
    "BG601",
    Level.ERROR,
    N_("closing refused: {criteria} not met by then"),
    N_("the case stays on the board; close it when every criterion is met and the watch has passed"),
)
REFUSED_WATCH = Kind(
    "BG602",
    Level.ERROR,
    N_("closing refused: the watch for recurrence still had {left} to run"),
    N_("the case stays on the board; close it when the watch has passed"),
)
REFUSED_IMPOSSIBLE = Kind(
    "BG603",
    Level.ERROR,
    N_("closing refused: it lies before the opening, or after a rejection"),
    N_("check the dates of opening, closing and rejection"),
)
REFUSED_UNDATED = Kind(
    "BG604",
    Level.ERROR,
    N_("closing refused: it has no date, and the case has exit criteria"),
    N_("write the date on which it was closed"),
)
AFTER_END = Kind(
    "BG605",
    Level.WARNING,
    N_("{fact} is dated after the case was closed or rejected and changes nothing"),
    N_("check the date; a recurrence after closing is a new case that names this one"),
)
CALENDAR_UNKNOWN = Kind(
    "BG606",
    Level.WARNING,
    N_("calendar unknown: the working days of {years} are not published; counted in plain weekdays for {criteria}"),
    N_("add the plant's days to calendar.extra_holidays and extra_workdays, or update the holidays library"),
)
NO_SUCH_CELL = Kind(
    "BG607",
    Level.WARNING,
    N_("the profile {profile} has no criterion {criterion}; what is said of it changes no letter"),
    N_("take it out, or name another profile"),
)
NOTHING_APPLIES = Kind(
    "BG608",
    Level.ERROR,
    N_("no criterion applies: all are marked as not applicable"),
    N_("leave at least one criterion that has to be met, or reject the case"),
)
CLAIMED = Kind(
    "BG609",
    Level.WARNING,
    N_("{criterion} is said to be done but names no evidence; it does not count as met"),
    N_("name the evidence: evidence: [file]"),
)
BEFORE_OPENING = Kind(
    "BG610",
    Level.WARNING,
    N_("{fact} lies before the day on which the case was opened"),
    N_("check both dates"),
)
DATED_AHEAD = Kind(
    "BG611",
    Level.WARNING,
    N_("{fact} is dated in the future and takes effect then, not before"),
    N_("write what has happened when it has happened"),
)
TYPED_DIFFERS = Kind(
    "BG612",
    Level.WARNING,
    N_("the sheet says {typed} for {criterion}, the rules say {letter}"),
    N_("the computed letter is shown; correct the sheet or the facts"),
)
FAR_OFF = Kind(
    "BG613",
    Level.WARNING,
    N_("{fact} lies more than ten years from the day on which the case was opened"),
    N_("check the year of both"),
)
OPENED_LONG_AGO = Kind(
    "BG614",
    Level.WARNING,
    N_("the case was opened more than ten years ago and has not been closed"),
    N_("check the year"),
)

_TEN_YEARS = timedelta(days=3653)
_OVERALL = Label(zh="总体状态", en="the overall status")

DatedFact = tuple[datetime, str, Place]
"""When something happened, what it is called in the file, and where it stands."""


def findings_of(tracks: CaseTracks, rules: Rules) -> Iterator[Finding]:
    """What is wrong with a case's facts whenever one looks."""
    case = tracks.case
    if tracks.refusal is not None:
        yield _refused(tracks.refusal, case)
    facts, end, day_before = list(facts_of(case)), tracks.end, case.opened - timedelta(days=1)
    if end is not None:
        yield from _told(AFTER_END, case, [fact for fact in facts if fact[0] > end])
    yield from _told(BEFORE_OPENING, case, [fact for fact in facts if fact[0] <= day_before])
    yield from _told(FAR_OFF, case, [fact for fact in _dates_of(case) if abs(fact[0] - case.opened) > _TEN_YEARS])
    yield from _unknown_calendars(tracks, rules)
    yield from _facts_without_cell(tracks)
    yield from stock_findings(case)
    for cell in tracks.criteria:
        if cell.rulings.steps[-1][1].claimed:
            yield Finding(CLAIMED, cell.facts.place, {"criterion": cell.criterion.label}, case.id)


def findings_at(tracks: CaseTracks, at: datetime) -> Iterator[Finding]:
    """What is wrong as seen from the instant of the build: facts dated later, letters typed otherwise."""
    case = tracks.case
    yield from _told(DATED_AHEAD, case, (fact for fact in dated_facts_of(case) if fact[0] > at))
    if not tracks.is_on_board(at):
        return
    if at - case.opened > _TEN_YEARS:
        yield Finding(OPENED_LONG_AGO, case.place_of("opened"), {}, case.id)
    for cell in tracks.criteria:
        place = case.place if case.tracked else cell.facts.place
        yield from _typed(cell.facts.typed, cell.rulings.at(at).letter, cell.criterion.label, place, case)
    yield from _typed(case.typed_status, tracks.head.at(at).status, _OVERALL, case.place_of("status"), case)


def _typed(typed: Letter | None, letter: Letter, criterion: Label, place: Place, case: Case) -> Iterator[Finding]:
    """What is wrong with a letter that somebody typed into the sheet."""
    if typed is not None and typed is not letter:
        values: dict[str, Value] = {"typed": typed.value, "criterion": criterion, "letter": letter.value}
        yield Finding(TYPED_DIFFERS, place, values, case.id)


def dated_facts_of(case: Case) -> Iterator[DatedFact]:
    """Every dated fact: until its instant it is a finding, whether or not a letter turns then."""
    yield from facts_of(case)
    yield from _ends_of(case)


def _dates_of(case: Case) -> Iterator[DatedFact]:
    """Every date of a case, also those that tell no fact: deadlines, the next report."""
    yield from dated_facts_of(case)
    for facts in case.facts.values():
        if facts.due is not None:
            yield facts.due, f"{facts.criterion}.due", facts.place
    for revision in case.revisions:
        yield revision.to, f"revisions.{revision.criterion}.to", revision.place
    if case.next_report is not None:
        yield case.next_report.at, "next_report", case.place_of("next_report")


def facts_of(case: Case) -> Iterator[DatedFact]:
    """Every dated fact that letters depend on, but for those that end the case."""
    for facts in case.facts.values():
        for done in facts.done:
            yield done, f"{facts.criterion}.done", facts.place
    for revision in case.revisions:
        yield revision.at, f"revisions.{revision.criterion}", revision.place
    for recurrence in case.recurrences:
        yield recurrence.at, "recurrences", recurrence.place


def _ends_of(case: Case) -> Iterator[DatedFact]:
    yield case.opened, "opened", case.place_of("opened")
    if case.closed is not None and case.closed.at is not None:
        yield case.closed.at, "closed", case.closed.place
    if case.rejected is not None:
        yield case.rejected.at, "rejected", case.rejected.place
    if case.updated is not None:
        yield case.updated, "updated", case.place_of("updated")


def _told(kind: Kind, case: Case, facts: Iterable[DatedFact]) -> Iterator[Finding]:
    for _, name, place in facts:
        yield Finding(kind, place, {"fact": name}, case.id)


def _refused(refusal: Refusal, case: Case) -> Finding:
    place = case.closed.place if case.closed else case.place
    if refusal.open_criteria:
        labels = tuple(criterion.label for criterion in refusal.open_criteria)
        return Finding(REFUSED_OPEN, place, {"criteria": labels}, case.id)
    if refusal.watch_until is not None and refusal.closed is not None:
        left = refusal.watch_until - refusal.closed
        return Finding(REFUSED_WATCH, place, {"left": left}, case.id)
    return Finding(REFUSED_UNDATED if refusal.closed is None else REFUSED_IMPOSSIBLE, place, {}, case.id)


def _unknown_calendars(tracks: CaseTracks, rules: Rules) -> Iterator[Finding]:
    unknown = [cell for cell in tracks.criteria if cell.calendar_unknown]
    if not unknown:
        return
    last = max(cell.rulings.steps[0][1].first_due for cell in unknown)
    counted = range(day_of(tracks.case.opened, rules.zone).year, day_of(last, rules.zone).year + 1)
    years = ", ".join(str(year) for year in counted if not is_published(year, rules.calendar))
    labels = tuple(cell.criterion.label for cell in unknown)
    yield Finding(CALENDAR_UNKNOWN, tracks.case.place, {"years": years, "criteria": labels}, tracks.case.id)


def _facts_without_cell(tracks: CaseTracks) -> Iterator[Finding]:
    case = tracks.case
    told = {facts.criterion: facts.place for facts in case.facts.values()}
    told.update({revision.criterion: revision.place for revision in case.revisions if revision.criterion not in told})
    judged = {cell.criterion.id for cell in tracks.criteria}
    for criterion, place in told.items():
        if criterion not in judged:
            yield Finding(NO_SUCH_CELL, place, {"profile": tracks.profile, "criterion": criterion}, case.id)
