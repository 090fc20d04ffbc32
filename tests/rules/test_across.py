"""Like products: when they are open, late, done, and when that changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from board_gen.model.case import Closing, Rejection
from board_gen.model.plant import Plant
from board_gen.model.report import ReadAcross, Report
from board_gen.model.terms import Affected
from board_gen.rules.across import DONE_SHOWN, Across, across_of
from board_gen.rules.digest import digest_of, settled_at
from board_gen.rules.judge import judge_plant
from board_gen.rules.tracks import CaseTracks
from tests.rules.facts import case_of, instant, plant_rules

AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def across(
    affected: Affected | None = Affected.UNKNOWN, due: datetime | None = None, done: datetime | None = None
) -> Across:
    return Across(1, "pump", affected, "look", "Li", due, done)


@pytest.mark.parametrize(
    ("given", "is_open", "is_late"),
    [
        (across(None), True, False),
        (across(Affected.UNKNOWN, due=AT + SECOND), True, False),
        (across(Affected.UNKNOWN, due=AT), True, True),
        (across(Affected.YES, due=AT - DAY), True, True),
        (across(Affected.YES, due=AT - DAY, done=AT), False, False),
        (across(Affected.YES, due=AT - DAY, done=AT + SECOND), True, True),
        (across(Affected.NO, due=AT - DAY), False, False),
        (across(Affected.NO), False, False),
    ],
)
def test_open_until_answered_no_or_done_and_late_from_its_deadline_on(given, is_open, is_late):
    """An instant at the deadline is late already; what is done later is not done yet; "no" needs nothing more."""
    assert (given.is_open(AT), given.is_late(AT)) == (is_open, is_late)


def test_its_turns_are_all_instants_at_which_it_stands_otherwise():
    """Between two turns nothing changes, at each of them something does."""
    for given in (
        across(due=AT + DAY),
        across(due=AT + DAY, done=AT + 2 * DAY),
        across(due=AT + 2 * DAY, done=AT + DAY),
        across(Affected.NO, due=AT + DAY, done=AT + 2 * DAY),
        across(Affected.NO, due=AT + DAY),
    ):

        def told(at: datetime, one: Across = given) -> tuple[bool, bool, bool]:
            return one.is_open(at), one.is_late(at), one.is_just_done(at)

        turns = {AT, *given.turns(AT), AT + DAY, AT + 2 * DAY, AT + 2 * DAY + DONE_SHOWN, AT + 200 * DAY}
        for begin, end in zip(sorted(turns), sorted(turns)[1:], strict=False):
            assert told(begin) == told(end - SECOND)
            assert (end in set(given.turns(AT))) is (told(end) != told(end - SECOND)), (given, end)


def test_what_can_never_be_shown_again_is_not_kept():
    """Answered with no, or done more than 90 days before: a digest carries neither; numbers stay those of the file."""
    report = Report(
        read_across=(
            ReadAcross("a", Affected.NO),
            ReadAcross("b", Affected.YES, done=AT - DONE_SHOWN),
            ReadAcross("c", Affected.YES, done=AT - DONE_SHOWN + SECOND),
            ReadAcross("d", None),
            ReadAcross("e", Affected.NO, done=AT + DAY),
        )
    )
    assert [(one.number, one.product) for one in across_of(report, AT)] == [(3, "c"), (4, "d"), (5, "e")]


def judged(closed: Closing | None = None, rejected: Rejection | None = None) -> CaseTracks:
    done = dict.fromkeys(("containment", "root_cause", "verified"), "2026-09-22 08:00")
    report = Report(read_across=(ReadAcross("pump", due=instant("2026-12-01 08:00")),))
    case = replace(case_of(opened="2026-09-20 08:00", done=done), report=report, closed=closed, rejected=rejected)
    return judge_plant(Plant(plant_rules(), (case,), (), ())).cases[0]


def test_a_closing_does_not_end_it():
    """The settled digest of a closed case carries what is open; the case is settled though the deadline lies ahead."""
    tracks = judged(closed=Closing(instant("2026-10-20 08:00")))
    settled = settled_at(tracks)
    assert settled is not None
    assert settled < instant("2026-12-01 08:00")
    assert [one.product for one in digest_of(tracks, settled).across] == ["pump"]


def test_a_rejection_does():
    """What is no problem of ours is none elsewhere; until the rejection it is."""
    tracks = judged(rejected=Rejection(instant("2026-09-25 08:00")))
    assert [one.product for one in digest_of(tracks, instant("2026-09-25 07:59")).across] == ["pump"]
    assert digest_of(tracks, instant("2026-09-25 08:00")).across == ()
