"""How large a picture is, and whether all of it is there, by the head of its file: nothing is decoded."""

import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from board_gen.model.case import Picture

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".svg"))
"""Suffixes of what a browser can show in a page; anything else is a link."""
LONGEST = 1280
"""Pixels of the longest side of a picture in a page."""
_MOST_PARTS = 100_000
_TURNED = range(5, 9)
"""EXIF orientations in which width and height change places."""
_TAIL = 65_536
_LENGTH = re.compile(r"\s*([0-9.]+(?:e[0-9]+)?)\s*(px|mm|cm|in|pt|pc|)\s*", re.IGNORECASE)
_PIXELS = {"": 1.0, "px": 1.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "pt": 96 / 72, "pc": 16.0}
_MOST = 1_000_000
"""Pixels of a side; what says more says nothing."""


class _BrokenError(Exception):
    """Raised inside the readers to leave them; never leaves this module."""


def read_picture(path: Path) -> Picture | None:
    """The picture in a file, told by its content whatever its name; None where there is none, or not all of it.

    OSError where the file can't be read.
    """
    with path.open("rb") as file:
        head = file.read(32)
        size = file.seek(0, 2)
        file.seek(0)
        try:
            return _reader_of(head)(file, size)
        except (_BrokenError, struct.error, IndexError):
            return None


def _reader_of(head: bytes) -> Callable[[BinaryIO, int], Picture]:
    """Who reads a file that begins so."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png
    if head.startswith(b"\xff\xd8\xff"):
        return _jpeg
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return _gif
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp
    if head[4:8] == b"ftyp" and b"avi" in head[8:32]:
        return _avif
    return _bmp if head.startswith(b"BM") else _svg


def _sized(width: int, height: int, *, is_still: bool) -> Picture:
    if not (0 < width <= _MOST and 0 < height <= _MOST):
        raise _BrokenError
    return Picture(width, height, is_still)


def _exactly(file: BinaryIO, count: int) -> bytes:
    found = file.read(count)
    if len(found) < count:
        raise _BrokenError
    return found


def _png(file: BinaryIO, size: int) -> Picture:
    is_still = True
    width, height = struct.unpack(">16x2I", _exactly(file, 24))
    place = 8
    for _ in range(_MOST_PARTS):
        file.seek(place)
        length, kind = struct.unpack(">I4s", _exactly(file, 8))
        is_still = is_still and kind != b"acTL"
        place += length + 12
        if kind == b"IEND" or place > size:
            break
    if place > size or kind != b"IEND":
        raise _BrokenError
    return _sized(width, height, is_still=is_still)


def _jpeg(file: BinaryIO, size: int) -> Picture:
    width = height = 0
    orientation = 1
    for marker, length in _segments(file):
        if marker == 0xE1:
            orientation = _orientation_of(_exactly(file, min(length, _TAIL))) or orientation
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">xHH", _exactly(file, 5))
        elif marker == 0xDA:
            break
    if not _has_end(file, size):
        raise _BrokenError
    if orientation in _TURNED:
        width, height = height, width
    return _sized(width, height, is_still=True)


def _segments(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Each segment's marker and the length of what follows; the file stands there."""
    place = 2
    for _ in range(_MOST_PARTS):
        file.seek(place)
        start, marker = _exactly(file, 2)
        if start != 0xFF:
            raise _BrokenError
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        (length,) = struct.unpack(">H", _exactly(file, 2))
        yield marker, length - 2
        place += 2 + length


def _has_end(file: BinaryIO, size: int) -> bool:
    """True where the picture's end stands behind where the file stands; cameras write other things behind it."""
    place = file.tell()
    file.seek(max(place, size - _TAIL))
    if b"\xff\xd9" in file.read():
        return True
    file.seek(place)
    return b"\xff\xd9" in file.read()


def _orientation_of(segment: bytes) -> int:
    """The orientation that an EXIF segment gives, 1 to 8; 0 for none."""
    if not segment.startswith(b"Exif\0\0"):
        return 0
    block = segment[6:]
    order = "<" if block[:2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(f"{order}4xI", block)
        (count,) = struct.unpack_from(f"{order}H", block, first)
        for number in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", block, first + 2 + 12 * number)
            if (tag, kind) == (0x0112, 3):
                return int(value)
    except struct.error:
        return 0
    return 0


def _gif(file: BinaryIO, _: int) -> Picture:
    width, height = struct.unpack("<6x2H", _exactly(file, 10))
    return _sized(width, height, is_still=False)


def _webp(file: BinaryIO, size: int) -> Picture:
    head = _exactly(file, 30)
    (length,) = struct.unpack_from("<I", head, 4)
    if length + 8 > size:
        raise _BrokenError
    if head[12:16] == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
        return _sized(width, height, is_still=not head[20] & 2)
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return _sized((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, is_still=True)
    width, height = struct.unpack_from("<2H", head, 26)
    return _sized(width & 0x3FFF, height & 0x3FFF, is_still=True)


def _avif(file: BinaryIO, _: int) -> Picture:
    """The largest of the sizes that its head names (thumbnails and tiles have their own); none of them is no fault."""
    head = file.read(_TAIL)
    sizes = [struct.unpack_from(">2I", head, found.end() + 4) for found in re.finditer(b"ispe", head[:-12])]
    if not sizes:
        return Picture(0, 0)
    width, height = max(sizes, key=lambda one: int(one[0]) * int(one[1]))
    turned = head.find(b"irot")
    if turned >= 0 and head[turned + 4] & 1:
        width, height = height, width
    return _sized(width, height, is_still=False)


def _bmp(file: BinaryIO, size: int) -> Picture:
    length, header = struct.unpack("<2xI8xI", _exactly(file, 18))
    if length > size:
        raise _BrokenError
    width, height = struct.unpack("<2H", _exactly(file, 4)) if header == 12 else struct.unpack("<2i", _exactly(file, 8))
    return _sized(width, abs(height), is_still=True)


def _svg(file: BinaryIO, _: int) -> Picture:
    """The size that its outermost element gives, else that of its viewBox."""
    root: dict[str, str] = {}

    def begins(tag: str, attributes: dict[str, str]) -> None:
        if not root:
            root.update(attributes, tag=tag.rpartition(" ")[2])

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begins
    try:
        while not root and (part := file.read(8192)):
            parser.Parse(part)
    except (expat.ExpatError, ValueError, LookupError):
        root.setdefault("tag", "")
    if root.get("tag") != "svg":
        raise _BrokenError
    width, height = _pixels_of(root.get("width", "")), _pixels_of(root.get("height", ""))
    if not (width and height):
        width, height = _filling(*_box_of(root.get("viewBox", "")))
    is_sized = 0 < width <= _MOST and 0 < height <= _MOST
    return Picture(width, height, is_drawn=True) if is_sized else Picture(0, 0, is_drawn=True)


def _pixels_of(length: str) -> int:
    """A length in whole pixels; 0 where it is none, or relative."""
    found = _LENGTH.fullmatch(length)
    try:
        return round(float(found[1]) * _PIXELS[found[2].lower()]) if found else 0
    except (ValueError, OverflowError):
        return 0


def _box_of(box: str) -> tuple[float, float]:
    parts = box.replace(",", " ").split()
    try:
        return (float(parts[2]), float(parts[3])) if len(parts) == 4 else (0, 0)
    except ValueError:
        return 0, 0


def _filling(width: float, height: float) -> tuple[int, int]:
    """A drawing's size where it gives its shape alone: as large as a page shows pictures."""
    longest = max(width, height)
    if not (0 < width <= _MOST and 0 < height <= _MOST):
        return 0, 0
    return max(1, round(width * LONGEST / longest)), max(1, round(height * LONGEST / longest))
