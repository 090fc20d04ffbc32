"""A case file to a Case, or to an InvalidCase that keeps what could be read of it (contract §3)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import Case, Closing, CriterionFacts, InvalidCase
from board_gen.model.report import Report
from board_gen.model.rules import Rules
from board_gen.sources.attachments import Attached, read_attachments
from board_gen.sources.case_shapes import CaseFields, case_shape, is_usable_id
from board_gen.sources.faults import nearest_of, shown
from board_gen.sources.front_matter import FrontMatter, rescued_from, split_front_matter
from board_gen.sources.shape import Reading, Record, Spot
from board_gen.sources.source_text import LineMark, SourceText
from board_gen.sources.text_file import read_text_file
from board_gen.sources.yaml_nodes import MapNode, Node, TextNode, is_null, place_of
from board_gen.sources.yaml_plain import Unplaced
from board_gen.sources.yaml_reader import read_nodes, read_plain_nodes

_EMPTY = Kind("BG132", Level.ERROR, N_("the front matter is empty"), N_("give at least id, title, opened and source"))
_NO_EVIDENCE_FILE = Kind(
    "BG250",
    Level.WARNING,
    N_("{key}: there is no file “{text}” in the case's folder"),
    N_("put it into {folder}; nearest name there: {nearest}"),
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}")
_MAY_BE_FILE = re.compile(rf"{_SUFFIX.pattern}[./]*\Z")
"""What the texts that a path reads a suffix from have in common; to take nearly all others apart is a waste."""


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case file as read: exactly one of `case` and `invalid`, and what was wrong with it.

    `is_readable`: its front matter is YAML that can be read, whether or not the case is valid.
    """

    case: Case | None
    invalid: InvalidCase | None
    findings: tuple[Finding, ...]
    is_readable: bool = True


def read_case(path: Path, name: str, rules: Rules, shape: Record[CaseFields] | None = None) -> CaseRead:
    """The case of a file; `name` is its path as findings print it. Nothing is raised, whatever the file holds.

    `shape` is the `case_shape` of the rules, where who reads many cases keeps one.
    """
    shape = shape or case_shape(rules)
    text = read_text_file(path, name)
    if isinstance(text, Finding):
        return _unreadable(_nothing_in(name), (text,), name, shape, rules)
    halves = split_front_matter(text, name)
    if isinstance(halves, Finding):
        return _unreadable(rescued_from(text, name), (halves,), name, shape, rules)
    plain = read_plain_nodes(halves.yaml, name, halves.yaml_line)
    if plain is not None:
        with suppress(Unplaced):
            return _case_read(plain, (), _Opened(path, name, halves), rules, shape)
    root, findings = read_nodes(halves.yaml, name, halves.yaml_line)
    if root is None:
        findings = findings or (Finding(_EMPTY, Place(name, 1, 1)),)
        return _unreadable(rescued_from(text, name), findings, name, shape, rules)
    return _case_read(root, findings, _Opened(path, name, halves), rules, shape)


class _Opened(NamedTuple):
    """A case file that has front matter; `name` is its path as findings print it."""

    path: Path
    name: str
    halves: FrontMatter


def _case_read(
    root: MapNode, findings: tuple[Finding, ...], file: _Opened, rules: Rules, shape: Record[CaseFields]
) -> CaseRead:
    """The case of front matter that is a mapping; Unplaced where only the parser's nodes can tell what is wrong."""
    path, name, halves = file
    reading = Reading(rules.zone, findings=list(findings))
    fields = shape.read(root, reading, Spot()) or CaseFields()
    if reading.has_lost_vital:
        return _invalid(fields, root, tuple(reading.findings), name)
    attached = read_attachments(path.with_suffix(""), str(PurePosixPath(name).with_suffix("")))
    reading.findings += attached.findings
    reading.findings += _missing_evidence(fields, root, attached, path, name)
    case = _case_of(fields, root, halves, attached)
    return CaseRead(case, None, _about(case.id, reading.findings))


def _case_of(fields: CaseFields, root: MapNode, halves: FrontMatter, attached: Attached) -> Case:
    """The case of front matter in which nothing is lost that a letter depends on."""
    if fields.id is None or fields.opened is None:
        raise ValueError("a case without id or opening is invalid")
    places = root.places()
    return Case(
        id=fields.id,
        address=fields.id,
        title=fields.title,
        opened=fields.opened,
        source=fields.source,
        place=place_of(root),
        customer=fields.customer,
        area=fields.area,
        part=fields.part,
        owner=fields.owner,
        department=fields.department,
        severity=fields.severity,
        profile=fields.profile,
        next_report=fields.next_report,
        updated=fields.updated,
        closed=Closing(fields.closed, places["closed"]) if fields.closed else None,
        rejected=fields.rejected,
        on_hold=fields.on_hold,
        facts=fields.criteria or {},
        revisions=fields.revisions,
        recurrences=fields.recurrences,
        report=_report_of(fields, halves),
        report_data=root.data,
        attachments=attached.attachments,
        places=places,
    )


def _report_of(fields: CaseFields, halves: FrontMatter) -> Report:
    return Report(
        trigger=fields.trigger,
        team=fields.team,
        problem=fields.problem,
        risk_stock=fields.risk_stock,
        diamond=fields.diamond,
        causes=fields.causes,
        whys=fields.whys,
        options=fields.options,
        actions=fields.actions,
        documents=fields.documents,
        read_across=fields.read_across,
        body=halves.body,
        body_line=halves.body_line,
    )


def _unreadable(
    rescued: MapNode, findings: tuple[Finding, ...], name: str, shape: Record[CaseFields], rules: Rules
) -> CaseRead:
    """The invalid case of a file whose front matter can't be read; what was rescued only names it."""
    fields = shape.read(rescued, Reading(rules.zone), Spot()) or CaseFields()
    return replace(_invalid(fields, rescued, findings, name), is_readable=False)


def _nothing_in(name: str) -> MapNode:
    return MapNode.of({}, [], LineMark(SourceText("", name), 0, 0))


def _invalid(fields: CaseFields, root: MapNode, findings: tuple[Finding, ...], name: str) -> CaseRead:
    """The row that stays on the board, under its id or else its file's stem, with all that could be read."""
    stem = unicodedata.normalize("NFC", PurePosixPath(name).stem)
    case_id = fields.id or stem
    invalid = InvalidCase(
        id=case_id,
        address=fields.id or _address_of(stem),
        place=place_of(root) if root.values else Place(name),
        title=fields.title,
        opened=fields.opened,
        source=fields.source or _text_at(root, "source"),
        area=fields.area,
        owner=fields.owner,
        customer=fields.customer,
        part=fields.part.text,
    )
    return CaseRead(None, invalid, _about(case_id, findings))


def _address_of(stem: str) -> str:
    """The stem as an address: each run of other characters becomes `-`."""
    address = re.sub(r"[^\w.-]+", "-", stem).lstrip("._-")[:64]
    return address if is_usable_id(address) else f"case-{stem.encode('utf-8', 'replace').hex()[:32]}"


def _text_at(root: MapNode, key: str) -> str:
    node = root.values.get(key)
    return shown(node.value) if isinstance(node, TextNode) and not is_null(node) else ""


def _about(case_id: str, findings: list[Finding] | tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(replace(finding, case=case_id) for finding in findings)


def _missing_evidence(
    fields: CaseFields, root: MapNode, attached: Attached, path: Path, name: str
) -> Iterator[Finding]:
    """A finding for each file that is named as evidence and does not exist."""
    for key, entry, place in _evidence_named(fields):
        if _names_file(entry) and not _stands_there(entry, attached, path):
            folder = f"{PurePosixPath(name).stem}/"
            nearest = nearest_of(PurePosixPath(entry).name, sorted(attached.names)) or "-"
            values = {"key": key, "text": shown(entry), "folder": folder, "nearest": nearest}
            yield Finding(_NO_EVIDENCE_FILE, place or _place_under(root.values.get(key), entry), values)


def _evidence_named(fields: CaseFields) -> Iterator[tuple[str, str, Place | None]]:
    """Each piece of evidence, under which key it is named, and where, if that is known."""
    facts: Mapping[str, CriterionFacts] = fields.criteria or {}
    for criterion, fact in facts.items():
        yield from ((f"criteria.{criterion}.evidence", entry, fact.place) for entry in fact.evidence)
    for cause in fields.causes:
        yield from (("causes", entry, None) for entry in cause.evidence)
    for ladder in fields.whys:
        yield from (("whys", rung.evidence, None) for rung in ladder.chain)


def _place_under(node: Node | None, text: str) -> Place:
    """Where a text first stands below a node."""
    waiting = [node] if node is not None else []
    while waiting:
        looked_at = waiting.pop(0)
        if isinstance(looked_at, TextNode):
            if looked_at.value.strip() == text.strip():
                return place_of(looked_at)
        else:
            waiting[:0] = looked_at.values.values() if isinstance(looked_at, MapNode) else looked_at.items
    return place_of(node) if node is not None else Place("")


def _names_file(entry: str) -> bool:
    """True for what has a file's suffix and no scheme of the web."""
    return (
        _MAY_BE_FILE.search(entry) is not None
        and _SCHEME.match(entry) is None
        and _SUFFIX.fullmatch(PurePosixPath(entry).suffix) is not None
    )


def _stands_there(entry: str, attached: Attached, path: Path) -> bool:
    """True for a file in the case's folder, or beside the case file."""
    parts = PurePosixPath(unicodedata.normalize("NFC", entry)).parts
    inside = "/".join(parts[1:] if parts and parts[0] == path.stem else parts)
    if inside in attached.names:
        return True
    try:
        return len(parts) == 1 and (path.parent / entry).is_file()
    except (OSError, ValueError):
        return False
