"""A plant's folder as a whole (contract §1)."""

import hashlib
import os
from pathlib import Path

import pytest

from board_gen.finding import Level
from board_gen.model.plant import Plant
from board_gen.sources.plant_folder import read_plant

CASE = "---\nid: {id}\ntitle: Burrs\nopened: 2026-11-02\nsource: line\n---\n"
SHEET = "id,title,opened,source\n{id},Burrs,2026-11-02,line\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    return tmp_path / "cases"


def write(folder: Path, files: dict[str, str]) -> Plant:
    """The plant of a folder with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return read_plant(folder, "cases")


def found(plant: Plant) -> list[tuple[str, str]]:
    return [(finding.kind.code, str(finding.place)) for finding in plant.findings]


def test_a_missing_folder_is_the_hosts_matter(tmp_path):
    """Without a folder there is no plant: FileNotFoundError; nor is a file one."""
    (tmp_path / "file").write_text("")
    for name in ("missing", "file"):
        with pytest.raises(FileNotFoundError):
            read_plant(tmp_path / name, "cases")


def test_an_empty_folder_is_a_plant_without_cases(folder):
    """Nothing there is nothing wrong."""
    plant = read_plant(folder, "cases")
    assert (plant.cases, plant.invalid, plant.findings, plant.digests) == ((), (), (), {})
    assert (plant.files_seen, plant.files_read) == (0, 0)


def test_cases_at_any_depth_sorted_by_path(folder):
    """Every .md file is a case, at any depth, in the order of their paths; the sheet's rows follow."""
    files = {f"{name}.md": CASE.format(id=Path(name).name) for name in ("b", "2026/11/c", "2025/d", "a")}
    plant = write(folder, {**files, "issues.csv": SHEET.format(id="s")})
    assert [case.id for case in plant.cases] == ["d", "c", "a", "b", "s"]
    assert plant.findings == ()
    assert (plant.files_seen, plant.files_read) == (5, 5)


@pytest.mark.parametrize(
    "name", ["_draft.md", ".hidden.md", "~$a.md", "_old/a.md", "2026/.git/a.md", "2026/~$x/y/a.md"]
)
def test_names_that_are_left_out(name, folder):
    """Files and folders whose names begin with `_`, `.` or `~$` are left out at every level."""
    plant = write(folder, {name: CASE.format(id="a"), "_issues.csv": SHEET.format(id="s")})
    assert (plant.cases, plant.invalid, plant.findings, plant.digests) == ((), (), (), {})


def test_markdown_among_attachments(folder):
    """In a case's own folder a .md file is an attachment unless it begins as a case does."""
    plant = write(
        folder,
        {
            "2026/FR-1.md": CASE.format(id="FR-1"),
            "2026/FR-1/notes.md": "# Notes\n",
            "2026/FR-1/deep/more.md": "text\n",
            "2026/FR-1/FR-2.md": "\ufeff" + CASE.format(id="FR-2"),
            "2026/other/notes.md": "# Notes\n",
        },
    )
    assert {case.id for case in plant.cases} == {"FR-1", "FR-2"}
    assert [str(case.place).split(":")[0] for case in plant.invalid] == ["cases/2026/other/notes.md"]


def test_a_folder_named_like_a_case_file(folder):
    """A folder x.md is an invalid case; what lies in it is read all the same."""
    plant = write(folder, {"x.md/FR-1.md": CASE.format(id="FR-1")})
    assert [case.id for case in plant.cases] == ["FR-1"]
    assert [(case.id, str(case.place)) for case in plant.invalid] == [("x", "cases/x.md")]
    assert [finding.level for finding in plant.findings] == [Level.ERROR]


def test_nothing_stops_the_others(folder):
    """Broken files stay as invalid cases; what can be read is read."""
    plant = write(
        folder, {"a.md": "no front matter", "b.md": "---\nid: [\n---\n", "c.md": "", "d.md": CASE.format(id="d")}
    )
    assert [case.id for case in plant.cases] == ["d"]
    assert [case.id for case in plant.invalid] == ["a", "b", "c"]
    assert (plant.files_seen, plant.files_read) == (4, 1)


@pytest.mark.parametrize(
    ("files", "read"),
    [
        ({"a.md": "---\nid: A\n---\n"}, 1),
        ({"a.md": CASE.format(id="A").replace("line", "lime")}, 1),
        ({"a.md": "---\nid: [\n---\n"}, 0),
        ({"issues.csv": "a,b\n1,2\n"}, 0),
        ({"issues.csv": ""}, 0),
        ({"issues.csv": "id,title,opened,source\n1,,,line\n"}, 1),
    ],
)
def test_a_file_that_can_be_read_may_hold_an_invalid_case(folder, files, read):
    """`files_read` counts what could be read, valid or not: by it publishing is refused."""
    plant = write(folder, files)
    assert (plant.files_seen, plant.files_read) == (1, read)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("name", ["FR-1.md", "issues.csv", "meetings.csv", "a.png", "FR-2/FR-3.md"])
def test_a_pipe_is_waited_for_by_nobody(folder, name):
    """A named pipe among the files stops nothing."""
    (folder / "FR-2").mkdir()
    os.mkfifo(folder / name)
    plant = write(folder, {"FR-2.md": CASE.format(id="FR-2")})
    assert [case.id for case in plant.cases] == ["FR-2"]


def test_a_file_name_that_is_no_utf_8(folder):
    """Its case is invalid under a name that can be printed."""
    try:
        with open(os.fsencode(folder) + b"/\xff.md", "wb") as file:  # noqa: PTH123 - the name is bytes
            file.write(CASE.format(id="FR-1").encode())
    except OSError:
        pytest.skip("this file system knows no such names")
    plant = read_plant(folder, "cases")
    assert found(plant) == [("BG465", "cases/\\xff.md")]
    assert [case.address for case in plant.invalid] == [None]


def test_links_in_a_circle(folder):
    """A link back to a folder that was visited is not followed again."""
    (folder / "a").mkdir()
    (folder / "a" / "back").symlink_to(folder, target_is_directory=True)
    plant = write(folder, {"a/FR-1.md": CASE.format(id="FR-1")})
    assert [case.id for case in plant.cases] == ["FR-1"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["issues.csv"], []),
        (["Issues.CSV"], []),
        (["issues.tsv"], []),
        (["issues.csv", "issues.pdf"], []),
        (["issues.csv", "issues.txt"], [("BG460", "cases/issues.csv")]),
        (["issues.csv", "issues.xlsx"], [("BG460", "cases/issues.csv")]),
        (["issues.xlsx"], [("BG462", "cases/issues.xlsx")]),
        (["issues.xls"], [("BG462", "cases/issues.xls")]),
        (["issues.ods"], [("BG462", "cases/issues.ods")]),
        (["issues.pdf"], [("BG462", "cases/issues.pdf")]),
        (["issues.csv", "~$issues.xlsx", "_issues.xlsx"], []),
    ],
)
def test_which_file_is_the_sheet(files, expected, folder):
    """The one issues.* there is; several are an error, and no row is guessed; text is read under any name, with a note."""
    plant = write(folder, {name: SHEET.format(id="A-1") for name in files})
    assert found(plant) == expected
    is_refused = any(finding.level is Level.ERROR for finding in plant.findings)
    assert is_refused == ("BG460" in dict(expected))
    assert [case.id for case in plant.cases] == ([] if is_refused else ["A-1"])


def test_sheets_that_board_yml_names(folder):
    """Named sheets are read in their order, and one that is not there is an error."""
    board = "sheet:\n- {file: old.csv}\n- {file: lists/new.csv}\n- {file: gone.csv}\n"
    plant = write(
        folder,
        {"board.yml": board, "old.csv": SHEET.format(id="A"), "lists/new.csv": SHEET.format(id="B"),
         "issues.csv": SHEET.format(id="C")},
    )  # fmt: skip
    assert [(case.id, str(case.place)) for case in plant.cases] == [
        ("A", "cases/old.csv[A2]"),
        ("B", "cases/lists/new.csv[A2]"),
    ]
    assert found(plant) == [("BG461", "cases/gone.csv")]


def test_the_rules_under_another_name(folder):
    """A board.yaml is not read, and that is told."""
    assert found(write(folder, {"board.yaml": "plant: X\n"})) == [("BG466", "cases/board.yaml")]


def test_ledgers_and_digests(folder):
    """Ledgers are read, and every input file, attachments included, is named with its SHA-256."""
    files = {
        "board.yml": "plant: X\n",
        "meetings.csv": "date,present\n2026-11-02,Adams\n",
        "metrics.csv": "date,metric,value\n2026-11-02,FTQ,97\n",
        "FR-1.md": CASE.format(id="FR-1"),
        "FR-1/sorting.txt": "sorted",
        "issues.csv": SHEET.format(id="A"),
    }
    plant = write(folder, files)
    assert (len(plant.meetings), len(plant.metrics), plant.findings) == (1, 1, ())
    assert plant.digests == {
        f"cases/{name}": hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(files.items())
    }
    assert list(plant.digests) == sorted(plant.digests)


def test_findings_stand_in_the_order_of_their_places(folder):
    """Findings are sorted by file, then by line or by row and column."""
    rows = "".join(f"{n},Burrs,2026-11-02,line,?{n},?\n" for n in range(1, 12))
    plant = write(folder, {"issues.csv": f"id,title,opened,source,severity,status\n{rows}".replace("?,", "x,")})
    places = [str(finding.place) for finding in plant.findings]
    assert places == [f"cases/issues.csv[E{n}]" for n in range(2, 13)]


def test_progress_is_told(folder):
    """Whoever waits is told how many of how many case files are read."""
    write(folder, {f"{n}.md": CASE.format(id=n) for n in range(3)})
    told: list[tuple[int, int]] = []
    read_plant(folder, "cases", lambda count, total: told.append((count, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
