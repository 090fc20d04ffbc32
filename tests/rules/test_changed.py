"""What changed in a stretch of time, and when the last meeting was."""

from dataclasses import replace
from datetime import datetime, timedelta

from board_gen.model.case import Case, Closing, CriterionFacts, Hold, NextReport, Rejection, Revision
from board_gen.model.rules import CalendarRules, Meeting, Rules
from board_gen.model.terms import Letter, Mark, Phase
from board_gen.rules.changed import LOOK_BACK, Change, Group, What, changes_of, is_over, kept_in
from board_gen.rules.digest import digest_of
from board_gen.rules.judge import judge
from board_gen.rules.meetings import end_of_first_meeting_after, end_of_last_meeting_by
from board_gen.rules.tracks import CaseTracks, Reason
from tests.rules.facts import case_of, instant, plant_rules
from tests.rules.strategies import any_scene, seeded
from tests.rules.test_digest import settled_scenes

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
FIRST, LAST = instant("2026-11-20 09:00"), instant("2026-11-23 08:12")


def changed(case: Case, first: datetime = FIRST, last: datetime = LAST, **rules: object) -> tuple[Change, ...]:
    return changes_of(judge(case, plant_rules(**rules)), first, last)  # type: ignore[arg-type]


def names(changes: tuple[Change, ...]) -> list[str]:
    return [f"{change.what}/{change.of}".rstrip("/") for change in changes]


def test_a_case_through_a_weekend() -> None:
    """Opened, contained, turned red, raised, a deadline moved: each at its instant and in its group."""
    case = case_of(
        done={"containment": "2026-11-21 09:10"},
        moves=(("2026-11-22 10:00", "verified", "2026-12-04 00:00"),),
        recurred=("2026-11-22 12:00",),
        updated=instant("2026-11-23 07:55"),
    )
    found = changed(case)
    assert names(found) == [
        "opened",
        "due_soon/containment",
        "done/containment",
        "due_soon/root_cause",
        "moved/verified",
        "recurred",
        "red/root_cause",
        "escalated",
        "updated",
    ]
    assert [change.what.group for change in found if change.what in (What.DONE, What.RED, What.MOVED)] == [
        Group.DID,
        Group.MOVED,
        Group.TIME,
    ]
    moved = next(change for change in found if change.what is What.MOVED)
    assert (moved.before, moved.due) == (instant("2026-11-28 00:00"), instant("2026-12-04 00:00"))
    red = next(change for change in found if change.what is What.RED)
    assert red.at == red.due == instant("2026-11-22 16:30")


def test_both_ends_count_and_nothing_beyond_them() -> None:
    """What happened at the first or the last instant is told; a second before or after it is not."""
    case = case_of(done={"containment": "2026-11-21 09:10"})
    at = instant("2026-11-21 09:10")
    assert "done/containment" in names(changed(case, at, at))
    assert "done/containment" not in names(changed(case, at + SECOND, LAST))
    assert "done/containment" not in names(changed(case, FIRST, at - SECOND))


def test_what_lies_ahead_is_not_told() -> None:
    """Neither facts dated later nor a case that opens later, though its facts be dated before."""
    ahead = case_of(done={"containment": "2026-11-24 09:00"}, updated=LAST + HOUR)
    assert {"updated", "done/containment"}.isdisjoint(names(changed(ahead)))
    assert changed(case_of(opened="2026-11-24 08:00", done={"containment": "2026-11-22 08:00"})) == ()


def test_a_claim_is_no_fulfilment() -> None:
    """Without the evidence that a criterion wants it is claimed, and by whom."""
    facts = {"root_cause": CriterionFacts("root_cause", done=(instant("2026-11-22 08:00"),), by="陈刚")}
    found = [change for change in changed(replace(case_of(), facts=facts)) if change.of == "root_cause"]
    assert [(change.what, change.who) for change in found if change.what.group is Group.DID] == [
        (What.CLAIMED, "陈刚"),
    ]
    assert "red/root_cause" in names(tuple(found))


def test_moves_follow_each_other_also_at_one_instant() -> None:
    """Each move goes from where the one before it led, with its reason and consent; of what is NA none is told."""
    at = instant("2026-11-22 10:00")
    moves = (
        Revision(at, "verified", instant("2026-12-04 00:00"), "sample late", "customer"),
        Revision(at, "verified", instant("2026-12-09 00:00")),
        Revision(at, "containment", instant("2026-12-09 00:00")),
    )
    facts = {"containment": CriterionFacts("containment", na="no stock")}
    found = [change for change in changed(replace(case_of(), revisions=moves, facts=facts)) if change.before]
    moved = [change for change in found if change.what is What.MOVED]
    assert [(change.before, change.due, change.text, change.consent) for change in moved] == [
        (instant("2026-11-28 00:00"), instant("2026-12-04 00:00"), "sample late", "customer"),
        (instant("2026-12-04 00:00"), instant("2026-12-09 00:00"), "", ""),
    ]


def test_reports_holds_and_silences() -> None:
    """A next report and a named one that are late, a hold and its end, and who said nothing before the meeting."""
    hold = Hold(instant("2026-11-20 18:00"), instant("2026-11-22 00:00"), "tool away")
    case = case_of(next_report=NextReport(instant("2026-11-21 00:00")), on_hold=hold)
    found = changed(case, last=instant("2026-11-23 09:00"), reports={"4D": "48h"})
    wanted = ("held", "report_late", "released", "report_late/4D", "not_updated")
    assert [name for name in names(found) if name in wanted] == list(wanted)
    assert found[-1] == Change(instant("2026-11-23 09:00"), What.NOT_UPDATED)


def test_how_a_case_leaves_the_board() -> None:
    """Ready by time, closed by somebody; refused where it is too early; rejected with its reason."""
    done = dict.fromkeys(("containment", "root_cause", "verified"), "2026-11-14 08:00")
    case = case_of(opened="2026-11-13 08:00", done=done, closed=Closing(instant("2026-11-21 10:00")))
    assert names(changed(case)) == ["ready", "closed"]
    early = case_of(opened="2026-11-18 08:00", closed=Closing(instant("2026-11-21 10:00")))
    assert "refused" in names(changed(early))
    rejected = changed(case_of(rejected=Rejection(instant("2026-11-21 10:00"), "not ours"), updated=LAST))
    assert rejected[-1] == Change(instant("2026-11-21 10:00"), What.REJECTED, text="not ours")


def test_a_state_is_told_until_something_ends_it() -> None:
    """Due soon is over once it is done, red or moved; not updated with the update; nothing else is ever over."""
    case = case_of(done={"containment": "2026-11-21 09:10"})
    found = changed(case)
    assert [str(change.of) for change in found if is_over(change, found)] == ["containment", "root_cause"]


def test_against_the_tracks_themselves() -> None:
    """Of random cases: red, escalated, ready and not updated are told exactly where a letter or mark turns."""
    count = 0
    for seed in range(400):
        scene = any_scene(seeded(seed), 5)
        tracks = judge(scene.case, scene.rules)
        first, last = scene.case.opened, scene.horizon
        told = changes_of(tracks, first, last)
        for what in (What.RED, What.READY, What.NOT_UPDATED, What.ESCALATED):
            mine = {(change.of, change.at) for change in told if change.what is what}
            assert mine == set(turned(tracks, what, first, last)), (seed, what)
            count += len(mine)
    assert count > 400


def turned(tracks: CaseTracks, what: What, first: datetime, last: datetime) -> list[tuple[str, datetime]]:
    """The plain way: look at each second before and at every step."""
    instants = {at for cell in tracks.criteria for at in cell.rulings.instants()}
    instants |= {*tracks.head.instants(), *tracks.marks.instants()}
    found = []
    for at in (at for at in instants if first <= at <= last):
        before = at - SECOND if at > tracks.case.opened else None
        if what is What.RED:
            for cell in tracks.criteria:
                ruling = cell.rulings.at(at)
                was = before is not None and cell.rulings.at(before).letter is Letter.RED
                if ruling.letter is Letter.RED and ruling.reason is Reason.OVERDUE and not was:
                    found.append((cell.criterion.id, at))
        elif holds(tracks, what, at, before):
            found.append(("", at))
    return found


def holds(tracks: CaseTracks, what: What, at: datetime, before: datetime | None) -> bool:
    head, former = tracks.head.at(at), tracks.head.at(before) if before else None
    if what is What.READY:
        return head.phase is Phase.READY and former is not None and former.phase is Phase.WATCH
    if what is What.ESCALATED:
        return head.escalation > (former.escalation if former else 0)
    is_silent = Mark.NOT_UPDATED in tracks.marks.at(at)
    return is_silent and not (before and Mark.NOT_UPDATED in tracks.marks.at(before))


def test_a_digest_keeps_the_last_thirty_days() -> None:
    """Whatever stretch of 30 days ends after a case has settled: its digest tells of it what its tracks do."""
    count = 0
    for scene, tracks, settled, dice in settled_scenes(600):
        at = settled + dice.number(35 * 86400) * SECOND
        kept = kept_in(digest_of(tracks, at).news)
        first = at - LOOK_BACK
        assert tuple(change for change in kept if change.at >= first) == changes_of(tracks, first, at), scene.case
        count += bool(kept)
    assert count > 50


def test_a_digest_of_an_open_case_keeps_nothing() -> None:
    """What is on the board is told by its tracks."""
    assert digest_of(judge(case_of(), plant_rules()), LAST).news == ""


def test_the_last_meeting_is_the_one_that_is_over() -> None:
    """Not one that is being held, none on a day off, and never one for a plant that does not meet."""
    rules = plant_rules(calendar=CalendarRules(country="CN"))
    assert end_of_last_meeting_by(instant("2026-11-23 08:59"), rules) == instant("2026-11-20 09:00")
    assert end_of_last_meeting_by(instant("2026-11-23 09:00"), rules) == instant("2026-11-23 09:00")
    never: Rules = replace(rules, meeting=Meeting(days=frozenset()))
    assert end_of_last_meeting_by(LAST, never) is None


def test_no_meeting_lies_between_the_last_one_and_now() -> None:
    """At any minute: the first meeting after the last one's beginning is that very one, and the next is not over."""
    dice = seeded(7)
    for zone_rules in (plant_rules(), plant_rules(calendar=CalendarRules(country="CN"))):
        for _ in range(300):
            at = instant("2026-01-01 00:00") + dice.number(500_000) * timedelta(minutes=1)
            end = end_of_last_meeting_by(at, zone_rules)
            assert end is not None
            assert end <= at
            start = end - timedelta(minutes=zone_rules.meeting.minutes)
            assert end_of_first_meeting_after(start - SECOND, zone_rules) == end
            following = end_of_first_meeting_after(start, zone_rules)
            assert following is not None
            assert following > at
