"""`board-gen report`: one case's report as a file, in the format that is asked for.

A format is a function from what is asked to the file's bytes and findings; nothing else knows of it. What a format
needs is loaded when it is asked for.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.pages.report_asked import ReportAsked, Reported

NOT_WRITTEN = Kind(
    "BG630",
    Level.ERROR,
    N_("the report {file} can't be written: {reason}"),
    N_("check who may write there; a report that another program shows may be locked"),
)


def _pdf(asked: ReportAsked) -> Reported:
    from board_gen.pages.report_pdf import report_pdf

    return report_pdf(asked)


FORMATS: Mapping[str, Callable[[ReportAsked], Reported]] = {"pdf": _pdf}
"""What a report can be written as, by the suffix of its file."""


def report_written(asked: ReportAsked, form: str, target: Path) -> tuple[Finding, ...]:
    """Write a report to `target` as a whole or not at all; what is wrong with it."""
    made = FORMATS[form](asked)
    if made.content is None:
        return made.findings
    try:
        _write_whole(target, made.content)
    except OSError as error:
        told = {"file": str(target), "reason": error.strerror or str(error)}
        return (*made.findings, Finding(NOT_WRITTEN, Place(str(target)), told, asked.tracks.case.id))
    return made.findings


def _write_whole(target: Path, content: bytes) -> None:
    """A file in the place of a former one, which nobody sees half written."""
    draft = target.with_name(f".board_gen-{secrets.token_hex(8)}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
