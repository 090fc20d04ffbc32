"""Named reports (4D, 8D): when they are due and when they are done (contract §5 "Reports")."""

import re
from collections.abc import Sequence
from functools import lru_cache

from board_gen.model.case import Case
from board_gen.model.rules import ProfileVersion, Rules
from board_gen.model.terms import Letter
from board_gen.rules.deadline import deadline_of
from board_gen.rules.phase import Standing, standings_of
from board_gen.rules.track import Track
from board_gen.rules.tracks import CriterionTrack, ReportTrack

_NAMED = re.compile(r"([0-9]{1,2})D")
_STEP = re.compile(r"D([0-9]{1,2})")


def report_tracks(
    case: Case, version: ProfileVersion, cells: Sequence[CriterionTrack], standings: Track[Standing], rules: Rules
) -> tuple[ReportTrack, ...]:
    """The reports that the profile names, each with its clock and when it is done; `standings` are of all cells."""

    def done_track(name: str) -> Track[bool]:
        covered = _covered(name, cells)
        theirs = standings if len(covered) == len(cells) else standings_of(covered)
        return theirs.map(_is_done)

    return tuple(
        [
            ReportTrack(name, deadline_of(case.opened, duration, rules).at, done_track(name))
            for name, duration in version.reports.items()
        ]
    )


def _is_done(standing: Standing) -> bool:
    return standing.status is Letter.GREEN


def _covered(name: str, cells: Sequence[CriterionTrack]) -> Sequence[CriterionTrack]:
    """The criteria that a report stands for: of steps D1 … Dn for `nD`; all for 8D and for any other name."""
    upto = _NAMED.fullmatch(name)
    if upto is None or int(upto[1]) >= 8:
        return cells
    return [cell for cell in cells if 1 <= _step_number(cell.criterion.step) <= int(upto[1])] or cells


@lru_cache(maxsize=256)
def _step_number(step: str) -> int:
    """4 for `D4`; 99 for a step that is not numbered so, which only a whole report covers."""
    numbered = _STEP.fullmatch(step)
    return int(numbered[1]) if numbered else 99
