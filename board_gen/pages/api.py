"""The files under /api/: the board and its cases for other programs, as of the build (contract §7, §8)."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from board_gen import __version__
from board_gen.finding import Finding
from board_gen.model.case import InvalidCase
from board_gen.pages.board_csv import board_csv
from board_gen.pages.board_xlsx import board_xlsx
from board_gen.pages.site import SiteFile
from board_gen.pages.trends import history_json
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.about_board import about_board_of
from board_gen.views.api import (
    Json,
    board_head_json,
    case_json,
    counts_json,
    findings_by_case,
    instant_text,
    invalid_json,
)
from board_gen.views.board_table import board_table_of
from board_gen.views.changes import changed_json
from board_gen.views.live_line import json_of
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing


def api_files(judged: JudgedPlant, reader: Reader, standing: Standing | None = None) -> Iterator[SiteFile]:
    """The data files that are about the whole plant, but for the findings (`pages/findings.py`).

    `standing` is what the pages of a build share.
    """
    yield SiteFile("api/board.json", board_text(standing or Standing(judged, reader.at), reader).encode())
    yield _file("history", history_json(judged, reader))
    yield _file("build", build_json(judged, reader))


def board_text(standing: Standing, reader: Reader) -> str:
    """`board.json`: the board with its cases (`views/api.py`), then what changed."""
    judged = standing.judged
    head, changed = json_of(board_head_json(judged, reader)), json_of(changed_json(judged, reader))
    return f'{head[:-1]},"cases":[{",".join(_case_texts(standing, reader))}],{changed[1:]}\n'


def _case_texts(standing: Standing, reader: Reader) -> Iterator[str]:
    """Each case of the board as JSON, invalid ones first."""
    found = findings_by_case(standing.judged.findings)

    def told(tracks: CaseTracks) -> str:
        return json_of(case_json(tracks, found[tracks.case.id], reader))

    for invalid in standing.judged.invalid:
        yield json_of(invalid_json(invalid, found[invalid.id], reader))
    for tracks in standing.on_board:
        yield standing.piece(tracks, f"data {reader.words.language} {found[tracks.case.id]!r}", told)


def spreadsheet_files(
    judged: JudgedPlant, reader: Reader, standing: Standing, site_url: str | None
) -> Iterator[SiteFile]:
    """The board for people who go on with it in a spreadsheet."""
    table = board_table_of(judged, reader, standing)
    yield SiteFile("api/board.csv", board_csv(table))
    about = about_board_of(judged, reader, site_url)
    yield SiteFile("api/board.xlsx", board_xlsx(table, about, reader, site_url))


def case_file(tracks: CaseTracks, findings: Iterable[Finding], reader: Reader) -> SiteFile:
    """The data of a valid case, with those of the findings that are about it."""
    case = tracks.case
    found = findings_by_case(findings)[case.id]
    told = {"report": dict(case.report_data), "text": case.report.body}
    return _file(f"cases/{case.address}", case_json(tracks, found, reader) | told)


def invalid_file(invalid: InvalidCase, findings: Iterable[Finding], reader: Reader) -> SiteFile:
    """The data of a case that can't be judged."""
    found = findings_by_case(findings)[invalid.id]
    return _file(f"cases/{invalid.address}", invalid_json(invalid, found, reader) | {"report": None})


def build_json(judged: JudgedPlant, reader: Reader) -> Json:
    """The one file that changes with every build: its id, its instant, and counts for the frame's script."""
    findings: dict[str, int] = {"error": 0, "warning": 0, "note": 0}
    for finding in judged.findings:
        findings[finding.level.value] += 1
    return {
        "build": build_id(judged, reader),
        "as_of": instant_text(reader.at),
        "pinned": reader.pinned,
        "cases": len(judged.cases) + len(judged.settled) + len(judged.invalid),
        "counts": counts_json(judged, reader.at),
        "findings": findings,
    }


def build_id(judged: JudgedPlant, reader: Reader) -> str:
    """A name for this build: the hash of the program's version, every input's bytes, and the instant."""
    inputs = (__version__, instant_text(reader.at), *((judged.inputs,) if judged.inputs else ()))
    return sha256("\n".join(str(part) for part in inputs).encode()).hexdigest()[:16]


def _file(name: str, content: object) -> SiteFile:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return SiteFile(f"api/{name}.json", (text + "\n").encode())
