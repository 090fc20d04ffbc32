"""What the sums over all cases cost: `python -m benchmarks.trends`.

Makes plants of 1,000 to 100,000 cases in short, over five years, and prints the CPU time of each function that walks
them all, the power of the number of cases that it grows with, and what memory the functions need beside the cases; and
how large the data file of the trends is.
"""

import argparse
import gc
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from gzip import compress
from math import log
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.generate import BOARD, DUE
from board_gen.model.plant import Plant
from board_gen.model.terms import Letter, Phase
from board_gen.pages.trend_data import trends_file
from board_gen.pages.trends import history_json, trends_page
from board_gen.rules import q_chart
from board_gen.rules.deadline_moves import Postponed
from board_gen.rules.digest import CaseDigest, Ending, Move, Timed, Timing
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.milestones import NOT_YET
from board_gen.rules.selection import Selection, last_year
from board_gen.rules.tracks import Head
from board_gen.rules.trend_sums import sums_of
from board_gen.sources.plant_folder import read_plant
from board_gen.views.counts import days_without_red
from board_gen.views.q_chart import q_months_of
from board_gen.views.reader import Reader
from board_gen.views.trends import trends_of
from board_gen.wording import Wording

AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
MINUTES = 5 * 365 * 24 * 60
SIZES = (1_000, 10_000, 100_000)
LETTERS = (Letter.YELLOW, Letter.RED, Letter.YELLOW, Letter.RED, Letter.GREEN, None)
"""What a case shows one after the other: six changes."""
REASONS = ("样件未到", "供应商审核排在下周", "sample late", "machine down", "等待客户回复", "油量传感器到货延迟")
Measured = Callable[[JudgedPlant, Reader], object]


def digests_of(count: int, plant: Plant) -> Iterator[CaseDigest]:
    """Cases in short, the same for the same count."""
    random, sources = Random(count), tuple(plant.rules.sources)  # noqa: S311 - no secret
    for number in range(count):
        opened = AT - timedelta(minutes=random.randrange(1, MINUTES))
        yield digest_of(f"FR-{number:06}", opened, random, sources)


def digest_of(name: str, opened: datetime, random: Random, sources: Sequence[str]) -> CaseDigest:
    """A case that was opened then, as far as it had come by `AT`; one in thirty rejected."""
    moves = tuple(move for move in moves_of(opened, random) if move.at <= AT)
    is_over = moves[-1].letter is None
    phase = random.choices((Phase.CLOSED, Phase.REJECTED), (29, 1))[0] if is_over else Phase.OPEN
    return CaseDigest(
        id=name,
        address=name,
        title="毛细管根部焊缝泄漏",
        opened=opened,
        source=random.choice(sources),
        customer="SGM-DY",
        area=f"Line {random.randrange(12)}",
        part=f"{random.randrange(400):06}",
        part_name="capsule",
        lots=(),
        owner="李伟",
        department="",
        severity="major",
        profile="complaint",
        is_tracked=True,
        head=Head(moves[-1].letter or Letter.GREEN, phase, 0),
        moves=moves,
        ending=Ending(phase, moves[-1].at) if is_over else None,
        timed=tuple(Timed(criterion, any_timing(random), any_timing(random)) for criterion in DUE),
        changed=moves[-1].at,
        reached=reached_of(random, int((AT - opened).total_seconds())),
        postponed=tuple(postponed_of(opened, moves[-1].at, random)),
        recurred=(moves[-1].at,) if random.random() < 0.03 else (),
        branch=random.choice(("", "machine", "material", "method")),
    )


def reached_of(random: Random, age: int) -> tuple[int, ...]:
    """Seconds to containment, root cause, verification, as far as the case is old enough."""
    times = (random.randrange(1, 172_800), random.randrange(1, 604_800), random.randrange(1, 2_600_000))
    return tuple(time if time <= age else NOT_YET for time in times)


def postponed_of(opened: datetime, last: datetime, random: Random) -> Iterator[Postponed]:
    """One case in five has moved a deadline, by days."""
    if random.random() < 0.2:
        at = opened + (last - opened) * random.random()
        gained = 86_400 * random.randrange(-2, 15)
        yield Postponed(at.replace(microsecond=0), random.choice(tuple(DUE)), gained, random.choice(REASONS))


def moves_of(opened: datetime, random: Random) -> Iterator[Move]:
    """Its letters, some days apart."""
    at = opened
    for letter in LETTERS:
        yield Move(at, letter)
        at += timedelta(minutes=random.randrange(1, 12_000))


def any_timing(random: Random) -> Timing:
    """Mostly in time."""
    return Timing.IN_TIME if random.random() < 0.8 else Timing.LATE


def measured() -> dict[str, Measured]:
    """The functions, each of a plant whose cases are there in short, and of a reader."""
    return {
        "digests (sorted, kept)": lambda judged, reader: judged.digests(reader.at),
        "trend_table": lambda judged, reader: judged.trend_table(reader.at),
        "sums of the last year": lambda judged, reader: sums_of(judged.trend_table(reader.at), year_of(judged)),
        "sums of all years": lambda judged, reader: sums_of(judged.trend_table(reader.at), all_of(judged)),
        "trends_file": trends_file,
        "every_day": lambda judged, reader: judged.history(reader.at).every_day,
        "trends_of: all trends": trends_of,
        "trends_page": trends_page,
        "history_json": history_json,
        "abnormal_days_of": lambda judged, reader: q_chart.abnormal_days_of(judged, reader.at),
        "q_months_of": lambda judged, reader: q_months_of(q_chart.q_calendar_of(judged, reader.at), reader),
        "days_without_red": lambda judged, reader: days_without_red(judged, reader.at),
    }


WITH_ROWS = frozenset({"sums of the last year", "sums of all years", "trends_file", "every_day"})
"""The functions that are asked when the rows are there already; of the others nothing was asked before."""


def year_of(judged: JudgedPlant) -> Selection:
    """The last twelve months."""
    return last_year(judged.trend_table(AT))


def all_of(judged: JudgedPlant) -> Selection:
    """All days since the first opening."""
    table = judged.trend_table(AT)
    return Selection(table.rows[0].day, table.today)


def milliseconds_of(name: str, function: Measured, judged: JudgedPlant, reader: Reader, runs: int) -> float:
    """The median CPU time of a function."""
    times = []
    for _ in range(runs):
        fresh = JudgedPlant(judged.plant, (), (), (), judged.settled)
        if name in WITH_ROWS:
            fresh.trend_table(reader.at)
        begin = process_time()
        function(fresh, reader)
        times.append(1000 * (process_time() - begin))
    return median(times)


def peak_of(function: Measured, judged: JudgedPlant, reader: Reader) -> float:
    """The most memory, in MB, that a function holds at a time beside the cases."""
    tracemalloc.start()
    function(JudgedPlant(judged.plant, (), (), (), judged.settled), reader)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="CPU time and memory of the sums over all cases.")
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with TemporaryDirectory() as folder:
        Path(folder, "board.yml").write_text(BOARD, encoding="utf-8")
        plant = read_plant(Path(folder), "cases")
    reader = Reader(AT, plant.rules, Wording(plant.rules.language), pinned=True)
    plants = [JudgedPlant(plant, (), (), (), tuple(digests_of(size, plant))) for size in SIZES]
    gc.disable()  # as in a build
    print(f"{'CPU ms of cases':24}", *(f"{size:>9,}" for size in SIZES), "   power   peak MB")
    for name, function in measured().items():
        times = [milliseconds_of(name, function, judged, reader, runs) for judged in plants]
        power = log(times[-1] / times[0]) / log(SIZES[-1] / SIZES[0])
        print(
            f"{name:24}",
            *(f"{time:9.1f}" for time in times),
            f"{power:8.2f} {peak_of(function, plants[-1], reader):9.1f}",
        )
    for size, judged in zip(SIZES, plants, strict=True):
        content = trends_file(JudgedPlant(plant, (), (), (), judged.settled), reader).content
        if isinstance(content, bytes):
            print(f"data file of {size:,} cases: {len(content):,} bytes, {len(compress(content, 6)):,} with gzip -6")


if __name__ == "__main__":
    main()
