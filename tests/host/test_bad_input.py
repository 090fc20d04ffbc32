"""Bad input: one finding each with its place and remedy, its row on the board, and the site otherwise whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PlantFolder

AT = ("--at", "2026-11-23 08:12")
HEAD = "---\nid: FR-9\ntitle: Burrs\nopened: 2026-11-20 16:30\nsource: line\n"
INVALID: list[tuple[str, str | bytes, str]] = [
    ("YAML error", "---\nid: FR-9\ntitle: [Burrs\n---\n", "cases/FR-9.md:"),
    ("deep nesting", f"{HEAD}team: {'[' * 200_000}\n---\n", "cases/FR-9.md:6:"),
    ("too deep", f"{HEAD}team: {'[' * 40}{']' * 40}\n---\n", "cases/FR-9.md:6:"),
    ("alias", f"{HEAD}owner: &a Li\nleader: *a\n---\n", "cases/FR-9.md:6:"),
    ("duplicate key", f"{HEAD}title: Burrs again\n---\n", "cases/FR-9.md:6:1"),
    ("title with colon and space", HEAD.replace("Burrs", "左门: 毛刺") + "---\n", "cases/FR-9.md:3:"),
    ("missing required key", HEAD.replace("source: line\n", "") + "---\n", "cases/FR-9.md"),
    ("wrong type where a letter depends on it", f"{HEAD}criteria: [containment]\n---\n", "cases/FR-9.md:6:"),
    ("impossible date", HEAD.replace("2026-11-20", "2026-02-30") + "---\n", "cases/FR-9.md:4:9"),
    ("a criterion that is misspelt", f"{HEAD}criteria: {{containmnt: {{}}}}\n---\n", "cases/FR-9.md:6:"),
    ("all not applicable", HEAD + "profile: tiny\ncriteria: {containment: {na: none}}\n---\n", "cases/FR-9.md:7:"),
    ("not UTF-8", HEAD.replace("Burrs", "毛刺").encode("gb18030"), "cases/FR-9.md"),
    ("empty", "", "cases/FR-9.md"),
    ("no front matter", "# FR-9\n", "cases/FR-9.md:1:1"),
    ("half written", HEAD, "cases/FR-9.md"),
    ("5 MB of one line", "x" * 5_000_000, "cases/FR-9.md"),
    ("an id of four-byte letters", HEAD.replace("FR-9", "𠀀" * 64) + "---\n", "cases/FR-9.md:2:"),
]


def checked(plant: PlantFolder) -> tuple[int, list[dict[str, Any]]]:
    """`check --format json`: exit status and findings; nothing may ever end in a traceback."""
    run = plant.run("check", "--format", "json", *AT)
    assert "Traceback" not in run.stdout + run.stderr
    return run.returncode, json.loads(run.stdout)


def board(plant: PlantFolder) -> dict[str, dict[str, Any]]:
    """The built board's rows by id."""
    run = plant.run("build", *AT)
    assert "Traceback" not in run.stdout + run.stderr
    assert run.returncode == 0, run.stderr
    rows = json.loads((plant.folder / "site/api/board.json").read_bytes())["cases"]
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize(("text", "place"), [row[1:] for row in INVALID], ids=[row[0] for row in INVALID])
def test_a_broken_case_file_is_a_row_with_its_fault(plant: PlantFolder, text: str | bytes, place: str) -> None:
    """The finding names place, fault and remedy; the row stays; the other case is judged; `check` exits with 1."""
    plant.board("profiles: {tiny: {criteria: {containment: 24h}}}\n")
    plant.case("FR-1")
    plant.write("cases/FR-9.md", text)
    status, findings = checked(plant)
    errors = [f for f in findings if f["level"] == "error" and f["place"].startswith(place)]
    assert (status, len(errors)) == (1, 1), findings
    assert errors[0]["text"]
    assert errors[0]["hint"]
    rows = board(plant)
    assert rows["FR-9"]["phase"] == "invalid"
    assert rows["FR-9"]["findings"][0]["code"] == errors[0]["code"]
    assert rows["FR-1"]["phase"] == "open"
    page = (plant.folder / "site/cases/FR-9/index.html").read_text(encoding="utf-8")
    assert errors[0]["place"].removeprefix("cases/") in page


def test_a_folder_named_like_a_case_is_a_row(plant: PlantFolder) -> None:
    """`FR-9.md/` was meant to be a case: it does not vanish."""
    plant.case("FR-1")
    (plant.folder / "cases/FR-9.md").mkdir()
    status, findings = checked(plant)
    assert (status, findings[0]["place"], findings[0]["case"]) == (1, "cases/FR-9.md", "FR-9")
    assert board(plant)["FR-9"]["phase"] == "invalid"


@pytest.mark.parametrize(
    ("line", "place", "nearest"),
    [
        ("onwer: Li\n", "cases/FR-9.md:6:1", "owner"),
        ("team: {champoin: Zhao}\n", "cases/FR-9.md:6:8", "champion"),
    ],
)
def test_an_unknown_key_names_the_nearest(plant: PlantFolder, line: str, place: str, nearest: str) -> None:
    """A typo where no letter depends on it leaves out that value alone: a warning, and the case is judged."""
    plant.write("cases/FR-9.md", f"{HEAD}{line}---\n")
    status, findings = checked(plant)
    (found,) = [finding for finding in findings if finding["place"] == place]
    assert (status, found["level"]) == (0, "warning")
    assert nearest in found["text"] + found["hint"]


def test_a_title_cut_by_a_comment_is_found(plant: PlantFolder) -> None:
    """YAML ends a text at ` #`: what is missing of the title is said."""
    plant.write("cases/FR-9.md", HEAD.replace("Burrs", "毛刺 #3工位") + "---\n")
    status, findings = checked(plant)
    assert (status, [f["place"].rsplit(":", 1)[0] for f in findings]) == (0, ["cases/FR-9.md:3"])


def test_of_two_equal_ids_the_first_keeps_the_address(plant: PlantFolder) -> None:
    """Ids are compared without case; the second is an invalid row, and its finding names the first."""
    plant.case("FR-1", title="First")
    plant.write("cases/z/fr-1.md", HEAD.replace("FR-9", "fr-1") + "---\n")
    status, findings = checked(plant)
    (twin,) = [finding for finding in findings if finding["level"] == "error"]
    assert status == 1
    assert twin["place"].startswith("cases/z/fr-1.md:2:")
    assert "cases/FR-1.md" in twin["text"] + twin["hint"]
    rows = board(plant)
    assert (rows["FR-1"]["title"], rows["fr-1"]["phase"], rows["fr-1"]["url"]) == ("First", "invalid", "findings/")


def test_a_sheet_without_a_known_header_is_one_error(plant: PlantFolder) -> None:
    """The finding says what would be understood; the case files are published all the same."""
    plant.case("FR-1")
    plant.write("cases/issues.csv", "colour,shape,weight\nred,round,3\n")
    status, findings = checked(plant)
    (error,) = [finding for finding in findings if finding["level"] == "error"]
    assert (status, error["place"]) == (1, "cases/issues.csv[A1]")
    assert list(board(plant)) == ["FR-1"]


def test_a_missing_folder_exits_with_2(plant: PlantFolder) -> None:
    """Nothing to read is wrong usage, said in a line."""
    (plant.folder / "cases").rmdir()
    for command in (("build",), ("check",), ("status",)):
        run = plant.run(*command)
        assert run.returncode == 2
        assert "cases" in run.stderr
        assert "Traceback" not in run.stderr


def test_an_empty_folder_says_nothing_open(plant: PlantFolder) -> None:
    """A board with nothing on it is a board."""
    assert board(plant) == {}


@pytest.mark.parametrize(
    "text", ["criterai: []\n", "timezone: Asia/Shanghia\n", "profiles: {internal: {watch: 5wd}}\n", "[\n"]
)
def test_a_broken_board_yml_exits_with_2(plant: PlantFolder, text: str) -> None:
    """A board by rules that nobody wrote is worse than yesterday's: the old site stands."""
    plant.case("FR-1")
    assert plant.run("build", *AT).returncode == 0
    before = (plant.folder / "site/api/board.json").read_bytes()
    plant.board(text)
    run = plant.run("build", *AT)
    assert (run.returncode, "Traceback" in run.stderr) == (2, False)
    assert "cases/board.yml:" in run.stderr + run.stdout
    assert (plant.folder / "site/api/board.json").read_bytes() == before


def test_a_plant_without_faults_passes_strict(plant: PlantFolder) -> None:
    """`--strict` stops on errors only, and there are none."""
    plant.case("FR-1")
    assert plant.run("build", "--strict", *AT).returncode == 0
    assert plant.run("check", *AT).returncode == 0


def test_the_same_input_gives_the_same_bytes(plant: PlantFolder, tmp_path: Path) -> None:
    """Two builds of one plant at one instant are identical, file for file."""
    plant.case("FR-1", body="## D2\n\nText\n")
    sites = [tmp_path / "one", tmp_path / "two"]
    for site in sites:
        assert plant.run("build", "--site-dir", str(site), *AT, env={"PYTHONHASHSEED": "random"}).returncode == 0
    files = [{p.relative_to(s): p.read_bytes() for p in s.rglob("*") if p.is_file()} for s in sites]
    assert files[0] == files[1]
