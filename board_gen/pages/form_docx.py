"""A plant's own Word form, filled: docxtpl (Jinja in Word) in a sandbox, since forms come from others.

What a form asks for is looked through before it is filled, so that a misspelt field is found also where this case has
no row for it. Texts are escaped; nothing of the case is ever taken for a piece of the form.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import TemplateError, nodes

from board_gen.finding import Finding, Place
from board_gen.pages.code_points import clean
from board_gen.pages.form_engine import Engine, check_bounds
from board_gen.pages.office_file import with_fixed_times
from board_gen.pages.report_asked import ReportAsked, Reported
from board_gen.pages.report_docx import CasePictures
from board_gen.pages.report_fields import PictureRow, Value, text_of_value
from board_gen.pages.report_filling import fields_of
from board_gen.pages.report_form import Form, Group, Leaf, Rows, Shape, Wanted, broken, form_in, shape_at, shape_of
from board_gen.wording import Wording

WIDE, SMALL = 160, 78
"""Millimetres: a picture across a page of A4, and half as wide."""
_INNER = "word/document.xml"
_LONGEST_PLACE = 48


def filled_docx(asked: ReportAsked, folder: Path) -> Reported:
    """The Word form of a folder, filled with a case; no content where the form can't be used."""
    found = form_in(folder, ".docx", _INNER)
    if isinstance(found, Finding):
        return Reported(None, (found,))
    return _Filler(asked, found).filled()


class _Filler:
    """Fills one form for one case."""

    def __init__(self, asked: ReportAsked, form: Form) -> None:
        self.asked, (self.path, self.bytes) = asked, form
        self.wanted = Wanted(self.path)
        self.pictures = CasePictures(asked.tracks.case)
        self.shape = shape_of(tuple(criterion.id for criterion in asked.reader.rules.criteria))

    def filled(self) -> Reported:
        """The file, and what it asked for in vain."""
        from docxtpl import DocxTemplate

        engine, fields = _engine(self), fields_of(self.asked)
        try:
            template = DocxTemplate(BytesIO(self.bytes))
            self._look_through(template, engine)
            context = _Context(self, template).of(fields, self.shape)
            template.render(vars(context), engine, autoescape=True)
            kept = BytesIO()
            template.save(kept)
        except TemplateError as error:
            return Reported(None, (self._broken(error),))
        except Exception as error:  # two libraries' view of somebody's file: they raise whatever comes to them
            return Reported(None, (broken(self.path, clean(str(error))[:200] or type(error).__name__),))
        content = with_fixed_times(kept.getvalue(), self.asked.reader.at)
        return Reported(content, (*self.wanted.findings(self.asked), *self.pictures.findings()))

    def _broken(self, error: TemplateError) -> Finding:
        """The fault of a form, with the paragraph where Jinja found it."""
        lines = [clean(line).strip() for line in getattr(error, "docx_context", ())]
        shown = next((line for line in lines if "{" in line), "")
        return broken(self.path, clean(error.message or type(error).__name__)[:200], cell=shown[:_LONGEST_PLACE])

    def _look_through(self, template: Any, engine: Engine) -> None:
        """Every field that the form names, in branches too that this case does not reach."""
        template.init_docx()
        sources = [template.get_xml()]
        for uri in (template.HEADER_URI, template.FOOTER_URI):
            sources += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
        paragraphs = [text for source in sources for text in _paragraphs_of(source)]
        for source in sources:
            tree = engine.parse(template.patch_xml(source))
            check_bounds(tree)
            for name, nearest in unknown_in(tree, self.shape):
                where = next((text for text in paragraphs if name.rpartition(".")[2] in text and "{" in text), "")
                self.wanted.add_unknown(name, nearest, cell=where[:_LONGEST_PLACE])


def _paragraphs_of(xml: str) -> Iterator[str]:
    """The text of each paragraph."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    for paragraph in parse_xml(xml).iter(qn("w:p")):
        yield clean("".join(text.text or "" for text in paragraph.iter(qn("w:t"))))


class Said(str):
    """A value that a form prints; it knows which field it is, and whether it holds (`{% if a.chosen %}`)."""

    __slots__ = ("holds", "key", "name", "row")
    name: str
    key: str
    row: int
    holds: bool

    @classmethod
    def of(cls, value: Value, words: Wording, name: str, key: str, row: int) -> "Said":
        """A value in words."""
        made = cls(text_of_value(value, words))
        made.name, made.key, made.row = name, key, row
        made.holds = value if isinstance(value, bool) else bool(str(made))
        return made

    def __bool__(self) -> bool:
        return self.holds

    def __iter__(self) -> Iterator[str]:
        """A text is no list: loops run over rows."""
        raise TypeError(f"{self.name} is no list")

    def __radd__(self, other: object) -> object:
        """A number that is not given adds nothing to a sum."""
        return other if isinstance(other, (int, float)) and not str(self) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return isinstance(other, str) and str(self) < str(other)

    def __gt__(self, other: object) -> bool:
        return isinstance(other, str) and str(self) > str(other)

    def __le__(self, other: object) -> bool:
        return isinstance(other, str) and str(self) <= str(other)

    def __ge__(self, other: object) -> bool:
        return isinstance(other, str) and str(self) >= str(other)


class _Picture:
    """A picture, read and reduced where the form shows it."""

    def __init__(self, filler: _Filler, template: Any, row: PictureRow, widest: int) -> None:
        self.filler, self.template, self.row, self.widest = filler, template, row, widest

    def __html__(self) -> str:
        from docx.shared import Mm
        from docxtpl import InlineImage

        picture = self.filler.pictures(self.row.name)
        if picture is None:
            return f"[{clean(self.row.name)}]".replace("&", "&amp;").replace("<", "&lt;")
        width = Mm(max(1, min(self.widest, picture.millimetres)))
        return str(InlineImage(self.template, BytesIO(picture.content), width=width))

    __str__ = __html__


class _Context:
    """The fields as Jinja sees them: names without methods, so that a form reaches values and nothing else."""

    def __init__(self, filler: _Filler, template: Any) -> None:
        self.filler, self.template, self.words = filler, template, filler.asked.reader.words

    def of(self, value: Any, shape: Group, path: tuple[str, ...] = (), row: int = 0) -> SimpleNamespace:
        """The fields of a group."""
        named = {name: self._one(value, name, inner, path, row) for name, inner in shape.fields.items()}
        return SimpleNamespace(**named)

    def _one(self, owner: Any, name: str, shape: Shape, path: tuple[str, ...], row: int) -> object:
        if isinstance(owner, PictureRow) and name in ("image", "small"):
            return _Picture(self.filler, self.template, owner, WIDE if name == "image" else SMALL)
        value, full = owner[name] if isinstance(owner, Mapping) else getattr(owner, name), (*path, name)
        if isinstance(shape, Group):
            return self.of(value, shape, full, row)
        if isinstance(shape, Rows):
            rows = _List(self.of(each, shape.row, full, number) for number, each in enumerate(value, 1))
            rows.filler, rows.name, rows.key = self.filler, ".".join(full), shape.about.key
            return rows
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return Said.of(value, self.words, ".".join(full), shape.about.key, row)


class _List(list[SimpleNamespace]):
    """Rows; where a form loops over none, the case is asked for them."""

    filler: _Filler
    name: str
    key: str

    def __iter__(self) -> Iterator[SimpleNamespace]:
        if not len(self):
            self.filler.wanted.add_empty(self.name, self.key, Place(self.filler.path.name))
        return super().__iter__()


def _engine(filler: _Filler) -> Engine:
    def printed(value: object) -> object:
        if isinstance(value, Said) and not str(value):
            filler.wanted.add_empty(value.name, value.key, Place(filler.path.name), value.row)
        return "" if value is None or isinstance(value, (SimpleNamespace, list, tuple)) else value

    return Engine(printed)


def unknown_in(tree: nodes.Template, root: Group) -> Iterator[tuple[str, str]]:
    """(name, nearest name) of each field that a form asks for and there is not."""
    yield from _Names(root).unknown(tree, {})


_Scope = Mapping[str, tuple[str, ...] | None]
"""What a name stands for: a path of fields, None for what the form made itself (`{% set %}`, `loop`)."""


class _Names:
    """Follows the names of a form to the fields that they mean."""

    def __init__(self, root: Group) -> None:
        self.root = root

    def unknown(self, node: nodes.Node, scope: _Scope) -> Iterator[tuple[str, str]]:
        """The unknown fields under a node."""
        if isinstance(node, (nodes.Name, nodes.Getattr, nodes.Getitem)):
            yield from self._unknown_path(node, scope)
            return
        inner = dict(scope)
        if isinstance(node, nodes.Output):
            yield from self._not_values(node, scope)
        if isinstance(node, nodes.For):
            yield from self.unknown(node.iter, scope)
            inner.update(self._bound(node, scope))
            inside = [*node.body, *node.else_, *((node.test,) if node.test else ())]
        else:
            inner.update(dict.fromkeys(_made_by(node)))
            inside = list(node.iter_child_nodes())
        for child in inside:
            yield from self.unknown(child, inner)
            inner.update(dict.fromkeys(_made_by(child)))

    def _not_values(self, node: nodes.Output, scope: _Scope) -> Iterator[tuple[str, str]]:
        """Lists and groups that a form prints as if they had a value, each with a field that has one."""
        for path in (self._path_of(printed, scope) for printed in node.nodes):
            found = shape_at(self.root, path) if path else None
            inner = found.row if isinstance(found, Rows) else found
            if path and isinstance(inner, Group):
                yield ".".join(path), ".".join((*path, next(iter(inner.fields))))

    def _bound(self, node: nodes.For, scope: _Scope) -> dict[str, tuple[str, ...] | None]:
        path = self._path_of(node.iter, scope)
        is_rows = path is not None and isinstance(shape_at(self.root, path), Rows)
        single = node.target.name if isinstance(node.target, nodes.Name) else ""
        names = {name.name: None for name in node.target.find_all(nodes.Name)}
        return {"loop": None, **names, **({single: path} if single and is_rows else {single: None} if single else {})}

    def _unknown_path(self, node: nodes.Node, scope: _Scope) -> Iterator[tuple[str, str]]:
        if isinstance(node, nodes.Name) and node.ctx != "load":
            return
        path = self._path_of(node, scope)
        if path is None:
            if not isinstance(node, nodes.Name):
                yield from self.unknown(node.node, scope)  # type: ignore[attr-defined]
            return
        found = shape_at(self.root, path)
        if isinstance(found, str):
            yield ".".join(path), found

    def _path_of(self, node: nodes.Node, scope: _Scope) -> tuple[str, ...] | None:
        """The path of fields that an expression names; None for any other expression. `actions[0]` is a row of them."""
        if isinstance(node, nodes.Name):
            return scope.get(node.name, (node.name,))
        if isinstance(node, nodes.Getattr):
            path, name = self._path_of(node.node, scope), node.attr
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            path, name = self._path_of(node.node, scope), node.arg.value
        else:
            return None
        if path is None or not path:
            return None
        if isinstance(shape_at(self.root, path), Leaf):
            return None
        return (*path, name) if isinstance(name, str) else path


def _made_by(node: nodes.Node) -> Iterator[str]:
    """Names that a node makes for what follows it."""
    if isinstance(node, nodes.Assign):
        yield from (
            name.name for name in (node.target, *node.target.find_all(nodes.Name)) if isinstance(name, nodes.Name)
        )
    elif isinstance(node, (nodes.Macro, nodes.CallBlock)):
        yield from (argument.name for argument in node.args)
        yield from ("caller", "varargs", "kwargs", *((node.name,) if isinstance(node, nodes.Macro) else ()))
