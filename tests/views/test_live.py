"""The live list is the tracks, sampled: walked to any instant it says what the tracks say (contract §5, §7)."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from board_gen.model.case import Case, Closing, Recurrence
from board_gen.model.plant import Plant
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant, board_key
from board_gen.views.api import changes_of, instant_text
from board_gen.views.counts import days_without_red
from board_gen.views.live import LiveList, live_of, live_text, offsets_of
from board_gen.views.quiet import Quiet, quiet_of
from board_gen.views.reader import Reader
from board_gen.views.standing import cadence_of
from board_gen.wording import Wording
from tests.rules.facts import case_of, instant, plant_rules

AT = instant("2026-11-22 10:00")
ALL_DONE = dict.fromkeys(("containment", "root_cause", "verified"), "2026-11-21 12:00")


def judged_of(*cases: Case) -> JudgedPlant:
    named = tuple(replace(case, id=f"FR-{number}", address=f"FR-{number}") for number, case in enumerate(cases))
    return judge_plant(Plant(plant_rules(), named, (), ()))


def reader_of(judged: JudgedPlant, at: datetime = AT) -> Reader:
    return Reader(at, judged.rules, Wording(judged.rules.language))


def cases_of(live: LiveList) -> list[Any]:
    """The cases of the list as the page carries it."""
    told: list[Any] = json.loads(live_text(live))["cases"]
    return told


def walked(case: Any, at: datetime) -> dict[str, Any]:
    """A case of the list at an instant, as the script walks it."""
    state: dict[str, Any] = {}
    for frame in case["frames"]:
        if frame["t"] > at.timestamp():
            break
        for key, value in frame.items():
            state[key] = {**state.get(key, {}), **value} if key in ("l", "d", "why", "b") else value
    return state


EVENTFUL = (
    case_of(),
    case_of(done=ALL_DONE),
    case_of(done=ALL_DONE, recurred=("2026-11-25 08:00",)),
    case_of(opened="2026-11-24 06:15"),
    case_of(moves=(("2026-11-23 10:00", "root_cause", "2026-12-01 00:00"),)),
    case_of(done={"root_cause": "2026-11-25 10:00"}, evidence=False),
    case_of(done=ALL_DONE, closed=Closing(instant("2026-12-01 09:00"))),
)


def test_the_walked_list_is_the_tracks() -> None:
    """At every hour of three weeks letters, head, marks, deadlines and order of every case are those of its tracks."""
    judged = judged_of(*EVENTFUL)
    told = {case["id"]: case for case in cases_of(live_of(judged, reader_of(judged)))}
    for at in (AT + timedelta(hours=hours) for hours in range(21 * 24)):
        for tracks in judged.cases:
            state = walked(told[tracks.case.id], at)
            if at < tracks.case.opened:
                assert state == {}
                continue
            head = tracks.head.at(at)
            assert (state["s"], state["p"], state["e"]) == (head.status, head.phase, head.escalation)
            assert state["l"] == {cell.criterion.id: cell.rulings.at(at).letter for cell in tracks.criteria}
            assert state["m"] == list(tracks.marks.at(at))
            if head.phase.is_on_board:
                assert state["d"] == {c.criterion.id: c.rulings.at(at).due.timestamp() for c in tracks.criteria}
        on_board = [t for t in judged.cases if t.is_on_board(at)]
        by_key = sorted(on_board, key=lambda tracks: walked(told[tracks.case.id], at)["k"])
        assert by_key == sorted(on_board, key=lambda tracks: board_key(tracks, at))


def test_the_list_has_every_change_of_board_json() -> None:
    """Each change that board.json tells of a case is a frame of its list, at the same instant."""
    judged = judged_of(*EVENTFUL)
    for tracks, case in zip(judged.cases, cases_of(live_of(judged, reader_of(judged))), strict=True):
        frames = {instant_text(datetime.fromtimestamp(frame["t"], UTC)) for frame in case["frames"]}
        assert {change["at"] for change in changes_of(tracks, max(AT, tracks.case.opened))} <= frames


def test_later_frames_hold_only_what_changes() -> None:
    """The first frame is complete but for the sentences, which the page has; no later one repeats what held before."""
    judged = judged_of(*EVENTFUL)
    for case in cases_of(live_of(judged, reader_of(judged))):
        first, *later = case["frames"]
        assert set(first) >= {"t", "l", "d", "s", "p", "e", "m", "n", "k"}
        assert "why" not in first
        for frame in later:
            before = walked(case, datetime.fromtimestamp(frame["t"] - 1, UTC))
            assert len(frame) > 1
            assert all(before[key] != value for key, value in frame.items() if key in ("s", "p", "e", "m", "n", "k"))
            assert all(
                before.get(key, {}).get(name) != value
                for key in ("l", "d", "why")
                for name, value in frame.get(key, {}).items()
            )


@pytest.mark.parametrize(
    ("cases", "ids"),
    [
        ((case_of(),), ["FR-0"]),
        ((case_of(opened="2026-11-23 08:00"),), ["FR-0"]),
        ((case_of(done=ALL_DONE, opened="2026-11-01 08:00", closed=Closing(instant("2026-11-30 12:00"))),), ["FR-0"]),
        ((case_of(done=dict.fromkeys(ALL_DONE, "2026-11-02 08:00"), opened="2026-11-01 08:00",
                  closed=Closing(instant("2026-11-20 12:00"))),), []),
        ((), []),
    ],
)  # fmt: skip
def test_who_is_carried(cases: tuple[Case, ...], ids: list[str]) -> None:
    """Carried is who is on the board, or comes on it; not who has left it."""
    judged = judged_of(*cases)
    assert [case.id for case in live_of(judged, reader_of(judged)).cases] == ids


@pytest.mark.parametrize(
    ("more", "changed", "data"),
    [
        ({}, "2026-11-20 16:30", "2026-11-24 00:00"),
        ({"updated": instant("2026-11-21 09:00")}, "2026-11-21 09:00", "2026-11-24 00:00"),
        ({"updated": instant("2026-11-22 10:00")}, "2026-11-22 10:00", "2026-11-24 00:00"),
        ({"updated": instant("2026-11-22 10:01")}, "2026-11-20 16:30", "2026-11-24 00:00"),
        ({"recurrences": (Recurrence(instant("2026-11-21 10:00")),)}, "2026-11-21 10:00", "2026-11-24 00:00"),
    ],
)
def test_when_data_grows_stale(more: dict[str, object], changed: str, data: str) -> None:
    """Data is stale one working day after the last fact dated by the build; what is dated later does not refresh it."""
    judged = judged_of(replace(case_of(), **more))  # type: ignore[arg-type]
    cadence = cadence_of(judged, AT)
    assert (cadence.changed, cadence.data) == (instant(changed), instant(data))
    assert cadence.build == AT + timedelta(hours=2)


def test_an_empty_plant_has_no_data_to_grow_stale() -> None:
    """Without a case there is no last change; the build still grows old."""
    cadence = cadence_of(judged_of(), AT)
    assert (cadence.changed, cadence.data) == (None, None)


@pytest.mark.parametrize("hours", range(0, 24 * 16, 7))
def test_quiet_days_are_the_views(hours: int) -> None:
    """From the quiet steps the days without red follow as the board counts them."""
    met = dict.fromkeys(ALL_DONE, "2026-11-22 20:00")
    judged = judged_of(case_of(done=met, closed=Closing(instant("2026-12-01 09:00"))))
    at = AT + timedelta(hours=hours)
    step = [step for step in quiet_of(judged.cases, AT) if step.at <= at][-1]
    days = 0 if step.is_red else (at - step.since) // timedelta(days=1) if step.since else None
    assert days == days_without_red(judged, at)


def test_nothing_was_ever_red() -> None:
    """Where no case was ever red there is no last red."""
    assert quiet_of((), AT) == (Quiet(AT, None, is_red=False),)


@pytest.mark.parametrize(
    ("zone", "turns"),
    [
        ("Asia/Shanghai", [8]),
        ("Europe/Berlin", [1, 2, 1]),
        ("Australia/Lord_Howe", [11, 10.5, 11]),
        ("America/St_Johns", [-3.5, -2.5, -3.5]),
    ],
)
def test_the_zone_is_carried_as_offsets(zone: str, turns: list[float]) -> None:
    """The zone's clock changes of the year ahead are carried, each from the very second on."""
    end = AT + timedelta(days=360)
    offsets = offsets_of(ZoneInfo(zone), AT, end)
    assert [offset / timedelta(hours=1) for _, offset in offsets] == turns
    for (at, offset), (_, before) in zip(offsets[1:], offsets, strict=False):
        assert at.astimezone(ZoneInfo(zone)).utcoffset() == offset
        assert (at - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).utcoffset() == before
