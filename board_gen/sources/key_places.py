"""Where a key stands in a file of YAML, for who knows it by name only: each finding belongs on its line."""

from collections.abc import Sequence
from pathlib import Path

from board_gen.finding import Finding, Place
from board_gen.sources.folder_walk import CASE_SUFFIX
from board_gen.sources.front_matter import split_front_matter
from board_gen.sources.text_file import read_text_file
from board_gen.sources.yaml_nodes import MapNode, Node, place_of
from board_gen.sources.yaml_reader import read_nodes


def place_of_keys(path: Path, name: str, keys: Sequence[str]) -> Place:
    """The place of the last of some keys, each within the one before; of the ones that are missing the nearest above.

    `name` is how findings print the file: a case file, else plain YAML. The file alone where not one of them is there.
    """
    node, place = _root_of(path, name), Place(name)
    for key in keys:
        found = next((one for one in node.keys if one.value == key), None) if isinstance(node, MapNode) else None
        if found is None or not isinstance(node, MapNode):
            break
        node, place = node.values[key], place_of(found)
    return place


def _root_of(path: Path, name: str) -> Node | None:
    text = read_text_file(path, name)
    if isinstance(text, Finding):
        return None
    if name[-len(CASE_SUFFIX) :].casefold() != CASE_SUFFIX:
        return read_nodes(text, name)[0]
    halves = split_front_matter(text, name)
    return None if isinstance(halves, Finding) else read_nodes(halves.yaml, name, halves.yaml_line)[0]
