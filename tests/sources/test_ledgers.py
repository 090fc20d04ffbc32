"""meetings.csv and metrics.csv (contract §1)."""

from datetime import date, time

import pytest

from board_gen.finding import Level
from board_gen.model.plant import MeetingHeld, Metric
from board_gen.model.terms import ChartKind
from board_gen.sources.ledgers import read_meetings, read_metrics


@pytest.fixture
def file_of(tmp_path):
    def file_of(content: str | bytes):
        path = tmp_path / "ledger.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return file_of


def found(read) -> list[tuple[str, str, str]]:
    return [(f.kind.code, str(f.place), str(f.level)) for f in read.findings]


@pytest.mark.parametrize("header", ["date,start,minutes,present,absent", "日期,开始,分钟,出席,缺席"])
def test_meetings(header, file_of):
    """A meeting has its day, start, minutes and names between `;`, in either language's columns."""
    text = f"{header}\n2026-11-23,08:30,25,李伟; 王芳；陈刚;,赵敏\n\n2026/11/24,,,,\n"
    read = read_meetings(file_of(text), "cases/meetings.csv")
    assert read.entries == (
        MeetingHeld(date(2026, 11, 23), time(8, 30), 25, ("李伟", "王芳", "陈刚"), ("赵敏",)),
        MeetingHeld(date(2026, 11, 24), None, None, (), ()),
    )
    assert read.findings == ()


def test_metrics(file_of):
    """A metric has its day, name, scope, value and perhaps a target; a percent sign says nothing more."""
    text = "value,date,metric,scope,target\n96.5%,2026-11-23,FTQ,Line 3,98\n-2,2026年11月24日,score,,\n"
    read = read_metrics(file_of(text), "cases/metrics.csv")
    assert read.entries == (
        Metric(date(2026, 11, 23), "FTQ", "Line 3", 96.5, 98.0),
        Metric(date(2026, 11, 24), "score", "", -2.0, None),
    )
    assert read.findings == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",FTQ,,96,", [("BG451", "m.csv[A2]", "warning")]),
        ("1/10/2005,FTQ,,96,", [("BG222", "m.csv[A2]", "error")]),
        ("2026-02-30,FTQ,,96,", [("BG224", "m.csv[A2]", "error")]),
        ("2026-11-23,,,96,", [("BG454", "m.csv[B2]", "warning")]),
        ("2026-11-23,FTQ,,,98", [("BG454", "m.csv[D2]", "warning")]),
        ("2026-11-23,FTQ,,many,98", [("BG452", "m.csv[D2]", "warning")]),
        ("2026-11-23,FTQ,,nan,98", [("BG452", "m.csv[D2]", "warning")]),
        ("2026-11-23,FTQ,,1_000,98", [("BG452", "m.csv[D2]", "warning")]),
    ],
)
def test_a_metric_that_cant_be_read_is_left_out(row, expected, file_of):
    """A row without day, name or value is left out with a finding at its cell; the others stay."""
    read = read_metrics(file_of(f"date,metric,scope,value,target\n{row}\n2026-11-24,FTQ,,97,\n"), "m.csv")
    assert [entry.value for entry in read.entries] == [97.0]
    assert found(read) == expected


def test_what_is_only_part_of_a_meeting_is_left_out_alone(file_of):
    """An odd time or number leaves out that value, not the meeting."""
    read = read_meetings(file_of("date,start,minutes\n2026-11-23,25:00,soon\n"), "m.csv")
    assert read.entries == (MeetingHeld(date(2026, 11, 23), None, None, (), ()),)
    assert sorted(found(read)) == [("BG452", "m.csv[C2]", "warning"), ("BG453", "m.csv[B2]", "warning")]


@pytest.mark.parametrize("content", [b"", b"\xff\xff\xff", b"a,b\n1,2\n", b'date,metric,value\n"2026'])
def test_a_ledger_that_cant_be_read_is_an_error(content, file_of):
    """No content raises; a ledger without its columns, or without text, is one error."""
    read = read_metrics(file_of(content), "m.csv")
    assert read.entries == ()
    assert [finding.level for finding in read.findings] == [Level.ERROR]


def test_a_ledger_of_gb18030(file_of):
    """A ledger saved by an older Excel reads right, with a note."""
    read = read_meetings(file_of("日期,出席\n2026-11-23,李伟\n".encode("gb18030")), "m.csv")
    assert read.entries[0].present == ("李伟",)
    assert found(read) == [("BG404", "m.csv", "note")]


@pytest.mark.parametrize(
    ("written", "chart", "findings"),
    [
        ("control", ChartKind.CONTROL, []),
        (" Control ", ChartKind.CONTROL, []),
        ("控制图", ChartKind.CONTROL, []),
        ("run", ChartKind.RUN, []),
        ("", None, []),
        ("/", None, []),
        ("xbar", None, [("BG456", "m.csv[F2]", "warning")]),
    ],
)
def test_a_row_may_ask_for_a_chart(written, chart, findings, file_of):
    """In either language; what is no chart is a finding, and the value counts."""
    text = f"date,metric,scope,value,target,chart\n2026-11-22,FTQ,Line 3,98.3,98.5,{written}\n"
    read = read_metrics(file_of(text), "m.csv")
    assert [(entry.value, entry.chart) for entry in read.entries] == [(98.3, chart)]
    assert found(read) == findings


def test_a_second_value_for_a_day_is_told(file_of):
    """At the later row; another scope, metric or day is no second one."""
    rows = ("22,FTQ,L1", "22,FTQ,L2", "23,FTQ,L1", "22,PPM,L1", "22,ftq,l1")
    text = "date,metric,scope,value\n" + "".join(f"2026-11-{row},97\n" for row in rows)
    read = read_metrics(file_of(text), "m.csv")
    assert len(read.entries) == 5
    assert found(read) == [("BG457", "m.csv[D6]", "warning")]
