"""Which cases are told to have been seen before, and why; and the small files that tell it (docs/guide.md)."""

import json
import random
import zlib
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from board_gen.model.label import Language
from board_gen.model.terms import Letter, Phase
from board_gen.pages.lasting import Lasting, Lastings
from board_gen.pages.seen_before import FOLDER, file_of, files_for, seen_before_files
from board_gen.pages.written import put_file
from board_gen.rules.digest import CaseDigest
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import Head
from board_gen.site_folder import SiteFolder
from board_gen.views.seen_before import MOST, Like, Seen, seen_before_of
from tests.pages.builders import AT, plant_of, reader_of

CLOSED = Head(Letter.GREEN, Phase.CLOSED, 0)


def digest(
    case_id: str,
    title: str,
    part: str = "333933",
    area: str = "Line 3",
    *,
    day: int = 0,
    name: str = "",
    repeats: tuple[str, ...] = (),
    head: Head | None = CLOSED,
) -> CaseDigest:
    """A case in short, opened so many days before `AT`."""
    opened = AT - timedelta(days=day)
    about = ("PRR", "", area, part, name, (), "李伟", "", "", "complaint", True)
    return CaseDigest(case_id, case_id, title, opened, *about, head, (), None, (), None, repeats=repeats)


def likes_of(*digests: CaseDigest) -> dict[str, list[Like]]:
    """What each case leads to."""
    return {one.id: list(likes) for one, likes in seen_before_of(Seen(digests), judged_of(digests))}


def judged_of(digests: Iterable[CaseDigest]) -> JudgedPlant:
    """A plant of such cases."""
    return JudgedPlant(plant_of([], [], ()).plant, (), (), (), tuple(digests))


def pairs(*digests: CaseDigest) -> dict[str, list[str]]:
    """The ids to which each case leads."""
    return {case_id: [like.case.id for like in likes] for case_id, likes in likes_of(*digests).items()}


@pytest.mark.parametrize(
    ("one", "two", "terms"),
    [
        ("毛细管泄漏", "焊缝泄漏", ("泄漏",)),
        ("Capillary weld leaks", "Leak at the capillary root", ("capillary", "leak")),
        ("Ｌｅａｋ at weld", "LEAKS again", ("leak",)),
        ("泄漏", "开裂", ()),
        ("Leak", "Crack", ()),
        ("零件不良", "总成不良", ()),
        ("Problem with the part", "Part problem found", ()),
        ("毛细管泄漏", "Capillary leaks", ()),
    ],
)
def test_one_term_is_enough_for_the_same_part(one: str, two: str, terms: tuple[str, ...]) -> None:
    """Same part: a word or two Chinese signs in both titles; stop words, and titles in two languages, share nothing."""
    found = likes_of(digest("A", one, area=""), digest("B", two, area="", day=1))
    assert [(like.part, like.area, like.terms) for like in found.get("A", [])] == (
        [("333933", "", terms)] if terms else []
    )
    assert ("B" in found) is bool(terms)


@pytest.mark.parametrize(
    ("one", "two", "is_alike"),
    [
        ("线束连接器未插到位", "连接器未锁到位", True),
        ("毛细管泄漏", "焊缝泄漏", False),
        ("Bolt torque low at ST-10", "Low torque of screw", True),
        ("Bolt torque low", "Torque wrench missing", False),
    ],
)
def test_the_same_area_asks_for_more(one: str, two: str, is_alike: bool) -> None:
    """Same area, other part: two words side by side, or four Chinese signs in a row."""
    found = likes_of(digest("A", one, "1"), digest("B", two, "2", day=1))
    assert ("A" in found) is is_alike
    assert all(like.area == "Line 3" and not like.part for like in found.get("A", []))


def test_the_part_s_own_name_is_no_defect() -> None:
    """What the part is called by, in any case, is no term; neither is a short form of it."""
    named = digest("A", "前门内饰板卡扣漏装", "0012345", name="前门内饰板总成 左")
    assert (
        pairs(named, digest("B", "门板缝线偏松", "0012345", day=1), digest("C", "内饰板色差", "0012345", day=2)) == {}
    )
    assert pairs(named, digest("B", "门板卡扣漏装", "0012345", day=1))["A"] == ["B"]


def test_parts_are_the_same_however_written() -> None:
    """Width, case and spaces make no difference; no part is no part."""
    assert pairs(digest("A", "泄漏", "KL 12"), digest("B", "泄漏", "ｋｌ12", day=1))["B"] == ["A"]
    assert pairs(digest("A", "泄漏", ""), digest("B", "泄漏", "", day=1)) == {}


def test_what_everybody_says_in_an_area_says_nothing() -> None:
    """Four signs that more than one in twenty titles of an area hold link nobody, unless they are five or fewer."""
    few = [digest(f"A{n}", "扭矩低于下限", str(n), day=n) for n in range(5)]
    assert len(pairs(*few)) == 5
    assert pairs(*few, digest("A5", "扭矩低于下限", "5", day=5)) == {}


def test_the_newest_five_and_never_itself() -> None:
    """Of many like cases the newest are told, the newest first, before and after; itself is not among them."""
    cases = [digest(f"A{number}", "泄漏", day=number) for number in range(9)]
    found = likes_of(*reversed(cases))
    assert [like.case.id for like in found["A0"]] == ["A1", "A2", "A3", "A4", "A5"]
    assert [like.case.id for like in found["A7"]] == ["A0", "A1", "A2", "A3", "A4"]
    assert [like.is_newer for like in found["A2"]] == [True, True, False, False, False]


def test_a_recurrence_that_names_a_case_leads_both_ways() -> None:
    """Who is named as a recurrence leads to who names it, and back, whatever their titles; an unknown does not."""
    found = likes_of(
        digest("old", "泄漏", day=30, repeats=("NEW.md", "nobody", "old")),
        digest("new", "Crack", "other", "Line 9"),
    )
    assert [(like.case.id, like.names, like.is_named, like.terms) for like in found["old"]] == [
        ("new", True, False, ())
    ]
    assert [(like.case.id, like.names, like.is_named) for like in found["new"]] == [("old", False, True)]


def test_named_cases_are_told_before_newer_ones() -> None:
    """Of more than five the named one stays."""
    cases = [digest(f"A{number}", "泄漏", day=number) for number in range(8)]
    found = likes_of(*cases, digest("old", "Crack", "other", day=99, repeats=("A0",)))
    assert [like.case.id for like in found["A0"]] == ["A1", "A2", "A3", "A4", "old"]


def test_a_case_to_come_is_left_out() -> None:
    """What has not been opened yet was not seen."""
    assert pairs(digest("A", "泄漏", head=None), digest("B", "泄漏", day=1)) == {}


def slow_pairs(digests: Iterable[CaseDigest]) -> dict[str, set[str]]:
    """The rule of the same part by comparing all with all, for titles of Chinese signs without stop pieces."""
    cases = list(digests)
    pieces = {one.id: {one.title[at : at + 2] for at in range(len(one.title) - 1)} for one in cases}
    alike = {
        one.id: {two.id for two in cases if two is not one and two.part == one.part and pieces[one.id] & pieces[two.id]}
        for one in cases
    }
    return {case_id: found for case_id, found in alike.items() if found}


def test_lookup_finds_what_comparing_all_finds() -> None:
    """Cases by chance: each leads to the newest five of those that a comparison with all others finds."""
    chance = random.Random(7)
    cases = [
        digest(
            f"C{number:03}", "".join(chance.choices("甲乙丙丁戊己庚辛", k=4)), str(chance.randrange(9)), "", day=number
        )
        for number in range(120)
    ]
    want = {case_id: sorted(found)[:MOST] for case_id, found in slow_pairs(cases).items()}
    assert pairs(*cases) == want


def published(cases: Iterable[CaseDigest], folder: Path, language: Language = Language.EN) -> dict[str, bytes]:
    """The files of a plant of such cases."""
    judged = judged_of(cases)
    lastings = Lastings(SiteFolder(str(folder / "new"), None), (), b"", {})
    files = seen_before_files(judged, reader_of(judged, language), lastings)
    return {file.path: bytes(file.content) for file in files if isinstance(file.content, bytes)}


def test_files_tell_where_why_and_when(tmp_path: Path) -> None:
    """A case's file holds address, id, title, day, whether it is newer, and the reason in words."""
    quoted = digest('A"<', 'Leak "x" </script>', day=1)
    files = published([quoted, digest("B", "Leak at weld")], tmp_path)
    assert json.loads(files[f"{FOLDER}index.json"]) == {"files": 1}
    told = json.loads(files[f"{FOLDER}0.json"])
    reason = "same part 333933; in both titles: leak"
    assert told["B"] == [['A"<', 'A"<', 'Leak "x" </script>', "2026-11-22", 0, reason]]
    assert told['A"<'][0][4] == 1


def test_one_more_case_leaves_other_files_as_they_are(tmp_path: Path) -> None:
    """Only the file of a new case and those of its likes change."""
    cases = [digest(f"C{number}", f"漏装{number}", str(number), "", day=number) for number in range(40)]
    before = published(cases, tmp_path)
    after = published([*cases, digest("D", "漏装", "7", "")], tmp_path)
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {f"{FOLDER}{file_of(case_id, 4)}.json" for case_id in ("D", "C7")}


def changed_by_chance(cases: list[CaseDigest], chance: random.Random, number: int) -> list[CaseDigest]:
    """The cases after one edit: another title, part, name of the part, area, opening, repeat; one more, or one less."""
    place = chance.randrange(len(cases))
    words = " ".join(chance.choices(("leak", "weld", "torque", "pin", "漏装螺栓", "扭矩不足", "划伤"), k=3))
    edits: list[dict[str, object]] = [
        {"title": words},
        {"title": words},
        {"part": str(chance.randrange(9))},
        {"part_name": chance.choice(words.split())},
        {"area": chance.choice(("Line 3", "Line 4"))},
        {"opened": AT - timedelta(days=chance.randrange(99))},
        {"repeats": (f"C{chance.randrange(60)}",)},
        {"repeats": ()},
        {"owner": "王芳"},
        {"head": None},
    ]
    kind = chance.randrange(len(edits) + 2)
    if kind == len(edits):
        return [*cases, digest(f"C{number}", words, str(chance.randrange(9)), day=chance.randrange(99))]
    if kind > len(edits):
        return cases[:place] + cases[place + 1 :]
    return [*cases[:place], cases[place]._replace(**edits[kind]), *cases[place + 1 :]]  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(6))
def test_after_an_edit_the_files_are_those_of_a_first_build(seed: int, tmp_path: Path) -> None:
    """Edits by chance, one after the other: what is made and what is taken over is what a first build makes."""
    chance = random.Random(seed)
    cases = [digest(f"C{number}", "", str(number % 9), day=number) for number in range(60)]
    former, before, made = list[Lasting](), list[CaseDigest](), list[float]()
    for step in range(60):
        judged = judged_of(sorted(cases))
        folder = SiteFolder(str(tmp_path / f"{step}"), str(tmp_path / f"{step - 1}") if step else None)
        lastings = Lastings(folder, former, b"", {}, partial(list, before))
        files = seen_before_files(judged, reader_of(judged, Language.EN), lastings)
        written = list(lastings.put(put for file in files for put in put_file(folder, file, offline=False)))
        folder.keep((each.file for each in lastings.now.values()), {file.path: file.number for file in written})
        whole = published(cases, tmp_path)
        assert {path: (tmp_path / f"{step}" / path).read_bytes() for path in lastings.now} == whole
        made.append(len(written) / len(whole))
        former, before = list(lastings.now.values()), cases
        cases = changed_by_chance(cases, chance, 60 + step)
    assert 0 < sum(made) < len(made) * 0.8


@pytest.mark.parametrize(("count", "files"), [(0, 1), (1, 1), (16, 1), (17, 2), (40, 4), (10_000, 1024), (10**6, 4096)])
def test_files_stay_small(count: int, files: int) -> None:
    """There are as many files as hold some sixteen cases each, a power of two, and never too many."""
    assert files_for(count) == files


def test_the_number_of_a_file_is_a_checksum() -> None:
    """Which file tells of a case follows from its id alone, as assets/js/case.js works it out."""
    assert file_of("左门", 8) == zlib.crc32("左门".encode()) % 8


def test_offline_they_come_as_scripts_too(tmp_path: Path) -> None:
    """From the file system a page reads each of them as a script."""
    judged = judged_of([digest("A", "泄漏")])
    folder = SiteFolder(str(tmp_path / "new"), None)
    lastings = Lastings(folder, (), b"", {})
    for file in seen_before_files(judged, reader_of(judged), lastings):
        assert [written.path for written in put_file(folder, file, offline=True)] == [
            file.path,
            f"{file.path.removesuffix('.json')}.js",
        ]
