"""A sheet's file to a table, whatever its format (contract §4)."""

from pathlib import Path

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.rules import SheetRules
from board_gen.sources.csv_table import read_csv_table
from board_gen.sources.table import TableRead

TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et"})

WORKBOOK = Kind(
    "BG462",
    Level.ERROR,
    N_("workbooks are not read, so none of the sheet's rows is on the board"),
    N_("save the sheet as “CSV UTF-8” beside it and name that with `sheet.file`, or move the workbook away"),
)
NO_SHEET_FORMAT = Kind(
    "BG463", Level.ERROR, N_("this is no format of a sheet, so it was not read"), N_("save the sheet as “CSV UTF-8”")
)


def read_table(path: Path, name: str, sheet: SheetRules) -> TableRead:  # noqa: ARG001 - workbooks have tabs
    """The tab of the file at `path` that `sheet` names; `name` is the file as findings print it."""
    suffix = path.suffix.casefold()
    if suffix in TEXT_SUFFIXES:
        return read_csv_table(path, name)
    kind = WORKBOOK if suffix in WORKBOOK_SUFFIXES else NO_SHEET_FORMAT
    return TableRead(None, (Finding(kind, Place(name)),))
