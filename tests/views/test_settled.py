"""What is published of a case that has settled: its page and its data are the same at every later instant."""

from datetime import datetime

from board_gen.model.plant import Plant
from board_gen.pages.api import case_file
from board_gen.pages.case import case_page
from board_gen.rules.gates import gate_findings
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.rules.verdicts import findings_at
from board_gen.views.reader import Reader
from board_gen.wording import Wording
from tests.rules.oracle import DAY
from tests.rules.strategies import Scene
from tests.rules.test_digest import SECOND, settled_scenes

SCENES = 150


def published_of(tracks: CaseTracks, scene: Scene, at: datetime) -> tuple[str, object]:
    """A case's page and its data file at an instant."""
    rules = scene.rules
    findings = (*tracks.findings, *findings_at(tracks, at), *gate_findings(tracks, rules, at))
    judged = JudgedPlant(Plant(rules, (scene.case,), (), ()), (tracks,), (), findings)
    reader = Reader(at, rules, Wording(rules.language))
    return case_page(tracks, judged, reader).html, case_file(tracks, findings, reader).content


def test_page_and_data_of_a_settled_case_never_change() -> None:
    """From the instant at which a case has settled on, its page and its data are the same to the byte, in any year."""
    count = 0
    for scene, tracks, settled, dice in settled_scenes(SCENES):
        first = published_of(tracks, scene, settled)
        for t in (settled + dice.number(40 * 86400) * SECOND, settled + 4000 * DAY):
            assert published_of(tracks, scene, t) == first, (scene.case, t)
        count += 1
    assert count > SCENES / 5
