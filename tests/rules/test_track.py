"""Track: the one small type on which everything is built."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from board_gen.rules.track import Track

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def minute(number: float) -> datetime:
    """So many minutes after the start."""
    return START + number * MINUTE


ABA = Track(((minute(0), "a"), (minute(5), "b"), (minute(9), "a")))


def values() -> SearchStrategy[list[int]]:
    """A value for each of the first minutes, of few kinds so that neighbours are often equal."""
    return st.lists(st.integers(0, 2), min_size=1, max_size=20)


def sampled(given_values: list[int]) -> Track[int]:
    """The track that has the n-th value at the n-th minute, and the last for ever."""

    def value_at(t: datetime) -> int:
        return given_values[min((t - START) // MINUTE, len(given_values) - 1)]

    return Track.sampled(START, (minute(number) for number in range(len(given_values))), value_at)


@pytest.mark.parametrize(
    ("at", "value", "since"),
    [
        (minute(0), "a", minute(0)),
        (minute(5) - SECOND, "a", minute(0)),
        (minute(5), "b", minute(5)),
        (minute(5) + SECOND, "b", minute(5)),
        (minute(9) - SECOND, "b", minute(5)),
        (minute(9), "a", minute(9)),
        (minute(99999), "a", minute(9)),
    ],
)
def test_a_step_holds_from_its_instant_on(at: datetime, value: str, since: datetime) -> None:
    """A step's instant belongs to its value, and the last value holds for ever."""
    assert (ABA.at(at), ABA.since(at), ABA.step(at)) == (value, since, (since, value))


@pytest.mark.parametrize("ask", [Track.at, Track.since, Track.step])
def test_nothing_is_said_of_the_time_before_the_first_step(ask) -> None:
    """Who asks for an earlier instant is told so, not given a guess."""
    with pytest.raises(ValueError, match="nothing is known before"):
        ask(ABA, minute(0) - SECOND)


@pytest.mark.parametrize(
    ("after", "steps"),
    [
        (minute(0) - SECOND, [0, 5, 9]),
        (minute(0), [5, 9]),
        (minute(5) - SECOND, [5, 9]),
        (minute(5), [9]),
        (minute(9), []),
    ],
)
def test_changes_are_the_later_steps_alone(after: datetime, steps: list[int]) -> None:
    """A step at the very instant has happened already; before the start all are still to come."""
    assert [instant for instant, _ in ABA.changes(after)] == [minute(step) for step in steps]


@pytest.mark.parametrize(
    ("end", "steps"),
    [
        (None, ABA.steps),
        (minute(-3), ABA.steps[:1]),
        (minute(0), ABA.steps[:1]),
        (minute(5) - SECOND, ABA.steps[:1]),
        (minute(5), ABA.steps[:2]),
        (minute(50), ABA.steps),
    ],
)
def test_until_keeps_what_holds_at_the_end(end: datetime | None, steps: object) -> None:
    """A step at the end itself still counts, and an end before the start keeps the first value."""
    assert ABA.until(end).steps == steps


@pytest.mark.parametrize(
    ("end", "steps"),
    [
        (None, list(ABA.steps)),
        (minute(0), [(minute(0), "-")]),
        (minute(5), [(minute(0), "a"), (minute(5), "-")]),
        (minute(7), [(minute(0), "a"), (minute(5), "b"), (minute(7), "-")]),
        (minute(20), [*ABA.steps, (minute(20), "-")]),
    ],
)
def test_ended_has_another_value_from_the_end_on(end: datetime | None, steps: object) -> None:
    """From the end on, the end included, only the last value holds."""
    assert list(ABA.ended(end, "-").steps) == steps


def test_ended_with_the_value_that_holds_already_makes_no_step() -> None:
    """Where nothing differs there is no step."""
    assert ABA.ended(minute(20), "a") == ABA


def test_a_constant_never_changes() -> None:
    """One value, no changes, and its start is the one instant it knows."""
    track = Track.constant(START, "a")
    assert (track.start, track.at(minute(1e6)), track.changes(START)) == (START, "a", ())


def test_instants_before_the_start_are_no_steps() -> None:
    """Facts that are older than the case make no step before it began."""
    track = Track.sampled(START, [minute(-5), minute(3)], lambda t: t >= minute(-5))
    assert track.steps == ((START, True),)


@given(values())
def test_sampling_keeps_every_value_and_no_repetition(given_values: list[int]) -> None:
    """A sampled track says at each minute what was given for it, and its neighbours differ."""
    track = sampled(given_values)
    assert [track.at(minute(number)) for number in range(len(given_values))] == given_values
    assert all(track.steps[i][1] != track.steps[i + 1][1] for i in range(len(track.steps) - 1))


@given(values())
def test_mapping_is_the_map_of_each_value(given_values: list[int]) -> None:
    """A mapped track is the same as the track of the mapped values: equal neighbours have become one."""
    assert sampled(given_values).map(lambda value: value == 1) == sampled([value == 1 for value in given_values])


@given(values(), st.integers(0, 20))
def test_what_holds_and_what_changes_is_the_whole_track(given_values: list[int], number: int) -> None:
    """The value that holds at an instant and the changes after it are all there is to know from then on."""
    track, t = sampled(given_values), minute(number)
    rest = Track(((t, track.at(t)), *track.changes(t)))
    assert [rest.at(minute(n)) for n in range(number, 30)] == [track.at(minute(n)) for n in range(number, 30)]


def some_spans() -> SearchStrategy[list[tuple[int, int | None, str]]]:
    """Spans of a few values, in minutes: they overlap, touch, lie before the start, are empty, or never end."""
    return st.lists(
        st.tuples(st.integers(-4, 12), st.one_of(st.none(), st.integers(-4, 16)), st.sampled_from("abc")), max_size=12
    )


@given(some_spans())
def test_a_value_holds_in_its_spans_and_nowhere_else(given_spans: list[tuple[int, int | None, str]]) -> None:
    """At each instant exactly those values hold of which some span has begun and not ended; no step changes nothing."""
    track = Track.of_spans(
        START, [(minute(begin), None if end is None else minute(end), value) for begin, end, value in given_spans]
    )
    for number in range(20):
        held = {value for begin, end, value in given_spans if begin <= number and (end is None or number < end)}
        assert track.at(minute(number)) == held, number
        assert track.at(minute(number) + SECOND) == held, number
    assert track.start == START
    assert all(former != value for (_, former), (_, value) in pairwise(track.steps))


@given(values())
def test_spans_tell_each_value_with_its_time(given_values: list[int]) -> None:
    """A track's spans follow each other without a gap from its start on, and the last one never ends."""
    track = sampled(given_values)
    told = list(track.spans())
    assert [(begin, value) for begin, _, value in told] == list(track.steps)
    assert [end for _, end, _ in told] == [*track.instants()[1:], None]
