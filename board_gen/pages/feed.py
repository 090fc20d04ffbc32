"""`/api/feed.xml`: what changed in the last 30 days as an Atom feed (RFC 4287), for readers and for mail rules.

An entry's id is made of plant, case, instant, kind and criterion, and of no text that somebody may reword: who reads
the feed twice is told each thing once. `updated` is when it happened, never when the site was built.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree as ET

from board_gen.messages import N_
from board_gen.pages.code_points import clean
from board_gen.pages.site import SiteFile, href_of
from board_gen.rules.changed import Change
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.lately import ChangedCase
from board_gen.views.change_words import told_of
from board_gen.views.changes import clock_of
from board_gen.views.names import person_of
from board_gen.views.reader import Reader
from board_gen.wording.times import utc_text

URL = "api/feed.xml"
MOST = 200
"""So many entries a feed has, the latest."""
ATOM = "http://www.w3.org/2005/Atom"
_TAG = "tag:board-gen.invalid,2026:"
"""What each id begins with (RFC 4151). Nobody will ever own that name, and a site may move without a new id."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Entry(NamedTuple):
    """A change in the feed, and its id."""

    id: str
    case: ChangedCase
    change: Change


def feed_file(judged: JudgedPlant, reader: Reader, site_url: str | None) -> SiteFile:
    """The feed; `site_url` is where the site will stand. Without it entries have ids and no links."""
    feed = feed_of(judged, reader, site_url)
    ET.indent(feed)
    text = ET.tostring(feed, encoding="unicode")
    return SiteFile(URL, f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode())


def feed_of(judged: JudgedPlant, reader: Reader, site_url: str | None) -> ET.Element:
    """The feed as elements."""
    rules, words = judged.rules, reader.words
    entries = entries_of(judged, reader.at)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": words.language.value})
    _put(feed, "title", words(N_("{board}: what changed"), board=reader.label(rules.title)))
    _put(feed, "subtitle", reader.label(rules.plant))
    _put(feed, "id", f"{_TAG}{_plant_of(judged)}")
    _put(feed, "updated", utc_text(_updated_of(judged, reader.at, entries)))
    _put(ET.SubElement(feed, "author"), "name", reader.label(rules.plant) or reader.label(rules.title))
    if site_url:
        ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{site_url}{URL}"})
        ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{site_url}changes/"})
    for entry in entries:
        feed.append(_element_of(entry, reader, site_url))
    return feed


def entries_of(judged: JudgedPlant, at: datetime) -> tuple[Entry, ...]:
    """The latest changes of the last 30 days, latest first."""
    every = [(one, change) for one in judged.changed(at) for change in one.changes]
    every.sort(key=lambda pair: (pair[1].at, pair[0].case.id), reverse=True)
    latest = every[:MOST]
    return tuple(_entries_of(_plant_of(judged), latest))


def _entries_of(plant: str, changes: Iterable[tuple[ChangedCase, Change]]) -> Iterator[Entry]:
    """Of two that have all in common the second is told so."""
    told: dict[str, int] = {}
    for one, change in changes:
        parts = (one.case.id, utc_text(change.at), change.what.value, *([change.of] if change.of else []))
        name = "/".join(quote(part, safe=":") for part in parts)
        told[name] = told.get(name, 0) + 1
        again = f"/{told[name]}" if told[name] > 1 else ""
        yield Entry(f"{_TAG}{plant}/{name}{again}", one, change)


def _plant_of(judged: JudgedPlant) -> str:
    """The plant's name as a part of an id; whatever language the site is in."""
    return quote(judged.rules.plant.zh or judged.rules.title.zh, safe="")


def _updated_of(judged: JudgedPlant, at: datetime, entries: tuple[Entry, ...]) -> datetime:
    """When the latest entry happened; without one, when somebody last told something."""
    if entries:
        return entries[0].change.at
    return max((one.changed for one in judged.digests(at) if one.changed is not None), default=_NEVER)


def _element_of(entry: Entry, reader: Reader, site_url: str | None) -> ET.Element:
    case, change, words = entry.case.case, entry.change, reader.words
    told = told_of(change, entry.case, clock_of(reader, with_years=True))
    facts = ((N_("Area"), case.area), (N_("Owner"), person_of(case.owner, reader)))
    lines = [case.title, told.text, *(f"{words(name)}: {text}" for name, text in facts if text)]
    element = ET.Element("entry")
    _put(element, "id", entry.id)
    _put(element, "title", f"{case.id} · {told.what}")
    _put(element, "updated", utc_text(change.at))
    if change.who:
        _put(ET.SubElement(element, "author"), "name", person_of(change.who, reader))
    ET.SubElement(element, "category", {"term": change.what.group.value})
    ET.SubElement(element, "category", {"term": change.what.value})
    if site_url:
        href = f"{site_url}{href_of(f'cases/{case.address}/')}"
        ET.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": href})
    _put(element, "content", "\n".join(lines)).set("type", "text")
    return element


def _put(parent: ET.Element, name: str, text: str) -> ET.Element:
    """A child that holds a text, without what XML may not hold."""
    child = ET.SubElement(parent, name)
    child.text = clean(text)
    return child
