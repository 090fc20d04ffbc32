"""D0 to D5 show what is known, and what is missing where it is missing (views/problem_steps.py and its neighbours)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from board_gen.finding import Level
from board_gen.model.case import Closing, CriterionFacts
from board_gen.model.label import Language
from board_gen.model.report import Cause, Diamond, Member, Option, Problem, Report, RiskStock, Team, Why, WhyChain
from board_gen.model.terms import Branch, CauseKind, Location
from board_gen.pages.case import case_page
from board_gen.rules.risk_stock import stock_findings
from board_gen.views.report import ReportView, report_of
from board_gen.views.risk_stock import BAR, number_of
from tests.pages.builders import AT, DAY, HOUR, all_done, facts_of, plant_of, reader_of, rules_of
from tests.pages.full_case import full_case, full_report

WHOLE = full_report("")
CLAIMED = facts_of({"containment": AT - HOUR, "root_cause": AT - HOUR, "error_proofing": AT - HOUR})
APPROVED = {**CLAIMED, "error_proofing": CriterionFacts("error_proofing", (AT - HOUR,), ("x",), approved_by="赵敏")}


def seen(claimed: bool = True, case: dict[str, object] | None = None, **changes: object) -> ReportView:
    """The page's view of a case, D0 to D5 of which are said to be done, or none; `changes` are of its report."""
    report = replace(WHOLE, **changes)  # type: ignore[arg-type]
    made = full_case(**{"report": report, "facts": CLAIMED if claimed else {}, "recurrences": (), **(case or {})})
    judged = plant_of([made], findings=())
    return report_of(judged.cases[0], judged, reader_of(judged, Language.EN))


def box(view: ReportView, step: str) -> tuple[str, ...]:
    """What the yellow box at the head of a step says."""
    return next(shown.unplaced for shown in view.steps if shown.id == step)


def missing(view: ReportView, step: str) -> tuple[str, ...]:
    return next(shown.missing for shown in view.steps if shown.id == step)


def stock(
    location: Location,
    quantity: int | None,
    checked: int | None = None,
    rejected: int | None = None,
    *,
    clean: bool = False,
) -> RiskStock:
    """Pieces at a place, without lots."""
    return RiskStock(location, (), quantity, checked, rejected, clean_from=AT - DAY if clean else None)


def test_a_team_lacks_what_its_gate_counts() -> None:
    """People and departments are counted as the gate counts them; a champion who is missing stands where they would."""
    team = Team("", "李伟", (Member("陈刚", "工艺"), Member("李伟", "工艺 "), Member("No One")))
    view = seen(team=team)
    assert view.problem.team_size == "3 people · 1 department"
    assert view.problem.team_gaps == (
        "the team has no champion",
        "",
        ("3 people in the team; it takes 4 to 10", "the team does not come from more than one department"),
    )
    assert [(group.name, group.people) for group in view.problem.departments] == [
        ("工艺", "Chen Gang, Li Wei"),
        ("", "No One"),
    ]
    assert box(view, "D1") == ()
    assert len(missing(view, "D1")) == 3


@pytest.mark.parametrize(
    ("changes", "step", "told"),
    [
        ({"team": Team()}, "D1", 4),
        ({"problem": Problem()}, "D2", 1),
        ({"risk_stock": ()}, "D3", 1),
        ({"causes": (), "whys": ()}, "D4", 3),
        ({"causes": (Cause(CauseKind.ESCAPE, None, " "),), "whys": ()}, "D4", 3),
        ({"options": ()}, "D5", 1),
        ({"options": (Option(""),)}, "D5", 1),
        ({"trigger": ()}, "D0", 1),
    ],
)
def test_what_has_no_place_stands_in_one_box(changes, step, told) -> None:
    """Where a step shows nothing at all, its box says everything that is missing."""
    view = seen(**changes)
    assert len(box(view, step)) == told
    assert set(box(view, step)) == set(missing(view, step))


def test_what_is_only_to_come_is_quiet() -> None:
    """Before anybody claims a step done, nothing in it is yellow; its gate's wishes are told as still to come."""
    view = seen(
        claimed=False,
        team=Team("", "李伟"),
        problem=Problem("leak"),
        risk_stock=(stock(Location.WIP, 5),),
        causes=(Cause(CauseKind.OCCURRENCE, Branch.MAN, "a"),),
        whys=(WhyChain(CauseKind.ESCAPE, (Why("a", "b"),)),),
        options=(Option("a", chosen=True),),
    )
    assert view.problem.team_gaps == ("", "", ())
    assert {answer.gap for answer in view.problem.answers} == {""}
    assert [(line.gaps, line.no_clean_date, line.is_absent) for line in view.problem.stock] == [((), False, False)]
    assert (view.causes.cause_gaps, view.causes.whys_gap, view.causes.ladders[0].gap) == ((), "", "")
    assert (view.measures.options[0].gap, view.measures.options_gap) == ("", "")
    assert all(step.missing == () for step in view.steps)
    assert all(step.to_come for step in view.steps if step.id in ("D1", "D2", "D3", "D4", "D5"))


def test_unanswered_questions_stand_in_their_rows() -> None:
    """Each question that is not answered says so in its own row, and so does an amount without a number."""
    view = seen(problem=Problem("leak", how_much="some"))
    rows = {answer.question: (answer.answer, answer.gap) for answer in view.problem.answers}
    assert rows["What"] == ("leak", "")
    assert rows["How"] == ("", "not answered")
    assert rows["How much"] == ("some", "how much: no number given")
    assert box(view, "D2") == ()


def test_all_places_share_one_scale() -> None:
    """The longest bar belongs to the largest stock; each is as long as its pieces, and in it stand the rejected."""
    lines = {line.place: line for line in seen().problem.stock}
    customer, transit = lines["at the customer"].bar, lines["in transit"].bar
    assert customer is not None
    assert transit is not None
    assert customer.end == BAR
    assert transit.end == pytest.approx(BAR * 600 / 1200, abs=0.1)
    assert transit.checked == pytest.approx(BAR * 310 / 1200, abs=0.1)
    assert (customer.unsorted, transit.rejected) == (0, 0)
    assert 1 < customer.rejected < customer.checked
    assert lines["at the supplier"].bar is None
    assert (lines["in transit"].gaps, lines["in transit"].no_clean_date) == (("290 not sorted",), True)
    assert box(seen(), "D3") == ()


def test_totals_add_up() -> None:
    """The total is the sum of all places; it is clean from the last clean date, once nothing is left."""
    total = seen().problem.stock[-1]
    assert (total.quantity, total.sorted, total.rejected, total.share) == ("2900", "2610", "12", 90)
    assert total.clean_from is None
    clean = tuple(
        replace(line, sorted=line.quantity, clean_from=AT - timedelta(hours=n))
        for n, line in enumerate(WHOLE.risk_stock)
    )
    last = seen(risk_stock=clean).problem.stock[-1].clean_from
    assert last is not None
    assert last.instant == AT
    undated = (*clean[:-1], replace(clean[-1], quantity=3, sorted=3, clean_from=None))
    assert seen(risk_stock=undated).problem.stock[-1].clean_from is None


def test_a_total_says_what_it_does_not_know() -> None:
    """Where a place gives no number, or nobody looked there, the sums are at least what is known, and say so."""
    known = (stock(Location.CUSTOMER, 10, 10, 1, clean=True), stock(Location.WIP, None, 4, None, clean=True))
    *lines, total = seen(risk_stock=known).problem.stock
    assert [(line.place, line.is_absent) for line in lines] == [
        ("at the customer", False),
        ("finished stock", True),
        ("work in process", False),
        ("in transit", True),
        ("at the supplier", True),
    ]
    assert (total.quantity, total.sorted, total.rejected) == ("≥ 10", "≥ 14", "≥ 1")
    assert (total.share, total.clean_from, total.disposition) == (None, None, "≥ where a place gives no number")
    assert box(seen(risk_stock=known), "D3") == ()
    five = tuple(stock(place, 1, 1) for place in Location)
    assert seen(risk_stock=five).problem.stock[-1].rejected == ""


@pytest.mark.parametrize(
    ("numbers", "codes", "said"),
    [
        ((200, 300, 5), ["BG620"], "300 sorted of only 200"),
        ((200, 100, 101), ["BG621"], "101 rejected of only 100"),
        ((200, None, 201), ["BG621"], "201 rejected of only 200"),
        ((200, 300, 301), ["BG620", "BG621"], "301 rejected of only 300"),
        ((200, 200, 200), [], ""),
        ((None, 300, 5), [], ""),
        ((None, None, 5), [], ""),
        ((0, 0, 0), [], ""),
    ],
)
def test_numbers_that_contradict_one_another_are_told(numbers, codes, said) -> None:
    """More sorted than there is, or more rejected than sorted, is a warning, and stands beside the numbers at once."""
    report = Report(risk_stock=(stock(Location.TRANSIT, *numbers),))
    case = full_case(report=report)
    found = list(stock_findings(case))
    assert [(finding.kind.code, finding.level) for finding in found] == [(code, Level.WARNING) for code in codes]
    assert all(finding.values["place"] == "transit" for finding in found)
    line = seen(claimed=False, risk_stock=report.risk_stock).problem.stock[0]
    assert len(line.gaps) == len(codes)
    assert said in " ".join(line.gaps)
    if line.bar:
        assert 0 < line.bar.end <= BAR


def test_contradictions_are_among_the_findings_of_a_case() -> None:
    """Whoever judges a plant is told of them."""
    judged = plant_of([full_case(report=Report(risk_stock=(stock(Location.WIP, 1, 2),)))])
    assert "BG620" in {finding.kind.code for finding in judged.cases[0].findings}


def test_huge_stock_stays_in_shape() -> None:
    """Two rejected of a thousand million are seen, and long numbers stand in groups of three."""
    huge = (stock(Location.CUSTOMER, 10**9, 10**9, 2), stock(Location.WIP, 3, 0, 0))
    first, second = (line for line in seen(claimed=False, risk_stock=huge).problem.stock if not line.is_total)
    assert first.bar is not None
    assert second.bar is not None
    assert 0 < first.bar.rejected < 2
    assert 0 < second.bar.end < 2
    assert number_of(10**9) == "1\u202f000\u202f000\u202f000"
    assert (number_of(99999), number_of(0), number_of(None)) == ("99999", "0", "")


def test_the_fifth_step_of_the_diamond_is_told() -> None:
    """Where all four checks are in order, an open case is told what comes if the problem remains; others are not."""
    good = Diamond(process=True, tool=True, part=True, part_quality=True)
    assert "5 process change" in seen(diamond=good).problem.next_check
    assert seen().problem.next_check == ""
    assert seen(diamond=replace(good, tool=None)).problem.next_check == ""
    ended = {"opened": AT - 400 * DAY, "facts": all_done(AT - 300 * DAY), "revisions": (), "closed": Closing(AT - DAY)}
    assert seen(diamond=good, case=ended).problem.next_check == ""


def test_the_end_of_a_deep_ladder_is_the_root_cause() -> None:
    """The last answer of five, or of fewer with a reason, is marked; empty rungs are no whys."""
    five = tuple(Why(f"why {n}", f"because {n}") for n in range(5))
    ladders = (
        WhyChain(CauseKind.OCCURRENCE, five),
        WhyChain(CauseKind.ESCAPE, five[:2], "the plan says so"),
        WhyChain(CauseKind.ESCAPE, (*five[:4], Why("", ""))),
        WhyChain(CauseKind.OCCURRENCE, (*five[:4], Why("why 4", ""))),
    )
    shown = seen(whys=ladders).causes.ladders
    assert [[rung.number for rung in ladder.rungs if rung.is_root] for ladder in shown] == [[5], [2], [], []]
    assert [bool(ladder.gap) for ladder in shown] == [False, False, True, False]
    assert shown[2].gap == "only 4 whys (escape), and no reason why fewer than five"
    assert len(shown[2].rungs) == 4


def test_an_unverified_kind_of_cause_is_told_below_the_fishbone() -> None:
    """Where causes are drawn, the kind that nobody verified and the whys that nobody asked stand below them."""
    view = seen(causes=(Cause(CauseKind.OCCURRENCE, Branch.MAN, "a", verified=True),), whys=())
    assert view.causes.cause_gaps == ("no verified cause of escape",)
    assert view.causes.whys_gap == "no five whys"
    assert box(view, "D4") == ()


def test_the_chosen_option_says_who_approved_it() -> None:
    """Approval stands at the chosen option, its absence too; options of which none is chosen say that below them."""
    chosen, other = seen().measures.options
    assert (chosen.approved_by, chosen.gap) == ("", "nobody approved the chosen option")
    assert (other.approved_by, other.gap) == ("", "")
    approved = seen(case={"facts": APPROVED}).measures.options[0]
    assert (approved.approved_by, approved.gap) == ("赵敏", "")
    none = seen(options=(Option("a"), Option("b")))
    assert (none.measures.options_gap, box(none, "D5")) == ("no option chosen", ())


@pytest.mark.parametrize("language", list(Language))
def test_every_gap_is_on_the_page_once_at_least(language) -> None:
    """Nothing that is missing is lost between the box and its place: the page names each place, question and kind."""
    report = replace(
        WHOLE,
        team=Team("", "", (Member("A"),)),
        problem=Problem("x", how_much="y"),
        risk_stock=(stock(Location.WIP, 5, 2), stock(Location.TRANSIT, 1, 3)),
        causes=(Cause(CauseKind.OCCURRENCE, None, "z"),),
        whys=(),
        options=(Option("o", chosen=True),),
    )
    judged = plant_of([full_case(report=report, facts=CLAIMED, recurrences=())], findings=(), rules=rules_of())
    html = case_page(judged.cases[0], judged, reader_of(judged, language)).html
    # D1: two cards, two texts; D2: five rows and a number; D3: three places, two odd stocks, two dates;
    # D4: two kinds of cause, no whys; D5: no approval.
    assert html.count('class="gap"') == 4 + 6 + 3 + 2 + 2 + 3 + 1
