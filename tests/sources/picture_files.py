"""Pictures as bytes, made by hand: whole files of every kind, as small as they can be told."""

import random
import struct
import zlib


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, more: bytes = b"", seed: int | None = None) -> bytes:
    """A grey PNG that every reader can decode; with `seed` its dots are random."""
    dots = random.Random(seed).randbytes(width * height) if seed is not None else bytes(width * height)
    rows = b"".join(b"\0" + dots[row * width : (row + 1) * width] for row in range(height))
    head = chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND")


def exif(orientation: int, order: str = "<") -> bytes:
    """A JPEG's EXIF segment."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    block = mark + struct.pack(f"{order}IH", 8, 1) + entry + struct.pack(f"{order}I", 0)
    return segment(0xE1, b"Exif\0\0" + block)


def segment(marker: int, data: bytes = b"") -> bytes:
    """A part of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(width: int, height: int, more: bytes = b"", frame: int = 0xC0) -> bytes:
    """A JPEG as far as its head goes: nothing can be decoded of it."""
    size = segment(frame, struct.pack(">BHHB3B", 8, height, width, 1, 1, 0x11, 0))
    return b"\xff\xd8" + more + size + segment(0xDA, b"\1\1\0\0?\0") + b"\x12\x34\xff\xd9"


def gif(width: int, height: int) -> bytes:
    """A GIF's head."""
    return b"GIF89a" + struct.pack("<2H3B", width, height, 0, 0, 0) + b";"


def webp(kind: bytes, data: bytes) -> bytes:
    """A WebP of one part."""
    part = kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(part)) + b"WEBP" + part


def webp_lossy(width: int, height: int) -> bytes:
    """A lossy WebP's head."""
    return webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<2H", width, height))


def webp_lossless(width: int, height: int) -> bytes:
    """A lossless WebP's head."""
    return webp(b"VP8L", b"\x2f" + struct.pack("<I", width - 1 | height - 1 << 14) + b"\0" * 5)


def webp_extended(width: int, height: int, flags: int = 0) -> bytes:
    """An extended WebP's head; flag 2 says that it moves."""
    sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    return webp(b"VP8X", bytes([flags, 0, 0, 0]) + sides)


def avif(*sizes: tuple[int, int], turned: int = 0) -> bytes:
    """An AVIF's head with the sizes of its items."""
    boxes = b"".join(struct.pack(">I4sI2I", 20, b"ispe", 0, *size) for size in sizes)
    turn = struct.pack(">I4sB", 9, b"irot", turned) if turned else b""
    return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"avif", 0, b"avif", b"mif1") + boxes + turn + b"\0" * 12


def bmp(width: int, height: int) -> bytes:
    """A BMP's head; a negative height is one that is written from the top."""
    return b"BM" + struct.pack("<I4xIIii", 26, 26, 40, width, height)


def svg(attributes: str) -> bytes:
    """A drawing."""
    return f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode()
