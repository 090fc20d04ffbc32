"""The past, compared: what was written of a case may be added to, and is never rewritten (contract §5).

A deadline moves by a line in `revisions` that all can see, dated when it was written; whoever edits `due`, takes a
revision out or slips one in with an earlier date, changes what the board said on days that have gone by.

What is dated later than both the former state and the instant of the comparison has never been said: a fact dated
ahead by mistake may be put right.
"""

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.plant import Plant
from board_gen.rules.edit import Before, Edit, finding_of
from board_gen.rules.edited_case import GONE, Pair, Rows
from board_gen.rules.edited_rules import edits_by_rules
from board_gen.rules.judged import name_key

UNREAD_NOW = Kind(
    "BG651",
    Level.WARNING,
    N_("it can't be read now, so it was not compared with {revision}"),
    N_("mend what else is said of it"),
)
UNREAD_THEN = Kind(
    "BG652",
    Level.NOTE,
    N_("at {revision} it was not there or could not be read, so nothing was compared with it"),
    N_("look at the change yourself"),
)


def edited_past(then: Plant, now: Plant, before: Before) -> tuple[Edit, ...]:
    """Everything in `now` that contradicts what `then` said, and what could not be compared."""
    present = {name_key(case.address): case for case in now.cases}
    invalid = {name_key(case.address or case.id): case.place for case in now.invalid}
    files = {case.place.file: case.place for case in now.invalid if case.tracked}
    edits: list[Edit] = []
    both: list[tuple[Case, Case]] = []
    is_all_compared = then.rules != now.rules or before.old_zone is not None
    for case in then.cases:
        after = present.get(name_key(case.address))
        if after is not None:
            both += [(case, after)] if after is not case or is_all_compared else []
        elif place := invalid.get(name_key(case.address)) or (case.tracked and files.get(case.place.file)):
            edits.append(Edit(finding_of(UNREAD_NOW, place, case.id, revision=before.revision)))
        elif case.tracked or not before.is_sheet_broken:
            edits.append(Edit(_gone(case, now)))
    for lost in then.invalid:
        after = present.get(name_key(lost.address or lost.id))
        place = after.place if after else Place(lost.place.file)
        edits.append(Edit(finding_of(UNREAD_THEN, place, lost.id, revision=before.revision)))
    rows = Rows(now.cases)
    for case, after in both:
        edits += Pair(case, after, then.rules, now.rules, before, rows).edits()
    return (*edits, *edits_by_rules(both, then.rules, now.rules, before))


def _gone(case: Case, now: Plant) -> Finding:
    """That a case is gone: told in its file, or, for a row, in the file that its sheet is now."""
    sheets = sorted({other.place.file for other in now.cases if not other.tracked})
    is_there = case.tracked or case.place.file in sheets or not sheets
    place = Place(case.place.file if is_there else sheets[0])
    return finding_of(GONE, place, case.id, case=case.id, before=str(case.place))
