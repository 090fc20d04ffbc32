"""`/api/deadlines.ics`: what is due, as a calendar that others subscribe to (RFC 5545, contract §7).

Every deadline in force of what is not met, every next report, every named report that is not done; of cases on the
board. A deadline that ends with its day is that day. An event keeps its UID when its deadline moves, and counts the
moves (SEQUENCE), so that calendars move it too. Nothing hangs on the time of the build: DTSTAMP is when it was told.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from board_gen.messages import N_
from board_gen.model.local_time import day_of, end_of_day
from board_gen.pages.code_points import clean
from board_gen.pages.site import SiteFile, href_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.change_words import criterion_words
from board_gen.views.names import person_of
from board_gen.views.reader import Reader

URL = "api/deadlines.ics"
LINE = 75
"""So many octets a line has at most, without its end."""
_LEAD_BITS, _CONTINUES = 0b1100_0000, 0b1000_0000
"""By its first two bits an octet of UTF-8 says that it goes on with a character."""
_INSTANT = timedelta(seconds=1)
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


class Due(NamedTuple):
    """Something that is due at an instant: `name` is its own within its case, `told` when it was set or moved last."""

    name: str
    what: str
    due: datetime
    told: datetime
    moved: int = 0
    next: str = ""


def deadlines_file(judged: JudgedPlant, reader: Reader, site_url: str | None) -> SiteFile:
    """The calendar; `site_url` is where the site will stand. Without it events have no address."""
    lines = calendar_of(judged, reader, site_url)
    return SiteFile(URL, b"".join([folded + b"\r\n" for line in lines for folded in folded_of(line)]))


def calendar_of(judged: JudgedPlant, reader: Reader, site_url: str | None) -> Iterator[str]:
    """The lines of the calendar, not folded yet; cases by id."""
    name = reader.words(N_("{board}: deadlines"), board=reader.label(judged.rules.title))
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//board_gen//deadlines//EN", "CALSCALE:GREGORIAN")
    yield from (f"NAME:{text_of(name)}", f"X-WR-CALNAME:{text_of(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H")
    plant = quote(judged.rules.plant.zh or judged.rules.title.zh, safe="")
    for tracks in judged.cases:
        if tracks.is_on_board(reader.at):
            address = f"{site_url}{href_of(f'cases/{tracks.case.address}/')}" if site_url else ""
            for due in dues_of(tracks, reader):
                yield from _event_of(due, tracks, reader, f"{plant}/{quote(tracks.case.id, safe='')}", address)
    yield "END:VCALENDAR"


def dues_of(tracks: CaseTracks, reader: Reader) -> Iterator[Due]:
    """What a case on the board still has to do by some instant."""
    case, at, words = tracks.case, reader.at, reader.words
    for cell in tracks.criteria:
        ruling = cell.rulings.at(at)
        if ruling.is_unmet:
            moves = [move.at for move in case.revisions if move.criterion == cell.criterion.id and move.at <= at]
            told = max((case.opened, *moves))
            what = criterion_words(cell.criterion.id, reader)
            yield Due(f"criterion/{cell.criterion.id}", what, ruling.due, told, ruling.moved, cell.facts.next)
    for report in tracks.reports:
        if not report.done.at(at):
            what = words(N_("{name} report"), name=report.name)
            yield Due(f"report/{report.name}", what, report.due, case.opened)
    if case.next_report is not None:
        told = case.updated if case.updated is not None and case.updated <= at else case.opened
        yield Due("next-report", words(N_("Next report")), case.next_report.at, told)


def _event_of(due: Due, tracks: CaseTracks, reader: Reader, place: str, address: str) -> Iterator[str]:
    case, words = tracks.case, reader.words
    owner = person_of(case.owner, reader)
    facts = ((N_("Owner"), owner), (N_("Area"), case.area), (N_("Next move"), due.next))
    about = [case.title, *(f"{words(name)}: {text}" for name, text in facts if text)]
    yield "BEGIN:VEVENT"
    yield f"UID:{place}/{quote(due.name, safe='/')}@board-gen.invalid"
    yield f"DTSTAMP:{utc_of(due.told)}"
    yield start_of(due.due, reader)
    if due.moved:
        yield f"SEQUENCE:{due.moved}"
    yield f"SUMMARY:{text_of(' · '.join(part for part in (f'{case.id} {due.what}', case.title) if part))}"
    yield f"DESCRIPTION:{text_of(chr(10).join(about))}"
    if address:
        yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def start_of(due: datetime, reader: Reader) -> str:
    """When it is due: an instant in UTC, or the day that ends at this local midnight."""
    day = day_of(due - _INSTANT, reader.zone)
    if end_of_day(day, reader.zone) == due:
        return f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    return f"DTSTART:{utc_of(due)}"


def utc_of(instant: datetime) -> str:
    """`20261123T001200Z`."""
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text_of(text: str) -> str:
    """A text as a calendar's line holds it: escaped, and without what no text may hold."""
    return clean(text).replace("\t", " ").translate(_ESCAPED)


def folded_of(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, each after the first with a blank in front; no character is cut."""
    octets, start, room = line.encode(), 0, LINE
    while len(octets) - start > room:
        end = start + room
        while octets[end] & _LEAD_BITS == _CONTINUES:
            end -= 1
        yield octets[start:end] if start == 0 else b" " + octets[start:end]
        start, room = end, LINE - 1
    yield octets[start:] if start == 0 else b" " + octets[start:]
