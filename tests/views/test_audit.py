"""The 17 points of a closed case are answered from what its file says, and from nothing else (docs/guide.md)."""

from dataclasses import replace

import pytest

from board_gen.model.case import Case, Closing, CriterionFacts, Recurrence, Rejection
from board_gen.model.label import Label, Language
from board_gen.model.report import Action, Cause, Document, ReadAcross, Report, RiskStock, Team
from board_gen.model.rules import Criterion
from board_gen.model.terms import Affected, Branch, CauseKind, DocumentKind, Location
from board_gen.rules.audit import Answer, Answered, audit_of
from board_gen.rules.audit_words import WORDS, Point
from board_gen.rules.gates import NO_CHAMPION
from board_gen.rules.judge import judge
from board_gen.rules.tracks import CaseTracks
from board_gen.views.audit import AuditView, audit_view_of
from board_gen.views.case_clock import CaseClock
from tests.pages.builders import AT, DAY, all_done, case_of, plant_of, reader_of, rules_of
from tests.pages.full_case import full_report

END = AT - 5 * DAY
DONE = END - 20 * DAY


def closed_case(report: Report | None = None, **changes: object) -> Case:
    """A case closed at `END`, all of whose criteria were met at `DONE`."""
    values: dict[str, object] = {"facts": all_done(DONE), "closed": Closing(END), **changes}
    return case_of("FR-2026-0050", "Leak", END - 60 * DAY, report=report or Report(), **values)


def tracks_of(case: Case, **rules: object) -> CaseTracks:
    """The case through time, under the builders' rules."""
    return judge(case, rules_of(**rules))


def answers(case: Case, **rules: object) -> dict[Point, Answered]:
    """The points of a case, read at its end."""
    tracks = tracks_of(case, **rules)
    return {one.point: one for one in audit_of(tracks, rules_of(**rules), END)}


def view_of(case: Case, language: Language = Language.EN) -> AuditView | None:
    """The audit view as the page shows it."""
    judged = plant_of([case], findings=())
    return audit_view_of(judged.cases[0], judged.rules, CaseClock.of(judged.cases[0], reader_of(judged, language)))


TEAM = NO_CHAMPION.text


def step_texts(found: dict[Point, Answered]) -> list[str]:
    """What the first point names as missing."""
    return [ground.text for ground in found[Point.REPORT].grounds]


def told(one: Answered) -> list[object]:
    """The quotations of an answer."""
    return [ground.values.get("quote") for ground in one.grounds]


def test_nothing_written_is_not_recorded() -> None:
    """Of a closed case with criteria alone only these, the watch and the empty report are answered."""
    found = answers(closed_case())
    assert [point for point, one in found.items() if one.answer is Answer.YES] == [
        Point.ERROR_PROOFING,
        Point.VERIFICATION,
        Point.LAYERED_AUDIT,
        Point.MONITORING,
    ]
    assert [point for point, one in found.items() if one.answer is Answer.NO] == [Point.REPORT]
    assert all(one.answer is Answer.NOT_RECORDED for one in list(found.values())[1:5])
    assert len(found) == 17


@pytest.mark.parametrize("language", list(Language))
def test_every_answer_of_a_full_report_is_in_words(language: Language) -> None:
    """Each point has a name and an answer in the reader's language, and the summary counts those recorded."""
    view = view_of(closed_case(full_report()), language)
    assert view is not None
    assert [line.number for line in view.lines] == [*range(1, 18)]
    recorded = sum(line.answer in ("yes", "no", "na") for line in view.lines)
    assert str(recorded) in view.summary
    assert all(line.label and line.words for line in view.lines)
    assert not any("{" in ground.text for line in view.lines for ground in line.grounds)


@pytest.mark.parametrize(
    "case",
    [
        closed_case(closed=None),
        closed_case(closed=Closing(AT + DAY)),
        closed_case(tracked=False),
        closed_case(closed=None, rejected=Rejection(END, "not ours")),
    ],
    ids=["open", "closed later", "a row", "rejected"],
)
def test_only_a_closed_tracked_case_has_one(case: Case) -> None:
    """Nothing else is audited."""
    assert view_of(case) is None


FIVE = tuple(RiskStock(place, (), 10, 10, 1, "scrapped", DONE) for place in Location)


@pytest.mark.parametrize(
    ("stock", "containment", "segregation"),
    [
        ((), Answer.NOT_RECORDED, Answer.NOT_RECORDED),
        (FIVE, Answer.YES, Answer.YES),
        (FIVE[:4], Answer.NO, Answer.YES),
        ((*FIVE[:4], replace(FIVE[4], clean_from=None)), Answer.NO, Answer.YES),
        ((*FIVE[:4], replace(FIVE[4], clean_from=END + DAY)), Answer.NO, Answer.YES),
        ((*FIVE[:4], RiskStock(Location.SUPPLIER, (), 0)), Answer.YES, Answer.YES),
        ((*FIVE[:4], replace(FIVE[4], disposition="")), Answer.YES, Answer.NO),
        (tuple(replace(line, disposition=" ") for line in FIVE), Answer.YES, Answer.NOT_RECORDED),
    ],
)
def test_risk_stock(stock: tuple[RiskStock, ...], containment: Answer, segregation: Answer) -> None:
    """Five places with clean dates make the sheet; a place without stock wants neither date nor disposition."""
    found = answers(closed_case(Report(risk_stock=stock)))
    assert (found[Point.CONTAINMENT].answer, found[Point.SEGREGATION].answer) == (containment, segregation)


@pytest.mark.parametrize(
    ("kinds", "answer"),
    [
        ((), Answer.NOT_RECORDED),
        ((CauseKind.OCCURRENCE,), Answer.NO),
        ((CauseKind.ESCAPE,), Answer.NO),
        ((CauseKind.OCCURRENCE, CauseKind.ESCAPE), Answer.YES),
    ],
)
def test_root_cause(kinds: tuple[CauseKind, ...], answer: Answer) -> None:
    """It takes a verified cause of occurrence and one of escape."""
    causes = tuple(Cause(kind, Branch.METHOD, str(kind), True) for kind in kinds)
    assert answers(closed_case(Report(causes=causes)))[Point.ROOT_CAUSE].answer is answer


@pytest.mark.parametrize(
    ("actions", "answer"),
    [
        ((), Answer.NOT_RECORDED),
        ((Action("D3", "sort", done=DONE, result="ok"),), Answer.NOT_RECORDED),
        ((Action("D6", "new nozzle", done=DONE, result="0 of 500"),), Answer.YES),
        ((Action("D6", "new nozzle", done=DONE, result=" "),), Answer.NO),
        ((Action("D6", "new nozzle", result="soon"),), Answer.NO),
        ((Action("D6", "new nozzle", done=END + DAY, result="late"),), Answer.NO),
    ],
)
def test_corrective_action(actions: tuple[Action, ...], answer: Answer) -> None:
    """Every action of D5 and D6 is done by the end, with a result."""
    assert answers(closed_case(Report(actions=actions)))[Point.ACTION].answer is answer


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        (Document(DocumentKind.PFMEA, "PF-1", "C", DONE), Answer.YES),
        (Document(DocumentKind.PFMEA, "PF-1", "C"), Answer.YES),
        (Document(DocumentKind.PFMEA, "PF-1", "", DONE), Answer.YES),
        (Document(DocumentKind.PFMEA, "PF-1"), Answer.NOT_RECORDED),
        (Document(DocumentKind.PFMEA, "PF-1", "C", END + DAY), Answer.NO),
        (Document(None, "PFMEA line 3", "C"), Answer.YES),
        (Document(DocumentKind.CONTROL_PLAN, "CP-1", "C"), Answer.NOT_RECORDED),
    ],
)
def test_documents(document: Document, answer: Answer) -> None:
    """A revision or a date is a record; the criterion alone is none, another document neither."""
    assert answers(closed_case(Report(documents=(document,))))[Point.PFMEA].answer is answer


def test_not_applicable_tells_the_reason() -> None:
    """A criterion that is marked NA answers its points, with its reason."""
    facts = {**all_done(DONE), "fmea_cp": CriterionFacts("fmea_cp", na="a label only")}
    found = answers(closed_case(facts=facts))
    assert found[Point.PFMEA].answer is found[Point.CONTROL_PLAN].answer is Answer.NOT_APPLICABLE
    assert found[Point.PFMEA].grounds[0].values["reason"] == "a label only"


@pytest.mark.parametrize(
    ("text", "point", "is_named"),
    [
        ("培训 26 人并考核", Point.TRAINING, True),
        ("Operators trained at ST-10", Point.TRAINING, True),
        ("无需培训", Point.TRAINING, False),
        ("no further training needed", Point.TRAINING, False),
        ("未进行培训", Point.TRAINING, False),
        ("培训尚未完成", Point.TRAINING, False),
        ("Training was not given", Point.TRAINING, False),
        ("did not make a trial run", Point.TRIAL_RUN, False),
        ("doesn't need training", Point.TRAINING, False),
        ("quality alert not issued", Point.ALERT, False),
        ("No rejects after training", Point.TRAINING, True),
        ("试生产 500 件未发现缺陷", Point.TRIAL_RUN, True),
        ("constrained fixture", Point.TRAINING, False),
        ("发质量警示到各班", Point.ALERT, True),
        ("Quality Alert QA-7 posted", Point.ALERT, True),
        ("PCR-2026-14 signed", Point.CHANGE_REQUEST, True),
        ("PCRS", Point.CHANGE_REQUEST, False),
        ("小批量试生产 300 件", Point.TRIAL_RUN, True),
        ("refused in 14 of 14 trials", Point.TRIAL_RUN, False),
    ],
)
def test_what_has_no_field_is_named(text: str, point: Point, is_named: bool) -> None:
    """An action that is done and names a point answers it, with the quotation; a part of a word or a "no" does not."""
    report = Report(actions=(Action("D6", text, "李伟", done=DONE, result="done"),))
    found = answers(closed_case(report))[point]
    assert found.answer is (Answer.YES if is_named else Answer.NOT_RECORDED)
    assert told(found) == ([text] if is_named else [])


def test_what_is_named_and_not_done_is_a_no() -> None:
    """A training that is planned is none."""
    report = Report(actions=(Action("D6", "培训全员", due=DONE),))
    assert answers(closed_case(report))[Point.TRAINING].answer is Answer.NO


BY_WORDS = [
    (point, word)
    for point, words in WORDS.items()
    if point not in (Point.ERROR_PROOFING, Point.LAYERED_AUDIT)  # these have criteria, which go first
    for word in words
]


@pytest.mark.parametrize(("point", "word"), BY_WORDS)
def test_every_word_names_its_point(point: Point, word: str) -> None:
    """Each word of the list is found where it stands alone."""
    report = Report(actions=(Action("D7", f"x {word} x", done=DONE),))
    assert told(answers(closed_case(report))[point]) == [f"x {word} x"]


def test_monitoring() -> None:
    """The watch that was passed is told with its end; a recurrence after the closing speaks against it."""
    assert answers(closed_case())[Point.MONITORING].grounds[0].at == DONE + 7 * DAY
    again = answers(closed_case(recurrences=(Recurrence(END + DAY),)))[Point.MONITORING]
    assert again.answer is Answer.NO
    before = answers(closed_case(recurrences=(Recurrence(DONE - DAY),)))[Point.MONITORING]
    assert (before.answer, before.grounds[0].values["count"]) == (Answer.YES, 1)


@pytest.mark.parametrize(
    ("likes", "body", "answer"),
    [
        ((), "## D8\nlesson", Answer.NOT_RECORDED),
        ((ReadAcross("A", Affected.NO),), "## D8\nlesson", Answer.YES),
        ((ReadAcross("A", Affected.NO),), "", Answer.NO),
        ((ReadAcross("A", Affected.NO), ReadAcross("B")), "## D8\nlesson", Answer.NO),
        ((ReadAcross("A", Affected.UNKNOWN),), "## D8\nlesson", Answer.NO),
    ],
)
def test_read_across(likes: tuple[ReadAcross, ...], body: str, answer: Answer) -> None:
    """Every like product is answered, and lessons are written."""
    assert answers(closed_case(Report(read_across=likes, body=body)))[Point.READ_ACROSS].answer is answer


def test_a_plant_with_criteria_of_its_own() -> None:
    """Its own criteria of D3 to D6 stand in for those of the same step; what it does not ask for is not asked."""
    rules = rules_of()
    own = tuple(
        Criterion(name, Label.plain(name), step)
        for name, step in (("ICA", "D3"), ("RCA", "D4"), ("PCA", "D5"), ("VER", "D6"))
    )
    profile = rules.profiles["complaint"]
    duration = next(iter(profile.versions[-1].criteria.values()))
    version = replace(profile.versions[-1], criteria={criterion.id: duration for criterion in own}, since=None)
    profiles = {**rules.profiles, "complaint": replace(profile, versions=(version,))}
    facts = {one.id: CriterionFacts(one.id, done=(DONE,), evidence=("x.jpg",)) for one in own}
    found = answers(closed_case(facts=facts), criteria=own, profiles=profiles)
    assert found[Point.ERROR_PROOFING].grounds[0].values["criterion"] == Label.plain("PCA")
    assert found[Point.VERIFICATION].answer is Answer.YES
    assert found[Point.LAYERED_AUDIT].answer is found[Point.PFMEA].answer is Answer.NOT_ASKED


def test_gates_that_are_off_are_not_asked() -> None:
    """A plant without content gates asks for no complete report."""
    off = dict.fromkeys(
        ("trigger", "team", "problem", "containment", "root_cause", "action", "implementation", "prevention", "closure")
    )
    assert answers(closed_case(), gates=off)[Point.REPORT].answer is Answer.NOT_ASKED
    report = replace(full_report(), team=Team())
    assert TEAM in step_texts(answers(closed_case(report)))
    assert TEAM not in step_texts(answers(closed_case(report), gates={"team": None}))


def test_a_long_quotation_is_cut_and_many_are_counted() -> None:
    """Sixty actions with texts of 300 signs stay a line each, four of them, and the rest is counted."""
    actions = tuple(Action("D6", "长" * 300, done=DONE, result="好" * 300) for _ in range(60))
    view = view_of(closed_case(Report(actions=actions)))
    assert view is not None
    line = view.lines[4]
    assert (len(line.grounds), line.more) == (4, "and 56 more")
    assert max(len(ground.text) for ground in line.grounds) < 130
