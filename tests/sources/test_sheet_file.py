"""Any file in the sheet's place: its kind told from its content; third-party files; LibreOffice's own (contract §4)."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from board_gen.finding import Level
from board_gen.model.rules import SheetRules
from board_gen.sources import sheet_file
from board_gen.sources.sheet_file import read_table
from board_gen.sources.sheet_kind import SheetKind, sheet_kind_of
from board_gen.sources.table import BadValue, CellValue, Merged, TableRead
from board_gen.sources.text_encoding import decoded_text
from tests.sources.workbook_files import Sheet, ods_content, texts, xlsb, xlsx

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
ANY = SheetRules()
SLOWEST = 20.0
"""Seconds that no file may take."""


def written(folder: Path, name: str, content: bytes) -> TableRead:
    path = folder / name
    path.write_bytes(content)
    return read_table(path, name, ANY)


def codes_of(read: TableRead) -> list[str]:
    return [finding.kind.code for finding in read.findings]


def rows_of(read: TableRead) -> list[tuple[CellValue, ...]]:
    assert read.table is not None, read.findings
    return [row.values for row in read.table.rows]


WORKBOOK = xlsx(Sheet("S", texts(1, "编号", "title")))
TEXT = "编号\t问题描述\n1\t毛细管焊缝泄漏\n"


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("issues.xlsx", WORKBOOK, []),
        ("issues.xlsm", WORKBOOK, []),
        ("issues.et", WORKBOOK, []),
        ("issues", WORKBOOK, []),
        ("issues.xls", WORKBOOK, ["BG469"]),
        ("issues.csv", WORKBOOK, ["BG469"]),
        ("issues.xlsx", xlsb([]), ["BG469", "BG417"]),
        ("issues.tsv", TEXT.encode(), []),
        ("issues.xls", TEXT.encode("gb18030"), ["BG462", "BG404"]),
        ("issues.xlsx", TEXT.encode("utf-16"), ["BG462", "BG404"]),
        ("issues.xls", b"\n\n<html><table><tr><td>id</td></tr></table></html>", ["BG480"]),
        ("issues.xls", "\ufeff<!DOCTYPE html>\n<html>".encode("utf-16-le"), ["BG480"]),
        ("issues.xls", b"<table border=1><tr><td>", ["BG480"]),
        ("issues.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", ["BG480"]),
        (
            "issues.xls",
            b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            ["BG481"],
        ),
        ("issues.xml", b'<?xml version="1.0"?><rows/>', ["BG463"]),
        ("issues.csv", b"%PDF-1.7 ...", ["BG463"]),
        ("issues.xlsx", b"\x89PNG\r\n\x1a\n", ["BG463"]),
        ("issues.xlsx", b"", ["BG402"]),
        ("issues.xlsx", bytes(4096), ["BG482"]),
        ("issues.xls", b"\x01\x02\xff\xfe\xff", ["BG482"]),
        ("issues.csv", b"id\xff\xff", ["BG403"]),
        ("~$issues.xlsx", b"\x05Adams" + bytes(160), ["BG483"]),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_content(tmp_path, name, content, codes):
    """Any name may hold any kind: it is read as what it is, with a note, or refused by one plain error."""
    read = written(tmp_path, name, content)
    assert codes_of(read) == codes
    assert (read.table is None) == any(finding.level is Level.ERROR for finding in read.findings)


def test_a_text_named_xls_is_read(tmp_path):
    """Tab-separated GBK text named .xls, as ERPs write it, gives its rows."""
    assert rows_of(written(tmp_path, "issues.xls", TEXT.encode("gbk"))) == [
        ("编号", "问题描述"),
        ("1", "毛细管焊缝泄漏"),
    ]


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SheetKind.WORKBOOK),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", SheetKind.WORKBOOK),
        (b"\t\t\t\tbanner", SheetKind.TEXT),
        (b"<id>,title\n", SheetKind.TEXT),
        (ods_content("", root="document").encode(), SheetKind.WORKBOOK),
    ],
)
def test_how_kinds_begin(begin, kind):
    """Compound files, bare records and flat OpenDocument are workbooks; tabs and brackets alone make none."""
    assert sheet_kind_of(begin) is kind


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    """The size is told before anything is read; a workbook, with its photographs, may have more of it than a text."""
    monkeypatch.setattr(sheet_file, "LARGEST_WORKBOOK", 100)
    read = written(tmp_path, "issues.xlsx", WORKBOOK)
    assert codes_of(read) == ["BG401"]
    monkeypatch.setattr(sheet_file, "LARGEST_FILE", 10)
    assert codes_of(written(tmp_path, "issues.csv", TEXT.encode())) == ["BG401"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system: not tested")
def test_what_is_no_plain_file(tmp_path):
    """A folder, a pipe, a missing file: one error each, and nobody waits."""
    os.mkfifo(tmp_path / "issues.csv")
    for name in ("issues.csv", ".", "gone.xlsx"):
        read = read_table(tmp_path / name, name, ANY)
        assert (read.table, codes_of(read)) == (None, ["BG400"])


# ---------------------------------------------------------------------------------------------------- encodings

SHEETS = {
    "ko": "번호,문제 설명,담당자\n1,모세관 누설이 발생하였습니다,김철수\n2,용접 불량 확인 필요,이영희\n",
    "ja": "番号,問題,担当者\n1,溶接部から漏れています。原因を調査中です,田中\n2,バリの発生,鈴木\n",
    "tw": "編號,問題描述,負責人\n1,毛細管焊縫洩漏,陳先生\n2,零件毛刺,林小姐\n",
    "de": "Nr;Prüfung;Größe\n1;Äußere Undichtigkeit;Müller\n",
    "ru": "Номер;Проблема;Ответственный\n1;Течь капилляра в сварном шве;Иванов\n",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("ko", "euc-kr"), ("ja", "shift_jis"), ("ja", "euc-jp"), ("ja", "iso2022_jp"), ("tw", "big5"),
        ("de", "latin-1"), ("de", "cp850"), ("ru", "cp1251"), ("ru", "koi8-r"),
    ],
)  # fmt: skip
def test_other_encodings_are_refused(language, encoding):
    """What is none of the three encodings is refused, though its bytes may make signs in GB18030."""
    assert decoded_text(SHEETS[language].encode(encoding)) is None


@pytest.mark.parametrize(
    "text",
    [
        "编号,问题描述,责任人\n1,毛细管根部焊缝泄漏,李伟\n2,膜盒毛刺超差,翟冉\n",
        "id,owner\n1,邱璐\n2,翟冉\n",
        "id,title\n1,20 ℃ ±1 → Φ3\n",
        "编号,问题\n1," + "外观划伤、磕碰伤；返工" * 20,
    ],
)
def test_chinese_is_told_from_what_looks_like_it(text):
    """Sheets in GB18030 are read, with rare names, with few signs, with nothing but units."""
    assert decoded_text(text.encode("gb18030")) == (text, "GB18030")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(codec):
    """The NULs of its delimiters tell UTF-16 and its byte order."""
    assert decoded_text(TEXT.encode(codec)) == (TEXT, "UTF-16")


# ------------------------------------------------------------------------------------------------------ corpora


def corpus_files() -> Iterator[Path]:
    for folder in ("workbooks", "sheets_with_preamble", "charsets", "csv_spectrum"):
        yield from sorted(path for path in (CORPORA / folder).rglob("*") if path.is_file())


FILES = list(corpus_files())
NOT_OURS = {"OOM_alloc3.xls", "gh548_incorrect_sst_unique_count.xls", "issue252.xlsx"}
"""Damaged workbooks that are refused as such."""


@pytest.mark.skipif(not FILES, reason=f"{CORPORA} is not there: not tested against other people's files")
@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(CORPORA)) for path in FILES])
def test_other_peoples_files(path):
    """Every file loads or gives one plain error, quickly; of the workbooks all but those that are known are read."""
    start = time.monotonic()
    read = read_table(path, path.name, ANY)
    assert time.monotonic() - start < SLOWEST
    errors = [finding for finding in read.findings if finding.level is Level.ERROR]
    if read.table is None:
        assert len(errors) == 1, codes_of(read)
    assert ("BG412" in codes_of(read)) == (path.name in NOT_OURS)
    assert "BG414" not in codes_of(read)


@pytest.mark.skipif(not FILES, reason=f"{CORPORA} is not there: not tested against other people's files")
@pytest.mark.parametrize("suffix", ["xlsx", "xlsb", "xls", "ods"])
def test_formats_agree(suffix):
    """The same workbook in four formats gives the same cells."""
    read = read_table(CORPORA / "workbooks" / f"issues.{suffix}", f"issues.{suffix}", SheetRules(tab="issue2"))
    first = read_table(CORPORA / "workbooks" / "issues.xlsx", "issues.xlsx", SheetRules(tab="issue2"))
    assert rows_of(read) == rows_of(first)


@pytest.mark.skipif(not FILES, reason=f"{CORPORA} is not there: not tested against other people's files")
@pytest.mark.parametrize(
    "name", ["date.xlsx", "date.xlsb", "date.xls", "date_1904.xlsx", "date_1904.xlsb", "date_1904.xls"]
)
def test_both_epochs(name):
    """Days are the same whichever epoch a workbook counts from."""
    read = read_table(CORPORA / "workbooks" / name, name, ANY)
    assert [row[0] for row in rows_of(read)] == [date(2021, 1, 1), date(2021, 1, 2), "255:10:10"]


# -------------------------------------------------------------------------------------------------- LibreOffice

SOFFICE = shutil.which("soffice")
CELLS = (
    ("float", 'office:value="333933"', "333933", 333933.0),
    ("date", 'office:date-value="2026-11-03" table:style-name="day"', "2026-11-03", date(2026, 11, 3)),
    ("boolean", 'office:boolean-value="true"', "TRUE", True),
    ("string", "", "毛细管泄漏", "毛细管泄漏"),
    ("float", 'table:formula="of:=2+3" office:value="0"', "0", 5.0),
    ("string", 'table:formula="of:=&quot;&quot;" office:string-value=""', "", ""),
    ("string", 'table:formula="of:=NA()" office:string-value=""', "#N/A", BadValue("#N/A")),
    ("float", 'office:value="12" table:style-name="padded"', "0012", "0012"),
    ("string", "", "end", "end"),
)
"""Cells of the flat document that LibreOffice converts: type, attributes, text, and what is to be read."""
LO_STYLES = (
    '<number:date-style style:name="N1"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text>'
    '<number:day number:style="long"/></number:date-style>'
    '<number:number-style style:name="N2"><number:number number:decimal-places="0" number:min-integer-digits="4"/>'
    "</number:number-style>"
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="padded" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def flat_document() -> str:
    """A document with a merged title, a row of cells, a hidden row, and a hidden tab."""
    cells = "".join(
        f'<table:table-cell office:value-type="{kind}" {more}><text:p>{text}</text:p></table:table-cell>'
        for kind, more, text, _ in CELLS
    )
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    merged = text.format("问题清单").replace("cell ", 'cell table:number-columns-spanned="3" ', 1)
    tables = (
        '<table:table table:name="问题" table:style-name="shown">'
        '<table:table-column table:number-columns-repeated="9"/>'
        f'<table:table-row>{merged}<table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>'
        f"<table:table-row>{cells}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{text.format("hidden")}</table:table-row></table:table>'
        f'<table:table table:name="Lists" table:style-name="gone"><table:table-column/>'
        f"<table:table-row>{text.format('list')}</table:table-row></table:table>"
    )
    content = ods_content(tables, LO_STYLES, "document").replace(
        "<office:document ",
        '<office:document office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet" '
        'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
        'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" ',
    )
    return content.replace("urn:calcext", "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0")


@pytest.fixture(scope="module")
def converted(tmp_path_factory) -> dict[str, Path]:
    """The document as LibreOffice writes it in each of its formats."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed (libreoffice-calc): not tested against the files it writes")
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "issues.fods").write_text(flat_document(), encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind in ("xlsx", "xls", "ods"):
        command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", folder, folder / "issues.fods"]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {path.suffix: path for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_workbooks_that_libreoffice_wrote(converted, suffix):
    """Days, calculated formulas, errors, padded numbers, merged cells, hidden rows and tabs of a true workbook."""
    read = read_table(converted[suffix], converted[suffix].name, ANY)
    assert read.table is not None
    assert rows_of(read) == [("问题清单",), tuple(value for *_, value in CELLS)]
    assert read.table.merged == (Merged(1, 1, 1, 3),)
    assert [(f.kind.code, dict(f.values)) for f in read.findings] == [
        ("BG419", {"names": "Lists"}),
        ("BG467", {"count": 1}),
    ]
