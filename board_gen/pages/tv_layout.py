"""How large a television's letters are, and how many rows that leaves on a page (docs/television.md).

Lengths are in `rem`: 1 rem is 1/67.5 of a wide screen's height, 16 px of 1080 lines. A wide screen is 120 x 67.5 rem,
one that stands upright 67.5 x 120 rem.
"""

import math
import unicodedata
from dataclasses import dataclass
from functools import cache

from board_gen.model.rules import Television

SCREEN_LONG, SCREEN_SHORT = 120.0, 67.5
ARC_MINUTES = 20
"""What a character's face must span at the distance given: legible without effort (ISO 9241-303: 16 at least)."""
FACE = 0.92
"""The height of a Chinese character's face as a part of the type size."""
FARTHER = 24 / 20
"""Titles are larger than that: 20 minutes of arc at `distance`, and still 16 from half as far again."""
LARGEST, SMALLEST = 5.0, 2.0
"""Bounds of the titles' size, so that a slip in board.yml leaves a board that can be used."""
SAFE = 0.03
"""The part of a screen's width and height, at each edge, that some televisions cut off."""
PANEL, GAP = 20.0, 1.6
_FEW_COLUMNS = 10
_ROOMY = 18
"""So many times the medium size hold id, age, level and owner in one line; with less room id and age are small."""


@dataclass(frozen=True, slots=True)
class TypeSizes:
    """The three sizes of type: titles, clock and counts · ids, owners, deadlines, letters · everything else."""

    large: float
    medium: float
    small: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything about the page that depends on the screen and on the number of columns."""

    sizes: TypeSizes
    columns: int

    @property
    def row(self) -> float:
        """A row's height on a wide screen: a line of title, a line below it, and air."""
        return round(1.15 * self.sizes.large + 1.2 * self.sizes.medium + 0.5, 3)

    @property
    def row_tall(self) -> float:
        """A row's height on an upright screen: the criteria stand below the title."""
        return round(self.row + 2 * self.sizes.medium, 3)

    @property
    def head(self) -> float:
        """The head of the page with the edge that may be cut off."""
        return round(SAFE * SCREEN_SHORT + 1.1 * self.sizes.large + 1.2 * self.sizes.medium, 3)

    @property
    def head_tall(self) -> float:
        """The head on an upright screen: a line for the connection, the title, the counts below it."""
        return round(
            SAFE * SCREEN_LONG + 2.5 * self.sizes.large + 2.4 * self.sizes.small + 1.3 * self.sizes.medium + 0.8, 3
        )

    @property
    def names(self) -> float:
        """The height of the columns' names: the step, and three lines of label."""
        return round(1.2 * self.sizes.medium + 3.3 * self.sizes.small + 0.5, 3)

    @property
    def foot(self) -> float:
        """The legend's height without the edge that may be cut off."""
        return round(1.3 * self.sizes.small, 3)

    @property
    def table(self) -> float:
        """The table's width on a wide screen of 16:9; on wider ones the titles get more."""
        return SCREEN_LONG * (1 - 2 * SAFE) - PANEL - GAP

    @property
    def overall(self) -> float:
        """The width of the overall letter's column."""
        return round(1.7 * self.sizes.large, 3)

    @property
    def next(self) -> float:
        """The width of the next deadline's column."""
        return round(9.0 * self.sizes.medium, 3)

    @property
    def cell(self) -> float:
        """The width of a criterion's column: many columns get a larger share of the table, each a smaller one."""
        share = 0.36 if self.columns <= _FEW_COLUMNS else 0.42
        return round(min(2 * self.sizes.medium, share * self.table / max(self.columns, 1)), 3)

    @property
    def cell_tall(self) -> float:
        """The width of a criterion's column on an upright screen, below the title."""
        width = SCREEN_SHORT * (1 - 2 * SAFE) - self.overall
        return round(min(3 * self.sizes.medium, width / max(self.columns, 1)), 3)

    @property
    def letter(self) -> float:
        """The size of a criterion's letter: it fits its column, and its line on an upright screen."""
        return round(min(1.6 * self.sizes.medium, 0.88 * self.cell), 3)

    @property
    def problem(self) -> float:
        """The width left for titles, the narrower of both shapes."""
        wide = self.table - self.overall - self.next - self.columns * self.cell
        tall = SCREEN_SHORT * (1 - 2 * SAFE) - self.overall - self.next
        return min(wide, tall)

    @property
    def rows(self) -> int:
        """How many rows a page of a wide screen has."""
        free = SCREEN_SHORT * (1 - SAFE) - self.head - self.names - self.foot - 1.0
        return max(1, math.floor(free / self.row))

    @property
    def rows_tall(self) -> int:
        """How many rows a page of an upright screen has, above Q, deadlines and QR code."""
        free = SCREEN_LONG * (1 - SAFE) - self.head_tall - self.names - self.foot - PANEL - 3.5
        return max(1, math.floor(free / self.row_tall))

    def is_long(self, title: str) -> bool:
        """Whether a title needs two lines of medium type instead of one large one."""
        return width_of(title) * self.sizes.large > self.problem - 0.8

    def declarations(self) -> str:
        """The layout as the stylesheet's own names, one rule."""
        sizes = self.sizes
        lengths = {
            "large": sizes.large,
            "medium": sizes.medium,
            "small": sizes.small,
            "id": sizes.medium if self.problem >= _ROOMY * sizes.medium else sizes.small,
            "row": self.row,
            "row-tall": self.row_tall,
            "head": self.head,
            "head-tall": self.head_tall,
            "names": self.names,
            "overall": self.overall,
            "cell": self.cell,
            "cell-tall": self.cell_tall,
            "letter": self.letter,
            "next": self.next,
            "panel": PANEL,
            "gap": GAP,
        }
        told = "".join(f"--{name}:{length:g}rem;" for name, length in lengths.items())
        # A drawing is scaled as a whole: its type is in its own units, 16 a rem.
        return f":root{{{told}--drawn-large:{16 * sizes.large:g}px;--drawn-small:{16 * sizes.small:g}px}}\n"


def layout_of(tv: Television, columns: int) -> Layout:
    """The layout for a plant's screen and its number of criteria."""
    return Layout(type_sizes_of(tv), columns)


def type_sizes_of(tv: Television) -> TypeSizes:
    """The sizes of type for a 16:9 screen of `tv.inches`, read from `tv.distance` metres."""
    large = min(LARGEST, max(SMALLEST, FARTHER * size_for(ARC_MINUTES, tv.distance, tv.inches)))
    medium = min(2.5, max(1.5, 0.58 * large))
    small = min(1.4, max(1.125, 0.42 * large))
    return TypeSizes(*(math.ceil(size * 100 - 1e-6) / 100 for size in (large, medium, small)))


def size_for(minutes: float, distance: float, inches: float) -> float:
    """The type size, in rem, at which a character's face spans so many minutes of arc."""
    height = inches * 25.4 * 9 / math.hypot(16, 9)
    face = distance * 1000 * math.tan(math.radians(minutes / 60))
    return face / FACE / height * SCREEN_SHORT


def width_of(text: str) -> float:
    """About how wide a text is, in its type size; on the safe side."""
    return sum(map(_width_of_sign, text))


@cache
def _width_of_sign(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1.0
    if sign in "iljtf.,:;'|!()[] ":
        return 0.34
    return 0.72 if sign.isupper() or sign in "mwMW%@" else 0.58
