"""Phase, watch, closing and escalation (contract §5)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from board_gen.finding import Finding
from board_gen.model.case import Case, Closing, Rejection
from board_gen.model.rules import Customer
from board_gen.rules.judge import judge
from board_gen.rules.tracks import CaseTracks
from tests.rules.facts import case_of, instant, plant_rules

ALL_DONE = {"containment": "2026-11-21 08:00", "root_cause": "2026-11-22 08:00", "verified": "2026-11-23 08:00"}


def closed(at: str, **facts: object) -> Case:
    """A case whose criteria are all met on 23 November, with a closing."""
    return replace(case_of(done=ALL_DONE, **facts), closed=Closing(instant(at)))  # type: ignore[arg-type]


def phases(tracks: CaseTracks) -> list[tuple[str, str]]:
    """The phases of a case with the instants, in UTC, from which they hold."""
    return [(f"{at:%m-%d %H:%M:%S}", phase.value) for at, phase in tracks.head.map(lambda head: head.phase).steps]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """The codes of findings."""
    return [finding.kind.code for finding in findings]


def test_watch_runs_from_the_last_green_to_its_end_exclusive() -> None:
    """Open until everything is G, watch for seven times 24 hours, ready from then on."""
    tracks = judge(case_of(done=ALL_DONE), plant_rules())
    assert phases(tracks) == [("11-20 08:30:00", "open"), ("11-23 00:00:00", "watch"), ("11-30 00:00:00", "ready")]


def test_without_a_watch_green_is_ready() -> None:
    """No `watch` = no watch."""
    tracks = judge(case_of(done=ALL_DONE), plant_rules(watch=None))
    assert phases(tracks) == [("11-20 08:30:00", "open"), ("11-23 00:00:00", "ready")]


def test_a_recurrence_starts_the_watch_anew() -> None:
    """Done again after the recurrence, the watch runs from then; a recurrence counts also where no letter turns."""
    done = ALL_DONE | {"verified": ("2026-11-23 08:00", "2026-11-26 08:00")}
    tracks = judge(case_of(done=done, recurred=("2026-11-25 08:00",)), plant_rules())
    assert phases(tracks)[1:] == [
        ("11-23 00:00:00", "watch"),
        ("11-25 00:00:00", "open"),
        ("11-26 00:00:00", "watch"),
        ("12-03 00:00:00", "ready"),
    ]


def test_a_recurrence_restarts_the_watch_even_when_ready() -> None:
    """A like problem on the day after the watch: the case goes back on watch, though nothing failed."""
    rules = plant_rules(durations={"containment": "24h"})
    case = case_of(done={"containment": "2026-11-21 08:00"}, recurred=("2026-11-29 08:00",))
    assert [phase for _, phase in phases(judge(case, rules))] == ["open", "watch", "ready", "watch", "ready"]


@pytest.mark.parametrize(
    ("at", "is_closed", "code"),
    [
        ("2026-11-30 08:00:00", True, []),
        ("2026-11-30 07:59:59", False, ["BG602"]),
        ("2026-11-22 12:00:00", False, ["BG601"]),
        ("2026-11-20 16:29:59", False, ["BG603"]),
    ],
)
def test_a_closing_counts_only_when_ready(at: str, is_closed: bool, code: list[str]) -> None:
    """A second too early is refused for ever, and the finding says what was missing."""
    tracks = judge(closed(at), plant_rules())
    assert (tracks.end is not None) == is_closed
    assert codes(tracks.findings) == code
    assert phases(tracks)[-1][1] == ("closed" if is_closed else "ready")


def test_a_customers_watch_replaces_the_profiles() -> None:
    """Eight weeks where the customer asks for it."""
    rules = plant_rules()
    customers = {"SGM": Customer("SGM", watch=timedelta(days=56), watch_given=True)}
    tracks = judge(replace(closed("2026-12-01 08:00"), customer="SGM"), replace(rules, customers=customers))
    assert tracks.end is None
    assert phases(tracks)[-1] == ("01-18 00:00:00", "ready")


def test_after_the_end_nothing_changes() -> None:
    """A recurrence after closing turns no letter; it is a finding that asks for a new case."""
    tracks = judge(closed("2026-12-01 08:00", recurred=("2026-12-10 08:00",)), plant_rules())
    later = instant("2027-01-01 00:00")
    assert [cell.rulings.at(later).letter.value for cell in tracks.criteria] == ["G", "G", "G"]
    assert tracks.marks.at(later) == ()
    assert codes(tracks.findings) == ["BG605"]


def test_a_rejection_ends_a_case_and_refuses_a_later_closing() -> None:
    """Rejected at its instant (not before the opening), whatever the letters; no closing counts after it."""
    case = replace(closed("2026-12-01 08:00"), rejected=Rejection(instant("2026-11-19 00:00"), "not ours"))
    tracks = judge(case, plant_rules())
    assert phases(tracks) == [("11-20 08:30:00", "rejected")]
    assert "BG603" in codes(tracks.findings)


def test_escalation_climbs_with_the_red_and_falls_with_it() -> None:
    """Level 1 at once, level 2 after 24 red hours without a break, 0 as soon as nothing is red."""
    rules = plant_rules(durations={"containment": "24h"}, watch=None)
    tracks = judge(case_of(done={"containment": "2026-11-23 08:00"}), rules)
    levels = [(f"{at:%m-%d %H:%M}", level) for at, level in tracks.head.map(lambda head: head.escalation).steps]
    assert levels == [("11-20 08:30", 0), ("11-21 08:30", 1), ("11-22 08:30", 2), ("11-23 00:00", 0)]


def test_a_break_in_the_red_starts_the_count_anew() -> None:
    """A moved deadline turns the case yellow: when it is red again, escalation begins at the first level."""
    rules = plant_rules(durations={"containment": "24h"})
    tracks = judge(case_of(moves=(("2026-11-22 16:00", "containment", "2026-11-23 00:00"),)), rules)
    levels = [level for _, level in tracks.head.map(lambda head: head.escalation).steps]
    assert levels[:5] == [0, 1, 0, 1, 2]


def test_age_and_recurrence_escalate_without_red_time() -> None:
    """60 days old is level 3 though nothing is late; a criterion red from a recurrence is level 4 at once."""
    far = case_of(moves=(("2026-11-20 16:30", "containment", "2027-06-01 00:00"),))
    old = judge(far, plant_rules(durations={"containment": "24h"}))
    assert old.head.at(instant("2027-01-19 16:29:59")).escalation == 0
    assert old.head.at(instant("2027-01-19 16:30")).escalation == 3
    failed = judge(case_of(done=ALL_DONE, recurred=("2026-11-24 08:00",)), plant_rules())
    assert failed.head.at(instant("2026-11-24 08:00")).escalation == 4
