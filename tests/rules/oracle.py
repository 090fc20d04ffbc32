"""A second reading of contract §5: slow, naive, and written without a look at board_gen/rules.

It scans facts, walks over instants one by one, and finds local midnights by trial. It shares with the
program only the records (board_gen/model) - so where the two agree, they agree because the contract says so.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from holidays.countries.china import ChinaStaticHolidays

from board_gen.model.case import Case, CriterionFacts
from board_gen.model.duration import Duration
from board_gen.model.rules import CalendarRules, Customer, EscalationLevel, ProfileVersion, Rules

MINUTE = timedelta(minutes=1)
DAY = timedelta(hours=24)
WORST_FIRST = ("R", "Y", "G")
NOTHING = CriterionFacts("")


# ---------------------------------------------------------------------------------------- the clock on the wall
@cache
def instant_at(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the clocks of `zone` show the naive `wall`; if they never do, the clock is counted
    on from before the gap (the earlier offset). Tries every quarter of an hour: all offsets are made of these.
    """
    quarter = wall.replace(tzinfo=UTC) - timedelta(hours=16)
    before = quarter
    for _ in range(32 * 4):
        shown = quarter.astimezone(zone).replace(tzinfo=None, fold=0)
        if shown == wall:
            return quarter
        if shown < wall:
            before = quarter
        quarter += timedelta(minutes=15)
    return before + (wall - before.astimezone(zone).replace(tzinfo=None, fold=0))


def midnight_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins."""
    return instant_at(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001 - a wall time


# ------------------------------------------------------------------------------------------------ working days
@cache
def national_calendar(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Holidays and moved working days around a year, from the library; none of years that are not published."""
    if country == "CN" and year > max(ChinaStaticHolidays.special_public_holidays):
        return frozenset(), frozenset()
    # The notice of a year may move a working day into the last days of the year before.
    days = holidays.country_holidays(country, years=[year, year + 1])
    return frozenset(days), frozenset(getattr(days, "weekend_workdays", ()))


def is_worked(day: date, calendar: CalendarRules) -> bool:
    """True for a working day; the plant's own extra days beat the country's."""
    if day in calendar.extra_workdays:
        return True
    if day in calendar.extra_holidays:
        return False
    if calendar.country is not None:
        free, moved = national_calendar(calendar.country, day.year)
        if day in moved:
            return True
        if day in free:
            return False
    return day.weekday() not in calendar.weekend


def after(opened: datetime, duration: Duration, rules: Rules) -> datetime:
    """When a duration that began at `opened` is over."""
    unit = str(duration.unit)
    if unit == "m":
        return opened + duration.count * MINUTE
    if unit == "h":
        return opened + duration.count * timedelta(hours=1)
    day = opened.astimezone(rules.zone).date()
    left = duration.count * (7 if unit == "w" else 1)
    while left:
        day += timedelta(days=1)
        if unit != "wd" or is_worked(day, rules.calendar):
            left -= 1
    return midnight_of(day + timedelta(days=1), rules.zone)


# --------------------------------------------------------------------------------- what a case is judged by
def profile_name_of(case: Case, rules: Rules) -> str:
    """The case's profile, else the customer's, else the source's, else internal; a listed row's is `listed`."""
    if case.listed_answer:
        return "listed"
    customer = rules.customers.get(case.customer)
    source = rules.sources.get(case.source)
    named = (case.profile, customer and customer.profile, source and source.profile)
    return next((name for name in named if name), "internal")


def version_of(case: Case, rules: Rules) -> ProfileVersion:
    """The profile's version in force on the local day of opening; the earliest judges older cases too."""
    day = case.opened.astimezone(rules.zone).date()
    versions = rules.profiles[profile_name_of(case, rules)].versions
    in_force = versions[0]
    for version in versions:
        if version.since is not None and version.since <= day:
            in_force = version
    return in_force


def watch_of(case: Case, rules: Rules) -> timedelta:
    """How long a case is watched once all is green; no watch is a watch of nothing."""
    customer: Customer | None = rules.customers.get(case.customer)
    watch = version_of(case, rules).watch
    if customer is not None and customer.watch_given and profile_name_of(case, rules) != "listed":
        watch = customer.watch
    return watch or timedelta(0)


def levels_of(case: Case, rules: Rules) -> tuple[EscalationLevel, ...]:
    """The profile's own escalation, else the plant's."""
    own = version_of(case, rules).escalation
    return rules.escalation if own is None else own


# --------------------------------------------------------------------------------------------- what is seen
@dataclass(frozen=True)
class Cell:
    """One criterion at an instant. `recurred`: red because of a recurrence."""

    letter: str
    due: datetime
    moved: int
    claimed: bool
    recurred: bool
    done: datetime | None


@dataclass(frozen=True)
class Seen:
    """A case at an instant; `cells` by criterion, `marks` None once it is off the board."""

    cells: dict[str, Cell]
    status: str
    phase: str
    escalation: int
    marks: frozenset[str] | None
    next_due: datetime | None
    watch_until: datetime | None


class Reading:
    """A case read by the contract.

    `ticks` are the instants that are walked over: between two neighbours nothing may happen. Without them it is
    every minute from `opened` to `horizon`, which asks that facts stand on whole minutes.
    """

    def __init__(self, case: Case, rules: Rules, horizon: datetime, ticks: Iterable[datetime] = ()) -> None:
        self.case, self.rules = case, rules
        self.version = version_of(case, rules)
        self.ids = tuple(self.version.criteria)
        self.first_due = {name: self._first_due(name) for name in self.ids}
        self.clocks = {name: after(case.opened, span, rules) for name, span in self.version.reports.items()}
        self.watch, self.levels = watch_of(case, rules), levels_of(case, rules)
        self.meetings = self._meetings(horizon)
        walked = sorted({case.opened, *(tick for tick in ticks if tick >= case.opened)})
        self._walk(walked if len(walked) > 1 else every_minute(case.opened, horizon))
        self.accepted, self.end, self.end_phase = self._ending()

    # -- facts ------------------------------------------------------------------------------------------------
    def _facts(self, name: str) -> CriterionFacts:
        return self.case.facts.get(name, NOTHING)

    def _first_due(self, name: str) -> datetime:
        return self._facts(name).due or after(self.case.opened, self.version.criteria[name], self.rules)

    def _wants_evidence(self, name: str) -> bool:
        criterion = self.rules.criterion(name)
        wanted = criterion is not None and str(criterion.evidence) == "required" and self.case.needs_evidence
        return wanted and not self._facts(name).evidence

    def due(self, name: str, t: datetime) -> datetime:
        """The deadline in force at t."""
        due, known_from = self.first_due[name], None
        for revision in self.case.revisions:
            if revision.criterion != name or revision.at > t:
                continue
            if known_from is None or revision.at >= known_from:
                due, known_from = revision.to, revision.at
        return due

    def cell(self, name: str, t: datetime) -> Cell:
        """One criterion at t, closing and rejection left out of account."""
        facts, criterion = self._facts(name), self.rules.criterion(name)
        due = self.due(name, t)
        moved = sum(1 for revision in self.case.revisions if revision.criterion == name and revision.at <= t)
        done = [instant for instant in facts.done if instant <= t]
        last = max(done, default=None)
        if facts.na is not None:
            return Cell("NA", due, moved, claimed=False, recurred=False, done=last)
        if self._is_closed_without_date:
            return Cell("G", due, moved, claimed=False, recurred=False, done=last)
        claimed = bool(done) and self._wants_evidence(name)
        counted = [] if claimed else done
        if criterion is not None and criterion.fails_on_recurrence and self._is_undone(counted, t):
            return Cell("R", due, moved, claimed, recurred=True, done=last)
        letter = "G" if counted else "R" if due <= t else "Y"
        return Cell(letter, due, moved, claimed, recurred=False, done=last)

    @property
    def _is_closed_without_date(self) -> bool:
        """True for a listed row of whose end only the fact is known: it is over from the beginning."""
        return self.case.listed_answer and self.case.closed is not None and self.case.closed.at is None

    def _is_undone(self, done: list[datetime], t: datetime) -> bool:
        """True where a recurrence by t came after something was done and nothing was done after it."""
        return any(
            recurrence.at <= t and done and all(instant <= recurrence.at for instant in done)
            for recurrence in self.case.recurrences
        )

    def cells(self, t: datetime) -> dict[str, Cell]:
        """All criteria at t."""
        return {name: self.cell(name, t) for name in self.ids}

    # -- the walk ---------------------------------------------------------------------------------------------
    def _walk(self, ticks: list[datetime]) -> None:
        """Notes at each tick which status it has and since which tick without a break."""
        self.ticks, self.statuses, self.since_ticks = ticks, list[str](), list[datetime]()
        for tick in ticks:
            status = worst(self.cells(tick))
            unbroken = bool(self.statuses) and self.statuses[-1] == status
            self.since_ticks.append(self.since_ticks[-1] if unbroken else tick)
            self.statuses.append(status)

    def _since(self, t: datetime, status: str) -> datetime:
        """Since when the status that holds at t has held without a break."""
        index = bisect_right(self.ticks, t) - 1
        assert self.statuses[index] == status, f"something happened between the ticks, before {t}"
        return self.since_ticks[index]

    # -- status, phase, escalation --------------------------------------------------------------------------
    def _open_phase(self, t: datetime) -> tuple[str, datetime | None]:
        """Phase at t as if nobody had closed or rejected, and in watch until when."""
        status = worst(self.cells(t))
        if status != "G":
            return "open", None
        restarts = [recurrence.at for recurrence in self.case.recurrences if recurrence.at <= t]
        until = max([self._since(t, status), *restarts]) + self.watch
        return ("watch", until) if t < until else ("ready", None)

    def _ending(self) -> tuple[bool, datetime | None, str]:
        """Whether the closing is accepted, when the tracks end, and as what."""
        case = self.case
        rejected = None if case.rejected is None else max(case.rejected.at, case.opened)
        closed = None if case.closed is None else case.closed.at
        if self._is_closed_without_date:
            closed = case.opened
        is_possible = closed is not None and closed >= case.opened and (rejected is None or closed < rejected)
        if closed is not None and is_possible and self._open_phase(closed)[0] == "ready":
            return True, closed, "closed"
        return (False, rejected, "rejected") if rejected is not None else (False, None, "")

    def _escalation(self, t: datetime, cells: dict[str, Cell]) -> int:
        status = worst(cells)
        if status == "G":
            return 0
        reached = [0]
        for level in self.levels:
            red_long = level.red_for is not None and status == "R" and t - self._since(t, "R") >= level.red_for
            old = level.age is not None and t - self.case.opened >= level.age
            again = level.recurred and any(cell.recurred for cell in cells.values())
            if red_long or old or again:
                reached.append(level.level)
        return max(reached)

    # -- marks -----------------------------------------------------------------------------------------------
    def _meetings(self, horizon: datetime) -> list[tuple[datetime, datetime]]:
        """Start and end of each scheduled meeting between opening and horizon, and a day around them."""
        meeting, zone = self.rules.meeting, self.rules.zone
        day = self.case.opened.astimezone(zone).date() - timedelta(days=1)
        held = []
        while day <= horizon.astimezone(zone).date() + timedelta(days=1):
            worked = is_worked(day, self.rules.calendar)
            if worked if meeting.days is None else day.weekday() in meeting.days:
                start = instant_at(datetime.combine(day, meeting.time), zone)
                held.append((start, start + timedelta(minutes=meeting.minutes)))
            day += timedelta(days=1)
        return held

    def _is_not_updated(self, t: datetime) -> bool:
        updated = self.case.updated
        told = self.case.opened if updated is None or updated > t else max(updated, self.case.opened)
        return any(start > told and end <= t for start, end in self.meetings)

    def report_done(self, name: str, t: datetime) -> bool:
        """Whether a named report is done at t (before the end): the criteria up to its step are green or NA."""
        cells = self.cells(t)
        wanted = [criterion for criterion in cells if self._step_of(criterion) in steps_of_report(name)]
        return all(cells[criterion].letter in ("G", "NA") for criterion in wanted or cells)

    def _step_of(self, name: str) -> str:
        criterion = self.rules.criterion(name)
        return "" if criterion is None else criterion.step

    def _report_marks(self, t: datetime) -> set[str]:
        marks = set()
        clocks = [clock for name, clock in self.clocks.items() if not self.report_done(name, t)]
        if self.case.next_report is not None:
            clocks.append(self.case.next_report.at)
        if any(clock - DAY <= t < clock for clock in clocks):
            marks.add("report_due")
        if any(clock <= t for clock in clocks):
            marks.add("report_late")
        return marks

    def _differs(self, cells: dict[str, Cell]) -> bool:
        typed = {name: self._facts(name).typed for name in cells}
        wrong = any(letter is not None and str(letter) != cells[name].letter for name, letter in typed.items())
        status = self.case.typed_status
        return self.case.differs or wrong or (status is not None and str(status) != worst(cells))

    def marks(self, t: datetime) -> frozenset[str]:
        """All marks at t, of a case that is on the board then."""
        case, cells = self.case, self.cells(t)
        hold = case.on_hold
        rules = {
            "new": t < case.opened + DAY,
            "due_soon": any(cell.letter == "Y" and cell.due - DAY <= t < cell.due for cell in cells.values()),
            "moved": any(cell.moved for cell in cells.values()),
            "claimed": any(cell.claimed for cell in cells.values()),
            "no_next": any(cell.letter == "R" and not self._facts(name).next for name, cell in cells.items()),
            "not_updated": self._is_not_updated(t),
            "no_report": case.no_report,
            "recurred": any(cell.recurred for cell in cells.values()),
            "on_hold": hold is not None and hold.start <= t and (hold.until is None or t < hold.until),
            "differs": self._differs(cells),
        }
        return frozenset({name for name, holds in rules.items() if holds} | self._report_marks(t))

    # -- all of it -------------------------------------------------------------------------------------------
    def at(self, t: datetime) -> Seen:
        """The case at an instant, at or after its opening."""
        if self.end is not None and t >= self.end:
            cells = self.cells(self.end)
            return Seen(cells, worst(cells), self.end_phase, 0, None, None, None)
        cells = self.cells(t)
        phase, until = self._open_phase(t)
        unmet = [cell.due for cell in cells.values() if cell.letter in ("Y", "R")]
        return Seen(
            cells=cells,
            status=worst(cells),
            phase=phase,
            escalation=self._escalation(t, cells),
            marks=self.marks(t),
            next_due=min(unmet, default=None),
            watch_until=until,
        )


def steps_of_report(name: str) -> set[str]:
    """The steps that a named report covers; none where its name does not say it, or for the whole report."""
    digits = name.removesuffix("D")
    if name == "8D" or digits == name or not digits.isdigit():
        return set()
    return {f"D{number}" for number in range(1, int(digits) + 1)}


def worst(cells: dict[str, Cell]) -> str:
    """The worst letter, NA left out."""
    letters = {cell.letter for cell in cells.values()}
    return next(letter for letter in WORST_FIRST if letter in letters)


def every_minute(start: datetime, end: datetime) -> list[datetime]:
    """All minutes from start to end, both inclusive."""
    return [start + number * MINUTE for number in range(int((end - start) / MINUTE) + 1)]


def instants_of(case: Case, rules: Rules) -> set[datetime]:
    """Every instant that a file or the rules name for this case: where boundary tests look more closely."""
    version = version_of(case, rules)
    named: set[datetime | None] = {case.opened, case.opened + DAY, case.updated}
    for name, span in (*version.criteria.items(), *version.reports.items()):
        named.add(after(case.opened, span, rules))
        named |= {case.facts.get(name, NOTHING).due, *case.facts.get(name, NOTHING).done}
    for revision in case.revisions:
        named |= {revision.at, revision.to}
    named |= {recurrence.at for recurrence in case.recurrences}
    named.add(case.closed.at if case.closed else None)
    named.add(case.rejected.at if case.rejected else None)
    named.add(case.next_report.at if case.next_report else None)
    named |= {case.on_hold.start, case.on_hold.until} if case.on_hold else set()
    return {instant for instant in named if instant is not None}


def instant(text: str) -> datetime:
    """An instant written in ISO with its offset, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
