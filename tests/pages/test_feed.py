"""`/api/feed.xml`: an Atom feed (RFC 4287) whose entries never change and are told once."""

import re
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest

from board_gen.model.case import Recurrence
from board_gen.model.label import Label, Language
from board_gen.pages.feed import MOST, feed_file
from board_gen.rules.judged import JudgedPlant
from tests.pages.builders import AT, DAY, HOUR, SECOND, case_of, plant_of, reader_of, rules_of, sample_cases
from tests.pages.live_boards import demo_judged

A = "{http://www.w3.org/2005/Atom}"
SITE = "https://quality.example/board/"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*")
"""RFC 4151."""
ONCE = {"id", "title", "updated"}
FEED = {*ONCE, "subtitle", "author", "link", "entry"}
ENTRY = {*ONCE, "author", "category", "link", "content"}


def content_of(
    judged: JudgedPlant, at: datetime = AT, site: str | None = SITE, language: Language = Language.EN
) -> str:
    content = feed_file(judged, reader_of(judged, language, at), site).content
    assert isinstance(content, bytes)
    return content.decode()


def feed_of(
    judged: JudgedPlant, at: datetime = AT, site: str | None = SITE, language: Language = Language.EN
) -> ET.Element:
    return ET.fromstring(content_of(judged, at, site, language))


def text_of(element: ET.Element, name: str) -> str:
    return element.findtext(f"{A}{name}") or ""


def ids_of(feed: ET.Element) -> list[str]:
    return [text_of(entry, "id") for entry in feed.iter(f"{A}entry")]


def check_atom(feed: ET.Element) -> None:
    """What RFC 4287 §4.1 asks of a feed and its entries, as its RELAX NG schema says it."""
    assert feed.tag == f"{A}feed"
    has_author = bool(feed.findall(f"{A}author"))
    for element, allowed in ((feed, FEED), *((entry, ENTRY) for entry in feed.iter(f"{A}entry"))):
        names = [child.tag.removeprefix(A) for child in element]
        assert set(names) <= allowed
        assert all(names.count(name) == 1 for name in ONCE), names
        assert TAG.fullmatch(text_of(element, "id"))
        assert STAMP.fullmatch(text_of(element, "updated"))
        assert text_of(element, "title").strip()
        assert all(text_of(author, "name") for author in element.iter(f"{A}author"))
        links = [(link.get("rel"), link.get("type")) for link in element.findall(f"{A}link")]
        assert len(set(links)) == len(links)
        assert all((link.get("href") or "").startswith(SITE) for link in element.iter(f"{A}link"))
        assert all(category.get("term") for category in element.iter(f"{A}category"))
    for entry in feed.iter(f"{A}entry"):
        assert has_author or entry.findall(f"{A}author")
        content = entry.findall(f"{A}content")
        assert [one.get("type") for one in content] == ["text"]
        assert not list(content[0])
    ids = ids_of(feed)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("site", [SITE, None])
def test_it_is_atom(language, site):
    """With and without an address of the site, in both languages; the demonstration and one case of every kind."""
    for judged in (demo_judged(), plant_of()):
        feed = feed_of(judged, site=site, language=language)
        check_atom(feed)
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language.value
        assert bool(list(feed.iter(f"{A}link"))) is (site is not None)
        assert ids_of(feed)


def test_the_latest_thirty_days_latest_first():
    """Its own time is that of its newest entry; none is older than 30 days, none lies ahead, 200 at most."""
    feed = feed_of(demo_judged())
    updated = [text_of(entry, "updated") for entry in feed.iter(f"{A}entry")]
    assert updated == sorted(updated, reverse=True)
    assert text_of(feed, "updated") == updated[0] <= "2026-11-23T00:12:00Z"
    assert updated[-1] >= "2026-10-24T00:12:00Z"
    many = plant_of([case_of(f"FR-{n:04}", "Leak", AT - 5 * DAY) for n in range(MOST)], [], [])
    assert len(ids_of(feed_of(many))) == MOST


def test_ids_survive_rewording_a_later_build_and_another_language():
    """An entry's id and time stay whatever is reworded, wherever the site moves and whenever it is built."""
    cases = [case_of("FR/1 é", "Leak", AT - 2 * DAY, owner="李伟", recurrences=(Recurrence(AT - DAY, "two parts"),))]
    first = feed_of(plant_of(cases, [], []))
    reworded = replace(cases[0], title="Leak at the weld", owner="陈刚", recurrences=(Recurrence(AT - DAY, "three"),))
    later = feed_of(plant_of([reworded], [], []), AT + HOUR, "https://other.example/", Language.ZH)
    assert ids_of(first) == ids_of(later)[-len(ids_of(first)) :]
    assert [text_of(entry, "updated") for entry in first.iter(f"{A}entry")] == [
        text_of(entry, "updated") for entry in later.iter(f"{A}entry")
    ][-len(ids_of(first)) :]


def test_the_same_facts_are_the_same_feed():
    """A build a minute later in which nothing changed writes the same bytes."""
    judged = plant_of([case_of("FR-1", "Leak", AT - 2 * DAY)], [], [])
    assert content_of(judged) == content_of(judged, AT + SECOND)


def test_two_plants_share_no_id():
    """What two plants number alike are two things to a reader of both feeds."""
    other = plant_of(rules=rules_of(plant=Label.plain("Other plant")))
    assert set(ids_of(feed_of(plant_of()))).isdisjoint(ids_of(feed_of(other)))


def test_equal_facts_are_two_entries():
    """Two recurrences at one instant have an id each."""
    again = Recurrence(AT - DAY, "a"), Recurrence(AT - DAY, "b")
    feed = feed_of(plant_of([case_of("FR-1", "Leak", AT - 2 * DAY, recurrences=again)], [], []))
    check_atom(feed)
    assert sum("/recurred" in one for one in ids_of(feed)) == 2


def test_no_text_breaks_it():
    """Markup, control characters, lone surrogates and noncharacters of users leave it well formed."""
    hostile = "]]><script>&\x00\x0b\x1b\ud800\uffff 𝕏"
    case = case_of(
        "FR-1", hostile, AT - DAY, owner=hostile, area=hostile, recurrences=(Recurrence(AT - HOUR, hostile),)
    )
    feed = feed_of(plant_of([case], [], []))
    check_atom(feed)
    assert "]]><script>&" in text_of(next(iter(feed.iter(f"{A}entry"))), "content")


def test_an_empty_board_has_a_valid_feed():
    """Without entries the feed's time is when somebody last told something, and the beginning of time before that."""
    empty = feed_of(plant_of([], [], []))
    check_atom(empty)
    assert text_of(empty, "updated") == "1970-01-01T00:00:00Z"
    old = plant_of([case for case in sample_cases() if case.id == "FR-2026-0090"], [], [])
    assert text_of(feed_of(old, AT + 60 * DAY), "updated") == "2026-10-09T00:12:00Z"
