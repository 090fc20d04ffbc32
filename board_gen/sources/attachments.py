"""A case's pictures and attachments: the files under the folder beside it that is named like it (contract §1)."""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Attachment, Picture
from board_gen.sources.faults import shown
from board_gen.sources.pictures import PICTURES, read_picture
from board_gen.sources.svg_drawing import active_part_of

_PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "svg", "mp4", "webm")
_PAPERS = ("pdf", "txt", "csv", "md", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "zip", "msg", "eml")
PUBLISHED = frozenset((*_PICTURES, *_PAPERS))
"""Suffixes of files that are published: none that a browser would run as a page of this site."""
LEFT_OUT = ("_", ".", "~$")

_OTHER_SUFFIX = Kind(
    "BG140", Level.WARNING, N_("files ending “{suffix}” are not published"), N_("save it as PDF, picture or ZIP")
)
_INDEX = Kind("BG141", Level.WARNING, N_("a file of this name would take the case's page"), N_("rename it"))
_ACTIVE_SVG = Kind(
    "BG142",
    Level.WARNING,
    N_("the SVG is not published: it holds more than a drawing ({part})"),
    N_("save it as plain SVG, without scripts and links, or as PNG"),
)
_UNREADABLE = Kind("BG143", Level.WARNING, N_("the file can't be read: {reason}"), N_("check who may read it"))
_ELSEWHERE = Kind(
    "BG144", Level.WARNING, N_("a link that leads out of the case's folder is not published"), N_("copy the file here")
)
_DAMAGED = Kind(
    "BG145",
    Level.WARNING,
    N_("the file is no whole picture: it is linked, not shown"),
    N_("copy it from the camera again, or save it anew as PNG or JPEG"),
)
_TOO_LARGE = Kind(
    "BG146",
    Level.WARNING,
    N_("the picture has {pixels} million pixels: it is linked, not shown"),
    N_("save it smaller: up to {most} million pixels are shown"),
)
MOST_PIXELS = 100_000_000
"""A picture of more is not opened: it takes gigabytes of memory, here and in every browser."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The attachments, sorted by name; `names` of all files that stand there, published or not, NFC."""

    attachments: tuple[Attachment, ...] = ()
    findings: tuple[Finding, ...] = ()
    names: frozenset[str] = frozenset()


def read_attachments(folder: Path, name: str) -> Attached:
    """What stands in a case's folder at any depth; `name` is the folder as findings print it."""
    attachments: list[Attachment] = []
    findings: list[Finding] = []
    names: set[str] = set()
    for path in sorted(_files_under(folder)):
        relative = _printed(path.relative_to(folder).as_posix())
        names.add(unicodedata.normalize("NFC", relative))
        found = _attachment_of(path, folder, relative, Place(f"{name}/{relative}"))
        if isinstance(found, Finding):
            findings.append(found)
        elif found is not None:
            picture = _picture_of(found, Place(f"{name}/{relative}"))
            if isinstance(picture, Finding):
                findings.append(picture)
            else:
                found = replace(found, picture=picture)
            attachments.append(found)
    return Attached(tuple(attachments), tuple(findings), frozenset(names))


def _files_under(folder: Path) -> Iterator[Path]:
    """Files that are not left out by name, at any depth; linked folders are not entered."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(LEFT_OUT)]
        yield from (Path(parent, name) for name in files if not name.startswith(LEFT_OUT))


def _printed(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _attachment_of(path: Path, folder: Path, relative: str, place: Place) -> Attachment | Finding | None:
    """The attachment, or why it is none; None alone for a case file that stands among them."""
    suffix = path.suffix.casefold()
    if path.name.casefold() == "index.html":
        return Finding(_INDEX, place)
    if suffix.lstrip(".") not in PUBLISHED:
        return Finding(_OTHER_SUFFIX, place, {"suffix": shown(suffix or path.name)})
    try:
        return _checked(path, folder, relative, place)
    except OSError as error:
        return Finding(_UNREADABLE, place, {"reason": error.strerror or type(error).__name__})
    except RuntimeError:
        return Finding(_ELSEWHERE, place)


def _checked(path: Path, folder: Path, relative: str, place: Place) -> Attachment | Finding | None:
    """The attachment of a file with a good name, by what stands in it."""
    if not path.resolve(strict=True).is_relative_to(folder.resolve()) or not path.is_file():
        return Finding(_ELSEWHERE, place)
    if path.suffix.casefold() == ".md" and _begins_as_case(path):
        return None
    active = active_part_of(path.read_bytes()) if path.suffix.casefold() == ".svg" else None
    if active is not None:
        return Finding(_ACTIVE_SVG, place, {"part": shown(active)})
    return Attachment(str(path.absolute()), relative, path.stat().st_size)


def _picture_of(attachment: Attachment, place: Place) -> Picture | Finding | None:
    """What its picture is, or why it can't be shown; None for a file that is none."""
    if PurePosixPath(attachment.name).suffix.casefold() not in PICTURES:
        return None
    try:
        picture = read_picture(Path(attachment.path))
    except OSError as error:
        return Finding(_UNREADABLE, place, {"reason": error.strerror or type(error).__name__})
    if picture is None:
        return Finding(_DAMAGED, place)
    pixels = picture.width * picture.height
    if pixels > MOST_PIXELS and not picture.is_drawn:
        return Finding(_TOO_LARGE, place, {"pixels": pixels // 1_000_000, "most": MOST_PIXELS // 1_000_000})
    return picture


def _begins_as_case(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(16).removeprefix(b"\xef\xbb\xbf").rstrip() == b"---"
