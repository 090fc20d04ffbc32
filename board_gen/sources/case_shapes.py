"""What the front matter of a case may hold (contract §3), as shapes: all that it is judged by, and the whole."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from board_gen.finding import Level
from board_gen.messages import N_
from board_gen.model.case import CriterionFacts, Hold, NextReport, Part, Recurrence, Rejection, Revision
from board_gen.model.report import (
    Action,
    Cause,
    Diamond,
    Document,
    Option,
    Problem,
    ReadAcross,
    RiskStock,
    Team,
    WhyChain,
)
from board_gen.model.rules import LISTED, Rules
from board_gen.model.terms import (
    EvidenceNeed,
    Severity,
    Trigger,
)
from board_gen.sources.board_file import customer_of, names_of, source_of
from board_gen.sources.faults import Fault, fault, nearest_of, shown
from board_gen.sources.report_shapes import (
    ACTIONS,
    CAUSES,
    DIAMOND,
    DOCUMENTS,
    OPTIONS,
    PROBLEM,
    READ_ACROSS,
    RISK_STOCK,
    TEAM,
    WHYS,
)
from board_gen.sources.scalars import (
    ENDS,
    STARTS,
    TEXTS,
    WORDS,
    Date,
    Text,
    choice_of,
)
from board_gen.sources.shape import (
    ByForm,
    Checked,
    Field,
    ListOf,
    MapOf,
    Reading,
    Record,
    Scalar,
    Schema,
    Shape,
    Spot,
)
from board_gen.sources.yaml_nodes import MapNode, Node, TextNode, is_null, place_of

_BAD_ID = fault(
    70,
    N_("{key}: “{text}” can't be an id"),
    N_("1 to 64 letters, digits, “.”, “_” or “-”, a letter or digit first"),
    Level.ERROR,
)
_UNKNOWN_SOURCE = fault(
    71,
    N_("{key}: the plant has no source “{text}”"),
    N_("did you mean {nearest}? Sources stand in board.yml"),
    Level.ERROR,
)
_UNKNOWN_PROFILE = fault(72, N_("{key}: there is no profile “{text}”"), N_("did you mean {nearest}?"), Level.ERROR)
_UNKNOWN_CRITERION = fault(
    73, N_("{key}: the board has no criterion “{text}”"), N_("did you mean {nearest}?"), Level.ERROR
)
_NO_REASON = fault(
    74, N_("{key}: “{text}” is no reason why the criterion does not apply"), N_("say why, in a few words"), Level.ERROR
)
_REJECTED_WHEN = fault(
    75, N_("{key}: rejected, and no instant given"), N_("add at: the date it was rejected"), Level.ERROR
)
_REJECTED_WHY = fault(76, N_("{key}: rejected without a reason"), N_("add reason: why it is no problem of ours"))
_HELD_WHEN = fault(77, N_("{key}: on hold, and no start given"), N_("add from: the date since when"))

_NOT_GIVEN = {"no", "false", "否"}
_NO_REASONS = {"", "yes", "true", "y", "na", "n/a", "x", "是", "无", "不适用"}
_MOST_NAMES = 1024
"""So many ways to name sources and customers are kept in mind."""
_MARKS = re.compile(r"[\W_]*")


_NO_PART, _NO_TEAM, _NO_PROBLEM, _NO_DIAMOND = Part(), Team(), Problem(), Diamond()


@dataclass(frozen=True, slots=True)
class CaseFields:
    """The front matter of one case, read; None and empty where a key was not given or not readable.

    `source` is the code of a source of the plant, `customer` a code or any text.
    """

    id: str | None = None
    title: str = ""
    opened: datetime | None = None
    source: str = ""
    customer: str = ""
    area: str = ""
    part: Part = _NO_PART
    owner: str = ""
    department: str = ""
    severity: Severity | None = None
    profile: str | None = None
    trigger: tuple[Trigger, ...] = ()
    next_report: NextReport | None = None
    updated: datetime | None = None
    closed: datetime | None = None
    criteria: Mapping[str, CriterionFacts] | None = None
    revisions: tuple[Revision, ...] = ()
    recurrences: tuple[Recurrence, ...] = ()
    rejected: Rejection | None = None
    on_hold: Hold | None = None
    team: Team = _NO_TEAM
    problem: Problem = _NO_PROBLEM
    risk_stock: tuple[RiskStock, ...] = ()
    diamond: Diamond = _NO_DIAMOND
    causes: tuple[Cause, ...] = ()
    whys: tuple[WhyChain, ...] = ()
    options: tuple[Option, ...] = ()
    actions: tuple[Action, ...] = ()
    documents: tuple[Document, ...] = ()
    read_across: tuple[ReadAcross, ...] = ()


def is_usable_id(text: str) -> bool:
    """True for 1 to 64 letters of any script (with their marks), digits, `.`, `_`, `-`, a letter or digit first.

    A file system gives a name 255 bytes: 64 letters of the rarest scripts are more, and are refused.
    """
    if not 1 <= len(text) <= 64 or len(text.encode(errors="replace")) > 240 or text.casefold() == "index.html":
        return False
    return _is_word_sign(text[0]) and all(
        sign in "._-" or _is_word_sign(sign) or unicodedata.category(sign)[0] == "M" for sign in text
    )


def _is_word_sign(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] == "L" or category == "Nd"


class _Id(Scalar[str]):
    """A case's id, NFC."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> str | None:
        """The id."""
        composed = unicodedata.normalize("NFC", text)
        if is_usable_id(composed):
            return composed
        reading.notes(_BAD_ID, node, spot, text=shown(text))
        return None

    def schema(self) -> Schema:
        """Letters and digits of any script."""
        return {"type": ["string", "integer"], "pattern": r"^[^\s/\\]{1,64}$"}


@dataclass(frozen=True)
class _Source(Scalar[str]):
    """A source of the plant, by code or label; with no rules any text."""

    rules: Rules | None

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> str | None:
        """The source's code."""
        code = self._code_of(text)
        if code is None and self.rules:
            names = names_of(self.rules.sources.values())
            nearest = nearest_of(text, names) or ", ".join(self.rules.sources)
            reading.notes(_UNKNOWN_SOURCE, node, spot, text=shown(text), nearest=shown(nearest, 300))
        return code

    @cached_property
    def _code_of(self) -> Callable[[str], str | None]:
        """The code of the source that a text names; asked for once for all cases that name it so."""

        def code_of(text: str) -> str | None:
            found = source_of(text, self.rules) if self.rules else None
            return found.code if found else None

        return lru_cache(maxsize=_MOST_NAMES)(code_of)

    def schema(self) -> Schema:
        """Any text: codes and labels of board.yml."""
        return Text().schema()


@dataclass(frozen=True)
class _Known(Scalar[str]):
    """One of the names that board.yml gives, of profiles or criteria."""

    names: tuple[str, ...] | None
    unknown: Fault

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> str | None:
        """The name."""
        if self.names is None or text in self.names:
            return text
        nearest = nearest_of(text, self.names) or ", ".join(self.names)
        reading.notes(self.unknown, node, spot, text=shown(text), nearest=shown(nearest, 300))
        return None

    def schema(self) -> Schema:
        """Those names, or any text."""
        return Text().schema() if self.names is None else {"enum": list(self.names)}


class _NotApplicable(Scalar[str]):
    """Why a criterion does not apply. `no` and `false` say that it does."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> str | None:
        """The reason; a text without words, or a mere yes, is none."""
        word = unicodedata.normalize("NFKC", text).casefold()
        if word in _NOT_GIVEN:
            return None
        if word in _NO_REASONS or _MARKS.fullmatch(word):
            reading.notes(_NO_REASON, node, spot, text=shown(text))
            return None
        return " ".join(text.split())

    def schema(self) -> Schema:
        """A text, or false."""
        return {"anyOf": [{"type": "string", "minLength": 2}, {"const": False}]}


INSTANTS: Shape[tuple[datetime, ...]] = ListOf(STARTS, takes_one=True).then(lambda found: tuple(sorted(found)))
NEXT_REPORT = Date(lambda written, zone: NextReport(written.end(zone), written.day if written.is_day else None))
PART: Shape[Part] = ByForm(
    text=WORDS.then(Part), mapping=Record(Part, (Field("number", WORDS), Field("name", WORDS), Field("lots", TEXTS)))
)


def facts_shape(*, wants_evidence: bool) -> Shape[dict[str, object]]:
    """The facts of one criterion; letters depend on its evidence only where it wants some."""
    return Record(
        dict,
        (
            Field("done", INSTANTS, is_vital=True),
            Field("evidence", TEXTS, is_vital=wants_evidence),
            Field("na", _NotApplicable(), is_vital=True),
            Field("due", ENDS, is_vital=True),
            Field("next", WORDS),
            Field("by", WORDS),
            Field("approved_by", WORDS),
        ),
    )


def criteria_shape(rules: Rules | None) -> Shape[Mapping[str, CriterionFacts]]:
    """The facts by criterion, each at the place of its id."""
    if rules is None:
        return Checked(MapOf(facts_shape(wants_evidence=False)), _facts)
    fields = tuple(
        Field(criterion.id, facts_shape(wants_evidence=criterion.evidence is EvidenceNeed.REQUIRED), is_vital=True)
        for criterion in rules.criteria
    )
    record: Record[Mapping[str, dict[str, object]]] = Record(dict, fields, unknown=_UNKNOWN_CRITERION)
    return Checked(record, _facts)


def _facts(
    given_facts: Mapping[str, dict[str, object]], node: Node, _reading: Reading, _spot: Spot
) -> Mapping[str, CriterionFacts]:
    places = node.places() if isinstance(node, MapNode) else {}
    return {
        name: CriterionFacts(name, place=places[name], **values)  # type: ignore[arg-type]
        for name, values in given_facts.items()
    }


def _by_instant(revisions: tuple[Revision, ...]) -> tuple[Revision, ...]:
    return tuple(sorted(revisions, key=lambda revision: revision.at))


def revisions_shape(criteria: tuple[str, ...] | None) -> Shape[tuple[Revision, ...]]:
    """The moves of deadlines, by `at`, then in the order of the file."""
    revision = Record(
        Revision,
        (
            Field("at", STARTS, is_vital=True, is_required=True),
            Field("criterion", _Known(criteria, _UNKNOWN_CRITERION), is_vital=True, is_required=True),
            Field("to", ENDS, is_vital=True, is_required=True),
            Field("reason", WORDS),
            Field("consent", WORDS),
        ),
        wants_place=True,
    )
    return ListOf(revision).then(_by_instant)


def _recurrences(found: tuple[Recurrence, ...]) -> tuple[Recurrence, ...]:
    return tuple(sorted(found, key=lambda recurrence: recurrence.at))


RECURRENCES: Shape[tuple[Recurrence, ...]] = ListOf(
    Record(
        Recurrence,
        (Field("at", STARTS, is_vital=True, is_required=True), Field("note", WORDS), Field("case", WORDS)),
        wants_place=True,
    )
).then(_recurrences)


@dataclass(frozen=True)
class _RejectionGiven:
    at: datetime | None = None
    reason: str = ""


def _rejection(value: _RejectionGiven, node: Node, reading: Reading, spot: Spot) -> Rejection | None:
    """The rejection: its instant ends the case, so a reason without one is not understood."""
    has_instant = isinstance(node, MapNode) and not is_null(node.values.get("at"))
    if not has_instant and value.reason:
        reading.notes(_REJECTED_WHEN, node, spot)
    if value.at is None:
        return None
    if not value.reason:
        reading.notes(_REJECTED_WHY, node, Spot(spot.key))
    return Rejection(value.at, value.reason, place_of(node))


REJECTED = Checked(Record(_RejectionGiven, (Field("at", STARTS, is_vital=True), Field("reason", WORDS))), _rejection)


@dataclass(frozen=True)
class _HoldGiven:
    start: datetime | None = None
    until: datetime | None = None
    reason: str = ""


def _hold(value: _HoldGiven, node: Node, reading: Reading, spot: Spot) -> Hold | None:
    """The hold; without a start it is none."""
    has_start = isinstance(node, MapNode) and not is_null(node.values.get("from"))
    if not has_start and (value.reason or value.until):
        reading.notes(_HELD_WHEN, node, spot)
    return Hold(value.start, value.until, value.reason) if value.start else None


ON_HOLD = Checked(
    Record(_HoldGiven, (Field("from", STARTS, "start"), Field("until", ENDS), Field("reason", WORDS))), _hold
)


def _customer_reader(rules: Rules | None) -> Callable[[str], str]:
    """The customer's code where board.yml knows it, else the text."""

    def code_of(text: str) -> str:
        known = customer_of(text, rules) if rules else None
        return known.code if known else text

    return lru_cache(maxsize=_MOST_NAMES)(code_of)


def _identity_fields(rules: Rules | None) -> tuple[Field, ...]:
    profiles = tuple(name for name in rules.profiles if name != LISTED) if rules else None
    return (
        Field("id", _Id(), is_vital=True, is_required=True),
        Field("title", WORDS, is_vital=True, is_required=True),
        Field("opened", STARTS, is_vital=True, is_required=True),
        Field("source", _Source(rules), is_vital=True, is_required=True),
        Field("customer", WORDS.then(_customer_reader(rules))),
        Field("area", WORDS),
        Field("part", PART),
        Field("owner", WORDS),
        Field("department", WORDS),
        Field("severity", choice_of(Severity)),
        Field("profile", _Known(profiles, _UNKNOWN_PROFILE), is_vital=True),
        Field("trigger", ListOf(choice_of(Trigger), takes_one=True)),
        Field("next_report", NEXT_REPORT),
        Field("updated", STARTS),
    )


def case_shape(rules: Rules | None) -> Record[CaseFields]:
    """The whole front matter; without rules criteria, sources and profiles may have any name."""
    criteria = tuple(criterion.id for criterion in rules.criteria) if rules else None
    return Record(
        CaseFields,
        (
            *_identity_fields(rules),
            Field("closed", STARTS, is_vital=True),
            Field("criteria", criteria_shape(rules), is_vital=True),
            Field("revisions", revisions_shape(criteria), is_vital=True),
            Field("recurrences", RECURRENCES, is_vital=True),
            Field("rejected", REJECTED, is_vital=True),
            Field("on_hold", ON_HOLD),
            Field("team", TEAM),
            Field("problem", PROBLEM),
            Field("risk_stock", RISK_STOCK),
            Field("diamond", DIAMOND),
            Field("causes", CAUSES),
            Field("whys", WHYS),
            Field("options", OPTIONS),
            Field("actions", ACTIONS),
            Field("documents", DOCUMENTS),
            Field("read_across", READ_ACROSS),
        ),
        keeps_incomplete=True,
    )
