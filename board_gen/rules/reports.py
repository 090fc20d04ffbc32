"""Named reports (4D, 8D): when they are due and when they are done (contract §5 "Reports")."""

import re
from collections.abc import Sequence

from board_gen.model.case import Case
from board_gen.model.rules import ProfileVersion, Rules
from board_gen.rules.deadline import deadline_of
from board_gen.rules.track import Track
from board_gen.rules.tracks import CriterionTrack, ReportTrack


def report_tracks(
    case: Case, version: ProfileVersion, cells: Sequence[CriterionTrack], rules: Rules
) -> tuple[ReportTrack, ...]:
    """The reports that the profile names, each with its clock and when it is done."""
    return tuple(
        ReportTrack(name, deadline_of(case.opened, duration, rules).at, _done_track(case, _covered(name, cells)))
        for name, duration in version.reports.items()
    )


def _done_track(case: Case, cells: Sequence[CriterionTrack]) -> Track[bool]:
    rulings = Track.together(case.opened, [cell.rulings for cell in cells])
    return rulings.map(lambda ruled: not any(ruling.is_unmet for ruling in ruled))


def _covered(name: str, cells: Sequence[CriterionTrack]) -> Sequence[CriterionTrack]:
    """The criteria that a report stands for: of steps D1 … Dn for `nD`; all for 8D and for any other name."""
    upto = re.fullmatch(r"([0-9]{1,2})D", name)
    if upto is None or int(upto[1]) >= 8:
        return cells
    return [cell for cell in cells if 1 <= _step_number(cell.criterion.step) <= int(upto[1])] or cells


def _step_number(step: str) -> int:
    """4 for `D4`; 99 for a step that is not numbered so, which only a whole report covers."""
    numbered = re.fullmatch(r"D([0-9]{1,2})", step)
    return int(numbered[1]) if numbered else 99
