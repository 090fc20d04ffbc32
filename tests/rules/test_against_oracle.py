"""The rule engine against a second reading of the contract (oracle.py), on random cases from everywhere."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board_gen.model.case import Case, CriterionFacts
from board_gen.model.plant import Plant
from board_gen.model.rules import CalendarRules
from board_gen.rules.judge import judge, judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, CriterionTrack
from board_gen.rules.verdicts import dated_facts_of
from board_gen.views.api import board_json
from board_gen.views.reader import Reader
from board_gen.wording import Wording
from tests.rules.oracle import DAY, MINUTE, Cell, Reading, Seen, instants_of, is_worked
from tests.rules.strategies import DAYS_TO_OPEN, Scene, any_case, any_opening, any_rules, scenes, seeded

SECOND = timedelta(seconds=1)
CALENDARS = Path(__file__).parents[3] / "shared/corpora/china_calendar"
PLANTS = 200
"""Plants of ten cases each: 2,000 cases."""
Json = dict[str, Any]


def many(examples: int) -> settings:
    """So many examples, the same ones each time."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


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
    """What the engine says of a case, in the oracle's words."""
    head = tracks.head.at(t)
    return Seen(
        cells={track.criterion.id: cell_of(track, t) for track in tracks.criteria},
        status=str(head.status),
        phase=str(head.phase),
        escalation=head.escalation,
        marks=frozenset(str(mark) for mark in tracks.marks.at(t)) if tracks.is_on_board(t) else None,
        next_due=tracks.next_due.at(t) if tracks.is_on_board(t) else None,
        watch_until=tracks.watch_until.at(t),
    )


def all_tracks(tracks: CaseTracks) -> Iterator[tuple[str, Track[Any]]]:
    """Every track of a case, each with a name for messages."""
    yield "head", tracks.head
    yield "marks", tracks.marks
    yield "watch_until", tracks.watch_until
    yield "next_due", tracks.next_due
    for cell in tracks.criteria:
        yield cell.criterion.id, cell.rulings
    for report in tracks.reports:
        yield report.name, report.done


def steps_of(tracks: CaseTracks) -> set[datetime]:
    """Every instant at which any track of a case steps."""
    return {instant for _, track in all_tracks(tracks) for instant in track.instants()}


def quick_reading(scene: Scene) -> Reading:
    """The oracle's reading of a case, walking only over the instants between which no letter can change."""
    return Reading(scene.case, scene.rules, scene.horizon, instants_of(scene.case, scene.rules) | {scene.horizon})


@many(30)
@given(scenes(days=2))
def test_every_minute_of_a_case_is_as_the_contract_reads(scene: Scene) -> None:
    """At each minute from its opening until days after its last fact, engine and oracle say the same of a case."""
    tracks = judge(scene.case, scene.rules)
    reading = Reading(scene.case, scene.rules, scene.horizon)
    assert len(reading.ticks) > 4 * 1440
    for minute in reading.ticks:
        assert seen_by_engine(tracks, minute) == reading.at(minute), minute


@many(250)
@given(scenes(days=6))
def test_each_boundary_is_where_the_contract_puts_it(scene: Scene) -> None:
    """A second before, at, and after each step of a track and each fact, engine and oracle say the same."""
    tracks, reading = judge(scene.case, scene.rules), quick_reading(scene)
    named = instants_of(scene.case, scene.rules)
    edges = steps_of(tracks) | named | {end for _, end in reading.meetings}
    edges |= {instant + reading.watch for instant in named} | {instant - DAY for instant in named}
    for edge in sorted(edges):
        for t in (edge - SECOND, edge, edge + SECOND):
            if scene.case.opened <= t <= scene.horizon:
                assert seen_by_engine(tracks, t) == reading.at(t), t


@many(300)
@given(scenes(days=6))
def test_a_closing_is_accepted_or_refused_with_its_reason(scene: Scene) -> None:
    """A closing counts if the case was ready then; else the refusal names what was unmet, or the watch's end."""
    tracks, reading, closed = judge(scene.case, scene.rules), quick_reading(scene), scene.case.closed
    assert tracks.end == reading.end
    assert (tracks.refusal is not None) == (closed is not None and not reading.accepted)
    is_possible = (
        closed and closed.at and scene.case.opened <= closed.at and not (reading.end and reading.end <= closed.at)
    )
    if tracks.refusal is None or closed is None or closed.at is None or not is_possible:
        return
    seen = reading.at(closed.at)
    assert {criterion.id for criterion in tracks.refusal.open_criteria} == {
        name for name, cell in seen.cells.items() if cell.letter in ("Y", "R")
    }
    assert tracks.refusal.watch_until == seen.watch_until


@many(300)
@given(scenes(days=6))
def test_named_reports_are_done_when_their_steps_are(scene: Scene) -> None:
    """A named report's clock, and whether it is done, are as the contract says at each step until the end."""
    tracks, reading = judge(scene.case, scene.rules), quick_reading(scene)
    assert {report.name: report.due for report in tracks.reports} == reading.clocks
    last = reading.end or scene.horizon
    for edge in sorted(steps_of(tracks) | instants_of(scene.case, scene.rules)):
        if scene.case.opened <= edge <= last:
            told = {report.name: report.done.at(edge) for report in tracks.reports}
            assert told == {name: reading.report_done(name, edge) for name in reading.clocks}, edge


@many(300)
@given(scenes(days=6), st.integers(0, 9 * 86400))
def test_tracks_are_step_functions_from_opening_to_end(scene: Scene, seconds: int) -> None:
    """Each track begins at the opening, rises in time, repeats no value, and stands still after the end."""
    tracks, t = judge(scene.case, scene.rules), scene.case.opened + seconds * SECOND
    for name, track in all_tracks(tracks):
        instants, values = track.instants(), [value for _, value in track.steps]
        assert instants[0] == scene.case.opened, name
        assert all(earlier < later for earlier, later in pairwise(instants)), name
        assert all(value != following for value, following in pairwise(values)), name
        assert all(instant.tzinfo is UTC and not instant.microsecond for instant in instants), name
        assert tracks.end is None or instants[-1] <= tracks.end, name
        assert dict(track.steps)[track.since(t)] == track.at(t), name
        assert track.until(t).at(t + DAY) == track.at(t), name
        assert all(later > t for later, _ in track.changes(t)), name


@many(300)
@given(scenes(days=6))
def test_head_agrees_with_letters_and_with_itself(scene: Scene) -> None:
    """Overall is the worst letter, green is never open, only what is open escalates, and an ended case is silent."""
    tracks = judge(scene.case, scene.rules)
    for t in steps_of(tracks):
        head, letters = tracks.head.at(t), {cell.rulings.at(t).letter for cell in tracks.criteria}
        assert head.status == next(letter for letter in "RYG" if letter in letters)
        assert (head.status == "G") == (head.phase in ("watch", "ready", "closed")) or head.phase == "rejected"
        assert head.escalation == 0 or head.phase == "open"
        assert (tracks.watch_until.at(t) is not None) == (head.phase == "watch")
        assert tracks.is_on_board(t) or tracks.marks.at(t) == ()
        assert head.phase != "open" or tracks.next_due.at(t) is not None


def known_by(case: Case, t: datetime) -> Case:
    """The case as it could be written at t: without any fact that is dated later."""

    def facts_by(facts: CriterionFacts) -> CriterionFacts:
        return replace(facts, done=tuple(instant for instant in facts.done if instant <= t))

    is_closed = case.closed is not None and (case.closed.at is None or case.closed.at <= t)
    return replace(
        case,
        facts={name: facts_by(facts) for name, facts in case.facts.items()},
        revisions=tuple(revision for revision in case.revisions if revision.at <= t),
        recurrences=tuple(recurrence for recurrence in case.recurrences if recurrence.at <= t),
        updated=case.updated if case.updated and case.updated <= t else None,
        closed=case.closed if is_closed else None,
        rejected=case.rejected if case.rejected and case.rejected.at <= t else None,
    )


@many(400)
@given(scenes(days=6), st.integers(0, 8 * 1440))
def test_what_is_written_later_does_not_change_the_past(scene: Scene, minutes: int) -> None:
    """What the board showed at an instant stays what it shows of that instant once later facts are written."""
    t = scene.case.opened + minutes * MINUTE
    then, later = judge(known_by(scene.case, t), scene.rules), judge(scene.case, scene.rules)
    assert seen_by_engine(then, t) == seen_by_engine(later, t)


def random_plant(seed: int) -> JudgedPlant:
    """Ten random cases, opened within some days of each other, under one plant's rules."""
    dice = seeded(seed)
    zone_name = dice.one(tuple(DAYS_TO_OPEN))
    day = date.fromisoformat(dice.one(DAYS_TO_OPEN[zone_name]))
    rules = any_rules(dice, ZoneInfo(zone_name), day, 4)
    cases = tuple(
        any_case(dice, rules, any_opening(dice, rules.zone, day + timedelta(days=dice.number(2))), 4, f"FR-{number}")
        for number in range(10)
    )
    return judge_plant(Plant(rules, cases, (), ()))


def moments_of(judged: JudgedPlant, seed: int) -> tuple[datetime, datetime]:
    """Two instants in the life of a plant, the earlier one first: any second, or a step of somebody's track."""
    dice = seeded(-1 - seed)
    first = min(tracks.case.opened for tracks in judged.cases)
    steps = sorted({step for tracks in judged.cases for step in steps_of(tracks)})

    def moment() -> datetime:
        return dice.one(steps) if dice.rarely(2) else first + dice.number(8 * 86400) * SECOND

    earlier, later = sorted((moment(), moment()))
    return earlier, later


def board_at(judged: JudgedPlant, t: datetime) -> Json:
    """board.json of an instant."""
    words = Wording(judged.rules.language)
    board = json.loads(json.dumps(board_json(judged, Reader(t, judged.rules, words))))
    assert isinstance(board, dict)
    return board


def row_of(case: Json) -> Json:
    """What `changes` carries along: the letters, status, phase and escalation of a case, and since when its status."""
    letters = {cell["id"]: cell["status"] for cell in case["criteria"]}
    return {key: case[key] for key in ("status", "phase", "escalation", "since")} | {"letters": letters}


def replayed(case: Json, until: str) -> Json:
    """A case of board.json with its changes carried out up to an instant, as any other program would do it."""
    row = row_of(case)
    for change in case["changes"]:
        if change["at"] > until:
            break
        if "criterion" in change:
            row["letters"][change["criterion"]] = change["status"]
            continue
        since = change["at"] if change["status"] != row["status"] else row["since"]
        row |= {key: change[key] for key in ("status", "phase", "escalation")} | {"since": since}
    return row


def test_changes_carry_one_board_to_the_next() -> None:
    """Of 2,000 random cases: board.json at one instant and its `changes` give board.json at any later instant."""
    for seed in range(PLANTS):
        judged = random_plant(seed)
        earlier, later = moments_of(judged, seed)
        before, now = board_at(judged, earlier), board_at(judged, later)
        until, shown = now["as_of"], {case["id"]: case for case in now["cases"]}
        carried = {case["id"]: case for case in before["cases"]}
        rows = {name: replayed(case, until) for name, case in carried.items()}
        on_board = {name: row for name, row in rows.items() if row["phase"] in ("open", "watch", "ready")}
        opened_since = {name: row_of(case) for name, case in shown.items() if case["opened"] > before["as_of"]}
        assert on_board | opened_since == {name: row_of(case) for name, case in shown.items()}, seed
        for name, case in shown.items():
            if name in carried:
                assert case["changes"] == [step for step in carried[name]["changes"] if step["at"] > until], (
                    seed,
                    name,
                )


def test_changes_stand_in_order() -> None:
    """Changes rise in time; at one instant criteria come first, in the board's order, then the case, each once."""
    for seed in range(PLANTS):
        judged = random_plant(seed)
        earlier, _ = moments_of(judged, seed)
        columns = [criterion.id for criterion in judged.rules.criteria]
        for case in board_at(judged, earlier)["cases"]:
            keys = [
                (step["at"], columns.index(step["criterion"]) if step.get("criterion") in columns else len(columns))
                for step in case["changes"]
                if step.get("criterion") != "answer"
            ]
            assert keys == sorted(set(keys)), (seed, case["id"])
            heads = [step for step in case["changes"] if "criterion" not in step]
            assert all(set(step) == {"at", "status", "phase", "escalation"} for step in heads), (seed, case["id"])


def test_nothing_changes_before_next_change() -> None:
    """A second before `next_change` the board still says what it said; where that is null, it never differs again."""
    for seed in range(PLANTS):
        judged = random_plant(seed)
        earlier, later = moments_of(judged, seed)
        before = board_at(judged, earlier)
        last = datetime.fromisoformat(before["next_change"]) - SECOND if before["next_change"] else later
        after = board_at(judged, max(last, earlier))
        assert after | {"as_of": before["as_of"]} == before, seed


def test_something_changes_at_next_change() -> None:
    """At `next_change` something that is published does differ: of the board, or of a case's letters or marks."""
    for seed in range(PLANTS):
        judged = random_plant(seed)
        earlier, _ = moments_of(judged, seed)
        text = board_at(judged, earlier)["next_change"]
        if text is not None:
            steps = {step for tracks in judged.cases for step in steps_of(tracks)}
            steps |= {at for tracks in judged.cases for at, _, _ in dated_facts_of(tracks.case)}
            assert min(step for step in steps if step > earlier) == datetime.fromisoformat(text), seed


def test_counts_and_order_are_the_contracts() -> None:
    """The board lists escalation first, then R before Y before G, then the earliest unmet deadline, then the id."""
    for seed in range(PLANTS):
        judged = random_plant(seed)
        _, t = moments_of(judged, seed)
        board = board_at(judged, t)
        cases = board["cases"]
        unmet = [[cell["due"] for cell in case["criteria"] if cell["status"] in ("R", "Y")] for case in cases]
        keys = [
            (-case["escalation"], "RYG".index(case["status"]), min(due, default="9999"), case["id"])
            for case, due in zip(cases, unmet, strict=True)
        ]
        assert keys == sorted(keys), seed
        counted = {"board": len(cases), "invalid": 0, "new": sum("new" in case["marks"] for case in cases)}
        counted |= {letter: sum(case["status"] == letter for case in cases) for letter in "RYG"}
        counted |= {phase: sum(case["phase"] == phase for case in cases) for phase in ("open", "watch", "ready")}
        assert board["counts"] == counted, seed


@pytest.mark.skipif(not CALENDARS.is_dir(), reason="the third-party calendars are not beside the project")
@pytest.mark.parametrize("year", range(2007, 2028))
def test_the_oracles_working_days_are_the_state_councils(year: int) -> None:
    """Day for day those of the State Council's notices; a year without a notice is counted in plain weekdays."""
    told: dict[str, bool] = {}
    for told_in in (year, year + 1):
        path = CALENDARS / f"{told_in}.json"
        days = json.loads(path.read_text(encoding="utf-8"))["days"] if path.exists() else []
        told |= {day["date"]: not day["isOffDay"] for day in days}
    day, calendar = date(year, 1, 1), CalendarRules()
    while day.year == year:
        assert is_worked(day, calendar) == told.get(day.isoformat(), day.weekday() < 5), day
        day += timedelta(days=1)
