"""The sums of the trends against a second, plain method (`trend_plain`), on random plants in three zones."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, partial
from math import inf

import pytest

from board_gen.model.terms import Letter, Phase
from board_gen.rules.digest import Timing
from board_gen.rules.milestones import Milestone, MonthTimes
from board_gen.rules.pareto import Classes
from board_gen.rules.punctuality import Share
from board_gen.rules.selection import last_year
from board_gen.rules.trend_days import month_of, week_of
from board_gen.rules.trend_rows import day_numbered, number_of
from board_gen.rules.trend_sums import AGE_BOUNDS, TrendSums, sums_of
from tests.pages.builders import AT, case_of, plant_of
from tests.rules.oracle import DAY
from tests.rules.trend_plain import SECOND, Plain, open_share
from tests.rules.trend_plants import Drawn, drawn

SEEDS = range(120)


@cache
def both(seed: int) -> tuple[Drawn, TrendSums, Plain]:
    """A plant, its sums, and the plain method's view of it."""
    one = drawn(seed)
    return one, sums_of(one.table, one.selection), Plain(one)


def counted(counts: Sequence[int], name: str, tally: Counter[str]) -> None:
    """Notes that a kind of thing occurred at all, so that no test passes because nothing ever happened."""
    tally[name] += sum(counts)


def test_each_day_holds_what_the_board_shows_at_its_end() -> None:
    """Stock by letter, openings, closings, rejections: as counted at the last second of every day."""
    tally = Counter[str]()
    for seed in SEEDS:
        one, sums, plain = both(seed)
        days = sums.days
        assert days.first == one.selection.first
        assert days.red == plain.stock(Letter.RED), seed
        assert days.yellow == plain.stock(Letter.YELLOW), seed
        assert days.green == plain.stock(Letter.GREEN), seed
        assert days.opened == plain.openings(), seed
        assert days.closed == plain.endings(Phase.CLOSED), seed
        assert days.rejected == plain.endings(Phase.REJECTED), seed
        for name in ("red", "yellow", "green", "opened", "closed", "rejected"):
            counted(getattr(days, name), name, tally)
    assert min(tally.values()) > 20, tally


def test_weeks_and_months_are_the_sums_of_their_days() -> None:
    """Each period holds the days of the range that lie in it; weeks are those of ISO 8601."""
    for seed in SEEDS:
        _, sums, _ = both(seed)
        days = sums.days
        for periods, name_of in (
            (sums.weeks, lambda day: day.isocalendar()[:2]),
            (sums.months, lambda day: day.timetuple()[:2]),
        ):
            groups: dict[tuple[int, ...], list[int]] = {}
            for place in range(len(days.red)):
                groups.setdefault(name_of(day_numbered(days.first + place)), []).append(place)
            assert [name_of(day_numbered(period.start)) for period in periods] == list(groups)
            for period, places in zip(periods, groups.values(), strict=True):
                last = places[-1]
                assert period[1:] == (
                    sum(days.opened[place] for place in places),
                    sum(days.closed[place] for place in places),
                    sum(days.rejected[place] for place in places),
                    days.red[last] + days.yellow[last] + days.green[last],
                )


@pytest.mark.parametrize(
    ("day", "monday", "first"),
    [
        ("2026-11-23", "2026-11-23", "2026-11-01"),
        ("2026-11-22", "2026-11-16", "2026-11-01"),
        ("2027-01-03", "2026-12-28", "2027-01-01"),
        ("1969-12-31", "1969-12-29", "1969-12-01"),
    ],
)
def test_weeks_begin_on_monday_and_months_on_their_first(day: str, monday: str, first: str) -> None:
    """Across new year and before 1970 too."""
    number = number_of(date.fromisoformat(day))
    assert (day_numbered(week_of(number)), day_numbered(month_of(number))) == tuple(
        map(date.fromisoformat, (monday, first))
    )


def test_the_three_numbers_of_qsb() -> None:
    """Case-days by letter, cases that were on the board, closings and how long they took."""
    seen = 0
    for seed in SEEDS:
        _, sums, plain = both(seed)
        spans = plain.spans_closed()
        assert sums.qsb == (
            plain.on_board_at_all(),
            sum(plain.stock(Letter.RED)),
            sum(plain.stock(Letter.YELLOW)),
            len(spans),
            sum(spans),
        ), seed
        assert sums.qsb.mean_open == (sum(spans) / len(spans) if spans else None)
        assert (sums.qsb.red_days_per_case is None) == (sums.qsb.cases == 0)
        seen += len(spans)
    assert seen > 20


def test_the_time_until_closed_counts_the_open_ones_too() -> None:
    """Events are the accepted closings of the cases opened in the range, censored is what is still on the board."""
    steps = 0
    for seed in SEEDS:
        one, sums, plain = both(seed)
        found = sums.open_time
        closed = [t for t in plain.opened if plain.phase(t) is Phase.CLOSED and not plain.is_undated(t)]
        ended = [(plain.end(t) - t.case.opened) // SECOND for t in closed]  # type: ignore[operator]
        watched = [(one.at - t.case.opened) // SECOND for t in plain.opened if plain.phase(t).is_on_board]
        assert (found.survival.n, found.survival.events) == (len(ended) + len(watched), len(ended)), seed
        assert found.rejected == sum(map(plain.is_rejected, plain.opened))
        assert found.undated == sum(map(plain.is_undated, plain.opened)) == sums.undated
        assert sums.opened == len(plain.opened) == found.survival.n + found.rejected + found.undated
        for step in found.survival.steps:
            assert step.open == pytest.approx(open_share(ended, watched, step.time), abs=1e-12), seed
            steps += 1
    assert steps > 30


def shown(months: Sequence[MonthTimes]) -> dict[date, tuple[int, int, float, float]]:
    """Times as the plain method writes them."""
    return {
        day_numbered(one.month): (
            one.done,
            one.not_yet,
            inf if one.median is None else one.median,
            inf if one.slow is None else one.slow,
        )
        for one in months
    }


def test_times_to_milestones_by_month_of_opening() -> None:
    """As read from the facts: the first fulfilment counts, those not yet there rank last, rejected cases are out."""
    known, unknown = 0, 0
    for seed in SEEDS:
        _, sums, plain = both(seed)
        found = {times.milestone: shown(times.months) for times in sums.times}
        for name, step in (("containment", "D3"), ("root_cause", "D4"), ("verified", "")):
            expected = plain.times(partial(plain.reached, name=name, step=step))
            assert found[Milestone(name)] == expected, (seed, name)
            known += sum(median < inf for _, _, median, _ in expected.values())
            unknown += sum(median == inf for _, _, median, _ in expected.values())
        assert found[Milestone.CLOSED] == plain.times(plain.until_closed), seed
    assert known > 50
    assert unknown > 20


def test_shares_in_time_are_those_of_the_cases_opened_in_the_range() -> None:
    """As read from the facts, against the first deadline and the one in force at the first fulfilment."""
    seen = 0
    for seed in SEEDS:
        one, sums, plain = both(seed)
        found = sums.on_time
        kept = [t for t in plain.opened if not plain.is_rejected(t) and not plain.is_undated(t)]
        assert (found.cases, found.rejected) == (len(kept), sum(map(plain.is_rejected, plain.opened)))
        assert found.undated == sum(map(plain.is_undated, plain.opened))
        tally = Counter(timing for tracks in kept for timing in plain.timings(tracks))
        ids = [name for name in one.table.criteria if any(key[0] == name for key in tally)]
        assert [one.table.criteria[line.criterion] for line in found.criteria] == ids, seed
        for line, name in zip(found.criteria, ids, strict=True):
            first = [sum(n for key, n in tally.items() if key[:2] == (name, timing)) for timing in Timing]
            current = [sum(n for key, n in tally.items() if key[::2] == (name, timing)) for timing in Timing]
            assert (line.by_first, line.by_current) == (Share(*first), Share(*current)), (seed, name)
        seen += tally.total()
    assert seen > 200


def test_moves_of_deadlines() -> None:
    """By month: how many, of how many cases, and what was gained; reasons are counted folded."""
    seen = 0
    for seed in SEEDS:
        one, sums, plain = both(seed)
        moves, found = plain.moves(), sums.moved
        by_month = {
            month: (len(own), len({tracks.case.id for tracks, *_ in own}), sum(gained for _, _, gained, _ in own))
            for month in {month for _, month, _, _ in moves}
            if (own := [move for move in moves if move[1] == month])
        }
        assert {day_numbered(month): tuple(rest) for month, *rest in found.months} == by_month, seed
        assert [month for month, *_ in found.months] == sorted(month for month, *_ in found.months)
        assert found.moves == len(moves)
        assert found.gained == sum(gained for _, _, gained, _ in moves)
        assert found.cases == len({tracks.case.id for tracks, *_ in moves})
        reasons = Counter(reason for *_, reason in moves)
        assert found.reasons.unnamed == reasons.pop("", 0)
        sizes = [(bar.size, one.table.names.reason[bar.name]) for bar in found.reasons.bars]
        assert sorted(size for size, _ in sizes) == sorted(reasons.values()), seed
        assert [size for size, _ in sizes] == sorted((size for size, _ in sizes), reverse=True)
        seen += len(moves)
    assert seen > 200


def test_recurrences_by_month() -> None:
    """Those before the end of their case and by now, and of how many cases."""
    seen = 0
    for seed in SEEDS:
        _, sums, plain = both(seed)
        found = plain.recurrences()
        expected = {
            month: (len(own), len({tracks.case.id for tracks, _ in own}))
            for month in {month for _, month in found}
            if (own := [one for one in found if one[1] == month])
        }
        assert {day_numbered(one.month): (one.recurrences, one.cases) for one in sums.recurred} == expected, seed
        seen += len(found)
    assert seen > 50


def test_classes_of_a_pareto() -> None:
    """By size, then by name; beyond the tenth together; what names none is told apart."""
    longest = 0
    for seed in SEEDS:
        one, sums, plain = both(seed)
        names = one.table.names
        pairs = (
            (sums.pareto.source, names.source, lambda t: t.case.source),
            (sums.pareto.area, names.area, lambda t: t.case.area),
            (sums.pareto.part, names.part, lambda t: t.case.part.text),
            (sums.pareto.cause, names.cause, plain.cause),
            (sums.pareto.department, names.department, lambda t: t.case.department),
        )
        for found, known, name_of in pairs:
            counts = plain.classes(name_of)
            assert found.unnamed == counts.pop("", 0), seed
            order = {name: place for place, name in enumerate(known)}
            sizes = sorted(counts.items(), key=lambda item: (-item[1], order[item[0]]))
            assert [(known[bar.name], bar.size) for bar in found.bars] == sizes[:10], seed
            assert (found.others, found.other_classes) == (sum(n for _, n in sizes[10:]), len(sizes[10:]))
            assert found.total == sum(counts.values())
            assert [bar.cumulative for bar in found.bars] == [
                sum(n for _, n in sizes[: k + 1]) for k in range(len(found.bars))
            ]
            longest = max(longest, len(sizes))
        assert sums.pareto.rejected == sum(map(plain.is_rejected, plain.opened))
    assert longest > 4


def test_more_than_ten_classes_end_with_the_others() -> None:
    """The eleventh class is among the others already."""
    tables = [drawn(seed, most=90).table for seed in range(300, 306)]
    found: list[Classes] = [sums_of(table, last_year(table)).pareto.part for table in tables]
    assert any(classes.other_classes for classes in found)
    for classes in found:
        assert len(classes.bars) == 10 or not classes.other_classes
        assert classes.other_classes <= classes.others <= classes.total


def test_ages_are_of_what_is_open_now() -> None:
    """Whatever the range; upper bounds belong to their class."""
    seen = 0
    for seed in SEEDS:
        _, sums, plain = both(seed)
        ages, found = plain.ages(), sums.ages
        bounds = list(zip((0, *AGE_BOUNDS), (*AGE_BOUNDS, 10**6), strict=True))
        for row, (over, to) in zip(found.classes, bounds, strict=True):
            own = [letter for age, letter in ages if (age > over * DAY or over == 0) and age <= to * DAY]
            assert (row.red, row.yellow, row.green) == tuple(
                own.count(letter) for letter in (Letter.RED, Letter.YELLOW, Letter.GREEN)
            )
        spans = sorted(age for age, _ in ages)
        assert found.oldest == (spans[-1] // SECOND if spans else None)
        assert found.median == (spans[(len(spans) - 1) // 2] // SECOND if spans else None)
        watched = [t for t in plain.cases if plain.phase(t) in (Phase.WATCH, Phase.READY)]
        assert found.in_watch == len(watched)
        seen += len(ages)
    assert seen > 50


def test_the_last_year_is_the_twelve_months_that_end_today() -> None:
    """What the page shows at first."""
    one, _, _ = both(1)
    chosen = last_year(one.table)
    assert chosen.last == one.table.today
    assert day_numbered(chosen.first) - timedelta(days=1) == day_numbered(chosen.last).replace(
        year=day_numbered(chosen.last).year - 1
    )
    assert chosen[2:] == (frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("age", "over"),
    [
        (timedelta(0), 0),
        (DAY, 0),
        (DAY + SECOND, 1),
        (3 * DAY, 1),
        (3 * DAY + SECOND, 3),
        (7 * DAY, 3),
        (14 * DAY + SECOND, 14),
        (60 * DAY, 30),
        (60 * DAY + SECOND, 60),
        (900 * DAY, 60),
    ],
)
def test_an_age_belongs_to_the_class_whose_upper_bound_it_does_not_exceed(age: timedelta, over: int) -> None:
    """Upper bounds are inclusive, to the second."""
    table = plant_of([case_of("A", "t", AT - age)], (), ()).trend_table(AT)
    ages = sums_of(table, last_year(table)).ages
    assert [row.over for row in ages.classes if row.red + row.yellow + row.green] == [over]
    assert (ages.median, ages.oldest) == (age // SECOND, age // SECOND)
