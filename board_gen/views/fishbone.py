"""The fishbone of a case: its causes as a drawing, laid out without a browser (domain §6).

The spine runs from the left to the head at the right. Six ribs, three above and three below, lean away from the head;
each cause is a bone: a level line that ends at its rib, with its text above. All ribs of one side are as tall as one
another, so each rib owns a slanted strip of the same slope, and nothing of one strip can reach into the next. Ribs with
many causes get the width of those with few, and use both sides of the rib where the strip is wide enough.
Places are px of the drawing, rounded.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from board_gen.views.text_width import cut_to, lines_of, width_of

WIDTH = 1000
TYPE = 13
"""Size of the type in px; that of the names of the branches and of the title in the head is `LARGE`."""
LINE = 16
"""From one line of a text to the next."""
LARGE = 14
MOST_LINES = 3
SLANT = 48
"""How far a rib leans over its whole height."""
SHORTEST = 116
"""No rib is shorter; with `SLANT` it bounds how far a rib leans beside three lines of text (`LEAN`)."""
LEAN = 22
GAP = 12
"""Between a text and the next strip."""
ABOVE, BELOW = 8, 12
"""Room above the first text of a rib, and between its last bone and the spine."""
PAD = 9
"""Between one bone and the text of the next, at least."""
LABEL = 24
"""Height of a branch's name."""
EDGE = 8
HEAD = 180
NARROWEST = 132
"""No strip is narrower."""
TWO_SIDED = 400
"""A strip from this width on has bones at both sides of its rib, where it has more than `FEW`."""
FEW = 5
_LAST = 0.4
"""A last line shorter than this share of a full one calls for another parting."""
_TAIL = 12
"""From the last rib to the head."""


class BoneText(NamedTuple):
    """A cause as the drawing is asked for it: its words with the signs that tell its kind."""

    text: str
    is_escape: bool
    is_verified: bool


class BranchTexts(NamedTuple):
    """A branch as the drawing is asked for it."""

    name: str
    bones: tuple[BoneText, ...]


class HeadTexts(NamedTuple):
    """What the head says: the part, the problem, how much."""

    part: str
    title: str
    how_much: str


class Bone(NamedTuple):
    """A cause in the drawing: a line at `y` from `start` to `end` at its rib, the first of `lines` at `x`, `top`.

    `whole` is its full text where that had to be cut, else empty.
    """

    start: int
    end: int
    y: int
    x: int
    top: int
    lines: tuple[str, ...]
    whole: str
    is_escape: bool
    is_verified: bool


class Rib(NamedTuple):
    """A branch in the drawing: a line from its outer end to the spine; `name` stands in the middle of `width` there."""

    name: str
    width: int
    x: int
    y: int
    joint: int
    bones: tuple[Bone, ...]


class HeadLine(NamedTuple):
    """A line of the head; `part` is part, title or amount."""

    text: str
    y: int
    part: str


class Fishbone(NamedTuple):
    """The drawing. `spine` is the height at which the spine runs to the head, whose box is `head_y`, `head_height`."""

    height: int
    spine: int
    ribs: tuple[Rib, ...]
    head: tuple[HeadLine, ...]
    head_y: int
    head_height: int


class _Strip(NamedTuple):
    """Where a branch may draw: from `start` to `end` on the spine. `is_wide`: bones at both sides of the rib."""

    branch: BranchTexts
    start: float
    end: float
    is_wide: bool

    @property
    def joint(self) -> float:
        return (self.start + self.end) / 2 if self.is_wide else self.end

    @property
    def room(self) -> float:
        """How wide a text may be, in em of the type."""
        return ((self.joint - self.start) - GAP - LEAN) / TYPE


class _Laid(NamedTuple):
    """A cause with its text in lines; `side` is 0 left of the rib, 1 right of it."""

    bone: BoneText
    lines: tuple[str, ...]
    side: int

    @property
    def height(self) -> int:
        return len(self.lines) * LINE + PAD


def fishbone_of(upper: Sequence[BranchTexts], lower: Sequence[BranchTexts], head: HeadTexts) -> Fishbone:
    """The drawing of branches above and below the spine, from the tail to the head; `upper` may have one more."""
    above, below = _strips_of(upper, lower)
    laid_above, laid_below = [_laid(strip) for strip in above], [_laid(strip) for strip in below]
    lines = _head_lines(head)
    box = len(lines) * (LINE + 1) + 18
    tall, deep = (max(SHORTEST, box / 2, *map(_need, laid)) for laid in (laid_above, laid_below))
    spine = EDGE + LABEL + tall
    head_y = spine - box / 2
    return Fishbone(
        height=round(spine + deep + LABEL + EDGE),
        spine=round(spine),
        ribs=(
            *(_rib_of(strip, laid, spine, tall, -1) for strip, laid in zip(above, laid_above, strict=True)),
            *(_rib_of(strip, laid, spine, deep, 1) for strip, laid in zip(below, laid_below, strict=True)),
        ),
        head=tuple(
            HeadLine(text, round(head_y + 21 + (LINE + 1) * row), part) for row, (text, part) in enumerate(lines)
        ),
        head_y=round(head_y),
        head_height=box,
    )


def _strips_of(upper: Sequence[BranchTexts], lower: Sequence[BranchTexts]) -> tuple[list[_Strip], list[_Strip]]:
    """Strips of the branches: those above one another share theirs, and busy ones get more of the width."""
    more = len(upper) - len(lower)
    busy = [
        max(2, len(upper[place].bones), len(lower[place - more].bones) if place >= more else 0)
        for place in range(len(upper))
    ]
    start = EDGE + SLANT
    spare = WIDTH - EDGE - HEAD - _TAIL - start - NARROWEST * len(busy)
    ends = [float(start)]
    for count in busy:
        ends.append(ends[-1] + NARROWEST + spare * count / sum(busy))
    spans = list(pairwise(ends))
    return (
        [_strip_of(branch, *span) for branch, span in zip(upper, spans, strict=True)],
        [_strip_of(branch, *span) for branch, span in zip(lower, spans[more:], strict=True)],
    )


def _strip_of(branch: BranchTexts, start: float, end: float) -> _Strip:
    return _Strip(branch, start, end, len(branch.bones) > FEW and end - start >= TWO_SIDED)


def _laid(strip: _Strip) -> list[_Laid]:
    """The texts of a strip in lines, each on the side that has more room left."""
    found, filled = [], [0, 0]
    for bone in strip.branch.bones:
        side = 1 if strip.is_wide and filled[1] < filled[0] else 0
        laid = _Laid(bone, _lines_of(bone.text, strip.room), side)
        filled[side] += laid.height
        found.append(laid)
    return found


def _lines_of(text: str, room: float) -> tuple[str, ...]:
    """A text in lines; one whose last line would hold a few signs only is parted more evenly."""
    width = width_of(text)
    if width <= room and "\n" not in text:
        return (text,)
    lines = lines_of(text, room, MOST_LINES)
    if len(lines) > 1 and width_of(lines[-1]) < _LAST * room:
        even = lines_of(text, min(room, width / len(lines) + 2), len(lines))
        return lines if even[-1].endswith("…") else even
    return lines


def _need(laid: Iterable[_Laid]) -> float:
    """How tall a rib has to be."""
    sides = [0, 0]
    for one in laid:
        sides[one.side] += one.height
    return ABOVE + max(sides) + BELOW


def _rib_of(strip: _Strip, laid: list[_Laid], spine: float, tall: float, direction: int) -> Rib:
    """A rib with its bones; `direction` is -1 above the spine, 1 below."""
    outer = spine + direction * tall
    top = min(spine, outer) + (ABOVE if direction < 0 else BELOW)
    bones: list[Bone] = []
    for side in (0, 1):
        mine = [one for one in laid if one.side == side]
        spread = (tall - ABOVE - BELOW - sum(one.height for one in mine)) / (len(mine) + 1)
        y = top
        for one in mine:
            y += spread + one.height
            rib = strip.joint - SLANT * abs(spine - y) / tall
            is_leaning_over = (direction < 0) == (side == 0)
            lean = SLANT * len(one.lines) * LINE / tall if is_leaning_over else 0.0
            bones.append(_bone_of(one, y, rib, lean))
    name = cut_to(strip.branch.name, (strip.end - strip.start - 30) / LARGE)
    x, width = round(strip.joint - SLANT), round(width_of(name) * LARGE) + 18
    return Rib(name, width, x, round(outer), round(strip.joint), tuple(bones))


def _bone_of(laid: _Laid, y: float, rib: float, lean: float) -> Bone:
    """A cause whose line lies at `y` and meets its rib at `rib`, which leans over its text by `lean`."""
    width = max(map(width_of, laid.lines)) * TYPE
    start, end = (rib, rib + lean + 5 + width) if laid.side else (rib - lean - 5 - width, rib)
    text = rib + lean + 5 if laid.side else start
    top = y - 5 - LINE * (len(laid.lines) - 1)
    whole = laid.bone.text if len(laid.lines) == MOST_LINES and laid.lines[-1].endswith("…") else ""
    bone = laid.bone
    return Bone(
        round(start), round(end), round(y), round(text), round(top), laid.lines, whole, bone.is_escape, bone.is_verified
    )


def _head_lines(head: HeadTexts) -> list[tuple[str, str]]:
    """The lines of the head, none of them wider than its box."""
    room = HEAD - 22
    parts = (
        ("part", head.part, room / TYPE, 1),
        ("title", head.title, room / LARGE, 3),
        ("amount", head.how_much, room / TYPE, 2),
    )
    return [(line, part) for part, text, width, most in parts if text for line in lines_of(text, width, most)]
