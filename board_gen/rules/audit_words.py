"""By which words a text of a case names a point of the audit: an action or document that speaks of training, an alert.

A word beside a "no" does not count: "no retraining needed" is no training.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Point(StrEnum):
    """The points, in the order in which they are asked."""

    REPORT = "report"
    ALERT = "alert"
    CONTAINMENT = "containment"
    ROOT_CAUSE = "root_cause"
    ACTION = "action"
    ERROR_PROOFING = "error_proofing"
    VERIFICATION = "verification"
    PFMEA = "pfmea"
    CONTROL_PLAN = "control_plan"
    STANDARD_WORK = "standard_work"
    TRAINING = "training"
    LAYERED_AUDIT = "layered_audit"
    SEGREGATION = "segregation"
    MONITORING = "monitoring"
    CHANGE_REQUEST = "change_request"
    TRIAL_RUN = "trial_run"
    READ_ACROSS = "read_across"


WORDS: Mapping[Point, tuple[str, ...]] = {
    Point.ALERT: ("质量警示", "质量警报", "质量警告", "质量预警", "警示单", "quality alert", "alert", "alerts"),
    Point.ERROR_PROOFING: ("防错", "防呆", "error-proofing", "error proofing", "mistake-proofing", "poka-yoke"),
    Point.PFMEA: ("FMEA", "PFMEA"),
    Point.CONTROL_PLAN: ("控制计划", "control plan"),
    Point.STANDARD_WORK: ("作业指导书", "指导书", "标准作业", "SOP", "standard work", "work instruction"),
    Point.TRAINING: ("培训", "training", "trained", "retrained"),
    Point.LAYERED_AUDIT: ("分层审核", "layered audit", "LPA"),
    Point.SEGREGATION: ("隔离", "封存", "segregated", "quarantine", "quarantined"),
    Point.CHANGE_REQUEST: (
        *("变更申请", "变更单", "工程变更", "过程变更", "change request", "change form"),
        *("PCR", "ECR", "ECN", "PCN"),
    ),
    Point.TRIAL_RUN: (
        "试生产",
        "试运行",
        "试产",
        "试装",
        "小批量",
        "trial run",
        "trial runs",
        "pilot run",
        "trial lot",
    ),
}
"""By what a text names a point; letters and digits beside a word make it another word."""
_DO = "(?:进行|做|作|完成|开展|安排|组织|发出?|发布|实施|提交)?"
_NOT = (
    rf"(?:(?:无需|无须|不需要?|不必|不用|不再|不|未曾?|没有?|尚未|取消|无|免)再?{_DO}"
    r"|(?:(?<![a-z])(?:no|not|without|never)|n['’]t)\s+(?:\w+\s+)?(?:(?:a|an|any|the|to|of|in|further)\s+){0,2})?"
)
"""What a word may follow that takes it back."""
_NOT_AFTER = (
    r"(?:尚?未|没有|没做|取消|无需|不需|不必|不适用|暂缓|推迟"
    r"|\s+(?:(?:is|are|was|were|has|have|had|been|will|be|could|yet|still)\s+){0,3}"
    r"(?:not\b|never\b|pending|cancell?ed|postponed|(?:is|are|was|were|has|have|had|wo|could)n['’]t))?"
)
"""What may follow a word and takes it back."""
_NAMED = {
    point: re.compile(
        rf"({_NOT})(?:{'|'.join(re.escape(word) for word in words if not word.isascii()) or '(?!)'}"
        rf"|(?<![a-z0-9])(?:{'|'.join(re.escape(word) for word in words if word.isascii())})(?![a-z0-9]))"
        rf"({_NOT_AFTER})",
        re.IGNORECASE,
    )
    for point, words in WORDS.items()
}
_FOLDED = tuple((word.casefold(), point) for point, words in WORDS.items() for word in words)


def by_point(texts: Sequence[tuple[str, T]]) -> Mapping[Point, list[tuple[str, T]]]:
    """Texts, each with what it belongs to, by the points that they may name: so most texts meet no pattern."""
    folded = [(text.casefold(), text, told) for text, told in texts]
    all_of_it = "\n".join([text for text, _, _ in folded])
    held = [(word, point) for word, point in _FOLDED if word in all_of_it]
    found: dict[Point, list[tuple[str, T]]] = {}
    for text, written, told in folded if held else ():
        for point in dict.fromkeys([point for word, point in held if word in text]):
            found.setdefault(point, []).append((written, told))
    return found


def naming(point: Point, texts: Sequence[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    """Of these texts those that do name the point; of several that belong to one thing the first."""
    former: T | None = None
    for text, told in texts:
        if told is not former and any(not (match[1] or match[2]) for match in _NAMED[point].finditer(text)):
            former = told
            yield text, told
