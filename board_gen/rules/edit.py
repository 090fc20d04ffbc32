"""An edit of the past: what a finding of the comparison is, and what it has to be told (`rules/edited_past.py`)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from board_gen.finding import Finding, Kind, Place, Value
from board_gen.model.case import Case
from board_gen.model.local_time import day_of, start_of_day
from board_gen.model.rules import Rules
from board_gen.rules.deadline import deadline_of
from board_gen.rules.profile import version_of

NO_DEADLINE = "–"
"""How a deadline is shown that there is not."""


class Edit(NamedTuple):
    """A finding of the comparison. `keys` lead to what it is about in a case file or in board.yml, from the top."""

    finding: Finding
    keys: tuple[str, ...] = ()


class Before(NamedTuple):
    """What is known of the former state: its name, and when it was written.

    `at` is the instant of the comparison. `are_rules_known` and `old_zone`: see `TwoPlants`. `is_sheet_broken`: rows
    that are missing now may stand in a sheet that can't be read. `board` is how findings print board.yml.
    """

    revision: str
    committed: datetime
    at: datetime
    board: str = "board.yml"
    are_rules_known: bool = True
    is_sheet_broken: bool = False
    old_zone: str | None = None

    def was_told(self, instant: datetime) -> bool:
        """False for what is dated ahead of everybody who may have read it."""
        return instant <= max(self.committed, self.at)


def first_dues_of(case: Case, rules: Rules) -> Mapping[str, datetime]:
    """The first deadline of each criterion by which a case is judged: its own `due`, else what the profile gives."""
    given = {facts.criterion: facts.due for facts in case.facts.values() if facts.due is not None}
    durations = version_of(case, rules).criteria
    return {
        criterion: given.get(criterion) or deadline_of(case.opened, duration, rules).at
        for criterion, duration in durations.items()
    }


def shown_end(due: datetime | None, rules: Rules) -> str:
    """A deadline as it is written: at a midnight the day that ends then."""
    if due is None:
        return NO_DEADLINE
    local = due.astimezone(rules.zone)
    if due == start_of_day(local.date(), rules.zone):
        return day_of(due - timedelta(seconds=1), rules.zone).isoformat()
    return f"{local:%Y-%m-%d %H:%M}"


def finding_of(kind: Kind, place: Place, case_id: str, /, **values: Value) -> Finding:
    """A finding about a case."""
    return Finding(kind, place, values, case_id)
