"""Texts to dates and instants (contract §2, §4): what a case file, board.yml and a sheet may write.

Fullwidth digits and signs (`２０２６－１１－２３`, `８：０５`) are folded: an input method left on changes no meaning.
Years go from 1900 to 2199. `24:00` is no time: it hides which day is meant.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as time_of_day
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.local_time import end_of_day, instant_of, start_of_day
from board_gen.sources.faults import Fault, fault, shown

Order = Literal["mdy", "dmy"]
"""Which of day and month a sheet writes first."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
_LONGEST = 100
"""Characters that a date can have at most, spaces included."""

_NOT_A_DATE = fault(20, N_("{key}: “{text}” is no date"), N_("write it as 2026-11-03 or 2026-11-03 07:55"))
_OTHER_FORM = fault(21, N_("{key}: “{text}” is not written as a date of a case is"), N_("write {meant}"))
_AMBIGUOUS = fault(
    22,
    N_("{key}: “{text}” can be read in two ways: which is the day, which the month?"),
    N_("write the year first, as in 2026-11-03; for a whole sheet, sheet.dates in board.yml says mdy or dmy"),
    Level.ERROR,
)
_NO_SUCH_MONTH = fault(23, N_("{key}: “{text}” names a month {month}"), N_("months go from 01 to 12"), Level.ERROR)
_NO_SUCH_DAY = fault(
    24, N_("{key}: “{text}” is no day of the calendar"), N_("month {month} of {year} has {days} days"), Level.ERROR
)
_NO_SUCH_TIME = fault(
    25,
    N_("{key}: “{text}” names no time of a day"),
    N_("times go from 00:00 to 23:59:59; the midnight that ends a day is 00:00 of the next"),
    Level.ERROR,
)
_OUT_OF_RANGE = fault(26, N_("{key}: “{text}” lies outside the years 1900 to 2199"), N_("check the year"), Level.ERROR)


class DateFault(StrEnum):
    """Why a text is no date: AMBIGUOUS (only an order of day and month would tell), IMPOSSIBLE (no such day, time
    or year), OTHER_FORM (a date, not as a case file writes it), NOT_A_DATE (something else altogether).
    """

    NOT_A_DATE = "not_a_date"
    OTHER_FORM = "other_form"
    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class BadDate:
    """A text that gives no date: which fault it has, and what its finding says beside key and text."""

    fault: DateFault
    kinds: Fault
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as written, with its time of day if there is one, and the offset from UTC if that is written too."""

    day: date
    time: time_of_day | None = None
    offset: timedelta | None = None

    @property
    def is_day(self) -> bool:
        """True for a date without a time."""
        return self.time is None

    def start(self, zone: ZoneInfo) -> datetime:
        """The instant in UTC; of a date without a time the start of that local day."""
        return start_of_day(self.day, zone) if self.time is None else self._instant(self.time, zone)

    def end(self, zone: ZoneInfo) -> datetime:
        """The instant in UTC; of a date without a time (`due`, `to`, `until` …) the next local midnight."""
        return end_of_day(self.day, zone) if self.time is None else self._instant(self.time, zone)

    def _instant(self, of_day: time_of_day, zone: ZoneInfo) -> datetime:
        wall = datetime.combine(self.day, of_day)
        if self.offset is None:
            return instant_of(wall, zone)
        return wall.replace(tzinfo=timezone(self.offset)).astimezone(UTC)


_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
_OFFSET = r"(?:\s*(?P<offset>[Zz]|[+-]\d{2}:?\d{2}))?"
_ISO = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?:(?:[Tt]|\s+){_TIME}{_OFFSET})?", re.ASCII)
_PLAIN_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})\s*(?:(?P<sign>[-/.])\s*(?P<month>\d{1,2})\s*(?P=sign)\s*(?P<day>\d{1,2})"
    r"|年\s*(?P<month_zh>\d{1,2})\s*月\s*(?P<day_zh>\d{1,2})\s*[日号])"
    rf"(?:(?:[Tt]|\s*){_TIME}{_OFFSET})?",
    re.ASCII,
)
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<sign>[-/.])(?P<second_>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}|\d{{2}})(?:\s+{_TIME})?",
    re.ASCII,
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_NAMED_MONTH = re.compile(
    rf"(?:{_NAME}[-\s]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-,\s]+|(?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?[-\s]*"
    rf"{_NAME.replace('name', 'name_second')}[-,\s]*)(?P<year>\d{{4}})",
    re.ASCII,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 20_090, 73_050
"""1955 to 2099: what a number of five digits may mean as a day of Excel's."""


def read_date(text: str) -> WrittenDate | BadDate:
    """A date as case files and board.yml write it: `2026-11-23`, `2026-11-23 07:55`, `2026-11-23T07:55:30+08:00`."""
    return _plain_date(text) or _read_date(_folded(text))


def _plain_date(text: str) -> WrittenDate | None:
    """What nearly all dates of a plant are: ISO, without an offset, without a fault; None for all others."""
    if _PLAIN_ISO.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return WrittenDate(moment.date(), moment.time() if len(text) > len("2026-11-23") else None)


def _read_date(folded: str) -> WrittenDate | BadDate:
    match = _ISO.fullmatch(folded)
    if match is not None:
        return _written(match, match["year"], match["month"], match["day"])
    if _YEAR_LAST.fullmatch(folded):
        return BadDate(DateFault.AMBIGUOUS, _AMBIGUOUS)
    other = read_sheet_date(folded, None)
    if isinstance(other, BadDate):
        return other
    return BadDate(DateFault.OTHER_FORM, _OTHER_FORM, {"meant": iso_text_of(other)})


def read_sheet_date(text: str, order: Order | None) -> WrittenDate | BadDate:
    """A date as sheets write it: ISO, `2026/11/3`, `2026.11.3`, `2026年11月3日`, each also with a time.

    `1/10/2005` and `4/23/05` (20yy) are read by `order`; without one they are AMBIGUOUS, also where only one
    reading would be possible: a column that holds one such date holds others that allow two.
    """
    folded = _folded(text)
    match = _YEAR_FIRST.fullmatch(folded)
    if match is not None:
        return _written(match, match["year"], match["month"] or match["month_zh"], match["day"] or match["day_zh"])
    match = _YEAR_LAST.fullmatch(folded)
    if match is None:
        return BadDate(DateFault.NOT_A_DATE, _NOT_A_DATE)
    if order is None:
        return BadDate(DateFault.AMBIGUOUS, _AMBIGUOUS)
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    first, second = match["first"], match["second_"]
    month, day = (first, second) if order == "mdy" else (second, first)
    return _written(match, year, month, day)


def date_meant_by(text: str) -> WrittenDate | None:
    """The date that a text was probably meant to be which is none: for its finding only, never to be used.

    `20261103`, `Mar-12-2025`, `12 March 2025`, and a date followed by words (`2024-03-19 Delayed`).
    """
    folded = _folded(text).casefold()
    compact, named, begun = _COMPACT.fullmatch(folded), _NAMED_MONTH.fullmatch(folded), _YEAR_FIRST.match(folded)
    found: WrittenDate | BadDate | None = None
    if compact is not None:
        found = _read_date("-".join(compact.groups()))
    elif named is not None:
        month = _month_of(named["name"] or named["name_second"])
        found = _read_date(f"{named['year']}-{month:02}-{int(named['day'] or named['day_first']):02}")
    elif begun is not None and not any(sign.isdigit() for sign in folded[begun.end() :]):
        found = read_sheet_date(folded[: begun.end()].strip(), None)
    return found if isinstance(found, WrittenDate) else None


def _month_of(name: str) -> int:
    """A month by its English name or the first letters of it; 0 for other words."""
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), 0)


def date_of_serial(text: str) -> WrittenDate | None:
    """The date that Excel shows for a number such as `45983`, counted from 1900; None for what is no such number."""
    number = float(text) if _SERIAL.fullmatch(text) else 0.0
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    moment = datetime(1899, 12, 30) + timedelta(minutes=round(number * 24 * 60))  # noqa: DTZ001 - plant time
    return WrittenDate(moment.date(), None if moment.time() == time_of_day() else moment.time())


def iso_text_of(written: WrittenDate) -> str:
    """The date as a case file writes it."""
    if written.time is None:
        return written.day.isoformat()
    seconds = "seconds" if written.time.second else "minutes"
    text = f"{written.day.isoformat()} {written.time.isoformat(seconds)}"
    if written.offset is None:
        return text
    minutes = int(written.offset.total_seconds()) // 60
    return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def date_finding(bad: BadDate, text: str, key: str, place: Place, case: str | None = None) -> Finding:
    """The finding about `text`, the value of `key` (a column's header, a front-matter key) at `place`."""
    return Finding(bad.kinds.case, place, {"key": key, "text": shown(text), **bad.values}, case)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip() if len(text) <= _LONGEST else ""


def _written(match: re.Match[str], year: str, month: str, day: str) -> WrittenDate | BadDate:
    of_day = _day_of(int(year), int(month), int(day))
    if isinstance(of_day, BadDate) or match["hour"] is None:
        return of_day if isinstance(of_day, BadDate) else WrittenDate(of_day)
    offset = _offset_of(match.groupdict().get("offset"))
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if isinstance(offset, BadDate) or hour > 23 or minute > 59 or second > 59:
        return BadDate(DateFault.IMPOSSIBLE, _NO_SUCH_TIME)
    return WrittenDate(of_day, time_of_day(hour, minute, second), offset)


def _day_of(year: int, month: int, day: int) -> date | BadDate:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return BadDate(DateFault.IMPOSSIBLE, _OUT_OF_RANGE)
    if not 1 <= month <= 12:
        return BadDate(DateFault.IMPOSSIBLE, _NO_SUCH_MONTH, {"month": month})
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        return BadDate(DateFault.IMPOSSIBLE, _NO_SUCH_DAY, {"month": month, "year": year, "days": days})
    return date(year, month, day)


def _offset_of(text: str | None) -> timedelta | BadDate | None:
    """`Z`, `+08:00`, `-0530` as an offset; at most 14 hours, as the world's clocks have it."""
    if text is None:
        return None
    if text in "Zz":
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:])
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        return BadDate(DateFault.IMPOSSIBLE, _NO_SUCH_TIME)
    return (-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes)
