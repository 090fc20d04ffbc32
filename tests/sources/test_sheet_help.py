"""Help for a sheet that nobody has mapped yet: what was understood, guesses as questions, the block for board.yml."""

import json
import re

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from board_gen.model.label import Language
from board_gen.model.rules import Rules
from board_gen.pages.sheet_help import sheet_help_text
from board_gen.sources.board_file import read_board
from board_gen.sources.csv_table import csv_table_of
from board_gen.sources.plant_sheets import ReadSheet
from board_gen.sources.schema import board_schema
from board_gen.sources.sheet import read_sheet
from board_gen.sources.sheet_block import sheet_block
from board_gen.sources.sheet_help import SheetHelp, TwoWayDates, sheet_help_of
from board_gen.sources.sheet_names import BUILT_IN
from board_gen.sources.table import Row, Table
from board_gen.sources.yaml_writing import yaml_text
from board_gen.wording import Wording

NAME = "cases/issues.csv"
EN = Wording(Language.EN)
AT = ("--at", "2026-11-23 08:12")


@pytest.fixture
def rules_of(tmp_path):
    """Rules from the text of a board.yml, in which nothing is wrong."""

    def rules_of(text: str = "") -> Rules:
        path = tmp_path / "board.yml"
        path.write_text(text, "utf-8")
        rules, findings = read_board(path, "cases/board.yml")
        assert findings == (), text
        return rules

    return rules_of


def help_of(text: str | Table, rules: Rules, owners: tuple[str, ...] = ()) -> SheetHelp:
    table = csv_table_of(text.encode(), NAME).table if isinstance(text, str) else text
    assert table is not None
    sheet = rules.sheets[0]
    return sheet_help_of(ReadSheet(sheet, table, read_sheet(table, rules, sheet)), rules, owners)


def guesses(told: SheetHelp) -> dict[str, tuple[str, ...]]:
    return {column.name: column.guesses for column in told.left}


# ---- what was understood --------------------------------------------------------------------------------------

UNMAPPED = """\
Title,Opened,Source,Came in,Who,Kind,Verdict,Ref,Remark
Leak,2026-11-20,PRR,2026/11/21,李伟,major,G,Q-1,see mail of the customer
Burr,2026-11-21,line,2026/11/22,王芳,minor,Y,Q-2,waits for the second sample
Crack,2026-11-22,PRR,,李伟,major,R,Q-3,none so far that we know of
"""


def test_columns_are_told_and_guessed_by_their_values(rules_of):
    """Each left column has three samples, and what its values look like of the keys that are free."""
    told = help_of(UNMAPPED, rules_of("people: {李伟: Li Wei}\n"), ("王芳",))
    assert [(column.letters, column.key) for column in told.taken] == [("A", "title"), ("B", "opened"), ("C", "source")]
    assert [column.samples for column in told.left][:2] == [("2026/11/21", "2026/11/22"), ("李伟", "王芳")]
    found = {name: keys[:1] for name, keys in guesses(told).items()}
    assert found == {
        "Came in": ("closed",),
        "Who": ("owner",),
        "Kind": ("severity",),
        "Verdict": ("status",),
        "Ref": ("id",),
        "Remark": ("next",),
    }
    assert (told.header_row, told.rows, told.is_quiet) == (1, 3, False)


def test_no_key_is_guessed_that_is_taken_or_twice_the_likeliest(rules_of):
    """Two columns of dates are not both taken for the closing, and never for the opening, which has a column."""
    rows = "a,2026-11-20,PRR,2026-11-21,2026-11-22\n" * 3
    told = help_of(f"title,opened,source,One,Two\n{rows}", rules_of())
    assert [keys[0] for keys in guesses(told).values()] == ["closed", "due"]
    assert "opened" not in {key for keys in guesses(told).values() for key in keys}


def test_a_guess_is_never_used(rules_of):
    """The rows are read as if nobody had guessed anything."""
    rules = rules_of()
    table = csv_table_of(UNMAPPED.encode(), NAME).table
    assert table is not None
    assert {row.owner for row in read_sheet(table, rules, rules.sheets[0]).rows} == {""}


def test_words_that_are_not_understood_are_counted(rules_of):
    """States, sources and severities come with the number of cells that hold them, the commonest first."""
    rows = "".join(
        f"A-{at},Leak,2026-11-20,{source},{status},{severity}\n"
        for at, (source, status, severity) in enumerate(
            [("投诉", "Doing", "A"), ("投诉", "Doing", "A"), ("PRR", "好了", "A")]
        )
    )
    told = help_of(f"id,title,opened,source,status,severity\n{rows}", rules_of())
    found = [(word.key, word.text, word.count) for word in told.words]
    assert found == [("severity", "A", 3), ("source", "投诉", 2), ("status", "Doing", 2), ("status", "好了", 1)]
    block = sheet_block([told], "cases")
    assert '#   "Doing": ?   # 2 ×  open | closed | on_hold | rejected\n' in block


@pytest.mark.parametrize(
    ("dates", "found", "line"),
    [
        (("1/2/2026", "2/3/2026"), TwoWayDates(2), "# dates: mdy | dmy"),
        (("1/2/2026", "25/3/2026"), TwoWayDates(2, dmy="C3"), "dates: dmy   # C3"),
        (("1/25/26", "2/3/26"), TwoWayDates(2, mdy="C2"), "dates: mdy   # C2"),
        (("1/25/2026", "25/1/2026"), TwoWayDates(2, "C2", "C3"), "# dates: mdy | dmy   # mdy: C2, dmy: C3"),
        (("2026-01-25", "2026/3/4"), TwoWayDates(0), ""),
        (("45/45/2026", "2026/3/4"), TwoWayDates(0), ""),
    ],
)
def test_the_order_of_dates_is_what_the_column_proves(rules_of, dates, found, line):
    """A 25 in first place proves dmy; nothing is said that nothing proves."""
    rows = "".join(f"A-{at},Leak,{date},PRR\n" for at, date in enumerate(dates))
    told = help_of(f"id,title,opened,source\n{rows}", rules_of())
    assert told.dates == found
    assert (f"  {line}\n" in sheet_block([told], "cases")) == bool(line)
    assert ("dates" in sheet_block([told], "cases")) == bool(line)


def test_a_quiet_sheet_gets_one_line(rules_of):
    """Where everything is understood nobody is asked anything."""
    told = help_of("id,title,opened,source\nA-1,Leak,2026-11-20,PRR\n", rules_of())
    assert sheet_help_text([told], "cases", EN) == "cases/issues.csv: every column is understood (4); problems: 1\n"


def test_without_a_header_the_likeliest_row_is_shown(rules_of):
    """The row with the most short texts, banners above it passed over, with all its names to be filled in."""
    text = "Plant log,,,\n,,,\nRef,What,When,By whom\nQ-1,Leak at weld,25/3/2026,PRR\nQ-2,Burr at edge,26/3/2026,DR\n"
    told = help_of(text, rules_of())
    assert (told.has_header, told.header_row, told.dates.order) == (False, 3, "dmy")
    assert [column.name for column in told.left] == ["Ref", "What", "When", "By whom"]
    shown = sheet_help_text([told], "cases", EN)
    assert "cases/issues.csv: no header; row 3 looks most like one\n" in shown
    assert "  A “Ref” is not read: Q-1 · Q-2 – is it id?\n" in shown
    for name in ("Ref", "What", "When", "By whom"):
        assert f': ["{name}"]' in shown


@pytest.mark.parametrize("text", ["1,2,3\n4,5,6\n", "a\nb\n", "x,y\n"])
def test_a_sheet_without_any_names_is_said_to_have_none(rules_of, text):
    """No row is called a header that nothing speaks for."""
    told = help_of(text, rules_of())
    assert (told.has_header, told.header_row, told.left) == (False, 0, ())
    assert "no row that looks like one" in sheet_help_text([told], "cases", EN)


# ---- the block ------------------------------------------------------------------------------------------------

ODD_NAMES = (
    'He said "x"',
    "it's: a # name",
    "line\nbreak",
    "🚗 车型",
    "- dash",
    "@at",
    "{curly}",
    "back\\slash",
    "\u200bhidden",
    "null",
    "% done",
    "'",
    "\u202eturned",
    "x" * 200,
)


def odd_table() -> Table:
    names = ("title", "opened", "source", "status", *ODD_NAMES)
    rows = [Row(1, names)]
    rows += [Row(at, ("Leak", f"{at}/3/2026", f"源 {name}", name, *names[4:])) for at, name in enumerate(ODD_NAMES, 13)]
    return Table("cases/issues.xlsx", tuple(rows), 'Tab "1": #x')


def schema_faults(block: str) -> list[str]:
    schema = json.loads(json.dumps(board_schema()))
    return [error.message for error in Draft202012Validator(schema).iter_errors(yaml.safe_load(block))]


def test_the_block_is_valid_as_it_is(rules_of):
    """Pasted as printed it says what holds now, whatever names and words the sheet has."""
    told = help_of(odd_table(), rules_of())
    assert len(told.left) == len(ODD_NAMES)
    block = sheet_block([told], "cases")
    (sheet,) = rules_of(block).sheets
    assert (sheet.file, sheet.tab, sheet.dates) == ("issues.xlsx", 'Tab "1": #x', "dmy")
    assert (sheet.columns, sheet.words) == ({}, {})
    assert schema_faults(block) == []


def test_the_block_with_its_comments_filled_in_is_valid(rules_of):
    """Whoever takes a # off and names a key has named the column and the word."""
    told = help_of(odd_table(), rules_of())
    lines = [re.sub(r"^( *)# ", r"\1", line) for line in sheet_block([told], "cases").splitlines()]
    keys = (key for key in (*BUILT_IN, "containment due") if key not in ("title", "opened", "source", "status"))
    filled = []
    for line in lines:
        value = line.partition(": ")[2]
        if value.startswith("["):
            filled.append(f"    {next(keys)}: {value}")
        else:
            filled.append(line.replace(": ?", ": open" if "open | closed" in line else ": PRR"))
    (sheet,) = rules_of("\n".join(filled) + "\n").sheets
    assert {name for names in sheet.columns.values() for name in names} == {
        " ".join(name.split()) for name in ODD_NAMES
    }
    assert set(sheet.words["status"].values()) == {"open"}
    assert len(sheet.words["source"]) == sum(len(f"源 {name}") <= 40 for name in ODD_NAMES)


def test_the_block_keeps_what_board_yml_says(rules_of):
    """It stands in the place of `sheet`, so nothing of that may get lost; new words come below the old ones."""
    rules = rules_of(
        "sheet: {file: issues.csv, dates: mdy, hidden: true,\n"
        " columns: {title: [What], containment due: ['围堵: 期限']}, words: {status: {完成: closed}}}\n"
    )
    told = help_of("id,What,opened,source,status,Other\nA-1,Leak,2026-11-20,PRR,Doing,x\n", rules)
    block = sheet_block([told], "cases")
    (sheet,) = rules_of(block).sheets
    assert sheet == rules.sheets[0]
    assert '      "完成": closed\n      # "Doing": ?' in block
    (mapped,) = rules_of(block.replace('# "Doing": ?', '"Doing": open')).sheets
    assert mapped.words == {"status": {"完成": "closed", "Doing": "open"}}


def test_the_block_of_several_sheets_is_a_list(rules_of):
    """Each has its entry, the quiet ones too, since the block replaces them all."""
    rules = rules_of("sheet: [{file: a.csv, tab: x}, {file: b.csv, columns: {title: [What]}}]\n")
    table = csv_table_of(UNMAPPED.encode(), "cases/b.csv").table
    quiet = csv_table_of(b"id,title,opened,source\nA-1,Leak,2026-11-20,PRR\n", "cases/a.csv").table
    assert table is not None
    assert quiet is not None
    pairs = zip((quiet, table), rules.sheets, strict=True)
    helps = [sheet_help_of(ReadSheet(sheet, one, read_sheet(one, rules, sheet)), rules) for one, sheet in pairs]
    assert rules_of(sheet_block(helps, "cases")).sheets == rules.sheets


def test_the_block_keeps_the_entries_of_sheets_that_can_not_be_read(plant, rules_of):
    """One is half written, one is not there: whoever pastes the block for a third loses neither."""
    sheet = "sheet: [{file: half.csv, words: {status: {Doing: open}}}, {file: a.csv}, {file: gone.csv, dates: dmy}]\n"
    plant.board(f"language: en\n{sheet}")
    plant.write("cases/a.csv", "id,title,opened,source,Remark\nA-1,Leak,2026-11-20,PRR,x\n")
    plant.write("cases/half.csv", b"id,title\0\0")
    told = plant.run("check", *AT).stdout
    assert rules_of(told[told.index("\nsheet:\n") :]).sheets == rules_of(sheet).sheets


@pytest.mark.parametrize("text", ["a", "焊接", "a b", "a:b", "C-1", "(x)", "a'b"])
def test_plain_texts_stay_plain(text):
    """Quotes stand only where they are needed."""
    assert yaml_text(text) == (f'"{text}"' if "'" in text else text)


@pytest.mark.parametrize(
    "text", ["", "~", "null", "Null", "no", "1.10", "0119", "12e5", "0x1F", "2026-11-03", "a: b", "a:"]
)
def test_texts_that_look_like_something_else_are_quoted(text):
    """Other programs than ours would take them for numbers, dates or nothing."""
    assert yaml_text(text) == f'"{text}"'
    assert yaml.safe_load(f"[{yaml_text(text)}]") == [text]


# ---- the command ----------------------------------------------------------------------------------------------


def test_pasting_the_block_and_answering_it_makes_the_sheet_quiet(plant):
    """What check prints is what it wants to be told: after it nothing is left to ask."""
    plant.board("language: en\n")
    plant.write("cases/issues.csv", "Log 2026\nRef,Title,Opened,Source,State\nQ-1,Leak,25/3/2026,PRR,Doing\n")
    first = plant.run("check", *AT)
    block = first.stdout[first.stdout.index("sheet:\n") :]
    plant.board(f"language: en\n{block}")
    again = plant.run("check", *AT)
    assert again.returncode == 1
    assert "cases/board.yml:" not in again.stdout
    assert again.stdout.endswith(block.replace("   # C3", ""))
    answered = block.replace("# id:", "id:").replace("# status:", "status:")
    plant.board(f"language: en\n{answered}  words: {{status: {{Doing: open}}}}\n")
    last = plant.run("check", *AT)
    assert last.stdout.splitlines()[-1] == "cases/issues.csv: every column is understood (5); problems: 1"


def test_programs_get_findings_alone(plant):
    """The help stands in the text only, below the findings; its exit status is theirs."""
    plant.board("language: en\n")
    plant.write("cases/issues.csv", "Ref,What,When\nQ-1,Leak,25/3/2026\n")
    text = plant.run("check", *AT)
    assert text.stdout.splitlines()[0].startswith("cases/issues.csv[A1]: error BG420")
    assert "sheet:\n" in text.stdout
    records = plant.run("check", "--format", "json", *AT)
    assert [record["code"] for record in json.loads(records.stdout)] == ["BG420"]
    github = plant.run("check", "--format", "github", *AT)
    assert [line[:8] for line in github.stdout.splitlines()] == ["::error "]
    assert (text.returncode, records.returncode, github.returncode) == (1, 1, 1)
    assert text.stderr + records.stderr + github.stderr == ""
