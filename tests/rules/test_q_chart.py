"""The Q-chart: the worst problem of each local day, per area (contract §5)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from board_gen.finding import Place
from board_gen.model.case import Closing, InvalidCase, Rejection
from board_gen.model.label import Label
from board_gen.model.rules import Source
from board_gen.model.terms import QColour, SourceGroup
from board_gen.rules.q_chart import DayColour, abnormal_days_of, areas_of, q_chart_of
from tests.pages.builders import all_done, case_of, plant_of, rules_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
GREEN, YELLOW, RED = DayColour.GREEN, DayColour.YELLOW, DayColour.RED


def local(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def rules():
    kept = rules_of()
    training = Source("training", Label.plain("training"), SourceGroup.OTHER, QColour.NONE)
    return replace(kept, sources={**kept.sources, "training": training})


def plant(*problems: tuple[str, str, datetime]):
    """A plant with one problem per (source, area, opened)."""
    cases = [
        case_of(f"Q-{number}", "t", opened, source=source, area=area)
        for number, (source, area, opened) in enumerate(problems)
    ]
    return plant_of(cases, (), (), rules())


def colours(judged, area=None, at=AT) -> dict[int, DayColour | None]:
    return {day.day.day: day.colour for day in q_chart_of(judged, area, 2026, 11, at).days}


@pytest.mark.parametrize(
    ("problems", "area", "day", "expected"),
    [
        ([], None, 20, GREEN),
        ([("line", "L1", local(20))], None, 20, YELLOW),
        ([("PRR", "L1", local(20))], None, 20, RED),
        ([("training", "L1", local(20))], None, 20, GREEN),
        ([("line", "L1", local(20, 8)), ("PRR", "L1", local(20, 9)), ("line", "L1", local(20, 10))], None, 20, RED),
        ([("PRR", "L1", local(20))], "L1", 20, RED),
        ([("PRR", "L1", local(20))], "L2", 20, GREEN),
        ([("PRR", "", local(20))], "", 20, RED),
        ([("PRR", "L1", local(20))], "", 20, GREEN),
        ([("PRR", "L1", local(20, 0, 0))], None, 20, RED),
        ([("PRR", "L1", local(20, 0, 0))], None, 19, GREEN),
        ([("PRR", "L1", local(20, 23, 59))], None, 20, RED),
        ([("PRR", "L1", local(20, 23, 59))], None, 21, GREEN),
        ([("PRR", "L1", local(23, 8, 12))], None, 23, RED),
        ([("PRR", "L1", local(23, 8, 13))], None, 23, GREEN),
        ([("PRR", "L1", local(25))], None, 25, None),
        ([], None, 23, GREEN),
        ([], None, 24, None),
    ],
)
def test_a_day_has_the_colour_of_the_worst_problem_opened_in_it(problems, area, day, expected):
    """Each local day takes the worst `q` of what was opened in it by `at`; days to come are blank."""
    assert colours(plant(*problems), area)[day] is expected


def test_a_day_begins_at_local_midnight():
    """The first instant of a local day makes it green, the second before leaves it blank."""
    midnight = local(24, 0)
    assert colours(plant(), at=midnight)[24] is GREEN
    assert colours(plant(), at=midnight - timedelta(seconds=1))[24] is None


def test_what_becomes_of_a_problem_never_changes_its_day():
    """Closed, rejected and listed problems colour the day that they were opened in like any other."""
    closed = case_of("A", "t", local(2), facts=all_done(local(3)), closed=Closing(local(15)))
    rejected = case_of("B", "t", local(4), rejected=Rejection(local(5), "not ours"))
    listed = case_of("C", "t", local(6), source="line", tracked=False, listed_answer=True, profile="listed")
    undated = replace(listed, id="D", address="D", opened=local(8), closed=Closing(None))
    named = colours(plant_of([closed, rejected, listed, undated], (), ()))
    assert [named[day] for day in (2, 4, 6, 8)] == [RED, RED, YELLOW, YELLOW]


@pytest.mark.parametrize(
    ("source", "opened", "expected"),
    [
        ("PRR", local(9), RED),
        ("line", local(9), YELLOW),
        ("", local(9), GREEN),
        ("PPR", local(9), GREEN),
        ("PRR", None, GREEN),
    ],
)
def test_an_invalid_case_counts_where_its_opening_and_source_could_be_read(source, opened, expected):
    """What keeps a case from being judged does not hide that the problem came up."""
    invalid = InvalidCase("X", "X", Place("cases/X.md"), opened=opened, source=source, area="L1")
    judged = plant_of((), [invalid], ())
    assert colours(judged)[9] is expected
    assert colours(judged, "L1")[9] is expected


def test_a_case_to_which_nothing_applies_still_colours_its_day():
    """A case that is invalid because all its criteria are NA came up nevertheless."""
    facts = {name: replace(fact, done=(), na="no such process") for name, fact in all_done(local(9)).items()}
    judged = plant_of([case_of("X", "t", local(9), facts=facts)], (), ())
    assert not judged.cases
    assert colours(judged)[9] is RED


@pytest.mark.parametrize(("year", "month", "days"), [(2026, 2, 28), (2028, 2, 29), (2026, 11, 30), (2026, 12, 31)])
def test_a_chart_holds_every_day_of_its_month_in_order(year, month, days):
    """A month's chart is as long as the month."""
    chart = q_chart_of(plant(), None, year, month, AT)
    assert [day.day for day in chart.days] == [date(year, month, number) for number in range(1, days + 1)]


def test_the_days_not_green_are_those_of_the_charts():
    """The sparse form and the calendar tell the same of every day of every area."""
    judged = plant(
        ("PRR", "L2", local(3)), ("line", "L1", local(3)), ("training", "L3", local(5)), ("line", "", local(7))
    )
    sparse = abnormal_days_of(judged, AT)
    assert list(sparse) == ["", "L1", "L2", "L3"]
    assert areas_of(judged, AT) == ("L1", "L2", "L3")
    for area, named in sparse.items():
        shown = {day.day: day.colour for day in q_chart_of(judged, area, 2026, 11, AT).days}
        assert named == {day: colour for day, colour in shown.items() if colour in (RED, YELLOW)}
