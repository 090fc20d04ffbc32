"""A text file of the plant's, or the one finding that says why it can't be read."""

import stat
from pathlib import Path

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_

MOST_BYTES = 2 * 1024 * 1024

_FOLDER = Kind("BG101", Level.ERROR, N_("a folder with the name of a file"), N_("rename the folder"))
_UNREADABLE = Kind(
    "BG102", Level.ERROR, N_("the file can't be read: {reason}"), N_("check that it exists and who may read it")
)
_TOO_LARGE = Kind(
    "BG103", Level.ERROR, N_("the file has {size} KB; at most {most} KB are read"), N_("move pictures and tables out")
)
_NOT_UTF8 = Kind(
    "BG104", Level.ERROR, N_("the file is not UTF-8 text: byte {byte} stands here"), N_("save it again as UTF-8")
)
_NO_FILE = Kind("BG108", Level.ERROR, N_("this is no plain file"), N_("put a plain text file in its place"))
_EMPTY = Kind("BG105", Level.ERROR, N_("the file is empty"), N_("write the case, or delete the file"))


def read_text_file(path: Path, name: str, *, may_be_empty: bool = False) -> str | Finding:
    """The file's text, without byte order mark and with plain newlines; a finding where there is none to read."""
    data = _bytes_of(path, name)
    if isinstance(data, Finding):
        return data
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = data[: error.start].decode("utf-8", "replace").splitlines() or [""]
        place = Place(name, data.count(b"\n", 0, error.start) + 1, len(lines[-1]) + 1)
        return Finding(_NOT_UTF8, place, {"byte": f"{data[error.start]:02X}"})
    if not text.strip() and not may_be_empty:
        return Finding(_EMPTY, Place(name))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _bytes_of(path: Path, name: str) -> bytes | Finding:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return Finding(_FOLDER, Place(name))
        if not stat.S_ISREG(status.st_mode):
            return Finding(_NO_FILE, Place(name))
        if status.st_size > MOST_BYTES:
            size = {"size": -(-status.st_size // 1024), "most": MOST_BYTES // 1024}
            return Finding(_TOO_LARGE, Place(name), size)
        return path.read_bytes()
    except OSError as error:
        return Finding(_UNREADABLE, Place(name), {"reason": error.strerror or type(error).__name__})
    except ValueError:
        return Finding(_NO_FILE, Place(name))
