"""Cases for the tests of reports as Word and Excel files, as somebody asks for them."""

from pathlib import Path
from typing import Any

from PIL import Image

from board_gen.model.case import Attachment, Case, Picture
from board_gen.model.label import Language
from board_gen.pages.report_asked import ReportAsked
from board_gen.sources.pictures import read_picture
from tests.pages.builders import AT, DAY, case_of, plant_of, reader_of
from tests.pages.full_case import full_case

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><rect width="120" height="60" fill="#246"/></svg>'
HOSTILE = (
    "=cmd|'/c calc'!A0",
    "+1+1",
    "@SUM(1)",
    "-2+3",
    '<script>alert(1)</script> & "quotes"',
    "{{ id }}",
    "<r>x</r>",
)
"""Texts that would do something, were they taken for more than texts."""


def asked_for(case: Case, language: Language = Language.EN, template: Path | None = None) -> ReportAsked:
    """What the command would ask for: one case of a plant of its own."""
    judged = plant_of((case,), (), ())
    tracks = next(tracks for tracks in judged.cases if tracks.case.id == case.id)
    return ReportAsked(tracks, judged, reader_of(judged, language), template)


def bare_case() -> Case:
    """A case of which nothing is known but what every case needs."""
    return case_of("MIN-1", "x", AT - DAY)


def _attachment(path: Path) -> Attachment:
    """A file as the reader of cases takes it; what broke after it was read keeps the size that it had."""
    picture = read_picture(path) or Picture(10, 10)
    return Attachment(str(path), path.name, path.stat().st_size, picture)


def pictured_case(folder: Path, **changes: Any) -> Case:
    """The full case with real files: a large photograph, a drawing, a damaged picture."""
    Image.new("RGB", (4000, 3000), "#88aacc").save(folder / "weld-cut-03.png")
    (folder / "sem-deposit.svg").write_text(SVG, encoding="utf-8")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (folder / "spy.svg").write_text(SVG.replace("<rect", '<image href="/etc/hostname.png"/><rect'), encoding="utf-8")
    names = ("weld-cut-03.png", "sem-deposit.svg", "broken.png", "spy.svg")
    files = tuple(_attachment(folder / name) for name in names)
    return full_case(attachments=files, **changes)
