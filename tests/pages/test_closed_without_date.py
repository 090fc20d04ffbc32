"""From the sheet to the trends page: what is closed without a date stays closed, and is in no average."""

from datetime import UTC, datetime

import pytest

from board_gen.judging import judged_at
from board_gen.model.label import Language
from board_gen.model.terms import Phase
from board_gen.pages.trends import trends_page
from board_gen.sources.plant_folder import read_plant
from board_gen.views.trends import trends_of
from tests.pages.builders import reader_of

AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
SHEET = (
    "id,title,opened,source,closed,status\n"
    "A-1,Burrs,2026-11-02,line,2026-11-04,closed\n"
    "A-2,Burrs,2026-11-02,line,,closed\n"
    "A-3,Burrs,2026-11-02,line,2026-13-01,结案\n"
    "A-4,Burrs,2026-11-02,line,已关闭,\n"
    "A-5,Burrs,2026-11-02,line,,open\n"
)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.EN, "Left out of the closings, without a date (nothing says when): 3."),
        (Language.ZH, "关闭中未计入无日期的（不知何时关闭）：3 件。"),
    ],
)
def test_closed_rows_without_a_date(tmp_path, language, sentence):
    """Three rows are closed without a date: off the board, in no time and no share, but counted on the page."""
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "issues.csv").write_text(SHEET, "utf-8")
    (folder / "board.yml").write_text("timezone: UTC\n", "utf-8")
    judged = judged_at(read_plant(folder, "cases"), AT)
    assert [tracks.case.id for tracks in judged.on_board(AT)] == ["A-5"]
    phases = {tracks.case.id: tracks.head.at(AT).phase for tracks in judged.cases}
    assert phases == {"A-5": Phase.OPEN} | dict.fromkeys(("A-1", "A-2", "A-3", "A-4"), Phase.CLOSED)
    reader = reader_of(judged, language)
    trends = trends_of(judged, reader)
    sums = trends.sums
    assert (sums.undated, sums.qsb.closed, sums.open_time.undated) == (3, 1, 3)
    assert (sums.on_time.undated, sums.on_time.cases) == (3, 2)
    assert sum(one.red + one.yellow + one.green for one in sums.ages.classes) == 1
    html = trends_page(judged, reader).html
    assert html.count(sentence) == 4
