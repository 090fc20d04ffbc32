"""The live list: what a page carries so that a script keeps it true while nobody rebuilds (contract §7).

Everything in it is read from tracks, at each step after the build; the script walks the list and knows no rule.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from board_gen.messages import N_
from board_gen.model.case import Case
from board_gen.model.label import Language
from board_gen.model.local_time import start_of_day
from board_gen.model.rules import EscalationLevel
from board_gen.model.terms import Letter, Mark, Phase
from board_gen.rules.deadline import deadline_of
from board_gen.rules.judged import JudgedPlant, board_key
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, CriterionTrack
from board_gen.rules.verdicts import facts_of
from board_gen.views.board import BESIDE_A_CELL, CALLING, deciding_cell, what_of
from board_gen.views.cell import moved_words
from board_gen.views.next_move import SOON, Kind, NextMove, next_move_of
from board_gen.views.reader import Reader
from board_gen.wording import Wording
from board_gen.wording.sentences import why_of
from board_gen.wording.terms import LETTERS, MARK_MEANINGS, MARKS

OVERALL = "overall"
V = TypeVar("V")
_AHEAD = timedelta(days=730)
"""How far ahead of the build the zone's changes of the clock are carried."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text of a page and its tone, a part of a class name; an empty tone leaves that alone."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """What a case waits for, with the name of its criterion or of the watch."""

    what: str
    move: NextMove


@dataclass(frozen=True, slots=True)
class Frame:
    """A case from `at` on. The first frame of a case is complete; in all others None, or a key that is not there,
    is what has not changed.

    `letters`, `dues` (deadlines in force), `whys` and `beside` (what stands beside a cell: marks with their words;
    nothing where the first frame has no key) go by criterion; the why of `overall` is that of the criterion that
    decides. `key` orders the board. `texts` and `clocks` (instants that words count to, None: no longer) are a
    page's own, by name.
    """

    at: datetime
    letters: Mapping[str, Letter]
    dues: Mapping[str, datetime]
    whys: Mapping[str, str]
    beside: Mapping[str, tuple[tuple[Mark, str], ...]]
    status: Letter | None
    phase: Phase | None
    escalation: int | None
    marks: tuple[Mark, ...] | None
    coming: Coming | None
    key: tuple[int, int, int, int] | None
    texts: Mapping[str, Told] = field(default_factory=dict)
    clocks: Mapping[str, datetime | None] = field(default_factory=dict)

    def after(self, former: "Frame") -> "Frame":
        """What this complete frame changes of a complete former one."""
        return Frame(
            self.at,
            _changed(self.letters, former.letters),
            _changed(self.dues, former.dues),
            _changed(self.whys, former.whys),
            _changed(self.beside, former.beside),
            _unless_same(self.status, former.status),
            _unless_same(self.phase, former.phase),
            _unless_same(self.escalation, former.escalation),
            _unless_same(self.marks, former.marks),
            _unless_same(self.coming, former.coming),
            _unless_same(self.key, former.key),
            _changed(self.texts, former.texts),
            _changed(self.clocks, former.clocks),
        )

    @property
    def says_nothing(self) -> bool:
        """True where nothing changes."""
        heads = (self.status, self.phase, self.escalation, self.marks, self.coming, self.key)
        kept = (self.letters, self.dues, self.whys, self.beside, self.texts, self.clocks)
        return all(value is None for value in heads) and not any(kept)


@dataclass(frozen=True, slots=True)
class LiveCase:
    """A case that is on the board at the build or comes on it later. `levels` names whom each escalation calls."""

    id: str
    opened: datetime
    frames: tuple[Frame, ...]
    levels: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Cadence:
    """When the data was last changed (None: never), and the instants from which data and build are stale."""

    changed: datetime | None
    data: datetime | None
    build: datetime


@dataclass(frozen=True, slots=True)
class MarkTold:
    """A mark in words; `is_strong` where it calls for somebody, `is_beside` where it stands at a cell."""

    text: str
    meaning: str
    is_strong: bool
    is_beside: bool


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `at` on: whether a case on the board is red, and when one last ceased to be (None: none ever did)."""

    at: datetime
    since: datetime | None
    is_red: bool


@dataclass(frozen=True, slots=True)
class LiveList:
    """All that a page needs to stay true from `at` on.

    `offsets`: the zone's distance from UTC, from each instant on. `title` stands before the page's own title, its
    `{R}` and the like filled from the counts, or `{s}` from the only case.
    """

    at: datetime
    pinned: bool
    zone: ZoneInfo
    language: Language
    cadence: Cadence
    offsets: tuple[tuple[datetime, timedelta], ...]
    words: Mapping[str, str]
    marks: Mapping[Mark, MarkTold]
    letters: Mapping[Letter, str]
    levels: Mapping[int, str]
    title: str
    invalid: int
    quiet: tuple[Quiet, ...]
    cases: tuple[LiveCase, ...]


Page = Callable[[datetime], tuple[Mapping[str, Told], Mapping[str, datetime | None]]]
"""A page's own texts and clocks of a case at an instant."""


def live_of(
    judged: JudgedPlant,
    reader: Reader,
    cases: Iterable[CaseTracks] | None = None,
    *,
    with_whys: bool = True,
    page_of: Callable[[CaseTracks], Page] | None = None,
) -> LiveList:
    """What keeps a list of these cases true after the reader's instant (None: of all there are).

    Of them it carries those that are on the board, or will be. `with_whys`: the sentences too. `page_of`: the
    page's own texts of a case.
    """
    given = judged.cases if cases is None else tuple(cases)
    told = tuple(tracks for tracks in given if is_live(tracks, reader.at))
    ranks = {tracks.case.id: rank for rank, tracks in enumerate(judged.cases)}
    pages = {tracks.case.id: page_of(tracks) for tracks in told} if page_of else {}
    lines = tuple(
        live_case_of(tracks, reader, ranks[tracks.case.id], with_whys=with_whys, page=pages.get(tracks.case.id))
        for tracks in told
    )
    return replace(
        _bare(reader, told),
        cadence=cadence_of(judged, reader.at),
        title="({R}) ",
        invalid=len(judged.invalid),
        quiet=quiet_of(given, reader.at),
        cases=lines,
    )


def live_page_of(tracks: CaseTracks, reader: Reader, page: Page, calling: frozenset[Mark]) -> LiveList:
    """What keeps the page of one case true; nothing in it depends on any other case.

    `page` tells its own texts; `calling` are the marks that call for somebody there.
    """
    bare = _bare(reader, (tracks,), calling)
    return replace(bare, title="{s} · ", cases=(live_case_of(tracks, reader, 0, page=page),))


def _bare(reader: Reader, told: Iterable[CaseTracks], calling: frozenset[Mark] = CALLING) -> LiveList:
    rules, words = reader.rules, reader.words
    return LiveList(
        at=reader.at,
        pinned=reader.pinned,
        zone=reader.zone,
        language=words.language,
        cadence=Cadence(None, None, deadline_of(reader.at, rules.cadence.build, rules).at),
        offsets=offsets_of(reader.zone, _earliest(told, reader.at), reader.at + _AHEAD),
        words=words_of(words),
        marks={mark: mark_told(mark, words, calling) for mark in Mark},
        letters={letter: words(text) for letter, text in LETTERS.items()},
        levels=_levels(rules.escalation, reader),
        title="",
        invalid=0,
        quiet=(),
        cases=(),
    )


def is_live(tracks: CaseTracks, at: datetime) -> bool:
    """True for a case that is on the board at an instant, or comes on it later."""
    return tracks.is_on_board(max(at, tracks.case.opened))


def live_case_of(
    tracks: CaseTracks, reader: Reader, rank: int, *, with_whys: bool = True, page: Page | None = None
) -> LiveCase:
    """A case from the reader's instant, or its opening, on; `rank` is its place among all ids."""
    start = max(reader.at, tracks.case.opened)
    walk = _Walk.of(tracks, replace(reader, at=start), rank, with_whys=with_whys, page=page)
    former = walk.at(start)
    frames = [replace(former, beside={name: told for name, told in former.beside.items() if told})]
    years = new_years(start, reader.zone) if page else ()
    for instant in sorted({instant for instant in (*instants_of(tracks), *years) if instant > start}):
        frame = walk.at(instant)
        change = frame.after(former)
        if not change.says_nothing:
            frames.append(change)
        former = frame
    return LiveCase(tracks.case.id, tracks.case.opened, tuple(frames), _levels(tracks.levels, reader))


def instants_of(tracks: CaseTracks) -> Iterator[datetime]:
    """Every instant at which anything that is told of a case may change."""
    for track in (tracks.head, tracks.marks, tracks.watch_until, tracks.next_due):
        yield from track.instants()
    for cell in tracks.criteria:
        yield from cell.rulings.instants()
        yield from (instant for _, ruling in cell.rulings.steps for instant in (ruling.due - SOON, ruling.due))
    for report in tracks.reports:
        yield from report.done.instants()


def new_years(start: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The next two local New Years after an instant: dates are told with their year from then on."""
    year = start.astimezone(zone).year
    return tuple(start_of_day(date(following, 1, 1), zone) for following in (year + 1, year + 2))


@dataclass(frozen=True, slots=True)
class _Walk:
    """A case whose sentences have been worded once for each step of its criteria."""

    tracks: CaseTracks
    reader: Reader
    rank: int
    whys: Mapping[str, Track[str]]
    page: Page | None

    @classmethod
    def of(cls, tracks: CaseTracks, reader: Reader, rank: int, *, with_whys: bool, page: Page | None) -> "_Walk":
        whys = {cell.criterion.id: _whys(cell, reader) for cell in tracks.criteria} if with_whys else {}
        return cls(tracks, reader, rank, whys, page)

    def at(self, at: datetime) -> Frame:
        """The complete frame of an instant."""
        tracks, head = self.tracks, self.tracks.head.at(at)
        rulings = {cell.criterion.id: cell.rulings.at(at) for cell in tracks.criteria}
        texts, clocks = self.page(at) if self.page else ({}, {})
        escalation, letter, due, _ = board_key(tracks, at)
        return Frame(
            at=at,
            letters={name: ruling.letter for name, ruling in rulings.items()},
            dues={name: ruling.due for name, ruling in rulings.items()},
            whys=self._whys_at(at),
            beside={cell.criterion.id: beside_of(cell, at, self.reader) for cell in tracks.criteria},
            status=head.status,
            phase=head.phase,
            escalation=head.escalation,
            marks=tracks.marks.at(at),
            coming=self._coming_at(at),
            key=(escalation, letter, _second(due), self.rank),
            texts=texts,
            clocks=clocks,
        )

    def _coming_at(self, at: datetime) -> Coming:
        move = next_move_of(self.tracks, at)
        return Coming(what_of(move, self.reader), move)

    def _whys_at(self, at: datetime) -> dict[str, str]:
        if not self.whys:
            return {}
        whys = {name: track.at(at) for name, track in self.whys.items()}
        return {**whys, OVERALL: whys[deciding_cell(self.tracks, at).criterion.id]}


def _whys(cell: CriterionTrack, reader: Reader) -> Track[str]:
    def why_at(at: datetime) -> str:
        return why_of(cell, at, reader.zone, reader.words)

    return Track.sampled(reader.at, cell.rulings.instants(), why_at)


def beside_of(cell: CriterionTrack, at: datetime, reader: Reader) -> tuple[tuple[Mark, str], ...]:
    """What stands beside a cell: how far its deadline was moved, and that it is only claimed."""
    ruling = cell.rulings.at(at)
    moved = ((Mark.MOVED, moved_words(ruling.due, ruling.first_due, reader)),) if ruling.moved else ()
    claimed = ((Mark.CLAIMED, reader.words(MARKS[Mark.CLAIMED])),) if ruling.claimed else ()
    return (*moved, *claimed)


def cadence_of(judged: JudgedPlant, at: datetime) -> Cadence:
    """How long data and build of an instant stay fresh (contract §2 `cadence`)."""
    rules = judged.rules
    changed = max((instant for tracks in judged.cases for instant in _changes(tracks.case, at)), default=None)
    data = deadline_of(changed, rules.cadence.data, rules).at if changed else None
    return Cadence(changed, data, deadline_of(at, rules.cadence.build, rules).at)


def _changes(case: Case, at: datetime) -> Iterator[datetime]:
    """When somebody told something of a case, as far as it is dated at or before `at`."""
    dated = [case.opened, case.updated, *(fact[0] for fact in facts_of(case))]
    dated += [case.closed.at if case.closed else None, case.rejected.at if case.rejected else None]
    dated.append(case.on_hold.start if case.on_hold else None)
    yield from (instant for instant in dated if instant is not None and instant <= at)


def offsets_of(zone: ZoneInfo, start: datetime, end: datetime) -> tuple[tuple[datetime, timedelta], ...]:
    """A zone's distance from UTC at `start`, and at each instant up to `end` (to the minute) from which it differs."""
    found = [(start, _offset(start, zone))]
    day = start
    while day < end:
        following = day + timedelta(days=1)
        if _offset(following, zone) != found[-1][1]:
            found.append((_turn(day, following, zone), _offset(following, zone)))
        day = following
    return tuple(found)


def _turn(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The minute between two instants at which the offset changes."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if _offset(middle, zone) == _offset(before, zone) else (before, middle)
    return (after + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _earliest(told: Iterable[CaseTracks], at: datetime) -> datetime:
    """The earliest instant that a page of these cases may show."""
    dues = (ruling.due for tracks in told for cell in tracks.criteria for _, ruling in cell.rulings.steps)
    return min((at - timedelta(days=1), *dues)).replace(second=0, microsecond=0)


def quiet_of(cases: Iterable[CaseTracks], at: datetime) -> tuple[Quiet, ...]:
    """From `at` on, at each instant at which it changes: whether any of the cases is red, else since when none is."""
    turns: defaultdict[datetime, int] = defaultdict(int, {at: 0})
    for begin, end in (span for tracks in cases for span in _red_spans(tracks)):
        turns[begin] += 1
        if end is not None:
            turns[end] -= 1
    red, since, quiet = 0, None, list[Quiet]()
    for instant in sorted(turns):
        was_red, red = red > 0, red + turns[instant]
        since = instant if was_red and not red else since
        step = Quiet(instant, None if red else since, red > 0)
        if not quiet or (step.since, step.is_red) != (quiet[-1].since, quiet[-1].is_red):
            quiet.append(step)
    past = [step for step in quiet if step.at <= at][-1]
    return (replace(past, at=at), *(step for step in quiet if step.at > at))


def _red_spans(tracks: CaseTracks) -> Iterator[tuple[datetime, datetime | None]]:
    """When a case was, is or will be red on the board; None where nothing ends it."""
    reds = tracks.head.map(lambda head: head.status is Letter.RED and head.phase.is_on_board)
    ends = [instant for instant, _ in reds.steps[1:]]
    for (begin, is_red), end in zip(reds.steps, [*ends, None], strict=True):
        if is_red:
            yield begin, end


def mark_told(mark: Mark, words: Wording, calling: frozenset[Mark]) -> MarkTold:
    """A mark in the reader's words."""
    return MarkTold(words(MARKS[mark]), words(MARK_MEANINGS[mark]), mark in calling, mark in BESIDE_A_CELL)


def _levels(levels: Iterable[EscalationLevel], reader: Reader) -> dict[int, str]:
    return {given.level: reader.label(given.to) for given in levels}


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
    "stale_data": N_("Old data: nothing has been changed since {moment}"),
    "stale_build": N_("Old page: last built {moment}"),
    "quiet_one": N_("{count} day without red"),
    "quiet_many": N_("{count} days without red"),
    "pinned": N_("pinned, does not tick"),
}


def _changed(now: Mapping[str, V], before: Mapping[str, V]) -> dict[str, V]:
    return {name: value for name, value in now.items() if name not in before or before[name] != value}


def _unless_same(now: V | None, before: V | None) -> V | None:
    return None if now == before else now


def _second(instant: datetime) -> int:
    """Epoch seconds, UTC."""
    return int(instant.timestamp())


Json = dict[str, object]


def live_json(live: LiveList) -> Json:
    """The list as the page carries it: instants as epoch seconds."""
    return {
        "at": _second(live.at),
        "pinned": live.pinned,
        "zone": live.zone.key,
        "lang": live.language.value,
        "cadence": {
            "changed": _optional(live.cadence.changed),
            "data": _optional(live.cadence.data),
            "build": _second(live.cadence.build),
        },
        "offsets": [[_second(at), int(offset.total_seconds())] for at, offset in live.offsets],
        "words": dict(live.words),
        "marks": {
            mark.value: {"text": m.text, "meaning": m.meaning, "strong": m.is_strong, "beside": m.is_beside}
            for mark, m in live.marks.items()
        },
        "letters": {letter.value: text for letter, text in live.letters.items()},
        "levels": {str(level): text for level, text in live.levels.items()},
        "title": live.title,
        "invalid": live.invalid,
        "quiet": [[_second(step.at), _optional(step.since), int(step.is_red)] for step in live.quiet],
        "cases": [_case_json(case, live.levels) for case in live.cases],
    }


def _optional(instant: datetime | None) -> int | None:
    return _second(instant) if instant is not None else None


def _case_json(case: LiveCase, shared: Mapping[int, str]) -> Json:
    told: Json = {"id": case.id, "opened": _second(case.opened), "frames": [frame_json(f) for f in case.frames]}
    if case.levels != shared:
        told["levels"] = {str(level): text for level, text in case.levels.items()}
    return told


def frame_json(frame: Frame) -> Json:
    """A frame, without what it leaves unchanged."""
    told: Json = {"t": _second(frame.at)}
    maps: dict[str, Json] = {
        "l": {name: letter.value for name, letter in frame.letters.items()},
        "d": {name: _second(due) for name, due in frame.dues.items()},
        "why": dict(frame.whys),
        "b": {name: [[mark.value, text] for mark, text in beside] for name, beside in frame.beside.items()},
        "x": {name: [text.text, text.tone] if text.tone else text.text for name, text in frame.texts.items()},
        "c": {name: _optional(clock) for name, clock in frame.clocks.items()},
    }
    heads: Json = {
        "s": frame.status.value if frame.status else None,
        "p": frame.phase.value if frame.phase else None,
        "e": frame.escalation,
        "m": [mark.value for mark in frame.marks] if frame.marks is not None else None,
        "n": _coming_json(frame.coming) if frame.coming else None,
        "k": list(frame.key) if frame.key else None,
    }
    told.update({name: value for name, value in maps.items() if value})
    told.update({name: value for name, value in heads.items() if value is not None})
    return told


def _coming_json(coming: Coming) -> Json:
    move = coming.move
    told: Json = {"kind": move.kind.value, "tone": move.tone, "what": coming.what}
    if move.until is not None:
        told["due" if move.kind is Kind.DEADLINE else "until"] = _second(move.until)
    if move.start is not None:
        told["from"] = _second(move.start)
    if move.days is not None:
        told["days"] = move.days
    return told
