"""One pass over all problems gives the Q of every area and month."""

from datetime import timedelta

import pytest

from board_gen.rules.judged import JudgedPlant
from board_gen.rules.q_chart import DayColour, q_calendar_of, q_chart_of
from board_gen.views.q_chart import q_month_of
from tests.pages.builders import AT, DAY, case_of, plant_of, reader_of
from tests.pages.test_settled import any_plant
from tests.rules.strategies import PLACES


def plant() -> JudgedPlant:
    """Two areas, one of which has a red problem without a case file, and what comes later."""
    return plant_of(
        [
            case_of("FR-1", "t", AT - 2 * DAY, source="PRR", area="L1"),
            case_of("IL-2", "t", AT - 2 * DAY, source="PRR", area="L2", tracked=False),
            case_of("IL-3", "t", AT - 2 * DAY, source="line", area="L2", tracked=False),
            case_of("IL-4", "t", AT - DAY, source="line", area="L2", tracked=False),
            case_of("FR-5", "t", AT + DAY, source="PRR", area="L2"),
        ],
        (),
        (),
    )


def test_a_day_counts_its_problems_and_those_without_a_case_file():
    """Red ones need a case file, others don't; what comes later is no part of the day yet."""
    calendar = q_calendar_of(plant(), AT)
    [first, second] = [calendar.days_of("L2")[day] for day in sorted(calendar.days_of("L2"))]
    assert (first.red, first.yellow, first.untracked, first.opened) == (1, 1, 1, 2)
    assert (second.red, second.untracked, second.colour) == (0, 0, DayColour.YELLOW)
    assert [(day.red, day.untracked) for day in calendar.plant.values()] == [(2, 1), (0, 0)]
    assert [opening.at for opening in calendar.later_of("L2")] == [AT + DAY]
    assert calendar.later_of("L1") == ()


@pytest.mark.parametrize("seed", range(len(PLACES)))
def test_every_area_has_the_days_that_asking_for_it_alone_gives(seed):
    """Of any plant, in any zone: each area's month is what the plain rule says, now and when the time comes."""
    judged, _ = any_plant(seed)
    at = sorted(tracks.case.opened for tracks in judged.cases)[len(judged.cases) // 2]
    reader = reader_of(judged, at=at)
    calendar = q_calendar_of(judged, at)
    month = reader.at.astimezone(reader.zone)
    for area in (None, *calendar.by_area):
        fields = q_month_of(calendar, reader, area, month.year, month.month).fields
        for later in (timedelta(), timedelta(days=3), timedelta(days=40)):
            truth = q_chart_of(judged, area, month.year, month.month, at + later)
            seen = [[colour for when, colour in field.later if when <= at + later] for field in fields]
            shown = [steps[-1] if steps else field.colour for steps, field in zip(seen, fields, strict=True)]
            assert shown == [day.colour for day in truth.days]
