"""What an 8D report holds beside its criteria: D0 to D8 as written (contract §3, domain §6).

Instants are UTC with second precision; an empty text means that nothing was said.
"""

from dataclasses import dataclass
from datetime import datetime

from board_gen.model.terms import Affected, Branch, CauseKind, DocumentKind, Location, Trigger


@dataclass(frozen=True, slots=True)
class Member:
    """One of the team, with the department or role that they bring."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """D1."""

    champion: str = ""
    leader: str = ""
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """D2: the seven answers, 5W2H."""

    what: str = ""
    where: str = ""
    when: str = ""
    who: str = ""
    why: str = ""
    how: str = ""
    how_much: str = ""


@dataclass(frozen=True, slots=True)
class RiskStock:
    """D3: what lies at one of the five places; quantities are pieces, None where not given."""

    location: Location
    lots: tuple[str, ...] = ()
    quantity: int | None = None
    sorted: int | None = None
    rejected: int | None = None
    disposition: str = ""
    clean_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Diamond:
    """The diamond method's checks 1-4; None where not answered."""

    process: bool | None = None
    tool: bool | None = None
    part: bool | None = None
    part_quality: bool | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """D4: one bone of the fishbone."""

    kind: CauseKind
    branch: Branch | None
    text: str
    verified: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """One rung of a 5-why ladder."""

    why: str
    because: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class WhyChain:
    """D4: a ladder of whys; `reason_fewer` says why there are fewer than five."""

    kind: CauseKind
    chain: tuple[Why, ...]
    reason_fewer: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """D5: one way to mend it."""

    what: str
    effect: str = ""
    cost: str = ""
    side_effects: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """D3, D5, D6, D7: who does what by when; `due` is an instant at or after which it is late."""

    step: str
    what: str
    owner: str = ""
    start: datetime | None = None
    due: datetime | None = None
    done: datetime | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """D7: a document that the measure went into."""

    kind: DocumentKind | None
    name: str = ""
    revision: str = ""
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadAcross:
    """D7: a like product or process 水平展开."""

    product: str
    affected: Affected | None = None
    action: str = ""
    owner: str = ""
    due: datetime | None = None
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All of it; `body` is the Markdown under the front matter, as written."""

    trigger: tuple[Trigger, ...] = ()
    team: Team = Team()
    problem: Problem = Problem()
    risk_stock: tuple[RiskStock, ...] = ()
    diamond: Diamond = Diamond()
    causes: tuple[Cause, ...] = ()
    whys: tuple[WhyChain, ...] = ()
    options: tuple[Option, ...] = ()
    actions: tuple[Action, ...] = ()
    documents: tuple[Document, ...] = ()
    read_across: tuple[ReadAcross, ...] = ()
    body: str = ""
    body_line: int = 1
