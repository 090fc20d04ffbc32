"""`check --against REV`: a past may be added to, and is never rewritten; held against real repositories."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from textwrap import dedent

import pytest
import xlsxwriter
import yaml

from board_gen.checking import Checked, checked
from board_gen.finding import Finding, Level
from board_gen.host import Settings, Stopped
from board_gen.model.label import Language
from board_gen.pages.reporters import as_github, below
from board_gen.wording import Wording
from tests.conftest import PROJECT, PlantFolder

AT = "2026-11-23 08:12"
COMMITTED = "2026-11-22T12:00:00+08:00"
BOARD = dedent("""\
    language: en
    criteria:
      - {id: containment, label: {zh: 围堵, en: Containment}, step: D3, evidence: required}
      - {id: root_cause, label: {zh: 根因, en: Root cause}, step: D4}
      - {id: error_proofing, label: {zh: 防错, en: Error-proofing}, step: D5}
      - {id: layered_audit, label: {zh: 分层审核, en: Layered audit}, step: D7}
    profiles:
      complaint: {criteria: {containment: 24h, root_cause: 48h, error_proofing: 14d, layered_audit: 5wd}, watch: 7d}
      internal: {criteria: {containment: 24h, root_cause: 7d, error_proofing: 28d, layered_audit: 30d}, watch: 7d}
      quick: {criteria: {containment: 8h}, watch: null}
    customers: {SGM: {profile: complaint}}
    """)
CASE = dedent("""\
    ---
    id: FR-1
    title: Leak
    opened: 2026-11-20 16:30
    source: line
    customer: SGM
    criteria:
      containment:
        done: 2026-11-21 09:10
        evidence: [https://plant.example/a]
      root_cause: {next: DOE}
      error_proofing:
        by: Li
        due: 2026-12-04
      layered_audit: {na: no manual operation}
    revisions:
      - {at: 2026-11-22 10:00, criterion: root_cause, to: 2026-11-25, reason: sample late}
      - at: 2026-11-22 11:00
        criterion: root_cause
        to: 2026-11-27
    recurrences:
      - {at: 2026-11-22 08:00, note: two parts}
    ---
    ## D2
    """)
CLOSED = dedent("""\
    ---
    id: FR-2
    title: Scratch
    opened: 2026-11-10 08:00
    source: line
    profile: quick
    criteria: {containment: {done: 2026-11-10 09:00, evidence: [https://plant.example/b]}}
    closed: 2026-11-12 10:00
    ---
    """)
SHEET = dedent("""\
    No.,Issue,Opened,Source,Customer,Due,Closed,Status
    R-1,Burrs,2026-11-18,line,,2026-11-25,,
    R-2,Label missing,2026-11-19,line,,,2026-11-20,
    R-3,Dent,2026-11-19,line,,2026-11-24,,closed
    R-4,Wrong torque,2026-11-21,line,,,,
    """)


@dataclass(frozen=True)
class Repository:
    """A plant under Git."""

    plant: PlantFolder

    @property
    def folder(self) -> Path:
        return self.plant.folder

    def git(self, *arguments: str, at: str = COMMITTED, folder: Path | None = None) -> str:
        """A command of Git's, by somebody, at an instant."""
        who = {f"GIT_{role}_{key}": "t@t.example" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        env = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_COMMITTER_DATE": at, "GIT_AUTHOR_DATE": at}
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *arguments],
            cwd=folder or self.folder,
            env=env,
            check=True,
            capture_output=True,
        )
        return done.stdout.decode().strip()

    def commit(self, at: str = COMMITTED) -> None:
        """All that stands there."""
        if not (self.folder / ".git").exists():
            self.git("init", "-q", "-b", "main")
        self.git("add", ".")
        self.git("commit", "-q", "--allow-empty", "-m", "as it stands", at=at)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text, which stands there once."""
        target = self.folder / path
        text = target.read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text)
        target.write_text(text.replace(old, new), encoding="utf-8")

    def check(
        self, revision: str = "HEAD", *, changed_only: bool = False, at: str = AT, name: str = "cases"
    ) -> Checked:
        """What `check --against` finds, in this process."""
        settings = Settings(self.folder / name, name, at, readings=self.folder / ".board_gen/readings")
        return checked(settings, revision, changed_only=changed_only)

    def edits(self, revision: str = "HEAD", **asked: str) -> list[str]:
        """Codes and places of the comparison's findings."""
        return [told(finding) for finding in self.check(revision, **asked).edits]  # type: ignore[arg-type]


def told(finding: Finding) -> str:
    return f"{finding.kind.code} {finding.place}"


@pytest.fixture
def repository(plant: PlantFolder) -> Repository:
    """Two case files, a sheet, rules of the plant's own, all committed on 11-22 at noon."""
    plant.board(BOARD)
    plant.write("cases/2026/FR-1.md", CASE)
    plant.write("cases/2026/FR-2.md", CLOSED)
    plant.write("cases/issues.csv", SHEET)
    made = Repository(plant)
    made.commit()
    return made


ONE, TWO, CSV = "cases/2026/FR-1.md", "cases/2026/FR-2.md", "cases/issues.csv"
EDITS: list[tuple[str, str, str, list[str]]] = [
    (ONE, "title: Leak", "title: Leak at the weld", []),
    (ONE, "due: 2026-12-04", "due: 2026-12-11", [f"BG692 {ONE}:14:5"]),
    (ONE, "    due: 2026-12-04\n", "", [f"BG692 {ONE}:12:3"]),
    (ONE, "{next: DOE}", "{due: 2026-11-30}", [f"BG692 {ONE}:11:16"]),
    (ONE, "2026-11-21 09:10", "2026-11-21 09:00", [f"BG694 {ONE}:9:5"]),
    (ONE, "    done: 2026-11-21 09:10\n", "", [f"BG694 {ONE}:8:3"]),
    (ONE, "2026-11-21 09:10", "[2026-11-21 09:10, 2026-11-23 07:00]", []),
    (ONE, "{next: DOE}", "{done: 2026-11-21 08:00}", []),
    (ONE, "    evidence: [https://plant.example/a]\n", "", [f"BG697 {ONE}:8:3"]),
    (ONE, "  layered_audit: {na: no manual operation}\n", "", [f"BG697 {ONE}:7:1"]),
    (ONE, "{na: no manual operation}", "{}", [f"BG697 {ONE}:15:3"]),
    (ONE, "{na: no manual operation}", "{na: all is done by robots}", []),
    (ONE, "{next: DOE}", "{na: known from FR-0}", [f"BG653 {ONE}:11:16"]),
    (ONE, "to: 2026-11-25", "to: 2026-11-28", [f"BG693 {ONE}:17:5"]),
    (ONE, "    to: 2026-11-27\n", "    to: 2026-11-28\n", [f"BG693 {ONE}:18:5"]),
    (ONE, "at: 2026-11-22 10:00", "at: 2026-11-20 17:00", [f"BG693 {ONE}:17:5"]),
    (
        ONE,
        "  - {at: 2026-11-22 10:00, criterion: root_cause, to: 2026-11-25, reason: sample late}\n",
        "",
        [f"BG693 {ONE}:16:1"],
    ),
    (
        ONE,
        "recurrences:\n",
        "  - {at: 2026-11-23 08:00, criterion: root_cause, to: 2026-11-28, reason: later}\nrecurrences:\n",
        [],
    ),
    (
        ONE,
        "recurrences:\n",
        "  - {at: 2026-11-21 16:00, criterion: error_proofing, to: 2026-12-28, reason: later}\nrecurrences:\n",
        [f"BG696 {ONE}:21:5"],
    ),
    (ONE, "recurrences:\n  - {at: 2026-11-22 08:00, note: two parts}\n", "", [f"BG695 {ONE}"]),
    (ONE, "note: two parts", "note: three parts", []),
    (ONE, "opened: 2026-11-20 16:30", "opened: 2026-11-20 18:30", [f"BG691 {ONE}:4:1"]),
    (ONE, "title: Leak\nopened: 2026-11-20 16:30", "title: Dent\nopened: 2026-11-22 16:30", [f"BG699 {ONE}:2:1"]),
    (ONE, "customer: SGM", "customer: VW", [f"BG650 {ONE}:6:1"] * 1),
    (ONE, "customer: SGM\n", "customer: SGM\nprofile: internal\n", [f"BG650 {ONE}:7:1"]),
    (ONE, "id: FR-1", "id: FR-11", [f"BG690 {ONE}"]),
    (ONE, "opened: 2026-11-20 16:30", "opened: soon", [f"BG651 {ONE}:2:1"]),
    (TWO, "closed: 2026-11-12 10:00", "closed: 2026-11-13 10:00", [f"BG698 {TWO}:8:1"]),
    (TWO, "closed: 2026-11-12 10:00\n", "", [f"BG698 {TWO}"]),
    (CSV, "R-1,Burrs,2026-11-18,line,,2026-11-25,,", "R-1,Burrs,2026-11-18,line,,2026-11-27,,", [f"BG692 {CSV}[F2]"]),
    (CSV, "R-3,Dent,2026-11-19,line,,2026-11-24,", "R-3,Dent,2026-11-19,line,,,", [f"BG692 {CSV}[F4]"]),
    (CSV, "R-4,Wrong torque,2026-11-21", "R-4,Wrong torque,2026-11-22", [f"BG691 {CSV}[C5]"]),
    (CSV, "2026-11-19,line,,,2026-11-20,", "2026-11-19,line,,,,", [f"BG698 {CSV}[A3]"]),
    (CSV, "2026-11-19,line,,,2026-11-20,", "2026-11-19,line,,,2026-11-21,", [f"BG698 {CSV}[G3]"]),
    (CSV, "R-4,Wrong torque,2026-11-21,line,,,,", "R-4,Wrong torque,2026-11-21,line,,,2026-11-23,", []),
    (CSV, "2026-11-24,,closed", "2026-11-24,2026-11-23,closed", []),
    (CSV, "2026-11-24,,closed", "2026-11-24,,open", [f"BG698 {CSV}[G4]"]),
    (CSV, "R-1,Burrs,2026-11-18,line,,2026-11-25,,\n", "", [f"BG690 {CSV}"]),
    (CSV, "R-1,Burrs,2026-11-18,", "R-1,Another one,2026-11-20,", [f"BG699 {CSV}[A2]"]),
    (CSV, "R-4,Wrong", "R-5,Paint,2026-11-22,line,,,,\nR-4,Wrong", []),
    ("cases/board.yml", "root_cause: 48h", "root_cause: 96h", ["BG654 cases/board.yml:8:3"]),
    ("cases/board.yml", "customers: {SGM: {profile: complaint}}\n", "", ["BG654 cases/board.yml"]),
    ("cases/board.yml", "language: en", "language: en\ntimezone: Europe/Berlin", ["BG654 cases/board.yml:2:1"]),
    ("cases/board.yml", "language: en", "language: zh\ntitle: Board", []),
]


@pytest.mark.parametrize(("path", "old", "new", "expected"), EDITS, ids=[f"{e[1].strip()[:30]}→{e[2].strip()[:30]}" for e in EDITS])  # fmt: skip # noqa: E501
def test_each_kind_of_edit_has_its_finding_at_its_line(
    repository: Repository, path: str, old: str, new: str, expected: list[str]
) -> None:
    """What was rewritten is an error where it stands now, or stood below; what was added is none."""
    repository.edit(path, old, new)
    assert repository.edits() == expected
    assert [told(finding) for finding in repository.check(changed_only=True).edits] == expected


def test_a_version_of_a_profile_moves_nothing(repository: Repository) -> None:
    """What shall hold from a day on is a version; the cases before it keep their deadlines."""
    one = "{criteria: {containment: 8h}, watch: null}"
    repository.edit("cases/board.yml", f"quick: {one}", f"quick: [{one[:-1]}, from: 2025-01-01}}, {{from: 2026-11-23, criteria: {{containment: 4h}}}}]")  # fmt: skip # noqa: E501
    assert repository.edits() == []


def test_a_holiday_that_moves_what_is_still_ahead_is_a_warning(repository: Repository) -> None:
    """The plant closes next week: deadlines of working days move for all to see, and nobody is accused."""
    repository.edit(ONE, "  layered_audit: {na: no manual operation}\n", "")
    repository.commit()
    repository.edit("cases/board.yml", "language: en", "language: en\ncalendar: {extra_holidays: [2026-11-25]}")
    (finding,) = repository.check().edits
    assert (told(finding), finding.level) == ("BG654 cases/board.yml:2:1", Level.WARNING)


def test_a_case_that_moved_is_not_gone(repository: Repository) -> None:
    """A case is known by its id: its file may move; deleted, or with nothing but its row left, it is gone."""
    old, new = repository.folder / ONE, repository.folder / "cases/Line 3/Leck „Naht“ 焊缝.md"
    new.parent.mkdir()
    old.rename(new)
    assert repository.edits() == []
    repository.edit("cases/Line 3/Leck „Naht“ 焊缝.md", "due: 2026-12-04", "due: 2026-12-11")
    assert repository.edits() == ["BG692 cases/Line 3/Leck „Naht“ 焊缝.md:14:5"]
    repository.commit()
    new.unlink()
    assert repository.edits() == ["BG690 cases/Line 3/Leck „Naht“ 焊缝.md"]
    with (repository.folder / CSV).open("a", encoding="utf-8") as sheet:
        sheet.write("FR-1,Leak,2026-11-20,line,,,,\n")
    assert repository.edits() == [f"BG690 {CSV}[A6]"]


def test_a_row_may_become_a_case_file(repository: Repository) -> None:
    """Who writes the case file of a row edits no past, and may say at what time of the day it was opened."""
    repository.plant.write("cases/R-1.md", "---\nid: R-1\ntitle: Burrs\nopened: 2026-11-18 09:20\nsource: line\n---\n")
    assert repository.edits() == []


def test_invalid_cases_are_told_not_hidden(repository: Repository) -> None:
    """What can't be read now is a warning beside its error; what could not be read then a note, once it differs."""
    repository.edit(ONE, "due: 2026-12-04", "due: [")
    assert repository.edits() == [f"BG651 {ONE}:1:1"] or repository.edits()[0].startswith(f"BG651 {ONE}")
    repository.commit()
    assert repository.edits() == []
    repository.edit(ONE, "due: [", "due: 2026-12-24")
    (note,) = repository.check().edits
    assert (note.kind.code, note.level) == ("BG652", Level.NOTE)


# --------------------------------------------------------------------------------------------------------- the sheet
def workbook(rows: list[list[str]], tab: str) -> bytes:
    """A workbook as Excel saves it, its dates as dates of Excel's own."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("Notes").write(0, 0, "nothing")
        sheet = book.add_worksheet(tab)
        for number, row in enumerate(rows, start=2):
            for column, text in enumerate(row):
                if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                    year, month, of_month = map(int, text.split("-"))
                    sheet.write_datetime(number, column, __import__("datetime").datetime(year, month, of_month), day)
                else:
                    sheet.write(number, column, text)
    return content.getvalue()


def as_workbook(repository: Repository, change: Callable[[list[list[str]]], None]) -> None:
    """The sheet again: a workbook with another tab, its columns the other way round."""
    rows = [line.split(",")[::-1] for line in SHEET.splitlines()]
    change(rows)
    (repository.folder / CSV).unlink()
    repository.plant.write("cases/issues.xlsx", workbook(rows, "问题 2026"))
    repository.plant.board(f"{BOARD}sheet: {{tab: 问题 2026}}\n")


def test_a_sheet_is_compared_whatever_its_format(repository: Repository) -> None:
    """From CSV to a workbook with another tab and order of columns: the same rows, and edits at their cells."""
    as_workbook(repository, lambda rows: None)
    assert repository.edits() == []

    def later(rows: list[list[str]]) -> None:
        rows[1][2] = "2026-11-27"
        del rows[4]

    repository.git("checkout", "-q", "--", ".")
    as_workbook(repository, later)
    assert repository.edits() == ["BG690 cases/issues.xlsx", "BG692 cases/issues.xlsx[问题 2026!C4]"]


def test_a_sheet_that_can_not_be_read_is_told(repository: Repository) -> None:
    """Now or then: none of its rows is called gone, and the last good reading stands for nothing."""
    repository.plant.run("build", "--at", AT)
    assert list((repository.folder / ".board_gen/readings").iterdir())
    repository.plant.write(CSV, "colour,shape\nred,round\n")
    assert repository.edits() == [f"BG651 {CSV}"]
    repository.commit()
    repository.plant.write(CSV, SHEET)
    assert repository.edits() == [f"BG652 {CSV}"]


def test_a_sheet_kept_by_lfs_is_told(repository: Repository) -> None:
    """What Git itself keeps of it is a pointer: nobody fetches the sheet behind it, and nobody takes it for empty."""
    pointer = (
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb\nsize 12345\n"
    )
    repository.plant.write(CSV, pointer)
    repository.commit()
    repository.plant.write(CSV, SHEET)
    assert repository.edits() == [f"BG652 {CSV}"]


# ------------------------------------------------------------------------------------------------------- revisions
def test_any_name_of_a_commit_will_do(repository: Repository) -> None:
    """Branches, remote ones, tags, steps back; and `A...`, where the two parted."""
    repository.git("tag", "-a", "-m", "t", "q4")
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repository.edit(ONE, "due: 2026-12-04", "due: 2026-12-11")
    repository.commit(at="2026-11-22T13:00:00+08:00")
    for revision in ("HEAD~1", "q4", "origin/main", repository.git("rev-parse", "--short", "q4")):
        assert repository.edits(revision) == [f"BG692 {ONE}:14:5"], revision
    assert repository.edits("main") == []
    repository.git("checkout", "-q", "-b", "topic", "q4")
    repository.edit(ONE, "title: Leak", "title: Leaks")
    repository.commit()
    assert repository.edits("main") == [f"BG692 {ONE}:14:5"]  # main has gone on
    assert repository.edits("main...") == repository.edits("main...topic") == []


@pytest.mark.parametrize(
    "revision",
    ["nowhere", "--output=x", "-h", "", " ", "HEAD:cases", "HEAD~99", "HEAD..HEAD", "^HEAD", "a\nb", "HEAD\0"],
)
def test_a_revision_that_is_none_is_wrong_usage(repository: Repository, revision: str) -> None:
    """One line that says so and what helps; nothing that begins with a dash ever reaches Git."""
    with pytest.raises(Stopped) as stop:
        repository.check(revision)
    assert stop.value.exit_code == 2
    assert stop.value.format_message().isprintable()
    assert not (repository.folder / "x").exists()


def test_a_shallow_clone_says_what_helps(repository: Repository, tmp_path: Path) -> None:
    """What the clone does not hold, `fetch-depth: 0` brings; what it holds is compared."""
    repository.commit()
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(tmp_path / "clone"))
    clone = Repository(PlantFolder(tmp_path / "clone"))
    assert clone.edits("HEAD") == []
    for revision in ("HEAD~1", "origin/topic", "HEAD~1..."):
        with pytest.raises(Stopped, match=re.escape("`fetch-depth: 0`")):
            clone.check(revision)


def test_without_git_or_a_repository_a_line_says_so(
    plant: PlantFolder, repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither is a traceback; on the command line the status is 2."""
    shutil.rmtree(repository.folder / ".git")
    done = plant.run("check", "--against", "HEAD", env={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "not a git repository" in done.stderr
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Stopped, match="git is not installed"):
        repository.check()


def test_changed_goes_with_against(plant: PlantFolder) -> None:
    """There is nothing that files could differ from."""
    done = plant.run("check", "--changed")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


# ------------------------------------------------------------------------------------------------------ repositories
@pytest.fixture
def below_top(tmp_path: Path) -> Repository:
    """A plant in a folder of its repository whose name needs quoting, beside other things."""
    plant = PlantFolder(tmp_path / "repo" / "Werk „Süd“ 南 1")
    plant.mkdocs()
    plant.write("cases/issues.csv", SHEET)
    plant.board(BOARD)
    plant.write("cases/中文 '名' \"q\".md", CASE)
    plant.write("../README.md", "# all")
    made = Repository(plant)
    top = replace(made, plant=PlantFolder(tmp_path / "repo"))
    top.commit()
    made.edit("cases/中文 '名' \"q\".md", "due: 2026-12-04", "due: 2026-12-11")
    return made


def test_a_plant_may_stand_anywhere_in_its_repository(below_top: Repository, tmp_path: Path) -> None:
    """In a folder of it, in a worktree, in a submodule: names with quotes, spaces and Chinese letters are names."""
    expected = ["BG692 cases/中文 '名' \"q\".md:14:5"]
    assert below_top.edits() == expected
    top = tmp_path / "repo"
    below_top.git("worktree", "add", "-q", str(tmp_path / "tree"), "HEAD", folder=top)
    tree = Repository(PlantFolder(tmp_path / "tree" / below_top.folder.name))
    assert tree.edits() == []
    tree.edit("cases/中文 '名' \"q\".md", "due: 2026-12-04", "due: 2026-12-11")
    assert tree.edits("main") == expected
    (tmp_path / "outer").mkdir()
    below_top.git("init", "-q", folder=tmp_path / "outer")
    below_top.git("submodule", "--quiet", "add", str(top), "plants", folder=tmp_path / "outer")
    inside = Repository(PlantFolder(tmp_path / "outer/plants" / below_top.folder.name))
    inside.edit("cases/中文 '名' \"q\".md", "due: 2026-12-04", "due: 2026-12-11")
    assert inside.edits() == expected


def test_a_hook_of_another_repository_is_not_misled(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Git tells its hooks of their repository; the plant's is where its folder lies."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    repository.edit(ONE, "due: 2026-12-04", "due: 2026-12-11")
    assert repository.edits() == [f"BG692 {ONE}:14:5"]


def test_nothing_of_the_repository_runs(repository: Repository, tmp_path: Path) -> None:
    """Filters, textconv, hooks and the file monitor of a repository stay where they are; it is not written to."""
    spy = tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n", encoding="utf-8")
    spy.chmod(0o755)
    repository.plant.write(".gitattributes", "*.md filter=spy diff=spy\n*.csv filter=spy diff=spy export-ignore\n")
    repository.commit()
    for key in ("filter.spy.clean", "filter.spy.smudge", "diff.spy.textconv", "diff.spy.command", "core.fsmonitor"):
        repository.git("config", key, str(spy))
    shutil.copy(spy, repository.folder / ".git/hooks/post-checkout")
    shutil.copy(spy, repository.folder / ".git/hooks/post-index-change")
    repository.edit(ONE, "due: 2026-12-04", "due: 2026-12-11")
    repository.edit(CSV, "2026-11-25", "2026-11-27")
    before = {path: path.stat().st_mtime_ns for path in repository.folder.rglob("*")}
    assert repository.edits() == [f"BG692 {ONE}:14:5", f"BG692 {CSV}[F2]"]
    assert not (tmp_path / "ran").exists()
    assert {path: path.stat().st_mtime_ns for path in repository.folder.rglob("*")} == before


def test_links_and_other_repositories(repository: Repository, tmp_path: Path) -> None:
    """A link within the repository is the file that it leads to; one that leads out, or another repository, is told."""
    repository.plant.write("templates/FR 7.md", CASE.replace("FR-1", "FR-7"))
    (repository.folder / "cases/FR-7.md").symlink_to("../templates/FR 7.md")
    (tmp_path / "FR-8.md").write_text(CASE.replace("FR-1", "FR-8"), encoding="utf-8")
    (repository.folder / "cases/FR-8.md").symlink_to(tmp_path / "FR-8.md")
    inner = Repository(PlantFolder(repository.folder / "cases/supplier"))
    inner.plant.write("FR-9.md", CASE.replace("FR-1", "FR-9"))
    inner.commit()
    repository.commit()
    assert repository.edits() == ["BG652 cases/FR-8.md", "BG652 cases/supplier"]
    repository.edit("templates/FR 7.md", "due: 2026-12-04", "due: 2026-12-11")
    assert "BG692 cases/FR-7.md:14:5" in repository.edits()


def test_line_ends_of_windows_are_no_edit(repository: Repository) -> None:
    """Git may write files with CR LF that it keeps with LF."""
    path = repository.folder / ONE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    done = repository.check(changed_only=True)
    assert (done.edits, done.outline.cases) == ((), ())


def test_a_plant_that_is_new_is_a_note(repository: Repository) -> None:
    """Nothing stood there, so that nothing was compared: perhaps the folder was renamed."""
    shutil.copytree(repository.folder / "cases", repository.folder / "plant 2")
    assert repository.edits(name="plant 2") == ["BG652 plant 2"]


# -------------------------------------------------------------------------------------------------------- --changed
def test_only_what_differs_is_read(repository: Repository) -> None:
    """Of a hundred case files the one that changed, and whoever has its id or one that looks like it."""
    for number in range(100, 200):
        repository.plant.write(f"cases/FR-{number}.md", CASE.replace("FR-1", f"FR-{number}"))
    repository.commit()
    repository.edit("cases/FR-150.md", "source: line", "source: lien")
    repository.edit("cases/FR-151.md", "id: FR-151", "id: FR-0199")
    repository.plant.write("cases/zz.md", CASE.replace("id: FR-1", "id: FR-160"))
    done = repository.check(changed_only=True)
    read = {Path(file.name).stem for file in done.outline.cases}
    assert read == {"FR-150", "FR-151", "FR-199", "zz", "FR-160"}
    whole = repository.check()
    changed = {f"cases/{stem}.md" for stem in read}
    assert done.edits == whole.edits
    assert list(done.findings) == [finding for finding in whole.findings if finding.place.file in changed]
    assert {finding.kind.code for finding in done.findings} >= {"BG271", "BG500", "BG501"}


def test_links_to_cases_that_are_not_read_are_good(repository: Repository) -> None:
    """A link from a changed case to one that stands there is no finding."""
    repository.edit(ONE, "## D2\n", "## D2\n[as there](FR-2.md), [and there](R-1.md), [nowhere](FR-404.md)\n")
    done, whole = repository.check(changed_only=True), repository.check()
    assert [told(one) for one in done.findings] == [told(one) for one in whole.findings if one.place.file == ONE]
    assert any("FR-404" in str(finding.values) for finding in done.findings)
    assert not any("FR-2" in str(finding.values) for finding in done.findings)


# ----------------------------------------------------------------------------------------------------------- GitHub
def test_annotations_stand_on_the_lines(repository: Repository) -> None:
    """Errors first; in a folder of the repository files are named from its top, as GitHub counts."""
    repository.edit(ONE, "due: 2026-12-04", "due: 2026-12-11")
    findings = [*repository.check().findings, *repository.check().edits]
    text = as_github(below(findings, "plants/a:b,c"), Wording(Language.EN))
    first = text.splitlines()[0]
    assert first.startswith(
        "::error file=plants/a%3Ab%2Cc/cases/2026/FR-1.md,line=14,col=5,title=BG692::error_proofing: "
    )


def test_a_plant_in_a_folder_is_named_from_the_workspace(below_top: Repository, tmp_path: Path) -> None:
    """The command itself knows the folder that GitHub checked out; the status is 1."""
    env = {"GITHUB_WORKSPACE": str(tmp_path / "repo")}
    done = below_top.plant.run("check", "--against", "HEAD", "--changed", "--format", "github", "--at", AT, env=env)
    name = f"{below_top.folder.name}/cases/中文 '名' \"q\".md"
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[0].startswith(f"::error file={name},line=14,col=5,title=BG692::")


def test_the_workflow_compares_each_pull_request_and_runs_no_name() -> None:
    """The whole history is there, the base branch is a value and no part of a script, and nothing may be written."""
    text = (PROJECT / ".github/workflows/check.yml").read_text(encoding="utf-8")
    flow = yaml.safe_load(text)
    (job,) = flow["jobs"].values()
    checkout, check = job["steps"][0], job["steps"][-1]
    assert "pull_request" in flow[True]
    assert flow["permissions"] == {"contents": "read"}
    assert checkout["with"]["fetch-depth"] == 0
    assert check["env"]["BASE"] == "origin/${{ github.base_ref }}"
    assert check["run"].endswith('check --against "$BASE" --changed --format github')
    assert not [step["run"] for step in job["steps"] if "${{" in step.get("run", "")]
