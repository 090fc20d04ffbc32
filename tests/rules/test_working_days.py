"""Working days: the country's, as published."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from board_gen.model.rules import CalendarRules
from board_gen.rules.working_days import is_published, is_working_day, published_years

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "china_calendar"
CHINA = CalendarRules()


def published_days() -> dict[date, bool]:
    """The State Council's lists: day → is it off? A year's notice may move days of the year before."""
    lists = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(CORPUS.glob("2???.json"))]
    return {date.fromisoformat(day["date"]): day["isOffDay"] for told in lists for day in told["days"]}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="LEFT OUT: ../shared/corpora/china_calendar is not here")
@pytest.mark.parametrize("year", range(2007, 2027))
def test_china_agrees_day_for_day_with_the_state_council(year: int) -> None:
    """Every day of every published year is worked or not as the government's list says."""
    told = published_days()
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    wrong = [day for day in days if is_working_day(day, CHINA) == told.get(day, day.weekday() >= 5)]
    assert wrong == []


def test_chinas_next_year_is_unknown_until_it_is_published() -> None:
    """The library guesses holidays for years that nobody has published; we do not take its guess."""
    last = published_years("CN")[-1]
    assert is_published(last, CHINA)
    assert not is_published(last + 1, CHINA)
    new_year = date(last + 1, 1, 1)
    assert is_working_day(new_year, CHINA) == (new_year.weekday() < 5)


def test_a_country_whose_law_names_its_holidays_is_always_published() -> None:
    """Germany moves no days by decree: next year is known."""
    germany = CalendarRules(country="DE")
    assert is_published(2035, germany)
    assert not is_working_day(date(2035, 12, 25), germany)


def test_no_country_means_weekends_only() -> None:
    """`country: null` leaves the weekend, and every year is known."""
    nowhere = CalendarRules(country=None, weekend=frozenset({4}))
    assert is_published(2099, nowhere)
    assert [is_working_day(date(2026, 10, day), nowhere) for day in (1, 2, 3)] == [True, False, True]
