"""Last good readings: kept as they were, used only for what they are of, and never trusted where they are damaged."""

import gzip
import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_gen.finding import Finding, Level, Place
from board_gen.sources.csv_table import OTHER_ENCODING
from board_gen.sources.readings import FOLDER, Asked, GoodRead, Readings, content_of, source_of
from board_gen.sources.table import BadValue, Merged, Row, Table, TableRead
from board_gen.sources.table_bytes import DamagedTableError, table_bytes_of, table_of

AT = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = Asked("cases/issues.xlsx", "问题", elsewhere=("Archive",))
NOTE = Finding(OTHER_ENCODING, Place("cases/issues.xlsx"), {"encoding": "GB18030"})
TABLE = Table(
    "cases/issues.xlsx",
    (
        Row(3, ("id", "opened\nat", 1.0, True, "", "id")),
        Row(
            9, (date(2026, 11, 20), datetime.fromisoformat("2026-11-20 08:30"), BadValue("#N/A"), BadValue("=A1", True))
        ),
        Row(11, ()),
    ),
    "问题",
    (Merged(1, 1, 1, 9),),
)
READ = TableRead(TABLE, (NOTE,))
GOOD = GoodRead(ASKED, "5" * 64, READ)


def reading_file(folder: Path) -> Path:
    """The one file of a folder of readings."""
    (path,) = folder.iterdir()
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with one reading."""
    assert Readings(tmp_path, "v1").keep([GOOD], AT) == ""
    return tmp_path


VALUES = st.one_of(
    st.text(max_size=5),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.builds(BadValue, st.text(max_size=3), st.booleans()),
)


@given(st.lists(st.lists(VALUES, max_size=4), max_size=4))
def test_a_table_comes_back_as_it_was(rows):
    """Whatever a cell may hold is the same again, value and type; equal tables are equal bytes."""
    table = Table("a", tuple(Row(number, tuple(values)) for number, values in enumerate(rows, 1)))
    packed = table_bytes_of(TableRead(table))
    again = table_of(packed).table
    assert again == table
    assert [[type(value) for value in row.values] for row in again.rows] == [[type(v) for v in row] for row in rows]
    assert table_bytes_of(TableRead(again)) == packed


def test_what_was_said_of_a_table_comes_back_with_it():
    """Tab, merged ranges and findings are kept."""
    assert table_of(table_bytes_of(READ)) == READ


def test_half_a_surrogate_pair_is_neither_kept_nor_read():
    """No reader gives it, and no page could hold it: the build would end with it."""
    with pytest.raises(ValueError, match="surrogates"):
        table_bytes_of(TableRead(Table("a", (Row(1, ("\ud83d",)),))))
    for value in ("\ud83d", ["error", "\ud83d"]):
        with pytest.raises(DamagedTableError, match="surrogates"):
            table_of(table_lines(values=[value], numbers=[1], lengths=[1], places=[0]))
    said = [[["BG418", "note", "{a}", ""], ["a", 0, 0, "", ""], {"a": "\ud83d"}]]
    with pytest.raises(DamagedTableError, match="surrogates"):
        table_of(table_lines(head={"file": "a", "tab": "", "merged": [], "findings": said}))


def table_lines(**other: object) -> bytes:
    """The bytes of a small table with other lines in it."""
    lines = {
        "head": {"file": "a", "tab": "", "merged": [], "findings": []},
        "values": ["x", 1.5],
        "numbers": [1, 2],
        "lengths": [1, 1],
        "places": [0, 1],
        **other,
    }
    return gzip.compress("\n".join(json.dumps(line) for line in lines.values()).encode(), mtime=0)


def finding_told(text: str = "read as {encoding}", level: str = "note", values: object = None) -> dict[str, object]:
    """A head with one finding."""
    told = [["BG404", level, text, ""], ["a", 0, 0, "", ""], {"encoding": "x"} if values is None else values]
    return {"file": "a", "tab": "", "merged": [], "findings": [told]}


def test_a_table_that_was_written_by_hand_is_read():
    """What the next test changes is a good table before."""
    assert table_of(table_lines()).table == Table("a", (Row(1, ("x",)), Row(2, (1.5,))))
    assert table_of(table_lines(head=finding_told())).findings[0].level is Level.NOTE


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"no gzip",
        gzip.compress(b"{}", mtime=0),
        table_lines() + b"more",
        table_lines()[:-1],
        table_lines(head=[]),
        table_lines(head={"file": 1, "tab": "", "merged": [], "findings": []}),
        table_lines(head={"file": "a", "tab": "", "merged": [[1, 1, 1]], "findings": []}),
        table_lines(head={"file": "a", "tab": "", "merged": [[0, 1, 1, 1]], "findings": []}),
        table_lines(head=finding_told("{encoding.__class__}")),
        table_lines(head=finding_told("{encoding!r}")),
        table_lines(head=finding_told("{encoding:999999999}")),
        table_lines(head=finding_told("{other}")),
        table_lines(head=finding_told("{")),
        table_lines(head=finding_told(level="disaster")),
        table_lines(head=finding_told(values={"encoding": [1]})),
        table_lines(values="x"),
        table_lines(values=[["year", "2026"]]),
        table_lines(values=[["day", "2026-02-30"], 1]),
        table_lines(values=[None, 1]),
        table_lines(values=[{"a": 1}, 1]),
        table_lines(numbers=[1]),
        table_lines(numbers=[0, 1]),
        table_lines(numbers=[True, 1.5]),
        table_lines(lengths=[1, 2]),
        table_lines(lengths=[-1, 3]),
        table_lines(places=[0, 2]),
        table_lines(places=[0, -1]),
        table_lines(places=["a", "b"]),
        table_lines(places={}),
        table_lines(more=[]),
        gzip.compress(b"[" * 100_000, mtime=0),
    ],
)
def test_what_is_no_table_is_damaged(packed):
    """Bytes that no build wrote make no table and stop nothing."""
    with pytest.raises(DamagedTableError):
        table_of(packed)


def test_a_bomb_is_not_unpacked():
    """What would unpack to more than any sheet holds is refused before it takes the memory."""
    bomb = gzip.compress(b" " * (257 * 1024**2), 1)
    with pytest.raises(DamagedTableError, match="too large"):
        table_of(bomb)


def test_what_was_read_well_is_the_last_good_reading(kept):
    """Another process finds the table, what was said of it, and the instant of the build."""
    last = Readings(kept, "v2").last_good(ASKED)
    assert (last.read, last.findings) == (READ, ())
    assert last.reading
    assert last.reading.as_of == AT
    assert last.name == f"{FOLDER}/{reading_file(kept).name}"
    assert last.reading.digest == hashlib.sha256(reading_file(kept).read_bytes()).hexdigest()


def test_a_reading_is_shown_by_zcat(kept):
    """The file is plain gzip: who looks into it finds a line that says what it is, and the table."""
    head, table, *_ = gzip.decompress(reading_file(kept).read_bytes()).decode().splitlines()
    assert json.loads(head)["sheet"] == "cases/issues.xlsx"
    assert json.loads(head)["as_of"] == "2026-11-23T00:12:00+00:00"
    assert json.loads(table)["tab"] == "问题"


@pytest.mark.parametrize(
    ("asked", "source", "made_by", "is_known"),
    [
        (ASKED, "5" * 64, "v1", True),
        (ASKED, "6" * 64, "v1", False),
        (ASKED, "5" * 64, "v2", False),
        (Asked("cases/issues.xlsx", "问题", hidden=True, elsewhere=("Archive",)), "5" * 64, "v1", False),
        (Asked("cases/issues.xlsx", "问题"), "5" * 64, "v1", False),
        (Asked("cases/issues.xlsx"), "5" * 64, "v1", False),
    ],
)
def test_only_the_very_same_is_not_read_again(kept, asked, source, made_by, is_known):
    """A file need not be read where these bytes were, by this program, for the same wishes; else it is."""
    assert Readings(kept, made_by).known(asked, source) == (READ if is_known else None)


def test_other_wishes_have_the_same_last_good_reading(kept):
    """Hidden rows wanted, other tabs named: the reading of that file and tab is still the last good one."""
    assert Readings(kept, "v1").last_good(Asked("cases/issues.xlsx", "问题", hidden=True)).read == READ
    assert Readings(kept, "v1").last_good(Asked("cases/issues.xlsx", "other")).read.table is None


def test_a_later_build_makes_it_younger_and_none_makes_it_older(kept):
    """The same file read well again: the reading is of the later instant; a build of an earlier one leaves it."""
    for at, as_of in [(AT + DAY, AT + DAY), (AT - DAY, AT + DAY)]:
        Readings(kept, "v1").keep([GOOD], at)
        last = Readings(kept, "v1").last_good(ASKED)
        assert last.reading
        assert (last.reading.as_of, last.read) == (as_of, READ)


def test_a_build_of_now_mends_an_instant_that_is_still_to_come(kept):
    """A pinned build of a later day, or a wrong clock, would call the rows fresh until that day."""
    Readings(kept, "v1").keep([GOOD], AT + 999 * DAY)
    for is_pinned, as_of in [(True, AT + 999 * DAY), (False, AT + DAY)]:
        Readings(kept, "v1").keep([GOOD], AT + DAY, is_pinned=is_pinned)
        last = Readings(kept, "v1").last_good(ASKED)
        assert last.reading
        assert last.reading.as_of == as_of


def test_the_same_instant_writes_nothing(kept):
    """A build that knows nothing new leaves the file as it is."""
    before = reading_file(kept).stat()
    Readings(kept, "v1").keep([GOOD], AT)
    after = reading_file(kept).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_new_content_takes_its_place(kept):
    """Of each tab there is one reading, that of the file as it is now, also where the build's instant is earlier."""
    other = TableRead(Table("cases/issues.xlsx", (Row(1, ("new",)),)))
    Readings(kept, "v1").keep([GoodRead(ASKED, "6" * 64, other)], AT - DAY)
    last = Readings(kept, "v1").last_good(ASKED)
    assert last.reading
    assert (last.read, last.reading.as_of) == (other, AT - DAY)
    assert len(list(kept.iterdir())) == 1


def test_a_preview_writes_only_what_is_new(tmp_path):
    """With `serve` a reading becomes younger in memory; on disk stands the first build that saw this content."""
    readings = Readings(tmp_path, "v1")
    for at in (AT, AT + DAY):
        readings.keep([GOOD], at, is_lasting=False)
    here, there = readings.last_good(ASKED).reading, Readings(tmp_path, "v1").last_good(ASKED).reading
    assert here
    assert there
    assert (here.as_of, there.as_of) == (AT + DAY, AT)


def test_what_is_in_memory_is_read_once(kept, monkeypatch):
    """A preview unpacks a table once, as long as its file stays; another one in its place is seen."""
    readings = Readings(kept, "v1")
    first = readings.known(ASKED, "5" * 64)
    assert readings.known(ASKED, "5" * 64) is first
    other = GoodRead(ASKED, "6" * 64, TableRead(Table("b", ())))
    Readings(kept, "v1").keep([other], AT)
    assert readings.last_good(ASKED).read == other.read


def test_who_deletes_the_file_is_rid_of_it(kept):
    """A deleted reading is gone, also for a preview that had it in memory."""
    readings = Readings(kept, "v1")
    assert readings.last_good(ASKED).reading
    reading_file(kept).unlink()
    assert readings.last_good(ASKED) == Readings().last_good(ASKED)


def test_a_place_that_can_not_be_written_to_stops_nothing(tmp_path):
    """Where the folder can't be made, the reason is told, and a preview has its reading all the same."""
    (tmp_path / "x").write_text("a file where the folder should be")
    readings = Readings(tmp_path / "x/readings", "v1")
    assert str(tmp_path / "x") in readings.keep([GOOD], AT)
    assert readings.last_good(ASKED).read == READ


def test_without_a_folder_nothing_is_kept():
    """Who names no folder has no readings."""
    readings = Readings()
    assert readings.keep([GOOD], AT) == ""
    assert (readings.known(ASKED, "5" * 64), readings.last_good(ASKED).reading) == (None, None)


def test_every_damage_is_seen(kept):
    """A reading with any byte changed, or cut at any place, is the same reading still or is not used, with a note."""
    path, refused = reading_file(kept), 0
    whole = path.read_bytes()
    changed = [whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :] for at in range(len(whole))]
    for content in (*changed, *(whole[:at] for at in range(len(whole)))):
        path.write_bytes(content)
        last = Readings(kept, "v1").last_good(ASKED)
        if last.reading:
            assert (last.read, last.reading.as_of, last.reading.source) == (READ, AT, GOOD.source)
        else:
            assert [(f.kind.code, f.level, f.place.file) for f in last.findings] == [
                ("BG471", Level.NOTE, f"{FOLDER}/{path.name}")
            ]
            assert last.read.table is None
            refused += 1
    assert refused > 1.9 * len(whole)


@pytest.mark.parametrize("change", [{"schema": "board_gen reading 9"}, {"sheet": "cases/other.csv"}, {"tab": None}])
def test_a_reading_of_something_else_is_not_used(kept, change):
    """Another version's, another sheet's or another tab's reading under this name is named in a note."""
    path = reading_file(kept)
    head = json.loads(gzip.decompress(path.read_bytes()).splitlines()[0])
    packed = table_bytes_of(READ)
    path.write_bytes(gzip.compress(json.dumps({**head, **change}).encode()) + packed)
    last = Readings(kept, "v1").last_good(ASKED)
    assert [finding.kind.code for finding in last.findings] == ["BG472"]
    assert (last.reading, Readings(kept, "v1").known(ASKED, GOOD.source)) == (None, None)


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": "yesterday"},
        {"as_of": "2026-11-23T00:12:00"},
        {"as_of": "0001-01-01T00:00:00+14:00"},
        {"as_of": "0001-01-01T12:00:00+00:00"},
        {"as_of": "9999-12-31T23:59:59+00:00"},
        {"source": 5},
        {"elsewhere": "Archive"},
        {"made_by": None},
        {"table": "0" * 64},
    ],
)
def test_a_head_that_no_build_wrote_is_damaged(kept, change):
    """A head whose values are not what they should be is not trusted."""
    path = reading_file(kept)
    head = json.loads(gzip.decompress(path.read_bytes()).splitlines()[0])
    path.write_bytes(gzip.compress(json.dumps({**head, **change}).encode()) + table_bytes_of(READ))
    assert [finding.kind.code for finding in Readings(kept, "v1").last_good(ASKED).findings] == ["BG471"]


def test_what_is_damaged_is_written_anew(kept):
    """The next build that reads the sheet well mends its reading."""
    whole = reading_file(kept).read_bytes()
    reading_file(kept).write_bytes(whole[:50])
    Readings(kept, "v1").keep([GOOD], AT)
    assert reading_file(kept).read_bytes() == whole


NAMES = [
    "../../etc/passwd",
    "/etc/passwd",
    "a\0b",
    "..",
    "cases/.",
    "问" * 300,
    "a" * 300,
    "cases/*",
    "C:\\x",
    "\ud83d",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_reading_lies_in_its_folder_whatever_the_sheet_is_called(name, tmp_path):
    """No name of a file or tab leads out of the folder, or is more than a file system takes."""
    for asked in (Asked(name), Asked("cases/a.csv", name)):
        assert PurePosixPath(asked.file_name).name == asked.file_name
        assert asked.file_name.isascii()
        assert len(asked.file_name) < 80
        Readings(tmp_path / "readings").keep([GoodRead(asked, "5" * 64, READ)], AT)
        assert Readings(tmp_path / "readings").last_good(asked).read == READ
    assert [path.name for path in tmp_path.iterdir()] == ["readings"]
    assert len(list((tmp_path / "readings").iterdir())) == 2


def test_each_sheet_and_tab_has_its_own_name():
    """Names that differ only in what a file name can't hold are different files."""
    asked = [Asked(sheet, tab) for sheet in ("cases/a b.csv", "cases/a-b.csv", "x/a-b.csv") for tab in (None, "", "1")]
    assert len({one.file_name for one in asked}) == len(asked)


def test_the_source_of_a_reading_is_the_file_s_digest(tmp_path):
    """A plain file within the limit has a SHA-256; a folder, a missing file and a larger one have none."""
    path = tmp_path / "a"
    path.write_bytes(b"four")
    assert source_of(path, 4) == hashlib.sha256(b"four").hexdigest()
    assert (source_of(path, 3), source_of(tmp_path, 4), source_of(tmp_path / "b", 4)) == (None, None, None)


def test_readings_of_the_same_are_the_same_bytes(kept, tmp_path):
    """The same sheet read at the same instant makes the same file, whenever that is."""
    last = Readings(kept, "v1").last_good(ASKED)
    assert last.reading
    assert content_of(last.reading) == reading_file(kept).read_bytes()
