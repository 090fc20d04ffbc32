"""The time line shows where the time of a case went, and no text of it touches another (design.md)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from board_gen.model.case import Case, Closing, CriterionFacts, Hold, Recurrence, Rejection, Revision
from board_gen.model.label import Language
from board_gen.model.rules import Profile, ProfileVersion
from board_gen.model.terms import Letter
from board_gen.rules.tracks import CaseTracks
from board_gen.views.case_clock import CaseClock
from board_gen.views.text_width import width_of
from board_gen.views.time_axis import EM, Text
from board_gen.views.time_line import TimeLine, TimeRow, time_line_of
from tests.pages.builders import (
    AT,
    DAY,
    HOUR,
    all_done,
    case_of,
    duration,
    facts_of,
    plant_of,
    reader_of,
    rules_of,
    sample_cases,
)
from tests.pages.full_case import full_case

MINUTE = timedelta(minutes=1)
EN, ZH = Language.EN, Language.ZH


def tracks_of(case: Case) -> CaseTracks:
    return plant_of([case], (), ()).cases[0]


def line_of(case: Case, at: datetime = AT, language: Language = EN) -> TimeLine:
    """The time line of a case alone."""
    judged = plant_of([case], (), ())
    return time_line_of(judged.cases[0], CaseClock.of(judged.cases[0], reader_of(judged, language, at)))


def rows_of(line: TimeLine) -> dict[str, TimeRow]:
    return {row.label: row for row in line.rows}


def moves(count: int, criterion: str = "corrective_action") -> tuple[Revision, ...]:
    """So many moves of a deadline, some of them back in time."""
    days = (9, 14, 12, 25, 26)
    reason, consent = "the sample of the supplier came late 样品晚到", "customer"
    return tuple(
        Revision(AT - DAY + number * HOUR, criterion, AT + days[number] * DAY, reason, consent)
        for number in range(count)
    )


WORKS = [
    pytest.param(full_case(), id="full"),
    *(pytest.param(full_case(revisions=moves(count)), id=f"{count} moves") for count in (0, 1, 5)),
    pytest.param(full_case(revisions=(*moves(5), *moves(5, "lessons"))), id="5 moves twice"),
    pytest.param(case_of("A", "two hours", AT - 2 * HOUR), id="two hours"),
    pytest.param(case_of("A", "now", AT), id="just opened"),
    pytest.param(case_of("A", "later", AT + 3 * DAY), id="to come"),
    pytest.param(full_case(opened=AT - 1100 * DAY, revisions=moves(3)), id="three years"),
    pytest.param(full_case(opened=AT - 15000 * DAY, facts={}, revisions=()), id="forty years"),
    pytest.param(
        full_case(opened=AT - 40 * DAY, recurrences=tuple(Recurrence(AT - day * DAY) for day in (1, 2, 3, 20, 21))),
        id="five recurrences",
    ),
    pytest.param(
        case_of("A", "early", AT - DAY, facts={"lessons": CriterionFacts("lessons", due=AT - 9 * DAY)}), id="due before"
    ),
    pytest.param(
        case_of("A", "far", AT - DAY, facts={"lessons": CriterionFacts("lessons", due=AT + 4000 * DAY)}),
        id="due far off",
    ),
    pytest.param(
        case_of("A", "closed", AT - 60 * DAY, facts=all_done(AT - 40 * DAY), closed=Closing(AT - 20 * DAY)), id="closed"
    ),
]


def overlaps(texts: Iterable[Text]) -> list[tuple[str, str]]:
    """Texts of a lane that touch the next one, or an edge."""
    boxes = sorted(texts, key=lambda text: text.start)
    touching = [(one.text, other.text) for one, other in pairwise(boxes) if one.end > other.start]
    return touching + [(text.text, "edge") for text in boxes if text.start < -0.01 or text.end > 100.01]


@pytest.mark.parametrize("language", [EN, ZH])
@pytest.mark.parametrize("case", WORKS)
def test_no_text_touches_another(case: Case, language: Language) -> None:
    """In each lane - dates, events, the moves of a row - texts stand apart at the narrowest width, as wide as told."""
    line = line_of(case, language=language)
    dates = [line.opening, *(tick.text for tick in line.ticks if tick.text)]
    events = [event.text for event in line.events if event.text]
    lanes = [dates, events, *(row.notes for row in line.rows), *([row.beyond] for row in line.rows if row.beyond)]
    for lane in lanes:
        assert overlaps(lane) == []
        assert all(width_of(text.text) * EM <= text.width + 0.01 for text in lane)


@pytest.mark.parametrize("case", WORKS)
def test_everything_stands_on_the_drawing(case: Case) -> None:
    """All places lie between 0 and 100, rows one below the other, dates in rising order, of a moderate number."""
    line = line_of(case)
    for row in line.rows:
        for part in row.stretches:
            assert 0 <= part.start < part.start + part.length <= 100.01
        for place in (*row.dues, *(mark.at for mark in row.done), *(p for m in row.moves for p in (m.start, m.end))):
            assert 0 <= place <= 100
        assert (row.due is None) == (row.beyond is not None) or row.due is None
    tops = [row.top for row in line.rows]
    assert all(other - one >= 22 for one, other in pairwise(tops))
    assert line.head <= tops[0]
    assert tops[-1] + 22 <= line.foot
    places = [tick.at for tick in line.ticks]
    assert places == sorted(set(places))
    assert 1 <= len(places) <= 14


def letters_of(row: TimeRow, place: float) -> str:
    """What a row says at a place: the tone of its stretch, empty where nothing has to be done."""
    return next((part.tone for part in row.stretches if part.start <= place < part.start + part.length), "")


@pytest.mark.parametrize(
    "case", [*sample_cases()[:6], full_case(), full_case(revisions=moves(5))], ids=lambda c: c.title
)
def test_a_row_is_its_letter_through_time(case: Case) -> None:
    """At every place of a row its tone is the letter that the criterion has or will have then: Y run, R late."""
    tracks, line = tracks_of(case), line_of(case)
    rows, length = rows_of(line), line.end - line.start
    tones = {Letter.YELLOW: "run", Letter.RED: "late", Letter.GREEN: ""}
    for cell in tracks.criteria:
        row = rows.get(f"{cell.criterion.step} {cell.criterion.label.en}")
        if row is None:
            assert cell.rulings.at(max(AT, case.opened)).letter is Letter.NOT_APPLICABLE
            continue
        edges = [part.start for part in row.stretches] + [part.start + part.length for part in row.stretches]
        for place in range(1, 100):
            at = line.start + length * place / 100
            if at >= case.opened and min((abs(edge - place) for edge in edges), default=9) > 0.1:
                assert letters_of(row, place) == tones[cell.rulings.at(at).letter], (row.label, place)


def test_a_case_that_has_ended_shows_nothing_after_its_end() -> None:
    """Of a closed case bars end at its end, where a line names the closing with its year; nothing lies ahead."""
    case = case_of("A", "x", AT - 60 * DAY, facts=all_done(AT - 40 * DAY), closed=Closing(AT - 20 * DAY))
    line = line_of(case)
    assert line_of(case, AT + 900 * DAY) == line
    assert line.now_words == "closed 2026-11-03 08:12"
    assert all(part.start + part.length <= line.now + 0.1 for row in line.rows for part in row.stretches)
    assert [row.label for row in line.rows if row.beyond] == []


def test_moves_keep_their_order_and_say_why() -> None:
    """Each move leads from the deadline before it to the next, back in time too, with days, reason and consent."""
    row = rows_of(line_of(full_case(revisions=moves(5))))["D6 Corrective action"]
    assert len(row.moves) == 5
    assert all(one.end == other.start for one, other in pairwise(row.moves))
    assert row.moves[2].end < row.moves[2].start
    assert row.moves[0].words == "+4 d · the sample of the supplier came late 样品晚到 · the customer"
    assert row.due == row.moves[-1].end
    assert row.dues == tuple(dict.fromkeys(move.start for move in row.moves))
    assert len(row.notes) >= 2


def test_a_move_to_come_is_told_apart() -> None:
    """A move that is dated later is drawn, but the deadline in force is that of now."""
    row = rows_of(line_of(full_case()))["D6 Corrective action"]
    assert [move.is_ahead for move in row.moves] == [False, True]
    assert row.due == row.moves[0].end


def test_what_was_done_says_how() -> None:
    """A fulfilment is in time, late, or only claimed; one before a recurrence and one after it are both shown."""
    facts = {
        "containment": CriterionFacts("containment", (AT - 30 * DAY + HOUR,)),
        "root_cause": CriterionFacts("root_cause", (AT - 20 * DAY,)),
        "verified": CriterionFacts("verified", (AT - 9 * DAY, AT - 2 * DAY), ("x.jpg",)),
        "fmea_cp": CriterionFacts("fmea_cp", (AT + DAY,)),
    }
    case = case_of("A", "x", AT - 30 * DAY, facts=facts, recurrences=(Recurrence(AT - 5 * DAY, "two parts"),))
    rows = rows_of(line_of(case))
    assert [(mark.is_late, mark.counts) for mark in rows["D3 Containment"].done] == [(False, True)]
    assert [mark.is_late for mark in rows["D4 Root cause"].done] == [True]
    verified = rows["D6 Verified"]
    assert len(verified.done) == 2
    assert [part.tone for part in verified.stretches] == ["run", "late"]
    assert [mark.is_ahead for mark in rows["D7 FMEA/CP"].done] == [True]
    claimed = replace(case, facts={"verified": CriterionFacts("verified", (AT - 2 * DAY,))})
    assert [mark.counts for mark in rows_of(line_of(claimed))["D6 Verified"].done] == [False]


def test_events_concern_all_rows() -> None:
    """A recurrence says what turned red by it; a hold is a stretch, to the edge where nobody says until when."""
    facts = {**all_done(AT - 9 * DAY)}
    hold = Hold(AT - 4 * DAY, None, "waiting")
    case = case_of("A", "x", AT - 30 * DAY, facts=facts, recurrences=(Recurrence(AT - 5 * DAY),), on_hold=hold)
    line = line_of(case)
    recurred, held = line.events
    assert (recurred.kind, recurred.length, recurred.words) == ("recurred", 0, "recurred 11-18 08:12 Verified")
    assert held.kind == "hold"
    assert held.at + held.length == pytest.approx(100, abs=0.1)


def test_the_watch_is_a_bar_at_the_end() -> None:
    """A case that is watched has a last row from when all was met to when the watch ends; one that is open has none."""
    watched = case_of("A", "x", AT - 20 * DAY, facts=all_done(AT - 3 * DAY))
    line = line_of(watched)
    (bar,) = line.rows[-1].stretches
    assert (line.rows[-1].label, bar.tone) == ("Watch", "watch")
    length = (line.end - line.start) / DAY
    assert bar.length == pytest.approx(100 * 7 / length, abs=0.2)
    assert "Watch" not in rows_of(line_of(full_case()))


def test_named_reports_have_rows_of_their_own() -> None:
    """A 4D report that is late has its stretch after 48 hours; one that is done its mark."""
    row = rows_of(line_of(full_case()))["4D report"]
    assert [part.tone for part in row.stretches] == ["run", "late"]
    assert row.stretches[1].start == row.due
    done = full_case(facts=facts_of({"containment": AT - DAY, "root_cause": AT - DAY}))
    assert [mark.is_late for mark in rows_of(line_of(done))["4D report"].done] == [False]


def test_a_report_that_was_done_in_between_was_not_late_then() -> None:
    """A recurrence takes back a report, a second fulfilment gives it again: the time between two reds is none."""
    verified = CriterionFacts("verified", done=(AT - 20 * DAY, AT - 6 * DAY), evidence=("x",))
    again = (Recurrence(AT - 10 * DAY), Recurrence(AT - 3 * DAY))
    facts = {**all_done(AT - 20 * DAY), "verified": verified}
    case = case_of("A", "x", AT - 21 * DAY, profile="whole", facts=facts, recurrences=again)
    version = ProfileVersion({"verified": duration("14d")}, {"8D": duration("96h")}, watch=7 * DAY)
    rules = rules_of()
    judged = plant_of(
        [case], (), (), replace(rules, profiles={**rules.profiles, "whole": Profile("whole", (version,))})
    )
    row = rows_of(time_line_of(judged.cases[0], CaseClock.of(judged.cases[0], reader_of(judged, EN))))["8D report"]
    assert [part.tone for part in row.stretches] == ["run", "late", "late"]


def test_what_is_to_come_is_not_told_as_passed() -> None:
    """A recurrence dated ahead is drawn as such; a case that opens later says so, not that it is then."""
    ahead = case_of("A", "x", AT - 9 * DAY, recurrences=(Recurrence(AT - DAY), Recurrence(AT + DAY)))
    assert [event.is_ahead for event in line_of(ahead).events] == [False, True]
    assert line_of(case_of("A", "x", AT + 3 * DAY)).now_words == "opens 11-26 08:12"


def test_nothing_is_late_after_an_end_to_come() -> None:
    """A case whose rejection is dated ahead is drawn up to it: who stays on the page sees no red grow beyond."""
    rejected = case_of("A", "x", AT - 9 * DAY, rejected=Rejection(AT + HOUR, "not ours"))
    assert line_of(rejected).end == AT + HOUR


def test_the_scale_gives_the_past_its_room() -> None:
    """What lies ahead takes at most three times the time gone by, unless a move or the next deadline lies there; what
    stands beyond is named at the edge.
    """
    case = case_of("A", "x", AT - 3 * DAY, facts=facts_of({"containment": AT - 3 * DAY + HOUR}))
    line = line_of(case)
    assert line.now >= 30
    beyond = rows_of(line)["D8 Lessons"].beyond
    assert beyond is not None
    assert beyond.text == "12-20 →"
    moved = line_of(replace(case, revisions=moves(1, "lessons")))
    assert rows_of(moved)["D8 Lessons"].beyond is None


def test_years_are_told_where_they_change() -> None:
    """Along an axis over a new year the first date after it names its year, and only that one."""
    case = case_of("A", "x", datetime(2025, 11, 1, tzinfo=UTC))
    told = [tick.text.text for tick in line_of(case).ticks if tick.text]
    assert [text for text in told if len(text) > 5] == [f"2026-{told[0][-5:]}"] or sum(len(t) > 5 for t in told) == 1


def test_an_hour_has_its_minutes() -> None:
    """A case of minutes has clock times along its axis, midnights as dates."""
    ticks = line_of(case_of("A", "x", AT - 40 * MINUTE)).ticks
    assert any(tick.text and ":" in tick.text.text for tick in ticks)
    night = case_of("A", "x", AT - 20 * HOUR, facts=all_done(AT - 19 * HOUR), closed=None)
    assert line_of(night).ticks
