"""As it was known then: real repositories, and a checkout of the commit in force as the plain other way."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from board_gen.known_kept import HistoryFolder
from board_gen.known_reading import Patience
from tests.host.git_plants import BOARD, HOUR, START, GitPlant, in_force, shown_by, shown_in

FOLDERS = ("", "2025/", "2026/", "数据's “A”/", "two\nlines/")
IDS = tuple(f"FR-{number}" for number in range(1, 9))
DONE = ("containment", "root_cause", "corrective_action", "error_proofing", "verified")


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
        done = self.dice.sample(DONE, self.dice.randrange(0, 6))
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
def test_a_build_without_time_goes_on_in_the_next(tmp_path: Path, seed: int) -> None:
    """Read one commit a build, the history is in the end what it is when it is read at once, and says how far it is."""
    somebody = begun_by(tmp_path / "plant", seed)
    for _ in range(6):
        somebody.act()
        somebody.commit()
    impatient, whole = Patience(lambda: False), somebody.plant.known()
    untils = []
    for _ in range(10):
        known = somebody.plant.known(HistoryFolder(tmp_path / "kept"), impatient)
        untils.append(known.until)
        if known.until is None:
            break
        assert [finding.kind.code for finding in known.findings] == ["BG664"]
    assert len(untils) > 2
    assert untils[:-1] == sorted(until for until in untils if until)
    assert ([*known.lines], known.since, known.digest) == ([*whole.lines], whole.since, whole.digest)
