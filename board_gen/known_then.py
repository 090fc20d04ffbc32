"""As it was known then: the past of every case by the commits that brought its facts (docs/any-day.md).

At an instant that is the plant's folder as the last commit of HEAD's own line by then left it, judged by the rules of
now. The commits are read in their order, each once: `known_kept.py` keeps what was found for the next build, and a
build goes on where the one before it had to stop. At the instant of a build itself the files count as they stand:
there both ways of looking are one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.known_kept import HistoryFolder, Index
from board_gen.known_reading import HistoryReading, Judge, Patience
from board_gen.messages import N_
from board_gen.pages.past_data import KnownPast, PastLine
from board_gen.sources.git_history import GitHistory, RefusedError, Without, opened_history
from board_gen.views.reader import Reader

SHALLOW = Kind(
    "BG662",
    Level.WARNING,
    N_("this clone of the repository is shallow: what was known before {moment} can't be told"),
    N_(
        "fetch the whole history: `fetch-depth: 0` of actions/checkout in the workflow, `git fetch --unshallow` by hand"
    ),
)
REFUSED = Kind(
    "BG663",
    Level.WARNING,
    N_("the history of the repository can't be read: {reason}"),
    N_("let `git -C {folder} log` work for the account that builds, or set `history: none` for the plugin"),
)
UNFINISHED = Kind(
    "BG664",
    Level.NOTE,
    N_("what was known when is read up to {moment}; there was no time for later commits"),
    N_("each build goes on where the last one stopped; keep .cache/board_gen between builds"),
)
WRONG_CLOCK = Kind(
    "BG665",
    Level.WARNING,
    N_("the last commits, dated {dated}, count from {moment} only: one before them is dated so"),
    N_("a clock was wrong at that commit; until then the board as it was known shows nothing of what came after it"),
)

_NOT_ASKED = N_("The settings of this site say that the history of its repository does not count.")
REFUSED_NOTE = N_("The history of the repository can't be read; the findings tell why.")
NOTES = {
    Without.GIT: N_("Git is not installed where this site is built: nobody can tell what was known when."),
    Without.REPOSITORY: N_("The data lies in no Git repository: nobody can tell what was known when."),
    Without.COMMIT: N_("The repository has no commit yet: nobody can tell what was known when."),
    Without.TRACKED: N_("No commit holds the data: nobody can tell what was known when."),
}

_ODD_CLOCK = timedelta(days=1)
"""So much later than it is dated a commit counts for other reasons than a wrong clock (a rebase, two machines)."""


@dataclass(frozen=True, slots=True)
class KnownThen:
    """The cases as they were known. `since` when anything is known (None: nothing is, and `note` says why, in words to
    be translated); `until` when it is not known yet (None: up to now). `lines` are read when they are asked for.
    `digest` stands for all of it.
    """

    lines: Iterable[PastLine] = ()
    since: datetime | None = None
    until: datetime | None = None
    note: str = ""
    findings: tuple[Finding, ...] = ()
    digest: str = ""

    def told(self, reader: Reader) -> KnownPast:
        """The same for the page, in the reader's words."""
        note = reader.words(self.note) if self.note else ""
        return KnownPast(self.lines, self.since, self.until, note, self.digest)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines that a reading has, read when they are asked for."""

    reading: HistoryReading

    def __iter__(self) -> Iterator[PastLine]:
        yield from self.reading.lines()


def known_then(folder: Path, name: str, reader: Reader, kept: HistoryFolder, patience: Patience) -> KnownThen:
    """What the commits say of a plant's folder, which findings print as `name`; at least one new one is read."""
    try:
        history = opened_history(folder)
        if isinstance(history, Without):
            return _nothing(NOTES[history])
        with TemporaryDirectory(prefix="board_gen-") as lent, history.blobs() as blobs:
            judging = Judge(name, reader.rules, Path(lent))
            reading = HistoryReading(history, blobs, judging, reader, kept)
            reading.go_on(patience)
            return _known(reading, history, name, reader)
    except RefusedError as error:
        return _refused(f"{error}", name)
    except TimeoutExpired:
        return _refused(f"git needs more than {patience.seconds:.0f} s", name)


def _known(reading: HistoryReading, history: GitHistory, name: str, reader: Reader) -> KnownThen:
    index = reading.index
    if index.since is None and index.until is None:
        return _nothing(NOTES[Without.TRACKED])
    since, until = _instant_of(index.since), _instant_of(index.until)
    told = {
        SHALLOW: {"moment": since if history.is_shallow else None},
        UNFINISHED: {"moment": until},
        WRONG_CLOCK: _clock_of(index, history),
    }
    findings = tuple(
        Finding(kind, Place(name), {key: _minute_of(instant, reader) for key, instant in instants.items() if instant})
        for kind, instants in told.items()
        if all(instants.values())
    )
    return KnownThen(_Lines(reading), since, until, "", findings, _digest_of(index, history))


def _clock_of(index: Index, history: GitHistory) -> dict[str, datetime | None]:
    """From when the last commit counts and how it is dated, where that is much less."""
    dated = history.dated(index.walked.id) if index.walked else 0
    counts = index.walked.at if index.walked else 0
    is_right = counts - dated < _ODD_CLOCK.total_seconds()
    return {"moment": None if is_right else _instant_of(counts), "dated": _instant_of(dated)}


def _minute_of(instant: datetime, reader: Reader) -> str:
    return f"{instant.astimezone(reader.zone):%Y-%m-%d %H:%M}"


def _instant_of(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _digest_of(index: Index, history: GitHistory) -> str:
    """What stands for all that is published of it."""
    told = tuple(parts.told for parts in index.buckets)
    return blake2b(repr((index.since, index.until, history.is_shallow, told)).encode(), digest_size=16).hexdigest()


def _refused(reason: str, name: str) -> KnownThen:
    finding = Finding(REFUSED, Place(name), {"reason": reason, "folder": name})
    return KnownThen(note=REFUSED_NOTE, findings=(finding,), digest=_name_of(REFUSED_NOTE + reason))


def _nothing(note: str) -> KnownThen:
    return KnownThen(note=note, digest=_name_of(note))


def _name_of(text: str) -> str:
    return blake2b(text.encode(errors="backslashreplace"), digest_size=16).hexdigest()


NOT_ASKED = _nothing(_NOT_ASKED)
"""Where the site's settings want no history."""
