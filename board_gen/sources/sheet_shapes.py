"""What board.yml says of the sheets: where they lie, how their columns and words are called (contract §2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from board_gen.finding import Kind, Level
from board_gen.messages import N_
from board_gen.model.rules import (
    SheetRules,
)
from board_gen.sources.faults import shown
from board_gen.sources.scalars import (
    TEXTS,
    Choice,
    Text,
    YesNo,
)
from board_gen.sources.shape import (
    ByForm,
    Field,
    ListOf,
    MapOf,
    Reading,
    Record,
    Scalar,
    Schema,
    Shape,
    Spot,
    given,
)
from board_gen.sources.sheet_names import BUILT_IN
from board_gen.sources.yaml_nodes import Node, TextNode

_OUTSIDE = Kind(
    "BG352", Level.ERROR, N_("{key}: “{text}” is no file of this folder"), N_("write the file's name alone")
)


@dataclass(frozen=True)
class _FileName(Scalar[str]):
    """The name of a file in the plant's folder, or below it."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> str | None:
        """The name."""
        parts = text.split("/")
        if text and "\\" not in text and ":" not in text and not {"", ".", ".."} & set(parts):
            return text
        reading.adds(_OUTSIDE, node, spot, text=shown(text))
        return None

    def schema(self) -> Schema:
        """Any text."""
        return {"type": "string"}


@dataclass(frozen=True)
class _ByColumn(Shape[Mapping[str, object]]):
    """A mapping by the keys of a sheet's columns, each with its own shape."""

    ids: tuple[str, ...] | None
    value: Shape[object]
    own: Mapping[str, Shape[object]]

    def read(self, node: Node, reading: Reading, spot: Spot) -> Mapping[str, object] | None:
        """The values by key."""
        return self._record().read(node, reading, spot)

    def _record(self) -> Record[Mapping[str, object]]:
        ids = self.ids or ()
        keys = (*BUILT_IN, *ids, *(f"{name} due" for name in ids))
        fields = tuple(Field(key, self.own.get(key, self.value)) for key in keys)
        return Record(lambda **values: values, fields)

    def schema(self) -> Schema:
        """An object; of any keys where the criteria are not known."""
        return self._record().schema() if self.ids is not None else MapOf(self.value).schema()


_STATUS_WORDS = ("open", "closed", "on_hold", "rejected", "G", "Y", "R")


def sheets_shape(ids: tuple[str, ...] | None) -> Shape[tuple[SheetRules, ...]]:
    """One sheet or several; criteria's columns are named by `ids`."""
    status = MapOf(Choice({word: word for word in _STATUS_WORDS}))
    sheet = Record(
        SheetRules,
        (
            Field("file", _FileName()),
            Field("tab", Text()),
            Field("dates", Choice({"mdy": "mdy", "dmy": "dmy"})),
            given("hidden", YesNo(), default=False),
            Field("columns", _ByColumn(ids, TEXTS, {})),
            Field("words", _ByColumn(ids, MapOf(Text()), {"status": status})),
        ),
    )
    return ByForm(mapping=sheet.then(lambda only: (only,)), items=ListOf(sheet))
