"""Plants in real repositories, for tests: who writes files, who commits them and when, and what a checkout says."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from board_gen.known_kept import HistoryFolder
from board_gen.known_reading import HistoryReading, Judge, Patience
from board_gen.known_then import KnownThen, known_then
from board_gen.model.terms import Letter, Phase
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.past import PastRow, columns_of
from board_gen.sources.board_file import read_board
from board_gen.sources.git_history import GitHistory, opened_history
from board_gen.sources.plant_folder import plant_of, read_outline
from board_gen.sources.readings import Readings
from board_gen.sources.row_layout import address_key
from board_gen.views.reader import Reader
from board_gen.wording import Wording

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
BOARD = "language: en\ntimezone: Asia/Shanghai\n"


def workbook_of(rows: list[list[str]]) -> bytes:
    """An Excel workbook of texts."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


class Shown(NamedTuple):
    """What a row shows at an instant; nothing but its being there where the case can't be judged."""

    letters: tuple[Letter | None, ...]
    status: Letter | None
    phase: Phase | None
    escalation: int
    title: str


@dataclass
class GitPlant:
    """A plant below `prefix` of a repository at `folder`."""

    folder: Path
    prefix: str = "cases"

    def git(self, *arguments: str, at: datetime = START, given: bytes | None = None) -> bytes:
        """A command of Git's, by somebody, at an instant, with nobody's settings."""
        who = {f"GIT_{role}_{key}": "t@t.example" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        date = f"{int(at.timestamp())} +0800"
        env = {
            **os.environ,
            **who,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_COMMITTER_DATE": date,
            "GIT_AUTHOR_DATE": date,
        }
        command = ["git", "-c", "protocol.file.allow=always", "-c", "gc.auto=0", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=env, input=given, check=True, capture_output=True)
        return done.stdout

    def begin(self) -> None:
        """An empty repository."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def write(self, name: str, content: str | bytes) -> None:
        """A file of the plant."""
        path = self.cases / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, at: datetime) -> str:
        """All that stands there."""
        self.git("add", "-A", ".")
        self.git("commit", "-q", "--allow-empty", "-m", "as it stands", at=at)
        return self.git("rev-parse", "HEAD").decode().strip()

    @property
    def cases(self) -> Path:
        """The plant's folder."""
        return self.folder / self.prefix

    @property
    def reader(self) -> Reader:
        """Who reads it by the rules of now."""
        rules = read_board(self.cases / "board.yml", "cases/board.yml")[0]
        return Reader(START, rules, Wording(rules.language))

    # --------------------------------------------------------------------------------------------- as it was known
    def known(self, kept: HistoryFolder | None = None, patience: Patience | None = None) -> KnownThen:
        """What the commits say."""
        return known_then(self.cases, "cases", self.reader, kept or HistoryFolder(None), patience or Patience())

    def rows(self, lent: Path, kept: HistoryFolder | None = None, patience: Patience | None = None) -> list[PastRow]:
        """Every case's past as it was known."""
        history = opened_history(self.cases)
        assert isinstance(history, GitHistory)
        lent.mkdir(exist_ok=True)
        with history.blobs() as blobs:
            judging = Judge("cases", self.reader.rules, lent)
            reading = HistoryReading(history, blobs, judging, self.reader, kept or HistoryFolder(None))
            reading.go_on(patience or Patience())
            return list(reading.rows())

    # ------------------------------------------------------------------------------------------- the plain other way
    def checkouts(self, lent: Path) -> list[tuple[datetime, JudgedPlant]]:
        """The plant of each commit of HEAD's first-parent line, checked out, read and judged; from when it counts."""
        listed = self.git("log", "--first-parent", "--reverse", "--format=%H %ct").decode().split("\n")[:-1]
        found: list[tuple[datetime, JudgedPlant]] = []
        latest, board = 0, (self.cases / "board.yml").read_bytes()
        readings = Readings(lent / "readings")
        for number, line in enumerate(listed):
            commit, seconds = line.split()
            latest = max(latest, int(seconds))
            folder = lent / f"{number}"
            (folder / self.prefix).mkdir(parents=True)
            self.git("read-tree", commit)
            self.git("checkout-index", "-a", "-f", f"--prefix={folder}/")
            (folder / self.prefix / "board.yml").write_bytes(board)
            at = datetime.fromtimestamp(latest, UTC)
            outline = read_outline(folder / self.prefix, "cases", readings)
            readings.keep(outline.sheets.good, at)
            found.append((at, judge_plant(plant_of(outline))))
        self.git("read-tree", "HEAD")
        return found


def shown_by(rows: list[PastRow], at: datetime) -> dict[str, Shown]:
    """What pasts show at an instant, by address, in whatever case it is written."""
    found: dict[str, Shown] = {}
    for row in rows:
        state = row.shown.at(at) if row.shown.start <= at else None
        if state is not None:
            title = row.told.at(at).title
            head = (state.letters, state.status, state.phase, state.escalation)
            found[address_key(row.address)] = Shown(*head, title) if state.phase else Shown((), None, None, 0, title)
    return found


def shown_in(plant: JudgedPlant, at: datetime) -> dict[str, Shown]:
    """What a plant's board shows at an instant, by address; second files of an id left out."""
    return dict(_shown_in(plant, at))


def _shown_in(plant: JudgedPlant, at: datetime) -> Iterator[tuple[str, Shown]]:
    columns = columns_of(plant.rules)
    for tracks in plant.cases:
        if tracks.is_on_board(at):
            cells = [tracks.cell(column) for column in columns]
            letters = tuple(cell.rulings.at(at).letter if cell else None for cell in cells)
            yield address_key(tracks.case.address), Shown(letters, *tracks.head.at(at), tracks.case.title)
    for invalid in plant.invalid:
        if invalid.address is not None:
            yield address_key(invalid.address), Shown((), None, None, 0, invalid.title)


def in_force(checkouts: list[tuple[datetime, JudgedPlant]], at: datetime) -> JudgedPlant | None:
    """The last that counts from then or earlier; None before the first."""
    return next((plant for begin, plant in reversed(checkouts) if begin <= at), None)


HOUR = timedelta(hours=1)
