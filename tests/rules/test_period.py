"""Weeks and months: every number of a sheet against a reading of the contract, minute by minute, in many zones."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from board_gen.model.case import Case
from board_gen.model.label import Label
from board_gen.model.local_time import day_of
from board_gen.model.plant import MeetingHeld, Metric, Plant
from board_gen.model.report import Report
from board_gen.model.rules import Meeting, MetricRules, Rules
from board_gen.model.terms import Better, SourceGroup
from board_gen.rules.deadline_moves import folded
from board_gen.rules.digest import digest_of
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.period import (
    Length,
    Letters,
    Period,
    PeriodSums,
    bars_of,
    period_of,
    periods_of,
    reach_of,
    stretch_of,
)
from board_gen.rules.period_ledgers import Ledgers
from tests.pages.builders import case_of, facts_of, plant_of
from tests.rules.oracle import MINUTE, Reading, instant_at, instants_of, midnight_of
from tests.rules.strategies import DAYS_TO_OPEN, Dice, any_case, any_opening, any_rules, plain_rules, seeded

DAY = timedelta(days=1)
LESSON = "## D8\n\nLook first.\n"
PLANTS = 200
PLACES = tuple((zone, day) for zone, days in DAYS_TO_OPEN.items() for day in days)


def any_plant(dice: Dice) -> tuple[JudgedPlant, datetime]:
    """Up to eight cases opened within three weeks, and an instant in these or the next, often one that a file names."""
    zone_name, day_text = dice.one(PLACES)
    zone, day = ZoneInfo(zone_name), date.fromisoformat(day_text)
    rules = any_rules(dice, zone, day, 6)
    cases = tuple(
        replace(
            any_case(dice, rules, any_opening(dice, zone, day + dice.number(20) * DAY), 6, f"FR-{number}"),
            report=Report(body=LESSON if dice.rarely(2) else ""),
            area=dice.one(("", "L1", "L2")),
        )
        for number in range(1 + dice.number(7))
    )
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + dice.number(28 * 1440) * MINUTE
    if dice.rarely(2):
        at = dice.one(sorted(instants_of(dice.one(cases), rules)))
    return judge_plant(Plant(rules, cases, (), ())), at


class Read:
    """A case read by the contract at the instants that its file names, and the minutes beside them."""

    def __init__(self, case: Case, rules: Rules, until: datetime) -> None:
        named = {at + beside * MINUTE for at in instants_of(case, rules) for beside in (-1, 0, 1)}
        self.case, self.rules = case, rules
        self.ticks = sorted({case.opened, *(tick for tick in named if case.opened <= tick <= until)})
        more = {tick for tick in (until, *(self.ticks)) if tick >= case.opened}
        self.reading = Reading(case, rules, until, ticks=more | {case.opened + MINUTE})

    @property
    def is_undated(self) -> bool:
        return self.case.listed_answer and self.case.closed is not None and self.case.closed.at is None

    def ended(self, phase: str) -> datetime | None:
        return self.reading.end if self.reading.end_phase == phase and not self.is_undated else None

    def is_rejected_by(self, t: datetime) -> bool:
        ended = self.ended("rejected")
        return ended is not None and ended <= t

    def last(self, t: datetime) -> datetime:
        return t if self.reading.end is None else min(t, self.reading.end)

    def names(self) -> Iterator[str]:
        return (name for name in self.reading.ids if self.reading.cell(name, self.case.opened).letter != "NA")

    def green_at(self, name: str, t: datetime) -> datetime | None:
        """The first instant at which it was green, by t and before the end."""
        ticks = (tick for tick in self.ticks if tick <= self.last(t))
        return next((tick for tick in ticks if self.reading.cell(name, tick).letter == "G"), None)

    def done_and_due(self, name: str, t: datetime) -> tuple[datetime | None, datetime]:
        green = self.green_at(name, t)
        if green is None:
            return None, self.reading.due(name, max(self.last(t), self.case.opened))
        return self.reading.cell(name, green).done, self.reading.due(name, green)

    def taught(self, t: datetime) -> datetime | None:
        if not self.case.report.body:
            return None
        steps = {criterion.id: criterion.step for criterion in self.rules.criteria}
        names = [name for name in self.names() if steps.get(name) == "D8"]
        done = [self.done_and_due(name, t)[0] for name in names]
        told = [at for at in done if at is not None]
        if names and len(told) == len(done):
            return max([self.case.opened, *told])
        closed = self.ended("closed")
        return closed if closed is not None and closed <= t else None


class Counted:
    """A period counted plainly, case by case."""

    def __init__(self, judged: JudgedPlant, period: Period, at: datetime) -> None:
        self.rules = judged.rules
        zone = self.rules.zone
        self.begin, self.end = midnight_of(period.first, zone), midnight_of(period.last + DAY, zone)
        self.is_over = self.end <= at
        self.seen = self.end - MINUTE if self.is_over else at
        reads = [Read(tracks.case, self.rules, self.end + 60 * DAY) for tracks in judged.cases]
        self.reads = sorted((read for read in reads if read.case.opened <= self.seen), key=lambda read: read.case.id)

    def holds(self, t: datetime | None) -> bool:
        return t is not None and self.begin <= t <= self.seen

    def passes(self, due: datetime) -> bool:
        return self.begin < due and (due <= self.end if self.is_over else due <= self.seen)

    def letters(self, t: datetime) -> Letters:
        seen = [read.reading.at(t) for read in self.reads if read.case.opened <= t]
        on_board = Counter(one.status for one in seen if one.phase in ("open", "watch", "ready"))
        return Letters(on_board["R"], on_board["Y"], on_board["G"])

    @cached_property
    def judged_reads(self) -> list[Read]:
        return [read for read in self.reads if not read.is_undated and not read.is_rejected_by(self.seen)]

    def kept(self) -> dict[str, tuple[int, int, int, int]]:
        tally = Counter[tuple[str, str]]()
        for read in self.judged_reads:
            for name in read.names():
                done, due = read.done_and_due(name, self.seen)
                for kind, deadline in (("first", read.reading.first_due[name]), ("current", due)):
                    if self.passes(deadline):
                        tally[name, kind] += 1
                        tally[name, f"{kind} kept"] += done is not None and done < deadline
        kinds = ("first kept", "first", "current kept", "current")
        return {name: tuple(tally[name, kind] for kind in kinds) for name in {name for name, _ in tally}}  # type: ignore[misc]

    def moves(self) -> Counter[str]:
        found = Counter[str]()
        for read in self.reads:
            names = set(read.names())
            for move in read.case.revisions:
                known = max(move.at, read.case.opened)
                if move.criterion in names and move.at <= read.last(move.at) and self.holds(known):
                    found[folded(move.reason)] += 1
        return found

    def recurrences(self) -> list[tuple[datetime, str]]:
        return sorted(
            (again.at, read.case.id)
            for read in self.reads
            for again in read.case.recurrences
            if read.case.opened <= again.at <= read.last(again.at) and self.holds(again.at)
        )

    def open_cases(self) -> list[tuple[str, int]]:
        found = []
        for read in sorted(self.reads, key=lambda read: (read.case.opened, read.case.id)):
            seen = read.reading.at(self.seen)
            if seen.phase == "open":
                found.append((read.case.id, seen.escalation))
        return found

    def told(self) -> dict[str, object]:
        """All of it."""
        opened = [read for read in self.reads if self.holds(read.case.opened)]
        fresh = [read for read in opened if not read.is_rejected_by(self.seen)]
        groups = {code: source.group for code, source in self.rules.sources.items()}
        closed = [(read, read.ended("closed")) for read in self.reads if self.holds(read.ended("closed"))]
        spans = [(ended - read.case.opened).total_seconds() for read, ended in closed if ended]
        return {
            "opened": {read.case.id for read in opened},
            "complaints": {r.case.id for r in fresh if groups.get(r.case.source) is SourceGroup.CUSTOMER},
            "areas": Counter(read.case.area for read in fresh),
            "closed": {read.case.id for read, _ in closed},
            "closing_time": timedelta(seconds=int(median(spans))) if spans else None,
            "rejected": {read.case.id for read in self.reads if self.holds(read.ended("rejected"))},
            "at_start": self.letters(self.begin - MINUTE),
            "at_end": self.letters(self.seen),
            "kept": self.kept(),
            "moves": self.moves(),
            "recurrences": self.recurrences(),
            "open": self.open_cases(),
            "taught": {read.case.id for read in self.reads if self.holds(read.taught(self.seen))},
        }


def told_of(sums: PeriodSums) -> dict[str, object]:
    """What the sums say, in the same form."""
    return {
        "opened": {digest.id for digest in sums.opened},
        "complaints": {digest.id for digest in sums.complaints},
        "areas": Counter({bar.name: bar.size for bar in bars_of(sums.problems, lambda digest: digest.area)}),
        "closed": {digest.id for digest in sums.closed},
        "closing_time": sums.closing_time,
        "rejected": {digest.id for digest in sums.rejected},
        "at_start": sums.at_start,
        "at_end": sums.at_end,
        "kept": {one.criterion: (*one.by_first, *one.by_current) for one in sums.kept},
        "moves": Counter({folded(one.reason): one.moves for one in sums.reasons}),
        "recurrences": [(one.at, one.digest.id) for one in sums.recurrences],
        "open": [(one.digest.id, one.level) for one in sums.open_cases],
        "taught": {digest.id for digest in sums.taught},
    }


def periods_by(judged: JudgedPlant, at: datetime) -> Iterator[Period]:
    """Every week and month from the first opening to the instant."""
    zone = judged.rules.zone
    first = day_of(min(tracks.case.opened for tracks in judged.cases), zone)
    for length in Length:
        yield from periods_of(length, first, day_of(at, zone))


def sums_of(judged: JudgedPlant, period: Period, at: datetime) -> PeriodSums:
    return PeriodSums(period, stretch_of(period, judged.rules.zone, at), judged.history(at).cases, judged.rules)


def test_every_number_is_what_a_plain_count_gives() -> None:
    """Openings, ends, letters, deadlines kept, moves, recurrences, ages, levels, lessons: of each week and month."""
    seen = Counter[str]()
    for seed in range(PLANTS):
        judged, at = any_plant(seeded(seed))
        if not judged.history(at).cases:
            continue
        for period in periods_by(judged, at):
            told, counted = told_of(sums_of(judged, period, at)), Counted(judged, period, at).told()
            assert told == counted, (seed, period.name, at)
            seen.update(name for name, value in counted.items() if value)
    assert min(seen.values()) > PLANTS / 10, seen


def test_a_past_period_never_changes() -> None:
    """What a sheet says at the end of its period, it says at every later instant, of cases known by then alone."""
    for seed in range(PLANTS):
        judged, at = any_plant(seeded(seed))
        if not judged.history(at).cases:
            continue
        for period in periods_by(judged, at):
            end = stretch_of(period, judged.rules.zone, at).end
            first, later = sums_of(judged, period, end), sums_of(judged, period, max(end, at) + 400 * DAY)
            assert told_of(first) == told_of(later), (seed, period.name)


def test_a_case_out_of_reach_changes_no_number() -> None:
    """The days of which a case tells something are enough: without all others the sums are the same."""
    for seed in range(PLANTS):
        judged, at = any_plant(seeded(seed))
        if not judged.history(at).cases:
            continue
        days = judged.local_days
        for period in periods_by(judged, at):
            first, last = period.first.toordinal(), period.last.toordinal()
            reaches = [(digest, reach_of(digest, at, days)) for digest in judged.history(at).cases]
            near = tuple(digest for digest, reach in reaches if reach.first <= last and first <= reach.last)
            every = sums_of(judged, period, at)
            assert told_of(replace(every, cases=near)) == told_of(every), (seed, period.name)


@pytest.mark.parametrize(
    ("length", "day", "name", "first", "last"),
    [
        (Length.WEEK, "2026-11-22", "2026-W47", "2026-11-16", "2026-11-22"),
        (Length.WEEK, "2027-01-03", "2026-W53", "2026-12-28", "2027-01-03"),
        (Length.WEEK, "2024-12-30", "2025-W01", "2024-12-30", "2025-01-05"),
        (Length.MONTH, "2028-02-29", "2028-02", "2028-02-01", "2028-02-29"),
        (Length.MONTH, "2026-12-31", "2026-12", "2026-12-01", "2026-12-31"),
    ],
)
def test_periods_are_named_as_iso_8601_says(length: Length, day: str, name: str, first: str, last: str) -> None:
    """A week from Monday to Sunday, of the year in which its Thursday lies; a month as on the calendar."""
    period = period_of(length, date.fromisoformat(day))
    assert (period.name, period.first.isoformat(), period.last.isoformat()) == (name, first, last)
    assert period.after.before == period


def test_the_periods_join_without_a_gap_and_reach_back_ten_years_at_most() -> None:
    """Also where somebody typed a year of the last century."""
    for length in Length:
        found = periods_of(length, date(1926, 11, 20), date(2026, 11, 23))
        assert found[0].first > date(2016, 10, 1)
        assert found[-1].first <= date(2026, 11, 23) <= found[-1].last
        assert all(one.after == other for one, other in pairwise(found))


def test_a_deadline_at_midnight_belongs_to_the_day_that_it_ends() -> None:
    """One that ends with Sunday is the old week's, and late in it where nobody kept it."""
    zone = ZoneInfo("Europe/Berlin")
    week = period_of(Length.WEEK, date(2026, 10, 25))
    after = stretch_of(week.after, zone, datetime(2026, 12, 1, tzinfo=UTC))
    stretch = stretch_of(week, zone, datetime(2026, 12, 1, tzinfo=UTC))
    midnight = instant_at(datetime(2026, 10, 26), zone)  # noqa: DTZ001 - wall time
    assert stretch.end == midnight
    assert stretch.brings_due(midnight)
    assert not after.brings_due(midnight)
    assert not stretch.brings_due(stretch.begin)
    assert stretch.end - stretch.begin == 7 * DAY + timedelta(hours=1)


def test_a_running_period_tells_what_was_until_now() -> None:
    """A deadline of tonight has not passed; at its own end the period is over."""
    zone, period = ZoneInfo("Asia/Shanghai"), period_of(Length.WEEK, date(2026, 11, 23))
    now = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
    running = stretch_of(period, zone, now)
    assert (running.seen, running.is_over) == (now, False)
    assert running.brings_due(now)
    assert not running.brings_due(now + timedelta(seconds=1))
    assert stretch_of(period, zone, running.end).is_over
    assert not stretch_of(period, zone, running.end - timedelta(seconds=1)).is_over


# ------------------------------------------------------------------------------------------------------- the ledgers
def ledgers_plant(*meetings: MeetingHeld, metrics: tuple[Metric, ...] = (), **rules: object) -> Plant:
    return Plant(plain_rules(**rules), (), (), (), meetings, metrics)


def held(day: str, present: str, absent: str = "") -> MeetingHeld:
    return MeetingHeld(date.fromisoformat(day), None, None, tuple(present), tuple(absent))


WEEK = period_of(Length.WEEK, date(2026, 11, 16))
AT = datetime(2026, 11, 30, tzinfo=UTC)


def test_meetings_are_counted_against_the_plan() -> None:
    """Those of the week by day, the working days of the rules as the plan, and who came of those named."""
    plant = ledgers_plant(
        held("2026-11-13", "ab"),
        held("2026-11-16", "abc", "d"),
        held("2026-11-20", "ab", "cd"),
        held("2026-11-23", "a"),
    )
    found = Ledgers(plant, AT).attended_in(WEEK, stretch_of(WEEK, plant.rules.zone, AT))
    assert found is not None
    assert (found.held, found.planned, found.came, found.expected, found.percent) == (2, 5, 5, 8, 62.5)


def test_the_roster_is_expected_where_nobody_is_named_absent() -> None:
    """And a meeting without any name counts as held, in no rate."""
    plant = ledgers_plant(held("2026-11-16", "ab"), held("2026-11-17", ""), meeting=Meeting(roster=("a", "c", "d")))
    found = Ledgers(plant, AT).attended_in(WEEK, stretch_of(WEEK, plant.rules.zone, AT))
    assert found is not None
    assert (found.held, found.came, found.expected) == (2, 2, 4)


def test_a_period_before_the_first_meeting_has_no_attendance() -> None:
    """Nobody missed what was not written down yet; of a running week only what is over was planned."""
    plant = ledgers_plant(held("2026-11-18", "ab"))
    ledgers, zone = Ledgers(plant, AT), plant.rules.zone
    assert ledgers.attended_in(WEEK.before, stretch_of(WEEK.before, zone, AT)) is None
    running = ledgers.attended_in(WEEK, stretch_of(WEEK, zone, instant_at(datetime(2026, 11, 18, 9), zone)))  # noqa: DTZ001
    assert running is not None
    assert (running.held, running.planned) == (1, 3)


def test_metrics_of_a_period_are_its_values_alone() -> None:
    """Each series with a value in it, and how many of them missed their targets."""
    metrics = tuple(
        Metric(date(2026, 11, day), "FTQ", "L1", value, 98.0)
        for day, value in ((15, 90.0), (16, 97.9), (22, 98.0), (23, 1.0))
    )
    rules = MetricRules("FTQ", Label.plain("FTQ"), Label.plain("%"), better=Better.HIGHER)
    plant = replace(ledgers_plant(metrics=metrics), rules=plain_rules(metrics={"FTQ": rules}))
    [found] = Ledgers(plant, AT).measured_in(WEEK)
    assert [point.value for point in found.points] == [97.9, 98.0]
    assert found.missed == 1
    assert Ledgers(plant, AT).measured_in(WEEK.before.before) == ()


def test_digests_of_a_case_at_any_later_instant_tell_the_same_past() -> None:
    """What is kept of deadlines, levels and lessons at an instant is part of what is kept later."""
    for seed in range(PLANTS):
        judged, at = any_plant(seeded(seed))
        for tracks in judged.cases:
            if tracks.case.opened > at:
                continue
            first, later = digest_of(tracks, at), digest_of(tracks, at + 500 * DAY)
            assert later.levels.startswith(first.levels)
            assert first.taught in (None, later.taught)
            assert len(first.times) == len(later.times) == 8 * len(first.timed)


def test_a_lesson_is_no_older_than_its_case() -> None:
    """What was done under D8 before the case was opened counts from the opening on."""
    case = case_of("FR-1", "t", AT, facts=facts_of({"lessons": AT - DAY}), report=Report(body=LESSON))
    [tracks] = plant_of([case], (), ()).cases
    assert digest_of(tracks, AT).taught == AT
