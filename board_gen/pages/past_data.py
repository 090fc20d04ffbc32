"""The pasts of all cases in one file that `/history/` reads, and a second as they were known (docs/any-day.md).

Each case is a line, by id, that depends on no other case and on no instant: its steps are written when the case is made
and kept for the next build, and a file is nothing but lines one below the other. Time alone changes no byte of it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from board_gen.model.terms import Letter, Phase
from board_gen.pages.cases import json_text, version_of
from board_gen.pages.site import SiteFile
from board_gen.rules.digest import CaseDigest
from board_gen.rules.past import PastRow, PastState, PastText
from board_gen.rules.track import Track
from board_gen.views.names import person_of
from board_gen.views.reader import Reader

FOLDER = "api/past/"
"""Where the files lie. They are scripts: a page from the file system can read nothing else."""
NOW, KNOWN = "now", "known"
"""The two ways of looking, and their files: as the files say now, and as it was known then."""
_LETTERS = {Letter.GREEN: "G", Letter.YELLOW: "Y", Letter.RED: "R", Letter.NOT_APPLICABLE: "N", None: "Z"}
_PHASES = {Phase.OPEN: "o", Phase.WATCH: "w", Phase.READY: "r"}
_OFF, _UNREADABLE = "X", "U"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MINUTE = 60
_BREAKS = str.maketrans(dict.fromkeys("\t\n\r\v\f\x85\u2028\u2029", " "))


Pasts: TypeAlias = Callable[[str], str]
"""The steps of a valid case's row, by its id, as they were written when the case was made; "" where it has none."""


class PastLine(NamedTuple):
    """A case's past as its file's lines hold it: `steps` (`steps_text`) and `texts` (`told_text`)."""

    id: str
    steps: str
    texts: str


class KnownPast(NamedTuple):
    """The cases as they were known; `lines` are read when they are asked for. `since` when anything is known: None
    where nothing is, and `note` says why in the reader's words. `until` when it is not known yet (None: up to now).
    `digest` stands for all of it.
    """

    lines: Iterable[PastLine] = ()
    since: datetime | None = None
    until: datetime | None = None
    note: str = ""
    digest: str = ""


class PastFile(NamedTuple):
    """A file of pasts: how many cases it holds, the name of its content, and the content."""

    cases: int
    version: str
    text: str


def line_of(row: PastRow, reader: Reader) -> PastLine:
    """A case's line of the file, its people named for the reader."""
    return PastLine(row.id, steps_text(row.shown), told_text(row, reader))


def line_of_digest(digest: CaseDigest, steps: str, reader: Reader) -> PastLine:
    """The line of a case whose steps are written already."""
    text = PastText(digest.title, digest.owner, digest.opened)
    return PastLine(digest.id, steps, "\t".join(_first_fields(digest.id, digest.address, text, reader)))


def past_file_of(lines: Iterable[PastLine]) -> PastFile:
    """The lines of a file, in the order of the ids."""
    ordered = sorted(lines)
    columns = {"steps": "\n".join(line.steps for line in ordered), "texts": "\n".join(line.texts for line in ordered)}
    text = json_text(columns)
    return PastFile(len(ordered), version_of(text), text)


def site_file_of(name: str, text: str) -> SiteFile:
    """A file of pasts as it is published."""
    return SiteFile(path_of(name), f'(window.boardGenPasts=window.boardGenPasts||{{}})["{name}"]={text};\n'.encode())


def path_of(name: str) -> str:
    """Where a file of pasts lies."""
    return f"{FOLDER}{name}.js"


# ---------------------------------------------------------------------------------------------------- a case's texts
def told_text(row: PastRow, reader: Reader) -> str:
    """Id, address and what the row says: title, owner and opening, tabs between them; then each later step of these,
    the instant before it. An address that is the id is left out.
    """
    (_, first), *later = row.told.steps
    fields = _first_fields(row.id, row.address, first, reader)
    for instant, text in later:
        fields += [_number(_second(instant)), *_fields_of(text, reader)]
    return "\t".join(fields)


def _first_fields(case_id: str, address: str, text: PastText, reader: Reader) -> list[str]:
    return [_plain(case_id), "" if address == case_id else _plain(address), *_fields_of(text, reader)]


def _fields_of(text: PastText, reader: Reader) -> tuple[str, str, str]:
    opened = "" if text.opened is None else _number(_second(text.opened))
    return _plain(text.title), _plain(person_of(text.owner, reader)), opened


def _plain(text: str) -> str:
    return text if text.isprintable() else text.translate(_BREAKS)


# ---------------------------------------------------------------------------------------------------- a case's steps
def steps_text(shown: Track[PastState | None]) -> str:
    """The steps, blanks between them: how long after the one before (the first: after 1970), and what changes.

    What changes is a capital and a value: a letter and its column, `S` status, `P` phase, `E` escalation, `W` column
    waited for, `D` until when, from the first step on, `L` how long the watch is; `X`: off the board, `U`: unreadable.
    Numbers have base 36 and count minutes, or behind a dot seconds.
    """
    writer = _Writer(_second(shown.start))
    return " ".join([writer.step(instant, state) for instant, state in shown.steps])


class _Writer:
    """Writes steps, and nothing that it has written already."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.second = 0
        self.letters: tuple[Letter | None, ...] = ()
        self.status: Letter | None = None
        self.phase: Phase | None = None
        self.escalation = 0
        self.waits_for: int | None = None
        self.until: datetime | None = None
        self.watch = timedelta()

    def step(self, instant: datetime, state: PastState | None) -> str:
        """One step."""
        second = _second(instant)
        after, self.second = second - self.second, second
        if state is None:
            return _number(after) + _OFF
        if state.phase is None:
            return _number(after) + _UNREADABLE
        return "".join([_number(after), *self._letters(state), *self._head(state), *self._next(state)])

    def _letters(self, state: PastState) -> Iterator[str]:
        if state.letters == self.letters:
            return
        former = self.letters or (None,) * len(state.letters)
        for place, (before, letter) in enumerate(zip(former, state.letters, strict=True)):
            if before is not letter:
                yield _LETTERS[letter] + _base36(place)
        self.letters = state.letters

    def _head(self, state: PastState) -> Iterator[str]:
        if state.status is not self.status and state.status is not None:
            self.status = state.status
            yield f"S{state.status.lower()}"
        if state.phase is not self.phase and state.phase is not None:
            self.phase = state.phase
            yield f"P{_PHASES[state.phase]}"
        if state.escalation != self.escalation:
            self.escalation = state.escalation
            yield f"E{_base36(state.escalation)}"

    def _next(self, state: PastState) -> Iterator[str]:
        if state.waits_for is not None and state.waits_for != self.waits_for:
            self.waits_for = state.waits_for
            yield f"W{_base36(state.waits_for)}"
        if state.until is not None and state.until != self.until:
            self.until = state.until
            yield f"D{_number(_second(state.until) - self.first)}"
        if state.phase is Phase.WATCH and state.watch != self.watch:
            self.watch = state.watch
            yield f"L{_number(round(state.watch.total_seconds()))}"


def _second(instant: datetime) -> int:
    return round(instant.timestamp())


def _number(seconds: int) -> str:
    """Minutes, or seconds behind a dot where it is not whole minutes."""
    minutes, rest = divmod(seconds, _MINUTE)
    return f".{_base36(seconds)}" if rest else _base36(minutes)


def _base36(number: int) -> str:
    if 0 <= number < len(_DIGITS):
        return _DIGITS[number]
    if number < 0:
        return f"-{_base36(-number)}"
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits
