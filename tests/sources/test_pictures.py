"""What the head of a picture's file says, whatever kind it is of."""

import random
from pathlib import Path

import pytest

from board_gen.model.case import Picture
from board_gen.sources.attachments import MOST_PIXELS, read_attachments
from board_gen.sources.pictures import read_picture
from tests.sources.picture_files import (
    avif,
    bmp,
    chunk,
    exif,
    gif,
    jpeg,
    png,
    segment,
    svg,
    webp_extended,
    webp_lossless,
    webp_lossy,
)


def dots(width: int, height: int) -> Picture:
    """A picture that a copy can stand for."""
    return Picture(width, height, is_still=True)


def drawn(width: int, height: int) -> Picture:
    """A drawing."""
    return Picture(width, height, is_drawn=True)


WHOLE = {
    "png": (png(7, 5), dots(7, 5)),
    "moving png": (png(7, 5, chunk(b"acTL", bytes(8))), Picture(7, 5)),
    "jpeg": (jpeg(4032, 3024), dots(4032, 3024)),
    "progressive jpeg": (jpeg(40, 30, frame=0xC2), dots(40, 30)),
    "jpeg, upright": (jpeg(40, 30, exif(3)), dots(40, 30)),
    "jpeg, turned": (jpeg(40, 30, exif(6)), dots(30, 40)),
    "jpeg, turned, other order": (jpeg(40, 30, exif(8, ">")), dots(30, 40)),
    "jpeg, odd exif": (jpeg(40, 30, segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff")), dots(40, 30)),
    "jpeg, thumbnail inside": (jpeg(40, 30, segment(0xE2, jpeg(4, 3))), dots(40, 30)),
    "jpeg, fill bytes": (jpeg(40, 30, b"\xff\xff" + segment(0xE0, b"JFIF\0")), dots(40, 30)),
    "jpeg, film behind": (jpeg(40, 30) + bytes(200_000), dots(40, 30)),
    "gif": (gif(9, 8), Picture(9, 8)),
    "lossy webp": (webp_lossy(300, 200), dots(300, 200)),
    "lossless webp": (webp_lossless(300, 16000), dots(300, 16000)),
    "extended webp": (webp_extended(70000, 2), dots(70000, 2)),
    "moving webp": (webp_extended(7, 2, 2), Picture(7, 2)),
    "avif": (avif((64, 64), (1600, 1200), (160, 120)), Picture(1600, 1200)),
    "avif, turned": (avif((1600, 1200), turned=3), Picture(1200, 1600)),
    "avif of no size": (avif(), Picture(0, 0)),
    "bmp": (bmp(11, -12), dots(11, 12)),
    "svg": (svg('width="560" height="24e1" viewBox="0 0 1 1"'), drawn(560, 240)),
    "svg in mm": (svg('width="25.4mm" height="1IN"'), drawn(96, 96)),
    "svg by its box": (svg('viewBox="-5,-5 200 100"'), drawn(1280, 640)),
    "svg, relative": (svg('width="100%" height="50%" viewBox="0 0 20 40"'), drawn(640, 1280)),
    "svg of no size": (svg('width="1e999" height="1e999"'), drawn(0, 0)),
}


def read(folder: Path, content: bytes) -> Picture | None:
    """The picture of a file that holds this."""
    file = folder / "any.name"
    file.write_bytes(content)
    return read_picture(file)


@pytest.mark.parametrize("kind", WHOLE)
def test_sizes(tmp_path, kind):
    """Each kind of picture tells its size as it is seen, and whether it is one still picture or a drawing."""
    content, expected = WHOLE[kind]
    assert read(tmp_path, content) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"no picture at all",
        b"%PDF-1.4 " + bytes(99),
        b"<html></html>",
        b"<svg",
        png(7, 5)[:-5],
        png(7, 5)[:20],
        png(0, 5),
        jpeg(40, 30)[:-2],
        jpeg(40, 0),
        b"\xff\xd8\xff\xe0\xff",
        b"\xff\xd8" + segment(0xE0) + b"\0\0\0\0\xff\xd9",
        gif(9, 8)[:8],
        webp_lossy(300, 200)[:-2],
        bmp(11, 12)[:20],
    ],
)
def test_what_is_no_whole_picture(tmp_path, content):
    """A file that holds something else, or breaks off, is no picture."""
    assert read(tmp_path, content) is None


def test_nothing_is_raised(tmp_path):
    """Whatever is damaged in a file, it is a picture of some size or none."""
    chance = random.Random(7)
    for _ in range(1500):
        content = bytearray(chance.choice(list(WHOLE.values()))[0][:4000])
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        picture = read(tmp_path, bytes(content[: chance.randrange(len(content)) + 1]))
        assert picture is None or (picture.width >= 0 and picture.height >= 0)


def test_what_cannot_be_shown_is_told(tmp_path):
    """A damaged picture and one of too many dots stay files of the case, without a picture, with a finding each."""
    side = int(MOST_PIXELS**0.5) + 1
    for name, content in {"a.png": png(3, 2), "b.jpg": b"x", "c.JPG": jpeg(side, side), "d.txt": b"x"}.items():
        (tmp_path / name).write_bytes(content)
    found = read_attachments(tmp_path, "cases/FR-1")
    assert [(one.name, one.picture) for one in found.attachments] == [
        ("a.png", dots(3, 2)),
        ("b.jpg", None),
        ("c.JPG", None),
        ("d.txt", None),
    ]
    assert [(one.kind.code, str(one.place)) for one in found.findings] == [
        ("BG145", "cases/FR-1/b.jpg"),
        ("BG146", "cases/FR-1/c.JPG"),
    ]
