"""A saved case in a preview: its page at once, and after the build the site that any other way would have given."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileClosedEvent

from board_gen import plugin, preview, watching
from board_gen.build import Finished, finished
from board_gen.host import DONE, Asked
from board_gen.runner import run_serve
from board_gen.watching import Browsers, Watching
from tests.conftest import PlantFolder
from tests.host.test_warm import AT, Edits, filled, marks, tree

__all__ = ["filled"]
Tree = dict[str, bytes]


def stamps(plant: PlantFolder) -> dict[Path, tuple[int, int]]:
    """Every file that is watched, with what tells that somebody wrote into it."""
    found = [path for path in (plant.folder / "cases").rglob("*") if path.is_file()]
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


@dataclass
class Played:
    """A preview without its waiting: who saves tells what, and the build follows. `ahead`: the sites told before it."""

    server: LiveReloadServer
    plant: PlantFolder
    ahead: list[Tree] = field(default_factory=list)
    epochs: list[int] = field(default_factory=list)
    """What browsers were told with each of these sites."""

    @property
    def site(self) -> Tree:
        """What is served."""
        return tree(Path(self.server.root))

    def edited(self, *edits: Callable[[], object]) -> Tree | None:
        """What is served ahead of the build that the edits call for, None where nothing is."""
        before = stamps(self.plant)
        for edit in edits:
            edit()
        after = stamps(self.plant)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        return self.saved(*changed)

    def saved(self, *paths: Path) -> Tree | None:
        """The same, where it is known what was saved."""
        self.note(*paths)
        count = len(self.ahead)
        self.server._wanted_epoch += 10
        self.server.builder()
        self.server._visible_epoch = self.server._wanted_epoch
        return self.ahead[-1] if len(self.ahead) > count else None

    def note(self, *paths: Path) -> None:
        """What the observer does."""
        observer: object = self.server.observer
        assert isinstance(observer, Watching)
        for path in paths:
            observer.saves.note(FileClosedEvent(str(path)))

    @property
    def told(self) -> int:
        """The epoch that browsers know of."""
        return self.server._visible_epoch


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[[PlantFolder, Callable[[Played], None]], None]:
    """Serve a plant, and let somebody edit it."""

    def played(plant: PlantFolder, script: Callable[[Played], None]) -> None:
        def serve(server: LiveReloadServer, **_: object) -> None:
            playing = Played(server, plant)
            reload = Browsers.reload

            def told(browsers: Browsers) -> None:
                playing.ahead.append(playing.site)
                reload(browsers)
                playing.epochs.append(playing.told)

            monkeypatch.setattr(Browsers, "reload", told)
            try:
                script(playing)
            finally:
                monkeypatch.setattr(Browsers, "reload", reload)

        monkeypatch.setattr(LiveReloadServer, "serve", serve)
        monkeypatch.setattr(LiveReloadServer, "shutdown", LiveReloadServer.server_close)
        assert run_serve(Asked(plant.folder / "mkdocs.yml", at=AT, allow_fewer=True), "127.0.0.1:0") == DONE

    return played


def differing(one: Tree, other: Tree) -> set[str]:
    """The paths at which two sites differ."""
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def retitled(plant: PlantFolder, name: str, title: str) -> Path:
    """A case file of the filled plant with another title."""
    path = plant.folder / f"cases/2026/{name}.md"
    path.write_text(path.read_text().replace("title: Leak", f"title: {title}", 1))
    return path


def test_a_saved_case_is_shown_before_the_site_is_made(filled, play):
    """Its page and its data are there when browsers are told first, and nothing else has changed by then."""

    def script(playing: Played) -> None:
        before, marked = playing.site, marks(Path(playing.server.root))
        shown = playing.edited(partial(retitled, filled, "FR-3", "Anew"))
        assert shown is not None
        assert differing(before, shown) == {"cases/FR-3/index.html", "api/cases/FR-3.json"}
        assert b"Anew" in shown["cases/FR-3/index.html"]
        assert b"Anew" in playing.site["cases/index.html"]
        after = marks(Path(playing.server.root))
        assert {name for name in after if name.startswith("cases/FR-") and after[name] != marked[name]} == {
            "cases/FR-3/index.html"
        }

    play(filled, script)


@pytest.mark.parametrize("seed", range(4))
def test_after_each_build_the_site_is_that_of_a_fresh_preview(filled, play, monkeypatch, seed):
    """After any edits: what was shown ahead is what the build makes of it, and the site is what a fresh one builds."""
    edits, done = Edits(filled, random.Random(seed), monkeypatch), []
    outside = {"edit_time", "edit_offline", "edit_version", "edit_store_damaged", "edit_site_by_hand", "edit_docs"}
    outside |= {"edit_reading_damaged", "edit_sheet_half_written"}
    possible = [edit for edit in edits.all() if edit.__name__ not in outside]
    often = [edits.edit_title, edits.edit_lesson, edits.edit_causes, edits.edit_d8_done, edits.edit_damage]
    copies: list[tuple[Path, Tree]] = []

    def script(playing: Played) -> None:
        for number in range(8):
            chosen = edits.chance.choices(often if number % 2 else possible, k=edits.chance.choice([1, 1, 2]))
            done.append([edit.__name__ for edit in chosen])
            before, shown, after = playing.site, playing.edited(*chosen), playing.site
            if shown is not None:
                assert {path: shown[path] for path in differing(before, shown)}.items() <= after.items(), done
            copies.append((filled.folder.with_name(f"{filled.folder.name}-{number}"), after))
            shutil.copytree(filled.folder, copies[-1][0])

    play(filled, script)
    for folder, after in copies:
        play(PlantFolder(folder), lambda playing, after=after: _assert_equal(playing.site, after, done))


def _assert_equal(fresh: Tree, after: Tree, done: list[list[str]]) -> None:
    assert differing(fresh, after) == set(), done


def _others(plant: PlantFolder) -> Iterator[tuple[str, Callable[[], object]]]:
    cases = plant.folder / "cases/2026"
    yield "rules", lambda: plant.board("title: Anew\n")
    yield "sheet", lambda: (plant.folder / "cases/issues.csv").write_text("id,title\nX-1,Row\n")
    yield "attachment", lambda: (cases / "FR-3/more.pdf").write_bytes(b"%PDF-1.4")
    yield "attachment gone", (cases / "FR-3/sorting.png").unlink
    yield "new case", lambda: plant.case("FR-99")
    yield "case gone", (cases / "FR-4.md").unlink
    yield "case renamed", lambda: (cases / "FR-5.md").rename(cases / "FR-5b.md")
    yield "another id", lambda: (cases / "FR-3.md").write_text((cases / "FR-3.md").read_text().replace("FR-3", "FR-77"))
    yield "an id that is taken", lambda: shutil.copy(cases / "FR-6.md", cases / "FR-7.md")


def test_what_may_be_wrong_is_left_to_the_build(filled, play):
    """Beside another kind of file, one that has come or gone, or with another id, a saved case is not shown ahead."""

    def script(playing: Played) -> None:
        for number, (name, edit) in enumerate(_others(filled)):
            assert playing.edited(edit, partial(retitled, filled, "FR-1", f"Leak {number}")) is None, name
            shown = playing.edited(partial(retitled, filled, "FR-1", "Leak"))
            assert shown is not None, f"after {name}"

    play(filled, script)


def test_a_contested_case_is_left_to_the_build(filled, play):
    """Where two files claim one id, what each of them shows hangs on the other."""
    shutil.copy(filled.folder / "cases/2026/FR-3.md", filled.folder / "cases/2026/copy.md")

    def script(playing: Played) -> None:
        assert playing.edited(partial(retitled, filled, "FR-3", "Anew")) is None
        assert playing.edited(partial(retitled, filled, "copy", "Anew")) is None
        assert playing.edited(partial(retitled, filled, "FR-5", "Anew")) is not None

    play(filled, script)


def test_what_an_editor_leaves_behind_is_no_file_of_the_plant(filled, play):
    """Swap files, and files that came and went while it saved, don't count."""

    def script(playing: Played) -> None:
        path = retitled(filled, "FR-3", "Anew")
        cases = path.parent
        assert playing.saved(cases / ".FR-3.md.swp", cases / "4913", path.with_name("FR-3.md~"), path) is not None

    play(filled, script)


def test_where_it_fails_the_build_goes_on(filled, play, monkeypatch):
    """A fault while the case is shown ahead costs nothing but the time: the build shows it, and tells browsers."""

    def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    def script(playing: Played) -> None:
        monkeypatch.setattr(preview, "make", broken)
        assert playing.edited(partial(retitled, filled, "FR-3", "Anew")) is None
        assert b"Anew" in playing.site["cases/FR-3/index.html"]

    play(filled, script)


def test_after_a_build_that_failed_nothing_is_shown_ahead(filled, play, monkeypatch):
    """What the last build knew is of no use once another has failed; the next good one shows saves at once again."""

    def script(playing: Played) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(plugin, "finished", lambda *_: (_ for _ in ()).throw(OSError("no room")))
            with pytest.raises(Exception, match="no room"):
                playing.edited(partial(retitled, filled, "FR-3", "Anew"))
        site = playing.site
        assert b"Anew" in site["cases/FR-3/index.html"]
        assert playing.edited(partial(retitled, filled, "FR-5", "Anew")) is None
        assert playing.edited(partial(retitled, filled, "FR-7", "Anew")) is not None

    play(filled, script)


def during_next_build(playing: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """Save a case when the next build has read all files and begins with the site."""

    def hurried(*given: Any) -> Finished:
        monkeypatch.setattr(plugin, "finished", finished)
        playing.note(retitled(playing.plant, "FR-5", "Hurried"))
        return finished(*given)

    monkeypatch.setattr(plugin, "finished", hurried)


def test_what_is_saved_while_the_site_is_made_is_shown_meanwhile(filled, play, monkeypatch):
    """The build that goes on is not waited for, and not told where it ends: the next one has both saves whole."""
    monkeypatch.setattr(watching, "SETTLED", 0.0)
    after: list[Tree] = []

    def script(playing: Played) -> None:
        during_next_build(playing, monkeypatch)
        playing.edited(partial(retitled, filled, "FR-3", "Anew"))
        first, second = playing.ahead
        assert b"Hurried" not in first["cases/FR-5/index.html"]
        assert b"Hurried" in second["cases/FR-5/index.html"]
        assert playing.told == playing.epochs[-1]
        assert b"Anew" in playing.site["cases/index.html"]
        third = playing.saved()
        assert third is not None
        assert b"Hurried" in third["cases/FR-5/index.html"]
        assert playing.told > playing.epochs[-1] > playing.epochs[-2]
        after.append(playing.site)

    play(filled, script)
    play(filled, lambda playing: _assert_equal(playing.site, after[0], []))


def test_a_build_that_no_case_called_for_is_not_waited_for_either(filled, play, monkeypatch):
    """Where a page of docs/ is made anew, a case that is saved meanwhile is shown too."""
    monkeypatch.setattr(watching, "SETTLED", 0.0)

    def script(playing: Played) -> None:
        during_next_build(playing, monkeypatch)
        shown = playing.saved()
        assert shown is not None
        assert b"Hurried" in shown["cases/FR-5/index.html"]

    play(filled, script)


def test_a_build_from_other_rules_is_not_mixed_with_what_stood(filled, play, monkeypatch):
    """A case that is saved while the site is made by new rules waits for the build that knows them."""
    monkeypatch.setattr(watching, "SETTLED", 0.0)

    def script(playing: Played) -> None:
        during_next_build(playing, monkeypatch)
        assert playing.edited(lambda: filled.board("title: Anew\n")) is None
        assert playing.saved() is not None

    play(filled, script)


def test_browsers_are_told_twice(tmp_path: Path) -> None:
    """First nobody waits any more, though the build goes on; then all wait for its end, which is newer."""
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    browsers = Browsers(server)
    server._wanted_epoch = server._visible_epoch + 10
    browsers.reload()
    first = server._visible_epoch
    assert server._wanted_epoch == first
    browsers.expect()
    assert server._wanted_epoch > first
    assert server._visible_epoch == first
    server.server_close()
