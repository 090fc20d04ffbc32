"""Random plants for the sums: cases opened around a turn of the clock, with areas, causes, reasons, in three zones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from board_gen.model.case import Case, Part
from board_gen.model.plant import Plant
from board_gen.model.report import Cause, Report
from board_gen.model.rules import Rules
from board_gen.model.terms import Branch, CauseKind
from board_gen.rules.judge import judge
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.selection import Selection
from board_gen.rules.trend_rows import TrendTable
from tests.rules.oracle import DAY, MINUTE
from tests.rules.strategies import DAYS_TO_OPEN, Dice, any_case, any_opening, any_rules, seeded

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns")
FACT_DAYS = 6
"""All facts of a case stand within so many days of its opening."""
SPREAD = 40
"""Cases are opened so many days around the turn of the clock."""
REASONS = ("", "sample late", "Sample  late.", "SAMPLE LATE", "样件未到", "样件未到。", "sample lost!", " ")
AREAS = ("", "Line 1", "Line 2", "冲压")


class Drawn(NamedTuple):
    """A plant, an instant, and which of its rows are summed over which days."""

    judged: JudgedPlant
    at: datetime
    table: TrendTable
    selection: Selection


def any_cause(dice: Dice) -> Cause:
    """A cause, verified or not, with a branch or without."""
    kind = dice.one((CauseKind.OCCURRENCE, CauseKind.ESCAPE))
    return Cause(kind, dice.one((None, *Branch)), "wear", verified=dice.rarely(2))


def told(dice: Dice, case: Case, parts: int) -> Case:
    """The case with what the trends group by."""
    return replace(
        case,
        area=dice.one(AREAS),
        department=dice.one(("", "焊装车间", "SQE")),
        part=Part(f"P-{dice.number(parts):02}") if dice.rarely(2) else Part(),
        report=Report(causes=tuple(dice.some(lambda: any_cause(dice), 3))),
        revisions=tuple(replace(move, reason=dice.one(REASONS)) for move in case.revisions),
    )


def any_cases(dice: Dice, rules: Rules, day: date, most: int) -> list[Case]:
    """Cases opened around a day."""
    cases = []
    for number in range(dice.number(most)):
        opened = any_opening(dice, rules.zone, day + timedelta(days=dice.number(2 * SPREAD) - SPREAD))
        cases.append(told(dice, any_case(dice, rules, opened, FACT_DAYS, f"T-{number:03}"), most))
    return cases


def any_selection(dice: Dice, table: TrendTable) -> Selection:
    """Any range up to today, and sometimes only some areas, customers, sources."""
    last = table.today - dice.number(SPREAD)
    chosen = [
        frozenset(number for number in range(len(names)) if dice.rarely(2)) if dice.rarely(3) else frozenset()
        for names in (table.names.area, table.names.customer, table.names.source)
    ]
    return Selection(last - dice.number(2 * SPREAD), last, *chosen)


def drawn(seed: int, most: int = 14) -> Drawn:
    """The plant of a seed."""
    dice = seeded(seed)
    zone = ZoneInfo(dice.one(ZONES))
    day = date.fromisoformat(dice.one(DAYS_TO_OPEN[zone.key]))
    rules = any_rules(dice, zone, day, FACT_DAYS)
    tracks = tuple(judge(case, rules) for case in any_cases(dice, rules, day, most))
    judged = JudgedPlant(Plant(rules, (), (), ()), tracks, (), ())
    middle = datetime.combine(day, time(), UTC)
    at = middle + dice.number(SPREAD) * DAY + dice.number(2880) * MINUTE
    table = judged.trend_table(at)
    return Drawn(judged, at, table, any_selection(dice, table))
