"""A plant's or customer's own form: where it lies, what it may ask for, and what is wrong with what it asks.

A form asks for fields by their names (report_fields.py). A name that there is not is an error of the form; a value that
the case does not give is a warning about the case, which names the key to fill in. Neither stops the report.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from board_gen.finding import Finding, Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.label import Label
from board_gen.pages.office_file import fault_of
from board_gen.pages.report_asked import ReportAsked
from board_gen.pages.report_fields import About, PictureRow, ReportFields

NO_FORM = Kind(
    "BG645",
    Level.ERROR,
    N_("no form: the folder {folder} holds {count} files that end in {suffix}"),
    N_("put one there, or name the one that is meant 8d{suffix}"),
)
BROKEN_FORM = Kind(
    "BG646",
    Level.ERROR,
    N_("the form can't be filled: {reason}"),
    N_("correct it in Word or Excel; the documentation shows what a form may hold"),
)
UNKNOWN_FIELD = Kind(
    "BG647",
    Level.ERROR,
    N_("the form asks for the field {field}, which there is not"),
    N_("did you mean {nearest}? The documentation lists all fields"),
)
NOT_GIVEN = Kind(
    "BG648",
    Level.WARNING,
    N_("{form} asks for {field}, which the case does not say"),
    N_("fill in {key}; the form has an empty place there"),
)
PROTECTED = Label("文件有密码保护", "it is protected by a password")
HUGE = Label("展开后过大", "it is far too large when unpacked")
OTHER = Label("不是 Word 或 Excel 文件，或文件已损坏", "it is no such file, or it is damaged")
_REASONS = {"protected": PROTECTED, "huge": HUGE, "other": OTHER}
LARGEST_FORM = 60_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field that has a value."""

    about: About


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under a common name."""

    fields: Mapping[str, "Shape"]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list; each of its rows has the fields of a group."""

    about: About
    row: Group


Shape = Leaf | Group | Rows
Form = tuple[Path, bytes]


@cache
def shape_of(criteria: tuple[str, ...]) -> Group:
    """All fields that a form may ask for in a plant with these criteria."""
    return _group_of(ReportFields, criteria)


def _group_of(kind: Any, criteria: tuple[str, ...]) -> Group:
    hints = get_type_hints(kind, include_extras=True)
    found = {name: _shape_of(name, hint, criteria) for name, hint in hints.items()}
    return Group({name: shape for name, shape in found.items() if shape is not None})


def _shape_of(name: str, hint: Any, criteria: tuple[str, ...]) -> Shape | None:
    about = next((value for value in getattr(hint, "__metadata__", ()) if isinstance(value, About)), None)
    if about is None:
        return _group_of(hint, criteria) if hasattr(hint, "_fields") else None
    held = get_args(hint)[0]
    if get_origin(held) is tuple:
        row = _group_of(get_args(held)[0], criteria)
        return Rows(about, _with_images(row) if get_args(held)[0] is PictureRow else row)
    if get_origin(held) is Mapping:
        names = criteria if name == "criterion" else ("customer", "finished", "wip", "transit", "supplier")
        row = _group_of(get_args(held)[1], criteria)
        return Group({each: _keyed(row, each) for each in names})
    return Leaf(about)


def _with_images(row: Group) -> Group:
    """Pictures are for Word alone; in Excel they are empty."""
    images = {
        "image": Leaf(About("the picture, across the page (Word only)")),
        "small": Leaf(About("the picture, half as wide (Word only)")),
    }
    return Group({**row.fields, **images})


def _keyed(row: Group, name: str) -> Group:
    """The row of one name: its keys say which."""
    leaves = {key: shape for key, shape in row.fields.items() if isinstance(shape, Leaf)}
    return Group(
        {key: Leaf(About(leaf.about.meaning, leaf.about.key.replace("{id}", name))) for key, leaf in leaves.items()}
    )


def shape_at(root: Group, path: tuple[str, ...]) -> Shape | str:
    """What stands at a path; a text names the nearest path where there is nothing. A list's fields are its rows'."""
    shape: Shape = root
    for place, name in enumerate(path):
        if isinstance(shape, Rows):
            shape = shape.row
        inner = shape.fields if isinstance(shape, Group) else {}
        if name not in inner:
            before = path[:place]
            return ".".join((*before, *get_close_matches(name, list(inner), 1, 0.0)))
        shape = inner[name]
    return shape


def form_in(folder: Path, suffix: str, inner: str) -> Form | Finding:
    """The form of a folder (or the file itself): `8d.docx`, else the only one of its suffix; its bytes.

    `inner`: a file that every such file holds.
    """
    try:
        found = sorted(_files_in(folder, suffix))
        chosen = [path for path in found if path.stem.casefold() == "8d"] or found
        if len(chosen) != 1:
            told: dict[str, Value] = {"folder": str(folder), "count": len(found), "suffix": suffix}
            return Finding(NO_FORM, Place(str(folder)), told)
        if chosen[0].stat().st_size > LARGEST_FORM:
            return broken(chosen[0], HUGE)
        content = chosen[0].read_bytes()
    except FileNotFoundError:
        return Finding(NO_FORM, Place(str(folder)), {"folder": str(folder), "count": 0, "suffix": suffix})
    except OSError as error:
        return Finding(BROKEN_FORM, Place(str(folder)), {"reason": error.strerror or type(error).__name__})
    fault = fault_of(content, inner)
    return broken(chosen[0], _REASONS[fault]) if fault else (chosen[0], content)


def _files_in(folder: Path, suffix: str) -> Iterator[Path]:
    """Forms; what a program keeps beside an open file, and what is hidden, is none."""
    for path in (folder,) if folder.is_file() else folder.iterdir():
        if path.suffix.casefold() == suffix and path.name[0] not in "~._" and path.is_file():
            yield path


def broken(form: Path, reason: Label | str, tab: str = "", cell: str = "") -> Finding:
    """A form that can't be filled, and where."""
    return Finding(BROKEN_FORM, Place(form.name, tab=tab, cell=cell), {"reason": reason})


@dataclass(slots=True)
class Wanted:
    """What a form asked for in vain: names that there are not, and values that were not given."""

    form: Path
    unknown: dict[tuple[str, str, str], str] = field(default_factory=dict)
    empty: dict[str, tuple[str, str, list[int]]] = field(default_factory=dict)

    def add_unknown(self, name: str, nearest: str, tab: str = "", cell: str = "") -> None:
        """A field that there is not, asked for at a place of the form."""
        self.unknown.setdefault((name, tab, cell), nearest)

    def add_empty(self, name: str, key: str, place: Place, row: int = 0) -> None:
        """A field without a value; `key` is what would fill it, empty where nobody has to. `row` counts from 1."""
        if key:
            _, _, rows = self.empty.setdefault(name, (key, str(place), []))
            if row and row not in rows:
                rows.append(row)

    def findings(self, asked: ReportAsked) -> tuple[Finding, ...]:
        """All of it, the form's faults first."""
        case = asked.tracks.case
        unknown = [
            Finding(
                UNKNOWN_FIELD, Place(self.form.name, tab=tab, cell=cell), {"field": name, "nearest": nearest}, case.id
            )
            for (name, tab, cell), nearest in self.unknown.items()
        ]
        empty = [
            Finding(
                NOT_GIVEN,
                case.place_of(key.partition(".")[0].partition("[")[0]),
                {"form": place, "field": f"{name}{rows or ''}", "key": key},
                case.id,
            )
            for name, (key, place, rows) in sorted(self.empty.items())
        ]
        return (*unknown, *empty)
