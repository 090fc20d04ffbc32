"""A board that stays open is the board of that minute: the page against Python, at every kind of instant."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from board_gen.pages.board import board_page
from board_gen.rules.judged import JudgedPlant
from board_gen.views.frames import instants_of
from tests.pages.builders import AT, DAY, SECOND
from tests.pages.live_boards import SEEN, demo_judged, expected, reader_at, ticking

SET = "t => { const now = t * 1000; Date.now = () => now; boardGen.tick(); return (%s)(); }"
"""Sets the clock of the page to an instant, as if it had slept until then, and tells what it shows."""


@pytest.fixture(scope="module")
def judged() -> JudgedPlant:
    return demo_judged()


@pytest.fixture
def board(browser, judged):
    """The demonstration's board, open since the build."""
    tab = browser.new_page()
    tab.clock.install(time=AT)
    tab.set_content(ticking(board_page(judged, reader_at(judged)).html))
    yield tab
    tab.close()


def changes(judged: JudgedPlant) -> list[datetime]:
    """Every instant after the build at which something on the board changes."""
    return sorted({at for tracks in judged.cases for at in instants_of(tracks) if at > AT})


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def test_before_at_and_after_every_change(board, judged):
    """One second before, at, and one second after each change of the demonstration plant the timers have shown it."""
    found = changes(judged)
    assert len(found) > 50
    for at in found:
        board.clock.fast_forward(max(0, (at - SECOND).timestamp() * 1000 - board.evaluate("Date.now()")))
        for instant in (at - SECOND, at, at + SECOND):
            if board.evaluate("Date.now()") < instant.timestamp() * 1000:
                board.clock.run_for(int(instant.timestamp() * 1000 - board.evaluate("Date.now()")))
            seen = board.evaluate("Math.floor(Date.now() / 1000)")
            assert board.evaluate(SEEN) == expected(judged, reader_at(judged, datetime.fromtimestamp(seen, UTC))), at


def test_a_thousand_random_instants(board, judged):
    """At 1,000 random instants, back and forth, the page is what Python says: rows, letters, words, counts, order."""
    chance = random.Random(20261123)
    last = changes(judged)[-1] + 20 * DAY
    instants = [AT + timedelta(seconds=chance.randrange(seconds(last) - seconds(AT))) for _ in range(1000)]
    shown = board.evaluate(f"ts => ts.map({SET % SEEN})", [seconds(at) for at in instants])
    for at, seen in zip(instants, shown, strict=True):
        assert seen == expected(judged, reader_at(judged, at)), at


def test_every_second_of_two_minutes(board, judged):
    """Words that count turn with the second that turns them, with nothing but the page's own timer."""
    for second in range(1, 126):
        board.clock.run_for(1000)
        at = datetime.fromtimestamp(board.evaluate("Math.floor(Date.now() / 1000)"), UTC)
        assert board.evaluate(SEEN) == expected(judged, reader_at(judged, at)), second


def test_a_clock_that_is_set_back(board, judged):
    """A clock set back by a day brings back the rows, letters and order of then, but never less than the build's."""
    last = changes(judged)[-1]
    for at in (last, last - DAY, AT + DAY, AT, AT - DAY):
        board.clock.set_system_time(at)
        board.clock.run_for(1000)
        seen = datetime.fromtimestamp(max(board.evaluate("Math.floor(Date.now() / 1000)"), seconds(AT)), UTC)
        assert board.evaluate(SEEN) == expected(judged, reader_at(judged, seen)), at


def test_a_tab_that_slept_is_right_when_it_is_looked_at(board, judged):
    """Where timers stood still for days, the page is right as soon as it becomes visible again."""
    at = AT + 3 * DAY
    board.evaluate("now => { Date.now = () => now; }", seconds(at) * 1000)
    assert board.evaluate(SEEN) == expected(judged, reader_at(judged))
    board.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert board.evaluate(SEEN) == expected(judged, reader_at(judged, at))
