"""The page of a case says all that its file says, in its step, and why it stands as it does (contract §3, §5)."""

import dataclasses
import re
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise

import html5lib
import pytest
from html5lib.html5parser import HTMLParser
from markupsafe import escape

from board_gen.model.case import Attachment, Case, Closing, CriterionFacts, InvalidCase, Recurrence, Rejection, Revision
from board_gen.model.label import Language
from board_gen.pages.case import case_page, invalid_case_page
from board_gen.pages.code_points import clean
from board_gen.rules.judged import JudgedPlant
from board_gen.views.case_clock import CaseClock
from board_gen.views.report import report_of
from tests.pages.builders import (
    AT,
    DAY,
    HOUR,
    all_done,
    case_of,
    facts_of,
    framed,
    plant_of,
    reader_of,
    rules_of,
    sample_cases,
)
from tests.pages.full_case import full_case, full_report
from tests.pages.looks import without_data

NOT_SHOWN = {
    "path",
    "address",
    "place",
    "places",
    "file",
    "body_line",
    "report_data",
    "profile_version",
    "criterion",
    "step",
    "body",
}
"""Fields that say where something stands or to what it belongs, and the Markdown, which is tested apart."""


EVERY_KIND = (full_case(), full_case(owner="", report=full_report("")), *sample_cases())


def page_of(case: Case, language: Language = Language.EN, at: datetime = AT, **rules: object) -> str:
    """The page of a case among the sample cases."""
    others = [other for other in sample_cases() if other.id != case.id]
    judged = plant_of([case, *others], rules=rules_of(**rules) if rules else None)
    tracks = next(tracks for tracks in judged.cases if tracks.case.id == case.id)
    return case_page(tracks, judged, reader_of(judged, language, at)).html


def report(case: Case, at: datetime = AT):
    """The view of a case alone, for an English reader."""
    judged = plant_of([case], findings=())
    return report_of(judged.cases[0], judged, reader_of(judged, Language.EN, at))


def texts_of(value: object, name: str = "") -> list[tuple[str, str]]:
    """(field, text) of every text and number in a record, at any depth; instants as days of the month."""
    if name in NOT_SHOWN or value is None or isinstance(value, bool | Enum):
        return []
    if isinstance(value, str | int):
        return [(name, str(value))] if str(value) else []
    if isinstance(value, tuple):
        return [found for item in value for found in texts_of(item, name)]
    if isinstance(value, dict):
        return [found for item in value.values() for found in texts_of(item, name)]
    if dataclasses.is_dataclass(value):
        return [found for f in dataclasses.fields(value) for found in texts_of(getattr(value, f.name), f.name)]
    return []


@pytest.mark.parametrize("language", list(Language))
def test_every_field_is_on_the_page(language) -> None:
    """Each text and number of a case and of its report is on its page, names of people in the reader's language."""
    case = full_case(attachments=())
    html = page_of(case, language)
    people = {"李伟": "Li Wei", "陈刚": "Chen Gang"} if language is Language.EN else {}
    found = texts_of({"case": dataclasses.replace(case, source="PRR")})
    assert len(found) > 100
    missing = [(name, text) for name, text in found if str(escape(people.get(text, text))) not in html]
    assert missing == []


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        ("Hold.start", "11-22 08:12"),
        ("Hold.until", "11-26 08:12"),
        ("Recurrence.at", "11-23 05:12"),
        ("Revision.at", "11-24 08:12"),
        ("Revision.to", "12-06 08:12"),
        ("Action.start", "11-20 08:12"),
        ("Action.due", "11-25 08:12"),
        ("Document.done", "11-23 07:12"),
        ("ReadAcross.due", "11-25 08:12"),
        ("RiskStock.clean_from", "11-22 08:12"),
        ("CriterionFacts.done", "11-21 09:30"),
        ("CriterionFacts.due", "12-05 08:12"),
        ("NextReport.at", "11-24 16:12"),
        ("updated", "11-23 07:55"),
        ("opened", "11-20 16:30"),
    ],
)
def test_every_instant_is_on_the_page(instant, text) -> None:
    """Each kind of instant is shown on the plant's clock."""
    assert f">{text}</time>" in page_of(full_case()) or text in page_of(full_case())


def test_closed_sets_are_in_words() -> None:
    """Triggers, places, kinds, branches, documents and answers are words, not codes."""
    html = page_of(full_case())
    for word in (
        "the customer asks for it",
        "in transit",
        "Material",
        "escape",
        "Control plan",
        "not known yet",
        "not affected",
        "major",
        "chosen",
        "verified",
    ):
        assert word in html
    for code in ("customer_request", "part_quality", "how_much"):
        assert code not in html


def test_files_are_listed_and_linked() -> None:
    """Each file is listed with its kind and size; its link is percent-encoded."""
    html = page_of(full_case(attachments=(Attachment("/x", "检漏 记录.pdf", 20480), Attachment("/y", "a.txt", 3))))
    assert '<a href="./%E6%A3%80%E6%BC%8F%20%E8%AE%B0%E5%BD%95.pdf">检漏 记录.pdf</a>' in html
    assert "PDF · 20 KB" in html
    assert "TXT · 3 bytes" in html


def test_markdown_stands_in_its_step() -> None:
    """`## D4` comes within the fourth step, what belongs to no step in the notes."""
    html = page_of(full_case())
    where = {step: html.index(f'id="{step}"') for step in ("d2", "d3", "d4", "d5", "d8")}
    assert where["d4"] < html.index("600 pieces.") < where["d5"]
    assert where["d2"] < html.index(">reported<") < where["d3"]
    assert html.index("Written before any heading.") > where["d8"]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "case",
    [full_case(), full_case(owner="", report=full_report("")), *sample_cases()],
    ids=lambda case: f"{case.id}{'' if case.owner else '-empty'}",
)
def test_pages_are_valid_html(case, language) -> None:
    """Every kind of page is HTML without a parse error, has one h1, and skips no level of heading."""
    html = page_of(case, language)
    HTMLParser(strict=True).parse(framed(html))
    levels = [int(level) for level in re.findall("<h([1-6])", html)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_chinese_page_has_no_english() -> None:
    """Beside what the case itself says in English, a Chinese page is Chinese."""
    case = case_of("1", "漏", AT - DAY, facts=facts_of({"containment": AT - HOUR}), owner="李伟")
    text = re.sub("<[^>]*>", " ", without_data(page_of(case, Language.ZH)))
    words = set(re.findall(r"[A-Za-z]{3,}", text)) - {"PRR", "FMEA", "complaint", "Asia", "Shanghai", "jpg", "WHY"}
    assert words == set()


def test_letters_carry_their_data() -> None:
    """Each letter names case, criterion and letter; no letter stands for a step."""
    html = page_of(full_case())
    letters = re.findall(r'data-case="([^"]*)" data-criterion="([^"]*)" data-letter="([^"]*)"', html)
    assert {case for case, _, _ in letters} == {"FR-2026-0118"}
    assert {criterion for _, criterion, _ in letters} == {
        "overall",
        *(given.id for given in rules_of().criteria),
    }
    assert {letter for _, criterion, letter in letters if criterion == "containment"} == {"G"}
    assert html.count("data-letter=") == len(letters) == 1 + 3 * 9
    assert 'data-case="FR-2026-0118" data-phase="open" data-escalation="1"' in html


@pytest.mark.parametrize(
    ("changes", "title", "why", "following"),
    [
        ({}, "Why it is red", "Root cause was due on", "Next: DOE on detergent concentration (Chen Gang)"),
        ({"facts": {}}, "Why it is red", "Containment was due on", "No next move is named."),
        ({"opened": AT - HOUR, "facts": {}}, "What is due next", "Containment is not done yet", ""),
        ({"facts": all_done(AT - DAY), "recurrences": ()}, "Every criterion is met", "Watched for a recurrence", ""),
    ],
)
def test_the_banner_says_why(changes, title, why, following) -> None:
    """One sentence says why the case stands as it does: the worst criterion, of these the one due first."""
    banner = report(full_case(revisions=(), **changes)).banner
    assert (banner.title, banner.next) == (title, following)
    assert why in banner.why


def test_more_red_is_counted() -> None:
    """Where more criteria are red than the one named, the banner says how many."""
    assert report(full_case(facts={}, opened=AT - 3 * DAY)).banner.others == "1 more criterion is red."


def test_moves_keep_the_first_deadline() -> None:
    """A moved deadline shows the first one and how far it moved; a move to come is told apart."""
    view = report(full_case())
    card = next(card for card in view.cards if card.cell.criterion == "corrective_action")
    assert (card.timing.due.text, card.first_due.text) == ("12-04 08:12", "11-27")
    assert card.moves == "moved 1 time, +6 d"
    assert [(line.before.text, line.to.text, line.is_ahead) for line in view.revisions] == [
        ("11-27", "12-04 08:12", False),
        ("12-04 08:12", "12-06 08:12", True),
    ]


@pytest.mark.parametrize(
    ("due", "done", "words", "tone", "ticks"),
    [
        (AT, None, "overdue 0 m", "late", True),
        (AT - HOUR, None, "overdue 1 h 00 m", "late", True),
        (AT + timedelta(minutes=1), None, "due in 1 m", "open", True),
        (AT, AT - HOUR, "1 h 00 m before the deadline", "met", False),
        (AT - HOUR, AT - HOUR, "0 m late", "late", False),
        (AT - DAY, AT, "1 d 00 h late", "late", False),
        (AT - DAY, AT + HOUR, "overdue 1 d 00 h", "late", True),
        (None, AT, "done", "met", False),
        (None, None, "", "", False),
    ],
)
def test_timing_around_the_deadline(due, done, words, tone, ticks) -> None:
    """At or after its deadline a thing is late; what is dated later has not happened yet."""
    judged = plant_of([full_case()], findings=())
    timing = CaseClock.of(judged.cases[0], reader_of(judged, Language.EN)).timing(due, done)
    assert (timing.words, timing.tone, timing.clock is not None) == (words, tone, ticks)


def test_claims_and_recurrences_count_for_nothing() -> None:
    """What is claimed without evidence, or failed again, is shown as not done, beside what was said."""
    html = page_of(full_case())
    assert "said done <time" in html
    again = {**all_done(AT - DAY), "verified": CriterionFacts("verified", (AT - DAY,), ("x.jpg",))}
    view = report(full_case(facts=again, recurrences=(Recurrence(AT - HOUR),)))
    card = next(card for card in view.cards if card.cell.criterion == "verified")
    assert (card.cell.letter, card.timing.done, len(card.earlier)) == ("R", None, 1)


def test_missing_content_stands_in_its_step() -> None:
    """What a claimed step lacks stands in it; what another will have to hold is said quietly."""
    view = report(full_case(facts=facts_of({"containment": AT - HOUR}), report=full_report("")))
    steps = {step.id: step for step in view.steps}
    assert steps["D3"].missing == ("in transit: 290 pieces not sorted", "in transit: no clean date")
    assert steps["D5"].missing == ()
    assert steps["D5"].to_come == ("nobody approved the chosen option",)
    html = page_of(full_case())
    assert html.index('id="d3"') < html.index("290 not sorted") < html.index('id="d4"')


def ended_cases() -> list[Case]:
    """A closed case and a rejected one, with facts before and after their end."""
    closed = full_case(
        opened=AT - 400 * DAY,
        facts=all_done(AT - 390 * DAY),
        recurrences=(),
        revisions=(Revision(AT + DAY, "lessons", AT + 3 * DAY),),
        customer="",
        profile="internal",
        next_report=None,
        closed=Closing(AT - 330 * DAY),
    )
    rejected = full_case(opened=AT - 400 * DAY, rejected=Rejection(AT - 399 * DAY, "not our part"))
    return [closed, rejected]


@pytest.mark.parametrize("case", ended_cases(), ids=("closed", "rejected"))
def test_the_page_of_an_ended_case_never_changes(case) -> None:
    """A closed or rejected case has the same page at any later instant, and nothing on it ticks."""
    html = page_of(case)
    assert page_of(case, at=AT + 3000 * DAY) == html
    assert "data-clock" not in html
    assert "is-quiet" in html
    assert "2025-10-19" in html


def test_the_end_of_a_case_is_told() -> None:
    """A closed case says when it closed and how long it took, a rejected one why."""
    closed, rejected = (report(case).banner for case in ended_cases())
    assert (closed.tone, closed.title, closed.why) == ("quiet", "Closed on 2025-12-28 08:12", "It took 70 d 00 h.")
    assert (rejected.title, rejected.why) == ("Rejected on 2025-10-20 08:12", "not our part")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"closed": Closing(AT - HOUR)}, "The closing of 11-23 07:12 is refused: it never takes effect."),
        ({"closed": Closing(AT - HOUR)}, "Not met by then: Root cause, Corrective action"),
        ({"facts": all_done(AT - 2 * DAY), "recurrences": (), "closed": Closing(AT - DAY)}, "were missing."),
        ({"closed": Closing(None)}, "The closing is refused: it has no date."),
        ({}, "On hold from 11-22 08:12 until 11-26 08:12; the clocks run on."),
        ({}, 'It came again on 11-23 05:12.</strong> two parts, lot L2611-09 <a href="../FR-2026-0121/">'),
        ({"recurrences": (Recurrence(AT + DAY, "x"),)}, "A recurrence is dated 11-24 08:12."),
        ({"differs": True}, "Sheet and case file differ"),
        ({"opened": AT + DAY, "facts": {}}, "It opens on 11-24 08:12."),
        ({"rejected": Rejection(AT + DAY, "x")}, "Its end is dated 11-24 08:12."),
    ],
)
def test_notices_are_plain(changes, expected) -> None:
    """A refused closing, a hold, a recurrence, a disagreement and dates to come are told in words."""
    assert expected in page_of(full_case(**changes))


def test_a_case_to_come_has_no_age_and_no_marks() -> None:
    """Before its opening a case is neither new nor due soon, and it is not said to have opened."""
    view = report(case_of("A", "x", AT + DAY))
    assert view.head.marks == ()
    assert [fact.note for fact in view.facts if fact.label == "Opened"] == [""]


def test_deadlines_at_midnight_are_days() -> None:
    """A deadline at a local midnight is shown as the day that ends then, other midnights as the day that begins."""
    judged = plant_of([full_case()], findings=())
    clock = CaseClock.of(judged.cases[0], reader_of(judged, Language.EN))
    midnight = datetime.fromisoformat("2026-12-05T00:00+08:00")
    assert (clock.deadline(midnight).text, clock.moment(midnight).text) == ("12-04", "12-05")
    new_year = datetime.fromisoformat("2027-01-01T00:00+08:00")
    assert (clock.deadline(new_year).text, clock.moment(new_year).text) == ("12-31", "2027-01-01")


def test_an_unknown_calendar_is_told() -> None:
    """A deadline counted over days whose calendar is not published says so."""
    late = datetime.fromisoformat("2027-03-01T08:00+08:00")
    case = case_of("X", "x", late, source="logistics")
    assert "calendar unknown" in page_of(case, at=late + HOUR)


def test_a_listed_row_has_a_short_page() -> None:
    """A row without a case file has its facts and its answer, and no steps."""
    row = next(case for case in sample_cases() if not case.tracked)
    html = page_of(row)
    assert f'data-case="{row.id}" data-criterion="answer" data-letter="Y"' in html
    assert "纸箱受潮" in html
    assert "D4" not in html
    assert str(escape(row.place)) in html


@pytest.mark.parametrize("language", list(Language))
def test_an_invalid_case_says_what_to_mend(language) -> None:
    """The page of an invalid case names file, line, fault and repair, and carries no letter."""
    judged = plant_of()
    page = invalid_case_page(judged.invalid[0], judged, reader_of(judged, language))
    HTMLParser(strict=True).parse(framed(page.html))
    assert "cases/2026/FR-2026-0130.md:14:3" in page.html
    assert "2026-13-01" in page.html
    assert "data-letter" not in page.html
    assert (page.url, page.edit_path) == ("cases/FR-2026-0130/", "cases/2026/FR-2026-0130.md")


def test_a_nearly_empty_invalid_case_has_a_page() -> None:
    """A file of which nothing could be read has a page under its stem."""
    judged = plant_of()
    page = invalid_case_page(InvalidCase("x", "x", judged.invalid[0].place), judged, reader_of(judged, Language.EN))
    assert "<h1>x</h1>" in page.html
    assert page.title == "x"


@pytest.mark.parametrize("length", [300, 3000])
def test_long_titles_stand(length) -> None:
    """A long title is shown whole."""
    title = "长" * length
    assert title in page_of(full_case(title=title))


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "\ufdd0", "\U0001ffff", "\ud800", "\x85"])
def test_what_html_may_not_hold_is_replaced(text) -> None:
    """Control characters, surrogates and non-characters become U+FFFD; other planes stay."""
    assert "\ufffd" in clean(text)
    assert clean("好\U0001f600\n\t") == "好\U0001f600\n\t"
    html = page_of(full_case(title=text, report=full_report(f"## D4\n\n{text}")))
    html5lib.HTMLParser(strict=True).parse(framed(html).encode("utf-8"), override_encoding="utf-8")


def test_a_page_needs_the_judged_plant_only() -> None:
    """A page is a function of its arguments: the same twice."""
    judged: JudgedPlant = plant_of([full_case()], findings=())
    reader = reader_of(judged)
    assert case_page(judged.cases[0], judged, reader) == case_page(judged.cases[0], judged, reader)
