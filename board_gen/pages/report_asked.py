"""Who asks for a case's report as a file, and what they get: the seam between the command and each format."""

from pathlib import Path
from typing import NamedTuple

from board_gen.finding import Finding
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.reader import Reader


class ReportAsked(NamedTuple):
    """The report of one case, as `reader` sees it and in their language.

    `template` is the folder of a plant's or customer's own form, None for the report as board_gen makes it.
    `site_url` is where the site stands, None where mkdocs.yml does not say.
    """

    tracks: CaseTracks
    judged: JudgedPlant
    reader: Reader
    template: Path | None = None
    site_url: str | None = None


class Reported(NamedTuple):
    """A report as a file's bytes, None where none could be made, and what is wrong with the case or the template."""

    content: bytes | None
    findings: tuple[Finding, ...] = ()
