"""`/api/deadlines.ics`: what is due, as calendars read it (RFC 5545)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from board_gen.model.case import Case, CriterionFacts, NextReport, Revision
from board_gen.model.label import Language
from board_gen.model.local_time import end_of_day
from board_gen.pages.deadlines_ics import LINE, deadlines_file, folded_of
from board_gen.rules.judged import JudgedPlant
from tests.pages.builders import AT, DAY, HOUR, ZONE, case_of, facts_of, plant_of, reader_of
from tests.pages.live_boards import demo_judged

SITE = "https://quality.example/board/"


def content_of(judged: JudgedPlant, at: datetime = AT, site: str | None = SITE) -> bytes:
    content = deadlines_file(judged, reader_of(judged, Language.EN, at), site).content
    assert isinstance(content, bytes)
    return content


def events_of(judged: JudgedPlant, at: datetime = AT, site: str | None = SITE) -> dict[str, Any]:
    """The events by the end of their UID."""
    calendar = Calendar.from_ical(content_of(judged, at, site))
    return {str(event["UID"]).split("/", 1)[1]: event for event in calendar.walk("VEVENT")}


def leak(**given: object) -> Case:
    facts = facts_of({"containment": AT - 2 * DAY}, layered_audit=CriterionFacts("layered_audit", na="none"))
    return case_of("FR-1", "Leak, weld; \\ 5 %", AT - 2 * DAY, area="Line 3", owner="李伟", facts=facts, **given)


def plant(*cases: Case) -> JudgedPlant:
    return plant_of(cases, [], [])


def test_every_line_is_as_the_standard_wants_it():
    """CRLF at each end, 75 octets at most, UTF-8 never cut; a calendar library reads it without a complaint."""
    content = content_of(demo_judged())
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= LINE and b"\n" not in line and b"\r" not in line and line.decode() for line in lines)
    calendar = Calendar.from_ical(content)
    events = calendar.walk("VEVENT")
    assert len(events) > 50
    assert calendar.errors == []
    assert all(event.errors == [] and event["UID"] and event["DTSTAMP"] and event["SUMMARY"] for event in events)
    assert len({str(event["UID"]) for event in events}) == len(events)


@pytest.mark.parametrize("text", ["SUMMARY:" + "焊" * 200, "X" * 75, "X" * 76, "é" + "X" * 74, "𝕏" * 60, ""])
def test_folding_loses_nothing(text):
    """Pieces of at most 75 octets whose blanks taken out are the line again."""
    pieces = list(folded_of(text))
    assert all(len(piece) <= LINE for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    assert "".join([pieces[0].decode(), *(piece[1:].decode() for piece in pieces[1:])]) == text


def test_what_is_open_is_in_it_and_nothing_else():
    """Each criterion that is not met, the report by name, the next report; not what is done or does not apply."""
    events = events_of(plant(leak(next_report=NextReport(end_of_day(date(2026, 11, 25), ZONE), date(2026, 11, 25)))))
    assert {name.removeprefix("FR-1/").removesuffix("@board-gen.invalid") for name in events} == {
        "criterion/root_cause",
        "criterion/corrective_action",
        "criterion/error_proofing",
        "criterion/verified",
        "criterion/fmea_cp",
        "criterion/standard_work",
        "criterion/lessons",
        "report/4D",
        "next-report",
    }
    root = events["FR-1/criterion/root_cause@board-gen.invalid"]
    assert root["DTSTART"].dt == AT  # 48 hours after the opening, to the minute
    assert root["DTSTART"].dt.tzinfo is UTC or root["DTSTART"].dt.utcoffset().total_seconds() == 0
    assert str(root["SUMMARY"]) == "FR-1 D4 Root cause · Leak, weld; \\ 5 %"
    assert str(root["DESCRIPTION"]).split("\n") == ["Leak, weld; \\ 5 %", "Owner: Li Wei", "Area: Line 3"]
    assert str(root["URL"]) == f"{SITE}cases/FR-1/"
    assert "STATUS" not in root
    assert events["FR-1/next-report@board-gen.invalid"]["DTSTART"].dt == date(2026, 11, 25)


def test_a_deadline_of_a_day_is_that_day():
    """What ends at the next local midnight is the day itself, in the plant's zone, whole."""
    root = events_of(plant(leak()))["FR-1/criterion/corrective_action@board-gen.invalid"]
    assert root["DTSTART"].dt == date(2026, 11, 28)


def test_a_moved_deadline_is_the_same_event():
    """Its UID stays, its date is the one in force, SEQUENCE counts the moves and DTSTAMP is the last one's."""
    name = "FR-1/criterion/corrective_action@board-gen.invalid"
    moved = Revision(AT - DAY, "corrective_action", end_of_day(date(2026, 12, 4), ZONE), "late")
    ahead = Revision(AT + DAY, "corrective_action", end_of_day(date(2026, 12, 9), ZONE), "later")
    before, after = events_of(plant(leak()))[name], events_of(plant(leak(revisions=(moved, ahead))))[name]
    assert (before.get("SEQUENCE"), after["SEQUENCE"]) == (None, 1)
    assert (before["DTSTAMP"].dt, after["DTSTAMP"].dt) == (AT - 2 * DAY, AT - DAY)
    assert after["DTSTART"].dt == date(2026, 12, 4)


def test_the_time_of_the_build_is_not_in_it():
    """Built an hour later, and nothing told meanwhile, it has the same bytes."""
    judged = plant(leak())
    assert content_of(judged) == content_of(judged, AT + HOUR)


def test_without_an_address_events_have_none():
    """No site_url, no URL; no case, a calendar without events."""
    assert all("URL" not in event for event in events_of(plant(leak()), site=None).values())
    assert events_of(plant()) == {}


def test_no_text_breaks_a_line():
    """Line ends and control characters of users start no line of their own."""
    hostile = "Leak\r\nEND:VEVENT\rBEGIN:VALARM\x0b\x85\u2028x\x00"
    judged = plant(replace(leak(), title=hostile, area=hostile))
    assert b"\r\nBEGIN:VALARM" not in content_of(judged)
    assert b"\nEND:VEVENT\r\n" in content_of(judged)
    events = events_of(judged)
    assert len(events) == 8
    assert all("END:VEVENT" in str(event["DESCRIPTION"]) for event in events.values())
