"""The hosts: board-gen and MkDocs do the same, and what mkdocs.yml says stands."""

import filecmp
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

AT = "2026-11-23 08:12"
WITH_AT = "site_name: Test\ntheme: {{name: material}}\nplugins: [{{board_gen: {{at: '{at}'}}}}]\n{more}"


def mkdocs_yml(more: str = "") -> str:
    return WITH_AT.format(at=AT, more=more)


def differences(one: Path, other: Path) -> list[str]:
    """Every path at which two folders differ, by bytes."""
    names = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*") if path.is_file()}
    return sorted(
        name.as_posix()
        for name in names
        if not (one / name).is_file()
        or not (other / name).is_file()
        or not filecmp.cmp(one / name, other / name, shallow=False)
    )


def test_three_lines_of_mkdocs_yml_suffice(plant):
    """`mkdocs build` with site_name, theme and plugins makes board, list, case page, navigation, styles and data."""
    plant.case("FR-1")
    plant.write("docs/guide.md", "# Guide\n")
    built = plant.run_module("mkdocs", "build", "--strict")
    assert built.returncode == 0, built.stderr
    site = plant.folder / "site"
    home = (site / "index.html").read_text(encoding="utf-8")
    assert (site / "cases/FR-1/index.html").is_file()
    assert json.loads((site / "api/board.json").read_bytes())["cases"][0]["id"] == "FR-1"
    assert '<html lang="zh"' in home
    assert "fonts.googleapis.com" not in home
    assert "squidfunk" not in home
    for word in ("手册", "assets/board_gen.css", 'class="bg-search"', 'data-md-color-scheme="slate"'):
        assert word in home
    tabs = re.search(r'<nav class="md-tabs".*?</nav>', home, re.DOTALL)
    assert tabs
    assert re.findall(r'<a href="([^"]*)"', tabs[0])[:3] == [".", "meeting/", "cases/"]


def test_mkdocs_and_board_gen_make_the_same_site(plant):
    """`mkdocs build --strict` and `board-gen build` differ in no byte, nor do two builds of one instant."""
    plant.mkdocs(mkdocs_yml("site_url: https://q.example/b/\n"))
    plant.case("FR-1")
    plant.case("FR-2", body="## D4\n\ntext\n")
    plant.write("docs/guide.md", "# Guide\n\n[the board](index.md)\n")
    assert plant.run_module("mkdocs", "build", "--strict", "-d", "one").returncode == 0
    assert plant.run("build", "--site-dir", "two").returncode == 0
    assert plant.run("build", "--site-dir", "three").returncode == 0
    assert differences(plant.folder / "one", plant.folder / "two") == []
    assert differences(plant.folder / "two", plant.folder / "three") == []


def test_nothing_is_touched_where_nothing_changed(plant):
    """A second build for the same instant leaves every file with its inode and time."""
    plant.mkdocs(mkdocs_yml())
    plant.case("FR-1")
    states = []
    for _ in range(2):
        assert plant.run("build").returncode == 0
        states.append({p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in (plant.folder / "site").rglob("*")})
    assert states[0] == states[1]


@pytest.mark.parametrize("docs", ["missing", "empty"])
def test_a_plant_needs_no_docs(plant, docs):
    """`board-gen build` works with an empty docs/ and without one."""
    if docs == "empty":
        (plant.folder / "docs").mkdir()
    plant.case("FR-1")
    assert plant.run("build").returncode == 0
    assert (plant.folder / "site/cases/FR-1/index.html").is_file()
    assert "手册" not in (plant.folder / "site/index.html").read_text(encoding="utf-8")


def test_a_users_page_does_not_displace_the_board(plant):
    """docs/index.md, README.md and cases.md give way to the board's own pages; MkDocs' log says so."""
    plant.case("FR-1")
    plant.write("docs/README.md", "# MINE\n")
    plant.write("docs/cases.md", "# MINE\n")
    plant.write("docs/guide.md", "# MINE\n")
    built = plant.run_module("mkdocs", "build", "--strict")
    assert built.returncode == 0, built.stderr
    assert "README.md: note BG804" in built.stderr
    assert "cases.md: note BG804" in built.stderr
    site = plant.folder / "site"
    holding = [path.relative_to(site).as_posix() for path in site.rglob("*.html") if ">MINE" in path.read_text()]
    assert holding == ["guide/index.html"]


def test_what_mkdocs_yml_says_stands(plant):
    """Language, palette, features, navigation and extra files of the user's own are kept; instant loading is not."""
    plant.mkdocs(
        "site_name: Test\nplugins: [board_gen]\nextra_css: [mine.css]\n"
        "nav: [{Start: index.md}, {All: cases/index.md}]\n"
        "theme: {name: material, language: en, font: {text: Mine}, palette: {primary: teal},"
        " features: [navigation.instant, navigation.footer]}\nextra: {generator: true}\n"
    )
    plant.write("docs/mine.css", "")
    plant.case("FR-1")
    built = plant.run("build")
    assert built.returncode == 0, built.stderr
    home = (plant.folder / "site/index.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in home
    assert 'data-md-color-primary="teal"' in home
    assert "family=Mine" in home
    assert "navigation.instant" not in home
    assert "navigation.footer" in home
    assert "squidfunk" in home
    assert home.index("assets/board_gen.css") < home.index("mine.css")
    drawer = home.partition("md-nav--primary")[2].partition("</nav>")[0]
    assert re.findall(r'class="md-ellipsis">\s*(\w+)\s*<', drawer) == ["Start", "All"]


def test_strict_mkdocs_stops_on_errors_only(plant):
    """Warnings of a plant's data let `mkdocs build --strict` pass; one error makes it fail, and says where."""
    plant.case("FR-1", more="colour: red\n")
    (plant.folder / "docs").mkdir()
    assert plant.run_module("mkdocs", "build", "--strict").returncode == 0
    plant.case("FR-2", more="closed: never\n")
    failed = plant.run_module("mkdocs", "build", "--strict")
    assert failed.returncode == 1
    assert "cases/FR-2.md:" in failed.stderr
    assert plant.run_module("mkdocs", "build").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "files", "status", "says"),
    [
        (("build",), {}, 0, ""),
        (("build", "--strict"), {}, 0, ""),
        (("build", "--strict"), {"cases/x.md": "no front matter"}, 1, "cases/x.md"),
        (("build",), {"cases/x.md": "no front matter", "cases/y.md": "none"}, 4, "BG802"),
        (("build",), {"cases/x.md": "none", "cases/issues.csv": "a,b\n1,2\n"}, 4, "BG802"),
        (("build",), {"cases/x.md": "---\nid: FR-1\n---\n"}, 0, "cases/x.md"),
        (("build", "--allow-fewer"), {"cases/x.md": "no front matter"}, 0, "cases/x.md"),
        (("build", "--data", "nowhere"), {}, 2, "nowhere"),
        (("build", "--at", "yesterday"), {}, 2, "yesterday"),
        (("build", "-f", "none.yml"), {}, 2, "none.yml"),
        (("build",), {"mkdocs.yml": "site_name: x\n"}, 2, "board_gen"),
        (("build",), {"mkdocs.yml": "site_name: x\nplugins: [board_gen]\ntheme: {name: none}\n"}, 2, "theme"),
        (("build",), {"mkdocs.yml": "site_name: x\nplugins: [board_gen]\ntheme: mkdocs\n"}, 2, "material"),
        (("build",), {"mkdocs.yml": "site_name: [\n"}, 2, "mkdocs.yml"),
        (("build",), {"mkdocs.yml": "- a\n"}, 2, ""),
        (("build",), {"mkdocs.yml": ""}, 2, ""),
        (("build",), {"cases/board.yml": "profils: {}\n"}, 2, "cases/board.yml:1"),
        (("build",), {"site/thesis.docx": "mine"}, 2, "BG801"),
        (("build",), {"site": "a file"}, 2, "BG801"),
        (("build", "--at"), {}, 2, "--at"),
        (("fly",), {}, 2, "fly"),
        ((), {}, 2, "COMMAND"),
        (("check",), {}, 0, ""),
        (("check",), {"cases/x.md": "no front matter"}, 1, ""),
        (("check", "--data", "nowhere"), {}, 2, "nowhere"),
        (("check",), {"cases/board.yml": "profils: {}\n"}, 2, ""),
        (("check", "--format", "xml"), {}, 2, "xml"),
        (("status",), {}, 0, ""),
        (("status", "--at", "x"), {}, 2, "x"),
        (("status",), {"cases/board.yml": "profils: {}\n"}, 2, "cases/board.yml:1"),
    ],
)
def test_exit_statuses(plant, arguments, files, status, says):
    """0 done, 1 errors under --strict or in check, 2 wrong usage or configuration, 4 refused; never a traceback."""
    if "cases/x.md" not in files:
        plant.case("FR-1")
    if "--strict" in arguments:
        plant.case("FR-1")
    for path, text in files.items():
        plant.write(path, text)
    done = plant.run(*arguments)
    assert done.returncode == status, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_a_board_that_says_nothing_is_open(plant):
    """No cases at all is no fault: the site is built, and the board has no row."""
    assert plant.run("build").returncode == 0
    assert json.loads((plant.folder / "site/api/board.json").read_bytes())["cases"] == []


@pytest.mark.parametrize("host", ["board_gen", "mkdocs"])
def test_who_loses_cases_is_refused_and_the_old_site_stands(plant, host):
    """With 12 cases published and 9 left, the build exits with 4, and the site is as before to the byte."""
    (plant.folder / "docs").mkdir()
    for number in range(12):
        plant.case(f"FR-{number}")
    assert plant.run_module(host, "build").returncode == 0
    before = {p: p.read_bytes() for p in (plant.folder / "site").rglob("*") if p.is_file()}
    for number in range(3):
        (plant.folder / f"cases/FR-{number}.md").unlink()
    refused = plant.run_module(host, "build")
    assert refused.returncode == 4
    assert "BG803" in refused.stderr + refused.stdout
    assert {p: p.read_bytes() for p in (plant.folder / "site").rglob("*") if p.is_file()} == before
    assert plant.run("build", "--allow-fewer").returncode == 0
    assert not (plant.folder / "site/cases/FR-0").exists()


def test_a_build_that_fails_leaves_the_old_site_and_no_litter(plant):
    """When a theme template breaks in the middle, nothing of the site changes and the workshop is gone."""
    plant.mkdocs(mkdocs_yml())
    plant.case("FR-1")
    assert plant.run("build").returncode == 0
    before = (plant.folder / "site").stat().st_ino
    plant.write(
        "overrides/main.html", "{% extends 'base.html' %}{% block content %}{{ nobody.knows.it }}{% endblock %}"
    )
    plant.mkdocs(mkdocs_yml().replace("name: material", "name: material, custom_dir: overrides"))
    failed = plant.run("build")
    assert failed.returncode == 2
    assert "Traceback" not in failed.stderr
    assert (plant.folder / "site").stat().st_ino == before
    assert sorted(path.name for path in plant.folder.iterdir() if path.name.startswith("site")) == ["site"]


def test_who_reads_while_mkdocs_builds_misses_nothing(plant):
    """A thread that reads a page all through three builds never fails."""
    (plant.folder / "docs").mkdir()
    plant.case("FR-1", "0")
    assert plant.run_module("mkdocs", "build").returncode == 0
    page, done, failures, reads = plant.folder / "site/cases/FR-1/index.html", threading.Event(), [], [0]

    def read() -> None:
        while not done.is_set():
            try:
                text = page.read_text(encoding="utf-8")
            except OSError as error:
                failures.append(str(error))
            else:
                reads[0] += 1
                if not text.rstrip().endswith("</html>"):
                    failures.append("torn")
            done.wait(0.0005)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(1, 4):
        plant.case("FR-1", f"{turn}")
        assert plant.run_module("mkdocs", "build").returncode == 0
    done.set()
    reader.join()
    assert failures == []
    assert reads[0] > 100
    assert "FR-1 3" in page.read_text(encoding="utf-8")


def test_check_reports_in_three_formats(plant):
    """Text is one line each, JSON a list of records, GitHub annotations; all three tell of the same findings."""
    plant.case("FR-1", more="closed: never\ncolour: red\n")
    text = plant.run("check").stdout.splitlines()
    records = json.loads(plant.run("check", "--format", "json").stdout)
    annotations = plant.run("check", "--format", "github").stdout.splitlines()
    assert len(text) == len(records) == len(annotations) >= 2
    for line, record, annotation in zip(text, records, annotations, strict=True):
        assert line.startswith(f"{record['place']}: {record['level']} {record['code']}: {record['text']}")
        assert annotation.startswith(("::error file=cases/FR-1.md", "::warning file=cases/FR-1.md"))


def test_check_and_the_published_findings_say_the_same(plant):
    """`check --format json` is api/findings.json."""
    plant.mkdocs(mkdocs_yml())
    plant.case("FR-1", more="closed: never\ncolour: red\n")
    plant.case("FR-2")
    assert plant.run("build").returncode == 0
    published = json.loads((plant.folder / "site/api/findings.json").read_bytes())
    assert json.loads(plant.run("check", "--format", "json").stdout) == published


@pytest.mark.parametrize("columns", [80, 200])
def test_status_fits_the_terminal(plant, columns):
    """No line is wider than the terminal; red stands first; in a pipe there is no escape sequence."""
    plant.mkdocs(mkdocs_yml())
    plant.case("FR-1", "焊接到膜盒上的毛细管泄漏" * 12)
    plant.case("FR-2", '"[red]no markup[/red] \\e[31m"')
    shown = plant.run("status", env={"COLUMNS": str(columns)}).stdout
    width = max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in shown.splitlines())
    assert width <= columns
    assert "\x1b" not in shown
    assert "FR-1" in shown
    if columns == 200:
        assert "[red]no markup[/red]" in shown


def test_python_m_board_gen_is_board_gen():
    """Both names of the program are the same program."""
    done = subprocess.run([sys.executable, "-m", "board_gen", "--version"], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"board-gen \d+\.\d+\S*\n", done.stdout)


def _hear_interrupts() -> None:
    """Tests that a shell runs in the background ignore Ctrl-C, and hand that down to what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Preview:
    """`board-gen serve` or `mkdocs serve` as a process: what it shows, and its word that there is something new."""

    def __init__(self, plant, *command: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", *command, "-a", self.address],
            cwd=plant.folder,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            preexec_fn=_hear_interrupts,  # noqa: PLW1509 - it asks for no lock
        )
        self.log: list[str] = []
        assert self.process.stderr
        for line in self.process.stderr:
            self.log.append(line)
            if "Serving on" in line:
                break
        self.rest = threading.Thread(target=lambda: self.log.extend(self.process.stderr or ()))
        self.rest.start()

    def read(self, path: str) -> str:
        with urllib.request.urlopen(f"http://{self.address}/{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def wait_for_reload(self, epoch: int) -> int:
        """The server answers when something newer than `epoch` is there."""
        newer = int(self.read(f"livereload/{epoch}/1"))
        assert newer > epoch, "".join(self.log)
        return newer

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        self.rest.join()
        assert self.process.stderr
        self.process.stderr.close()


@pytest.mark.parametrize("command", [("board_gen", "serve"), ("mkdocs", "serve")], ids=lambda command: command[0])
def test_the_preview_follows_the_files(plant, command):
    """Saving a case, the rules or the sheet shows in the preview without anybody asking, and builds once each.

    A saved case is told twice: when it is shown, and when the whole site is.
    """
    (plant.folder / "docs").mkdir()
    plant.case("FR-1", "before")
    preview = Preview(plant, *command)
    try:
        home = preview.read("cases/FR-1/")
        assert "FR-1 before" in home
        match = re.search(r"livereload\((\d+)", home)
        assert match
        epoch = int(match[1])
        edits = (
            (lambda: plant.case("FR-1", "after"), "cases/FR-1/", "FR-1 after"),
            (lambda: plant.board("title: 一号厂\n"), "", "一号厂"),
            (lambda: plant.write("cases/issues.csv", SHEET), "cases/", "IL-7"),
        )
        for edit, url, expected in edits:
            edit()
            epoch = preview.wait_for_reload(epoch)
            if expected not in preview.read(url):
                epoch = preview.wait_for_reload(epoch)
                assert expected in preview.read(url)
    finally:
        preview.stop()
    assert sum("Detected file changes" in line for line in preview.log) <= 2 * len(edits)


SHEET = "编号,日期,问题描述,来源,责任人\nIL-7,2026-11-20,Burrs,线上,李伟\n"
