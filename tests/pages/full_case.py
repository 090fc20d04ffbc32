"""A case in which every field of an 8D says something, for the tests of its page."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from board_gen.model.case import (
    Attachment,
    Case,
    CriterionFacts,
    Hold,
    NextReport,
    Part,
    Picture,
    Recurrence,
    Revision,
)
from board_gen.model.report import (
    Action,
    Cause,
    Diamond,
    Document,
    Member,
    Option,
    Problem,
    ReadAcross,
    Report,
    RiskStock,
    Team,
    Why,
    WhyChain,
)
from board_gen.model.terms import Affected, Branch, CauseKind, DocumentKind, Location, Severity, Trigger
from board_gen.sources.pictures import PICTURES
from tests.pages.builders import AT, DAY, HOUR, case_of

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
"""Third-party test material, not part of the project."""
OPENED = AT - 2 * DAY - 15 * HOUR - timedelta(minutes=42)
BODY = """
Written before any heading.

## D2

| item | number |
|---|---:|
| reported | 12 |

## D4 根因分析

![Cut 03](weld-cut-03.png)

Deposit, see [rinse log](rinse-log.txt) and [the other case](FR-2026-0121.md).

!!! warning "In transit"
    600 pieces.

### Detail

## Other notes

Anything else.
"""


def full_report(body: str = BODY) -> Report:
    """A report with every field filled."""
    return Report(
        trigger=(Trigger.CUSTOMER_REQUEST, Trigger.SIGNIFICANT),
        team=Team("赵敏", "李伟", (Member("陈刚", "工艺"), Member("杨雪", "质量"), Member("周涛", "设备"))),
        problem=Problem(
            "capsule leaks",
            "engine line",
            "11-20 14:10",
            "line operator",
            "valve stays shut",
            "helium rate",
            "12 of 300",
        ),
        risk_stock=(
            RiskStock(Location.TRANSIT, ("L2611-07",), 600, 310, 0, "sorting in the depot"),
            RiskStock(Location.CUSTOMER, ("L2611-07", "L2611-08"), 1200, 1200, 9, "two people there", AT - DAY),
            RiskStock(Location.FINISHED, ("L2611-06",), 860, 860, 2, "green dot", AT - 2 * DAY),
            RiskStock(Location.WIP, (), 240, 240, 1, "", AT - 2 * DAY),
            RiskStock(Location.SUPPLIER, (), 0, 0, 0, "no risk before welding", AT - 2 * DAY),
        ),
        diamond=Diamond(process=True, tool=True, part=True, part_quality=False),
        causes=(
            Cause(CauseKind.OCCURRENCE, Branch.MAN, "new operator"),
            Cause(CauseKind.OCCURRENCE, Branch.MATERIAL, "detergent does not act", True, ("sem-deposit.png",)),
            Cause(CauseKind.ESCAPE, Branch.MEASUREMENT, "leak test by sample", True, ("rinse-log.txt",)),
            Cause(CauseKind.OCCURRENCE, None, "something without a branch"),
        ),
        whys=(
            WhyChain(
                CauseKind.OCCURRENCE,
                tuple(
                    Why(f"Why {number}?", f"because {number}", evidence)
                    for number, evidence in enumerate(("weld-cut-03.png", "", "", "", "DOE-7"), 1)
                ),
            ),
            WhyChain(CauseKind.ESCAPE, (Why("Why not found?", "sample of five"),), "the control plan says so"),
        ),
        options=(
            Option("formula B", "no residue in 20", "1.2 per 100", "waste water", chosen=True),
            Option("ultrasonic station", "to be shown", "180 k", "takt +4 s"),
        ),
        actions=(
            Action("D3", "sort at the customer", "杨雪", AT - 3 * DAY, AT, None, "customer done"),
            Action("D5", "DOE on detergent", "陈刚", AT - DAY, AT + 2 * DAY),
            Action("D6", "new formula, 500 pieces", "李伟", AT - 2 * DAY, AT - DAY, AT - HOUR, "0 leaks"),
            Action("D7", "supplier change form", "吴洁", AT + 8 * DAY, AT + 17 * DAY),
        ),
        documents=(
            Document(DocumentKind.CONTROL_PLAN, "CP-333933", "F", AT - HOUR),
            Document(None, "work sheet", "C"),
        ),
        read_across=(
            ReadAcross("capsule 333935", Affected.UNKNOWN, "cut three", "何军", AT + 2 * DAY, None),
            ReadAcross("capsule 333960", Affected.NO, "other oil", "", None, AT - HOUR),
        ),
        body=body,
        body_line=60,
    )


def attachment(name: str, size: int = 20480) -> Attachment:
    """A file published with the case; pictures have 800 by 600 pixels."""
    suffix = name.rpartition(".")[2]
    picture = Picture(800, 600, is_still=suffix != "svg", is_drawn=suffix == "svg")
    return Attachment(f"/nowhere/{name}", name, size, picture if f".{suffix}" in PICTURES else None)


def full_case(**changes: object) -> Case:
    """The case; `changes` replace fields."""
    values: dict[str, object] = {
        "customer": "SGM-DY",
        "area": "Line 3",
        "department": "Welding",
        "owner": "李伟",
        "part": Part("333933", "capsule", ("L2611-07",)),
        "severity": Severity.MAJOR,
        "profile": "complaint",
        "next_report": NextReport(AT + 32 * HOUR),
        "updated": AT - timedelta(minutes=17),
        "on_hold": Hold(AT - DAY, AT + 3 * DAY, "waiting for samples"),
        "facts": {
            "containment": CriterionFacts(
                "containment", (OPENED + 17 * HOUR,), ("sorting.png", "QR-77"), approved_by="王芳"
            ),
            "root_cause": CriterionFacts("root_cause", next="DOE on detergent concentration", by="陈刚"),
            "error_proofing": CriterionFacts("error_proofing", due=AT + 12 * DAY, by="周涛"),
            "verified": CriterionFacts("verified", (AT - HOUR,)),
            "layered_audit": CriterionFacts("layered_audit", na="no manual operation here"),
        },
        "revisions": (
            Revision(AT - DAY, "corrective_action", AT + 11 * DAY, "sample late", "customer agreed"),
            Revision(AT + DAY, "corrective_action", AT + 13 * DAY, "sample later still"),
        ),
        "recurrences": (Recurrence(AT - 3 * HOUR, "two parts, lot L2611-09", "FR-2026-0121"),),
        "report": full_report(),
        "attachments": tuple(
            attachment(name)
            for name in ("sorting.png", "weld-cut-03.png", "sem-deposit.png", "rinse-log.txt", "检漏 记录.pdf")
        ),
        **changes,
    }
    return replace(case_of("FR-2026-0118", "焊接到膜盒上的毛细管泄漏", OPENED), **values)  # type: ignore[arg-type]
