"""The rule engine against a second reading of the contract (oracle.py), on random cases from everywhere."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board_gen.model.case import Case
from board_gen.model.rules import CalendarRules
from board_gen.rules.judge import judge
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, CriterionTrack
from tests.rules.oracle import DAY, MINUTE, Cell, Reading, Seen, instants_of, is_worked
from tests.rules.strategies import Scene, scenes

SECOND = timedelta(seconds=1)
CALENDARS = Path(__file__).parents[3] / "shared/corpora/china_calendar"
STEADY: dict = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}


def cell_of(track: CriterionTrack, t: datetime) -> Cell:
    """What the engine says of a criterion, in the oracle's words."""
    ruling = track.rulings.at(t)
    return Cell(
        letter=str(ruling.letter),
        due=ruling.due,
        moved=ruling.moved,
        claimed=ruling.claimed,
        recurred=ruling.letter == "R" and ruling.recurred_at is not None,
        done=ruling.done,
    )


def seen_by_engine(tracks: CaseTracks, t: datetime) -> Seen:
    """What the engine says of a case, in the oracle's words; next_due and watch only while on the board."""
    head = tracks.head.at(t)
    on_board = tracks.is_on_board(t)
    return Seen(
        cells={track.criterion.id: cell_of(track, t) for track in tracks.criteria},
        status=str(head.status),
        phase=str(head.phase),
        escalation=head.escalation,
        marks=frozenset(str(mark) for mark in tracks.marks.at(t)) if on_board else None,
        next_due=tracks.next_due.at(t) if on_board else None,
        watch_until=tracks.watch_until.at(t) if on_board else None,
    )


def all_tracks(tracks: CaseTracks) -> dict[str, Track[object]]:
    """Every track of a case, by a name for messages."""
    named: dict[str, Track[object]] = {
        "head": tracks.head,
        "marks": tracks.marks,
        "watch_until": tracks.watch_until,
        "next_due": tracks.next_due,
    }  # type: ignore[dict-item]
    named |= {cell.criterion.id: cell.rulings for cell in tracks.criteria}  # type: ignore[misc]
    named |= {report.name: report.done for report in tracks.reports}  # type: ignore[misc]
    return named


def quick_ticks(case: Case, scene: Scene) -> set[datetime]:
    """The instants between which no letter can change."""
    return instants_of(case, scene.rules) | {scene.horizon}


@settings(max_examples=40, **STEADY)
@given(scenes(days=2))
def test_every_minute_of_a_case_is_as_the_contract_reads(scene: Scene) -> None:
    """At each minute from its opening until days after its last fact, engine and oracle say the same of a case."""
    tracks = judge(scene.case, scene.rules)
    reading = Reading(scene.case, scene.rules, scene.horizon)
    for minute in reading.ticks:
        assert seen_by_engine(tracks, minute) == reading.at(minute), minute


@settings(max_examples=400, **STEADY)
@given(scenes(days=6))
def test_each_boundary_is_where_the_contract_puts_it(scene: Scene) -> None:
    """A second before, at, and after each step of a track and each fact, engine and oracle say the same."""
    tracks = judge(scene.case, scene.rules)
    reading = Reading(scene.case, scene.rules, scene.horizon, quick_ticks(scene.case, scene))
    named = instants_of(scene.case, scene.rules)
    edges = {step for track in all_tracks(tracks).values() for step in track.instants()}
    edges |= named | {instant + reading.watch for instant in named} | {instant - DAY for instant in named}
    edges |= {end for _, end in reading.meetings}
    for edge in sorted(edges):
        for t in (edge - SECOND, edge, edge + SECOND):
            if scene.case.opened <= t <= scene.horizon:
                assert seen_by_engine(tracks, t) == reading.at(t), t


@settings(max_examples=300, **STEADY)
@given(scenes(days=6))
def test_closing_is_accepted_or_refused_with_its_reason(scene: Scene) -> None:
    """A closing counts if the case was ready then; else the refusal names what was not met, or until when to watch."""
    tracks = judge(scene.case, scene.rules)
    case, reading = scene.case, Reading(scene.case, scene.rules, scene.horizon, quick_ticks(scene.case, scene))
    assert tracks.end == reading.end
    assert (tracks.refusal is not None) == (case.closed is not None and not reading.accepted)
    if tracks.refusal is None or case.closed is None or case.closed.at is None or case.closed.at < case.opened:
        return
    at, refusal = case.closed.at, tracks.refusal
    if reading.end is not None and reading.end <= at:
        return  # rejected before: nothing was missing
    before = reading.at(at)
    unmet = {name for name, cell in before.cells.items() if cell.letter in ("Y", "R")}
    assert {criterion.id for criterion in refusal.open_criteria} == unmet
    assert refusal.watch_until == before.watch_until


@settings(max_examples=300, **STEADY)
@given(scenes(days=6))
def test_named_reports_are_done_when_their_steps_are(scene: Scene) -> None:
    """A named report's clock and whether it is done are as the contract says, at each step."""
    tracks = judge(scene.case, scene.rules)
    reading = Reading(scene.case, scene.rules, scene.horizon, quick_ticks(scene.case, scene))
    assert {report.name: report.due for report in tracks.reports} == reading.clocks
    edges = {step for track in all_tracks(tracks).values() for step in track.instants()}
    for edge in sorted(edges | instants_of(scene.case, scene.rules)):
        if edge >= scene.case.opened and (reading.end is None or edge <= reading.end):
            told = {report.name: report.done.at(edge) for report in tracks.reports}
            assert told == {name: reading.report_done(name, edge) for name in reading.clocks}, edge


@settings(max_examples=300, **STEADY)
@given(scenes(days=6), st.data())
def test_tracks_are_step_functions_from_opening_to_end(scene: Scene, data: st.DataObject) -> None:
    """Each track begins at the opening, rises in time, repeats no value, and stands still after the end."""
    tracks = judge(scene.case, scene.rules)
    for name, track in all_tracks(tracks).items():
        instants = track.instants()
        assert instants[0] == scene.case.opened, name
        assert all(earlier < later for earlier, later in zip(instants, instants[1:], strict=False)), name
        values = [value for _, value in track.steps]
        assert all(value != following for value, following in zip(values, values[1:], strict=False)), name
        assert all(instant.tzinfo is UTC and not instant.microsecond for instant in instants), name
        assert tracks.end is None or instants[-1] <= tracks.end, name
        t = data.draw(st.datetimes(datetime(2010, 1, 1), datetime(2027, 2, 1), timezones=st.just(UTC)))  # noqa: DTZ001
        t = max(t, scene.case.opened)
        assert dict(track.steps)[track.since(t)] == track.at(t), name
        assert track.until(t).at(t + DAY) == track.at(t), name


@settings(max_examples=300, **STEADY)
@given(scenes(days=6), st.integers(0, 8 * 1440))
def test_a_fact_told_later_does_not_change_the_past(scene: Scene, minutes: int) -> None:
    """What the board showed at an instant is shown again when facts dated after it are added."""
    from tests.rules.strategies import changed

    t = scene.case.opened + minutes * MINUTE
    known = changed(
        scene.case,
        facts={
            name: changed_facts(facts, t) for name, facts in scene.case.facts.items()
        },
        revisions=tuple(revision for revision in scene.case.revisions if revision.at <= t),
        recurrences=tuple(recurrence for recurrence in scene.case.recurrences if recurrence.at <= t),
        closed=scene.case.closed if scene.case.closed and scene.case.closed.at and scene.case.closed.at <= t else None,
        rejected=scene.case.rejected if scene.case.rejected and scene.case.rejected.at <= t else None,
    )
    then, later = judge(known, scene.rules), judge(scene.case, scene.rules)
    assert seen_by_engine(then, t) == seen_by_engine(later, t)


def changed_facts(facts, t: datetime):
    """A criterion's facts as far as they were known at t."""
    from dataclasses import replace

    return replace(facts, done=tuple(instant for instant in facts.done if instant <= t))


@pytest.mark.skipif(not CALENDARS.is_dir(), reason="third-party calendars are not beside the project")
@pytest.mark.parametrize("year", range(2007, 2028))
def test_working_days_are_the_state_councils(year: int) -> None:
    """Oracle's Chinese working days agree, day for day, with the State Council's notices; an unpublished year has none."""
    told: dict[str, bool] = {}
    for told_in in (year, year + 1):
        path = CALENDARS / f"{told_in}.json"
        days = json.loads(path.read_text(encoding="utf-8"))["days"] if path.exists() else []
        told |= {day["date"]: not day["isOffDay"] for day in days}
    day, calendar = date(year, 1, 1), CalendarRules()
    while day.year == year:
        assert is_worked(day, calendar) == told.get(day.isoformat(), day.weekday() < 5), day
        day += timedelta(days=1)
