"""Cases that have settled, known in short only: every sum over all cases is what it is with all their tracks."""

import json
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from board_gen.model.label import Language
from board_gen.model.plant import Plant
from board_gen.pages.trends import history_json, trends_page
from board_gen.rules.digest import digest_of, settled_at
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.q_chart import abnormal_days_of, areas_of, q_calendar_of
from board_gen.rules.tracks import CaseTracks
from board_gen.views.counts import counts_of, days_without_red
from board_gen.views.q_chart import q_months_of
from board_gen.views.trends import trends_of
from tests.pages.builders import AT, DAY, plant_of, reader_of, sample_invalid
from tests.rules.strategies import PLACES, any_case, any_opening, any_rules, seeded

LATER = AT + 120 * DAY


def in_short(judged: JudgedPlant, at: datetime) -> JudgedPlant:
    """The same plant with what has settled by an instant as digests."""

    def has_settled(tracks: CaseTracks) -> bool:
        settled = settled_at(tracks)
        return settled is not None and settled <= at

    return replace(
        judged,
        cases=tuple(tracks for tracks in judged.cases if not has_settled(tracks)),
        settled=tuple(digest_of(tracks, at) for tracks in judged.cases if has_settled(tracks)),
    )


def any_plant(seed: int) -> tuple[JudgedPlant, datetime]:
    """A plant of random cases around a turn of some zone's clock, and an instant: half of what ever settles has."""
    dice = seeded(seed)
    zone_name, day = PLACES[seed % len(PLACES)]
    zone, first = ZoneInfo(zone_name), date.fromisoformat(day)
    rules, (broken, _) = any_rules(dice, zone, first, 4), sample_invalid()
    opened = [any_opening(dice, zone, first) + dice.number(3) * DAY for _ in range(30)]
    cases = [any_case(dice, rules, at, 4, f"FR-{number}") for number, at in enumerate(opened)]
    placed = tuple(replace(case, area=f"Line {number % 3}" if number % 4 else "") for number, case in enumerate(cases))
    judged = judge_plant(Plant(rules, placed, (replace(broken, opened=opened[0], source="PRR"),), ()))
    settled = sorted(at for at in map(settled_at, judged.cases) if at is not None)
    return judged, settled[len(settled) // 2]


def sums_of(judged: JudgedPlant, at: datetime) -> tuple[object, ...]:
    """Every number about the whole plant."""
    reader = reader_of(judged, Language.EN, at)
    return (
        trends_of(judged, reader),
        trends_page(judged, reader).html,
        json.dumps(history_json(judged, reader)),
        counts_of(judged, at),
        days_without_red(judged, at),
        abnormal_days_of(judged, at),
        [q_months_of(q_calendar_of(judged, at), reader, area) for area in (None, "", *areas_of(judged, at))],
    )


@pytest.mark.parametrize("seed", range(len(PLACES)))
def test_a_plant_with_its_settled_cases_in_short_has_the_same_sums(seed):
    """Trends, history, counts and Q are the same of digests as of tracks, whatever the cases, in any zone."""
    judged, at = any_plant(seed)
    short = in_short(judged, at)
    assert short.settled
    assert sums_of(short, at) == sums_of(judged, at)


@pytest.mark.parametrize("at", [AT, LATER])
def test_the_sample_plant_in_short_has_the_same_sums(at):
    """One case of every kind: those that are over are known in short only, the numbers are the same."""
    short = in_short(plant_of(), at)
    assert {"FR-2026-0088", "FR-2026-0090"} >= {digest.id for digest in short.settled} != set()
    assert sums_of(short, at) == sums_of(plant_of(), at)


def test_nothing_but_digests_is_enough():
    """A plant all of whose cases have settled has a history, and no red."""
    whole = in_short(plant_of(), LATER)
    gone = replace(whole, cases=(), invalid=())
    days = gone.history(LATER).every_day
    assert (sum(day.opened for day in days), days[-1].on_board) == (len(gone.settled), 0)
    assert sum(day.closed + day.rejected for day in days) == len(gone.settled)
    assert days_without_red(gone, LATER) is not None
