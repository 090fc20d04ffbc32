"""Texts to dates and instants, and why a text is none."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_gen.finding import Level, Place
from board_gen.sources.instants import (
    BadDate,
    DateFault,
    WrittenDate,
    date_finding,
    date_meant_by,
    date_of_serial,
    iso_text_of,
    read_date,
    read_sheet_date,
)

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    """An instant written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-11-23", "2026-11-22 16:00", "2026-11-23 16:00"),
        ("2026-11-23 07:55", "2026-11-22 23:55", "2026-11-22 23:55"),
        ("2026-11-23T07:55:30", "2026-11-22 23:55:30", "2026-11-22 23:55:30"),
        ("2026-11-23T07:55Z", "2026-11-23 07:55", "2026-11-23 07:55"),
        ("2026-11-23 07:55+01:00", "2026-11-23 06:55", "2026-11-23 06:55"),
        ("2026-11-23 07:55 -0530", "2026-11-23 13:25", "2026-11-23 13:25"),
        ("2026-11-23 00:00", "2026-11-22 16:00", "2026-11-22 16:00"),
        ("２０２６－１１－２３　０７：５５", "2026-11-22 23:55", "2026-11-22 23:55"),
        ("2028-02-29", "2028-02-28 16:00", "2028-02-29 16:00"),
    ],
)
def test_dates_of_a_case(text, start, end):
    """A time is that instant; a date alone begins at its local midnight and ends at the next."""
    written = read_date(text)
    assert isinstance(written, WrittenDate)
    assert (written.start(SHANGHAI), written.end(SHANGHAI)) == (utc(start), utc(end))


@pytest.mark.parametrize(
    ("text", "instant"),
    [("2026-10-25 02:30", "2026-10-25 00:30"), ("2026-03-29 02:30", "2026-03-29 01:30")],
)
def test_daylight_saving(text, instant):
    """A local time that comes twice or not at all takes the earlier offset."""
    written = read_date(text)
    assert isinstance(written, WrittenDate)
    assert written.start(BERLIN) == utc(instant)


@pytest.mark.parametrize(
    ("text", "fault", "values"),
    [
        ("2026-13-01", DateFault.IMPOSSIBLE, {"month": 13}),
        ("2026-02-30", DateFault.IMPOSSIBLE, {"month": 2, "year": 2026, "days": 28}),
        ("2026-11-00", DateFault.IMPOSSIBLE, {"month": 11, "year": 2026, "days": 30}),
        ("2026-11-23 24:00", DateFault.IMPOSSIBLE, {}),
        ("2026-11-23 07:60", DateFault.IMPOSSIBLE, {}),
        ("2026-11-23 07:55+19:00", DateFault.IMPOSSIBLE, {}),
        ("1899-12-31", DateFault.IMPOSSIBLE, {}),
        ("2200-01-01", DateFault.IMPOSSIBLE, {}),
        ("2026/11/3", DateFault.OTHER_FORM, {"meant": "2026-11-03"}),
        ("2026-11-3", DateFault.OTHER_FORM, {"meant": "2026-11-03"}),
        ("2026年11月3日 8:05", DateFault.OTHER_FORM, {"meant": "2026-11-03 08:05"}),
        ("2026/2/30", DateFault.IMPOSSIBLE, {"month": 2, "year": 2026, "days": 28}),
        ("1/10/2005", DateFault.AMBIGUOUS, {}),
        ("yesterday", DateFault.NOT_A_DATE, {}),
        ("2026-11", DateFault.NOT_A_DATE, {}),
        ("2026-11-23" + " " * 200, DateFault.NOT_A_DATE, {}),
        ("", DateFault.NOT_A_DATE, {}),
    ],
)
def test_no_dates_of_a_case(text, fault, values):
    """A text that is no date of a case says why, and what was meant where that is plain."""
    bad = read_date(text)
    assert isinstance(bad, BadDate)
    assert (bad.fault, bad.values) == (fault, values)


@pytest.mark.parametrize(
    ("fault", "text", "level"),
    [
        (DateFault.IMPOSSIBLE, "2026-02-30", Level.ERROR),
        (DateFault.AMBIGUOUS, "1/10/2005", Level.ERROR),
        (DateFault.OTHER_FORM, "2026/11/3", Level.WARNING),
        (DateFault.NOT_A_DATE, "soon", Level.WARNING),
    ],
)
def test_levels(fault, text, level):
    """An impossible or ambiguous date is an error wherever it stands (contract §6)."""
    bad = read_date(text)
    assert isinstance(bad, BadDate)
    finding = date_finding(bad, text, "opened", Place("a.csv", cell="C2"))
    assert (bad.fault, finding.level, finding.values["text"]) == (fault, level, text)
    assert finding.kind.text.format_map(finding.values).startswith("opened: ")
    assert "{" not in finding.kind.hint.format_map(finding.values)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-11-03", None, "2026-11-03"),
        ("2026/11/3", None, "2026-11-03"),
        ("2026.11.3", None, "2026-11-03"),
        ("2026年11月3日", None, "2026-11-03"),
        ("2026 年 11 月 3 号 8:05", None, "2026-11-03 08:05"),
        ("2026/11/3 8:05", "dmy", "2026-11-03 08:05"),
        ("2026/11/3 08:05:30", None, "2026-11-03 08:05:30"),
        ("2026-11-03T07:55:00+08:00", None, "2026-11-03 07:55+08:00"),
        ("1/10/2005", "mdy", "2005-01-10"),
        ("1/10/2005", "dmy", "2005-10-01"),
        ("4/23/05", "mdy", "2005-04-23"),
        ("23.4.05 14:30", "dmy", "2005-04-23 14:30"),
    ],
)
def test_dates_of_a_sheet(text, order, expected):
    """The year first needs no order; the year last is read by the order that board.yml gives."""
    written = read_sheet_date(text, order)
    assert isinstance(written, WrittenDate)
    assert iso_text_of(written) == expected


@pytest.mark.parametrize(
    ("text", "order", "fault"),
    [
        ("1/10/2005", None, DateFault.AMBIGUOUS),
        ("4/23/05", None, DateFault.AMBIGUOUS),
        ("4/23/05", "dmy", DateFault.IMPOSSIBLE),
        ("2026/2/30", None, DateFault.IMPOSSIBLE),
        ("2026/11-3", None, DateFault.NOT_A_DATE),
        ("1/10", "mdy", DateFault.NOT_A_DATE),
        ("无", None, DateFault.NOT_A_DATE),
        ("46332", None, DateFault.NOT_A_DATE),
    ],
)
def test_no_dates_of_a_sheet(text, order, fault):
    """Ambiguous without an order, impossible and no date at all are told apart."""
    bad = read_sheet_date(text, order)
    assert isinstance(bad, BadDate)
    assert bad.fault is fault


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.times().map(lambda moment: moment.replace(microsecond=0)))
def test_round_trip(day, moment):
    """Every date with time that is written in ISO form is read as itself."""
    written = read_date(f"{day.isoformat()} {moment.isoformat()}")
    assert isinstance(written, WrittenDate)
    assert (written.day, written.time) == (day, moment)
    assert read_date(iso_text_of(written)) == written


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(("mdy", "dmy")))
def test_order_round_trip(day, order):
    """A date written day or month first is read as itself by the order it was written in."""
    text = f"{day.month}/{day.day}/{day.year}" if order == "mdy" else f"{day.day}/{day.month}/{day.year}"
    assert read_sheet_date(text, order) == WrittenDate(day)


@given(st.text())
def test_any_text(text):
    """Any text is a date or says why not."""
    assert isinstance(read_date(text), WrittenDate | BadDate)
    assert isinstance(read_sheet_date(text, "mdy"), WrittenDate | BadDate)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("20261103", "2026-11-03"),
        ("Mar-12-2025", "2025-03-12"),
        ("March 12th, 2025", "2025-03-12"),
        ("12 Sept. 2025", "2025-09-12"),
        ("30-JULY-2030", "2030-07-30"),
        ("2024-03-19 Delayed", "2024-03-19"),
        ("2024/3/19完成", "2024-03-19"),
        ("2024年3月19日 8:05 已延期", "2024-03-19 08:05"),
        ("30-July-230", None),
        ("12-Mar-25", None),
        ("Marble-12-2025", None),
        ("20261399", None),
        ("2024-02-30 Delayed", None),
        ("2026-11-03 ~ 11-05", None),
        ("2026-11-03/2026-11-05", None),
        ("待定", None),
        ("", None),
    ],
)
def test_what_was_probably_meant(text, meant):
    """A finding names the date where only its form is wrong; where anything is left to choose it names none."""
    found = date_meant_by(text)
    assert (iso_text_of(found) if found else None) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("45983", "2025-11-22"),
        ("45983.5", "2025-11-22 12:00"),
        ("25569", "1970-01-01"),
        ("12345", None),
        ("99999", None),
        ("45983.5.1", None),
    ],
)
def test_serial_numbers_of_excel(text, meant):
    """A number of five digits is the day that Excel counts so, from 1955 to 2099."""
    found = date_of_serial(text)
    assert (iso_text_of(found) if found else None) == meant


@given(st.text())
def test_any_text_may_be_asked_what_it_means(text):
    """No text raises, and what is meant is a date that can be written."""
    for found in (date_meant_by(text), date_of_serial(text)):
        assert found is None or read_date(iso_text_of(found)) == found
