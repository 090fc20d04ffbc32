"""Pieces of pages that are kept from build to build: taken over where they hold, and never where they do not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from board_gen.host import DONE, FINDINGS, Asked
from board_gen.piece_file import read_pieces, write_pieces
from board_gen.runner import run_build
from board_gen.views import row, standing
from board_gen.views.pieces import MOST, KeptCase, Pieces
from tests.conftest import PlantFolder

AT = "2026-11-23 08:12"
OPEN = ("FR-10", "FR-20", "FR-30", "FR-40")
CASE = """---
id: {id}
title: Leak at {id}
opened: 2026-11-{day} 08:00
source: PRR
area: Line {day}
owner: 李伟
criteria:
  containment: {{done: 2026-11-20 10:00, evidence: [list.pdf]}}
---
## D2

Leaks
"""
BOARD = "title: {en: Board, zh: 看板}\n"


@pytest.fixture
def filled(plant: PlantFolder, monkeypatch: pytest.MonkeyPatch) -> PlantFolder:
    """A plant with open cases; built from within, as MkDocs prints names."""
    monkeypatch.chdir(plant.folder)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    plant.mkdocs("site_name: T\ntheme: {name: material}\nplugins: [board_gen]\n")
    plant.write("cases/board.yml", BOARD)
    for day, name in enumerate(OPEN, 17):
        plant.write(f"cases/{name}.md", CASE.format(id=name, day=day))
    return plant


@pytest.fixture
def rows_made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the cases that a row was made of."""
    made = list[str]()

    def noted(tracks: Any, *given: Any, **named: Any) -> Any:
        made.append(tracks.case.id)
        return row.row_of(tracks, *given, **named)

    monkeypatch.setattr(standing, "row_of", noted)
    return made


def built(plant: PlantFolder, site: str, at: str | None = AT) -> dict[str, bytes]:
    """Build in this process; every file of the site and its bytes."""
    asked = Asked(plant.folder / "mkdocs.yml", plant.folder / site, at=at, allow_fewer=True)
    assert run_build(asked) in (DONE, FINDINGS)
    found = (path for path in sorted((plant.folder / site).rglob("*")) if path.is_file())
    return {str(path.relative_to(plant.folder / site)): path.read_bytes() for path in found}


def kept_in(plant: PlantFolder) -> list[Path]:
    return sorted((plant.folder / ".cache/board_gen").glob("*.pieces"))


def put(name: str, old: str, new: str) -> Callable[[PlantFolder], object]:
    """An edit of one case file."""

    def edit(plant: PlantFolder) -> None:
        path = plant.folder / f"cases/{name}.md"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return edit


def with_case(name: str, day: int) -> Callable[[PlantFolder], object]:
    return lambda plant: plant.write(f"cases/{name}.md", CASE.format(id=name, day=day))


def with_rules(text: str) -> Callable[[PlantFolder], object]:
    return lambda plant: plant.write("cases/board.yml", text)


EDITS: dict[str, tuple[Callable[[PlantFolder], object], tuple[str, ...]]] = {
    "a title": (put("FR-20", "Leak at", "Crack <b>&"), ("FR-20",)),
    "a fact": (put("FR-30", "done: 2026-11-20 10:00", "done: 2026-11-21 10:00"), ("FR-30",)),
    "a finding alone": (put("FR-30", "area:", "ares:"), ("FR-30",)),
    "prose alone": (put("FR-10", "Leaks", "Leaked"), ("FR-10",)),
    "a case before all": (with_case("FR-05", 21), ("FR-05",)),
    "a case to come before all": (with_case("FR-05", 28), ("FR-05",)),
    "one goes": (lambda plant: (plant.folder / "cases/FR-10.md").unlink(), ()),
    "one turns invalid": (put("FR-10", "opened: 2026-11-17 08:00", "opened: never"), ()),
    "one ends": (put("FR-20", "owner:", "rejected: {at: 2026-11-22, by: 李伟, why: none}\nowner:"), ()),
    "the language": (with_rules(f"language: zh\n{BOARD}"), OPEN),
    "a title of the board": (with_rules(BOARD.replace("Board", "Wall")), OPEN),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_only_its_case_is_told_anew_and_all_is_as_built_cold(
    filled: PlantFolder, rows_made: list[str], edit: str
) -> None:
    """A warm page equals a cold one, also where the ranks of neighbours, rules or language are others."""
    change, told = EDITS[edit]
    built(filled, "site")
    change(filled)
    rows_made.clear()
    warm = built(filled, "site")
    assert set(rows_made) == set(told)
    assert warm == built(filled, "cold")


@pytest.mark.parametrize("at", ["2026-11-23 08:13", "2026-11-22 08:12", "2027-01-04 08:12"])
def test_at_another_instant_all_is_told_anew(filled: PlantFolder, rows_made: list[str], at: str) -> None:
    """A page never shows a piece that is older than its instant, nor one that is newer."""
    built(filled, "site")
    rows_made.clear()
    warm = built(filled, "site", at)
    assert set(rows_made) == set(OPEN)
    assert warm == built(filled, "cold", at)


def test_a_second_site_beside_the_first_has_pieces_of_its_own(filled: PlantFolder) -> None:
    built(filled, "site")
    built(filled, "other")
    assert len(kept_in(filled)) == 2


def test_a_build_of_now_keeps_none(filled: PlantFolder) -> None:
    """No build comes at its instant again."""
    built(filled, "site", None)
    assert kept_in(filled) == []


@pytest.mark.parametrize("harm", ["cut", "flipped", "emptied", "foreign", "a folder"])
def test_a_damaged_file_is_not_used(filled: PlantFolder, rows_made: list[str], harm: str) -> None:
    """All rows are made anew, and the site is right."""
    built(filled, "site")
    (path,) = kept_in(filled)
    content = path.read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    harmed = {"cut": content[:-1], "flipped": flipped, "emptied": b"", "foreign": b"x" * 10_000}
    path.unlink()
    if harm == "a folder":
        path.mkdir()
    else:
        path.write_bytes(harmed[harm])
    put("FR-20", "Leak", "Crack")(filled)
    rows_made.clear()
    warm = built(filled, "site")
    assert set(rows_made) == set(OPEN)
    assert warm == built(filled, "cold")


# ---- the record itself


def kept_of(*pieces: tuple[str, str, bytes]) -> dict[str, KeptCase]:
    """What a build leaves that asked for these pieces, of cases with these marks."""
    made = Pieces({case_id: mark for case_id, _, mark in pieces})
    for case_id, name, _ in pieces:
        made.piece(case_id, name, lambda: "old")
    return dict(made.kept())


@pytest.mark.parametrize(("asked", "mark", "told"), [("row", b"1", "old"), ("row", b"2", "new"), ("line", b"1", "new")])
def test_a_piece_is_taken_over_by_its_name_of_the_same_tracks(asked: str, mark: bytes, told: str) -> None:
    pieces = Pieces({"A": mark}, kept_of(("A", "row", b"1")))
    assert pieces.piece("A", asked, lambda: "new") == told


def test_what_nobody_asked_for_again_is_not_kept() -> None:
    marks = {"A": b"1"}
    second = Pieces(marks, kept_of(("A", "row 1", b"1"), ("A", "line", b"1")))
    second.piece("A", "line", lambda: "new")
    third = Pieces(marks, second.kept())
    assert (third.piece("A", "row 1", lambda: "new"), third.piece("A", "line", lambda: "new")) == ("new", "old")


def test_the_pieces_of_too_many_cases_are_not_kept() -> None:
    """Their pages are made anew, which costs time; keeping them would cost memory."""
    marks = {str(number): b"" for number in range(MOST + 1)}
    pieces = Pieces(marks)
    pieces.piece("1", "row", lambda: "told")
    assert pieces.kept() == {}


def test_nowhere_to_write_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "x.pieces"
    write_pieces(path, b"k" * 16, kept_of(("A", "row", b"1")))
    assert read_pieces(path, b"k" * 16) == {}


def test_pieces_are_read_for_their_key_only(tmp_path: Path) -> None:
    path, kept = tmp_path / "deep" / "x.pieces", kept_of(("A", "row", b"1"))
    write_pieces(path, b"k" * 16, kept)
    assert read_pieces(path, b"k" * 16) == kept
    assert read_pieces(path, b"l" * 16) == {}
    assert [found.name for found in path.parent.iterdir()] == [path.name]
