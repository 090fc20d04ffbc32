"""Publishing: one step, nothing lost, nothing that is not a site is touched."""

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from board_gen import publish
from board_gen.site_folder import SiteFolder

PAGES = 40


def site(folder: Path, word: str, pages: int = PAGES, cases: int = 12, old: Path | None = None) -> Path:
    """A site whose every page says `word`, in the place of an old one."""
    made = SiteFolder(str(folder), str(old) if old else None)
    made.put("api/build.json", f'{{"cases": {cases}}}'.encode())
    for number in range(pages):
        made.put(f"{number}.html", word.encode() * 500)
    return folder


def published(target: Path, word: str, **how: int) -> None:
    """Build a site in a workshop and publish it."""
    workshop = publish.open_workshop(target)
    publish.publish(site(workshop, word, old=target, **how), target)


def said(target: Path) -> set[str]:
    return {path.read_text()[0] for path in target.glob("*.html")}


@pytest.mark.parametrize("has_exchange", [True, False], ids=["exchanged in one step", "two renames"])
def test_it_takes_the_old_ones_place(tmp_path, monkeypatch, has_exchange):
    """After publishing the folder holds the new site alone, and nothing is left beside it."""
    if not has_exchange:
        monkeypatch.setattr(publish, "_rename_exchange", failing_with(errno.ENOSYS))
    target = tmp_path / "site"
    published(target, "a", pages=5)
    published(target, "b", pages=3)
    assert said(target) == {"b"}
    assert len(list(target.glob("*.html"))) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def failing_with(number: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_who_reads_meanwhile_never_misses_a_page(tmp_path):
    """A thread that opens pages by name all the while sees each of them, whole, through 60 publications."""
    target = tmp_path / "site"
    published(target, "a")
    failures: list[str] = []
    reads = 0
    done = threading.Event()

    def read() -> None:
        nonlocal reads
        while not done.is_set():
            for number in range(PAGES):
                try:
                    text = (target / f"{number}.html").read_text()
                except OSError as error:
                    failures.append(str(error))
                else:
                    reads += 1
                    if len(text) != 500 or len(set(text)) != 1:
                        failures.append(f"{number} is torn")

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(60):
        published(target, "ab"[turn % 2])
    done.set()
    reader.join()
    assert failures == []
    assert reads > 60


def test_what_did_not_change_is_not_touched(tmp_path):
    """A file of equal content keeps its inode and its time; one that changed gets new ones."""
    target = tmp_path / "site"
    published(target, "a", cases=12)
    os.utime(target / "1.html", ns=(10**18, 10**18))
    before = (target / "1.html").stat()
    published(target, "a", cases=13)
    after = (target / "1.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (target / "api/build.json").read_text() == '{"cases": 13}'


def test_an_equal_site_leaves_the_folder_itself_alone(tmp_path):
    """Publishing the same again changes not even the folder."""
    target = tmp_path / "site"
    published(target, "a")
    before = target.stat()
    published(target, "a")
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_hidden_entries_stay(tmp_path):
    """What begins with a dot is not ours: a checkout's .git and a server's .htaccess outlive the exchange."""
    target = tmp_path / "site"
    published(target, "a")
    (target / ".git").mkdir()
    (target / ".git/HEAD").write_text("ref")
    (target / ".htaccess").write_text("deny")
    published(target, "b")
    assert (target / ".git/HEAD").read_text() == "ref"
    assert (target / ".htaccess").read_text() == "deny"
    assert said(target) == {"b"}


def test_a_link_to_the_folder_stays_a_link(tmp_path):
    """Where the site's name is a symbolic link, the folder behind it is exchanged."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "site").symlink_to("disk")
    published(tmp_path / "site", "a")
    published(tmp_path / "site", "b")
    assert (tmp_path / "site").is_symlink()
    assert said(tmp_path / "disk") == {"b"}


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV, errno.EACCES])
def test_a_folder_that_cannot_be_moved_is_filled(tmp_path, monkeypatch, number):
    """A mounted volume gets the new files one by one, and loses those that are gone."""
    target = tmp_path / "site"
    published(target, "a", pages=5)
    (target / ".keep").write_text("")
    monkeypatch.setattr(publish, "_rename_exchange", failing_with(number))
    published(target, "b", pages=3)
    assert said(target) == {"b"}
    assert sorted(path.name for path in target.iterdir()) == [".keep", "0.html", "1.html", "2.html", "api"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_leftovers_of_crashed_builds_are_swept_up(tmp_path):
    """The workshop of a process that has ended goes; that of one at work stays."""
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    crashed, busy = tmp_path / f"site.building-{int(ended.stdout)}", tmp_path / f"site.building-{os.getppid()}"
    stranger = tmp_path / "site.building-notes"
    for folder in (crashed, busy, stranger):
        folder.mkdir()
    workshop = publish.open_workshop(tmp_path / "site")
    assert not crashed.exists()
    assert busy.exists()
    assert stranger.exists()
    assert workshop.parent == tmp_path


@pytest.mark.parametrize(
    ("content", "is_foreign"),
    [
        ({}, False),
        ({"index.html": "", "api/build.json": "{}"}, False),
        ({"index.html": "", "sitemap.xml": ""}, False),
        ({".gitkeep": ""}, False),
        ({"thesis.docx": ""}, True),
        ({"index.html": ""}, True),
    ],
    ids=["empty", "ours", "of MkDocs", "hidden only", "documents", "somebody's pages"],
)
def test_only_a_site_is_replaced(tmp_path, content, is_foreign):
    """A folder with other things in it is refused; an empty one, and a site of ours or of MkDocs, is not."""
    for path, text in content.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    objection = publish.objection_to(tmp_path, 5, 5, is_fewer_allowed=True)
    assert (objection is not None) == is_foreign
    if objection:
        assert objection.kind is publish.NOT_A_SITE


@pytest.mark.parametrize(
    ("before", "cases", "unread", "kind"),
    [
        (10, 8, 0, None),
        (10, 7, 0, publish.TOO_FEW),
        (9, 1, 0, None),
        (100, 80, 0, None),
        (100, 79, 0, publish.TOO_FEW),
        (100, 0, 0, publish.TOO_FEW),
        (5, 0, 0, None),
        (0, 3, 3, publish.NONE_READABLE),
        (5, 0, 1, publish.NONE_READABLE),
        (100, 100, 100, publish.NONE_READABLE),
        (None, 0, 0, None),
    ],
)
def test_who_loses_cases_is_refused(tmp_path, before, cases, unread, kind):
    """Under 80 % of the last site's cases, from ten on, or none that can be read: the old site stands."""
    if before is not None:
        (tmp_path / "site").mkdir()
        site(tmp_path / "site", "a", pages=1, cases=before)
    objection = publish.objection_to(tmp_path / "site", cases, unread, is_fewer_allowed=False)
    assert (objection.kind if objection else None) is kind
    assert publish.objection_to(tmp_path / "site", cases, unread, is_fewer_allowed=True) is None


@pytest.mark.parametrize("text", ["", "[]", "null", '{"cases": "many"}', '{"cases": null}', "{", "\xff"])
def test_a_broken_build_json_counts_as_unknown(tmp_path, text):
    """What can't be read of the old site refuses nothing."""
    (tmp_path / "api").mkdir()
    (tmp_path / "api/build.json").write_text(text, encoding="latin-1")
    assert publish.published_cases(tmp_path) == 0
