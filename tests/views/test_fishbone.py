"""The fishbone of a case: where everything stands, whatever there is to draw (views/fishbone.py)."""

from dataclasses import replace
from itertools import combinations

import pytest

from board_gen.model.label import Language
from board_gen.model.report import Cause
from board_gen.model.terms import Branch, CauseKind
from board_gen.views.fishbone import EDGE, HEAD, LABEL, LARGE, LINE, TYPE, WIDTH, Bone, Fishbone, Rib
from board_gen.views.report import report_of
from board_gen.views.text_width import width_of
from tests.pages.builders import plant_of, reader_of
from tests.pages.full_case import full_case, full_report

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in px."""

TEXTS = {
    Language.ZH: ("新员工上岗", "清洗槽温度波动（52–58 ℃），夜班尤甚", "洗涤剂配方对这种沉积物不起作用，" * 13),
    Language.EN: (
        "new operator",
        "temperature of the washing tank drifts between 52 and 58 °C at night",
        "Dampfdruckleitungshalterung does not act on this deposit, " * 4,
    ),
}
SPREAD = tuple(Branch)
LAYOUTS: dict[str, tuple[int, tuple[Branch | None, ...]]] = {
    "none": (0, SPREAD),
    "3": (3, SPREAD),
    "12": (12, SPREAD),
    "40": (40, SPREAD),
    "40 on one": (40, (Branch.MEASUREMENT,)),
    "40 without a branch": (40, (None,)),
    "40 on one and one without": (41, (*(Branch.MACHINE,) * 40, None)),
    "12, some without a branch": (12, (None, Branch.MAN, Branch.MATERIAL)),
}


def causes(count: int, branches: tuple[Branch | None, ...], language: Language) -> tuple[Cause, ...]:
    """Causes of every kind and length, in turn."""
    return tuple(
        Cause(
            (CauseKind.OCCURRENCE, CauseKind.ESCAPE)[number % 2],
            branches[number % len(branches)],
            TEXTS[language][number % 3][: 200 - number % 7],
            verified=number % 5 == 0,
        )
        for number in range(count)
    )


def drawn(found: tuple[Cause, ...], language: Language = Language.EN, title: str = "Leak") -> Fishbone:
    """The drawing on the page of a case with these causes."""
    report = replace(full_report(""), causes=found or (Cause(CauseKind.OCCURRENCE, Branch.MAN, "", False, ("x",)),))
    judged = plant_of([full_case(report=report, title=title)], findings=())
    fishbone = report_of(judged.cases[0], judged, reader_of(judged, language)).causes.fishbone
    assert fishbone is not None
    return fishbone


def text_box(bone: Bone) -> Box:
    """Where the text of a bone stands in the widest font that we know."""
    width = max(map(width_of, bone.lines)) * TYPE
    return (bone.x, bone.top - 0.88 * TYPE, bone.x + width, bone.top + (len(bone.lines) - 1) * LINE + 0.25 * TYPE)


def label_box(rib: Rib, spine: int) -> Box:
    """Where the name of a branch stands."""
    top = rib.y - LABEL if rib.y < spine else rib.y
    return (rib.x - rib.width / 2, top, rib.x + rib.width / 2, top + LABEL)


def head_box(drawing: Fishbone) -> Box:
    return (WIDTH - HEAD, drawing.head_y, WIDTH, drawing.head_y + drawing.head_height)


def boxes(drawing: Fishbone) -> list[Box]:
    """Everything that holds a text."""
    return [
        head_box(drawing),
        *(label_box(rib, drawing.spine) for rib in drawing.ribs),
        *(text_box(bone) for rib in drawing.ribs for bone in rib.bones),
    ]


def overlap(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > 0.5 and min(one[3], other[3]) - max(one[1], other[1]) > 0.5


def place_on(rib: Rib, spine: int, y: float) -> float:
    """Where a rib runs at a height."""
    return rib.joint - (rib.joint - rib.x) * abs(spine - y) / abs(spine - rib.y)


@pytest.fixture(
    params=[(layout, language) for layout in LAYOUTS for language in Language], ids=lambda p: f"{p[0]}-{p[1]}"
)
def drawing(request: pytest.FixtureRequest) -> Fishbone:
    """The drawing of each layout in each language, with a long title."""
    layout, language = request.param
    count, branches = LAYOUTS[layout]
    return drawn(causes(count, branches, language), language, "焊接到膜盒上的毛细管泄漏 capillary weld leak " * 6)


def test_no_text_lies_over_another(drawing) -> None:
    """Texts, names of branches and the head keep clear of one another."""
    found = [(one, other) for one, other in combinations(boxes(drawing), 2) if overlap(one, other)]
    assert found == []


def test_everything_stands_in_the_drawing(drawing) -> None:
    """Nothing reaches over the edges of the drawing, or over the spine."""
    for left, top, right, bottom in boxes(drawing):
        assert EDGE - 1 <= left < right <= WIDTH
        assert 0 <= top < bottom <= drawing.height
    for rib in drawing.ribs:
        for bone in rib.bones:
            _, top, _, bottom = text_box(bone)
            assert bottom < bone.y < drawing.spine if rib.y < drawing.spine else drawing.spine < top < bone.y


def test_no_line_crosses_a_text(drawing) -> None:
    """No rib and no bone runs through a text."""
    for rib in drawing.ribs:
        for bone in (bone for other in drawing.ribs for bone in other.bones):
            left, top, right, bottom = text_box(bone)
            low, high = sorted((rib.y, drawing.spine))
            for y in (top, bone.y, bottom):
                if low <= y <= high:
                    assert not left + 0.5 < place_on(rib, drawing.spine, y) < right - 0.5
        for bone in rib.bones:
            line = (bone.start, bone.y - 0.5, bone.end, bone.y + 0.5)
            assert not any(overlap(line, box) for box in boxes(drawing))


def test_each_bone_ends_at_its_rib(drawing) -> None:
    """A bone touches its rib and carries its text over its whole length."""
    for rib in drawing.ribs:
        for bone in rib.bones:
            at = place_on(rib, drawing.spine, bone.y)
            assert min(abs(bone.start - at), abs(bone.end - at)) <= 1.5
            left, _, right, _ = text_box(bone)
            assert bone.start - 1 <= left
            assert right <= bone.end + 1


def test_every_cause_is_drawn_with_its_signs() -> None:
    """Each cause stands at its branch in at most three lines, one that is cut with its whole text; kinds are told."""
    found = causes(40, SPREAD, Language.EN)
    ribs = drawn(found).ribs
    assert [rib.name for rib in ribs] == ["Man", "Machine", "Material", "Method", "Measurement", "Environment"]
    bones = [bone for rib in ribs for bone in rib.bones]
    assert len(bones) == 40
    for bone in bones:
        whole = bone.whole or " ".join(bone.lines)
        assert len(bone.lines) <= 3
        assert whole.startswith("✓ ") is bone.is_verified
        assert ("escape: " in whole) is bone.is_escape
        assert bool(bone.whole) is bone.lines[-1].endswith("…")
    assert any(bone.whole for bone in bones)
    assert {bone.whole.removeprefix("✓ ").removeprefix("escape: ") for bone in bones if bone.whole} <= {
        cause.text for cause in found
    }


def test_verified_causes_stand_first_on_their_branch() -> None:
    """The bone next to the name of a branch is a verified one, where there is one."""
    for rib in drawn(causes(40, SPREAD, Language.ZH), Language.ZH).ribs:
        states = [bone.is_verified for bone in rib.bones]
        assert states == sorted(states, reverse=True)


def test_causes_without_a_branch_have_a_rib_of_their_own() -> None:
    """A seventh rib stands at the tail where a cause names no branch, and only there."""
    with_one = drawn((Cause(CauseKind.OCCURRENCE, None, "no idea"),)).ribs
    assert with_one[0].name == "No branch"
    assert with_one[0].joint == min(rib.joint for rib in with_one)
    assert [bone.lines for bone in with_one[0].bones] == [("no idea",)]
    assert len(drawn(causes(3, SPREAD, Language.EN)).ribs) == 6


def test_the_height_grows_with_the_causes() -> None:
    """Few causes make a low drawing; forty on one branch use both sides of its rib before they make it tall."""
    heights = [drawn(causes(count, SPREAD, Language.ZH), Language.ZH).height for count in (3, 12, 40)]
    assert heights == sorted(heights)
    assert heights[0] < 320
    crowded = drawn(causes(40, (Branch.MAN,), Language.ZH), Language.ZH)
    rib = next(rib for rib in crowded.ribs if rib.bones)
    assert {bone.start < place_on(rib, crowded.spine, bone.y) - 5 for bone in rib.bones} == {True, False}
    assert crowded.height < 40 * (2 * LINE + 9) * 0.8


def test_the_head_names_part_problem_and_number() -> None:
    """The head tells the part, the title in three lines at most, and the clause of `how_much` that holds its number."""
    drawing = drawn(causes(3, SPREAD, Language.EN), title="Leak " * 60)
    told = {part: [line.text for line in drawing.head if line.part == part] for part in ("part", "title", "amount")}
    assert told["part"] == ["333933 capsule"]
    assert len(told["title"]) == 3
    assert told["title"][-1].endswith("…")
    assert told["amount"] == ["12 of 300"]
    assert all(width_of(line.text) * LARGE < HEAD for line in drawing.head)


def test_places_are_whole_numbers() -> None:
    """A drawing of twelve causes stays the same: a change of its layout is seen here."""
    drawing = drawn(causes(12, SPREAD, Language.EN))
    first = drawing.ribs[0]
    assert (drawing.height, drawing.spine, first.x, first.joint) == (332, 166, 256, 304)
    assert all(isinstance(number, int) for bone in first.bones for number in bone[:5])
