"""Shapes of values written as one text: words, choices, numbers, dates, durations."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from board_gen.messages import N_
from board_gen.model.duration import Duration, Unit
from board_gen.sources.faults import fault, nearest_of, shown
from board_gen.sources.instants import BadDate, WrittenDate, read_date
from board_gen.sources.shape import NOT_LIKE, ListOf, Reading, Scalar, Schema, Spot
from board_gen.sources.yaml_nodes import TextNode

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=StrEnum)

_UNKNOWN_CHOICE = fault(7, N_("{key}: “{text}” is not known"), N_("one of: {known}"))
_MISSPELT_CHOICE = fault(8, N_("{key}: “{text}” is not known"), N_("did you mean “{nearest}”?"))
_NOT_NUMBER = fault(
    9, N_("{key}: “{text}” is no number that fits"), N_("write a number from {low} to {high}, digits only")
)
_NOT_YES_NO = fault(10, N_("{key}: “{text}” is neither yes nor no"), N_("write yes or no"))
_NOT_DURATION = fault(11, N_("{key}: “{text}” is no duration"), N_("write 30m, 24h, 7d, 5wd or 2w"))
_WORKING_DAYS = fault(
    12, N_("{key}: “{text}” counts elapsed time, in which working days have no length"), N_("write days (7d) or hours")
)
_NOT_CLOCK = fault(13, N_("{key}: “{text}” is no time of day"), N_('write it as "08:30"'))


@dataclass(frozen=True)
class Text(Scalar[str]):
    """Any text; with a `pattern`, one that matches it as a whole and looks like the `example`."""

    pattern: str = ""
    example: str = ""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> str | None:
        """The text itself."""
        if self.pattern and re.fullmatch(self.pattern, text) is None:
            reading.notes(NOT_LIKE, node, spot, text=shown(text), example=self.example)
            return None
        return text

    def schema(self) -> Schema:
        """Numbers and booleans are allowed: an editor's YAML takes a part number for one."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"} if self.pattern else {"type": list(_PLAIN_TYPES)}


_PLAIN_TYPES = ("string", "number", "boolean")


@dataclass(frozen=True)
class Words(Scalar[str]):
    """A text of one line, whatever line breaks YAML let it have."""

    def value_of(self, text: str, _node: TextNode, _reading: Reading, _spot: Spot) -> str:
        """The text, each run of spaces and line breaks one space."""
        return " ".join(text.split())

    def schema(self) -> Schema:
        """As of any text."""
        return Text().schema()


@dataclass(frozen=True)
class Choice(Scalar[T_co]):
    """One of a closed set, compared without case. `known` gives each text its value."""

    known: Mapping[str, T_co]

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> T_co | None:
        """The value of the text, with the nearest known one where it has none."""
        known = self._folded
        if text in known:
            return known[text]
        folded = unicodedata.normalize("NFKC", text).casefold()
        if folded in known:
            return known[folded]
        notes_unknown(text, self.known, node, reading, spot)
        return None

    @cached_property
    def _folded(self) -> Mapping[str, T_co]:
        """The values without case; of two names that differ in case alone, the first."""
        return {name.casefold(): value for name, value in reversed(list(self.known.items()))}

    def schema(self) -> Schema:
        """An enumeration."""
        return {"enum": list(self.known)}


def choice_of(members: type[E]) -> Choice[E]:
    """One of an enum's values."""
    return Choice({str(member): member for member in members})


def notes_unknown(text: str, known: Iterable[str], node: TextNode, reading: Reading, spot: Spot) -> None:
    """Note that `text` is none of the known ones, with the nearest."""
    names = list(known)
    nearest = nearest_of(text, names)
    if nearest is not None:
        reading.notes(_MISSPELT_CHOICE, node, spot, text=shown(text), nearest=nearest)
    else:
        reading.notes(_UNKNOWN_CHOICE, node, spot, text=shown(text), known=shown(", ".join(names), 300))


@dataclass(frozen=True)
class YesNo(Scalar[bool]):
    """Yes or no."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> bool | None:
        """True or False."""
        value = _YES_NO.get(text.casefold())
        if value is None:
            reading.notes(_NOT_YES_NO, node, spot, text=shown(text))
        return value

    def schema(self) -> Schema:
        """Booleans, and the words that are read as such."""
        return {"enum": [True, False, *_YES_NO]}


_YES_NO = {"yes": True, "no": False, "true": True, "false": False, "是": True, "否": False}


@dataclass(frozen=True)
class Number(Scalar[float]):
    """A decimal number, bounds inclusive."""

    low: float
    high: float

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> float | None:
        """The number."""
        plain = unicodedata.normalize("NFKC", text)
        if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", plain) and self.low <= float(plain) <= self.high:
            return float(plain)
        reading.notes(_NOT_NUMBER, node, spot, text=shown(text), low=f"{self.low:g}", high=f"{self.high:g}")
        return None

    def schema(self) -> Schema:
        """A number, or its digits in quotes."""
        digits = {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"}
        return {"anyOf": [{"type": "number", "minimum": self.low, "maximum": self.high}, digits]}


_DIGITS = re.compile("[0-9]{1,12}")


@dataclass(frozen=True)
class Whole(Scalar[int]):
    """A whole number, bounds inclusive."""

    low: int = 0
    high: int = 10**9

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> int | None:
        """The number."""
        plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
        if _DIGITS.fullmatch(plain) and self.low <= int(plain) <= self.high:
            return int(plain)
        reading.notes(_NOT_NUMBER, node, spot, text=shown(text), low=self.low, high=self.high)
        return None

    def schema(self) -> Schema:
        """An integer, or its digits in quotes."""
        digits = {"type": "string", "pattern": "^[0-9]{1,12}$"}
        return {"anyOf": [{"type": "integer", "minimum": self.low, "maximum": self.high}, digits]}


@lru_cache(maxsize=4096)
def _date_of(make: Callable[[WrittenDate, ZoneInfo], T], text: str, zone: ZoneInfo) -> T | BadDate:
    """What `make` makes of a date; kept, since one and the same stands at many places of a case."""
    written = read_date(text)
    return written if isinstance(written, BadDate) else make(written, zone)


@dataclass(frozen=True)
class Date(Scalar[T_co]):
    """A date or an instant; `make` says which instant a date without a time means, given the plant's zone."""

    make: Callable[[WrittenDate, ZoneInfo], T_co]

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> T_co | None:
        """What `make` makes of the date."""
        date: T_co | BadDate = _date_of(self.make, text, reading.zone)
        if isinstance(date, BadDate):
            reading.notes(date.kinds, node, spot, text=shown(text), **date.values)
            return None
        return date

    def schema(self) -> Schema:
        """The ISO form."""
        return {"type": "string", "pattern": _DATE_PATTERN}


_DATE_PATTERN = r"^\d{4}-\d\d-\d\d(?:[Tt ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:[Zz]|[+-]\d\d:?\d\d))?)?$"
STARTS = Date(WrittenDate.start)
"""An instant; a date alone is the start of that local day."""
ENDS = Date(WrittenDate.end)
"""An instant; a date alone is the next local midnight (contract §2: due, to, until)."""
DAY = Date(lambda written, _: written.day)
"""A local day."""


@dataclass(frozen=True)
class DurationText(Scalar[Duration]):
    """A duration; `is_elapsed`: one that counts elapsed time, so without working days."""

    is_elapsed: bool = False

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> Duration | None:
        """The duration."""
        duration = Duration.parse(unicodedata.normalize("NFKC", text))
        if duration is None:
            reading.notes(_NOT_DURATION, node, spot, text=shown(text))
        elif self.is_elapsed and duration.unit is Unit.WORKING_DAYS:
            reading.notes(_WORKING_DAYS, node, spot, text=shown(text))
            return None
        return duration

    def schema(self) -> Schema:
        """Digits and a unit."""
        return {"type": "string", "pattern": f"^[0-9]{{1,6}} *(m|h|d|{'' if self.is_elapsed else 'wd|'}w)$"}


@dataclass(frozen=True)
class Clock(Scalar[time]):
    """A time of day, `08:30`."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> time | None:
        """The time, in plant time."""
        match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", unicodedata.normalize("NFKC", text))
        if match and int(match[1]) < 24 and int(match[2]) < 60:
            return time(int(match[1]), int(match[2]))
        reading.notes(_NOT_CLOCK, node, spot, text=shown(text))
        return None

    def schema(self) -> Schema:
        """Hours and minutes."""
        return {"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"}


TEXTS = ListOf(Text(), takes_one=True)
WORDS = Words()
