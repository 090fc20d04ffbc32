"""Seen before, as data: which other cases the page of a case leads to, and why.

It hangs on other cases, so that it stands in no case's page: a script asks for the one of many small files in which the
case is told of. `index.json` says how many there are, always a power of two; the CRC-32 of the id, as UTF-8, modulo
that number says which. With a page and a half of cases in each, a file has a few kilobytes in a plant of any size.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from hashlib import blake2b
from itertools import takewhile
from json.encoder import encode_basestring
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias
from zlib import crc32

from board_gen.messages import N_
from board_gen.pages.lasting import Lastings
from board_gen.pages.site import SiteFile
from board_gen.rules.digest import CaseDigest
from board_gen.rules.judged import JudgedPlant
from board_gen.site_folder import Written
from board_gen.views.reader import Reader
from board_gen.views.seen_before import Like, Seen, seen_before_of, touched_by
from board_gen.wording.times import full_moment

FOLDER = "api/seen-before/"
IN_ONE_FILE = 16
"""So many cases, about, are told of in one file."""
MOST_FILES = 4096
MOST_TERMS = 4
"""So many terms of a title are told, at most."""

About: TypeAlias = Mapping[str, tuple[CaseDigest, str]]
"""The cases by id, in the order of the ids, each with all of it that the files are made of."""


def seen_before_files(judged: JudgedPlant, reader: Reader, lastings: Lastings) -> Iterator[SiteFile]:
    """The index and all its files, but for those that stand published as they would be made."""
    digests = [digest for digest in judged.digests(reader.at) if digest.head is not None]
    count = files_for(len(digests))
    paths = [f"{FOLDER}index.json", *(path_of(number) for number in range(count))]
    about = {digest.id: (digest, _told_of(digest)) for digest in digests}
    key = _key_of(text for _, text in about.values())
    standing = [lastings.standing(path, (), key) for path in paths]
    if all(standing):
        return
    seen = Seen(digests)
    edited = _Edited(judged, reader, lastings).files(seen, about, paths)
    if edited is not None:
        yield from edited
        return
    told: list[list[str]] = [[] for _ in range(count)]
    entries = _Entries(reader)
    for digest, likes in seen_before_of(seen, judged):
        told[file_of(digest.id, count)].append(entries.line(digest, likes))
    yield SiteFile(paths[0], (json.dumps({"files": count}) + "\n").encode())
    for path, lines in zip(paths[1:], told, strict=True):
        yield _file_of(path, lines)


class _Edited:
    """Makes the files of which something else is told since the former build, and in them only the lines that may be
    others.
    """

    def __init__(self, judged: JudgedPlant, reader: Reader, lastings: Lastings) -> None:
        self.judged, self.reader, self.lastings = judged, reader, lastings

    def files(self, seen: Seen, about: About, paths: Sequence[str]) -> Sequence[SiteFile] | None:
        """Those files, all others taken over; None where not all stand as the former build made them."""
        before = sorted((one for one in self.lastings.before() if one.head is not None), key=attrgetter("id"))
        published = self._published(before, about, paths)
        touched = touched_by(before, seen, self.judged) if published else None
        if touched is None:
            return None
        made = self._made(seen, touched, len(paths) - 1)
        wanted = {file.path for file in made}
        for file in published:
            if file.path not in wanted:
                self.lastings.take_over(file)
        return made

    def _published(self, before: Sequence[CaseDigest], about: About, paths: Sequence[str]) -> Sequence[Written]:
        """All files as they stand, made of the cases as they were before; none where one does not."""
        if files_for(len(before)) != len(paths) - 1 or paths[0] not in self.lastings.former:
            return ()
        now = ((one, *about.get(one.id, (None, ""))) for one in before)
        key = _key_of(text if same is one else _told_of(one) for one, same, text in now)
        found = (self.lastings.stood(path, (), key) for path in paths)
        standing = tuple(takewhile(bool, found))
        return tuple(file for file in standing if file) if len(standing) == len(paths) else ()

    def _made(self, seen: Seen, touched: Set[str], count: int) -> Sequence[SiteFile]:
        """The files that tell of touched cases."""
        numbers: dict[int, list[str]] = {}
        for name in sorted(touched):
            numbers.setdefault(file_of(name, count), []).append(name)
        entries = _Entries(self.reader)
        told = seen_before_of(seen, self.judged, touched)
        lines = {digest.id: entries.line(digest, likes) for digest, likes in told}
        return [self._file(path_of(number), names, lines) for number, names in numbers.items()]

    def _file(self, path: str, names: Iterable[str], lines: Mapping[str, str]) -> SiteFile:
        """The published file with the lines of these cases taken out, and those that they have now put in."""
        heads = tuple(_head_of(name) for name in names)
        content = Path(self.lastings.folder.old or "", path).read_text(encoding="utf-8")
        kept = [line for line in content[1:-2].split(",\n") if line and not line.startswith(heads)]
        return _file_of(path, [*kept, *(lines[name] for name in names if name in lines)])


def _file_of(path: str, lines: Iterable[str]) -> SiteFile:
    """A file; in no line of it another one ends, as each is JSON."""
    return SiteFile(path, ("{" + ",\n".join(sorted(lines)) + "}\n").encode())


def _head_of(case_id: str) -> str:
    """How the line of a case begins, and no other's."""
    return f"{encode_basestring(case_id)}:["


def files_for(count: int) -> int:
    """How many files tell of so many cases: a power of two."""
    return min(MOST_FILES, 1 << max(0, (count - 1) // IN_ONE_FILE).bit_length())


def file_of(case_id: str, count: int) -> int:
    """The number of the file, of `count`, that tells of a case."""
    return crc32(case_id.encode()) % count


def path_of(number: int) -> str:
    """Where a file stands."""
    return f"{FOLDER}{number}.json"


def _told_of(one: CaseDigest) -> str:
    """All of a case that the files are made of."""
    opened = one.opened.timestamp()
    return f"{one.id}\0{one.address}\0{one.title}\0{one.part}\0{one.part_name}\0{one.area}\0{opened}\0{one.repeats}"


def _key_of(told: Iterable[str]) -> bytes:
    """All that the files are made of, beside the rules and the program: what is told of each case, by id."""
    return blake2b("\n".join(told).encode(errors="backslashreplace"), digest_size=16).digest()


class _Entries:
    """Writes what is told of cases; each case's own part once, however many lead to it."""

    def __init__(self, reader: Reader) -> None:
        self._words, self._zone = reader.words, reader.zone
        self._own: dict[str, str] = {}

    def line(self, digest: CaseDigest, likes: Iterable[Like]) -> str:
        """The line of a case that leads to others."""
        return f"{_head_of(digest.id)}{self.told(likes)}]"

    def told(self, likes: Iterable[Like]) -> str:
        """Address, id, title, day of the opening, 1 if newer, and why: of each case, as JSON."""
        parts = (
            f"[{self._own_of(like.case)},{int(like.is_newer)},{encode_basestring(self._why(like))}]" for like in likes
        )
        return ",".join(parts)

    def _own_of(self, case: CaseDigest) -> str:
        own = self._own.get(case.id)
        if own is None:
            day = full_moment(case.opened, self._zone)[:10]
            own = ",".join([encode_basestring(text) for text in (case.address, case.id, case.title, day)])
            self._own[case.id] = own
        return own

    def _why(self, like: Like) -> str:
        words, reasons = self._words, []
        if like.is_named:
            reasons.append(words(N_("it names this case as its recurrence")))
        if like.names:
            reasons.append(words(N_("this case names it as a recurrence")))
        terms = words(N_(", ")).join(like.terms[:MOST_TERMS])
        if like.part:
            reasons.append(words(N_("same part {part}; in both titles: {terms}"), part=like.part, terms=terms))
        elif like.area:
            reasons.append(words(N_("same area {area}; in both titles: {terms}"), area=like.area, terms=terms))
        return words(N_("; ")).join(reasons)
