"""CSV files as tables: encodings, delimiters, quoting, bounds (contract §4)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_gen.finding import Level
from board_gen.sources import csv_table
from board_gen.sources.csv_table import csv_table_of, read_csv_table
from board_gen.sources.table import Cell, TableRead, column_letters

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
NAME = "cases/issues.csv"


def corpus(folder: str) -> Path:
    """A folder of third-party files; the test says so where it is left out."""
    if not (CORPORA / folder).is_dir():
        pytest.skip(f"{CORPORA / folder} is not there: not tested against it")
    return CORPORA / folder


def rows_of(read: TableRead) -> list[list[object]]:
    assert read.table is not None
    return [list(row.values) for row in read.table.rows]


def codes_of(read: TableRead) -> list[str]:
    return [finding.kind.code for finding in read.findings]


@pytest.mark.parametrize(
    ("encoding", "codes"),
    [("utf-8", []), ("utf-8-sig", []), ("utf-16", ["BG404"]), ("gb18030", ["BG404"])],
)
def test_encodings_are_told_apart(encoding, codes):
    """The same text is read from every encoding, and one that is not UTF-8 is named in a note."""
    read = csv_table_of("编号,问题描述\n1,毛刺\n".encode(encoding), NAME)
    assert rows_of(read) == [["编号", "问题描述"], ["1", "毛刺"]]
    assert codes_of(read) == codes
    assert all(finding.level is Level.NOTE for finding in read.findings)


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_both_byte_orders_of_utf_16(mark):
    """UTF-16 is read in the byte order that its mark names."""
    codec = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert rows_of(csv_table_of(mark + "编号,b".encode(codec), NAME)) == [["编号", "b"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "BG402"),
        (b" \r\n\t\n", "BG402"),
        (b"\xef\xbb\xbf", "BG402"),
        (b"id,title\n1,\xff\xff\n", "BG403"),
        (b"\xff\xfe\x00", "BG403"),
        (b"id,title\n1,a\x00b\n", "BG405"),
        ("编号,問題\n".encode("big5", "replace"), "BG403"),
    ],
)
def test_what_is_no_text_is_refused(content, code):
    """A file that can't be decoded without replacing characters gives one error and no table."""
    read = csv_table_of(content, NAME)
    assert read.table is None
    assert codes_of(read) == [code]
    assert read.findings[0].level is Level.ERROR


@pytest.mark.parametrize(
    ("text", "code", "cell"),
    [
        ('a,b\n1,2\n"3,4\n5,6\n', "BG406", "A3"),
        ('a,b\n1,2\n"3"x,4\n5,6\n', "BG409", "A3"),
        ("a,b\n1,2\n" + "x" * 200_000 + ",2\n", "BG410", "A3"),
    ],
)
def test_broken_quoting_keeps_what_stands_before_it(text, code, cell):
    """Rows before a fault are kept, and the fault is an error at its row."""
    read = csv_table_of(text.encode(), NAME)
    assert rows_of(read) == [["a", "b"], ["1", "2"]]
    assert [(f.kind.code, str(f.place), f.level) for f in read.findings] == [(code, f"{NAME}[{cell}]", Level.ERROR)]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('id,n,z\n"39,85"\t,"12" ,/\n', ["39,85", "12", "/"]),
        ('id,n\n"1"\t\r\n"2"\t', ["1"]),
        ('id\tn\n"1" \t2\n', ["1", "2"]),
        ('id,n\n"a,"""" ,b" ,2\n', ['a,"" ,b', "2"]),
    ],
)
def test_blanks_behind_a_closing_quote_are_dropped(text, row):
    """Exporters pad numbers with a tab behind the quotes; a spreadsheet reads them, and so do we."""
    read = csv_table_of(text.encode(), NAME)
    assert codes_of(read) == []
    assert rows_of(read)[1] == row


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("a;b;c\n1,5;2,5;x\n", ["1,5", "2,5", "x"]),
        ("a\tb\n1,2\t3\n", ["1,2", "3"]),
        ("a|b|c\n1|2|3\n", ["1", "2", "3"]),
        ('a,b\n"x;y;z;w",2\n', ["x;y;z;w", "2"]),
        ('a,b\n"x\n;;;;\n""y",2\n', ['x\n;;;;\n"y', "2"]),
        ("sep=;\na;b\n1;2,3,4,5\n", ["1", "2,3,4,5"]),
        ("SEP=,\r\na,b\r\n1,2\r\n", ["1", "2"]),
        ("sep=\t\na\tb\n1\t2\n", ["1", "2"]),
        ("a\n1\n", ["1"]),
        ("banner of the plant; printed; today\na,b,c\n1,2,3\n", None),
    ],
)
def test_the_delimiter_is_counted(text, row):
    """The delimiter is the one on whose number most lines agree, quoted text left out, or what `sep=` says."""
    rows = rows_of(csv_table_of(text.encode(), NAME))
    assert rows[-1] == (row or ["1", "2", "3"])


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    """A quoted line break begins no row, an empty line is a row, and the `sep=` line is none."""
    read = csv_table_of(b'sep=,\r\na,b\r\n"1\r\n2",3\r\n\r\n4,5\r\n', NAME)
    assert read.table is not None
    assert [(row.number, row.values) for row in read.table.rows] == [
        (1, ("a", "b")),
        (2, ("1\r\n2", "3")),
        (3, ()),
        (4, ("4", "5")),
    ]


def test_a_ragged_row_does_not_shift():
    """A short row ends early, a long one goes on; the cells of both stay in their columns."""
    read = csv_table_of(b"a,b,c\n1\n1,2,3,4\n", NAME)
    assert read.table is not None
    short, long = read.table.rows[1:]
    assert [short.cell(column).text for column in (1, 2, 3)] == ["1", "", ""]
    assert [long.cell(column).text for column in (1, 2, 3, 4)] == ["1", "2", "3", "4"]


def test_by_first_line_the_names_in_a_cell_do_not_count():
    """Where the first line is the header, a `;` in later cells is no delimiter, however often it stands there."""
    text = b"date,present\n" + b"2026-11-02,a;b;c;d\n" * 20
    assert rows_of(csv_table_of(text, NAME, by_first_line=True))[1] == ["2026-11-02", "a;b;c;d"]


def test_size_rows_and_columns_are_bounded(monkeypatch):
    """A file beyond the bounds is an error, and what lies within them is read."""
    monkeypatch.setattr(csv_table, "MOST_ROWS", 3)
    monkeypatch.setattr(csv_table, "MOST_COLUMNS", 2)
    read = csv_table_of(b"a,b\n1,2,3\n4,5,6\n7,8\n9,9\n", NAME)
    assert rows_of(read) == [["a", "b"], ["1", "2"], ["4", "5"]]
    assert [(f.kind.code, str(f.place)) for f in read.findings] == [
        ("BG408", f"{NAME}[C2]"),
        ("BG407", f"{NAME}[A4]"),
    ]
    monkeypatch.setattr(csv_table, "LARGEST_FILE", 5)
    assert codes_of(csv_table_of(b"a,b,c\n", NAME)) == ["BG401"]


def test_a_file_too_large_is_not_even_read(tmp_path, monkeypatch):
    """The size is looked at before the content."""
    path = tmp_path / "issues.csv"
    path.write_bytes(b"a,b,c\n")
    monkeypatch.setattr(csv_table, "LARGEST_FILE", 5)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("the file was read"))
    assert codes_of(read_csv_table(path, NAME)) == ["BG401"]


def test_a_folder_in_the_place_of_a_file(tmp_path):
    """What can't be opened is an error that says why."""
    read = read_csv_table(tmp_path, NAME)
    assert (read.table, codes_of(read)) == (None, ["BG400"])


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_column_letters(column, letters):
    """Columns are named as in a spreadsheet."""
    assert column_letters(column) == letters
    assert Cell("", 12, column).name == f"{letters}12"


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_give_a_table_or_an_error(content):
    """No content raises; where there is no table there is an error."""
    read = csv_table_of(content, NAME)
    assert read.table is not None or [f.level for f in read.findings] == [Level.ERROR]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=8),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_quoted_comes_back(rows):
    """Every quoted text is read as it was written."""
    quoted = "\n".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    read = csv_table_of(f"sep=,\n{quoted}\n".encode(), NAME)
    assert rows_of(read) == rows


SPECTRUM_DIFFERS = {"location_coordinates"}
"""Here the JSON beside the file has other values than the file."""


def test_csv_spectrum():
    """Every file of csv-spectrum gives the values that stand beside it."""
    folder = corpus("csv_spectrum")
    names = sorted(path.stem for path in (folder / "csvs").glob("*.csv"))
    assert len(names) >= 10
    for name in names:
        header, *rows = rows_of(read_csv_table(folder / "csvs" / f"{name}.csv", name))
        got = [dict(zip(header, row, strict=True)) for row in rows if row]
        # The corpus was checked out with \n for every line break; the JSON still tells of \r\n.
        expected = json.loads((folder / "json" / f"{name}.json").read_text("utf-8").replace("\\r\\n", "\\n"))
        if name not in SPECTRUM_DIFFERS:
            assert got == expected, name


def test_texts_in_many_encodings():
    """Texts of many encodings are read or refused; none is read with replaced characters."""
    files = sorted(corpus("charsets").glob("*.txt"))
    assert files
    for path in files:
        read = read_csv_table(path, path.name)
        if read.table is None:
            assert [f.level for f in read.findings] == [Level.ERROR], path.name
        else:
            text = "".join(str(cell.value) for row in read.table.rows for cell in row.cells())
            assert "�" not in text or "�".encode() in path.read_bytes(), path.name


def test_a_number_that_its_exporter_marked_as_text_keeps_its_zeros():
    """`="0012"` is how programs have Excel show an id as it is; quoted or not it is the id alone."""
    read = csv_table_of(b'id,title\n="0012",a\n"=""0013""",b\n"=""a"" & 1",c\n', "issues.csv")
    assert read.table is not None
    assert [row.cell(1).text for row in read.table.rows] == ["id", "0012", "0013", '="a" & 1']
