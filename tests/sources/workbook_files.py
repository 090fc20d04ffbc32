"""Small workbooks for tests, written part by part, so that they hold what no library would write."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
FORMATS = ("General", "yyyy\\-mm\\-dd", "yyyy/m/d h:mm", "h:mm", "[h]:mm", "0000", '"FR-2026-"000', "@", "0.00")
"""The number formats of `styled`, by their index."""


@dataclass(frozen=True)
class Sheet:
    """One tab: its XML rows, what stands behind them, and its state."""

    name: str
    rows: str
    behind: str = ""
    state: str = "visible"


def text(value: str, cell: str) -> str:
    """A cell with an inline text."""
    return f'<c r="{cell}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(value: float | str, cell: str, style: int = 0) -> str:
    """A cell with a number, in one of FORMATS."""
    return f'<c r="{cell}" s="{style}"><v>{value}</v></c>'


def row(index: int, *cells: str, more: str = "") -> str:
    """A row of cells."""
    return f'<row r="{index}"{more}>{"".join(cells)}</row>'


def texts(index: int, *values: str, more: str = "") -> str:
    """A row of texts from column A on."""
    return row(index, *(text(value, f"{chr(65 + at)}{index}") for at, value in enumerate(values)), more=more)


def xlsx(*sheets: Sheet, is_1904: bool = False, more: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook of these tabs."""
    tabs = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{at}" state="{sheet.state}" r:id="rId{at}"/>'
        for at, sheet in enumerate(sheets, start=1)
    )
    properties = '<workbookPr date1904="1"/>' if is_1904 else "<workbookPr/>"
    book = f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}<sheets>{tabs}</sheets></workbook>'
    parts = {
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
            + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles(),
        **{f"xl/worksheets/sheet{at}.xml": sheet_xml(sheet) for at, sheet in enumerate(sheets, start=1)},
    }
    return zipped({**{name: part.encode() for name, part in parts.items()}, **(more or {})})


def sheet_xml(sheet: Sheet) -> str:
    """The part of one tab."""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{sheet.rows}</sheetData>{sheet.behind}</worksheet>'


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{told}</Relationships>'


def _styles() -> str:
    codes = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{escape(code)}"/>' for at, code in enumerate(FORMATS))
    styles = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(FORMATS)))
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>'
    )


def xlsb(rows: Sequence[bytes], *, is_1904: bool = False) -> bytes:
    """A binary workbook with the tab `Tab` of these records."""
    book = _record(153, bytes([is_1904]) + bytes(11)) + _record(
        156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Tab")
    )
    styles = _record(44, struct.pack("<H", 200) + _wide("yyyy-mm-dd")) + _record(617, struct.pack("<I", 2))
    for code in (0, 200):
        styles += _record(47, struct.pack("<HH", 0, code) + bytes(12))
    parts = {
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": _relations(
            [("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"), ("sharedStrings", "texts.bin")]
        ).encode(),
        "xl/styles.bin": styles + _record(618, b""),
        "xl/texts.bin": _record(19, b"\0" + _wide("编号")) + _record(19, b"\0" + _wide("title")),
        "xl/worksheets/sheet1.bin": b"".join(rows),
    }
    return zipped(parts)


def xlsb_row(index: int, *cells: bytes, is_hidden: bool = False) -> bytes:
    """A row of a binary workbook."""
    head = struct.pack("<IIHBB", index - 1, 0, 300, 0, 0x10 if is_hidden else 0) + bytes(5)
    return _record(0, head) + b"".join(cells)


def xlsb_cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell of a binary workbook; columns count from 1."""
    return _record(kind, struct.pack("<II", column - 1, style) + value)


def xlsb_merged(row: int, last_row: int, column: int, last_column: int) -> bytes:
    """A range of merged cells of a binary workbook."""
    return _record(176, struct.pack("<4I", row - 1, last_row - 1, column - 1, last_column - 1))


def _record(kind: int, data: bytes) -> bytes:
    size = len(data)
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    told = bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])
    return head + told + data


def _wide(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def ods(tables: str, styles: str = "", manifest: str = "") -> bytes:
    """An OpenDocument workbook of these tables."""
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": ods_content(tables, styles).encode(),
        "META-INF/manifest.xml": f"<m:manifest xmlns:m='m'>{manifest}</m:manifest>".encode(),
    }
    return zipped(parts)


def ods_content(tables: str, styles: str = "", root: str = "document-content") -> str:
    """The XML of an OpenDocument workbook; a root of `document` makes it a flat one."""
    names = {"office": "office:1.0", "table": "table:1.0", "text": "text:1.0", "style": "style:1.0"}
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}"' for name, space in names.items())
    return (
        f'{_HEAD}<office:{root}{spaces} xmlns:calcext="urn:calcext"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        f"</office:{root}>"
    )
