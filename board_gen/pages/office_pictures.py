"""Pictures of a case on their way into a Word file: upright, reduced where they are huge, without their metadata.

A vector picture is drawn as pixels: Word before 2016, LibreOffice before 7.6 and others show no vectors.
"""

import re
import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from board_gen.model.case import Attachment, Picture

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = 1600
"""Pixels: on 170 mm of paper some 240 to the inch."""
MOST_PIXELS = 120_000_000
"""What a telephone takes at most; more is not unpacked."""
LARGEST_FILE, LARGEST_VECTOR = 60_000_000, 2_000_000
"""Bytes."""
_DPI = 96
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "AVIF")
_PHOTOS = frozenset({"JPEG", "MPO"})
_QUALITY = 85
_MOST_STRETCHED = 20
_ASKS_ELSEWHERE = re.compile(
    rb"""(?:href|src)\s*=\s*["']\s*(?!\#|data:)|url\(\s*["']?\s*(?!["'\#]|data:)|@import|<!ENTITY""", re.IGNORECASE
)
"""Where an SVG asks for more than it holds: a file of this machine, another host, an entity."""


class FittedPicture(NamedTuple):
    """A picture for a document: PNG or JPEG `content`, and how large it wants to stand, in CSS pixels."""

    content: bytes
    width: float
    height: float

    @property
    def millimetres(self) -> float:
        """How wide it stands where there is room."""
        return self.width / _DPI * 25.4


def fitted(attachment: Attachment) -> FittedPicture | None:
    """A file of the case as a picture for a document; None where it can't be read or is none that can be shown."""
    path = Path(attachment.path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    return _drawn(attachment.picture, content) if path.suffix.lower() == ".svg" else _reduced(content)


def _drawn(size: Picture | None, content: bytes) -> FittedPicture | None:
    if size is None or not size.width or not size.height or len(content) > LARGEST_VECTOR:
        return None
    if not 1 / _MOST_STRETCHED < size.width / size.height < _MOST_STRETCHED or _ASKS_ELSEWHERE.search(content):
        return None
    from resvg_py import svg_to_bytes

    scale = LONGEST_SIDE / max(size.width, size.height)
    width, height = max(1, round(size.width * scale)), max(1, round(size.height * scale))
    try:
        drawn = svg_to_bytes(svg_string=content.decode("utf-8"), background="white", width=width, height=height)
    except BaseException as error:
        # A panic of Rust is no Exception; one picture must not end the report.
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return None
    return FittedPicture(bytes(drawn), size.width, size.height)


def _reduced(content: bytes) -> FittedPicture | None:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which is left out, and of sizes, which are bounded
            with Image.open(BytesIO(content), formats=_FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return None
                is_photo = opened.format in _PHOTOS
                opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
                opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened)
                return FittedPicture(_saved(upright, is_photo=is_photo), upright.width, upright.height)
    except Exception:  # a decoder of somebody's bytes
        return None


def _saved(image: "Image.Image", *, is_photo: bool) -> bytes:
    """The picture alone: where it was taken, and by which camera, is nobody's business at the customer's."""
    kept = BytesIO()
    if is_photo:
        image.convert("RGB").save(kept, "JPEG", quality=_QUALITY)
    else:
        shown = image if image.mode in ("1", "L", "LA", "P", "RGB", "RGBA") else image.convert("RGBA")
        shown.info = {key: value for key, value in shown.info.items() if key == "transparency"}
        shown.save(kept, "PNG")
    return kept.getvalue()
