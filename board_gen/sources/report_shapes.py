"""What the front matter of a case may hold of its 8D report (contract §3), as shapes. No letter depends on it."""

from board_gen.model.report import (
    Action,
    Cause,
    Diamond,
    Document,
    Member,
    Option,
    Problem,
    ReadAcross,
    RiskStock,
    Team,
    Why,
    WhyChain,
)
from board_gen.model.terms import Affected, Branch, CauseKind, DocumentKind, Location
from board_gen.sources.scalars import ENDS, STARTS, TEXTS, WORDS, Choice, Text, Whole, YesNo, choice_of
from board_gen.sources.shape import ByForm, Field, ListOf, Record, Shape, given

ACTION_STEPS = ("D3", "D5", "D6", "D7")


def _texts(*keys: str) -> tuple[Field, ...]:
    """Keys that hold any text, of several lines if need be."""
    return tuple(given(key, Text(), "") for key in keys)


MEMBER: Shape[Member] = ByForm(
    mapping=Record(Member, (Field("name", WORDS, is_required=True), Field("role", WORDS))), text=WORDS.then(Member)
)
TEAM = Record(
    Team, (Field("champion", WORDS), Field("leader", WORDS), Field("members", ListOf(MEMBER, takes_one=True)))
)
PROBLEM = Record(Problem, _texts("what", "where", "when", "who", "why", "how", "how_much"))
RISK_STOCK = ListOf(
    Record(
        RiskStock,
        (
            Field("location", choice_of(Location), is_required=True),
            Field("lots", TEXTS),
            Field("quantity", Whole()),
            Field("sorted", Whole()),
            Field("rejected", Whole()),
            Field("disposition", Text()),
            Field("clean_from", STARTS),
        ),
    )
)
DIAMOND = Record(Diamond, tuple(Field(key, YesNo()) for key in ("process", "tool", "part", "part_quality")))
CAUSES = ListOf(
    Record(
        Cause,
        (
            Field("kind", choice_of(CauseKind), is_required=True),
            given("branch", choice_of(Branch), None),
            given("text", Text(), ""),
            Field("verified", YesNo()),
            Field("evidence", TEXTS),
        ),
    )
)
WHYS = ListOf(
    Record(
        WhyChain,
        (
            Field("kind", choice_of(CauseKind), is_required=True),
            given("chain", ListOf(Record(Why, _texts("why", "because", "evidence"))), ()),
            Field("reason", Text(), "reason_fewer"),
        ),
    )
)
OPTIONS = ListOf(Record(Option, (*_texts("what", "effect", "cost", "side_effects"), Field("chosen", YesNo()))))
ACTIONS = ListOf(
    Record(
        Action,
        (
            given("step", Choice({step: step for step in ACTION_STEPS}), "D6"),
            given("what", Text(), ""),
            Field("owner", WORDS),
            Field("start", STARTS),
            Field("due", ENDS),
            Field("done", STARTS),
            Field("result", Text()),
        ),
    )
)
DOCUMENTS = ListOf(
    Record(
        Document,
        (
            given("kind", choice_of(DocumentKind), None),
            Field("name", WORDS),
            Field("revision", WORDS),
            Field("done", STARTS),
        ),
    )
)
READ_ACROSS = ListOf(
    Record(
        ReadAcross,
        (
            given("product", WORDS, ""),
            Field("affected", choice_of(Affected)),
            Field("action", Text()),
            Field("owner", WORDS),
            Field("due", ENDS),
            Field("done", STARTS),
        ),
    )
)
