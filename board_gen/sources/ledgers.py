"""The plant's registers beside its cases: meetings.csv and metrics.csv (contract §1).

The first row names the columns; the rest is read row by row, and a row that can't be read is left out with a finding.
"""

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Generic, TypeVar

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.plant import MeetingHeld, Metric
from board_gen.model.terms import ChartKind
from board_gen.sources.csv_table import read_csv_table
from board_gen.sources.faults import shown
from board_gen.sources.instants import BadDate, WrittenDate, date_finding, read_sheet_date
from board_gen.sources.sheet_names import folded
from board_gen.sources.sheet_words import is_not_given
from board_gen.sources.table import Cell, Row, Table

MISSING_LEDGER_COLUMNS = Kind(
    "BG450",
    Level.ERROR,
    N_("the first row lacks the columns {missing}; nothing was read"),
    N_("the columns are {names}"),
)
NO_LEDGER_DATE = Kind("BG451", Level.WARNING, N_("the row has no date, left out"), N_("write it as 2026-11-03"))
NO_NUMBER = Kind(
    "BG452", Level.WARNING, N_("{key}: “{text}” is no number"), N_("write it plainly, as 96.5; a unit goes elsewhere")
)
NO_TIME = Kind("BG453", Level.WARNING, N_("{key}: “{text}” is no time of day"), N_("write it as 08:30"))
NO_METRIC = Kind(
    "BG454", Level.WARNING, N_("the row has no {key}, left out"), N_("fill the cell, or delete the whole row")
)
NO_CHART = Kind("BG456", Level.WARNING, N_("{key}: “{text}” is no kind of chart"), N_("write run or control"))
SAME_DAY = Kind(
    "BG457",
    Level.WARNING,
    N_("{metric} has a second value for {day}; the last one counts"),
    N_("keep one of the two rows"),
)

MEETING_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "日期"),
    "start": ("start", "开始", "开始时间"),
    "minutes": ("minutes", "分钟", "时长"),
    "present": ("present", "出席", "出席人员"),
    "absent": ("absent", "缺席", "缺席人员"),
}
METRIC_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "日期"),
    "metric": ("metric", "指标"),
    "scope": ("scope", "范围"),
    "value": ("value", "数值", "值"),
    "target": ("target", "目标", "目标值"),
    "chart": ("chart", "图", "图表"),
}

_CHARTS: Mapping[str, ChartKind] = {
    folded(name): kind
    for kind, names in (
        (ChartKind.RUN, ("run", "运行图", "趋势图")),
        (ChartKind.CONTROL, ("control", "控制图")),
    )
    for name in names
}
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]*)?|\.[0-9]+)%?")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class LedgerRead(Generic[_T]):
    """What a ledger holds, in the file's order, and what was wrong with it."""

    entries: tuple[_T, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_meetings(path: Path, name: str) -> LedgerRead[MeetingHeld]:
    """meetings.csv at `path`; `name` is the file as findings print it."""
    return _read(path, name, MEETING_COLUMNS, ("date",), _LedgerRow.meeting)


def read_metrics(path: Path, name: str) -> LedgerRead[Metric]:
    """metrics.csv at `path`; `name` is the file as findings print it."""
    return _read(path, name, METRIC_COLUMNS, ("date", "metric", "value"), _LedgerRow.metric)


def _read(
    path: Path,
    name: str,
    names: Mapping[str, tuple[str, ...]],
    needed: tuple[str, ...],
    entry_of: Callable[["_LedgerRow"], _T | None],
) -> LedgerRead[_T]:
    found = read_csv_table(path, name, by_first_line=True)
    if found.table is None or not found.table.rows:
        return LedgerRead((), found.findings)
    columns = _columns_of(found.table.rows[0], names)
    missing = [key for key in needed if key not in columns]
    if missing:
        values = {"missing": ", ".join(missing), "names": ", ".join(names)}
        place = Place(name, cell="A1")
        return LedgerRead((), (*found.findings, Finding(MISSING_LEDGER_COLUMNS, place, values)))
    entries, findings = [], [*found.findings]
    seen: set[Hashable] = set()
    for row in found.table.rows[1:]:
        reading = _LedgerRow(found.table, row, columns, findings, seen)
        entry = entry_of(reading) if reading.is_given() else None
        if entry is not None:
            entries.append(entry)
    return LedgerRead(tuple(entries), tuple(findings))


def _columns_of(header: Row, names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    known = {folded(name): key for key, written in names.items() for name in written}
    columns: dict[str, int] = {}
    for cell in header.cells():
        key = known.get(folded(cell.text))
        if key is not None:
            columns.setdefault(key, cell.column)
    return columns


@dataclass(frozen=True, slots=True)
class _LedgerRow:
    """One row while it is read; faults are added to `findings`, what may stand once only to `seen`."""

    table: Table
    row: Row
    columns: Mapping[str, int]
    findings: list[Finding]
    seen: set[Hashable]

    def is_given(self) -> bool:
        """True where any column that is read holds anything."""
        return any(self._text(key) for key in self.columns)

    def meeting(self) -> MeetingHeld | None:
        """The row as a meeting; None without its day."""
        written = self._date()
        if written is None:
            return None
        minutes = self._number("minutes")
        return MeetingHeld(
            day=written.day,
            start=self._time("start") or written.time,
            minutes=None if minutes is None else round(minutes),
            present=tuple(self._names("present")),
            absent=tuple(self._names("absent")),
        )

    def metric(self) -> Metric | None:
        """The row as a metric; None without its day, its name or its value."""
        written, metric = self._date(), self._text("metric")
        if written is None:
            return None
        value = self._number("value")
        for key in ("metric", "value"):
            if not self._text(key):
                self._fault(NO_METRIC, key, key=key)
        if not metric or value is None:
            return None
        self._note_same_day(written.day, metric)
        return Metric(written.day, metric, self._text("scope"), value, self._number("target"), self._chart())

    def _note_same_day(self, day: date, metric: str) -> None:
        """Note a second value of a metric, in the same scope, for the same day."""
        name = " ".join(filter(None, (metric, self._text("scope"))))
        key = (day, unicodedata.normalize("NFC", name).casefold(), metric.casefold())
        if key in self.seen:
            self._fault(SAME_DAY, "value", metric=shown(name), day=day.isoformat())
        self.seen.add(key)

    def _chart(self) -> ChartKind | None:
        text = self._text("chart")
        kind = _CHARTS.get(folded(text))
        if text and kind is None:
            self._fault(NO_CHART, "chart", key="chart", text=shown(text))
        return kind

    def _cell(self, key: str) -> Cell:
        return self.row.cell(self.columns.get(key, len(self.row.values) + 1))

    def _text(self, key: str) -> str:
        text = " ".join(self._cell(key).text.split())
        return "" if is_not_given(text) else text

    def _fault(self, kind: Kind, key: str, /, **values: str) -> None:
        self.findings.append(Finding(kind, self.table.place(self._cell(key)), values))

    def _date(self) -> WrittenDate | None:
        text = self._text("date")
        if not text:
            self._fault(NO_LEDGER_DATE, "date")
            return None
        written = read_sheet_date(text, None)
        if isinstance(written, BadDate):
            self.findings.append(date_finding(written, text, "date", self.table.place(self._cell("date"))))
            return None
        return written

    def _number(self, key: str) -> float | None:
        """A number; a percent sign is left out, `96.5%` is 96.5."""
        text = unicodedata.normalize("NFKC", self._text(key))
        if not text:
            return None
        if _NUMBER.fullmatch(text):
            return float(text.rstrip("%"))
        self._fault(NO_NUMBER, key, key=key, text=shown(text))
        return None

    def _time(self, key: str) -> time | None:
        text = unicodedata.normalize("NFKC", self._text(key))
        match = _TIME.fullmatch(text)
        if match:
            return time(int(match[1]), int(match[2]), int(match[3] or 0))
        if text:
            self._fault(NO_TIME, key, key=key, text=shown(text))
        return None

    def _names(self, key: str) -> Iterator[str]:
        """The names between `;`, in their order."""
        return (name for name in (part.strip() for part in re.split("[;；]", self._text(key))) if name)
