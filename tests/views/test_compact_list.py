"""The compact list: how it is cut into parts, what its columns say, and what its signs promise."""

from base64 import b64decode
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from board_gen.model.case import Closing, Part
from board_gen.model.label import Language
from board_gen.views.cases import case_list_of
from board_gen.views.compact_list import (
    LASTING_MOST,
    NOW_MOST,
    SIGN_BITS,
    folded,
    gram_bit,
    lines_of,
    part_json,
    parts_of,
    sign_of,
    texts_of,
)
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, plant_of, reader_of

TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("éÅıßﬀǅςΣΐᾳｶﾞ가\u0301\u0315\u0345\u200b"))
)


def closed_at(opened):
    return {"facts": all_done(opened + DAY), "closed": Closing(opened + 20 * DAY)}


def read(column: object) -> list[str]:
    """A column of texts as cases.js reads it."""
    if isinstance(column, str):
        return column.split("\n")
    assert isinstance(column, list)
    words = column[0].split("\n")
    return [words[place] for place in column[1]]


def test_parts_go_by_year_and_where_that_is_much_by_month():
    """Ended cases lie in their year's part, in their months' where a year has too many; open ones lie apart."""
    crowded = [AT - 400 * DAY - n * timedelta(minutes=90) for n in range(LASTING_MOST + 1)]
    sparse = [AT - 900 * DAY - n * DAY for n in range(3)]
    cases = [case_of(f"A-{n}", "x", at, **closed_at(at)) for n, at in enumerate((*crowded, *sparse))]
    judged = plant_of([*cases, case_of("B", "x", AT - DAY)], [], [])
    parts = parts_of(case_list_of(judged, reader_of(judged)))
    assert [part.name for part in parts] == [
        "now-1",
        *(f"2025-{month:02}" for month in range(10, 4, -1)),
        "2024",
    ]
    assert sum(part.count for part in parts) == len(judged.cases)


def test_open_cases_are_cut_by_number():
    """A thousand cases that still change lie in one part, those after them in the next, in the list's order."""
    judged = plant_of([case_of(f"A-{n:05}", "x", AT - n * HOUR) for n in range(NOW_MOST + 2)], None, [])
    parts = parts_of(case_list_of(judged, reader_of(judged)))
    assert [(part.name, len(part.invalid), len(part.entries)) for part in parts] == [
        ("now-1", 1, NOW_MOST),
        ("now-2", 0, 2),
    ]
    assert [entry.digest.id for part in parts for entry in part.entries] == [f"A-{n:05}" for n in range(NOW_MOST + 2)]


def test_columns_give_every_row_back():
    """What the rows say can be read from the columns: texts, openings, letters, phases, ends and levels."""
    judged = plant_of()
    reader = reader_of(judged, Language.EN)
    tracks = {tracks.case.id: tracks for tracks in judged.cases}
    for part in parts_of(case_list_of(judged, reader)):
        lines = lines_of(part, reader)
        told = part_json(part, lines, tracks, reader)
        for name in ("id", "title", "customer", "part", "also", "owner", "area", "source"):
            assert read(told[name]) == [getattr(line, name) for line in lines]
        assert told["letter"] == "".join(line.letter or "-" for line in lines)
        assert told["level"] == {at: line.escalation for at, line in enumerate(lines) if line.escalation}
        assert told["ended"] == [
            (line.ended - line.opened.date()).days if line.ended and line.opened else -1 for line in lines
        ]


def test_openings_are_steps_of_minutes_unless_one_has_seconds():
    """Openings lie in the data as steps back in whole minutes; one with seconds makes all of its part steps of them."""
    for seconds, unit in ((0, 60), (7, 1)):
        cases = [case_of("A", "x", AT - DAY), case_of("B", "x", AT - 3 * DAY - timedelta(seconds=seconds))]
        judged = plant_of(cases, [], [])
        reader = reader_of(judged)
        part = parts_of(case_list_of(judged, reader))[0]
        told = part_json(part, lines_of(part, reader), {t.case.id: t for t in judged.cases}, reader)
        opened = told["opened"]
        assert isinstance(opened, list)
        assert (told["unit"], opened[1] * unit) == (unit, 2 * 86400 + seconds)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), min_size=1))
def test_a_column_of_texts_is_read_back(values):
    """Any texts can be read from their column, but that a line end is a space; recurring ones stand in it once."""
    assert read(texts_of(values)) == [value.replace("\n", " ") for value in values]
    many = texts_of(["same"] * 9 + ["other"])
    assert many == ["same\nother", [0] * 9 + [1]]


@given(TEXTS, TEXTS, TEXTS)
def test_folding_keeps_pieces(before, piece, after):
    """Whatever is cut out of a text folds to a piece of what the text folds to."""
    assert folded(piece) in folded(before + piece + after)


@given(TEXTS)
def test_folding_knows_no_case(text):
    """Capital, small and folded letters are the same to the search."""
    assert folded(text) == folded(folded(text)) == folded(text.upper())


def test_a_sign_holds_every_pair_of_its_rows():
    """Each pair of characters of what is searched in a part is in its sign, and most that are not are not."""
    judged = plant_of()
    reader = reader_of(judged)
    lines = [line for part in parts_of(case_list_of(judged, reader)) for line in lines_of(part, reader)]
    sign = b64decode(sign_of(lines))
    assert len(sign) * 8 == SIGN_BITS

    def holds(gram: str) -> bool:
        return bool(sign[gram_bit(gram) // 8] >> gram_bit(gram) % 8 & 1)

    for line in lines:
        for text in (line.id, line.title, line.also, line.owner):
            for word in folded(text).split():
                assert all(holds(word[at : at + 2]) for at in range(len(word) - 1))
    assert sum(holds(chr(0x4E00 + n) + "密") for n in range(1000)) < 100


def test_lots_and_part_names_are_found_too():
    """What the search finds a case by beside what is shown are its part's name, its lots, and names as written."""
    fields = {"part": Part("333933", "capsule", ("L2611-07",)), "owner": "李伟", "customer": "SGM-DY"}
    judged = plant_of([case_of("A", "x", AT - DAY, **fields)], [], [])
    reader = reader_of(judged, Language.EN)
    (line,) = lines_of(parts_of(case_list_of(judged, reader))[0], reader)
    assert line.also == "capsule L2611-07 李伟"
