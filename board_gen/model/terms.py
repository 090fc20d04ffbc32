"""The closed sets of the trade (contract §2, §3, §5)."""

from enum import StrEnum


class Letter(StrEnum):
    """The state of one criterion, or of a whole case (never NA)."""

    GREEN = "G"
    YELLOW = "Y"
    RED = "R"
    NOT_APPLICABLE = "NA"


class Phase(StrEnum):
    """Where a case stands on its way off the board."""

    OPEN = "open"
    WATCH = "watch"
    READY = "ready"
    CLOSED = "closed"
    REJECTED = "rejected"

    @property
    def is_on_board(self) -> bool:
        """True for a case that the meeting still walks."""
        return self in (Phase.OPEN, Phase.WATCH, Phase.READY)


class Mark(StrEnum):
    """What is noted beside a status; none is a colour. In the order in which they are published."""

    NEW = "new"
    DUE_SOON = "due_soon"
    MOVED = "moved"
    CLAIMED = "claimed"
    NO_NEXT = "no_next"
    NOT_UPDATED = "not_updated"
    REPORT_DUE = "report_due"
    REPORT_LATE = "report_late"
    NO_REPORT = "no_report"
    RECURRED = "recurred"
    ON_HOLD = "on_hold"
    DIFFERS = "differs"


class Severity(StrEnum):
    """How bad a problem is."""

    MAJOR = "major"
    MINOR = "minor"
    SAFETY = "safety"


class SourceGroup(StrEnum):
    """Where problems come from."""

    CUSTOMER = "customer"
    QUALITY = "quality"
    SYSTEM = "system"
    OTHER = "other"


class QColour(StrEnum):
    """What a problem does to its day of the Q-chart."""

    RED = "red"
    YELLOW = "yellow"
    NONE = "none"


class EvidenceNeed(StrEnum):
    """Whether a criterion counts as met without evidence."""

    OPTIONAL = "optional"
    REQUIRED = "required"


class Trigger(StrEnum):
    """Why a problem needs an 8D (D0)."""

    CUSTOMER_REQUEST = "customer_request"
    REPEAT = "repeat"
    SIGNIFICANT = "significant"
    BEYOND_ONE_PERSON = "beyond_one_person"


class Location(StrEnum):
    """The five places of risk stock (D3)."""

    CUSTOMER = "customer"
    FINISHED = "finished"
    WIP = "wip"
    TRANSIT = "transit"
    SUPPLIER = "supplier"


class CauseKind(StrEnum):
    """Why it happened, or why it was not found."""

    OCCURRENCE = "occurrence"
    ESCAPE = "escape"


class Branch(StrEnum):
    """The six causes of the fishbone 人机料法测环."""

    MAN = "man"
    MACHINE = "machine"
    MATERIAL = "material"
    METHOD = "method"
    MEASUREMENT = "measurement"
    ENVIRONMENT = "environment"


class DocumentKind(StrEnum):
    """The documents that a lasting measure goes into (D7)."""

    PFMEA = "PFMEA"
    CONTROL_PLAN = "CP"
    SOP = "SOP"
    INSPECTION = "inspection"
    IPQC = "IPQC"
    SPC = "SPC"


class Affected(StrEnum):
    """Whether a like product has the problem too."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ChartKind(StrEnum):
    """How a metric of metrics.csv is drawn."""

    RUN = "run"
    CONTROL = "control"


class Better(StrEnum):
    """Which values of a metric are the good ones, seen from its target."""

    HIGHER = "higher"
    LOWER = "lower"
