"""Shapes: what a mapping of a case file or of board.yml may hold.

One description serves three times: it reads nodes into values (a wrong value is a finding and leaves out that value
alone), it writes the JSON Schema, and it knows the keys that a misspelt one is compared with.
"""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from functools import cached_property
from typing import Generic, NamedTuple, TypeAlias, TypeVar, cast
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.duration import Duration, Unit
from board_gen.sources.faults import Fault, fault, nearest_of, shown
from board_gen.sources.instants import BadDate, WrittenDate, read_date
from board_gen.sources.yaml_nodes import ListNode, MapNode, Node, TextNode, is_null

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")
E = TypeVar("E", bound=StrEnum)
Schema: TypeAlias = dict[str, object]

_UNKNOWN_KEY = fault(1, N_("unknown key “{key}”"), N_("known here: {known}"))
_MISSPELT_KEY = fault(2, N_("unknown key “{key}”"), N_("did you mean “{nearest}”?"))
_CUT_BY_COMMA = fault(
    15,
    N_("{key}: a comma ended the value before; “{text}” is taken for a key"),
    N_("put a value with a comma in quotes"),
)
_MISSING = fault(3, N_("“{key}” is missing"), N_("add “{name}: …”"), Level.ERROR)
_NOT_TEXT = fault(4, N_("{key}: one text is wanted here, not several values"), N_("write it on one line, in quotes"))
_NOT_LIST = fault(5, N_("{key}: a list is wanted here"), N_("begin each item with “- ”, or write [a, b]"))
_NOT_MAPPING = fault(6, N_("{key}: keys with values are wanted here"), N_("known here: {known}"))
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
_NOT_LIKE = fault(14, N_("{key}: “{text}” can't stand here"), N_("it must look like {example}"))


class Spot(NamedTuple):
    """Where in a file a value stands: its keys from the top (`criteria.containment.done`).

    `is_vital`: letters depend on it, so that its loss makes the case invalid (contract §3).
    """

    key: str = ""
    is_vital: bool = False

    def below(self, key: str, *, is_vital: bool = False) -> "Spot":
        """The spot of a key in this mapping."""
        return Spot(f"{self.key}.{key}" if self.key else key, is_vital)


@dataclass
class Reading:
    """One file being read: what dates in it are counted in, and what was found wrong so far."""

    zone: ZoneInfo
    is_board: bool = False
    findings: list[Finding] = field(default_factory=list)
    has_lost_vital: bool = False

    def notes(self, what: Fault, place: Place, spot: Spot, **values: Value) -> None:
        """Note a fault; one that letters depend on is an error whatever its kind says."""
        kind = what.board if self.is_board else what.case
        level = Level.ERROR if spot.is_vital and kind.level is not Level.ERROR else None
        self.has_lost_vital |= spot.is_vital
        self.findings.append(Finding(kind, place, {"key": shown(spot.key), **values}, level_override=level))

    def adds(self, kind: Kind, place: Place, spot: Spot, **values: Value) -> None:
        """Note a fault that only this kind of file has."""
        self.findings.append(Finding(kind, place, {"key": shown(spot.key), **values}))


class Shape(ABC, Generic[T_co]):
    """What a value may look like, and what is made of it."""

    @abstractmethod
    def read(self, node: Node, reading: Reading, spot: Spot) -> T_co | None:
        """The value; None, with findings, where it can't be read. `node` is not null."""

    @abstractmethod
    def schema(self) -> Schema:
        """The shape as JSON Schema (2020-12)."""

    def then(self, make: Callable[[T_co], U]) -> "Shape[U]":
        """The same shape, something else made of its value."""
        return _Then(self, make)


@dataclass(frozen=True)
class _Then(Shape[U], Generic[T, U]):
    shape: Shape[T]
    make: Callable[[T], U]

    def read(self, node: Node, reading: Reading, spot: Spot) -> U | None:
        value = self.shape.read(node, reading, spot)
        return None if value is None else self.make(value)

    def schema(self) -> Schema:
        return self.shape.schema()


@dataclass(frozen=True)
class Checked(Shape[U], Generic[T, U]):
    """A shape whose value is looked at once more, beside its node: `check` notes what is wrong and gives the value."""

    shape: Shape[T]
    check: "Callable[[T, Node, Reading, Spot], U | None]"

    def read(self, node: Node, reading: Reading, spot: Spot) -> U | None:
        """What `check` gives; None where there is no value to check."""
        value = self.shape.read(node, reading, spot)
        return None if value is None else self.check(value, node, reading, spot)

    def schema(self) -> Schema:
        """The inner schema."""
        return self.shape.schema()


class Scalar(Shape[T_co]):
    """A value written as one text."""

    def read(self, node: Node, reading: Reading, spot: Spot) -> T_co | None:
        """The value of the text, its spaces stripped."""
        if isinstance(node, TextNode):
            return self.value_of(node.text.strip(), node.place, reading, spot)
        reading.notes(_NOT_TEXT, node.place, spot)
        return None

    @abstractmethod
    def value_of(self, text: str, place: Place, reading: Reading, spot: Spot) -> T_co | None:
        """The value of a text, None with a finding where it has none."""


@dataclass(frozen=True)
class Text(Scalar[str]):
    """Any text; with a `pattern`, one that matches it as a whole and looks like the `example`."""

    pattern: str = ""
    example: str = ""

    def value_of(self, text: str, place: Place, reading: Reading, spot: Spot) -> str | None:
        """The text itself."""
        if self.pattern and re.fullmatch(self.pattern, text) is None:
            reading.notes(_NOT_LIKE, place, spot, text=shown(text), example=self.example)
            return None
        return text

    def schema(self) -> Schema:
        """Numbers and booleans are allowed: an editor's YAML takes a part number for one."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"} if self.pattern else {"type": list(_PLAIN_TYPES)}


_PLAIN_TYPES = ("string", "number", "boolean")


@dataclass(frozen=True)
class Choice(Scalar[T_co]):
    """One of a closed set, compared without case. `known` gives each text its value."""

    known: Mapping[str, T_co]

    def value_of(self, text: str, place: Place, reading: Reading, spot: Spot) -> T_co | None:
        """The value of the text, with the nearest known one where it has none."""
        folded = unicodedata.normalize("NFKC", text).casefold()
        if folded in self._folded:
            return self._folded[folded]
        notes_unknown(text, self.known, place, reading, spot)
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


def notes_unknown(text: str, known: Iterable[str], place: Place, reading: Reading, spot: Spot) -> None:
    """Note that `text` is none of the known ones, with the nearest."""
    names = list(known)
    nearest = nearest_of(text, names)
    if nearest is not None:
        reading.notes(_MISSPELT_CHOICE, place, spot, text=shown(text), nearest=nearest)
    else:
        reading.notes(_UNKNOWN_CHOICE, place, spot, text=shown(text), known=shown(", ".join(names), 300))


@dataclass(frozen=True)
class YesNo(Scalar[bool]):
    """Yes or no."""

    def value_of(self, text: str, place: Place, reading: Reading, spot: Spot) -> bool | None:
        """True or False."""
        value = _YES_NO.get(text.casefold())
        if value is None:
            reading.notes(_NOT_YES_NO, place, spot, text=shown(text))
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

    def value_of(self, text: str, place: Place, reading: Reading, spot: Spot) -> float | None:
        """The number."""
        plain = unicodedata.normalize("NFKC", text)
        if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", plain) and self.low <= float(plain) <= self.high:
            return float(plain)
        reading.notes(_NOT_NUMBER, place, spot, text=shown(text), low=f"{self.low:g}", high=f"{self.high:g}")
        return None

    def schema(self) -> Schema:
        """A number, or its digits in quotes."""
        digits = {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"}
        return {"anyOf": [{"type": "number", "minimum": self.low, "maximum": self.high}, digits]}


@dataclass(frozen=True)
class Whole(Scalar[int]):
    """A whole number, bounds inclusive."""

    low: int = 0
    high: int = 10**9

    def value_of(self, text: str, place: Place, reading: Reading, spot: Spot) -> int | None:
        """The number."""
        plain = unicodedata.normalize("NFKC", text)
        if re.fullmatch(r"[0-9]{1,12}", plain) and self.low <= int(plain) <= self.high:
            return int(plain)
        reading.notes(_NOT_NUMBER, place, spot, text=shown(text), low=self.low, high=self.high)
        return None

    def schema(self) -> Schema:
        """An integer, or its digits in quotes."""
        digits = {"type": "string", "pattern": "^[0-9]{1,12}$"}
        return {"anyOf": [{"type": "integer", "minimum": self.low, "maximum": self.high}, digits]}


@dataclass(frozen=True)
class Date(Scalar[T_co]):
    """A date or an instant; `make` says which instant a date without a time means, given the plant's zone."""

    make: Callable[[WrittenDate, ZoneInfo], T_co]

    def value_of(self, text: str, place: Place, reading: Reading, spot: Spot) -> T_co | None:
        """What `make` makes of the date."""
        written = read_date(text)
        if isinstance(written, BadDate):
            reading.notes(written.kinds, place, spot, text=shown(text), **written.values)
            return None
        return self.make(written, reading.zone)

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

    def value_of(self, text: str, place: Place, reading: Reading, spot: Spot) -> Duration | None:
        """The duration."""
        duration = Duration.parse(unicodedata.normalize("NFKC", text))
        if duration is None:
            reading.notes(_NOT_DURATION, place, spot, text=shown(text))
        elif self.is_elapsed and duration.unit is Unit.WORKING_DAYS:
            reading.notes(_WORKING_DAYS, place, spot, text=shown(text))
            return None
        return duration

    def schema(self) -> Schema:
        """Digits and a unit."""
        return {"type": "string", "pattern": f"^[0-9]{{1,6}} *(m|h|d|{'' if self.is_elapsed else 'wd|'}w)$"}


@dataclass(frozen=True)
class Clock(Scalar[time]):
    """A time of day, `08:30`."""

    def value_of(self, text: str, place: Place, reading: Reading, spot: Spot) -> time | None:
        """The time, in plant time."""
        match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", unicodedata.normalize("NFKC", text))
        if match and int(match[1]) < 24 and int(match[2]) < 60:
            return time(int(match[1]), int(match[2]))
        reading.notes(_NOT_CLOCK, place, spot, text=shown(text))
        return None

    def schema(self) -> Schema:
        """Hours and minutes."""
        return {"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"}


@dataclass(frozen=True)
class ListOf(Shape[tuple[T, ...]]):
    """A list; items that can't be read or are null are left out. `takes_one`: one item may stand without a list."""

    item: Shape[T]
    takes_one: bool = False

    def read(self, node: Node, reading: Reading, spot: Spot) -> tuple[T, ...] | None:
        """The items that could be read."""
        if not isinstance(node, ListNode) and not self.takes_one:
            reading.notes(_NOT_LIST, node.place, spot)
            return None
        items = node.items if isinstance(node, ListNode) else (node,)
        read = (self.item.read(item, reading, spot) for item in items if not is_null(item))
        return tuple(value for value in read if value is not None)

    def schema(self) -> Schema:
        """An array, or one item."""
        item = self.item.schema()
        several: Schema = {"type": "array", "items": _or_null(item)}
        return {"anyOf": [item, several]} if self.takes_one else several


TEXTS = ListOf(Text(), takes_one=True)


@dataclass(frozen=True)
class ByForm(Shape[T_co]):
    """A value that may be written in more than one form, told apart by what YAML shows: a text, a mapping, a list."""

    text: Shape[T_co] | None = None
    mapping: Shape[T_co] | None = None
    items: Shape[T_co] | None = None

    def read(self, node: Node, reading: Reading, spot: Spot) -> T_co | None:
        """The value, by the shape of its form; a form that is not allowed is reported by another's shape."""
        form = {TextNode: self.text, MapNode: self.mapping, ListNode: self.items}[type(node)]
        shape = form or next(iter(self._forms()))
        return shape.read(node, reading, spot)

    def schema(self) -> Schema:
        """Any of the forms."""
        return {"anyOf": [shape.schema() for shape in self._forms()]}

    def _forms(self) -> list[Shape[T_co]]:
        return [shape for shape in (self.mapping, self.items, self.text) if shape is not None]


@dataclass(frozen=True)
class Field:
    """A key of a record. `name` is the record's attribute (else the key); `default` stands for what is not given.

    `is_vital`: letters depend on it. `is_required`: a record without it is left out. `null`: what a key that is
    given as null means, where that differs from not giving it.
    """

    key: str
    shape: Shape[object]
    name: str = ""
    is_vital: bool = False
    is_required: bool = False
    default: object = None
    has_default: bool = False
    null: object = None

    @property
    def attribute(self) -> str:
        """The name of the record's attribute."""
        return self.name or self.key


def given(key: str, shape: Shape[object], default: object, name: str = "") -> Field:
    """A field that the record wants a value for: `default` where the file has none."""
    return Field(key, shape, name, default=default, has_default=True)


@dataclass(frozen=True)
class Record(Shape[T_co]):
    """A mapping with known keys; `make` takes their values by name and gives the record.

    `wants_place`: `make` takes the mapping's `place` too. `unknown` is the fault of a key that is none of the fields,
    if that is a fault of its own; it is as vital as the record. `keeps_incomplete`: made without required keys too.
    """

    make: Callable[..., T_co]
    fields: tuple[Field, ...]
    wants_place: bool = False
    unknown: Fault | None = None
    keeps_incomplete: bool = False

    def read(self, node: Node, reading: Reading, spot: Spot) -> T_co | None:
        """The record of what could be read; None where it is no mapping or lacks a required key."""
        if not isinstance(node, MapNode):
            names = shown(", ".join(one.key for one in self.fields), 300)
            reading.notes(_NOT_MAPPING, node.place, spot, known=names)
            return None
        written = node.by_key()
        if not written.keys() <= self._keys:
            self._notes_unknown(node, reading, spot)
        values: dict[str, object] = {"place": node.place} if self.wants_place else {}
        is_complete = True
        for known in self.fields:
            value = self._value(known, written.get(known.key), node.place, reading, spot)
            is_complete &= value is not None or not known.is_required
            if value is not None or known.has_default:
                values[known.attribute] = known.default if value is None else value
        return self.make(**values) if is_complete or self.keeps_incomplete else None

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(known.key for known in self.fields)

    def _value(self, known: Field, value: Node | None, place: Place, reading: Reading, spot: Spot) -> object:
        """The value of a field; `place` is that of the mapping."""
        if value is None and not known.is_required:
            return None
        below = spot.below(known.key, is_vital=known.is_vital)
        if value is not None and is_null(value) and known.null is not None:
            return known.null
        if value is None or is_null(value) or (known.is_required and _is_blank(value)):
            if known.is_required:
                reading.notes(_MISSING, value.place if value is not None else place, below, name=known.key)
            return None
        return known.shape.read(value, reading, below)

    def _notes_unknown(self, node: MapNode, reading: Reading, spot: Spot) -> None:
        known = {known.key: known for known in self.fields}
        for key, value in node.entries:
            if key.text not in known:
                nearest = nearest_of(key.text, known)
                is_vital = nearest is not None and known[nearest].is_vital and node.value(nearest) is None
                below = spot.below(key.text, is_vital=spot.is_vital and (is_vital or self.unknown is not None))
                what = self.unknown or (_MISSPELT_KEY if nearest else _UNKNOWN_KEY)
                if is_null(value) and _IS_PHRASE.search(key.text):
                    what = _CUT_BY_COMMA
                names = shown(", ".join(known), 300)
                reading.notes(what, key.place, below, text=shown(key.text), nearest=nearest or names, known=names)

    def schema(self) -> Schema:
        """An object without other keys; what is not required may be null."""
        properties = {
            known.key: known.shape.schema() if known.is_required else _or_null(known.shape.schema())
            for known in self.fields
        }
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        required = [known.key for known in self.fields if known.is_required]
        return {**schema, "required": required} if required else schema


@dataclass(frozen=True)
class MapOf(Shape[Mapping[str, T]]):
    """A mapping whose keys are free, or match `keys` (and look like `example`); null values are left out."""

    value: Shape[T]
    keys: str = ""
    example: str = ""

    def read(self, node: Node, reading: Reading, spot: Spot) -> Mapping[str, T] | None:
        """The values that could be read, in the order of the file."""
        if not isinstance(node, MapNode):
            reading.notes(_NOT_MAPPING, node.place, spot, known="…")
            return None
        values: dict[str, T] = {}
        for key, item in node.entries:
            below = spot.below(key.text, is_vital=spot.is_vital)
            if self.keys and re.fullmatch(self.keys, key.text) is None:
                reading.notes(_NOT_LIKE, key.place, below, text=shown(key.text), example=self.example)
            elif not is_null(item):
                value = self.value.read(item, reading, below)
                if value is not None:
                    values[key.text] = value
        return values

    def schema(self) -> Schema:
        """An object of such values."""
        schema: Schema = {"type": "object", "additionalProperties": _or_null(self.value.schema())}
        return {**schema, "propertyNames": {"pattern": f"^(?:{self.keys})$"}} if self.keys else schema


_IS_PHRASE = re.compile(r"[^\w-]|[^\x00-\x7f]")


def _is_blank(node: Node) -> bool:
    return isinstance(node, TextNode) and not node.text.strip()


def _or_null(schema: Schema) -> Schema:
    """The schema that null fits too."""
    if isinstance(schema.get("type"), str | list):
        types = schema["type"]
        return {**schema, "type": [*(cast(list[str], types) if isinstance(types, list) else [types]), "null"]}
    if "enum" in schema:
        return {**schema, "enum": [*cast(list[object], schema["enum"]), None]}
    if "anyOf" in schema:
        return {"anyOf": [*cast(list[object], schema["anyOf"]), {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}
