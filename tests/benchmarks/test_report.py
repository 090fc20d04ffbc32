"""What the benchmarks make of their numbers."""

from pathlib import Path
from random import Random

import pytest

from benchmarks.all import PARTS
from benchmarks.board import Board, Touched, touched_between
from benchmarks.flame import OTHER, looks_of
from benchmarks.generate import case_text, cases_of
from benchmarks.growth import exponent_of
from benchmarks.report import DOCUMENT, Promise, Section, write_section


def test_a_promise_is_kept_at_its_bound() -> None:
    """A promise holds at its bound, and not beyond it, whether it is the most or the least."""
    assert Promise("memory", 600, 600, "MB").is_kept
    assert not Promise("memory", 600.1, 600, "MB").is_kept
    assert Promise("faster", 4.0, 4.0, "times", is_least=True).is_kept
    assert not Promise("faster", 3.99, 4.0, "times", is_least=True).is_kept


def test_a_section_replaces_what_stood_in_its_place_alone(tmp_path: Path) -> None:
    """New numbers take the place of the old ones between their marks; all else stays."""
    document = tmp_path / "performance.md"
    place = "<!-- measured: {} -->\n\nold {}\n\n<!-- /measured -->\n"
    document.write_text(
        f"before\n{place.format('cold', 'cold')}between\n{place.format('warm', 'warm')}", encoding="utf-8"
    )
    write_section(Section("cold", ("made by", "s"), [("us", "1 \\g<0>")]), document)
    text = document.read_text(encoding="utf-8")
    assert "old cold" not in text
    assert "| us | 1 \\g<0> |" in text
    assert text.startswith("before\n<!-- measured: cold -->\n")
    assert text.endswith(f"<!-- /measured -->\nbetween\n{place.format('warm', 'warm')}")


def test_a_section_without_a_place_is_told(tmp_path: Path) -> None:
    """Numbers that the document has no place for are not lost in silence."""
    document = tmp_path / "performance.md"
    document.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for cold"):
        write_section(Section("cold"), document)


def test_every_part_has_its_place_in_the_document() -> None:
    """docs/performance.md has exactly one place for each part of the benchmarks."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert {part: text.count(f"<!-- measured: {part} -->") for part in PARTS} == dict.fromkeys(PARTS, 1)


@pytest.mark.parametrize("power", [1.0, 1.5, 2.0])
def test_the_exponent_is_the_power_of_growth(power: float) -> None:
    """Times that grow with a power of the size have that power as exponent."""
    sizes = (1000, 10_000, 100_000)
    assert exponent_of(sizes, [0.002 * size**power for size in sizes]) == pytest.approx(power)


def test_a_look_belongs_to_the_innermost_stage() -> None:
    """What MkDocs or a library does for us is ours; what nobody of ours called is not."""
    stacks = [
        "process 1;make (board_gen/made.py:9);read (board_gen/sources/shape.py:3);loads (json.py:1) 7",
        "process 1;main (board_gen/cli.py:1);make (board_gen/made.py:9) 2",
        "process 1;run (mkdocs/build.py:5) 4",
    ]
    looks = looks_of(stacks)
    assert looks.stages == {"read": 7, "pipeline": 2, OTHER: 4}
    assert looks.functions == {"read: read sources/shape.py": 7, "pipeline: make made.py": 2}


def test_touched_files_are_those_with_another_inode_or_time() -> None:
    """A file that was replaced, written into or made is written; one that has gone is removed; a kept one neither."""
    before = {"kept": (1, 10), "replaced": (2, 10), "written": (3, 10), "gone": (4, 10)}
    after = {"kept": (1, 10), "replaced": (5, 10), "written": (3, 11), "made": (6, 11)}
    assert touched_between(before, after) == Touched(written=3, removed=1)


def test_a_plant_is_the_same_whoever_writes_it(tmp_path: Path) -> None:
    """Several processes write byte for byte what one process writes, and an edit changes one title alone."""
    board = Board(tmp_path / "board", 1100)
    board.write()
    cases = cases_of(1100)
    for case in (cases[0], cases[999], cases[1000], cases[-1]):
        written = (board.plant / "cases" / case.path).read_text(encoding="utf-8")
        assert written == case_text(case, cases, Random(f"1/{case.id}"))
    assert len(list((board.plant / "cases").rglob("*.md"))) == 1100
    [opened] = [case for case in cases if case.id == board.case_id(3)]
    path = board.plant / "cases" / opened.path
    before = path.read_text(encoding="utf-8").splitlines()
    title = board.edit(3)
    after = path.read_text(encoding="utf-8").splitlines()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [f"title: {title}"]
