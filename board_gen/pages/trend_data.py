"""`/api/trends.json`: the rows that all trends are summed from, as columns of small numbers (docs/charts.md)."""

import json
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter, sub

from board_gen.pages.charts import Json
from board_gen.pages.site import SiteFile
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.milestones import BY_CRITERIA, NONE
from board_gen.rules.trend_rows import Names, TrendRow, TrendTable
from board_gen.views.reader import Reader
from board_gen.views.trend_names import cause_names, criterion_names, customer_names, source_names
from board_gen.wording.times import utc_text

URL = "api/trends.json"
_DAY = 86_400
_NAMED = ("source", "area", "customer", "department", "part", "cause", "state", "timed")
_NO_MILESTONES = (NONE,) * len(BY_CRITERIA)


def trends_file(judged: JudgedPlant, reader: Reader) -> SiteFile:
    """The data file."""
    return SiteFile(URL, (json_text(trends_json(judged.trend_table(reader.at), reader)) + "\n").encode())


def json_text(value: Json) -> str:
    """A value as JSON without white space; a list that begins with a number holds nothing but whole numbers.

    Python writes a list of them in two thirds of the time that its JSON writer takes.
    """
    if isinstance(value, dict):
        return "{" + ",".join([f"{json_text(key)}:{json_text(part)}" for key, part in value.items()]) + "}"
    if isinstance(value, list) and value and isinstance(value[0], int):
        return str(value).replace(" ", "")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def trends_json(table: TrendTable, reader: Reader) -> dict[str, Json]:
    """All that the file holds."""
    return {
        "schema": "board_gen.trends/1",
        "timezone": reader.zone.key,
        "as_of": utc_text(reader.at),
        "at": table.at,
        "today": table.today,
        "invalid": table.invalid,
        "n": len(table.rows),
        "criteria": list(table.criteria),
        "names": {field: list(names) for field, names in zip(Names._fields, table.names, strict=True)},
        "labels": labels_json(table, reader),
        "timed": [list(chain.from_iterable(pattern)) for pattern in table.timed],
        "rows": columns_of(table.rows),
        "moved": moved_json(table.rows),
        "recurred": recurred_json(table.rows),
    }


def labels_json(table: TrendTable, reader: Reader) -> dict[str, Json]:
    """The names that the rules or the trade have words for, as a reader sees them, in the order of the names."""
    named = {
        "criteria": criterion_names(table, reader),
        "source": source_names(table.names, reader),
        "customer": customer_names(table.names, reader),
        "cause": cause_names(table.names, reader),
    }
    return {field: list(shown) for field, shown in named.items()}


def columns_of(rows: Sequence[TrendRow]) -> dict[str, Json]:
    """The columns of all rows."""
    ended = [(row.span, row.ended - row.day) for row in rows if row.ended is not None]
    columns: dict[str, Json] = {
        "opened": differences_of([row.opened for row in rows]),
        "shift": [row.day - row.opened // _DAY for row in rows],
    }
    for field in _NAMED:
        columns[field] = list(map(attrgetter(field), rows))
    columns["span"] = [span for span, _ in ended]
    columns["ended"] = [days for _, days in ended]
    columns["steps"] = [len(row.letters) for row in rows]
    columns["step_day"] = step_days_of(rows)
    columns["step_letter"] = [letter for row in rows for _, letter in row.letters]
    reached = [row.reached or _NO_MILESTONES for row in rows]
    for place, milestone in enumerate(BY_CRITERIA):
        columns[milestone.value] = [times[place] for times in reached]
    return columns


def step_days_of(rows: Sequence[TrendRow]) -> list[int]:
    """The days of all letters, each as the difference from the one before it in its row."""
    days = []
    for row in rows:
        before = row.day
        for day, _ in row.letters:
            days.append(day - before)
            before = day
    return days


def differences_of(numbers: Sequence[int]) -> list[int]:
    """The first number, and of each other one what it is more than the one before."""
    return list(map(sub, numbers, (0, *numbers)))


def moved_json(rows: Sequence[TrendRow]) -> dict[str, Json]:
    """The moves of deadlines, with the places of their rows."""
    found = [(place, row.day, move) for place, row in enumerate(rows) if row.moved for move in row.moved]
    return {
        "row": differences_of([place for place, _, _ in found]),
        "day": [move.day - day for _, day, move in found],
        "criterion": [move.criterion for _, _, move in found],
        "gained": [move.gained for _, _, move in found],
        "reason": [move.reason for _, _, move in found],
    }


def recurred_json(rows: Sequence[TrendRow]) -> dict[str, Json]:
    """The recurrences, with the places of their rows."""
    found = [(place, day - row.day) for place, row in enumerate(rows) if row.recurred for day in row.recurred]
    return {"row": differences_of([place for place, _ in found]), "day": [day for _, day in found]}
