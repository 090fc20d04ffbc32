"""Everything that is wrong with the data, for those who mend it (contract §6 "Levels", §7 `/findings/`).

The worst level comes first, and in it what is wrong with files and cases that are still on the board before what is
wrong with those that have left it; then the kind of fault that was found most often.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from board_gen.finding import Finding, Kind, Level
from board_gen.rules.judged import JudgedPlant
from board_gen.views.reader import Reader
from board_gen.wording.terms import LEVEL_HEADINGS

_FIELD = re.compile(r"\{\w+\}")


class FindingLine(NamedTuple):
    """One finding in words; `url` leads to its case's page, empty where there is none. `case` is None for none."""

    code: str
    level: str
    place: str
    text: str
    hint: str
    case: str | None
    url: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one kind, by place; `words` is what is wrong, without what differs from one to the next."""

    code: str
    words: str
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class LevelView:
    """The findings of one level: those of files and of cases on the board, and those of cases that have left it."""

    level: str
    words: str
    count: int
    open: tuple[FindingGroup, ...]
    ended: tuple[FindingGroup, ...]

    @property
    def ended_count(self) -> int:
        """How many findings are about cases that have left the board."""
        return sum(len(group.lines) for group in self.ended)


@dataclass(frozen=True, slots=True)
class FindingsView:
    """All findings: errors, warnings, notes; a level without any is left out. `lines` are all of them, as found."""

    levels: tuple[LevelView, ...]
    lines: tuple[FindingLine, ...]


def findings_of(judged: JudgedPlant, reader: Reader) -> FindingsView:
    """The findings as `reader` sees them."""
    urls, ended = urls_of(judged), ended_ids(judged, reader.at)
    told = [(finding, line_of(finding, urls, reader)) for finding in judged.findings]
    levels = []
    for level in Level:
        of_level = [(finding, line) for finding, line in told if finding.level is level]
        if of_level:
            still_open = [(f, line) for f, line in of_level if f.case not in ended]
            has_ended = [(f, line) for f, line in of_level if f.case in ended]
            words = reader.words(LEVEL_HEADINGS[level])
            groups = (tuple(_groups_of(some, reader)) for some in (still_open, has_ended))
            levels.append(LevelView(str(level), words, len(of_level), *groups))
    return FindingsView(tuple(levels), tuple(line for _, line in told))


def _groups_of(told: Iterable[tuple[Finding, FindingLine]], reader: Reader) -> Iterator[FindingGroup]:
    """By kind, the most frequent first; in each by place, as `judged.findings` comes."""
    by_code: dict[str, list[tuple[Finding, FindingLine]]] = {}
    for finding, line in told:
        by_code.setdefault(line.code, []).append((finding, line))
    for code, found in sorted(by_code.items(), key=lambda item: (-len(item[1]), item[0])):
        found.sort(key=lambda one: one[0].place.order)
        yield FindingGroup(code, kind_words(found[0][0].kind, reader), tuple(line for _, line in found))


def kind_words(kind: Kind, reader: Reader) -> str:
    """What a kind of finding says, without its values: `unknown key …`."""
    return _FIELD.sub("…", reader.words(kind.text))


def urls_of(judged: JudgedPlant) -> Mapping[str, str]:
    """The address of each case's page by the case's id; where two claim one id, of the one that has the page."""
    addresses = {case.id: case.address for case in judged.invalid if case.address is not None}
    addresses.update((digest.id, digest.address) for digest in judged.settled)
    addresses.update((tracks.case.id, tracks.case.address) for tracks in judged.cases)
    return {case_id: f"cases/{address}/" for case_id, address in addresses.items()}


def ended_ids(judged: JudgedPlant, at: datetime) -> frozenset[str | None]:
    """The ids of all cases that had left the board by an instant."""
    unsettled = (tracks.case.id for tracks in judged.cases if tracks.end is not None and tracks.end <= at)
    return frozenset((*(digest.id for digest in judged.settled), *unsettled))


def line_of(finding: Finding, urls: Mapping[str, str], reader: Reader) -> FindingLine:
    """A finding in the reader's words."""
    kind, words = finding.kind, reader.words
    return FindingLine(
        code=kind.code,
        level=finding.level.value,
        place=str(finding.place),
        text=words(kind.text, **finding.values),
        hint=words(kind.hint, **finding.values) if kind.hint else "",
        case=finding.case,
        url=urls.get(finding.case or "", ""),
    )
