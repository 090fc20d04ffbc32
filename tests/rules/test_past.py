"""The past of a case: one row through time that tells what head, criteria and next move tell at each instant."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from board_gen.rules.judge import judge
from board_gen.rules.judged import board_key
from board_gen.rules.past import UNREADABLE, PastRow, PastState, PastText, columns_of, joined_of, past_of
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks
from board_gen.views.frames import instants_of
from board_gen.views.next_move import Kind, next_move_of
from tests.rules.facts import case_of, instant, plant_rules
from tests.rules.oracle import DAY
from tests.rules.strategies import Dice, Scene, any_scene, seeded

SECOND = timedelta(seconds=1)
SCENES = 400
COLUMNS = columns_of(plant_rules())
AT = instant("2026-11-20 12:00")


def state_told_by(tracks: CaseTracks, columns: tuple[str, ...], at: datetime) -> PastState | None:
    """The second way: each value asked of what the board's row asks."""
    if not tracks.is_on_board(at):
        return None
    cells = {cell.criterion.id: cell.rulings.at(at).letter for cell in tracks.criteria}
    head, move = tracks.head.at(at), next_move_of(tracks, at)
    return PastState(
        letters=tuple(cells.get(name) for name in columns),
        status=head.status,
        phase=head.phase,
        escalation=head.escalation,
        waits_for=columns.index(move.criterion.criterion.id) if move.criterion else None,
        until=move.until,
        watch=move.until - move.start if move.kind is Kind.WATCH and move.until and move.start else timedelta(),
    )


def instants_around(tracks: CaseTracks, scene: Scene, dice: Dice) -> Iterator[datetime]:
    """Each instant at which something may change, a second before and after it, and any others."""
    length = int((scene.horizon - scene.case.opened) / SECOND) + 40 * 86400
    at = [scene.case.opened + dice.number(length) * SECOND for _ in range(5)]
    near = [each + step for each in instants_of(tracks) for step in (-SECOND, timedelta(), SECOND)]
    yield from (each for each in (*at, *near) if each >= scene.case.opened)


def test_the_past_tells_what_the_board_tells_at_every_instant() -> None:
    """Letters, status, phase, escalation, what is waited for and until when, of random cases at each of their steps."""
    asked = 0
    for seed in range(SCENES):
        dice = seeded(seed)
        scene = any_scene(dice, 4)
        tracks, columns = judge(scene.case, scene.rules), columns_of(scene.rules)
        row = past_of(tracks, columns)
        assert row.shown.start == scene.case.opened
        for at in instants_around(tracks, scene, dice):
            state = row.shown.at(at)
            assert state == state_told_by(tracks, columns, at), (seed, at)
            if state and state.waits_for is not None:
                assert state.until == board_key(tracks, at)[2]
            asked += 1
    assert asked > SCENES * 20


def test_a_step_is_there_only_where_something_shown_changes() -> None:
    """A second claim of the same thing is a step of the criterion, and none of the row."""
    case = case_of(done={"containment": ("2026-11-21 08:00", "2026-11-21 09:00")})
    tracks = judge(case, plant_rules())
    again = instant("2026-11-21 09:00")
    assert any(again in cell.rulings.instants() for cell in tracks.criteria)
    assert again not in past_of(tracks, COLUMNS).shown.instants()


def test_a_row_that_was_never_on_the_board_says_so() -> None:
    """What was rejected at its opening, or closed without a date."""
    text = Track.constant(AT, PastText("t", "", AT))
    assert not PastRow("IL-1", "IL-1", text, Track.constant(AT, None)).was_ever_shown
    assert PastRow("IL-1", "IL-1", text, Track(((AT, UNREADABLE), (AT + DAY, None)))).was_ever_shown


def versions_of(dice: Dice) -> list[tuple[datetime, PastRow | None]]:
    """Some versions of a case, each with steps of its own, some of them none."""
    found: list[tuple[datetime, PastRow | None]] = []
    begin = AT
    for number in range(1 + dice.number(5)):
        steps = {
            AT + dice.number(40) * DAY: dice.one((None, UNREADABLE, PastState((), None, None, n))) for n in range(4)
        }
        text = Track.constant(AT, PastText(f"title {number}", "", AT))
        row = PastRow("FR-1", "FR-1", text, Track.of_steps(sorted(steps.items())))
        found.append((begin, None if number and dice.rarely(4) else row))
        begin += dice.number(12) * DAY
    return found


@pytest.mark.parametrize("seed", range(200))
def test_versions_are_joined_each_for_its_time(seed: int) -> None:
    """At every instant the row shows what the version in force shows then; before the first one nothing."""
    dice = seeded(seed)
    versions = versions_of(dice)
    joined = joined_of(versions)
    assert joined.shown.start == AT
    for number in range(80):
        at = AT + number * DAY / 2
        in_force = versions[bisect_right([begin for begin, _ in versions], at) - 1][1]
        if in_force is None:
            assert joined.shown.at(at) is None
            continue
        assert joined.shown.at(at) == (None if at < in_force.shown.start else in_force.shown.at(at)), at
        assert joined.told.at(at) == in_force.told.at(at)


def test_no_version_is_no_past() -> None:
    """Versions that hold no case are a programmer's mistake."""
    with pytest.raises(ValueError, match="no version"):
        joined_of([(AT, None)])
