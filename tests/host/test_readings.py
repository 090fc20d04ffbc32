"""A sheet that can't be read does not empty the board: what is published, what is kept, and who is refused."""

import json
import re
import shutil
from pathlib import Path

import pytest

from board_gen.host import DONE, REFUSED, Asked
from board_gen.runner import run_build
from board_gen.sources.readings import FOLDER
from tests.conftest import PlantFolder
from tests.host.test_hosts import Preview

AT, NEXT_DAY = "2026-11-23 08:12", "2026-11-24 09:12"
SHEET = "id,title,opened,source,owner\n1,Scratch,2026-11-20,LPA,王芳\n2,Dent,2026-11-21,LPA,陈刚\n"
HALF = SHEET.encode()[:60] + b"\0" * 60
SHOWN = ("index.html", "meeting/index.html", "cases/index.html", "tv/index.html", "tv/zh.html")


@pytest.fixture
def plant_with_sheet(plant: PlantFolder) -> PlantFolder:
    """A plant of one sheet and one case file, in English, that was built once."""
    plant.board("language: en\n")
    plant.case("FR-1")
    plant.write("cases/issues.csv", SHEET)
    assert built(plant, AT) == DONE
    return plant


def built(plant: PlantFolder, at: str | None, site: str = "site") -> int:
    """Build in this process; the exit status."""
    return run_build(Asked(plant.folder / "mkdocs.yml", plant.folder / site, at=at))


def board(plant: PlantFolder) -> dict[str, object]:
    """The published board.json."""
    told: dict[str, object] = json.loads((plant.folder / "site/api/board.json").read_bytes())
    return told


def ids(plant: PlantFolder) -> set[str]:
    """Who is on the published board."""
    return {case["id"] for case in board(plant)["cases"]}  # type: ignore[attr-defined]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_half_written_sheet_does_not_empty_the_board(plant_with_sheet):
    """Its rows stay on the board; the error is published, and so is how old the rows are."""
    plant = plant_with_sheet
    plant.write("cases/issues.csv", HALF)
    assert built(plant, NEXT_DAY) == DONE
    assert ids(plant) == {"FR-1", "1", "2"}
    found = json.loads((plant.folder / "site/api/findings.json").read_bytes())
    assert {(one["code"], one["place"]) for one in found} >= {
        ("BG405", "cases/issues.csv"),
        ("BG470", "cases/issues.csv"),
    }
    assert "shown are its rows of 2026-11-23 08:12, 1 d 01 h before this build" in json.dumps(found)


def test_old_rows_say_so_where_the_meeting_looks(plant_with_sheet):
    """Board, meeting, list and televisions say it in words that need no script; before and after they say nothing."""
    plant = plant_with_sheet
    words = "Old rows of 11-23 08:12, 1 d 01 h ago: the sheet can&#39;t be read</"
    for content, is_old in ((SHEET, False), (HALF, True), (SHEET + "3,Burr,2026-11-22,LPA,杨雪\n", False)):
        plant.write("cases/issues.csv", content)
        assert built(plant, NEXT_DAY if is_old else AT) == DONE
        pages = [(plant.folder / "site" / path).read_text("utf-8") for path in SHOWN]
        assert [words in page for page in pages[:4]] == [is_old] * 4
        assert ("内容陈旧：问题清单无法读取，显示的是 11-23 08:12 的内容（1 天 01 时前）</" in pages[4]) == is_old
        assert [bool(re.search(r'data-live="stale"[^>]* hidden>', page)) for page in pages] == [not is_old] * 5
    assert ids(plant) == {"FR-1", "1", "2", "3"}


def test_the_same_inputs_and_readings_are_the_same_bytes(plant_with_sheet):
    """A site made of a reading is the same every time, whatever was built before; without it, it is another build."""
    plant = plant_with_sheet
    plant.write("cases/issues.csv", HALF)
    assert built(plant, NEXT_DAY) == built(plant, NEXT_DAY, "cold") == DONE
    assert tree(plant.folder / "site") == tree(plant.folder / "cold")
    first = json.loads((plant.folder / "site/api/build.json").read_bytes())["build"]
    shutil.rmtree(plant.folder / FOLDER)
    assert built(plant, NEXT_DAY, "without") == DONE
    assert json.loads((plant.folder / "without/api/build.json").read_bytes())["build"] != first


def test_a_reading_that_is_not_needed_changes_nothing(plant_with_sheet):
    """With a sheet that reads well the site is the same with and without readings."""
    plant = plant_with_sheet
    shutil.rmtree(plant.folder / FOLDER)
    assert built(plant, AT, "without") == built(plant, AT, "with") == DONE
    assert tree(plant.folder / "without") == tree(plant.folder / "with")


def test_only_what_is_published_is_kept(plant_with_sheet):
    """A build that is refused, and commands that only look, leave the last good reading as it is."""
    plant = plant_with_sheet
    plant.write("cases/issues.csv", SHEET + "".join(f"{n},Burr,2026-11-22,LPA,杨雪\n" for n in range(3, 20)))
    assert built(plant, AT) == DONE
    kept = tree(plant.folder / FOLDER)
    plant.write("cases/issues.csv", SHEET)
    assert built(plant, NEXT_DAY) == REFUSED
    assert tree(plant.folder / FOLDER) == kept
    plant.write("cases/issues.csv", HALF)
    checked = plant.run("check", "--at", NEXT_DAY)
    assert checked.returncode == 1
    assert "BG470" in checked.stdout
    assert " 19 " in plant.run("status", "--at", NEXT_DAY).stdout
    assert tree(plant.folder / FOLDER) == kept


def test_where_sheets_are_all_there_is_the_reading_is_published(plant):
    """A plant of one sheet goes on with its last good reading; without one it is refused, and the old site stands."""
    plant.write("cases/issues.csv", SHEET)
    assert built(plant, AT) == DONE
    plant.write("cases/issues.csv", HALF)
    assert built(plant, NEXT_DAY) == DONE
    assert ids(plant) == {"1", "2"}
    shutil.rmtree(plant.folder / FOLDER)
    assert built(plant, NEXT_DAY) == REFUSED
    assert ids(plant) == {"1", "2"}


def test_where_no_file_can_be_read_any_more_a_reading_does_not_help(plant_with_sheet):
    """Every case file broken and the sheet too: publishing is refused, reading or not."""
    plant = plant_with_sheet
    plant.write("cases/issues.csv", HALF)
    plant.write("cases/FR-1.md", b"\0\0\0")
    assert built(plant, NEXT_DAY) == REFUSED
    assert board(plant)["as_of"] == "2026-11-23T00:12:00Z"


def test_rows_of_a_reading_count_as_cases(plant):
    """Who loses more than a fifth of the cases is refused; a sheet shown as of earlier has lost none."""
    plant.case("FR-1")
    plant.write("cases/issues.csv", SHEET + "".join(f"{n},Burr,2026-11-22,LPA,杨雪\n" for n in range(3, 20)))
    assert built(plant, AT) == DONE
    plant.write("cases/issues.csv", HALF)
    assert built(plant, NEXT_DAY) == DONE
    assert len(ids(plant)) == 20
    shutil.rmtree(plant.folder / FOLDER)
    assert built(plant, NEXT_DAY) == REFUSED


def test_a_project_that_can_not_be_written_to_is_built(plant):
    """Where no folder for readings can be made, the site is made all the same."""
    plant.write(".board_gen", "a file in the folder's place")
    plant.write("cases/issues.csv", SHEET)
    assert built(plant, AT) == DONE
    assert ids(plant) == {"1", "2"}


def test_a_preview_shows_old_rows_until_a_good_save(plant):
    """With `serve` a half-written sheet leaves the rows and says so, a good one takes over; each content is kept."""
    plant.board("language: en\n")
    plant.write("cases/issues.csv", SHEET)
    preview = Preview(plant, "board_gen", "serve")
    try:
        match = re.search(r"livereload\((\d+)", preview.read(""))
        assert match
        epoch, shown, kept = int(match[1]), [], []
        for content in (HALF, SHEET.replace("Dent", "Burr").encode()):
            plant.write("cases/issues.csv", content)
            epoch = preview.wait_for_reload(epoch)
            page = preview.read("")
            shown.append(("Dent" in page, "Burr" in page, ">Old rows of " in page))
            kept.append(tree(plant.folder / FOLDER))
    finally:
        preview.stop()
    assert shown == [(True, False, True), (False, True, False)]
    assert [len(files) for files in kept] == [1, 1]
    assert kept[0] != kept[1]
