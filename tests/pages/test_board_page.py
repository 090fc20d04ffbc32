"""The board's page: what it shows of a judged plant at an instant."""

import re
from datetime import timedelta

import pytest

from board_gen.finding import Finding, Place
from board_gen.model.case import Closing, CriterionFacts, InvalidCase, Recurrence, Revision
from board_gen.model.label import Language
from board_gen.model.terms import Letter, Phase
from board_gen.pages.board import board_page
from board_gen.views.api import counts_json
from board_gen.views.board import board_of
from board_gen.views.cell import moved_words
from board_gen.views.counts import days_without_red
from board_gen.views.row import age_words, next_deadline_of
from tests.pages.builders import (
    AT,
    BROKEN,
    DAY,
    HOUR,
    all_done,
    case_of,
    facts_of,
    framed,
    plant_of,
    reader_of,
    rules_of,
)
from tests.pages.looks import letters_in, parsed, text_of

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def tree_of(judged, language=Language.EN, at=AT):
    return parsed(framed(board_page(judged, reader_of(judged, language, at)).html, language=str(language)))


def rows_of(tree):
    return [row for row in tree.iter("tr") if row.get("data-case")]


def row_of(tree, case_id):
    return next(row for row in rows_of(tree) if row.get("data-case") == case_id)


def test_the_letters_are_those_of_the_rules():
    """The page holds every letter of every case on the board, each as the rules give it, and no other."""
    judged = plant_of()
    expected = set()
    for tracks in judged.on_board(AT):
        expected.add((tracks.case.id, "overall", str(tracks.head.at(AT).status)))
        expected |= {(tracks.case.id, c.criterion.id, str(c.rulings.at(AT).letter)) for c in tracks.criteria}
    assert letters_in(tree_of(judged)) == expected


def test_rows_stand_in_the_boards_order():
    """Invalid rows come first, then the cases in the order of the rules, each with its phase and escalation."""
    judged = plant_of()
    expected = [(case.id, "invalid", "0") for case in judged.invalid]
    for tracks in judged.on_board(AT):
        head = tracks.head.at(AT)
        expected.append((tracks.case.id, str(head.phase), str(head.escalation)))
    found = [(r.get("data-case"), r.get("data-phase"), r.get("data-escalation")) for r in rows_of(tree_of(judged))]
    assert found == expected


def test_what_is_not_on_the_board_has_no_row():
    """Closed, rejected and not yet opened cases are not named on the board."""
    judged = plant_of([case_of("FR-LATER", "later", AT + SECOND), *plant_of().plant.cases])
    tree = tree_of(judged)
    told = {value for element in tree.iter() for name, value in element.attrib.items() if name == "data-case"}
    assert told
    assert not told & {"FR-2026-0088", "FR-2026-0090", "FR-LATER"}


def test_a_case_appears_at_the_instant_of_its_opening():
    """A case is on the board from the second in which it was opened."""
    judged = plant_of([case_of("FR-1", "leak", AT)], [], [])
    assert [row.get("data-case") for row in rows_of(tree_of(judged, at=AT))] == ["FR-1"]
    assert rows_of(tree_of(judged, at=AT - SECOND)) == []


def test_an_invalid_row_says_what_is_wrong_and_where():
    """An invalid row has no letter; it names the place, the fault and the repair, and counts what it leaves out."""
    place = Place("cases/a.md", 14, 3)
    faults = [Finding(BROKEN, Place("cases/a.md", line), {"text": str(line)}, case="A") for line in range(1, 6)]
    judged = plant_of([], [InvalidCase("A", "A", place)], faults)
    row = row_of(tree_of(judged), "A")
    text = text_of(row)
    assert "cases/a.md:1:1 This line can't be read: 1 write a date such as 2026-11-20" in text
    assert "cases/a.md:4:1" not in text
    assert "and 2 more" in text
    assert not [element for element in row.iter() if element.get("data-letter")]


def test_an_invalid_row_without_an_address_links_nowhere():
    """A second case of the same id, which has no page, is no link."""
    judged = plant_of([], [InvalidCase("A", None, Place("cases/b.md"))], [])
    links = [link.get("href") for link in row_of(tree_of(judged), "A").iter("a")]
    assert links == []


def test_a_listed_row_shows_its_answer_across_the_columns():
    """A row whose only criterion is no column spans all columns with the letter of its answer."""
    row = row_of(tree_of(plant_of()), "IL-0457")
    answer = next(cell for cell in row.iter("td") if cell.get("colspan"))
    assert answer.get("colspan") == "9"
    assert text_of(answer) == "Y Answer"


def test_a_criterion_that_the_profile_lacks_is_an_empty_cell():
    """The packing profile has three criteria; its other six cells are empty."""
    row = row_of(tree_of(plant_of()), "FR-2026-0124")
    cells = [cell for cell in row.iter("td") if "cell" in cell.get("class", "").split()]
    assert [text_of(cell) for cell in cells] == ["Y", "Y", "", "", "", "", "", "", "Y"]


def test_moved_deadlines_and_claims_stand_beside_their_letter():
    """The cell of a moved deadline says by how much, that of a claim that it is one."""
    row = row_of(tree_of(plant_of()), "FR-2026-0118")
    beside = {e.get("data-mark"): text_of(e) for e in row.iter("span") if "beside" in e.get("class", "").split()}
    assert beside == {"moved": "+6 d", "claimed": "claimed"}


def test_every_letter_says_its_colour_and_why():
    """Each letter is labelled in words for those who do not see it, and says in its title why it is so."""
    for element in tree_of(plant_of()).iter():
        if element.get("data-letter"):
            assert element.get("aria-label")
            assert element.get("title")


def test_addresses_are_percent_encoded():
    """A link to a case of any script is percent-encoded and relative."""
    judged = plant_of([case_of("质-1", "leak", AT)], [], [])
    links = {link.get("href") for link in row_of(tree_of(judged), "质-1").iter("a")}
    assert links == {"./cases/%E8%B4%A8-1/"}


@pytest.mark.parametrize(
    ("since_opening", "words", "tone"),
    [
        (timedelta(), "due in 1 d 00 h", "soon"),
        (24 * HOUR - SECOND, "due in 0 m", "soon"),
        (24 * HOUR, "overdue 0 m", "late"),
        (24 * HOUR + 3 * HOUR + 20 * MINUTE, "overdue 3 h 20 m", "late"),
        (52 * HOUR, "overdue 1 d 04 h", "late"),
    ],
)
def test_the_next_deadline_in_words(since_opening, words, tone):
    """The earliest unmet deadline is overdue from its very instant on; within 24 hours before it, it is soon."""
    judged = plant_of([case_of("FR-1", "leak", AT)], [], [])
    found = next_deadline_of(judged.cases[0], reader_of(judged, Language.EN, AT + since_opening))
    assert (found.what, found.words, found.tone) == ("D3 Containment", words, tone)


@pytest.mark.parametrize(
    ("since_green", "words", "tone"),
    [
        (timedelta(), "day 1 of 7", "watch"),
        (DAY - SECOND, "day 1 of 7", "watch"),
        (DAY, "day 2 of 7", "watch"),
        (7 * DAY - SECOND, "day 7 of 7", "watch"),
        (7 * DAY, "ready to close", "ready"),
    ],
)
def test_the_days_of_a_watch(since_green, words, tone):
    """A watch of seven days counts from 1 to 7 and ends, to the second, after seven times 24 hours."""
    judged = plant_of([case_of("FR-1", "leak", AT - DAY, facts=all_done(AT))], [], [])
    found = next_deadline_of(judged.cases[0], reader_of(judged, Language.EN, AT + since_green))
    assert (found.words, found.tone) == (words, tone)


def test_a_recurrence_restarts_the_days_of_a_watch():
    """After a recurrence that turned nothing red the watch is at its first day again."""
    rules = rules_of()
    calm = tuple(type(c)(c.id, c.label, c.step, c.evidence, fails_on_recurrence=False) for c in rules.criteria)
    case = case_of("FR-1", "leak", AT - 9 * DAY, facts=all_done(AT - 5 * DAY), recurrences=(Recurrence(AT - HOUR),))
    judged = plant_of([case], [], [], rules_of(criteria=calm))
    assert next_deadline_of(judged.cases[0], reader_of(judged, Language.EN)).words == "day 1 of 7"


@pytest.mark.parametrize(
    ("moved", "words"),
    [(3 * DAY, "+3 d"), (3 * DAY - SECOND, "+2 d"), (5 * HOUR, "+5 h"), (-DAY, "−1 d"), (timedelta(), "+0 h")],
)
def test_how_far_a_deadline_was_moved(moved, words):
    """A move is told in whole days past the first deadline, in hours under a day, with its direction."""
    reader = reader_of(plant_of([], [], []), Language.EN)
    assert moved_words(AT + moved, AT, reader) == words


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(), "0 min"),
        (59 * MINUTE, "59 min"),
        (HOUR, "1 h"),
        (DAY - SECOND, "23 h"),
        (DAY, "1 d"),
        (400 * DAY, "400 d"),
    ],
)
def test_the_age_of_a_case(age, words):
    """An age is told in its largest unit."""
    assert age_words(age, reader_of(plant_of([], [], []), Language.EN)) == words


def test_counts_are_those_of_the_data_file():
    """The numbers in the page's head are those of board.json."""
    judged = plant_of()
    counts, data = board_of(judged, reader_of(judged)).counts, counts_json(judged, AT)
    assert (counts.board, counts.red, counts.yellow, counts.green) == (data["board"], data["R"], data["Y"], data["G"])
    assert (counts.open, counts.watch, counts.ready) == (data["open"], data["watch"], data["ready"])
    assert (counts.new, counts.invalid) == (data["new"], data["invalid"])


@pytest.mark.parametrize(
    ("case", "days"),
    [
        (None, None),
        (case_of("A", "never red", AT - HOUR), None),
        (case_of("A", "red now", AT - 2 * DAY), 0),
        (
            case_of(
                "A",
                "turned green again",
                AT - 5 * DAY,
                facts=facts_of({"answer": AT - 3 * DAY}),
                listed_answer=True,
                profile="listed",
                needs_evidence=False,
            ),
            3,
        ),
        (case_of("A", "closed green", AT - 40 * DAY, facts=all_done(AT - 30 * DAY), closed=Closing(AT - 20 * DAY)), 30),
    ],
)
def test_days_without_red(case, days):
    """Whole days since any case was last red on the board; none where none ever was."""
    judged = plant_of([case] if case else [], [], [])
    assert days_without_red(judged, AT) == days


def test_an_empty_board_says_so_well():
    """With nothing open the page says it, and for how long nothing was red."""
    closed = case_of("A", "x", AT - 40 * DAY, facts=all_done(AT - 30 * DAY), closed=Closing(AT - 20 * DAY))
    judged = plant_of([closed], [], [])
    html = board_page(judged, reader_of(judged, Language.EN)).html
    assert "No open problem" in html
    assert "30 days without red" in html
    assert "<table" not in html


def test_the_head_names_instant_and_zone_once():
    """The page says as of when it is, in plant time, and names the zone once."""
    judged = plant_of()
    html = board_page(judged, reader_of(judged, Language.EN)).html
    seen = re.sub("<script.*?</script>", "", html, flags=re.DOTALL)
    assert '<time datetime="2026-11-23T00:12:00Z">11-23 08:12</time>' in html
    assert seen.count("Asia/Shanghai") == 1
    assert "pinned" in html


def test_a_deadline_moved_by_a_revision_is_the_one_that_counts():
    """Where the earliest deadline was moved, the words count to the new one."""
    case = case_of(
        "FR-1",
        "x",
        AT - 2 * DAY,
        revisions=(Revision(AT - 30 * HOUR, "containment", AT + 5 * HOUR, "late", "x"),),
        facts={"root_cause": CriterionFacts("root_cause", due=AT + 9 * DAY)},
    )
    judged = plant_of([case], [], [])
    assert next_deadline_of(judged.cases[0], reader_of(judged, Language.EN)).words == "due in 5 h 00 m"
    assert judged.cases[0].head.at(AT).status is Letter.YELLOW
    assert judged.cases[0].head.at(AT).phase is Phase.OPEN
