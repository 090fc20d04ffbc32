"""The live list: what a page carries so that a script keeps it true while nobody rebuilds (contract §7).

Everything in it is read from tracks, at each step after the build; the script walks the list and knows no rule.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from board_gen.messages import N_
from board_gen.model.label import Language
from board_gen.model.terms import Letter, Mark
from board_gen.rules.deadline import deadline_of
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.frames import earliest_of, frames_of
from board_gen.views.live_line import Json, Page, json_of, levels_of, line_of, second_of
from board_gen.views.old_rows import OLD_ROWS
from board_gen.views.quiet import Quiet
from board_gen.views.reader import Reader
from board_gen.views.row import BESIDE_A_CELL, CALLING
from board_gen.views.standing import Cadence, Standing
from board_gen.wording import Wording
from board_gen.wording.terms import LETTERS, MARK_MEANINGS, MARKS

_AHEAD = timedelta(days=730)
"""How far ahead of the build the zone's changes of the clock are carried."""


@dataclass(frozen=True, slots=True)
class LiveCase:
    """A case that is on the board at the build or comes on it later: its line of the list, as JSON."""

    id: str
    json: str


@dataclass(frozen=True, slots=True)
class MarkTold:
    """A mark in words; `is_strong` where it calls for somebody, `is_beside` where it stands at a cell."""

    text: str
    meaning: str
    is_strong: bool
    is_beside: bool


@dataclass(frozen=True, slots=True)
class LiveWords:
    """What the script says: messages by the names it knows, marks and letters in words. They hang on the language."""

    words: Mapping[str, str]
    marks: Mapping[Mark, MarkTold]
    letters: Mapping[Letter, str]


@dataclass(frozen=True, slots=True)
class LiveList:
    """All that a page needs to stay true from `at` on.

    `words` is None where the script brings them. `offsets`: the zone's distance from UTC, from each instant on. `title`
    stands before the page's own title, its `{R}` and the like filled from the counts, or `{s}` from the only case.
    """

    at: datetime
    pinned: bool
    zone: ZoneInfo
    language: Language
    cadence: Cadence
    offsets: tuple[tuple[datetime, timedelta], ...]
    words: LiveWords | None
    levels: Mapping[int, str]
    title: str
    invalid: int
    quiet: tuple[Quiet, ...]
    cases: tuple[LiveCase, ...]


def live_of(
    judged: JudgedPlant, reader: Reader, standing: Standing | None = None, *, with_whys: bool = True
) -> LiveList:
    """What keeps a list of the plant's cases true after the reader's instant.

    Of them it carries those that are on the board, or will be. `standing` is the plant's at that instant, where there
    is one already. `with_whys`: the sentences too.
    """
    standing = standing or Standing(judged, reader.at)
    return replace(
        _bare(reader, standing.earliest),
        cadence=standing.cadence,
        title="({R}) ",
        invalid=len(judged.invalid),
        quiet=standing.quiet,
        cases=tuple(
            LiveCase(tracks.case.id, standing.line(tracks, reader, with_whys=with_whys)) for tracks in standing.live
        ),
    )


def live_page_of(tracks: CaseTracks, reader: Reader, page: Page) -> LiveList:
    """What keeps the page of one case true; nothing in it depends on any other case.

    `page` tells its own texts. Its words are those that all such pages share: the script brings them.
    """
    frames = frames_of(tracks, max(reader.at, tracks.case.opened))
    line = LiveCase(tracks.case.id, json_of(line_of(tracks, frames, reader, 0, page=page)))
    return replace(_bare(reader, earliest_of((tracks,), reader.at), with_words=False), title="{s} · ", cases=(line,))


def _bare(reader: Reader, earliest: datetime, *, with_words: bool = True) -> LiveList:
    rules, words = reader.rules, reader.words
    return LiveList(
        at=reader.at,
        pinned=reader.pinned,
        zone=reader.zone,
        language=words.language,
        cadence=Cadence(None, None, deadline_of(reader.at, rules.cadence.build, rules).at),
        offsets=offsets_of(reader.zone, earliest, reader.at + _AHEAD),
        words=live_words_of(words, CALLING) if with_words else None,
        levels=levels_of(rules.escalation, reader) if with_words else {},
        title="",
        invalid=0,
        quiet=(),
        cases=(),
    )


def offsets_of(zone: ZoneInfo, start: datetime, end: datetime) -> tuple[tuple[datetime, timedelta], ...]:
    """A zone's distance from UTC at `start`, and at each instant up to `end` (to the minute) from which it differs."""
    years = range(start.astimezone(UTC).year, end.astimezone(UTC).year + 1)
    turns = (turn for year in years for turn in _turns_of(zone, year))
    return ((start, _offset(start, zone)), *(turn for turn in turns if start < turn[0] <= end))


@cache
def _turns_of(zone: ZoneInfo, year: int) -> tuple[tuple[datetime, timedelta], ...]:
    """When in a year of UTC a zone's distance from it changes, and to what; found day by day."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(366 + 1)]
    offsets = [_offset(day, zone) for day in days]
    turned = [place for place in range(1, len(days)) if offsets[place] != offsets[place - 1]]
    found = ((_turn(days[place - 1], days[place], zone), offsets[place]) for place in turned)
    return tuple(turn for turn in found if turn[0].year == year)


def _turn(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The minute between two instants at which the offset changes."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if _offset(middle, zone) == _offset(before, zone) else (before, middle)
    return (after + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def mark_told(mark: Mark, words: Wording, calling: frozenset[Mark]) -> MarkTold:
    """A mark in the reader's words."""
    return MarkTold(words(MARKS[mark]), words(MARK_MEANINGS[mark]), mark in calling, mark in BESIDE_A_CELL)


def live_words_of(words: Wording, calling: frozenset[Mark]) -> LiveWords:
    """All that the script says in a language; `calling` are the marks that call for somebody on the page."""
    return LiveWords(
        words_of(words),
        {mark: mark_told(mark, words, calling) for mark in Mark},
        {letter: words(text) for letter, text in LETTERS.items()},
    )


def words_of(words: Wording) -> dict[str, str]:
    """The messages that a script fills, by the names it knows."""
    return {name: words.translations.gettext(message) for name, message in _WORDS.items()}


_WORDS = {
    "overdue": N_("overdue {span}"),
    "due": N_("due in {span}"),
    "left": N_("{span} left"),
    "watch": N_("day {day} of {days}"),
    "ready": N_("ready to close"),
    "ago": N_("{span} ago"),
    "span_days": N_("{days} d {hours} h"),
    "span_hours": N_("{hours} h {minutes} m"),
    "span_minutes": N_("{minutes} m"),
    "age_days": N_("{count} d"),
    "age_hours": N_("{count} h"),
    "age_minutes": N_("{count} min"),
    "now": N_("now {moment}"),
    "lost": N_("no connection since {moment}"),
    "unchecked": N_("this screen's clock can't be checked"),
    "corrected": N_("this screen's clock is {span} off; counted by the server's"),
    "stale_rows": OLD_ROWS,
    "stale_data": N_("Old data: nothing has been changed since {moment}"),
    "stale_build": N_("Old page: last built {moment}"),
    "quiet_one": N_("{count} day without red"),
    "quiet_many": N_("{count} days without red"),
    "pinned": N_("pinned, does not tick"),
}


def live_json(live: LiveList) -> Json:
    """The list as the page carries it, but for its `cases`: instants as epoch seconds."""
    return {
        "at": second_of(live.at),
        "pinned": live.pinned,
        "zone": live.zone.key,
        "lang": live.language.value,
        "stale": list(_stale_of(live)),
        "offsets": [[second_of(at), int(offset.total_seconds())] for at, offset in live.offsets],
        **(words_json(live.words) if live.words else {}),
        **({"levels": {str(level): text for level, text in live.levels.items()}} if live.levels else {}),
        "title": live.title,
        "invalid": live.invalid,
        "quiet": [[second_of(step.at), _optional(step.since), int(step.is_red)] for step in live.quiet],
    }


def words_json(told: LiveWords) -> Json:
    """The words as a list carries them."""
    return {
        "words": dict(told.words),
        "marks": {
            mark.value: {"text": m.text, "meaning": m.meaning, "strong": m.is_strong, "beside": m.is_beside}
            for mark, m in told.marks.items()
        },
        "letters": {letter.value: text for letter, text in told.letters.items()},
    }


def _stale_of(live: LiveList) -> Iterator[list[object]]:
    """What is or will be old, the worst first: its name, from when on that is told, and since when it is so."""
    cadence = live.cadence
    if cadence.rows:
        yield ["rows", second_of(cadence.rows), second_of(cadence.rows)]
    if live.pinned:
        return
    if cadence.changed and cadence.data:
        yield ["data", second_of(cadence.data), second_of(cadence.changed)]
    yield ["build", second_of(cadence.build), second_of(live.at)]


def live_text(live: LiveList, build: str = "") -> str:
    """The whole list as JSON, with the build's id where one is given."""
    cases = ",".join(case.json for case in live.cases)
    tail = f',"build":{json_of(build)}' if build else ""
    return f'{json_of(live_json(live))[:-1]},"cases":[{cases}]{tail}}}'


def _optional(instant: datetime | None) -> int | None:
    return second_of(instant) if instant is not None else None
