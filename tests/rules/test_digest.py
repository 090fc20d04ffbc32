"""The digest of a case, and from when on nothing of a case changes any more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from board_gen.model.case import Rejection, Revision
from board_gen.model.report import Action, ReadAcross, Report
from board_gen.packed import packed, unpacked
from board_gen.rules.digest import CaseDigest, Timing, digest_of, settled_at, with_shared
from board_gen.rules.gates import gate_findings
from board_gen.rules.judge import judge
from board_gen.rules.tracks import CaseTracks
from board_gen.rules.verdicts import findings_at
from tests.rules.facts import case_of, instant, plant_rules
from tests.rules.oracle import DAY
from tests.rules.strategies import Dice, Scene, any_scene, seeded

SECOND = timedelta(seconds=1)
SCENES = 1500


def told_of(tracks: CaseTracks, scene: Scene, at: datetime) -> list[object]:
    """All that the rules tell of a case at an instant."""
    return [
        digest_of(tracks, at)._replace(news=""),  # what is too old to be told: tests/rules/test_changed.py
        list(findings_at(tracks, at)),
        gate_findings(tracks, scene.rules, at),
        tracks.head.at(at),
        tracks.marks.at(at),
        tracks.is_on_board(at),
        [report.done.at(at) for report in tracks.reports],
    ]


def with_promises(scene: Scene, dice: Dice) -> Scene:
    """The scene, with an action and a like product that are due and done at any time."""
    first, last = scene.case.opened - DAY, scene.horizon + 30 * DAY
    dates = [first + dice.number(int((last - first) / SECOND)) * SECOND for _ in range(5)]
    action = Action("D6", "sort", "", start=dates[0], due=dates[1], done=dates[2])
    report = Report(actions=(action,), read_across=(ReadAcross("pump", due=dates[3], done=dates[4]),))
    return replace(scene, case=replace(scene.case, report=report))


def settled_scenes(count: int) -> Iterator[tuple[Scene, CaseTracks, datetime, Dice]]:
    """Of so many random scenes those whose case ends, judged, and when it has settled."""
    for seed in range(count):
        dice = seeded(seed)
        scene = with_promises(any_scene(dice, 5), dice)
        tracks = judge(scene.case, scene.rules)
        settled = settled_at(tracks)
        assert (settled is None) == (tracks.end is None), seed
        if settled is not None:
            yield scene, tracks, settled, dice


def test_what_has_settled_never_changes() -> None:
    """From `settled_at` on, digest, findings, gates, head, marks and reports are the same at every instant."""
    count = 0
    for scene, tracks, settled, dice in settled_scenes(SCENES):
        first = told_of(tracks, scene, settled)
        for t in (settled + SECOND, settled + dice.number(40 * 86400) * SECOND, settled + 4000 * DAY):
            assert told_of(tracks, scene, t) == first, (scene.case, t)
        count += 1
    assert count > SCENES / 5


def test_settling_is_no_later_than_needed() -> None:
    """A second before, something did tell another story, or will have happened: nobody waits for nothing."""
    for scene, tracks, settled, _ in settled_scenes(SCENES // 3):
        before = settled - SECOND
        is_opened = scene.case.opened <= before
        assert not is_opened or told_of(tracks, scene, before) != told_of(tracks, scene, settled), scene.case


def test_a_first_deadline_after_all_others_is_waited_for() -> None:
    """A rejected case whose deadline was moved forward at its opening counts as not due until the first one passes."""
    opened = instant("2026-11-20 16:30")
    move = Revision(opened, "verified", instant("2026-11-21 00:00"))
    case = replace(case_of(), revisions=(move,), rejected=Rejection(opened + timedelta(hours=1)))
    tracks = judge(case, plant_rules())
    settled = settled_at(tracks)
    assert settled is not None
    assert {timed.by_first for timed in digest_of(tracks, settled).timed} == {Timing.LATE}
    later = digest_of(tracks, settled + 400 * DAY)
    assert digest_of(tracks, settled)._replace(news="") == later


def test_a_case_that_stays_on_the_board_never_settles() -> None:
    """Nothing is promised of a case that nobody closed."""
    assert settled_at(judge(case_of(), plant_rules())) is None


def test_what_came_from_other_processes_is_the_same_and_holds_once_what_is_alike() -> None:
    for scene, tracks, at, _ in settled_scenes(20):
        digest = digest_of(tracks, at)
        one, other = (with_shared(cast("CaseDigest", unpacked(packed(digest)))) for _ in range(2))
        assert one == other == digest, scene
        assert one.timed is other.timed
        assert one.head is other.head
