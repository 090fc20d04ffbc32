"""Last good readings: what each sheet held when it could be read last, for when it can't (docs/guide.md).

A reading is a file in a folder that CI may keep (`.board_gen/readings` beside mkdocs.yml): two gzip files, one behind
the other, so that `zcat` shows it. The first is its head, one line of JSON: what was asked for, the SHA-256 of the
sheet's file, the instant of the latest build that read it well. The second is the table. A reading is an input: what a
build shows of it, the build id names. One that is damaged, or stands for another sheet, is not used, and that is said.

A sheet whose file is still the one that a reading by this very program was made of need not be read again.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.sources.folder_walk import Stamp
from board_gen.sources.instants import FIRST_YEAR, LAST_YEAR
from board_gen.sources.table import TableRead
from board_gen.sources.table_bytes import DamagedTableError, as_list, as_text, table_bytes_of, table_of, unpacked_first
from board_gen.whole_file import write_whole

FOLDER = ".board_gen/readings"
"""Where readings lie, beside mkdocs.yml."""
SCHEMA = "board_gen reading 1"
MOST_BYTES = 128 * 1024**2
"""Bytes of a reading's file; none of ours is larger."""
_MOST_HEAD = 64 * 1024
_NOTHING = TableRead(None)
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.]+")

DAMAGED = Kind(
    "BG471",
    Level.NOTE,
    N_("the last good reading of {sheet} is damaged or cut short, so it is not used"),
    N_("delete this file; the next build that can read the sheet writes it anew"),
)
OTHER = Kind(
    "BG472",
    Level.NOTE,
    N_("the last good reading of {sheet} was written by another version, or is of another sheet, so it is not used"),
    N_("delete this file; the next build that can read the sheet writes it anew"),
)
UNREADABLE = Kind(
    "BG473",
    Level.NOTE,
    N_("the last good reading of {sheet} can't be read: {reason}"),
    N_("let the account that builds the site read it, or delete this file"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What board.yml asks for: the `sheet`, as findings print it (`cases/issues.*` where none is named), and its tab.

    `hidden` rows too or not; `elsewhere` are tabs that other entries name: both change what is read and said.
    """

    sheet: str
    tab: str | None = None
    hidden: bool = False
    elsewhere: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """The name of its reading: a part that people recognise, and one that no other sheet or tab has."""
        known_by = _NOT_IN_A_NAME.sub("-", f"{PurePosixPath(self.sheet).stem}-{self.tab or ''}").strip("-.")[:40]
        own = hashlib.sha256(json.dumps([self.sheet, self.tab]).encode()).hexdigest()[:12]
        return f"{known_by or 'sheet'}-{own}.json.gz"


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet as it was read: of a file with the SHA-256 `source`, by the program `made_by`, last at `as_of`.

    `packed` is the table and what was said of it, see `table_bytes.py`.
    """

    asked: Asked
    source: str
    made_by: str
    as_of: datetime
    packed: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of all of it."""
        return hashlib.sha256(content_of(self)).hexdigest()


@dataclass(frozen=True, slots=True)
class GoodRead:
    """A sheet that this build read well, of a file with the SHA-256 `source`."""

    asked: Asked
    source: str
    read: TableRead


@dataclass(frozen=True, slots=True)
class LastGood:
    """What there is of a sheet that can't be read: its reading, as it lies under `name`, or why it is not used."""

    reading: Reading | None = None
    read: TableRead = _NOTHING
    name: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """A reading in memory, and the stamp of its file when it was read or written (None: there was none)."""

    stamp: Stamp | None
    reading: Reading | None
    fault: Kind | None = None
    reason: str = ""


class Readings:
    """The last good readings in a folder; without a folder there are none, and none is kept.

    `made_by` names the program and its libraries. What was read or written once is remembered as long as its file stays
    as it is, tables too: a preview reads a sheet again only when it was saved.
    """

    def __init__(self, folder: Path | None = None, made_by: str = "") -> None:
        self.folder = folder
        self.made_by = made_by
        self._held: dict[str, _Held] = {}
        self._tables: dict[str, tuple[bytes, TableRead]] = {}

    def known(self, asked: Asked, source: str) -> TableRead | None:
        """The sheet as this very program would read it from a file with the SHA-256 `source`; None: nobody knows."""
        reading = self._find(asked).reading
        if reading is None or not self._is_same(reading, asked, source):
            return None
        with suppress(DamagedTableError):
            return self._table(reading)
        return None

    def last_good(self, asked: Asked) -> LastGood:
        """The sheet as it could be read last."""
        held, name = self._find(asked), f"{FOLDER}/{asked.file_name}"
        values: dict[str, str] = {"sheet": asked.sheet}
        if held.fault:
            reason = {"reason": held.reason} if held.fault is UNREADABLE else {}
            return LastGood(findings=(Finding(held.fault, Place(name), values | reason),))
        if held.reading is None:
            return LastGood()
        try:
            return LastGood(held.reading, self._table(held.reading), name)
        except DamagedTableError:
            return LastGood(findings=(Finding(DAMAGED, Place(name), values),))

    def keep(self, read: Iterable[GoodRead], at: datetime, *, is_lasting: bool = True, is_pinned: bool = True) -> str:
        """Keep what a build of the instant `at` read well; why something could not be kept, else empty.

        What is known already only becomes younger, never older; but a build that is not `is_pinned` is of now, so that
        a later instant was a pinned build's or a wrong clock's: it would call rows fresh that are not. On disk only
        where `is_lasting`: a preview writes a reading when the sheet has changed, and no other time.
        """
        read = read if self.folder else ()
        reasons = [self._keep(one, at, is_lasting=is_lasting, is_pinned=is_pinned) for one in read]
        return "; ".join(reason for reason in reasons if reason)

    def _keep(self, good: GoodRead, at: datetime, *, is_lasting: bool, is_pinned: bool) -> str:
        held = self._find(good.asked)
        former = held.reading
        if former is not None and self._is_same(former, good.asked, good.source):
            if former.as_of == at or (former.as_of > at and is_pinned):
                return ""
            seen = replace(former, as_of=at)
            if not is_lasting:
                self._held[good.asked.file_name] = replace(held, reading=seen)
                return ""
            return self._write(seen)
        try:
            reading = Reading(good.asked, good.source, self.made_by, at, table_bytes_of(good.read))
        except ValueError as error:
            return f"{good.asked.sheet}: {error}"
        self._tables[good.asked.file_name] = (reading.packed, good.read)
        return self._write(reading)

    def _is_same(self, reading: Reading, asked: Asked, source: str) -> bool:
        """True where reading the file again would give the same."""
        return (reading.asked, reading.source, reading.made_by) == (asked, source, self.made_by)

    def _table(self, reading: Reading) -> TableRead:
        name = reading.asked.file_name
        packed, read = self._tables.get(name, (b"", _NOTHING))
        if packed != reading.packed:
            read = table_of(reading.packed)
            self._tables[name] = (reading.packed, read)
        return read

    def _find(self, asked: Asked) -> _Held:
        """The reading of a sheet's tab, whatever else was asked for."""
        if self.folder is None:
            return _Held(None, None)
        name = asked.file_name
        held, stamp = self._held.get(name), stamp_of(self.folder / name)
        if held is None or held.stamp != stamp:
            held = self._held[name] = _read(self.folder / name, stamp, asked)
        return held

    def _write(self, reading: Reading) -> str:
        """Write a reading in one step. That there is nowhere to write stops nothing."""
        name, folder = reading.asked.file_name, self.folder or Path()
        path, reason = folder / name, ""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, content_of(reading))
        except OSError as error:
            reason = f"{path}: {error.strerror or error}"
        self._held[name] = _Held(stamp_of(path), reading)
        return reason


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a plain file; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return Stamp.of(status) if S_ISREG(status.st_mode) else None


def source_of(path: Path, most: int) -> str | None:
    """The SHA-256 of a sheet's file; None where it is no plain file, can't be read, or has more than `most` bytes."""
    stamp = stamp_of(path)
    if stamp is None or stamp.size > most:
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


# ------------------------------------------------------------------------------------------------------- the file
def content_of(reading: Reading) -> bytes:
    """A reading as its file holds it."""
    asked = reading.asked
    head = {
        "schema": SCHEMA,
        "sheet": asked.sheet,
        "tab": asked.tab,
        "as_of": reading.as_of.astimezone(UTC).isoformat(),
        "source": reading.source,
        "hidden": asked.hidden,
        "elsewhere": asked.elsewhere,
        "made_by": reading.made_by,
        "table": hashlib.sha256(reading.packed).hexdigest(),
    }
    line = json.dumps(head, ensure_ascii=False, separators=(",", ":")) + "\n"
    return gzip.compress(line.encode("utf-8", "surrogatepass"), mtime=0) + reading.packed


def _read(path: Path, stamp: Stamp | None, asked: Asked) -> _Held:
    """The reading in a file, as far as it can be told without unpacking the table."""
    if stamp is None:
        return _Held(None, None)
    if stamp.size > MOST_BYTES:
        return _Held(stamp, None, DAMAGED)
    try:
        head, packed = unpacked_first(path.read_bytes(), _MOST_HEAD)
        told = json.loads(head.decode("utf-8", "surrogatepass"))
        if (told["schema"], told["sheet"], told["tab"]) != (SCHEMA, asked.sheet, asked.tab):
            return _Held(stamp, None, OTHER)
        is_whole = told["table"] == hashlib.sha256(packed).hexdigest()
        return _Held(stamp, _reading_of(told, packed)) if is_whole else _Held(stamp, None, DAMAGED)
    except OSError as error:
        return _Held(stamp, None, UNREADABLE, error.strerror or str(error))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return _Held(stamp, None, DAMAGED)


def _reading_of(told: Mapping[str, object], packed: bytes) -> Reading:
    """ValueError, TypeError or OverflowError for a head that no build wrote."""
    asked = Asked(
        sheet=as_text(told["sheet"]),
        tab=None if told["tab"] is None else as_text(told["tab"]),
        hidden=told["hidden"] is True,
        elsewhere=tuple(map(as_text, as_list(told["elsewhere"]))),
    )
    as_of = datetime.fromisoformat(as_text(told["as_of"]))
    if as_of.tzinfo is None or not FIRST_YEAR <= as_of.year <= LAST_YEAR:
        raise ValueError("an instant has an offset, and a year that a plant can have")
    return Reading(asked, as_text(told["source"]), as_text(told["made_by"]), as_of.astimezone(UTC), packed)
