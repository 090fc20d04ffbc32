"""The closed sets of the trade in words: letters, phases, marks, severities, groups, units (domain.md)."""

from datetime import timedelta

from board_gen.finding import Level
from board_gen.messages import N_
from board_gen.model.duration import Duration, Unit
from board_gen.model.terms import EvidenceNeed, Letter, Mark, Phase, QColour, Severity, SourceGroup
from board_gen.wording.catalogue import Wording

LETTERS = {
    Letter.GREEN: N_("green, met"),
    Letter.YELLOW: N_("yellow, open, in time"),
    Letter.RED: N_("red, overdue"),
    Letter.NOT_APPLICABLE: N_("not applicable"),
}
PHASES = {
    Phase.OPEN: N_("open"),
    Phase.WATCH: N_("watch"),
    Phase.READY: N_("ready to close"),
    Phase.CLOSED: N_("closed"),
    Phase.REJECTED: N_("rejected"),
}
INVALID = N_("invalid")
"""The phase of what can't be judged."""
MARKS = {
    Mark.NEW: N_("new"),
    Mark.DUE_SOON: N_("due within 24 h"),
    Mark.MOVED: N_("deadline moved"),
    Mark.CLAIMED: N_("claimed"),
    Mark.NO_NEXT: N_("no next move"),
    Mark.NOT_UPDATED: N_("not updated"),
    Mark.REPORT_DUE: N_("report due"),
    Mark.REPORT_LATE: N_("report late"),
    Mark.NO_REPORT: N_("no 8D"),
    Mark.RECURRED: N_("recurred"),
    Mark.ON_HOLD: N_("on hold"),
    Mark.DIFFERS: N_("sheet differs"),
}
MARK_MEANINGS = {
    Mark.NEW: N_("opened within the last 24 h"),
    Mark.DUE_SOON: N_("an unmet deadline passes within 24 h"),
    Mark.MOVED: N_("a deadline was moved; the days past the first one stand beside it"),
    Mark.CLAIMED: N_("said to be done, but the evidence is missing"),
    Mark.NO_NEXT: N_("a red criterion names no next move"),
    Mark.NOT_UPDATED: N_("the owner has not updated it since before the last meeting"),
    Mark.REPORT_DUE: N_("a report is due within 24 h"),
    Mark.REPORT_LATE: N_("a report is late"),
    Mark.NO_REPORT: N_("has to be tracked, but has no case file"),
    Mark.RECURRED: N_("a criterion is red because the problem came again"),
    Mark.ON_HOLD: N_("on hold; its clocks run on"),
    Mark.DIFFERS: N_("sheet and case file, or a typed letter and the rules, disagree"),
}
SEVERITIES = {
    Severity.MAJOR: N_("major"),
    Severity.MINOR: N_("minor"),
    Severity.SAFETY: N_("safety"),
}
GROUPS = {
    SourceGroup.CUSTOMER: N_("Customer"),
    SourceGroup.QUALITY: N_("Quality"),
    SourceGroup.SYSTEM: N_("Quality system"),
    SourceGroup.OTHER: N_("Other"),
}
Q_COLOURS = {
    QColour.RED: N_("red day"),
    QColour.YELLOW: N_("yellow day"),
    QColour.NONE: N_("no colour"),
}
EVIDENCE = {
    EvidenceNeed.OPTIONAL: N_("optional"),
    EvidenceNeed.REQUIRED: N_("required"),
}
LEVELS = {
    Level.ERROR: N_("error"),
    Level.WARNING: N_("warning"),
    Level.NOTE: N_("note"),
}
LEVEL_HEADINGS = {
    Level.ERROR: N_("Errors"),
    Level.WARNING: N_("Warnings"),
    Level.NOTE: N_("Remarks"),
}
UNITS = {
    Unit.MINUTES: N_("{count} min"),
    Unit.HOURS: N_("{count} h"),
    Unit.DAYS: N_("{count} d"),
    Unit.WORKING_DAYS: N_("{count} working d"),
    Unit.WEEKS: N_("{count} wk"),
}


def duration_in_words(duration: Duration, words: Wording) -> str:
    """`24 h`, `7 d`, `5 working d`: how long something may take, as its rule counts it."""
    return words(UNITS[duration.unit], count=duration.count)


def elapsed_in_words(length: timedelta, words: Wording) -> str:
    """Elapsed time of a rule in the largest unit that divides it: `72 h`, `7 d`, `30 min`; days from two on."""
    minutes = int(length.total_seconds()) // 60
    if minutes % 1440 == 0 and minutes >= 2880:
        return words(UNITS[Unit.DAYS], count=minutes // 1440)
    if minutes % 60 == 0 and minutes:
        return words(UNITS[Unit.HOURS], count=minutes // 60)
    return words(UNITS[Unit.MINUTES], count=minutes)
