"""Package: the zip file that a modern workbook is; refused by its directory where it would unpack to too much."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.parsers import expat

from board_gen.sources.workbooks.grid import Fault, RefusedError

HIGHEST_RATIO = 300
"""A part this many times larger than packed is no sheet: real ones reach 60."""
HARMLESS = 32 * 1024 * 1024
"""Bytes; a part up to this size may have any ratio."""
PIECE = 256 * 1024
Attributes = dict[str, str]


class Package:
    """The parts of a workbook by name; names are told without regard to case, as the standards want it."""

    def __init__(self, file: BinaryIO, most_unpacked: int) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, EOFError, ValueError) as error:
            raise RefusedError(Fault.DAMAGED, reason=str(error)) from error
        self._parts = {_folded(info.filename): info for info in self._zip.infolist()}
        self._refuse_bombs(most_unpacked)

    def _refuse_bombs(self, most: int) -> None:
        total = sum(part.file_size for part in self._parts.values())
        is_bomb = any(
            part.file_size > max(HARMLESS, HIGHEST_RATIO * part.compress_size) for part in self._parts.values()
        )
        if total > most or is_bomb:
            raise RefusedError(Fault.UNPACKS_TOO_LARGE, size=-(-total // 1024**2))

    def holds(self, name: str) -> bool:
        """True where there is a part of that name."""
        return _folded(name) in self._parts

    def open(self, name: str) -> BinaryIO:
        """A part, to be read from its beginning."""
        part = self._parts.get(_folded(name))
        if part is None:
            raise RefusedError(Fault.DAMAGED, reason=f"no part {name}")
        if part.flag_bits & 1:
            raise RefusedError(Fault.PASSWORD)
        return cast("BinaryIO", self._zip.open(part))

    def read(self, name: str) -> bytes:
        """A whole part."""
        with self.open(name) as part:
            return part.read()

    def targets(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: by the reference's id its kind (the last word of its type) and the part's name."""
        folder, base = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.holds(rels):
            return {}
        found = {}
        for tag, attributes in elements_of(self.open(rels)):
            if tag == "Relationship":
                target = attributes.get("Target", "").replace("\\", "/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[attributes.get("Id", "")] = (kind, path)
        return found


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def parser_of() -> expat.XMLParserType:
    """An XML parser that hands texts over in one piece, and refuses what no workbook has: a DTD."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    raise RefusedError(Fault.DAMAGED, reason="a document type declaration")


def elements_of(stream: BinaryIO) -> Iterator[tuple[str, Attributes]]:
    """The elements of a part as they begin: each one's name without its prefix, and its attributes."""
    found: list[tuple[str, Attributes]] = []
    parser = parser_of()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    with stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    yield from found
