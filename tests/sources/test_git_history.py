"""What a repository remembers of a folder, asked of real repositories."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from board_gen.sources.git_history import (
    Commit,
    GitHistory,
    RefusedError,
    Without,
    opened_history,
)
from tests.host.git_plants import HOUR, START, GitPlant

NAMES = ("FR-1.md", "数据's “A”/FR 2.md", "two\nlines\t.md", ":colon.md", "-dash.md", '"quoted".md', "*.md")


@pytest.fixture
def plant(tmp_path: Path) -> GitPlant:
    """A plant in a folder of a repository, without a commit."""
    plant = GitPlant(tmp_path / "plant", "werk's/cases")
    plant.begin()
    plant.write("FR-1.md", "one\r\n")
    return plant


def history_of(plant: GitPlant) -> GitHistory:
    """The history of a plant that has one."""
    history = opened_history(plant.cases)
    assert isinstance(history, GitHistory)
    return history


def changes_in(history: GitHistory, commits: tuple[Commit, ...] | None = None) -> list[tuple[str, list[str]]]:
    """The commits that brought something, and the names that they touched; what is gone has a minus."""
    found = history.brought(history.line().commits if commits is None else commits)
    return [(one.commit.id, [f"{'' if blob else '-'}{name}" for name, blob in one.changes]) for one in found]


def test_names_and_bytes_are_told_as_they_are(plant: GitPlant) -> None:
    """No name is quoted, and neither line ends nor filters come between a blob and who asks for it."""
    plant.write(".gitattributes", "* text=auto eol=crlf filter=shout diff=shout\n")
    plant.git("config", "filter.shout.smudge", "tr a-z A-Z")
    plant.git("config", "diff.shout.textconv", "false")
    for name in NAMES:
        plant.write(name, f"{name}\r\n")
    head = plant.commit(START)
    history = history_of(plant)
    assert changes_in(history) == [(head, sorted([".gitattributes", *NAMES], key=os.fsencode))]
    files = history.files_at(head)
    with history.blobs() as blobs:
        assert {name: blobs.read(files[name], 99) for name in NAMES} == {name: f"{name}\n".encode() for name in NAMES}
        assert blobs.read(files["FR-1.md"], 3) == b"FR-1"
        assert blobs.read(files["FR-1.md"], 99) == b"FR-1.md\n"


def test_a_commit_dated_before_its_parent_counts_from_its_parents_instant(plant: GitPlant) -> None:
    """Time never runs backwards along the line, also from one build to the next."""
    for hours in (0, -5, 3, 2):
        plant.write("FR-1.md", f"{hours}")
        plant.commit(START + hours * HOUR)
    line = history_of(plant).line()
    begin = int(START.timestamp())
    assert [commit.at - begin for commit in line.commits] == [0, 0, 10800, 10800]
    assert history_of(plant).line(line.commits[2]) == (line.commits[3:], True)


def test_a_merge_brings_what_it_changed_on_the_line(plant: GitPlant) -> None:
    """What happened on a branch counts from the commit that merged it."""
    first = plant.commit(START)
    plant.git("checkout", "-q", "-b", "topic")
    plant.write("FR-2.md", "two")
    plant.commit(START + HOUR)
    plant.git("checkout", "-q", "main")
    plant.git("merge", "-q", "--no-ff", "-m", "merged", "topic", at=START + 2 * HOUR)
    merged = plant.git("rev-parse", "HEAD").decode().strip()
    assert changes_in(history_of(plant)) == [(first, ["FR-1.md"]), (merged, ["FR-2.md"])]


def test_a_line_goes_on_or_is_another(plant: GitPlant) -> None:
    """Commits after the known one are told alone; a rewritten line is told whole, and so is one that went back."""
    ids = []
    for number in range(3):
        plant.write("FR-1.md", f"{number}")
        ids.append(plant.commit(START + number * HOUR))
    history = history_of(plant)
    commits = history.line().commits
    assert [commit.id for commit in commits] == ids
    assert history.line(commits[0]) == (commits[1:], True)
    assert history.line(commits[2]) == ((), True)
    plant.git("reset", "-q", "--hard", "HEAD~1")
    assert history_of(plant).line(commits[2]) == (commits[:2], False)
    plant.write("FR-1.md", "other")
    other = plant.commit(START + 9 * HOUR)
    assert [commit.id for commit in history_of(plant).line(commits[2]).commits] == [*ids[:2], other]
    lost = Commit("f" * 40, None, 0)
    assert not history_of(plant).line(lost).goes_on


def test_a_commit_on_top_of_the_other_side_of_a_merge_is_no_continuation(plant: GitPlant) -> None:
    """Where the known commit came in by the second parent of a merge, the whole line is told."""
    plant.commit(START)
    plant.git("checkout", "-q", "-b", "topic")
    plant.write("FR-2.md", "two")
    plant.commit(START + HOUR)
    known = history_of(plant).line().commits[-1]
    plant.git("checkout", "-q", "main")
    plant.git("merge", "-q", "--no-ff", "-m", "merged", "topic", at=START + 2 * HOUR)
    line = history_of(plant).line(known)
    assert (len(line.commits), line.goes_on) == (2, False)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_what_is_gone_and_what_is_no_file(tmp_path: Path, algorithm: str) -> None:
    """A file that went, or became a link, is gone; a link that became a file is there; so with long ids."""
    plant = GitPlant(tmp_path / "plant")
    plant.folder.mkdir()
    plant.git("init", "-q", "-b", "main", f"--object-format={algorithm}")
    plant.write("a.md", "a")
    plant.write("b.md", "b")
    (plant.cases / "c.md").symlink_to("a.md")
    plant.commit(START)
    (plant.cases / "a.md").unlink()
    for name, target in (("b.md", "c.md"), ("c.md", "")):
        (plant.cases / name).unlink()
        if target:
            (plant.cases / name).symlink_to(target)
    plant.write("c.md", "c")
    plant.commit(START + HOUR)
    told = [names for _, names in changes_in(history_of(plant))]
    assert told == [["a.md", "b.md"], ["-a.md", "-b.md", "c.md"]]


def test_settings_of_users_and_replaced_objects_have_no_say(plant: GitPlant, tmp_path: Path) -> None:
    """What a repository's settings add to what people see of a history changes nothing here, and nothing of it runs."""
    plant.write("FR-2.md", "text\n" * 50)
    first = plant.commit(START)
    (plant.cases / "FR-2.md").rename(plant.cases / "FR-3.md")
    second = plant.commit(START + HOUR)
    before = changes_in(history_of(plant))
    ran = tmp_path / "ran"
    settings = {"diff.renames": "copies", "log.showSignature": "true", "log.showRoot": "false", "log.follow": "true"}
    settings |= {"diff.external": f"touch {ran}", "core.fsmonitor": f"touch {ran}", "diff.orderFile": "/nowhere"}
    for key, value in settings.items():
        plant.git("config", key, value)
    plant.git("replace", first, plant.git("commit-tree", "HEAD^{tree}", "-m", "x").decode().strip())
    assert (
        changes_in(history_of(plant)) == before == [(first, ["FR-1.md", "FR-2.md"]), (second, ["-FR-2.md", "FR-3.md"])]
    )
    assert not ran.exists()


def test_why_there_is_no_history(plant: GitPlant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No repository, no commit, a folder of a bare repository, no Git: each is told."""
    assert opened_history(plant.cases) is Without.COMMIT
    assert opened_history(tmp_path) is Without.REPOSITORY
    plant.git("init", "-q", "--bare", f"{tmp_path / 'bare.git'}")
    (tmp_path / "bare.git/cases").mkdir()
    assert opened_history(tmp_path / "bare.git/cases") is Without.REPOSITORY
    monkeypatch.setenv("PATH", str(tmp_path))
    assert opened_history(plant.cases) is Without.GIT


def test_a_repository_that_git_does_not_trust_is_a_refusal(plant: GitPlant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal is in Git's own words."""
    plant.commit(START)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(RefusedError, match="dubious ownership"):
        opened_history(plant.cases)


def test_lost_bytes_are_a_refusal(plant: GitPlant) -> None:
    """A blob that is not there any more, as in a clone without blobs, is not taken for an empty file."""
    head = plant.commit(START)
    blob = history_of(plant).files_at(head)["FR-1.md"]
    path = plant.folder / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o600)
    path.unlink()
    with history_of(plant).blobs() as blobs, pytest.raises(RefusedError, match="lost"):
        blobs.read(blob, 99)


def test_other_places_for_a_folder(plant: GitPlant, tmp_path: Path) -> None:
    """A worktree, HEAD without a branch, a submodule, a folder that is the whole repository: all have their history."""
    head = plant.commit(START)
    plant.git("worktree", "add", "-q", "--detach", str(tmp_path / "tree"))
    assert changes_in(history_of(GitPlant(tmp_path / "tree", "werk's/cases"))) == [(head, ["FR-1.md"])]
    outer = GitPlant(tmp_path / "outer", "inner/werk's/cases")
    outer.begin()
    outer.git("submodule", "--quiet", "add", str(plant.folder), "inner")
    outer.commit(START + timedelta(days=9))
    assert changes_in(history_of(outer)) == [(head, ["FR-1.md"])]
    whole = GitPlant(tmp_path / "outer", ".")
    assert [names for _, names in changes_in(history_of(whole))] == [[".gitmodules"]]


def test_a_shallow_clone_says_so(plant: GitPlant, tmp_path: Path) -> None:
    """Its oldest commit brings all that stood there; unshallowed it is a clone like any other."""
    plant.commit(START)
    plant.write("FR-2.md", "two")
    head = plant.commit(START + HOUR)
    clone = GitPlant(tmp_path / "clone", plant.prefix)
    plant.git("clone", "-q", "--depth=1", f"file://{plant.folder}", str(clone.folder))
    assert history_of(clone).is_shallow
    assert changes_in(history_of(clone)) == [(head, ["FR-1.md", "FR-2.md"])]
    clone.git("fetch", "-q", "--unshallow")
    assert not history_of(clone).is_shallow
    assert len(history_of(clone).line().commits) == 2
