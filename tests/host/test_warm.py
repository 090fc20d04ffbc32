"""A warm build: what is published equals what a cold build would publish, and nothing is touched without need."""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from board_gen import build, crew, version
from board_gen.host import DONE, FINDINGS, Asked
from board_gen.made import Made, Source
from board_gen.pages import lessons as lessons_page
from board_gen.runner import run_build
from board_gen.views import lessons
from tests.conftest import PROJECT, PlantFolder
from tests.sources.picture_files import png

AT = "2026-11-23 08:12"
CASES = 12
PICTURE = png(1400, 40, seed=1)
"""So large that its page shows a smaller copy."""


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a site and its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file of a site, its inode and its time."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def built(plant: PlantFolder, site: str, at: str = AT, *, offline: bool = False) -> Path:
    """Build in this process; the site's folder."""
    asked = Asked(plant.folder / "mkdocs.yml", plant.folder / site, at=at, offline=offline, allow_fewer=True)
    assert run_build(asked) in (DONE, FINDINGS)
    return plant.folder / site


def case_text(number: int, title: str, more: str = "") -> str:
    """A case of a year ago or of last week, that names its neighbour and a picture."""
    is_old = number % 2
    done = "2025-03-04 10:00" if is_old else "2026-11-19 10:00"
    criteria = (
        "containment root_cause corrective_action error_proofing verified fmea_cp standard_work layered_audit lessons"
    )
    named = criteria.split() if is_old else criteria.split()[:3]
    facts = "".join(f"  {name}: {{done: {done}, evidence: [sorting.png, list.pdf]}}\n" for name in named)
    closed = "closed: 2025-04-20\n" if is_old else ""
    return (
        f"---\nid: FR-{number}\ntitle: {title}\nopened: {'2025-03-03' if is_old else '2026-11-18'} 08:00\n"
        f"source: PRR\narea: Line {number % 3}\nowner: 李伟\n{closed}{more}criteria:\n{facts}---\n"
        f"## D2\n\n![sorting](sorting.png) like [the one before](FR-{number - 1})\n\n## D8\n\nLesson {number}\n"
    )


@pytest.fixture
def filled(plant: PlantFolder) -> PlantFolder:
    """A plant with open and settled cases, pictures, a sheet, and a page of its own."""
    plant.mkdocs("site_name: T\nsite_url: https://x.example/\ntheme: {name: material}\nplugins: [board_gen]\n")
    plant.write("docs/guide.md", "# Guide\n")
    for number in range(1, CASES + 1):
        like = f"read_across: [{{product: Pump {number % 5}, affected: unknown, due: 2026-11-{number + 15}}}]\n"
        plant.write(f"cases/2026/FR-{number}.md", case_text(number, f"Leak {number}", like))
        plant.write(f"cases/2026/FR-{number}/sorting.png", PICTURE)
    plant.write(
        "cases/issues.csv",
        "id,title,opened,source,owner,status\n1,Scratch,2026-11-20,LPA,王芳,open\nFR-2,Leak 2,2026-11-18,PRR,陈刚,Y\n",
    )
    return plant


class Edits:
    """What people do to a plant; each method is one edit, `at` is when the site is built next."""

    def __init__(self, plant: PlantFolder, chance: random.Random, patched: pytest.MonkeyPatch) -> None:
        self.plant, self.chance, self.patched = plant, chance, patched
        self.at, self.offline, self.count = AT, False, 0
        self.gone: list[tuple[Path, str]] = []

    def all(self) -> list[Callable[[], None]]:
        """Every edit there is."""
        return [getattr(self, name) for name in sorted(vars(type(self))) if name.startswith("edit_")]

    def some_case(self) -> Path:
        """Any case file."""
        return self.chance.choice(sorted((self.plant.folder / "cases/2026").glob("*.md")))

    def edit_title(self) -> None:
        path, self.count = self.some_case(), self.count + 1
        path.write_text(path.read_text().replace("title: ", f"title: {self.count} ", 1))

    def edit_name_of_file(self) -> None:
        path = self.some_case()
        path.rename(path.with_name(f"moved-{path.name}"))

    def edit_id(self) -> None:
        path = self.some_case()
        path.write_text(path.read_text().replace("id: FR-", "id: FR-9", 1))

    def edit_delete(self) -> None:
        path = self.some_case()
        self.gone.append((path, path.read_text()))
        path.unlink()

    def edit_undelete(self) -> None:
        for path, text in self.gone:
            path.write_text(text)
        self.gone.clear()

    def edit_copy_with_the_same_id(self) -> None:
        path = self.some_case()
        shutil.copy(path, path.with_name(f"copy-{path.name}"))

    def edit_damage(self) -> None:
        path = self.some_case()
        path.write_text(path.read_text().replace("criteria:", "criteria: [", 1))

    def edit_picture(self) -> None:
        folder = self.chance.choice(sorted((self.plant.folder / "cases/2026").glob("FR-*/")))
        (folder / "sorting.png").write_bytes(PICTURE + bytes([self.chance.randrange(256)]))

    def some_folder(self) -> Path:
        """Any folder of a case's pictures."""
        return self.chance.choice(sorted((self.plant.folder / "cases/2026").glob("FR-*/")))

    def told(self, key: str, value: str) -> None:
        """A field put before a case's criteria, in place of what it said."""
        path = self.some_case()
        rest = re.sub(f"^{key}: .*\n", "", path.read_text(), count=1, flags=re.MULTILINE)
        path.write_text(rest.replace("criteria:\n", f"{key}: {value}\ncriteria:\n", 1))

    def edit_picture_larger_or_smaller(self) -> None:
        """One that needs no copy, or another that does; back to the first now and then."""
        size = self.chance.choice([(1400, 40), (1400, 40), (2000, 60), (30, 20)])
        (self.some_folder() / "sorting.png").write_bytes(png(*size, seed=self.chance.choice([1, 2])))

    def edit_picture_damaged(self) -> None:
        (self.some_folder() / "sorting.png").write_bytes(PICTURE[:-40])

    def edit_picture_removed(self) -> None:
        (self.some_folder() / "sorting.png").unlink(missing_ok=True)

    def edit_picture_renamed(self) -> None:
        """From small letters to large ones, or back: in Markdown the name stays."""
        folder = self.some_folder()
        for one, two in (("sorting.png", "Sorting.png"), ("Sorting.png", "sorting.png")):
            if (folder / one).exists():
                (folder / one).rename(folder / two)
                return

    def edit_lesson(self) -> None:
        path, self.count = self.some_case(), self.count + 1
        kept = path.read_text().partition("## D8")[0]
        new = f"Lesson anew {self.count}"
        said = self.chance.choice([new, "Thanks to all", "", "**经验教训**：先看", "- one\n- two"])
        path.write_text(f"{kept}## D8\n\n{said}\n")

    def edit_d8_done(self) -> None:
        path = self.some_case()
        text = path.read_text()
        if "\n  lessons:" not in text:
            path.write_text(text.replace("criteria:\n", "criteria:\n  lessons: {done: 2026-11-23 08:30}\n", 1))

    def edit_read_across(self) -> None:
        """Answered, done before or after, due at another time, by another, or no more."""
        choice = self.chance.choice
        affected, day = choice(["yes", "no", "unknown"]), choice(["11-22", "11-23 08:30", "11-24", "08-25"])
        done, more = choice(["", f", done: 2026-{day}"]), choice(["", ", owner: 李伟, action: look"])
        like = f"{{product: Pump {choice('01234')}, affected: {affected}, due: 2026-{day}{done}{more}}}"
        self.told("read_across", choice([f"[{like}]", f"[{like}, {{product: Valve}}]", "[]"]))

    def edit_causes(self) -> None:
        self.count += 1
        branch, verified = self.chance.choice(["man", "machine", "method"]), self.chance.choice(["true", "false"])
        cause = f"{{kind: occurrence, branch: {branch}, text: Cause {self.count}, verified: {verified}}}"
        self.told("causes", f"[{cause}]")

    def edit_part(self) -> None:
        name = self.chance.choice(["pump", "leak", "膜盒"])
        self.told("part", f"{{number: P{self.chance.randrange(3)}, name: {name}}}")

    def edit_alike(self) -> None:
        self.told("title", self.chance.choice(["Leak at weld", "焊接处泄漏", "Scratch"]))

    def edit_recurrence(self) -> None:
        other = self.chance.randrange(1, CASES + 1)
        self.told("recurrences", f"[{{at: 2026-11-22 08:00, case: FR-{other}}}]")

    def edit_action(self) -> None:
        day = self.chance.choice(["11-22", "11-23 08:30", "11-24"])
        self.told("actions", f"[{{step: D6, what: weld, owner: 李伟, due: 2026-{day}}}]")

    def edit_new_attachment(self) -> None:
        self.plant.write(f"cases/2026/{self.some_case().stem}/more.pdf", b"%PDF-1.4")

    def edit_evidence_beside(self) -> None:
        path = self.plant.folder / "cases/2026/list.pdf"
        path.unlink() if path.exists() else path.write_bytes(b"%PDF-1.4")

    def edit_sheet(self) -> None:
        sheet = self.plant.folder / "cases/issues.csv"
        lines = sheet.read_text().splitlines()
        number = self.chance.randrange(1, CASES + 3)
        lines.insert(1, f"FR-{number},Row {number},2026-11-19,LPA,杨雪,{self.chance.choice(['open', 'R', 'closed'])}")
        sheet.write_text("\n".join(lines) + "\n")

    def edit_sheet_half_written(self) -> None:
        sheet = self.plant.folder / "cases/issues.csv"
        sheet.write_text(sheet.read_text() + "\0")

    def edit_sheet_mended(self) -> None:
        sheet = self.plant.folder / "cases/issues.csv"
        sheet.write_text(sheet.read_text().replace("\0", ""))

    def edit_reading_damaged(self) -> None:
        for reading in (self.plant.folder / ".board_gen/readings").iterdir():
            data = bytearray(reading.read_bytes())
            data[self.chance.randrange(len(data))] ^= 0xFF
            reading.write_bytes(data)

    def edit_sheet_touched(self) -> None:
        os.utime(self.plant.folder / "cases/issues.csv")

    def edit_rules(self) -> None:
        self.plant.board(f"profiles: {{complaint: {{criteria: {{containment: {self.chance.randrange(1, 90)}h}}}}}}\n")

    def edit_language(self) -> None:
        self.plant.board(f"language: {self.chance.choice(['zh', 'en'])}\n")

    def edit_calendar(self) -> None:
        self.plant.board(f"calendar: {{extra_holidays: [2026-11-{self.chance.randrange(10, 30)}]}}\n")

    def edit_docs(self) -> None:
        self.count += 1
        self.plant.write(f"docs/page-{self.count}.md", "# Page\n")

    def edit_time(self) -> None:
        days = ["2025-03-05 09:00", AT, "2026-11-23 08:30", "2026-11-24 00:00", "2026-11-24 09:00", "2027-01-02 07:00"]
        self.at = self.chance.choice(days)

    def edit_version(self) -> None:
        self.count += 1
        name = self.count.to_bytes(4)
        for module in (build, version):
            self.patched.setattr(module, "version_digest", lambda: name, raising=False)

    def edit_offline(self) -> None:
        self.offline = not self.offline

    def edit_store_damaged(self) -> None:
        for ledger in (self.plant.folder / ".cache/board_gen").glob("*.ledger"):
            data = bytearray(ledger.read_bytes())
            data[self.chance.randrange(len(data))] ^= 0xFF
            ledger.write_bytes(data[: self.chance.choice([len(data), len(data) // 2])])

    def edit_site_by_hand(self) -> None:
        page = self.chance.choice(sorted((self.plant.folder / "warm").rglob("*.html")))
        page.write_text("somebody was here")

    def edit_nothing(self) -> None:
        pass


@pytest.mark.parametrize("seed", range(4))
def test_a_warm_build_equals_a_cold_one(filled, monkeypatch, seed):
    """After any edits in any order, what is built from what is known is, byte for byte, what is built from nothing."""
    for module in (lessons_page, lessons):
        monkeypatch.setattr(module, "FIRST", 3)  # so that a dozen lessons have years
    edits = Edits(filled, random.Random(seed), monkeypatch)
    built(filled, "warm")
    done = []
    for number in range(8):
        for edit in edits.chance.sample(edits.all(), edits.chance.choice([1, 1, 2, 3])):
            edit()
            done.append(edit.__name__)
        warm = tree(built(filled, "warm", edits.at, offline=edits.offline))
        cold = tree(built(filled, f"cold-{number}", edits.at, offline=edits.offline))
        different = sorted(path for path in warm.keys() | cold.keys() if warm.get(path) != cold.get(path))
        assert different == [], done


def test_a_warm_build_of_old_rows_equals_a_cold_one(filled):
    """A sheet that is half written, a day later still, then whole: each build is what a cold one makes of the same."""
    sheet = filled.folder / "cases/issues.csv"
    built(filled, "warm")
    whole = sheet.read_text()
    steps = ((whole + "\0", AT), (whole + "\0", "2026-11-24 09:00"), (whole, "2026-11-24 09:00"))
    for number, (content, at) in enumerate(steps):
        sheet.write_text(content)
        warm, cold = tree(built(filled, "warm", at)), tree(built(filled, f"cold-{number}", at))
        assert [path for path in warm.keys() | cold.keys() if warm.get(path) != cold.get(path)] == []
        assert "cases/1/index.html" in warm
        assert (b"BG470" in warm["api/findings.json"]) == ("\0" in content)


def test_where_nothing_changed_nothing_is_touched(filled):
    """The same files at the same instant: every file of the site keeps its inode and its time, every folder too."""
    site = built(filled, "site")
    before, folders = marks(site), {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_dir()}
    for _ in range(3):
        built(filled, "site")
        assert marks(site) == before
        assert {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_dir()} == folders


def test_one_change_touches_only_what_shows_it(filled):
    """A new title in a case touches its page and data and the lists; no page of another case, twice in a row."""
    site = built(filled, "site")
    for count in range(3):
        before = marks(site)
        path = filled.folder / "cases/2026/FR-3.md"
        path.write_text(path.read_text().replace("title: ", f"title: {count} ", 1))
        after = marks(built(filled, "site"))
        changed = {name for name in after if before.get(name) != after[name]}
        assert "cases/FR-3/index.html" in changed
        assert "api/cases/FR-3.json" in changed
        assert not {name for name in changed if name.startswith(("cases/FR-", "api/cases/")) and "FR-3" not in name}
        assert not {name for name in changed if name.startswith("assets/")}


def test_where_only_time_passed_settled_cases_stay_as_they_are(filled):
    """An hour later the pages of closed cases and their pictures are the same files."""
    site = built(filled, "site")
    before = marks(site)
    after = marks(built(filled, "site", "2026-11-23 09:12"))
    same = {name for name in after if before.get(name) == after[name]}
    settled = {name for name in after if name.startswith("cases/FR-") and int(name.split("/")[1][3:]) % 2}
    assert settled
    assert settled <= same
    assert {name for name in after if name.endswith(".png")} <= same
    assert "index.html" not in same


@pytest.mark.parametrize("jobs", [2, 3])
def test_many_workers_give_the_same_bytes_as_one(filled, monkeypatch, jobs):
    """Who made a case can't be seen."""
    monkeypatch.setattr("board_gen.crew.ENOUGH", 1)
    monkeypatch.setattr(crew.all_made, "__defaults__", (None, 2))
    monkeypatch.setattr("board_gen.crew._can_fork", lambda: False)
    alone = tree(built(filled, "alone"))
    monkeypatch.setattr("board_gen.crew._can_fork", lambda: True)
    monkeypatch.setattr("board_gen.crew._cores", lambda: jobs)
    handed_out = []

    def noted(make: Callable[[Source], Made], handfuls: list[list[Source]], jobs: int) -> Iterator[list[Made]]:
        handed_out.extend(handfuls)
        yield from by_workers(make, handfuls, jobs)

    by_workers = crew._by_workers
    monkeypatch.setattr("board_gen.crew._by_workers", noted)
    assert tree(built(filled, "together")) == alone
    assert len(handed_out) > jobs


@pytest.mark.parametrize("content", [b"", b"board_gen store 1 00\nx", b"\x80\x05N.", b"x" * 10_000])
def test_a_store_that_is_not_ours_is_ignored_with_a_note(filled, caplog, content):
    """Nothing in it is trusted, somebody is told, and the site is right."""
    site = tree(built(filled, "site"))
    (ledger,) = (filled.folder / ".cache/board_gen").glob("*.ledger")
    ledger.write_bytes(content)
    with caplog.at_level("INFO", logger="mkdocs.plugins.board_gen"):
        assert tree(built(filled, "site")) == site
    assert any(ledger.name in record.getMessage() for record in caplog.records)


def test_a_folder_that_cannot_hold_a_store_is_no_fault(filled):
    """Where .cache is a file the site is built all the same."""
    (filled.folder / ".cache").write_text("")
    assert (built(filled, "site") / "index.html").is_file()
    assert (built(filled, "site") / "index.html").is_file()


def test_two_builds_at_once_do_not_harm_each_other(filled):
    """Three builds of one plant into one folder, started together: all succeed, and the site is the right one."""
    command = [sys.executable, "-m", "board_gen", "build", "--at", AT, "--site-dir", "site"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(PROJECT)}
    for _ in range(2):
        started = [
            subprocess.Popen(command, cwd=filled.folder, env=environment, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        for process in started:
            _, errors = process.communicate(timeout=300)
            assert process.returncode == 0, errors
            assert "Traceback" not in errors
    assert tree(filled.folder / "site") == tree(built(filled, "cold"))


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, plant: PlantFolder) -> None:
    """MkDocs prints names relative to where it runs."""
    monkeypatch.chdir(plant.folder)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
