"""The JSON Schemas of board.yml and of a case, written from the shapes that read them (contract §2, §9)."""

from board_gen.model.rules import Rules
from board_gen.sources.board_shapes import generic_board_shape
from board_gen.sources.case_shapes import case_shape
from board_gen.sources.shape import Schema

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def board_schema() -> Schema:
    """The schema of any plant's board.yml."""
    return {"$schema": _DIALECT, "title": "board_gen: cases/board.yml", **_or_nothing(generic_board_shape().schema())}


def case_schema(rules: Rules | None = None) -> Schema:
    """The schema of a case's front matter; with a plant's rules it knows the plant's criteria and profiles."""
    return {"$schema": _DIALECT, "title": "board_gen: a case's front matter", **case_shape(rules).schema()}


def _or_nothing(schema: Schema) -> Schema:
    """The schema that an empty file fits too."""
    return {**schema, "type": ["object", "null"]}
