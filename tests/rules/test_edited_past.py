"""The past, compared: what may be added, what may not be rewritten, and what was never said."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_gen.finding import Level, Place
from board_gen.model.case import Case, Closing, CriterionFacts, InvalidCase, Recurrence, Rejection, Revision
from board_gen.model.plant import Plant
from board_gen.model.rules import CalendarRules, Customer, Profile, ProfileVersion, Rules
from board_gen.model.terms import Letter
from board_gen.rules.edit import Before, Edit, first_dues_of
from board_gen.rules.edited_past import edited_past
from board_gen.rules.judge import judge, nothing_applies
from tests.rules.facts import case_of, duration, instant, plant_rules
from tests.rules.strategies import Scene, scenes

RULES = plant_rules()
COMMITTED = "2026-11-22 12:00"
AT = "2026-11-23 08:12"
MINUTE = timedelta(minutes=1)
ROW = Place("cases/issues.csv", cell="A7")

CLOSED, CLOSED_LATER, TOO_EARLY = (Closing(instant(day)) for day in ("2026-11-20", "2026-11-21", "2026-11-12"))
REJECTED, REJECTED_BEFORE = Rejection(instant("2026-11-21")), Rejection(instant("2026-11-20"))
DONE = case_of(
    done={"containment": "2026-11-21 09:10", "root_cause": "2026-11-22 08:00"},
    moves=(("2026-11-21 10:00", "verified", "2026-11-30"),),
    recurred=("2026-11-21 12:00",),
)
READY = case_of(
    done={"containment": "2026-11-10", "root_cause": "2026-11-10", "verified": "2026-11-10"}, opened="2026-11-09 08:00"
)
ANSWERED = replace(
    case_of(opened="2026-11-20", tracked=False, listed_answer=True),
    place=ROW,
    closed=Closing(instant("2026-11-21")),
    facts={"answer": CriterionFacts("answer", done=(instant("2026-11-21"),), due=instant("2026-11-24"))},
    places={"due": replace(ROW, cell="F7"), "closed": replace(ROW, cell="G7"), "opened": replace(ROW, cell="B7")},
)
NO_ANSWER = {"answer": CriterionFacts("answer", due=instant("2026-11-24"))}


def plant_of(*cases: Case, rules: Rules = RULES, invalid: Sequence[InvalidCase] = ()) -> Plant:
    return Plant(rules=rules, cases=cases, invalid=tuple(invalid), findings=())


def edits(then: Plant, now: Plant, **known: Any) -> tuple[Edit, ...]:
    before = Before("main", instant(COMMITTED), instant(AT), "cases/board.yml")
    return edited_past(then, now, before._replace(**known))


def codes(then: Case, now: Case, *, rules: Rules = RULES) -> list[str]:
    found = edits(plant_of(then, rules=rules), plant_of(now, rules=rules))
    return [edit.finding.kind.code for edit in found]


def with_facts(case: Case, criterion: str, **changed: Any) -> Case:
    facts = case.facts.get(criterion) or CriterionFacts(criterion)
    return replace(case, facts={**case.facts, criterion: replace(facts, **changed)})


def moved(case: Case, at: str, criterion: str, to: str) -> Case:
    more_revisions = (*case.revisions, Revision(instant(at), criterion, instant(to)))
    return replace(case, revisions=tuple(sorted(more_revisions, key=lambda revision: revision.at)))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (DONE, []),
        (replace(DONE, title="Burrs at the edge", owner="Li"), []),
        (with_facts(DONE, "verified", done=(instant("2026-11-23 08:00"),)), []),
        (with_facts(DONE, "verified", done=(instant("2026-11-21 08:00"),)), []),  # written down late
        (with_facts(DONE, "containment", done=(instant("2026-11-21 09:10"), instant("2026-11-22"))), []),
        (with_facts(DONE, "containment", done=(instant("2026-11-21 09:00"),)), ["BG694"]),
        (with_facts(DONE, "containment", done=()), ["BG694"]),  # that recurrence was known already
        (with_facts(DONE, "root_cause", evidence=()), ["BG697"]),
        (with_facts(DONE, "root_cause", evidence=("other.jpg",)), []),
        (with_facts(DONE, "containment", evidence=()), []),  # the criterion wants none
        (with_facts(DONE, "verified", na="none made"), ["BG653"]),
        (with_facts(DONE, "verified", due=instant("2026-12-24")), ["BG692"]),
        (with_facts(DONE, "verified", due=instant("2026-11-28")), []),  # what the profile gives, written down
        (replace(DONE, opened=instant("2026-11-20 17:30")), ["BG691"]),
        (replace(DONE, opened=instant("2026-11-22"), title="Scratches"), ["BG699"]),
        (replace(DONE, revisions=()), ["BG693"]),
        (replace(DONE, recurrences=()), ["BG695"]),
        (replace(DONE, recurrences=(Recurrence(instant("2026-11-21 13:00")),)), ["BG695"]),
        (replace(DONE, recurrences=(*DONE.recurrences, Recurrence(instant("2026-11-20 18:00")))), []),
        (moved(DONE, "2026-11-23 08:00", "verified", "2026-12-04"), []),
        (moved(DONE, "2026-11-22 12:00", "verified", "2026-12-04"), []),
        (moved(DONE, "2026-11-22 11:59", "verified", "2026-12-04"), []),  # the same day, nothing had passed
        (moved(DONE, "2026-11-21 23:59", "verified", "2026-12-04"), ["BG696"]),
        (replace(DONE, closed=Closing(instant("2026-11-23"))), []),
        (replace(DONE, tracked=False), ["BG690"]),
    ],
)
def test_what_was_written_stays(now: Case, expected: list[str]) -> None:
    """Facts may be added, whenever they happened; each edit has its finding, and a move is dated when it is written."""
    assert codes(DONE, now) == expected


@pytest.mark.parametrize(
    ("added", "recurred", "expected"),
    [
        ((), "2026-11-22 09:00", []),
        (("2026-11-23 07:00",), "2026-11-22 09:00", []),
        ((), "2026-11-21 09:09", ["BG694"]),
        (("2026-11-21 08:00",), "2026-11-22 09:00", ["BG694"]),
    ],
)
def test_a_recurrence_says_that_something_was_not_done(
    added: Sequence[str], recurred: str, expected: list[str]
) -> None:
    """`done` may give way to a later one where the problem came again in between; it is never made earlier."""
    then = case_of(done={"containment": "2026-11-21 09:10"})
    now = with_facts(then, "containment", done=tuple(map(instant, added)))
    assert codes(then, replace(now, recurrences=(Recurrence(instant(recurred)),))) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-22 16:29", ["BG696"]),
        ("2026-11-22 16:30", ["BG696"]),
        ("2026-11-22 16:31", []),
        ("2026-11-22", ["BG696"]),
    ],
)
def test_a_red_of_the_day_is_not_taken_back(at: str, expected: list[str]) -> None:
    """A move of the same day may be written later; one dated before the deadline passed may not, once it has passed."""
    case = case_of()  # root_cause is due at 11-22 16:30
    found = edits(
        plant_of(case), plant_of(moved(case, at, "root_cause", "2026-11-25")), committed=instant("2026-11-22 17:00")
    )
    assert [edit.finding.kind.code for edit in found] == expected


@pytest.mark.parametrize(
    ("case", "at", "expected"),
    [
        (case_of(), "2026-11-22 11:00", ["BG655"]),  # root_cause is due at 11-22 16:30, the commit is of 12:00
        (case_of(), "2026-11-22 16:00", ["BG655"]),
        (case_of(), "2026-11-22 16:31", []),
        (case_of(done={"root_cause": "2026-11-22 16:00"}), "2026-11-22 15:00", []),  # there was no red
        (case_of(moves=(("2026-11-22 08:00", "root_cause", "2026-11-26"),)), "2026-11-22 15:00", []),
    ],
)
def test_a_red_since_the_commit_is_not_taken_back_in_silence(case: Case, at: str, expected: list[str]) -> None:
    """Who writes on Monday a move of Saturday, for a deadline of Sunday, is asked whether it was so."""
    found = edits(plant_of(case), plant_of(moved(case, at, "root_cause", "2026-11-27")))
    assert [edit.finding.kind.code for edit in found] == expected
    assert all(edit.finding.level is Level.WARNING for edit in found)


def test_a_rejection_is_told() -> None:
    """It takes all deadlines of a case away, as "not applicable" does those of a criterion."""
    case = case_of()
    [edit] = edits(plant_of(case), plant_of(replace(case, rejected=REJECTED)))
    assert (edit.finding.kind.code, edit.finding.level, edit.keys) == ("BG656", Level.NOTE, ("rejected",))
    assert codes(replace(case, rejected=REJECTED), replace(case, rejected=REJECTED)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"reason": "sample late"}, []),
        ({"consent": "customer"}, []),
        ({"to": instant("2026-12-01")}, ["BG693"]),
        ({"at": instant("2026-11-21 09:00")}, ["BG693"]),
    ],
)
def test_a_move_may_be_explained_later(change: dict[str, Any], expected: list[str]) -> None:
    """Reason and consent may be added to a move; when and whereto stay."""
    now = replace(DONE, revisions=(replace(DONE.revisions[0], **change),))
    assert codes(DONE, now) == expected
    given = replace(DONE, revisions=(replace(DONE.revisions[0], reason="tool broken"),))
    assert codes(given, DONE) == ["BG693"]


def test_an_edited_move_is_told_at_its_line() -> None:
    """What a line has become is told there; a line that is gone, where the moves stand."""
    line = Place("cases/FR-1.md", 12, 5)
    now = replace(DONE, revisions=(replace(DONE.revisions[0], to=instant("2026-12-01"), place=line),))
    (edit,) = edits(plant_of(DONE), plant_of(now))
    assert (edit.finding.place, edit.keys) == (line, ())
    (edit,) = edits(plant_of(DONE), plant_of(replace(DONE, revisions=())))
    assert edit.keys == ("revisions",)


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (READY, replace(READY, closed=CLOSED), []),
        (replace(READY, closed=CLOSED), READY, ["BG698"]),
        (replace(READY, closed=CLOSED), replace(READY, closed=CLOSED_LATER), ["BG698"]),
        (replace(READY, closed=TOO_EARLY), replace(READY, closed=CLOSED_LATER), []),
        (replace(DONE, rejected=REJECTED), DONE, ["BG698"]),
        (replace(DONE, rejected=REJECTED), replace(DONE, rejected=REJECTED_BEFORE), ["BG698"]),
        (replace(DONE, rejected=REJECTED), replace(DONE, rejected=replace(REJECTED, reason="not ours")), []),
    ],
)
def test_an_ending_that_took_effect_stays(then: Case, now: Case, expected: list[str]) -> None:
    """A closing that was refused has never been said, and shall be put right; one that was accepted stays."""
    assert codes(then, now) == expected


@pytest.mark.parametrize(
    ("now", "expected", "cell"),
    [
        (ANSWERED, [], ""),
        (replace(ANSWERED, title="More of it", updated=instant("2026-11-23")), [], ""),
        (replace(ANSWERED, closed=None, facts=NO_ANSWER), ["BG698"], "G7"),
        (with_facts(ANSWERED, "answer", due=instant("2026-11-25")), ["BG692"], "F7"),
        (with_facts(ANSWERED, "answer", due=None), ["BG692"], "F7"),
        (replace(ANSWERED, opened=instant("2026-11-19")), ["BG691"], "B7"),
        (replace(ANSWERED, opened=instant("2026-11-20 07:00")), ["BG691"], "B7"),
        (replace(ANSWERED, opened=instant("2026-11-20 07:00"), tracked=True, listed_answer=False, facts={}), [], ""),
        (replace(ANSWERED, closed=Closing(None)), ["BG698"], "G7"),
    ],
)  # fmt: skip
def test_a_row_is_compared_cell_by_cell(now: Case, expected: list[str], cell: str) -> None:
    """A row's edits stand at its cells; its case file may take over, and say at what time of the day it was opened."""
    found = edits(plant_of(ANSWERED), plant_of(now))
    assert [edit.finding.kind.code for edit in found] == expected
    assert [edit.finding.place for edit in found] == [replace(ROW, cell=cell)] * len(expected)


def test_a_row_closed_by_a_word_may_be_given_its_date() -> None:
    """Nothing says when it was closed; the date adds what was missing."""
    assert codes(replace(ANSWERED, closed=Closing(None), facts=NO_ANSWER), ANSWERED) == []


def test_a_typed_letter_goes_along_with_the_row() -> None:
    """A `G` counts from the row's last update: a further update is no edit of the past, a `G` that is gone is."""
    since, later = instant("2026-11-21"), instant("2026-11-23")
    then = replace(
        case_of(tracked=False, updated=since), facts={"containment": CriterionFacts("containment", (since,))}
    )
    now = replace(then, updated=later, facts={"containment": CriterionFacts("containment", (later,))})
    assert codes(then, now) == []
    assert codes(then, replace(then, facts={})) == ["BG694"]
    assert (
        codes(replace(then, rejected=Rejection(since)), replace(then, updated=later, rejected=Rejection(later))) == []
    )


def test_what_is_dated_ahead_has_never_been_said() -> None:
    """A fact of tomorrow, written by mistake, may be taken out; one that has come into effect meanwhile may not."""
    ahead = case_of(
        done={"containment": "2026-11-25"}, moves=(("2026-11-25", "verified", "2026-11-30"),), recurred=("2026-11-25",)
    )
    ahead = replace(ahead, rejected=Rejection(instant("2026-11-25")))
    assert codes(ahead, case_of()) == []
    found = edits(plant_of(ahead), plant_of(case_of()), at=instant("2026-11-25 00:01"))
    assert sorted(edit.finding.kind.code for edit in found) == ["BG693", "BG694", "BG695", "BG698"]


def test_a_lost_case_is_gone_unless_it_only_can_not_be_read() -> None:
    """Gone is an error; invalid now is a warning; a row whose sheet can't be read now is told with the sheet."""
    row = replace(ANSWERED, id="R-7", address="R-7")
    (gone, no_row) = edits(plant_of(DONE, row), plant_of())
    assert (gone.finding.kind.code, gone.finding.place) == ("BG690", Place("cases/FR-1.md"))
    assert no_row.finding.place == Place("cases/issues.csv")
    (told,) = edits(
        plant_of(DONE, row), plant_of(invalid=[InvalidCase("other", "other", DONE.place)]), is_sheet_broken=True
    )
    assert (told.finding.kind.code, told.finding.level) == ("BG651", Level.WARNING)


def test_what_could_not_be_read_then_is_a_note() -> None:
    """Nobody can say what it held; whoever approves the change is told."""
    (told,) = edits(plant_of(invalid=[InvalidCase("FR-1", "FR-1", DONE.place)]), plant_of(DONE))
    assert (told.finding.kind.code, told.finding.level, told.finding.place) == ("BG652", Level.NOTE, DONE.place)


# --------------------------------------------------------------------------------------------------------- the rules
def with_profile(rules: Rules, *versions: ProfileVersion) -> Rules:
    return replace(rules, profiles={"internal": Profile("internal", versions)})


def version(since: date | None = None, **durations: str) -> ProfileVersion:
    given = {"containment": "24h", "root_cause": "48h", "verified": "7d", **durations}
    return ProfileVersion({name: duration(text) for name, text in given.items() if text}, since=since)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([version()], []),
        ([version(verified="14d")], [("BG654", "verified", 2)]),
        ([version(verified="")], [("BG654", "verified", 2)]),
        ([version(), version(date(2026, 11, 23), verified="14d")], []),
        ([version(), version(date(2026, 11, 20), verified="14d")], [("BG654", "verified", 2)]),
    ],
)
def test_a_profile_is_changed_by_a_version_of_it(
    versions: list[ProfileVersion], expected: list[tuple[str, str, int]]
) -> None:
    """A duration that is edited in place moves the first deadlines of old cases: told once, with their number."""
    cases = (case_of(), replace(case_of(), id="FR-2", address="FR-2"))
    found = edits(plant_of(*cases), plant_of(*cases, rules=with_profile(RULES, *versions)))
    told = [(one.kind.code, one.values["criterion"], one.values["count"]) for one, _ in found]
    assert told == expected
    assert all((one.place, keys) == (Place("cases/board.yml"), ("profiles", "internal")) for one, keys in found)


@pytest.mark.parametrize(("day", "level"), [(date(2026, 11, 24), Level.WARNING), (date(2026, 11, 21), Level.ERROR)])
def test_a_holiday_may_be_added_before_it_matters(day: date, level: Level) -> None:
    """Free days that move deadlines still ahead are a warning; those that save a missed one are an edit of the past."""
    rules = plant_rules(
        durations={"containment": "1wd", "verified": "4wd"}, calendar=CalendarRules(None, frozenset({6}))
    )
    case = case_of(opened="2026-11-20 08:00")
    now = replace(rules, calendar=replace(rules.calendar, extra_holidays=frozenset({day})))
    found = edits(plant_of(case, rules=rules), plant_of(case, rules=now))
    assert max(edit.finding.level is Level.ERROR for edit in found) == (level is Level.ERROR)
    assert {edit.keys for edit in found} == {("calendar",)}


def test_another_customer_has_another_profile() -> None:
    """What the customer's profile makes of the deadlines is told where the customer was changed, once for each."""
    fast = Profile("fast", (version(containment="8h"),))
    rules = replace(RULES, profiles={**RULES.profiles, "fast": fast}, customers={"SGM": Customer("SGM", "fast")})
    case = case_of(customer="SGM")
    (edit,) = edits(plant_of(case, rules=rules), plant_of(replace(case, customer="other"), rules=rules))
    assert (edit.finding.kind.code, edit.keys) == ("BG650", ("customer",))
    assert edit.finding.values["criterion"] == "containment"
    kept = with_facts(replace(case, customer="other"), "containment", due=first_dues_of(case, rules)["containment"])
    assert codes(case, kept, rules=rules) == []


def test_another_time_zone_is_one_finding() -> None:
    """Dates are compared as they are written; that each means another instant now is said once."""
    (edit,) = edits(plant_of(DONE), plant_of(DONE), old_zone="Europe/Berlin")
    assert (edit.finding.kind.code, edit.keys, edit.finding.values["count"]) == ("BG654", ("timezone",), 1)


def test_without_rules_then_only_facts_are_compared() -> None:
    """Nobody can say what a broken board.yml made of the deadlines."""
    then, now = plant_of(case_of()), plant_of(case_of(), rules=with_profile(RULES, version(verified="14d")))
    assert edits(then, now, are_rules_known=False) == ()


# -------------------------------------------------------------------------------------------------------- properties
Change = Callable[[Case, datetime, datetime], Case]
"""A change of a case: of what stood when it was committed, at an instant `now`."""


def further_done(case: Case, _: datetime, now: datetime) -> Case:
    name = next(iter(case.facts), "containment")
    facts = case.facts.get(name) or CriterionFacts(name)
    return replace(case, facts={**case.facts, name: replace(facts, done=(*facts.done, now))})


def further_move(case: Case, committed: datetime, now: datetime) -> Case:
    name = next(iter(case.facts), "containment")
    return replace(case, revisions=(*case.revisions, Revision(max(committed, now), name, now + timedelta(days=3))))


def further_recurrence(case: Case, _: datetime, now: datetime) -> Case:
    return replace(case, recurrences=(*case.recurrences, Recurrence(now)))


def further_texts(case: Case, _: datetime, now: datetime) -> Case:
    return replace(case, title=f"{case.title}!", owner="Li", updated=now)


ADDED: tuple[Change, ...] = (further_done, further_move, further_recurrence, further_texts)


def less_done(case: Case, *_: datetime) -> Case:
    return replace(case, facts={name: replace(facts, done=facts.done[1:]) for name, facts in case.facts.items()})


def other_done(case: Case, *_: datetime) -> Case:
    moved_back = {name: tuple(done - MINUTE for done in facts.done) for name, facts in case.facts.items()}
    return replace(case, facts={n: replace(f, done=moved_back[n]) for n, f in case.facts.items()})


def other_dues(case: Case, *_: datetime) -> Case:
    facts = {n: replace(f, due=f.due + MINUTE) if f.due and f.na is None else f for n, f in case.facts.items()}
    return replace(case, facts=facts)


def less_moves(case: Case, *_: datetime) -> Case:
    return replace(case, revisions=case.revisions[1:])


def other_moves(case: Case, *_: datetime) -> Case:
    return replace(case, revisions=tuple(replace(one, to=one.to + MINUTE) for one in case.revisions))


def less_recurrences(case: Case, *_: datetime) -> Case:
    return replace(case, recurrences=case.recurrences[1:])


def no_exemption(case: Case, *_: datetime) -> Case:
    return replace(case, facts={name: replace(facts, na=None) for name, facts in case.facts.items()})


def no_rejection(case: Case, *_: datetime) -> Case:
    return replace(case, rejected=None)


def other_opening(case: Case, *_: datetime) -> Case:
    return replace(case, opened=case.opened - MINUTE)


EDITED: tuple[Change, ...] = (
    *(less_done, other_done, other_dues, less_moves, other_moves, less_recurrences, no_exemption, no_rejection),
    other_opening,
)


def errors(scene: Scene, now: Case, committed: datetime) -> list[str]:
    before = Before("main", committed, scene.horizon)
    found = edited_past(plant_of(scene.case, rules=scene.rules), plant_of(now, rules=scene.rules), before)
    return [edit.finding.kind.code for edit in found if edit.finding.level is Level.ERROR]


@settings(max_examples=300, deadline=None)
@given(scenes(), st.lists(st.sampled_from(ADDED), min_size=1))
def test_what_is_added_is_never_an_error(scene: Scene, changes: list[Change]) -> None:
    """A done, a move or a recurrence of now, further texts, a new case: in any number and order, on any case."""
    committed, now = scene.horizon - MINUTE, scene.case
    for change in changes:
        now = change(now, committed, scene.horizon)
    assert errors(scene, now, committed) == []
    before = Before("main", committed, scene.horizon)
    further = replace(scene.case, id="FR-9", address="FR-9")
    both = plant_of(scene.case, further, rules=scene.rules)
    assert edited_past(plant_of(scene.case, rules=scene.rules), both, before) == ()


@settings(max_examples=500, deadline=None)
@given(scenes(), st.sampled_from(EDITED), st.lists(st.sampled_from(ADDED), max_size=3))
def test_every_edit_is_an_error_whatever_is_added(scene: Scene, edit: Change, changes: list[Change]) -> None:
    """A done, deadline, move, recurrence, exemption, rejection or opening that is changed or gone is always told.

    A `done` that gave way because the problem came again is what a new recurrence is for.
    """
    case = replace(scene.case, tracked=True, listed_answer=False)  # of a row, its closing tells when it was answered
    committed = scene.horizon - MINUTE
    now = edit(case, committed, scene.horizon)
    if now == case or (edit is other_dues and not _has_due_in_profile(case, scene.rules)):
        return
    for change in changes:
        is_excuse = change is further_recurrence and edit in (less_done, other_done)
        now = now if is_excuse else change(now, committed, scene.horizon)
    assert errors(Scene(case, scene.rules, scene.horizon), now, committed)


def _has_due_in_profile(case: Case, rules: Rules) -> bool:
    return any(
        case.facts[name].due and case.facts[name].na is None
        for name in first_dues_of(case, rules)
        if name in case.facts
    )


@settings(max_examples=500, deadline=None)
@given(scenes(), st.integers(0, 6 * 24 * 60), st.integers(0, 5 * 24 * 60), st.integers(0, 9 * 24 * 60))
def test_a_move_that_is_not_told_takes_nothing_back(scene: Scene, age: int, at: int, to: int) -> None:
    """Of what the board said on the days before nothing changes, and who was red by then has been red ever since."""
    case, zone = scene.case, scene.rules.zone
    if nothing_applies(case, scene.rules):
        return
    committed = case.opened + age * MINUTE
    name = next(iter(first_dues_of(case, scene.rules)))
    move = Revision(case.opened + at * MINUTE, name, case.opened + to * MINUTE)
    now = replace(case, revisions=tuple(sorted((*case.revisions, move), key=lambda revision: revision.at)))
    if now.revisions.index(move) != len([one for one in now.revisions if one.at <= move.at]) - 1:
        return  # of several at one instant the last counts
    before = Before("main", committed, scene.horizon)
    told = edited_past(plant_of(case, rules=scene.rules), plant_of(now, rules=scene.rules), before)
    if any(edit.finding.kind.code == "BG696" for edit in told):
        assert move.at <= committed
        return
    then_reds, now_reds = (_reds(one, name, scene.rules, committed) for one in (case, now))
    days = [instant.astimezone(zone).date() for instant in then_reds]
    earlier = [one for one, day in zip(then_reds, days, strict=True) if day < committed.astimezone(zone).date()]
    assert set(earlier) <= set(now_reds)
    assert not then_reds or now_reds


def _reds(case: Case, name: str, rules: Rules, until: datetime) -> list[datetime]:
    """When a criterion turned red, as the case says now."""
    cell = judge(case, rules).cell(name)
    assert cell is not None
    return [instant for instant, ruling in cell.rulings.steps if instant <= until and ruling.letter is Letter.RED]


def test_the_zone_of_the_plant_decides_what_a_day_is() -> None:
    """An evening in Berlin is a morning in Shanghai: days gone by are those of the plant."""
    rules = plant_rules(zone=ZoneInfo("Asia/Shanghai"))
    case, committed = case_of(), instant("2026-11-22 06:00")  # in Berlin still the 21st
    found = edits(
        plant_of(case, rules=rules),
        plant_of(moved(case, "2026-11-21 23:30", "verified", "2026-12-04"), rules=rules),
        committed=committed,
    )
    assert [edit.finding.kind.code for edit in found] == ["BG696"]
