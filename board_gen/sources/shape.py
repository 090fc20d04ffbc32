"""Shapes: what a mapping of a case file or of board.yml may hold.

One description serves three times: it reads nodes into values (a wrong value is a finding and leaves out that value
alone), it writes the JSON Schema, and it knows the keys that a misspelt one is compared with.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, NamedTuple, TypeAlias, TypeVar, cast
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.sources.faults import Fault, fault, nearest_of, shown
from board_gen.sources.yaml_nodes import ListNode, MapNode, Node, TextNode, is_null, place_of

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")
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
NOT_LIKE = fault(14, N_("{key}: “{text}” can't stand here"), N_("it must look like {example}"))


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

    def notes(self, what: Fault, at: Node, spot: Spot, **values: Value) -> None:
        """Note a fault; one that letters depend on is an error whatever its kind says."""
        kind = what.board if self.is_board else what.case
        level = Level.ERROR if spot.is_vital and kind.level is not Level.ERROR else None
        self.has_lost_vital |= spot.is_vital
        self.findings.append(Finding(kind, place_of(at), {"key": shown(spot.key), **values}, level_override=level))

    def adds(self, kind: Kind, at: Node | Place, spot: Spot, **values: Value) -> None:
        """Note a fault that only this kind of file has."""
        place = at if isinstance(at, Place) else place_of(at)
        self.findings.append(Finding(kind, place, {"key": shown(spot.key), **values}))


TextReader: TypeAlias = Callable[[str, TextNode, Reading, Spot], T | None]
"""Gives the value of a text, its spaces stripped; None, with findings, where it has none."""


class Shape(ABC, Generic[T_co]):
    """What a value may look like, and what is made of it."""

    @abstractmethod
    def read(self, node: Node, reading: Reading, spot: Spot) -> T_co | None:
        """The value; None, with findings, where it can't be read. `node` is not null."""

    @abstractmethod
    def schema(self) -> Schema:
        """The shape as JSON Schema (2020-12)."""

    def text_reader(self) -> "TextReader[T_co] | None":
        """What `read` does with a text, for who has the text at hand already; None where that is nothing special.

        A case has hundreds of texts: what lies between its record and what is made of a text is passed by once.
        """
        return None

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

    def text_reader(self) -> TextReader[U] | None:
        make, value_of = self.make, self.shape.text_reader()
        if value_of is None:
            return None

        def made_of(text: str, node: TextNode, reading: Reading, spot: Spot) -> U | None:
            value = value_of(text, node, reading, spot)
            return None if value is None else make(value)

        return made_of

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
            return self.value_of(node.value.strip(), node, reading, spot)
        reading.notes(_NOT_TEXT, node, spot)
        return None

    def text_reader(self) -> TextReader[T_co] | None:
        """The value of the text."""
        return self.value_of

    @abstractmethod
    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> T_co | None:
        """The value of a text, None with a finding where it has none."""


@dataclass(frozen=True)
class ListOf(Shape[tuple[T, ...]]):
    """A list; items that can't be read or are null are left out. `takes_one`: one item may stand without a list."""

    item: Shape[T]
    takes_one: bool = False

    def read(self, node: Node, reading: Reading, spot: Spot) -> tuple[T, ...] | None:
        """The items that could be read."""
        if not isinstance(node, ListNode) and not self.takes_one:
            reading.notes(_NOT_LIST, node, spot)
            return None
        if not isinstance(node, ListNode):
            value = self.item.read(node, reading, spot)
            return () if value is None else (value,)
        read, value_of = self.item.read, self._item_reader
        values: list[T] = []
        for item, data in zip(node.items, node.data, strict=True):
            if data is None:
                continue
            if value_of is not None and type(data) is str:
                value = value_of(data.strip(), item, reading, spot)  # type: ignore[arg-type]
            else:
                value = read(item, reading, spot)
            if value is not None:
                values.append(value)
        return tuple(values)

    def text_reader(self) -> TextReader[tuple[T, ...]] | None:
        """The one item, where one may stand without a list."""
        value_of = self._item_reader if self.takes_one else None
        if value_of is None:
            return None

        def one_of(text: str, node: TextNode, reading: Reading, spot: Spot) -> tuple[T, ...]:
            value = value_of(text, node, reading, spot)
            return () if value is None else (value,)

        return one_of

    @cached_property
    def _item_reader(self) -> TextReader[T] | None:
        return self.item.text_reader()

    def schema(self) -> Schema:
        """An array, or one item."""
        item = self.item.schema()
        several: Schema = {"type": "array", "items": _or_null(item)}
        return {"anyOf": [item, several]} if self.takes_one else several


@dataclass(frozen=True)
class ByForm(Shape[T_co]):
    """A value that may be written in more than one form, told apart by what YAML shows: a text, a mapping, a list."""

    text: Shape[T_co] | None = None
    mapping: Shape[T_co] | None = None
    items: Shape[T_co] | None = None

    def read(self, node: Node, reading: Reading, spot: Spot) -> T_co | None:
        """The value, by the shape of its form; a form that is not allowed is reported by another's shape."""
        form = self.mapping if isinstance(node, MapNode) else self.items if isinstance(node, ListNode) else self.text
        shape = form or next(iter(self._forms()))
        return shape.read(node, reading, spot)

    def text_reader(self) -> TextReader[T_co] | None:
        """As of the form that is a text."""
        return self.text.text_reader() if self.text is not None else None

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


class _FieldAt(NamedTuple):
    """What reading a field takes, at hand; `below` is its spot, `is_told` that even a key not given says something."""

    key: str
    attribute: str
    is_told: bool
    is_required: bool
    read: Callable[[Node, Reading, Spot], object]
    value_of: TextReader[object] | None
    field: Field
    below: Spot

    @staticmethod
    def of(field: Field, spot: Spot) -> "_FieldAt":
        """The field in a record that stands at `spot`."""
        below = spot.below(field.key, is_vital=field.is_vital)
        shape = field.shape
        is_required = field.is_required
        is_told = is_required or field.null is not None
        value_of = shape.text_reader()
        return _FieldAt(field.key, field.attribute, is_told, is_required, shape.read, value_of, field, below)


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
            reading.notes(_NOT_MAPPING, node, spot, known=names)
            return None
        written = node.values
        if not node.data.keys() <= self._keys:
            self._notes_unknown(node, reading, spot)
        values = {**self._defaults, "place": place_of(node)} if self.wants_place else self._defaults.copy()
        is_complete = True
        texts = node.data
        for key, attribute, is_told, is_required, read, value_of, known, below in self._fields_below(spot):
            data = texts.get(key)
            if data is None and not is_told:
                continue
            if data is None or (is_required and _is_blank(data)):
                value = _left_out(known, written.get(key, node), reading, below)
            elif value_of is not None and type(data) is str:
                value = value_of(data.strip(), written[key], reading, below)  # type: ignore[arg-type]
            else:
                value = read(written[key], reading, below)
            if value is not None:
                values[attribute] = value
            elif is_required:
                is_complete = False
        return self.make(**values) if is_complete or self.keeps_incomplete else None

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(known.key for known in self.fields)

    @cached_property
    def _defaults(self) -> dict[str, object]:
        return {known.attribute: known.default for known in self.fields if known.has_default}

    def _fields_below(self, spot: Spot) -> "tuple[_FieldAt, ...]":
        """The fields at their spots; put together once for all files that have such a record at `spot`."""
        fields = self._fields_by_spot.get(spot)
        if fields is None:
            fields = tuple(_FieldAt.of(known, spot) for known in self.fields)
            self._fields_by_spot[spot] = fields
        return fields

    @cached_property
    def _fields_by_spot(self) -> "dict[Spot, tuple[_FieldAt, ...]]":
        return {}

    def _notes_unknown(self, node: MapNode, reading: Reading, spot: Spot) -> None:
        known = {known.key: known for known in self.fields}
        for name, value in node.entries():
            key = name.value
            if key not in known:
                nearest = nearest_of(key, known)
                is_vital = nearest is not None and known[nearest].is_vital and nearest not in node.values
                below = spot.below(key, is_vital=spot.is_vital and (is_vital or self.unknown is not None))
                what = self.unknown or (_MISSPELT_KEY if nearest else _UNKNOWN_KEY)
                if is_null(value) and _IS_PHRASE.search(key):
                    what = _CUT_BY_COMMA
                names = shown(", ".join(known), 300)
                reading.notes(what, name, below, text=shown(key), nearest=nearest or names, known=names)

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
            reading.notes(_NOT_MAPPING, node, spot, known="…")
            return None
        values: dict[str, T] = {}
        for name, item in node.entries():
            key = name.value
            below = spot.below(key, is_vital=spot.is_vital)
            if self.keys and re.fullmatch(self.keys, key) is None:
                reading.notes(NOT_LIKE, name, below, text=shown(key), example=self.example)
            elif not is_null(item):
                value = self.value.read(item, reading, below)
                if value is not None:
                    values[key] = value
        return values

    def schema(self) -> Schema:
        """An object of such values."""
        schema: Schema = {"type": "object", "additionalProperties": _or_null(self.value.schema())}
        return {**schema, "propertyNames": {"pattern": f"^(?:{self.keys})$"}} if self.keys else schema


_IS_PHRASE = re.compile(r"[^\w-]|[^\x00-\x7f]")


def _left_out(known: Field, at: Node, reading: Reading, spot: Spot) -> object:
    """What stands for a value that is not given: `at` is the null or blank itself, else the record."""
    if known.null is not None and is_null(at):
        return known.null
    if known.is_required:
        reading.notes(_MISSING, at, spot, name=known.key)
    return None


def _is_blank(data: object) -> bool:
    return isinstance(data, str) and not data.strip()


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
