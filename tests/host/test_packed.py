"""Packed: every record comes back equal, and bytes of others are refused and run nothing."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.model.label import Label
from board_gen.model.terms import Letter
from board_gen.packed import Damaged, packed, unpacked
from board_gen.rules.digest import CaseDigest, digest_of
from board_gen.rules.judge import judge, judge_plant
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, Head
from board_gen.sources.plant_folder import read_plant
from tests.rules.facts import case_of, plant_rules
from tests.rules.strategies import any_scene, seeded

DEMO = Path(__file__).parents[2] / "cases"
AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
ONE = judge(case_of(done={"containment": "2026-11-21 08:00"}), plant_rules())


def instants_in(tracks: CaseTracks) -> Iterator[datetime]:
    """The instants of a case's tracks."""
    yield tracks.case.opened
    for cell in tracks.criteria:
        for instant, ruling in cell.rulings.steps:
            yield from (instant, ruling.due, ruling.first_due)


@pytest.fixture(scope="module")
def demo() -> tuple[CaseTracks, ...]:
    """Every case of the demo, judged."""
    return judge_plant(read_plant(DEMO, "cases")).cases


def test_every_case_comes_back_equal(demo) -> None:
    """Case, tracks, findings, and digests of all cases of the demo are what they were, class by class."""
    assert len(demo) > 50
    for tracks in demo:
        back = unpacked(packed(tracks))
        assert back == tracks
        assert repr(back) == repr(tracks)  # equal tuples and texts of other classes would pass for equal
    digests = [digest_of(tracks, AT) for tracks in demo]
    back = unpacked(packed(digests))
    assert back == digests
    assert isinstance(back, list)
    assert {type(digest) for digest in back} == {CaseDigest}


def test_every_random_case_comes_back_equal() -> None:
    """So do random cases with every kind of fact."""
    for seed in range(200):
        scene = any_scene(seeded(seed), 4)
        tracks = judge(scene.case, scene.rules)
        assert repr(unpacked(packed(tracks))) == repr(tracks), seed


def test_constants_are_the_same_objects_again() -> None:
    """Rules ask `is` of letters and of UTC, so an enumeration's members and UTC come back as themselves."""
    back = unpacked(packed(ONE))
    assert isinstance(back, CaseTracks)
    assert all(instant.tzinfo is UTC for instant in instants_in(back))
    assert back.head.steps[0][1].status is Letter.YELLOW
    assert unpacked(packed(Letter.GREEN)) is Letter.GREEN


def test_a_restored_track_answers() -> None:
    """What a track tells of an instant it tells after unpacking too."""
    track = unpacked(packed(ONE.head))
    assert isinstance(track, Track)
    end = ONE.head.instants()[-1]
    assert (track.at(end), track.since(end), track.instants()) == (ONE.head.at(end), end, ONE.head.instants())


def test_what_is_shared_stays_shared() -> None:
    """An object that stands at two places is packed once and is one object afterwards."""
    place = Place("a.md", 3)
    back = unpacked(packed([place, (place,)]))
    assert isinstance(back, list)
    assert back[0] is back[1][0]


@pytest.mark.parametrize(
    "value",
    [
        None,
        [1, -2.5, True, b"\0", "焊接\ud800", {"a": (), "b": frozenset({1})}, {2, 3}],
        [date(2026, 11, 23), time(8, 30), timedelta(days=-3, seconds=1), AT, datetime(2026, 11, 1, 1, fold=1)],  # noqa: DTZ001
        Finding(Kind("BG999", Level.NOTE, "x {y}"), Place("a.csv", tab="t", cell="F12"), {"y": Label("中", "en")}),
        Head(Letter.RED, ONE.head.steps[0][1].phase, 3),
    ],
)
def test_plain_values_and_single_records(value: object) -> None:
    """Texts of any characters, numbers, containers, dates, and each kind of record come back equal."""
    back = unpacked(packed(value))
    assert back == value
    assert repr(back) == repr(value)


def test_the_fold_of_a_wall_time_is_kept() -> None:
    """The second of two equal wall times stays the second."""
    back = unpacked(packed(datetime(2026, 11, 1, 1, fold=1)))  # noqa: DTZ001
    assert isinstance(back, datetime)
    assert back.fold == 1


# --------------------------------------------------------------------------------------------------- what is refused
class Hostile:
    """Packed by plain pickle, it would call whatever it names."""

    def __init__(self, call: object, *values: object) -> None:
        self.call, self.values = call, values

    def __reduce__(self) -> tuple[object, ...]:
        return self.call, self.values


class Foreign(NamedTuple):
    """A record of another program."""

    number: int


@dataclass(frozen=True, slots=True)
class ForeignRecord:
    """Another one."""

    number: int


def attacks_on(file: str) -> dict[str, bytes]:
    """Bytes that nobody but an enemy or another program writes; those that can leave `file` behind."""
    name = file.encode()
    return {
        "a command": pickle.dumps(Hostile(os.system, f"touch {file}")),
        "a command, as text": b"cos\nsystem\n(S'touch %s'\ntR." % name,
        "an old instance": b"(S'touch %s'\nios\nsystem\n." % name,
        "another old instance": b"(cos\nsystem\nS'touch %s'\no." % name,
        "eval": pickle.dumps(Hostile(eval, f"open({file!r}, 'w').close()")),
        "a process": pickle.dumps(Hostile(subprocess.getoutput, f"touch {file}")),
        "a method": pickle.dumps(Hostile(Path.touch, Path(file))),
        "getattr": pickle.dumps(Hostile(getattr, Place("x"), "file")),
        "a function of ours": pickle.dumps(Hostile(packed, 1)),
        "a module that ours imports": b"\x80\x04\x8c\x10board_gen.packed\x8c\x06pickle\x93.",
        "a dotted name": b"\x80\x04\x8c\x10board_gen.packed\x8c\x0cpickle.loads\x93C\x02N.\x85R.",
        "a class that ours imports": b"cboard_gen.packed\nattrgetter\n(S'file'\ntR.",
        "a module not there": b"cboard_gen.no_such\nThing\n)R.",
        "a class that is no record": b"cboard_gen.packed\n_Reducers\n)R.",
        "a record by another module's name": b"cboard_gen.rules.judge\nInvalidCase\n(S'a'\nNNtR.",
        "a record of others": pickle.dumps(Foreign(1)),
        "a data class of others": pickle.dumps(ForeignRecord(1)),
        "an extension": b"\x80\x02\x82\x01.",
        "a persistent name": b"\x80\x02\x8c\x01aQ.",
    }


@pytest.mark.parametrize("attack", attacks_on(""))
def test_bytes_of_others_are_refused_and_run_nothing(attack: str, tmp_path: Path) -> None:
    """A pickle that names anything but our records, enumerations and times is Damaged, and nothing has happened."""
    mark = tmp_path / "run"
    with pytest.raises(Damaged):
        unpacked(attacks_on(str(mark))[attack])
    assert not mark.exists()


def test_nothing_is_imported() -> None:
    """Not even a module of our own is imported because some bytes name it."""
    assert "board_gen.__main__" not in sys.modules
    with pytest.raises(Damaged):
        unpacked(b"cboard_gen.__main__\nmain\n.")
    assert "board_gen.__main__" not in sys.modules


def test_no_class_of_ours_can_be_altered() -> None:
    """A pickle's command to set attributes finds makers, not classes, where it names a class."""
    for module, name, attribute in (
        ("board_gen.finding", "Place", "file"),
        ("board_gen.rules.digest", "CaseDigest", "id"),
        ("board_gen.model.terms", "Letter", "GREEN"),
        ("datetime", "timedelta", "days"),
    ):
        attack = f"c{module}\n{name}\n(N(dS'{attribute}'\nS'x'\nstb.".encode()
        with pytest.raises(Damaged):
            unpacked(attack)
    assert (Place("x").file, Letter.GREEN, timedelta(1).days) == ("x", "G", 1)


def test_whatever_is_cut_off_is_missed() -> None:
    """No beginning of packed bytes can be unpacked, however much of them is there; nor can more than was packed."""
    data = packed(ONE)
    for length in range(len(data)):
        with pytest.raises(Damaged):
            unpacked(data[:length])
    with pytest.raises(Damaged, match="more than was packed"):
        unpacked(data + b"N.")


@pytest.mark.parametrize(
    "data",
    [
        b"cboard_gen.finding\nPlace\n)R.",
        b"cboard_gen.finding\nPlace\n(I1\nI2\nI3\nI4\nI5\nI6\ntR.",
        b"cboard_gen.model.terms\nLetter\n(S'B'\ntR.",
        b"cboard_gen.model.terms\nLetter\n((ltR.",
        b"cdatetime\ndatetime\n(S'x'\ntR.",
        b"I1\n",
        b"not packed at all",
    ],
)
def test_records_that_cannot_be_are_refused(data: bytes) -> None:
    """Too few values or too many, a letter that there is not, an instant that is none: Damaged, no other error."""
    with pytest.raises(Damaged):
        unpacked(data)


@pytest.mark.parametrize("value", [Path("a"), object(), {"a": [Hostile(os.getpid)]}])
def test_what_could_not_be_unpacked_is_not_packed(value: object) -> None:
    """Who packs anything else is told so at once."""
    with pytest.raises(TypeError, match="is no record"):
        packed(value)
