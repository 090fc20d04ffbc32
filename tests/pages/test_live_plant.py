"""The demonstration, moved to another day, is the same plant."""

from datetime import date, timedelta

import pytest

from board_gen.judging import judged_at
from board_gen.sources.plant_folder import read_plant
from board_gen.views.counts import counts_of
from tests.pages.builders import AT
from tests.pages.live_boards import PROJECT
from tools.live_plant import PINNED, shifted, write_plant


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("opened: 2026-11-20 16:30", "opened: 2026-12-30 16:30"),
        ("2026/11/3,2026.11.3,2026年11月3日", "2026/12/13,2026.12.13,2026年12月13日"),
        ("[2026-12-31]", "[2027-02-09]"),
        ("2026-13-01 2026-02-30", "2026-13-01 2026-02-30"),
        (
            "FR-2026-0118 IL-26-057 2026-11 1/10/2005 12026-11-20",
            "FR-2026-0118 IL-26-057 2026-11 1/10/2005 12026-11-20",
        ),
    ],
)
def test_dates_move_and_nothing_else(text, moved):
    """Whole dates move by the days asked for, in the form in which they were written."""
    assert shifted(text, 40) == moved


def test_the_moved_plant_is_the_same_board(tmp_path):
    """Fifty-two weeks later the demonstration has the same cases, and nearly all of its findings are the same."""
    later = timedelta(weeks=52)
    write_plant(PROJECT / "cases", tmp_path, PINNED + later)
    before = judged_at(read_plant(PROJECT / "cases", "cases"), AT)
    after = judged_at(read_plant(tmp_path / "cases", "cases"), AT + later)
    assert [tracks.case.id for tracks in after.on_board(AT + later)]
    assert {tracks.case.id for tracks in after.cases} == {tracks.case.id for tracks in before.cases}
    assert {case.id for case in after.invalid} == {case.id for case in before.invalid}
    assert counts_of(after, AT + later).board == counts_of(before, AT).board


def test_the_pinned_day_itself_is_unchanged(tmp_path):
    """Moved by no day, every file is what it was."""
    write_plant(PROJECT / "cases", tmp_path, date(2026, 11, 23))
    assert (tmp_path / "cases/issues.csv").read_bytes() == (PROJECT / "cases/issues.csv").read_bytes()
