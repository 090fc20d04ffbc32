"""`board-gen report`: one case's report as a file, in the format that is asked for.

A format is a function from what is asked to the file's bytes and findings; nothing else knows of it. What a format
needs is loaded when it is asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.model.label import Language
from board_gen.pages.report_asked import ReportAsked, Reported
from board_gen.rules.judged import JudgedPlant, name_key
from board_gen.rules.tracks import CaseTracks
from board_gen.views.reader import Reader
from board_gen.whole_file import write_whole
from board_gen.wording import Wording

NOT_WRITTEN = Kind(
    "BG630",
    Level.ERROR,
    N_("the report {file} can't be written: {reason}"),
    N_("check who may write there; a report that another program shows may be locked"),
)
NO_REPORT = Kind(
    "BG633",
    Level.ERROR,
    N_("the case {id} can't be judged: there is no report of it"),
    N_("mend what is named below, or on its page"),
)
NEAR = 3
"""So many ids are offered in the place of one that no case has."""


class NoCaseError(LookupError):
    """No case has that id; the message names those that are near to it."""


class Wish(NamedTuple):
    """What somebody wants: the report of the case `id` in the format `form`.

    `target` is its file (None: the case's address and the format's suffix, in the working folder), `language` its
    language (None: the plant's), `template` the folder of a form of their own, `site_url` where the site stands.
    """

    id: str
    form: str
    target: Path | None = None
    language: Language | None = None
    template: Path | None = None
    site_url: str | None = None


class Outcome(NamedTuple):
    """What became of a wish: the file that was written, None for none, and all that has to be said.

    `is_faulty`: something is wrong with the report itself, and not only with what it tells of.
    """

    written: Path | None
    findings: tuple[Finding, ...]
    is_faulty: bool = True


def _pdf(asked: ReportAsked) -> Reported:
    from board_gen.pages.report_pdf import report_pdf

    return report_pdf(asked)


def _docx(asked: ReportAsked) -> Reported:
    from board_gen.pages.report_docx import report_docx

    return report_docx(asked)


def _xlsx(asked: ReportAsked) -> Reported:
    from board_gen.pages.report_xlsx import report_xlsx

    return report_xlsx(asked)


FORMATS: Mapping[str, Callable[[ReportAsked], Reported]] = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx}
"""What a report can be written as, by the suffix of its file."""


def case_named(judged: JudgedPlant, name: str) -> CaseTracks | InvalidCase | None:
    """The case of an id, however its letters are written, or of an address or a file's name; a valid one first."""
    key = name_key(name)
    cases: tuple[CaseTracks | InvalidCase, ...] = (*judged.cases, *judged.invalid)
    found = (case for case in cases if key in map(name_key, _names_of(case)))
    return next(found, None)


def _names_of(case: CaseTracks | InvalidCase) -> Iterator[str]:
    known = case.case if isinstance(case, CaseTracks) else case
    yield known.id
    yield known.address or known.id
    if known.tracked:
        yield PurePosixPath(known.place.file).stem


def nearest_ids(judged: JudgedPlant, name: str) -> tuple[str, ...]:
    """The ids that `name` was probably meant to be: those that hold it, then those that are like it."""
    ids = {name_key(tracks.case.id): tracks.case.id for tracks in judged.cases}
    ids |= {name_key(case.id): case.id for case in judged.invalid}
    key = name_key(name)
    holding = sorted(one for one in ids if key and key in one)
    like = get_close_matches(key[:100], ids, NEAR)
    return tuple(ids[one] for one in dict.fromkeys((*holding[:NEAR], *like)))[:NEAR]


def errors_of(judged: JudgedPlant, case_id: str) -> tuple[Finding, ...]:
    """What is wrong with a case: its findings of level error."""
    return tuple(found for found in judged.findings if found.case == case_id and found.level is Level.ERROR)


def report_written(judged: JudgedPlant, reader: Reader, wish: Wish) -> Outcome:
    """Write the report of a case, as a whole or not at all; NoCaseError where no case has that id."""
    found = case_named(judged, wish.id)
    if found is None:
        near = ", ".join(nearest_ids(judged, wish.id))
        raise NoCaseError(f"{wish.id}: there is no such case" + (f"; near to it: {near}" if near else ""))
    if isinstance(found, InvalidCase):
        fault = Finding(NO_REPORT, found.place, {"id": found.id}, found.id)
        return Outcome(None, (fault, *errors_of(judged, found.id)))
    speaking = replace(reader, words=Wording(wish.language)) if wish.language else reader
    made = FORMATS[wish.form](ReportAsked(found, judged, speaking, wish.template, wish.site_url))
    target = wish.target or Path(f"{found.case.address}.{wish.form}")
    faults = made.findings if made.content is None else (*made.findings, *_put(target, made.content, found))
    is_written = made.content is not None and NOT_WRITTEN not in [fault.kind for fault in faults]
    is_faulty = any(fault.level is Level.ERROR for fault in faults)
    return Outcome(target if is_written else None, (*errors_of(judged, found.case.id), *faults), is_faulty)


def _put(target: Path, content: bytes, tracks: CaseTracks) -> Iterator[Finding]:
    """Write a file; what stood in the way."""
    try:
        write_whole(target, content)
    except OSError as error:
        told = {"file": str(target), "reason": error.strerror or str(error)}
        yield Finding(NOT_WRITTEN, Place(str(target)), told, tracks.case.id)
