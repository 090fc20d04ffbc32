"""First deadlines that the rules have moved: an edited board.yml changes what was promised as an edited case does."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.rules import Rules
from board_gen.rules.edit import Before, Edit, first_dues_of, shown_end
from board_gen.rules.profile import profile_name_of

RULES = Kind(
    "BG654",
    Level.ERROR,
    N_("{criterion}: the first deadline is another one for {count} problems, such as {case} ({before}; now {after})"),
    N_("write the rule as it was; what shall hold from now on is a version of the profile with `from`"),
)


class _Moved(NamedTuple):
    """A first deadline that is another one by the rules. `is_ahead`: nobody has missed it yet, then or now."""

    keys: tuple[str, ...]
    criterion: str
    case: str
    before: str
    after: str
    is_ahead: bool


def edits_by_rules(both: Sequence[tuple[Case, Case]], then: Rules, now: Rules, before: Before) -> Iterator[Edit]:
    """First deadlines that board.yml has moved: one finding for each rule and criterion, with a case that shows it."""
    if before.old_zone is not None and both:
        case = both[0][0]
        zones = {"before": before.old_zone, "after": now.zone.key, "criterion": "timezone", "case": case.id}
        yield Edit(Finding(RULES, Place(before.board), {**zones, "count": len(both)}), ("timezone",))
    if not before.are_rules_known or then == now:
        return
    groups: dict[tuple[tuple[str, ...], str, bool], list[_Moved]] = {}
    for case, _ in both:
        for moved in _moved_by_rules(case, then, now, before):
            groups.setdefault((moved.keys, moved.criterion, moved.is_ahead), []).append(moved)
    for (keys, criterion, is_ahead), moves in groups.items():
        first = moves[0]
        values = {"criterion": criterion, "case": first.case, "before": first.before, "after": first.after}
        level = Level.WARNING if is_ahead and keys == ("calendar",) else None
        finding = Finding(RULES, Place(before.board), {**values, "count": len(moves)}, level_override=level)
        yield Edit(finding, keys)


def _moved_by_rules(case: Case, then: Rules, now: Rules, before: Before) -> Iterator[_Moved]:
    """What the change of the rules alone does to a case as it stood."""
    if not before.was_told(case.opened):
        return
    former, present = first_dues_of(case, then), first_dues_of(case, now)
    if former == present:
        return
    by_calendar = first_dues_of(case, replace(now, calendar=then.calendar))
    for criterion in {**former, **present}:
        due, after = former.get(criterion), present.get(criterion)
        facts = case.facts.get(criterion)
        if due == after or (facts is not None and facts.na is not None):
            continue
        is_calendar = by_calendar.get(criterion) == due
        keys = ("calendar",) if is_calendar else _keys_of_rule(case, then, now)
        is_ahead = due is not None and after is not None and min(due, after) > before.committed
        yield _Moved(keys, criterion, case.id, shown_end(due, now), shown_end(after, now), is_ahead)


def _keys_of_rule(case: Case, then: Rules, now: Rules) -> tuple[str, ...]:
    """Where board.yml says what a case is judged by, and said otherwise."""
    former, name = profile_name_of(case, then), profile_name_of(case, now)
    if former == name:
        return ("profiles", name)
    customers = [rules.customers.get(case.customer) for rules in (then, now)]
    is_customer = customers[0] != customers[1]
    return ("customers", case.customer) if is_customer else ("sources", case.source)
