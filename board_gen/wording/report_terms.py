"""The closed sets and the questions of an 8D in words (domain.md §6)."""

from board_gen.messages import N_
from board_gen.model.terms import Affected, Branch, CauseKind, DocumentKind, Location, Trigger

TRIGGERS = {
    Trigger.CUSTOMER_REQUEST: N_("the customer asks for it"),
    Trigger.REPEAT: N_("a repeat"),
    Trigger.SIGNIFICANT: N_("significant"),
    Trigger.BEYOND_ONE_PERSON: N_("beyond one person"),
}
LOCATIONS = {
    Location.CUSTOMER: N_("at the customer"),
    Location.FINISHED: N_("finished stock"),
    Location.WIP: N_("work in process"),
    Location.TRANSIT: N_("in transit"),
    Location.SUPPLIER: N_("at the supplier"),
}
KINDS = {
    CauseKind.OCCURRENCE: N_("occurrence"),
    CauseKind.ESCAPE: N_("escape"),
}
WHY_IT = {
    CauseKind.OCCURRENCE: N_("Why did it happen?"),
    CauseKind.ESCAPE: N_("Why was it not found?"),
}
BRANCHES = {
    Branch.MAN: N_("Man"),
    Branch.MACHINE: N_("Machine"),
    Branch.MATERIAL: N_("Material"),
    Branch.METHOD: N_("Method"),
    Branch.MEASUREMENT: N_("Measurement"),
    Branch.ENVIRONMENT: N_("Environment"),
}
DOCUMENTS = {
    DocumentKind.PFMEA: N_("PFMEA"),
    DocumentKind.CONTROL_PLAN: N_("Control plan"),
    DocumentKind.SOP: N_("SOP"),
    DocumentKind.INSPECTION: N_("Inspection standard"),
    DocumentKind.IPQC: N_("IPQC"),
    DocumentKind.SPC: N_("SPC"),
}
AFFECTED = {
    Affected.YES: N_("affected"),
    Affected.NO: N_("not affected"),
    Affected.UNKNOWN: N_("not known yet"),
}
QUESTIONS = {
    "what": N_("What"),
    "where": N_("Where (process, place on the part)"),
    "when": N_("When (first, again)"),
    "who": N_("Who"),
    "why": N_("Why a problem"),
    "how": N_("How"),
    "how_much": N_("How much"),
}
"""5W2H, in the order in which they are asked."""
DIAMOND = {
    "process": N_("Right process: is standard work followed?"),
    "tool": N_("Right tool: tooling, equipment, error-proofing in order?"),
    "part": N_("Right part: part, flow, place, label?"),
    "part_quality": N_("Part quality: does the supplied part meet its standard?"),
}
NAMES: dict[str, str] = {
    **{str(key): text for key, text in LOCATIONS.items()},
    **{str(key): text for key, text in KINDS.items()},
    **QUESTIONS,
}
"""What a gate's `names` are called on the page: places, kinds of cause, questions."""
