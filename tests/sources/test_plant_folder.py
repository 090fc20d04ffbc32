"""A plant's folder as a whole (contract §1)."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from board_gen.finding import Level
from board_gen.judging import judged_at
from board_gen.model.plant import Plant
from board_gen.model.rules import SheetRules
from board_gen.sources import plant_sheets
from board_gen.sources.csv_table import LARGEST_FILE
from board_gen.sources.plant_folder import read_outline, read_plant
from board_gen.sources.readings import FOLDER, Readings
from board_gen.sources.sheet_file import read_table
from board_gen.sources.table import TableRead
from tests.sources import workbook_files as workbooks

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
    """The one issues.* there is; of several none is guessed, an error; text is read under any name, with a note."""
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


AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
ROWS = "id,title,opened,source\nA-1,Burrs,2026-11-02,line\nA-2,Dent,2026-11-03,line\n"
WORKBOOK = workbooks.xlsx(
    workbooks.Sheet(
        "问题",
        "".join(workbooks.texts(number, *line.split(",")) for number, line in enumerate(ROWS.splitlines(), 1)),
    )
)
HALF_WRITTEN = {
    "NUL bytes": ROWS[:40].encode() + b"\0" * 200,
    "half a UTF-16": ("\ufeff" + ROWS).encode("utf-16-le")[:-1],
    "nothing": b"",
    "blanks": b"\n\n  \n",
    "no known encoding": b"\xff\xfeid,\xd8",
    "no header": b"a,b\n1,2\n",
    "a quote that is open": ROWS.replace("Dent", '"Dent').encode(),
    "a web page": b"<html><body>expired</body></html>",
    "half a workbook": WORKBOOK[: len(WORKBOOK) // 2],
    "a workbook without its tab": workbooks.xlsx(workbooks.Sheet("Other", workbooks.texts(1, "a", "b"))),
    "a workbook without cells": workbooks.xlsx(workbooks.Sheet("问题", "")),
}


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    """Where the last good readings are kept."""
    return Readings(tmp_path / "readings", "v1")


def kept(folder: Path, readings: Readings, content: bytes, name: str = "issues.csv", at: datetime = AT) -> None:
    """A build of an instant that reads this sheet well, and keeps it."""
    (folder / name).write_bytes(content)
    outline = read_outline(folder, "cases", readings)
    assert outline.sheets.good
    assert readings.keep(outline.sheets.good, at) == ""


@pytest.mark.parametrize("content", HALF_WRITTEN.values(), ids=HALF_WRITTEN)
def test_a_sheet_that_can_not_be_read_is_shown_as_it_was_read_last(content, folder, readings):
    """Its rows stay, with the cells in which they stood; the error stays too, and a warning says how old they are."""
    kept(folder, readings, ROWS.encode())
    before = read_plant(folder, "cases", readings=readings)
    (folder / "issues.csv").write_bytes(content)
    plant = read_plant(folder, "cases", readings=readings)
    assert plant.cases == before.cases
    assert [str(case.place) for case in plant.cases] == ["cases/issues.csv[A2]", "cases/issues.csv[A3]"]
    assert [(old.place.file, old.as_of) for old in plant.old_rows] == [("cases/issues.csv", AT)]
    assert before.old_rows == ()
    found = judged_at(plant, AT + timedelta(hours=26)).findings
    assert Level.ERROR in {finding.level for finding in found}
    (old,) = (finding for finding in found if finding.kind.code == "BG470")
    assert old.level is Level.WARNING
    assert old.values == {"moment": "2026-11-23 08:12", "age": timedelta(hours=26)}


def test_a_workbook_is_shown_as_it_was_read_last(folder, readings):
    """So is a workbook of which half is written, each row in its cell of its tab."""
    kept(folder, readings, WORKBOOK, "issues.xlsx")
    (folder / "issues.xlsx").write_bytes(WORKBOOK[:-200])
    plant = read_plant(folder, "cases", readings=readings)
    assert [str(case.place) for case in plant.cases] == ["cases/issues.xlsx[问题!A2]", "cases/issues.xlsx[问题!A3]"]
    assert len(plant.old_rows) == 1


def test_a_sheet_larger_than_is_read_is_shown_as_it_was_read_last(folder, readings):
    """A file that has grown beyond all bounds does not empty the board."""
    kept(folder, readings, ROWS.encode())
    os.truncate(folder / "issues.csv", LARGEST_FILE + 1)
    plant = read_plant(folder, "cases", readings=readings)
    assert len(plant.cases) == 2
    assert found(plant) == [("BG401", "cases/issues.csv")]


def test_without_a_reading_nothing_is_shown(folder, readings):
    """A sheet that never was read has no rows; one that breaks off has those that could be read."""
    for content, rows in ((HALF_WRITTEN["NUL bytes"], 0), (HALF_WRITTEN["a quote that is open"], 1)):
        (folder / "issues.csv").write_bytes(content)
        plant = read_plant(folder, "cases", readings=readings)
        assert (len(plant.cases), plant.old_rows) == (rows, ())
        assert read_outline(folder, "cases", readings).sheets.good == ()


def test_a_reading_is_an_input(folder, readings, tmp_path):
    """What is shown of a reading the plant's digests name; one that is not needed they do not."""
    kept(folder, readings, ROWS.encode())
    assert set(read_plant(folder, "cases", readings=readings).digests) == {"cases/issues.csv"}
    (folder / "issues.csv").write_bytes(b"")
    digests = read_plant(folder, "cases", readings=readings).digests
    (path,) = (tmp_path / "readings").iterdir()
    assert digests[f"{FOLDER}/{path.name}"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_good_save_takes_over(folder, readings):
    """As soon as the sheet can be read its own rows are shown, and nothing says that they are old."""
    kept(folder, readings, ROWS.encode())
    (folder / "issues.csv").write_bytes(HALF_WRITTEN["NUL bytes"])
    assert read_plant(folder, "cases", readings=readings).old_rows
    (folder / "issues.csv").write_text(ROWS.replace("A-2", "B-2"), "utf-8")
    plant = read_plant(folder, "cases", readings=readings)
    assert ([case.id for case in plant.cases], plant.old_rows) == (["A-1", "B-2"], ())


def test_a_sheet_without_rows_is_no_reading_failure(folder, readings):
    """Who takes all rows out of the sheet has an empty list: that is what the sheet says."""
    kept(folder, readings, ROWS.encode())
    kept(folder, readings, ROWS.splitlines()[0].encode())
    plant = read_plant(folder, "cases", readings=readings)
    assert (plant.cases, plant.old_rows) == ((), ())


def test_a_sheet_that_board_yml_names_and_that_is_gone(folder, readings):
    """It is an error, and its rows stay until board.yml names it no more."""
    (folder / "board.yml").write_text("sheet: {file: list.csv}\n")
    kept(folder, readings, ROWS.encode(), "list.csv")
    (folder / "list.csv").unlink()
    plant = read_plant(folder, "cases", readings=readings)
    assert ([case.id for case in plant.cases], found(plant)) == (["A-1", "A-2"], [("BG461", "cases/list.csv")])
    (folder / "board.yml").write_text("")
    plant = read_plant(folder, "cases", readings=readings)
    assert (plant.cases, plant.findings, plant.old_rows) == ((), (), ())


def test_a_sheet_that_nobody_names_and_that_is_gone(folder, readings):
    """It is gone as a case file would be: nothing is shown of it, and nothing is wrong."""
    kept(folder, readings, ROWS.encode())
    (folder / "issues.csv").unlink()
    plant = read_plant(folder, "cases", readings=readings)
    assert (plant.cases, plant.findings, plant.old_rows) == ((), (), ())


def test_several_files_that_could_be_the_sheet(folder, readings):
    """Until somebody says which one, the rows of the one that there was stay."""
    kept(folder, readings, ROWS.encode())
    (folder / "issues.xlsx").write_bytes(WORKBOOK)
    plant = read_plant(folder, "cases", readings=readings)
    assert ([case.id for case in plant.cases], found(plant)) == (["A-1", "A-2"], [("BG460", "cases/issues.csv")])


def test_of_several_sheets_each_stands_for_itself(folder, readings):
    """One that can't be read is shown as of earlier, the other as it is."""
    (folder / "board.yml").write_text("sheet: [{file: a.csv}, {file: b.csv}]\n")
    (folder / "a.csv").write_text(SHEET.format(id="A"))
    kept(folder, readings, SHEET.format(id="B").encode(), "b.csv")
    (folder / "a.csv").write_bytes(b"")
    (folder / "b.csv").write_text(SHEET.format(id="C"))
    plant = read_plant(folder, "cases", readings=readings)
    assert [case.id for case in plant.cases] == ["A", "C"]
    assert [old.place.file for old in plant.old_rows] == ["cases/a.csv"]
    assert (plant.files_seen, plant.files_read) == (2, 1)


def test_a_reading_that_the_rules_no_longer_fit(folder, readings):
    """Where the reading has no header any more either, there is nothing to show, and the sheet's own error stands."""
    (folder / "board.yml").write_text("sheet: {columns: {title: [Was], opened: [Wann]}}\n")
    kept(folder, readings, b"id,Was,Wann\nA-1,Burrs,2026-11-02\n")
    (folder / "board.yml").write_text("")
    (folder / "issues.csv").write_bytes(b"")
    plant = read_plant(folder, "cases", readings=readings)
    assert (plant.cases, plant.old_rows, found(plant)) == ((), (), [("BG402", "cases/issues.csv")])


def test_a_damaged_reading_is_told_only_where_it_is_needed(folder, readings, tmp_path):
    """A sheet that reads well is shown as ever; where it does not, a note says why nothing stands in for it."""
    kept(folder, readings, ROWS.encode())
    (path,) = (tmp_path / "readings").iterdir()
    path.write_bytes(path.read_bytes()[:99])
    plant = read_plant(folder, "cases", readings=readings)
    assert (len(plant.cases), plant.findings) == (2, ())
    (folder / "issues.csv").write_bytes(b"")
    plant = read_plant(folder, "cases", readings=readings)
    assert (plant.cases, found(plant)) == ((), [("BG471", f"{FOLDER}/{path.name}"), ("BG402", "cases/issues.csv")])


def test_a_file_that_was_read_is_not_read_again(folder, readings, monkeypatch):
    """The same bytes give the same rows and the same notes without being read, wherever the file was saved anew."""
    kept(folder, readings, ROWS.replace("Dent", "毛刺").encode("gb18030"))
    fresh = read_plant(folder, "cases")
    with monkeypatch.context() as patched:
        patched.setattr(plant_sheets, "read_table", lambda *_: pytest.fail("the file was read again"))
        os.utime(folder / "issues.csv")
        again = read_plant(folder, "cases", readings=readings)
    assert (again.cases, again.findings, again.digests) == (fresh.cases, fresh.findings, fresh.digests)
    assert found(again) == [("BG404", "cases/issues.csv")]
    (folder / "issues.csv").write_text(ROWS)
    assert [case.title for case in read_plant(folder, "cases", readings=readings).cases] == ["Burrs", "Dent"]


def test_a_file_that_is_saved_while_it_is_read_is_not_kept(folder, readings, monkeypatch):
    """Nobody knows which bytes were read: they are shown, and no reading stands for them."""
    (folder / "issues.csv").write_text(ROWS)

    def read_meanwhile(path: Path, name: str, sheet: SheetRules, elsewhere: frozenset[str]) -> TableRead:
        read = read_table(path, name, sheet, elsewhere)
        path.write_text(ROWS.replace("Dent", "Scratch"))
        return read

    monkeypatch.setattr(plant_sheets, "read_table", read_meanwhile)
    outline = read_outline(folder, "cases", readings)
    assert (len(outline.rows), outline.sheets.good) == (2, ())


def test_reading_a_plant_keeps_nothing(folder, readings, tmp_path):
    """Who only looks (`check`, `status`) uses readings and writes none."""
    write(folder, {"issues.csv": ROWS})
    read_plant(folder, "cases", readings=readings)
    assert not (tmp_path / "readings").exists()
