"""What reading a sheet costs: `python -m benchmarks.sheets [--rows 50000]`.

Writes sheets of 30 columns (texts that repeat, texts of their own, days, numbers, letters) in each format, and files
made to hurt; reads each in a process of its own, and prints the processor time, the wall time, and the largest memory
of that process and of the child that it starts. An .xls is written by LibreOffice, where that is installed.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.report import Promise, table_of
from board_gen.model.rules import SheetRules
from board_gen.sources.sheet_file import read_table

COLUMNS = 30
SMALL = 500
"""Rows of a sheet as most plants have it."""
XLS_ROWS = 65_536
FIRST_DAY = 44_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
MOST_CPU, MOST_MEMORY = 10.0, 300.0
"""Seconds and MB that 50,000 rows may take."""
HEAD = ("sheet", "file MB", "rows read", "CPU s", "wall s", "MB reader", "MB child", "findings")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading cost: seconds, and MB of the process that reads and of its child; the codes of its findings."""

    rows: int
    cpu: float
    wall: float
    memory: float
    child_memory: float
    codes: tuple[str, ...]

    def cells(self, path: Path) -> Sequence[str]:
        """Its row of the table."""
        numbers = (f"{self.rows:,}", f"{self.cpu:.2f}", f"{self.wall:.2f}")
        memory = (f"{self.memory:.0f}", f"{self.child_memory:.0f}")
        return (path.name, f"{path.stat().st_size / 1024**2:.1f}", *numbers, *memory, " ".join(self.codes))


def value_of(row: int, column: int) -> str | int:
    """What stands in a cell: a third each of texts, days and numbers, and letters."""
    kind = column % 5
    if kind == 0:
        return f"毛细管根部焊缝泄漏 {row}" if column < 5 else ("李伟", "王芳", "陈刚")[row % 3]
    if kind < 3:
        return FIRST_DAY + (row * 7 + column) % 2000
    return row * column if kind == 3 else "GYR"[row % 3]


def write_xlsx(path: Path, rows: int, more: str = "") -> None:
    """A workbook whose texts are shared, as Excel writes it; `more` are further rows of XML."""
    texts: dict[str, int] = {}

    def cell(row: int, column: int) -> str:
        value, place = value_of(row, column), f"{letters_of(column)}{row}"
        if isinstance(value, int):
            return f'<c r="{place}" s="{int(column % 5 < 3)}"><v>{value}</v></c>'
        return f'<c r="{place}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'

    lines = [f'<row r="{row}">{"".join(cell(row, at) for at in range(COLUMNS))}</row>' for row in range(1, rows + 1)]
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    kinds = {"workbook": "sheet.main", "sheet1": "worksheet", "styles": "styles", "shared": "sharedStrings"}
    types = "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
    for name, kind in kinds.items():
        of_part = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
        types += f"<Override PartName='/xl/{name}.xml' ContentType='{of_part}'/>"
    targets = (("worksheet", "sheet1"), ("styles", "styles"), ("sharedStrings", "shared"))
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        for at, (kind, name) in enumerate(targets)
    )
    write_zip(
        path,
        {
            "[Content_Types].xml": f"<Types xmlns='{PACKAGE}/content-types'>{types}</Types>",
            "_rels/.rels": f"<Relationships xmlns='{PACKAGE}/relationships'><Relationship Id='r' "
            f"Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" '
            f'r:id="r0"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{PACKAGE}/relationships'>{relations}</Relationships>",
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
            "</styleSheet>",
            "xl/shared.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
            "xl/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}{more}</sheetData></worksheet>',
        },
    )


def write_ods(path: Path, rows: int) -> None:
    """A workbook in OpenDocument."""

    def cell(row: int, column: int) -> str:
        value = value_of(row, column)
        kind = f'float" office:value="{value}' if isinstance(value, int) else "string"
        return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'

    lines = (
        f"<table:table-row>{''.join(cell(row, at) for at in range(COLUMNS))}</table:table-row>"
        for row in range(1, rows + 1)
    )
    spaces = "".join(f' xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    content = f"<office:document-content{spaces}><table:table table:name='S'>{''.join(lines)}</table:table>"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"{content}</office:document-content>",
    }
    write_zip(path, parts)


def write_csv(path: Path, rows: int) -> None:
    """A text in columns, in UTF-8."""
    lines = (",".join(str(value_of(row, at)) for at in range(COLUMNS)) for row in range(1, rows + 1))
    path.write_text("\n".join(lines), encoding="utf-8")


def write_zip(path: Path, parts: Mapping[str, str]) -> None:
    """A zip file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)


def letters_of(column: int) -> str:
    """The letters of a column, from 0 on, of which there are few."""
    return chr(65 + column) if column < 26 else f"A{chr(39 + column)}"


def write_sheets(folder: Path, rows: int) -> Iterator[Path]:
    """Every sheet that is measured."""
    writers: Mapping[str, Callable[[Path, int], None]] = {"xlsx": write_xlsx, "ods": write_ods, "csv": write_csv}
    for suffix, write in writers.items():
        write(folder / f"large.{suffix}", rows)
        yield folder / f"large.{suffix}"
    yield from _converted(folder, folder / "large.xlsx") if rows <= XLS_ROWS else ()
    write_xlsx(folder / "small.xlsx", SMALL)
    write_xlsx(folder / "stray.xlsx", SMALL, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    styled = "".join(f'<c r="{letters_of(at)}9" s="1"/>' for at in range(COLUMNS))
    phantoms = "".join(f'<row r="{row}" s="1">{styled}</row>' for row in range(SMALL + 1, 200_000))
    write_xlsx(folder / "phantoms.xlsx", SMALL, phantoms)
    write_zip(folder / "bomb.xlsx", {"xl/workbook.xml": "x", "xl/sheet1.xml": " " * (420 * 1024**2)})
    yield from (folder / f"{name}.xlsx" for name in ("small", "stray", "phantoms", "bomb"))


def _converted(folder: Path, source: Path) -> Iterator[Path]:
    """The sheet as an .xls, where there is somebody to write it."""
    soffice = shutil.which("soffice")
    if soffice is None:
        print("no .xls is measured: LibreOffice is not installed")
        return
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xls", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own file
    yield source.with_suffix(".xls")


def reading_of(path: Path) -> Reading:
    """Read a sheet in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.sheets", "--read", str(path)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603 - ourselves
    return Reading(**{**told, "codes": tuple(told["codes"])})


def _read_here(path: Path) -> None:
    """Read a sheet and print what that cost beside the start of this process."""
    before, start = _cpu(), perf_counter()
    read = read_table(path, path.name, SheetRules())
    wall, cpu = perf_counter() - start, _cpu() - before
    told = {
        "rows": len(read.table.rows) if read.table else 0,
        "cpu": cpu,
        "wall": wall,
        "memory": _memory(),
        "child_memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "codes": [finding.kind.code for finding in read.findings],
    }
    print(json.dumps(told))


def _cpu() -> float:
    """Processor seconds of this process and of the children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _memory() -> float:
    """The most memory in MB that this process has had; what getrusage says of it is that of who started it, too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _promises_of(readings: Mapping[str, Reading]) -> Iterator[Promise]:
    for name, reading in readings.items():
        if name.startswith("large"):
            yield Promise(f"{name}, processor time", reading.cpu, MOST_CPU, "s")
            yield Promise(f"{name}, memory of both", reading.memory + reading.child_memory, MOST_MEMORY, "MB")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="What reading a sheet costs.")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        _read_here(given.read)
        return
    with TemporaryDirectory() as folder:
        paths = list(write_sheets(Path(folder), given.rows))
        readings = {path.name: reading_of(path) for path in paths}
        print(table_of(HEAD, [readings[path.name].cells(path) for path in paths]))
    head = ("promised", "bound", "measured", "")
    print(f"\n{table_of(head, [promise.cells() for promise in _promises_of(readings)])}")


if __name__ == "__main__":
    main()
