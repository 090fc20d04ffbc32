"""What a sheet's file is, told from how its content begins, never from its name."""

import codecs
import re
from enum import Enum, auto

LONGEST_BEGIN = 4096
"""So many bytes of a file tell its kind."""


class SheetKind(Enum):
    """What a reader is chosen by; TEXT is everything that is nothing else."""

    EMPTY = auto()
    WORKBOOK = auto()
    WEB_PAGE = auto()
    XML_2003 = auto()
    OTHER = auto()
    TEXT = auto()


_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""A zip file (xlsx, xlsb, ods), an empty one, a compound file (xls, and what is encrypted)."""
_BARE_XLS = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")
"""The first record of an .xls without a compound file around it."""
_OTHERS = (
    b"%PDF-",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x1f\x8b",
    b"SQLite format 3\x00",
)
"""How files begin that people put in a sheet's place: documents, pictures, archives, databases."""
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|meta|body|table|style|script|div)[\s>]|mime-version:")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def sheet_kind_of(begin: bytes) -> SheetKind:
    """The kind of a file that begins so."""
    if not begin:
        return SheetKind.EMPTY
    if begin.startswith(_WORKBOOKS) or _BARE_XLS.match(begin):
        return SheetKind.WORKBOOK
    if begin.startswith(_OTHERS):
        return SheetKind.OTHER
    return _markup_kind_of(_text_of(begin).lstrip().casefold())


def _text_of(begin: bytes) -> str:
    """The beginning as a text, whose Latin letters are right whatever its encoding."""
    for mark, encoding in _MARKS:
        if begin.startswith(mark):
            return begin.removeprefix(mark).decode(encoding, "ignore")
    return begin.decode("latin-1")


def _markup_kind_of(text: str) -> SheetKind:
    if _WEB_PAGE.match(text):
        return SheetKind.WEB_PAGE
    if not text.startswith("<?xml"):
        return SheetKind.TEXT
    if "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return SheetKind.XML_2003
    if "opendocument:xmlns:office" in text:
        return SheetKind.WORKBOOK
    return SheetKind.WEB_PAGE if "<html" in text else SheetKind.OTHER
