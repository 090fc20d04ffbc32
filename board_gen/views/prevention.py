"""D7 as a reader sees it: the documents that the measure went into, and where else it applies (contract §3, §6)."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from board_gen.model.report import Document, ReadAcross, Report
from board_gen.model.terms import Affected, DocumentKind
from board_gen.rules.gates import NO_DOCUMENT, NOT_ANSWERED
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.gaps import Gaps
from board_gen.views.names import person_of
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import AFFECTED, DOCUMENTS

SIGNS = {Affected.YES: "●", Affected.NO: "○", Affected.UNKNOWN: "?", None: "?"}
"""A sign for whether a like product is affected, beside the word."""
_ARROW = re.compile(r"\s*(?:→|⇒|->|=>)\s*")
_LAST = datetime.max.replace(tzinfo=UTC)


class DocumentKindMark(NamedTuple):
    """A kind of document, and whether a document of that kind is named."""

    name: str
    is_touched: bool


class DocumentLine(NamedTuple):
    """A document that the measure went into; `before` is the former revision, where it is told (`C → D`)."""

    kind: str
    name: str
    before: str
    revision: str
    done: Moment | None
    is_done: bool


class LikeProduct(NamedTuple):
    """A like product or process, and whether it has the problem too; `is_asked`: nobody has answered that yet."""

    product: str
    sign: str
    affected: str
    action: str
    owner: str
    timing: Timing
    is_asked: bool


class Prevention(NamedTuple):
    """D7, but for its actions. `kinds` are all there are, where documents are named; `gap` says what these lack."""

    kinds: tuple[DocumentKindMark, ...]
    documents: tuple[DocumentLine, ...]
    gap: str
    like_products: tuple[LikeProduct, ...]


def prevention_of(report: Report, clock: CaseClock, gaps: Gaps) -> Prevention:
    """What the fields of D7 say; like products that are open come first, the earliest deadline at the top."""
    asked = {gap.what for gap in gaps.of(NOT_ANSWERED)}
    ordered = sorted(report.read_across, key=lambda like: _order(like, clock.at))
    return Prevention(
        kinds=_kinds_of(report.documents, clock.reader),
        documents=tuple([_document_of(document, clock) for document in report.documents]),
        gap=gaps.text(NO_DOCUMENT) if report.documents else "",
        like_products=tuple([_like_of(like, clock, asked) for like in ordered]),
    )


def _kinds_of(documents: tuple[Document, ...], reader: Reader) -> tuple[DocumentKindMark, ...]:
    touched = {document.kind for document in documents}
    if not documents:
        return ()
    return tuple([DocumentKindMark(reader.words(DOCUMENTS[kind]), kind in touched) for kind in DocumentKind])


def _document_of(document: Document, clock: CaseClock) -> DocumentLine:
    before, arrow, revision = _parted(document.revision)
    return DocumentLine(
        kind=clock.reader.words(DOCUMENTS[document.kind]) if document.kind else "",
        name=document.name,
        before=before if arrow else "",
        revision=revision if arrow else document.revision,
        done=clock.optional(document.done),
        is_done=document.done is not None and document.done <= clock.at,
    )


def _parted(revision: str) -> tuple[str, bool, str]:
    """`C → D` as its two revisions, and whether it is such a pair."""
    parts = _ARROW.split(revision.strip())
    return (parts[0], True, parts[1]) if len(parts) == 2 and all(parts) else (revision, False, "")


def _order(like: ReadAcross, at: datetime) -> tuple[bool, datetime]:
    """What is open by its deadline, so that what is late stands first whenever one looks; then all else."""
    is_done = like.done is not None and like.done <= at
    is_open = not is_done and like.affected is not Affected.NO
    return (not is_open, like.due if like.due is not None and is_open else _LAST)


def _deadline_of(like: ReadAcross) -> datetime | None:
    """Until when it is to be done; None where it is known not to be affected: that is an answer, and never late."""
    return None if like.affected is Affected.NO and like.done is None else like.due


def _like_of(like: ReadAcross, clock: CaseClock, asked: set[str]) -> LikeProduct:
    return LikeProduct(
        product=like.product,
        sign=SIGNS[like.affected],
        affected=clock.reader.words(AFFECTED[like.affected or Affected.UNKNOWN]),
        action=like.action,
        owner=person_of(like.owner, clock.reader),
        timing=clock.timing(_deadline_of(like), like.done),
        is_asked=like.product in asked,
    )
