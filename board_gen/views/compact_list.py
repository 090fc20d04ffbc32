"""The compact list: all rows of `/cases/` as columns, in parts that a page loads newest first; it is the search too.

What has left the board lies in lasting parts, by the year of its opening (by month or day where a year holds many): a
part's bytes stay the same until one more of its cases ends. All else lies in the parts `now-1`, `now-2` …, made with
every build. docs/lists.md tells the format.
"""

import unicodedata
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from board_gen.model.case import InvalidCase
from board_gen.model.local_time import day_of
from board_gen.model.terms import Phase
from board_gen.rules.digest import ending_of
from board_gen.rules.tracks import CaseTracks
from board_gen.views.cases import (
    INVALID_PHASE,
    PLANNED_PHASE,
    CaseLine,
    CaseList,
    Entry,
    invalid_line_of,
    line_of,
)
from board_gen.views.live_line import Json
from board_gen.views.reader import Reader

LASTING_MOST = 2500
"""A year with more cases than this is cut into months, a month into days."""
NOW_MOST = 1000
"""So many cases lie in one part of those that still change."""
SIGN_BITS = 8192
"""How long the sign of a part is."""
PHASE_CODES: Mapping[str, str] = {
    INVALID_PHASE: "i",
    Phase.OPEN: "o",
    Phase.WATCH: "w",
    Phase.READY: "r",
    Phase.CLOSED: "c",
    Phase.REJECTED: "x",
    PLANNED_PHASE: "p",
}
_YEAR, _DAY = len("2026"), len("2026-11-20")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the plant's clock
_UNSEEN = ("Mn", "Mc", "Me", "Cf")
"""Marks, accents among them, and characters that only format."""
_SEARCHED = ("id", "title", "customer", "part", "also", "owner", "area")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the list, newest first. `is_lasting`: its cases have left the board."""

    name: str
    is_lasting: bool
    invalid: tuple[InvalidCase, ...]
    entries: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(self.invalid) + len(self.entries)

    @property
    def newest(self) -> date | None:
        """The day on which the newest of its valid cases was opened, on the plant's clock."""
        return self.entries[0].opened.date() if self.entries else None

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its valid cases."""
        return tuple(entry.digest.id for entry in self.entries)


def parts_of(listed: CaseList) -> tuple[Part, ...]:
    """The list in parts: what still changes, then the lasting ones, newest first."""
    now = [entry for entry in listed.entries if not entry.has_ended]
    ended = [entry for entry in listed.entries if entry.has_ended]
    return (*_now_parts(listed.invalid, now), *_lasting_parts(ended, _YEAR))


def _now_parts(invalid: tuple[InvalidCase, ...], entries: Sequence[Entry]) -> Iterator[Part]:
    for number, start in enumerate(range(0, max(len(entries), 1), NOW_MOST), 1):
        part = Part(f"now-{number}", False, () if start else invalid, tuple(entries[start : start + NOW_MOST]))
        if part.count:
            yield part


def _lasting_parts(entries: Iterable[Entry], digits: int) -> Iterator[Part]:
    for name, opened in groupby(entries, lambda entry: entry.opened.isoformat()[:digits]):
        group = tuple(opened)
        if len(group) > LASTING_MOST and digits < _DAY:
            yield from _lasting_parts(group, digits + len("-11"))
        else:
            yield Part(name, True, (), group)


def lines_of(part: Part, reader: Reader) -> tuple[CaseLine, ...]:
    """The rows of a part."""
    return (
        *(invalid_line_of(case, reader) for case in part.invalid),
        *(line_of(entry, reader) for entry in part.entries),
    )


def part_json(part: Part, lines: Sequence[CaseLine], tracks: Mapping[str, CaseTracks], reader: Reader) -> Json:
    """A part as its page reads it: one value per column, in the order of the rows."""
    told: Json = {name: texts_of([getattr(line, name) for line in lines]) for name in (*_SEARCHED, "source")}
    told |= {
        "n": len(lines),
        "letter": "".join(line.letter or "-" for line in lines),
        "phase": "".join(PHASE_CODES[line.phase] for line in lines),
        "level": {place: line.escalation for place, line in enumerate(lines) if line.escalation},
        "address": {place: line.address for place, line in enumerate(lines) if line.address != line.id},
        **_opened_json([line.opened for line in lines]),
        "ended": [_days_open(line) for line in lines],
    }
    if not part.is_lasting:
        steps = [list(steps_of(tracks[case_id], reader)) for case_id in part.ids]
        told["steps"] = {place: given for place, given in enumerate(steps, len(part.invalid)) if given}
    return told


def texts_of(values: Sequence[str]) -> object:
    """A column of texts: one line each; where they recur, the different ones and the number of each row's."""
    lines = [value.replace("\n", " ") for value in values]
    counted = Counter(lines)
    if len(counted) * 2 > len(lines):
        return "\n".join(lines)
    words = [word for word, _ in counted.most_common()]
    places = {word: place for place, word in enumerate(words)}
    return ["\n".join(words), [places[line] for line in lines]]


def _opened_json(opened: Sequence[datetime | None]) -> Json:
    """The openings as steps back from one row to the next, in minutes, or seconds where one needs them."""
    seconds = [int((at - _EPOCH).total_seconds()) if at else None for at in opened]
    unit = 60 if all(second is None or second % 60 == 0 for second in seconds) else 1
    steps, former = list[int | None](), 0
    for second in seconds:
        steps.append(None if second is None else (former - second) // unit)
        former = former if second is None else second
    return {"unit": unit, "opened": steps}


def _days_open(line: CaseLine) -> int:
    """How many days after its opening a case ended; -1: it has not, or nobody said when."""
    return (line.ended - line.opened.date()).days if line.ended and line.opened else -1


def steps_of(tracks: CaseTracks, reader: Reader) -> Iterator[list[object]]:
    """What a row will say from when on: seconds after the build, letter and phase, escalation, and the day it ended."""
    for at, head in tracks.head.changes(reader.at):
        ending = ending_of(tracks, at)
        ended = [_day_number(day_of(ending.at, reader.zone))] if ending and ending.at else []
        after = int((at - reader.at).total_seconds())
        yield [after, f"{head.status}{PHASE_CODES[head.phase]}", head.escalation, *ended]


def _day_number(day: date) -> int:
    return (day - _EPOCH.date()).days


def sign_of(lines: Iterable[CaseLine]) -> str:
    """What tells, without loading a part, that a word can't stand in it: its pairs of characters, hashed.

    The longer pieces of ids are in it too. It decides only what is loaded first, never what is found.
    """
    texts = folded("\n".join(" ".join(getattr(line, name) for name in _SEARCHED) for line in lines))
    ids = folded("\n".join(line.id for line in lines)).split()
    grams = {word[at : at + 2] for word in set(texts.split()) for at in range(len(word) - 1)}
    grams |= {word[at : at + 4] for word in set(ids) for at in range(len(word) - 3)}
    sign = bytearray(SIGN_BITS // 8)
    for gram in grams:
        bit = gram_bit(gram)
        sign[bit // 8] |= 1 << bit % 8
    return b64encode(sign).decode()


def gram_bit(gram: str) -> int:
    """The place of a piece of text in a sign; cases.js counts alike."""
    hashed = len(gram)
    for character in gram:
        hashed = (hashed * 31337 + ord(character)) % 16777213
    return hashed % SIGN_BITS


def folded(text: str) -> str:
    """A text as the search compares it: without width, case, accents and what is invisible; cases.js folds alike.

    Each character is folded by itself, so that a piece of a text folds to a piece of what the text folds to: whatever
    is cut out of a title finds it.
    """
    one_case = unicodedata.normalize("NFKD", text).upper().lower().replace("ς", "σ")
    taken_apart = unicodedata.normalize("NFKD", one_case)
    unseen = {ord(each): None for each in set(taken_apart) if unicodedata.category(each) in _UNSEEN}
    return taken_apart.translate(unseen) if unseen else taken_apart
