"""`board-gen audit`: a draw that can be repeated, on one sheet that needs no other file (contract §9)."""

import re
from pathlib import Path

import html5lib
import pytest

from board_gen.auditing import AuditWish, audit_written, closed_cases, drawn, name_of
from board_gen.model.case import Case, Closing
from board_gen.model.label import Language
from board_gen.rules.judged import JudgedPlant
from tests.conftest import PROJECT, PlantFolder
from tests.pages.builders import AT, DAY, all_done, case_of, plant_of, reader_of
from tests.pages.full_case import full_report

DEMO = ("--config-file", str(PROJECT / "mkdocs.yml"))


def closed(number: int, title: str = "Leak", **changes: object) -> Case:
    """A case that was closed so many days before `AT`."""
    end = AT - number * DAY
    values: dict[str, object] = {"facts": all_done(end - 20 * DAY), "closed": Closing(end), **changes}
    return case_of(f"FR-{number:04}", title, end - 60 * DAY, **values)


def plant_with(count: int) -> JudgedPlant:
    """So many closed cases, and one of every other kind."""
    others = [case for case in plant_of().plant.cases if case.closed is None]
    return plant_of([*(closed(number) for number in range(1, count + 1)), *others])


def ids(judged: JudgedPlant, wish: AuditWish) -> list[str]:
    """The cases that a wish draws."""
    return [tracks.case.id for tracks in drawn(closed_cases(judged, reader_of(judged), wish), wish)]


def test_a_seed_draws_the_same_of_the_same_cases() -> None:
    """The draw is written down here: it is the same on every machine and in every version."""
    assert ids(plant_with(40), AuditWish(3, "2026-Q4")) == ["FR-0001", "FR-0017", "FR-0036"]


def test_seeds_draw_differently() -> None:
    """Over many seeds every case is drawn, and none much more often than the others."""
    judged = plant_with(10)
    counts = dict.fromkeys(ids(judged, AuditWish(10, "")), 0)
    for seed in range(400):
        for case_id in ids(judged, AuditWish(2, str(seed))):
            counts[case_id] += 1
    assert len(counts) == 10
    assert 50 < min(counts.values()) <= max(counts.values()) < 115


def test_a_case_more_moves_no_other() -> None:
    """Where a case is closed between two draws with one seed, it may take one place, and the others stay."""
    before, after = ids(plant_with(30), AuditWish(5, "x")), ids(plant_with(31), AuditWish(5, "x"))
    assert len(set(before) & set(after)) >= 4


def test_only_closed_cases_of_the_days_asked_for() -> None:
    """Neither open, rejected nor listed ones; the bounds are days of the plant, both included."""
    judged = plant_with(9)
    day = (AT - 4 * DAY).date()
    assert all(case_id.startswith("FR-00") for case_id in ids(judged, AuditWish(99, "x")))
    assert ids(judged, AuditWish(99, "x", day, day)) == ["FR-0004"]
    assert ids(judged, AuditWish(99, "x", last=day)) == [f"FR-000{number}" for number in range(4, 10)]


def test_fewer_than_asked_are_all_and_said_so(tmp_path: Path) -> None:
    """The sheet holds all there are, and a note says how many were asked for."""
    judged = plant_with(2)
    done = audit_written(judged, reader_of(judged), AuditWish(5, "x", folder=tmp_path), "cases", None)
    assert (done.ids, done.closed) == (("FR-0001", "FR-0002"), 2)
    assert [finding.kind.code for finding in done.findings] == ["BG641"]


@pytest.mark.parametrize("language", list(Language))
def test_the_sheet_is_one_whole_file(tmp_path: Path, language: Language) -> None:
    """Strict HTML without script, link or picture from elsewhere; 17 points with boxes for each case; texts escaped."""
    hostile = '</style><script>alert(1)</script>"&'
    judged = plant_of([closed(1, hostile, report=full_report(), owner=hostile), closed(2)], [], ())
    wish = AuditWish(2, hostile, folder=tmp_path)
    done = audit_written(judged, reader_of(judged, language), wish, "cases", "https://x.example/")
    assert done.written is not None
    html = done.written.read_text(encoding="utf-8")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(html)
    assert [element.tag for element in tree.iter() if element.tag in ("script", "link", "img", "iframe")] == []
    assert len(tree.findall(".//section//tbody/tr")) == 34
    assert len(tree.findall(".//section//tbody/tr/td/i")) == 68
    assert tree.get("lang") == language.value
    assert hostile in "".join(tree.find(".//h2").itertext())
    assert re.findall(r"url\(|@import", html) == []


def test_the_same_draw_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing but the files, the instant and the seed is in the sheet."""
    judged = plant_with(5)
    texts = []
    for folder in ("a", "b"):
        done = audit_written(judged, reader_of(judged), AuditWish(3, "x", folder=tmp_path / folder), "cases", None)
        assert done.written is not None
        texts.append(done.written.read_bytes())
    assert texts[0] == texts[1]


@pytest.mark.parametrize("seed", ["../../x", "a/b", "a:b", "", ".x", "x" * 300, "种子 1", "a\nb", "\udcff"])
def test_any_seed_names_a_file_here(seed: str) -> None:
    """No seed leads out of the folder, and two seeds never share a file for being cut or cleaned."""
    name = name_of(seed)
    assert re.fullmatch(r"[\w.-]*", name)
    assert not name.startswith(".")
    assert len(name) < 80
    assert name_of(seed + "!") != name


def test_command_prints_the_seed_that_it_drew(plant: PlantFolder) -> None:
    """Without a seed a new one is drawn; the command with the printed seed draws the same."""
    first = plant.run("audit", "--at", "2026-11-23 08:12", *DEMO)
    assert first.returncode == 0, first.stderr
    told, name = first.stdout.splitlines()
    seed = name.removeprefix("audit-").removesuffix(".html")
    assert seed in told
    content = (plant.folder / name).read_bytes()
    again = plant.run("audit", "--seed", seed, "--at", "2026-11-23 08:12", "--out", "again", *DEMO)
    assert again.returncode == 0, again.stderr
    assert (plant.folder / "again" / name).read_bytes() == content
    assert f"--seed {seed}".encode() in content


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--sample", "0"), 2),
        (("--sample", "x"), 2),
        (("--from", "2026-02-30"), 2),
        (("--data", "nowhere"), 2),
        (("--out", "mkdocs.yml"), 1),
        (("--seed", "x"), 0),
    ],
)
def test_exit_status(plant: PlantFolder, arguments: tuple[str, ...], status: int) -> None:
    """2 for what was asked wrongly, 1 where the sheet can't be written, 0 also where none was closed; no traceback."""
    done = plant.run("audit", *arguments)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr


def test_broken_rules_draw_nothing(plant: PlantFolder) -> None:
    """By rules that nobody can read no case is closed."""
    plant.board("profiles: [\n")
    done = plant.run("audit", "--seed", "x")
    assert done.returncode == 2
    assert not (plant.folder / "audit-x.html").exists()
