"""Trends: the sums behind the charts, as one reader sees them at their instant."""

from datetime import timedelta
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.selection import Selection
from board_gen.rules.trend_days import month_of
from board_gen.rules.trend_rows import TrendTable, day_numbered
from board_gen.rules.trend_sums import TrendSums, sums_of
from board_gen.views.reader import Reader
from board_gen.views.trend_choice import begun_with

_DAY = 86_400


class Trends(NamedTuple):
    """A plant's rows, and what is summed of those that are chosen."""

    table: TrendTable
    sums: TrendSums

    @property
    def is_empty(self) -> bool:
        """True while no problem was ever opened: there is nothing to chart."""
        return not self.table.rows


def trends_of(judged: JudgedPlant, reader: Reader) -> Trends:
    """What the page begins with: the whole plant, the last twelve months."""
    table = judged.trend_table(reader.at)
    return chosen_trends(table, begun_with(table))


def chosen_trends(table: TrendTable, selection: Selection) -> Trends:
    """Everything summed, of a selection."""
    return Trends(table, sums_of(table, selection))


def percent(part: int, whole: int) -> str:
    """`85%`, ties upwards; a dash where there is no whole."""
    return f"{(200 * part + whole) // (2 * whole)}%" if whole else "–"


def tenths(part: int, whole: int) -> str:
    """A quotient to a tenth, ties upwards: `12.5`, `−0.3`; a dash where there is no whole."""
    if not whole:
        return "–"
    rounded = (20 * part + whole) // (2 * whole)
    return f"{'−' if rounded < 0 else ''}{abs(rounded) // 10}.{abs(rounded) % 10}"


def days_text(seconds: int) -> str:
    """Seconds as days to a tenth, days of 24 hours."""
    return tenths(seconds, _DAY)


def span_text(seconds: int | None, reader: Reader) -> str:
    """`4 d 03 h`; a dash where there is none."""
    return "–" if seconds is None else reader.span(timedelta(seconds=seconds))


def day_text(number: int) -> str:
    """`2026-11-23`."""
    return day_numbered(number).isoformat()


def month_text(number: int) -> str:
    """`2026-11`, of the number of one of its days."""
    return f"{day_numbered(number):%Y-%m}"


def months_between(first: int, last: int) -> tuple[int, ...]:
    """The months of a range, each by the number of its first day."""
    months = [month_of(first)]
    while True:
        following = month_of(months[-1] + 31)
        if following > last:
            return tuple(months)
        months.append(following)


def week_text(monday: int) -> str:
    """`2026-W47`."""
    year, week, _ = day_numbered(monday).isocalendar()
    return f"{year}-W{week:02}"


def age_text(over: int, to: int | None, reader: Reader) -> str:
    """`≤ 1 d`, `1–3 d`, `> 60 d`."""
    if to is None:
        return reader.words(N_("> {over} d"), over=over)
    if over == 0:
        return reader.words(N_("≤ {to} d"), to=to)
    return reader.words(N_("{over}–{to} d"), over=over, to=to)
