"""Pictures as pages show them: a large photograph by a smaller copy beside it, the file itself one click away.

A phone writes 3 to 12 MB; a meeting loads what it sees. The copy's longest side is 1280 pixels; it is turned as the
camera was held and keeps its colours, and nothing else that the camera wrote (places, names, times). Its name holds a
digest of the picture and of how it was made: what a former build made is known by its name, and never made again.
"""

import io
import warnings
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Attachment, Case, Picture
from board_gen.pages.markdown import pictures_in
from board_gen.site_folder import SiteFolder, Written
from board_gen.sources.attachments import MOST_PIXELS
from board_gen.views.attached import is_large, shown_size

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER = "_"
"""Where a case's copies stand; no attachment's name begins so."""
NOT_REDUCED = Kind(
    "BG147",
    Level.WARNING,
    N_("the picture can't be made smaller for the page and is shown as it is ({reason})"),
    N_("copy it from the camera again, or save it anew as PNG or JPEG"),
)

_MADE = "2"
"""Another number for copies that are made in another way."""
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
_PLAIN = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA"))
"""Modes whose colours a copy can keep; others (print colours, 16 bits) are shown by the file itself."""
_JPEG = b"\xff\xd8"
_ORIENTATION = 0x0112
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""How a picture is turned upright, by its EXIF orientation."""
_LONGEST_NAME = 40
_MOST_PROFILE = 64 * 1024


class Copied(NamedTuple):
    """A case whose pictures know their copies, the copies as files of the site, and what was wrong with a picture."""

    case: Case
    files: tuple[Written, ...] = ()
    findings: tuple[Finding, ...] = ()


class Reduced(NamedTuple):
    """A picture's smaller copy: its name relative to the case's page, and its bytes."""

    name: str
    content: bytes


def with_copies(case: Case, folder: SiteFolder, former: Iterable[Written]) -> Copied:
    """The case with a copy made of each large picture that its text shows; `former` are files of a former build."""
    if not any(is_large(attachment) for attachment in case.attachments):
        return Copied(case)
    standing = {file.path: file for file in former}
    wanted = {attachment.name for attachment in pictures_in(case) if is_large(attachment)}
    made = [
        _copied(attachment, case, folder, standing) if attachment.name in wanted else _Kept(attachment)
        for attachment in case.attachments
    ]
    return Copied(
        replace(case, attachments=tuple(kept.attachment for kept in made)),
        tuple({kept.file.path: kept.file for kept in made if kept.file}.values()),
        tuple(kept.finding for kept in made if kept.finding),
    )


def copies_among(files: Iterable[Written]) -> tuple[Written, ...]:
    """The copies of pictures among the files of a case."""
    return tuple(file for file in files if file.path.split("/")[2:3] == [FOLDER])


class _Kept(NamedTuple):
    """An attachment, with the file of its copy and what was wrong with it."""

    attachment: Attachment
    file: Written | None = None
    finding: Finding | None = None


def _copied(attachment: Attachment, case: Case, folder: SiteFolder, standing: dict[str, Written]) -> _Kept:
    """One picture with its copy, taken over where it stands already."""
    copy = attachment.picture.copy if attachment.picture else ""
    if copy == "":
        return _Kept(attachment)
    taken = _taken_over(standing.get(f"cases/{case.address}/{copy}"), folder)
    if taken is not None:
        return _Kept(attachment, taken)
    try:
        content = Path(attachment.path).read_bytes()
    except OSError as error:
        return _failed(attachment, case, error.strerror or type(error).__name__)
    return _copied_from(content, attachment, case, folder, standing)


def _copied_from(
    content: bytes, attachment: Attachment, case: Case, folder: SiteFolder, standing: dict[str, Written]
) -> _Kept:
    address = f"cases/{case.address}/"
    name = _name_of(attachment, content)
    taken = _taken_over(standing.get(address + name), folder)
    if taken is not None:
        return _Kept(_shown_by(attachment, name), taken)
    reduced = reduced_of(attachment, content)
    if isinstance(reduced, str):
        return _failed(attachment, case, reduced)
    if reduced is None:
        return _Kept(_shown_by(attachment, ""))
    return _Kept(_shown_by(attachment, name), folder.put(address + name, reduced.content))


def _taken_over(former: Written | None, folder: SiteFolder) -> Written | None:
    """A former build's file that stands published as it was, in the new site too."""
    found = folder.still((former,)) if former else None
    if not found:
        return None
    folder.keep(found, {})
    return found[0]


def _shown_by(attachment: Attachment, copy: str) -> Attachment:
    picture = attachment.picture or Picture(0, 0)
    return replace(attachment, picture=replace(picture, copy=copy))


def _failed(attachment: Attachment, case: Case, reason: str) -> _Kept:
    folder = PurePosixPath(case.place.file).with_suffix("")
    finding = Finding(NOT_REDUCED, Place(f"{folder}/{attachment.name}"), {"reason": reason}, case.id)
    return _Kept(_shown_by(attachment, ""), None, finding)


def _name_of(attachment: Attachment, content: bytes) -> str:
    """`_/photo.3fa9c2d17b.jpg`: the same for the same bytes, made in the same way."""
    digest = blake2b(content, digest_size=5, person=f"{_MADE} {_pillow()}".encode()[:16]).hexdigest()
    suffix = "jpg" if content.startswith(_JPEG) else "webp"
    return f"{FOLDER}/{PurePosixPath(attachment.name).stem[:_LONGEST_NAME]}.{digest}.{suffix}"


@cache
def _pillow() -> str:
    return version("pillow")


def reduced_of(attachment: Attachment, content: bytes) -> Reduced | str | None:
    """A picture's smaller copy; None where the file itself is smaller, or keeps colours that a copy can't.

    A text says why it can't be read: whatever the file holds, nothing is raised.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is known, and bounded; odd metadata is left out
            made = _reduced(content)
    except Exception as error:  # a decoder of somebody's bytes
        return type(error).__name__
    if made is None or len(made) >= attachment.size:
        return None
    return Reduced(_name_of(attachment, content), made)


def _reduced(content: bytes) -> bytes | None:
    from PIL import BmpImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401 - _FORMATS

    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        if opened.mode not in _PLAIN or opened.width * opened.height > MOST_PIXELS:
            return None
        profile = opened.info.get("icc_profile") or b""
        orientation = opened.getexif().get(_ORIENTATION, 1)
        size = shown_size(opened.width, opened.height)
        opened.draft(None, size)
        smaller = _plain(opened).resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
        turn = _TURNS.get(orientation)
        turned = smaller.transpose(Image.Transpose[turn]) if turn else smaller
        keeps_profile = turned.mode[0] == opened.mode[0] and len(profile) <= _MOST_PROFILE
    return _encoded(turned, profile if keeps_profile else b"", is_photograph=content.startswith(_JPEG))


def _plain(picture: "Image") -> "Image":
    """The picture as a copy keeps it: grey or coloured, with transparency where it has some; itself where it is so.

    A hundred million dots take 400 MB each time that they are converted.
    """
    mode = _plain_mode_of(picture)
    return picture if picture.mode == mode else picture.convert(mode)


def _plain_mode_of(picture: "Image") -> str:
    if picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info:
        return "RGBA"
    return "L" if picture.mode in ("1", "L") else "RGB"


def _encoded(picture: "Image", profile: bytes, *, is_photograph: bool) -> bytes:
    """The bytes of a copy: JPEG for a photograph, since a PDF takes it over as it is; else WebP."""
    picture.info.clear()
    stream = io.BytesIO()
    if is_photograph:
        picture.save(stream, "JPEG", quality=80, optimize=True, progressive=True, icc_profile=profile or None)
    else:
        picture.save(stream, "WEBP", quality=85, method=4, icc_profile=profile or None)
    return stream.getvalue()
