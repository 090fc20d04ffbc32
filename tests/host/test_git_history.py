"""As it was known then: real repositories, and a checkout of the commit in force as the plain other way."""

import html
import json
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from board_gen import known_reading
from board_gen.host import DONE, FINDINGS, Asked
from board_gen.known_kept import HistoryFolder
from board_gen.known_reading import Patience
from board_gen.known_then import NOT_ASKED, NOTES
from board_gen.runner import run_build
from board_gen.sources.git_history import Blobs, Without
from tests.conftest import MKDOCS_YML
from tests.host.git_plants import BOARD, HOUR, START, GitPlant, in_force, shown_by, shown_in, workbook_of
from tests.host.test_warm import marks, tree

FOLDERS = ("", "2025/", "2026/", "数据's “A”/", "two\nlines/")
IDS = tuple(f"FR-{number}" for number in range(1, 9))
CRITERIA = ("containment", "root_cause", "corrective_action", "error_proofing", "verified")

NO_YEAR = b"author t <t> 253402300800 +0000\ncommitter t <t> 253402300800 +0000\n\nthe year 10000\n"


class Somebody:
    """Somebody who keeps a plant at random: writes, breaks, moves and deletes, and commits at odd times."""

    def __init__(self, plant: GitPlant, seed: int) -> None:
        self.plant, self.dice, self.at = plant, random.Random(seed), START
        self.rows: dict[str, str] = {}

    def files(self) -> list[Path]:
        return sorted(path for path in self.plant.cases.rglob("*.md") if path.is_file())

    def instant(self) -> str:
        return (START + self.dice.randrange(0, 400) * HOUR).strftime("%Y-%m-%d %H:%M")

    def case(self, case_id: str) -> str:
        done = self.dice.sample(CRITERIA, self.dice.randrange(0, 6))
        facts = "".join(f"  {name}: {{done: {self.instant()}}}\n" for name in done)
        more = self.dice.choice(["", "", f"closed: {self.instant()}\n", "profile: quick\n", "owner: 李伟\n"])
        if self.dice.random() < 0.3:
            more += (
                f"revisions: [{{at: {self.instant()}, criterion: root_cause, to: {self.instant()}, reason: late}}]\n"
            )
        title = f"Leak {self.dice.randrange(3)}"
        criteria = f"criteria:\n{facts}" if facts else ""
        head = f"id: {case_id}\ntitle: {title}\nopened: {self.instant()}\nsource: line\n"
        ends = self.dice.choice(["\n", "\n", "\r\n"])
        return f"---\n{head}{criteria}{more}---\ntext\n".replace("\n", ends)

    def write_new(self) -> None:
        case_id = self.dice.choice(IDS)
        name = self.dice.choice([case_id, case_id, "x", case_id.lower()])
        self.plant.write(f"{self.dice.choice(FOLDERS)}{name}.md", self.case(case_id))

    def edit(self) -> None:
        for path in self.files()[: self.dice.randrange(1, 4)]:
            path.write_text(self.case(self.dice.choice([path.stem, *IDS[:2]])))

    def spoil(self) -> None:
        for path in self.dice.sample(self.files(), min(1, len(self.files()))):
            broken = ["---\nid: [\n---\n", "no front matter\n", self.case(path.stem).replace("opened: 2", "opened: x2")]
            path.write_text(self.dice.choice(broken))

    def move(self) -> None:
        for path in self.dice.sample(self.files(), min(1, len(self.files()))):
            target = self.plant.cases / self.dice.choice(FOLDERS) / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)

    def delete(self) -> None:
        for path in self.dice.sample(self.files(), min(1, len(self.files()))):
            path.unlink()

    def attach(self) -> None:
        name = self.dice.choice(IDS)
        text = self.dice.choice(["notes\n", self.case(name)])
        self.plant.write(f"2026/{name}/notes.md", text)
        self.plant.write("_drafts/FR-99.md", self.case("FR-99"))

    def tell_sheet(self) -> None:
        for case_id in self.dice.sample((*IDS, "R 1", "R-2"), 3):
            done, closed = self.dice.choice(["", self.instant()]), self.dice.choice(["", "", self.instant()])
            self.rows[case_id] = f"{case_id},Row {self.dice.randrange(2)},{self.instant()},line,{done},{closed},王芳"
        for case_id in self.dice.sample(sorted(self.rows), 1):
            del self.rows[case_id]
        lines = list(self.rows.values())
        self.dice.shuffle(lines)
        text = "\n".join(["No.,Issue,Opened,Source,Containment,Closed,Owner", *lines, ""])
        self.plant.write("issues.csv", text.encode(self.dice.choice(["utf-8-sig", "gb18030", "utf-16"])))

    def spoil_sheet(self) -> None:
        sheet = self.plant.cases / "issues.csv"
        broken = [b"", b"\x00\x01", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"]
        sheet.write_bytes(self.dice.choice(broken))
        if self.dice.random() < 0.3:
            sheet.unlink()

    def commit(self) -> None:
        """At some later time, in the same second, or by a clock that is wrong."""
        self.at += self.dice.choice([timedelta(0), HOUR, 7 * HOUR, 31 * HOUR, -9 * HOUR])
        self.plant.commit(self.at)

    def merge(self) -> None:
        """A branch on which several things happen, merged into the line."""
        self.plant.git("checkout", "-q", "-b", "topic")
        for _ in range(2):
            self.act()
            self.commit()
        self.plant.git("checkout", "-q", "main")
        self.at += HOUR
        self.plant.git("merge", "-q", "--no-ff", "-m", "merged", "topic", at=self.at)
        self.plant.git("branch", "-q", "-D", "topic")

    def rewrite(self) -> None:
        """The last commits are dropped, as a forced push drops them."""
        self.plant.git("reset", "-q", "--hard", self.dice.choice(["HEAD~1", "HEAD~2"]))
        sheet = self.plant.cases / "issues.csv"
        if sheet.exists():
            self.tell_sheet()

    def act(self) -> None:
        acts: list[Callable[[], None]] = [self.write_new] * 4 + [self.edit] * 4 + [self.spoil, self.move, self.delete]
        acts += [self.attach, self.tell_sheet, self.tell_sheet, self.spoil_sheet]
        for act in self.dice.choices(acts, k=self.dice.randrange(1, 4)):
            act()


def begun_by(folder: Path, seed: int) -> Somebody:
    """A plant with its first commit."""
    plant = GitPlant(folder, "werk/cases")
    plant.begin()
    plant.write("board.yml", BOARD + "profiles: {quick: {criteria: {containment: 8h}, watch: null}}\n")
    somebody = Somebody(plant, seed)
    somebody.write_new()
    plant.commit(somebody.at)
    return somebody


def random_instants(dice: random.Random, times: list[datetime]) -> list[datetime]:
    """Instants around commits, and anywhere."""
    around = [instant + dice.choice([-1, 0, 1, 1800]) * timedelta(seconds=1) for instant in times]
    return [*around, *(START + dice.randrange(-50, 500) * HOUR for _ in range(20))]


@pytest.mark.parametrize("seed", range(12))
def test_the_past_as_known_is_what_a_checkout_of_the_commit_in_force_says(tmp_path: Path, seed: int) -> None:
    """Random edits over random commits, read at once and from build to build, show at random instants what the plant
    shows that is checked out at the commit in force.
    """
    somebody = begun_by(tmp_path / "plant", seed)
    kept = HistoryFolder(tmp_path / "kept")
    for step in range(14):
        somebody.act()
        somebody.commit() if step % 5 else somebody.merge()
        if step % 6 == 4:
            somebody.rewrite()
            somebody.commit()
        if step % 3 == 0:
            somebody.plant.rows(tmp_path / "lent", HistoryFolder(kept.path))
    rows = somebody.plant.rows(tmp_path / "lent")
    assert somebody.plant.rows(tmp_path / "lent", HistoryFolder(kept.path)) == rows
    checkouts = somebody.plant.checkouts(tmp_path / "checkouts")
    times = [begin for begin, _ in checkouts]
    for instant in random_instants(somebody.dice, times):
        plant = in_force(checkouts, instant)
        assert shown_by(rows, instant) == (shown_in(plant, instant) if plant else {}), instant


@pytest.mark.parametrize("seed", range(3))
def test_a_build_without_time_goes_on_in_the_next(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a few changes a build, also of one commit, the history is in the end what it is when it is read at once, and
    until then it says how far it is.
    """
    monkeypatch.setattr(known_reading, "ENOUGH", 1)
    monkeypatch.setattr(known_reading, "CHANGES_AT_ONCE", 2)
    somebody = begun_by(tmp_path / "plant", seed)
    for _ in range(6):
        for _ in range(3):
            somebody.act()
        somebody.commit()
    impatient, whole = Patience(lambda: False), somebody.plant.known()
    untils = []
    for _ in range(40):
        known = somebody.plant.known(HistoryFolder(tmp_path / "kept"), impatient)
        untils.append(known.until)
        if known.until is None:
            break
        assert [finding.kind.code for finding in known.findings] == ["BG664"]
    assert len(untils) > 2
    assert untils[:-1] == sorted(until for until in untils if until)
    assert ([*known.lines], known.since, known.digest) == ([*whole.lines], whole.since, whole.digest)


def told_case(more: str = "", title: str = "Leak", case_id: str = "FR-1") -> str:
    """A case opened with the first commit, whose root cause is due seven days later."""
    opened = "opened: 2026-03-02 08:00\nsource: line\nprofile: quick\n"
    return f"---\nid: {case_id}\ntitle: {title}\n{opened}{more}---\n"


@pytest.fixture
def plant(tmp_path: Path) -> GitPlant:
    """A plant with one case, under Git since the instant at which it was opened, and how its site is made."""
    plant = GitPlant(tmp_path / "plant")
    plant.begin()
    plant.write("board.yml", BOARD + "profiles: {quick: {criteria: {containment: 24h}, watch: null}}\n")
    plant.write("FR-1.md", told_case())
    (plant.folder / "mkdocs.yml").write_text(MKDOCS_YML)
    (plant.folder / ".gitignore").write_text(".cache\n.board_gen\nsite*\n")
    plant.commit(START)
    return plant


def letters(plant: GitPlant, lent: Path, hours: float) -> dict[str, str | None]:
    """The overall letter of every case that was on the board so many hours after the first commit, as it was known."""
    shown = shown_by(plant.rows(lent), START + timedelta(hours=hours))
    return {name: one.status for name, one in shown.items()}


def built(plant: GitPlant, site: str = "site", at: str = "2026-03-12 08:00") -> Path:
    """Build in this process; the site's folder."""
    folder = plant.folder / site
    assert run_build(Asked(plant.folder / "mkdocs.yml", folder, at=at, allow_fewer=True)) in (DONE, FINDINGS)
    return folder


def codes(site: Path) -> set[str]:
    """The codes of a site's findings."""
    return {finding["code"] for finding in findings(site)}


def findings(site: Path) -> list[dict[str, str]]:
    """A site's findings."""
    return list(json.loads((site / "api/findings.json").read_text()))


def test_a_done_date_counts_from_the_commit_that_brought_it(plant: GitPlant, tmp_path: Path) -> None:
    """What was written down late was red until then, whatever date it has."""
    plant.write("FR-1.md", told_case("criteria: {containment: {done: 2026-03-02 20:00}}\n"))
    plant.commit(START + 30 * HOUR)
    told = {hours: letters(plant, tmp_path / "lent", hours) for hours in (-0.1, 0, 23.9, 24, 29.9, 30)}
    name = "fr-1"
    assert told == {-0.1: {}, 0: {name: "Y"}, 23.9: {name: "Y"}, 24: {name: "R"}, 29.9: {name: "R"}, 30: {name: "G"}}


def test_a_case_that_was_deleted_was_on_the_board_until_then(plant: GitPlant, tmp_path: Path) -> None:
    """From its first commit to the one that took it away; and again where it came back."""
    text = told_case(case_id="FR-2")
    for hours, is_there in ((2, True), (5, False), (7, True)):
        path = plant.cases / "FR-2.md"
        path.write_text(text) if is_there else path.unlink()
        plant.commit(START + hours * HOUR)
    there = [hours for hours in range(9) if "fr-2" in letters(plant, tmp_path / "lent", hours)]
    assert there == [2, 3, 4, 7, 8]


def test_a_version_that_can_not_be_read_is_invalid_then(plant: GitPlant, tmp_path: Path) -> None:
    """It stays on the board without a letter, under its id, until a version can be read again."""
    plant.write("FR-1.md", told_case("criteria: [\n"))
    plant.commit(START + HOUR)
    plant.write("FR-1.md", told_case(title="Mended"))
    plant.commit(START + 2 * HOUR)
    told = [letters(plant, tmp_path / "lent", hours) for hours in (0.5, 1.5, 2.5)]
    assert told == [{"fr-1": "Y"}, {"fr-1": None}, {"fr-1": "Y"}]
    assert shown_by(plant.rows(tmp_path / "lent"), START + 3 * HOUR)["fr-1"].title == "Mended"


def test_each_version_of_a_workbook_is_read(plant: GitPlant, tmp_path: Path) -> None:
    """Rows of an Excel sheet count by row and commit, also where a case file takes one over."""
    for hours, owner in ((1, "Li"), (2, "Wang")):
        rows = [["No.", "Issue", "Opened", "Source", "Owner"], ["R-1", "Burrs", "2026-03-02", "line", owner]]
        plant.write("issues.xlsx", workbook_of(rows))
        plant.commit(START + hours * HOUR)
    plant.write("R-1.md", told_case(case_id="R-1", title="Burrs on the flange"))
    plant.commit(START + 3 * HOUR)
    row = next(row for row in plant.rows(tmp_path / "lent") if row.id == "R-1")
    told = [(row.told.at(START + hours * HOUR).owner, row.told.at(START + hours * HOUR).title) for hours in (1, 2, 3)]
    assert told == [("Li", "Burrs"), ("Wang", "Burrs"), ("Wang", "Burrs on the flange")]


def test_a_build_reads_new_commits_only(plant: GitPlant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes of a blob are asked for once; with nothing new nothing is."""
    asked: list[str] = []
    read = Blobs.read

    def counted(blobs: Blobs, blob: str, most: int) -> bytes:
        asked.append(blob)
        return read(blobs, blob, most)

    monkeypatch.setattr(Blobs, "read", counted)
    kept = plant.folder / "site-kept"
    counts = []
    for number in range(4):
        if number != 2:
            plant.write(f"FR-{number + 3}.md", told_case(case_id=f"FR-{number + 3}"))
            plant.commit(START + (number + 1) * HOUR)
        plant.known(HistoryFolder(kept))
        counts.append(len(asked))
    assert counts == [2, 3, 3, 4]


@pytest.mark.parametrize("harm", ["index", "a part", "all of it", "a part is missing"])
def test_what_is_kept_is_a_cache(plant: GitPlant, tmp_path: Path, harm: str) -> None:
    """Damaged, cut short or gone, it is made anew, and nothing else is known than before."""
    kept = tmp_path / "kept"
    before = plant.known(HistoryFolder(kept))
    lines = [*before.lines]
    for path in sorted(kept.iterdir()):
        if harm == "all of it" or (harm == "a part is missing" and path.name != "index"):
            path.unlink()
        elif (path.name == "index") is (harm == "index"):
            path.write_bytes(path.read_bytes()[:-3] + b"xyz")
    plant.write("FR-1.md", told_case(title="Other"))
    plant.commit(START + HOUR)
    after, whole = plant.known(HistoryFolder(kept)), plant.known()
    assert [*after.lines] == [*whole.lines] != lines
    assert after.digest == whole.digest != before.digest


def test_other_rules_judge_the_past_anew(plant: GitPlant, tmp_path: Path) -> None:
    """The past is judged by the rules as they are now; names of people alone are only worded anew."""
    kept = tmp_path / "kept"
    plant.write("FR-1.md", told_case("owner: 李伟\n"))
    plant.commit(START + HOUR)
    plant.known(HistoryFolder(kept))
    board = (plant.cases / "board.yml").read_text()
    plant.write("board.yml", board.replace("24h", "2h"))
    assert letters(plant, tmp_path / "lent", 3) == {"fr-1": "R"}
    assert [*plant.known(HistoryFolder(kept)).lines] == [*plant.known().lines]
    plant.write("board.yml", board.replace("24h", "2h") + "people: {李伟: {zh: 李伟, en: Li Wei}}\n")
    (line,) = plant.known(HistoryFolder(kept)).lines
    assert "Li Wei" in line.texts


def test_a_warm_build_is_a_cold_one(plant: GitPlant) -> None:
    """With what is kept, after commits of all kinds and a rewritten line, a site is what it is without."""
    for number in range(4):
        plant.write("FR-1.md", told_case(title=f"Leak {number}"))
        plant.write(f"FR-{number + 2}.md", told_case(case_id=f"FR-{number + 2}"))
        plant.commit(START + (number + 1) * HOUR)
        if number == 2:
            plant.git("reset", "-q", "--soft", "HEAD~2")
            plant.commit(START + 9 * HOUR)
        warm = built(plant)
    cold = GitPlant(plant.folder.with_name("cold"))
    shutil.copytree(plant.folder, cold.folder, ignore=shutil.ignore_patterns(".cache", ".board_gen", "site"))
    assert tree(built(cold)) == tree(warm)
    assert (warm / "api/past/known.js").is_file()


def test_a_commit_that_tells_nothing_new_touches_nothing(plant: GitPlant) -> None:
    """Commits beside the plant's folder change no file of its site, and neither does the store's going away."""
    site = built(plant)
    before = marks(site)
    (plant.folder / "notes.txt").write_text("x")
    plant.commit(START + HOUR)
    assert marks(built(plant)) == before
    for path in (plant.folder / ".cache/board_gen").glob("*.history"):
        shutil.rmtree(path)
    assert marks(built(plant)) == before


def test_a_shallow_clone_is_a_finding_with_the_remedy(plant: GitPlant, tmp_path: Path) -> None:
    """It names the instant from which on anything is known; with the whole history it is gone."""
    plant.write("FR-2.md", told_case(case_id="FR-2"))
    plant.commit(START + HOUR)
    clone = GitPlant(tmp_path / "clone")
    plant.git("clone", "-q", "--depth=1", f"file://{plant.folder}", str(clone.folder))
    known = clone.known()
    assert [(finding.kind.code, finding.values) for finding in known.findings] == [
        ("BG662", {"moment": "2026-03-02 09:00"})
    ]
    assert known.since == START + HOUR
    assert "BG662" in codes(built(clone))
    for remedy in ("--deepen=1", "--unshallow"):
        clone.git("fetch", "-q", remedy)
        site = built(clone)
    assert "BG662" not in codes(site)
    name = "api/past/known.js"
    assert (site / name).read_bytes() == (built(plant) / name).read_bytes()


def test_a_clock_that_was_wrong_is_a_finding(plant: GitPlant) -> None:
    """What was committed after a date far ahead counts from there, and that is said; no date stops a build."""
    for year, is_odd in ((2026, False), (2090, False), (2026, True)):
        plant.write("FR-1.md", told_case(title=f"Leak {year} {is_odd}"))
        plant.commit(datetime(year, 3, 3, tzinfo=UTC))
        assert ("BG665" in codes(built(plant))) is is_odd
    text = next(found["text"] for found in findings(plant.folder / "site") if found["code"] == "BG665")
    assert text.startswith("the last commits, dated 2026-03-03 08:00, count from 2090-03-03 08:00 only")
    tree = plant.git("rev-parse", "HEAD^{tree}").strip()
    made = plant.git("hash-object", "-t", "commit", "-w", "--stdin", given=b"tree %b\n%b" % (tree, NO_YEAR))
    plant.git("reset", "-q", "--hard", made.decode().strip())
    assert "BG665" not in codes(built(plant))


def test_where_nothing_is_known_the_page_says_why(
    plant: GitPlant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No repository, no commit of the data, other settings: a note on the page. A refusal is a finding."""
    untracked = GitPlant(plant.folder, "data")
    shutil.copytree(plant.cases, untracked.cases)
    assert untracked.known().note == NOTES[Without.TRACKED]
    bare = GitPlant(tmp_path / "bare")
    shutil.copytree(plant.folder, bare.folder, ignore=shutil.ignore_patterns(".git"))
    page = built(bare) / "history/index.html"
    assert NOTES[Without.REPOSITORY] in html.unescape(page.read_text())
    assert not {"BG662", "BG663", "BG664"} & codes(bare.folder / "site")
    (bare.folder / "mkdocs.yml").write_text(MKDOCS_YML.replace("board_gen", "board_gen: {history: none}"))
    assert NOT_ASKED.note in html.unescape((built(bare) / "history/index.html").read_text())
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert "BG663" in codes(built(plant))


def test_without_history_the_rest_of_a_site_is_the_same(plant: GitPlant, tmp_path: Path) -> None:
    """Only the page, its file and the build's own name tell whether there is a repository."""
    bare = GitPlant(tmp_path / "bare")
    shutil.copytree(plant.folder, bare.folder, ignore=shutil.ignore_patterns(".git"))
    one, other = nameless(built(plant)), nameless(built(bare))
    names = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    assert names == ["api/past/known.js", "history/index.html"]


def nameless(site: Path) -> dict[str, bytes]:
    """A site without its build's name."""
    name = json.loads((site / "api/build.json").read_text())["build"].encode()
    return {path: content.replace(name, b"-") for path, content in tree(site).items()}
