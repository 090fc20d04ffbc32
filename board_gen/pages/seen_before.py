"""Seen before, as data: which other cases the page of a case leads to, and why.

It hangs on other cases, so that it stands in no case's page: a script asks for the one of many small files in which the
case is told of. `index.json` says how many there are, always a power of two; the CRC-32 of the id, as UTF-8, modulo
that number says which. With a page and a half of cases in each, a file has a few kilobytes in a plant of any size.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from json.encoder import encode_basestring
from zlib import crc32

from board_gen.messages import N_
from board_gen.pages.lasting import Lastings
from board_gen.pages.site import SiteFile
from board_gen.rules.digest import CaseDigest
from board_gen.rules.judged import JudgedPlant
from board_gen.views.reader import Reader
from board_gen.views.seen_before import Like, seen_before_of
from board_gen.wording.times import full_moment

FOLDER = "api/seen-before/"
IN_ONE_FILE = 16
"""So many cases, about, are told of in one file."""
MOST_FILES = 4096
MOST_TERMS = 4
"""So many terms of a title are told, at most."""


def seen_before_files(judged: JudgedPlant, reader: Reader, lastings: Lastings) -> Iterator[SiteFile]:
    """The index and all its files; none where they stand published, made of the same."""
    digests = [digest for digest in judged.digests(reader.at) if digest.head is not None]
    count = files_for(len(digests))
    paths = [f"{FOLDER}index.json", *(path_of(number) for number in range(count))]
    key = _key_of(digests)
    standing = [lastings.standing(path, (), key) for path in paths]
    if all(standing):
        return
    told: list[list[str]] = [[] for _ in range(count)]
    entries = _Entries(reader)
    for digest, likes in seen_before_of(digests, judged):
        told[file_of(digest.id, count)].append(f"{encode_basestring(digest.id)}:[{entries.told(likes)}]")
    yield SiteFile(paths[0], (json.dumps({"files": count}) + "\n").encode())
    for path, cases in zip(paths[1:], told, strict=True):
        yield SiteFile(path, ("{" + ",\n".join(sorted(cases)) + "}\n").encode())


def files_for(count: int) -> int:
    """How many files tell of so many cases: a power of two."""
    return min(MOST_FILES, 1 << max(0, (count - 1) // IN_ONE_FILE).bit_length())


def file_of(case_id: str, count: int) -> int:
    """The number of the file, of `count`, that tells of a case."""
    return crc32(case_id.encode()) % count


def path_of(number: int) -> str:
    """Where a file stands."""
    return f"{FOLDER}{number}.json"


def _key_of(digests: Iterable[CaseDigest]) -> bytes:
    """All that the files are made of, beside the rules and the program."""
    told = [
        f"{one.id}\0{one.address}\0{one.title}\0{one.part}\0{one.part_name}\0{one.area}\0{one.opened}\0{one.repeats}"
        for one in digests
    ]
    return blake2b("\n".join(told).encode(errors="backslashreplace"), digest_size=16).digest()


class _Entries:
    """Writes what is told of cases; each case's own part once, however many lead to it."""

    def __init__(self, reader: Reader) -> None:
        self._words, self._zone = reader.words, reader.zone
        self._own: dict[str, str] = {}

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
