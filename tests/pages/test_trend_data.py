"""`/api/trends.json`: the rows come out of the file as they went in, and nobody is named in it."""

import json
from itertools import accumulate, pairwise
from typing import Any

from board_gen.model.label import Language
from board_gen.pages.trend_data import trends_file, trends_json
from board_gen.rules.trend_rows import Moved, State, TrendRow
from board_gen.views.reader import Reader
from board_gen.wording import Wording
from tests.pages.builders import AT, DAY, all_done, case_of, plant_of, reader_of
from tests.rules.trend_plants import Drawn, drawn

NAMED = ("source", "area", "customer", "department", "part", "cause", "state")


def rows_in(data: dict[str, Any]) -> tuple[TrendRow, ...]:
    """The rows, read as docs/charts.md says."""
    columns = data["rows"]
    openings = list(accumulate(columns["opened"]))
    ends = iter(zip(columns["span"], columns["ended"], strict=True))
    steps = iter(zip(columns["step_day"], columns["step_letter"], strict=True))
    moved = by_row(data["moved"])
    recurred = by_row(data["recurred"])
    rows = []
    for place, opened in enumerate(openings):
        day = opened // 86_400 + columns["shift"][place]
        state = columns["state"][place]
        span, since = next(ends) if state in (State.CLOSED, State.REJECTED) else (None, None)
        letters, at = [], day
        for _ in range(columns["steps"][place]):
            days, letter = next(steps)
            at += days
            letters.append((at, letter))
        reached = tuple(columns[name][place] for name in ("containment", "root_cause", "verified"))
        rows.append(
            TrendRow._make(
                (
                    opened,
                    day,
                    *(columns[name][place] for name in NAMED),
                    (0 if state == State.UNDATED else data["at"] - opened) if span is None else span,
                    None if since is None else day + since,
                    tuple(letters),
                    () if set(reached) == {-2} else reached,
                    columns["timed"][place],
                    tuple(Moved(day + days, *rest) for days, *rest in moved.get(place, ())),
                    tuple(day + days for (days,) in recurred.get(place, ())),
                )
            )
        )
    assert not list(ends)
    assert not list(steps)
    return tuple(rows)


def by_row(columns: dict[str, list[int]]) -> dict[int, list[tuple[int, ...]]]:
    """What stands in columns for some rows, by their places."""
    found: dict[int, list[tuple[int, ...]]] = {}
    places = accumulate(columns["row"])
    for place, *values in zip(places, *list(columns.values())[1:], strict=True):
        found.setdefault(place, []).append(tuple(values))
    return found


def read(one: Drawn) -> dict[str, Any]:
    """The file's content, as a browser gets it."""
    reader = Reader(one.at, one.judged.rules, Wording(Language.EN), pinned=True)
    content = trends_file(one.judged, reader).content
    assert isinstance(content, bytes)
    found: dict[str, Any] = json.loads(content)
    return found


def test_what_is_read_from_the_file_are_the_rows() -> None:
    """Of random plants: each number of each row, names, patterns, criteria."""
    moves = recurrences = 0
    for seed in range(60):
        one = drawn(seed)
        data, table = read(one), one.table
        assert rows_in(data) == table.rows, seed
        assert data["n"] == len(table.rows)
        assert (data["at"], data["today"]) == (table.at, table.today)
        assert {name: tuple(names) for name, names in data["names"].items()} == table.names._asdict()
        assert [tuple(zip(*[iter(pattern)] * 3, strict=True)) for pattern in data["timed"]] == list(table.timed)
        assert tuple(data["criteria"]) == table.criteria
        assert {name: len(labels) for name, labels in data["labels"].items()} == {
            "criteria": len(table.criteria),
            **{name: len(getattr(table.names, name)) for name in ("source", "customer", "cause")},
        }
        moves += len(data["moved"]["row"])
        recurrences += len(data["recurred"]["row"])
    assert moves > 100
    assert recurrences > 50


def test_an_empty_plant_has_an_empty_file() -> None:
    """No rows, and every list there."""
    judged = plant_of([], (), ())
    data = json.loads(json.dumps(trends_json(judged.trend_table(AT), reader_of(judged))))
    assert data["n"] == 0
    assert rows_in(data) == ()


def test_nobody_is_named() -> None:
    """Neither id nor title nor owner is in the file."""
    case = case_of("FR-77", "a secret title", AT - 9 * DAY, owner="李伟", area="Line 3", facts=all_done(AT - DAY))
    judged = plant_of([case], (), ())
    content = trends_file(judged, reader_of(judged)).content
    assert isinstance(content, bytes)
    text = content.decode()
    assert "Line 3" in text
    assert not [word for word in ("FR-77", "secret", "李伟") if word in text]


def test_the_same_cases_in_another_order_give_the_same_bytes() -> None:
    """Rows stand by opening and id, names by their letters."""
    cases = [case_of(f"C-{n}", "t", AT - (n % 3) * DAY, area=f"L{n}") for n in range(9)]
    one, other = plant_of(cases, (), ()), plant_of(cases[::-1], (), ())
    assert trends_file(one, reader_of(one)) == trends_file(other, reader_of(other))
    openings = list(accumulate(json.loads(trends_file(one, reader_of(one)).content)["rows"]["opened"]))  # type: ignore[arg-type]
    assert all(before <= after for before, after in pairwise(openings))
