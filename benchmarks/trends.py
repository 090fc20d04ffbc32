"""What the sums over all cases cost: `python -m benchmarks.trends`.

Makes plants of 1,000 to 100,000 cases in short, over five years, and prints the CPU time of each function that walks
them all, the power of the number of cases that it grows with, and what memory the functions need beside the cases.
"""

import argparse
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from math import log
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.generate import BOARD, DUE
from board_gen.model.plant import Plant
from board_gen.model.terms import Letter, Phase
from board_gen.pages.trends import history_json, trends_page
from board_gen.rules import history, pareto, punctuality, q_chart
from board_gen.rules.digest import CaseDigest, Ending, Move, Timed, Timing
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import Head
from board_gen.sources.plant_folder import read_plant
from board_gen.views.counts import days_without_red
from board_gen.views.q_chart import q_months_of
from board_gen.views.reader import Reader
from board_gen.views.trends import trends_of
from board_gen.wording import Wording

AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
SINCE = date(2025, 11, 1)
MINUTES = 5 * 365 * 24 * 60
SIZES = (1_000, 10_000, 100_000)
LETTERS = (Letter.YELLOW, Letter.RED, Letter.YELLOW, Letter.RED, Letter.GREEN, None)
"""What a case shows one after the other: six changes."""
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
        part="333933",
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
    )


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
        "days_of": lambda judged, reader: judged.history(reader.at).every_day,
        "closing_times_of": lambda judged, reader: history.closing_times_of(judged.history(reader.at), SINCE),
        "ages_of": lambda judged, reader: history.ages_of(judged.history(reader.at)),
        "punctuality_of": lambda judged, _: punctuality.punctuality_of(recent(judged), judged.rules),
        "pareto_of": lambda judged, _: pareto.pareto_of(recent(judged), lambda digest: digest.area),
        "trends_of: all trends": trends_of,
        "trends_page": trends_page,
        "history_json": history_json,
        "abnormal_days_of": lambda judged, reader: q_chart.abnormal_days_of(judged, reader.at),
        "q_months_of": lambda judged, reader: q_months_of(q_chart.q_calendar_of(judged, reader.at), reader),
        "days_without_red": lambda judged, reader: days_without_red(judged, reader.at),
    }


def recent(judged: JudgedPlant) -> tuple[CaseDigest, ...]:
    """The cases of the last twelve months."""
    past = judged.history(AT)
    return history.opened_since(past, history.year_before(past.today))


def milliseconds_of(function: Measured, judged: JudgedPlant, reader: Reader, runs: int) -> float:
    """The median CPU time of a function, of a plant that nothing was asked of before."""
    times = []
    for _ in range(runs):
        fresh = JudgedPlant(judged.plant, (), (), (), judged.settled)
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
    print(f"{'CPU ms of cases':24}", *(f"{size:>9,}" for size in SIZES), "   power   peak MB")
    for name, function in measured().items():
        times = [milliseconds_of(function, judged, reader, runs) for judged in plants]
        power = log(times[-1] / times[0]) / log(SIZES[-1] / SIZES[0])
        print(
            f"{name:24}",
            *(f"{time:9.1f}" for time in times),
            f"{power:8.2f} {peak_of(function, plants[-1], reader):9.1f}",
        )


if __name__ == "__main__":
    main()
