"""Everything that is wrong with the data, by level, then by file (contract §6 "Levels", §7 `/findings/`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from board_gen.finding import Finding, Level
from board_gen.rules.judged import JudgedPlant
from board_gen.views.board import fault_of
from board_gen.views.reader import Reader
from board_gen.views.row import url_of
from board_gen.wording.terms import LEVEL_HEADINGS


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in words; `url` leads to its case's page, empty where there is none."""

    code: str
    place: str
    text: str
    hint: str
    case: str
    url: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one level, by file and place in it."""

    level: str
    words: str
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class FindingsView:
    """All findings: errors, warnings, notes; a level without any is left out."""

    groups: tuple[FindingGroup, ...]
    count: int


def findings_of(judged: JudgedPlant, reader: Reader) -> FindingsView:
    """The findings as `reader` sees them."""
    urls = urls_of(judged)
    by_place = sorted(judged.findings, key=lambda finding: (finding.place, finding.kind.code))
    groups = []
    for level in Level:
        lines = tuple(line_of(finding, urls, reader) for finding in by_place if finding.level is level)
        if lines:
            groups.append(FindingGroup(str(level), reader.words(LEVEL_HEADINGS[level]), lines))
    return FindingsView(tuple(groups), len(by_place))


def urls_of(judged: JudgedPlant) -> dict[str, str]:
    """The address of each case's page by the case's id; where two claim one id, of the one that has the page."""
    invalid = {case.id: url_of(case) for case in judged.invalid if case.address is not None}
    return invalid | {tracks.case.id: url_of(tracks.case) for tracks in judged.cases}


def line_of(finding: Finding, urls: Mapping[str, str], reader: Reader) -> FindingLine:
    """A finding in the reader's words."""
    fault = fault_of(finding, reader)
    case = finding.case or ""
    return FindingLine(finding.kind.code, fault.place, fault.text, fault.hint, case, urls.get(case, ""))
